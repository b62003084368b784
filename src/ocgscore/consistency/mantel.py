"""Whether groups of scorings differ in an ordered level within strata: Mantel's test, and its form for many groups."""

from __future__ import annotations

import math
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.errors import Problem, RequestError

Integers: TypeAlias = npt.NDArray[np.integer]

NOT_SHARED = "no stratum holds scorings of both sides"
NOT_VARYING = "within every stratum that both sides share, all levels are equal"


@attrs.frozen(eq=False)
class Margins:
    """All that the tests need to know of scorings in K strata by f scorers.

    Parameters
    ----------
    n : ndarray of int64, shape (K, f)
        Scorings in each stratum by each scorer.
    total : ndarray of int64, shape (K, f)
        Sums of their levels' positions.
    squares : ndarray of int64, shape (K,)
        Sums of the squares of the positions over all scorers.
    """

    n: Ints
    total: Ints
    squares: Ints

    @classmethod
    def of(cls, stratum: Integers, scorer: Integers, level: Integers, scorers: int) -> Margins:
        """Sum up scorings: the stratum, the scorer and the level of each, as positions from 0; shape (r,) each."""
        strata = int(stratum.max()) + 1 if len(stratum) else 0
        cell = stratum.astype(np.int64) * scorers + scorer
        score = level.astype(np.float64)  # sums of whole numbers: exact up to 2**53
        return cls(
            np.bincount(cell, minlength=strata * scorers).reshape(strata, scorers),
            np.bincount(cell, score, strata * scorers).astype(np.int64).reshape(strata, scorers),
            np.bincount(stratum, score * score, strata).astype(np.int64),
        )

    @classmethod
    def of_counts(cls, counts: npt.ArrayLike) -> Margins:
        """Sum up a table of counts; shape (K strata, f scorers, q levels).

        Raises
        ------
        RequestError
            Where it has another shape, or something else than counts in it.
        """
        table = np.asarray(counts)
        whole = table.ndim == 3 and np.issubdtype(table.dtype, np.integer)
        if not whole or table.size == 0 or int(table.min()) < 0:
            got = f"an array of shape {table.shape} and type {table.dtype}"
            raise RequestError(
                Problem("counts", got, "counts by stratum, scorer and level", "give whole numbers from 0")
            )
        table = table.astype(np.int64)
        position = np.arange(table.shape[2])
        return cls(table.sum(2), table @ position, (table @ position**2).sum(1))


@attrs.frozen(eq=False)
class Sums:
    """Each scorer against all others together: sums over strata; arrays of shape (f,).

    Parameters
    ----------
    observed, expected, variance : ndarray of float64
        Of the sum of the scorer's positions over strata that both sides share, were levels dealt out at random within
        each stratum.
    difference : ndarray of float64
        Mean position of the scorer less that of the others, stratum by stratum, weighted by the scorer's scorings.
    shared, informative : ndarray of int64
        Strata that hold scorings of both sides; and of those the ones in which levels differ.
    weight : ndarray of int64
        Scorings by the scorer in shared strata.
    """

    observed: Floats
    expected: Floats
    variance: Floats
    difference: Floats
    shared: Ints
    informative: Ints
    weight: Ints


@attrs.frozen
class ChiSquareTest:
    """A chi-square test.

    Parameters
    ----------
    chi_square : float or None
        None where it is undefined; `reason` then says why.
    df : int
        Degrees of freedom.
    p : float or None
        Probability of a chi-square as large or larger where nothing differs.
    n : int
        Scorings in the table.
    strata : int
        Informative strata: with scorings of both sides (of two scorers) and levels that differ.
    method : str
    observed, expected : float or None
        For two sides: the focal side's sum of positions over strata shared, and what it would be where nothing differs.
    reason : str
    """

    chi_square: float | None
    df: int
    p: float | None
    n: int
    strata: int
    method: str
    observed: float | None = None
    expected: float | None = None
    reason: str = ""


def against_rest(margins: Margins) -> Sums:
    """Compare each scorer with all others together, within strata."""
    n = margins.n.sum(1, keepdims=True)
    others = n - margins.n
    shared = (margins.n > 0) & (others > 0)
    everyone = margins.total.sum(1, keepdims=True)
    spread = n[:, 0] * margins.squares - everyone[:, 0] ** 2  # n² times the variance of positions in the stratum
    safe, rest = np.maximum(n, 1), np.maximum(others, 1)
    per_pair = spread[:, None] / (safe * safe * np.maximum(n - 1, 1))
    gap = margins.total / np.maximum(margins.n, 1) - (everyone - margins.total) / rest
    weight = np.where(shared, margins.n, 0).sum(0)
    return Sums(
        observed=np.where(shared, margins.total, 0).sum(0).astype(np.float64),
        expected=np.where(shared, margins.n * everyone / safe, 0.0).sum(0),
        variance=np.where(shared, margins.n * others * per_pair, 0.0).sum(0),
        difference=np.where(shared, margins.n * gap, 0.0).sum(0) / np.maximum(weight, 1),
        shared=shared.sum(0),
        informative=(shared & (spread[:, None] > 0)).sum(0),
        weight=weight,
    )


def mantel(counts: npt.ArrayLike) -> ChiSquareTest:
    """Test whether two sides give different levels within strata.

    Parameters
    ----------
    counts : array of integers, shape (K, 2, q)
        Scorings by stratum, side (the focal one first) and level, lowest level first. A level scores its position.

    Returns
    -------
    ChiSquareTest
        With one degree of freedom; undefined where no stratum shared by both sides holds different levels.

    Raises
    ------
    RequestError

    Notes
    -----
    Mantel, N. (1963). Chi-square tests with one degree of freedom: extensions of the Mantel-Haenszel procedure.
    J. Am. Stat. Assoc. 58, 690-700. Without correction for continuity. On two levels it is the Mantel-Haenszel test.

    Examples
    --------
    >>> found = mantel([[[6, 3, 1], [2, 4, 4]], [[4, 4, 2], [3, 3, 4]]])
    >>> round(found.chi_square, 3), round(found.p, 4), found.observed, found.expected
    (3.725, 0.0536, 13.0, 18.0)
    """
    margins = Margins.of_counts(counts)
    if margins.n.shape[1] != 2:
        got = f"{margins.n.shape[1]} sides"
        raise RequestError(Problem("counts", got, "two sides", "row_mean_scores compares any number"))
    return each_test(against_rest(margins), int(margins.n.sum()))[0]


METHOD = "ordinal Mantel test, levels scored by position, no correction for continuity"


def each_test(sums: Sums, n: int) -> list[ChiSquareTest]:
    """Return the test of each scorer against the rest; n is the number of scorings in all."""
    found = []
    for at, variance in enumerate(sums.variance.tolist()):
        strata = int(sums.informative[at])
        if not strata:
            reason = NOT_VARYING if sums.shared[at] else NOT_SHARED
            found.append(ChiSquareTest(None, 1, None, n, 0, METHOD, reason=reason))
            continue
        observed, expected = float(sums.observed[at]), float(sums.expected[at])
        chi_square = (observed - expected) ** 2 / variance
        p = chi_square_tail(chi_square, 1)
        found.append(ChiSquareTest(chi_square, 1, p, n, strata, METHOD, observed, expected))
    return found


def row_mean_scores(counts: npt.ArrayLike) -> ChiSquareTest:
    """Test whether any of f scorers gives other levels than the rest within strata.

    Parameters
    ----------
    counts : array of integers, shape (K, f, q)
        Scorings by stratum, scorer and level, lowest level first. A level scores its position.

    Returns
    -------
    ChiSquareTest
        Its degrees of freedom are f - 1 where strata compare every scorer with every other, directly or through
        others; each set of scorers that stands apart takes one off.

    Raises
    ------
    RequestError

    Notes
    -----
    The generalised Cochran-Mantel-Haenszel statistic for row mean scores: Landis, J. R., Heyman, E. R. & Koch, G. G.
    (1978). Average partial association in three-way contingency tables. Int. Stat. Rev. 46, 237-254. For two scorers
    it is `mantel`.

    Examples
    --------
    >>> found = row_mean_scores([[[6, 3, 1], [2, 4, 4], [3, 3, 3]], [[4, 4, 2], [3, 3, 4], [1, 5, 4]]])
    >>> round(found.chi_square, 3), found.df, round(found.p, 4)
    (5.187, 2, 0.0748)
    """
    return row_means_of(Margins.of_counts(counts))


def row_means_of(margins: Margins) -> ChiSquareTest:
    """Return the row-mean-scores test of scorings already summed up."""
    n, counted, everyone = margins.n.sum(1), margins.n.astype(np.float64), margins.total.sum(1)
    spread = n * margins.squares - everyone**2
    several = (margins.n > 0).sum(1) > 1
    used = several & (spread > 0)
    share = np.where(used, spread / np.maximum(n * n * (n - 1), 1), 0.0)
    departure = np.where(used[:, None], margins.total - margins.n * (everyone / np.maximum(n, 1))[:, None], 0.0).sum(0)
    weights = (counted * share[:, None]).T @ counted  # what two scorers have in common: the weight of their link
    np.fill_diagonal(weights, 0.0)
    apart = _components(weights > 0)
    df, strata, scorings = len(weights) - int(apart.max(initial=-1)) - 1, int(used.sum()), int(n.sum())
    method = "generalised Cochran-Mantel-Haenszel test of row mean scores, levels scored by position"
    if not df:
        return ChiSquareTest(None, 0, None, scorings, 0, method, reason=NOT_VARYING if several.any() else NOT_SHARED)
    chi_square = max(float(departure @ np.linalg.solve(_invertible(weights, apart), departure)), 0.0)
    return ChiSquareTest(chi_square, df, chi_square_tail(chi_square, df), scorings, strata, method)


def _invertible(weights: Floats, apart: Ints) -> Floats:
    """Return the covariance of the departures, with what it lacks in rank filled in: they sum to 0 in each set."""
    covariance = np.diag(weights.sum(1)) - weights
    together = apart[:, None] == apart
    size = float(covariance.trace()) / len(weights)
    return covariance + np.where(together, size / together.sum(1, keepdims=True), 0.0)


def _components(linked: npt.NDArray[np.bool_]) -> Ints:
    """Return for each of f scorers the number of its connected set, from 0; `linked` is symmetric, shape (f, f)."""
    found = np.full(len(linked), -1, np.int64)
    number = -1
    for start in range(len(linked)):
        if found[start] >= 0:
            continue
        number += 1
        front = np.arange(len(linked)) == start
        while front.any():
            found[front] = number
            front = linked[front].any(0) & (found < 0)
    return found


def chi_square_tail(chi_square: float, df: int) -> float:
    """Return the probability that chi-square with a whole number of degrees of freedom is as large or larger.

    Notes
    -----
    The finite sums of Abramowitz & Stegun (1964), 26.4.4 and 26.4.5.

    Examples
    --------
    >>> round(chi_square_tail(3.841459, 1), 6), round(chi_square_tail(16.918978, 9), 6)
    (0.05, 0.05)
    """
    half = chi_square / 2
    if half == 0:
        return 1.0
    powers = [step + df % 2 / 2 for step in range(df // 2)]
    terms = [math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers]
    return min(math.fsum(terms) + (math.erfc(math.sqrt(half)) if df % 2 else 0.0), 1.0)
