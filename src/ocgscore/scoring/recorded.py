"""Totals and bands that the sheet itself gives, against those worked out from its levels."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem
from ocgscore.matrix import level_key
from ocgscore.scoring.scores import UNDEFINED, MeasureScores, Scores
from ocgscore.table import Cell, Column, cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CHECK_LEVELS: Final = "check levels"  # a workbook's total where a cell of the row names no level
NUMBER: Final = re.compile(r"[+-]?\d{1,40}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
SHOWN_BY_EXCEL: Final = Context(prec=15)  # digits
WIDE: Final = Context(prec=200)
NOT_A_BAND: Final = frozenset({"", UNDEFINED, CHECK_LEVELS})
HINT: Final = (
    "the sheet may not have been recalculated (open it and save it again), or a formula was overwritten "
    "or made for another version of the matrix"
)
NOTHING, UNHEARD_OF = -1, -2  # numbers of a cell without an answer, and of an answer that is none of ours
Found = tuple[int, int, Problem]


def recorded_differences(scores: Scores) -> tuple[Problem, ...]:
    """Say where a total or band in the sheet is not the one worked out from the row's levels.

    A total agrees when, rounded half up to the measure's digits, it is the total as displayed; a number that
    a spreadsheet holds in binary is first taken at the fifteen digits it shows. A band agrees when it is the
    same text, in any case. A cell that holds no answer is passed over: blank, ``"check levels"``,
    ``"undefined"`` or an error value, and in a column of numbers anything that is not a number.

    Parameters
    ----------
    scores : Scores
        Of n assessments; the columns compared are those of ``scores.assessments.recorded``.

    Returns
    -------
    tuple of Problem
        By row, then column, each at its cell. Distinct values are compared once, so that a million rows stay
        quick.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": "A", "corruption": "high", "total_low": 76, "total_high": 790}]
    >>> for problem in recorded_differences(score(assess(rows, "sleipnir-2000"))):
    ...     print(problem.where, problem.got, problem.expected)
    rows[1].total_high 790 the total worked out from the levels (760)
    """
    recorded = scores.assessments.recorded
    found = [entry for (id_, part), at in recorded.items() for entry in _column(scores, id_, part, at)]
    return tuple(problem for _, _, problem in sorted(found, key=lambda entry: entry[:2]))


def _column(scores: Scores, measure: str, part: str, at: int) -> Iterator[Found]:
    """Yield (row, column, problem) for one column of the sheet."""
    table, result = scores.assessments.table, scores[measure]
    column = table.columns[at]
    what = "band" if part.startswith("band_") else "total"
    if what == "band" and not result.measure.bands:
        return  # something of the sheet's own
    answers = _bands(result, part, column) if what == "band" else _totals(result, part, column)
    for row in np.flatnonzero(answers.differs(column)).tolist():
        expected = f"the {what} worked out from the levels ({answers.shown(row)})"
        where = table.place(row, at)
        yield row, at, Problem(where, column.row_text(row), expected, HINT)


@attrs.frozen(eq=False)
class _Answers:
    """The sheet's answers and the library's, each distinct one once.

    Parameters
    ----------
    theirs : sequence of str or None
        For each distinct cell of the column its answer, as `ours` would show it; None where it gives none.
    ours : sequence of str
        The library's distinct answers.
    position : ndarray of int64, shape (n,)
        For each row the place of its answer in `ours`.
    """

    theirs: Sequence[str | None]
    ours: Sequence[str]
    position: npt.NDArray[np.int64]

    def differs(self, column: Column) -> npt.NDArray[np.bool_]:
        number: dict[str, int] = {}
        ours = [number.setdefault(level_key(text), len(number)) for text in self.ours]
        given = [NOTHING if text is None else number.get(level_key(text), UNHEARD_OF) for text in self.theirs]
        theirs = np.array(given, np.int64)[column.codes]
        differs: npt.NDArray[np.bool_] = theirs != np.array(ours, np.int64)[self.position]
        differs &= theirs != NOTHING
        return differs

    def shown(self, row: int) -> str:
        return self.ours[int(self.position[row])]


def _totals(result: MeasureScores, part: str, column: Column) -> _Answers:
    distinct, position = np.unique(result.low if part == "low" else result.high, return_inverse=True)
    ours = [f"{result.shown(numerator):f}" for numerator in distinct.tolist()]
    theirs = [_total(value, result.measure.digits) for value in column.values]
    return _Answers(theirs, ours, position)


def _bands(result: MeasureScores, part: str, column: Column) -> _Answers:
    bands = result.band_low if part == "band_low" else result.band_high
    ours = [band.label for band in result.measure.bands]
    return _Answers([_band(text) for text in column.texts()], ours, bands.astype(np.int64))


def read_number(value: Cell) -> Decimal | None:
    """Return the number that a cell holds, None where it holds none.

    A number that a spreadsheet keeps in binary is taken at the fifteen digits it shows.

    Examples
    --------
    >>> read_number("12.50"), read_number(0.1 + 0.2), read_number("high")
    (Decimal('12.50'), Decimal('0.3'), None)
    """
    text = cell_text(value)
    if isinstance(value, bool) or not NUMBER.fullmatch(text):
        return None
    return Decimal(text).normalize(SHOWN_BY_EXCEL) if isinstance(value, float) else Decimal(text)


def _total(value: Cell, digits: int) -> str | None:
    """Return a cell's number rounded as the measure is, None where it holds no number."""
    number = read_number(value)
    if number is None:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    return f"{rounded.copy_abs() if rounded.is_zero() else rounded:f}"


def _band(text: str) -> str | None:
    return None if level_key(text) in NOT_A_BAND or text.startswith("#") else text
