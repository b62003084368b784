"""Ranks: competition ranks with the best and the worst that the unknowns allow."""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem, RequestError
from ocgscore.scoring import Scores

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
COUNTED: Final = 2**22  # scores below this are counted in a table, which is quicker than sorting them


@attrs.frozen(eq=False)
class Ranking:
    """The order of n assessments by one measure; arrays are read-only.

    Parameters
    ----------
    by : str
        Id of the measure.
    best, worst : ndarray of int64, shape (n,)
        Competition ranks from 1 (1, 2, 2, 4): `best` where this assessment scores its highest and every other its
        lowest, `worst` the other way round. Equal where nothing unknown can change the rank.
    tied : ndarray of bool, shape (n,)
        Another assessment has the same score for certain.
    """

    by: str
    best: Ints
    worst: Ints
    tied: Flags

    def order(self) -> npt.NDArray[np.intp]:
        """Return row positions for a ranked list: by best rank, then worst rank, then the order of the sheet."""
        return np.lexsort((self.worst, self.best))

    def text(self, row: int) -> str:
        """Return a rank as displayed: ``4`` where it is certain, ``3–5`` where it is not, ``4=`` where it is tied."""
        best, worst = int(self.best[row]), int(self.worst[row])
        return (f"{best}" if best == worst else f"{best}–{worst}") + "=" * bool(self.tied[row])


def rank(scores: Scores, by: str | None = None) -> Ranking:
    """Rank a batch, highest score first, in O(n log n) or better.

    Parameters
    ----------
    scores : Scores
    by : str, optional
        A measure; the matrix's own ranking measure by default.

    Returns
    -------
    Ranking

    Raises
    ------
    RequestError
        No such measure, or none given for a matrix that ranks nothing by itself.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": "A", "corruption": "low"}, {"group": "B", "corruption": "high"}]
    >>> full = [{name: row.get(name, "nil") for name in ["group", "corruption", "violence"]} for row in rows]
    >>> ranking = rank(score(assess(full, "sleipnir-2000")))
    >>> ranking.best.tolist(), ranking.worst.tolist()  # seventeen criteria are unknown
    ([1, 1], [2, 2])
    """
    chosen = ranking_measure(scores, by)
    low, high = scores[chosen].low, scores[chosen].high
    best, worst = ranks_between(low, high)
    tied = _tied(low, high)
    for array in (best, worst, tied):
        array.flags.writeable = False
    return Ranking(chosen, best, worst, tied)


def ranks_between(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the best and the worst rank of whole-number bounds, from 1; see `Ranking`."""
    best = 1 + _count_above(low, high)
    # among those whose highest is above my lowest I count myself, unless my score is certain
    worst = 1 + _count_above(high, low) - (high > low)
    return best, worst


def ranking_measure(scores: Scores, by: str | None) -> str:
    """Return the measure to rank by; `RequestError` where there is none."""
    matrix = scores.assessments.matrix
    chosen = by or matrix.ranks_by
    if chosen is None:
        hint = f"name one of its measures (--by, --measure): {', '.join(measure.id for measure in matrix.measures)}"
        raise RequestError(Problem(matrix.name, None, "a measure that ranks", hint))
    return matrix.measure(chosen).id


def _tied(low: Ints, high: Ints) -> Flags:
    """Return whether another row has the same certain score."""
    certain = np.flatnonzero(low == high)
    _, which, counts = np.unique(low[certain], return_inverse=True, return_counts=True)
    tied = np.zeros(len(low), np.bool_)
    tied[certain] = counts[which] > 1
    return tied


def count_below(values: Ints, thresholds: Ints) -> Ints:
    """Return for each threshold how many values are less; int64, in the thresholds' order."""
    if _countable(values, thresholds):
        return np.concatenate(([0], _running_counts(values, thresholds)))[thresholds]
    return np.searchsorted(np.sort(values), thresholds).astype(np.int64)


def _count_above(values: Ints, thresholds: Ints) -> Ints:
    """Return for each threshold how many values are greater."""
    if _countable(values, thresholds):
        return len(values) - _running_counts(values, thresholds)[thresholds]
    return len(values) - np.searchsorted(np.sort(values), thresholds, side="right").astype(np.int64)


def _countable(values: Ints, thresholds: Ints) -> bool:
    return max(int(values.max(initial=0)), int(thresholds.max(initial=0))) < COUNTED


def _running_counts(values: Ints, thresholds: Ints) -> Ints:
    """Return how many values are at most 0, 1, 2, ... up to the greatest of both."""
    top = max(int(values.max(initial=0)), int(thresholds.max(initial=0)))
    return np.cumsum(np.bincount(values, minlength=top + 1), dtype=np.int64)
