"""Shortest paths from many sources at once, with how many there are, as whole-array steps.

A *round* is a set of sources of which no two lie in one component, so that one search serves all of them. Searches run
for several rounds side by side: a *state* is a node in a round, numbered ``round * n + node``, and a search is a row of
levels of arcs between states, each arc a step of a shortest path.

Costs are sums of reciprocals, and a third and a third and a third must equal one: two lengths count as equal where they
differ by less than `CLOSE` of their sum. That is igraph's own rule (its shortest-path epsilon), so that the engines see
the same paths.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import attrs
import numpy as np

from ocgscore.errors import Problem
from ocgscore.network.model import MapError
from ocgscore.network.ties import Floats, Ints, Ties

CLOSE: Final = 1e-10
FARTHEST: Final = 1e12  # times one strength may be another


def apart(ties: Ties) -> float:
    """Return how many times the weakest tie the strongest is; 1 where there is none.

    Examples
    --------
    >>> apart(Ties.of("abc", [("a", "b"), ("b", "c")], [2, 5]))
    2.5
    """
    return float(ties.strength.max() / ties.strength.min()) if ties.size else 1.0


class Arcs(NamedTuple):
    """The steps that lead on from some states: from which state, to which state."""

    tails: Ints
    heads: Ints


class Search(NamedTuple):
    """What a search found: how far each state is (infinite where out of reach), and the shortest paths, in levels.

    A state's arcs stand in one level, and after all the arcs that lead to it.
    """

    distance: Floats
    levels: list[Arcs]


@attrs.frozen(eq=False)
class Net:
    """The arcs that leave each node, and what each costs.

    Parameters
    ----------
    starts, ends : ndarray of int64
        As of `Ties`.
    cost : ndarray of float64 or None
        One over the strength, as long as `ends`; None where steps are counted.
    """

    starts: Ints
    ends: Ints
    cost: Floats | None

    @classmethod
    def of(cls, ties: Ties, *, hops: bool) -> Net:
        """Take the arcs of a network; ties all of strength 1 are steps.

        Raises
        ------
        MapError
            If strengths are too far apart for their reciprocals to be added.
        """
        steps = hops or bool((ties.strength == 1).all())
        if not steps and apart(ties) > FARTHEST:
            said = f"{ties.strength.min():g} to {ties.strength.max():g}"
            within = f"a range of strengths within {FARTHEST:g} times of each other"
            raise MapError(Problem("links", said, within, "count steps instead, or give strengths in fewer grades"))
        return cls(ties.starts, ties.ends, None if steps else (1 / ties.strength)[ties.tie])

    @property
    def costs(self) -> Floats:
        """What each arc costs: 1 where steps are counted."""
        return np.ones(len(self.ends)) if self.cost is None else self.cost

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    def leading_on(self, states: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (arc, state it leaves, state it reaches) for all arcs that leave some states."""
        node = states % self.nodes
        first, degree = self.starts[node], self.starts[node + 1] - self.starts[node]
        begun = np.cumsum(degree) - degree
        arc = np.arange(int(degree.sum())) + np.repeat(first - begun, degree)
        return arc, np.repeat(states, degree), self.ends[arc] + np.repeat(states - node, degree)


def search(net: Net, sources: Ints, rounds: int) -> Search:
    """Search from some states, ``round * n + node``, by steps or by costs as the net has it.

    Examples
    --------
    >>> found = search(Net.of(Ties.of("abc", [("a", "b"), ("b", "c")]), hops=True), np.array([0]), 1)
    >>> found.distance.tolist(), [level.heads.tolist() for level in found.levels]
    ([0.0, 1.0, 2.0], [[1], [2]])
    """
    states = rounds * net.nodes
    return _in_steps(net, sources, states) if net.cost is None else _by_cost(net, sources, states)


def _in_steps(net: Net, sources: Ints, states: int) -> Search:
    """Search level by level."""
    distance, writer = np.full(states, np.inf), np.empty(states, np.int64)
    distance[sources] = 0
    front, levels = sources, []
    while len(front):
        _, tails, heads = net.leading_on(front)
        fresh = np.isinf(distance[heads])
        tails, heads = tails[fresh], heads[fresh]
        if len(heads):
            levels.append(Arcs(tails, heads))
        distance[heads] = len(levels)
        front = _each_once(heads, writer)
    return Search(distance, levels)


def costs_from(net: Net, sources: Ints, states: int) -> Floats:
    """Return the least cost from the sources to each state, infinite where out of reach; shape (states,).

    A state is searched on from again whenever a cheaper way to it turns up; those near the sources go first.
    """
    costs = net.costs
    least = np.full(states, np.inf)
    writer = np.empty(states, np.int64)
    waiting = np.zeros(states, np.bool_)
    least[sources] = 0
    front, stride = sources, float(np.median(costs)) if len(costs) else 1.0
    horizon = stride
    while len(front):
        near = least[front] < horizon
        if not near.any():
            horizon = float(least[front].min()) + stride
            continue
        going = front[near]
        waiting[front], waiting[going] = True, False
        arc, tails, heads = net.leading_on(going)
        cost = least[tails] + costs[arc]
        better = cost < least[heads]
        heads = heads[better]
        np.minimum.at(least, heads, cost[better])
        heads = heads[~waiting[heads]]
        front = np.concatenate([front[~near], _each_once(heads, writer)])
    return least


def _by_cost(net: Net, sources: Ints, states: int) -> Search:
    """Find the least costs, then the arcs that keep to them, then their order."""
    least = costs_from(net, sources, states)
    arc, tails, heads = net.leading_on(np.flatnonzero(np.isfinite(least)))
    length, best = least[tails] + net.costs[arc], least[heads]
    shortest = (np.abs(length - best) < CLOSE * (length + best)) & (least[tails] < best)
    tails, heads = tails[shortest], heads[shortest]
    starts = np.zeros(states + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=states), out=starts[1:])
    return Search(least, _in_order(Net(starts, heads, None), sources))


def _in_order(paths: Net, sources: Ints) -> list[Arcs]:
    """Return the arcs of shortest paths, each after all that lead to its tail."""
    awaited = np.bincount(paths.ends, minlength=paths.nodes)
    writer = np.empty(paths.nodes, np.int64)
    front, levels = sources, []
    while len(front):
        _, tails, heads = paths.leading_on(front)
        levels.append(Arcs(tails, heads))
        np.subtract.at(awaited, heads, 1)
        front = _each_once(heads, writer)
        front = front[awaited[front] == 0]
    return levels


def _each_once(states: Ints, writer: Ints) -> Ints:
    """Return each state once; `writer` is room of a cell for each state."""
    number = np.arange(len(states))
    writer[states] = number
    once: Ints = states[writer[states] == number]
    return once


def dependencies(net: Net, sources: Ints, rounds: int, *, scaled: bool = False) -> Floats:
    """Return how much the paths from each round's sources depend on each node, by Brandes's accumulation [1]_.

    Parameters
    ----------
    net : Net
    sources : ndarray of int64
        States to start from, ``round * n + node``.
    rounds : int
    scaled : bool
        Count what lies early on a path for less: a pair's share times the distance from the source over the whole
        distance [2]_. From both ends together a pair then counts once, and the nodes beside a source no longer depend
        on its being drawn, so that a sample errs less. In an undirected network only.

    Returns
    -------
    ndarray of float64, shape (rounds, n)
        The sum over all targets of the share of shortest paths from the source in the node's component that pass
        through the node; 0 for the source itself.

    References
    ----------
    .. [1] Brandes, U. (2001). A faster algorithm for betweenness centrality. J. Math. Sociol. 25(2):163-177.
    .. [2] Geisberger, R., Sanders, P. & Schultes, D. (2008). Better approximation of betweenness centrality. ALENEX.

    Examples
    --------
    >>> net = Net.of(Ties.of("abc", [("a", "b"), ("b", "c")]), hops=True)
    >>> dependencies(net, np.array([0]), 1).tolist(), dependencies(net, np.array([0]), 1, scaled=True).tolist()
    ([[0.0, 1.0, 0.0]], [[0.0, 0.5, 0.0]])
    """
    distance, levels = search(net, sources, rounds)
    paths, depends = np.zeros(len(distance)), np.zeros(len(distance))
    paths[sources] = 1
    for tails, heads in levels:
        np.add.at(paths, heads, paths[tails])
    end = 1 / np.where(distance > 0, distance, 1) if scaled else np.ones(len(distance))
    for tails, heads in reversed(levels):
        np.add.at(depends, tails, paths[tails] / paths[heads] * (end[heads] + depends[heads]))
    depends[sources] = 0
    if scaled:
        depends *= np.where(np.isfinite(distance), distance, 0)
    return depends.reshape(rounds, net.nodes)
