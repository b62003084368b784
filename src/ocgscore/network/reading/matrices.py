"""Labelled matrices: people across and down, as UCINET writes them; or people down and events across."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ocgscore.errors import Problem, did_you_mean
from ocgscore.network.reading.records import Records
from ocgscore.network.reading.sheet import Faults, Sheet
from ocgscore.network.reading.values import read_strength
from ocgscore.table import Cell, Table, cell_text
from ocgscore.table.cells import Fault, as_meant

STATES: Final = "a number of at least 0, or a blank"


def names_across(table: Table) -> list[str]:
    """Return the headings but the first, as text."""
    return [cell_text(as_meant(table, heading)) for heading in table.headings[1:]]


def names_down(table: Table) -> list[str]:
    """Return the first column, as text."""
    return [cell_text(as_meant(table, cell)) for cell in table.columns[0].cells()]


def is_square(table: Table) -> bool:
    """Whether a table's names down are its names across, in any order.

    Examples
    --------
    >>> is_square(Table.from_rows([{"names": "a", "a": 0, "b": 1}, {"names": "b", "a": 1, "b": 0}]))
    True
    """
    across = len(table.headings) - 1
    return 0 < across == len(table) and sorted(names_down(table)) == sorted(names_across(table))


def square_sheets(table: Table) -> dict[str, Sheet]:
    """Return the people and links of a labelled square matrix.

    A symmetric one makes links without direction, another links from the person of the row to that of the column. A
    cell is the strength; blank or 0 is no link. What stands in the diagonal is left out.

    Raises
    ------
    MapError
        With every cell that is neither blank nor a number of at least 0, and every name that stands in one margin only.
    """
    faults = Faults()
    whole = _whole(table, faults)
    names, across = names_down(table), names_across(table)
    down = {name: row for row, name in enumerate(names)}
    found = {(row, column): strength for row, column, strength in _entries(whole, faults)}
    faults.stop(_margins(table, names, across))
    turned = [down[name] for name in across]
    strengths = {(row, turned[column]): strength for (row, column), strength in found.items()}
    columns = {(row, turned[column]): column + 1 for row, column in found}
    ties = {pair: strength for pair, strength in strengths.items() if pair[0] != pair[1]}
    symmetric = all(ties.get((other, one)) == strength for (one, other), strength in ties.items())
    kept = sorted(pair for pair in ties if not symmetric or pair[0] < pair[1])
    fields: dict[str, list[Cell]] = {
        "person": [names[one] for one, _ in kept],
        "other": [names[other] for _, other in kept],
        "direction": ["none" if symmetric else "to"] * len(kept),
        "strength": [ties[pair] for pair in kept],
    }
    places = [(one, columns[one, other]) for one, other in kept]
    left_out = len(strengths) - len(ties)
    notices = (f"{table.name}: the diagonal is left out, {left_out} of its cells not 0",) if left_out else ()
    people = _sheet(table, "people", {"id": list(names)}, [(row, 0) for row in range(len(names))])
    return {"people": people, "links": _sheet(table, "links", fields, places, notices)}


def attendance_sheet(table: Table) -> Sheet:
    """Return who was at which event, from a table with people down and events across; 0 or a blank is absent.

    Raises
    ------
    MapError
        With every cell that is neither blank nor a number of at least 0.
    """
    faults = Faults()
    entries = list(_entries(_whole(table, faults), faults))
    faults.stop()
    names, across = names_down(table), names_across(table)
    fields: dict[str, list[Cell]] = {
        "person": [names[row] for row, _, _ in entries],
        "event": [across[column] for _, column, _ in entries],
    }
    return _sheet(table, "events", fields, [(row, column + 1) for row, column, _ in entries])


def _whole(table: Table, faults: Faults) -> Sheet:
    """Return the table as a sheet whose fields are the numbers of its columns; check the names down."""
    columns = {str(at): column.cells() for at, column in enumerate(table.columns)}

    def place(row: int, field: str) -> str:
        return table.place(row, int(field))

    sheet = Sheet("links", table.name, len(table), columns, [{}] * len(table), place, table.row_address)
    seen: dict[str, int] = {}
    for row, name in enumerate(Records(sheet, faults).ids("0")):
        if name and seen.setdefault(name, row) != row:
            faults.add(sheet, row, "0", "a name of its own", "keep one row of each name")
    return sheet


def _entries(whole: Sheet, faults: Faults) -> Iterator[tuple[int, int, float]]:
    """Yield row, column (that of the names not counted) and strength of each cell that is a link."""
    for column, (field, cells) in enumerate(list(whole.columns.items())[1:]):
        known: dict[tuple[type, Cell], float | Fault] = {}
        for row, cell in enumerate(cells):
            key = (type(cell), cell)
            if key not in known:
                known[key] = _entry(cell)
            value = known[key]
            if isinstance(value, Fault):
                faults.add(whole, row, field, value.expected, value.hint)
            elif value:
                yield row, column, value


def _entry(cell: Cell) -> float | Fault:
    text = cell_text(cell)
    if not text or (not isinstance(cell, bool) and text.strip("0.") == "" and any(map(str.isdigit, text))):
        return 0.0
    value = read_strength(cell)
    return (
        Fault(STATES, "write the strength, or leave the cell blank where there is no link")
        if isinstance(value, Fault)
        else value
    )


def margin_problems(margin: Sheet, people: Sheet) -> Iterator[Problem]:
    """Yield a problem for each person of a matrix's margin whom a table of people lacks."""
    known = {cell_text(cell) for cell in people.cells("id")}
    for row, name in enumerate(map(cell_text, margin.cells("id"))):
        if name not in known:
            hint = did_you_mean(name, sorted(known)) or "add a person of that id, or take the row and column out"
            yield Problem(margin.cell(row, "id"), name, f"a person in {people.name}", hint)


def _margins(table: Table, names: Sequence[str], across: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each name that stands across or down only."""
    down, over = set(names), set(across)
    for row, name in enumerate(names):
        if name not in over:
            hint = did_you_mean(name, sorted(over)) or "give it a column too"
            yield Problem(table.place(row, 0), name, "a name across too", hint)
    for column, name in enumerate(across, 1):
        if name not in down:
            hint = did_you_mean(name, sorted(down)) or "give it a row too"
            yield Problem(table.heading_address(column), name, "a name down too", hint)


def _sheet(
    table: Table,
    kind: str,
    fields: Mapping[str, Sequence[Cell]],
    places: Sequence[tuple[int, int]],
    notices: tuple[str, ...] = (),
) -> Sheet:
    def place(row: int, field: str) -> str:
        return f"{table.address(*places[row])} {field}"

    address: Callable[[int], str] = lambda row: table.address(*places[row])  # noqa: E731
    more: list[dict[str, Any]] = [{}] * len(places)
    return Sheet(kind, table.name, len(places), fields, more, place, address, table.marking, notices, table.sha256)
