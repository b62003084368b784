"""What a heading or a cell may say, whatever the table is of: ids, days; and what to do where it does not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import attrs

from ocgscore.table.model import Cell, Table, cell_text
from ocgscore.table.neutral import is_formula

EXACT: Final = 10**15  # a spreadsheet keeps fifteen digits of a number: of a longer one the last are lost
FAILED: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}", re.IGNORECASE)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:.*)?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})")
_PARTIAL: Final = re.compile(r"\d{4}(?:-\d{2})?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_AS_TEXT: Final = "format the column as text, and enter the id again from its source"
_WRITE: Final = "write the day as year-month-day, such as 2026-11-23"


def plain_heading(heading: str) -> str:
    """Return a heading as it is looked up.

    Examples
    --------
    >>> plain_heading(" Date of birth "), plain_heading("Person-ID")
    ('date_of_birth', 'person_id')
    """
    return re.sub(r"[\s\-_]+", "_", heading.strip().casefold()).strip("_")


def as_meant(table: Table, value: Cell) -> Cell:
    r"""Return a cell without the apostrophe by which a csv file keeps a spreadsheet from running it.

    Examples
    --------
    >>> from ocgscore.table.csv_reading import read_csv
    >>> from ocgscore.table.source import Source
    >>> table = read_csv(Source("people.csv", b"id\n'=A1\n'Arry\n"))
    >>> [as_meant(table, value) for value in table.columns[0].values]
    ['=A1', "'Arry"]
    """
    if isinstance(value, str) and value.startswith("'") and table.cells and not table.sheet:
        return value[1:] if is_formula(value.lstrip("'")) else value
    return value


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
        return "write the whole day, or keep it in a column of another name"
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
