"""Fleiss' kappa: as a whole, level by level, and against no agreement at all."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.observed import NO_PAIR, Observed
from ocgscore.consistency.coefficients.weights import WeightName
from ocgscore.consistency.distributions import normal_upper
from ocgscore.consistency.estimate import Estimate

UNEQUAL: Final = "the units have different numbers of ratings, for which no such variance is known"


@attrs.frozen
class NullTest:
    """Whether a coefficient is larger than chance alone would make it.

    Parameters
    ----------
    z, p, standard_error : float or None
        The standard error holds where there is no agreement beyond chance, and gives no interval. `p` is two-sided.
    method : str
    units : int
    reason : str
        Why there is no z.
    """

    z: float | None
    p: float | None
    standard_error: float | None
    method: str
    units: int
    reason: str = ""


def fleiss_kappa(counts: npt.ArrayLike, weights: WeightName = "unweighted") -> Estimate:
    """Return Fleiss' kappa, weighted or not, for any numbers of ratings.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        Ratings of each unit at each level of the whole scale.
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
    Fleiss (1971) Psychological Bulletin 76:378-382; weights, missing ratings and standard error as Gwet (2014).

    Examples
    --------
    >>> fleiss_kappa([[2, 0], [0, 2], [1, 1]]).text(3)
    '0.333'
    """
    return _kappa(Observed.of(counts, weights), f"Fleiss' kappa, {weights} weights")


def fleiss_kappa_by_level(counts: npt.ArrayLike) -> tuple[Estimate, ...]:
    """Return the kappa of each level against all others together.

    Parameters
    ----------
    counts : array of integers, shape (n, q)

    Returns
    -------
    tuple of Estimate, length q
        Undefined for a level that nobody used, or that everybody did.

    Raises
    ------
    RequestError
        Something that is no table of counts.

    Notes
    -----
    Fleiss (1971), where every unit has as many ratings; otherwise Gwet's kappa of the two-level table.

    Examples
    --------
    >>> [kappa.text() for kappa in fleiss_kappa_by_level([[2, 0, 0], [0, 2, 0], [1, 1, 0]])]
    ['0.33', '0.33', 'undefined']
    """
    every = Observed.of(counts, "unweighted")
    method = "Fleiss' kappa of one level against the others"
    two = (np.column_stack([at, every.ratings - at]) for at in every.counts.T)
    return tuple(_kappa(Observed.of(table, "unweighted"), method) for table in two)


def fleiss_null_test(counts: npt.ArrayLike) -> NullTest:
    """Test Fleiss' unweighted kappa against no agreement beyond chance.

    Parameters
    ----------
    counts : array of integers, shape (n, q)
        As many ratings of every unit; units without any are left out.

    Returns
    -------
    NullTest

    Raises
    ------
    RequestError
        Something that is no table of counts.

    Notes
    -----
    Fleiss, Nee & Landis (1979) Psychological Bulletin 86:974-977: a large-sample variance that holds under the
    hypothesis only.

    Examples
    --------
    >>> test = fleiss_null_test([[3, 0], [0, 3], [3, 0], [0, 3], [2, 1]])
    >>> round(test.z, 2), round(test.p, 4)
    (2.84, 0.0046)
    """
    observed = Observed.of(counts, "unweighted")
    method = "z of Fleiss' kappa by its variance without agreement (Fleiss, Nee & Landis 1979)"
    kappa = _kappa(observed, method)
    if kappa.value is None:
        return NullTest(None, None, None, method, observed.units, kappa.reason)
    if np.ptp(observed.ratings):
        return NullTest(None, None, None, method, observed.units, UNEQUAL)
    error = _null_error(observed)
    z = kappa.value / error
    return NullTest(z, 2 * normal_upper(abs(z)), error, method, observed.units)


def _null_error(observed: Observed) -> float:
    """Return the standard error of kappa where there is no agreement beyond chance."""
    n, ratings = len(observed.ratings), float(observed.ratings[0])
    shares = observed.shares
    spread = shares * (1 - shares)
    skew = float((spread * (1 - 2 * shares)).sum())
    total = float(spread.sum())
    return math.sqrt(2 * (total**2 - skew) / (n * ratings * (ratings - 1))) / total


def _kappa(observed: Observed, method: str) -> Estimate:
    if not observed.units:
        return observed.undefined(NO_PAIR, method)
    shares = observed.shares
    credit = observed.weights @ shares
    expected = float(shares @ credit)
    by_unit = observed.counts @ credit / observed.ratings
    return observed.corrected(expected, 2 * (by_unit - expected), method)
