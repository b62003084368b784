"""So what: the order, the bands and the top N with severities taken off, tipping points, and bounds."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, parse_matrix, score
from ocgscore.chance import Chance
from ocgscore.consistency.effects import (
    Totals,
    band_moves,
    bounds,
    order_agreement,
    tau_b,
    tipping_points,
    top_chances,
)
from ocgscore.consistency.effects.draws import normals
from ocgscore.consistency.effects.jackknife import mean_over_groups, with_interval
from ocgscore.consistency.estimate import Estimate
from ocgscore.errors import RequestError
from ocgscore.matrix import document
from ocgscore.ranking.correlation import spearman

EDGES = (0, 10, 20, 40)


def scale(edges=EDGES, step="1", most=60):
    """Return a matrix whose one total is its one level, from 0 to `most` steps, with bands from the edges given."""
    raw = document(load_matrix("sleipnir-2000"))
    levels = [
        {
            "code": f"l{at}",
            "label": f"Level {at}",
            "value": str(Fraction(step) * at) if step == "1" else f"{at * float(step):.4g}",
            "anchor": "Seen.",
        }
        for at in range(most + 1)
    ]
    raw["criteria"] = [
        {"id": "harm", "title": "Harm", "section": raw["sections"][0]["id"], "question": "How much?", "levels": levels}
    ]
    bands = [{"label": f"B{at}", "from": str(edge)} for at, edge in enumerate(edges)]
    for band, above in itertools.pairwise(bands):
        band["below"] = above["from"]
    raw["measures"] = [
        {"id": "total", "title": "Total", "formula": "sum(harm)", "digits": 1} | ({"bands": bands} if bands else {})
    ]
    raw["ranks_by"] = "total"
    return parse_matrix(json.dumps(raw), "scale", ".json")


MATRIX = scale()


def totals_of(values, scorer, scorers=("East", "North"), matrix=MATRIX):
    rows = [{"group": f"G{at:03}", "harm": v if isinstance(v, str) else f"l{v}"} for at, v in enumerate(values)]
    return Totals.of(score(assess(rows, matrix)), scorer, scorers)


many = st.lists(st.tuples(st.integers(0, 60), st.integers(-1, 2)), min_size=1, max_size=25)
shifts = st.lists(st.integers(-30, 30).map(lambda n: n / 2), min_size=3, max_size=3)
NAMES = ("East", "North", "West")


def made(rows):
    return totals_of([value for value, _ in rows], [scorer for _, scorer in rows], NAMES)


# --- order --------------------------------------------------------------------------------------------------------


def pair_by_pair(first, second):
    """Kendall's tau-b from its definition, a pair at a time."""
    signs = [
        ((a > b) - (a < b), (c > d) - (c < d))
        for (a, c), (b, d) in itertools.combinations(zip(first.tolist(), second.tolist(), strict=True), 2)
    ]
    return sum(x * y for x, y in signs) / math.sqrt(sum(x * x for x, _ in signs) * sum(y * y for _, y in signs))


numbers = st.lists(st.tuples(st.integers(0, 8), st.integers(-4, 4)), min_size=2, max_size=40)


@given(numbers)
def test_tau_b_is_what_counting_pair_by_pair_gives(pairs):
    first, second = map(np.array, zip(*pairs, strict=True))
    found = tau_b(first, second)
    if len(set(first.tolist())) == 1 or len(set(second.tolist())) == 1:
        assert found is None
    else:
        assert found == pytest.approx(pair_by_pair(first, second), abs=1e-12)


@given(numbers)
def test_rank_correlations_are_those_of_scipy(pairs):
    stats = pytest.importorskip("scipy.stats")
    first, second = map(np.array, zip(*pairs, strict=True))
    if spearman(first, second) is not None:
        assert tau_b(first, second) == pytest.approx(stats.kendalltau(first, second).statistic, abs=1e-12)
        assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic, abs=1e-12)


def test_rank_correlations_of_a_long_list_are_those_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    first, second = (Chance.of(1, block).whole(10, 3000) for block in (0, 1))
    second = first + second
    assert tau_b(first, second) == pytest.approx(stats.kendalltau(first, second).statistic, abs=1e-12)
    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic, abs=1e-12)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=30).filter(lambda values: len(set(values)) > 1))
def test_the_same_order_is_exactly_one_and_the_reverse_exactly_minus_one(values):
    values = np.array(values)
    assert tau_b(values, values) == spearman(values, values) == 1.0
    assert tau_b(values, -values) == spearman(values, -values) == -1.0


def test_nothing_taken_off_leaves_the_order():
    found = order_agreement(totals_of([5, 9, 9, 30], [0, 1, 0, 1]), [0.0, 0.0])
    assert (found.value, found.units, found.pairs) == (1.0, 4, 6)


def test_a_tie_made_by_an_adjustment_is_a_tie():
    """0.3 - 0.1 is not 0.2 in floats; in steps of 0.1 it is."""
    tenths = scale(edges=(0, "0.2", "0.4"), step="0.1", most=9)
    totals = totals_of([3, 2, 7], [0, 1, 1], matrix=tenths)
    assert totals.adjusted(np.array([0.1, 0.0]))[0] == totals.adjusted(np.array([0.1, 0.0]))[1]
    assert order_agreement(totals, [0.1, 0.0]).value == pytest.approx(2 / math.sqrt(6))


@pytest.mark.parametrize(
    ("values", "scorer", "shift", "reason"),
    [
        ([5], [0], [0, 0], "1 group with an exact total and a scorer cannot be put in order"),
        (["unknown", "unknown"], [0, 1], [0, 0], "0 groups with an exact total and a scorer cannot be put in order"),
        ([5, 9], [-1, -1], [0, 0], "0 groups with an exact total and a scorer cannot be put in order"),
        ([7, 7, 7], [0, 1, 0], [0, 3], "all 3 tie raw"),
        ([7, 8, 7], [0, 1, 0], [0, 1], "all 3 tie adjusted"),
        ([7, 8], [0, 1], [60, 60], "all 2 tie adjusted"),
    ],
)
def test_an_order_that_is_none_is_undefined_with_the_reason(values, scorer, shift, reason):
    found = order_agreement(totals_of(values, scorer), shift)
    assert (found.value, found.reason) == (None, reason)


@given(many, shifts, st.permutations(range(3)), st.randoms(use_true_random=False))
def test_relabelling_scorers_and_reordering_groups_changes_no_order_and_no_band(rows, shift, order, random):
    shuffled = [(value, scorer if scorer < 0 else order[scorer]) for value, scorer in rows]
    random.shuffle(shuffled)
    moved = [0.0] * 3
    for old, new in enumerate(order):
        moved[new] = shift[old]
    before, after = made(rows), made(shuffled)
    assert order_agreement(before, shift) == order_agreement(after, moved)
    assert (band_moves(before, shift).counts == band_moves(after, moved).counts).all()
    assert [p.one_up.shift for p in tipping_points(before)] == [tipping_points(after)[at].one_up.shift for at in order]


@given(many, st.integers(-20, 20))
def test_a_shift_of_every_scorer_alike_that_reaches_no_end_keeps_the_order(rows, shift):
    rows = [(20 + value // 3, scorer) for value, scorer in rows]
    found = order_agreement(made(rows), [shift] * 3)
    assert found.value in (None, 1.0)


# --- bands --------------------------------------------------------------------------------------------------------


@given(many, shifts)
def test_bands_after_are_those_of_exact_fractions(rows, shift):
    found = band_moves(made(rows), shift)
    expected = np.zeros((4, 4), np.int64)
    moves = []
    for row, (value, scorer) in enumerate(rows):
        if scorer >= 0:
            adjusted = min(max(Fraction(value) - Fraction(shift[scorer]), 0), 60)
            bands = [sum(total >= edge for edge in EDGES[1:]) for total in (value, adjusted)]
            expected[bands[0], bands[1]] += 1
            if bands[0] != bands[1]:
                moves.append((row, *bands))
    assert found.counts.tolist() == expected.tolist()
    assert [(move.row, move.before, move.after) for move in found.moves] == moves
    assert found.groups + found.unnamed == len(rows)


def test_a_total_moved_to_exactly_a_lower_edge_is_in_that_band_and_a_hair_below_is_not():
    totals = totals_of([12, 12], [0, 1])
    found = band_moves(totals, [2.0, 2.0001])
    assert [(move.row, move.before, move.after) for move in found.moves] == [(1, 1, 0)]


def test_an_edge_between_the_steps_of_a_total_is_kept_exactly():
    """Totals are whole, a band starts at 2.5: half a point off 3 stays in it, and a little more does not."""
    halves = scale(edges=(0, "2.5"), most=9)
    found = band_moves(totals_of([3, 3], [0, 1], matrix=halves), [0.5, 0.6])
    assert [(move.row, move.after) for move in found.moves] == [(1, 0)]


def test_a_total_less_than_a_millionth_below_an_edge_is_below_it():
    """A band starts at 2.3, which no power of two divides: 3 less 0.7000008 is 2.2999992."""
    matrix = scale(edges=(0, "2.3"), most=9)
    found = band_moves(totals_of([3, 3], [0, 1], matrix=matrix), [734_003 / 2**20, 734_004 / 2**20])
    assert [(move.row, move.after) for move in found.moves] == [(1, 0)]


def test_what_has_no_exact_total_or_no_scorer_is_left_out_and_counted():
    found = band_moves(totals_of([5, "unknown", 30, "l3-l4"], [0, 0, -1, 1]), [9.0, 0.0])
    assert (found.groups, found.not_exact, found.unnamed, found.moves) == (1, 2, 1, ())


def test_without_bands_there_is_no_move_but_a_reason():
    found = band_moves(totals_of([5, 6], [0, 1], matrix=scale(edges=())), [9.0, 0.0])
    assert (found.reason, found.counts.shape, found.groups) == ("the measure has no bands", (0, 0), 0)


@pytest.mark.parametrize("far", [1e308, -1e308, 1e18])
def test_a_shift_beyond_the_range_ends_at_the_ends(far):
    found = totals_of([0, 30, 60], [0, 0, 0]).adjusted(np.array([far, 0.0]))
    assert len(set(found.tolist())) == 1


# --- the top N ----------------------------------------------------------------------------------------------------


def test_without_uncertainty_the_chance_is_the_adjusted_order_and_ties_share_the_places():
    totals = totals_of([50, 40, 40, 40, 5], [0, 1, 1, 1, 0])
    found = top_chances(totals, [0.0, 0.0], np.zeros((2, 2)), top=2, draws=7)
    assert found.chance.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert found.raw.tolist() == found.adjusted.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert found.overlap == pytest.approx(2)
    assert found.open.tolist() == [1, 2, 3]


def test_a_chance_is_the_normal_probability_that_it_is():
    """B stands 4 below A; its scorer's shift has a standard deviation of 4: B is above with P(Z < -1) = 0.1587."""
    totals = totals_of([30, 26], [0, 1])
    found = top_chances(totals, [0.0, 0.0], [[0, 0], [0, 16]], top=1, draws=20_000, seed=3)
    assert found.chance[1] == pytest.approx(0.158655, abs=4 * math.sqrt(0.1587 * 0.8413 / 20_000))
    assert found.chance.sum() == pytest.approx(1)
    assert found.largest_error == pytest.approx(0.5 / math.sqrt(20_000))


def test_shifts_that_always_go_together_change_no_place():
    """A singular covariance of two scorers with correlation 1; of correlation -1 it is the difference that counts."""
    totals = totals_of([30, 29], [0, 1])
    together, apart = (
        top_chances(totals, [0, 0], [[9, sign * 9], [sign * 9, 9]], top=1, draws=2000) for sign in (1, -1)
    )
    assert together.chance.tolist() == [1.0, 0.0]
    assert apart.chance[1] == pytest.approx(0.4338, abs=0.045)  # P(Z > 1/6)


@given(many, shifts, st.integers(1, 6))
def test_chances_add_up_to_n_places(rows, shift, top):
    found = top_chances(made(rows), shift, np.diag([1.0, 4.0, 0.0]), top=top, draws=20)
    if found.reason:
        assert len(found.row) == 0
        assert found.overlap is None
    else:
        assert found.chance.sum() == pytest.approx(top)
        assert found.raw.sum() == pytest.approx(top)
        assert 0 <= found.overlap <= top + 1e-9


def test_the_same_seed_gives_the_same_chances_and_another_seed_others():
    totals = totals_of(list(range(20, 60)), [0, 1] * 20)
    one, same, other = (top_chances(totals, [1, 2], np.diag([9.0, 9.0]), top=10, seed=seed) for seed in (1, 1, 2))
    assert (one.chance == same.chance).all()
    assert (one.chance != other.chance).any()


def test_draws_in_blocks_are_those_made_at_once(monkeypatch):
    totals = totals_of(list(range(20, 60)), [0, 1] * 20)
    whole = top_chances(totals, [1, 2], np.diag([9.0, 9.0]), top=10)
    monkeypatch.setattr("ocgscore.consistency.effects.draws.AT_ONCE", 300)
    assert (top_chances(totals, [1, 2], np.diag([9.0, 9.0]), top=10).chance == whole.chance).all()


def test_normal_numbers_are_normal():
    drawn = normals(Chance.of(1, 0), 20_001, 3)
    assert drawn.shape == (20_001, 3)
    assert drawn.mean(axis=0) == pytest.approx([0, 0, 0], abs=0.03)
    assert np.cov(drawn.T) == pytest.approx(np.eye(3), abs=0.04)
    assert (np.abs(drawn) < 1.959964).mean() == pytest.approx(0.95, abs=0.005)
    assert (drawn**4).mean() == pytest.approx(3, abs=0.12)


def test_no_more_groups_than_places_is_undefined_with_the_reason():
    found = top_chances(totals_of([5, 9, "unknown"], [0, 1, 1]), [0, 0], np.eye(2), top=2)
    assert found.reason == "2 groups have an exact total and a scorer: no more than the top 2"
    assert (found.overlap, len(found.chance), found.not_exact) == (None, 0, 1)


def test_every_fault_of_a_request_for_chances_is_named_at_once():
    with pytest.raises(RequestError) as caught:
        top_chances(totals_of([5, 9], [0, 1]), [0, 0], [[1, 2], [2, 1]], top=0, draws=0, seed=-1)
    assert [problem.where for problem in caught.value] == ["covariance", "draws", "seed", "top"]


@pytest.mark.parametrize("covariance", [np.eye(3), [[1, np.nan], [np.nan, 1]], [[1, 0.5], [0, 1]], [[-1, 0], [0, 1]]])
def test_what_is_no_covariance_is_refused(covariance):
    with pytest.raises(RequestError, match="covariance"):
        top_chances(totals_of([5, 9], [0, 1]), [0, 0], covariance, top=1)


@pytest.mark.parametrize("shift", [[0.0], [0.0, np.nan], [0.0, np.inf], [[0.0, 1.0]]])
def test_a_shift_that_is_not_one_number_for_each_scorer_is_refused(shift):
    with pytest.raises(RequestError, match="finite number"):
        order_agreement(totals_of([5, 9], [0, 1]), shift)


@pytest.mark.parametrize(
    ("scorer", "scorers", "where"),
    [
        ([0], ("East",), "scorer"),
        ([0, 1], ("East",), "scorer"),
        ([0, -2], ("East",), "scorer"),
        ([0.0, 1.0], ("East", "North"), "scorer"),
        ([0, 1], ("East", "East"), "scorers"),
    ],
)
def test_rows_without_a_place_among_the_scorers_are_refused(scorer, scorers, where):
    with pytest.raises(RequestError) as caught:
        totals_of([5, 9], scorer, scorers)
    assert [problem.where for problem in caught.value] == [where]


def test_no_groups_at_all_are_no_fault():
    totals = Totals.of(score(assess([{"group": "A", "harm": "l0"}], MATRIX).take(np.zeros(0, np.intp))), [], [])
    assert order_agreement(totals, []).value is None
    assert band_moves(totals, []).groups == 0
    assert top_chances(totals, [], np.zeros((0, 0)), top=1).reason
    assert tipping_points(totals) == ()
    assert bounds(totals, 1).surely.tolist() == []


# --- tipping points -----------------------------------------------------------------------------------------------


@given(many)
def test_a_tipping_point_is_the_first_step_at_which_so_many_move(rows):
    """Found again by trying every shift within the range."""

    def moved(scorer, shift):
        own = [value for value, whose in rows if whose == scorer]
        shifted = [min(max(value + shift, 0), 60) for value in own]
        return sum(
            sum(a >= edge for edge in EDGES) != sum(b >= edge for edge in EDGES)
            for a, b in zip(own, shifted, strict=True)
        )

    for point in tipping_points(made(rows)):
        tenth = max(1, math.ceil(point.groups / 10))
        for tip, sign, wanted in (
            (point.one_up, 1, 1), (point.one_down, -1, 1), (point.tenth_up, 1, tenth), (point.tenth_down, -1, tenth),
        ):  # fmt: skip
            tried = [step for step in range(1, 61) if moved(point.scorer, sign * step) >= wanted]
            assert tip.wanted == wanted
            assert tip.shift == (tried[0] if tried else None)
            assert bool(tip.reason) is not bool(tried)
            if tried:
                assert len(tip.rows) == moved(point.scorer, sign * tried[0])


def test_all_that_move_at_a_tipping_point_are_named_the_first_of_them_too():
    point = tipping_points(totals_of([18, 12, 17, *[50] * 9], [0] * 12, ("East",)))[0]
    assert (point.one_up.shift, point.one_up.rows) == (2, (0,))
    assert (point.tenth_up.shift, point.tenth_up.wanted, point.tenth_up.rows) == (3, 2, (0, 2))


def test_a_shift_is_a_whole_number_of_the_measures_steps():
    tenths = scale(edges=(0, "0.2", "0.45"), step="0.1", most=9)
    point = tipping_points(totals_of([3], [0], ("East",), tenths))[0]
    assert point.one_up.shift == Fraction(2, 10)  # to 0.5: the first total in the band from 0.45
    assert point.one_down.shift == Fraction(2, 10)  # to 0.1: at 0.2 it would still be in its band


def test_a_tipping_point_adjusted_away_moves_the_band_and_one_step_less_does_not():
    totals = totals_of([12, 25, 33], [0, 0, 0], ("East",))
    point = tipping_points(totals)[0]
    for tip, sign in ((point.one_up, -1), (point.one_down, 1)):
        assert tuple(move.row for move in band_moves(totals, [sign * float(tip.shift)]).moves) == tip.rows
        assert not band_moves(totals, [sign * float(tip.shift - 1)]).moves


@pytest.mark.parametrize(
    ("values", "scorer", "which", "reason"),
    [
        (["unknown"], [0], "one_up", "it has no group with an exact total"),
        ([50], [0], "one_up", "no shift within the measure's range moves any of its groups that way: they are in the last band there"),
        ([5], [0], "one_down", "no shift within the measure's range moves any of its groups that way: they are in the last band there"),
        ([50] * 11 + [1], [0] * 12, "tenth_up", "only 1 of its 12 groups can move that way within the measure's range; 2 are wanted"),
    ],
)  # fmt: skip
def test_where_no_shift_moves_a_group_the_reason_is_given(values, scorer, which, reason):
    tip = getattr(tipping_points(totals_of(values, scorer, ("East",)))[0], which)
    assert (tip.shift, tip.rows, tip.reason) == (None, (), reason)


def test_without_bands_nothing_tips():
    point = tipping_points(totals_of([5], [0], ("East",), scale(edges=())))[0]
    assert point.one_up.reason == "the measure has no edge between bands"


# --- bounds -------------------------------------------------------------------------------------------------------


def test_open_bands_are_counted_by_scorer():
    found = bounds(totals_of(["l5-l15", "l5-l6", "unknown", 30, "unknown"], [0, 0, 1, 1, -1]), 2)
    assert (found.open_band.tolist(), found.by_scorer.tolist(), found.unnamed, found.groups) == (
        [0, 2, 4],
        [1, 1],
        1,
        5,
    )


def test_who_is_surely_and_who_possibly_in_the_top():
    found = bounds(totals_of([50, "l10-l30", 20, 5], [0, 0, 1, 1]), 2)
    assert (found.surely.tolist(), found.possibly.tolist()) == ([0], [0, 1, 2])


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), min_size=1, max_size=6), st.integers(1, 4))
def test_surely_and_possibly_are_what_every_completion_gives(ranges, top):
    spans = [(low, min(low + width, 8)) for low, width in ranges]
    cells = [f"l{low}-l{high}" if low < high else low for low, high in spans]
    found = bounds(totals_of(cells, [-1] * len(cells), ()), top)
    ranks = np.array([
        [1 + sum(other > mine for other in made_so) for mine in made_so]
        for made_so in itertools.product(*(range(low, high + 1) for low, high in spans))
    ])  # fmt: skip
    assert found.surely.tolist() == np.flatnonzero((ranks <= top).all(axis=0)).tolist()
    assert found.possibly.tolist() == np.flatnonzero((ranks <= top).any(axis=0)).tolist()


def test_a_top_of_none_is_refused():
    with pytest.raises(RequestError, match="top"):
        bounds(totals_of([5], [0]), 0)


# --- intervals ----------------------------------------------------------------------------------------------------


def test_a_mean_of_one_value_a_group_has_the_t_interval_of_a_mean():
    """mean 3, standard error sqrt(10 / 4 / 5), t(0.975, 4) = 2.776445 (tables of Student's t)."""
    found = mean_over_groups(np.arange(1.0, 6.0), np.arange(5), "mean", "none")
    assert (found.value, found.units, found.pairs) == (3.0, 5, 5)
    assert found.standard_error == pytest.approx(math.sqrt(0.5))
    assert found.high == pytest.approx(3 + 2.776445 * math.sqrt(0.5), abs=1e-5)


def test_copies_of_a_value_within_its_group_are_no_more_information():
    values, group = np.arange(1.0, 6.0), np.arange(5)
    once, often = (
        mean_over_groups(values, group, "m", ""),
        mean_over_groups(np.repeat(values, 7), np.repeat(group, 7), "m", ""),
    )
    assert often.standard_error == pytest.approx(once.standard_error)


@pytest.mark.parametrize(
    ("values", "group", "reason"),
    [
        ([], [], "nobody came"),
        ([1.0, 2.0], [0, 1], "no interval: 2 groups"),
        ([1.0] * 4, range(4), "no interval: leaving out any"),
    ],
)
def test_an_interval_that_nothing_supports_is_none(values, group, reason):
    found = mean_over_groups(np.array(values, float), np.array(group, int), "mean", "nobody came")
    assert (found.low, found.high) == (None, None)
    assert found.reason.startswith(reason)


def test_a_replicate_that_is_undefined_leaves_no_interval():
    found = with_interval(Estimate(0.5, "rho", units=3), [0.4, None, 0.6], (-1, 1))
    assert found.reason == "no interval: without one of the groups there is nothing to compare"
