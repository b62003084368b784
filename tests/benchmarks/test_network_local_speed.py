"""How fast local measures are, as ratios to baselines run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. 5,000 groups, 50,000 people, 150,000 links; the promise is 2 s each for effective size and
constraint, which come together.
"""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import numpy as np
import pytest

from ocgscore.network.local.brokerage import brokerage
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes


@pytest.fixture(scope="module")
def theirs(large):
    """The same in igraph."""
    igraph = pytest.importorskip("igraph", reason="igraph is the baseline")
    graph = igraph.Graph(len(large), np.column_stack((large.tails, large.heads)))
    graph.es["weight"] = large.strength.tolist()
    return graph


def test_structural_holes_against_the_constraint_of_igraph(versus, large, theirs):
    """Effective size, efficiency, constraint and hierarchy: half the time of igraph's constraint alone."""
    versus(
        "structural holes, against igraph's constraint",
        lambda: structural_holes(large),
        lambda: theirs.constraint(weights="weight"),
        5,
    )


def test_brokerage_against_the_triads_of_igraph(versus, large, membership, theirs):
    """Five roles, some in two groups, against igraph's count of triads, which knows no groups."""
    versus(
        "brokerage, against igraph's motifs", lambda: brokerage(large, belonging=membership), theirs.motifs_randesu, 3
    )


@pytest.mark.filterwarnings("ignore:.*connected")
def test_eigenvector_against_igraph(versus, large, theirs):
    """Every component, against igraph, which gives one vector for all: within 2 times."""
    versus(
        "eigenvector, against igraph",
        lambda: eigenvector(large),
        lambda: theirs.eigenvector_centrality(weights="weight"),
        5,
    )


def test_cores_against_networkx(versus, large):
    """Core numbers without any package, against networkx from a graph already made."""
    graph = nx.Graph(zip(large.tails.tolist(), large.heads.tolist(), strict=True))
    versus("cores, against networkx", lambda: core_numbers(large), lambda: nx.core_number(graph), 5)


PEAK = """
import resource
from ocgscore.network.between import membership_of, ties_of
from ocgscore.network.local.brokerage import brokerage
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
from ocgscore.testing import synthetic_map
network = synthetic_map()
ties, belonging = ties_of(network), membership_of(network)
structural_holes(ties), brokerage(ties, belonging=belonging), eigenvector(ties)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_the_memory_of_local_measures(benchmark, capsys):
    """All of them far below 2 GiB, and below any table of people by people (20 GB)."""
    pytest.importorskip("resource", reason="peak memory is read from POSIX's accounts")
    command = [sys.executable, "-c", PEAK]
    peaks = []
    benchmark.pedantic(
        lambda: peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout)),
        rounds=1,
        iterations=1,
    )
    with capsys.disabled():
        print(f"\nlocal measures of 50,000 people: at most {max(peaks) / 1024:.0f} MiB")
