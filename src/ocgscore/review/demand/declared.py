"""What the unit declares: the hours that a group takes, by its bands, and the hours that each team has."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from ocgscore.errors import Described, Problem, RecordError, RequestError, did_you_mean
from ocgscore.matrix import level_key
from ocgscore.review.records import Field, Records, folded, read_named
from ocgscore.table import Table

ANY: Final = frozenset({"", "any"})
HOURS: Final = "a number of hours"
RESPONSE_FIELDS: Final = (Field("band"), Field("position"), Field("hours", needed=True), Field("note"))
CAPACITY_FIELDS: Final = (Field("team", needed=True), Field("hours", needed=True), Field("note"))


@attrs.frozen
class Response:
    """The hours that a group of some bands takes, in a period.

    Parameters
    ----------
    band : str
        A band of the ranking measure as it stands in the table; empty for any.
    position : str
        A band of the measure of organisational position, likewise.
    hours : Fraction
        0 or more.
    note : str
    places : tuple of str
        The addresses of `band`, `position` and `hours`.
    """

    band: str
    position: str
    hours: Fraction
    note: str
    places: tuple[str, str, str]


@attrs.frozen(eq=False)
class Responses:
    """The declared hours of responses, in the order of their table.

    Parameters
    ----------
    rows : tuple of Response
    table : Table
    """

    rows: tuple[Response, ...]
    table: Table


@attrs.frozen
class Team:
    """A team, and the hours it has in a period: 0 or more, exact."""

    name: str
    hours: Fraction
    note: str = ""


@attrs.frozen(eq=False)
class Capacity:
    """The teams of a unit, in the order of their table.

    Parameters
    ----------
    teams : tuple of Team
    table : Table
    """

    teams: tuple[Team, ...]
    table: Table

    @property
    def hours(self) -> Fraction:
        """The hours of all teams together."""
        return sum((team.hours for team in self.teams), Fraction(0))

    def team(self, name: str) -> Team:
        """Return a team by its name, in any case and spacing; `RequestError` where there is none."""
        for team in self.teams:
            if folded(team.name) == folded(name):
                return team
        names = [team.name for team in self.teams]
        hint = did_you_mean(name, names) or f"it has {', '.join(names[:12])}"
        raise RequestError(Problem(self.table.name, name, "a team of this table", hint))

    def without(self, names: Sequence[str]) -> Capacity:
        """Return what is left when teams are lost.

        Examples
        --------
        >>> table = Table.from_rows([{"team": "North desk", "hours": 400}, {"team": "South desk", "hours": 300}])
        >>> capacity_of(table).without(["south desk"]).hours
        Fraction(400, 1)
        """
        lost = {self.team(name).name for name in names}
        return attrs.evolve(self, teams=tuple(team for team in self.teams if team.name not in lost))


def read_responses(path: str, *, sheet: str | None = None) -> Responses:
    r"""Read a table of declared hours.

    Parameters
    ----------
    path : str
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    sheet : str, optional
        The worksheet; the first by default.

    Returns
    -------
    Responses

    Raises
    ------
    RecordError
        With every fault, each at its cell.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "responses.csv")
    >>> _ = path.write_text("band,position,hours\nHigh,,40\nany,any,2.5\n")
    >>> [(row.band, row.hours) for row in read_responses(str(path)).rows]
    [('High', Fraction(40, 1)), ('', Fraction(5, 2))]
    """
    return responses_of(read_named(str(path), sheet, "responses"))


def responses_of(table: Table) -> Responses:
    """Return the declared hours that a table makes.

    Parameters
    ----------
    table : Table
        One row a response: ``hours`` (needed, 0 or more), ``band`` and ``position`` (blank or ``any`` for every one)
        and ``note``. Whether the bands are a matrix's own shows when the table is fitted to one.

    Returns
    -------
    Responses

    Raises
    ------
    RecordError
        With every fault, each at its cell; the same bands twice among them.
    """
    found, problems = gathered_responses(table)
    if problems:
        raise RecordError(problems)
    return found


def gathered_responses(table: Table) -> tuple[Responses, tuple[Problem, ...]]:
    """Return the declared hours of a table, 0 where a cell has none, and every fault in it."""
    records = Records(table, RESPONSE_FIELDS, "a table of responses")
    _check_rows(records, "a table of responses")
    bands, positions = ([_meant(text) for text in records.texts(name)] for name in ("band", "position"))
    hours = _hours(records)
    _check_bands(records, bands, positions)
    rows = tuple(
        Response(band, position, number or Fraction(0), note, _places(records, row))
        for row, (band, position, number, note) in enumerate(
            zip(bands, positions, hours, records.texts("note"), strict=True)
        )
    )
    try:
        records.stop()
    except RecordError as error:
        return Responses(rows, table), error.problems
    return Responses(rows, table), ()


def read_capacity(path: str, *, sheet: str | None = None) -> Capacity:
    r"""Read a table of teams and their hours.

    Parameters
    ----------
    path : str
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    sheet : str, optional
        The worksheet; the first by default.

    Returns
    -------
    Capacity

    Raises
    ------
    RecordError
        With every fault, each at its cell.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "capacity.csv")
    >>> _ = path.write_text("team,hours\nNorth desk,400\nSouth desk,300\n")
    >>> read_capacity(str(path)).hours
    Fraction(700, 1)
    """
    return capacity_of(read_named(str(path), sheet, "capacity"))


def capacity_of(table: Table) -> Capacity:
    """Return the teams that a table makes.

    Parameters
    ----------
    table : Table
        One row a team: ``team`` and ``hours`` (both needed) and ``note``.

    Returns
    -------
    Capacity

    Raises
    ------
    RecordError
        With every fault, each at its cell; a team twice among them.
    """
    records = Records(table, CAPACITY_FIELDS, "a table of teams")
    _check_rows(records, "a table of teams")
    names, hours = records.texts("team"), _hours(records)
    seen: dict[str, int] = {}
    for row, name in enumerate(names):
        first = seen.setdefault(folded(name), row)
        if not name:
            records.fault(row, "team", "the name of a team", "name it, or delete the row")
        elif first != row:
            hint = f"{records.cell(first, 'team')} is the same team: add their hours up, or name them apart"
            records.fault(row, "team", "a team that stands in the table once", hint)
    records.stop()
    teams = zip(names, hours, records.texts("note"), strict=True)
    return Capacity(tuple(Team(name, number or Fraction(0), note) for name, number, note in teams), table)


def _check_rows(records: Records, what: str) -> None:
    if not len(records):
        raise RecordError(Problem(records.table.name, None, f"a row of {what}", "fill in at least one"))


def _hours(records: Records) -> list[Fraction | None]:
    """Return the hours of each row; a blank cell is a fault, for it is not 0."""
    hours = records.numbers("hours", HOURS, needed=True)
    blank = {"", "?", "unknown"}
    for row, text in enumerate(records.texts("hours")):
        if text.casefold() in blank:
            records.fault(row, "hours", HOURS, "declare a number; 0 where there are none", got=None)
    return hours


def _meant(text: str) -> str:
    return "" if text.casefold() in ANY else text


def _check_bands(records: Records, bands: Sequence[str], positions: Sequence[str]) -> None:
    """Note each row whose bands are those of an earlier one."""
    seen: dict[tuple[str, str], int] = {}
    for row, (band, position) in enumerate(zip(bands, positions, strict=True)):
        first = seen.setdefault((level_key(band), level_key(position)), row)
        if first != row:
            where = "band" if records.has("band") else "hours"
            hint = f"{records.table.row_address(first)} has the same bands: keep one row"
            said = Described(f"band {band or 'any'}, position {position or 'any'}")
            records.fault(row, where, "a pair of bands declared once", hint, got=said)


def _places(records: Records, row: int) -> tuple[str, str, str]:
    return records.place(row, "band"), records.place(row, "position"), records.place(row, "hours")
