"""The hidden sheet ``Workings``: for each row of the sheet to fill in, levels as whole numbers, then the measures.

Every formula is short and stands in a column of its own, so that what the sheet does can be followed cell by cell. They
use only functions that Excel 2010 and LibreOffice have alike. A template holds ``{r}`` where the row number goes, and
the value that it has while the row is blank, so that the workbook is right before anything recalculates it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.matrix.program import Const, Lookup, Node, Op, Ref, Term
from ocgscore.report.template.plan import live_measures
from ocgscore.table import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ocgscore.matrix import Matrix
    from ocgscore.report.template.lists import CriterionLists, Lists

NAME: Final = "Workings"
MOST_ARGUMENTS: Final = 60  # of one function: keeps every formula far below the 8,192 characters of Excel


@attrs.frozen
class Operand:
    """A part of a formula: a number, a cell, or a product of them.

    Parameters
    ----------
    text : str
        As it stands in a formula.
    value : int or str
        What it comes to while the row is blank.
    column : int or None
        Where it is one cell of the sheet, its column.
    """

    text: str
    value: int | str
    column: int | None = None

    @property
    def outside(self) -> str:
        """The cell as a formula of another sheet names it."""
        return f"{NAME}!{self.text}"


@attrs.frozen
class Chosen:
    """What a criterion's cell comes to, a cell of the sheet each.

    Parameters
    ----------
    text : Operand
        The text typed, trimmed and in lower case.
    low, high : Operand
        The lowest and highest level possible, counted from 1; 0 where the text names no level.
    """

    text: Operand
    low: Operand
    high: Operand


@attrs.define
class Workings:
    """The sheet's columns, as they grow.

    Parameters
    ----------
    columns : list of (str, str, int or str)
        Heading, formula with ``{r}`` for the row number, value while the row is blank.
    """

    columns: list[tuple[str, str, int | str]] = attrs.field(factory=list)

    def add(self, heading: str, formula: str, blank: int | str) -> Operand:
        """Give a formula a column; return its cell."""
        self.columns.append((heading, formula, blank))
        at = len(self.columns) - 1
        return Operand(f"${column_letters(at)}{{r}}", blank, at)

    def write(self, sheet: Any, rows: range) -> None:
        """Write every column, for each of the (0-based) rows."""
        for at, (heading, formula, blank) in enumerate(self.columns):
            sheet.write_string(0, at, heading)
            for row in rows:
                sheet.write_formula(row, at, formula.replace("{r}", str(row + 1)), None, blank)


# -- from the text typed to levels -------------------------------------------------------------------------------------


@attrs.frozen
class Marks:
    """Cells that hold characters no formula should."""

    space: str
    en_dash: str
    em_dash: str


def levels_chosen(
    workings: Workings, cells: Sequence[str], lists: Sequence[CriterionLists], marks: Marks
) -> list[Chosen]:
    """Add the columns that read what was typed, kind by kind, so that each kind is one run of columns.

    Parameters
    ----------
    workings : Workings
    cells : sequence of str
        For each criterion the cell to fill in, with ``{r}`` for the row number.
    lists : sequence of CriterionLists
    marks : Marks
    """
    texts = [workings.add("typed", _typed(cell, marks), "") for cell in cells]
    exact = [
        workings.add("level named", f"=SUMPRODUCT(EXACT({text.text},{each.keys})*{each.ranks})", 0)
        for text, each in zip(texts, lists, strict=True)
    ]
    parts = [_parts(workings, *each, marks) for each in zip(texts, exact, lists, strict=True)]
    together = list(zip(texts, exact, parts, lists, strict=True))
    lows = [workings.add("lowest level", _lowest(*each), 1) for each in together]
    highs = [
        workings.add("highest level", _highest(low, *each), each[-1].levels)
        for low, each in zip(lows, together, strict=True)
    ]
    return [Chosen(*each) for each in zip(texts, lows, highs, strict=True)]


def _typed(cell: str, marks: Marks) -> str:
    """Trim, make every blank a space, and lower the case; an error value becomes a text that is no level.

    What is left of other control characters goes too: LibreOffice has one of its own for a tab after a line's end.
    """
    blanks = (marks.space, "CHAR(9)", "CHAR(10)", "CHAR(13)")
    text = f'{cell}&""'
    for blank in blanks:
        text = f'SUBSTITUTE({text},{blank}," ")'
    return f'=IFERROR(LOWER(TRIM(CLEAN({text}))),"#error")'


def _parts(workings: Workings, text: Operand, exact: Operand, lists: CriterionLists, marks: Marks) -> Operand:
    """Add the text as its parts between bars: ``2|3`` and ``2-3`` both as ``|2||3|``; ``?`` for an unknown."""
    typed = text.text
    listed = _between_bars(typed)
    ranges = [_range(typed, kind, number, marks) for kind, number in lists.dashes]
    if len(ranges) > 1:
        tries = [workings.add("range tried", f"={each}", "") for each in ranges]
        ranges = [each.text for each in tries]
    ranged = ranges[-1]
    for each in reversed(ranges[:-1]):
        ranged = f"IF({_all_known(each, lists)},{each},{ranged})"
    formula = (
        f'=IF({exact.text}>0,"|"&{typed}&"|",IF(OR({typed}="",{typed}="?",{typed}="unknown"),"?",'
        f'IF(LEFT({typed},4)="not ","|"&MID({typed},5,LEN({typed}))&"|",'
        f'IF(ISNUMBER(FIND("|",{typed})),{listed},{ranged}))))'
    )
    return workings.add("parts", formula, "?")


def _between_bars(text: str) -> str:
    tight = f'SUBSTITUTE(SUBSTITUTE({text}," |","|"),"| ","|")'
    return f'"|"&SUBSTITUTE({tight},"|","||")&"|"'


def _range(typed: str, kind: str, number: int, marks: Marks) -> str:
    """Return the expression of a range parted at its n-th dash of a kind; empty where it has fewer."""
    text, dash = typed, {"en": marks.en_dash, "em": marks.em_dash}.get(kind, '"-"')
    if kind == "any":
        text = f'SUBSTITUTE(SUBSTITUTE({typed},{marks.en_dash},"-"),{marks.em_dash},"-")'
    parted = f'SUBSTITUTE({text},{dash},"|",{number})'
    return f'IF(ISNUMBER(FIND("|",{parted})),{_between_bars(parted)},"")'


def _all_known(parts: str, lists: CriterionLists) -> str:
    """Return the condition that taking out every spelling of a level leaves nothing."""
    taken = f'SUMPRODUCT(LEN({parts})-LEN(SUBSTITUTE({parts},{lists.parts},"")))'
    return f"AND(LEN({parts})>2,{taken}=LEN({parts}))"


def _lowest(text: Operand, exact: Operand, parts: Operand, lists: CriterionLists) -> str:
    top = lists.levels + 1
    least = f"{top}-SUMPRODUCT(MAX(ISNUMBER(FIND({lists.parts},{parts.text}))*({top}-{lists.ranks})))"
    without = f'IF(LEFT({text.text},4)="not ",IF({least}=1,2,1),{least})'
    known = f"IF({_all_known(parts.text, lists)},{without},0)"
    return f'=IF({exact.text}>0,{exact.text},IF({parts.text}="?",1,{known}))'


def _highest(low: Operand, text: Operand, exact: Operand, parts: Operand, lists: CriterionLists) -> str:
    top = lists.levels
    most = f"SUMPRODUCT(MAX(ISNUMBER(FIND({lists.parts},{parts.text}))*{lists.ranks}))"
    without = f'IF(LEFT({text.text},4)="not ",IF({most}={top},{top - 1},{top}),{most})'
    known = f'IF({parts.text}="?",{top},{without})'
    return f"=IF({low.text}=0,0,IF({exact.text}>0,{exact.text},{known}))"


# -- from levels to measures -------------------------------------------------------------------------------------------


@attrs.frozen
class MeasureCells:
    """One bound of a measure: its numerator, and its band counted from 1 where it has bands."""

    numerator: Operand
    band: Operand | None


@attrs.define
class Arithmetic:
    """One bound of every measure, worked out column by column.

    Parameters
    ----------
    workings : Workings
    matrix : Matrix
    lists : Lists
        Takes the cuts of the bands and the grids.
    bound : str
        ``low`` or ``high``.
    terms : list of Operand
        For each criterion the whole number its level counts.
    """

    workings: Workings
    matrix: Matrix
    lists: Lists
    bound: str
    terms: list[Operand]
    done: dict[int, MeasureCells] = attrs.field(factory=dict)

    def measures(self) -> dict[int, MeasureCells]:
        """Add the columns of every measure that a spreadsheet can work out exactly."""
        for position in live_measures(self.matrix):
            compiled = self.matrix.program.measures[position]
            name = f"{self.matrix.measures[position].id} {self.bound}"
            numerator = self._node(compiled.node, name)
            if numerator.column is None:
                numerator = self._store(name, numerator)
            self.done[position] = MeasureCells(numerator, self._band(position, numerator, name))
        return self.done

    def _band(self, position: int, numerator: Operand, name: str) -> Operand | None:
        if not self.matrix.measures[position].bands:
            return None
        compiled = self.matrix.program.measures[position]
        blank = compiled.band(int(numerator.value)) + 1
        if not compiled.cuts:
            return self.workings.add(f"{name} band", "=1", blank)
        cuts = self.lists.column(f"{name} cuts", compiled.cuts)
        return self.workings.add(f"{name} band", f"=1+SUMPRODUCT(--({cuts}<={numerator.text}))", blank)

    def _node(self, node: Node, name: str) -> Operand:
        match node:
            case Const():
                return Operand(str(node.value), node.value)
            case Term():
                return self.terms[node.criterion]
            case Ref():
                return self.done[node.measure].numerator
            case Lookup():
                return self._lookup(node, name)
            case Op():
                return self._combined(node.kind, [self._node(part, name) for part in node.arguments], name)

    def _lookup(self, node: Lookup, name: str) -> Operand:
        row, column = self.done[node.rows].band, self.done[node.columns].band
        if row is None or column is None:
            raise AssertionError(name)  # a matrix is proved to have bands on both sides of a grid
        cells = self.lists.block(f"{name} grid", node.cells)
        value = node.cells[int(row.value) - 1][int(column.value) - 1]
        return self.workings.add(name, f"=INDEX({cells},{row.text},{column.text})", value)

    def _combined(self, kind: str, parts: list[Operand], name: str) -> Operand:
        """Combine any number of parts, in columns of their own where they are many."""
        while len(parts) > MOST_ARGUMENTS:
            groups = [parts[at : at + MOST_ARGUMENTS] for at in range(0, len(parts), MOST_ARGUMENTS)]
            parts = [self._store(f"{name} in part", _joined(kind, group)) for group in groups]
        joined = _joined(kind, parts)
        if kind == "mul" and len(parts) == 2 and any(part.text.isdecimal() for part in parts):
            return joined  # a number times a cell can stand inside another formula
        return self._store(name, joined)

    def _store(self, heading: str, operand: Operand) -> Operand:
        return self.workings.add(heading, f"={operand.text}", operand.value)


def _joined(kind: str, parts: list[Operand]) -> Operand:
    values = [int(part.value) for part in parts]
    if kind == "mul":
        return Operand("*".join(part.text for part in parts), math.prod(values))
    function = {"add": "SUM", "max": "MAX", "min": "MIN"}[kind]
    value = {"add": sum(values), "max": max(values), "min": min(values)}[kind]
    return Operand(f"{function}({','.join(_ranges(parts))})", value)


def _ranges(parts: Iterable[Operand]) -> Iterator[str]:
    """Yield the parts' texts, runs of neighbouring cells as ranges."""
    runs: list[list[Operand]] = []
    for part in parts:
        last = runs[-1][-1].column if runs else None
        if last is not None and part.column == last + 1:
            runs[-1].append(part)
        else:
            runs.append([part])
    yield from (run[0].text if len(run) == 1 else f"{run[0].text}:{run[-1].text}" for run in runs)
