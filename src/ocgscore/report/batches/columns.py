"""The result columns as Arrow arrays, of types that depend on the matrix alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from ocgscore.matrix import Matrix, Measure
from ocgscore.matrix.program import LARGEST
from ocgscore.report.results import COMPLETENESS_DIGITS, provenance_text
from ocgscore.scoring import MeasureScores, Scores, distinct, rounded
from ocgscore.scoring.kernel import Bytes, Ints

if TYPE_CHECKING:
    import pyarrow as pa

    from ocgscore.matrix.program import CompiledMeasure

NUMERATOR_PARTS: Final = ("low_numerator", "high_numerator")
IN_A_WORD: Final = 18  # digits of a decimal that 64 bits hold
MOST: Final = 38  # that 128 bits hold


def result_fields(matrix: Matrix, *, numerators: bool) -> Iterator[pa.Field]:
    """Yield the fields of the result columns, in their order; every one may be null."""
    import pyarrow as pa

    published = any(rule is not None for rule in matrix.program.published)
    for measure, compiled in zip(matrix.measures, matrix.program.measures, strict=True):
        parts = ("low", "high", *(("published",) if published else ()))
        shown = _decimal_type(measure, compiled)
        yield from (pa.field(f"{measure.id}_{part}", shown) for part in parts[:2])
        if measure.bands:
            yield from (pa.field(f"{measure.id}_band_{part}", pa.string()) for part in parts[:2])
        if published:
            yield pa.field(f"{measure.id}_published", shown)
            if measure.bands:
                yield pa.field(f"{measure.id}_band_published", pa.string())
        if numerators:
            yield from (pa.field(f"{measure.id}_{part}", pa.int64()) for part in NUMERATOR_PARTS)
    yield pa.field("completeness", pa.decimal128(COMPLETENESS_DIGITS + 1, COMPLETENESS_DIGITS))
    yield pa.field("provenance", pa.string())


def measure_arrays(result: MeasureScores, compiled: CompiledMeasure, *, numerators: bool) -> Iterator[pa.Array]:
    """Yield one measure's columns, as `result_fields` announces them."""
    import pyarrow as pa

    labels = [band.label for band in result.measure.bands]
    yield _shown(result, compiled, result.low)
    yield _shown(result, compiled, result.high)
    if labels:
        yield _labels(labels, result.band_low)
        yield _labels(labels, result.band_high)
    if result.published is not None and result.band_published is not None and result.published_defined is not None:
        yield _where(result.published_defined, _shown(result, compiled, result.published))
        if labels:
            yield _where(result.published_defined, _labels(labels, result.band_published))
    if numerators:
        yield pa.array(result.low)
        yield pa.array(result.high)


def shared_arrays(scores: Scores) -> Iterator[pa.Array]:
    """Yield the columns that are no measure's: completeness and provenance."""
    import pyarrow as pa

    criteria = len(scores.assessments.matrix.criteria)
    shares = [rounded(Fraction(known, criteria), COMPLETENESS_DIGITS) for known in range(criteria + 1)]
    type_ = pa.decimal128(COMPLETENESS_DIGITS + 1, COMPLETENESS_DIGITS)
    yield pa.array(shares, type_).take(pa.array(scores.known))
    yield pa.repeat(pa.scalar(provenance_text(scores), pa.string()), len(scores))


def _decimal_type(measure: Measure, compiled: CompiledMeasure) -> pa.DataType:
    import pyarrow as pa

    highest = rounded(Fraction(compiled.high, compiled.denominator), measure.digits)
    fits = highest < Decimal(10) ** (IN_A_WORD - measure.digits)
    return pa.decimal128(IN_A_WORD if fits else MOST, measure.digits)


def _shown(result: MeasureScores, compiled: CompiledMeasure, numerators: Ints) -> pa.Array:
    """Return numerators as they are displayed, divided and rounded half up: all at once where 64 bits hold the work."""
    import pyarrow as pa

    type_, scale, denominator = _decimal_type(result.measure, compiled), 10**result.measure.digits, result.denominator
    if 2 * scale * compiled.high + denominator > LARGEST:
        values, codes = distinct(numerators)
        return pa.array([result.shown(value) for value in values.tolist()], type_).take(pa.array(codes))
    words = np.zeros((len(numerators), 2), "<i8")  # 128 bits, the low half first; no score is below nought
    words[:, 0] = (2 * scale * numerators + denominator) // (2 * denominator)
    return pa.Array.from_buffers(type_, len(numerators), [None, pa.py_buffer(words)])


def _labels(labels: list[str], bands: Bytes) -> pa.Array:
    import pyarrow as pa

    return pa.array(labels, pa.string()).take(pa.array(bands))


def _where(defined: npt.NDArray[np.bool_], array: pa.Array) -> pa.Array:
    import pyarrow as pa
    from pyarrow import compute

    return compute.if_else(pa.array(defined), array, pa.scalar(None, array.type))
