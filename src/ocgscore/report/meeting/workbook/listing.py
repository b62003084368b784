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
NARROW: Final = 90  # where it is parted, so that they end on its first page wherever that ends
PAGE: Final = 780.0  # points across A4 on its side, between its margins
SMALLEST: Final = 0.64  # times as large at least: letters of 11 points are then of 7
MOST_TURNED: Final = 140  # points that headings on end may take; longer ones go over lines
TURNED_LETTER: Final = 5.6  # points of a letter of them


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
        words = max((len(word) for word in self.heading.split()), default=0) + 4  # bold, and with the filter's button
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

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """The columns at which a page may begin: one page, or several beside each other that repeat the columns kept.

        As few as leave letters of 7 points; which columns each takes is for Excel to say.
        """
        widths = [points(field.wide) for field in self.fields]
        again, most = sum(widths[: self.kept]), PAGE / SMALLEST
        found, filled = [0], 0.0
        for at, width in enumerate(widths):
            if filled + width > most and at > self.kept:
                found.append(at)
                filled = again
            filled += width
        return tuple(found)

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


def points(width: float) -> float:
    """Return how wide a column of so many characters is on paper, in points at full size.

    Examples
    --------
    >>> points(10)
    56.25
    """
    return (7 * width + 5) * 0.75


def reach(fields: Sequence[Field], most: float) -> tuple[int, float]:
    """Return over how many columns words about a list run, and how wide they may be.

    Examples
    --------
    >>> reach([Field("A", [], width=10), Field("B", [], width=10), Field("C", [], width=10)], 25)
    (2, 20)
    """
    widths = [*accumulate(field.wide for field in fields)]
    several = max(sum(width <= most for width in widths), 1)
    return several, widths[several - 1]


def height(listing: Listing) -> float:
    """Return the height of the row of headings."""
    upright = listing.fields[: listing.turned or None]
    lines = max((lines_of(field.heading, field.wide - 1) for field in upright), default=1)
    turned = [len(field.heading) for field in listing.fields[listing.turned :]] if listing.turned else []
    return max(LINE * lines + 4, min(max(turned, default=0) * TURNED_LETTER + 12, MOST_TURNED))


def turned_width(heading: str) -> float:
    """Return how wide a column must be for its heading on end, which goes over lines where it is long.

    Examples
    --------
    >>> turned_width("Intent"), turned_width("Community and environmental harm")
    (6.0, 7.5)
    """
    return max(6.0, 1.5 + 3.0 * lines_of(heading, (MOST_TURNED - 12) / TURNED_LETTER))


def lines(listing: Listing) -> list[int]:
    """Return how many lines of text each row needs; a distinct text is measured once."""
    most = [1] * len(listing)
    for field in listing.fields:
        if field.wraps:
            texts = {cell: lines_of(harmless(str(cell)), field.wide) for cell in set(field.cells)}
            most = [max(lines, texts[cell]) for lines, cell in zip(most, field.cells, strict=True)]
    return most
