"""The report in a browser as its readers meet it: offline, without scripts, by keyboard, aloud and on paper."""

import re
import shutil
import subprocess

import attrs
import pytest

from ocgscore.report.meeting.page.page import html

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser

HOSTILE = (
    "<b>x</b><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    "</style></title><svg onload=alert(3)>{{ 7*7 }}{% raw %}&amp;]]>--><!--\u202e\u0000\u0007\ud800=1+1"
)
SHOWN = (
    "<b>x</b><script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    "</style></title><svg onload=alert(3)>{{ 7*7 }}{% raw %}&amp;]]>--><!--\ufffd\ufffd\ufffd\ufffd=1+1"
)


@pytest.fixture(params=["every kind of block", "the examples"])
def report(request, whole):
    """The report of every kind of block, and that of the examples."""
    if request.param == "the examples":
        return request.getfixturevalue("examples_report")
    return whole()


def test_the_page_renders_offline_without_a_complaint_and_no_request_leaves_the_file(opened, report):
    page = opened(html(report))
    assert page.said == []
    assert page.requests == [page.own]
    assert page.title() == report.title
    assert page.get_by_role("heading", level=1).inner_text() == report.title
    assert page.get_by_role("heading", level=2).count() == 1 + len(report.sections)


def test_all_that_the_report_says_can_be_read_with_scripts_off(opened, report):
    page = opened(html(report), script=False)
    assert page.locator("button, input").count() == 0
    for section in report.sections:
        assert page.get_by_role("heading", name=section.title, exact=True, level=2).is_visible()
    first = next(block for section in report.sections for block in section.blocks if hasattr(block, "headings"))
    table = page.locator(f"#{first.id}")
    assert table.locator("caption").inner_text() == first.caption
    assert [head.inner_text() for head in table.locator("thead th").all()] == [head.said for head in first.headings]
    last = table.locator("tbody tr").last
    last.scroll_into_view_if_needed()
    words = [cell if isinstance(cell, str) else cell.said for cell in first.rows[-1]]
    drawn = last.locator("[aria-label]").get_attribute("aria-label")
    assert [text.inner_text() or drawn for text in last.locator("th, td").all()] == words


@pytest.mark.parametrize("wide", [1280, 400])
def test_nothing_is_wider_than_the_window(opened, report, wide):
    page = opened(html(report), wide=wide)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    beyond = page.evaluate(
        """wide => [...document.querySelectorAll("body *")].filter(one => {
            if (one.closest(".wide") || one.closest(".skip")) { return false; }
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > wide + 1 || box.left < -1);
        }).map(one => one.outerHTML.slice(0, 80))""",
        wide,
    )
    assert beyond == []


@pytest.mark.parametrize("script", [True, False])
def test_a_part_that_scrolls_can_be_reached_by_keyboard_and_named(opened, whole, script):
    page = opened(html(whole()), script=script)
    box = page.get_by_role("group", name="Levels")
    box.focus()
    page.keyboard.press("ArrowRight")
    assert box.evaluate("one => one === document.activeElement && one.scrollWidth > one.clientWidth")
    moved = """async one => {
        for (let frame = 0; frame < 300 && one.scrollLeft === 0; frame += 1) { await new Promise(requestAnimationFrame); }
        return one.scrollLeft;
    }"""
    assert box.evaluate(moved) > 0 if script else True  # what waits in a page is a script itself


def test_a_part_that_shows_whole_is_no_stop_of_the_keyboards(opened, whole):
    page = opened(html(whole()))
    expect(page.get_by_role("group", name="How it adds up").first).not_to_have_attribute("tabindex", "0")
    assert page.locator("#levels").evaluate("one => one.parentNode.tabIndex") == 0


def column(page, at):
    return page.locator("#ranked tbody tr").evaluate_all(f"rows => rows.map(row => row.cells[{at}].textContent)")


def test_a_click_on_a_heading_sorts_up_then_down_then_as_it_was(opened, whole):
    page = opened(html(whole()))
    risk = page.locator("#ranked thead th").nth(1)
    as_it_was = column(page, 0)
    risk.get_by_role("button").click()
    assert risk.get_attribute("aria-sort") == "ascending"
    assert column(page, 0) == as_it_was  # written lowest first: "9–109" stands before "12–112", though "1" < "9"
    risk.get_by_role("button").click()
    assert risk.get_attribute("aria-sort") == "descending"
    assert column(page, 0) == as_it_was[::-1]
    risk.get_by_role("button").click()
    assert risk.get_attribute("aria-sort") is None
    assert column(page, 0) == as_it_was


def test_the_keyboard_sorts_by_what_the_cells_mean_and_keeps_the_order_of_equals(opened, whole):
    page = opened(html(whole()))
    band = page.locator("#ranked thead th").nth(3).get_by_role("button")
    band.focus()
    page.keyboard.press("Enter")
    rows = list(zip(column(page, 3), column(page, 0), strict=True))
    assert rows == sorted(rows, key=lambda row: (["low", "medium", "high"].index(row[0]), row[1]))
    page.keyboard.press("Space")
    rows = list(zip(column(page, 3), column(page, 0), strict=True))
    assert rows == sorted(rows, key=lambda row: (["high", "medium", "low"].index(row[0]), row[1]))
    assert band.evaluate("one => one === document.activeElement")


def test_bars_sort_by_their_lower_end_and_numbers_as_numbers(opened, whole):
    page = opened(html(whole()))
    heads = page.locator("#ranked thead th")
    heads.nth(2).get_by_role("button").click()
    assert column(page, 0) == [f"WB-{at:03}" for at in range(1, 61)]
    heads.nth(4).get_by_role("button").click()
    assert column(page, 4) == sorted(column(page, 4), key=int)
    assert heads.nth(2).get_attribute("aria-sort") is None


def test_rows_are_found_by_typing_and_the_count_is_said(opened, whole):
    page = opened(html(whole()))
    page.get_by_label("Find rows").first.focus()
    page.keyboard.type("HIGH wb-04")
    said = page.get_by_role("status").first
    expect(said).to_contain_text("of 60 rows")
    shown = page.locator("#ranked tbody tr:visible th").all_inner_texts()
    assert shown == [f"WB-{at:03}" for at in range(40, 50) if at % 3 == 1]
    assert said.inner_text() == f"{len(shown)} of 60 rows with “HIGH wb-04”"
    page.get_by_label("Find rows").first.fill("")
    expect(said).to_have_text("")
    assert page.locator("#ranked tbody tr:visible").count() == 60


def test_a_list_that_is_not_whole_says_so_on_paper(opened, whole, tmp_path):
    page = opened(html(whole()))
    page.get_by_label("Find rows").first.fill("WB-007")
    expect(page.get_by_role("status").first).to_contain_text("1 of 60 rows")
    assert "1 of 60 rows with “WB-007”" in " ".join(" ".join(printed(page, tmp_path)).split())


def test_links_lead_to_what_they_name(opened, report):
    page = opened(html(report))
    nowhere = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href')).filter(to => !document.getElementById(to.slice(1)))"
    )
    assert nowhere == []
    twice = page.evaluate(
        "(ids => ids.filter((id, at) => ids.indexOf(id) < at))([...document.querySelectorAll('[id]')].map(one => one.id))"
    )
    assert twice == []


def test_the_skip_link_is_the_first_stop_and_leads_to_the_report(opened, whole):
    page = opened(html(whole()))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize("wide", [1280, 400])
def test_axe_finds_nothing_against_the_page(opened, report, axe, wide):
    page = opened(html(report), wide=wide)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    assert page.said == []


def printed(page, folder):
    """Return the text of each page of paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    path = folder / "report.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def test_every_page_of_paper_has_the_marking_at_head_and_foot_the_title_and_its_number(opened, report, tmp_path):
    papers = printed(opened(html(attrs.evolve(report, day="2026-12-31"))), tmp_path)
    assert len(papers) > 3
    for number, paper in enumerate(papers, 1):
        lines = [line.strip() for line in paper.splitlines() if line.strip()]
        assert lines[0] == "OFFICIAL-SENSITIVE"
        foot = " ".join(lines[-3:])  # the title may take two lines beside the others
        assert re.search(rf"OFFICIAL-SENSITIVE\s+page {number} of {len(papers)}\b", foot)
        assert {*report.title.split(), "2026-12-31"} <= {word.strip(",") for word in foot.split()}


def test_links_within_a_section_are_for_the_screen_alone(opened, whole):
    page = opened(html(whole()))
    links = page.locator(".pages")
    assert links.get_by_role("link").all_inner_texts() == ["WB-001", "WB-002", "WB-003"]
    assert links.is_visible()
    page.emulate_media(media="print")
    assert not links.is_visible()


def test_sections_are_numbered_on_paper_as_in_the_contents(opened, report, tmp_path):
    text = "\n".join(printed(opened(html(report)), tmp_path))
    for number, section in enumerate(report.sections, 1):
        words = r"\s+".join(map(re.escape, section.title.split()[:3]))
        assert len(re.findall(rf"(?<!\S){number}\. {words}", text)) >= 2  # in the contents, and at its head


def test_a_group_whose_page_fits_a_sheet_has_one(opened, examples_report, tmp_path):
    groups = examples_report.sections[-1]
    certain = [page for page in groups.blocks if hasattr(page, "title") and "–" not in page.title.split("Risk ")[1]]
    papers = printed(opened(html(examples_report)), tmp_path)
    assert len(certain) > 5
    for page in certain:
        (paper,) = [paper for paper in papers if f"{page.title}\n" in paper]
        assert all(caption in paper for caption in ("From levels to scores", "Levels given", "What would move it"))


def test_no_heading_and_no_head_of_a_table_stands_alone_at_the_foot_of_a_sheet(opened, report, tmp_path):
    page = opened(html(report))
    heads = [line.lower() for line in page.locator("h2, h3, h4, caption, thead tr").all_inner_texts()]
    alone = {" ".join(re.sub("[↕▲▼]", " ", line).split()) for line in heads}
    for paper in printed(page, tmp_path):
        lines = [" ".join(line.split()) for line in paper.splitlines() if line.strip()]
        last = next(line for line in reversed(lines) if "OFFICIAL-SENSITIVE" not in line and line not in report.title)
        assert re.sub(r"^\d+\. ", "", last).lower() not in alone


def test_the_headings_of_a_table_stand_on_every_page_of_paper_it_takes(opened, whole, tmp_path):
    papers = printed(opened(html(whole(rows=200))), tmp_path)
    with_rows = [paper for paper in papers if len(re.findall(r"^ *WB-\d{3} ", paper, re.MULTILINE)) > 3]
    assert len(with_rows) > 2
    assert all(re.search(r"group +risk +of 0 to 1000 +band", paper) for paper in with_rows)


def test_tools_of_the_screen_stay_off_the_paper(opened, whole, tmp_path):
    text = "".join(printed(opened(html(whole())), tmp_path))
    assert "Find rows" not in text
    assert "↕" not in text
    assert "Skip to" not in text


def test_hostile_text_in_every_field_stays_text(opened, whole, tmp_path):
    page, plain = opened(html(whole(HOSTILE))), opened(html(whole()))
    made = "[...document.querySelectorAll('*')].filter(one => !one.parentNode.closest?.('svg')).map(one => one.tagName)"
    assert page.evaluate(made) == plain.evaluate(made)
    assert page.said == []
    assert page.requests == [page.own]
    assert page.locator("#ranked thead th").first.inner_text().replace("↕", "").strip() == f"group{SHOWN}"
    assert page.locator("#ranked [role=img]").first.get_attribute("aria-label") == f"3 to 103 of 0 to 1000{SHOWN}"
    assert page.locator(".marking").last.text_content() == f"OFFICIAL-SENSITIVE{SHOWN}"
    assert page.locator("figure svg *").evaluate_all("all => all.map(one => one.tagName)").count("script") == 0
    papers = printed(page, tmp_path)
    assert all("<script>alert(1)</script>" in "".join(paper.split()) for paper in papers)


def test_five_thousand_groups_stay_under_ten_megabytes_and_sort(opened, whole):
    text = html(whole(rows=5000))
    assert len(text.encode()) < 2_500_000
    page = opened(text)
    page.locator("#ranked thead button").nth(4).click()
    assert column(page, 4)[:2] == ["0", "0"]
    assert page.locator("#ranked tbody tr").count() == 5000
