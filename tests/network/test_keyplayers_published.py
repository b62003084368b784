"""Key players against values published or computed by others.

Oracles, as the files in the shared folder name them: pyntacle's references for Borgatti (2006), figures 1 and 8; brute
force; PyCNP 0.1.4; and R's keyplayer (An & Liu 2016), whose example network is in its manual.
"""

from __future__ import annotations

import csv

import networkx as nx
import pytest

from ocgscore.network.between import ties_of
from ocgscore.network.keyplayers import (
    distance_fragmentation,
    fragmentation,
    key_players,
    reach,
    single_removals,
)
from ocgscore.network.keyplayers.apart import Parting
from ocgscore.network.keyplayers.asked import Asked, Request
from ocgscore.network.keyplayers.central import central
from ocgscore.network.keyplayers.search import greedy
from ocgscore.network.ties import Ties

NETWORKS = ("krebs_911_62", "montagna_meetings", "montagna_phonecalls", "us_mafia_1960")


@pytest.fixture
def graph(shared_data):
    return lambda name: nx.read_graphml(shared_data("networks", name, f"{name}.graphml"))


@pytest.fixture
def rows(shared_data):
    def of(file, **wanted):
        with shared_data("networks", "expected", file).open(encoding="utf-8", newline="") as lines:
            return [row for row in csv.DictReader(lines) if all(row[name] == said for name, said in wanted.items())]

    return of


def value_of(graph, measure, removed):
    if measure == "F":
        return fragmentation(graph, removed).value
    return distance_fragmentation(graph, removed, hops=True).value


def greedily(graph, measure, count):
    ties = ties_of(graph)
    asked = Asked.of(ties, Request(count, "fragment", measure, 2, True, None, 1))
    order = central(ties, 1, hops=True, seed=1, step=lambda: None).betweenness
    return [ties.nodes[node] for node in greedy(asked.aim(order), count)]


@pytest.mark.parametrize("name", NETWORKS[:3])
def test_every_row_of_the_brute_force_and_greedy_values(graph, rows, name):
    network, wanted = graph(name), rows("golden_keyplayer.csv", dataset=name)
    assert len(wanted) in {12, 13}
    for row in wanted:
        measure, count, value = row["measure"], int(row["k"]), float(row["value"])
        sets = [names.split(",") for names in row["set"].split(" | ") if names]
        if row["kind"] == "base":
            assert value_of(network, measure, ()) == pytest.approx(value, abs=1e-12)
        elif row["kind"] == "exact optimum":
            found = key_players(network, count, measure=measure, hops=True)
            assert found.proved
            assert float(found.after) == pytest.approx(value, abs=1e-12)
            assert sorted(map(sorted, sets)) == sorted(map(list, found.optima))
        else:
            chosen = greedily(network, measure, count)
            assert chosen == sets[0], row
            assert value_of(network, measure, chosen) == pytest.approx(value, abs=1e-12)


def test_the_sets_of_pycnp_are_worth_what_it_says_and_ours_no_less(graph, rows):
    wanted = rows("golden_pycnp.csv")
    assert len(wanted) == 12
    for row in wanted:
        network, count = graph(row["dataset"]), int(row["k"])
        theirs = fragmentation(network, row["set"].split(","))
        assert theirs.joined == 2 * int(row["pairwise_connectivity"])
        assert float(theirs.value) == pytest.approx(float(row["F"]), abs=5e-7)
        assert key_players(network, count).found.joined <= theirs.joined, row


def test_five_people_split_the_montagna_meetings_to_784(graph):
    found = key_players(graph("montagna_meetings"), 5)
    assert float(found.after) >= 0.784
    assert float(max(rival.value for rival in found.rivals if rival.by == "degree")) == pytest.approx(0.355, abs=5e-4)


def test_borgattis_figure_8(graph, rows):
    network = graph("borgatti2006_fig8_consulting")
    published = {
        (row["measure"], row["node"]): float(row["published"])
        for row in rows("published.csv", dataset="borgatti2006_fig8_consulting")
        if row["published"].replace(".", "").isdigit()
    }
    three = ["HS", "HA", "GM"]
    assert fragmentation(network).value == published["F start", ""] == 0
    assert float(distance_fragmentation(network).value) == pytest.approx(published["DF start", ""], abs=5e-6)
    assert float(fragmentation(network, three).value) == pytest.approx(published["KPP-NEG F", "HS,HA,GM"], abs=5e-6)
    apart = distance_fragmentation(network, three)
    assert float(apart.value) == pytest.approx(published["KPP-NEG DF", "HS,HA,GM"], abs=5e-6)
    found = reach(network, three)
    assert found.others == published["m-reach m=2 (non-members)", "HS,HA,GM"]
    theirs = published["KPP-POS R_D, pyntacle convention (sum over non-members / n)", "HS,HA,GM"]
    assert float(found.nearness - found.members) / 32 == pytest.approx(theirs, abs=5e-6)
    assert float(found.r_d) == pytest.approx(theirs + 3 / 32, abs=5e-6)


def test_the_best_pairs_of_borgattis_figure_8_are_proved(graph):
    network = graph("borgatti2006_fig8_consulting")
    split = key_players(network, 2)
    assert float(split.after) == pytest.approx(0.70575, abs=5e-6)
    assert split.optima == (("HA", "HB"), ("HB", "WD"))
    assert (split.proved, split.tied) == (True, 2)
    apart = key_players(network, 2, measure="DF")
    assert float(apart.after) == pytest.approx(0.81506, abs=5e-6)
    assert apart.optima == (("HB", "WD"),)
    reached = key_players(network, 2, goal="reach")
    assert (reached.found.others, reached.optima) == (25, (("HA", "NP"),))


def test_borgattis_figure_1_falls_wholly_apart(graph):
    network = graph("borgatti2006_fig1")
    assert fragmentation(network, ["A", "B"]).value == 1
    assert distance_fragmentation(network, ["A", "B"]).value == 1
    assert float(distance_fragmentation(network).value) == pytest.approx(0.39286, abs=5e-6)
    assert key_players(network, 2).chosen == ("A", "B")


def test_a_person_gone_from_two_triangles_leaves_six_tenths():
    """Two triangles joined by one tie; from the tests of R's cograph: 1 - 8/20."""
    ties = Ties.of("ABCDEF", [tuple(pair) for pair in ("AB", "BC", "CA", "DE", "EF", "FD", "CD")])
    assert float(distance_fragmentation(ties, ["C"]).value) == pytest.approx(0.6, abs=1e-12)


def test_the_example_of_rs_keyplayer(rows):
    strengths = [[0, 1, 3, 0, 0], [0, 0, 0, 4, 0], [1, 1, 0, 2, 0], [0, 0, 0, 0, 3], [0, 2, 0, 0, 0]]
    ties = [(i + 1, j + 1, s) for i, row in enumerate(strengths) for j, s in enumerate(row) if s]
    network = Ties.of(range(1, 6), [tie[:2] for tie in ties], [tie[2] for tie in ties], directed=True)
    wanted = rows("reference_r.csv", dataset="keyplayer_doc_W5")
    assert len(wanted) == 5
    for row in wanted:
        found = distance_fragmentation(network, [int(row["node"])], directed=True)
        assert float(found.value) == pytest.approx(float(row["value"]), abs=1e-11)


def test_one_walk_equals_brute_force_for_all_680_people_of_the_us_mafia(graph):
    network = graph("us_mafia_1960")
    found = single_removals(network)
    assert len(found.nodes) == 680
    for node, alone in zip(found.nodes, found.found, strict=True):
        left = network.subgraph(other for other in network if other != node)
        joined = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
        assert (alone.joined, alone.remaining, alone.everybody) == (joined, 679 * 678, 680 * 679)


def test_distances_are_compared_from_everybody_where_they_can_be(graph):
    ties = ties_of(graph("us_mafia_1960"))
    aim = Parting(ties, hops=True, order=central(ties, 1, hops=True, seed=1, step=lambda: None).betweenness, seed=1)
    assert (aim.sampled, aim.complete) == (False, False)
    assert aim.value([3]) == distance_fragmentation(ties, [ties.nodes[3]], hops=True).value
