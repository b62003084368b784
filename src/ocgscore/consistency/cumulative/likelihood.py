"""The likelihood of a cumulative link mixed model, its random intercepts integrated out by Laplace's approximation.

P(level <= k) = logistic(tau_k - x b - s v), v standard normal for each scorer, s the deviation between scorers.
Between two thresholds a > b, log(F(a) - F(b)) = log F(a) + log F(-b) + log(1 - exp(b - a)) for the logistic F: what is
subtracted from both drops out of the last part, so every derivative is a sum over the two ends.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.ratings import Floats, Ints

MOST_STEPS: Final = 200
NEAR: Final = 1e-11


@attrs.frozen(eq=False, slots=False)
class Ends:
    """The logistic function at one end of the interval of each cell; shape (m,) each.

    `at` is where: minus or plus infinity beyond the outer thresholds.
    """

    at: Floats

    @cached_property
    def lower(self) -> Floats:
        """F."""
        return np.asarray((1 + np.tanh(self.at / 2)) / 2)

    @property
    def upper(self) -> Floats:
        """1 - F."""
        return 1 - self.lower

    @cached_property
    def slope(self) -> Floats:
        """The first derivative of F."""
        return self.lower * self.upper

    @property
    def bend(self) -> Floats:
        """The second derivative of F."""
        return self.slope * (self.upper - self.lower)


@attrs.frozen(eq=False)
class Likelihood:
    """Ratings on one criterion, alike ones taken together in cells.

    Parameters
    ----------
    scorer, level : ndarray of int64, shape (m,)
        Numbered from 0 without gaps.
    covariates : ndarray of float64, shape (m, p)
    count : ndarray of float64, shape (m,)
        How many ratings each cell stands for.

    Notes
    -----
    Parameters of the model stand in one array: thresholds, coefficients, standard deviation between scorers. Its sign
    does not matter, so that a maximum at 0 is an ordinary one.
    """

    scorer: Ints
    level: Ints
    covariates: Floats
    count: Floats

    @property
    def scorers(self) -> int:
        """How many scorers."""
        return int(self.scorer.max()) + 1

    @property
    def thresholds(self) -> int:
        """How many thresholds."""
        return int(self.level.max())

    def rising(self, theta: Floats) -> bool:
        """Return whether thresholds rise, as they must for there to be a likelihood."""
        return bool((np.diff(theta[: self.thresholds]) > 0).all())

    def at(self, theta: Floats) -> Point:
        """Return the likelihood at some parameters, with the most likely intercepts."""
        cuts = self.thresholds
        tau = np.concatenate([[-np.inf], theta[:cuts], [np.inf]])
        shift = self.covariates @ theta[cuts:-1]
        return Point.of(self, tau[self.level + 1] - shift, tau[self.level] - shift, float(theta[-1]))

    def summed(self, weights: Floats) -> Floats:
        """Return sums over the ratings of each scorer; float64, shape (scorers,)."""
        return np.asarray(np.bincount(self.scorer, self.count * weights, self.scorers))


@attrs.frozen(eq=False, slots=False)
class Point:
    """The likelihood at some parameters.

    `upper` and `lower` are the ends of each cell's interval at its scorer's most likely intercept, `gap` what lies
    between; `mode` is that intercept in standard deviations, shape (scorers,).
    """

    data: Likelihood
    upper: Ends
    lower: Ends
    gap: Floats
    mode: Floats
    deviation: float

    @classmethod
    def of(cls, data: Likelihood, high: Floats, low: Floats, deviation: float) -> Point:
        """Find the most likely intercepts: Newton's method, or half the way where it is slow."""
        most = abs(deviation) * data.summed(np.ones(len(high)))  # no intercept is pulled further
        left, right, mode, last = -most, most, np.zeros(data.scorers), 2 * most
        for _ in range(MOST_STEPS):
            move = (deviation * mode)[data.scorer]
            point = cls(data, Ends(high - move), Ends(low - move), high - low, mode, deviation)
            step = point.pull / point.curve
            if (np.abs(step) <= NEAR * (1 + np.abs(mode))).all():
                break
            left, right = np.where(step > 0, mode, left), np.where(step < 0, mode, right)
            slow = (mode + step < left) | (mode + step > right) | (np.abs(step) > np.abs(last) / 2)
            last = np.where(slow, (left + right) / 2 - mode, step)
            mode = mode + last
        return point

    @cached_property
    def toward(self) -> Floats:
        """The derivative of each cell's log probability by its intercept."""
        return self.lower.lower - self.upper.upper

    @property
    def pull(self) -> Floats:
        """The derivative by each scorer's intercept, in standard deviations; 0 at the mode."""
        return self.deviation * self.data.summed(self.toward) - self.mode

    @cached_property
    def weight(self) -> Floats:
        """The information about each scorer's intercept."""
        return self.data.summed(self.upper.slope + self.lower.slope)

    @cached_property
    def curve(self) -> Floats:
        """Minus the second derivative by each scorer's intercept, in standard deviations; at least 1."""
        return self.deviation**2 * self.weight + 1

    @cached_property
    def value(self) -> float:
        """The log likelihood."""
        ends = -np.logaddexp(0, -self.upper.at) - np.logaddexp(0, self.lower.at) + np.log(-np.expm1(-self.gap))
        return float(self.data.count @ ends - (self.mode**2 + np.log(self.curve)).sum() / 2)

    def gradient(self) -> Floats:
        """Return the derivatives by thresholds, coefficients and the standard deviation."""
        squeeze = 1 / np.expm1(self.gap)  # both ends nearer: less probability between them
        by_upper = self._by_end(self.upper.upper + squeeze, self.upper)
        by_lower = self._by_end(-self.lower.lower - squeeze, self.lower)
        cuts = self.data.thresholds
        by_cut = np.bincount(self.data.level, by_upper, cuts + 1)[:-1]
        by_cut += np.bincount(self.data.level, by_lower, cuts + 1)[1:]
        by_covariate = -(by_upper + by_lower) @ self.data.covariates
        return np.concatenate([by_cut, by_covariate, [self._by_deviation()]])

    @cached_property
    def _turn(self) -> Floats:
        """How the information changes with the intercept."""
        return -self.data.summed(self.upper.bend + self.lower.bend)

    def _by_end(self, direct: Floats, end: Ends) -> Floats:
        """Return the derivative by one end of each cell: of the probability, the curve, and the curve at a new mode."""
        s, scorer = self.deviation, self.data.scorer
        moved = s**4 * self._turn / self.curve
        by_curve = s**2 * end.bend + moved[scorer] * end.slope
        return self.data.count * (direct - by_curve / self.curve[scorer] / 2)

    def _by_deviation(self) -> float:
        s, pulled = self.deviation, self.data.summed(self.toward)
        mode_moves = (pulled - s * self.weight * self.mode) / self.curve
        by_curve = 2 * s * self.weight + s**2 * self._turn * (self.mode + s * mode_moves)
        return float((self.mode * pulled - by_curve / self.curve / 2).sum())
