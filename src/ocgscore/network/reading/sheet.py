"""Rows of one kind of record, wherever they come from, and what is found wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.network.model import MapError
from ocgscore.table import Cell, cell_text
from ocgscore.table.grid import shortened

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "people": ("id", "name", "born", "force"),
        "groups": ("id", "name", "force"),
        "members": ("person", "group", "role", "standing", "source", "grade", "date"),
        "links": ("person", "other", "kind", "direction", "strength", "source", "grade", "date"),
        "relations": ("group", "other", "kind", "direction", "strength", "source", "grade", "date"),
        "events": ("person", "event"),
    }
)
KINDS: Final = tuple(FIELDS)
TABLES: Final = KINDS[:-1]  # what a map holds as it is; events become links
NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "people": ("id",),
        "groups": ("id",),
        "members": ("person", "group"),
        "links": ("person", "other"),
        "relations": ("group", "other", "kind"),
        "events": ("person", "event"),
    }
)


def visible(text: str) -> str:
    r"""Return a text with line breaks, control characters and what turns its direction made visible.

    Examples
    --------
    >>> print(visible("a\u202eb\n"), visible("Séan – 李"))
    a\u202eb\n Séan – 李
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


@attrs.frozen(eq=False)
class Sheet:
    """The records of one kind, by field.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    name : str
        What messages call it: the file, with its sheet where it has several.
    size : int
        The number of records, n.
    columns : mapping of str to sequence of Cell, each of length n
        By field; a field that nothing is said about has no column.
    more : sequence of mapping, length n
        Whatever else each record said, by heading; blanks left out.
    place : callable
        From a record's position and a field to the address of what it says.
    row : callable
        From a record's position to the address of the whole record.
    marking : str
    notices : tuple of str
    sha256 : str
        Hex digest of the file's bytes, where it is a file of its own.
    """

    kind: str
    name: str
    size: int
    columns: Mapping[str, Sequence[Cell]]
    more: Sequence[Mapping[str, str]]
    place: Callable[[int, str], str]
    row: Callable[[int], str]
    marking: str = ""
    notices: tuple[str, ...] = ()
    sha256: str = ""

    def cells(self, field: str) -> Sequence[Cell]:
        """Return what is said in a field, None throughout where there is no such column."""
        return self.columns.get(field) or [None] * self.size

    def cell(self, row: int, field: str) -> str:
        """Return the address of a cell, without its heading; of what is no cell, the place."""
        where = self.place(row, field)
        before, mark, cell = where.rpartition("!")
        return f"{before}{mark}{cell.partition(' ')[0]}" if mark else where


class Faults:
    """Problems on their way to one error, in the order of sheets, rows and columns."""

    def __init__(self) -> None:
        self._found: list[tuple[int, int, int, str, Problem]] = []

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._found)

    def add(self, sheet: Sheet, row: int, field: str, expected: str, hint: str = "", got: Cell = None) -> None:
        """Note what is wrong with a field of a record; what stands there is repeated unless something is given."""
        said = got if got is not None else sheet.cells(field)[row]
        text = said if isinstance(said, Described) else cell_text(said)
        problem = Problem(sheet.place(row, field), text or None, expected, hint)
        fields = list(sheet.columns)
        column = fields.index(field) if field in fields else len(fields)
        self._found.append((KINDS.index(sheet.kind), row, column, sheet.name, problem))

    def add_whole(self, sheet: Sheet, problem: Problem) -> None:
        """Note what is wrong with a sheet as a whole."""
        self._found.append((KINDS.index(sheet.kind), -1, 0, sheet.name, problem))

    def rows(self, kind: str) -> frozenset[int]:
        """Return the positions of the records of a kind that something is wrong with."""
        return frozenset(row for number, row, *_ in self._found if KINDS[number] == kind)

    def stop(self, others: Iterable[Problem] = ()) -> None:
        """Raise all problems, if there are any; of very many in one sheet the first thousand."""
        problems = [attrs.evolve(problem, where=visible(problem.where)) for problem in others]
        by_sheet: dict[str, list[Problem]] = {}
        for *_, name, problem in sorted(self._found, key=lambda found: found[:3]):
            by_sheet.setdefault(name, []).append(attrs.evolve(problem, where=visible(problem.where)))
        for name, listed in by_sheet.items():
            problems += shortened(listed, name)
        if problems:
            raise MapError(problems)
