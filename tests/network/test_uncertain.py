"""Measures over draws of a network whose ties may not exist."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.paths.distances import distances
from ocgscore.network.ties import Ties
from ocgscore.network.uncertain import drawn_networks, uncertain, uncertain_number
from ocgscore.network.uncertain.extremes import Extremes, beyond
from ocgscore.network.uncertain.values import shared_ranks

PLAIN = {
    "betweenness": lambda ties: betweenness(ties).raw,
    "closeness": lambda ties: distances(ties).closeness,
    "eigenvector": eigenvector,
    "constraint": lambda ties: structural_holes(ties).constraint,
    "hierarchy": lambda ties: structural_holes(ties).hierarchy,
}


def drawn(measure):
    def of(ties):
        found = measure(ties)
        return found.values, found.defined

    return of


def degree(ties):
    return ties.degree.astype(np.float64), np.ones(len(ties), np.bool_)


def core(ties):
    return core_numbers(ties).values.astype(np.float64), ties.degree > 0


@st.composite
def networks(draw, certain=False, most=7):
    n = draw(st.integers(1, most))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    some = st.just(1.0) if certain else st.sampled_from([1e-9, 0.25, 0.5, 0.9, 1.0])
    return Ties.of(range(n), chosen, [draw(st.sampled_from([1.0, 3.0])) for _ in chosen], [draw(some) for _ in chosen])


@given(networks(certain=True), st.integers(1, 5))
def test_of_a_certain_network_the_measures_are_the_plain_ones(ties, top):
    found = uncertain(ties, {name: drawn(measure) for name, measure in PLAIN.items()}, draws=50, top=top)
    for name, measure in PLAIN.items():
        plain, over = measure(ties), found[name]
        best, worst = shared_ranks(plain.values, plain.defined)
        assert over.certain
        assert (over.defined == plain.defined).all()
        for values in (over.mean, over.low, over.high):
            assert values.tolist() == plain.values.tolist()
        assert over.rank_best.tolist() == best.tolist()
        assert over.rank_worst.tolist() == worst.tolist()
        assert over.in_top.tolist() == (plain.defined & (best <= top)).tolist()
        assert not over.error.any()


def worlds(ties):
    """Yield every network that may be, with its probability."""
    for there in product([False, True], repeat=ties.size):
        kept = np.array(there, np.bool_)
        yield ties.keeping(kept), float(np.where(kept, ties.chance, 1 - ties.chance).prod())


def test_means_and_chances_are_those_over_all_worlds():
    """Oracle: all 64 networks that may be, each by its probability; within 4.5 standard errors."""
    pairs = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (1, 4)]
    ties = Ties.of(range(5), pairs, chance=[0.9, 0.5, 0.3, 0.8, 0.6, 0.2])
    draws, top = 4_000, 2
    measures = {"degree": degree, "core": core, "betweenness": drawn(PLAIN["betweenness"])}
    found = uncertain(ties, measures, draws=draws, top=top, seed=7)
    for name, measure in measures.items():
        known, total, squares, first = (np.zeros(5) for _ in range(4))
        for world, chance in worlds(ties):
            values, defined = measure(world)
            known += chance * defined
            total += chance * values * defined
            squares += chance * values**2 * defined
            first += chance * (defined & (shared_ranks(values, defined)[0] <= top))
        mean = total / known
        error = np.sqrt((squares / known - mean**2) / (draws * known))
        assert (np.abs(found[name].mean - mean) <= 4.5 * error + 1e-12).all(), name
        assert (np.abs(found[name].in_top - first) <= 4.5 * np.sqrt(first * (1 - first) / draws) + 1e-12).all(), name
        assert (np.abs(found[name].defined - known) <= 4.5 * np.sqrt(known * (1 - known) / draws) + 1e-9).all(), name


def test_each_tie_is_there_as_often_as_its_chance_says():
    chance = [1e-3, 0.1, 0.5, 0.9, 0.999, 1]
    ties = Ties.of(range(7), [(0, number) for number in range(1, 7)], chance=chance)
    draws = 20_000
    there = Counter(head for network in drawn_networks(ties, draws, 3) for head in network.heads.tolist())
    for number, wanted in enumerate(chance, 1):
        assert abs(there[number] / draws - wanted) <= 4.5 * sqrt(wanted * (1 - wanted) / draws)


@given(networks(), st.integers(1, 40), st.integers(1, 40), st.integers(0, 9))
def test_more_draws_begin_with_the_same_ones(ties, few, more, seed):
    short, long = list(drawn_networks(ties, few, seed)), list(drawn_networks(ties, few + more, seed))
    for one, other in zip(short, long, strict=False):
        assert one.tails.tolist() == other.tails.tolist()
        assert one.heads.tolist() == other.heads.tolist()


@given(networks())
def test_other_names_in_the_same_order_change_nothing(ties):
    other = Ties.of(
        [f"p{node}" for node in ties.nodes],
        [(f"p{ties.nodes[a]}", f"p{ties.nodes[b]}") for a, b in zip(ties.tails, ties.heads, strict=True)],
        ties.strength.tolist(),
        ties.chance.tolist(),
    )
    one, two = (uncertain(network, {"degree": degree}, draws=30, top=2)["degree"] for network in (ties, other))
    for name in ("mean", "low", "high", "rank_best", "rank_worst", "in_top"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


@given(networks(), st.integers(1, 60), st.floats(0.5, 0.99))
def test_an_interval_holds_its_share_of_the_draws_and_no_draw_more_than_it_must(ties, draws, level):
    found = uncertain(ties, {"core": core}, draws=draws, level=level)["core"]
    rows = [core(network) for network in drawn_networks(ties, draws)]
    ranks = [shared_ranks(values, known) for values, known in rows]
    for node in range(len(ties)):
        values = sorted(row[node] for row, known in rows if known[node])
        if not values:
            assert found.defined[node] == found.low[node] == found.high[node] == 0
            continue
        assert found.defined[node] == len(values) / len(rows)
        assert found.mean[node] == pytest.approx(sum(values) / len(values))
        out = int(Fraction(len(values)) * Fraction(str(round((1 - level) / 2, 12))))
        assert (found.low[node], found.high[node]) == (values[out], values[-1 - out])
        inside = sum(found.low[node] <= value <= found.high[node] for value in values)
        assert inside >= level * len(values) - 1e-9
    assert all(found.rank_best[node] <= found.rank_worst[node] for node in range(len(ties)))
    out = beyond(len(rows), level)
    assert found.rank_best.tolist() == np.sort([best for best, _ in ranks], axis=0)[out].tolist()
    assert found.rank_worst.tolist() == np.sort([worst for _, worst in ranks], axis=0)[-1 - out].tolist()


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=70), st.integers(1, 9))
def test_the_extremes_are_those_of_all_draws_sorted(rows, most):
    most = min(most, len(rows))
    everywhere = np.ones(4, np.bool_)
    low, high = Extremes(4, most, highest=False), Extremes(4, most, highest=True)
    for row in rows:
        low.add(np.array(row, np.float64), everywhere)
        high.add(np.array(row, np.float64), everywhere)
    whole = np.sort(np.array(rows), axis=0)
    for place in range(most):
        at = np.full(4, place)
        assert low.at(at).tolist() == whole[place].tolist()
        assert high.at(at).tolist() == whole[-1 - place].tolist()


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1))
def test_equal_values_share_the_places_they_take_and_the_unknown_the_last(people):
    values, known = (np.array(column) for column in zip(*people, strict=True))
    best, worst = shared_ranks(values.astype(np.float64), known)
    for value, is_known, first, last in zip(values, known, best, worst, strict=True):
        above = sum(other > value for other, there in people if there) if is_known else known.sum()
        level = sum(other == value for other, there in people if there) if is_known else (~known).sum()
        assert (first, last) == (above + 1, above + level)


def test_a_measure_that_no_draw_defines_says_so():
    ties = Ties.of("abc", [("a", "b")], chance=[1e-9])
    found = uncertain(ties, {"core": core}, draws=20, top=3)["core"]
    assert found.defined.tolist() == found.in_top.tolist() == [0, 0, 0]
    assert found.undefined == "undefined in every draw"
    assert found.rank_best.tolist() == [1, 1, 1]
    assert found.rank_worst.tolist() == [3, 3, 3]
    assert uncertain_number(ties, lambda _: None, draws=5).mean is None


def test_a_single_number_is_asked_over_the_same_draws():
    ties = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")], chance=[0.5, 1, 0.5])
    found = uncertain_number(ties, lambda network: int(component_sizes(network).max()), draws=500, seed=4)
    sizes = [int(component_sizes(network).max()) for network in drawn_networks(ties, 500, 4)]
    assert found.mean == pytest.approx(sum(sizes) / 500)
    assert (found.low, found.high) == (2, 4)


@pytest.mark.parametrize(
    ("how", "where"), [({"draws": 0}, "draws"), ({"seed": -1}, "seed"), ({"top": 0}, "top"), ({"level": 1}, "level")]
)
def test_a_request_that_cannot_be_met_says_which_number_is_wrong(how, where):
    with pytest.raises(RequestError, match=where):
        uncertain(Ties.of("ab", [("a", "b")], chance=[0.5]), {"degree": degree}, **how)
