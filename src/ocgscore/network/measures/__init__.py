"""Everything that is measured of people, and of groups, side by side: certain, or over the uncertain links."""

from ocgscore.network.measures.definitions import GROUP_MEASURES, PERSON_MEASURES, Measure
from ocgscore.network.measures.drawn import USUAL_DRAWS, Drawn, over_draws, rankable
from ocgscore.network.measures.grouped import GroupsTable, measured_groups
from ocgscore.network.measures.people import PeopleTable, measured_people
from ocgscore.network.measures.table import Measured, MeasureTable

__all__ = [
    "GROUP_MEASURES",
    "PERSON_MEASURES",
    "USUAL_DRAWS",
    "Drawn",
    "GroupsTable",
    "Measure",
    "MeasureTable",
    "Measured",
    "PeopleTable",
    "measured_groups",
    "measured_people",
    "over_draws",
    "rankable",
]
