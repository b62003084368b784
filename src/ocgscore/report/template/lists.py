"""The hidden sheet ``Lists``: what the drop-downs offer, what each spelling of a level means, bands and grids.

Formulas refer to its cells, so that no text of a matrix ever stands inside a formula.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from ocgscore.matrix import Criterion, LevelReader, Matrix, level_key, plain
from ocgscore.matrix.levels import NUMBER
from ocgscore.table import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ocgscore.report.template.style import Style

NAME: Final = "Lists"
UNKNOWN: Final = "unknown"
SPACE, EN_DASH, EM_DASH = "\N{NO-BREAK SPACE}", "\N{EN DASH}", "\N{EM DASH}"
MOST_DASHES: Final = 3  # a label with more dashes of a kind than this is not looked for inside a range


@attrs.frozen
class CriterionLists:
    """Where a criterion's lists stand; every field but the last two is a range of cells.

    Parameters
    ----------
    choices : str
        What the drop-down offers: the levels and ``unknown``.
    labels, anchors, values : str
        One cell a level, lowest first; values are whole numbers, weighted.
    keys, parts, ranks : str
        Each spelling of a level, the same between bars, and the level it means, from 1.
    levels : int
        How many levels there are.
    dashes : tuple of (str, int)
        Where a range such as ``low-high`` may have to be parted: at the n-th dash of a kind (``any`` kind, unless a
        spelling of a level has a long dash of its own).
    """

    choices: str
    labels: str
    anchors: str
    values: str
    keys: str
    parts: str
    ranks: str
    levels: int
    dashes: tuple[tuple[str, int], ...]


@attrs.define
class Lists:
    """Writes the lists, a column each, and says where they stand."""

    sheet: Any
    style: Style
    width: int = 0

    def column(self, heading: str, cells: Sequence[str | int]) -> str:
        """Write one list below a heading; return its range, as ``Lists!$C$2:$C$6``."""
        at, self.width = self.width, self.width + 1
        self.sheet.write_string(0, at, heading)
        for row, cell in enumerate(cells, 1):
            self._cell(row, at, cell)
        letters = column_letters(at)
        return f"{NAME}!${letters}$2:${letters}${len(cells) + 1}"

    def cell(self, heading: str, text: str) -> str:
        """Write one text below a heading; return its address."""
        return self.column(heading, [text]).partition(":")[0]

    def block(self, heading: str, rows: Sequence[Sequence[int]]) -> str:
        """Write a grid; return its range."""
        ranges = [
            self.column(f"{heading} {number}", column) for number, column in enumerate(zip(*rows, strict=True), 1)
        ]
        return f"{ranges[0].partition(':')[0]}:{ranges[-1].rpartition(':')[2]}"

    def _cell(self, row: int, at: int, cell: str | int) -> None:
        if isinstance(cell, str):
            self.sheet.write_string(row, at, cell, self.style.text)
        else:
            self.sheet.write_number(row, at, cell)

    def criterion(self, matrix: Matrix, position: int) -> CriterionLists:
        """Write all that is needed of one criterion."""
        criterion = matrix.criteria[position]
        known = spellings(criterion)
        name, clip = criterion.id, self.style.clipped
        return CriterionLists(
            choices=self.column(f"{name} choices", choices(criterion)),
            labels=self.column(f"{name} labels", [clip(level.label) for level in criterion.levels]),
            anchors=self.column(f"{name} wording", [clip(level.anchor) for level in criterion.levels]),
            values=self.column(f"{name} values", matrix.program.values[position]),
            keys=self.column(f"{name} spellings", list(known)),
            parts=self.column(f"{name} parts", [f"|{key}|" for key in known]),
            ranks=self.column(f"{name} ranks", list(known.values())),
            levels=len(criterion.levels),
            dashes=tuple(_dashes(list(known))),
        )


def _dashes(keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the places at which a range of these spellings may be parted."""
    kinds = {"-": "-", EN_DASH: "en", EM_DASH: "em"}
    if not any(dash in key for key in keys for dash in (EN_DASH, EM_DASH)):
        kinds = {"-": "any"}
    for dash, kind in kinds.items():
        inside = min(max(key.count(dash) for key in keys), MOST_DASHES)
        yield from ((kind, number) for number in range(1, 2 * inside + 2))


def choices(criterion: Criterion) -> list[str]:
    """Return what a drop-down offers: each level's label (its code where the label could mislead), and unknown.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> choices(load_matrix("sleipnir-2000").criterion("violence"))
    ['Nil', 'Low', 'Medium', 'High', 'unknown']
    """
    reader = LevelReader(criterion)
    offered = [
        level.label if reader.read(level.label) == (position, position) else level.code
        for position, level in enumerate(criterion.levels)
    ]
    return [*offered, UNKNOWN]


def spellings(criterion: Criterion) -> dict[str, int]:
    """Return each spelling of a level, in lower case, and the level it means, counted from 1.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> spellings(load_matrix("sleipnir-2000").criterion("violence"))
    {'nil': 1, 'low': 2, 'medium': 3, 'high': 4}
    """
    reader = LevelReader(criterion)
    return {
        spelling: position + 1
        for position, level in enumerate(criterion.levels)
        for text in (level.code, level.label)
        for spelling in _variants(text)
        if reader.read(spelling) == (position, position)
    }


def _variants(text: str) -> Iterator[str]:
    """Yield the forms in which a level may be met: 3 is also 03, 3.0 and 3.00."""
    key = level_key(text)
    yield key
    yield " ".join(text.lower().split())
    if NUMBER.fullmatch(key):
        number = plain(Decimal(key))
        yield f"0{number}"
        yield from (f"{number}0", f"{number}00") if "." in number else (f"{number}.0", f"{number}.00")
