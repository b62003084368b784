"""Sums over sources, and what they say of all sources where only some were asked."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network.paths.rounds import Rounds
from ocgscore.network.ties import Flags, Floats, Ints


@attrs.frozen(eq=False)
class Tally:
    """The sum of a quantity over the sources that were asked, and of its square, for each of several populations.

    Parameters
    ----------
    population : ndarray of int64, shape (p,)
        How many sources there are.
    asked : ndarray of int64, shape (p,)
        How many of them were asked.
    total, squares : ndarray of float64, shape (p,)
        Sums over those.
    """

    population: Ints
    asked: Ints
    total: Floats
    squares: Floats

    @classmethod
    def of_nodes(cls, rounds: Rounds) -> Tally:
        """Begin with a population for each node: the other nodes of its component."""
        return cls.empty(rounds.others, rounds.asked)

    @classmethod
    def of_components(cls, rounds: Rounds) -> Tally:
        """Begin with a population for each component: its nodes."""
        return cls.empty(rounds.sizes, rounds.taken)

    @classmethod
    def empty(cls, population: Ints, asked: Ints) -> Tally:
        """Begin at 0."""
        return cls(population, asked, np.zeros(len(population)), np.zeros(len(population)))

    def add(self, values: Floats) -> None:
        """Add what some rounds found; shape (rounds, p), 0 where there was no source or a node is the source."""
        self.total[:] += values.sum(axis=0)
        self.squares[:] += np.square(values).sum(axis=0)

    def estimate(self) -> Floats:
        """Return the sum over the population: exact where all were asked; shape (p,)."""
        return np.where(self._sampled, self.total * (self.population / np.maximum(self.asked, 1)), self.total)

    def variance(self) -> Floats:
        """Return the variance of the estimate, with the finite population correction; shape (p,)."""
        return np.maximum(self.covariance(self, self.squares), 0)

    def covariance(self, other: Tally, products: Floats) -> Floats:
        """Return the covariance of two estimates; `products` is the sum of their products, shape (p,)."""
        asked = np.maximum(self.asked, 1)
        spread = (products - self.total * other.total / asked) / np.maximum(asked - 1, 1)
        return np.where(self._sampled, self.population * (self.population - self.asked) * spread / asked, 0.0)

    @property
    def _sampled(self) -> Flags:
        return self.asked < self.population


@attrs.frozen(eq=False)
class Quantity:
    """What each pair of a source and another node has, summed for each node and for each component.

    Parameters
    ----------
    component : ndarray of int64, shape (n,)
    by_node : Tally
        Over the sources in a node's component, shape (n,).
    by_component : Tally
        Over the sources in a component, each with the sum over all nodes it reaches; shape (components,).
    """

    component: Ints
    by_node: Tally
    by_component: Tally

    @classmethod
    def of(cls, rounds: Rounds) -> Quantity:
        """Begin at 0."""
        return cls(rounds.component, Tally.of_nodes(rounds), Tally.of_components(rounds))

    def add(self, values: Floats) -> Floats:
        """Add some rounds, shape (rounds, n); return the sums for each component, shape (rounds, components)."""
        count = len(self.by_component.total)
        sums = np.array([np.bincount(self.component, row, count) for row in values])
        self.by_node.add(values)
        self.by_component.add(sums)
        return sums
