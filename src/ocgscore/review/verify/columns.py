"""Which columns of a sheet hold a total, subtotal, band or rank that can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.assessments.headings import PUBLISHED_PARTS, heading_meanings
from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.matrix import Matrix, Measure, heading_key, level_key
from ocgscore.review.verify.unchecked import looks_recorded
from ocgscore.review.verify.unchecked import said as unchecked_said
from ocgscore.scoring.recorded import read_number
from ocgscore.table import Column, cell_text
from ocgscore.table.cells import plain_heading

OF_NO_MEASURE: Final = ("completeness", "rank_best", "rank_worst", "provenance")
NUMBER_WORDS: Final = ("score", "total", "rating")
BAND_WORDS: Final = ("band", "grade")
BY_NAME, BY_WORD = 0, 1  # how strongly a heading names a measure
Claim = tuple[int, str, str]  # strength, measure, word


@attrs.frozen
class RecordedColumn:
    """A column of the sheet that holds a result.

    Parameters
    ----------
    at : int
        Its position in the table, from 0.
    heading : str
        As it stands in the sheet.
    measure : str
        Id of the measure; empty for completeness, ranks and provenance.
    part : str
        ``low``, ``high``, ``published`` or their bands ``band_low``, ``band_high``, ``band_published``; ``total`` or
        ``band`` for a force's own single column; ``completeness``, ``rank_best``, ``rank_worst``, ``provenance``.
    """

    at: int
    heading: str
    measure: str
    part: str

    @property
    def is_band(self) -> bool:
        """Whether it holds the labels of bands."""
        return self.part.startswith("band")

    @property
    def what(self) -> str:
        """What it holds, in a few words: ``"risk band"``."""
        if not self.measure:
            return self.part.replace("_", " ")
        return f"{self.measure} {self.part.replace('_', ' ')}"

    def known_to(self, matrix: Matrix) -> bool:
        """Whether a matrix has the measure; of a band, with bands."""
        found = [measure for measure in matrix.measures if measure.id == self.measure]
        return not self.measure or (bool(found) and bool(found[0].bands or not self.is_band))


def recorded_columns(
    assessments: Assessments, asked: Mapping[str, str] | None = None
) -> tuple[tuple[RecordedColumn, ...], tuple[str, ...], tuple[str, ...]]:
    """Find the columns that can be verified.

    Parameters
    ----------
    assessments : Assessments
    asked : mapping of str to str, optional
        By heading, what a column holds: ``"risk"`` for a total, ``"risk:band"`` for its band.

    Returns
    -------
    columns : tuple of RecordedColumn
        In the order of the sheet.
    notices : tuple of str
        Which columns look like results and cannot be compared, and why.
    unchecked : tuple of str
        Headings of other columns that look like results by their cells: most are numbers, or bands of the matrix.

    Raises
    ------
    RequestError
        A heading or measure in `asked` that does not exist, or no column at all.

    Notes
    -----
    What heads a criterion, or the group, force, assessor or date, is never taken for a result. A heading that could
    name either of two measures is left alone, and said.

    Examples
    --------
    >>> from ocgscore import assess
    >>> batch = assess([{"group": "A", "corruption": "high", "Total score": 76}], "sleipnir-2000")
    >>> recorded_columns(batch)[0][0].what
    'total total'
    """
    finder = _Finder(assessments, _asked(assessments, asked or {}))
    found = tuple(finder.columns())
    unchecked = finder.unchecked()
    if not found:
        said = [*finder.notices, *([unchecked_said(unchecked)] if unchecked else [])]
        raise RequestError(_none_found(assessments, said))
    return found, tuple(finder.notices), unchecked


def recognised(matrix: Matrix) -> tuple[str, ...]:
    """Return examples of headings that would be recognised, for each measure."""
    return tuple(f"{measure.id}_low, {measure.title!r} or '{measure.title} score'" for measure in matrix.measures)


@attrs.define
class _Finder:
    assessments: Assessments
    asked: dict[int, tuple[str, str]]
    notices: list[str] = attrs.field(factory=list)
    left: list[int] = attrs.field(factory=list)

    def unchecked(self) -> tuple[str, ...]:
        """Return the headings left over whose cells look like results."""
        matrix, columns = self.assessments.matrix, self.assessments.table.columns
        return tuple(columns[at].heading for at in self.left if looks_recorded(columns[at], matrix))

    def columns(self) -> Iterator[RecordedColumn]:
        matrix, table = self.assessments.matrix, self.assessments.table
        known = dict(heading_meanings(matrix))
        claims = _claims(matrix)
        for at, heading in enumerate(table.headings):
            meaning = known.get(heading_key(heading), ())
            if at in self.asked:
                found: tuple[str, str] | None = self.asked[at]
            elif meaning[:1] == ("recorded",):
                found = self._fits(at, meaning[1], meaning[2])
            elif meaning == ("result",):
                found = self._result(at, heading_key(heading))
            else:
                claimed = claims.get(plain_heading(heading), ())
                found = None if meaning else self._own(at, claimed)
                if not (meaning or claimed):
                    self.left.append(at)
            if found:
                yield RecordedColumn(at, heading, *found)

    def _fits(self, at: int, measure: str, part: str) -> tuple[str, str] | None:
        """Return the meaning, or say why there is nothing to compare the column with."""
        matrix = self.assessments.matrix
        if part.startswith("band") and not matrix.measure(measure).bands:
            self._passed_over(at, f"{measure} has no bands in {matrix.name}")
            return None
        if part in PUBLISHED_PARTS and all(rule is None for rule in matrix.program.published):
            self._passed_over(at, f"{matrix.name} gives an unknown no number of its own")
            return None
        return measure, part

    def _result(self, at: int, key: str) -> tuple[str, str] | None:
        for measure in self.assessments.matrix.measures:
            for part in PUBLISHED_PARTS:
                if key == f"{measure.id}_{part}":
                    return self._fits(at, measure.id, part)
        return ("", key) if key in OF_NO_MEASURE else None

    def _own(self, at: int, claims: tuple[Claim, ...]) -> tuple[str, str] | None:
        strongest = min((strength for strength, _, _ in claims), default=BY_NAME)
        best = [claim for claim in claims if claim[0] == strongest]
        measures = list(dict.fromkeys(measure for _, measure, _ in best))
        if len(measures) > 1:
            self._passed_over(at, f"it may be {' or '.join(measures)}; say which with --column")
        if len(measures) != 1:
            return None
        measure = self.assessments.matrix.measure(measures[0])
        column = self.assessments.table.columns[at]
        is_band = best[0][2] in BAND_WORDS or _holds_bands(column, measure)
        return self._fits(at, measure.id, "band" if is_band else "total")

    def _passed_over(self, at: int, why: str) -> None:
        table = self.assessments.table
        self.notices.append(f"{table.heading_address(at)} {table.headings[at]!r} is not compared: {why}")


def _claims(matrix: Matrix) -> dict[str, tuple[Claim, ...]]:
    """Return by plain heading which measures it may name; none that a criterion has."""
    found: dict[str, tuple[Claim, ...]] = {}
    taken = {plain_heading(name) for criterion in matrix.criteria for name in (criterion.id, criterion.title)}
    for measure in matrix.measures:
        for name in dict.fromkeys((plain_heading(measure.id), plain_heading(measure.title))):
            spelt = [(name, BY_NAME, "")]
            for word in NUMBER_WORDS + BAND_WORDS:
                spelt += [(f"{name}_{word}", BY_WORD, word), (f"{word}_{name}", BY_WORD, word)]
            for heading, strength, word in spelt:
                if heading not in taken:
                    found[heading] = (*found.get(heading, ()), (strength, measure.id, word))
    return found


def _holds_bands(column: Column, measure: Measure) -> bool:
    """Whether more rows of a column name a band of the measure than hold a number."""
    labels = {level_key(band.label) for band in measure.bands}
    numbers = np.array([read_number(value) is not None for value in column.values], np.bool_)
    bands = np.array([level_key(cell_text(value)) in labels for value in column.values], np.bool_) & ~numbers
    rows = np.bincount(column.codes, minlength=len(column.values))
    return bool(rows[bands].sum() > rows[numbers].sum())


def _asked(assessments: Assessments, asked: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """Return by position what the user says of columns; every fault at once."""
    problems: list[Problem] = []
    found: dict[int, tuple[str, str]] = {}
    for heading, meant in asked.items():
        at, fault = _position(assessments, heading)
        measure, _, part = meant.partition(":")
        problems += [one for one in (fault, _measure_fault(assessments.matrix, heading, measure, part)) if one]
        if at is not None:
            found[at] = (measure, part or "total")
    if problems:
        raise RequestError(problems)
    return found


def _position(assessments: Assessments, heading: str) -> tuple[int | None, Problem | None]:
    headings = assessments.table.headings
    plain = [plain_heading(other) for other in headings]
    at = headings.index(heading) if heading in headings else None
    if at is None and plain_heading(heading) in plain:
        at = plain.index(plain_heading(heading))
    if at is None:
        hint = did_you_mean(heading, headings) or f"the headings are {', '.join(headings)}"
        return None, Problem(f"--column {heading}", heading, f"a heading of {assessments.table.name}", hint)
    meaning = dict(heading_meanings(assessments.matrix)).get(heading_key(headings[at]), ())
    if meaning[:1] in {("criterion",), ("detail",), ("group",), ("rationale",), ("wording",)}:
        hint = f"it is read as {' '.join(meaning)}"
        return None, Problem(f"--column {heading}", heading, "a column of recorded results", hint)
    return at, None


def _measure_fault(matrix: Matrix, heading: str, measure: str, part: str) -> Problem | None:
    known = {one.id: one for one in matrix.measures}
    where = f"--column {heading}"
    if measure not in known:
        hint = did_you_mean(measure, known) or f"it has {', '.join(known)}"
        return Problem(where, measure, f"a measure of {matrix.name}", hint)
    if part not in ("", "band"):
        return Problem(where, part, "what a column may hold", "write HEADING=MEASURE or HEADING=MEASURE:band")
    if part == "band" and not known[measure].bands:
        return Problem(where, f"{measure}:band", "something to compare with", f"{measure} has no bands")
    return None


def _none_found(assessments: Assessments, notices: list[str]) -> Problem:
    table = assessments.table
    examples = "; ".join(recognised(assessments.matrix)[:4])
    said = f" ({'; '.join(notices)})" if notices else ""
    hint = f"these headings would be: {examples}; or name one with --column HEADING=MEASURE{said}"
    return Problem(table.name, None, f"a column of recorded results of {assessments.matrix.name}", hint)
