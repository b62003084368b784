"""What a review of disruptions finds; every number exact, what the records do not support None with its reason."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from ocgscore.review.disruptions.claims import Claims
from ocgscore.review.disruptions.model import GRADES

Range: TypeAlias = tuple[int, int]
Interval: TypeAlias = tuple[Fraction, Fraction]
HUNDRED: Final = 100


@attrs.frozen
class Bounds:
    """How many disruptions are at or above a grade, and how few or many it could be under other grading.

    Parameters
    ----------
    threshold : str
    recorded : int
        As recorded.
    regraded : tuple of (int, int)
        With every record one grade lower, and with every record one grade higher; negative has no lower grade and major
        no higher.
    independent : tuple of (int, int)
        As recorded, the self-assessed left out: with every record of which it is not known left out too, and with all
        of those kept.
    both : tuple of (int, int)
        Regraded and the self-assessed left out.
    """

    threshold: str
    recorded: int
    regraded: Range
    independent: Range
    both: Range


@attrs.frozen
class ForceDisruptions:
    """The disruptions that one force claims, or all of them.

    Parameters
    ----------
    force : str
    by_grade : tuple of int
        In the order of `GRADES`, lowest first.
    by_kind : tuple of int
        In the order of the scheme's kinds; the last are those of which the kind is not said.
    self_assessed, independent, not_known : int
        Graded by the force that claims them, by another, and not known; they add up to `count`.
    groups : int or None
        Active and dormant groups of the force on the register; None where no rate can be given.
    reason : str
        Why no rate can be given; empty where it can.
    bounds : tuple of Bounds
        For each of `THRESHOLDS`.
    """

    force: str
    by_grade: tuple[int, ...]
    by_kind: tuple[int, ...]
    self_assessed: int
    independent: int
    not_known: int
    groups: int | None
    reason: str
    bounds: tuple[Bounds, ...]

    @property
    def count(self) -> int:
        """All records, of whatever grade."""
        return sum(self.by_grade)

    @property
    def share_self_assessed(self) -> Fraction | None:
        """The share self-assessed of the records of which it is known; None where it is known of none."""
        known = self.self_assessed + self.independent
        return Fraction(self.self_assessed, known) if known else None

    def at_least(self, grade: str) -> int:
        """Return how many are of a grade or a higher one."""
        return sum(self.by_grade[GRADES.index(grade) :])

    def rate(self, grade: str) -> Fraction | None:
        """Return how many of a grade or a higher one there are for every 100 active and dormant groups."""
        return None if self.groups is None else Fraction(HUNDRED * self.at_least(grade), self.groups)


@attrs.frozen
class OrderAt:
    """How far the order of forces at one threshold rests on grading.

    Parameters
    ----------
    threshold : str
    pairs : int
        Pairs of forces.
    settled : int
        Their order is the same however each record is graded one grade up or down.
    could_turn : int
        Their order as recorded could turn, or become a tie.
    tied : int
        As recorded the two are equal. The three add up to `pairs`.
    reversed_, may_reverse : int
        Pairs whose order turns when the self-assessed records are left out: for certain, and (these included) depending
        on records of which it is not known.
    examples : tuple of (str, str)
        The first pairs of `reversed_`, by name; the first of the two is the higher as recorded.
    ranks : tuple of (int, int)
        For each force the best and the worst rank that regrading allows, in the order of `Order.forces`.
    """

    threshold: str
    pairs: int
    settled: int
    could_turn: int
    tied: int
    reversed_: int
    may_reverse: int
    examples: tuple[tuple[str, str], ...]
    ranks: tuple[Range, ...]

    def share(self, count: int) -> Fraction | None:
        """Return a number of pairs as a share of all; None where there are none."""
        return Fraction(count, self.pairs) if self.pairs else None


@attrs.frozen
class Order:
    """How far the order of forces rests on grading; never a league table.

    Parameters
    ----------
    by : str
        What is compared: ``"rates"`` (for every 100 active and dormant groups) or ``"counts"``.
    forces : tuple of str
        Those compared, by name.
    left_out : tuple of str
        Forces without a rate.
    at : tuple of OrderAt
        For each of `THRESHOLDS`.
    reason : str
        Why there is nothing to compare; empty where there is.
    """

    by: str
    forces: tuple[str, ...]
    left_out: tuple[str, ...]
    at: tuple[OrderAt, ...]
    reason: str = ""


@attrs.frozen
class GroupChange:
    """One disrupted group: its score before and after, beside groups not disrupted.

    Parameters
    ----------
    group : str
    where : str
        The address of the record.
    date : date
        Of the first disruption at or above the threshold.
    grade : str
        The highest of that day.
    before_on, after_on : date or None
    before, after : tuple of (Fraction, Fraction), or None
        Lowest and highest score.
    change : tuple of (Fraction, Fraction), or None
        ``after.low - before.high`` to ``after.high - before.low``.
    band : str
        Of the score before; empty where unknowns leave several, or there is none.
    comparable : int
        Groups not disrupted in the same band before that day, and assessed on both sides of it.
    comparable_before, comparable_change : tuple of (Fraction, Fraction), or None
        The means of their scores before and of their changes.
    reason : str
        Why the group takes no part in the comparison; empty where it does.
    """

    group: str
    where: str
    date: dt.date
    grade: str
    before_on: dt.date | None = None
    after_on: dt.date | None = None
    before: Interval | None = None
    after: Interval | None = None
    change: Interval | None = None
    band: str = ""
    comparable: int = 0
    comparable_before: Interval | None = None
    comparable_change: Interval | None = None
    reason: str = ""


@attrs.frozen
class ScoreChange:
    """Scores before and after disruption beside those of comparable groups: a difference, and no effect.

    Parameters
    ----------
    measure : str
    digits : int
        Digits of the measure; means are shown with one more.
    threshold : str
    horizon : int
        Days before and after a disruption within which an assessment counts.
    disrupted : int
        Groups with a disruption at or above the threshold in the window.
    both_sides : int
        Of these, assessed before and after.
    compared : int
        Of these, with a comparable group; the means are over them.
    comparable : int
        Groups that serve as comparable to any.
    not_used : tuple of (str, int)
        Why groups take no part, and how many; with `compared` they add up to `disrupted`.
    before, comparable_before, mean, comparable_mean : tuple of (Fraction, Fraction), or None
        Mean score before, and mean change, of the disrupted and of the groups comparable to them.
    difference : tuple of (Fraction, Fraction), or None
        The mean change of the disrupted less that of the comparable.
    reason : str
        Why there is no comparison; empty where there is.
    undated : int
        Assessments without a date, which are left out.
    groups : tuple of GroupChange
        By group.
    """

    measure: str
    digits: int
    threshold: str
    horizon: int
    disrupted: int
    both_sides: int
    compared: int
    comparable: int
    not_used: tuple[tuple[str, int], ...]
    before: Interval | None
    comparable_before: Interval | None
    mean: Interval | None
    comparable_mean: Interval | None
    difference: Interval | None
    reason: str
    undated: int
    groups: tuple[GroupChange, ...]


@attrs.frozen(eq=False)
class DisruptionReview:
    """What the records of disruptions say, and how far it rests on who graded them.

    Parameters
    ----------
    as_of : date
    since : date or None
    kinds : tuple of str
        The scheme's kinds of activity.
    forces : tuple of ForceDisruptions
        By name; the records without a force last, as ``"(no force)"``.
    everyone : ForceDisruptions
        All records of the window.
    earlier : int
        Records dated before `since`, which are not counted.
    repeats : int
        Records of the window that are the same in every field as an earlier one; they are counted.
    claimed_together : int
        Groups and days for which more than one force claims a disruption.
    order : Order
    change : ScoreChange or None
        None where no assessments were given.
    claims : Claims
        The records of the window, as they were counted.
    notices : tuple of str
    """

    as_of: dt.date
    since: dt.date | None
    kinds: tuple[str, ...]
    forces: tuple[ForceDisruptions, ...]
    everyone: ForceDisruptions
    earlier: int
    repeats: int
    claimed_together: int
    order: Order
    change: ScoreChange | None
    claims: Claims
    notices: tuple[str, ...]

    def counts(self, grade: str) -> dict[str, int]:
        """Return how many disruptions of a grade or a higher one each force claims."""
        return {one.force: one.at_least(grade) for one in self.forces}
