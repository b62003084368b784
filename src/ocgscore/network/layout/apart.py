"""The last pass of a layout: nothing lies on anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from ocgscore.network.layout.exact import gathered
from ocgscore.network.ties import Floats, Ints

ROWS: Final = 256
MARGIN: Final = 30.0  # pairs nearer than this are watched
ROUNDS: Final = 12  # of pushing before the near pairs are looked for again
LOOKS: Final = 12  # for near pairs, before the whole is grown
GROWTH: Final = 1.03  # of the whole, each time that pushing alone was not enough
FIRST_SHRINKAGE: Final = 0.1  # of the whole, when its gaps are closed; halved where that is too much
LEAST_SHRINKAGE: Final = 0.02
DRAWS: Final = 60  # rounds of drawing together
STRIDE: Final = 0.3  # of a gap closed in a round
FLATTER: Final = 0.1  # of the height that a round takes away, times what the page is flatter than a square
CROWDED: Final = 1.0  # pairs that lie on each other, for each node, at most when pushing begins
LOOSENING: Final = 1.06  # of the whole, each time that there are more
LOOSENINGS: Final = 24
SLACK: Final = 0.3  # pushed further than need be, so that rounding to a tenth cannot undo it
Pushes: TypeAlias = Callable[[Floats, Ints, Ints], Floats]


def boxes_apart(at: Floats, boxes: Floats, *, tight: bool = False) -> Floats:
    """Move boxes as little as may be until none lies on another.

    Parameters
    ----------
    at : ndarray of float64, shape (n, 2)
        Their centres.
    boxes : ndarray of float64, shape (n, 2)
        Widths and heights.
    tight : bool
        Close the gaps that pushing has left.

    Returns
    -------
    ndarray of float64, shape (n, 2)

    Examples
    --------
    >>> boxes_apart(np.zeros((2, 2)), np.array([[10.0, 4.0], [10.0, 4.0]])).round(2).tolist()
    [[0.0, -2.15], [0.0, 2.15]]
    """

    def pushes(at: Floats, one: Ints, other: Ints) -> Floats:
        apart = at[other] - at[one]
        side = np.where(apart < 0, -1.0, 1.0)
        overlap = (boxes[one] + boxes[other]) * 0.5 - np.abs(apart)
        touching = (overlap[:, 0] > 0) & (overlap[:, 1] > 0)
        sideways = overlap[:, 0] < overlap[:, 1]
        along = np.where(np.column_stack([sideways, ~sideways]), overlap + SLACK, 0.0)
        return np.where(touching[:, None], along * side, 0.0)

    return _pushed_apart(at, boxes, pushes, tight=tight)


def discs_apart(at: Floats, radius: Floats, *, tight: bool = False) -> Floats:
    """Move discs as little as may be until none lies on another.

    Parameters
    ----------
    at : ndarray of float64, shape (n, 2)
    radius : ndarray of float64, shape (n,)
    tight : bool
        Close the gaps that pushing has left.
    """
    return _pushed_apart(at, np.column_stack([radius, radius]) * 2, _disc_pushes(radius), tight=tight)


def _disc_pushes(radius: Floats) -> Pushes:
    """Return how to push discs apart."""

    def pushes(at: Floats, one: Ints, other: Ints) -> Floats:
        apart = at[other] - at[one]
        distance = np.sqrt(apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1])
        overlap = radius[one] + radius[other] - distance
        straight = np.where(distance[:, None] > 0, apart / np.maximum(distance, 1e-9)[:, None], [[1.0, 0.0]])
        return np.where(overlap > 0, overlap + SLACK, 0.0)[:, None] * straight

    return pushes


def drawn_together(at: Floats, radius: Floats, pairs: Ints, weight: Floats, shape: float) -> Floats:
    """Draw discs that links join towards each other until they nearly touch, the whole keeping a page's proportions.

    Parameters
    ----------
    at : ndarray of float64, shape (n, 2)
    radius : ndarray of float64, shape (n,)
    pairs : ndarray of int64, shape (m, 2)
        Each joined pair once.
    weight : ndarray of float64, shape (m,)
        How strongly each pair is drawn.
    shape : float
        Width over height.
    """
    boxes, at = np.column_stack([radius, radius]) * 2, at.copy()
    one, other = pairs[:, 0], pairs[:, 1]
    drawn = np.maximum(gathered(weight, one, len(at)) + gathered(weight, other, len(at)), 1e-9)
    for _ in range(DRAWS):
        apart = at[other] - at[one]
        distance = np.sqrt(apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1])
        gap = np.maximum(distance - radius[one] - radius[other], 0.0)
        pull = apart * (weight * gap / np.maximum(distance, 1e-9))[:, None] * STRIDE
        for axis in (0, 1):
            moved = gathered(pull[:, axis], one, len(at)) - gathered(pull[:, axis], other, len(at))
            at[:, axis] += moved / drawn
        at[:, 1] *= 1 - FLATTER * (1.0 - 1.0 / shape)
        at, _ = _pushed(at, boxes, _disc_pushes(radius), looks=1)
    return at


def _pushed_apart(at: Floats, boxes: Floats, pushes: Pushes, *, tight: bool) -> Floats:
    """Push pairs apart until there is nothing to push; then, if asked, close the gaps that this has left."""
    free = False
    at = _loosened(at, boxes, pushes)
    while not free:
        at, free = _pushed(at, boxes, pushes)
        at = at if free else at * GROWTH
    shrinkage = FIRST_SHRINKAGE if tight and len(at) > 1 else 0.0
    while shrinkage > LEAST_SHRINKAGE:
        closer, free = _pushed(at * (1 - shrinkage), boxes, pushes)
        if free and _extent(closer) < _extent(at) * (1 - shrinkage / 4):
            at = closer
        else:
            shrinkage /= 2
    return at


def _pushed(at: Floats, boxes: Floats, pushes: Pushes, looks: int = LOOKS) -> tuple[Floats, bool]:
    """Push pairs apart for a while; return where that leads, and whether nothing is left to push."""
    for _ in range(looks):
        one, other = _near(at, boxes)
        for step in range(ROUNDS):
            push = pushes(at, one, other) * 0.5
            if not push.any():
                if step == 0:
                    return at, True
                break
            moved = [gathered(push[:, axis], other, len(at)) - gathered(push[:, axis], one, len(at)) for axis in (0, 1)]
            at = at + np.column_stack(moved)
    return at, False


def _loosened(at: Floats, boxes: Floats, pushes: Pushes) -> Floats:
    """Grow the whole until few lie on each other: pushed out of a crowd, what belongs in the middle ends at the rim."""
    for _ in range(LOOSENINGS):
        if np.count_nonzero(pushes(at, *_near(at, boxes)).any(axis=1)) <= CROWDED * len(at):
            break
        at = at * LOOSENING
    return at


def _extent(at: Floats) -> float:
    """Return how far the whole reaches: half its round."""
    wide, high = (at.max(axis=0) - at.min(axis=0)).tolist()
    return float(wide + high)


def _near(at: Floats, boxes: Floats) -> tuple[Ints, Ints]:
    """Return the pairs of boxes that lie on each other, or nearly."""
    found = []
    for first in range(0, len(at), ROWS):
        rows = slice(first, first + ROWS)
        near = np.ones((len(at[rows]), len(at)), np.bool_)
        for axis in (0, 1):
            reach = (boxes[rows, None, axis] + boxes[None, :, axis]) * 0.5 + MARGIN
            near &= np.abs(at[rows, None, axis] - at[None, :, axis]) < reach
        one, other = np.nonzero(near)
        found.append(np.column_stack([one + first, other]))
    pairs = np.concatenate([np.zeros((0, 2), np.int64), *found])
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    return pairs[:, 0], pairs[:, 1]
