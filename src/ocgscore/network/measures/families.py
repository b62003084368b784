"""What is worked out of people together: one search, or one listing of triangles, gives several measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.network.between import Network, membership_of
from ocgscore.network.local.brokerage import ROLES, brokerage
from ocgscore.network.local.cliques import maximal_cliques
from ocgscore.network.local.communities import communities
from ocgscore.network.local.cores import core_numbers
from ocgscore.network.local.crossing import ei_index
from ocgscore.network.local.degree import degrees
from ocgscore.network.local.eigen import eigenvector
from ocgscore.network.local.found import CountByNode, where_defined
from ocgscore.network.local.holes import structural_holes
from ocgscore.network.local.triangles import clustering
from ocgscore.network.membership import Membership
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.paths.distances import distances
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.rounds import Sources
from ocgscore.network.paths.values import ByNode
from ocgscore.network.ties import Ties

NAMELESS: Final = "the map names no groups"


@attrs.frozen(eq=False)
class Asked:
    """How people are measured.

    Parameters
    ----------
    belonging : Membership or None
        Who is in which group; None where nobody is in any.
    hops : bool
        Count steps; otherwise a tie costs 1 / strength.
    sources : int, "all" or None
    seed : int
        Of samples and of communities.
    """

    belonging: Membership | None
    hops: bool = False
    sources: Sources = None
    seed: int = 1


Family: TypeAlias = Callable[[Ties, Asked, Progress | None], Iterator[tuple[str, ByNode]]]


def belonging_of(network: Network) -> Membership | None:
    """Return who is in which group; None where nobody is, or the network cannot say."""
    if isinstance(network, Ties):
        return None
    belonging = membership_of(network)
    return belonging if len(belonging.person) else None


def _degree(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = degrees(ties, directed=ties.directed)
    yield "degree", _of_counts(found.degree)
    if found.degree_out and found.degree_in:
        yield "degree_out", _of_counts(found.degree_out)
        yield "degree_in", _of_counts(found.degree_in)
    yield "strength", found.strength
    if found.strength_out and found.strength_in:
        yield "strength_out", found.strength_out
        yield "strength_in", found.strength_in


def _betweenness(ties: Ties, asked: Asked, progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = betweenness(
        ties, directed=ties.directed, hops=asked.hops, sources=asked.sources, seed=asked.seed, progress=progress
    )
    yield "betweenness", found.raw
    yield "betweenness_share", found.normalised


def _distances(ties: Ties, asked: Asked, progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = distances(
        ties, directed=ties.directed, hops=asked.hops, sources=asked.sources, seed=asked.seed, progress=progress
    )
    yield "closeness", found.closeness
    yield "harmonic", found.harmonic


def _eigenvector(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    yield "eigenvector", eigenvector(ties)


def _holes(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = structural_holes(ties)
    yield "effective_size", found.effective_size
    yield "efficiency", found.efficiency
    yield "constraint", found.constraint
    yield "hierarchy", found.hierarchy


def _core(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    yield "core", _of_counts(core_numbers(ties))


def _clustering(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    yield "clustering", clustering(ties)


def _roles(ties: Ties, asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    if asked.belonging is None:
        yield from ((role, _nowhere(ties, NAMELESS)) for role in ROLES)
        return
    found = brokerage(ties, directed=ties.directed, belonging=asked.belonging)
    yield from ((role, ByNode.exactly(ties.nodes, getattr(found, role), found.engine)) for role in ROLES)


def _cliques(ties: Ties, _asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = maximal_cliques(ties)
    if found.complete:
        yield "cliques", _of_counts(found.counts)
    else:
        lacking = _nowhere(ties, f"more than {len(found):,} cliques in the network: too many to list them all")
        yield "cliques", attrs.evolve(lacking, engine=found.engine)


def _community(ties: Ties, asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    found = communities(ties, seed=asked.seed)
    yield "community", ByNode.exactly(ties.nodes, found.label.astype(np.float64), found.engine)


def _crossing(ties: Ties, asked: Asked, _progress: Progress | None) -> Iterator[tuple[str, ByNode]]:
    if asked.belonging is None:
        yield "ei_index", _nowhere(ties, NAMELESS)
    else:
        yield "ei_index", ei_index(ties, belonging=asked.belonging).people.index


def _of_counts(found: CountByNode) -> ByNode:
    return ByNode.exactly(found.nodes, found.values.astype(np.float64), found.engine)


def _nowhere(ties: Ties, why: str) -> ByNode:
    """Return a measure that nobody has."""
    nobody = np.zeros(len(ties))
    return where_defined(ties.nodes, nobody, nobody > 0, why)


FAMILIES: Final[Mapping[Family, tuple[str, ...]]] = MappingProxyType(
    {
        _degree: ("degree", "degree_out", "degree_in", "strength", "strength_out", "strength_in"),
        _betweenness: ("betweenness", "betweenness_share"),
        _distances: ("closeness", "harmonic"),
        _eigenvector: ("eigenvector",),
        _holes: ("effective_size", "efficiency", "constraint", "hierarchy"),
        _core: ("core",),
        _clustering: ("clustering",),
        _roles: ROLES,
        _cliques: ("cliques",),
        _community: ("community",),
        _crossing: ("ei_index",),
    }
)
"""What is worked out together, and the measures that come of it."""

SLOW: Final[Mapping[Family, int]] = MappingProxyType({_betweenness: 400, _distances: 250, _community: 200})
OTHERS: Final = 20  # thousandths of the work, roughly, that each of the other families takes
WHOLE: Final = sum(SLOW.get(family, OTHERS) for family in FAMILIES)


@attrs.define
class Share:
    """Passes on how far one of several pieces of work is, as its part of the whole.

    Parameters
    ----------
    progress : callable or None
    part, whole : int

    Examples
    --------
    >>> said = []
    >>> share = Share(lambda step, total: said.append((step, total)), 10, 100)
    >>> share(1, 3), share.end()
    (None, None)
    >>> said
    [(3, 100), (7, 100)]
    """

    progress: Progress | None
    part: int
    whole: int
    _done: float = attrs.field(default=0.0, init=False)
    _told: int = attrs.field(default=0, init=False)

    def __call__(self, step: int, total: int) -> None:
        """Count what has just been done of this piece."""
        self._done += step / max(total, 1)
        self._tell(int(self.part * min(self._done, 1.0)))

    def end(self) -> None:
        """Say that this piece is done."""
        self._tell(self.part)

    def _tell(self, so_far: int) -> None:
        if self.progress is not None and so_far > self._told:
            self.progress(so_far - self._told, self.whole)
            self._told = so_far


def all_families(ties: Ties, asked: Asked, progress: Progress | None = None) -> dict[str, ByNode]:
    """Return every measure of people, by name."""
    found: dict[str, ByNode] = {}
    for family in FAMILIES:
        share = Share(progress, SLOW.get(family, OTHERS), WHOLE)
        found.update(family(ties, asked, None if progress is None else share))
        share.end()
    return found
