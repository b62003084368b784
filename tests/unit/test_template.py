"""The workbook to fill in: what stands in it, and that it is read straight back. The live totals are proved against the
library in tests/real/test_template_libreoffice.py, where there is a spreadsheet to work them out."""

import math
import re
import sys
import zipfile
from decimal import Decimal
from fractions import Fraction
from functools import cache

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import load_matrix, read_assessments, read_table, score
from ocgscore.assessments.headings import read_layout
from ocgscore.errors import FileUseError, MissingExtraError, RequestError, TableError
from ocgscore.matrix import LevelReader, shipped_ids
from ocgscore.matrix.form import build_matrix
from ocgscore.report import write_template
from ocgscore.report.template.assess import input_message, rounding
from ocgscore.report.template.lists import choices, spellings
from ocgscore.report.template.plan import EXACT, live_measures, plan_columns
from ocgscore.scoring import recorded_differences, rounded
from ocgscore.table import Table

openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")
KNOWN_TO_ALL = {
    "AND", "CHAR", "CLEAN", "COUNTIF", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "LEFT", "LEN",
    "LOWER", "MAX", "MID", "MIN", "OR", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM",
}  # fmt: skip

TEXTS = {
    "", " ", "#error", "|", "||", " |", "| ", "?", "-", "unknown", "not ", "not a level", "check levels",
    "unknown: any level", "from ", " to ",
}  # fmt: skip


def level(code, label, value, anchor="Met."):
    return {"code": code, "label": label, "value": str(value), "anchor": anchor}


LEVELS = [level("0", "None", 0), level("1", "Some", 1), level("2", "Much", 2)]


def make(criteria=(("first", "First"), ("second", "Second")), measures=(), levels=LEVELS, **more):
    head = {"id": "made", "version": "1.0.0", "title": "Made & tested", "subject": "group", "status": "illustrative"}
    rest = {"source": "this test", "licence": "MIT", "sections": [{"id": "s", "title": "All"}]}
    rows = [
        {"id": id_, "title": title, "section": "s", "question": "How much?", "levels": levels}
        for id_, title in criteria
    ]
    total = {"id": "total", "title": "Total", "formula": f"sum({', '.join(id_ for id_, _ in criteria)})"}
    return build_matrix(head | rest | {"criteria": rows, "measures": [total, *measures]} | more, "made")


def write(folder, matrix, rows=5, **options):
    path = folder / "book.xlsx"
    write_template(matrix, path, rows=rows, **options)
    return path


def opened(folder, matrix, **options):
    return openpyxl.load_workbook(write(folder, matrix, **options))


def formulas(book):
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.data_type == "f")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """A template of each shipped matrix, of seven rows and opened once; a function of the matrix's id."""

    @cache
    def book(name, **options):
        path = tmp_path_factory.mktemp(name) / "book.xlsx"
        write_template(name, path, rows=7)
        return openpyxl.load_workbook(path, **options)

    return book


def filled(folder, matrix, rows, **options):
    """Fill a template in and save it with the results it had when written, as a program that works none out would."""
    path = write(folder, matrix, **options)
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["Assess"]
    head = 2 if options.get("marking") else 1
    at = {cell.value: cell.column for cell in sheet[head]}
    for number, row in enumerate(rows, head + 1):
        for heading, value in row.items():
            sheet.cell(number, at[heading], value)
    book.save(path)
    return path


# -- what stands in it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_ids())
def test_the_sheets_the_headings_and_the_frozen_panes(shipped, name):
    matrix = load_matrix(name)
    book = shipped(name)
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("Assess", "visible"),
        ("Matrix", "visible"),
        ("Lists", "hidden"),
        ("Workings", "hidden"),
    ]
    headings = [cell.value for cell in book["Assess"][1]]
    assert headings[:5] == [matrix.subject, "force", "assessor", "assessed_on", "matrix_version"]
    for criterion in matrix.criteria:
        place = headings.index(criterion.title)
        assert headings[place + 1] == f"{criterion.title}: wording"
    assert headings.count("rationale") == 1
    for measure in matrix.measures:
        assert f"{measure.title}: lowest" in headings
        assert (f"{measure.title}: highest band" in headings) == bool(measure.bands)
    assert book["Assess"].freeze_panes == "B2"
    assert book.active.title == "Assess"


@pytest.mark.parametrize("name", shipped_ids())
def test_every_criterion_has_a_drop_down_of_its_levels_and_unknown(shipped, name):
    matrix = load_matrix(name)
    book = shipped(name)
    rules = {str(rule.sqref): rule for rule in book["Assess"].data_validations.dataValidation if rule.type == "list"}
    assert len(rules) == len(matrix.criteria)
    for number, criterion in enumerate(matrix.criteria):
        letters = openpyxl.utils.get_column_letter(6 + 2 * number)
        rule = rules[f"{letters}2:{letters}8"]
        sheet, _, cells = rule.formula1.partition("!")
        offered = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
        assert offered == [*(level.label for level in criterion.levels), "unknown"]
        assert not rule.showErrorMessage  # a range may be typed
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255


def test_the_cells_to_fill_in_are_text_so_that_a_range_stays_a_range(tmp_path):
    sheet = opened(tmp_path, make())["Assess"]
    formats = {sheet.cell(1, column).value: sheet.cell(3, column).number_format for column in range(1, 11)}
    assert formats["First"] == formats["Second"] == formats["group"] == "@"
    assert formats["assessed_on"] == "yyyy-mm-dd"


@pytest.mark.parametrize("name", shipped_ids())
def test_formulas_are_short_and_use_only_what_every_spreadsheet_has(shipped, name):
    seen = 0
    for cell in formulas(shipped(name)):
        seen += 1
        assert len(cell.value) < 2_000
        assert {*re.findall(r"([A-Z][A-Z.]*)\(", cell.value)} <= KNOWN_TO_ALL
        assert {*re.findall(r'"([^"]*)"', cell.value)} <= TEXTS
    assert seen > 50  # one or more in each of the rows to fill in


def test_no_text_of_a_matrix_becomes_a_formula(tmp_path):
    levels = [level("=0", "=1+1", 0, "=HYPERLINK(A1)"), level("+1", "@SUM(A1)", 1, "-2+3"), level("{x}", "{=2}", 2)]
    matrix = make([("first", "=First"), ("second", "{=Second}")], levels=levels, source="=3+3")
    book = opened(tmp_path, matrix, marking="=cmd")
    assert not [cell for cell in formulas(book) if re.search(r"HYPERLINK|@|cmd|=First|\{|1\+1|3\+3", cell.value)]
    assert book["Assess"]["A1"].value == "=cmd"
    assert book["Assess"]["A1"].data_type == "s"


@pytest.mark.parametrize("name", shipped_ids())
def test_the_matrix_page_says_all_of_the_matrix(shipped, name):
    matrix = load_matrix(name)
    page = shipped(name)["Matrix"]
    said = {cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
    assert {matrix.title, matrix.name, matrix.status, matrix.fingerprint} <= said
    assert {section.title for section in matrix.sections} <= said
    for criterion in matrix.criteria:
        assert f"{criterion.question} [{criterion.id}]" in said
        assert {text for each in criterion.levels for text in (each.code, each.label, each.anchor)} <= said
    for measure in matrix.measures:
        assert {measure.title, *(band.label for band in measure.bands)} <= said
        assert any(text.startswith(f"{measure.id} = ") for text in said)


def test_a_grid_is_drawn_with_its_highest_row_at_the_top(shipped):
    page = shipped("ocg-tactical")["Matrix"]
    rows = [[cell.value for cell in row[1:6]] for row in page.iter_rows()]
    top = rows.index(["", "Low", "Moderate", "High", "Severe"])
    assert rows[top + 1] == ["Very high", "P3 (2)", "P2 (3)", "P1 (4)", "P1 (4)"]
    assert rows[top + 4] == ["Low", "P4 (1)", "P4 (1)", "P3 (2)", "P3 (2)"]


def test_the_marking_stands_at_the_head_and_foot_of_sheets_and_pages(tmp_path):
    book = opened(tmp_path, make(), rows=5, marking="  R & D\nONLY ")
    sheet = book["Assess"]
    assert [sheet["A1"].value, sheet["A8"].value] == ["R & D ONLY"] * 2
    assert sheet.freeze_panes == "B3"
    assert book["Matrix"]["A1"].value == "R & D ONLY"
    for each in (sheet, book["Matrix"]):
        assert "R && D ONLY" in each.oddHeader.center.text
        assert "R && D ONLY" in each.oddFooter.center.text


def test_a_marking_too_long_for_a_page_header_stands_whole_in_the_sheet_and_cut_in_the_header(tmp_path):
    sheet = opened(tmp_path, make(), marking="X" * 300)["Assess"]
    assert sheet["A1"].value == "X" * 300
    for printed in (sheet.oddHeader, sheet.oddFooter):
        assert printed.center.text.startswith("&BXXX")
        assert printed.center.text.endswith("…")


# -- what is stored while a row is blank -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_ids())
def test_a_blank_row_shows_nothing_and_its_workings_are_those_of_unknowns(shipped, name):
    matrix = load_matrix(name)
    book = shipped(name, data_only=True)
    assert {cell.value for row in book["Assess"].iter_rows(min_row=2) for cell in row} <= {None, ""}
    workings = book["Workings"]
    stored = {cell.value: workings.cell(4, cell.column).value for cell in workings[1]}
    for measure, compiled in zip(matrix.measures, matrix.program.measures, strict=True):
        for bound, numerator in (("low", compiled.low), ("high", compiled.high)):
            if f"{measure.id} {bound}" in stored:  # a measure that is one criterion has no column of its own
                assert stored[f"{measure.id} {bound}"] == numerator
            if measure.bands:
                assert stored[f"{measure.id} {bound} band"] == compiled.band(numerator) + 1


def test_an_empty_template_has_no_rows(tmp_path):
    with pytest.raises(TableError, match="any row below the headings is missing"):
        read_table(write(tmp_path, "ocg-tactical", rows=9, marking="OFFICIAL"))


# -- read straight back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marking", ["", "OFFICIAL"])
def test_a_filled_template_is_read_straight_back(tmp_path, marking):
    rows = [
        {"group": "A", "force": "West", "First": "Much", "Second": "0-1", "rationale": "Seen."},
        {"group": "B", "First": "unknown", "Second": "not 0"},
    ]
    batch = read_assessments(filled(tmp_path, make(), rows, marking=marking), make())
    assert batch.lowest.tolist() == [[2, 0], [0, 1]]
    assert batch.highest.tolist() == [[2, 1], [2, 2]]
    assert batch.table.marking == marking
    assert {*batch.recorded} == {("total", "low"), ("total", "high")}
    assert recorded_differences(score(batch)) == ()


def test_a_total_of_its_own_that_differs_is_reported(tmp_path):
    rows = [{"group": "A", "First": "Much", "Second": "Some", "Total: lowest": 3, "Total: highest": 4}]
    (problem,) = recorded_differences(score(read_assessments(filled(tmp_path, make(), rows), make())))
    assert problem.where == "book.xlsx!Assess!L2 Total: highest"


def test_totals_that_wait_for_a_level_are_no_difference(tmp_path):
    rows = [{"group": "A", "First": "Much", "Total: lowest": "check levels"}]
    assert recorded_differences(score(read_assessments(filled(tmp_path, make(), rows), make()))) == ()


def test_a_workbook_that_nothing_has_recalculated_is_refused_with_what_to_do(tmp_path):
    path = write(tmp_path, make(), rows=3)
    book = openpyxl.load_workbook(path)
    book["Assess"]["A2"] = "A"
    book.save(path)
    with pytest.raises(TableError, match="open the workbook in Excel or LibreOffice and save it"):
        read_assessments(path, make())


def test_headings_that_would_collide_are_told_apart_and_still_read():
    criteria = [
        ("first", "rationale"),
        ("second", "First: wording"),
        ("third", "Risk: lowest"),
        ("fourth", "x rationale"),
        ("fifth", "Fifth"),
    ]
    measures = [
        {"id": "risk", "title": "Risk", "formula": "max(first, second)"},
        {"id": "other", "title": "RISK", "formula": "max(third, fourth)"},
        {"id": "third_one", "title": "Fifth", "formula": "max(first, fifth)"},
    ]
    matrix = make(criteria, measures)
    columns = plan_columns(matrix)
    headings = [column.heading for column in columns]
    assert len({heading.casefold() for heading in headings}) == len(headings)
    layout, problems = read_layout(Table.from_rows([dict.fromkeys(headings, "x")]), matrix)
    assert problems == []
    assert all(columns[at].kind == "level" and columns[at].about == n for n, at in enumerate(layout.criteria))
    wanted = {(m.id, part) for m in matrix.measures for part in ("low", "high")}
    assert {*layout.recorded} == wanted
    for (id_, part), at in layout.recorded.items():
        assert (matrix.measures[columns[at].about].id, columns[at].part) == (id_, part)


@pytest.mark.parametrize("name", shipped_ids())
def test_every_heading_means_what_its_column_is(name):
    matrix = load_matrix(name)
    columns = plan_columns(matrix)
    layout, problems = read_layout(Table.from_rows([{c.heading: "x" for c in columns}]), matrix)
    assert problems == []
    understood = {layout.group, *layout.details.values(), *layout.criteria, *layout.recorded.values()}
    assert [c.kind for at, c in enumerate(columns) if at not in understood] == [
        *["wording"] * len(matrix.criteria),
        "rationale",
    ]


# -- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_ids())
def test_everything_offered_is_read_as_the_level_it_names(name):
    for criterion in load_matrix(name).criteria:
        reader, offered = LevelReader(criterion), choices(criterion)
        assert [reader.read(text) for text in offered[:-1]] == [(n, n) for n in range(len(criterion.levels))]
        assert reader.read(offered[-1]) == (0, len(criterion.levels) - 1)


def test_a_spelling_never_means_another_level():
    criterion = make(levels=[level("1.0", "Ten", 0), level("02", "1.50", 1), level("10", "A  B", 2)]).criteria[0]
    reader, known = LevelReader(criterion), spellings(criterion)
    assert all(reader.read(text) == (rank - 1, rank - 1) for text, rank in known.items())
    assert {"1", "01", "1.0", "2", "02", "2.00", "1.5", "1.50", "010", "a b", "ten"} <= {*known}


@given(
    numerator=st.integers(0, 10**9),
    denominator=st.integers(1, 5_000) | st.sampled_from([2, 4, 5, 8, 16, 25, 40, 10**4]),
    digits=st.integers(0, 4),
)
def test_the_sheet_rounds_as_the_library_does(numerator, denominator, digits):
    expression = rounding("n", denominator, digits).replace("INT", "floor")
    if 2 * (numerator * 10**digits + denominator) <= EXACT:
        found = eval(expression, {"n": float(numerator), "floor": math.floor})  # noqa: S307
        assert Decimal(repr(float(found))) == rounded(Fraction(numerator, denominator), digits)


def test_a_measure_too_large_to_be_exact_has_no_live_total_nor_has_what_is_made_of_it(tmp_path):
    bands = [{"label": "L", "from": 0, "below": 1}, {"label": "H", "from": 1}]
    measures = [
        {"id": "huge", "title": "Huge", "formula": "99999999999999 * first", "bands": bands},
        {"id": "small", "title": "Small", "formula": "second", "bands": bands},
        {"id": "over", "title": "Over", "formula": "grid(huge, small)", "cells": [[0, 1], [1, 2]]},
    ]
    matrix = make(measures=measures)
    assert [matrix.measures[position].id for position in sorted(live_measures(matrix))] == ["total", "small"]
    book = opened(tmp_path, matrix)
    headings = {cell.value for cell in book["Assess"][1]}
    assert "Small: lowest" in headings
    assert not {"Huge: lowest", "Over: lowest"} & headings
    said = [cell.value for row in book["Matrix"].iter_rows() for cell in row if cell.value]
    assert sum("no live total" in text for text in said) == 2


def test_messages_stay_within_what_excel_takes():
    long = make(levels=[level(str(n), "word " * 20 + str(n), n) for n in range(100)])
    question = {"question": "\N{GRINNING FACE} why " * 200}
    for criterion in (long.criteria[0], attrs.evolve(long.criteria[0], title="T" * 90, **question)):
        title, message = input_message(criterion)
        assert len(title) <= 32
        assert len(message.encode("utf-16-le")) // 2 <= 255


def test_254_levels_are_offered_by_reference(tmp_path):
    path = write(tmp_path, make(levels=[level(str(n), f"Step {n}", n) for n in range(254)]), rows=1)
    with zipfile.ZipFile(path) as archive:
        assert b"<formula1>Lists!$E$2:$E$256</formula1>" in archive.read("xl/worksheets/sheet1.xml")


# -- whole or not at all -----------------------------------------------------------------------------------------------


def test_the_same_matrix_gives_the_same_bytes(tmp_path):
    books = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for path in books:
        write_template("ocg-tactical", path, rows=4, marking="OFFICIAL")
    assert books[0].read_bytes() == books[1].read_bytes()
    with zipfile.ZipFile(books[0]) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("rows", [0, -1, 50_000])
def test_a_number_of_rows_that_cannot_be_is_refused(tmp_path, rows):
    with pytest.raises(RequestError, match="a number of rows"):
        write(tmp_path, "ocg-tactical", rows=rows)
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(FileUseError, match=r"\.xlsx"):
        write_template("ocg-tactical", tmp_path / "book.csv")


def test_without_xlsxwriter_the_error_names_the_extra_and_nothing_is_touched(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"before")
    with pytest.raises(MissingExtraError, match="python -m pip install openpyxl defusedxml XlsxWriter"):
        write_template("ocg-tactical", path)
    assert path.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [path]
