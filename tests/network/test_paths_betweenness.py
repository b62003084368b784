"""Betweenness: by enumeration of paths, by every engine, and from samples."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import lcm

import attrs
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network import engines
from ocgscore.network.model import MapError
from ocgscore.network.paths import rounds
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.rounds import Rounds
from ocgscore.network.paths.searching import Net, dependencies
from ocgscore.network.paths.tally import Tally
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Ties

STRENGTHS = [Fraction(1), Fraction(2), Fraction(3), Fraction(6), Fraction(1, 2), Fraction(10, 3)]


@st.composite
def networks(draw, most=7):
    """Networks of all kinds, with strengths whose reciprocals often add up to the same."""
    n, directed = draw(st.integers(0, most)), draw(st.booleans())
    pairs = [(a, b) for a in range(n) for b in range(n) if (a != b if directed else a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    strengths = draw(st.lists(st.sampled_from(STRENGTHS), min_size=len(chosen), max_size=len(chosen)))
    return Ties.of(list(range(n)), chosen, [float(strength) for strength in strengths], directed=directed)


def costs(ties, *, hops):
    """Return the exact cost of each arc, by its ends."""
    exact = {float(strength): 1 / strength for strength in STRENGTHS}
    arcs = zip(ties.leaving.tolist(), ties.ends.tolist(), ties.strength[ties.tie].tolist(), strict=True)
    return {(a, b): 1 if hops else exact[strength] for a, b, strength in arcs}


def paths_between(arcs, path, target):
    """Yield every simple path to the target."""
    if path[-1] == target:
        yield path
        return
    for a, b in arcs:
        if a == path[-1] and b not in path:
            yield from paths_between(arcs, [*path, b], target)


def by_enumeration(ties, *, hops):
    """Return the betweenness of each node by the words of its definition, in exact fractions."""
    arcs, n = costs(ties, hops=hops), len(ties)
    found = [Fraction(0)] * n
    for source in range(n):
        for target in range(n):
            if source == target or (source > target and not ties.directed):
                continue
            paths = list(paths_between(arcs, [source], target))
            lengths = [sum(arcs[step] for step in pairwise(path)) for path in paths]
            shortest = [path for path, length in zip(paths, lengths, strict=True) if length == min(lengths)]
            for node in range(n):
                if node not in (source, target) and shortest:
                    found[node] += Fraction(sum(node in path for path in shortest), len(shortest))
    return np.array([float(value) for value in found])


@given(networks(), st.booleans())
def test_betweenness_is_the_share_of_shortest_paths_counted_one_by_one(ties, hops):
    found = betweenness(ties, directed=ties.directed, hops=hops, engine="arrays")
    assert found.raw.values == pytest.approx(by_enumeration(ties, hops=hops), abs=1e-9)


@st.composite
def larger(draw):
    n, directed, seed = draw(st.integers(2, 60)), draw(st.booleans()), draw(st.integers(0, 10_000))
    graph = nx.gnm_random_graph(n, draw(st.integers(0, 3 * n)), seed=seed, directed=directed)
    strengths = np.random.default_rng(seed).integers(1, 13, graph.number_of_edges()).astype(float)
    return Ties.of(list(graph), list(graph.edges), strengths, directed=directed)


@given(larger(), st.booleans())
def test_igraph_and_arrays_give_the_very_same_numbers(ties, hops):
    if not engines.has("igraph"):
        pytest.skip("igraph is not installed")
    ours = betweenness(ties, directed=ties.directed, hops=hops, engine="arrays")
    theirs = betweenness(ties, directed=ties.directed, hops=hops, engine="igraph")
    assert (ours.raw.engine, theirs.raw.engine) == ("arrays", "igraph")
    assert np.array_equal(ours.raw.values, theirs.raw.values)


@given(larger(), st.booleans())
def test_networkx_gives_the_same_when_its_costs_are_whole_numbers(ties, hops):
    graph = (nx.DiGraph if ties.directed else nx.Graph)()
    graph.add_nodes_from(range(len(ties)))
    scale = lcm(*ties.strength.astype(int).tolist())
    whole = [scale // strength for strength in ties.strength.astype(int).tolist()]
    graph.add_weighted_edges_from(zip(ties.tails.tolist(), ties.heads.tolist(), whole, strict=True))
    theirs = nx.betweenness_centrality(graph, normalized=False, weight=None if hops else "weight")
    ours = betweenness(ties, directed=ties.directed, hops=hops).raw.values
    assert ours == pytest.approx([theirs[node] for node in range(len(ties))], abs=1e-8)


@given(networks(most=9), st.permutations(range(9)), st.booleans())
def test_other_names_change_nobodys_betweenness(ties, names, hops):
    n = len(ties)
    pairs = [(names[a], names[b]) for a, b in zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)]
    renamed = Ties.of(names[:n], pairs, ties.strength, directed=ties.directed)
    before = betweenness(ties, directed=ties.directed, hops=hops).as_dict()
    after = betweenness(renamed, directed=ties.directed, hops=hops).as_dict()
    assert after == {names[node]: value for node, value in before.items()}


@given(networks(most=9))
def test_ties_all_of_strength_one_are_steps(ties):
    plain = attrs.evolve(ties, strength=np.ones(ties.size))
    by_cost = dependencies(
        Net(plain.starts, plain.ends, np.ones(len(plain.ends))), np.arange(len(ties)) * (len(ties) + 1), len(ties)
    )
    in_steps = dependencies(Net.of(plain, hops=True), np.arange(len(ties)) * (len(ties) + 1), len(ties))
    assert settled(by_cost) == pytest.approx(settled(in_steps))


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
def test_costs_that_add_up_in_another_order_are_equally_long(engine):
    """0.1 + 0.2 + 0.3 is 0.6000000000000001, and 0.3 + 0.2 + 0.1 is 0.6: every node of the ring counts alike."""
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "e"), ("e", "f"), ("f", "d")]
    ties = Ties.of("abcdef", ring, [10, 5, 10 / 3, 10 / 3, 5, 10])
    assert betweenness(ties, engine=engine).raw.values.tolist() == [2.0] * 6


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
def test_a_difference_of_a_millionth_is_a_difference(engine):
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    ties = Ties.of("abcd", [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d")], [1, 1, 1, 1 / 1.000001])
    assert betweenness(ties, engine=engine).as_dict() == {"a": 1.0, "b": 1.0, "c": 0.0, "d": 0.0}


def test_a_strong_tie_far_along_a_weak_path_is_still_a_step_on_it():
    """To b it is 100,000 and on to c a millionth more: igraph takes that for nothing and is not asked."""
    path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")], [1e-5, 1e6, 1])
    found = betweenness(path)
    assert found.raw.values.tolist() == [0, 2, 2, 0]
    assert found.raw.engine == "arrays"
    with pytest.raises(RequestError, match="so far apart"):
        betweenness(path, engine="igraph")


def test_strengths_too_far_apart_to_add_up_are_refused_but_steps_are_not():
    path = Ties.of("abc", [("a", "b"), ("b", "c")], [1e-9, 1e9])
    with pytest.raises(MapError, match=r"1e-09 to 1e\+09"):
        betweenness(path)
    assert betweenness(path, hops=True).as_dict()["b"] == 1.0


def test_normalised_is_the_share_of_pairs_of_others():
    star = Ties.of("abcd", [("a", "b"), ("a", "c"), ("a", "d")])
    assert betweenness(star).normalised.as_dict() == {"a": 1.0, "b": 0.0, "c": 0.0, "d": 0.0}
    one_way = Ties.of("abc", [("a", "b"), ("b", "c")], directed=True)
    assert betweenness(one_way, directed=True).normalised.as_dict() == {"a": 0.0, "b": 0.5, "c": 0.0}


def test_two_people_have_nobody_to_lie_between():
    found = betweenness(Ties.of("ab", [("a", "b")]))
    assert found.raw.as_dict() == {"a": 0.0, "b": 0.0}
    assert found.normalised.as_dict() == {"a": None, "b": None}
    assert "no two other people" in found.normalised.undefined


def test_directions_are_kept_only_when_asked_for():
    one_way = Ties.of("abc", [("a", "b"), ("c", "b")], directed=True)
    assert betweenness(one_way).as_dict()["b"] == 1.0
    assert betweenness(one_way, directed=True).as_dict()["b"] == 0.0


@given(networks(most=9), st.booleans())
def test_a_sample_of_all_sources_is_exact(ties, hops):
    every = betweenness(ties, directed=ties.directed, hops=hops, sources=9, engine="arrays").raw
    exact = betweenness(ties, directed=ties.directed, hops=hops, sources="all", engine="arrays").raw
    assert every.exact
    assert every.engine == "arrays"
    assert np.array_equal(every.values, exact.values)
    assert not every.error.any()


@pytest.mark.parametrize("scaled", [False, True])
def test_over_all_samples_the_estimate_is_right_on_average_and_so_is_its_variance(scaled):
    """Design-unbiased: the mean over every sample of 4 of 7 sources, node by node, by enumeration."""
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "e"), ("e", "f"), ("f", "g"), ("c", "f")]
    ties = Ties.of("abcdefg", pairs, [1, 2, 1, 3, 1, 1, 2, 2])
    net = Net.of(ties, hops=False)
    estimates, variances = [], []
    for sample in combinations(range(7), 4):
        rows = Rounds(np.zeros(7, np.int64), np.array(sample), np.arange(4), 4)
        tally = Tally.of_nodes(rows)
        tally.add(dependencies(net, np.arange(4) * 7 + np.array(sample), 4, scaled=scaled))
        estimates.append(tally.estimate() * (1 if scaled else 0.5))
        variances.append(tally.variance() * (1 if scaled else 0.25))
    assert np.mean(estimates, axis=0) == pytest.approx(betweenness(ties).raw.values)
    assert np.mean(variances, axis=0) == pytest.approx(np.var(estimates, axis=0))


@pytest.mark.parametrize("directed", [False, True])
def test_a_sample_says_so_and_its_interval_usually_holds_the_truth(directed):
    graph = nx.barabasi_albert_graph(150, 2, seed=1)
    graph = nx.gnm_random_graph(150, 450, seed=1, directed=True) if directed else graph
    ties = Ties.of(list(graph), list(graph.edges), directed=directed)
    exact = betweenness(ties, directed=directed).raw
    held = []
    for seed in range(60):
        found = betweenness(ties, directed=directed, sources=40, seed=seed).raw
        assert found.engine == "arrays, 40 sources sampled"
        assert not found.exact
        held.append((found.low <= exact.values) & (exact.values <= found.high))
    top = np.argsort(-exact.values)[:10]
    assert np.mean(held, axis=0)[top].min() > 0.75


def test_an_interval_never_reaches_below_what_the_sample_saw():
    graph = nx.gnm_random_graph(100, 150, seed=5)
    found = betweenness(Ties.of(list(graph), list(graph.edges)), sources=10).raw
    assert (found.low >= settled(found.least)).all()
    assert (found.values - 1.96 * found.error < found.least).any()


def test_a_sample_is_exact_in_components_that_it_holds_whole():
    large = nx.gnm_random_graph(60, 120, seed=2)
    pairs = [*large.edges, (100, 101), (101, 102), (102, 103)]
    ties = Ties.of([*large, 100, 101, 102, 103], pairs)
    found, exact = betweenness(ties, sources=10).raw, betweenness(ties).raw
    small = [ties.place[node] for node in (100, 101, 102, 103)]
    assert found.error.any()
    assert not found.error[small].any()
    assert found.values[small].tolist() == exact.values[small].tolist() == [0, 2, 2, 0]


def test_what_is_too_much_work_is_sampled_unasked_whatever_is_installed(monkeypatch):
    graph = nx.gnm_random_graph(300, 600, seed=3)
    ties = Ties.of(list(graph), list(graph.edges))
    assert betweenness(ties, hops=True).raw.exact
    monkeypatch.setattr(rounds, "BUDGET", 150 * (300 + 1200))
    assert betweenness(ties, hops=True).raw.engine == "arrays, 150 sources sampled"
    assert betweenness(attrs.evolve(ties, strength=np.arange(1.0, 601))).raw.engine == "arrays, 100 sources sampled"
    assert betweenness(ties, hops=True, sources="all").raw.exact


@pytest.mark.parametrize("wrong", [{"sources": 2}, {"sources": 2.5}, {"seed": -1}, {"engine": "abacus"}])
def test_a_request_for_what_there_is_not_is_refused(wrong):
    with pytest.raises(RequestError):
        betweenness(Ties.of("abc", [("a", "b")]), **wrong)


def test_igraph_is_not_asked_for_a_sample():
    ties = Ties.of(list(range(9)), [(node, node + 1) for node in range(8)])
    with pytest.raises(RequestError, match="from a sample of sources"):
        betweenness(ties, sources=3, engine="igraph")


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
def test_progress_adds_up_to_all_sources(engine):
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    graph = nx.gnm_random_graph(90, 200, seed=4)
    seen = []
    ties = Ties.of(list(graph), list(graph.edges))
    watched = betweenness(ties, engine=engine, progress=lambda step, total: seen.append((step, total)))
    assert sum(step for step, _ in seen) == 90
    assert {total for _, total in seen} == {90}
    assert np.array_equal(watched.raw.values, betweenness(ties, engine=engine).raw.values)


def test_settled_numbers_keep_twelve_digits_and_their_size():
    values = np.array([0.0, 1 / 3, -2e-15 / 3, 1.23456789012345e10, 1e-320, 1e300, 55.0])
    found = settled(values)
    assert found == pytest.approx(values, rel=1e-11)
    assert found[-1] == 55.0
    assert settled(np.array([np.inf]))[0] == np.inf


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e6, 1e9])
def test_the_unit_of_strengths_changes_nothing(engine, unit):
    """igraph compares distances to which it has added 1: costs far below that would all be equal."""
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    square = [("A", "B"), ("B", "C"), ("A", "D"), ("C", "D")]
    found = betweenness(Ties.of("ABCD", square, [unit, unit, 1.00004 * unit, 1.00004 * unit]), engine=engine)
    assert found.as_dict() == {"A": 0.5, "B": 0.0, "C": 0.5, "D": 1.0}
