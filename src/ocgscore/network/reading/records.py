"""From the rows of a sheet to records, each field checked by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from ocgscore.network.model import Group, Link, Member, Person, Relation
from ocgscore.network.reading.sheet import Faults, Sheet
from ocgscore.network.reading.values import read_strength, read_word
from ocgscore.table import Cell, cell_text
from ocgscore.table.cells import Fault, read_date, read_id

Value = TypeVar("Value")


class Records:
    """Reads the fields of one sheet, noting what is wrong with them."""

    def __init__(self, sheet: Sheet, faults: Faults, *, exact: bool = False) -> None:
        self._sheet, self._faults, self._exact = sheet, faults, exact

    def people(self) -> list[Person]:
        """Return the people; one without a sound id has an empty one."""
        fields = self.ids("id"), self.texts("name"), self.dates("born"), self.texts("force"), self._sheet.more
        return [Person(*row) for row in zip(*fields, strict=True)]

    def groups(self) -> list[Group]:
        """Return the groups."""
        fields = self.ids("id"), self.texts("name"), self.texts("force"), self._sheet.more
        return [Group(*row) for row in zip(*fields, strict=True)]

    def members(self) -> list[Member]:
        """Return the memberships."""
        fields = (self.ids("person"), self.ids("group"), self.texts("role"), self._words("standing"), *self._recorded())
        return [Member(*row) for row in zip(*fields, strict=True)]

    def links(self) -> list[Link]:
        """Return the links."""
        fields = (self.ids("person"), self.ids("other"), self.texts("kind"), *self._drawn(), *self._recorded())
        return [Link(*row) for row in zip(*fields, strict=True)]

    def relations(self) -> list[Relation]:
        """Return the relations between groups."""
        kinds = self._words("kind")
        for row, kind in enumerate(kinds):
            if not kind and not cell_text(self._sheet.cells("kind")[row]):
                self._faults.add(
                    self._sheet, row, "kind", "alliance, rivalry or tension", "every row needs one of them"
                )
        fields = (self.ids("group"), self.ids("other"), kinds, *self._drawn(), *self._recorded())
        return [Relation(*row) for row in zip(*fields, strict=True)]

    def events(self) -> list[tuple[str, str]]:
        """Return who was at which event."""
        return list(zip(self.ids("person"), self.ids("event"), strict=True))

    def ids(self, field: str) -> list[str]:
        """Return a field of ids, empty where one is not sound."""
        return self._read(field, partial(read_id, exact=self._exact), "")

    def texts(self, field: str) -> list[str]:
        """Return a field of free text."""
        return [cell_text(cell) for cell in self._sheet.cells(field)]

    def dates(self, field: str) -> list[dt.date | None]:
        """Return a field of dates."""
        return self._read(field, read_date, None)

    def _words(self, field: str) -> list[str]:
        return self._read(field, partial(read_word, field), "")

    def _drawn(self) -> tuple[list[str], list[float]]:
        directions = [direction or "none" for direction in self._words("direction")]
        return directions, self._read("strength", read_strength, 1.0)

    def _recorded(self) -> tuple[Sequence[Any], ...]:
        return self.texts("source"), self.texts("grade"), self.dates("date"), self._sheet.more

    def _read(self, field: str, reader: Callable[[Cell], Value | Fault], instead: Value) -> list[Value]:
        """Read a field, each distinct cell once; note each row whose cell cannot be read."""
        known: dict[tuple[type, Cell], Value | Fault] = {}
        values: list[Value] = []
        for row, cell in enumerate(self._sheet.cells(field)):
            key = (type(cell), cell)
            if key not in known:
                known[key] = reader(cell)
            value = known[key]
            if isinstance(value, Fault):
                self._faults.add(self._sheet, row, field, value.expected, value.hint)
                value = instead
            values.append(value)
        return values
