"""Excel workbooks: values, errors, formulas, merged and hidden cells, and files that are no workbook."""

import datetime as dt
import io
import re
import struct
import sys
import zipfile

import openpyxl
import pytest
import xlsxwriter

from ocgscore.errors import MissingExtraError, RequestError, TableError
from ocgscore.table import read_table

ROWS = [["group", "physical"], ["A", "high"], ["B", 3]]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "forces.xlsx"


def save(path, rows=ROWS, prepare=lambda *_: None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Assess"
    for row in rows:
        sheet.append(row)
    prepare(book, sheet)
    book.save(path)
    return path


def cells(table):
    return [column.cells() for column in table.columns]


def messages(path, **options):
    with pytest.raises(TableError) as caught:
        read_table(path, **options)
    return [str(problem) for problem in caught.value.problems]


def test_a_workbook_gives_its_cells_and_their_addresses(path):
    table = read_table(save(path))
    assert (table.headings, cells(table)) == (["group", "physical"], [["A", "B"], ["high", 3]])
    assert (table.address(1, 1), table.heading_address(1)) == (
        "forces.xlsx!Assess!B3",
        "forces.xlsx!Assess!B1",
    )
    assert (table.sheet, table.notices) == ("Assess", ())


def test_numbers_dates_times_and_truths_are_read_as_such(path):
    row = [1, 2.5, dt.datetime(2024, 5, 17), dt.time(9, 30), True, dt.timedelta(hours=30)]  # noqa: DTZ001
    texts = ["1", "2.5", "2024-05-17", "09:30:00", "TRUE", "1 day, 6:00:00"]
    table = read_table(save(path, [list("abcdef"), row]))
    assert [column.row_text(0) for column in table.columns] == texts


def test_an_error_cell_reads_as_its_text_and_never_as_blank(path):
    errors = ["#DIV/0!", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"]
    table = read_table(save(path, [["group"], *[[error] for error in errors]]))
    assert cells(table) == [errors]


def test_a_date_beyond_the_calendar_reads_as_an_error_and_never_as_blank(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["group", "when"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_number(1, 1, 1e15, book.add_format({"num_format": "yyyy-mm-dd"}))
    assert cells(read_table(path))[1] == ["#VALUE!"]


def test_blank_rows_and_columns_are_left_out_and_the_others_keep_their_places(path):
    table = read_table(save(path, [["group", None, "a"], [], ["A", None, 1], [None, "", " "], ["B", None, 2]]))
    assert (table.headings, cells(table)) == (["group", "a"], [["A", "B"], [1, 2]])
    assert table.address(1, 1) == "forces.xlsx!Assess!C5"


def test_a_marking_above_and_below_is_no_row(path):
    table = read_table(save(path, [["OFFICIAL"], *ROWS, ["OFFICIAL"]]))
    assert (table.marking, table.heading_row, len(table)) == ("OFFICIAL", 2, 2)


def test_every_fault_of_a_sheet_is_named_at_once(path):
    def prepare(_, sheet):
        sheet.merge_cells("A2:A3")
        sheet["B3"] = "=1+1"
        sheet["D2"] = "stray"

    found = messages(save(path, [["group", "physical", "Group"], ["A", 1, 2], ["B", 1, 2]], prepare))
    assert [message.split(": ")[0] for message in found] == [
        "forces.xlsx!Assess!B3", "forces.xlsx!Assess!D2", "forces.xlsx!Assess!A2:A3", "forces.xlsx!Assess!C1",
    ]  # fmt: skip


def test_a_merged_title_above_the_headings_is_no_fault(path):
    def prepare(_, sheet):
        sheet.merge_cells("A1:B1")

    assert len(read_table(save(path, [["OFFICIAL"], *ROWS], prepare))) == 2


def test_formulas_never_calculated_are_named_and_runs_of_them_as_one_range(path):
    def prepare(_, sheet):
        for cell in ("C2", "C3", "C4", "B4"):
            sheet[cell] = '=IF(A2<"a", 1, 2)'

    found = messages(save(path, [["group", "a", "total"], ["A", 1], ["B", 2], ["C"]], prepare))
    assert [message.split(": ")[0] for message in found] == ["forces.xlsx!Assess!C2:C4, B4"]
    assert "never calculated" in found[0]


def test_a_formula_whose_result_is_empty_text_is_blank_and_another_gives_its_result(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["group", "a", "b"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_formula(1, 1, '=""', None, "")
        sheet.write_formula(1, 2, "=1+1", None, 2)
    assert [column.row_text(0) for column in read_table(path).columns] == ["A", "", "2"]


def test_empty_result_tags_that_openpyxl_leaves_under_a_formula_are_no_results(path):
    def prepare(_, sheet):
        sheet["B2"] = "=1+1"

    save(path, [["group", "a"], ["A"]], prepare)
    rewritten(path, SHEET, lambda xml: xml.replace(b"<v />", b"<v></v>"))
    assert "never calculated" in messages(path)[0]


def test_hidden_rows_and_columns_are_read_and_mentioned(path):
    def prepare(_, sheet):
        for row in (2, 3, 5):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.auto_filter.ref = "A1:B5"
        sheet.auto_filter.add_filter_column(0, ["D"])

    table = read_table(save(path, [["group", "a"], *[[name, 1] for name in "ABCD"]], prepare))
    assert len(table) == 4
    assert table.notices == (
        "rows 2-3, 5 are hidden in the sheet (a filter is on); they were read like any other",
        "column B is hidden in the sheet; it was read like any other",
    )


def test_the_first_visible_sheet_is_read_and_others_with_content_are_mentioned(path):
    def prepare(book, sheet):
        sheet.sheet_state = "hidden"
        for name in ("Second", "Third", "Empty"):
            book.create_sheet(name)
        book["Second"].append(["group"])
        book["Second"].append(["Z"])
        book["Third"].append(["x"])
        book.active = 1

    save(path, prepare=prepare)
    table = read_table(path)
    assert (cells(table), table.notices) == (
        [["Z"]],
        ("the sheet 'Second' was read; the workbook also has 'Third'",),
    )
    assert cells(read_table(path, sheet="Assess"))[0] == ["A", "B"]
    assert read_table(path, sheet="Assess").notices == ()


def test_a_sheet_that_does_not_exist_is_answered_with_those_that_do(path):
    with pytest.raises(RequestError, match=r"'Asess' is not one of its sheets: 'Assess'; did you mean 'Assess'\?"):
        read_table(save(path), sheet="Asess")


def test_a_sheet_of_a_format_without_sheets_is_refused(tmp_path):
    with pytest.raises(RequestError, match="workbook with sheets"):
        read_table(tmp_path / "forces.csv", sheet="Assess")


def rewritten(path, part, change):
    """Save the workbook again with one part changed."""
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)


SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_whose_stated_extent_is_wrong_is_read_whole(path):
    save(path)
    rewritten(path, SHEET, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml))
    assert cells(read_table(path)) == [["A", "B"], ["high", 3]]


def test_merged_and_hidden_cells_are_found_under_a_namespace_prefix_too(path):
    def prepare(_, sheet):
        sheet.merge_cells("A2:B2")

    save(path, prepare=prepare)
    prefixed = {b"<": b"<x:", b"<x:/": b"</x:", b"<x:?": b"<?", b"xmlns=": b"xmlns:x="}

    def prefix(xml):
        for old, new in prefixed.items():
            xml = xml.replace(old, new)
        return xml

    rewritten(path, SHEET, prefix)
    assert "A2:B2" in messages(path)[0]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "an empty file is not a workbook"),
        (b"group,a\nX,1\n", "rename it .csv"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "take off its password"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_it_seems_to_be(path, raw, part):
    path.write_bytes(raw)
    assert part in messages(path)[0]


def test_a_zip_of_something_else_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "damaged" in messages(path)[0]


def test_an_empty_sheet_is_refused(path):
    assert "an empty sheet is not a table; name the sheet that holds it" in messages(save(path, []))[0]


def test_a_workbook_that_would_unpack_beyond_measure_is_refused_before_it_is_unpacked(path):
    save(path)
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = struct.pack("<I", 600 << 20)
    path.write_bytes(bytes(raw))
    [found] = messages(path)
    assert f"{len(raw):,} bytes that unpack to 629," in found


def test_entities_are_not_expanded(path):
    save(path)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    rewritten(path, SHEET, lambda xml: bomb + xml)
    assert "damaged" in messages(path)[0]


def test_a_missing_package_is_named_with_the_command_that_installs_it(path, monkeypatch):
    save(path)
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    with pytest.raises(
        MissingExtraError, match=r"defusedxml .* is missing; run: python -m pip install openpyxl defusedxml XlsxWriter"
    ):
        read_table(path)
