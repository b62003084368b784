"""A table: named columns of cells, each cell with the address its owner would use for it.

Columns are dictionary-coded (distinct values, and one code a row), so that a million rows of a few levels
cost a few bytes a row, and so that whatever is checked is checked once a distinct value and not once a row.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.table.records import take_records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Cell: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | dt.time | None
Codes: TypeAlias = npt.NDArray[np.int32]


def cell_text(value: Cell) -> str:  # noqa: PLR0911 - one return for each kind of cell
    """Return a cell's content as text, stripped, the way a person would type it.

    Whole floats lose their ``.0`` (spreadsheets hold every number as a float), dates are ISO 8601, and an
    empty cell is the empty string.

    Examples
    --------
    >>> cell_text(3.0), cell_text(" High "), cell_text(None), cell_text(True), cell_text(2.5)
    ('3', 'High', '', 'TRUE', '2.5')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time.min and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


@runtime_checkable
class Texts(Protocol):
    """Distinct texts that can say of themselves what would otherwise cost a look at each."""

    def clean(self) -> bool:
        """Whether no text is blank or has white space at either end, so that each is its own stripped text."""


@attrs.frozen(eq=False)
class Column:
    """One column, dictionary-coded.

    Parameters
    ----------
    heading : str
        The heading as it stands in the file.
    values : sequence of Cell
        The distinct cells, in order of first appearance. Cells that compare equal but print differently
        (``1`` and ``1.0`` and ``True``) are distinct.
    codes : ndarray of int32, shape (n,)
        For each row the position in `values`; read-only.
    """

    heading: str
    values: Sequence[Cell]
    codes: Codes

    @classmethod
    def from_cells(cls, heading: str, cells: Iterable[Cell]) -> Column:
        """Code a plain run of cells.

        Examples
        --------
        >>> column = Column.from_cells("physical", ["high", "low", "high"])
        >>> list(column.values), column.codes.tolist()
        (['high', 'low'], [0, 1, 0])
        """
        seen: dict[object, int] = {}
        values: list[Cell] = []
        codes = np.fromiter((_number(cell, seen, values) for cell in cells), np.int32)
        codes.flags.writeable = False
        return cls(heading, values, codes)

    def texts(self) -> list[str]:
        """Return the text of each distinct value (not of each row), aligned with `values`."""
        return [cell_text(value) for value in self.values]

    def text_codes(self) -> npt.NDArray[np.int32]:
        """Return for each row a code that is the same for cells of the same text; int32, shape (n,)."""
        if isinstance(self.values, Texts) and self.values.clean():
            return self.codes
        number: dict[str, int] = {}
        same = np.array([number.setdefault(text, len(number)) for text in self.texts()] or [0], np.int32)
        return same[self.codes]

    def blank_rows(self) -> npt.NDArray[np.intp]:
        """Return the positions of the rows whose cell is blank."""
        if isinstance(self.values, Texts) and self.values.clean():
            return np.zeros(0, np.intp)
        blank = np.array([not text for text in self.texts()], np.bool_)
        return np.flatnonzero(blank[self.codes]) if blank.any() else np.zeros(0, np.intp)

    def row_text(self, row: int) -> str:
        """Return the text of the cell in one row (0-based)."""
        return cell_text(self.row_value(row))

    def row_value(self, row: int) -> Cell:
        """Return the cell in one row (0-based)."""
        return self.values[int(self.codes[row])]

    def cells(self) -> list[Cell]:
        """Return all n cells in order."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def take(self, rows: npt.NDArray[np.intp]) -> Column:
        """Return the column of the rows chosen (0-based positions); `values` is shared."""
        codes = self.codes[rows]
        codes.flags.writeable = False
        return attrs.evolve(self, codes=codes)


def _number(cell: Cell, seen: dict[object, int], values: list[Cell]) -> int:
    """Return the code of a cell, numbering it if it is new."""
    # Told apart by type and print: 1 == 1.0 == True, and Decimal("1.0") == Decimal("1.00"), yet they read
    # differently.
    key: object = cell if type(cell) is str else (type(cell), repr(cell))
    code = seen.setdefault(key, len(values))
    if code == len(values):
        values.append(cell)
    return code


def column_letters(position: int) -> str:
    """Return the spreadsheet letters of a 0-based column.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701), column_letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@attrs.frozen(eq=False)
class Table:
    """Columns of n rows, and where they came from.

    Parameters
    ----------
    name : str
        The file as its owner knows it (``"forces.xlsx"``); ``"-"`` for standard input.
    columns : tuple of Column
        In the file's order, headings as they stand there.
    row_numbers : ndarray of int64, shape (n,)
        The number of each row as the owner sees it: the spreadsheet row (the first row below the heading is
        2) for csv, tsv and xlsx; the line for jsonl; the element (from 1) for json and parquet.
    sheet : str
        The worksheet's name; empty where the file has none.
    cells : bool
        True where a cell is addressed by letter and number (csv, tsv, xlsx), False where by element and key.
    sha256 : str
        Hex digest of the file's bytes; empty for a table made in memory.
    records : sequence of bytes, or None
        For a comma-separated UTF-8 file read as such: each row's bytes without its line end, covering the
        first `raw_columns` columns, so that a result can be written behind the row without writing the row
        again.
    raw_headings : bytes
        The heading row's bytes, likewise.
    byte_order_mark : bool
        The file began with a UTF-8 byte-order mark (Excel's "CSV UTF-8"); a csv made from it gets one too.
    marking : str
        The protective marking found above the headings and below the last row; empty where there is none.
    notices : tuple of str
        What the owner should know but need not mend, such as hidden rows that were read like any other.
    heading_row : int
        The spreadsheet row that holds the headings; 2 where a marking stands above them.
    raw_columns : int
        How many of the first columns `records` and `raw_headings` cover. Whoever changes, drops or reorders
        one of these columns must set `records` to None.
    positions : tuple of int
        The 0-based spreadsheet column of each column read; empty where that is simply its place in
        `columns`. The two differ where the sheet has empty columns between the others.
    """

    name: str
    columns: tuple[Column, ...]
    row_numbers: npt.NDArray[np.int64]
    sheet: str = ""
    cells: bool = True
    sha256: str = ""
    records: Sequence[bytes] | None = None
    raw_headings: bytes = b""
    byte_order_mark: bool = False
    marking: str = ""
    notices: tuple[str, ...] = ()
    heading_row: int = 1
    raw_columns: int = 0
    positions: tuple[int, ...] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Cell]], name: str = "rows") -> Table:
        """Make a table of dictionaries; headings in order of first appearance, absent keys blank.

        Examples
        --------
        >>> table = Table.from_rows([{"group": "A", "physical": 3}, {"group": "B"}])
        >>> table.headings, len(table), table.address(1, 1)
        (['group', 'physical'], 2, 'rows[2].physical')
        """
        listed = list(rows)
        headings = list(dict.fromkeys(key for row in listed for key in row))
        columns = tuple(Column.from_cells(h, [row.get(h) for row in listed]) for h in headings)
        return cls(name, columns, np.arange(1, len(listed) + 1, dtype=np.int64), cells=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.row_numbers)

    @property
    def headings(self) -> list[str]:
        """The headings in order."""
        return [column.heading for column in self.columns]

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell (both 0-based), such as ``forces.xlsx!Assess!D17``."""
        if self.cells:
            return f"{self._place()}!{self._letters(column)}{self.row_numbers[row]}"
        return f"{self.name}[{self.row_numbers[row]}].{self.columns[column].heading}"

    def place(self, row: int, column: int) -> str:
        """Return the address of a cell with its heading, such as ``forces.xlsx!Assess!D17 physical``."""
        address = self.address(row, column)
        return f"{address} {self.columns[column].heading}" if self.cells else address

    def row_address(self, row: int) -> str:
        """Return the address of a row, such as ``forces.csv row 17``."""
        return f"{self._place()} row {self.row_numbers[row]}" if self.cells else f"{self.name}[{self.row_numbers[row]}]"

    def heading_address(self, column: int) -> str:
        """Return the address of a heading, such as ``forces.csv!D1``."""
        if not self.cells:
            return f"{self.name} {self.columns[column].heading}"
        return f"{self._place()}!{self._letters(column)}{self.heading_row}"

    def take(self, rows: npt.NDArray[np.intp]) -> Table:
        """Return the table of the rows chosen (0-based positions, in the order given)."""
        records = None if self.records is None else take_records(self.records, rows)
        columns = tuple(column.take(rows) for column in self.columns)
        return attrs.evolve(self, columns=columns, row_numbers=self.row_numbers[rows], records=records)

    def with_columns(self, more: Iterable[Column]) -> Table:
        """Return the table with columns added behind the ones it has."""
        return attrs.evolve(self, columns=(*self.columns, *more))

    def without_columns(self, dropped: Collection[int]) -> Table:
        """Return the table without some columns (0-based positions)."""
        if not dropped:
            return self
        kept = [at for at in range(len(self.columns)) if at not in dropped]
        positions = tuple(self.positions[at] if at < len(self.positions) else at for at in kept)
        columns = tuple(self.columns[at] for at in kept)
        return attrs.evolve(self, columns=columns, positions=positions, records=None, raw_columns=0)

    def _letters(self, column: int) -> str:
        return column_letters(self.positions[column] if column < len(self.positions) else column)

    def _place(self) -> str:
        return f"{self.name}!{self.sheet}" if self.sheet else self.name
