"""What many explanations hold, made once: a matrix has few levels, and a batch few distinct results."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.explain.model import Given, Published, Rank, Result, Share
from ocgscore.matrix import Criterion, Matrix
from ocgscore.matrix.model import weighted
from ocgscore.scoring import distinct

Ints: TypeAlias = npt.NDArray[np.int64]
Positions: TypeAlias = npt.NDArray[np.intp]
LARGEST: Final = 2**63 - 1


class Shelf:
    """The givens, results and ranks of one matrix and batch, each made when first asked for.

    Parameters
    ----------
    matrix : Matrix
    of : int
        How many assessments are ranked.
    """

    def __init__(self, matrix: Matrix, of: int) -> None:
        self.matrix = matrix
        self.given = [_AllGiven(criterion) for criterion in matrix.criteria]
        self.ids = [measure.id for measure in matrix.measures]
        self.reached = [matrix.program.reached(measure) for measure in range(len(matrix.measures))]
        self.dependents = [
            tuple(measure for measure, criteria in enumerate(self.reached) if criterion in criteria)
            for criterion in range(len(matrix.criteria))
        ]
        self._of = of
        self._results: list[dict[tuple[int, int], Result]] = [{} for _ in matrix.measures]
        self._published: dict[tuple[int, int], Published] = {}
        self._ranks: dict[tuple[int, int], Rank] = {}
        self._shares: dict[tuple[int, int], Share] = {}

    def result(self, measure: int, low: int, high: int) -> Result:
        """Return what a measure (by position) comes to, from its numerators."""
        known = self._results[measure]
        found = known.get((low, high))
        if found is None:
            compiled = self.matrix.program.measures[measure]
            ends = self._exact(measure, low), self._exact(measure, high)
            found = Result(self.matrix.measures[measure], *ends, compiled.band(low), compiled.band(high))
            known[low, high] = found
        return found

    def results(self, measure: int, low: Ints, high: Ints) -> list[Result]:
        """Return what a measure (by position) comes to, from columns of its numerators."""
        pairs, codes = distinct_pairs(low, high)
        made = [self.result(measure, *ends) for ends in pairs]
        return [made[code] for code in codes.tolist()]

    def ranks(self, best: Ints, worst: Ints) -> list[Rank]:
        """Return ranks, from columns."""
        pairs, codes = distinct_pairs(best, worst)
        made = [self.rank(*ends) for ends in pairs]
        return [made[code] for code in codes.tolist()]

    def published(self, measure: int, numerator: int) -> Published:
        """Return the published score of a measure (by position), from its numerator."""
        if (measure, numerator) not in self._published:
            band = self.matrix.program.measures[measure].band(numerator)
            self._published[measure, numerator] = Published(self._exact(measure, numerator), band)
        return self._published[measure, numerator]

    def rank(self, best: int, worst: int) -> Rank:
        """Return a rank."""
        found = self._ranks.get((best, worst))
        if found is None:
            found = self._ranks[best, worst] = Rank(best, worst, self._of)
        return found

    def share(self, measure: int, doubled: int) -> Share:
        """Return a share of the width of a measure (by position), from twice its numerator."""
        found = self._shares.get((measure, doubled))
        if found is None:
            amount = self._exact(measure, doubled) / 2
            found = self._shares[measure, doubled] = Share(self.matrix.measures[measure], amount)
        return found

    def _exact(self, measure: int, numerator: int) -> Fraction:
        return Fraction(numerator, self.matrix.program.measures[measure].denominator)


class _AllGiven(dict[tuple[int, int], Given]):
    """Every stretch of a criterion's levels, made when first asked for: 254 levels have 32,385 of them."""

    def __init__(self, criterion: Criterion) -> None:
        super().__init__()
        self._criterion = criterion

    def __missing__(self, stretch: tuple[int, int]) -> Given:
        low, high = (weighted(self._criterion, self._criterion.levels[end].value) for end in stretch)
        self[stretch] = Given(self._criterion, *stretch, low, high)
        return self[stretch]


def distinct_pairs(first: Ints, second: Ints) -> tuple[list[tuple[int, int]], Positions]:
    """Return the distinct pairs of two columns of whole numbers of 0 or more, and each row's position among them.

    Examples
    --------
    >>> pairs, codes = distinct_pairs(np.array([7, 2, 7]), np.array([9, 3, 9]))
    >>> pairs, codes.tolist()
    ([(2, 3), (7, 9)], [1, 0, 1])
    """
    span = int(second.max(initial=0)) + 1
    if (int(first.max(initial=0)) + 1) * span > LARGEST:
        numbers, second = np.unique(second, return_inverse=True)
        others, first = np.unique(first, return_inverse=True)
        pairs, codes = distinct_pairs(first, second)
        return [(int(others[one]), int(numbers[two])) for one, two in pairs], codes
    joined, positions = distinct(first * span + second)
    return [divmod(both, span) for both in joined.tolist()], positions.astype(np.intp)
