"""Whether the recorded bands are those of one cut moved, and to where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.matrix import Matrix, Measure, plain
from ocgscore.review.verify.candidates import Candidate, under
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.fitted import LEAST, simplest
from ocgscore.review.verify.judging import Judge
from ocgscore.review.verify.numbers import Flags, Ints
from ocgscore.review.verify.scope import Scope
from ocgscore.scoring import MeasureScores, Scores, rounded

BAND_CUT: Final = "band cut"
Moved = tuple[int, Fraction, Fraction]  # the band, and the stretch above which and up to which its cut may lie


def cuts(
    judge: Judge, scores: Scores, columns: Sequence[RecordedColumn], within: Sequence[Scope]
) -> Iterator[Candidate]:
    """Yield for each column of bands, and each set of rows, the one cut that would have to lie elsewhere.

    Parameters
    ----------
    judge : Judge
    scores : Scores
    columns : sequence of RecordedColumn
        Those of bands.
    within : sequence of Scope
    """
    matrix = scores.assessments.matrix
    seen = set()
    for column in columns:
        result = scores[column.measure]
        bands = judge.bands(column, result.measure).band[judge.codes(column)]
        figures, usable = _figures(column, result)
        usable &= bands >= 0
        for scope in within:
            moved = _moved(bands, figures, usable & scope.rows, result)
            if moved is not None and (column.measure, moved) not in seen:
                seen.add((column.measure, moved))
                yield from _candidates(scores, matrix, result.measure, moved)


def _figures(column: RecordedColumn, result: MeasureScores) -> tuple[Ints, Flags]:
    """Return the figure that a band is of in each row, and where there is one."""
    if column.part == "band_published" and result.published is not None and result.published_defined is not None:
        return result.published, result.published_defined.copy()
    if column.part in ("band_low", "band_high"):
        return (result.low if column.part == "band_low" else result.high), np.ones(len(result.low), np.bool_)
    return result.low, result.low == result.high


def _moved(bands: Ints, figures: Ints, usable: Flags, result: MeasureScores) -> Moved | None:
    """Return the one cut that lies elsewhere; None where none, or not one alone, would explain the bands."""
    bands, figures = bands[usable], figures[usable]
    found = []
    for at in range(1, len(result.measure.bands)):
        below, above = figures[bands < at], figures[bands >= at]
        cut = Fraction(result.measure.bands[at].start) * result.denominator
        low, high = int(below.max(initial=-1)), int(above.min(initial=np.iinfo(np.int64).max))
        if low < cut <= high:
            continue
        if low >= high or not len(below) or not len(above):
            return None
        found.append((at, Fraction(low, result.denominator), Fraction(high, result.denominator)))
    return found[0] if len(found) == 1 else None


def _candidates(scores: Scores, matrix: Matrix, measure: Measure, moved: Moved) -> Iterator[Candidate]:
    at, low, high = moved
    inside = simplest(low + (high - low) / 1000, high)
    if inside is None:
        return
    band = measure.bands[at]
    stretch = f"above {rounded(low, measure.digits)} and not above {rounded(high, measure.digits)}"
    moved_to = f"{stretch}, such as at {plain(inside)}, instead of at {plain(band.start)}"
    said = f'"{band.label}" of {measure.title} began {moved_to}'
    changed = _with_cut(matrix, measure, at, inside)
    yield Candidate(BAND_CUT, said, under(scores.assessments, changed), LEAST)


def _with_cut(matrix: Matrix, measure: Measure, at: int, cut: Decimal) -> Matrix:
    bands = list(measure.bands)
    bands[at - 1] = attrs.evolve(bands[at - 1], below=cut)
    bands[at] = attrs.evolve(bands[at], start=cut)
    changed = attrs.evolve(measure, bands=tuple(bands))
    measures = tuple(changed if one.id == measure.id else one for one in matrix.measures)
    return attrs.evolve(matrix, measures=measures)
