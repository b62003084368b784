"""The demand of a list by force and by band."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from ocgscore.review.demand.line import ABOVE, BELOW, OPEN, Ints, Whole
from ocgscore.review.demand.model import BandDemand, ForceDemand, Interval, Outcome
from ocgscore.review.names import Names
from ocgscore.scoring import Scores


def by_force(scores: Scores, outcome: Outcome) -> tuple[ForceDemand, ...]:
    """Return the demand of each force's groups, by name; nothing where the sheet names no forces.

    Parameters
    ----------
    scores : Scores
        Of n groups.
    outcome : Outcome
        Of the same groups, without new ones.

    Returns
    -------
    tuple of ForceDemand
        Their hours add up to those of the outcome, and so do their groups.
    """
    column = scores.assessments.force
    if column is None:
        return ()
    texts = column.texts()
    known = Names.of(texts)
    used, which = np.unique(known.codes(texts)[column.codes], return_inverse=True)
    names = [known.names[code] for code in used.tolist()]
    least, most = (_sums(values, which, len(names)) for values in (outcome.taken.least, outcome.taken.most))
    counts = {side: np.bincount(which[outcome.side == side], minlength=len(names)) for side in (ABOVE, OPEN, BELOW)}
    return tuple(
        ForceDemand(
            force=name,
            groups=sum(int(counts[side][force]) for side in counts),
            hours=Interval(Fraction(int(least[force]), outcome.unit), Fraction(int(most[force]), outcome.unit)),
            above=int(counts[ABOVE][force]),
            open=int(counts[OPEN][force]),
            below=int(counts[BELOW][force]),
        )
        for force, name in enumerate(names)
    )


def by_band(outcome: Outcome) -> tuple[BandDemand, ...]:
    """Return the demand of each pair of bands, highest first.

    Groups that may be in several pairs count among the most of each, so that the greatest numbers of all pairs together
    are more than there are groups.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    tuple of BandDemand
    """
    return tuple(_pairs(outcome))


def _pairs(outcome: Outcome) -> Iterator[BandDemand]:
    standing, hours = outcome.standing, outcome.hours
    for band in reversed(range(len(hours.bands))):
        for position in reversed(range(len(hours.positions))):
            could = (standing.band_low <= band) & (band <= standing.band_high)
            could &= (standing.position_low <= position) & (position <= standing.position_high)
            one_band = standing.band_low == standing.band_high
            must = could & one_band & (standing.position_low == standing.position_high)
            least, most, declared = int(must.sum()), int(could.sum()), hours.cells[band][position]
            yield BandDemand(
                band=hours.bands[band],
                position=hours.positions[position],
                declared=declared,
                groups_least=least,
                groups_most=most,
                hours=Interval(least * declared, most * declared),
            )


def _sums(values: Whole, which: Ints, count: int) -> Whole:
    sums = np.zeros(count, values.dtype)
    np.add.at(sums, which, values)
    return sums
