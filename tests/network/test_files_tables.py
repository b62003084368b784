"""Tables become a map, or every problem in all of them is said at its cell."""

from __future__ import annotations

import datetime as dt
import json

import networkx as nx
import openpyxl
import pytest

from ocgscore.errors import FileUseError, OcgScoreError, RequestError, TableError
from ocgscore.network.files import read_map
from ocgscore.network.grading import check_grades, load_grades
from ocgscore.network.graphs import from_networkx
from ocgscore.network.model import Link, MapError, Member, OcgMap, Person, Relation
from ocgscore.network.reading.headings import ALIASES, ENDS, fields_of
from ocgscore.network.reading.sheet import FIELDS, KINDS
from ocgscore.network.reading.tables import read_tables


@pytest.fixture
def put(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


@pytest.fixture
def book(tmp_path):
    def book(name="book.xlsx", **sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return book


def said(error):
    return [str(problem) for problem in error.value.problems]


# -- what is read ----------------------------------------------------------------------------------


def test_every_field_is_read_and_everything_else_is_kept(put):
    network = read_tables(
        people=put("people.csv", "id,name,born,force,nickname\np1,Ann,1980-02-03,North,Duchess\np2,,,,\n"),
        groups=put("groups.csv", "id,name,force\ng1,Harbour,North\ng2,Quay,South\n"),
        members=put(
            "members.csv", "person,group,role,standing,source,grade,date\np1,g1,boss,Principal,log,2B,2024-01-02\n"
        ),
        links=put(
            "links.csv",
            "person,other,kind,direction,strength,source,grade,date,calls\np1,p2,phone,to,2.5,log,1A,2024-01-03,17\n",
        ),
        relations=put("relations.csv", "group,other,kind,direction,strength\ng1,g2,RIVALRY,both,3\n"),
    )
    assert network.people == (Person("p1", "Ann", dt.date(1980, 2, 3), "North", {"nickname": "Duchess"}), Person("p2"))
    assert network.members == (Member("p1", "g1", "boss", "principal", "log", "2B", dt.date(2024, 1, 2)),)
    assert network.links == (Link("p1", "p2", "phone", "to", 2.5, "log", "1A", dt.date(2024, 1, 3), {"calls": "17"}),)
    assert network.relations == (Relation("g1", "g2", "rivalry", "both", 3.0),)
    assert network.notices == (
        "1 person is in no group: p2 (people.csv!A3)",
        "1 group has no member: g2 (groups.csv!A3)",
    )


@pytest.mark.parametrize(
    "heads", ["Person,Other", "From,To", "Source,Target", "person 1,person 2", "PERSON-A,PERSON-B"]
)
def test_the_ends_of_a_link_go_by_several_names(put, heads):
    network = read_tables(links=put("links.csv", f"{heads},Weight\na,b,2\n"))
    assert network.links == (Link("a", "b", strength=2.0),)


def test_a_source_beside_person_and_other_is_where_a_link_comes_from(put):
    network = read_tables(links=put("links.csv", "person,other,source,target\na,b,log,c\n"))
    assert network.links == (Link("a", "b", source="log", more={"target": "c"}),)


def test_a_heading_that_may_be_an_id_is_a_name_where_another_column_is_the_id():
    assert fields_of(["Node", "Group"], "groups") == {"id": 0, "name": 1}
    assert fields_of(["Person", "Person ID"], "people") == {"id": 1, "name": 0}
    assert fields_of(["Group", "Force"], "groups") == {"id": 0, "force": 1}


def test_a_fields_own_name_goes_before_its_other_names():
    assert fields_of(["label", "name", "person", "id"], "people") == {"id": 3, "name": 1}
    assert {kind: set(names) for kind, names in ALIASES.items()} == {
        kind: set(FIELDS[kind]) - ({"person", "group", "other"} if kind in ENDS else set()) for kind in KINDS
    }


def test_people_and_groups_are_taken_from_the_rest_only_where_there_is_no_table_of_them(put):
    links, members = put("links.csv", "person,other\nb,a\n"), put("members.csv", "person,group\nc,X\n")
    network = read_tables(links=links, members=members)
    assert [person.id for person in network.people] == ["b", "a", "c"]
    assert [group.id for group in network.groups] == ["X"]
    with pytest.raises(MapError) as error:
        read_tables(people=put("people.csv", "id\na\nb\n"), links=links, members=members)
    assert said(error) == [
        "members.csv!A2 person: 'c' is not a person in people.csv; add a person of that id, or leave the row out"
    ]


def test_sheets_of_one_workbook_are_found_by_name_and_otherwise_the_first_is_read(book):
    path = book(People=[["id"], ["a"], ["b"]], links=[["person", "other"], ["a", "b"]], Notes=[["x"], ["y"]])
    network = read_tables(people=path, links=path)
    assert (len(network.people), len(network.links)) == (2, 1)
    assert read_map(path) == network
    other = book("other.xlsx", Sheet1=[["person", "other"], ["a", "b"]])
    assert read_tables(links=other) == read_map(other) == read_tables(links=other)


def test_a_table_with_headings_alone_has_no_records(put):
    network = read_tables(
        links=put("links.csv", "person,other\na,b\n"), relations=put("relations.csv", "group,other,kind\n")
    )
    assert network.relations == ()


def test_dates_of_a_spreadsheet_and_iso_dates_with_a_time_are_days(book):
    moment = dt.datetime(2024, 5, 6, 7, 8)  # noqa: DTZ001
    path = book(links=[["person", "other", "date"], ["a", "b", moment], ["a", "c", "2024-05-06T07:08Z"]])
    assert {link.date for link in read_tables(links=path).links} == {dt.date(2024, 5, 6)}


def test_names_keep_their_form_their_commas_and_their_lines(put):
    composed, apart = "S\u00e9an", "Se\u0301an"
    network = read_tables(people=put("people.csv", f'id,name\n007,"{composed}, ""Jack"""\n7,"{apart}\nRuadh"\n'))
    assert [(person.id, person.name) for person in network.people] == [
        ("007", f'{composed}, "Jack"'),
        ("7", f"{apart}\nRuadh"),
    ]


def test_markings_are_kept_and_differing_ones_noticed(put):
    links = put("links.csv", "OFFICIAL,\nperson,other\na,b\nOFFICIAL,\n")
    assert read_tables(links=links).marking == "OFFICIAL"
    people = put("people.csv", "SECRET,\nid,name\na,x\nb,y\n")
    network = read_tables(links=links, people=people)
    assert network.marking == "SECRET; OFFICIAL"
    assert "the files are marked differently: SECRET, OFFICIAL" in network.notices


def test_the_digest_of_a_map_changes_with_any_of_its_tables(put):
    links = put("links.csv", "person,other\na,b\n")
    first = read_tables(links=links)
    assert (first.name, len(first.sha256)) == ("links.csv", 64)
    put("links.csv", "person,other\na,c\n")
    assert read_tables(links=links).sha256 != first.sha256


# -- what is refused -------------------------------------------------------------------------------


def test_every_problem_in_all_tables_is_said_at_once_each_at_its_cell(put):
    with pytest.raises(MapError) as error:
        read_tables(
            people=put("people.csv", "id,name,born\np1,Ann,30/02/2000\np02,Bob,1975\n,Cy,\np1,Di,\n"),
            groups=put("groups.csv", "id\nX\n"),
            members=put("members.csv", "person,group,standing\np2,X,prinicpal\np1,Y,\n"),
            links=put(
                "links.csv", "person,other,direction,strength,date\np1,P1,from,-1,03/04/2024\np1,p1,,nan,\np9,,,,\n"
            ),
            relations=put("relations.csv", "group,other,kind,strength\nX,X,,0\n"),
        )
    assert said(error) == [
        "people.csv!C2 born: '30/02/2000' is not a date; write the day as year-month-day, such as 2026-11-23",
        "people.csv!C3 born: '1975' is not a date; write the whole day, or keep it in a column of another name",
        "people.csv!A4 id: an id is missing; every row needs one",
        "people.csv!A5 id: 'p1' is not an id of its own (A2 has it too); keep one row of the two, or give one another id",
        "members.csv!A2 person: 'p2' is not a person in people.csv; did you mean 'p02'?",
        "members.csv!C2 standing: 'prinicpal' is not one of principal, significant, peripheral; did you mean 'principal'?",
        "members.csv!B3 group: 'Y' is not a group in groups.csv; add a group of that id, or leave the row out",
        "links.csv!B2 other: 'P1' is not a person in people.csv; did you mean 'p1'?",
        "links.csv!C2 direction: 'from' is not one of none, to, both; change the two ends over and write to",
        "links.csv!D2 strength: '-1' is not a strength above 0; write a number such as 2.5, with a point and without other signs",
        "links.csv!E2 date: '03/04/2024' is not a date; write it as 2024-04-03 or as 2024-03-04, whichever is meant",
        "links.csv!B3 other: 'p1' is not another person than the first; mend one end, or leave the row out",
        "links.csv!D3 strength: 'nan' is not a strength above 0; write a number such as 2.5, with a point and without other signs",
        "links.csv!A4 person: 'p9' is not a person in people.csv; add a person of that id, or leave the row out",
        "links.csv!B4 other: an id is missing; every row needs one",
        "relations.csv!B2 other: 'X' is not another group than the first; mend one end, or leave the row out",
        "relations.csv!C2 kind: alliance, rivalry or tension is missing; every row needs one of them",
        "relations.csv!D2 strength: '0' is not a strength above 0; leave the row out where there is no link, or the cell blank where nothing is known",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("2024-02-30", "write the day as year-month-day, such as 2026-11-23"),
        ("2024-01-02T25:00", "write the day as year-month-day, such as 2026-11-23"),
        ("25/12/2024", "write it as 2024-12-25"),
        ("12/25/2024", "write it as 2024-12-25"),
        ("5.5.2024", "write it as 2024-05-05"),
        ("03-04-2024", "write it as 2024-04-03 or as 2024-03-04, whichever is meant"),
        ("3/4/24", "write the day as year-month-day, such as 2026-11-23 (in Excel: format the cells as yyyy-mm-dd)"),
        ("45000", "format the cells as dates, yyyy-mm-dd"),
        ("2024-05", "write the whole day, or keep it in a column of another name"),
        ("99/99/2024", "write the day as year-month-day, such as 2026-11-23"),
        ("20240102", "write the day as year-month-day, such as 2026-11-23 (in Excel: format the cells as yyyy-mm-dd)"),
        ("#REF!", "a formula in the sheet failed: mend it, or clear the cell"),
    ],
)
def test_a_date_that_is_none_or_could_be_two_is_refused_with_the_remedy(put, cell, hint):
    with pytest.raises(MapError) as error:
        read_tables(links=put("links.csv", f"person,other,date\na,b,{cell}\n"))
    assert [problem.hint for problem in error.value] == [hint]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (1.2345678901234568e19, "an id with all its digits (a spreadsheet keeps fifteen)"),
        (12345678901234567890, "an id with all its digits (a spreadsheet keeps fifteen)"),
        (10**15, "an id with all its digits (a spreadsheet keeps fifteen)"),
        ("1.23457E+19", "an id with all its digits (a spreadsheet rounded it)"),
        (dt.datetime(2024, 3, 4), "an id (the spreadsheet made a date of it)"),  # noqa: DTZ001
        ("#N/A", "an id"),
    ],
)
def test_an_id_that_a_spreadsheet_has_changed_is_a_problem_and_never_rounded(book, cell, expected):
    with pytest.raises(MapError) as error:
        read_tables(people=book(people=[["id", "name"], [cell, "Ann"]]))
    assert [(problem.where, problem.expected) for problem in error.value] == [("book.xlsx!people!A2 id", expected)]


@pytest.mark.parametrize(
    "cell", ["12345678901234567890", "2024-03-04", "3-4", "007", "1e5", 999_999_999_999_999, "TRUE"]
)
def test_an_id_that_only_looks_like_a_number_or_a_date_is_kept(book, cell):
    assert read_tables(people=book(people=[["id", "name"], [cell, "Ann"]])).people[0].id == str(cell)


def test_a_missing_column_is_named_and_the_other_tables_are_checked_all_the_same(put):
    with pytest.raises(MapError) as error:
        read_tables(people=put("people.csv", "nmae\nx\n"), links=put("links.csv", "person,other\na,a\n"))
    assert said(error) == [
        "people.csv: a column id is missing; the headings are id, name, born, force",
        "links.csv!B2 other: 'a' is not another person than the first; mend one end, or leave the row out",
    ]


def test_a_file_that_cannot_be_read_does_not_hide_the_problems_of_the_others(put):
    with pytest.raises(TableError) as error:
        read_tables(people=put("people.csv", b""), links=put("links.csv", "person,other\na,a\n"))
    assert [problem.where for problem in error.value] == ["people.csv", "links.csv!B2 other"]


def test_no_table_and_no_file_are_refused(tmp_path):
    with pytest.raises(RequestError):
        read_tables()
    with pytest.raises(FileUseError):
        read_tables(links=tmp_path / "none.csv")


def test_very_many_problems_are_counted(put):
    rows = "".join(f"a{number},a{number}\n" for number in range(1_500))
    with pytest.raises(MapError) as error:
        read_tables(links=put("links.csv", "person,other\n" + rows))
    assert len(error.value.problems) == 1_001
    assert error.value.problems[-1].got == "500 more problems like these"


# -- what is only noticed --------------------------------------------------------------------------


def test_records_exactly_alike_are_kept_and_noticed_whichever_way_round_they_stand(put):
    network = read_tables(links=put("links.csv", "person,other,kind\na,b,kin\nb,a,kin\na,b,phone\n"))
    assert len(network.links) == 3
    assert network.notices == (
        "links.csv: 1 record is exactly like an earlier one: links.csv!A3 (like A2); all are kept, and their strengths add up",
    )
    directed = read_tables(links=put("links.csv", "person,other,direction\na,b,to\nb,a,to\n"))
    assert directed.notices == ()


def test_people_who_look_the_same_are_noticed(put):
    people = put("people.csv", 'id,name,born\np1,Ann Lee,1980-01-02\np2,"LEE, Ann",1980-01-02\np3,Ann Lee,1990-01-02\n')
    assert read_tables(people=people).notices == (
        "look the same (name and date of birth): p1 (people.csv!A2), p2 (people.csv!A3)",
    )


def test_every_one_of_very_many_is_named_with_its_cell(put):
    rows = "".join(f"p{number},Same Name,1980-01-02\n" for number in range(40))
    pairs = "".join(f"q{number},Name {chr(97 + number // 2)},1980-01-03\n" for number in range(46))
    members = put("members.csv", "person,group\nq0,X\nq0,X\n")
    network = read_tables(people=put("people.csv", "id,name,born\n" + rows + pairs), members=members)
    again, alone, *alike = network.notices
    assert again == "members.csv: 1 record is exactly like an earlier one: members.csv!A3 (like A2); it counts once"
    assert alone.startswith("85 people are in no group: p0 (people.csv!A2), p1 (people.csv!A3), ")
    assert alone.count("(people.csv!A") == 85
    assert alike[0].count("(people.csv!A") == 40
    assert len(alike) == 24


def test_a_map_without_memberships_does_not_call_everybody_alone(put):
    people, groups = put("people.csv", "id\na\n"), put("groups.csv", "id\nX\n")
    assert read_tables(people=people, groups=groups).notices == ("there are no memberships: nobody is in a group",)
    assert read_tables(groups=groups).notices == ()


def test_what_is_only_noticed_is_said_beside_the_problems(put):
    people = put("people.csv", "id,name,born\na,Ann,1980-01-02\nb,ANN,1980-01-02\nc,Cy,x\n,,\n")
    members = put("members.csv", "person,group\na,X\nb,X\n")
    for more in ({}, {"links": put("links.csv", b"")}):
        with pytest.raises(ValueError, match="is not a date") as error:
            read_tables(people=people, members=members, **more)
        assert error.value.__notes__ == [
            "1 person is in no group: c (people.csv!A4)",
            "look the same (name and date of birth): a (people.csv!A2), b (people.csv!A3)",
        ]


# -- events ----------------------------------------------------------------------------------------


def test_two_people_at_the_same_events_are_linked_by_as_many_as_they_share(put):
    listed = put("events.csv", "person,event\na,1\nb,1\nc,1\na,2\nb,2\nb,2\nd,3\n")
    across = put("across.csv", ",1,2,3\na,1,1,\nb,1,2,0\nc,1,,\nd,,,1\n")
    for path in (listed, across):
        network = read_tables(events=path)
        assert [person.id for person in network.people] == ["a", "b", "c", "d"]
        assert {(link.person, link.other, link.strength) for link in network.links} == {
            ("a", "b", 2.0),
            ("a", "c", 1.0),
            ("b", "c", 1.0),
        }
        assert {(link.kind, link.source) for link in network.links} == {("shared events", path.name)}
        assert [link.more["events"] for link in network.links] == ["1 | 2", "1", "1"]
        assert [person.more["events"] for person in network.people] == ["1 | 2", "1 | 2", "1", "3"]
        assert network.notices == (f"{path.name}: 3 events; the largest, '1', links 3 people to each other",)


def test_an_event_with_a_person_nobody_knows_is_a_problem_at_its_cell(put):
    people = put("people.csv", "id\na\n")
    for name, text, where in (
        ("list.csv", "person,event\nA,1\n", "list.csv!A2 person"),
        ("across.csv", ",x,y\nA,,1\n", "across.csv!C2 person"),
    ):
        with pytest.raises(MapError) as error:
            read_tables(people=people, events=put(name, text))
        assert [(problem.where, problem.hint) for problem in error.value] == [(where, "did you mean 'a'?")]


def test_events_whose_columns_do_not_say_which_is_which_are_refused(put):
    with pytest.raises(RequestError, match="head the two columns person and event"):
        read_tables(events=put("events.csv", "N1,E1\nN2,E1\n"))


def test_events_that_would_make_too_many_links_are_refused(put):
    rows = "".join(f"p{number},everybody\n" for number in range(3_500))
    with pytest.raises(MapError, match="the largest, 'everybody', has 3500 people"):
        read_tables(events=put("events.csv", "person,event\n" + rows))


# -- lists and matrices ----------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["csv", "tsv", "xlsx"])
def test_a_symmetric_matrix_makes_links_without_direction(put, book, format_):
    rows = [[None, "a", "b", "c"], ["a", 9, 2.5, 0], ["b", 2.5, None, None], ["c", 0, None, 0]]
    if format_ == "xlsx":
        path = book("m.xlsx", Sheet1=rows)
    else:
        mark = "," if format_ == "csv" else "\t"
        path = put(
            f"m.{format_}", "\n".join(mark.join("" if cell is None else str(cell) for cell in row) for row in rows)
        )
    network = read_map(path)
    assert [person.id for person in network.people] == ["a", "b", "c"]
    assert network.links == (Link("a", "b", strength=2.5),)
    assert network.notices[0].endswith("the diagonal is left out, 1 of its cells not 0")


@pytest.mark.parametrize("corner", ["", '""', "names", "\ufeff"])
def test_an_asymmetric_matrix_makes_links_from_row_to_column_in_whatever_order_its_margins_stand(put, corner):
    network = read_map(put("m.csv", f"{corner},b,a,c\na,1,0,\nb,0,2,4\nc,0,0,0\n"))
    assert network.links == (
        Link("a", "b", direction="to"),
        Link("b", "a", direction="to", strength=2.0),
        Link("b", "c", direction="to", strength=4.0),
    )


def test_a_cell_of_a_matrix_that_is_no_strength_and_a_name_in_one_margin_only_are_problems(put):
    with pytest.raises(MapError) as error:
        read_map(put("m.csv", ",a,bb,c\na,0,-1,x\nb,0,0,0\nb,,,TRUE\n"))
    assert [(problem.where, problem.got) for problem in error.value] == [
        ("m.csv!A3 names", "b"), ("m.csv!A4 names", "b"), ("m.csv!C1", "bb"), ("m.csv!D1", "c"),
        ("m.csv!C2 bb", "-1"), ("m.csv!D2 c", "x"), ("m.csv!A4 names", "b"), ("m.csv!D4 c", "TRUE"),
    ]  # fmt: skip
    assert [problem.hint for problem in error.value][2:5] == [
        "did you mean 'b'?",
        "give it a row too",
        "write the strength, or leave the cell blank where there is no link",
    ]


def test_a_matrix_stands_for_the_links_beside_other_tables(put):
    links = put("m.csv", ",a,b,c\na,0,2,0\nb,2,0,0\nc,0,0,0\n")
    members = put("members.csv", "person,group\na,X\nb,X\nc,Y\n")
    network = read_tables(links=links, members=members)
    assert [person.id for person in network.people] == ["a", "b", "c"]
    assert network.links == (Link("a", "b", strength=2.0),)
    assert (network.name, len(network.groups)) == ("m.csv, members.csv", 2)
    people = put("people.csv", "id,name\na,Ann\nb,Bo\nc,Cy\n")
    assert [person.name for person in read_tables(people=people, links=links).people] == ["Ann", "Bo", "Cy"]


def test_a_name_of_a_matrix_that_is_not_in_the_table_of_people_is_a_problem_at_its_cell(put):
    people = put("people.csv", "id\na\nb\n")
    with pytest.raises(ValueError, match="people") as error:
        read_tables(people=people, links=put("m.csv", ",a,b,bb\na,0,2,0\nb,2,0,0\nbb,0,0,0\n"))
    assert said(error) == ["m.csv!A4: 'bb' is not a person in people.csv; did you mean 'b'?"]
    with pytest.raises(ValueError, match="down") as error:
        read_tables(links=put("m.csv", ",a,b\na,0,1\n"))
    assert said(error) == ["m.csv!C1: 'b' is not a name down too; give it a row too"]


@pytest.mark.parametrize("text", ["a,b\nc,d\n", "id,name\np1,Ann\n", "a\nb\n"])
def test_a_table_that_is_neither_a_list_of_links_nor_a_matrix_is_told_what_to_do(put, text):
    with pytest.raises(RequestError, match="head the two columns of a list person and other"):
        read_map(put("what.csv", text))


def test_a_folder_without_tables_and_an_unknown_ending_are_refused(tmp_path, put):
    with pytest.raises(FileUseError, match=r"people\.csv"):
        read_map(tmp_path)
    with pytest.raises(FileUseError, match="did you mean 'graphml'"):
        read_map(put("map.grahpml", "x"))


# -- our JSON --------------------------------------------------------------------------------------


def document(**parts):
    return json.dumps({"format": "ocgscore-map", "version": 1, **parts})


def test_every_problem_in_the_json_form_is_said_with_its_path(put):
    text = document(
        people=[{"id": "a", "nmae": "x"}, "b", {"id": ["c"]}, {"id": "d", "more": {"k": 1}}],
        links={"person": "a"},
    )
    with pytest.raises(MapError) as error:
        read_map(put("map.json", text))
    assert said(error) == [
        "map.json people[0] nmae: 'nmae' is not one of id, name, born, force; did you mean 'name'?",
        "map.json people[1]: '\"b\"' is not an object; write it in { }",
        "map.json people[2] id: '[\"c\"]' is not a text or a number; write it in quotes",
        'map.json people[3] more: \'{"k": 1}\' is not an object of texts; such as {"colour": "red"}',
        'map.json links: \'{"person": "a"}\' is not a list of objects; put it in [ ]',
    ]
    with pytest.raises(MapError) as error:
        read_map(put("map.json", document(people=[{"id": "a"}], links=[{"person": "a", "other": "A", "strength": 0}])))
    assert [problem.where for problem in error.value] == ["map.json links[0] other", "map.json links[0] strength"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "make one with `network build`"),
        ('{"format": "ocgscore-map", "version": 2}', "later one"),
        (document(poeple=[]), "did you mean 'people'?"),
        ("{", "line 1 column 2"),
        ("[" * 100_000, "cannot be read"),
        (document(people=[{"id": float("nan")}]), "NaN is no JSON number"),
        ("9" * 5_000, "cannot be read"),
        (b"\xff\xfe{\x00", "UTF-16"),
        (b'{"format": "\xe9"}', "0xE9"),
        (b"", "an empty file"),
        ('{"format": "ocgscore-map", "version": 1, "people": [{"id": "a", "id": "b"}]}', "'id' stands twice"),
        (document(marking=5), "'5' is not a text"),
        ('{"a": 1,\n"b": ["\\ud83d\\ude00 \\\\ud800 \\udc00"]}', r"line 2 column 29: half a character (\udc00)"),
        ("9" * 5_000, "a number of thousands of digits"),
        ("[" * 100_000, "lists within lists without end"),
    ],
)
def test_json_that_is_no_map_is_refused_with_a_message(put, text, said):
    with pytest.raises(OcgScoreError) as error:
        read_map(put("map.json", text))
    assert said in str(error.value)


# -- grades ----------------------------------------------------------------------------------------


def test_a_table_of_grades_is_read_from_any_format(put, book):
    paths = [
        put("ours.csv", "Grade,Chance,why\nConfirmed,90%,said so\n2B,0.6,\nungraded,0.5,\n"),
        put(
            "ours.json",
            json.dumps(
                [
                    {"grade": "Confirmed", "chance": 0.9},
                    {"grade": "2-B", "chance": "60 %"},
                    {"grade": "", "chance": 0.5},
                ]
            ),
        ),
        book("ours.xlsx", Sheet1=[["grade", "probability"], ["Confirmed", 0.9], ["2BP", 0.6], [None, 0.5]]),
    ]
    for path in paths:
        grades = load_grades(path)
        assert (grades.chance("CONFIRMED"), grades.chance("2B"), grades.chance(""), grades.name) == (
            0.9,
            0.6,
            0.5,
            path.name,
        )
    assert load_grades("illustrative").name == "illustrative"


def test_every_problem_in_a_table_of_grades_is_said_at_its_cell(put):
    with pytest.raises(MapError) as error:
        load_grades(put("ours.csv", "grade,chance\n2B,2\n2-B-P,0.5\nx,\ny,0\n"))
    assert [problem.where for problem in error.value] == [
        "ours.csv!B2 chance",
        "ours.csv!A3 grade",
        "ours.csv!B4 chance",
        "ours.csv!B5 chance",
    ]
    with pytest.raises(MapError, match="a column chance is missing"):
        load_grades(put("ours.csv", "grade,worth\n2B,0.5\n"))


def test_a_grade_that_the_table_lacks_is_a_problem_at_its_cell_beside_all_others(put):
    links = put("links.csv", "person,other,grade,date\na,b,2B,\na,c,tentatve,x\na,d,tentatve,\n")
    with pytest.raises(MapError) as error:
        read_tables(links=links, grades=load_grades("illustrative"))
    assert said(error) == [
        "links.csv!C3 grade: 'tentatve' is not a grade in illustrative; did you mean 'tentative'?",
        "links.csv!D3 date: 'x' is not a date; write the day as year-month-day, such as 2026-11-23 (in Excel: format the cells as yyyy-mm-dd)",
    ]
    assert (
        len(
            read_tables(
                links=put("links.csv", "person,other,grade\na,b,2B\n"), grades=load_grades("illustrative")
            ).links
        )
        == 1
    )


def test_a_grade_that_the_table_lacks_is_named_once():
    people = Person("a"), Person("b")
    network = OcgMap(people, links=(Link("a", "b", grade="4Z"), Link("b", "a", grade="4z")))
    with pytest.raises(MapError) as error:
        check_grades(network, load_grades("illustrative"))
    assert [(problem.where, problem.got) for problem in error.value] == [("link a – b grade", "4Z")]


def test_each_grade_is_repeated_as_written_and_a_number_is_told_what_a_probability_is(put):
    put("ours.csv", "grade,chance\n1A,0.9\n")
    said_grades = ["0", "1.5", "110%", "", "4F", "-0.2", "nan", "1A"]
    rows = "".join(f"a,p{number},{grade}\n" for number, grade in enumerate(said_grades))
    links = put("l.csv", "person,other,grade\n" + rows)
    grades = load_grades(links.with_name("ours.csv"))
    number = "is not a grade in ours.csv, or a probability above 0 and at most 1; write a probability as 0.8 or 80%"
    told = [
        f"'0' {number}",
        f"'1.5' {number}",
        f"'110%' {number}",
        "a blank is not a grade in ours.csv; add a row for ungraded to ours.csv: it says what a blank counts for",
        "'4F' is not a grade in ours.csv; add a row for it to ours.csv, with a probability",
        f"'-0.2' {number}",
        f"'nan' {number}",
    ]
    with pytest.raises(MapError) as error:
        read_tables(links=links, grades=grades)
    assert said(error) == [f"l.csv!C{row} grade: {one}" for row, one in enumerate(told, 2)]
    with pytest.raises(MapError) as error:
        check_grades(read_map(links), grades)
    assert said(error) == [f"link a – p{number} grade: {one}" for number, one in enumerate(told)]


HIDDEN = "a\u202eb\n\tc"


def test_line_breaks_and_signs_that_turn_text_round_are_visible_in_notes_and_places(put):
    people = [{"id": HIDDEN, "name": "A B", "born": "1980-01-02"}, {"id": "c", "name": "A B", "born": "1980-01-02"}]
    made = document(people=people, groups=[{"id": "X"}], members=[{"person": "c", "group": "X"}])
    assert read_map(put("m.json", made)).notices == (
        r"1 person is in no group: a\u202eb\n\tc",
        r"look the same (name and date of birth): a\u202eb\n\tc, c",
    )
    with pytest.raises(MapError) as error:
        read_map(put("m.json", document(people=people, links=[{"person": HIDDEN, "other": HIDDEN}], **{HIDDEN: []})))
    assert error.value.problems[0].where == r"m.json a\u202eb\n\tc"
    with pytest.raises(MapError) as error:
        from_networkx(nx.Graph([(HIDDEN, "b", {"weight": -1})]))
    assert error.value.problems[0].where == r"graph edge a\u202eb\n\tc – b strength"
    with pytest.raises(MapError) as error:
        check_grades(
            OcgMap((Person(HIDDEN), Person("b")), links=(Link(HIDDEN, "b", grade="x"),)), load_grades("illustrative")
        )
    assert error.value.problems[0].where == r"link a\u202eb\n\tc – b grade"


@pytest.mark.parametrize("strength", ["1e308", "1e-308", "1e13"])
def test_a_strength_beyond_any_use_is_a_problem_at_its_cell(put, strength):
    links = put("links.csv", f"person,other,strength\na,b,1e12\nb,c,{strength}\nc,d,1e-9\n")
    with pytest.raises(MapError, match=r"links.csv!C3 strength: .* is not a strength from 1e-09 to 1e\+12"):
        read_tables(links=links)


def test_only_days_that_exist_are_proposed(put):
    people = put("people.csv", "id,born\na,31/02/2024\nb,02/31/2024\nc,03/02/2024\n")
    with pytest.raises(MapError) as refused:
        read_tables(people=people)
    hints = [problem.hint for problem in refused.value.problems]
    assert "2024-02-31" not in " ".join(hints)
    assert hints[-1] == "write it as 2024-02-03 or as 2024-03-02, whichever is meant"
