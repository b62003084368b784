"""Rows that assess something: one made ready in advance, without a single level, does not."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.assessments import Assessments


def assessed(assessments: Assessments) -> Assessments:
    """Leave out the rows that give no level of any criterion.

    Parameters
    ----------
    assessments : Assessments

    Returns
    -------
    Assessments
        With a notice, where any was left out.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "violence": "low"}, {"group": "B", "violence": ""}]
    >>> found = assessed(assess(rows, "sleipnir-2000"))
    >>> len(found), found.notices[-1]
    (1, '1 row without a single level is no assessment, and left out (first: rows[2])')
    """
    empty = assessments.empty()
    if not empty.any():
        return assessments
    count, first = int(empty.sum()), assessments.table.row_address(int(np.argmax(empty)))
    rows = "1 row without a single level is" if count == 1 else f"{count:,} rows without a single level are"
    notice = f"{rows} no assessment, and left out (first: {first})"
    return attrs.evolve(assessments.take(np.flatnonzero(~empty)), notices=(*assessments.notices, notice))
