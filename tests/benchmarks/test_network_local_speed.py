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
from ocgscore.network.membership import Membership
from ocgscore.network.ties import Ties

GROUPS, PEOPLE, LINKS, SEED = 5_000, 50_000, 150_000, 20261125


def made():
    """Ties of groups of ten or so and some hubs, and who belongs where, one in five to a second group."""
    chance = np.random.default_rng(SEED)
    tails = chance.integers(0, PEOPLE, 2 * LINKS)
    near = (tails + GROUPS * chance.integers(1, 10, 2 * LINKS)) % PEOPLE
    hubs = np.minimum(chance.pareto(1.2, 2 * LINKS) * 50, PEOPLE - 1).astype(np.int64)
    heads = np.where(chance.random(2 * LINKS) < 0.7, near, hubs)
    keys = np.unique(np.minimum(tails, heads) * PEOPLE + np.maximum(tails, heads))
    keys = np.sort(chance.permutation(keys[keys // PEOPLE != keys % PEOPLE])[:LINKS])
    strength = chance.integers(1, 5, LINKS).astype(np.float64)
    names = tuple(f"p{number:05d}" for number in range(PEOPLE))
    ties = Ties(names, keys // PEOPLE, keys % PEOPLE, strength, np.ones(LINKS))
    who = np.concatenate([np.arange(PEOPLE), chance.integers(0, PEOPLE, PEOPLE // 5)])
    where = np.concatenate([np.arange(PEOPLE) % GROUPS, chance.integers(0, GROUPS, PEOPLE // 5)])
    pairs = ((names[person], f"g{group}") for person, group in zip(who.tolist(), where.tolist(), strict=True))
    return ties, Membership.of(names, [f"g{number}" for number in range(GROUPS)], pairs)


@pytest.fixture(scope="module")
def large():
    return made()


@pytest.fixture(scope="module")
def theirs(large):
    """The same in igraph."""
    igraph = pytest.importorskip("igraph", reason="igraph is the baseline")
    ties, _ = large
    graph = igraph.Graph(len(ties), np.column_stack((ties.tails, ties.heads)))
    graph.es["weight"] = ties.strength.tolist()
    return graph


def test_structural_holes_against_the_constraint_of_igraph(versus, large, theirs):
    """Effective size, efficiency, constraint and hierarchy: half the time of igraph's constraint alone."""
    versus(
        "structural holes, against igraph's constraint",
        lambda: structural_holes(large[0]),
        lambda: theirs.constraint(weights="weight"),
        5,
    )


def test_brokerage_against_the_triads_of_igraph(versus, large, theirs):
    """Five roles, one in five in two groups, against igraph's count of triads, which knows no groups."""
    versus(
        "brokerage, against igraph's motifs", lambda: brokerage(large[0], belonging=large[1]), theirs.motifs_randesu, 3
    )


def test_eigenvector_against_igraph(versus, large, theirs):
    """Every component, against igraph, which gives one vector for all: within 2 times."""
    versus(
        "eigenvector, against igraph",
        lambda: eigenvector(large[0]),
        lambda: theirs.eigenvector_centrality(weights="weight"),
        5,
    )


def test_cores_against_networkx(versus, large):
    """Core numbers without any package, against networkx from a graph already made."""
    ties, _ = large
    graph = nx.Graph(zip(ties.tails.tolist(), ties.heads.tolist(), strict=True))
    versus("cores, against networkx", lambda: core_numbers(ties), lambda: nx.core_number(graph), 5)


PEAK = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from test_network_local_speed import made
from ocgscore.network.local.brokerage import brokerage
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.holes import structural_holes
ties, belonging = made()
structural_holes(ties), brokerage(ties, belonging=belonging), eigenvector(ties)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_the_memory_of_local_measures(benchmark, capsys, request):
    """All of them far below 2 GiB, and below any table of people by people (20 GB)."""
    pytest.importorskip("resource", reason="peak memory is read from POSIX's accounts")
    command = [sys.executable, "-c", PEAK, str(request.path.parent)]
    peaks = []
    benchmark.pedantic(
        lambda: peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout)),
        rounds=1,
        iterations=1,
    )
    with capsys.disabled():
        print(f"\nlocal measures of 50,000 people: at most {max(peaks) / 1024:.0f} MiB")
