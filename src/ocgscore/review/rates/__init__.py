"""Counts against population and peers: rates, and the limits that chance alone would keep them in."""

from __future__ import annotations

from ocgscore.review.rates.model import ForceRate, PeerSet, Rates
from ocgscore.review.rates.poisson import Limits, limits
from ocgscore.review.rates.population import ForcePopulation, Population, population_of, read_population
from ocgscore.review.rates.run import rates

__all__ = [
    "ForcePopulation",
    "ForceRate",
    "Limits",
    "PeerSet",
    "Population",
    "Rates",
    "limits",
    "population_of",
    "rates",
    "read_population",
]
