"""Recorded cells beside what was worked out, as text and with how far they are apart."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import attrs

from ocgscore.ranking import rank
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.judging import COMPLETENESS_DIGITS, SHORT
from ocgscore.review.verify.numbers import MOST_PLACES, ROUNDING, VERDICTS, WRONG, Ints, whole
from ocgscore.review.verify.parts import Part, Parts
from ocgscore.scoring import UNDEFINED, Scores, rounded
from ocgscore.scoring.recorded import WIDE
from ocgscore.table import cell_text

T = TypeVar("T", int, Fraction)
Exact = tuple[Fraction, Fraction, int]  # from low to high, and digits


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
        Of a number that is wrong or rounding: recorded less recomputed, from the nearer of low and high.
    bands_apart : int or None
        Of a band that is wrong: how many bands it is above the nearer of low and high; below it where negative.
    judged_by : str
        The matrix that judges the row, as ``id@version``.
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
    bands_apart: int | None
    judged_by: str


@attrs.frozen(eq=False, slots=False)
class Cells:
    """Makes the recorded cells of a sheet, one at a time.

    Parameters
    ----------
    parts : Parts
    """

    parts: Parts

    def cell(self, row: int, column: RecordedColumn, verdict: int) -> RecordedCell:
        """Return one recorded cell beside what was worked out."""
        assessments = self.parts.scores.assessments
        part, at = self.parts.place(row)
        scores = part.scores_for(column)
        apart = verdict in (WRONG, ROUNDING)
        difference: Decimal | None = None
        bands_apart: int | None = None
        if column.is_band:
            low, high, bands_apart = _band(part, scores, at, column)
        elif column.part == "provenance":
            low = high = f"{part.matrix.name}#{part.matrix.fingerprint[:SHORT]}"
        else:
            low, high, difference = _figure(part, at, column, self._exact(scores, row, at, column))
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
            difference=difference if apart else None,
            bands_apart=bands_apart if apart else None,
            judged_by=self._judged_by(scores, column),
        )

    def _judged_by(self, scores: Scores, column: RecordedColumn) -> str:
        judging = self.parts.scores if column.part in self._ranks else scores
        return judging.assessments.matrix.name

    def _exact(self, scores: Scores, row: int, at: int, column: RecordedColumn) -> Exact | None:
        """Return what a cell should hold, from low to high, and its digits; None where that is undefined."""
        if column.part == "completeness":
            share = Fraction(int(scores.known[at]), len(scores.assessments.matrix.criteria))
            return share, share, COMPLETENESS_DIGITS
        if column.part in self._ranks:
            place = Fraction(int(self._ranks[column.part][row]))
            return place, place, 0
        result = scores[column.measure]
        if column.part == "published" and result.published is not None and result.published_defined is not None:
            figure = Fraction(int(result.published[at]), result.denominator)
            return (figure, figure, result.measure.digits) if result.published_defined[at] else None
        low, high = _ends(column, *result.exact(at))
        return low, high, result.measure.digits

    @cached_property
    def _ranks(self) -> dict[str, Ints]:
        if self.parts.judge.ranked_by is None:
            return {}
        ranking = rank(self.parts.scores, self.parts.judge.ranked_by)
        return {"rank_best": ranking.best, "rank_worst": ranking.worst}


def _band(part: Part, scores: Scores, at: int, column: RecordedColumn) -> tuple[str, str, int | None]:
    """Return the labels of the lowest and the highest band that a cell may name, and how many bands it is off."""
    result = scores[column.measure]
    low, high = _ends(column, int(result.band_low[at]), int(result.band_high[at]))
    if column.part == "band_published" and result.published_defined is not None:
        if not result.published_defined[at]:
            return UNDEFINED, UNDEFINED, None
        low = high = int(result.band_published[at])  # type: ignore[index]
    labels = [band.label for band in result.measure.bands]
    theirs = int(part.judge.bands(column, result.measure).band[part.judge.codes(column)[at]])
    return labels[low], labels[high], None if theirs < 0 else theirs - min(max(theirs, low), high)


def _figure(part: Part, at: int, column: RecordedColumn, exact: Exact | None) -> tuple[str, str, Decimal | None]:
    """Return the lowest and the highest number that a cell may hold, and how far it is off."""
    if exact is None:
        return UNDEFINED, UNDEFINED, None
    numbers, cell = part.judge.numbers(column), int(part.judge.codes(column)[at])
    low, high, digits = exact
    number, difference = numbers.number[cell], None
    if number is not None:
        recorded, places = Fraction(number), max(int(numbers.places[cell]), digits)
        difference = _less(recorded, min(max(recorded, low), high), places)
    return f"{rounded(low, digits)}", f"{rounded(high, digits)}", difference


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
