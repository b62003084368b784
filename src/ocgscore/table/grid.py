"""What every format of table must be: a heading over each column, no heading twice, and some rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem, TableError
from ocgscore.table.model import Cell, Column, Table, cell_text, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LISTED = 1_000  # problems of one kind listed one by one; the rest are counted


@attrs.frozen
class Head:
    """The rows above a sheet's data.

    Parameters
    ----------
    row : int
        The spreadsheet row of the headings.
    cells : sequence of Cell
        The headings as they stand there.
    marking : str
        The protective marking above them, or an empty string.
    """

    row: int
    cells: Sequence[Cell]
    marking: str = ""


def find_head(first: Sequence[tuple[int, Sequence[Cell]]]) -> Head | None:
    """Find the headings among the first two rows that are not blank.

    A row with a text in its first column alone, above one with several headings, is the sheet's protective
    marking.

    Parameters
    ----------
    first : sequence of (int, sequence of Cell)
        At most two rows, each with its number.

    Returns
    -------
    Head or None
        None where there is no row at all.

    Examples
    --------
    >>> find_head([(1, ["OFFICIAL"]), (2, ["group", "force"])])
    Head(row=2, cells=['group', 'force'], marking='OFFICIAL')
    >>> find_head([(1, ["group"]), (2, ["A"])])
    Head(row=1, cells=['group'], marking='')
    """
    if not first:
        return None
    if len(first) > 1 and _filled(first[0][1]) == [0] and len(_filled(first[1][1])) > 1:
        return Head(*first[1], marking=cell_text(first[0][1][0]))
    return Head(*first[0])


def is_blank(cells: Iterable[Cell]) -> bool:
    """Whether no cell of a row has any text.

    Examples
    --------
    >>> is_blank(["", None, "  "]), is_blank([0])
    (True, False)
    """
    return not any(map(cell_text, cells))


def sound(table: Table, problems: Iterable[Problem] = ()) -> Table:
    """Return a table as read, without its blank rows and columns, if nothing is wrong with it.

    Parameters
    ----------
    table : Table
        Every column and row found, blank ones and the marking's foot included.
    problems : iterable of Problem
        What has been found wrong so far.

    Raises
    ------
    TableError
        With all problems: those given, headings that are blank or stand twice, and the absence of rows.
    """
    table = _without_blank_rows(_without_foot(table))
    found = [*problems, *_unnamed(table), *_repeated(table)]
    if not len(table) and not found:
        found.append(
            Problem(table.name, None, "any row below the headings", "add the rows, or check which file this is")
        )
    if found:
        raise TableError(found)
    return _without_blank_columns(table)


def shortened(problems: list[Problem], name: str) -> list[Problem]:
    """Return at most `LISTED` of the problems, and a count of the others.

    Examples
    --------
    >>> shortened([Problem("f.csv!A2", "x", "y")], "f.csv")
    [Problem(where='f.csv!A2', got='x', expected='y', hint='')]
    """
    if len(problems) <= LISTED:
        return problems
    more = f"{len(problems) - LISTED} more problems like these"
    return [*problems[:LISTED], Problem(name, more, "a sound table")]


def _filled(cells: Sequence[Cell]) -> list[int]:
    return [position for position, cell in enumerate(cells) if cell_text(cell)]


def _blank_mask(column: Column) -> npt.NDArray[np.bool_]:
    """Which rows of a column are blank."""
    blank = np.fromiter((not cell_text(value) for value in column.values), bool, len(column.values))
    return blank[column.codes] if blank.any() else np.zeros(len(column.codes), bool)


def _blank_rows(table: Table) -> npt.NDArray[np.intp]:
    """Return the rows that are blank in every column.

    The columns with fewest distinct values settle it soonest; of the others only the few rows left are looked at.
    """
    columns = sorted(table.columns, key=lambda column: len(column.values))
    rows = np.flatnonzero(_blank_mask(columns[0])) if columns else np.arange(len(table))
    for column in columns[1:]:
        rows = rows[np.fromiter((not column.row_text(row) for row in rows.tolist()), bool, len(rows))]
    return rows


def _without_blank_rows(table: Table) -> Table:
    blank = _blank_rows(table)
    return table.take(np.delete(np.arange(len(table)), blank)) if len(blank) else table


def _without_foot(table: Table) -> Table:
    """Drop the rows that are the marking again: the last, or one that rows were added below."""
    if not table.marking or not table.columns:
        return table
    table = _without_blank_rows(table)
    first = table.columns[0]
    marked = np.flatnonzero(np.array([text == table.marking for text in first.texts()])[first.codes])
    again = [row for row in marked.tolist() if not any(column.row_text(row) for column in table.columns[1:])]
    return table.take(np.delete(np.arange(len(table)), again)) if again else table


def _is_empty(column: Column) -> bool:
    return bool(_blank_mask(column).all())


def _without_blank_columns(table: Table) -> Table:
    """Drop columns with neither heading nor cells; the others keep their letters."""
    return table.without_columns({i for i, column in enumerate(table.columns) if not column.heading.strip()})


def _unnamed(table: Table) -> list[Problem]:
    """Return a problem for each column that has cells but no heading."""
    hint = "give the column a heading, or delete the column"
    return [
        Problem(table.heading_address(i), None, "a heading", hint)
        for i, column in enumerate(table.columns)
        if not column.heading.strip() and not _is_empty(column)
    ]


def _repeated(table: Table) -> list[Problem]:
    """Return a problem for each heading an earlier column has too, ignoring case and outer spaces."""
    first: dict[str, int] = {}
    problems = []
    for i, heading in enumerate(table.headings):
        earlier = first.setdefault(heading.strip().casefold(), i)
        if heading.strip() and earlier != i:
            where = table.heading_address(earlier).removeprefix(f"{table.name}!").removeprefix(f"{table.sheet}!")
            expected = f"a heading of its own ({where} is {table.headings[earlier]!r})"
            problems.append(Problem(table.heading_address(i), heading, expected, "rename one of the two"))
    return problems


def cell_address(place: str, row: int, column: int) -> str:
    """Return the address of a cell by its row's number and its 0-based column.

    Examples
    --------
    >>> cell_address("forces.csv", 17, 3)
    'forces.csv!D17'
    """
    return f"{place}!{column_letters(column)}{row}"
