"""A table checked against a matrix: the sound rows as assessments, the others with every problem at its cell."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments.headings import Layout, read_layout
from ocgscore.assessments.long import Pivoted, is_long, pivot
from ocgscore.assessments.model import Assessments, Dates, LevelCodes, frozen_codes
from ocgscore.assessments.repeats import look_alikes, repeated
from ocgscore.assessments.versions import OTHER, SUPERSEDED, version_code
from ocgscore.errors import AssessmentError, Problem, did_you_mean
from ocgscore.matrix import Criterion, LevelReader, Matrix, load_matrix
from ocgscore.table import Cell, Column, Table, cell_text, read_table
from ocgscore.table.cells import Fault, read_date

Rows = npt.NDArray[np.intp]
MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
DAY_AND_MONTH: Final = re.compile(
    rf"\d{{1,2}}[-/ ]{MONTH}|{MONTH}[-/ ]\d{{1,2}}|\d{{4}}-\d{{2}}-\d{{2}}(?:t.*)?", re.IGNORECASE
)
STARTS_WITH_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:$|[T ])")
EXCEL_DATE: Final = "Excel turned a range such as 2-4 into a date: format the column as Text and type it again"
ONE_MAPPING: Final = "give a list with one mapping for each assessment, its keys the headings"
RECORDED_AGAINST: Final = "recorded against version"
NO_DATE: Final = "no date"
ISO_DATE: Final = "a date (year-month-day)"
INEQUALITY: Final = re.compile(r"[<>≤≥+/&,]|\b(?:or|to|and|at least|at most|up to|over|under)\b")
RANGES: Final = "write a range as 2-4, levels as 2|3, all but one as not 0"
NOT_KNOWN: Final = frozenset({"n/a", "na", "n.a.", "nk", "n/k", "not known", "-", "--", "tbc", "none known", "??"})


@attrs.frozen(eq=False)
class Sifted:
    """The outcome of checking a table.

    Parameters
    ----------
    accepted : Assessments
        The sound rows, in the table's order.
    rejected : Table
        The other rows of the input, unchanged.
    reasons : tuple of str
        For each rejected row its problems, joined by ``" | "``.
    problems : tuple of Problem
        All of them, by row and column.
    rows_read : int
        Rows of the input; accepted and rejected add up to it.
    """

    accepted: Assessments
    rejected: Table
    reasons: tuple[str, ...]
    problems: tuple[Problem, ...]
    rows_read: int


def read_assessments(path: str | os.PathLike[str], matrix: Matrix | str, *, sheet: str | None = None) -> Assessments:
    """Read a file of assessments, one row each (or one row a level: the long form).

    Parameters
    ----------
    path : str or path
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` for CSV on standard input.
    matrix : Matrix or str
        A matrix, or what `load_matrix` takes.
    sheet : str, optional
        The worksheet; the first by default.

    Returns
    -------
    Assessments

    Raises
    ------
    AssessmentError
        With every problem, each at its cell.
    TableError, FileUseError, RequestError, MissingExtraError
        Where the file cannot be read as a table.

    Examples
    --------
    >>> from ocgscore.matrix import shipped_folder
    >>> batch = read_assessments(shipped_folder("examples") / "demo.csv", "ocg-tactical")
    >>> len(batch) > 10
    True
    """
    return _all_sound(sift(read_table(path, sheet=sheet), matrix))


def assess(rows: Iterable[Mapping[str, Cell]], matrix: Matrix | str, *, name: str = "rows") -> Assessments:
    """Check dictionaries, one an assessment, against a matrix.

    Parameters
    ----------
    rows : iterable of mapping
        Keys as the headings of a sheet, values as its cells.
    matrix : Matrix or str
        A matrix, or what `load_matrix` takes.
    name : str
        What to call the rows in messages.

    Returns
    -------
    Assessments

    Raises
    ------
    AssessmentError
        With every problem, each at its row and key.

    Examples
    --------
    >>> assess([{"group": "A", "corruption": "hihg"}], "sleipnir-2000")
    Traceback (most recent call last):
        ...
    ocgscore.errors.AssessmentError: rows[1].corruption: 'hihg' is not a level of "Corruption"; did you mean 'high'?
    """
    listed = list(rows) if not isinstance(rows, str | Mapping) else [rows]
    if not listed:
        raise AssessmentError(Problem(name, None, "at least one row", ONE_MAPPING))
    odd = [(number, row) for number, row in enumerate(listed, 1) if not _is_row(row)]
    if odd:
        expected = "a mapping of headings to cells"
        raise AssessmentError(Problem(f"{name}[{n}]", type(row).__name__, expected, ONE_MAPPING) for n, row in odd)
    return _all_sound(sift(Table.from_rows([dict(row) for row in listed], name), matrix))


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping) and all(isinstance(key, str) for key in row)


def _all_sound(sifted: Sifted) -> Assessments:
    if sifted.problems:
        raise AssessmentError(sifted.problems)
    return sifted.accepted


def sift(table: Table, matrix: Matrix | str, *, repeats: bool = False) -> Sifted:
    """Part a table's sound rows from the others.

    Parameters
    ----------
    table : Table
        Wide (a row an assessment) or long (a row a level).
    matrix : Matrix or str
        A matrix, or what `load_matrix` takes.
    repeats : bool
        Take what looks like one assessment entered twice as two: where scorers are not named, they are not told apart.

    Returns
    -------
    Sifted

    Raises
    ------
    AssessmentError
        Where the headings do not fit the matrix, so that no row can be read.
    """
    matrix = matrix if isinstance(matrix, Matrix) else load_matrix(matrix)
    wide = pivot(table, matrix) if is_long(table) else table
    layout, faults = read_layout(wide, matrix)
    if layout is None:
        pivoted = [problem for _, problem in wide.faults] if isinstance(wide, Pivoted) else []
        raise AssessmentError([*pivoted, *faults])
    return _Sifter(wide, matrix, layout, repeats=repeats).sift()


@attrs.define
class _Sifter:
    """Checks one table; `found` collects problems as (row, column, problem)."""

    table: Table
    matrix: Matrix
    layout: Layout
    repeats: bool = False
    found: list[tuple[int, int, Problem]] = attrs.field(factory=list)

    def sift(self) -> Sifted:
        lowest, highest = self._levels()
        dates = self._dates()
        self._groups()
        repeats = () if self.repeats else repeated(self.table, self.layout, dates)
        self.found += [(row, self.layout.group, problem) for row, problem in repeats]
        if isinstance(self.table, Pivoted):
            self.found += [(row, -1, problem) for row, problem in self.table.faults]
        self.found.sort(key=lambda entry: entry[:2])
        everything = self._assessments(lowest, highest, dates)
        bad = np.zeros(len(self.table), np.bool_)
        bad[[row for row, _, _ in self.found]] = True
        accepted = everything.take(np.flatnonzero(~bad)) if bad.any() else everything
        rejected, reasons = self._rejects(np.flatnonzero(bad))
        problems = tuple(problem for _, _, problem in self.found)
        return Sifted(accepted, rejected, reasons, problems, len(self._origin()))

    def _origin(self) -> Table:
        return self.table.origin if isinstance(self.table, Pivoted) else self.table

    def _rejects(self, rows: Rows) -> tuple[Table, tuple[str, ...]]:
        """Return the input's own rows behind the assessments refused, and the reasons beside each."""
        said: dict[int, list[str]] = defaultdict(list)
        for row, _, problem in self.found:
            said[row].append(str(problem))
        if not isinstance(self.table, Pivoted):
            return self.table.take(rows), tuple(" | ".join(said[row]) for row in rows.tolist())
        pairs = sorted((line, row) for row in rows.tolist() for line in self.table.lines[row])
        lines = np.array([line for line, _ in pairs], np.intp)
        return self.table.origin.take(lines), tuple(" | ".join(said[row]) for _, row in pairs)

    def _assessments(self, lowest: LevelCodes, highest: LevelCodes, dates: Dates) -> Assessments:
        columns, details = self.table.columns, self.layout.details
        named = {name: columns[at] for name, at in details.items()}
        versions = self._versions(named.get("matrix_version"))
        return Assessments(
            matrix=self.matrix,
            lowest=frozen_codes(lowest),
            highest=frozen_codes(highest),
            group=columns[self.layout.group],
            force=named.get("force"),
            assessor=named.get("assessor"),
            matrix_version=named.get("matrix_version"),
            assessed_on=dates,
            table=self.table,
            criterion_columns=self.layout.criteria,
            rationale={name: columns[at] for name, at in self.layout.rationale.items()},
            recorded=dict(self.layout.recorded),
            replaced=self.layout.replaced,
            notices=(*self.table.notices, *self.layout.notices, *look_alikes(columns[self.layout.group]), *versions),
        )

    # -- levels ----------------------------------------------------------------------------------------------------

    def _levels(self) -> tuple[LevelCodes, LevelCodes]:
        shape = (len(self.table), len(self.matrix.criteria))
        lowest, highest = np.zeros(shape, np.uint8, order="F"), np.zeros(shape, np.uint8, order="F")
        for position, (criterion, at) in enumerate(zip(self.matrix.criteria, self.layout.criteria, strict=True)):
            if at is None:
                highest[:, position] = len(criterion.levels) - 1
            else:
                low, high = self._column(criterion, at)
                np.take(low, self.table.columns[at].codes, out=lowest[:, position], mode="clip")
                np.take(high, self.table.columns[at].codes, out=highest[:, position], mode="clip")
        return lowest, highest

    def _column(self, criterion: Criterion, at: int) -> tuple[LevelCodes, LevelCodes]:
        """Read each distinct cell of a column once; return its lowest and highest level by cell code."""
        column, reader = self.table.columns[at], LevelReader(criterion)
        read = [_read_cell(reader, value) for value in column.values]
        bad = np.array([stretch is None for stretch in read], np.bool_)
        if bad.any():
            expected = f'a level of "{criterion.title}"'
            hints = {code: _level_hint(criterion, column.values[code]) for code in np.flatnonzero(bad).tolist()}
            for row in np.flatnonzero(bad[column.codes]).tolist():
                self._fault(row, at, column.row_value(row), expected, hints[int(column.codes[row])])
        sound = [stretch or (0, 0) for stretch in read] or [(0, 0)]
        low, high = np.array(sound, np.uint8).T
        return np.ascontiguousarray(low), np.ascontiguousarray(high)

    # -- who and when ----------------------------------------------------------------------------------------------

    def _groups(self) -> None:
        hint = f"every row needs the id of its {self.matrix.subject}"
        for row in self.table.columns[self.layout.group].blank_rows().tolist():
            where = self.table.place(row, self.layout.group)
            self.found.append((row, self.layout.group, Problem(where, None, "an id", hint)))

    def _dates(self) -> Dates:
        at = self.layout.details.get("assessed_on")
        if at is None:
            return np.full(len(self.table), "NaT", "datetime64[us]")
        column = self.table.columns[at]
        read = [_read_date(value) for value in column.values]
        bad = np.array([date == NO_DATE for date in read], np.bool_)
        if bad.any():
            for row in np.flatnonzero(bad[column.codes]).tolist():
                self._fault(row, at, column.row_value(row), ISO_DATE, _date_hint(column.row_text(row)))
        plain = np.array(["NaT" if date in (None, NO_DATE) else date for date in read] or ["NaT"], "datetime64[us]")
        return plain[column.codes]

    def _versions(self, column: Column | None) -> Iterable[str]:
        """Say which rows were recorded against another version of the matrix."""
        if column is None:
            return
        others = [version_code(text, self.matrix) in {SUPERSEDED, OTHER} for text in column.texts()]
        rows = np.flatnonzero(np.array(others, np.bool_)[column.codes])
        if len(rows):
            stated = ", ".join(sorted({text for text, other in zip(column.texts(), others, strict=True) if other}))
            count = f"{len(rows)} row{'s' if len(rows) > 1 else ''} {RECORDED_AGAINST} {stated}"
            first = self.table.row_address(int(rows[0]))
            yield f"{count}, scored here with {self.matrix.name} (first: {first}); compare with `ocgscore matrix diff`"

    def _fault(self, row: int, column: int, value: Cell, expected: str, hint: str) -> None:
        problem = Problem(self.table.place(row, column), cell_text(value), expected, hint)
        self.found.append((row, column, problem))


def _read_cell(reader: LevelReader, value: Cell) -> tuple[int, int] | None:
    return None if isinstance(value, dt.date | dt.time | bool) else reader.read(cell_text(value))


def _level_hint(criterion: Criterion, value: Cell) -> str:
    text = cell_text(value)
    if isinstance(value, dt.date) or DAY_AND_MONTH.fullmatch(text):
        return EXCEL_DATE
    if text.startswith("#"):
        return "a formula in the sheet failed: mend it, or clear the cell if the level is unknown"
    if text.casefold() in NOT_KNOWN:
        return "leave the cell blank, or write ?, where the level is not known"
    if INEQUALITY.search(text.casefold()):
        return RANGES
    near = did_you_mean(text, [name for level in criterion.levels for name in (level.code, level.label)])
    listed = ", ".join(dict.fromkeys(f"{level.code} ({level.label})" for level in criterion.levels[:12]))
    return near or f"the levels are {listed}; blank or ? for unknown"


def _read_date(value: Cell) -> str | None:
    """Return a date as ISO text in UTC without offset, None for a blank, `NO_DATE` where it is no date."""
    text = cell_text(value)
    if not text:
        return None
    if not STARTS_WITH_DATE.match(text):
        return NO_DATE  # 20260101 and 2026-W01-1 are ISO too, but nobody means a date by them in a sheet
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):  # no such day; or one that UTC puts outside the calendar
        return NO_DATE
    return moment.isoformat()


def _date_hint(text: str) -> str:
    read = read_date(text)
    return read.hint if isinstance(read, Fault) else "write the day as year-month-day, such as 2026-11-23"
