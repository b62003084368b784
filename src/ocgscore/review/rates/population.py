"""How many people each force serves, and with which forces it is compared."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.errors import Problem, RecordError
from ocgscore.review.records import NOT_KNOWN, Field, Records, folded, read_named
from ocgscore.table import Table

FIELDS: Final = (
    Field("force", ("police_force", "force_name"), needed=True),
    Field("population", ("people", "residents", "resident_population", "population_size"), needed=True),
    Field("peers", ("peer_set", "peer_group", "compared_with", "most_similar_forces")),
    Field("region", ("rocu",)),
)
EVERYONE: Final = "all forces"


@attrs.frozen
class ForcePopulation:
    """One force.

    Parameters
    ----------
    force : str
    population : int
        People; above 0.
    peers : str
        The set of forces it is compared with; empty where it is compared with none.
    region : str
        Empty where the table does not say.
    """

    force: str
    population: int
    peers: str = EVERYONE
    region: str = ""


@attrs.frozen(eq=False)
class Population:
    """The forces with their people. Get one from `read_population`.

    Parameters
    ----------
    forces : tuple of ForcePopulation
        In the order of the sheet.
    table : Table
    notices : tuple of str
    """

    forces: tuple[ForcePopulation, ...]
    table: Table
    notices: tuple[str, ...] = ()


def read_population(path: str, sheet: str | None = None) -> Population:
    r"""Read the population of each force from a file.

    Parameters
    ----------
    path : str
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    sheet : str, optional
        The worksheet; the first by default.

    Returns
    -------
    Population

    Raises
    ------
    RecordError
        With every fault, each at its cell: a force twice, a population that is missing, 0 or no whole number.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "population.csv")
    >>> _ = path.write_text("force,population\nNorth,1200000\nEast,640000\n")
    >>> [one.population for one in read_population(str(path)).forces]
    [1200000, 640000]
    """
    return population_of(read_named(str(path), sheet, "population"))


def population_of(table: Table) -> Population:
    """Return the population of each force that a table gives.

    Parameters
    ----------
    table : Table
        One row a force: ``force`` and ``population`` (needed), and where known ``peers``, the name of the set of
        forces that it is compared with, and ``region``. Without any peers all forces are compared with one another;
        where some forces have peers, one without is compared with none.

    Returns
    -------
    Population

    Raises
    ------
    RecordError
        With every fault, each at its cell.
    """
    records = Records(table, FIELDS, "a population table")
    if not len(records):
        raise RecordError(Problem(table.name, None, "a force with its population", "add a row for each force"))
    names, people = records.ids("force"), _people(records)
    _check_names(records, names)
    peers, notices = _peers(records, names)
    records.stop()
    forces = tuple(map(ForcePopulation, names, people, peers, records.texts("region")))
    return Population(forces, table, (*table.notices, *notices))


def _people(records: Records) -> list[int]:
    expected = "a whole number of people"
    numbers, texts = records.numbers("population", expected, whole=True, needed=True), records.texts("population")
    for row, (number, text) in enumerate(zip(numbers, texts, strict=True)):
        if number == 0:
            records.fault(row, "population", f"{expected} above 0", "a rate needs people to divide by")
        elif number is None and text.casefold() in NOT_KNOWN:
            hint = "give the number, or delete the row: the force's count is then shown without a rate"
            records.fault(row, "population", expected, hint)
    return [int(number or 0) for number in numbers]


def _check_names(records: Records, names: list[str]) -> None:
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        before = first.setdefault(folded(name), row)
        if name and before != row:
            hint = f"{records.cell(before, 'force')} has {names[before]!r}: keep one row"
            records.fault(row, "force", "a force that stands in the table once", hint)


def _peers(records: Records, names: list[str]) -> tuple[list[str], list[str]]:
    """Return each force's set, sets being the same whatever their case and spaces, and what to say about it."""
    written = records.texts("peers")
    if not any(written):
        return [EVERYONE] * len(names), []
    spelled: dict[str, str] = {}
    for name in sorted(set(written)):
        spelled.setdefault(folded(name), name)
    alone = sorted(name for name, peers in zip(names, written, strict=True) if not peers)
    notice = f"{records.table.name}: no peers are given for {', '.join(alone)}: compared with none"
    return [spelled[folded(peers)] for peers in written], [notice] if alone else []
