"""JSON and JSON Lines: decimals as number literals, dates as ISO text, blanks as null."""

from __future__ import annotations

import json
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from ocgscore.table.model import Cell, Column, Table, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHUNK_ROWS = 16_384


def json_chunks(table: Table, provenance: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """Yield a table as one JSON object: marking, provenance, rows, and the marking again at the foot.

    Examples
    --------
    >>> table = Table.from_rows([{"group": "A", "total": Decimal("2.50")}])
    >>> print(b"".join(json_chunks(table, {"matrix": "local"})).decode())
    {
    "provenance": {"matrix": "local"},
    "rows": [
    {"group": "A", "total": 2.50}
    ]
    }
    """
    yield b"{\n"
    if table.marking:
        yield f'"marking": {_text(table.marking)},\n'.encode()
    if provenance is not None:
        yield f'"provenance": {json.dumps(dict(provenance), ensure_ascii=False, default=str)},\n'.encode()
    yield b'"rows": [\n'
    lead = ""
    for objects in _objects(table):
        yield (lead + ",\n".join(objects)).encode()
        lead = ",\n"
    yield b"\n]"
    if table.marking:
        yield f',\n"marking_foot": {_text(table.marking)}'.encode()
    yield b"\n}\n"


def json_whole(said: Mapping[str, object], tables: Mapping[str, Table], marking: str = "") -> Iterator[bytes]:
    """Yield what is said, and several tables by name, as one JSON object; a marking is its first and last member.

    Examples
    --------
    >>> table = Table.from_rows([{"group": "A", "total": Decimal("2.50")}])
    >>> print(b"".join(json_whole({"as_of": "2026-03-31"}, {"worklist": table})).decode())
    {
    "as_of": "2026-03-31",
    "worklist": [
    {"group": "A", "total": 2.50}
    ]
    }
    <BLANKLINE>
    """
    plain = [f"{_text(name)}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in said.items()]
    members = [f'"marking": {_text(marking)}'] * bool(marking) + plain
    yield ("{\n" + ",\n".join(members)).encode()
    for position, (name, table) in enumerate(tables.items()):
        yield f"{',' if members or position else ''}\n{_text(name)}: [\n".encode()
        lead = ""
        for objects in _objects(table):
            yield (lead + ",\n".join(objects)).encode()
            lead = ",\n"
        yield b"\n]"
    yield (f',\n"marking_foot": {_text(marking)}\n}}\n' if marking else "\n}\n").encode()


def jsonl_chunks(table: Table) -> Iterator[bytes]:
    """Yield a table as JSON Lines; a marking stands on the first line and the last.

    Examples
    --------
    >>> print(b"".join(jsonl_chunks(Table.from_rows([{"group": "A", "total": 3}]))).decode(), end="")
    {"group": "A", "total": 3}
    """
    marking = f'{{"marking": {_text(table.marking)}}}\n'.encode() if table.marking else b""
    yield marking
    for objects in _objects(table):
        yield "".join(f"{line}\n" for line in objects).encode()
    yield marking


def _objects(table: Table) -> Iterator[list[str]]:
    """Yield the rows as JSON objects, a chunk at a time; each distinct cell is written once."""
    members = [_members(column) for column in table.columns]
    for begin in range(0, len(table), CHUNK_ROWS):
        rows = slice(begin, begin + CHUNK_ROWS)
        parts = [
            map(texts.__getitem__, column.codes[rows].tolist())
            for texts, column in zip(members, table.columns, strict=True)
        ]
        yield ["{" + ", ".join(cells) + "}" for cells in zip(*parts, strict=True)]


def _members(column: Column) -> list[str]:
    key = _text(column.heading)
    return [f"{key}: {_literal(value)}" for value in column.values]


def _literal(value: Cell) -> str:
    """Return a cell as JSON; a number JSON cannot hold is written as text."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = cell_text(value)
    if isinstance(value, int | float | Decimal) and isfinite(value) and text != "-0":
        return text
    return _text(value if isinstance(value, str) else text)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
