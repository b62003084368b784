"""Whether recorded figures are the right ones in other rows, on another scale, or rounded another way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np

from ocgscore.matrix import plain
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.figures import Figures, Function, Rearranged
from ocgscore.review.verify.fitted import LEAST, MOST_ROWS, simplest
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.moved import another_order, shifted
from ocgscore.review.verify.numbers import Ints, Verdicts
from ocgscore.review.verify.scope import Scope
from ocgscore.scoring import Scores

FACTOR, PRECISION = "factor", "precision"
OUT_OF: Final = (100, 10, 1)
MOST_PLACES: Final = 9  # compared under a factor: beyond them a spreadsheet's own arithmetic shows


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
        ways = [Figures.of(judge, column, scores, verdicts, scope) for scope in within]
        methods = (shifted, another_order, _rounded_otherwise, _rescaled)
        tried = (method(figures) for method in methods for figures in ways)
        way = next((way for way in tried if way is not None), None)
        if way is not None:
            yield way


def _rescaled(figures: Figures) -> Rearranged | None:
    """Return the factor, or the amount, or both, by which recorded figures are more or less than ours."""
    rows = np.flatnonzero(figures.differs)
    if len(rows) < LEAST or len(np.unique(figures.numerators[rows])) < 2:
        return None
    places = min(figures.numbers.typical, MOST_PLACES)
    for said, factor, offset in _lines(figures, _spread(rows, figures.numerators).tolist()):
        if (factor != 1 or offset != 0) and figures.are(_line(factor, offset), places, ties=True):
            return figures.explains(FACTOR, said)
    return None


def _line(factor: Fraction, offset: Fraction) -> Function:
    return lambda figure: factor * figure + offset


def _spread(rows: Rows, numerators: Ints) -> Rows:
    """Return some rows, from the least figure to the greatest."""
    ordered = rows[np.argsort(numerators[rows], kind="stable")]
    return ordered[np.unique(np.linspace(0, len(ordered) - 1, MOST_ROWS).astype(np.intp))]


def _lines(figures: Figures, rows: Sequence[int]) -> Iterator[tuple[str, Fraction, Fraction]]:
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


def _rounded_otherwise(figures: Figures) -> Rearranged | None:
    """Return in which way the figures were rounded."""
    if figures.wrong < 2:
        return None
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
            return figures.explains(PRECISION, said)
    return None
