"""Arithmetic that gives the same bits on every machine.

A layout is thousands of rounds, each from the one before: a difference in the last bit would grow into another picture.
So only operations that IEEE 754 fixes are used (add, subtract, multiply, divide, square root, element by element), and
sums are taken over whole numbers, whose order does not matter: no matrix products, sines or logarithms.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from ocgscore.network.ties import Floats, Ints

ONE: Final = 2.0**20  # a unit of length as a whole number
ROUND: Final = (0.0, 0.382683, 0.707107, 0.92388, 1.0)  # sines of 0, 22.5, 45, 67.5 and 90 degrees
GOLDEN: Final = (-0.737369, 0.675490)  # cosine and sine of the golden angle


def total(values: Floats, axis: int | None = None) -> Any:
    """Return sums that do not depend on the order of adding.

    Examples
    --------
    >>> float(total(np.array([0.5, 0.25, 2.0])))
    2.75
    """
    return np.rint(values * ONE).astype(np.int64).sum(axis=axis) / ONE


def gathered(values: Floats, to: Ints, length: int) -> Floats:
    """Return the sums of values by the number of the place each goes to; float64, shape (length,).

    Examples
    --------
    >>> gathered(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), 3).tolist()
    [5.0, 2.0, 0.0]
    """
    sums = np.zeros(length, np.int64)
    np.add.at(sums, to, np.rint(values * ONE).astype(np.int64))
    return sums / ONE


def directions() -> Floats:
    """Return sixteen unit vectors round a circle; float64, shape (16, 2)."""
    quarter = [(ROUND[4 - step], ROUND[step]) for step in range(4)]
    half = quarter + [(-y, x) for x, y in quarter]
    return np.array(half + [(-x, -y) for x, y in half])


def spiral(count: int, spacing: float) -> Floats:
    """Return points that fill a disc evenly, as seeds fill a sunflower; float64, shape (count, 2).

    References
    ----------
    Vogel, H. (1979). A better way to construct the sunflower head. Mathematical Biosciences 44, 179–189.

    Examples
    --------
    >>> spiral(2, 10.0).round(1).tolist()
    [[7.1, 0.0], [-9.0, 8.3]]
    """
    points, (x, y) = np.empty((count, 2)), (1.0, 0.0)
    for number in range(count):
        points[number] = x, y
        x, y = x * GOLDEN[0] - y * GOLDEN[1], x * GOLDEN[1] + y * GOLDEN[0]
    seeds: Floats = points * (spacing * np.sqrt(np.arange(count) + 0.5))[:, None]
    return seeds
