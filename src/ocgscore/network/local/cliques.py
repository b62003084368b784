"""Cliques: sets of three people or more who are all tied to each other and to nobody else all together."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import CountByNode
from ocgscore.network.ties import Ints, Ties

SMALLEST: Final = 3
USUAL: Final = 100_000
MOST: Final = 10_000_000
ENGINE: Final = "networkx"


@attrs.frozen(eq=False)
class Cliques:
    """The maximal cliques of at least three people.

    Parameters
    ----------
    nodes : tuple of hashable, length n
    cliques : tuple of tuple of int
        The positions of each one's people, rising; the largest first, those of one size in the order of their people.
    complete : bool
        Whether these are all; if not, counts and sizes are at least what they say.
    engine : str
    """

    nodes: tuple[Hashable, ...]
    cliques: tuple[tuple[int, ...], ...]
    complete: bool
    engine: str = ENGINE

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.cliques)

    @property
    def _memberships(self) -> tuple[Ints, Ints]:
        """The person of each place in a clique, and the size of that clique."""
        people = np.array([person for clique in self.cliques for person in clique], np.int64)
        sizes = np.array([len(clique) for clique in self.cliques], np.int64)
        return people, np.repeat(sizes, sizes)

    @property
    def counts(self) -> CountByNode:
        """How many cliques each person is in."""
        counts = np.bincount(self._memberships[0], minlength=len(self.nodes)).astype(np.int64)
        return CountByNode(self.nodes, counts, self.engine)

    @property
    def largest(self) -> CountByNode:
        """The size of the largest clique that each person is in; 0 for a person in none."""
        largest = np.zeros(len(self.nodes), np.int64)
        np.maximum.at(largest, *self._memberships)
        return CountByNode(self.nodes, largest, self.engine)

    @property
    def notice(self) -> str:
        """What a reader of an incomplete list should know; empty where it is complete."""
        if self.complete:
            return ""
        return f"more than {len(self):,} cliques: only so many were looked at; counts and sizes are at least as shown"


def maximal_cliques(network: Network, *, most: int = USUAL) -> Cliques:
    """Return the maximal cliques of three people or more [1]_, [2]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths and directions are ignored.
    most : int
        Stop when there are more: n people may form up to 3^(n/3) cliques. Which are listed then depends on the names.

    Raises
    ------
    RequestError
        If `most` is not a whole number from 1 to 10,000,000.

    References
    ----------
    .. [1] Luce, R. D. & Perry, A. D. (1949). A method of matrix analysis of group structure. Psychometrika 14:95-116.
    .. [2] Tomita, E., Tanaka, A. & Takahashi, H. (2006). The worst-case time complexity for generating all maximal
       cliques. Theor. Comput. Sci. 363:28-42.

    Examples
    --------
    >>> found = maximal_cliques(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]))
    >>> found.cliques, found.counts.as_dict(), found.complete
    (((0, 1, 2),), {'a': 1, 'b': 1, 'c': 1, 'd': 0}, True)
    """
    problems = list(whole_number_problems("most", most, 1, MOST, hint=f"{USUAL:,} is a good number"))
    if problems:
        raise RequestError(problems)
    ties = ties_of(network)
    found = _listed(ties, most + 1)
    complete = len(found) <= most
    return Cliques(ties.nodes, tuple(sorted(found[:most], key=lambda clique: (-len(clique), clique))), complete)


def _listed(ties: Ties, most: int) -> list[tuple[int, ...]]:
    """Return the first few maximal cliques that are not mere pairs."""
    import networkx as nx

    graph = nx.Graph(zip(ties.tails.tolist(), ties.heads.tolist(), strict=True))
    cliques = (tuple(sorted(clique)) for clique in nx.find_cliques(graph) if len(clique) >= SMALLEST)
    return list(islice(cliques, most))
