"""Groups that share members: how many, what share, and how likely so many would be by chance."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.network.between import Network, membership_of
from ocgscore.network.groups.chances import log_tail
from ocgscore.network.groups.pairs import GroupPairs, shared_pairs
from ocgscore.network.membership import Membership
from ocgscore.network.ties import Floats, Ints


@attrs.frozen
class SharedMembers:
    """Two groups and the members they share.

    Parameters
    ----------
    group, other : hashable
        `group` comes first by name.
    people : tuple of hashable
        Whom they share, by name; at least one.
    sizes : tuple of int
        How many members each of the two has.
    log_chance : float
        Natural logarithm of `chance`.
    """

    group: Hashable
    other: Hashable
    people: tuple[Hashable, ...]
    sizes: tuple[int, int]
    log_chance: float

    @property
    def count(self) -> int:
        """How many members they share."""
        return len(self.people)

    @property
    def jaccard(self) -> Fraction:
        """The shared among all members of either group; above 0 and at most 1 (Jaccard 1901)."""
        return Fraction(self.count, sum(self.sizes) - self.count)

    @property
    def coefficient(self) -> Fraction:
        """The shared among the members of the smaller group; above 0 and at most 1 (Szymkiewicz 1934, Simpson 1943)."""
        return Fraction(self.count, min(self.sizes))

    @property
    def chance(self) -> float:
        """Chance that groups of these sizes, drawn blindly from all people on the map, share at least so many."""
        return float(np.exp(self.log_chance))


@attrs.frozen(eq=False)
class Overlap:
    """Every pair of groups that shares a member.

    Parameters
    ----------
    belonging : Membership
    sizes : ndarray of int64, shape (g,)
        How many members each group has.
    pairs : GroupPairs
        Every pair that shares somebody, with the positions of the people shared.
    log_chance : ndarray of float64, shape (p,)
        Natural logarithm of the hypergeometric chance of each pair.
    order : ndarray of int64, shape (l,)
        The pairs listed, in their order: the most members shared first, then the smaller the smaller group, then the
        fewer both have together, then by name.

    Notes
    -----
    Shared members are Breiger's M = B Bᵀ [1]_, for B groups × people, worked out for pairs that share somebody only.
    The chance is the hypergeometric upper tail over all people on the map, members or not. It is no verdict: groups are
    not drawn blindly, and of many pairs some are unlikely by chance alone.

    References
    ----------
    .. [1] R. L. Breiger, "The duality of persons and groups", Social Forces 53 (1974) 181–190.
    """

    belonging: Membership
    sizes: Ints
    pairs: GroupPairs
    log_chance: Floats
    order: Ints

    def __len__(self) -> int:
        """Return the number of pairs listed."""
        return len(self.order)

    def __getitem__(self, place: int) -> SharedMembers:
        """Return the pair in a place (0-based) of the list."""
        pair = int(self.order[place])
        ends = int(self.pairs.low[pair]), int(self.pairs.high[pair])
        return SharedMembers(
            self.belonging.groups[ends[0]],
            self.belonging.groups[ends[1]],
            tuple(self.belonging.people[person] for person in self.pairs.of_pair(pair).tolist()),
            (int(self.sizes[ends[0]]), int(self.sizes[ends[1]])),
            float(self.log_chance[pair]),
        )

    def __iter__(self) -> Iterator[SharedMembers]:
        """Iterate over the list."""
        return (self[place] for place in range(len(self)))

    def as_dict(self) -> dict[tuple[Hashable, Hashable], SharedMembers]:
        """Return the pairs by their two groups, the first by name first."""
        return {(pair.group, pair.other): pair for pair in self}


def overlap(network: Network, *, least: int = 1) -> Overlap:
    """Return every pair of groups that shares members.

    Parameters
    ----------
    network : OcgMap or networkx graph
        Groups of a networkx graph stand in the node attribute ``group`` or ``groups``.
    least : int
        List pairs that share at least so many; 1 or more.

    Returns
    -------
    Overlap

    Raises
    ------
    RequestError
        For a network without groups.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_nodes_from([("ann", {"groups": "X|Y"}), ("bob", {"groups": "X"}), ("cy", {"groups": "Y"}), "di"])
    >>> [pair] = overlap(graph)
    >>> pair.people, pair.jaccard, pair.coefficient, round(pair.chance, 4)
    (('ann',), Fraction(1, 3), Fraction(1, 2), 0.8333)
    """
    belonging = membership_of(network)
    pairs = shared_pairs(belonging.person, belonging.group, len(belonging.groups))
    sizes = belonging.sizes
    one, other = sizes[pairs.low], sizes[pairs.high]
    logs = log_tail(len(belonging.people), one, other, pairs.counts)
    order = np.lexsort((pairs.high, pairs.low, one + other, np.minimum(one, other), -pairs.counts))
    listed = order[pairs.counts[order] >= least]
    return Overlap(belonging, sizes, pairs, logs, listed)
