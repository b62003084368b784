"""Rows of text, brought to the width of the headings above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ocgscore.errors import Problem
from ocgscore.table.grid import cell_address

if TYPE_CHECKING:
    from collections.abc import Sequence


@attrs.define
class Evener:
    """Brings every row to the headings' width, as Excel does: cells that are missing at its end are blank.

    Parameters
    ----------
    name : str
        The file.
    width : int
        How many columns the headings have.
    begin : int
        The number of the first row of data.

    Attributes
    ----------
    ragged : dict of int to (list of str, or int)
        By row of data (from 0): the row cut to the width, or how many commas it lacks.
    problems : list of Problem
        Cells that stand beyond the last heading.
    """

    name: str
    width: int
    begin: int
    ragged: dict[int, list[str] | int] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)

    def even(self, rows: list[list[str]], places: Sequence[int]) -> None:
        """Bring rows to the width; `places` says which rows of data (from 0) they are."""
        if set(map(len, rows)) == {self.width}:
            return
        for i, (place, row) in enumerate(zip(places, rows, strict=True)):
            if len(row) < self.width:
                # A blank line is a row of one blank cell.
                self.ragged[place] = self.width - max(len(row), 1)
                rows[i] = row + [""] * (self.width - len(row))
            elif len(row) > self.width:
                self.ragged[place] = rows[i] = row[: self.width]
                self._surplus(row, self.begin + place)

    def _surplus(self, row: list[str], number: int) -> None:
        """Note the first cell of a row that stands beyond the last heading, if any does."""
        place = next((i for i in range(self.width, len(row)) if row[i].strip()), None)
        if place is not None:
            where = cell_address(self.name, number, place)
            hint = "give the column a heading; or, if the cell holds a comma, put the cell in double quotes"
            self.problems.append(Problem(where, row[place], f"under any of the {self.width} headings", hint))
