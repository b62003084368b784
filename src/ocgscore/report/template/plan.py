"""Which columns the workbook to fill in has, and what each is headed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.assessments.headings import (
    DETAILS,
    PARTS,
    Meaning,
    heading_meanings,
    recorded_heading,
    wording_heading,
)
from ocgscore.matrix import heading_key
from ocgscore.matrix.program import Lookup, Op, Ref, largest_magnitude

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ocgscore.matrix import Matrix, Measure
    from ocgscore.matrix.program import Node

EXACT: Final = 10**14  # whole numbers to here are added, compared and rounded down exactly by Excel and LibreOffice


@attrs.frozen
class PlannedColumn:
    """One column of the sheet to fill in.

    Parameters
    ----------
    kind : str
        ``group``, ``detail``, ``level``, ``wording``, ``rationale``, ``total`` or ``band``.
    heading : str
    about : int
        The number of its criterion or measure.
    part : str
        The name of a detail; ``low`` or ``high`` for totals and bands.
    """

    kind: str
    heading: str
    about: int = 0
    part: str = ""


def plan_columns(matrix: Matrix) -> list[PlannedColumn]:
    """Return the columns in order, no heading twice and each understood as what it is when read back.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> [column.heading for column in plan_columns(load_matrix("sleipnir-2000"))][:7]
    ['group', 'force', 'assessor', 'assessed_on', 'matrix_version', 'Corruption', 'Corruption: wording']
    """
    return list(_Planner(matrix, _meanings(matrix)).columns())


def live_measures(matrix: Matrix) -> list[int]:
    """Return the measures whose totals a spreadsheet can work out exactly, in an order of evaluation."""
    live: list[int] = []
    for position in matrix.program.order:
        if _is_exact(matrix, position) and used_measures(matrix.program.measures[position].node) <= {*live}:
            live.append(position)
    return live


def used_measures(node: Node) -> set[int]:
    """Return the numbers of the measures that a node reads."""
    match node:
        case Ref():
            return {node.measure}
        case Lookup():
            return {node.rows, node.columns}
        case Op():
            return {number for argument in node.arguments for number in used_measures(argument)}
    return set()


def _is_exact(matrix: Matrix, position: int) -> bool:
    """Whether neither the arithmetic nor the rounding meets a number that a spreadsheet would blur."""
    program = matrix.program
    compiled, digits = program.measures[position], matrix.measures[position].digits
    scale: int = 10**digits
    rounding = 2 * (compiled.high * scale + compiled.denominator)
    return max(rounding, largest_magnitude(program, position)) <= EXACT


def _meanings(matrix: Matrix) -> dict[str, set[Meaning]]:
    """Return everything that each heading could be taken for."""
    meanings: dict[str, set[Meaning]] = defaultdict(set)
    for key, meaning in heading_meanings(matrix):
        meanings[key].add(meaning)
    return meanings


def _total_headings(measure: Measure, part: str) -> tuple[str, str]:
    return recorded_heading(measure.title, part), f"{measure.id}_{part}"


@attrs.define
class _Planner:
    matrix: Matrix
    meanings: dict[str, set[Meaning]]

    def columns(self) -> Iterator[PlannedColumn]:
        yield PlannedColumn("group", self.matrix.subject)
        for name in DETAILS:
            yield PlannedColumn("detail", name, part=name)
        for position, criterion in enumerate(self.matrix.criteria):
            heading = self._meaning(("criterion", criterion.id), (criterion.title, criterion.id))
            yield PlannedColumn("level", heading, position)
            names = (wording_heading(heading), wording_heading(criterion.id))
            yield PlannedColumn("wording", self._meaning(("wording", criterion.id), names), position)
        yield PlannedColumn("rationale", self._own("rationale"))
        live = live_measures(self.matrix)
        for position, measure in enumerate(self.matrix.measures):
            if position in live:
                yield from self._totals(position, measure)

    def _totals(self, position: int, measure: Measure) -> Iterator[PlannedColumn]:
        for part in PARTS if measure.bands else ("low", "high"):
            heading = self._meaning(("recorded", measure.id, part), _total_headings(measure, part))
            kind, bound = ("band", part.removeprefix("band_")) if part.startswith("band_") else ("total", part)
            yield PlannedColumn(kind, heading, position, bound)

    def _meaning(self, meaning: Meaning, headings: tuple[str, ...]) -> str:
        """Return the first heading that can be taken for nothing else."""
        for heading in headings:
            if self.meanings[heading_key(heading)] == {meaning}:
                self.meanings[heading_key(heading)].add(("taken",))
                return heading
        return self._own(headings[0])

    def _own(self, heading: str) -> str:
        """Return the heading, numbered where it would mean something else or stand twice."""
        found, number = heading, 1
        while self.meanings[heading_key(found)]:
            number += 1
            found = f"{heading} ({number})"
        self.meanings[heading_key(found)].add(("taken",))
        return found
