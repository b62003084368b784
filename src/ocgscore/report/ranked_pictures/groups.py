"""Groups as they are ranked, and the scale that their scores are measured on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import attrs

from ocgscore.errors import Problem
from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import EDGE, SIZE, all_fitted, named
from ocgscore.report.canvas.values import refuse
from ocgscore.report.picture.text import width

END: Final = 560.0  # of the scale
RANKS: Final = (44.0, 90.0)  # widths of the columns, at least and at most
NAMES: Final = (60.0, 236.0)
BETWEEN: Final = 10.0  # two columns
SPARE: Final = 0.03  # of the scale, beyond the highest score drawn


@attrs.frozen
class RankedGroup:
    """One group as it is ranked.

    Parameters
    ----------
    name : str
    rank : str
        As displayed: ``"4"``, ``"3–5"``, ``"4="``.
    best, worst : int
        The best and the worst rank possible, from 1.
    low, high : float
        The lowest and the highest score possible.
    score : str
        As displayed.
    band : str
        As displayed; empty where there are none.
    """

    name: str
    rank: str
    best: int
    worst: int
    low: float
    high: float
    score: str
    band: str = ""

    def __attrs_post_init__(self) -> None:
        for what, (low, high) in {"score": (self.low, self.high), "rank": (self.best, self.worst)}.items():
            if not (math.isfinite(low) and math.isfinite(high) and low <= high):
                expected = "finite numbers, the first no greater than the second"
                refuse([Problem(f"{what} of {self.name!r}", f"{low} to {high}", expected)])

    @property
    def said(self) -> str:
        """The group in words."""
        return f"{self.rank} {named(self.name)}: {self.score}{f', {self.band}' if self.band else ''}"


@attrs.frozen
class Scale:
    """What the scores are measured on.

    Parameters
    ----------
    title : str
        Of the measure.
    low, high : float
        The least and the greatest score that any assessment can reach.
    bands : tuple of (float, str)
        Where each begins and what it is called, lowest first; empty where the measure is not banded.
    """

    title: str
    low: float
    high: float
    bands: tuple[tuple[float, str], ...] = ()

    def __attrs_post_init__(self) -> None:
        starts = [start for start, _ in self.bands]
        if not all(map(math.isfinite, (self.low, self.high, *starts))) or sorted(set(starts)) != starts:
            refuse([Problem(f"scale {self.title!r}", str((self.low, self.high, starts)), "finite, rising bands")])

    def axis(self, groups: Sequence[RankedGroup], start: float) -> Axis:
        """Return the scale as far as the groups reach, from a place on the sheet."""
        low = min([self.low, *(group.low for group in groups)])
        high = max([group.high for group in groups], default=self.high)
        spare = min(high + SPARE * (high - low), max(high, self.high))
        return Axis(low, next((end for end in (spare, self.high) if end > low), low + 1.0), start, END)


@attrs.frozen
class Columns:
    """What stands before a scale: ranks and names, in columns as wide as these need, so that few names are cut.

    Parameters
    ----------
    names : float
        Where the names begin.
    start : float
        Where the scale begins.
    shorts : dict of str to str
        Each name as it is written.

    Examples
    --------
    >>> Columns.of(["1", "2–3"], ["A", "B"])
    Columns(names=54.0, start=114.0, shorts={'A': 'A', 'B': 'B'})
    """

    names: float
    start: float
    shorts: dict[str, str]

    @classmethod
    def of(cls, ranks: Sequence[str], names: Sequence[str]) -> Columns:
        """Find the widths that the ranks and the names of a picture need."""
        ranked, called = _wide(ranks, RANKS), _wide(names, NAMES)
        shorts = dict(zip(names, all_fitted(names, called - BETWEEN), strict=True))
        return cls(EDGE + ranked, EDGE + ranked + called, shorts)

    @property
    def ranks(self) -> float:
        """How wide a rank may be."""
        return self.names - EDGE - BETWEEN / 2


def _wide(texts: Sequence[str], ends: tuple[float, float]) -> float:
    """Return the width of a column of texts, with the space that parts it from the next."""
    least, most = ends
    needed = max((width(named(text), SIZE) for text in texts), default=0.0) + BETWEEN
    return min(max(float(math.ceil(needed)), least), most)
