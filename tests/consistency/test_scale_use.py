"""How scorers use the scale, repeat profiles, let criteria move together, and gather on thresholds."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.consistency import Ratings, Scale
from ocgscore.consistency.scale_use import heaping, scale_use
from ocgscore.errors import RequestError

SCALE = ("nil", "low", "medium", "high")
SCORERS = ("East", "North", "South")


def ratings_of(levels, scorers):
    scales = [Scale(f"c{at}", f"Criterion {at}", SCALE) for at in range(len(levels[0]))]
    return Ratings.of([f"U{at:03}" for at in range(len(levels))], scorers, levels, scales)


def batches(least=1, most=40):
    scorings = st.tuples(st.sampled_from(SCORERS), st.lists(st.integers(-1, 3), min_size=3, max_size=3))
    return st.lists(scorings, min_size=least, max_size=most)


def test_levels_are_counted_against_the_whole_scale():
    use = scale_use(ratings_of([[1], [1], [3], [-1], [0]], ["North"] * 4 + ["South"]))
    north, south = use.levels
    assert (north.n, north.counts, north.shares) == (3, (0, 2, 0, 1), (0, 2 / 3, 0, 1 / 3))
    assert (north.never_used, north.lowest, north.highest) == (("nil", "medium"), "low", "high")
    assert north.mean == pytest.approx(5 / 3)
    assert north.deviation == pytest.approx(np.std([1, 1, 3], ddof=1))
    assert north.spread.value == pytest.approx(np.std([1, 1, 3], ddof=1) / np.std([1, 1, 3, 0], ddof=1))
    assert (south.n, south.mean, south.deviation) == (1, 0, None)
    assert south.spread.reason == "1 scorings with a known level: at least 2 are needed"
    assert use.levels_of_all[0].counts == (1, 2, 0, 1)


def test_a_scorer_who_knows_nothing_has_no_shares_and_no_levels():
    nothing = scale_use(ratings_of([[-1], [2]], ["North", "South"])).levels[0]
    assert (nothing.n, nothing.shares, nothing.lowest, nothing.highest) == (0, (None,) * 4, None, None)
    assert (nothing.mean, nothing.deviation, nothing.spread.value) == (None, None, None)
    assert nothing.never_used == SCALE


def test_a_scorer_who_always_gives_one_level_has_no_spread_and_no_halo():
    use = scale_use(ratings_of([[2, 2]] * 12 + [[at % 4, 3 - at % 4] for at in range(12)], ["N"] * 12 + ["S"] * 12))
    assert [level.spread.value for level in use.levels[::2]] == [0, 0]
    assert use.profiles[0].halo.reason == "no criterion varies"
    assert (use.profiles[0].identical, use.profiles[0].share) == (12, 1)
    assert use.profiles[1].halo.value == pytest.approx(-1)


def test_where_nobody_varies_the_ratio_of_spreads_is_undefined():
    use = scale_use(ratings_of([[2], [2], [2]], ["North", "North", "South"]))
    assert use.levels[0].spread.reason == "no scorer varies"


def test_halo_needs_ten_complete_scorings_and_two_criteria_that_vary():
    levels = [[at % 4, 1, at % 3] for at in range(10)]
    levels[0][1] = -1
    nine = scale_use(ratings_of(levels, ["North"] * 10)).profiles[0]
    assert (nine.complete, nine.halo.value) == (9, None)
    assert nine.halo.reason == "9 complete scorings: at least 10 are needed"
    one = scale_use(ratings_of([[at % 4, 1, 2] for at in range(10)], ["North"] * 10)).profiles[0]
    assert (one.varying, one.halo.reason) == (1, "only one criterion varies")


@given(batches(least=10, most=60))
def test_halo_is_the_mean_of_the_correlations_of_the_criteria_that_vary(scorings):
    levels = [row for _, row in scorings]
    of_all = scale_use(ratings_of(levels, [name for name, _ in scorings])).profiles_of_all
    complete = np.array([row for row in levels if min(row) >= 0])
    if of_all.halo.defined:
        columns = [column for column in complete.T if column.min() < column.max()]
        found = [np.corrcoef(one, other)[0, 1] for one, other in combinations(columns, 2)]
        assert of_all.halo.value == pytest.approx(np.mean(found), abs=1e-9)
        assert (of_all.halo.units, of_all.varying) == (len(complete), len(columns))


@given(batches())
def test_identical_profiles_are_those_the_same_scorer_gave_before_or_after(scorings):
    use = scale_use(ratings_of([row for _, row in scorings], [name for name, _ in scorings]))
    times = Counter((name, tuple(row)) for name, row in scorings if min(row) >= 0)
    for profile in use.profiles:
        own = {row: count for (name, row), count in times.items() if name == profile.scorer}
        assert profile.complete == sum(own.values())
        assert profile.identical == sum(count for count in own.values() if count > 1)
        assert profile.share == (profile.identical / profile.complete if own else None)
    assert use.profiles_of_all.identical == sum(profile.identical for profile in use.profiles)


@given(batches(), st.randoms(use_true_random=False))
def test_renaming_scorers_and_reordering_units_changes_nothing(scorings, random):
    new = dict(zip(SCORERS, random.sample(["a", "b", "c"], 3), strict=True))
    shuffled = random.sample(scorings, len(scorings))
    one = scale_use(ratings_of([row for _, row in scorings], [name for name, _ in scorings]))
    other = scale_use(ratings_of([row for _, row in shuffled], [new[name] for name, _ in shuffled]))
    found = {(level.criterion, level.scorer): level for level in other.levels}
    for level in one.levels:
        same = found[level.criterion, new[level.scorer]]
        assert (same.counts, same.mean, same.spread) == (level.counts, level.mean, level.spread)
    assert one.levels_of_all == other.levels_of_all
    assert one.profiles_of_all == other.profiles_of_all


@given(batches())
def test_no_number_is_none_of_a_number(scorings):
    use = scale_use(ratings_of([row for _, row in scorings], [name for name, _ in scorings]))
    for level in (*use.levels, *use.levels_of_all):
        numbers = [number for number in (level.mean, level.deviation, *level.shares) if number is not None]
        assert all(math.isfinite(number) for number in numbers)
        assert sum(level.counts) == level.n
        assert level.spread.defined or level.spread.reason


# -- totals beside thresholds -------------------------------------------------------------------------------------------


def heaped(points, thresholds, scorer=None, scorers=("North",), unit=None):
    scorer = np.zeros(len(points), np.int64) if scorer is None else np.array(scorer)
    return heaping(np.array(points, np.int64), thresholds, scorer, scorers, unit)


def test_totals_on_a_threshold_are_counted_against_those_one_unit_below():
    found = heaped([20, 20, 18, 22, 16, 20], [20], [0, 0, 0, 0, 1, 1], ("North", "South"))
    assert found.unit == 2
    assert [(h.scorer, h.n, h.on_or_above, h.below, h.share) for h in found.heaps] == [
        ("North", 4, 2, 1, 2 / 3),
        ("South", 2, 1, 0, 1.0),
    ]
    assert [(h.scorer, h.n, h.on_or_above, h.below) for h in found.heaps_of_all] == [("", 6, 3, 1)]


def test_a_threshold_between_two_possible_totals_has_one_on_either_side():
    (heap,) = heaped([10, 20, 20, 30], [15]).heaps
    assert (heap.on_or_above, heap.below) == (2, 1)


def test_a_unit_given_is_used_where_few_totals_hide_the_smallest_step():
    points = [10, 20, 40]
    assert heaped(points, [20]).heaps[0].below == 1
    assert heaped(points, [20], unit=1).heaps[0].below == 0


def test_thresholds_stand_lowest_first_and_each_once():
    found = heaped([1, 2, 3], [3, 2, 3])
    assert [heap.threshold for heap in found.heaps] == [2, 3]


@pytest.mark.parametrize("points", [[], [7], [7, 7, 7]])
def test_equal_totals_have_no_smallest_step_and_no_share(points):
    found = heaped(points, [7])
    assert (found.unit, found.reason) == (None, "all totals are equal: their smallest step is not known")
    assert [(h.n, h.on_or_above, h.below, h.share) for h in found.heaps] == [(len(points), 0, 0, None)]


@given(st.lists(st.integers(-30, 30), min_size=1), st.integers(-20, 20), st.integers(1, 5), st.integers(-50, 50))
def test_counts_are_those_of_their_definition_and_move_with_the_totals(points, threshold, unit, shift):
    (heap,) = heaped(points, [threshold], unit=unit).heaps
    assert heap.on_or_above == sum(threshold <= point < threshold + unit for point in points)
    assert heap.below == sum(threshold - unit <= point < threshold for point in points)
    (moved,) = heaped([point + shift for point in points], [threshold + shift], unit=unit).heaps
    assert (moved.on_or_above, moved.below) == (heap.on_or_above, heap.below)


def test_what_does_not_fit_together_is_refused_all_at_once():
    with pytest.raises(RequestError) as caught:
        heaping(np.array([0.5]), [], np.array([0]), ("North",), 0)
    assert [problem.where for problem in caught.value.problems] == ["points", "thresholds", "unit"]


@pytest.mark.parametrize(("scorer", "said"), [([0], "as long as the 2 totals"), ([0, 1], "positions among 1 scorers")])
def test_scorers_that_do_not_fit_the_totals_are_refused(scorer, said):
    with pytest.raises(RequestError, match=said):
        heaped([1, 2], [1], scorer)
