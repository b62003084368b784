"""The rows of a sheet that each version of the matrix judges, and the verdicts on a column under all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.errors import AssessmentError, Problem
from ocgscore.matrix import Matrix
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.numbers import VERDICTS, Verdicts
from ocgscore.review.versions import check_earlier, read_again, stated_rows, versions_of
from ocgscore.scoring import Scores, score

Counts = dict[str, int]
NOT_STATED: Final = "(not stated)"


@attrs.frozen(eq=False, slots=False)
class Part:
    """Rows of a sheet that one matrix judges.

    Parameters
    ----------
    scores : Scores
        Of these m rows, under that matrix.
    judge : Judge
        Of these rows.
    rows : ndarray of intp, shape (m,)
        Their positions in the sheet.
    at_hand : Scores
        Of the whole sheet, under the matrix at hand.
    """

    scores: Scores
    judge: Judge
    rows: Rows
    at_hand: Scores

    @property
    def earlier(self) -> bool:
        """Whether the matrix is another than the one at hand."""
        return self.matrix is not self.at_hand.assessments.matrix

    @property
    def matrix(self) -> Matrix:
        """The matrix that judges them."""
        return self.scores.assessments.matrix

    def scores_for(self, column: RecordedColumn) -> Scores:
        """Return the scores that a column is judged by: those of the matrix at hand where this one does not know it."""
        return self.scores if column.known_to(self.matrix) else self._instead

    @cached_property
    def _instead(self) -> Scores:
        return score(self.at_hand.assessments.take(self.rows))


@attrs.frozen(eq=False)
class Parts:
    """A sheet of n assessments in parts, each judged by one matrix.

    Parameters
    ----------
    scores : Scores
        Of the whole sheet, under the matrix at hand.
    judge : Judge
        Of the whole sheet.
    each : tuple of Part
        That of the matrix at hand first. Together they are the sheet; none is empty, except of an empty sheet.
    """

    scores: Scores
    judge: Judge
    each: tuple[Part, ...]

    @classmethod
    def of(cls, scores: Scores, earlier: Sequence[Matrix]) -> Parts:
        """Part a sheet by the versions that its rows state.

        Raises
        ------
        AssessmentError
            What an earlier version does not know, each at its cell.
        RequestError
            A version that is the matrix at hand, or that is given twice.
        """
        assessments = scores.assessments
        check_earlier(assessments.matrix, earlier)
        judge = Judge(assessments)
        rest = np.ones(len(assessments), np.bool_)
        parts: list[Part] = []
        problems: list[Problem] = []
        for one in earlier:
            rows = stated_rows(assessments, assessments.matrix, earlier, one).astype(np.intp)
            if not len(rows):
                continue
            rest[rows] = False
            try:
                read = read_again(assessments, rows.astype(np.int64), one)
            except AssessmentError as error:
                problems += error.problems
            else:
                parts.append(Part(score(read), judge.beside(read), rows, scores))
        if problems:
            raise AssessmentError(problems)
        if not parts:
            return cls(scores, judge, (Part(scores, judge, np.flatnonzero(rest), scores),))
        return cls(scores, judge, (*_at_hand(scores, judge, np.flatnonzero(rest)), *parts))

    @property
    def whole(self) -> bool:
        """Whether the matrix at hand judges every row."""
        return not any(part.earlier for part in self.each)

    def verdicts(self, column: RecordedColumn) -> Verdicts:
        """Return the verdict on each cell of a column; a rank is among all rows, on the matrix at hand."""
        if self.whole or column.part.startswith("rank_"):
            return self.judge.verdicts(column, self.scores)
        found = np.zeros(len(self.scores), np.uint8)
        for part in self.each:
            found[part.rows] = part.judge.verdicts(column, part.scores_for(column))
        return found

    def place(self, row: int) -> tuple[Part, int]:
        """Return the part that a row of the sheet is in, and its position there."""
        for part in self.each:
            at = int(np.searchsorted(part.rows, row))
            if at < len(part.rows) and part.rows[at] == row:
                return part, at
        raise IndexError(row)


def _at_hand(scores: Scores, judge: Judge, rows: Rows) -> tuple[Part, ...]:
    if not len(rows):
        return ()
    read = scores.assessments.take(rows)
    return (Part(score(read), judge.beside(read), rows, scores),)


@attrs.frozen
class VersionCounts:
    """The verdicts on the cells of the rows that state one version.

    Parameters
    ----------
    version : str
        As stated, or ``id@version`` where that version is at hand; ``"(not stated)"``.
    judged_by : str
        The matrix that judges them.
    at_hand : bool
        The version stated is at hand, or none is stated.
    rows : int
    counts : dict of str to int
    """

    version: str
    judged_by: str
    at_hand: bool
    rows: int
    counts: Counts

    def of(self, *verdicts: str) -> int:
        """Return how many cells have one of some verdicts."""
        return sum(self.counts[verdict] for verdict in verdicts)


def version_counts(
    assessments: Assessments, earlier: Sequence[Matrix], columns: Sequence[Verdicts]
) -> tuple[VersionCounts, ...]:
    """Count verdicts by the version that the rows state, in the order of their names; nothing where no row states any.

    Parameters
    ----------
    assessments : Assessments
    earlier : sequence of Matrix
    columns : sequence of ndarray of uint8, shape (n,)
        The verdicts on each column.
    """
    codes, versions = versions_of(assessments, earlier)
    if not any(version.name for version in versions):
        return ()
    size = len(VERDICTS)
    tables = [np.bincount(codes * size + verdicts, minlength=size * len(versions)) for verdicts in columns]
    table = np.sum(tables, axis=0).reshape(-1, size)
    rows = np.bincount(codes, minlength=len(versions))
    return tuple(
        VersionCounts(
            version=version.name or NOT_STATED,
            judged_by=(version.matrix or assessments.matrix).name,
            at_hand=version.matrix is not None,
            rows=int(rows[at]),
            counts=dict(zip(VERDICTS, table[at].tolist(), strict=True)),
        )
        for at, version in enumerate(versions)
    )
