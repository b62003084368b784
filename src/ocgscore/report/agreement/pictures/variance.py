"""What the variation between scores is made of: one bar of shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.canvas import (
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
    gap,
    named,
    paragraph,
    rule,
    sheet,
    words,
)
from ocgscore.report.canvas.fills import PARTS, filled
from ocgscore.report.canvas.values import (
    count_problems,
    plainly,
    refuse,
    twice_problems,
    value_problems,
    with_interval,
)
from ocgscore.report.picture.drawing import GREY
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "What is the variation between scores made of?"
BAR: Final = 42.0  # high
LINE: Final = SIZE * LEADING
LABEL: Final = 190.0  # widest label outside
SHARES: Final = 330.0  # right edge of a column
NUMBERS: Final = 360.0
READ: Final = "Shares of all variation; an estimate below 0, which says that a part is small or not there, counts as 0."


@attrs.frozen
class Part:
    """One part of the variation.

    Parameters
    ----------
    name : str
    value : float or None
        Variance as estimated, in squared level steps: it may be negative. None where undefined.
    low, high : float or None
        Ends of its 95 % interval; None where there is none.
    reason : str
        Why there is no value, or no interval.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(value_problems(f"variance of {self.name!r}", self.value, self.low, self.high, self.reason))


@attrs.frozen
class Variation:
    """The parts of the variation, and what they rest on.

    Parameters
    ----------
    parts : tuple of Part
        At most seven.
    units, scorers, criteria : int
    caution : str
        What has to be assumed; empty for nothing.
    """

    parts: tuple[Part, ...]
    units: int
    scorers: int
    criteria: int
    caution: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(self._problems())

    def _problems(self) -> Iterator[Problem]:
        yield from twice_problems("parts", (part.name for part in self.parts))
        if len(self.parts) > len(PARTS):
            yield Problem("parts", str(len(self.parts)), f"a number of parts up to {len(PARTS)}")
        for name, count in (("units", self.units), ("scorers", self.scorers), ("criteria", self.criteria)):
            yield from count_problems(name, count)

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each part, 0 to 1; empty where a part is undefined, or there is no variation."""
        values = [max(part.value, 0.0) for part in self.parts if part.value is not None]
        whole = sum(values)
        return tuple(value / whole for value in values) if whole > 0 and len(values) == len(self.parts) else ()

    @property
    def rests_on(self) -> str:
        """The counts in words."""
        criteria = counted(self.criteria, "criterion", "criteria")
        return f"{counted(self.units, 'unit')}, {counted(self.scorers, 'scorer')}, {criteria}"

    @property
    def reason(self) -> str:
        """Why there are no shares."""
        why = dict.fromkeys(part.reason for part in self.parts if part.value is None)
        return "; ".join(why) if why else "no part varies" if self.parts else "there is no part"


def variance_bar(variation: Variation, frame: Frame | None = None) -> str:
    """Draw the shares of the parts in one bar, and below the variances with their intervals.

    Parameters
    ----------
    variation : Variation
        Drawn in its order.
    frame : Frame, optional

    Returns
    -------
    str
        SVG; a sentence where the shares are undefined.

    Examples
    --------
    >>> parts = Part("unit", 0.6), Part("scorer", -0.01), Part("residual", 0.2)
    >>> svg = variance_bar(Variation(parts, units=12, scorers=5, criteria=1))
    >>> "75 %" in svg, "0.010, counted as 0" in svg
    (True, True)
    """
    frame = frame or Frame()
    if not variation.shares:
        said = f"undefined: {variation.reason}. ({variation.rests_on}.)"
        return sheet(QUESTION, frame, [paragraph(said)], said)
    pieces = _pieces(variation)
    rows = [
        _row(part, share, at) for at, (part, share) in enumerate(zip(variation.parts, variation.shares, strict=True))
    ]
    caution = [f"{variation.caution[0].upper()}{variation.caution[1:]}."] if variation.caution else []
    notes = [READ, f"They rest on {variation.rests_on}.", *caution]
    told = [f"{_said(part, share)}." for part, share in zip(variation.parts, variation.shares, strict=True)]
    blocks = [_bar(pieces), gap(8.0), _heads(), *rows, gap(4.0), *map(paragraph, notes)]
    return sheet(QUESTION, frame, blocks, " ".join([*told, *notes]))


@attrs.frozen
class _Piece:
    """One piece of the bar."""

    part: Part
    share: float
    number: int
    left: float
    wide: float

    @property
    def lines(self) -> tuple[str, str]:
        return fitted(self.part.name, LABEL - 50), _per_cent(self.share)

    @property
    def inside(self) -> bool:
        """Whether the label fits into the piece."""
        return max(width(line, SIZE) for line in self.lines) + 8 <= self.wide

    @property
    def middle(self) -> float:
        return self.left + self.wide / 2

    @property
    def outside(self) -> str:
        return " ".join(self.lines)


def _pieces(variation: Variation) -> list[_Piece]:
    pieces, left = [], EDGE
    for at, (part, share) in enumerate(zip(variation.parts, variation.shares, strict=True)):
        if share > 0:
            pieces.append(_Piece(part, share, at, left, share * INSIDE))
            left += share * INSIDE
    return pieces


def _bar(pieces: Sequence[_Piece]) -> Block:
    drawn = [about(_said(one.part, one.share), *_piece(one)) for one in pieces]
    rows = _rows([one for one in pieces if not one.inside])
    for row, (one, anchor) in enumerate(rows):
        middle = BAR + 10 + (row + 0.5) * LINE
        drawn.append(rule(one.middle, BAR, one.middle, middle + 4, GREY))
        drawn.append(words(one.outside, one.middle + (4 if anchor == "start" else -4), middle, anchor))
    return Block("".join(drawn), BAR + (10 + LINE * len(rows) if rows else 0.0))


def _piece(one: _Piece) -> Iterator[str]:
    yield box(one.left, 0.0, one.wide, BAR, filled(PARTS[one.number]), stroke_width=1.2)
    if one.inside:
        wide = max(width(line, SIZE) for line in one.lines)
        yield box(one.middle - wide / 2 - 2, 4.0, wide + 4, BAR - 8, "#ffffff", "none", fill_opacity="0.8", rx=3)
        for row, line in enumerate(one.lines):
            yield words(line, one.middle, BAR / 2 + (row - 0.5) * LINE, "middle", font_weight="bold" if row else "")


def _rows(pieces: Sequence[_Piece]) -> list[tuple[_Piece, str]]:
    """Return the labels outside from the top down, each with its side, so that none lies on another's line.

    A label stands to the right of its line where it ends before the line of every label that does not; those come
    first, from the right. The others follow, from the left.
    """
    rights, lefts, limit = [], [], RIGHT
    for one in reversed(pieces):
        if one.middle + 4 + width(one.outside, SIZE) <= limit:
            rights.append((one, "start"))
        else:
            lefts.append((one, "end"))
            limit = one.middle - 4
    return [*rights, *reversed(lefts)]


def _heads() -> Block:
    return Block(
        words("share", SHARES, LINE / 2, "end")
        + words("variance in squared level steps (95 % interval)", NUMBERS, LINE / 2),
        LINE,
    )


def _row(part: Part, share: float, at: int) -> Block:
    high = 19.0
    sample = box(EDGE, 3.0, 20.0, 13.0, filled(PARTS[at]), stroke_width=0.8)
    name = words(fitted(part.name, SHARES - EDGE - 90), EDGE + 28, high / 2)
    per_cent = words(_per_cent(share), SHARES, high / 2, "end")
    return Block(about(_said(part, share), sample, name, per_cent, words(_variance(part), NUMBERS, high / 2)), high)


def _variance(part: Part) -> str:
    """Return a variance as written, and that it counts as nought where it is below."""
    value = part.value or 0.0
    said = with_interval(value, part.low, part.high, 3) if part.low is not None else plainly(value, 3)
    return f"{said}, counted as 0" if value < 0 else said


def _per_cent(share: float) -> str:
    """Return a share in whole per cent, and a small one as less than one.

    Examples
    --------
    >>> _per_cent(0.25), _per_cent(0.001), _per_cent(0.0)
    ('25 %', '<1 %', '0 %')
    """
    return "<1 %" if 0 < share < 0.005 else f"{plainly(share * 100, 0)} %"


def _said(part: Part, share: float) -> str:
    return f"{named(part.name)}: {_per_cent(share)} of the variation, variance {_variance(part)}"
