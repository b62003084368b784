"""Ordinal Mantel tests, and the criteria that a scorer scores differently from the rest at an equal total."""

from __future__ import annotations

import csv
import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ocgscore.consistency import Ratings, Scale
from ocgscore.consistency.differential import benjamini_hochberg, differential
from ocgscore.consistency.mantel import (
    NOT_SHARED,
    NOT_VARYING,
    Margins,
    against_rest,
    chi_square_tail,
    each_test,
    mantel,
    row_mean_scores,
)
from ocgscore.errors import RequestError

FORCES, GROUPS, CRITERIA, LEVELS = 12, 100, 10, 5


def tables(sides):
    return hnp.arrays(np.int64, st.tuples(st.integers(1, 4), sides, st.integers(2, 4)), elements=st.integers(0, 4))


# -- Mantel's test on counts --------------------------------------------------------------------------------------------


def job_satisfaction(path):
    """Agresti's table as counts by gender, income and satisfaction, the latter at scores 1, 3, 4 and 5."""
    with path.open(encoding="utf-8") as file:
        rows = [list(map(int, list(row.values())[2:])) for row in csv.DictReader(file)]
    spread = np.zeros((2, 4, 6), np.int64)  # a level scores its position: positions 0 and 2 stay unused
    spread[:, :, [1, 3, 4, 5]] = np.array(rows).reshape(2, 4, 4)
    return spread


def test_row_mean_scores_are_those_of_agrestis_job_satisfaction_table(shared_data):
    # Agresti, Categorical Data Analysis, section on generalised Cochran-Mantel-Haenszel tests: row mean scores differ,
    # 9.0342, 3 df, p = 0.0288
    found = row_mean_scores(job_satisfaction(shared_data("agreement", "more", "agresti_jobsat_cmh.csv")))
    assert (round(found.chi_square, 4), found.df, round(found.p, 4)) == (9.0342, 3, 0.0288)
    assert (found.n, found.strata) == (104, 2)


def test_expectation_and_variance_are_those_of_every_way_to_deal_out_the_levels():
    counts = np.array([[[2, 1, 0], [1, 0, 2]], [[1, 0, 1], [0, 2, 1]]])
    expected = variance = 0.0
    for stratum in counts:
        levels = np.repeat(np.arange(3), stratum.sum(0))
        sums = [sum(chosen) for chosen in itertools.combinations(levels.tolist(), int(stratum[0].sum()))]
        expected, variance = expected + np.mean(sums), variance + np.var(sums)
    sums = against_rest(Margins.of_counts(counts))
    assert (sums.expected[0], sums.variance[0]) == (pytest.approx(expected), pytest.approx(variance))


def by_definition(counts):
    """The generalised statistic for row mean scores as Landis, Heyman and Koch write it: whole covariance matrices."""
    _, scorers, levels = counts.shape
    scores = np.hstack([np.eye(scorers)[:-1] * level for level in range(levels)])
    departure, covariance = np.zeros(scorers - 1), np.zeros((scorers - 1, scorers - 1))
    for table in counts:
        n, row, column = table.sum(), table.sum(1), table.sum(0)
        mean = np.outer(column, row).ravel() / n
        spread = np.kron(np.diag(column) * n - np.outer(column, column), np.diag(row) * n - np.outer(row, row))
        departure += scores @ (table.T.ravel() - mean)
        covariance += scores @ (spread / (n**2 * (n - 1))) @ scores.T
    return departure @ np.linalg.solve(covariance, departure)


@given(hnp.arrays(np.int64, (3, 4, 3), elements=st.integers(1, 6)))
def test_row_mean_scores_are_those_of_their_definition(counts):
    if row_mean_scores(counts).chi_square is not None:
        assert row_mean_scores(counts).chi_square == pytest.approx(by_definition(counts), abs=1e-8)


@given(tables(st.just(2)))
def test_for_two_scorers_row_mean_scores_and_mantel_agree(counts):
    one, other = mantel(counts), row_mean_scores(counts)
    assert (one.chi_square is None) == (other.chi_square is None)
    if one.chi_square is not None:
        assert one.chi_square == pytest.approx(other.chi_square, abs=1e-9)


@given(tables(st.integers(2, 5)))
def test_each_scorer_against_the_rest_is_mantels_test_of_the_two(counts):
    tests = each_test(against_rest(Margins.of_counts(counts)), int(counts.sum()))
    for focal, test in enumerate(tests):
        two = np.stack([counts[:, focal], np.delete(counts, focal, axis=1).sum(1)], axis=1)
        assert test.chi_square == (None if (alone := mantel(two).chi_square) is None else pytest.approx(alone))


@given(tables(st.integers(2, 5)), st.randoms(use_true_random=False))
def test_the_order_of_strata_and_of_scorers_changes_no_statistic(counts, random):
    strata, scorers = list(range(counts.shape[0])), list(range(counts.shape[1]))
    random.shuffle(strata)
    random.shuffle(scorers)
    one, other = row_mean_scores(counts), row_mean_scores(counts[strata][:, scorers])
    assert (one.df, one.strata) == (other.df, other.strata)
    if one.chi_square is not None:
        assert one.chi_square == pytest.approx(other.chi_square, abs=1e-8)


def test_scorers_who_share_no_stratum_take_a_degree_of_freedom_off():
    pair = [[3, 2, 1], [1, 2, 3]]
    none = [[0, 0, 0], [0, 0, 0]]
    apart = row_mean_scores([pair + none, none + pair])
    assert apart.df == 2
    assert apart.chi_square == pytest.approx(2 * mantel([pair]).chi_square)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ([[[3, 1], [0, 0]], [[0, 0], [2, 2]]], NOT_SHARED),
        ([[[3, 0], [2, 0]], [[0, 4], [0, 1]]], NOT_VARYING),
        ([[[0, 0], [0, 0]]], NOT_SHARED),
    ],
)
def test_without_a_stratum_to_compare_in_the_test_is_undefined_and_says_why(counts, reason):
    for found in (mantel(counts), row_mean_scores(counts)):
        assert (found.chi_square, found.p, found.strata, found.reason) == (None, None, 0, reason)


@pytest.mark.parametrize("counts", [[[1, 2]], [[[1.5, 2], [1, 1]]], [[[-1, 2], [1, 1]]], []])
def test_what_is_no_table_of_counts_is_refused(counts):
    with pytest.raises(RequestError, match="counts by stratum, scorer and level"):
        row_mean_scores(counts)


def test_mantel_compares_two_sides_only():
    with pytest.raises(RequestError, match="two sides"):
        mantel([[[1, 2], [2, 1], [1, 1]]])


@pytest.mark.parametrize(  # R 4.4, pchisq(lower.tail = FALSE)
    ("chi_square", "df", "p"),
    [(3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (16.918977604620448, 9, 0.05), (0, 4, 1.0)],
)
def test_tails_of_chi_square_are_those_of_the_tables(chi_square, df, p):
    assert chi_square_tail(chi_square, df) == pytest.approx(p, rel=1e-12)


def test_tails_of_chi_square_agree_with_scipy_far_out():
    chi2 = pytest.importorskip("scipy.stats").chi2
    for chi_square, df in itertools.product((0.01, 1.0, 60.0, 500.0, 2000.0), (1, 2, 3, 42, 43, 2000)):
        assert chi_square_tail(chi_square, df) == pytest.approx(chi2.sf(chi_square, df), rel=1e-9, abs=1e-300)


# -- force by criterion -------------------------------------------------------------------------------------------------


def simulated(seed, severity=0.0, one=0.0):
    """Levels by a rating scale model; the first force is low by `severity` throughout, by `one` on one criterion."""
    random = np.random.default_rng(seed)
    group = random.normal(size=(FORCES, GROUPS, 1))
    harshness = np.zeros((FORCES, 1, CRITERIA))
    harshness[0] += severity
    harshness[0, 0, 0] += one
    place = group - np.linspace(-1, 1, CRITERIA) - harshness
    steps = np.cumsum(place[..., None] - np.linspace(-1.5, 1.5, LEVELS - 1), axis=-1)
    weight = np.exp(np.concatenate([np.zeros((*place.shape, 1)), steps], axis=-1))
    below = np.cumsum(weight, axis=-1) / weight.sum(-1, keepdims=True)
    return (random.random((*place.shape, 1)) > below[..., :-1]).sum(-1).reshape(-1, CRITERIA)


def ratings_of(levels, forces=FORCES, scales=None):
    names = [f"{at:02}" for at in range(forces) for _ in range(len(levels) // forces)]
    units = [f"{name}-{at}" for at, name in enumerate(names)]
    scales = scales or [Scale(f"c{at}", f"Criterion {at}", tuple("abcdefgh"[:LEVELS])) for at in range(len(levels[0]))]
    return Ratings.of(units, names, levels, scales)


def shares(seeds, **truth):
    """Over simulations: the share of departures flagged, of p <= 0.05 where there is none, and of flags that are false."""
    found = [differential(ratings_of(simulated(seed, **truth))) for seed in seeds]
    sound = [[d for d in one.departures if (d.criterion, d.scorer) != ("c0", "00")] for one in found]
    return (
        np.mean([one.departures[0].flagged for one in found]),
        np.mean([d.p <= 0.05 for one in sound for d in one if d.scorer == "00"]),
        np.mean([false_share(one) for one in found]),
    )


def false_share(found):
    """The share of flags other than that of the one departure simulated."""
    false = [(d.criterion, d.scorer) != ("c0", "00") for d in found.flagged]
    return np.mean(false) if false else 0.0


def rest_matched(seeds, **truth):
    """The share of p <= 0.05 for the first force where the criterion studied is left out of the total."""
    scorer = np.repeat(np.arange(FORCES), GROUPS)
    found = []
    for levels in (simulated(seed, **truth) for seed in seeds):
        for criterion in levels.T:
            margins = Margins.of(levels.sum(1) - criterion, scorer, criterion, FORCES)
            found.append(each_test(against_rest(margins), len(scorer))[0].p <= 0.05)
    return np.mean(found)


def test_a_force_low_on_one_criterion_is_flagged_and_no_other_criterion_of_it():
    found = differential(ratings_of(simulated(1, one=1.0)))
    assert [(d.criterion, d.scorer, d.direction) for d in found.flagged] == [("c0", "00", "lower")]
    assert found.flagged[0].steps < -0.2
    assert found.purified == ("00",)


def test_an_even_severity_is_invisible_matched_on_the_whole_total_and_not_on_the_rest():
    seeds = range(12)
    flagged, low, _ = shares(seeds, severity=1.0)
    assert flagged == 0
    assert low < 0.12
    assert rest_matched(seeds, severity=1.0) > 0.12
    assert "every criterion alike" in differential(ratings_of(simulated(0))).cannot_see


def test_forces_whose_groups_truly_differ_and_who_score_alike_are_not_flagged(shared_data):
    # 400 groups scored once each by four forces of the same severity, whose groups differ by up to two logits
    with shared_data("agreement", "synthetic_disjoint_true_difference.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    criteria = [name for name in rows[0] if name.startswith("c")]
    scales = [Scale(name, name, tuple("abcde")) for name in criteria]
    levels = [[int(row[name]) for name in criteria] for row in rows]
    found = differential(Ratings.of([row["group"] for row in rows], [row["force"] for row in rows], levels, scales))
    assert (found.flagged, found.tests, found.complete) == ((), 32, 400)


def test_without_a_difference_few_are_flagged():
    flagged, low, false = shares(range(12))
    assert flagged == 0
    assert low < 0.11
    assert false < 0.3


@pytest.mark.long
def test_over_many_simulations_flags_are_as_frequent_as_promised():
    seeds = range(200)
    none, severe, one = shares(seeds), shares(seeds, severity=1.0), shares(seeds, one=1.0)
    assert max(none[0], severe[0]) <= 0.02
    assert one[0] > 0.98
    assert all(0.035 <= low <= 0.07 for _, low, _ in (none, severe, one))
    assert all(false <= 0.10 for _, _, false in (none, severe, one))  # 0.052 and, for one, 0.064 over 1,000
    assert rest_matched(seeds) < 0.07
    assert rest_matched(seeds, severity=1.0) > 0.14  # more where groups differ less: 0.65 at half the spread


def test_a_departure_leaks_onto_other_criteria_until_these_are_matched_without_it():
    leaked = [differential(ratings_of(simulated(seed, one=2.5))) for seed in range(6)]
    first = sum(d.flagged_first for found in leaked for d in found.departures if d.criterion != "c0")
    after = sum(d.flagged for found in leaked for d in found.departures if d.criterion != "c0")
    assert after < first / 3
    for found in leaked:
        of_first = [d for d in found.departures if d.scorer == "00"]
        dropped = {d.criterion for d in of_first if d.flagged_first}
        assert [d.matched_on for d in of_first] == [
            CRITERIA - len(dropped) + (d.criterion in dropped) for d in of_first
        ]
        assert all(d.matched_on == CRITERIA for d in found.departures if d.scorer not in found.purified)


def test_a_criterion_is_matched_without_the_others_flagged_and_never_without_itself():
    levels = simulated(8, one=2.5)
    own = np.repeat(np.arange(FORCES), GROUPS) == 0
    of_first = [d for d in differential(ratings_of(levels)).departures if d.scorer == "00"]
    dropped = [at for at, d in enumerate(of_first) if d.flagged_first]
    assert len(dropped) > 1
    for at, departure in enumerate(of_first):
        kept = [criterion for criterion in range(CRITERIA) if criterion == at or criterion not in dropped]
        counts = np.zeros((CRITERIA * LEVELS, 2, LEVELS), np.int64)
        np.add.at(counts, (levels[:, kept].sum(1), (~own).astype(int), levels[:, at]), 1)
        assert departure.p == pytest.approx(mantel(counts).p)


def test_the_mean_difference_at_equal_total_is_weighted_by_the_focal_scorings():
    # totals 1 and 2; the focal force has 8 and 4 scorings there, the others 6 and 6
    focal = [[1, 0]] * 6 + [[0, 1]] * 2 + [[2, 0]] * 1 + [[1, 1]] * 3
    others = [[1, 0]] * 3 + [[0, 1]] * 3 + [[2, 0]] * 3 + [[1, 1]] * 3
    scales = [Scale(name, name, ("a", "b", "c")) for name in ("x", "y")]
    found = differential(ratings_of(focal + others, 2, scales)).departures[0]
    # means 6/8 against 3/6 at total 1, and 5/4 against 9/6 at total 2
    assert found.steps == pytest.approx((8 * 0.25 - 4 * 0.25) / 12)
    assert found.standardised == pytest.approx(found.steps / np.std([row[0] for row in focal + others], ddof=1))
    assert (found.strata, found.focal, found.reference, found.direction) == (2, 12, 12, "higher")
    test = mantel([[[2, 6, 0], [3, 3, 0]], [[0, 3, 1], [0, 3, 3]]])
    assert (found.chi_square, found.p) == (pytest.approx(test.chi_square), pytest.approx(test.p))


def test_a_difference_whose_sign_depends_on_the_weighting_is_said_to_be_mixed():
    focal = [[1, 0]] * 5 + [[0, 1]] * 2 + [[1, 1]] * 9 + [[2, 0]] * 1
    others = [[1, 0]] * 30 + [[0, 1]] * 20 + [[1, 1]] * 2 + [[2, 0]] * 0 + [[0, 2]] * 0 + [[2, 0]] * 1
    scales = [Scale(name, name, ("a", "b", "c")) for name in ("x", "y")]
    names = ["F"] * len(focal) + ["O"] * len(others)
    found = differential(Ratings.of([f"U{at}" for at in range(len(names))], names, focal + others, scales))
    assert found.departures[0].direction == "mixed"


def test_only_scorings_with_every_level_known_count_and_few_of_them_are_noticed():
    levels = simulated(2)
    levels[np.arange(len(levels)) % 10 < 6, 3] = -1
    found = differential(ratings_of(levels))
    assert (found.scorings, found.complete, found.left_out) == (1200, 480, 720)
    assert found.departures[0].focal == 40
    assert found.notices == (
        "only 480 of 1200 scorings have every level known, and only these are used; Criterion 3 is known in fewest, 480",
    )


def test_an_undefined_departure_says_why_and_is_not_adjusted_for():
    levels = simulated(3)
    levels[: GROUPS - 9, 0] = -1  # nine scorings left
    levels[:, 4] = 2
    found = differential(ratings_of(levels))
    reasons = {(d.scorer == "00", d.criterion): d.reason for d in found.departures}
    assert reasons[True, "c1"] == "9 complete scorings by 00: at least 10 are needed"
    assert reasons[False, "c4"] == "the criterion never varies"
    assert reasons[False, "c1"] == ""
    assert found.tests == (FORCES - 1) * (CRITERIA - 1)
    undefined = [d for d in found.departures if d.reason]
    assert all((d.steps, d.p, d.adjusted, d.flagged, d.direction) == (None, None, None, False, "") for d in undefined)
    assert found.overall[4].test.reason == NOT_VARYING


def test_scorers_whose_totals_never_meet_have_nothing_in_common():
    scales = [Scale(name, name, ("a", "b", "c", "d")) for name in ("x", "y")]
    found = differential(ratings_of([[0, 0], [0, 1]] * 10 + [[3, 3], [3, 2]] * 10, 2, scales))
    assert {d.reason for d in found.departures} == {
        "no total occurs both in this scorer's scorings and in those of others"
    }
    assert found.tests == 0


def test_one_scorer_has_nobody_to_compare_with():
    found = differential(ratings_of(simulated(4)[:50], 1))
    assert {d.reason for d in found.departures} == {"one scorer: there is no other to compare with"}


def test_no_complete_scoring_leaves_all_undefined():
    levels = np.full((24, 3), 1)
    levels[:, 1] = -1
    found = differential(ratings_of(levels, 2))
    assert found.complete == 0
    assert all(d.reason.startswith("0 complete scorings by") for d in found.departures)
    assert all(overall.test.p is None for overall in found.overall)


def test_a_total_of_scales_of_several_lengths_is_said_to_be_one_of_positions():
    scales = [Scale("x", "x", ("a", "b")), Scale("y", "y", ("a", "b", "c", "d"))]
    levels = [[at % 2, at % 4] for at in range(40)]
    assert "criteria have 2 to 4 levels" in differential(ratings_of(levels, 2, scales)).total


def test_two_scorers_mirror_each_other():
    levels = simulated(5, one=1.0)[: 2 * GROUPS]
    found = differential(ratings_of(levels, 2))
    for one, other in zip(found.departures[::2], found.departures[1::2], strict=True):
        assert one.chi_square == pytest.approx(other.chi_square)
        assert {one.direction, other.direction} not in ({"higher"}, {"lower"})
    assert found.notices == ("with two scorers, each test of one is the mirror image of the other's",)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_renaming_scorers_and_reordering_units_changes_no_departure(random):
    levels = simulated(6, one=1.5)[:400]
    names = [f"{at:02}" for at in range(4) for _ in range(100)]
    units = [f"U{at:03}" for at in range(400)]
    scales = [Scale(f"c{at}", f"c{at}", tuple("abcde")) for at in range(CRITERIA)]
    new = dict(zip(("00", "01", "02", "03"), random.sample(["N", "E", "S", "W"], 4), strict=True))
    order = random.sample(range(400), 400)
    one = differential(Ratings.of(units, names, levels, scales))
    other = differential(
        Ratings.of([units[at] for at in order], [new[names[at]] for at in order], levels[order], scales)
    )
    found = {(d.criterion, d.scorer): d for d in other.departures}
    for departure in one.departures:
        same = found[departure.criterion, new[departure.scorer]]
        assert (same.p, same.flagged, same.matched_on) == (departure.p, departure.flagged, departure.matched_on)


def test_a_scoring_that_is_the_same_by_all_departs_nowhere():
    levels = np.tile(simulated(7)[:100], (3, 1))
    found = differential(ratings_of(levels, 3))
    assert {(d.steps, d.direction, d.flagged) for d in found.departures} == {(0.0, "level", False)}
    assert all(d.p == pytest.approx(1) for d in found.departures)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_p_flags_what_benjamini_and_hochberg_reject(p):
    adjusted = benjamini_hochberg(p)
    ranked = sorted(p)
    limit = max((value for at, value in enumerate(ranked, 1) if value * len(p) / at <= 0.05), default=-1.0)
    assert [value <= 0.05 for value in adjusted] == [value <= limit for value in p]
    assert all(0 <= one <= other <= 1 for one, other in zip(p, adjusted, strict=True))
    assert all(math.isfinite(value) for value in adjusted)


def test_adjusted_p_never_fall_as_p_rises():
    assert benjamini_hochberg([0.05, 0.04, 0.045]) == pytest.approx([0.05] * 3)


def test_adjusted_p_are_those_of_benjamini_and_hochbergs_example():
    # The fifteen p-values of Benjamini & Hochberg (1995), section 3.2: four are rejected at 0.05
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590]
    assert sum(value <= 0.05 for value in benjamini_hochberg([*p, 1.0])) == 4
