"""Betweenness: how often a node lies on the shortest paths between others."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import attrs
import numpy as np

from ocgscore.network import engines
from ocgscore.network.between import Network, ties_of
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.rounds import Rounds, Sources, rounds_for
from ocgscore.network.paths.searching import Net, apart, dependencies
from ocgscore.network.paths.tally import Tally
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Ties

FAR_APART: Final = 1e6  # strengths so far apart that a tie may cost less than igraph takes for nothing
WEIGHT_IN_STEPS: Final = 1.0
WEIGHT_BY_COST: Final = 4.0
PARTS: Final = 50  # of the sources, for a sign of life between them


@attrs.frozen(eq=False)
class Betweenness:
    """The betweenness of each node.

    Parameters
    ----------
    raw : ByNode
        The sum, over the pairs of other nodes, of the share of their shortest paths that pass through the node; ordered
        pairs in a directed network.
    pairs : int
        How many pairs of others a node has: (n - 1)(n - 2), half of that in an undirected network.
    """

    raw: ByNode
    pairs: int

    @property
    def normalised(self) -> ByNode:
        """The share of all pairs of others, from 0 to 1; undefined where there are no two others."""
        if self.pairs:
            return self.raw.times(1 / self.pairs)
        nobody = np.zeros(len(self.raw.nodes), np.bool_)
        return attrs.evolve(self.raw, defined=nobody, undefined="there are no two other people to lie between")

    def as_dict(self) -> dict[Hashable, float | None]:
        """Return the raw value of each node."""
        return self.raw.as_dict()


def betweenness(
    network: Network,
    *,
    directed: bool = False,
    hops: bool = False,
    sources: Sources = None,
    seed: int = 1,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Betweenness:
    """Return how often each node lies on the shortest paths between others [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    directed : bool
        Keep directions.
    hops : bool
        Count steps; otherwise a tie costs 1 / strength.
    sources : int or "all", optional
        From how many nodes of each component paths are followed: all, or a sample without replacement. By default all
        where that is some 20 seconds' work (to about 8,500 people with 3 links each in steps, 4,000 by strength), and
        otherwise as many as that allows, whatever is installed.
    seed : int
        Of the sample.
    engine : str, optional
        ``"igraph"`` or ``"arrays"``; by default igraph where it is installed and all sources are used.
    progress : callable, optional
        Called with (sources done, all sources) now and then.

    Returns
    -------
    Betweenness

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
    Every source adds the dependency of its paths on each node [2]_. A sample of k of a component's sources gives an
    unbiased estimate [3]_; in an undirected network a pair's share is scaled by where on the path the node lies, which
    errs several times less [4]_. For a node with N others in its component of which k are in the sample, the standard
    error is N · sqrt((1 - k/N) · s²/k), s² being the variance between its sources, and the 95 % interval is 1.96 of
    those either way, approximately: dependencies are skewed, and for nodes that few paths use the interval is too
    short; one that no path of the sample used has 0, and 0 as its error. Components of no more than k nodes are exact.

    Two paths are equally long where their costs differ by less than 1e-10 of their sum, in both engines; strengths more
    than a million times apart are left to arrays, which still tell a strong tie from none there.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1):35-41.
    .. [2] Brandes, U. (2001). A faster algorithm for betweenness centrality. J. Math. Sociol. 25(2):163-177.
    .. [3] Brandes, U. & Pich, C. (2007). Centrality estimation in large networks. Int. J. Bifurc. Chaos 17(7).
    .. [4] Geisberger, R., Sanders, P. & Schultes, D. (2008). Better approximation of betweenness centrality. ALENEX.

    Examples
    --------
    >>> path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])
    >>> found = betweenness(path, engine="arrays")
    >>> found.as_dict()
    {'a': 0.0, 'b': 2.0, 'c': 2.0, 'd': 0.0}
    >>> found.normalised.values.round(3).tolist(), found.raw.engine
    ([0.0, 0.667, 0.667, 0.0], 'arrays')
    """
    ties = ties_of(network, directed=directed)
    net = Net.of(ties, hops=hops)
    rounds = rounds_for(ties, sources, seed, weight=WEIGHT_IN_STEPS if net.cost is None else WEIGHT_BY_COST)
    what, able = _able(ties, net, rounds)
    chosen = engines.engine_for(what, able, engine)
    compute = _by_igraph if chosen == engines.IGRAPH else _by_arrays
    raw = compute(ties, net, rounds, progress)
    n = len(ties)
    return Betweenness(raw, (n - 1) * (n - 2) // (1 if ties.directed else 2) if n else 0)


def _able(ties: Ties, net: Net, rounds: Rounds) -> tuple[str, tuple[str, ...]]:
    """Return what is to be computed, in words, and the engines that can, best first."""
    if not rounds.exact:
        return "betweenness from a sample of sources", (engines.ARRAYS,)
    if net.cost is not None and apart(ties) > FAR_APART:
        return "betweenness by strengths so far apart", (engines.ARRAYS,)
    return "betweenness", (engines.IGRAPH, engines.ARRAYS)


def _by_arrays(ties: Ties, net: Net, rounds: Rounds, progress: Progress | None) -> ByNode:
    """Sum the dependencies of all sources, or estimate the sum from some."""
    tally, scaled = Tally.of_nodes(rounds), not (rounds.exact or ties.directed)
    for states, count in rounds.blocks():
        tally.add(dependencies(net, states, count, scaled=scaled))
        if progress is not None:
            progress(len(states), len(rounds.sources))
    share = 1.0 if ties.directed or scaled else 0.5  # an undirected pair is met from either end
    raw = ByNode(
        nodes=ties.nodes,
        values=tally.estimate(),
        defined=np.ones(len(ties), np.bool_),
        error=np.sqrt(tally.variance()),
        least=tally.total,
        exact=rounds.exact,
        engine=engines.said(engines.ARRAYS, rounds.most),
    )
    return raw.times(share)


def _by_igraph(ties: Ties, net: Net, rounds: Rounds, progress: Progress | None) -> ByNode:
    """Have igraph do it, in parts if somebody watches."""
    import igraph

    graph = igraph.Graph(len(ties), np.column_stack((ties.tails, ties.heads)), directed=ties.directed)
    # igraph adds 1 to every distance before it compares: costs must not be small beside that
    weights = None if net.cost is None else ties.strength.max() / ties.strength
    values = np.zeros(len(ties))
    for part in np.array_split(rounds.sources, 1 if progress is None else PARTS):
        values += graph.betweenness(directed=ties.directed, weights=weights, sources=part.tolist())
        if progress is not None:
            progress(len(part), len(ties))
    return ByNode.exactly(ties.nodes, values, engines.IGRAPH)
