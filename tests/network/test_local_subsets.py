"""Cliques and communities, against plain enumeration, and the same from run to run."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import MissingExtraError, RequestError
from ocgscore.network import engines
from ocgscore.network.local.cliques import maximal_cliques
from ocgscore.network.local.communities import communities, modularity
from ocgscore.network.ties import Ties

ENGINES = ["igraph", "networkx"]


@st.composite
def networks(draw, most=9):
    n = draw(st.integers(0, most))
    pairs = list(combinations(range(n), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return Ties.of(list(range(n)), chosen, [float(draw(st.integers(1, 4))) for _ in chosen])


@pytest.fixture(params=ENGINES)
def engine(request):
    if request.param == "igraph" and not engines.has("igraph"):
        pytest.skip("igraph is not installed")
    return request.param


def plain_cliques(ties):
    """Every set of three or more, all tied, that no other such set holds; the largest first."""
    tied = {*zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)}
    sets = [
        set(some)
        for size in range(3, len(ties) + 1)
        for some in combinations(range(len(ties)), size)
        if tied.issuperset(combinations(some, 2))
    ]
    kept = [tuple(sorted(some)) for some in sets if not any(some < other for other in sets)]
    return tuple(sorted(kept, key=lambda clique: (-len(clique), clique)))


@given(networks())
def test_cliques_are_all_maximal_ones_of_three_or_more(ties):
    found = maximal_cliques(ties)
    assert found.cliques == plain_cliques(ties)
    assert found.complete
    assert not found.notice
    for node in range(len(ties)):
        sizes = [len(clique) for clique in found.cliques if node in clique]
        assert found.counts.values[node] == len(sizes)
        assert found.largest.values[node] == max(sizes, default=0)


@given(networks(), st.integers(1, 3))
def test_more_cliques_than_asked_for_are_said_to_be(ties, most):
    found, every = maximal_cliques(ties, most=most), plain_cliques(ties)
    assert found.complete == (len(every) <= most)
    assert set(found.cliques) <= set(every)
    assert len(found) == min(most, len(every))
    if not found.complete:
        assert (
            found.notice
            == f"more than {most} cliques: only so many were looked at; counts and sizes are at least as shown"
        )


def test_a_network_of_very_many_cliques_ends():
    graph = nx.complete_multipartite_graph(*[3] * 20)  # 3**20 of them (Moon and Moser 1965)
    assert not maximal_cliques(graph, most=50).complete


@pytest.mark.parametrize("most", [0, 2.5, 10**9])
def test_how_many_cliques_is_a_whole_number(most):
    with pytest.raises(RequestError, match="is not a whole number from 1 to 10000000"):
        maximal_cliques(nx.path_graph(2), most=most)


def test_communities_are_numbered_by_their_first_member_and_cover_everybody(engine):
    graph = nx.disjoint_union(nx.barbell_graph(5, 0), nx.empty_graph(2))
    found = communities(graph, engine=engine)
    assert found.label.tolist() == [1] * 5 + [2] * 5 + [3, 4] or found.nodes != tuple(range(12))
    assert len(found) == 4
    assert found.engine == {"igraph": "igraph, Leiden", "networkx": "networkx, Louvain"}[engine]


@given(networks(), st.sampled_from(ENGINES))
def test_labels_rise_with_first_members_and_the_modularity_is_networkxs(ties, engine):
    if engine == "igraph" and not engines.has("igraph"):
        return
    found = communities(ties, engine=engine)
    first = [found.label.tolist().index(number) for number in range(1, len(found) + 1)]
    assert first == sorted(first)
    if not ties.size:
        assert found.modularity is None
        assert len(found) == len(ties)
        return
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ties)))
    graph.add_weighted_edges_from(zip(ties.tails.tolist(), ties.heads.tolist(), ties.strength.tolist(), strict=True))
    parts = [set(np.flatnonzero(found.label == number).tolist()) for number in range(1, len(found) + 1)]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, parts), abs=1e-10)
    assert found.modularity >= modularity(ties, np.ones(len(ties), np.int64)) - 1e-12


def test_the_karate_club_is_divided_as_well_as_is_known(engine):
    """The best modularity known is .4198 without and .4449 with strengths (Brandes et al. 2008 for the first)."""
    club = nx.karate_club_graph()
    assert communities(club, engine=engine).modularity == pytest.approx(0.4449, abs=0.02)
    nx.set_edge_attributes(club, 1, "weight")
    assert communities(club, engine=engine).modularity == pytest.approx(0.4198, abs=0.02)


def test_the_same_seed_gives_the_same_communities_whatever_was_drawn_before(engine):
    graph = nx.gnp_random_graph(120, 0.05, seed=3)
    one = communities(graph, seed=5, engine=engine).as_dict()
    random.seed(99)
    random.random()
    assert communities(graph, seed=5, engine=engine).as_dict() == one


def test_communities_leave_the_chance_of_others_alone(engine):
    random.seed(4)
    expected = random.random()
    random.seed(4)
    communities(nx.karate_club_graph(), engine=engine)
    assert random.random() == expected


RUN = """
import networkx as nx
from ocgscore.network.local.cliques import maximal_cliques
from ocgscore.network.local.communities import communities
graph = nx.relabel_nodes(nx.gnp_random_graph(80, 0.1, seed=3), lambda node: f"p{node:02d}")
print(communities(graph, engine="networkx").as_dict(), maximal_cliques(graph, most=20).cliques)
"""


def test_no_order_of_sets_shows_in_a_result():
    printed = {
        subprocess.run(
            [sys.executable, "-c", RUN], env=os.environ | {"PYTHONHASHSEED": salt}, capture_output=True, check=True
        ).stdout
        for salt in ("1", "2", "3")
    }
    assert len(printed) == 1


def test_an_engine_that_does_not_find_communities_is_refused(monkeypatch):
    with pytest.raises(RequestError, match="use igraph or networkx"):
        communities(nx.path_graph(3), engine="scipy")
    with pytest.raises(RequestError, match="seed"):
        communities(nx.path_graph(3), seed=-1)
    monkeypatch.setattr(engines, "has", lambda engine: engine == "arrays")
    assert communities(nx.path_graph(3)).engine == "networkx, Louvain"
    with pytest.raises(MissingExtraError):
        communities(nx.path_graph(3), engine="igraph")
