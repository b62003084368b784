"""How much of the variation in ratings is units, scorers, criteria and what they do together, and what that implies."""

from __future__ import annotations

from ocgscore.consistency.variance.components import Component, VarianceComponents, variance_components
from ocgscore.consistency.variance.dstudy import DStudy, Precision, dstudy
from ocgscore.consistency.variance.equations import henderson

__all__ = ["Component", "DStudy", "Precision", "VarianceComponents", "dstudy", "henderson", "variance_components"]
