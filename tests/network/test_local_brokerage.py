"""Brokerage roles and the E-I index, against plain enumeration of every path and every tie."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.local import brokerage as rooms
from ocgscore.network.local.brokerage import ROLES, brokerage
from ocgscore.network.local.crossing import ei_index
from ocgscore.network.membership import Membership
from ocgscore.network.model import Group, Link, Member, OcgMap, Person
from ocgscore.network.ties import Ties


@st.composite
def mapped(draw, directed=None, several=True):
    """Return ties and the groups of each person: none, one, or several."""
    n = draw(st.integers(0, 8))
    one_way = draw(st.booleans()) if directed is None else directed
    people = [f"p{number}" for number in range(n)]
    pairs = list(permutations(people, 2)) if one_way else [(a, b) for a, b in permutations(people, 2) if a < b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    groups = st.lists(st.sampled_from("XYZ"), unique=True, max_size=3 if several else 1)
    return Ties.of(people, chosen, directed=one_way), {person: draw(groups) for person in people}


def belonging_of(ties, groups):
    return Membership.of(ties.nodes, "XYZ", [(person, group) for person, of in groups.items() for group in of])


def role(of_a, of_v, of_b):
    """The definitions of Gould and Fernandez (1989)."""
    if of_a == of_b:
        return "coordinator" if of_v == of_a else "itinerant"
    return "representative" if of_a == of_v else "gatekeeper" if of_v == of_b else "liaison"


def plain_roles(ties, groups):
    """Return the roles of each person, exactly: every path, every combination of groups."""
    tied = {(ties.nodes[a], ties.nodes[b]) for a, b in zip(ties.tails, ties.heads, strict=True)}
    if not ties.directed:
        tied |= {(b, a) for a, b in tied}
    acts = {person: of or [person] for person, of in groups.items()}
    found = {person: dict.fromkeys((*ROLES, "total"), Fraction(0)) for person in ties.nodes}
    for a, v, b in permutations(ties.nodes, 3):
        if (a, v) in tied and (v, b) in tied and (a, b) not in tied:
            ways = list(product(acts[a], acts[v], acts[b]))
            found[v]["total"] += 1
            for way in ways:
                found[v][role(*way)] += Fraction(1, len(ways))
    return found


@given(mapped(several=False))
def test_roles_of_people_in_one_group_or_none_are_counted_exactly(case):
    ties, groups = case
    found = brokerage(ties, directed=ties.directed, belonging=belonging_of(ties, groups))
    assert found.as_dict() == plain_roles(ties, groups)
    assert not found.shared


@given(mapped())
def test_roles_of_people_in_several_groups_are_shared_out_evenly(case):
    ties, groups = case
    found = brokerage(ties, directed=ties.directed, belonging=belonging_of(ties, groups)).as_dict()
    for person, roles in plain_roles(ties, groups).items():
        for name, value in roles.items():
            assert found[person][name] == pytest.approx(float(value), abs=1e-11), (person, name)


@given(mapped())
def test_roles_that_cannot_be_counted_in_whole_parts_are_nearly_so(case):
    ties, groups = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "FINEST", 0)
        found = brokerage(ties, directed=ties.directed, belonging=belonging_of(ties, groups)).as_dict()
    for person, roles in plain_roles(ties, groups).items():
        for name, value in roles.items():
            assert found[person][name] == pytest.approx(float(value), abs=1e-11), (person, name)


@given(mapped())
def test_the_five_roles_add_up_to_the_open_paths(case):
    ties, groups = case
    found = brokerage(ties, directed=ties.directed, belonging=belonging_of(ties, groups))
    roles = [getattr(found, name) for name in ROLES]
    assert np.allclose(sum(roles), found.total, rtol=0, atol=1e-9)
    assert all((values >= 0).all() for values in roles)
    assert found.whole()["total"] == found.total.sum()


@given(mapped(directed=False))
def test_without_directions_representatives_are_gatekeepers(case):
    ties, groups = case
    found = brokerage(ties, belonging=belonging_of(ties, groups))
    assert found.representative.tolist() == found.gatekeeper.tolist()


@given(mapped())
def test_turning_every_tie_makes_representatives_gatekeepers(case):
    ties, groups = case
    belonging = belonging_of(ties, groups)
    found = brokerage(ties, directed=True, belonging=belonging)
    turned = brokerage(ties.turned(), directed=True, belonging=belonging)
    assert found.representative.tolist() == turned.gatekeeper.tolist()
    assert found.liaison.tolist() == turned.liaison.tolist()


def test_a_map_and_a_graph_know_their_groups():
    people = tuple(Person(name) for name in "avb")
    members = (Member("a", "X"), Member("v", "Y"), Member("b", "X"))
    network = OcgMap(people, (Group("X"), Group("Y")), members, (Link("a", "v"), Link("v", "b", direction="to")))
    graph = nx.Graph([("a", "v"), ("v", "b")])
    nx.set_node_attributes(graph, {"a": "X", "v": "Y", "b": "X"}, "group")
    assert brokerage(network).whole() == brokerage(graph).whole()
    assert brokerage(network).as_dict()["v"]["itinerant"] == 2
    assert brokerage(network, directed=True).as_dict()["v"]["itinerant"] == 1
    assert ei_index(network).index == ei_index(graph).index == 1


@pytest.mark.parametrize("measure", [brokerage, ei_index])
def test_groups_of_other_people_are_refused(measure):
    ties = Ties.of("ab", [("a", "b")])
    with pytest.raises(RequestError, match="one of the same people as the network"):
        measure(ties, belonging=Membership.of("abc", "X", []))
    with pytest.raises(RequestError, match="a network with groups"):
        measure(ties)


def plain_crossings(ties, groups):
    """Return (external, internal, unplaced) of the network, of each person and of each group."""
    whole, people = [0, 0, 0], {person: [0, 0, 0] for person in ties.nodes}
    by_group = {group: [0, 0, 0] for group in "XYZ"}
    for tail, head in zip(ties.tails, ties.heads, strict=True):
        a, b = ties.nodes[tail], ties.nodes[head]
        kind = 2 if not groups[a] or not groups[b] else int(bool({*groups[a]} & {*groups[b]}))
        for counts in (whole, people[a], people[b]):
            counts[kind] += 1
        for group in {*groups[a], *groups[b]}:
            by_group[group][2 if kind == 2 else int(group in groups[a] and group in groups[b])] += 1
    return whole, people, by_group


@given(mapped(directed=False))
def test_the_e_i_index_counts_each_tie_by_the_rule(case):
    ties, groups = case
    found = ei_index(ties, belonging=belonging_of(ties, groups))
    whole, people, by_group = plain_crossings(ties, groups)
    assert [found.external, found.internal, found.unplaced] == whole
    for crossings, expected in ((found.people, people), (found.groups, by_group)):
        rows = zip(crossings.external.tolist(), crossings.internal.tolist(), crossings.unplaced.tolist(), strict=True)
        assert dict(zip(crossings.nodes, map(list, rows), strict=True)) == expected
        for node, value in crossings.index.as_dict().items():
            external, internal, _ = expected[node]
            counted = external + internal
            assert value == (pytest.approx((external - internal) / counted) if counted else None)
    counted = whole[0] + whole[1]
    assert found.index == (Fraction(whole[0] - whole[1], counted) if counted else None)
