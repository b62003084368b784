"""Counting which group takes which place: exact, whatever the order in which draws are counted.

Groups that tie share the places they take: each of t groups gets the t-th part of each of the t places. All counts are
whole numbers, so that no sum depends on the order of counting.
"""

from __future__ import annotations

import sys
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.chance import Ints

Floats: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[Any]
Index: TypeAlias = npt.NDArray[np.intp]
WHOLE: Final = 840  # parts of a place: 1 to 8 groups share it without remainder, and a million draws fit 32 bits
EVEN: Final = 8
FINE: Final = 2**40  # parts of a place where more than 8 share it
MOST_RANKS: Final = 6_000  # places counted at most: of more groups only the first K places are
AT_ONCE: Final = 16  # places counted together: their counts stay in the cache
HELD: Final = 2**24  # places held before they are counted, at most
NARROW, WIDE, SHORT = 32, 64, 16  # bits


@attrs.frozen(eq=False)
class Order:
    """The groups of each draw in order of score, highest first.

    Parameters
    ----------
    takers : ndarray of unsigned integers, shape (n, d)
        Which group takes each place in each draw; n where it is shared.
    tied : Ties
    """

    takers: Numbers
    tied: Ties


@attrs.frozen(eq=False)
class Ties:
    """Every group that ties in a draw.

    Parameters
    ----------
    place : ndarray of intp, shape (t,)
        Where it stands (draw x n + place) among those sorted.
    group, start, length : ndarray of unsigned integers, shape (t,)
        The group, the first of the places (from 0) that those who tie share, and how many they are.
    """

    place: Index
    group: Numbers
    start: Numbers
    length: Numbers


def order_of(scores: Numbers, top: int) -> Order:
    """Sort each draw's groups by score, highest first.

    The group's number is packed below its score into one key, so that one sort of plain numbers does; where the two do
    not fit 64 bits, positions are sorted instead.

    Parameters
    ----------
    scores : ndarray, shape (d, n)
        Whole numbers from 0 to `top`.
    top : int

    Returns
    -------
    Order

    Examples
    --------
    >>> order = order_of(np.array([[3.0, 9.0, 3.0]]), 9)
    >>> order.takers.T.tolist(), order.tied.group.tolist(), order.tied.start.tolist(), order.tied.length.tolist()
    ([[1, 3, 3]], [0, 2], [1, 1], [2, 2])
    """
    groups, same = _sorted(scores, top)
    tied = _ties(groups, same)
    groups.reshape(-1)[tied.place] = scores.shape[1]
    return Order(np.ascontiguousarray(groups.T), tied)


def _sorted(scores: Numbers, top: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Return which group takes each place, and for each place but the last whether the next has the same score."""
    bits = scores.shape[1].bit_length()
    if top.bit_length() + bits > WIDE:
        order = np.argsort(-scores, axis=1, kind="stable")
        ordered = np.take_along_axis(scores, order, axis=1)
        return order, ordered[:, 1:] == ordered[:, :-1]
    key = np.dtype(np.uint32 if top.bit_length() + bits <= NARROW else np.uint64)
    keys = scores.astype(key)
    keys <<= key.type(bits)
    np.subtract(np.arange(scores.shape[1], dtype=key) + key.type(top << bits), keys, out=keys)
    keys.sort(axis=1)
    same = (keys[:, 1:] ^ keys[:, :-1]) < key.type(2**bits)
    narrow = np.dtype(np.uint16 if bits <= SHORT else np.uint32)
    low = keys.view(narrow)[:, :: key.itemsize // narrow.itemsize] if sys.byteorder == "little" else keys.astype(narrow)
    return low & narrow.type(2**bits - 1), same


def _ties(groups: Numbers, same: npt.NDArray[np.bool_]) -> Ties:
    """Find every group in a tie, from the few places whose next one has the same score."""
    places = groups.shape[1]
    draw, at = np.divmod(np.flatnonzero(same), max(places - 1, 1))
    flat = draw * places + at
    begins = np.diff(flat, prepend=-2) != 1  # a run of such places is one tie
    first = flat[begins]
    length = np.diff(np.flatnonzero(begins), append=len(flat)) + 1
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    place = np.repeat(first, length) + within
    kind = groups.dtype if groups.dtype.kind == "u" else np.uint32  # narrow numbers are moved and sorted quicker
    start, many = (first % places).astype(kind), length.astype(kind)
    return Ties(place, groups.reshape(-1)[place], np.repeat(start, length), np.repeat(many, length))


def _place_sums(order: Order) -> Ints:
    """Return the sum and the sum of squares, over the draws, of twice each group's rank, means for those who tie."""
    places, draws = order.takers.shape
    flat = order.takers.T.astype(np.int64) + (np.arange(draws) * (places + 1))[:, None]  # those who share go aside
    twice = np.zeros(draws * (places + 1))
    twice[flat.reshape(-1)] = np.broadcast_to(np.arange(2.0, 2 * places + 1, 2), flat.shape).reshape(-1)
    tied = order.tied
    middle = 2.0 * tied.start + tied.length + 1
    twice[tied.place // places * (places + 1) + tied.group] = middle
    by_group = twice.reshape(draws, -1)[:, :places]
    return np.stack([by_group.sum(axis=0), np.square(by_group).sum(axis=0)]).astype(np.int64)


class Places:
    """Counts places over many draws.

    Parameters
    ----------
    groups : int
        n, how many take part.
    ranks : int
        How many of the first places are counted.
    """

    def __init__(self, groups: int, ranks: int) -> None:
        self._counts = np.zeros((ranks, groups + 1), np.int32)
        self._spread: Ints | None = None
        self._whole = groups == ranks
        self._sums = np.zeros((2, groups), np.int64)  # of places and their squares, where not every place is counted
        self._waiting = np.empty((ranks, max(HELD // groups, 1)), np.uint16 if groups < 2**SHORT else np.uint32)
        self._filled = 0
        self._ties: list[Ties] = []
        self._tied = 0

    def add(self, order: Order) -> None:
        """Count the places of a block of draws."""
        if not self._whole:
            self._sums += _place_sums(order)
        self._ties.append(order.tied)
        self._tied += len(order.tied.place)
        if self._tied > HELD // 8:
            self._settle()
        ranks, room = len(self._counts), self._waiting.shape[1]
        for start in range(0, order.takers.shape[1], room):
            part = order.takers[:ranks, start : start + room]
            if self._filled + part.shape[1] > room:
                self._settle()
            self._waiting[:, self._filled : self._filled + part.shape[1]] = part
            self._filled += part.shape[1]

    def finish(self) -> None:
        """Count what is still held: once, after the last block and before anything is read."""
        self._settle()
        if self._spread is not None:
            np.cumsum(self._spread, axis=0, out=self._spread)

    def _settle(self) -> None:
        width = self._counts.shape[1]
        for start in range(0, len(self._counts), AT_ONCE):
            takers = self._waiting[start : start + AT_ONCE, : self._filled]
            flat = takers + (np.arange(len(takers)) * width)[:, None]
            np.add.at(self._counts[start : start + AT_ONCE].reshape(-1), flat.reshape(-1), np.int32(WHOLE))
        self._filled = 0
        self._share()
        self._ties, self._tied = [], 0

    def place(self, rank: int) -> Floats:
        """Return how often each group took a place (from 0), in draws, shape (n,)."""
        taken: Floats = self._taken(slice(rank, rank + 1))[0]
        return taken

    def first(self, top: int) -> Floats:
        """Return how often each group took one of the first places, in draws, shape (n,)."""
        counted: Floats = self._counts[:top, :-1].sum(axis=0, dtype=np.int64) / WHOLE
        if self._spread is not None:
            counted = counted + self._spread[:top].sum(axis=0) / FINE
        return counted

    def moments(self) -> tuple[Floats, Floats]:
        """Return the sum over all draws of each group's rank, and of its square; shapes (n,).

        Those who tie count the mean of their ranks; in the squares, where every place is counted, the mean square of
        the ranks they share, which is no less.
        """
        groups = self._counts.shape[1] - 1
        if not self._whole:
            places, squares = self._sums.astype(np.float64)
            return places / 2, squares / 4
        sums, squares = np.zeros(groups), np.zeros(groups)
        for start in range(0, groups, AT_ONCE):
            taken = self._parts(slice(start, start + AT_ONCE))
            ranks = np.arange(start + 1, start + 1 + len(taken), dtype=np.float64)
            sums += ranks @ taken
            squares += ranks**2 @ taken
        return sums / WHOLE, squares / WHOLE

    def all(self) -> Floats:
        """Return how often each group took each place counted, in draws, shape (n, ranks)."""
        return self._taken(slice(None)).T

    def _taken(self, ranks: slice) -> Floats:
        return self._parts(ranks) / WHOLE

    def _parts(self, ranks: slice) -> Floats:
        """Return places taken, in parts of a place."""
        parts: Floats = self._counts[ranks, :-1].astype(np.float64)
        if self._spread is not None:
            parts += self._spread[:-1][ranks] * (WHOLE / FINE)
        return parts

    def _share(self) -> None:
        """Give each of those who tie its part of each place they share."""
        group, start, length = (
            np.concatenate([getattr(ties, name) for ties in self._ties] or [np.zeros(0, np.uint16)])
            for name in ("group", "start", "length")
        )
        ranks = len(self._counts)
        # place by place: a thousand times fewer rows of memory to go through; and numbers of 16 bits sort quickest
        order = np.argsort(start, kind="stable")
        width = self._counts.shape[1]
        for ties in range(2, EVEN + 1):
            few = order[length[order] == ties]
            flat = start[few].astype(np.intp) * width + group[few]
            for offset in range(ties):
                within = flat[: np.searchsorted(flat, (ranks - offset) * width)] + offset * width
                np.add.at(self._counts.reshape(-1), within, np.int32(WHOLE // ties))
        many = order[length[order] > EVEN]
        if len(many):
            self._spread_over(*(each[many].astype(np.intp) for each in (start, group, length)))

    def _spread_over(self, start: Index, group: Index, length: Index) -> None:
        ranks, groups = len(self._counts), self._counts.shape[1] - 1
        begun = start < ranks
        start, group, length = start[begun], group[begun], length[begun]
        if self._spread is None:
            self._spread = np.zeros((ranks + 1, groups), np.int64)
        share = FINE // length  # rounded down: no sum of shares exceeds the whole
        np.add.at(self._spread.reshape(-1), start * groups + group, share)
        np.subtract.at(self._spread.reshape(-1), np.minimum(start + length, ranks) * groups + group, share)


def top_hits(scores: Numbers, top: int) -> Ints:
    """Return for each group in how many draws, in units of ``2**-40``, it is among the first K: without sorting.

    Where several groups tie at the last of these places, they share the places left.

    Parameters
    ----------
    scores : ndarray, shape (d, n)
    top : int
        K, from 1 to n.

    Returns
    -------
    ndarray of int64, shape (n,)

    Examples
    --------
    >>> (top_hits(np.array([[3.0, 9.0, 3.0]]), 2) / FINE).tolist()
    [0.5, 1.0, 0.5]
    """
    groups = scores.shape[1]
    line = np.partition(scores, groups - top, axis=1)[:, groups - top, None]
    reached = scores >= line
    hits: Ints = np.count_nonzero(reached, axis=0).astype(np.int64) * FINE
    reaching = np.count_nonzero(reached, axis=1)
    crowded = np.flatnonzero(reaching > top)
    if len(crowded):
        above = np.count_nonzero(scores[crowded] > line[crowded], axis=1)
        level = reaching[crowded] - above
        share = (top - above) * FINE // level
        draw, group = np.nonzero(scores[crowded] == line[crowded])
        np.add.at(hits, group, share[draw] - FINE)
    return hits
