"""Writing a table to a file of any known format, or to standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocgscore.errors import Problem, RequestError, TableError, did_you_mean
from ocgscore.table.files import OutputSet
from ocgscore.table.source import FORMATS, format_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from ocgscore.table.model import Column, Table


def write_table(table: Table, path: str | os.PathLike[str], *, provenance: Mapping[str, object] | None = None) -> None:
    r"""Write a table; the file's ending picks the format, and the file appears whole or not at all.

    To write several files together, or to be sure that none is an input, use `OutputSet` with `table_bytes`.

    Parameters
    ----------
    table : Table
        What to write.
    path : path
        A .csv, .tsv, .xlsx, .json, .jsonl or .parquet file.
    provenance : mapping, optional
        What made the table; see `table_bytes`.

    Raises
    ------
    FileUseError
        If the file cannot be written, or its ending is not known.
    TableError
        If the table cannot be held by the format.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ocgscore.table import Table
    >>> path = pathlib.Path(tempfile.mkdtemp(), "scores.csv")
    >>> write_table(Table.from_rows([{"group": "A", "total": 12}]), path)
    >>> path.read_bytes()
    b'group,total\nA,12\n'
    """
    format_ = format_of(path)
    with OutputSet() as outputs:
        outputs.write(path, table_bytes(table, format_, provenance))


def table_bytes(
    table: Table,
    format: str,  # noqa: A002 - what its callers call it
    provenance: Mapping[str, object] | None = None,
) -> Iterator[bytes]:
    r"""Return the bytes of a table in a format, piece by piece.

    Parameters
    ----------
    table : Table
        What to write. A marking stands above the headings and below the last row (csv, tsv, xlsx), in the
        first and last line (jsonl), first and last key (json), or the file's metadata (parquet).
    format : str
        One of csv, tsv, xlsx, json, jsonl and parquet.
    provenance : mapping, optional
        What made the table: an object in json, a second sheet in xlsx, metadata in parquet. The other
        formats have no place for it; there a column must carry it.

    Returns
    -------
    iterator of bytes
        The content; the same table gives the same bytes.

    Raises
    ------
    RequestError
        If there is no such format.
    TableError
        If two headings are the same, or the format cannot hold a cell.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> from ocgscore.table import Table
    >>> table = Table.from_rows([{"group": "A", "total": 12}])
    >>> b"".join(table_bytes(table, "csv"))
    b'group,total\nA,12\n'
    """
    if format not in FORMATS:
        hint = did_you_mean(format, FORMATS) or "choose one of these"
        raise RequestError(Problem("format", format, "one of " + ", ".join(FORMATS), hint))
    _check_headings(table)
    return _guarded(_chunks(table, format, provenance), table)


def _chunks(table: Table, format_: str, provenance: Mapping[str, object] | None) -> Iterator[bytes]:
    """Return the bytes, importing only what the format needs."""
    if format_ in {"csv", "tsv"}:
        from ocgscore.table.csv_writing import csv_chunks

        return csv_chunks(table, "," if format_ == "csv" else "\t")
    if format_ in {"json", "jsonl"}:
        from ocgscore.table import json_writing

        return json_writing.json_chunks(table, provenance) if format_ == "json" else json_writing.jsonl_chunks(table)
    if format_ == "xlsx":
        from ocgscore.table.xlsx_writing import xlsx_chunks

        return xlsx_chunks(table, provenance)
    from ocgscore.table.parquet_writing import parquet_chunks

    return parquet_chunks(table, provenance)


def _check_headings(table: Table) -> None:
    """Refuse to write a heading twice: the file could not be read again."""
    seen: set[str] = set()
    problems = []
    for heading in table.headings:
        if heading in seen:
            problems.append(Problem(table.name, heading, "a heading of its own", "rename one of the two columns"))
        seen.add(heading)
    if problems:
        raise TableError(problems)


def _guarded(chunks: Iterator[bytes], table: Table) -> Iterator[bytes]:
    """Pass chunks on; half a character, which no file can hold, becomes a problem with its address."""
    try:
        yield from chunks
    except UnicodeEncodeError as error:
        raise TableError(list(_unwritable(table))) from error


def _unwritable(table: Table) -> Iterator[Problem]:
    for i, column in enumerate(table.columns):
        if not _encodes(column.heading):
            yield _half(table.heading_address(i), column.heading)
        for row in _bad_rows(column):
            yield _half(table.address(row, i), column.row_text(row))
    if not _encodes(table.marking):
        yield _half(f"{table.name} marking", table.marking)


def _bad_rows(column: Column) -> list[int]:
    bad = {code for code, text in enumerate(column.texts()) if not _encodes(text)}
    return [row for row, code in enumerate(column.codes.tolist()) if code in bad] if bad else []


def _encodes(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _half(where: str, text: str) -> Problem:
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return Problem(where, shown, "text that can be written as UTF-8", "retype the cell")
