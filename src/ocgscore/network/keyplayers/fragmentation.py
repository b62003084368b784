"""How far removals split a network: fragmentation F, of any removal, of every single one, and as a goal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.errors import RequestError
from ocgscore.network.between import Network, ties_of
from ocgscore.network.keyplayers.named import name_problems, places_of
from ocgscore.network.keyplayers.pieces import Pieces
from ocgscore.network.keyplayers.weighing import Weight, Weights, weight_problems
from ocgscore.network.paths.components import components
from ocgscore.network.ties import Ints, Ties

TOO_FEW = "fewer than two people remain"


@attrs.frozen
class Fragmentation:
    """What part of the pairs of people is not joined by any path.

    Parameters
    ----------
    joined : int
        Ordered pairs of those who remain that are joined; with weights, in squared units, the sum of the products of
        the two people's weights.
    remaining : int
        All ordered pairs of those who remain, counted alike.
    everybody : int
        All ordered pairs before anybody was removed.

    Notes
    -----
    With s the sizes of the components that are left, and n people who remain, F = 1 - Σ s(s - 1) / (n(n - 1)) [1]_.
    `value` counts the people who remain, as Borgatti does: it may fall when people on the edge go. `of_all` divides by
    the pairs there were at the start: removing more never lowers it. With weights w every pair counts for the product
    of its two weights, F = 1 - Σ (W² - Σw²) / (W² - Σw²), above the line over each component with W its weights
    together, below it over all who remain; so the weights of those removed count for nothing in `value`.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network. Comput. Math. Organ. Theory
       12:21-34.
    """

    joined: int
    remaining: int
    everybody: int

    @property
    def value(self) -> Fraction | None:
        """F of those who remain, 0 (all joined) to 1 (nobody); None where fewer than two do: undefined."""
        return 1 - Fraction(self.joined, self.remaining) if self.remaining else None

    @property
    def of_all(self) -> Fraction | None:
        """The part of all pairs at the start that are not joined, a pair with somebody removed among them."""
        return 1 - Fraction(self.joined, self.everybody) if self.everybody else None

    @property
    def undefined(self) -> str:
        """Why `value` is None; empty where it is not."""
        return "" if self.remaining else TOO_FEW


def fragmentation(
    network: Network, removed: Sequence[Hashable] = (), *, weights: Mapping[Hashable, Weight] | None = None
) -> Fragmentation:
    """Return how far a removal splits a network.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions and strengths are ignored.
    removed : sequence of hashable
        Ids of those removed.
    weights : mapping of id to number, optional
        What each person counts for, 0 or more; 1 for whoever is not named.

    Returns
    -------
    Fragmentation
        Exact.

    Raises
    ------
    RequestError
        If somebody is not in the network, or a weight is not a number from 0.

    Examples
    --------
    >>> path = Ties.of("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    >>> found = fragmentation(path, "c")
    >>> found.value, found.of_all
    (Fraction(2, 3), Fraction(4, 5))
    """
    ties = ties_of(network)
    problems = [*name_problems("removed", removed, ties), *weight_problems(ties, weights)]
    if problems:
        raise RequestError(problems)
    return split(ties, places_of(removed, ties), Weights.of(ties, weights))


def split(ties: Ties, removed: Ints, weights: Weights) -> Fragmentation:
    """Return how far the removal of some people, by their positions, splits a network."""
    here = np.ones(len(ties), np.bool_)
    here[removed] = False
    part = components(ties.keeping(here[ties.tails] & here[ties.heads])).tolist()
    whole, squares = [0] * len(ties), 0
    for node in np.flatnonzero(here).tolist():
        whole[part[node]] += weights.units[node]
        squares += weights.units[node] ** 2
    joined = sum(weight * weight for weight in whole) - squares
    return Fragmentation(joined, sum(whole) ** 2 - squares, weights.total**2 - weights.squares)


@attrs.frozen(eq=False)
class SingleRemovals:
    """The fragmentation that the removal of each person alone leaves.

    Parameters
    ----------
    nodes : tuple of hashable, length n
    found : tuple of Fragmentation, length n
    start : Fragmentation
        With nobody removed.
    engine : str
    """

    nodes: tuple[Hashable, ...]
    found: tuple[Fragmentation, ...]
    start: Fragmentation
    engine: str = "arrays, one depth-first walk"

    def as_dict(self) -> dict[Hashable, Fraction | None]:
        """Return F without each person; None where fewer than two others are there: undefined."""
        return {node: found.value for node, found in zip(self.nodes, self.found, strict=True)}


def single_removals(network: Network, *, weights: Mapping[Hashable, Weight] | None = None) -> SingleRemovals:
    """Return how far the removal of each person alone splits a network, all from one walk over it.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions and strengths are ignored.
    weights : mapping of id to number, optional
        As of `fragmentation`.

    Returns
    -------
    SingleRemovals
        Exact; the same as `fragmentation` of each.

    Raises
    ------
    RequestError
        As of `fragmentation`.

    Examples
    --------
    >>> path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])
    >>> {node: str(value) for node, value in single_removals(path).as_dict().items()}
    {'a': '0', 'b': '2/3', 'c': '2/3', 'd': '0'}
    """
    ties = ties_of(network)
    problems = list(weight_problems(ties, weights))
    if problems:
        raise RequestError(problems)
    found = Splitting.of(ties, weights)
    start = Fragmentation(found.pieces.squares - found.squares, found.total**2 - found.squares, found.everybody)
    alone = tuple(found.without(node) for node in range(len(ties)))
    return SingleRemovals(ties.nodes, alone, start)


class Splitting:
    """The goal to leave as high a fragmentation F as can be.

    Parameters
    ----------
    ties : Ties
        Undirected.
    weights : Weights
    """

    def __init__(self, ties: Ties, weights: Weights) -> None:
        self.weights = weights
        self.pieces = Pieces(ties, weights.units)
        self.total, self.squares = weights.total, weights.squares  # of those who remain
        self.everybody = self.total**2 - self.squares
        alike: dict[int, list[int]] = {}
        for node, weight in enumerate(weights.units):
            alike.setdefault(weight, []).append(node)
        self._alike = alike
        self.complete = True
        self.visits = len(ties) + 2 * ties.size

    @classmethod
    def of(cls, ties: Ties, weights: Mapping[Hashable, Weight] | None) -> Splitting:
        """Take sound weights."""
        return cls(ties, Weights.of(ties, weights))

    def _remove_only(self, chosen: Collection[int]) -> None:
        units = self.weights.units
        self.pieces.remove_only(chosen)
        self.total = self.weights.total - sum(units[node] for node in chosen)
        self.squares = self.weights.squares - sum(units[node] ** 2 for node in chosen)

    def without(self, node: int) -> Fragmentation:
        """Return what is left without those removed and one person more."""
        weight = self.weights.units[node]
        squares = self.squares - weight**2
        joined = self.pieces.squares + self.pieces.change[node] - squares
        return Fragmentation(joined, (self.total - weight) ** 2 - squares, self.everybody)

    def value(self, chosen: Collection[int]) -> Fraction:
        """Return F without those chosen."""
        self._remove_only(chosen)
        return 1 - Fraction(self.pieces.squares - self.squares, self.total**2 - self.squares)

    def best(self, chosen: Collection[int], first: int = 0) -> tuple[Fraction, list[int]]:
        """Return F without those chosen and the best one more, and all who are equally best, from a position on."""
        self._remove_only(chosen)
        change, highest, found = self.pieces.change, Fraction(-1), list[int]()
        for nodes in self._alike.values():  # of equal weight: the one that joins least leaves most
            free = [node for node in nodes[bisect_left(nodes, first) :] if node not in chosen]
            if not free:
                continue
            least = min(map(change.__getitem__, free))
            best = [node for node in free if change[node] == least]
            value = self.without(best[0]).value or Fraction(0)
            if value > highest:
                highest, found = value, []
            if value == highest:
                found += best
        return highest, sorted(found)

    def put_back(self, removed: Collection[int], count: int) -> list[int]:
        """Return who stays away when all but so many come back, each time the one who joins the fewest pairs."""
        return self.pieces.put_back(removed, count)
