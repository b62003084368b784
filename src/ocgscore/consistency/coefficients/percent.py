"""Percent agreement: how many pairs of ratings agree, whatever chance would give."""

from __future__ import annotations

import numpy.typing as npt

from ocgscore.consistency.coefficients.observed import Observed
from ocgscore.consistency.coefficients.weights import WeightName
from ocgscore.consistency.estimate import Estimate


def percent_exact(counts: npt.ArrayLike) -> Estimate:
    """Return the share of pairs of ratings that are at the same level, pairs within a unit, averaged over units.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        Ratings of each unit at each level of the whole scale, as `rating_counts` returns them.

    Returns
    -------
    Estimate, 0 to 1
        Its units are those with two ratings or more.

    Raises
    ------
    RequestError
        Something that is no table of counts.

    Examples
    --------
    >>> percent_exact([[2, 0], [1, 1], [0, 1]]).value
    0.5
    """
    return Observed.of(counts, "unweighted").raw("pairs of ratings at the same level, averaged over units")


def percent_adjacent(counts: npt.ArrayLike) -> Estimate:
    """Return the share of pairs of ratings that are at most one level apart, pairs within a unit, averaged over units.

    Parameters
    ----------
    counts : array of integers, shape (n, q)

    Returns
    -------
    Estimate, 0 to 1

    Raises
    ------
    RequestError
        Something that is no table of counts.

    Notes
    -----
    High by chance on short scales: never shown alone.

    Examples
    --------
    >>> percent_adjacent([[1, 1, 0], [1, 0, 1]]).value
    0.5
    """
    return Observed.of(counts, "adjacent").raw("pairs of ratings at most one level apart, averaged over units")


def percent_agreement(counts: npt.ArrayLike, weights: WeightName = "unweighted") -> Estimate:
    """Return the weighted share of agreeing pairs, not corrected for chance.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
    weights : {"unweighted", "linear", "quadratic", "gwet-ordinal"}

    Returns
    -------
    Estimate, 0 to 1

    Raises
    ------
    RequestError
        Something that is no table of counts, or weights of no such name.

    Notes
    -----
    Gwet (2014) Handbook of Inter-Rater Reliability, 4th ed.

    Examples
    --------
    >>> percent_agreement([[1, 1, 0], [0, 0, 2]], "quadratic").value
    0.875
    """
    return Observed.of(counts, weights).raw(f"percent agreement, {weights} weights")
