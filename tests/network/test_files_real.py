"""Real networks, read from each form in which they circulate, have the numbers that are published for them."""

from __future__ import annotations

import csv

import networkx as nx
import pytest

from ocgscore.network.between import membership_of, relation_ties_of, ties_of
from ocgscore.network.files import read_map
from ocgscore.network.graphs import from_networkx
from ocgscore.network.reading.tables import read_tables
from ocgscore.network.writing.files import write_map


def rewritten(source, target, headings=None, **more):
    """Copy a table under other headings, with more columns of one value each."""
    with open(source, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[0] = [(headings or {}).get(heading, heading) for heading in rows[0]]
    with open(target, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*rows[0], *more])
        out.writerows([*row, *more.values()] for row in rows[1:])
    return target


def test_us_mafia_has_680_people_2699_ties_and_24_families_from_tables_and_from_graphml(shared_data, tmp_path):
    folder = shared_data("networks", "us_mafia_1960")
    people = rewritten(
        folder / "MafiaNodes.csv", tmp_path / "people.csv", {"NODE": "id", "NiceLabel": "name", "Family": "group"}
    )
    tables = read_tables(people=people, members=people, links=folder / "MafiaEdges.csv")
    graph = read_map(folder / "us_mafia_1960.graphml")
    for network in (tables, graph):
        assert (len(network.people), len(network.groups), ties_of(network).size) == (680, 24, 2699)
        assert network.notices == ()
    assert ties_of(tables).nodes == ties_of(graph).nodes
    assert ties_of(tables).tails.tolist() == ties_of(graph).tails.tolist()
    assert sorted(membership_of(tables).sizes) == sorted(membership_of(graph).sizes)
    assert {person.name for person in tables.people} == {person.name for person in graph.people}


def test_mexican_groups_have_91_alliances_and_92_rivalries(shared_data, tmp_path):
    folder = shared_data("networks", "mexico_bacrim2020")
    ends = {"Node": "group", "RNode": "other", "Group": "name_1", "RGroup": "name_2"}
    groups = rewritten(folder / "BACRIM2020_Nodes.csv", tmp_path / "groups.csv", {"Node": "id", "Group": "name"})
    for name, kind, ties in (("Alliances", "alliance", 91), ("Rivals", "rivalry", 92)):
        relations = rewritten(folder / f"BACRIM2020_{name}.csv", tmp_path / f"{name}.csv", ends, kind=kind)
        network = read_tables(groups=groups, relations=relations)
        assert len(network.groups) == 150
        assert relation_ties_of(network, [kind]).size == ties
        assert any("Cártel" in group.name for group in network.groups)


def test_the_graph_of_mexican_groups_is_read_as_groups_once_it_says_so(shared_data):
    found = nx.read_graphml(shared_data("networks", "mexico_bacrim2020", "bacrim2020.graphml"))
    graph = nx.MultiGraph()
    graph.add_nodes_from((node, {"type": "group", "name": said["group"]}) for node, said in found.nodes(data=True))
    for one, other, said in found.edges(data=True):
        for kind in ("alliance", "rivalry"):
            if kind in said:
                graph.add_edge(one, other, kind=kind, weight=said[kind])
    network = from_networkx(graph)
    assert (len(network.people), len(network.groups)) == (0, 150)
    assert [relation_ties_of(network, [kind]).size for kind in ("alliance", "rivalry")] == [91, 92]


def test_philippine_kidnappings_project_to_246_people_and_2571_ties(shared_data):
    path = shared_data("networks", "philippine_kidnappings", "00_PHILKIDNAP_2M.edges.csv")
    network = read_tables(events=path)
    assert (len(network.people), ties_of(network).size) == (246, 2571)
    two_modes = read_map(path.with_name("00_PHILKIDNAP_2M.graphml"))
    assert "two kinds" in two_modes.notices[0]


@pytest.mark.parametrize(("level", "ties"), [("WR", 247), ("AW", 189), ("JU", 113)])
def test_oversize_has_the_ties_of_each_level_of_evidence(shared_data, level, ties):
    network = read_map(shared_data("networks", "oversize", f"Oversize_mafia__oversize_{level}.graphml"))
    assert (len(network.people), ties_of(network).size) == (182, ties)
    assert "twin" in network.notices[0]


@pytest.mark.parametrize(
    ("parts", "people", "ties", "arcs"),
    [
        (("caviar", "caviar_full_directed.graphml"), 110, 205, 295),
        (("montagna_meetings", "montagna_meetings.graphml"), 101, 256, 512),
        (("montagna_phonecalls", "montagna_phonecalls.graphml"), 100, 124, 248),
        (("krebs_911_62", "krebs_911_62.graphml"), 62, 153, 306),
        (("krebs_911_62", "terrorists.edges.csv"), 62, 153, 306),
        (("london_gang", "00_LONDON_GANG.graphml"), 54, 315, 630),
        (("borgatti2006_fig8_consulting", "borgatti2006_fig8_consulting.edges.csv"), 32, 56, 112),
    ],
)
@pytest.mark.parametrize("format_", ["json", "graphml", "gexf", "xlsx", "folder"])
def test_a_real_network_is_read_and_comes_through_every_format(
    shared_data, tmp_path, parts, people, ties, arcs, format_
):
    network = read_map(shared_data("networks", *parts))
    assert (len(network.people), ties_of(network).size, ties_of(network, directed=True).size) == (people, ties, arcs)
    path = tmp_path / f"map.{format_}" if format_ != "folder" else tmp_path
    write_map(network, path)
    assert read_map(path) == network


@pytest.mark.parametrize("name", ["caviar/caviar_full_directed", "montagna_meetings/montagna_meetings"])
def test_a_real_network_comes_through_the_labelled_matrix(shared_data, tmp_path, name):
    network = read_map(shared_data("networks", *f"{name}.graphml".split("/")))
    write_map(network, matrix=tmp_path / "matrix.csv")
    again = read_map(tmp_path / "matrix.csv")
    for directed in (False, True):
        one, two = ties_of(network, directed=directed), ties_of(again, directed=directed)
        assert (one.nodes, one.tails.tolist(), one.strength.tolist()) == (
            two.nodes,
            two.tails.tolist(),
            two.strength.tolist(),
        )
