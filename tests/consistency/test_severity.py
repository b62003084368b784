"""Severity by the many-facet Rasch model: published values, its laws, and what it refuses."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.consistency import Ratings, Scale
from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.severity import population_severities, severities
from ocgscore.consistency.severity.estimating import fitted
from ocgscore.consistency.severity.informative import informative
from ocgscore.consistency.severity.model import expected
from ocgscore.consistency.severity.newton import maximise, slope_at
from ocgscore.errors import RequestError

STEPS = (-1.5, -0.5, 0.5, 1.5)


def scales_of(count, levels=5):
    return [Scale(f"c{at}", f"c{at}", tuple(map(str, range(levels)))) for at in range(count)]


def rated(units, scorers, levels, top=5):
    levels = np.asarray(levels)
    names = (
        [f"u{unit:05}" for unit in np.asarray(units).tolist()],
        [f"s{who:02}" for who in np.asarray(scorers).tolist()],
    )
    return Ratings.of(*names, levels, scales_of(levels.shape[1], top))


def read(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def case(shared_data, name):
    return json.loads(shared_data("agreement", "expected.json").read_text(encoding="utf-8"))[name]["values"]


def from_rows(rows, unit, scorer, criteria, levels):
    scales = [Scale(name, name, tuple(map(str, range(levels)))) for name in criteria]
    table = [[int(row[name]) if row[name] not in {"", "NA"} else -1 for name in criteria] for row in rows]
    return Ratings.of([row[unit] for row in rows], [row[scorer] for row in rows], table, scales)


def anchored(shared_data, kinds=("own", "vignette")):
    rows = [row for row in read(shared_data("agreement", "synthetic_anchored.csv")) if row["kind"] in kinds]
    return from_rows(rows, "group", "force", [f"c{at}" for at in range(10)], 5)


def students(shared_data):
    rows = read(shared_data("agreement", "wind_hua_style_mfrm.csv"))
    raters = [name for name in rows[0] if name.startswith("rater")]
    long = [(row["student"], rater, [int(row[rater])]) for row in rows for rater in raters]
    ratings = Ratings.of(*map(list, zip(*long, strict=True)), scales_of(1, 4))
    language = {row["student"]: row["language"] for row in rows}
    return ratings, [language[unit] for unit in ratings.units]


def drawn(chance, units, scorers, severity, *, criteria=8, halo=0.0, difficulty=None, spread=1.0):
    """Levels that the model would give, with a unit by scorer effect of its own where there is a halo."""
    place = chance.normal(0, spread, int(units.max()) + 1)
    difficulty = np.linspace(-0.5, 0.5, criteria) if difficulty is None else difficulty
    effect = halo * chance.normal(0, 1, len(units))
    eta = (place[units] - np.asarray(severity)[scorers] + effect)[:, None] - difficulty
    raw = np.arange(5)[:, None, None] * eta - np.concatenate([[0], np.cumsum(STEPS)])[:, None, None]
    share = np.exp(raw)
    below = (share / share.sum(axis=0)).cumsum(axis=0)[:-1]
    return (chance.random(eta.shape) > below).sum(axis=0)


def vignettes(count, own, scorers):
    """Who scores what: some vignettes by everybody, and units of their own."""
    units = np.concatenate([np.repeat(np.arange(count), scorers), count + np.arange(own * scorers)])
    return units, np.concatenate([np.tile(np.arange(scorers), count), np.repeat(np.arange(scorers), own)])


def values(found):
    return np.array([scorer.severity.value for scorer in found.scorers], float)


# published and independently computed values


def test_severities_of_the_anchored_design_are_those_of_the_reference(shared_data):
    found = severities(anchored(shared_data))
    own = anchored(shared_data, ("own",))
    rows = [row for row in read(shared_data("agreement", "synthetic_anchored.csv")) if row["kind"] == "own"]
    raw = [
        np.mean([[int(row[f"c{at}"]) for at in range(10)] for row in rows if row["force"] == who])
        for who in own.scorers
    ]
    computed = {
        "mfrm_jml_severity": [scorer.jml for scorer in found.scorers],
        "components_all": len(found.components),
        "components_own_only": len(severities(own).components),
        "raw_mean_own_groups": raw,
    }
    for value in case(shared_data, "synthetic_anchored"):
        if value["stat"] == "true_severity":
            for scorer, truth in zip(found.scorers, value["value"], strict=True):
                assert scorer.severity.low <= truth <= scorer.severity.high, scorer
        else:
            assert computed[value["stat"]] == pytest.approx(value["value"], abs=value["tol"] + 1e-12), value["stat"]


def test_no_severity_is_told_where_no_unit_links_the_scorers(shared_data):
    rows = read(shared_data("agreement", "synthetic_disjoint_true_difference.csv"))
    found = severities(from_rows(rows, "group", "force", [f"c{at}" for at in range(1, 9)], 5))
    computed = {"connected_components": len(found.components), "null_dim_severity": found.null_dimensions}
    for value in case(shared_data, "synthetic_disjoint_true_difference"):
        if value["stat"] == "tam_mml_reported":  # what assuming one population makes of it: all true severities are 0
            assert len(value["value"]) == len(found.scorers)
            assert all(scorer.severity.value is None and scorer.jml is None for scorer in found.scorers)
            assert {scorer.severity.reason for scorer in found.scorers} == {"it shares no unit with another scorer"}
        else:
            assert computed[value["stat"]] == value["value"], value["stat"]


def test_one_population_refuses_the_trap_too(shared_data):
    rows = read(shared_data("agreement", "synthetic_disjoint_true_difference.csv"))
    found = population_severities(from_rows(rows, "group", "force", [f"c{at}" for at in range(1, 9)], 5))
    assert all("no units link all scorers" in severity.reason for severity in found.severities)
    assert found.mean is None


def test_raters_of_students_are_those_of_the_book_and_of_tam(shared_data):
    ratings, languages = students(shared_data)
    joint, marginal = severities(ratings), population_severities(ratings, languages)
    severity = {name: one.value for name, one in zip(marginal.scorers, marginal.severities, strict=True)}
    mean = {name: float(ratings.levels[ratings.scorer == at].mean()) for at, name in enumerate(ratings.scorers)}
    harshest, mildest = max(severity, key=severity.get), min(severity, key=severity.get)
    steps = {f"step{at}": step for at, step in enumerate(marginal.thresholds[0], 1)}
    jml = [scorer.jml for scorer in joint.scorers]
    computed = {
        "mfrm_rater_severity_range": [min(severity.values()), max(severity.values())],
        "mfrm_rater": {"most_severe": harshest, "most_severe_avg": mean[harshest], "most_lenient": mildest},
        "mfrm_subgroup": marginal.effects,
        "person_mean_wle": marginal.mean_place,
        "mfrm_rater_all": severity | steps | {"language1": marginal.effects[0], "language2": marginal.effects[1]},
        "mfrm_rater_jml_range": [min(jml), max(jml)],
    }
    for value in case(shared_data, "wind_hua_style_mfrm"):
        ours = computed[value["stat"]]
        if isinstance(ours, dict):
            assert ours.keys() == value["value"].keys()
            for name, target in value["value"].items():
                expected = target if isinstance(target, str) else pytest.approx(target, abs=value["tol"])
                assert ours[name] == expected, name
        else:
            assert ours == pytest.approx(value["value"], abs=value["tol"]), value["stat"]
    assert all(0.06 < one.standard_error < 0.13 for one in marginal.severities)  # TAM's are near .075, without clusters
    assert np.corrcoef(jml, list(severity.values()))[0, 1] > 0.99999


def test_essays_and_papers_of_real_reviewers_run_through(shared_data):
    essays = from_rows(
        read(shared_data("agreement", "more", "ratings1_mfrm.csv")),
        "idstud",
        "rater",
        [f"k{at}" for at in range(1, 6)],
        4,
    )
    papers = from_rows(
        read(shared_data("agreement", "more", "kuhlisch2016_reviewers.csv")), "idpaper", "idreviewer", ["score"], 11
    )
    for ratings in (essays, papers):
        found = severities(ratings)
        told = [scorer for scorer in found.scorers if scorer.severity.defined]
        assert len(told) > len(ratings.scorers) / 2
        assert all(abs(scorer.severity.value) < 6 for scorer in told)
        for component in found.components:
            assert sum(found[name].severity.value for name in component.estimated) == pytest.approx(0, abs=1e-8)


# laws


@st.composite
def designs(draw):
    seed = draw(st.integers(0, 10_000))
    count, own, scorers = draw(st.tuples(st.integers(6, 12), st.integers(0, 6), st.integers(2, 5)))
    units, who = vignettes(count, own, scorers)
    levels = drawn(np.random.default_rng(seed), units, who, np.linspace(-0.5, 0.5, scorers), criteria=4)
    missing = np.random.default_rng(seed + 1).random(levels.shape) < draw(st.sampled_from([0.0, 0.15]))
    return units, who, np.where(missing, -1, levels), seed


@given(designs())
def test_relabelling_scorers_and_reordering_units_changes_nothing(design):
    units, who, levels, seed = design
    chance = np.random.default_rng(seed)
    other_unit, other_name = chance.permutation(int(units.max()) + 1), chance.permutation(int(who.max()) + 1)
    one, other = severities(rated(units, who, levels)), severities(rated(other_unit[units], other_name[who], levels))
    for at in range(len(one.scorers)):
        mine, theirs = one.scorers[at], other.scorers[other_name[at]]
        assert (mine.severity.units, mine.severity.reason) == (theirs.severity.units, theirs.severity.reason)
        if mine.severity.defined:
            pairs = [
                (mine.severity.value, theirs.severity.value),
                (mine.severity.standard_error, theirs.severity.standard_error),
                (mine.infit, theirs.infit),
                (mine.outfit, theirs.outfit),
                (mine.points, theirs.points),
            ]
            assert all(a == b or abs(a - b) < 1e-9 for a, b in pairs), pairs


@given(designs())
def test_a_severe_scorer_has_a_positive_severity_and_fewer_points(design):
    units, who, levels, _ = design
    found = severities(rated(units, who, levels))
    told = [scorer for scorer in found.scorers if scorer.points is not None]
    order = np.argsort([scorer.severity.value for scorer in told])
    assert (np.diff(np.array([scorer.points for scorer in told])[order]) <= 1e-9).all()
    assert sum(scorer.points for scorer in told) == pytest.approx(0, abs=1e-9)


@given(designs(), designs())
def test_what_another_component_holds_changes_nothing(design, beside):
    units, who, levels, _ = design
    more, others, given_there, _ = beside
    alone = severities(rated(units, who, levels))
    both = severities(
        rated(
            np.concatenate([units, more + 1 + units.max()]),
            np.concatenate([who, others + 1 + who.max()]),
            np.concatenate([levels, given_there]),
        )
    )
    assert both.null_dimensions == 1
    assert [scorer.severity for scorer in both.scorers[: len(alone.scorers)]] == [one.severity for one in alone.scorers]


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_the_information_on_severities_loses_one_dimension_for_each_component_but_the_first(parts):
    chance = np.random.default_rng(parts)
    pieces = [vignettes(8, 2, 3) for _ in range(parts)]
    units = np.concatenate([part + 100 * at for at, (part, _) in enumerate(pieces)])
    who = np.concatenate([part + 3 * at for at, (_, part) in enumerate(pieces)])
    units = np.unique(units, return_inverse=True)[1]
    levels = drawn(chance, units, who, np.zeros(3 * parts), criteria=4)
    found = severities(rated(units, who, levels))
    assert found.null_dimensions == parts - 1
    everything = fitted(units, who, levels.astype(np.int16), np.zeros(4, np.int64))
    assert len(set(everything.reasons)) == 3 * (parts - 1)  # fitted as one, only one component is comparable
    assert everything.fit.maximum.null.shape[1] == 2  # a constant on all severities, and one on all difficulties
    kept = maximise(informative(units, who, levels.astype(np.int16), np.zeros(4, np.int64)).facets)
    assert kept.null.shape[1] == 2 + parts - 1


def test_a_shift_of_one_scorer_moves_it_beside_the_others_and_nothing_else():
    units, who = vignettes(400, 0, 4)
    severity = np.array([0.2, -0.1, 0.3, -0.4])
    before = severities(rated(units, who, drawn(np.random.default_rng(5), units, who, severity)))
    after = severities(rated(units, who, drawn(np.random.default_rng(5), units, who, severity + np.eye(4)[2] * 0.6)))
    moved = values(after) - values(before)
    assert moved[2] - np.delete(moved, 2) == pytest.approx([0.6] * 3, abs=0.08)
    assert np.ptp(np.delete(moved, 2)) < 0.03  # the same draws: the others keep their distances but for the refit
    assert [one.value for one in before.components[0].difficulties] == pytest.approx(
        [one.value for one in after.components[0].difficulties], abs=0.06
    )


def test_scorers_permuted_within_units_have_no_severity():
    units, who = vignettes(60, 0, 5)
    levels = drawn(np.random.default_rng(8), units, who, [1.0, -1.0, 0.5, -0.5, 0.0])
    chance = np.random.default_rng(9)
    mixed = np.concatenate([5 * unit + chance.permutation(5) for unit in range(60)])
    for scorer in severities(rated(units, who, levels[mixed])).scorers:
        assert abs(scorer.severity.value) < 3.5 * scorer.severity.standard_error


def test_estimates_are_those_of_a_dense_newton_with_every_parameter():
    units, who = vignettes(10, 4, 3)
    levels = drawn(np.random.default_rng(11), units, who, [0.5, -0.5, 0.0], criteria=3)
    levels[::7, 1] = -1
    facets = fitted(units, who, levels.astype(np.int16), np.array([5, 5, 5])).fit.facets
    theirs = dense(facets)
    found = severities(rated(units, who, levels))
    stretch = found.components[0].stretch
    effective = np.array([scorer.effective_units for scorer in found.scorers])
    clustered = np.sqrt(np.diag(theirs["clustered"]) * effective / (effective - 1)) * stretch
    for ours, expected_values in (
        ([scorer.jml for scorer in found.scorers], theirs["severity"]),
        ([scorer.model_standard_error for scorer in found.scorers], np.sqrt(np.diag(theirs["model"])) * stretch),
        ([scorer.severity.standard_error for scorer in found.scorers], clustered),
        ([scorer.infit for scorer in found.scorers], theirs["infit"]),
        ([scorer.outfit for scorer in found.scorers], theirs["outfit"]),
        ([scorer.fair_average for scorer in found.scorers], theirs["fair"]),
    ):
        assert ours == pytest.approx(expected_values, rel=1e-6)
    assert (effective > 8).all()
    assert (effective <= 10).all()
    for scorer in found.scorers:
        half = t_quantile(0.975, scorer.effective_units - 1) * scorer.severity.standard_error
        assert scorer.severity.high - scorer.severity.value == pytest.approx(half)


def dense(facets):
    """Plain Newton on all parameters at once, by a design matrix of each level of each rating."""
    n, f, k, used = facets.units, facets.scorers, facets.criteria, facets.structures[0].used
    top = len(used) - 1
    row, criterion = np.nonzero(facets.levels >= 0)
    unit, scorer = facets.unit[row], facets.scorer[row]
    design = np.zeros((len(row), top + 1, n + f + k + top - 1))
    for at, where in enumerate(zip(unit, n + scorer, n + f + criterion, strict=True)):
        design[at][:, list(where)] = np.outer(used, [1, -1, -1])
        design[at, range(1, top), range(n + f + k, n + f + k + top - 1)] = -1
    given_level = np.searchsorted(used, facets.levels[row, criterion])
    beta = np.zeros(design.shape[2])
    for _ in range(40):
        share = np.exp(design @ beta)
        share /= share.sum(axis=1, keepdims=True)
        mean = np.einsum("rl,rlp->rp", share, design)
        scores = design[np.arange(len(row)), given_level] - mean
        information = np.einsum("rl,rlp,rlq->pq", share, design, design) - mean.T @ mean
        inverse = np.linalg.pinv(information, rcond=1e-10)
        beta += inverse @ scores.sum(axis=0)
    of_units = np.array([scores[unit == one].sum(axis=0) for one in range(n)])
    severity = (np.eye(f) - 1 / f) @ np.eye(len(beta))[n : n + f]
    residual = used[given_level] - share @ used
    variance = share @ used**2 - (share @ used) ** 2
    eta = (beta[:n].mean() - beta[n : n + f])[:, None] - beta[n + f : n + f + k]
    fair = np.exp(used[:, None, None] * eta - np.concatenate([[0], beta[n + f + k :], [0]])[:, None, None])
    return {
        "severity": severity @ beta,
        "model": severity @ inverse @ severity.T,
        "clustered": severity @ inverse @ of_units.T @ of_units @ inverse @ severity.T,
        "infit": np.bincount(scorer, residual**2) / np.bincount(scorer, variance),
        "outfit": np.bincount(scorer, residual**2 / variance) / np.bincount(scorer),
        "fair": np.tensordot(used, fair / fair.sum(axis=0), 1).mean(axis=1),
    }


def test_an_expected_level_is_the_slope_of_the_likelihood():
    units, who = vignettes(6, 2, 3)
    levels = drawn(np.random.default_rng(2), units, who, [0.5, -0.5, 0.0], criteria=3)
    facets = fitted(units, who, levels.astype(np.int16), np.array([5, 5, 5])).fit.facets
    best = maximise(facets)
    step = np.eye(facets.size)[0] * 1e-5
    nowhere = np.zeros(facets.units)
    ends = [
        expected(facets, best.parameters.moved(nowhere, sign * step + 0.1, 1.0), slice(0, None)).likelihood
        for sign in (1, -1)
    ]
    at = slope_at(facets, best.parameters.moved(nowhere, np.full(facets.size, 0.1), 1.0))
    assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(at.gradient[0], rel=1e-5)


def test_levels_nobody_uses_leave_a_gap_and_no_threshold():
    units, who = vignettes(30, 0, 3)
    levels = drawn(np.random.default_rng(4), units, who, [0.3, -0.3, 0.0], criteria=4)
    levels[levels == 2] = 3
    component = severities(rated(units, who, levels)).components[0]
    (thresholds,) = component.thresholds
    assert [step is None for step in thresholds.values] == [False, True, True, False]


def test_criteria_with_as_many_levels_share_thresholds_and_others_have_their_own():
    units, who = vignettes(40, 0, 3)
    levels = drawn(np.random.default_rng(6), units, who, [0.3, -0.3, 0.0], criteria=4)
    levels[:, 3] = np.minimum(levels[:, 3], 2)
    names = [f"u{unit:03}" for unit in units], [f"s{one}" for one in who]
    found = severities(Ratings.of(*names, levels, [*scales_of(3, 5), Scale("short", "short", ("a", "b", "c"))]))
    assert [(part.criteria, len(part.values)) for part in found.components[0].thresholds] == [
        (("short",), 2),
        (("c0", "c1", "c2"), 4),
    ]
    assert sum(one.value for one in found.components[0].difficulties) == pytest.approx(0, abs=1e-9)


# what it refuses


def three(seed=3):
    units, who = vignettes(30, 0, 3)
    return units, who, drawn(np.random.default_rng(seed), units, who, [0.3, -0.3, 0.0], criteria=3)


def with_levels(change):
    units, who, levels = three()
    change(units, who, levels)
    return severities(rated(units, who, levels))


def at(where, level):
    def change(units, who, levels):
        levels[where(units, who)] = level

    return change


def one_level_only(_, who, levels):
    levels[who == 2] = -1
    levels[np.flatnonzero(who == 2)[0], 0] = 2


def other_criteria(_, who, levels):
    levels[np.ix_(who == 2, [0, 1])] = -1
    levels[np.ix_(who != 2, [2])] = -1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (at(lambda units, who: who == 2, 0), "all its informative levels are the lowest"),
        (at(lambda units, who: who == 2, 4), "all its informative levels are the highest"),
        (at(lambda units, who: who == 2, -1), "it has no known level"),
        (one_level_only, "a single informative level"),
        (other_criteria, "do not tie it to the other scorers"),
    ],
)
def test_a_scorer_without_information_has_no_severity_and_the_others_keep_theirs(change, reason):
    found = with_levels(change)
    assert found.scorers[2].severity.value is None
    assert reason in found.scorers[2].severity.reason
    assert found.scorers[2].points is None
    assert values(found)[:2].sum() == pytest.approx(0, abs=1e-9)
    assert found.components[0].estimated == ("s00", "s01")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (at(lambda units, who: units >= 0, 2), "nothing varies"),
        (at(lambda units, who: units >= 0, -1), "it has no known level"),
        (at(lambda units, who: units > 0, -1), "a single informative unit"),
    ],
)
def test_nobody_has_a_severity_where_nothing_tells_one(change, reason):
    found = with_levels(change)
    assert [scorer.severity.value for scorer in found.scorers] == [None] * 3
    assert all(reason in scorer.severity.reason for scorer in found.scorers)
    assert found.components[0].reason
    assert found.components[0].log_likelihood is None


def test_a_single_scorer_and_a_single_unit_are_refused():
    assert "shares no unit" in severities(rated([0, 1], [0, 0], [[1, 2], [3, 0]])).scorers[0].severity.reason
    assert "single informative unit" in severities(rated([0, 0], [0, 1], [[1, 2], [3, 0]])).scorers[0].severity.reason
    assert severities(rated([], [], np.zeros((0, 2), int))).scorers == ()


def linked_once(one, other):
    """Two scorers with twenty units of their own each, and one in common."""
    units = np.concatenate([[0, 0], np.arange(1, 41)])
    who = np.concatenate([[0, 1], np.repeat([0, 1], 20)])
    levels = drawn(np.random.default_rng(12), units, who, [0.0, 0.0], criteria=3)
    levels[0], levels[1] = one, other
    return severities(rated(units, who, levels))


@pytest.mark.parametrize(("one", "other"), [(0, 4), (0, 0), (4, 4)])
def test_a_link_that_bounds_nothing_gives_no_severity_however_much_else_was_scored(one, other):
    found = linked_once(one, other)
    assert all("do not tie it" in scorer.severity.reason for scorer in found.scorers)
    assert len(found.components) == 1


def test_a_single_linking_unit_gives_no_severity_and_the_reason():
    found = linked_once(1, 2)
    for scorer in found.scorers:
        assert not scorer.severity.defined
        assert "fewer than three units" in scorer.severity.reason
        assert (scorer.jml, scorer.points, scorer.fair_average) == (None, None, None)


def test_a_component_that_hangs_on_one_unit_has_no_severities_though_its_scorers_share_many():
    units, who = bridged(1)
    found = severities(rated(units, who, drawn(np.random.default_rng(1), units, who, np.zeros(6), spread=0.5)))
    assert all(scorer.linking_units >= 20 and scorer.severity.low is None for scorer in found.scorers)
    assert max(scorer.effective_units for scorer in found.scorers) < 2


def bridged(bridges):
    """Two halves of three scorers with twenty vignettes each, and some units that join one scorer of each."""
    unit = np.concatenate([np.repeat(np.arange(40), 3), np.repeat(40 + np.arange(bridges), 2)])
    who = np.concatenate([np.tile([0, 1, 2], 20), np.tile([3, 4, 5], 20), np.tile([0, 3], bridges)])
    return unit, who


def test_thresholds_without_a_maximum_are_not_told_and_severities_are():
    levels = [
        [0],
        [1],
        [2],
        [1],
        [1],
        [2],
        [0],
        [1],
    ]  # no unit has both 0 and 2: the middle level may be as likely as one likes
    found = severities(rated([0, 0, 1, 1, 2, 2, 3, 3], [0, 1] * 4, levels, 3))
    assert found.components[0].thresholds == ()
    assert found.scorers[0].fair_average is None
    assert found.scorers[0].jml == pytest.approx(np.log(3), abs=1e-6)


def test_two_levels_two_scorers_is_twice_the_conditional_estimate_and_corrected_it_is_that():
    levels = [[0], [1]] * 3 + [[1], [0]] * 1  # of four units that tell, three say the second is the milder: log 3 apart
    found = severities(rated(np.repeat(np.arange(4), 2), [0, 1] * 4, levels, 2))
    jml, corrected = ([one.jml for one in found.scorers], values(found))
    assert jml[0] - jml[1] == pytest.approx(2 * np.log(3), abs=1e-8)
    assert corrected[0] - corrected[1] == pytest.approx(np.log(3), abs=1e-8)


def test_extreme_units_are_left_out_and_counted():
    units, who, levels = three()
    levels[units == 0], levels[units == 1] = 0, 4
    before = severities(rated(units[units > 1], who[units > 1], levels[units > 1]))
    after = severities(rated(units, who, levels))
    assert after.components[0].extreme_units - before.components[0].extreme_units == 2
    assert values(after) == pytest.approx(values(before), abs=1e-9)


@st.composite
def tiny(draw):
    """Anything that can be scored: few units, few levels, holes."""
    tops = draw(st.lists(st.integers(2, 5), min_size=1, max_size=3))
    pairs = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=20, unique=True))
    level = st.tuples(*(st.integers(-1, top - 1) for top in tops))
    levels = draw(st.lists(level, min_size=len(pairs), max_size=len(pairs)))
    scales = [Scale(f"c{at}", f"c{at}", tuple(map(str, range(top)))) for at, top in enumerate(tops)]
    return Ratings.of([f"u{unit}" for unit, _ in pairs], [f"s{who}" for _, who in pairs], np.array(levels), scales)


@given(tiny())
def test_whatever_was_scored_there_is_a_moderate_severity_or_a_reason(ratings):
    found = severities(ratings)
    assert len(found.scorers) == len(ratings.scorers)
    for scorer in found.scorers:
        if scorer.severity.defined:
            numbers = [scorer.severity.value, scorer.jml, scorer.model_standard_error, scorer.effective_units]
            told = [scorer.infit, scorer.outfit, scorer.fair_average, scorer.points]
            assert np.isfinite([*numbers, *(number for number in told if number is not None)]).all()
            assert abs(scorer.severity.value) < 8
        else:
            assert scorer.severity.reason
            assert scorer.jml is None
    assert all(one.defined or one.reason for one in population_severities(ratings).severities)


def test_units_that_become_extreme_once_others_are_left_out_are_counted_too():
    units, who = vignettes(12, 0, 3)
    levels = np.clip(drawn(np.random.default_rng(21), units, who, [0.3, -0.3, 0.0], criteria=3), 2, 4)
    levels[units == 0], levels[units == 1] = 0, 1
    plain = severities(rated(units[units > 1], who[units > 1], levels[units > 1]))
    found = severities(rated(units, who, levels))
    assert found.components[0].extreme_units == plain.components[0].extreme_units + 2
    assert values(found) == pytest.approx(values(plain), abs=1e-9)


def test_estimates_that_do_not_settle_are_not_told():
    units = [0, 0, 1, 1, 1, 2, 2, 3, 4, 4, 5, 5, 5, 6, 7, 7]
    who = [2, 3, 1, 2, 3, 0, 1, 2, 0, 2, 0, 1, 2, 3, 1, 2]
    levels = [[3, -1, 2], [-1, 4, 0], [-1, -1, -1], [-1, 4, 2], [-1, -1, -1], [-1, 2, -1], [-1, -1, -1], [-1, 1, -1]]
    levels += [[2, 0, -1], [3, -1, 2], [-1, 3, -1], [2, -1, 0], [-1, -1, 2], [0, 3, -1], [3, 4, 2], [-1, 3, -1]]
    scales = [Scale(f"c{at}", f"c{at}", tuple("abcde"[:top])) for at, top in enumerate((4, 5, 3))]
    found = severities(Ratings.of([f"u{one}" for one in units], [f"s{one}" for one in who], levels, scales))
    assert not any(scorer.severity.defined for scorer in found.scorers)
    assert "did not settle" in found.components[0].reason


# one population


def test_sides_that_do_not_fit_the_units_are_refused():
    ratings = rated(*three())
    for sides in (["a", "b"], ["a"] * 30, ["a", "b", "c"] * 10):
        with pytest.raises(RequestError, match="sides"):
            population_severities(ratings, sides)


def test_one_population_leaves_out_what_it_cannot_tell():
    units, who, levels = three()
    levels[who == 1] = 4
    found = population_severities(rated(units, who, levels))
    assert [one.defined for one in found.severities] == [True, False, True]
    everything = population_severities(rated(units, who, np.full_like(levels, 2)))
    assert not any(one.defined for one in everything.severities)


def test_one_population_recovers_severities_and_the_effect_of_sides_where_there_is_one():
    units, who = vignettes(300, 0, 4)
    truth = np.array([0.5, -0.5, 0.2, -0.2])
    chance = np.random.default_rng(3)
    side = np.arange(300) % 2
    levels = drawn(chance, units, who, truth, criteria=3)
    found = population_severities(rated(units, who, levels), ["low" if one else "high" for one in side])
    for one, true in zip(found.severities, truth, strict=True):
        assert abs(one.value - true) < 3.5 * one.standard_error
    assert found.deviation == pytest.approx(1, abs=0.2)
    assert sum(found.effects) == pytest.approx(0, abs=1e-12)


# simulations


def simulated(draws, halo, seed):
    """How often intervals hold the truth, clustered and by the model; and the slope on the truth before and after."""
    truth = np.array([0.6, -0.6, 0.3, -0.3, 0.0, 0.0])
    units, who = vignettes(20, 20, 6)
    clustered, model, slopes = [], [], []
    for chance in map(np.random.default_rng, range(seed, seed + draws)):
        found = severities(rated(units, who, drawn(chance, units, who, truth, halo=halo)))
        jml = np.array([scorer.jml for scorer in found.scorers])
        slopes.append([jml @ truth / (truth @ truth), values(found) @ truth / (truth @ truth)])
        for scorer, true in zip(found.scorers, truth, strict=True):
            clustered.append(scorer.severity.low <= true <= scorer.severity.high)
            model.append(abs(scorer.severity.value - true) <= 1.96 * scorer.model_standard_error)
    return np.mean(clustered), np.mean(model), *np.mean(slopes, axis=0)


def test_intervals_hold_the_truth_with_and_without_a_halo_and_the_models_do_not():
    clustered, model, before, after = simulated(25, 0.0, 100)
    assert clustered > 0.88
    assert model > 0.86
    assert before > after
    assert after == pytest.approx(1, abs=0.06)
    clustered, model, *_ = simulated(25, 0.5, 200)
    assert clustered > 0.86
    assert model < 0.85


@pytest.mark.long
def test_coverage_is_what_is_stated():
    clustered, model, before, after = simulated(400, 0.0, 1_000)
    assert clustered == pytest.approx(0.95, abs=0.02)
    assert model == pytest.approx(0.94, abs=0.02)
    assert before > 1.04
    assert after == pytest.approx(1, abs=0.02)
    clustered, model, *_ = simulated(400, 0.5, 2_000)
    assert clustered == pytest.approx(0.94, abs=0.025)
    assert model == pytest.approx(0.73, abs=0.06)
