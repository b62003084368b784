"""Pairs of groups, by sparse expansion: memory grows with what the groups have in common, never with their square."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network.membership import Membership
from ocgscore.network.ties import Flags, Ints, Ties


@attrs.frozen(eq=False)
class GroupPairs:
    """Pairs of groups, each with the things (people, ties) that join them.

    Parameters
    ----------
    low, high : ndarray of int64, shape (p,)
        The positions of the two groups, low < high; each pair once, in the order of (low, high).
    starts : ndarray of int64, shape (p + 1,)
        Where each pair's things begin, and where the last end.
    things : ndarray of int64, shape (e,)
        The positions of the things, rising within a pair, each once.
    """

    low: Ints
    high: Ints
    starts: Ints
    things: Ints

    @classmethod
    def of(cls, one: Ints, other: Ints, things: Ints, groups: int) -> GroupPairs:
        """Gather (group, other group, thing) triples in any order; a triple said twice counts once."""
        low, high = np.minimum(one, other), np.maximum(one, other)
        keys = low * groups + high
        order = np.lexsort((things, keys))
        keys, things = keys[order], things[order]
        if len(keys):
            new = np.append(True, (keys[1:] != keys[:-1]) | (things[1:] != things[:-1]))
            keys, things = keys[new], things[new]
        pairs, starts = np.unique(keys, return_index=True)
        ends = np.append(starts, len(keys)).astype(np.int64)
        return cls(pairs // max(groups, 1), pairs % max(groups, 1), ends, things)

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.low)

    @property
    def counts(self) -> Ints:
        """How many things join each pair; int64, shape (p,)."""
        return np.diff(self.starts)

    def span(self, pair: int) -> slice:
        """Return where in `things` a pair's stand; nowhere for the pair -1, which is none."""
        return slice(int(self.starts[pair]), int(self.starts[pair + 1])) if pair >= 0 else slice(0)

    def of_pair(self, pair: int) -> Ints:
        """Return the positions of what joins a pair, rising; none for the pair -1."""
        return self.things[self.span(pair)]

    def keys(self, groups: int) -> Ints:
        """Return low × groups + high of each pair, rising; int64, shape (p,)."""
        return self.low * groups + self.high


def counting(counts: Ints) -> Ints:
    """Return 0, 1, … for each run of a length, end to end.

    Examples
    --------
    >>> counting(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(before, counts)


def shared_pairs(who: Ints, group: Ints, groups: int) -> GroupPairs:
    """Return the pairs of groups that have somebody in common: Breiger's M = B Bᵀ, off its diagonal.

    Parameters
    ----------
    who, group : ndarray of int64, shape (b,)
        Who belongs to which group, each belonging once, in the order of (who, group).
    groups : int
        How many groups there are.
    """
    last = np.searchsorted(who, who, side="right")
    after = last - np.arange(len(who)) - 1  # belongings of the same person behind each one
    one = np.repeat(np.arange(len(who)), after)
    other = one + 1 + counting(after)
    return GroupPairs.of(group[one], group[other], who[one], groups)


def belongs(belonging: Membership, person: Ints, group: Ints) -> Flags:
    """Return whether each person is in the group beside it; bool, of their shape."""
    found: Flags = entries(belonging, person, group) >= 0
    return found


def entries(belonging: Membership, person: Ints, group: Ints) -> Ints:
    """Return the position, in the arrays of the membership, of each person in the group beside it; -1 where in none."""
    groups = max(len(belonging.groups), 1)
    keys = belonging.person * groups + belonging.group
    wanted = person * groups + group
    at = np.searchsorted(keys, wanted)
    near = np.minimum(at, max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(wanted.shape, -1, np.int64)
    return np.where(keys[near] == wanted, near, -1).astype(np.int64)


def end_groups(ties: Ties, belonging: Membership) -> tuple[Ints, Ints, Ints]:
    """Return every tie with every group of its tail and every group of its head: (tie, group, other group)."""
    starts, counts = belonging.starts, belonging.counts
    wide = counts[ties.heads]
    each = counts[ties.tails] * wide
    tie = np.repeat(np.arange(ties.size), each)
    step, number = wide[tie], counting(each)
    one = belonging.group[starts[ties.tails[tie]] + number // np.maximum(step, 1)]
    other = belonging.group[starts[ties.heads[tie]] + number % np.maximum(step, 1)]
    return tie, one, other


def crossing_pairs(ties: Ties, belonging: Membership) -> GroupPairs:
    """Return the pairs of groups that ties cross between, with the ties.

    A tie crosses between two groups where one end is a member of the first and not of the second, and the other end a
    member of the second and not of the first: what a shared member does inside either group joins the two as a shared
    member, not as a tie.
    """
    tie, one, other = end_groups(ties, belonging)
    apart = one != other
    tie, one, other = tie[apart], one[apart], other[apart]
    crosses = ~(belongs(belonging, ties.tails[tie], other) | belongs(belonging, ties.heads[tie], one))
    return GroupPairs.of(one[crosses], other[crosses], tie[crosses], len(belonging.groups))
