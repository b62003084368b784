"""Disruptions: counts that add up, bounds that hold under any regrading, and scores set beside those of others."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, parse_matrix, score
from ocgscore.errors import RecordError, RequestError
from ocgscore.report.review.disruptions import NAMES, disruptions_document
from ocgscore.review.disruptions import (
    GRADES,
    KINDS,
    NO_FORCE,
    SCHEMES,
    THRESHOLDS,
    disruptions,
    disruptions_of,
    read_disruptions,
)
from ocgscore.review.register import register_of
from ocgscore.table import Table, write_table
from ocgscore.testing.reviews import synthetic_review

AS_OF = dt.date(2026, 3, 31)
FORCES = ["North", "South", "East", ""]
LEVELS = [{"code": str(at), "label": f"Level {at}", "value": at, "anchor": f"Level {at} it is."} for at in range(7)]
SMALL = parse_matrix(
    json.dumps(
        {
            "id": "small",
            "version": "1.0.0",
            "title": "Small",
            "subject": "group",
            "status": "illustrative",
            "source": "made for a test",
            "licence": "MIT",
            "ranks_by": "risk",
            "digits": 0,
            "sections": [{"id": "harm", "title": "Harm"}],
            "criteria": [
                {"id": "harm_done", "section": "harm", "title": "Harm done", "question": "How much?", "levels": LEVELS}
            ],
            "measures": [
                {
                    "id": "risk",
                    "title": "Risk",
                    "formula": "harm_done",
                    "bands": [{"label": "Lower", "from": 0, "below": 3}, {"label": "Higher", "from": 3}],
                },
                {"id": "bare", "title": "Bare", "formula": "harm_done"},
            ],
        }
    ),
    "small",
    ".json",
)


def records_of(rows, **options):
    return disruptions_of(Table.from_rows(rows, "disruptions"), **options)


def reviewed(rows, **options):
    return disruptions(records_of(rows), as_of=options.pop("as_of", AS_OF), **options)


def scored(rows):
    return score(
        assess([{"group": group, "assessed_on": day, "harm_done": level} for group, day, level in rows], SMALL)
    )


def record(group="A", date="2026-01-05", grade="minor", **more):
    return {"group": group, "date": date, "grade": grade, **more}


def refused(rows, **options):
    with pytest.raises(RecordError) as caught:
        records_of(rows, **options)
    return [str(problem) for problem in caught.value]


days = st.dates(dt.date(2025, 1, 1), AS_OF).map(str)
rows_of_records = st.lists(
    st.fixed_dictionaries(
        {
            "group": st.sampled_from(["A", "B", "b", "C"]),
            "date": days,
            "grade": st.sampled_from(GRADES),
            "kind": st.sampled_from([*KINDS, ""]),
            "force": st.sampled_from(FORCES),
            "graded_by": st.sampled_from([*FORCES, "a panel"]),
            "self_assessed": st.sampled_from(["yes", "no", ""]),
        }
    ),
    min_size=1,
    max_size=12,
)


# reading


def test_every_fault_is_named_at_its_cell_all_at_once():
    rows = [
        {"group": "A", "date": "2026-01-05", "grade": "mayor", "kind": "pursuit", "self_assessed": "perhaps"},
        {"group": "", "date": "", "grade": "", "kind": ""},
        {"group": "B", "date": "1/2/2026", "grade": "dismantled", "kind": "detect"},
    ]
    grades = "one of major, moderate, minor, none, negative"
    kinds = "one of pursue, prevent, protect, prepare"
    assert refused(rows) == [
        f"disruptions[1].grade: 'mayor' is not {grades}; did you mean 'major'?",
        f"disruptions[1].kind: 'pursuit' is not {kinds}; did you mean 'pursue'?",
        "disruptions[1].self_assessed: 'perhaps' is not yes or no; write yes or no; leave the cell blank where it is not known",
        "disruptions[2].group: an id is missing; every row needs one",
        "disruptions[2].date: the day of the disruption is missing; every record needs one",
        f"disruptions[2].grade: {grades} is missing; write none where no effect was seen",
        "disruptions[3].date: '1/2/2026' is not a date; write it as 2026-02-01 or as 2026-01-02, whichever is meant",
        f"disruptions[3].grade: 'dismantled' is not {grades}; it is of another scale, and is not translated: grade the disruption on this one",
        f"disruptions[3].kind: 'detect' is not {kinds}; it is of another scheme (divert, deter, detect, disrupt): read the sheet by that one",
    ]


def test_the_other_scheme_of_kinds_is_read_when_it_is_asked_for():
    found = disruptions(records_of([record(kind="Detect")], kinds=SCHEMES["4d"]), as_of=AS_OF)
    assert found.kinds == ("divert", "deter", "detect", "disrupt")
    assert found.everyone.by_kind == (0, 0, 1, 0, 0)
    [problem] = refused([record(kind="pursue")], kinds=SCHEMES["4d"])
    assert "it is of another scheme (pursue, prevent, protect, prepare)" in problem


@pytest.mark.parametrize("lacking", ["group", "date", "grade"])
def test_a_column_that_is_needed_is_named_when_it_is_missing(lacking):
    [problem] = refused([{name: cell for name, cell in record().items() if name != lacking}])
    assert f"the column {lacking} of records of disruptions is missing" in problem


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_records_read_alike_from_any_kind_of_file(tmp_path, ending):
    path = tmp_path / f"d.{ending}"
    table = Table.from_rows([record(grade="none", force="North"), record("B", grade="NEGATIVE", force="North")])
    write_table(table, path)
    found = disruptions(read_disruptions(str(path)), as_of=AS_OF)
    assert found.everyone.by_grade == (1, 1, 0, 0, 0)


def test_dates_after_the_day_of_the_review_are_named_in_every_table():
    register = register_of(Table.from_rows([{"group": "A", "identified_on": "2026-07-01"}], "register"))
    with pytest.raises(RecordError) as caught:
        disruptions(
            records_of([record(date="2026-04-01"), record(date="2026-03-31")]),
            as_of=AS_OF,
            register=register,
            scores=scored([("A", "2026-05-01", "2"), ("A", "2026-03-31", "2")]),
        )
    assert [problem.where for problem in caught.value] == [
        "disruptions[1].date",
        "register[1].identified_on",
        "rows[1].assessed_on",
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"since": dt.date(2026, 4, 1)},
        {"threshold": "none"},
        {"threshold": "modrate"},
        {"horizon": 0},
        {"horizon": 10**6},
        {"horizon": True},
    ],
)
def test_what_cannot_be_asked_is_refused(options):
    with pytest.raises(RequestError):
        reviewed([record()], **options)


def test_an_unknown_measure_is_refused():
    with pytest.raises(RequestError):
        reviewed([record()], scores=scored([("A", "2026-01-01", "1")]), by="riks")


def test_what_stands_there_twice_is_named_and_counted():
    rows = [
        record("A", force="North", id="1"),
        record("B"),
        record("a ", force="north", id="1"),
        record("A", force="North", id="2"),
    ]
    found = reviewed(rows)
    assert found.repeats == 1
    assert found.everyone.count == 4
    assert "disruptions[3].group: the same in every field as disruptions[1].group; both are counted" in found.notices
    assert "disruptions[1].id and disruptions[3].id: '1' is the id of 2 records; each is counted" in found.notices


def test_one_activity_claimed_by_two_forces_is_told():
    rows = [
        record(force="North"),
        record(force="South"),
        record("B", force="South"),
        record("A", "2026-01-06", force="South"),
    ]
    assert reviewed(rows).claimed_together == 1


def test_groups_are_followed_through_the_register_and_those_not_on_it_are_named():
    register = register_of(
        Table.from_rows(
            [{"group": "N-1", "aliases": "OLD-7", "force": "North"}, {"group": "N-02", "merged_into": "N-1"}]
        )
    )
    found = reviewed([record("old-7"), record("N-02"), record("N-2"), record("Z")], register=register)
    assert {one.force: one.count for one in found.forces} == {"North": 2, NO_FORCE: 2}
    assert [found.claims.groups[group] for group in found.claims.group.tolist()] == ["N-1", "N-1", "N-2", "Z"]
    assert "disruptions[3].group: 'N-2' is not on the register; did you mean 'N-02'?" in found.notices
    assert "disruptions[4].group: 'Z' is not on the register" in found.notices


def test_a_force_written_in_two_ways_is_one_force_and_said():
    found = reviewed([record(force="NORTH"), record("B", force="north"), record("C", force="South")])
    assert [(one.force, one.count) for one in found.forces] == [("NORTH", 2), ("South", 1)]
    assert (
        "disruptions[2].force: 'north' is taken as 'NORTH': spelled otherwise (case, spaces, dashes)" in found.notices
    )


# counting


def test_counts_shares_and_rates_worked_by_hand():
    """By hand: North 2 + 1 + 1 of 5 groups identified, South none of 2, archived and merged groups left out."""
    groups = [{"group": f"N{at}", "force": "North", "status": "dormant" if at else "active"} for at in range(5)]
    groups += [{"group": f"S{at}", "force": "South", "status": "active"} for at in range(2)]
    groups += [{"group": "X", "force": "North", "status": "archived"}]
    groups += [{"group": "Y", "force": "North", "status": "active", "merged_into": "N0"}]
    rows = [
        record("N0", grade="major", force="North", graded_by="north", kind="pursue"),
        record("N1", grade="minor", force="North", self_assessed="no", kind="protect"),
        record("Y", grade="none", self_assessed="yes"),
        record("N2", grade="negative", date="2025-01-01"),
        record("N2", grade="negative", date="2024-12-31"),
    ]
    found = reviewed(rows, since=dt.date(2025, 1, 1), register=register_of(Table.from_rows(groups)))
    north, south = found.forces
    assert (north.force, north.by_grade, north.by_kind) == ("North", (1, 1, 1, 0, 1), (1, 0, 1, 0, 2))
    assert (north.self_assessed, north.independent, north.not_known) == (2, 1, 1)
    assert north.share_self_assessed == Fraction(2, 3)
    assert [north.rate(threshold) for threshold in THRESHOLDS] == [40, 20, 20]
    assert (south.count, south.rate("minor"), south.share_self_assessed) == (0, None, None)
    assert south.reason == "no record in the window: none made, or none sent in"
    assert found.order.left_out == ("South",)
    assert found.everyone.rate("minor") == Fraction(200, 7)
    assert found.earlier == 1
    assert found.counts("minor") == {"North": 2, "South": 0}


@pytest.mark.parametrize(
    ("graded_by", "self_assessed", "expected"),
    [
        ("North", "", 1),
        ("nor th", "no", 1),
        ("South", "", 0),
        ("South", "yes", 1),
        ("a panel", "", -1),
        ("a panel", "no", 0),
        ("", "yes", 1),
        ("", "", -1),
    ],
)
def test_a_record_is_self_assessed_by_the_rule_that_is_stated(graded_by, self_assessed, expected):
    rows = [record(force="North", graded_by=graded_by, self_assessed=self_assessed), record("B", force="South")]
    found = reviewed(rows)
    assert found.claims.self_assessed[0] == expected
    contradicted = [notice for notice in found.notices if "self-assessed" in notice and ": it says" in notice]
    assert bool(contradicted) == ((graded_by, self_assessed) in {("nor th", "no"), ("South", "yes")})


def test_bounds_worked_by_hand():
    """By hand: two major (one self-assessed), one moderate (not known), one none; the ends of the scale stay."""
    rows = [
        record(grade="major", force="North", self_assessed="yes"),
        record("B", grade="major", force="North", self_assessed="no"),
        record("C", grade="moderate", force="North"),
        record("D", grade="none", force="North", self_assessed="no"),
    ]
    [north] = reviewed(rows).forces
    minor, moderate, major = north.bounds
    assert (minor.recorded, minor.regraded, minor.independent, minor.both) == (3, (3, 4), (1, 2), (1, 3))
    assert (moderate.recorded, moderate.regraded, moderate.independent, moderate.both) == (3, (2, 3), (1, 2), (1, 2))
    assert (major.recorded, major.regraded, major.independent, major.both) == (2, (0, 3), (1, 1), (0, 2))


def test_rates_that_cannot_be_given_say_why():
    without = reviewed([record(force="North")])
    assert (without.forces[0].rate("minor"), without.forces[0].reason) == (None, "no register was given")
    no_force = register_of(Table.from_rows([{"group": "A"}]))
    found = reviewed([record(force="North")], register=no_force)
    assert found.forces[0].reason == "the register has no column force"
    assert found.everyone.rate("minor") == 100
    archived = register_of(Table.from_rows([{"group": "A", "force": "North", "status": "archived"}]))
    found = reviewed([record(), record("Z")], register=archived)
    assert [one.reason for one in found.forces] == [
        "the register has no active or dormant group of this force",
        "no force is named",
    ]


def test_a_register_without_a_record_in_the_window_has_counts_of_nought_and_no_rates():
    register = register_of(Table.from_rows([{"group": "A", "force": "North"}, {"group": "B", "force": "South"}]))
    found = reviewed([record(date="2020-01-01", force="North")], since=dt.date(2025, 1, 1), register=register)
    assert [(one.force, one.count, one.rate("minor")) for one in found.forces] == [
        ("North", 0, None),
        ("South", 0, None),
    ]
    assert found.order.by == "counts"
    assert [(one.settled, one.could_turn, one.tied) for one in found.order.at] == [(0, 0, 1)] * 3


@given(rows_of_records)
def test_counts_add_up_over_forces_grades_kinds_and_graders(rows):
    found = reviewed(rows)
    for one in (*found.forces, found.everyone):
        assert sum(one.by_grade) == sum(one.by_kind) == one.self_assessed + one.independent + one.not_known == one.count
    assert found.everyone.count == len(rows) == sum(one.count for one in found.forces)
    for at in range(len(GRADES)):
        assert sum(one.by_grade[at] for one in found.forces) == found.everyone.by_grade[at]
    for at, bounds in enumerate(found.everyone.bounds):
        for field in attrs.fields(type(bounds)):
            if field.name in {"regraded", "independent", "both"}:
                parts = [getattr(one.bounds[at], field.name) for one in found.forces]
                assert tuple(map(sum, zip(*parts, strict=True))) == getattr(bounds, field.name)


@given(rows_of_records)
def test_bounds_hold_the_count_and_fall_as_the_threshold_rises(rows):
    for one in (found := reviewed(rows)).forces:
        for bounds in one.bounds:
            assert bounds.regraded[0] <= bounds.recorded == one.at_least(bounds.threshold) <= bounds.regraded[1]
            assert bounds.both[0] <= bounds.independent[0] <= bounds.independent[1] <= bounds.both[1]
            assert bounds.independent[1] <= bounds.recorded
        for lower, higher in zip(one.bounds, one.bounds[1:], strict=False):
            assert lower.recorded >= higher.recorded
            for name in ("regraded", "independent", "both"):
                assert all(low >= high for low, high in zip(getattr(lower, name), getattr(higher, name), strict=True))
    assert found.everyone.count == len(rows)


@given(rows_of_records, st.data())
def test_any_regrading_by_at_most_one_grade_stays_within_the_bounds(rows, data):
    before = reviewed(rows)
    moves = data.draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=len(rows), max_size=len(rows)))
    kept = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    own = before.claims.self_assessed.tolist()
    regraded = [
        row | {"grade": GRADES[min(4, max(0, GRADES.index(row["grade"]) + move))]}
        for row, move in zip(rows, moves, strict=True)
    ]
    for one in reviewed(regraded).forces:
        bounds = next(other for other in before.forces if other.force == one.force).bounds
        for bound in bounds:
            assert bound.regraded[0] <= one.at_least(bound.threshold) <= bound.regraded[1]
    # a record of which it is not known may be self-assessed or not: each choice of them is within the bounds too
    for sheet, name in ((rows, "independent"), (regraded, "both")):
        for force in before.forces:
            counted = [
                GRADES.index(row["grade"])
                for row, flag, keep in zip(sheet, own, kept, strict=True)
                if (row["force"] or NO_FORCE) == force.force and (flag == 0 or (flag == -1 and keep))
            ]
            for bound in force.bounds:
                low, high = getattr(bound, name)
                assert low <= sum(grade >= GRADES.index(bound.threshold) for grade in counted) <= high


@given(rows_of_records, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, chance):
    scores = scored([(group, day, "4") for group in "ABCEFGHIJ" for day in ("2025-02-01", "2026-02-01")])
    before, after = (reviewed(sheet, scores=scores) for sheet in (rows, chance.sample(rows, len(rows))))
    assert (before.forces, before.everyone, before.order) == (after.forces, after.everyone, after.order)
    assert (before.repeats, before.claimed_together) == (after.repeats, after.claimed_together)
    assert sorted(before.claims.groups.values()) == sorted(after.claims.groups.values())
    assert without_places(before.change) == without_places(after.change)


def without_places(change):
    return attrs.evolve(change, groups=tuple(attrs.evolve(one, where="") for one in change.groups))


@given(rows_of_records, st.integers(1, 4000))
def test_a_later_day_of_review_changes_nothing_without_new_records(rows, later):
    scores = scored(
        [("A", "2025-02-01", "3"), ("A", "2026-02-01", "5"), ("E", "2025-02-01", "?"), ("E", "2026-01-01", "2")]
    )
    before = reviewed(rows, scores=scores)
    after = reviewed(rows, scores=scores, as_of=AS_OF + dt.timedelta(later))
    for name in ("forces", "everyone", "order", "change", "earlier", "repeats", "notices"):
        assert getattr(before, name) == getattr(after, name)


# the order of forces


def test_the_order_of_forces_worked_by_hand():
    """By hand: North 4 major, South 2 minor, East 1 minor; none has a base, so counts are compared.

    Minor: North 4-4, South 0-2, East 0-1: North is above both whatever happens, South and East could turn.
    """
    rows = [record(grade="major", force="North", id=str(at)) for at in range(4)]
    rows += [record(grade="minor", force="South", id="s"), record("B", grade="minor", force="South", id="t")]
    rows += [record(grade="minor", force="East", id="e"), record("C", grade="minor", id="nobody's")]
    order = reviewed(rows).order
    assert (order.by, order.forces) == ("counts", ("East", "North", "South"))
    minor = order.at[0]
    assert (minor.pairs, minor.settled, minor.could_turn, minor.tied) == (3, 2, 1, 0)
    assert minor.ranks == ((2, 3), (1, 1), (2, 3))
    assert order.at[2].ranks == ((1, 2), (1, 1), (1, 2))  # North 0 to 4, the others 0: at worst a tie


def test_leaving_out_self_assessed_records_can_turn_a_pair():
    rows = [record(str(at), force="North", self_assessed="yes" if at < 3 else "no") for at in range(4)]
    rows += [record(str(at), force="South", self_assessed="no") for at in range(2)]
    minor = reviewed(rows).order.at[0]
    assert (minor.reversed_, minor.may_reverse, minor.examples) == (1, 1, (("North", "South"),))
    unknown = [row | {"self_assessed": ""} if row["force"] == "North" else row for row in rows]
    minor = reviewed(unknown).order.at[0]
    assert (minor.reversed_, minor.may_reverse) == (0, 1)


def test_one_force_alone_has_no_order():
    order = reviewed([record(force="North"), record("B")]).order
    assert (order.at, order.reason) == ((), "fewer than two forces can be compared")


def test_rates_are_compared_where_there_are_any_and_forces_without_one_left_out():
    groups = [{"group": f"N{at}", "force": "North"} for at in range(10)] + [{"group": "S", "force": "South"}]
    register = register_of(Table.from_rows(groups))
    rows = [record(f"N{at}", grade="major") for at in range(3)] + [
        record("S", grade="major"),
        record("Z", force="East"),
    ]
    found = reviewed(rows, register=register)
    assert (found.order.by, found.order.forces, found.order.left_out) == ("rates", ("North", "South"), ("East",))
    assert found.order.at[0].ranks == ((2, 2), (1, 1))  # 3 of 10 against 1 of 1


@given(rows_of_records)
def test_pairs_settled_that_could_turn_and_tied_are_all_pairs(rows):
    order = reviewed(rows).order
    for one in order.at:
        assert one.settled + one.could_turn + one.tied == one.pairs
        assert sum(one.share(count) for count in (one.settled, one.could_turn, one.tied)) == 1
        assert one.reversed_ <= one.may_reverse <= one.pairs
        for best, worst in one.ranks:
            assert 1 <= best <= worst <= len(order.forces)


@given(rows_of_records)
def test_a_pair_is_settled_when_no_regrading_of_either_turns_or_ties_it(rows):
    """Against the extremes themselves: each force regraded wholly up or wholly down, and counted anew."""
    found = reviewed(rows)

    def count(force, threshold, move):
        grades = [GRADES[min(4, max(0, GRADES.index(row["grade"]) + move))] for row in rows if row["force"] == force]
        return sum(GRADES.index(grade) >= GRADES.index(threshold) for grade in grades)

    for one in found.order.at:
        settled = tied = 0
        for left, right in combinations(found.order.forces, 2):
            signs = {
                (a > b) - (a < b)
                for a in (count(left, one.threshold, move) for move in (-1, 0, 1))
                for b in (count(right, one.threshold, move) for move in (-1, 0, 1))
            }
            settled += signs in ({1}, {-1})
            tied += count(left, one.threshold, 0) == count(right, one.threshold, 0)
        assert (one.settled, one.tied) == (settled, tied)


# scores before and after


def test_the_change_in_score_beside_comparable_groups_worked_by_hand():
    """By hand: A falls from 5 to 3. Five groups of the same band fall by 0, 1, 1, 1 and 2: a mean of 1.

    The groups P (another band), Q (none after) and R (disrupted itself, of grade negative only: comparable) show the
    edges: R is the fifth.
    """
    histories = {"A": (5, 3), "B": (5, 5), "C": (4, 3), "D": (5, 4), "E": (6, 5), "R": (5, 3), "P": (1, 6)}
    rows = [
        (g, day, str(level))
        for g, pair in histories.items()
        for day, level in zip(("2025-06-01", "2026-01-01"), pair, strict=True)
    ]
    rows.append(("Q", "2025-06-01", "5"))
    found = reviewed(
        [record("A", "2025-09-01", "minor"), record("A", "2025-12-01", "major"), record("R", "2025-09-01", "negative")],
        scores=scored(rows),
    ).change
    assert (found.disrupted, found.both_sides, found.compared, found.comparable) == (1, 1, 1, 5)
    assert (found.mean, found.comparable_mean, found.difference) == ((-2, -2), (-1, -1), (-1, -1))
    assert (found.before, found.comparable_before) == ((5, 5), (5, 5))
    [row] = found.groups
    assert (row.group, row.date, row.grade, row.band) == ("A", dt.date(2025, 9, 1), "minor", "Higher")
    assert (row.before_on, row.after_on) == (dt.date(2025, 6, 1), dt.date(2026, 1, 1))
    assert (row.comparable, row.comparable_change, row.reason) == (5, (-1, -1), "")


def test_an_unknown_level_widens_the_difference_and_never_closes_it():
    """By hand: A moves by 4-4 to 5-4, that is 0 to 1; five others by 3-5 to 4-4, that is -1 to 1 less; so -1 to 2."""
    rows = [(g, day, level) for g in "BCDEF" for day, level in (("2025-06-01", "3-5"), ("2026-01-01", "4"))]
    rows += [("A", "2025-06-01", "4"), ("A", "2026-01-01", "4-5")]
    found = reviewed([record("A", "2025-09-01")], scores=scored(rows)).change
    assert (found.mean, found.comparable_mean, found.difference) == ((0, 1), (-1, 1), (-1, 2))


def test_a_group_disrupted_shortly_before_the_window_is_not_comparable():
    rows = [(g, day, "4") for g in "ABCDEFG" for day in ("2025-06-01", "2026-01-01")]
    disrupted = [record("A", "2025-09-01"), record("B", "2025-05-01"), record("C", "2024-01-01")]
    found = reviewed(disrupted, scores=scored(rows), since=dt.date(2025, 7, 1)).change
    assert (found.disrupted, found.comparable) == (1, 5)


def test_an_assessment_on_the_day_is_one_before_it():
    rows = [(g, day, level) for g in "ABCDEF" for day, level in (("2025-09-01", "4"), ("2026-01-01", "5"))]
    found = reviewed([record("A", "2025-09-01")], scores=scored(rows)).change
    assert (found.comparable, found.groups[0].before_on) == (5, dt.date(2025, 9, 1))
    found = reviewed([record("A", "2026-01-01")], scores=scored(rows)).change
    assert (found.comparable, found.groups[0].after_on) == (0, None)


@pytest.mark.parametrize(
    ("days", "comparable"),
    [
        (("2025-08-23", "2025-12-10"), 5),  # 100 days before and 9 after
        (("2025-08-22", "2025-12-10"), 0),
        (("2025-11-30", "2026-03-11"), 5),  # 100 days after
        (("2025-11-30", "2026-03-12"), 0),
        (("2025-11-30", "2025-12-01"), 0),  # the second is on the day: before, and none after
        (("2025-12-01", "2025-12-02"), 5),
    ],
)
def test_comparable_groups_keep_to_the_same_days_as_the_disrupted(days, comparable):
    rows = [(g, day, "4") for g in "BCDEF" for day in days]
    rows += [("A", "2025-11-01", "4"), ("A", "2026-01-01", "4")]
    found = reviewed([record("A", "2025-12-01")], scores=scored(rows), horizon=100).change
    assert (found.groups[0].comparable, found.comparable) == (comparable, comparable)


def test_fewer_than_five_comparable_groups_are_no_comparison():
    rows = [(g, day, "4") for g in "ABCDE" for day in ("2025-06-01", "2026-01-01")]
    found = reviewed([record("A", "2025-09-01")], scores=scored(rows)).change
    assert (found.compared, found.comparable, found.mean, found.difference) == (1, 4, None, None)
    assert found.reason == "comparable groups are too few: 4, where 5 are needed"


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        ([], "no dated assessment"),
        ([("2025-09-02", "4")], "no assessment in the 100 days up to the disruption"),
        ([("2025-05-01", "4"), ("2025-09-02", "4")], "no assessment in the 100 days up to the disruption"),
        ([("2025-09-01", "4")], "no assessment in the 100 days after it"),
        ([("2025-09-01", "4"), ("2025-12-11", "4")], "no assessment in the 100 days after it"),
        ([("2025-09-01", "2-3"), ("2025-12-10", "4")], "unknowns leave its band before open"),
        ([("2025-09-01", "1"), ("2025-12-10", "4")], "no comparable group"),
        ([("2025-09-01", "4"), ("2025-12-10", "4")], ""),
    ],
)
def test_a_group_that_cannot_be_used_says_why(history, reason):
    others = [(f"o{at}", day, "4") for at in range(5) for day in ("2025-08-01", "2025-11-01")]
    rows = [*others, *(("A", day, level) for day, level in history)]
    found = reviewed([record("A", "2025-09-01")], scores=scored(rows), horizon=100).change
    assert found.groups[0].reason == reason
    assert found.not_used == (((reason, 1),) if reason else ())
    assert found.compared == (not reason)


def test_a_measure_without_bands_compares_nothing_and_says_so():
    rows = [(g, day, "4") for g in "ABCDEFG" for day in ("2025-06-01", "2026-01-01")]
    found = reviewed([record("A", "2025-09-01")], scores=scored(rows), by="bare").change
    assert (found.difference, found.comparable) == (None, 0)
    assert found.reason == "the measure bare has no bands within which groups could be compared"


def test_two_assessments_of_one_day_leave_a_range():
    rows = [(g, day, "4") for g in "BCDEF" for day in ("2025-06-01", "2026-01-01")]
    rows += [("A", "2025-06-01", "4"), ("A", "2025-06-01", "6"), ("A", "2026-01-01", "5")]
    table = Table.from_rows(
        [
            {"group": g, "assessed_on": day, "harm_done": level, "assessor": str(at)}
            for at, (g, day, level) in enumerate(rows)
        ]
    )
    scores = score(
        assess(
            [
                dict(zip(table.headings, cells, strict=True))
                for cells in zip(*(c.cells() for c in table.columns), strict=True)
            ],
            SMALL,
        )
    )
    found = reviewed([record("A", "2025-09-01")], scores=scores).change
    assert (found.groups[0].before, found.groups[0].change) == ((4, 6), (-1, 1))


def naive_change(records, history, horizon, since):
    """Return what each group is compared with by looking at every assessment of every group: the definition itself."""
    grade = {name: at for at, name in enumerate(GRADES)}
    first = {}
    for group, day, name in sorted(records, key=lambda one: one[1]):
        if grade[name] >= 2 and (since is None or day >= since):
            first.setdefault(group, day)
    early = None if since is None else since - dt.timedelta(horizon)
    barred = {group for group, day, name in records if grade[name] >= 2 and (early is None or day >= early)}

    def sides(group, day):
        before = [one for one in history.get(group, []) if 0 <= (day - one[0]).days <= horizon]
        after = [one for one in history.get(group, []) if 0 < (one[0] - day).days <= horizon]
        if not before or not after:
            return None
        (_, low, high), (_, low_after, high_after) = max(before), min(after)
        return None if (low < 3) != (high < 3) else (high >= 3, low_after - high, high_after - low)

    found, used = {}, set()
    for group, day in first.items():
        mine = sides(group, day)
        alike = {
            other: theirs
            for other in history
            if mine and other not in barred and (theirs := sides(other, day)) and theirs[0] == mine[0]
        }
        if alike:
            means = tuple(Fraction(sum(one[end] for one in alike.values()), len(alike)) for end in (1, 2))
            found[group] = (mine[1:], len(alike), means)
            used |= set(alike)
    return found, len(used)


def naive_difference(found):
    own = [Fraction(sum(one[0][end] for one in found.values()), len(found)) for end in (0, 1)]
    others = [Fraction(sum(one[2][end] for one in found.values()), len(found)) for end in (0, 1)]
    return own[0] - others[1], own[1] - others[0]


short_days = st.dates(dt.date(2026, 3, 20), AS_OF)  # few, so that days meet


@given(
    st.lists(st.tuples(st.sampled_from("ABCDEF"), short_days, st.sampled_from(GRADES)), min_size=1, max_size=6),
    st.dictionaries(
        st.tuples(st.sampled_from("ABCDEFGHIJKLMN"), short_days),
        st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted).map(tuple).filter(lambda ends: ends != (0, 6)),
        min_size=14,
        max_size=70,
    ),
    st.integers(1, 8),
    st.none() | short_days,
)
def test_the_comparison_is_the_definition_worked_day_by_day(records, history, horizon, since):
    rows = [{"group": group, "date": str(day), "grade": grade} for group, day, grade in records]
    scores = scored([(group, str(day), f"{low}-{high}") for (group, day), (low, high) in history.items()])
    by_group = {}
    for (group, day), (low, high) in history.items():
        by_group.setdefault(group, []).append((day, low, high))
    change = reviewed(rows, scores=scores, horizon=horizon, since=since).change
    found, used = naive_change(records, by_group, horizon, since)
    compared = {
        one.group: (one.change, one.comparable, one.comparable_change) for one in change.groups if not one.reason
    }
    assert (compared, change.compared, change.comparable) == (found, len(found), used)
    assert change.difference == (naive_difference(found) if used >= 5 else None)
    assert change.compared + sum(number for _, number in change.not_used) == change.disrupted


def test_scores_whose_sums_would_not_fit_in_a_word_are_compared_exactly():
    huge = attrs.evolve(SMALL, criteria=(attrs.evolve(SMALL.criteria[0], weight=Decimal(10**18)),))
    rows = [(g, day, str(at)) for g in "ABCDEFG" for at, day in enumerate(("2025-06-01", "2026-01-01"), 4)]
    cells = [{"group": group, "assessed_on": day, "harm_done": level} for group, day, level in rows]
    found = reviewed([record("A", "2025-09-01")], scores=score(assess(cells, huge))).change
    assert (found.comparable, found.comparable_before) == (6, (4 * 10**18, 4 * 10**18))
    assert (found.comparable_mean, found.difference) == ((10**18, 10**18), (0, 0))


def test_no_assessments_are_no_comparison():
    assert reviewed([record()]).change is None


# what is written


def test_the_tables_add_up_and_are_the_same_bytes_again():
    made = synthetic_review(5, groups=200, assessments=1200)
    register, records = register_of(made.register), disruptions_of(made.disruptions)
    batch = assess(
        [
            dict(zip(made.assessments.headings, row, strict=True))
            for row in zip(*(c.cells() for c in made.assessments.columns), strict=True)
        ],
        load_matrix("ocg-tactical"),
    )
    found = [disruptions(records, as_of=made.as_of, register=register, scores=score(batch)) for _ in range(2)]
    documents = [disruptions_document(one, register=register, assessments=batch, marking="OFFICIAL") for one in found]
    assert documents[0].json() == documents[1].json()
    document = json.loads(documents[0].json())
    assert set(NAMES) <= set(document)
    *forces, whole = document["counts"]
    for name in ("disruptions", *GRADES, *KINDS, "kind_not_said", "self_assessed"):
        assert sum(row[name] for row in forces) == whole[name]
    assert len(document["records"]) == whole["disruptions"] == len(records)


def test_tables_of_scores_are_left_out_where_there_are_none():
    document = disruptions_document(reviewed([record()]))
    assert set(NAMES) - set(document.tables) == {"comparison", "change"}


def test_a_force_that_the_register_lacks_is_asked_after_and_counted_all_the_same():
    register = register_of(Table.from_rows([{"group": "A", "force": "Ashford"}], "register"))
    found = disruptions(records_of([record(force="Ashfrod")]), as_of=AS_OF, register=register)
    assert "'Ashfrod' is no force of the register; did you mean 'Ashford'?" in " ".join(found.notices)
    assert found.counts("minor") == {"Ashford": 0, "Ashfrod": 1}


def test_a_grader_who_is_no_force_leaves_self_assessment_unknown_and_that_is_said():
    found = disruptions(records_of([record(force="North", graded_by="A panel")]), as_of=AS_OF)
    assert "graded by what is no force here ('A panel')" in " ".join(found.notices)
