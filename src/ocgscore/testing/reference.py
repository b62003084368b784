"""Scores the slow way, with exact fractions straight from the formulas: the fast kernel's oracle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ocgscore.matrix import Matrix, grid_axes
from ocgscore.matrix.formula import Formula, Name, Number
from ocgscore.matrix.model import Measure, weighted


def reference_scores(matrix: Matrix, levels: Sequence[int]) -> dict[str, Fraction]:
    """Score one assessment with `fractions.Fraction`, straight from the formulas: slow, plain, and the kernel's oracle.

    Parameters
    ----------
    matrix : Matrix
    levels : sequence of int
        One level position for each criterion.

    Returns
    -------
    dict of str to Fraction
        The exact score on every measure.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> reference_scores(load_matrix("sleipnir-2000"), [3] * 19)
    {'total': Fraction(760, 1)}
    """
    stated = {
        criterion.id: weighted(criterion, criterion.levels[level].value)
        for criterion, level in zip(matrix.criteria, levels, strict=True)
    }
    return reference_scores_of(matrix, stated)


def reference_scores_of(matrix: Matrix, contributions: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Score one assessment from what each criterion contributes (value times weight), whatever the matrix states.

    Parameters
    ----------
    matrix : Matrix
    contributions : mapping of str to Fraction
        By criterion id.

    Returns
    -------
    dict of str to Fraction
        The exact score on every measure.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> matrix = load_matrix("ocg-tactical")
    >>> reference_scores_of(matrix, {c.id: Fraction(1, 2) for c in matrix.criteria})["risk"]
    Fraction(6, 1)
    """
    values = dict(contributions)
    weights = {criterion.id: Fraction(criterion.weight) for criterion in matrix.criteria}
    pending = list(matrix.measures)
    while pending:
        for measure in list(pending):
            if all(name in values for name in _named(measure.formula)):
                values[measure.id] = _reference(matrix, measure, values, weights)
                pending.remove(measure)
    return {measure.id: values[measure.id] for measure in matrix.measures}


def reference_band(measure: Measure, value: Fraction) -> int:
    """Return the position of the band whose stretch holds a score; 0 where the measure has none."""
    inside = [
        at
        for at, band in enumerate(measure.bands)
        if (value >= Fraction(band.start) or at == 0) and (band.below is None or value < Fraction(band.below))
    ]
    return inside[0] if inside else 0


def _named(formula: Formula) -> list[str]:
    if isinstance(formula, Name):
        return [formula.id]
    return [] if isinstance(formula, Number) else [name for part in formula.arguments for name in _named(part)]


def _reference(
    matrix: Matrix, measure: Measure, values: Mapping[str, Fraction], weights: Mapping[str, Fraction]
) -> Fraction:
    axes = grid_axes(matrix, measure) if measure.is_grid else None
    if axes is not None:
        row, column = (reference_band(axis, values[axis.id]) for axis in axes)
        return Fraction(measure.cells[row][column])
    return _worked_out(measure.formula, values, weights)


def _worked_out(formula: Formula, values: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Fraction:
    if isinstance(formula, Number):
        return Fraction(formula.value)
    if isinstance(formula, Name):
        return values[formula.id]
    parts = [_worked_out(part, values, weights) for part in formula.arguments]
    if formula.function == "mean":
        total = sum(
            weights.get(part.id, Fraction(1)) if isinstance(part, Name) else Fraction(1) for part in formula.arguments
        )
        return sum(parts, Fraction(0)) / total
    if formula.function == "*":
        return math.prod(parts, start=Fraction(1))
    if formula.function in ("max", "min"):
        return max(parts) if formula.function == "max" else min(parts)
    return sum(parts, Fraction(0))
