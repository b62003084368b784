"""A networkx graph in the form of `ocgscore.network.graphs.to_networkx`, back to a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ocgscore.errors import Problem
from ocgscore.network.model import OcgMap
from ocgscore.network.reading.checking import map_of
from ocgscore.network.reading.headings import MORE
from ocgscore.network.reading.sheet import FIELDS, TABLES, Faults, Sheet
from ocgscore.table import Cell, cell_text

if TYPE_CHECKING:
    import networkx as nx

FORM: Final = "ocgscore_map"  # the graph attribute that tells this form
VERSION: Final = 1
RECORDS: Final[Mapping[str, str]] = MappingProxyType({"members": "member", "links": "link", "relations": "relation"})
ENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"members": ("person", "group"), "links": ("person", "person"), "relations": ("group", "group")}
)
Said: TypeAlias = Mapping[str, Any]
Row: TypeAlias = tuple[str, Mapping[str, Cell], Said]
"""Where a record stands, its ids by field, and its attributes."""


def own_map(graph: nx.Graph[Any], name: str) -> OcgMap:
    """Return the map of a graph in a map's own form.

    Raises
    ------
    MapError
        If the form is of a later version, or the graph has been changed so that it makes no map; with every problem.
    """
    faults, problems = Faults(), []
    version = str(graph.graph[FORM])
    if version != str(VERSION):
        hint = "was the file made by a later release?"
        faults.stop([Problem(f"{name} {FORM}", version, f"version {VERSION} of this form", hint)])
    rows: dict[str, list[Row]] = {kind: [] for kind in TABLES}
    for node, said in graph.nodes(data=True):
        type_, _, id_ = str(node).partition(":")
        if type_ not in {"person", "group"} or said.get("type") != type_:
            hint = "is it only named by an edge? give it its node, with the attribute type"
            problems.append(Problem(f"{name} node {node}", str(node), "a person or a group of the map", hint))
        else:
            rows["people" if type_ == "person" else "groups"].append((f"node {node}", {"id": id_}, said))
    for one, other, said in sorted(graph.edges(data=True), key=_order):
        kind = next((kind for kind, record in RECORDS.items() if record == said.get("record")), None)
        ends = (str(one).partition(":"), str(other).partition(":"))
        if kind is None or (ends[0][0], ends[1][0]) != ENDS[kind]:
            expected = "member, link or relation, between the ends that it needs"
            where = f"{name} edge {one} – {other} record"
            hint = "draw the map again with `ocgscore network build`"
            problems.append(Problem(where, cell_text(said.get("record")) or None, expected, hint))
        else:
            ids = dict(zip(FIELDS[kind], (ends[0][2], ends[1][2]), strict=False))
            rows[kind].append((f"edge {one} – {other}", ids, said))
    marking = cell_text(graph.graph.get("marking"))
    sheets = {kind: own_sheet(name, kind, listed, marking) for kind, listed in rows.items()}
    if problems:
        faults.stop(problems)
    return map_of(sheets, faults, exact=True)


def _order(edge: tuple[Any, Any, Said]) -> float:
    """Return an edge's place among the records; one that has none, or no number, comes last."""
    order = edge[2].get("order")
    return float(order) if isinstance(order, int | float) and order >= 0 else float("inf")


def own_sheet(name: str, kind: str, rows: Sequence[Row], marking: str) -> Sheet:
    """Return the records of one kind as a sheet."""
    fields = {field: "weight" if field == "strength" else field for field in FIELDS[kind]}
    columns = {field: [ids.get(field, said.get(named)) for _, ids, said in rows] for field, named in fields.items()}
    more = [
        {key.removeprefix(MORE): cell_text(value) for key, value in said.items() if str(key).startswith(MORE)}
        for _, _, said in rows
    ]

    def place(row: int, field: str) -> str:
        return f"{name} {rows[row][0]} {field}"

    def address(row: int) -> str:
        return f"{name} {rows[row][0]}"

    return Sheet(kind, name, len(rows), columns, more, place, address, marking)
