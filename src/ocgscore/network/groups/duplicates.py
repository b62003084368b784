"""Groups that may be one group mapped twice, by two forces or by one: the evidence, pair by pair, and no verdict.

A pair is listed under the first of these rules that it meets, and the list stands in their order:

1. *most members are the same, names alike*;
2. *most members are the same*: at least half of the smaller group and at least two people, and more than chance would
   make the same but once in a thousand;
3. *names alike, somebody the same*;
4. *at least two people look the same* under different ids;
5. *the same name*, though nobody is known to be the same; a name of more than ten groups lists none.

Members are the same who have one id or who look the same (`lookalikes`): every force may give its own ids to people.
Within a rule the pairs with the most members the same come first, then those with the smaller group, then by name.
There is no score: the evidence is not added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.network.between import membership_of
from ocgscore.network.groups.chances import log_tail
from ocgscore.network.groups.naming import DIFFERENT, SAME, likenesses, plain_group_name, same_names
from ocgscore.network.groups.pairs import GroupPairs, shared_pairs
from ocgscore.network.lookalikes import lookalike_sets
from ocgscore.network.membership import Membership
from ocgscore.network.model import OcgMap
from ocgscore.network.ties import Floats, Ints

RULES: Final = (
    "most members are the same, names alike",
    "most members are the same",
    "names alike, somebody the same",
    "at least two people look the same",
    "the same name",
)
LIKENESSES: Final = ("", "different", "alike", "same")
UNLIKELY: Final = 1 / 1000
FEWEST: Final = 2  # people that must be the same before it may be said of most members, or of lookalikes alone


@attrs.frozen
class Duplicate:
    """Two groups that may be one.

    Parameters
    ----------
    group, other : str
        Their ids; `group` comes first by name.
    rule : str
        The rule it is listed under, of `RULES`.
    shared : tuple of str
        Members of both under one id, by id.
    lookalikes : tuple of (str, str)
        A member of `group` and one of `other` who look the same, for each who is no shared member; by id.
    sizes : tuple of int
        How many different people each group has, those who look the same taken for one.
    log_chance : float or None
        Natural logarithm of the chance that groups of these sizes have at least so many people the same; None where
        nobody is.
    names : str
        ``"same"``, ``"alike"``, ``"different"``, or empty where a group has no name of its own.
    forces : str
        ``"same"``, ``"different"``, or empty where a group's force is not stated.
    same_people : int
        How many different people are the same: by id or by their looks.
    """

    group: str
    other: str
    rule: str
    shared: tuple[str, ...]
    lookalikes: tuple[tuple[str, str], ...]
    sizes: tuple[int, int]
    log_chance: float | None
    names: str
    forces: str
    same_people: int

    @property
    def coefficient(self) -> Fraction | None:
        """The people who are the same among those of the smaller group; None where a group has no member."""
        return Fraction(self.same_people, min(self.sizes)) if min(self.sizes) else None


@attrs.frozen(eq=False, slots=False)
class _Same:
    """What pairs of groups have in common once people who look the same are taken for one."""

    belonging: Membership
    identity: Ints
    sizes: Ints
    together: GroupPairs
    by_id: GroupPairs

    @cached_property
    def by_key(self) -> dict[int, int]:
        """The place in `by_id` of each pair that shares somebody by id."""
        keys = self.by_id.keys(len(self.belonging.groups))
        return {key: at for at, key in enumerate(keys.tolist())}

    @cached_property
    def firsts(self) -> dict[tuple[int, int], int]:
        """The first by id of the people who are the same, in each group: by identity and group."""
        firsts: dict[tuple[int, int], int] = {}
        person, group = self.belonging.person, self.belonging.group
        for who, where, first in zip(self.identity[person].tolist(), group.tolist(), person.tolist(), strict=True):
            firsts.setdefault((who, where), first)
        return firsts

    def first(self, who: int, group: int) -> str:
        """Return the first id that a person goes by in a group."""
        return str(self.belonging.people[self.firsts[who, group]])


def likely_duplicates(network: OcgMap) -> tuple[Duplicate, ...]:
    """Return the pairs of groups that may be one group mapped twice, strongest evidence first.

    Parameters
    ----------
    network : OcgMap

    Returns
    -------
    tuple of Duplicate
        By the rules at the head of this module.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member, Person
    >>> people = (Person("1", "Ann Lee"), Person("2", "Bob Roe"), Person("3", "Cy Poe"))
    >>> groups = (Group("W1", "Harbour OCG", "Westbrook"), Group("N1", "Harbor crew", "Northmoor"))
    >>> members = (Member("1", "W1"), Member("2", "W1"), Member("2", "N1"), Member("3", "N1"))
    >>> [found] = likely_duplicates(OcgMap(people, groups, members))
    >>> found.rule, found.shared, found.names, found.forces
    ('names alike, somebody the same', ('2',), 'alike', 'different')
    """
    same = _same(network)
    by_id = {group.id: group for group in network.groups}
    records = [by_id[str(group)] for group in same.belonging.groups]
    names = [plain_group_name(record.name) for record in records]
    forces = [" ".join(record.force.casefold().split()) for record in records]
    pairs = same.together
    alike = likenesses(names, pairs.low, pairs.high)
    logs = log_tail(len(np.unique(same.identity)), same.sizes[pairs.low], same.sizes[pairs.high], pairs.counts)
    found = list(_listed(same, alike, logs)) + list(_name_only(same, names))
    found.sort(key=lambda row: _order(same, row))
    return tuple(
        _duplicate(same, row, logs, LIKENESSES[int(alike[row[3]]) if row[3] >= 0 else SAME], forces) for row in found
    )


def _same(network: OcgMap) -> _Same:
    belonging = membership_of(network)
    place = {person: number for number, person in enumerate(belonging.people)}
    identity = np.arange(len(place))
    for found in lookalike_sets(network):
        at = [place[id_] for id_ in found.ids]
        identity[at] = min(at)
    groups = len(belonging.groups)
    keys = np.unique(identity[belonging.person] * max(groups, 1) + belonging.group)
    who, group = np.divmod(keys, max(groups, 1))
    together = shared_pairs(who, group, groups)
    by_id = shared_pairs(belonging.person, belonging.group, groups)
    return _Same(belonging, identity, np.bincount(group, minlength=groups), together, by_id)


def _listed(same: _Same, alike: Ints, logs: Floats) -> Iterator[tuple[int, int, int, int]]:
    """Yield (rule, low, high, place among the pairs with people the same) of each pair that a rule lists."""
    pairs, counts = same.together, same.together.counts
    smaller = np.minimum(same.sizes[pairs.low], same.sizes[pairs.high])
    most = (counts >= FEWEST) & (2 * counts >= smaller) & (logs < math.log(UNLIKELY))
    named = alike > DIFFERENT
    looks = counts - _known_by_id(same)
    rules = np.select([most & named, most, named, looks >= FEWEST], [0, 1, 2, 3], default=-1)
    for at in np.flatnonzero(rules >= 0).tolist():
        yield int(rules[at]), int(pairs.low[at]), int(pairs.high[at]), at


def _known_by_id(same: _Same) -> Ints:
    """Return for each pair how many of the people who are the same are so by id; int64, shape (p,)."""
    groups, shared = len(same.belonging.groups), same.by_id
    low, high = (np.repeat(ends, shared.counts) for ends in (shared.low, shared.high))
    people = GroupPairs.of(low, high, same.identity[shared.things], groups)
    counts = np.zeros(len(same.together), np.int64)
    counts[np.searchsorted(same.together.keys(groups), people.keys(groups))] = people.counts
    return counts


def _name_only(same: _Same, names: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the pairs of the same name that have nobody the same."""
    groups = len(names)
    taken = set(same.together.keys(groups).tolist())
    yield from ((4, low, high, -1) for low, high in same_names(names) if low * groups + high not in taken)


def _order(same: _Same, row: tuple[int, int, int, int]) -> tuple[int, ...]:
    rule, low, high, at = row
    count = len(same.together.of_pair(at))
    sizes = int(same.sizes[low]), int(same.sizes[high])
    return rule, -count, min(sizes), sum(sizes), low, high


def _duplicate(same: _Same, row: tuple[int, int, int, int], logs: Floats, names: str, forces: list[str]) -> Duplicate:
    rule, low, high, at = row
    belonging, groups = same.belonging, len(same.belonging.groups)
    identities = same.together.of_pair(at).tolist()
    shared = same.by_id.of_pair(same.by_key.get(low * groups + high, -1)).tolist()
    known = {int(same.identity[person]) for person in shared}
    stated = forces[low] and forces[high]
    return Duplicate(
        str(belonging.groups[low]),
        str(belonging.groups[high]),
        RULES[rule],
        tuple(str(belonging.people[person]) for person in shared),
        tuple((same.first(who, low), same.first(who, high)) for who in identities if who not in known),
        (int(same.sizes[low]), int(same.sizes[high])),
        float(logs[at]) if at >= 0 else None,
        names,
        ("same" if forces[low] == forces[high] else "different") if stated else "",
        len(identities),
    )
