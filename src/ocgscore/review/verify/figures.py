"""One column's recorded figures beside the recomputed ones, and a way in which they would be the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.numbers import (
    EQUAL,
    ROUNDING,
    WRONG,
    Codes,
    Flags,
    Ints,
    Numbers,
    Verdicts,
    agreeing,
    compared,
)
from ocgscore.review.verify.scope import Scope
from ocgscore.scoring import MeasureScores, Scores

FIRST: Final = 20  # rows looked at before all are
Function = Callable[[Fraction], Fraction]


@attrs.frozen(eq=False)
class Rearranged:
    """A way in which one column's figures would be ours.

    Parameters
    ----------
    kind, said : str
    column : RecordedColumn
    scope : Scope
    rows : ndarray of bool, shape (n,)
        The cells that it explains.
    differing, undetermined : int
        Of how many that differ; and how many more stand where a level is unknown.
    """

    kind: str
    said: str
    column: RecordedColumn
    scope: Scope
    rows: Flags
    differing: int
    undetermined: int = 0


@attrs.frozen(eq=False)
class Figures:
    """One column's recorded and recomputed figures in some rows of a sheet of n: those where both are certain.

    Parameters
    ----------
    column : RecordedColumn
    rows : ndarray of intp, shape (m,)
        Positions in the sheet.
    everywhere : ndarray of uint8, shape (n,)
        The verdicts on the whole column.
    all_codes : ndarray of int32, shape (n,)
        Each row's recorded cell.
    numbers : Numbers
    codes, numerators : ndarray of int, shape (m,)
        Each row's recorded cell, and what it should be over the denominator of `result`.
    result : MeasureScores
    verdicts : ndarray of uint8, shape (m,)
    scope : Scope
    top : Fraction
        The most that the measure can be.
    """

    column: RecordedColumn
    rows: Rows
    everywhere: Verdicts
    all_codes: Codes
    numbers: Numbers
    codes: Codes
    numerators: Ints
    result: MeasureScores
    verdicts: Verdicts
    scope: Scope
    top: Fraction

    @classmethod
    def of(cls, judge: Judge, column: RecordedColumn, scores: Scores, verdicts: Verdicts, scope: Scope) -> Figures:
        """Take the figures of a column in some rows."""
        matrix, result = scores.assessments.matrix, scores[column.measure]
        compiled = matrix.program.measures[matrix.measure_position(column.measure)]
        top = Fraction(compiled.high, compiled.denominator)
        numbers, codes = judge.numbers(column), judge.codes(column)
        figures, certain = certain_figures(column, result)
        rows = np.flatnonzero(scope.rows & certain & (numbers.state[codes] == EQUAL))
        return cls(
            column, rows, verdicts, codes, numbers, codes[rows], figures[rows], result, verdicts[rows], scope, top
        )

    @property
    def differs(self) -> Flags:
        """Which of them differ; bool, shape (m,)."""
        differs: Flags = (self.verdicts == WRONG) | (self.verdicts == ROUNDING)
        return differs

    @property
    def wrong(self) -> int:
        """How many of them differ."""
        return int(self.differs.sum())

    def explains(self, kind: str, said: str) -> Rearranged:
        """Return a way that explains every figure that differs."""
        cells = np.zeros(len(self.everywhere), np.bool_)
        cells[self.rows[self.differs]] = True
        return Rearranged(kind, said, self.column, self.scope, cells, self.wrong)

    def equal(self, codes: Codes, numerators: Ints) -> Flags:
        """Whether recorded cells are some figures of the measure."""
        digits = self.result.measure.digits
        equal: Flags = compared(self.numbers, codes, numerators, self.result.denominator, digits) == EQUAL
        return equal

    def are(self, function: Function, places: int, *, ties: bool = False) -> bool:
        """Whether every recorded figure is some function of ours."""
        return all(
            agreeing(
                self.numbers,
                self.codes[:until],
                self.numerators[:until],
                self.result.denominator,
                function,
                places,
                ties=ties,
            ).all()
            for until in (FIRST, len(self.codes))
        )


def certain_figures(column: RecordedColumn, result: MeasureScores) -> tuple[Ints, Flags]:
    """Return what each row of a column should be over the measure's denominator, and where that is certain."""
    if column.part == "published" and result.published is not None and result.published_defined is not None:
        return result.published, result.published_defined
    if column.part in ("low", "high"):
        return (result.low if column.part == "low" else result.high), np.ones(len(result.low), np.bool_)
    return result.low, result.low == result.high
