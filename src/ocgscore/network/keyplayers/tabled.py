"""Weights in files: a table of people, of groups or of roles, and what each counts for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

import attrs

from ocgscore.errors import Problem, did_you_mean
from ocgscore.network.keyplayers.weighing import Weight
from ocgscore.network.model import MapError, OcgMap
from ocgscore.table import Table

KINDS: Final = ("person", "group", "role")
WEIGHT: Final = "weight"
SHOWN: Final = 3  # names in a notice


@attrs.frozen
class TabledWeights:
    """What a table says that people count for.

    Parameters
    ----------
    weights : mapping of hashable to Decimal
        By person's id; the greatest where several groups or roles apply. Whoever is not in it counts 1.
    kind : str
        What the table lists: ``"person"``, ``"group"`` or ``"role"``.
    column : str
        The heading of the weights.
    notices : tuple of str
        Rows that are not on the map, and people without a weight.
    """

    weights: Mapping[Hashable, Weight]
    kind: str
    column: str
    notices: tuple[str, ...]


def tabled_weights(table: Table, network: OcgMap, column: str | None = None) -> TabledWeights:
    """Return what a table says that people count for.

    Parameters
    ----------
    table : Table
        With a column ``person``, ``group`` or ``role`` (the first of these that it has), and one of weights, numbers
        from 0. Roles are compared whatever their case.
    network : OcgMap
    column : str, optional
        The heading of the weights; ``weight`` by default, or the only other column.

    Raises
    ------
    MapError
        If the columns are not there, nothing in the table is on the map, a row is there twice, or a weight is not a
        number from 0: all of these at once, each at its cell.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member, Person
    >>> network = OcgMap((Person("ann"), Person("bob")), (Group("X"),), (Member("ann", "X"),))
    >>> found = tabled_weights(Table.from_rows([{"group": "X", "weight": "2.5"}]), network)
    >>> dict(found.weights), found.notices
    ({'ann': Decimal('2.5')}, ('1 of 2 people have no weight there, and count 1.',))
    """
    headings = [heading.strip().casefold() for heading in table.headings]
    kind = next((kind for kind in KINDS if kind in headings), None)
    if kind is None:
        raise MapError(Problem(table.name, None, "a column person, group or role", "name the column of ids so"))
    columns = headings.index(kind), _weight_column(table, headings, kind, column)
    said, problems = _read(table, kind, *columns)
    holders = _holders(network, kind)
    absent = [text for key, (text, _) in said.items() if key not in holders]
    if not problems and len(absent) == len(said):
        hint = did_you_mean(absent[0], holders) if absent else ""
        problems.append(Problem(table.name, None, f"a {kind} of the map", hint or "check the ids"))
    if problems:
        raise MapError(problems)
    weights = _greatest({key: weight for key, (_, weight) in said.items() if key in holders}, holders)
    notices = tuple(_notices(kind, absent, weights, network))
    return TabledWeights(weights, kind, table.headings[columns[1]], notices)


def _read(table: Table, kind: str, at: int, weight_at: int) -> tuple[dict[str, tuple[str, Decimal]], list[Problem]]:
    """Return what each id or role counts for, with its own wording, and what is wrong."""
    said, problems, first = dict[str, tuple[str, Decimal]](), list[Problem](), dict[str, int]()
    for row in range(len(table)):
        text, written = (table.columns[column].row_text(row).strip() for column in (at, weight_at))
        key = text.casefold() if kind == "role" else text
        if first.setdefault(key, row) != row:
            problems.append(Problem(table.place(row, at), text, "listed once", f"keep {table.address(first[key], at)}"))
            continue
        weight = _number(written)
        if weight is None:
            hint = "state it, or leave the row out"
            problems.append(Problem(table.place(row, weight_at), written or None, "a number from 0", hint))
        else:
            said[key] = text, weight
    return said, problems


def _weight_column(table: Table, headings: list[str], kind: str, column: str | None) -> int:
    wanted = WEIGHT if column is None else column.strip().casefold()
    if wanted in headings:
        return headings.index(wanted)
    if column is None and len(headings) == 2:
        return 1 - headings.index(kind)
    hint = did_you_mean(wanted, headings) if column is not None else "say which with --weigh-by"
    raise MapError(Problem(table.name, None, f"a column {column or WEIGHT}", hint or "check the heading"))


def _holders(network: OcgMap, kind: str) -> dict[str, list[str]]:
    """Return who is meant by each id or role."""
    if kind == "person":
        return {person.id: [person.id] for person in network.people}
    found: dict[str, list[str]] = {group.id: [] for group in network.groups} if kind == "group" else {}
    for member in network.members:
        key = member.group if kind == "group" else member.role.strip().casefold()
        if key:
            found.setdefault(key, []).append(member.person)
    return found


def _greatest(said: Mapping[str, Decimal], holders: Mapping[str, Iterable[str]]) -> dict[Hashable, Weight]:
    weights: dict[str, Decimal] = {}
    for key, weight in said.items():
        for person in holders[key]:
            weights[person] = max(weights.get(person, weight), weight)
    return dict(weights.items())


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _notices(kind: str, absent: list[str], weights: Mapping[Hashable, Weight], network: OcgMap) -> Iterator[str]:
    if absent:
        names = ", ".join(absent[:SHOWN]) + (", …" if len(absent) > SHOWN else "")
        yield f"Not on the map as a {kind}, and passed over: {len(absent):,} of the table's rows ({names})."
    without = len(network.people) - len(weights)
    if without:
        yield f"{without:,} of {len(network.people):,} people have no weight there, and count 1."
