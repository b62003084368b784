"""Interval bars: the score of each group from the lowest to the highest that its unknowns allow, and the line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import (
    BOLD,
    EDGE,
    INSIDE,
    LEADING,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    box,
    fitted,
    flow,
    gap,
    paragraph,
    rule,
    sheet,
    stacked,
    words,
    wrapped,
)
from ocgscore.report.canvas.fills import filled
from ocgscore.report.canvas.values import plainly, refuse
from ocgscore.report.picture.drawing import GREY, INK
from ocgscore.report.picture.text import width
from ocgscore.report.ranked_pictures.groups import END, Columns, RankedGroup, Scale
from ocgscore.report.ranked_pictures.line import ABOVE, OPEN, SIDES, STANDS, Line, Side
from ocgscore.words import counted

QUESTION: Final = "Which groups come first, and how sure is that?"
NUMBERS: Final = 568.0
ROW: Final = 17.0
LINE: Final = SIZE * LEADING
MOST_BANDS: Final = 12  # with labels above the scale
FILLS: Final = {"above": "#3a3a3a", "open": filled("adjacent"), "below": "#ffffff"}
SHADED: Final = "#ececec"
READ: Final = (
    "All with the numbers of this matrix. Bar: from the lowest to the highest score that what is unknown leaves "
    "possible. Upright mark: nothing that is unknown can change the score. The rank runs from the best to the worst "
    "place possible; = marks a shared one."
)
NOBODY: Final = "There is no group to show."


def interval_bars(groups: Sequence[RankedGroup], scale: Scale, line: Line, frame: Frame | None = None) -> str:
    """Draw the scores of the first groups with their bounds over the bands, parted by where they stand to the line.

    Parameters
    ----------
    groups : sequence of RankedGroup
        Those to draw, in order of rank; about 40 fit a page of A4.
    scale : Scale
    line : Line
        Counts all groups, those not drawn among them.
    frame : Frame, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    RequestError
        More groups on a side of the line than there are.

    Examples
    --------
    >>> scale = Scale("Risk", 0, 768, ((0, "Low"), (160, "High")))
    >>> one = RankedGroup("A", "1", 1, 1, 200, 200, "200", "High")
    >>> two = RankedGroup("B", "2–3", 2, 3, 90, 170, "90–170", "Low–High")
    >>> svg = interval_bars([one, two], scale, Line(2, above=1, open=2, below=5))
    >>> "90–170" in svg, "5, not drawn" in svg
    (True, True)
    """
    frame = frame or Frame()
    panels = {side: [group for group in groups if line.side(group.best, group.worst) == side] for side in SIDES}
    refuse(
        Problem(f"groups {side}", str(len(here)), f"at most the {line.count(side)} that there are")
        for side, here in panels.items()
        if len(here) > line.count(side)
    )
    if not groups:
        return sheet(QUESTION, frame, [paragraph(NOBODY)], NOBODY)
    drawing = _Drawing.of(groups, scale, line)
    blocks = [drawing.heads(), *drawing.body(panels), drawing.key(), paragraph(READ)]
    return sheet(QUESTION, frame, [*blocks, *drawing.notes()], drawing.said(panels))


@attrs.frozen
class _Drawing:
    """What all rows have in common."""

    axis: Axis
    scale: Scale
    line: Line
    columns: Columns

    @classmethod
    def of(cls, groups: Sequence[RankedGroup], scale: Scale, line: Line) -> _Drawing:
        columns = Columns.of([group.rank for group in groups], [group.name for group in groups])
        return cls(scale.axis(groups, columns.start), scale, line, columns)

    def _bands(self) -> list[tuple[float, float, str]]:
        """Return where each band begins and ends on the sheet, and its label: those on the scale alone."""
        if len(self.scale.bands) > MOST_BANDS:
            return []
        starts = [max(start, self.axis.low) for start, _ in self.scale.bands]
        ends = [*starts[1:], *[self.axis.high] * bool(starts)]
        spans = zip(starts, ends, self.scale.bands, strict=True)
        return [(self.axis.at(start), self.axis.at(end), label) for start, end, (_, label) in spans if end > start]

    def heads(self) -> Block:
        """Return the heads of the columns, and the bands above the scale: each a flag at its left end.

        A flag hangs above those to its right that it would touch, so that no pole runs through a label.
        """
        bands = self._bands()
        labels = [fitted(label, RIGHT - start - 4) for start, _, label in bands]
        levels: list[int] = []
        for at in reversed(range(len(bands))):
            reach = bands[at][0] + 6 + width(labels[at], SIZE)
            touched = [level for (start, _, _), level in zip(bands[at + 1 :], levels, strict=True) if start < reach]
            levels.insert(0, 1 + max(touched, default=-1))
        high = LINE * (max(levels, default=0) + 1) + 2
        drawn = [words("rank", EDGE, high - LINE / 2 - 2), words("group", self.columns.names, high - LINE / 2 - 2)]
        for (start, _, _), label, level in zip(bands, labels, levels, strict=True):
            top = high - 2 - LINE * (level + 1)
            drawn += [words(label, start + 4, top + LINE / 2), rule(start, top + 2, start, high, GREY, dashes="3 2")]
        return Block("".join(drawn), high)

    def body(self, panels: dict[Side, list[RankedGroup]]) -> Iterator[Block]:
        """Yield the panels, with the scale below the last that has rows."""
        last = max(at for at, side in enumerate(SIDES) if panels[side])
        for at, side in enumerate(SIDES):
            yield self._panel(side, panels[side])
            if at == last:
                yield self._scale_below()

    def _panel(self, side: Side, groups: Sequence[RankedGroup]) -> Block:
        """Return the groups on one side of the line under their heading; nothing where there are none at all."""
        if not self.line.count(side):
            return gap(0.0)
        rows = stacked(self._row(group, FILLS[side]) for group in groups)
        grid = Block(self._grid(rows.high) + rows.drawn, rows.high) if groups else gap(0.0)
        left = self.line.count(side) - len(groups)
        said = f"{'and ' if groups else ''}{left:,}{' more' if groups else ''}, not drawn"
        return stacked([self._heading(side), grid, *([self._said_small(said)] if left else [])])

    def _heading(self, side: Side) -> Block:
        top, count, left = self.line.top, f"{self.line.count(side):,}", counted(self.line.left, "place")
        said = {
            "above": f"Above the line (rank {top:,} or better), whatever is unknown ({count})",
            "open": f"Above or below the line, depending on what is unknown ({count}; {left} left above it)",
            "below": f"Below the line, whatever is unknown ({count})",
        }[side]
        edge = rule(EDGE, 3.0, RIGHT, 3.0, INK, 1.8, "" if side == ABOVE else "7 3" if side == OPEN else "")
        lines = wrapped(said, SIZE * 1.08, INSIDE)
        drawn = [words(one, EDGE, 5 + (at + 0.5) * LINE, font_weight="bold") for at, one in enumerate(lines)]
        return Block(edge + "".join(drawn), 7 + len(lines) * LINE)

    def _said_small(self, said: str) -> Block:
        return Block(words(said, self.columns.names, LINE / 2, font_style="italic"), LINE + 2)

    def _grid(self, high: float) -> str:
        bands = self._bands()
        grounds = [
            box(start, 0.0, end - start, high, SHADED, "none")
            for at, (start, end, _) in enumerate(bands)
            if at % 2 == 0
        ]
        bounds = [rule(start, 0.0, start, high, GREY, dashes="3 2") for start, _, _ in bands]
        return "".join([*grounds, *bounds, box(self.axis.start, 0.0, END - self.axis.start, high, "none", GREY)])

    def _row(self, group: RankedGroup, fill: str) -> Block:
        middle = ROW / 2
        texts = [
            words(fitted(group.rank, self.columns.ranks), EDGE, middle),
            words(self.columns.shorts[group.name], self.columns.names, middle),
            words(fitted(group.score, RIGHT - NUMBERS), NUMBERS, middle),
        ]
        return Block(about(group.said, *texts, self._mark(group, middle, fill)), ROW)

    def _mark(self, group: RankedGroup, middle: float, fill: str) -> str:
        left, right = self.axis.at(group.low), self.axis.at(group.high)
        if group.low == group.high:
            return box(left - 1.6, middle - 6.5, 3.2, 13.0, INK, "none")
        wide = max(right - left, 4.0)
        return box(min(left, END - wide), middle - 4.5, wide, 9.0, fill, INK, stroke_width=1.2)

    def _scale_below(self) -> Block:
        """Return the numbers below the rows: those that keep clear of one another."""
        drawn, free = [], -math.inf
        for value, text in self.axis.marks():
            at, half = self.axis.at(value), width(text, SIZE) / 2
            drawn.append(rule(at, 0.0, at, 4.0, GREY))
            if at - half >= free:
                drawn.append(words(text, at, 11.0, "middle"))
                free = at + half + 6
        title = words(
            fitted(self.scale.title, (RIGHT - self.axis.start) / BOLD), self.axis.start, 27.0, font_weight="bold"
        )
        return Block("".join([*drawn, title]), 38.0)

    def key(self) -> Block:
        """Return what the fills mean."""
        used = [side for side in SIDES if self.line.count(side)]
        return flow([STANDS[side] for side in used], [FILLS[side] for side in used])

    def notes(self) -> Iterator[Block]:
        """Yield what must be said of the scale."""
        if self.axis.high < self.scale.high:
            ends = plainly(self.scale.high, 0)
            yield paragraph(
                f"The scale ends just above the highest score drawn; the highest that can be reached is {ends}."
            )
        if len(self.scale.bands) > MOST_BANDS:
            yield paragraph(f"The {len(self.scale.bands)} bands are too many to be drawn.")

    def said(self, panels: dict[Side, list[RankedGroup]]) -> str:
        """Return the picture in words."""
        parts = [
            f"{counted(self.line.count(side), 'group')} {STANDS[side]}{': ' if panels[side] else ''}"
            f"{'; '.join(group.said for group in panels[side])}."
            for side in SIDES
            if self.line.count(side)
        ]
        return f"{self.scale.title}, with a line below the first {self.line.top:,}. {' '.join(parts)}"
