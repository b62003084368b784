"""How fast paths are, as ratios to baselines run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The large network has 50,000 people and 150,000 links; what takes minutes there is timed on
3,000 people and 9,000 links.
"""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest

from ocgscore.network.between import ties_of
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.components import components
from ocgscore.network.paths.distances import distances
from ocgscore.network.paths.hops import pairs_at
from ocgscore.testing import synthetic_map


@pytest.fixture(scope="module")
def small():
    return ties_of(synthetic_map(groups=300, people=3_000, links=9_000))


def igraph_of(ties):
    igraph = pytest.importorskip("igraph", reason="igraph is the baseline")
    return igraph.Graph(len(ties), list(zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)))


@pytest.mark.parametrize("hops", [True, False])
@pytest.mark.parametrize("engine", ["igraph", "arrays"])
def test_betweenness_against_igraph(versus, small, hops, engine):
    """3,000 people, exact: with igraph within 1.3 times its own time, conversion included; arrays for the record."""
    graph, costs = igraph_of(small), None if hops else (1 / small.strength).tolist()
    versus(
        f"betweenness ({'steps' if hops else 'strength'}) by {engine}, against igraph alone",
        lambda: betweenness(small, hops=hops, sources="all", engine=engine),
        lambda: graph.betweenness(weights=costs),
        3,
    )


@pytest.mark.parametrize("hops", [True, False])
def test_sampled_betweenness_against_igraph_from_the_same_number(versus, large, hops):
    """50,000 people, errors told: within 1.3 times igraph, which tells none, in steps; within 2 times by strength."""
    graph, costs = igraph_of(large), None if hops else (1 / large.strength).tolist()
    versus(
        f"betweenness ({'steps' if hops else 'strength'}) from 20 sources by arrays, against igraph from 20",
        lambda: betweenness(large, hops=hops, sources=20),
        lambda: graph.betweenness(weights=costs, sources=list(range(20))),
        3,
    )


def test_distances_in_steps_against_igraph(versus, small):
    """3,000 people: closeness, harmonic and the rest at once; at least 10 times faster than igraph's two measures (0.1)."""
    graph = igraph_of(small)
    versus(
        "all distances in steps, against igraph's closeness and harmonic",
        lambda: distances(small, hops=True),
        lambda: (graph.closeness(), graph.harmonic_centrality()),
        5,
    )


def test_counts_of_steps_in_a_network_of_a_case(versus):
    """700 people: thousands of times in a search for key players; at least 3 times faster than igraph (0.33)."""
    case = ties_of(synthetic_map(groups=25, people=700, links=2_700))
    graph = igraph_of(case)
    versus("counts of steps, 700 people, against igraph", lambda: pairs_at(case), graph.path_length_hist, 21)


def test_components_against_networkx(versus, large):
    """50,000 people: at least 5 times faster (0.2)."""
    graph = nx.Graph(zip(large.tails.tolist(), large.heads.tolist(), strict=True))
    versus(
        "components against networkx",
        lambda: components(large),
        lambda: list(nx.connected_components(graph)),
        5,
    )


RUN = """
from pathlib import Path
from ocgscore.network.between import ties_of
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.distances import distances
from ocgscore.testing import synthetic_map

ties = ties_of(synthetic_map())
betweenness(ties, sources=100)
distances(ties, hops=True)
distances(ties, sources=100)
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_the_memory_of_paths(benchmark, capsys):
    """50,000 people in a process of its own, all distances in steps among it: under 500 MiB."""
    peaks = []

    def once():
        found = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
        peaks.append(int(found.stdout.split()[1]))

    benchmark.pedantic(once, rounds=1, iterations=1)
    with capsys.disabled():
        print(f"\npaths: at most {max(peaks) / 1024:.0f} MiB, {benchmark.stats.stats.max:.0f} s")
