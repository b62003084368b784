"""The audit of a matrix: hand values, Cox's integrals by brute force, the figures known for Sleipnir, and the edges."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import attrs
import numpy as np
import pytest

from ocgscore import assess, list_matrices, load_matrix, parse_matrix
from ocgscore.audit import Share, Undefined, audit_matrix
from ocgscore.audit.drawing import MOST_CELLS
from ocgscore.audit.findings import significant
from ocgscore.audit.pairs import stretches
from ocgscore.errors import RequestError
from ocgscore.report.audited import audit_document


def matrix_of(formulas, values=(1, 2, 3, 4, 5), criteria=2, *, bands=None, weights=None, ranks_by="m0", unknowns=None):
    """A matrix with criteria c0, c1, ... of the same level values, and measures m0, m1, ..."""
    levels = [{"code": str(at), "label": f"Level {at}", "value": str(v), "anchor": "x"} for at, v in enumerate(values)]
    document = {
        "id": "made",
        "version": "1.0.0",
        "title": "Made",
        "subject": "group",
        "status": "illustrative",
        "source": "Made for a test.",
        "licence": "None needed.",
        "ranks_by": ranks_by,
        "sections": [{"id": "all", "title": "All"}],
        "criteria": [
            {"id": f"c{at}", "title": f"Criterion {at}", "section": "all", "question": "?", "levels": levels}
            | ({"weight": str(weights[at])} if weights else {})
            | ({"unknown_counts_as": unknowns[at]} if at in (unknowns or {}) else {})
            for at in range(criteria)
        ],
        "measures": [
            {"id": f"m{at}", "title": f"Measure {at}", "formula": formula} for at, formula in enumerate(formulas)
        ],
    }
    if ranks_by is None:
        del document["ranks_by"]
    for at, cuts in (bands or {}).items():
        ends = ["0", *map(str, cuts), None]
        document["measures"][at]["bands"] = [
            {"label": f"B{n}", "from": start} | ({"below": end} if end else {})
            for n, (start, end) in enumerate(itertools.pairwise(ends))
        ]
    return parse_matrix(json.dumps(document), "made", ".json")


def summed(criteria):
    return f"sum({', '.join(f'c{at}' for at in range(criteria))})"


def batch_of(matrix, rows, **columns):
    """Assessments from level positions; None is unknown."""
    return assess(
        [
            {"group": f"G{at}"}
            | {name: of[at] for name, of in columns.items()}
            | {f"c{c}": "" if level is None else str(level) for c, level in enumerate(row)}
            for at, row in enumerate(rows)
        ],
        matrix,
    )


def shares(found):
    return [float(share.value) for share in (found.correct, found.tied, found.reversed)]


# -- scores that can occur -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "distinct", "never", "gap"),
    [
        ((1, 2, 3, 4), 9, 7, (12, 16)),  # 1 2 3 4 6 8 9 12 16
        ((1, 2, 3, 4, 5), 14, 11, (20, 25)),  # and 5 10 15 20 25
        ((0, 1, 2, 3, 4), 10, 7, (12, 16)),
        (("0.5", "1", "1.5", "2"), 9, 7, (3, 4)),  # the same, halved twice
    ],
)
def test_a_product_of_two_scales_has_the_gaps_counted_by_hand(values, distinct, never, gap):
    found = audit_matrix(matrix_of(["c0 * c1"], values), draws=100)
    assert (found.reachable[0].distinct, found.reachable[0].never) == (distinct, never)
    assert found.reachable[0].widest_gap == gap
    assert (found.products[0].distinct, found.products[0].never) == (distinct, never)
    assert found.products[0].sizes == (len(values), len(values))


def test_ties_of_a_product_are_counted_by_hand():
    found = audit_matrix(matrix_of(["c0 * c1"], (1, 2, 3)), draws=100).products[0]
    # 1 2 2 3 3 4 6 6 9: three pairs tie, of 9 * 8 / 2
    assert found.ties == Share(Fraction(3, 36))


def test_a_sum_has_no_product_and_every_score_occurs():
    found = audit_matrix(matrix_of([summed(3)], criteria=3), draws=100)
    assert found.products == ()
    assert (found.reachable[0].distinct, found.reachable[0].never) == (13, 0)
    assert found.directions[0].opposite == Share(Fraction(0))


def test_a_measure_shared_by_two_others_is_counted_exactly_and_quickly():
    # 20 criteria: 95,367,431,640,625 combinations; m0 stands on both sides of the maximum
    parts = [f"sum({', '.join(f'c{at}' for at in range(start, start + 10))})" for start in (0, 10)]
    matrix = matrix_of([parts[0], parts[1], "max(m0 * m1, m0 + 30)"], criteria=20, ranks_by="m2")
    found = audit_matrix(matrix, draws=100).reachable[2]
    assert found.exact
    assert found.combinations == 5**20


def test_a_measure_held_at_each_of_its_scores_keeps_the_combinations_behind_it():
    # c0 + c1 over 0..1 is 0, 1, 1 or 2; squared 0, 1, 1 or 4
    found = audit_matrix(matrix_of(["c0 + c1", "m0 * m0"], (0, 1), bands={1: [1, 4]}), draws=100).reachable[1]
    assert [held.share.value for held in found.bands] == [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)]


def test_what_is_too_much_to_count_is_estimated_and_says_so():
    everything = ", ".join(f"c{at}" for at in range(20))
    matrix = matrix_of([f"max(sum({everything}), 2 * min({everything}))"], (1, 2, 3), 20, bands={0: [40]})
    found = audit_matrix(matrix, draws=500).reachable[0]
    assert not found.exact
    assert isinstance(found.never, Undefined)
    assert 1 < found.distinct <= 41
    assert all(held.share.draws for held in found.bands)


# -- random pairs --------------------------------------------------------------------------------------------------


def test_a_level_stands_for_the_stretch_midway_to_its_neighbours():
    assert [list(ends) for ends in stretches([1, 2, 3])] == [[0.5, 1.5, 2.5], [1.5, 2.5, 3.5]]
    assert [list(ends) for ends in stretches([0, 2])] == [[0.0, 1.0], [1.0, 3.0]]  # never below 0
    assert [list(ends) for ends in stretches([2, 3, 7])] == [[1.5, 2.5, 5.0], [2.5, 5.0, 9.0]]


def integrated(truths, ratings):
    """Shares of all pairs of points by brute force: correct, tied, reversed."""
    truth = np.sign(truths[:, None] - truths)
    agree = np.sign(ratings[:, None] - ratings) * truth
    pairs = (truth != 0).sum()
    return [((agree == outcome) & (truth != 0)).sum() / pairs for outcome in (1, 0, -1)]


def product_points(values, steps, *, opposed=False):
    """Truths and ratings of a product at evenly spread points of two scales whose levels are 1 apart or alike."""
    half = (values[1] - values[0]) / 2
    sides = [(np.arange(n) + 0.5) / n * len(values) for n in steps]
    places = [np.minimum(side.astype(int), len(values) - 1) for side in sides]
    truths = [values[0] - half + side * 2 * half for side in sides]
    levels = [np.array(values)[place] for place in places]
    if opposed:
        return truths[0] * truths[0][::-1], levels[0] * levels[0][::-1]
    return np.outer(*truths).ravel(), np.outer(*levels).ravel()


@pytest.mark.parametrize("values", [(1, 2, 3, 4, 5), (1, 3, 5, 7, 9), (1, 2, 3)])
def test_shares_of_random_pairs_are_those_of_numerical_integration(values):
    cut = values[len(values) // 2] ** 2
    audit = audit_matrix(matrix_of(["c0 * c1"], values, bands={0: [cut]}), draws=40_000)
    found = {(one.rating, one.answers): shares(one) for one in audit.pairs}
    for answers in ("independent", "opposed"):
        truths, ratings = product_points(
            values, (47, 50) if answers == "independent" else (1500, 1), opposed=answers == "opposed"
        )
        assert found["score", answers] == pytest.approx(integrated(truths, ratings), abs=0.015)
        assert found["band", answers] == pytest.approx(integrated(truths, (ratings >= cut).astype(int)), abs=0.015)


def test_a_product_of_five_levels_does_about_as_well_as_was_worked_out_elsewhere():
    # 87 % right, 8 % tied, 5 % wrong for uniform inputs: the project's notes on Cox
    audit = audit_matrix(matrix_of(["c0 * c1"], (1, 3, 5, 7, 9)), draws=20_000)
    assert shares(audit.pairs[0]) == pytest.approx([0.87, 0.08, 0.05], abs=0.03)


def test_a_single_criterion_never_reverses_a_pair_and_ties_what_shares_a_level():
    audit = audit_matrix(matrix_of(["c0"], criteria=1), draws=20_000)
    assert shares(audit.pairs[0]) == pytest.approx([0.8, 0.2, 0.0], abs=0.012)
    assert audit.pairs[0].reversed.value == 0


def test_axes_that_share_a_criterion_cannot_run_opposite_ways():
    audit = audit_matrix(matrix_of(["(c0 + c1) * c0"]), draws=100)
    assert isinstance(audit.pairs[1].correct, Undefined)
    assert "share" in audit.pairs[1].correct.reason
    assert isinstance(audit.products[0].distinct, Undefined)


def test_the_error_shrinks_with_the_draws():
    few, many = (audit_matrix(matrix_of(["c0 * c1"]), draws=draws).pairs[0].correct for draws in (400, 40_000))
    assert (few.draws, many.draws) == (400, 40_000)
    assert few.standard_error == pytest.approx(10 * many.standard_error, rel=0.2)


# -- influence -----------------------------------------------------------------------------------------------------


def test_the_variance_of_a_weighted_sum_goes_with_the_squared_weights():
    found = audit_matrix(matrix_of([summed(3)], criteria=3, weights=(3, 2, 1)), draws=100).influence
    assert [one.variance_share for one in found] == [Share(Fraction(part, 14)) for part in (9, 4, 1)]
    assert [one.weight_share for one in found] == [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    assert [one.swing_low for one in found] == [12, 8, 4]


def test_the_chances_to_change_a_band_are_those_counted_by_hand():
    # m0 = c0 + c1 over 0..1, one cut at 2: only (1, 1) is above
    found = audit_matrix(matrix_of(["c0 + c1"], (0, 1), bands={0: [2]}), draws=40_000).influence[0]
    assert float(found.redraw.value) == pytest.approx(1 / 4, abs=0.01)  # c1 is 1 and c0 drawn otherwise
    assert float(found.one_up.value) == pytest.approx(1 / 2, abs=0.02)  # of those with c0 at 0, c1 is 1


def test_without_bands_there_is_no_band_to_change():
    found = audit_matrix(matrix_of(["c0 + c1"]), draws=100).influence[0]
    assert isinstance(found.redraw, Undefined)
    assert isinstance(found.one_up, Undefined)


# -- direction of the scales, unknowns -----------------------------------------------------------------------------


def test_a_product_ranks_otherwise_when_its_scales_are_turned_round():
    # (5, 1) and (3, 3): 5 < 9; turned round (1, 5) and (3, 3): 5 < 9, and the lowest comes first
    audit = audit_matrix(matrix_of(["c0 * c1"]), draws=20_000)
    cells = [(a, b) for a in range(1, 6) for b in range(1, 6)]
    opposite = [(a * b - c * d) * ((6 - a) * (6 - b) - (6 - c) * (6 - d)) > 0 for a, b in cells for c, d in cells]
    assert float(audit.directions[0].opposite.value) == pytest.approx(sum(opposite) / 625, abs=0.01)


def test_sleipnirs_unknown_rule_reverses_as_many_pairs_as_were_found_elsewhere():
    # 17.5 % and 15.5 % over 10,000 pairs: the project's notes on Sleipnir (each good to about 0.4 points)
    rule = audit_matrix(load_matrix("sleipnir-2000")).unknown_rules[0]
    assert float(rule.reversed_low.value) == pytest.approx(0.175, abs=0.012)
    assert float(rule.reversed_high.value) == pytest.approx(0.155, abs=0.012)
    assert (rule.all_unknown, rule.all_lowest, rule.all_second) == (380, 0, 190)


def test_a_rule_that_does_not_cover_a_measure_gives_no_all_unknown_score():
    whole = audit_matrix(matrix_of(["c0 + c1"], unknowns={0: "3", 1: "3"}), draws=100).unknown_rules[0]
    assert (whole.all_unknown, whole.all_lowest, whole.all_second) == (6, 2, 4)
    part = audit_matrix(matrix_of(["c0 + c1", "c1 + 1"], unknowns={0: "3"}), draws=100).unknown_rules
    assert [rule.measure.id for rule in part] == ["m0"]
    assert isinstance(part[0].all_unknown, Undefined)
    assert audit_matrix(matrix_of(["c0 + c1"]), draws=100).unknown_rules == ()


def test_pairs_left_undecided_by_one_criterion_are_those_counted_by_hand():
    # one criterion of two levels, each unknown with chance u: undecided unless both are known
    audit = audit_matrix(matrix_of(["c0"], (0, 1), 1), draws=40_000)
    for found in audit.unknown_spread:
        unknown = float(found.unknown)
        assert float(found.undecided.value) == pytest.approx(1 - (1 - unknown) ** 2, abs=0.01)


# -- a batch -------------------------------------------------------------------------------------------------------


def test_a_criterion_asked_twice_counts_as_one_and_is_named():
    matrix = matrix_of([summed(3)], criteria=3)
    rows = [[a, a, b] for a in range(5) for b in range(5)]
    audit = audit_matrix(matrix, batch_of(matrix, rows), draws=100)
    pair = audit.batch.correlations[0]
    assert (pair.one.id, pair.two.id, pair.rho, pair.rows, pair.added) == ("c0", "c1", 1.0, 25, True)
    assert audit.batch.effective.value == pytest.approx(9 / 5)  # 3 + 2 * 1
    assert audit.batch.effective.if_unrelated == pytest.approx(9 / (3 + 6 / 24))
    assert any("c0 with c1" in finding and "twice" in finding for finding in audit.findings)


def test_axes_that_run_opposite_ways_in_the_batch_are_warned_of():
    matrix = matrix_of(["c0 * c1"])
    audit = audit_matrix(matrix, batch_of(matrix, [[a, 4 - a] for a in (0, 1, 2, 3, 4) * 3]), draws=100)
    assert audit.batch.axes[0].rho == -1.0
    assert not audit.batch.correlations[0].added
    assert any("opposite ways in this batch" in finding for finding in audit.findings)


def test_correlations_rest_on_rows_where_both_are_known_and_need_ten():
    matrix = matrix_of([summed(2)])
    rows = [[a % 5, a % 5] for a in range(9)] + [[None, 3], [2, None]] * 10
    found = audit_matrix(matrix, batch_of(matrix, rows), draws=100).batch
    assert found.correlations[0].rows == 9
    assert found.correlations[0].rho == Undefined("9 of at least 10 assessments")
    assert isinstance(found.effective.value, Undefined)


@pytest.mark.parametrize("row", [[None, None], [2, 2]])
def test_a_batch_all_unknown_or_all_alike_is_audited_without_a_number_made_up(row):
    matrix = matrix_of(["c0 * c1"], bands={0: [4, 9]})
    batch = audit_matrix(matrix, batch_of(matrix, [row] * 20), draws=100).batch
    assert isinstance(batch.correlations[0].rho, Undefined)
    assert isinstance(batch.axes[0].rho, Undefined)
    assert isinstance(batch.effective.value, Undefined)
    assert isinstance(batch.chance_limit, Undefined)


def test_the_use_of_a_scale_is_counted_whole_and_by_force():
    matrix = matrix_of(["c0"], criteria=1)
    batch = assess(
        [
            {"group": "A", "force": "North", "c0": "2"},
            {"group": "B", "force": "South", "c0": "0-1"},
            {"group": "C", "force": "North", "c0": ""},
            {"group": "D", "force": "", "c0": "4"},
        ],
        matrix,
    )
    found = audit_matrix(matrix, batch, draws=100).batch.scale_use
    assert [(use.force, use.counts, use.narrowed, use.unknown) for use in found] == [
        (None, (0, 0, 1, 0, 1), 1, 1),
        ("North", (0, 0, 1, 0, 0), 0, 1),
        ("South", (0, 0, 0, 0, 0), 1, 0),
    ]
    assert found[0].unused == ("Level 0", "Level 1", "Level 3")
    assert found[0].middle == Fraction(1, 2)
    assert isinstance(found[2].middle, Undefined)


def test_scores_heaped_above_a_cut_are_found_and_called_a_reason_to_ask():
    matrix = matrix_of([summed(4)], criteria=4, bands={0: [12]})
    above, below = [[2, 2, 2, 2]] * 18, [[2, 2, 2, 1]] * 2  # sums of 12 and 11
    further = [[2, 2, 2, 3]] * 5 + [[1, 1, 2, 2]] * 4  # sums of 13 and 10: out of the window
    audit = audit_matrix(matrix, batch_of(matrix, above + below + further), draws=100)
    found = audit.batch.heaping[0]
    assert (found.cut, found.window, found.above, found.below) == (12, 1, 18, 2)
    assert found.expected == Fraction(1, 2)
    assert found.p_value == pytest.approx(2 * (190 + 20 + 1) / 2**20)
    assert any("reason to ask, not proof" in finding for finding in audit.findings)


def test_scores_that_thin_out_evenly_across_a_cut_are_not_heaped():
    matrix = matrix_of([summed(4)], criteria=4, bands={0: [12]})
    rows = [[1, 1, 2, 2]] * 80 + [[2, 2, 2, 1]] * 40 + [[2, 2, 2, 2]] * 20 + [[2, 2, 2, 3]] * 10  # 10, 11, 12, 13
    found = audit_matrix(matrix, batch_of(matrix, rows), draws=100).batch.heaping[0]
    assert (found.above, found.below, found.expected) == (20, 40, Fraction(1, 3))
    assert found.p_value == pytest.approx(1)


def test_one_low_p_value_among_many_cuts_is_not_called_heaping():
    matrix = matrix_of([summed(4)], criteria=4, bands={0: [8, 12, 16]})
    tested = audit_matrix(matrix, batch_of(matrix, [[2, 2, 2, 2]] * 10), draws=100).batch.heaping
    low = [attrs.evolve(cut, p_value=p_value) for cut, p_value in zip(tested, (0.03, 0.5, 0.6), strict=True)]
    assert significant((low[0],)) == [low[0]]
    assert significant(tuple(low)) == []


def test_scores_that_are_not_certain_are_left_out_of_the_heaping_and_ten_are_needed():
    matrix = matrix_of([summed(4)], criteria=4, bands={0: [12]})
    rows = [[2, 2, 2, 2]] * 9 + [[3, 3, 1, None], [3, 3, 2, None]] * 10  # from 11 and from 12 upwards
    found = audit_matrix(matrix, batch_of(matrix, rows), draws=100).batch.heaping[0]
    assert (found.above, found.below) == (9, 0)
    assert found.p_value == Undefined("9 of at least 10 certain scores that near")


def test_a_very_large_batch_is_sampled_and_says_so(monkeypatch):
    from ocgscore.audit import correlation

    monkeypatch.setattr(correlation, "MOST_ANSWERS", 15)
    matrix = matrix_of([summed(2)])
    found = audit_matrix(matrix, batch_of(matrix, [[a % 5, a % 3] for a in range(40)]), draws=100).batch
    assert (found.assessments, found.rows_correlated, found.correlations[0].rows) == (40, 15, 15)


# -- edges ---------------------------------------------------------------------------------------------------------


def test_one_criterion_of_two_levels_without_bands_or_rank_is_audited():
    audit = audit_matrix(matrix_of(["c0"], (0, 1), 1, ranks_by=None), draws=100)
    assert audit.reachable[0].distinct == 2
    assert audit.influence[0].variance_share == Share(Fraction(1))
    json.dumps(audit_document(audit), allow_nan=False)


def test_a_grid_of_grids_is_audited():
    audit = audit_matrix(load_matrix("ocg-harm"), draws=500)
    assert audit.reachable[-1].combinations == 5**8
    grids = [one for one in audit.products if one.kind == "grid"]
    assert [one.cells for one in grids] == [25] * 4
    assert all(isinstance(one.opposite, Undefined) for one in audit.directions[8:])


def test_a_measure_that_never_varies_is_audited():
    matrix = matrix_of([summed(2), "max(c0 * 0, 3)"])
    audit = audit_matrix(matrix, draws=100)
    assert audit.reachable[1].distinct == 1
    assert isinstance(audit.reachable[1].step, Undefined)
    assert isinstance(audit.pairs[1].correct, Undefined)
    assert all(isinstance(one.variance_share, Undefined) for one in audit.influence if one.measure.id == "m1")


def test_a_matrix_of_two_hundred_criteria_is_given_fewer_draws_and_says_how_many():
    matrix = matrix_of([summed(200)], (0, 1, 2), 200)
    audit = audit_matrix(matrix, draws=20_000)
    assert audit.pairs[0].correct.draws == MOST_CELLS // 400
    assert audit.reachable[0].exact
    assert audit.influence[0].variance_share == Share(Fraction(1, 200))


def test_parts_of_an_audit_do_not_depend_on_whether_there_is_a_batch():
    matrix = load_matrix("ocg-threat")
    batch = assess([{"group": "A", "violent_crime": "high"}], matrix)
    alone, together = audit_matrix(matrix, draws=300), audit_matrix(matrix, batch, draws=300)
    assert (alone.pairs, alone.influence, alone.unknown_spread) == (
        together.pairs,
        together.influence,
        together.unknown_spread,
    )


def test_another_seed_gives_other_draws_and_the_same_seed_the_same():
    matrix = load_matrix("ocg-threat")
    one, again, other = (audit_matrix(matrix, draws=300, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.pairs != other.pairs
    assert one.reachable == other.reachable


def test_what_cannot_be_asked_is_refused_all_at_once():
    matrix = load_matrix("ocg-threat")
    with pytest.raises(RequestError) as refused:
        audit_matrix(matrix, assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"), draws=5, seed=-1)
    assert [problem.where for problem in refused.value.problems] == ["draws", "seed", "assessments"]


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_every_shipped_matrix_is_audited_to_a_document_with_every_part(matrix):
    document = audit_document(audit_matrix(matrix, draws=500))
    assert {"findings", "reachable", "pairs", "influence", "products", "directions", "unknown_spread"} <= set(document)
    assert document["batch"] is None
    assert len(document["reachable"]) == len(document["directions"]) == len(matrix.measures)
