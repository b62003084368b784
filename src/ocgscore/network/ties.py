"""Sparse arrays of a network: what every measure works on.

A network of n nodes and m ties is kept as the arcs that leave each node, side by side (compressed sparse rows), so that
memory grows with the ties and never with the square of the nodes. The nodes stand in the order of their names, so that
the order of rows in a file changes no result, and "the first" of several equals means the first by name.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


def name_order(node: Hashable) -> tuple[str, str]:
    """Return what nodes are put in order by: their text, then their kind, so that 1 and "1" have an order too.

    Examples
    --------
    >>> sorted(["b", 1, "1", "a"], key=name_order)
    [1, '1', 'a', 'b']
    """
    return str(node), type(node).__name__


@attrs.frozen(eq=False, slots=False)
class Ties:
    """A simple network (no self-links, one tie for each pair) as sparse arrays; all of them read-only.

    Parameters
    ----------
    nodes : tuple of hashable, length n
        In the order of `name_order`. Everywhere else a node is its position here, 0 to n - 1.
    tails, heads : ndarray of int64, shape (m,)
        The two ends of each tie. In an undirected network tails < heads; ties stand in the order of (tail, head).
    strength : ndarray of float64, shape (m,)
        How strong each tie is; above 0, 1 where nothing was said.
    chance : ndarray of float64, shape (m,)
        Probability that the tie exists, above 0 and at most 1; 1 where it is taken as certain.
    directed : bool
        True where a tie runs from its tail to its head only.

    Examples
    --------
    >>> ties = Ties.of(["c", "a", "b"], [("a", "b"), ("b", "c")])
    >>> ties.nodes, ties.degree.tolist(), ties.neighbours(1).tolist()
    (('a', 'b', 'c'), [1, 2, 1], [0, 2])
    """

    nodes: tuple[Hashable, ...]
    tails: Ints
    heads: Ints
    strength: Floats
    chance: Floats
    directed: bool = False

    def __attrs_post_init__(self) -> None:
        for array in (self.tails, self.heads, self.strength, self.chance):
            array.flags.writeable = False

    @classmethod
    def of(
        cls,
        nodes: Sequence[Hashable],
        pairs: Sequence[tuple[Hashable, Hashable]],
        strength: Sequence[float] | None = None,
        chance: Sequence[float] | None = None,
        *,
        directed: bool = False,
    ) -> Ties:
        """Put plain pairs of distinct nodes, each pair once, into arrays."""
        ordered = tuple(sorted(nodes, key=name_order))
        place = {node: number for number, node in enumerate(ordered)}
        ends = np.array([(place[a], place[b]) for a, b in pairs], np.int64).reshape(-1, 2)
        if not directed:
            ends.sort(axis=1)
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        strengths = np.ones(len(ends)) if strength is None else np.asarray(strength, np.float64)
        chances = np.ones(len(ends)) if chance is None else np.asarray(chance, np.float64)
        ends = ends[order]
        return cls(ordered, ends[:, 0].copy(), ends[:, 1].copy(), strengths[order], chances[order], directed)

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    @property
    def size(self) -> int:
        """The number of ties, m."""
        return len(self.tails)

    @cached_property
    def place(self) -> dict[Hashable, int]:
        """The position of each node."""
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def _arcs(self) -> tuple[Ints, Ints, Ints]:
        """Return (starts, ends, tie): arcs in the order of (node they leave, node they reach)."""
        tie = np.arange(self.size)
        tails, heads, ties = self.tails, self.heads, tie
        if not self.directed:
            tails, heads = np.concatenate([tails, heads]), np.concatenate([heads, tails])
            ties = np.concatenate([tie, tie])
        order = np.lexsort((heads, tails))
        starts = np.zeros(len(self) + 1, np.int64)
        np.cumsum(np.bincount(tails, minlength=len(self)), out=starts[1:])
        arcs = starts, heads[order], ties[order]
        for array in arcs:
            array.flags.writeable = False
        return arcs

    @property
    def starts(self) -> Ints:
        """Where the arcs that leave each node begin, and where the last end; int64, shape (n + 1,)."""
        return self._arcs[0]

    @property
    def ends(self) -> Ints:
        """The node that each arc reaches, rising within a node; int64, shape (2m,), or (m,) where directed."""
        return self._arcs[1]

    @property
    def tie(self) -> Ints:
        """The number of the tie that each arc belongs to; int64, as long as `ends`."""
        return self._arcs[2]

    @cached_property
    def leaving(self) -> Ints:
        """The node that each arc leaves; int64, as long as `ends`."""
        leaving = np.repeat(np.arange(len(self)), np.diff(self.starts))
        leaving.flags.writeable = False
        return leaving

    @property
    def degree(self) -> Ints:
        """How many arcs leave each node; int64, shape (n,)."""
        return np.diff(self.starts)

    @property
    def weighted(self) -> bool:
        """Whether the ties differ in strength."""
        return bool(self.size) and bool((self.strength != self.strength[0]).any())

    @property
    def certain(self) -> bool:
        """Whether every tie is taken as certain."""
        return bool((self.chance == 1).all())

    def neighbours(self, node: int) -> Ints:
        """Return the nodes that a node's arcs reach, rising."""
        return self.ends[self.starts[node] : self.starts[node + 1]]

    def keeping(self, ties: Flags) -> Ties:
        """Return the network of all nodes and of the ties marked (shape (m,)), each certain as before."""
        return attrs.evolve(
            self,
            tails=self.tails[ties],
            heads=self.heads[ties],
            strength=self.strength[ties],
            chance=self.chance[ties],
        )

    def among(self, nodes: Flags) -> Ties:
        """Return the network of the nodes marked (shape (n,)) and the ties between them, numbered anew."""
        number = np.cumsum(nodes) - 1
        kept = nodes[self.tails] & nodes[self.heads]
        names = tuple(node for node, stays in zip(self.nodes, nodes.tolist(), strict=True) if stays)
        return Ties(
            names,
            number[self.tails[kept]],
            number[self.heads[kept]],
            self.strength[kept],
            self.chance[kept],
            self.directed,
        )

    def undirected(self) -> Ties:
        """Return the network without directions: strengths of both directions added, the chance of either or both."""
        if not self.directed:
            return self
        low, high = np.minimum(self.tails, self.heads), np.maximum(self.tails, self.heads)
        keys, which = np.unique(low * len(self) + high, return_inverse=True)
        absent = np.ones(len(keys))
        np.multiply.at(absent, which, 1 - self.chance)
        return Ties(
            self.nodes,
            keys // max(len(self), 1),
            keys % max(len(self), 1),
            np.bincount(which, self.strength, len(keys)).astype(np.float64),
            1 - absent,
        )

    def turned(self) -> Ties:
        """Return the directed network with every tie turned round; an undirected one as it is."""
        if not self.directed:
            return self
        order = np.lexsort((self.tails, self.heads))
        return Ties(
            self.nodes, self.heads[order], self.tails[order], self.strength[order], self.chance[order], directed=True
        )
