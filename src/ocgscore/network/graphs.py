"""Maps as networkx graphs, with nothing lost, and any networkx graph as a map."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ocgscore.network.between import ties_of
from ocgscore.network.grades import Grades
from ocgscore.network.model import OcgMap
from ocgscore.network.reading.bare_graph import bare_map
from ocgscore.network.reading.headings import MORE
from ocgscore.network.reading.own_graph import ENDS, FORM, RECORDS, VERSION, own_map
from ocgscore.network.reading.sheet import FIELDS

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(network: OcgMap) -> nx.MultiDiGraph[Any]:
    """Return a map as a networkx graph that holds all of it.

    Parameters
    ----------
    network : OcgMap

    Returns
    -------
    networkx.MultiDiGraph
        Nodes ``"person:ID"`` and ``"group:ID"`` with the attributes ``type`` (``"person"``, ``"group"``) and ``label``;
        edges with the attributes ``record`` (``"member"``, ``"link"``, ``"relation"``) and ``order``, their place among
        the records of that kind. Both have the fields of their record, a strength as ``weight``, dates as ISO text, and
        whatever else it says as ``more:HEADING``; what is blank is left out. Every edge has a tail and a head; whether
        that means anything is in ``direction``. Graph attributes are ``ocgscore_map`` (the version of this form, 1) and
        ``marking``.

    See Also
    --------
    from_networkx : The way back.
    people_graph : The people alone, one edge for each pair.

    Examples
    --------
    >>> from ocgscore.network.model import Group, Member, Person
    >>> graph = to_networkx(OcgMap(people=(Person("1"),), groups=(Group("1"),), members=(Member("1", "1", "driver"),)))
    >>> list(graph.edges(data="role"))
    [('person:1', 'group:1', 'driver')]
    """
    import networkx as nx

    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(**{FORM: VERSION})
    if network.marking:
        graph.graph["marking"] = network.marking
    for kind in ("people", "groups"):
        type_ = "person" if kind == "people" else "group"
        for record in getattr(network, kind):
            said = _attributes(record, FIELDS[kind][1:])
            graph.add_node(f"{type_}:{record.id}", type=type_, label=record.name or record.id, **said)
    for kind, name in RECORDS.items():
        (one, other), fields = ENDS[kind], FIELDS[kind]
        for order, record in enumerate(getattr(network, kind)):
            tail, head = f"{one}:{getattr(record, fields[0])}", f"{other}:{getattr(record, fields[1])}"
            said = _attributes(record, fields[2:])
            graph.add_edge(tail, head, key=f"{name}:{order}", record=name, order=order, **said)
    return graph


def _attributes(record: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return what a record says in some fields and besides, blanks left out."""
    said = {("weight" if field == "strength" else field): getattr(record, field) for field in fields}
    plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in said.items()}
    more = {f"{MORE}{heading}": value for heading, value in record.more.items()}
    return {name: value for name, value in (plain | more).items() if value not in {"", None}}


def from_networkx(graph: nx.Graph[Any], *, name: str = "graph") -> OcgMap:
    """Return the map that a networkx graph holds.

    A graph made by `to_networkx` gives back its map. Of any other graph

    - a node is a person, or a group where its attribute ``type`` is ``"group"``; its id is the node as text;
    - ``name`` (or ``label``), ``born`` and ``force`` are read, ``group`` or ``groups`` (a list, or names parted by
      ``|``) are memberships, and other attributes are kept in `more`;
    - an edge is a link between two people, a membership between a person and a group, or a relation between two groups,
      whose ``kind`` must then say alliance, rivalry or tension;
    - ``weight`` or ``strength`` is the strength, 1 where there is none, and an edge of weight 0 is left out, as is an
      edge from a node to itself; ``chance`` is the grade where there is no other; ``kind`` or ``type``, ``source``,
      ``grade`` and ``date`` are read, and other attributes are kept in `more`;
    - an edge of a directed graph runs from its tail to its head unless its ``direction`` says otherwise.

    Parameters
    ----------
    graph : networkx graph
        Of any of the four classes.
    name : str
        What messages call it.

    Returns
    -------
    OcgMap

    Raises
    ------
    MapError
        With every problem, each at its node or edge.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("a", "b", {"weight": 2})])
    >>> graph.nodes["a"]["group"] = "X"
    >>> network = from_networkx(graph)
    >>> network.members[0].group, network.links[0].strength
    ('X', 2.0)
    """
    return own_map(graph, name) if FORM in graph.graph else bare_map(graph, name)


def people_graph(network: OcgMap, grades: Grades | None = None, *, directed: bool = False) -> nx.Graph[Any]:
    """Return the people and their ties as a plain networkx graph, one edge for each pair.

    Parameters
    ----------
    network : OcgMap
    grades : Grades, optional
        What a grade stands for; without it every tie is certain.
    directed : bool
        Keep directions: a DiGraph, in which a link without direction runs both ways.

    Returns
    -------
    networkx.Graph or networkx.DiGraph
        Nodes are ids in the order of their names, with ``name``, ``force`` and ``groups`` (a tuple of ids); edges have
        ``weight`` (the strengths added), ``chance`` and ``kinds`` (a tuple of what the links are, in the order of their
        names). How records are combined is said in `ocgscore.network.between`.

    Raises
    ------
    MapError
        If the table of grades lacks a grade.

    Examples
    --------
    >>> from ocgscore.network.model import Link, Person
    >>> links = Link("a", "b", "kin"), Link("b", "a", "phone", strength=2)
    >>> graph = people_graph(OcgMap(people=(Person("a"), Person("b")), links=links))
    >>> graph.edges["a", "b"]
    {'weight': 3.0, 'chance': 1.0, 'kinds': ('kin', 'phone')}
    """
    import networkx as nx

    ties = ties_of(network, directed=directed, grades=grades)
    graph: nx.Graph[Any] = nx.DiGraph() if directed else nx.Graph()
    people = {person.id: person for person in network.people}
    groups: dict[str, dict[str, None]] = {}
    for member in network.members:
        groups.setdefault(member.person, {})[member.group] = None
    for node in map(str, ties.nodes):
        said = {"name": people[node].name, "force": people[node].force, "groups": tuple(groups.get(node, ()))}
        graph.add_node(node, **said)
    kinds = _kinds(network, directed=directed)
    ends = zip(ties.tails.tolist(), ties.heads.tolist(), strict=True)
    for (tail, head), strength, chance in zip(ends, ties.strength.tolist(), ties.chance.tolist(), strict=True):
        one, other = str(ties.nodes[tail]), str(ties.nodes[head])
        graph.add_edge(one, other, weight=strength, chance=chance, kinds=tuple(sorted(kinds[one, other])))
    return graph


def _kinds(network: OcgMap, *, directed: bool) -> dict[tuple[str, str], set[str]]:
    """Return what the links of each ordered pair are."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for link in network.links:
        ways = [(link.person, link.other), (link.other, link.person)]
        for way in ways[: 1 if directed and link.direction == "to" else 2]:
            kinds.setdefault(way, set()).update([link.kind] if link.kind else [])
    return kinds
