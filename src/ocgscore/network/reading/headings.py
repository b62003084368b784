"""Which column of a table is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ocgscore.errors import Problem, did_you_mean
from ocgscore.network.model import SIGNS
from ocgscore.network.reading.sheet import FIELDS, NEEDED, Sheet
from ocgscore.table import Cell, Table, cell_text
from ocgscore.table.cells import as_meant, plain_heading

MORE: Final = "more:"  # before a heading that would otherwise be taken for a field
_RECORDED: Final = {"source": ("source",), "grade": ("grade", "grading", "confidence"), "date": ("date",)}
_DRAWN: Final = {"direction": ("direction",), "strength": ("strength", "weight"), **_RECORDED}
ALIASES: Final[Mapping[str, Mapping[str, Sequence[str]]]] = MappingProxyType(
    {
        "people": {
            "id": ("id", "person_id", "node", "person"),
            "name": ("name", "full_name", "label", "person"),
            "born": ("born", "date_of_birth", "dob"),
            "force": ("force",),
        },
        "groups": {
            "id": ("id", "group_id", "ocg_id", "node", "group", "ocg"),
            "name": ("name", "group_name", "label", "group", "ocg"),
            "force": ("force",),
        },
        "members": {
            "person": ("person", "person_id", "member", "id", "node"),
            "group": ("group", "group_id", "ocg", "ocg_id"),
            "role": ("role",),
            "standing": ("standing",),
            **_RECORDED,
        },
        "links": {"kind": ("kind", "type", "link_type"), **_DRAWN},
        "relations": {"kind": ("kind", "type", "relation"), **_DRAWN},
        "events": {
            "person": ("person", "person_id", "id", "node", "source", "from"),
            "event": ("event", "event_id", "meeting", "incident", "target", "to"),
        },
    }
)
ENDS: Final[Mapping[str, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        "links": (
            ("person", "other"),
            ("from", "to"),
            ("source", "target"),
            ("person_1", "person_2"),
            ("person1", "person2"),
            ("person_a", "person_b"),
        ),
        "relations": (
            ("group", "other"),
            ("from", "to"),
            ("source", "target"),
            ("group_1", "group_2"),
            ("group1", "group2"),
            ("group_a", "group_b"),
        ),
    }
)


def fields_of(headings: Sequence[str], kind: str) -> dict[str, int]:
    """Return the position of each field's column; of several that would do, a field's own name comes first.

    Examples
    --------
    >>> fields_of(["Source", "Target", "Weight", "note"], "links")
    {'person': 0, 'other': 1, 'strength': 2}
    """
    at: dict[str, int] = {}
    for position, heading in enumerate(headings):
        at.setdefault(plain_heading(heading), position)
    found: dict[str, int] = {}
    for one, other in ENDS.get(kind, ()):
        if one in at and other in at:
            first = NEEDED[kind][0]
            found = {first: at.pop(one), "other": at.pop(other)}
            break
    for field, names in ALIASES[kind].items():
        name = next((name for name in names if name in at), None)
        if name is not None and field not in found:
            found[field] = at.pop(name)
    return found


def sheet_of(table: Table, kind: str, *, name: str = "") -> tuple[Sheet, list[Problem]]:
    """Return a table's records by field, and a problem for each column that is needed and missing.

    Parameters
    ----------
    table : Table
    kind : str
        One of ``people``, ``groups``, ``members``, ``links``, ``relations``.
    name : str
        What messages call it; the table's own name by default.
    """
    found = fields_of(table.headings, kind)
    name = name or (f"{table.name}!{table.sheet}" if table.sheet else table.name)
    problems = [_missing(name, table, field, kind) for field in NEEDED[kind] if table.columns and field not in found]
    by_field = {field: _cells(table, found[field]) for field in sorted(found, key=found.__getitem__)}
    others = [position for position in range(len(table.columns)) if position not in found.values()]

    def place(row: int, field: str) -> str:
        return table.place(row, found[field]) if field in found else f"{table.row_address(row)} {field}"

    sheet = Sheet(
        kind,
        name,
        len(table),
        {} if problems else by_field,
        _more(table, others),
        place,
        table.row_address,
        marking=table.marking,
        notices=tuple(f"{name}: {notice}" for notice in table.notices if "the workbook also has" not in notice),
        sha256=table.sha256,
    )
    return sheet, problems


def _missing(name: str, table: Table, field: str, kind: str) -> Problem:
    near = did_you_mean(field, [heading for heading in table.headings if heading.casefold() != field])
    if field == "kind":
        near = near or f"add it, with {', '.join(SIGNS)} in every row"
    return Problem(name, None, f"a column {field}", near or f"the headings are {', '.join(FIELDS[kind])}")


def _cells(table: Table, column: int) -> list[Cell]:
    """Return a column's cells, as they were before a csv file made formulas harmless."""
    coded = table.columns[column]
    values = [as_meant(table, value) for value in coded.values]
    return [values[code] for code in coded.codes.tolist()]


def _more(table: Table, columns: Sequence[int]) -> list[dict[str, str]]:
    """Return what the other columns say of each row, by heading, blanks left out."""
    more: list[dict[str, str]] = [{} for _ in range(len(table))]
    for column in columns:
        heading = cell_text(as_meant(table, table.columns[column].heading)).removeprefix(MORE)
        for row, cell in zip(more, _cells(table, column), strict=True):
            text = cell_text(cell)
            if text:
                row[heading] = text
    return more
