"""The map: people, groups, who belongs where, and the links, record by record.

Nothing is combined here: several records of one link stay several, each with its own source, date and grade.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from ocgscore.errors import OcgScoreError

STANDINGS: Final = ("principal", "significant", "peripheral")
DIRECTIONS: Final = ("none", "to", "both")
WEAKEST: Final = 1e-9  # strengths of a record: what lies beyond is a slip, and spoils sums
STRONGEST: Final = 1e12
SIGNS: Final[Mapping[str, int]] = MappingProxyType({"alliance": 1, "rivalry": -1, "tension": -1})
More: TypeAlias = Mapping[str, str]


class MapError(OcgScoreError, ValueError):
    """Tables or a graph that do not make a map: the problems carry the cells or the nodes."""


def _frozen(more: More) -> More:
    return MappingProxyType(dict(more))


@attrs.frozen
class Person:
    """A person.

    Parameters
    ----------
    id : str
        Text, however long; different from every other person's.
    name : str
        Empty where unknown.
    born : date or None
    force : str
        The force that recorded the person; empty where unknown.
    more : mapping of str to str
        Whatever else the table said, by heading.
    """

    id: str
    name: str = ""
    born: dt.date | None = None
    force: str = ""
    more: More = attrs.field(factory=dict, converter=_frozen, hash=False)


@attrs.frozen
class Group:
    """An organised crime group.

    Parameters
    ----------
    id : str
        The id it is scored under.
    name, force : str
        Empty where unknown.
    more : mapping of str to str
    """

    id: str
    name: str = ""
    force: str = ""
    more: More = attrs.field(factory=dict, converter=_frozen, hash=False)


@attrs.frozen
class Member:
    """A record that a person belongs to a group.

    Parameters
    ----------
    person, group : str
        Their ids.
    role : str
        What the person does there, in the recorder's words.
    standing : str
        ``"principal"``, ``"significant"``, ``"peripheral"``, or empty where not graded.
    source, grade : str
        Where it comes from and how it is graded, as recorded.
    date : date or None
    more : mapping of str to str
    """

    person: str
    group: str
    role: str = ""
    standing: str = ""
    source: str = ""
    grade: str = ""
    date: dt.date | None = None
    more: More = attrs.field(factory=dict, converter=_frozen, hash=False)


@attrs.frozen
class Link:
    """A record of a link between two people.

    Parameters
    ----------
    person, other : str
        Their ids, different from each other.
    kind : str
        Such as ``"phone"`` or ``"kin"``; empty where not said.
    direction : str
        ``"none"``, ``"to"`` (from `person` to `other`) or ``"both"``.
    strength : float
        From 1e-9 to 1e12; 1 where not said.
    source, grade : str
    date : date or None
    more : mapping of str to str
    """

    person: str
    other: str
    kind: str = ""
    direction: str = "none"
    strength: float = 1.0
    source: str = ""
    grade: str = ""
    date: dt.date | None = None
    more: More = attrs.field(factory=dict, converter=_frozen, hash=False)


@attrs.frozen
class Relation:
    """A record of how two groups stand to each other.

    Parameters
    ----------
    group, other : str
        Their ids, different from each other.
    kind : str
        ``"alliance"``, ``"rivalry"`` or ``"tension"``.
    direction, strength, source, grade, date, more
        As in `Link`.
    """

    group: str
    other: str
    kind: str
    direction: str = "none"
    strength: float = 1.0
    source: str = ""
    grade: str = ""
    date: dt.date | None = None
    more: More = attrs.field(factory=dict, converter=_frozen, hash=False)

    @property
    def sign(self) -> int:
        """Plus one for an alliance, minus one for a rivalry or a tension."""
        return SIGNS[self.kind]


@attrs.frozen
class OcgMap:
    """People, groups, memberships, links and relations: a sound map, every id in it known.

    Parameters
    ----------
    people : tuple of Person
    groups : tuple of Group
    members : tuple of Member
    links : tuple of Link
    relations : tuple of Relation
        Each in the order recorded.
    name : str
        The file as its owner knows it.
    sha256 : str
        Hex digest of the file's bytes; empty for a map made in memory.
    marking : str
        The protective marking found in the files; empty where there is none.
    notices : tuple of str
        What the owner should know but need not mend.

    Examples
    --------
    >>> network = OcgMap(
    ...     people=(Person("p1", "Ann"), Person("p2", "Bob")), groups=(Group("X"),),
    ...     members=(Member("p1", "X", standing="principal"),), links=(Link("p1", "p2", kind="phone", strength=3.0),),
    ... )
    >>> len(network.people), network.links[0].strength
    (2, 3.0)
    """

    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    members: tuple[Member, ...] = ()
    links: tuple[Link, ...] = ()
    relations: tuple[Relation, ...] = ()
    name: str = attrs.field(default="", eq=False)
    sha256: str = attrs.field(default="", eq=False)
    marking: str = attrs.field(default="", eq=False)
    notices: tuple[str, ...] = attrs.field(default=(), eq=False)
