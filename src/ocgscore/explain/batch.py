"""Explanations of a batch, and of one assessment in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, overload

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.errors import Described, Problem, RequestError, did_you_mean, whole_number_problems
from ocgscore.explain.changes import Changes, Positions, changes
from ocgscore.explain.making import explanations_of
from ocgscore.explain.model import Explanation
from ocgscore.ranking import Ranking, rank
from ocgscore.scoring import Scores

AT_ONCE: Final = 2**19  # changes held at a time: some 100 bytes each


@attrs.frozen(eq=False, repr=False)
class Explanations(Sequence[Explanation]):
    """The explanations of some rows of a batch, each made when it is asked for.

    Going through all of them is many times quicker than asking for one after another by position.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking or None
        None where the matrix ranks nothing by itself and no measure was named.
    rows : ndarray of intp
        The rows explained, by position in the batch; ranks are among the whole batch.
    """

    scores: Scores
    ranking: Ranking | None
    rows: Positions

    def __len__(self) -> int:
        """Return how many rows are explained."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return a short description."""
        return f"Explanations({len(self)} of {self.scores!r})"

    @overload
    def __getitem__(self, at: int) -> Explanation: ...

    @overload
    def __getitem__(self, at: slice) -> Explanations: ...

    def __getitem__(self, at: int | slice) -> Explanation | Explanations:
        """Return the explanation at a position, or the explanations of a slice."""
        if isinstance(at, slice):
            return attrs.evolve(self, rows=self.rows[at])
        chosen = self.rows[at : at + 1] if at != -1 else self.rows[-1:]
        if not len(chosen):
            raise IndexError(at)
        return next(explanations_of(self.scores, self.ranking, chosen))

    def __iter__(self) -> Iterator[Explanation]:
        """Go through the explanations in order."""
        for rows in self._stretches():
            yield from explanations_of(self.scores, self.ranking, rows)

    def changes(self) -> Iterator[Changes]:
        """Yield every single change of a level as columns, a stretch of rows at a time: for the whole batch's flips."""
        for rows in self._stretches():
            yield changes(self.scores, self.ranking, rows)

    def _stretches(self) -> Iterator[Positions]:
        """Yield stretches of rows whose changes can be held at once."""
        levels = sum(len(criterion.levels) for criterion in self.scores.assessments.matrix.criteria)
        size = max(1, AT_ONCE // levels)
        for start in range(0, len(self.rows), size):
            yield self.rows[start : start + size]


def explain_batch(scores: Scores, by: str | None = None) -> Explanations:
    """Explain every assessment of a batch.

    Parameters
    ----------
    scores : Scores
    by : str, optional
        The measure that ranks; the matrix's own by default. Where there is neither, everything but ranks is explained.

    Returns
    -------
    Explanations
        A sequence in the order of the batch. See `Explanation`.

    Raises
    ------
    RequestError
        The matrix has no such measure.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": g, "corruption": "high", "violence": v} for g, v in [("A", "low"), ("B", "high")]]
    >>> [(e.group, e.rank.text, len(e.unknowns)) for e in explain_batch(score(assess(rows, "sleipnir-2000")))]
    [('A', '1–2', 17), ('B', '1–2', 17)]
    """
    return Explanations(scores, _ranking(scores, by), np.arange(len(scores)))


def explain_score(scores: Scores, row_or_group: int | str, by: str | None = None) -> Explanation:
    """Explain one assessment: how its scores come about, what would move them, and what its unknowns could do.

    Parameters
    ----------
    scores : Scores
        Of the whole batch, among which it is ranked.
    row_or_group : int or str
        Position of the assessment (from 0), or the id of a group with a single assessment.
    by : str, optional
        The measure that ranks; the matrix's own by default. Where there is neither, everything but ranks is explained.

    Returns
    -------
    Explanation

    Raises
    ------
    RequestError
        No such row, group or measure; or several assessments of the group: the message names their rows.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> scores = score(assess([{"group": "A", "weapons": "high", "premeditation": "low"}], "group-threat-derbyshire"))
    >>> step = explain_score(scores, "A").step("total")
    >>> step.formula.count(","), step.working_low, step.result.low
    (5, '0 + 0 + 0 + 1 + 3 + 0', Fraction(4, 1))
    """
    row = _row(scores.assessments, row_or_group)
    return Explanations(scores, _ranking(scores, by), np.array([row]))[0]


def rows_of_group(assessments: Assessments, group: str) -> Positions:
    """Return the positions of the assessments of a group; `RequestError` where there is none.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": group, "violence": "low"} for group in "AB"]
    >>> rows_of_group(assess(rows, "sleipnir-2000"), "B").tolist()
    [1]
    """
    texts = assessments.group.texts()
    codes = [code for code, text in enumerate(texts) if text == group]
    rows = np.flatnonzero(np.isin(assessments.group.codes, codes))
    if not len(rows):
        present = [texts[code] for code in np.unique(assessments.group.codes).tolist()]
        hint = did_you_mean(group, present) or "give its id as it stands in the sheet"
        expected = f"a {assessments.matrix.subject} of this sheet"
        raise RequestError(Problem(assessments.table.name, group, expected, hint))
    return rows


def one_row(assessments: Assessments, group: str, hint: str) -> int:
    """Return the position of a group's only assessment.

    Raises
    ------
    RequestError
        No such group, or several assessments of it; `hint` says what to do then.
    """
    rows = rows_of_group(assessments, group)
    if len(rows) > 1:
        places = ", ".join(assessments.table.row_address(row) for row in rows.tolist())
        raise RequestError(
            Problem(places, Described(f"{len(rows)} assessments of {group!r}"), "one assessment to explain", hint)
        )
    return int(rows[0])


def _row(assessments: Assessments, row_or_group: int | str) -> int:
    if isinstance(row_or_group, str):
        return one_row(assessments, row_or_group, "give the position of one of them")
    name, hint = f"{assessments.table.name} row", "give the id of a group, or count the assessments from 0"
    problems = [*whole_number_problems(name, row_or_group, 0, len(assessments) - 1, hint=hint)]
    if problems:
        raise RequestError(problems)
    return int(row_or_group)


def _ranking(scores: Scores, by: str | None) -> Ranking | None:
    return rank(scores, by) if by or scores.assessments.matrix.ranks_by else None
