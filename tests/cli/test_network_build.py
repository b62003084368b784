"""`ocgscore network build`, through the real entry point: tables to a map, a map to other formats, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from ocgscore.network.files import read_map

EXAMPLE = Path(__file__).parents[2] / "examples" / "map"
KINDS = ("people", "groups", "members", "links", "relations")


@pytest.fixture
def book(tmp_path):
    """Return a function that saves rows as the sheets of a workbook."""

    def save(name, **sheets):
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / name)
        return name

    return save


def put(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())


def tables(*kinds):
    return [part for kind in kinds for part in (f"--{kind}", f"{kind}.csv")]


def parts_of(path):
    """Return the records of a written map in JSON, by kind."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return {kind: document[kind] for kind in KINDS}


def test_five_tables_make_one_map_and_the_counts_and_notes_are_said(ocgscore, tmp_path):
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    ran = ocgscore("network", "build", *tables(*KINDS), "--grades", "grades.csv", "--out", "map.json")
    assert ran.status == 0, ran.err
    assert " ".join(ran.out.split()) == (
        "40 people, 7 groups, 45 memberships, 67 links between 55 pairs of people, "
        "7 relations (3 alliance, 2 rivalry, 2 tension)."
    )
    assert max(map(len, ran.out.splitlines())) <= 80
    assert ran.err.splitlines() == [
        "note: 1 person is in no group: P40 (people.csv!A41)",
        "note: look the same (name and date of birth): P05 (people.csv!A6), P23 (people.csv!A24)",
        "written: map.json",
    ]
    assert {kind: len(listed) for kind, listed in parts_of(tmp_path / "map.json").items()} == {
        "people": 40, "groups": 7, "members": 45, "links": 67, "relations": 7,
    }  # fmt: skip


def test_a_map_goes_through_every_format_and_comes_back_the_same(ocgscore, tmp_path):
    (tmp_path / "tables").mkdir()
    step = EXAMPLE
    for name in ("first.json", "map.graphml", "map.gexf", "map.xlsx", "tables", "last.json"):
        ran = ocgscore("network", "build", step, "--out", name)
        assert ran.status == 0, ran.err
        step = name
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "last.json").read_bytes()
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(f"{kind}.csv" for kind in KINDS)


def test_the_list_for_i2_and_the_matrix_for_ucinet_are_written_beside_the_map(ocgscore, tmp_path):
    ran = ocgscore("network", "build", EXAMPLE, "--out", "m.json", "--i2", "i2.csv", "--matrix", "matrix.csv")
    assert ran.status == 0, ran.err
    assert ran.err.splitlines()[-3:] == ["written: m.json", "written: i2.csv", "written: matrix.csv"]
    with open(tmp_path / "i2.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 45 + 67 + 7
    assert {row["End 2 Type"] for row in rows if row["Link Type"] == "member of"} == {"Group"}
    assert {row["Strength"] for row in rows} == {"Confirmed", "Unconfirmed", "Tentative", ""}
    assert {row["Direction"] for row in rows} == {"None", "End 1 to End 2"}
    assert "note: 14 links have a direction: the matrix runs from row to column, and any other" in ran.err
    again = ocgscore("network", "build", "matrix.csv")
    assert again.out.startswith("40 people, ")
    assert "between 55 pairs of people" in again.out


FAULTY = {
    "people": [
        ["id", "name", "born"],
        ["p1", "Ann Lee", "1980-01-02"],
        ["p2", "LEE, Ann", "1980-01-02"],
        ["p2", "Bob", "31/12/1990"],
        [None, "Cy", None],
        [1.2345678901234568e19, "Di", None],
        ["p9", "Alone", None],
    ],
    "groups": [["id"], ["X"], ["X"], ["Y"]],
    "members": [
        ["person", "group", "standing", "grade"],
        ["p1", "X", "boss", "2B"],
        ["p2", "X", None, "2B"],
        ["p2", "X", None, "2B"],
        ["p1", "Z", None, "9Z"],
    ],
    "links": [
        ["person", "other", "direction", "strength", "date"],
        ["p1", "nobody", None, None, None],
        ["p1", "p1", None, None, None],
        ["p1", "p2", "sideways", 0, "2024-02-30"],
        ["p1", None, None, None, None],
    ],
    "relations": [["group", "other", "kind"], ["X", "X", "rivalry"], ["X", "Y", "friends"], ["X", "Y", None]],
}
FOUND = [
    "note: book.xlsx!members: 1 record is exactly like an earlier one: book.xlsx!members!A4 (like A3); it counts once",
    "note: 1 person is in no group: p9 (book.xlsx!people!A7)",
    "note: 1 group has no member: Y (book.xlsx!groups!A4)",
    "note: look the same (name and date of birth): p1 (book.xlsx!people!A2), p2 (book.xlsx!people!A3)",
    "book.xlsx!people!A4 id: 'p2' is not an id of its own (A3 has it too)",
    "book.xlsx!people!C4 born: '31/12/1990' is not a date; write it as 1990-12-31",
    "book.xlsx!people!A5 id: an id is missing",
    "book.xlsx!people!A6 id: '12345678901234569216' is not an id with all its digits (a spreadsheet keeps fifteen)",
    "book.xlsx!groups!A3 id: 'X' is not an id of its own (A2 has it too)",
    "book.xlsx!members!C2 standing: 'boss' is not one of principal, significant, peripheral",
    "book.xlsx!members!B5 group: 'Z' is not a group in book.xlsx!groups",
    "book.xlsx!members!D5 grade: '9Z' is not a grade in illustrative",
    "book.xlsx!links!B2 other: 'nobody' is not a person in book.xlsx!people",
    "book.xlsx!links!B3 other: 'p1' is not another person than the first",
    "book.xlsx!links!C4 direction: 'sideways' is not one of none, to, both",
    "book.xlsx!links!D4 strength: '0' is not a strength above 0",
    "book.xlsx!links!E4 date: '2024-02-30' is not a day in the calendar",
    "book.xlsx!links!B5 other: an id is missing",
    "book.xlsx!relations!B2 other: 'X' is not another group than the first",
    "book.xlsx!relations!C3 kind: 'friends' is not one of alliance, rivalry, tension",
    "book.xlsx!relations!C4 kind: alliance, rivalry or tension is missing",
    "17 problems.",
]


def test_one_workbook_with_every_fault_has_each_named_at_once_with_its_cell_and_nothing_is_written(
    ocgscore, book, tmp_path
):
    name = book("book.xlsx", **FAULTY)
    given = [part for kind in KINDS for part in (f"--{kind}", name)]
    ran = ocgscore("network", "build", *given, "--grades", "illustrative", "--out", "map.json", "--i2", "i2.csv")
    assert (ran.status, ran.out) == (1, "")
    said = ran.err.splitlines()
    assert [line[: len(start)] for line, start in zip(said, FOUND, strict=False)] == FOUND
    assert len(said) == len(FOUND)
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_column_that_is_missing_is_named_with_the_remedy(ocgscore, tmp_path):
    put(tmp_path, people="name,born\nAnn,\n", relations="group,other\nX,Y\n", links="From,To\na,b\n")
    ran = ocgscore("network", "build", *tables("people", "relations", "links"))
    assert ran.status == 1
    assert ran.err.splitlines()[:2] == [
        "people.csv: a column id is missing; the headings are id, name, born, force",
        "relations.csv: a column kind is missing; add it, with alliance, rivalry, tension in every row",
    ]


def test_people_at_events_are_projected_and_it_is_said_how_much_of_it_is_one_event(ocgscore, tmp_path):
    put(tmp_path, events="person,event\na,1\nb,1\nc,1\na,2\nb,2\n", across=",1,2\na,1,1\nb,1,1\nc,1,0\n")
    for name in ("events", "across"):
        ran = ocgscore("network", "build", "--events", f"{name}.csv", "--out", f"{name}.json")
        assert ran.status == 0, ran.err
        assert ran.out == "3 people, 3 links between 3 pairs of people.\n"
        assert "the largest, '1', links 3 people to each other\n" in ran.err
    links = {name: parts_of(tmp_path / f"{name}.json")["links"] for name in ("events", "across")}
    assert links["events"][0]["more"] == {"events": "1 | 2"}
    for listed in links.values():
        assert [(link["person"], link["other"], link.get("strength", 1)) for link in listed] == [
            ("a", "b", 2), ("a", "c", 1), ("b", "c", 1),
        ]  # fmt: skip


def test_a_table_of_events_comes_back_whole_through_a_map_of_any_format(ocgscore, tmp_path):
    put(tmp_path, events='person,event\na,"Monday, the 1st"\nb,"Monday, the 1st"\nalone,=1+1\nb,e3\n')
    step = ["--events", "events.csv"]
    for name in ("m.json", "m.graphml", "m.gexf", "m.xlsx"):
        ran = ocgscore("network", "build", *step, "--out", name, "--two-mode", "two.csv", "--marking", "SECRET")
        assert ran.status == 0, ran.err
        assert (tmp_path / "two.csv").read_text(encoding="utf-8") == (
            'SECRET,"Monday, the 1st",e3,\'=1+1\na,1,0,0\nb,1,1,0\nalone,0,0,1\n'
        )
        step = [name]
    again = ocgscore("network", "build", "--events", "two.csv", "--out", "again.json")
    assert again.status == 0, again.err
    first, last = read_map(tmp_path / "m.json"), read_map(tmp_path / "again.json")
    assert [(link.person, link.other, link.more) for link in first.links] == [
        (link.person, link.other, link.more) for link in last.links
    ]
    assert {person.id: person.more for person in first.people} == {person.id: person.more for person in last.people}


def test_a_two_mode_table_of_a_map_without_events_and_an_event_that_a_map_cannot_say_are_refused(ocgscore, tmp_path):
    put(tmp_path, links="person,other\na,b\n", people="id,events\na,x\n", events="person,event\na,x|y\n")
    ran = ocgscore("network", "build", "links.csv", "--two-mode", "two.csv")
    assert ran.status == 2
    assert "a map without events is not a map made from who was at which event; give the table with --events" in ran.err
    ran = ocgscore("network", "build", *tables("people", "events"), "--two-mode", "two.csv")
    assert ran.status == 1
    assert ran.err.splitlines()[-3:-1] == [
        "people.csv: a column events is not a heading that is free; rename it: there the map keeps who was at which event",
        "events.csv!B2 event: 'x|y' is not an event without the sign |; write a comma or a slash instead",
    ]
    assert not (tmp_path / "two.csv").exists()


def test_a_matrix_of_links_stands_beside_tables_of_people_and_members(ocgscore, tmp_path):
    put(tmp_path, people="id,name\na,Ann\nb,Bo\n", members="person,group\na,X\nb,X\n", links=",a,b\na,0,2\nb,2,0\n")
    ran = ocgscore("network", "build", *tables("people", "members", "links"), "--out", "map.graphml")
    assert (ran.status, ran.out) == (0, "2 people, 1 group, 2 memberships, 1 link between 1 pair of people.\n")


NAMES = {
    "12345678901234567890123": "Ó Súilleabháin, Séan", "007": "שלמה כהן", "7": "Se\u0301an “Jack” 😀",
    "=1+1": '=HYPERLINK("x")', "'=1": "a\nb", "+44 7700": "-", "1e5": "TRUE",
}  # fmt: skip


def put_names(path, names):
    links = [{"person": one, "other": "p", "kind": "=kin"} for one in names]
    people = [{"id": id_, "name": name} for id_, name in {**names, "p": "P"}.items()]
    document = {"format": "ocgscore-map", "version": 1, "people": people, "links": links}
    path.write_text(json.dumps(document), encoding="utf-8")


def test_long_ids_and_names_in_any_script_with_commas_lines_and_formulas_survive_every_format(ocgscore, tmp_path):
    put_names(tmp_path / "first.json", NAMES)
    (tmp_path / "tables").mkdir()
    step = "first.json"
    for name in ("m.graphml", "m.gexf", "m.xlsx", "tables", "last.json"):
        ran = ocgscore("network", "build", step, "--out", name)
        assert ran.status == 0, ran.err
        step = name
    assert read_map(tmp_path / "last.json") == read_map(tmp_path / "first.json")
    for path in (tmp_path / "tables").iterdir():
        with open(path, encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "@"))]


@pytest.mark.parametrize("out", ["m.xlsx", "."])
def test_an_id_that_tables_would_be_refused_for_is_not_written_to_tables(ocgscore, tmp_path, out):
    put_names(tmp_path / "first.json", {"1E+05": "x", "#N/A": "y", "fine": "z"})
    ran = ocgscore("network", "build", "first.json", "--out", out)
    assert ran.status == 1
    assert ran.err.splitlines()[0].startswith(
        "person 1E+05 id: '1E+05' is not an id that a table can hold; write .json"
    )
    assert "2 problems." in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["first.json"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "]><graphml>&a9;</graphml>"
)
OUTSIDE = '<!DOCTYPE gexf [<!ENTITY x SYSTEM "file:///etc/passwd">]><gexf>&x;</gexf>'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.graphml", BOMB, "delete the line that begins with <!DOCTYPE"),
        ("m.gexf", OUTSIDE, "delete the line that begins with <!DOCTYPE"),
        ("m.graphml", "", "an empty file"),
        ("m.graphml", bytes(range(256)), "is not text"),
        ("m.xlsx", bytes(range(256)), "is not a workbook"),
        ("m.json", "[" * 100_000, "cannot be read"),
        ("m.json", "[]", "make one with `network build`"),
        ("m.csv", "", "an empty file"),
        ("m.csv", "person,other\nS\xe9an,Bo\n".encode("cp1252"), "m.csv row 2: the byte 0xE9 (in Windows-1252 'é')"),
        ("m.csv", "person,other\na,b\n".encode("utf-16"), "UTF-16"),
        ("m.csv", "person;other\na;b\n", "text parted by semicolons"),
        ("m.csv", "person,other,Person\na,b,c\n", "m.csv!C1: 'Person' is not a heading of its own"),
        ("m.csv", "person,other\na,b,c\n", "m.csv!C2: 'c' is not under any of the 2 headings"),
        ("m.csv", 'person,other\n"a,b\n', "not well-formed CSV"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_remedy_and_nothing_is_written(ocgscore, tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    for given in ([name], ["--links", name]):
        if given[0] == name or name.endswith((".csv", ".xlsx")):
            ran = ocgscore("network", "build", *given, "--out", "out.json", "--i2", "i2.csv")
            assert (ran.status, ran.out) == (1, "")
            assert said in ran.err
            assert "a fault of its own" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_byte_order_mark_does_not_matter(ocgscore, tmp_path):
    put(tmp_path, links="\ufeffperson,other\na,b\n")
    assert ocgscore("network", "build", "links.csv").out == "2 people, 1 link between 1 pair of people.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name the tables (such as --links), or a map."),
        (["links.csv", "--links", "links.csv"], "Give either a map or tables"),
        (["none.graphml"], "the file is missing"),
        (["links.grahpml"], "did you mean 'graphml'"),
        (["links.csv", "--out", "map.csv"], "for one flat file use --i2 or --matrix"),
        (["links.csv", "--out", "links.csv"], "for one flat file use --i2 or --matrix"),
        (["links.csv", "--i2", "links.csv"], "an input of this run"),
        (["links.csv", "--matrix", "m.xlsx"], "UCINET reads .csv"),
        (["links.csv", "--out", "nowhere"], "make the folder first"),
        (["links.csv", "--out", "a.json", "--i2", "a.json"], "another output of this run"),
    ],
)
def test_wrong_usage_is_told_what_to_do_and_nothing_is_written(ocgscore, tmp_path, arguments, said):
    put(tmp_path, links="person,other\na,b\n")
    ran = ocgscore("network", "build", *arguments)
    assert ran.status == 2
    assert said in " ".join(ran.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]


def test_what_xml_cannot_hold_leaves_no_output_behind(ocgscore, tmp_path):
    put(tmp_path, links="person,other,kind\na,b,bell\x07\n")
    ran = ocgscore("network", "build", "links.csv", "--i2", "i2.csv", "--out", "map.gexf")
    assert ran.status == 1
    assert "link a – b kind" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]


def test_a_marking_stands_in_what_is_printed_and_in_what_is_written(ocgscore, tmp_path):
    put(tmp_path, links="person,other\na,b\n")
    outputs = "--out", "map.json", "--i2", "i2.csv", "--matrix", "matrix.csv"
    ran = ocgscore("network", "build", "links.csv", "--marking", "SECRET", *outputs)
    assert [line.strip() for line in ran.out.splitlines()][::2] == ["SECRET", "SECRET"]
    assert json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))["marking"] == "SECRET"
    with open(tmp_path / "i2.csv", encoding="utf-8", newline="") as file:
        assert [row["Marking"] for row in csv.DictReader(file)] == ["SECRET"]
    assert (tmp_path / "matrix.csv").read_text(encoding="utf-8") == "SECRET,a,b\na,0,1\nb,1,0\n"


# -- real input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["us_mafia_1960/us_mafia_1960.graphml"], "680 people, 24 groups, 680 memberships, 2,699 links between 2,699"),
        (["--events", "philippine_kidnappings/00_PHILKIDNAP_2M.edges.csv"], "246 people, 2,571 links between 2,571"),
        (["oversize/Oversize_mafia__oversize_WR.graphml"], "182 people, 494 links between 247 pairs"),
        (["oversize/Oversize_mafia__oversize_AW.graphml"], "182 people, 378 links between 189 pairs"),
        (["oversize/Oversize_mafia__oversize_JU.graphml"], "182 people, 226 links between 113 pairs"),
        (["caviar/caviar_full_directed.graphml"], "110 people, 295 links between 205 pairs"),
        (["montagna_meetings/montagna_meetings.graphml"], "101 people, 10 groups, 101 memberships, 256 links"),
        (["montagna_phonecalls/montagna_phonecalls.graphml"], "100 people, 5 groups, 100 memberships, 124 links"),
        (["london_gang/00_LONDON_GANG.edges.csv"], "54 people, 315 links between 315 pairs"),
        (["infinito_esbm/infinito_esbm.graphml"], "84 people, 5 groups, 84 memberships, 663 links"),
    ],
)
def test_real_networks_are_built_and_come_back_the_same(ocgscore, shared_data, tmp_path, arguments, said):
    *option, path = arguments
    ran = ocgscore("network", "build", *option, shared_data("networks", *path.split("/")), "--out", "m.graphml")
    assert ran.status == 0, ran.err
    assert said in " ".join(ran.out.split())
    first = ocgscore("network", "build", "m.graphml", "--out", "m.xlsx")
    again = ocgscore("network", "build", "m.xlsx", "--out", "again.graphml")
    assert ran.out == first.out == again.out
    assert read_map(tmp_path / "m.graphml") == read_map(tmp_path / "again.graphml")


def test_real_relations_between_150_groups_are_built_once_their_kind_is_said(ocgscore, shared_data, tmp_path):
    folder = shared_data("networks", "mexico_bacrim2020")
    rows = []
    for name, kind in (("Alliances", "alliance"), ("Rivals", "rivalry")):
        with open(folder / f"BACRIM2020_{name}.csv", encoding="utf-8-sig", newline="") as file:
            rows += [(row["Node"], row["RNode"], kind, row["weight"]) for row in csv.DictReader(file)]
    with open(tmp_path / "relations.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("group", "other", "kind", "weight"), *rows])
    nodes = folder / "BACRIM2020_Nodes.csv"
    ran = ocgscore("network", "build", "--groups", nodes, "--relations", "relations.csv", "--out", "m.json")
    assert ran.status == 0, ran.err
    assert ran.out.startswith(f"0 people, 150 groups, {len(rows)} relations (")
    assert any("Cártel" in group["name"] for group in parts_of(tmp_path / "m.json")["groups"])


@pytest.mark.parametrize("words", [["--out", "."], ["--i2", "links.csv"], ["--matrix", "people.csv"]])
def test_a_folder_given_as_a_map_is_never_written_over(ocgscore, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("id\na\nb\n", encoding="utf-8")
    (tmp_path / "links.csv").write_text("person,other\nb,a\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ran = ocgscore("network", "build", ".", *words)
    assert ran.status == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("words", [["links.csv", "--out", ""], ["links.csv", "--i2", ""], ["", "--out", "m.json"]])
def test_an_empty_name_is_no_folder(ocgscore, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "links.csv").write_text("person,other\nb,a\n", encoding="utf-8")
    ran = ocgscore("network", "build", *words)
    assert ran.status == 2
    assert "the name of a" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["links.csv"]


def test_tables_that_are_not_read_are_named(ocgscore, tmp_path):
    for name, text in (("People", "id\na\nb\n"), ("Associations", "person,other\na,b\n"), ("grades", "grade,chance\n")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    ran = ocgscore("network", "build", tmp_path)
    assert ran.status == 0, ran.err
    assert "not read: Associations.csv; the tables of a folder are people.csv, groups.csv" in ran.err


def test_half_a_character_is_refused(ocgscore, tmp_path):
    (tmp_path / "m.json").write_text(
        '{"format": "ocgscore-map", "version": 1, "people": [{"id": "d\\ud800"}]}', encoding="utf-8"
    )
    ran = ocgscore("network", "build", tmp_path / "m.json")
    assert ran.status == 1
    assert r"m.json line 1 column 62: half a character (\ud800)" in ran.err


@pytest.mark.parametrize(
    "words", [["--i2", "i2.csv"], ["--matrix", "m.csv"], ["--two-mode", "two.csv"], ["--out", "folder"]]
)
def test_control_characters_are_not_written_to_tables(ocgscore, tmp_path, words):
    (tmp_path / "folder").mkdir()
    put(tmp_path, people="id,name\nb,\n", members="person,group\nb,X\n")
    people = [{"id": "b", "name": "B\0ell", "more": {"events": "1"}}, {"id": "c\x1b", "more": {"events": "\x07"}}]
    document = {"format": "ocgscore-map", "version": 1, "people": people}
    (tmp_path / "m.json").write_text(json.dumps(document), encoding="utf-8")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    ran = ocgscore("network", "build", "m.json", *words)
    assert (ran.status, ran.out) == (1, "")
    assert "take out its control character" in ran.err
    assert "\x1b" not in ran.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
