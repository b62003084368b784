"""Degree and strength: how many contacts a person has, and how strong the links with them are together."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network import engines
from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import CountByNode
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Floats, Ints, Ties


@attrs.frozen(eq=False)
class Degrees:
    """How many contacts each person has, and how strongly tied they are.

    Parameters
    ----------
    degree : CountByNode
        Contacts, whichever way a tie runs.
    strength : ByNode
        The sum of the strengths of a person's ties, of both directions.
    degree_out, degree_in : CountByNode or None
        People reached by a tie from the person, and from whom one comes; None without directions.
    strength_out, strength_in : ByNode or None
        The strengths of those.
    """

    degree: CountByNode
    strength: ByNode
    degree_out: CountByNode | None = None
    degree_in: CountByNode | None = None
    strength_out: ByNode | None = None
    strength_in: ByNode | None = None


def degrees(network: Network, *, directed: bool = False) -> Degrees:
    """Return the degree and strength of each person [1]_, [2]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    directed : bool
        Also count each direction.

    References
    ----------
    .. [1] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1:215-239.
    .. [2] Barrat, A. et al. (2004). The architecture of complex weighted networks. PNAS 101:3747-3752.

    Examples
    --------
    >>> found = degrees(Ties.of("abc", [("a", "b"), ("c", "b")], [2, 0.5], directed=True), directed=True)
    >>> found.degree.as_dict(), found.strength.as_dict(), found.degree_in.as_dict()
    ({'a': 1, 'b': 2, 'c': 1}, {'a': 2.0, 'b': 2.5, 'c': 0.5}, {'a': 0, 'b': 2, 'c': 0})
    """
    ties = ties_of(network, directed=directed)
    plain = ties.undirected()
    either = np.concatenate([plain.tails, plain.heads])
    degree = CountByNode(ties.nodes, plain.degree)
    strength = _strength(plain, either, np.concatenate([plain.strength, plain.strength]))
    if not ties.directed:
        return Degrees(degree, strength)
    return Degrees(
        degree,
        strength,
        CountByNode(ties.nodes, ties.degree),
        CountByNode(ties.nodes, np.bincount(ties.heads, minlength=len(ties)).astype(np.int64)),
        _strength(ties, ties.tails, ties.strength),
        _strength(ties, ties.heads, ties.strength),
    )


def _strength(ties: Ties, of: Ints, strength: Floats) -> ByNode:
    return ByNode.exactly(ties.nodes, np.bincount(of, strength, len(ties)).astype(np.float64), engines.ARRAYS)
