"""The user's own rules for what level the map would support: a table of criterion, measure, threshold and level.

=============  ====================  ==========  =======
criterion      measure               at_least    level
=============  ====================  ==========  =======
links          cross_group_degree    0           0
links          cross_group_degree    1           1
links          cross_group_degree    4           2
=============  ====================  ==========  =======

One row a threshold: a group whose measure is at least so much, and below the next threshold, would be given the level.
No threshold comes with the library, for none is published: whoever writes the table answers for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final

import attrs

from ocgscore.errors import Problem, did_you_mean
from ocgscore.matrix import Criterion, Level, Matrix, heading_key
from ocgscore.network.groups.measures import MEASURES
from ocgscore.network.model import MapError
from ocgscore.table import Column, Table

HEADINGS: Final = ("criterion", "measure", "at_least", "level")
NUMBER: Final = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")


@attrs.frozen
class Rule:
    """What level of one criterion a measure of the map would support.

    Parameters
    ----------
    criterion : Criterion
    measure : str
        Of `MEASURES`.
    thresholds : tuple of (Fraction, Level)
        Both rising: the least value of the measure, and the level it would support.
    """

    criterion: Criterion
    measure: str
    thresholds: tuple[tuple[Fraction, Level], ...]

    def level(self, value: int | Fraction) -> Level | None:
        """Return the level that a value would support; None where it is below every threshold."""
        reached = [level for least, level in self.thresholds if value >= least]
        return reached[-1] if reached else None


@attrs.define
class _Row:
    """A row of the table that could be read."""

    at: int
    criterion: Criterion
    measure: str
    least: Fraction
    level: Level


def read_rules(table: Table, matrix: Matrix) -> tuple[Rule, ...]:
    """Read the rules from a table, checked against a matrix.

    Parameters
    ----------
    table : Table
        Columns ``criterion`` (an id or a title), ``measure`` (of `MEASURES`), ``at_least`` (a number) and ``level`` (a
        code or a label).
    matrix : Matrix

    Returns
    -------
    tuple of Rule
        In the matrix's order of criteria.

    Raises
    ------
    MapError
        With every fault at its cell: an unknown criterion, measure or level, no number, two measures for one
        criterion, a threshold twice, a level that does not rise with its threshold.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> row = {"criterion": "links_organised_crime", "measure": "cross_group_degree", "at_least": "2", "level": "low"}
    >>> [rule] = read_rules(Table.from_rows([row]), load_matrix("sleipnir-2000"))
    >>> rule.level(1), rule.level(2).code
    (None, 'low')
    """
    return _Reader(table, matrix).rules()


class _Reader:
    """Reads a table of rules; notes every fault."""

    def __init__(self, table: Table, matrix: Matrix) -> None:
        self._table, self._matrix = table, matrix
        self._problems: list[Problem] = []
        self._columns = self._found()

    def rules(self) -> tuple[Rule, ...]:
        rows = [] if self._problems else [row for at in range(len(self._table)) if (row := self._row(at))]
        by_criterion: dict[str, list[_Row]] = {}
        for row in rows:
            by_criterion.setdefault(row.criterion.id, []).append(row)
        for same in by_criterion.values():
            self._problems += self._clashes(same)
        if self._problems:
            raise MapError(self._problems)
        kept = (by_criterion[criterion.id] for criterion in self._matrix.criteria if criterion.id in by_criterion)
        return tuple(
            Rule(same[0].criterion, same[0].measure, tuple((row.least, row.level) for row in _by_threshold(same)))
            for same in kept
        )

    def _found(self) -> dict[str, int]:
        """Return the place of each column."""
        found = {heading_key(heading): at for at, heading in enumerate(self._table.headings)}
        for heading in HEADINGS:
            if heading not in found:
                hint = f"the columns are {', '.join(HEADINGS)}"
                self._problems.append(Problem(self._table.name, None, f"a column {heading}", hint))
        if not len(self._table):
            self._problems.append(Problem(self._table.name, None, "a row under the headings", "write one a threshold"))
        return found

    def _row(self, at: int) -> _Row | None:
        """Read a row; None where something in it is wrong, which is noted."""
        criterion, measure, least = self._criterion(at), self._measure(at), self._least(at)
        level = None if criterion is None else self._level(at, criterion)
        if criterion is None or measure is None or least is None or level is None:
            return None
        return _Row(at, criterion, measure, least, level)

    def _text(self, at: int, heading: str) -> str:
        column: Column = self._table.columns[self._columns[heading]]
        return column.row_text(at)

    def _wrong(self, at: int, heading: str, expected: str, hint: str) -> None:
        text = self._text(at, heading)
        place = self._table.place(at, self._columns[heading])
        self._problems.append(Problem(place, text or None, expected if text else f"a {heading}", hint))

    def _criterion(self, at: int) -> Criterion | None:
        key = heading_key(self._text(at, "criterion"))
        for criterion in self._matrix.criteria:
            if key in (criterion.id, heading_key(criterion.title)):
                return criterion
        known = [criterion.id for criterion in self._matrix.criteria]
        self._wrong(
            at, "criterion", "a criterion of the matrix", did_you_mean(key, known) or f"it has {', '.join(known)}"
        )
        return None

    def _measure(self, at: int) -> str | None:
        key = heading_key(self._text(at, "measure"))
        if key in MEASURES:
            return key
        hint = did_you_mean(key, MEASURES) or f"the measures are {', '.join(MEASURES)}"
        self._wrong(at, "measure", "a measure that rules can use", hint)
        return None

    def _least(self, at: int) -> Fraction | None:
        text = self._text(at, "at_least")
        if NUMBER.fullmatch(text):
            return Fraction(text)
        self._wrong(at, "at_least", "a number such as 2 or -0.5", "write the least value that supports the level")
        return None

    def _level(self, at: int, criterion: Criterion) -> Level | None:
        from ocgscore.matrix.levels import LevelReader

        text = self._text(at, "level")
        found = LevelReader(criterion).read(text) if text else None
        if found is not None and found[0] == found[1]:
            return criterion.levels[found[0]]
        hint = f"its levels are {', '.join(level.code for level in criterion.levels)}"
        self._wrong(at, "level", f'one level of "{criterion.title}"', hint)
        return None

    def _clashes(self, same: list[_Row]) -> Iterator[Problem]:
        """Yield what rows of one criterion say against each other."""
        for row in same:
            if row.measure != same[0].measure:
                place = self._table.place(row.at, self._columns["measure"])
                yield Problem(
                    place, row.measure, f"the measure of the row before, {same[0].measure}", "keep one measure"
                )
        ordered = _by_threshold(same)
        for before, row in pairwise(ordered):
            if row.least == before.least:
                place = self._table.place(row.at, self._columns["at_least"])
                yield Problem(place, self._text(row.at, "at_least"), "another threshold than before", "keep one row")
            elif row.level.value <= before.level.value:
                place = self._table.place(row.at, self._columns["level"])
                yield Problem(
                    place, row.level.code, f"a level above {before.level.code}", "levels rise with thresholds"
                )


def _by_threshold(rows: list[_Row]) -> list[_Row]:
    return sorted(rows, key=lambda row: row.least)
