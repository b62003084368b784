"""The review of disruptions as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ocgscore.errors import Problem, RequestError, did_you_mean, whole_number_problems
from ocgscore.review.disruptions.change import Asked, change_of
from ocgscore.review.disruptions.claims import Claims, Names, claims_of, late_problems
from ocgscore.review.disruptions.counting import counted_by_force
from ocgscore.review.disruptions.model import SILENT, THRESHOLDS, Disruptions
from ocgscore.review.disruptions.order import order_of
from ocgscore.review.disruptions.reading import NAMED
from ocgscore.review.disruptions.result import DisruptionReview, ForceDisruptions
from ocgscore.review.late import late_assessments, late_groups
from ocgscore.review.register import Register, refuse
from ocgscore.scoring import Scores

LONGEST: Final = 3650


def disruptions(  # noqa: PLR0913 - each is one part of the question
    records: Disruptions,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    register: Register | None = None,
    scores: Scores | None = None,
    by: str | None = None,
    threshold: str = THRESHOLDS[0],
    horizon: int = 365,
) -> DisruptionReview:
    """Count disruptions, say how far the counts rest on grading, and set scores before and after beside others'.

    Parameters
    ----------
    records : Disruptions
        n records; a force counts what it claims, whosever the group is.
    as_of : date
        The day of the review, and the last of the window.
    since : date, optional
        The first day of the window; that of the oldest record by default.
    register : Register, optional
        Gives the bases of rates (active and dormant groups), the force of a record that names none, and the groups
        that ids stand for.
    scores : Scores, optional
        Of assessments made up to `as_of`, several a group.
    by : str, optional
        The measure whose change is compared; the matrix's own ranking measure by default.
    threshold : str
        ``"minor"``, ``"moderate"`` or ``"major"``: of this grade at least must a disruption be for its group to count
        as disrupted when scores are compared; the first such of a group in the window counts.
    horizon : int
        Days, 1 to 3,650, before and after a disruption within which an assessment counts as one before or after it.

    Returns
    -------
    DisruptionReview

    Raises
    ------
    RecordError
        Where anything is dated after `as_of`, each at its cell.
    RequestError
        A window that ends before it begins, an unknown threshold or measure, a horizon out of range.

    Notes
    -----
    A record is self-assessed where ``graded_by`` is the force that claims it; otherwise as ``self_assessed`` says;
    where that is blank it is not, if ``graded_by`` is another force, and else it is not known.

    The scores of the disrupted are compared with those of groups that had no disruption above none in the window (or in
    the horizon before it), stood for certain in the same band before the same day, and were assessed on both sides of
    it. Groups are chosen for disruption: the difference is no effect. They are often chosen when they score highest,
    and the next score of what scored highest is lower by chance alone (regression to the mean); comparing within a band
    lessens this and does not remove it.

    Examples
    --------
    >>> from ocgscore.table import Table
    >>> from ocgscore.review.disruptions import disruptions_of
    >>> rows = [{"group": "A", "date": "2026-01-05", "grade": "major", "force": "North", "graded_by": "North"},
    ...         {"group": "B", "date": "2026-02-05", "grade": "minor", "force": "South", "self_assessed": "no"}]
    >>> found = disruptions(disruptions_of(Table.from_rows(rows)), as_of=dt.date(2026, 3, 31))
    >>> [(one.force, one.count, one.bounds[0].regraded, one.self_assessed) for one in found.forces]
    [('North', 1, (1, 1), 1), ('South', 1, (0, 1), 0)]
    >>> found.order.at[0].tied, found.order.at[2].could_turn
    (1, 1)
    """
    _check(as_of, since, threshold, horizon)
    refuse([*late_problems(records, as_of), *_late(register, scores, as_of)])
    names = Names(register)
    claims = claims_of(records, as_of, since, register, names)
    forces, everyone = counted_by_force(claims, register)
    asked = Asked(by, threshold, horizon)
    change = None if scores is None else change_of(claims, scores, names, since, asked)
    repeats = _repeats(claims)
    return DisruptionReview(
        as_of=as_of,
        since=since,
        kinds=records.kinds,
        forces=forces,
        everyone=everyone,
        earlier=len(records) - len(claims),
        repeats=len(repeats),
        claimed_together=_claimed_together(claims),
        order=order_of(forces),
        change=change,
        claims=claims,
        notices=(*records.notices, *claims.notices, *_repeated(claims, repeats), *_silent(forces)),
    )


def _silent(forces: Sequence[ForceDisruptions]) -> Iterator[str]:
    """Yield a notice for the forces of the register that have no record in the window."""
    silent = [one.force for one in forces if not one.count]
    if silent and len(silent) < len(forces):
        yield f"{SILENT}: {', '.join(silent[:NAMED])}" + (f" and {len(silent) - NAMED} more" if silent[NAMED:] else "")


def _check(as_of: dt.date, since: dt.date | None, threshold: str, horizon: int) -> None:
    problems = list(whole_number_problems("horizon", horizon, 1, LONGEST, of=" days", hint="365 is a year"))
    if since is not None and since > as_of:
        problems.append(
            Problem(
                "since",
                since.isoformat(),
                f"a day up to {as_of}, the day of the review",
                "look back from an earlier day",
            )
        )
    if threshold not in THRESHOLDS:
        expected, hint = f"one of {', '.join(THRESHOLDS)}", did_you_mean(threshold, THRESHOLDS)
        problems.append(Problem("threshold", threshold, expected, hint))
    if problems:
        raise RequestError(problems)


def _late(register: Register | None, scores: Scores | None, as_of: dt.date) -> Iterator[Problem]:
    """Yield a problem for each group and each assessment dated after the day of the review."""
    if register is not None:
        yield from late_groups(register, as_of)
    if scores is not None:
        yield from late_assessments(scores.assessments, as_of)


def _repeats(claims: Claims) -> list[tuple[int, int]]:
    inside = set(claims.rows.tolist())
    return [(row, first) for row, first in claims.records.repeats if row in inside]


def _repeated(claims: Claims, repeats: list[tuple[int, int]]) -> Iterator[str]:
    """Yield a notice for each record that is the same as an earlier one."""
    records = claims.records
    for row, first in repeats[:NAMED]:
        earlier = records.cell(first, "group")
        yield f"{records.place(row, 'group')}: the same in every field as {earlier}; both are counted"
    if len(repeats) > NAMED:
        yield f"{records.table.name}: {len(repeats) - NAMED:,} more records are the same as an earlier one"


def _claimed_together(claims: Claims) -> int:
    """Return for how many groups and days more than one force claims a disruption."""
    if not len(claims):
        return 0
    day = claims.records.day[claims.rows].astype(np.int64)
    key = claims.group * (np.ptp(day) + 1) + (day - day.min())
    claimed = np.unique(np.column_stack((key, claims.force)), axis=0)
    _, forces = np.unique(claimed[:, 0], return_counts=True)
    return int((forces > 1).sum())
