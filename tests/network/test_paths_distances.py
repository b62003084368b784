"""Closeness, harmonic closeness and the distances of a whole network: by every engine, and from samples."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.network import engines
from ocgscore.network.paths import rounds
from ocgscore.network.paths.distances import distances, inverse_distance_sum
from ocgscore.network.paths.rounds import Rounds
from ocgscore.network.paths.searching import Net, costs_from
from ocgscore.network.paths.tally import Tally
from ocgscore.network.ties import Ties


@st.composite
def networks(draw, most=40):
    """Networks of all kinds: in parts, with isolates, with strengths and directions."""
    n, directed, seed = draw(st.integers(0, most)), draw(st.booleans()), draw(st.integers(0, 10_000))
    graph = nx.gnm_random_graph(n, draw(st.integers(0, 2 * n)), seed=seed, directed=directed)
    strengths = np.random.default_rng(seed).integers(1, 13, graph.number_of_edges()).astype(float)
    return Ties.of(list(graph), list(graph.edges), strengths, directed=directed)


def graph_of(ties, *, hops):
    graph = (nx.DiGraph if ties.directed else nx.Graph)()
    graph.add_nodes_from(ties.nodes)
    costs = np.ones(ties.size) if hops else 1 / ties.strength
    names = ties.nodes
    for tail, head, cost in zip(ties.tails.tolist(), ties.heads.tolist(), costs.tolist(), strict=True):
        graph.add_edge(names[tail], names[head], weight=cost)
    return graph


@given(networks(), st.booleans())
def test_closeness_and_harmonic_are_those_of_networkx_by_name(ties, hops):
    found, graph = distances(ties, directed=ties.directed, hops=hops), graph_of(ties, hops=hops)
    near, far = nx.closeness_centrality(graph, distance="weight"), nx.harmonic_centrality(graph, distance="weight")
    close, harmonic = found.closeness.as_dict(), found.harmonic.as_dict()
    assert [close[node] or 0.0 for node in graph] == pytest.approx([near[node] for node in graph])
    assert [harmonic[node] for node in graph] == pytest.approx([far[node] for node in graph])
    assert {node for node, value in close.items() if value is None} == {node for node in graph if near[node] == 0}


@given(networks(), st.booleans())
def test_the_whole_network_is_the_sum_of_its_pairs(ties, hops):
    found, n = distances(ties, directed=ties.directed, hops=hops), len(ties)
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph_of(ties, hops=hops)))
    pairs = [length for source in lengths for node, length in lengths[source].items() if node != source]
    assert found.joined_pairs == (len(pairs), 0)
    assert found.inverse_sum.value == pytest.approx(sum(1 / length for length in pairs))
    assert found.average.value == (pytest.approx(np.mean(pairs)) if pairs else None)
    assert found.diameter == (pytest.approx(max(pairs)) if pairs else None)
    assert found.efficiency.value == (pytest.approx(found.inverse_sum.value / (n * (n - 1))) if n > 1 else None)
    assert found.connectedness.value == (pytest.approx(len(pairs) / (n * (n - 1))) if n > 1 else None)
    assert inverse_distance_sum(ties, hops=hops) == found.inverse_sum.value


@given(networks(), st.booleans())
def test_scipy_and_arrays_give_the_very_same_numbers(ties, hops):
    if not engines.has("scipy"):
        pytest.skip("scipy is not installed")
    ours, theirs = (distances(ties, directed=ties.directed, hops=hops, engine=name) for name in ("arrays", "scipy"))
    assert (ours.engine, theirs.engine) == ("arrays", "scipy")
    assert np.array_equal(ours.closeness.values, theirs.closeness.values)
    assert np.array_equal(ours.harmonic.values, theirs.harmonic.values)
    assert (ours.average, ours.efficiency, ours.diameter) == (theirs.average, theirs.efficiency, theirs.diameter)


@given(networks(most=12), st.permutations(range(12)), st.booleans())
def test_other_names_change_nobodys_distances(ties, names, hops):
    pairs = [
        (names[ties.nodes[tail]], names[ties.nodes[head]])
        for tail, head in zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)
    ]
    renamed = Ties.of([names[node] for node in ties.nodes], pairs, ties.strength, directed=ties.directed)
    before, after = (distances(each, directed=ties.directed, hops=hops) for each in (ties, renamed))
    for one, other in ((before.closeness, after.closeness), (before.harmonic, after.harmonic)):
        assert other.as_dict() == {names[node]: value for node, value in one.as_dict().items()}
    assert (before.average, before.efficiency, before.diameter) == (after.average, after.efficiency, after.diameter)


@given(networks(most=12), st.booleans(), st.data())
def test_another_link_never_lowers_who_is_reached_nor_how_near(ties, hops, data):
    if len(ties) < 2:
        return
    a, b = data.draw(st.lists(st.sampled_from(ties.nodes), min_size=2, max_size=2, unique=True))
    pairs = [(ties.nodes[t], ties.nodes[h]) for t, h in zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)]
    if (a, b) in pairs or (not ties.directed and (b, a) in pairs):
        return
    more = Ties.of(ties.nodes, [*pairs, (a, b)], [*ties.strength, 2.0], directed=ties.directed)
    before, after = (distances(each, directed=ties.directed, hops=hops) for each in (ties, more))
    assert after.joined_pairs.value >= before.joined_pairs.value
    assert (after.harmonic.values >= before.harmonic.values).all()
    assert after.efficiency.value >= before.efficiency.value


def test_directions_measure_the_way_to_a_node():
    one_way = Ties.of("abc", [("a", "b"), ("b", "c")], directed=True)
    assert distances(one_way, directed=True).harmonic.as_dict() == {"a": 0.0, "b": 1.0, "c": 1.5}
    assert distances(one_way).harmonic.as_dict() == {"a": 1.5, "b": 2.0, "c": 1.5}


def test_closeness_of_somebody_joined_to_nobody_is_undefined_with_the_reason():
    found = distances(Ties.of("abc", [("a", "b")])).closeness
    assert found.as_dict() == {"a": 0.5, "b": 0.5, "c": None}
    assert found.undefined == "nobody is joined to them"
    assert distances(Ties.of("ab", [("a", "b")])).closeness.undefined == ""


def test_a_network_of_nobody_or_of_one_has_no_averages():
    for names in ("", "a"):
        found = distances(Ties.of(list(names), []))
        assert (found.average.value, found.diameter, found.efficiency.value) == (None, None, None)
        assert found.connectedness.value is None
        assert found.inverse_sum.value == 0


def test_strong_ties_are_short():
    found = distances(Ties.of("abc", [("a", "b"), ("b", "c"), ("a", "c")], [4, 4, 1]))
    assert found.diameter == 0.5
    assert distances(Ties.of("abc", [("a", "b"), ("b", "c"), ("a", "c")], [4, 4, 1]), hops=True).diameter == 1.0


@given(networks(most=15), st.booleans())
def test_a_sample_of_all_sources_is_exact(ties, hops):
    every, exact = (distances(ties, directed=ties.directed, hops=hops, sources=most) for most in (15, "all"))
    assert every.exact
    assert np.array_equal(every.closeness.values, exact.closeness.values)
    assert (every.average, every.efficiency) == (exact.average, exact.efficiency)


def test_over_all_samples_the_estimate_is_right_on_average_and_so_is_its_variance():
    """Design-unbiased: the mean over every sample of 4 of 7 sources, by enumeration."""
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "e"), ("e", "f"), ("f", "g"), ("c", "f")]
    ties = Ties.of("abcdefg", pairs, [1, 2, 1, 3, 1, 1, 2, 2])
    estimates, variances = [], []
    for sample in combinations(range(7), 4):
        tally = Tally.of_nodes(Rounds(np.zeros(7, np.int64), np.array(sample), np.arange(4), 4))
        rows = costs_from(Net.of(ties, hops=False), np.arange(4) * 7 + np.array(sample), 28).reshape(4, 7)
        tally.add(np.divide(1, rows, out=np.zeros_like(rows), where=rows > 0))
        estimates.append(tally.estimate())
        variances.append(tally.variance())
    assert np.mean(estimates, axis=0) == pytest.approx(distances(ties).harmonic.values)
    assert np.mean(variances, axis=0) == pytest.approx(np.var(estimates, axis=0))


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("hops", [False, True])
def test_a_sample_says_so_and_its_intervals_usually_hold_the_truth(directed, hops):
    graph = nx.gnm_random_graph(150, 450, seed=1, directed=directed)
    strengths = np.random.default_rng(1).integers(1, 6, 450).astype(float)
    ties = Ties.of(list(graph), list(graph.edges), strengths, directed=directed)
    exact = distances(ties, directed=directed, hops=hops)
    held, whole = [], []
    for seed in range(40):
        found = distances(ties, directed=directed, hops=hops, sources=50, seed=seed)
        assert found.engine.endswith(", 50 sources sampled")
        assert not found.exact
        for ours, true in ((found.closeness, exact.closeness), (found.harmonic, exact.harmonic)):
            held.append(((ours.low <= true.values) & (true.values <= ours.high)).mean())
        for ours, true in ((found.average, exact.average), (found.efficiency, exact.efficiency)):
            whole.append(abs(ours.value - true.value) <= 2 * ours.error)
        assert found.diameter <= exact.diameter
    assert np.mean(held) > 0.85
    assert np.mean(whole) > 0.85


def test_the_errors_of_ratios_are_as_large_as_the_estimates_scatter():
    """One way, where both who is reached and how far are estimated: over 300 samples of 30 of 80 sources."""
    graph = nx.gnm_random_graph(80, 160, seed=2, directed=True)
    ties = Ties.of(list(graph), list(graph.edges), directed=True)
    found = [distances(ties, directed=True, sources=30, seed=seed) for seed in range(300)]
    averages, close = [each.average for each in found], [each.closeness for each in found]
    told = np.sqrt(np.mean(np.square([average.error for average in averages])))
    assert told == pytest.approx(np.std([average.value for average in averages]), rel=0.15)
    told = np.sqrt(np.mean(np.square([each.error for each in close]), axis=0))
    reached = np.array([each.defined for each in close]).all(axis=0)
    scatter = np.std([each.values for each in close], axis=0)
    assert np.median(told[reached] / scatter[reached]) == pytest.approx(1, abs=0.15)


def test_what_is_too_much_work_is_sampled_unasked(monkeypatch):
    graph = nx.gnm_random_graph(300, 600, seed=3)
    ties = Ties.of(list(graph), list(graph.edges), np.arange(1.0, 601))
    assert distances(ties).exact
    monkeypatch.setattr(rounds, "BUDGET", 600 * (300 + 1200))
    assert distances(ties).engine.endswith(", 150 sources sampled")
    assert distances(ties, hops=True).exact
    assert distances(ties, sources="all").exact


@pytest.mark.parametrize(("hops", "engine"), [(True, "arrays"), (False, "arrays"), (False, "scipy")])
def test_progress_adds_up_to_all_sources(hops, engine):
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    graph, seen = nx.gnm_random_graph(90, 200, seed=4), []
    ties = Ties.of(list(graph), list(graph.edges), np.arange(1.0, 201))
    distances(ties, hops=hops, engine=engine, progress=lambda step, total: seen.append((step, total)))
    assert sum(step for step, _ in seen) == 90
    assert {total for _, total in seen} == {90}
