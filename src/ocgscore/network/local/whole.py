"""The network as a whole: how dense, how connected, how economical, and how far it hangs on one person."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.network.between import Network, ties_of
from ocgscore.network.paths.components import component_sizes
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Floats, Ties


@attrs.frozen
class Whole:
    """Measures of the network as a whole, each from 0 to 1; None where undefined.

    Parameters
    ----------
    people, ties : int
    density : float or None
        The share of pairs who are tied; undefined with fewer than two people.
    connectedness : float or None
        The share of pairs who reach each other, over any number of steps; undefined with fewer than two people.
    efficiency : float or None
        1 where every component is held together by as few ties as can be (a tree), 0 where all in it are tied;
        undefined where no component could have more ties than the fewest.
    degree_centralization : float or None
        1 where one person is tied to everybody and nobody else to anybody (a star), 0 where all have as many contacts;
        undefined with fewer than three people.
    """

    people: int
    ties: int
    density: float | None
    connectedness: float | None
    efficiency: float | None
    degree_centralization: float | None


def whole_network(network: Network, *, directed: bool = False) -> Whole:
    """Return density, connectedness and efficiency [1]_, and degree centralization [2]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths are ignored.
    directed : bool
        Count the ties of both directions of a pair in density and efficiency, as two; the other two measures ignore
        directions.

    Notes
    -----
    With components of n_k people and m_k ties: connectedness Σ n_k (n_k - 1) / (n (n - 1)); efficiency 1 - Σ (m_k -
    (n_k - 1)) / Σ (M_k - (n_k - 1)), M_k being the most ties that n_k people can have. R's sna counts a tie without
    direction as two there, so that a tree does not reach 1; a directed network with both directions gives its number.

    References
    ----------
    .. [1] Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations. In Carley & Prietula (eds.),
       Computational Organization Theory. Erlbaum.
    .. [2] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1:215-239.

    Examples
    --------
    >>> whole_network(Ties.of("abcd", [("a", "b"), ("a", "c"), ("a", "d")]))
    Whole(people=4, ties=3, density=0.5, connectedness=1.0, efficiency=1.0, degree_centralization=1.0)
    """
    ties = ties_of(network, directed=directed)
    n, sizes = len(ties), component_sizes(ties)
    each = 1 if ties.directed else 2  # ordered pairs that a tie joins
    fewest = int((sizes - 1).sum())
    most = int((sizes * (sizes - 1)).sum())
    spare = most // each - fewest
    return Whole(
        n,
        ties.size,
        _ratio(each * ties.size, n * (n - 1)),
        _ratio(most, n * (n - 1)),
        _ratio(spare - (ties.size - fewest), spare),
        _degree_centralization(ties.undirected()),
    )


def centralization(values: Floats, most: float) -> float | None:
    """Return Freeman's centralization: how far the highest value stands above all others, as a share of the most.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    most : float
        The sum of the differences from the highest value in the network where it is largest.

    Examples
    --------
    >>> centralization(np.array([3.0, 1, 1, 1]), 6)
    1.0
    """
    return _ratio(float((values.max(initial=0) - values).sum()), most)


def betweenness_centralization(raw: Floats) -> float | None:
    """Return the betweenness centralization of an undirected network [1]_, from 0 to 1, where a star has 1.

    Parameters
    ----------
    raw : ndarray of float64, shape (n,)
        The betweenness of each person, not normalised, each pair counted once.

    Returns
    -------
    float or None
        None with fewer than three people.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40:35-41.

    Examples
    --------
    >>> betweenness_centralization(np.array([3.0, 0, 0, 0])), betweenness_centralization(np.zeros(2))
    (1.0, None)
    """
    n = len(raw)
    return centralization(raw, (n - 1) ** 2 * (n - 2) / 2) if n > 2 else None


def _degree_centralization(ties: Ties) -> float | None:
    n = len(ties)
    return centralization(ties.degree.astype(np.float64), (n - 1) * (n - 2)) if n > 2 else None


def _ratio(part: float, whole: float) -> float | None:
    return float(settled(np.array([part / whole]))[0]) if whole else None
