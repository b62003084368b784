"""JSON and JSON Lines: one object a row, its keys the headings."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

import attrs
import numpy as np

from ocgscore.errors import Problem, TableError
from ocgscore.table.grid import shortened, sound
from ocgscore.table.model import Cell, Column, Table
from ocgscore.table.text import BYTE_ORDER_MARK, check_text, not_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ocgscore.table.source import Source

ROW_KEYS = ("rows", "assessments")
MARKING = "marking"
SHAPE = 'a list of objects, or an object with a list of them as its "rows"'


def read_json(source: Source) -> Table:
    """Read a JSON list of objects, or an object whose ``rows`` or ``assessments`` is one.

    Raises
    ------
    TableError
        With every problem found.

    Examples
    --------
    >>> from ocgscore.table.source import Source
    >>> table = read_json(Source("forces.json", b'[{"group": "A", "physical": 2.50}]'))
    >>> table.columns[1].cells(), table.address(0, 1)
    ([Decimal('2.50')], 'forces.json[1].physical')
    """
    try:
        document = _parsed(_text(source))
    except _Unreadable as error:
        raise source.fault(error.got, error.expected, error.hint, at=error.where()) from error
    marking, rows = _rows_of(source, document)
    return _table(source, enumerate(rows, 1), marking)


def read_jsonl(source: Source) -> Table:
    """Read JSON Lines: an object a line, blank lines passed over.

    A first line that holds a ``marking`` alone is the file's protective marking.

    Raises
    ------
    TableError
        With every problem found.
    """
    problems: list[Problem] = []
    rows: list[tuple[int, Any]] = []
    # Only these end a line of JSON Lines; str.splitlines would also cut at characters that may stand inside
    # a string.
    for number, line in enumerate(_text(source).replace("\r\n", "\n").split("\n"), 1):
        if line.strip():
            try:
                rows.append((number, _parsed(line)))
            except _Unreadable as error:
                where = f"{source.name} line {number}{error.column()}"
                problems.append(Problem(where, error.got, error.expected, error.hint))
    if problems:
        raise TableError(shortened(problems, source.name))
    marking = _marking_of(rows[0][1])
    if marking:
        rows = rows[1:-1] if len(rows) > 1 and _marking_of(rows[-1][1]) == marking else rows[1:]
    return _table(source, rows, marking)


@attrs.define
class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """JSON that does not parse, or that says something a table cannot hold."""

    got: str
    expected: str = "JSON"
    hint: str = ""
    line_number: int = 0
    column_number: int = 0

    def where(self) -> str:
        return f" line {self.line_number}{self.column()}" if self.line_number else ""

    def column(self) -> str:
        return f" column {self.column_number}" if self.column_number else ""


class _Object(dict[str, Any]):
    """A JSON object, and the keys that stood in it twice."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.repeated = tuple(key for key in made if keys.count(key) > 1)
    return made


def _constant(name: str) -> NoReturn:
    raise _Unreadable(name, "a number JSON knows", "write null where nothing is known")


def _text(source: Source) -> str:
    check_text(source)
    try:
        return source.raw.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(source) from error


def _parsed(text: str) -> Any:
    """Parse JSON, numbers with a point as decimals."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _Unreadable(error.msg, "JSON", "", error.lineno, error.colno) from error
    except RecursionError as error:
        raise _Unreadable("lists or objects nested too deeply", "a table") from error
    except (ValueError, InvalidOperation) as error:  # numbers with thousands of digits
        raise _Unreadable("a number too long to read", "a number") from error


def _rows_of(source: Source, document: Any) -> tuple[str, list[Any]]:
    """Return the marking and the list of rows."""
    if isinstance(document, list):
        return "", document
    if not isinstance(document, dict):
        raise source.fault(_kind(document), SHAPE)
    if isinstance(document, _Object) and document.repeated:
        raise source.fault(", ".join(map(repr, document.repeated)), "a key used once", "rename or delete one")
    rows = next((document[key] for key in ROW_KEYS if key in document), None)
    if not isinstance(rows, list):
        raise source.fault("an object without rows" if rows is None else _kind(rows), SHAPE)
    return _stripped(document.get(MARKING)), rows


def _marking_of(row: Any) -> str:
    """Return the marking a line of JSON Lines holds, if it holds nothing else."""
    return _stripped(row[MARKING]) if isinstance(row, dict) and list(row) == [MARKING] else ""


def _stripped(text: Any) -> str:
    return text.strip() if isinstance(text, str) else ""


def _table(source: Source, numbered: Iterable[tuple[int, Any]], marking: str) -> Table:
    problems: list[Problem] = []
    numbers: list[int] = []
    rows: list[dict[str, Any]] = []
    for number, row in numbered:
        problems.extend(_row_problems(f"{source.name}[{number}]", row))
        if isinstance(row, dict):
            numbers.append(number)
            rows.append(row)
    if problems:
        raise TableError(shortened(problems, source.name))
    headings = list(dict.fromkeys(key for row in rows for key in row))
    columns = tuple(Column.from_cells(heading, _cells(rows, heading)) for heading in headings)
    return sound(Table(source.name, columns, np.array(numbers, np.int64), cells=False, marking=marking))


def _cells(rows: list[dict[str, Any]], key: str) -> list[Cell]:
    return [row.get(key) for row in rows]


def _row_problems(where: str, row: Any) -> Iterator[Problem]:
    """Yield what keeps one parsed value from being a row."""
    if not isinstance(row, dict):
        yield Problem(where, _kind(row), "an object of headings and cells", 'write {"group": "A", ...} for each row')
        return
    for key in getattr(row, "repeated", ()):
        yield Problem(f"{where}.{_shown(key)}", key, "a key used once in its object", "keep one of the two")
    for key, value in row.items():
        if isinstance(value, list | dict):
            yield Problem(
                f"{where}.{_shown(key)}",
                _kind(value),
                "a text, a number, true, false or null",
                "give each part a key of its own",
            )
        for text in (key, value):
            if isinstance(text, str) and _shown(text) != text:
                yield Problem(
                    f"{where}.{_shown(key)}", _shown(text), "text that can be written as UTF-8", "mend the escape"
                )


def _shown(text: str) -> str:
    """Return a text with lone surrogates, which no file can hold, made visible."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _kind(value: Any) -> str:
    """Return a noun phrase for a JSON value."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    return "null" if value is None else json.dumps(value, default=str)
