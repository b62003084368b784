"""What the owner of a map should know of it but need not mend, each with its cell where it stands in a table."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ocgscore.network.lookalikes import lookalike_sets
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.network.reading.sheet import FIELDS, Faults, Sheet


def alike_notices(sheets: Mapping[str, Sheet], records: Mapping[str, Sequence[Any]], faults: Faults) -> Iterator[str]:
    """Yield a notice for each kind of record that stands somewhere twice, exactly alike, faulty ones passed over."""
    for kind in ("members", "links", "relations"):
        if kind in sheets:
            again = _repeated(sheets[kind], records[kind][: sheets[kind].size], faults.rows(kind))
            if again:
                counted = f"{len(again)} records are" if len(again) > 1 else "1 record is"
                tail = "it counts once" if kind == "members" else "all are kept, and their strengths add up"
                yield f"{sheets[kind].name}: {counted} exactly like an earlier one: {', '.join(again)}; {tail}"


def _repeated(sheet: Sheet, records: Sequence[Any], passed: Container[int]) -> list[str]:
    """Return where each record that has been said before stands, and where it was."""
    first: dict[Any, int] = {}
    again = []
    for row, record in enumerate(records):
        earlier = row if row in passed else first.setdefault(_content(record), row)
        if earlier != row:
            field = FIELDS[sheet.kind][0]
            before = sheet.cell(earlier, field).removeprefix(f"{sheet.name}!")
            again.append(f"{sheet.cell(row, field)} (like {before})")
    return again


def _content(record: Member | Link | Relation) -> tuple[Any, ...]:
    """Return all that a record says; the ends of one without direction in either order."""
    fields = attrs.astuple(record, recurse=False)
    one, other, *rest, more = fields
    ends = (one, other)
    if not isinstance(record, Member) and record.direction != "to":
        ends = (min(ends), max(ends))
    return (*ends, *rest, tuple(sorted(more.items())))


def notices_of(network: OcgMap, sheets: Mapping[str, Sheet]) -> Iterator[str]:
    """Yield who is in no group, which groups have no member, and who looks the same.

    Where a map has no memberships at all, that is said once if there are people and groups. Records without an id
    are problems, and are passed over here.
    """
    people = _Naming(network.people, sheets.get("people"))
    groups = _Naming(network.groups, sheets.get("groups"))
    if network.members:
        placed, filled = ({getattr(member, end) for member in network.members} for end in ("person", "group"))
        alone = _others((person.id for person in network.people), placed)
        empty = _others((group.id for group in network.groups), filled)
        if alone:
            yield f"{'1 person is' if len(alone) == 1 else f'{len(alone)} people are'} in no group: {people(alone)}"
        if empty:
            yield f"{'1 group has' if len(empty) == 1 else f'{len(empty)} groups have'} no member: {groups(empty)}"
    elif network.people and network.groups and not ("members" in sheets and sheets["members"].size):
        yield "there are no memberships: nobody is in a group"
    for found in lookalike_sets(network):
        yield f"look the same (name and date of birth): {people(found.ids)}"


def _others(ids: Iterable[str], passed: Container[str]) -> list[str]:
    return [id_ for id_ in dict.fromkeys(ids) if id_ and id_ not in passed]


class _Naming:
    """Names people or groups by id and, where they stand in a table, by cell."""

    def __init__(self, records: Sequence[Person | Group], sheet: Sheet | None) -> None:
        self._sheet = sheet
        self._rows: dict[str, int] = {}
        for row, record in enumerate(records):
            self._rows.setdefault(record.id, row)

    def __call__(self, ids: Sequence[str]) -> str:
        return ", ".join(map(self._one, ids))

    def _one(self, id_: str) -> str:
        cell = self._sheet.cell(self._rows[id_], "id") if self._sheet else ""
        return f"{id_} ({cell})" if "!" in cell else id_
