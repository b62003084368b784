"""Which column of a sheet is what: the group, who and when, a criterion, a reason, a total worked out in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import Problem, did_you_mean
from ocgscore.matrix import Matrix, heading_key
from ocgscore.table import Table

Meaning: TypeAlias = tuple[str, ...]
DETAILS: Final = ("force", "assessor", "assessed_on", "matrix_version")
RESULTS: Final = ("completeness", "rank_best", "rank_worst", "provenance", "problems")
PARTS: Final = {
    "low": "lowest",
    "high": "highest",
    "band_low": "lowest band",
    "band_high": "highest band",
}
WORKED_OUT: Final = {("recorded",), ("result",), ("wording",)}  # columns that a sheet or an earlier run made itself
SOME: Final = 4  # absent criteria named in a notice
PUBLISHED_PARTS: Final = ("published", "band_published")


@attrs.frozen
class Layout:
    """The meaning of each column, as positions in the table.

    Parameters
    ----------
    group : int
        The column of ids.
    details : dict of str to int
        Columns headed force, assessor, assessed_on, matrix_version.
    criteria : tuple of (int or None)
        For each criterion of the matrix its column; None where the sheet has none.
    rationale : dict of str to int
        By criterion id.
    recorded : dict of (str, str) to int
        By measure id and part.
    replaced : frozenset of int
        Columns that an earlier run, or the sheet itself, worked out: a new result replaces them.
    notices : tuple of str
    """

    group: int
    details: dict[str, int]
    criteria: tuple[int | None, ...]
    rationale: dict[str, int]
    recorded: dict[tuple[str, str], int]
    replaced: frozenset[int]
    notices: tuple[str, ...]


def recorded_heading(title: str, part: str) -> str:
    """Return the heading that a workbook gives to a total of its own.

    Examples
    --------
    >>> recorded_heading("Risk", "band_low")
    'Risk: lowest band'
    """
    return f"{title}: {PARTS[part]}"


def wording_heading(title: str) -> str:
    """Return the heading of the column in which a workbook shows the wording of the level chosen."""
    return f"{title}: wording"


def heading_meanings(matrix: Matrix) -> Iterator[tuple[str, Meaning]]:
    """Yield every heading that means something, as its key, with its meaning; the strongest claim to a heading last.

    A meaning is ``("recorded", measure, part)``, ``("result",)``, ``("wording", criterion)``,
    ``("rationale", criterion)``, ``("criterion", criterion)``, ``("detail", name)`` or ``("group",)``.
    """
    for measure in matrix.measures:
        for part in PARTS:
            yield f"{measure.id}_{part}", ("recorded", measure.id, part)
            yield heading_key(recorded_heading(measure.title, part)), ("recorded", measure.id, part)
        for part in PUBLISHED_PARTS:
            yield f"{measure.id}_{part}", ("result",)
    yield from ((name, ("result",)) for name in RESULTS)
    for criterion in matrix.criteria:
        for name in (criterion.id, criterion.title):
            yield heading_key(wording_heading(name)), ("wording", criterion.id)
            yield heading_key(f"{name} rationale"), ("rationale", criterion.id)
    for criterion in matrix.criteria:
        for name in (criterion.id, criterion.title):
            yield heading_key(name), ("criterion", criterion.id)
    yield from ((name, ("detail", name)) for name in DETAILS)
    yield from ((name, ("group",)) for name in ("group", matrix.subject))


def read_layout(table: Table, matrix: Matrix) -> tuple[Layout | None, list[Problem]]:
    """Say what each column is.

    Parameters
    ----------
    table : Table
        One row an assessment.
    matrix : Matrix

    Returns
    -------
    layout : Layout or None
        None where the sheet cannot be read at all.
    problems : list of Problem
        Each at its heading.
    """
    finder = _Finder(table, matrix)
    return finder.layout(), finder.problems


@attrs.define
class _Finder:
    table: Table
    matrix: Matrix
    problems: list[Problem] = attrs.field(factory=list)
    meanings: list[Meaning] = attrs.field(factory=list)

    def layout(self) -> Layout | None:
        known = dict(heading_meanings(self.matrix))
        self.meanings = [known.get(heading_key(heading), ()) for heading in self.table.headings]
        self._only_once()
        criteria = tuple(self._first(("criterion", criterion.id)) for criterion in self.matrix.criteria)
        group = self._first(("group",))
        if group is None:
            self._no_group()
        if not any(column is not None for column in criteria):
            self._no_criteria()
        if group is None or self.problems:
            return None
        missing = [c.title for c, column in zip(self.matrix.criteria, criteria, strict=True) if column is None]
        self._misspelt()
        return None if self.problems else self._finished(group, criteria, missing)

    def _finished(self, group: int, criteria: tuple[int | None, ...], missing: list[str]) -> Layout:
        at = list(enumerate(self.meanings))
        return Layout(
            group=group,
            details={meaning[1]: column for column, meaning in at if meaning[:1] == ("detail",)},
            criteria=criteria,
            rationale={meaning[1]: column for column, meaning in at if meaning[:1] == ("rationale",)},
            recorded={(meaning[1], meaning[2]): column for column, meaning in at if meaning[:1] == ("recorded",)},
            replaced=frozenset(column for column, meaning in at if meaning[:1] in WORKED_OUT),
            notices=tuple(self._notices(missing)),
        )

    def _first(self, meaning: Meaning) -> int | None:
        return self.meanings.index(meaning) if meaning in self.meanings else None

    def _only_once(self) -> None:
        for column, meaning in enumerate(self.meanings):
            first = self._first(meaning)
            if meaning not in ((), ("result",)) and first is not None and first != column:
                expected = f"the only column for {' '.join(meaning[1:]) or meaning[0]}"
                hint = f"{self.table.heading_address(first)} is one already; delete or rename one"
                self._at_heading(column, self.table.headings[column], expected, hint)

    def _no_group(self) -> None:
        listed = ", ".join(repr(heading) for heading in self.table.headings[:SOME])
        hint = f"head the column of ids 'group' (the headings begin {listed})"
        self.problems.append(Problem(self._place(), None, "a column headed 'group'", hint))

    def _no_criteria(self) -> None:
        first = self.matrix.criteria[0]
        hint = f"head a column with a criterion's id or title, such as {first.id!r}; is this the right matrix?"
        expected = f"a column for any criterion of {self.matrix.name}"
        self.problems.append(Problem(self._place(), None, expected, hint))

    def _misspelt(self) -> None:
        """A heading that is nearly that of an absent criterion would leave it unknown in every row: refuse it.

        One that is nearer to a measure's name is a total or band that the sheet records.
        """
        absent = [c for c in self.matrix.criteria if ("criterion", c.id) not in self.meanings]
        names = [name for criterion in absent for name in (criterion.id, criterion.title)]
        totals = [name for measure in self.matrix.measures for name in (measure.id, measure.title)]
        for column, (heading, meaning) in enumerate(zip(self.table.headings, self.meanings, strict=True)):
            near = "" if meaning else did_you_mean(heading, names)
            if near and did_you_mean(heading, [*totals, *names]) == near:
                hint = f"{near} (rename the column if it is something else)"
                self._at_heading(column, heading, f"a criterion of {self.matrix.name}", hint)

    def _notices(self, missing: list[str]) -> Iterator[str]:
        if missing:
            listed = "; ".join(missing[:SOME]) + (f"; and {len(missing) - SOME} more" if len(missing) > SOME else "")
            total = len(self.matrix.criteria)
            yield f"{self._place()}: {len(missing)} of {total} criteria have no column, unknown in every row: {listed}"

    def _at_heading(self, column: int, got: str, expected: str, hint: str) -> None:
        self.problems.append(Problem(self.table.heading_address(column), got, expected, hint))

    def _place(self) -> str:
        return f"{self.table.name}!{self.table.sheet}" if self.table.sheet else self.table.name
