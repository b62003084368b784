"""The strategies of ocgscore.testing for maps and networks: sound, and with every odd case within reach."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings

from ocgscore.network.between import membership_of, ties_of
from ocgscore.network.files import read_map
from ocgscore.network.grades import illustrative
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.uncertain import drawn_networks
from ocgscore.network.writing.files import write_map
from ocgscore.testing import maps, synthetic_map
from ocgscore.testing.networks import networks

REACHED = settings(max_examples=5_000, derandomize=True, database=None, phases=[Phase.generate])


def pairs_of(records):
    """Return how many records each pair of people or of groups has."""
    return Counter(
        frozenset((one.group, one.other) if hasattr(one, "group") else (one.person, one.other)) for one in records
    )


def texts_of(network):
    return [text for one in (*network.people, *network.groups) for text in (one.id, one.name)]


MAPS = {
    "nothing at all": lambda network: not network.people and not network.groups,
    "a name with a comma": lambda network: any("," in text for text in texts_of(network)),
    "a name in another script": lambda network: any("א" <= sign <= "ת" for text in texts_of(network) for sign in text),
    "ids no float can tell apart": lambda network: (
        {"12345678901234567890", "12345678901234567891"} <= {person.id for person in network.people}
    ),
    "a person in two groups": lambda network: (membership_of(network).counts > 1).any(),
    "a person in none": lambda network: len(network.groups) > 0 and (membership_of(network).counts == 0).any(),
    "every standing": lambda network: len({member.standing for member in network.members} - {""}) > 1,
    "a link recorded twice": lambda network: max(pairs_of(network.links).values(), default=0) > 1,
    "a link in both directions": lambda network: ties_of(network, directed=True).size > ties_of(network).size,
    "a doubtful link": lambda network: not ties_of(network, grades=illustrative()).certain,
    "friends and enemies at once": lambda network: (
        max(pairs_of(network.relations).values(), default=0) > 1
        and len({relation.sign for relation in network.relations}) > 1
    ),
}
NETWORKS = {
    "one person": lambda ties: len(ties) == 1,
    "in parts": lambda ties: (component_sizes(ties.undirected()) > 1).sum() > 1,
    "somebody on their own": lambda ties: ties.size > 0 and (ties.undirected().degree == 0).any(),
    "strengths that differ": lambda ties: ties.weighted,
    "a doubtful tie": lambda ties: not ties.certain,
    "directed": lambda ties: ties.directed and ties.size > 0,
    "undirected": lambda ties: not ties.directed and ties.size > 0,
}


@pytest.mark.parametrize("case", MAPS)
def test_maps_reach(case):
    assert MAPS[case](find(maps(), lambda network: bool(MAPS[case](network)), settings=REACHED))


@pytest.mark.parametrize("case", NETWORKS)
def test_networks_reach(case):
    assert NETWORKS[case](find(networks(), lambda ties: bool(NETWORKS[case](ties)), settings=REACHED))


@given(maps())
def test_every_map_is_sound_and_its_grades_are_those_of_the_illustrative_table(network):
    people, groups = {person.id for person in network.people}, {group.id for group in network.groups}
    assert (len(people), len(groups)) == (len(network.people), len(network.groups))
    assert all(member.person in people and member.group in groups for member in network.members)
    assert all({link.person, link.other} <= people and link.person != link.other for link in network.links)
    assert all({one.group, one.other} <= groups and one.group != one.other for one in network.relations)
    chance = ties_of(network, grades=illustrative()).chance
    assert ((chance > 0) & (chance <= 1)).all()


@given(networks(certain=True, directed=False, most=4))
def test_a_network_is_as_asked_for(ties):
    assert ties.certain
    assert not ties.directed
    assert len(ties) <= 4
    assert (ties.tails < ties.heads).all()
    keys = ties.tails * len(ties) + ties.heads
    assert (np.diff(keys) > 0).all()


@pytest.mark.parametrize("format_", ["json", "graphml", "gexf"])
def test_maps_come_back_from_a_file_as_they_were(format_, tmp_path_factory):
    @settings(max_examples=25)
    @given(maps())
    def check(network):
        path = tmp_path_factory.mktemp("maps") / f"map.{format_}"
        write_map(network, path)
        assert read_map(path) == network

    check()


def test_an_invented_map_comes_back_from_a_file_as_it_was(tmp_path):
    network = synthetic_map(6, groups=20, people=150, links=400)
    write_map(network, tmp_path / "map.json")
    assert read_map(tmp_path / "map.json") == network


@pytest.mark.parametrize("seed", [1, 2])
def test_draws_from_an_invented_map_owe_nothing_to_the_lots_it_was_made_with(seed):
    """The same seed makes the map and draws from it: no draw may keep more ties than chance allows (5 deviations)."""
    ties = ties_of(synthetic_map(seed, groups=300, people=3_000, links=9_000), grades=illustrative())
    deviation = np.sqrt((ties.chance * (1 - ties.chance)).sum())
    sizes = np.array([drawn.size for drawn in drawn_networks(ties, 150, seed)])
    assert (np.abs(sizes - ties.chance.sum()) < 5 * deviation).all()
