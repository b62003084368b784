"""Coefficients of agreement give what is published, keep their laws, and say why where they have no value.

Published values, each with its source and tolerance, are read from the shared expected.json (Gwet 2014 and R irrCAC 1.4,
Fleiss 1971, Cohen 1968, Shrout & Fleiss 1979, Bland & Altman 1986, R irr, vcd and psych). Elsewhere the oracle is named in
the test.
"""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocgscore.consistency.coefficients.benchmarks import (
    ALTMAN,
    BENCHMARKS,
    FLEISS,
    KRIPPENDORFF,
    LANDIS_KOCH,
    band_of_lower_end,
    cimp,
)
from ocgscore.consistency.coefficients.chance_corrected import (
    alpha_with_gwet_weights,
    brennan_prediger,
    conger_kappa,
    gwet_ac,
)
from ocgscore.consistency.coefficients.cohen import pairwise_kappa, weighted_kappa
from ocgscore.consistency.coefficients.concordance import kendall_concordance
from ocgscore.consistency.coefficients.fleiss import fleiss_kappa, fleiss_kappa_by_level, fleiss_null_test
from ocgscore.consistency.coefficients.intraclass import intraclass
from ocgscore.consistency.coefficients.limits import limits_of_agreement
from ocgscore.consistency.coefficients.percent import percent_adjacent, percent_agreement, percent_exact
from ocgscore.consistency.coefficients.tables import numbers_of
from ocgscore.consistency.coefficients.weights import NAMES, agreement_weights, weights_from_disagreement
from ocgscore.consistency.counts import rating_counts
from ocgscore.errors import RequestError

NEW_NAMES = {
    "ICC(1,1)": "ICC(1)",
    "ICC(2,1)": "ICC(A,1)",
    "ICC(3,1)": "ICC(C,1)",
    "ICC(1,k)": "ICC(k)",
    "ICC(2,k)": "ICC(A,k)",
    "ICC(3,k)": "ICC(C,k)",
}
SCALES = {"altman": ALTMAN, "landis_koch": LANDIS_KOCH}
BY_COUNTS = {
    "percent_agreement_weighted": percent_agreement,
    "gwet_ac": gwet_ac,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "krippendorff_alpha_gwet_weights": alpha_with_gwet_weights,
}  # fmt: skip
ELSEWHERE = {
    "krippendorff_alpha", "variance_components", "dstudy", "clmm", "clmm_judge_modes", "connected_components", "components_all",
    "components_own_only", "null_dim_severity", "true_severity", "raw_mean_own_groups", "tam_mml_reported", "person_mean_wle",
}  # fmt: skip


def weights_named(options):
    """Return our name for the weights of a published value: there, ordinal is Gwet's."""
    name = options.get("weights", "unweighted")
    return "gwet-ordinal" if name == "ordinal" else name


class Case:
    """One case of expected.json with its data."""

    def __init__(self, name, case, path):
        self.name, self.case = name, case
        with path.open(newline="", encoding="utf-8") as file:
            self.heading, *self.rows = list(csv.reader(file))

    def floats(self):
        return np.array([[float(cell) for cell in row[1:]] for row in self.rows])

    def levels(self):
        place = {str(name): at for at, name in enumerate(self.case["categories"])}
        return np.array([[place[cell] if cell else -1 for cell in row[1:]] for row in self.rows])

    def counts(self):
        if "counts" in self.case["layout"]:
            return self.floats().astype(int)
        return rating_counts(self.levels(), len(self.case["categories"]))

    def table(self, options):
        if self.name == "cohen1968_table":
            return np.rint(self.floats() * 200)  # printed as shares of 200 units
        if self.name.startswith("feinstein"):
            row = next(row for row in self.rows if row[0] == options["table"])
            return np.array([int(cell) for cell in row[1:]]).reshape(2, 2)
        if self.name.startswith("mspatients"):
            columns = [at for at, name in enumerate(self.heading) if name.endswith(options["sample"])]
            return np.array([[int(row[at]) for at in columns] for row in self.rows])
        place = {name: at for at, name in enumerate(self.case["categories"])}
        table = np.zeros((len(place), len(place)), int)
        for first, second, units in self.rows:
            table[place[first], place[second]] += int(units)
        return table

    def find(self, stat, options):
        """Return what we find for a published value; KeyError for a statistic not ours."""
        plain = stat.removesuffix("_se").removesuffix("_ase")
        error = plain != stat
        if plain in BY_COUNTS:
            found = BY_COUNTS[plain](self.counts(), weights_named(options))
        elif plain == "conger_kappa":
            found = conger_kappa(self.levels(), len(self.case["categories"]), weights_named(options))
        elif plain == "cohen_kappa":
            found = weighted_kappa(self.table(options), "unweighted")
        elif plain == "weighted_kappa":
            costs = options.get("disagreement_weights")
            found = weighted_kappa(
                self.table(options), weights_from_disagreement(costs) if costs else weights_named(options)
            )
        else:
            return OTHER[stat](self, options)
        return found.standard_error if error else found.value


def exact(case, options):
    if "table" not in options:
        return percent_exact(case.counts()).value
    table = case.table(options)
    pairs = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0)
    return percent_exact(rating_counts(pairs, 2)).value


def squares(case, _options):
    found = intraclass(case.floats()).mean_squares
    return {"BMS": found.units, "WMS": found.within, "JMS": found.scorers, "EMS": found.residual}


def form(case, options):
    return intraclass(case.floats()).forms[NEW_NAMES[options["form"]]]


def concordance(case, options):
    found = kendall_concordance(case.floats())
    return (found.w if options["ties"] else found.w_plain).value


def chi_square(case, options):
    found = kendall_concordance(case.floats())
    assert found.df == options["df"]
    return found.chi_square


def limits(case, options):
    first, second = case.floats().T
    return limits_of_agreement(first, second, options.get("multiplier", 1.96))


OTHER = {
    "percent_exact": exact,
    "fleiss_kappa_z": lambda case, _: fleiss_null_test(case.counts()).z,
    "fleiss_kappa_category": lambda case, options: fleiss_kappa_by_level(case.counts())[case.case["categories"].index(options["category"])].value,
    "anova": squares,
    "icc": lambda case, options: form(case, options).value,
    "icc_ci95": lambda case, options: [form(case, options).low, form(case, options).high],
    "kendall_w": concordance,
    "kendall_chisq": chi_square,
    "bias": lambda case, options: limits(case, options).bias.value,
    "sd_diff": lambda case, options: limits(case, options).sd,
    "loa": lambda case, options: [limits(case, options).lower.value, limits(case, options).upper.value],
    "cimp": lambda _, options: list(cimp(options["coef"], options["se"], SCALES[options["scale"]]).probabilities),
    "band95": lambda _, options: cimp(options["coef"], options["se"], SCALES[options["scale"]]).band.label,
}  # fmt: skip


def test_every_published_value_is_met_within_its_tolerance(shared_data):
    cases = json.loads(shared_data("agreement", "expected.json").read_text(encoding="utf-8"))
    checked = set()
    for name, content in cases.items():
        if name.startswith("_"):
            continue
        case = Case(name, content, shared_data("agreement", content["file"]))
        for published in content["values"]:
            stat, options = published["stat"], published["options"]
            if stat in ELSEWHERE or stat.startswith("mfrm"):
                continue
            found, place = case.find(stat, options), f"{name}: {stat} {options}"
            if isinstance(published["value"], str):
                assert found == published["value"], place
            else:
                assert found == pytest.approx(published["value"], rel=0, abs=published["tol"]), place
            checked.add((name, stat, str(options)))
    assert len(checked) >= 148
    assert {name for name, _, _ in checked} == {
        "gwet_raw4raters", "gwet_raw5obser", "kripp2011_a", "shrout_fleiss_1979", "fleiss1971_diagnoses", "fleiss_wikipedia_counts",
        "cohen1968_table", "feinstein_cicchetti_1990", "mspatients_landis_koch_1977", "sexualfun_hout1987", "anxiety_irr",
        "bland_altman_1986_pefr", "gwet_benchmarking",
    }  # fmt: skip


def test_zar_s_wings_tails_and_bills_are_ranked_alike_as_friedman_s_test_has_it(shared_data):
    stats = pytest.importorskip("scipy.stats")
    with shared_data("agreement", "more", "zar2010_kendall.csv").open(encoding="utf-8") as file:
        values = np.array([[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]])
    found = kendall_concordance(values)
    chi, p = stats.friedmanchisquare(*values)  # corrected for ties: chi-square is m (n - 1) W
    assert (found.chi_square, found.p) == (pytest.approx(chi), pytest.approx(p))
    assert found.w.value == pytest.approx(chi / 33)
    pairs = [stats.spearmanr(values[:, one], values[:, two]).statistic for one, two in ((0, 1), (0, 2), (1, 2))]
    assert found.mean_spearman.value == pytest.approx(np.mean(pairs))


# --- laws of the coefficients over counts -----------------------------------------------------------------------------

COUNTED = [
    percent_exact,
    percent_adjacent,
    percent_agreement,
    gwet_ac,
    fleiss_kappa,
    brennan_prediger,
    alpha_with_gwet_weights,
]
WEIGHTED = [percent_agreement, gwet_ac, fleiss_kappa, brennan_prediger, alpha_with_gwet_weights]
tables = st.tuples(st.integers(1, 12), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(-1, 3))
)


def close(one, other):
    """Whether two estimates are the same but for rounding."""
    fields = ("value", "low", "high", "standard_error")
    return (one.units, one.pairs, one.reason) == (other.units, other.pairs, other.reason) and all(
        (getattr(one, name) is None) == (getattr(other, name) is None)
        and (
            getattr(one, name) is None
            or math.isclose(getattr(one, name), getattr(other, name), rel_tol=1e-9, abs_tol=1e-9)
        )
        for name in fields
    )


def sound(estimate):
    """Whether an estimate is a finite number in order, or says why not."""
    if estimate.value is None or estimate.low is None:
        return bool(estimate.reason) and estimate.high is None and estimate.standard_error is None
    return estimate.low <= estimate.value <= estimate.high <= 1 and estimate.standard_error is not None


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_scorers_changes_nothing(table, random):
    units, scorers = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(units)
    random.shuffle(scorers)
    shuffled = table[units][:, scorers]
    for coefficient in COUNTED:
        assert close(coefficient(rating_counts(table, 4)), coefficient(rating_counts(shuffled, 4)))
    assert close(conger_kappa(table, 4, "linear"), conger_kappa(shuffled, 4, "linear"))


@given(tables, st.sampled_from(NAMES))
def test_every_estimate_is_a_number_in_its_interval_or_says_why_there_is_none(table, weights):
    counts = rating_counts(table, 4)
    found = [coefficient(counts, weights) for coefficient in WEIGHTED]
    found += [
        percent_exact(counts),
        percent_adjacent(counts),
        conger_kappa(table, 4, weights),
        *fleiss_kappa_by_level(counts),
    ]
    assert all(map(sound, found))
    assert {estimate.units for estimate in found[:5]} == {int(((table >= 0).sum(axis=1) >= 2).sum())}


@given(arrays(np.int64, st.integers(1, 12), elements=st.integers(0, 3)), st.integers(2, 5), st.sampled_from(NAMES))
def test_perfect_agreement_is_one_unless_nothing_varies(levels, scorers, weights):
    table = np.repeat(levels[:, None], scorers, axis=1)
    counts = rating_counts(table, 4)
    assert percent_exact(counts).value == percent_adjacent(counts).value == 1
    assert gwet_ac(counts, weights).value == pytest.approx(1)
    assert brennan_prediger(counts, weights).value == pytest.approx(1)
    for estimate in (
        fleiss_kappa(counts, weights),
        alpha_with_gwet_weights(counts, weights),
        conger_kappa(table, 4, weights),
    ):
        if np.ptp(levels):
            assert estimate.value == pytest.approx(1)
        else:
            assert estimate.value is None
            assert "every rating is at the same level" in estimate.reason


def test_perfect_agreement_claims_no_certainty():
    found = fleiss_kappa([[2, 0], [0, 2], [2, 0]])
    assert (found.value, found.low, found.high, found.standard_error) == (1, None, None, None)
    assert "do not differ in how far they agree" in found.reason


@given(tables, st.sampled_from(NAMES[:1]))
def test_a_level_nobody_used_moves_ac_and_brennan_prediger_and_leaves_the_others(table, weights):
    counts = rating_counts(table, 4)
    wider = np.column_stack([counts, np.zeros(len(counts), int)])
    for coefficient in (percent_agreement, fleiss_kappa, alpha_with_gwet_weights):
        assert close(coefficient(counts, weights), coefficient(wider, weights))
    assert close(conger_kappa(table, 4, weights), conger_kappa(table, 5, weights))
    agreement = percent_agreement(counts).value
    assume(agreement is not None and agreement < 1)
    assert brennan_prediger(counts).value < brennan_prediger(wider).value
    assert gwet_ac(counts).value <= gwet_ac(wider).value


def test_an_unused_level_can_make_ac2_of_the_same_ratings_look_good():
    counts = rating_counts(np.array([[0, 0], [0, 1], [1, 0], [1, 1], [1, 1], [0, 0]]), 2)
    wider = np.column_stack([counts, np.zeros((6, 2), int)])
    assert gwet_ac(counts, "quadratic").value < 0.4
    assert gwet_ac(wider, "quadratic").value > 0.8


@given(tables)
def test_units_with_one_rating_change_only_what_asks_how_often_levels_are_used(table):
    counts = rating_counts(table, 4)
    paired = counts[counts.sum(axis=1) >= 2]
    assert close(alpha_with_gwet_weights(counts), alpha_with_gwet_weights(paired))
    assert percent_exact(counts).value == percent_exact(paired).value
    if len(paired):
        assert brennan_prediger(counts).value == brennan_prediger(paired).value


@given(st.integers(2, 12).flatmap(lambda n: arrays(np.int64, (n, 3), elements=st.integers(0, 3))))
def test_alpha_is_fleiss_kappa_with_a_correction_for_size_where_nothing_is_missing(table):
    counts = rating_counts(table, 4)
    kappa, alpha = fleiss_kappa(counts).value, alpha_with_gwet_weights(counts).value
    assert (kappa is None) == (alpha is None)
    if kappa is not None:
        assert alpha == pytest.approx(kappa + (1 - kappa) / table.size)


@given(arrays(np.int64, st.tuples(st.integers(2, 20), st.just(2)), elements=st.integers(0, 3)), st.sampled_from(NAMES))
def test_conger_s_kappa_of_two_scorers_is_cohen_s(table, weights):
    ours, theirs = conger_kappa(table, 4, weights).value, pairwise_kappa(table[:, 0], table[:, 1], 4, weights).value
    assert ours == (None if theirs is None else pytest.approx(theirs, abs=1e-12))


@given(st.integers(2, 20).flatmap(lambda n: arrays(np.int64, (n, 4), elements=st.integers(0, 1))))
def test_of_two_levels_each_has_the_kappa_of_both(table):
    counts = rating_counts(table, 2)
    whole = fleiss_kappa(counts)
    assert [estimate.value for estimate in fleiss_kappa_by_level(counts)] == [
        None if whole.value is None else pytest.approx(whole.value)
    ] * 2


def test_pairs_are_averaged_within_units_first_so_that_a_much_scored_unit_counts_once():
    counts = [[10, 0], [1, 1], [1, 1]]
    assert percent_exact(counts).value == pytest.approx(1 / 3)
    assert (percent_exact(counts).units, percent_exact(counts).pairs) == (3, 47)
    assert percent_exact(counts).low == 0  # and not below, however wide the interval


def test_adjacent_is_one_level_apart_and_no_more():
    pairs = np.array([[0, 0], [0, 1], [0, 2], [0, 3]])
    assert [percent_adjacent(rating_counts(pair[None], 4)).value for pair in pairs] == [1, 1, 0, 0]


def test_the_linearised_error_is_near_the_jackknife_over_units():
    true = np.random.default_rng(5).integers(0, 5, (40, 1))
    table, n = np.clip(true + np.random.default_rng(6).integers(-1, 2, (40, 4)), 0, 4), 40
    for coefficient in (
        lambda table: gwet_ac(rating_counts(table, 5), "quadratic"),
        lambda table: conger_kappa(table, 5),
    ):
        without = np.array([coefficient(np.delete(table, unit, axis=0)).value for unit in range(n)])
        jackknife = math.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
        assert coefficient(table).standard_error == pytest.approx(jackknife, rel=0.1)


def test_the_null_test_wants_as_many_ratings_of_every_unit():
    found = fleiss_null_test([[2, 0], [1, 2]])
    assert (found.z, found.p, found.standard_error) == (None, None, None)
    assert "different numbers of ratings" in found.reason
    assert "no unit has two" in fleiss_null_test([[1, 0], [0, 1]]).reason
    assert "same level" in fleiss_null_test([[2, 0], [2, 0]]).reason


def test_one_unit_has_a_coefficient_and_no_interval():
    found = gwet_ac([[1, 2]])
    assert found.value is not None
    assert (found.low, found.reason) == (None, "one unit alone has no spread")


def test_nothing_rated_twice_is_undefined_everywhere():
    for counts in ([[1, 0], [0, 1]], [[0, 0]], np.zeros((0, 3))):
        for coefficient in COUNTED:
            found = coefficient(counts)
            assert (found.value, found.units, found.pairs, found.reason) == (None, 0, 0, "no unit has two ratings")
    assert conger_kappa(np.array([[0, -1], [-1, 1]]), 2).reason == "no unit has two ratings"


# --- weights ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("levels", [2, 3, 7])
def test_weights_are_symmetric_and_fall_from_one_to_nought(name, levels):
    weights = agreement_weights(name, levels)
    assert (weights == weights.T).all()
    assert (np.diag(weights) == 1).all()
    assert weights[0, -1] == 0
    assert (np.diff(weights[0]) <= 0).all()


def test_with_two_levels_all_weights_are_the_same():
    assert all((agreement_weights(name, 2) == np.eye(2)).all() for name in NAMES)


def test_gwet_s_ordinal_weights_count_the_pairs_of_levels_passed_over():
    expected = [1 - math.comb(gap + 1, 2) / math.comb(5, 2) for gap in range(5)]
    assert agreement_weights("gwet-ordinal", 5)[0].tolist() == pytest.approx(expected)


def test_costs_in_proportion_are_the_same_weights():
    gaps = np.abs(np.subtract.outer(range(4), range(4)))
    assert weights_from_disagreement(gaps * 7).tolist() == agreement_weights("linear", 4).tolist()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: agreement_weights("ordinal", 3), "did you mean 'gwet-ordinal'"),
        (lambda: agreement_weights("linear", 1), "levels: '1' is not a whole number from 2"),
        (lambda: agreement_weights("lienar", 0), "did you mean 'linear'"),
        (lambda: weights_from_disagreement([[0, 1]]), "square table"),
        (lambda: weights_from_disagreement([[0, 0], [0, 0]]), "somewhere above 0"),
        (lambda: weights_from_disagreement([[0, -1], [1, 0]]), "nowhere negative"),
        (lambda: weights_from_disagreement([[1, 1], [1, 0]]), "0 on the diagonal"),
        (lambda: weights_from_disagreement([[0, math.nan], [1, 0]]), "finite"),
        (lambda: gwet_ac([[1, 1]], "cubic"), "kind of agreement weights"),
        (lambda: gwet_ac([1, 1]), "units by two levels or more"),
        (lambda: gwet_ac([[1]]), "units by two levels or more"),
        (lambda: fleiss_kappa([[1, -1]]), "a number of ratings"),
        (lambda: fleiss_kappa([[0.5, 1]]), "a number of ratings"),
        (lambda: percent_exact([[math.nan, 1]]), "a number of ratings"),
        (lambda: conger_kappa(np.array([[0, 3]]), 3), "a level from 0 to 2"),
        (lambda: conger_kappa(np.array([0, 1]), 3), "units by scorers"),
        (lambda: conger_kappa(np.array([[0.0, 1.0]]), 3), "whole numbers"),
        (lambda: conger_kappa(np.array([[0, 1]]), 0), "levels: '0'"),
        (lambda: weighted_kappa([[1, 2, 3]]), "square table"),
        (lambda: weighted_kappa([[0.5, 0.5], [0, 0]]), "multiply shares"),
        (lambda: weighted_kappa([[1, 1], [1, 1]], np.eye(3)), "a weight for each cell"),
        (lambda: weighted_kappa([[1, 1], [1, 1]], np.ones((2, 2))), "agreement weights"),
        (lambda: weighted_kappa([[1, 1], [1, 1]], np.full((2, 2), math.nan)), "agreement weights"),
        (lambda: pairwise_kappa(np.array([0, 1]), np.array([0]), 2), "a column of 2 levels"),
        (lambda: pairwise_kappa(np.array([0, 2]), np.array([0, 1]), 2), "there is a level 2"),
        (lambda: kendall_concordance([1, 2]), "units by scorers"),
        (lambda: kendall_concordance([[1, math.inf]]), "an infinite number"),
        (lambda: intraclass([1, 2]), "units by scorers"),
        (lambda: intraclass([[1, math.inf], [1, 2]]), "an infinite number"),
        (lambda: limits_of_agreement([1, 2], [1]), "2 scores"),
        (lambda: limits_of_agreement([[1]], [1]), "a column of one number"),
        (lambda: limits_of_agreement([1, 2], [1, 3], 0), "multiplier: '0'"),
        (lambda: limits_of_agreement([1, 2], [1, 3], math.nan), "multiplier: 'nan'"),
        (lambda: cimp(1.2, 0.1, ALTMAN), "value: '1.2'"),
        (lambda: cimp(1.2, 0, ALTMAN), "se: '0'"),
        (lambda: cimp(0.5, math.nan, ALTMAN), "se: 'nan'"),
        (lambda: band_of_lower_end(1.5, ALTMAN), "at most 1"),
        (lambda: band_of_lower_end(math.nan, ALTMAN), "at most 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(asked, said):
    with pytest.raises(RequestError) as caught:
        asked()
    assert said in str(caught.value)


# --- two scorers ------------------------------------------------------------------------------------------------------

square_tables = arrays(np.int64, (3, 3), elements=st.integers(0, 8))


@given(square_tables, st.sampled_from(NAMES))
def test_swapping_the_two_scorers_leaves_kappa(table, weights):
    one, other = weighted_kappa(table, weights), weighted_kappa(table.T, weights)
    assert close(one, other)
    assert sound(one)


@given(square_tables)
def test_twice_as_many_units_alike_leave_kappa_and_shrink_its_error(table):
    one, twice = weighted_kappa(table), weighted_kappa(2 * table)
    assert (one.value is None) == (twice.value is None)
    if one.standard_error is not None:
        assert twice.value == pytest.approx(one.value, abs=1e-12)
        assert twice.standard_error == pytest.approx(one.standard_error / math.sqrt(2))


def test_kappa_without_common_units_or_without_variation_is_undefined():
    apart = pairwise_kappa(np.array([0, -1]), np.array([-1, 1]), 2)
    assert (apart.value, apart.units) == (None, 0)
    assert "no unit in common" in apart.reason
    alike = pairwise_kappa(np.array([1, 1]), np.array([1, 1]), 3)
    assert (alike.value, alike.units) == (None, 2)
    equal = weighted_kappa(
        [[1, 1, 0], [0, 0, 0], [0, 0, 0]], weights_from_disagreement([[0, 0, 1], [0, 0, 1], [1, 1, 0]])
    )
    assert "count as equal" in equal.reason


def test_a_scorer_who_always_gives_one_level_is_named_as_the_reason_for_a_kappa_of_nought():
    found = pairwise_kappa(np.array([1, 1, 1]), np.array([0, 1, 2]), 3)
    assert (found.value, found.low, found.standard_error) == (pytest.approx(0), None, None)
    assert "kappa is then 0 whatever" in found.reason


# --- concordance ------------------------------------------------------------------------------------------------------

scores = st.tuples(st.integers(2, 9), st.integers(2, 5)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.integers(-20, 20).map(float))
)
rankings = st.tuples(st.integers(2, 9), st.integers(2, 5)).flatmap(
    lambda shape: st.tuples(*[st.permutations(range(shape[0]))] * shape[1])
).map(lambda columns: np.array(columns, float).T)  # fmt: skip


@given(rankings)
def test_without_ties_mean_spearman_follows_from_w(table):
    found, scorers = kendall_concordance(table), table.shape[1]
    assert found.w.value == pytest.approx(found.w_plain.value)
    assert found.mean_spearman.value == pytest.approx((scorers * found.w.value - 1) / (scorers - 1))


@given(scores, st.floats(-50, 50))
def test_severity_and_any_rising_rescaling_leave_w(table, constant):
    moved = table.copy()
    moved[:, 0] = moved[:, 0] * 3 + round(constant)
    assert kendall_concordance(moved) == kendall_concordance(table)


@given(scores)
def test_w_lies_between_nought_and_one_and_is_no_smaller_corrected(table):
    found = kendall_concordance(table)
    if found.w.value is None:
        assert found.w.reason == found.mean_spearman.reason
        assert found.p is None
    else:
        assert -1e-12 <= found.w_plain.value <= found.w.value <= 1 + 1e-12
        assert 0 <= found.p <= 1


def test_units_that_somebody_did_not_score_are_left_out_and_counted():
    table = np.array([[0, 0], [1, 2], [2, 1], [3, -1], [-1, 0]])
    found = kendall_concordance(numbers_of(table))
    assert (found.units, found.dropped, found.scorers) == (3, 2, 2)
    assert found.w == kendall_concordance(table[:3]).w


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1], [2]], "one scorer"), ([[1, 2]], "fewer than two units"), ([[math.nan, 1], [1, math.nan]], "fewer than two units"),
        ([[2, 3], [2, 3]], "tells any unit"), (np.zeros((0, 3)), "fewer than two units"),
    ],
)  # fmt: skip
def test_w_says_why_there_is_none(table, said):
    found = kendall_concordance(table)
    assert found.chi_square is found.df is found.p is found.w.value is found.w_plain.value is None
    assert said in found.w.reason


def test_a_scorer_who_ranks_nothing_leaves_w_but_no_mean_spearman():
    found = kendall_concordance([[1, 5], [2, 5], [3, 5]])
    assert found.w.value is not None
    assert "ranks nothing" in found.mean_spearman.reason


# --- intraclass -------------------------------------------------------------------------------------------------------


def same_forms(one, other, names):
    return all(close(one.forms[name], other.forms[name]) for name in names)


def orderly(estimate):
    if estimate.value is None or estimate.low is None:
        return bool(estimate.reason)
    return estimate.low <= estimate.value + 1e-9 and estimate.value <= estimate.high + 1e-9 and estimate.high <= 1


@given(scores)
def test_every_form_is_a_number_in_its_interval_or_says_why_there_is_none(table):
    found = intraclass(table)
    assert list(found.forms) == ["ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)"]
    assert all(map(orderly, found.forms.values()))


@given(scores, st.integers(-30, 30))
def test_the_origin_and_the_order_of_scores_change_no_form(table, constant):
    names = intraclass(table).forms
    assert same_forms(intraclass(table), intraclass(table[::-1, ::-1] + constant), names)


@given(scores, st.integers(1, 9))
def test_one_scorer_s_severity_leaves_consistency_and_lowers_agreement_where_severities_were_equal(table, severity):
    equal = table - table.mean(axis=0)
    harsh = equal.copy()
    harsh[:, 0] += severity
    before, after = intraclass(equal), intraclass(harsh)
    assert same_forms(before, after, ["ICC(C,1)", "ICC(C,k)"])
    agreement = before.forms["ICC(A,1)"].value
    assume(agreement is not None and agreement > 0)
    assert after.forms["ICC(A,1)"].value < agreement


def test_scorers_who_differ_by_a_constant_are_consistent_and_not_agreed():
    found = intraclass([[1, 4], [2, 5], [3, 6]])
    consistency, agreement = found.forms["ICC(C,1)"], found.forms["ICC(A,1)"]
    assert (consistency.value, consistency.low) == (1, None)
    assert "nothing varies but the units" in consistency.reason
    assert agreement.value == pytest.approx(2 / (2 + 2 * 13.5 / 3))  # MSR 2, MSE 0, MSC 13.5
    assert agreement.low < agreement.value < agreement.high


@pytest.mark.parametrize("offset", [0, 0.1, 1e6 + 0.1])
def test_perfect_agreement_is_one_without_an_interval_whatever_rounding_does(offset):
    table = np.repeat(np.array([[0.1], [0.7], [2.3]]) + offset, 3, axis=1)
    for name, form_ in intraclass(table).forms.items():
        assert form_.value == pytest.approx(1, abs=1e-9), name
        assert form_.low is None, name


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[0.1, 0.1, 0.1]] * 7, "nothing to tell units apart"),
        ([[0.1, 0.3, 0.7]] * 7, "nothing to tell units apart"),
        ([[1, 2]], "two units and two scorers"),
        ([[1], [2]], "two units and two scorers"),
        (np.zeros((0, 0)), "two units and two scorers"),
        ([[1, 2], [3, math.nan], [4, 5]], "1 of 6 scores are missing; 2 of 3 units"),
    ],
)
def test_an_intraclass_correlation_says_why_there_is_none(table, said):
    found = intraclass(table)
    assert found.mean_squares is None
    for form_ in found.forms.values():
        assert form_.value is None
        assert said in form_.reason


def test_scorers_who_rank_two_units_the_other_way_round_have_no_agreement_to_speak_of():
    found = intraclass([[0, 1], [1, 0]])
    assert found.forms["ICC(1)"].value == found.forms["ICC(C,1)"].value == -1
    assert "differ too little" in found.forms["ICC(A,1)"].reason
    assert "differ too little" in found.forms["ICC(k)"].reason


# --- limits -----------------------------------------------------------------------------------------------------------

columns = st.integers(0, 12).flatmap(lambda n: arrays(np.float64, (2, n), elements=st.integers(-9, 9).map(float)))


@given(columns)
def test_swapping_the_scorers_turns_bias_and_limits_round(pair):
    one, other = limits_of_agreement(*pair), limits_of_agreement(*pair[::-1])
    assert one.sd == other.sd
    for mine, theirs in ((one.bias, other.bias), (one.lower, other.upper), (one.upper, other.lower)):
        assert mine.reason == theirs.reason
        assert mine.value == (None if theirs.value is None else pytest.approx(-theirs.value))
        assert mine.low == (None if theirs.high is None else pytest.approx(-theirs.high))


def test_errors_of_bias_and_limits_are_bland_and_altman_s_for_17_meters(shared_data):
    with shared_data("agreement", "bland_altman_1986_pefr.csv").open(encoding="utf-8") as file:
        wright, mini = np.array([[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]).T
    found = limits_of_agreement(wright, mini)
    assert found.bias.standard_error == pytest.approx(9.4, abs=0.05)  # 1986: 38.8 / sqrt(17)
    assert (found.bias.low, found.bias.high) == pytest.approx((-22.0, 17.8), abs=0.15)  # 1986, by t with 16
    assert found.upper.standard_error == pytest.approx(found.sd * math.sqrt(1 / 17 + 1.96**2 / 32))
    assert found.proportional.value == pytest.approx(np.corrcoef(wright - mini, (wright + mini) / 2)[0, 1])
    ends = np.tanh(np.arctanh(found.proportional.value) + np.array([-1.959964, 1.959964]) / math.sqrt(17 - 3))
    assert (found.proportional.low, found.proportional.high) == pytest.approx(tuple(ends), abs=1e-6)


def test_a_scorer_who_spreads_scores_more_shows_as_a_trend():
    found = limits_of_agreement([0, 2, 5, 6, 8.5], [0, 1, 2, 3, 4])
    assert found.proportional.value > 0.9
    assert found.proportional.low > 0


def test_limits_leave_out_units_that_one_did_not_score_and_say_why_there_are_none():
    found = limits_of_agreement([1, math.nan, 3], [2, 2, math.nan])
    assert (found.units, found.dropped, found.bias.value, found.sd) == (1, 2, -1, None)
    assert found.lower.reason == found.bias.reason == "fewer than two units were scored by both"
    none = limits_of_agreement([], [])
    assert none.bias.value is none.lower.value is none.proportional.value is None
    constant = limits_of_agreement([0.1, 0.2, 0.3, 0.4], [0.4, 0.5, 0.6, 0.7])
    assert constant.sd == 0
    assert (constant.bias.value, constant.bias.low) == (pytest.approx(-0.3), None)
    assert "all the same" in constant.bias.reason
    assert "all the same" in constant.proportional.reason
    line = limits_of_agreement([0, 2, 4, 6], [0, 1, 2, 3]).proportional
    assert (line.value, line.low) == (pytest.approx(1), None)


# --- words ------------------------------------------------------------------------------------------------------------


@given(st.floats(-1, 1), st.floats(1e-6, 5), st.sampled_from(BENCHMARKS))
def test_memberships_rise_to_one_and_the_band_kept_is_the_best_that_is_sure(value, se, scale):
    found = cimp(value, se, scale)
    assert all(low <= high + 1e-12 for low, high in zip(found.probabilities, found.probabilities[1:], strict=False))
    assert found.probabilities[-1] == 1
    place = scale.bands[::-1].index(found.band)
    assert found.probabilities[place] >= 0.95
    assert place == 0 or found.probabilities[place - 1] < 0.95
    assert found.text == f"{scale.name}: {found.band.label}"


def test_a_band_that_is_nearly_sure_is_not_kept():
    found = cimp(0.775, 0.13, LANDIS_KOCH)
    assert 0.9 < found.probabilities[1] < 0.95
    assert found.band.label == "Moderate"


@pytest.mark.parametrize("scale", BENCHMARKS)
def test_a_small_error_keeps_the_band_of_the_value_itself(scale):
    for value in (-0.9, 0.1, 0.5, 0.71, 0.99):
        assert cimp(value, 1e-5, scale).text == band_of_lower_end(value, scale)
    assert cimp(1, 5e-324, scale).band == scale.bands[-1]


@pytest.mark.parametrize("scale", BENCHMARKS)
def test_scales_rise_from_minus_one_and_name_their_source(scale):
    lows = [band.low for band in scale.bands]
    assert lows[0] == -1
    assert lows == sorted(set(lows))
    assert len({band.label for band in scale.bands}) == len(lows)
    assert scale.name.split()[0] in scale.source


@pytest.mark.parametrize(
    ("low", "scale", "text"),
    [
        (-3, LANDIS_KOCH, "Landis & Koch 1977: Poor"), (0, LANDIS_KOCH, "Landis & Koch 1977: Slight"),
        (0.6, LANDIS_KOCH, "Landis & Koch 1977: Substantial"), (0.6666, KRIPPENDORFF, "Krippendorff 2004: below .667, too low to draw conclusions"),
        (0.8, KRIPPENDORFF, "Krippendorff 2004: from .800, reliable"), (0.75, FLEISS, "Fleiss 1981: Excellent"), (1, ALTMAN, "Altman 1991: Very Good"),
    ],
)  # fmt: skip
def test_the_band_is_that_of_the_lower_end_and_names_its_scale(low, scale, text):
    assert band_of_lower_end(low, scale) == text
