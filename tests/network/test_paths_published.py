"""Published values, and those of R's sna: see SOURCE.txt beside each network."""

from __future__ import annotations

import csv

import networkx as nx
import numpy as np
import pytest

from ocgscore.network import engines
from ocgscore.network.between import ties_of
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.paths.distances import distances


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


@pytest.fixture
def graph(shared_data):
    return lambda name: nx.read_graphml(shared_data("networks", name, f"{name}.graphml"))


@pytest.fixture
def rows(shared_data):
    """Return a function from a file and a network to the (measure, node, value) printed or computed of it."""

    def of(file, network, column):
        with shared_data("networks", "expected", file).open(encoding="utf-8", newline="") as lines:
            return [
                (row["measure"], row["node"], number(row[column]), float(row.get("tol") or 0))
                for row in csv.DictReader(lines)
                if row["dataset"] == network and number(row[column]) is not None
            ]

    return of


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
def test_krebs_centralities_to_three_decimals(graph, rows, engine):
    """Krebs (2002), Connections 24(3):43-52, the table of the hijackers' network."""
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    krebs = graph("krebs_911_62")
    ties = ties_of(krebs)
    measures = {
        "degree centrality": dict(zip(ties.nodes, (ties.degree / 61).tolist(), strict=True)),
        "betweenness centrality (normalised)": betweenness(krebs, engine=engine).normalised.as_dict(),
        "closeness centrality": distances(krebs, engine="arrays").closeness.as_dict(),
    }
    wanted = [row for row in rows("published.csv", "krebs_911_62", "published") if row[0] in measures]
    assert len(wanted) == 17
    for measure, node, printed, within in wanted:
        assert measures[measure][node] == pytest.approx(printed, abs=within)


@pytest.mark.parametrize("hops", [True, False])
def test_caviar_directed_betweenness_of_all_110_nodes(shared_data, hops):
    """Morselli (2009): the published betweenness is networkx's, of steps and normalised, to within 1e-5."""
    caviar = nx.read_graphml(shared_data("networks", "caviar", "caviar_full_directed.graphml"))
    for _, _, edge in caviar.edges(data=True):
        edge["cost"] = 1 / edge["weight"]
    theirs = nx.betweenness_centrality(caviar, weight=None if hops else "cost")
    ours = betweenness(caviar, directed=True, hops=hops).normalised.as_dict()
    assert len(ours) == 110
    assert max(abs(ours[node] - theirs[node]) for node in caviar) < 1e-9


@pytest.mark.parametrize("engine", ["arrays", "igraph"])
@pytest.mark.parametrize(("name", "people"), [("montagna_meetings", 101), ("us_mafia_1960", 680)])
def test_betweenness_and_connectedness_of_r(graph, rows, name, people, engine):
    """R 4 sna 2.7: betweenness(gmode = "graph", ignore.eval = TRUE) and connectedness()."""
    if not engines.has(engine):
        pytest.skip(f"{engine} is not installed")
    network = graph(name)
    expected = rows("reference_r.csv", name, "value")
    ours = betweenness(network, hops=True, engine=engine).as_dict()
    theirs = {node: value for measure, node, value, _ in expected if measure == "betweenness_sna"}
    assert len(theirs) > people * 0.9
    for node, value in theirs.items():
        assert ours[node] == pytest.approx(value, abs=1e-6, rel=1e-9)
    (connected,) = [value for measure, _, value, _ in expected if measure == "connectedness_sna"]
    assert distances(network, hops=True).connectedness.value == pytest.approx(connected, abs=1e-9)


def test_caviar_is_one_weak_component(shared_data):
    caviar = nx.read_graphml(shared_data("networks", "caviar", "caviar_full_directed.graphml"))
    assert component_sizes(ties_of(caviar, directed=True)).tolist() == [110]


def test_every_engine_says_the_same_of_680_people(graph):
    mafia = graph("us_mafia_1960")
    exact = betweenness(mafia, engine="arrays").raw
    sampled = betweenness(mafia, sources=340, seed=1).raw
    top = np.argsort(-exact.values)[:20]
    assert (np.abs(sampled.values - exact.values) <= 4 * sampled.error + 1e-9)[top].all()
    if engines.has("igraph"):
        assert np.array_equal(betweenness(mafia, engine="igraph").raw.values, exact.values)
