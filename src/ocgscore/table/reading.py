"""Reading a table from a file of any known format."""

from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING, Self

import attrs

from ocgscore.errors import Problem, RequestError
from ocgscore.table.source import Source, format_of, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from ocgscore.table.model import Table


def read_table(path: str | os.PathLike[str], *, sheet: str | None = None) -> Table:
    r"""Read a table; the file's ending says its format.

    Wholly blank rows and columns are left out, and the others keep the numbers and letters the spreadsheet
    shows. A text that stands alone above the headings is the file's protective marking.

    Parameters
    ----------
    path : path
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file; ``"-"`` reads CSV from standard input.
    sheet : str, optional
        The worksheet of an Excel workbook; by default the first that is not hidden.

    Returns
    -------
    Table
        Its columns, with the address of every cell.

    Raises
    ------
    FileUseError
        If there is no such file, it may not be read, or its ending is not known.
    TableError
        If its content is not a table; with every problem found.
    RequestError
        If there is no such sheet.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "forces.csv")
    >>> _ = path.write_bytes(b"group,physical\nA,high\n\nB,low\n")
    >>> table = read_table(path)
    >>> table.headings, len(table), table.address(1, 1)
    (['group', 'physical'], 2, 'forces.csv!B4')
    """
    format_ = format_of(path)
    if sheet is not None and format_ != "xlsx":
        raise RequestError(
            Problem(os.fspath(path), f"a .{format_} file", "a workbook with sheets", "leave out the sheet")
        )
    source = load(path)
    with _Digest(source) as digest:
        table = _read_workbook(source, sheet) if format_ == "xlsx" else _reader(format_)(source)
    return attrs.evolve(table, sha256=digest.value)


class _Digest:
    """A file's sha256, worked out beside the reading of it: hashing leaves the interpreter free."""

    def __init__(self, source: Source) -> None:
        self.value = ""
        self._source = source
        self._thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join()

    def _work(self) -> None:
        self.value = self._source.sha256()


def _read_workbook(source: Source, sheet: str | None) -> Table:
    from ocgscore.table.xlsx_reading import read_xlsx

    return read_xlsx(source, sheet)


def _reader(format_: str) -> Callable[[Source], Table]:
    """Return a format's reader, importing only what that format needs."""
    if format_ in {"csv", "tsv"}:
        from ocgscore.table import csv_reading

        return csv_reading.read_csv if format_ == "csv" else csv_reading.read_tsv
    if format_ in {"json", "jsonl"}:
        from ocgscore.table import json_reading

        return json_reading.read_json if format_ == "json" else json_reading.read_jsonl
    from ocgscore.table.parquet_reading import read_parquet

    return read_parquet
