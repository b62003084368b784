"""Orders in files: a table with a row for each person or group, the first to go first."""

from __future__ import annotations

from collections.abc import Collection

from ocgscore.errors import Problem, same_id_hint
from ocgscore.network.model import MapError
from ocgscore.table import Table


def listed(table: Table, kind: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the ids that a table lists, in the order of its rows.

    Parameters
    ----------
    table : Table
        Ids stand in the column of the name of their kind, else in the one named ``id``, else in the first.
    kind : str
        ``"person"`` or ``"group"``.
    known : collection of str
        The ids of the network.

    Raises
    ------
    MapError
        For every id that is not in the network, blank, or there before, at its cell; for a table without a row.

    Examples
    --------
    >>> listed(Table.from_rows([{"rank": 1, "person": "bob"}, {"rank": 2, "person": "ann"}]), "person", {"ann", "bob"})
    ('bob', 'ann')
    """
    headings = [heading.strip().casefold() for heading in table.headings]
    column = next((headings.index(name) for name in (kind, "id") if name in headings), 0)
    ids = [table.columns[column].row_text(row) for row in range(len(table))] if headings else []
    problems = [] if ids else [Problem(table.name, None, f"a {kind} under the heading", f"list a {kind} a row")]
    first: dict[str, int] = {}
    for row, id_ in enumerate(ids):
        if first.setdefault(id_, row) != row:
            hint = f"it stands in {table.address(first[id_], column)}: keep one"
            problems.append(Problem(table.place(row, column), id_, "named once", hint))
        elif id_ not in known:
            hint = same_id_hint(id_, known)
            problems.append(Problem(table.place(row, column), id_, f"a {kind} of the network", hint or "check the id"))
    if problems:
        raise MapError(problems)
    return tuple(ids)
