"""One table that is a whole map: a list of links, or a labelled square matrix; and tables of events."""

from __future__ import annotations

from typing import Final

from ocgscore.errors import Problem, RequestError
from ocgscore.network.reading.corner import NAMES, read_cornered
from ocgscore.network.reading.headings import sheet_of
from ocgscore.network.reading.matrices import attendance_sheet, is_square, square_sheets
from ocgscore.network.reading.sheet import Sheet
from ocgscore.table import Table
from ocgscore.table.files import PathLike

LIST: Final = "a list of links (columns person and other) or a labelled square matrix (the same names across and down)"


def flat_sheets(table: Table) -> dict[str, Sheet]:
    """Return the records of a list of links or of a labelled square matrix.

    Raises
    ------
    RequestError
        If the table is neither.
    MapError
        If it is a matrix with problems.
    """
    if is_square(table):
        return square_sheets(table)
    sheet, missing = sheet_of(table, "links")
    if not missing:
        return {"links": sheet}
    if table.headings[0] == NAMES:
        return square_sheets(table)  # a blank corner: the margins that differ are its problems
    headings = ", ".join(table.headings[:6]) + (", …" if len(table.headings) > 6 else "")
    hint = "head the two columns of a list person and other; tables of people or groups go through `network build`"
    raise RequestError(Problem(table.name, f"a table headed {headings}", LIST, hint))


def events_sheet(path: PathLike) -> tuple[Sheet, list[Problem]]:
    """Return who was at which event: from a list of two columns, or a table with people down and events across.

    Raises
    ------
    RequestError
        If a table of two columns does not say which is which.
    """
    table = read_cornered(path)
    sheet, missing = sheet_of(table, "events")
    if not missing:
        return sheet, []
    if len(table.headings) > 2 or table.headings[0] == NAMES:
        return attendance_sheet(table), []
    hint = "head the two columns person and event"
    raise RequestError(
        Problem(table.name, f"a table headed {', '.join(table.headings)}", "a list of who was where", hint)
    )
