"""The invented maps of ocgscore.testing: as large as asked for, the same from the same seed, and with what is promised."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import membership_of, ties_of
from ocgscore.network.groups.duplicates import likely_duplicates
from ocgscore.network.model import STANDINGS
from ocgscore.testing import synthetic_map


@given(st.data(), st.integers(0, 99))
def test_a_map_is_as_large_as_asked_for_and_the_same_from_the_same_seed(data, seed):
    people = data.draw(st.integers(2, 40))
    groups = data.draw(st.integers(1, people))
    links = data.draw(st.integers(1, max(people * (people - 1) // 4, 1)))
    one = synthetic_map(seed, groups=groups, people=people, links=links)
    assert (len(one.people), len(one.groups), ties_of(one).size) == (people, groups, links)
    assert len({person.id for person in one.people}) == people
    assert (membership_of(one).sizes > 0).all()
    assert one == synthetic_map(seed, groups=groups, people=people, links=links)


@pytest.fixture(scope="module")
def network():
    return synthetic_map(3, groups=200, people=2_000, links=6_000)


def test_another_seed_gives_another_map(network):
    assert network != synthetic_map(4, groups=200, people=2_000, links=6_000)


def test_every_group_has_one_head_and_several_people_are_in_two_groups(network):
    heads = Counter(member.group for member in network.members if member.standing == "principal")
    assert heads == {group.id: 1 for group in network.groups}
    assert {member.standing for member in network.members} == set(STANDINGS)
    memberships = Counter(Counter(member.person for member in network.members).values())
    assert memberships[2] > 20
    assert sum(memberships.values()) < len(network.people)  # some are in none


def test_links_have_several_records_grades_and_directions_and_groups_have_relations(network):
    records = Counter(frozenset((link.person, link.other)) for link in network.links)
    assert set(records.values()) == {1, 2}
    assert {link.direction for link in network.links} == {"none", "to", "both"}
    assert "" in {link.grade for link in network.links}
    assert {relation.kind for relation in network.relations} == {"alliance", "rivalry", "tension"}


def test_groups_mapped_again_are_found_as_likely_duplicates(network):
    twins = {(f"G{number:03}", f"G{number + 1:03}") for number in range(1, 200, 50)}
    assert twins <= {(found.group, found.other) for found in likely_duplicates(network)}


def test_what_cannot_be_made_is_refused_with_every_reason():
    with pytest.raises(RequestError) as refused:
        synthetic_map(-1, groups=9, people=3, links=100)
    assert [problem.where for problem in refused.value.problems] == ["seed", "groups", "links"]
