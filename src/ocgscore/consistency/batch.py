"""A batch of assessments as ratings: who scored what, and which assessments can be compared."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.assessments.versions import NOT_STATED, OWN, version_code
from ocgscore.consistency.ratings import UNKNOWN, Flags, Ints, Ratings, Scale
from ocgscore.errors import AssessmentError, Problem, RequestError
from ocgscore.matrix import Matrix
from ocgscore.table import Column

By: TypeAlias = Literal["force", "assessor", "assessment"]
BYS: Final[tuple[By, ...]] = ("force", "assessor", "assessment")
NOBODY: Final = -1


@attrs.frozen(eq=False)
class Rated:
    """A batch, and its ratings: of each unit by each scorer the newest assessment.

    Parameters
    ----------
    assessments : Assessments
        The whole batch, n rows.
    by : {"force", "assessor", "assessment"}
        Who is taken as a scorer; with ``"assessment"`` every assessment has a scorer of its own without a name.
    scorers : tuple of str
        Every scorer in the batch, in order.
    scorer : ndarray of int64, shape (n,)
        The position in `scorers` of each assessment's; -1 where none is named.
    ratings : Ratings
        What can be compared; ``ratings.row`` leads back to the batch.
    unnamed, other_version, unknown, earlier : int
        Assessments left out of `ratings`, each for the first reason that holds: no scorer named; recorded against
        another version of the matrix; no level known; not the newest of that unit by that scorer.
    notices : tuple of str
        What the user should know.
    """

    assessments: Assessments
    by: By
    scorers: tuple[str, ...]
    scorer: Ints
    ratings: Ratings
    unnamed: int
    other_version: int
    unknown: int
    earlier: int
    notices: tuple[str, ...]


def rate(assessments: Assessments, by: str = "force", *, planned: bool = False) -> Rated:
    """Take a batch as ratings.

    Parameters
    ----------
    assessments : Assessments
        A group may stand in it once for each scorer, and several times for one scorer on different dates.
    by : {"force", "assessor", "assessment"}
        Who is a scorer. An assessor's name that stands under several forces is taken as several assessors.
    planned : bool
        Keep assessments without a level: they are yet to be made.

    Returns
    -------
    Rated

    Raises
    ------
    RequestError
        `by` is none of these, or the sheet has no such column.
    AssessmentError
        One scorer has several assessments of a unit and which is the newest cannot be told.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "force": force, "violence": "low"} for force in ("North", "East")]
    >>> rated = rate(assess(rows, "sleipnir-2000"))
    >>> rated.ratings, rated.scorers
    (Ratings(2 scorings of 1 units by 2 scorers), ('East', 'North'))
    """
    scorers, scorer, merged = scorers_of(assessments, by)
    kept = scorer >= 0
    unnamed = int((~kept).sum())
    current = _current(assessments)
    other_version, kept = int((kept & ~current).sum()), kept & current
    scored = np.ones(len(kept), np.bool_) if planned else assessments.known() > 0
    unknown, kept = int((kept & ~scored).sum()), kept & scored
    newest = _newest(assessments, scorer, np.flatnonzero(kept), by)
    counts = {"unnamed": unnamed, "other_version": other_version, "unknown": unknown}
    counts["earlier"] = int(kept.sum()) - len(newest)
    notices = (*merged, *_notices(counts, by, assessments.matrix))
    groups = _texts(assessments.group)
    whose = [scorers[at] for at in scorer[newest].tolist()]
    of_units, scales = [groups[row] for row in newest.tolist()], scales_of(assessments.matrix)
    ratings = Ratings.of(of_units, whose, _levels(assessments, newest), scales, newest)
    return Rated(assessments, _known_by(by), scorers, scorer, ratings, **counts, notices=notices)


def scales_of(matrix: Matrix) -> tuple[Scale, ...]:
    """Return the scales of a matrix's criteria."""
    return tuple(
        Scale(criterion.id, criterion.title, tuple(level.label for level in criterion.levels))
        for criterion in matrix.criteria
    )


def _levels(assessments: Assessments, rows: Ints) -> Ints:
    """Return the levels of some rows; -1 where one is not known exactly: a range is no rating."""
    lowest, highest = (codes[rows].astype(np.int64) for codes in (assessments.lowest, assessments.highest))
    return np.where(lowest == highest, lowest, UNKNOWN)


def _known_by(by: str) -> By:
    found = next((one for one in BYS if one == by), None)
    if found is None:
        raise RequestError(Problem("by", by, f"one of {', '.join(BYS)}", "say whose scores are compared"))
    return found


def _texts(column: Column) -> list[str]:
    texts = column.texts()
    return [texts[code] for code in column.codes.tolist()]


def scorers_of(assessments: Assessments, by: str) -> tuple[tuple[str, ...], Ints, list[str]]:
    """Return the scorers in order, the position of each row's, and notices of spellings taken as one."""
    if _known_by(by) == "assessment":
        width = len(str(len(assessments)))
        return tuple(f"#{row + 1:0{width}}" for row in range(len(assessments))), np.arange(len(assessments)), []
    column = assessments.force if by == "force" else assessments.assessor
    if column is None:
        others = "; `consistency --by assessor` compares assessors" if assessments.assessor is not None else ""
        hint = f"add a column {by!r}{others}; `--by assessment` takes each assessment as another scorer's"
        raise RequestError(Problem("the sheet", None, f"a column {by!r} to say who scored", hint))
    spelled = _texts(column)
    names, notices = _one_spelling(spelled, by)
    named = [names[text] for text in spelled]
    if by == "assessor" and assessments.force is not None:
        named = _told_apart(named, _texts(assessments.force))
    scorers = tuple(sorted(set(named) - {""}))
    place = {name: at for at, name in enumerate(scorers)} | {"": NOBODY}
    return scorers, np.array([place[name] for name in named], np.int64), notices


def _one_spelling(spelled: Sequence[str], by: str) -> tuple[dict[str, str], list[str]]:
    """Return for each spelling the one used most often of those that differ only in case or spacing, and notices."""
    alike: dict[str, Counter[str]] = defaultdict(Counter)
    for text, times in Counter(spelled).items():
        alike[" ".join(unicodedata.normalize("NFKC", text).casefold().split())][text] += times
    names: dict[str, str] = {}
    notices = []
    for spellings in alike.values():
        chosen = min(spellings, key=lambda text: (-spellings[text], text))
        names |= dict.fromkeys(spellings, chosen)
        if len(spellings) > 1:
            listed = " and ".join(repr(text) for text in sorted(spellings))
            notices.append(f"{listed} are taken as one {by}, {chosen!r}")
    return names, sorted(notices)


def _told_apart(assessors: Sequence[str], forces: Sequence[str]) -> list[str]:
    """Return assessors' names, with the force where a name stands under several."""
    forces = [" ".join(force.split()) for force in forces]
    under: dict[str, set[str]] = defaultdict(set)
    for assessor, force in zip(assessors, forces, strict=True):
        under[assessor].add(force.casefold())
    return [
        f"{assessor} ({force or 'no force'})" if assessor and len(under[assessor]) > 1 else assessor
        for assessor, force in zip(assessors, forces, strict=True)
    ]


def _current(assessments: Assessments) -> Flags:
    """Return which assessments were recorded against this version of the matrix, or against none that is named."""
    column, matrix = assessments.matrix_version, assessments.matrix
    if column is None:
        return np.ones(len(assessments), np.bool_)
    ours = np.array([version_code(text, matrix) in {OWN, NOT_STATED} for text in column.texts()] or [True])
    current: Flags = ours[column.codes]
    return current


def _newest(assessments: Assessments, scorer: Ints, rows: Ints, by: str) -> Ints:
    """Return the newest row of each unit by each scorer, ascending."""
    groups = assessments.group.text_codes().astype(np.int64)
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, group, whose in zip(rows.tolist(), groups[rows].tolist(), scorer[rows].tolist(), strict=True):
        together[group, whose].append(row)
    problems = [p for several in together.values() if len(several) > 1 for p in _undecided(assessments, several, by)]
    if problems:
        raise AssessmentError(problems)
    dates = assessments.assessed_on
    newest = [
        max(several, key=lambda row: dates[row]) if len(several) > 1 else several[0] for several in together.values()
    ]
    return np.array(sorted(newest), np.int64)


def _undecided(assessments: Assessments, rows: Sequence[int], by: str) -> Iterator[Problem]:
    """Say why the newest of a scorer's assessments of a unit cannot be told, if so."""
    table, dates = assessments.table, assessments.assessed_on
    unit = assessments.group.row_text(rows[0])
    other = (
        "; `ocgscore consistency --by assessor` compares the assessors of a force"
        if by == "force" and assessments.assessor
        else ""
    )
    undated = [row for row in rows if np.isnat(dates[row])]
    for row in undated:
        hint = f"this {by} has {len(rows)} assessments of it: fill assessed_on, so that the newest is known{other}"
        yield Problem(table.row_address(row), None, f"the date of an assessment of {unit!r}", hint)
    if undated:
        return
    newest = max(dates[row] for row in rows)
    tied = [row for row in rows if dates[row] == newest]
    if len(tied) > 1:
        places = " and ".join(table.row_address(row) for row in tied)
        day = f"{unit} on {np.datetime_as_string(newest, 'D')}"
        yield Problem(places, day, f"one scoring by this {by}", f"keep one, or correct a date{other}")


def _notices(counts: dict[str, int], by: str, matrix: Matrix) -> Iterator[str]:
    said = {
        "unnamed": f"{{}} left out: no {by} is named",
        "other_version": f"{{}} left out: recorded against another version than {matrix.name}",
        "unknown": "{} left out: no level is known exactly",
        "earlier": f"{{}} left out of the comparison: each {by}'s newest of a unit is compared",
    }
    for name, count in counts.items():
        if count:
            yield said[name].format(f"{count:,} assessment{'s' if count > 1 else ''}")
