"""Scores over Arrow: one function from record batch to record batch, for engines that work on a table in pieces."""

from ocgscore.report.batches.ranks import with_ranks
from ocgscore.report.batches.scorer import ArrowScorer, arrow_scorer

__all__ = ["ArrowScorer", "arrow_scorer", "with_ranks"]
