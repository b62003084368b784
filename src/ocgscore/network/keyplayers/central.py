"""The most central people: those whom removals are often aimed at, to start from and to compare with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import numpy as np

from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.ties import Floats, Ints, Ties

ONCE: Final = 100_000_000  # visits to people and links for a ranking: some four seconds' work
AGAIN: Final = 30_000_000  # for all the rankings after it
BY_STRENGTH: Final = 4  # times as long as steps a search by strength takes
LEAST: Final = 16  # people searched from
SAME_DIGITS: Final = 10  # values that agree so far, relative to the highest, are equal


@attrs.frozen(eq=False)
class Central:
    """Who is central.

    Parameters
    ----------
    degree, betweenness : ndarray of int64, shape (n,)
        Everybody, the most central first; of equals the first by name.
    anew : ndarray of int64, shape (k,)
        By betweenness worked out anew once each has gone.
    engines : tuple of str
        What worked out betweenness.
    """

    degree: Ints
    betweenness: Ints
    anew: Ints
    engines: tuple[str, ...]


def central(ties: Ties, count: int, *, hops: bool, seed: int, step: Callable[[], object]) -> Central:
    """Return who is central; so many of them by betweenness worked out anew.

    Parameters
    ----------
    ties : Ties
        Undirected.
    count : int
        From 1 to n.
    hops : bool
        Betweenness counts steps.
    seed : int
        Of the people searched from, where all would take too long.
    step : callable
        Called after each ranking.
    """
    by_degree = np.argsort(-ties.degree, kind="stable")
    here, engines = np.ones(len(ties), np.bool_), dict[str, None]()
    values, engine = _between(ties, ONCE, hops=hops, seed=seed)
    by_betweenness = _ranked(values)
    anew: list[int] = []
    while True:
        engines[engine] = None
        step()
        anew.append(int(np.flatnonzero(here)[_ranked(values)[0]]))
        here[anew[-1]] = False
        if len(anew) == count:
            return Central(by_degree, by_betweenness, np.array(anew), tuple(engines))
        values, engine = _between(ties.among(here), AGAIN // count, hops=hops, seed=seed)


def _between(ties: Ties, worth: int, *, hops: bool, seed: int) -> tuple[Floats, str]:
    """Return everybody's betweenness, from as many sources as are worth their time, and what worked it out."""
    slow = 1 if hops or bool((ties.strength == 1).all()) else BY_STRENGTH
    most = max(worth // (slow * (len(ties) + 2 * ties.size)), LEAST)
    found = betweenness(ties, hops=hops, sources="all" if most >= len(ties) else most, seed=seed).raw
    return found.values, found.engine


def _ranked(values: Floats) -> Ints:
    return np.argsort(-np.round(values / (values.max(initial=0) or 1), SAME_DIGITS), kind="stable")
