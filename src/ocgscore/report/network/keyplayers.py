"""Key players as a table: one row for each person of each set, the set found first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.keyplayers import KeyPlayers
from ocgscore.network.model import OcgMap
from ocgscore.report.results import SHORT, constant
from ocgscore.scoring import rounded
from ocgscore.table import Cell, Column, Table
from ocgscore.version import __version__

DIGITS: Final = 6
FOUND: Final = "key players"
Set: TypeAlias = "tuple[str, tuple[Hashable, ...], Fraction]"


@attrs.frozen
class Standing:
    """What the map says of a person: name, groups and roles, each as one text; empty where it says nothing.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member, Person
    >>> network = OcgMap((Person("a", "Ann"),), (Group("X"), Group("Y")), (Member("a", "X", "boss"), Member("a", "Y")))
    >>> Standing.of(network)["a"]
    Standing(name='Ann', groups='X; Y', roles='boss')
    """

    name: str
    groups: str
    roles: str

    @classmethod
    def of(cls, network: OcgMap) -> dict[Hashable, Standing]:
        """Gather what a map says of everybody."""
        groups: dict[str, dict[str, None]] = {person.id: {} for person in network.people}
        roles: dict[str, dict[str, None]] = {person.id: {} for person in network.people}
        for member in sorted(network.members, key=lambda record: (record.group, record.role)):
            groups[member.person][member.group] = None
            if member.role:
                roles[member.person][member.role] = None
        return {
            person.id: cls(person.name, "; ".join(groups[person.id]), "; ".join(roles[person.id]))
            for person in network.people
        }


NOTHING: Final = Standing("", "", "")


def key_players_table(found: KeyPlayers, network: OcgMap, facts: Mapping[str, str] | None = None) -> Table:
    """Return key players, and what they are compared with, as a table.

    Parameters
    ----------
    found : KeyPlayers
    network : OcgMap
        What they were found in.
    facts : mapping of str to str, optional
        What else a reader needs, such as the table of weights; added to the provenance.

    Returns
    -------
    Table
        A row for each person of each set. ``set`` (``key players``; ``as good, 2`` and so on for other sets proved
        equal; ``top by degree``, ``top by betweenness``; ``start:`` and its name, for where each start led),
        ``person``, ``name``, ``groups``, ``roles``, ``links``, ``weight`` (1 unless weights were given), ``measure``,
        ``before``, ``after`` (the value with the set), ``lost`` (by taking this set and not the key players),
        ``certainty`` (``proved`` or ``best found``) and ``provenance``.

    Examples
    --------
    >>> import networkx as nx
    >>> from ocgscore.network.keyplayers import key_players
    >>> table = key_players_table(key_players(nx.star_graph(4), 1), OcgMap())
    >>> [column.cells()[0] for column in table.columns[:2]]
    ['key players', '0']
    """
    known = Standing.of(network)
    rows = [row for one in _sets(found) for row in _rows(found, one, known)]
    headings = (
        *("set", "person", "name", "groups", "roles", "links", "weight"),
        *("measure", "before", "after", "lost", "certainty"),
    )
    columns = [
        Column.from_cells(heading, cells) for heading, cells in zip(headings, zip(*rows, strict=True), strict=True)
    ]
    said = key_players_provenance(found, network) | dict(facts or {})
    text = " ".join(f"{name} {value[:SHORT] if name.endswith('sha256') else value}" for name, value in said.items())
    columns.append(constant("provenance", text, len(rows)))
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    return Table("keyplayers", tuple(columns), numbers, cells=False, marking=network.marking)


def key_players_provenance(found: KeyPlayers, network: OcgMap) -> dict[str, str]:
    """Return what a reader needs to find the same key players again."""
    asked = found.asked
    options: dict[str, object] = {
        "k": asked.count,
        "goal": asked.goal,
        "measure": asked.measure,
        "within": asked.within if asked.measure == "m-reach" else None,
        "distances": ("steps" if asked.hops else "1/strength"),
        "seed": asked.seed,
        "certainty": _certainty(found),
        "engines": "; ".join(found.engines),
        "notes": " ".join(found.notes) or None,
    }
    facts = {"network": network.name, "input_sha256": network.sha256, "ocgscore": __version__}
    return facts | {name: str(value) for name, value in options.items() if value is not None}


def _certainty(found: KeyPlayers) -> str:
    return "proved" if found.proved else "best found"


def _sets(found: KeyPlayers) -> Iterator[Set]:
    yield FOUND, found.chosen, found.after
    for number, chosen in enumerate(found.optima[1:], 2):
        yield f"as good, {number}", chosen, found.after
    for rival in found.rivals:
        yield f"top by {rival.by}", rival.chosen, rival.value
    for start in found.starts:
        yield f"start: {start.name}", start.chosen, start.value


def _rows(found: KeyPlayers, one: Set, known: Mapping[Hashable, Standing]) -> Iterator[tuple[Cell, ...]]:
    name, chosen, value = one
    asked = found.asked
    for person in chosen:
        who, place = known.get(person, NOTHING), asked.ties.place[person]
        yield (
            name,
            str(person),
            who.name or None,
            who.groups or None,
            who.roles or None,
            int(asked.ties.degree[place]),
            _cell(asked.weights.units[place] * asked.weights.unit),
            asked.measure,
            _cell(found.before),
            _cell(value),
            _cell(found.after - value),
            _certainty(found) if name == FOUND else None,
        )


def _cell(value: Fraction) -> Cell:
    return value.numerator if value.denominator == 1 else rounded(value, DIGITS)
