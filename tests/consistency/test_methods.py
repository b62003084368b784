"""Two matrices over the same groups."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.chance import Chance
from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.effects import Totals, tau_b
from ocgscore.consistency.methods import compare_methods, matched, outlying_assessments
from ocgscore.consistency.methods.agreement import agreement
from ocgscore.consistency.methods.outlying import _others, from_line, line_between
from ocgscore.ranking.correlation import spearman

HARM, THREAT = load_matrix("sleipnir-2000"), load_matrix("ocg-threat")
TOP = {HARM.id: "high", THREAT.id: "high"}
LOW = {HARM.id: "nil", THREAT.id: "low"}


def scored(matrix, rows, scorers=("East", "North"), by=None):
    """Return totals of rows (group, how many criteria are at the top, scorer, day)."""
    names = [criterion.id for criterion in matrix.criteria]
    sheet = [
        {
            "group": group,
            "assessor": f"{at}",
            "assessed_on": day,
            **dict.fromkeys(names, LOW[matrix.id]),
            **dict.fromkeys(names[:tops], TOP[matrix.id]),
        }
        for at, (group, tops, _, day) in enumerate(rows)
    ]
    return Totals.of(score(assess(sheet, matrix)), [scorer for _, _, scorer, _ in rows], scorers, by)


def simple(matrix, tops, by=None):
    return scored(matrix, [(f"G{at:02}", top, -1, "") for at, top in enumerate(tops)], by=by)


def real_shape():
    """113 and 77 assessments of 17 groups, some under one method alone: made up, from a seed."""
    chance = Chance.of(7, 0)
    first = [
        (f"G{at % 17:02}", int((at % 17) * 0.9 + chance.whole(2, 1)[0]), at % 2, f"2026-01-{1 + at % 28:02}")
        for at in range(113)
    ]
    second = [
        (f"G{at % 16:02}", int((at % 16) * 0.8 + chance.whole(2, 1)[0]), at % 2, f"2026-02-{1 + at % 28:02}")
        for at in range(77)
    ]
    return scored(HARM, first), scored(THREAT, second)


# --- agreement ----------------------------------------------------------------------------------------------------


def test_agreement_of_group_means_is_that_of_shares_of_each_range():
    found = compare_methods(simple(HARM, [0, 5, 10, 15, 19, 3]), simple(THREAT, [0, 4, 9, 12, 16, 16]))
    assert found.groups == tuple(f"G{at:02}" for at in range(6))
    assert found.means[4].tolist() == [1.0, 1.0]
    assert found.means[:, 1].tolist() == pytest.approx([0, 4 / 16, 9 / 16, 12 / 16, 1, 1])
    assert found.by_means.tau.value == tau_b(np.array([0, 5, 10, 15, 19, 3]), np.array([0, 4, 9, 12, 16, 16]))
    assert (found.by_means.spearman.units, found.by_means.spearman.pairs, found.by_pairs.tau.pairs) == (6, 0, 6)


def test_methods_that_order_all_groups_alike_agree_exactly():
    found = compare_methods(simple(HARM, range(8)), simple(THREAT, range(4, 12)))
    assert found.by_means.spearman.value == found.by_means.tau.value == found.by_pairs.tau.value == 1.0
    assert found.by_means.tau.low is None
    assert found.by_means.tau.reason.startswith("no interval")


def test_too_few_groups_at_a_level_are_undefined_with_the_reason():
    """Of the first measure's bands only those with five groups have an answer; nobody is left out of the bands."""
    found = compare_methods(simple(THREAT, [0, 1, 2, 3, 4, 14, 15]), simple(HARM, [0, 2, 1, 3, 4, 14, 16]))
    low, *_, high = found.levels
    assert [level.by_means.tau.units for level in found.levels] == [5, 0, 0, 2]
    assert (low.label, low.by_means.tau.value, low.by_pairs.tau.value) == ("Low", 0.8, 0.8)
    assert (high.by_means.tau.value, high.by_means.tau.reason) == (None, "2 groups: it takes 5")


def test_a_mean_at_exactly_the_lower_edge_of_a_band_is_in_it():
    """28, 31 and 31 points make 30, where Medium starts."""
    rows = [("A", tops, -1, "") for tops in (4, 5, 5)]
    found = compare_methods(scored(THREAT, rows), scored(HARM, rows))
    assert [level.by_means.tau.units for level in found.levels] == [0, 1, 0, 0]


def test_a_method_that_sees_no_difference_leaves_agreement_undefined():
    found = compare_methods(simple(HARM, range(8)), simple(THREAT, [3] * 8))
    assert (found.by_means.tau.value, found.by_means.tau.reason) == (None, "all 8 tie in the second")
    assert found.outlying_groups == ()


def test_groups_under_one_method_alone_and_open_totals_are_named_and_counted():
    names = [criterion.id for criterion in THREAT.criteria]
    rows = [{"group": "A", **dict.fromkeys(names, "low")}, {"group": "B", names[0]: "low"}]
    found = compare_methods(Totals.of(score(assess(rows, THREAT)), [-1, -1], []), simple(HARM, [1, 2]))
    assert (found.groups, found.only_first, found.only_second) == ((), ("A",), ("G00", "G01"))
    assert found.not_exact == (1, 0)
    assert found.means.shape == (0, 2)


def test_an_interval_is_the_jackknife_over_groups():
    first, second = np.array([3, 1, 4, 1, 5, 9, 2, 6]), np.array([2, 7, 1, 8, 2, 8, 1, 8])
    found = agreement(first, second, np.arange(8), "group means").spearman
    left = np.array([spearman(np.delete(first, at), np.delete(second, at)) for at in range(8)])
    error = math.sqrt(7 / 8 * ((left - left.mean()) ** 2).sum())
    assert found.standard_error == pytest.approx(error)
    assert found.high == pytest.approx(min(1, found.value + t_quantile(0.975, 7) * error))


def test_pairs_of_one_group_are_left_out_together():
    group = np.array([0, 0, 1, 1, 2, 3, 4])
    first, second = np.arange(7), np.array([1, 0, 2, 5, 3, 4, 6])
    found = agreement(first, second, group, "matched pairs").tau
    left = np.array([tau_b(first[group != at], second[group != at]) for at in range(5)])
    assert (found.units, found.pairs) == (5, 7)
    assert found.standard_error == pytest.approx(math.sqrt(4 / 5 * ((left - left.mean()) ** 2).sum()))


def covered(groups, runs, seed):
    """How often the 95 % interval holds the tau of a normal pair correlated 0.7: 2 / pi * arcsin(0.7)."""
    truth, held = 2 / math.pi * math.asin(0.7), 0
    for run in range(runs):
        uniform = Chance.of(seed, run).words(4, groups).astype(float) / 2.0**64
        radius = np.sqrt(-2 * np.log1p(-uniform[:2]))
        one, other = radius * np.cos(2 * np.pi * uniform[2:])
        found = agreement(one, 0.7 * one + math.sqrt(0.51) * other, np.arange(groups), "group means").tau
        held += found.low is not None and found.low <= truth <= found.high
    return held / runs


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    assert 0.88 <= covered(17, 150, 1) <= 1.0


@pytest.mark.long
@pytest.mark.parametrize("groups", [8, 17, 40])
def test_intervals_hold_the_truth_as_often_as_they_say(groups):
    assert 0.91 <= covered(groups, 2000, 2) <= 0.985


# --- matching -----------------------------------------------------------------------------------------------------


def test_the_same_scorer_goes_first_then_the_nearest_date():
    first = scored(THREAT, [("A", 1, 0, "2026-01-01"), ("A", 2, 1, "2026-01-10"), ("A", 3, 1, "")])
    second = scored(
        THREAT,
        [("A", 1, 1, "2026-03-01"), ("A", 2, 1, "2026-01-09"), ("A", 3, -1, "2026-01-02"), ("B", 1, 0, "2026-01-01")],
    )
    found = [(pair.first, pair.second, pair.days, pair.same_scorer) for pair in matched(first, second)]
    assert found == [(1, 1, 1, True), (2, 0, None, True), (0, 2, 1, False)]


def test_scorers_are_matched_by_name_and_not_by_position():
    first = scored(THREAT, [("A", 1, 0, ""), ("A", 1, 1, "")])
    second = scored(THREAT, [("A", 1, 0, ""), ("A", 1, 1, "")], scorers=("North", "West"))
    assert [(p.first, p.second, p.same_scorer) for p in matched(first, second)] == [(1, 0, True), (0, 1, False)]


def test_unequal_numbers_are_matched_one_to_one():
    first, second = real_shape()
    pairs = matched(first, second)
    assert (len(first), len(second), len({pair.group for pair in pairs})) == (113, 77, 16)
    assert len({pair.first for pair in pairs}) == len({pair.second for pair in pairs}) == len(pairs)
    for name in {pair.group for pair in pairs}:
        counts = [totals.groups.count(name) for totals in (first, second)]
        assert sum(pair.group == name for pair in pairs) == min(counts)


days = st.sampled_from(["", "2026-01-01", "2026-01-03", "2026-01-10"])
assessed = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 16), st.integers(-1, 1), days), min_size=1, max_size=16
)


@given(assessed, assessed, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_agreement(first, second, random):
    one = compare_methods(scored(HARM, first), scored(THREAT, second))
    for rows in (first, second):
        random.shuffle(rows)
    two = compare_methods(scored(HARM, first), scored(THREAT, second))
    assert (one.by_means, one.by_pairs, one.levels) == (two.by_means, two.by_pairs, two.levels)
    assert one.means.tolist() == two.means.tolist()
    assert one.tested == two.tested
    assert [group.group for group in one.outlying_groups] == [group.group for group in two.outlying_groups]
    for some, others in zip(one.outlying, two.outlying, strict=True):
        assert sorted((each.group, each.distance) for each in some) == sorted(
            (each.group, each.distance) for each in others
        )


@given(assessed, assessed)
def test_swapping_the_methods_leaves_the_agreement_of_group_means(first, second):
    one, two = scored(HARM, first), scored(THREAT, second)
    there, back = compare_methods(one, two), compare_methods(two, one)
    assert there.by_means.tau.value == back.by_means.tau.value
    assert there.by_means.spearman.value == back.by_means.spearman.value
    assert there.spread == back.spread[::-1]
    assert (there.only_first, there.not_exact) == (back.only_second, back.not_exact[::-1])


# --- spread and outliers ------------------------------------------------------------------------------------------


def test_the_spread_within_groups_is_their_pooled_standard_deviation():
    rows = [
        ("A", 0, -1, ""),
        ("A", 4, -1, ""),
        ("B", 8, -1, ""),
        ("B", 8, -1, ""),
        ("B", 11, -1, ""),
        ("C", 16, -1, ""),
    ]
    spread = compare_methods(scored(THREAT, rows), simple(HARM, [1])).spread[0]
    shares = [np.array([0, 4]) / 16, np.array([8, 8, 11]) / 16]
    squares = sum(((each - each.mean()) ** 2).sum() for each in shares)
    assert spread.value == pytest.approx(math.sqrt(squares / 3))
    assert (spread.units, spread.pairs) == (2, 4)


def test_no_group_assessed_twice_has_no_spread():
    assert compare_methods(simple(HARM, [1, 2]), simple(THREAT, [1, 2])).spread[0].value is None


def outlier_rows():
    """Four groups of five assessments that differ by one criterion, and one that differs by ten."""
    rows = [
        (group, base + at % 2, -1, "") for group, base in (("A", 2), ("B", 5), ("C", 8), ("D", 3)) for at in range(5)
    ]
    rows[7] = ("B", 15, -1, "")
    return rows


def test_an_assessment_far_from_the_others_is_named_with_its_row():
    found, tested = outlying_assessments(scored(THREAT, outlier_rows()))
    assert [(one.group, one.row, one.place) for one in found] == [("B", 7, "rows[8]")]
    assert found[0].others == pytest.approx(5.5 / 16)  # of 5, 5, 6 and 6
    assert (found[0].share, tested) == (pytest.approx(15 / 16), 20)
    deviations = []
    for group in "ABCD":
        values = [tops / 16 for name, tops, _, _ in outlier_rows() if name == group]
        deviations += [abs(value - np.median(values[:at] + values[at + 1 :])) for at, value in enumerate(values)]
    assert found[0].distance == pytest.approx((15 - 5.5) / 16 / (1.482602 * np.median(deviations)), rel=1e-6)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 16)), min_size=1, max_size=14))
def test_an_assessment_is_measured_by_the_median_of_the_others(pairs):
    rows, middles = _others(scored(THREAT, [(group, tops, -1, "") for group, tops in pairs]))
    expected = {}
    for at, (group, _) in enumerate(pairs):
        others = [16 + 3 * tops for row, (name, tops) in enumerate(pairs) if name == group and row != at]
        if len(others) >= 3:
            expected[at] = float(np.median(others))
    assert dict(zip(rows.tolist(), middles.tolist(), strict=True)) == expected


def test_one_that_differs_where_all_others_are_the_same_is_outlying():
    rows = [(group, 4, -1, "") for group in "AB" for _ in range(5)]
    rows[3] = ("A", 6, -1, "")
    found, _ = outlying_assessments(scored(THREAT, rows))
    assert [one.row for one in found] == [3]
    assert found[0].distance == pytest.approx(
        10 / math.sqrt(math.pi / 2)
    )  # the others' deviations are 0: a tenth of its own


def test_nothing_is_outlying_where_all_agree_or_too_few_stand_beside_it():
    assert outlying_assessments(scored(THREAT, [("A", 4, -1, "")] * 6)) == ((), 6)
    assert outlying_assessments(scored(THREAT, [("A", tops, -1, "") for tops in (1, 1, 15)])) == ((), 0)


def test_a_group_far_from_the_line_is_named_with_its_rows():
    tops = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    other = [0, 1, 2, 4, 4, 5, 15, 7, 7, 9]
    found = compare_methods(simple(HARM, tops), simple(THREAT, other))
    assert [(one.group, one.first_rows, one.second_rows) for one in found.outlying_groups] == [("G06", (6,), (6,))]
    assert found.outlying_groups[0].distance > 3.5


def test_groups_exactly_on_a_line_are_none_of_them_outlying():
    found = compare_methods(simple(HARM, range(15)), simple(THREAT, range(15)))
    assert found.outlying_groups == ()


def test_the_last_bit_of_a_division_makes_nothing_outlying():
    """Points on a line that floats miss by a bit, one of them by several times as much as the others."""
    steps = np.array([45, 46, 9, 4, 28, 32, 39, 35])
    assert from_line(steps / 57, (steps + 3) / 71)[1].tolist() == [0.0] * 8


def test_the_line_is_the_median_of_all_slopes():
    """The data of Sen (1968), section 6: y at x = 1, 2, 3, 4, 10, 12, 18; his median slope is 4."""
    x, y = np.array([1.0, 2, 3, 4, 10, 12, 18]), np.array([9.0, 15, 19, 20, 45, 55, 78])
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i, j in itertools.combinations(range(7), 2)]
    assert line_between(x, y) == (float(np.median(y - np.median(slopes) * x)), float(np.median(slopes)))
    assert line_between(x, y)[1] == 4.0


def test_the_line_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    x, y = Chance.of(3, 0).whole(8, 60).astype(float), Chance.of(3, 1).whole(8, 60).astype(float)
    found = stats.theilslopes(x + y, x)
    assert line_between(x, x + y)[1] == pytest.approx(found.slope)


def test_the_line_of_many_groups_is_found_from_fewer_slopes():
    x = np.arange(3001.0)
    noise = Chance.of(5, 0).whole(6, 3001) / 64 - 0.5
    intercept, slope = line_between(x, 2 * x + 5 + noise)
    assert (intercept, slope) == (pytest.approx(5, abs=0.2), pytest.approx(2, abs=1e-3))


def test_without_a_line_nothing_is_far_from_it():
    assert line_between(np.arange(4.0), np.arange(4.0)) is None
    assert from_line(np.zeros(6), np.arange(6.0))[1].tolist() == [0.0] * 6


def test_a_real_shape_has_every_answer():
    found = compare_methods(*real_shape())
    assert (len(found.groups), found.only_first) == (16, ("G16",))
    for estimate in (found.by_means.spearman, found.by_means.tau, found.by_pairs.spearman, found.by_pairs.tau):
        assert estimate.low < estimate.value <= estimate.high
        assert estimate.units == 16
    assert found.tested == (113, 77)
    assert "one to one" in found.matching
    assert "3.5" in found.rule_groups
