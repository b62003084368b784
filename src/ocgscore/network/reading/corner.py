"""Tables with a blank corner, such as a labelled matrix: names across and names down, nothing above the names."""

from __future__ import annotations

import io
import os
import re
from typing import TYPE_CHECKING, Final

import attrs

from ocgscore.errors import TableError
from ocgscore.table import Table, format_of, read_table
from ocgscore.table.csv_reading import read_csv, read_tsv
from ocgscore.table.source import Source, load

if TYPE_CHECKING:
    from ocgscore.table.files import PathLike

NAMES: Final = "names"  # what is put into a blank corner
_CORNER: Final = re.compile(r"!A\d+\Z")


def read_cornered(path: PathLike, sheet: str | None = None) -> Table:
    r"""Read a table whose first heading may be blank; it is then called ``names``.

    Raises
    ------
    TableError, FileUseError, RequestError, MissingExtraError
        As `ocgscore.table.read_table` does.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "matrix.csv")
    >>> _ = path.write_bytes(b",a,b\na,0,1\nb,1,0\n")
    >>> read_cornered(path).headings
    ['names', 'a', 'b']
    """
    try:
        return read_table(path, sheet=sheet)
    except TableError as error:
        if not _blank_corner(error):
            raise
        found = _filled(path, sheet)
        if found is None:
            raise
        return found


def _blank_corner(error: TableError) -> bool:
    """Whether all that is wrong with a table is that its first heading is blank."""
    return len(error.problems) == 1 and error.problems[0].got is None and bool(_CORNER.search(error.problems[0].where))


def _filled(path: PathLike, sheet: str | None) -> Table | None:
    """Read a table anew with a word in its corner; None where that is not possible."""
    if os.fspath(path) == "-":
        return None
    source = load(path)
    format_ = format_of(path)
    if format_ == "xlsx":
        from ocgscore.table.xlsx_reading import read_xlsx

        table = read_xlsx(Source(source.name, _with_corner(source.raw, sheet)), sheet)
    else:
        delimiter = b"," if format_ == "csv" else b"\t"
        raw = re.sub(
            rb'\A((?:\xef\xbb\xbf)?\s*?)(?:"\s*")?(?=' + delimiter + b")", rb"\1" + NAMES.encode(), source.raw, count=1
        )
        table = (read_csv if format_ == "csv" else read_tsv)(Source(source.name, raw))
    return attrs.evolve(table, sha256=source.sha256(), records=None, raw_columns=0)


def _with_corner(raw: bytes, sheet: str | None) -> bytes:
    """Return a workbook, known to be sound, with a word in the first cell of its first row that is not blank."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True, keep_links=False)
    visible = next(one for one in book.worksheets if one.sheet_state == "visible")
    chosen = visible if sheet is None else book[sheet]
    top = next(number for number, row in enumerate(chosen.iter_rows(values_only=True), 1) if any(row))
    chosen.cell(top, 1, NAMES)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
