"""A number for each node, with what is known of its error and of who computed it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import attrs
import numpy as np

from ocgscore.network.ties import Flags, Floats

DIGITS: Final = 12
WITHIN_95: Final = 1.959963984540054  # standard errors: the normal distribution's 97.5 % point


def settled(values: Floats) -> Floats:
    """Return numbers to 12 significant digits: what floating sums in another order leave apart is equal again.

    Two people in the same position have the same betweenness, but summed in different orders the two numbers may differ
    in the sixteenth digit, and then a ranking would set one above the other.

    Examples
    --------
    >>> settled(np.array([0.1 + 0.2, 0.3, 0.0, 12.3456789012345])).tolist()
    [0.3, 0.3, 0.0, 12.3456789012]
    """
    found = np.array(values, np.float64)
    ordinary = np.isfinite(found) & (found != 0)
    scale = 10.0 ** np.clip(DIGITS - 1 - np.floor(np.log10(np.abs(found[ordinary]))), -300, 300)
    found[ordinary] = np.round(found[ordinary] * scale) / scale
    return found


@attrs.frozen(eq=False)
class ByNode:
    """A measure of each node.

    Parameters
    ----------
    nodes : tuple of hashable, length n
        In the order of the network's `Ties`.
    values : ndarray of float64, shape (n,)
        To 12 significant digits; 0 where undefined.
    defined : ndarray of bool, shape (n,)
        Whether the measure has a value; where it has none, `undefined` says why.
    error : ndarray of float64, shape (n,)
        Standard error of each value; 0 where it is exact.
    least : ndarray of float64, shape (n,)
        What the value cannot be below, whatever the sample.
    exact : bool
        Whether every source was used, so that no value is an estimate.
    engine : str
        What computed it: ``"igraph"``, ``"arrays"``, ``"arrays, 1,428 sources sampled"``.
    undefined : str
        Why the measure has no value for some; empty where it always has one.
    """

    nodes: tuple[Hashable, ...]
    values: Floats
    defined: Flags
    error: Floats
    least: Floats
    exact: bool
    engine: str
    undefined: str = ""

    @classmethod
    def exactly(cls, nodes: tuple[Hashable, ...], values: Floats, engine: str) -> ByNode:
        """Return exact values, a number for every node."""
        return cls(nodes, settled(values), np.ones(len(nodes), np.bool_), np.zeros(len(nodes)), values, True, engine)

    @property
    def low(self) -> Floats:
        """The lower end of the approximate 95 % interval; shape (n,)."""
        return settled(np.maximum(self.values - WITHIN_95 * self.error, self.least))

    @property
    def high(self) -> Floats:
        """The upper end of the approximate 95 % interval; shape (n,)."""
        return settled(self.values + WITHIN_95 * self.error)

    def as_dict(self) -> dict[Hashable, float | None]:
        """Return the value of each node, None where it is undefined."""
        pairs = zip(self.nodes, self.values.tolist(), self.defined.tolist(), strict=True)
        return {node: value if known else None for node, value, known in pairs}

    def times(self, factor: float) -> ByNode:
        """Return the measure in another unit."""
        return attrs.evolve(
            self,
            values=settled(self.values * factor),
            error=self.error * factor,
            least=self.least * factor,
        )
