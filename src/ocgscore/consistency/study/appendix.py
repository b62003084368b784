"""The appendix: what a statistician asks for next."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.coefficients.chance_corrected import gwet_ac
from ocgscore.consistency.coefficients.concordance import Concordance, kendall_concordance
from ocgscore.consistency.counts import rating_counts
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.links import Links
from ocgscore.consistency.pairwise import MOST_SCORERS as MOST_PAIRED
from ocgscore.consistency.pairwise import Pairwise, pairwise
from ocgscore.consistency.ratings import Ratings
from ocgscore.consistency.replicates import FEWEST_UNITS
from ocgscore.consistency.study.headline import pairable
from ocgscore.consistency.variance import DStudy, VarianceComponents, dstudy, variance_components

FEWEST_CROSSED: Final = 3


@attrs.frozen(eq=False)
class Appendix:
    """Further statistics, none of them the headline.

    Parameters
    ----------
    variance : VarianceComponents
        Of the units that every scorer of the largest component scored; of all its units where those are fewer than 3.
    scorers : tuple of str
        That component.
    dstudy : DStudy
    pairwise : Pairwise or None
        None for more than 300 scorers: a table of all pairs says nothing then.
    concordance : Concordance or None
        Kendall's W on the totals; None where no measure ranks.
    gwet : tuple of Estimate
        Gwet's AC2, quadratic weights, one for each criterion, over the units rated twice or more. It is high wherever
        most ratings are alike, whether or not scorers tell units apart, so it is no headline.
    """

    variance: VarianceComponents
    scorers: tuple[str, ...]
    dstudy: DStudy
    pairwise: Pairwise | None
    concordance: Concordance | None
    gwet: tuple[Estimate, ...]


def appendix_of(ratings: Ratings, totals: Totals | None) -> Appendix:
    """Work the appendix out; `totals` are of the same scorings in the same order."""
    crossed = most_crossed(ratings)
    variance = variance_components(crossed)
    counts = (pairable(rating_counts(ratings.table(at), len(scale))) for at, scale in enumerate(ratings.scales))
    return Appendix(
        variance,
        crossed.scorers,
        dstudy(variance),
        pairwise(ratings) if len(ratings.scorers) <= MOST_PAIRED else None,
        None if totals is None else _concordance(ratings, totals),
        tuple(_within(gwet_ac(of_one, "quadratic")) for of_one in counts),
    )


def _within(found: Estimate) -> Estimate:
    """Return a coefficient whose interval rests on units enough, and stays where coefficients lie."""
    if found.low is None:
        return found
    if found.units < FEWEST_UNITS:
        reason = f"no interval: {found.units} units; it takes {FEWEST_UNITS}"
        return attrs.evolve(found, low=None, high=None, standard_error=None, interval="", reason=reason)
    assert found.value is not None  # noqa: S101 - for the type checker: it has an interval
    return attrs.evolve(found, low=max(found.low, min(-1.0, found.value)))


def most_crossed(ratings: Ratings) -> Ratings:
    """Return the scorings that components of variance are best taken from.

    Those of the component with the most scorings (of equals the first), and of them the units that every scorer scored,
    where these are 3 or more: where scorers have units of their own, differences between their units would be counted
    as differences between scorers.
    """
    components = Links.of(ratings).components
    sizes = np.bincount(components[ratings.scorer], minlength=1)
    largest = ratings.take(np.flatnonzero(components[ratings.scorer] == np.argmax(sizes)))
    by_all = np.bincount(largest.unit, minlength=1) == len(largest.scorers)
    return largest.take(np.flatnonzero(by_all[largest.unit])) if by_all.sum() >= FEWEST_CROSSED else largest


def _concordance(ratings: Ratings, totals: Totals) -> Concordance:
    points = np.where(totals.exact, totals.measured.low / totals.measured.denominator, np.nan)
    table = np.full((len(ratings.units), len(ratings.scorers)), np.nan)
    table[ratings.unit, ratings.scorer] = points
    return kendall_concordance(table)
