"""Where the scorers of a link graph are: on a circle for each component, their names on both sides of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.report.canvas.canvas import BOLD, INSIDE, SIZE, named
from ocgscore.report.canvas.labels import Area, spread
from ocgscore.report.canvas.values import count_problems, refuse
from ocgscore.report.picture.text import width
from ocgscore.words import counted

Place: TypeAlias = tuple[float, float]
LINE: Final = 15.0  # between two names
NODE: Final = 5.5  # radius
PAD: Final = 12.0  # within a box
OUT: Final = 18.0  # from the circle to a column of names
LEAST: Final = 36.0  # radius of a circle
SPACE: Final = 9.0  # that a scorer adds to it
NUMBERED: Final = 16.0  # the same, where links have numbers
ALMOST: Final = 1e-9


@attrs.frozen
class LinkedScorer:
    """A scorer in the graph.

    Parameters
    ----------
    name : str
    units : int
        Units scored.
    component : int
        Scorers of one component are linked by a chain of common units.
    articulation : bool
        Whether others would no longer be linked without it.
    """

    name: str
    units: int
    component: int = 0
    articulation: bool = False

    def __attrs_post_init__(self) -> None:
        refuse(count_problems(f"units of {self.name!r}", self.units))

    @property
    def said(self) -> str:
        """The scorer in words."""
        joint = ", links others" if self.articulation else ""
        return f"{named(self.name)}: {counted(self.units, 'unit')} scored{joint}"


@attrs.frozen
class Link:
    """Units that two scorers have in common.

    Parameters
    ----------
    one, other : str
        Names.
    units : int
        At least one.
    """

    one: str
    other: str
    units: int

    def __attrs_post_init__(self) -> None:
        where = f"link of {self.one!r} and {self.other!r}"
        problems = list(count_problems(f"{where} units", self.units))
        if not problems and self.units == 0:
            problems.append(Problem(f"{where} units", "0", "a number of units in common", "leave the link out"))
        if self.one == self.other:
            problems.append(Problem(where, Described("a scorer linked to itself"), "a link of two"))
        refuse(problems)

    @property
    def said(self) -> str:
        """The link in words."""
        return f"{named(self.one)} and {named(self.other)}: {counted(self.units, 'unit')} in common"


@attrs.frozen
class Part:
    """One component: its scorers by name, what is written beside them, and their links."""

    scorers: tuple[LinkedScorer, ...]
    labels: dict[str, str]
    links: tuple[Link, ...]

    def wide(self, one: LinkedScorer) -> float:
        """Return how wide a scorer's label is."""
        return width(self.labels[one.name], SIZE * (BOLD if one.articulation else 1.0))


@attrs.frozen
class Layout:
    """A circle of scorers, clockwise by name, and their labels to its left and right.

    `at` holds the nodes; `labels` the area of each label, and which of its ends is fixed.
    """

    part: Part
    at: dict[str, Place]
    labels: dict[str, tuple[Area, str]]
    wide: float
    high: float

    @classmethod
    def of(cls, part: Part, *, numbered: bool) -> Layout:
        """Place the scorers of a component, further apart where the links between them have numbers."""
        if len(part.scorers) == 1:
            return cls._alone(part)
        turns = [2 * math.pi * (at + 0.5) / len(part.scorers) for at in range(len(part.scorers))]
        sides = [
            [one for one, turn in zip(part.scorers, turns, strict=True) if (math.sin(turn) > -ALMOST) is side]
            for side in (False, True)
        ]
        left, right = (max(map(part.wide, side), default=0.0) + OUT for side in sides)
        radius = min(max(LEAST, (NUMBERED if numbered else SPACE) * len(turns)), (INSIDE - 2 * PAD - left - right) / 2)
        middle = PAD + left + radius
        at = {
            one.name: (middle + radius * math.sin(turn), -radius * math.cos(turn))
            for one, turn in zip(part.scorers, turns, strict=True)
        }
        areas: dict[str, tuple[Area, str]] = {}
        for side, reach in zip(sides, (-radius, radius), strict=True):
            areas |= _beside(sorted(side, key=lambda one: at[one.name][1]), part, at, middle + reach)
        return cls(part, at, areas, middle + radius + right + PAD, 0.0).moved()

    @classmethod
    def _alone(cls, part: Part) -> Layout:
        one, left = part.scorers[0], PAD + 2 * NODE + 4
        right = left + part.wide(one)
        area = left, PAD / 2, right, PAD / 2 + LINE
        place = PAD + NODE, PAD / 2 + LINE / 2
        return cls(part, {one.name: place}, {one.name: (area, "start")}, right + PAD, LINE + PAD)

    def moved(self) -> Layout:
        """Return the same, moved down into its box."""
        tops = [*(y - NODE for _, y in self.at.values()), *(area[1] for area, _ in self.labels.values())]
        lows = [*(y + NODE for _, y in self.at.values()), *(area[3] for area, _ in self.labels.values())]
        down = PAD - min(tops)
        at = {name: (x, y + down) for name, (x, y) in self.at.items()}
        labels = {
            name: ((area[0], area[1] + down, area[2], area[3] + down), side)
            for name, (area, side) in self.labels.items()
        }
        return attrs.evolve(self, at=at, labels=labels, high=max(lows) + down + PAD)


def _beside(side: Sequence[LinkedScorer], part: Part, at: dict[str, Place], edge: float) -> dict[str, tuple[Area, str]]:
    """Return the labels of one side, from the top down: beside their nodes, or in a column where those are close."""
    heights = [at[one.name][1] for one in side]
    close = any(low - high < LINE for high, low in pairwise(heights))
    places = spread(heights, LINE, -math.inf) if close else heights
    found: dict[str, tuple[Area, str]] = {}
    for one, y in zip(side, places, strict=True):
        x, out = (edge, OUT) if close else (at[one.name][0], NODE + 4)
        if edge >= sum(x for x, _ in at.values()) / len(at):
            found[one.name] = (x + out, y - LINE / 2, x + out + part.wide(one), y + LINE / 2), "start"
        else:
            found[one.name] = (x - out - part.wide(one), y - LINE / 2, x - out, y + LINE / 2), "end"
    return found
