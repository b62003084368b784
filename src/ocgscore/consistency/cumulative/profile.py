"""The interval of the variance between scorers: where the likelihood, all else at its best, has fallen enough."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.cumulative.climbing import Top, ascend
from ocgscore.consistency.cumulative.likelihood import Likelihood
from ocgscore.consistency.distributions import normal_quantile

WIDEST: Final = 64.0  # standard deviation in logits: no scorers differ so much
UPPER: Final = 0.975
CLOSE: Final = 1e-5
MOST_STEPS: Final = 60


@attrs.define(eq=False)
class Profile:
    """The likelihood with the standard deviation held, everything else at its best.

    Its signed root, minus the normal quantile, is what is brought to 0 on either side of the maximum.
    """

    data: Likelihood
    top: Top

    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of the standard deviation, from 0; None where the likelihood does not close it."""
        peak = abs(float(self.top.theta[-1]))
        low = self._below(peak)
        high = self._above(peak)
        return None if low is None or high is None else (low, high)

    def _below(self, peak: float) -> float | None:
        at_nought = self._height(0.0)
        if at_nought is None:
            return None
        return 0.0 if at_nought <= 0 else self._root(peak, 0.0, at_nought)

    def _above(self, peak: float) -> float | None:
        outside = 2 * peak + 1
        while outside <= WIDEST:
            height = self._height(outside)
            if height is None:
                return None
            if height > 0:
                return self._root(peak, outside, height)
            outside *= 2
        return None

    def _height(self, deviation: float) -> float | None:
        """Return by how much the likelihood has fallen beyond what is asked; None where the climb fails."""
        start, free = self.top.theta.copy(), np.ones(len(self.top.theta), np.bool_)
        start[-1], free[-1] = deviation, False
        inverse = np.asarray(np.linalg.inv(self.top.information[:-1, :-1]), np.float64)
        _, value, reached = ascend(self.data, start, free, inverse)
        fall = max(0.0, self.top.value - value)
        return math.sqrt(2 * fall) - normal_quantile(UPPER) if reached else None

    def _root(self, inside: float, outside: float, height: float) -> float | None:
        """Return where the height is 0, between a place where it is below and one above: the Illinois method."""
        below, above = -normal_quantile(UPPER), height
        for _ in range(MOST_STEPS):
            middle = (inside * above - outside * below) / (above - below)
            found = self._height(middle)
            if found is None or abs(found) <= CLOSE:
                return None if found is None else middle
            if found > 0:
                outside, above, below = middle, found, below / 2
            else:
                inside, below, above = middle, found, above / 2
        return None
