"""Scores: for each measure the lowest and highest exact value of each assessment, and their bands."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.matrix import Matrix, Measure
from ocgscore.scoring.kernel import Bytes, Ints, Kernel

UNDEFINED: Final = "undefined"
WORTH_A_THREAD: Final = 200_000  # rows; numpy lets both threads work at once


@attrs.frozen(eq=False)
class MeasureScores:
    """One measure's scores: views into the batch's arrays, all read-only.

    Parameters
    ----------
    measure : Measure
    denominator : int
        What every numerator is over.
    low, high : ndarray of int64, shape (n,)
        Numerators of the lowest and the highest score that the levels leave possible.
    band_low, band_high : ndarray of uint8, shape (n,)
        Positions of their bands in ``measure.bands``; 0 throughout where the measure has none.
    published : ndarray of int64, shape (n,), or None
        Numerators with each unknown counted as the source's rule counts it; None where the matrix has no such rule.
    band_published : ndarray of uint8, shape (n,), or None
        Their bands.
    published_defined : ndarray of bool, shape (n,), or None
        False where the rule does not say: a level narrowed to a range, or an unknown that the rule does not cover.
    """

    measure: Measure
    denominator: int
    low: Ints
    high: Ints
    band_low: Bytes
    band_high: Bytes
    published: Ints | None = None
    band_published: Bytes | None = None
    published_defined: npt.NDArray[np.bool_] | None = None

    def exact(self, row: int) -> tuple[Fraction, Fraction]:
        """Return the exact lowest and highest score of one row."""
        return Fraction(int(self.low[row]), self.denominator), Fraction(int(self.high[row]), self.denominator)

    def shown(self, numerator: int) -> Decimal:
        """Return a numerator as it is displayed: divided and rounded half up, once, to the measure's digits."""
        return rounded(Fraction(numerator, self.denominator), self.measure.digits)

    def score_text(self, row: int) -> str:
        """Return a score as displayed: one figure where it is certain, ``low–high`` where it is not."""
        low, high = int(self.low[row]), int(self.high[row])
        return f"{self.shown(low)}" if low == high else f"{self.shown(low)}–{self.shown(high)}"

    def band_text(self, row: int) -> str:
        """Return a band's label, ``lowest–highest`` where unknowns reach several, empty where there are none."""
        if not self.measure.bands:
            return ""
        low, high = (self.measure.bands[int(bands[row])].label for bands in (self.band_low, self.band_high))
        return low if low == high else f"{low}–{high}"


@attrs.frozen(eq=False, repr=False)
class Scores:
    """The scores of n assessments on the m measures of their matrix; every array is read-only.

    Parameters
    ----------
    assessments : Assessments
    low, high : ndarray of int64, shape (m, n)
        Numerators over each measure's denominator.
    band_low, band_high : ndarray of uint8, shape (m, n)
        Band positions.
    published, band_published, published_defined : ndarray or None
        See `MeasureScores`; `published_defined` has shape (n,).

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> scores = score(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"))
    >>> total = scores["total"]
    >>> total.exact(0), scores.completeness()[0]
    ((Fraction(76, 1), Fraction(760, 1)), Fraction(1, 19))
    """

    assessments: Assessments
    low: Ints
    high: Ints
    band_low: Bytes
    band_high: Bytes
    published: Ints | None = None
    band_published: Bytes | None = None
    published_defined: npt.NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """Return the number of assessments."""
        return len(self.assessments)

    def __repr__(self) -> str:
        """Return a short description: the arrays and the matrix would fill pages."""
        return f"Scores({len(self)} assessments, {self.assessments.matrix.name})"

    def __getitem__(self, measure: str) -> MeasureScores:
        """Return one measure's scores by id; `RequestError` where the matrix has no such measure."""
        matrix = self.assessments.matrix
        at = matrix.measure_position(measure)
        return MeasureScores(
            measure=matrix.measures[at],
            denominator=matrix.program.measures[at].denominator,
            low=self.low[at],
            high=self.high[at],
            band_low=self.band_low[at],
            band_high=self.band_high[at],
            published=None if self.published is None else self.published[at],
            band_published=None if self.band_published is None else self.band_published[at],
            published_defined=self.published_defined,
        )

    @cached_property
    def known(self) -> npt.NDArray[np.unsignedinteger]:
        """How many of the k criteria are known exactly in each row; uint8 (uint16 for k > 255), shape (n,)."""
        return self.assessments.known()

    def completeness(self) -> list[Fraction]:
        """Return for each row the exact share of the criteria that are known."""
        return [Fraction(known, len(self.assessments.matrix.criteria)) for known in self.known.tolist()]


def rounded(value: Fraction, digits: int) -> Decimal:
    """Return a fraction as a decimal with so many digits after the point, rounded half up.

    Examples
    --------
    >>> rounded(Fraction(13, 8), 2), rounded(Fraction(5, 2), 0), rounded(Fraction(1, 3), 4)
    (Decimal('1.63'), Decimal('3'), Decimal('0.3333'))
    """
    scaled = value * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def score(assessments: Assessments) -> Scores:
    """Score a batch: every measure, from the lowest to the highest value that the known levels allow.

    Because no formula of a matrix can fall when a level rises, the lowest score is that of the lowest possible levels
    and the highest that of the highest; both are reached.

    Parameters
    ----------
    assessments : Assessments
        n assessments against a matrix of m measures.

    Returns
    -------
    Scores
        Arrays, not n objects: a million rows take about 20 bytes a measure and row.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "corruption": "high", "violence": "not nil"}]
    >>> score(assess(rows, "sleipnir-2000"))["total"].exact(0)
    (Fraction(94, 1), Fraction(760, 1))
    """
    matrix = assessments.matrix
    kernel = Kernel(matrix.program, rows=len(assessments))
    (low, band_low), (high, band_high) = _both_ends(kernel, assessments)
    for array in (low, band_low, high, band_high):
        array.flags.writeable = False
    return Scores(assessments, low, high, band_low, band_high, *_published(assessments))


def score_levels(matrix: Matrix, levels: Bytes) -> tuple[Ints, Bytes]:
    """Score rows of known levels that come from no sheet: changed, drawn or enumerated ones.

    Parameters
    ----------
    matrix : Matrix
        With k criteria and m measures.
    levels : ndarray of uint8, shape (n, k)
        Level positions from 0; quickest in Fortran order.

    Returns
    -------
    numerators : ndarray of int64, shape (m, n)
        Over each measure's denominator.
    bands : ndarray of uint8, shape (m, n)
        Band positions; 0 throughout for a measure without bands.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> numerators, _ = score_levels(load_matrix("sleipnir-2000"), np.array([[3] * 19, [0] * 19], np.uint8))
    >>> numerators.tolist()
    [[760, 0]]
    """
    shape = (len(matrix.measures), len(levels))
    numerators, bands = np.empty(shape, np.int64), np.empty(shape, np.uint8)
    Kernel(matrix.program, rows=len(levels)).run(levels, numerators, bands)
    return numerators, bands


def _both_ends(kernel: Kernel, assessments: Assessments) -> tuple[tuple[Ints, Bytes], tuple[Ints, Bytes]]:
    """Score the lowest and the highest levels: side by side, where there are rows enough to be worth a thread."""
    if len(assessments) < WORTH_A_THREAD:
        return _run(kernel, assessments, assessments.lowest), _run(kernel, assessments, assessments.highest)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        lowest = pool.submit(_run, kernel, assessments, assessments.lowest)
        highest = _run(kernel, assessments, assessments.highest)
        return lowest.result(), highest


def _run(kernel: Kernel, assessments: Assessments, codes: Bytes) -> tuple[Ints, Bytes]:
    shape = (len(assessments.matrix.measures), len(assessments))
    numerators, bands = np.empty(shape, np.int64), np.empty(shape, np.uint8)
    kernel.run(codes, numerators, bands)
    return numerators, bands


def _published(assessments: Assessments) -> tuple[Ints, Bytes, npt.NDArray[np.bool_]] | tuple[None, None, None]:
    """Score with each unknown as the source's own rule counts it."""
    matrix = assessments.matrix
    rules = matrix.program.published
    if all(rule is None for rule in rules):
        return None, None, None
    codes = assessments.lowest.copy(order="F")
    defined = np.ones(len(assessments), np.bool_)
    for position, (criterion, rule) in enumerate(zip(matrix.criteria, rules, strict=True)):
        lowest, highest = assessments.lowest[:, position], assessments.highest[:, position]
        unknown = (lowest == 0) & (highest == len(criterion.levels) - 1)
        if rule is not None:
            codes[unknown, position] = len(criterion.levels)
            defined &= unknown | (lowest == highest)
        else:
            defined &= lowest == highest
    numerators, bands = _run(Kernel(matrix.program, rows=len(assessments), published=True), assessments, codes)
    for array in (numerators, bands, defined):
        array.flags.writeable = False
    return numerators, bands, defined
