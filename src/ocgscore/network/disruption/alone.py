"""The largest component without each of many groups, without taking the network apart for each.

The groups are halved, and halved again. All the people who go with none of the groups of a half are there whichever of
its groups is taken out, so they are drawn together into one node for each component before that half is looked at. The
network shrinks with the groups in question, and a network of m links is worked through once for each halving: about
log2(groups) times, not once for each group.
"""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network.disruption.standing import Standing
from ocgscore.network.disruption.strategy import Progress
from ocgscore.network.membership import Membership
from ocgscore.network.paths.components import components
from ocgscore.network.ties import Flags, Ints, Ties


@attrs.frozen(eq=False)
class _Drawn:
    """A network some of whose nodes stand for whole components.

    Parameters
    ----------
    people : ndarray of int64, shape (x,)
        How many people each node stands for.
    tails, heads : ndarray of int64
    person, group : ndarray of int64, shape (b,)
        Who goes with which of the groups in question.
    settled : int
        The largest of the components that none of these groups touches.
    """

    people: Ints
    tails: Ints
    heads: Ints
    person: Ints
    group: Ints
    settled: int

    def drawn_together(self) -> _Drawn:
        """Make one node of each component of those who go with none of the groups."""
        goes = np.zeros(len(self.people), np.bool_)
        goes[self.person] = True
        number = _components(len(self.people), self.tails, self.heads, ~goes[self.tails] & ~goes[self.heads])
        people = np.bincount(number, self.people).astype(np.int64)
        tails, heads = number[self.tails], number[self.heads]
        apart = tails != heads
        tails, heads, person = tails[apart], heads[apart], number[self.person]
        wanted = np.zeros(len(people), np.bool_)
        for nodes in (tails, heads, person):
            wanted[nodes] = True
        settled = max(self.settled, int(people[~wanted].max(initial=0)))
        new = np.cumsum(wanted) - 1
        return _Drawn(people[wanted], new[tails], new[heads], new[person], self.group, settled)

    def asking(self, groups: slice) -> _Drawn:
        """Ask for some of the groups only."""
        asked = (self.group >= groups.start) & (self.group < groups.stop)
        return attrs.evolve(self, person=self.person[asked], group=self.group[asked])

    def largest(self) -> int:
        """Return the largest component without those who go with a group: one group, everybody else drawn together."""
        stays = np.ones(len(self.people), np.bool_)
        stays[self.person] = False
        return max(self.settled, int(self.people[stays].max(initial=0)))


def largest_without_each(standing: Standing, removable: Membership, progress: Progress | None) -> Ints:
    """Return the size of the largest component without each group.

    Parameters
    ----------
    standing : Standing
    removable : Membership
        Who goes with which group; only people who are there.
    progress : callable or None
        Called with (groups just done, all).

    Returns
    -------
    ndarray of int64, shape (g,)

    Examples
    --------
    >>> path = Standing(Ties.of("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]), np.ones(5, np.bool_))
    >>> groups = Membership.of("abcde", ["X", "Y", "Z"], [("b", "X"), ("e", "Y"), ("a", "X")])
    >>> largest_without_each(path, groups, None).tolist()
    [3, 4, 5]
    """
    ties, count = standing.ties, len(removable.groups)
    found = np.zeros(count, np.int64)
    people = standing.here.astype(np.int64)
    start = _Drawn(people, ties.tails, ties.heads, removable.person, removable.group, 0)
    asked = [(start, 0, count)] if count else []
    while asked:
        network, first, end = asked.pop()
        network = network.asking(slice(first, end)).drawn_together()
        if end - first > 1 and len(network.group):
            middle = (first + end) // 2
            asked += [(network, first, middle), (network, middle, end)]
            continue
        found[first:end] = network.largest()
        if progress is not None:
            progress(end - first, count)
    return found


def _components(n: int, tails: Ints, heads: Ints, kept: Flags) -> Ints:
    tails, heads = tails[kept], heads[kept]
    return components(Ties(tuple(range(n)), tails, heads, np.ones(len(tails)), np.ones(len(tails))))
