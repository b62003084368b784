"""Every format gives back the map that was written, with every attribute; and the same bytes each time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.files import read_map
from ocgscore.network.graphs import from_networkx, people_graph, to_networkx
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person, Relation
from ocgscore.network.reading.events import attended_of
from ocgscore.network.reading.tables import read_tables
from ocgscore.network.writing.files import map_files, write_map
from ocgscore.network.writing.flat import i2_table, matrix_chunks, two_mode_chunks
from ocgscore.table import Table, write_table

FORMATS = ["json", "graphml", "gexf", "xlsx", "folder"]
AWKWARD = [
    "'=A1", "=A1", "''=A1", "-", "007", "12345678901234567890", "2024-01-02", "03/04", "1e5", "TRUE", "nan", "#N/A x",
    "Ó Súilleabháin, Séan", "Se\u0301an", "S\u00e9an", 'a "quoted" name', "two\nlines", "two\r\nlines", "tab\there",
    "person:1", "a|b", "😀", "\ufe8d", "שלום", "👩\u200d👧", "+44 7700 900123", "@SUM(A1)", "\u202eabc", ";", "b", "B", "<b>&amp;</b>", "]]>", "more:x", "1.0", "0",
]  # fmt: skip
CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\ufeff", codec="utf-8")
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(CHARACTERS, min_size=1, max_size=6).map(str.strip))
IDS = TEXTS.filter(bool)
DATES = st.none() | st.dates()
MORE = st.dictionaries(
    st.sampled_from(["colour", "Nick name", "id", "name", "more:x", "=1+1", "Straße", "type"]), IDS, max_size=2
)
STRENGTHS = st.one_of(st.just(1.0), st.floats(1e-6, 1e9), st.integers(1, 9).map(float))
RECORDED = {"source": TEXTS, "grade": TEXTS, "date": DATES, "more": MORE}
DRAWN = {"direction": st.sampled_from(["none", "to", "both"]), "strength": STRENGTHS, **RECORDED}


@st.composite
def maps(draw):
    people = draw(st.lists(st.builds(Person, IDS, TEXTS, DATES, TEXTS, MORE), max_size=4, unique_by=lambda p: p.id))
    groups = draw(st.lists(st.builds(Group, IDS, TEXTS, TEXTS, MORE), max_size=3, unique_by=lambda g: g.id))
    persons, named = [p.id for p in people], [g.id for g in groups]
    members, links, relations = (), (), ()
    if people and groups:
        standing = st.sampled_from(["", "principal", "significant", "peripheral"])
        one = st.builds(Member, st.sampled_from(persons), st.sampled_from(named), TEXTS, standing, **RECORDED)
        members = draw(st.lists(one, max_size=4))
    if len(people) > 1:
        pairs = st.permutations(persons)
        links = draw(
            st.lists(
                pairs.flatmap(lambda p: st.builds(Link, st.just(p[0]), st.just(p[1]), kind=TEXTS, **DRAWN)), max_size=4
            )
        )
    if len(groups) > 1:
        pairs, kinds = st.permutations(named), st.sampled_from(["alliance", "rivalry", "tension"])
        relations = draw(
            st.lists(
                pairs.flatmap(lambda p: st.builds(Relation, st.just(p[0]), st.just(p[1]), kind=kinds, **DRAWN)),
                max_size=3,
            )
        )
    marking = draw(st.sampled_from(["", "OFFICIAL – SENSITIVE: a & b"]))
    return OcgMap(tuple(people), tuple(groups), tuple(members), tuple(links), tuple(relations), marking=marking)


def written(network, folder, format_):
    path = folder / f"map.{format_}" if format_ != "folder" else folder
    write_map(network, path)
    return path


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_gives_back_the_map_with_every_attribute(format_, tmp_path_factory):
    @settings(max_examples=12 if format_ == "xlsx" else 30)
    @given(maps())
    def check(network):
        folder = tmp_path_factory.mktemp("maps")
        read = read_map(written(network, folder, format_))
        assert read == network
        if any(getattr(network, kind) for kind in ("people", "groups")):
            assert read.marking == network.marking

    check()


@given(maps())
def test_a_matrix_gives_back_the_ties_or_says_which_ids_it_cannot_hold(network):
    ids = [person.id for person in network.people]
    if not ids or len({id_.casefold() for id_ in ids}) < len(ids):
        with pytest.raises((RequestError, MapError), match="matrix"):
            list(matrix_chunks(network))
        return
    raw = b"".join(matrix_chunks(network))
    with TemporaryDirectory() as folder:
        Path(folder, "m.csv").write_bytes(raw)
        again = read_map(Path(folder, "m.csv"))
    pointed = any(link.direction == "to" for link in network.links)
    for directed in (True,) if pointed else (False, True):
        one, two = ties_of(network, directed=directed), ties_of(again, directed=directed)
        assert one.nodes == two.nodes
        assert (one.tails.tolist(), one.heads.tolist()) == (two.tails.tolist(), two.heads.tolist())
        assert one.strength.tolist() == pytest.approx(two.strength.tolist())


EVENTS = st.sampled_from(["Monday", "=1+1", "two, 2", "'x", "12345678901234567890", "ערב", "a\nb", "0"])


@given(st.lists(st.tuples(IDS, EVENTS), min_size=1, max_size=12))
def test_who_was_at_which_event_comes_through_a_map_and_the_two_mode_table(attended):
    with TemporaryDirectory() as folder:
        first, again = Path(folder, "events.xlsx"), Path(folder, "again.csv")
        write_table(Table.from_rows([{"person": person, "event": event} for person, event in attended]), first)
        made = read_tables(events=first)
        again.write_bytes(b"".join(two_mode_chunks(made)))
        assert sorted(attended_of(read_tables(events=again))) == sorted(attended_of(made)) == sorted(set(attended))


@given(maps())
def test_the_list_for_i2_has_a_row_for_every_record_with_both_ends(network):
    table = i2_table(network)
    column = dict(zip(table.headings, table.columns, strict=True))
    ends = [
        *((f"person:{link.person}", f"person:{link.other}", link.grade) for link in network.links),
        *((f"person:{one.person}", f"group:{one.group}", one.grade) for one in network.members),
        *((f"group:{tie.group}", f"group:{tie.other}", tie.grade) for tie in network.relations),
    ]
    one, other, grade = (column[heading].cells() for heading in ("End 1 Identity", "End 2 Identity", "Grade"))
    assert list(zip(one, other, [said or "" for said in grade], strict=True)) == ends


@given(maps())
def test_a_networkx_graph_gives_back_the_map(network):
    graph = to_networkx(network)
    assert from_networkx(graph) == network
    assert from_networkx(graph).marking == network.marking
    assert graph.number_of_nodes() == len(network.people) + len(network.groups)


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_map_gives_the_same_bytes(format_, example):
    one, two = (
        [b"".join(chunks) for _, chunks in map_files(example, f"map.{format_}" if format_ != "folder" else "map")]
        for _ in "ab"
    )
    assert one == two


@pytest.fixture
def example():
    people = (Person("p1", "Ann", dt.date(1980, 2, 3), "North"), Person("p2", "Bob", more={"car": "red"}))
    return OcgMap(
        people, (Group("g", "The G"),), (Member("p1", "g", "boss", "principal"),), (Link("p1", "p2", "kin", "to", 2.5),),
        marking="OFFICIAL",
    )  # fmt: skip


@pytest.mark.parametrize(("reader", "format_"), [(nx.read_graphml, "graphml"), (nx.read_gexf, "gexf")])
def test_what_is_written_is_a_graph_to_networkx_too(reader, format_, example, tmp_path):
    graph = reader(written(example, tmp_path, format_))
    assert set(graph) == {"person:p1", "person:p2", "group:g"}
    assert graph.nodes["person:p1"]["label"] == "Ann"
    assert graph.edges["person:p1", "person:p2"]["weight"] == 2.5


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_a_maps_graph_written_by_networkx_itself_is_read_the_same(format_, example, tmp_path):
    graph = to_networkx(example)
    if format_ == "gexf":
        graph.graph["name"] = "ocgscore-map"
    path = tmp_path / f"other.{format_}"
    {"graphml": nx.write_graphml, "gexf": nx.write_gexf}[format_](graph, path)
    assert read_map(path) == example


@given(maps())
def test_the_graph_of_people_has_the_ties_of_the_map(network):
    for directed in (False, True):
        ties, graph = ties_of(network, directed=directed), people_graph(network, directed=directed)
        assert tuple(graph) == ties.nodes
        again = ties_of(graph, directed=directed)
        assert again.strength.tolist() == pytest.approx(ties.strength.tolist())
        assert (again.tails.tolist(), again.heads.tolist()) == (ties.tails.tolist(), ties.heads.tolist())


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
@pytest.mark.parametrize("text", ["a\x00b", "bell\x07", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_a_problem_at_its_record_and_nothing_is_written(format_, text, tmp_path):
    network = OcgMap((Person("p1", name=text), Person("p2", more={"k": text})))
    with pytest.raises(MapError) as error:
        write_map(network, tmp_path / f"map.{format_}")
    assert [problem.where for problem in error.value] == ["person p1 name", "person p2 more k"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", ["json", "xlsx", "folder"])
def test_half_a_character_is_a_problem_in_every_format(format_, tmp_path):
    with pytest.raises(ValueError, match="ud800"):
        written(OcgMap((Person("p1", name="\ud800"),)), tmp_path, format_)
    assert not list(tmp_path.iterdir())
