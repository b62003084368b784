"""Why networkx could not read GraphML or GEXF, each fault at its line: values of another type, keys nobody declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from xml.parsers import expat

import attrs

from ocgscore.errors import Described, Problem, did_you_mean
from ocgscore.network.reading.sheet import visible
from ocgscore.table.grid import shortened
from ocgscore.table.source import Source

_SPACES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "graphml": ("http://graphml.graphdrawing.org/xmlns",),
        "gexf": ("http://www.gexf.net/1.2draft", "http://www.gexf.net/1.1draft", "http://gexf.net/1.3"),
    }
)
_TRUTHS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False, "0": False, "1": True})
_WHOLE: Final = (int, "a whole number", "write one such as 3, or declare the type double")
_NUMBER: Final = (float, "a number", "write one such as 2.5, with a point, or take it out")
_TRUTH: Final = (lambda text: _TRUTHS[text.lower()], "true or false", "write one of the two, or take it out")
_TEXT: Final = (str, "a text", "")
_TYPES: Final[Mapping[str, tuple[Callable[[str], Any], str, str]]] = MappingProxyType(
    {
        **dict.fromkeys(("string", "yfiles", "liststring", "anyURI"), _TEXT),
        **dict.fromkeys(("int", "integer", "long"), _WHOLE),
        **dict.fromkeys(("float", "double"), _NUMBER),
        "boolean": _TRUTH,
    }
)
_KNOWN: Final = ("string", "int", "long", "float", "double", "boolean")


@attrs.define
class _Element:
    """A part of a file, its name without the namespace where that is the whole file's."""

    tag: str
    said: Mapping[str, str]
    line: int
    parts: list[_Element]
    text: str = ""

    def every(self, *tags: str) -> Iterator[_Element]:
        """Yield each part within, and within its parts, that goes by a name."""
        waiting = self.parts[::-1]
        while waiting:
            part = waiting.pop()
            if part.tag in tags:
                yield part
            waiting += part.parts[::-1]

    def own(self, tag: str) -> list[_Element]:
        return [part for part in self.parts if part.tag == tag]


def fault_problems(source: Source, format_: str) -> list[Problem]:
    """Return what networkx would not read of sound XML, in the order of lines; nothing where that is not known.

    Examples
    --------
    >>> raw = b'''<graphml><key id="w" for="edge" attr.name="weight" attr.type="double"/>
    ... <graph edgedefault="undirected"><edge source="a" target="b"><data key="w">two</data></edge></graph></graphml>'''
    >>> print(fault_problems(Source("g.graphml", raw), "graphml")[0])
    g.graphml line 2 edge a – b weight: 'two' is not a number; write one such as 2.5, with a point, or take it out
    """
    root, space = _tree(source)
    found = list(_no_graph(root))
    found += _Graphml(root).problems() if format_ == "graphml" else _Gexf(root).problems()
    known = _SPACES[format_]
    if space not in known and (space or not found):
        expected, hint = "a namespace of the format", f'write <{root.tag} xmlns="{known[0]}">'
        found.append((root.line, f"{root.tag} xmlns", space or None, expected, hint))
    problems = [
        Problem(visible(f"{source.name} line {line} {where}"), got, expected, hint)
        for line, where, got, expected, hint in sorted(found, key=lambda problem: problem[0])
    ]
    return shortened(problems, source.name)


def _tree(source: Source) -> tuple[_Element, str]:
    """Return a file as elements, each with its line, and its namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = _Element("", {}, 0, [])
    above = [top]
    spaces: list[str] = []

    def start(name: str, said: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        spaces[:] = spaces or [space]
        element = _Element(tag if space == spaces[0] else name, said, parser.CurrentLineNumber, [])
        above[-1].parts.append(element)
        above.append(element)

    def text(part: str) -> None:
        above[-1].text += part

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _: above.pop()
    parser.Parse(source.raw, True)
    return top.parts[0], spaces[0]


_Found = tuple[int, str, str | None, str, str]
"""A line, what stands there, and the rest of a problem."""


def _where(element: _Element) -> str:
    said = element.said
    if element.tag == "edge":
        return f"edge {said.get('source', '')} – {said.get('target', '')}"
    return f"node {said.get('id', '')}" if element.tag == "node" else element.tag


def _no_graph(root: _Element) -> Iterator[_Found]:
    if not root.own("graph"):
        hint = "was anything saved? save it again in the program it comes from"
        yield root.line, root.tag, None, "a <graph> with nodes and edges", hint


def _way_problem(edge: _Element, attribute: str, way: bool | None, *, directed: bool) -> Iterator[_Found]:
    """Yield what is wrong with an edge that runs otherwise than its graph says."""
    if way is not None and way != directed:
        expected = f"what the graph says of its edges ({'directed' if directed else 'undirected'})"
        undo = 'take it out, and give the edge the value none under "direction"'
        hint = undo if directed else "save the graph as directed, or take it out"
        yield edge.line, f"{_where(edge)} {attribute}", edge.said[attribute], expected, hint


def _value_problem(line: int, where: str, text: str, type_: str) -> Iterator[_Found]:
    reader, expected, hint = _TYPES.get(type_, _TEXT)
    try:
        reader(text)
    except (ValueError, KeyError):
        yield line, where, text if text.strip() else Described("a blank"), expected, hint


def _type_problem(element: _Element, attribute: str, type_: str | None) -> Iterator[_Found]:
    if type_ is not None and type_ not in _TYPES:
        hint = did_you_mean(type_, _KNOWN) or "choose one of these"
        yield element.line, f"{element.tag} {attribute}", type_, f"one of {', '.join(_KNOWN)}", hint


def _key_problem(line: int, where: str, key: str, known: Mapping[str, Any], declared: str) -> Iterator[_Found]:
    if key not in known:
        hint = did_you_mean(key, known) or "declare it before the graph, or take the value out"
        yield line, where, key or None, f"the id of {declared} of the file", hint


@attrs.frozen
class _Graphml:
    root: _Element

    def problems(self) -> Iterator[_Found]:
        """Yield every problem."""
        keys = {key.said.get("id", ""): key for key in self.root.own("key")}
        for key in keys.values():
            yield from self._declared(key)
        for graph in self.root.own("graph"):
            yield from self._values(graph, keys)
            for edge in graph.every("edge"):
                way = {"true": True, "false": False}.get(edge.said.get("directed", ""))
                yield from _way_problem(edge, "directed", way, directed=graph.said.get("edgedefault") == "directed")
            for part in graph.every("node", "edge"):
                yield from self._values(part, keys)
            for hyper in graph.own("hyperedge"):
                hint = "write an edge for each two of its nodes, or give who was where as a table of events"
                yield hyper.line, "hyperedge", Described("an edge of several ends"), "an edge between two nodes", hint

    def _declared(self, key: _Element) -> Iterator[_Found]:
        if "attr.name" not in key.said and "yfiles.type" not in key.said:
            yield key.line, f"key {key.said.get('id', '')}", None, "a name", "give it the attribute attr.name"
        if "yfiles.type" not in key.said:
            yield from _type_problem(key, "attr.type", key.said.get("attr.type"))
        for default in key.own("default"):
            yield from _value_problem(default.line, f"{_named(key)} default", default.text, _type(key))

    def _values(self, part: _Element, keys: Mapping[str, _Element]) -> Iterator[_Found]:
        for data in part.own("data"):
            id_ = data.said.get("key", "")
            yield from _key_problem(data.line, f"{_where(part)} data key", id_, keys, "a <key>")
            if id_ in keys and data.text and not data.parts:
                yield from _value_problem(data.line, f"{_where(part)} {_named(keys[id_])}", data.text, _type(keys[id_]))


def _named(key: _Element) -> str:
    return key.said.get("attr.name") or key.said.get("title") or key.said.get("id", "")


def _type(key: _Element) -> str:
    return "string" if "yfiles.type" in key.said else key.said.get("attr.type") or key.said.get("type") or "string"


@attrs.frozen
class _Gexf:
    root: _Element

    def problems(self) -> Iterator[_Found]:
        """Yield every problem."""
        for graph in self.root.own("graph"):
            yield from self._graph(graph)

    def _graph(self, graph: _Element) -> Iterator[_Found]:
        directed = graph.said.get("defaultedgetype") == "directed"
        keys: dict[str, dict[str, _Element]] = {"node": {}, "edge": {"weight": _Element("", {"type": "double"}, 0, [])}}
        for listed in graph.own("attributes"):
            for key in listed.own("attribute"):
                keys.get(listed.said.get("class", ""), {})[key.said.get("id", "")] = key
                yield from _type_problem(key, "type", key.said.get("type", ""))
                for default in key.own("default"):
                    yield from _value_problem(default.line, f"{_named(key)} default", default.text, _type(key))
        for part in graph.every("node", "edge"):
            if part.tag == "edge":
                way = {"directed": True, "undirected": False}.get(part.said.get("type", ""))
                yield from _way_problem(part, "type", way, directed=directed)
                yield from _value_problem(part.line, f"{_where(part)} weight", part.said.get("weight", "1"), "double")
            for values in part.own("attvalues"):
                for value in values.own("attvalue"):
                    yield from _attvalue_problem(part, value, keys[part.tag])


def _attvalue_problem(part: _Element, value: _Element, keys: Mapping[str, _Element]) -> Iterator[_Found]:
    id_ = value.said.get("for", "")
    yield from _key_problem(value.line, f"{_where(part)} attvalue for", id_, keys, "an <attribute>")
    if id_ in keys:
        where = f"{_where(part)} {_named(keys[id_]) or id_}"
        yield from _value_problem(value.line, where, value.said.get("value", ""), _type(keys[id_]))
