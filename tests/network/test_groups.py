"""Groups on the map: what they share, what each is like, what runs between them, how balanced their relations are."""

from __future__ import annotations

import csv
import math
from collections import Counter
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.groups.balance import balance, standing
from ocgscore.network.groups.bridges import bridges
from ocgscore.network.groups.chances import log_tail
from ocgscore.network.groups.graph import SHARED, TIES, group_graph
from ocgscore.network.groups.measures import MEASURES, group_measures
from ocgscore.network.groups.overlap import overlap
from ocgscore.network.groups.parts import connected_labels
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person, Relation

PEOPLE = [f"p{number:02d}" for number in range(12)]
GROUPS = [f"G{number}" for number in range(5)]
KINDS = ("alliance", "rivalry", "tension")


@st.composite
def maps(draw):
    """Small maps: people of none, one or several groups, links with strengths, relations of every kind."""
    pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda pair: pair[0] != pair[1])
    between = st.tuples(st.sampled_from(GROUPS), st.sampled_from(GROUPS)).filter(lambda pair: pair[0] != pair[1])
    members = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(GROUPS)), max_size=25))
    links = draw(st.lists(st.tuples(pairs, st.sampled_from([0.5, 1.0, 3.0])), max_size=25))
    relations = draw(st.lists(st.tuples(between, st.sampled_from(KINDS)), max_size=12))
    return OcgMap(
        tuple(map(Person, PEOPLE)),
        tuple(map(Group, GROUPS)),
        tuple(Member(*pair) for pair in members),
        tuple(Link(*pair, strength=strength) for pair, strength in links),
        tuple(Relation(*pair, kind) for pair, kind in relations),
    )


def members_of(network):
    return {group.id: {m.person for m in network.members if m.group == group.id} for group in network.groups}


def tied(network):
    return {frozenset((link.person, link.other)) for link in network.links}


def relabelled(network, people, groups):
    """The same map under other ids."""
    return OcgMap(
        tuple(Person(people[person.id]) for person in reversed(network.people)),
        tuple(Group(groups[group.id]) for group in network.groups),
        tuple(Member(people[m.person], groups[m.group]) for m in reversed(network.members)),
        tuple(Link(people[link.other], people[link.person], strength=link.strength) for link in network.links),
        tuple(Relation(groups[r.group], groups[r.other], r.kind) for r in network.relations),
    )


labels = st.tuples(st.permutations(PEOPLE), st.permutations(GROUPS))


def exact_tail(population, size, other, shared):
    """The hypergeometric tail in whole numbers, each term from the one before."""
    term = ways = math.comb(size, shared) * math.comb(population - size, other - shared)
    for x in range(shared, min(size, other)):
        term = term * (size - x) * (other - x) // ((x + 1) * (population - size - other + x + 1))
        ways += term
    return Fraction(ways, math.comb(population, other))


# --- shared members ---------------------------------------------------------------------------------------------------


@given(maps())
def test_shared_members_equal_a_look_at_every_pair_of_groups(network):
    members = members_of(network)
    expected = {
        (one, other): tuple(sorted(members[one] & members[other]))
        for one, other in combinations(GROUPS, 2)
        if members[one] & members[other]
    }
    found = overlap(network).as_dict()
    assert {pair: shared.people for pair, shared in found.items()} == expected
    for (one, other), shared in found.items():
        both = members[one] | members[other]
        assert shared.jaccard == Fraction(len(shared.people), len(both))
        assert shared.coefficient == Fraction(len(shared.people), min(len(members[one]), len(members[other])))
        exact = exact_tail(len(PEOPLE), len(members[one]), len(members[other]), shared.count)
        assert shared.chance == pytest.approx(float(exact), rel=1e-12)


@given(maps(), labels)
def test_renaming_people_and_groups_renames_the_overlap_and_changes_nothing_else(network, names):
    people, groups = (dict(zip(old, new, strict=True)) for old, new in zip((PEOPLE, GROUPS), names, strict=True))
    there = {
        frozenset(map(groups.get, pair)): (frozenset(map(people.get, found.people)), found.jaccard, found.coefficient)
        for pair, found in overlap(network).as_dict().items()
    }
    here = {
        frozenset(pair): (frozenset(found.people), found.jaccard, found.coefficient)
        for pair, found in overlap(relabelled(network, people, groups)).as_dict().items()
    }
    assert there == here


@given(
    st.sampled_from([1, 2, 7, 60, 2_000, 50_000]).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(0, min(n, 300)), st.integers(0, min(n, 300)))
    ),
    st.integers(0, 10**9),
)
def test_chances_equal_exact_fractions_to_a_billionth(sizes, pick):
    population, size, other = sizes
    least, most = max(0, size + other - population), min(size, other)
    shared = least + pick % (most - least + 1)
    [found] = log_tail(population, np.array([size]), np.array([other]), np.array([shared]))
    exact = exact_tail(population, size, other, shared)
    logarithm = math.log(exact.numerator) - math.log(exact.denominator)
    assert found <= 0
    # a difference of logarithms is a relative difference of chances, even of those too small for a float
    assert found == pytest.approx(logarithm, abs=1e-9)


def test_a_chance_far_on_either_side_of_what_is_expected_is_still_exact():
    for population, size, other, shared in [
        (50_000, 20_000, 20_000, 1), (50_000, 20_000, 20_000, 7_900), (50_000, 900, 900, 900), (10, 10, 10, 10)
    ]:  # fmt: skip
        [found] = log_tail(population, *(np.array([number]) for number in (size, other, shared)))
        if shared in (1, 10):
            assert found == pytest.approx(0, abs=1e-12)
        else:
            exact = exact_tail(population, size, other, shared)
            assert found == pytest.approx(math.log(exact.numerator) - math.log(exact.denominator), abs=1e-9)
    assert math.exp(found) == 1


def test_pairs_that_share_the_most_come_first_then_the_smaller_group():
    members = {"A": "abcdef", "B": "abxyzw", "C": "ab", "D": "f"}
    people = sorted(set("".join(members.values())))
    network = OcgMap(
        tuple(map(Person, people)),
        tuple(map(Group, members)),
        tuple(Member(person, group) for group, those in members.items() for person in those),
    )
    listed = [(pair.group, pair.other) for pair in overlap(network)]
    assert listed == [("A", "C"), ("B", "C"), ("A", "B"), ("A", "D")]
    assert [(pair.group, pair.other) for pair in overlap(network, least=2)] == listed[:3]
    assert len(overlap(network, least=2)) == 3


def test_a_graph_and_a_map_give_the_same_overlap():
    graph = nx.Graph()
    graph.add_nodes_from([("a", {"groups": ["X", "Y"]}), ("b", {"groups": "Y|X"}), ("c", {"group": "Y"}), "d"])
    [pair] = overlap(graph)
    assert (pair.people, pair.sizes) == (("a", "b"), (2, 3))
    with pytest.raises(RequestError, match="a network with groups"):
        overlap(ties_of(graph))


# --- what each group is like ------------------------------------------------------------------------------------------


@given(maps())
def test_group_measures_equal_a_look_at_every_tie(network):
    members, ties = members_of(network), tied(network)
    graph = nx.Graph(tuple(sorted(tie)) for tie in ties)
    crossing = crossing_by_hand(network)
    for row in group_measures(network):
        own = members[row.group]
        others = {group for group in GROUPS if group != row.group}
        if not own:
            assert row["size"] == 0
            assert all(row[name] is None for name in MEASURES if name in row.why)
            assert row.why["density"] == row.why["shared_members"] == "no member"
            continue
        shares = {group for group in others if own & members[group]}
        assert row["size"] == len(own)
        assert row["shared_members"] == sum(any(person in members[group] for group in others) for person in own)
        assert row["sharing_groups"] == len(shares)
        if not ties:
            assert row["ties_within"] is row["density"] is row["cohesion"] is None
            assert row.why["density"] == "the map holds no links"
            continue
        within = sum(tie <= own for tie in ties)
        outside = sum(len(tie & own) == 1 for tie in ties)
        assert (row["ties_within"], row["ties_outside"]) == (within, outside)
        parts = nx.connected_components(graph.subgraph(own & set(graph)))
        assert row["largest_part"] == max(map(len, parts), default=1)
        reached = {next(iter(pair - {row.group})) for pair in crossing if row.group in pair}
        assert row["cross_group_degree"] == len(reached)
        assert row["linked_groups"] == len(reached | shares)
        if len(own) < 2:
            assert row["density"] is row["cohesion"] is None
            assert row.why["density"] == "fewer than 2 members"
            continue
        assert row["density"] == Fraction(within, math.comb(len(own), 2))
        if outside:
            towards = Fraction(outside, len(own) * (len(PEOPLE) - len(own)))
            assert row["cohesion"] == row["density"] / towards
        else:
            assert row["cohesion"] is None
            assert row.why["cohesion"] == "no tie to anybody outside"


def crossing_by_hand(network):
    """The ties that cross between each pair of groups: each end in one of the two only."""
    members = members_of(network)
    found = {}
    for one, other in combinations(GROUPS, 2):
        ties = {
            tie
            for tie in tied(network)
            if len(tie & (members[one] - members[other])) == 1 and len(tie & (members[other] - members[one])) == 1
        }
        if ties:
            found[frozenset((one, other))] = ties
    return found


@given(maps(), labels)
def test_renaming_people_and_groups_renames_the_measures_and_changes_nothing_else(network, names):
    people, groups = (dict(zip(old, new, strict=True)) for old, new in zip((PEOPLE, GROUPS), names, strict=True))
    there = {groups[group]: dict(row.values) for group, row in group_measures(network).as_dict().items()}
    here = {
        group: dict(row.values) for group, row in group_measures(relabelled(network, people, groups)).as_dict().items()
    }
    assert there == here


@given(maps())
def test_every_measure_has_a_value_or_a_reason(network):
    for row in group_measures(network):
        assert set(row.values) == set(MEASURES)
        assert set(row.why) == {name for name in MEASURES if row[name] is None}


def test_gradings_count_people_by_their_highest_and_are_undefined_where_nobody_is_graded():
    network = OcgMap(
        tuple(map(Person, "abc")),
        (Group("X"), Group("Y")),
        (
            Member("a", "X", standing="significant"),
            Member("a", "X", standing="principal"),
            Member("b", "X", standing="peripheral"),
            Member("c", "X"),
            Member("c", "Y"),
        ),
    )
    x, y = group_measures(network)
    assert [x[name] for name in ("principals", "significants", "peripherals")] == [1, 0, 1]
    assert y["principals"] is None
    assert y.why["principals"] == "no member is graded"
    assert y.why["alliances"] == "the map holds no relations"


def test_relations_are_counted_by_group_and_not_by_record():
    network = OcgMap(
        groups=tuple(map(Group, "ABCD")),
        relations=(
            Relation("A", "B", "alliance"),
            Relation("B", "A", "alliance"),
            Relation("A", "C", "rivalry"),
            Relation("C", "A", "tension"),
        ),
    )
    rows = group_measures(network).as_dict()
    names = ("alliances", "rivalries", "tensions", "signed_balance")
    assert [rows["A"][name] for name in names] == [1, 1, 1, 0]
    assert [rows["B"][name] for name in names] == [1, 0, 0, 1]
    assert [rows["C"][name] for name in names] == [0, 1, 1, -1]
    assert [rows["D"][name] for name in names] == [0, 0, 0, None]
    assert rows["D"].why["signed_balance"] == "no relation to any group"


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)))))
def test_parts_are_those_that_networkx_finds(case):
    count, pairs = case
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    found = connected_labels(count, ends[:, 0], ends[:, 1]).tolist()
    expected = {node: min(part) for part in nx.connected_components(graph) for node in part}
    assert found == [expected[node] for node in range(count)]


# --- what joins groups ------------------------------------------------------------------------------------------------


@given(maps())
def test_bridges_list_every_tie_that_crosses_and_everybody_shared(network):
    members, crossing = members_of(network), crossing_by_hand(network)
    found = {frozenset((bridge.group, bridge.other)): bridge for bridge in bridges(network)}
    shared = {frozenset(pair) for pair in combinations(GROUPS, 2) if members[pair[0]] & members[pair[1]]}
    assert set(found) == shared | set(crossing)
    for pair, bridge in found.items():
        assert {frozenset(tie) for tie in bridge.ties} == crossing.get(pair, set())
        assert all(tie[0] in members[bridge.group] and tie[1] in members[bridge.other] for tie in bridge.ties)
        assert set(bridge.shared) == members[bridge.group] & members[bridge.other]
        strength = sum(
            link.strength for link in network.links if frozenset((link.person, link.other)) in crossing.get(pair, ())
        )
        assert bridge.strength == pytest.approx(strength)
        assert bridge.carriers == Counter(end for tie in bridge.ties for end in tie)


@given(maps())
def test_who_alone_joins_two_groups_is_who_leaves_nothing_between_them_when_taken_away(network):
    for bridge in bridges(network):
        alone = []
        for person in PEOPLE:
            ties = [tie for tie in bridge.ties if person not in tie]
            shared = [other for other in bridge.shared if other != person]
            if not ties and not shared:
                alone.append(person)
        assert sorted(bridge.alone) == alone


@given(maps())
def test_separating_ties_leave_a_whole_group_on_either_side(network):
    members, graph = members_of(network), nx.Graph()
    graph.add_nodes_from(PEOPLE)
    graph.add_edges_from(tuple(sorted(tie)) for tie in tied(network))
    expected = {}
    for part in nx.connected_components(graph):
        here = {group: own & part for group, own in members.items() if own & part}
        for tie in nx.bridges(graph.subgraph(part)):
            cut = graph.subgraph(part).copy()
            cut.remove_edge(*tie)
            sides = [nx.node_connected_component(cut, end) for end in tie]
            whole = [frozenset(group for group, own in here.items() if own <= side) for side in sides]
            if all(whole):
                expected[frozenset(tie)] = dict(zip(tie, whole, strict=True))
    found = bridges(network).cuts
    assert {frozenset((cut.person, cut.other)) for cut in found} == set(expected)
    for cut in found:
        sides = expected[frozenset((cut.person, cut.other))]
        assert (set(cut.groups), set(cut.others)) == (sides[cut.person], sides[cut.other])
        assert (len(cut.groups), cut.groups) < (len(cut.others), cut.others)


# --- the graph of groups ----------------------------------------------------------------------------------------------


@given(maps())
def test_the_graph_of_groups_has_one_edge_of_a_kind_and_loses_nothing(network):
    graph, members = group_graph(network), members_of(network)
    assert set(graph) == set(GROUPS)
    found = {(frozenset((one, other)), kind): said for one, other, kind, said in graph.edges(keys=True, data=True)}
    assert len(found) == graph.number_of_edges()
    crossing = crossing_by_hand(network)
    assert {pair: found[pair, TIES]["count"] for pair, kind in found if kind == TIES} == {
        pair: len(ties) for pair, ties in crossing.items()
    }
    shared = {frozenset((a, b)): len(members[a] & members[b]) for a, b in combinations(GROUPS, 2)}
    assert {pair: found[pair, SHARED]["count"] for pair, kind in found if kind == SHARED} == {
        pair: count for pair, count in shared.items() if count
    }
    records = Counter((frozenset((r.group, r.other)), r.kind) for r in network.relations)
    assert {key: said["count"] for key, said in found.items() if key[1] in KINDS} == records
    assert all(said["sign"] == (1 if kind == "alliance" else -1) for (_, kind), said in found.items() if kind in KINDS)
    assert balance(graph) == balance(network)


# --- balance ----------------------------------------------------------------------------------------------------------


@given(maps())
def test_balance_equals_a_look_at_every_three_groups(network):
    signs = {}
    for relation in network.relations:
        signs.setdefault(frozenset((relation.group, relation.other)), set()).add(relation.sign)
    single = {pair: min(those) for pair, those in signs.items() if len(those) == 1}
    triangles = {}
    for three in combinations(GROUPS, 3):
        pairs = [frozenset(pair) for pair in combinations(three, 2)]
        if all(pair in single for pair in pairs):
            triangles[three] = sum(single[pair] < 0 for pair in pairs)
    found = balance(network)
    assert {triangle.groups: len(triangle.opposed) for triangle in found.triangles} == triangles
    assert len(found.unbalanced) == sum(number % 2 for number in triangles.values())
    assert len(found.mixed) == len(signs) - len(single)
    assert found.degree == (Fraction(len(triangles) - len(found.unbalanced), len(triangles)) if triangles else None)
    assert sum(found.by_opposed) == len(triangles)


def test_a_sign_that_is_none_is_refused_with_its_edge():
    graph = nx.Graph([("A", "B", {"sign": 2}), ("B", "C", {"sign": -1})])
    with pytest.raises(MapError, match="edge A – B sign: '2' is not 1 or -1"):
        balance(graph)


# --- real data --------------------------------------------------------------------------------------------------------


def bacrim_csv(shared_data):
    """150 Mexican groups of 2020 with their alliances and rivalries; a pair stands in two rows, one a direction."""
    folder = shared_data("networks", "mexico_bacrim2020")
    relations = []
    for file, kind in (("Alliances", "alliance"), ("Rivals", "rivalry")):
        with (folder / f"BACRIM2020_{file}.csv").open(encoding="utf-8-sig", newline="") as lines:
            relations += [
                Relation(row["Group"], row["RGroup"], kind, strength=float(row["weight"]))
                for row in csv.DictReader(lines)
            ]
    with (folder / "BACRIM2020_Nodes.csv").open(encoding="utf-8-sig", newline="") as lines:
        groups = tuple(Group(row["Group"], row["ShortName"]) for row in csv.DictReader(lines))
    return OcgMap(groups=groups, relations=tuple(relations))


def bacrim_graphml(shared_data):
    graph = nx.read_graphml(shared_data("networks", "mexico_bacrim2020", "bacrim2020.graphml"))
    name = nx.get_node_attributes(graph, "group")
    relations = [
        Relation(name[one], name[other], kind, strength=strength)
        for kind in ("alliance", "rivalry")
        for one, other, strength in graph.edges(data=kind)
        if strength
    ]
    return OcgMap(groups=tuple(map(Group, name.values())), relations=tuple(relations))


@pytest.mark.parametrize("read", [bacrim_csv, bacrim_graphml])
def test_the_bacrim_alliances_and_rivalries_come_out_whole(shared_data, read):
    network = read(shared_data)
    assert len(network.groups) == 150
    found = balance(network)
    assert len(found.allied) + len(found.mixed) == 91
    assert len(found.opposed) + len(found.mixed) == 92
    stands = standing(network)
    assert sum(len(each.alliances) for each in stands.values()) == 2 * 91
    assert sum(len(each.rivalries) for each in stands.values()) == 2 * 92
    signed = nx.Graph()
    signed.add_edges_from((*pair, {"sign": 1}) for pair in found.allied)
    signed.add_edges_from((*pair, {"sign": -1}) for pair in found.opposed)
    negatives = Counter(
        sum(signed.edges[pair]["sign"] < 0 for pair in combinations(three, 2))
        for three in nx.enumerate_all_cliques(signed)
        if len(three) == 3
    )
    assert found.by_opposed == tuple(negatives[number] for number in range(4))
    assert sum(found.by_opposed) > 0
    graph = group_graph(network)
    assert Counter(kind for *_, kind in graph.edges(keys=True)) == {"alliance": 91, "rivalry": 92}
    assert all(row["alliances"] is not None and row["density"] is None for row in group_measures(network))


def test_both_files_of_bacrim_hold_the_same_relations(shared_data):
    assert balance(bacrim_csv(shared_data)) == balance(bacrim_graphml(shared_data))


def test_the_families_of_the_us_mafia_have_the_ties_that_were_published(shared_data):
    graph = nx.read_graphml(shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml"))
    table = group_measures(graph)
    assert len(table) == 24
    # 1,814 ties within families and 885 between them: E-I index -.344, by the shared expected values
    assert sum(row["ties_within"] for row in table) == 1_814
    assert sum(row["ties_outside"] for row in table) == 2 * 885
    assert sum(len(bridge.ties) for bridge in bridges(graph)) == 885
    assert len(overlap(graph)) == 0
    for row in table:
        own = graph.subgraph(node for node, family in graph.nodes(data="group") if family == row.group)
        assert float(row["density"]) == pytest.approx(nx.density(own))
        assert row["largest_part"] == max(map(len, nx.connected_components(own)))
        boundary = nx.cut_size(graph, own.nodes)
        assert row["ties_outside"] == boundary
        reached = {graph.nodes[n]["group"] for n in nx.node_boundary(graph, own.nodes)}
        assert row["cross_group_degree"] == len(reached)
