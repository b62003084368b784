"""The cumulative link mixed model: published values, laws, and what is refused."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.consistency.cumulative import scorer_variance
from ocgscore.consistency.cumulative.likelihood import Likelihood
from ocgscore.errors import RequestError

KINDS = {"clmm", "clmm_judge_modes"}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def wine(shared_data):
    """Ratings, judges and covariates of Randall (1989)."""
    rows = rows_of(shared_data("agreement", "wine_randall1989_clmm.csv"))
    covariates = [[row["temp"] == "warm", row["contact"] == "yes"] for row in rows]
    return [int(row["rating"]) - 1 for row in rows], [row["judge"] for row in rows], np.array(covariates, float)


def drawn(seed, scorers=12, each=40, spread=0.8):
    """Levels 0 to 4 of scorers whose intercepts are drawn with a standard deviation in logits."""
    random = np.random.default_rng(seed)
    whose = np.repeat(np.arange(scorers), each)
    latent = random.normal(scale=spread, size=scorers)[whose] + random.logistic(size=len(whose))
    return np.digitize(latent, [-2, -0.5, 1, 2]), whose


def numbers_of(found):
    return [found.variance.value, found.variance.low, found.variance.high, found.log_likelihood, *found.thresholds]


def test_every_published_value_of_the_wine_ratings_is_reproduced(shared_data, wine):
    # ordinal 2022.11, clmm(rating ~ temp + contact + (1 | judge)), and its vignette (Christensen)
    expected = json.loads(shared_data("agreement", "expected.json").read_text(encoding="utf-8"))
    values = {
        (case, value["stat"]): value
        for case, content in expected.items()
        if case != "_note"
        for value in content["values"]
        if value["stat"] in KINDS
    }
    assert {case for case, _ in values} == {"wine_randall1989_clmm"}
    found = scorer_variance(*wine)
    ours = {
        "tempwarm": found.coefficients[0].value,
        "contactyes": found.coefficients[1].value,
        "var_judge": found.variance.value,
        "sd_judge": found.variance.value**0.5,
        "thresholds": found.thresholds,
        "logLik": found.log_likelihood,
    }
    published = values["wine_randall1989_clmm", "clmm"]
    assert ours.keys() == published["value"].keys()
    for name, value in published["value"].items():
        assert ours[name] == pytest.approx(value, abs=published["tol"]), name
    modes = values["wine_randall1989_clmm", "clmm_judge_modes"]
    assert found.intercepts == pytest.approx(modes["value"], abs=modes["tol"])


def test_standard_errors_of_the_wine_ratings_are_those_of_clmm(wine):
    # summary() of the same fit, printed in the vignette: 0.5954 and 0.5125
    errors = [effect.standard_error for effect in scorer_variance(*wine).coefficients]
    assert errors == pytest.approx([0.5954, 0.5125], abs=2e-4)


def test_the_gradient_is_that_of_the_likelihood():
    levels, whose = drawn(3, scorers=5, each=12)
    covariates = np.random.default_rng(4).normal(size=(len(levels), 2))
    data = Likelihood(whose, levels, covariates, np.ones(len(levels)))
    for deviation in (0.0, 0.7, -1.3):
        theta = np.array([-1.5, -0.2, 0.9, 2.5, 0.4, -0.6, deviation])
        steps = np.eye(len(theta)) * 1e-5
        differences = [(data.at(theta + step).value - data.at(theta - step).value) / 2e-5 for step in steps]
        assert data.at(theta).gradient() == pytest.approx(differences, abs=1e-6)


def test_with_many_ratings_the_likelihood_is_that_of_numerical_integration():
    levels, whose = drawn(5, scorers=6, each=60)
    found = scorer_variance(levels, whose)
    cuts = np.array([-np.inf, *found.thresholds, np.inf])
    nodes = np.linspace(-8, 8, 4001)
    shift = nodes * found.variance.value**0.5
    chance = np.diff(1 / (1 + np.exp(-np.clip(cuts[:, None] - shift, -700, 700))), axis=0)
    weight = np.exp(-(nodes**2) / 2) / np.sqrt(2 * np.pi) * (nodes[1] - nodes[0])
    counts = np.array([np.bincount(levels[whose == scorer], minlength=5) for scorer in range(6)])
    exact = np.log((np.exp(counts @ np.log(chance)) * weight).sum(axis=1)).sum()
    assert found.log_likelihood == pytest.approx(exact, abs=0.02)


def test_the_interval_ends_where_the_likelihood_has_fallen_by_what_a_chi_squared_allows():
    levels, whose = drawn(6, scorers=8, each=25)
    found = scorer_variance(levels, whose)
    data = Likelihood(whose, levels, np.zeros((len(levels), 0)), np.ones(len(levels)))
    random = np.random.default_rng(1)
    for end in (found.variance.low, found.variance.high):
        start = np.array([*found.thresholds, end**0.5])
        best = max(
            data.at(start + np.append(random.normal(scale=0.15, size=4), 0)).value for _ in range(1000)
        )  # any thresholds do no better than the profile
        assert best <= found.log_likelihood - 3.8415 / 2 + 1e-3
        assert best == pytest.approx(found.log_likelihood - 3.8415 / 2, abs=0.3)


def test_the_variance_is_recovered_and_covered():
    found = [scorer_variance(*drawn(seed, scorers=20, each=40)) for seed in range(20)]
    assert np.mean([one.variance.value for one in found]) == pytest.approx(0.64, abs=0.15)
    assert sum(one.variance.low <= 0.64 <= one.variance.high for one in found) >= 16


@pytest.mark.long
def test_the_interval_covers_what_it_says():
    found = [scorer_variance(*drawn(seed, scorers=20, each=40)) for seed in range(400)]
    assert 0.91 <= np.mean([one.variance.low <= 0.64 <= one.variance.high for one in found]) <= 0.98


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_not_a_bit(seed):
    levels, whose = drawn(seed, scorers=4, each=12)
    order = np.random.default_rng(seed).permutation(len(levels))
    assert scorer_variance(levels[order], whose[order]) == scorer_variance(levels, whose)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_renaming_scorers_moves_their_intercepts_with_them(seed):
    levels, whose = drawn(seed, scorers=4, each=12)
    new = np.random.default_rng(seed).permutation(4)
    before, after = scorer_variance(levels, whose), scorer_variance(levels, new[whose])
    assert numbers_of(after) == pytest.approx(numbers_of(before), abs=1e-4)
    assert np.array(after.intercepts)[new] == pytest.approx(before.intercepts, abs=1e-4)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_turning_the_scale_over_turns_intercepts_and_thresholds_over(seed):
    levels, whose = drawn(seed, scorers=4, each=15)
    before, after = scorer_variance(levels, whose), scorer_variance(4 - levels, whose)
    if before.variance.defined:
        assert after.variance.value == pytest.approx(before.variance.value, abs=1e-4)
        assert after.intercepts == pytest.approx([-one for one in before.intercepts], abs=1e-4)
        assert after.thresholds == pytest.approx([-one for one in before.thresholds[::-1]], abs=1e-4)


def test_unused_levels_and_unknown_ones_change_nothing():
    levels, whose = drawn(1)
    spread = np.append(levels * 2 + 1, -1)
    found = scorer_variance(spread, np.append(whose, 99))
    assert found.levels == (1, 3, 5, 7, 9)
    assert numbers_of(found) == numbers_of(scorer_variance(levels, whose))


def test_scale_and_origin_of_a_covariate_do_not_matter():
    levels, whose = drawn(2)
    covariate = np.random.default_rng(7).normal(size=len(levels))
    one, other = scorer_variance(levels, whose, covariate), scorer_variance(levels, whose, 1000 + 50 * covariate)
    assert other.variance.value == pytest.approx(one.variance.value, rel=1e-5)
    assert other.coefficients[0].value * 50 == pytest.approx(one.coefficients[0].value, abs=1e-5)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)


def test_a_covariate_that_takes_units_up_takes_their_difference_out_of_the_scorers():
    random = np.random.default_rng(8)
    whose = np.repeat(np.arange(10), 40)
    units = random.normal(size=10)[whose] * 1.5  # scorers were given units of other severity, and do not differ
    levels = np.digitize(units + random.logistic(size=len(whose)), [-1, 0, 1])
    alone, with_units = scorer_variance(levels, whose), scorer_variance(levels, whose, units)
    assert alone.variance.value > 1
    assert with_units.variance.value < 0.1
    assert "one population" in alone.caution


def test_scorers_who_do_not_differ_have_no_variance_and_an_interval_from_nought():
    found = scorer_variance([0, 0, 1, 1, 2, 2] * 3, list("a" * 6 + "b" * 6 + "c" * 6))
    assert (found.variance.value, found.variance.low, found.intercepts) == (0.0, 0.0, (0.0, 0.0, 0.0))
    assert found.variance.high > 0


@pytest.mark.parametrize(
    ("levels", "scorer", "covariates", "reason"),
    [
        ([], [], None, "no level is known"),
        ([-1, -1], ["a", "b"], None, "no level is known"),
        ([0, 1, 2], ["a", "a", "a"], None, "one scorer"),
        ([2, 2, 2, 2], ["a", "a", "b", "b"], None, "no variation"),
        ([0, 1, 2], ["a", "b", "c"], None, "not told from their units"),
        ([0, 0, 0, 1, 1, 1, 2, 2, 2], list("aaabbbccc"), None, "no maximum"),
        ([0, 0, 1, 1, 2, 2] * 3, list("a" * 6 + "b" * 6 + "c" * 6), [0, 0, 1, 1, 1, 1] * 3, "no maximum"),
    ],
)
def test_what_the_ratings_do_not_support_is_undefined_with_the_reason(levels, scorer, covariates, reason):
    found = scorer_variance(np.array(levels, np.int64), scorer, covariates)
    assert reason in found.variance.reason
    assert (found.variance.value, found.log_likelihood, found.intercepts, found.thresholds) == (None, None, (), ())
    assert [effect.value for effect in found.coefficients] == [None] * (covariates is not None)


@pytest.mark.parametrize(
    ("levels", "scorer", "covariates", "places"),
    [
        ([0.5, 1], ["a", "b"], None, ["levels"]),
        ([[0, 1]], ["a", "b"], None, ["levels", "scorer", "covariates"]),
        ([0, -2], ["a", "b"], None, ["levels"]),
        ([0, 1], ["a"], None, ["scorer"]),
        ([0, 1], ["a"], [1, 2, 3], ["scorer", "covariates"]),
        ([0, 1], ["a", "b"], [np.nan, 1], ["covariates"]),
        ([0, 1, 0, 1], list("aabb"), [3, 3, 3, 3], ["covariates"]),
        ([0, 1, 0, 1], list("aabb"), [[1, 2], [2, 4], [5, 10], [0, 0]], ["covariates"]),
    ],
)
def test_arrays_that_do_not_fit_are_refused_all_at_once(levels, scorer, covariates, places):
    with pytest.raises(RequestError) as refused:
        scorer_variance(levels, scorer, covariates)
    assert [problem.where for problem in refused.value] == places


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 3)), max_size=25))
def test_any_ratings_give_numbers_or_a_reason(pairs):
    found = scorer_variance(np.array([pair[0] for pair in pairs], np.int64), np.array([pair[1] for pair in pairs]))
    assert found.variance.defined or found.variance.reason
    assert found.variance.defined == bool(found.intercepts) == bool(found.thresholds)
    assert np.isfinite([*found.intercepts, *found.thresholds]).all()
