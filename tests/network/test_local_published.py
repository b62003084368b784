"""Values of R (sna, igraph, influenceR), of pyntacle and of the literature: see SOURCE.txt beside each network."""

from __future__ import annotations

import csv
from fractions import Fraction

import networkx as nx
import numpy as np
import pytest

from ocgscore.network.local.brokerage import brokerage
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.crossing import ei_index
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.local.whole import betweenness_centralization, whole_network
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.ties import Ties

NETWORKS = ["montagna_meetings", "us_mafia_1960"]
ROLES = {
    "GF_w_I": "coordinator",
    "GF_w_O": "itinerant",
    "GF_b_IO": "representative",
    "GF_b_OI": "gatekeeper",
    "GF_b_O": "liaison",
    "GF_t": "total",
}


@pytest.fixture
def graph(shared_data):
    return lambda name: nx.read_graphml(shared_data("networks", name, f"{name}.graphml"))


@pytest.fixture
def computed(shared_data):
    """Return a function from a network and a measure to what R found, by node."""

    def of(network, measure):
        with shared_data("networks", "expected", "reference_r.csv").open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            return {row["node"]: float(row["value"]) for row in rows
                    if (row["dataset"], row["measure"]) == (network, measure)}  # fmt: skip

    return of


def unweighted(graph):
    return Ties.of(list(graph), list(graph.edges))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("measure", ROLES)
def test_brokerage_of_each_person_and_of_the_network_is_that_of_sna(graph, computed, network, measure):
    """sna::brokerage (R package sna 2.7-1); the attribute `group` with "none" as a group of its own."""
    found = brokerage(graph(network))
    assert {node: roles[ROLES[measure]] for node, roles in found.as_dict().items()} == computed(network, measure)
    whole = computed(network, measure.replace("GF_", "GF_global_"))
    assert found.whole()[ROLES[measure]] == whole["GRAPH"]


@pytest.mark.parametrize("network", NETWORKS)
def test_cores_are_those_of_sna(graph, computed, network):
    """sna::kcores."""
    assert core_numbers(graph(network)).as_dict() == computed(network, "kcore_sna")


@pytest.mark.parametrize("network", NETWORKS)
def test_effective_size_and_constraint_are_those_of_r(graph, computed, network):
    """influenceR::ens and igraph::constraint, both without strengths."""
    found = structural_holes(unweighted(graph(network)))
    for mine, measure in ((found.effective_size, "effective_size_influenceR_ens"),
                          (found.constraint, "constraint_igraphR")):  # fmt: skip
        theirs = computed(network, measure)
        assert mine.defined.all()
        assert max(abs(value - theirs[node]) for node, value in mine.as_dict().items()) < 1e-10


@pytest.mark.parametrize("network", NETWORKS)
def test_the_whole_network_is_that_of_sna(graph, computed, network):
    """sna::gden, connectedness, efficiency, centralization; sna counts each link in both directions in efficiency."""
    ties = unweighted(graph(network))
    found = whole_network(ties)
    both = np.concatenate([ties.tails, ties.heads]), np.concatenate([ties.heads, ties.tails])
    arcs = Ties.of(range(len(ties)), list(zip(both[0].tolist(), both[1].tolist(), strict=True)), directed=True)
    mine = {
        "gden_sna": found.density,
        "connectedness_sna": found.connectedness,
        "efficiency_krackhardt_sna": whole_network(arcs, directed=True).efficiency,
        "centralization_degree_sna": found.degree_centralization,
        "centralization_betweenness_sna": betweenness_centralization(betweenness(ties).raw.values),
    }
    for measure, value in mine.items():
        assert value == pytest.approx(computed(network, measure)["GRAPH"], abs=1e-11), measure


def test_the_e_i_index_of_the_us_mafia(graph):
    """1,814 ties within families and 885 between them."""
    found = ei_index(graph("us_mafia_1960"))
    assert (found.internal, found.external, found.unplaced) == (1814, 885, 0)
    assert found.index == Fraction(-929, 2699)
    assert round(float(found.index), 3) == -0.344
    assert found.people.external.sum() == 2 * 885
    assert found.groups.internal.sum() == 1814


def test_the_eigenvector_of_borgattis_figure_8(graph, shared_data):
    """Borgatti (2006), figure 8, as computed by pyntacle 1.3."""
    found = eigenvector(graph("borgatti2006_fig8_consulting")).as_dict()
    with shared_data("networks", "expected", "published.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["measure"] == "eigenvector (L2)"]
    assert len(rows) == 2
    for row in rows:
        assert found[row["node"]] == pytest.approx(float(row["published"]), abs=float(row["tol"]))
