"""Removals: curves, efficiency, groups and recovery, against plain recomputation with networkx."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.disruption import (
    Recovery,
    Strategy,
    area_between,
    disrupt,
    disrupt_groups,
    efficiency_along,
    group_damage,
    group_removals,
    random_removals,
    removal_curve,
)  # fmt: skip
from ocgscore.network.disruption import efficiency as efficiency_module
from ocgscore.network.disruption.listed import listed
from ocgscore.network.disruption.scores import katz, katz_attenuation, scorer_of
from ocgscore.network.disruption.standing import Course, Standing
from ocgscore.network.model import Group, Link, MapError, Member, OcgMap, Person
from ocgscore.network.ties import Ties
from ocgscore.table import Table

MEASURES = ("degree", "strength", "betweenness", "katz", "influence")


@st.composite
def graphs(draw, most=9):
    n = draw(st.integers(1, most))
    pairs = [(a, b) for a in range(n) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph = nx.Graph()
    graph.add_nodes_from(f"p{number:02}" for number in range(n))
    for a, b in chosen:
        graph.add_edge(f"p{a:02}", f"p{b:02}", strength=draw(st.sampled_from([1, 2, 4])))  # costs exact
    return graph


@st.composite
def grouped(draw):
    graph = draw(graphs())
    names = draw(st.integers(1, 5))
    for node in graph:
        graph.nodes[node]["groups"] = draw(st.lists(st.sampled_from("ABCDE"[:names]), unique=True, max_size=2))
    return graph


strategies = st.builds(
    Strategy, by=st.sampled_from(MEASURES), recompute=st.one_of(st.none(), st.just(1)), hops=st.booleans()
)


def largest(graph):
    return max(map(len, nx.connected_components(graph)), default=0)


def scores_by_networkx(graph, by, hops, attenuation):
    """Return the scores of an order from networkx, or from the definition."""
    if by == "degree":
        return dict(graph.degree())
    if by == "strength":
        return dict(graph.degree(weight="strength"))
    if by == "influence":
        return {v: (graph.degree(v) - 1) * sum(graph.degree(u) - 1 for u in graph[v]) for v in graph}
    if by == "katz":
        matrix = np.eye(len(graph)) - attenuation * nx.to_numpy_array(graph, weight=None)
        return dict(zip(graph, np.linalg.solve(matrix, np.ones(len(graph))).tolist(), strict=True))
    costs = nx.Graph()
    costs.add_nodes_from(graph)
    costs.add_edges_from((a, b, {"cost": 1 / said["strength"]}) for a, b, said in graph.edges(data=True))
    return nx.betweenness_centrality(costs, weight=None if hops else "cost", normalized=False)


@given(graphs(), strategies)
def test_a_curve_is_what_recomputing_everything_gives(graph, strategy):
    curve = removal_curve(graph, strategy)
    attenuation = katz_attenuation(ties_of(graph))
    left, sizes, order = graph.copy(), [largest(graph)], []
    once = scores_by_networkx(left, strategy.by, strategy.hops, attenuation)
    while left:
        scores = (
            once if strategy.recompute is None else scores_by_networkx(left, strategy.by, strategy.hops, attenuation)
        )
        order.append(min(left, key=lambda node: (-round(scores[node], 8), node)))
        left.remove_node(order[-1])
        sizes.append(largest(left))
    assert curve.removed == tuple(order)
    assert curve.sizes.tolist() == sizes
    assert curve.robustness == Fraction(sum(sizes[1:]), len(graph) ** 2)
    assert curve.halved == next(step for step, size in enumerate(sizes) if 2 * size <= sizes[0])


@given(graphs(), strategies)
def test_removing_more_never_enlarges_the_largest_component_and_r_stays_within_its_bounds(graph, strategy):
    curve, n = removal_curve(graph, strategy), len(graph)
    assert (np.diff(curve.sizes) <= 0).all()
    assert Fraction(n - 1, n * n) <= curve.robustness <= Fraction(n - 1, 2 * n)
    assert curve.area() == curve.robustness


@given(graphs(), st.sampled_from([by for by in MEASURES if by != "katz"]), st.integers(1, 5))
def test_a_block_ranks_anew_after_every_so_many(graph, by, block):
    block = min(block, len(graph))
    curve = removal_curve(graph, Strategy(by, recompute=block))
    gone = list(curve.removed)
    for start in range(0, len(gone), block):
        left = graph.subgraph(node for node in graph if node not in gone[:start])
        assert removal_curve(left, Strategy(by)).removed[:block] == tuple(gone[start : start + block])


def test_a_block_that_does_not_divide_the_removals_is_cut_short():
    curve = removal_curve(nx.path_graph(9), Strategy(recompute=4), steps=6)
    assert len(curve) == len(curve.removed) == 6
    assert curve.course.order.shape == (6,)
    assert removal_curve(nx.path_graph(9), Strategy(recompute=4)).removed[:6] == curve.removed
    mended = removal_curve(nx.path_graph(30), Strategy(recompute=4), steps=6, recovery=Recovery(1.0))
    assert mended.course.made.born.max() <= 6


@given(graphs(), strategies)
def test_a_curve_cut_short_is_the_beginning_of_the_whole(graph, strategy):
    whole, cut = removal_curve(graph, strategy), removal_curve(graph, strategy, steps=1)
    assert cut.removed == whole.removed[:1]
    assert cut.sizes.tolist() == whole.sizes[:2].tolist()
    if strategy.recompute is None:
        assert (cut.robustness, cut.halved) == (whole.robustness, whole.halved)
    elif len(graph) > 1:
        assert cut.robustness is None


@given(graphs(), st.randoms(use_true_random=False), st.sampled_from(MEASURES))
def test_other_names_in_the_same_precedence_change_nothing_but_the_names(graph, chance, by):
    names = list(graph)
    chance.shuffle(names)
    renamed = dict(zip(graph, (f"q{number}" for number in map(names.index, graph)), strict=True))
    strategy = Strategy(by, recompute=1)
    one = removal_curve(graph, strategy)
    same = Strategy(by, recompute=1, precedence=[renamed[node] for node in sorted(graph)])
    other = removal_curve(nx.relabel_nodes(graph, renamed), same)
    assert other.removed == tuple(renamed[node] for node in one.removed)
    assert other.sizes.tolist() == one.sizes.tolist()


def test_of_equals_the_first_by_name_goes_first_unless_a_precedence_says_otherwise():
    ring = nx.cycle_graph(["d", "b", "a", "c"])
    assert removal_curve(ring).removed == ("a", "b", "c", "d")
    assert removal_curve(ring, Strategy(precedence=["c", "d"])).removed == ("c", "d", "a", "b")


def test_an_order_given_is_followed_and_ends_where_it_ends():
    curve = removal_curve(nx.path_graph(5), Strategy("given", order=[2, 1]))
    assert curve.sizes.tolist() == [5, 2, 2]
    assert curve.robustness is None
    assert curve.halved == 1
    assert removal_curve(nx.path_graph(5), Strategy("given", order=[4, 2]), steps=1).halved == 2


def test_a_star_falls_apart_at_once_and_a_clique_not_before_the_end():
    star, clique = removal_curve(nx.star_graph(9)), removal_curve(nx.complete_graph(10))
    assert star.robustness == Fraction(9, 100)
    assert clique.robustness == Fraction(9, 20)
    assert (star.halved, clique.halved) == (1, 5)
    assert area_between(star, clique) == Fraction(36, 100)


def test_the_larger_attenuation_of_katz_is_held_below_where_its_sum_ends():
    clique = ties_of(nx.complete_graph(40))
    attenuation = katz_attenuation(clique)
    assert attenuation == pytest.approx(0.95 / 39)
    assert katz_attenuation(ties_of(nx.complete_graph(5))) == 0.1
    whole = Standing(clique, np.ones(40, np.bool_))
    assert katz(whole, attenuation) == pytest.approx(np.full(40, 20.0))


@given(graphs())
def test_scores_are_worked_out_without_those_who_have_gone(graph):
    ties = ties_of(graph)
    gone = np.zeros(len(ties), np.bool_)
    gone[0] = True
    left = graph.subgraph(list(graph)[1:])
    for by in MEASURES:
        found, _ = scorer_of(by, ties, hops=False, grows=False)(Standing.of(ties, gone))
        expected = scores_by_networkx(left, by, False, katz_attenuation(ties)) if left else {}
        assert found[1:] == pytest.approx([expected[node] for node in ties.nodes[1:]], abs=1e-8), by


@given(graphs(), st.integers(0, 3))
def test_removals_at_random_are_curves_of_orders(graph, seed):
    band = random_removals(graph, draws=5, seed=seed)
    assert band.sizes.shape == (5, len(graph) + 1)
    assert (np.diff(band.sizes, axis=1) <= 0).all()
    assert (band.low <= band.high).all()
    assert band.mean(0) == largest(graph)
    assert Fraction(len(graph) - 1, len(graph) ** 2) <= band.area() <= Fraction(len(graph) - 1, 2 * len(graph))
    assert np.array_equal(band.sizes, random_removals(graph, draws=5, seed=seed).sizes)


def test_an_order_drawn_does_not_depend_on_how_many_are():
    graph = nx.path_graph(30)
    few, many = random_removals(graph, draws=2), random_removals(graph, draws=6)
    assert np.array_equal(few.sizes, many.sizes[:2])
    assert len({tuple(sizes) for sizes in many.sizes.tolist()}) > 1


@given(graphs())
def test_efficiency_is_networkx_s_and_what_is_kept_never_rises(graph):
    curve = removal_curve(graph, "degree")
    along = efficiency_along(curve.course)
    assert along.exact
    left = nx.Graph(graph)
    for step in range(len(curve) + 1):
        if len(left) > 1:
            assert along.at(step) == pytest.approx(nx.global_efficiency(left))
            assert along.error(step) == 0
        else:
            assert along.at(step) is None
            assert along.error(step) is None
        if step < len(curve):
            left.remove_node(curve.removed[step])
    assert (np.diff(along.sums) <= 1e-12).all()
    assert along.kept(0) == (1 if graph.edges else None)


def test_efficiency_of_a_network_too_large_is_sampled_at_some_steps_and_says_so(monkeypatch):
    graph = nx.random_regular_graph(3, 1000, seed=4)
    course = Course(ties_of(graph), np.arange(60))
    exact = efficiency_along(course)
    monkeypatch.setattr(efficiency_module, "BUDGET", 10)
    sampled = efficiency_along(course, seed=2)
    assert sampled.steps.tolist() == [*range(11), 20, 50, 60]
    assert (exact.exact, sampled.exact, sampled.sources) == (True, False, 512)
    assert "512 people drawn" in sampled.engine
    for number, step in enumerate(sampled.steps.tolist()):
        assert 0 < sampled.error(number) < 0.01
        assert abs(sampled.at(number) - exact.at(step)) < 5 * sampled.error(number)
    monkeypatch.setattr(efficiency_module, "BUDGET", 1000 * 4000 * 15)
    between = efficiency_along(course)
    assert between.exact
    assert between.sums.tolist() == exact.sums[between.steps].tolist()


def test_the_standard_error_of_a_sampled_efficiency_is_how_far_samples_differ(monkeypatch):
    course = Course(ties_of(nx.barabasi_albert_graph(700, 2, seed=5)), np.zeros(0, np.int64))
    exact = efficiency_along(course).at(0)
    monkeypatch.setattr(efficiency_module, "BUDGET", 10)
    samples = [efficiency_along(course, seed=seed) for seed in range(40)]
    apart = np.sqrt(np.mean([(sample.at(0) - exact) ** 2 for sample in samples]))
    stated = np.sqrt(np.mean([sample.error(0) ** 2 for sample in samples]))
    assert 0.6 < apart / stated < 1.6


def removed_with(graph, group, shared):
    def goes(node):
        groups = graph.nodes[node]["groups"]
        return group in groups and (shared == "removed" or len(groups) == 1)

    return [node for node in graph if goes(node)]


@given(grouped(), st.sampled_from(["removed", "kept"]))
def test_each_group_alone_is_what_taking_its_members_out_leaves(graph, shared):
    found = group_damage(graph, shared=shared)
    for number, group in enumerate(found.groups):
        gone = removed_with(graph, group, shared)
        left = graph.subgraph(node for node in graph if node not in gone)
        assert found.largest[number] == largest(left)
        assert found.removed[number] == len(gone)
    assert found.start == largest(graph)
    order = found.order.tolist()
    assert order == sorted(range(len(order)), key=lambda number: (found.largest[number], number))


@given(grouped(), st.sampled_from(["removed", "kept"]))
def test_groups_one_after_another_take_the_one_without_which_least_is_left(graph, shared):
    curve = group_removals(graph, shared=shared)
    taken = []
    for step, group in enumerate(curve.removed, 1):
        sizes = {}
        for candidate in sorted({g for node in graph for g in graph.nodes[node]["groups"]} - set(taken)):
            out = {*taken, candidate}
            test = any if shared == "removed" else all
            left = [
                n for n in graph if not (graph.nodes[n]["groups"] and test(g in out for g in graph.nodes[n]["groups"]))
            ]
            sizes[candidate] = (largest(graph.subgraph(left)), len(graph) - len(left))
        assert group == min(sizes, key=lambda name: (sizes[name][0], name))
        assert (curve.sizes[step], curve.gone[step]) == sizes[group]
        taken.append(group)
    given_order = group_removals(graph, curve.removed[::-1], shared=shared)
    assert given_order.sizes[-1] == curve.sizes[-1]


def test_a_person_in_two_groups_goes_with_the_first_or_is_kept_for_the_last():
    graph = nx.path_graph(5)
    nx.set_node_attributes(graph, {0: ["X"], 1: ["X"], 2: ["X", "Y"], 3: ["Y"], 4: []}, "groups")
    removed, kept = (group_removals(graph, ["X", "Y"], shared=shared) for shared in ("removed", "kept"))
    assert (removed.gone.tolist(), removed.sizes.tolist()) == ([0, 3, 4], [5, 2, 1])
    assert (kept.gone.tolist(), kept.sizes.tolist()) == ([0, 2, 4], [5, 3, 1])


@given(graphs(), strategies, st.sampled_from(["chain", "hub"]))
def test_a_recovery_without_a_chance_is_no_recovery(graph, strategy, rule):
    plain, mended = (removal_curve(graph, strategy, recovery=way) for way in (None, Recovery(0.0, rule)))
    assert (plain.removed, plain.sizes.tolist()) == (mended.removed, mended.sizes.tolist())
    assert plain.robustness == mended.robustness


@given(graphs(), strategies, st.sampled_from(["chain", "hub"]), st.floats(0, 1))
def test_a_recovery_is_what_its_rule_makes_of_the_network_step_by_step(graph, strategy, rule, chance):
    curve = removal_curve(graph, strategy, recovery=Recovery(chance, rule, seed=3))
    made = list(
        zip(
            *(a.tolist() for a in (curve.course.made.born, curve.course.made.tails, curve.course.made.heads)),
            strict=True,
        )
    )
    left, names = nx.Graph(graph), curve.course.ties.nodes
    for step, node in enumerate(curve.removed, 1):
        neighbours = set(left[node])
        left.remove_node(node)
        for born, tail, head in made:
            if born == step:
                assert {names[tail], names[head]} <= neighbours
                assert not left.has_edge(names[tail], names[head])
                left.add_edge(names[tail], names[head])
        if chance == 1:
            assert not neighbours or nx.is_connected(left.subgraph(neighbours)), "all of them are joined again"
        assert curve.sizes[step] == largest(left)


@given(graphs(), st.sampled_from(["chain", "hub"]))
def test_with_an_order_that_stands_certain_recovery_keeps_every_component_whole(graph, rule):
    curve = removal_curve(graph, "degree", recovery=Recovery(1.0, rule))
    gone = list(curve.removed)
    for step in range(len(gone) + 1):
        expected = max((len(c - set(gone[:step])) for c in nx.connected_components(graph)), default=0)
        assert curve.sizes[step] == expected


def test_the_chain_goes_by_strength_and_the_hub_is_who_has_most_links():
    graph = nx.Graph()
    for other, strength in (("a", 1), ("b", 3), ("c", 2)):
        graph.add_edge("x", other, strength=strength)
    graph.add_edges_from([("c", "d"), ("c", "e")], strength=1)
    only_x = Strategy("given", order=["x"])

    def made(rule):
        course = removal_curve(graph, only_x, recovery=Recovery(1.0, rule)).course
        names, made = course.ties.nodes, course.made
        return [(names[t], names[h], s) for t, h, s in zip(made.tails, made.heads, made.strength, strict=True)]

    assert made("chain") == [("b", "c", 2.0), ("a", "c", 1.0)]
    assert made("hub") == [("a", "c", 1.0), ("b", "c", 2.0)]


def test_a_network_that_gains_ties_keeps_katz_within_what_converges():
    star = nx.star_graph(60)
    star.add_edges_from((node, node + 60) for node in range(1, 61))
    curve = removal_curve(star, Strategy("katz", recompute=1), recovery=Recovery(1.0, "hub"), steps=5)
    assert curve.sizes.tolist() == [121, 120, 119, 118, 117, 116]


def test_disrupt_puts_all_of_it_side_by_side():
    graph = nx.karate_club_graph()
    done = []
    found = disrupt(
        graph, Strategy("betweenness", recompute=1), recovery=Recovery(0.5), progress=lambda *a: done.append(a)
    )
    assert len(found.curve) == len(found.recovered) == 34
    assert found.chance.sizes.shape == (20, 35)
    assert found.curve.area() < found.recovered.area() < found.chance.area() + Fraction(1, 4)
    assert sum(step for step, _ in done) <= done[0][1]
    assert {total for _, total in done} == {5000}
    assert any("betweenness" in engine for engine in found.engines)
    assert len(disrupt(nx.path_graph(300)).curve) == 50
    assert len(disrupt(graph, Strategy("given", order=[0, 33])).curve) == 2


def test_disrupt_groups_says_who_is_in_which_group_first():
    network = OcgMap(
        people=tuple(Person(name) for name in "abc"),
        groups=(Group("X"), Group("Y")),
        members=(Member("a", "X"), Member("b", "X"), Member("b", "Y")),
        links=(Link("a", "b"), Link("b", "c")),
    )
    found = disrupt_groups(network)
    assert (found.damage.largest.tolist(), found.curve.removed) == ([1, 1], ("X", "Y"))
    with pytest.raises(MapError, match="say who belongs to which group"):
        disrupt_groups(nx.path_graph(3))


@pytest.mark.parametrize(
    ("strategy", "more", "said"),
    [
        (Strategy("degre"), {}, ["by: 'degre'", "did you mean 'degree'?"]),
        (Strategy("given"), {}, ["order: the people who go, in order is missing"]),
        (Strategy("degree", order=[1]), {}, ["an order is given, or goes by a measure, not both"]),
        (Strategy("given", order=[1, 9, 1]), {}, ["order 2: '9' is not a person", "order 3: '1' is not named once"]),
        (Strategy("given", order=[1], recompute=1), {}, ["leave it out"]),
        (Strategy(precedence=[9]), {}, ["precedence 1: '9'"]),
        (Strategy(recompute=0), {"steps": 0}, ["block: '0'", "steps: '0' is not a whole number from 1 to 4"]),
        (Strategy(), {"steps": 5}, ["steps: '5'"]),
        (
            Strategy(),
            {"recovery": Recovery(1.5, "chian", -1)},
            ["recover: '1.5'", "did you mean 'chain'?", "seed: '-1'"],
        ),
        (Strategy(), {"recovery": Recovery(float("nan"))}, ["recover: 'nan'"]),
    ],
)
def test_a_request_that_cannot_be_met_is_refused_with_every_reason(strategy, more, said):
    with pytest.raises(RequestError) as refused:
        removal_curve(nx.path_graph(4), strategy, **more)
    for text in said:
        assert text in str(refused.value)


def test_a_network_without_people_is_refused_and_groups_that_are_not_there_too():
    with pytest.raises(MapError, match="anybody is missing"):
        removal_curve(nx.Graph())
    with pytest.raises(MapError, match="anybody is missing"):
        random_removals(nx.Graph(), draws=0)
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, "Xylo", "group")
    with pytest.raises(RequestError, match="did you mean 'Xylo'"):
        group_removals(graph, ["xylo ", "Xylo", "Xylo"], steps=0)
    with pytest.raises(RequestError, match="shared: 'keep'"):
        group_damage(graph, shared="keep")
    with pytest.raises(RequestError, match="give the map or the graph"):
        group_damage(Ties.of("ab", [("a", "b")]))
    with pytest.raises(RequestError, match="draws: '0'"):
        random_removals(graph, draws=0)


def test_an_order_in_a_table_is_read_from_its_column_and_every_fault_has_its_cell():
    table = Table.from_rows([{"rank": 1, "Person": "bob"}, {"rank": 2, "Person": "ann"}])
    assert listed(table, "person", {"ann", "bob"}) == ("bob", "ann")
    assert listed(Table.from_rows([{"who": "ann"}]), "person", {"ann"}) == ("ann",)
    faulty = Table.from_rows([{"id": "ann"}, {"id": "ann"}, {"id": "BOB"}, {"id": ""}])
    with pytest.raises(MapError) as refused:
        listed(faulty, "person", {"ann", "bob"})
    assert len(refused.value.problems) == 3
    assert "did you mean 'bob'?" in str(refused.value)
    with pytest.raises(MapError, match="a person under the heading is missing"):
        listed(Table.from_rows([]), "person", {"ann"})


def test_the_largest_network_in_the_data_is_broken_by_few(shared_data):
    mafia = nx.read_graphml(shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml"))
    curve = removal_curve(mafia, "degree")
    left, sizes = nx.Graph(mafia), []
    for node in curve.removed[:200]:
        left.remove_node(node)
        sizes.append(largest(left))
    assert curve.sizes[1:201].tolist() == sizes
    alone = group_damage(mafia)
    for number in alone.order[:5].tolist():
        family = alone.groups[number]
        rest = mafia.subgraph(node for node, said in mafia.nodes(data=True) if said.get("group") != family)
        assert alone.largest[number] == largest(rest)
