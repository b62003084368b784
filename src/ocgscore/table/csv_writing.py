"""Comma- and tab-separated text: each distinct cell becomes bytes once, and rows are joined from those.

Where a row's own bytes are at hand they are used as they are, and only the added columns are written behind
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table.model import Cell, Column, Table, cell_text
from ocgscore.table.neutral import neutral, suspects
from ocgscore.table.text import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHUNK_ROWS = 2_048
MOST_COMBINATIONS = 16_384  # of neighbouring columns' cells, each made once and used by every row that has it


def csv_chunks(table: Table, delimiter: str = ",") -> Iterator[bytes]:
    r"""Yield a table as UTF-8 text, chunk by chunk.

    Cells that a spreadsheet would run as formulas get an apostrophe in front; see `ocgscore.table.neutral`.

    Examples
    --------
    >>> table = Table.from_rows([{"group": "=A", "physical": -5}])
    >>> b"".join(csv_chunks(table))
    b"group,physical\n'=A,-5\n"
    """
    marking = _field(neutral(table.marking), delimiter).encode() + b"\n" if table.marking else b""
    yield (BYTE_ORDER_MARK if table.byte_order_mark else b"") + marking + _heading_line(table, delimiter)
    yield from _body(table, delimiter)
    if marking:
        yield marking


@attrs.frozen(eq=False)
class _Pieces:
    """Pieces of rows: for each row the position of its bytes."""

    pieces: Sequence[bytes]
    codes: npt.NDArray[np.int32]

    def of(self, rows: slice) -> list[bytes]:
        return list(map(self.pieces.__getitem__, self.codes[rows].tolist()))


def _heading_line(table: Table, delimiter: str) -> bytes:
    headings = [neutral(heading) for heading in table.headings]
    kept = table.raw_columns if delimiter == "," and table.records is not None else 0
    if kept and headings[:kept] == table.headings[:kept]:
        return b",".join([table.raw_headings, *(_field(h, ",").encode() for h in headings[kept:])]) + b"\n"
    return _line(headings, delimiter)


def _line(texts: Sequence[str], delimiter: str) -> bytes:
    line = delimiter.join(_field(text, delimiter) for text in texts)
    return (line or '""').encode() + b"\n"  # a line of nothing would be a blank line


def _body(table: Table, delimiter: str) -> Iterator[bytes]:
    kept = table.raw_columns if delimiter == "," and table.records is not None else 0
    added = _grouped(table.columns[kept:], delimiter, behind=kept > 0)
    changed = _changed_rows(table, kept)
    for begin in range(0, len(table), CHUNK_ROWS):
        rows = slice(begin, min(begin + CHUNK_ROWS, len(table)))
        parts = [_kept_records(table, rows, changed)] if kept else []
        yield _interleaved([*parts, *(group.of(rows) for group in added)])


def _interleaved(parts: list[list[bytes]]) -> bytes:
    """Return rows made of their parts, each ended by a line feed."""
    step = len(parts) + 1
    pieces = [b"\n"] * (step * len(parts[0]))
    for place, part in enumerate(parts):
        pieces[place::step] = part
    return b"".join(pieces)


def _kept_records(table: Table, rows: slice, changed: Sequence[int]) -> list[bytes]:
    """Return the rows' own bytes, written anew where a cell must change."""
    records = list((table.records or ())[rows])
    first = table.columns[: table.raw_columns]
    for row in changed:
        if rows.start <= row < rows.stop:
            texts = [_text(column.row_value(row)) for column in first]
            records[row - rows.start] = _line(texts, ",")[:-1]
    return records


def _changed_rows(table: Table, kept: int) -> list[int]:
    """Return the rows that have a cell to neutralise among the columns whose bytes are kept."""
    changed = np.zeros(len(table), bool)
    for column in table.columns[:kept]:
        found = suspects(column.values)
        if found:
            changed |= np.isin(column.codes, found)
    return np.flatnonzero(changed).tolist()


def _grouped(columns: Sequence[Column], delimiter: str, *, behind: bool) -> list[_Pieces]:
    """Return the columns as pieces of rows, neighbours with few distinct combinations together.

    Scores, bands and ranks go together, so that a few columns have hardly more combinations than one has
    cells; each combination is then written out once.
    """
    groups: list[_Pieces] = []
    for column in columns:
        lead = delimiter.encode() if behind or groups else b""
        alone = _pieces(column, delimiter, lead, sole=len(columns) == 1 and not behind)
        joined = _joined(groups[-1], alone) if groups else None
        if joined is None:
            groups.append(alone)
        else:
            groups[-1] = joined
    return groups


def _pieces(column: Column, delimiter: str, lead: bytes, *, sole: bool) -> _Pieces:
    fields = (_field(_text(value), delimiter) for value in column.values)
    # A blank cell that is all its row has is quoted, for a blank line would be no row.
    return _Pieces([lead + (field or ('""' if sole else "")).encode() for field in fields], column.codes)


def _joined(left: _Pieces, right: _Pieces) -> _Pieces | None:
    """Return two columns as one, or None where their combinations are too many to be worth it."""
    across = len(right.pieces)
    if len(left.pieces) * across > MOST_COMBINATIONS * 64:
        return None
    both = left.codes * np.int32(across) + right.codes
    used = np.zeros(len(left.pieces) * across, bool)
    used[both] = True
    combinations = np.flatnonzero(used)
    if len(combinations) > MOST_COMBINATIONS:
        return None
    place = np.zeros(len(used), np.int32)
    place[combinations] = np.arange(len(combinations), dtype=np.int32)
    pieces = [left.pieces[code // across] + right.pieces[code % across] for code in combinations.tolist()]
    return _Pieces(pieces, place[both])


def _text(value: Cell) -> str:
    """Return a cell as written: text made harmless, anything else the way a person would type it."""
    return neutral(value) if isinstance(value, str) else cell_text(value)


def _field(text: str, delimiter: str) -> str:
    """Return a text quoted if it must be; one that begins like a byte-order mark must be told from it."""
    if delimiter in text or '"' in text or "\n" in text or "\r" in text or text[:1] == "\ufeff":
        return '"' + text.replace('"', '""') + '"'
    return text
