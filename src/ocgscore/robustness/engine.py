"""Many draws: scored, ordered and counted block by block, on as many threads as there are processors."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.chance import Ints
from ocgscore.ranking import rank
from ocgscore.robustness.comparing import Compared, Comparison
from ocgscore.robustness.drawing import BLOCK, Drawer, Draws
from ocgscore.robustness.evaluate import Evaluator
from ocgscore.robustness.places import FINE, HELD, MOST_RANKS, Floats, Numbers, Order, Places, order_of, top_hits
from ocgscore.robustness.plan import plan_measure
from ocgscore.robustness.uncertainty import Request
from ocgscore.scoring import Scores

Progress: TypeAlias = Callable[[int, int], None]
MOST_THREADS: Final = 8
MOST_AHEAD: Final = 16  # blocks worked out before they are counted


@attrs.frozen(eq=False)
class Found:
    """What a block of draws shows.

    Parameters
    ----------
    draws : int
    bands : ndarray of int64, shape (cuts, n)
        In how many draws each group reaches each cut.
    order : Order or None
    hits : ndarray of int64, shape (n,), or None
        Who is among the first K, where places are not counted.
    firsts : ndarray of int64, shape (2, n)
        In how many draws each group is first, alone or not; and, in units of ``2**-40``, its parts where it shares.
    first_shares : dict of int to ndarray of int64, shape (n + 1,)
        By criterion with a drawn weight: the sum of its shares over those draws, and last over all draws.
    compared : Compared or None
    """

    draws: int
    bands: Ints
    order: Order | None
    hits: Ints | None
    firsts: Ints
    first_shares: Mapping[int, Ints]
    compared: Compared | None


@attrs.frozen(eq=False)
class Counted:
    """What all draws together show; see `Found`."""

    draws: int
    bands: Ints
    places: Places | None
    hits: Floats
    firsts: Ints
    first: Floats
    first_shares: Mapping[int, Ints]
    tau: Floats
    kept: int
    turned: Ints
    compared: int


class Engine:
    """Draws, scores and counts.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    request : Request
    places : bool
        Count every place, or only who is among the first K, which needs no sorting.
    threads : int or None
        As many as there are processors by default. The result does not depend on it.
    """

    def __init__(self, scores: Scores, request: Request, *, places: bool = True, threads: int | None = None) -> None:
        batch, by = scores.assessments, request.by
        self.plan = plan_measure(batch.matrix, batch.matrix.measure_position(by), request.uncertainty)
        self.drawer = Drawer.of(self.plan, request.uncertainty, batch, request.seed)
        self.evaluator = Evaluator(self.plan, batch, self.drawer.unknown)
        self.draws = request.draws if self.drawer.uncertain else 1
        self.comparison = Comparison(scores[by], rank(scores, by), draws=self.draws, seed=request.seed)
        self._groups, self._top = len(scores), request.top
        self._ranks = self._groups if self._groups <= MOST_RANKS else request.top
        self._count_places = places
        self.threads = threads or min(os.cpu_count() or 1, MOST_THREADS)

    def run(self, progress: Progress | None = None) -> Counted:
        """Draw, score and count."""
        places = Places(self._groups, self._ranks) if self._count_places else None
        sums = _Sums(self._groups, len(self.plan.cuts), [c for block in self.plan.blocks for c in block.criteria])
        for found in self._blocks():
            sums.add(found)
            if places is not None and found.order is not None:
                places.add(found.order)
            if progress is not None:
                progress(found.draws, self.draws)
        if places is not None:
            places.finish()
        hits = sums.hits / FINE if places is None else places.first(self._top)
        return Counted(
            self.draws, sums.bands, places, hits, sums.firsts[0], sums.firsts[1] / FINE, sums.first_shares,
            np.concatenate(sums.tau), sums.kept, sums.turned, sums.compared,
        )  # fmt: skip

    def _blocks(self) -> Iterator[Found]:
        """Yield what each block shows, in order, a few of them being worked on ahead."""
        numbers = range(-(-self.draws // BLOCK))
        room = max(min(MOST_AHEAD, HELD // (BLOCK * self._groups)), self.threads)  # counting can take a while
        with ThreadPoolExecutor(self.threads) as pool:
            ahead: deque[Future[Found]] = deque()
            for number in numbers:
                ahead.append(pool.submit(self._block, number))
                if len(ahead) > room:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def _block(self, number: int) -> Found:
        draws = self.drawer.block(number)
        wanted = min(self.draws - number * BLOCK, BLOCK)
        scores = self.evaluator.scores(draws)[:wanted]
        compared = self.comparison.of(scores) if number * BLOCK < self.comparison.draws else None
        firsts, first_shares = self._first(scores, draws)
        bands = [np.count_nonzero(scores >= cut, axis=0) for cut in self.evaluator.cuts]
        order = order_of(scores, self.evaluator.top) if self._count_places else None
        hits = None if self._count_places else top_hits(scores, self._top)
        reached = np.array(bands, np.int64).reshape(-1, self._groups)
        return Found(wanted, reached, order, hits, firsts, first_shares, compared)

    def _first(self, scores: Numbers, draws: Draws) -> tuple[Ints, dict[int, Ints]]:
        """Count who is first, and add up the weights with which they are."""
        level = scores == scores.max(axis=1, keepdims=True)
        draw, group = np.divmod(np.flatnonzero(level), self._groups)  # quicker than of two axes
        parts = FINE // np.count_nonzero(level, axis=1)

        def summed(of_draws: Ints) -> Ints:
            sums: Ints = np.bincount(group, weights=of_draws[draw], minlength=self._groups).astype(np.int64)
            return sums  # of whole numbers below 2**53

        firsts = np.stack([np.bincount(group, minlength=self._groups), summed(parts)])
        drawn = {criterion: shares[: len(scores)] for criterion, shares in draws.shares.items()}
        return firsts, {c: np.append(summed(shares), shares.sum()) for c, shares in drawn.items()}


class _Sums:
    """Adds up whole numbers, block by block."""

    def __init__(self, groups: int, cuts: int, weighted: list[int]) -> None:
        self.bands = np.zeros((cuts, groups), np.int64)
        self.hits = np.zeros(groups, np.int64)
        self.firsts = np.zeros((2, groups), np.int64)
        self.first_shares = {criterion: np.zeros(groups + 1, np.int64) for criterion in weighted}
        self.tau: list[npt.NDArray[np.float64]] = []
        self.turned: Ints = np.zeros(0, np.int64)
        self.kept = self.compared = 0

    def add(self, found: Found) -> None:
        self.bands += found.bands
        self.firsts += found.firsts
        if found.hits is not None:
            self.hits += found.hits
        for criterion, shares in found.first_shares.items():
            self.first_shares[criterion] += shares
        if found.compared is not None:
            self.tau.append(found.compared.tau)
            self.turned = found.compared.turned + (self.turned if len(self.turned) else 0)
            self.kept += found.compared.kept
            self.compared += found.compared.draws
