"""What two scorings of the same batch say differently: which groups change score, band or rank."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from ocgscore.assessments import sift
from ocgscore.errors import AssessmentError
from ocgscore.matrix import Matrix
from ocgscore.ranking import rank
from ocgscore.scoring import MeasureScores, Scores, score
from ocgscore.table import Table


@attrs.frozen
class Movement:
    """One difference in one assessment's results.

    Parameters
    ----------
    row : int
        Position of the assessment (from 0) in both batches.
    group : str
    where : str
        The row of the sheet.
    what : str
        ``"risk"`` for a score, ``"risk band"`` for a band, ``"rank"`` for a rank.
    before, after : str
        As displayed; an interval as ``low–high``.
    """

    row: int
    group: str
    where: str
    what: str
    before: str
    after: str


def compare_scores(before: Scores, after: Scores) -> list[Movement]:
    """List every difference between two scorings of the same rows, on the measures both have.

    Parameters
    ----------
    before, after : Scores
        Of the same rows in the same order, under two matrices. Scores are compared exactly, then shown rounded.

    Returns
    -------
    list of Movement
        By row, then measure.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> old, new = (score(assess([{"group": "A", "corruption": level}], "sleipnir-2000")) for level in ("low", "high"))
    >>> [(m.group, m.what, m.before, m.after) for m in compare_scores(old, new)]
    [('A', 'total', '19–703', '76–760')]
    """
    shared = [m.id for m in after.assessments.matrix.measures if m.id in _ids(before)]
    found = [movement for id_ in shared for movement in _measure(before[id_], after[id_], after)]
    found += _ranks(before, after)
    return sorted(found, key=lambda movement: movement.row)


def _ranks(before: Scores, after: Scores) -> Iterator[Movement]:
    """Compare ranks by each matrix's own ranking measure, where both have one."""
    if None in (before.assessments.matrix.ranks_by, after.assessments.matrix.ranks_by):
        return
    old, new = rank(before), rank(after)
    for row in np.flatnonzero((old.best != new.best) | (old.worst != new.worst)).tolist():
        group, where = after.assessments.group.row_text(row), after.assessments.table.row_address(row)
        yield Movement(row, group, where, "rank", old.text(row), new.text(row))


def _ids(scores: Scores) -> set[str]:
    return {measure.id for measure in scores.assessments.matrix.measures}


def _measure(before: MeasureScores, after: MeasureScores, scores: Scores) -> Iterator[Movement]:
    name, group, place = after.measure.id, scores.assessments.group, scores.assessments.table.row_address
    for row in range(len(scores)):
        if before.exact(row) != after.exact(row):
            yield Movement(row, group.row_text(row), place(row), name, before.score_text(row), after.score_text(row))
        bands = before.band_text(row), after.band_text(row)
        if bands[0] != bands[1] and all(bands):
            yield Movement(row, group.row_text(row), place(row), f"{name} band", *bands)


def moves_between(table: Table, before: Matrix, after: Matrix) -> tuple[list[Movement], int]:
    """Score a table under two matrices and list what differs.

    Parameters
    ----------
    table : Table
        One row an assessment, sound under both matrices.
    before, after : Matrix

    Returns
    -------
    moves : list of Movement
    rows : int
        How many assessments were compared.

    Raises
    ------
    AssessmentError
        With the problems under either matrix, each saying which.
    """
    sifted = [sift(table, matrix) for matrix in (before, after)]
    problems = [
        attrs.evolve(problem, where=f"{problem.where} (under {one.accepted.matrix.name})")
        for one in sifted
        for problem in one.problems
    ]
    if problems:
        raise AssessmentError(problems)
    old, new = (score(one.accepted) for one in sifted)
    return compare_scores(old, new), len(new)
