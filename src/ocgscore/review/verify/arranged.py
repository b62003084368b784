"""Whether recorded figures are the right ones in other rows, on another scale, or rounded another way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.matrix import plain
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.fitted import LEAST, MOST_ROWS, simplest
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
    displayed,
)
from ocgscore.review.verify.scope import Scope
from ocgscore.scoring import MeasureScores, Scores, distinct

ROWS_APART, FACTOR, PRECISION = "rows apart", "factor", "precision"
SHIFTS: Final = (1, -1, 2, -2, 3, -3)
OUT_OF: Final = (100, 10, 1)
FIRST: Final = 200  # rows looked at before all are
MOST_PLACES: Final = 9  # compared under a factor: beyond them a spreadsheet's own arithmetic shows
Function = Callable[[Fraction], Fraction]


@attrs.frozen(eq=False)
class Rearranged:
    """A way in which one column's figures would be ours: what it explains, of how many that differ."""

    kind: str
    said: str
    column: RecordedColumn
    scope: Scope
    explained: int
    differing: int


def arranged(
    judge: Judge, scores: Scores, found: Sequence[tuple[RecordedColumn, Verdicts]], within: Sequence[Scope]
) -> Iterator[Rearranged]:
    """Yield for each column of totals what would explain every cell of it that differs, by its figures alone.

    Parameters
    ----------
    judge : Judge
    scores : Scores
    found : sequence of (RecordedColumn, ndarray of uint8)
        Columns of totals with their verdicts.
    within : sequence of Scope
        The rows to look at: the first that a way explains is given.
    """
    for column, verdicts in found:
        ways = [_Figures.of(judge, column, scores, verdicts, scope) for scope in within]
        for method in (_shifted, _another_order, _rounded_otherwise, _rescaled):
            for figures in ways:
                way = method(figures) if figures.wrong >= 2 else None
                if way is not None:
                    kind, said, explained = way
                    yield Rearranged(kind, said, column, figures.scope, explained, figures.wrong)
                    break
            else:
                continue
            break


@attrs.frozen(eq=False)
class _Figures:
    """One column's recorded and recomputed figures in some rows: those where both are certain."""

    numbers: Numbers
    codes: Codes
    numerators: Ints
    result: MeasureScores
    verdicts: Verdicts
    scope: Scope
    top: Fraction

    @classmethod
    def of(cls, judge: Judge, column: RecordedColumn, scores: Scores, verdicts: Verdicts, scope: Scope) -> _Figures:
        matrix, result = scores.assessments.matrix, scores[column.measure]
        compiled = matrix.program.measures[matrix.measure_position(column.measure)]
        top = Fraction(compiled.high, compiled.denominator)
        numbers, codes = judge.numbers(column), judge.codes(column)
        figures, certain = _certain(column, result)
        rows = np.flatnonzero(scope.rows & certain & (numbers.state[codes] == EQUAL))
        return cls(numbers, codes[rows], figures[rows], result, verdicts[rows], scope, top)

    @property
    def differs(self) -> Flags:
        differs: Flags = (self.verdicts == WRONG) | (self.verdicts == ROUNDING)
        return differs

    @property
    def wrong(self) -> int:
        return int(self.differs.sum())

    def equal(self, codes: Codes, numerators: Ints) -> Flags:
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


def _certain(column: RecordedColumn, result: MeasureScores) -> tuple[Ints, Flags]:
    if column.part == "published" and result.published is not None and result.published_defined is not None:
        return result.published, result.published_defined
    if column.part in ("low", "high"):
        return (result.low if column.part == "low" else result.high), np.ones(len(result.low), np.bool_)
    return result.low, result.low == result.high


Way = tuple[str, str, int]


def _shifted(figures: _Figures) -> Way | None:
    """Return by how many rows the recorded figures have slipped."""
    for shift in SHIFTS:
        recorded = slice(shift, None) if shift > 0 else slice(None, shift)
        ours = slice(None, -shift) if shift > 0 else slice(-shift, None)
        codes, numerators, differs = figures.codes[recorded], figures.numerators[ours], figures.differs[recorded]
        wrong = int(differs.sum())
        first = np.flatnonzero(differs)[:FIRST]
        if (
            wrong >= 2
            and figures.equal(codes[first], numerators[first]).all()
            and figures.equal(codes, numerators).all()
        ):
            rows = f"{abs(shift)} row{'s' if abs(shift) > 1 else ''}"
            said = f"the recorded figures stood {rows} too {'low' if shift > 0 else 'high'} in the sheet"
            return ROWS_APART, said, wrong
    return None


def _another_order(figures: _Figures) -> Way | None:
    """Return that the figures are ours in another order."""
    values, position = distinct(figures.numerators)
    recorded, ours_added = (
        figures.numbers.value[figures.codes].sum(),
        figures.numerators.sum() / figures.result.denominator,
    )
    if abs(recorded - ours_added) > len(position) * 10.0**-figures.result.measure.digits:
        return None
    theirs, ours = displayed(
        figures.numbers,
        figures.codes,
        values,
        position,
        figures.result.denominator,
        figures.result.measure.digits,
    )
    if len(values) < 2 or (np.sort(theirs) != np.sort(ours)).any():
        return None
    said = (
        "two recorded figures were each in the other's row"
        if figures.wrong == 2
        else "the column had been sorted or pasted apart from the rows: its figures are the right ones in another order"
    )
    return ROWS_APART, said, figures.wrong


def _rescaled(figures: _Figures) -> Way | None:
    """Return the factor, or the amount, or both, by which recorded figures are more or less than ours."""
    rows = np.flatnonzero(figures.differs)
    if len(rows) < LEAST or len(np.unique(figures.numerators[rows])) < 2:
        return None
    places = min(figures.numbers.typical, MOST_PLACES)
    for said, factor, offset in _lines(figures, _spread(rows, figures.numerators).tolist()):
        if (factor != 1 or offset != 0) and figures.are(_line(factor, offset), places, ties=True):
            return FACTOR, said, figures.wrong
    return None


def _line(factor: Fraction, offset: Fraction) -> Function:
    return lambda figure: factor * figure + offset


def _spread(rows: Rows, numerators: Ints) -> Rows:
    """Return some rows, from the least figure to the greatest."""
    ordered = rows[np.argsort(numerators[rows], kind="stable")]
    return ordered[np.unique(np.linspace(0, len(ordered) - 1, MOST_ROWS).astype(np.intp))]


def _lines(figures: _Figures, rows: Sequence[int]) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Yield factors and offsets worth trying, each in words."""
    numbers, result = figures.numbers, figures.result
    cells = [int(figures.codes[row]) for row in rows]
    recorded = [Fraction(numbers.number[cell] or 0) for cell in cells]
    halves = [Fraction(1, 2 * 10 ** int(numbers.places[cell])) for cell in cells]
    ours = [Fraction(int(figures.numerators[row]), result.denominator) for row in rows]
    top = figures.top
    three = list(zip(recorded, halves, ours, strict=True))
    scales = [((r - h) / f, (r + h) / f) for r, h, f in three if f > 0]
    if scales:
        low, high = max(one[0] for one in scales), min(one[1] for one in scales)
        for out_of in OUT_OF:
            if top and low <= out_of / top <= high:
                yield (
                    f"the recorded figures were out of {out_of}, where ours go up to {_shown(top)}",
                    out_of / top,
                    Fraction(0),
                )
        factor = _simple(low, high)
        if factor is not None:
            yield f"each recorded figure were ours times {_shown(factor)}", factor, Fraction(0)
    added = [(r - h - f, r + h - f) for r, h, f in three]
    more = simplest(max(one[0] for one in added), min(one[1] for one in added))
    if more is not None:
        sign = "plus" if more > 0 else "less"
        yield f"each recorded figure were ours {sign} {plain(abs(more))}", Fraction(1), Fraction(more)
    if len(set(ours)) > 2:
        slope = (recorded[-1] - recorded[0]) / (ours[-1] - ours[0])
        margin = (halves[-1] + halves[0]) / (ours[-1] - ours[0])
        factor = _simple(slope - margin, slope + margin) or slope
        offset = recorded[0] - factor * ours[0]
        sign = "plus" if offset >= 0 else "less"
        yield f"each recorded figure were ours times {_shown(factor)}, {sign} {_shown(abs(offset))}", factor, offset


def _simple(low: Fraction, high: Fraction) -> Fraction | None:
    if low > high or high <= 0:
        return None
    decimal = simplest(low, high)
    if decimal:
        return Fraction(decimal)
    parts = simplest(1 / high, 1 / low) if low > 0 else None
    return 1 / Fraction(parts) if parts else None


def _shown(number: Fraction) -> str:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return plain(round(exact, 6))


def _rounded_otherwise(figures: _Figures) -> Way | None:
    """Return in which way the figures were rounded."""
    places = figures.numbers.typical
    unit = Fraction(1, 10**places)
    after = f"after {places} decimal place{'' if places == 1 else 's'}" if places else "to whole numbers"
    ways: dict[str, Function] = {
        f"recorded figures were cut off {after}, not rounded": lambda f: math.floor(f / unit) * unit,
        f"recorded figures were rounded half to even {after}": lambda f: Fraction(round(f / unit)) * unit,
        f"recorded figures were rounded up {after}": lambda f: math.ceil(f / unit) * unit,
        f"recorded figures were rounded {after}, fewer than the matrix shows": lambda f: f,
    }
    for said, function in ways.items():
        if figures.are(function, places):
            return PRECISION, said, figures.wrong
    return None
