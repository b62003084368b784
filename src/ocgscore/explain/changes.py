"""Every single change of a level, scored and ranked as columns."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.ranking import Ranking
from ocgscore.scoring import Scores, score_levels

Ints: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Positions: TypeAlias = npt.NDArray[np.intp]


@attrs.frozen(eq=False)
class Changes:
    """c assessments that differ from those of a batch in one level, scored on m measures.

    There is one for every row asked for, every criterion, and every level other than the one known. They stand in the
    order of the rows asked for, then of the criteria, then of the levels.

    Parameters
    ----------
    row : ndarray of intp, shape (c,)
        Position of the assessment in the batch.
    place : ndarray of intp, shape (c,)
        Position among the rows asked for.
    criterion, level : ndarray of intp, shape (c,)
    possible : ndarray of bool, shape (c,)
        Whether the assessment leaves this level possible: then it is no change but what may turn out.
    up : ndarray of bool, shape (c,)
        Whether the level is above all that the assessment leaves possible.
    low, high : ndarray of int64, shape (m, c)
        Numerators of the lowest and highest score with the level changed.
    band_low, band_high : ndarray of uint8, shape (m, c)
    band_moves : ndarray of bool, shape (m, c)
        Whether either band is another than before; False throughout for a measure without bands.
    best, worst : ndarray of int64, shape (c,), or None
        The competition rank with the level changed, every other assessment as it is; None where nothing ranks.
    rank_moves : ndarray of bool, shape (c,)
        Whether either is another than before; False throughout where nothing ranks.
    """

    row: Positions
    place: Positions
    criterion: Positions
    level: Positions
    possible: Flags
    up: Flags
    low: Ints
    high: Ints
    band_low: Bytes
    band_high: Bytes
    band_moves: Flags
    best: Ints | None
    worst: Ints | None
    rank_moves: Flags

    def take(self, kept: Positions | Flags) -> Changes:
        """Return the changes at some positions."""
        columns: dict[str, Any] = {
            name: None if array is None else array[..., kept]
            for name, array in attrs.asdict(self, recurse=False).items()
        }
        return Changes(**columns)

    def flips(self) -> Positions:
        """Return the positions of the changes to a level ruled out that move a band or the rank."""
        return np.flatnonzero(~self.possible & (self.rank_moves | self.band_moves.any(axis=0)))


def changes(scores: Scores, ranking: Ranking | None, rows: Positions) -> Changes:
    """Score every single change of a level.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    ranking : Ranking or None
        Of the same.
    rows : ndarray of intp
        The rows whose levels to change, one at a time, against the batch as it is.

    Returns
    -------
    Changes
    """
    batch = scores.assessments
    place, criterion, level = _all_changes(scores, rows)
    row = rows[place]
    lowest, highest = batch.lowest[row, criterion], batch.highest[row, criterion]
    (low, band_low), (high, band_high) = (
        score_levels(batch.matrix, _changed(codes, row, criterion, level)) for codes in (batch.lowest, batch.highest)
    )
    band_moves = (band_low != scores.band_low[:, row]) | (band_high != scores.band_high[:, row])
    best = worst = None
    rank_moves = np.zeros(len(row), np.bool_)
    if ranking is not None:
        best, worst = _ranks(scores, ranking, row, low, high)
        rank_moves = (best != ranking.best[row]) | (worst != ranking.worst[row])
    return Changes(
        row=row,
        place=place,
        criterion=criterion,
        level=level,
        possible=(lowest <= level) & (level <= highest),
        up=level > highest,
        low=low,
        high=high,
        band_low=band_low,
        band_high=band_high,
        band_moves=band_moves,
        best=best,
        worst=worst,
        rank_moves=rank_moves,
    )


def _all_changes(scores: Scores, rows: Positions) -> tuple[Positions, Positions, Positions]:
    """Return the place among the rows, the criterion and the level of every change."""
    batch = scores.assessments
    levels = [len(criterion.levels) for criterion in batch.matrix.criteria]
    criterion = np.repeat(np.arange(len(levels)), levels)
    level = np.concatenate([np.arange(number) for number in levels])
    lowest, highest = batch.lowest[rows][:, criterion], batch.highest[rows][:, criterion]
    as_it_is = (lowest == highest) & (lowest == level)
    place, column = np.nonzero(~as_it_is)
    return place, criterion[column], level[column]


def _changed(codes: Bytes, row: Positions, criterion: Positions, level: Positions) -> Bytes:
    """Return the level codes of rows, each with one criterion's level changed."""
    made = np.empty((len(row), codes.shape[1]), np.uint8, order="F")
    for column in range(codes.shape[1]):
        np.take(codes[:, column], row, out=made[:, column])
    made[np.arange(len(row)), criterion] = level
    return made


def _ranks(scores: Scores, ranking: Ranking, row: Positions, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Rank changed assessments among the others as they are: each takes the place of its own row."""
    at = scores.assessments.matrix.measure_position(ranking.by)
    lows, highs = scores.low[at], scores.high[at]
    best = 1 + _above(lows, high[at]) - (lows[row] > high[at])
    worst = 1 + _above(highs, low[at]) - (highs[row] > low[at])
    return best, worst


def _above(values: Ints, thresholds: Ints) -> Ints:
    """Return for each threshold how many values are greater."""
    return len(values) - np.searchsorted(np.sort(values), thresholds, side="right").astype(np.int64)
