"""The map one level up: groups as nodes, and everything that joins two of them as edges of their own kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ocgscore.network.between import Network, membership_of, relation_ties_of, ties_of
from ocgscore.network.groups.pairs import crossing_pairs, shared_pairs
from ocgscore.network.model import SIGNS, OcgMap

if TYPE_CHECKING:
    import networkx as nx

    from ocgscore.network.grades import Grades
    from ocgscore.network.membership import Membership

SHARED, TIES = "shared members", "ties"


def group_graph(network: Network, *, grades: Grades | None = None) -> nx.MultiGraph[Any]:
    """Return the network of groups.

    Parameters
    ----------
    network : OcgMap or networkx graph
        A graph has no relations between groups.
    grades : Grades, optional
        What the grade of a relation stands for.

    Returns
    -------
    networkx.MultiGraph
        Nodes are groups by name, with ``size``, and ``name`` and ``force`` where the map has them. The edges of two
        groups are keyed by ``kind``: ``"shared members"``, ``"ties"`` (that cross, see `crossing_pairs`),
        ``"alliance"``, ``"rivalry"`` or ``"tension"``, one of each at most. ``count`` is how many people, ties or
        records it stands for, ``strength`` their sum; relations also have ``sign`` (1 or -1) and ``chance``.

    Raises
    ------
    RequestError
        For a network without groups.
    MapError
        If the table of grades lacks a grade.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "bob")])
    >>> nx.set_node_attributes(graph, {"ann": "X", "bob": "Y"}, "group")
    >>> list(group_graph(graph).edges(keys=True, data="count"))
    [('X', 'Y', 'ties', 1)]
    """
    import networkx as nx

    belonging = membership_of(network)
    graph: nx.MultiGraph[Any] = nx.MultiGraph()
    graph.add_nodes_from(
        (group, {"size": size}) for group, size in zip(belonging.groups, belonging.sizes.tolist(), strict=True)
    )
    _add_shared(graph, belonging)
    _add_ties(graph, network, belonging)
    if isinstance(network, OcgMap):
        for group in network.groups:
            graph.nodes[group.id].update(name=group.name, force=group.force)
        for kind in SIGNS:
            _add_relations(graph, network, kind, grades)
    return graph


def _add_shared(graph: nx.MultiGraph[Any], belonging: Membership) -> None:
    pairs = shared_pairs(belonging.person, belonging.group, len(belonging.groups))
    for low, high, count in zip(pairs.low.tolist(), pairs.high.tolist(), pairs.counts.tolist(), strict=True):
        ends = belonging.groups[low], belonging.groups[high]
        graph.add_edge(*ends, SHARED, kind=SHARED, count=count, strength=float(count))


def _add_ties(graph: nx.MultiGraph[Any], network: Network, belonging: Membership) -> None:
    ties = ties_of(network)
    pairs = crossing_pairs(ties, belonging)
    counts = pairs.counts
    which = np.repeat(np.arange(len(pairs)), counts)
    strength = np.bincount(which, ties.strength[pairs.things], len(pairs))
    columns = (column.tolist() for column in (pairs.low, pairs.high, counts, strength))
    for low, high, count, strong in zip(*columns, strict=True):
        graph.add_edge(belonging.groups[low], belonging.groups[high], TIES, kind=TIES, count=count, strength=strong)


def _add_relations(graph: nx.MultiGraph[Any], network: OcgMap, kind: str, grades: Grades | None) -> None:
    counts: dict[frozenset[str], int] = {}
    for relation in network.relations:
        if relation.kind == kind:
            ends = frozenset((relation.group, relation.other))
            counts[ends] = counts.get(ends, 0) + 1
    ties = relation_ties_of(network, [kind], grades=grades)
    nodes = [str(node) for node in ties.nodes]
    for at, (tail, head) in enumerate(zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)):
        one, other = nodes[tail], nodes[head]
        said = {"strength": float(ties.strength[at]), "chance": float(ties.chance[at]), "sign": SIGNS[kind]}
        graph.add_edge(one, other, kind, kind=kind, count=counts[frozenset((one, other))], **said)
