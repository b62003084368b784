"""Parquet, written with pyarrow: a column of one type keeps it, a column of several becomes text."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from ocgscore.table.model import Cell, Column, Table, cell_text
from ocgscore.table.source import PARQUET_MARKING, PARQUET_PROVENANCE, missing_extra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pyarrow as pa

MOST_DIGITS = 38  # of a 128-bit decimal


def parquet_chunks(table: Table, provenance: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """Yield a table as a Parquet file; marking and provenance stand in the schema's metadata.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise missing_extra(table.name, "pyarrow", "arrow") from error
    arrays = [_array(column) for column in table.columns]
    metadata = {PARQUET_MARKING: table.marking.encode()} if table.marking else {}
    if provenance is not None:
        metadata[PARQUET_PROVENANCE] = json.dumps(dict(provenance), ensure_ascii=False, default=str).encode()
    content = io.BytesIO()
    parquet.write_table(pa.table(arrays, names=table.headings, metadata=metadata), content)
    yield content.getvalue()


def _array(column: Column) -> pa.Array:
    """Return a column as an Arrow array: values of one type as such, all else as dictionary-coded text."""
    import pyarrow as pa

    type_ = _type_of([value for value in column.values if value is not None])
    nulls = np.fromiter((value is None for value in column.values), bool, len(column.values))
    codes = pa.array(column.codes, mask=nulls[column.codes] if nulls.any() else None)
    if type_ is not None:
        return pa.array(list(column.values), type_).take(codes)
    texts = ["" if value is None else _text(value) for value in column.values]
    return pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))


def _text(value: Cell) -> str:
    return value if isinstance(value, str) else cell_text(value)


def _type_of(values: list[Cell]) -> pa.DataType | None:
    """Return the Arrow type that holds every value exactly, or None where only text does."""
    import pyarrow as pa

    kinds: dict[type, Callable[[list[Cell]], pa.DataType | None]] = {
        bool: lambda _: pa.bool_(),
        int: _integer,
        float: lambda _: pa.float64(),
        Decimal: _decimal,
        dt.date: lambda _: pa.date32(),
        dt.datetime: lambda cells: None if _zoned(cells) else pa.timestamp("us"),
        dt.time: lambda cells: None if _zoned(cells) else pa.time64("us"),
    }
    types = {type(value) for value in values}
    if not types:
        return pa.null()
    kind = kinds.get(types.pop())
    return kind(values) if kind is not None and not types else None


def _integer(values: list[Cell]) -> pa.DataType | None:
    import pyarrow as pa

    return pa.int64() if all(isinstance(v, int) and -(2**63) <= v < 2**63 for v in values) else None


def _decimal(values: list[Cell]) -> pa.DataType | None:
    """Return a decimal type if all values have as many decimals; otherwise their text would change."""
    import pyarrow as pa

    parts = [value.as_tuple() for value in values if isinstance(value, Decimal)]
    places = {part.exponent for part in parts}
    place = places.pop()
    if places or not isinstance(place, int) or not -MOST_DIGITS <= place <= 0:
        return None
    if any(part.sign and not any(part.digits) for part in parts):  # minus nought
        return None
    digits = max(1, -place, *(len(part.digits) for part in parts))
    return pa.decimal128(digits, -place) if digits <= MOST_DIGITS else None


def _zoned(values: list[Cell]) -> bool:
    return any(isinstance(value, dt.datetime | dt.time) and value.tzinfo is not None for value in values)
