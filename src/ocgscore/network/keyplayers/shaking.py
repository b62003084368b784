"""Out of a dead end: a set is widened by a neighbourhood, narrowed to the best of what it holds then, and swapped.

Swaps end where no single exchange helps. Yet to cut a family off may take three people together, of whom any two do
nothing. So a round removes somebody drawn by chance, and those nearest, besides; then people come back, each time the
one who joins the fewest pairs again, until only as many as asked for are away [1]_.

References
----------
.. [1] Arulselvan, A., Commander, C. W., Elefteriadou, L. & Pardalos, P. M. (2009). Detecting critical nodes in sparse
   graphs. Computers & Operations Research 36(7):2193-2200.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, Protocol

import numpy as np

from ocgscore.chance import Chance
from ocgscore.network.keyplayers.search import Found, Goal, swapped
from ocgscore.network.ties import Ties

WORTH: Final = 60_000_000  # visits to people and links: some five seconds' work
MOST: Final = 400  # rounds
LEAST: Final = 10  # rounds: fewer are not worth beginning
WIDEST: Final = 3  # times the people asked for, and
FURTHER: Final = 8  # people more: the widest neighbourhood


class Narrowing(Goal, Protocol):
    """A goal for which a set too wide can be narrowed."""

    def put_back(self, removed: Collection[int], count: int) -> list[int]:
        """Return the best so many of a set, by people coming back one after another."""


def rounds_worth(goal: Goal, count: int) -> int:
    """Return how many rounds can be afforded; 0 where those would be too few."""
    affordable = WORTH // (3 * count * goal.visits)
    return min(affordable, MOST) if affordable >= LEAST else 0


def shaken(goal: Narrowing, ties: Ties, best: Found, seed: int, step: Callable[[], object]) -> Found:
    """Return the best set that some rounds lead to; a set as good as the last one is gone on from."""
    current, count = best, len(best.nodes)
    for number in range(rounds_worth(goal, count)):
        widened = {*current.nodes, *_neighbourhood(ties, WIDEST * count + FURTHER, Chance.of(seed, number + 1))}
        found = swapped(goal, goal.put_back(widened, count))
        if found.value >= current.value:
            current = found
        if found.value > best.value:
            best = found
        step()
    return best


def _neighbourhood(ties: Ties, widest: int, drawn: Chance) -> list[int]:
    """Return somebody drawn and those fewest steps away: two people, or a number drawn up to the widest and two."""
    start, more = drawn.below(np.array([len(ties), widest]), 1)[0].tolist()
    about, found = [start], {start}
    for node in about:
        if len(about) >= more + 2:
            break
        fresh = [near for near in ties.neighbours(node).tolist() if near not in found]
        about += fresh
        found.update(fresh)
    return about[: more + 2]
