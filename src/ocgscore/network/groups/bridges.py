"""What holds groups together: the ties between two groups, who carries them, and what nothing could replace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

import attrs
import numpy as np

from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.groups.cuts import Cut, separating_ties
from ocgscore.network.groups.pairs import GroupPairs, belongs, crossing_pairs, shared_pairs
from ocgscore.network.membership import Membership
from ocgscore.network.ties import Flags, Ints, Ties


@attrs.frozen
class Bridge:
    """Two groups and what joins them.

    Parameters
    ----------
    group, other : hashable
        `group` comes first by name.
    ties : tuple of (hashable, hashable)
        The ties that cross between them, by name; the end in `group` first. See `crossing_pairs`.
    strength : float
        Of these ties together.
    shared : tuple of hashable
        The members of both, by name.
    """

    group: Hashable
    other: Hashable
    ties: tuple[tuple[Hashable, Hashable], ...]
    strength: float
    shared: tuple[Hashable, ...]

    @property
    def carriers(self) -> dict[Hashable, int]:
        """How many of the ties each person carries: the most first, then in the order of the ties."""
        counts = Counter(end for tie in self.ties for end in tie)
        return dict(counts.most_common())

    @property
    def alone(self) -> tuple[Hashable, ...]:
        """Each person without whom the two groups would have neither a tie nor a member in common."""
        if self.shared:
            return self.shared if len(self.shared) == 1 and not self.ties else ()
        return tuple(person for person, count in self.carriers.items() if count == len(self.ties))


@attrs.frozen(eq=False)
class Bridges:
    """Every pair of groups that a tie crosses between or that shares a member, and the ties that separate groups.

    Parameters
    ----------
    ties : Ties
    belonging : Membership
    crossing, sharing : GroupPairs
        The ties that cross between groups; the people that groups share.
    turned : ndarray of bool, shape of ``crossing.things``
        Whether it is the head of the tie that stands in the first of the two groups.
    order : ndarray of int64, shape (l, 4)
        The pairs listed: the positions of the two groups, and the places of the pair in `crossing` and in `sharing`, -1
        where it has none. The fewest ties and shared members together come first, for the less there is the less it
        takes to part them; then by name.
    cuts : tuple of Cut
        The ties whose removal separates groups.
    """

    ties: Ties
    belonging: Membership
    crossing: GroupPairs
    sharing: GroupPairs
    turned: Flags
    order: Ints
    cuts: tuple[Cut, ...]

    def __len__(self) -> int:
        """Return the number of pairs listed."""
        return len(self.order)

    def __getitem__(self, place: int) -> Bridge:
        """Return the pair in a place (0-based) of the list."""
        low, high, tied, shares = self.order[place].tolist()
        crossing, shared = self.crossing.of_pair(tied), self.sharing.of_pair(shares)
        people = self.belonging.people
        turned = self.turned[self.crossing.span(tied)]
        tails, heads = self.ties.tails[crossing], self.ties.heads[crossing]
        first, second = np.where(turned, heads, tails), np.where(turned, tails, heads)
        return Bridge(
            self.belonging.groups[low],
            self.belonging.groups[high],
            tuple((people[one], people[other]) for one, other in zip(first.tolist(), second.tolist(), strict=True)),
            float(self.ties.strength[crossing].sum()),
            tuple(people[person] for person in shared.tolist()),
        )

    def __iter__(self) -> Iterator[Bridge]:
        """Iterate over the list."""
        return (self[place] for place in range(len(self)))


def bridges(network: Network, *, least: int = 1) -> Bridges:
    """Return what joins each pair of groups.

    Parameters
    ----------
    network : OcgMap or networkx graph
    least : int
        List pairs that at least so many ties and shared members together join; 1 or more.

    Returns
    -------
    Bridges

    Raises
    ------
    RequestError
        For a network without groups.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "cy"), ("ann", "di"), ("ann", "bob"), ("cy", "di")])
    >>> nx.set_node_attributes(graph, {"ann": "X", "bob": "X", "cy": "Y", "di": "Y"}, "group")
    >>> [bridge] = bridges(graph)
    >>> bridge.ties, bridge.alone
    ((('ann', 'cy'), ('ann', 'di')), ('ann',))
    """
    belonging, ties = membership_of(network), ties_of(network)
    groups = max(len(belonging.groups), 1)
    crossing = crossing_pairs(ties, belonging)
    sharing = shared_pairs(belonging.person, belonging.group, len(belonging.groups))
    turned = ~belongs(belonging, ties.tails[crossing.things], np.repeat(crossing.low, crossing.counts))
    order = _order(crossing, sharing, groups, least)
    return Bridges(ties, belonging, crossing, sharing, turned, order, separating_ties(ties, belonging))


def _order(crossing: GroupPairs, sharing: GroupPairs, groups: int, least: int) -> Ints:
    """Return the pairs to list, as in `Bridges`."""
    keys = np.union1d(crossing.keys(groups), sharing.keys(groups))
    counts = np.zeros(len(keys), np.int64)
    places = []
    for pairs in (crossing, sharing):
        at = np.searchsorted(keys, pairs.keys(groups))
        place = np.full(len(keys), -1)
        place[at] = np.arange(len(pairs))
        counts[at] += pairs.counts
        places.append(place)
    order = np.lexsort((keys, counts))
    order = order[counts[order] >= least]
    return np.column_stack([keys // groups, keys % groups, *places])[order]
