"""What a demand says: the hours that the groups of a list take, the line of a capacity, and what would move it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.matrix import Matrix
from ocgscore.ranking import Ranking
from ocgscore.review.demand.declared import Capacity, Responses
from ocgscore.review.demand.grid import Hours
from ocgscore.review.demand.line import ABOVE, BELOW, OPEN, Sides, Standing, Taken
from ocgscore.review.demand.reach import Reach
from ocgscore.scoring import Scores

SIDES: Final = {ABOVE: "above for certain", OPEN: "open", BELOW: "below for certain"}
RULES: Final = (
    "Hours are the unit's own declarations, both tables for one and the same period. None is an estimate made here.",
    "A score is an order and not a quantity: it says who is served first, not by how much. Hours are not effect.",
    (
        "Groups are served from the highest score down, whole; the first that does not fit ends the list, and none "
        "below it is served in its place. Ties may fall in any order."
    ),
    (
        "Above for certain: it fits even if every group that could stand before it, or tie with it, does so and takes "
        "the most hours it can. Below for certain: it does not fit even if only the groups that must score higher "
        "stand before it, at their least hours. Open: what is unknown decides."
    ),
    (
        "The bands of a group's two measures are taken to be free of one another, and every band between its lowest "
        "and highest to be possible: intervals may be wider than what can occur, and some groups called open may be "
        "settled."
    ),
)


@attrs.frozen
class Interval:
    """From the least to the most, exact; both the same where nothing unknown makes a difference."""

    least: Fraction
    most: Fraction


@attrs.frozen(eq=False)
class Outcome:
    """One list of n groups against one capacity.

    Parameters
    ----------
    matrix : Matrix
    hours : Hours
        The declared hours, fitted to it.
    capacity : Fraction
        Hours.
    new : int
        How many of the groups, the last ones, are new and on no sheet.
    unit : int
        Hours are held as whole numbers of one part in so many.
    standing : Standing
    taken : Taken
        In that unit.
    side : ndarray of int8, shape (n,)
        1 above the line for certain, 0 open, -1 below it for certain.
    reach : Reach
        In that unit.
    """

    matrix: Matrix
    hours: Hours
    capacity: Fraction
    new: int
    unit: int
    standing: Standing
    taken: Taken
    side: Sides
    reach: Reach

    def __len__(self) -> int:
        """Return the number of groups, new ones included."""
        return len(self.side)

    @property
    def demand(self) -> Interval:
        """The hours of all groups together."""
        return self._interval(int(self.taken.least.sum()), int(self.taken.most.sum()))

    @property
    def short(self) -> Interval:
        """The hours by which demand goes beyond capacity; 0 where it does not."""
        return Interval(
            max(self.demand.least - self.capacity, Fraction(0)), max(self.demand.most - self.capacity, Fraction(0))
        )

    @property
    def utilisation(self) -> Interval | None:
        """Demand as a share of capacity; None where there is no capacity to share."""
        if not self.capacity:
            return None
        return Interval(self.demand.least / self.capacity, self.demand.most / self.capacity)

    @property
    def unmet(self) -> Interval:
        """The hours of the groups below the line."""
        return self._interval(self.reach.unmet_least, self.reach.unmet_most)

    def count(self, side: int) -> int:
        """Return how many groups are above (1), open (0) or below (-1)."""
        return int((self.side == side).sum())

    def of(self, row: int) -> Interval:
        """Return the hours of one group."""
        return self._interval(int(self.taken.least[row]), int(self.taken.most[row]))

    def _interval(self, least: int, most: int) -> Interval:
        return Interval(Fraction(least, self.unit), Fraction(most, self.unit))


@attrs.frozen
class NewGroups:
    """Groups yet to come: how many, and the band of the ranking measure they are in; any, where it is empty."""

    count: int
    band: str = ""


@attrs.frozen(eq=False)
class Changes:
    """What a list and a capacity are to be looked at under; each is a scenario.

    Parameters
    ----------
    without : tuple of str
        Teams that are lost.
    new : tuple of NewGroups
    what_if : Scores, optional
        The same groups under another matrix, to whose bands the declared hours must fit as well.
    """

    without: tuple[str, ...] = ()
    new: tuple[NewGroups, ...] = ()
    what_if: Scores | None = None


@attrs.frozen
class Move:
    """A group of the list that is on another side of the line, or no longer or newly certain.

    Parameters
    ----------
    row : int
        Its position in the batch.
    group : str
    before, after : int
        1 above for certain, 0 open, -1 below for certain.
    """

    row: int
    group: str
    before: int
    after: int


@attrs.frozen(eq=False)
class Scenario:
    """What a change would do to the list.

    Parameters
    ----------
    name : str
    outcome : Outcome
    moves : tuple of Move
        In the order of the present list.
    """

    name: str
    outcome: Outcome
    moves: tuple[Move, ...]

    @property
    def falls(self) -> tuple[Move, ...]:
        """The groups that go from above to below, both for certain."""
        return self._between(ABOVE, BELOW)

    @property
    def rises(self) -> tuple[Move, ...]:
        """The groups that go from below to above, both for certain."""
        return self._between(BELOW, ABOVE)

    @property
    def doubtful(self) -> tuple[Move, ...]:
        """The groups that go from above or below for certain to open."""
        return tuple(move for move in self.moves if move.after == OPEN)

    def _between(self, before: int, after: int) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if (move.before, move.after) == (before, after))


@attrs.frozen
class ForceDemand:
    """The groups of one force, and their hours; the name is empty for groups of which no force is given."""

    force: str
    groups: int
    hours: Interval
    above: int
    open: int
    below: int


@attrs.frozen
class BandDemand:
    """One pair of bands: its declared hours, how many groups are in it at least and at most, and their hours."""

    band: str
    position: str
    declared: Fraction
    groups_least: int
    groups_most: int
    hours: Interval


@attrs.frozen(eq=False)
class Demand:
    """The demand of a list of n groups on a capacity.

    Parameters
    ----------
    scores : Scores
    responses : Responses
    capacity : Capacity
    digits : int
        Digits behind the point that show every number of hours exactly.
    ranking : Ranking
    order : ndarray of intp, shape (n,)
        Rows in the order of the list: by best rank, worst rank, id.
    present : Outcome
        As things stand.
    scenarios : tuple of Scenario
        As asked for; the last is all together where there are several.
    forces : tuple of ForceDemand
        By name; empty where the sheet names no forces.
    bands : tuple of BandDemand
        Highest first.
    unscored : tuple of str
        Groups of the register that were never scored: in no list, and in no number of hours above.
    notices : tuple of str
    """

    scores: Scores
    responses: Responses
    capacity: Capacity
    digits: int
    ranking: Ranking
    order: npt.NDArray[np.intp]
    present: Outcome
    scenarios: tuple[Scenario, ...]
    forces: tuple[ForceDemand, ...]
    bands: tuple[BandDemand, ...]
    unscored: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def unscored_hours(self) -> Interval:
        """The hours that the groups never scored would take on top, whatever bands they turn out to be in."""
        every = [hours for row in self.present.hours.cells for hours in row]
        return Interval(min(every) * len(self.unscored), max(every) * len(self.unscored))

    @property
    def groups(self) -> list[str]:
        """The id of each of the n groups, by row."""
        column = self.scores.assessments.group
        texts = column.texts()
        return [texts[code] for code in column.codes.tolist()]
