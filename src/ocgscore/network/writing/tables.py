"""A map as five tables: people, groups, members, links, relations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ocgscore.errors import Described, Problem
from ocgscore.network.model import MapError, OcgMap
from ocgscore.network.reading.headings import MORE
from ocgscore.network.reading.sheet import FIELDS, TABLES
from ocgscore.network.writing.texts import record_name
from ocgscore.table import Cell, Column, Table
from ocgscore.table.cells import Fault, read_id
from ocgscore.table.neutral import is_formula


def map_tables(network: OcgMap) -> dict[str, Table]:
    """Return a map as tables, by kind of record; those without records too.

    Columns are the fields of the record, then whatever else was said, in the order in which it was first said. Such a
    heading that is a field's as well gets ``more:`` in front.

    Raises
    ------
    MapError
        If what was said besides cannot stand under headings of its own, or an id looks like one that a spreadsheet has
        spoilt, which no table is read with.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> tables = map_tables(OcgMap(people=(Person("p1", more={"nickname": "Duke"}),)))
    >>> tables["people"].headings, len(tables["links"])
    (['id', 'name', 'born', 'force', 'nickname'], 0)
    """
    problems: list[Problem] = []
    problems += _id_problems(network)
    tables = {kind: _table(kind, getattr(network, kind), network.marking, problems) for kind in TABLES}
    if problems:
        raise MapError(problems)
    return tables


def _id_problems(network: OcgMap) -> Iterator[Problem]:
    for kind, records in (("people", network.people), ("groups", network.groups)):
        for record in records:
            if isinstance(read_id(record.id), Fault):
                hint = "write .json or .graphml, or give it another id"
                yield Problem(f"{record_name(kind, record)} id", record.id, "an id that a table can hold", hint)


def _table(kind: str, records: tuple[Any, ...], marking: str, problems: list[Problem]) -> Table:
    others = list(dict.fromkeys(heading for record in records for heading in record.more))
    problems += _heading_problems(kind, others)
    columns = [
        Column.from_cells(field, [_cell(getattr(record, field)) for record in records]) for field in FIELDS[kind]
    ]
    columns += [
        Column.from_cells(_heading(kind, other), [record.more.get(other) or None for record in records])
        for other in others
    ]
    return Table(kind, tuple(columns), np.arange(2, len(records) + 2, dtype=np.int64), sheet=kind, marking=marking)


def _cell(value: Cell) -> Cell:
    return None if value == "" else value


def _heading(kind: str, other: str) -> str:
    taken = other.casefold() in FIELDS[kind] or other.startswith(MORE)
    return f"{MORE}{other}" if taken else other


def _heading_problems(kind: str, others: list[str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for other in others:
        earlier = seen.setdefault(_heading(kind, other).casefold(), other)
        if other.strip() != other or not other:
            yield Problem(f"{kind} more", other or Described("an empty heading"), "a heading", "rename it")
        elif earlier != other:
            expected = f"a heading of its own ({earlier!r} is one)"
            yield Problem(f"{kind} more", other, expected, "rename one of the two")


def guarded(table: Table) -> Table:
    """Return a table for a csv file, so that it can be told from which texts that file keeps from being run.

    The writer puts an apostrophe before what a spreadsheet would run, and the reader of a map takes one off again: a
    text that has one of its own gets a second.

    Examples
    --------
    >>> guarded(Table.from_rows([{"id": "'=A1"}, {"id": "'Arry"}])).columns[0].values
    ["''=A1", "'Arry"]
    """
    columns = tuple(
        Column(str(_doubled(column.heading)), [_doubled(value) for value in column.values], column.codes)
        for column in table.columns
    )
    return Table(table.name, columns, table.row_numbers, marking=table.marking)


def _doubled(value: Cell) -> Cell:
    own = isinstance(value, str) and value.startswith("'") and is_formula(value.lstrip("'"))
    return f"'{value}" if own else value
