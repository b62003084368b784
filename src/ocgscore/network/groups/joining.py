"""What the map says of each group, beside its score: joined by group id, and nothing made up where a side is silent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.errors import Problem, RequestError
from ocgscore.matrix import heading_key
from ocgscore.network.groups.measures import MEASURES, GroupMeasures, GroupTable, Value, group_measures
from ocgscore.network.model import OcgMap
from ocgscore.table import Cell, Column, Table

PREFIX: Final = "map_"
NOTE: Final = f"{PREFIX}note"
DIGITS: Final = 4
NOT_MAPPED: Final = "not on the map"
NO_ID: Final = "no group id"


@attrs.frozen(eq=False)
class Joined:
    """A scored table with what the map says of its groups.

    Parameters
    ----------
    table : Table
        Every column of the scored table as it stood, then a column ``map_…`` for each of the `MEASURES` (blank where
        undefined) and ``map_note`` with the reasons for the blanks.
    unmapped : tuple of str
        Groups that are scored but not on the map, in the table's order.
    unscored : tuple of str
        Groups that are on the map but not scored, by name.
    notices : tuple of str
        What the owner should know: the two lists above, columns replaced, ids that differ in case only.
    """

    table: Table
    unmapped: tuple[str, ...]
    unscored: tuple[str, ...]
    notices: tuple[str, ...]


def joined(network: OcgMap, scored: Table, *, measures: GroupTable | None = None) -> Joined:
    """Add what the map says of each group to a table of scored groups.

    Parameters
    ----------
    network : OcgMap
    scored : Table
        With a column headed ``group``: what ``ocgscore score --out`` writes, or any other. A group may have several
        rows; each gets the same.
    measures : GroupTable, optional
        Of the same map, where they are worked out already.

    Returns
    -------
    Joined

    Raises
    ------
    RequestError
        If no column is headed ``group``.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member, Person
    >>> network = OcgMap((Person("p"),), (Group("A"), Group("B")), (Member("p", "A"),))
    >>> found = joined(network, Table.from_rows([{"group": "A", "risk": 9}, {"group": "C", "risk": 4}]))
    >>> found.table.columns[found.table.headings.index("map_size")].cells(), found.unmapped, found.unscored
    ([1, None], ('C',), ('B',))
    """
    ids = group_ids(scored)
    rows = {str(row.group): row for row in measures or group_measures(network)}
    found = [rows.get(id_) for id_ in ids]
    columns = [Column.from_cells(f"{PREFIX}{name}", [_cell(row, name) for row in found]) for name in MEASURES]
    notes = [_note(id_, row) for id_, row in zip(ids, found, strict=True)]
    columns.append(Column.from_cells(NOTE, notes))
    headings = {column.heading for column in columns}
    replaced = [at for at, heading in enumerate(scored.headings) if heading_key(heading) in headings]
    table = scored.without_columns(replaced).with_columns(columns)
    unmapped = tuple(dict.fromkeys(id_ for id_ in ids if id_ and id_ not in rows))
    unscored = tuple(sorted(set(rows) - set(ids)))
    notices = (*_replaced(scored, replaced), *_notices(unmapped, unscored, rows))
    return Joined(table, unmapped, unscored, notices)


def group_ids(table: Table) -> list[str]:
    """Return the group id of each row; empty where the cell is.

    Raises
    ------
    RequestError
        If no column is headed ``group``.
    """
    for column in table.columns:
        if heading_key(column.heading) == "group":
            texts = column.texts()
            return [texts[code] for code in column.codes.tolist()]
    hint = "name the column of group ids so"
    raise RequestError(Problem(table.name, ", ".join(table.headings), "a list of headings with group", hint))


def shown(value: Value) -> Cell:
    """Return a measure as it is written: whole, or rounded half up to four digits; None where undefined.

    Examples
    --------
    >>> shown(3), shown(Fraction(2, 3)), shown(Fraction(-1, 2)), shown(None)
    (3, Decimal('0.6667'), Decimal('-0.5000'), None)
    """
    if not isinstance(value, Fraction):
        return value
    scaled = value * 10**DIGITS
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)).scaleb(-DIGITS)


def _cell(row: GroupMeasures | None, measure: str) -> Cell:
    return None if row is None else shown(row[measure])


def _note(id_: str, row: GroupMeasures | None) -> str | None:
    """Return why cells of a row are blank; None where none is."""
    if row is None:
        return NOT_MAPPED if id_ else NO_ID
    reasons: dict[str, list[str]] = {}
    for name, why in row.why.items():
        reasons.setdefault(why, []).append(name)
    return "; ".join(f"{why}: no {', '.join(names)}" for why, names in reasons.items()) or None


def _replaced(scored: Table, replaced: Sequence[int]) -> Iterator[str]:
    if replaced:
        yield f"columns of an earlier join are replaced: {', '.join(scored.headings[at] for at in replaced)}"


def _notices(unmapped: Sequence[str], unscored: Sequence[str], mapped: Collection[str]) -> Iterator[str]:
    if unmapped:
        yield f"scored but not on the map, left blank: {listed(unmapped)}"
    if unscored:
        yield f"on the map but not scored: {listed(unscored)}"
    by_key = {heading_key(id_): id_ for id_ in mapped}
    for id_ in unmapped:
        if heading_key(id_) in by_key:
            yield f"{id_} of the table and {by_key[heading_key(id_)]} of the map differ in case or spacing only"
    if len(unscored) == len(mapped):
        yield "no group of the table is on the map: do both use the same ids?"


def listed(names: Sequence[str], most: int = 10) -> str:
    """Return the first names, and how many more there are.

    Examples
    --------
    >>> listed(["A", "B", "C"], most=2)
    'A, B and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
