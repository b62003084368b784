"""How fast groups are compared, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. 5,000 groups, 50,000 people, 150,000 links; the promise is 2 s for the overlap.
"""

from __future__ import annotations

import networkx as nx
import pytest

from ocgscore.network.groups.bridges import bridges
from ocgscore.network.groups.duplicates import likely_duplicates
from ocgscore.network.groups.measures import group_measures
from ocgscore.network.groups.overlap import overlap


@pytest.fixture(scope="module")
def projected(membership):
    """The overlap with networkx: the two-mode graph projected on groups, weighted by the members shared."""
    graph = nx.Graph()
    graph.add_nodes_from(("group", group) for group in membership.groups)
    ends = zip(membership.person.tolist(), membership.group.tolist(), strict=True)
    graph.add_edges_from((("person", membership.people[p]), ("group", membership.groups[g])) for p, g in ends)
    groups = [("group", group) for group in membership.groups]
    return lambda: nx.bipartite.weighted_projected_graph(graph, groups)


@pytest.mark.parametrize("ours", [overlap, group_measures, bridges, likely_duplicates], ids=lambda ours: ours.__name__)
def test_groups_against_networkx_counting_shared_members_only(versus, large_map, projected, ours):
    """All of the overlap, with its chances, was 0.4 times what networkx takes to count alone, and the duplicates 0.9."""
    versus(ours.__name__, lambda: ours(large_map), projected, rounds=3)
