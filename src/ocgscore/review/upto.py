"""A register and its assessments as they were on an earlier day: what is dated later left out, and said."""

from __future__ import annotations

import datetime as dt

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.review.records import folded
from ocgscore.review.register import Register


def register_up_to(register: Register, as_of: dt.date) -> Register:
    """Leave out the groups identified after a day.

    Parameters
    ----------
    register : Register
    as_of : date

    Returns
    -------
    Register
        A group that was merged into one left out stands by itself. Status, owner and the like are as the register has
        them now, and a notice says so.

    Examples
    --------
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> rows = [{"group": "A", "identified_on": "2026-01-05"}, {"group": "B", "identified_on": "2026-03-05"}]
    >>> found = register_up_to(register_of(Table.from_rows(rows)), dt.date(2026, 1, 31))
    >>> [group.id for group in found.groups], found.notices[-1]
    (['A'], '1 group identified after 2026-01-31 left out; status, owner and mergers are as they are now')
    """
    late = [group.identified_on is not None and group.identified_on > as_of for group in register.groups]
    if not any(late):
        return register
    gone = {folded(group.id) for group, is_late in zip(register.groups, late, strict=True) if is_late}
    kept = tuple(
        attrs.evolve(group, merged_into="") if folded(group.merged_into) in gone else group
        for group, is_late in zip(register.groups, late, strict=True)
        if not is_late
    )
    table = register.table.take(np.flatnonzero(~np.array(late, np.bool_)))
    left_out = f"{_counted(sum(late), 'group')} identified after {as_of} left out"
    notice = f"{left_out}; status, owner and mergers are as they are now"
    return attrs.evolve(register, groups=kept, table=table, notices=(*register.notices, notice))


def assessments_up_to(assessments: Assessments, as_of: dt.date) -> Assessments:
    """Leave out the assessments made after a day.

    Parameters
    ----------
    assessments : Assessments
    as_of : date

    Returns
    -------
    Assessments
        With a notice, where any was left out; those without a date stay.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "assessed_on": "2026-03-05", "violence": "low"}, {"group": "B", "violence": "low"}]
    >>> found = assessments_up_to(assess(rows, "sleipnir-2000"), dt.date(2026, 1, 31))
    >>> len(found), found.notices[-1]
    (1, '1 assessment made after 2026-01-31 left out')
    """
    late = assessments.assessed_on.astype("datetime64[D]") > np.datetime64(as_of, "D")  # no date is not later
    if not late.any():
        return assessments
    notice = f"{_counted(int(late.sum()), 'assessment')} made after {as_of} left out"
    return attrs.evolve(assessments.take(np.flatnonzero(~late)), notices=(*assessments.notices, notice))


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"
