"""Comma- and tab-separated text: what is read, where it stood, and what is refused."""

import hashlib
import io
import sys
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocgscore.errors import OcgScoreError, TableError
from ocgscore.table import csv_coding, csv_reading, csv_scanning, read_table
from ocgscore.table.source import Source


def read(raw, name="forces.csv", **options):
    reader = csv_reading.read_tsv if name.endswith("tsv") else csv_reading.read_csv
    return reader(Source(name, raw), **options)


def cells(table):
    return [column.cells() for column in table.columns]


def messages(raw, name="forces.csv"):
    with pytest.raises(TableError) as caught:
        read(raw, name)
    return [str(problem) for problem in caught.value.problems]


def test_a_plain_file_gives_its_columns_and_the_address_of_every_cell(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_bytes(b"group,physical\nA,high\nB,low\n")
    table = read_table(path)
    assert table.headings == ["group", "physical"]
    assert cells(table) == [["A", "B"], ["high", "low"]]
    assert (table.address(1, 1), table.heading_address(1)) == ("forces.csv!B3", "forces.csv!B1")
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_standard_input_is_read_as_csv(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"group,a\nX,1\n")))
    table = read_table("-")
    assert (table.name, cells(table)) == ("-", [["X"], ["1"]])


def test_blank_rows_are_left_out_and_the_others_keep_their_numbers():
    table = read(b"group,a\n\nX,1\n,\n  ,\t\nY,2\n\n")
    assert cells(table) == [["X", "Y"], ["1", "2"]]
    assert table.row_numbers.tolist() == [3, 6]
    assert list(table.records) == [b"X,1", b"Y,2"]


def test_a_line_end_inside_quotes_does_not_count_as_a_row():
    table = read(b'group,a\n"X\nof\r\nthe",1\nY,2\n')
    assert cells(table) == [["X\nof\r\nthe", "Y"], ["1", "2"]]
    assert table.row_numbers.tolist() == [2, 3]
    assert list(table.records) == [b'"X\nof\r\nthe",1', b"Y,2"]


def test_blank_lines_above_the_headings_are_passed_over():
    table = read(b"\n,,\ngroup,a\n\nX,1\n")
    assert (table.heading_row, table.row_numbers.tolist()) == (3, [5])
    assert table.heading_address(1) == "forces.csv!B3"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_is_read(end):
    table = read(end.join([b"group,a", b"X,1", b"Y,2"]))
    assert cells(table) == [["X", "Y"], ["1", "2"]]
    assert list(table.records) == [b"X,1", b"Y,2"]


def test_a_byte_order_mark_is_noticed_and_is_no_part_of_the_first_heading():
    table = read(b"\xef\xbb\xbfgroup,a\nX,1\n")
    assert (table.byte_order_mark, table.headings, table.raw_headings) == (True, ["group", "a"], b"group,a")


def test_a_marking_above_the_headings_and_below_the_last_row_is_no_row():
    table = read(b"OFFICIAL-SENSITIVE\ngroup,a\nX,1\nOFFICIAL-SENSITIVE\n")
    assert (table.marking, table.heading_row, cells(table)) == ("OFFICIAL-SENSITIVE", 2, [["X"], ["1"]])
    assert (table.address(0, 0), table.heading_address(0)) == ("forces.csv!A3", "forces.csv!A2")
    assert (table.raw_headings, list(table.records)) == (b"group,a", [b"X,1"])


def test_a_marking_written_with_trailing_commas_is_a_marking_too():
    assert read(b"OFFICIAL,,\ngroup,a,b\nX,1,2\nOFFICIAL,,\n\n").marking == "OFFICIAL"


def test_a_last_row_that_says_something_else_is_a_row():
    assert cells(read(b"OFFICIAL\ngroup,a\nX,1\nSECRET\n"))[0] == ["X", "SECRET"]


def test_a_file_of_one_column_has_no_marking():
    table = read(b"group\nA\nB\n")
    assert (table.marking, cells(table)) == ("", [["A", "B"]])


def test_short_rows_are_filled_with_blanks_in_the_cells_and_in_the_record():
    table = read(b"group,a,b\nX\nY,1,2\n")
    assert cells(table) == [["X", "Y"], ["", "1"], ["", "2"]]
    assert list(table.records) == [b"X,,", b"Y,1,2"]


def test_blank_cells_beyond_the_headings_are_cut_off():
    table = read(b'group,a\n"X,1",1,,\nY,2\n')
    assert cells(table) == [["X,1", "Y"], ["1", "2"]]
    assert list(table.records) == [b'"X,1",1', b"Y,2"]


def test_cells_beyond_the_headings_are_all_named():
    found = messages(b"group,a\nX,1,high\nY,2\nZ,3,,low\n")
    assert found[0].startswith("forces.csv!C2: 'high' is not under any of the 2 headings")
    assert found[1].startswith("forces.csv!D4: 'low'")
    assert len(found) == 2


def test_endless_problems_of_one_kind_are_counted_and_not_all_listed():
    found = messages(b"group,a\n" + b"X,1,2\n" * 5_000)
    assert len(found) == 1_001
    assert "4000 more problems" in found[-1]


def test_a_column_with_neither_heading_nor_cells_is_left_out_and_the_others_keep_their_letters():
    table = read(b"group,,a,\nX,,1,\n")
    assert table.headings == ["group", "a"]
    assert (table.address(0, 1), table.heading_address(1)) == ("forces.csv!C2", "forces.csv!C1")
    assert table.records is None


def test_every_fault_of_the_headings_is_named_at_once():
    found = messages(b"Group,group , a,A,,\nX,1,2,3,4,\n")
    assert found == [
        "forces.csv!E1: a heading is missing; give the column a heading, or delete the column",
        "forces.csv!B1: 'group ' is not a heading of its own (A1 is 'Group'); rename one of the two",
        "forces.csv!D1: 'A' is not a heading of its own (C1 is ' a'); rename one of the two",
    ]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "an empty file is not a table"),
        (b"\xef\xbb\xbf \n\n", "an empty file is not a table"),
        (b",,\n,\n", "a file without headings is not a table"),
        (b"group,a\n", "any row below the headings is missing"),
        (b"group,a\n,\n\n", "any row below the headings is missing"),
        ("group,a\nX,1\n".encode("utf-16"), "UTF-16"),
        ("group,a\nX,1\n".encode("utf-16-le"), "NUL byte"),
        (b"%PDF-1.7 group,a", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"PK\x03\x04group", "a zip archive or Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"group,a\nX,\0\n", "NUL byte (byte 11)"),
        (b"group;a\nX;1\n", "semicolons"),
        (b"group\ta\nX\t1\n", "rename it .tsv"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_seems_to_be(raw, part):
    assert part in "\n".join(messages(raw))


def test_bytes_that_are_not_utf8_are_named_with_their_row_and_what_they_would_be_in_windows_1252():
    [found] = messages(b'group,note\n"A\nB",x\nC,10\x96 20\n')
    assert found.startswith("forces.csv row 3: ")
    assert "0x96" in found
    assert "\\x96" not in found
    assert "in Windows-1252 '\N{EN DASH}'" in found
    assert "CSV UTF-8" in found


@pytest.mark.parametrize("raw", [b'group,a\nX,1\n"Y,2\nZ,3\n', b'group,a\nX,1\n"Y"y,2\nZ,3\n'])
def test_quotes_that_do_not_pair_up_are_named_with_their_row(raw):
    [found] = messages(raw)
    assert found.startswith("forces.csv row 3: ")
    assert "quote" in found


def test_a_cell_longer_than_the_csv_modules_own_limit_is_read():
    long = "x" * 200_000
    assert cells(read(f'group,a\n"{long}",1\n'.encode()))[0] == [long]


def test_tabs_part_the_cells_of_a_tsv():
    table = read(b'group\ta\n"X\t1"\t2,5\n', "forces.tsv")
    assert cells(table) == [["X\t1"], ["2,5"]]
    assert table.records is None


# One table, however it is read --------------------------------------------------------------------


def outcome(raw, *, scan, name="forces.csv"):
    try:
        table = read(raw, name, scan=scan)
    except OcgScoreError as error:
        return [str(problem) for problem in error.problems]
    records = None if table.records is None else list(table.records)
    columns = [(c.heading, list(c.values), c.codes.tolist()) for c in table.columns]
    return columns, table.row_numbers.tolist(), records, table.raw_headings, table.marking, table.heading_row


def both_ways(raw, name="forces.csv"):
    small = [
        mock.patch.object(csv_scanning, "CHUNK_ROWS", 3),
        mock.patch.object(csv_coding, "MIXED_ROWS", 2),
        mock.patch.object(csv_coding, "FIRST_LOOK", 1),
    ]
    with small[0], small[1], small[2]:
        assert outcome(raw, scan=True, name=name) == outcome(raw, scan=False, name=name)


LEVELS = st.sampled_from(
    ["", " ", "high", "low", "é", "a text of more than eight bytes", "same start 1", "same start 2"]
)
PIECES = st.sampled_from(
    ["a", "bb", "é", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', " ", "\t", "OFFICIAL", "x" * 70]
)


@given(
    st.lists(st.lists(LEVELS, min_size=2, max_size=2), max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_a_regular_file_is_read_alike_by_scanning_and_by_the_csv_module(rows, end, ended):
    lines = ["group,a", *(",".join(row) for row in rows)]
    both_ways((end.join(lines) + (end if ended else "")).encode())


@given(st.lists(PIECES, max_size=40).map("".join))
@example('\na"b,"c\nd",e"f\n')
@example("a,b,c\nx\n")
@example('x,y\n"a",b\n"c"\n\nlast,"d,e"\n')
@example('x,y\r\n"a","b\rc"\r\nz,1\r\n')
def test_any_text_is_read_alike_by_scanning_and_by_the_csv_module(text):
    both_ways(text.encode())
    both_ways(("group,a\n" + text).encode())
    both_ways(("group\ta\n" + text.replace(",", "\t")).encode(), "forces.tsv")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_alike_by_scanning_and_by_the_csv_module(raw):
    both_ways(b"group,a\nX,1\n" + raw)


def test_many_distinct_cells_are_told_apart():
    names = [f"group {i * 7919 % 50_021}" for i in range(40_000)] + ["group 7919"]
    table = read(("id,b\n" + "".join(f"{name},x\n" for name in names)).encode(), scan=True)
    assert table.columns[0].cells() == names
    assert len(table.columns[0].values) == 40_000
    assert len(set(table.columns[0].values)) == 40_000


def test_cells_whose_hashes_clash_are_still_told_apart():
    names = [f"{i * 2 // 3:08d}{i % 3}" for i in range(6_000)]
    raw = ("id,b\n" + "".join(f"{name},x\n" for name in names)).encode()
    with mock.patch.object(csv_coding, "_mixed", lambda words: words[0] * np.uint64(0x9E3779B97F4A7C15)):
        assert read(raw, scan=True).columns[0].cells() == names


def test_identifiers_in_quotes_are_kept_apart_from_the_files_own_bytes():
    names = [f'name, "{i}"' if i % 3 else f"name {i}" for i in range(5_000)]
    lines = ['"' + name.replace('"', '""') + '",x\n' if "," in name else f"{name},x\n" for name in names]
    column = read(("id,b\n" + "".join(lines)).encode(), scan=True).columns[0]
    assert isinstance(column.values, csv_coding.CutTexts)
    assert column.cells() == names
