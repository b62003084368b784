"""GraphML and GEXF in the form of `ocgscore.network.graphs.to_networkx`: the same map gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from ocgscore.network.files import GEXF_NAME
from ocgscore.network.graphs import to_networkx
from ocgscore.network.model import OcgMap
from ocgscore.network.writing.texts import NOT_XML, check_characters

if TYPE_CHECKING:
    import networkx as nx

HEAD: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_TYPES: Final = {"weight": "double", "order": "long"}
_CHARACTERS: Final = {"\r": "&#13;"}
_IN_ATTRIBUTES: Final = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}


def graphml_chunks(network: OcgMap) -> Iterator[bytes]:
    """Yield a map as GraphML.

    Raises
    ------
    MapError
        If a text holds a character that XML cannot.

    References
    ----------
    Brandes, U. et al. (2002). GraphML progress report. Graph Drawing 2001, 501–512.
    """
    check_characters(network, NOT_XML, "GraphML")
    graph = to_networkx(network)
    keys = {"graph": _numbered([graph.graph]), "node": _numbered(_nodes(graph)), "edge": _numbered(_edges(graph))}
    yield HEAD + b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for what, numbers in keys.items():
        for name, number in numbers.items():
            type_ = "long" if what == "graph" and name != "marking" else _TYPES.get(name, "string")
            key = f'<key id="{what}{number}" for="{what}" attr.name={_quoted(name)} attr.type="{type_}"/>\n'
            yield key.encode()
    yield b'<graph edgedefault="directed">\n' + _data(keys["graph"], graph.graph, "graph") + b"\n"
    for node, said in graph.nodes(data=True):
        yield f"<node id={_quoted(node)}>".encode() + _data(keys["node"], said, "node") + b"</node>\n"
    for one, other, key, said in graph.edges(keys=True, data=True):
        head = f"<edge id={_quoted(key)} source={_quoted(one)} target={_quoted(other)}>".encode()
        yield head + _data(keys["edge"], said, "edge") + b"</edge>\n"
    yield b"</graph>\n</graphml>\n"


def _nodes(graph: nx.Graph[Any]) -> Iterator[Mapping[str, Any]]:
    return (said for _, said in graph.nodes(data=True))


def _edges(graph: nx.Graph[Any]) -> Iterator[Mapping[str, Any]]:
    return (said for _, _, said in graph.edges(data=True))


def _numbered(several: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return a number for each attribute, in the order in which they are first used."""
    return {name: number for number, name in enumerate(dict.fromkeys(name for said in several for name in said))}


def _data(keys: Mapping[str, int], said: Mapping[str, Any], what: str) -> bytes:
    parts = (f'<data key="{what}{keys[name]}">{escape(str(value), _CHARACTERS)}</data>' for name, value in said.items())
    return "".join(parts).encode()


def _quoted(text: str) -> str:
    return f'"{escape(text, _IN_ATTRIBUTES)}"'


def gexf_chunks(network: OcgMap) -> Iterator[bytes]:
    """Yield a map as GEXF 1.2, without the date that the format allows for.

    Raises
    ------
    MapError
        If a text holds a character that XML cannot.
    """
    check_characters(network, NOT_XML, "GEXF")
    graph = to_networkx(network)
    name = f"{GEXF_NAME}: {network.marking}" if network.marking else GEXF_NAME
    keys = {"node": _numbered(_nodes(graph)), "edge": _numbered(_edges(graph))}
    yield (
        HEAD + b'<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n<meta><creator>ocgscore</creator></meta>\n'
    )
    yield f'<graph defaultedgetype="directed" mode="static" name={_quoted(name)}>\n'.encode()
    for what, numbers in keys.items():
        yield f'<attributes class="{what}" mode="static">\n'.encode()
        for title, number in numbers.items():
            if title not in {"label", "weight"}:
                type_ = _TYPES.get(title, "string")
                yield f'<attribute id="{number}" title={_quoted(title)} type="{type_}"/>\n'.encode()
        yield b"</attributes>\n"
    yield b"<nodes>\n"
    for node, said in graph.nodes(data=True):
        head = f"<node id={_quoted(node)} label={_quoted(said['label'])}>".encode()
        yield head + _values(keys["node"], said) + b"</node>\n"
    yield b"</nodes>\n<edges>\n"
    for number, (one, other, said) in enumerate(graph.edges(data=True)):
        weight = f' weight="{said["weight"]}"' if "weight" in said else ""
        head = f'<edge id="{number}" source={_quoted(one)} target={_quoted(other)}{weight}>'.encode()
        yield head + _values(keys["edge"], said) + b"</edge>\n"
    yield b"</edges>\n</graph>\n</gexf>\n"


def _values(keys: Mapping[str, int], said: Mapping[str, Any]) -> bytes:
    parts = (
        f'<attvalue for="{keys[title]}" value={_quoted(str(value))}/>'
        for title, value in said.items()
        if title not in {"label", "weight"}
    )
    return f"<attvalues>{''.join(parts)}</attvalues>".encode()
