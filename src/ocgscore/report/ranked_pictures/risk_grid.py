"""Risk grid: the cells of two banded measures with the groups that are in them, or may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.canvas import (
    BOLD,
    EDGE,
    LEADING,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    box,
    fitted,
    gap,
    named,
    paragraph,
    sheet,
    stacked,
    upright,
    words,
    wrapped,
)
from ocgscore.report.canvas.values import refuse
from ocgscore.report.picture.drawing import INK
from ocgscore.report.picture.text import width
from ocgscore.report.ranked_pictures.cell_names import MARK, marked, written
from ocgscore.report.ranked_pictures.cells import CERTAIN, MAYBE, Cell, GridAxis, GridGroup, Verdicts, first
from ocgscore.words import counted

QUESTION: Final = "Where do the groups stand in the grid?"
LABELS: Final = 84.0  # width of the labels of the rows at most
LINE: Final = SIZE * LEADING
PAD: Final = 5.0
ANYWHERE: Final = 20  # names below the grid at most
NAMES: Final = 60.0  # columns narrower than this hold numbers alone
DARKEST: Final = 196  # of 255, of the highest cells
READ: Final = (
    "A name: the group is in this cell, whatever is unknown. A name in italics with ?: it may be, because some of its "
    "levels are unknown; it stands in every cell from its lowest to its highest bands. Names are in order of rank."
)
COUNTS: Final = "5 + 2? reads: 5 groups are in the cell, and 2 more may be; only the first are named."
NOBODY: Final = "There is no group to show."


def risk_grid(
    rows: GridAxis,
    columns: GridAxis,
    groups: Sequence[GridGroup],
    verdicts: Verdicts | None = None,
    frame: Frame | None = None,
) -> str:
    """Draw a grid of two banded measures with the groups in its cells.

    Parameters
    ----------
    rows, columns : GridAxis
        The rows are drawn from the highest band at the top, the columns from the lowest at the left.
    groups : sequence of GridGroup
        All of them, in order of rank: cells name the first and count the others.
    verdicts : Verdicts, optional
        What the cells stand for, where the matrix says.
    frame : Frame, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    RequestError
        A group outside the grid.

    Examples
    --------
    >>> harm, likelihood = GridAxis("Harm", ("Low", "High")), GridAxis("Likelihood", ("Low", "High"))
    >>> groups = [GridGroup("A", (1, 1), (1, 1)), GridGroup("B", (0, 1), (1, 1))]
    >>> svg = risk_grid(likelihood, harm, groups)
    >>> svg.count("B ?"), "May be in more than half" in svg
    (2, False)
    """
    frame = frame or Frame()
    refuse(_outside(rows, columns, groups))
    if not groups:
        return sheet(QUESTION, frame, [paragraph(NOBODY)], NOBODY)
    most = len(rows.bands) * len(columns.bands) / 2
    anywhere = [group for group in groups if group.cells > most and not group.certain]
    drawing = _Drawing.of(rows, columns, [group for group in groups if group.cells <= most or group.certain], verdicts)
    said = f"{_counts(groups)} {_anywhere(anywhere)}".strip()
    notes = [paragraph(said), paragraph(READ), *([paragraph(COUNTS)] if drawing.cut else [])]
    return sheet(QUESTION, frame, [drawing.body(), drawing.below(), *notes], f"{said} {drawing.said()}".strip())


def _counts(groups: Sequence[GridGroup]) -> str:
    sure = sum(group.certain for group in groups)
    several = f"; {counted(len(groups) - sure, 'group')} may be in several" if sure < len(groups) else ""
    return f"{sure:,} of {counted(len(groups), 'group')} in one cell, whatever is unknown{several}."


def _anywhere(groups: Sequence[GridGroup]) -> str:
    """Return who may be in so many cells that a name in each of them would only fill the grid."""
    if not groups:
        return ""
    shown = ", ".join(named(group.name) for group in groups[:ANYWHERE])
    left = len(groups) - ANYWHERE
    rest = f" and {left:,} more" if left > 0 else ""
    return f"Not in the grid, because they may be in more than half of the cells: {shown}{rest}."


def _outside(rows: GridAxis, columns: GridAxis, groups: Sequence[GridGroup]) -> Iterator[Problem]:
    for group in groups:
        for axis, (low, high) in ((rows, group.rows), (columns, group.columns)):
            if not 0 <= low <= high < len(axis.bands):
                expected = f"two of its {len(axis.bands)} bands, the lower first"
                yield Problem(f"{axis.title} of {group.name!r}", f"{low} to {high}", expected)


@attrs.frozen(slots=False)
class _Drawing:
    """What all cells have in common."""

    rows: GridAxis
    columns: GridAxis
    cells: list[list[Cell]]
    verdicts: Verdicts | None

    @classmethod
    def of(cls, rows: GridAxis, columns: GridAxis, groups: Sequence[GridGroup], verdicts: Verdicts | None) -> _Drawing:
        """Put the groups into the cells."""
        cells = [[Cell() for _ in columns.bands] for _ in rows.bands]
        for group in groups:
            for row in range(group.rows[0], group.rows[1] + 1):
                for column in range(group.columns[0], group.columns[1] + 1):
                    (cells[row][column].certain if group.certain else cells[row][column].maybe).append(group)
        return cls(rows, columns, cells, verdicts)

    @property
    def room(self) -> float:
        """How wide a line of a cell may be."""
        return self.wide - 2 * PAD

    @property
    def cut(self) -> bool:
        """Whether any cell says how many groups it holds, because it does not name them all."""
        return any(self._counted(cell) for row in self.cells for cell in row)

    def _counted(self, cell: Cell) -> bool:
        held = bool(cell.certain or cell.maybe)
        return cell.cut or (held and self.room < NAMES)

    @cached_property
    def shorts(self) -> dict[str, list[str]]:
        """The lines of each name that stands in a cell: the same in all of them."""
        shown = (group.name for row in self.cells for cell in row for group in cell.named)
        return written(list(dict.fromkeys(shown)), self.room)

    @cached_property
    def labels(self) -> list[list[str]]:
        """The lines of the label of each row."""
        return [wrapped(named(band), SIZE, LABELS)[:3] for band in self.rows.bands]

    @cached_property
    def start(self) -> float:
        """Where the first column begins."""
        return EDGE + 28 + max(width(line, SIZE) for label in self.labels for line in label)

    @property
    def wide(self) -> float:
        """How wide a column is."""
        return (RIGHT - self.start) / len(self.columns.bands)

    def body(self) -> Block:
        """Return the rows of cells, the highest at the top, with the title of the side."""
        rows = stacked([gap(4.0), *(self._row(at) for at in reversed(range(len(self.rows.bands))))])
        title = fitted(self.rows.title, rows.high - 8)
        side = upright(title, EDGE + 7, rows.high / 2, "middle", font_weight="bold")
        return Block(side + rows.drawn, rows.high)

    def _row(self, at: int) -> Block:
        drawn = [self._lines(at, column) for column in range(len(self.columns.bands))]
        label = self.labels[at]
        high = max(2 * PAD + LINE * max(len(label), *map(len, drawn)), 3 * LINE)
        parts = [
            words(line, self.start - 8, (high - LINE * len(label)) / 2 + LINE * (place + 0.5), "end")
            for place, line in enumerate(label)
        ]
        parts += [self._cell(at, column, lines, high) for column, lines in enumerate(drawn)]
        return Block("".join(parts), high)

    def _cell(self, row: int, column: int, lines: list[tuple[str, str]], high: float) -> str:
        left = self.start + column * self.wide
        ground = box(left, 0.0, self.wide, high, self._shade(row, column), INK, stroke_width=0.8)
        drawn = [
            words(line, left + PAD, PAD + LINE * (at + 0.5), **_style(style)) for at, (line, style) in enumerate(lines)
        ]
        return about(self._where(row, column), ground, *drawn)

    def _where(self, row: int, column: int) -> str:
        verdict = f" ({self.verdicts.labels[row][column]})" if self.verdicts else ""
        where = f"{self.rows.title} {self.rows.bands[row]}, {self.columns.title} {self.columns.bands[column]}{verdict}"
        return f"{where}: {self.cells[row][column].said}"

    def _shade(self, row: int, column: int) -> str:
        if self.verdicts is None:
            return "#ffffff"
        most = max(step for steps in self.verdicts.steps for step in steps)
        level = 255 - (255 - DARKEST) * self.verdicts.steps[row][column] // max(most, 1)
        return f"#{level:02x}{level:02x}{level:02x}"

    def _lines(self, row: int, column: int) -> list[tuple[str, str]]:
        """Return the lines of a cell, each with its style: what it stands for, how many, and the first names."""
        cell, room = self.cells[row][column], self.room
        verdict = self.verdicts.labels[row][column] if self.verdicts else ""
        lines = [(fitted(verdict, room / BOLD), "bold")] if verdict else []
        if self._counted(cell):
            counts = [cell.count] if width(cell.count, SIZE) <= room else cell.count.split(" + ")
            lines += [(count, "count") for count in counts]
        if room >= NAMES:
            lines += self._names(cell.certain, CERTAIN, "")
            lines += self._names(cell.maybe, MAYBE, MARK)
        return lines

    def _names(self, groups: Sequence[GridGroup], most: int, mark: str) -> list[tuple[str, str]]:
        """Return the first names, and how many more there are."""
        shown = first(groups, most)
        style = "maybe" if mark else "name"
        lines = [f"{line}{mark * last}" for one in shown for line, last in marked(self.shorts[one.name])]
        left = len(groups) - len(shown)
        lines += [fitted(f"and {left:,} more{mark}", self.room)] if left else []
        return [(line, style) for line in lines]

    def below(self) -> Block:
        """Return the bands of the columns below the grid, and what they are bands of."""
        labels = [wrapped(named(band), SIZE, self.wide - 6)[:3] for band in self.columns.bands]
        deep = max(map(len, labels))
        drawn = [
            words(line, self.start + (at + 0.5) * self.wide, 4 + LINE * (place + 0.5), "middle")
            for at, lines in enumerate(labels)
            for place, line in enumerate(lines)
        ]
        middle = 6 + LINE * (deep + 0.5)
        title = fitted(self.columns.title, (RIGHT - self.start) / BOLD)
        drawn.append(words(title, (self.start + RIGHT) / 2, middle, "middle", font_weight="bold"))
        blocks = [Block("".join(drawn), middle + LINE)]
        if self.verdicts is not None:
            blocks.append(paragraph(f"In bold: {self.verdicts.title}; the higher, the darker the cell."))
        return stacked(blocks)

    def said(self) -> str:
        """Return the cells with groups in words, the highest first."""
        order = [
            (row, column)
            for row in reversed(range(len(self.rows.bands)))
            for column in reversed(range(len(self.columns.bands)))
        ]
        held = (self._where(*at) for at in order if self.cells[at[0]][at[1]].count != "0")
        return " ".join(f"{one}." for one in held)


def _style(style: str) -> dict[str, Any]:
    return {"bold": {"font_weight": "bold"}, "maybe": {"font_style": "italic"}}.get(style, {})
