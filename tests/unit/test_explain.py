"""Explanations of single cases: worked examples by hand, and the batches and matrices at the edges."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction

import numpy as np
import pytest

from ocgscore import assess, load_matrix, parse_matrix, score
from ocgscore.errors import RequestError
from ocgscore.explain import exact_text, explain_batch, explain_score
from ocgscore.matrix import list_matrices
from ocgscore.report.explained import flips_table
from ocgscore.report.explanation_data import Documents
from ocgscore.testing import from_levels, reference_scores

TACTICAL = {
    "physical": 4, "psychological": 2, "financial": 2, "community_environment": 2, "victim_vulnerability": 3,
    "geographic_scope": 1, "recent_activity": 3, "intent": 3, "group_capability": 3, "resilience": 3,
    "intelligence_coverage": 2, "source_reliability": 2, "currency": 2, "capacity_gap": 1, "capability_gap": 1,
    "public_confidence": 1,
}  # fmt: skip


def tactical(*changes):
    rows = [
        {"group": f"G{at}", **{k: str(v) for k, v in (TACTICAL | change).items()}} for at, change in enumerate(changes)
    ]
    return score(assess(rows, "ocg-tactical"))


def one_criterion(**more):
    document = {
        "id": "tiny", "version": "1.0.0", "title": "Tiny", "subject": "group", "status": "illustrative",
        "source": "Made for a test.", "licence": "None.", "sections": [{"id": "all", "title": "All"}],
        "criteria": [
            {
                "id": "only", "title": "Only", "section": "all", "question": "How much?",
                "levels": [{"code": c, "label": c, "value": v, "anchor": f"is {c}"} for c, v in (("a", "0"), ("b", "1.5"))],
            }
        ],
        "measures": [{"id": "total", "title": "Total", "formula": "only * only", "digits": 1}],
    }  # fmt: skip
    return parse_matrix(json.dumps(document | more), "tiny", ".json")


def test_a_tactical_score_by_hand():
    """Harm 3x4+2x2+2x2+2x2+2x3+1 = 31, likelihood 12, so risk 372: worked out by hand from the matrix's weights."""
    found = explain_score(tactical({}), "G0")
    assert found.step("harm").working_low == "3×4 + 2×2 + 2×2 + 2×2 + 2×3 + 1"
    assert found.step("harm").result.low == 31
    assert found.step("risk").working_high == "31 × 12"
    assert found.step("risk").result.high == 372
    assert found.step("priority").working_low == "grid(likelihood Very high, harm Severe)"
    assert (found.step("risk").floor, found.step("risk").ceiling) == (280, None)
    assert [step.measure.id for step in found.steps][:3] == ["harm", "likelihood", "risk"]


def test_the_smallest_flip_down_by_hand():
    """Risk 372 falls to High below 280; of likelihood, 31 x 9 = 279 is the first product that does."""
    found = explain_score(tactical({}), 0)
    moving = {(f.criterion.id, f.level) for f in found.flips if "risk" in f.outcome.moved}
    assert ("intent", 0) in moving  # 31 x 9 = 279
    assert ("intent", 1) not in moving  # 31 x 10 = 310
    assert ("physical", 1) in moving  # 22 x 12 = 264
    assert ("physical", 2) not in moving  # 25 x 12 = 300
    assert all(flip.direction == "down" for flip in found.flips if "risk" in flip.outcome.moved)


def test_a_change_is_ranked_against_the_others_and_not_against_its_own_row():
    scores = tactical({}, {}, {"intent": 2})  # 372, 372, 341
    found = explain_score(scores, 0)
    down = next(f for f in found.flips if (f.criterion.id, f.level) == ("intent", 1))  # 310: below both others
    assert (down.outcome.rank.best, down.outcome.rank.worst) == (3, 3)
    same = next(f for f in found.flips if (f.criterion.id, f.level) == ("intent", 2))  # 341: shares second place
    assert (same.outcome.rank.best, same.outcome.rank.worst) == (2, 2)


def test_a_mean_is_shown_as_its_sum_over_the_total_weight_and_not_rounded():
    rows = [{"theme": "T", **dict.fromkeys((c.id for c in load_matrix("thematic").criteria), "2")}]
    rows[0] |= {"victim_harm": "4", "community_harm": "1", "economic_harm": "3"}
    step = explain_score(score(assess(rows, "thematic")), "T").step("harm")
    assert step.working_low == "(3×4 + 2×2 + 2×1 + 3) / 8"
    assert step.result.low == Fraction(21, 8)
    assert step.result.score_text == "2.63"
    assert step.whole.divisor == 8


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3"), (Fraction(21, 8), "2.625"), (Fraction(1, 3), "1/3"), (Fraction(1, 4), "0.25"),
        (Fraction(2**63 - 1, 2**10), "9007199254740991.9990234375"), (Fraction(1, 2**40), "1/1099511627776"),
        (Fraction(1, 20), "0.05"), (Fraction(0), "0"),
    ],
)  # fmt: skip
def test_exact_text_loses_nothing(value, text):
    assert exact_text(value) == text
    assert Fraction(text) == value


def shapley(matrix, lowest, highest, measure):
    """Return the Shapley value of raising each open criterion, from its definition: the mean over every order."""
    open_now = [at for at, (low, high) in enumerate(zip(lowest, highest, strict=True)) if low < high]
    total = dict.fromkeys(open_now, Fraction(0))
    for order in itertools.permutations(open_now):
        levels = list(lowest)
        before = reference_scores(matrix, levels)[measure]
        for at in order:
            levels[at] = highest[at]
            after = reference_scores(matrix, levels)[measure]
            total[at] += after - before
            before = after
    return [total[at] / math.factorial(len(open_now)) for at in open_now]


@pytest.mark.parametrize(
    ("reference", "measure"), [("ocg-tactical", "risk"), ("ocg-tactical", "harm"), ("thematic", "risk")]
)
def test_the_shares_of_a_sum_and_of_a_product_of_two_are_shapley_values(reference, measure):
    matrix = load_matrix(reference)
    chance = np.random.default_rng(7)
    for _ in range(4):
        lowest = [int(chance.integers(0, len(c.levels) - 1)) for c in matrix.criteria]
        highest = list(lowest)
        for at in chance.choice(8, 5, replace=False).tolist():
            highest[at] = int(chance.integers(lowest[at] + 1, len(matrix.criteria[at].levels)))
        found = explain_score(score(from_levels(matrix, [lowest], [highest])), 0)
        assert [unknown.share(measure) for unknown in found.unknowns] == shapley(matrix, lowest, highest, measure)


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
@pytest.mark.parametrize("levels", ["lowest", "highest", "unknown"])
def test_every_shipped_matrix_explains_the_lowest_the_highest_and_the_wholly_unknown(matrix, levels):
    tops = [len(criterion.levels) - 1 for criterion in matrix.criteria]
    low = tops if levels == "highest" else [0] * len(tops)
    high = [0] * len(tops) if levels == "lowest" else tops
    scores = score(from_levels(matrix, [low], [high]))
    found = explain_score(scores, 0)
    assert len(found.unknowns) == (len(tops) if levels == "unknown" else 0)
    directions = {flip.direction for flip in found.flips}
    assert directions <= {"lowest": {"up"}, "highest": {"down"}, "unknown": set()}[levels]
    assert (found.rank is None) == (matrix.ranks_by is None)
    if found.rank is not None:
        assert (found.rank.best, found.rank.worst, found.rank.of) == (1, 1, 1)
        assert not any(flip.outcome.rank_moves for flip in found.flips), "alone, it is first whatever it scores"
    assert json.loads(json.dumps(Documents().of(found)))["group"] == "G0"


def test_identical_groups_share_a_rank_and_either_can_be_moved():
    scores = tactical({}, {})
    for found in explain_batch(scores):
        assert (found.rank.best, found.rank.worst) == (1, 1)
        assert any(flip.outcome.rank_moves and flip.direction == "down" for flip in found.flips)
        assert not any(flip.outcome.rank_moves and flip.direction == "up" for flip in found.flips)


def test_a_matrix_of_one_criterion_without_bands_or_ranking_has_steps_and_shares_but_no_flips():
    found = explain_score(score(assess([{"group": "A", "only": "?"}], one_criterion())), "A")
    assert (found.rank, found.ranked_by, list(found.flips)) == (None, None, [])
    assert found.steps[0].working_high == "1.5 × 1.5"
    assert found.unknowns[0].share("total") == Fraction(9, 4)
    assert found.unknowns[0].could_change == ()
    assert [outcome.rank for outcome in found.unknowns[0].if_known] == [None, None]
    data = Documents().of(found)
    assert (data["rank"], data["flips"], data["unknowns"][0]["if_known"][0]["score"]) == (None, [], None)


def test_a_narrowed_level_flips_to_the_levels_it_rules_out_and_is_unknown_among_the_others():
    found = explain_score(tactical({"physical": "1|2"}), 0)
    flipped = {(flip.level, flip.direction) for flip in found.flips if flip.criterion.id == "physical"}
    assert {level for level, _ in flipped} <= {0, 3, 4}
    assert (0, "down") in flipped
    unknown = found.unknowns[0]
    assert [level.code for level in unknown.given.levels] == ["1", "2"]
    assert len(unknown.if_known) == 2


def test_an_unknown_says_whether_it_alone_settles_the_band():
    """Harm 31 less 9 without the injury: risk 22..31 x 9 = 198..279 is High, 30 x 9.. needs all; 12: 264..372."""
    found = explain_score(tactical({"physical": "?"}), 0).unknowns[0]
    results = found.results("risk")
    assert [(result.low, result.high) for result in results] == [(n, n) for n in (228, 264, 300, 336, 372)]
    assert "risk" in found.could_change
    assert "risk" in found.could_settle
    assert "risk" in found.would_settle
    assert "confidence" not in found.could_change


def test_the_published_rule_is_shown_beside_and_undefined_where_it_does_not_say():
    rows = [{"group": "A", "corruption": "high"}, {"group": "B", "corruption": "not nil"}]
    first, second = (found.steps[0].published for found in explain_batch(score(assess(rows, "sleipnir-2000"))))
    assert first.score == 418  # 76 and eighteen unknowns counted as medium: 2 x 171 = 342
    assert second.score is None
    documents = Documents()
    shown = [documents.of(e)["steps"][0]["published"] for e in explain_batch(score(assess(rows, "sleipnir-2000")))]
    assert shown == [{"score": "418", "band": None}, {"score": None, "band": None}]


def test_levels_carry_their_anchors_cells_and_reasons():
    rows = [{"group": "A", "violence": "low-high", "violence_rationale": "two shootings"}]
    found = explain_score(score(assess(rows, "sleipnir-2000")), "A")
    document = Documents().of(found)
    data = next(level for level in document["levels"] if level["criterion"] == "violence")
    assert [level["code"] for level in data["possible"]] == ["low", "medium", "high"]
    assert all(level["anchor"] for level in data["possible"])
    assert (data["low"], data["high"], data["known"]) == ("18", "72", False)
    assert document["cells"]["violence"] == "rows[1].violence"
    assert document["rationale"] == {"violence": "two shootings"}


def test_a_group_that_is_not_there_is_refused_with_the_nearest_name():
    with pytest.raises(RequestError, match="did you mean 'G1'"):
        explain_score(tactical({}, {}), "G1 ")
    with pytest.raises(RequestError, match="is not a whole number from 0 to 1; give the id of a group"):
        explain_score(tactical({}, {}), 2)
    with pytest.raises(RequestError, match="did you mean 'risk'"):
        explain_score(tactical({}), 0, by="rik")


def test_several_assessments_of_a_group_are_named_unless_a_row_is_given():
    rows = [
        {"group": g, "assessed_on": d, "violence": v}
        for g, d, v in [("A", "2026-01-01", "low"), ("A", "2026-02-01", "high")]
    ]
    scores = score(assess(rows, "sleipnir-2000"))
    with pytest.raises(RequestError, match=r"rows\[1\], rows\[2\]"):
        explain_score(scores, "A")
    assert explain_score(scores, 1).about == {"assessed_on": "2026-02-01"}


def test_explanations_are_a_sequence():
    found = explain_batch(tactical({}, {"intent": 1}, {"intent": 2}))
    assert len(found) == 3
    assert [e.group for e in found] == [e.group for e in (found[0], found[1], found[-1])]
    assert [e.group for e in found[1:]] == ["G1", "G2"]
    assert [e.rank.of for e in found[1:]] == [3, 3], "a slice is still ranked among the whole batch"
    with pytest.raises(IndexError):
        found[3]
    with pytest.raises(IndexError):
        found[-4]


def test_an_empty_batch_has_no_explanations():
    scores = tactical({})
    empty = score(scores.assessments.take(np.zeros(0, np.intp)))
    assert list(explain_batch(empty)) == []
    assert len(flips_table(explain_batch(empty))) == 0


def test_large_batches_are_explained_a_stretch_at_a_time_with_the_same_result(monkeypatch):
    scores = tactical(*({"intent": at % 5, "physical": "?" if at % 3 else 2} for at in range(7)))
    whole = [Documents().of(found) for found in explain_batch(scores)]
    table = flips_table(explain_batch(scores))
    monkeypatch.setattr("ocgscore.explain.batch.AT_ONCE", 170)  # two rows at a time
    documents = Documents()
    assert [documents.of(found) for found in explain_batch(scores)] == whole
    again = flips_table(explain_batch(scores))
    assert [column.cells() for column in again.columns] == [column.cells() for column in table.columns]


def test_scores_near_the_largest_are_explained_exactly():
    """A share is half the sum of two differences of up to 2**63 - 1: a bit more than int64 has."""
    levels = [{"code": c, "label": c, "value": v, "anchor": c} for c, v in (("a", "0"), ("b", "922337203685477580"))]
    criterion = {"id": "only", "title": "Only", "section": "all", "question": "?", "weight": "10", "levels": levels}
    measure = {"id": "total", "title": "Total", "formula": "only"}
    matrix = one_criterion(criteria=[criterion], measures=[measure], ranks_by="total")
    rows = [{"group": "A", "only": "?"}, {"group": "B", "only": "b"}, {"group": "C", "only": "a"}]
    found = explain_score(score(assess(rows, matrix)), "A")
    assert found.unknowns[0].share("total") == found.step("total").result.width == 9223372036854775800
    assert [outcome.rank.text for outcome in found.unknowns[0].if_known] == ["2", "1"]


def test_an_unknown_may_move_only_one_end_of_the_bands():
    """The peak of six criteria, two of them unknown: one at its highest settles it, at its lowest it leaves all open."""
    known = dict.fromkeys(("perception_of_safety", "offending_involved", "group_offending", "premeditation"), "nil")
    row = {"group": "A", **known, "weapons": "?", "substance_fuelled": "?"}
    found = explain_score(score(assess([row], "group-threat-derbyshire")), "A").unknowns[0]
    assert [(r.band_low, r.band_high) for r in found.results("peak")] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert (found.could_change, found.could_settle, found.would_settle) == (("peak",), ("peak",), ())
