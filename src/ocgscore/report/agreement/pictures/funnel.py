"""Funnel plot: which scorers' mean scores are further from the overall mean than chance alone would put them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import (
    EDGE,
    RIGHT,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    box,
    fitted,
    named,
    paragraph,
    rule,
    sheet,
    upright,
    words,
)
from ocgscore.report.canvas.labels import Area, anchor, beside, leader, nearest
from ocgscore.report.canvas.marks import mark
from ocgscore.report.canvas.values import (
    count_problems,
    number_problems,
    plainly,
    refuse,
    twice_problems,
)
from ocgscore.report.picture.drawing import INK, path, tag
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "Whose own groups are scored higher or lower?"
RAW: Final = (
    "raw differences, of groups that nobody else scored: severity and true difference together, not separable. A "
    "scorer within the limits is not shown to be fair, and one outside them is not shown to be severe"
)
Z95: Final = 1.959963984540054
Z998: Final = 3.090232306167813
LEFT: Final = 76.0
HIGH: Final = 380.0
TOP: Final = 8.0
ALL_NAMED: Final = 15  # fewer scorers than this are all named
NAME: Final = 140.0  # widest
CURVE: Final = 120  # points of a limit
KEY: Final = (
    "Ring: within the limits; grey square: outside the 95 % limits (dashed); black diamond: outside the 99.8 % limits "
    "(full). Limits: mean ± z × sd / √n."
)


@attrs.frozen
class ScorerMean:
    """The raw mean of one scorer's scores.

    Parameters
    ----------
    name : str
    value : float or None
        Mean, in points. None where undefined.
    units : int
        Units scored.
    reason : str
        Why there is no mean.
    """

    name: str
    value: float | None
    units: int
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        refuse(self._problems(f"mean of {self.name!r}"))

    def _problems(self, where: str) -> Iterator[Problem]:
        yield from number_problems(where, self.value)
        yield from count_problems(f"{where} units", self.units)
        if self.value is None and not self.reason.strip():
            yield Problem(f"{where} reason", None, "the reason why there is no mean")
        if self.value is not None and self.units == 0:
            yield Problem(f"{where} units", "0", "the number of units that the mean rests on")


@attrs.frozen
class Overall:
    """All scores together.

    Parameters
    ----------
    mean : float
        In points.
    sd : float or None
        Standard deviation of single scores, in points; None where undefined.
    reason : str
        Why there is no standard deviation.
    """

    mean: float
    sd: float | None
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        problems = [*number_problems("overall mean", self.mean), *number_problems("overall sd", self.sd, 0.0)]
        if self.sd is None and not self.reason.strip():
            problems.append(Problem("overall reason", None, "the reason why there is no standard deviation"))
        refuse(problems)

    def limit(self, z: float, units: float) -> float:
        """Return how far from the mean the limit for so many units lies; only where there is a deviation."""
        return z * (self.sd or 0.0) / math.sqrt(units)

    def outside(self, scorer: ScorerMean) -> int:
        """Return how many of the two limits a scorer is outside of: 0, 1 or 2."""
        if self.sd is None or scorer.value is None:
            return 0
        away = abs(scorer.value - self.mean)
        return sum(away > self.limit(z, scorer.units) for z in (Z95, Z998))


def funnel(scorers: Sequence[ScorerMean], overall: Overall, measure: str, frame: Frame | None = None) -> str:
    """Draw each scorer's raw mean against the number of units, with limits around the overall mean.

    Parameters
    ----------
    scorers : sequence of ScorerMean
        In any order.
    overall : Overall
    measure : str
        What was scored, with its unit: ``"criminality, points"``.
    frame : Frame, optional

    Returns
    -------
    str
        SVG; a sentence where there are fewer than two scorers with a mean.

    Raises
    ------
    RequestError
        Two scorers of one name.

    Notes
    -----
    Limits as in Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24, 1185-1202: 95 % and 99.8 %, for means of n scores of equal deviation.

    Examples
    --------
    >>> three = [ScorerMean("North", 41.0, 90), ScorerMean("East", 38.0, 20), ScorerMean("West", 60.0, 40)]
    >>> svg = funnel(three, Overall(42.0, 12.0), "criminality, points")
    >>> "not separable" in svg, "West: mean 60.0 on 40 units, outside the 99.8 % limits" in svg
    (True, True)
    """
    refuse(twice_problems("scorers", (one.name for one in scorers)))
    frame = frame or Frame()
    ordered = sorted(scorers, key=lambda one: one.name)
    drawn = [one for one in ordered if one.value is not None]
    missing = [f"{named(one.name)}: undefined, {one.reason}." for one in ordered if one.value is None]
    if len(drawn) < 2:
        few = f"{counted(len(drawn), 'scorer')} with a mean: there is nobody to compare with."
        told = [few, *(f"{_said(one, overall)}." for one in drawn), *missing]
        return sheet(QUESTION, frame, map(paragraph, told), " ".join(told))
    plot = _Plot.of(drawn, overall, measure)
    notes = [f"These are {RAW}.", *plot.limits_said, *plot.unplaced, *missing]
    told = [*notes, *(f"{_said(one, overall)}." for one in drawn)]
    return sheet(QUESTION, frame, [plot.drawn(), *map(paragraph, notes)], " ".join(told))


def _said(scorer: ScorerMean, overall: Overall) -> str:
    where = ("within the limits", "outside the 95 % limits", "outside the 99.8 % limits")[overall.outside(scorer)]
    mean = f"{named(scorer.name)}: mean {plainly(scorer.value or 0.0, 1)} on {counted(scorer.units, 'unit')}"
    return mean if overall.sd is None else f"{mean}, {where}"


@attrs.frozen
class _Plot:
    """The scales, and where each scorer and each label is."""

    scorers: Sequence[ScorerMean]
    overall: Overall
    measure: str
    across: Axis
    up: Axis
    labels: tuple[tuple[ScorerMean, str, Area | None], ...]

    @classmethod
    def of(cls, scorers: Sequence[ScorerMean], overall: Overall, measure: str) -> _Plot:
        most, least = max(one.units for one in scorers), min(one.units for one in scorers)
        side = max(most * 0.05, (most - least) * 0.05) if least < most / 2 else most * 0.3
        across = Axis(0.0 if least < most / 2 else least - side, most + side, LEFT, RIGHT - 14)
        reach = overall.limit(Z998, across.low or least)
        values = [*(one.value or 0.0 for one in scorers), overall.mean - reach, overall.mean + reach]
        spare = max((max(values) - min(values)) * 0.04, 0.5)
        up = Axis(min(values) - spare, max(values) + spare, TOP + HIGH, TOP)
        plot = cls(scorers, overall, measure, across, up, ())
        return attrs.evolve(plot, labels=plot.placed())

    def _at(self, one: ScorerMean) -> tuple[float, float]:
        return self.across.at(one.units), self.up.at(one.value or 0.0)

    def placed(self) -> tuple[tuple[ScorerMean, str, Area | None], ...]:
        """Return the scorers to be named, each with its label and where that is clear of all dots and labels."""
        few = len(self.scorers) < ALL_NAMED or self.overall.sd is None
        chosen = [one for one in self.scorers if few or self.overall.outside(one)]
        chosen.sort(
            key=lambda one: (-self.overall.outside(one), -abs((one.value or 0.0) - self.overall.mean), one.name)
        )
        shorts = all_fitted([one.name for one in chosen], NAME)
        labels = [f"{short} ({one.units:,})" for one, short in zip(chosen, shorts, strict=True)]
        dots = [(self._at(one), width(label, SIZE)) for one, label in zip(chosen, labels, strict=True)]
        areas = beside(dots, [*map(self._at, self.scorers)], (LEFT + 2, TOP, RIGHT, TOP + HIGH - 1))
        return tuple(zip(chosen, labels, areas, strict=True))

    @property
    def unplaced(self) -> list[str]:
        """The scorers that should be named and for whose name there is no room, in words."""
        left = [
            f"{named(one.name)} {plainly(one.value or 0.0, 1)} ({one.units:,})"
            for one, _, area in self.labels
            if not area
        ]
        which = "" if self.overall.sd is None or len(self.scorers) < ALL_NAMED else ", outside the limits"
        return [f"Not named in the plot for want of room{which}: {'; '.join(left)}."] if left else []

    @property
    def limits_said(self) -> list[str]:
        """What the limits are, or why there are none."""
        mean = plainly(self.overall.mean, 1)
        if self.overall.sd is None:
            return [f"Overall mean {mean}. The limits are undefined: {self.overall.reason}."]
        return [
            f"{KEY} Level line: overall mean, {mean}; sd {plainly(self.overall.sd, 1)}. In brackets: n, units scored."
        ]

    def drawn(self) -> Block:
        """Return the plot."""
        marks = [
            about(_said(one, self.overall), mark(self.overall.outside(one), *self._at(one))) for one in self.scorers
        ]
        parts = [*self._grid(), *self._limits(), *self._labels(), *marks]
        return Block("".join(parts), TOP + HIGH + 42)

    def _grid(self) -> Iterator[str]:
        for value, text in self.up.marks():
            yield rule(LEFT, self.up.at(value), RIGHT, self.up.at(value), "#e3e3e3")
            yield words(text, LEFT - 6, self.up.at(value), "end")
        for value, text in self.across.marks():
            yield rule(self.across.at(value), TOP + HIGH, self.across.at(value), TOP + HIGH + 4)
            yield words(text, self.across.at(value), TOP + HIGH + 12, "middle")
        yield rule(LEFT, TOP + HIGH, RIGHT, TOP + HIGH)
        yield words("units scored, n", (LEFT + RIGHT) / 2, TOP + HIGH + 29, "middle")
        yield upright(fitted(self.measure, HIGH), EDGE + 6, TOP + HIGH / 2, "middle")
        yield rule(LEFT, self.up.at(self.overall.mean), RIGHT, self.up.at(self.overall.mean), INK, 1.2)

    def _limits(self) -> Iterator[str]:
        if self.overall.sd is None:
            return
        least = self.across.low or min(one.units for one in self.scorers)
        # Even steps of 1 / √n, in which a limit is straight.
        ends = 1 / math.sqrt(least), 1 / math.sqrt(self.across.high)
        units = [(ends[0] + (ends[1] - ends[0]) * at / CURVE) ** -2 for at in range(CURVE + 1)]
        for z, dashes in ((Z95, "5 3"), (Z998, "")):
            for side in (-1, 1):
                line = [
                    (self.across.at(n), self.up.at(self.overall.mean + side * self.overall.limit(z, n))) for n in units
                ]
                yield tag(
                    "path", d=path(line), fill="none", stroke="#555555", stroke_width=1.2, stroke_dasharray=dashes
                )

    def _labels(self) -> Iterator[str]:
        for one, label, area in self.labels:
            if area is None:
                continue
            dot = self._at(one)
            if leader(dot, area):
                yield rule(*dot, *nearest(dot, area), "#8a8a8a", 0.8)
            left, top, right, bottom = area
            yield box(left, top + 1, right - left, bottom - top - 2, "#ffffff", "none", fill_opacity="0.85")
            x, end = anchor(dot, area)
            yield words(label, x, (top + bottom) / 2, end)
