"""How often pairs of groups turn round, and how far each drawn ranking agrees with the stated one."""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.chance import Chance, Ints
from ocgscore.ranking import Ranking
from ocgscore.robustness.drawing import BLOCK
from ocgscore.robustness.places import Numbers
from ocgscore.scoring import MeasureScores

Index: TypeAlias = npt.NDArray[np.intp]
Floats: TypeAlias = npt.NDArray[np.float64]
MOST_PAIRS: Final = 20_000  # all pairs of 200 groups; of more groups, so many pairs drawn by chance
MOST_COMPARED: Final = 5 * 10**6  # pairs times draws
AT_ONCE: Final = 1_024  # pairs looked at together: their scores stay in the cache
HIGHEST: Final = 100  # groups whose pairs are watched for turning round
PAIR_STREAM: Final = 2**40  # a number that no block of draws has


@attrs.frozen(eq=False)
class Pairs:
    """Pairs of groups, as the stated numbers order them.

    Parameters
    ----------
    above, below : ndarray of intp, shape (p,)
        Rows. Where `ordered`, the first is above the second whatever is unknown.
    ordered : ndarray of bool, shape (p,)
    """

    above: Index
    below: Index
    ordered: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, stated: MeasureScores, first: Index, second: Index) -> Pairs:
        """Turn pairs so that the one above stands first."""
        low, high = stated.low, stated.high
        turned = low[second] > high[first]
        above, below = np.where(turned, second, first), np.where(turned, first, second)
        return cls(above, below, low[above] > high[below])


def all_pairs(groups: int, seed: int) -> tuple[Index, Index]:
    """Return all pairs, or of many groups a sample of 20,000 drawn by chance."""
    if groups * (groups - 1) // 2 <= MOST_PAIRS:
        first, second = np.triu_indices(groups, 1)
        return first, second
    chance = Chance.of(seed, PAIR_STREAM)
    first = chance.below(np.full(MOST_PAIRS, groups), 1)[0]
    second = chance.below(np.full(MOST_PAIRS, groups - 1), 1)[0]
    return first, second + (second >= first)  # never the group itself


def highest_pairs(ranking: Ranking) -> tuple[Index, Index]:
    """Return all pairs among the groups ranked highest."""
    rows = ranking.order()[:HIGHEST]
    first, second = np.triu_indices(len(rows), 1)
    return rows[first], rows[second]


@attrs.frozen(eq=False)
class Compared:
    """A block of draws compared with the stated ranking.

    Parameters
    ----------
    tau : ndarray of float64, shape (d,) or less
        Kendall's tau-b of each draw for which it is defined: it and the ranking both order some pair.
    kept : int
        How many pairs that the stated ranking orders keep their order, over these draws.
    turned : ndarray of int64, shape (p,)
        In how many draws each watched pair is the other way round.
    draws : int
    """

    tau: Floats
    kept: int
    turned: Ints
    draws: int


class Comparison:
    """Compares draws with the stated ranking.

    Parameters
    ----------
    stated : MeasureScores
        The scores on the stated weights and values, n rows.
    ranking : Ranking
    draws, seed : int

    Attributes
    ----------
    draws : int
        How many draws are compared: fewer than asked for where the batch is large.
    sampled : bool
        Whether tau is taken over a sample of the pairs.
    watched : Pairs
        Pairs watched for turning round.
    """

    def __init__(self, stated: MeasureScores, ranking: Ranking, *, draws: int, seed: int) -> None:
        groups = len(stated.low)
        self.sampled = groups * (groups - 1) // 2 > MOST_PAIRS
        self._pairs = Pairs.of(stated, *all_pairs(groups, seed))
        self.watched = Pairs.of(stated, *highest_pairs(ranking))
        each = max(len(self._pairs.above), 1)
        self.draws = min(draws, max(MOST_COMPARED // each // BLOCK, 1) * BLOCK)

    def of(self, scores: Numbers) -> Compared:
        """Compare a block of draws, shape (d, n)."""
        by_group = np.ascontiguousarray(scores.T)  # a group's scores lie together: quicker to pick out
        watched = self.watched
        turned: Ints = np.count_nonzero(by_group[watched.above] < by_group[watched.below], axis=1).astype(np.int64)
        tau, kept = self._agreement(by_group)
        return Compared(tau, kept, turned, len(scores))

    @property
    def ordered(self) -> int:
        """How many of the pairs compared the stated ranking orders."""
        return int(np.count_nonzero(self._pairs.ordered))

    @property
    def most(self) -> float:
        """The tau of a draw that orders all pairs and turns none round: below 1 while unknowns leave pairs open."""
        return math.sqrt(self.ordered / max(len(self._pairs.ordered), 1))

    def _agreement(self, by_group: Numbers) -> tuple[Floats, int]:
        """Return Kendall's tau-b, pairs that the stated ranking leaves open being its ties; and the pairs kept."""
        pairs, draws = self._pairs, by_group.shape[1]
        differ, balance, kept = np.zeros(draws, np.int64), np.zeros(draws, np.int64), 0
        for start in range(0, len(pairs.above), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            above, below, ordered = by_group[pairs.above[part]], by_group[pairs.below[part]], pairs.ordered[part, None]
            higher, lower = above > below, above < below
            differ += np.count_nonzero(higher, axis=0) + np.count_nonzero(lower, axis=0)
            agree = np.count_nonzero(higher & ordered, axis=0)
            balance += agree - np.count_nonzero(lower & ordered, axis=0)
            kept += int(agree.sum())
        whole = np.sqrt(differ.astype(np.float64) * self.ordered)
        defined = whole > 0
        found: Floats = balance[defined] / whole[defined]
        return found, kept
