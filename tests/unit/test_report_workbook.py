"""The report as a workbook: what stands on each sheet, and that nothing from a sheet of assessments can do anything in it.
That LibreOffice opens it is proved in tests/real/test_workbook_libreoffice.py."""

import datetime as dt
import io
import json
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, read_assessments
from ocgscore.errors import MissingExtraError, TableError
from ocgscore.matrix import matrix_text, parse_matrix, shipped_ids
from ocgscore.matrix.form import build_matrix
from ocgscore.network.files import read_map
from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.material import Rejected, Source
from ocgscore.report.meeting.workbook import consistency, levels, lists, workbook_chunks
from ocgscore.report.meeting.workbook.cells import harmless
from ocgscore.report.meeting.workbook.listing import Field, Listing, check_size
from ocgscore.review.register import read_register

openpyxl = pytest.importorskip("openpyxl")
from openpyxl.utils import column_index_from_string  # noqa: E402 - where it is installed

pytest.importorskip("xlsxwriter")
EXAMPLES = Path(__file__).parents[2] / "examples"
ALWAYS = ["Priorities", "Charts", "All measures", "Levels", "Explanation", "Gaps", "Rejects", "Matrix", "Provenance"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [
    "=1+1", "+cmd|'/c calc'!A1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","a")', "http://example.org", "mailto:a@b.c",
    "internal:Sheet!A1", "<script>alert(1)</script>", "&amp;", "a\x07b", "a\u202eb", "_x0041_", "'=1", "{=1}", "a\ud800b",
]  # fmt: skip


def criteria_of(name):
    return [criterion.id for criterion in load_matrix(name).criteria]


def rows_of(name, groups=("A", "B"), **cells):
    """Groups at the lowest level of everything, but for the cells given, one for each group."""
    matrix = load_matrix(name)
    low = {criterion.id: criterion.levels[0].code for criterion in matrix.criteria}
    return [
        {"group": group} | low | {id_: values[at] for id_, values in cells.items()} for at, group in enumerate(groups)
    ]


def small(name="ocg-tactical", rows=None, **more):
    by = None if load_matrix(name).ranks_by else load_matrix(name).measures[0].id
    return gather(assess(rows or rows_of(name), name), by=by, draws=20, **more)


def whole(**more):
    """A report with everything in it, on the shipped examples."""
    return gather(
        read_assessments(EXAMPLES / "review/assessments.csv", "ocg-tactical"),
        last=read_assessments(EXAMPLES / "demo.csv", "ocg-tactical"),
        network=read_map(EXAMPLES / "map"),
        together=read_assessments(EXAMPLES / "calibration.csv", "ocg-tactical"),
        review=Review(read_register(EXAMPLES / "review/register.csv"), dt.date(2026, 12, 31)),
        rejected=(Rejected("demo.csv row 9", "X-1", ("demo.csv!D9: 'hihg' is not a level", "a second fault")),),
        sources=(Source("assessments", "assessments.csv", "ab" * 32),),
        marking="OFFICIAL-SENSITIVE & EXAMPLE",
        title="For the tasking meeting",
        draws=20,
        **more,
    )


def written(material):
    return b"".join(workbook_chunks(material))


@cache
def whole_bytes():
    return written(whole())


def opened(content):
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", ".*extension is not supported", UserWarning
        )  # bars in cells, newer than what it reads
        return openpyxl.load_workbook(io.BytesIO(content))


def cells_of(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def first_row(sheet):
    return int("".join(filter(str.isdigit, sheet.auto_filter.ref.split(":")[0])))


def headings_of(sheet):
    return [cell.value for cell in sheet[first_row(sheet)] if cell.value is not None]


def listed(sheet):
    """The rows of a list as dicts, by its headings; the marking at its foot is none of them."""
    head = sheet.auto_filter.ref.split(":")[0]
    first, last = (int("".join(filter(str.isdigit, end))) for end in sheet.auto_filter.ref.split(":"))
    assert head.startswith("A")
    headings = [cell.value for cell in sheet[first]]
    return [dict(zip(headings, [cell.value for cell in sheet[row]], strict=True)) for row in range(first + 1, last + 1)]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -- which sheets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_ids())
def test_every_matrix_gives_the_sheets_of_a_report(name):
    assert opened(written(small(name))).sheetnames == ALWAYS


def test_sheets_stand_in_the_order_in_which_a_meeting_reads_them():
    assert opened(whole_bytes()).sheetnames == [
        "Priorities", "Charts", "All measures", "Levels", "Explanation", "Gaps", "Changes", "Steps", "State", "Work list",
        "Findings", "Network", "Key players", "Consistency", "Rejects", "Matrix", "Provenance",
    ]  # fmt: skip


# -- priorities --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_ids())
def test_scores_are_numbers_rounded_once_in_the_order_of_rank(name):
    levels_of = {criterion.id: [level.code for level in criterion.levels] for criterion in load_matrix(name).criteria}
    chosen = {id_: [codes[0], codes[1], "?"] for id_, codes in levels_of.items()}
    material = small(name, rows_of(name, "ABC", **chosen))
    assert material.ranking.order().tolist() != [0, 1, 2]
    found = listed(opened(written(material))["Priorities"])
    order, result = material.ranking.order().tolist(), material.measure
    title = result.measure.title
    for row, line in zip(order, found, strict=True):
        assert line[load_matrix(name).subject.capitalize()] == material.group(row)
        assert (line["Rank best"], line["Rank worst"]) == (material.ranking.best[row], material.ranking.worst[row])
        for end, numbers in (("lowest", result.low), ("highest", result.high)):
            cell = line[f"{title}: {end}"]
            assert isinstance(cell, int | float)
            assert Decimal(str(cell)) == result.shown(int(numbers[row]))


def test_a_score_worked_out_by_hand():
    """Derbyshire's six levels, nil 0 to high 3: A is high once and unknown once, so 3 to 6 of the total."""
    rows = rows_of("group-threat-derbyshire")
    ids = criteria_of("group-threat-derbyshire")
    rows[0] |= {ids[0]: "high", ids[1]: "?"}
    material = gather(assess(rows, "group-threat-derbyshire"), by="total", top=1, draws=20)
    book = opened(written(material))
    first, second = listed(book["Priorities"])
    levels_reached = [line["Highest level reached: band"] for line in listed(book["All measures"])]
    assert (first["Group"], first["Total of the six: lowest"], first["Total of the six: highest"]) == ("A", 3, 6)
    assert levels_reached == ["High", "Nil"]
    assert first["Share of levels known"] == pytest.approx(5 / 6, abs=1e-4)
    assert (first["Among the first 1"], second["Among the first 1"]) == ("yes", "no")


def test_unknown_levels_decide_who_is_possibly_above_the_line():
    rows = rows_of("ocg-tactical", "ABC", physical=["?", "1", "2"], intent=["2", "2", "2"])
    found = listed(opened(written(small(rows=rows, top=1)))["Priorities"])
    assert {line["Group"]: line["Among the first 1"] for line in found} == {"A": "possibly", "B": "no", "C": "possibly"}


def test_bands_are_coloured_by_rules_that_darken_upwards():
    sheet = opened(whole_bytes())["Priorities"]
    shades = {}
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            if rule.type == "cellIs" and rule.formula[0] in ('"Low"', '"Moderate"', '"High"', '"Very high"'):
                shades[rule.formula[0].strip('"')] = rule.dxf.fill.bgColor.rgb[2:]
    light = [
        sum(int(shades[band][at : at + 2], 16) * w for at, w in ((0, 3), (2, 6), (4, 1)))
        for band in ("Low", "Moderate", "High", "Very high")
    ]
    assert light == sorted(light, reverse=True)
    assert len(set(light)) == 4


def test_a_band_called_anything_gets_a_rule_that_excel_can_read():
    def banded(label):
        raw = {
            "id": "made", "version": "1.0.0", "title": "Made", "subject": "group", "status": "illustrative",
            "source": "this test", "licence": "MIT", "sections": [{"id": "s", "title": "All"}], "ranks_by": "total",
            "criteria": [{"id": "a", "title": "A", "section": "s", "question": "?", "levels": [
                {"code": "0", "label": "No", "value": "0", "anchor": "None."},
                {"code": "1", "label": "Yes", "value": "1", "anchor": "Some."},
            ]}],
            "measures": [{"id": "total", "title": "Total", "formula": "sum(a)", "bands": [
                {"label": label, "from": 0, "below": 1}, {"label": "High", "from": 1}]}],
        }  # fmt: skip
        batch = assess([{"group": "A", "a": "0"}, {"group": "B", "a": "1"}], build_matrix(raw, "made"))
        sheet = opened(written(gather(batch, draws=20)))["Priorities"]
        return {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules if rule.formula}

    assert '"so-called ""low"""' in banded('so-called "low"')
    assert banded("x" * 251) == {'"High"', '"yes"', '"possibly"'}


# -- the other sheets --------------------------------------------------------------------------------------------------


def test_levels_say_what_is_known_and_what_is_not():
    rows = rows_of("ocg-tactical", "ABC", physical=["?", "1-3", "2"])
    found = {line["Group"]: line["Physical harm"] for line in listed(opened(written(small(rows=rows)))["Levels"])}
    assert found == {"A": "?", "B": "1–3", "C": "2"}


def test_the_explanation_gives_each_level_its_wording_value_and_reason():
    matrix = load_matrix("sleipnir-2000")
    rows = [{"group": "A", "violence": "low", "violence_rationale": "=seen"}]
    found = listed(opened(written(small("sleipnir-2000", rows)))["Explanation"])
    assert len(found) == len(matrix.criteria)
    line = next(line for line in found if line["Criterion"] == matrix.criterion("violence").title)
    level = matrix.criterion("violence").levels[1]
    assert (line["Level"], line["Wording of the level"], line["Rationale"]) == ("low", level.anchor, "=seen")
    assert (line["Contribution: lowest"], line["Contribution: highest"]) == (18, 18)  # 1 times its weight of 18
    other = next(line for line in found if line["Criterion"] == matrix.criterion("corruption").title)
    assert (other["Level"], other["Contribution: lowest"], other["Contribution: highest"]) == (
        "?",
        0,
        76,
    )  # high counts 4, times 19


def test_too_many_lines_are_explained_for_the_groups_with_a_page(monkeypatch):
    monkeypatch.setattr(levels, "MOST_LINES", 31)
    monkeypatch.setattr("ocgscore.report.meeting.sections.groups.paged_rows", lambda material: [1])
    sheet = opened(written(small()))["Explanation"]
    assert {line["Group"] for line in listed(sheet)} == {"B"}
    assert any("Of 2 groups the 1 with a page" in str(cell) for cell in cells_of(sheet))


def test_gaps_stand_in_their_order_and_more_than_are_listed_are_said(monkeypatch):
    monkeypatch.setattr(lists, "MOST_GAPS", 2)
    material = small(rows=rows_of("ocg-tactical", physical=["?", "1"], financial=["?", "?"]))
    sheet = opened(written(material))["Gaps"]
    assert [(line["Group"], line["Criterion"]) for line in listed(sheet)] == [
        (gap.group, gap.criterion.title) for gap in material.gaps[:2]
    ]
    assert any("The first 2 of 3" in str(cell) for cell in cells_of(sheet))


def test_no_gap_and_no_reject_is_said():
    book = opened(written(small()))
    assert any(str(cell).startswith("none: every level") for cell in cells_of(book["Gaps"]))
    assert listed(book["Rejects"]) == [{"Row": "none", "Group": None, "Problem": "no row was left out"}]


def test_each_problem_of_a_row_left_out_has_its_line():
    found = listed(opened(whole_bytes())["Rejects"])
    assert [(line["Row"], line["Group"], line["Problem"]) for line in found] == [
        ("demo.csv row 9", "X-1", "demo.csv!D9: 'hihg' is not a level"),
        ("demo.csv row 9", "X-1", "a second fault"),
    ]


def test_changes_since_the_last_meeting_worked_out_by_hand():
    """Tactical risk is harm times likelihood. B's physical harm, of weight 3, rises from 1 to 3 where its likelihood is
    2: from 3 × 2 to 9 × 2. A was not there; C is gone."""
    low = {"intent": "2"}
    then = assess(
        [rows_of("ocg-tactical", "B", physical="1")[0] | low, rows_of("ocg-tactical", "C")[0]], "ocg-tactical"
    )
    now = assess([rows_of("ocg-tactical", "A")[0], rows_of("ocg-tactical", "B", physical="3")[0] | low], "ocg-tactical")
    book = opened(written(gather(now, last=then, draws=20)))
    found = {line["Group"]: line for line in listed(book["Changes"])}
    assert {group: line["Moved"] for group, line in found.items()} == {"A": "new", "B": "up", "C": "not in this sheet"}
    assert found["B"]["Levels that differ"] == "Physical harm 1 → 3"
    risen = found["B"]
    assert (risen["Risk lowest, last time"], risen["Risk lowest, now"]) == (6, 18)
    line, more = (
        next(line for line in listed(book[name]) if line["Group"] == "B") for name in ("Priorities", "All measures")
    )
    assert (line["Moved"], more["Last time: Risk, lowest"], line["Risk: lowest"]) == ("up", 6, 18)


@pytest.mark.parametrize(("name", "by"), [("ocg-threat", None), ("ocg-tactical", "harm")])
def test_other_numbers_last_time_are_not_compared(name, by):
    last = gather(assess(rows_of(name), name), by=by, draws=20).run
    book = opened(written(attrs.evolve(small(), before=last)))
    assert any("Not worked out" in str(cell) for cell in cells_of(book["Changes"]))
    assert "Moved" not in listed(book["Priorities"])[0]


def test_the_charts_show_what_their_numbers_say():
    rows = rows_of("ocg-tactical", "ABC", physical=["1-4", "1", "2"], intent=["2", "2", "2"])
    book = opened(written(small(rows=rows)))
    sheet = book["Charts"]
    assert len(sheet._charts) == 2
    numbers = {row[0].value: [cell.value for cell in row[1:4]] for row in sheet.iter_rows(max_col=4) if row[0].value}
    assert numbers["1–2  A"] == [6, 24, 18]  # 1 to 4, times its weight of 3, times a likelihood of 2
    assert numbers["Low"][:2] == [3, 0]
    assert [series.val.numRef.f for series in sheet._charts[0].series] == ["Charts!$B$4:$B$6", "Charts!$D$4:$D$6"]


def test_provenance_has_what_makes_the_report_again():
    said = " ".join(map(str, cells_of(opened(whole_bytes())["Provenance"])))
    for wanted in (
        load_matrix("ocg-tactical").fingerprint,
        "ab" * 32,
        "ocg-tactical@1.0.0",
        "nobody's official scheme",
        "seed 1",
    ):
        assert wanted in said


def test_a_digest_or_the_source_of_the_matrix_does_not_stand_twice():
    said = [str(cell) for sheet in opened(whole_bytes()) for cell in cells_of(sheet)]
    source = load_matrix("ocg-tactical").source.split()
    assert sum("ab" * 6 in text for text in said) == 1
    assert sum(" ".join(source[:12]) in " ".join(text.split()) for text in said) == 1


def test_of_a_matrix_of_somebodys_own_only_its_status_is_said():
    """Whether a force's own matrix is anybody's official scheme this package cannot know."""
    own = attrs.evolve(load_matrix("ocg-tactical"), id="force-own", source="ours", title="Ours")
    book = opened(written(gather(assess(rows_of("ocg-tactical"), own), draws=20)))
    said = " ".join(str(cell) for sheet in book for cell in cells_of(sheet))
    assert "official" not in said.casefold()
    assert "The numbers of the matrix are an illustration." in said
    assert "force-own@1.0.0, and must not be shown as one of any other scheme." in said


# -- in words ----------------------------------------------------------------------------------------------------------


def test_of_a_grid_only_the_bands_are_shown():
    """A grid's numbers stand for its bands: that P1 is a 4 tells nobody anything."""
    for by in (None, "priority"):
        material = gather(assess(rows_of("ocg-tactical"), "ocg-tactical"), by=by, draws=20)
        material = attrs.evolve(material, before=material.run)
        book = opened(written(material))
        said = {heading for name in ("Priorities", "All measures", "Changes") for heading in headings_of(book[name])}
        assert {heading for heading in said if heading.startswith("Priority")} <= {
            "Priority: band", "Priority: lowest band", "Priority: highest band",
        }  # fmt: skip
        assert "Priority: band" in said
        assert not any("Priority, lowest" in heading for heading in said)


def test_all_measures_are_on_their_own_sheet_and_the_priorities_hold_the_essential_alone():
    book = opened(whole_bytes())
    assert headings_of(book["Priorities"]) == [
        "Rank best", "Rank worst", "Group", "Force", "Risk: lowest", "Risk: highest", "Risk: lowest band",
        "Risk: highest band", "Among the first 10", "Share in the first 10 under other numbers", "Moved",
        "Share of levels known", "Assessed on",
    ]  # fmt: skip
    titles = {measure.title for measure in load_matrix("ocg-tactical").measures}
    assert {heading.split(":")[0] for heading in headings_of(book["All measures"])} >= titles


def test_the_network_has_its_measures_by_title_with_few_digits():
    sheet = opened(whole_bytes())["Network"]
    headings = headings_of(sheet)
    assert {"E–I index", "Betweenness rank: best", "Betweenness rank: worst", "Links within"} <= set(headings)
    assert not {"Ei index", "Rank best", "Rank worst"} & set(headings)
    head = first_row(sheet)
    for at, heading in enumerate(headings, 1):
        if heading in ("Density", "Cohesion", "E–I index"):
            assert sheet.cell(head + 1, at).number_format == "0.00"


def test_consistency_is_told_in_plain_words_with_three_decimals_at_most():
    sheet = opened(whole_bytes())["Consistency"]
    lines = listed(sheet)
    said = {line["What"] for line in lines}
    assert {"Krippendorff's alpha", "Assessments left out, their score a range", "Groups that were scored"} <= said
    assert not any("_" in text or "units" in text or "totals not exact" in text for text in said)
    assert {line["Question"] for line in lines} == set(consistency.QUESTIONS.values())
    assert "Risk" in {line["Of"] for line in lines}  # and not its id
    for line in lines:
        for heading in ("Value", "Low end, 95 %", "High end, 95 %"):
            cell = line[heading]
            assert not isinstance(cell, float) or cell == round(cell, 3)
    alpha = next(line for line in lines if line["What"] == "Krippendorff's alpha" and line["Of"] == "Physical harm")
    assert (alpha["Value"], alpha["Low end, 95 %"]) == (0.752, 0.618)  # as ocgscore consistency prints it, to 0.01


def test_the_matrix_is_there_whole_and_does_not_ask_to_be_filled_in():
    matrix = load_matrix("ocg-tactical")
    said = cells_of(opened(written(small()))["Matrix"])
    for criterion in matrix.criteria:
        assert any(str(text).startswith(criterion.title) for text in said)
    assert {band.label for measure in matrix.measures for band in measure.bands} <= set(said)
    assert not any("white cells" in str(text) for text in said)


# -- on paper ----------------------------------------------------------------------------------------------------------


def test_every_sheet_is_marked_at_head_and_foot_and_on_each_page():
    book = opened(whole_bytes())
    for sheet in book:
        assert sheet["A1"].value == "OFFICIAL-SENSITIVE & EXAMPLE"
        last = [row[0].value for row in sheet.iter_rows(max_col=1) if row[0].value is not None][-1]
        assert last == "OFFICIAL-SENSITIVE & EXAMPLE"
    for name, part in parts(whole_bytes()).items():
        if name.startswith("xl/worksheets/sheet"):
            for place in (b"oddHeader", b"oddFooter"):
                assert b"<" + place + b">" in part
                assert b"OFFICIAL-SENSITIVE &amp;&amp; EXAMPLE" in part.split(b"<" + place + b">")[1].split(b"</")[0]


def test_every_sheet_prints_on_a4_as_wide_as_the_page_with_its_headings_on_each():
    for sheet in opened(whole_bytes()):
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Charts":
            assert sheet.print_title_rows
            assert sheet.freeze_panes


def widths_of(sheet):
    """How many characters wide each column is; one record may hold several alike."""
    found = {}
    for one in sheet.column_dimensions.values():
        found |= dict.fromkeys(range(one.min, one.max + 1), one.width)
    return [found[at] for at in range(1, len(headings_of(sheet)) + 1)]


def points_of(sheet):
    """How wide each column is on paper, in points at full size."""
    return [width * 7 * 0.75 for width in widths_of(sheet)]


def test_letters_print_at_seven_points_on_every_sheet_with_the_priorities_on_one_page_across():
    """By hand: A4 on its side leaves 780 points between its margins; letters of 11 points may shrink to 7 of 11."""
    book = opened(whole_bytes())
    assert book["Priorities"].page_setup.fitToWidth in (None, 1)
    for sheet in book:
        if sheet.title in ("Charts", "Matrix"):
            continue
        pages, widths = int(sheet.page_setup.fitToWidth or 1), points_of(sheet)
        again = sum(widths[: repeated(sheet)]) if pages > 1 else 0
        assert (sum(widths) + (pages - 1) * again) * 7 / 11 <= pages * 781


def repeated(sheet):
    """How many columns stand on each page beside another."""
    columns = sheet.print_title_cols
    return column_index_from_string(columns.replace("$", "").split(":")[1]) if columns else 0


def test_where_a_list_is_parted_marking_and_title_are_whole_on_each_of_its_pages():
    book = opened(whole_bytes())
    parted = [sheet for sheet in book if int(sheet.page_setup.fitToWidth or 1) > 1]
    assert {sheet.title for sheet in parted} >= {"Network", "All measures"}
    for sheet in parted:
        kept = repeated(sheet)
        assert kept
        merged = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
        for row in range(1, sheet.max_row + 1):
            if isinstance(sheet.cell(row, 1).value, str) and (row, 1) in merged:
                assert merged[row, 1] <= kept
        for (_, first), last in merged.items():  # words stand on what each page repeats, or on what none does
            assert last <= kept or first > kept
        wide = sum(widths_of(sheet)[:kept])
        assert sheet.row_dimensions[1].height >= 14 * -(-len(sheet["A1"].value) // wide)
        assert sheet["A1"].alignment.wrap_text


def test_a_heading_on_end_has_the_room_for_its_lines():
    sheet = opened(whole_bytes())["Levels"]
    head = first_row(sheet)
    for at, heading in enumerate(headings_of(sheet), 1):
        cell = sheet.cell(head, at)
        if cell.alignment.textRotation == 90:
            lines_ = -(-len(heading) * 5.6 // (sheet.row_dimensions[head].height - 12))
            assert points_of(sheet)[at - 1] >= lines_ * 14


def test_headings_of_a_list_are_all_different_and_filtered():
    for sheet in opened(whole_bytes()):
        if sheet.title not in ("Charts", "Matrix"):
            head = int("".join(filter(str.isdigit, sheet.auto_filter.ref.split(":")[0])))
            headings = [cell.value for cell in sheet[head] if cell.value is not None]
            assert len(headings) == len(set(headings)) > 1


# -- untrusted ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile():
    matrix = load_matrix("ocg-tactical")
    rows = [
        {"group": text, "force": text, "physical": "2", "physical_rationale": text, "assessor": text}
        for text in HOSTILE
    ]
    material = gather(assess(rows, matrix), last=assess(rows, matrix), draws=20, marking="=1+1\x07 &C", title="<b>=1")
    faults = tuple(Rejected(text, text, (text,)) for text in HOSTILE)
    return written(attrs.evolve(material, rejected=faults))


def test_nothing_becomes_a_formula_or_a_link(hostile):
    for name, part in parts(hostile).items():
        root = ET.fromstring(part)  # noqa: S314 - of this library's own making
        tags = {element.tag for element in root.iter()}
        if name.startswith("xl/worksheets/sheet"):
            assert not tags & {MAIN + tag for tag in ("f", "hyperlink", "hyperlinks")}
        if name.endswith(".rels"):
            assert b"hyperlink" not in part.lower()
            assert b"External" not in part


def test_control_characters_and_what_turns_text_round_are_gone(hostile):
    for part in parts(hostile).values():
        text = part.decode("utf-8")
        assert not any(ord(letter) < 32 and letter not in "\n\t\r" for letter in text)
        assert not set(text) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
        assert "_x0007_" not in text


def test_texts_are_read_back_as_texts(hostile):
    book = opened(hostile)
    for name in ("Priorities", "Levels", "Explanation", "Rejects"):
        groups = [line["Group"] for line in listed(book[name])]
        assert {harmless(text) for text in HOSTILE} <= set(groups)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "d"}


def test_text_that_begins_as_a_formula_stays_text_when_it_is_edited(hostile):
    sheet = opened(hostile)["Rejects"]
    quoted = {cell.value: cell.style for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")}
    assert quoted
    assert all(
        cell.alignment is not None and cell.quotePrefix
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "=1+1"
    )


@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=40).filter(lambda text: text.strip()))
@settings(max_examples=15, deadline=None)
def test_any_text_gives_a_workbook_that_can_be_read(text):
    material = attrs.evolve(small(), rejected=(Rejected(text, text, (text,)),), title=text, marking=text)
    content = written(material)
    for part in parts(content).values():
        ET.fromstring(part)  # noqa: S314
    assert listed(opened(content)["Rejects"])[0]["Problem"] in (
        harmless(text) or None,
        harmless(text).strip("\n") or None,
    )


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    rows = [{"group": "A", "physical": "2", "physical_rationale": "x" * 40_000}]
    found = listed(opened(written(small(rows=rows)))["Explanation"])
    assert len(found[0]["Rationale"]) == 32_767
    assert found[0]["Rationale"].endswith("x…")


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes():
    assert written(whole()) == whole_bytes()


def test_the_bytes_do_not_hang_on_the_order_of_sets():
    code = (
        "import hashlib, sys\nfrom ocgscore import assess\nfrom ocgscore.report.meeting.gather import gather\n"
        "from ocgscore.report.meeting.workbook import workbook_chunks\n"
        "rows = [{'group': g, 'physical': p, 'financial': '?'} for g, p in zip('ABCDE', '01234')]\n"
        "batch, last = assess(rows, 'ocg-tactical'), assess(rows[1:], 'ocg-tactical')\n"
        "content = b''.join(workbook_chunks(gather(batch, last=last, draws=20)))\n"
        "print(hashlib.sha256(content).hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_every_part_is_well_formed_and_no_clock_is_in_it():
    for part in parts(whole_bytes()).values():
        ET.fromstring(part)  # noqa: S314
    assert b"2000-01-01T00:00:00Z" in parts(whole_bytes())["docProps/core.xml"]
    with zipfile.ZipFile(io.BytesIO(whole_bytes())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_list_larger_than_a_worksheet_is_refused():
    listing = Listing("Levels", "Levels", (), tuple(Field(str(at), []) for at in range(16_385)))
    with pytest.raises(TableError, match=r"16,385 columns"):
        check_size(listing)


def test_without_xlsxwriter_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match="excel"):
        list(workbook_chunks(small()))


@pytest.mark.parametrize("title", ["[http://x]Risk!A1", "=Risk!$B$2", "Risk\x07\x01!C3"])
def test_the_title_of_a_measure_is_text_in_charts_too(title):
    text = matrix_text("ocg-tactical").replace('title = "Risk"', f"title = {json.dumps(title)}")
    assert text != matrix_text("ocg-tactical")
    made = parts(
        b"".join(workbook_chunks(gather(assess([{"group": "A", "intent": "1"}], parse_matrix(text)), draws=10)))
    )
    for name, part in made.items():
        if name.startswith(("xl/charts", "xl/drawings")):
            root = ET.fromstring(part)  # noqa: S314
            references = [one.text for one in root.iter() if one.tag.endswith("}f")]
            assert all(reference.startswith("Charts!") for reference in references), (name, references)
