"""Recovery, an assumption: those whom a removed person linked find each other.

No record says what a group did after an arrest that has not happened. Duijn, Kashirin and Sloot [1]_ simulate it by
rules; these are two of that kind, simpler than theirs, to see how much of the damage would be undone *if* they held.

References
----------
.. [1] Duijn, P. A. C., Kashirin, V. & Sloot, P. M. A. (2014). The relative ineffectiveness of criminal network
   disruption. Scientific Reports 4:4238.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.errors import MOST_SEED, Problem, did_you_mean, whole_number_problems
from ocgscore.network.ties import Ties

RULES: Final = ("chain", "hub")
TAIL: Final = np.uint64(11)  # bits of a 64-bit number beyond what a float holds


@attrs.frozen
class Recovery:
    """How a network is assumed to mend itself after each removal.

    Parameters
    ----------
    chance : float
        That each tie the rule proposes is made, 0 to 1.
    rule : str
        ``"chain"``: the neighbours of the one removed stand in a row, the most strongly linked to that person first (of
        equals the first by name), and each is tied to the next. ``"hub"``: each is tied to that neighbour who then has
        the most links (of equals the first by name).
    seed : int
        Of the draws.

    Notes
    -----
    A tie that exists is not made again. A new one is as strong as the weaker of its ends' ties to the one removed, and
    is a tie like any other from then on.
    """

    chance: float
    rule: str = "chain"
    seed: int = 1

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with it."""
        if not 0 <= self.chance <= 1:
            yield Problem("recover", str(self.chance), "a chance from 0 to 1", "0.5 makes every other tie")
        if self.rule not in RULES:
            yield Problem(
                "rule", self.rule, "a rule of recovery", did_you_mean(self.rule, RULES) or f"take {' or '.join(RULES)}"
            )
        yield from whole_number_problems("seed", self.seed, 0, MOST_SEED, hint="1 is as good as any")


class Mending:
    """A network that mends itself as people are taken out.

    Parameters
    ----------
    ties : Ties
        Undirected.
    recovery : Recovery

    Attributes
    ----------
    made : list of tuple (int, int, int, float)
        After how many removals, tail, head and strength of each new tie.
    """

    def __init__(self, ties: Ties, recovery: Recovery) -> None:
        self.made: list[tuple[int, int, int, float]] = []
        self._recovery = recovery
        self._linked: list[dict[int, float]] = [{} for _ in range(len(ties))]
        for one, other, strength in zip(ties.tails.tolist(), ties.heads.tolist(), ties.strength.tolist(), strict=True):
            self._linked[one][other] = self._linked[other][one] = strength

    def remove(self, node: int, number: int) -> None:
        """Take a node out, the number-th to go, and let its neighbours find each other."""
        had, self._linked[node] = self._linked[node], {}
        for neighbour in had:
            del self._linked[neighbour][node]
        proposed = list(self._proposed(had))
        for (one, other), made in zip(proposed, self._drawn(number, len(proposed)), strict=True):
            if made and other not in self._linked[one]:
                strength = min(had[one], had[other])
                self._linked[one][other] = self._linked[other][one] = strength
                self.made.append((number, min(one, other), max(one, other), strength))

    def _proposed(self, had: dict[int, float]) -> Iterator[tuple[int, int]]:
        """Yield the pairs that the rule would tie."""
        if self._recovery.rule == "chain":
            row = sorted(had, key=lambda node: (-had[node], node))
            yield from pairwise(row)
        elif had:
            hub = min(had, key=lambda node: (-len(self._linked[node]), node))
            yield from ((hub, node) for node in sorted(had) if node != hub)

    def _drawn(self, number: int, count: int) -> list[bool]:
        """Return which of the proposed ties are made: a stream of its own for each removal."""
        words = Chance.of(self._recovery.seed, number).words(count) >> TAIL
        drawn: list[bool] = (words.astype(np.float64) * 2.0**-53 < self._recovery.chance).tolist()
        return drawn
