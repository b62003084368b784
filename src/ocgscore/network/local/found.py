"""A count for each node, and a measure that not every node has."""

from __future__ import annotations

from collections.abc import Hashable

import attrs
import numpy as np

from ocgscore.network import engines
from ocgscore.network.paths.values import ByNode, settled
from ocgscore.network.ties import Flags, Floats, Ints


@attrs.frozen(eq=False)
class CountByNode:
    """A whole number for each node, exact.

    Parameters
    ----------
    nodes : tuple of hashable, length n
        In the order of the network's `Ties`.
    values : ndarray of int64, shape (n,)
    engine : str
        What computed it.

    Examples
    --------
    >>> CountByNode(("a", "b"), np.array([2, 1])).as_dict()
    {'a': 2, 'b': 1}
    """

    nodes: tuple[Hashable, ...]
    values: Ints
    engine: str = engines.ARRAYS

    def as_dict(self) -> dict[Hashable, int]:
        """Return the count of each node."""
        return dict(zip(self.nodes, self.values.tolist(), strict=True))


def where_defined(nodes: tuple[Hashable, ...], values: Floats, defined: Flags, undefined: str) -> ByNode:
    """Return exact values of a measure that not every node has.

    Parameters
    ----------
    nodes : tuple of hashable, length n
    values : ndarray of float64, shape (n,)
        Anything where undefined.
    defined : ndarray of bool, shape (n,)
    undefined : str
        Why some have none.

    Examples
    --------
    >>> where_defined(("a", "b"), np.array([0.5, np.nan]), np.array([True, False]), "no links").as_dict()
    {'a': 0.5, 'b': None}
    """
    found = settled(np.where(defined, values, 0))
    return ByNode(nodes, found, defined, np.zeros(len(nodes)), found, True, engines.ARRAYS, undefined)
