"""The map beside the scores: columns by group id, and levels proposed by the user's own rules."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import load_matrix
from ocgscore.errors import RequestError
from ocgscore.network.groups.joining import joined, shown
from ocgscore.network.groups.measures import MEASURES
from ocgscore.network.groups.proposals import UNTOUCHED, proposals
from ocgscore.network.groups.rules import read_rules
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person, Relation
from ocgscore.report.network.mapped import joined_table, proposals_table
from ocgscore.table import Table, read_table

MATRICES = Path(__file__).parents[1] / "matrices"


def three_groups():
    """A is tied to B twice and to C once, and shares a member with B; C has one member, Z none."""
    people = ["a1", "a2", "ab", "b1", "b2", "c1", "free"]
    members = [("a1", "A"), ("a2", "A"), ("ab", "A"), ("ab", "B"), ("b1", "B"), ("b2", "B"), ("c1", "C")]
    links = [("a1", "b1"), ("a2", "b2"), ("a1", "c1"), ("a1", "a2"), ("c1", "free")]
    return OcgMap(
        tuple(map(Person, people)),
        tuple(map(Group, "ABCZ")),
        tuple(Member(*pair) for pair in members),
        tuple(Link(*pair) for pair in links),
        (Relation("A", "Z", "rivalry"),),
        name="map.json",
        sha256="ab" * 32,
    )


SHEET = [
    {"group": "B", "Region": "N", "risk_low": 3, "map_size": 99},
    {"group": "A", "Region": "S", "risk_low": 5},
    {"group": "a", "Region": "S", "risk_low": 1},
    {"group": "A", "Region": "W", "risk_low": 7},
    {"group": "", "Region": "?", "risk_low": 0},
    {"group": "Q", "Region": "E", "risk_low": 2},
]


def cells(table, heading):
    return table.columns[table.headings.index(heading)].cells()


def test_every_column_is_kept_and_every_group_gets_its_own_measures():
    found = joined(three_groups(), Table.from_rows(SHEET))
    assert found.table.headings[:3] == ["group", "Region", "risk_low"]
    assert found.table.headings[3:] == [*(f"map_{name}" for name in MEASURES), "map_note"]
    assert cells(found.table, "risk_low") == [3, 5, 1, 7, 0, 2]
    assert cells(found.table, "map_size") == [3, 3, None, 3, None, None]
    assert cells(found.table, "map_density") == [Decimal("0.0000"), *[Decimal("0.3333"), None] * 2, None]
    assert cells(found.table, "map_cross_group_degree") == [1, 2, None, 2, None, None]
    assert cells(found.table, "map_shared_members") == [1, 1, None, 1, None, None]
    assert cells(found.table, "map_rivalries") == [0, 1, None, 1, None, None]


def test_groups_on_one_side_only_are_named_and_never_given_zeros():
    found = joined(three_groups(), Table.from_rows(SHEET))
    assert found.unmapped == ("a", "Q")
    assert found.unscored == ("C", "Z")
    assert cells(found.table, "map_note")[2] == cells(found.table, "map_note")[5] == "not on the map"
    assert cells(found.table, "map_note")[4] == "no group id"
    for heading in found.table.headings[3:-1]:
        assert [cells(found.table, heading)[at] for at in (2, 4, 5)] == [None] * 3
    assert found.notices == (
        "columns of an earlier join are replaced: map_size",
        "scored but not on the map, left blank: a, Q",
        "on the map but not scored: C, Z",
        "a of the table and A of the map differ in case or spacing only",
    )


def test_an_undefined_measure_is_blank_with_its_reason():
    found = joined(three_groups(), Table.from_rows([{"group": "C"}, {"group": "Z"}]))
    assert cells(found.table, "map_density") == [None, None]
    assert "fewer than 2 members: no density, cohesion" in cells(found.table, "map_note")[0]
    assert "no member: no " in cells(found.table, "map_note")[1]
    assert cells(found.table, "map_size") == [1, 0]


def test_a_table_without_groups_is_refused_and_one_of_strangers_is_remarked_on():
    with pytest.raises(RequestError, match="'ocg' is not a list of headings with group"):
        joined(three_groups(), Table.from_rows([{"ocg": "A"}]))
    assert joined(three_groups(), Table.from_rows([{"Group": "Q"}])).notices[-1].startswith("no group of the table")


def test_joining_again_changes_nothing(tmp_path):
    from ocgscore.table import write_table

    once = joined_table(joined(three_groups(), Table.from_rows(SHEET)), three_groups())
    write_table(once, tmp_path / "once.csv")
    again = joined_table(joined(three_groups(), read_table(tmp_path / "once.csv")), three_groups())
    write_table(again, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "once.csv").read_bytes()
    assert set(cells(again, "map_provenance")) == {cells(again, "map_provenance")[0]}
    assert cells(again, "map_provenance")[0].startswith("map.json#abababababab ocgscore ")


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_ratio_is_shown_to_four_digits_rounded_half_up(value):
    found = Fraction(shown(value))
    assert -Fraction(1, 20_000) < found - value <= Fraction(1, 20_000)
    assert found * 10_000 == int(found * 10_000)


# --- rules ------------------------------------------------------------------------------------------------------------


def rules_of(rows, matrix):
    headings = ("criterion", "measure", "at_least", "level")
    return read_rules(Table.from_rows([dict(zip(headings, row, strict=True)) for row in rows]), matrix)


LINKS = [
    ("Links to other organised crime groups", "cross_group_degree", "1", "low"),
    ("links_organised_crime", "Cross Group Degree", 2.0, "Medium"),
]


@pytest.fixture(scope="module")
def sleipnir():
    return load_matrix("sleipnir-2000")


@pytest.fixture(scope="module")
def gangs():
    return load_matrix(MATRICES / "gang-network.toml")


def test_every_fault_of_a_rule_file_is_told_at_its_cell(tmp_path, gangs):
    path = tmp_path / "rules.csv"
    path.write_text(
        "criterion,measure,at_least,level\n"
        "colaboration,cross_group_degree,1,yes\n"
        "rivals,rivalrys,1,yes\n"
        "rivals,rivalries,one,yes\n"
        "rivals,rivalries,1,maybe\n"
        "rivals,rivalries,2,no-yes\n"
        "rivals,rivalries,1e9,yes\n"
        ",rivalries,2,yes\n"
        "confirmed_link,linked_groups,0,no\n"
        "confirmed_link,alliances,1,yes\n"
        "collaboration,alliances,1,yes\n"
        "collaboration,alliances,2,no\n"
        "collaboration,alliances,2,yes\n",
        encoding="utf-8",
    )
    with pytest.raises(MapError) as caught:
        read_rules(read_table(path), gangs)
    said = str(caught.value)
    for text in (
        "rules.csv!A2 criterion: 'colaboration' is not a criterion of the matrix; did you mean 'collaboration'?",
        "rules.csv!B3 measure: 'rivalrys' is not a measure that rules can use; did you mean 'rivalries'?",
        "rules.csv!C4 at_least: 'one' is not a number such as 2 or -0.5",
        "rules.csv!D5 level: 'maybe' is not one level of",
        "rules.csv!D6 level: 'no-yes' is not one level of",
        "rules.csv!C7 at_least: '1e9' is not a number",
        "rules.csv!A8 criterion: a criterion is missing",
        "rules.csv!B10 measure: 'alliances' is not the measure of the row before, linked_groups",
        "rules.csv!D12 level: 'no' is not a level above yes",
        "rules.csv!C13 at_least: '2' is not another threshold than before",
    ):
        assert text in said, text
    assert len(caught.value.problems) == 10


def test_a_rule_file_without_its_columns_or_rows_is_refused(gangs):
    with pytest.raises(MapError, match="a column at_least is missing"):
        read_rules(Table.from_rows([{"criterion": "rivals", "measure": "rivalries", "level": "yes"}]), gangs)
    with pytest.raises(MapError, match="a row under the headings is missing"):
        read_rules(Table.from_rows([]), gangs)


def test_a_rule_gives_the_level_of_the_highest_threshold_reached(gangs):
    [rule] = rules_of([("rivals", "rivalries", "0.5", "yes"), ("rivals", "rivalries", "-1", "no")], gangs)
    reached = [(value, rule.level(value)) for value in (-2, -1, 0, Fraction(1, 2), 7)]
    assert [(value, level and level.code) for value, level in reached] == [
        (-2, None), (-1, "no"), (0, "no"), (Fraction(1, 2), "yes"), (7, "yes"),
    ]  # fmt: skip


# --- proposals --------------------------------------------------------------------------------------------------------


def test_a_proposal_shows_what_is_recorded_what_the_map_would_support_and_why(sleipnir):
    name = sleipnir.criterion("links_organised_crime").title
    rules = rules_of([(name, *LINKS[0][1:]), LINKS[1]], sleipnir)
    sheet = Table.from_rows([
        {"group": "A", "links_organised_crime": "Medium"}, {"group": "B", "links_organised_crime": "nil-low"},
        {"group": "C", "links_organised_crime": "?"}, {"group": "Q", "links_organised_crime": "high"},
    ])  # fmt: skip
    before = [column.cells() for column in sheet.columns]
    found = proposals(three_groups(), rules, sleipnir, sheet)
    rows = {row.group: row for row in found.rows}
    assert {group: (row.level and row.level.code, row.against) for group, row in rows.items()} == {
        "A": ("medium", "agrees"), "B": ("low", "narrows"), "C": ("low", "not recorded"), "Z": (None, ""),
    }  # fmt: skip
    assert rows["A"].evidence == "3 ties cross to 2 groups: B (2), C (1)"
    assert rows["B"].evidence == "2 ties cross to 1 group: A (2)"
    assert rows["Z"].evidence == "cross_group_degree is undefined: no member"
    assert rows["B"].recorded == "nil-low"
    assert found.unmapped == ("Q",)
    assert found.note == UNTOUCHED
    assert [column.cells() for column in sheet.columns] == before


def test_rows_of_one_group_that_differ_are_all_shown(gangs):
    rules = rules_of([("rivals", "rivalries", "1", "yes")], gangs)
    sheet = Table.from_rows([{"group": "A", "rivals": "yes"}, {"group": "A", "rivals": "no"}])
    first = proposals(three_groups(), rules, gangs, sheet).rows[0]
    assert (first.recorded, first.against, first.evidence) == ("yes / no", "differs", "rivalries: Z")


def test_below_every_threshold_nothing_is_proposed(gangs):
    rules = rules_of([("rivals", "rivalries", "1", "yes")], gangs)
    rows = proposals(three_groups(), rules, gangs).rows
    assert [row.level and row.level.code for row in rows] == ["yes", None, None, "yes"]
    assert rows[1].evidence == "groups that are its rivals: 0; below every threshold of the rule"


def test_without_a_rule_the_evidence_is_listed_and_no_level_is_proposed(gangs):
    found = proposals(three_groups(), (), gangs)
    assert [(row.criterion, row.level, row.value) for row in found.rows] == [(None, None, None)] * 4
    assert found.rows[0].evidence == (
        "3 ties cross to 2 groups: B (2), C (1); members in common with 1 group: B (1); rivalries: Z"
    )
    assert [row.evidence for row in proposals(OcgMap(groups=(Group("X"),)), (), gangs).rows] == [
        "no link to another group on the map"
    ]


def test_proposals_as_a_table_say_that_nothing_was_written(gangs):
    rules = rules_of([("rivals", "rivalries", "1", "yes")], gangs)
    table = proposals_table(proposals(three_groups(), rules, gangs), three_groups())
    assert set(cells(table, "note")) == {UNTOUCHED}
    assert cells(table, "proposed") == ["yes", None, None, "yes"]
    assert cells(table, "value") == [1, 0, 0, 1]
    assert cells(table, "matrix")[0].startswith("gang-network@1.0.0#")
    assert proposals_table(proposals(OcgMap(), rules, gangs), OcgMap()).headings == table.headings


@given(st.integers(0, 10), st.lists(st.integers(0, 10), min_size=2, max_size=2, unique=True).map(sorted))
def test_more_of_a_measure_never_proposes_a_lower_level(value, thresholds):
    gangs = load_matrix(MATRICES / "gang-network.toml")
    rows = [("rivals", "rivalries", str(least), level) for least, level in zip(thresholds, ("no", "yes"), strict=True)]
    [rule] = rules_of(rows, gangs)
    levels = [rule.level(number) for number in (value, value + 1)]
    values = [-1 if level is None else level.value for level in levels]
    assert values[0] <= values[1]
