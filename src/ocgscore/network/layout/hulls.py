"""The outline round a set of points."""

from __future__ import annotations

import numpy as np

from ocgscore.network.ties import Floats


def hull(points: Floats) -> Floats:
    """Return the corners of the smallest convex outline round some points, in order round it.

    Parameters
    ----------
    points : ndarray of float64, shape (k, 2)

    Returns
    -------
    ndarray of float64, shape (at most k, 2)

    References
    ----------
    Andrew, A. M. (1979). Another efficient algorithm for convex hulls in two dimensions. Information Processing
    Letters 9, 216–219.

    Examples
    --------
    >>> hull(np.array([[0, 0], [4, 0], [4, 4], [0, 4], [2, 2.0]])).tolist()
    [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]
    """
    ordered = sorted({(float(x), float(y)) for x, y in points.tolist()})
    if len(ordered) < 3:
        return np.array(ordered)
    return np.array(_chain(ordered)[:-1] + _chain(ordered[::-1])[:-1])


def _chain(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points of one side of the outline."""
    kept: list[tuple[float, float]] = []
    for x, y in points:
        while len(kept) > 1:
            (x1, y1), (x2, y2) = kept[-2:]
            if (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0:
                break
            kept.pop()
        kept.append((x, y))
    return kept
