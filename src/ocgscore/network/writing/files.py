"""Writing maps to files, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from ocgscore.errors import FileUseError, Problem, RequestError
from ocgscore.network.model import OcgMap
from ocgscore.network.reading.sheet import TABLES
from ocgscore.network.writing.flat import i2_table, matrix_chunks, two_mode_chunks
from ocgscore.network.writing.json_map import json_chunks
from ocgscore.network.writing.tables import guarded, map_tables
from ocgscore.network.writing.texts import NOT_CSV, check_characters
from ocgscore.network.writing.workbook import workbook_chunks
from ocgscore.network.writing.xml_graphs import gexf_chunks, graphml_chunks
from ocgscore.table import OutputSet, format_of, table_bytes
from ocgscore.table.files import PathLike

_WRITERS: Final[dict[str, Callable[[OcgMap], Iterator[bytes]]]] = {
    "json": json_chunks,
    "graphml": graphml_chunks,
    "gexf": gexf_chunks,
    "xlsx": workbook_chunks,
}


def write_map(
    network: OcgMap,
    path: PathLike | None = None,
    *,
    i2: PathLike | None = None,
    matrix: PathLike | None = None,
    two_mode: PathLike | None = None,
    inputs: Iterable[PathLike] = (),
) -> None:
    """Write a map, and the lists that other programs read; all of them or none.

    Parameters
    ----------
    network : OcgMap
    path : path, optional
        A .json, .graphml, .gexf or .xlsx file, which holds all of the map; or a folder, in which the tables
        ``people.csv``, ``groups.csv``, ``members.csv``, ``links.csv`` and ``relations.csv`` do.
    i2 : path, optional
        A table (.csv, .tsv, .xlsx) of one row a link for i2 Analyst's Notebook.
    matrix : path, optional
        A .csv file, the labelled square matrix of people for UCINET.
    two_mode : path, optional
        A .csv file of who was at which event, people down and events across; for a map made from a table of events.
    inputs : iterable of path
        Files that must not be written over.

    Raises
    ------
    FileUseError
        If a file cannot be written, is an input, or has an ending that is not known.
    MapError, TableError
        If a format cannot hold the map.
    RequestError
        If there are too many people for a matrix, or no events for a two-mode table.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from ocgscore.network.files import read_map
    >>> from ocgscore.network.model import Person
    >>> path = pathlib.Path(tempfile.mkdtemp(), "map.graphml")
    >>> write_map(OcgMap(people=(Person("p1", "Ann"),)), path)
    >>> read_map(path).people[0].name
    'Ann'
    """
    for named in (path, i2, matrix, two_mode):
        if named is not None and not os.fspath(named):
            raise FileUseError(Problem("''", None, "the name of a file to write to", "name one"))
    with OutputSet(inputs=inputs) as outputs:
        if path is not None:
            for file, chunks in map_files(network, path):
                outputs.write(file, chunks)
        if i2 is not None:
            outputs.write(i2, table_bytes(i2_table(network), format_of(i2)))
        if matrix is not None:
            _check_csv(matrix)
            outputs.write(matrix, matrix_chunks(network))
        if two_mode is not None:
            _check_csv(two_mode)
            outputs.write(two_mode, two_mode_chunks(network))


def map_files(network: OcgMap, path: PathLike) -> Iterator[tuple[PathLike, Iterable[bytes]]]:
    """Yield each file that holds a map, or a part of it, and its content."""
    ending = Path(path).suffix.lower().removeprefix(".")
    if ending in _WRITERS:
        yield path, _WRITERS[ending](network)
    elif Path(path).is_dir() or not ending:
        check_characters(network, NOT_CSV, "a .csv file")
        for kind, table in map_tables(network).items():
            yield Path(path) / f"{kind}.csv", table_bytes(guarded(table), "csv")
    else:
        raise FileUseError(_unknown(path, ending))


def _unknown(path: PathLike, ending: str) -> Problem:
    expected = "one of .json, .graphml, .gexf, .xlsx, or a folder for " + ", ".join(f"{kind}.csv" for kind in TABLES)
    tables = ending in {"csv", "tsv"}
    hint = "for one flat file use --i2 or --matrix" if tables else "choose another ending"
    return Problem(os.fspath(path), f".{ending}", expected, hint)


def _check_csv(path: PathLike) -> None:
    if format_of(path) != "csv":
        hint = "UCINET reads .csv"
        raise RequestError(Problem(os.fspath(path), Path(path).suffix, "a .csv file", hint))
