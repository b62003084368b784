"""Measures over columns: of level values, of values turned round, or of true answers between the levels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.matrix.program import CompiledMeasure, Const, Lookup, Node, Program, Ref, Term

Array: TypeAlias = npt.NDArray[Any]
UFUNCS: Final[Mapping[str, np.ufunc]] = {
    "add": np.add,
    "mul": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
}


class Columns:
    """Works out any part of a program's formulas over columns of criterion values; each measure only once.

    Parameters
    ----------
    program : Program
    values : mapping of int to ndarray, each of shape (rows,)
        For each criterion that is reached, its value in each row: int64 for exact numerators.
    rows : int
    """

    def __init__(self, program: Program, values: Mapping[int, Array], rows: int) -> None:
        self._program, self._values, self._rows = program, values, rows
        self._found: dict[int, Array] = {}

    def measure(self, position: int) -> Array:
        """Return a measure's numerators, shape (rows,)."""
        if position not in self._found:
            self._found[position] = self.node(self._program.measures[position].node)
        return self._found[position]

    def bands(self, position: int) -> npt.NDArray[np.intp]:
        """Return a measure's band numbers, shape (rows,)."""
        return band_numbers(self._program.measures[position], self.measure(position))

    def node(self, node: Node) -> Array:
        """Return any part's values, shape (rows,)."""
        return np.broadcast_to(self._node(node), (self._rows,))

    def _node(self, node: Node) -> Array:
        match node:
            case Const():
                return np.array(node.value, np.int64)
            case Term():
                return self._values[node.criterion]
            case Ref():
                return self.measure(node.measure)
            case Lookup():
                return self._grid(node)
        combined: Array = reduce(UFUNCS[node.kind], map(self._node, node.arguments))
        return combined

    def _grid(self, grid: Lookup) -> Array:
        cells: Array = np.array(grid.cells, np.int64)
        found: Array = cells[self.bands(grid.rows), self.bands(grid.columns)]
        return found


class TrueColumns(Columns):
    """The same over true answers: a grid's truth is the product of its axes', stretched over the range of its cells."""

    def _grid(self, grid: Lookup) -> Array:
        axes = [self._program.measures[axis] for axis in (grid.rows, grid.columns)]
        least, most = (float(axes[0].low) * axes[1].low, float(axes[0].high) * axes[1].high)
        low, high = grid.cells[0][0], grid.cells[-1][-1]
        if least == most:
            return np.array(low, np.float64)
        product: Array = self.measure(grid.rows).astype(np.float64) * self.measure(grid.columns)
        return low + (high - low) * (product - least) / (most - least)


def band_numbers(measure: CompiledMeasure, numerators: Array) -> npt.NDArray[np.intp]:
    """Return the number, from 0, of the band that each numerator falls in."""
    return np.searchsorted(np.array(measure.cuts, np.int64), numerators, side="right")
