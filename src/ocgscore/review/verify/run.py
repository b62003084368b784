"""Verify: every recorded total, band and rank of a sheet against the recomputed one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ocgscore.matrix import Matrix
from ocgscore.review.verify.columns import RecordedColumn, recorded_columns
from ocgscore.review.verify.explained import explanations
from ocgscore.review.verify.explanation import Explanation, hard_targets
from ocgscore.review.verify.judging import Judge
from ocgscore.review.verify.model import Verification, VerifiedColumn
from ocgscore.review.verify.numbers import Flags, Verdicts
from ocgscore.review.verify.stale import stale_rows
from ocgscore.scoring import Scores


def verify(scores: Scores, *, columns: Mapping[str, str] | None = None, others: Sequence[Matrix] = ()) -> Verification:
    """Compare what a sheet records with what its levels give, cell by cell.

    Parameters
    ----------
    scores : Scores
        Of the sheet's n assessments.
    columns : mapping of str to str, optional
        By heading, what a column of the sheet's own holds: ``"risk"`` for a total, ``"risk:band"`` for a band. Others
        are found by their headings: see `recorded_columns`.
    others : sequence of Matrix
        Matrices that the sheet may have been worked out with, such as an earlier version.

    Returns
    -------
    Verification

    Raises
    ------
    RequestError
        A heading or measure that does not exist, or a sheet that records nothing.

    Notes
    -----
    The verdicts: *equal*: it is the exact figure, the figure as displayed, or the exact figure rounded half up to more
    places. *rounding*: not equal, but one number after rounding to the fewer places of the two, or less than one unit
    of the last displayed digit apart. *missing level*: the one recorded figure is possible, but a level it needs is
    unknown. *blank*: nothing is recorded. *unreadable*: an error value, text among numbers, a band that is none of the
    measure's. *wrong*: anything else, and a figure outside all that is possible.

    Explanations are single changes under which the recorded cells would be right. They are arithmetic: several may fit
    the same cells, and none is shown to be the cause.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": "A", "corruption": "high", "total_low": 76, "total_high": 790, "total score": 700}]
    >>> found = verify(score(assess(rows, "sleipnir-2000")))
    >>> [(cell.column.heading, cell.recorded, cell.low, cell.high, cell.verdict) for cell in found.cells()]
    [('total_high', '790', '760', '760', 'wrong'), ('total score', '700', '76', '760', 'missing level')]
    """
    assessments = scores.assessments
    recorded, notices = recorded_columns(assessments, columns)
    judge = Judge(assessments)
    ranked = judge.ranked_by is not None
    left = [column for column in recorded if column.part.startswith("rank_") and not ranked]
    notices += tuple(
        f"{column.heading!r} is not compared: neither the matrix nor the sheet says by which measure" for column in left
    )
    found = [(column, judge.verdicts(column, scores)) for column in recorded if column not in left]
    explained, more = explanations(judge, scores, found, others)
    return Verification(
        scores=scores,
        columns=tuple(VerifiedColumn(column, verdicts) for column, verdicts in found),
        explanations=explained,
        stale=stale_rows(judge, scores, found, _explained_rows(found, explained, len(scores))),
        notices=(*notices, *more),
        judge=judge,
    )


def _explained_rows(
    found: Sequence[tuple[RecordedColumn, Verdicts]], explained: Sequence[Explanation], rows: int
) -> Flags:
    """Return the rows in which every wrong cell is of a column that one change explains."""
    whole = {effect.column for one in explained for effect in one.effects if effect.complete and not one.where}
    left = np.zeros(rows, np.bool_)
    for column, verdicts in found:
        if column.measure and column not in whole:
            left |= hard_targets(column, verdicts)
    return ~left
