"""Disruption: what is left of a network as people, or whole groups, are taken out of it."""

from ocgscore.network.disruption.curve import Curve, RandomBand, area_between, random_removals, removal_curve
from ocgscore.network.disruption.disrupt import Disruption, GroupDisruption, disrupt, disrupt_groups
from ocgscore.network.disruption.efficiency import Efficiency, efficiency_along
from ocgscore.network.disruption.groups import GroupCurve, GroupDamage, group_damage, group_removals
from ocgscore.network.disruption.recovery import Recovery
from ocgscore.network.disruption.strategy import Strategy

__all__ = [
    "Curve",
    "Disruption",
    "Efficiency",
    "GroupCurve",
    "GroupDamage",
    "GroupDisruption",
    "RandomBand",
    "Recovery",
    "Strategy",
    "area_between",
    "disrupt",
    "disrupt_groups",
    "efficiency_along",
    "group_damage",
    "group_removals",
    "random_removals",
    "removal_curve",
]
