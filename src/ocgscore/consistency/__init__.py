"""Whether scorers agree: how well, who scores high or low, on which criteria, and what it changes."""

from __future__ import annotations

from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Ratings, Scale

__all__ = ["Estimate", "Ratings", "Scale"]
