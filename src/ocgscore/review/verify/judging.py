"""A verdict on every recorded cell of a column, given the scores it should agree with."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.matrix import Matrix, Measure, level_key
from ocgscore.ranking import rank
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.numbers import (
    BLANK,
    EQUAL,
    MISSING,
    UNREADABLE,
    WRONG,
    Codes,
    Flags,
    Ints,
    Numbers,
    Verdicts,
    compared,
)
from ocgscore.scoring import UNDEFINED, MeasureScores, Scores
from ocgscore.table import Column, Table, cell_text
from ocgscore.table.cells import as_meant

Rows = npt.NDArray[np.intp]
COMPLETENESS_DIGITS: Final = 2
SHORT: Final = 12  # hex digits of a digest in a provenance
PROVENANCE: Final = re.compile(r"(\S+@\S+#[0-9a-f]{12})(?: by (\S+))?(?: input#[0-9a-f]{12})? ocgscore \S+")


@attrs.frozen(eq=False)
class BandCells:
    """The distinct cells of a column of bands, as read for one measure.

    Parameters
    ----------
    band : ndarray of int64
        For each distinct cell its band's position in the measure; -1 where it names none.
    state : ndarray of uint8
        EQUAL where it names a band, else BLANK or UNREADABLE.
    undefined : ndarray of bool
    """

    band: Ints
    state: Verdicts
    undefined: Flags

    @classmethod
    def of(cls, table: Table, column: Column, measure: Measure) -> BandCells:
        """Read a column of a table as bands of a measure."""
        at: dict[str, int] = {}
        for position, band in enumerate(measure.bands):
            at.setdefault(level_key(band.label), position)
        texts = [level_key(cell_text(as_meant(table, value))) for value in column.values]
        state = [EQUAL if text in at else BLANK if not text else UNREADABLE for text in texts]
        return cls(
            np.array([at.get(text, -1) for text in texts], np.int64),
            np.array(state, np.uint8),
            np.array([text == UNDEFINED and text not in at for text in texts], np.bool_),
        )


@attrs.define(eq=False, slots=False)
class Judge:
    """Gives verdicts on the recorded columns of one sheet, under whatever scores; each cell is read once.

    Parameters
    ----------
    assessments : Assessments
    """

    assessments: Assessments
    _numbers: dict[int, Numbers] = attrs.field(factory=dict)
    _bands: dict[tuple[int, tuple[str, ...]], BandCells] = attrs.field(factory=dict)

    def beside(self, assessments: Assessments) -> Judge:
        """Return the judge of some of the sheet's rows, perhaps under another matrix; no cell is read again."""
        return Judge(assessments, self._numbers, self._bands)

    def verdicts(self, column: RecordedColumn, scores: Scores, rows: Rows | None = None) -> Verdicts:
        """Return the verdict on each cell of a column.

        Parameters
        ----------
        column : RecordedColumn
        scores : Scores
            Of the sheet's rows, or of those chosen; a rank needs all of them.
        rows : ndarray of intp, optional
            The rows of the sheet that were scored; all by default.

        Returns
        -------
        ndarray of uint8
            Positions in ``VERDICTS``, one for each row scored.
        """
        codes = self.codes(column, rows)
        if column.part == "provenance":
            return _provenances(self.assessments.table.columns[column.at], self.assessments.matrix)[codes]
        if column.is_band:
            return self._band_verdicts(column, codes, scores[column.measure])
        numbers = self.numbers(column)
        if column.part == "completeness":
            k = len(scores.assessments.matrix.criteria)
            found = compared(numbers, codes, scores.known.astype(np.int64), k, COMPLETENESS_DIGITS)
        elif column.part.startswith("rank_"):
            ranking = rank(scores, self.ranked_by)
            found = compared(numbers, codes, ranking.best if column.part == "rank_best" else ranking.worst, 1, 0)
        else:
            found = self._totals(column, codes, scores[column.measure])
        return _read(found, numbers.state[codes], numbers.undefined[codes], column, scores.published_defined)

    def codes(self, column: RecordedColumn, rows: Rows | None = None) -> Codes:
        """Return for each row, or each of those chosen, which of the column's distinct cells it has."""
        codes = self.assessments.table.columns[column.at].codes
        return codes if rows is None else codes[rows]

    def numbers(self, column: RecordedColumn) -> Numbers:
        """Return a column's cells read as numbers."""
        if column.at not in self._numbers:
            table = self.assessments.table
            self._numbers[column.at] = Numbers.of(table, table.columns[column.at])
        return self._numbers[column.at]

    def bands(self, column: RecordedColumn, measure: Measure) -> BandCells:
        """Return a column's cells read as bands of a measure."""
        key = (column.at, tuple(band.label for band in measure.bands))
        if key not in self._bands:
            table = self.assessments.table
            self._bands[key] = BandCells.of(table, table.columns[column.at], measure)
        return self._bands[key]

    @cached_property
    def ranked_by(self) -> str | None:
        """The measure that the recorded ranks are by: as the sheet's provenance says, else the matrix's own."""
        matrix = self.assessments.matrix
        headings = [heading.strip().casefold() for heading in self.assessments.table.headings]
        known = {measure.id for measure in matrix.measures}
        if "provenance" in headings:
            column = self.assessments.table.columns[headings.index("provenance")]
            rows = np.bincount(column.codes, minlength=len(column.values))
            for code in np.argsort(-rows, kind="stable").tolist():
                found = PROVENANCE.fullmatch(cell_text(column.values[code]))
                if rows[code] and found and found[2] in known:
                    return str(found[2])
        return matrix.ranks_by

    def _totals(self, column: RecordedColumn, codes: Codes, result: MeasureScores) -> Verdicts:
        numbers = self.numbers(column)

        def against(numerators: Ints) -> Verdicts:
            return compared(numbers, codes, numerators, result.denominator, result.measure.digits)

        if column.part in ("low", "high"):
            return against(result.low if column.part == "low" else result.high)
        certain, low = result.low == result.high, against(result.low)
        high = low if certain.all() else against(result.high)
        value = numbers.value[codes]
        possible = (value > result.low / result.denominator) & (value < result.high / result.denominator)
        possible |= (low != WRONG) | (high != WRONG)
        rule = None if result.published is None else against(result.published)
        return _single(column, result, rule, np.where(certain, low, np.where(possible, MISSING, WRONG)), possible)

    def _band_verdicts(self, column: RecordedColumn, codes: Codes, result: MeasureScores) -> Verdicts:
        cells = self.bands(column, result.measure)
        theirs = cells.band[codes]

        def against(bands: npt.NDArray[np.uint8]) -> Verdicts:
            return np.where(theirs == bands, EQUAL, WRONG).astype(np.uint8)

        if column.part in ("band_low", "band_high"):
            found = against(result.band_low if column.part == "band_low" else result.band_high)
        else:
            possible = (theirs >= result.band_low) & (theirs <= result.band_high)
            certain = result.band_low == result.band_high
            alone = np.where(possible, np.where(certain, EQUAL, MISSING), WRONG)
            rule = None if result.band_published is None else against(result.band_published)
            found = _single(column, result, rule, alone, possible)
        return _read(found, cells.state[codes], cells.undefined[codes], column, result.published_defined)


def _single(
    column: RecordedColumn, result: MeasureScores, rule: Verdicts | None, alone: npt.NDArray[Any], possible: Flags
) -> Verdicts:
    """Return the verdicts on a single figure, which a level unknown may leave undetermined.

    `alone` are the verdicts without the source's rule for unknowns, `rule` those by it where the matrix has one.
    """
    if rule is None or result.published_defined is None:
        return alone.astype(np.uint8)
    if column.part.endswith("published"):
        found = np.where(result.published_defined, rule, np.where(possible, MISSING, WRONG))
    else:
        found = np.where(result.published_defined & (rule == EQUAL), EQUAL, alone)
    return found.astype(np.uint8)


def _read(
    found: Verdicts, state: Verdicts, undefined: Flags, column: RecordedColumn, defined: Flags | None
) -> Verdicts:
    """Return the verdicts with those on cells that hold nothing, or nothing to be read."""
    read = np.where(state == EQUAL, found, state)
    if column.part.endswith("published") and defined is not None:
        read = np.where(undefined, np.where(defined, WRONG, EQUAL), read)
    return read.astype(np.uint8)


def _provenances(column: Column, matrix: Matrix) -> Verdicts:
    """Return a verdict on each distinct provenance.

    It is wrong where it names another matrix, version or fingerprint; and where no other row has the same text though
    some text is in several rows: every row of one result has the same.
    """
    ours = f"{matrix.name}#{matrix.fingerprint[:SHORT]}"
    rows = np.bincount(column.codes, minlength=len(column.values))
    several = bool((rows > 1).any())
    found = []
    for value, count in zip(column.values, rows.tolist(), strict=True):
        text = cell_text(value)
        parts = PROVENANCE.fullmatch(text)
        if not text or parts is None:
            found.append(UNREADABLE if text else BLANK)
        else:
            found.append(WRONG if parts[1] != ours or (several and count == 1) else EQUAL)
    return np.array(found, np.uint8)
