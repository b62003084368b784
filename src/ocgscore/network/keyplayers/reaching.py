"""Reaching as many people as can be, or being as near to everybody as can be: the goals of KPP-POS."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.network.keyplayers.weighing import Weights
from ocgscore.network.paths.hops import BLOCK, steps
from ocgscore.network.paths.searching import Net, costs_from, search
from ocgscore.network.ties import Floats, Ints, Ties

SMALL: Final = 2_048  # people up to whom everybody's reach is kept once it is known
TRIED: Final = 1_000  # candidates for one place, in larger networks
SEARCHED: Final = 5_000_000  # visits for one place, where every candidate is searched from to the end
FEWEST: Final = 20  # candidates for one place
A_CANDIDATE: Final = 40  # visits of a walk take as long as a look at one
DIGITS: Final = 10  # to which sums of 1 / distance are compared


class Reaching:
    """The goal to reach as many people as can be within m steps, or to be as near to everybody as can be.

    Parameters
    ----------
    ties : Ties
        Undirected.
    weights : Weights
    within : int or None
        Steps that count, all alike; None for the sum of 1 / distance, however far.
    hops : bool
        Count steps; m-reach always does.

    Notes
    -----
    A person adds no more to a set than to a part of it (both goals are submodular), so what somebody added last time
    bounds what he or she adds now, and most people need no second look [1]_.

    References
    ----------
    .. [1] Leskovec, J. et al. (2007). Cost-effective outbreak detection in networks. KDD 2007:420-429.

    Attributes
    ----------
    cut_short : bool
        Whether a place was ever filled before everybody who might be better was looked at.
    """

    def __init__(self, ties: Ties, weights: Weights, *, within: int | None, hops: bool) -> None:
        self.ties, self.within, self.weights = ties, within, weights
        self._worth = np.array(weights.units, np.float64)
        steps_only = within is not None or hops or not ties.size
        strongest = ties.strength.max(initial=0) or 1
        scaled = attrs.evolve(ties, strength=ties.strength / strongest)
        self.net = Net.of(scaled, hops=steps_only)
        self._kept: dict[int, tuple[Ints, Floats]] | None = {} if small(ties) else None
        self._alone: Floats | None = None
        self._bounds: Floats | None = None
        self._bounded: frozenset[int] = frozenset()
        self.cut_short = False
        self.tried = TRIED if within is not None else max(SEARCHED // max(len(ties) + 2 * ties.size, 1), FEWEST)
        self.visits = A_CANDIDATE * len(ties)

    @property
    def complete(self) -> bool:
        """Whether everybody is tried who may be the best."""
        return self._kept is not None

    def exact(self, chosen: Ints) -> Fraction:
        """Return what a set reaches, in units of the weights: exactly in steps, to 12 digits by strength."""
        nodes, worth = self._reached(chosen)
        if self.net.cost is not None:
            return Fraction(f"{float(worth @ self._worth[nodes]):.12g}")
        if self.within is not None:
            return Fraction(sum(self.weights.units[node] for node in nodes.tolist()))
        away = np.rint(1 / worth).astype(np.int64).tolist()
        at: dict[int, int] = {}
        for node, step in zip(nodes.tolist(), away, strict=True):
            at[step] = at.get(step, 0) + self.weights.units[node]
        return sum((Fraction(units, step) for step, units in at.items()), Fraction(0))

    def value(self, chosen: Collection[int]) -> Fraction:
        """Return what a set reaches, as it is compared."""
        return self._compared(float(self._covered(chosen) @ self._worth))

    def best(self, chosen: Collection[int], first: int = 0) -> tuple[Fraction, list[int]]:
        """Return what a set and the best one more reach, and all who are equally best, from a position on."""
        covered = self._covered(chosen)
        base = float(covered @ self._worth)
        bounds = self._bounds_for(chosen)
        highest, found, looked = Fraction(-1), list[int](), 0
        for node in np.argsort(-bounds, kind="stable").tolist():
            if node < first or node in chosen:
                continue
            if self._compared(base + float(bounds[node])) < highest:
                break
            if self._kept is None and looked >= self.tried:
                self.cut_short = True
                break
            looked += 1
            bounds[node] = self._gain(node, covered)
            value = self._compared(base + float(bounds[node]))
            if value > highest:
                highest, found = value, []
            if value == highest:
                found.append(node)
        return highest, sorted(found)

    def _compared(self, value: float) -> Fraction:
        if self.within is not None:
            return Fraction(value)
        return Fraction(f"{value:.{DIGITS}g}")

    def _covered(self, chosen: Collection[int]) -> Floats:
        covered = np.zeros(len(self.ties))
        for node in chosen:
            nodes, worth = self._row(node)
            covered[nodes] = np.maximum(covered[nodes], worth)
        return covered

    def _gain(self, node: int, covered: Floats) -> float:
        nodes, worth = self._row(node)
        return float(np.maximum(worth - covered[nodes], 0) @ self._worth[nodes])

    def _row(self, node: int) -> tuple[Ints, Floats]:
        """Return whom a person reaches, and what each of them counts for before weights."""
        if self._kept is None:
            return self._reached(np.array([node]))
        if node not in self._kept:
            self._kept[node] = self._reached(np.array([node]))
        return self._kept[node]

    def _reached(self, sources: Ints) -> tuple[Ints, Floats]:
        """Return whom some people reach, and what each of those counts for: 1, or 1 / distance."""
        if self.within is not None:
            nodes = self._ball(sources)
            return nodes, np.ones(len(nodes))
        if self.net.cost is None:
            distance = search(self.net, sources, 1).distance
        else:
            distance = costs_from(self.net, sources, self.net.nodes)
        nodes = np.flatnonzero(np.isfinite(distance))
        return nodes, 1 / np.maximum(distance[nodes], 1)  # nobody is nearer than the strongest tie: a member counts 1

    def _ball(self, sources: Ints) -> Ints:
        """Return who lies within the steps that count."""
        seen = np.zeros(len(self.ties), np.bool_)
        seen[sources] = True
        front = sources
        for _ in range(self.within or 0):
            reached = self.net.leading_on(front)[2]
            front = np.unique(reached[~seen[reached]])
            seen[front] = True
        return np.flatnonzero(seen)

    def _bounds_for(self, chosen: Collection[int]) -> Floats:
        """Return for everybody what he or she adds to the set at most."""
        if self._alone is None:
            self._alone = self._all_alone()
        if self._bounds is None or not self._bounded <= set(chosen):
            self._bounds = self._alone.copy()
        self._bounded = frozenset(chosen)
        return self._bounds

    def _all_alone(self) -> Floats:
        """Return what everybody reaches alone in steps: by strength it can be no more.

        In small networks, where every candidate may as well be looked at, as much as anybody could reach.
        """
        if self._kept is not None:
            return np.full(len(self.ties), float(self._worth.sum()))
        found = self._worth.copy()
        for weight in np.unique(self._worth).tolist():
            alike = np.flatnonzero(self._worth == weight)
            for first in range(0, len(alike), BLOCK):
                for step in steps(self.ties, alike[first : first + BLOCK]):
                    if self.within is not None and step.distance > self.within:
                        break
                    share = 1.0 if self.within is not None else 1 / step.distance
                    found[step.nodes] += weight * share * step.sources
        return found


def small(ties: Ties) -> bool:
    """Return whether everybody's reach may be worked out and kept, by the strength of ties too."""
    return len(ties) <= SMALL
