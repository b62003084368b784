"""The sheet ``Matrix``: the whole matrix, laid out for a person to read and print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.matrix import Band, Criterion, Matrix, Measure, formula_text, plain
from ocgscore.matrix.formula import names_in
from ocgscore.report.template.plan import live_measures
from ocgscore.report.template.style import EDGE, LINE, PALE, TINTS, Style, lines_of, page, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

NAME: Final = "Matrix"
WIDTHS: Final = (12, 20, 10, *[12] * 8)
LAST: Final = len(WIDTHS) - 1
PAGE: Final = 500  # points of height that the columns leave on a landscape A4 page as wide as they are
TOO_LARGE: Final = (
    "This workbook has no live total of it: its numbers are too large for a spreadsheet to add exactly. "
    "The command `ocgscore score` works it out."
)
FILLING_IN: Final = """
One row of the sheet Assess is one assessment of one {subject}. Fill in the white cells; the grey ones work themselves
out.

Choose a level from the list in its cell, or type its code or its label. Its wording appears beside it: check that the
wording is met.

Not known: choose unknown, or leave the cell blank. The totals then run from the lowest to the highest that is possible.
A level that means none must be chosen, not left blank.

Partly known: write a range such as {low}-{high}, {low}|{high} or not {low}.

Give the reasons in the column headed rationale. Rows not needed stay blank.

Save the workbook, then run: ocgscore score WORKBOOK.xlsx --matrix {matrix}

Where a total in the sheet is not the one that ocgscore works out from the levels, it says so. The hidden sheets Lists
and Workings hold what the live totals are made of.
"""


@attrs.define
class MatrixPage:
    """Writes the page from top to bottom.

    Parameters
    ----------
    sheet : xlsxwriter worksheet
    matrix : Matrix
    style : Style
    marking : str
    filled_in : bool
        Whether the page belongs to a workbook that is filled in, with live totals.
    row : int
        The next row to write.
    heights : list of float
        Of the rows written, in points.
    starts : list of int
        Rows at which a block begins that should not be parted by a page's end.
    """

    sheet: Any
    matrix: Matrix
    style: Style
    marking: str
    filled_in: bool = True
    row: int = 0
    heights: list[float] = attrs.field(factory=list)
    starts: list[int] = attrs.field(factory=list)

    def write(self) -> None:
        """Write the whole page."""
        for at, width in enumerate(WIDTHS):
            self.sheet.set_column(at, at, width)
        if self.marking:
            self._across(self.marking, bold=True)
        self._across(self.matrix.title, bold=True, font_size=16, scale=1.6)
        self._facts()
        if self.filled_in:
            self._filling_in()
        for number, section in enumerate(self.matrix.sections):
            self._banner(section.title, TINTS[number % len(TINTS)])
            for criterion in self.matrix.criteria:
                if criterion.section == section.id:
                    self._criterion(criterion)
        self._banner("Measures", PALE)
        live = live_measures(self.matrix)
        for position, measure in enumerate(self.matrix.measures):
            self._measure(measure, live=position in live or not self.filled_in)
        self._history()
        self._surroundings()

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _facts(self) -> None:
        matrix = self.matrix
        ranks = "nothing by itself" if matrix.ranks_by is None else matrix.measure(matrix.ranks_by).title
        facts = [
            ("Matrix", matrix.name),
            ("Status", matrix.status),
            ("Assesses", f"one {matrix.subject} a row"),
            ("Ranks by", ranks),
            ("Source", matrix.source),
            ("Licence", matrix.licence),
            ("Fingerprint", matrix.fingerprint),
        ]
        for name, text in facts:
            self._named(name, text)

    def _filling_in(self) -> None:
        self._banner("Filling in", PALE)
        levels = self.matrix.criteria[0].levels
        names = {
            "subject": self.matrix.subject,
            "matrix": self.matrix.id,
            "low": levels[0].code,
            "high": levels[1].code,
        }
        for number, line in enumerate(FILLING_IN.strip().split("\n\n"), 1):
            self._named(f"{number}", line.format(**names))

    def _criterion(self, criterion: Criterion) -> None:
        self._block()
        weight = "" if criterion.weight == 1 else f" (weight {plain(criterion.weight)})"
        self._across(f"{criterion.title}{weight}", bold=True, font_size=12, top=2)
        self._across(f"{criterion.question} [{criterion.id}]", italic=True)
        if criterion.unknown_counts_as is not None:
            counted = plain(criterion.unknown_counts_as)
            self._across(f"The source's own rule counts an unknown as {counted}.", italic=True)
        self._cells(["Code", "Level", "Counts", "Applies when"], bold=True, bg_color=PALE)
        for level in criterion.levels:
            self._cells([level.code, level.label, plain(level.value), level.anchor])

    def _measure(self, measure: Measure, *, live: bool) -> None:
        self._block()
        self._across(measure.title, bold=True, font_size=12, top=2)
        self._across(f"{measure.id} = {formula_text(measure.formula)}", italic=True)
        for text in (measure.note, "" if live else TOO_LARGE):
            if text:
                self._across(text)
        if measure.bands:
            self._cells(["From", "Up to", "Band"], bold=True, bg_color=PALE)
            for band in reversed(measure.bands):
                self._cells([plain(band.start), _end(band), band.label])
        if measure.is_grid:
            self._grid(measure)

    def _grid(self, measure: Measure) -> None:
        """Draw the grid with the highest band of its rows at the top."""
        rows, columns = (self.matrix.measure(name) for name in names_in(measure.formula))
        style = self.style.of(text_wrap=True, border=1, border_color=EDGE, align="center")
        head = self.style.of(text_wrap=True, border=1, border_color=EDGE, bold=True, bg_color=PALE)
        self._across(f"Down: {rows.title}. Across: {columns.title}.")
        self._grid_row("", [band.label for band in columns.bands], head, head)
        for band, cells in reversed(list(zip(rows.bands, measure.cells, strict=True))):
            self._grid_row(band.label, [_cell_text(measure, cell) for cell in cells], head, style)

    def _grid_row(self, name: str, texts: Sequence[str], head: Any, style: Any) -> None:
        self.sheet.write_string(self.row, 1, name, head)
        for at, text in enumerate(texts, 2):
            self.sheet.write_string(self.row, at, text, style)
        self._height([(text, 9) for text in (name, *texts)])

    def _history(self) -> None:
        if self.matrix.changes:
            self._banner("Changes", PALE)
        for change in self.matrix.changes:
            self._named(change.version, f"{change.date} {change.note}".strip())

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _block(self) -> None:
        """Begin a block, unless a banner has just done so."""
        if not (self.starts and self.starts[-1] >= self.row - 2):
            self.starts.append(self.row)

    def _banner(self, text: str, tint: str) -> None:
        self._height([("", 1)])
        self.starts.append(self.row)
        self._across(text, bold=True, font_size=14, bg_color=tint, bottom=2, scale=1.5)

    def _across(self, text: str, *, scale: float = 1, **look: object) -> None:
        """Write a text over the whole width, in as many rows as it needs."""
        for piece in pieces(text, sum(WIDTHS) / scale):
            self._merged(0, piece, self.style.of(text_wrap=True, **look))
            self._height([(piece, sum(WIDTHS) / scale)], scale)

    def _named(self, name: str, text: str) -> None:
        width = sum(WIDTHS[1:])
        for number, piece in enumerate(pieces(text, width)):
            self.sheet.write_string(self.row, 0, "" if number else name, self.style.of(bold=True, align="left"))
            self._merged(1, piece, self.style.of(text_wrap=True))
            self._height([(piece, width)])

    def _cells(self, texts: Sequence[str], **look: object) -> None:
        """Write code, label, number and a text that runs to the right edge."""
        style = self.style.of(text_wrap=True, border=1, border_color=EDGE, **look)
        for at, text in enumerate(texts[:-1]):
            self.sheet.write_string(self.row, at, self.style.clipped(text), style)
        last = len(texts) - 1
        width = sum(WIDTHS[last:])
        parts = pieces(texts[-1], width)
        for number, piece in enumerate(parts or [""]):
            self._merged(last, piece, style)
            beside = [] if number else list(zip(texts[:-1], WIDTHS, strict=False))
            self._height([*beside, (piece, width)])

    def _merged(self, first: int, text: str, style: Any) -> None:
        self.sheet.merge_range(self.row, first, self.row, LAST, "", style)
        self.sheet.write_string(self.row, first, self.style.clipped(text), style)

    def _height(self, texts: Sequence[tuple[str, float]], scale: float = 1) -> None:
        lines = max(lines_of(text, width) for text, width in texts)
        self.heights.append(min(lines * LINE * scale + 3, 409))
        self.sheet.set_row(self.row, self.heights[-1])
        self.row += 1

    def _surroundings(self) -> None:
        if self.marking:
            self._height([("", 1)])
            self._across(self.marking, bold=True)
        page(self.sheet, self.marking, f"{self.matrix.name}  {self.matrix.fingerprint[:12]}")
        self.sheet.hide_gridlines(2)
        title = 1 if self.marking else 0
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_h_pagebreaks(page_breaks(self.heights, self.starts, sum(self.heights[: title + 1])))
        self.sheet.repeat_rows(0, title)
        self.sheet.freeze_panes(title + 1, 0)


def page_breaks(heights: Sequence[float], starts: Sequence[int], repeated: float) -> list[int]:
    """Return the rows at which a page should begin, so that a block that fits a page stands on one.

    Parameters
    ----------
    heights : sequence of float
        Of the rows, in points.
    starts : sequence of int
        Rows at which a block begins.
    repeated : float
        Height of the rows repeated at the head of each page.

    Examples
    --------
    >>> page_breaks([100.0] * 9, [0, 2, 4, 8], 20)
    [4, 8]
    """
    breaks, used = [], 0.0
    for start, end in zip(starts, [*starts[1:], len(heights)], strict=True):
        block = sum(heights[start:end])
        used = used or sum(heights[:start])
        if used + block > PAGE and used > repeated:
            breaks.append(start)
            used = repeated
        used = repeated + (used + block - repeated) % (PAGE - repeated)
    return breaks


def _end(band: Band) -> str:
    return "no upper end" if band.below is None else f"below {plain(band.below)}"


def _cell_text(measure: Measure, value: Decimal) -> str:
    """Return a grid's number and the band it falls in."""
    bands = [band.label for band in measure.bands if band.start <= value]
    return f"{bands[-1]} ({plain(value)})" if bands else plain(value)
