"""Which criteria move together in a batch, and how many unrelated ones that leaves.

The effective number is the participation ratio ``k**2 / sum(rho**2)``, the squared sum of the correlation matrix's
eigenvalues over the sum of their squares: Bretherton and others, "The effective number of spatial degrees of freedom of
a time-varying field", Journal of Climate 12, 1999. (Nyholt, American Journal of Human Genetics 74, 2004, has another
number from the variance of the same eigenvalues.) Unrelated criteria have an expected ``rho**2`` of ``1 / (n - 1)`` by
chance alone, so in a small batch the ratio falls short of k whatever the criteria are; what chance leaves of it stands
beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import NormalDist, median_low
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.audit.batch import AxisCorrelation, Correlation, EffectiveNumber
from ocgscore.audit.columns import Array
from ocgscore.audit.drawing import scored_columns, stream
from ocgscore.audit.figures import Undefined
from ocgscore.audit.parts import added_pairs, axes_of
from ocgscore.audit.products import part_text
from ocgscore.matrix import Matrix
from ocgscore.ranking.correlation import spearman as rank_correlation

LEAST_ROWS: Final = 10
MOST_ANSWERS: Final = 2 * 10**8  # answers ranked for all pairs together: a larger batch is sampled
ONE_IN: Final = 0.05


def spearman(one: Array, two: Array) -> float | Undefined:
    """Return Spearman's rank correlation, ties sharing their mean rank.

    Parameters
    ----------
    one, two : ndarray of integers, shape (n,)

    Returns
    -------
    float or Undefined
        From -1 to 1; undefined for fewer than 10 rows and where either does not vary.

    Examples
    --------
    >>> spearman(np.arange(10), np.arange(10)[::-1])
    -1.0
    >>> spearman(np.arange(10), np.zeros(10, int)).reason
    'one of the two does not vary'
    """
    if len(one) < LEAST_ROWS:
        return Undefined(f"{len(one)} of at least {LEAST_ROWS} assessments")
    rho = rank_correlation(one, two)
    return Undefined("one of the two does not vary") if rho is None else rho


@attrs.frozen(eq=False)
class Known:
    """Level codes and which of them are known, a row a criterion.

    Parameters
    ----------
    codes : ndarray of uint8, shape (k, n)
    known : ndarray of bool, shape (k, n)
    """

    codes: npt.NDArray[np.uint8]
    known: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, assessments: Assessments, seed: int) -> Known:
        """Return those of a batch, or of a seeded sample of it where it is too large to rank for every pair."""
        criteria, rows = len(assessments.matrix.criteria), len(assessments)
        most = max(MOST_ANSWERS // max(math.comb(criteria, 2), 1), LEAST_ROWS)
        kept = np.arange(rows)
        if rows > most:
            kept = np.sort(stream(seed, "sample").choice(rows, most, replace=False))
        lowest, highest = assessments.lowest[kept].T, assessments.highest[kept].T
        return cls(np.ascontiguousarray(lowest), np.ascontiguousarray(lowest == highest))

    def correlated(self, one: int, two: int) -> tuple[int, float | Undefined]:
        """Return in how many rows two criteria are both known, and their correlation there."""
        both = self.known[one] & self.known[two]
        return int(both.sum()), spearman(self.codes[one][both], self.codes[two][both])

    def varies(self, criterion: int) -> bool:
        """Whether the known levels of a criterion differ."""
        levels = self.codes[criterion][self.known[criterion]]
        return bool(len(levels)) and bool((levels != levels[0]).any())


def correlations(matrix: Matrix, known: Known) -> list[Correlation]:
    """Return the correlation of every pair of criteria, in the order of the matrix."""
    added = added_pairs(matrix.program)
    pairs = combinations(range(len(matrix.criteria)), 2)
    return [
        Correlation(matrix.criteria[one], matrix.criteria[two], *known.correlated(one, two), (one, two) in added)
        for one, two in pairs
    ]


def chance_limit(found: Sequence[Correlation]) -> float | Undefined:
    """Return what the largest correlation of unrelated criteria would pass in 1 batch of 20, all pairs tried.

    Each pair is given its part of the 5 % (Bonferroni) at the middle number of rows; under no relation
    ``atanh(rho)`` is near normal with variance ``1.06 / (n - 3)`` (Fieller, Hartley and Pearson, Biometrika 44, 1957).
    """
    rows = [pair.rows for pair in found if not isinstance(pair.rho, Undefined)]
    if not rows:
        return Undefined("no pair of criteria has a correlation")
    deviations = NormalDist().inv_cdf(1 - ONE_IN / len(rows) / 2)
    return math.tanh(deviations * math.sqrt(1.06 / (median_low(rows) - 3)))


def effective_number(matrix: Matrix, known: Known, found: Sequence[Correlation]) -> EffectiveNumber:
    """Return how many unrelated criteria the answers amount to, among those that the ranking measure depends on."""
    reached: Sequence[int] = range(len(matrix.criteria))
    if matrix.ranks_by is not None:
        reached = matrix.program.reached(matrix.measure_position(matrix.ranks_by))
    ids = {matrix.criteria[at].id for at in reached if known.varies(at)}
    pairs = [pair for pair in found if {pair.one.id, pair.two.id} <= ids]
    rhos = [pair.rho for pair in pairs if not isinstance(pair.rho, Undefined)]
    if not ids or len(rhos) < len(pairs):
        reason = "some pair of criteria has no correlation" if ids else "no criterion varies"
        return EffectiveNumber(len(ids), Undefined(reason), Undefined(reason))
    chance = sum(1 / (pair.rows - 1) for pair in pairs)
    return EffectiveNumber(len(ids), _ratio(len(ids), sum(rho**2 for rho in rhos)), _ratio(len(ids), chance))


def _ratio(criteria: int, squares: float) -> float:
    return criteria**2 / (criteria + 2 * squares)


def axis_correlations(assessments: Assessments) -> Iterator[AxisCorrelation]:
    """Yield the correlation of the two axes of each product of two scores and of each grid, where both are certain.

    Where likelihood and harm are negatively correlated, a matrix can order pairs worse than chance would (Cox 2008).
    """
    matrix = assessments.matrix
    low, high = (scored_columns(matrix.program, codes.T) for codes in (assessments.lowest, assessments.highest))
    for position, measure in enumerate(matrix.measures):
        axes = axes_of(matrix.program, position)
        if axes is None:
            continue
        ends = [(low.node(axis), high.node(axis)) for axis in axes]
        certain = (ends[0][0] == ends[0][1]) & (ends[1][0] == ends[1][1])
        rho = spearman(ends[0][0][certain], ends[1][0][certain])
        names = part_text(matrix, axes[0]), part_text(matrix, axes[1])
        yield AxisCorrelation(measure, names, int(certain.sum()), rho)
