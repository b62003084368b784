"""GraphML and GEXF: checked for traps, then read by networkx."""

from __future__ import annotations

import codecs
import io
import re
import warnings
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from ocgscore.network.model import MapError
from ocgscore.network.reading.xml_faults import fault_problems
from ocgscore.network.reading.xml_shape import Shape
from ocgscore.table.source import Source
from ocgscore.table.text import check_text

if TYPE_CHECKING:
    import networkx as nx

NAMES: Final = {"graphml": "GraphML", "gexf": "GEXF"}
# What networkx is known to raise on files that are XML and not what it expects: it checks little itself.
_DAMAGE: Final = (LookupError, ValueError, TypeError, AttributeError, RuntimeError, ArithmeticError)


class _TrapError(Exception):
    """A document type definition: entities could make a small file endless."""


def read_xml_graph(source: Source, format_: str) -> nx.Graph[Any]:
    r"""Read a graph from GraphML or GEXF.

    Parameters
    ----------
    source : Source
    format_ : str
        ``"graphml"`` or ``"gexf"``.

    Raises
    ------
    TableError
        If the file is not sound XML, holds a document type (which could define endless entities), or is not a graph.
    MapError
        If nodes have no id or one that is not their own, edges end at no node, or there are several graphs; if values
        are not of their type, or nobody declared their key.

    Examples
    --------
    >>> raw = b'''<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">
    ... <node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>'''
    >>> list(read_xml_graph(Source("two.graphml", raw), "graphml").edges)
    [('a', 'b')]
    """
    source = _utf8(source)
    _check(source, format_)
    import networkx as nx

    reader = nx.read_graphml if format_ == "graphml" else nx.read_gexf
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # networkx's remarks on ports and untyped keys: none changes a link
            graph: nx.Graph[Any] = reader(io.BytesIO(source.raw))
    except (nx.NetworkXException, *_DAMAGE) as error:
        problems = fault_problems(source, format_)
        if problems:
            raise MapError(problems) from error
        reason = f"{NAMES[format_]} that cannot be read ({type(error).__name__}: {error})"
        raise source.fault(reason, f"sound {NAMES[format_]}", "save it again in the program it comes from") from error
    return graph


def _utf8(source: Source) -> Source:
    """Return UTF-16 text as UTF-8, without the line that says otherwise; anything else as it is."""
    if not source.raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source
    try:
        text = source.raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise source.fault("damaged UTF-16 text", "text", "was the whole file saved?") from error
    return Source(source.name, re.sub(r"\A<\?xml[^>]*\?>", "", text).encode())


def _check(source: Source, format_: str) -> None:
    """Refuse what is no XML, is not well formed, defines entities, or has links to nobody."""
    check_text(source)
    parser = expat.ParserCreate(namespace_separator=" ")
    shape = Shape(source.name, lambda: parser.CurrentLineNumber)
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = shape.start
    try:
        parser.Parse(source.raw, True)
    except _TrapError as error:
        hint = "delete the line that begins with <!DOCTYPE"
        raise source.fault("XML with a document type", f"plain {NAMES[format_]}", hint) from error
    except (expat.ExpatError, LookupError, ValueError) as error:
        at = f" line {error.lineno} column {error.offset + 1}" if isinstance(error, expat.ExpatError) else ""
        hint = "was the whole file saved?"
        raise source.fault(f"damaged XML ({error})", f"sound {NAMES[format_]}", hint, at=at) from error
    if shape.root != format_:
        hint = "give the file the ending that fits its content"
        raise source.fault(f"XML of another kind (<{shape.root}>)", NAMES[format_], hint)
    shape.stop(lambda: fault_problems(source, format_))


def _refuse(*_: Any) -> None:
    raise _TrapError
