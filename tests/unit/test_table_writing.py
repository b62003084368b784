"""What is written reads back the same, runs nothing, and is the same bytes every time."""

import datetime as dt
import json
import math
from decimal import Decimal
from unittest import mock

import attrs
import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocgscore.errors import TableError
from ocgscore.table import Column, Table, csv_reading, csv_writing, read_table, table_bytes, write_table
from ocgscore.table.neutral import is_formula, neutral
from ocgscore.table.source import FORMATS, Source

ROW = {"group": "A", "physical": 3, "total": Decimal("2.50"), "when": dt.date(2024, 5, 17), "note": None}
TABLE = Table.from_rows([ROW, {**ROW, "group": 'B, "the\nsecond"'}])


def written(table, format_="csv", provenance=None):
    return b"".join(table_bytes(table, format_, provenance))


def texts(table):
    return [[column.row_text(row) for row in range(len(table))] for column in table.columns]


# Round trip ---------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n\r\t='), max_size=12)
MOMENTS = st.datetimes(dt.datetime(1800, 1, 1), dt.datetime(9000, 1, 1))  # noqa: DTZ001 - a cell's has no zone
CELLS = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False),
    st.decimals(allow_nan=False).filter(lambda number: str(number) not in {"-0", "-0.0"}),
    MOMENTS, MOMENTS.map(dt.datetime.date), MOMENTS.map(dt.datetime.time),
)  # fmt: skip


@st.composite
def tables(draw):
    headings = draw(
        st.lists(TEXT.filter(str.strip), min_size=2, max_size=4, unique_by=lambda text: text.strip().casefold())
    )
    columns = [draw(st.lists(CELLS, min_size=3, max_size=3)) for _ in headings]
    # A row must have a cell: a blank one is no row.
    columns[0] = [cell if cell is not None and str(cell).strip() else "x" for cell in columns[0]]
    made = tuple(Column.from_cells(h, cells) for h, cells in zip(headings, columns, strict=True))
    return Table("made", made, np.arange(1, 4), cells=False)


def same(format_, text, read):
    """Whether a text read is the one written; json and Excel keep a number's value but not how it was put."""
    if text == read or format_ not in {"json", "jsonl", "xlsx"}:
        return text == read
    try:
        return math.isclose(float(text), float(read), rel_tol=1e-15 if format_ == "xlsx" else 0)
    except ValueError:
        return False


@pytest.mark.parametrize("format_", FORMATS)
@given(table=tables())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_table_written_reads_back_with_the_same_headings_and_cells(format_, tmp_path, table):
    path = tmp_path / f"table.{format_}"
    write_table(table, path)
    back = read_table(path)
    neutralised = neutral if format_ in {"csv", "tsv"} else str
    assert [h.strip() for h in back.headings] == [neutralised(h).strip() for h in table.headings]
    for column, read in zip(table.columns, back.columns, strict=True):
        for row, value in enumerate(column.cells()):
            text = neutralised(value).strip() if isinstance(value, str) else column.row_text(row)
            assert same(format_, text, read.row_text(row))


@pytest.mark.parametrize("format_", FORMATS)
def test_the_marking_stands_at_head_and_foot_and_reads_back(format_, tmp_path):
    path = tmp_path / f"table.{format_}"
    write_table(attrs.evolve(TABLE, marking="OFFICIAL & more"), path, provenance={"matrix": "local"})
    back = read_table(path)
    assert (back.marking, len(back), back.notices) == ("OFFICIAL & more", 2, ())
    if format_ not in {"parquet", "xlsx"}:
        lines = path.read_text(encoding="utf-8").strip("{}\n").split("\n")
        assert "OFFICIAL" in lines[0]
        assert "OFFICIAL" in lines[-1]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_table_gives_the_same_bytes(format_):
    made = [written(TABLE, format_, {"matrix": "local"}) for _ in range(2)]
    assert made[0] == made[1]


def test_the_same_table_gives_the_same_workbook_on_another_day():
    import time

    first = written(TABLE, "xlsx")
    with (
        mock.patch.object(time, "time", return_value=2e9),
        mock.patch.object(time, "localtime", return_value=time.gmtime(2e9)),
    ):
        assert written(TABLE, "xlsx") == first


# Text that would run as a formula -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+A1", "-A1", "@SUM(A1)", "\tx", "\rx", "\n=1", "  =1+1", "\uff1d1", "\uff0dcmd", "+44 20",
     "-5%", "-5+cmd|' /C calc'!A0"],
)  # fmt: skip
@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_text_that_would_run_as_a_formula_is_written_with_an_apostrophe(text, format_):
    raw = written(Table.from_rows([{"a": text, "b": 1}]), format_)
    read = csv_reading.read_csv if format_ == "csv" else csv_reading.read_tsv
    assert read(Source("x", raw)).columns[0].cells() == ["'" + text]


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1.5e3", "-.5", "-", "--", "", " ", "A=1", "2-4", "'=1"])
def test_numbers_dashes_and_harmless_text_are_left_alone(text):
    assert neutral(text) == text


def test_numbers_that_are_numbers_are_never_changed():
    rows = [{"a": -5, "b": -2.5, "c": Decimal("-0.50")}]
    assert written(Table.from_rows(rows)) == b"a,b,c\n-5,-2.5,-0.50\n"


def test_headings_are_made_harmless_too():
    assert written(Table.from_rows([{"=a": 1, "b": 2}])) == b"'=a,b\n1,2\n"


def test_a_workbook_holds_no_formula_and_its_text_is_unchanged(tmp_path):
    write_table(Table.from_rows([{"a": "=1+1", "b": "https://x.org", "c": "12"}]), tmp_path / "a.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["Table"][2]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=1+1", "s", True), ("https://x.org", "s", False), ("12", "s", False),
    ]  # fmt: skip


@given(st.text(st.sampled_from("=+-@\t\r\n\uff1d 1.e%aA\xa0"), max_size=6))
def test_what_is_written_is_never_a_formula_and_neutralising_twice_changes_nothing(text):
    assert not is_formula(neutral(text))
    assert neutral(neutral(text)) == neutral(text)


# Results behind the rows as they stood ------------------------------------------------------------

ADDED = ["total", "band"]


def spliced(raw, scan=False):
    """Return a file with two columns added, and the same written cell by cell."""
    table = csv_reading.read_csv(Source("forces.csv", raw), scan=scan)
    more = [Column.from_cells(h, [f"{h},{row}" for row in range(len(table))]) for h in ADDED]
    added = table.with_columns(more)
    return written(added), written(attrs.evolve(added, records=None, raw_columns=0))


def test_each_row_keeps_its_own_bytes_and_the_result_stands_behind():
    raw = b'"group", a\r\n"X",  1\r\n"Y\r\nZ",2\r\n'
    assert spliced(raw)[0] == (
        b'"group", a,total,band\n"X",  1,"total,0","band,0"\n"Y\r\nZ",2,"total,1","band,1"\n'
    )  # fmt: skip


def test_rows_with_text_that_would_run_are_written_anew_and_the_others_are_not():
    raw = b'group,a\n"X",1\n"=Y",2\n'
    assert spliced(raw)[0] == b'group,a,total,band\n"X",1,"total,0","band,0"\n\'=Y,2,"total,1","band,1"\n'


def test_the_byte_order_mark_is_kept():
    assert spliced(b"\xef\xbb\xbfgroup,a\nX,1\n")[0].startswith(b"\xef\xbb\xbfgroup,a,total")


FIELDS = st.sampled_from(["", "x", "=x", "-1", '"q"', '"a,b"', '"line\nend"', '"dou""ble"', "é", " =1", '"=""1"""'])


@given(
    st.lists(st.lists(FIELDS, min_size=1, max_size=4), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_spliced_output_reads_back_like_output_written_cell_by_cell(rows, end, scan):
    lines = ["group,a,b", *(",".join(row[:3]) for row in rows), "last,,"]
    fast, plain = spliced((end.join(lines) + end).encode(), scan=scan)
    read = [csv_reading.read_csv(Source("x", raw)) for raw in (fast, plain)]
    assert texts(read[0]) == texts(read[1])
    assert read[0].headings == ["group", "a", "b", *ADDED]


def test_rows_taken_in_another_order_keep_their_bytes():
    table = csv_reading.read_csv(Source("forces.csv", b'group,a\n"X",1\nY\n"Z",3\n'))
    assert written(table.take(np.array([2, 1, 0]))) == b'group,a\n"Z",3\nY,\n"X",1\n'


def test_many_columns_with_many_combinations_are_written_right():
    rng = np.random.default_rng(7)
    columns = [
        Column(f"c{i}", [f"v{j}" for j in range(97)], rng.integers(0, 97, 3_000).astype(np.int32)) for i in range(9)
    ]
    table = Table("made", tuple(columns), np.arange(3_000), cells=False)
    with mock.patch.object(csv_writing, "MOST_COMBINATIONS", 2_000):
        lines = written(table).decode().split("\n")
    assert lines[1:-1] == [",".join(cells) for cells in zip(*(column.cells() for column in columns), strict=True)]


# What each format holds ---------------------------------------------------------------------------


def test_json_holds_decimals_as_written_and_what_made_them():
    raw = written(attrs.evolve(TABLE, marking="OFFICIAL"), "json", {"matrix": "local", "inputs": ["a"]})
    document = json.loads(raw, parse_float=str)
    assert list(document) == ["marking", "provenance", "rows", "marking_foot"]
    assert document["provenance"] == {"matrix": "local", "inputs": ["a"]}
    assert document["rows"][0] == {
        "group": "A",
        "physical": 3,
        "total": "2.50",
        "when": "2024-05-17",
        "note": None,
    }


def test_numbers_json_does_not_know_are_written_as_text():
    raw = written(
        Table.from_rows([{"a": float("nan"), "b": float("-inf"), "c": Decimal("NaN"), "d": Decimal("-0")}]),
        "json",
    )
    assert json.loads(raw)["rows"] == [{"a": "nan", "b": "-inf", "c": "NaN", "d": "-0"}]


def test_a_workbook_holds_numbers_dates_and_what_made_them(tmp_path):
    path = tmp_path / "a.xlsx"
    write_table(attrs.evolve(TABLE, marking="OFFICIAL & more"), path, provenance={"matrix": "local"})
    book = openpyxl.load_workbook(path)
    sheet = book["Table"]
    assert [cell.value for cell in sheet[3]] == ["A", 3, 2.5, dt.datetime(2024, 5, 17), None]  # noqa: DTZ001
    assert sheet["C3"].number_format == "0.00"
    assert (sheet["A2"].font.b, sheet.freeze_panes, sheet.auto_filter.ref) == (True, "B3", "A2:E4")
    assert (sheet["A1"].value, sheet["A5"].value) == ("OFFICIAL & more", "OFFICIAL & more")
    assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "OFFICIAL && more"
    made = book["Provenance"]
    assert [[cell.value for cell in row] for row in made] == [
        ["marking", "OFFICIAL & more"],
        ["matrix", "local"],
        ["marking", "OFFICIAL & more"],
    ]
    assert made.oddHeader.center.text == made.oddFooter.center.text == "OFFICIAL && more"


def test_whole_numbers_too_long_for_excel_are_text_there(tmp_path):
    write_table(
        Table.from_rows([{"id": 12345678901234567890, "d": Decimal("0.1234567890123456789")}]),
        tmp_path / "a.xlsx",
    )
    assert [column.cells() for column in read_table(tmp_path / "a.xlsx").columns] == [
        ["12345678901234567890"], ["0.1234567890123456789"],
    ]  # fmt: skip


def test_a_text_longer_than_a_cell_is_refused_by_name_and_nothing_is_cut_off(tmp_path):
    table = Table.from_rows([{"a": "x"}, {"a": "y" * 40_000}])
    with pytest.raises(TableError, match=r"rows\[2\]\.a: .* is not within a cell's 32,767 characters"):
        write_table(table, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_table_longer_than_a_worksheet_is_refused():
    codes = np.zeros(1_048_576, np.int32)
    table = Table("made", (Column("a", ["x"], codes),), np.arange(len(codes)), cells=False)
    with pytest.raises(TableError, match="1048576 rows"):
        written(table, "xlsx")


def test_two_headings_alike_are_refused():
    column = Column.from_cells("total", [1])
    with pytest.raises(TableError, match="'total' is not a heading of its own"):
        table_bytes(Table("made", (column, column), np.array([1])), "csv")


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_half_a_character_is_refused_by_name(format_):
    with pytest.raises(TableError, match=r"rows\[2\]\.a"):
        written(Table.from_rows([{"a": "x"}, {"a": "\ud800"}]), format_)


def test_equal_numbers_that_read_differently_stay_apart():
    cells = [1, 1.5, True, Decimal("1.0"), Decimal("1.00"), 1.0, 0.0, -0.0]
    assert [repr(cell) for cell in Column.from_cells("a", cells).cells()] == [repr(cell) for cell in cells]
