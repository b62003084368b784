"""How fast key players are found, as ratios to a baseline run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The network has 50,000 people and 150,000 links.
"""

from __future__ import annotations

import numpy as np
import pytest

from ocgscore.network.keyplayers import fragmentation, key_players, single_removals
from ocgscore.network.keyplayers.fragmentation import Splitting
from ocgscore.network.keyplayers.reaching import Reaching
from ocgscore.network.keyplayers.search import greedy, swapped
from ocgscore.network.keyplayers.weighing import Weights
from ocgscore.network.ties import Ties

PEOPLE, LINKS, COUNT = 50_000, 150_000, 10


@pytest.fixture(scope="session")
def network():
    chance = np.random.default_rng(20261123)
    one = chance.integers(0, PEOPLE, 2 * LINKS)
    other = (one + 1 + (5 * chance.pareto(1.0, 2 * LINKS)).astype(np.int64)) % PEOPLE
    keys = np.unique(np.minimum(one, other) * PEOPLE + np.maximum(one, other))
    keys = np.sort(chance.permutation(keys[keys // PEOPLE != keys % PEOPLE])[:LINKS])
    return Ties(tuple(range(PEOPLE)), keys // PEOPLE, keys % PEOPLE, np.ones(LINKS), np.ones(LINKS))


def test_everybody_alone_against_ten_by_recomputing(versus, network):
    """All 50,000 single removals from one walk, against ten of them by components anew: below 5,000 is quicker each."""
    versus(
        "50,000 single removals against ten recomputed",
        lambda: single_removals(network),
        lambda: [fragmentation(network, [node]) for node in range(10)],
        5,
    )


def test_ten_one_after_another_against_everybody_alone(versus, network):
    """Greedy F for ten people, against one walk and the values of everybody."""
    versus(
        "greedy F for 10 people against one walk",
        lambda: greedy(Splitting.of(network, None), COUNT),
        lambda: Splitting.of(network, None),
        3,
    )


def test_swaps_against_one_after_another(versus, network):
    """Swaps from the most links to where none helps, every exchange looked at, against greedy."""
    most = np.argsort(-network.degree, kind="stable")[:COUNT].tolist()
    versus(
        "swaps for 10 people against greedy",
        lambda: swapped(Splitting.of(network, None), most),
        lambda: greedy(Splitting.of(network, None), COUNT),
        1,
    )


@pytest.mark.parametrize("within", [2, None])
def test_reach_for_ten_against_fragmentation_for_ten(versus, network, within):
    """Lazy greedy reach for ten people (within two steps; by distance), against greedy F."""
    versus(
        f"greedy {'m-reach' if within else 'R_D'} for 10 people against greedy F",
        lambda: greedy(Reaching(network, Weights.of(network, None), within=within, hops=True), COUNT),
        lambda: greedy(Splitting.of(network, None), COUNT),
        1,
    )


def test_the_whole_search_against_greedy(versus, network):
    """All starts, swaps and rounds for F, with the rivals' values, against greedy alone."""
    versus(
        "the whole search for 10 people against greedy F",
        lambda: key_players(network, COUNT),
        lambda: greedy(Splitting.of(network, None), COUNT),
        1,
    )
