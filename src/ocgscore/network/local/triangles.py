"""Triangles: three people who are all tied to each other. Clustering, structural holes and brokerage rest on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import where_defined
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Ints, Ties

BLOCK: Final = 1 << 20  # open paths looked at together: some 100 MB


@attrs.frozen(eq=False)
class Triangles:
    """Some of a network's triangles.

    Parameters
    ----------
    corners : ndarray of int64, shape (3, t)
        The three people of each.
    sides : ndarray of int64, shape (3, t)
        The number of the tie that is opposite each corner.
    """

    corners: Ints
    sides: Ints


def triangles(ties: Ties) -> Iterator[Triangles]:
    """Yield every triangle once, in blocks.

    Parameters
    ----------
    ties : Ties
        Without directions.

    Notes
    -----
    Ties are pointed from the end of lower degree to the other (equal degrees: from the first to the second), and of the
    paths of two such ties those are kept whose ends are tied: at most some m·sqrt(2m) paths, however many ties the best
    connected person has [1]_.

    References
    ----------
    .. [1] Chiba, N. & Nishizeki, T. (1985). Arboricity and subgraph listing algorithms. SIAM J. Comput. 14:210-223.

    Examples
    --------
    >>> found = list(triangles(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])))
    >>> [sorted(block.corners[:, 0].tolist()) for block in found]
    [[0, 1, 2]]
    """
    rank = np.empty(len(ties), np.int64)
    rank[np.argsort(ties.degree, kind="stable")] = np.arange(len(ties))
    turned = rank[ties.tails] > rank[ties.heads]
    low, high = np.where(turned, ties.heads, ties.tails), np.where(turned, ties.tails, ties.heads)
    tie = np.argsort(low * len(ties) + high)
    low, high = low[tie], high[tie]
    keys = low * len(ties) + high
    out = np.bincount(low, minlength=len(ties)).astype(np.int64)
    starts = np.cumsum(out) - out
    onward = out[high]
    for first, last in _blocks(onward):
        one = np.repeat(np.arange(first, last), onward[first:last])
        two = spread(starts[high[first:last]], onward[first:last])
        wanted = low[one] * len(ties) + high[two]
        three = np.searchsorted(keys, wanted)
        closed = keys[np.minimum(three, len(keys) - 1)] == wanted
        one, two, three = one[closed], two[closed], three[closed]
        if len(one):
            corners = np.stack([low[one], high[one], high[two]])
            yield Triangles(corners, np.stack([tie[two], tie[three], tie[one]]))


def spread(starts: Ints, counts: Ints) -> Ints:
    """Return start, start + 1, … of each run, one run after the other.

    Examples
    --------
    >>> spread(np.array([5, 9]), np.array([2, 3])).tolist()
    [5, 6, 9, 10, 11]
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    items: Ints = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return items


def _blocks(costs: Ints) -> Iterator[tuple[int, int]]:
    """Yield ranges of items whose costs sum to about `BLOCK`."""
    sums = np.cumsum(costs)
    first = 0
    while first < len(costs):
        spent = int(sums[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(sums, spent + BLOCK, side="right")))
        yield first, last
        first = last


def triangle_counts(ties: Ties) -> Ints:
    """Return in how many triangles each person of an undirected network is; int64, shape (n,).

    Examples
    --------
    >>> triangle_counts(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])).tolist()
    [1, 1, 1, 0]
    """
    counts = np.zeros(len(ties), np.int64)
    for block in triangles(ties):
        counts += np.bincount(block.corners.ravel(), minlength=len(ties))
    return counts


def clustering(network: Network) -> ByNode:
    """Return the share of the pairs of a person's contacts who are tied to each other, from 0 to 1 [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths and directions are ignored.

    Returns
    -------
    ByNode
        Undefined for a person with fewer than two contacts.

    References
    ----------
    .. [1] Watts, D. J. & Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. Nature 393:440-442.

    Examples
    --------
    >>> clustering(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])).as_dict()
    {'a': 1.0, 'b': 1.0, 'c': 0.333333333333, 'd': None}
    """
    ties = ties_of(network)
    pairs = ties.degree * (ties.degree - 1) // 2
    share = triangle_counts(ties) / np.maximum(pairs, 1)
    return where_defined(ties.nodes, share, pairs > 0, "fewer than two contacts")
