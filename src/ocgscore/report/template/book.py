"""The workbook to fill in, made from any matrix: drop-downs, the wording of each level, live totals and bands."""

from __future__ import annotations

import datetime as dt
import io
import os
from typing import TYPE_CHECKING, Any, Final

from ocgscore.errors import FileUseError, Problem, RequestError
from ocgscore.matrix import Matrix, load_matrix, matrix_file
from ocgscore.report.template import assess as assess_sheet
from ocgscore.report.template import matrix as matrix_sheet
from ocgscore.report.template.lists import NAME as LISTS
from ocgscore.report.template.lists import Lists
from ocgscore.report.template.style import Style
from ocgscore.report.template.workings import NAME as WORKINGS
from ocgscore.report.template.workings import Workings
from ocgscore.table import OutputSet
from ocgscore.table.source import missing_extra

if TYPE_CHECKING:
    from collections.abc import Iterator

CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - no clock: the same matrix gives the same bytes
MOST_COLUMNS: Final = 16_384
MOST_FORMULAS: Final = 1_200_000  # some 300 MB when unpacked: more, and `read_table` would refuse the saved workbook
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_template(matrix: Matrix | str, path: str | os.PathLike[str], *, rows: int = 200, marking: str = "") -> None:
    """Write a workbook to fill in.

    The sheet ``Assess`` has a row an assessment: a drop-down for each criterion with the wording of the level
    chosen beside it, a rationale, and for each measure the lowest and highest total and band that the levels
    leave possible. They recalculate as the sheet is filled in; `read_assessments` reads the saved workbook, and
    `recorded_differences` compares its totals with the library's. The sheet ``Matrix`` is the whole matrix to
    read and print. What the formulas need stands on the hidden sheets ``Lists`` and ``Workings``.

    The live totals are exact, and rounded half up as the library rounds. They understand what `LevelReader`
    reads, but for numbers with more than one needless zero at either end (``003``) and ranges of labels with
    more than three dashes: the sheet then shows ``check levels`` for a row that the library scores. A measure
    whose numbers exceed 10**14 has no live total; the sheet ``Matrix`` says so.

    Parameters
    ----------
    matrix : Matrix or str
        A matrix, or what `load_matrix` takes.
    path : path
        Where to write, ending in ``.xlsx``; the workbook appears whole or not at all.
    rows : int
        How many rows to prepare; some thousands at most, depending on the size of the matrix.
    marking : str
        A protective marking for the head and foot of the sheet and of every printed page.

    Raises
    ------
    RequestError
        For a number of rows, or a matrix, that a worksheet cannot hold.
    FileUseError
        If the file cannot be written, or its name ends otherwise.
    MissingExtraError
        If XlsxWriter is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "to-fill-in.xlsx")
    >>> write_template("ocg-tactical", path, rows=5, marking="OFFICIAL")
    >>> path.read_bytes()[:2]
    b'PK'
    """
    chosen = matrix if isinstance(matrix, Matrix) else load_matrix(matrix)
    asked = os.fspath(path)
    if rows < 1:
        raise RequestError(Problem(asked, str(rows), "a number of rows from 1 up", "leave it out for 200"))
    if not asked.lower().endswith(".xlsx"):
        raise FileUseError(Problem(asked, "its ending", "that of an Excel workbook", "end the name in .xlsx"))
    with OutputSet(inputs=[] if isinstance(matrix, Matrix) else [matrix_file(matrix)]) as outputs:
        outputs.check(path)
        outputs.write(path, _chunks(chosen, asked, rows, " ".join(marking.split())))


def _chunks(matrix: Matrix, asked: str, rows: int, marking: str) -> Iterator[bytes]:
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise missing_extra(asked, "XlsxWriter", "excel") from error
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": CREATED, "title": matrix.title, "comments": matrix.name})
        _fill(book, matrix, asked, rows, marking)
    yield content.getvalue()


def _worksheet_class() -> Any:
    """Return a worksheet that writes formulas as they stand.

    XlsxWriter searches every formula for the names of some thirty newer functions, none of which is used here: for the
    tens of thousands of formulas of a workbook that is nine tenths of the time.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, *_: object, **__: object) -> str:
            return formula.removeprefix("=")

    return PlainWorksheet


def _fill(book: Any, matrix: Matrix, asked: str, rows: int, marking: str) -> None:
    """Write the four sheets."""
    style, kind = Style(book), _worksheet_class()
    names = (assess_sheet.NAME, matrix_sheet.NAME, LISTS, WORKINGS)
    assess, page, lists_sheet, workings_sheet = (book.add_worksheet(name, worksheet_class=kind) for name in names)
    matrix_sheet.MatrixPage(page, matrix, style, marking).write()
    lists = Lists(lists_sheet, style)
    workings = Workings()
    sheet = assess_sheet.AssessSheet(assess, matrix, style, lists, workings, rows, marking)
    sheet.plan()
    _check_size(sheet, rows, asked)
    sheet.write()
    workings.write(workings_sheet, sheet.data)
    for hidden in (lists_sheet, workings_sheet):
        hidden.protect()
        hidden.hide()
    assess.activate()


def _check_size(sheet: assess_sheet.AssessSheet, rows: int, asked: str) -> None:
    """Refuse what a worksheet cannot hold, or what could not be read back."""
    widest = max(len(sheet.columns), len(sheet.workings.columns), sheet.lists.width)
    if widest > MOST_COLUMNS:
        got = f"{sheet.matrix.name} ({widest:,} columns)"
        expected = f"a matrix that fits the {MOST_COLUMNS:,} columns of a worksheet"
        raise RequestError(Problem(asked, got, expected, "use a csv file"))
    most = MOST_FORMULAS // (len(sheet.formulas) + len(sheet.workings.columns))
    if rows > most:
        hint = "make several workbooks, or use a csv file"
        raise RequestError(Problem(asked, f"{rows:,}", f"a number of rows from 1 to {most:,} for this matrix", hint))
