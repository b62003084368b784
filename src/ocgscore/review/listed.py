"""The groups of a sheet as the register has them: one id for each group, and none that is archived."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.review.notices import sheet_notices
from ocgscore.review.register import Followed, Ints, Register
from ocgscore.table import Column
from ocgscore.words import counted

ARCHIVED = "archived"


def as_registered(assessments: Assessments, register: Register) -> Assessments:
    """Return assessments under the ids of the register, those of archived groups left out.

    Parameters
    ----------
    assessments : Assessments
    register : Register

    Returns
    -------
    Assessments
        A group that the register does not know stays, under its own id; what was done is in the notices.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> register = register_of(Table.from_rows([{"group": "A", "aliases": "OLD"}]))
    >>> batch = assess([{"group": "OLD", "violence": "low"}, {"group": "C", "violence": "low"}], "sleipnir-2000")
    >>> found = as_registered(batch, register)
    >>> [found.group.row_text(row) for row in range(2)], found.notices[-1]
    (['A', 'C'], "1 assessment of 1 group not on the register, kept under their own ids: 'C'")
    """
    position, followed = register.follow_sheet(assessments)
    archived = np.array([group.status == ARCHIVED for group in register.groups], np.bool_)
    known = position >= 0
    out = known & archived[position]
    named = attrs.evolve(assessments, group=_renamed(assessments.group, register, position))
    notices = _notices(named.group, known, out, followed)
    return attrs.evolve(
        named.take(np.flatnonzero(~out)), notices=(*sheet_notices(assessments, followed=True), *notices)
    )


def never_assessed(assessments: Assessments, register: Register) -> tuple[str, ...]:
    """Return the groups of the register, active or dormant and merged into none, that no row assesses; in its order.

    Parameters
    ----------
    assessments : Assessments
    register : Register

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> register = register_of(Table.from_rows([{"group": "A"}, {"group": "B"}]))
    >>> never_assessed(assess([{"group": "a", "violence": "low"}], "sleipnir-2000"), register)
    ('B',)
    """
    position, _ = register.follow_sheet(assessments)
    seen = set(position[~assessments.empty()].tolist())
    return tuple(
        register.groups[row].id
        for row in register.standing().tolist()
        if row not in seen and register.groups[row].status != ARCHIVED
    )


def _renamed(column: Column, register: Register, position: Ints) -> Column:
    """Return the ids with each that the register knows as the register has it."""
    ids = [*column.texts(), *(group.id for group in register.groups)]
    known = position >= 0
    return Column(column.heading, ids, np.where(known, len(column.values) + position, column.codes).astype(np.int32))


def _notices(
    group: Column, known: npt.NDArray[np.bool_], out: npt.NDArray[np.bool_], followed: tuple[Followed, ...]
) -> Iterator[str]:
    yield from map(str, followed)
    if out.any():
        yield f"{_counted(group, out)} left out, archived in the register: {_names(group, out)}"
    if not known.all():
        yield f"{_counted(group, ~known)} not on the register, kept under their own ids: {_names(group, ~known)}"


def _counted(group: Column, rows: npt.NDArray[np.bool_]) -> str:
    count, groups = int(rows.sum()), len(np.unique(group.codes[rows]))
    return f"{counted(count, 'assessment')} of {counted(groups, 'group')}"


def _names(group: Column, rows: npt.NDArray[np.bool_]) -> str:
    texts = group.texts()
    names = sorted({texts[code] for code in np.unique(group.codes[rows]).tolist()})
    more = f" and {len(names) - 4:,} more" if len(names) > 4 else ""
    return ", ".join(map(repr, names[:4])) + more
