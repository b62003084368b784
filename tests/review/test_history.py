"""Histories: nothing moves by itself, parts add up, and only what certainly changed counts as change."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, parse_matrix, rank, score
from ocgscore.errors import AssessmentError, RequestError
from ocgscore.matrix import canonical_json
from ocgscore.report.review.history import history_document
from ocgscore.review.history import CLASSES, FLAGS, MOVED, history, replay, sound_under
from ocgscore.review.history.regression import regression
from ocgscore.review.register import register_of
from ocgscore.scoring import score_levels
from ocgscore.table import Table

SLEIPNIR = load_matrix("sleipnir-2000")
TACTICAL = load_matrix("ocg-tactical")
REAL = "level change"


def changed(matrix, version, **replaced):
    """Return the matrix as another version, with pieces of its canonical text replaced."""
    text = canonical_json(matrix)
    for old, new in replaced.get("pieces", {}).items():
        assert old in text
        text = text.replace(old, new)
    made = parse_matrix(text, ending=".json")
    return attrs.evolve(made, version=version)


LIGHTER = changed(SLEIPNIR, "0.9.0", pieces={'"weight":"18"': '"weight":"10"'})


def row(group, day, *, by="P", force="North", version="", **levels):
    return {"group": group, "assessed_on": day, "assessor": by, "force": force, "matrix_version": version, **levels}


def followed(rows, matrix=SLEIPNIR, **options):
    return history(assess(rows, matrix), **options)


def classes(found):
    return [list(CLASSES)[kind] for kind in found.steps.kind.tolist()]


def moves(found):
    return [MOVED[way] for way in found.steps.moved.tolist()]


def parts(found, step=0):
    return [found.part(step, name) for name in ("version", "knowledge", "level")]


def test_a_row_without_a_single_level_is_no_assessment_and_no_step():
    rows = [row("A", "2026-01-05", violence="low"), row("A", "2026-02-05"), row("A", "2026-03-05", violence="low")]
    found = followed(rows)
    assert (classes(found), found.assessments.notices[-1]) == (
        ["none"],
        "1 row without a single level is no assessment, and left out (first: rows[2])",
    )
    assert replay(assess(rows, SLEIPNIR), SLEIPNIR, top=1).ends[0].groups == 1


# -- what a step is --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "options", "expected"),
    [
        ({"violence": "low"}, {"violence": "low"}, {}, "none"),
        ({"violence": ""}, {"violence": "high"}, {}, "knowledge only"),
        ({"violence": "high"}, {"violence": ""}, {}, "knowledge only"),
        ({"violence": "low-medium"}, {"violence": "medium-high"}, {}, "knowledge only"),
        ({"violence": "low"}, {"violence": "high"}, {}, REAL),
        ({"violence": "low", "scope": ""}, {"violence": "high", "scope": "low"}, {}, REAL),
        ({"violence": "low"}, {"violence": "high"}, {"by": "Q"}, "level change, another scorer"),
        ({"violence": "low"}, {"violence": "high"}, {"force": "South"}, "level change, another scorer"),
        ({"violence": "low"}, {"violence": "high"}, {"by": ""}, "level change, scorer not named"),
        ({"violence": "low"}, {"violence": "high"}, {"force": ""}, "level change, scorer not named"),
        ({"violence": "low"}, {"violence": "high"}, {"version": "0.9.0"}, "level change, another version"),
        ({"violence": "low"}, {"violence": "low"}, {"version": "0.9.0"}, "version only"),
        ({"violence": "low"}, {"violence": "low"}, {"by": "Q"}, "none"),
        ({"violence": ""}, {"violence": "low"}, {"by": "Q"}, "knowledge only"),
    ],
)
def test_a_step_is_real_change_only_where_a_level_certainly_changed_by_one_scorer_on_one_version(
    before, after, options, expected
):
    known = {"corruption": "low"}  # a row without a single level would be no assessment
    found = followed([row("A", "2026-01-05", **known, **before), row("A", "2026-02-05", **known, **options, **after)])
    assert classes(found) == [expected]
    assert found.counted[0].of(expected) == 1 == found.counted[0].of()


def test_the_case_of_a_scorers_name_makes_no_other_scorer():
    rows = [row("A", "2026-01-05", by="ann lee", violence="low"), row("A", "2026-02-05", by="Ann Lee", violence="high")]
    assert classes(followed(rows)) == [REAL]


def test_one_version_stated_in_two_ways_is_one_version():
    versions = ("", "1.0.0", "sleipnir-2000@1.0.0")
    for one, other in itertools.product(versions, repeat=2):
        rows = [
            row("A", "2026-01-05", version=one, violence="low"),
            row("A", "2026-02-05", version=other, violence="high"),
        ]
        assert classes(followed(rows)) == [REAL]


def test_a_criterion_outside_the_measure_decides_nothing_and_is_flagged():
    rows = [row("A", "2026-01-05", capacity_gap="0"), row("A", "2026-02-05", capacity_gap="3")]
    found = followed(rows, TACTICAL)
    assert (classes(found), found.flags(0)) == (["none"], ["version not stated", "other criteria"])
    assert classes(followed(rows, TACTICAL, by="organisational_position")) == [REAL]


def test_two_on_one_day_say_nothing_of_time():
    rows = [
        row("A", "2026-02-05", force="South", violence="high"),
        row("A", "2026-02-05", force="North", violence="low"),
    ]
    found = followed(rows)
    assert "same day" in found.flags(0)
    assert [found.forces[at] for at in found.entries.force.tolist()] == ["North", "South"]
    timed = [row("A", "2026-02-05T09:00", violence="low"), row("A", "2026-02-05T17:00", violence="high")]
    assert classes(followed(timed)) == ["level change, same day"]


def test_up_and_down_are_certain_and_the_rest_is_open():
    known = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    rows = [
        row("A", "2026-01-05", **known),
        row("A", "2026-02-05", **known | {"violence": "low"}),
        row("A", "2026-03-05", **known | {"violence": ""}),
        row("A", "2026-04-05", **known),
        row("A", "2026-05-05", **known),
        row("B", "2026-01-05", **known | {"violence": "high"}),
        row("B", "2026-02-05", **known | {"violence": "not high"}),
    ]
    assert moves(followed(rows)) == ["up", "open", "open", "unchanged", "down"]


# -- the parts, worked by hand: violence weighs 18 (10 in the earlier version), levels count 0, 1, 2, 4 ---------------


def test_the_parts_of_a_movement_across_versions_are_those_worked_by_hand():
    rows = [
        row("A", "2026-01-05", version="0.9.0", violence="low", corruption="", scope="nil"),
        row("A", "2026-02-05", version="1.0.0", violence="high", corruption="low", scope="nil"),
    ]
    found = followed(rows, earlier=[LIGHTER])
    # then: 10 at least; now on the matrix: 18 + 0 before, 72 + 19 after; the 16 other criteria are unknown in both
    rest = 4 * sum(int(c.weight) for c in SLEIPNIR.criteria if c.id not in {"violence", "corruption", "scope"})
    assert found.score_then(0) == (10, 10 + 76 + rest)
    assert found.score(0) == (18, 18 + 76 + rest)
    assert found.score(1) == found.score_then(1) == (91, 91 + rest)
    assert parts(found) == [(8, 8), (19, -57), (54, 54)]
    assert found.changes.alone_low.tolist() == [19, 54]
    assert found.changes.alone_high.tolist() == [-57, 54]
    assert classes(found) == ["level change, another version"]


def test_where_a_measure_multiplies_each_part_is_the_mean_of_both_orders():
    rest = dict.fromkeys((c.id for c in TACTICAL.criteria), "0") | {"recent_activity": "1"}
    rows = [
        row("A", "2026-01-05", **rest | {"physical": "1", "intent": "0-1"}),
        row("A", "2026-02-05", **rest | {"physical": "2", "intent": "1"}),
    ]
    # harm 3 to 6; likelihood 1 (or 2) to 2; risk is their product: 3–6 to 12
    found = followed(rows, TACTICAL)
    assert [found.score(at) for at in (0, 1)] == [(3, 6), (12, 12)]
    # at the low end intent first adds 3, then harm 6; harm first adds 3, then intent 6
    assert parts(found) == [(0, 0), (Fraction(9, 2), 0), (Fraction(9, 2), 6)]


def test_a_version_that_is_not_at_hand_leaves_its_part_undefined():
    rows = [row("A", "2026-01-05", version="0.1", violence="low"), row("A", "2026-02-05", violence="high")]
    found = followed(rows)
    assert (found.part(0, "version"), found.score_then(0)) == (None, None)
    assert {"another version", "version not at hand", "version not stated"} <= set(found.flags(0))
    assert any("version 0.1 not at hand" in notice for notice in found.notices)


# -- ranks ------------------------------------------------------------------------------------------------------------


def test_ranks_are_those_of_the_list_as_it_stood_on_the_day():
    rows = [
        row("A", "2026-01-05", violence="high", corruption="low"),
        row("B", "2026-02-05", violence="low", corruption="low"),
        row("A", "2026-03-05", violence="nil", corruption="low"),
        row("C", "2026-03-05", violence="high", corruption="low"),
        row("B", "2026-03-06", violence="medium", corruption="low"),
    ]
    full = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    found = followed([full | one for one in rows])
    standing = found.entries.standing
    # in the order of the history: A, A, B, B, C
    assert standing.best.tolist() == [1, 3, 2, 2, 1]
    assert standing.groups.tolist() == [1, 3, 2, 3, 3]
    assert standing.old_best.tolist() == [0, 1, 0, 2, 0]


# -- a register --------------------------------------------------------------------------------------------------------


def test_a_group_that_was_given_another_id_has_one_history():
    register = register_of(Table.from_rows([{"group": "NEW-1", "aliases": "OLD-1"}]))
    rows = [row("OLD-1", "2026-01-05", violence="low"), row("new-1", "2026-02-05", violence="high")]
    found = followed(rows, register=register)
    assert (found.groups, classes(found)) == (("NEW-1",), [REAL])
    assert "another id" in found.flags(0)
    assert followed(rows).groups == ("OLD-1", "new-1")


def test_what_differs_between_groups_merged_later_is_no_change():
    register = register_of(Table.from_rows([{"group": "A", "merged_into": "B"}, {"group": "B"}]))
    rows = [row("A", "2026-01-05", violence="low"), row("B", "2026-02-05", violence="high")]
    found = followed(rows, register=register)
    assert (found.groups, classes(found)) == (("B",), ["level change, merged groups"])


# -- bad input ---------------------------------------------------------------------------------------------------------


def test_every_assessment_without_a_date_is_named_by_its_cell():
    rows = [row("A", None, violence="low"), row("A", "2026-02-05", violence="high"), row("B", None, violence="high")]
    with pytest.raises(AssessmentError) as error:
        followed(rows)
    assert [problem.where for problem in error.value.problems] == ["rows[1].assessed_on"]
    assert followed(rows[1:]).counted[0].once == 2


def test_what_an_earlier_version_does_not_know_is_named_under_it():
    shorter = changed(SLEIPNIR, "0.9.0", pieces={})
    criteria = tuple(
        attrs.evolve(one, levels=one.levels[:-1]) if one.id == "violence" else one for one in SLEIPNIR.criteria
    )
    shorter = attrs.evolve(shorter, criteria=criteria)
    rows = [
        row("A", "2026-01-05", version="0.9.0", violence="high"),
        row("A", None, violence="high"),
        row("A", "2026-03-05", violence="high"),
    ]
    expected = ["rows[1].violence (under sleipnir-2000@0.9.0)", "rows[2].assessed_on"]
    for refused in (
        lambda: followed(rows, earlier=[shorter]),
        lambda: sound_under(Table.from_rows(rows), SLEIPNIR, [shorter]),
    ):
        with pytest.raises(AssessmentError) as error:
            refused()
        assert [problem.where for problem in error.value.problems] == expected


def test_headings_that_an_earlier_version_cannot_read_are_named_under_it():
    rows = [{"group": "A", "matrix_version": "ocg-tactical@1.0.0", "violence": "high"}]
    with pytest.raises(AssessmentError, match=r"under ocg-tactical@1\.0\.0"):
        sound_under(Table.from_rows(rows), SLEIPNIR, [TACTICAL])


def test_a_version_given_twice_and_a_measure_that_is_not_there_are_refused():
    rows = [row("A", "2026-01-05", violence="high")]
    with pytest.raises(RequestError, match="given once"):
        followed(rows, earlier=[SLEIPNIR])
    with pytest.raises(RequestError, match="given once"):
        followed(rows, earlier=[LIGHTER, LIGHTER])
    with pytest.raises(RequestError, match="a measure of this version"):
        followed(rows, earlier=[TACTICAL])


def test_numbers_beyond_int64_are_still_exact():
    weight = 10**15
    pieces = {'"weight":"18"': f'"weight":"{weight}"'}
    heavy = changed(SLEIPNIR, "1.0.0", pieces=pieces)
    odd = changed(SLEIPNIR, "0.9.0", pieces={'"weight":"18"': '"weight":"17.9999999"'})
    rows = [row("A", "2026-01-05", version="0.9.0", violence="low"), row("A", "2026-02-05", violence="high")]
    found = followed(rows, heavy, earlier=[odd])
    assert found.entries.then_low.dtype == object
    low = [part[0] for part in parts(found)]
    assert low == [weight - Fraction("17.9999999"), 0, 3 * weight]
    assert found.score_then(1)[0] - found.score_then(0)[0] == sum(low)


# -- laws -------------------------------------------------------------------------------------------------------------


CRITERIA = ["physical", "intent", "group_capability", "capacity_gap"]
FORCES = ["North", "South", ""]


@st.composite
def sheets(draw, *, most=10):
    """Draw rows of few groups on few days, no two alike in group, force and day."""
    days = st.dates(dt.date(2025, 11, 1), dt.date(2026, 2, 1))
    keys = st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from(FORCES), days), min_size=1, max_size=most, unique=True
    )
    levels = st.sampled_from(["0", "1", "4", "", "1-2", "2-4", "not 0"])
    known = st.sampled_from(["0", "1", "2-4"])  # a row without a single level would be no assessment
    return [
        row(
            group,
            day,
            force=force,
            by=draw(st.sampled_from(["P", "Q", ""])),
            version=draw(st.sampled_from(["", "1.0.0", "0.9.0", "7"])),
            **{name: draw(levels if at else known) for at, name in enumerate(CRITERIA)},
        )
        for group, force, day in draw(keys)
    ]


OLDER = attrs.evolve(
    TACTICAL,
    version="0.9.0",
    criteria=tuple(attrs.evolve(one, weight=one.weight + 1) for one in TACTICAL.criteria),
)


@given(sheets())
def test_parts_add_up_exactly_at_both_ends(rows):
    found = followed(rows, TACTICAL, earlier=[OLDER])
    for step, (before, after) in enumerate(zip(found.steps.before.tolist(), found.steps.after.tolist(), strict=True)):
        version, knowledge, level = parts(found, step)
        for end in (0, 1):
            assert found.score(after)[end] - found.score(before)[end] == knowledge[end] + level[end]
        if version is None:
            continue
        then = found.score_then(after), found.score_then(before)
        for end in (0, 1):
            assert then[0][end] - then[1][end] == version[end] + knowledge[end] + level[end]


@given(sheets())
def test_time_turned_round_changes_the_sign_of_every_part_and_nothing_else(rows):
    rows = list({(one["group"], one["assessed_on"]): one for one in rows}.values())  # two on one day have no order
    turned = [one | {"assessed_on": dt.date(2026, 6, 1) - (one["assessed_on"] - dt.date(2025, 1, 1))} for one in rows]
    one, other = (followed(each, TACTICAL, earlier=[OLDER]) for each in (rows, turned))
    for group in one.groups:
        for there, back in zip(one.steps_of(group), reversed(other.steps_of(group)), strict=True):
            assert one.flags(there) == other.flags(back)
            assert one.steps.kind[there] == other.steps.kind[back]
            for name in ("version", "knowledge", "level"):
                part, negated = one.part(there, name), other.part(back, name)
                assert part == (None if negated is None else tuple(-end for end in negated))


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    one, other = (followed(each, TACTICAL, earlier=[OLDER]) for each in (rows, shuffled))
    assert (one.groups, one.counted, one.regression) == (other.groups, other.counted, other.regression)
    for name in ("low", "high", "moment", "then_low", "force"):
        assert np.array_equal(getattr(one.entries, name), getattr(other.entries, name), equal_nan=name == "moment")
    assert [one.flags(at) for at in range(len(one.steps))] == [other.flags(at) for at in range(len(other.steps))]
    assert [parts(one, at) for at in range(len(one.steps))] == [parts(other, at) for at in range(len(other.steps))]
    assert one.entries.standing.best.tolist() == other.entries.standing.best.tolist()


@given(sheets())
def test_other_ids_in_the_same_order_change_nothing(rows):
    one, other = followed(rows, TACTICAL), followed([each | {"group": f"X-{each['group']}"} for each in rows], TACTICAL)
    assert other.groups == tuple(f"X-{group}" for group in one.groups)
    assert (one.counted, one.regression) == (other.counted, other.regression)


@given(sheets())
def test_identical_assessments_are_no_movement(rows):
    same = [one | {name: rows[0][name] for name in (*CRITERIA, "matrix_version")} for one in rows]
    found = followed(same, TACTICAL, earlier=[OLDER])
    assert set(classes(found)) <= {"none"}
    assert set(moves(found)) <= {"unchanged"}
    assert len(found.changes) == 0
    assert all(part in {None, (0, 0)} for step in range(len(found.steps)) for part in parts(found, step))


@given(sheets())
def test_what_is_no_more_than_knowledge_never_moves_a_score_for_certain(rows):
    found = followed(rows, TACTICAL)
    for kind, way in zip(classes(found), moves(found), strict=True):
        if kind in {"none", "version only", "knowledge only"}:
            assert way in {"unchanged", "open"}


@given(sheets(), st.data())
def test_narrowing_an_unknown_is_never_a_level_change(rows, data):
    first = [one | {"group": f"G{at}", "assessed_on": dt.date(2026, 1, 5)} for at, one in enumerate(rows)]
    batch = assess(first, TACTICAL)
    later = []
    for at, one in enumerate(first):
        narrowed = {}
        for criterion in CRITERIA:
            position = [c.id for c in TACTICAL.criteria].index(criterion)
            low, high = int(batch.lowest[at, position]), int(batch.highest[at, position])
            narrowed[criterion] = str(data.draw(st.integers(low, high)))
        later.append(one | {"assessed_on": dt.date(2026, 2, 5)} | narrowed)
    assert set(classes(followed([*first, *later], TACTICAL))) <= {"none", "knowledge only"}


@given(sheets())
def test_classes_part_the_steps_and_forces_part_the_groups(rows):
    found = followed(rows, TACTICAL)
    whole, *each = found.counted
    assert whole.of() == len(found.steps) == len(found.entries) - len(found.groups)
    assert whole.groups == len(found.groups) == sum(one.groups for one in each)
    assert whole.once == sum(one.once for one in each)
    for kind in CLASSES:
        assert whole.of(kind) == sum(one.of(kind) for one in each)
    assert list(found.steps.flags) == list(FLAGS)


@given(sheets())
def test_a_rank_is_that_of_the_newest_assessments_up_to_the_day(rows):
    """The oracle is `ocgscore.rank` on the list as it stood, made row by row."""
    found = followed(rows, TACTICAL)
    entries = found.entries
    days = entries.moment.astype("datetime64[D]")
    for entry in range(len(entries)):
        newest = {}
        for other in np.flatnonzero(days <= days[entry]).tolist():
            newest[int(entries.group[other])] = other
        newest[int(entries.group[entry])] = entry
        listed = sorted(newest.values())
        ranked = rank(score(found.assessments.take(entries.row[listed])), "risk")
        at = listed.index(entry)
        standing = entries.standing
        assert (standing.best[entry], standing.worst[entry]) == (ranked.best[at], ranked.worst[at])
        assert standing.groups[entry] == len(listed)


# -- regression to the mean --------------------------------------------------------------------------------------------


def test_the_line_is_the_one_worked_by_hand():
    first = np.array([0, 0, 0, 0, 0, 10, 10, 10, 10, 10])
    second = np.array([2, 2, 2, 2, 2, 6, 6, 6, 6, 11])
    found = regression(first, second, 2)
    # means 5 and 4.5 of numerators; Sxy/Sxx = 125/250
    assert (found.groups, found.first, found.second, found.slope) == (
        10,
        Fraction(5, 2),
        Fraction(9, 4),
        Fraction(1, 2),
    )
    assert [(part.label, part.groups, part.expected, part.beyond) for part in found.parts] == [
        ("lowest third", 5, 1, 0),
        ("highest third", 5, Fraction(7, 2), 0),
    ]
    assert found.correlation == pytest.approx(np.corrcoef(first, second)[0, 1])


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=10, max_size=30))
def test_what_lies_beyond_the_line_is_nothing_over_all_groups(pairs):
    found = regression(*np.array(pairs).T, 3)
    if len({first for first, _ in pairs}) == 1:
        assert (found.slope, found.reason) == (None, "all first scores are the same")
        return
    assert sum(part.groups for part in found.parts) == len(pairs)
    assert sum(part.groups * part.beyond for part in found.parts) == 0
    slope, _ = np.polyfit(*np.array(pairs, float).T, 1)
    assert float(found.slope) == pytest.approx(slope, abs=1e-9)


def test_regression_is_undefined_with_a_reason_for_few_groups():
    found = followed([row("A", "2026-01-05", violence="low"), row("A", "2026-02-05", violence="high")])
    assert (found.regression.slope, found.regression.reason) == (None, "0 groups have two exact scores; it takes 10")


def test_each_group_enters_the_line_once_with_its_last_exact_step():
    full = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    rows = [
        row(f"G{at}", f"2026-0{month}-05", **full | {"violence": level})
        for at in range(10)
        for month, level in ((1, "low" if at % 2 else "high"), (2, "medium"), (3, ""))
    ]
    found = followed(rows)
    assert found.regression.groups == 10
    assert found.regression.second == 36  # medium violence: twice 18; the steps to an unknown are not exact


def test_two_scorers_on_one_day_are_no_first_and_second():
    full = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    rows = [row(f"G{at}", "2026-01-05", by=by, **full) for at in range(12) for by in ("P", "Q")]
    assert followed(rows).regression.groups == 0


# -- what if -----------------------------------------------------------------------------------------------------------


@given(sheets())
def test_replay_under_the_same_matrix_changes_nothing(rows):
    found = replay(assess(rows, TACTICAL), TACTICAL)
    assert (found.everything.same, found.everything.another, found.everything.possible) == (len(rows), 0, 0)
    assert all(not (end.entered or end.left or end.open) for end in found.ends)


@given(sheets())
def test_replay_counts_part_the_assessments(rows):
    found = replay(assess(rows, TACTICAL), OLDER, top=1)
    for each in (found.forces, found.quarters):
        assert sum(one.assessments for one in each) == len(rows)
        for name in ("same", "possible", "another"):
            assert sum(getattr(one, name) for one in each) == getattr(found.everything, name)
    assert sum(pair.assessments for pair in found.pairs) == len(rows)
    for end in found.ends:
        ids = [*end.stayed, *end.entered, *end.left, *end.open]
        assert len(ids) == len(set(ids)) <= end.groups


@given(sheets(most=6))
def test_another_band_for_certain_is_so_in_every_completion(rows):
    """The oracle tries every completion of what is unknown, under both matrices."""
    names = ["physical", "intent"]
    rest = {c.id: "2" for c in TACTICAL.criteria if c.id not in names}  # risk from 108 to 300: on both sides of the cut
    rows = [{k: v for k, v in one.items() if k not in CRITERIA} | rest | {n: one[n] for n in names} for one in rows]
    batch = assess(rows, TACTICAL)
    for other in (OLDER, moved_cut()):
        found = replay(batch, other)
        counts = {"same": 0, "another": 0, "open": 0}
        for at in range(len(batch)):
            counts[whatever_happens(batch, at, other)] += 1
        assert found.everything.another <= counts["another"]
        assert found.everything.same <= counts["same"]


def moved_cut():
    measures = []
    for measure in TACTICAL.measures:
        if measure.id == "risk":
            low, second, third, *rest = measure.bands
            cut = second.below + 10
            bands = (low, attrs.evolve(second, below=cut), attrs.evolve(third, start=cut), *rest)
            measures.append(attrs.evolve(measure, bands=bands))
        else:
            measures.append(measure)
    return attrs.evolve(TACTICAL, version="2.0.0", measures=tuple(measures))


def whatever_happens(batch, at, other):
    ranges = [range(int(low), int(high) + 1) for low, high in zip(batch.lowest[at], batch.highest[at], strict=True)]
    levels = np.array(list(itertools.product(*ranges)), np.uint8)
    labels = []
    for matrix in (batch.matrix, other):
        bands = score_levels(matrix, levels)[1][matrix.measure_position("risk")]
        labels.append(np.array([band.label for band in matrix.measure("risk").bands])[bands])
    differs = labels[0] != labels[1]
    return "another" if differs.all() else "open" if differs.any() else "same"


def test_the_list_at_a_quarters_end_is_the_one_worked_by_hand():
    full = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    rows = [
        row("A", "2025-11-05", **full | {"violence": "medium"}),  # 36, and 20 where violence weighs 10
        row("B", "2025-12-05", **full | {"corruption": "low"}),  # 19 in both
        row("C", "2026-01-05", **full | {"infiltration": "medium"}),  # 34 in both
        row("B", "2026-02-05", **full | {"corruption": "low", "violence": ""}),  # 19–91, 19–59
    ]
    found = replay(assess(rows, SLEIPNIR), LIGHTER, top=1)
    assert [(end.quarter, end.groups, end.stayed, end.entered, end.left, end.open) for end in found.ends] == [
        ("2025 Q4", 2, ("A",), (), (), ()),
        ("2026 Q1", 3, (), (), (), ("A", "B", "C")),
    ]
    found = replay(assess(rows[:3], SLEIPNIR), LIGHTER, top=1)
    assert [(end.entered, end.left) for end in found.ends] == [((), ()), (("C",), ("A",))]
    assert (found.everything, found.reason) == (
        None,
        "total has no bands in sleipnir-2000@1.0.0 and sleipnir-2000@0.9.0",
    )


def test_what_may_have_been_on_the_list_all_along_has_not_entered_it():
    full = dict.fromkeys((c.id for c in SLEIPNIR.criteria), "nil")
    heavier = changed(SLEIPNIR, "2.0.0", pieces={'"weight":"17"': '"weight":"50"'})
    rows = [
        row("A", "2026-01-05", **full | {"violence": "medium"}),  # 36 in both
        row("B", "2026-01-05", **full | {"infiltration": "medium", "violence": ""}),  # 34–106, 100–172
    ]
    (end,) = replay(assess(rows, SLEIPNIR), heavier, top=1).ends
    assert (end.entered, end.left, end.open) == ((), (), ("A", "B"))
    (end,) = replay(assess(rows, heavier), SLEIPNIR, top=1).ends
    assert (end.entered, end.left, end.open) == ((), (), ("A", "B"))


def test_a_list_of_no_groups_and_a_measure_that_is_not_there_are_refused():
    batch = assess([row("A", "2026-01-05", violence="low")], SLEIPNIR)
    with pytest.raises(RequestError) as error:
        replay(batch, TACTICAL, top=0)
    assert [problem.where for problem in error.value.problems] == ["top", "ocg-tactical@1.0.0"]


def test_since_a_day_the_steps_to_assessments_of_that_day_and_later_are_held_and_ranks_are_as_they_were():
    rows = [
        row("A", day, violence=level)
        for day, level in (("2026-01-05", "low"), ("2026-02-05", "high"), ("2026-03-05", "low"))
    ]
    whole, later = followed(rows), history(assess(rows, SLEIPNIR), since=dt.date(2026, 2, 5))
    assert [len(one.steps) for one in (whole, later, history(assess(rows, SLEIPNIR), since=dt.date(2026, 2, 6)))] == [
        2,
        2,
        1,
    ]
    assert later.entries.standing.best.tolist() == whole.entries.standing.best.tolist()


def test_a_group_that_another_was_merged_into_is_flagged_where_its_first_and_newest_stand_side_by_side():
    register = register_of(Table.from_rows([{"group": "A"}, {"group": "B", "merged_into": "A"}]))
    rows = [row("B", "2026-01-05", violence="low"), row("A", "2026-02-05", violence="high")]
    found = history(assess(rows, SLEIPNIR), register=register)
    table = history_document(found, register=register).tables["groups"]
    assert "merged groups" in table.columns[table.headings.index("flags")].row_text(0)


def test_a_sheet_without_one_level_has_no_step_and_breaks_nothing():
    rows = [
        {"group": "A", "physical": "", "matrix_version": "1.0.0", "assessed_on": f"2026-01-0{day}"} for day in (1, 2)
    ]
    assert len(history(assess(rows, "ocg-tactical")).steps) == 0
