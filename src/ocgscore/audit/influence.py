"""What each criterion does to each measure.

Variance shares are first-order indices, ``Var(E[score | level]) / Var(score)``: Sobol, Mathematics and Computers in
Simulation 55, 2001; Saltelli and others, Global Sensitivity Analysis: The Primer, 2008. Sums, and products of parts
that share no criterion, have them exactly, for the mean of such a product is the product of the means. The rest are
estimated.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import Final

import attrs
import numpy as np

from ocgscore.audit.columns import Array, Columns
from ocgscore.audit.distribution import Counts, Distribution
from ocgscore.audit.drawing import bounded, drawn_levels, stream
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import Influence
from ocgscore.audit.parts import criteria_of, parts_of
from ocgscore.matrix import Matrix
from ocgscore.matrix.program import Const, Node, Op, Program, Ref, Term

MOST_CHANGES: Final = 2**26  # answers looked at while each criterion is changed in turn
MILLIONTHS: Final = 10**6
NO_BANDS = Undefined("the measure has no bands")
CONSTANT = Undefined("the score never varies")


@attrs.define
class Means:
    """Exact mean scores under levels that are equally likely.

    Parameters
    ----------
    program : Program
    """

    program: Program
    _whole: dict[int, Fraction | None] = attrs.field(factory=dict)
    _reached: dict[int, frozenset[int]] = attrs.field(factory=dict)
    _moved: dict[tuple[int, int], list[Node]] = attrs.field(factory=dict)

    def mean(self, node: Node) -> Fraction | None:
        """Return a part's mean; None where its parts are neither added nor multiplied independently."""
        if id(node) not in self._whole:
            self._whole[id(node)] = self._mean(node)
        return self._whole[id(node)]

    def _mean(self, node: Node) -> Fraction | None:
        match node:
            case Const():
                return Fraction(node.value)
            case Term():
                values = self.program.values[node.criterion]
                return Fraction(sum(values), len(values))
            case Ref():
                return self.mean(self.program.measures[node.measure].node)
            case Op(kind="add" | "mul"):
                means = [self.mean(part) for part in node.arguments]
                known = [mean for mean in means if mean is not None]
                if len(known) < len(means) or (node.kind == "mul" and self._crossed(node)):
                    return None
                return sum(known, Fraction(0)) if node.kind == "add" else math.prod(known, start=Fraction(1))
        return None

    def given(self, node: Node, criterion: int, value: int) -> Fraction:
        """Return the mean of a part that has one, with a criterion held at an integer value."""
        whole = self.mean(node)
        assert whole is not None  # noqa: S101 - asked only of parts that have a mean
        if criterion not in self.reached(node):
            return whole
        match node:
            case Term():
                return Fraction(value)
            case Ref():
                return self.given(self.program.measures[node.measure].node, criterion, value)
            case Op(kind="add"):
                moved = self._moved_by(node, criterion)
                return whole + sum(self.given(part, criterion, value) - (self.mean(part) or 0) for part in moved)
        parts = (self.given(part, criterion, value) for part in parts_of(node))
        return math.prod(parts, start=Fraction(1))

    def reached(self, node: Node) -> frozenset[int]:
        """Return the criteria that a part depends on."""
        if id(node) not in self._reached:
            self._reached[id(node)] = criteria_of(self.program, node)
        return self._reached[id(node)]

    def _moved_by(self, node: Op, criterion: int) -> list[Node]:
        key = id(node), criterion
        if key not in self._moved:
            self._moved[key] = [part for part in node.arguments if criterion in self.reached(part)]
        return self._moved[key]

    def _crossed(self, node: Op) -> bool:
        reached = map(self.reached, node.arguments)
        return any(one & two for one, two in combinations(reached, 2))


def influences(matrix: Matrix, distribution: Distribution, draws: int, seed: int) -> list[Influence]:
    """Return what each criterion does to each measure that depends on it.

    Parameters
    ----------
    matrix : Matrix
    distribution : Distribution
        Of its program.
    draws, seed : int

    Returns
    -------
    list of Influence
        Measure by measure, the criteria in the order of the matrix.
    """
    changes = Changes(matrix, draws, seed)
    exact = _Exact.of(matrix, distribution)
    swings, weights = _swings(matrix), _weight_shares(matrix)
    found: dict[tuple[int, int], Influence] = {}
    for criterion in range(len(matrix.criteria)):
        measures = [at for at in range(len(matrix.measures)) if criterion in weights[at]]
        redrawn, raised = changes.redrawn(criterion), changes.raised(criterion)
        for at in measures:
            banded = bool(matrix.measures[at].bands)
            found[at, criterion] = Influence(
                matrix.measures[at],
                matrix.criteria[criterion],
                weights[at][criterion],
                *swings[criterion][at],
                _variance_share(matrix, at, criterion, exact, changes),
                changes.band_changes(at, redrawn) if banded else NO_BANDS,
                changes.band_changes(at, raised, changes.can_rise(criterion)) if banded else NO_BANDS,
            )
    return [found[key] for key in sorted(found)]


def _weight_shares(matrix: Matrix) -> list[dict[int, Fraction]]:
    """Return for each measure the weight of every criterion it depends on, as a share of them all."""
    weights = [Fraction(criterion.weight) for criterion in matrix.criteria]
    reached = [matrix.program.reached(at) for at in range(len(matrix.measures))]
    return [{at: weights[at] / sum(weights[one] for one in criteria) for at in criteria} for criteria in reached]


def _swings(matrix: Matrix) -> list[list[tuple[Fraction, Fraction]]]:
    """Return for each criterion and each measure the swing with the others lowest, and with the others highest."""
    program = matrix.program
    lowest, highest = ([pick(values) for values in program.values] for pick in (min, max))
    ends = program.evaluate(lowest), program.evaluate(highest)
    return [
        [
            (Fraction(up - low, of.denominator), Fraction(high - down, of.denominator))
            for up, low, high, down, of in zip(
                program.evaluate(_with(lowest, at, highest[at])),
                *ends,
                program.evaluate(_with(highest, at, lowest[at])),
                program.measures,
                strict=True,
            )
        ]
        for at in range(len(program.values))
    ]


def _with(values: list[int], at: int, value: int) -> list[int]:
    return [*values[:at], value, *values[at + 1 :]]


@attrs.frozen
class _Exact:
    """The exact mean and variance of each measure that has both within reach."""

    means: Means
    moments: dict[int, tuple[Fraction, Fraction]]

    @classmethod
    def of(cls, matrix: Matrix, distribution: Distribution) -> _Exact:
        means, moments = Means(matrix.program), {}
        for at, measure in enumerate(matrix.program.measures):
            counts = distribution.measure(at)
            if counts is not None and means.mean(measure.node) is not None:
                moments[at] = _moments(counts)
        return cls(means, moments)


def _moments(counts: Counts) -> tuple[Fraction, Fraction]:
    total = sum(counts.values())
    mean = Fraction(sum(score * ways for score, ways in counts.items()), total)
    return mean, Fraction(sum(score**2 * ways for score, ways in counts.items()), total) - mean**2


def _variance_share(matrix: Matrix, measure: int, criterion: int, exact: _Exact, changes: Changes) -> Share | Undefined:
    compiled = matrix.program.measures[measure]
    if compiled.low == compiled.high:
        return CONSTANT
    if measure not in exact.moments:
        return changes.variance_share(measure, criterion)
    mean, variance = exact.moments[measure]
    values = matrix.program.values[criterion]
    spread = sum(((exact.means.given(compiled.node, criterion, value) - mean) ** 2 for value in values), Fraction(0))
    return Share(spread / len(values) / variance)


class Changes:
    """Random assessments, and the same with one criterion answered differently.

    Parameters
    ----------
    matrix : Matrix
    draws, seed : int
    """

    def __init__(self, matrix: Matrix, draws: int, seed: int) -> None:
        self._program = matrix.program
        self._sizes = [len(criterion.levels) for criterion in matrix.criteria]
        self._generator = stream(seed, "influence")
        self._rows = bounded(draws, len(self._sizes) ** 2, MOST_CHANGES)
        self._levels = drawn_levels(self._generator, self._sizes, self._rows)
        self._values = {at: np.array(of, np.int64) for at, of in enumerate(self._program.values)}
        self._columns = {at: values[self._levels[at]] for at, values in self._values.items()}
        self._before = Columns(self._program, self._columns, self._rows)

    def redrawn(self, criterion: int) -> Columns:
        """Return the measures with a criterion answered afresh."""
        return self._changed(criterion, self._generator.integers(0, self._sizes[criterion], self._rows))

    def raised(self, criterion: int) -> Columns:
        """Return the measures with a criterion one level up, where there is one."""
        return self._changed(criterion, np.minimum(self._levels[criterion] + 1, self._sizes[criterion] - 1))

    def can_rise(self, criterion: int) -> Array:
        """Return which assessments have a level above in a criterion."""
        below_top: Array = self._levels[criterion] < self._sizes[criterion] - 1
        return below_top

    def _changed(self, criterion: int, answers: Array) -> Columns:
        columns = {**self._columns, criterion: self._values[criterion][answers]}
        return Columns(self._program, columns, self._rows)

    def band_changes(self, measure: int, after: Columns, among: Array | None = None) -> Share | Undefined:
        """Return the share of assessments, all or some, that a change puts in another band."""
        changed = self._before.bands(measure) != after.bands(measure)
        kept = changed if among is None else changed[among]
        return Share.counted(int(kept.sum()), len(kept)) if len(kept) else Undefined("no draw could rise")

    def steps_across(self, measure: int, cut: int, after: Columns) -> list[int]:
        """Return by how much the scores rise that a change takes from below a cut up to it or beyond."""
        before, now = self._before.measure(measure), after.measure(measure)
        steps: list[int] = (now - before)[(before < cut) & (now >= cut)].tolist()
        return steps

    def variance_share(self, measure: int, criterion: int) -> Share | Undefined:
        """Return the variance between the levels' mean scores as a share of all (its error: Olkin and Finn 1995)."""
        scores = self._before.measure(measure).astype(np.float64)
        variance = float(scores.var())
        if variance == 0:
            return Undefined("no draw differed from another")
        held = np.bincount(self._levels[criterion], minlength=self._sizes[criterion])
        sums = np.bincount(self._levels[criterion], scores, self._sizes[criterion])
        between = float(held @ (sums / np.maximum(held, 1) - scores.mean()) ** 2) / len(scores)
        share = Fraction(round(min(between / variance, 1) * MILLIONTHS), MILLIONTHS)
        return Share(share, len(scores), 2 * math.sqrt(share) * float(1 - share) / math.sqrt(len(scores)))
