"""Distances in steps, counted exactly for 4,096 sources at a time: a bit for each source, 64 to a word.

A breadth-first search keeps, for every node, the set of sources that have reached it. With a bit for each source one
step of all searches at once is a bitwise *or* over the neighbours of each node [1]_. What is wanted is how many bits
are new, never who they belong to, so nothing of the size of the square of the nodes is ever held.

The nodes are worked on in falling order of degree: the k-th neighbours of all nodes that have one are then the first
rows of an array, and one call fetches them. The few nodes with more neighbours than there are nodes so well connected
are fetched one by one. Once a search has thinned out, only rows that can still change are touched.

References
----------
.. [1] Then, M. et al. (2014). The more the merrier: efficient multi-source graph traversal. PVLDB 8(4):449-460.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.network.paths.components import components
from ocgscore.network.ties import Flags, Ints, Ties

Words: TypeAlias = npt.NDArray[np.uint64]
Rows: TypeAlias = "slice | Ints"
Progress: TypeAlias = Callable[[int, int], object]
WORD: Final = 64
BLOCK: Final = 4096  # sources at a time: rows of 512 bytes, long enough for memory to be read at full speed
FEW: Final = 2048  # rows that are cheaper to work on than to choose from
ALL: Final = np.uint64(2**64 - 1)
_BITS_OF_BYTE: Final = np.array([byte.bit_count() for byte in range(256)], np.uint8)


class Step(NamedTuple):
    """What one step of a block of searches reached."""

    distance: int
    nodes: Ints  # positions, each once
    sources: Ints  # how many sources lie at just this distance from each of them, above 0


def pairs_at(
    ties: Ties, sources: Ints | None = None, *, without: Flags | None = None, progress: Progress | None = None
) -> Ints:
    """Return how many ordered pairs (source, other node) lie 1, 2, … steps apart.

    Parameters
    ----------
    ties : Ties
        Strengths are ignored; of a directed network a pair is apart by the steps from the source to the other.
    sources : ndarray of int64, optional
        Positions of the nodes to start from; all by default, which in an undirected network counts every pair twice.
    without : ndarray of bool, shape (n,), optional
        Nodes taken out of the network, with their ties: cheaper than making a network without them.
    progress : callable, optional
        Called with (sources done, all sources) after each block of them.

    Returns
    -------
    ndarray of int64, shape (longest distance,)
        Exact; the first is for distance 1. Pairs that are not joined are not counted.

    Examples
    --------
    >>> path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])
    >>> pairs_at(path).tolist(), pairs_at(path, np.array([0])).tolist()
    ([6, 4, 2], [1, 1, 1])
    >>> pairs_at(path, without=np.array([False, True, False, False])).tolist()
    [2]
    """
    found: list[int] = []
    for step in steps(ties, sources, without=without, progress=progress):
        if step.distance > len(found):
            found.append(0)
        found[step.distance - 1] += int(step.sources.sum())
    return np.array(found, np.int64)


def counts_at(
    ties: Ties, sources: Ints | None = None, *, without: Flags | None = None, progress: Progress | None = None
) -> Ints:
    """Return for each node how many sources lie 1, 2, … steps from it.

    Parameters
    ----------
    ties : Ties
        Of a directed network the steps from the source *to* the node count; for those from the node to the sources
        give ``ties.turned()``.
    sources, without, progress
        As of `pairs_at`.

    Returns
    -------
    ndarray of int64, shape (n, longest distance)
        Exact; the first column is for distance 1.

    Examples
    --------
    >>> counts_at(Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])).tolist()
    [[1, 1, 1], [2, 1, 0], [2, 1, 0], [1, 1, 1]]
    """
    found: list[Ints] = []
    for step in steps(ties, sources, without=without, progress=progress):
        if step.distance > len(found):
            found.append(np.zeros(len(ties), np.int64))
        found[step.distance - 1][step.nodes] += step.sources
    return np.stack(found, axis=1) if found else np.zeros((len(ties), 0), np.int64)


def steps(
    ties: Ties, sources: Ints | None = None, *, without: Flags | None = None, progress: Progress | None = None
) -> Iterator[Step]:
    """Yield what each step of each block of searches reached, blocks in the order of their sources.

    Parameters
    ----------
    ties, sources, without, progress
        As of `counts_at`.

    Examples
    --------
    >>> for step in steps(Ties.of("abc", [("a", "b"), ("b", "c")]), np.array([0])):
    ...     print(step.distance, step.nodes.tolist(), step.sources.tolist())
    1 [1] [1]
    2 [2] [1]
    """
    chosen = np.arange(len(ties)) if sources is None else np.asarray(sources, np.int64)
    if without is not None:
        chosen = chosen[~without[chosen]]
    layout = _Layout.of(ties)
    for start in range(0, len(chosen), BLOCK):
        block = chosen[start : start + BLOCK]
        yield from _search(layout, block, without)
        if progress is not None:
            progress(len(block), len(chosen))


@attrs.frozen(eq=False)
class _Layout:
    """The neighbours of each node, by falling degree: a *row* is a node's place in that order."""

    nodes: Ints  # of each row
    row: Ints  # of each node
    component: Ints  # of each row
    nth: list[Ints]  # the k-th neighbour (a row) of the rows that have one: the first rows
    hubs: list[Ints]  # the further neighbours of each of the first rows

    @classmethod
    def of(cls, ties: Ties) -> _Layout:
        """Lay out the arcs that arrive at each node."""
        arriving = ties.turned()
        degree = arriving.degree
        nodes = np.argsort(-degree, kind="stable")
        row = np.empty_like(nodes)
        row[nodes] = np.arange(len(nodes))
        degree, starts, ends = degree[nodes], arriving.starts[nodes], row[arriving.ends]
        # The call of a k-th neighbour serves all rows that have one; beyond as many calls as rows, go row by row.
        rows_with = np.searchsorted(-degree, -np.arange(1, int(degree.max(initial=0)) + 1), side="right").tolist()
        deep = next((k for k, count in enumerate(rows_with) if count <= k), len(rows_with))
        nth = [ends[starts[: rows_with[k]] + k] for k in range(deep)]
        hubs = rows_with[deep] if deep < len(rows_with) else 0
        rest = [ends[starts[hub] + deep : starts[hub] + degree[hub]] for hub in range(hubs)]
        return cls(nodes, row, components(ties)[nodes], nth, rest)

    @property
    def joined(self) -> int:
        """How many rows have a neighbour: the first."""
        return len(self.nth[0]) if self.nth else 0

    def at_most(self, sources: Ints) -> Ints:
        """Return how many sources may yet reach each row: the others in its component."""
        rows = self.row[sources]
        found: Ints = np.bincount(self.component[rows], minlength=len(self.nodes))[self.component]
        np.subtract.at(found, rows, 1)
        return found

    def gathered(self, of: npt.NDArray[Any], rows: Rows) -> npt.NDArray[Any]:
        """Return the bitwise or of what the neighbours of some rows hold; `rows` rise and have neighbours."""
        if isinstance(rows, slice):
            return self._gathered(of, self.nth, self.hubs)
        ends = np.searchsorted(rows, [len(nth) for nth in self.nth]).tolist()
        nth = [nth[rows[:end]] for nth, end in zip(self.nth, ends, strict=True) if end or nth is self.nth[0]]
        return self._gathered(of, nth, [self.hubs[hub] for hub in rows[: np.searchsorted(rows, len(self.hubs))]])

    @staticmethod
    def _gathered(of: npt.NDArray[Any], nth: list[Ints], hubs: list[Ints]) -> npt.NDArray[Any]:
        found = of[nth[0]]
        for neighbours in nth[1:]:
            found[: len(neighbours)] |= of[neighbours]
        for hub, neighbours in enumerate(hubs):
            found[hub] |= np.bitwise_or.reduce(of[neighbours], axis=0)
        return found


def _search(layout: _Layout, sources: Ints, without: Flags | None) -> Iterator[Step]:
    """Yield the steps of one block of searches."""
    reached, to_come = _first_words(layout, sources), layout.at_most(sources)
    front = reached.copy()
    if without is not None:
        removed = layout.row[without]
        reached[removed], to_come[removed] = ALL, 0
    active = np.zeros(len(layout.nodes), np.bool_)
    active[layout.row[sources]] = True
    distance = 0
    while layout.joined and active.any():
        distance += 1
        rows = _changing(layout, active, to_come)
        new = layout.gathered(front, rows)
        new &= ~reached[rows]
        reached[rows] |= new
        counts = _bits_in_rows(new)
        to_come[rows] -= counts
        front[rows] = new  # what other rows held before may stay: their neighbours have it already
        active[:] = False
        active[rows] = counts > 0
        if counts.any():
            yield Step(distance, layout.nodes[active], counts[counts > 0])


def _changing(layout: _Layout, active: Flags, to_come: Ints) -> Rows:
    """Return the rows that the next step may change: all that have neighbours, unless far fewer of many do."""
    if layout.joined < FEW:
        return slice(0, layout.joined)
    near = layout.gathered(active, slice(None)) & (to_come[: layout.joined] > 0)
    return slice(0, layout.joined) if 2 * np.count_nonzero(near) > layout.joined else np.flatnonzero(near)


def _first_words(layout: _Layout, sources: Ints) -> Words:
    """Return the bit of each source, in its own row."""
    words = np.zeros((len(layout.nodes), -(-len(sources) // WORD)), np.uint64)
    number = np.arange(len(sources))
    bits = np.left_shift(np.uint64(1), (number % WORD).astype(np.uint64))
    np.bitwise_or.at(words, (layout.row[sources], number // WORD), bits)
    return words


def _bits_in_rows(words: Words) -> Ints:
    """Return how many bits are set in each row."""
    bits = np.bitwise_count(words) if hasattr(np, "bitwise_count") else _BITS_OF_BYTE[words.view(np.uint8)]
    counts: Ints = bits.sum(axis=1, dtype=np.int64)
    return counts
