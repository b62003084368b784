"""A scale from numbers to places on the sheet, with round numbers to mark on it."""

from __future__ import annotations

import math
from typing import Final

import attrs

from ocgscore.report.canvas.values import plainly

ROUND: Final = (1, 2, 5)
STEPS: Final = 6  # marks on one scale, at most about so many


@attrs.frozen
class Axis:
    """A scale.

    Parameters
    ----------
    low, high : float
        The numbers at its ends, the first less than the second.
    start, end : float
        Their places on the sheet.

    Examples
    --------
    >>> axis = Axis(0.0, 2.0, 100.0, 300.0)
    >>> axis.at(0.5), axis.marks()
    (150.0, ((0.0, '0.0'), (0.5, '0.5'), (1.0, '1.0'), (1.5, '1.5'), (2.0, '2.0')))
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a number; that of the nearest end for a number beyond."""
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Whether a number lies on the scale."""
        return self.low <= value <= self.high

    def marks(self, most: int = STEPS) -> tuple[tuple[float, str], ...]:
        """Return round numbers on the scale, and how they are written."""
        step, digits = round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple((at * step, plainly(at * step, digits)) for at in range(first, last + 1))


def round_step(least: float) -> tuple[float, int]:
    """Return the least of 1, 2 and 5 times a power of ten that is no less, and the decimals it is written with.

    Examples
    --------
    >>> round_step(0.3), round_step(7.0)
    ((0.5, 1), (10.0, 0))
    """
    power = math.floor(math.log10(least))
    for digits in (-power, -power - 1):
        for figure in ROUND:
            step = figure * 10.0**-digits
            if step >= least * (1 - 1e-9):
                return step, max(digits, 0)
    raise AssertionError(least)  # ten times a power of ten is above whatever lies between the two


def symmetric(values: list[float], least: float) -> float:
    """Return how far a scale must reach on both sides of nought to hold all values, with a little to spare."""
    return max([least, *(abs(value) * 1.04 for value in values)])
