"""Steps between people in many copies of a network at once, each with other people taken out of it.

A breadth-first search from everybody, in every copy: a bit for each source in each copy, 64 to a word, so that one
bitwise *or* over the neighbours of a person moves all the searches on by a step; see `ocgscore.network.paths.hops`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.network.paths.hops import ALL, WORD, Words
from ocgscore.network.ties import Flags, Ints, Ties

CELLS: Final = 2**17  # words for the neighbours of everybody, in the copies worked on together


def pairs_in_copies(ties: Ties, gone: Flags, sources: Ints) -> Ints:
    """Return how many ordered pairs (source, other person) lie 1, 2, … steps apart in each copy.

    Parameters
    ----------
    ties : Ties
        Undirected; strengths are ignored.
    gone : ndarray of bool, shape (copies, n)
        Who is taken out of each copy.
    sources : ndarray of int64
        Positions of those searched from; in a copy without one of them it counts for nothing.

    Returns
    -------
    ndarray of int64, shape (copies, longest distance)
        Exact.

    Examples
    --------
    >>> path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])
    >>> pairs_in_copies(path, np.array([[0, 0, 0, 0], [0, 1, 0, 0]], np.bool_), np.arange(4)).tolist()
    [[6, 4, 2], [2, 0, 0]]
    """
    words = max(-(-len(sources) // WORD), 1)
    together = max(1, CELLS // (words * max(len(ties.ends), 1)))
    rows = [list(_searched(ties, gone[first : first + together], sources)) for first in range(0, len(gone), together)]
    longest = max(map(len, rows), default=0)
    found = np.zeros((len(gone), longest), np.int64)
    for number, steps in enumerate(rows):
        for distance, counts in enumerate(steps):
            found[number * together : (number + 1) * together, distance] = counts
    return found


def _searched(ties: Ties, gone: Flags, sources: Ints) -> Iterator[Ints]:
    """Yield how many pairs lie 1, 2, … steps apart in each of the copies worked on together."""
    joined = np.flatnonzero(ties.degree)
    starts = ties.starts[joined]
    front = _first(len(ties), gone, sources)
    reached = front.copy()
    reached[gone.T] = ALL
    while len(joined):
        new = np.bitwise_or.reduceat(front[ties.ends], starts, axis=0)
        new &= ~reached[joined]
        reached[joined] |= new
        front[joined] = new
        counts = _bits(new)
        if not counts.any():
            return
        yield counts


def _first(n: int, gone: Flags, sources: Ints) -> Words:
    """Return the bit of each source in its own row, in the copies that have it; shape (n, copies, words)."""
    number = np.arange(len(sources))
    bits = np.left_shift(np.uint64(1), (number % WORD).astype(np.uint64))
    words = np.zeros((n, len(gone), max(-(-len(sources) // WORD), 1)), np.uint64)
    words[sources, :, number // WORD] = np.where(gone[:, sources].T, np.uint64(0), bits[:, np.newaxis])
    return words


def _bits(words: Words) -> Ints:
    """Return how many bits are set in each copy."""
    bits = np.bitwise_count(words) if hasattr(np, "bitwise_count") else _BITS_OF_BYTE[words.view(np.uint8)]
    counts: Ints = bits.sum(axis=(0, 2), dtype=np.int64)
    return counts


_BITS_OF_BYTE: Final = np.array([byte.bit_count() for byte in range(256)], np.uint8)
