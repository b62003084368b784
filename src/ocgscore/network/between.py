"""From a map, or from any networkx graph, to sparse arrays: where several records become one tie.

The rule, wherever records are combined:

- **strength** is the sum over the records of a pair, each 1 where nothing was said;
- **chance** that the tie exists is one minus the chance that every source is wrong, and of the records of one source
  (or of no named source) only the best counts: what one source says twice is not confirmed;
- the tie has no direction unless directions are asked for; then ``"none"`` and ``"both"`` run both ways.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.network.grades import Grades
from ocgscore.network.membership import Membership
from ocgscore.network.model import STRONGEST, WEAKEST, Link, MapError, OcgMap, Relation
from ocgscore.network.ties import Ties, name_order

if TYPE_CHECKING:
    import networkx as nx

    Network: TypeAlias = OcgMap | nx.Graph[Any] | Ties
else:
    Network: TypeAlias = object


def ties_of(network: Network, *, directed: bool = False, grades: Grades | None = None) -> Ties:
    """Return the links between people as sparse arrays.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Of a networkx graph the edge attributes ``strength`` (or ``weight``), ``chance``, ``grade`` and ``source`` are
        read; self-loops are left out. A Ties is returned as it is, without its directions unless they are asked for.
    directed : bool
        Keep directions. A graph that has none stays without.
    grades : Grades, optional
        What a grade stands for; without it every tie is certain, but for a stated ``chance``.

    Returns
    -------
    Ties

    Raises
    ------
    MapError
        If the table of grades lacks a grade, or a strength or a chance is not a number in range.

    Examples
    --------
    >>> import networkx as nx
    >>> ties = ties_of(nx.Graph([("a", "b", {"weight": 2}), ("b", "c")]))
    >>> ties.size, ties.strength.tolist()
    (2, [2.0, 1.0])
    """
    if isinstance(network, Ties):
        return network if directed else network.undirected()
    if isinstance(network, OcgMap):
        nodes = [person.id for person in network.people]
        return _combined(nodes, _link_records(network.links, grades), directed=directed)
    from ocgscore.network.plain import edge_records

    records = edge_records(network, grades)
    return _combined(list(network.nodes), records, directed=directed and network.is_directed())


def relation_ties_of(network: OcgMap, kinds: Iterable[str], *, grades: Grades | None = None) -> Ties:
    """Return the relations of some kinds between groups as sparse arrays, without direction.

    Parameters
    ----------
    network : OcgMap
    kinds : iterable of str
        Of ``"alliance"``, ``"rivalry"``, ``"tension"``.
    grades : Grades, optional

    Examples
    --------
    >>> from ocgscore.network.model import Group
    >>> two = OcgMap(groups=(Group("X"), Group("Y")), relations=(Relation("X", "Y", "rivalry"),))
    >>> relation_ties_of(two, ["alliance"]).size, relation_ties_of(two, ["rivalry", "tension"]).size
    (0, 1)
    """
    wanted = frozenset(kinds)
    records = _link_records([relation for relation in network.relations if relation.kind in wanted], grades)
    return _combined([group.id for group in network.groups], records, directed=False)


def membership_of(network: Network) -> Membership:
    """Return who belongs to which group.

    Parameters
    ----------
    network : OcgMap or networkx graph
        Of a networkx graph the node attribute ``groups`` (a list, or names parted by ``|``) or ``group`` is read.

    Raises
    ------
    RequestError
        For a Ties, which knows no groups.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph([("a", "b")])
    >>> graph.nodes["a"]["group"] = "X"
    >>> membership_of(graph).groups, membership_of(graph).sizes.tolist()
    (('X',), [1])
    """
    if isinstance(network, OcgMap):
        pairs: list[tuple[Hashable, Hashable]] = [(member.person, member.group) for member in network.members]
        return Membership.of([person.id for person in network.people], [group.id for group in network.groups], pairs)
    if isinstance(network, Ties):
        raise RequestError(Problem("network", "an array of ties", "a network with groups", "give the map or the graph"))
    from ocgscore.network.plain import group_pairs

    pairs = list(group_pairs(network))
    return Membership.of(list(network.nodes), list(dict.fromkeys(group for _, group in pairs)), pairs)


Record: TypeAlias = tuple[Hashable, Hashable, bool, float, float, str]
"""One end, the other, whether it runs both ways, strength, chance, source."""


def _link_records(links: Iterable[Link | Relation], grades: Grades | None) -> list[Record]:
    """Return the records of links or relations; complain of every grade that the table lacks."""
    links = list(links)
    problems = [] if grades is None else list(grades.unknown((_said(link), link.grade) for link in links))
    expected, hint = f"a strength from {WEAKEST:g} to {STRONGEST:g}", "give it in another unit"
    spoilt = (link for link in links if not WEAKEST <= link.strength <= STRONGEST)
    problems += [Problem(f"{_said(link)} strength", str(link.strength), expected, hint) for link in spoilt]
    if problems:
        raise MapError(problems)
    chances: Mapping[str, float] = (
        {} if grades is None else {link.grade: grades.chance(link.grade) or 1 for link in links}
    )
    return [
        (*_ends(link), link.direction != "to", link.strength, chances.get(link.grade, 1.0), link.source)
        for link in links
    ]


def _ends(link: Link | Relation) -> tuple[str, str]:
    return (link.person, link.other) if isinstance(link, Link) else (link.group, link.other)


def _said(link: Link | Relation) -> str:
    one, other = _ends(link)
    return f"{'link' if isinstance(link, Link) else link.kind} {one} – {other}"


def _combined(nodes: list[Any], records: list[Record], *, directed: bool) -> Ties:
    """Combine the records of each pair into one tie, by the rule at the head of this module."""
    ordered = tuple(sorted(nodes, key=name_order))
    place = {node: number for number, node in enumerate(ordered)}
    n = max(len(ordered), 1)
    tails = np.array([place[record[0]] for record in records], np.int64)
    heads = np.array([place[record[1]] for record in records], np.int64)
    strength = np.array([record[3] for record in records], np.float64)
    chance = np.array([record[4] for record in records], np.float64)
    numbers: dict[str, int] = {}
    source = np.array([numbers.setdefault(record[5], len(numbers)) for record in records], np.int64)
    if directed:
        both = np.flatnonzero(np.array([record[2] for record in records], np.bool_))
        tails, heads = np.concatenate([tails, heads[both]]), np.concatenate([heads, tails[both]])
        strength, chance, source = (np.concatenate([a, a[both]]) for a in (strength, chance, source))
    else:
        tails, heads = np.minimum(tails, heads), np.maximum(tails, heads)
    keys, which = np.unique(tails * n + heads, return_inverse=True)
    best, pair = _best_of_each_source(which, source, chance)
    absent = np.ones(len(keys))
    np.multiply.at(absent, pair, 1 - best)
    return Ties(
        ordered, keys // n, keys % n, np.bincount(which, strength, len(keys)).astype(np.float64), 1 - absent, directed
    )


def _best_of_each_source(which: Any, source: Any, chance: Any) -> tuple[Any, Any]:
    """Return the best chance of each source of each pair, and the pair."""
    both = which * (int(source.max(initial=0)) + 1) + source
    said, number = np.unique(both, return_inverse=True)
    best = np.zeros(len(said))
    np.maximum.at(best, number, chance)
    return best, said // (int(source.max(initial=0)) + 1)
