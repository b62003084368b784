"""Which two banded measures a ranking is made of, so that its groups can stand in the cells of a grid."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.matrix import Matrix, Measure, formula_text
from ocgscore.matrix.formula import names_in
from ocgscore.matrix.model import grid_axes

MOST_BANDS: Final = 8  # on either axis: more cells could not hold a name
MOST_LETTERS: Final = 90  # of a formula that is quoted


@attrs.frozen(eq=False)
class Axes:
    """The two measures that a ranking is made of.

    Parameters
    ----------
    rows, columns : Measure
        Both banded.
    verdict : Measure or None
        The matrix's own look-up table of the two, which says what a cell stands for; None where it has none.
    """

    rows: Measure
    columns: Measure
    verdict: Measure | None

    def cell(self, row: int, column: int) -> tuple[str, int]:
        """Return what a cell stands for, and its step from 0 for the lowest; empty and 0 where nothing says."""
        if self.verdict is None:
            return "", 0
        value = self.verdict.cells[row][column]
        bands = self.verdict.bands
        if bands:
            step = sum(value >= band.start for band in bands) - 1
            return bands[step].label, step
        values = sorted({one for cells in self.verdict.cells for one in cells})
        return f"{value:f}", values.index(value)


def axes_of(matrix: Matrix, by: str) -> Axes | None:
    """Return the two measures that a measure is made of; None where it is not made of two banded measures alone.

    Parameters
    ----------
    matrix : Matrix
    by : str
        The measure that ranks: a grid of two banded measures, or any formula of two such and numbers, as a product.

    Returns
    -------
    Axes or None
        Where the matrix has a grid of the same two, its rows and columns are kept; else the measure named first stands
        across and the other upwards.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> axes = axes_of(load_matrix("ocg-tactical"), "risk")
    >>> axes.rows.id, axes.columns.id, axes.verdict.id, axes.cell(3, 2)
    ('likelihood', 'harm', 'priority', ('P1', 3))
    >>> axes_of(load_matrix("sleipnir-2000"), "total") is None
    True
    """
    two = _two_measures(matrix, matrix.measure(by))
    if two is None:
        return None
    for measure in (matrix.measure(by), *matrix.measures):
        found = grid_axes(matrix, measure) if measure.is_grid else None
        if found is not None and {axis.id for axis in found} == {axis.id for axis in two}:
            return Axes(*found, verdict=measure)
    return Axes(two[1], two[0], None)


def _two_measures(matrix: Matrix, measure: Measure) -> tuple[Measure, Measure] | None:
    banded = {one.id: one for one in matrix.measures if one.bands}
    named = [banded.get(name) for name in dict.fromkeys(names_in(measure.formula))]
    first, second = named if len(named) == 2 else (None, None)
    return None if first is None or second is None else (first, second)


def why_no_grid(matrix: Matrix, by: str) -> str:
    """Return why the groups cannot stand in a grid; empty where they can.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> why_no_grid(load_matrix("ocg-harm"), "worst_harm")[:60]
    'Worst harm to any bearer is not made of two banded measures '
    >>> why_no_grid(load_matrix("ocg-tactical"), "risk")
    ''
    """
    measure, axes = matrix.measure(by), axes_of(matrix, by)
    if axes is not None:
        wide = [one.title for one in (axes.rows, axes.columns) if len(one.bands) > MOST_BANDS]
        return f"{' and '.join(wide)} has more than {MOST_BANDS} bands: too many for cells to be read." if wide else ""
    formula = formula_text(measure.formula)
    parts = len(set(names_in(measure.formula)))
    quoted = formula if len(formula) <= MOST_LETTERS else f"{parts} criteria or measures"
    return f"{measure.title} is not made of two banded measures alone, but of {quoted}."
