"""Steps, components and searches, against networkx and against plain enumeration of paths."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import MissingExtraError, RequestError
from ocgscore.network import engines
from ocgscore.network.paths import hops, rounds
from ocgscore.network.paths.components import component_sizes, components
from ocgscore.network.paths.hops import counts_at, pairs_at, steps
from ocgscore.network.paths.rounds import Rounds
from ocgscore.network.ties import Ties


@st.composite
def networks(draw, most=12, directed=None):
    """Networks of all kinds: in parts, with isolates, with or without directions."""
    n = draw(st.integers(0, most))
    one_way = draw(st.booleans()) if directed is None else directed
    pairs = [(a, b) for a in range(n) for b in range(n) if (a != b if one_way else a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Ties.of(list(range(n)), chosen, directed=one_way)


def graph_of(ties):
    graph = (nx.DiGraph if ties.directed else nx.Graph)()
    graph.add_nodes_from(range(len(ties)))
    graph.add_edges_from(zip(ties.tails.tolist(), ties.heads.tolist(), strict=True))
    return graph


def plain_counts(ties, sources, without):
    """Return shape (n, longest) counted by networkx, a search for each source."""
    graph = graph_of(ties)
    graph.remove_nodes_from(np.flatnonzero(without).tolist())
    found = np.zeros((len(ties), len(ties) + 1), np.int64)
    for source in sources:
        if source in graph:
            for node, distance in nx.single_source_shortest_path_length(graph, source).items():
                found[node, distance] += 1
    found = found[:, 1:]
    return found[:, : int(found.any(axis=0).sum())]


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of one word, and every step choosing its rows, so that small networks take the ways of large ones."""
    monkeypatch.setattr(hops, "BLOCK", 64)
    monkeypatch.setattr(hops, "FEW", 0)


@given(networks(), st.data())
def test_counts_of_steps_are_those_of_a_search_from_each_source(ties, data):
    sources = data.draw(st.lists(st.sampled_from(range(len(ties))), unique=True)) if len(ties) else []
    without = np.array(data.draw(st.lists(st.booleans(), min_size=len(ties), max_size=len(ties))), np.bool_)
    wanted = plain_counts(ties, sources, without)
    chosen = np.array(sources, np.int64)
    assert np.array_equal(counts_at(ties, chosen, without=without), wanted)
    assert np.array_equal(pairs_at(ties, chosen, without=without), wanted.sum(axis=0))


@given(networks())
def test_all_nodes_are_sources_and_none_is_out_unless_said(ties):
    nothing = np.zeros(len(ties), np.bool_)
    assert np.array_equal(counts_at(ties), plain_counts(ties, range(len(ties)), nothing))


CASES = {
    "random": lambda: nx.gnm_random_graph(200, 500, seed=1),
    "in parts": lambda: nx.gnm_random_graph(200, 120, seed=2),
    "a star": lambda: nx.star_graph(150),
    "hubs": lambda: nx.barabasi_albert_graph(200, 3, seed=3),
    "a long path": lambda: nx.path_graph(150),
    "complete": lambda: nx.complete_graph(70),
    "one way": lambda: nx.gnm_random_graph(200, 600, seed=4, directed=True),
    "no links": lambda: nx.empty_graph(70),
}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("case", CASES)
def test_the_ways_of_large_networks_count_the_same(case):
    graph = CASES[case]()
    ties = Ties.of(list(range(len(graph))), list(graph.edges), directed=graph.is_directed())
    wanted = plain_counts(ties, range(len(ties)), np.zeros(len(ties), np.bool_))
    assert np.array_equal(counts_at(ties), wanted)


def test_without_bitwise_count_the_bits_are_looked_up(monkeypatch):
    graph = nx.gnm_random_graph(100, 200, seed=5)
    ties = Ties.of(list(graph), list(graph.edges))
    wanted = counts_at(ties)
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert np.array_equal(counts_at(ties), wanted)


def test_taking_nodes_out_is_a_network_without_them():
    graph = nx.gnm_random_graph(80, 200, seed=6)
    ties = Ties.of(list(graph), list(graph.edges))
    out = np.arange(80) % 5 == 0
    assert np.array_equal(pairs_at(ties, without=out), pairs_at(ties.among(~out)))


def test_a_source_given_twice_counts_twice():
    ties = Ties.of("abc", [("a", "b"), ("b", "c")])
    assert pairs_at(ties, np.array([0, 0])).tolist() == [2, 2]


@pytest.mark.usefixtures("small_blocks")
def test_progress_adds_up_to_all_sources():
    graph = nx.gnm_random_graph(200, 500, seed=7)
    seen = []
    pairs_at(Ties.of(list(graph), list(graph.edges)), progress=lambda step, total: seen.append((step, total)))
    assert [total for _, total in seen] == [200] * 4
    assert sum(step for step, _ in seen) == 200


def test_the_steps_of_a_network_without_nodes_are_none():
    assert list(steps(Ties.of([], []))) == []
    assert counts_at(Ties.of([], [])).shape == (0, 0)


@given(networks(most=20))
def test_components_are_those_of_networkx_numbered_by_their_first_node(ties):
    wanted = np.zeros(len(ties), np.int64)
    parts = sorted(nx.connected_components(nx.Graph(graph_of(ties))), key=min)
    for number, part in enumerate(parts):
        wanted[list(part)] = number
    assert np.array_equal(components(ties), wanted)
    assert component_sizes(ties).tolist() == [len(part) for part in parts]


@pytest.mark.parametrize("n", [1, 2, 500])
def test_a_path_in_any_order_of_names_is_one_component(n):
    names = np.random.default_rng(n).permutation(n).tolist()
    ties = Ties.of(list(range(n)), list(pairwise(names)))
    assert components(ties).tolist() == [0] * n


@given(networks(most=20), st.integers(1, 25), st.integers(0, 9))
def test_rounds_take_one_source_of_each_component_at_most_and_as_many_as_asked(ties, most, seed):
    found = Rounds.of(ties, most, seed)
    assert len(set(found.sources.tolist())) == len(found.sources)
    for number in range(found.count):
        parts = found.component[found.sources[found.number == number]]
        assert len(set(parts.tolist())) == len(parts)
    assert np.array_equal(found.taken, np.minimum(found.sizes, most))
    assert found.exact == (len(found.sources) == len(ties))


def test_blocks_hold_every_source_once_in_its_own_round(monkeypatch):
    monkeypatch.setattr(rounds, "STATES", 100)
    graph = nx.gnm_random_graph(30, 20, seed=8)
    found = Rounds.of(Ties.of(list(graph), list(graph.edges)), None, 1)
    blocks = list(found.blocks())
    assert len(blocks) > 1
    assert sum(count for _, count in blocks) == found.count
    assert np.concatenate([states % 30 for states, _ in blocks]).tolist() == found.sources.tolist()


def test_the_same_seed_takes_the_same_sources_and_another_takes_others():
    ties = Ties.of(list(range(100)), [(node, node + 1) for node in range(99)])
    one, same, other = (Rounds.of(ties, 10, seed).sources.tolist() for seed in (1, 1, 2))
    assert one == same != other


def test_the_first_engine_installed_computes(monkeypatch):
    monkeypatch.setattr(engines, "has", lambda engine: engine == "arrays")
    assert engines.engine_for("anything", ("igraph", "arrays")) == "arrays"
    monkeypatch.setattr(engines, "has", lambda _: True)
    assert engines.engine_for("anything", ("igraph", "arrays")) == "igraph"


def test_asking_for_an_engine_that_is_absent_names_what_to_install(monkeypatch):
    monkeypatch.setattr(engines, "has", lambda engine: engine == "arrays")
    with pytest.raises(MissingExtraError, match="pip install igraph scipy"):
        engines.engine_for("betweenness", ("igraph", "arrays"), "igraph")


def test_asking_for_an_engine_that_does_not_compute_this_names_those_that_do():
    with pytest.raises(RequestError, match="use igraph or arrays"):
        engines.engine_for("betweenness", ("igraph", "arrays"), "scipy")


def test_a_package_that_cannot_be_imported_is_not_an_engine(monkeypatch):
    def absent(_):
        raise ImportError

    engines.has.cache_clear()
    monkeypatch.setattr(engines, "import_module", absent)
    assert not engines.has("igraph")
    engines.has.cache_clear()
