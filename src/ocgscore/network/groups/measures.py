"""What each group is like on the map: size, make-up, cohesion, and how far it reaches into other groups."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.between import Network, membership_of, ties_of
from ocgscore.network.groups.balance import standing
from ocgscore.network.groups.pairs import GroupPairs, crossing_pairs, shared_pairs
from ocgscore.network.groups.parts import inner_ties, largest_parts
from ocgscore.network.membership import Membership
from ocgscore.network.model import STANDINGS, OcgMap
from ocgscore.network.ties import Ints, Ties

Value: TypeAlias = int | Fraction | None

MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "size": "members",
        "principals": "members graded principal in it",
        "significants": "members graded significant in it",
        "peripherals": "members graded peripheral in it",
        "ties_within": "pairs of members who are tied",
        "density": "the share of pairs of members who are tied",
        "largest_part": "members of its largest connected part",
        "ties_outside": "ties of a member to somebody who is no member",
        "cohesion": "how many times denser it is inside than towards everybody else (Bock and Husain 1950)",
        "cross_group_degree": "other groups that at least one tie crosses to (Musciotto and Miccichè 2022)",
        "shared_members": "members who belong to other groups too",
        "sharing_groups": "other groups that share a member with it",
        "linked_groups": "other groups that a tie crosses to or that share a member with it",
        "alliances": "groups allied with it",
        "rivalries": "groups that are its rivals",
        "tensions": "groups in tension with it",
        "signed_balance": "allied less opposed groups, among both: 1 allies only, -1 rivals and tensions only",
    }
)

OF_TIES: Final = ("ties_within", "density", "largest_part", "ties_outside", "cohesion", "cross_group_degree")
GRADED: Final = tuple(f"{grading}s" for grading in STANDINGS)


@attrs.frozen
class GroupMeasures:
    """One group's measures.

    Parameters
    ----------
    group : hashable
    values : mapping of str to (int, Fraction or None)
        By the names in `MEASURES`; None where undefined.
    why : mapping of str to str
        For each undefined measure the reason.
    """

    group: Hashable
    values: Mapping[str, Value]
    why: Mapping[str, str]

    def __getitem__(self, measure: str) -> Value:
        """Return one measure."""
        return self.values[measure]


@attrs.frozen(eq=False)
class GroupTable:
    """The measures of every group.

    Parameters
    ----------
    belonging : Membership
        Its groups, in the order of their names, are the rows.
    rows : tuple of GroupMeasures, length g
    crossing : GroupPairs
        The ties that cross between each pair of groups.
    sharing : GroupPairs
        The people each pair of groups shares.
    """

    belonging: Membership
    rows: tuple[GroupMeasures, ...]
    crossing: GroupPairs
    sharing: GroupPairs

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.rows)

    def __iter__(self) -> Iterator[GroupMeasures]:
        """Iterate over the groups by name."""
        return iter(self.rows)

    def as_dict(self) -> dict[Hashable, GroupMeasures]:
        """Return the measures by group."""
        return {row.group: row for row in self.rows}


def group_measures(network: Network) -> GroupTable:
    """Return what each group is like.

    A tie counts once, whatever its strength; `crossing_pairs` says which ties cross between two groups. Measures are
    undefined, with the reason, where they would divide by nothing: the density of fewer than two members, say.

    Parameters
    ----------
    network : OcgMap or networkx graph
        A graph knows no gradings of members and no relations between groups: what rests on them is undefined.

    Returns
    -------
    GroupTable

    Raises
    ------
    RequestError
        For a network without groups.

    Notes
    -----
    Cohesion is Bock and Husain's ratio [1]_ as Wasserman and Faust give it [2]_, on ties that are there or not: of a
    group of s members among n people, with i ties within and e ties outside, (i / (s(s - 1)/2)) / (e / (s(n - s))).
    Above 1 the members keep to themselves. Cross-group degree is the number of distinct groups reached [3]_.

    References
    ----------
    .. [1] R. D. Bock, S. Z. Husain, "An adaptation of Holzinger's B-coefficients for the analysis of sociometric data",
       Sociometry 13 (1950) 146–153.
    .. [2] S. Wasserman, K. Faust, Social Network Analysis, Cambridge 1994, section 7.6.
    .. [3] F. Musciotto, S. Miccichè, "Effective strategies for targeted attacks to the network of Cosa Nostra
       affiliates", EPJ Data Science 11 (2022) 11.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("ann", "bob"), ("bob", "cy"), ("cy", "di")])
    >>> nx.set_node_attributes(graph, {"ann": "X", "bob": "X", "cy": "Y"}, "group")
    >>> x, y = group_measures(graph)
    >>> x["density"], x["cohesion"], x["cross_group_degree"], y["density"], y.why["density"]
    (Fraction(1, 1), Fraction(4, 1), 1, None, 'fewer than 2 members')
    """
    belonging, ties = membership_of(network), ties_of(network)
    groups = len(belonging.groups)
    crossing = crossing_pairs(ties, belonging)
    sharing = shared_pairs(belonging.person, belonging.group, groups)
    counted = _counted(belonging, ties, crossing, sharing)
    columns = {name: column.tolist() for name, column in counted.items()}
    more = _recorded(network)
    rows = []
    for number, group in enumerate(belonging.groups):
        counts = {name: column[number] for name, column in columns.items()}
        known, why = _measured(counts, len(belonging.people), linked=ties.size > 0)
        rows.append(_row(group, known | more.get(group, {}), why))
    return GroupTable(belonging, tuple(rows), crossing, sharing)


def _recorded(network: Network) -> dict[Hashable, dict[str, Value]]:
    """Return what records say of each group: gradings of members, relations; nothing where nothing is recorded."""
    found: dict[Hashable, dict[str, Value]] = {}
    if not isinstance(network, OcgMap):
        return found
    for graded, gradings in _best_gradings(network).items():
        found[graded] = {f"{grading}s": gradings.count(grading) for grading in STANDINGS}
    if network.relations:
        for group, stands in standing(network).items():
            found.setdefault(group, {}).update(
                alliances=len(stands.alliances),
                rivalries=len(stands.rivalries),
                tensions=len(stands.tensions),
                signed_balance=stands.signed_balance,
            )
    return found


def _best_gradings(network: OcgMap) -> dict[str, list[str]]:
    """Return the gradings of each group's members, of each person the highest; groups without any are left out."""
    best: dict[tuple[str, str], int] = {}
    for member in network.members:
        if member.standing:
            key, place = (member.group, member.person), STANDINGS.index(member.standing)
            best[key] = min(place, best.get(key, place))
    found: dict[str, list[str]] = {}
    for (group, _), place in best.items():
        found.setdefault(group, []).append(STANDINGS[place])
    return found


def _counted(belonging: Membership, ties: Ties, crossing: GroupPairs, sharing: GroupPairs) -> dict[str, Ints]:
    """Return what is counted for each group; int64, shape (g,) each."""
    groups = len(belonging.groups)
    group, one, other = inner_ties(ties, belonging)
    within = np.bincount(group, minlength=groups)
    ends = np.bincount(belonging.group, ties.degree[belonging.person], minlength=groups).astype(np.int64)
    either = np.union1d(crossing.keys(groups), sharing.keys(groups))
    return {
        "size": belonging.sizes,
        "ties_within": within,
        "ties_outside": ends - 2 * within,
        "largest_part": largest_parts(belonging, one, other),
        "cross_group_degree": _partners(crossing.low, crossing.high, groups),
        "shared_members": np.bincount(belonging.group[belonging.counts[belonging.person] > 1], minlength=groups),
        "sharing_groups": _partners(sharing.low, sharing.high, groups),
        "linked_groups": _partners(either // max(groups, 1), either % max(groups, 1), groups),
    }


def _partners(low: Ints, high: Ints, groups: int) -> Ints:
    partners: Ints = np.bincount(low, minlength=groups) + np.bincount(high, minlength=groups)
    return partners


def _measured(counts: dict[str, int], people: int, *, linked: bool) -> tuple[dict[str, Value], dict[str, str]]:
    """Return what members and ties say of one group, and why the rest is undefined."""
    if not counts["size"]:
        return {"size": 0}, dict.fromkeys((*counts, "density", "cohesion"), "no member")
    if not linked:
        known = {name: count for name, count in counts.items() if name not in OF_TIES}
        return {**known}, dict.fromkeys(OF_TIES, "the map holds no links")
    size, within, outside = counts["size"], counts["ties_within"], counts["ties_outside"]
    if size < 2:
        return {**counts}, dict.fromkeys(("density", "cohesion"), "fewer than 2 members")
    values: dict[str, Value] = {**counts, "density": Fraction(2 * within, size * (size - 1))}
    if outside:
        return values | {"cohesion": Fraction(2 * within * (people - size), (size - 1) * outside)}, {}
    return values, {"cohesion": "no tie to anybody outside"}


def _row(group: Hashable, known: dict[str, Value], why: dict[str, str]) -> GroupMeasures:
    """Put every measure in its place; say why where it is undefined."""
    values = {name: known.get(name) for name in MEASURES}
    reasons = {name: why.get(name) or _unrecorded(name, known) for name, value in values.items() if value is None}
    return GroupMeasures(group, MappingProxyType(values), MappingProxyType(reasons))


def _unrecorded(name: str, known: dict[str, Value]) -> str:
    if name == "signed_balance" and name in known:
        return "no relation to any group"
    return "no member is graded" if name in GRADED else "the map holds no relations"
