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

COUNT = 10


def test_everybody_alone_against_ten_by_recomputing(versus, large):
    """All 50,000 single removals from one walk, against ten of them by components anew: below 5,000 is quicker each."""
    versus(
        "50,000 single removals against ten recomputed",
        lambda: single_removals(large),
        lambda: [fragmentation(large, [node]) for node in large.nodes[:10]],
        5,
    )


def test_ten_one_after_another_against_everybody_alone(versus, large):
    """Greedy F for ten people, against one walk and the values of everybody."""
    versus(
        "greedy F for 10 people against one walk",
        lambda: greedy(Splitting.of(large, None), COUNT),
        lambda: Splitting.of(large, None),
        3,
    )


def test_swaps_against_one_after_another(versus, large):
    """Swaps from the most links to where none helps, every exchange looked at, against greedy."""
    most = np.argsort(-large.degree, kind="stable")[:COUNT].tolist()
    versus(
        "swaps for 10 people against greedy",
        lambda: swapped(Splitting.of(large, None), most),
        lambda: greedy(Splitting.of(large, None), COUNT),
        1,
    )


@pytest.mark.parametrize("within", [2, None])
def test_reach_for_ten_against_fragmentation_for_ten(versus, large, within):
    """Lazy greedy reach for ten people (within two steps; by distance), against greedy F."""
    versus(
        f"greedy {'m-reach' if within else 'R_D'} for 10 people against greedy F",
        lambda: greedy(Reaching(large, Weights.of(large, None), within=within, hops=True), COUNT),
        lambda: greedy(Splitting.of(large, None), COUNT),
        1,
    )


def test_the_whole_search_against_greedy(versus, large):
    """All starts, swaps and rounds for F, with the rivals' values, against greedy alone."""
    versus(
        "the whole search for 10 people against greedy F",
        lambda: key_players(large, COUNT),
        lambda: greedy(Splitting.of(large, None), COUNT),
        1,
    )
