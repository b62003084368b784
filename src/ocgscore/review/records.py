"""Tables of records that a review reads: what each column is, what each cell says, every fault at its cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, TypeVar

import attrs
import numpy as np

from ocgscore.errors import FileUseError, OcgScoreError, Problem, RecordError, did_you_mean
from ocgscore.table import Cell, Column, Table, cell_text, read_table
from ocgscore.table.cells import FAILED, Fault, as_meant, plain_heading, read_date, read_id
from ocgscore.table.grid import shortened
from ocgscore.table.sheets import sheet_called

T = TypeVar("T")
YES: Final = frozenset({"yes", "y", "true", "1"})
NO: Final = frozenset({"no", "n", "false", "0"})
NOT_KNOWN: Final = frozenset({"", "?", "unknown"})
MOST: Final = 10**15
PLACES: Final = 9  # digits of a number behind the point
NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)


@attrs.frozen
class Field:
    """A field of a record.

    Parameters
    ----------
    name : str
    headings : tuple of str
        Other headings that its column may have, as `plain_heading` gives them; its own name comes first in any case.
    needed : bool
        Without a column the table cannot be read.
    """

    name: str
    headings: tuple[str, ...] = ()
    needed: bool = False


class Records:
    r"""The n records of a table, read field by field; what is wrong is collected, and raised by `stop`.

    A distinct cell is read once, however many rows hold it.

    Parameters
    ----------
    table : Table
    fields : sequence of Field
        A heading that could be of several is of the first.
    what : str
        What a row is, for messages: ``"a register of groups"``.

    Raises
    ------
    RecordError
        At once, where a needed column is missing or two columns are of one field.

    Examples
    --------
    >>> table = Table.from_rows([{"Group ID": "A", "since": "2026-01-05"}, {"Group ID": "", "since": "2026"}])
    >>> records = Records(table, [Field("group", ("group_id",), needed=True), Field("since")], "a list of groups")
    >>> records.ids("group"), records.days("since")
    (['A', ''], [datetime.date(2026, 1, 5), None])
    >>> records.stop()
    Traceback (most recent call last):
        ...
    ocgscore.errors.RecordError: rows[2].Group ID: an id is missing; every row needs one
    rows[2].since: '2026' is not a date; write the whole day, or keep it in a column of another name
    """

    def __init__(self, table: Table, fields: Sequence[Field], what: str) -> None:
        self.table = table
        self._at, doubled = _columns(table, fields)
        self._found: list[tuple[int, int, Problem]] = []
        lacking = [_missing(table, field, what) for field in fields if field.needed and field.name not in self._at]
        if lacking or doubled:
            raise RecordError([*lacking, *doubled])

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.table)

    def has(self, name: str) -> bool:
        """Whether the table has a column for a field."""
        return name in self._at

    def place(self, row: int, name: str) -> str:
        """Return the address of a cell with its heading; of the row where there is no such column."""
        return self.table.place(row, self._at[name]) if name in self._at else self.table.row_address(row)

    def cell(self, row: int, name: str) -> str:
        """Return the address of a cell without its heading; of the row where there is no such column."""
        return self.table.address(row, self._at[name]) if name in self._at else self.table.row_address(row)

    def column(self, name: str) -> Column | None:
        """Return the column of a field as it stands in the table."""
        return self.table.columns[self._at[name]] if name in self._at else None

    def texts(self, name: str) -> list[str]:
        """Return a field as plain text, stripped; empty where nothing is said."""
        return self._each(name, _seen, "")

    def ids(self, name: str) -> list[str]:
        """Return a field of ids; a blank one is a fault."""
        exact = not self.table.cells
        return self._each(name, lambda cell: read_id(cell if _seen(cell) else None, exact=exact), "")

    def links(self, name: str) -> list[str]:
        """Return a field of ids that may be blank."""
        exact = not self.table.cells
        return self._each(name, lambda cell: read_id(cell, exact=exact) if _seen(cell) else "", "")

    def days(self, name: str) -> list[dt.date | None]:
        """Return a field of days, a time of day left out; None where nothing is said."""
        return self._each(name, read_date, None)

    def words(
        self, name: str, words: Sequence[str], *, aliases: Mapping[str, str] | None = None, blank: str | None = None
    ) -> list[str]:
        """Return a field of words from a list, in lower case.

        Parameters
        ----------
        name : str
        words : sequence of str
        aliases : mapping of str to str, optional
            Other words, in lower case, and what they stand for.
        blank : str, optional
            What a blank cell stands for, and the whole field where it has no column; a blank cell is a fault where it
            stands for nothing.
        """

        def read(cell: object) -> str | Fault:
            text = " ".join(cell_text(cell).casefold().split())  # type: ignore[arg-type]
            word = (aliases or {}).get(text, text)
            if word in words:
                return word
            if not text and blank is not None:
                return blank
            return Fault(f"one of {', '.join(words)}", did_you_mean(text, words) or "choose one of these")

        return self._each(name, read, blank or "")

    def flags(self, name: str) -> list[bool | None]:
        """Return a field of yes and no; None where it is not known."""

        def read(cell: object) -> bool | Fault | None:
            text = cell_text(cell).casefold()  # type: ignore[arg-type]
            if text in NOT_KNOWN:
                return None
            if text in YES or text in NO:
                return text in YES
            return Fault("yes or no", "write yes or no; leave the cell blank where it is not known")

        return self._each(name, read, None)

    def numbers(self, name: str, what: str, *, whole: bool = False, needed: bool = False) -> list[Fraction | None]:
        """Return a field of exact numbers, 0 or more; None where nothing is said.

        Parameters
        ----------
        name : str
        what : str
            What the number is, for messages: ``"a number of hours"``.
        whole : bool
            Only whole numbers will do.
        needed : bool
            The caller takes no blank cell, so that none is advised.
        """
        hint = partial(_number_hint, whole=whole, needed=needed)

        def read(cell: object) -> Fraction | Fault | None:
            text = cell_text(cell)  # type: ignore[arg-type]
            if text.casefold() in NOT_KNOWN:
                return None
            if isinstance(cell, float) and 0 <= cell < MOST:  # a spreadsheet worked it out: 400/3 has no end
                text = f"{Decimal(repr(cell)):.{PLACES}f}"
            number = Fraction(text) if NUMBER.fullmatch(text) and not isinstance(cell, bool) else None
            if number is None or (whole and number.denominator != 1):
                return Fault(what, hint(text))
            return number

        return self._each(name, read, None)

    def fault(self, row: int, name: str, expected: str, hint: str = "", *, got: str | None = None) -> None:
        """Note what is wrong with a field of a record; what stands there is repeated unless something is given."""
        at = self._at.get(name, len(self.table.columns))
        said = got if got is not None or name not in self._at else self.table.columns[at].row_text(row)
        self._found.append((row, at, Problem(self.place(row, name), said or None, expected, hint)))

    def stop(self) -> None:
        """Raise all faults found so far, by row and column; of very many the first thousand."""
        if self._found:
            ordered = [problem for *_, problem in sorted(self._found, key=lambda found: found[:2])]
            raise RecordError(shortened(ordered, self.table.name))

    def _each(self, name: str, read: Callable[..., T | Fault], absent: T) -> list[T]:
        """Read a field, each distinct cell once; of a faulty one the field says what it would if absent."""
        column = self.column(name)
        if column is None:
            return [absent] * len(self)
        found = [read(as_meant(self.table, value)) for value in column.values]
        for code, one in enumerate(found):
            if isinstance(one, Fault):
                for row in np.flatnonzero(column.codes == code).tolist():
                    self.fault(row, name, one.expected, one.hint)
        values = [absent if isinstance(one, Fault) else one for one in found]
        return [values[code] for code in column.codes.tolist()]


def read_named(path: str, sheet: str | None, name: str) -> Table:
    """Read a table; of a workbook the sheet asked for, or the one that is called so, or the first.

    Raises
    ------
    TableError, FileUseError, RequestError, MissingExtraError
        As `ocgscore.table.read_table` does.
    """
    return read_table(path, sheet=sheet if sheet is not None else sheet_called(path, name))


def read_together(*readers: Callable[[], object]) -> list[object]:
    """Call each reader; where some refuse what they read, raise all their problems at once.

    Raises
    ------
    RecordError
        With the problems of every reader that found faults in the data.
    FileUseError
        With the same, where a file cannot be used at all.
    """
    made: list[object] = []
    problems: list[Problem] = []
    unusable = False
    for reader in readers:
        try:
            made.append(reader())
        except FileUseError as error:
            problems += error.problems
            unusable = True
        except OcgScoreError as error:
            if not isinstance(error, ValueError):
                raise
            problems += error.problems
    if unusable:
        raise FileUseError(problems)
    if problems:
        raise RecordError(problems)
    return made


def _seen(cell: Cell) -> str:
    """Return a cell's text; empty where all that stands there are signs that nobody sees."""
    text = cell_text(cell)
    return text if text.isascii() or folded(text) else ""


def folded(id_: str) -> str:
    """Return an id as it is compared: case, spaces, invisible signs and the kind of a dash make no difference.

    Examples
    --------
    >>> folded("wb 001") == folded("WB-001"), folded("wb-001 ") == folded("WB-001")
    (False, True)
    """
    if id_.isascii():
        return "".join(id_.casefold().split())
    plain = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in unicodedata.normalize("NFKC", id_))
    return "".join(sign for sign in plain.casefold() if not sign.isspace() and unicodedata.category(sign) != "Cf")


def _columns(table: Table, fields: Sequence[Field]) -> tuple[dict[str, int], list[Problem]]:
    """Return each field's column, and a problem for each column that is a field's second."""
    plain = [plain_heading(heading) for heading in table.headings]
    found: dict[str, int] = {}
    doubled: list[Problem] = []
    for field in fields:
        for name in (field.name, *field.headings):
            at = [position for position, heading in enumerate(plain) if heading == name]
            free = [position for position in at if position not in found.values()]
            if not free or field.name in found:
                continue
            found[field.name] = free[0]
            doubled += [_doubled(table, field.name, free[0], other) for other in free[1:]]
    taken = set(found.values())
    for field in fields:
        others = [at for at, heading in enumerate(plain) if heading in field.headings and at not in taken]
        doubled += [_doubled(table, field.name, found[field.name], other) for other in others if field.name in found]
    return found, doubled


def _doubled(table: Table, name: str, first: int, other: int) -> Problem:
    hint = f"{table.heading_address(first)} is one already; delete or rename one"
    return Problem(table.heading_address(other), table.headings[other], f"the only column for {name}", hint)


def _missing(table: Table, field: Field, what: str) -> Problem:
    listed = ", ".join(repr(heading) for heading in table.headings[:6])
    near = did_you_mean(field.name, table.headings)
    where = f"{table.name}!{table.sheet}" if table.sheet else table.name
    return Problem(where, None, f"the column {field.name} of {what}", near or f"the headings begin {listed}")


def _number_hint(text: str, *, whole: bool, needed: bool) -> str:
    if text in FAILED:
        return "a formula in the sheet failed: mend it, or clear the cell"
    example = "12" if whole else "12 or 12.5"
    blank = "" if needed else "; leave the cell blank where it is not known"
    behind = text.partition(".")[2]
    places = ", with nine digits behind the point at most" if len(behind) > PLACES and not whole else ""
    return f"write a number such as {example}, without other signs{places}{blank}"
