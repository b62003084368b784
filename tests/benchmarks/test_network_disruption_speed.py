"""How fast removals are, as ratios to a baseline run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The network has 50,000 people, 150,000 links and 5,000 groups.
"""

from __future__ import annotations

import numpy as np

from ocgscore.network.disruption import Strategy, group_damage, random_removals, removal_curve
from ocgscore.network.disruption.standing import Standing
from ocgscore.network.paths.components import component_sizes

REMOVALS = 500


def test_a_curve_against_the_components_of_the_network_once(versus, large):
    """500 removals by degree, ranked once, against one pass for components: recomputing would cost 500."""
    versus(
        "500 removals against components once",
        lambda: removal_curve(large, steps=REMOVALS),
        lambda: component_sizes(large),
    )


def test_a_curve_ranked_anew_against_one_ranked_once(versus, large):
    """500 removals by degree, ranked anew after each, against ranked once."""
    versus(
        "500 removals, ranked anew after each, against ranked once",
        lambda: removal_curve(large, Strategy(recompute=1), steps=REMOVALS),
        lambda: removal_curve(large, steps=REMOVALS),
        3,
    )


def test_orders_at_random_against_one_curve(versus, large):
    """Twenty orders of 500 at random, against one curve of everybody."""
    versus(
        "20 random orders of 500 against one curve of 50,000",
        lambda: random_removals(large, steps=REMOVALS),
        lambda: removal_curve(large),
    )


def test_each_of_the_groups_alone_against_ten_by_recomputing(versus, large, membership):
    """All 5,000 groups alone, against ten of them by components anew: below 500 is quicker a group."""

    def ten():
        for group in range(10):
            gone = np.zeros(len(large), np.bool_)
            gone[membership.members(group)] = True
            Standing.of(large, gone).largest()

    versus("5,000 groups alone against ten recomputed", lambda: group_damage(large, membership=membership), ten, 3)
