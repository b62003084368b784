"""The line that a capacity draws under a ranked list: which groups are above it, below it, or open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Whole: TypeAlias = npt.NDArray[Any]  # int64, or Python's own integers where 64 bits could be too few
Flags: TypeAlias = npt.NDArray[np.bool_]
Sides: TypeAlias = npt.NDArray[np.int8]
BELOW, OPEN, ABOVE = -1, 0, 1
ROOM: Final = 2**62


@attrs.frozen(eq=False)
class Standing:
    """What n groups may turn out to be.

    Parameters
    ----------
    low, high : ndarray of int64, shape (n,)
        Numerators of the lowest and highest score by the measure that ranks.
    band_low, band_high : ndarray of int64, shape (n,)
        Their bands, as positions from 0.
    position_low, position_high : ndarray of int64, shape (n,)
        The lowest and highest band of organisational position; 0 throughout where there is no such measure.
    cuts : tuple of int
        For bands 1, 2, ...: the least numerator that reaches it.
    """

    low: Ints
    high: Ints
    band_low: Ints
    band_high: Ints
    position_low: Ints
    position_high: Ints
    cuts: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.low)


@attrs.frozen(eq=False)
class Taken:
    """The hours that n groups may take, as whole numbers of one small unit.

    Parameters
    ----------
    least, most : ndarray of int64 (of Python's integers where 64 bits could be too few), shape (n,)
    """

    least: Whole
    most: Whole


def exact_kind(largest: int, count: int) -> type[np.int64 | object]:
    """Return the kind of array that can hold the sum of so many numbers.

    Examples
    --------
    >>> exact_kind(1000, 10) is np.int64, exact_kind(10**18, 100) is object
    (True, True)
    """
    return np.int64 if largest * max(count, 1) < ROOM else object


def taken(standing: Standing, grid: Sequence[Sequence[int]]) -> Taken:
    """Return the least and the most hours of each group over the pairs of bands that are possible.

    The two bands are taken to be free of one another, and every band between the lowest and the highest to be possible:
    the interval may be wider than what can occur, never narrower.

    Parameters
    ----------
    standing : Standing
    grid : sequence of sequence of int
        The hours of each band of the ranking measure (rows) and of position (columns).

    Returns
    -------
    Taken

    Examples
    --------
    >>> one = np.array([1])
    >>> found = taken(Standing(one, one * 9, one * 0, one, one * 0, one * 0), [[5], [40]])
    >>> found.least.tolist(), found.most.tolist()
    ([5], [40])
    """
    hours = _grid(grid, len(standing))
    ends = (standing.band_low, standing.band_high, standing.position_low, standing.position_high)
    return Taken(_over(hours, ends, np.min), _over(hours, ends, np.max))


def sides(standing: Standing, grid: Sequence[Sequence[int]], capacity: int) -> Sides:
    """Say of each group whether it is above the line for certain, below it for certain, or open.

    Groups are served from the highest score down, whole, and none is passed over for a smaller one below it; ties may
    fall in any order. A group is above the line where its hours and those of all before it fit the capacity.

    Parameters
    ----------
    standing : Standing
        Of n groups.
    grid : sequence of sequence of int
        See `taken`.
    capacity : int
        In the unit of the grid.

    Returns
    -------
    ndarray of int8, shape (n,)
        ``ABOVE`` (1): even if every group that could stand before it or tie with it does, at its most hours, it fits.
        ``BELOW`` (-1): even if only those stand before it that must score higher, at their least hours, it does not.
        ``OPEN`` (0): neither.

    Notes
    -----
    Each band that a group may be in is looked at by itself: its own hours are those of that band, and a group before it
    is in that band or a higher one. O(b n log n) for b bands, by prefix sums over the sorted scores. Were every whole
    numerator between the ends possible, and position free of the score, the answer would be exact: what is open could
    then go either way. As it is, some groups called open may be settled; none called settled is open.

    Examples
    --------
    >>> low, high, none = np.array([9, 5, 1]), np.array([9, 6, 7]), np.array([0, 0, 0])
    >>> sides(Standing(low, high, none, none, none, none), [[10]], 20).tolist()
    [1, 0, 0]
    """
    hours = _grid(grid, len(standing), capacity)
    ends = (standing.band_low, standing.band_high, standing.position_low, standing.position_high)
    before = _MustStandBefore.of(standing.low, _over(hours, ends, np.min))
    by_high = np.argsort(standing.high, kind="stable")
    fits, fails = np.ones(len(standing), np.bool_), np.ones(len(standing), np.bool_)
    for band in range(len(hours)):
        there = np.flatnonzero((standing.band_low <= band) & (band <= standing.band_high))
        if not len(there):
            continue
        least, most = (_own(hours[band], standing, there, extreme) for extreme in (np.min, np.max))
        lowest, highest = _within(standing, band, there)
        ahead = _could_stand_before(standing, hours, band, by_high)
        fits[there] &= ahead.others(lowest, there) + most <= capacity
        fails[there] &= before.total(highest) + least > capacity
    return np.where(fits, ABOVE, np.where(fails, BELOW, OPEN)).astype(np.int8)


@attrs.frozen(eq=False)
class _MustStandBefore:
    """The least hours of the groups whose lowest score is above a threshold."""

    lows: Ints
    sums: Whole

    @classmethod
    def of(cls, low: Ints, least: Whole) -> _MustStandBefore:
        order = np.argsort(low, kind="stable")
        return cls(low[order], _suffix_sums(least[order]))

    def total(self, thresholds: Ints) -> Whole:
        found: Whole = self.sums[np.searchsorted(self.lows, thresholds, side="right")]
        return found


@attrs.frozen(eq=False)
class _CouldStandBefore:
    """The most hours of the groups whose highest score is at or above a threshold within a band."""

    highs: Ints
    sums: Whole
    each: Whole

    def others(self, thresholds: Ints, rows: npt.NDArray[np.intp]) -> Whole:
        """Return the hours of all but the group itself, which is always among them."""
        found: Whole = self.sums[np.searchsorted(self.highs, thresholds, side="left")] - self.each[rows]
        return found


def _could_stand_before(
    standing: Standing, hours: Whole, band: int, by_high: npt.NDArray[np.intp]
) -> _CouldStandBefore:
    """Gather what groups take that are in a band or a higher one; those that cannot be are 0 and never asked for."""
    reaches = standing.band_high >= band
    lowest = np.minimum(np.maximum(standing.band_low, band), standing.band_high)
    ends = (lowest, standing.band_high, standing.position_low, standing.position_high)
    each = np.where(reaches, _over(hours, ends, np.max), 0)
    return _CouldStandBefore(standing.high[by_high], _suffix_sums(each[by_high]), each)


def _within(standing: Standing, band: int, rows: npt.NDArray[np.intp]) -> tuple[Ints, Ints]:
    """Return the lowest and highest numerators of groups while they are in a band."""
    low, high = standing.low[rows], standing.high[rows]
    if band > 0:
        low = np.maximum(low, standing.cuts[band - 1])
    if band < len(standing.cuts):
        high = np.minimum(high, standing.cuts[band] - 1)
    return low, high


def _own(hours: Whole, standing: Standing, rows: npt.NDArray[np.intp], extreme: Callable[[Whole], Any]) -> Whole:
    """Return the extreme hours over position of groups in a band whose hours are given."""
    band = np.zeros(len(rows), np.int64)
    return _over(hours[np.newaxis, :], (band, band, standing.position_low[rows], standing.position_high[rows]), extreme)


def _over(hours: Whole, ends: tuple[Ints, Ints, Ints, Ints], extreme: Callable[[Whole], Any]) -> Whole:
    """Return the extreme of the hours over each group's pairs of bands; each distinct choice is looked at once."""
    rows, columns = hours.shape
    coded = np.ravel_multi_index(ends, (rows, rows, columns, columns))
    distinct, which = np.unique(coded, return_inverse=True)
    chosen = np.stack(np.unravel_index(distinct, (rows, rows, columns, columns)), axis=1).tolist()
    found = [extreme(hours[low : high + 1, left : right + 1]) for low, high, left, right in chosen]
    return np.array(found, hours.dtype)[which]


def _suffix_sums(values: Whole) -> Whole:
    """Return the sum from each place to the end, and 0 after the last."""
    return np.concatenate((np.cumsum(values[::-1])[::-1], np.zeros(1, values.dtype)))


def _grid(grid: Sequence[Sequence[int]], count: int, capacity: int = 0) -> Whole:
    largest = max(*map(max, grid), capacity)
    return np.array([list(row) for row in grid], exact_kind(largest, count + 1))
