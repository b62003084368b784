"""Everything measured of people and of groups, side by side: what it is, what it lacks and why, and its laws."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network import engines
from ocgscore.network.groups.measures import MEASURES, group_measures
from ocgscore.network.local import cliques
from ocgscore.network.measures import GROUP_MEASURES, PERSON_MEASURES, measured_groups, measured_people, rankable
from ocgscore.network.measures.families import Share
from ocgscore.network.measures.table import ranked_by
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.network.ties import Ties, name_order

FREE_OF_NAMES = sorted(set(PERSON_MEASURES) - {"community"})


def a_map(links, members=(), relations=(), people=None, groups=None):
    """A map of just these links and memberships."""
    named = people or sorted({end for link in links for end in link[:2]} | {member[0] for member in members})
    gathered = groups or sorted({member[1] for member in members} | {end for one in relations for end in one[:2]})
    return OcgMap(
        tuple(map(Person, named)),
        tuple(map(Group, gathered)),
        tuple(Member(*member) for member in members),
        tuple(Link(one, other, direction=way, strength=strength) for one, other, way, strength in links),
        tuple(Relation(*relation) for relation in relations),
    )


@st.composite
def maps(draw, directed=False):
    """A map of up to nine people in up to three groups, some in several, some in none."""
    people, groups = [f"p{number}" for number in range(draw(st.integers(1, 9)))], ["X", "Y", "Z"]
    pairs = [(one, other) for one in people for other in people if one < other]
    strengths = st.sampled_from([1.0, 2.0, 3.0])
    ways = st.sampled_from(["none", "to", "both"]) if directed else st.just("none")
    ties = draw(st.lists(st.tuples(st.sampled_from(pairs), ways, strengths), max_size=20)) if pairs else []
    members = draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(groups)), max_size=12, unique=True))
    kinds = st.sampled_from(["alliance", "rivalry", "tension"])
    relations = draw(st.lists(st.tuples(st.sampled_from([("X", "Y"), ("Y", "Z"), ("X", "Z")]), kinds), max_size=4))
    return a_map(
        [(*pair, way, strength) for pair, way, strength in ties],
        members,
        [(*pair, kind) for pair, kind in relations],
        people,
        groups,
    )


def renamed(network, people, groups):
    """The same map, everybody and every group called otherwise."""
    return OcgMap(
        tuple(Person(people[person.id]) for person in network.people),
        tuple(Group(groups[group.id]) for group in network.groups),
        tuple(Member(people[m.person], groups[m.group], m.role, m.standing) for m in network.members),
        tuple(
            Link(people[k.person], people[k.other], direction=k.direction, strength=k.strength) for k in network.links
        ),
        tuple(Relation(groups[r.group], groups[r.other], r.kind) for r in network.relations),
    )


def of(found, name):
    return dict(zip(found.nodes, found[name].as_list(), strict=True))


def near(one, other):
    return one == other if one is None or other is None else one == pytest.approx(other, rel=1e-9, abs=1e-9)


# --- laws -------------------------------------------------------------------------------------------------------------


@given(maps(directed=True), st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_renaming_people_permutes_every_measure_of_people(network, chance, directed, hops):
    names = [person.id for person in network.people]
    shuffled = chance.sample(names, len(names))
    people, groups = dict(zip(names, shuffled, strict=True)), {"X": "Z", "Y": "X", "Z": "Y"}
    before = measured_people(network, directed=directed, hops=hops)
    after = measured_people(renamed(network, people, groups), directed=directed, hops=hops)
    assert list(before.columns) == list(after.columns)
    for name in before.columns:
        if name in FREE_OF_NAMES:
            old, new = of(before, name), of(after, name)
            assert all(near(old[person], new[people[person]]) for person in names), name
    reasons = {people[node]: before.why(at) for at, node in enumerate(before.nodes)}
    assert {node: after.why(at) for at, node in enumerate(after.nodes)} == reasons


@given(maps(), st.permutations(["X", "Y", "Z"]))
def test_renaming_groups_permutes_every_measure_of_groups(network, shuffled):
    people = {person.id: f"q{person.id}" for person in network.people}
    groups = dict(zip("XYZ", shuffled, strict=True))
    before, after = measured_groups(network), measured_groups(renamed(network, people, groups))
    for name in GROUP_MEASURES:
        old, new = of(before, name), of(after, name)
        assert all(near(old[group], new[groups[group]]) for group in groups), name
    reasons = {groups[node]: before.why(at) for at, node in enumerate(before.nodes)}
    assert {node: after.why(at) for at, node in enumerate(after.nodes)} == reasons


@given(maps(directed=True), st.booleans(), st.booleans())
def test_a_value_is_there_or_a_reason_why_not_and_never_both(network, directed, hops):
    for found in (measured_people(network, directed=directed, hops=hops), measured_groups(network)):
        for name, column in found.columns.items():
            for at, value in enumerate(column.as_list()):
                assert (value is None) == bool(column.reasons[at]), (name, at)
                assert value is None or np.isfinite(value)
                assert not column.reasons[at] or column.measure.undefined, name


@given(maps(directed=True), st.booleans(), st.booleans())
def test_engines_agree_on_every_measure(network, directed, hops):
    with pytest.MonkeyPatch.context() as without:
        fast = measured_people(network, directed=directed, hops=hops), measured_groups(network)
        without.setattr(engines, "has", lambda engine: engine == engines.ARRAYS)
        plain = measured_people(network, directed=directed, hops=hops), measured_groups(network)
    for one, other in zip(fast, plain, strict=True):
        assert other["betweenness"].engine == "arrays"
        for name in one.columns:
            if name != "community":
                assert all(map(near, one[name].as_list(), other[name].as_list())), name


@given(maps())
def test_what_is_exact_of_groups_is_what_is_measured_of_groups(network):
    found, exact = measured_groups(network), group_measures(network)
    for name in MEASURES:
        for row, value in zip(exact, found[name].as_list(), strict=True):
            assert near(value, None if row[name] is None else float(row[name])), name


@given(maps())
def test_ranks_count_who_is_above_and_who_is_level(network):
    found = measured_people(network)
    for name in rankable("person", directed=False):
        ranked, values = found.ranked(name), found[name].as_list()
        known = [value for value in values if value is not None]
        for at, value in enumerate(values):
            if value is None:
                assert (ranked.best[at], ranked.worst[at]) == (0, 0)
                continue
            above, level = sum(other > value for other in known), known.count(value)
            assert (ranked.best[at], ranked.worst[at]) == (above + 1, above + level)
        shown = [values[at] for at in ranked.order]
        assert [value for value in shown if value is not None] == sorted(known, reverse=True)
        assert None not in shown[: len(known)]


# --- what there is ----------------------------------------------------------------------------------------------------


def test_every_measure_has_a_title_a_unit_and_a_sentence():
    for known in (PERSON_MEASURES, GROUP_MEASURES):
        titles = [measure.title for measure in known.values()]
        assert len(set(titles)) == len(titles)
        for name, measure in known.items():
            assert measure.name == name
            assert measure.title
            assert measure.unit
            assert measure.says
            assert not measure.says.endswith(".")
    assert list(measured_groups(a_map([])).columns) == list(GROUP_MEASURES)
    undirected = [name for name, measure in PERSON_MEASURES.items() if not measure.directed]
    assert list(measured_people(Ties.of("ab", [("a", "b")])).columns) == undirected
    assert list(measured_people(Ties.of("ab", [("a", "b")], directed=True), directed=True).columns) == list(
        PERSON_MEASURES
    )


def test_one_broker_between_two_groups_by_hand():
    """By hand: a path a - v - b with c tied to b; a and v in X, b and c in Y."""
    network = a_map([("a", "v", "none", 2), ("v", "b", "none", 1), ("b", "c", "none", 1)],
                    [("a", "X", "driver"), ("v", "X", "", "principal"), ("b", "Y"), ("c", "Y")])  # fmt: skip
    found = measured_people(network)
    assert of(found, "betweenness") == {"a": 0, "b": 2, "c": 0, "v": 2}
    assert of(found, "betweenness_share")["v"] == pytest.approx(2 / 3)
    assert of(found, "strength") == {"a": 2, "b": 2, "c": 1, "v": 3}
    assert of(found, "closeness")["a"] == pytest.approx(3 / (0.5 + 1.5 + 2.5))
    assert of(found, "harmonic")["v"] == pytest.approx(2 + 1 + 1 / 2)
    assert (of(found, "representative")["v"], of(found, "gatekeeper")["v"], of(found, "liaison")["v"]) == (1, 1, 0)
    assert of(found, "ei_index") == {"a": -1, "b": 0, "c": -1, "v": 0}
    assert of(found, "core") == {"a": 1, "b": 1, "c": 1, "v": 1}
    assert of(found, "constraint")["a"] == 1
    assert (found.roles, found.standings) == (("driver", "", "", ""), ("", "", "", "principal"))
    assert found.groups == (("X",), ("Y",), ("Y",), ("X",))
    assert found.why(0) == {"fewer than two contacts": ["hierarchy", "clustering"]}
    assert found.ranked("betweenness").text(3) == "1="


def test_roles_of_a_person_in_two_groups_say_in_which():
    network = a_map([("a", "b", "none", 1)], [("a", "X", "driver"), ("a", "Y", "cook"), ("b", "Y", "cook")])
    found = measured_people(network)
    assert found.roles == ("driver (X); cook (Y)", "cook")
    assert found.groups == (("X", "Y"), ("Y",))


def test_without_groups_roles_of_brokers_are_unknown_and_not_nought():
    for network in (a_map([("a", "b", "none", 1), ("b", "c", "none", 1)]), Ties.of("abc", [("a", "b"), ("b", "c")])):
        found = measured_people(network)
        for name in ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "ei_index"):
            assert found[name].as_list() == [None] * 3
            assert set(found[name].reasons) == {"the map names no groups"}
        assert found.groups == ((), (), ())


def test_directions_are_kept_only_where_asked_for():
    network = a_map([("a", "b", "to", 3), ("c", "b", "to", 1)], [("a", "X"), ("b", "X"), ("c", "Y")])
    plain, kept = measured_people(network), measured_people(network, directed=True)
    assert "degree_in" not in plain.columns
    assert of(kept, "degree_in") == {"a": 0, "b": 2, "c": 0}
    assert of(kept, "strength_in") == {"a": 0, "b": 4, "c": 0}
    assert of(plain, "betweenness")["b"] == 1
    assert of(kept, "betweenness")["b"] == 0
    assert of(kept, "closeness")["a"] is None
    assert of(plain, "liaison") == {"a": 0, "b": 0, "c": 0}
    assert of(plain, "representative")["b"] == 1
    assert of(kept, "representative")["b"] == 0


def test_a_sample_says_how_large_it_is_and_how_far_it_errs():
    graph = nx.gnm_random_graph(60, 120, seed=3)
    exact, sampled = measured_people(graph), measured_people(graph, sources=20, seed=5)
    for name in ("betweenness", "betweenness_share", "closeness", "harmonic"):
        assert exact[name].exact
        assert not exact[name].error.any()
        assert not sampled[name].exact
        assert "20 sources sampled" in sampled[name].engine
        assert sampled[name].error.any()
    off = np.abs(sampled["harmonic"].values - exact["harmonic"].values)
    assert (off <= 4 * sampled["harmonic"].error + 1e-9).mean() > 0.9
    again = measured_people(graph, sources=20, seed=5)
    assert again["betweenness"].values.tolist() == sampled["betweenness"].values.tolist()
    assert (
        measured_people(graph, sources=20, seed=6)["betweenness"].values.tolist()
        != again["betweenness"].values.tolist()
    )


def test_cliques_that_are_too_many_to_list_are_unknown_and_say_so(monkeypatch):
    monkeypatch.setattr(cliques, "USUAL", 2)
    monkeypatch.setitem(cliques.maximal_cliques.__kwdefaults__, "most", 2)
    graph = nx.Graph(
        [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("c", "e"), ("e", "f"), ("f", "g"), ("e", "g")]
    )
    found = measured_people(graph)["cliques"]
    assert found.as_list() == [None] * 7
    assert set(found.reasons) == {"more than 2 cliques in the network: too many to list them all"}
    assert found.engine == "networkx"


# --- groups among groups ----------------------------------------------------------------------------------------------


def test_groups_are_joined_by_links_shared_members_and_alliances_but_not_by_rivalry():
    """By hand: a link A - B, a shared member B - C, an alliance C - D, a rivalry D - A."""
    network = a_map(
        [("a", "b", "none", 1)],
        [("a", "A"), ("b", "B"), ("bc", "B"), ("bc", "C")],
        [("C", "D", "alliance"), ("A", "D", "rivalry")],
        groups=["A", "B", "C", "D", "E"],
    )
    found = measured_groups(network)
    assert of(found, "joined_groups") == {"A": 1, "B": 2, "C": 2, "D": 1, "E": None}
    assert of(found, "betweenness") == {"A": 0, "B": 2, "C": 2, "D": 0, "E": None}
    assert of(found, "betweenness_share")["B"] == pytest.approx(2 / 6)
    assert found["betweenness"].reasons[4] == "no member and no alliance"
    assert of(found, "size") == {"A": 1, "B": 2, "C": 1, "D": 0, "E": 0}
    assert of(found, "rivalries")["D"] == 1


def test_betweenness_of_groups_is_that_of_networkx():
    graph = nx.gnm_random_graph(40, 90, seed=2)
    nx.set_node_attributes(graph, {node: f"g{node % 11}" for node in graph}, "group")
    above = nx.Graph((graph.nodes[a]["group"], graph.nodes[b]["group"]) for a, b in graph.edges)
    above.remove_edges_from(list(nx.selfloop_edges(above)))
    wanted = nx.betweenness_centrality(above, normalized=False)
    assert of(measured_groups(graph), "betweenness") == pytest.approx(wanted)


def test_a_map_of_nobody_is_measured_to_nothing():
    assert len(measured_people(OcgMap())) == len(measured_groups(OcgMap())) == 0
    assert measured_people(OcgMap()).as_dict() == {}


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_measure_that_is_not_there_or_does_not_rank_is_refused():
    found = measured_people(Ties.of("ab", [("a", "b")]))
    with pytest.raises(RequestError, match="did you mean 'betweenness'"):
        found["betweeness"]
    with pytest.raises(RequestError, match="'community' is not a measure to be had here"):
        found.ranked("community")
    with pytest.raises(RequestError, match="degree_in"):
        found.ranked("degree_in")
    with pytest.raises(RequestError, match="sources"):
        measured_people(Ties.of("ab", [("a", "b")]), sources=1)
    with pytest.raises(RequestError, match="level"):
        rankable("crowd", directed=False)


def test_nodes_of_any_kind_come_in_the_order_of_their_names():
    found = measured_people(nx.Graph([(2, "a"), ("a", (1, 2))]))
    assert list(found.nodes) == sorted([2, "a", (1, 2)], key=name_order)


def test_progress_adds_up_to_the_whole_once():
    told = []
    measured_people(nx.path_graph(30), progress=lambda step, total: told.append((step, total)))
    [whole] = {total for _, total in told}
    assert sum(step for step, _ in told) == whole
    assert len(told) > 10
    assert all(step > 0 for step, _ in told)


@given(st.lists(st.integers(1, 50), max_size=20), st.integers(1, 900))
def test_a_share_of_progress_never_passes_its_part(steps, part):
    told = []
    share = Share(lambda step, total: told.append(step), part, 1000)
    for step in steps:
        share(step, 100)
        assert sum(told) <= part
    share.end()
    assert sum(told) == part


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), max_size=12))
def test_nobody_without_a_value_has_a_rank(pairs):
    values = np.array([value for value, _ in pairs], np.float64)
    defined = np.array([known for _, known in pairs], np.bool_)
    ranked = ranked_by(values, defined)
    assert sorted(ranked.order.tolist()) == list(range(len(pairs)))
    assert ((ranked.best > 0) == defined).all()
    assert [ranked.text(at) == "–" for at in range(len(pairs))] == (~defined).tolist()
