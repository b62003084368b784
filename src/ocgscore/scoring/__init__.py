"""Scoring: level codes and a matrix become exact scores with bounds and bands."""

from ocgscore.scoring.distinct import distinct
from ocgscore.scoring.recorded import CHECK_LEVELS, recorded_differences
from ocgscore.scoring.scores import UNDEFINED, MeasureScores, Scores, rounded, score, score_levels

__all__ = [
    "CHECK_LEVELS",
    "UNDEFINED",
    "MeasureScores",
    "Scores",
    "distinct",
    "recorded_differences",
    "rounded",
    "score",
    "score_levels",
]
