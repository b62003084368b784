"""Redaction: names, reasons and further columns are taken out before anything is worked out.

What is gone before the first result is made cannot turn up in a table, a picture, a notice or the file's properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

import attrs

from ocgscore.assessments.headings import heading_meanings
from ocgscore.assessments.long import LONG
from ocgscore.errors import Problem, RequestError, did_you_mean
from ocgscore.matrix import Matrix, heading_key
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.review.records import folded
from ocgscore.review.register import Register, register_of
from ocgscore.table import Column, Table

ASSESSOR: Final = "assessor"
STAYS: Final = frozenset({("group",), *(("detail", name) for name in ("force", "assessed_on", "matrix_version"))})
OF_A_GROUP: Final = (
    "group",
    "force",
    "region",
    "identified_on",
    "status",
    "aliases",
    "merged_into",
    "mapped",
    "people",
)


@attrs.frozen
class Redaction:
    """What may stay, and the names given instead of those taken out.

    Parameters
    ----------
    keep : tuple of str
        Headings, in any case and spacing, whose columns stay as they are.
    assessors : dict of str to str
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
    assessors: dict[str, str] = attrs.field(factory=dict, eq=False)

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
        meanings = dict(heading_meanings(matrix)) | {part: ("criterion", part) for part in LONG}
        stays = {heading for heading, what in meanings.items() if what in STAYS or what[0] == "criterion"}
        return self._only(table, stays | {ASSESSOR}, name)

    def register(self, register: Register) -> Register:
        """Return a register without owners and further columns."""
        return register_of(self._only(register.table, set(OF_A_GROUP), "register"))

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

    def _only(self, table: Table, stays: set[str], name: str) -> Table:
        kept = {heading_key(heading) for heading in self.keep}
        keys = [heading_key(heading) for heading in table.headings]
        dropped = [at for at, key in enumerate(keys) if key not in stays | kept]
        numbered = [
            self._numbered(column) if key == ASSESSOR and ASSESSOR not in kept else column
            for key, column in zip(keys, table.columns, strict=True)
        ]
        without = attrs.evolve(table, columns=tuple(numbered), records=None, raw_columns=0).without_columns(dropped)
        return attrs.evolve(without, name=name, sheet="", notices=(), raw_headings=b"")

    def _numbered(self, column: Column) -> Column:
        cells = [self._number(text) for text in column.texts()]
        return Column.from_cells(column.heading, [cells[code] for code in column.codes.tolist()])

    def _number(self, name: str) -> str | None:
        if not name:
            return None
        return self.assessors.setdefault(folded(name), f"{ASSESSOR} {len(self.assessors) + 1}")


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
