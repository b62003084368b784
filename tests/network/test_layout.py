"""Where a picture puts things: apart, in reach of what they are joined to, and the same each time."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.network.layout import hull, lay_out
from ocgscore.network.layout.packing import packed
from ocgscore.network.layout.stress import steps_between

NONE = np.zeros((0, 2), np.int64)


def boxes_of(count, wide=40.0, high=20.0):
    return np.tile([wide, high], (count, 1)).astype(np.float64)


def pairs_of(graph):
    return np.array(sorted(map(sorted, graph.edges)), np.int64).reshape(-1, 2)


def lengths(at, pairs):
    return np.linalg.norm(at[pairs[:, 0]] - at[pairs[:, 1]], axis=1)


@settings(max_examples=25)
@given(st.integers(0, 14), st.integers(0, 3), st.randoms(use_true_random=False))
def test_no_box_lies_on_another_and_none_outside(count, groups, chance):
    boxes = np.array([[chance.choice([10.0, 40.0, 120.0]), chance.choice([8.0, 30.0])] for _ in range(count)]).reshape(
        -1, 2
    )
    pairs = np.array([[a, b] for a in range(count) for b in range(a) if chance.random() < 0.2], np.int64).reshape(-1, 2)
    belongs = np.array([[n, g] for n in range(count) for g in range(groups) if chance.random() < 0.4], np.int64)
    at = lay_out(boxes, pairs, belongs.reshape(-1, 2))
    assert np.isfinite(at).all()
    assert (at - boxes / 2 >= -0.06).all()
    for one in range(count):
        for other in range(one):
            apart = np.abs(at[one] - at[other]) - (boxes[one] + boxes[other]) / 2
            assert apart.max() > -0.11, (one, other)


def test_nothing_has_no_place_and_one_stands_in_the_corner():
    assert lay_out(boxes_of(0), NONE, NONE).shape == (0, 2)
    assert lay_out(boxes_of(1), NONE, NONE).tolist() == [[20.0, 10.0]]


def test_the_same_nodes_get_the_same_places_whatever_the_order_and_direction_of_links():
    pairs = pairs_of(nx.convert_node_labels_to_integers(nx.les_miserables_graph()))
    belongs = np.array([[node, node % 3] for node in range(60)])
    at = lay_out(boxes_of(77), pairs, belongs)
    assert (lay_out(boxes_of(77), pairs, belongs) == at).all()
    assert (lay_out(boxes_of(77), pairs[::-1, ::-1], belongs[::-1]) == at).all()


def test_linked_nodes_stand_nearer_to_each_other_than_others():
    pairs = pairs_of(nx.convert_node_labels_to_integers(nx.grid_2d_graph(7, 7)))
    at = lay_out(boxes_of(49), pairs, NONE)
    every = np.array([[a, b] for a in range(49) for b in range(a)])
    assert lengths(at, pairs).mean() < 0.5 * lengths(at, every).mean()


@pytest.mark.parametrize("leaves", [30, 90])
def test_somebody_linked_to_many_stands_among_them_and_not_at_the_rim(leaves):
    at = lay_out(boxes_of(leaves + 1), pairs_of(nx.star_graph(leaves)), NONE)
    span = np.ptp(at, axis=0)
    middle = (at.max(axis=0) + at.min(axis=0)) / 2
    assert (np.abs(at[0] - middle) < 0.3 * span).all()


def test_a_crowd_is_loosened_before_it_is_pushed_apart_so_that_links_stay_short():
    pairs = pairs_of(nx.balanced_tree(12, 2))
    at = lay_out(boxes_of(157), pairs, NONE)
    assert lengths(at, pairs).mean() < 0.18 * np.linalg.norm(np.ptp(at, axis=0))


def test_members_of_a_group_stand_together_and_strangers_outside():
    pairs = np.array([[member, 30 + member] for member in range(10)] + [[10, 20]])
    belongs = np.array([[node, node // 10] for node in range(30)])
    at = lay_out(boxes_of(40), pairs, belongs)
    for group in range(3):
        corners = hull(at[group * 10 : group * 10 + 10])
        others = np.delete(np.arange(40), np.arange(group * 10, group * 10 + 10))
        assert not [other for other in others.tolist() if within(at[other], corners)]


def within(point, corners):
    edge, away = np.roll(corners, -1, axis=0) - corners, point - corners
    return bool((edge[:, 0] * away[:, 1] - edge[:, 1] * away[:, 0] > 0).all())


def test_a_picture_of_many_parts_fills_a_page_laid_across():
    at = lay_out(boxes_of(200), NONE, NONE)
    wide, high = np.ptp(at, axis=0) + boxes_of(1)[0]
    assert 1.0 < wide / high < 2.0
    assert wide * high < 3 * 200 * (40 + 12) * (20 + 12)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 300)), min_size=1, max_size=12))
def test_parts_are_packed_without_meeting(sizes):
    parts = [(np.zeros((1, 2)), np.array([[float(wide), float(high)]])) for wide, high in sizes]
    moves = np.array(packed(parts, 1.4))
    boxes = np.array(sizes, np.float64)
    for one in range(len(sizes)):
        for other in range(one):
            assert (np.abs(moves[one] - moves[other]) >= (boxes[one] + boxes[other]) / 2).any()


@settings(max_examples=30)
@given(st.integers(1, 20), st.randoms(use_true_random=False))
def test_steps_are_those_of_shortest_paths(count, chance):
    graph = nx.gnp_random_graph(count, 0.15, seed=chance.randrange(1000))
    found = steps_between(count, pairs_of(graph))
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    assert found.tolist() == [[lengths[a].get(b, 255) for b in range(count)] for a in range(count)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=20))
def test_an_outline_goes_once_round_all_its_points(points):
    at = np.array(points, np.float64)
    corners = hull(at)
    assert {tuple(corner) for corner in corners.tolist()} <= {tuple(map(float, point)) for point in points}
    edge = np.roll(corners, -1, axis=0) - corners
    if len(corners) > 2:
        for point in at:
            away = point - corners
            assert (edge[:, 0] * away[:, 1] - edge[:, 1] * away[:, 0] >= 0).all()
