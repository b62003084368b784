"""Observed agreement of each unit, and what becomes of it once the agreement that chance gives is known.

Every coefficient here starts from the share of pairs of ratings of a unit that agree, a pair of different levels
counting by its weight, averaged over the units with two ratings or more. They differ in what they expect of chance.
"""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.tables import CONFIDENCE, checked_counts
from ocgscore.consistency.coefficients.weights import CreditName, credit_of
from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Flags, Floats

NO_PAIR: Final = "no unit has two ratings"
NO_VARIATION: Final = "every rating is at the same level, so there is nothing to tell agreement from chance"
ONE_UNIT: Final = "one unit alone has no spread"
ALIKE: Final = "the units do not differ in how far they agree, so how far that could vary is not known"
NOUGHT: Final = 1e-12  # what rounding makes of a standard error of 0
ONE: Final = 1 - 1e-12  # an expected agreement above this is one, but for rounding


@attrs.frozen(eq=False)
class Observed:
    """How far the ratings of each unit agree.

    Units with one rating have no pair, but do say how often a level is used; units without any are left out.

    Parameters
    ----------
    counts : ndarray of float64, shape (n, q)
        Ratings of each unit at each level.
    ratings : ndarray of float64, shape (n,)
        Of each unit, 1 or more.
    weights : ndarray of float64, shape (q, q)
    agreement : ndarray of float64, shape (n,)
        Weighted share of agreeing pairs; 0 where there is no pair.

    Examples
    --------
    >>> observed = Observed.of([[2, 0], [1, 1], [0, 1], [0, 0]], "unweighted")
    >>> observed.agreement.tolist(), observed.units, observed.pairs
    ([1.0, 0.0, 0.0], 2, 2)
    """

    counts: Floats
    ratings: Floats
    weights: Floats
    agreement: Floats

    @classmethod
    def of(cls, counts: npt.ArrayLike, weights: CreditName) -> Observed:
        """Check the counts and find the agreement of each unit."""
        checked = checked_counts(counts)
        credit = credit_of(weights, checked.shape[1])
        rated = checked[checked.any(axis=1)]
        ratings = rated.sum(axis=1)
        agreeing = (rated * (rated @ credit - 1)).sum(axis=1)
        return cls(rated, ratings, credit, agreeing / np.maximum(ratings * (ratings - 1), 1))

    @property
    def paired(self) -> Flags:
        """Which units have two ratings or more; bool, shape (n,)."""
        found: Flags = self.ratings >= 2
        return found

    @property
    def units(self) -> int:
        """How many units have two ratings or more."""
        return int(self.paired.sum())

    @property
    def pairs(self) -> int:
        """How many pairs of ratings of one unit there are."""
        return int((self.ratings * (self.ratings - 1)).sum()) // 2

    @property
    def mean(self) -> float:
        """Return the agreement, averaged over the units with a pair."""
        return float(self.agreement[self.paired].mean())

    @property
    def shares(self) -> Floats:
        """How often each level is used, every unit counting alike; float64, shape (q,)."""
        found: Floats = (self.counts / self.ratings[:, None]).mean(axis=0)
        return found

    def undefined(self, reason: str, method: str) -> Estimate:
        """Return an estimate without a value."""
        return Estimate.undefined(reason, method, units=self.units, pairs=self.pairs)

    def raw(self, method: str) -> Estimate:
        """Return the agreement itself, with its error."""
        if not self.units:
            return self.undefined(NO_PAIR, method)
        scores = self._scaled(self.agreement)
        return self.estimate(self.mean, scores, method, least=0.0)

    def corrected(self, expected: float, pull: Floats | float, method: str) -> Estimate:
        """Return the agreement corrected for chance.

        Parameters
        ----------
        expected : float
            Agreement that chance gives.
        pull : ndarray of float64, shape (n,), or 0
            How far each unit pulls that: its influence on `expected`, which sums to 0 over units.
        method : str
        """
        if expected > ONE:
            return self.undefined(NO_VARIATION, method)
        value = (self.mean - expected) / (1 - expected)
        scores = self._scaled(self.agreement - expected * self.paired) - (1 - value) * pull
        return self.estimate(value, scores / (1 - expected), method)

    def estimate(self, value: float, scores: Floats, method: str, *, least: float = -math.inf) -> Estimate:
        """Return an estimate whose error is that of the mean of the units' linearised scores, shape (n,).

        Its interval is cut at `least` and at 1.
        """
        n = len(scores)
        if n < 2:
            return Estimate(value, method, self.units, self.pairs, reason=ONE_UNIT)
        error = math.sqrt(float(((scores - value) ** 2).sum()) / (n * (n - 1)))
        if error < NOUGHT:
            return Estimate(value, method, self.units, self.pairs, reason=ALIKE)
        reach = t_quantile(CONFIDENCE, n - 1) * error
        low, high = max(least, value - reach), min(1.0, value + reach)
        how = f"linearised standard error, t with {n - 1} degrees of freedom"
        return Estimate(value, method, self.units, self.pairs, low, high, error, how)

    def _scaled(self, agreement: Floats) -> Floats:
        """Return the agreement of each unit such that its mean over all units is that over the units with a pair."""
        return agreement * (len(self.ratings) / self.units)
