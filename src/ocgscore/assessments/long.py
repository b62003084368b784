"""The long form, one row a level (``group, criterion, level, …``), turned into one row an assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments.headings import DETAILS, heading_meanings
from ocgscore.errors import AssessmentError, Problem, did_you_mean
from ocgscore.matrix import Matrix, heading_key
from ocgscore.table import Cell, Column, Table

LONG: Final = ("criterion", "level")
LONG_OR_WIDE: Final = "give levels in the columns 'criterion' and 'level', or in a column for each criterion, not both"


@attrs.frozen(eq=False)
class Pivoted(Table):
    """A long table turned wide, which remembers where each cell came from.

    Parameters
    ----------
    origin : Table
        The long table.
    lines : tuple of tuple of int
        For each assessment the rows of `origin` that make it up.
    sources : dict of (int, int) to int
        The row of `origin` behind a (row, column) of this table that came from a level.
    level_column : int
        The column of `origin` that holds the levels.
    faults : tuple of (int, Problem)
        Problems found while turning it, each with the row of this table that it spoils.
    """

    origin: Table = attrs.field(kw_only=True)
    lines: tuple[tuple[int, ...], ...] = attrs.field(kw_only=True)
    sources: dict[tuple[int, int], int] = attrs.field(kw_only=True)
    level_column: int = attrs.field(kw_only=True)
    faults: tuple[tuple[int, Problem], ...] = attrs.field(kw_only=True)

    def address(self, row: int, column: int) -> str:
        """Return the address in the long table."""
        line = self.sources.get((row, column))
        if line is not None:
            return self.origin.address(line, self.level_column)
        headings = [heading_key(heading) for heading in self.origin.headings]
        heading = heading_key(self.columns[column].heading)
        at = headings.index(heading) if heading in headings else self.level_column
        return self.origin.address(self.lines[row][0], at)

    def take(self, rows: npt.NDArray[np.intp]) -> Pivoted:
        """Return the assessments of the rows chosen, with the places they came from."""
        chosen = rows.tolist()
        sources = {
            (new, column): self.sources[old, column]
            for new, old in enumerate(chosen)
            for column in range(len(self.columns))
            if (old, column) in self.sources
        }
        columns = tuple(column.take(rows) for column in self.columns)
        lines = tuple(self.lines[row] for row in chosen)
        numbers = self.row_numbers[rows]
        return attrs.evolve(self, columns=columns, row_numbers=numbers, lines=lines, sources=sources, faults=())

    def row_address(self, row: int) -> str:
        """Return the address of an assessment's first row in the long table."""
        return self.origin.row_address(self.lines[row][0])

    def heading_address(self, column: int) -> str:
        """Return the address of a heading in the long table; of the criterion column for a criterion."""
        heading = heading_key(self.columns[column].heading)
        headings = [heading_key(own) for own in self.origin.headings]
        return self.origin.heading_address(headings.index(heading if heading in headings else "criterion"))


def is_long(table: Table) -> bool:
    """Whether a table is in the long form: it has columns headed criterion and level."""
    return {heading_key(heading) for heading in table.headings}.issuperset(LONG)


def pivot(table: Table, matrix: Matrix) -> Pivoted:
    """Turn a long table into one row an assessment.

    Rows belong to one assessment when their group, force, assessor, date and matrix version are the same text. A
    further column keeps its place where it says one thing in each assessment; where it differs from level to level it
    becomes a column for each criterion (``physical_rationale``).

    Parameters
    ----------
    table : Table
        With columns headed criterion and level.
    matrix : Matrix

    Returns
    -------
    Pivoted

    Raises
    ------
    AssessmentError
        Where there is no column of ids, or a heading stands twice.
    """
    return _Pivot(table, matrix).result()


@attrs.define
class _Pivot:
    table: Table
    matrix: Matrix
    at: dict[str, int] = attrs.field(factory=dict)
    lines: dict[tuple[str, ...], list[int]] = attrs.field(factory=dict)
    faults: list[tuple[int, Problem]] = attrs.field(factory=list)

    def result(self) -> Pivoted:
        self.at = {heading_key(heading): column for column, heading in enumerate(self.table.headings)}
        self._no_wide_columns()
        identity = self._identity()
        texts = [self.table.columns[column] for column in identity]
        for line in range(len(self.table)):
            self.lines.setdefault(tuple(column.row_text(line) for column in texts), []).append(line)
        grouped = list(self.lines.values())
        levels = self._levels(grouped)
        columns = [self._first_of(column, grouped) for column in identity]
        kept, spread = self._others(identity, grouped)
        columns += [self._first_of(column, grouped) for column in kept]
        start, used = len(columns), self._used(levels)
        columns += [self._criterion(criterion, levels) for criterion in used]
        columns += [self._spread(column, criterion, levels) for column in spread for criterion in used]
        sources = {
            (row, start + used.index(criterion)): line
            for row, found in enumerate(levels)
            for criterion, line in found.items()
        }
        return Pivoted(
            name=self.table.name,
            columns=tuple(column for column in columns if column is not None),
            row_numbers=self.table.row_numbers[[lines[0] for lines in grouped]],
            sheet=self.table.sheet,
            cells=self.table.cells,
            sha256=self.table.sha256,
            marking=self.table.marking,
            notices=self.table.notices,
            origin=self.table,
            lines=tuple(tuple(lines) for lines in grouped),
            sources=sources,
            level_column=self.at["level"],
            faults=tuple(self.faults),
        )

    def _identity(self) -> list[int]:
        group = self.at.get("group", self.at.get(self.matrix.subject))
        if group is None:
            hint = "head the column of ids 'group'"
            raise AssessmentError(Problem(self.table.name, None, "a column headed 'group'", hint))
        return [group, *(self.at[name] for name in DETAILS if name in self.at)]

    def _no_wide_columns(self) -> None:
        """Refuse columns headed as criteria beside the column of criteria: either could hold the level."""
        meant = dict(heading_meanings(self.matrix))
        problems = [
            Problem(
                self.table.heading_address(at),
                heading,
                f"a column of a sheet with one row a level ({why})",
                LONG_OR_WIDE,
            )
            for at, heading in enumerate(self.table.headings)
            if (why := meant.get(heading_key(heading), ("",))[0]) in ("criterion", "rationale")
        ]
        if problems:
            raise AssessmentError(problems)

    def _levels(self, grouped: list[list[int]]) -> list[dict[str, int]]:
        """For each assessment: criterion id to the line that gives its level."""
        names = {heading_key(name): c.id for c in self.matrix.criteria for name in (c.title, c.id)}
        column = self.table.columns[self.at["criterion"]]
        found: list[dict[str, int]] = []
        for row, lines in enumerate(grouped):
            levels: dict[str, int] = {}
            for line in lines:
                text = column.row_text(line)
                criterion = names.get(heading_key(text))
                if criterion is None:
                    self._unknown_criterion(row, line, text)
                elif levels.setdefault(criterion, line) != line:
                    hint = f"see {self.table.row_address(levels[criterion])}; delete one"
                    self._fault(row, line, text, "a criterion given once in its assessment", hint)
            found.append(levels)
        return found

    def _unknown_criterion(self, row: int, line: int, text: str) -> None:
        names = [name for criterion in self.matrix.criteria for name in (criterion.id, criterion.title)]
        hint = did_you_mean(text, names) or f"see `ocgscore matrix show {self.matrix.id}`"
        self._fault(row, line, text or None, f"a criterion of {self.matrix.name}", hint)

    def _fault(self, row: int, line: int, got: str | None, expected: str, hint: str) -> None:
        where = f"{self.table.address(line, self.at['criterion'])} criterion"
        self.faults.append((row, Problem(where, got, expected, hint)))

    def _others(self, identity: list[int], grouped: list[list[int]]) -> tuple[list[int], list[int]]:
        """Part the further columns into those constant within each assessment and those that are not."""
        further = [
            c for c in range(len(self.table.columns)) if c not in {*identity, self.at["criterion"], self.at["level"]}
        ]
        spread = [c for c in further if self._varies(c, grouped)]
        return [c for c in further if c not in spread], spread

    def _varies(self, column: int, grouped: list[list[int]]) -> bool:
        codes = self.table.columns[column].codes
        return heading_key(self.table.headings[column]) == "rationale" or any(
            len(set(codes[lines].tolist())) > 1 for lines in grouped
        )

    def _used(self, levels: list[dict[str, int]]) -> list[str]:
        used = {criterion for found in levels for criterion in found}
        return [criterion.id for criterion in self.matrix.criteria if criterion.id in used]

    def _first_of(self, column: int, grouped: list[list[int]]) -> Column:
        return self.table.columns[column].take(np.array([lines[0] for lines in grouped], np.intp))

    def _criterion(self, criterion: str, levels: list[dict[str, int]]) -> Column:
        return Column.from_cells(criterion, self._cells(self.at["level"], criterion, levels))

    def _spread(self, column: int, criterion: str, levels: list[dict[str, int]]) -> Column:
        heading = f"{criterion}_{heading_key(self.table.headings[column])}"
        return Column.from_cells(heading, self._cells(column, criterion, levels))

    def _cells(self, column: int, criterion: str, levels: list[dict[str, int]]) -> Iterator[Cell]:
        source = self.table.columns[column]
        for found in levels:
            line = found.get(criterion)
            yield None if line is None else source.row_value(line)
