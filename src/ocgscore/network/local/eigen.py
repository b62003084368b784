"""Eigenvector centrality: strongly tied to those who are themselves strongly tied, in each connected part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import where_defined
from ocgscore.network.paths.components import components
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Floats, Ints, Ties

SMALL: Final = 256  # people of a part small enough for a table of its own
ROOM: Final = 2_000_000  # numbers in the directions searched together: 16 MB
WIDEST: Final = 200  # directions at most
NARROWEST: Final = 20
ROUNDS: Final = 20
TOLERANCE: Final = 1e-13  # how far A x may be from lambda x, as a share of lambda


def eigenvector(network: Network) -> ByNode:
    """Return the eigenvector centrality of each person within their connected component [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored.

    Returns
    -------
    ByNode
        From 0 to 1, to 12 decimals; the squares sum to 1 in each component, so that values compare within a component
        only. Undefined for a person without ties, and in a component where the search did not settle, which `undefined`
        then says.

    Notes
    -----
    x solves A x = lambda x for the largest lambda, A holding the strengths. In components of up to 256 people the whole
    spectrum is computed; elsewhere the Lanczos method [2]_, restarted from its best vector after 20 to 200 directions
    (the fewer the more people), until A x is within 1e-13 of lambda x, or 20 times. The error of a value is about that
    over the share by which lambda stands out from the next eigenvalue. Unlike power iteration it settles where the
    component has two sides with ties between them only.

    References
    ----------
    .. [1] Bonacich, P. (1972). Factoring and weighting approaches to status scores and clique identification.
       J. Math. Sociol. 2:113-120.
    .. [2] Golub, G. H. & Van Loan, C. F. (2013). Matrix Computations, 4th ed., ch. 10.

    Examples
    --------
    >>> eigenvector(Ties.of("abcd", [("a", "b"), ("b", "c")])).as_dict()
    {'a': 0.5, 'b': 0.707106781187, 'c': 0.5, 'd': None}
    """
    ties = ties_of(network)
    values, defined = np.zeros(len(ties)), ties.degree > 0
    unsettled = 0
    for people, part in _parts(ties):
        found = part.small() if len(people) <= SMALL else part.searched()
        if found is None:
            unsettled += len(people)
            defined[people] = False
        else:
            values[people] = found
    undefined = "no links"
    if unsettled:
        undefined += f", or among {unsettled:,} people in a part whose values did not settle in {ROUNDS} rounds"
    return where_defined(ties.nodes, np.round(values, 12), defined, undefined)


@attrs.frozen(eq=False)
class _Part:
    """One connected component of two people or more: its arcs, the people numbered from 0."""

    starts: Ints  # where each person's arcs begin
    ends: Ints
    strength: Floats

    def times(self, vector: Floats) -> Floats:
        """Return A times a vector."""
        product: Floats = np.add.reduceat(self.strength * vector[self.ends], self.starts)
        return product

    def small(self) -> Floats:
        """Return the leading eigenvector from the whole spectrum."""
        table = np.zeros((len(self.starts), len(self.starts)))
        table[np.repeat(np.arange(len(table)), np.diff(self.starts, append=len(self.ends))), self.ends] = self.strength
        vector: Floats = np.abs(np.linalg.eigh(table)[1][:, -1])
        return vector

    def searched(self) -> Floats | None:
        """Return the leading eigenvector by the restarted Lanczos method; None if it does not settle."""
        vector = self.times(np.ones(len(self.starts)))
        vector /= np.linalg.norm(vector)
        for _ in range(ROUNDS):
            vector = self._improved(vector)
            product = self.times(vector)
            value = float(vector @ product)
            if np.linalg.norm(product - value * vector) <= TOLERANCE * value:
                return vector
        return None

    def _improved(self, vector: Floats) -> Floats:
        """Return the best approximation in the space of a vector, A times it, and so on."""
        width = min(max(NARROWEST, ROOM // len(vector)), WIDEST)
        basis, table = np.zeros((width, len(vector))), np.zeros((width, width))
        basis[0] = vector
        for number in range(width):
            product = self.times(basis[number])
            made = basis[: number + 1]
            for _ in range(2):  # once leaves rounding errors of the size of what is taken off
                along = made @ product
                product -= along @ made
                table[: number + 1, number] += along
            size = float(np.linalg.norm(product))
            leading = np.linalg.eigh(table[: number + 1, : number + 1])[1][:, -1]
            if number + 1 == width or size * abs(leading[-1]) <= TOLERANCE / 2 * table[0, 0]:
                break
            table[number + 1, number] = size
            basis[number + 1] = product / size
        best: Floats = np.abs(leading @ made)
        return best / np.linalg.norm(best)


def _parts(ties: Ties) -> Iterator[tuple[Ints, _Part]]:
    """Yield the people of each component of two or more, and the component."""
    label = components(ties)
    people = np.argsort(label, kind="stable")
    sizes = np.bincount(label)
    number = np.empty(len(ties), np.int64)  # of each person within the component
    number[people] = np.arange(len(ties)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    arcs = np.lexsort((ties.leaving, label[ties.leaving]))
    spans = np.concatenate([[0], np.cumsum(np.bincount(label[ties.leaving], minlength=len(sizes)))]).tolist()
    edges = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    strength = ties.strength / ties.strength.max(initial=1)
    for part in np.flatnonzero(sizes > 1).tolist():
        members, of = people[edges[part] : edges[part + 1]], arcs[spans[part] : spans[part + 1]]
        degree = ties.degree[members]
        yield members, _Part(np.cumsum(degree) - degree, number[ties.ends[of]], strength[ties.tie[of]])
