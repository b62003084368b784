"""The whole answer: whether scorers agree, who scores high or low, on which criteria, and what it changes."""

from __future__ import annotations

from ocgscore.consistency.study.headline import Agreement, TotalAgreement
from ocgscore.consistency.study.run import Consistency, Unmeasured, consistency

__all__ = ["Agreement", "Consistency", "TotalAgreement", "Unmeasured", "consistency"]
