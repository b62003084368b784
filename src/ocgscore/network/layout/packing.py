"""Parts that nothing joins, laid side by side without waste.

Each part becomes the squares of a grid that it covers, and takes the free place nearest to the middle of the page.

References
----------
Freivalds, K., Dogrusoz, U. and Kikusts, P. (2002). Disconnected graph layout and the polyomino packing approach.
Graph Drawing 2001, LNCS 2265, 378–391.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ocgscore.network.layout.hulls import hull
from ocgscore.network.ties import Flags, Floats

SQUARE: Final = 12.0  # a side of the grid's squares, at least
SQUARES: Final = 120.0  # about as many squares make a side of the whole


def packed(parts: Sequence[tuple[Floats, Floats]], shape: float) -> list[Floats]:
    """Return how far to move each part so that none meets another and all fill a page.

    Parameters
    ----------
    parts : sequence of (ndarray, ndarray), each of shape (k, 2)
        Centres, and widths and heights, of the boxes of each part.
    shape : float
        Width of the page over its height.

    Returns
    -------
    list of ndarray of float64, shape (2,)

    Examples
    --------
    >>> one = (np.zeros((1, 2)), np.array([[10.0, 10.0]]))
    >>> [move.tolist() for move in packed([one, one], 1.5)]
    [[0.0, 0.0], [-24.0, 0.0]]
    """
    size = max(SQUARE, float(np.sqrt(sum(float(np.prod(np.ptp(at, axis=0) + 1)) for at, _ in parts))) / SQUARES)
    cells = [_covered(*part, size) for part in parts]
    order = sorted(range(len(parts)), key=lambda number: (-int(cells[number][0].sum()), number))
    area = sum(covered.size for covered, _ in cells)
    longest = max((max(covered.shape) for covered, _ in cells), default=1)
    side = 3 * longest + 3 * int(np.sqrt(float(area))) + 4
    taken = np.zeros((side, side), np.bool_)
    moves: list[Floats] = [np.zeros(2)] * len(parts)
    for number in order:
        covered, corner = cells[number]
        row, column = _best_place(taken, covered, shape)
        taken[row : row + covered.shape[0], column : column + covered.shape[1]] |= covered
        moves[number] = np.array([column - side // 2, row - side // 2]) * size - corner
    first = moves[order[0]] if order else np.zeros(2)
    return [move - first for move in moves]


def _covered(at: Floats, boxes: Floats, size: float) -> tuple[Flags, Floats]:
    """Return the squares that a part's convex hull covers, with a margin of half a square, and its corner."""
    half = boxes * 0.5 + SQUARE * 0.5
    corners = np.concatenate([at + half * sign for sign in ([1, 1], [1, -1], [-1, 1], [-1, -1])])
    corner = corners.min(axis=0)
    outline = (hull(corners) - corner) / size
    columns, rows = (int(number) for number in np.ceil(outline.max(axis=0)))
    covered = np.zeros((max(rows, 1), max(columns, 1)), np.bool_)
    for row in range(len(covered)):
        low, high = _span(outline, row, row + 1)
        covered[row, int(np.floor(low)) : max(int(np.ceil(high)), int(np.floor(low)) + 1)] = True
    return covered, corner


def _span(outline: Floats, low: float, high: float) -> tuple[float, float]:
    """Return how far a convex outline reaches to both sides between two heights."""
    following = np.roll(outline, -1, axis=0)
    rise = following[:, 1] - outline[:, 1]
    reached = [outline[(outline[:, 1] >= low) & (outline[:, 1] <= high), 0]]
    for level in (low, high):
        crossed = (rise != 0) & (np.minimum(outline[:, 1], following[:, 1]) <= level)
        crossed &= np.maximum(outline[:, 1], following[:, 1]) >= level
        share = (level - outline[crossed, 1]) / rise[crossed]
        reached.append(outline[crossed, 0] + share * (following[crossed, 0] - outline[crossed, 0]))
    xs = np.concatenate(reached)
    return float(xs.min()), float(xs.max())


def _best_place(taken: Flags, covered: Flags, shape: float) -> tuple[int, int]:
    """Return the free place for a part whose middle is nearest to the middle of the page."""
    rows, columns = taken.shape[0] - covered.shape[0] + 1, taken.shape[1] - covered.shape[1] + 1
    blocked = np.zeros((rows, columns), np.bool_)
    counted = np.zeros((taken.shape[0], taken.shape[1] + 1), np.int32)
    np.cumsum(taken, axis=1, out=counted[:, 1:])
    for row, line in enumerate(covered):  # a part is convex: what it covers of a row is one stretch
        low, length = int(line.argmax()), int(line.sum())
        before = counted[row : row + rows, low : low + columns]
        blocked |= counted[row : row + rows, low + length : low + length + columns] > before
    down = np.arange(rows) * 2 + covered.shape[0] - taken.shape[0]
    across = np.arange(columns) * 2 + covered.shape[1] - taken.shape[1]
    high, wide = (np.abs(down) * shape)[:, None], np.abs(across)[None, :]
    # A rectangle's edge is as far out everywhere; its corners are taken last.
    off = np.maximum(high, wide) + (high + wide) * 0.125
    row, column = divmod(int(np.where(blocked, np.inf, off).argmin()), columns)
    return row, column
