"""Parquet: plain columns are read, others named."""

import datetime as dt
import sys
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from ocgscore.errors import MissingExtraError, TableError
from ocgscore.table import Table, read_table, write_table


@pytest.fixture
def path(tmp_path):
    return tmp_path / "forces.parquet"


def test_every_plain_type_is_read_and_nulls_are_blank(path):
    when = dt.datetime(2024, 5, 17, 9, 30)  # noqa: DTZ001
    plain = {
        "text": pa.array(["A", None]), "large": pa.array(["A", None], pa.large_string()),
        "view": pa.array(["A", None], pa.string_view()), "coded": pa.array(["A", None]).dictionary_encode(),
        "whole": pa.array([3, None], pa.int8()), "real": pa.array([2.5, None]),
        "truth": pa.array([True, None]),
        "exact": pa.array([Decimal("2.50"), None]), "day": pa.array([when.date(), None]),
        "instant": pa.array([when, None], pa.timestamp("ns")),
        "hour": pa.array([when.time(), None], pa.time64("ns")),
        "zoned": pa.array([when, None], pa.timestamp("ms", "Europe/London")), "nothing": pa.nulls(2),
    }  # fmt: skip
    parquet.write_table(pa.table({"id": ["1", "2"], **plain}), path)
    table = read_table(path)
    assert [column.row_text(0) for column in table.columns] == [
        "1", "A", "A", "A", "A", "3", "2.5", "TRUE", "2.50", "2024-05-17",
        "2024-05-17T09:30:00", "09:30:00", "2024-05-17T09:30:00+00:00", "",
    ]  # fmt: skip
    assert [column.row_text(1) for column in table.columns] == ["2", *[""] * 13]
    assert table.address(1, 0) == "forces.parquet[2].id"


def test_columns_that_hold_no_plain_cells_are_all_named(path):
    columns = {"id": ["1"], "bytes": [b"x"], "list": [[1]], "object": [{"a": 1}]}
    parquet.write_table(pa.table(columns), path)
    with pytest.raises(TableError) as caught:
        read_table(path)
    assert [problem.where.split()[1] for problem in caught.value.problems] == ["bytes", "list", "object"]


@pytest.mark.parametrize("raw", [b"", b"group,a\n", b"PAR1", b"PAR1" + bytes(50) + b"PAR1"])
def test_what_is_no_parquet_file_is_refused(path, raw):
    path.write_bytes(raw)
    with pytest.raises(TableError):
        read_table(path)


def test_columns_of_one_type_keep_it_and_columns_of_several_become_text(path):
    names = ["whole", "exact", "uneven", "mixed", "big", "day"]
    rows = [
        dict(zip(names, [3, Decimal("2.50"), Decimal("2.5"), 3, 2**70, dt.date(2024, 5, 17)], strict=True)),
        dict(zip(names, [None, Decimal("-0.25"), Decimal("2.50"), "3-4", 1, None], strict=True)),
    ]  # fmt: skip
    write_table(Table.from_rows(rows), path)
    assert [str(field.type).split("<")[0] for field in parquet.read_schema(path)] == [
        "int64", "decimal128(3, 2)", "dictionary", "dictionary", "dictionary", "date32[day]",
    ]  # fmt: skip


def test_a_missing_package_is_named_with_the_command_that_installs_it(path, monkeypatch):
    path.write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="python -m pip install pyarrow"):
        read_table(path)
