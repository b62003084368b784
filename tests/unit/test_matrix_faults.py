"""The loader proves a matrix and reports every fault at once, each at its key path with what to do."""

from __future__ import annotations

import pytest

from ocgscore import parse_matrix
from ocgscore.errors import MatrixError

SOUND = """
id = "local"
version = "1.0.0"
title = "A local matrix"
subject = "group"
status = "illustrative"
source = "Made for a test."
licence = "None needed."
ranks_by = "risk"

[[sections]]
id = "harm"
title = "Harm"

[level_sets.steps]
levels = [
  { code = "0", label = "None", value = 0 },
  { code = "1", label = "Some", value = 1 },
  { code = "2", label = "Much", value = 2.5 },
]

[[criteria]]
id = "physical"
title = "Physical harm"
section = "harm"
question = "How badly are people hurt?"
weight = 1.5
levels = [
  { code = "low", label = "Low", value = 1, anchor = "Bruises." },
  { code = "high", label = "High", value = 3, anchor = "Wounds." },
]

[[criteria]]
id = "reach"
title = "Reach"
section = "harm"
question = "How far?"
level_set = "steps"
[criteria.anchors]
0 = "Nowhere."
1 = "A town."
2 = "A region."

[[measures]]
id = "harm"
title = "Harm"
formula = "sum(physical, reach)"
bands = [ { label = "Low", from = 0, below = 3 }, { label = "High", from = 3 } ]

[[measures]]
id = "spread"
title = "Spread"
formula = "reach"
bands = [ { label = "Near", from = 0, below = 1 }, { label = "Far", from = 1 } ]

[[measures]]
id = "risk"
title = "Risk"
formula = "grid(harm, spread)"
cells = [ [1, 2], [2, 3] ]
bands = [ { label = "P3", from = 1, below = 2 }, { label = "P2", from = 2, below = 3 }, { label = "P1", from = 3 } ]

[[changes]]
version = "1.0.0"
date = 2026-11-23
note = "First."
"""

FAULTS = {
    "an unknown key": ('title = "Reach"', 'titel = "Reach"', "criteria.reach.titel", "did you mean 'title'?"),
    "a missing anchor": (', anchor = "Wounds."', "", "criteria.physical.levels.high.anchor", "anchor' is missing"),
    "a blank anchor": ('"Wounds."', '"  "', "criteria.physical.levels.high.anchor", "is missing"),
    "a missing anchor of a level set": ('2 = "A region."\n', "", "criteria.reach.anchors.2", "is missing"),
    "an anchor for no level": ('2 = "A region."', '2 = "A region."\n3 = "x"', "criteria.reach.anchors.3", "the code"),
    "levels not rising": ("value = 3, anchor", "value = 1, anchor", "criteria.physical.levels.high.value", "above"),
    "a single level": (
        '  { code = "high", label = "High", value = 3, anchor = "Wounds." },\n', "", "criteria.physical.levels", "2 to 254"
    ),
    "a band gap": ("below = 3 }, { label", "below = 2 }, { label", "measures.harm.bands.High.from", "close the gap"),
    "a band overlap": ("below = 3 }, { label", "below = 4 }, { label", "measures.harm.bands.High.from", "overlap"),
    "a band without an end below another": (
        "from = 0, below = 3 }", "from = 0 }", "measures.harm.bands.Low.below", "give 'Low' the key below = 3"
    ),
    "a closed top band": ('{ label = "High", from = 3 }', '{ label = "High", from = 3, below = 9 }',
        "measures.harm.bands.High.below", "an open top"),
    "scores below the lowest band": (
        '"Low", from = 0, below = 3', '"Low", from = 2, below = 3', "measures.harm.bands.Low.from", "no band"
    ),
    "a band out of reach": (
        'below = 3 }, { label = "High", from = 3 }', 'below = 30 }, { label = "High", from = 30 }',
        "measures.harm.bands.High.from", "runs from 1.5 to 7",
    ),
    "a formula naming something absent": (
        "sum(physical, reach)", "sum(physicl, reach)", "measures.harm.formula", "did you mean 'physical'?"
    ),
    "a formula going round in a circle": ('formula = "reach"', 'formula = "reach + risk"', "formula", "comes to an end"),
    "a formula of fixed numbers": ('formula = "reach"', 'formula = "2 + 3"', "measures.spread.formula", "name at least one"),
    "subtraction": ("sum(physical, reach)", "physical - reach", "measures.harm.formula", "no subtraction"),
    "division": ("sum(physical, reach)", "physical / reach", "measures.harm.formula", "no division"),
    "an unclosed bracket": ("sum(physical, reach)", "sum(physical, reach", "measures.harm.formula", "check the brackets"),
    "an unknown function": ("sum(physical, reach)", "total(physical, reach)", "measures.harm.formula", "a function"),
    "an empty formula": ('"sum(physical, reach)"', '""', "measures.harm.formula", "is missing"),
    "a deep formula": ("sum(physical, reach)", "(" * 60 + "physical + reach" + ")" * 60, "measures.harm.formula", "nested"),
    "a letter outside the language": ("sum(physical, reach)", "physical & reach", "measures.harm.formula", "'&'"),
    "a grid not monotone along a row": ("[ [1, 2], [2, 3] ]", "[ [2, 1], [2, 3] ]", "measures.risk.cells.1.2", "never fall"),
    "a grid not monotone down a column": ("[ [1, 2], [2, 3] ]", "[ [1, 2], [0, 3] ]", "measures.risk.cells.2.1", "never fall"),
    "a grid of the wrong shape": ("[ [1, 2], [2, 3] ]", "[ [1, 2, 3] ]", "measures.risk.cells", "2 rows of 2 cells"),
    "a grid without cells": ("cells = [ [1, 2], [2, 3] ]", "", "measures.risk.cells", "2 rows of 2 cells"),
    "cells without a grid": ('formula = "reach"', 'formula = "reach"\ncells = [[1]]', "measures.spread.cells", "not a grid"),
    "a grid of a measure without bands": (
        'formula = "reach"\nbands = [ { label = "Near", from = 0, below = 1 }, { label = "Far", from = 1 } ]',
        'formula = "reach"', "measures.risk.formula", "two measures with bands",
    ),
    "a grid inside a formula": ("grid(harm, spread)", "1 + grid(harm, spread)", "measures.risk.formula", "a measure of its own"),
    "a criterion in no formula": ("sum(physical, reach)", "sum(reach)", "criteria.physical", "can change a measure"),
    "a criterion always hidden by a max": (
        "sum(physical, reach)", "max(physical, reach * 0.5 + 4.5)", "criteria.physical", "can change a measure"
    ),
    "a magnitude beyond 64 bits": (
        "sum(physical, reach)", " * ".join(["(physical * 1000000)"] * 4) + " * reach", "measures.harm.formula", "64 bits"
    ),
    "a value of too many digits": ("value = 2.5", "value = 1e300", "level_sets.steps.levels.2.value", "18 digits"),
    "a value that is no number": ("value = 2.5", "value = 'x'", "level_sets.steps.levels.2.value", "a number of 0 or more"),
    "a value that is not finite": ("value = 2.5", "value = inf", "level_sets.steps.levels.2.value", "a number of 0 or more"),
    "a negative value": ("value = 2.5", "value = -1", "level_sets.steps.levels.2.value", "a number of 0 or more"),
    "a weight of nothing": ("weight = 1.5", "weight = 0", "criteria.physical.weight", "a weight above 0"),
    "a duplicate code": ('code = "high"', 'code = "LOW"', "criteria.physical.levels", "a code used once"),
    "an ambiguous label": ('label = "High"', 'label = "low"', "criteria.physical.levels.high.label", "tells this level"),
    "a code that reads as an unknown": (
        'code = "low"', 'code = "?"', "criteria.physical.levels.?.code", "cannot be taken for an unknown"
    ),
    "a label that reads as a range": (
        'label = "Much"', 'label = "0-1"', "level_sets.steps.levels.2.label", "cannot be taken for a range"
    ),
    "a label that reads as all but one": (
        'label = "Much"', 'label = "not 0"', "level_sets.steps.levels.2.label", "cannot be taken for a range"
    ),
    "an unknown counted outside the levels": (
        "weight = 1.5", "unknown_counts_as = 9", "criteria.physical.unknown_counts_as", "between the lowest and the highest"
    ),
    "an id used twice": ('id = "reach"', 'id = "physical"', "criteria.physical", "an id used once"),
    "an id that is a column already": ('id = "spread"', 'id = "force"', "measures.force.id", "free to use"),
    "an id with capitals": ('id = "reach"', 'id = "Reach"', "criteria.Reach.id", "lower-case"),
    "a title that is another's id": ('title = "Reach"', 'title = "physical"', "criteria.reach.title", "change one"),
    "measures whose columns collide": ('id = "risk"', 'id = "harm_band"', "measures.harm", "comes from one measure"),
    "a section that is not there": (
        'title = "Reach"\nsection = "harm"', 'title = "Reach"\nsection = "hram"', "criteria.reach.section", "'harm'"
    ),
    "a level set that is not there": ('level_set = "steps"', 'level_set = "stepz"', "criteria.reach.level_set", "'steps'"),
    "a level set that nobody uses": (
        "[level_sets.steps]", "[level_sets.other]\nlevels = []\n[level_sets.steps]", "level_sets.other", "use it or delete"
    ),
    "a ranking measure that is not there": ('ranks_by = "risk"', 'ranks_by = "rsik"', "ranks_by", "did you mean 'risk'?"),
    "a version that is not one": ('version = "1.0.0"\ntitle', 'version = "1.0"\ntitle', "version", "three numbers"),
    "a status that is not one": ('"illustrative"', '"official"', "status", "published, secondary, adapted, illustrative"),
    "a subject that is not one": ('subject = "group"', 'subject = "gang"', "subject", "group, individual"),
    "a history that ends elsewhere": (
        '[[changes]]\nversion = "1.0.0"', '[[changes]]\nversion = "0.9.0"', "changes.#1.version", "this file's version"
    ),
    "a history out of order": (
        "[[changes]]", '[[changes]]\nversion="1.0.0"\nnote="a"\n[[changes]]\nversion="2.0.0"\nnote="b"\n[[changes]]',
        "changes.2.0.0.version", "newest first",
    ),
    "no source": ('source = "Made for a test."', "", "source", "is missing"),
    "too many digits to show": ('ranks_by = "risk"', 'ranks_by = "risk"\ndigits = 99', "digits", "from 0 to 6"),
    "a measure list that is no list": ('[[measures]]\nid = "harm"', '[measures]\nid = "harm"', "local.toml", ""),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "place", "said"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_named_at_its_key_with_a_remedy(before, after, place, said):
    assert before in SOUND
    with pytest.raises(MatrixError) as caught:
        parse_matrix(SOUND.replace(before, after, 1), "local.toml")
    messages = [str(problem) for problem in caught.value.problems]
    assert any(place in message and said in message for message in messages), messages


def test_the_matrix_without_faults_loads():
    matrix = parse_matrix(SOUND, "local.toml")
    assert matrix.name == "local@1.0.0"
    assert [level.anchor for level in matrix.criterion("reach").levels] == ["Nowhere.", "A town.", "A region."]


def test_every_fault_is_reported_at_once():
    text = SOUND
    for name in (
        "an unknown key",
        "a missing anchor",
        "a weight of nothing",
        "subtraction",
        "a status that is not one",
    ):
        before, after, _, _ = FAULTS[name]
        text = text.replace(before, after, 1)
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text, "local.toml")
    places = " ".join(problem.where for problem in caught.value.problems)
    for place in ("criteria.reach.titel", "levels.high.anchor", "physical.weight", "harm.formula", "status"):
        assert place in places


def test_faults_of_levels_names_and_bands_are_reported_together():
    text = SOUND
    for name in ("levels not rising", "a band gap", "an ambiguous label", "a ranking measure that is not there"):
        before, after, _, _ = FAULTS[name]
        text = text.replace(before, after, 1)
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text, "local.toml")
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    "text", ["", "id = 3", "criteria = 4", "[[criteria]]\nlevels = 3", "= x", "level_sets = 3\ncriteria = [1]"]
)
def test_a_file_that_is_nothing_like_a_matrix_is_refused_with_messages(text):
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text, "odd.toml")
    assert all(problem.where.startswith("odd.toml") for problem in caught.value.problems)


def test_reformatting_a_file_does_not_change_its_fingerprint():
    plain = parse_matrix(SOUND, "local.toml")
    spaced = SOUND.replace("sum(physical, reach)", "sum( physical,reach )").replace("weight = 1.5", "weight = 1.50")
    assert parse_matrix("# a comment\n" + spaced, "local.toml").fingerprint == plain.fingerprint
    assert parse_matrix(SOUND.replace("Bruises", "Cuts"), "local.toml").fingerprint != plain.fingerprint
