"""Which scorers can be compared at all, and how well: links, resistances, verdicts, plans, severities in points."""

from __future__ import annotations

import csv

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.consistency.additive import Additive
from ocgscore.consistency.design import design_of, options
from ocgscore.consistency.links import Links
from ocgscore.consistency.ratings import Ratings, Scale
from ocgscore.errors import AssessmentError, RequestError

SCALE = Scale("harm", "Harm", ("nil", "low", "medium", "high", "critical"))


def ratings_of(pairs, levels=None):
    """Scorings (unit, scorer), all of level 0 where none are given."""
    units, scorers = [f"u{unit}" for unit, _ in pairs], [f"s{scorer}" for _, scorer in pairs]
    return Ratings.of(units, scorers, [[0]] * len(pairs) if levels is None else levels, [SCALE])


PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 6)), min_size=1, max_size=30).map(sorted)


def scorer_graph(ratings):
    """The graph the resistances are of, made by networkx alone."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ratings.scorers)))
    for unit in range(len(ratings.units)):
        whose = ratings.scorer[ratings.unit == unit].tolist()
        for one in whose:
            for other in whose:
                if one < other:
                    before = graph.get_edge_data(one, other, {"weight": 0})["weight"]
                    graph.add_edge(one, other, weight=before + 1 / len(whose))
    return graph


@given(PAIRS)
def test_components_and_articulation_scorers_are_those_of_the_unit_by_scorer_graph(pairs):
    ratings = ratings_of(pairs)
    links = Links.of(ratings)
    both = nx.Graph()
    both.add_nodes_from(("scorer", at) for at in range(len(ratings.scorers)))
    both.add_edges_from(
        (("unit", unit), ("scorer", whose))
        for unit, whose in zip(ratings.unit.tolist(), ratings.scorer.tolist(), strict=True)
    )
    parts = sorted(sorted(at for kind, at in part if kind == "scorer") for part in nx.connected_components(both))
    assert [sorted(ratings.scorers.index(name) for name in part) for part in links.members()] == parts
    graph = scorer_graph(ratings)
    cut = {ratings.scorers[at] for at in nx.articulation_points(graph)}
    assert set(links.articulation()) == cut
    assert links.connected == (len(ratings.scorers) > 1 and nx.is_connected(graph))


@given(PAIRS)
def test_the_resistance_is_that_of_networkx_and_infinite_across_components(pairs):
    ratings = ratings_of(pairs)
    found, graph = Links.of(ratings).resistance(), scorer_graph(ratings)
    for part in nx.connected_components(graph):
        inside = graph.subgraph(part)
        expected = nx.resistance_distance(inside, weight="weight", invert_weight=False) if len(part) > 1 else {}
        for one in part:
            for other in range(len(ratings.scorers)):
                if other not in part:
                    assert np.isinf(found[one, other])
                else:
                    assert found[one, other] == pytest.approx(expected[one][other] if len(part) > 1 else 0, abs=1e-9)


@given(PAIRS)
def test_resistances_times_the_noise_are_the_variances_of_least_squares(pairs):
    ratings = ratings_of(pairs)
    n, f = len(ratings.units), len(ratings.scorers)
    model = np.zeros((len(ratings), n + f))
    model[np.arange(len(ratings)), ratings.unit] = 1
    model[np.arange(len(ratings)), n + ratings.scorer] = 1
    assert np.linalg.matrix_rank(model) == n + f - len(Links.of(ratings).members())
    covariance = np.linalg.pinv(model.T @ model)[n:, n:]
    variance = np.diag(covariance)[:, None] + np.diag(covariance) - 2 * covariance
    linked = Links.of(ratings).linked()
    assert Links.of(ratings).resistance()[linked] == pytest.approx(variance[linked], abs=1e-8)


@given(PAIRS)
def test_links_of_each_pair_are_the_units_that_both_scored(pairs):
    ratings = ratings_of(pairs)
    table = ratings.table(0) >= 0
    assert (Links.of(ratings).common == table.T.astype(int) @ table.astype(int)).all()


def own_and_shared(path):
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    levels = [[int(row[f"c{at}"]) for at in range(10)] for row in rows]
    scales = [Scale(f"c{at}", f"c{at}", ("0", "1", "2", "3", "4")) for at in range(10)]
    return rows, levels, scales


def test_the_anchored_set_is_connected_by_its_vignettes_and_in_six_parts_without_them(shared_data):
    rows, levels, scales = own_and_shared(shared_data("agreement", "synthetic_anchored.csv"))
    ratings = Ratings.of([row["group"] for row in rows], [row["force"] for row in rows], levels, scales)
    design = design_of(ratings)
    assert (design.verdict, design.worst < 0.25, len(design.links.members())) == ("connected", True, 1)
    own = [at for at, row in enumerate(rows) if row["kind"] == "own"]
    alone = Ratings.of(
        [rows[at]["group"] for at in own], [rows[at]["force"] for at in own], [levels[at] for at in own], scales
    )
    assert (design_of(alone).verdict, len(design_of(alone).links.members())) == ("not connected", 6)
    assert len(design_of(alone).needed()) == 5


def test_the_trap_is_called_not_connected_in_four_parts(shared_data):
    with shared_data("agreement", "synthetic_disjoint_true_difference.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    scales = [Scale(f"c{at}", f"c{at}", ("0", "1", "2", "3", "4")) for at in range(1, 9)]
    levels = [[int(row[f"c{at}"]) for at in range(1, 9)] for row in rows]
    design = design_of(Ratings.of([row["group"] for row in rows], [row["force"] for row in rows], levels, scales))
    assert (design.verdict, design.worst) == ("not connected", None)
    assert len(design.links.members()) == 4
    additive = Additive.of(
        Ratings.of([row["group"] for row in rows], [row["force"] for row in rows], levels, scales),
        np.array([sum(row) for row in levels], float),
    )
    assert all(not one.defined and "no unit in common" in one.reason for one in additive.estimates())


FORCES_12 = Ratings.of(
    [f"g{at}" for at in range(12)],
    [f"f{at:02}" for at in range(12)],
    [[0] * 12] * 12,
    [Scale(str(at), str(at), ("low", "high")) for at in range(12)],
)


def test_designs_are_priced_as_published_in_the_table_of_twelve_forces():
    """Standard errors of one of 12 forces against their mean, 12 criteria, variances .10 and .35, to their two digits.

    Random partners: the force for whom it is largest, averaged over drawn designs, so to within a hundredth.
    """
    found = {(option.name, option.extra): option.against_mean for option in options(design_of(FORCES_12))}
    for name, expected, within in (
        ("common vignettes", (0.15, 0.11, 0.08), 0.0051),
        ("panel", (0.22, 0.15, 0.11), 0.0051),
        ("ring", (0.23, 0.16, 0.11), 0.0051),
        ("random partners", (0.19, 0.13, 0.08), 0.0101),
    ):
        assert [found[name, size] for size in (5, 10, 20)] == pytest.approx(expected, abs=within)


def test_common_vignettes_beat_a_panel_and_a_ring_is_the_worst_of_43_forces():
    units, scorers = [f"g{at}" for at in range(43)], [f"f{at:02}" for at in range(43)]
    scales = [Scale(str(at), str(at), ("low", "high")) for at in range(12)]
    found = {
        option.name: option for option in options(design_of(Ratings.of(units, scorers, [[0] * 12] * 43, scales)), (5,))
    }
    assert found["ring"].against_mean == pytest.approx(0.43, abs=0.0051)  # the same table's
    order = sorted(found.values(), key=lambda option: option.worst_pair)
    assert [option.name for option in order] == ["common vignettes", "random partners", "panel", "ring"]


def test_one_scorer_is_nobody_to_compare_with():
    design = design_of(ratings_of([(0, 0), (1, 0)]))
    assert (design.verdict, design.links.connected, options(design)) == ("one scorer", False, [])
    assert design.worst is None


def test_a_design_with_few_links_is_too_weak_and_says_the_standard_error():
    design = design_of(ratings_of([(0, 0), (0, 1)]))
    assert design.verdict == "too weak"
    assert f"{design.worst:.2f}" in design.reason
    assert design.noise_from.startswith("assumed")


@given(PAIRS, st.integers(-5, 5).filter(bool), st.randoms(use_true_random=False))
def test_adding_to_one_scorers_points_moves_that_scorer_against_the_others_and_nothing_else(pairs, added, chance):
    ratings = ratings_of(pairs)
    points = np.array([chance.uniform(0, 50) for _ in range(len(ratings))])
    before = Additive.of(ratings, points)
    after = Additive.of(ratings, points + added * (ratings.scorer == 0))
    moved = after.shift - before.shift
    part = before.links.components == before.links.components[0]
    assert moved[~part] == pytest.approx(0, abs=1e-8)
    if part.sum() > 1:
        assert moved[part] - moved[part].mean() == pytest.approx(
            added * ((np.arange(len(part)) == 0)[part] - 1 / part.sum()), abs=1e-8
        )
    assert after.residual == pytest.approx(before.residual, abs=1e-8)


@given(PAIRS, st.randoms(use_true_random=False))
def test_severities_in_points_are_those_of_dense_least_squares(pairs, chance):
    ratings = ratings_of(pairs)
    points = np.array([chance.uniform(0, 50) for _ in range(len(ratings))])
    n, f = len(ratings.units), len(ratings.scorers)
    model = np.zeros((len(ratings), n + f))
    model[np.arange(len(ratings)), ratings.unit] = 1
    model[np.arange(len(ratings)), n + ratings.scorer] = 1
    solved = np.linalg.lstsq(model, points, rcond=None)[0]
    found = Additive.of(ratings, points)
    assert found.residual == pytest.approx(points - model @ solved, abs=1e-8)
    for part in range(int(found.links.components.max()) + 1):
        at = found.links.components == part
        assert found.shift[at] == pytest.approx(solved[n:][at] - solved[n:][at].mean(), abs=1e-8)


@given(PAIRS)
def test_effective_units_count_what_each_unit_adds_to_the_variance_of_a_shift(pairs):
    ratings = ratings_of(pairs)
    links = Links.of(ratings)
    found = Additive.of(ratings, np.zeros(len(ratings)))
    told = []
    for unit in range(len(ratings.units)):
        whose = ratings.scorer[ratings.unit == unit]
        laplacian = np.zeros((len(ratings.scorers), len(ratings.scorers)))
        laplacian[np.ix_(whose, whose)] = np.eye(len(whose)) - 1 / len(whose)
        told.append(np.einsum("ab,bc,ac->a", links.inverse, laplacian, links.inverse))
    told = np.array(told)
    assert told.sum(axis=0) == pytest.approx(np.diag(links.inverse), abs=1e-9)  # together they are the whole variance
    for at in range(len(ratings.scorers)):
        if told[:, at].sum() > 1e-9:
            kish = told[:, at].sum() ** 2 / (told[:, at] ** 2).sum()
            assert found.effective[at] == pytest.approx(min(kish, found.linking[at]))


def test_vignettes_scored_by_all_count_in_full_and_a_single_bridge_for_one():
    every = Additive.of(ratings_of([(unit, scorer) for unit in range(9) for scorer in range(4)]), np.zeros(36))
    assert every.effective == pytest.approx(9)
    halves = [(unit, scorer) for unit in range(20) for scorer in ((0, 1) if unit < 10 else (2, 3))]
    bridged = Additive.of(ratings_of(sorted([*halves, (0, 2)])), np.zeros(41))
    assert max(bridged.effective) < 2
    assert all("fewer than three units" in one.reason for one in bridged.estimates())


def interval_coverage(simulations, halo, seed):
    rng = np.random.default_rng(seed)
    pairs = [(unit, scorer) for unit in range(30) for scorer in range(6)]
    ratings = ratings_of(pairs)
    true = np.linspace(-2, 2, 6)
    inside = []
    for _ in range(simulations):
        unit, noise = rng.normal(0, 5, 30), rng.normal(0, 1 + halo, len(pairs))
        found = Additive.of(ratings, unit[ratings.unit] + true[ratings.scorer] + noise).estimates()
        inside += [one.low <= wanted <= one.high for one, wanted in zip(found, true, strict=True)]
    return np.mean(inside)


def test_intervals_of_severities_in_points_cover_what_they_say():
    assert 0.93 <= interval_coverage(300, 0, 1) <= 0.97
    assert 0.93 <= interval_coverage(300, 2, 2) <= 0.97


def test_ratings_outside_their_scale_and_second_scorings_are_refused_all_at_once():
    with pytest.raises(AssessmentError) as refused:
        Ratings.of(["A", "A", "B"], ["North", "North", "East"], [[0], [1], [7]], [SCALE])
    assert [str(problem) for problem in refused.value.problems] == [
        "B by East, harm: '7' is not a level from 0 to 4; -1 stands for unknown",
        "A by North: 'a second scoring' is not one scoring by a scorer; keep one, or give them as two scorers",
    ]


@pytest.mark.parametrize(
    ("levels", "scales"),
    [([[0]], []), ([[0, 1]], [SCALE]), ([[0.5]], [SCALE]), ([[0]], [Scale("one", "One", ("only",))]), ([], [SCALE])],
)
def test_ratings_that_do_not_fit_together_are_refused(levels, scales):
    with pytest.raises(RequestError):
        Ratings.of(["A"], ["North"], levels, scales)


def test_more_scorers_than_can_be_compared_pair_by_pair_are_refused():
    with pytest.raises(RequestError, match="at most 2,000"):
        Links.of(ratings_of([(0, scorer) for scorer in range(2001)]))
