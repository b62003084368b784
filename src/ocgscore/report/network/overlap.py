"""Groups that share members, groups that may be one, and what holds groups together, as tables."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.network.groups.bridges import Bridge, Bridges
from ocgscore.network.groups.cuts import Cut
from ocgscore.network.groups.duplicates import Duplicate
from ocgscore.network.groups.joining import listed, shown
from ocgscore.network.groups.overlap import Overlap, SharedMembers
from ocgscore.network.model import OcgMap
from ocgscore.report.network.mapped import rows_table
from ocgscore.table import Cell, Table

SIGNIFICANT: Final = Context(prec=3, rounding=ROUND_HALF_UP)
ONE_IN: Final = Decimal("1e-300")  # a spreadsheet can hold hardly anything below
ALL: Final = 1_000_000  # names in a list that leaves none out


@attrs.frozen
class Names:
    """What people and groups are called for a reader: their name with the id behind it, or the id alone.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> names = Names.of(OcgMap(people=(Person("p1", "Ann Lee"), Person("p2"))))
    >>> names.person("p1"), names.person("p2")
    ('Ann Lee (p1)', 'p2')
    """

    people: Mapping[Hashable, str]
    groups: Mapping[Hashable, str]
    forces: Mapping[Hashable, str]

    @classmethod
    def of(cls, network: OcgMap) -> Names:
        """Gather the names of a map."""
        people: dict[Hashable, str] = {person.id: person.name for person in network.people}
        groups: dict[Hashable, str] = {group.id: group.name for group in network.groups}
        return cls(people, groups, {group.id: group.force for group in network.groups})

    def person(self, id_: Hashable) -> str:
        """Return what a person is called."""
        return _called(id_, self.people.get(id_, ""))

    def group(self, id_: Hashable) -> str:
        """Return what a group is called."""
        return _called(id_, self.groups.get(id_, ""))

    def listed(self, people: Iterable[Hashable]) -> str:
        """Return people as one cell."""
        return "; ".join(map(self.person, people))

    def heads(self, group: Hashable, other: Hashable) -> tuple[Cell, ...]:
        """Return two groups as the first cells of a row: ids, names, forces; blank where not stated."""
        return (
            str(group),
            str(other),
            self.groups.get(group) or None,
            self.groups.get(other) or None,
            self.forces.get(group) or None,
            self.forces.get(other) or None,
        )


HEADS: Final = ("group", "other", "group_name", "other_name", "group_force", "other_force")


def _called(id_: Hashable, name: str) -> str:
    return f"{name} ({id_})" if name and name != id_ else str(id_)


def chance_cell(log_chance: float) -> Decimal | str:
    """Return a chance to three digits, from its logarithm; in words where it is too small for a cell.

    Examples
    --------
    >>> chance_cell(-0.5), chance_cell(-20.0), chance_cell(-5000.0)
    (Decimal('0.607'), Decimal('2.06E-9'), 'below 1E-300')
    """
    chance = SIGNIFICANT.plus(Decimal(log_chance).exp())
    return chance if chance >= ONE_IN else f"below {ONE_IN}"


def overlap_table(overlap: Overlap, network: OcgMap) -> Table:
    """Return the pairs of groups that share members as a table, in the order of the list.

    Parameters
    ----------
    overlap : Overlap
    network : OcgMap
        The map it was worked out from.

    Returns
    -------
    Table
        Ids, names and forces of the two groups, ``shared``, ``group_size``, ``other_size``, ``jaccard``,
        ``overlap_coefficient``, ``chance``, ``people`` (ids), ``names`` and ``provenance``.
    """
    names = Names.of(network)
    headings = (
        *HEADS,
        *("shared", "group_size", "other_size", "jaccard", "overlap_coefficient", "chance", "people", "names"),
    )
    return rows_table("overlap", headings, [_shared_cells(pair, names) for pair in overlap], network)


def _shared_cells(pair: SharedMembers, names: Names) -> tuple[Cell, ...]:
    return (
        *names.heads(pair.group, pair.other),
        pair.count,
        *pair.sizes,
        shown(pair.jaccard),
        shown(pair.coefficient),
        chance_cell(pair.log_chance),
        "; ".join(map(str, pair.people)),
        names.listed(pair.people),
    )


def duplicates_table(duplicates: Iterable[Duplicate], network: OcgMap) -> Table:
    """Return the groups that may be one as a table, strongest evidence first.

    Parameters
    ----------
    duplicates : iterable of Duplicate
    network : OcgMap
        The map they were found in.

    Returns
    -------
    Table
        Ids, names and forces of the two groups, ``rule``, ``same_people``, ``shared``, ``lookalikes``,
        ``group_people``, ``other_people``, ``overlap_coefficient`` and ``chance`` (blank where nobody is the same),
        ``names``, ``forces`` (same, different, alike), ``shared_people``, ``lookalike_people`` and ``provenance``.
    """
    names = Names.of(network)
    headings = (
        *HEADS,
        *("rule", "same_people", "shared", "lookalikes", "group_people", "other_people", "overlap_coefficient"),
        *("chance", "names", "forces", "shared_people", "lookalike_people"),
    )
    return rows_table("duplicates", headings, [_duplicate_cells(pair, names) for pair in duplicates], network)


def _duplicate_cells(pair: Duplicate, names: Names) -> tuple[Cell, ...]:
    looks = [f"{names.person(one)} = {names.person(other)}" for one, other in pair.lookalikes]
    return (
        *names.heads(pair.group, pair.other),
        pair.rule,
        pair.same_people,
        len(pair.shared),
        len(pair.lookalikes),
        *pair.sizes,
        shown(pair.coefficient),
        None if pair.log_chance is None else chance_cell(pair.log_chance),
        pair.names or None,
        pair.forces or None,
        names.listed(pair.shared) or None,
        "; ".join(looks) or None,
    )


def bridges_table(bridges: Bridges, network: OcgMap) -> Table:
    """Return what holds groups together as a table: first each pair of groups, then each tie that separates groups.

    Parameters
    ----------
    bridges : Bridges
    network : OcgMap
        The map it was worked out from.

    Returns
    -------
    Table
        ``kind`` is ``"pair"`` or ``"separating tie"``. For a pair ``group`` and ``other`` are the two; for a tie they
        list the groups on either side. Then ``ties`` and ``strength`` (of the ties that cross), ``shared`` (how many
        members), ``people`` (who carries the ties, with how many each, or the two ends of the tie), ``shared_people``,
        ``alone`` (who alone joins the two groups) and ``provenance``.
    """
    names = Names.of(network)
    headings = ("kind", "group", "other", "ties", "strength", "shared", "people", "shared_people", "alone")
    rows = [_bridge_cells(bridge, names) for bridge in bridges] + [_cut_cells(cut, names) for cut in bridges.cuts]
    return rows_table("bridges", headings, rows, network)


def _bridge_cells(bridge: Bridge, names: Names) -> tuple[Cell, ...]:
    carriers = "; ".join(f"{names.person(person)}: {count}" for person, count in bridge.carriers.items())
    return (
        "pair",
        str(bridge.group),
        str(bridge.other),
        len(bridge.ties),
        shown(Fraction(bridge.strength)),
        len(bridge.shared),
        carriers or None,
        names.listed(bridge.shared) or None,
        names.listed(bridge.alone) or None,
    )


def _cut_cells(cut: Cut, names: Names) -> tuple[Cell, ...]:
    ends = names.listed((cut.person, cut.other))
    sides = (listed([str(group) for group in side], ALL) for side in (cut.groups, cut.others))
    return ("separating tie", *sides, 1, None, None, ends, None, None)
