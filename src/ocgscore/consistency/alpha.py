"""Krippendorff's alpha: agreement beyond what the spread of all ratings would give by chance.

    alpha = 1 - observed disagreement / expected disagreement

Krippendorff (2004), Content Analysis, 2nd edition, chapter 11, and "Computing Krippendorff's Alpha-Reliability" (2011).
The ordinal metric depends on how often each level is used, so alphas of different sets of units are not on one metric
and every replicate works its own out anew. Gwet's "ordinal weights" are something else.

Everything adds up to whole numbers but the division by a unit's ratings less one, and units are taken together by that
number; so the value itself is exact, and neither the order of units nor that of scorers can change a digit.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate
from typing import Final, Literal, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints

Metric: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]
METRICS: Final[tuple[Metric, ...]] = ("nominal", "ordinal", "interval", "ratio")
EXACT: Final = 2**53
NOTHING_TO_PAIR: Final = "no unit was rated by two scorers or more"
ONE_UNIT: Final = "one unit: what its ratings differ by is all the difference that chance could make"
NO_VARIATION: Final = "every rating is the same level: nothing tells agreement from chance"


@attrs.frozen(eq=False)
class Pairable:
    """The ratings that can be paired: units rated at least twice, alike ones taken together.

    Parameters
    ----------
    patterns : ndarray of int64, shape (p, q)
        Distinct rows of rating counts, in ascending order.
    units : ndarray of int64, shape (p,)
        How many units have each.
    """

    patterns: Ints
    units: Ints

    @classmethod
    def of(cls, counts: Ints) -> Pairable:
        """Take alike units together and leave out those rated less than twice; `counts` as of `rating_counts`."""
        rated, _ = _rated_twice(counts)
        if not len(rated):
            return cls(rated, np.zeros(0, np.int64))
        first, units = _distinct(rated)
        return cls(rated[first], units)

    @property
    def ratings(self) -> Ints:
        """How many ratings a unit of each pattern has; int64, shape (p,)."""
        total: Ints = self.patterns.sum(axis=1)
        return total


def alpha(counts: Ints, metric: Metric = "ordinal", values: npt.ArrayLike | None = None) -> Estimate:
    """Return Krippendorff's alpha of one criterion, without an interval.

    Parameters
    ----------
    counts : ndarray of int64, shape (n, q)
        Units by levels, lowest level first, as of `rating_counts`; units rated less than twice are left out.
    metric : {"ordinal", "nominal", "interval", "ratio"}
    values : array of float, shape (q,), optional
        The points of the levels, for the interval and the ratio metric; 0, 1, ... by default.

    Returns
    -------
    Estimate
        At most 1; below 0 where scorers agree less than chance would make them. Undefined where no unit was rated
        twice and where every rating is the same.

    Examples
    --------
    >>> from ocgscore.consistency.counts import rating_counts
    >>> table = np.array([[0, 0], [1, 1], [2, 1], [2, 2], [0, 1]])
    >>> alpha(rating_counts(table, 3)).text(3)
    '0.700'
    """
    method = method_of(metric)
    rated, m = _rated_twice(counts)
    units, pairs = len(rated), int((m * (m - 1)).sum()) // 2
    if not units:
        return Estimate.undefined(NOTHING_TO_PAIR, method)
    if units == 1:
        return Estimate.undefined(ONE_UNIT, method, units=1, pairs=pairs)
    totals = np.ones(units, np.int64) @ rated
    if np.count_nonzero(totals) < 2:
        return Estimate.undefined(NO_VARIATION, method, units=units, pairs=pairs)
    coincidences, denominator = _coincidences(rated, m)
    exact = _exact(coincidences, denominator, totals.tolist(), metric, values)
    return Estimate(float(exact), method, units, pairs)


def _rated_twice(counts: Ints) -> tuple[Ints, Ints]:
    """Return the units rated twice or more, and how many ratings each has."""
    m: Ints = counts @ np.ones(counts.shape[1], np.int64)  # quicker than to sum along the short side
    kept = m > 1
    return (counts, m) if kept.all() else (counts[kept], m[kept])


def method_of(metric: Metric) -> str:
    """Return what an alpha with a metric is called in full."""
    return f"Krippendorff's alpha, {metric} metric"


def _distinct(counts: Ints) -> tuple[npt.NDArray[np.intp], Ints]:
    """Return the first place of each distinct row, rows ascending, and how often it stands."""
    base = int(counts.max()) + 1
    if base ** counts.shape[1] < 2**62:  # the row as the digits of one number: far quicker to sort
        keys = counts @ (base ** np.arange(counts.shape[1] - 1, -1, -1))
        _, first, units = np.unique(keys, return_index=True, return_counts=True)
    else:
        _, first, units = np.unique(counts, axis=0, return_index=True, return_counts=True)
    return first, units.astype(np.int64)


def _coincidences(rated: Ints, m: Ints) -> tuple[list[list[int]], int]:
    """Return the coincidence matrix as whole numbers over one denominator.

    Floats add whole numbers exactly up to 2**53, and far quicker: beyond that units go by their number of ratings.
    """
    sizes = np.flatnonzero(np.bincount(m)).tolist()
    denominator = math.lcm(*(size - 1 for size in sizes))
    if denominator * int((m * m).sum()) < EXACT:
        weights = (denominator // (m - 1)).astype(np.float64)
        counts = rated.astype(np.float64)
        weighted = counts.T * weights
        together = weighted @ counts - np.diag(weighted.sum(axis=1))
        return [[int(cell) for cell in row] for row in together.tolist()], denominator
    whole = np.zeros((rated.shape[1], rated.shape[1]), object)
    for size in sizes:
        rows = rated[m == size]
        together_of_size = rows.T @ rows - np.diag(rows.sum(axis=0))
        whole += together_of_size.astype(object) * (denominator // (size - 1))
    return whole.tolist(), denominator


def _exact(
    coincidences: list[list[int]],
    denominator: int,
    totals: list[int],
    metric: Metric,
    values: npt.ArrayLike | None,
) -> Fraction:
    """Return alpha exactly, from whole numbers."""
    apart = _squared_distances(totals, metric, values)
    n, levels = sum(totals), range(len(totals))
    observed = sum(coincidences[c][k] * apart[c][k] for c in levels for k in levels)
    expected = sum(totals[c] * totals[k] * apart[c][k] for c in levels for k in levels)
    return 1 - Fraction((n - 1) * observed) / (denominator * expected)


def _squared_distances(
    totals: list[int], metric: Metric, values: npt.ArrayLike | None
) -> list[list[Fraction]] | list[list[int]]:
    """Return the squared distance of each two levels; of the ordinal metric four times it, which cancels."""
    levels = range(len(totals))
    if metric == "nominal":
        return [[int(c != k) for k in levels] for c in levels]
    if metric == "ordinal":  # twice the middle place that each level takes among all ratings
        middle = [2 * below - own for below, own in zip(accumulate(totals), totals, strict=True)]
        return [[(middle[c] - middle[k]) ** 2 for k in levels] for c in levels]
    points = [Fraction(value) for value in points_of(len(totals), values).tolist()]
    if metric == "interval":
        return [[(points[c] - points[k]) ** 2 for k in levels] for c in levels]
    return [[_ratio(points[c], points[k]) for k in levels] for c in levels]


def _ratio(one: Fraction, other: Fraction) -> Fraction:
    return Fraction(0) if one == other else ((one - other) / (one + other)) ** 2


def points_of(levels: int, values: npt.ArrayLike | None) -> Floats:
    """Return the points of the levels, 0, 1, ... where none are given; float64, shape (q,)."""
    return np.arange(levels, dtype=np.float64) if values is None else np.asarray(values, np.float64)
