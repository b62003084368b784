"""A register beside a map, beside population, and beside a list to be worked on."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given

from ocgscore import assess, latest, load_matrix, score
from ocgscore.assessments import sift
from ocgscore.errors import RequestError
from ocgscore.network.model import Group, Member, OcgMap
from ocgscore.review.coverage import Rules, coverage
from ocgscore.review.coverage.rated import COUNTED, coverage_rates
from ocgscore.review.disruptions import disruptions, disruptions_of
from ocgscore.review.disruptions.rated import disruption_rates
from ocgscore.review.listed import as_registered, never_assessed
from ocgscore.review.on_map import with_map
from ocgscore.review.rates import population_of
from ocgscore.review.register import register_of
from ocgscore.table import Table
from ocgscore.testing import reviews

TACTICAL = load_matrix("ocg-tactical")
AS_OF = dt.date(2026, 3, 31)


def register(*rows):
    return register_of(Table.from_rows(rows, "register"))


def test_a_map_is_the_witness_whatever_the_register_says():
    known = register(
        {"group": "A", "mapped": "no"}, {"group": "B", "mapped": "yes"}, {"group": "C", "merged_into": "A"}
    )
    found = with_map(known, OcgMap(groups=(Group("c"), Group("X"))))
    assert [group.mapped for group in found.register.groups[:2]] == [True, False]  # C is part of A now
    assert found.unregistered == ("X",)
    assert list(found.notices()) == ["on the map and not on the register: 1 group: 'X'"]


def test_people_come_from_the_map_only_where_the_register_is_silent_and_each_is_counted_once():
    known = register({"group": "A", "people": 9}, {"group": "B", "aliases": "OLD"})
    members = (Member("p1", "B"), Member("p1", "OLD"), Member("p2", "OLD"), Member("p3", "A"))
    found = with_map(known, OcgMap(groups=(Group("A"), Group("B"), Group("OLD")), members=members))
    assert [group.people for group in found.register.groups] == [9, 2]


def rated(what="identified", people=3):
    known = register(
        {"group": "A", "force": "North", "people": 2, "mapped": "yes", "status": "active"},
        {"group": "B", "force": "North", "people": 3, "mapped": "yes", "status": "archived"},
        {"group": "C", "force": "North", "people": "", "mapped": "no", "status": "active"},
        {"group": "D", "force": "Sooth", "people": 5, "mapped": "no", "status": "active"},
    )
    found = coverage(known, score(assess([{"group": "A", "violence": "low"}], "sleipnir-2000")), AS_OF, Rules(people))
    population = population_of(
        Table.from_rows([{"force": "North", "population": 500_000}, {"force": "South", "population": 100_000}], "pop")
    )
    return coverage_rates(found, population, what)


@pytest.mark.parametrize(
    ("what", "people", "count"), [("identified", 3, 2), ("identified", 2, 3), ("active", 3, 1), ("mapped", 2, 2)]
)
def test_the_count_follows_the_definition_and_the_rule_says_both(what, people, count):
    found = rated(what, people)
    north = next(one for one in found.forces if one.force == "North")
    assert (north.count, north.rate) == (count, Fraction(count * 1_000_000, 500_000))
    assert COUNTED[what] in found.rule
    assert f"{people} people or more" in found.rule
    assert "2026-03-31" in found.rule


def test_a_force_that_the_population_table_lacks_is_named_and_stays_in_the_total():
    found = rated()
    assert [(one.force, one.count, one.rate) for one in found.forces if one.force == "Sooth"] == [("Sooth", 1, None)]
    assert found.total == 3
    assert any("Sooth" in notice and "South" in notice for notice in found.notices)


def test_a_count_that_there_is_not_is_refused():
    with pytest.raises(RequestError, match="'maped' is not a count of groups; did you mean 'mapped'"):
        rated("maped")


def test_old_ids_are_one_group_and_archived_groups_are_left_out_and_said():
    known = register(
        {"group": "A", "aliases": "OLD", "status": "active"},
        {"group": "B", "status": "archived"},
        {"group": "C", "merged_into": "A", "status": "active"},
    )
    rows = [
        {"group": "OLD", "assessed_on": "2026-01-01", "violence": "low"},
        {"group": "c", "assessed_on": "2026-02-01", "violence": "high"},
        {"group": "B", "assessed_on": "2026-02-01", "violence": "high"},
        {"group": "X", "assessed_on": "2026-02-01", "violence": "high"},
    ]
    found = as_registered(assess(rows, "sleipnir-2000"), known)
    assert [found.group.row_text(row) for row in range(len(found))] == ["A", "A", "X"]
    assert [latest(found).group.row_text(row) for row in range(2)] == ["A", "X"]
    assert [notice.split(":")[0] for notice in found.notices[1:]] == [
        "rows[1].group",
        "rows[2].group",
        "1 assessment of 1 group left out, archived in the register",
        "1 assessment of 1 group not on the register, kept under their own ids",
    ]
    assert found.address(1, 1).startswith("rows[2]")  # cells keep their addresses


@given(reviews(TACTICAL))
def test_every_assessment_is_kept_or_is_of_an_archived_group(drawn):
    known, batch = register_of(drawn[0]), sift(drawn[1], TACTICAL).accepted
    found = as_registered(batch, known)
    at = [known.find(batch.group.row_text(row)) for row in range(len(batch))]
    archived = [position is not None and known.groups[position].status == "archived" for position in at]
    assert len(found) + sum(archived) == len(batch)
    ids = {known.groups[position].id for position in at if position is not None}
    assert all(
        found.group.row_text(row) in ids or known.find(found.group.row_text(row)) is None for row in range(len(found))
    )


def test_never_scored_are_the_groups_in_play_that_no_row_gives_a_level():
    known = register(
        {"group": "A", "status": "active", "aliases": "OLD"},
        {"group": "B", "status": "dormant"},
        {"group": "C", "status": "archived"},
        {"group": "D", "status": "active", "merged_into": "A"},
        {"group": "E", "status": "active"},
    )
    rows = [{"group": "old", "violence": "low"}, {"group": "E", "violence": ""}]
    assert never_assessed(assess(rows, "sleipnir-2000"), known) == ("B", "E")


def test_a_force_of_the_register_without_a_disruption_in_the_window_has_no_rate_beside_population():
    known = register({"group": "A", "force": "North"}, {"group": "B", "force": "South"})
    records = disruptions_of(
        Table.from_rows([{"group": "A", "date": "2026-01-05", "grade": "minor", "force": "North"}])
    )
    people = population_of(
        Table.from_rows([{"force": name, "population": 500_000} for name in ("North", "South")], "pop")
    )
    found = disruption_rates(disruptions(records, as_of=AS_OF, register=known), people)
    assert [(one.force, one.count, one.rate, one.reason) for one in found.forces if one.force == "South"] == [
        ("South", None, None, "no record in the window: none made, or none sent in")
    ]
    assert next(one.rate for one in found.forces if one.force == "North") == 2
