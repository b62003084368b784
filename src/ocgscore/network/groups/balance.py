"""Alliances, rivalries and tensions between groups as a signed network, and whether its triangles are balanced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ocgscore.errors import Problem
from ocgscore.network.model import MapError, OcgMap
from ocgscore.network.ties import name_order

if TYPE_CHECKING:
    import networkx as nx

    Signed: TypeAlias = OcgMap | nx.Graph[Any]
else:
    Signed: TypeAlias = object

Pair: TypeAlias = tuple[Hashable, Hashable]


@attrs.frozen
class Standing:
    """How one group stands to the others; a group both allied and opposed counts on both sides.

    Parameters
    ----------
    alliances, rivalries, tensions : tuple of hashable
        The groups at the other end of each, by name, each once.
    """

    alliances: tuple[Hashable, ...] = ()
    rivalries: tuple[Hashable, ...] = ()
    tensions: tuple[Hashable, ...] = ()

    @property
    def opposed(self) -> int:
        """How many groups are its rivals or in tension with it."""
        return len({*self.rivalries, *self.tensions})

    @property
    def signed_balance(self) -> Fraction | None:
        """Allied less opposed groups, divided by both together; from -1 to 1, None where there are none."""
        both = len(self.alliances) + self.opposed
        return Fraction(len(self.alliances) - self.opposed, both) if both else None


@attrs.frozen
class Triangle:
    """Three groups, each standing to each in one way.

    Parameters
    ----------
    groups : tuple of hashable
        Three, by name.
    opposed : tuple of pairs of hashable
        The pairs among them that are rivals or in tension.
    """

    groups: tuple[Hashable, Hashable, Hashable]
    opposed: tuple[Pair, ...]

    @property
    def balanced(self) -> bool:
        """Whether the number of opposed pairs is even: a friend's friend is a friend, an enemy's enemy too."""
        return len(self.opposed) % 2 == 0


@attrs.frozen
class Balance:
    """The signed network of groups, triangle by triangle.

    Parameters
    ----------
    allied, opposed, mixed : tuple of pairs of hashable
        Pairs of groups with alliances only, with rivalries or tensions only, and with both, by name. Mixed pairs have
        no one sign and stand in no triangle.
    triangles : tuple of Triangle
        By name.

    Notes
    -----
    A triangle is balanced where the product of its signs is positive; the degree of balance is the share of triangles
    that are [1]_. Three rivals of each other count as unbalanced; under Davis's weaker rule they would not [2]_, which
    `by_opposed` shows.

    References
    ----------
    .. [1] D. Cartwright, F. Harary, "Structural balance: a generalization of Heider's theory", Psychological Review 63
       (1956) 277–293.
    .. [2] J. A. Davis, "Clustering and structural balance in graphs", Human Relations 20 (1967) 181–187.
    """

    allied: tuple[Pair, ...]
    opposed: tuple[Pair, ...]
    mixed: tuple[Pair, ...]
    triangles: tuple[Triangle, ...]

    @property
    def by_opposed(self) -> tuple[int, int, int, int]:
        """How many triangles have no, one, two and three opposed pairs."""
        found = Counter(len(triangle.opposed) for triangle in self.triangles)
        return found[0], found[1], found[2], found[3]

    @property
    def unbalanced(self) -> tuple[Triangle, ...]:
        """The triangles that are not balanced."""
        return tuple(triangle for triangle in self.triangles if not triangle.balanced)

    @property
    def degree(self) -> Fraction | None:
        """The share of triangles that are balanced, from 0 to 1; None where there are no triangles."""
        count = len(self.triangles)
        return Fraction(count - len(self.unbalanced), count) if count else None


def balance(network: Signed) -> Balance:
    """Return how balanced the relations between groups are.

    Parameters
    ----------
    network : OcgMap or networkx graph
        Of a graph, such as `group_graph` makes, the edge attribute ``sign`` is read: 1 or -1; edges without it are
        passed over, and so are directions and self-loops.

    Returns
    -------
    Balance

    Raises
    ------
    MapError
        If a sign is neither 1 nor -1.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.Graph()
    >>> graph.add_edges_from([("X", "Y", {"sign": 1}), ("Y", "Z", {"sign": 1}), ("X", "Z", {"sign": -1})])
    >>> found = balance(graph)
    >>> found.by_opposed, found.degree, found.unbalanced[0].opposed
    ((0, 1, 0, 0), Fraction(0, 1), (('X', 'Z'),))
    """
    signs: dict[Pair, set[int]] = {}
    for one, other, sign in _signs(network):
        signs.setdefault(_ordered(one, other), set()).add(sign)
    pairs = sorted(signs, key=_pair_order)
    single = {pair: min(signs[pair]) for pair in pairs if len(signs[pair]) == 1}
    return Balance(
        tuple(pair for pair, sign in single.items() if sign > 0),
        tuple(pair for pair, sign in single.items() if sign < 0),
        tuple(pair for pair in pairs if pair not in single),
        tuple(_triangles(single)),
    )


def standing(network: OcgMap) -> dict[Hashable, Standing]:
    """Return for each group how it stands to the others."""
    found: dict[Hashable, dict[str, set[Hashable]]] = {group.id: {} for group in network.groups}
    for relation in network.relations:
        for one, other in ((relation.group, relation.other), (relation.other, relation.group)):
            found[one].setdefault(relation.kind, set()).add(other)
    kinds = ("alliance", "rivalry", "tension")
    return {
        group: Standing(*(tuple(sorted(others.get(kind, ()), key=name_order)) for kind in kinds))
        for group, others in found.items()
    }


def _signs(network: Signed) -> Iterator[tuple[Hashable, Hashable, int]]:
    if isinstance(network, OcgMap):
        yield from ((relation.group, relation.other, relation.sign) for relation in network.relations)
        return
    signed = [(one, other, said["sign"]) for one, other, said in network.edges(data=True) if "sign" in said]
    problems = [
        Problem(f"edge {one} – {other} sign", str(sign), "1 or -1", "mend it, or leave it out")
        for one, other, sign in signed
        if sign not in (1, -1)
    ]
    if problems:
        raise MapError(problems)
    yield from ((one, other, int(sign)) for one, other, sign in signed if one != other)


def _ordered(one: Hashable, other: Hashable) -> Pair:
    return (one, other) if name_order(one) <= name_order(other) else (other, one)


def _pair_order(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    return name_order(pair[0]), name_order(pair[1])


def _triangles(signs: Mapping[Pair, int]) -> Iterator[Triangle]:
    """Yield the triangles of pairs that stand in the order of their names."""
    later: dict[Hashable, dict[Hashable, None]] = {}
    for one, other in signs:
        later.setdefault(one, {})[other] = None
    for one, other in signs:
        for third in later.get(other, ()):
            if third in later[one]:
                pairs = ((one, other), (one, third), (other, third))
                yield Triangle((one, other, third), tuple(pair for pair in pairs if signs[pair] < 0))
