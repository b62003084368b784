"""The largest component along a course of removals: people are put back in reverse, and components only ever join."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocgscore.network.disruption.standing import Standing
from ocgscore.network.paths.components import components
from ocgscore.network.ties import Ints, Ties


def largest_along(ties: Ties, batches: Sequence[Ints]) -> Ints:
    """Return the size of the largest component before, and after each batch of removals.

    Parameters
    ----------
    ties : Ties
        Undirected.
    batches : sequence of ndarray of int64
        Positions of those who go together; each node in one batch at most.

    Returns
    -------
    ndarray of int64, shape (batches + 1,)
        Exact; from the whole network to what all the batches leave.

    Notes
    -----
    What the last batch leaves is put into components first; then everyone comes back in reverse, joined to the
    neighbours already there by union-find [1]_. One pass over the ties serves the whole curve.

    References
    ----------
    .. [1] Newman, M. E. J. & Ziff, R. M. (2001). Fast Monte Carlo algorithm for site or bond percolation. Phys. Rev. E
       64:016706.

    Examples
    --------
    >>> path = Ties.of("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")])
    >>> largest_along(path, [np.array([2]), np.array([0, 1])]).tolist()
    [5, 2, 2]
    """
    gone = np.zeros(len(ties), np.bool_)
    for batch in batches:
        gone[batch] = True
    parent, size, largest = _remainder(Standing.of(ties, gone))
    here = (~gone).tolist()
    found = [largest]
    for batch in reversed(batches):
        for node in batch.tolist():
            largest = max(largest, _joined(node, ties.neighbours(node).tolist(), here, parent, size))
        found.append(largest)
    return np.array(found[::-1], np.int64)


def _remainder(standing: Standing) -> tuple[list[int], list[int], int]:
    """Return the forest of what is left: each node's parent, the size at each root, and the largest."""
    component = components(standing.ties)
    first = np.unique(component, return_index=True)[1]
    sizes = np.bincount(component[standing.here], minlength=len(first))
    size = np.ones(len(component), np.int64)
    size[first] = np.maximum(sizes, 1)
    return first[component].tolist(), size.tolist(), int(sizes.max(initial=0))


def _joined(node: int, neighbours: list[int], here: list[bool], parent: list[int], size: list[int]) -> int:
    """Put a node back, join it to the neighbours that are there, and return the size of its component."""
    here[node] = True
    root = node
    for neighbour in neighbours:
        if not here[neighbour]:
            continue
        other = neighbour
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if other != root:
            if size[other] > size[root]:
                root, other = other, root
            parent[other] = root
            size[root] += size[other]
    return size[root]
