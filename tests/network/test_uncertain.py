"""Measures over draws of a network whose ties may not exist."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations, product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.grades import illustrative
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.measures import measured_groups, measured_people, over_draws
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.paths.distances import distances
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Ties
from ocgscore.network.uncertain import drawn_networks, uncertain, uncertain_number
from ocgscore.network.uncertain.extremes import BLOCK, Extremes, beyond
from ocgscore.network.uncertain.values import part_of_top, shared_ranks
from ocgscore.testing import maps, synthetic_map
from ocgscore.testing.networks import networks

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


@given(networks(certain=True, directed=False), st.integers(1, 5))
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
        assert over.in_top.tolist() == settled(np.where(plain.defined, part_of_top(best, worst, top), 0)).tolist()
        assert not over.error.any()


@settings(max_examples=25)
@given(maps(), st.sampled_from([("person", measured_people), ("group", measured_groups)]))
def test_of_a_certain_map_every_mean_and_both_ends_are_the_plain_value_to_the_last_digit(network, asked):
    level, measured = asked
    plain = measured(network)
    for name, over in over_draws(network, level, draws=3).columns.items():
        defined = plain[name].defined
        assert ((over.defined > 0) == defined).all(), name
        for values in (over.mean, over.low, over.high):
            assert values[defined].tolist() == plain[name].values[defined].tolist(), name


def test_a_value_that_no_draw_changes_is_its_own_mean_and_both_ends():
    ties = Ties.of("ab", [("a", "b")], chance=[0.5])
    found = uncertain(ties, {"third": lambda _: (np.array([1 / 3, 0.1 + 0.2]), np.ones(2, np.bool_))}, draws=7)["third"]
    assert found.mean.tolist() == found.low.tolist() == found.high.tolist() == [0.333333333333, 0.3]


def test_values_that_differ_by_the_order_of_a_sum_alone_share_their_places():
    ties = Ties.of("ab", [("a", "b")])
    found = uncertain(ties, {"sum": lambda _: (np.array([0.1 + 0.2, 0.3]), np.ones(2, np.bool_))}, top=1)["sum"]
    assert found.rank_best.tolist() == [1, 1]
    assert found.rank_worst.tolist() == [2, 2]
    assert found.in_top.tolist() == [0.5, 0.5]


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
            first += chance * np.where(defined, part_of_top(*shared_ranks(values, defined), top), 0)
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


def test_a_tie_of_no_chance_is_never_there_and_a_certain_one_always():
    ties = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")], chance=[0, 1, 0.5])
    found = uncertain(ties, {"degree": degree}, draws=300)["degree"]
    assert (found.mean[0], found.mean[1]) == (0, 1)
    assert (found.low[2], found.high[2]) == (1, 2)
    nobody = uncertain(Ties.of("ab", [("a", "b")], chance=[0]), {"degree": degree}, draws=9)["degree"]
    assert nobody.high.tolist() == [0, 0]


def test_the_mean_degree_is_the_sum_of_the_chances():
    """Oracle: the expectation, exactly; within 5 standard errors for each of 400 people."""
    ties = ties_of(synthetic_map(2, groups=40, people=400, links=1_200), grades=illustrative())
    draws = 2_000
    found = uncertain(ties, {"degree": degree}, draws=draws, seed=3)["degree"]
    expected, variance = (
        np.bincount(ties.leaving, each[ties.tie], len(ties)) for each in (ties.chance, ties.chance * (1 - ties.chance))
    )
    assert (np.abs(found.mean - expected) <= 5 * np.sqrt(variance / draws) + 1e-9).all()


def test_all_measures_see_the_same_draws():
    ties = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")], chance=[0.5, 0.4, 0.3])
    both = uncertain(ties, {"one": degree, "other": degree}, draws=60)
    alone = uncertain(ties, {"other": degree}, draws=60)["other"]
    for found in both.values():
        assert found.mean.tolist() == alone.mean.tolist()
        assert found.in_top.tolist() == alone.in_top.tolist()


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
        directed=ties.directed,
    )
    one, two = (uncertain(network, {"degree": degree}, draws=30, top=2)["degree"] for network in (ties, other))
    for name in ("mean", "low", "high", "rank_best", "rank_worst", "in_top"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


@given(networks(directed=False), st.integers(1, 60), st.floats(0.5, 0.99))
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


@pytest.mark.parametrize(("ranks", "each"), [(False, 8), (True, 4)])
def test_of_many_draws_no_more_is_kept_than_the_extremes_and_one_block(ranks, each):
    width, most = 10_000, 6
    everywhere, chance = np.ones(width, np.bool_), np.random.default_rng(1)
    lowest = Extremes(width, most, highest=False, ranks=ranks)
    tracemalloc.start()
    for _ in range(10 * BLOCK - 1):
        lowest.add(chance.random(width), everywhere)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept <= 1.05 * (most + BLOCK) * width * each


def test_ranks_of_ten_million_people_are_kept_to_the_last_place():
    worst = Extremes(2, 3, highest=True, ranks=True)
    for rank in (9_999_998, 10_000_000, 9_999_999):
        worst.add(np.array([rank, 1.0]), np.ones(2, np.bool_))
    assert worst.at(np.array([1, 0])).tolist() == [9_999_999, 1]


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1))
def test_equal_values_share_the_places_they_take_and_the_unknown_the_last(people):
    values, known = (np.array(column) for column in zip(*people, strict=True))
    best, worst = shared_ranks(values.astype(np.float64), known)
    for value, is_known, first, last in zip(values, known, best, worst, strict=True):
        above = sum(other > value for other, there in people if there) if is_known else known.sum()
        level = sum(other == value for other, there in people if there) if is_known else (~known).sum()
        assert (first, last) == (above + 1, above + level)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=5), st.integers(1, 6))
def test_equals_are_in_the_top_as_often_as_in_all_the_orders_they_may_stand_in(people, top):
    """Oracle: every order of the people in which nobody stands before somebody with a higher value."""
    orders = [order for order in permutations(range(len(people))) if falls([people[who] for who in order])]
    expected = [sum(who in order[:top] for order in orders) / len(orders) for who in range(len(people))]
    ranks = shared_ranks(np.array(people, np.float64), np.ones(len(people), np.bool_))
    assert part_of_top(*ranks, top).tolist() == pytest.approx(expected)


def falls(values):
    return all(one >= other for one, other in pairwise(values))


@given(networks(), st.integers(1, 9))
def test_there_are_as_many_in_the_top_as_it_has_places(ties, top):
    found = uncertain(ties, {"degree": degree}, draws=20, top=top)["degree"]
    assert found.in_top.sum() == pytest.approx(min(top, len(ties)))


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
