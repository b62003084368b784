"""Robustness: how far a ranking survives other weights, other level values and what is unknown."""

from ocgscore.robustness.acceptability import Acceptability, Tau, Turned, acceptability
from ocgscore.robustness.gaps import Gap, Gaps, gaps
from ocgscore.robustness.plan import Block, weight_blocks
from ocgscore.robustness.trials import Trial, trials
from ocgscore.robustness.uncertainty import Request, Uncertainty
from ocgscore.robustness.unknowns import level_chances, level_counts

__all__ = [
    "Acceptability",
    "Block",
    "Gap",
    "Gaps",
    "Request",
    "Tau",
    "Trial",
    "Turned",
    "Uncertainty",
    "acceptability",
    "gaps",
    "level_chances",
    "level_counts",
    "trials",
    "weight_blocks",
]
