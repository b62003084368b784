"""Every two scorers on the units that both scored: how far apart they are, and how well they agree."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.links import scored_in_common
from ocgscore.consistency.ratings import Floats, Ints, Levels, Ratings
from ocgscore.errors import Problem, RequestError

MOST_SCORERS: Final = 300  # a table of all pairs is no use beyond
ENOUGH: Final = 20  # units in common below which a kappa is mostly chance
NO_UNIT: Final = "no unit in common"


@attrs.frozen(eq=False)
class Pairwise:
    """Differences and agreement of f scorers, two by two; arrays are read-only.

    Parameters
    ----------
    scorers : tuple of str
    common : ndarray of int64, shape (f, f)
        Units on which both gave a level of one criterion or more; 0 on the diagonal.
    difference : ndarray of float64, shape (f, f)
        Mean difference, the row's scorer less the column's, in level steps: over the criteria known of both on each
        unit, then over units. Meaningless where `common` is 0, and 0 there.
    kappa : ndarray of float64, shape (f, f)
        Quadratically weighted kappa, the mean over the criteria for which it is defined. Meaningless, and 0, where
        `kappa_criteria` is 0.
    kappa_criteria : ndarray of int64, shape (f, f)
        Over how many criteria: 0 below 20 common units, and where neither scorer's levels vary.
    """

    scorers: tuple[str, ...]
    common: Ints
    difference: Floats
    kappa: Floats
    kappa_criteria: Ints

    def __attrs_post_init__(self) -> None:
        for array in (self.common, self.difference, self.kappa, self.kappa_criteria):
            array.flags.writeable = False

    def reason(self, one: int, other: int) -> str:
        """Say why two scorers have no kappa; empty where they have one."""
        if self.kappa_criteria[one, other]:
            return ""
        if not self.common[one, other]:
            return NO_UNIT
        if self.common[one, other] < ENOUGH:
            return f"{self.common[one, other]} units in common; a kappa takes {ENOUGH}"
        return "neither scorer's levels vary"


def pairwise(ratings: Ratings) -> Pairwise:
    """Compare every two scorers.

    Parameters
    ----------
    ratings : Ratings

    Raises
    ------
    RequestError
        More than 300 scorers: a table of all pairs says nothing then.

    Notes
    -----
    Kappa as in Cohen (1968), disagreements weighted by the square of the levels between; close to an intraclass
    correlation (Fleiss & Cohen 1973), so a constant difference between two scorers lowers it.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scale = Scale("harm", "Harm", ("low", "medium", "high"))
    >>> found = pairwise(Ratings.of(["A", "A", "B", "B"], ["East", "North"] * 2, [[0], [1], [1], [2]], [scale]))
    >>> found.difference.tolist(), found.reason(0, 1)
    ([[0.0, -1.0], [1.0, 0.0]], '2 units in common; a kappa takes 20')
    """
    f, k = len(ratings.scorers), len(ratings.scales)
    if f > MOST_SCORERS:
        hint = "compare forces, or a part of the assessors"
        raise RequestError(Problem("scorers", f"{f:,}", f"at most {MOST_SCORERS} to compare two by two", hint))
    common, apart = np.zeros(f * f), np.zeros(f * f)
    moments = np.zeros((6, k, f * f))  # per criterion: n, sums and squares of both, sum of products
    for _, one, other in scored_in_common(ratings):
        codes = ratings.scorer[one] * f + ratings.scorer[other]
        both = ratings.known[one] & ratings.known[other]
        steps = np.where(both, ratings.levels[one].astype(np.float64) - ratings.levels[other], 0.0)
        shared = both.sum(axis=1)
        some = shared > 0
        common += np.bincount(codes[some], minlength=f * f)
        apart += np.bincount(codes[some], steps.sum(axis=1)[some] / shared[some], minlength=f * f)
        for criterion in range(k):
            _add(moments[:, criterion], codes, ratings.levels[one, criterion], ratings.levels[other, criterion])
    kappa, criteria = _kappas(moments, common)
    return Pairwise(
        ratings.scorers,
        _square(common, f, 1).astype(np.int64),
        _square(np.divide(apart, common, out=np.zeros_like(apart), where=common > 0), f, -1),
        _square(kappa, f, 1),
        _square(criteria, f, 1).astype(np.int64),
    )


def _add(moments: Floats, codes: Ints, one: Levels, other: Levels) -> None:
    """Add to the sums of each pair's levels on one criterion, where both are known; whole numbers, so exact."""
    known = (one >= 0) & (other >= 0)
    x, y, at = one[known].astype(np.float64), other[known].astype(np.float64), codes[known]
    for place, weights in enumerate((np.ones(len(at)), x, y, x * x, y * y, x * y)):
        moments[place] += np.bincount(at, weights, minlength=moments.shape[1])


def _kappas(moments: Floats, common: Floats) -> tuple[Floats, Floats]:
    """Return the mean quadratic kappa of each pair, and over how many criteria.

    With squared differences as weights kappa is 1 - mean (x - y)² / (var x + var y + (mean x - mean y)²).
    """
    n, x, y, xx, yy, xy = moments
    observed = n * (xx + yy - 2 * xy)
    expected = n * (xx + yy) - 2 * x * y
    defined = (n >= ENOUGH) & (expected > 0) & (common >= ENOUGH)
    each = np.where(defined, 1 - observed / np.where(expected > 0, expected, 1.0), 0.0)
    criteria = defined.sum(axis=0).astype(np.float64)
    return np.divide(each.sum(axis=0), criteria, out=np.zeros_like(criteria), where=criteria > 0), criteria


def _square(pairs: Floats, f: int, sign: int) -> Floats:
    """Return pairs (the first before the second) as a table of both orders."""
    upper = pairs.reshape(f, f)
    found: Floats = upper + sign * upper.T
    return found
