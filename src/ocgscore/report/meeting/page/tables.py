"""A listing as its table is written: what it has much of, and what a cell sorts by where its text does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any, Final

import attrs

from ocgscore.report.meeting.blocks import NUMBER, Bar, Heading, Link, Listing, Noted, Value

LONG: Final = 30  # letters of a word, before it may be broken anywhere
WHOLE: Final = 20  # letters of a number, a day or an id that stays on one line
PHRASE: Final = 40  # letters of a text that needs a wide column
LEAST: Final = 3  # letters that no line breaks anyway
MANY_ROWS: Final = 40  # more than these scroll under their headings
SEVERAL_COLUMNS: Final = 9  # more than these have small letters on paper
MANY_COLUMNS: Final = 14  # more than these have upright headings
KINDS: Final[Mapping[type, str]] = {str: "text", Bar: "bar", Link: "link", Noted: "noted"}
STROKE: Final = 2.2  # how wide a bar is at least


@attrs.frozen
class Cell:
    """One cell as it is written.

    Parameters
    ----------
    value : str, Bar, Link or Noted
    kind : {"text", "bar", "link", "noted"}
    names : bool
        Whether it names its row.
    looks : str
        Classes: ``n`` for a number, ``k`` for what keeps to one line, ``w`` for what needs a wide column,
        ``l`` for what may be broken anywhere.
    order : int or None
        What it sorts by; None where its text says so.
    """

    value: Value
    kind: str
    names: bool
    looks: str
    order: int | None


def has_many(listing: Listing) -> bool:
    """Whether a table needs small letters on paper."""
    return len(listing.headings) > SEVERAL_COLUMNS


def is_dense(listing: Listing) -> bool:
    """Whether a table has upright headings, and paper laid across."""
    return len(listing.headings) > MANY_COLUMNS


def is_tall(listing: Listing) -> bool:
    """Whether a table scrolls under its headings on a screen."""
    return len(listing.rows) > MANY_ROWS


def table_rows(listing: Listing) -> Iterator[list[Cell]]:
    """Yield the cells of each row as they are written.

    Examples
    --------
    >>> from ocgscore.report.meeting.blocks import Heading
    >>> heads = (Heading("group", first=True), Heading("score", "number"))
    >>> listing = Listing("l", "Scores", heads, (("A", "9–12"), ("B", "10")), orders=((0, 9), (0, 10)))
    >>> [[cell.order for cell in row] for row in table_rows(listing)]
    [[None, 0], [None, 1]]
    """
    orders = [_column_orders(listing, column) for column in range(len(listing.headings))]
    for at, row in enumerate(listing.rows):
        yield [
            _cell(value, heading, None if order is None else order[at])
            for value, heading, order in zip(row, listing.headings, orders, strict=True)
        ]


def _cell(value: Value, heading: Heading, order: int | None) -> Cell:
    kind = KINDS.get(type(value), "text")
    looks = "" if kind == "bar" else _looks(_whole(value), heading.kind == NUMBER)
    return Cell(value, kind, heading.first, looks, order)


def _looks(said: str, number: bool) -> str:
    if number:
        return "n l" if len(said) > WHOLE else "n"
    if len(said) > LONG and max(map(len, said.split()), default=0) > LONG:
        return "l"
    if len(said) > PHRASE:
        return "w"
    return "k" if LEAST < len(said) <= WHOLE and " " not in said and any(map(str.isdigit, said)) else ""


def _text(value: Value) -> str:
    return value if isinstance(value, str) else value.said


def _whole(value: Value) -> str:
    """Return the text of a cell with its note."""
    return f"{value.said} {value.note}" if isinstance(value, Noted) else _text(value)


def _column_orders(listing: Listing, column: int) -> list[int] | None:
    """Return what the cells of a column sort by, as small whole numbers; None where their texts say it."""
    values = [row[column] for row in listing.rows]
    keys: list[Any] = [row[column] for row in listing.orders]
    if len(set(keys)) < 2 and any(isinstance(value, Bar) for value in values):
        keys = [(value.low, value.high) if isinstance(value, Bar) else (inf, inf) for value in values]
    if len(set(keys)) < 2:
        return None
    ranks = _ranks(keys)
    said = [_number(value) for value in values] if listing.headings[column].kind == NUMBER else [None]
    return None if None not in said and _ranks(said) == ranks else ranks


def _ranks(keys: Sequence[Any]) -> list[int]:
    """Return the place of each key among the different keys in order.

    Examples
    --------
    >>> _ranks([2.5, 1.0, 2.5])
    [1, 0, 1]
    """
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return [places[key] for key in keys]


def _number(value: Value) -> float | None:
    """Return the number that a cell says and nothing else, as the script reads it; None where it says another thing."""
    try:
        return float(_text(value).replace(",", ""))
    except ValueError:
        return None


def interval(bar: Bar) -> str:
    """Return a bar as a path on a sheet 100 wide and 8 high: a box, or a stroke where nothing is unknown.

    Examples
    --------
    >>> interval(Bar(0.2, 0.5, "")), interval(Bar(0.5, 0.5, ""))
    ('M20 1h30v6h-30z', 'M48.9 0h2.2v8h-2.2z')
    """
    if bar.low == bar.high:
        return f"M{_short(100 * bar.low - STROKE / 2)} 0h{STROKE}v8h-{STROKE}z"
    start, wide = _short(100 * bar.low), _short(max(100 * (bar.high - bar.low), STROKE))
    return f"M{start} 1h{wide}v6h-{wide}z"


def _short(number: float) -> str:
    """Return a number with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
