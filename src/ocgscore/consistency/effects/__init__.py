"""What the scorers' severities do to the ranking: order, bands, the top N, and what it would take to change them."""

from __future__ import annotations

from ocgscore.consistency.effects.bounds import Bounds, bounds
from ocgscore.consistency.effects.draws import TopChances, top_chances
from ocgscore.consistency.effects.moves import BandMoves, Move, band_moves
from ocgscore.consistency.effects.tau import order_agreement, tau_b
from ocgscore.consistency.effects.tipping import Tip, TippingPoint, tipping_points
from ocgscore.consistency.effects.totals import Totals

__all__ = [
    "BandMoves",
    "Bounds",
    "Move",
    "Tip",
    "TippingPoint",
    "TopChances",
    "Totals",
    "band_moves",
    "bounds",
    "order_agreement",
    "tau_b",
    "tipping_points",
    "top_chances",
]
