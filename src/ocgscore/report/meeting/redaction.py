"""Redaction: names, reasons and further columns are taken out before anything is worked out.

What is gone before the first result is made cannot turn up in a table, a picture, a notice or the file's properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

import attrs

from ocgscore.assessments.headings import heading_meanings
from ocgscore.assessments.long import LONG, is_long
from ocgscore.assessments.versions import is_version
from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.matrix import Matrix, heading_key
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.review.records import folded
from ocgscore.review.register import FIELDS, Register, register_of
from ocgscore.table import Cell, Column, Table
from ocgscore.table.cells import plain_heading

ASSESSOR: Final = "assessor"
VERSION: Final = "matrix_version"
OWNER: Final = "owner"
STAYS: Final = frozenset({("group",), *(("detail", name) for name in ("force", ASSESSOR, "assessed_on", VERSION))})
OF_A_GROUP: Final = frozenset(  # the headings that a register is read by, those of owners apart
    heading for field in FIELDS if field.name != OWNER for heading in (field.name, *field.headings)
)


@attrs.frozen
class Redaction:
    """What may stay, and the names given instead of those taken out.

    Parameters
    ----------
    keep : tuple of str
        Headings of sheets of assessments, in any case and spacing, whose columns stay as they are.
    numbers : dict of (str, str) to str
        Filled as sheets are redacted, so that one assessor has one number in all of them.

    Examples
    --------
    >>> from ocgscore.matrix import load_matrix
    >>> sheet = Table.from_rows([{"group": "A", "assessor": "Ann", "violence": "low", "handler": "Bob", "town": "Ely"}])
    >>> found = Redaction(("town",)).sheet(sheet, load_matrix("sleipnir-2000"))
    >>> [(column.heading, column.row_text(0)) for column in found.columns]
    [('group', 'A'), ('assessor', 'assessor 1'), ('violence', 'low'), ('town', 'Ely')]
    """

    keep: tuple[str, ...] = ()
    numbers: dict[tuple[str, str], str] = attrs.field(factory=dict, eq=False)

    def check(self, tables: Iterable[Table]) -> None:
        """Refuse to keep a column that no sheet has.

        Raises
        ------
        RequestError
            With every such heading.
        """
        headings = {heading_key(heading): heading for table in tables for heading in table.headings}
        odd = [name for name in self.keep if heading_key(name) not in headings]
        if odd:
            listed = list(headings.values())
            raise RequestError(
                Problem("--keep", name, "a heading of the sheet", did_you_mean(name, listed) or _some(listed))
                for name in odd
            )

    def sheet(self, table: Table, matrix: Matrix, name: str = "assessments") -> Table:
        """Return a sheet of assessments without names, reasons and further columns, those to keep apart."""
        meanings = dict(heading_meanings(matrix))
        if is_long(table):
            meanings |= {part: ("criterion", part) for part in LONG}
        kept = {heading_key(heading) for heading in self.keep}
        stays = {heading for heading, what in meanings.items() if what in STAYS or what[0] == "criterion"} | kept
        keys = [heading_key(heading) for heading in table.headings]
        columns = tuple(
            column if key in kept else self._numbered(column, key, matrix)
            for key, column in zip(keys, table.columns, strict=True)
        )
        numbered = attrs.evolve(table, columns=columns, records=None, raw_columns=0)
        return _without(numbered, [at for at, key in enumerate(keys) if key not in stays], name)

    def register(self, register: Register) -> Register:
        """Return a register without owners and further columns."""
        table = register.table
        dropped = [at for at, heading in enumerate(table.headings) if plain_heading(heading) not in OF_A_GROUP]
        return register_of(_without(table, dropped, "register"))

    def map(self, network: OcgMap) -> OcgMap:
        """Return a map whose people are numbered, in an order that says nothing of them, and nothing else said."""
        number = _numbers(network)
        people = sorted(network.people, key=lambda person: number[person.id])
        return OcgMap(
            people=tuple(Person(number[person.id], force=person.force) for person in people),
            groups=tuple(Group(group.id, force=group.force) for group in network.groups),
            members=tuple(Member(number[one.person], one.group, standing=one.standing) for one in network.members),
            links=tuple(
                Link(number[one.person], number[one.other], direction=one.direction, strength=one.strength)
                for one in network.links
            ),
            relations=tuple(
                Relation(one.group, one.other, one.kind, one.direction, one.strength) for one in network.relations
            ),
            name="map",
            sha256=network.sha256,
            marking=network.marking,
        )

    def _numbered(self, column: Column, key: str, matrix: Matrix) -> Column:
        """Return a column of assessors as numbers; of versions, whatever is none of them likewise."""
        if key not in (ASSESSOR, VERSION):
            return column
        cells: list[Cell] = [
            text if not text or (key == VERSION and is_version(text, matrix)) else self._number(key, text)
            for text in column.texts()
        ]
        return Column.from_cells(column.heading, [cells[code] or None for code in column.codes.tolist()])

    def _number(self, key: str, text: str) -> str:
        same = sum(kind == key for kind, _ in self.numbers)
        return self.numbers.setdefault((key, folded(text)), f"{key.replace('matrix_', 'other ')} {same + 1}")


def _without(table: Table, dropped: Sequence[int], name: str) -> Table:
    """Return a table under another name, without some columns, its worksheet's name and its notices."""
    kept = table.without_columns(dropped)
    return attrs.evolve(kept, name=name, sheet="", notices=(), raw_headings=b"", records=None, raw_columns=0)


def _numbers(network: OcgMap) -> dict[str, str]:
    """Return a number for each person: the same for the same map, and in no order that ids or names have.

    In the order of ids, P03 would be person 03. The order here is that of digests which nobody can work out without the
    whole of the map that was redacted.
    """
    whole = repr((network.people, network.members, network.links)).encode(errors="backslashreplace")
    key = sha256(whole).digest()

    def place(id_: str) -> bytes:
        return sha256(key + id_.encode(errors="backslashreplace")).digest()

    width = len(str(len(network.people)))
    ordered = sorted((person.id for person in network.people), key=place)
    return {id_: f"person {at:0{width}}" for at, id_ in enumerate(ordered, 1)}


def _some(headings: Sequence[str]) -> str:
    return f"the headings begin {', '.join(map(repr, headings[:4]))}" if headings else "the sheet has no heading"
