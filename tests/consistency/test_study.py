"""The whole study: traps refused, truth recovered, real input, and laws that hold from a sheet to the last figure."""

from __future__ import annotations

import csv
import json
from collections import Counter

import attrs
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix
from ocgscore.consistency import Estimate
from ocgscore.consistency.batch import rate
from ocgscore.consistency.study import Agreement, Unmeasured, consistency
from ocgscore.consistency.study.appendix import most_crossed
from ocgscore.consistency.study.methods import compared_methods
from ocgscore.errors import RequestError
from ocgscore.matrix.form import build_matrix
from ocgscore.report.agreement.document import Document
from ocgscore.report.agreement.pictured import pictures


def matrix_of(criteria, levels=5, **more):
    """A matrix of so many criteria, added up, on one scale."""
    ladder = [
        {"code": f"l{at}", "label": f"Level {at}", "value": at, "anchor": f"Seen {at} times."} for at in range(levels)
    ]
    top = criteria * (levels - 1)
    cuts = [0, top // 3, 2 * top // 3]
    bands = [{"label": "Low", "from": 0, "below": cuts[1]}, {"label": "Middle", "from": cuts[1], "below": cuts[2]}]
    form = {
        "id": "sum", "version": "1.0.0", "title": "A sum", "subject": "group", "status": "illustrative",
        "source": "made for these tests", "licence": "MIT", "sections": [{"id": "all", "title": "All"}],
        "criteria": [
            {"id": f"c{at}", "title": f"Criterion {at}", "section": "all", "question": "How much?", "levels": ladder}
            for at in range(criteria)
        ],
        "measures": [
            {"id": "total", "title": "Total", "formula": " + ".join(f"c{at}" for at in range(criteria)),
             "bands": [*bands, {"label": "High", "from": cuts[2]}]}
        ],
        "ranks_by": "total",
    }  # fmt: skip
    return build_matrix(form | more, "sum")


def rows_of(path, criteria, first=0):
    with path.open(encoding="utf-8") as lines:
        return [
            {"group": f"g{row['group']}", "force": f"f{row['force']}", "kind": row.get("kind", "")}
            | {f"c{at}": f"l{row[f'c{at + first}']}" for at in range(criteria)}
            for row in csv.DictReader(lines)
        ]


@pytest.fixture
def anchored(shared_data):
    return rows_of(shared_data("agreement", "synthetic_anchored.csv"), 10)


def test_the_trap_is_refused_at_every_place_where_a_severity_could_stand(shared_data):
    rows = rows_of(shared_data("agreement", "synthetic_disjoint_true_difference.csv"), 8, first=1)
    found = consistency(assess(rows, matrix_of(8)))
    assert found.design.verdict == "not connected"
    assert (len(found.severities.components), found.severities.null_dimensions) == (4, 3)
    assert not any(one.severity.defined for one in found.severities.scorers)
    assert not any(shift.defined for shift in found.measured.so_what.shift)
    assert found.measured.so_what.adjusted is None
    assert all(point.one_up.shift is not None for point in found.measured.so_what.tipping)
    assert not found.differential.flagged  # nothing was put there


def test_the_anchored_set_gives_its_severities_back_where_raw_means_mislead(shared_data, anchored):
    truth = json.loads(shared_data("agreement", "expected.json").read_text(encoding="utf-8"))["synthetic_anchored"]
    true = next(value["value"] for value in truth["values"] if value["stat"] == "true_severity")
    found = consistency(assess(anchored, matrix_of(10)))
    for one, wanted in zip(found.severities.scorers, true, strict=True):
        assert one.severity.low <= wanted <= one.severity.high
    shift = [one.value for one in found.measured.so_what.shift]
    assert np.corrcoef(shift, true)[0, 1] < -0.98
    own = [row for row in anchored if row["kind"] == "own"]
    raw = [
        np.mean([int(row[f"c{at}"][1]) for row in own if row["force"] == f"f{f}" for at in range(10)]) for f in range(6)
    ]
    assert abs(np.corrcoef(raw, true)[0, 1]) < 0.98
    assert found.measured.so_what.adjusted.order.value < 1


def test_real_assessments_by_many_forces_get_the_verdict_that_their_graph_gives(shared_data):
    """The prototype's OCGM assessments (dummy data of a real form), read as tests/real/test_prototype.py reads them."""
    listed = json.loads(shared_data("ocgm-prototype", "dummy-ocg-threat-assessments.json").read_text(encoding="utf-8"))
    rows = [
        {"group": str(one["ocg_index"]), "force": one["police_force"], "assessor": one["assessed_by"],
         "assessed_on": one["timestamp"], **one["assessment"]}
        for one in listed["ocgThreatAssessments"] if one["assessment_type"] == "OCGM"
    ]  # fmt: skip
    found = consistency(assess(rows, "ocg-threat"), appendix=True)
    graph = nx.Graph((("group", row["group"]), ("force", row["force"])) for row in rows)
    parts = nx.number_connected_components(graph)
    assert len(found.design.links.members()) == parts
    assert found.design.verdict == ("connected" if parts == 1 else "not connected")
    assert len(found.design.needed()) == parts - 1
    paired = {group for group, force in {(row["group"], row["force"]) for row in rows}}
    several = [group for group in paired if len({row["force"] for row in rows if row["group"] == group}) > 1]
    assert {one.alpha.units for one in found.criteria} == {len(several)}
    alone = {name for members in found.design.links.members() if len(members) == 1 for name in members}
    assert {one.scorer for one in found.severities.scorers if not one.severity.defined} >= alone
    json.loads(Document.of(found).json())


def test_unequal_unpaired_repeats_of_two_methods_are_compared_and_the_odd_one_is_named():
    """The shape of a published comparison: 113 assessments by one method and 77 by the other of the same 17 groups."""
    rng = np.random.default_rng(8)
    true = rng.normal(0, 1, 17)

    def batch(count, noise, odd):
        rows = []
        for at in range(count):
            group = at % 17
            centre = -true[group] if odd == at else true[group]
            levels = np.clip(np.rint(2 + centre + rng.normal(0, noise, 6)), 0, 4).astype(int)
            rows.append(
                {"group": f"G{group:02}", "assessed_on": f"2026-{1 + at // 28:02}-{1 + at % 28:02}"}
                | {f"c{c}": f"l{v}" for c, v in enumerate(levels)}
            )
        return assess(rows, matrix_of(6))

    extreme = int(np.argmax(np.abs(true)))
    found = compared_methods(batch(77, 0.6, extreme + 34), batch(113, 0.6, None))
    assert len(found.groups) == 17
    assert 0.6 < found.by_means.spearman.value <= 1
    assert len(found.pairs) == 77
    assert f"G{extreme:02}" in {one.group for one in found.outlying[0]}


CELLS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.lists(st.integers(-1, 3), min_size=3, max_size=3)),
    min_size=1,
    max_size=24,
)


def sheet_of(cells):
    seen = {(unit, scorer): levels for unit, scorer, levels in cells}
    return [
        {"group": f"u{unit}", "force": f"s{scorer}"}
        | {f"c{at}": "?" if level < 0 else f"l{level}" for at, level in enumerate(levels)}
        for (unit, scorer), levels in seen.items()
    ]


@given(CELLS)
def test_any_sheet_gives_figures_that_are_numbers_or_say_why_there_is_none(cells):
    found = consistency(assess(sheet_of(cells), matrix_of(3, 4)), appendix=True, draws=50)
    for figure in Document.of(found).figures:
        numbers = [figure.value, figure.low, figure.high, figure.standard_error]
        assert all(np.isfinite(number) for number in numbers if isinstance(number, float | int)), figure
        assert figure.value is not None or figure.reason, figure
        if figure.low is not None and isinstance(figure.value, float):
            assert figure.low <= figure.value + 1e-6, figure
            assert figure.high >= figure.value - 1e-6, figure
        if figure.statistic.startswith("severity in logits") and figure.value is not None:
            assert abs(figure.value) < 20, figure


OTHER_NAMES = {"s0": "west", "s1": "south", "s2": "north", "s3": "east"}


@given(CELLS, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_other_names_change_what_is_found(cells, order):
    rows, matrix = sheet_of(cells), matrix_of(3, 4)
    renamed = [row | {"force": OTHER_NAMES[row["force"]], "group": f"x{9 - int(row['group'][1])}"} for row in rows]
    order.shuffle(renamed)
    one, other = (consistency(assess(some, matrix), draws=20) for some in (rows, renamed))
    assert [a.alpha for a in one.criteria] == [a.alpha for a in other.criteria]
    assert one.measured.total.agreement.alpha == other.measured.total.agreement.alpha
    for severity in one.severities.scorers:
        again = other.severities[OTHER_NAMES[severity.scorer]].severity
        assert severity.severity.defined == again.defined
        if again.defined:
            assert again.value == pytest.approx(severity.severity.value, abs=1e-6)


def test_a_matrix_that_ranks_nothing_says_so_and_compares_levels_all_the_same():
    unranked = attrs.evolve(matrix_of(3), ranks_by=None)
    rows = [
        {"group": f"g{at}", "force": force, "c0": f"l{at % 4}", "c1": "l1", "c2": "l2"}
        for at in range(6)
        for force in "NE"
    ]
    found = consistency(assess(rows, unranked))
    assert isinstance(found.measured, Unmeasured)
    assert "name one" in found.measured.reason
    assert found.criteria[0].alpha.value == 1
    named = consistency(assess(rows, unranked), measure="total")
    assert named.measured.total.agreement.alpha.value == 1


@pytest.mark.parametrize("asked", [{"draws": 0}, {"seed": -1}, {"top": 0}, {"measure": "risk"}, {"by": "region"}])
def test_what_cannot_be_asked_is_refused(asked):
    rows = [{"group": "a", "force": "N", "c0": "l1"}]
    with pytest.raises(RequestError):
        consistency(assess(rows, matrix_of(3)), **asked)


def test_adding_a_constant_to_one_force_moves_it_alone_and_leaves_consistency_as_it_was():
    rng = np.random.default_rng(11)
    matrix = matrix_of(6)
    base = rng.integers(0, 3, (30, 6))
    noise = rng.integers(0, 2, (30, 3, 6))

    def found(added):
        rows = [
            {"group": f"g{unit:02}", "force": "NES"[scorer]}
            | {f"c{c}": f"l{base[unit, c] + noise[unit, scorer, c] + (added if scorer == 0 else 0)}" for c in range(6)}
            for unit in range(30) for scorer in range(3)
        ]  # fmt: skip
        return consistency(assess(rows, matrix), appendix=True)

    before, after = found(0), found(1)
    forms = before.measured.total.intraclass.forms, after.measured.total.intraclass.forms
    assert forms[1]["ICC(C,1)"].value == pytest.approx(forms[0]["ICC(C,1)"].value)
    assert forms[1]["ICC(A,1)"].value < forms[0]["ICC(A,1)"].value
    assert after.appendix.concordance.w.value == pytest.approx(before.appendix.concordance.w.value)
    assert after.measured.total.agreement.alpha.value < before.measured.total.agreement.alpha.value
    moved = [
        b.value - a.value for a, b in zip(before.measured.so_what.shift, after.measured.so_what.shift, strict=True)
    ]
    assert Counter(np.round(moved, 9).tolist()) == Counter([-2.0, 4.0, -2.0])  # 6 points, less its third
    assert after.severities["N"].severity.value < before.severities["N"].severity.value


def test_shipped_matrices_with_grids_products_and_several_scales_run_through():
    rng = np.random.default_rng(3)
    for id_ in ("ocg-tactical", "ocg-threat", "ocg-harm", "group-threat-derbyshire", "sleipnir-2000", "thematic"):
        matrix = load_matrix(id_)
        rows = [
            {matrix.subject: f"g{unit}", "force": force}
            | {c.id: c.levels[int(rng.integers(len(c.levels)))].code for c in matrix.criteria}
            for unit in range(8) for force in ("N", "E", "S")
        ]  # fmt: skip
        found = consistency(assess(rows, matrix), appendix=True, draws=20)
        assert len(found.criteria) == len(matrix.criteria)
        assert found.design.links.connected


@pytest.mark.parametrize("units", [3, 5, 12])
@pytest.mark.parametrize("forces", [2, 3])
def test_forces_that_always_agree_have_no_severity_to_speak_of_and_no_certainty_of_it(units, forces):
    rng = np.random.default_rng(units)
    for _ in range(10):
        true = rng.integers(0, 5, (units, 4))
        rows = [
            {"group": f"g{unit}", "force": f"f{force}"} | {f"c{at}": f"l{true[unit, at]}" for at in range(4)}
            for unit in range(units)
            for force in range(forces)
        ]
        found = consistency(assess(rows, matrix_of(4)), appendix=True, draws=20)
        for one in found.severities.scorers:
            assert one.severity.low is None
            assert one.severity.reason
            assert one.severity.value is None or one.severity.value == 0.0
        for figure in Document.of(found).figures:
            assert figure.standard_error is None or figure.standard_error > 0, figure
        assert {one.exact.value for one in found.criteria} == {1.0}
        assert {one.alpha.value for one in found.criteria} <= {1.0, None}


def test_a_difference_on_one_unit_refuses_the_adjusted_ranking_and_nothing_else():
    rows = [
        {"group": group, "force": force, "c0": level}
        for group, force, level in (
            ("a", "F1", "l2"),
            ("a", "F2", "l2"),
            ("b", "F0", "l1"),
            ("b", "F1", "l2"),
            ("b", "F2", "l2"),
        )
    ]
    found = consistency(assess(rows, matrix_of(1)))
    assert found.measured.so_what.adjusted is None
    assert found.measured.so_what.refused.startswith("refused")
    assert found.criteria[0].exact.value == pytest.approx(2 / 3)


def test_other_names_for_scorers_change_no_chance_of_the_top():
    rng = np.random.default_rng(21)
    levels = rng.integers(0, 5, (20, 4, 5))
    chances = []
    for names in ("NESW", "WSEN", "abcd"):
        rows = [
            {"group": f"g{unit:02}", "force": names[force]}
            | {f"c{at}": f"l{levels[unit, force, at]}" for at in range(5)}
            for unit in range(20)
            for force in range(4)
        ]
        found = consistency(assess(rows, matrix_of(5)), top=5)
        drawn = found.measured.so_what.adjusted.chances
        totals = found.measured.so_what.totals
        named = {name: at for at, name in enumerate(names)}
        chances.append(
            {
                (totals.groups[row], named[totals.scorers[int(totals.scorer[row])]]): chance
                for row, chance in zip(drawn.row.tolist(), drawn.chance.tolist(), strict=True)
            }
        )
    assert chances[0] == chances[1] == chances[2]
    assert 0 < max(chances[0].values()) <= 1


def test_a_panel_is_asked_for_only_where_totals_can_be_compared_and_it_scored():
    unranked = attrs.evolve(matrix_of(3), ranks_by=None)
    rows = [{"group": f"g{at}", "force": force, "c0": "l1"} for at in range(3) for force in "NE"]
    for matrix, panel in ((unranked, "N"), (unranked, "X"), (matrix_of(3), "X")):
        with pytest.raises(RequestError):
            consistency(assess(rows, matrix), panel=panel)


def test_two_linked_pairs_have_severities_inside_each_and_no_ranking_across():
    rng = np.random.default_rng(31)
    rows = [
        {"group": f"{part}{unit}", "force": force} | {f"c{at}": f"l{rng.integers(0, 5)}" for at in range(4)}
        for part, forces in (("a", "NE"), ("b", "SW"))
        for unit in range(12)
        for force in forces
    ]
    found = consistency(assess(rows, matrix_of(4)))
    assert found.design.links.members() == [("E", "N"), ("S", "W")]
    shifts = dict(zip(found.measured.so_what.totals.scorers, found.measured.so_what.shift, strict=True))
    assert all(shift.defined for shift in shifts.values())
    assert shifts["E"].value == pytest.approx(-shifts["N"].value)
    assert found.measured.so_what.adjusted is None
    assert "not all linked" in found.measured.so_what.refused


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.85, 0.95, "from .800, reliable"),
        (0.70, 0.95, "from .667, tentative conclusions only"),
        (0.30, 0.90, "too few units to tell"),
        (0.30, 0.667, "too few units to tell"),
        (0.30, 0.60, "below .667, too low to draw conclusions"),
        (None, None, "without an interval there is no band"),
    ],
)
def test_the_words_go_by_the_lower_end_and_an_interval_over_the_bound_shows_nothing(low, high, said):
    alpha = Estimate(0.5 if low is None else (low + high) / 2, "alpha", units=9, low=low, high=high)
    assert said in Agreement("c", "C", 5, alpha, alpha, alpha).band


def test_variance_comes_from_the_units_that_all_scored_where_there_are_three():
    rng = np.random.default_rng(41)

    def crossed(shared):
        rows = [(f"v{unit}", force) for unit in range(shared) for force in "NES"]
        rows += [(f"{force}{unit}", force) for force in "NES" for unit in range(6)] + [("N0", "E"), ("N1", "S")]
        sheet = [{"group": g, "force": f} | {f"c{at}": f"l{rng.integers(0, 5)}" for at in range(3)} for g, f in rows]
        return most_crossed(rate(assess(sheet, matrix_of(3))).ratings)

    assert crossed(4).units == ("v0", "v1", "v2", "v3")
    assert len(crossed(2).units) == 2 + 18


def test_those_who_enter_and_leave_the_top_are_those_of_the_two_lists_and_the_figures_hold_each_total():
    rng = np.random.default_rng(43)
    rows = [
        {"group": f"g{unit:02}", "force": force} | {f"c{at}": f"l{np.clip(unit % 5 + rng.integers(-1, 2) + high, 0, 4)}" for at in range(6)}
        for unit in range(30)
        for force, high in (("N", 0), ("E", 1), ("S", -1))
    ]  # fmt: skip
    found = consistency(assess(rows, matrix_of(6)), top=7)
    what = found.measured.so_what
    adjusted, totals = what.adjusted, what.totals
    raw = totals.measured.low[adjusted.row] / totals.measured.denominator
    shift = np.array([one.value for one in what.shift])[totals.scorer[adjusted.row]]
    assert adjusted.points == pytest.approx(np.clip(raw - shift, 0, 24), abs=1e-4)

    def first(values):
        return {int(row) for row, value in zip(adjusted.row, values, strict=True) if (values > value).sum() < 7}

    before, after = first(raw), first(adjusted.points)
    assert set(adjusted.leaving()) == before - after
    assert set(adjusted.entering()) == after - before
    assert before != after
    figures = [figure for figure in Document.of(found).figures if figure.statistic == "total with severity taken off"]
    assert [figure.value for figure in figures] == pytest.approx(adjusted.points.tolist(), abs=1e-5)


def test_the_funnel_shows_groups_that_nobody_else_scored_and_no_vignettes():
    rng = np.random.default_rng(44)
    shared = [(f"v{unit}", force, "l4") for unit in range(9) for force in "NE"]
    own = [(f"{force}{unit}", force, f"l{rng.integers(0, 3)}") for force in "NE" for unit in range(5)]
    rows = [{"group": group, "force": force, "c0": level, "c1": level} for group, force, level in [*shared, *own]]
    with_own = pictures(consistency(assess(rows, matrix_of(2))))["funnel.svg"]
    assert "E (5)" in with_own
    without = pictures(consistency(assess(rows[: len(shared)], matrix_of(2))))["funnel.svg"]
    assert "no exact total of a group of its own" in without
