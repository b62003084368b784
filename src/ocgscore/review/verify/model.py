"""What a verification found: a verdict on every recorded cell, counted, and the cells that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import attrs
import numpy as np

from ocgscore.ranking import rank
from ocgscore.review.names import Names
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.judging import COMPLETENESS_DIGITS, SHORT, Judge
from ocgscore.review.verify.numbers import (
    BLANK,
    EQUAL,
    MISSING,
    MOST_PLACES,
    ROUNDING,
    UNREADABLE,
    VERDICTS,
    WRONG,
    Flags,
    Ints,
    Verdicts,
    whole,
)
from ocgscore.scoring import UNDEFINED, Scores, rounded
from ocgscore.scoring.recorded import WIDE
from ocgscore.table import cell_text

if TYPE_CHECKING:
    from ocgscore.review.verify.explanation import Explanation
    from ocgscore.review.verify.stale import Stale

DIFFERING: Final = (WRONG, ROUNDING, UNREADABLE)
LISTED: Final = (WRONG, ROUNDING, UNREADABLE, MISSING)
WORST_FIRST: Final = (WRONG, UNREADABLE, ROUNDING, MISSING, BLANK, EQUAL)
Counts = dict[str, int]
T = TypeVar("T", int, Fraction)


@attrs.frozen(eq=False)
class VerifiedColumn:
    """One recorded column with a verdict on each of its cells.

    Parameters
    ----------
    column : RecordedColumn
    verdicts : ndarray of uint8, shape (n,)
        Positions in ``VERDICTS``: equal, rounding, wrong, missing level, blank, unreadable.
    """

    column: RecordedColumn
    verdicts: Verdicts

    @property
    def counts(self) -> Counts:
        """How many cells have each verdict; they add up to the rows."""
        return _counts(self.verdicts)

    @property
    def differs(self) -> Flags:
        """Which rows differ: wrong, rounding or unreadable; bool, shape (n,)."""
        return _any_of(self.verdicts, DIFFERING)


@attrs.frozen
class ForceCounts:
    """The verdicts on one force's cells in one column."""

    force: str
    column: RecordedColumn
    counts: Counts


@attrs.frozen
class RecordedCell:
    """A recorded cell that is not equal, beside what was worked out.

    Parameters
    ----------
    address, group, force : str
        The force is empty where none is given.
    column : RecordedColumn
    row : int
        Of the sheet, from 0.
    recorded : str
        As it stands there.
    low, high : str
        What it should be: one figure twice where the levels leave no doubt.
    verdict : str
    difference : Decimal or None
        Recorded less recomputed where it is wrong or rounding: from the nearer of low and high, in steps of bands for
        a band; else None.
    """

    address: str
    group: str
    force: str
    column: RecordedColumn
    row: int
    recorded: str
    low: str
    high: str
    verdict: str
    difference: Decimal | None


@attrs.frozen(eq=False)
class Verification:
    """The recorded cells of a sheet against the recomputed ones.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    columns : tuple of VerifiedColumn
        In the order of the sheet.
    explanations : tuple of Explanation
        Single changes that would explain differences: whole columns first, then the best in part.
    stale : tuple of Stale
        Rows that would be right if one level were another.
    notices : tuple of str
        What was not compared, and why.
    judge : Judge
    """

    scores: Scores
    columns: tuple[VerifiedColumn, ...]
    explanations: tuple[Explanation, ...]
    stale: tuple[Stale, ...]
    notices: tuple[str, ...]
    judge: Judge

    @property
    def counts(self) -> Counts:
        """How many recorded cells have each verdict."""
        each = [column.counts for column in self.columns]
        return {name: sum(counts[name] for counts in each) for name in VERDICTS}

    @property
    def differing(self) -> int:
        """How many cells differ: wrong, rounding or unreadable."""
        return sum(self.counts[VERDICTS[verdict]] for verdict in DIFFERING)

    @property
    def rows(self) -> Counts:
        """How many rows have each verdict as their worst; they add up to the rows."""
        worst = np.full(len(self.scores), EQUAL, np.uint8)
        for verdict in reversed(WORST_FIRST):
            for column in self.columns:
                worst[column.verdicts == verdict] = verdict
        return _counts(worst)

    @cached_property
    def forces(self) -> tuple[ForceCounts, ...]:
        """The verdicts by force (in order of name) and column; empty where the sheet names no forces."""
        force = self.scores.assessments.force
        if force is None:
            return ()
        names = Names.of(force.texts())
        codes = names.codes(force.texts())[force.codes]
        found = []
        tables = [
            np.bincount(codes * len(VERDICTS) + column.verdicts, minlength=len(names.names) * len(VERDICTS))
            for column in self.columns
        ]
        for code, name in enumerate(names.names):
            if not (codes == code).any():
                continue
            for column, table in zip(self.columns, tables, strict=True):
                counts = table[code * len(VERDICTS) : (code + 1) * len(VERDICTS)].tolist()
                found.append(ForceCounts(name, column.column, dict(zip(VERDICTS, counts, strict=True))))
        return tuple(found)

    def cells(self, verdicts: Sequence[int] = LISTED) -> Iterator[RecordedCell]:
        """Yield the cells with one of some verdicts, by row and then column; those not equal and not blank by default.

        Parameters
        ----------
        verdicts : sequence of int
            Positions in ``VERDICTS``.
        """
        chosen = np.array([_any_of(column.verdicts, verdicts) for column in self.columns])
        rows, columns = np.nonzero(chosen.T)
        for row, at in zip(rows.tolist(), columns.tolist(), strict=True):
            yield self._cell(row, self.columns[at])

    def _cell(self, row: int, verified: VerifiedColumn) -> RecordedCell:
        assessments, column = self.scores.assessments, verified.column
        verdict = int(verified.verdicts[row])
        low, high, difference = self._band(row, column) if column.is_band else self._figure(row, column)
        return RecordedCell(
            address=assessments.table.address(row, column.at),
            group=assessments.group.row_text(row),
            force="" if assessments.force is None else assessments.force.row_text(row),
            column=column,
            row=row,
            recorded=cell_text(assessments.table.columns[column.at].row_value(row)),
            low=low,
            high=high,
            verdict=VERDICTS[verdict],
            difference=difference if verdict in (WRONG, ROUNDING) else None,
        )

    def _band(self, row: int, column: RecordedColumn) -> tuple[str, str, Decimal | None]:
        result = self.scores[column.measure]
        low, high = _ends(column, int(result.band_low[row]), int(result.band_high[row]))
        if column.part == "band_published" and result.published_defined is not None:
            if not result.published_defined[row]:
                return UNDEFINED, UNDEFINED, None
            low = high = int(result.band_published[row])  # type: ignore[index]
        labels = [band.label for band in result.measure.bands]
        theirs = int(self.judge.bands(column, result.measure).band[self.judge.codes(column)[row]])
        steps = None if theirs < 0 else Decimal(theirs - min(max(theirs, low), high))
        return labels[low], labels[high], steps

    def _figure(self, row: int, column: RecordedColumn) -> tuple[str, str, Decimal | None]:
        if column.part == "provenance":
            matrix = self.scores.assessments.matrix
            ours = f"{matrix.name}#{matrix.fingerprint[:SHORT]}"
            return ours, ours, None
        numbers = self.judge.numbers(column)
        cell = int(self.judge.codes(column)[row])
        exact = self._exact(row, column)
        if exact is None:
            return UNDEFINED, UNDEFINED, None
        low, high, digits = exact
        number = numbers.number[cell]
        difference = None
        if number is not None:
            recorded, places = Fraction(number), max(int(numbers.places[cell]), digits)
            difference = _less(recorded, min(max(recorded, low), high), places)
        return f"{rounded(low, digits)}", f"{rounded(high, digits)}", difference

    def _exact(self, row: int, column: RecordedColumn) -> tuple[Fraction, Fraction, int] | None:
        """Return what a cell should hold, from low to high, and its digits; None where that is undefined."""
        if column.part == "completeness":
            share = Fraction(int(self.scores.known[row]), len(self.scores.assessments.matrix.criteria))
            return share, share, COMPLETENESS_DIGITS
        if column.part in self._ranks:
            place = Fraction(int(self._ranks[column.part][row]))
            return place, place, 0
        result = self.scores[column.measure]
        if column.part == "published" and result.published is not None and result.published_defined is not None:
            figure = Fraction(int(result.published[row]), result.denominator)
            return (figure, figure, result.measure.digits) if result.published_defined[row] else None
        low, high = _ends(column, *result.exact(row))
        return low, high, result.measure.digits

    @cached_property
    def _ranks(self) -> dict[str, Ints]:
        if self.judge.ranked_by is None:
            return {}
        ranking = rank(self.scores, self.judge.ranked_by)
        return {"rank_best": ranking.best, "rank_worst": ranking.worst}


def _ends(column: RecordedColumn, low: T, high: T) -> tuple[T, T]:
    """Return what a cell may hold: one end of the interval where the column is of that end."""
    if column.part.endswith("low"):
        return low, low
    return (high, high) if column.part.endswith("high") else (low, high)


def _less(recorded: Fraction, ours: Fraction, places: int) -> Decimal:
    """Return a difference to two places more than either shows, without noughts at the end."""
    places = min(places + 2, MOST_PLACES)
    digits = Decimal(f"{whole(recorded - ours, places)}E-{places}")
    return digits.normalize(WIDE) if digits else Decimal(0)


def _counts(verdicts: Verdicts) -> Counts:
    return dict(zip(VERDICTS, np.bincount(verdicts, minlength=len(VERDICTS)).tolist(), strict=True))


def _any_of(verdicts: Verdicts, wanted: Sequence[int]) -> Flags:
    table = np.zeros(len(VERDICTS), np.bool_)
    table[list(wanted)] = True
    return table[verdicts]
