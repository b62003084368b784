"""What hangs together: the connected components of a network."""

from __future__ import annotations

import numpy as np

from ocgscore.network.ties import Ints, Ties


def components(ties: Ties) -> Ints:
    """Return the connected component of each node.

    Parameters
    ----------
    ties : Ties
        Directions are ignored: of a directed network these are the weak components.

    Returns
    -------
    ndarray of int64, shape (n,)
        Numbered from 0 in the order of the first node of each; a node without ties is a component of its own.

    Notes
    -----
    Every component hooks itself under the lowest node that a neighbouring one holds, and then all trees are flattened,
    until no tie joins two [1]_: a few rounds of whole-array steps.

    References
    ----------
    .. [1] Shiloach, Y. & Vishkin, U. (1982). An O(log n) parallel connectivity algorithm. J. Algorithms 3:57-67.

    Examples
    --------
    >>> components(Ties.of("abcde", [("a", "d"), ("b", "c")])).tolist()
    [0, 1, 1, 0, 2]
    """
    root = np.arange(len(ties))
    tails, heads = ties.tails, ties.heads
    while True:
        one, other = root[tails], root[heads]
        apart = one != other
        if not apart.any():
            break
        tails, heads, one, other = tails[apart], heads[apart], one[apart], other[apart]
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        _flatten(root)
    return np.unique(root, return_inverse=True)[1].astype(np.int64)


def component_sizes(ties: Ties) -> Ints:
    """Return how many nodes each component has, in the order of their numbers; int64, shape (components,).

    Examples
    --------
    >>> component_sizes(Ties.of("abcde", [("a", "d"), ("b", "c")])).tolist()
    [2, 2, 1]
    """
    return np.bincount(components(ties)).astype(np.int64)


def _flatten(root: Ints) -> None:
    """Point every node at the root of its tree, in place."""
    while True:
        above = root[root]
        if np.array_equal(above, root):
            return
        root[:] = above
