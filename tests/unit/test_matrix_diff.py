"""Which version bump a change calls for: the rules of docs/adr/0004-matrix-versions.md, one case each."""

from __future__ import annotations

import json

import pytest

from ocgscore import compare_matrices, load_matrix, parse_matrix
from ocgscore.matrix import document

BEFORE = load_matrix("ocg-tactical")


def changed(change):
    raw = json.loads(json.dumps(document(BEFORE)))
    change(raw)
    return parse_matrix(json.dumps(raw), "after", ".json")


def criterion(raw, name="physical"):
    return next(c for c in raw["criteria"] if c["id"] == name)


def measure(raw, name):
    return next(m for m in raw["measures"] if m["id"] == name)


def drop_top_level(raw):
    for each in raw["criteria"]:
        each["levels"] = each["levels"][:-1]


CASES = {
    "a value": ("major", lambda raw: criterion(raw)["levels"][4].update(value="5")),
    "a weight": ("major", lambda raw: criterion(raw).update(weight="4")),
    "a title, which heads a column": ("major", lambda raw: criterion(raw).update(title="Injury")),
    "a label, which an assessor writes": ("major", lambda raw: criterion(raw)["levels"][0].update(label="Nothing")),
    "a formula": ("major", lambda raw: measure(raw, "risk").update(formula="harm * likelihood + harm")),
    "a band's cut": ("major", lambda raw: [b.update({k: "300"}) for b in measure(raw, "risk")["bands"] for k in ("from", "below") if b.get(k) == "280"]),
    "a grid's cell": ("major", lambda raw: measure(raw, "priority")["cells"][-1].__setitem__(-1, "5")),
    "an unknown rule": ("major", lambda raw: criterion(raw).update(unknown_counts_as="1")),
    "the ranking measure": ("major", lambda raw: raw.update(ranks_by="harm")),
    "a level gone": ("major", lambda raw: criterion(raw)["levels"].pop()),
    "a measure gone": ("major", lambda raw: raw["measures"].remove(measure(raw, "priority"))),
    "a measure more": ("minor", lambda raw: raw["measures"].append({"id": "worst", "title": "Worst", "formula": "max(physical, financial)"})),
    "an anchor": ("minor", lambda raw: criterion(raw)["levels"][0].update(anchor="Nobody was hurt.")),
    "a question": ("minor", lambda raw: criterion(raw).update(question="Who was hurt?")),
    "digits shown": ("minor", lambda raw: measure(raw, "risk").update(digits=1)),
    "the status": ("minor", lambda raw: raw.update(status="adapted")),
    "the source note": ("patch", lambda raw: raw.update(source="Elsewhere.")),
    "the matrix's title": ("patch", lambda raw: raw.update(title="Another")),
    "a section's title": ("patch", lambda raw: raw["sections"][0].update(title="Harms")),
    "nothing": ("none", lambda raw: None),
}  # fmt: skip
NEXT = {"major": "2.0.0", "minor": "1.1.0", "patch": "1.0.1", "none": "1.0.0"}


@pytest.mark.parametrize(("calls_for", "change"), CASES.values(), ids=CASES)
def test_each_kind_of_change_calls_for_its_part_of_the_version(calls_for, change):
    comparison = compare_matrices(BEFORE, changed(change))
    assert comparison.calls_for == calls_for
    assert comparison.least_version == NEXT[calls_for]
    assert comparison.version_is_enough == (calls_for == "none")
    assert bool(comparison.changes) == (calls_for != "none")


def test_the_greatest_change_decides_and_a_raised_version_is_enough():
    def change(raw):
        criterion(raw).update(weight="4", question="Who was hurt?")
        raw.update(version="2.0.0", changes=[{"version": "2.0.0", "note": "Heavier."}, *raw["changes"]])

    comparison = compare_matrices(BEFORE, changed(change))
    assert {c.path: c.calls_for for c in comparison.changes} == {
        "criteria.physical.question": "minor", "criteria.physical.weight": "major",
    }  # fmt: skip
    assert comparison.version_is_enough


def test_bands_for_a_measure_that_had_none_leave_old_scores_alone():
    before = load_matrix("sleipnir-2000")
    raw = json.loads(json.dumps(document(before)))
    raw["measures"][0]["bands"] = [{"label": "Lower", "from": 0, "below": 380}, {"label": "Upper", "from": 380}]
    assert compare_matrices(before, parse_matrix(json.dumps(raw), "after", ".json")).calls_for == "minor"
