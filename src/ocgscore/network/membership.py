"""Who belongs to which group, as sparse arrays."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import attrs
import numpy as np

from ocgscore.network.ties import Floats, Ints, name_order


@attrs.frozen(eq=False)
class Membership:
    """People and the groups they belong to; a person may belong to several, or to none.

    Parameters
    ----------
    people : tuple of hashable, length n
        In the order of `name_order`, as in the `Ties` of the same network.
    groups : tuple of hashable, length g
        In the order of `name_order`; a group may have no member.
    person, group : ndarray of int64, shape (b,)
        The positions of the person and of the group of each belonging, each pair once, in the order of (person, group).

    Examples
    --------
    >>> belonging = Membership.of(["ann", "bob"], ["X", "Y"], [("bob", "X"), ("ann", "X"), ("bob", "Y")])
    >>> belonging.sizes.tolist(), belonging.counts.tolist(), belonging.shares.tolist()
    ([2, 1], [1, 2], [1.0, 0.5, 0.5])
    """

    people: tuple[Hashable, ...]
    groups: tuple[Hashable, ...]
    person: Ints
    group: Ints

    @classmethod
    def of(
        cls, people: Sequence[Hashable], groups: Sequence[Hashable], pairs: Iterable[tuple[Hashable, Hashable]]
    ) -> Membership:
        """Put plain (person, group) pairs into arrays; a pair said twice counts once."""
        persons, grouped = tuple(sorted(people, key=name_order)), tuple(sorted(groups, key=name_order))
        who = {person: number for number, person in enumerate(persons)}
        which = {group: number for number, group in enumerate(grouped)}
        both = np.array([(who[person], which[group]) for person, group in pairs], np.int64).reshape(-1, 2)
        keys = np.unique(both[:, 0] * max(len(grouped), 1) + both[:, 1])
        person, group = np.divmod(keys, max(len(grouped), 1))
        for array in (person, group):
            array.flags.writeable = False
        return cls(persons, grouped, person, group)

    @property
    def sizes(self) -> Ints:
        """How many members each group has; int64, shape (g,)."""
        sizes: Ints = np.bincount(self.group, minlength=len(self.groups))
        return sizes

    @property
    def counts(self) -> Ints:
        """How many groups each person belongs to; int64, shape (n,)."""
        counts: Ints = np.bincount(self.person, minlength=len(self.people))
        return counts

    @property
    def shares(self) -> Floats:
        """One over the number of the person's groups, for each belonging; float64, shape (b,)."""
        shares: Floats = 1 / self.counts[self.person]
        return shares

    @property
    def starts(self) -> Ints:
        """Where each person's belongings begin, and where the last end; int64, shape (n + 1,)."""
        starts: Ints = np.concatenate([[0], np.cumsum(self.counts)]).astype(np.int64)
        return starts

    def members(self, group: int) -> Ints:
        """Return the positions of a group's members, rising."""
        members: Ints = self.person[self.group == group]
        return members
