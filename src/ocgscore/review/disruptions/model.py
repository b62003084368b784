"""Records of disruptions as arrays, and the words of the scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table import Table

Ints: TypeAlias = npt.NDArray[np.int64]
Days: TypeAlias = npt.NDArray[np.datetime64]
GRADES: Final = ("negative", "none", "minor", "moderate", "major")  # lowest first
THRESHOLDS: Final = ("minor", "moderate", "major")
KINDS: Final = ("pursue", "prevent", "protect", "prepare")
SCHEMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"4p": KINDS, "4d": ("divert", "deter", "detect", "disrupt")}
)
NOT_SAID: Final = "not said"
SILENT: Final = "no record in the window: none made, or none sent in"
NO_FORCE: Final = "(no force)"
NOT_KNOWN: Final = -1


@attrs.frozen(eq=False)
class Coded:
    """A field of text: its distinct values in order of first appearance, and for each record which it has.

    Parameters
    ----------
    names : tuple of str
        Empty text where the field is blank.
    codes : ndarray of int64, shape (n,)
    """

    names: tuple[str, ...]
    codes: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> Coded:
        """Return texts as a coded field.

        Examples
        --------
        >>> coded = Coded.of(["North", "", "North"])
        >>> coded.names, coded.codes.tolist()
        (('North', ''), [0, 1, 0])
        """
        number: dict[str, int] = {}
        codes = np.array([number.setdefault(text, len(number)) for text in texts], np.int64)
        return cls(tuple(number), codes)


@attrs.frozen(eq=False)
class Disruptions:
    """n records of disruptions, in the order of the sheet.

    Get them from `read_disruptions` or `disruptions_of`.

    Parameters
    ----------
    table : Table
    group, force, graded_by, id : Coded
        As they stand in the sheet.
    day : ndarray of datetime64[D], shape (n,)
    kind : ndarray of int64, shape (n,)
        Position in `kinds`; -1 where it is not said.
    grade : ndarray of int64, shape (n,)
        Position in `GRADES`, 0 (negative) to 4 (major).
    stated : ndarray of int64, shape (n,)
        Whether the sheet calls the grade self-assessed: 1 yes, 0 no, -1 not known.
    kinds : tuple of str
        The words that the kind of activity may be.
    columns : dict of str to int
        The position in `table` of each field that it has a column for.
    repeats : tuple of (int, int)
        Records that are the same in every field as an earlier one, and that one; all are counted.
    notices : tuple of str
    """

    table: Table
    group: Coded
    force: Coded
    graded_by: Coded
    id: Coded
    day: Days
    kind: Ints
    grade: Ints
    stated: Ints
    kinds: tuple[str, ...]
    columns: dict[str, int]
    repeats: tuple[tuple[int, int], ...] = ()
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.day)

    def cell(self, row: int, field: str) -> str:
        """Return the address of a field of a record; of the row where the sheet has no such column."""
        at = self.columns.get(field)
        return self.table.row_address(row) if at is None else self.table.address(row, at)

    def place(self, row: int, field: str) -> str:
        """Return the address of a field of a record with its heading."""
        at = self.columns.get(field)
        return self.table.row_address(row) if at is None else self.table.place(row, at)
