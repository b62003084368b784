"""Excel workbooks, written with XlsxWriter: numbers as numbers, dates as dates, text never as a formula."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from ocgscore.errors import Problem, TableError
from ocgscore.table.model import Cell, Table, cell_text
from ocgscore.table.neutral import is_formula
from ocgscore.table.source import PROVENANCE, missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
LINE = 15  # points of a line of text
ONE_WIDE = 18  # columns that can be read on one page
WIDE = 100  # characters of a cell of prose
A4 = 9  # as Excel numbers paper
WRAPPED = 16  # characters of a heading before it goes over to another line
MOST_HEADER = 255  # characters Excel takes in a page header
TOO_LONG = f"within a cell's {MOST_CHARACTERS:,} characters"
EXACT = 10**15  # whole numbers below this are shown by Excel as they are
FIRST_DATE = dt.date(1900, 3, 1)  # Excel takes 1900 for a leap year; dates before this one shift
CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(
    tzinfo=None
)  # no wall clock: the same table gives the same bytes
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx_chunks(table: Table, provenance: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """Yield a table as an Excel workbook: headings bold, frozen and filtered.

    Numbers that Excel would round (more than fifteen digits), and dates it does not know, are written as
    text.

    Raises
    ------
    TableError
        If the table is larger than a worksheet, or a text longer than a cell.
    MissingExtraError
        If XlsxWriter is not installed.
    """
    yield from workbook_chunks([table], provenance)


def workbook_chunks(tables: Sequence[Table], provenance: Mapping[str, object] | None = None) -> Iterator[bytes]:
    """Yield tables as the sheets of one Excel workbook, each named after its table's sheet, and the provenance last.

    Raises
    ------
    TableError
        If a table is larger than a worksheet, or a text longer than a cell.
    MissingExtraError
        If XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise missing_extra(tables[0].name, "XlsxWriter", "excel") from error
    for table in tables:
        _check_size(table)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": CREATED})
        formats: dict[tuple[tuple[str, object], ...], Any] = {}
        for table in tables:
            _Sheet(book, book.add_worksheet(_sheet_name(table)), table, formats, several=len(tables) > 1).fill()
        if provenance is not None:
            _write_provenance(book, provenance, tables[0].marking)
    yield content.getvalue()


@attrs.define(eq=False)
class _Sheet:
    """The sheet that holds the table."""

    book: Workbook
    sheet: Worksheet
    table: Table
    formats: dict[tuple[tuple[str, object], ...], Any]  # of the whole book
    several: bool = False  # the book has other tables too

    def fill(self) -> None:
        """Write the marking, the headings and the rows."""
        top = 1 if self.table.marking else 0
        width, rows = len(self.table.columns), len(self.table)
        for i, column in enumerate(self.table.columns):
            self._text(top, i, column.heading, bold=True, text_wrap=True, valign="top")
            self._column(top + 1, i)
        self.sheet.freeze_panes(top + 1, 1)
        self._page(top)
        if width:
            self.sheet.autofilter(top, 0, top + rows, width - 1)
        if top:
            self._mark(top + 1 + rows)

    def _page(self, top: int) -> None:
        """Lay out the printed pages: the headings and the first column stand on each."""
        lines = max((-(-len(column.heading) // WRAPPED) for column in self.table.columns), default=1)
        self.sheet.set_row(top, LINE * lines)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.repeat_rows(top)
        self.sheet.repeat_columns(0, 1 if self.several else 0)
        if self.several:
            self.sheet.fit_to_pages(-(-len(self.table.columns) // ONE_WIDE), 0)

    def _mark(self, foot: int) -> None:
        """Put the marking in the first row and the last, and on each printed page."""
        marking = self.table.marking
        self._text(0, 0, marking, bold=True)
        self._text(foot, 0, marking, bold=True)
        _mark_pages(self.sheet, marking)

    def _column(self, top: int, i: int) -> None:
        """Write a column's cells; what a distinct value becomes is settled once."""
        column = self.table.columns[i]
        written = [stored(value) for value in column.values]
        texts = column.texts()
        used = (len(texts[code]) for code in np.unique(column.codes).tolist())
        longest = max(used, default=0)
        longest = max(longest, min(len(column.heading), WRAPPED))
        self.sheet.set_column(i, i, min(max(longest, 6), 60) + 2)
        for row, code in enumerate(column.codes.tolist(), top):
            value, style = written[code]
            if isinstance(value, str):
                self._text(row, i, value)
            elif isinstance(value, bool):
                self.sheet.write_boolean(row, i, value)
            elif isinstance(value, dt.date | dt.time):
                self.sheet.write_datetime(row, i, value, self._format(num_format=style))
            elif value is not None:
                self.sheet.write_number(row, i, value, self._format(num_format=style) if style else None)

    def _text(self, row: int, column: int, text: str, **style: object) -> None:
        """Write text as text.

        No apostrophe is put before it: a string cell is not run as a formula when the workbook is opened.
        The quote prefix, a mark on the cell and not a character in it, keeps it text when someone edits the
        cell too.
        """
        if is_formula(text):
            style["quote_prefix"] = True
        self.sheet.write_string(row, column, text, self._format(**style) if style else None)

    def _format(self, **style: object) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(style)
        return self.formats[key]


def stored(value: Cell) -> tuple[str | float | dt.date | dt.time | None, str]:
    """Return what Excel should hold for a cell, and its number format; text where Excel would change it."""
    if value is None or isinstance(value, bool | str):
        return value, ""
    if isinstance(value, int):
        return (value if abs(value) < EXACT else str(value)), ""
    if isinstance(value, float):
        return (value if isfinite(value) else str(value)), ""
    if isinstance(value, Decimal):
        return _stored_decimal(value)
    return _stored_date(value)


def _stored_decimal(value: Decimal) -> tuple[str | float, str]:
    if not value.is_finite() or len(value.as_tuple().digits) > 15 or Decimal(repr(float(value))) != value:
        return str(value), ""
    places = max(-int(value.as_tuple().exponent), 0)
    return float(value), f"0.{'0' * places}" if places else "0"


def _stored_date(value: dt.date | dt.time) -> tuple[str | dt.date | dt.time, str]:
    zoned = isinstance(value, dt.datetime | dt.time) and value.tzinfo is not None
    if zoned or (isinstance(value, dt.datetime | dt.time) and value.microsecond):
        return cell_text(value), ""
    if isinstance(value, dt.time):
        return value, "hh:mm:ss"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time.min:
            return _stored_date(value.date())  # a spreadsheet's dates are all moments; midnight is none anyone wrote
        return (value, "yyyy-mm-dd hh:mm:ss") if value.date() >= FIRST_DATE else (cell_text(value), "")
    return (value, "yyyy-mm-dd") if value >= FIRST_DATE else (cell_text(value), "")


def _sheet_name(table: Table) -> str:
    """Return the sheet's own name if it had one."""
    return table.sheet if table.sheet and table.sheet.casefold() != PROVENANCE.casefold() else "Table"


def _mark_pages(sheet: Worksheet, marking: str) -> None:
    """Put the marking at the head and foot of each printed page."""
    printed = "&C" + in_header(marking, MOST_HEADER - 2)
    sheet.set_header(printed)
    sheet.set_footer(printed)


def in_header(text: str, most: int) -> str:
    """Return a text as the head or foot of a printed page may hold it, cut with an ellipsis where it is too long.

    Examples
    --------
    >>> in_header("Police & partners", 40), in_header("A & B & C & D", 9)
    ('Police && partners', 'A && B …')
    """
    escaped = text.replace("&", "&&")
    if len(escaped) <= most:
        return escaped
    while len(escaped) > most - 1:
        text = text[:-1]
        escaped = text.replace("&", "&&")
    return f"{escaped}…"


def _write_provenance(book: Workbook, provenance: Mapping[str, object], marking: str) -> None:
    sheet = book.add_worksheet(PROVENANCE)
    mark = [("marking", marking)] if marking else []
    top, wrapped = book.add_format({"valign": "top"}), book.add_format({"valign": "top", "text_wrap": True})
    for row, (key, value) in enumerate([*mark, *provenance.items(), *mark]):
        sheet.write_string(row, 0, key, top)
        text = str(value)[:MOST_CHARACTERS]
        sheet.write_string(row, 1, text, wrapped)
        sheet.set_row(row, LINE * sum(-(-max(len(line), 1) // WIDE) for line in text.split("\n")))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, WIDE)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if marking:
        _mark_pages(sheet, marking)


def _check_size(table: Table) -> None:
    """Refuse what a worksheet cannot hold: XlsxWriter would leave it out and go on."""
    problems = []
    if len(table) + 3 > MOST_ROWS:  # the headings, and the marking twice
        rows = f"{len(table)} rows"
        problems.append(Problem(table.name, rows, f"within a worksheet's {MOST_ROWS:,}", "write .csv or .parquet"))
    if len(table.columns) > MOST_COLUMNS:
        columns = f"{len(table.columns)} columns"
        problems.append(Problem(table.name, columns, f"within a worksheet's {MOST_COLUMNS:,}", "write .csv"))
    for i, column in enumerate(table.columns):
        long = [code for code, value in enumerate(column.values) if _is_long(value)]
        problems.extend(
            Problem(table.address(row, i), column.row_text(row), TOO_LONG, "write .csv")
            for row in np.flatnonzero(np.isin(column.codes, long)).tolist()
        )
    if problems:
        raise TableError(problems)


def _is_long(value: Cell) -> bool:
    return isinstance(value, str) and len(value) > MOST_CHARACTERS
