"""Assessments: level codes by group and criterion, who made them and when, and the cell each came from."""

from __future__ import annotations

from typing import TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.matrix import Matrix, heading_key
from ocgscore.table import Column, Table

LevelCodes = npt.NDArray[np.uint8]
Dates = npt.NDArray[np.datetime64]
T = TypeVar("T", bound=np.generic)


@attrs.frozen(eq=False, repr=False)
class Assessments:
    """n assessments against a matrix of k criteria.

    Get them from `read_assessments` or `assess`. Every array is read-only.

    Parameters
    ----------
    matrix : Matrix
        What they are assessed against.
    lowest, highest : ndarray of uint8, shape (n, k), Fortran order
        The lowest and the highest level still possible, as positions from 0 in the criterion's levels: equal where the
        level is known, the whole range where it is unknown.
    group : Column
        The id of the group (or individual, vulnerability, theme, disruption) of each row.
    force, assessor, matrix_version : Column or None
        As they stand in the sheet; None where it has no such column.
    assessed_on : ndarray of datetime64[us], shape (n,)
        NaT where no date is given; a time with an offset is turned to UTC.
    table : Table
        The sheet, a row an assessment; what is not understood passes through with it.
    criterion_columns : tuple of (int or None)
        For each criterion its column in `table`; None where the sheet has none (unknown in every row).
    rationale : dict of str to Column
        By criterion id, where the sheet gives reasons.
    recorded : dict of (str, str) to int
        By measure id and part (``low``, ``high``, ``band_low``, ``band_high``), the column of `table` that holds a
        total or band worked out in the sheet itself.
    replaced : frozenset of int
        Columns of `table` that an earlier result left there; a new result replaces them.
    notices : tuple of str
        What the owner should know but need not mend.

    Examples
    --------
    >>> from ocgscore import assess
    >>> batch = assess([{"group": "A", "corruption": "high"}, {"group": "B", "corruption": "not nil"}], "sleipnir-2000")
    >>> batch.lowest[:, 0].tolist(), batch.highest[:, 0].tolist()
    ([3, 1], [3, 3])
    """

    matrix: Matrix
    lowest: LevelCodes
    highest: LevelCodes
    group: Column
    force: Column | None
    assessor: Column | None
    matrix_version: Column | None
    assessed_on: Dates
    table: Table
    criterion_columns: tuple[int | None, ...]
    rationale: dict[str, Column] = attrs.field(factory=dict)
    recorded: dict[tuple[str, str], int] = attrs.field(factory=dict)
    replaced: frozenset[int] = frozenset()
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of assessments."""
        return len(self.lowest)

    def __repr__(self) -> str:
        """Return a short description: the arrays and the matrix would fill pages."""
        return f"Assessments({len(self)} against {self.matrix.name})"

    def address(self, row: int, criterion: int) -> str:
        """Return the address of the cell that gave a level (both 0-based); of the row where there is no such cell."""
        column = self.criterion_columns[criterion]
        return self.table.row_address(row) if column is None else self.table.address(row, column)

    def column_of(self, name: str) -> int | None:
        """Return the position in `table` of the ids (``group``) or of a detail (``assessed_on``); None without one."""
        if name == "group":
            return self.table.headings.index(self.group.heading)
        keys = [heading_key(heading) for heading in self.table.headings]
        return keys.index(name) if name in keys else None

    def place(self, row: int, name: str) -> str:
        """Return the address of a row's id or detail with its heading; of the row where there is no such column."""
        column = self.column_of(name)
        return self.table.row_address(row) if column is None else self.table.place(row, column)

    def known(self) -> npt.NDArray[np.unsignedinteger]:
        """Return for each row how many of the k criteria are known exactly; uint8 (uint16 for k > 255), shape (n,)."""
        narrow = len(self.matrix.criteria) <= np.iinfo(np.uint8).max  # adding bytes is many times quicker
        counts: npt.NDArray[np.unsignedinteger] = np.zeros(len(self), np.uint8 if narrow else np.uint16)
        for lowest, highest in zip(self.lowest.T, self.highest.T, strict=True):
            counts += (lowest == highest).view(np.uint8)
        return counts

    def empty(self) -> npt.NDArray[np.bool_]:
        """Return which rows give no level of any criterion, not even a range; bool, shape (n,)."""
        empty = np.ones(len(self), np.bool_)
        for criterion, lowest, highest in zip(self.matrix.criteria, self.lowest.T, self.highest.T, strict=True):
            empty &= (lowest == 0) & (highest == len(criterion.levels) - 1)
        return empty

    def take(self, rows: npt.NDArray[np.intp]) -> Assessments:
        """Return the assessments of the rows chosen (0-based positions, in the order given)."""
        return attrs.evolve(
            self,
            lowest=frozen_codes(self.lowest[rows]),
            highest=frozen_codes(self.highest[rows]),
            group=self.group.take(rows),
            force=None if self.force is None else self.force.take(rows),
            assessor=None if self.assessor is None else self.assessor.take(rows),
            matrix_version=None if self.matrix_version is None else self.matrix_version.take(rows),
            assessed_on=_frozen(self.assessed_on[rows]),
            table=self.table.take(rows),
            rationale={name: column.take(rows) for name, column in self.rationale.items()},
        )


def frozen_codes(codes: npt.NDArray[np.uint8]) -> LevelCodes:
    """Return level codes column by column in memory (each criterion's run is contiguous), read-only."""
    return _frozen(np.asfortranarray(codes))


def _frozen(array: npt.NDArray[T]) -> npt.NDArray[T]:
    array.flags.writeable = False
    return array
