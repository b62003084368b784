"""A register and its assessments as they were on an earlier day: what is dated later left out, and said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.review.records import folded
from ocgscore.review.register import Register
from ocgscore.words import counted


def register_up_to(register: Register, as_of: dt.date) -> Register:
    """Leave out the groups identified after a day.

    Parameters
    ----------
    register : Register
    as_of : date

    Returns
    -------
    Register
        A group that was merged into one left out is merged into the next along the chain, or stands by itself. Status,
        owner and the like are as the register has them now; a notice says so, and how many groups have no such day.

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
    dateless = sum(group.identified_on is None for group in register.groups)
    told = [f"{counted(dateless, 'group')} without a day of identification kept"] if dateless else []
    if not any(late):
        return attrs.evolve(register, notices=(*register.notices, *told)) if told else register
    at = {folded(group.id): row for row, group in enumerate(register.groups)}
    kept = tuple(
        attrs.evolve(group, merged_into=_first_kept(register, at, late, row))
        for row, group in enumerate(register.groups)
        if not late[row]
    )
    table = register.table.take(np.flatnonzero(~np.array(late, np.bool_)))
    left_out = f"{counted(sum(late), 'group')} identified after {as_of} left out"
    notice = f"{left_out}; status, owner and mergers are as they are now"
    return attrs.evolve(register, groups=kept, table=table, notices=(*register.notices, notice, *told))


def _first_kept(register: Register, at: Mapping[str, int], late: Sequence[bool], row: int) -> str:
    """Return the first group along a chain of mergers that is not left out; empty where all of the chain are."""
    into = register.groups[row].merged_into
    while into and late[at[folded(into)]]:
        into = register.groups[at[folded(into)]].merged_into
    return into


def assessments_up_to(assessments: Assessments, as_of: dt.date, register: Register | None = None) -> Assessments:
    """Leave out the assessments made after a day, and those of groups that were identified after it.

    Parameters
    ----------
    assessments : Assessments
    as_of : date
    register : Register, optional
        The whole register, nothing left out of it yet.

    Returns
    -------
    Assessments
        With a notice, where any was left out; those without a date stay.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "assessed_on": "2026-03-05", "violence": "low"}, {"group": "B", "violence": "low"}]
    >>> found = assessments_up_to(assess(rows, "sleipnir-2000"), dt.date(2026, 1, 31))
    >>> len(found), found.notices[-2:]
    (1, ('1 assessment made after 2026-01-31 left out', '1 assessment without a date kept'))
    """
    made = assessments.assessed_on
    late = made.astype("datetime64[D]") > np.datetime64(as_of, "D")  # no date is not later
    early = ~late & _of_later_groups(assessments, as_of, register)
    dateless = int((np.isnat(made) & ~early).sum())
    told = {
        f"made after {as_of} left out": int(late.sum()),
        "of groups that the register has as identified later left out": int(early.sum()),
        "without a date kept": dateless,
    }
    notices = tuple(f"{counted(count, 'assessment')} {what}" for what, count in told.items() if count)
    return attrs.evolve(assessments.take(np.flatnonzero(~(late | early))), notices=(*assessments.notices, *notices))


def _of_later_groups(assessments: Assessments, as_of: dt.date, register: Register | None) -> npt.NDArray[np.bool_]:
    """Return which rows are about a group that was not identified yet, nor any that it is merged into."""
    if register is None:
        return np.zeros(len(assessments), np.bool_)
    earlier = register_up_to(register, as_of)
    now, _ = register.follow_sheet(assessments)
    then, _ = earlier.follow_sheet(assessments)
    gone: npt.NDArray[np.bool_] = (now >= 0) & (then < 0)
    return gone
