"""The sheet ``Charts``: the scores of the first groups, and how many groups are in each band, drawn by Excel itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.report.meeting.workbook.cells import PLAIN, harmless, number_format
from ocgscore.report.meeting.workbook.priorities import in_band, subject
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.report.template.style import EDGE, INK, LINE, PALE, lines_of, page

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material
    from ocgscore.table import Cell

NAME: Final = "Charts"
MOST_BARS: Final = 25
WIDTHS: Final = (24, 11, 11, 11, 3, *[11] * 10)
LAST: Final = len(WIDTHS) - 1
BESIDE: Final = 5  # the column where the charts begin
PIXELS: Final = (740, 300)
CERTAIN: Final = "2F6FA7"
HATCHED: Final = {"pattern": "wide_upward_diagonal", "fg_color": "2F6FA7", "bg_color": "FFFFFF"}
INTERVALS_SAID: Final = (
    "The full part of a bar reaches to the lowest score that the levels leave possible, the hatched part to the "
    "highest. Where hatched parts overlap, what is unknown decides the order."
)
BANDS_SAID: Final = (
    "The full part of a column counts the groups that are in the band whatever the unknown levels are, the hatched "
    "part those that may be in it: such a group is counted in every band that it may be in."
)


@attrs.define
class Charts:
    """Writes the sheet from top to bottom: for each chart its heading, its numbers, and the chart beside them.

    Parameters
    ----------
    book : Book
    sheet : xlsxwriter worksheet
    row : int
        The next row to write.
    """

    book: Book
    sheet: Any
    row: int = 0

    def across(self, text: str, **look: object) -> None:
        """Write a text over the whole width."""
        self.book.across(self.sheet, self.row, (0, LAST), text, {"text_wrap": True, **look})
        self.sheet.set_row(self.row, LINE * (1.4 if "font_size" in look else 1) * lines_of(text, sum(WIDTHS)) + 1)
        self.row += 1

    def numbers(self, headings: Sequence[str], rows: Sequence[Sequence[Cell]], shown: str) -> int:
        """Write the numbers of a chart; return the row of their headings."""
        top = self.row
        head = {"bold": True, "text_wrap": True, "bg_color": PALE, "border": 1, "border_color": EDGE}
        for at, heading in enumerate(headings):
            self.book.cell(self.sheet, top, at, heading, head)
        for row, cells in enumerate(rows, top + 1):
            for at, cell in enumerate(cells):
                self.book.cell(self.sheet, row, at, cell, PLAIN if isinstance(cell, str) else {"num_format": shown})
        return top

    def chart(self, kind: str, top: int, rows: int, columns: tuple[int, int], **said: str) -> None:
        """Draw two columns of numbers on top of each other, beside them.

        Parameters
        ----------
        kind : {"bar", "column"}
        top, rows : int
            The row of the headings, and how many follow.
        columns : tuple of int
            The full part, and the hatched part.
        **said
            ``title``, ``values`` (the title of their axis) and ``description`` (what a screen reader reads).
        """
        chart = self.book.book.add_chart({"type": kind, "subtype": "stacked"})
        line = {"color": INK, "width": 0.75}
        for column, look in zip(columns, ({"fill": {"color": CERTAIN}}, {"pattern": HATCHED}), strict=True):
            chart.add_series(
                {
                    "name": [NAME, top, column],
                    "categories": [NAME, top + 1, 0, top + rows, 0],
                    "values": [NAME, top + 1, column, top + rows, column],
                    "gap": 45,
                    "border": line,
                    **look,
                }
            )
        chart.set_title({"name": as_title(said["title"]), "name_font": {"size": 12}, "overlay": False})
        values, names = (chart.set_x_axis, chart.set_y_axis) if kind == "bar" else (chart.set_y_axis, chart.set_x_axis)
        values(
            {"name": as_title(said["values"]), "min": 0, "major_gridlines": {"visible": True, "line": {"color": EDGE}}}
        )
        names({"reverse": kind == "bar", "major_gridlines": {"visible": False}, "interval_unit": 1})
        chart.set_legend({"position": "bottom"})
        tall = max(PIXELS[1], 22 * rows + 130) if kind == "bar" else PIXELS[1]
        chart.set_size({"width": PIXELS[0], "height": tall})
        self.sheet.insert_chart(
            top, BESIDE, chart, {"description": harmless(said["description"]), "object_position": 2}
        )
        self.row = max(top + rows, top + -(-tall // 20)) + 2


def as_title(text: str) -> str:
    """Return a text as the title of a chart may hold it: XlsxWriter takes what looks like a cell for a reference.

    Examples
    --------
    >>> as_title("Risk!A1"), as_title("Risk! Now")
    ('Risk! A1', 'Risk! Now')
    """
    return re.sub(r"!(?=\$?[A-Z])", "! ", harmless(text))


def add_charts(book: Book, material: Material) -> None:
    """Write the sheet; none without a group."""
    if not len(material.scores):
        return
    charts = Charts(book, book.book.add_worksheet(NAME))
    for at, width in enumerate(WIDTHS):
        charts.sheet.set_column(at, at, width)
    if book.marking:
        charts.across(book.marking, bold=True)
    _intervals(charts, material)
    if material.measure.measure.bands:
        charts.sheet.set_h_pagebreaks([charts.row])
        _bands(charts, material)
    if book.marking:
        charts.across(book.marking, bold=True)
    charts.sheet.hide_gridlines(2)
    page(charts.sheet, book.marking, NAME)
    charts.sheet.print_area(0, 0, charts.row, LAST)
    charts.sheet.fit_to_pages(1, 0)


def _intervals(charts: Charts, material: Material) -> None:
    rows = material.ranking.order()[:MOST_BARS].tolist()
    result, title = material.measure, material.measure.measure.title
    listed = [_interval(material, row) for row in rows]
    several = (
        f"the first {len(rows)} of {len(material.scores):,}" if len(rows) < len(material.scores) else f"all {len(rows)}"
    )
    heading = f"{title}: {several}, by rank"
    charts.across(heading, bold=True, font_size=14)
    charts.across(INTERVALS_SAID)
    headings = (subject(material), "At least", "At most", "Open")
    top = charts.numbers(headings, listed, number_format(result.measure.digits))
    said = f"{heading}. A bar to the lowest score of each and a hatched part to its highest: the numbers beside it."
    charts.chart("bar", top, len(rows), (1, 3), title=heading, values=title, description=said)


def _interval(material: Material, row: int) -> tuple[Cell, ...]:
    low, high = (material.measure.shown(int(ends[row])) for ends in (material.measure.low, material.measure.high))
    return f"{material.ranking.text(row)}  {material.group(row)}", low, high, high - low


def _bands(charts: Charts, material: Material) -> None:
    heading = f"Groups by band of {material.measure.measure.title}"
    charts.across(heading, bold=True, font_size=14)
    charts.across(BANDS_SAID)
    rows = in_band(material.measure)
    top = charts.numbers(("Band", "For certain", "Possibly"), rows, "0")
    said = f"{heading}. A column of those in a band for certain and a hatched part of those possibly in it."
    charts.chart("column", top, len(rows), (1, 2), title=heading, values="Groups", description=said)
