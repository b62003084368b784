"""Excel workbooks, read with openpyxl: the values as Excel last showed them, errors as their text."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

import attrs
import numpy as np

from ocgscore.errors import Described, Problem, RequestError, TableError, did_you_mean
from ocgscore.table.grid import Head, cell_address, find_head, is_blank, shortened, sound
from ocgscore.table.model import Cell, Column, Table, cell_text, column_letters
from ocgscore.table.sheet_xml import SheetFacts, facts_of, has_values, written_by_openpyxl
from ocgscore.table.source import COMPANIONS, Source, kind_of, missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook

EMPTY = "name the sheet that holds it, or delete this one"
SHOWN = 4  # ranges of cells named in one message
MIB = 1 << 20
MOST_UNPACKED = 512 * MIB
RATIO, RATIO_FROM = (
    200,
    64 * MIB,
)  # a workbook that unpacks to more than 64 MiB and 200 times its size is a trap
_ESCAPE = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # how a workbook writes a character XML cannot hold
_PROPERTIES = "docProps/app.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What openpyxl and zipfile are known to raise on damaged content: they check little themselves.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, TypeError, AttributeError, EOFError,
    OSError, ArithmeticError, NotImplementedError, RuntimeError, AssertionError,
)  # fmt: skip


def read_xlsx(source: Source, sheet: str | None = None) -> Table:
    """Read one sheet of a workbook: the one named, or the first that is not hidden.

    Raises
    ------
    TableError
        If the file is no workbook, is damaged or locked, or its sheet cannot be read as a table; with every
        problem.
    RequestError
        If there is no such sheet.
    MissingExtraError
        If openpyxl or defusedxml is not installed.
    """
    _require(source)
    _check_archive(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on styles and extensions: none changes a cell
            return _read(source, sheet)
    except (TableError, RequestError):
        raise
    except _DAMAGE as error:
        reason = str(error) or type(error).__name__
        got = f"damaged ({reason})"
        raise source.fault(got, "a sound workbook", "open it in Excel or LibreOffice and save it again") from error


def _require(source: Source) -> None:
    for package in ("openpyxl", "defusedxml"):
        try:
            __import__(package)
        except ModuleNotFoundError as error:
            raise missing_extra(source.name, package, "excel") from error


def _check_archive(source: Source) -> None:
    """Refuse what is no workbook, and what would unpack to more than a workbook should."""
    raw = source.raw
    if not raw:
        raise source.fault("an empty file", "a workbook", "was it saved, and is it the right one?")
    if raw.startswith(_OLE):
        raise source.fault(kind_of(raw), "a workbook", "take off its password in Excel, or save it as .xlsx")
    if not raw.startswith(b"PK"):
        kind = kind_of(raw)
        hint = "save it as .xlsx" if kind else "if it is text parted by commas, rename it .csv"
        raise source.fault(kind or "something else", "a workbook", hint)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = archive.infolist()
    except _DAMAGE as error:
        raise source.fault(f"damaged ({error})", "a sound workbook", "fetch or save it again") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > RATIO * len(raw)):
        got = f"{len(raw):,} bytes that unpack to {unpacked:,}"
        raise source.fault(got, f"a workbook of at most {MOST_UNPACKED:,} bytes", "split it, or save it as .csv")


def _read(source: Source, sheet: str | None) -> Table:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(source.raw), read_only=True, data_only=True, keep_links=False)
    try:
        chosen = _chosen(source, book, sheet)
        with zipfile.ZipFile(io.BytesIO(source.raw)) as archive:
            facts = facts_of(archive.read(_part(chosen)), hollow=not _by_openpyxl(archive))
            others = _others(book, chosen, archive) if sheet is None else []
        if facts.misplaced_row:
            got = f"row number {facts.misplaced_row}"
            raise source.fault(got, "a row in its order", "the workbook is damaged: save it again in Excel")
        return _Reading(source, chosen.title, facts, others).table(chosen)
    finally:
        book.close()


def _by_openpyxl(archive: zipfile.ZipFile) -> bool:
    return _PROPERTIES not in archive.namelist() or written_by_openpyxl(archive.read(_PROPERTIES))


def _part(sheet: Any) -> str:
    """Return the name of a sheet's part in the archive, which openpyxl has looked up but does not publish."""
    return str(sheet._worksheet_path)  # noqa: SLF001


def _chosen(source: Source, book: Workbook, name: str | None) -> Any:
    """Return the sheet asked for, or the first that is visible."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name is not None:
        if name in sheets:
            return sheets[name]
        known = "one of its sheets: " + ", ".join(map(repr, sheets))
        raise RequestError(Problem(source.name, name, known, did_you_mean(name, sheets)))
    visible = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if visible is None:
        raise source.fault("a workbook without a visible sheet", "a table", "unhide the sheet, or name it")
    return visible


def _others(book: Workbook, chosen: Any, archive: zipfile.ZipFile) -> list[str]:
    """Return the other visible sheets with anything in them."""
    passed = {chosen.title, *COMPANIONS}
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.title not in passed]
    return [sheet.title for sheet in visible if has_values(archive.read(_part(sheet)))]


@attrs.define
class _Reading:
    """One sheet, on its way to a table."""

    source: Source
    sheet: str
    facts: SheetFacts
    others: list[str]
    problems: list[Problem] = attrs.field(factory=list)

    def table(self, sheet: Any) -> Table:
        """Return the sheet as a table, or raise every problem."""
        sheet.reset_dimensions()  # some programs write a wrong extent, beyond which openpyxl would not look
        rows = _filled_rows(sheet.iter_rows(values_only=True))
        head = find_head(rows[:2])
        self._formulas()
        if head is None:
            raise TableError(self.problems or [Problem(self._place(), Described("an empty sheet"), "a table", EMPTY)])
        data = [(number, cells) for number, cells in rows if number > head.row]
        width = len(_trimmed(head.cells))
        columns = self._columns(head, data, width)
        numbers = np.array([number for number, _ in data], np.int64)
        last = int(numbers[-1]) if len(numbers) else head.row
        self._merged(head.row, last, width)
        table = Table(
            self.source.name,
            columns,
            numbers,
            sheet=self.sheet,
            marking=head.marking,
            heading_row=head.row,
            notices=tuple(self._notices(head.row, last, width)),
        )
        return sound(table, shortened(self.problems, self._place()))

    def _place(self) -> str:
        return f"{self.source.name}!{self.sheet}"

    def _columns(self, head: Head, data: list[tuple[int, Sequence[Cell]]], width: int) -> tuple[Column, ...]:
        """Code the columns under the headings, and note cells that stand beside them."""
        even = []
        for number, cells in data:
            if len(cells) > width:
                self._surplus(number, cells, width)
            even.append((*cells[:width], *[None] * (width - len(cells))))
        columns = list(zip(*even, strict=True)) or [()] * width
        return tuple(
            Column.from_cells("" if heading is None else _heading(heading), cells)
            for heading, cells in zip(head.cells[:width], columns, strict=True)
        )

    def _surplus(self, number: int, cells: Sequence[Cell], width: int) -> None:
        place = next((i for i in range(width, len(cells)) if cell_text(cells[i])), None)
        if place is not None:
            where = cell_address(self._place(), number, place)
            hint = "give the column a heading, or clear the cell"
            expected = f"under any of the {width} headings"
            self.problems.append(Problem(where, cell_text(cells[place]), expected, hint))

    def _formulas(self) -> None:
        """Note formulas that no spreadsheet has calculated: they would read as blanks."""
        hint = "the formula was never calculated: open the workbook in Excel or LibreOffice and save it"
        cells = self.facts.uncalculated
        if cells:
            more = f" and {len(cells) - SHOWN} more ranges" if len(cells) > SHOWN else ""
            where = f"{self._place()}!{', '.join(cells[:SHOWN])}{more}"
            self.problems.append(Problem(where, None, "the result of the formula", hint))

    def _merged(self, top: int, last: int, width: int) -> None:
        """Note merged cells in the headings or the data: only the first cell of each holds anything."""
        for merged in self.facts.merged:
            if merged.last_row >= top and merged.first_row <= last and merged.first_column < width:
                where = f"{self._place()}!{merged.reference}"
                self.problems.append(
                    Problem(where, "merged", "a range of separate cells", "unmerge it, and fill in each cell")
                )

    def _notices(self, top: int, last: int, width: int) -> Iterator[str]:
        rows = [row for row in self.facts.hidden_rows if top <= row <= last]
        columns = [column for column in self.facts.hidden_columns if column < width]
        filtered = " (a filter is on)" if self.facts.filtered else ""
        if rows:
            yield f"{_counted('row', spans(rows, str))} hidden in the sheet{filtered}; {_read_like(rows)}"
        if columns:
            named = _counted("column", spans(columns, column_letters))
            yield f"{named} hidden in the sheet; {_read_like(columns)}"
        if self.others:
            names = ", ".join(map(repr, self.others))
            yield f"the sheet {self.sheet!r} was read; the workbook also has {names}"


def _filled_rows(rows: Iterable[Sequence[Any]]) -> list[tuple[int, Sequence[Cell]]]:
    """Return the rows that are not blank, each with its number, durations as text."""
    found = []
    for number, cells in enumerate(rows, 1):
        if any(cell is not None for cell in cells):
            trimmed = _trimmed([_cell(cell) for cell in cells])
            if not is_blank(trimmed):
                found.append((number, trimmed))
    return found


def _cell(value: Any) -> Cell:
    """Return a value as a cell: openpyxl gives durations for ``[h]:mm``, and leaves escapes in text."""
    if isinstance(value, dt.timedelta):
        return str(value)
    return _ESCAPE.sub(_character, value) if isinstance(value, str) and "_x" in value else value


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))


def _trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Return the cells up to the last that is not blank."""
    end = len(cells)
    while end and cells[end - 1] in {None, ""}:
        end -= 1
    return cells[:end]


def _heading(value: Cell) -> str:
    return value if isinstance(value, str) else cell_text(value)


def spans(numbers: Sequence[int], name: Any) -> str:
    """Return rising numbers as ranges.

    Examples
    --------
    >>> spans([5, 6, 7, 12], str)
    '5-7, 12'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(name(a) if a == b else f"{name(a)}-{name(b)}" for a, b in runs)


def _counted(noun: str, listed: str) -> str:
    many = "," in listed or "-" in listed
    return f"{noun}{'s' if many else ''} {listed} {'are' if many else 'is'}"


def _read_like(found: Sequence[int]) -> str:
    return "they were read like any other" if len(found) > 1 else "it was read like any other"
