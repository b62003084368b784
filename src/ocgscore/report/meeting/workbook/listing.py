"""Lists for sheets: what stands in their columns, and how much room that needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final

import attrs

from ocgscore.errors import Problem, TableError
from ocgscore.report.meeting.workbook.cells import PLAIN, Look, harmless
from ocgscore.report.template.style import LINE, lines_of
from ocgscore.table import Cell, Table
from ocgscore.table.xlsx_writing import MOST_COLUMNS, MOST_ROWS

NARROWEST: Final = 7
WIDEST: Final = 46  # characters of a column; longer texts go over lines
ACROSS: Final = 150  # characters over which the words above a list run
ON_A_PAGE: Final = 240  # characters across that can still be read on A4
MOST_TURNED: Final = 112  # points that headings on end may take; longer ones go over lines


@attrs.frozen(eq=False)
class Field:
    """A column of a list.

    Parameters
    ----------
    heading : str
    cells : sequence of Cell
    look : mapping
        Properties of the cells' format, such as ``num_format``.
    looks : sequence of mapping, optional
        Further properties, for each cell its own.
    width : float
        In characters; as wide as its longest text by default.
    """

    heading: str
    cells: Sequence[Cell]
    look: Look = PLAIN
    looks: Sequence[Look] | None = None
    width: float = 0

    @property
    def wraps(self) -> bool:
        """Whether its texts go over lines."""
        return self.wide >= WIDEST or "text_wrap" in self.look

    @property
    def worded(self) -> bool:
        """Whether it holds texts, which stand a little off the numbers before them."""
        return isinstance(next((cell for cell in self.cells if cell is not None), ""), str)

    @cached_property
    def wide(self) -> float:
        """How wide the column is."""
        if self.width:
            return self.width
        words = max((len(word) for word in self.heading.split()), default=0) + 3
        longest = max((len(str(cell)) for cell in set(self.cells) if cell is not None), default=0) + 1
        return min(max(words, longest, NARROWEST), WIDEST)


@attrs.frozen(eq=False)
class Listing:
    """A list that fills a sheet.

    Parameters
    ----------
    name : str
        Of the sheet.
    title : str
    lead : tuple of str
        What must be known to read it, a line or two.
    fields : tuple of Field
        All of the same length.
    kept : int
        How many columns stay in view.
    turned : int
        The column from which headings stand on end; 0 where none does.
    notes : tuple of str
        What is said below it.
    """

    name: str
    title: str
    lead: tuple[str, ...]
    fields: tuple[Field, ...]
    kept: int = 1
    turned: int = 0
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many rows it has."""
        return len(self.fields[0].cells)

    @property
    def pages(self) -> int:
        """How many pages it takes beside each other."""
        return -(-int(sum(field.wide for field in self.fields)) // ON_A_PAGE)

    def at(self, heading: str) -> int:
        """Return the position of a column."""
        return [field.heading for field in self.fields].index(heading)


def table_listing(name: str, title: str, lead: Sequence[str], table: Table, only: Sequence[str] = ()) -> Listing:
    """Return a table of the library as a list, its headings as words.

    Parameters
    ----------
    name, title, lead
        As in `Listing`.
    table : Table
    only : sequence of str, optional
        The headings to show, in this order; all but the provenance by default.
    """
    by_heading = {column.heading: column for column in table.columns}
    chosen = only or [heading for heading in by_heading if heading != "provenance"]
    fields = [Field(words(heading), by_heading[heading].cells()) for heading in chosen if heading in by_heading]
    return Listing(name, title, tuple(lead), tuple(fields))


def words(heading: str) -> str:
    """Return the heading of a table as words.

    Examples
    --------
    >>> words("days_overdue")
    'Days overdue'
    """
    said = heading.replace("_", " ")
    return said[:1].upper() + said[1:]


def check_size(listing: Listing) -> None:
    """Refuse a list that a worksheet cannot hold.

    Raises
    ------
    TableError
    """
    found = ((len(listing) + 8, MOST_ROWS, "rows"), (len(listing.fields), MOST_COLUMNS, "columns"))
    problems = [
        Problem(listing.name, f"{size:,} {what}", f"within a worksheet's {most:,}", "write the report as .html")
        for size, most, what in found
        if size > most
    ]
    if problems:
        raise TableError(problems)


def reach(listing: Listing) -> tuple[int, float]:
    """Return the last column that the words above a list run over, and how wide they may be."""
    widths = [*accumulate(field.wide for field in listing.fields)]
    most = min(ACROSS, widths[-1] / listing.pages)
    last = max(sum(width <= most for width in widths) - 1, 0)
    return last, widths[last]


def height(listing: Listing) -> float:
    """Return the height of the row of headings."""
    upright = listing.fields[: listing.turned or None]
    lines = max((lines_of(field.heading, field.wide - 1) for field in upright), default=1)
    turned = [len(field.heading) for field in listing.fields[listing.turned :]] if listing.turned else []
    return max(LINE * lines + 4, min(max(turned, default=0) * 5.6 + 12, MOST_TURNED))


def lines(listing: Listing) -> list[int]:
    """Return how many lines of text each row needs; a distinct text is measured once."""
    most = [1] * len(listing)
    for field in listing.fields:
        if field.wraps:
            texts = {cell: lines_of(harmless(str(cell)), field.wide) for cell in set(field.cells)}
            most = [max(lines, texts[cell]) for lines, cell in zip(most, field.cells, strict=True)]
    return most
