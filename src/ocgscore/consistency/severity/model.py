"""The many-facet Rasch model: its facets, its parameters, and one pass over the ratings.

log(P_k / P_(k-1)) = theta of the unit - severity of the scorer - difficulty of the criterion - threshold k
(Linacre 1989, 1994). A severe scorer has a positive severity and gives lower levels.

Inside, the thresholds of a structure stand as heights: the sum of the thresholds up to a level. Both ends of the levels
in use have height 0, so the mean threshold is 0 and the place of the structure is in the difficulties. A level nobody
uses has no height and no probability, and the levels above it keep their positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.ratings import Flags, Floats, Ints, Levels

CHUNK: Final = 400_000  # numbers in the largest array of a pass: small enough for the processor's cache


@attrs.frozen(eq=False)
class Structure:
    """Criteria that share one set of thresholds.

    Parameters
    ----------
    criteria : ndarray of int64
        Columns of the levels.
    used : ndarray of int64, shape (l,), l >= 2
        The levels in use, lowest first.
    at : slice
        Where the heights of its inner levels stand among those of all structures.
    """

    criteria: Ints
    used: Ints
    at: slice


@attrs.frozen(eq=False, slots=False)
class Facets:
    """The ratings the model is fitted to: every unit, scorer and criterion in it is informative.

    Parameters
    ----------
    unit, scorer : ndarray of int64, shape (r,)
        Of each scoring, counted from 0 without a gap; in the order of units.
    levels : ndarray of int16, shape (r, k)
        -1 where nothing is known.
    structures : tuple of Structure
    """

    unit: Ints
    scorer: Ints
    levels: Levels
    structures: tuple[Structure, ...]

    @cached_property
    def units(self) -> int:
        """How many units there are."""
        return 1 + int(self.unit[-1])

    @cached_property
    def scorers(self) -> int:
        """How many scorers there are."""
        return 1 + int(self.scorer.max())

    @property
    def criteria(self) -> int:
        """How many criteria there are."""
        return int(self.levels.shape[1])

    @property
    def inner(self) -> int:
        """How many inner levels all structures have together."""
        return int(self.structures[-1].at.stop)

    @property
    def size(self) -> int:
        """How many parameters there are beside the units': severities, difficulties, heights, in this order."""
        return self.scorers + self.criteria + self.inner

    @cached_property
    def ratings(self) -> Ints:
        """How many ratings each parameter takes part in; int64, shape (size,)."""
        known = self.levels >= 0
        by_criterion = known.sum(axis=0)
        by_height = [np.full(len(part.used) - 2, by_criterion[part.criteria].sum()) for part in self.structures]
        by_scorer = np.bincount(self.scorer, known.sum(axis=1))
        return np.concatenate([by_scorer, by_criterion, *by_height]).astype(np.int64)

    def chunks(self) -> Iterator[tuple[slice, slice]]:
        """Yield scorings and units in pieces that fit the cache; no unit is cut in two."""
        starts = np.append(np.flatnonzero(np.diff(self.unit, prepend=-1)), len(self.unit))
        deepest = max(len(structure.used) * len(structure.criteria) for structure in self.structures)
        per_unit = np.maximum(np.diff(starts) * deepest, self.size)
        piece = np.cumsum(per_unit) // CHUNK
        cuts = np.append(np.flatnonzero(np.diff(piece, prepend=-1)), self.units)
        for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            yield slice(int(starts[first]), int(starts[last])), slice(first, last)


@attrs.frozen(eq=False)
class Parameters:
    """Values of the parameters, in logits.

    Parameters
    ----------
    theta : ndarray of float64, shape (n,)
    severity : ndarray of float64, shape (f,)
    difficulty : ndarray of float64, shape (k,)
    height : ndarray of float64
        Of the inner levels of all structures.
    """

    theta: Floats
    severity: Floats
    difficulty: Floats
    height: Floats

    def moved(self, theta: Floats, others: Floats, share: float) -> Parameters:
        """Return the parameters after a share of a step."""
        severity, difficulty, height = np.split(others, [len(self.severity), len(self.severity) + len(self.difficulty)])
        return Parameters(
            self.theta + share * theta,
            self.severity + share * severity,
            self.difficulty + share * difficulty,
            self.height + share * height,
        )

    def heights(self, structure: Structure) -> Floats:
        """Return the heights of all the levels in use of a structure, the ends with their 0."""
        return np.concatenate([[0.0], self.height[structure.at], [0.0]])


@attrs.frozen(eq=False)
class Expected:
    """What the model expects of some scorings.

    Parameters
    ----------
    residual, variance : ndarray of float64, shape (r, k)
        Level given minus level expected, and variance of the level; 0 where nothing is known.
    surplus : ndarray of float64, shape (r, q)
        For each inner level, how often it was expected beyond how often it was given, over the criteria.
    leaning : ndarray of float64, shape (r, q)
        Covariance of the level and of the use of each inner level, over the criteria.
    criterion_leaning : ndarray of float64, shape (k, q)
        The same over the scorings.
    joint : ndarray of float64, shape (q, q)
        Covariance of the uses of inner levels, summed.
    likelihood : float
        Logarithm.
    """

    residual: Floats
    variance: Floats
    surplus: Floats
    leaning: Floats
    criterion_leaning: Floats
    joint: Floats
    likelihood: float


def expected(facets: Facets, parameters: Parameters, rows: slice) -> Expected:
    """Return what the model expects of some scorings."""
    levels = facets.levels[rows]
    scorings, criteria = levels.shape
    place = (parameters.theta[facets.unit[rows]] - parameters.severity[facets.scorer[rows]])[:, None]
    found = Expected(
        np.zeros((scorings, criteria)),
        np.zeros((scorings, criteria)),
        np.zeros((scorings, facets.inner)),
        np.zeros((scorings, facets.inner)),
        np.zeros((criteria, facets.inner)),
        np.zeros((facets.inner, facets.inner)),
        0.0,
    )
    likelihood = 0.0
    for structure in facets.structures:
        eta = place - parameters.difficulty[structure.criteria]
        likelihood += _of_structure(structure, levels[:, structure.criteria], eta, parameters, found)
    return attrs.evolve(found, likelihood=likelihood)


def probabilities(eta: Floats, used: Ints, heights: Floats) -> tuple[Floats, Floats]:
    """Return the probability of each level in use, and the logarithms before they are made to add up to 1.

    Parameters
    ----------
    eta : ndarray of float64, any shape
        Unit minus severity minus difficulty.
    used : ndarray of int64, shape (l,)
    heights : ndarray of float64, shape (l,)

    Returns
    -------
    probability, logarithm : ndarray of float64, shape (l, ...)
        The logarithms are those of the probabilities.
    """
    shape = (-1,) + (1,) * eta.ndim
    raw = used.reshape(shape) * eta - heights.reshape(shape)
    raw -= raw.max(axis=0)
    found = np.exp(raw)
    total = found.sum(axis=0)
    found /= total
    raw -= np.log(total)
    return found, raw


def _of_structure(structure: Structure, levels: Levels, eta: Floats, parameters: Parameters, into: Expected) -> float:
    """Fill in what belongs to one structure, and return the logarithm of its likelihood."""
    known: Flags = levels >= 0
    used = structure.used.astype(np.float64)
    chance, logarithm = probabilities(eta, structure.used, parameters.heights(structure))
    chance *= known
    mean = np.tensordot(used, chance, 1)
    into.residual[:, structure.criteria] = np.where(known, levels - mean, 0.0)
    into.variance[:, structure.criteria] = np.tensordot(used**2, chance, 1) - mean**2
    inner = chance[1:-1]
    at = np.arange(structure.at.start, structure.at.stop)
    for column, level, probability in zip(at.tolist(), structure.used[1:-1].tolist(), inner, strict=True):
        into.surplus[:, column] = (probability - (levels == level)).sum(axis=1)
        leaning = probability * (level - mean)
        into.leaning[:, column] = leaning.sum(axis=1)
        into.criterion_leaning[structure.criteria, column] = leaning.sum(axis=0)
    flat = inner.reshape(len(inner), eta.size)
    into.joint[np.ix_(at, at)] = np.diag(flat.sum(axis=1)) - flat @ flat.T
    place = np.searchsorted(structure.used, np.where(known, levels, structure.used[0]))
    given = np.take_along_axis(logarithm, place[None], 0)[0]
    return float(given[known].sum())
