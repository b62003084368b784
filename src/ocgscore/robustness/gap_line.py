"""The top K line over joint draws of all the unknowns of a batch: what a score must reach to stand above it."""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.robustness.gap_outcomes import Chances, Ints
from ocgscore.scoring import MeasureScores

Flags: TypeAlias = npt.NDArray[np.bool_]
ROOM: Final = 2**22  # scores held before the greatest of each draw are kept and the others let go


@attrs.frozen(eq=False)
class Line:
    """Who is above the top K line, as far as that is open.

    A row is in the top K where fewer than K others score higher: where it reaches the K-th greatest score of the
    others. Rows that do so whatever the unknowns turn out to be, and rows that never can, need no draws.

    Parameters
    ----------
    draws : int
    above, below : ndarray of bool, shape (n,)
        Rows in the top K for certain, and out of it for certain.
    settled : ndarray of bool, shape (n,)
        Rows for which nothing unknown of others can move the line: no draws are needed.
    kth, after : ndarray of int64, shape (draws,)
        In each draw the K-th greatest score of all rows, and the one after it.
    """

    draws: int
    above: Flags
    below: Flags
    settled: Flags
    kth: Ints
    after: Ints

    @classmethod
    def of(cls, chances: Chances, result: MeasureScores, top: int) -> Line:
        """Draw the line.

        Parameters
        ----------
        chances : Chances
        result : MeasureScores
            The n scores of the measure that ranks.
        top : int
            K, from 1 to n.
        """
        rows = len(result.low)
        if top == rows:
            all_in, nobody, never = np.ones(rows, np.bool_), np.zeros(rows, np.bool_), np.zeros(chances.draws, np.int64)
            return cls(chances.draws, all_in, nobody, all_in, never, never)
        (low_kth, low_after), (high_kth, high_after) = (_places(ends, top) for ends in (result.low, result.high))
        above, below = result.low > high_kth, result.high < low_after
        least = np.where(result.low >= low_kth, low_after, low_kth)
        most = np.where(result.high >= high_kth, high_after, high_kth)
        contested = np.flatnonzero(~above & ~below)
        kth, after = _drawn_places(chances, result, contested, top - int(np.count_nonzero(above)))
        return cls(chances.draws, above, below, (least == most) | above | below, kth, after)

    def reaching(self, row: int, own: Ints, scores: Ints) -> Ints:
        """Return for each score in how many of the draws a row would be in the top K with it.

        Parameters
        ----------
        row : int
        own : ndarray of int64, shape (draws,)
            The row's own scores in the joint draws: it does not stand in its own way.
        scores : ndarray of int64, shape (m,)
        """
        if self.above[row] or self.below[row]:
            return np.full(len(scores), self.draws if self.above[row] else 0, np.int64)
        needed = np.sort(np.where(own >= self.kth, self.after, self.kth))
        return np.searchsorted(needed, scores, side="right").astype(np.int64)


def _places(scores: Ints, top: int) -> tuple[int, int]:
    """Return the K-th greatest score and the one after it."""
    at = len(scores) - top
    ordered = np.partition(scores, [at - 1, at])
    return int(ordered[at]), int(ordered[at - 1])


def _drawn_places(
    chances: Chances, result: MeasureScores, contested: npt.NDArray[np.intp], top: int
) -> tuple[Ints, Ints]:
    """Return the K-th greatest score and the one after it in each draw, among the rows that may be either."""
    known = result.low[contested] == result.high[contested]
    certain = np.sort(result.low[contested[known]])[-(top + 1) :]
    best = np.broadcast_to(certain, (chances.draws, len(certain)))
    block: list[Ints] = []
    for pattern, rows in chances.patterns(contested[~known].tolist()):
        counted = chances.counted(pattern)
        for row in rows:
            block.append(chances.joint(pattern, counted, row))
            if len(block) * chances.draws >= ROOM:
                best, block = _greatest(best, block, top + 1), []
    best = np.sort(_greatest(best, block, top + 1), axis=1)
    return best[:, 1], best[:, 0]


def _greatest(best: Ints, more: list[Ints], kept: int) -> Ints:
    """Return the greatest scores of each draw, so many of them as are wanted."""
    together = np.column_stack([best, *more])
    at = together.shape[1] - kept
    return together if at <= 0 else np.partition(together, at, axis=1)[:, at:]
