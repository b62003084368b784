"""The rows that a report leaves out, each with what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ocgscore.assessments import Sifted
from ocgscore.errors import Problem
from ocgscore.matrix import heading_key
from ocgscore.report.meeting.material import Rejected


def left_out(sifted: Sifted, *, redacted: bool = False) -> tuple[Rejected, ...]:
    """Return the rows of a sheet that were refused.

    Parameters
    ----------
    sifted : Sifted
    redacted : bool
        Say only where a fault is and what should stand there, not what does: anything may have been typed there.

    Examples
    --------
    >>> from ocgscore.assessments import sift
    >>> from ocgscore.table import Table
    >>> table = Table.from_rows([{"group": "A", "violence": "hihg"}, {"group": "B", "violence": "low"}])
    >>> left_out(sift(table, "sleipnir-2000"), redacted=True)[0].problems
    ('rows[1].violence: not a level of "Violence"',)
    """
    table = sifted.rejected
    rows = {table.place(row, at): row for row in range(len(table)) for at in range(len(table.columns))}
    problems: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in sifted.problems:
        problems[rows.get(problem.where)].append(problem)
    found = _by_row(sifted, problems, redacted=redacted)
    return (*found, *(Rejected(one.where, "", (_said(one, redacted=redacted),)) for one in problems[None]))


def _by_row(sifted: Sifted, problems: dict[int | None, list[Problem]], *, redacted: bool) -> Iterator[Rejected]:
    table = sifted.rejected
    keys = [heading_key(heading) for heading in table.headings]
    names = ("group", heading_key(sifted.accepted.matrix.subject))
    at = next((keys.index(name) for name in names if name in keys), None)
    for row in range(len(table)):
        if problems[row]:
            group = "" if at is None else table.columns[at].row_text(row)
            said = tuple(_said(problem, redacted=redacted) for problem in problems[row])
            yield Rejected(table.row_address(row), group, said)


def _said(problem: Problem, *, redacted: bool) -> str:
    return f"{problem.where}: not {problem.expected}" if redacted else str(problem)
