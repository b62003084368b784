"""What differential functioning gives: one scorer's departure on one criterion, and all of them."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.consistency.mantel import ChiSquareTest

CANNOT_SEE: Final = (
    "It compares a scorer's criteria with one another. A scorer who scores every criterion alike higher or lower than "
    "the others, because of severity or because of the groups it has, is invisible here; and where a scorer is high "
    "on half of the criteria and low on the other half, which half departs cannot be told."
)


@attrs.frozen
class Departure:
    """One scorer against all others together on one criterion, at an equal total.

    Parameters
    ----------
    criterion : str
        Id of the criterion studied.
    scorer : str
        The focal scorer.
    focal, reference : int
        Complete scorings by the scorer, and by all others.
    strata : int
        Informative strata: totals that occur on both sides and at which levels of the criterion differ.
    matched_on : int
        Criteria in the total, the one studied included. All of them where the scorer has no flagged criterion, or where
        without these no other would be left.
    steps : float or None
        Standardised mean difference at equal total, in level steps: above 0 where the scorer gives higher levels.
    standardised : float or None
        The same divided by the standard deviation of the criterion's positions over all complete scorings.
    direction : str
        ``"higher"``, ``"lower"`` or ``"level"`` at an equal total; ``"mixed"`` where higher at some totals and lower
        at others, so that `steps` and the test disagree on the sign; empty where undefined.
    chi_square, p : float or None
        Of Mantel's test, 1 degree of freedom.
    adjusted : float or None
        p after Benjamini and Hochberg, over every test of every scorer and criterion that is defined.
    flagged : bool
        Whether `adjusted` is at most 0.05.
    flagged_first : bool
        The same before purification.
    reason : str
        Why it is undefined.
    """

    criterion: str
    scorer: str
    focal: int
    reference: int
    strata: int
    matched_on: int
    steps: float | None = None
    standardised: float | None = None
    direction: str = ""
    chi_square: float | None = None
    p: float | None = None
    adjusted: float | None = None
    flagged: bool = False
    flagged_first: bool = False
    reason: str = ""


@attrs.frozen
class Overall:
    """Whether any scorer departs from the rest on one criterion, at an equal total of all criteria."""

    criterion: str
    test: ChiSquareTest


@attrs.frozen
class Differential:
    """Differential functioning of every criterion for every scorer.

    Parameters
    ----------
    departures : tuple of Departure
        By criterion, then by scorer.
    overall : tuple of Overall
        One for each criterion.
    scorings : int
    complete : int
        Scorings of which every level is known: the only ones used.
    left_out : int
        The others.
    tests : int
        Tests that are defined: what p is adjusted for.
    purified : tuple of str
        Scorers for whom criteria flagged at first were dropped from the total that other criteria are matched on.
    method, total, cannot_see : str
        What was done, what the total is, and what this cannot see, in plain words.
    notices : tuple of str
        What the reader should know of the data.
    """

    departures: tuple[Departure, ...]
    overall: tuple[Overall, ...]
    scorings: int
    complete: int
    left_out: int
    tests: int
    purified: tuple[str, ...]
    method: str
    total: str
    notices: tuple[str, ...]
    cannot_see: str = CANNOT_SEE

    @property
    def flagged(self) -> tuple[Departure, ...]:
        """The departures flagged."""
        return tuple(departure for departure in self.departures if departure.flagged)
