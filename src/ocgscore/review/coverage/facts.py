"""The facts of each group of the register: which assessment counts, how complete, how old, on which version."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.assessments.versions import NOT_STATED, version_code
from ocgscore.review.coverage.fitted import NEVER, Fitted
from ocgscore.review.coverage.model import (
    AGE_UNKNOWN,
    BELOW,
    CERTAINLY,
    COMPLETE,
    CURRENT,
    IDENTIFIED,
    IN_PART,
    MAPPED,
    MAPPED_UNKNOWN,
    MERGED,
    NEVER_SCORED,
    NO_INTERVAL,
    NOT_APPLICABLE,
    NOT_HIGH,
    NOT_MAPPED,
    OUT_OF_DATE,
    POSSIBLY,
    UNDEFINED,
    UNSCORED,
    Codes,
    Facts,
    Ints,
)
from ocgscore.review.register import STATUSES, Register, RegisteredGroup
from ocgscore.scoring import Scores

Flags = npt.NDArray[np.bool_]
UNDATED: Final = np.iinfo(np.int64).min  # NaT as a number: before every day


def facts_of(register: Register, scores: Scores, position: Ints, as_of: dt.date, rules: Fitted) -> Facts:
    """Return the facts of each row of the register.

    Parameters
    ----------
    register : Register
        g rows.
    scores : Scores
        Of n assessments.
    position : ndarray of int64, shape (n,)
        Which row of the register each assessment is about; -1 for none.
    as_of : date
        No assessment is later.
    rules : Fitted

    Returns
    -------
    Facts
    """
    groups, assessments = register.groups, scores.assessments
    day = assessments.assessed_on.astype("datetime64[D]").view(np.int64)
    saying = ~scores.assessments.empty()
    row, same_day = _counting(np.where(saying, position, -1), day, scores.known, len(groups))
    scored = row >= 0
    age = np.full(len(groups), -1, np.int64)
    dated = scored & (_taken(day, row, UNDATED) != UNDATED)
    age[dated] = np.datetime64(as_of, "D").astype(np.int64) - day[row[dated]]
    known = _taken(scores.known.astype(np.int64), row, 0)
    state = np.where(scored, np.where(known == len(assessments.matrix.criteria), COMPLETE, IN_PART), NEVER_SCORED)
    result = scores[rules.measure.id]
    low, high = _taken(result.low, row, rules.bounds[0]), _taken(result.high, row, rules.bounds[1])
    band_low = _taken(result.band_low, row, rules.bands[0])
    band_high = _taken(result.band_high, row, rules.bands[1])
    status = np.array([STATUSES.index(group.status) for group in groups], np.int8)
    interval = rules.shortest[status, band_low, band_high]
    return Facts(
        kind=_kinds(groups, rules.rules.people),
        row=row,
        rows=_times(position[saying], len(groups)),
        empty=_times(position[~saying], len(groups)),
        same_day=same_day,
        state=state.astype(np.int8),
        version=np.where(scored, _taken(_versions(scores), row, NOT_STATED), NOT_APPLICABLE).astype(np.int8),
        age=age,
        interval=np.where(scored, interval, NEVER),
        currency=_currency(scored, age, interval),
        mapped=_mapped(groups),
        status=status,
        still_high=_still_high(status == STATUSES.index("archived"), scored, low, high, rules.line),
        low=low,
        high=high,
        band_low=band_low.astype(np.uint8),
        band_high=band_high.astype(np.uint8),
    )


def _versions(scores: Scores) -> Codes:
    column, matrix = scores.assessments.matrix_version, scores.assessments.matrix
    if column is None:
        return np.full(len(scores), NOT_STATED, np.int8)
    codes: Codes = np.array([version_code(text, matrix) for text in column.texts()] or [0], np.int8)[column.codes]
    return codes


def _counting(position: Ints, day: Ints, known: npt.NDArray[np.unsignedinteger], groups: int) -> tuple[Ints, Ints]:
    """Return for each group the assessment that counts, -1 for none, and how many stand on its day."""
    row, same_day = np.full(groups, -1, np.int64), np.zeros(groups, np.int64)
    about = np.flatnonzero(position >= 0)
    order = about[np.lexsort((-known[about].astype(np.int64), -day[about].astype(np.float64), position[about]))]
    at = position[order]
    first = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1]))) if len(at) else at
    row[at[first]] = order[first]
    on_it = about[day[about] == day[row[position[about]]]]
    return row, same_day + np.bincount(position[on_it], minlength=groups)


def _taken(values: npt.NDArray[np.generic], row: Ints, absent: int) -> Ints:
    """Return a value for each group from the assessment that counts."""
    if not len(values):
        return np.full(len(row), absent, np.int64)
    return np.where(row >= 0, values[row].astype(np.int64), absent)


def _times(position: Ints, groups: int) -> Ints:
    return np.bincount(position[position >= 0], minlength=groups).astype(np.int64)


def _kinds(groups: tuple[RegisteredGroup, ...], people: int) -> Codes:
    def kind(group: RegisteredGroup) -> int:
        if group.merged_into:
            return MERGED
        return BELOW if group.people is not None and group.people < people else IDENTIFIED

    return np.array([kind(group) for group in groups], np.int8)


def _mapped(groups: tuple[RegisteredGroup, ...]) -> Codes:
    codes = {True: MAPPED, False: NOT_MAPPED, None: MAPPED_UNKNOWN}
    return np.array([codes[group.mapped] for group in groups], np.int8)


def _currency(scored: Flags, age: Ints, interval: Ints) -> Codes:
    cases = [~scored, age < 0, interval == NEVER, age > interval]
    return np.select(cases, [NOT_APPLICABLE, AGE_UNKNOWN, NO_INTERVAL, OUT_OF_DATE], CURRENT).astype(np.int8)


def _still_high(archived: Flags, scored: Flags, low: Ints, high: Ints, line: int | None) -> Codes:
    if line is None:
        return np.select([~archived, ~scored], [NOT_APPLICABLE, UNSCORED], UNDEFINED).astype(np.int8)
    cases = [~archived, ~scored, low >= line, high >= line]
    return np.select(cases, [NOT_APPLICABLE, UNSCORED, CERTAINLY, POSSIBLY], NOT_HIGH).astype(np.int8)
