"""Variance components and the D study: published values, laws, brute force, and what is refused."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.consistency.ratings import Ratings, Scale
from ocgscore.consistency.variance import dstudy, henderson, variance_components
from ocgscore.consistency.variance.components import EFFECTS
from ocgscore.errors import RequestError

NAMES = [*EFFECTS, "residual"]
SYNTHETIC_3 = {"p": "p", "i": "i", "o": "o", "pi": "pi", "po": "po", "io": "io"}
SYNTHETIC_4 = {"p": "p", "t": "t", "r:t": "tr", "pt": "pt"}


def columns_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [int(row[name]) for row in rows] for name in rows[0]}


def ratings_of(table, levels=10):
    """Ratings from a table of units by scorers by criteria, -1 where nothing is known."""
    units, scorers, criteria = table.shape
    at = [(unit, scorer) for unit in range(units) for scorer in range(scorers)]
    scales = [Scale(f"c{k}", f"c{k}", tuple(map(str, range(levels)))) for k in range(criteria)]
    names = [f"u{unit:03}" for unit, _ in at], [f"s{scorer:03}" for _, scorer in at]
    return Ratings.of(*names, table.reshape(-1, criteria).astype(np.int16), scales)


def values_of(found):
    return [component.variance.value for component in found.components]


def drawn(seed, shape=(6, 4, 3), missing=0.0, levels=6):
    random = np.random.default_rng(seed)
    table = random.integers(0, levels, shape)
    table[random.random(shape) < missing] = -1
    return table


def normal_parts(seed, sizes, deviations):
    """Real numbers of units by scorers by criteria from independent normal parts, in the order of NAMES."""
    random = np.random.default_rng(seed)
    u, s, c = sizes
    shapes = [(u, 1, 1), (1, s, 1), (1, 1, c), (u, s, 1), (1, s, c), (u, 1, c), (u, s, c)]
    return sum(deviation * random.normal(size=shape) for deviation, shape in zip(deviations, shapes, strict=True))


def anova(table):
    """Variance components of a complete table from mean squares, by the textbook."""
    n = np.array(table.shape)

    def mean(*kept):
        return table.mean(axis=tuple(at for at in range(3) if at not in kept), keepdims=True)

    u, s, c = mean(0), mean(1), mean(2)
    us, sc, uc = mean(0, 1), mean(1, 2), mean(0, 2)
    whole = table.mean()
    parts = [u - whole, s - whole, c - whole, us - u - s + whole, sc - s - c + whole, uc - u - c + whole]
    parts.append(table - us - sc - uc + u + s + c - whole)
    free = [*(n - 1), (n[0] - 1) * (n[1] - 1), (n[1] - 1) * (n[2] - 1), (n[0] - 1) * (n[2] - 1), np.prod(n - 1)]
    squares = [(part**2).sum() * table.size / part.size / df for part, df in zip(parts, free, strict=True)]
    mu, ms, mc, mus, msc, muc, rest = squares
    return [
        (mu - mus - muc + rest) / (n[1] * n[2]),
        (ms - mus - msc + rest) / (n[0] * n[2]),
        (mc - msc - muc + rest) / (n[0] * n[1]),
        (mus - rest) / n[2],
        (msc - rest) / n[0],
        (muc - rest) / n[1],
        rest,
    ]


def expected_of(shared_data, stat):
    expected = json.loads(shared_data("agreement", "expected.json").read_text(encoding="utf-8"))
    return {
        case: value
        for case, content in expected.items()
        if case != "_note"
        for value in content["values"]
        if value["stat"] == stat
    }


def test_every_published_component_is_reproduced(shared_data):
    # Brennan (2001), Generalizability Theory, synthetic data sets 3 and 4
    pio = columns_of(shared_data("agreement", "brennan2001_syn3_pio.csv"))
    prt = columns_of(shared_data("agreement", "brennan2001_syn4_prt.csv"))
    crossed = {"p": pio["person"], "i": pio["item"], "o": pio["occasion"]}
    nested = {"p": prt["Person"], "t": prt["Task"], "r": prt["Rater"]}
    ours = {
        "brennan2001_syn3_pio": henderson(pio["score"], crossed, SYNTHETIC_3),
        "brennan2001_syn4_prt": henderson(prt["Score"], nested, SYNTHETIC_4),
    }
    published = expected_of(shared_data, "variance_components")
    assert published.keys() == ours.keys()
    for case, expected in published.items():
        found = ours[case]
        last = next(name for name in expected["value"] if name not in found)  # the residual by its own name
        found[last] = found.pop("residual")
        assert found.keys() == expected["value"].keys()
        for name, value in expected["value"].items():
            assert found[name] == pytest.approx(value, abs=expected["tol"]), (case, name)


def test_ratings_give_the_published_components_and_the_published_d_study(shared_data):
    pio = columns_of(shared_data("agreement", "brennan2001_syn3_pio.csv"))
    table = np.zeros((10, 2, 4), np.int64)
    table[np.array(pio["person"]) - 1, np.array(pio["occasion"]) - 1, np.array(pio["item"]) - 1] = pio["score"]
    found = variance_components(ratings_of(table, 15))
    published = expected_of(shared_data, "variance_components")["brennan2001_syn3_pio"]
    order = [published["value"][name] for name in ("p", "o", "i", "po", "io", "pi", "pio")]
    assert values_of(found) == pytest.approx(order, abs=published["tol"])
    studies = expected_of(shared_data, "dstudy")
    assert studies.keys() == {"brennan2001_syn3_pio"}
    study = studies["brennan2001_syn3_pio"]
    options = study["options"]
    (precision,) = dstudy(found, [options["n_o"]], sampled_criteria=options["n_i"]).precisions
    assert study["value"].keys() == {"Erho2", "Phi"}
    assert precision.relative == pytest.approx(study["value"]["Erho2"], abs=study["tol"])
    assert precision.absolute == pytest.approx(study["value"]["Phi"], abs=study["tol"])


@given(st.integers(0, 10_000), st.tuples(st.integers(2, 5), st.integers(2, 4), st.integers(2, 4)))
def test_with_nothing_missing_it_is_the_analysis_of_variance(seed, shape):
    table = drawn(seed, shape)
    if table.min() < table.max():
        assert values_of(variance_components(ratings_of(table))) == pytest.approx(anova(table), abs=1e-9)


@given(st.integers(0, 10_000))
def test_with_levels_missing_what_is_expected_of_each_sum_of_squares_is_that_of_dense_matrices(seed):
    table = drawn(seed, (5, 3, 3), missing=0.25)
    unit, scorer, criterion = np.nonzero(table >= 0)
    values = table[unit, scorer, criterion]
    codes = [unit, scorer, criterion, unit * 9 + scorer, scorer * 9 + criterion, unit * 9 + criterion]
    indicators = [(code[:, None] == np.unique(code)).astype(float) for code in codes] + [np.eye(len(values))]
    onto = [z @ np.diag(1 / z.sum(axis=0)) @ z.T - 1 / len(values) for z in indicators]
    k = [[np.trace(p @ z @ z.T) for z in indicators] for p in onto]
    if np.linalg.cond(k) < 1e6:
        factors = {"unit": unit, "scorer": scorer, "criterion": criterion}
        found = henderson(values, factors, EFFECTS)
        assert list(found.values()) == pytest.approx(np.linalg.solve(k, [values @ p @ values for p in onto]), abs=1e-6)


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_the_interval_is_the_jackknife_over_units(missing):
    ratings = ratings_of(drawn(5, (9, 4, 3), missing))
    found = variance_components(ratings)
    without = np.array([values_of(variance_components(ratings.take(ratings.unit != unit))) for unit in range(9)])
    errors = np.sqrt(((without - without.mean(axis=0)) ** 2).sum(axis=0) * 8 / 9)
    for component, error in zip(found.components, errors, strict=True):
        estimate = component.variance
        assert estimate.standard_error == pytest.approx(error, rel=1e-9)
        assert estimate.high - estimate.value == pytest.approx(2.306004 * error, rel=1e-6)  # t of 8 degrees of freedom
        assert estimate.value - estimate.low == pytest.approx(2.306004 * error, rel=1e-6)


@given(st.integers(0, 10_000))
def test_renaming_scorers_and_reordering_units_changes_nothing(seed):
    table, random = drawn(seed, missing=0.2), np.random.default_rng(seed)
    other = table[random.permutation(6)][:, random.permutation(4)]
    assert values_of(variance_components(ratings_of(table))) == values_of(variance_components(ratings_of(other)))


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_a_level_added_for_everybody_changes_no_component(seed, more):
    table = drawn(seed, missing=0.2)
    raised = np.where(table >= 0, table + more, -1)
    assert values_of(variance_components(ratings_of(table))) == values_of(variance_components(ratings_of(raised)))


@given(st.integers(0, 10_000))
def test_a_shift_of_one_scorer_moves_the_scorer_component_alone(seed):
    table = drawn(seed)
    shifted = table + np.array([0, 0, 0, 3])[:, None]
    before, after = (values_of(variance_components(ratings_of(each))) for each in (table, shifted))
    assert before[0] == after[0]
    assert before[2:] == after[2:]
    assert before[1] != after[1]


@given(st.integers(0, 10_000))
def test_perfect_agreement_leaves_nothing_to_scorers(seed):
    table = np.repeat(drawn(seed, (6, 1, 3)), 4, axis=1)
    table[0, :, 0], table[1, :, 0] = 0, 5
    found = variance_components(ratings_of(table))
    for name in ("scorer", "unit x scorer", "scorer x criterion", "residual"):
        assert (found[name].variance.value, found[name].share) == (0.0, 0.0)
    (one,) = dstudy(found, [1]).precisions
    assert (one.relative_error, one.absolute_error) == (0.0, 0.0)
    assert one.relative in (None, 1.0)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_parts_put_in_are_recovered(missing):
    sizes, deviations = (60, 12, 8), [0.8, 0.5, 0.6, 0.4, 0.3, 0.5, 0.7]
    found = []
    for seed in range(25):
        values = normal_parts(seed, sizes, deviations)
        at = np.nonzero(np.random.default_rng(seed).random(sizes) >= missing)
        factors = dict(zip(("unit", "scorer", "criterion"), at, strict=True))
        found.append(list(henderson(values[at], factors, EFFECTS).values()))
    truth = np.array(deviations) ** 2
    error = np.std(found, axis=0, ddof=1) / 5
    assert (np.abs(np.mean(found, axis=0) - truth) < 3.5 * error).all()


@given(st.integers(0, 10_000), st.floats(0, 0.9))
def test_any_ratings_give_numbers_and_shares_or_a_reason(seed, missing):
    found = variance_components(ratings_of(drawn(seed, (4, 3, 2), missing, levels=3)))
    values = values_of(found)
    if found.defined:
        assert np.isfinite(values).all()
        shares = [component.share for component in found.components]
        assert shares == [None] * len(shares) or sum(shares) == pytest.approx(1)
        assert dstudy(found).precisions
    else:
        assert set(values) == {None}
        assert dstudy(found).reason == found.reason == found["unit"].variance.reason


def test_one_criterion_leaves_unit_scorer_and_residual():
    # Shrout & Fleiss (1979): mean squares 11.24 between targets, 32.49 between judges, 1.02 residual
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    found = variance_components(ratings_of(table[:, :, None], 11))
    assert [component.name for component in found.components] == ["unit", "scorer", "residual"]
    assert values_of(found) == pytest.approx([(11.242 - 1.019) / 4, (32.486 - 1.019) / 6, 1.019], abs=1e-3)
    one, four = dstudy(found, [1, 4]).precisions
    assert (one.relative, one.absolute) == pytest.approx((0.7148, 0.2898), abs=1e-4)  # ICC(3,1) and ICC(2,1)
    assert (four.relative, four.absolute) == pytest.approx((0.9093, 0.6201), abs=1e-4)  # ICC(3,4) and ICC(2,4)


def test_a_negative_component_is_shown_as_it_is_and_reckoned_as_nought():
    found = variance_components(ratings_of(drawn(11, (8, 3, 2))))
    negative = [component for component in found.components if component.variance.value < 0]
    assert negative
    assert all((component.share, component.at_least_nought) == (0.0, 0.0) for component in negative)
    assert sum(component.share for component in found.components) == pytest.approx(1)


def test_units_scored_once_are_left_out():
    table = drawn(3, (8, 3, 2))
    table[6:, 1:] = -1
    found = variance_components(ratings_of(table))
    assert (found.units, found.ratings) == (6, 36)
    assert values_of(found) == values_of(variance_components(ratings_of(table[:6])))


def test_what_is_missing_is_said_to_be_taken_as_chance():
    assert variance_components(ratings_of(drawn(1))).caution == ""
    assert "missing by chance" in variance_components(ratings_of(drawn(1, missing=0.1))).caution


def covered(simulations):
    """In how many of 100 simulations the interval holds the variance among the very scorers who scored."""
    held = 0
    for seed in range(simulations):
        random = np.random.default_rng(seed)
        severity = np.round(random.normal(size=8) * 1.5)
        noise = random.normal(size=(12, 1, 1)) * 2 + random.normal(size=(12, 8, 1)) + random.normal(size=(12, 8, 4))
        table = np.clip(np.round(20 + severity[:, None] + noise), 0, 39).astype(int)
        scorer = variance_components(ratings_of(table, 40))["scorer"].variance
        held += scorer.low <= severity.var(ddof=1) <= scorer.high
    return 100 * held / simulations


def test_the_interval_of_the_scorer_component_is_about_these_scorers():
    assert covered(60) >= 85


@pytest.mark.long
def test_the_interval_of_the_scorer_component_covers_what_it_says():
    assert 92 <= covered(1000) <= 98


def test_the_caution_is_true():
    # 12 forces score 10 units of their own, each re-scored by one other; severities do not differ, units do
    found = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        unit = np.repeat(np.arange(120), 2)
        scorer = np.stack([np.arange(120) // 10, (np.arange(120) // 10 + random.integers(1, 12, 120)) % 12], 1).ravel()
        values = random.normal(size=12)[unit // 20] + random.normal(size=240) * 0.3
        found.append(henderson(values, {"unit": unit, "scorer": scorer}, {"unit": ["unit"], "scorer": ["scorer"]}))
    assert np.mean([one["scorer"] for one in found]) > 0.05


def linked_by(*pairs):
    """One criterion; each pair of scorers scores two units of its own."""
    table = np.full((2 * len(pairs), 1 + max(map(max, pairs)), 2), -1)
    for at, pair in enumerate(pairs):
        for scorer in pair:
            table[2 * at : 2 * at + 2, scorer] = [[at % 3, 1], [2, scorer % 3]]
    return table


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (np.full((3, 3, 2), -1), "no unit was scored by two scorers"),
        (drawn(1, (4, 1, 3)), "no unit was scored by two scorers"),
        (drawn(1, (1, 4, 3)), "one unit"),
        (np.full((4, 3, 2), 2), "no variation"),
        (linked_by((0, 1), (2, 3)), "not all linked"),
    ],
)
def test_what_the_design_does_not_support_is_undefined_with_the_reason(table, reason):
    found = variance_components(ratings_of(table))
    assert reason in found.reason
    assert set(values_of(found)) == {None}
    study = dstudy(found)
    assert (study.precisions, study.relative_needed, study.reason) == ((), None, found.reason)


def test_components_that_a_design_does_not_tell_apart_are_named():
    table = np.full((4, 2, 2), -1)
    for unit in range(4):  # every scorer looks at one criterion of each unit: unit x scorer is the residual
        table[unit, 0, unit % 2], table[unit, 1, (unit + 1) % 2] = unit % 3, 2
    found = variance_components(ratings_of(table))
    assert found.reason.startswith("this design does not tell apart: ")
    assert {"unit x scorer", "residual"} <= set(found.reason.split(": ")[1].split(", "))


def test_where_every_unit_says_the_same_there_is_no_interval():
    shifted = np.zeros((5, 2, 3), np.int64) + np.array([0, 1])[:, None] + np.arange(5)[:, None, None]
    scorer = variance_components(ratings_of(shifted))["scorer"].variance
    assert (scorer.value, scorer.interval_text()) == (0.5, "none")
    assert "nothing shows the spread" in scorer.reason


def test_sizes_of_cells_too_many_to_be_exact_about_give_the_same_numbers(monkeypatch):
    ratings = ratings_of(drawn(9, (12, 5, 4), missing=0.3))
    exact = values_of(variance_components(ratings))
    monkeypatch.setattr("ocgscore.consistency.variance.equations.MOST_EXACT", 1)
    assert values_of(variance_components(ratings)) == pytest.approx(exact, abs=1e-12)


def test_a_component_that_there_is_not_is_refused_with_the_nearest():
    with pytest.raises(RequestError, match="did you mean 'scorer'"):
        variance_components(ratings_of(drawn(1)))["scorers"]


def test_two_units_give_components_without_an_interval():
    found = variance_components(ratings_of(drawn(2, (2, 3, 3))))
    assert found.defined
    assert {component.variance.interval_text() for component in found.components} == {"none"}
    assert all(component.variance.reason.startswith("no interval") for component in found.components)


def test_the_d_study_with_fixed_criteria_follows_its_formulas():
    found = variance_components(ratings_of(drawn(4, (12, 5, 4)) + 3 * (np.arange(12) % 2)[:, None, None]))
    u, s, _, us, sc, uc, rest = (component.at_least_nought for component in found.components)
    study = dstudy(found, [3])
    (three,) = study.precisions
    universe, relative = u + uc / 4, us / 3 + rest / 12
    absolute = relative + s / 3 + sc / 12
    assert three.relative == pytest.approx(universe / (universe + relative))
    assert three.absolute == pytest.approx(universe / (universe + absolute))
    assert (three.relative_error, three.absolute_error) == pytest.approx((relative**0.5, absolute**0.5))


@given(st.integers(0, 10_000), st.sampled_from([None, 3, 50]))
def test_the_number_needed_is_the_first_that_reaches_eighty_per_cent(seed, criteria):
    table = drawn(seed, (6, 3, 3)) + 2 * (np.arange(6) % 3)[:, None, None]
    study = dstudy(variance_components(ratings_of(table)), range(1, 300), sampled_criteria=criteria)
    for needed, coefficient in ((study.relative_needed, "relative"), (study.absolute_needed, "absolute")):
        reached = [one.scorers for one in study.precisions if getattr(one, coefficient) >= 0.8 - 1e-9]
        assert (needed if needed is not None and needed < 300 else None) == (reached[0] if reached else None)
        values = [getattr(one, coefficient) for one in study.precisions]
        assert values == sorted(values)


@pytest.mark.parametrize(
    ("scorers", "criteria", "places"),
    [([], None, ["scorers"]), ([0, 2.5], None, ["scorers", "scorers"]), ([1], 0, ["sampled_criteria"])],
)
def test_a_d_study_of_no_scorers_is_refused(scorers, criteria, places):
    with pytest.raises(RequestError) as refused:
        dstudy(variance_components(ratings_of(drawn(1))), scorers, sampled_criteria=criteria)
    assert [problem.where for problem in refused.value] == places


@pytest.mark.parametrize(
    ("values", "factors", "effects", "places"),
    [
        ([1, 2], {"p": [0, 1]}, {"p": ["q"]}, ["effects p"]),
        ([1, 2], {"p": [0, 1, 2]}, {"p": ["p"]}, ["factors p"]),
        ([1, np.nan], {"p": [0, 1]}, {"p": []}, ["values", "effects"]),
        ([], {}, {}, ["values", "effects"]),
        ([1, 2, 3], {"p": [0, 1, 2]}, {"p": ["p"]}, ["effects"]),
    ],
)
def test_effects_that_cannot_be_estimated_are_refused_all_at_once(values, factors, effects, places):
    with pytest.raises(RequestError) as refused:
        henderson(values, factors, effects)
    assert [problem.where for problem in refused.value] == places


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_repeated_observations_of_a_cell_tell_it_from_the_residual(seed):
    random = np.random.default_rng(seed)
    p, i = np.repeat(np.arange(8), 12), np.tile(np.repeat(np.arange(4), 3), 8)
    values = random.normal(size=8)[p] + random.normal(size=(8, 4))[p, i] + random.normal(size=96)
    found = henderson(values, {"p": p, "i": i}, {"p": "p", "i": "i", "pi": "pi"})
    within = np.array([values[(p == a) & (i == b)].var(ddof=1) for a in range(8) for b in range(4)]).mean()
    assert found["residual"] == pytest.approx(within)
