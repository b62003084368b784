"""Two matrices over the same groups, such as a harm-focused beside an attribute-focused one: where they agree."""

from __future__ import annotations

from ocgscore.consistency.methods.agreement import Agreement
from ocgscore.consistency.methods.compare import LevelAgreement, MethodComparison, compare_methods
from ocgscore.consistency.methods.matching import Matched, matched
from ocgscore.consistency.methods.outlying import OutlyingAssessment, OutlyingGroup, outlying_assessments

__all__ = [
    "Agreement",
    "LevelAgreement",
    "Matched",
    "MethodComparison",
    "OutlyingAssessment",
    "OutlyingGroup",
    "compare_methods",
    "matched",
    "outlying_assessments",
]
