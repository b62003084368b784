"""Agreement of any number of scorers corrected for chance, with Gwet's linearised standard errors."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.observed import NO_PAIR, NO_VARIATION, ONE, Observed
from ocgscore.consistency.coefficients.weights import MOST_LEVELS, WeightName
from ocgscore.consistency.counts import rating_counts
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import FEWEST_LEVELS, Floats
from ocgscore.errors import Problem, RequestError, whole_number_problems


def gwet_ac(counts: npt.ArrayLike, weights: WeightName = "unweighted") -> Estimate:
    """Return Gwet's AC1, or AC2 where the weights are other than unweighted.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        Ratings of each unit at each level of the whole scale: a level nobody used changes this coefficient.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}

    Returns
    -------
    Estimate
        With the linearised standard error over units and its t interval.

    Raises
    ------
    RequestError
        Something that is no table of counts, or weights of no such name.

    Notes
    -----
    Gwet (2008) British Journal of Mathematical and Statistical Psychology 61:29-48; Gwet (2014) Handbook of Inter-Rater
    Reliability, 4th ed. It can be high where scorers do not tell units apart at all, which is why it explains a low
    alpha and does not replace it.

    Examples
    --------
    >>> gwet_ac([[2, 0], [2, 0], [1, 1], [2, 0]]).text(3)
    '0.680'
    """
    observed = Observed.of(counts, weights)
    method = f"Gwet's {'AC1' if weights == 'unweighted' else f'AC2, {weights} weights'}"
    if not observed.units:
        return observed.undefined(NO_PAIR, method)
    shares, levels = observed.shares, len(observed.weights)
    scale = observed.weights.sum() / (levels * (levels - 1))
    expected = float(scale * (shares * (1 - shares)).sum())
    by_unit = scale * (observed.counts @ (1 - shares)) / observed.ratings
    return observed.corrected(expected, 2 * (by_unit - expected), method)


def brennan_prediger(counts: npt.ArrayLike, weights: WeightName = "unweighted") -> Estimate:
    """Return Brennan and Prediger's coefficient: chance picks every level of the scale alike.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        Ratings of each unit at each level of the whole scale: a level nobody used changes this coefficient.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}

    Returns
    -------
    Estimate
        With the linearised standard error over units and its t interval.

    Raises
    ------
    RequestError
        Something that is no table of counts, or weights of no such name.

    Notes
    -----
    Brennan & Prediger (1981) Educational and Psychological Measurement 41:687-699; weights and standard error as
    Gwet (2014).

    Examples
    --------
    >>> brennan_prediger([[2, 0], [2, 0], [1, 1]]).text(3)
    '0.333'
    """
    observed = Observed.of(counts, weights)
    method = f"Brennan-Prediger coefficient, {weights} weights"
    if not observed.units:
        return observed.undefined(NO_PAIR, method)
    return observed.corrected(float(observed.weights.mean()), 0.0, method)


def alpha_with_gwet_weights(counts: npt.ArrayLike, weights: WeightName = "unweighted") -> Estimate:
    """Return Krippendorff's alpha with Gwet's agreement weights, which is not his alpha with the ordinal metric.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        Ratings of each unit at each level of the whole scale.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}
        Unweighted is his nominal alpha and quadratic his interval alpha; gwet-ordinal is neither his nor anybody's
        ordinal metric.

    Returns
    -------
    Estimate
        With the linearised standard error over units with two ratings or more, and its t interval.

    Raises
    ------
    RequestError
        Something that is no table of counts, or weights of no such name.

    Notes
    -----
    Gwet (2014), ch. 2 and 3. It stands here to reproduce what other software prints under the same name.

    Examples
    --------
    >>> alpha_with_gwet_weights([[2, 0], [0, 2], [1, 1]]).text(3)
    '0.444'
    """
    every = Observed.of(counts, weights)
    method = f"Krippendorff's alpha with {weights} agreement weights (Gwet)"
    if not every.units:
        return every.undefined(NO_PAIR, method)
    observed = Observed.of(every.counts[every.paired], weights)
    total, part = observed.ratings.sum(), observed.ratings / observed.ratings.mean()
    credit = observed.weights @ observed.counts.sum(axis=0) / total
    expected = float(observed.counts.sum(axis=0) @ credit / total)
    if expected > ONE:
        return observed.undefined(NO_VARIATION, method)
    agreement = float((part * observed.agreement).mean())
    uncorrected = (agreement - expected) / (1 - expected)  # for the size of the sample: the error leaves that out too
    value = uncorrected + (1 - uncorrected) / total
    pull = 2 * (observed.counts @ credit / observed.ratings - expected) * part
    scores = part * (observed.agreement - agreement) - (1 - uncorrected) * pull
    return observed.estimate(value, value + scores / (1 - expected), method)


def conger_kappa(table: npt.NDArray[np.integer[Any]], levels: int, weights: WeightName = "unweighted") -> Estimate:
    """Return Conger's kappa: chance pairs the levels that two different scorers use, each as often as they do.

    Parameters
    ----------
    table : ndarray of integers, shape (n, f)
        Units by scorers: positions of levels from 0, negative where nothing is known.
    levels : int
        How many levels the whole scale has, used or not.
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}

    Returns
    -------
    Estimate
        With the linearised standard error over units and its t interval.

    Raises
    ------
    RequestError
        A table of another shape, a level outside the scale, or weights of no such name.

    Notes
    -----
    Conger (1980) Psychological Bulletin 88:322-328, which is Cohen's kappa for two scorers; missing ratings, weights
    and standard error as Gwet (2014). Scorers without a rating are left out.

    Examples
    --------
    >>> conger_kappa(np.array([[0, 0], [1, 1], [0, 1], [2, 2]]), 3).text(3)
    '0.636'
    """
    checked = _checked_table(table, levels)
    observed = Observed.of(rating_counts(checked, levels), weights)
    method = f"Conger's kappa, {weights} weights"
    if not observed.units:
        return observed.undefined(NO_PAIR, method)
    rated = checked[(checked >= 0).any(axis=1)]
    expected, pull = _between_scorers(rated[:, (rated >= 0).any(axis=0)], observed.weights)
    return observed.corrected(expected, pull, method)


def _between_scorers(table: npt.NDArray[np.integer[Any]], weights: Floats) -> tuple[float, Floats]:
    """Return the agreement of two different scorers at random, and the influence of each unit on it; shape (n,)."""
    n, scorers = table.shape
    used = rating_counts(table.T, len(weights)).astype(np.float64)
    ratings = used.sum(axis=1)
    shares = used / ratings[:, None]
    credit = (shares.sum(axis=0) - shares) @ weights  # of each scorer's levels, against all other scorers
    pairs = scorers * (scorers - 1)
    own = (shares * credit).sum(axis=1)
    gained = np.take_along_axis(credit, np.maximum(table, 0).T, axis=1) - own[:, None]
    known = (table >= 0).T
    pull = 2 * (np.where(known, gained, 0) * (n / ratings)[:, None]).sum(axis=0) / pairs
    return float(own.sum() / pairs), pull


def _checked_table(table: npt.NDArray[np.integer[Any]], levels: int) -> npt.NDArray[np.integer[Any]]:
    if table.ndim != 2 or not np.issubdtype(table.dtype, np.integer):
        got = f"{table.dtype} of shape {table.shape}"
        raise RequestError(
            Problem("table", got, "a table of levels, units by scorers", "levels are whole numbers from 0")
        )
    problems = [*whole_number_problems("levels", levels, FEWEST_LEVELS, MOST_LEVELS)]
    if not problems and table.max(initial=0) >= levels:
        problems = [Problem("table", str(table.max()), f"a level from 0 to {levels - 1}", "pass the whole scale")]
    if problems:
        raise RequestError(problems)
    return table
