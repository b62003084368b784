"""How many scorers gave each unit each level: all that agreement needs to know of a criterion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Ints


def rating_counts(table: npt.NDArray[np.integer], levels: int) -> Ints:
    """Count the ratings of each unit at each level.

    Parameters
    ----------
    table : ndarray of integers, shape (n, f)
        Units by scorers: positions of levels from 0, negative where nothing is known.
    levels : int
        How many levels the whole scale has, used or not.

    Returns
    -------
    ndarray of int64, shape (n, levels)

    Examples
    --------
    >>> rating_counts(np.array([[0, 2, 2], [1, -1, 0]]), 3).tolist()
    [[1, 0, 2], [1, 1, 0]]
    """
    at = np.maximum(table, -1) + (np.arange(len(table), dtype=np.int32) * (levels + 1) + 1)[:, None]
    counts = np.bincount(
        at.ravel(), minlength=len(table) * (levels + 1)
    )  # quicker to count the unknown than to skip them
    return counts.reshape(-1, levels + 1)[:, 1:]
