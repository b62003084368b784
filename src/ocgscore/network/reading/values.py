"""What a cell may say: ids, dates, strengths and words from a list; and what to do where it does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from ocgscore.errors import did_you_mean
from ocgscore.network.model import DIRECTIONS, SIGNS, STANDINGS, STRONGEST, WEAKEST
from ocgscore.table import Cell, cell_text

EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number: of a longer one the last are lost
FAILED: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:.*)?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_PARTIAL: Final = re.compile(r"\d{4}(?:-\d{2})?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_NUMBER: Final = re.compile(r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_AS_TEXT: Final = "format the column as text, and enter the id again from its source"
_WRITE: Final = "write the day as year-month-day, such as 2026-11-23"

_ALIASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "direction": {"undirected": "none", "directed": "to", "->": "to", "mutual": "both", "<->": "both"},
    }
)
WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "direction": DIRECTIONS,
        "standing": STANDINGS,
        "kind": tuple(SIGNS),
    }
)


@attrs.frozen
class Fault:
    """Why a cell cannot be read: what should stand there, and the remedy."""

    expected: str
    hint: str = ""


def read_id(cell: Cell, *, exact: bool = False) -> str | Fault:
    """Return an id as text; what a spreadsheet has made of it cannot always be undone.

    Parameters
    ----------
    cell : Cell
    exact : bool
        The source is no spreadsheet: what stands there is what was meant, to the last digit.

    Examples
    --------
    >>> read_id(" 007 "), read_id(7.0), read_id("12345678901234567890")
    ('007', '7', '12345678901234567890')
    >>> read_id(1.2345678901234567e19).expected
    'an id with all its digits (a spreadsheet keeps fifteen)'
    """
    text = cell_text(cell)
    if not exact:
        if isinstance(cell, dt.date | dt.time):
            return Fault("an id (the spreadsheet made a date of it)", _AS_TEXT)
        if isinstance(cell, int | float) and not abs(cell) < EXACT:
            return Fault("an id with all its digits (a spreadsheet keeps fifteen)", _AS_TEXT)
        if _ROUNDED.fullmatch(text):
            return Fault("an id with all its digits (a spreadsheet rounded it)", _AS_TEXT)
        if text in FAILED:
            return Fault("an id", "a formula in the sheet failed: mend it")
    return text or Fault("an id", "every row needs one")


def read_date(cell: Cell) -> dt.date | Fault | None:
    """Return a date: a spreadsheet's own, or text in ISO form; a time of day is left out.

    Examples
    --------
    >>> read_date("2024-02-29"), read_date("2024-05-01T13:30"), read_date(None)
    (datetime.date(2024, 2, 29), datetime.date(2024, 5, 1), None)
    >>> read_date("03/04/2024").hint
    'write it as 2024-04-03 or as 2024-03-04, whichever is meant'
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = cell_text(cell)
    if not text:
        return None
    found = None if isinstance(cell, int | float) else _ISO.fullmatch(text)
    try:
        if found:
            dt.datetime.fromisoformat(text)  # a time of day must be one too
            return dt.date(*map(int, found.groups()))
    except ValueError:
        return Fault("a day in the calendar", _WRITE)
    return Fault("a date", _date_hint(text))


def _date_hint(text: str) -> str:
    slashed = _SLASHED.fullmatch(text)
    if slashed and len(slashed[3]) == 4:
        first, second, year = slashed.groups()
        readings = [
            f"{year}-{month:0>2}-{day:0>2}"
            for day, month in dict.fromkeys([(first, second), (second, first)])
            if _exists(int(year), int(month), int(day))
        ]
        if len(readings) == 2:
            return f"write it as {readings[0]} or as {readings[1]}, whichever is meant"
        return f"write it as {readings[0]}" if readings else _WRITE
    if _PARTIAL.fullmatch(text):
        return "write the whole day, or keep it in a column of another name, such as born_about"
    if _SERIAL.fullmatch(text):
        return "format the cells as dates, yyyy-mm-dd"
    if text in FAILED:
        return "a formula in the sheet failed: mend it, or clear the cell"
    return f"{_WRITE} (in Excel: format the cells as yyyy-mm-dd)"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def read_strength(cell: Cell) -> float | Fault:
    """Return a strength: from 1e-9 to 1e12, 1 where nothing is said.

    Examples
    --------
    >>> read_strength("2.5"), read_strength(3), read_strength(" ")
    (2.5, 3.0, 1.0)
    >>> read_strength("0").hint
    'leave the row out where there is no link, or the cell blank where nothing is known'
    """
    text = cell_text(cell)
    if not text:
        return 1.0
    if isinstance(cell, bool | dt.date | dt.time) or not _NUMBER.fullmatch(text):
        hint = "write a number such as 2.5, with a point and without other signs"
        return Fault("a strength above 0", hint)
    number = float(text)
    if number <= 0:
        hint = "leave the row out where there is no link, or the cell blank where nothing is known"
        return Fault("a strength above 0", hint)
    if not WEAKEST <= number <= STRONGEST:
        return Fault(f"a strength from {WEAKEST:g} to {STRONGEST:g}", "give it in another unit, such as thousands")
    return number


def read_word(field: str, cell: Cell) -> str | Fault:
    """Return one of a field's words, in lower case; empty where nothing is said.

    Examples
    --------
    >>> read_word("standing", "Principal"), read_word("direction", "directed"), read_word("kind", "rivalary").hint
    ('principal', 'to', "did you mean 'rivalry'?")
    """
    text = cell_text(cell).casefold()
    text = _ALIASES.get(field, {}).get(text, text)
    words = WORDS[field]
    if not text or text in words:
        return text
    if field == "direction" and text in {"from", "<-", "back"}:
        return Fault(f"one of {', '.join(words)}", "change the two ends over and write to")
    return Fault(f"one of {', '.join(words)}", did_you_mean(text, words) or "choose one of these")
