"""The newest assessment of each group."""

from __future__ import annotations

from collections import defaultdict

import attrs
import numpy as np

from ocgscore.assessments.model import Assessments
from ocgscore.errors import AssessmentError, Problem


def latest(assessments: Assessments) -> Assessments:
    """Keep the newest assessment of each group, in the order of the sheet.

    Parameters
    ----------
    assessments : Assessments

    Returns
    -------
    Assessments
        At most one for each group.

    Raises
    ------
    AssessmentError
        Where a group has several assessments and which is newest cannot be told: one has no date, or the newest date
        is that of two.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "assessed_on": "2026-01-05", "violence": "low"},
    ...         {"group": "A", "assessed_on": "2026-03-01", "violence": "high"}]
    >>> latest(assess(rows, "sleipnir-2000")).lowest[:, 1].tolist()
    [3]
    """
    rows_of: dict[str, list[int]] = defaultdict(list)
    texts = assessments.group.texts()
    for row, code in enumerate(assessments.group.codes.tolist()):
        rows_of[texts[code]].append(row)
    problems = [p for rows in rows_of.values() if len(rows) > 1 for p in _undecided(assessments, rows)]
    if problems:
        raise AssessmentError(problems)
    kept = sorted(max(rows, key=lambda row: assessments.assessed_on[row]) for rows in rows_of.values())
    left_out = len(assessments) - len(kept)
    if not left_out:
        return assessments
    notice = f"{left_out} earlier assessment{'s' if left_out > 1 else ''} left out: the newest of each group is kept"
    newest = assessments.take(np.array(kept, np.intp))
    return attrs.evolve(newest, notices=(*newest.notices, notice))


def _undecided(assessments: Assessments, rows: list[int]) -> list[Problem]:
    """Say why the newest of a group's assessments cannot be told, if so."""
    undated = [row for row in rows if np.isnat(assessments.assessed_on[row])]
    group = assessments.group.row_text(rows[0])
    if undated:
        return [
            Problem(
                assessments.table.row_address(row), None, f"the date of an assessment of {group!r}", "fill assessed_on"
            )
            for row in undated
        ]
    newest = max(assessments.assessed_on[row] for row in rows)
    tied = [row for row in rows if assessments.assessed_on[row] == newest]
    if len(tied) < 2:
        return []
    places = " and ".join(assessments.table.row_address(row) for row in tied)
    hint = "only one of them can be the newest: correct a date, or leave one out"
    return [Problem(places, f"{group} on {np.datetime_as_string(newest, 'D')}", "a newest assessment by itself", hint)]
