"""How far everybody is from everybody: closeness, harmonic closeness, and what holds for the network as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from typing import Final, NamedTuple

import attrs
import numpy as np

from ocgscore.network import engines
from ocgscore.network.between import Network, ties_of
from ocgscore.network.paths.hops import Progress, steps
from ocgscore.network.paths.rounds import Rounds, Sources, rounds_for
from ocgscore.network.paths.searching import Net, costs_from, search
from ocgscore.network.paths.tally import Quantity, Tally
from ocgscore.network.paths.values import ByNode, settled
from ocgscore.network.ties import Flags, Floats, Ints, Ties

BY_COST: Final[tuple[str, tuple[str, ...]]] = ("distances by strength", (engines.SCIPY, engines.ARRAYS))
IN_STEPS: Final[tuple[str, tuple[str, ...]]] = ("distances in steps", (engines.ARRAYS, engines.SCIPY))
WEIGHT_IN_STEPS: Final = 0.02  # of all sources, a bit each
WEIGHT_BY_COST: Final = 4.0
NOBODY: Final = "nobody is joined to them"


class Estimate(NamedTuple):
    """A number about the whole network: None where it is undefined; its standard error, 0 where it is exact."""

    value: float | None
    error: float = 0.0


@attrs.frozen(eq=False)
class Distances:
    """Sums over the distances from the sources to each node.

    Parameters
    ----------
    ties : Ties
    reached, far, near : Quantity
        1, the distance, and 1 / distance, where the source reaches the node.
    products : ndarray of float64, shape (components,)
        The sum over the sources of how many others each reaches times the sum of the distances.
    longest : float
        The longest distance found; where sources are sampled the longest of all may be longer.
    exact : bool
        Whether every node is a source.
    engine : str
        What computed it.
    """

    ties: Ties
    reached: Quantity
    far: Quantity
    near: Quantity
    products: Floats
    longest: float
    exact: bool
    engine: str

    @property
    def closeness(self) -> ByNode:
        """How near each node is to the others [1]_.

        For a node that r others reach, at a sum D of distances, this is r / D times the share r / (n - 1) of people
        who do: Wasserman and Faust's form for a network in parts. Where r is 0 that is 0 / 0: undefined (networkx: 0).

        References
        ----------
        .. [1] Wasserman, S. & Faust, K. (1994). Social Network Analysis, p. 201. Cambridge University Press.
        """
        reached, total = self.reached.by_node, self.far.by_node
        joined, far = reached.estimate(), total.estimate()
        known = joined > 0
        people, length = np.where(known, joined, 1), np.where(known, far, 1)
        values = np.where(known, joined * joined / (max(len(self.ties) - 1, 1) * length), 0)
        both = reached.covariance(total, total.total)  # 1 or 0, times the distance
        spread = 4 * reached.variance() / people**2 + total.variance() / length**2 - 4 * both / (people * length)
        error = values * np.sqrt(np.maximum(spread, 0))
        return self._by_node(values, error, np.zeros(len(values)), known, NOBODY)

    @property
    def harmonic(self) -> ByNode:
        """The sum of 1 / distance from all others to each node, 0 from those who do not reach it [1]_.

        References
        ----------
        .. [1] Boldi, P. & Vigna, S. (2014). Axioms for centrality. Internet Mathematics 10(3-4):222-262.
        """
        near, everybody = self.near.by_node, np.ones(len(self.ties), np.bool_)
        return self._by_node(near.estimate(), np.sqrt(near.variance()), near.total, everybody)

    @property
    def joined_pairs(self) -> Estimate:
        """How many ordered pairs are joined by a path."""
        return _sum(self.reached.by_component)

    @property
    def connectedness(self) -> Estimate:
        """The share of ordered pairs that are joined by a path (Krackhardt 1994); None for fewer than two people."""
        return _over(_sum(self.reached.by_component), self._all_pairs)

    @property
    def inverse_sum(self) -> Estimate:
        """The sum of 1 / distance over the ordered pairs, 0 for pairs that are not joined."""
        return _sum(self.near.by_component)

    @property
    def efficiency(self) -> Estimate:
        """The mean of 1 / distance over all ordered pairs [1]_; by strength it may exceed 1.

        References
        ----------
        .. [1] Latora, V. & Marchiori, M. (2001). Efficient behavior of small-world networks. PRL 87:198701.
        """
        return _over(_sum(self.near.by_component), self._all_pairs)

    @property
    def average(self) -> Estimate:
        """The mean distance over the ordered pairs that are joined; None where none is."""
        pairs, length = self.reached.by_component, self.far.by_component
        joined = float(pairs.estimate().sum())
        if not joined:
            return Estimate(None)
        mean = float(length.estimate().sum()) / joined
        both = length.variance() + mean**2 * pairs.variance()
        variance = both - 2 * mean * pairs.covariance(length, self.products)
        return Estimate(_plain(mean), sqrt(max(float(variance.sum()), 0)) / joined)

    @property
    def diameter(self) -> float | None:
        """The longest distance between two who are joined; a lower bound where `exact` is False; None where none is."""
        return self.longest or None

    @property
    def _all_pairs(self) -> int:
        return len(self.ties) * (len(self.ties) - 1)

    def _by_node(self, values: Floats, error: Floats, least: Floats, known: Flags, why: str = "") -> ByNode:
        undefined = "" if known.all() else why
        return ByNode(self.ties.nodes, settled(values), known, error, least, self.exact, self.engine, undefined)


def distances(
    network: Network,
    *,
    directed: bool = False,
    hops: bool = False,
    sources: Sources = None,
    seed: int = 1,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Distances:
    """Return what can be said of the distances between people.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    directed : bool
        Keep directions: what is measured of a node is the distance *to* it.
    hops : bool
        Count steps; otherwise a tie costs 1 / strength.
    sources : int or "all", optional
        From how many nodes of each component distances are taken: all, or a sample without replacement. By default all
        where that is some 20 seconds' work (in steps to about 60,000 people, by strength to about 4,000), and otherwise
        as many as that allows, whatever is installed.
    seed : int
        Of the sample.
    engine : str, optional
        ``"scipy"`` or ``"arrays"``; by default arrays in steps, and by strength scipy where it is installed.
    progress : callable, optional
        Called with (sources done, all sources) now and then.

    Returns
    -------
    Distances

    Raises
    ------
    RequestError
        If the number of sources, the seed or the engine is not one.
    MissingExtraError
        If the engine asked for is not installed.
    MapError
        If strengths are more than 1e12 times apart.

    Notes
    -----
    In steps, from all sources, everything is counted in whole numbers. Errors of samples are as of `betweenness`; those
    of ratios are to the first order.

    Examples
    --------
    >>> found = distances(Ties.of("abcd", [("a", "b"), ("b", "c")]))
    >>> found.closeness.as_dict()
    {'a': 0.444444444444, 'b': 0.666666666667, 'c': 0.444444444444, 'd': None}
    >>> found.harmonic.as_dict()
    {'a': 1.5, 'b': 2.0, 'c': 1.5, 'd': 0.0}
    >>> found.average.value, found.diameter, found.connectedness.value
    (1.33333333333, 2.0, 0.5)
    """
    ties = ties_of(network, directed=directed)
    net = Net.of(ties, hops=hops)
    rounds = rounds_for(ties, sources, seed, weight=WEIGHT_IN_STEPS if net.cost is None else WEIGHT_BY_COST)
    what, able = IN_STEPS if net.cost is None else BY_COST
    chosen = engines.engine_for(what, able, engine)
    sums = _Sums.of(rounds)
    if net.cost is None and rounds.exact and chosen == engines.ARRAYS:
        sums.count(ties, progress)
    else:
        for part, rows in _rows(net, rounds, chosen):
            sums.add(rows)
            if progress is not None:
                progress(part, len(rounds.sources))
    said = engines.said(chosen, rounds.most)
    longest = _plain(sums.longest)
    return Distances(ties, sums.reached, sums.far, sums.near, sums.products, longest, rounds.exact, said)


def inverse_distance_sum(ties: Ties, *, hops: bool = False) -> float:
    """Return the sum of 1 / distance over all ordered pairs; an estimate where `distances` would sample.

    Examples
    --------
    >>> inverse_distance_sum(Ties.of("abc", [("a", "b"), ("b", "c")]))
    5.0
    """
    return distances(ties, directed=ties.directed, hops=hops).inverse_sum.value or 0.0


@attrs.define(eq=False)
class _Sums:
    """The sums of `Distances` while they grow."""

    reached: Quantity
    far: Quantity
    near: Quantity
    products: Floats
    longest: float = 0.0

    @classmethod
    def of(cls, rounds: Rounds) -> _Sums:
        return cls(Quantity.of(rounds), Quantity.of(rounds), Quantity.of(rounds), np.zeros(len(rounds.sizes)))

    def count(self, ties: Ties, progress: Progress | None) -> None:
        """Take all distances in steps, a bit for each source."""
        reached, far, near = (np.zeros(len(ties)) for _ in range(3))
        for distance, nodes, sources in steps(ties, progress=progress):
            reached[nodes] += sources
            far[nodes] += sources * distance
            near[nodes] += sources / distance
            self.longest = max(self.longest, distance)
        for quantity, values in ((self.reached, reached), (self.far, far), (self.near, near)):
            quantity.add(values[np.newaxis])

    def add(self, rows: Floats) -> None:
        """Add the distances of some rounds; shape (rounds, n), 0 from a source to itself, infinite out of reach."""
        joined = np.isfinite(rows) & (rows > 0)
        far = np.where(joined, rows, 0)
        self.products += (self.reached.add(joined.astype(np.float64)) * self.far.add(far)).sum(axis=0)
        self.near.add(np.divide(1, rows, out=np.zeros_like(rows), where=joined))
        self.longest = max(self.longest, float(far.max(initial=0)))


def _rows(net: Net, rounds: Rounds, engine: str) -> Iterator[tuple[int, Floats]]:
    """Yield (how many sources, distances to every node) for some rounds at a time."""
    for states, count in rounds.blocks():
        if engine == engines.SCIPY:
            found = _by_scipy(net, states, count)
        elif net.cost is None:
            found = search(net, states, count).distance
        else:
            found = costs_from(net, states, count * net.nodes)
        yield len(states), found.reshape(count, net.nodes)


def _by_scipy(net: Net, states: Ints, rounds: int) -> Floats:
    """Have scipy's Dijkstra search from the sources of a round at once."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    matrix = csr_array((net.costs, net.ends, net.starts), shape=(net.nodes, net.nodes))
    begun = np.searchsorted(states, np.arange(rounds + 1) * net.nodes)
    parts = [states[first:last] % net.nodes for first, last in pairwise(begun.tolist())]
    return np.concatenate([dijkstra(matrix, indices=part, min_only=True) for part in parts])


def _sum(tally: Tally) -> Estimate:
    return Estimate(_plain(float(tally.estimate().sum())), sqrt(float(tally.variance().sum())))


def _over(estimate: Estimate, whole: int) -> Estimate:
    if not whole or estimate.value is None:
        return Estimate(None)
    return Estimate(_plain(estimate.value / whole), estimate.error / whole)


def _plain(value: float) -> float:
    return float(settled(np.array([value]))[0])
