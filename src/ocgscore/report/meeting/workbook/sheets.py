"""A list on a sheet: title and marking above it, headings frozen and filtered, laid out for A4."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import repeat
from typing import Any, Final, TypeAlias

import attrs

from ocgscore.report.meeting.workbook.cells import PLAIN, Look, harmless
from ocgscore.report.meeting.workbook.listing import (
    ACROSS,
    NARROW,
    Field,
    Listing,
    check_size,
    height,
    lines,
    reach,
)
from ocgscore.report.template.style import EDGE, INK, LINE, PALE, TALLEST, Style, lines_of, page
from ocgscore.table import Cell
from ocgscore.table.neutral import is_formula
from ocgscore.table.xlsx_writing import stored

INDENTED: Final[Look] = {"align": "left", "indent": 1}  # texts stand a little off the numbers before them
Room: TypeAlias = tuple[int, int, float]  # first column, how many, and how wide they are
FRACTION: Final = "0.000"  # of a number that has no digits of its own


@attrs.frozen(eq=False)
class Written:
    """Where a list stands on its sheet.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    listing : Listing
    first, last : int
        Its first and last row, from 0.
    """

    sheet: Any
    listing: Listing
    first: int
    last: int

    def cells(self, heading: str) -> tuple[int, int, int, int]:
        """Return the cells of a column: first row, column, last row, column."""
        at = self.listing.at(heading)
        return self.first, at, self.last, at


@attrs.frozen(eq=False)
class Book:
    """The workbook that is being written.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    style : Style
    marking : str
    """

    book: Any
    style: Style
    marking: str

    def add(self, listing: Listing, tab: str = "") -> Written:
        """Write a list to a new sheet.

        Parameters
        ----------
        listing : Listing
        tab : str
            Colour of the sheet's tab.

        Raises
        ------
        TableError
            More rows or columns than a worksheet holds.
        """
        check_size(listing)
        sheet = self.book.add_worksheet(listing.name)
        head = self._above(sheet, listing)
        for at, field in enumerate(listing.fields):
            sheet.set_column(at, at, field.wide)
            self.cell(sheet, head, at, field.heading, self._heading(listing, at))
            self._column(sheet, head + 1, at, field)
        sheet.set_row(head, height(listing))
        for row, count in enumerate(lines(listing), head + 1):
            if count > 1:
                sheet.set_row(row, min(count * LINE + 1, TALLEST))
        written = Written(sheet, listing, head + 1, head + len(listing))
        self._around(written, head)
        if tab:
            sheet.set_tab_color(tab)
        return written

    def cell(self, sheet: Any, row: int, column: int, value: Cell, look: Look = PLAIN) -> None:
        """Write a cell: text as text, whatever it looks like."""
        held, made = self._ready(value, look)
        _writer(sheet, held)(row, column, held, made)

    def _ready(self, value: Cell, look: Look) -> tuple[Any, Any]:
        """Return what a cell is to hold, and its format."""
        held, shown = stored(value)
        if isinstance(held, str):
            text = harmless(held)
            quoted = {"quote_prefix": True} if is_formula(text) else {}
            return text, self.style.of(**look, **quoted)
        if isinstance(value, float) and not value.is_integer():
            shown = FRACTION
        return held, self.style.of(**({"num_format": shown} if shown else {}) | dict(look))

    def _column(self, sheet: Any, top: int, at: int, field: Field) -> None:
        """Write the cells of a column; what a distinct value becomes is settled once."""
        base: dict[str, object] = {"text_wrap": True} if field.wraps else {}
        base |= INDENTED if field.worded and "align" not in field.look else {}
        base |= field.look
        looks: Iterable[Look] = field.looks or repeat(PLAIN, len(field.cells))
        made: dict[tuple[type, object, int], tuple[Any, Any, Any]] = {}
        for row, (cell, look) in enumerate(zip(field.cells, looks, strict=True), top):
            key = type(cell), repr(cell) if isinstance(cell, Decimal) else cell, id(look)
            if key not in made:
                held, format_ = self._ready(cell, base | dict(look))
                made[key] = _writer(sheet, held), held, format_
            write, held, format_ = made[key]
            write(row, at, held, format_)

    def _above(self, sheet: Any, listing: Listing) -> int:
        """Write the marking, the title and the lead; return the row of the headings."""
        heads: list[tuple[str, Look]] = [(self.marking, {"bold": True})] if self.marking else []
        heads.append((listing.title, {"bold": True, "font_size": 14}))
        for row, (text, look) in enumerate(heads):
            self._wide(sheet, row, _head_room(listing), text, look)
        for row, text in enumerate(listing.lead, len(heads)):
            self._wide(sheet, row, _words_room(listing), text, PLAIN)
        return len(heads) + len(listing.lead)

    def _wide(self, sheet: Any, row: int, room: Room, text: str, look: Look) -> None:
        """Write a text over the columns, in a row as high as it needs."""
        first, several, wide = room
        self.across(sheet, row, (first, first + several - 1), text, {"text_wrap": True, **look})
        scale = 1.35 if "font_size" in look else 1.0
        bold = 1.1 if "bold" in look else 1.0
        sheet.set_row(row, LINE * scale * lines_of(harmless(text), wide / scale / bold) + 1)

    def across(self, sheet: Any, row: int, columns: tuple[int, int], text: str, look: Look) -> None:
        """Write a text over the columns from the first to the last."""
        first, last = columns
        if last > first:
            sheet.merge_range(row, first, row, last, "", self.style.of(**look))
        self.cell(sheet, row, first, text, look)

    def _heading(self, listing: Listing, at: int) -> Look:
        look: dict[str, object] = {"bold": True, "text_wrap": True, "bg_color": PALE, "border": 1, "border_color": EDGE}
        turned = 0 < listing.turned <= at
        if not turned:  # over texts at their left, over numbers at their right
            look |= INDENTED if listing.fields[at].worded else {"align": "right"}
        return look | {"bottom": 2, "bottom_color": INK} | ({"rotation": 90, "valign": "bottom"} if turned else {})

    def _around(self, written: Written, head: int) -> None:
        """Filter, freeze, mark, and lay out the pages."""
        sheet, listing, last = written.sheet, written.listing, len(written.listing.fields) - 1
        sheet.freeze_panes(head + 1, listing.kept)
        sheet.autofilter(head, 0, max(written.last, head), last)
        foot = max(written.last, head)
        for text in listing.notes:
            foot += 1
            self._wide(sheet, foot, _words_room(listing), text, PLAIN)
        if self.marking:
            foot += 1
            self._wide(sheet, foot, _head_room(listing), self.marking, {"bold": True})
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{foot + 1}"})
        page(sheet, self.marking, listing.name)
        sheet.print_area(0, 0, foot, last)
        sheet.repeat_rows(head)
        if listing.pages[1:]:
            sheet.repeat_columns(0, listing.kept - 1)
        sheet.fit_to_pages(len(listing.pages), 0)


def _head_room(listing: Listing) -> Room:
    """Return where marking and title stand: where a list is parted on the columns kept, which each page has."""
    fields = listing.fields[: listing.kept] if listing.pages[1:] else listing.fields
    return 0, *reach(fields, ACROSS)


def _words_room(listing: Listing) -> Room:
    """Return where the words about a list stand: where it is parted not on columns that each page repeats."""
    if listing.pages[1:]:
        return listing.kept, *reach(listing.fields[listing.kept :], NARROW)
    return 0, *reach(listing.fields, ACROSS)


def _writer(sheet: Any, held: object) -> Any:
    """Return what writes a value of its kind."""
    if held is None:
        return sheet.write_blank
    if isinstance(held, str):
        return sheet.write_string
    return sheet.write_number if isinstance(held, int | float) else sheet.write_datetime
