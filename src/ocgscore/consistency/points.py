"""Agreement of scores in points: Krippendorff's alpha with the interval metric where every score may be a level."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.alpha import NOTHING_TO_PAIR, ONE_UNIT, method_of
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.consistency.replicates import FEWEST_UNITS, with_jackknife

NO_VARIATION: Final = "every score is the same: nothing tells agreement from chance"


def points_alpha(unit: Ints, points: Ints) -> Estimate:
    """Return Krippendorff's interval alpha of scores, with its jackknife interval over units.

    Parameters
    ----------
    unit : ndarray of int64, shape (r,)
        The unit of each score, in any order.
    points : ndarray of int64, shape (r,)
        Scores as whole numbers over one denominator, whichever: alpha does not depend on the unit of measurement.

    Returns
    -------
    Estimate
        Exact but for its last rounding; `jackknifed` says when it is undefined or without an interval.

    Notes
    -----
    With the interval metric the sums over pairs come down to sums and sums of squares (Krippendorff 2004, chapter 11).

    Examples
    --------
    >>> points_alpha(np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.array([10, 12, 20, 20, 31, 30, 44, 40])).text(3)
    '0.983'
    """
    method = method_of("interval")
    each = _Each.of(unit, points)
    units = len(each.ratings)
    if not units:
        return Estimate.undefined(NOTHING_TO_PAIR, method)
    pairs = int((each.ratings * (each.ratings - 1) // 2).sum())
    if units == 1:
        return Estimate.undefined(ONE_UNIT, method, units=1, pairs=pairs)
    value = _exact(each)
    if value is None:
        return Estimate.undefined(NO_VARIATION, method, units=units, pairs=pairs)
    found = Estimate(float(value), method, units, pairs)
    if units < FEWEST_UNITS:
        return attrs.evolve(found, reason=f"no interval: {units} units; it takes {FEWEST_UNITS}")
    return with_jackknife(found, _without_each(each), np.ones(units, np.int64))


@attrs.frozen(eq=False)
class _Each:
    """What each pairable unit adds up to: how many ratings, their sum, the sum of their squares (as Python ints)."""

    ratings: Ints
    sums: list[int]
    squares: list[int]

    @classmethod
    def of(cls, unit: Ints, points: Ints) -> _Each:
        """Add up by unit, exactly: centred and in the smallest step, so that the numbers stay small."""
        counts = np.bincount(unit, minlength=1)
        kept = counts[unit] > 1
        at, used = unit[kept], points[kept].astype(object)
        if len(used):
            used = used - min(used)
        places = np.unique(at)
        sums, squares = dict.fromkeys(places.tolist(), 0), dict.fromkeys(places.tolist(), 0)
        for one, number in zip(at.tolist(), used.tolist(), strict=True):
            sums[one] += number
            squares[one] += number * number
        order = sorted(places.tolist(), key=lambda one: (int(counts[one]), sums[one], squares[one]))
        return cls(counts[order].astype(np.int64), [sums[one] for one in order], [squares[one] for one in order])


def _exact(each: _Each) -> Fraction | None:
    """Return alpha; None where the scores do not vary."""
    n, total, squared = int(each.ratings.sum()), sum(each.sums), sum(each.squares)
    expected = n * squared - total * total
    if not expected:
        return None
    by_ratings: dict[int, int] = {}
    for m, one, square in zip(each.ratings.tolist(), each.sums, each.squares, strict=True):
        by_ratings[m] = by_ratings.get(m, 0) + m * square - one * one
    observed = sum((Fraction(apart, m - 1) for m, apart in by_ratings.items()), Fraction(0))
    return 1 - (n - 1) * observed / expected


def _without_each(each: _Each) -> Floats:
    """Return alpha without each unit; NaN where the rest do not vary."""
    m = each.ratings.astype(np.float64)
    n, total, squared = int(each.ratings.sum()), sum(each.sums), sum(each.squares)
    # differences of whole numbers first, then floats: large scores that hardly vary lose nothing
    apart = [
        k * square - one * one for k, one, square in zip(each.ratings.tolist(), each.sums, each.squares, strict=True)
    ]
    expected = np.array(
        [
            float((n - k) * (squared - square) - (total - one) ** 2)
            for k, one, square in zip(each.ratings.tolist(), each.sums, each.squares, strict=True)
        ]
    )
    within = np.array([float(value) for value in apart]) / (m - 1)
    observed = within.sum() - within
    found: Floats = np.where(expected > 0, 1 - (n - m - 1) * observed / np.where(expected > 0, expected, 1.0), np.nan)
    return found
