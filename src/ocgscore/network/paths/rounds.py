"""Which sources are searched from: all of them, or a sample where all would take too long.

A *round* takes one source from each component at most: what starts in one component never meets another, so that one
search serves them all. A sample takes the same number of sources, without replacement, from every component, and all of
those that have no more; so the small components of a large network come out exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.network.paths.components import components
from ocgscore.network.ties import Ints, Ties

Sources: TypeAlias = "int | Literal['all'] | None"
BUDGET: Final = 500_000_000  # nodes and arcs that are worth visiting unasked: some 20 seconds' work
FEWEST: Final = 3  # sources: a node that is one has 2 others then, the fewest that tell an error
FEWEST_UNASKED: Final = 100
MOST: Final = 2**31
STATES: Final = 2**15  # nodes times rounds at a time: what a processor's cache holds


@attrs.frozen(eq=False)
class Rounds:
    """The sources of each round.

    Parameters
    ----------
    component : ndarray of int64, shape (n,)
    sources : ndarray of int64
        Nodes searched from, in the order of their rounds.
    number : ndarray of int64, as long as `sources`
        The round of each, rising.
    most : int or None
        How many sources were taken from a component at most; None where all were.
    """

    component: Ints
    sources: Ints
    number: Ints
    most: int | None

    @classmethod
    def of(cls, ties: Ties, most: int | None, seed: int) -> Rounds:
        """Put all nodes into rounds, or at most so many of each component, by chance."""
        component = components(ties)
        sizes = np.bincount(component)
        if most is not None and most >= int(sizes.max(initial=0)):
            most = None
        lot = np.arange(len(ties)) if most is None else np.argsort(Chance.of(seed, 0).words(len(ties)), kind="stable")
        place = np.empty(len(ties), np.int64)
        order = lot[np.argsort(component[lot], kind="stable")]
        place[order] = np.arange(len(ties)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        sources = np.argsort(place, kind="stable")
        taken = len(sources) if most is None else int((place < most).sum())
        return cls(component, sources[:taken], place[sources[:taken]], most)

    @property
    def count(self) -> int:
        """How many rounds there are."""
        return int(self.number[-1]) + 1 if len(self.number) else 0

    @property
    def exact(self) -> bool:
        """Whether every node is a source."""
        return self.most is None

    @property
    def sizes(self) -> Ints:
        """How many nodes each component has; shape (components,)."""
        return np.bincount(self.component).astype(np.int64)

    @property
    def taken(self) -> Ints:
        """How many sources were taken from each component; shape (components,)."""
        return np.bincount(self.component[self.sources], minlength=len(self.sizes)).astype(np.int64)

    @property
    def others(self) -> Ints:
        """How many other nodes each node's component has; shape (n,)."""
        return self.sizes[self.component] - 1

    @property
    def asked(self) -> Ints:
        """How many of those are sources; shape (n,)."""
        asked = self.taken[self.component]
        asked[self.sources] -= 1
        return asked

    def blocks(self) -> Iterator[tuple[Ints, int]]:
        """Yield (states to start from, how many rounds) for some rounds at a time; see `searching`."""
        n = len(self.component)
        together = max(1, STATES // max(n, 1))
        for first in range(0, self.count, together):
            low, high = np.searchsorted(self.number, [first, first + together])
            rounds = min(together, self.count - first)
            yield (self.number[low:high] - first) * n + self.sources[low:high], rounds


def rounds_for(ties: Ties, sources: Sources, seed: int, *, weight: float) -> Rounds:
    """Return the rounds that are asked for, or those that are worth their time.

    Parameters
    ----------
    ties : Ties
    sources : int, "all" or None
        At most so many from each component; all; or, by default, all where nodes × (nodes + arcs) × `weight` is within
        `BUDGET`, and otherwise as many as are, but not fewer than 100.
    seed : int
        Of the sample.
    weight : float
        How much a visit costs in this kind of search.

    Raises
    ------
    RequestError
        If the number of sources is not a whole number from 3, or the seed not from 0.
    """
    problems = [*whole_number_problems("seed", seed, 0, 2**63 - 1, hint="1 is as good as any")]
    if sources is not None and sources != "all":
        problems += whole_number_problems("sources", sources, FEWEST, MOST, hint="or 'all'")
    if problems:
        raise RequestError(problems)
    if sources is not None:
        return Rounds.of(ties, None if sources == "all" else int(sources), seed)
    affordable = int(BUDGET / (weight * max(len(ties) + len(ties.ends), 1)))
    return Rounds.of(ties, max(affordable, FEWEST_UNASKED), seed)
