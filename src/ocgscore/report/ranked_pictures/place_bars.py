"""Place bars: how often each group is first, near the top, or below the line when other numbers are tried."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.ranking import percent_text
from ocgscore.report.canvas.canvas import (
    EDGE,
    LEADING,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    box,
    fitted,
    flow,
    named,
    paragraph,
    rule,
    sheet,
    words,
)
from ocgscore.report.canvas.fills import filled
from ocgscore.report.canvas.values import count_problems, refuse
from ocgscore.report.picture.drawing import INK
from ocgscore.report.ranked_pictures.groups import END, Columns
from ocgscore.words import counted

QUESTION: Final = "Who stays above the line when other numbers are tried?"
TOP: Final = 612.0  # right end of the numbers
ROW: Final = 19.0
HIGH: Final = 12.0  # of a bar
LINE: Final = SIZE * LEADING
FILLS: Final = ("#222222", "#9a9a9a", filled("adjacent"), "#ffffff")
TOLERANCE: Final = 1e-6
NOT_RISK: Final = "A share is not the probability that a group is harmful."
NOBODY: Final = "There is no group to show."


def places_for(top: int) -> tuple[tuple[str, int], ...]:
    """Return the stretches of places above the line: what each is called, and its last place.

    Examples
    --------
    >>> places_for(10)
    (('first', 1), ('2 to 5', 5), ('6 to 10', 10))
    >>> places_for(1), places_for(2), places_for(3)
    ((('first', 1),), (('first', 1), ('2', 2)), (('first', 1), ('2', 2), ('3', 3)))
    """
    ends = sorted({1, math.ceil(top / 2), top})
    starts = [1, *(end + 1 for end in ends[:-1])]
    return tuple(
        ("first" if end == 1 else f"{end:,}" if start == end else f"{start:,} to {end:,}", end)
        for start, end in zip(starts, ends, strict=True)
    )


@attrs.frozen
class PlaceShares:
    """How often one group takes each stretch of places.

    Parameters
    ----------
    name : str
    rank : str
        As stated: ``"3–5"``.
    shares : tuple of float
        From 0 to 1, one for each stretch of `places_for` and one for below the line; they add up to 1.
    """

    name: str
    rank: str
    shares: tuple[float, ...]

    def __attrs_post_init__(self) -> None:
        sound = all(math.isfinite(share) and share >= 0 for share in self.shares)
        if not sound or abs(sum(self.shares) - 1) > TOLERANCE:
            refuse([Problem(f"shares of {self.name!r}", str(self.shares), "shares from 0 that add up to 1")])

    @property
    def above(self) -> str:
        """The share above the line, in per cent."""
        return percent(1 - self.shares[-1])


@attrs.frozen
class Tried:
    """What was tried.

    Parameters
    ----------
    top : int
        K.
    what : tuple of (str, str)
        What is varied, and how.
    draws : int
        0 where nothing was left to chance.
    margin : Fraction
        By so many points of per cent a share may be off, in 19 cases of 20.
    """

    top: int
    what: tuple[tuple[str, str], ...]
    draws: int
    margin: Fraction = Fraction(0)

    def __attrs_post_init__(self) -> None:
        refuse(count_problems("draws", self.draws))

    @property
    def said(self) -> str:
        """What was tried in words."""
        what = "; ".join(f"{name}: {how}" for name, how in self.what)
        if not self.draws:
            return f"Tried: {what}. Nothing is left to chance: the shares are exact."
        return f"Tried: {what}. {self.draws:,} draws; shares are good to ±{float(self.margin):.2g} points."


def percent(share: float) -> str:
    """Return a share in whole per cent; never none or all where it is not.

    Examples
    --------
    >>> percent(0.0), percent(0.001), percent(1 - 1e-12)
    ('0 %', '<1 %', '100 %')
    """
    return percent_text(Fraction(round(share, 9)))


def place_bars(groups: Sequence[PlaceShares], tried: Tried, left: int = 0, frame: Frame | None = None) -> str:
    """Draw for each group a bar of the places it takes.

    Parameters
    ----------
    groups : sequence of PlaceShares
        Those to draw, in this order; about 40 fit a page of A4.
    tried : Tried
    left : int
        How many groups are not drawn.
    frame : Frame, optional

    Returns
    -------
    str
        SVG.

    Raises
    ------
    RequestError
        A group with more or fewer shares than there are stretches of places.

    Examples
    --------
    >>> tried = Tried(2, (("weights", "any"),), 1000, Fraction(3))
    >>> svg = place_bars([PlaceShares("A", "1", (0.5, 0.25, 0.25))], tried)
    >>> "75 %" in svg, "A: first in 50 %; 2 in 25 %; below the line in 25 %" in svg
    (True, True)
    """
    frame = frame or Frame()
    places = (*(name for name, _ in places_for(tried.top)), "below the line")
    refuse(
        Problem(f"shares of {group.name!r}", str(len(group.shares)), f"{len(places)} shares")
        for group in groups
        if len(group.shares) != len(places)
    )
    if not groups:
        return sheet(QUESTION, frame, [paragraph(NOBODY)], NOBODY)
    drawing = _Drawing.of(groups, places, tried.top)
    rest = [paragraph(f"{counted(left, 'further group')}, not drawn.")] if left else []
    key = flow(["Places:", *places], ["", *drawing.fills])
    blocks = [drawing.heads(), *map(drawing.row, groups), drawing.scale(), *rest, key]
    said = " ".join(f"{drawing.said(group)}." for group in groups)
    return sheet(QUESTION, frame, [*blocks, paragraph(tried.said), paragraph(NOT_RISK)], f"{said} {NOT_RISK}")


@attrs.frozen
class _Drawing:
    """What all rows have in common."""

    places: tuple[str, ...]
    top: int
    columns: Columns

    @classmethod
    def of(cls, groups: Sequence[PlaceShares], places: tuple[str, ...], top: int) -> _Drawing:
        columns = Columns.of(["stated", *(group.rank for group in groups)], [group.name for group in groups])
        return cls(places, top, columns)

    @property
    def fills(self) -> tuple[str, ...]:
        """A fill for each stretch: white for below the line."""
        return (*FILLS[: len(self.places) - 1], FILLS[-1])

    def said(self, group: PlaceShares) -> str:
        """Return one group in words."""
        shares = zip(self.places, group.shares, strict=True)
        return f"{named(group.name)}: {'; '.join(f'{place} in {percent(share)}' for place, share in shares)}"

    def heads(self) -> Block:
        """Return the heads of the columns."""
        said = [("stated", "rank"), ("", "group"), ("", "share of draws"), ("top", f"{self.top:,}"), ("", "first")]
        where = [
            (EDGE, "start"),
            (self.columns.names, "start"),
            (self.columns.start, "start"),
            (TOP, "end"),
            (RIGHT, "end"),
        ]
        drawn = [
            words(line, x, (at + 0.5) * LINE, anchor)
            for lines, (x, anchor) in zip(said, where, strict=True)
            for at, line in enumerate(lines)
            if line
        ]
        return Block("".join(drawn), 2 * LINE + 2)

    def row(self, group: PlaceShares) -> Block:
        """Return one group."""
        middle = ROW / 2
        texts = [
            words(fitted(group.rank, self.columns.ranks), EDGE, middle),
            words(self.columns.shorts[group.name], self.columns.names, middle),
            words(group.above, TOP, middle, "end", font_weight="bold"),
            words(percent(group.shares[0]), RIGHT, middle, "end"),
        ]
        return Block(about(self.said(group), *texts, *self._bar(group, middle)), ROW)

    def _bar(self, group: PlaceShares, middle: float) -> Iterator[str]:
        done, top, start = 0.0, middle - HIGH / 2, self.columns.start
        for share, fill in zip(group.shares, self.fills, strict=True):
            wide = share * (END - start)
            if wide >= 0.05:
                yield box(start + done, top, wide, HIGH, fill, INK, stroke_width=0.6)
            done += wide
        yield box(start, top, END - start, HIGH, "none", INK, stroke_width=0.8)

    def scale(self) -> Block:
        """Return the scale below the rows."""
        marks = [(share, f"{share * 100:.0f} %" if share else "0") for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
        start = self.columns.start
        places = [(start + share * (END - start), text) for share, text in marks]
        drawn = [rule(x, 0.0, x, 4.0) + words(text, x, 11.0, "middle") for x, text in places]
        return Block("".join(drawn), 22.0)
