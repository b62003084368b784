"""The pictures of the README, taken from the examples' report in headless Chromium: run it again when the page changes.

Needs the extras ``report`` and ``browser``, Chromium, and pdftoppm (Debian: poppler-utils) for the sheet of paper::

    python docs/pictures.py
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
PICTURES: Final = Path(__file__).with_name("pictures")
WIDE, HIGH = 1280, 860


def main(folder: Path) -> None:
    """Write report.png, report-group.png and report-paper.png into a folder."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as temporary, sync_playwright() as driver:
        report = Path(temporary, "report.html")
        write(report)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, offline=True)
        page.goto(report.as_uri())
        screens(page, folder)
        page.pdf(path=report.with_suffix(".pdf"), prefer_css_page_size=True)
        browser.close()
        paper(report.with_suffix(".pdf"), folder / "report-paper")


def write(report: Path) -> None:
    """Write the report of the examples: invented groups, scored with an illustration of a matrix."""
    from ocgscore.report.meeting import read_given, write_report

    given = read_given(
        str(EXAMPLES / "demo.csv"),
        "ocg-tactical",
        map_=str(EXAMPLES / "map"),
        together=str(EXAMPLES / "calibration.csv"),
    )
    write_report(given.material(title="Invented groups for a tasking meeting", marking="OFFICIAL"), str(report))


def screens(page: Page, folder: Path) -> None:
    """Take the head of the report, and the page of the first group."""
    page.screenshot(path=folder / "report.png")
    first = page.locator("#groups .page").first
    first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 60)")
    page.screenshot(path=folder / "report-group.png")


def paper(printed: Path, name: Path) -> None:
    """Take the second sheet of paper in shades of grey, as an office printer makes it."""
    sheet = ["-f", "2", "-l", "2", "-singlefile", "-gray", "-r", "90"]
    subprocess.run(["pdftoppm", "-png", *sheet, printed, name], check=True)


if __name__ == "__main__":
    main(PICTURES)
