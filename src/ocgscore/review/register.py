"""The register: every group that a force has identified, whose it is, and by which other names it has gone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import starmap
from types import MappingProxyType
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.errors import Problem, RecordError, plain_id
from ocgscore.review.records import Field, Records, folded, read_named
from ocgscore.table import Column, Table

Ints = npt.NDArray[np.int64]
STATUSES: Final = ("active", "dormant", "archived")
FIELDS: Final = (
    Field("group", ("id", "group_id", "ocg", "ocg_id", "urn", "ocgm_urn"), needed=True),
    Field("force", ("police_force",)),
    Field("region", ("rocu",)),
    Field("identified_on", ("identified", "date_identified")),
    Field("status"),
    Field("owner", ("owned_by", "lro", "lead_responsible_officer")),
    Field("aliases", ("alias", "also_known_as", "former_ids", "other_ids")),
    Field("merged_into", ("merged_with", "now", "replaced_by")),
    Field("mapped", ("on_map",)),
    Field("people", ("members", "number_of_people", "known_members")),
)
WHAT: Final = "a register of groups"
SEVERAL: Final = re.compile(r"[;|]")
SPELLING: Final = "spelling"
ALIAS: Final = "alias"
MERGED: Final = "merged"
HOW: Final[Mapping[str, str]] = MappingProxyType(
    {
        SPELLING: "spelled otherwise (case, spaces, dashes)",
        ALIAS: "the register gives it as another name of that group",
        MERGED: "the register has it merged into that group",
    }
)


@attrs.frozen
class RegisteredGroup:
    """One row of the register.

    Parameters
    ----------
    id : str
    force, region, owner : str
        Empty where the register does not say.
    identified_on : date or None
    status : str
        One of `STATUSES`.
    aliases : tuple of str
        Other ids that it has had.
    merged_into : str
        The id of the group that it is now part of; empty where it stands by itself.
    mapped : bool or None
        Whether it has been entered on the map; None where the register does not say.
    people : int or None
        Members known; None where the register does not say.
    place : str
        The address of its id, without the heading.
    """

    id: str
    force: str = ""
    region: str = ""
    owner: str = ""
    identified_on: dt.date | None = None
    status: str = "active"
    aliases: tuple[str, ...] = ()
    merged_into: str = ""
    mapped: bool | None = None
    people: int | None = None
    place: str = ""


@attrs.frozen
class Followed:
    """An id that stands elsewhere in another form than in the register, and the group it was taken for.

    Parameters
    ----------
    where : str
        The address of the first cell that has it, with its heading.
    written : str
    group : str
        The id of the group of the register.
    how : str
        A key of `HOW`.
    rows : int
        How many rows have it.
    """

    where: str
    written: str
    group: str
    how: str
    rows: int

    def __str__(self) -> str:
        """Return it as a sentence."""
        more = f" (and {self.rows - 1:,} more)" if self.rows > 1 else ""
        return f"{self.where}: {self.written!r} is taken as {self.group!r}: {HOW[self.how]}{more}"


@attrs.frozen(eq=False)
class Register:
    """Every group identified, in the order of the sheet, and the way from any of its names to it.

    Get one from `read_register`.

    Parameters
    ----------
    groups : tuple of RegisteredGroup
        All rows, those merged into another among them.
    table : Table
    columns : frozenset of str
        The fields that the sheet has a column for.
    notices : tuple of str
    """

    groups: tuple[RegisteredGroup, ...]
    table: Table
    columns: frozenset[str]
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.groups)

    @cached_property
    def _names(self) -> dict[str, tuple[int, str]]:
        """Return for each folded id or alias the group that stands for it now, and how it is reached."""
        at = {folded(group.id): position for position, group in enumerate(self.groups)}
        names: dict[str, tuple[int, str]] = {}
        for position, (group, end) in enumerate(zip(self.groups, _ends(self.groups, at), strict=True)):
            names[folded(group.id)] = (end, MERGED if end != position else SPELLING)
            for alias in group.aliases:
                names[folded(alias)] = (end, ALIAS)
        return names

    def standing(self) -> Ints:
        """Return the positions of the groups that stand by themselves, not merged into another; int64."""
        return np.array([at for at, group in enumerate(self.groups) if not group.merged_into], np.int64)

    def find(self, id_: str) -> int | None:
        """Return the position of the group that an id stands for now; None where the register does not know it.

        Examples
        --------
        >>> rows = [{"group": "A", "aliases": "OLD-7"}, {"group": "B", "merged_into": "A"}]
        >>> register = register_of(Table.from_rows(rows))
        >>> register.find("b"), register.find("old-7"), register.find("C")
        (0, 0, None)
        """
        found = self._names.get(folded(id_))
        return None if found is None else found[0]

    def follow(self, column: Column, table: Table, at: int) -> tuple[Ints, tuple[Followed, ...]]:
        """Return which group of the register each row of another table is about.

        Parameters
        ----------
        column : Column
            The ids, n rows.
        table : Table
            The table they are from.
        at : int
            The column's position in it.

        Returns
        -------
        position : ndarray of int64, shape (n,)
            Into `groups`, of the group that stands for the id now; -1 where the register does not know it.
        followed : tuple of Followed
            The ids that are not written as the register has them, in the order of their first rows.
        """
        texts = column.texts()
        found = [self._names.get(folded(text)) for text in texts]
        position = np.array([-1 if one is None else one[0] for one in found] or [-1], np.int64)[column.codes]
        first = _first_rows(column)
        counts = np.bincount(column.codes, minlength=len(texts))
        followed = [
            (
                first[code],
                Followed(table.place(first[code], at), text, self.groups[one[0]].id, one[1], int(counts[code])),
            )
            for code, (text, one) in enumerate(zip(texts, found, strict=True))
            if one is not None and code in first and self.groups[one[0]].id != text
        ]
        return position, tuple(one for _, one in sorted(followed, key=lambda pair: pair[0]))

    def follow_sheet(self, assessments: Assessments) -> tuple[Ints, tuple[Followed, ...]]:
        """Return which group of the register each of n assessments is about; see `follow`."""
        at = assessments.column_of("group")
        assert at is not None  # noqa: S101 - every sheet has a column of ids
        return self.follow(assessments.group, assessments.table, at)

    def near(self, id_: str) -> str:
        """Return a question after the group that an unknown id may mean, the same but for zeros and hyphens."""
        known = self._plain.get(plain_id(id_))
        return "" if known is None else f"did you mean {known!r}?"

    @cached_property
    def _plain(self) -> dict[str, str]:
        """Return the ids by what is left of them without zeros and hyphens; of several alike the first."""
        return {plain_id(group.id): group.id for group in reversed(self.groups)}


def read_register(path: str, *, sheet: str | None = None) -> Register:
    r"""Read a register of identified groups from a file.

    Parameters
    ----------
    path : str
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    sheet : str, optional
        The worksheet; the first by default.

    Returns
    -------
    Register

    Raises
    ------
    RecordError
        With every fault, each at its cell: a group twice, an unknown status, a merger that leads nowhere.
    TableError, FileUseError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "register.csv")
    >>> _ = path.write_text("group,force,status\nA,North,active\nB,North,archived\n")
    >>> [group.status for group in read_register(str(path)).groups]
    ['active', 'archived']
    """
    return register_of(read_named(str(path), sheet, "register"))


def register_of(table: Table) -> Register:
    """Return the register that a table makes.

    Parameters
    ----------
    table : Table
        One row a group: ``group`` (needed), and where known ``force``, ``region``, ``identified_on``, ``status``
        (active, dormant or archived), ``owner``, ``aliases`` (several parted by ``;``), ``merged_into``, ``mapped``
        (yes or no) and ``people``.

    Returns
    -------
    Register

    Raises
    ------
    RecordError
        With every fault, each at its cell.
    """
    records = Records(table, FIELDS, WHAT)
    groups = tuple(_groups(records))
    _check_names(records, groups)
    _check_mergers(records, groups)
    records.stop()
    columns = frozenset(field.name for field in FIELDS if records.has(field.name))
    return Register(groups, table, columns, (*table.notices, *_notices(columns, table)))


def _groups(records: Records) -> Iterator[RegisteredGroup]:
    people = records.numbers("people", "a whole number of people", whole=True)
    fields = zip(
        records.ids("group"),
        records.texts("force"),
        records.texts("region"),
        records.texts("owner"),
        records.days("identified_on"),
        records.words("status", STATUSES, blank=None if records.has("status") else "active"),
        map(_several, records.texts("aliases")),
        records.links("merged_into"),
        records.flags("mapped"),
        [None if number is None else int(number) for number in people],
        [records.cell(row, "group") for row in range(len(records))],
        strict=True,
    )
    return starmap(RegisteredGroup, fields)


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in SEVERAL.split(text) if part.strip()))


def _check_names(records: Records, groups: Sequence[RegisteredGroup]) -> None:
    """Note each id or alias that stands for two groups."""
    ids: dict[str, int] = {}
    for row, group in enumerate(groups):
        first = ids.setdefault(folded(group.id), row)
        if group.id and first != row:
            hint = f"{records.cell(first, 'group')} has {groups[first].id!r}: keep one row, or give one another id"
            records.fault(row, "group", "a group that stands in the register once", hint)
    aliases: dict[str, int] = {}
    for row, group in enumerate(groups):
        for alias in group.aliases:
            if "," in alias:
                records.fault(row, "aliases", "one id", "part several by a semicolon, not by a comma", got=alias)
            owner = ids.get(folded(alias), aliases.setdefault(folded(alias), row))
            if owner != row:
                hint = f"it is {groups[owner].id!r} of {records.cell(owner, 'group')}; head a merger merged_into"
                records.fault(row, "aliases", "another name of this group alone", hint, got=alias)


def _check_mergers(records: Records, groups: Sequence[RegisteredGroup]) -> None:
    """Note each merger into a group that is not there, or that leads back to itself."""
    at = {folded(group.id): row for row, group in enumerate(groups)}
    following = [at.get(folded(group.merged_into)) if group.merged_into else None for group in groups]
    plain = {plain_id(group.id): group.id for group in reversed(groups)}
    for row, group in enumerate(groups):
        if group.merged_into and following[row] is None:
            known = plain.get(plain_id(group.merged_into))
            near = "" if known is None else f"did you mean {known!r}?"
            hint = near or "add that group to the register, or clear the cell"
            records.fault(row, "merged_into", "a group of the register", hint)
    for row in _in_rings(following):
        records.fault(row, "merged_into", "a merger with an end", "following it leads back to this group")


def _in_rings(following: Sequence[int | None]) -> list[int]:
    """Return the rows from which following leads back to themselves; each row is walked over once."""
    walk = [0] * len(following)  # which walk came by first; 0 for none yet
    rings: list[int] = []
    for number in range(1, len(following) + 1):
        here: int | None = number - 1
        while here is not None and not walk[here]:
            walk[here] = number
            here = following[here]
        if here is None or walk[here] != number:
            continue
        ring = here
        while True:
            rings.append(ring)
            ring = following[ring]  # type: ignore[assignment]  # in a ring there is always a next one
            if ring == here:
                break
    return rings


def _ends(groups: Sequence[RegisteredGroup], at: Mapping[str, int]) -> list[int]:
    """Return the group that each row's mergers end in; the register has been checked to have one."""
    ends = [-1] * len(groups)
    for row in range(len(groups)):
        path = [row]
        while ends[path[-1]] < 0 and groups[path[-1]].merged_into:
            path.append(at[folded(groups[path[-1]].merged_into)])
        end = ends[path[-1]] if ends[path[-1]] >= 0 else path[-1]
        for passed in path:
            ends[passed] = end
    return ends


def _first_rows(column: Column) -> dict[int, int]:
    codes, first = np.unique(column.codes, return_index=True)
    return dict(zip(codes.tolist(), first.tolist(), strict=True))


def _notices(columns: frozenset[str], table: Table) -> Iterator[str]:
    said: Mapping[str, str] = {
        "status": "every group counts as active",
        "force": "only the whole is counted",
        "mapped": "whether groups are mapped is undefined",
    }
    for name, what in said.items():
        if name not in columns:
            yield f"{table.name}: no column {name}: {what}"


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the problems, if there are any."""
    if problems:
        raise RecordError(problems)
