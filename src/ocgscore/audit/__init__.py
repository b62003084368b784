"""The audit of a matrix: what its numbers can and cannot tell apart."""

from ocgscore.audit.batch import AxisCorrelation, BatchAudit, Correlation, EffectiveNumber, Heaping, ScaleUse
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import (
    Audit,
    BandShare,
    Direction,
    Influence,
    OrdinalProduct,
    PairOrder,
    Reachable,
    UnknownRule,
    UnknownSpread,
)
from ocgscore.audit.run import audit_matrix

__all__ = [
    "Audit",
    "AxisCorrelation",
    "BandShare",
    "BatchAudit",
    "Correlation",
    "Direction",
    "EffectiveNumber",
    "Heaping",
    "Influence",
    "OrdinalProduct",
    "PairOrder",
    "Reachable",
    "ScaleUse",
    "Share",
    "Undefined",
    "UnknownRule",
    "UnknownSpread",
    "audit_matrix",
]
