"""Measures over the uncertain graph: of a certain one they are the plain ones; of an uncertain one they are its means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.grades import Grades
from ocgscore.network.measures import measured_groups, measured_people, over_draws, rankable
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person, Relation

GRADES = Grades({"sure": 1.0, "half": 0.5, "rare": 0.1, "ungraded": 1.0}, "ours.csv")


def a_map(*, grade="", relation_grade=""):
    """Two groups with a shared member, and a third that is linked to one of them; relations of all three kinds."""
    people, members = "abcdefg", [("a", "X"), ("b", "X"), ("c", "X"), ("c", "Y"), ("d", "Y"), ("e", "Z"), ("f", "Z")]
    links = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f")]
    return OcgMap(
        tuple(map(Person, people)),
        tuple(map(Group, "WXYZ")),
        tuple(Member(*member) for member in members),
        tuple(Link(*link, grade=grade, strength=1 + at % 2) for at, link in enumerate(links)),
        (
            Relation("W", "X", "alliance", grade=relation_grade),
            Relation("W", "Y", "rivalry", grade=relation_grade),
            Relation("W", "Y", "tension", grade=relation_grade),
        ),
    )


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("hops", [False, True])
def test_of_a_certain_graph_every_measure_of_people_is_the_plain_one(directed, hops):
    network = a_map()
    plain = measured_people(network, directed=directed, hops=hops)
    drawn = over_draws(network, "person", draws=5, top=3, directed=directed, hops=hops)
    assert drawn.certain
    assert list(drawn.columns) == list(rankable("person", directed=directed))
    same_as_plain(plain, drawn)


def test_of_a_certain_graph_every_measure_of_groups_is_the_plain_one():
    network = a_map()
    drawn = over_draws(network, "group", draws=5, top=3)
    assert list(drawn.columns) == list(rankable("group", directed=False))
    same_as_plain(measured_groups(network), drawn)


def same_as_plain(plain, drawn):
    assert drawn.nodes == plain.nodes
    for name, column in drawn.columns.items():
        defined = plain[name].defined
        assert ((column.defined > 0) == defined).all(), name
        for part in ("mean", "low", "high"):
            assert getattr(column, part)[defined] == pytest.approx(plain[name].values[defined], abs=1e-9), (name, part)
        ranked = plain.ranked(name)
        assert (column.rank_best[defined] >= ranked.best[defined]).all(), name
        assert (column.rank_worst[defined] <= ranked.worst[defined]).all(), name


links = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] < p[1]), max_size=9
)
belonging = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("XYZ")), max_size=8, unique=True)
relating = st.lists(st.tuples(st.sampled_from([("X", "Y"), ("Y", "Z"), ("X", "Z")]), st.sampled_from(["alliance", "rivalry", "tension"])), max_size=4)  # fmt: skip


@settings(max_examples=30)
@given(links, belonging, relating)
def test_what_is_drawn_of_groups_is_what_is_measured_of_groups(pairs, members, relations):
    """Drawn measures are worked out on arrays of their own; of a certain map both ways give the same."""
    network = OcgMap(
        tuple(map(Person, "abcdef")),
        tuple(map(Group, "XYZ")),
        tuple(Member(*member) for member in members),
        tuple(Link(*pair) for pair in pairs),
        tuple(Relation(*ends, kind) for ends, kind in relations),
    )
    same_as_plain(measured_groups(network), over_draws(network, "group", draws=2, top=1))


def test_means_over_draws_are_what_the_chances_make_them():
    """By hand: each of the six links is there half the time, so that contacts are halved on average."""
    network = a_map(grade="half")
    plain = measured_people(network)
    drawn = over_draws(network, measures=["degree"], grades=GRADES, draws=4000, top=2, seed=7)
    assert not drawn.certain
    assert drawn["degree"].mean == pytest.approx(plain["degree"].values / 2, abs=0.06)
    assert (drawn["degree"].high <= plain["degree"].values).all()
    again = over_draws(network, measures=["degree"], grades=GRADES, draws=4000, top=2, seed=7)
    assert again["degree"].mean.tolist() == drawn["degree"].mean.tolist()


def test_relations_are_drawn_by_their_own_grades():
    network = a_map(relation_grade="half")
    drawn = over_draws(network, "group", measures=["alliances", "signed_balance", "density"], grades=GRADES, draws=2000)
    assert not drawn.certain
    assert drawn["alliances"].mean.tolist() == pytest.approx([0.5, 0.5, 0, 0], abs=0.05)
    assert set(np.unique(np.concatenate([drawn["signed_balance"].low, drawn["signed_balance"].high]))) <= {
        -1.0,
        0.0,
        1.0,
    }
    assert drawn["density"].low[1] == drawn["density"].high[1] == 1


def test_a_link_that_may_not_be_there_leaves_groups_linked_some_of_the_time():
    network = a_map(grade="rare")
    drawn = over_draws(network, "group", measures=["cross_group_degree", "linked_groups"], grades=GRADES, draws=2000)
    place = {group: at for at, group in enumerate(drawn.nodes)}
    assert drawn["cross_group_degree"].mean[place["Z"]] == pytest.approx(0.1, abs=0.03)
    assert drawn["linked_groups"].low[place["X"]] == 1


def test_what_has_no_mean_or_is_not_known_is_refused():
    with pytest.raises(RequestError, match="'community' is not a measure"):
        over_draws(a_map(), measures=["community"], draws=2)
    with pytest.raises(RequestError, match="degree_in"):
        over_draws(a_map(), measures=["degree_in"], draws=2)
    with pytest.raises(RequestError, match="level"):
        over_draws(a_map(), "crowd", draws=2)
    with pytest.raises(RequestError, match="draws"):
        over_draws(a_map(), draws=0)
    with pytest.raises(MapError, match="hearsay"):
        over_draws(a_map(grade="hearsay"), grades=GRADES, draws=2)


def test_progress_of_draws_adds_up_to_the_whole():
    told = []
    over_draws(
        a_map(grade="half", relation_grade="half"),
        "group",
        grades=GRADES,
        draws=20,
        progress=lambda *step: told.append(step),
    )
    [whole] = {total for _, total in told}
    assert sum(step for step, _ in told) == whole
