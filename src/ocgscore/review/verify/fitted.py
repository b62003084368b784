"""One weight or one level's value changed: worked out exactly from the recorded totals, then tried on every row."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.matrix import Criterion, Level, Matrix, plain
from ocgscore.review.verify.candidates import Candidate, changed_criteria, under
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.scoring import Scores

WEIGHT: Final = "weight"
LEVEL_VALUE: Final = "level value"
MOST_ROWS: Final = 24  # that a number is worked out from; it is then tried on all
MOST_DECIMALS: Final = 4
MOST: Final = 0.5  # share of a column's rows that must have a level for its value to be worked out
LEAST: Final = 3  # differing cells that a number worked out from them must explain
Interval = tuple[Fraction, Fraction]


@attrs.frozen(eq=False)
class Knob:
    """One number of a matrix that may have been another.

    Parameters
    ----------
    kind, name : str
    start : Decimal
        What it is.
    turned : callable
        From another number to the matrix with it.
    """

    kind: str
    name: str
    start: Decimal
    turned: Callable[[Decimal], Matrix]

    def candidate(self, assessments: Assessments, number: Decimal) -> Candidate:
        """Return the change to a number."""
        said = f"{self.name} were {plain(number)} instead of {plain(self.start)}"
        return Candidate(self.kind, said, under(assessments, self.turned(number)), LEAST)


@attrs.frozen(eq=False)
class Evidence:
    """Recorded figures of one column that differ, to work a number back from.

    Parameters
    ----------
    column : RecordedColumn
    rows : ndarray of intp
    recorded : tuple of (Fraction, Fraction)
        For each row what the figure may have been before it was rounded.
    """

    column: RecordedColumn
    rows: Rows
    recorded: tuple[Interval, ...]

    @classmethod
    def of(cls, judge: Judge, scores: Scores, column: RecordedColumn, rows: Rows) -> Evidence:
        """Take some of the rows that differ, spread over the sheet."""
        result = scores[column.measure]
        if column.part == "total":
            rows = rows[(result.low == result.high)[rows]]
        if len(rows) > MOST_ROWS:
            rows = rows[np.linspace(0, len(rows) - 1, MOST_ROWS).astype(np.intp)]
        numbers, codes = judge.numbers(column), judge.codes(column)
        recorded = [
            (Fraction(numbers.number[cell] or 0), Fraction(1, 2 * 10 ** max(int(numbers.places[cell]), digits)))
            for digits in [result.measure.digits]
            for cell in codes[rows].tolist()
        ]
        return cls(column, rows, tuple((figure - half, figure + half) for figure, half in recorded))


def fitted(judge: Judge, scores: Scores, columns: Sequence[tuple[RecordedColumn, Rows]]) -> Iterator[Candidate]:
    """Yield weights and values that agree with recorded totals.

    Parameters
    ----------
    judge : Judge
    scores : Scores
        Of the whole sheet.
    columns : sequence of (RecordedColumn, ndarray of intp)
        Columns of numbers, each with the rows that differ.
    """
    assessments = scores.assessments
    evidence = [Evidence.of(judge, scores, column, rows) for column, rows in columns]
    evidence = [one for one in evidence if len(one.rows)]
    if evidence:
        for knob in (*_weights(assessments, evidence), *_values(assessments, evidence)):
            for number in dict.fromkeys(_solved(knob, assessments, evidence)):
                yield knob.candidate(assessments, number)


def _weights(assessments: Assessments, evidence: Sequence[Evidence]) -> Iterator[Knob]:
    matrix = assessments.matrix
    reached = {at for one in evidence for at in _reached(matrix, one)}
    for position in sorted(reached):
        criterion = matrix.criteria[position]

        def turned(number: Decimal, id_: str = criterion.id) -> Matrix:
            return changed_criteria(matrix, lambda one: attrs.evolve(one, weight=number) if one.id == id_ else one)

        yield Knob(WEIGHT, f"the weight of {criterion.title}", criterion.weight, turned)


def _reached(matrix: Matrix, evidence: Evidence) -> tuple[int, ...]:
    return matrix.program.reached(matrix.measure_position(evidence.column.measure))


def _values(assessments: Assessments, evidence: Sequence[Evidence]) -> Iterator[Knob]:
    """Yield the values of levels that most rows of a column have: of one criterion, or of all that have it."""
    matrix = assessments.matrix
    single: set[tuple[int, int]] = set()
    shared: set[tuple[str, Decimal]] = set()
    for one in evidence:
        levels = (assessments.highest if one.column.part == "high" else assessments.lowest)[one.rows]
        anywhere: dict[tuple[str, Decimal], npt.NDArray[np.bool_]] = {}
        for position in _reached(matrix, one):
            for at, level in enumerate(matrix.criteria[position].levels):
                has = levels[:, position] == at
                if has.mean() > MOST:
                    single.add((position, at))
                key = (level.label, level.value)
                anywhere[key] = anywhere.get(key, np.zeros(len(has), np.bool_)) | has
        shared |= {key for key, has in anywhere.items() if has.mean() > MOST}
    for position, at in sorted(single):
        criterion, level = matrix.criteria[position], matrix.criteria[position].levels[at]
        yield _value(matrix, level, f'the level "{level.label}" of {criterion.title}', criterion.id)
    for label, value in sorted(shared):
        having = [
            level for one in matrix.criteria for level in one.levels if (level.label, level.value) == (label, value)
        ]
        if len(having) > 1:
            yield _value(matrix, having[0], f'the level "{label}" of every criterion that has it')


def _value(matrix: Matrix, level: Level, name: str, id_: str | None = None) -> Knob:
    """Return the value of a level, of one criterion or of all that have a level of that label and value."""
    like = (level.label, level.value)

    def turned(number: Decimal) -> Matrix:
        def change(criterion: Criterion) -> Criterion:
            if id_ not in (None, criterion.id):
                return criterion
            levels = (
                attrs.evolve(one, value=number) if (one.label, one.value) == like else one for one in criterion.levels
            )
            return attrs.evolve(criterion, levels=tuple(levels))

        return changed_criteria(matrix, change)

    return Knob(LEVEL_VALUE, f"the value of {name}", level.value, turned)


def _solved(knob: Knob, assessments: Assessments, evidence: Sequence[Evidence]) -> Iterator[Decimal]:
    """Yield the numbers worth trying: the one that suits every column; failing that, those that suit one each."""
    points = [knob.start + step for step in range(4)]
    rows = np.unique(np.concatenate([one.rows for one in evidence]))
    try:
        lines = [under(assessments, knob.turned(point))(rows) for point in points]
    except ArithmeticError:
        return  # a mean over nothing, or numbers beyond 64 bits
    exact = [Fraction(point) for point in points]
    stretches = [_stretches(exact, lines, one, np.searchsorted(rows, one.rows)) for one in evidence]
    stretches = [found for found, one in zip(stretches, evidence, strict=True) if 2 * len(found) >= len(one.rows)]
    together = _common([stretch for found in stretches for stretch in found])
    suits = [together] if together is not None else [_common(found) or _voted(found) for found in stretches]
    yield from (number for number in suits if number and number > 0 and number != knob.start)


def _stretches(points: Sequence[Fraction], lines: Sequence[Scores], evidence: Evidence, at: Rows) -> list[Interval]:
    """Return for each recorded figure that tells, the stretch in which the number may lie."""
    figures = [_figures(scores, evidence.column, at) for scores in lines]
    found = (_back(points, [line[n] for line in figures], one) for n, one in enumerate(evidence.recorded))
    return [stretch for stretch in found if stretch is not None]


def _common(stretches: Sequence[Interval]) -> Decimal | None:
    if not stretches:
        return None
    low, high = max(one[0] for one in stretches), min(one[1] for one in stretches)
    return simplest(low, high) if low <= high else None


def _voted(stretches: Sequence[Interval]) -> Decimal | None:
    votes = Counter(number for number in (simplest(*one) for one in stretches) if number is not None)
    return votes.most_common(1)[0][0] if votes else None


def _figures(scores: Scores, column: RecordedColumn, at: Rows) -> list[Fraction]:
    result = scores[column.measure]
    numerators = result.high if column.part == "high" else result.low
    if column.part == "published" and result.published is not None:
        numerators = result.published
    return [Fraction(int(numerator), result.denominator) for numerator in numerators[at].tolist()]


def _back(points: Sequence[Fraction], figures: Sequence[Fraction], interval: Interval) -> Interval | None:
    """Return the stretch of a number that gives a figure within an interval; None where that cannot be told.

    The figure is a line in the number, or (for the weight of a mean) one line over another; through three points, and
    the fourth must lie on it.
    """
    (t0, t1, t2, t3), (f0, f1, f2, f3) = points, figures
    if f0 == f1 == f2:
        return None
    # f = (p + q t) / (s + t): then f t = p + q t - s f, linear in p, q and s; a line where that has no answer
    a, b = f1 - f0, f2 - f0
    if (t2 - t0) * a == (t1 - t0) * b:
        slope = a / (t1 - t0)
        if f3 != f0 + slope * (t3 - t0):
            return None
        ends = [t0 + (end - f0) / slope for end in interval]
        return min(ends), max(ends)
    s = ((f2 * t2 - f0 * t0) * (t1 - t0) - (f1 * t1 - f0 * t0) * (t2 - t0)) / ((t2 - t0) * a - (t1 - t0) * b)
    q = (f1 * t1 - f0 * t0 + s * a) / (t1 - t0)
    p = f0 * t0 + s * f0 - q * t0
    if s + t3 == 0 or f3 != (p + q * t3) / (s + t3) or interval[0] <= q <= interval[1]:
        return None
    ends = [(p - end * s) / (end - q) for end in interval]
    return min(ends), max(ends)


def simplest(low: Fraction, high: Fraction) -> Decimal | None:
    """Return the decimal within two bounds that has the fewest places, the most central of those.

    Examples
    --------
    >>> simplest(Fraction(33, 20), Fraction(17, 10)), simplest(Fraction(7, 4), Fraction(9, 4))
    (Decimal('1.7'), Decimal('2'))
    """
    for places in range(MOST_DECIMALS + 1):
        scale = 10**places
        least, most = math.ceil(low * scale), math.floor(high * scale)
        if least <= most:
            centre = (low + high) * scale / 2
            nearest = min(max(math.floor(centre + Fraction(1, 2)), least), most)
            return Decimal(nearest).scaleb(-places)
    return None
