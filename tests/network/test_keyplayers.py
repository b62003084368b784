"""Key players: laws of fragmentation and reach, and the search against looking at every set."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import attrs
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.keyplayers import apart as apart_module
from ocgscore.network.keyplayers import (
    distance_fragmentation,
    fragmentation,
    key_players,
    reach,
    single_removals,
)
from ocgscore.network.keyplayers import reaching as reaching_module
from ocgscore.network.keyplayers import search as search_module
from ocgscore.network.keyplayers import shaking as shaking_module
from ocgscore.network.keyplayers.apart import Parting
from ocgscore.network.keyplayers.copies import pairs_in_copies
from ocgscore.network.keyplayers.fragmentation import Splitting
from ocgscore.network.keyplayers.pieces import Pieces
from ocgscore.network.keyplayers.reaching import Reaching
from ocgscore.network.keyplayers.search import greedy, nothing, swapped
from ocgscore.network.keyplayers.shaking import shaken
from ocgscore.network.keyplayers.weighing import Weights
from ocgscore.network.model import MapError
from ocgscore.network.paths import rounds as rounds_module
from ocgscore.network.paths.hops import pairs_at
from ocgscore.network.ties import Ties

MEASURES = [("fragment", "F"), ("fragment", "DF"), ("reach", "m-reach"), ("reach", "R_D")]


@st.composite
def graphs(draw, least=3, most=9):
    n = draw(st.integers(least, most))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    graph = nx.Graph()
    graph.add_nodes_from(f"p{number}" for number in range(n))
    for a, b in chosen:
        graph.add_edge(f"p{a}", f"p{b}", strength=draw(st.sampled_from([1, 2, 4])))  # costs exact
    return graph


@st.composite
def weighted(draw):
    graph = draw(graphs())
    weights = {node: draw(st.sampled_from([0, 1, 2, 5, 0.1])) for node in graph}
    return graph, weights


def removals(draw, graph):
    return draw(st.lists(st.sampled_from(sorted(graph)), unique=True, max_size=len(graph)))


def exact(weight):
    return Fraction(str(weight))


def f_by_definition(graph, weights=None):
    """Return F of a graph: the share of pairs, each the product of its weights, that no path joins."""
    weights = weights or dict.fromkeys(graph, 1)
    part = {node: number for number, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    whole = joined = Fraction(0)
    for a, b in combinations(graph, 2):
        pair = exact(weights[a]) * exact(weights[b])
        whole += pair
        joined += pair if part[a] == part[b] else 0
    return 1 - joined / whole if whole else None


def near_by_definition(graph, sources, hops):
    """Return how far everybody is from the nearest of some people, by networkx."""
    strongest = max((said["strength"] for _, _, said in graph.edges(data=True)), default=1)
    costs = nx.Graph()
    costs.add_nodes_from(graph)
    for a, b, said in graph.edges(data=True):
        costs.add_edge(a, b, cost=1 if hops else Fraction(strongest, said["strength"]))
    return nx.multi_source_dijkstra_path_length(costs, set(sources), weight="cost") if sources else {}


def df_by_definition(graph, hops, strongest):
    pairs = len(graph) * (len(graph) - 1)
    total = Fraction(0)
    for node in graph:
        for other, away in near_by_definition(graph, [node], hops).items():
            if other != node:
                inner = max((said["strength"] for _, _, said in graph.edges(data=True)), default=1)
                total += 1 / Fraction(away) * (1 if hops else Fraction(inner, strongest))
    return 1 - total / pairs if pairs else None


@given(st.data())
def test_fragmentation_is_what_its_definition_says(data):
    graph, weights = data.draw(weighted())
    removed = removals(data.draw, graph)
    left = graph.subgraph(set(graph) - set(removed))
    assert fragmentation(graph, removed).value == f_by_definition(left)
    assert fragmentation(graph, removed, weights=weights).value == f_by_definition(left, weights)


@given(st.data())
def test_removing_more_never_lowers_fragmentation_over_everybody_there_was(data):
    graph, weights = data.draw(weighted())
    removed = removals(data.draw, graph)
    for found in (
        [fragmentation(graph, removed[:number]).of_all for number in range(len(removed) + 1)],
        [distance_fragmentation(graph, removed[:number], hops=True).of_all for number in range(len(removed) + 1)],
    ):
        assert found == sorted(found)
    heavy = [fragmentation(graph, removed[:number], weights=weights) for number in range(len(removed) + 1)]
    assert [found.joined for found in heavy] == sorted((found.joined for found in heavy), reverse=True)


def test_fragmentation_counts_the_people_who_remain_and_may_fall_when_people_on_the_edge_go():
    apart = nx.Graph([("a", "b"), ("b", "c")])
    apart.add_node("d")
    assert (fragmentation(apart).value, fragmentation(apart, ["d"]).value) == (Fraction(1, 2), 0)
    assert fragmentation(apart, ["d"]).of_all == Fraction(1, 2)


def test_fragmentation_of_one_person_is_undefined_with_a_reason():
    for found in (fragmentation(nx.path_graph(3), [0, 1]), distance_fragmentation(nx.path_graph(3), [0, 1])):
        assert found.value is None
        assert found.undefined == "fewer than two people remain"
        assert found.of_all == 1


@given(weighted())
def test_one_walk_equals_removing_each_person_and_looking(case):
    graph, weights = case
    for how in (None, weights):
        found = single_removals(graph, weights=how)
        assert found.start == fragmentation(graph, weights=how)
        assert found.found == tuple(fragmentation(graph, [node], weights=how) for node in found.nodes)


@given(st.data())
def test_walking_again_what_changed_equals_walking_everything(data):
    graph = data.draw(graphs())
    ties = ties_of(graph)
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(graph), max_size=len(graph)))
    pieces = Pieces(ties, weights)
    for _ in range(4):
        removed = data.draw(st.sets(st.integers(0, len(graph) - 1)))
        pieces.remove_only(removed)
        fresh = Pieces(ties, weights)
        fresh.remove_only(removed)
        assert (pieces.squares, pieces.change) == (fresh.squares, fresh.change)
        whole = [sum(weights[ties.place[node]] for node in part) for part in nx.connected_components(
            graph.subgraph(ties.nodes[node] for node in range(len(ties)) if node not in removed))]  # fmt: skip
        assert pieces.squares == sum(weight**2 for weight in whole)


@given(st.data())
def test_people_come_back_in_the_order_of_what_they_join(data):
    graph = data.draw(graphs())
    ties = ties_of(graph)
    removed = data.draw(st.sets(st.integers(0, len(graph) - 1), min_size=1))
    count = data.draw(st.integers(0, len(removed)))
    away = sorted(removed)
    while len(away) > count:
        joined = [fragmentation(ties, [ties.nodes[other] for other in away if other != node]).joined for node in away]
        away.pop(joined.index(min(joined)))
    assert Pieces(ties, [1] * len(ties)).put_back(removed, count) == away


@given(st.data())
def test_distances_in_copies_are_those_of_networks_without_those_gone(data):
    graph = data.draw(graphs())
    ties, n = ties_of(graph), len(graph)
    gone = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=1, max_size=5)))
    sources = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1)))), np.int64)
    found = pairs_in_copies(ties, gone, sources)
    for row, without in zip(found, gone, strict=True):
        alone = pairs_at(ties, sources, without=without)
        assert row.tolist() == [*alone.tolist(), *[0] * (found.shape[1] - len(alone))]


@given(graphs(), st.booleans())
def test_distance_fragmentation_is_what_its_definition_says(graph, hops):
    strongest = max((said["strength"] for _, _, said in graph.edges(data=True)), default=1)
    found = distance_fragmentation(graph, hops=hops)
    assert float(found.value) == pytest.approx(float(df_by_definition(graph, hops, strongest)), abs=1e-10)
    assert 0 <= found.value <= 1
    removed = sorted(graph)[:1]
    left = graph.subgraph(set(graph) - set(removed))
    found = distance_fragmentation(graph, removed, hops=hops)
    assert float(found.value) == pytest.approx(float(df_by_definition(left, hops, strongest)), abs=1e-10)


@given(st.data(), st.booleans())
def test_reach_is_what_its_definition_says(data, hops):
    graph, weights = data.draw(weighted())
    chosen = removals(data.draw, graph)
    within = data.draw(st.integers(1, 3))
    found = reach(graph, chosen, within=within, hops=hops, weights=weights)
    steps, away = near_by_definition(graph, chosen, hops=True), near_by_definition(graph, chosen, hops)
    assert found.reached == sum(exact(weights[node]) for node, step in steps.items() if step <= within)
    near = sum(exact(weights[node]) / max(cost, 1) for node, cost in away.items())
    assert float(found.nearness) == pytest.approx(float(near), rel=1e-11)
    assert found.members == sum(exact(weights[node]) for node in chosen)
    assert reach(graph, chosen).members == len(chosen)


@given(st.data())
def test_adding_a_link_never_lowers_reach(data):
    graph = data.draw(graphs())
    chosen = removals(data.draw, graph)
    before = reach(graph, chosen, hops=True)
    a, b = data.draw(st.lists(st.sampled_from(sorted(graph)), unique=True, min_size=2, max_size=2))
    graph.add_edge(a, b, strength=1)
    after = reach(graph, chosen, hops=True)
    assert after.reached >= before.reached
    assert after.nearness >= before.nearness


@given(graphs(), st.booleans())
def test_adding_a_person_to_a_set_never_lowers_what_it_reaches(graph, hops):
    sets = [sorted(graph)[:number] for number in range(len(graph) + 1)]
    found = [reach(graph, chosen, hops=hops) for chosen in sets]
    assert [one.reached for one in found] == sorted(one.reached for one in found)
    assert [float(one.r_d) for one in found] == pytest.approx(sorted(float(one.r_d) for one in found), abs=1e-12)
    assert found[-1].r_d == 1


def test_a_set_from_which_everybody_is_a_step_away_has_an_r_d_of_one():
    assert reach(nx.star_graph(6), [0]).r_d == 1


def value_by_definition(graph, measure, chosen, hops, weights=None):
    if measure == "F":
        return float(f_by_definition(graph.subgraph(set(graph) - set(chosen)), weights))
    if measure == "DF":
        strongest = max((said["strength"] for _, _, said in graph.edges(data=True)), default=1)
        return float(df_by_definition(graph.subgraph(set(graph) - set(chosen)), hops, strongest))
    found = reach(graph, chosen, hops=hops, weights=weights)
    return float(found.reached if measure == "m-reach" else found.r_d)


@given(graphs(most=7), st.sampled_from(MEASURES), st.integers(1, 3), st.booleans())
def test_a_proved_set_is_the_best_of_all_sets_and_all_as_good_are_counted(graph, goal, count, hops):
    count = min(count, len(graph) - 2)
    found = key_players(graph, count, goal=goal[0], measure=goal[1], hops=hops)
    values = {
        chosen: round(value_by_definition(graph, goal[1], chosen, hops), 9)
        for chosen in combinations(sorted(graph), count)
    }
    best = [chosen for chosen, value in values.items() if value == max(values.values())]
    assert found.proved
    assert found.chosen == best[0]
    assert (found.tied, found.optima) == (len(best), tuple(best[:20]))
    assert float(found.after) == pytest.approx(max(values.values()), abs=1e-8)
    assert float(found.before) == pytest.approx(value_by_definition(graph, goal[1], (), hops), abs=1e-8)


@given(weighted(), st.sampled_from(["F", "m-reach", "R_D"]))
def test_weights_are_proved_alike(case, measure):
    graph, weights = case
    weights |= dict.fromkeys(sorted(graph)[:3], 3)
    goal = "fragment" if measure == "F" else "reach"
    found = key_players(graph, 1, goal=goal, measure=measure, weights=weights, hops=True)
    values = {node: value_by_definition(graph, measure, [node], True, weights) for node in sorted(graph)}
    best = max(round(value, 9) for value in values.values())
    assert found.chosen == (next(node for node, value in values.items() if round(value, 9) == best),)
    assert float(found.after) == pytest.approx(best, abs=1e-8)


@given(graphs(), st.sampled_from(["F", "m-reach", "R_D"]))
def test_a_weight_of_one_for_everybody_changes_nothing(graph, measure):
    goal = "fragment" if measure == "F" else "reach"
    plain = key_players(graph, 1, goal=goal, measure=measure)
    same = key_players(graph, 1, goal=goal, measure=measure, weights=dict.fromkeys(graph, 1))
    assert (plain.chosen, plain.before, plain.after) == (same.chosen, same.before, same.after)
    assert plain.rivals == same.rivals


def test_what_those_removed_count_for_themselves_is_left_out_of_fragmentation():
    path = nx.path_graph(5)
    light, heavy = (fragmentation(path, [2], weights={2: weight}).value for weight in (1, 100))
    assert light == heavy


def test_a_weight_steers_who_is_chosen():
    two = nx.union(nx.star_graph(3), nx.relabel_nodes(nx.star_graph(3), lambda node: node + 10))
    assert key_players(two, 1).chosen == (0,)
    assert key_players(two, 1, weights={11: 4, 12: 4}).chosen == (10,)
    assert key_players(two, 1, goal="reach", weights={11: 4}).chosen == (10,)


@given(graphs(), st.randoms(use_true_random=False), st.sampled_from(MEASURES))
def test_other_names_change_no_value(graph, chance, goal):
    names = sorted(graph)
    chance.shuffle(names)
    renamed = nx.relabel_nodes(graph, dict(zip(sorted(graph), names, strict=True)))
    one, other = (key_players(network, 1, goal=goal[0], measure=goal[1]) for network in (graph, renamed))
    assert float(one.after) == pytest.approx(float(other.after), abs=1e-9)
    assert one.tied == other.tied


@pytest.fixture(name="unproved")
def _unproved(monkeypatch):
    """Nothing small enough to look at every set."""
    monkeypatch.setattr(search_module, "WORTH_PROVING", 0)


@pytest.mark.usefixtures("unproved")
@pytest.mark.parametrize("goal", MEASURES)
def test_no_single_exchange_makes_a_set_found_better(goal):
    graph = nx.connected_watts_strogatz_graph(30, 4, 0.3, seed=5)
    found = key_players(graph, 3, goal=goal[0], measure=goal[1])
    assert (found.proved, found.tied, found.optima) == (False, None, ())
    for leaving in found.chosen:
        for coming in set(graph) - set(found.chosen):
            chosen = sorted({*found.chosen, coming} - {leaving})
            other = {
                "F": lambda chosen: fragmentation(graph, chosen).value,
                "DF": lambda chosen: distance_fragmentation(graph, chosen).value,
                "m-reach": lambda chosen: reach(graph, chosen).reached,
                "R_D": lambda chosen: reach(graph, chosen).r_d,
            }[goal[1]](chosen)
            assert float(other) <= float(found.after) + 1e-9


@pytest.mark.usefixtures("unproved")
def test_every_start_is_told_and_the_best_of_them_is_taken():
    found = key_players(nx.barbell_graph(6, 3), 2)
    assert [start.name for start in found.starts] == [
        "one after another",
        "betweenness, anew each time",
        "most links",
        "widened and narrowed",
    ]
    assert max(start.value for start in found.starts) == found.after
    assert all(start.first_value <= start.value for start in found.starts)
    assert all(fragmentation(nx.barbell_graph(6, 3), start.first).value == start.first_value for start in found.starts)


def test_the_most_central_are_shown_with_what_is_lost_by_taking_them():
    graph = nx.Graph([("hub", f"leaf{number}") for number in range(6)])
    graph.add_edges_from([("hub", "hub2"), *(("hub2", f"leaf{number}") for number in range(6))])
    graph.add_edges_from([("leaf0", "far0"), ("far0", "far1"), ("far1", "far2")])
    found = key_players(graph, 2)
    degree = next(rival for rival in found.rivals if rival.by == "degree")
    assert degree.chosen == ("hub", "hub2")
    assert degree.value == fragmentation(graph, degree.chosen).value
    assert degree.lost == found.after - degree.value >= 0


def test_widening_finds_what_swaps_cannot_and_the_same_seed_finds_the_same():
    """Three must go together to cut a half off: any two of them do nothing, and others split a little."""
    halves = nx.compose(nx.complete_graph(12), nx.relabel_nodes(nx.complete_graph(12), lambda node: node + 20))
    for way in range(3):
        nx.add_path(halves, [way, 40 + way, 60 + way, 20 + way])
        halves.add_edges_from((3 + way, leaf) for leaf in (50 + way, 70 + way))
    ties = ties_of(halves)
    aim = Splitting.of(ties, None)
    stuck = swapped(aim, greedy(aim, 3))
    one, same = (shaken(aim, ties, stuck, 3, nothing) for _ in range(2))
    assert one == same
    assert one.value == aim.value(one.nodes) > stuck.value + Fraction(1, 6)


@pytest.mark.usefixtures("unproved")
def test_where_rounds_would_take_too_long_there_are_none(monkeypatch):
    monkeypatch.setattr(shaking_module, "MOST", 0)
    assert len(key_players(nx.path_graph(9), 3).starts) == 3


def test_swaps_go_on_until_no_exchange_helps():
    """From the ends of a path, where removal splits nothing."""
    path = nx.path_graph(20)
    aim = Splitting.of(ties_of(path), None)
    ends = [0, 1, 19]  # in the order of names: 0, 1 and 9
    found = swapped(aim, ends)
    assert found.swaps >= 2
    assert found.value == aim.value(found.nodes) > aim.value(ends) + Fraction(1, 4)
    for leaving in found.nodes:
        others = [node for node in found.nodes if node != leaving]
        assert aim.best(others)[0] <= found.value
    assert swapped(aim, found.nodes).swaps == 0


@pytest.mark.usefixtures("unproved")
def test_where_time_is_short_what_was_restricted_is_said(monkeypatch):
    graph = nx.connected_watts_strogatz_graph(200, 6, 0.2, seed=1)
    monkeypatch.setattr(apart_module, "SAMPLED", 1)
    monkeypatch.setattr(apart_module, "WORTH", 1)
    found = key_players(graph, 2, measure="DF")
    assert found.notes == (
        "Only the 20 people highest by betweenness were tried for a place.",
        "Sets were compared by the distances from 64 people drawn; starts' values are too.",
    )
    assert found.after == distance_fragmentation(graph, found.chosen).value
    monkeypatch.setattr(reaching_module, "SMALL", 10)
    monkeypatch.setattr(reaching_module, "TRIED", 2)
    found = key_players(graph, 3, goal="reach")
    assert found.notes == ("For a place at most 2 people were tried, those who might add most first.",)
    for a, b in graph.edges:
        graph.edges[a, b]["strength"] = 1 + (a + b) % 3
    found = key_players(graph, 2, measure="DF")
    assert found.notes[0].startswith("Sets were compared in steps")
    assert float(found.after) == pytest.approx(float(distance_fragmentation(graph, found.chosen).value), abs=1e-12)


@given(graphs(least=5), st.integers(1, 3))
def test_a_large_network_is_searched_to_the_same_end_as_a_small_one(graph, within):
    ties = ties_of(graph)
    for steps in (within, None):
        small = Reaching(ties, Weights.of(ties, None), within=steps, hops=True)
        large = Reaching(ties, Weights.of(ties, None), within=steps, hops=True)
        large._kept = None
        for chosen in ((), (0,), (0, 3), (2,)):
            assert small.best(chosen) == large.best(chosen)
        assert not large.cut_short


def test_progress_adds_up_to_the_whole():
    made = []
    key_players(nx.path_graph(30), 2, progress=lambda parts, total: made.append((parts, total)))
    assert {total for _, total in made} == {made[0][1]}
    assert sum(parts for parts, _ in made) <= made[0][1]
    assert sum(parts for parts, _ in made) >= 0.8 * made[0][1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"k": 0}, "k: '0' is not a whole number from 1 to 3, the number of people less two"),
        ({"k": 4}, "k: '4' is not a whole number from 1 to 3"),
        ({"k": 6, "goal": "reach"}, "k: '6' is not a whole number from 1 to 5, the number of people"),
        ({"goal": "fragmet"}, "goal: 'fragmet' is not a goal; did you mean 'fragment'?"),
        ({"measure": "R_D"}, "measure: 'R_D' is not a measure of the goal fragment; it belongs to the goal reach"),
        ({"measure": "fame"}, "measure: 'fame' is not a measure of the goal fragment; take F or DF"),
        ({"within": 0}, "within: '0' is not a whole number from 1 to 5"),
        ({"seed": -1}, "seed: '-1'"),
        ({"weights": {9: 1}}, "weight of 9: '9' is not a person of the network; check the id"),
        ({"weights": {1: -1}}, "weight of 1: '-1' is not a number from 0"),
        ({"weights": {1: float("nan")}}, "weight of 1: 'nan' is not a number from 0"),
        ({"weights": {1: "much"}}, "weight of 1: 'much' is not a number from 0"),
        (
            {"weights": dict.fromkeys(range(3), 0)},
            "weights: '2 people with a weight above 0' is not a weight above 0 for 3 people or more",
        ),
        (
            {"goal": "reach", "weights": dict.fromkeys(range(5), 0)},
            "weights: '0 people with a weight above 0' is not a weight above 0 for somebody",
        ),
        ({"weights": {1: 1}, "measure": "DF"}, "weights: 'a table' is not of use with DF"),
        ({"weights": {1: Fraction(1, 3**40)}}, "fewer digits"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_remedy(wrong, said):
    request = {"k": 1} | wrong
    with pytest.raises(RequestError) as caught:
        key_players(nx.path_graph(5), **request)
    assert said in str(caught.value)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(RequestError) as caught:
        key_players(nx.path_graph(5), 9, goal="fame", within=-1, seed=-1)
    assert [problem.where for problem in caught.value.problems] == ["goal", "k", "within", "seed"]
    with pytest.raises(RequestError, match="removed 1: 'x' is not a person of the network"):
        fragmentation(nx.path_graph(3), ["x"])
    with pytest.raises(RequestError, match="removed 2: '1' is not named once"):
        distance_fragmentation(nx.path_graph(3), [1, 1])
    with pytest.raises(RequestError, match="within: '0'"):
        reach(nx.path_graph(3), [1], within=0)


def test_a_network_too_small_to_split_is_refused():
    with pytest.raises(MapError, match="'2 people' is not a network of three people or more"):
        key_players(nx.path_graph(2), 1)
    assert key_players(nx.path_graph(2), 2, goal="reach").after == 2


def test_results_cannot_be_changed():
    found = key_players(nx.path_graph(5), 1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.chosen = ()


def test_directions_are_left_out_unless_distances_are_asked_for_with_them():
    ties = Ties.of("abc", [("a", "b"), ("b", "c")], directed=True)
    assert fragmentation(ties).value == 0
    assert distance_fragmentation(ties, directed=True).value == 1 - Fraction(5, 2) / 6
    assert distance_fragmentation(ties).value == 1 - Fraction(5) / 6
    assert Parting(ties.undirected(), hops=True, order=np.arange(3), seed=1).complete


def test_a_value_that_is_estimated_says_its_error_and_an_exact_one_none(monkeypatch):
    graph = nx.barabasi_albert_graph(400, 2, seed=3)
    for number, (one, other) in enumerate(graph.edges):
        graph[one][other]["weight"] = 1.0 + number % 3
    assert not any("standard error" in note for note in key_players(graph, 1, measure="DF").notes)
    monkeypatch.setattr(rounds_module, "BUDGET", 1)
    found = key_players(graph, 1, measure="DF")
    (note,) = (note for note in found.notes if "standard error" in note)
    assert note.startswith("DF is estimated from a sample of people;")
    assert 0 < found.found.value_error < 0.1
