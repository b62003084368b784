"""Cells of a design: which observations share the level of every factor of an effect, counted without any table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Floats, Ints

Places: TypeAlias = npt.NDArray[np.int32]

EACH: Final = "\x00each observation"  # no name of a factor
PLACE: Final = np.int32  # a table of more observations fits no memory
SPARSE: Final = 4  # times as many possible cells as observations: sort rather than count


@attrs.frozen(eq=False)
class Cells:
    """The cells of one effect that hold an observation.

    Parameters
    ----------
    of : ndarray of int32, shape (N,)
        The cell of each observation.
    count : ndarray of int64, shape (L,)
        How many observations each cell holds; at least 1.
    sample : ndarray of int32, shape (L,)
        One observation of each cell.
    """

    of: Places
    count: Ints
    sample: Places

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.count)

    def total(self, weights: Floats) -> Floats:
        """Return the sum over the observations of each cell; float64, shape (L,)."""
        return summed(self.of, weights, len(self))


@attrs.define(eq=False)
class Design:
    """Observations and the level of each factor at which each was made.

    Parameters
    ----------
    factors : mapping of str to ndarray of int64, shape (N,)
        Levels from 0.
    """

    factors: Mapping[str, Ints]
    _made: dict[frozenset[str], Cells] = attrs.field(factory=dict, init=False)

    def __len__(self) -> int:
        """Return the number of observations."""
        return len(next(iter(self.factors.values())))

    def cells(self, effect: Collection[str]) -> Cells:
        """Return the cells of the crossing of some factors; one cell with no factor, one each with `EACH`."""
        key = frozenset(effect)
        if key not in self._made:
            self._made[key] = self._each() if EACH in key else self._crossed(key)
        return self._made[key]

    def _each(self) -> Cells:
        crossed = self.cells(self.factors)
        if len(crossed) == len(self):
            return crossed
        everyone = np.arange(len(self), dtype=PLACE)
        return Cells(everyone, np.ones(len(self), np.int64), everyone)

    def _crossed(self, effect: frozenset[str]) -> Cells:
        code, size = np.zeros(len(self), np.int64), 1
        for name in self.factors:  # in the order given, whatever the order of a set
            if name in effect:
                levels = int(self.factors[name].max()) + 1
                code, size = _closed_up(code * levels + self.factors[name], size * levels)
        sample = np.empty(size, PLACE)
        sample[code] = np.arange(len(self))
        return Cells(code.astype(PLACE), np.bincount(code, minlength=size), sample)


def numbered(column: npt.NDArray[np.generic]) -> Ints:
    """Return the place of each entry among the distinct ones; int64, the same shape."""
    place: Ints = np.unique(column, return_inverse=True)[1].astype(np.int64)
    return place


def summed(place: npt.NDArray[np.integer], weights: Floats, length: int) -> Floats:
    """Return the sum of the weights at each place; float64, shape (length,)."""
    return np.asarray(np.bincount(place, weights, length), np.float64)


def _closed_up(code: Ints, size: int) -> tuple[Ints, int]:
    """Return codes without gaps, in the same order, and how many there are."""
    if size > SPARSE * len(code):
        distinct, closed = np.unique(code, return_inverse=True)
        return closed.astype(np.int64), len(distinct)
    used = np.bincount(code, minlength=size) > 0
    return (np.cumsum(used) - 1)[code], int(used.sum())
