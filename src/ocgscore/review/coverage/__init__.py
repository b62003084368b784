"""Coverage: whether the map is complete and current."""

from ocgscore.review.coverage.model import FINDINGS, Count, Facts, Finding, Unregistered, WorkItem
from ocgscore.review.coverage.rules import Rules, read_rules, rules_of
from ocgscore.review.coverage.run import Coverage, coverage

__all__ = [
    "FINDINGS",
    "Count",
    "Coverage",
    "Facts",
    "Finding",
    "Rules",
    "Unregistered",
    "WorkItem",
    "coverage",
    "read_rules",
    "rules_of",
]
