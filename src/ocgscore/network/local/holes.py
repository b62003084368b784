"""Structural holes (Burt 1992): how far a person's contacts are strangers to each other."""

from __future__ import annotations

from itertools import permutations

import attrs
import numpy as np

from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import where_defined
from ocgscore.network.local.triangles import Triangles, triangles
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Floats, Ints, Ties


@attrs.frozen(eq=False)
class StructuralHoles:
    """Burt's measures of each person; undefined for a person without contacts.

    Parameters
    ----------
    effective_size : ByNode
        Contacts, less how far each is also reached through the others; from 1 to the number of contacts.
    efficiency : ByNode
        Effective size as a share of the number of contacts, above 0 and at most 1.
    constraint : ByNode
        How far all links lead back to the same contact; low where there are many holes. Above 0; it may pass 1 where
        there are two or three contacts.
    hierarchy : ByNode
        How far the constraint comes from one contact: 0 where all contacts constrain alike, towards 1 where one alone
        does. Undefined with a single contact too: then the formula gives 0 / 0.
    """

    effective_size: ByNode
    efficiency: ByNode
    constraint: ByNode
    hierarchy: ByNode


def structural_holes(network: Network) -> StructuralHoles:
    """Return effective size, efficiency, constraint and hierarchy of each person [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored, as in Burt's definitions: what runs between two people counts whoever sends it.

    Notes
    -----
    With z_ij the strength of the tie of i and j, p_ij = z_ij / Σ_k z_ik and m_jq = z_jq / max_k z_jk, and j and q
    contacts of i:

    - effective size n_i - Σ_j Σ_q p_iq m_jq; where all ties are of one strength that is n_i - 2 t_i / n_i, t_i being
      the ties among the contacts [2]_;
    - c_ij = (p_ij + Σ_q p_iq p_qj)², constraint Σ_j c_ij;
    - hierarchy Σ_j x_ij ln x_ij / (n_i ln n_i), x_ij = c_ij / (Σ_k c_ik / n_i): the Coleman-Theil index of disorder.

    The inner sums are over triangles, each listed once.

    References
    ----------
    .. [1] Burt, R. S. (1992). Structural Holes: The Social Structure of Competition. Harvard University Press, ch. 2.
    .. [2] Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures. Connections 20(1):35-38.

    Examples
    --------
    >>> found = structural_holes(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]))
    >>> found.effective_size.as_dict()
    {'a': 1.0, 'b': 1.0, 'c': 2.33333333333, 'd': 1.0}
    >>> found.constraint.values.round(3).tolist(), found.hierarchy.values.round(3).tolist()
    ([1.007, 1.007, 0.611, 1.0], [0.01, 0.01, 0.052, 0.0])
    >>> found.hierarchy.defined.tolist()
    [True, True, True, False]
    """
    ties = ties_of(network)
    halves = _Halves.of(ties)
    redundancy, indirect = np.zeros(len(ties)), np.zeros(len(halves.start))
    for block in triangles(ties):
        _tally(halves, block, redundancy, indirect)
    several, alone = ties.degree > 1, "no contacts"
    contacts = ties.degree.astype(np.float64)
    effective = contacts - redundancy
    each = (halves.share + indirect) ** 2
    constraint = halves.summed(each)
    return StructuralHoles(
        where_defined(ties.nodes, effective, contacts > 0, alone),
        where_defined(ties.nodes, effective / np.maximum(contacts, 1), contacts > 0, alone),
        where_defined(ties.nodes, constraint, contacts > 0, alone),
        where_defined(ties.nodes, _disorder(halves, each, constraint, contacts), several, "fewer than two contacts"),
    )


@attrs.frozen(eq=False)
class _Halves:
    """Each tie from either end: the first m from tail to head, then the same m from head to tail."""

    nodes: int
    start: Ints
    share: Floats  # of the whole strength of who it starts from: p
    relative: Floats  # to the strongest tie of who it starts from: m

    @classmethod
    def of(cls, ties: Ties) -> _Halves:
        start = np.concatenate([ties.tails, ties.heads])
        strength = np.concatenate([ties.strength, ties.strength])
        whole = np.bincount(start, strength, len(ties))
        strongest = np.zeros(len(ties))
        np.maximum.at(strongest, start, strength)
        return cls(len(ties), start, strength / whole[start], strength / strongest[start])

    def summed(self, values: Floats) -> Floats:
        """Return the sum over the ties of each person."""
        return np.bincount(self.start, values, self.nodes).astype(np.float64)


def _tally(halves: _Halves, block: Triangles, redundancy: Floats, indirect: Floats) -> None:
    """Add what a block of triangles makes redundant, and the shares that run by way of a third, in place."""
    m = len(halves.start) // 2
    for i, j, q in permutations(range(3)):
        at_i, at_j, at_q = block.corners[[i, j, q]]
        i_q = block.sides[j] + m * (at_i > at_q)
        j_q = block.sides[i] + m * (at_j > at_q)
        q_j = block.sides[i] + m * (at_q > at_j)
        i_j = block.sides[q] + m * (at_i > at_j)
        redundancy += np.bincount(at_i, halves.share[i_q] * halves.relative[j_q], len(redundancy))
        indirect += np.bincount(i_j, halves.share[i_q] * halves.share[q_j], len(indirect))


def _disorder(halves: _Halves, each: Floats, constraint: Floats, contacts: Floats) -> Floats:
    """Return the Coleman-Theil index of what each contact constrains; rounded, so that equal contacts give 0."""
    relative = each / constraint[halves.start] * contacts[halves.start]
    logs = np.log(relative, out=np.zeros(len(relative)), where=relative > 0)
    most = contacts * np.log(np.maximum(contacts, 2))
    disorder: Floats = np.abs(np.round(halves.summed(relative * logs) / np.maximum(most, 1), 12))
    return disorder
