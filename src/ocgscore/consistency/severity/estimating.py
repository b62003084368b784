"""The fit of one component: what is informative, the maximum, and who the ratings really tie together."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.ratings import Flags, Floats, Ints, Levels
from ocgscore.consistency.severity.errors import SAME, told_apart
from ocgscore.consistency.severity.informative import Informative, informative
from ocgscore.consistency.severity.model import Facets
from ocgscore.consistency.severity.newton import Maximum, maximise

FEWEST: Final = 2
ONE_UNIT: Final = "a single informative unit cannot tell a severe scorer from one who saw that unit otherwise"
NOBODY_ELSE: Final = "no other scorer of its component is left to compare it with"
NOT_TIED: Final = (
    "its ratings do not tie it to the other scorers: what they share is missing, at opposite ends of the scale, "
    "or on other criteria"
)
UNSETTLED: Final = "the estimates did not settle: the likelihood has no clear maximum"


@attrs.frozen(eq=False)
class Fitted:
    """The fit of one component.

    Parameters
    ----------
    facets : Facets
    maximum : Maximum
    scorers, criteria : ndarray of int64
        Who and what was fitted, as positions in what was given.
    compared : ndarray of bool, shape of `criteria`
        Whose difficulties can be compared.
    settled : bool
        Whether the thresholds have finite values; if not, severities may all the same.
    """

    facets: Facets
    maximum: Maximum
    scorers: Ints
    criteria: Ints
    compared: Flags
    settled: bool

    @property
    def placed(self) -> bool:
        """Whether a level can be expected of a unit in the mean place: thresholds finite, all criteria compared."""
        return self.settled and bool(self.compared.all())


@attrs.frozen(eq=False)
class Outcome:
    """What came of fitting one component.

    Parameters
    ----------
    fit : Fitted or None
        None where nothing could be fitted.
    reasons : dict of int to str
        Of the scorers that were not fitted, by their positions in what was given.
    extreme_units : int
    """

    fit: Fitted | None
    reasons: dict[int, str]
    extreme_units: int


def fitted(unit: Ints, scorer: Ints, levels: Levels, kinds: Ints) -> Outcome:
    """Fit the model to the scorings of one component.

    Parameters
    ----------
    unit, scorer : ndarray of int64, shape (r,)
    levels : ndarray of int16, shape (r, k)
    kinds : ndarray of int64, shape (k,)
        Criteria of one number share their thresholds.

    Notes
    -----
    Linked scorers are not always comparable: what they share may be uninformative, on other criteria, or at opposite
    ends of the scale, and then the maximum lies at infinity. The information at the maximum says who is comparable; the
    largest such set is kept, the others are left out with the reason, and the rest fitted anew.
    """
    reasons: dict[int, str] = {}
    if len(np.unique(unit[(levels >= 0).any(axis=1)])) == 1:
        return _nothing(reasons, np.unique(scorer), ONE_UNIT, 0)
    while True:
        left = informative(unit, scorer, levels, kinds)
        for who, why in left.reasons.items():
            reasons.setdefault(who, why)
        facets, names = left.facets, left.scorers
        if facets is None or len(names) < FEWEST or facets.units < FEWEST:
            why = ONE_UNIT if facets is not None and facets.units < FEWEST else NOBODY_ELSE
            return _nothing(reasons, names, why, left.extreme_units)
        maximum = maximise(facets)
        null = maximum.null
        together = _largest(told_apart(null, slice(0, facets.scorers)), facets.ratings[: facets.scorers])
        if together.all():
            break
        together &= np.count_nonzero(together) >= FEWEST
        reasons |= dict.fromkeys(names[~together].tolist(), NOT_TIED)
        levels = np.where(np.isin(scorer, names[~together])[:, None], np.int16(-1), levels)
    if not maximum.converged:
        return _nothing(reasons, names, UNSETTLED, left.extreme_units)
    return Outcome(_fit(left, facets, maximum, null), reasons, left.extreme_units)


def _fit(left: Informative, facets: Facets, maximum: Maximum, null: Floats) -> Fitted:
    difficulty = slice(facets.scorers, facets.scorers + facets.criteria)
    compared = _largest(told_apart(null, difficulty), facets.ratings[difficulty])
    settled = bool((np.abs(null[difficulty.stop :]) < SAME).all())
    return Fitted(facets, maximum, left.scorers, left.criteria, compared, settled)


def _largest(groups: Ints, ratings: Ints) -> Flags:
    """Return who is in the largest group; of equals, in the one with the most ratings."""
    order = np.lexsort((np.bincount(groups, ratings), np.bincount(groups)))
    found: Flags = groups == order[-1]
    return found


def _nothing(reasons: dict[int, str], names: Ints, why: str, extreme_units: int) -> Outcome:
    return Outcome(None, {**dict.fromkeys(names.tolist(), why), **reasons}, extreme_units)
