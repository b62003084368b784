"""Measures of a network whose ties may not exist: over draws, each tie there with its chance."""

from ocgscore.network.uncertain.draws import drawn_networks
from ocgscore.network.uncertain.numbers import UncertainNumber, uncertain_number
from ocgscore.network.uncertain.values import Uncertain, uncertain

__all__ = ["Uncertain", "UncertainNumber", "drawn_networks", "uncertain", "uncertain_number"]
