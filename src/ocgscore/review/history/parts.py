"""What moved each score: criterion by criterion, and in parts that add up exactly."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.matrix import Matrix
from ocgscore.review.history.model import Bytes, Changes, Exact, Flags, Ints, Parts
from ocgscore.review.history.words import BETTER, LESS, LOWERED, OVERLAPPING, RAISED
from ocgscore.scoring import score_levels

CELLS: Final = 2**24  # levels scored at a time
ROOM: Final = 2**61  # what a number may reach so that two of them are added safely


def kinds_of_change(before: tuple[Bytes, Bytes], after: tuple[Bytes, Bytes]) -> Bytes:
    """Return how each criterion changed in each step; uint8, shape (s, k), 0 where it did not.

    Parameters
    ----------
    before, after : pair of ndarray of uint8, shape (s, k)
        The lowest and the highest level possible.

    Returns
    -------
    ndarray of uint8
        1 + position in `KINDS`: raised or lowered where no level is possible both before and after, better known where
        the new range lies within the old, less known where the old lies within the new, else overlapping.

    Examples
    --------
    >>> low, high = np.array([[0, 1, 0]], np.uint8), np.array([[3, 1, 2]], np.uint8)
    >>> kinds_of_change((low, high), (np.array([[2, 2, 1]], np.uint8), np.array([[2, 2, 3]], np.uint8))).tolist()
    [[3, 1, 5]]
    """
    (low, high), (new_low, new_high) = before, after
    kinds = np.full(low.shape, OVERLAPPING, np.uint8)
    kinds[(new_low <= low) & (new_high >= high)] = LESS
    kinds[(new_low >= low) & (new_high <= high)] = BETTER
    kinds[new_low > high] = RAISED
    kinds[new_high < low] = LOWERED
    kinds[(new_low == low) & (new_high == high)] = 0
    return kinds


def certain(kinds: Bytes) -> Flags:
    """Return where a level certainly changed."""
    found: Flags = (kinds == RAISED) | (kinds == LOWERED)
    return found


def scaled(numbers: Exact, factor: int) -> Exact:
    """Return numbers times a factor, as Python's own whole numbers where they would not fit int64."""
    if numbers.dtype == object:
        return numbers * factor
    most = max(abs(int(numbers.max(initial=0))), abs(int(numbers.min(initial=0))))
    return numbers * factor if most * factor < ROOM else numbers.astype(object) * factor


def end_parts(
    matrix: Matrix, measure: int, before: Bytes, after: Bytes, kinds: Bytes, scores: tuple[Ints, Ints]
) -> tuple[Exact, Exact]:
    """Divide the movement of one end between what became known and what changed.

    Parameters
    ----------
    matrix : Matrix
    measure : int
        Position of the measure.
    before, after : ndarray of uint8, shape (s, k)
        The levels at that end.
    kinds : ndarray of uint8, shape (s, k)
    scores : pair of ndarray of int64, shape (s,)
        The scores of both.

    Returns
    -------
    knowledge, level : ndarray, shape (s,)
        Twice each part, over the measure's denominator. They add up to twice the movement.

    Notes
    -----
    The criteria whose level certainly changed are moved first and the others after them, and then the other way round;
    each part is the mean of what it added in the two orders. That is the Shapley value of two players: no order is
    preferred, and with before and after exchanged each part changes its sign and nothing else.
    """
    changed = certain(kinds)
    soft = (kinds > 0) & ~changed
    moved = scaled(scores[1], 2) - scaled(scores[0], 2)
    nothing = np.zeros_like(moved)
    level = np.where(changed.any(1), moved, nothing)
    both = np.flatnonzero(changed.any(1) & soft.any(1))
    if len(both):
        old, new = before[both], after[both]
        first = _scores(matrix, measure, np.where(changed[both], new, old))
        second = _scores(matrix, measure, np.where(soft[both], new, old))
        start, end = scores[0][both], scores[1][both]
        level[both] = scaled(first, 1) - scaled(start, 1) + scaled(end, 1) - scaled(second, 1)
    return moved - level, level


def parts_of(
    knowledge: tuple[Exact, Exact], level: tuple[Exact, Exact], version: tuple[Exact, Exact], defined: Flags
) -> Parts:
    """Gather the parts of both ends."""
    return Parts(
        version_low=np.where(defined, version[0], 0),
        version_high=np.where(defined, version[1], 0),
        version_defined=defined,
        knowledge_low=knowledge[0],
        knowledge_high=knowledge[1],
        level_low=level[0],
        level_high=level[1],
    )


def changes_of(
    matrix: Matrix,
    measure: int,
    before: tuple[Bytes, Bytes],
    after: tuple[Bytes, Bytes],
    kinds: Bytes,
    scores: tuple[Ints, Ints],
) -> Changes:
    """List every change of a criterion, with what it does by itself.

    Parameters
    ----------
    matrix : Matrix
    measure : int
        Position of the measure.
    before, after : pair of ndarray of uint8, shape (s, k)
        The lowest and the highest levels.
    kinds : ndarray of uint8, shape (s, k)
    scores : pair of ndarray of int64, shape (s,)
        The lowest and the highest scores before.

    Returns
    -------
    Changes
    """
    step, criterion = np.nonzero(kinds)
    alone = [
        _alone(matrix, measure, old, new, step, criterion) - start[step]
        for old, new, start in zip(before, after, scores, strict=True)
    ]
    return Changes(
        step=step.astype(np.int64),
        criterion=criterion.astype(np.int64),
        kind=kinds[step, criterion],
        before_low=before[0][step, criterion],
        before_high=before[1][step, criterion],
        after_low=after[0][step, criterion],
        after_high=after[1][step, criterion],
        alone_low=alone[0],
        alone_high=alone[1],
    )


def _alone(
    matrix: Matrix,
    measure: int,
    old: Bytes,
    new: Bytes,
    step: npt.NDArray[np.intp],
    criterion: npt.NDArray[np.intp],
) -> Ints:
    """Score each step's state before with one criterion moved."""
    found = np.empty(len(step), np.int64)
    rows = max(CELLS // max(old.shape[1], 1), 1)
    for start in range(0, len(step), rows):
        part = slice(start, start + rows)
        levels = np.asfortranarray(old[step[part]])
        levels[np.arange(len(levels)), criterion[part]] = new[step[part], criterion[part]]
        found[part] = _scores(matrix, measure, levels)
    return found


def _scores(matrix: Matrix, measure: int, levels: Bytes) -> Ints:
    found: Ints = score_levels(matrix, levels)[0][measure]
    return found
