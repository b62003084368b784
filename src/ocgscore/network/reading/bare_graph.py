"""Any networkx graph as a map: what its nodes and edges say under the usual names."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ocgscore.network.model import OcgMap
from ocgscore.network.plain import group_pairs
from ocgscore.network.reading.checking import map_of
from ocgscore.network.reading.headings import fields_of
from ocgscore.network.reading.sheet import Faults, Sheet
from ocgscore.table import Cell, cell_text

if TYPE_CHECKING:
    import networkx as nx

Row: TypeAlias = tuple[str, dict[str, Cell], dict[str, str]]
"""Where a record stands, its fields, and what else it says."""
_GROUPED: Final = ("group", "groups")


def bare_map(graph: nx.Graph[Any], name: str) -> OcgMap:
    """Return the map of any graph; the rules are those of `ocgscore.network.graphs.from_networkx`.

    Raises
    ------
    MapError
        With every problem, each at its node or edge.
    """
    reading = _Bare(graph, name)
    rows = {"people": reading.people(), "groups": reading.groups(), **reading.edges()}
    rows["members"] = [*reading.memberships(), *rows["members"]]
    sheets = {kind: _sheet(name, kind, listed, reading.notices) for kind, listed in rows.items()}
    return map_of(sheets, Faults(), exact=True)


class _Bare:
    """Reads a graph, counting what is left out of it."""

    def __init__(self, graph: nx.Graph[Any], name: str) -> None:
        self._graph, self._name = graph, name
        self._groups = {node for node, said in graph.nodes(data=True) if is_group(said)}
        self._loops = self._nothing = 0

    @property
    def notices(self) -> tuple[str, ...]:
        """What the owner should know of what was left out."""
        found = []
        if self._loops:
            found.append(f"{self._name}: {_edges(self._loops)} from a node to itself left out")
        if self._nothing:
            found.append(f"{self._name}: {_edges(self._nothing)} of weight 0 left out")
        if (
            self._graph.is_directed()
            and self._graph.size()
            and all(map(self._returned, self._graph.edges(data="weight")))
        ):
            found.append(
                f"{self._name}: every edge has its twin the other way; without directions their strengths add up"
            )
        if self._graph.number_of_nodes() and all(_is_mode(said) for _, said in self._graph.nodes(data=True)):
            found.append(
                f"{self._name}: its nodes are of two kinds, and all are read as people; "
                "give who was at which event as a table instead (`network build --events`)"
            )
        return tuple(found)

    def _returned(self, edge: tuple[Hashable, Hashable, Any]) -> bool:
        one, other, weight = edge
        back = self._graph.get_edge_data(other, one)
        return back is not None and not self._graph.is_multigraph() and back.get("weight") == weight

    def people(self) -> list[Row]:
        """Return the nodes that are people."""
        return [self._node(node, "people") for node in self._graph if node not in self._groups]

    def groups(self) -> list[Row]:
        """Return the nodes that are groups, and the groups that people are said to belong to."""
        rows = [self._node(node, "groups") for node in self._graph if node in self._groups]
        known = {_text(node) for node in self._groups}
        named = dict.fromkeys(_text(group) for node, group in group_pairs(self._graph) if node not in self._groups)
        rows += [(f"group {group}", {"id": group}, {}) for group in named if group not in known]
        return rows

    def memberships(self) -> Iterator[Row]:
        """Yield the groups that people are said to belong to."""
        for node, group in group_pairs(self._graph):
            if node not in self._groups:
                yield f"node {node} group", {"person": _text(node), "group": _text(group)}, {}

    def edges(self) -> dict[str, list[Row]]:
        """Return the edges as memberships, links and relations."""
        rows: dict[str, list[Row]] = {"members": [], "links": [], "relations": []}
        directed = self._graph.is_directed()
        for one, other, said in self._graph.edges(data=True):
            if one == other:
                self._loops += 1
            elif _is_nothing(said):
                self._nothing += 1
            else:
                kind, ends = self._ends(one, other)
                fields, more = _said(said, kind)
                if kind == "members":
                    fields.pop("direction", None)
                elif directed:
                    fields["direction"] = fields.get("direction") or "to"
                else:
                    fields["direction"] = "none"  # without a tail and a head a direction says nothing
                rows[kind].append((f"edge {one} – {other}", fields | ends, more))
        return rows

    def _ends(self, one: Hashable, other: Hashable) -> tuple[str, dict[str, Cell]]:
        if one in self._groups and other in self._groups:
            return "relations", {"group": _text(one), "other": _text(other)}
        if one in self._groups or other in self._groups:
            person, group = (other, one) if one in self._groups else (one, other)
            return "members", {"person": _text(person), "group": _text(group)}
        return "links", {"person": _text(one), "other": _text(other)}

    def _node(self, node: Hashable, kind: str) -> Row:
        said = self._graph.nodes[node]
        dropped = {"type"} if _word(said.get("type")) in {"person", "group"} else set()
        if kind == "people":
            dropped.update(_GROUPED)
        fields, more = _said({key: value for key, value in said.items() if key not in dropped}, kind)
        if fields.get("name") == _text(node):
            fields.pop("name")  # GEXF gives every node its id for a label
        return f"node {node}", fields | {"id": _text(node)}, more


def is_group(said: Mapping[str, Any]) -> bool:
    """Whether a node says that it is a group."""
    return _word(said.get("type")) == "group"


def _said(said: Mapping[str, Any], kind: str) -> tuple[dict[str, Cell], dict[str, str]]:
    """Part a node's or edge's attributes into fields and the rest, blanks left out."""
    texts = {str(key): value for key, value in said.items() if _text(value) or (key in _STRENGTHS and _is_nan(value))}
    keys = list(texts)
    found = {field: keys[at] for field, at in fields_of(keys, kind).items() if field not in _ID_FIELDS}
    fields: dict[str, Cell] = {field: _cell(texts[key]) for field, key in found.items()}
    if "grade" not in fields and "chance" in texts:
        fields["grade"] = _text(texts.pop("chance"))
    used = set(found.values())
    return fields, {key: _text(value) for key, value in texts.items() if key not in used}


_ID_FIELDS: Final = frozenset({"id", "person", "other", "group"})
_STRENGTHS: Final = frozenset({"strength", "weight"})  # where what is no number is a fault, and elsewhere a blank


def _cell(value: Any) -> Cell:
    """Return an attribute as a cell; numpy's numbers and everything unknown as text."""
    return value if isinstance(value, str | int | float) or hasattr(value, "isoformat") else _text(value)


def _text(value: Any) -> str:
    """Return an attribute as text; nothing for None and for what is no number."""
    return "" if _is_nan(value) else cell_text(value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _word(value: Any) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""


def _is_nothing(said: Mapping[str, Any]) -> bool:
    """Whether an edge's strength is a plain 0."""
    strength = said.get("strength", said.get("weight"))
    return isinstance(strength, int | float) and not isinstance(strength, bool) and strength == 0


def _is_mode(said: Mapping[str, Any]) -> bool:
    return isinstance(said.get("type"), bool) or ("bipartite" in said and said["bipartite"] in {0, 1})


def _edges(count: int) -> str:
    return f"{count} edges" if count > 1 else "1 edge"


def _sheet(name: str, kind: str, rows: Sequence[Row], notices: tuple[str, ...]) -> Sheet:
    fields = dict.fromkeys(field for _, said, _ in rows for field in said)
    columns = {field: [said.get(field) for _, said, _ in rows] for field in fields}

    def place(row: int, field: str) -> str:
        return f"{name} {rows[row][0]} {field}"

    def address(row: int) -> str:
        return f"{name} {rows[row][0]}"

    more = [more for _, _, more in rows]
    return Sheet(kind, name, len(rows), columns, more, place, address, notices=notices if kind == "people" else ())
