"""Which column of a sheet is what: the group, who and when, a criterion, a reason, a total worked out in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from ocgscore.errors import Problem, did_you_mean
from ocgscore.matrix import Matrix, level_key
from ocgscore.table import Table

DETAILS: Final = ("force", "assessor", "assessed_on", "matrix_version")
RESULTS: Final = ("completeness", "rank_best", "rank_worst", "provenance", "problems")
PARTS: Final = {
    "low": "lowest",
    "high": "highest",
    "band_low": "lowest band",
    "band_high": "highest band",
}
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
        Columns of an earlier result, which a new result replaces.
    notices : tuple of str
    """

    group: int
    details: dict[str, int]
    criteria: tuple[int | None, ...]
    rationale: dict[str, int]
    recorded: dict[tuple[str, str], int]
    replaced: frozenset[int]
    notices: tuple[str, ...]


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared: any case, any spacing, spaces the same as underscores.

    Examples
    --------
    >>> heading_key(" Assessed  On ")
    'assessed_on'
    """
    return level_key(heading).replace(" ", "_")


def recorded_heading(title: str, part: str) -> str:
    """Return the heading that a workbook gives to a total of its own.

    Examples
    --------
    >>> recorded_heading("Risk", "band_low")
    'Risk: lowest band'
    """
    return f"{title}: {PARTS[part]}"


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
    meanings: list[tuple[str, ...]] = attrs.field(factory=list)

    def layout(self) -> Layout | None:
        known = dict(self._known())
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
            replaced=frozenset(column for column, meaning in at if meaning[:1] in {("recorded",), ("result",)}),
            notices=tuple(self._notices(missing)),
        )

    def _known(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every heading that means something, least specific first."""
        for measure in self.matrix.measures:
            for part in PARTS:
                yield f"{measure.id}_{part}", ("recorded", measure.id, part)
                yield heading_key(recorded_heading(measure.title, part)), ("recorded", measure.id, part)
            for part in PUBLISHED_PARTS:
                yield f"{measure.id}_{part}", ("result",)
        for name in RESULTS:
            yield name, ("result",)
        for criterion in self.matrix.criteria:
            for heading in (criterion.id, criterion.title):
                yield heading_key(f"{heading} rationale"), ("rationale", criterion.id)
        for criterion in self.matrix.criteria:
            for heading in (criterion.id, criterion.title):
                yield heading_key(heading), ("criterion", criterion.id)
        for name in DETAILS:
            yield name, ("detail", name)
        yield from ((name, ("group",)) for name in ("group", self.matrix.subject))

    def _first(self, meaning: tuple[str, ...]) -> int | None:
        return self.meanings.index(meaning) if meaning in self.meanings else None

    def _only_once(self) -> None:
        for column, meaning in enumerate(self.meanings):
            first = self._first(meaning)
            if meaning not in ((), ("result",)) and first is not None and first != column:
                expected = f"the only column for {' '.join(meaning[1:]) or meaning[0]}"
                hint = f"{self.table.heading_address(first)} is one already; delete or rename one"
                self._at_heading(column, self.table.headings[column], expected, hint)

    def _no_group(self) -> None:
        near = did_you_mean("group", self.table.headings).replace("did you mean", "is it")
        hint = near or "head the column of ids 'group'"
        self.problems.append(Problem(self._place(), None, "a column headed 'group'", hint))

    def _no_criteria(self) -> None:
        first = self.matrix.criteria[0]
        hint = f"head a column with a criterion's id or title, such as {first.id!r}; is this the right matrix?"
        expected = f"a column for any criterion of {self.matrix.name}"
        self.problems.append(Problem(self._place(), None, expected, hint))

    def _misspelt(self) -> None:
        """A heading that is nearly that of an absent criterion would leave it unknown in every row: refuse it."""
        absent = [c for c in self.matrix.criteria if ("criterion", c.id) not in self.meanings]
        names = [name for criterion in absent for name in (criterion.id, criterion.title)]
        for column, (heading, meaning) in enumerate(zip(self.table.headings, self.meanings, strict=True)):
            near = "" if meaning else did_you_mean(heading, names)
            if near:
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
