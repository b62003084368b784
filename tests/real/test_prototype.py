"""The assessments of the 2017 prototype: three forms, by assessors of many forces, read from JSON through a mapping."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from ocgscore import assess, latest, load_matrix, rank, score
from ocgscore.report import Run
from ocgscore.testing import assert_consistent, reference_scores

MATRICES = Path(__file__).parents[1] / "matrices"
FORMS = {
    "OCGM": ("ocg-threat", 11),
    "Gang Network Threat": (MATRICES / "gang-network.toml", 19),
    "DRV": (MATRICES / "drug-violence.toml", 18),
}


def rows_of(path, form):
    """The mapping of docs/how-to/read-other-json.md."""
    listed = json.loads(path.read_text(encoding="utf-8"))["ocgThreatAssessments"]
    return [
        {
            "group": str(one["ocg_index"]),
            "force": one["police_force"],
            "assessor": one["assessed_by"],
            "assessed_on": one["timestamp"],
            **one["assessment"],
        }
        for one in listed
        if one["assessment_type"] == form
    ]


@pytest.fixture(params=FORMS, ids=lambda form: form.replace(" ", "-"))
def batch(request, shared_data):
    reference, count = FORMS[request.param]
    rows = rows_of(shared_data("ocgm-prototype", "dummy-ocg-threat-assessments.json"), request.param)
    found = assess(rows, load_matrix(reference))
    assert len(found) == count
    return found


def test_every_field_of_the_form_is_read_and_every_level_known(batch):
    assert None not in batch.criterion_columns
    assert (batch.lowest == batch.highest).all()
    assert batch.known().tolist() == [len(batch.matrix.criteria)] * len(batch)
    assert not np.isnat(batch.assessed_on).any()


def test_every_score_is_what_exact_fractions_give(batch):
    scores = score(batch)
    for row in range(len(batch)):
        expected = reference_scores(batch.matrix, batch.lowest[row].tolist())
        assert {m.id: scores[m.id].exact(row) for m in batch.matrix.measures} == {
            k: (v, v) for k, v in expected.items()
        }
    assert scores.completeness() == [Fraction(1)] * len(batch)


def test_every_assessment_is_ranked_as_a_plain_sort_ranks_it(batch):
    scores = score(batch)
    ranking, values = rank(scores), scores[batch.matrix.ranks_by].low.tolist()
    assert ranking.best.tolist() == [1 + sum(other > value for other in values) for value in values]
    assert ranking.worst.tolist() == ranking.best.tolist()


def test_the_matrix_used_is_consistent(batch):
    assert_consistent(batch.matrix, examples=20)


def test_one_group_has_assessments_of_several_forces_and_latest_keeps_one_each(shared_data):
    rows = rows_of(shared_data("ocgm-prototype", "dummy-ocg-threat-assessments.json"), "OCGM")
    found = assess(rows, "ocg-threat")
    forces = Counter(row["force"] for row in rows)
    assert len(forces) > 5
    newest = latest(found)
    assert sorted(newest.group.cells()) == sorted({row["group"] for row in rows})
    by_hand = {group: max(r["assessed_on"] for r in rows if r["group"] == group) for group in newest.group.cells()}
    assert {row["group"]: row["assessed_on"] for row in rows if by_hand[row["group"]] == row["assessed_on"]} == by_hand
    assert any("--latest keeps" in notice for notice in Run.of(found).notices) == (len(newest) < len(found))


def test_the_first_mapped_assessment_by_hand(shared_data):
    """Group 19 by Thames Valley, 2016-06-27: eight activities L M L H M H L H and eight capabilities M H L L H H M L."""
    rows = rows_of(shared_data("ocgm-prototype", "dummy-ocg-threat-assessments.json"), "OCGM")
    matrix = load_matrix("ocg-threat")
    value = {level.code: level.value for level in matrix.criteria[0].levels}
    scores = score(assess([row for row in rows if row["force"] == "Thames Valley Police"][:1], matrix))
    criminality = 3 * value["low"] + 2 * value["med"] + 3 * value["high"]
    capability = 3 * value["low"] + 2 * value["med"] + 3 * value["high"]
    assert scores["criminality"].exact(0)[0] == criminality
    assert scores["capability"].exact(0)[0] == capability
