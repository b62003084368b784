"""What is said of a grade that nobody has given a worth."""

from __future__ import annotations

from typing import Final

from ocgscore.errors import Described, did_you_mean
from ocgscore.network.grades import UNGRADED, Grades, plain_grade
from ocgscore.table.cells import Fault

BLANK: Final = Described("a blank")


def grade_fault(grade: str, grades: Grades) -> Fault:
    """Return what should stand in place of a grade that a table of grades lacks, and the remedy.

    Examples
    --------
    >>> ours = Grades({"Confirmed": 0.9}, "ours.csv")
    >>> grade_fault("confrimed", ours).hint, grade_fault("110%", ours).expected
    ("did you mean 'confirmed'?", 'a grade in ours.csv, or a probability above 0 and at most 1')
    """
    plain = plain_grade(grade)
    expected = f"a grade in {grades.name}"
    if plain == UNGRADED:
        return Fault(expected, f"add a row for {UNGRADED} to {grades.name}: it says what a blank counts for")
    if _is_number(plain):
        return Fault(f"{expected}, or a probability above 0 and at most 1", "write a probability as 0.8 or 80%")
    hint = did_you_mean(plain, grades.chances) or f"add a row for it to {grades.name}, with a probability"
    return Fault(expected, hint)


def _is_number(text: str) -> bool:
    try:
        float(text.removesuffix("%").strip())
    except ValueError:
        return False
    return True
