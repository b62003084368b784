"""Parquet, read with pyarrow into dictionary-coded columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from ocgscore.errors import Problem, TableError
from ocgscore.table.grid import sound
from ocgscore.table.model import Cell, Column, Table
from ocgscore.table.source import PARQUET_MARKING, Source, kind_of, missing_extra

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(source: Source) -> Table:
    """Read a Parquet file of plain columns.

    Raises
    ------
    TableError
        If it is damaged, or a column holds lists, objects or binary data; with every such column.
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise missing_extra(source.name, "pyarrow", "arrow") from error
    if not source.raw:
        raise source.fault("an empty file", "a Parquet file", "was it saved, and is it the right one?")
    if not source.raw.startswith(b"PAR1"):
        raise source.fault(
            kind_of(source.raw) or "something else", "a Parquet file", "give it the ending that fits its content"
        )
    try:
        read = parquet.read_table(pa.BufferReader(source.raw), use_threads=False)
        read.validate(full=True)
        columns = arrow_columns(source.name, read)
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError, TypeError) as error:
        if isinstance(error, TableError):
            raise
        raise source.fault(f"damaged ({_first_line(error)})", "a sound Parquet file", "save it again") from error
    marking = (read.schema.metadata or {}).get(PARQUET_MARKING, b"").decode("utf-8", "replace")
    rows = np.arange(1, read.num_rows + 1, dtype=np.int64)
    return sound(Table(source.name, columns, rows, cells=False, marking=marking))


def arrow_columns(name: str, read: pa.Table) -> tuple[Column, ...]:
    """Return the columns of an Arrow table; `TableError` names those that hold no plain cells."""
    problems = [
        Problem(f"{name} {field.name}", str(field.type), "a plain column", "write it as text or numbers")
        for field in read.schema
        if not _is_plain(field.type)
    ]
    if problems:
        raise TableError(problems)
    return tuple(_column(name, array) for name, array in zip(read.column_names, read.columns, strict=True))


def _is_plain(type_: pa.DataType) -> bool:
    from pyarrow import types

    if types.is_dictionary(type_):
        return _is_plain(type_.value_type)
    return any(
        check(type_)
        for check in (
            types.is_null, types.is_boolean, types.is_integer, types.is_floating, types.is_decimal,
            types.is_string, types.is_large_string, types.is_string_view,
            types.is_date, types.is_timestamp, types.is_time,
        )
    )  # fmt: skip


def _column(heading: str, array: pa.ChunkedArray) -> Column:
    """Return a column with the codes Arrow gives it, blanks among the values."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if types.is_null(array.type):
        return Column.from_cells(heading, [None] * len(array))
    if types.is_string_view(array.type):
        array = array.cast(pa.string())
    whole = array.combine_chunks()
    whole = whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
    coded = whole.dictionary_encode(null_encoding="encode")
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    codes.flags.writeable = False
    return Column(heading, _cells(coded.dictionary), codes)


def _cells(values: pa.Array) -> list[Cell]:
    import pyarrow as pa
    from pyarrow import types

    zone = None
    if types.is_timestamp(values.type):
        # Python's dates end at microseconds, and know a zone's name only where a zone database is installed.
        zone = dt.UTC if values.type.tz else None
        values = values.cast(pa.timestamp("us", values.type.tz), safe=False).cast(pa.timestamp("us"))
    if types.is_time64(values.type):
        values = values.cast(pa.time64("us"), safe=False)
    cells: list[Any] = values.to_pylist()
    return cells if zone is None else [cell and cell.replace(tzinfo=zone) for cell in cells]


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
