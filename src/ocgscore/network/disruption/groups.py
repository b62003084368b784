"""Removing whole groups: each alone, and one after another."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError, did_you_mean, same_id_hint, whole_number_problems
from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.disruption.alone import largest_without_each
from ocgscore.network.disruption.sizes import largest_along
from ocgscore.network.disruption.standing import Standing
from ocgscore.network.disruption.strategy import Progress
from ocgscore.network.membership import Membership
from ocgscore.network.ties import Flags, Ints, Ties

SHARED: Final = ("removed", "kept")


@attrs.frozen(eq=False)
class GroupDamage:
    """What is left of the largest component without each group.

    Parameters
    ----------
    groups : tuple of hashable, length g
        In the order of their names.
    sizes : ndarray of int64, shape (g,)
        Members that each has.
    removed : ndarray of int64, shape (g,)
        People who go with it.
    largest : ndarray of int64, shape (g,)
        The largest component without them.
    start, people : int
        The largest component, and the people, with everybody there.
    shared : str
        ``"removed"``: a person in several groups goes with each. ``"kept"``: only with the last of them.
    """

    groups: tuple[Hashable, ...]
    sizes: Ints
    removed: Ints
    largest: Ints
    start: int
    people: int
    shared: str

    @property
    def order(self) -> Ints:
        """The groups whose removal leaves least first; of equals the first by name. int64, shape (g,)."""
        order: Ints = np.argsort(self.largest, kind="stable")
        return order

    def damage(self, group: int) -> Fraction:
        """Return the part of the largest component that goes with a group, 0 to 1."""
        return Fraction(self.start - int(self.largest[group]), max(self.start, 1))


@attrs.frozen(eq=False)
class GroupCurve:
    """What removing whole groups leaves of the largest component.

    Parameters
    ----------
    removed : tuple of hashable, length k
        The groups, the first to go first.
    gone : ndarray of int64, shape (k + 1,)
        People gone before, and after each.
    sizes : ndarray of int64, shape (k + 1,)
        People in the largest component.
    people : int
    given : bool
        Whether the order was given; otherwise each is the group without which least was left then.
    shared : str
        As of `GroupDamage`.
    """

    removed: tuple[Hashable, ...]
    gone: Ints
    sizes: Ints
    people: int
    given: bool
    shared: str

    def share(self, step: int) -> Fraction:
        """Return the largest component after so many groups as a part of the largest at the start, 0 to 1."""
        return Fraction(int(self.sizes[step]), max(int(self.sizes[0]), 1))


def group_damage(
    network: Network, *, membership: Membership | None = None, shared: str = "removed", progress: Progress | None = None
) -> GroupDamage:
    """Return what is left of the largest component without each group, all its members taken out together.

    Parameters
    ----------
    network : OcgMap, networkx graph, or Ties with a membership
        Directions are ignored.
    membership : Membership, optional
        That of the network by default.
    shared : str
        What happens to a person who is in other groups too: ``"removed"`` or ``"kept"``.
    progress : callable, optional
        Called with (groups just done, all).

    Raises
    ------
    RequestError
        If `shared` is neither, or nobody says who is in which group.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(5)
    >>> nx.set_node_attributes(path, {0: "X", 1: "X", 2: "Y"}, "group")
    >>> found = group_damage(path)
    >>> found.largest.tolist(), [found.groups[g] for g in found.order], str(found.damage(1))
    ([3, 2], ['Y', 'X'], '3/5')
    """
    ties, belonging = _both(network, membership, shared)
    removable = _removable(belonging, shared, np.ones(len(belonging.people), np.bool_))
    whole = Standing(ties, np.ones(len(ties), np.bool_))
    return GroupDamage(
        belonging.groups,
        belonging.sizes,
        removable.sizes,
        largest_without_each(whole, removable, progress),
        whole.largest(),
        len(ties),
        shared,
    )


def group_removals(
    network: Network,
    order: Sequence[Hashable] | None = None,
    *,
    steps: int = 10,
    membership: Membership | None = None,
    shared: str = "removed",
    progress: Progress | None = None,
) -> GroupCurve:
    """Return what is left of the largest component as whole groups are taken out, one after another.

    Parameters
    ----------
    network, membership, shared
        As of `group_damage`.
    order : sequence of hashable, optional
        Groups, the first to go first. Without it the next is always the group without which least would be left of what
        there is then (greedy); of equals the first by name.
    steps : int
        How many groups go at most.
    progress : callable, optional
        Called with (groups just weighed, all weighings).

    Raises
    ------
    RequestError
        As of `group_damage`; if a group is unknown or named twice, or steps is not a whole number of at least 1.

    Examples
    --------
    >>> import networkx as nx
    >>> path = nx.path_graph(5)
    >>> nx.set_node_attributes(path, {0: "X", 1: "X", 2: "Y"}, "group")
    >>> greedy, given = group_removals(path), group_removals(path, ["X"])
    >>> greedy.removed, greedy.sizes.tolist(), given.sizes.tolist()
    (('Y', 'X'), [5, 2, 2], [5, 3])
    """
    ties, belonging = _both(network, membership, shared)
    _refuse([*_order_problems(order, belonging), *whole_number_problems("steps", steps, 1, 10**9)])
    place = {group: number for number, group in enumerate(belonging.groups)}
    if order is None:
        chosen = _greedy(ties, belonging, steps, shared, progress)
    else:
        chosen = [place[group] for group in order][:steps]
    batches = _batches(belonging, chosen, shared)
    gone = np.cumsum([0, *map(len, batches)]).astype(np.int64)
    names = tuple(belonging.groups[group] for group in chosen)
    return GroupCurve(names, gone, largest_along(ties, batches), len(ties), order is not None, shared)


def _both(network: Network, membership: Membership | None, shared: str) -> tuple[Ties, Membership]:
    if shared not in SHARED:
        hint = did_you_mean(shared, SHARED) or f"take {' or '.join(SHARED)}"
        _refuse([Problem("shared", shared, "what happens to people in several groups", hint)])
    return ties_of(network), membership_of(network) if membership is None else membership


def _order_problems(order: Sequence[Hashable] | None, belonging: Membership) -> list[Problem]:
    known, said, problems = set(belonging.groups), set[Hashable](), []
    for number, group in enumerate(order or (), 1):
        if group not in known:
            hint = same_id_hint(str(group), map(str, belonging.groups)) or "check the id"
            problems.append(Problem(f"order {number}", str(group), "a group of the network", hint))
        elif group in said:
            problems.append(Problem(f"order {number}", str(group), "named once", "keep the first"))
        said.add(group)
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise RequestError(problems)


def _removable(belonging: Membership, shared: str, left: Flags) -> Membership:
    """Return who would go with which group, of the people left."""
    goes = left[belonging.person]
    if shared == "kept":
        goes &= belonging.counts[belonging.person] == 1
    return attrs.evolve(belonging, person=belonging.person[goes], group=belonging.group[goes])


def _without_groups(belonging: Membership, groups: Sequence[int]) -> Membership:
    """Return the memberships of the other groups."""
    others = ~np.isin(belonging.group, np.array(groups, np.int64))
    return attrs.evolve(belonging, person=belonging.person[others], group=belonging.group[others])


def _greedy(ties: Ties, belonging: Membership, steps: int, shared: str, progress: Progress | None) -> list[int]:
    """Return the groups to take out, each the one without which least is left then."""
    standing, chosen = Standing(ties, np.ones(len(ties), np.bool_)), list[int]()
    count = min(steps, len(belonging.groups))
    while len(chosen) < count:
        rest = _without_groups(belonging, chosen)
        largest = largest_without_each(standing, _removable(rest, shared, standing.here), None)
        largest[chosen] = len(ties) + 1
        chosen.append(int(np.argmin(largest)))
        standing = standing.without(np.concatenate(_batches(belonging, chosen, shared)))
        if progress is not None:
            progress(1, count)
    return chosen


def _batches(belonging: Membership, chosen: Sequence[int], shared: str) -> list[Ints]:
    """Return who goes with each group in turn: at the first of a person's groups, or at the last."""
    n, turns = len(belonging.people), len(chosen)
    turn_of = np.full(len(belonging.groups), turns, np.int64)
    turn_of[list(chosen)] = np.arange(turns)
    turns_there = turn_of[belonging.group]
    turn = np.full(n, turns if shared == "removed" else -1, np.int64)
    (np.minimum if shared == "removed" else np.maximum).at(turn, belonging.person, turns_there)
    return [np.flatnonzero(turn == number) for number in range(turns)]
