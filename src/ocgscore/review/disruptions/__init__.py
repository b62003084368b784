"""Disruptions: how many each force claims, how far that rests on grading, and what happened to scores around them."""

from ocgscore.review.disruptions.model import GRADES, KINDS, NO_FORCE, NOT_SAID, SCHEMES, THRESHOLDS, Disruptions
from ocgscore.review.disruptions.reading import disruptions_of, read_disruptions, records_up_to
from ocgscore.review.disruptions.result import (
    Bounds,
    DisruptionReview,
    ForceDisruptions,
    GroupChange,
    Order,
    OrderAt,
    ScoreChange,
)
from ocgscore.review.disruptions.run import disruptions

__all__ = [
    "GRADES",
    "KINDS",
    "NOT_SAID",
    "NO_FORCE",
    "SCHEMES",
    "THRESHOLDS",
    "Bounds",
    "DisruptionReview",
    "Disruptions",
    "ForceDisruptions",
    "GroupChange",
    "Order",
    "OrderAt",
    "ScoreChange",
    "disruptions",
    "disruptions_of",
    "read_disruptions",
    "records_up_to",
]
