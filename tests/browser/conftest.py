"""A real browser, its network off, and a report with every kind of block to show in it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from ocgscore.report.canvas.canvas import Frame, paragraph, sheet
from ocgscore.report.meeting.blocks import (
    Bar,
    Facts,
    Heading,
    Link,
    Listing,
    Page,
    Picture,
    Points,
    Report,
    Section,
    Words,
)
from ocgscore.report.meeting.given import read_given
from ocgscore.report.meeting.report import report_of

EXAMPLES = Path(__file__).parents[2] / "examples"
AXE = Path(os.environ.get("OCGSCORE_AXE", Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"))


@pytest.fixture(scope="session")
def chromium():
    """Chromium without its sandbox, which a container has no room for; the pages here are our own."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Return a function that opens a page with networking off, and notes every complaint and request."""
    contexts = []

    def open_(text, *, wide=1280, script=True):
        path = tmp_path / f"report-{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        contexts.append(
            chromium.new_context(
                viewport={"width": wide, "height": 900}, java_script_enabled=script, offline=True, locale="en-GB"
            )
        )
        page = contexts[-1].new_page()
        page.said, page.requests = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(path.as_uri())
        page.own = path.as_uri()
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, from OCGSCORE_AXE or from node_modules beside pyproject.toml (npm install axe-core)."""
    if not AXE.is_file():
        pytest.skip(f"axe-core is not installed: no {AXE}")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def examples_report():
    """The report of the packaged examples, with every part that they can fill."""
    given = read_given(
        str(EXAMPLES / "demo.csv"),
        "ocg-tactical",
        last=str(EXAMPLES / "demo.csv"),
        together=str(EXAMPLES / "calibration.csv"),
        map_=str(EXAMPLES / "map"),
        register=str(EXAMPLES / "review/register.csv"),
    )
    return report_of(given.material(as_of=dt.date(2026, 12, 31), marking="OFFICIAL-SENSITIVE", draws=200))


@pytest.fixture(scope="session")
def picture():
    """Return a picture that says a text."""

    def drawn(said):
        return Picture(sheet(said, Frame(), [paragraph(said)], said), said)

    return drawn


@pytest.fixture(scope="session")
def whole(picture):
    """Return a function that makes a report with every kind of block, in which every text says a text as well."""

    def made(said="", marking="OFFICIAL-SENSITIVE", rows=60):
        return Report(
            f"Tasking meeting{said}",
            f"{rows} groups{said}",
            f"{marking}{said}",
            (f"The matrix is an illustration.{said}",),
            (
                Section(
                    "priorities",
                    f"Priorities{said}",
                    f"Two groups stand above the line.{said}",
                    (
                        priorities(rows, said),
                        Words(f"Two cannot be told apart.{said}", strong=True),
                        Words(f"Ranks are ranges.{said}"),
                        wide_listing(said),
                        picture(f"Which come first?{said}"),
                    ),
                ),
                Section("empty", f"Nothing here{said}", "", ()),
                Section("groups", f"Groups{said}", "", tuple(group_page(at, said) for at in (1, 2, 3))),
            ),
        )

    return made


def priorities(rows, said=""):
    """A long listing: group 1 scores 3–103, group 2 scores 6–106, and each tenth is exact."""
    headings = (
        Heading(f"group{said}", first=True),
        Heading(f"risk{said}", "number"),
        Heading("of 0 to 1000"),
        Heading("band"),
        Heading("known", "number"),
        Heading("note"),
    )
    cells, orders = [], []
    for at in range(1, rows + 1):
        low, high = 3 * at, 3 * at + (0 if at % 10 == 0 else 100)
        score = str(low) if low == high else f"{low}–{high}"
        name = Link(f"WB-{at:03}{said}", f"group-{at}") if at < 4 else f"WB-{at:03}{said}"
        band = ("low", "high", "medium")[at % 3]
        bar = Bar(low / 1000, high / 1000, f"{low} to {high} of 0 to 1000{said}")
        cells.append((name, score, bar, f"{band}{said}", f"{at % 7}", f"note {at}{said}"))
        orders.append((0.0, low, 0.0, ("low", "medium", "high").index(band), at % 7, 0.0))
    return Listing(
        "ranked", f"Groups by risk{said}", headings, tuple(cells), tuple(orders), note=f"A bar is an interval.{said}"
    )


def wide_listing(said=""):
    """A listing of more columns than a page is wide."""
    headings = (Heading("group", first=True), *(Heading(f"A long criterion, number {at}{said}") for at in range(30)))
    return Listing("levels", f"Levels{said}", headings, ((f"WB-001{said}", *("Moderate" for _ in range(30))),))


def group_page(at, said=""):
    """A page of a group, with facts, points and a short listing."""
    headings = (Heading("criterion", first=True), Heading("level"), Heading("adds", "number"))
    return Page(
        f"group-{at}",
        f"WB-{at:03}{said}",
        (
            Facts(((f"risk{said}", f"3–103{said}"), ("force", "North"))),
            Points((f"One level would move it.{said}", "Another would not.")),
            Listing(f"path-{at}", f"How it adds up{said}", headings, ((f"Corruption{said}", "2", "30"),)),
            Page(f"part-{at}", f"A part{said}", (Words(f"Within a page.{said}"),)),
        ),
    )
