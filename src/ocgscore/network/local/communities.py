"""Communities: sets of people with more ties among them than their ties would give by chance."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

import attrs
import numpy as np

from ocgscore.errors import MOST_SEED, RequestError, whole_number_problems
from ocgscore.network import engines
from ocgscore.network.between import Network, ties_of
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Ints, Ties

LOUVAIN: Final = "networkx"
ENGINES: Final = (engines.IGRAPH, LOUVAIN)


@attrs.frozen(eq=False)
class Communities:
    """The community of each person.

    Parameters
    ----------
    nodes : tuple of hashable, length n
    label : ndarray of int64, shape (n,)
        From 1, in the order of the first member of each by name; a person without ties is a community of one.
    modularity : float or None
        Ties within communities, less what would be expected by chance, as a share of all; from -0.5 to 1. Undefined
        without ties.
    engine : str
        ``"igraph, Leiden"`` or ``"networkx, Louvain"``.
    seed : int
    """

    nodes: tuple[Hashable, ...]
    label: Ints
    modularity: float | None
    engine: str
    seed: int

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.label.max(initial=0))

    def as_dict(self) -> dict[Hashable, int]:
        """Return the community of each person."""
        return dict(zip(self.nodes, self.label.tolist(), strict=True))


def communities(network: Network, *, seed: int = 1, engine: str | None = None) -> Communities:
    """Return communities found by the Leiden [1]_ or the Louvain [2]_ method.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored; strengths count.
    seed : int
        Of the order in which people are looked at. The same names, ties and seed give the same communities; another
        seed, or other names, may give others that are as good: compare the modularity.
    engine : str, optional
        ``"igraph"`` (Leiden) or ``"networkx"`` (Louvain); by default igraph where it is installed. The two methods may
        differ.

    Raises
    ------
    RequestError
        If the seed or the engine is not one.
    MissingExtraError
        If the engine asked for is not installed.

    References
    ----------
    .. [1] Traag, V. A., Waltman, L. & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
       communities. Sci. Rep. 9:5233.
    .. [2] Blondel, V. D. et al. (2008). Fast unfolding of communities in large networks. J. Stat. Mech. P10008.

    Examples
    --------
    >>> two = Ties.of("abcdef", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f")])
    >>> found = communities(two, engine="networkx")
    >>> found.label.tolist(), round(found.modularity, 3), found.engine
    ([1, 1, 1, 2, 2, 2], 0.357, 'networkx, Louvain')
    """
    problems = list(whole_number_problems("seed", seed, 0, MOST_SEED, hint="1 is as good as any"))
    if problems:
        raise RequestError(problems)
    ties = ties_of(network)
    chosen = _chosen(engine)
    label = _numbered(_leiden(ties, seed) if chosen == engines.IGRAPH else _louvain(ties, seed))
    method = "Leiden" if chosen == engines.IGRAPH else "Louvain"
    return Communities(ties.nodes, label, modularity(ties, label), f"{chosen}, {method}", seed)


def modularity(ties: Ties, label: Ints) -> float | None:
    """Return the modularity of a division of an undirected network [1]_; None without ties.

    References
    ----------
    .. [1] Newman, M. E. J. (2004). Analysis of weighted networks. Phys. Rev. E 70:056131.

    Examples
    --------
    >>> modularity(Ties.of("abcd", [("a", "b"), ("c", "d")]), np.array([1, 1, 2, 2]))
    0.5
    """
    whole = float(ties.strength.sum())
    if not ties.size:
        return None
    inside = float(ties.strength[label[ties.tails] == label[ties.heads]].sum())
    reach = np.bincount(label[ties.tails], ties.strength, int(label.max()) + 1)
    reach += np.bincount(label[ties.heads], ties.strength, len(reach))
    return float(settled(np.array([inside / whole - float(((reach / (2 * whole)) ** 2).sum())]))[0])


def _chosen(engine: str | None) -> str:
    """Return the engine: networkx is always there."""
    if engine == LOUVAIN or (engine is None and not engines.has(engines.IGRAPH)):
        return LOUVAIN
    return engines.engine_for("communities", ENGINES, engine)


def _numbered(label: Ints) -> Ints:
    """Number communities from 1 in the order of their first members."""
    _, first, which = np.unique(label, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(1, len(first) + 1)
    return place[which]


def _leiden(ties: Ties, seed: int) -> Ints:
    """Have igraph do it, and give it back the chance it had."""
    import random

    import igraph

    graph = igraph.Graph(len(ties), np.column_stack((ties.tails, ties.heads)))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
    try:
        found = graph.community_leiden("modularity", weights=ties.strength.tolist(), n_iterations=-1)
    finally:
        igraph.set_random_number_generator(random)
    return np.array(found.membership, np.int64)


def _louvain(ties: Ties, seed: int) -> Ints:
    import networkx as nx

    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(range(len(ties)))
    graph.add_weighted_edges_from(zip(ties.tails.tolist(), ties.heads.tolist(), ties.strength.tolist(), strict=True))
    label = np.zeros(len(ties), np.int64)
    for number, people in enumerate(nx.community.louvain_communities(graph, seed=seed) if len(ties) else ()):
        label[list(people)] = number
    return label
