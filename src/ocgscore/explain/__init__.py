"""Explanation: how one score came about, what would move it, and what its unknowns could do."""

from ocgscore.explain.batch import Explanations, explain_batch, explain_score, one_row
from ocgscore.explain.changes import Changes
from ocgscore.explain.model import (
    DOWN,
    UP,
    Explanation,
    Flip,
    Given,
    Outcome,
    Part,
    Published,
    Rank,
    Result,
    Share,
    Step,
    Unknown,
)
from ocgscore.explain.outcomes import Lazy, Outcomes
from ocgscore.explain.workings import exact_text

__all__ = [
    "DOWN",
    "UP",
    "Changes",
    "Explanation",
    "Explanations",
    "Flip",
    "Given",
    "Lazy",
    "Outcome",
    "Outcomes",
    "Part",
    "Published",
    "Rank",
    "Result",
    "Share",
    "Step",
    "Unknown",
    "exact_text",
    "explain_batch",
    "explain_score",
    "one_row",
]
