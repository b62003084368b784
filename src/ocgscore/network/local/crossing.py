"""The E-I index (Krackhardt and Stern 1988): whether ties run between groups or within them."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.local.found import where_defined
from ocgscore.network.local.triangles import spread
from ocgscore.network.membership import Membership
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Flags, Ints, Ties


@attrs.frozen(eq=False)
class Crossings:
    """How many ties of each person, or of each group, are external and internal.

    Parameters
    ----------
    nodes : tuple of hashable, length n
        The people, or the groups.
    external, internal, unplaced : ndarray of int64, shape (n,)
        Unplaced ties are those of which one end, or both, is in no group.
    """

    nodes: tuple[Hashable, ...]
    external: Ints
    internal: Ints
    unplaced: Ints

    @property
    def index(self) -> ByNode:
        """The share of external ties less that of internal ones, from -1 to 1."""
        counted = self.external + self.internal
        index = (self.external - self.internal) / np.maximum(counted, 1)
        return where_defined(self.nodes, index, counted > 0, "no ties between people whose groups are known")


@attrs.frozen(eq=False)
class EIIndex:
    """The E-I index of the network, of each person and of each group.

    Parameters
    ----------
    external, internal, unplaced : int
        Ties of the network.
    people, groups : Crossings
    """

    external: int
    internal: int
    unplaced: int
    people: Crossings
    groups: Crossings

    @property
    def index(self) -> Fraction | None:
        """The index of the network, exactly; None where no tie counts."""
        counted = self.external + self.internal
        return Fraction(self.external - self.internal, counted) if counted else None


def ei_index(network: Network, *, belonging: Membership | None = None) -> EIIndex:
    """Return the E-I index [1]_: external ties less internal ones, over both.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths and directions are ignored.
    belonging : Membership, optional
        Of the same people; by default the network's own.

    Raises
    ------
    RequestError
        If the network is a Ties and no membership is given, or the membership is of other people.

    Notes
    -----
    A tie is internal if the two people share a group, whatever others they are in, and external if they share none. A
    tie of a person who is in no group is neither, since it is not known what it crosses; such ties are counted apart.
    For one group a tie between two members is internal, and a tie of a member to somebody who is in other groups only
    is external.

    References
    ----------
    .. [1] Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises: an experimental
       simulation. Social Psychology Quarterly 51:123-140.

    Examples
    --------
    >>> people = Membership.of("abcd", "XY", [("a", "X"), ("b", "X"), ("b", "Y"), ("c", "Y")])
    >>> found = ei_index(Ties.of("abcd", [("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")]), belonging=people)
    >>> found.external, found.internal, found.unplaced, found.index
    (1, 2, 1, Fraction(-1, 3))
    >>> found.groups.index.as_dict()
    {'X': 0.333333333333, 'Y': 0.333333333333}
    """
    ties = ties_of(network)
    belonging = membership_of(network) if belonging is None else belonging
    if belonging.people != ties.nodes:
        problem = Problem("membership", f"{len(belonging.people)} people", "one of the same people as the network")
        raise RequestError(problem)
    tie, common = _common(ties, belonging)
    internal = np.zeros(ties.size, np.bool_)
    internal[tie] = True
    known = belonging.counts > 0
    placed = known[ties.tails] & known[ties.heads]
    external = placed & ~internal
    return EIIndex(
        int(external.sum()),
        int(internal.sum()),
        int((~placed).sum()),
        _of_people(ties, external, internal, ~placed),
        _of_groups(ties, belonging, placed, common),
    )


def _common(ties: Ties, belonging: Membership) -> tuple[Ints, Ints]:
    """Return each tie and group of which both ends of the tie are members."""
    counts = belonging.counts[ties.tails]
    at = spread(belonging.starts[ties.tails], counts)
    tie, group = np.repeat(np.arange(ties.size), counts), belonging.group[at]
    groups = len(belonging.groups)
    both = np.isin(ties.heads[tie] * groups + group, belonging.person * groups + belonging.group)
    return tie[both], group[both]


def _of_people(ties: Ties, external: Flags, internal: Flags, unplaced: Flags) -> Crossings:
    counts = (
        np.bincount(np.concatenate([ties.tails[kept], ties.heads[kept]]), minlength=len(ties)).astype(np.int64)
        for kept in (external, internal, unplaced)
    )
    return Crossings(ties.nodes, *counts)


def _of_groups(ties: Ties, belonging: Membership, placed: Flags, common: Ints) -> Crossings:
    """Count by group: a tie meets a group once for each end that is a member, an internal one twice."""
    groups = len(belonging.groups)

    def met(kept: Flags) -> Ints:
        ends = np.bincount(np.concatenate([ties.tails[kept], ties.heads[kept]]), minlength=len(ties))
        return np.bincount(belonging.group, ends[belonging.person], groups).astype(np.int64)

    internal = np.bincount(common, minlength=groups).astype(np.int64)
    return Crossings(belonging.groups, met(placed) - 2 * internal, internal, met(~placed))
