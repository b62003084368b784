"""The scale of population of a funnel plot: plain, or by doublings where forces differ much in size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import attrs

from ocgscore.report.canvas.axis import STEPS, Axis
from ocgscore.report.canvas.canvas import SIZE
from ocgscore.report.canvas.values import plainly
from ocgscore.report.picture.text import width

MUCH: Final = 5  # times the smallest force, from which on the scale is by doublings
SPARE: Final = 0.06  # of the scale, on each side
FIGURES: Final = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
FEW_FIGURES: Final = (1.0, 2.0, 5.0)
MOST: Final = 5  # marks, where even the fewest are too many
CLEAR: Final = 6.0  # between two marks
MILLION: Final = 1_000_000


@attrs.frozen
class People:
    """A scale of population.

    Parameters
    ----------
    axis : Axis
        Over the population, or over its logarithm.
    doubling : bool
        Whether each doubling takes the same width.

    Examples
    --------
    >>> scale = People.of([500_000, 1_000_000, 8_000_000], 0.0, 400.0)
    >>> scale.doubling, [text for _, text in scale.marks()]
    (True, ['500,000', '1 million', '2 million', '5 million'])
    """

    axis: Axis
    doubling: bool

    @classmethod
    def of(cls, populations: Sequence[int], start: float, end: float) -> People:
        """Return a scale that holds some populations with a little to spare."""
        least, most = min(populations), max(populations)
        doubling = most >= MUCH * least
        low, high = (math.log10(least), math.log10(most)) if doubling else (float(least), float(most))
        spare = (high - low) * SPARE or high * SPARE
        return cls(Axis(low - spare, high + spare, start, end), doubling)

    @property
    def title(self) -> str:
        """What the scale is, in words."""
        return "population, each doubling as wide as the next" if self.doubling else "population"

    def at(self, people: float) -> float:
        """Return the place of a population."""
        return self.axis.at(math.log10(people) if self.doubling else people)

    def steps(self, count: int) -> list[float]:
        """Return populations at even distances over the whole scale."""
        places = [self.axis.low + (self.axis.high - self.axis.low) * at / count for at in range(count + 1)]
        return [10.0**place for place in places] if self.doubling else places

    def marks(self) -> list[tuple[float, str]]:
        """Return round populations on the scale, and how they are written: as many as stand side by side."""
        for choice in self._rounds():
            marks = [(people, in_words(people)) for people in choice]
            if self._apart(marks):
                return marks
        return marks[:: math.ceil(len(marks) / MOST)]

    def _rounds(self) -> Iterator[list[float]]:
        """Yield choices of round populations, fewer and fewer."""
        if not self.doubling:
            for most in (STEPS, STEPS // 2):
                yield [people for people, _ in self.axis.marks(most) if people.is_integer()]
            return
        powers = range(math.floor(self.axis.low), math.ceil(self.axis.high) + 1)
        for figures in (FIGURES, FEW_FIGURES, FEW_FIGURES[:1]):
            found = (figure * 10.0**power for power in powers for figure in figures)
            yield [people for people in found if people >= 1 and self.axis.holds(math.log10(people))]

    def _apart(self, marks: Sequence[tuple[float, str]]) -> bool:
        """Whether marks can be written side by side."""
        ends = [(self.at(people), width(text, SIZE) / 2) for people, text in marks]
        return all(one + half + CLEAR <= other - wide for (one, half), (other, wide) in pairwise(ends))


def in_words(people: float) -> str:
    """Return a number of people as it is read.

    Examples
    --------
    >>> in_words(500_000), in_words(1_500_000), in_words(2_000_000), in_words(2_000_500)
    ('500,000', '1.5 million', '2 million', '2,000,500')
    """
    if people < MILLION or people % (MILLION / 100):
        return f"{people:,.0f}"
    text = plainly(people / MILLION, 2)
    return f"{text.rstrip('0').rstrip('.')} million"
