"""How severe each scorer is: a many-facet Rasch model, within what units link and nowhere else."""

from __future__ import annotations

from ocgscore.consistency.severity.population import PopulationSeverities, population_severities
from ocgscore.consistency.severity.result import Component, Difficulty, Severities, Severity, Thresholds
from ocgscore.consistency.severity.scorers import severities

__all__ = [
    "Component",
    "Difficulty",
    "PopulationSeverities",
    "Severities",
    "Severity",
    "Thresholds",
    "population_severities",
    "severities",
]
