"""Strategies: in which order people are taken out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeAlias

import attrs
import numpy as np

from ocgscore.errors import Problem, did_you_mean, same_id_hint, whole_number_problems
from ocgscore.network.disruption.recovery import Mending, Recovery
from ocgscore.network.disruption.scores import MEASURES, Scorer, ranked, scorer_of
from ocgscore.network.disruption.standing import Course, Made, Standing
from ocgscore.network.ties import Ints, Ties

GIVEN = "given"
Progress: TypeAlias = Callable[[int, int], object]


def _names(order: Sequence[Hashable] | None) -> tuple[Hashable, ...] | None:
    return None if order is None else tuple(order)


@attrs.frozen
class Strategy:
    """In which order people are taken out.

    Parameters
    ----------
    by : str
        The highest first by ``"degree"`` (links), ``"strength"`` (of links, summed), ``"betweenness"``, ``"katz"`` or
        ``"influence"`` (collective influence); or ``"given"``, with an order.
    recompute : int, optional
        Rank those who remain anew after every so many removals: 1 is after each. Ranked once, before the first, by
        default.
    hops : bool
        Betweenness counts steps and ignores the strength of ties; otherwise a tie costs 1 / strength.
    order : sequence of hashable, optional
        Who goes, the first first, for ``"given"``.
    precedence : sequence of hashable, optional
        Who goes first of equals: those named here in this order, then the rest by name. All by name by default.

    Notes
    -----
    Ranked once, after every removal and after every fifth are the one-off, "sequential" and "block" removals of the
    field [1]_. How ties between equals are broken decides much of a curve, so it is stated: two strategies that differ
    in nothing else may differ by half their length.

    References
    ----------
    .. [1] Cavallaro, L. et al. (2020). Disrupting resilient criminal networks through data analysis: the case of
       Sicilian Mafia. PLoS ONE 15(8):e0236476.
    """

    by: str = "degree"
    recompute: int | None = None
    hops: bool = False
    order: tuple[Hashable, ...] | None = attrs.field(default=None, converter=_names)
    precedence: tuple[Hashable, ...] | None = attrs.field(default=None, converter=_names)

    def problems(self, ties: Ties) -> Iterator[Problem]:
        """Yield what is wrong with it for a network."""
        if self.by == GIVEN:
            if not self.order:
                yield Problem("order", None, "the people who go, in order", "name them, or rank by a measure")
        elif self.by not in MEASURES:
            known = [*MEASURES, GIVEN]
            hint = did_you_mean(self.by, known) or f"take one of {', '.join(known)}"
            yield Problem("by", self.by, "what an order goes by", hint)
        elif self.order is not None:
            yield Problem("order", self.by, "given", "an order is given, or goes by a measure, not both")
        if self.recompute is not None:
            yield from whole_number_problems("block", self.recompute, 1, max(len(ties), 1), of=", the number of people")
            if self.by == GIVEN:
                yield Problem("block", str(self.recompute), "of use with an order given", "leave it out")
        yield from name_problems("order", self.order or (), ties)
        yield from name_problems("precedence", self.precedence or (), ties)

    @property
    def said(self) -> str:
        """The order in words."""
        if self.by == GIVEN:
            return "in the order given"
        how = "ranked once, before the first removal"
        if self.recompute is not None:
            after = "each removal" if self.recompute == 1 else f"every {self.recompute} removals"
            how = f"ranked anew after {after}"
        costs = ""
        if self.by == "betweenness":
            costs = " in steps" if self.hops else " (a link costs 1 / strength)"
        return f"by {MEASURES[self.by]}{costs}, {how}"


def name_problems(where: str, names: Sequence[Hashable], ties: Ties) -> Iterator[Problem]:
    """Yield a problem for each name that is not in the network, or that is there before."""
    said: set[Hashable] = set()
    for number, name in enumerate(names, 1):
        if name not in ties.place:
            hint = same_id_hint(str(name), map(str, ties.nodes))
            yield Problem(f"{where} {number}", str(name), "a person of the network", hint or "check the id")
        elif name in said:
            yield Problem(f"{where} {number}", str(name), "named once", "keep the first")
        said.add(name)


def course_of(
    ties: Ties, strategy: Strategy, count: int, recovery: Recovery | None, progress: Progress | None
) -> Course:
    """Take people out in the order of a strategy.

    Parameters
    ----------
    ties : Ties
        Undirected.
    strategy : Strategy
        Sound for the network.
    count : int
        How many go.
    recovery : Recovery or None
    progress : callable or None
        Called with (removals just made, all) for what takes long: ranking anew, and recovery.
    """
    whole = Standing(ties, np.ones(len(ties), np.bool_))
    if strategy.by == GIVEN:
        order = np.array([ties.place[name] for name in strategy.order or ()], np.int64)[:count]
        return _followed(ties, order, recovery, progress)
    score = scorer_of(strategy.by, ties, hops=strategy.hops, grows=recovery is not None)
    precedence = _precedence(ties, strategy.precedence)
    if strategy.recompute is None:
        scores, engine = score(whole)
        order = ranked(scores, whole, precedence)[:count]
        return attrs.evolve(_followed(ties, order, recovery, progress), engines=(engine,))
    return _ranked_anew(whole, (score, precedence, strategy.recompute), count, recovery, progress)


def _followed(ties: Ties, order: Ints, recovery: Recovery | None, progress: Progress | None) -> Course:
    """Follow an order that stands."""
    if recovery is None:
        return Course(ties, order)
    mending = Mending(ties, recovery)
    for number, node in enumerate(order.tolist(), 1):
        mending.remove(node, number)
        if progress is not None:
            progress(1, len(order))
    return Course(ties, order, Made.of(mending.made))


def _ranked_anew(
    standing: Standing, how: tuple[Scorer, Ints, int], count: int, recovery: Recovery | None, progress: Progress | None
) -> Course:
    """Rank those who remain after every so many removals."""
    ties, (score, precedence, every) = standing.ties, how
    mending = None if recovery is None else Mending(ties, recovery)
    order, engines = np.zeros(0, np.int64), dict[str, None]()
    while len(order) < count:
        scores, engine = score(standing)
        engines[engine] = None
        batch = ranked(scores, standing, precedence)[: min(every, count - len(order))]
        if mending is None:
            order, standing = np.concatenate([order, batch]), standing.without(batch)
        else:
            for number, node in enumerate(batch.tolist(), len(order) + 1):
                mending.remove(node, number)
            order = np.concatenate([order, batch])
            standing = Course(ties, order, Made.of(mending.made)).at(len(order))
        if progress is not None:
            progress(len(batch), count)
    return Course(ties, order, Made.of([] if mending is None else mending.made), tuple(engines))


def _precedence(ties: Ties, names: Sequence[Hashable] | None) -> Ints:
    """Return the rank of each node among equals."""
    rank = np.arange(len(ties))
    if names is not None:
        named = np.array([ties.place[name] for name in names], np.int64)
        rank += len(named)
        rank[named] = np.arange(len(named))
    return rank
