"""The network as it stands while people are taken out of it, one after another."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import attrs
import numpy as np

from ocgscore.network.paths.components import components
from ocgscore.network.ties import Flags, Floats, Ints, Ties


@attrs.frozen(eq=False)
class Standing:
    """What is left of a network.

    Parameters
    ----------
    ties : Ties
        All nodes, and the ties between those who remain.
    here : ndarray of bool, shape (n,)
        Who remains.
    """

    ties: Ties
    here: Flags

    @classmethod
    def of(cls, ties: Ties, gone: Flags) -> Standing:
        """Take nodes, and the ties they have, out of a network."""
        return cls(ties.keeping(~gone[ties.tails] & ~gone[ties.heads]), ~gone)

    def without(self, nodes: Ints) -> Standing:
        """Take further nodes out."""
        gone = ~self.here
        gone[nodes] = True
        return Standing.of(self.ties, gone)

    @property
    def remaining(self) -> int:
        """How many remain."""
        return int(np.count_nonzero(self.here))

    def largest(self) -> int:
        """Return how many people the largest component has; 0 where nobody remains."""
        sizes = np.bincount(components(self.ties)[self.here])
        return int(sizes.max(initial=0))


@attrs.frozen(eq=False)
class Made:
    """Ties that were not in the network at first, in the order made.

    Parameters
    ----------
    born : ndarray of int64, shape (r,)
        After how many removals each was made; never falling.
    tails, heads : ndarray of int64, shape (r,)
        Its ends, tail < head.
    strength : ndarray of float64, shape (r,)
    """

    born: Ints
    tails: Ints
    heads: Ints
    strength: Floats

    @classmethod
    def of(cls, made: Sequence[tuple[int, int, int, float]]) -> Made:
        """Put plain (born, tail, head, strength) into arrays."""
        whole = np.array([one[:3] for one in made], np.int64).reshape(-1, 3)
        return cls(whole[:, 0], whole[:, 1], whole[:, 2], np.array([one[3] for one in made], np.float64))

    def __len__(self) -> int:
        """Return how many were made."""
        return len(self.born)


@attrs.frozen(eq=False)
class Course:
    """A course of removals: who goes, in which order, and which ties are made on the way.

    Parameters
    ----------
    ties : Ties
        The network before the first removal.
    order : ndarray of int64, shape (k,)
        Positions of those who go, the first first.
    made : Made
    engines : tuple of str
        What computed the scores that put them in order; none for an order given.
    """

    ties: Ties
    order: Ints
    made: Made = attrs.field(factory=lambda: Made.of([]))
    engines: tuple[str, ...] = ()

    def at(self, step: int) -> Standing:
        """Return the network after so many removals."""
        gone = np.zeros(len(self.ties), np.bool_)
        gone[self.order[:step]] = True
        return Standing.of(self._grown(step), gone)

    def _grown(self, step: int) -> Ties:
        """Return the network with the ties made up to a step, nobody removed yet."""
        made = int(np.searchsorted(self.made.born, step, side="right"))
        if not made:
            return self.ties
        tails = np.concatenate([self.ties.tails, self.made.tails[:made]])
        heads = np.concatenate([self.ties.heads, self.made.heads[:made]])
        strength = np.concatenate([self.ties.strength, self.made.strength[:made]])
        chance = np.concatenate([self.ties.chance, np.ones(made)])
        order = np.lexsort((heads, tails))
        return Ties(self.ties.nodes, tails[order], heads[order], strength[order], chance[order])

    def names(self) -> tuple[Hashable, ...]:
        """Return the names of those who go, the first first."""
        return tuple(self.ties.nodes[position] for position in self.order.tolist())
