"""Where each group stands to the line below the first K: above it, below it, or on either side."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem
from ocgscore.ranking import Ranking
from ocgscore.report.canvas.values import count_problems, refuse

Side: TypeAlias = Literal["above", "open", "below"]
ABOVE: Final = "above"
OPEN: Final = "open"
BELOW: Final = "below"
SIDES: Final[tuple[Side, ...]] = (ABOVE, OPEN, BELOW)
# Whatever the unknowns turn out to be: with other numbers than those of the matrix it may be otherwise.
STANDS: Final[Mapping[Side, str]] = MappingProxyType(
    {ABOVE: "above, whatever is unknown", OPEN: "above or below", BELOW: "below, whatever is unknown"}
)
DRAWN: Final = 40  # groups in one picture at most: more would not fit a page


@attrs.frozen
class Line:
    """The line below the first K, and how many groups stand where.

    Parameters
    ----------
    top : int
        K, 1 or more.
    above, open, below : int
        Groups whose rank is K or better whatever the unknowns are; whose rank may be so or not; that cannot reach it.

    Examples
    --------
    >>> Line(10, above=8, open=3, below=13).left
    2
    """

    top: int
    above: int
    open: int
    below: int

    def __attrs_post_init__(self) -> None:
        counted = (("above", self.above), ("open", self.open), ("below", self.below))
        faults = [fault for name, count in counted for fault in count_problems(f"line {name}", count)]
        if self.top < 1:
            faults.append(Problem("line top", str(self.top), "a whole number from 1"))
        refuse(faults)

    @classmethod
    def of(cls, ranking: Ranking, top: int) -> Line:
        """Count the groups of a ranking."""
        above, below = int((ranking.worst <= top).sum()), int((ranking.best > top).sum())
        return cls(top, above, len(ranking.best) - above - below, below)

    @property
    def left(self) -> int:
        """The places above the line that are not taken for certain."""
        return max(self.top - self.above, 0)

    def side(self, best: int, worst: int) -> Side:
        """Return where a group stands, by the best and the worst rank that the unknowns allow."""
        return ABOVE if worst <= self.top else BELOW if best > self.top else OPEN

    def side_of(self, ranking: Ranking, row: int) -> Side:
        """Return where the group of a row of a ranking stands."""
        return self.side(int(ranking.best[row]), int(ranking.worst[row]))

    def count(self, side: Side) -> int:
        """Return how many groups stand on a side."""
        return {ABOVE: self.above, OPEN: self.open, BELOW: self.below}[side]


def rows_to_draw(ranking: Ranking, most: int = DRAWN) -> npt.NDArray[np.intp]:
    """Return the rows that a picture has room for: the first by rank, which reach to the line and beyond if they can.

    Examples
    --------
    >>> ranking = Ranking("risk", np.array([3, 1, 2]), np.array([3, 1, 2]), np.zeros(3, bool))
    >>> rows_to_draw(ranking, 2).tolist()
    [1, 2]
    """
    return ranking.order()[:most]
