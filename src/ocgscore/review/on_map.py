"""Which groups of the register are on a map of groups and people, and which of the map are not on the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import attrs

from ocgscore.network.model import OcgMap
from ocgscore.review.register import Register
from ocgscore.words import counted

SHOWN: Final = 10  # ids named in a notice


@attrs.frozen(eq=False)
class Mapped:
    """A register beside a map.

    Parameters
    ----------
    register : Register
        With `mapped` of every group as the map has it, and `people` from the map where the register does not say.
    unregistered : tuple of str
        Ids of groups of the map that the register does not know, in order.
    sha256, marking : str
        Of the map.
    """

    register: Register
    unregistered: tuple[str, ...]
    sha256: str
    marking: str

    def notices(self) -> Iterator[str]:
        """Yield what is to be known beside the counts."""
        if self.unregistered:
            count, names = len(self.unregistered), ", ".join(map(repr, self.unregistered[:SHOWN]))
            more = f" and {count - SHOWN:,} more" if count > SHOWN else ""
            yield f"on the map and not on the register: {counted(count, 'group')}: {names}{more}"


def with_map(register: Register, network: OcgMap) -> Mapped:
    """Say of each group of a register whether it is on a map.

    Parameters
    ----------
    register : Register
        What it says itself of `mapped` is replaced: the map is the better witness.
    network : OcgMap
        Its groups are found by id as everywhere in a review: through spelling, aliases and mergers.

    Returns
    -------
    Mapped

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> register = register_of(Table.from_rows([{"group": "A"}, {"group": "B"}]))
    >>> found = with_map(register, OcgMap(groups=(Group("a"), Group("C")), members=(Member("p1", "a"),)))
    >>> [(group.mapped, group.people) for group in found.register.groups], found.unregistered
    ([(True, 1), (False, None)], ('C',))
    """
    at = {group.id: register.find(group.id) for group in network.groups}
    on_map = {position for position in at.values() if position is not None}
    pairs = {(at.get(member.group), member.person) for member in network.members}
    people = Counter(position for position, _ in pairs if position is not None)
    groups = tuple(
        attrs.evolve(
            group,
            mapped=position in on_map,
            people=group.people if group.people is not None else people.get(position),
        )
        for position, group in enumerate(register.groups)
    )
    columns = register.columns | {"mapped"}
    notices = tuple(notice for notice in register.notices if "no column mapped" not in notice)
    unregistered = tuple(sorted(id_ for id_, position in at.items() if position is None))
    marked = attrs.evolve(register, groups=groups, columns=columns, notices=notices)
    return Mapped(marked, unregistered, network.sha256, network.marking)
