"""The ends of an interval over draws, without keeping the draws."""

from __future__ import annotations

from math import floor
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.network.ties import Floats, Ints

Kept: TypeAlias = npt.NDArray[np.floating[Any]]
BLOCK: Final = 16  # draws gathered before they are sorted in


def beyond(draws: int, level: float) -> int:
    """Return how many of so many draws lie beyond each end of an interval that holds a share of them.

    Examples
    --------
    >>> beyond(200, 0.95), beyond(1, 0.95)
    (5, 0)
    """
    return floor(round(draws * (1 - level) / 2, 9))


class Extremes:
    """The lowest, or the highest, of many draws of many numbers.

    Parameters
    ----------
    width : int
        How many numbers a draw has.
    most : int
        How many of the draws are kept, at least 1.
    highest : bool
        Keep the highest; otherwise the lowest.
    ranks : bool
        Whether the numbers are ranks, which need half the room: a float32 holds whole numbers up to 16,777,216 exactly.
    """

    def __init__(self, width: int, most: int, *, highest: bool, ranks: bool = False) -> None:
        self._sign = -1.0 if highest else 1.0
        self._most = most
        self._kept: Kept = np.empty((0, width), np.float32 if ranks else np.float64)
        self._new: list[Kept] = []

    def add(self, values: Floats, known: npt.NDArray[np.bool_]) -> None:
        """Add a draw; numbers that are not known in it count for nothing."""
        self._new.append(np.where(known, self._sign * values, np.inf).astype(self._kept.dtype, copy=False))
        if len(self._new) >= BLOCK:
            self._sort_in()

    def at(self, place: Ints) -> Floats:
        """Return the number in a place (0-based) from the outer end, for each column; infinite where none is known."""
        self._sort_in()
        rows = np.sort(self._kept, axis=0)
        found: Floats = self._sign * np.take_along_axis(rows, place[None, :], axis=0)[0].astype(np.float64)
        return found

    def _sort_in(self) -> None:
        rows = np.concatenate([self._kept, *(row[None, :] for row in self._new)])
        self._new = []
        if len(rows) > self._most:
            rows.partition(self._most - 1, axis=0)
            rows = rows[: self._most].copy()  # a view would keep the rows left out in memory
        self._kept = rows
