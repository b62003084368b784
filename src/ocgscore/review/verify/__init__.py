"""Recorded totals, subtotals, bands and ranks of a sheet against the recomputed ones, and what would explain them."""

from ocgscore.review.verify.columns import RecordedColumn, recognised, recorded_columns
from ocgscore.review.verify.explanation import Effect, Explanation
from ocgscore.review.verify.model import DIFFERING, LISTED, ForceCounts, RecordedCell, Verification, VerifiedColumn
from ocgscore.review.verify.numbers import VERDICTS
from ocgscore.review.verify.run import verify
from ocgscore.review.verify.stale import Stale

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
    "recognised",
    "recorded_columns",
    "verify",
]
