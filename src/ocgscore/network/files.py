"""Maps in files: what any command reads as MAP."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from ocgscore.errors import FileUseError, Problem, did_you_mean
from ocgscore.network.graphs import from_networkx
from ocgscore.network.model import OcgMap
from ocgscore.network.reading.checking import map_of
from ocgscore.network.reading.corner import read_cornered
from ocgscore.network.reading.flat import flat_sheets
from ocgscore.network.reading.json_map import read_json_map
from ocgscore.network.reading.own_graph import FORM, VERSION
from ocgscore.network.reading.sheet import TABLES, Faults, visible
from ocgscore.network.reading.tables import sheets_by_kind, tables_map
from ocgscore.network.reading.xml_graphs import read_xml_graph
from ocgscore.table.files import PathLike
from ocgscore.table.sheets import sheet_names
from ocgscore.table.source import Source, load

FORMATS: Final = ("json", "graphml", "gexf", "csv", "tsv", "xlsx", "jsonl", "parquet")
SHEETS: Final = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".jsonl", ".parquet"})
BESIDE: Final = frozenset({"grades", "rules"})  # tables that stand beside those of a map, for other options
GEXF_NAME: Final = "ocgscore-map"  # a GEXF file has no attributes of the whole graph, but a name


def read_map(path: PathLike) -> OcgMap:
    r"""Read a map from a file of any known format, or from a folder of tables.

    Parameters
    ----------
    path : path
        - ``.json``: the library's own form;
        - ``.graphml``, ``.gexf``: written by the library, or by any other program (see
          `ocgscore.network.graphs.from_networkx` for how that is read);
        - ``.xlsx``: a workbook with sheets named ``people``, ``groups``, ``members``, ``links``, ``relations``;
        - ``.csv``, ``.tsv``, ``.xlsx``, ``.jsonl``, ``.parquet``: a list of links, or a labelled square matrix;
        - a folder: the tables ``people.csv``, ``groups.csv`` and so on in it.

    Returns
    -------
    OcgMap
        Its `name` is the file's, its `sha256` that of the file's bytes.

    Raises
    ------
    FileUseError
        If there is no such file, it may not be read, or its ending is not known.
    TableError
        If the file is damaged, or of another kind than its ending says.
    MapError
        If what it holds makes no map; with every problem.
    RequestError
        If a table is neither a list of links nor a labelled matrix.
    MissingExtraError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "links.csv")
    >>> _ = path.write_bytes(b"person,other\na,b\nb,c\n")
    >>> network = read_map(path)
    >>> len(network.people), len(network.links)
    (3, 2)
    """
    if not os.fspath(path):
        raise FileUseError(Problem("''", None, "the name of a map", "name a file, or a folder of tables"))
    if os.fspath(path) != "-" and Path(path).is_dir():
        return _folder(Path(path))
    format_ = map_format(path)
    if format_ == "json":
        source = load(path)
        return attrs.evolve(read_json_map(source), name=source.name, sha256=source.sha256())
    if format_ in {"graphml", "gexf"}:
        return _graph(load(path), format_)
    return _table(path, format_)


def map_format(path: PathLike) -> str:
    """Return the format of a map that a file's ending names.

    Examples
    --------
    >>> map_format("Case.GraphML"), map_format("-")
    ('graphml', 'csv')
    """
    if os.fspath(path) == "-":
        return "csv"
    ending = Path(path).suffix.lower().removeprefix(".")
    ending = "xlsx" if ending == "xlsm" else ending
    if ending in FORMATS:
        return ending
    if not ending:
        hint = "there is no such folder; a file's name ends in " + " or ".join(f".{known}" for known in FORMATS)
        raise FileUseError(Problem(os.fspath(path), None, "a folder of tables, or a file", hint))
    expected = "one of " + ", ".join(f".{known}" for known in FORMATS)
    hint = did_you_mean(ending, FORMATS) or "save it in one of these formats"
    raise FileUseError(Problem(os.fspath(path), f".{ending}", expected, hint))


def _folder(path: Path) -> OcgMap:
    files = sorted(file for file in path.iterdir() if file.is_file())
    found = {kind: file for kind in TABLES for file in files if file.name.casefold() == f"{kind}.csv"}
    names = ", ".join(f"{kind}.csv" for kind in TABLES)
    if not found:
        raise FileUseError(Problem(os.fspath(path), None, f"any of {names} in the folder", "name a file instead"))
    made = tables_map({kind: (file, None) for kind, file in found.items()})
    other = [
        file.name
        for file in files
        if file.suffix.lower() in SHEETS and file not in found.values() and file.stem.casefold() not in BESIDE
    ]
    return _noticed(made, path.resolve().name, other, f"the tables of a folder are {names}")


def _noticed(made: OcgMap, name: str, other: Sequence[str], which: str) -> OcgMap:
    """Return a map under its name, with a notice of what stood beside its tables and was not read."""
    said = f"{name}: not read: {', '.join(other)}; {which}"
    return attrs.evolve(made, name=name, notices=(*made.notices, *([visible(said)] if other else [])))


def _graph(source: Source, format_: str) -> OcgMap:
    graph = read_xml_graph(source, format_)
    own, _, marking = str(graph.graph.get("name", "")).partition(": ")
    if format_ == "gexf" and own == GEXF_NAME:
        graph.graph.update({FORM: VERSION, "marking": marking})
    return attrs.evolve(from_networkx(graph, name=source.name), name=source.name, sha256=source.sha256())


def _table(path: PathLike, format_: str) -> OcgMap:
    sheets = sheets_by_kind(path) if format_ == "xlsx" else {}
    if sheets:
        made = tables_map({kind: (path, sheet) for kind, sheet in sheets.items()})
        other = [name for name in sheet_names(path) if name not in sheets.values() and name.casefold() not in BESIDE]
        named = _noticed(made, Path(path).name, other, f"the sheets of a map are {', '.join(TABLES)}")
        return attrs.evolve(named, sha256=load(path).sha256())
    table = read_cornered(path)
    return attrs.evolve(map_of(flat_sheets(table), Faults()), name=table.name, sha256=table.sha256)
