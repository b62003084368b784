"""A map for other programs: a labelled matrix of people for UCINET, and a row a link for i2 Analyst's Notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np

from ocgscore.errors import Described, Problem, RequestError
from ocgscore.network.between import ties_of
from ocgscore.network.model import Link, MapError, Member, OcgMap, Person, Relation
from ocgscore.network.reading.events import KEPT, attended_of
from ocgscore.network.writing.texts import NOT_XML, check_characters
from ocgscore.table import Column, Table, cell_text
from ocgscore.table.neutral import neutral

STRENGTHS: Final = ("Confirmed", "Unconfirmed", "Tentative")
WAYS: Final = {"none": "None", "to": "End 1 to End 2", "both": "Both"}
MOST_ACROSS: Final = 5_000
_CSV: Final = "a table for other programs"


def matrix_chunks(network: OcgMap) -> Iterator[bytes]:
    r"""Yield the people of a map as a labelled square matrix in CSV: ids across and down, strengths, 0 for no tie.

    Records are combined as `ocgscore.network.between` says; where a link has a direction, cells run from row to column.
    A marking stands in the corner, the one place that is free.

    Raises
    ------
    RequestError
        If there is nobody, or there are more people than a matrix can sensibly hold.
    MapError
        If two ids differ in case only: the headings of a table may not; or an id holds a control character.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> two = OcgMap(people=(Person("a"), Person("b")), links=(Link("a", "b", strength=2.5),))
    >>> b"".join(matrix_chunks(two))
    b',a,b\na,0,2.5\nb,2.5,0\n'
    """
    _check_margin(network)
    check_characters(OcgMap(tuple(Person(person.id) for person in network.people)), NOT_XML, _CSV)
    ties = ties_of(network, directed=any(link.direction == "to" for link in network.links))
    names = [_field(str(node)) for node in ties.nodes]
    yield ",".join([_field(network.marking), *names]).encode() + b"\n"
    for node, name in enumerate(names):
        cells = ["0"] * len(names)
        for arc in range(int(ties.starts[node]), int(ties.starts[node + 1])):
            cells[int(ties.ends[arc])] = cell_text(float(ties.strength[ties.tie[arc]]))
        yield ",".join([name, *cells]).encode() + b"\n"


def two_mode_chunks(network: OcgMap) -> Iterator[bytes]:
    r"""Yield who was at which event in CSV: people down, events across, 1 for present and 0 for absent.

    Who was at no event has no row. A marking stands in the corner.

    Raises
    ------
    RequestError
        If the map was not made from a table of events, or there are more events than a table can sensibly hold.
    MapError
        If two events differ in case only, or a name holds a control character.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> two = OcgMap(people=(Person("a", more={"events": "1 | 2"}), Person("b", more={"events": "2"})))
    >>> b"".join(two_mode_chunks(two))
    b',1,2\na,1,1\nb,0,1\n'
    """
    attended = attended_of(network)
    if not attended:
        hint = "give the table with --events, or write the tables or the matrix instead"
        got = Described("a map without events")
        raise RequestError(Problem("two-mode table", got, "a map made from who was at which event", hint))
    said = (Person(person.id, more={KEPT: person.more[KEPT]}) for person in network.people if KEPT in person.more)
    check_characters(OcgMap(tuple(said)), NOT_XML, _CSV)
    events = list(dict.fromkeys(event for _, event in attended))
    _check_across("two-mode table event", events, "event")
    yield ",".join([_field(network.marking), *map(_field, events)]).encode() + b"\n"
    place = {event: number for number, event in enumerate(events)}
    for person, listed in groupby(attended, key=lambda pair: pair[0]):
        cells = ["0"] * len(events)
        for _, event in listed:
            cells[place[event]] = "1"
        yield ",".join([_field(person), *cells]).encode() + b"\n"


def matrix_notices(network: OcgMap) -> Iterator[str]:
    """Yield what a matrix cannot say: a link without direction stands in it twice where another link has one.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> people = Person("a"), Person("b")
    >>> list(matrix_notices(OcgMap(people, links=(Link("a", "b"),))))
    []
    """
    pointed = sum(link.direction == "to" for link in network.links)
    if pointed:
        have = "1 link has a direction" if pointed == 1 else f"{pointed} links have a direction"
        yield f"{have}: the matrix runs from row to column, and any other link stands in both cells of its pair"


def _check_margin(network: OcgMap) -> None:
    """Refuse people who cannot stand across a table."""
    if not network.people:
        got = Described("a map of nobody")
        raise RequestError(Problem("matrix", got, "a map with people", "write .graphml"))
    _check_across("matrix person", [person.id for person in network.people], "id")


def _check_across(where: str, ids: Sequence[str], what: str) -> None:
    """Refuse more names than should stand across a table, and names that its headings would not tell apart."""
    if len(ids) > MOST_ACROSS:
        got, expected = Described(f"a table {len(ids)} across"), f"one of at most {MOST_ACROSS:,}"
        raise RequestError(Problem(where, got, expected, "write .graphml, or leave some out"))
    first: dict[str, str] = {}
    problems = []
    for id_ in ids:
        earlier = first.setdefault(id_.casefold(), id_)
        if earlier != id_:
            expected = f"an {what} that differs in more than case ({earlier!r} is one)"
            problems.append(Problem(f"{where} {id_}", id_, expected, "rename one, or write .graphml"))
    if problems:
        raise MapError(problems)


def _field(text: str) -> str:
    """Return an id as a field of a csv file, never run by a spreadsheet."""
    text = f"'{text}" if text.startswith("'") and neutral(text.lstrip("'")).startswith("'") else neutral(text)
    return '"' + text.replace('"', '""') + '"' if any(character in text for character in ',"\n\r\ufeff') else text


def i2_table(network: OcgMap) -> Table:
    """Return a map as a flat table, one row a link, as i2 Analyst's Notebook imports it through a specification.

    Memberships and relations between groups are rows too. ``Strength`` is Confirmed, Unconfirmed or Tentative where the
    grade is one of these words, and blank otherwise; the grade is beside it as recorded. A marking is in a column of
    its own: a line of it above the headings would be taken for them. Who has neither a group nor a link has no row.

    Raises
    ------
    MapError
        If a text holds a control character.

    Examples
    --------
    >>> from ocgscore.network.model import Person
    >>> people = (Person("p1", "Ann"), Person("p2"))
    >>> table = i2_table(OcgMap(people=people, links=(Link("p1", "p2", "phone", grade="tentative"),)))
    >>> table.columns[table.headings.index("Strength")].row_text(0)
    'Tentative'
    """
    check_characters(network, NOT_XML, "a list for i2")
    labels = {f"person:{person.id}": person.name or person.id for person in network.people}
    labels |= {f"group:{group.id}": group.name or group.id for group in network.groups}
    rows = [
        *(
            _row(labels, f"person:{link.person}", f"person:{link.other}", link.kind or "link", link)
            for link in network.links
        ),
        *(_row(labels, f"person:{one.person}", f"group:{one.group}", "member of", one) for one in network.members),
        *(_row(labels, f"group:{tie.group}", f"group:{tie.other}", tie.kind, tie) for tie in network.relations),
    ]
    headings = list(_row({"person:": ""}, "person:", "person:", "", Link("", "")))
    table = Table.from_rows(rows, "i2") if rows else _empty(headings)
    if not network.marking:
        return table
    return table.with_columns([Column.from_cells("Marking", [network.marking] * len(rows))])


def _empty(headings: list[str]) -> Table:
    return Table("i2", tuple(Column.from_cells(heading, []) for heading in headings), np.zeros(0, np.int64))


def _row(labels: dict[str, str], one: str, other: str, kind: str, record: Link | Member | Relation) -> dict[str, Any]:
    said = record.grade.strip().capitalize()
    return {
        **_end("End 1", one, labels),
        **_end("End 2", other, labels),
        "Link Type": kind,
        "Link Label": (record.role or record.standing or kind) if isinstance(record, Member) else kind,
        "Strength": said if said in STRENGTHS else None,
        "Direction": WAYS["none" if isinstance(record, Member) else record.direction],
        "Date": record.date,
        "Source": record.source or None,
        "Grade": record.grade or None,
        "Weight": None if isinstance(record, Member) else record.strength,
        "Standing": (record.standing or None) if isinstance(record, Member) else None,
    }


def _end(end: str, identity: str, labels: dict[str, str]) -> dict[str, str]:
    type_, _, id_ = identity.partition(":")
    return {
        f"{end} Identity": identity,
        f"{end} Id": id_,
        f"{end} Type": type_.capitalize(),
        f"{end} Label": labels[identity],
    }
