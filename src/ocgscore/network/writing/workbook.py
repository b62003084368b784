"""A map as one Excel workbook with a sheet for each kind of record."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ocgscore.errors import Problem, TableError
from ocgscore.network.model import OcgMap
from ocgscore.network.writing.tables import map_tables
from ocgscore.network.writing.texts import HALF, check_characters
from ocgscore.table import Table, cell_text
from ocgscore.table.source import missing_extra
from ocgscore.table.xlsx_writing import CREATED, FIRST_DATE, MOST_CHARACTERS, MOST_ROWS

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH: Final = 18  # of a column, in characters
DIGITS: Final = 15  # that Excel keeps of a number; one with more is written as text


def workbook_chunks(network: OcgMap) -> Iterator[bytes]:
    """Yield a map as a workbook: ids are text, strengths numbers, dates dates.

    Raises
    ------
    MapError
        If what was said besides cannot stand under headings of its own.
    TableError
        If there are more records than a sheet has rows, or a text is longer than a cell.
    MissingExtraError
        If XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise missing_extra("a workbook", "XlsxWriter", "excel") from error
    check_characters(network, HALF, "a workbook")
    tables = map_tables(network)
    problems = [problem for table in tables.values() for problem in _too_large(table)]
    if problems:
        raise TableError(problems)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        book.set_properties({"created": CREATED})
        formats = {"bold": book.add_format({"bold": True}), "date": book.add_format({"num_format": "yyyy-mm-dd"})}
        for table in tables.values():
            _fill(book, table, formats)
    yield content.getvalue()


def _fill(book: Workbook, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.sheet)
    top = 1 if table.marking else 0
    for at, column in enumerate(table.columns):
        sheet.write_string(top, at, column.heading, formats["bold"])
        for row, cell in enumerate(column.cells(), top + 1):
            if isinstance(cell, float) and float(f"{cell:.{DIGITS}G}") == cell:
                sheet.write_number(row, at, cell)
            elif isinstance(cell, dt.date) and cell >= FIRST_DATE:
                sheet.write_datetime(row, at, cell, formats["date"])
            elif cell is not None:
                sheet.write_string(row, at, cell_text(cell))
    sheet.set_column(0, len(table.columns) - 1, WIDTH)
    sheet.freeze_panes(top + 1, 0)
    if top:
        sheet.write_string(0, 0, table.marking, formats["bold"])
        sheet.write_string(top + 1 + len(table), 0, table.marking, formats["bold"])


def _too_large(table: Table) -> Iterator[Problem]:
    if len(table) + 3 > MOST_ROWS:  # the headings, and the marking twice
        yield Problem(
            table.name, f"{len(table)} rows", f"within a worksheet's {MOST_ROWS:,}", "write .json or .graphml"
        )
    for at, column in enumerate(table.columns):
        for row, cell in enumerate(column.cells()):
            if isinstance(cell, str) and len(cell) > MOST_CHARACTERS:
                expected = f"within a cell's {MOST_CHARACTERS:,} characters"
                yield Problem(table.place(row, at), cell, expected, "write .json or .graphml")
