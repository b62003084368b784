"""Cohen's kappa of two scorers, weighted or not, with its large-sample standard error."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.observed import ONE
from ocgscore.consistency.coefficients.tables import CONFIDENCE
from ocgscore.consistency.coefficients.weights import WeightName, agreement_weights
from ocgscore.consistency.distributions import normal_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.errors import Described, Problem, RequestError

NO_UNIT: Final = "the two scorers have no unit in common"
NO_VARIATION: Final = (
    "both scorers gave every common unit one level, or levels that count as equal, "
    "so there is nothing to tell agreement from chance"
)
ONE_SCORER: Final = "one scorer gave every unit the same level: kappa is then 0 whatever the other gave"
NO_ERROR: Final = "the large-sample standard error is 0 here, which no small sample supports"


def weighted_kappa(table: npt.ArrayLike, weights: WeightName | Floats = "quadratic") -> Estimate:
    """Return Cohen's kappa of two scorers.

    Parameters
    ----------
    table : array of integers, shape (q, q)
        How many units the first scorer (rows) and the second (columns) put at each pair of levels of the whole scale.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"} or ndarray of float64, shape (q, q)
        Agreement weights, by name or as `weights_from_disagreement` returns them.

    Returns
    -------
    Estimate
        Units and pairs are both the units in the table; the interval is the normal one, cut at -1 and 1.

    Raises
    ------
    RequestError
        A table that is not square or holds no counts, or weights that do not fit it.

    Notes
    -----
    Cohen (1968) Psychological Bulletin 70:213-220; standard error from Fleiss, Cohen & Everitt (1969) Psychological
    Bulletin 72:323-327. It is made for large samples: below 20 common units it says little.

    Examples
    --------
    >>> kappa = weighted_kappa([[20, 5], [10, 15]])
    >>> kappa.text(), kappa.units
    ('0.40', 50)
    """
    counts = _checked(table)
    if isinstance(weights, str):
        credit, method = agreement_weights(weights, len(counts)), f"Cohen's kappa, {weights} weights"
    else:
        credit, method = _fitting(weights, counts), "Cohen's kappa, weights as given"
    units = int(counts.sum())
    if not units:
        return Estimate.undefined(NO_UNIT, method)
    return _estimate(counts / units, credit, method, units)


def pairwise_kappa(
    first: npt.NDArray[np.integer[Any]],
    second: npt.NDArray[np.integer[Any]],
    levels: int,
    weights: WeightName = "quadratic",
) -> Estimate:
    """Return Cohen's kappa of two scorers over the units that both scored.

    Parameters
    ----------
    first, second : ndarray of integers, shape (n,)
        Positions of levels from 0, negative where nothing is known.
    levels : int
        How many levels the whole scale has, used or not.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}

    Returns
    -------
    Estimate

    Raises
    ------
    RequestError
        Columns of different lengths, or a level outside the scale.

    Notes
    -----
    Quadratic weights make it nearly an intraclass correlation (Fleiss & Cohen 1973), so a difference in severity
    lowers it.

    Examples
    --------
    >>> pairwise_kappa(np.array([0, 1, 2, 2, -1]), np.array([0, 1, 2, 1, 0]), 3).text(3)
    '0.800'
    """
    return weighted_kappa(cross_table(first, second, levels), weights)


def cross_table(first: npt.NDArray[np.integer[Any]], second: npt.NDArray[np.integer[Any]], levels: int) -> Ints:
    """Count the units at each pair of levels, over the units that both scored.

    Parameters
    ----------
    first, second : ndarray of integers, shape (n,)
        Positions of levels from 0, negative where nothing is known.
    levels : int

    Returns
    -------
    ndarray of int64, shape (levels, levels)

    Raises
    ------
    RequestError
        Columns of different lengths, or a level outside the scale.

    Examples
    --------
    >>> cross_table(np.array([0, 1, -1]), np.array([1, 1, 0]), 2).tolist()
    [[0, 1], [0, 1]]
    """
    if first.shape != second.shape or first.ndim != 1:
        raise RequestError(Problem("second", f"shape {second.shape}", f"a column of {len(first)} levels"))
    highest = max(first.max(initial=-1), second.max(initial=-1))
    if highest >= levels:
        raise RequestError(Problem("levels", str(levels), "the whole scale", f"there is a level {highest}"))
    both = (first >= 0) & (second >= 0)
    cell = first[both].astype(np.int64) * levels + second[both]
    return np.bincount(cell, minlength=levels * levels).reshape(levels, levels)


def _estimate(shares: Floats, credit: Floats, method: str, units: int) -> Estimate:
    """Return kappa from a table of shares of units."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed = float((credit * shares).sum())
    expected = float(rows @ credit @ columns)
    if expected > ONE:
        return Estimate.undefined(NO_VARIATION, method, units=units, pairs=units)
    value = (agreed - expected) / (1 - expected)
    if np.count_nonzero(rows) == 1 or np.count_nonzero(columns) == 1:
        return Estimate(value, method, units, units, reason=ONE_SCORER)
    pull = (credit @ columns)[:, None] + rows @ credit
    spread = float((shares * (credit - (1 - value) * pull) ** 2).sum()) - (value - expected * (1 - value)) ** 2
    error = math.sqrt(max(0.0, spread) / units) / (1 - expected)
    if error < 1e-9:
        return Estimate(value, method, units, units, reason=NO_ERROR)
    reach = normal_quantile(CONFIDENCE) * error
    low, high = max(-1.0, value - reach), min(1.0, value + reach)
    return Estimate(value, method, units, units, low, high, error, "large-sample standard error, normal")


def _checked(table: npt.ArrayLike) -> Floats:
    found = np.asarray(table, np.float64)
    if found.ndim != 2 or found.shape[0] != found.shape[1] or len(found) < 2:
        hint = "give both scorers the whole scale"
        raise RequestError(Problem("table", f"shape {found.shape}", "a square table of two levels or more", hint))
    if not (np.isfinite(found).all() and (found >= 0).all() and (found == np.floor(found)).all()):
        got = Described("a negative, broken or missing number")
        raise RequestError(Problem("table", got, "a number of units", "multiply shares by the number of units"))
    return found


def _fitting(weights: Floats, counts: Floats) -> Floats:
    if weights.shape != counts.shape:
        raise RequestError(Problem("weights", f"shape {weights.shape}", f"a weight for each cell, {counts.shape}"))
    if not ((weights >= 0).all() and (weights <= 1).all() and (np.diag(weights) == 1).all() and (weights < 1).any()):
        hint = "see weights_from_disagreement"
        raise RequestError(Problem("weights", str(weights.tolist()), "a table of agreement weights", hint))
    return weights
