"""Rows whose recorded results would be right if one level were another: a level changed after the total was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.explanation import hard_targets
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.numbers import EQUAL, Flags, Verdicts
from ocgscore.scoring import Scores, score

MOST_ROWS: Final = 60
MOST_LISTED: Final = 10


@attrs.frozen
class Stale:
    """One row that would be right with one level changed, and with no other single change.

    Parameters
    ----------
    address : str
        Of the level's cell, or of the row where the sheet has no such column.
    group : str
    row, criterion : int
        From 0.
    now, level : str
        The level's label in the sheet (``"unknown"``, or a range of labels), and the one that would make it right.
    columns : tuple of RecordedColumn
        The recorded cells of the row that it would make right.
    """

    address: str
    group: str
    row: int
    criterion: int
    now: str
    level: str
    columns: tuple[RecordedColumn, ...]


def stale_rows(
    judge: Judge, scores: Scores, found: Sequence[tuple[RecordedColumn, Verdicts]], leave: Flags
) -> tuple[Stale, ...]:
    """Try every single level of rows with wrong cells.

    Parameters
    ----------
    judge : Judge
    scores : Scores
    found : sequence of (RecordedColumn, ndarray of uint8)
    leave : ndarray of bool, shape (n,)
        Rows explained otherwise.

    Returns
    -------
    tuple of Stale
        By row, at most ten: rows where exactly one change of one level makes every wrong cell right, and leaves those
        that are equal so. None where that is so of less than half of the rows tried.
    """
    measured = [(column, verdicts) for column, verdicts in found if column.measure]
    wrong = np.logical_or.reduce([hard_targets(column, verdicts) for column, verdicts in measured] or [leave])
    rows = np.flatnonzero(wrong & ~leave)[:MOST_ROWS]
    if not measured or not len(rows):
        return ()
    assessments = scores.assessments
    options = _options(assessments, rows)
    right = _right(judge, _scored(assessments, options), measured, options[:, 0])
    listed = tuple(_listed(assessments, measured, options[right]))
    # where most rows have no such change, something else is the matter, and the few that have one do by chance
    return listed[:MOST_LISTED] if 2 * len(listed) >= len(rows) else ()


def _options(assessments: Assessments, rows: Rows) -> Rows:
    """Return (row, criterion, level) of every level that is not the one in the sheet; intp, shape (m, 3)."""
    options = [
        (row, position, level)
        for row in rows.tolist()
        for position, criterion in enumerate(assessments.matrix.criteria)
        for level in range(len(criterion.levels))
        if not assessments.lowest[row, position] == assessments.highest[row, position] == level
    ]
    return np.array(options, np.intp).reshape(-1, 3)


def _scored(assessments: Assessments, options: Rows) -> Scores:
    rows, positions, levels = options.T
    lowest, highest = assessments.lowest[rows], assessments.highest[rows]
    at = np.arange(len(options))
    lowest[at, positions] = highest[at, positions] = levels
    return score(attrs.evolve(assessments, lowest=np.asfortranarray(lowest), highest=np.asfortranarray(highest)))


def _right(judge: Judge, scores: Scores, measured: Sequence[tuple[RecordedColumn, Verdicts]], rows: Rows) -> Flags:
    right = np.ones(len(rows), np.bool_)
    for column, verdicts in measured:
        before, after = verdicts[rows], judge.verdicts(column, scores, rows)
        right &= (after == EQUAL) | ((after == before) & ~hard_targets(column, before))
    return right


def _listed(
    assessments: Assessments, measured: Sequence[tuple[RecordedColumn, Verdicts]], options: Rows
) -> Iterator[Stale]:
    rows, counts = np.unique(options[:, 0], return_counts=True)
    alone = set(rows[counts == 1].tolist())
    for row, position, level in options.tolist():
        if row in alone:
            criterion = assessments.matrix.criteria[position]
            yield Stale(
                address=assessments.address(row, position),
                group=assessments.group.row_text(row),
                row=row,
                criterion=position,
                now=_level_text(assessments, row, position),
                level=criterion.levels[level].label,
                columns=tuple(column for column, verdicts in measured if hard_targets(column, verdicts)[row]),
            )


def _level_text(assessments: Assessments, row: int, position: int) -> str:
    levels = assessments.matrix.criteria[position].levels
    low, high = int(assessments.lowest[row, position]), int(assessments.highest[row, position])
    if low == high:
        return levels[low].label
    return "unknown" if high - low == len(levels) - 1 else f"{levels[low].label} to {levels[high].label}"
