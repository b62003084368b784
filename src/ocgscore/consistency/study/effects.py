"""So what: what scorers' severities do to the ranking, or what it would take to change it where nothing shows them."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.additive import Additive
from ocgscore.consistency.batch import NOBODY
from ocgscore.consistency.effects import (
    BandMoves,
    Bounds,
    TippingPoint,
    TopChances,
    Totals,
    band_moves,
    bounds,
    order_agreement,
    tipping_points,
    top_chances,
)
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints, Ratings

APART: Final = (
    "refused: the scorers of exact totals are not all linked by units scored in common, so severity and true "
    "differences between their units cannot be told apart"
)
UNKNOWN: Final = "refused: the severity in points of some scorer is undefined, for want of links or of exact totals"


@attrs.frozen(eq=False)
class Adjusted:
    """The ranking with each scorer's severity taken off.

    Parameters
    ----------
    order : Estimate
        Kendall's tau-b between the raw and the adjusted ranking.
    moves : BandMoves
    chances : TopChances
    row : ndarray of int64, shape (u,)
        The rows of the totals that are adjusted: those with an exact total.
    points : ndarray of float64, shape (u,)
        Their totals with the severity of their scorer taken off, kept within the measure's range.
    band : ndarray of int64, shape (u,)
        The bands of those; 0 throughout where the measure has none.
    """

    order: Estimate
    moves: BandMoves
    chances: TopChances
    row: Ints
    points: Floats
    band: Ints

    def entering(self) -> list[int]:
        """Return the rows that are in the top N once severities are taken off, and were not before."""
        return list(map(int, self.chances.row[(self.chances.adjusted > 0) & (self.chances.raw == 0)]))

    def leaving(self) -> list[int]:
        """Return the rows that were in the top N, and are not once severities are taken off."""
        return list(map(int, self.chances.row[(self.chances.raw > 0) & (self.chances.adjusted == 0)]))


@attrs.frozen(eq=False)
class SoWhat:
    """What severities change.

    Parameters
    ----------
    totals : Totals
        The scorings compared, each ranked by itself.
    shift : tuple of Estimate
        Points that each scorer adds (positive: scores high), one for each of ``totals.scorers``.
    adjusted : Adjusted or None
    refused : str
        Why nothing is adjusted; empty where it is.
    tipping : tuple of TippingPoint
    bounds : Bounds
    """

    totals: Totals
    shift: tuple[Estimate, ...]
    adjusted: Adjusted | None
    refused: str
    tipping: tuple[TippingPoint, ...]
    bounds: Bounds


def so_what(ratings: Ratings, totals: Totals, *, top: int, draws: int, seed: int) -> SoWhat:
    """Say what the scorers' severities do to the ranking by a measure.

    Parameters
    ----------
    ratings : Ratings
    totals : Totals
        Of the same scorings in the same order.
    top, draws, seed : int
        For the chance of being in the top N.
    """
    exact = totals.exact
    whole = ratings.take(exact)
    points: Floats = totals.measured.low[exact] / totals.measured.denominator
    additive = Additive.of(whole, points)
    at = {name: place for place, name in enumerate(whole.scorers)}
    found = additive.estimates()
    without = Estimate.undefined("no exact total", "additive two-way model, least squares")
    shift = tuple(found[at[name]] if name in at else without for name in totals.scorers)
    refused = _refused(additive, shift)
    adjusted = None if refused else _adjusted(totals, additive, at, top=top, draws=draws, seed=seed)
    return SoWhat(totals, shift, adjusted, refused, tipping_points(totals), bounds(totals, top))


def _chances(totals: Totals, shift: Floats, covariance: Floats, *, top: int, draws: int, seed: int) -> TopChances:
    """Return the chances of the top N, drawn in the order of the shifts: other names for scorers change no draw."""
    order = np.lexsort((np.diag(covariance), shift))
    place = np.append(np.argsort(order), NOBODY)  # and nobody stays nobody
    turned = attrs.evolve(
        totals, scorer=place[totals.scorer], scorers=tuple(totals.scorers[at] for at in order.tolist())
    )
    return top_chances(turned, shift[order], covariance[np.ix_(order, order)], top=top, draws=draws, seed=seed)


def _refused(additive: Additive, shift: tuple[Estimate, ...]) -> str:
    if not additive.links.connected:
        return APART
    return "" if all(one.defined for one in shift) else UNKNOWN


def _adjusted(totals: Totals, additive: Additive, at: dict[str, int], *, top: int, draws: int, seed: int) -> Adjusted:
    f = len(totals.scorers)
    places = [place for place, name in enumerate(totals.scorers) if name in at]
    kept = [at[totals.scorers[place]] for place in places]
    shift, covariance = np.zeros(f), np.zeros((f, f))
    shift[places] = additive.shift[kept]
    covariance[np.ix_(places, places)] = additive.covariance[np.ix_(kept, kept)]
    chances = _chances(totals, shift, covariance, top=top, draws=draws, seed=seed)
    left = totals.adjusted(shift)
    points: Floats = left / (totals.parts * totals.measured.denominator)
    moves = band_moves(totals, shift)
    return Adjusted(
        order_agreement(totals, shift), moves, chances, totals.usable.astype(np.int64), points, totals.band_of(left)
    )
