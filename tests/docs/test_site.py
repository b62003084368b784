"""Whether the site is built without a warning, holds every page, every public name and every matrix, and fetches nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import ocgscore
from ocgscore.matrix import list_matrices

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TOOLS = ("sphinx", "myst_parser", "furo")
MISSING = [tool for tool in TOOLS if importlib.util.find_spec(tool) is None]
needs_tools = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
FETCHING = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}


def built(docs, out):
    """Build a site with warnings as errors; return the exit status and what was said."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", str(out / "trees")]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    run = [*command, str(docs), str(out / "html")]
    found = subprocess.run(run, capture_output=True, env=environment, check=False, encoding="utf-8")
    return found.returncode, found.stdout + found.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    status, said = built(DOCS, out)
    assert status == 0, said
    return out / "html"


def page_of(site, path):
    return (site / path).with_suffix(".html").read_text(encoding="utf-8")


class _Fetched(HTMLParser):
    """What a page has the browser fetch by itself: scripts, styles, fonts, pictures."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag in FETCHING and told.get(FETCHING[tag]):
            self.found.append(told[FETCHING[tag]])
        self.found += re.findall(r"url\(([^)]*)\)", told.get("style") or "")


def fetched_by(page):
    parser = _Fetched()
    parser.feed(page)
    return parser.found


@needs_tools
def test_every_page_is_built_and_in_a_table_of_contents(site):
    pages = {page.relative_to(DOCS).with_suffix("") for page in DOCS.rglob("*.md")}
    assert pages == {page.relative_to(site).with_suffix("") for page in site.rglob("*.html")} - {
        Path("genindex"),
        Path("py-modindex"),
        Path("search"),
    }  # that each is in a table of contents is a warning of Sphinx's own, and so an error here


@needs_tools
def test_the_reference_names_every_public_name(site):
    front = page_of(site, "reference/api/front-door")
    for name in ocgscore.__all__:
        assert name == "__version__" or f'id="ocgscore.{name}"' in front, name


@needs_tools
def test_the_reference_has_what_is_behind_the_door(site):
    pages = "".join(page.read_text(encoding="utf-8") for page in (site / "reference" / "api").glob("*.html"))
    page = (DOCS / "how-to" / "use-from-python.md").read_text(encoding="utf-8")
    rooms = page.partition("Behind the door")[2].partition("```")[0]
    module, documented = "", 0
    for room, names in re.findall(r"^\| (?:`(ocgscore[\w.]*)`)? ?\| ([^|]*) \|", rooms, re.MULTILINE):
        module = room or module
        for name in re.findall(r"`(\w+)`", names):
            assert f'id="{module}.{name}"' in pages, f"{module}.{name}"
            documented += 1
    assert documented > 30


@needs_tools
@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_every_shipped_matrix_is_shown_whole_with_its_fingerprint(site, matrix):
    page = page_of(site, f"reference/matrices/{matrix.id}")
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)).replace("&amp;", "&").replace("&lt;", "<")
    assert matrix.fingerprint in said
    assert f"{matrix.status}:" in said
    straight = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
    shown = said.translate(straight).replace("&quot;", '"').replace("&gt;", ">")
    for criterion in matrix.criteria:
        assert f"({criterion.id})" in shown
        for text in (criterion.question, *(level.anchor for level in criterion.levels)):
            assert " ".join(text.translate(straight).split()) in shown, text
    for measure in matrix.measures:
        assert f"({measure.id})" in shown
        assert all(band.label in shown for band in measure.bands)


@needs_tools
def test_every_command_stands_on_the_page_made_from_the_commands(site):
    page = page_of(site, "reference/command-help")
    assert "Usage: ocgscore network keyplayers" in page
    assert "Usage: ocgscore score" in page


@needs_tools
def test_the_pages_fetch_nothing_from_a_network(site):
    fetched = {(page.name, what) for page in site.rglob("*.html") for what in fetched_by(page.read_text("utf-8"))}
    assert fetched
    assert not {(page, what) for page, what in fetched if re.match(r"(?:https?:)?//", what)}
    styles = "".join(style.read_text(encoding="utf-8") for style in site.rglob("*.css"))
    assert not re.findall(r"(?:url\(|@import)\s*[\"\']?(?:https?:)?//[^)]*", styles)


def test_a_page_that_fetches_is_noticed():
    assert fetched_by('<p style="background: url(https://x.example/y)"><script src="//x.example/z.js"></script>') == [
        "https://x.example/y",
        "//x.example/z.js",
    ]


@needs_tools
def test_a_page_outside_the_tables_of_contents_or_a_dead_link_breaks_the_build(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("conf.py", "_ext", "_static"):
        (docs / name).symlink_to(DOCS / name)
    (docs / "index.md").write_text("# Home\n\nA [dead link](gone.md).\n", encoding="utf-8")
    (docs / "stray.md").write_text("# Stray\n", encoding="utf-8")
    status, said = built(docs, tmp_path)
    assert status != 0
    assert "gone.md" in said
    assert "stray.md" in said


@needs_tools
def test_the_same_pages_give_the_same_names_for_a_search(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8").removeprefix("Search.setIndex(").removesuffix(")")
    names = json.loads(index)["docnames"]
    assert "tutorial/first-matrix" in names
    assert names == sorted(names)
