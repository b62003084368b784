"""Recorded totals, subtotals, bands and ranks of a sheet against the recomputed ones, and what would explain them."""

from ocgscore.review.verify.cells import RecordedCell
from ocgscore.review.verify.columns import RecordedColumn, recognised, recorded_columns
from ocgscore.review.verify.explanation import Effect, Explanation, in_words
from ocgscore.review.verify.model import DIFFERING, LISTED, ForceCounts, Verification, VerifiedColumn
from ocgscore.review.verify.numbers import VERDICTS
from ocgscore.review.verify.parts import VersionCounts
from ocgscore.review.verify.run import verify
from ocgscore.review.verify.stale import Stale
from ocgscore.review.verify.unchecked import said as unchecked_said

__all__ = [
    "DIFFERING",
    "LISTED",
    "VERDICTS",
    "Effect",
    "Explanation",
    "ForceCounts",
    "RecordedCell",
    "RecordedColumn",
    "Stale",
    "Verification",
    "VerifiedColumn",
    "VersionCounts",
    "in_words",
    "recognised",
    "recorded_columns",
    "unchecked_said",
    "verify",
]
