"""Brokerage between groups (Gould and Fernandez 1989): whose two contacts are strangers, and of which groups."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import permutations
from math import lcm
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.network import engines
from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.local.triangles import spread, triangles
from ocgscore.network.membership import Membership
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Flags, Floats, Ints, Ties

ROLES: Final = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
FINEST: Final = 27_720  # parts a person is divided into at most: a common multiple of 1 to 12 groups


@attrs.frozen(eq=False)
class Brokerage:
    """How many open paths each person brokers in each role, and in all.

    Parameters
    ----------
    nodes : tuple of hashable, length n
    coordinator : ndarray of float64, shape (n,)
        Both contacts and the person are of one group (w_I).
    itinerant : ndarray of float64, shape (n,)
        Both contacts are of one group, the person of another (w_O; also called consultant).
    representative : ndarray of float64, shape (n,)
        From the person's own group out to another (b_IO).
    gatekeeper : ndarray of float64, shape (n,)
        From another group into the person's own (b_OI).
    liaison : ndarray of float64, shape (n,)
        All three are of different groups (b_O).
    total : ndarray of float64, shape (n,)
        The five together: the open paths through the person. Whole numbers, as are the roles where nobody is in two
        groups.
    shared : bool
        Whether somebody is in several groups, so that paths are shared out.
    engine : str
    """

    nodes: tuple[Hashable, ...]
    coordinator: Floats
    itinerant: Floats
    representative: Floats
    gatekeeper: Floats
    liaison: Floats
    total: Floats
    shared: bool
    engine: str = engines.ARRAYS

    def as_dict(self) -> dict[Hashable, dict[str, float]]:
        """Return the roles and the total of each person."""
        names = (*ROLES, "total")
        rows = zip(*(getattr(self, name).tolist() for name in names), strict=True)
        return {node: dict(zip(names, row, strict=True)) for node, row in zip(self.nodes, rows, strict=True)}

    def whole(self) -> dict[str, float]:
        """Return the roles and the total of the network: the sums over all people."""
        return {name: float(settled(getattr(self, name).sum(keepdims=True))[0]) for name in (*ROLES, "total")}


def brokerage(network: Network, *, directed: bool = False, belonging: Membership | None = None) -> Brokerage:
    """Return the brokerage roles of each person [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths are ignored.
    directed : bool
        Keep directions. Without them a path counts from either end, so that representative and gatekeeper are equal.
    belonging : Membership, optional
        Of the same people; by default the network's own.

    Raises
    ------
    RequestError
        If the network is a Ties and no membership is given, or the membership is of other people.

    Notes
    -----
    A path a, v, b is open where a is tied to v and v to b but a not to b. Where one of the three is in several groups
    the path is shared out evenly over the combinations of a group of each: a role gets the share of combinations that
    fit it, which is the expected count if each person acted for one of their groups, chosen evenly and independently.
    A person in no group stands alone, as a group of one.

    Paths are not listed: for each person the contacts are counted by group, and closed paths, which are triangles, are
    taken off again.

    References
    ----------
    .. [1] Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in
       transaction networks. Sociological Methodology 19:89-126.

    Examples
    --------
    >>> people = Membership.of("abv", "XY", [("a", "X"), ("v", "X"), ("b", "X"), ("b", "Y")])
    >>> found = brokerage(Ties.of("abv", [("a", "v"), ("v", "b")]), belonging=people)
    >>> found.as_dict()["v"]
    {'coordinator': 1.0, 'itinerant': 0.0, 'representative': 0.5, 'gatekeeper': 0.5, 'liaison': 0.0, 'total': 2.0}
    """
    ties = ties_of(network, directed=directed)
    belonging = membership_of(network) if belonging is None else belonging
    if belonging.people != ties.nodes:
        problem = Problem("membership", f"{len(belonging.people)} people", "one of the same people as the network")
        raise RequestError(problem)
    parts = _Parts.of(belonging)
    sums = _Sums.zero(len(ties))
    arcs = _Arcs.of(ties)
    _add_all(sums, arcs, parts)
    _less_returns(sums, arcs, parts)
    _less_closed(sums, arcs, parts)
    return _roles(ties.nodes, sums, parts)


@attrs.frozen(eq=False)
class _Parts:
    """Each person divided evenly among their groups, in whole parts where that can be."""

    people: int
    groups: int
    starts: Ints
    group: Ints
    keys: Ints  # person * groups + group, rising
    parts: Floats  # of that person in that group
    whole: float  # parts of a person

    @classmethod
    def of(cls, belonging: Membership) -> _Parts:
        counts = belonging.counts
        alone = np.flatnonzero(counts == 0)
        person = np.concatenate([belonging.person, alone])
        group = np.concatenate([belonging.group, len(belonging.groups) + np.arange(len(alone))])
        order = np.lexsort((group, person))
        person, group, counts = person[order], group[order], np.maximum(counts, 1)
        common = lcm(*np.unique(counts).tolist())
        whole = float(common if common <= FINEST else 1)
        groups = len(belonging.groups) + len(alone)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(len(counts), groups, starts, group, person * groups + group, whole / counts[person], whole)

    def opened(self, persons: Ints) -> tuple[Ints, Ints, Floats]:
        """Return for each belonging of each of the persons: its number among them, the group, the parts."""
        counts = np.diff(self.starts)[persons]
        at = spread(self.starts[persons], counts)
        return np.repeat(np.arange(len(persons)), counts), self.group[at], self.parts[at]

    def together(self, first: Ints, *others: Ints) -> Floats:
        """Return for each row of persons the combinations of parts in which all are of one group."""
        row, group, product = self.opened(first)
        for persons in others:
            product = product * _looked_up(self.keys, self.parts, persons[row] * self.groups + group)
        return np.bincount(row, product, len(first)).astype(np.float64)

    def gathered(self, of: Ints, persons: Ints) -> tuple[Ints, Floats]:
        """Return the parts of the persons of each node, by (node * groups + group), rising."""
        row, group, parts = self.opened(persons)
        keys, which = np.unique(of[row] * self.groups + group, return_inverse=True)
        return keys, np.bincount(which, parts, len(keys)).astype(np.float64)


def _looked_up(keys: Ints, values: Floats, wanted: Ints) -> Floats:
    """Return the values of some keys, 0 of those that are not there."""
    if not len(keys):
        return np.zeros(len(wanted))
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0.0)


@attrs.frozen(eq=False)
class _Arcs:
    """Each tie from either end, as if it had no direction, and whether it runs that way."""

    ties: Ties
    tail: Ints
    head: Ints
    runs: Flags

    @classmethod
    def of(cls, ties: Ties) -> _Arcs:
        plain = ties.undirected()
        tail, head = np.concatenate([plain.tails, plain.heads]), np.concatenate([plain.heads, plain.tails])
        if not ties.directed:
            return cls(plain, tail, head, np.ones(len(tail), np.bool_))
        runs = np.isin(tail * len(ties) + head, ties.tails * len(ties) + ties.heads)
        return cls(plain, tail, head, runs)

    @property
    def both(self) -> Flags:
        """Whether a tie runs both ways."""
        return self.runs & np.roll(self.runs, len(self.runs) // 2)


@attrs.frozen(eq=False)
class _Sums:
    """Over paths a, v, b, by v: how many, and in how many combinations of parts two or all three are of one group."""

    paths: Floats
    ends: Floats  # a and b
    near: Floats  # a and v
    far: Floats  # v and b
    all: Floats

    @classmethod
    def zero(cls, nodes: int) -> _Sums:
        return cls(*(np.zeros(nodes) for _ in range(5)))

    def less(self, middle: Ints, ends: Floats, near: Floats, far: Floats, every: Floats) -> None:
        """Take paths off, given their middles."""
        taken = ((self.ends, ends), (self.near, near), (self.far, far), (self.all, every))
        self.paths[:] -= np.bincount(middle, minlength=len(self.paths))
        for sums, values in taken:
            sums[:] -= np.bincount(middle, values, len(sums))


def _add_all(sums: _Sums, arcs: _Arcs, parts: _Parts) -> None:
    """Count the paths of any two arcs, one into a person and one out, as if none were closed."""
    n, tail, head = parts.people, arcs.tail[arcs.runs], arcs.head[arcs.runs]
    into, out = np.bincount(head, minlength=n), np.bincount(tail, minlength=n)
    in_keys, in_parts = parts.gathered(head, tail)
    out_keys, out_parts = parts.gathered(tail, head)
    own_in, own_out = (_looked_up(*gathered, parts.keys) for gathered in ((in_keys, in_parts), (out_keys, out_parts)))
    of = parts.keys // max(parts.groups, 1)
    both = in_parts * _looked_up(out_keys, out_parts, in_keys)
    sums.paths[:] = into * out
    sums.ends[:] = np.bincount(in_keys // max(parts.groups, 1), both, n)
    sums.near[:] = np.bincount(of, parts.parts * own_in, n) * out
    sums.far[:] = np.bincount(of, parts.parts * own_out, n) * into
    sums.all[:] = np.bincount(of, parts.parts * own_in * own_out, n)


def _less_returns(sums: _Sums, arcs: _Arcs, parts: _Parts) -> None:
    """Take off the paths that return to where they came from."""
    other, middle = arcs.tail[arcs.both], arcs.head[arcs.both]
    shared = parts.together(other, middle)
    every = parts.together(other, other, middle)
    sums.less(middle, parts.together(other, other), shared, shared, every)


def _less_closed(sums: _Sums, arcs: _Arcs, parts: _Parts) -> None:
    """Take off the paths whose ends are tied, from the first to the last."""
    m = arcs.ties.size
    shared = parts.together(arcs.ties.tails, arcs.ties.heads)
    for block in triangles(arcs.ties):
        every = parts.together(*block.corners)
        for a, v, b in permutations(range(3)):
            at_a, at_v, at_b = block.corners[[a, v, b]]
            a_v, v_b, a_b = block.sides[b], block.sides[a], block.sides[v]
            runs = arcs.runs[a_v + m * (at_a > at_v)]
            runs = runs & arcs.runs[v_b + m * (at_v > at_b)] & arcs.runs[a_b + m * (at_a > at_b)]
            sums.less(at_v[runs], shared[a_b[runs]], shared[a_v[runs]], shared[v_b[runs]], every[runs])


def _roles(nodes: tuple[Hashable, ...], sums: _Sums, parts: _Parts) -> Brokerage:
    """From who is of one group to the roles; the whole is divided last, so that whole parts stay exact."""
    three = parts.whole**3
    every, ends, near, far = sums.all, sums.ends * parts.whole, sums.near * parts.whole, sums.far * parts.whole
    counted = [
        every,
        ends - every,
        near - every,
        far - every,
        sums.paths * three - ends - near - far + 2 * every,
    ]
    shared = bool(len(parts.keys) > parts.people)
    inside, back, out, into, apart = (np.maximum(settled(role / three), 0) for role in counted)
    return Brokerage(nodes, inside, back, out, into, apart, sums.paths, shared)
