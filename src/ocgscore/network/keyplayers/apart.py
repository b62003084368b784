"""How far apart removals leave people: distance-weighted fragmentation DF, of any removal and as a goal."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Final

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.errors import RequestError
from ocgscore.network.between import Network, ties_of
from ocgscore.network.engines import ARRAYS
from ocgscore.network.keyplayers.copies import pairs_in_copies
from ocgscore.network.keyplayers.named import name_problems, places_of
from ocgscore.network.paths.distances import distances
from ocgscore.network.paths.hops import WORD, Progress, pairs_at
from ocgscore.network.ties import Flags, Ints, Ties

TOO_FEW: Final = "fewer than two people remain"
WORTH: Final = 15_000_000  # words of a step, over all candidates for one place: half a second
SAMPLED: Final = 400_000  # words of a step for one candidate beyond which sources are sampled
FEWEST: Final = 20  # candidates
BY_STRENGTH: Final = 100  # times as long as steps a search by strength takes
A_VISIT: Final = 6  # words take as long as a visit of a walk
DIGITS: Final = 10  # to which sums over strengths are compared


@attrs.frozen
class DistanceFragmentation:
    """How far apart people are: 1 less the mean of 1 / distance over all pairs.

    Parameters
    ----------
    nearness : Fraction
        The sum of 1 / distance over the ordered pairs of those who remain, 0 where they are not joined; a tie costs
        1 / strength. Exact in steps, to 12 digits by strength.
    error : float
        Standard error of `nearness`; 0 where distances from everybody were taken.
    remaining : int
        How many people remain.
    everybody : int
        How many there were.
    strongest : Fraction
        The strength of the strongest tie before anybody was removed; 1 in steps.
    engine : str

    Notes
    -----
    DF = 1 - Σ (1/d) / (n(n - 1)) over ordered pairs [1]_, the n people who remain. By strength 1/d may exceed 1;
    distance is then counted in ties as strong as the strongest of the whole network [2]_, so that DF stays from 0 to 1.
    In steps, and wherever all strengths are 1, both are one formula. `plain` is the first as it stands.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network. Comput. Math. Organ. Theory
       12:21-34.
    .. [2] An, W. & Liu, Y.-H. (2016). keyplayer: an R package for locating key players in social networks. R Journal
       8(1):257-268.
    """

    nearness: Fraction
    error: float
    remaining: int
    everybody: int
    strongest: Fraction
    engine: str

    @property
    def value(self) -> Fraction | None:
        """DF of those who remain, 0 to 1; None where fewer than two do: undefined."""
        return _less(self.nearness / self.strongest, self.remaining)

    @property
    def of_all(self) -> Fraction | None:
        """DF over the pairs there were at the start, 1/d = 0 for a pair with somebody removed; never falls."""
        return _less(self.nearness / self.strongest, self.everybody)

    @property
    def plain(self) -> Fraction | None:
        """DF of those who remain with 1 / d as it is: below 0 where strong ties bring people nearer than a step."""
        return _less(self.nearness, self.remaining)

    @property
    def value_error(self) -> float:
        """Standard error of `value`."""
        pairs = self.remaining * (self.remaining - 1)
        return self.error / float(self.strongest) / pairs if pairs else 0.0

    @property
    def undefined(self) -> str:
        """Why `value` is None; empty where it is not."""
        return "" if self.remaining > 1 else TOO_FEW


def _less(nearness: Fraction, people: int) -> Fraction | None:
    pairs = people * (people - 1)
    return 1 - nearness / pairs if pairs else None


def distance_fragmentation(
    network: Network,
    removed: Sequence[Hashable] = (),
    *,
    directed: bool = False,
    hops: bool = False,
    progress: Progress | None = None,
) -> DistanceFragmentation:
    """Return how far apart a removal leaves people.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
    removed : sequence of hashable
        Ids of those removed.
    directed : bool
        Keep directions: pairs are then apart by the way from the one to the other.
    hops : bool
        Count steps; otherwise a tie costs 1 / strength.
    progress : callable, optional
        Called with (sources done, all sources) now and then.

    Returns
    -------
    DistanceFragmentation
        Exact where that is some 20 seconds' work, and otherwise from a sample of sources; see
        `ocgscore.network.paths.distances.distances`.

    Raises
    ------
    RequestError
        If somebody is not in the network.

    Examples
    --------
    >>> path = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")])
    >>> distance_fragmentation(path).value, distance_fragmentation(path, "b").value
    (Fraction(5, 18), Fraction(2, 3))
    """
    ties = ties_of(network, directed=directed)
    problems = list(name_problems("removed", removed, ties))
    if problems:
        raise RequestError(problems)
    return left_apart(ties, places_of(removed, ties), hops=in_steps(ties, hops=hops), progress=progress)


def in_steps(ties: Ties, *, hops: bool) -> bool:
    """Return whether distances are steps: asked for, or all ties of strength 1."""
    return hops or bool((ties.strength == 1).all())


def left_apart(ties: Ties, removed: Ints, *, hops: bool, progress: Progress | None = None) -> DistanceFragmentation:
    """Return how far apart people are without some, by their positions."""
    gone = np.zeros(len(ties), np.bool_)
    gone[removed] = True
    strongest = Fraction(1) if hops else Fraction(float(ties.strength.max()))
    found = distances(ties.among(~gone), directed=ties.directed, hops=hops, progress=progress)
    near, error = found.inverse_sum
    nearness = Fraction(repr(near or 0.0))
    if hops and found.exact:
        nearness = _whole(pairs_at(ties, without=gone))
    remaining = int(np.count_nonzero(~gone))
    return DistanceFragmentation(nearness, error, remaining, len(ties), strongest, found.engine)


def _whole(counts: Ints) -> Fraction:
    """Return the sum of 1 / distance, exactly, from how many pairs lie at each."""
    return sum((Fraction(count, step) for step, count in enumerate(counts.tolist(), 1)), Fraction(0))


class Parting:
    """The goal to leave people as far apart as can be.

    Parameters
    ----------
    ties : Ties
        Undirected.
    hops : bool
        Count steps. By strength only where `affordable`.
    order : ndarray of int64, shape (n,)
        Who is worth trying first, where there is no time to try everybody.
    seed : int
        Of the sources, where they are sampled.

    Attributes
    ----------
    candidates : ndarray of int64
        Those tried for a place, rising.
    sources : ndarray of int64
        Those from whom distances are taken.
    """

    def __init__(self, ties: Ties, *, hops: bool, order: Ints, seed: int) -> None:
        n, most = len(ties), max(SAMPLED * WORD // _visits(ties), WORD)
        self.ties, self.hops = ties, hops
        self.sources = np.arange(n)
        if n > most:
            self.sources = np.sort(np.argsort(Chance.of(seed, 0).words(n), kind="stable")[:most])
        one = _words(ties, len(self.sources), hops=hops)
        self.candidates = np.sort(order[: max(WORTH // one, FEWEST)])
        self.visits = one * len(self.candidates) // A_VISIT
        self._strongest = Fraction(1) if hops else Fraction(float(ties.strength.max()))

    @property
    def complete(self) -> bool:
        """Whether everybody is tried, and distances are taken from everybody."""
        return not self.sampled and len(self.candidates) == len(self.ties)

    @property
    def sampled(self) -> bool:
        """Whether distances are taken from some people only."""
        return len(self.sources) < len(self.ties)

    def value(self, chosen: Collection[int]) -> Fraction:
        """Return DF without those chosen, as far as the sources tell."""
        return self._values(self._gone(chosen, [[]]))[0]

    def best(self, chosen: Collection[int], first: int = 0) -> tuple[Fraction, list[int]]:
        """Return DF without those chosen and the best one more, and all who are equally best, from a position on."""
        free = [node for node in self.candidates.tolist() if node >= first and node not in chosen]
        values = self._values(self._gone(chosen, [[node] for node in free]))
        highest = max(values)
        return highest, [node for node, value in zip(free, values, strict=True) if value == highest]

    def _gone(self, chosen: Collection[int], more: Sequence[list[int]]) -> Flags:
        gone = np.zeros((len(more), len(self.ties)), np.bool_)
        for row, nodes in enumerate(more):
            gone[row, [*chosen, *nodes]] = True
        return gone

    def _values(self, gone: Flags) -> list[Fraction]:
        asked, others = (~gone[:, self.sources]).sum(axis=1), (~gone).sum(axis=1) - 1
        near = self._in_steps(gone) if self.hops else [self._by_strength(row) for row in gone]
        pairs = (asked * others).tolist()
        return [1 - total / count if count else Fraction(1) for total, count in zip(near, pairs, strict=True)]

    def _in_steps(self, gone: Flags) -> list[Fraction]:
        counts = pairs_in_copies(self.ties, gone, self.sources)
        whole = lcm(*range(1, counts.shape[1] + 1))
        worth = [whole // step for step in range(1, counts.shape[1] + 1)]
        return [Fraction(sum(map(mul, row, worth)), whole) for row in counts.tolist()]

    def _by_strength(self, gone: Flags) -> Fraction:
        near = distances(self.ties.among(~gone), sources="all", engine=ARRAYS).inverse_sum.value or 0.0
        return Fraction(f"{near:.{DIGITS}g}") / self._strongest


def affordable(ties: Ties) -> bool:
    """Return whether sets can be compared by the strength of ties, and not in steps alone."""
    return FEWEST * _words(ties, len(ties), hops=False) <= WORTH


def _words(ties: Ties, sources: int, *, hops: bool) -> int:
    """Return how much it takes to compare one set, in words of a step."""
    return max(sources * _visits(ties) // WORD, 1) * (1 if hops else BY_STRENGTH)


def _visits(ties: Ties) -> int:
    return len(ties) + 2 * ties.size
