"""The sides of a risk grid, the groups in it, and what its cells hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.canvas import named
from ocgscore.report.canvas.values import refuse
from ocgscore.report.ranked_pictures.grid_axes import MOST_BANDS

SAID: Final = 12  # names of one cell in the text alternative
CERTAIN: Final = 6  # names in a cell at most
MAYBE: Final = 4


@attrs.frozen
class GridAxis:
    """One side of a grid.

    Parameters
    ----------
    title : str
        Of the measure.
    bands : tuple of str
        Lowest first; 1 to 8.
    """

    title: str
    bands: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if not 1 <= len(self.bands) <= MOST_BANDS:
            refuse([Problem(f"bands of {self.title!r}", str(len(self.bands)), f"from 1 to {MOST_BANDS} bands")])


@attrs.frozen
class GridGroup:
    """A group, and which cells it may be in.

    Parameters
    ----------
    name : str
    rows, columns : (int, int)
        Positions of the lowest and the highest band that it may be in, on either side.
    """

    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]

    @property
    def certain(self) -> bool:
        """Whether only one cell is possible."""
        return self.cells == 1

    @property
    def cells(self) -> int:
        """In how many cells it may be."""
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


@attrs.frozen
class Verdicts:
    """What the cells stand for.

    Parameters
    ----------
    title : str
        Of the measure that says so.
    labels : tuple of tuple of str
        By row and column, lowest first.
    steps : tuple of tuple of int
        By row and column, from 0 for the lowest: the higher the darker.
    """

    title: str
    labels: tuple[tuple[str, ...], ...]
    steps: tuple[tuple[int, ...], ...]


@attrs.frozen
class Cell:
    """What one cell holds, in order of rank.

    Parameters
    ----------
    certain, maybe : list of GridGroup
        Those that are in it whatever the unknowns are, and those that may be.
    """

    certain: list[GridGroup] = attrs.field(factory=list)
    maybe: list[GridGroup] = attrs.field(factory=list)

    @property
    def count(self) -> str:
        """How many, as ``5 + 2?``."""
        maybe = f"{len(self.maybe):,}?" if self.maybe else ""
        return " + ".join(part for part in (f"{len(self.certain):,}" if self.certain else "", maybe) if part) or "0"

    @property
    def named(self) -> list[GridGroup]:
        """Those that it has room to name."""
        return [*first(self.certain, CERTAIN), *first(self.maybe, MAYBE)]

    @property
    def cut(self) -> bool:
        """Whether it holds more groups than it can name."""
        return len(self.certain) > CERTAIN or len(self.maybe) > MAYBE

    @property
    def said(self) -> str:
        """The groups in words."""
        parts = [
            f"{len(here):,} {what}: {', '.join(named(one.name) for one in here[:SAID])}"
            f"{f' and {len(here) - SAID:,} more' if len(here) > SAID else ''}"
            for here, what in ((self.certain, "whatever is unknown"), (self.maybe, "may be here"))
            if here
        ]
        return "; ".join(parts) or "no group"


def first(groups: Sequence[GridGroup], most: int) -> Sequence[GridGroup]:
    """Return the groups that so many lines can name, one of which says how many more there are if there are any."""
    return groups if len(groups) <= most else groups[: most - 1]
