"""What is redacted is gone before anything is worked out."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import attrs
import pytest
from hypothesis import given as of
from hypothesis import settings
from hypothesis import strategies as st

from ocgscore.assessments import sift
from ocgscore.errors import AssessmentError, RequestError
from ocgscore.matrix import load_matrix
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.report.meeting.given import Given
from ocgscore.report.meeting.left_out import left_out
from ocgscore.report.meeting.redaction import Redaction
from ocgscore.report.meeting.report import report_of, report_record
from ocgscore.review.register import register_of
from ocgscore.table import Table

MATRIX = load_matrix("ocg-tactical")
LEVELS = {criterion.id: criterion.levels[1].code for criterion in MATRIX.criteria}
SECRET = "Zzqx"  # begins every text that must not survive


def sheet(rows):
    return Table.from_rows(rows, "Zzqxfile.csv")


def row(group, number, **more):
    return {
        "group": group,
        "force": "North",
        "assessor": f"{SECRET}assessor{number}",
        "assessed_on": "2026-01-05",
        **LEVELS,
        "physical_rationale": f"{SECRET}reason{number}",
        f"{SECRET}heading": f"{SECRET}cell{number}",
        "town": "Ely",
        **more,
    }


def map_of(groups):
    people = tuple(
        Person(f"{SECRET}{at}", f"{SECRET}name", dt.date(1980, 1, 1), "North", {f"{SECRET}h": SECRET})
        for at in range(9)
    )
    members = tuple(
        Member(person.id, groups[at % len(groups)], f"{SECRET}role", "principal", f"{SECRET}source", f"{SECRET}grade")
        for at, person in enumerate(people)
    )
    links = tuple(
        Link(people[at].id, people[at - 1].id, f"{SECRET}kind", source=f"{SECRET}s", grade=f"{SECRET}g")
        for at in range(1, 9)
    )
    relations = (Relation(groups[0], groups[1], "tension", source=f"{SECRET}s"),) if len(groups) > 1 else ()
    named = tuple(Group(group, f"{SECRET}group", "North", {f"{SECRET}h": SECRET}) for group in groups)
    return OcgMap(people, named, members, links, relations, f"{SECRET}map.json", "ab" * 32, "", (f"{SECRET} notice",))


def given(rows=None, **more):
    rows = rows or [row(f"G-{at}", at) for at in range(4)]
    table = attrs.evolve(sheet(rows), notices=(f"{SECRET}notice",))
    groups = [entry["group"] for entry in rows if entry["group"]]
    register = register_of(
        sheet([{"group": group, "force": "North", "owner": f"{SECRET}owner", "note": SECRET} for group in groups])
    )
    together = sheet([row(group, at, force=force) for at, group in enumerate(groups) for force in ("North", "South")])
    last = sheet([row(group, at, physical="0") for at, group in enumerate(groups)])
    found = Given(MATRIX, table, sift(table, MATRIX), last, together, map_of(groups), register)
    return attrs.evolve(found, **more)


def everything_in(material):
    """Return all bytes that a report of this material is written as, those inside a workbook taken out of it."""
    from ocgscore.report.meeting.page.page import html
    from ocgscore.report.meeting.workbook import workbook_chunks

    book = zipfile.ZipFile(io.BytesIO(b"".join(workbook_chunks(material))))
    parts = b"\n".join(name.encode() + book.read(name) for name in book.namelist())
    return html(report_of(material)).encode() + parts + repr(report_record(material, {})).encode()


AS_OF = dt.date(2026, 3, 31)


def test_nothing_that_is_dropped_survives_anywhere_in_the_bytes():
    material = given().material(keep=(), as_of=AS_OF, draws=100)
    written = everything_in(material)
    assert SECRET.casefold().encode() not in written.lower()
    assert b"assessor 1" in written
    assert b"person 1" in written


def test_the_same_report_in_full_shows_what_the_redacted_one_drops():
    written = everything_in(given().material(as_of=AS_OF, draws=100))
    for shown in ("assessor1", "reason1", "name"):
        assert f"{SECRET}{shown}".encode() in written, shown


@settings(max_examples=15)
@of(secret=st.text(st.characters(categories=("L", "N", "P", "S")), min_size=6, max_size=12), at=st.integers(0, 3))
def test_no_text_of_a_dropped_column_survives_whatever_it_is(secret, at):
    secret = f"{SECRET}{secret}"
    rows = [row(f"G-{number}", number) for number in range(4)]
    rows[at] |= {"physical_rationale": secret, "assessor": secret, "note": secret}
    written = everything_in(given(rows).material(keep=(), as_of=AS_OF, draws=100))
    assert SECRET.casefold().encode() not in written.lower()


def test_the_rejected_rows_say_where_a_fault_is_and_not_what_stands_there():
    rows = [*[row(f"G-{at}", at) for at in range(4)], row("G-9", 9, physical=f"{SECRET} typed here")]
    with pytest.raises(AssessmentError):
        given(rows).material(keep=(), as_of=AS_OF)
    material = given(rows).material(keep=(), accept_valid=True, as_of=AS_OF, draws=100)
    assert material.rejected[0].group == "G-9"
    assert material.rejected[0].problems == ('assessments[5].physical: not a level of "Physical harm"',)
    assert SECRET.casefold().encode() not in everything_in(material).lower()


def test_a_column_that_is_kept_is_there_as_it_stood_and_no_other():
    table = Redaction(("  Town", "PHYSICAL rationale")).sheet(sheet([row("A", 1)]), MATRIX)
    kept = {column.heading: column.row_text(0) for column in table.columns}
    assert kept["town"] == "Ely"
    assert kept["physical_rationale"] == f"{SECRET}reason1"
    assert kept["assessor"] == "assessor 1"
    assert f"{SECRET}heading" not in kept


def test_the_scores_and_ranks_are_those_of_the_full_report():
    full, redacted = (given().material(keep=keep, as_of=AS_OF, draws=100) for keep in (None, ()))
    assert full.scores.low.tolist() == redacted.scores.low.tolist()
    assert full.ranking.best.tolist() == redacted.ranking.best.tolist()
    assert full.tried.p_top.tolist() == redacted.tried.p_top.tolist()
    assert [gap.value for gap in full.gaps] == [gap.value for gap in redacted.gaps]


def test_an_assessor_has_one_number_in_all_sheets_and_however_the_name_is_spelled():
    redaction = Redaction()
    first = redaction.sheet(sheet([row("A", 1), row("B", 2)]), MATRIX)
    other = redaction.sheet(sheet([row("A", 2), row("B", 1, assessor=f" {SECRET.upper()}ASSESSOR1")]), MATRIX)
    numbers = [[t.columns[2].row_text(at) for at in range(2)] for t in (first, other)]
    assert numbers == [["assessor 1", "assessor 2"], ["assessor 2", "assessor 1"]]


def test_people_are_numbered_in_an_order_that_says_nothing_of_their_ids():
    named = tuple(Person(f"P{at:02}", f"Name {at}", force=f"F{at:02}") for at in range(1, 41))
    full = OcgMap(named, notices=("a notice",))
    redacted = Redaction().map(full)
    assert redacted.people == Redaction().map(full).people
    assert [person.id for person in redacted.people] == [f"person {at:02}" for at in range(1, 41)]
    came_from = [person.force for person in redacted.people]  # the force tells whose number it is
    assert sorted(came_from) == [person.force for person in named]
    assert sum(one == other for one, other in zip(came_from, sorted(came_from), strict=True)) < 6
    other = Redaction().map(attrs.evolve(full, links=(Link("P01", "P02"),)))
    assert [person.force for person in other.people] != came_from  # the whole map decides the order
    assert {person.name for person in redacted.people} == {""}
    assert redacted.notices == ()


@pytest.mark.parametrize(
    "headings",
    [
        {
            "group": "urn",
            "force": "police_force",
            "owner": "LRO",
            "aliases": "also known as",
            "merged_into": "merged_with",
        },
        {
            "group": "OCG ID",
            "force": "Force",
            "owner": "Owned by",
            "aliases": "former-ids",
            "merged_into": "replaced_by",
        },
    ],
)
def test_a_register_under_any_of_its_headings_is_read_as_in_full_and_without_owners(headings):
    rows = [
        {"group": "A", "force": "North", "owner": SECRET, "aliases": "A1", "merged_into": ""},
        {"group": "B", "force": "North", "owner": SECRET, "aliases": "", "merged_into": "A"},
    ]
    register = register_of(sheet([{headings[name]: cell for name, cell in row.items()} for row in rows]))
    redacted = Redaction(("owner", "LRO")).register(register)
    assert [group.owner for group in register.groups] == [SECRET, SECRET]
    assert [group.owner for group in redacted.groups] == ["", ""]
    for name in ("id", "force", "aliases", "merged_into", "status"):
        assert [getattr(one, name) for one in redacted.groups] == [getattr(one, name) for one in register.groups]


@pytest.mark.parametrize("heading", ["level", "criterion", "Level "])
def test_a_further_column_of_a_wide_sheet_is_dropped_though_a_long_sheet_has_one_of_its_name(heading):
    table = Redaction().sheet(sheet([row("A", 1) | {heading: SECRET}]), MATRIX)
    assert heading not in table.headings


def test_what_stands_as_a_version_and_is_none_is_numbered_and_versions_stay():
    rows = [row(f"G{at}", at, matrix_version=text) for at, text in enumerate(["1.0.0", f"{SECRET} had it", "v0.9", ""])]
    table = Redaction().sheet(sheet(rows), MATRIX)
    (column,) = [column for column in table.columns if column.heading == "matrix_version"]
    assert [column.row_text(at) for at in range(4)] == ["1.0.0", "other version 1", "v0.9", ""]


def test_a_long_sheet_is_redacted_too():
    rows = [{"group": "A", "criterion": "physical", "level": "3", "rationale": SECRET, "assessor": SECRET, "x": SECRET}]
    table = Redaction().sheet(sheet(rows), MATRIX)
    assert table.headings == ["group", "criterion", "level", "assessor"]
    assert len(sift(table, MATRIX).accepted) == 1


def test_a_column_to_keep_that_no_sheet_has_is_refused_with_a_question():
    with pytest.raises(RequestError) as refused:
        given().material(keep=("twon", "colour"), as_of=AS_OF, draws=100)
    assert [problem.got for problem in refused.value.problems] == ["twon", "colour"]
    assert "did you mean 'town'?" in str(refused.value)


def test_in_full_the_rejected_rows_say_everything():
    table = sheet([row("A", 1, physical="hihg"), row("B", 2)])
    (rejected,) = left_out(sift(table, MATRIX))
    assert rejected.where == "Zzqxfile.csv[1]"
    assert "'hihg' is not a level" in rejected.problems[0]
