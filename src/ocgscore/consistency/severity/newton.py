"""Joint maximum likelihood by Newton's method, the units eliminated.

The information on the units is diagonal, so each step solves for the few other parameters (Schur complement) and then
for each unit by itself.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.consistency.severity.model import Expected, Facets, Parameters, expected

Numbers: TypeAlias = Floats | Ints
MOST_STEPS: Final = 80
FLAT: Final = 1e-10  # of a unit that runs off towards the end of the scale: its information underflows to 0
MOST_HALVINGS: Final = 30
SMALL_STEP: Final = 1e-8  # logits; the steps shrink quadratically, so what is left then is far smaller
WELL_CONDITIONED: Final = 1e-6
NO_INFORMATION: Final = 1e-10  # a rating, in squared levels; one that tells something gives 1e-2 to 1


@attrs.frozen(eq=False)
class Slope:
    """Gradient and information at some values of the parameters.

    Parameters
    ----------
    likelihood : float
        Logarithm.
    unit_gradient, unit_information : ndarray of float64, shape (n,)
    gradient : ndarray of float64, shape (p,)
        Of the other parameters.
    information : ndarray of float64, shape (p, p)
        Theirs once the units are eliminated.
    variance : ndarray of float64, shape (r,)
        Of the levels of each scoring: how its unit and its scorer hang together.
    criterion_variance : ndarray of float64, shape (n, k)
        How units and criteria hang together.
    leaning : ndarray of float64, shape (n, q)
        How units and heights do.
    """

    likelihood: float
    unit_gradient: Floats
    unit_information: Floats
    gradient: Floats
    information: Floats
    variance: Floats
    criterion_variance: Floats
    leaning: Floats


@attrs.frozen(eq=False)
class Maximum:
    """Where the likelihood is highest.

    Parameters
    ----------
    parameters : Parameters
        Severities and difficulties with mean 0.
    slope : Slope
        There.
    inverse : ndarray of float64, shape (p, p)
        Of the information, without its null directions: of contrasts that the ratings determine, the covariances.
    null : ndarray of float64, shape (p, z)
        What can be added to the parameters and changes nothing: at least a constant on all severities, and one on all
        difficulties. The longest entry of each column is 1.
    steps : int
    converged : bool
    """

    parameters: Parameters
    slope: Slope
    inverse: Floats
    null: Floats
    steps: int
    converged: bool


def maximise(facets: Facets) -> Maximum:
    """Find the maximum of the joint likelihood.

    Returns
    -------
    Maximum
        Not converged where the likelihood rises without end or 80 steps are not enough.
    """
    at = start(facets)
    slope = slope_at(facets, at)
    steps, converged = 0, False
    while steps < MOST_STEPS and not converged:
        theta, others = _step(facets, slope)
        at, slope = _ahead(facets, at, slope, theta, others)
        converged = max(float(np.abs(theta).max()), float(np.abs(others).max())) < SMALL_STEP
        steps += 1
    return Maximum(at, slope, *inverse(facets, slope), steps, converged)


def start(facets: Facets) -> Parameters:
    """Return values to start from: logits of the shares of what could have been given, logarithms of counts."""
    lowest, highest = np.zeros(facets.criteria), np.zeros(facets.criteria)
    height = np.zeros(facets.inner)
    for structure in facets.structures:
        lowest[structure.criteria], highest[structure.criteria] = structure.used[[0, -1]]
        given = facets.levels[:, structure.criteria]
        counts = np.log([np.count_nonzero(given == level) for level in structure.used.tolist()])
        between = np.interp(structure.used, structure.used[[0, -1]], counts[[0, -1]])
        height[structure.at] = (between - counts)[1:-1]
    known = facets.levels >= 0
    gained = np.where(known, facets.levels - lowest, 0)
    possible = known * (highest - lowest)
    theta = _logit(np.bincount(facets.unit, gained.sum(axis=1)), np.bincount(facets.unit, possible.sum(axis=1)))
    difficulty = -_logit(gained.sum(axis=0), possible.sum(axis=0))
    return Parameters(theta, np.zeros(facets.scorers), difficulty - difficulty.mean(), height)


def _logit(part: Numbers, whole: Numbers) -> Floats:
    found: Floats = np.log(part / (whole - part))
    return found


def slope_at(facets: Facets, at: Parameters) -> Slope:
    """Return gradient and information at some values of the parameters."""
    units, size = facets.units, facets.size
    by_unit, gradient = np.zeros((2, units)), np.zeros(size)
    information, variance = np.zeros((size, size)), np.zeros(len(facets.unit))
    criterion_variance, leaning = np.zeros((units, facets.criteria)), np.zeros((units, facets.inner))
    likelihood = 0.0
    for rows, some in facets.chunks():
        piece = expected(facets, at, rows)
        starts = unit_starts(facets, rows)
        likelihood += piece.likelihood
        variance[rows] = piece.variance.sum(axis=1)
        criterion_variance[some] = np.add.reduceat(piece.variance, starts)
        leaning[some] = np.add.reduceat(piece.leaning, starts)
        by_unit[0, some] = np.add.reduceat(piece.residual.sum(axis=1), starts)
        by_unit[1, some] = np.maximum(criterion_variance[some].sum(axis=1), FLAT)
        gradient += scores(facets, piece, rows, some).sum(axis=0)
        crossed = _crossed(facets, piece, rows, variance[rows])
        with_units = _with_units(facets, rows, some, variance[rows], criterion_variance[some], leaning[some])
        information += crossed - with_units.T @ (with_units / by_unit[1, some, None])
    return Slope(likelihood, by_unit[0], by_unit[1], gradient, information, variance, criterion_variance, leaning)


def unit_starts(facets: Facets, rows: slice) -> npt.NDArray[np.intp]:
    """Return where in some scorings each unit begins."""
    return np.flatnonzero(np.diff(facets.unit[rows], prepend=-1))


def scores(facets: Facets, piece: Expected, rows: slice, some: slice) -> Floats:
    """Return what each unit adds to the gradient of the other parameters; float64, shape (n, p)."""
    starts = unit_starts(facets, rows)
    found = np.zeros((some.stop - some.start, facets.size))
    found[facets.unit[rows] - some.start, facets.scorer[rows]] = -piece.residual.sum(axis=1)
    found[:, facets.scorers : facets.scorers + facets.criteria] = -np.add.reduceat(piece.residual, starts)
    found[:, facets.scorers + facets.criteria :] = np.add.reduceat(piece.surplus, starts)
    return found


def _crossed(facets: Facets, piece: Expected, rows: slice, variance: Floats) -> Floats:
    """Return the information on the other parameters from some scorings, as if the units were known."""
    scorer, severity = facets.scorer[rows], slice(0, facets.scorers)
    difficulty = slice(facets.scorers, facets.scorers + facets.criteria)
    height = slice(difficulty.stop, facets.size)
    found = np.zeros((facets.size, facets.size))
    by_scorer = [
        np.bincount(scorer, column, facets.scorers) for column in (variance, *piece.variance.T, *piece.leaning.T)
    ]
    found[severity, severity] = np.diag(by_scorer[0])
    found[severity, difficulty.start :] = np.column_stack(by_scorer[1:])
    found[difficulty, difficulty] = np.diag(piece.variance.sum(axis=0))
    found[difficulty, height] = piece.criterion_leaning
    found[height, height] = piece.joint
    upper = np.triu(found)
    return upper + np.triu(upper, 1).T


def _with_units(
    facets: Facets, rows: slice, some: slice, variance: Floats, criterion_variance: Floats, leaning: Floats
) -> Floats:
    """Return the information that units share with the other parameters; float64, shape (n, p)."""
    found = np.zeros((some.stop - some.start, facets.size))
    found[facets.unit[rows] - some.start, facets.scorer[rows]] = -variance
    found[:, facets.scorers : facets.scorers + facets.criteria] = -criterion_variance
    found[:, facets.scorers + facets.criteria :] = -leaning
    return found


def inverse(facets: Facets, slope: Slope) -> tuple[Floats, Floats]:
    """Return the inverse of the information without its null directions, and those.

    Both as in `Maximum`.
    """
    scale = 1 / np.sqrt(facets.ratings)
    values, vectors = np.linalg.eigh(slope.information * np.outer(scale, scale))
    none = values < NO_INFORMATION
    kept = vectors[:, ~none] * scale[:, None]
    null = vectors[:, none] * scale[:, None]
    return (kept / values[~none]) @ kept.T, null / np.abs(null).max(axis=0)


def _step(facets: Facets, slope: Slope) -> tuple[Floats, Floats]:
    """Return Newton's step for the units and for the others, severities and difficulties kept at mean 0."""
    one, two = facets.scorers, facets.scorers + facets.criteria
    share = slope.unit_gradient / slope.unit_information
    carried = np.concatenate(
        [
            np.bincount(facets.scorer, slope.variance * share[facets.unit]),
            share @ slope.criterion_variance,
            share @ slope.leaning,
        ]
    )
    others = _solved(facets, slope, slope.gradient + carried)
    others[:one] -= others[:one].mean()
    others[one:two] -= others[one:two].mean()
    back: Floats = np.bincount(facets.unit, slope.variance * others[facets.scorer]).astype(np.float64)
    back += slope.criterion_variance @ others[one:two] + slope.leaning @ others[two:]
    return (slope.unit_gradient + back) / slope.unit_information, others


def _solved(facets: Facets, slope: Slope, right: Floats) -> Floats:
    """Return the inverse of the information times a vector; where it is well conditioned, the short way."""
    root = np.sqrt(facets.ratings)
    free = np.zeros((2, facets.size))  # what is always free: a constant on all severities, or on all difficulties
    free[0, : facets.scorers] = root[: facets.scorers]
    free[1, facets.scorers : facets.scorers + facets.criteria] = root[facets.scorers : facets.scorers + facets.criteria]
    free /= np.linalg.norm(free, axis=1, keepdims=True)
    scaled = slope.information / np.outer(root, root) + free.T @ free
    try:
        lower = np.linalg.cholesky(scaled)
    except np.linalg.LinAlgError:
        return inverse(facets, slope)[0] @ right
    if float(np.diag(lower).min()) ** 2 < WELL_CONDITIONED:
        return inverse(facets, slope)[0] @ right
    found: Floats = np.linalg.solve(scaled, right / root) / root
    return found


def _ahead(facets: Facets, at: Parameters, slope: Slope, theta: Floats, others: Floats) -> tuple[Parameters, Slope]:
    """Go along a step, or half of it, or a quarter, until the likelihood is no lower."""
    least = slope.likelihood - 1e-12 * abs(slope.likelihood)
    share = 1.0
    for _ in range(MOST_HALVINGS):
        there = at.moved(theta, others, share)
        found = slope_at(facets, there)
        if found.likelihood >= least:
            return there, found
        share /= 2
    return at, slope
