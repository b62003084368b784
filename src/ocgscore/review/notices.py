"""The notices of a sheet, without those that a review answers by itself."""

from __future__ import annotations

from ocgscore.assessments import Assessments
from ocgscore.assessments.repeats import look_alikes
from ocgscore.assessments.sift import RECORDED_AGAINST


def sheet_notices(assessments: Assessments, *, followed: bool = False, versions: bool = False) -> tuple[str, ...]:
    """Return what is to be known of a sheet.

    Parameters
    ----------
    assessments : Assessments
    followed : bool
        Ids that differ by case or spaces are one here, because a register says so.
    versions : bool
        Rows recorded against another version are dealt with, and said, by the review.

    Examples
    --------
    >>> from ocgscore import assess
    >>> batch = assess([{"group": "A", "violence": "low"}, {"group": "a", "violence": "low"}], "sleipnir-2000")
    >>> len(sheet_notices(batch)) - len(sheet_notices(batch, followed=True))
    1
    """
    apart = set(look_alikes(assessments.group)) if followed else set()
    return tuple(
        notice
        for notice in assessments.notices
        if notice not in apart and not (versions and RECORDED_AGAINST in notice)
    )
