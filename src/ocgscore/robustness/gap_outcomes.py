"""What the unknowns of one assessment could make of its score: every completion counted, or a sample of them drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.matrix import Matrix
from ocgscore.robustness.unknowns import level_counts, possible_counts
from ocgscore.scoring.kernel import Kernel

Ints: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[Any]  # int64, or Python's own integers where 64 bits are too few

MOST_COMPLETIONS: Final = 4096  # of one assessment, counted one by one; beyond, a sample is drawn
MOST_SCORED: Final = 2**20  # rows of one sample: beyond, fewer completions are drawn for each level
LARGEST: Final = 2**63 - 1
JOINT, STRATA = 0, 1  # streams of chance: one for the draws of the whole batch, one for those of one assessment alone


@attrs.frozen(eq=False)
class Pattern:
    """What is still possible in the criteria that a measure is made of; several assessments may share it.

    Parameters
    ----------
    lowest, highest : ndarray of uint8, shape (k,)
        The levels still possible, for all criteria of the matrix.
    open : tuple of int
        Those criteria of the measure that are not known.
    counts : tuple of ndarray
        For each of them how much each possible level counts.
    """

    lowest: Bytes
    highest: Bytes
    open: tuple[int, ...]
    counts: tuple[Ints, ...]

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """For each open criterion the sum of its counts: its chances are the counts over it."""
        return tuple(int(count.sum()) for count in self.counts)

    @cached_property
    def completions(self) -> int:
        """How many ways there are to fill in what is open."""
        return math.prod(map(len, self.counts))

    @property
    def countable(self) -> bool:
        """Whether the completions are few enough to be counted one by one."""
        return self.completions <= MOST_COMPLETIONS


@attrs.frozen(eq=False)
class Outcomes:
    """The scores that a pattern can take, and how much each counts once one open criterion is learnt.

    Parameters
    ----------
    scores : ndarray of int64, shape (m,)
        The distinct numerators, rising.
    weights : tuple of ndarray, each of shape (levels, m)
        For each open criterion: given each of its levels, how much each score counts.
    sizes : tuple of int
        For each open criterion: what a row of its weights adds up to.
    draws : int
        How many completions were drawn for each level; 0 where all were counted.
    errors : tuple of float
        For each open criterion the standard error of the expected change of the numerator; 0 where all were counted.
    """

    scores: Ints
    weights: tuple[Whole, ...]
    sizes: tuple[int, ...]
    draws: int
    errors: tuple[float, ...]


@attrs.frozen(eq=False)
class Chances:
    """Scores of one measure under the chances that unknown levels are given.

    Parameters
    ----------
    batch : Assessments
    measure : int
        Position of the measure.
    counts : tuple of ndarray of int64
        For each criterion how much each level counts.
    draws, seed : int
    """

    batch: Assessments
    measure: int
    counts: tuple[Ints, ...]
    draws: int
    seed: int
    _kernel: Kernel

    @classmethod
    def of(cls, batch: Assessments, measure: int, unknowns: str, *, draws: int, seed: int) -> Chances:
        """Make ready to count and to draw."""
        program = batch.matrix.program
        needed = program.order[: program.order.index(measure) + 1]  # measures after it do not enter it
        kernel = Kernel(attrs.evolve(program, order=needed))
        return cls(batch, measure, level_counts(batch, unknowns), draws, seed, kernel)

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.batch.matrix

    @cached_property
    def reached(self) -> tuple[int, ...]:
        """The criteria that the measure is made of."""
        return self.matrix.program.reached(self.measure)

    def score(self, levels: Bytes) -> tuple[Ints, Bytes]:
        """Return the numerators and the bands of rows of levels, shape (rows, k)."""
        shape = (len(self.matrix.measures), len(levels))
        numerators, bands = np.empty(shape, np.int64), np.empty(shape, np.uint8)
        self._kernel.run(levels, numerators, bands)
        return numerators[self.measure], bands[self.measure]

    def bands_of(self, numerators: Ints) -> npt.NDArray[np.intp]:
        """Return the band of each numerator; 0 throughout where the measure has none."""
        cuts = self.matrix.program.measures[self.measure].cuts
        return np.searchsorted(np.array(cuts, np.int64), numerators, side="right")

    def counts_of(self, criterion: int, lowest: int, highest: int) -> Ints:
        """Return how much each level from `lowest` to `highest` counts."""
        return possible_counts(self.counts[criterion], lowest, highest)

    def patterns(self, rows: Sequence[int]) -> list[tuple[Pattern, list[int]]]:
        """Return the rows that share a pattern together, in order of first appearance."""
        lowest, highest = (np.ascontiguousarray(ends[rows][:, self.reached]) for ends in self._ends())
        alike: dict[bytes, list[int]] = {}
        for at, row in enumerate(rows):
            alike.setdefault(lowest[at].tobytes() + highest[at].tobytes(), []).append(row)
        return [(self._pattern(shared[0]), shared) for shared in alike.values()]

    def _ends(self) -> tuple[Bytes, Bytes]:
        return self.batch.lowest, self.batch.highest

    def _pattern(self, row: int) -> Pattern:
        lowest, highest = (ends[row] for ends in self._ends())
        unknown = tuple(at for at in self.reached if lowest[at] < highest[at])
        counts = tuple(self.counts_of(at, int(lowest[at]), int(highest[at])) for at in unknown)
        return Pattern(lowest, highest, unknown, counts)

    def outcomes(self, pattern: Pattern, first: int) -> Outcomes:
        """Return what a pattern can come to; `first`, the first row that has it, seeds a sample where one is drawn."""
        return self.counted(pattern) or self._sampled(pattern, self._stream(STRATA, first))

    def joint(self, pattern: Pattern, counted: Outcomes | None, row: int) -> Ints:
        """Return a row's numerators in the joint draws of the whole batch, shape (draws,): the same at every call."""
        stream = self._stream(JOINT, row)
        if counted is None or counted.draws:
            return self.score(self._levels(pattern, stream, self.draws).T)[0]
        together = pattern.counts[0] @ counted.weights[0]
        return counted.scores[_drawn(stream, together.astype(np.float64), self.draws)]

    def _stream(self, purpose: int, row: int) -> np.random.Generator:
        """Return a source of chance of a row's own, so that neither blocks nor other rows change what is drawn."""
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, purpose, row])))

    def counted(self, pattern: Pattern) -> Outcomes | None:
        """Return what a pattern can come to, exactly; None where its completions are too many to count."""
        if not pattern.countable:
            return None
        shape = tuple(map(len, pattern.counts))
        places = np.indices(shape, np.uint8).reshape(len(shape), -1)
        levels = np.repeat(pattern.lowest[:, np.newaxis], pattern.completions, axis=1)
        for at, criterion in enumerate(pattern.open):
            levels[criterion] += places[at]
        scores, which = np.unique(self.score(levels.T)[0], return_inverse=True)
        total = math.prod(pattern.totals)
        kind = np.int64 if max(int(scores[-1]), self.draws) * total <= LARGEST else object
        weights = tuple(
            _table(places[at], which, _others(pattern.counts, at, kind), (shape[at], len(scores)))
            for at in range(len(shape))
        )
        sizes = tuple(total // own for own in pattern.totals)
        return Outcomes(scores, weights, sizes, 0, (0.0,) * len(shape))

    def _sampled(self, pattern: Pattern, stream: np.random.Generator) -> Outcomes:
        """Draw completions, and score each of them with every level of every open criterion put in its place."""
        sizes = list(map(len, pattern.counts))
        draws = max(1, min(self.draws, MOST_SCORED // sum(sizes)))
        strata = np.tile(self._levels(pattern, stream, draws), sum(sizes))
        each = np.repeat(np.arange(sum(sizes)), draws)
        starts = np.cumsum([0, *sizes])
        for start, criterion, size in zip(starts, pattern.open, sizes, strict=False):
            own = slice(start * draws, (start + size) * draws)
            strata[criterion, own] = pattern.lowest[criterion] + (each[own] - start).astype(np.uint8)
        numerators = self.score(strata.T)[0]
        scores, which = np.unique(numerators, return_inverse=True)
        table: Whole = np.bincount(each * len(scores) + which, minlength=sum(sizes) * len(scores))
        if max(int(scores[-1]), self.draws) * draws * max(pattern.totals) > LARGEST:
            table = table.astype(object)
        weights = tuple(np.split(table.reshape(-1, len(scores)), starts[1:-1]))
        by_level = np.split(numerators.reshape(-1, draws), starts[1:-1])
        errors = tuple(
            _change_error(own, _shares(count, total))
            for own, count, total in zip(by_level, pattern.counts, pattern.totals, strict=True)
        )
        return Outcomes(scores, weights, (draws,) * len(sizes), draws, errors)

    def _levels(self, pattern: Pattern, stream: np.random.Generator, draws: int) -> Bytes:
        """Draw completions; uint8, shape (k, draws)."""
        levels = np.repeat(pattern.lowest[:, np.newaxis], draws, axis=1)
        for criterion, count, total in zip(pattern.open, pattern.counts, pattern.totals, strict=True):
            levels[criterion] += _drawn(stream, _shares(count, total), draws).astype(np.uint8)
        return levels


def _shares(counts: Ints, total: int) -> Floats:
    return counts.astype(np.float64) / total


def _drawn(stream: np.random.Generator, weights: Floats, draws: int) -> npt.NDArray[np.intp]:
    """Draw positions in proportion to their weights."""
    up_to = np.cumsum(weights)
    return np.searchsorted(up_to[:-1] / up_to[-1], stream.random(draws), side="right")


def _others(counts: Sequence[Ints], own: int, kind: type) -> Whole:
    """Return for each completion the product of the counts of all its levels but one criterion's."""
    if all((count == 1).all() for count in counts):
        return np.ones(math.prod(map(len, counts)), kind)
    weight: Whole = np.ones(1, kind)
    for at, count in enumerate(counts):
        factor: Whole = np.ones(len(count), kind) if at == own else count.astype(kind)
        weight = np.multiply.outer(weight, factor).ravel()
    return weight


def _table(places: Bytes, which: npt.NDArray[np.intp], weights: Whole, shape: tuple[int, int]) -> Whole:
    """Add up the weights of completions by level and score."""
    table = np.zeros(shape, weights.dtype)
    np.add.at(table, (places, which), weights)
    return table


def _change_error(numerators: Ints, shares: Floats) -> float:
    """Return the standard error of the expected change: the draws are common to the levels, so they are paired."""
    values = numerators.astype(np.float64)
    mean = values.mean(axis=1)
    signs = shares * np.sign(mean - shares @ mean)
    each = signs @ (values - shares @ values)
    return float(each.std() / math.sqrt(values.shape[1]))
