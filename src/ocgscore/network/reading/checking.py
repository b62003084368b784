"""Whether records fit together: every id known, none twice, no link to oneself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ocgscore.errors import Described, Problem, plain_id
from ocgscore.network.grades import Grades
from ocgscore.network.model import Group, MapError, OcgMap, Person
from ocgscore.network.reading.events import BETWEEN, KEPT, attending, events_notices, shared_events
from ocgscore.network.reading.graded import BLANK, grade_fault
from ocgscore.network.reading.notices import alike_notices, notices_of
from ocgscore.network.reading.records import Records
from ocgscore.network.reading.sheet import KINDS, TABLES, Faults, Sheet, visible


def map_of(sheets: Mapping[str, Sheet], faults: Faults, *, exact: bool = False, grades: Grades | None = None) -> OcgMap:
    """Return the map that sheets make together.

    People are taken from the links and memberships only where there is no sheet of people, groups from the
    memberships and relations only where there is none of groups.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        By kind; any may be absent.
    faults : Faults
        What has been found wrong so far.
    exact : bool
        Whole numbers among ids are exact.
    grades : Grades, optional
        Every grade must be one that it knows.

    Raises
    ------
    MapError
        With every problem in all sheets; what is only to be noticed is in its notes (``__notes__``).
    """
    records: dict[str, Any] = {kind: [] for kind in KINDS}
    for kind, sheet in sheets.items():
        records[kind] = getattr(Records(sheet, faults, exact=exact), kind)() if sheet.columns or not sheet.size else []
    _Check(sheets, records, faults).run()
    if grades is not None:
        _check_grades(sheets, records, faults, grades)
    try:
        faults.stop()
    except MapError as error:
        for notice in _notices(sheets, records, _made(records), faults):
            error.add_note(visible(notice))
        raise
    if "people" not in sheets:
        records["people"] = [Person(id_) for id_ in _people_named(records)]
    if "groups" not in sheets:
        records["groups"] = [Group(id_) for id_ in _groups_named(records)]
    if "events" in sheets:
        records["people"] = attending(records["people"], records["events"])
        records["links"] += shared_events(records["events"], sheets["events"].name)
    made = _made(records)
    marking = "; ".join(dict.fromkeys(sheet.marking for sheet in sheets.values() if sheet.marking))
    return attrs.evolve(made, marking=marking, notices=tuple(map(visible, _notices(sheets, records, made, faults))))


def _check_grades(
    sheets: Mapping[str, Sheet], records: Mapping[str, Sequence[Any]], faults: Faults, grades: Grades
) -> None:
    """Note each grade that a table of grades lacks, once in each sheet."""
    for kind in ("members", "links", "relations"):
        lacking = {record.grade for record in records[kind] if grades.chance(record.grade) is None}
        for row, record in enumerate(records[kind]):
            if record.grade in lacking:
                lacking.remove(record.grade)
                fault = grade_fault(record.grade, grades)
                faults.add(sheets[kind], row, "grade", fault.expected, fault.hint, got=None if record.grade else BLANK)


def _made(records: Mapping[str, Sequence[Any]]) -> OcgMap:
    held: dict[str, Any] = {kind: tuple(records[kind]) for kind in TABLES}
    return OcgMap(**held)


def _notices(
    sheets: Mapping[str, Sheet], records: Mapping[str, Sequence[Any]], made: OcgMap, faults: Faults
) -> Iterator[str]:
    for sheet in sheets.values():
        yield from sheet.notices
    markings = list(dict.fromkeys(sheet.marking for sheet in sheets.values() if sheet.marking))
    if len(markings) > 1:
        yield f"the files are marked differently: {', '.join(markings)}"
    if "events" in sheets:
        yield from events_notices(records["events"], sheets["events"].name)
    yield from alike_notices(sheets, records, faults)
    yield from notices_of(made, sheets)


@attrs.frozen
class _Check:
    sheets: Mapping[str, Sheet]
    records: Mapping[str, Sequence[Any]]
    faults: Faults

    def run(self) -> None:
        """Note every id that is not one, or is one twice."""
        for kind in ("people", "groups"):
            self._repeated(kind)
        if self._readable("people"):
            people = _Known([person.id for person in self.records["people"]], "a person", self._name("people"))
            for kind, field in (("members", "person"), ("links", "person"), ("links", "other")):
                self._unknown(kind, field, people)
            for row, (person, _) in enumerate(self.records["events"]):
                self._look_up("events", row, "person", person, people)
        if self._readable("groups"):
            groups = _Known([group.id for group in self.records["groups"]], "a group", self._name("groups"))
            for kind, field in (("members", "group"), ("relations", "group"), ("relations", "other")):
                self._unknown(kind, field, groups)
        self._selves("links", "person")
        self._selves("relations", "group")
        if "events" in self.sheets:
            self._events()

    def _events(self) -> None:
        """Note what would keep a map from saying who was at which event."""
        for row, (_, event) in enumerate(self.records["events"]):
            if BETWEEN.strip() in event:
                expected = f"an event without the sign {BETWEEN.strip()}"
                self.faults.add(self.sheets["events"], row, "event", expected, "write a comma or a slash instead")
        if any(KEPT in person.more for person in self.records["people"]):
            got, hint = Described(f"a column {KEPT}"), "rename it: there the map keeps who was at which event"
            sheet = self.sheets["people"]
            self.faults.add_whole(sheet, Problem(sheet.name, got, "a heading that is free", hint))

    def _readable(self, kind: str) -> bool:
        """Whether there is a sheet of a kind, with a column of ids."""
        return kind in self.sheets and ("id" in self.sheets[kind].columns or not self.sheets[kind].size)

    def _name(self, kind: str) -> str:
        return self.sheets[kind].name

    def _repeated(self, kind: str) -> None:
        first: dict[str, int] = {}
        for row, record in enumerate(self.records[kind]):
            earlier = first.setdefault(record.id, row)
            if record.id and earlier != row:
                where = self.sheets[kind].cell(earlier, "id").removeprefix(f"{self.sheets[kind].name}!")
                hint = "keep one row of the two, or give one another id"
                self.faults.add(self.sheets[kind], row, "id", f"an id of its own ({where} has it too)", hint)

    def _unknown(self, kind: str, field: str, known: _Known) -> None:
        for row, record in enumerate(self.records[kind]):
            self._look_up(kind, row, field, getattr(record, field), known)

    def _look_up(self, kind: str, row: int, field: str, id_: str, known: _Known) -> None:
        if id_ and id_ not in known.ids:
            self.faults.add(self.sheets[kind], row, field, f"{known.what} in {known.where}", known.near(id_))

    def _selves(self, kind: str, field: str) -> None:
        for row, record in enumerate(self.records[kind]):
            if record.other and record.other == getattr(record, field):
                expected = f"another {'person' if field == 'person' else 'group'} than the first"
                self.faults.add(self.sheets[kind], row, "other", expected, "mend one end, or leave the row out")


class _Known:
    """The ids there are, and which of them another might have meant."""

    def __init__(self, ids: Iterable[str], what: str, where: str) -> None:
        self.ids = frozenset(ids)
        self.what, self.where = what, where
        self._plain: dict[str, str] = {}
        for id_ in sorted(self.ids):
            self._plain.setdefault(plain_id(id_), id_)

    def near(self, id_: str) -> str:
        """Return a question after the id that was meant, or what else to do.

        Only another spelling of the same id is asked after: one with another digit is somebody else's.
        """
        same = self._plain.get(plain_id(id_))
        return f"add {self.what} of that id, or leave the row out" if same is None else f"did you mean {same!r}?"


def _people_named(records: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    named = [end for link in records["links"] for end in (link.person, link.other)]
    members = (member.person for member in records["members"])
    yield from dict.fromkeys([*named, *members, *(person for person, _ in records["events"])])


def _groups_named(records: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    named = [member.group for member in records["members"]]
    yield from dict.fromkeys([*named, *(end for tie in records["relations"] for end in (tie.group, tie.other))])
