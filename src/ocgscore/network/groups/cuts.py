"""Ties whose removal separates groups: the bridges of the graph that have a whole group on either side."""

from __future__ import annotations

from collections.abc import Hashable

import attrs
import numpy as np

from ocgscore.network.membership import Membership
from ocgscore.network.ties import Ints, Ties


@attrs.frozen
class Cut:
    """A tie without which its connected part of the map falls in two, with a whole group on either side.

    Parameters
    ----------
    person, other : hashable
        Its ends; `person` stands on the side of `groups`.
    groups, others : tuple of hashable
        The groups that stand wholly on either side, by name; groups with members on both sides are in neither. `groups`
        are no more than `others`, and where they are as many hold the first by name.
    """

    person: Hashable
    other: Hashable
    groups: tuple[Hashable, ...]
    others: tuple[Hashable, ...]


@attrs.frozen(eq=False)
class _Walk:
    """A depth-first walk: when each node was met, the last met below it, the earliest it reaches, its part."""

    met: Ints
    last: Ints
    reach: Ints
    above: Ints
    part: Ints


def separating_ties(ties: Ties, belonging: Membership) -> tuple[Cut, ...]:
    """Return the ties whose removal separates groups, in the order of the names of their ends.

    A group stands wholly on one side where all its members in the tie's connected part do; members elsewhere on the map
    do not count.
    """
    walk = _walk(ties)
    lower = np.flatnonzero((walk.above >= 0) & (walk.reach == walk.met))  # below a tie that no other way replaces
    first, last, group, part = _spans(walk, belonging)
    cuts = []
    for node in lower.tolist():
        here = part == walk.part[node]
        inside = here & (first >= walk.met[node]) & (last <= walk.last[node])
        if not inside.any():
            continue
        outside = here & ((last < walk.met[node]) | (first > walk.last[node]))
        if outside.any():
            cuts.append((node, int(walk.above[node]), group[inside], group[outside]))
    return tuple(_cut(belonging, *cut) for cut in sorted(cuts, key=lambda cut: sorted(cut[:2])))


def _cut(belonging: Membership, node: int, above: int, inside: Ints, outside: Ints) -> Cut:
    if (len(outside), outside.min()) < (len(inside), inside.min()):
        node, above, inside, outside = above, node, outside, inside
    near, far = (tuple(belonging.groups[at] for at in np.sort(side).tolist()) for side in (inside, outside))
    return Cut(belonging.people[node], belonging.people[above], near, far)


def _spans(walk: _Walk, belonging: Membership) -> tuple[Ints, Ints, Ints, Ints]:
    """Return when the first and the last member of each group in each part was met: (first, last, group, part)."""
    part = walk.part[belonging.person]
    keys, which = np.unique(part * max(len(belonging.groups), 1) + belonging.group, return_inverse=True)
    met = walk.met[belonging.person]
    first, last = np.full(len(keys), len(walk.met)), np.full(len(keys), -1)
    np.minimum.at(first, which, met)
    np.maximum.at(last, which, met)
    return first, last, keys % max(len(belonging.groups), 1), keys // max(len(belonging.groups), 1)


def _walk(ties: Ties) -> _Walk:
    """Walk the whole network depth first (Tarjan 1974), without recursion."""
    n = len(ties)
    starts, ends = ties.starts.tolist(), ties.ends.tolist()
    met, last, reach, above, part = [-1] * n, [0] * n, [0] * n, [-1] * n, [-1] * n
    upcoming, clock = starts[:-1].copy(), 0
    for root in range(n):
        if met[root] >= 0:
            continue
        met[root] = reach[root] = clock
        part[root] = root
        clock += 1
        path = [root]
        while path:
            node = path[-1]
            if upcoming[node] < starts[node + 1]:
                neighbour = ends[upcoming[node]]
                upcoming[node] += 1
                if met[neighbour] < 0:
                    met[neighbour] = reach[neighbour] = clock
                    above[neighbour], part[neighbour] = node, root
                    clock += 1
                    path.append(neighbour)
                elif neighbour != above[node]:
                    reach[node] = min(reach[node], met[neighbour])
                continue
            path.pop()
            last[node] = clock - 1
            if path:
                reach[path[-1]] = min(reach[path[-1]], reach[node])
    return _Walk(*(np.array(values, np.int64) for values in (met, last, reach, above, part)))
