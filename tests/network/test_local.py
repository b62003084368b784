"""Degree, clustering, structural holes, cores, eigenvectors and the whole, against networkx, numpy and formulas."""

from __future__ import annotations

from itertools import combinations
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.network.local import eigen, triangles
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.degree import degrees
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.local.triangles import clustering, triangle_counts
from ocgscore.network.local.whole import betweenness_centralization, whole_network
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.ties import Ties


@st.composite
def networks(draw, directed=False, most=10):
    """Networks in parts, with isolates, of equal or different strengths."""
    n = draw(st.integers(0, most))
    pairs = [(a, b) for a in range(n) for b in range(n) if (a != b if directed else a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    alike = draw(st.booleans())
    strength = [1.0 if alike else draw(st.sampled_from([0.25, 1.0, 2.0, 7.0])) for _ in chosen]
    return Ties.of([f"p{number}" for number in range(n)], [(f"p{a}", f"p{b}") for a, b in chosen], strength,
                   directed=directed)  # fmt: skip


def graph_of(ties):
    graph = (nx.DiGraph if ties.directed else nx.Graph)()
    graph.add_nodes_from(ties.nodes)
    for tail, head, strength in zip(ties.tails, ties.heads, ties.strength.tolist(), strict=True):
        graph.add_edge(ties.nodes[tail], ties.nodes[head], weight=strength)
    return graph


def close(found, expected, tolerance=1e-9):
    assert found.keys() == expected.keys()
    for node, value in expected.items():
        assert (found[node] is None) == (value is None), node
        assert value is None or found[node] == pytest.approx(value, abs=tolerance), node


@given(networks(directed=True))
def test_degrees_and_strengths_of_a_directed_network_are_those_of_networkx(ties):
    graph, found = graph_of(ties), degrees(ties, directed=True)
    plain = graph.to_undirected()
    assert found.degree.as_dict() == dict(plain.degree)
    assert found.degree_out.as_dict() == dict(graph.out_degree)
    assert found.degree_in.as_dict() == dict(graph.in_degree)
    close(found.strength.as_dict(), dict(graph.degree(weight="weight")))
    close(found.strength_out.as_dict(), dict(graph.out_degree(weight="weight")))
    close(found.strength_in.as_dict(), dict(graph.in_degree(weight="weight")))


def test_without_directions_nothing_is_said_of_them():
    found = degrees(nx.DiGraph([("a", "b"), ("b", "a")]))
    assert found.degree.as_dict() == {"a": 1, "b": 1}
    assert found.degree_out is None
    assert found.strength_in is None


@given(networks(), st.sampled_from([1, 3, 1 << 20]))
def test_each_triangle_is_found_once_with_its_sides(ties, block):
    edges = {frozenset(pair) for pair in zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)}
    expected = [
        three
        for three in combinations(range(len(ties)), 3)
        if all(frozenset(pair) in edges for pair in combinations(three, 2))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(triangles, "BLOCK", block)
        blocks = list(triangles.triangles(ties))
    found = [tuple(sorted(column)) for some in blocks for column in some.corners.T.tolist()]
    assert sorted(found) == expected
    for some in blocks:
        for corners, sides in zip(some.corners.T.tolist(), some.sides.T.tolist(), strict=True):
            for corner, side in zip(corners, sides, strict=True):
                assert {int(ties.tails[side]), int(ties.heads[side]), corner} == set(corners)


@given(networks())
def test_clustering_is_that_of_networkx_and_undefined_below_two_contacts(ties):
    graph = graph_of(ties)
    expected = {
        node: value if graph.degree(node) > 1 else None for node, value in nx.clustering(graph).items()
    } if len(ties) else {}  # fmt: skip
    close(clustering(ties).as_dict(), expected)
    assert triangle_counts(ties).sum() == sum(nx.triangles(graph).values())


def plain_constraints(graph, i):
    """Return the constraint that each contact puts on i, from the formula."""

    def share(a, b):
        return graph[a][b]["weight"] / graph.degree(a, weight="weight") if graph.has_edge(a, b) else 0

    return {j: (share(i, j) + sum(share(i, q) * share(q, j) for q in graph[i] if q != j)) ** 2 for j in graph[i]}


def plain_effective_size(graph, i):
    def share(a, b):
        return graph[a][b]["weight"] / graph.degree(a, weight="weight")

    def relative(a, b):
        return graph[a][b]["weight"] / max(said["weight"] for said in graph[a].values()) if graph.has_edge(a, b) else 0

    return len(graph[i]) - sum(share(i, q) * relative(j, q) for j in graph[i] for q in graph[i] if q != j)


def plain_hierarchy(graph, i):
    each = plain_constraints(graph, i)
    relative = [value / (sum(each.values()) / len(each)) for value in each.values()]
    return sum(x * log(x) for x in relative) / (len(each) * log(len(each)))


@given(networks())
def test_structural_holes_are_those_of_burts_formulas(ties):
    graph, found = graph_of(ties), structural_holes(ties)
    met = [node for node in graph if graph.degree(node)]
    sizes = {node: plain_effective_size(graph, node) if node in met else None for node in graph}
    close(found.effective_size.as_dict(), sizes)
    close(
        found.efficiency.as_dict(), {node: sizes[node] / graph.degree(node) if node in met else None for node in graph}
    )
    whole = {node: sum(plain_constraints(graph, node).values()) if node in met else None for node in graph}
    close(found.constraint.as_dict(), whole)
    several = {node: plain_hierarchy(graph, node) if graph.degree(node) > 1 else None for node in graph}
    close(found.hierarchy.as_dict(), several)


@given(networks())
def test_effective_size_and_constraint_are_those_of_networkx(ties):
    graph, found = graph_of(ties), structural_holes(ties)
    if ties.size:
        met = graph.subgraph([node for node in graph if graph.degree(node)])
        sizes, bound = found.effective_size.as_dict(), found.constraint.as_dict()
        # asked of named nodes: asked of all, networkx 3.6 divides by the column's greatest strength, not the row's
        close({node: sizes[node] for node in met}, nx.effective_size(met, nodes=list(met), weight="weight"))
        close({node: bound[node] for node in met}, nx.constraint(met, weight="weight"))


@given(networks(directed=True))
def test_structural_holes_do_not_ask_who_sent(ties):
    found, plain = structural_holes(ties), structural_holes(ties.undirected())
    close(found.constraint.as_dict(), plain.constraint.as_dict())
    if ties.size:
        graph = graph_of(ties)
        met = graph.subgraph([node for node in graph if graph.degree(node)])
        bound = found.constraint.as_dict()
        close({node: bound[node] for node in met}, nx.constraint(met, weight="weight"))


@given(networks())
def test_structural_holes_stay_within_their_ranges(ties):
    found = structural_holes(ties)
    met = ties.degree > 0
    assert (found.effective_size.defined == met).all()
    assert (found.effective_size.values[met] >= 1).all()
    assert (found.effective_size.values[met] <= ties.degree[met]).all()
    assert (found.hierarchy.values >= 0).all()
    assert (found.hierarchy.values <= 1).all()


def test_with_one_contact_the_hierarchy_is_undefined_and_says_so():
    found = structural_holes(Ties.of("ab", [("a", "b")])).hierarchy
    assert found.as_dict() == {"a": None, "b": None}
    assert found.undefined == "fewer than two contacts"


def test_contacts_that_constrain_alike_make_no_hierarchy():
    found = structural_holes(nx.complete_graph(7)).hierarchy
    assert set(found.as_dict().values()) == {0.0}


@given(networks())
def test_core_numbers_are_those_of_networkx(ties):
    assert core_numbers(ties).as_dict() == nx.core_number(graph_of(ties))


def plain_eigenvector(graph):
    found = dict.fromkeys(graph)
    for part in nx.connected_components(graph):
        if len(part) > 1:
            some = sorted(part)
            vector = np.linalg.eigh(nx.to_numpy_array(graph, some))[1][:, -1]
            found |= dict(zip(some, np.abs(vector).tolist(), strict=True))
    return found


@pytest.mark.parametrize("small", [0, 256], ids=["searched", "whole spectrum"])
@given(ties=networks())
def test_the_eigenvector_of_each_component_is_numpys(small, ties):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eigen, "SMALL", small)
        found = eigenvector(ties)
    close(found.as_dict(), plain_eigenvector(graph_of(ties)))
    assert found.undefined == "no links"


@pytest.mark.parametrize(
    "graph",
    [
        nx.barabasi_albert_graph(600, 2, seed=1),
        nx.complete_bipartite_graph(40, 300),
        nx.star_graph(500),
        nx.disjoint_union(nx.barbell_graph(150, 0), nx.random_regular_graph(3, 400, seed=2)),
        nx.random_labeled_tree(400, seed=4),
    ],
    ids=["hubs", "two sides", "star", "two clumps and a regular part", "tree"],
)
def test_the_eigenvector_of_a_large_component_is_numpys(graph):
    nx.set_edge_attributes(graph, 1.0, "weight")
    close(eigenvector(graph).as_dict(), plain_eigenvector(graph), 1e-8)


@pytest.mark.parametrize("between", [2, 3])
def test_twins_far_apart_are_equal_where_the_next_eigenvalue_is_almost_as_large(between):
    """Two equal clumps: their difference is an eigenvector too, 6e-7 or 4e-9 of the eigenvalue below the leading one."""
    graph = nx.barbell_graph(150, between)
    found = eigenvector(graph).as_dict()
    close(found, {node: found[len(graph) - 1 - node] for node in graph})


def test_the_eigenvector_of_a_component_is_igraphs():
    igraph = pytest.importorskip("igraph")
    graph = nx.barabasi_albert_graph(2000, 3, seed=7)
    for number, (one, other) in enumerate(graph.edges):
        graph[one][other]["weight"] = 1.0 + number % 5
    theirs = np.array(igraph.Graph.from_networkx(graph).eigenvector_centrality(weights="weight"))
    theirs /= np.linalg.norm(theirs)
    close(eigenvector(graph).as_dict(), dict(zip(graph, theirs.tolist(), strict=True)))


def test_a_search_that_does_not_settle_is_undefined_and_says_so(monkeypatch):
    monkeypatch.setattr(eigen, "ROUNDS", 1)
    found = eigenvector(nx.disjoint_union(nx.path_graph(3000), nx.path_graph(2)))
    assert found.undefined == "no links, or among 3,000 people in a part whose values did not settle in 1 rounds"
    assert found.defined.sum() == 2


@pytest.mark.parametrize("people", [300, 5000])
def test_people_in_the_same_position_have_the_same_eigenvector_to_the_last_digit(people):
    assert len(set(eigenvector(nx.star_graph(people)).values.tolist())) == 2


@given(networks())
def test_the_whole_is_that_of_networkx(ties):
    graph, found = graph_of(ties), whole_network(ties)
    assert (found.people, found.ties) == (len(graph), graph.size())
    if len(graph) < 2:
        assert found.density is None
        assert found.connectedness is None
    else:
        reached = sum(nx.has_path(graph, a, b) for a, b in combinations(graph, 2))
        assert found.connectedness == pytest.approx(reached / (len(graph) * (len(graph) - 1) / 2))
        assert found.density == pytest.approx(nx.density(graph))
    assert (found.degree_centralization is None) == (len(graph) < 3)


def test_a_tree_is_efficient_a_clique_is_not_and_a_pair_is_neither():
    assert whole_network(nx.random_labeled_tree(20, seed=1)).efficiency == 1
    assert whole_network(nx.complete_graph(5)).efficiency == 0
    assert whole_network(nx.path_graph(2)).efficiency is None
    assert whole_network(nx.cycle_graph(4)).efficiency == pytest.approx(1 - 1 / 3)


def test_a_star_is_centralized_and_a_ring_is_not():
    star, ring = nx.star_graph(8), nx.cycle_graph(8)
    assert [whole_network(graph).degree_centralization for graph in (star, ring)] == [1, 0]
    ours = [betweenness_centralization(betweenness(graph).raw.values) for graph in (star, ring)]
    assert ours == [1, 0]


@given(networks(), st.randoms(use_true_random=False))
def test_other_names_permute_results(ties, chance):
    names = list(ties.nodes)
    chance.shuffle(names)
    new = dict(zip(ties.nodes, names, strict=True))
    ends = [(new[ties.nodes[a]], new[ties.nodes[b]]) for a, b in zip(ties.tails, ties.heads, strict=True)]
    other = Ties.of(names, ends, ties.strength.tolist())
    for measure in MEASURES:
        before, after = measure(ties).as_dict(), measure(other).as_dict()
        close(after, {new[node]: value for node, value in before.items()}, 1e-10)


MEASURES = [
    clustering,
    core_numbers,
    eigenvector,
    lambda ties: degrees(ties).strength,
    lambda ties: structural_holes(ties).effective_size,
    lambda ties: structural_holes(ties).constraint,
    lambda ties: structural_holes(ties).hierarchy,
]
