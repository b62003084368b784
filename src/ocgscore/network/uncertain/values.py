"""A measure of each person or group over draws: its mean and interval, its ranks, and who is among the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError, whole_number_problems
from ocgscore.network.paths.hops import Progress
from ocgscore.network.paths.values import settled
from ocgscore.network.ties import Flags, Floats, Ints, Ties
from ocgscore.network.uncertain.draws import USUAL, drawn_networks
from ocgscore.network.uncertain.extremes import Extremes, beyond

Drawn: TypeAlias = Callable[[Ties], tuple[Floats, Flags]]
NOWHERE: Final = "undefined in every draw"


@attrs.frozen(eq=False)
class Uncertain:
    """A measure over draws; each array has a number for each of n people or groups.

    Parameters
    ----------
    mean : ndarray of float64, shape (n,)
        Over the draws in which the measure is defined, to 12 significant digits; 0 where it is in none.
    low, high : ndarray of float64, shape (n,)
        The ends of the interval that holds at least `level` of those draws: as many are below as above it; to as many
        digits. 0 where there are none.
    rank_best, rank_worst : ndarray of int64, shape (n,)
        The ends of the interval that holds at least `level` of the ranks of all draws. The highest value has rank 1;
        equal values share all the places they take, so that `rank_best` is over the first and `rank_worst` over the
        last of these. Whoever has no value in a draw comes after all who have, and shares the last places.
    in_top : ndarray of float64, shape (n,)
        The share of draws in which it is among the first `top`. Where equal values share more places than are left of
        the top, each counts for its part of these: of thirteen people all alike five places fall to each with 5/13.
        Whoever has no value in a draw is not among them.
    defined : ndarray of float64, shape (n,)
        The share of draws in which the measure is defined; `undefined` says why it may not be.
    draws, seed, top : int
        As asked for.
    level : float
        Of the intervals.
    certain : bool
        Whether every tie is certain, so that one draw was all there is to draw.
    """

    mean: Floats
    low: Floats
    high: Floats
    rank_best: Ints
    rank_worst: Ints
    in_top: Floats
    defined: Floats
    draws: int
    seed: int
    top: int
    level: float
    certain: bool

    @property
    def undefined(self) -> str:
        """Why `mean`, `low` and `high` mean nothing for some; empty where they do for all."""
        return "" if (self.defined > 0).all() else NOWHERE

    @property
    def error(self) -> Floats:
        """The standard error of `in_top` at most, from how many draws there were; 0 where the network is certain."""
        variance = self.in_top * (1 - self.in_top) / self.draws
        error: Floats = np.sqrt(np.zeros(len(variance)) if self.certain else variance)
        return error


def uncertain(
    ties: Ties,
    measures: Mapping[str, Drawn],
    *,
    draws: int = USUAL,
    seed: int = 1,
    top: int = 10,
    level: float = 0.95,
    progress: Progress | None = None,
) -> dict[str, Uncertain]:
    """Return measures over draws of a network whose ties may not exist.

    Parameters
    ----------
    ties : Ties
    measures : mapping of str to callable
        From a network to the values, float64 of shape (n,), and where they are defined, bool of shape (n,): n the same
        in every draw.
    draws, seed : int
        See `drawn_networks`. All measures see the same draws.
    top : int
        For how many places the chance to be among the first is wanted.
    level : float
        Share of draws that the intervals hold, above 0 and below 1.
    progress : callable, optional
        Called with (draws just made, all).

    Returns
    -------
    dict of str to Uncertain

    Raises
    ------
    RequestError
        If one of the numbers is not in its range.

    Notes
    -----
    This is Monte Carlo over the worlds in which each tie is there or not, as for uncertain graphs in general [1]_. The
    ends of an interval are order statistics: of D draws floor(D (1 - level) / 2) lie beyond each end. Only those near
    the ends are kept, so that memory does not grow with the draws.

    References
    ----------
    .. [1] Potamias, M. et al. (2010). k-nearest neighbors in uncertain graphs. PVLDB 3(1):997-1008.

    Examples
    --------
    >>> ties = Ties.of("abc", [("a", "b"), ("b", "c")], chance=[1, 0.5])
    >>> everywhere = np.ones(3, bool)
    >>> found = uncertain(ties, {"degree": lambda drawn: (drawn.degree.astype(float), everywhere)}, top=1)["degree"]
    >>> found.mean.tolist(), found.low.tolist(), found.high.tolist()
    ([1.0, 1.486, 0.486], [1.0, 1.0, 0.0], [1.0, 2.0, 1.0])
    >>> found.in_top.tolist(), found.rank_best.tolist(), found.rank_worst.tolist()
    ([0.257, 0.743, 0.0], [1, 1, 2], [3, 2, 3])
    """
    problems = list(whole_number_problems("top", top, 1, 10**9))
    if not 0 < level < 1:
        problems.append(Problem("level", str(level), "a share above 0 and below 1", "0.95 is usual"))
    if problems:
        raise RequestError(problems)
    networks = drawn_networks(ties, draws, seed)
    made = 1 if ties.certain else draws
    tallies: dict[str, _Tally] = {}
    for drawn in networks:
        for name, measure in measures.items():
            values, known = measure(drawn)
            if name not in tallies:
                tallies[name] = _Tally(len(values), made, top, level)
            tallies[name].add(values, known)
        if progress is not None:
            progress(1, made)
    settings = {"draws": draws, "seed": seed, "top": top, "level": level, "certain": ties.certain}
    return {name: tally.result(settings) for name, tally in tallies.items()}


class _Tally:
    """What is kept of the draws of one measure."""

    def __init__(self, width: int, draws: int, top: int, level: float) -> None:
        self._draws, self._top, self._level = draws, top, level
        most = beyond(draws, level) + 1
        self._lowest = Extremes(width, most, highest=False)
        self._highest = Extremes(width, most, highest=True)
        self._best = Extremes(width, most, highest=False, ranks=True)
        self._worst = Extremes(width, most, highest=True, ranks=True)
        self._sum = np.zeros(width)
        self._known = np.zeros(width, np.int64)
        self._in_top = np.zeros(width)

    def add(self, values: Floats, known: Flags) -> None:
        """Add a draw."""
        values = settled(values)  # before anything is ranked, so that mean and ends agree where no draw differs
        best, worst = shared_ranks(values, known)
        always = np.ones(len(values), np.bool_)
        self._lowest.add(values, known)
        self._highest.add(values, known)
        self._best.add(best.astype(np.float64), always)
        self._worst.add(worst.astype(np.float64), always)
        self._sum += np.where(known, values, 0)
        self._known += known
        self._in_top += np.where(known, part_of_top(best, worst, self._top), 0)

    def result(self, settings: Mapping[str, object]) -> Uncertain:
        """Return what the draws amount to."""
        known = self._known > 0
        # how many draws lie beyond an end differs with how many define the measure: at most `draws` of them do
        place = np.array([beyond(count, self._level) for count in range(self._draws + 1)], np.int64)
        inner, outer = place[self._known], np.full(len(known), place[-1])
        return Uncertain(
            mean=settled(self._sum / np.maximum(self._known, 1)),
            low=np.where(known, self._lowest.at(inner), 0),
            high=np.where(known, self._highest.at(inner), 0),
            rank_best=self._best.at(outer).astype(np.int64),
            rank_worst=self._worst.at(outer).astype(np.int64),
            in_top=settled(self._in_top / self._draws),
            defined=self._known / self._draws,
            **settings,  # type: ignore[arg-type]
        )


def part_of_top(best: Ints, worst: Ints, top: int) -> Floats:
    """Return what part of the first places falls to each of those who share places, 0 to 1.

    Parameters
    ----------
    best, worst : ndarray of int64, shape (n,)
        The first and the last place that each shares.
    top : int
        How many places there are.

    Examples
    --------
    >>> part_of_top(np.array([1, 2, 2, 4]), np.array([1, 3, 3, 4]), 2).tolist()
    [1.0, 0.5, 0.5, 0.0]
    """
    part: Floats = np.clip((top - best + 1) / (worst - best + 1), 0, 1)
    return part


def shared_ranks(values: Floats, known: Flags) -> tuple[Ints, Ints]:
    """Return the first and the last place that each value takes, the highest first; the unknown take the last ones.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
    known : ndarray of bool, shape (n,)

    Returns
    -------
    tuple of ndarray of int64, shape (n,)
        From 1.

    Examples
    --------
    >>> best, worst = shared_ranks(np.array([5.0, 7, 5, 0]), np.array([True, True, True, False]))
    >>> best.tolist(), worst.tolist()
    ([2, 1, 2, 4], [3, 1, 3, 4])
    """
    ordered = np.sort(values[known])
    count = len(ordered)
    best = np.full(len(values), count + 1, np.int64)
    worst = np.full(len(values), len(values), np.int64)
    best[known] = count - np.searchsorted(ordered, values[known], side="right") + 1
    worst[known] = count - np.searchsorted(ordered, values[known], side="left")
    return best, worst
