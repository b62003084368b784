"""Places whose distances on paper follow the steps between them: stress majorisation.

References
----------
Gansner, E. R., Koren, Y. and North, S. (2005). Graph drawing by stress majorization. Graph Drawing 2004, LNCS 3383,
239–250.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.network.layout.exact import spiral, total
from ocgscore.network.ties import Floats, Ints

ROWS: Final = 128  # worked on at a time
FAR: Final = 255  # steps between nodes that nothing joins
LOOSE: Final = 3  # steps that such nodes are placed apart, at most
MOST_ROUNDS: Final = 150
LEAST_ROUNDS: Final = 60
WORK: Final = 60_000_000  # pairs placed in all rounds together, but for the least rounds
Steps: TypeAlias = npt.NDArray[np.uint8]


def steps_between(count: int, pairs: Ints) -> Steps:
    """Return the number of steps between nodes, 255 where nothing joins them.

    Parameters
    ----------
    count : int
        Number of nodes, n: a picture has at most some two thousand, so that n × n bytes are few.
    pairs : ndarray of int64, shape (m, 2)

    Returns
    -------
    ndarray of uint8, shape (n, n)

    Examples
    --------
    >>> steps_between(3, np.array([[0, 1]])).tolist()
    [[0, 1, 255], [1, 0, 255], [255, 255, 0]]
    """
    steps = np.full((count, count), FAR, np.uint8)
    np.fill_diagonal(steps, 0)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    if not len(both):
        return steps
    leaving, starts = np.unique(both[:, 0], return_index=True)
    for first in range(0, count, ROWS):
        _walk(steps[:, first : first + ROWS], leaving, starts, both[:, 1])
    return steps


def _walk(steps: Steps, leaving: Ints, starts: Ints, ends: Ints) -> None:
    """Fill in the steps to a block of nodes, a column each, one step further a round."""
    edge = steps == 0
    for step in range(1, FAR):
        reached = np.zeros_like(edge)
        reached[leaving] = np.logical_or.reduceat(edge[ends], starts, axis=0)
        edge = reached & (steps == FAR)
        if not edge.any():
            return
        steps[edge] = step


def placed(steps: Steps, radius: Floats, gap: float) -> Floats:
    """Return places for discs: joined ones near, others the farther the more steps lie between.

    Parameters
    ----------
    steps : ndarray of uint8, shape (n, n)
    radius : ndarray of float64, shape (n,)
        Of each disc, in units of length.
    gap : float
        Between the edges of two discs that a link joins.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        The centres.
    """
    count = len(radius)
    if count < 2:
        return np.zeros((count, 2))
    near = np.where(steps == FAR, 0, steps)
    steps = np.where(steps == FAR, np.uint8(min(int(near.max()) + 1, LOOSE)), steps)
    step = 2 * float(total(radius)) / count + gap
    at = _start(steps, step)
    rounds = min(MOST_ROUNDS, max(LEAST_ROUNDS, WORK // count**2))
    for _ in range(rounds):
        at = _majorised(at, steps, radius, gap, step)
    return at


def _start(steps: Steps, step: float) -> Floats:
    """Return a start that is unfolded already: distances to two pairs of nodes far apart, crosswise."""
    wide = steps.astype(np.int64)
    first = int(wide[int(wide.sum(axis=1).argmin())].argmax())
    second = int(wide[first].argmax())
    across = np.minimum(wide[first], wide[second]) * 2 - np.abs(wide[first] - wide[second])
    third = int(across.argmax())
    fourth = int((wide[third] * 2 - np.abs(wide[first] - wide[second])).argmax())
    crosswise = np.column_stack([wide[first] - wide[second], wide[third] - wide[fourth]])
    return crosswise * (0.5 * step) + spiral(len(steps), 0.3 * step)


def _majorised(at: Floats, steps: Steps, radius: Floats, gap: float, step: float) -> Floats:
    """Return every node at the mean of where all the others would have it, near ones counting more."""
    after = np.empty_like(at)
    for first in range(0, len(at), ROWS):
        rows = slice(first, first + ROWS)
        apart = at[rows, None, :] - at[None, :, :]
        east, north = apart[..., 0], apart[..., 1]
        distance = np.maximum(np.sqrt(east * east + north * north), 1e-3)
        wanted = radius[rows, None] + radius[None, :] + (gap - step) + steps[rows] * step
        wanted = np.maximum(wanted, gap)
        weight = np.where(steps[rows] == 0, 0.0, (step * step) / (wanted * wanted))
        pull = wanted / distance
        whole = total(weight, axis=1)
        after[rows, 0] = total(weight * (at[None, :, 0] + east * pull), axis=1) / whole
        after[rows, 1] = total(weight * (at[None, :, 1] + north * pull), axis=1) / whole
    return after
