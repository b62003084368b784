"""The state of the data: how old scores are, what is missing, which matrix they were made with, and what repeats."""

from __future__ import annotations

from ocgscore.consistency.state.model import Ages, Alike, DataState, Identical, ScorerState, Versions
from ocgscore.consistency.state.run import state_of

__all__ = ["Ages", "Alike", "DataState", "Identical", "ScorerState", "Versions", "state_of"]
