"""Intervals by the jackknife over groups: groups are what is sampled, and scorings of one group go together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints

FEWEST: Final = 3
INTERVAL: Final = "jackknife over groups, t"
NO_SPREAD: Final = "no interval: leaving out any group gives the same, so nothing shows the spread"


def mean_over_groups(
    values: Floats, group: Ints, method: str, reason: str, limits: tuple[float, float] = (-math.inf, math.inf)
) -> Estimate:
    """Return the mean of p values with a 95 % interval that takes those of one group as dependent.

    Parameters
    ----------
    values : ndarray of float64, shape (p,)
        One a pair.
    group : ndarray of int64, shape (p,)
        The group of each.
    method : str
    reason : str
        Why there is no value to take the mean of, if there is none.
    limits : tuple of float
        Which the interval cannot pass: 0 and 1 for a share.

    Returns
    -------
    Estimate
        `units` are groups, `pairs` values.

    Examples
    --------
    >>> found = mean_over_groups(np.array([0.0, 1.0, 1.0, 2.0]), np.array([0, 1, 1, 2]), "mean", "none")
    >>> found.value, found.interval_text(), found.units
    (1.0, '-0.66 to 2.66', 3)
    """
    if not len(values):
        return Estimate.undefined(reason, method)
    _, which, counts = np.unique(group, return_inverse=True, return_counts=True)
    total, sums = math.fsum(values.tolist()), np.bincount(which, values)
    found = Estimate(total / len(values), method, units=len(counts), pairs=len(values))
    if len(counts) < FEWEST:
        return attrs.evolve(found, reason=f"no interval: {len(counts)} groups; it takes {FEWEST}")
    return with_interval(found, ((total - sums) / (len(values) - counts)).tolist(), limits)


def with_interval(found: Estimate, replicates: Sequence[float | None], limits: tuple[float, float]) -> Estimate:
    """Return an estimate with the interval of its leave-one-out replicates.

    Parameters
    ----------
    found : Estimate
        With a value.
    replicates : sequence of (float or None), length g
        The same without one of g groups (or blocks of them); None where it is then undefined.
    limits : tuple of float
        Which the interval cannot pass.

    Returns
    -------
    Estimate
        Without an interval, and with the reason, where a replicate is undefined or all are the same.

    References
    ----------
    Tukey, J. W. (1958). Bias and confidence in not quite large samples. Annals of Mathematical Statistics 29:614.
    """
    known = [value for value in replicates if value is not None]
    g = len(replicates)
    if len(known) < g or found.value is None:
        return attrs.evolve(found, reason="no interval: without one of the groups there is nothing to compare")
    mean = math.fsum(known) / g
    error = math.sqrt(math.fsum((value - mean) ** 2 for value in known) * (g - 1) / g)
    if error < 1e-12:  # rounding alone
        return attrs.evolve(found, reason=NO_SPREAD)
    half = t_quantile(0.975, g - 1) * error
    low, high = max(found.value - half, limits[0]), min(found.value + half, limits[1])
    return attrs.evolve(found, low=low, high=high, standard_error=error, interval=INTERVAL)
