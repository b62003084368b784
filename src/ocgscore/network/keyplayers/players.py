"""Key players: the set of people whose removal splits a network most, or that reaches most of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from math import comb
from typing import Final, TypeAlias

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError
from ocgscore.network.between import Network, ties_of
from ocgscore.network.keyplayers.apart import DistanceFragmentation, Parting
from ocgscore.network.keyplayers.asked import LEFT, Asked, Measured, Request
from ocgscore.network.keyplayers.central import Central, central
from ocgscore.network.keyplayers.fragmentation import Splitting
from ocgscore.network.keyplayers.reaching import Reaching
from ocgscore.network.keyplayers.search import Found, Step, Tied, best_of_all, greedy, provable, swapped
from ocgscore.network.keyplayers.shaking import rounds_worth, shaken
from ocgscore.network.keyplayers.weighing import Weight
from ocgscore.network.model import MapError

Progress: TypeAlias = Callable[[int, int], object]
Ids: TypeAlias = tuple[Hashable, ...]
Aim: TypeAlias = Splitting | Parting | Reaching
PARTS: Final = 1_000  # of a progress bar, for each phase
PHASES: Final = 7
ENGINES: Final[Mapping[str, str]] = {
    "F": "fragmentation: arrays, depth-first walks",
    "DF": "distances: arrays, breadth-first searches",
    "m-reach": "reach: arrays, breadth-first searches",
    "R_D": "reach: arrays, breadth-first searches",
}


@attrs.frozen
class Start:
    """Where one start led.

    Parameters
    ----------
    name : str
        What it started from: ``"one after another"`` (each the best to add), ``"betweenness, anew each time"`` (worked
        out once the last has gone), ``"most links"``, or ``"widened and narrowed"`` (the best of these, in rounds).
    first : tuple of hashable
        The set started from, in the order of names.
    first_value : Fraction
    chosen : tuple of hashable
        The set that swaps, and whatever follows them, led to.
    value : Fraction
    swaps : int
        How many swaps led from the one to the other; of the last round alone where chance came in.
    """

    name: str
    first: Ids
    first_value: Fraction
    chosen: Ids
    value: Fraction
    swaps: int


@attrs.frozen
class Rival:
    """The most central people taken as a set.

    Parameters
    ----------
    by : str
        ``"degree"`` or ``"betweenness"``.
    chosen : tuple of hashable
        In the order of names; of equals at the end of the ranking the first by name.
    value : Fraction
        What the measure comes to for them.
    lost : Fraction
        What is lost by taking them and not the set found.
    """

    by: str
    chosen: Ids
    value: Fraction
    lost: Fraction


@attrs.frozen(eq=False)
class KeyPlayers:
    """A set of key players, and how good it is.

    Parameters
    ----------
    asked : Asked
        What was asked for.
    chosen : tuple of hashable
        Ids, in the order of names.
    start, found : Fragmentation, DistanceFragmentation or Reach
        All that the measure says of nobody, and of the set.
    before, after : Fraction
        The value of the measure with nobody, and with the set: of F and DF the share of pairs, of m-reach the people
        (or their weights together), of R_D a share.
    starts : tuple of Start
        Every start, and where it led.
    rivals : tuple of Rival
        The top k by degree and by betweenness: rankings of single people, not sets chosen together.
    proved : bool
        Whether all sets were looked at, so that none is better.
    tied : int or None
        How many sets are as good as this one, it among them; None where that is not proved.
    optima : tuple of tuple of hashable
        Those sets, up to 20 of them, the first by name first; empty where not proved.
    engines : tuple of str
    notes : tuple of str
        What was restricted or estimated.
    """

    asked: Asked
    chosen: Ids
    start: Measured
    found: Measured
    before: Fraction
    after: Fraction
    starts: tuple[Start, ...]
    rivals: tuple[Rival, ...]
    proved: bool
    tied: int | None
    optima: tuple[Ids, ...]
    engines: tuple[str, ...]
    notes: tuple[str, ...]


def key_players(  # noqa: PLR0913 - what is asked for, and how
    network: Network,
    k: int,
    *,
    goal: str = "fragment",
    measure: str | None = None,
    within: int = 2,
    hops: bool = False,
    weights: Mapping[Hashable, Weight] | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> KeyPlayers:
    """Return the k people whose removal splits a network most, or who together reach most of it [1]_.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Directions are ignored.
    k : int
        How many people, from 1 to all but two; to all for the goal ``"reach"``.
    goal : str
        ``"fragment"`` (KPP-NEG: whom to remove) or ``"reach"`` (KPP-POS: whom to watch, or to tell).
    measure : str, optional
        ``"F"`` (pairs no longer joined; by default) or ``"DF"`` (the same by distance); for ``"reach"`` ``"m-reach"``
        (people within some steps; by default) or ``"R_D"`` (by distance).
    within : int
        Steps that m-reach counts.
    hops : bool
        Distances, of DF, R_D and betweenness, count steps; otherwise a tie costs 1 / strength.
    weights : mapping of id to number, optional
        What each person counts for, 0 or more; 1 for whoever is not named. Not for DF.
    seed : int
        Of neighbourhoods drawn in the search, and of people distances are taken from where all would take too long.
    progress : callable, optional
        Called with (parts just done, all parts).

    Returns
    -------
    KeyPlayers

    Raises
    ------
    RequestError
        If any of the above is not as described, or a weight names nobody in the network.
    MapError
        If the network has fewer than three people (for ``"reach"``, nobody).

    Notes
    -----
    The k people highest in a ranking are not the best k to take together: two who hold the same part of a network are
    both high, and the second adds nothing. So a set is built one after another, and also begun from betweenness worked
    out anew after each removal and from the most links; each start is improved by exchanging one person for one other
    until no exchange helps, every exchange being looked at for F. For F the best of them is then widened and narrowed
    in rounds (see `ocgscore.network.keyplayers.shaking`). Where there are few enough sets, all are looked at, and the
    best is proved. Of equals the first by name is taken: of people, and of sets.

    References
    ----------
    .. [1] Borgatti, S. P. (2006). Identifying sets of key players in a social network. Comput. Math. Organ. Theory
       12:21-34.

    Examples
    --------
    >>> import networkx as nx
    >>> found = key_players(nx.path_graph(7), 2)
    >>> found.chosen, found.after, found.proved, found.tied
    ((1, 4), Fraction(4, 5), True, 3)
    >>> key_players(nx.path_graph(7), 1, goal="reach").chosen
    (2,)
    """
    ties = ties_of(network)
    if len(ties) < (1 if goal == "reach" else LEFT + 1):
        raise MapError(Problem("network", f"{len(ties)} people", "a network of three people or more", "add people"))
    request = Request(k, goal, measure, within, hops, weights, seed)
    problems = list(request.problems(ties))
    if problems:
        raise RequestError(problems)
    return _searched(Asked.of(ties, request), _Phases(progress))


class _Phases:
    """What makes the steps of each phase into parts of the whole."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    @contextmanager
    def phase(self, steps: int) -> Iterator[Step]:
        """Give a phase of so many steps, or about so many, what to call after each."""
        done = made = 0

        def step() -> None:
            nonlocal done, made
            done += 1
            self._tell(min(PARTS * done // max(steps, 1), PARTS) - made)
            made = min(PARTS * done // max(steps, 1), PARTS)

        yield step
        self._tell(PARTS - made)

    def _tell(self, parts: int) -> None:
        if self._progress is not None and parts:
            self._progress(parts, PARTS * PHASES)


def _searched(asked: Asked, phases: _Phases) -> KeyPlayers:
    with phases.phase(asked.count) as step:
        who = central(asked.ties, asked.count, hops=asked.hops, seed=asked.seed, step=step)
    aim = asked.aim(who.betweenness)
    starts = list(_starts(asked, aim, who, phases))
    tied = _proof(asked, aim, phases)
    best = max((found for _, _, found in starts), key=lambda found: found.value)
    nodes = best.nodes if tied is None else tied.first[0]
    start, found = asked.measured(np.zeros(0, np.int64)), asked.measured(np.array(nodes))
    return KeyPlayers(
        asked=asked,
        chosen=_ids(asked, nodes),
        start=start,
        found=found,
        before=asked.worth(start),
        after=asked.worth(found),
        starts=tuple(_start(asked, *one) for one in starts),
        rivals=tuple(_rivals(asked, who, asked.worth(found))),
        proved=tied is not None,
        tied=None if tied is None else tied.count,
        optima=() if tied is None else tuple(_ids(asked, one) for one in tied.first),
        engines=(ENGINES[asked.measure], *(f"betweenness: {engine}" for engine in who.engines)),
        notes=(*_notes(asked, aim, who), *_estimated(asked, found)),
    )


def _starts(asked: Asked, aim: Aim, who: Central, phases: _Phases) -> Iterator[tuple[str, Found, Found]]:
    """Yield every start: its name, the set, and where it led."""
    count = asked.count
    with phases.phase(count) as step:
        built = greedy(aim, count, step)
    sets = {
        "one after another": built,
        "betweenness, anew each time": tuple(who.anew.tolist()),
        "most links": tuple(who.degree[:count].tolist()),
    }
    ends = []
    for name, nodes in sets.items():
        first = tuple(sorted(nodes))
        with phases.phase(2 * count) as step:
            ends.append(swapped(aim, first, step))
        yield name, Found(first, aim.value(first)), ends[-1]
    if isinstance(aim, Splitting) and rounds_worth(aim, count):
        best = max(ends, key=lambda found: found.value)
        with phases.phase(rounds_worth(aim, count)) as step:
            yield "widened and narrowed", best, shaken(aim, asked.ties, best, asked.seed, step)


def _proof(asked: Asked, aim: Aim, phases: _Phases) -> Tied | None:
    """Look at all sets, if there are few enough."""
    if asked.searched_in_steps or not provable(aim, len(asked.ties), asked.count):
        return None
    with phases.phase(comb(len(asked.ties), asked.count - 1)) as step:
        return best_of_all(aim, len(asked.ties), asked.count, step)


def _start(asked: Asked, name: str, first: Found, last: Found) -> Start:
    return Start(
        name,
        _ids(asked, first.nodes),
        _shown(asked, first.value),
        _ids(asked, last.nodes),
        _shown(asked, last.value),
        last.swaps,
    )


def _shown(asked: Asked, value: Fraction) -> Fraction:
    """Return a value of the search in the units of the measure."""
    if asked.goal == "fragment":
        return value
    return value * asked.weights.unit if asked.measure == "m-reach" else value / max(asked.weights.total, 1)


def _rivals(asked: Asked, who: Central, after: Fraction) -> Iterator[Rival]:
    for by, order in (("degree", who.degree), ("betweenness", who.betweenness)):
        nodes = np.sort(order[: asked.count])
        value = asked.worth(asked.measured(nodes))
        yield Rival(by, _ids(asked, nodes.tolist()), value, after - value)


def _notes(asked: Asked, aim: Aim, who: Central) -> Iterator[str]:
    if any("sampled" in engine for engine in who.engines):
        yield "Betweenness is estimated from a sample of people."
    if asked.searched_in_steps:
        yield "Sets were compared in steps: by the strength of links that would take too long. Values are by strength."
    if isinstance(aim, Parting):
        if len(aim.candidates) < len(asked.ties):
            yield f"Only the {len(aim.candidates):,} people highest by betweenness were tried for a place."
        if aim.sampled:
            yield f"Sets were compared by the distances from {len(aim.sources):,} people drawn; starts' values are too."
    if isinstance(aim, Reaching) and aim.cut_short:
        yield f"For a place at most {aim.tried:,} people were tried, those who might add most first."


def _estimated(asked: Asked, found: Measured) -> Iterator[str]:
    if isinstance(found, DistanceFragmentation) and found.value_error:
        yield (
            f"{asked.measure} is estimated from a sample of people; the standard error of the value with the set is "
            f"{found.value_error:.1g}."
        )


def _ids(asked: Asked, nodes: Iterable[int]) -> Ids:
    return tuple(asked.ties.nodes[node] for node in nodes)
