"""How fast removals are, as ratios to a baseline run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The network has 50,000 people, 150,000 links and 5,000 groups.
"""

from __future__ import annotations

import numpy as np
import pytest

from ocgscore.network.disruption import Strategy, group_damage, random_removals, removal_curve
from ocgscore.network.disruption.standing import Standing
from ocgscore.network.membership import Membership
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.ties import Ties

PEOPLE, LINKS, GROUPS, REMOVALS = 50_000, 150_000, 5_000, 500


@pytest.fixture(scope="session")
def network():
    chance = np.random.default_rng(20261123)
    one = chance.integers(0, PEOPLE, 2 * LINKS)
    other = (one + 1 + (5 * chance.pareto(1.0, 2 * LINKS)).astype(np.int64)) % PEOPLE
    keys = np.unique(np.minimum(one, other) * PEOPLE + np.maximum(one, other))
    keys = np.sort(chance.permutation(keys[keys // PEOPLE != keys % PEOPLE])[:LINKS])
    return Ties(tuple(range(PEOPLE)), keys // PEOPLE, keys % PEOPLE, np.ones(LINKS), np.ones(LINKS))


@pytest.fixture(scope="session")
def membership():
    return Membership(
        tuple(range(PEOPLE)), tuple(range(GROUPS)), np.arange(PEOPLE), np.arange(PEOPLE) * GROUPS // PEOPLE
    )


def test_a_curve_against_the_components_of_the_network_once(versus, network):
    """500 removals by degree, ranked once, against one pass for components: recomputing would cost 500."""
    versus(
        "500 removals against components once",
        lambda: removal_curve(network, steps=REMOVALS),
        lambda: component_sizes(network),
    )


def test_a_curve_ranked_anew_against_one_ranked_once(versus, network):
    """500 removals by degree, ranked anew after each, against ranked once."""
    versus(
        "500 removals, ranked anew after each, against ranked once",
        lambda: removal_curve(network, Strategy(recompute=1), steps=REMOVALS),
        lambda: removal_curve(network, steps=REMOVALS),
        3,
    )


def test_orders_at_random_against_one_curve(versus, network):
    """Twenty orders of 500 at random, against one curve of everybody."""
    versus(
        "20 random orders of 500 against one curve of 50,000",
        lambda: random_removals(network, steps=REMOVALS),
        lambda: removal_curve(network),
    )


def test_each_of_the_groups_alone_against_ten_by_recomputing(versus, network, membership):
    """All 5,000 groups alone, against ten of them by components anew: below 500 is quicker a group."""

    def ten():
        for group in range(10):
            gone = np.zeros(PEOPLE, np.bool_)
            gone[membership.members(group)] = True
            Standing.of(network, gone).largest()

    versus("5,000 groups alone against ten recomputed", lambda: group_damage(network, membership=membership), ten, 3)
