"""Scores before and after a disruption, beside those of comparable groups that were not disrupted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.ranking import ranking_measure
from ocgscore.review.disruptions.claims import Claims, Names
from ocgscore.review.disruptions.entries import Entries, Exact, entries_of
from ocgscore.review.disruptions.model import GRADES, Ints
from ocgscore.review.disruptions.pool import Pool
from ocgscore.review.disruptions.result import GroupChange, Interval, ScoreChange
from ocgscore.scoring import Scores

EPOCH: Final = dt.date(1970, 1, 1).toordinal()
LEAST: Final = 5  # comparable groups; of fewer a mean says more about each than about them
NO_BANDS: Final = "the measure {} has no bands within which groups could be compared"
NONE_DISRUPTED: Final = "no group has a disruption of that grade in the window"
NONE_COMPARED: Final = "no disrupted group has a comparable one"
TOO_FEW: Final = "comparable groups are too few: {}, where {} are needed"
NOT_ASSESSED: Final = "no dated assessment"
NONE_BEFORE: Final = "no assessment in the {} days up to the disruption"
NONE_AFTER: Final = "no assessment in the {} days after it"
OPEN_BAND: Final = "unknowns leave its band before open"
NO_COMPARABLE: Final = "no comparable group"
UNBANDED: Final = "the measure has no bands"


@attrs.frozen
class Asked:
    """What is to be compared: the measure, the least grade that counts, and how far from the day a score may be."""

    by: str | None = None
    threshold: str = GRADES[2]
    horizon: int = 365


def change_of(claims: Claims, scores: Scores, names: Names, since: dt.date | None, asked: Asked) -> ScoreChange:
    """Return the change in score of the disrupted groups, beside that of comparable groups.

    Parameters
    ----------
    claims : Claims
    scores : Scores
        Of assessments made up to the day of the review.
    names : Names
        The numbers of groups in `claims`.
    since : date or None
        Where the window begins.
    asked : Asked

    Returns
    -------
    ScoreChange
    """
    measure = ranking_measure(scores, asked.by)
    entries = entries_of(scores, measure, names)
    found = _placed(claims, entries, asked)
    pool = Pool.of(entries, _not_to_compare(claims, names, since, asked.horizon), asked.horizon)
    bands = scores[measure].measure.bands
    pool = pool if bands else pool.none()
    number, sums = pool.at(np.maximum(found.band, 0), found.day)
    used = found.usable() & (number > 0)
    comparable = pool.serving(found.band[used], found.day[used])
    groups = _groups(claims, entries, found, (number, sums), [band.label for band in bands], asked.horizon)
    reason = "" if comparable >= LEAST else _reason(measure, found, used, comparable, bands=bool(bands))
    means = _means(entries, found, used, number, sums) if not reason else _Means()
    return ScoreChange(
        measure=measure,
        digits=scores[measure].measure.digits,
        threshold=asked.threshold,
        horizon=asked.horizon,
        disrupted=len(found.row),
        both_sides=int(((found.before >= 0) & (found.after >= 0)).sum()),
        compared=int(used.sum()),
        comparable=comparable,
        not_used=tuple(sorted(Counter(one.reason for one in groups if one.reason).items())),
        before=means.before,
        comparable_before=means.comparable_before,
        mean=means.change,
        comparable_mean=means.comparable_change,
        difference=means.difference(),
        reason=reason,
        undated=entries.undated,
        groups=tuple(sorted(groups, key=lambda one: (one.group.casefold(), one.group))),
    )


@attrs.frozen(eq=False)
class _Placed:
    """The d disrupted groups, and the entries before and after; -1 where there is none near enough."""

    group: Ints
    row: Ints
    day: Ints
    grade: Ints
    before: Ints
    after: Ints
    band: Ints
    assessed: npt.NDArray[np.bool_]

    def usable(self) -> npt.NDArray[np.bool_]:
        """Return which have a score on both sides, and one band before."""
        return (self.before >= 0) & (self.after >= 0) & (self.band >= 0)


@attrs.frozen
class _Means:
    """The four means of a comparison; None where there is none."""

    before: Interval | None = None
    comparable_before: Interval | None = None
    change: Interval | None = None
    comparable_change: Interval | None = None

    def difference(self) -> Interval | None:
        """Return the lowest and highest that the change of the disrupted can be above that of the comparable."""
        if self.change is None or self.comparable_change is None:
            return None
        return self.change[0] - self.comparable_change[1], self.change[1] - self.comparable_change[0]


def _placed(claims: Claims, entries: Entries, asked: Asked) -> _Placed:
    """Return the first disruption of each group at or above the threshold, the highest of its day, and its scores."""
    grade = GRADES.index(asked.threshold)
    chosen = np.flatnonzero(claims.grade >= grade)
    day = claims.records.day[claims.rows].astype(np.int64)
    order = chosen[np.lexsort((claims.rows[chosen], -claims.grade[chosen], day[chosen], claims.group[chosen]))]
    _, first = np.unique(claims.group[order], return_index=True)
    at = order[first]
    group, day = claims.group[at], day[at]
    newest = entries.last_up_to(group, day)
    before = np.where((newest >= 0) & (day - entries.at(entries.day, newest) <= asked.horizon), newest, -1)
    following = newest + 1
    near = entries.at(entries.day, following) - day <= asked.horizon
    after = np.where((newest >= 0) & (entries.at(entries.group, following) == group) & near, following, -1)
    band = np.where(before >= 0, entries.at(entries.band, before), -1)
    return _Placed(group, claims.rows[at], day, claims.grade[at], before, after, band, np.isin(group, entries.group))


def _not_to_compare(claims: Claims, names: Names, since: dt.date | None, horizon: int) -> Ints:
    """Return the groups with a disruption above none in the window, or in the horizon before it."""
    records = claims.records
    disrupted = records.grade > GRADES.index("none")
    if since is not None:
        disrupted &= records.day >= np.datetime64(since, "D") - horizon
    return names.numbers(records.group)[disrupted]


def _reason(measure: str, found: _Placed, used: npt.NDArray[np.bool_], comparable: int, *, bands: bool) -> str:
    """Say why there is no comparison."""
    if not len(found.row):
        return NONE_DISRUPTED
    if not bands:
        return NO_BANDS.format(measure)
    return TOO_FEW.format(comparable, LEAST) if used.any() else NONE_COMPARED


def _groups(
    claims: Claims, entries: Entries, found: _Placed, comparable: tuple[Ints, Exact], bands: list[str], horizon: int
) -> list[GroupChange]:
    """Return each disrupted group with its scores and those of the groups comparable to it."""
    number, sums = comparable
    whys = _whys(found, number, horizon, NO_COMPARABLE if bands else UNBANDED)
    listed = zip(found.group.tolist(), found.row.tolist(), found.day.tolist(), found.grade.tolist(), strict=True)
    groups = []
    for at, (group, row, day, grade) in enumerate(listed):
        before, after, band = int(found.before[at]), int(found.after[at]), int(found.band[at])
        scores = [None if one < 0 else entries.score(one) for one in (before, after)]
        others = int(number[at]) if not whys[at] else 0
        means = _over([int(one) for one in sums[:, at]], others * entries.denominator) if others else (None, None)
        groups.append(
            GroupChange(
                group=claims.groups[group],
                where=claims.records.cell(row, "group"),
                date=_date(day),
                grade=GRADES[grade],
                before_on=None if before < 0 else _date(int(entries.day[before])),
                after_on=None if after < 0 else _date(int(entries.day[after])),
                before=scores[0],
                after=scores[1],
                change=_change(scores[0], scores[1]),
                band=bands[band] if bands and band >= 0 else "",
                comparable=others,
                comparable_before=means[0],
                comparable_change=means[1],
                reason=whys[at],
            )
        )
    return groups


def _whys(found: _Placed, number: Ints, horizon: int, alone: str) -> list[str]:
    """Say of each disrupted group why it takes no part in the comparison; empty where it does."""
    conditions = [~found.assessed, found.before < 0, found.after < 0, found.band < 0, number < 1]
    reasons = (NOT_ASSESSED, NONE_BEFORE.format(horizon), NONE_AFTER.format(horizon), OPEN_BAND, alone)
    which = np.select(conditions, [np.full(len(number), at) for at in range(len(reasons))], len(reasons))
    return [(*reasons, "")[at] for at in which.tolist()]


def _date(day: int) -> dt.date:
    return dt.date.fromordinal(EPOCH + day)


def _change(before: Interval | None, after: Interval | None) -> Interval | None:
    return None if before is None or after is None else (after[0] - before[1], after[1] - before[0])


def _over(sums: Sequence[int], denominator: int) -> tuple[Interval, Interval]:
    before_low, before_high, low, high = (Fraction(one, denominator) for one in sums)
    return (before_low, before_high), (low, high)


def _means(entries: Entries, found: _Placed, used: npt.NDArray[np.bool_], number: Ints, sums: Exact) -> _Means:
    """Return the means over the groups compared, each of these counting once however many are comparable to it."""
    before, after, many = found.before[used], found.after[used], number[used].tolist()
    low, high = entries.low, entries.high
    own = (low[before], high[before], low[after] - high[before], high[after] - low[before])
    count = len(many)
    own_before, own_change = _over([sum(map(int, one)) for one in own], count * entries.denominator)
    common = lcm(*many)  # one common denominator: adding fractions one by one would reduce each sum anew
    totals = [sum(int(one) * (common // n) for one, n in zip(row, many, strict=True)) for row in sums[:, used]]
    before_, change = _over(totals, common * count * entries.denominator)
    return _Means(own_before, before_, own_change, change)
