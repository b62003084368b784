"""The headline: how well scorers agree on each criterion and on the total."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.coefficients.benchmarks import KRIPPENDORFF, band_of_lower_end
from ocgscore.consistency.coefficients.intraclass import Intraclass, intraclass
from ocgscore.consistency.coefficients.percent import percent_adjacent, percent_exact
from ocgscore.consistency.counts import rating_counts
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.points import points_alpha
from ocgscore.consistency.ratings import Floats, Ints, Ratings
from ocgscore.consistency.replicates import jackknifed

ABSOLUTE: Final = "ICC(A,1)"
OPEN: Final = "not shown to reach .667, nor to miss it: too few units to tell"
NO_BAND: Final = "none: without an interval there is no band"
BANDS_MISSING: Final = "the measure has no bands"


@attrs.frozen
class Agreement:
    """How well scorers agree on one criterion, or on a measure.

    Parameters
    ----------
    id, title : str
    levels : int
        Of the whole scale; 0 for a measure.
    alpha : Estimate
        Krippendorff's alpha: ordinal for a criterion, interval on the exact points for a measure.
    exact, adjacent : Estimate
        Share of pairs of scorers at the same level (in the same band), and at most one apart; averaged over units.
    """

    id: str
    title: str
    levels: int
    alpha: Estimate
    exact: Estimate
    adjacent: Estimate

    @property
    def band(self) -> str:
        """What the lower end of alpha's interval is worth, with the name of the scale that says so.

        An interval that reaches over the scale's first bound shows neither good nor poor agreement, and is said to.
        """
        low, high, least = self.alpha.low, self.alpha.high, KRIPPENDORFF.bands[1].low
        if low is None or high is None:
            return NO_BAND
        return f"{KRIPPENDORFF.name}: {OPEN}" if low < least <= high else band_of_lower_end(low, KRIPPENDORFF)


@attrs.frozen
class TotalAgreement:
    """How well scorers agree on a measure.

    Parameters
    ----------
    agreement : Agreement
    intraclass : Intraclass
        Of the units that every scorer scored; undefined where there are fewer than two.
    every : int
        How many units every scorer gave an exact total.
    not_exact : int
        Scorings left out because unknown levels leave their total open.
    """

    agreement: Agreement
    intraclass: Intraclass
    every: int
    not_exact: int

    @property
    def severity_share(self) -> float | None:
        """How much of one scorer's consistency its severity takes: ICC(C,1) less ICC(A,1); None where undefined."""
        consistent, absolute = (self.intraclass.forms[name].value for name in ("ICC(C,1)", "ICC(A,1)"))
        return None if consistent is None or absolute is None else consistent - absolute


def criterion_agreement(ratings: Ratings, criterion: int) -> Agreement:
    """Return how well scorers agree on one criterion (its position, from 0)."""
    scale = ratings.scales[criterion]
    counts = pairable(rating_counts(ratings.table(criterion), len(scale)))
    return Agreement(
        scale.id, scale.title, len(scale), jackknifed(counts), percent_exact(counts), percent_adjacent(counts)
    )


def total_agreement(ratings: Ratings, totals: Totals) -> TotalAgreement:
    """Return how well scorers agree on a measure; `totals` are of the same scorings in the same order."""
    exact = totals.exact
    measure, points = totals.measured.measure, totals.measured.low
    alpha = points_alpha(ratings.unit[exact], points[exact])
    agreement = Agreement(measure.id, measure.title, 0, alpha, *_bands(ratings, totals))
    complete = _complete(ratings, totals)
    return TotalAgreement(agreement, _intraclass(complete), len(complete), int((~exact).sum()))


def _intraclass(complete: Floats) -> Intraclass:
    """Return the intraclass correlations, undefined with the reason that a reader of the sheet knows."""
    found = intraclass(complete)
    units, scorers = complete.shape
    if units > 1 or scorers < 2:
        return attrs.evolve(found, forms=dict(found.forms) | {ABSOLUTE: _possible(found.forms[ABSOLUTE], scorers)})
    many = "no unit" if not units else "1 unit"
    reason = f"{many} has an exact total by every one of the {scorers} scorers; it takes 2"
    forms = {name: Estimate.undefined(reason, name, units=units) for name in found.forms}
    return attrs.evolve(found, forms=forms)


def _possible(absolute: Estimate, scorers: int) -> Estimate:
    """Return an ICC(A,1) within what a correlation of so many scorers can be: from few units it comes out below."""
    least = -1 / max(scorers - 1, 1)
    if absolute.value is None or absolute.low is None:
        return absolute
    if absolute.value < least:
        return Estimate.undefined(
            "it comes out below what a correlation can be: too few units", ABSOLUTE, units=absolute.units
        )
    return attrs.evolve(absolute, low=max(absolute.low, least))


def _bands(ratings: Ratings, totals: Totals) -> tuple[Estimate, Estimate]:
    """Return how often two scorers put a unit in one band, and in the same or the next."""
    if not totals.bands:
        return Estimate.undefined(BANDS_MISSING, "same band"), Estimate.undefined(BANDS_MISSING, "adjacent band")
    low, high = totals.measured.band_low.astype(np.int64), totals.measured.band_high
    band: Ints = np.where(low == high, low, -1)
    # a scale takes two levels: a measure of one band puts all in it
    counts = pairable(rating_counts(ratings.spread(band, -1), max(len(totals.bands), 2)))
    return percent_exact(counts), percent_adjacent(counts)


def pairable(counts: Ints) -> Ints:
    """Return the units rated twice or more: a share of pairs rests on no others."""
    found: Ints = counts[counts.sum(axis=1) > 1]
    return found


def _complete(ratings: Ratings, totals: Totals) -> Floats:
    """Return the points of the units that every scorer scored; float64, shape (units, f)."""
    exact = np.flatnonzero(totals.exact)
    f = len(ratings.scorers)
    scored = np.bincount(ratings.unit[exact], minlength=len(ratings.units))
    kept = exact[(scored == f)[ratings.unit[exact]]]
    points: Floats = totals.measured.low[kept] / totals.measured.denominator
    return points.reshape(len(kept) // f if f else 0, f)
