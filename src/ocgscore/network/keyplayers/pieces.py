"""What every single removal leaves of a network, all of them from one walk over it.

A depth-first walk finds, for every person at once, the pieces into which the component falls without that person
(articulation points) [1]_. When the people removed change, only the components that they touch are walked again.

References
----------
.. [1] Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM J. Comput. 1(2):146-160.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ocgscore.network.ties import Ties

NEVER: Final = 2**62  # later than any walk: nobody goes by those removed


class Pieces:
    """A network some of whose people are removed, and what one removal more would leave.

    With W the sum of the weights in a component, the sum of W² over all components stands for the pairs that are still
    joined: a component joins W² - Σw² of (ordered, weighted) pairs.

    Parameters
    ----------
    ties : Ties
        Undirected.
    weights : sequence of int, length n
        What each person counts for; 1 for all counts people.

    Attributes
    ----------
    squares : int
        The sum of W² over the components of those who remain.
    change : list of int, length n
        By how much the removal of each person changes `squares`; 0 or less, and 0 for those already removed.

    Examples
    --------
    >>> path = Ties.of("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    >>> pieces = Pieces(path, [1] * 5)
    >>> pieces.squares, pieces.change
    (25, [-9, -15, -17, -15, -9])
    >>> pieces.remove_only([2])
    >>> pieces.squares, pieces.change
    (8, [-3, -3, 0, -3, -3])
    """

    def __init__(self, ties: Ties, weights: Sequence[int]) -> None:
        bounds, ends = ties.starts.tolist(), ties.ends.tolist()
        self._near = [ends[first:last] for first, last in pairwise(bounds)]
        self._weights = list(weights)
        self._removed: frozenset[int] = frozenset()
        self._met = [0] * len(ties)  # when a walk came by last
        self._clock = self._begun = 0  # when the latest came by anybody, and when it began
        self._part = [0] * len(ties)  # who the walk of each person's component began with
        self._under = [0] * len(ties)  # the weight met from each person on; of the first, the whole component's
        self.change = [0] * len(ties)
        self.squares = 0
        self._walk_all(range(len(ties)))

    def remove_only(self, nodes: Iterable[int]) -> None:
        """Have just these people removed, and everybody else there."""
        wanted = frozenset(nodes)
        changed = sorted(wanted ^ self._removed)
        around = [near for node in changed for near in (node, *self._near[node])]
        for part in {self._part[node] for node in around if node not in self._removed}:
            self.squares -= self._under[part] ** 2
        for node in changed:
            self._met[node] = NEVER if node in wanted else 0
        self._removed = wanted
        for node in wanted:
            self.change[node] = 0
        self._walk_all(node for node in around if node not in wanted)

    def put_back(self, removed: Iterable[int], count: int) -> list[int]:
        """Return who stays away when all but so many come back, each time the one who joins least; of equals the first.

        `squares` and `change` are then those with all of them removed.
        """
        self.remove_only(removed)
        away, joint = sorted(self._removed), _Joint(self._near, self._weights, self._part, self._under)
        joint.away.update(away)
        while len(away) > count:
            joins = list(map(joint.joined, away))
            joint.join(away.pop(joins.index(min(joins))))
        return away

    def _walk_all(self, nodes: Iterable[int]) -> None:
        """Walk the components of some people."""
        self._begun = self._clock
        for node in nodes:
            if self._met[node] <= self._begun:
                self._walk(node)

    def _walk(self, root: int) -> None:
        """Walk a component depth first, and note what each removal in it would change."""
        near, met, under, weights, begun = self._near, self._met, self._under, self._weights, self._begun
        clock = met[root] = self._clock + 1
        under[root] = weights[root]
        path, ways, earliest = [root], [iter(near[root])], [clock]
        order, cut = [root], dict[int, list[int]]()
        while path:
            low = earliest[-1]
            for node in ways[-1]:
                seen = met[node]
                if seen <= begun:
                    break
                if seen < low:  # noqa: PLR1730 - the innermost step: a call would double it
                    low = seen
            else:
                node = path.pop()
                ways.pop()
                earliest.pop()
                if path:
                    above = path[-1]
                    under[above] += under[node]
                    if low >= met[above]:
                        cut.setdefault(above, []).append(under[node])
                    elif low < earliest[-1]:
                        earliest[-1] = low
                continue
            earliest[-1] = low
            clock = met[node] = clock + 1
            under[node] = weights[node]
            path.append(node)
            ways.append(iter(near[node]))
            earliest.append(clock)
            order.append(node)
        self._clock = clock
        self._note(order, cut)

    def _note(self, nodes: list[int], cut: dict[int, list[int]]) -> None:
        """Note what each removal changes in the component of these people, the first of them its root."""
        root, weights, change, part = nodes[0], self._weights, self.change, self._part
        whole = self._under[root]
        square = whole * whole
        self.squares += square
        for node in nodes:
            part[node] = root
            change[node] = (whole - weights[node]) ** 2 - square
        for node, pieces in cut.items():
            rest = whole - weights[node] - sum(pieces)
            change[node] = sum(piece * piece for piece in pieces) + rest * rest - square


class _Joint:
    """Components that grow together as people come back."""

    def __init__(self, near: list[list[int]], weights: list[int], part: list[int], under: list[int]) -> None:
        self.away: set[int] = set()
        self._near, self._weights, self._part, self._under = near, weights, part, under
        self._above: dict[int, int] = {}  # of a component that is now part of another
        self._whole: dict[int, int] = {}  # the weight of one that has grown
        self._own: dict[int, int] = {}  # the component of those who came back

    def joined(self, node: int) -> int:
        """Return by how much it would change the pairs that are joined, twice over, if somebody came back."""
        weights = [self._whole.get(part, self._under[part]) for part in self._around(node)]
        weights.append(self._weights[node])
        return sum(weights) ** 2 - sum(weight * weight for weight in weights)

    def join(self, node: int) -> None:
        """Have somebody come back."""
        around = sorted(self._around(node))
        whole = self._weights[node] + sum(self._whole.get(part, self._under[part]) for part in around)
        part = around[0] if around else node
        self._above.update((other, part) for other in around[1:])
        self._own[node], self._whole[part] = part, whole
        self.away.remove(node)

    def _around(self, node: int) -> set[int]:
        """Return the components that somebody would join."""
        return {self._top(self._own.get(near, self._part[near])) for near in self._near[node] if near not in self.away}

    def _top(self, part: int) -> int:
        while part in self._above:
            part = self._above[part]
        return part
