"""The search for a set of people: one after another, then swaps; all sets, where there are few enough."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Final, Protocol, TypeAlias

import attrs

Step: TypeAlias = Callable[[], object]
WORTH_PROVING: Final = 60_000_000  # visits to people and links: some eight seconds' work
LISTED: Final = 20  # sets that are equally good


class Goal(Protocol):
    """What a set of people is chosen for: the higher the value the better."""

    visits: int
    """How much it takes to find the best one more, in visits to people and links."""

    @property
    def complete(self) -> bool:
        """Whether that is the best of everybody, and not of some only."""

    def value(self, chosen: Collection[int]) -> Fraction:
        """Return what a set is worth."""

    def best(self, chosen: Collection[int], first: int = 0) -> tuple[Fraction, list[int]]:
        """Return what a set and the best one more are worth, and all who are equally best, from a position on."""


@attrs.frozen
class Found:
    """A set of people, by their positions, and what it is worth.

    Parameters
    ----------
    nodes : tuple of int
        Rising.
    value : Fraction
    swaps : int
        How many swaps led to it.
    """

    nodes: tuple[int, ...]
    value: Fraction
    swaps: int = 0


@attrs.frozen
class Tied:
    """The best of all sets.

    Parameters
    ----------
    value : Fraction
    count : int
        How many sets have it.
    first : tuple of tuple of int
        The first of them, by name.
    """

    value: Fraction
    count: int
    first: tuple[tuple[int, ...], ...]


def nothing() -> None:
    """Take no notice of a step."""


def greedy(goal: Goal, count: int, step: Step = nothing) -> tuple[int, ...]:
    """Return people, each the best one more at its turn; of equals the first by name."""
    chosen: list[int] = []
    for _ in range(count):
        chosen.append(goal.best(chosen)[1][0])
        step()
    return tuple(chosen)


def swapped(goal: Goal, nodes: Iterable[int], step: Step = nothing) -> Found:
    """Return where swaps lead: each of the set in turn, by name, gives way to the best for its place, if better.

    It ends when no exchange of one person for one other makes the set better.
    """
    chosen = sorted(nodes)
    value, swaps, kept = goal.value(chosen), 0, 0
    while kept < len(chosen):
        for node in tuple(chosen):
            others = [other for other in chosen if other != node]
            better, instead = goal.best(others)
            step()
            if better > value:
                chosen, value, swaps, kept = sorted([*others, instead[0]]), better, swaps + 1, 0
            else:
                kept += 1
            if kept >= len(chosen):
                break
    return Found(tuple(chosen), value, swaps)


def provable(goal: Goal, people: int, count: int) -> bool:
    """Return whether all sets can be looked at in some seconds."""
    return goal.complete and comb(people, count - 1) * goal.visits <= WORTH_PROVING


def best_of_all(goal: Goal, people: int, count: int, step: Step = nothing) -> Tied:
    """Return the best of all sets; `step` is called for each set without its last.

    Every set is met once, as its people but the last by name, and the best last ones for those.
    """
    highest, tied, first = Fraction(-1), 0, list[tuple[int, ...]]()
    for others in combinations(range(people), count - 1):
        step()
        after = others[-1] + 1 if others else 0
        if after == people:
            continue
        value, last = goal.best(others, after)
        if value > highest:
            highest, tied, first = value, 0, []
        if value == highest:
            tied += len(last)
            first += [(*others, node) for node in last[: LISTED - len(first)]]
    return Tied(highest, tied, tuple(first))
