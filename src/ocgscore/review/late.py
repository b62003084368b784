"""What is dated after the day of a review: a fault, named at its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.errors import Problem
from ocgscore.review.records import Records
from ocgscore.review.register import FIELDS, WHAT, Register

LATE: Final = "correct the date, or review as of a later day"


def late_problem(where: str, got: object, as_of: dt.date) -> Problem:
    """Return the problem that a date after the day of the review is."""
    return Problem(where, str(got), f"a day up to {as_of}", LATE)


def late_groups(register: Register, as_of: dt.date) -> Iterator[Problem]:
    """Yield a problem for each group identified after the day of the review."""
    records = Records(register.table, FIELDS, WHAT)
    for row, group in enumerate(register.groups):
        if group.identified_on is not None and group.identified_on > as_of:
            yield late_problem(records.place(row, "identified_on"), group.identified_on, as_of)


def late_assessments(assessments: Assessments, as_of: dt.date) -> Iterator[Problem]:
    """Yield a problem for each assessment made after the day of the review; one without a date is not later."""
    days = assessments.assessed_on.astype("datetime64[D]")
    for row in np.flatnonzero(days > np.datetime64(as_of, "D")).tolist():
        yield late_problem(assessments.place(row, "assessed_on"), days[row], as_of)
