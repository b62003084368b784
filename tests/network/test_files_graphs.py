"""Any networkx graph, GraphML or GEXF is a map; damaged and hostile files are refused with a message."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import OcgScoreError
from ocgscore.network.between import ties_of
from ocgscore.network.files import read_map
from ocgscore.network.grading import load_grades
from ocgscore.network.graphs import from_networkx, people_graph, to_networkx
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person, Relation

GRAPHML = (
    '<?xml version="1.0" encoding="UTF-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    '<key id="w" for="edge" attr.name="weight" attr.type="{type}"/><graph edgedefault="undirected">{body}</graph></graphml>'
)
TWO = '<node id="a"/><node id="b"/>'


@pytest.fixture
def put(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


# -- bare graphs -----------------------------------------------------------------------------------


def test_nodes_are_people_with_their_names_and_groups():
    graph = nx.Graph()
    graph.add_node(1, label="Ann", group="X", age=40, born="1980-01-02", empty=None, gone=float("nan"))
    graph.add_node("2", name="Bob", groups="X|Y")
    graph.add_edge(1, "2", weight=np.float64(2.5), kind="kin", chance=0.5, note="seen")
    network = from_networkx(graph)
    assert [(person.id, person.name) for person in network.people] == [("1", "Ann"), ("2", "Bob")]
    assert str(network.people[0].born) == "1980-01-02"
    assert network.people[0].more == {"age": "40"}
    assert network.groups == (Group("X"), Group("Y"))
    assert network.members == (Member("1", "X"), Member("2", "X"), Member("2", "Y"))
    assert network.links == (Link("1", "2", "kin", strength=2.5, grade="0.5", more={"note": "seen"}),)


def test_nodes_may_be_groups_and_what_an_edge_is_follows_from_its_ends():
    graph = nx.DiGraph()
    graph.add_nodes_from(
        [("X", {"type": "group"}), ("Y", {"type": "Group", "name": "The Y"}), ("a", {"type": "person"})]
    )
    graph.add_edge("X", "a", role="boss")
    graph.add_edge("X", "Y", kind="rivalry", weight=3)
    network = from_networkx(graph)
    assert network.people == (Person("a"),)
    assert network.groups == (Group("X"), Group("Y", "The Y"))
    assert network.members == (Member("a", "X", "boss"),)
    assert network.relations == (Relation("X", "Y", "rivalry", "to", 3.0),)


def test_edges_of_a_directed_graph_run_one_way_unless_they_say_otherwise():
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b", {"direction": "none"}), ("b", "a", {"direction": "both"})])
    assert [link.direction for link in from_networkx(graph).links] == ["to", "none", "both"]
    assert [link.direction for link in from_networkx(nx.Graph([("a", "b", {"direction": "to"})])).links] == ["none"]


def test_loops_and_edges_of_no_weight_are_left_out_and_said():
    graph = nx.MultiGraph([("a", "a"), ("a", "b", {"weight": 0}), ("a", "b", {"weight": 0.0}), ("a", "b"), ("b", "a")])
    network = from_networkx(graph, name="case")
    assert len(network.links) == 2
    assert network.notices[:2] == ("case: 1 edge from a node to itself left out", "case: 2 edges of weight 0 left out")


def test_two_modes_and_edges_all_given_twice_are_noticed():
    modes = nx.Graph([("a", "E1")])
    nx.set_node_attributes(modes, {"a": False, "E1": True}, "type")
    assert "two kinds" in from_networkx(modes).notices[0]
    assert "twin" in from_networkx(nx.Graph([("a", "b")]).to_directed()).notices[0]
    assert from_networkx(nx.DiGraph([("a", "b")])).notices == ()


@pytest.mark.parametrize(
    ("graph", "where"),
    [
        (nx.Graph([("a", "b", {"weight": -1})]), "graph edge a – b strength"),
        (nx.Graph([("a", "b", {"weight": float("nan")})]), "graph edge a – b strength"),
        (nx.Graph([("a", "b", {"weight": "heavy"})]), "graph edge a – b strength"),
        (nx.Graph([("a", "b", {"weight": True})]), "graph edge a – b strength"),
        (nx.Graph([("a", "b", {"weight": float("inf")})]), "graph edge a – b strength"),
        (nx.Graph([("a", "b", {"date": "1.2.2024"})]), "graph edge a – b date"),
        (nx.Graph([(1, "1")]), "graph node 1 id"),
    ],
)
def test_what_is_wrong_with_a_graph_is_said_at_its_node_or_edge(graph, where):
    with pytest.raises(MapError) as error:
        from_networkx(graph)
    assert where in [problem.where for problem in error.value]


def test_a_relation_without_a_kind_is_a_problem():
    graph = nx.Graph([("X", "Y")])
    nx.set_node_attributes(graph, "group", "type")
    with pytest.raises(MapError, match="alliance, rivalry or tension is missing"):
        from_networkx(graph)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from([1, 2, 0.5])), max_size=12), st.booleans()
)
def test_a_bare_graph_has_the_same_ties_as_the_map_made_of_it(edges, directed):
    graph = (nx.MultiDiGraph if directed else nx.MultiGraph)()
    graph.add_nodes_from(range(3))
    graph.add_weighted_edges_from(edges)
    for keep in {False, directed}:
        straight, through = ties_of(graph, directed=keep), ties_of(from_networkx(graph), directed=keep)
        assert tuple(map(str, straight.nodes)) == through.nodes
        assert (straight.tails.tolist(), straight.heads.tolist()) == (through.tails.tolist(), through.heads.tolist())
        assert straight.strength.tolist() == through.strength.tolist()


def test_the_graph_of_people_says_how_likely_each_tie_is_and_what_it_is():
    people = Person("a", "Ann", force="North"), Person("b")
    links = Link("a", "b", "kin", grade="50%", source="x"), Link("a", "b", "phone", "to", 2, source="y", grade="50%")
    network = OcgMap(people, (Group("X"),), (Member("a", "X"),), links)
    graph = people_graph(network, load_grades("illustrative"))
    assert graph.nodes["a"] == {"name": "Ann", "force": "North", "groups": ("X",)}
    assert graph.edges["a", "b"] == {"weight": 3.0, "chance": 0.75, "kinds": ("kin", "phone")}
    directed = people_graph(network, directed=True)
    assert directed.edges["b", "a"] == {"weight": 1.0, "chance": 1.0, "kinds": ("kin",)}


def test_a_maps_own_graph_that_has_been_changed_is_checked():
    graph = to_networkx(OcgMap((Person("a"), Person("b")), links=(Link("a", "b"),)))
    graph.add_edge("person:a", "person:c", record="link", order=1)
    graph.add_edge("person:a", "person:b", record="lnik", order=2)
    graph.add_edge("person:b", "person:a", record="member", order=0)
    with pytest.raises(MapError) as error:
        from_networkx(graph)
    assert [problem.where for problem in error.value] == [
        "graph node person:c", "graph edge person:b – person:a record", "graph edge person:a – person:b record",
    ]  # fmt: skip
    graph.graph["ocgscore_map"] = 2
    with pytest.raises(MapError, match="later release"):
        from_networkx(graph)


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", ["int", "long", "float", "double", "string"])
def test_every_type_of_weight_in_graphml_is_a_strength(put, type_):
    body = TWO + '<edge source="a" target="b"><data key="w">2</data></edge><edge source="b" target="a"/>'
    network = read_map(put("g.graphml", GRAPHML.format(type=type_, body=body)))
    assert [link.strength for link in network.links] == [2.0, 1.0]


@pytest.mark.parametrize("body", ['<data key="w"></data>', '<data key="w"/>'])
def test_an_empty_attribute_says_nothing(put, body):
    network = read_map(
        put("g.graphml", GRAPHML.format(type="double", body=f'{TWO}<edge source="a" target="b">{body}</edge>'))
    )
    assert network.links == (Link("a", "b"),)


def test_a_bare_gexf_has_names_where_its_labels_are_not_its_ids(put):
    text = (
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="undirected"><nodes>'
        '<node id="a" label="Ann"/><node id="b" label="b"/></nodes><edges><edge id="0" source="a" target="b" weight="2"/>'
        "</edges></graph></gexf>"
    )
    network = read_map(put("g.gexf", text))
    assert [person.name for person in network.people] == ["Ann", ""]
    assert network.links[0].strength == 2


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (
            '<node/>\n<node id=""/>',
            [
                "g.graphml line 1 node: an id is missing; give it the attribute id",
                "g.graphml line 2 node: an id is missing; give it the attribute id",
            ],
        ),
        (
            TWO + '\n<node id="a"/>',
            [
                "g.graphml line 2 node id: 'a' is not an id of its own (line 1 has it too); give one of the two another id"
            ],
        ),
        (
            TWO + '\n<edge source="a"/>\n<edge source="a" target="c"/>',
            [
                "g.graphml line 2 edge: a target is missing; name the node it ends at",
                "g.graphml line 3 edge target: 'c' is not the id of a node in the file; add the node, or leave the edge out",
            ],
        ),
        (
            '<node id="a"><graph edgedefault="directed"><node id="c"/></graph></node>',
            [
                "g.graphml line 1: a second graph is not the only graph of the file; save each in a file of its own; take out a graph within a node"
            ],
        ),
    ],
)
def test_a_graph_with_links_to_nobody_or_parts_that_would_be_lost_is_refused_with_the_lines(put, body, problems):
    with pytest.raises(MapError) as error:
        read_map(put("g.graphml", GRAPHML.format(type="double", body=body)))
    assert [str(problem) for problem in error.value] == problems


def test_an_edge_of_gexf_to_a_node_that_is_not_there_is_refused(put):
    text = (
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph><nodes><node id="a"/></nodes><edges>'
        '<edge id="0" source="a" target="b"/></edges></graph></gexf>'
    )
    with pytest.raises(MapError, match="line 1 edge target: 'b' is not the id of a node"):
        read_map(put("g.gexf", text))


BOMB = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><graphml>&l2;</graphml>'


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "delete the line that begins with <!DOCTYPE"),
        ('<!DOCTYPE graphml SYSTEM "file:///etc/passwd"><graphml/>', "delete the line that begins with <!DOCTYPE"),
        ("<graphml><graph>", "line 1 column 17"),
        ("", "an empty file"),
        ("just text", "line 1 column 1"),
        (b"\xff\xfe<\x00g\x00", "damaged XML"),
        (b"\xff\xfe<\x00g", "damaged UTF-16 text"),
        (b"PK\x03\x04", "a zip archive"),
        (b'<?xml version="1.0" encoding="UTF-8"?><graphml a="\xe9"/>', "damaged XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><graphml/>', "damaged XML"),
        ("<html/>", "XML of another kind (<html>)"),
        ("<a>" * 50_000, "damaged XML"),
    ],
)
def test_damaged_and_hostile_xml_is_refused_with_a_message(put, ending, text, said):
    with pytest.raises(OcgScoreError) as error:
        read_map(put(f"g.{ending}", text))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (
            '<edge source="a" target="b"><data key="ww">2</data></edge>',
            ["line 1 edge a – b data key: 'ww' is not the id of a <key> of the file; did you mean 'w'?"],
        ),
        (
            (
                '\n<edge source="a" target="b"><data key="w">two</data></edge>'
                '\n<edge source="b" target="a"><data key="w">1,5</data></edge>'
            ),
            [
                "line 2 edge a – b weight: 'two' is not a number; write one such as 2.5, with a point, or take it out",
                "line 3 edge b – a weight: '1,5' is not a number; write one such as 2.5, with a point, or take it out",
            ],
        ),
        (
            '<edge source="a" target="b" directed="true"/>',
            [
                "line 1 edge a – b directed: 'true' is not what the graph says of its edges (undirected); save the graph as directed, or take it out"
            ],
        ),
        (
            "<hyperedge/>\n<hyperedge/>",
            [
                f"line {line} hyperedge: an edge of several ends is not an edge between two nodes; "
                "write an edge for each two of its nodes, or give who was where as a table of events"
                for line in (1, 2)
            ],
        ),
        (
            '<node/>\n<edge target="b"><data key="w">two</data></edge>',
            [
                "line 1 node: an id is missing; give it the attribute id",
                "line 2 edge: a source is missing; name the node it begins at",
                "line 2 edge  – b weight: 'two' is not a number; write one such as 2.5, with a point, or take it out",
            ],
        ),
    ],
)
def test_every_fault_of_graphml_is_said_at_its_line_with_the_remedy(put, body, problems):
    with pytest.raises(MapError) as error:
        read_map(put("g.graphml", GRAPHML.format(type="double", body=TWO + body)))
    assert [str(problem) for problem in error.value] == [f"g.graphml {problem}" for problem in problems]


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ('<key id="w" for="edge"/>', "key w: a name is missing; give it the attribute attr.name"),
        (
            '<key id="w" attr.name="x" attr.type="dobule"/>',
            "key attr.type: 'dobule' is not one of string, int, long, float, double, boolean; did you mean 'double'?",
        ),
        (
            '<key id="w" for="node" attr.name="x" attr.type="boolean"><default>maybe</default></key>',
            "x default: 'maybe' is not true or false; write one of the two, or take it out",
        ),
    ],
)
def test_a_key_of_graphml_that_is_not_sound_is_said_at_its_line(put, keys, problem):
    text = f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}<graph edgedefault="directed"/></graphml>'
    with pytest.raises(MapError) as error:
        read_map(put("g.graphml", text))
    assert [str(found) for found in error.value] == [f"g.graphml line 1 {problem}"]


GEXF = (
    '<gexf{space}><graph defaultedgetype="directed"><attributes class="node"><attribute id="0" title="age" type="integer"/>'
    '</attributes><nodes><node id="a"/><node id="b"><attvalues>{value}</attvalues></node></nodes>'
    '<edges><edge source="a" target="b"{edge}/></edges></graph></gexf>'
)
DRAFT = ' xmlns="http://www.gexf.net/1.2draft"'


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"space": ""}, 'gexf xmlns: a namespace of the format is missing; write <gexf xmlns="http://www.gexf.net/1.2'),
        ({"space": ' xmlns="urn:x"'}, "gexf xmlns: 'urn:x' is not a namespace of the format; write <gexf xmlns="),
        ({"value": '<attvalue for="0" value="old"/>'}, "node b age: 'old' is not a whole number; write one such as 3"),
        ({"value": '<attvalue for="7" value="1"/>'}, "node b attvalue for: '7' is not the id of an <attribute>"),
        ({"edge": ' weight="heavy"'}, "edge a – b weight: 'heavy' is not a number; write one such as 2.5"),
        ({"edge": ' type="undirected"'}, "edge a – b type: 'undirected' is not what the graph says of its edges"),
    ],
)
def test_every_fault_of_gexf_is_said_at_its_line_with_the_remedy(put, parts, problem):
    text = GEXF.format(**{"space": DRAFT, "value": "", "edge": ""} | parts)
    with pytest.raises(MapError) as error:
        read_map(put("g.gexf", text))
    assert [str(found)[: len(problem) + 14] for found in error.value] == [f"g.gexf line 1 {problem}"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("g.graphml", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"/>'), ("g.gexf", f"<gexf{DRAFT}/>")],
)
def test_a_file_without_a_graph_is_said_to_have_none(put, name, text):
    with pytest.raises(MapError, match="a <graph> with nodes and edges is missing; was anything saved"):
        read_map(put(name, text))


def test_graphs_in_utf_16_are_read(put):
    body = TWO.replace('"a"', '"á"') + '<edge source="á" target="b"/>'
    text = GRAPHML.format(type="double", body=body)
    for said in (text, text.replace("UTF-8", "UTF-16")):
        assert read_map(put("g.graphml", said.encode("utf-16"))).links == (Link("á", "b"),)
    assert len(read_map(put("g.gexf", GEXF.format(space=DRAFT, value="", edge="").encode("utf-16"))).links) == 1
