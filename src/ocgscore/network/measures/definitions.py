"""What each measure is: its title, its unit, what it says in a sentence, and what it means that it has no value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from ocgscore.network.groups.measures import MEASURES as OF_GROUPS


@attrs.frozen
class Measure:
    """The definition of one measure.

    Parameters
    ----------
    name : str
        What columns, options and rules call it.
    title : str
        What a reader calls it.
    unit : str
        What a value of it counts, or its range.
    says : str
        What it is, in a sentence without its full stop.
    undefined : str
        What a blank means, and why there is no value; empty where there always is one.
    ordered : bool
        Whether more and less of it mean anything; a label does not rank.
    directed : bool
        Whether it takes directions.
    """

    name: str
    title: str
    unit: str
    says: str
    undefined: str = ""
    ordered: bool = True
    directed: bool = False


NO_GROUPS: Final = "where the map names no groups"
ALONE: Final = "without contacts there is nothing to measure"
FEW: Final = "it takes two contacts"

_PEOPLE: Final = (
    Measure("degree", "Contacts", "people", "people linked to them, whichever way the link runs"),
    Measure("degree_out", "Contacts out", "people", "people whom a link from them reaches", directed=True),
    Measure("degree_in", "Contacts in", "people", "people from whom a link reaches them", directed=True),
    Measure("strength", "Strength", "strength, as recorded", "the strengths of their links added up"),
    Measure(
        "strength_out",
        "Strength out",
        "strength, as recorded",
        "the strengths of the links from them added up",
        directed=True,
    ),
    Measure(
        "strength_in",
        "Strength in",
        "strength, as recorded",
        "the strengths of the links to them added up",
        directed=True,
    ),
    Measure(
        "betweenness",
        "Betweenness",
        "pairs of other people",
        "how many pairs of others have their shortest path through them, shared where there are several (Freeman 1977)",
    ),
    Measure(
        "betweenness_share",
        "Betweenness, share",
        "0 to 1",
        "betweenness as a share of all pairs of others",
        "it takes two other people",
    ),
    Measure(
        "closeness",
        "Closeness",
        "1 / distance",
        "one over the mean distance to those they reach, times the share of people they reach (Wasserman and Faust)",
        "nobody is joined to them, so there is no distance",
    ),
    Measure(
        "harmonic",
        "Harmonic closeness",
        "1 / distance, summed",
        "the sum of one over the distance to each other person, 0 for those out of reach (Boldi and Vigna 2014)",
    ),
    Measure(
        "eigenvector",
        "Eigenvector",
        "0 to 1, within a component",
        "strongly linked to those who are strongly linked; comparable within one connected part (Bonacich 1972)",
        f"{ALONE}; or the values of the part did not settle",
    ),
    Measure(
        "effective_size",
        "Effective size",
        "people",
        "contacts, less how far each is also reached through the others (Burt 1992)",
        ALONE,
    ),
    Measure("efficiency", "Efficiency", "0 to 1", "effective size as a share of contacts (Burt 1992)", ALONE),
    Measure(
        "constraint",
        "Constraint",
        "above 0",
        "how far all their links lead back to the same contact; low for a broker (Burt 1992)",
        ALONE,
    ),
    Measure(
        "hierarchy",
        "Hierarchy",
        "0 to 1",
        "how far the constraint comes from one contact alone (Burt 1992)",
        FEW,
    ),
    Measure(
        "core",
        "Core",
        "contacts",
        "the largest k so that they are in a set of people who all have k contacts within it (Seidman 1983)",
    ),
    Measure(
        "clustering",
        "Clustering",
        "0 to 1",
        "the share of the pairs of their contacts who are linked to each other (Watts and Strogatz 1998)",
        FEW,
    ),
    *(
        Measure(
            name,
            name.capitalize(),
            "open paths",
            f"paths between two strangers through them, {how} (Gould and Fernandez 1989); a person in several groups "
            "counts in equal parts for each, one in none as a group of one",
            NO_GROUPS,
        )
        for name, how in (
            ("coordinator", "all three of one group"),
            ("itinerant", "both ends of one group and they of another; also called consultant"),
            ("representative", "from their own group out to another"),
            ("gatekeeper", "from another group into their own"),
            ("liaison", "all three of different groups"),
        )
    ),
    Measure(
        "cliques",
        "Cliques",
        "cliques",
        "sets of three people or more, all linked to each other, that nobody can be added to and they are in",
        "where there are too many to list",
    ),
    Measure(
        "community",
        "Community",
        "a number without meaning",
        "which of the sets with many links inside and few outside they are in, numbered by their first member",
        ordered=False,
    ),
    Measure(
        "ei_index",
        "E–I index",
        "-1 to 1",
        "links to other groups less links within a group, over both (Krackhardt and Stern 1988)",
        "no link joins them to somebody whose group is known, or their own is not known",
    ),
)

_NEEDS_MEMBERS: Final = "a group without members has none; nor is there any where the map holds no links"
_GROUP_TEXTS: Final = {
    "size": ("Members", "people", ""),
    "principals": ("Principals", "people", "no member is graded"),
    "significants": ("Significants", "people", "no member is graded"),
    "peripherals": ("Peripherals", "people", "no member is graded"),
    "ties_within": ("Links within", "links", _NEEDS_MEMBERS),
    "density": ("Density", "0 to 1", f"it takes two members; {_NEEDS_MEMBERS}"),
    "largest_part": ("Largest part", "people", _NEEDS_MEMBERS),
    "ties_outside": ("Links outside", "links", _NEEDS_MEMBERS),
    "cohesion": ("Cohesion", "times", f"it takes two members and a link to somebody outside; {_NEEDS_MEMBERS}"),
    "cross_group_degree": ("Groups reached", "groups", _NEEDS_MEMBERS),
    "shared_members": ("Shared members", "people", "a group without members has none"),
    "sharing_groups": ("Sharing groups", "groups", "a group without members has none"),
    "linked_groups": ("Linked groups", "groups", "a group without members has none"),
    "alliances": ("Alliances", "groups", "the map holds no relations"),
    "rivalries": ("Rivalries", "groups", "the map holds no relations"),
    "tensions": ("Tensions", "groups", "the map holds no relations"),
    "signed_balance": ("Balance", "-1 to 1", "it has no relation to any group"),
}


def _said(name: str) -> str:
    return "people who belong to it" if name == "size" else OF_GROUPS[name]


_GROUPS: Final = (
    *(Measure(name, title, unit, _said(name), why) for name, (title, unit, why) in _GROUP_TEXTS.items()),
    Measure(
        "ei_index",
        "E–I index",
        "-1 to 1",
        "links of members to other groups less links within it, over both (Krackhardt and Stern 1988)",
        "no link of a member to somebody whose group is known",
    ),
    Measure(
        "joined_groups",
        "Joined groups",
        "groups",
        "other groups that a link crosses to, that share a member with it or that are allied with it",
        "it has no member and no alliance",
    ),
    Measure(
        "betweenness",
        "Betweenness",
        "pairs of other groups",
        "how many pairs of other groups have their shortest path, in steps, through it in the network of joined groups",
        "it has no member and no alliance",
    ),
    Measure(
        "betweenness_share",
        "Betweenness, share",
        "0 to 1",
        "betweenness as a share of all pairs of other groups",
        "it has no member and no alliance, or there are no two other groups",
    ),
)

PERSON_MEASURES: Final[Mapping[str, Measure]] = MappingProxyType({measure.name: measure for measure in _PEOPLE})
GROUP_MEASURES: Final[Mapping[str, Measure]] = MappingProxyType({measure.name: measure for measure in _GROUPS})
