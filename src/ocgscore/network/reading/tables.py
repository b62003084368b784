"""From tables in files to a map."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs
import numpy as np

from ocgscore.errors import OcgScoreError, Problem, RequestError, TableError
from ocgscore.network.grades import Grades
from ocgscore.network.model import OcgMap
from ocgscore.network.reading.checking import map_of
from ocgscore.network.reading.corner import NAMES, read_cornered
from ocgscore.network.reading.flat import events_sheet
from ocgscore.network.reading.headings import sheet_of
from ocgscore.network.reading.matrices import is_square, margin_problems, square_sheets
from ocgscore.network.reading.sheet import TABLES, Faults, Sheet
from ocgscore.table import Table, format_of
from ocgscore.table.files import PathLike
from ocgscore.table.sheets import sheet_names

NO_ROWS: Final = "any row below the headings"


def read_tables(
    *,
    people: PathLike | None = None,
    groups: PathLike | None = None,
    members: PathLike | None = None,
    links: PathLike | None = None,
    relations: PathLike | None = None,
    events: PathLike | None = None,
    grades: Grades | None = None,
) -> OcgMap:
    r"""Read tables of people, groups, memberships, links and relations, and return the map they make.

    Parameters
    ----------
    people, groups, members, links, relations : path, optional
        Files that `ocgscore.table.read_table` reads. Of a workbook the sheet of that name (``people``, ``Groups`` …)
        is read, or the first visible one if none is called so. Columns without a field of their own are kept in
        `more`. The links may be a labelled square matrix as well.
    events : path, optional
        Who was at which event: two columns, ``person`` and ``event``, or a table with people down and events across.
        Two people who were at the same events are linked, with the number of those events for strength.
    grades : Grades, optional
        Every grade in the tables must be one that it knows.

    Returns
    -------
    OcgMap
        Without a table of people, the people are those that links, memberships and events name; groups likewise.

    Raises
    ------
    MapError
        With every problem in all tables, each at its cell.
    TableError, FileUseError, MissingExtraError
        If a file cannot be read as a table.
    RequestError
        If no table is given.

    References
    ----------
    Breiger, R. L. (1974). The duality of persons and groups. Social Forces 53(2), 181–190: for the events.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "links.csv")
    >>> _ = path.write_bytes(b"person,other,strength\np1,p2,3\n")
    >>> network = read_tables(links=path)
    >>> network.links[0].strength, [person.id for person in network.people]
    (3.0, ['p1', 'p2'])
    """
    given = {"people": people, "groups": groups, "members": members, "links": links, "relations": relations}
    paths = {kind: path for kind, path in given.items() if path is not None}
    if not paths and events is None:
        raise RequestError(Problem("network", None, "any table", "give at least the links, or the events"))
    return tables_map({kind: (path, sheet_named(path, kind)) for kind, path in paths.items()}, events, grades)


def tables_map(
    sources: Mapping[str, tuple[PathLike, str | None]], events: PathLike | None = None, grades: Grades | None = None
) -> OcgMap:
    """Return the map that tables make, each given by its file and the sheet in it.

    Raises
    ------
    MapError
        With every problem in all tables; those of files that cannot be read as a table among them.
    """
    gathering = _Gathering(grades)
    for kind, (path, sheet) in sources.items():
        gathering.add(kind, path, sheet)
    if events is not None:
        gathering.add("events", events, None)
    return gathering.map()


class _Gathering:
    """Sheets on their way to a map."""

    def __init__(self, grades: Grades | None) -> None:
        self._grades = grades
        self._margin: Sheet | None = None  # the people of a matrix of links
        self._sheets: dict[str, Sheet] = {}
        self._faults = Faults()
        self._unread: list[Problem] = []

    def add(self, kind: str, path: PathLike, sheet: str | None) -> None:
        """Read one table; what keeps it from being one is kept for the end."""
        try:
            found, missing = self._read(kind, path, sheet)
        except (TableError, OcgScoreError) as error:
            if not isinstance(error, ValueError):
                raise
            self._unread += error.problems
            return
        self._sheets[kind] = found
        for problem in missing:
            self._faults.add_whole(found, problem)

    def _read(self, kind: str, path: PathLike, sheet: str | None) -> tuple[Sheet, list[Problem]]:
        if kind == "events":
            return events_sheet(path)
        table = table_in(path, sheet)
        found, missing = sheet_of(table, kind)
        cornered = bool(missing) and table.headings[0] == NAMES
        if kind != "links" or not (is_square(table) or cornered):
            return found, missing
        made = square_sheets(table)
        self._margin = made["people"]
        return made["links"], []

    def map(self) -> OcgMap:
        """Return the map, or raise all problems."""
        if self._margin is not None:
            self._sheets = {"people": self._margin} | self._sheets
            self._unread += margin_problems(self._margin, self._sheets["people"])
        if not self._unread:
            names = ", ".join(dict.fromkeys(sheet.name for sheet in self._sheets.values()))
            digests = "".join(dict.fromkeys(sheet.sha256 for sheet in self._sheets.values()))
            sha256 = hashlib.sha256(digests.encode()).hexdigest()
            return attrs.evolve(map_of(self._sheets, self._faults, grades=self._grades), name=names, sha256=sha256)
        notes: list[str] = []
        try:
            map_of(self._sheets, self._faults, grades=self._grades)
        except OcgScoreError as error:
            self._unread += error.problems
            notes = getattr(error, "__notes__", [])
        unread = TableError(self._unread)
        for note in notes:
            unread.add_note(note)
        raise unread


def sheet_named(path: PathLike, kind: str) -> str | None:
    """Return the name of a workbook's sheet for a kind of record; None where that is its first."""
    return sheets_by_kind(path).get(kind) if format_of(path) == "xlsx" else None


def sheets_by_kind(path: PathLike) -> dict[str, str]:
    """Return the sheets of a workbook that are named after a kind of record, whatever their case."""
    named = {name.strip().casefold(): name for name in sheet_names(path)}
    return {kind: named[kind] for kind in TABLES if kind in named}


def table_in(path: PathLike, sheet: str | None = None) -> Table:
    """Read a table, a matrix perhaps; one with headings and no rows is one without records."""
    try:
        return read_cornered(path, sheet)
    except TableError as error:
        if [problem.expected for problem in error.problems] != [NO_ROWS]:
            raise
    return Table(Path(path).name, (), np.zeros(0, np.int64), sheet=sheet or "")
