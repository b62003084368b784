"""What finding out an unknown costs: read from a table, or given; a cost for one group goes before one for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.errors import AssessmentError, Described, Problem, did_you_mean
from ocgscore.table import Table, cell_text

CostKey: TypeAlias = str | tuple[str, str]
Cost: TypeAlias = int | Decimal | Fraction | str
Rows: TypeAlias = npt.NDArray[np.intp]

COLUMNS: Final = ("criterion", "cost")
ABOVE_ZERO: Final = "a number above 0, up to 30 digits long"
LONGEST: Final = 30  # powers of ten either way: a longer number is a slip
UNIT: Final = "write what collecting it costs, in any one unit, such as 2.5"


def read_costs(table: Table, batch: Assessments) -> dict[CostKey, Fraction]:
    """Return the costs of a table, checked against a batch.

    Parameters
    ----------
    table : Table
        With columns ``criterion`` (id or title) and ``cost`` (above 0), and ``group`` where some costs are of one
        group only; other columns are passed over.
    batch : Assessments
        Whose criteria and groups the costs are of.

    Returns
    -------
    dict
        The cost by criterion id, or by (group id, criterion id).

    Raises
    ------
    AssessmentError
        With every problem, each at its cell.

    Examples
    --------
    >>> from ocgscore import assess
    >>> batch = assess([{"group": "A", "violence": "?"}], "sleipnir-2000")
    >>> read_costs(Table.from_rows([{"criterion": "violence", "cost": "2.5"}]), batch)
    {'violence': Fraction(5, 2)}
    """
    found = {column.heading.strip().casefold(): at for at, column in enumerate(table.columns)}
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        hint = "the headings are criterion, cost and, where costs differ by group, group"
        raise AssessmentError(Problem(table.name, None, f"a column {name}", hint) for name in missing)
    reader = _Reader(table, batch, found)
    costs = reader.costs()
    if reader.problems:
        raise AssessmentError(reader.problems)
    return costs


class _Reader:
    """Reads a table row by row, gathering what is wrong with it."""

    def __init__(self, table: Table, batch: Assessments, columns: Mapping[str, int]) -> None:
        self._table, self._columns = table, columns
        criteria = batch.matrix.criteria
        self._criteria = {c.title.casefold(): c.id for c in criteria} | {c.id.casefold(): c.id for c in criteria}
        self._groups = dict.fromkeys(batch.group.texts())
        self.problems: list[Problem] = []

    def costs(self) -> dict[CostKey, Fraction]:
        costs: dict[CostKey, Fraction] = {}
        for row in range(len(self._table)):
            criterion, cost, group = self._criterion(row), self._cost(row), self._group(row)
            if criterion is None or cost is None or group is None:
                continue
            key = (group, criterion) if group else criterion
            if key in costs:
                self._refuse(row, "criterion", "the first cost given for it", "keep one of the rows")
            costs.setdefault(key, cost)
        return costs

    def _text(self, row: int, name: str) -> str:
        return self._table.columns[self._columns[name]].row_text(row)

    def _refuse(self, row: int, name: str, expected: str, hint: str) -> None:
        place = self._table.place(row, self._columns[name])
        self.problems.append(Problem(place, self._text(row, name) or Described("an empty cell"), expected, hint))

    def _criterion(self, row: int) -> str | None:
        text = self._text(row, "criterion")
        if text.casefold() not in self._criteria:
            hint = did_you_mean(text, self._criteria.values()) or "write its id or its title"
            self._refuse(row, "criterion", "a criterion of the matrix", hint)
        return self._criteria.get(text.casefold())

    def _cost(self, row: int) -> Fraction | None:
        cost = positive(self._text(row, "cost"))
        if cost is None:
            self._refuse(row, "cost", ABOVE_ZERO, UNIT)
        return cost

    def _group(self, row: int) -> str | None:
        """Return the group, an empty text where the cost is for all of them, None where there is no such group."""
        text = self._text(row, "group") if "group" in self._columns else ""
        if not text or text in self._groups:
            return text
        self._refuse(row, "group", "a group of the batch", did_you_mean(text, self._groups) or "leave it blank for all")
        return None


def positive(cost: object) -> Fraction | None:
    """Return a cost as an exact number; None where it is none, or not above 0.

    Examples
    --------
    >>> positive("2.50"), positive(3), positive("1e3"), positive("0"), positive("nan"), positive("dear")
    (Fraction(5, 2), Fraction(3, 1), Fraction(1000, 1), None, None, None)
    """
    if isinstance(cost, Fraction):
        return cost if cost > 0 else None
    try:
        number = Decimal(str(cost))
    except InvalidOperation:
        return None
    return Fraction(number) if number.is_finite() and number > 0 and abs(number.adjusted()) <= LONGEST else None


def costs_of(costs: Mapping[CostKey, Cost], batch: Assessments, rows: Rows, criteria: Rows) -> list[Fraction]:
    """Return the cost of each unknown.

    Parameters
    ----------
    costs : mapping
        By criterion id, or by (group id, criterion id), which goes before.
    batch : Assessments
    rows, criteria : ndarray of intp, shape (g,)
        The unknowns.

    Raises
    ------
    AssessmentError
        A key that names no criterion or group, a cost that is not above 0, a criterion without a cost.
    """
    problems = list(_key_problems(costs, batch))
    exact = {key: positive(cost) for key, cost in costs.items()}
    ids, groups = [criterion.id for criterion in batch.matrix.criteria], batch.group.cells()
    found, uncosted = [], dict.fromkeys(ids, 0)
    for row, at in zip(rows.tolist(), criteria.tolist(), strict=True):
        cost = exact.get((cell_text(groups[row]), ids[at]), exact.get(ids[at]))
        uncosted[ids[at]] += (cell_text(groups[row]), ids[at]) not in exact and ids[at] not in exact
        found.append(cost or Fraction(1))
    for id_, count in uncosted.items():
        if count:
            hint = f"give it a cost: {count} of its unknowns need one"
            problems.append(Problem("costs", None, f"a cost of {id_}", hint))
    if problems:
        raise AssessmentError(problems)
    return found


def _key_problems(costs: Mapping[CostKey, Cost], batch: Assessments) -> Iterator[Problem]:
    ids, groups = [criterion.id for criterion in batch.matrix.criteria], set(batch.group.texts())
    for key, cost in costs.items():
        group, criterion = (None, key) if isinstance(key, str) else key
        if criterion not in ids:
            yield Problem("costs", criterion, "a criterion of the matrix", did_you_mean(criterion, ids))
        if group is not None and group not in groups:
            yield Problem("costs", group, "a group of the batch", did_you_mean(group, groups))
        if positive(cost) is None:
            yield Problem(f"costs {criterion}", str(cost), ABOVE_ZERO, UNIT)
