"""Confidence: from a grade to the probability that a link exists, through a table that the user owns.

No published table turns intelligence grades into probabilities, so none is applied unasked, and the one that comes with
the library is called illustrative and has to be asked for by that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from ocgscore.errors import Problem, did_you_mean
from ocgscore.network.model import MapError

UNGRADED: Final = "ungraded"
ILLUSTRATIVE: Final = "illustrative"
_THREE_FIVE_TWO: Final = re.compile(r"([123])[\s/-]*([A-E])(?:[\s/-]*[PC])?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?:0|1)?(?:\.\d+)?|1(?:\.0*)?|\d{1,3}(?:\.\d+)?\s*%")


def plain_grade(grade: str) -> str:
    """Return a grade as it is looked up: 3x5x2 without its handling code, anything else without regard to case.

    Examples
    --------
    >>> plain_grade("2 b p"), plain_grade("1-A-C"), plain_grade(" Confirmed "), plain_grade("")
    ('2B', '1A', 'confirmed', 'ungraded')
    """
    text = grade.strip()
    coded = _THREE_FIVE_TWO.fullmatch(text)
    if coded:
        return f"{coded[1]}{coded[2].upper()}"
    return text.casefold() or UNGRADED


def probability(text: str) -> float | None:
    """Return the probability that a text states, as a number from 0 to 1 or a percentage; None if it states none.

    Examples
    --------
    >>> probability("0.8"), probability("80 %"), probability("1"), probability("2B"), probability("")
    (0.8, 0.8, 1.0, None, None)
    """
    text = text.strip()
    if not text or not _NUMBER.fullmatch(text):
        return None
    number = float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)
    return number if 0 <= number <= 1 else None


def _by_plain(given: Mapping[str, float]) -> Mapping[str, float]:
    """Return the table by plain grade."""
    chances: dict[str, float] = {}
    problems = []
    for grade, chance in given.items():
        plain = plain_grade(grade)
        if not 0 < chance <= 1:
            problems.append(
                Problem(f"grade {grade}", str(chance), "a probability above 0 and at most 1", "write 0.8 for 80 %")
            )
        elif chances.setdefault(plain, chance) != chance:
            problems.append(Problem(f"grade {grade}", str(chance), "what the same grade has elsewhere", "keep one row"))
    if problems:
        raise MapError(problems)
    return MappingProxyType(chances)


@attrs.frozen
class Grades:
    """What probability each grade stands for, by somebody's judgement.

    Parameters
    ----------
    chances : mapping of str to float
        By grade, in any spelling; above 0 and at most 1. ``"ungraded"`` is what stands for a blank.
    name : str
        Whose judgement: the file's name, or ``"illustrative"``.

    Raises
    ------
    MapError
        If a probability is not above 0 and at most 1, or two spellings are the same grade.

    Examples
    --------
    >>> grades = Grades({"Confirmed": 0.9, "Tentative": 0.3}, "ours.csv")
    >>> grades.chance("confirmed"), grades.chance("65%"), grades.chance("hearsay") is None
    (0.9, 0.65, True)
    """

    chances: Mapping[str, float] = attrs.field(converter=_by_plain)
    name: str = ILLUSTRATIVE

    @property
    def said(self) -> str:
        """Whose judgement it is, as results that rest on it say.

        Examples
        --------
        >>> illustrative().said, Grades({"1A": 0.9}, "ours.csv").said
        ("illustrative (nobody's judgement)", 'ours.csv')
        """
        return f"{self.name} (nobody's judgement)" if self.name == ILLUSTRATIVE else self.name

    def chance(self, grade: str) -> float | None:
        """Return the probability of a grade; one that states its own is taken at its word; None if unknown."""
        known = self.chances.get(plain_grade(grade))
        if known is not None:
            return known
        stated = probability(grade)
        return stated or None

    def unknown(self, places: Iterable[tuple[str, str]]) -> list[Problem]:
        """Return a problem for each (place, grade) whose grade the table lacks, a grade said once only."""
        said: dict[str, Problem] = {}
        for where, grade in places:
            plain = plain_grade(grade)
            if plain not in said and self.chance(grade) is None:
                hint = did_you_mean(plain, self.chances) or f"add a row for it to {self.name}, with a probability"
                said[plain] = Problem(where, plain, f"a grade in {self.name}", hint)
        return list(said.values())


def illustrative() -> Grades:
    """Return an invented table, to see what uncertain links do to a result; nobody's judgement.

    Source evaluation 1 to 3 gives 0.95, 0.75 and 0.5; intelligence assessment A to E multiplies that by 1, 0.9, 0.7,
    0.5 and 0.3. i2's Confirmed, Unconfirmed and Tentative give 0.95, 0.6 and 0.3. Ungraded gives 0.5.

    Examples
    --------
    >>> grades = illustrative()
    >>> round(grades.chance("1A"), 3), round(grades.chance("2BP"), 3), grades.chance("Tentative")
    (0.95, 0.675, 0.3)
    """
    sources, contents = {"1": 0.95, "2": 0.75, "3": 0.5}, {"A": 1.0, "B": 0.9, "C": 0.7, "D": 0.5, "E": 0.3}
    coded = {
        source + content: first * second for source, first in sources.items() for content, second in contents.items()
    }
    return Grades({**coded, "confirmed": 0.95, "unconfirmed": 0.6, "tentative": 0.3, UNGRADED: 0.5})
