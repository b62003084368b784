"""Which scores a measure can take, and how many level combinations each band holds."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np

from ocgscore.audit.columns import Columns, band_numbers
from ocgscore.audit.distribution import Counts, Distribution, banded
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import BandShare, Reachable
from ocgscore.matrix import Matrix

TOO_MANY = Undefined("too many combinations of levels to count them all")
ONE_SCORE = Undefined("there is only one score")


def reachable(matrix: Matrix, position: int, distribution: Distribution, drawn: Columns) -> Reachable:
    """Return the scores that a measure can take: exactly, or from draws where there are too many to count.

    Parameters
    ----------
    matrix : Matrix
    position : int
        Of the measure.
    distribution : Distribution
        Of the matrix's program.
    drawn : Columns
        Random level combinations, used only where exact counting would take too much work.

    Returns
    -------
    Reachable
    """
    compiled, measure = matrix.program.measures[position], matrix.measures[position]
    combinations = math.prod(len(matrix.criteria[at].levels) for at in matrix.program.reached(position))
    counts = distribution.measure(position)
    ends = (Fraction(compiled.low, compiled.denominator), Fraction(compiled.high, compiled.denominator))
    if counts is None:
        scores = drawn.measure(position)
        distinct, bands = len(np.unique(scores)), _drawn_bands(matrix, position, drawn)
        return Reachable(measure, combinations, False, distinct, *ends, TOO_MANY, TOO_MANY, TOO_MANY, bands)
    step, never, gap = spacing(counts, compiled.denominator)
    bands = _exact_bands(matrix, position, counts)
    return Reachable(measure, combinations, True, len(counts), *ends, step, never, gap, bands)


def spacing(
    counts: Counts, denominator: int
) -> tuple[Fraction | Undefined, int | Undefined, tuple[Fraction, Fraction] | Undefined]:
    """Return the finest spacing of the scores, how many of its steps never occur, and the widest gap.

    Examples
    --------
    >>> four_by_four = {a * b: 1 for a in range(1, 5) for b in range(1, 5)}
    >>> spacing(four_by_four, 1)
    (Fraction(1, 1), 7, (Fraction(12, 1), Fraction(16, 1)))
    """
    scores = sorted(counts)
    if len(scores) < 2:
        return ONE_SCORE, 0, ONE_SCORE
    step = math.gcd(*(b - a for a, b in pairwise(scores)))
    never = (scores[-1] - scores[0]) // step + 1 - len(scores)
    below, above = max(pairwise(scores), key=lambda pair: pair[1] - pair[0])
    return Fraction(step, denominator), never, (Fraction(below, denominator), Fraction(above, denominator))


def _exact_bands(matrix: Matrix, position: int, counts: Counts) -> tuple[BandShare, ...]:
    held, total = banded(matrix.program, position, counts), sum(counts.values())
    bands = matrix.measures[position].bands
    return tuple(BandShare(band.label, Share(Fraction(held.get(at, 0), total))) for at, band in enumerate(bands))


def _drawn_bands(matrix: Matrix, position: int, drawn: Columns) -> tuple[BandShare, ...]:
    numbers = band_numbers(matrix.program.measures[position], drawn.measure(position)).tolist()
    held = Counter(numbers)
    bands = matrix.measures[position].bands
    return tuple(BandShare(band.label, Share.counted(held[at], len(numbers))) for at, band in enumerate(bands))
