"""Groups by band before and after: how many stay, move up, move down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.report.canvas.canvas import (
    EDGE,
    LEADING,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    box,
    flow,
    gap,
    named,
    paragraph,
    sheet,
    words,
    wrapped,
)
from ocgscore.report.canvas.fills import filled
from ocgscore.report.canvas.values import count_problems, refuse, twice_problems
from ocgscore.report.picture.drawing import GREY, INK, path, tag
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "How many assessments change band?"
NAMES: Final = 150.0  # width
CELL: Final = 92.0  # widest
HIGH: Final = 38.0


@attrs.frozen
class Moves:
    """Groups by band before and after.

    Parameters
    ----------
    bands : tuple of str, length b
        Lowest first.
    counts : tuple of b tuples of b int
        Groups by band before (outer) and after (inner).
    before, after : str
        What the two are: ``"as scored"``, ``"severity taken off"``.
    reason : str
        Why nothing could be compared; empty where it could.
    """

    bands: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    before: str
    after: str
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(self._problems())

    def _problems(self) -> Iterator[Problem]:
        yield from twice_problems("bands", self.bands)
        b = len(self.bands)
        if len(self.counts) != b or any(len(row) != b for row in self.counts):
            yield Problem("counts", Described("a table of another shape"), f"a table of {b} by {b} bands")
        for count in (count for row in self.counts for count in row):
            yield from count_problems("counts", count)

    @property
    def groups(self) -> int:
        """How many were compared."""
        return sum(map(sum, self.counts))

    def moved(self, way: int) -> int:
        """Return how many move up (1), stay (0) or move down (-1)."""
        b = range(len(self.bands))
        return sum(self.counts[old][new] for old in b for new in b if _way(old, new) == way)

    @property
    def said(self) -> str:
        """The moves in one sentence."""
        whole = counted(self.groups, "assessment")
        return f"Of {whole} {self.moved(1):,} move up, {self.moved(-1):,} move down, {self.moved(0):,} stay."


def _way(before: int, after: int) -> int:
    return (after > before) - (after < before)


def band_moves(moves: Moves, frame: Frame | None = None) -> str:
    """Draw the table of bands before and after, the highest band first.

    Parameters
    ----------
    moves : Moves
    frame : Frame, optional

    Returns
    -------
    str
        SVG; a sentence where there is no group, or fewer than two bands.

    Examples
    --------
    >>> svg = band_moves(Moves(("Low", "High"), ((5, 2), (1, 4)), "as scored", "severity taken off"))
    >>> "Of 12 assessments 2 move up, 1 move down, 9 stay." in svg
    True
    """
    frame = frame or Frame()
    if len(moves.bands) < 2 or not moves.groups:
        why = moves.reason or ("no group was compared" if len(moves.bands) > 1 else "fewer than two bands")
        return sheet(QUESTION, frame, [paragraph(f"undefined: {why}.")], f"undefined: {why}.")
    table = _Table.of(moves)
    key = flow(["stays in its band", "moves up", "moves down"], ["#ffffff", filled("up"), filled("down")])
    blocks = [paragraph(moves.said), gap(6.0), table.heads(), *table.rows(), gap(6.0), key]
    return sheet(QUESTION, frame, blocks, " ".join([moves.said, *table.told()]))


@attrs.frozen
class _Table:
    """The table: bands from the highest down, and from left to right."""

    moves: Moves
    order: tuple[int, ...]
    shorts: tuple[str, ...]
    left: float
    wide: float

    @classmethod
    def of(cls, moves: Moves) -> _Table:
        b = len(moves.bands)
        left = EDGE + NAMES + 8
        return cls(
            moves, tuple(reversed(range(b))), all_fitted(moves.bands, NAMES), left, min(CELL, (RIGHT - left) / (b + 1))
        )

    def told(self) -> Iterator[str]:
        """Yield each cell in words, but for the empty ones."""
        for old in self.order:
            for new in self.order:
                if self.moves.counts[old][new]:
                    yield f"{self._said(old, new)}."

    def _said(self, old: int, new: int) -> str:
        bands = self.moves.bands
        way = {1: "up", -1: "down", 0: "no move"}[_way(old, new)]
        count = counted(self.moves.counts[old][new], "group")
        return f"{named(bands[old])} before, {named(bands[new])} after ({way}): {count}"

    def heads(self) -> Block:
        """Return the names of the columns, and what rows and columns are."""
        high = SIZE * LEADING
        labels = [*self.moves.bands, "all"]
        lines = [self._lines(label) for label in labels]
        rows = max(map(len, lines))
        across = wrapped(f"After: {self.moves.after}", SIZE, RIGHT - self.left)
        down = wrapped(f"Before: {self.moves.before}", SIZE, NAMES)
        top = (max(len(across) + rows, len(down)) - rows) * high
        drawn = [words(line, self.left, (at + 0.5) * high, font_style="italic") for at, line in enumerate(across)]
        base = top + rows * high
        drawn += [
            words(line, EDGE, base - (len(down) - at - 0.5) * high, font_style="italic") for at, line in enumerate(down)
        ]
        for at, label in enumerate([*self.order, len(self.order)]):
            x = self.left + (at + 0.5) * self.wide
            drawn += [
                words(line, x, base - (len(lines[label]) - row - 0.5) * high, "middle")
                for row, line in enumerate(lines[label])
            ]
        return Block("".join(drawn), base + 3)

    def _lines(self, label: str) -> list[str]:
        """Return the head of a column: cut where two lines are not enough."""
        wide = self.wide - 4
        first, *rest = wrapped(named(label), SIZE, wide)
        return [first, *all_fitted([" ".join(rest)], wide)] if rest else [first]

    def rows(self) -> Iterator[Block]:
        """Yield the rows, and the sums of the columns."""
        for old in self.order:
            name = about(named(self.moves.bands[old]), words(self.shorts[old], EDGE, HIGH / 2))
            cells = [self._cell(old, new, self.left + at * self.wide) for at, new in enumerate(self.order)]
            whole = self._sum(sum(self.moves.counts[old]), len(self.order))
            yield Block("".join([name, *cells, whole]), HIGH)
        sums = [self._sum(sum(row[new] for row in self.moves.counts), at) for at, new in enumerate(self.order)]
        last = [words("all", EDGE, HIGH / 2), *sums, self._sum(self.moves.groups, len(self.order))]
        yield Block("".join(last), HIGH)

    def _sum(self, count: int, at: int) -> str:
        return words(f"{count:,}", self.left + (at + 0.5) * self.wide, HIGH / 2, "middle", fill="#444444")

    def _cell(self, old: int, new: int, x: float) -> str:
        count, way = self.moves.counts[old][new], _way(old, new)
        fill = {1: filled("up"), -1: filled("down")}.get(way if count else 0, "#ffffff")
        inside = 0.0 if way else 1.5
        edge = box(
            x + inside,
            inside,
            self.wide - 2 * inside,
            HIGH - 2 * inside,
            fill,
            INK if not way else GREY,
            stroke_width=0.6 if way else 2.4,
        )
        return about(self._said(old, new), edge, *self._count(count, way, x + self.wide / 2))

    def _count(self, count: int, way: int, middle: float) -> Iterator[str]:
        if not count:
            yield words("0", middle, HIGH / 2, "middle", fill="#767676")
            return
        said = f"{count:,}"
        size = min(SIZE, (self.wide - 6) / width(said, 1.0))
        if not way:
            yield words(said, middle, HIGH / 2, "middle", size=size, font_weight="bold")
            return
        wide = max(width(said, size), 10.0) + 4
        yield box(middle - wide / 2, 4.0, wide, HIGH - 8, "#ffffff", "none", fill_opacity="0.85", rx=3)
        yield _arrow(middle, 11.0, way)
        yield words(said, middle, 26.0, "middle", size=size, font_weight="bold")


def _arrow(x: float, middle: float, way: int) -> str:
    """Return a triangle that points up or down."""
    tip = -4.0 * way
    return tag("path", d=path([(x, middle + tip), (x - 5, middle - tip), (x + 5, middle - tip)], closed=True), fill=INK)
