"""How much scorers differ on one criterion: a cumulative link mixed model with a random intercept for each scorer."""

from __future__ import annotations

from ocgscore.consistency.cumulative.scorers import ScorerVariance, scorer_variance

__all__ = ["ScorerVariance", "scorer_variance"]
