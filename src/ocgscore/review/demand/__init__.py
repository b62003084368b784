"""Demand: the hours that a list of groups takes, against the hours that a unit has; arithmetic on what it declares."""

from ocgscore.review.demand.declared import (
    Capacity,
    Response,
    Responses,
    Team,
    capacity_of,
    read_capacity,
    read_responses,
    responses_of,
)
from ocgscore.review.demand.grid import Hours, fitted, fitted_together, read_fitted
from ocgscore.review.demand.model import (
    RULES,
    SIDES,
    BandDemand,
    Changes,
    Demand,
    ForceDemand,
    Interval,
    Move,
    NewGroups,
    Outcome,
    Scenario,
)
from ocgscore.review.demand.run import demand

__all__ = [
    "RULES",
    "SIDES",
    "BandDemand",
    "Capacity",
    "Changes",
    "Demand",
    "ForceDemand",
    "Hours",
    "Interval",
    "Move",
    "NewGroups",
    "Outcome",
    "Response",
    "Responses",
    "Scenario",
    "Team",
    "capacity_of",
    "demand",
    "fitted",
    "fitted_together",
    "read_capacity",
    "read_fitted",
    "read_responses",
    "responses_of",
]
