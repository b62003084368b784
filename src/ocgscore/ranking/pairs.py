"""Dominance: which pairs of a ranking the levels alone put in order, and which rest on the numbers chosen for them.

Levels are ordered, not measured, so any rising values serve as well as any others (Stevens 1946). What every such
choice agrees on is said by the levels; the rest is said by whoever chose the values and weights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.errors import Problem, RequestError, whole_number_problems
from ocgscore.ranking.order import count_below, ranking_measure
from ocgscore.scoring import Scores, rounded

Ints: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.intp]

PAIR_KINDS: Final = ("by_levels", "by_scale", "tied", "open")
MOST_PAIRS: Final = 5_000_000  # compared one by one: the pairs of about 3,100 assessments, a fraction of a second
DRAWN: Final = 500_000  # pairs, where there are more than that
SEED: Final = 1
BLOCK: Final = 256  # rows compared with all others at a time: a megabyte or so
LARGEST: Final = 2**63 - 1


@attrs.frozen(eq=False)
class _Ends:
    """Both ends of the ranking measure and of the levels it is made of, row by row."""

    low: Ints
    high: Ints
    lowest: Bytes
    highest: Bytes

    @classmethod
    def of(cls, scores: Scores, by: str) -> _Ends:
        batch, result = scores.assessments, scores[by]
        reached = list(batch.matrix.program.reached(batch.matrix.measure_position(by)))
        return cls(result.low, result.high, batch.lowest[:, reached], batch.highest[:, reached])


@attrs.frozen(eq=False, repr=False)
class Dominance:
    """The pairs of n assessments by what puts them in order; get one from `dominance`.

    Parameters
    ----------
    by : str
        Id of the measure that ranks.
    pairs : int
        All the pairs: n(n-1)/2, the sum of the next four.
    by_levels : int
        Pairs in order under every rising choice of values for the levels of each criterion, whatever the unknowns
        turn out to be.
    by_scale : int
        Pairs in order under the values and weights chosen; others could turn them round.
    tied : int
        Pairs whose two scores are certain and equal.
    open : int
        Pairs that unknown levels leave undecided.
    identical : int
        Of the tied pairs, those alike in every level that the measure is made of.
    sampled : int
        How many pairs were drawn to divide those in order into `by_levels` and `by_scale`; 0 where all were compared.
    """

    by: str
    pairs: int
    by_levels: int
    by_scale: int
    tied: int
    open: int
    identical: int
    sampled: int
    _ends: _Ends

    def __repr__(self) -> str:
        """Return a short description: the counts."""
        counts = ", ".join(f"{kind}={getattr(self, kind)}" for kind in PAIR_KINDS)
        return f"Dominance({self.by}, pairs={self.pairs}, {counts})"

    def shares(self) -> dict[str, Fraction]:
        """Return the exact share of each of `PAIR_KINDS`, adding up to 1; empty where there is no pair."""
        return {kind: Fraction(getattr(self, kind), self.pairs) for kind in PAIR_KINDS} if self.pairs else {}

    @property
    def standard_error(self) -> float:
        """The standard error of the shares of `by_levels` and `by_scale`; 0 where every pair was compared."""
        ordered = self.by_levels + self.by_scale
        if not self.sampled:
            return 0.0
        share = self.by_levels / ordered
        return ordered / self.pairs * math.sqrt(share * (1 - share) / self.sampled)

    def counts(self) -> dict[str, int]:
        """Return the counts, for a record of the run."""
        return {name: getattr(self, name) for name in ("pairs", *PAIR_KINDS, "identical", "sampled")}

    def text(self) -> str:
        """Return the shares as a sentence; empty where there is no pair."""
        met = {kind: share for kind, share in self.shares().items() if share}
        shares = dict(zip(met, _percents(list(met.values())), strict=True))
        said = [f"{shares[kind]} {SAID[kind]}" for kind in PAIR_KINDS if kind in shares]
        if not said:
            return ""
        sentence = f"Of {self.pairs} pair{'s' if self.pairs > 1 else ''}: {', '.join(said)}."
        if self.sampled:
            error = math.ceil(self.standard_error * 10_000) / 100
            sentence += f" Those in order are divided by a sample of {self.sampled} (standard error up to {error} %)."
        return sentence

    def relation(self, one: int, other: int) -> str:
        """Return what puts two rows (0-based) in order, or keeps them from it: one of `PAIR_KINDS`.

        Raises
        ------
        RequestError
            The same row twice, or a row that is not there.
        """
        self._check(one, other)
        if one == other:
            raise RequestError(Problem("dominance", str(one), "a pair", "name two rows"))
        low, high = self._ends.low, self._ends.high
        if low[one] <= high[other] and low[other] <= high[one]:
            return "tied" if low[one] == high[one] == low[other] == high[other] else "open"
        return "by_levels" if other in self.dominated(one) or one in self.dominated(other) else "by_scale"

    def dominated(self, row: int) -> Rows:
        """Return the rows that one row stands above by its levels alone; in the sheet's order, in O(nk)."""
        self._check(row)
        return np.flatnonzero(_dominated(self._ends, slice(row, row + 1))[0])

    def dominators(self, row: int) -> Rows:
        """Return the rows that stand above one row by their levels alone; in the sheet's order, in O(nk)."""
        self._check(row)
        ends = self._ends
        above = ends.low > ends.high[row]
        return np.flatnonzero(above & (ends.lowest >= ends.highest[row]).all(axis=1))

    def _check(self, *rows: int) -> None:
        last, hint = len(self._ends.low) - 1, "rows are counted from 0"
        problems = [p for row in rows for p in whole_number_problems("row", row, 0, last, hint=hint)]
        if problems:
            raise RequestError(problems)


SAID: Final = {
    "by_levels": "keep their order whatever numbers the levels carry",
    "by_scale": "rest on the values and weights chosen",
    "tied": "are tied",
    "open": "are open until unknowns are known",
}


def dominance(scores: Scores, by: str | None = None, *, most_pairs: int = MOST_PAIRS) -> Dominance:
    """Divide the pairs of a ranking by what their order rests on.

    One assessment dominates another if its score is higher and, in every criterion that the measure is made of, its
    lowest possible level is no lower than the other's highest. No formula of a matrix can fall when a level rises, so
    that order holds under every rising choice of values for the levels, criterion by criterion, and under every
    completion of the unknowns. Dominance as what an ordering alone can say is Fishburn's (1965); that statements about
    ordinal scales should survive every order-preserving change of the numbers is Stevens's (1946).

    Parameters
    ----------
    scores : Scores
        n assessments.
    by : str, optional
        A measure; the matrix's own ranking measure by default.
    most_pairs : int
        Up to so many pairs are compared one by one, in O(n²k) bytes of comparing. Beyond, the pairs in order are still
        counted exactly, in O(n log n), and divided by a fixed sample of 500,000 of them, always the same for the same
        batch.

    Returns
    -------
    Dominance

    Raises
    ------
    RequestError
        No such measure, or none given for a matrix that ranks nothing by itself.

    References
    ----------
    P. C. Fishburn, "Analysis of decisions with incomplete knowledge of probabilities", Operations Research 13 (1965)
    217-237. S. S. Stevens, "On the theory of scales of measurement", Science 103 (1946) 677-680.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> levels = {"A": "high", "B": "medium", "C": "low"}
    >>> names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, level)} for g, level in levels.items()]
    >>> rows[2]["corruption"] = "high"
    >>> found = dominance(score(assess(rows, "sleipnir-2000")))
    >>> found.by_levels, found.by_scale, found.relation(1, 2), found.dominated(0).tolist()
    (2, 1, 'by_scale', [1, 2])
    """
    chosen = ranking_measure(scores, by)
    ends = _Ends.of(scores, chosen)
    rows = len(ends.low)
    pairs = rows * (rows - 1) // 2
    below = count_below(ends.high, ends.low)
    ordered = int(below.sum())
    sampled = DRAWN if pairs > most_pairs and ordered else 0
    by_levels = _estimated(ends, below) if sampled else _counted(ends)
    tied, identical = _same(ends.low[ends.low == ends.high]), _same(_keys(ends))
    rest = pairs - ordered - tied
    return Dominance(chosen, pairs, by_levels, ordered - by_levels, tied, rest, identical, sampled, ends)


def percent_text(share: Fraction) -> str:
    """Return a share in whole per cent, half up; never as none or all where it is not.

    Examples
    --------
    >>> [percent_text(Fraction(part, 1000)) for part in (0, 4, 5, 125, 996, 1000)]
    ['0 %', '<1 %', '1 %', '13 %', '>99 %', '100 %']
    """
    whole = rounded(100 * share, 0)
    if whole == 0 and share > 0:
        return "<1 %"
    return ">99 %" if whole == 100 and share < 1 else f"{whole} %"


def _percents(shares: Sequence[Fraction]) -> list[str]:
    """Return shares of a whole in whole per cents that add up to 100, the largest remainders rounded up."""
    whole = [math.floor(100 * share) for share in shares]
    order = sorted(range(len(shares)), key=lambda at: whole[at] - 100 * shares[at])
    for at in order[: 100 - sum(whole)]:
        whole[at] += 1
    return [
        percent_text(share) if per_cent in (0, 100) else f"{per_cent} %"
        for share, per_cent in zip(shares, whole, strict=True)
    ]


def _counted(ends: _Ends) -> int:
    """Count the dominating pairs, a block of rows against all rows at a time."""
    starts = range(0, len(ends.low), BLOCK)
    return sum(int(np.count_nonzero(_dominated(ends, slice(start, start + BLOCK)))) for start in starts)


def _dominated(ends: _Ends, rows: slice) -> Flags:
    """Return for some rows which of all rows each dominates; shape (rows, n)."""
    found: Flags = ends.low[rows, np.newaxis] > ends.high
    for lowest, highest in zip(ends.lowest.T, ends.highest.T, strict=True):
        found &= lowest[rows, np.newaxis] >= highest
    return found


def _estimated(ends: _Ends, below: Ints) -> int:
    """Return about how many of the pairs in order are dominating ones, from a sample of the pairs in order."""
    in_height = np.argsort(ends.high, kind="stable")
    up_to = np.cumsum(below)
    ordered = int(up_to[-1])
    drawn = np.random.Generator(np.random.PCG64(SEED)).integers(0, ordered, DRAWN)
    drawn.sort()  # neighbours in memory are quicker to look up
    upper = np.searchsorted(up_to, drawn, side="right")
    lower = in_height[drawn - (up_to - below)[upper]]  # the rows below each are the first ones in height
    hold = np.ones(DRAWN, np.bool_)
    for lowest, highest in zip(ends.lowest.T, ends.highest.T, strict=True):
        hold &= lowest[upper] >= highest[lower]
    return int(rounded(Fraction(ordered * int(np.count_nonzero(hold)), DRAWN), 0))


def _same(keys: npt.NDArray[np.int64] | Bytes) -> int:
    """Count the pairs of equal keys (of equal rows, where they have columns)."""
    if not len(keys):
        return 0
    _, counts = np.unique(keys, return_counts=True, axis=0)
    return sum(count * (count - 1) // 2 for count in counts.tolist())


def _keys(ends: _Ends) -> Ints | Bytes:
    """Return a key for each row known in every level reached: the same for the same levels."""
    known = np.ones(len(ends.low), np.bool_)
    for lowest, highest in zip(ends.lowest.T, ends.highest.T, strict=True):
        known &= lowest == highest
    levels = ends.lowest[known]
    sizes = [int(column.max(initial=0)) + 1 for column in levels.T]
    if math.prod(sizes) > LARGEST:
        return levels
    key = np.zeros(len(levels), np.int64)
    for column, size in zip(levels.T, sizes, strict=True):
        key = key * size + column
    return key
