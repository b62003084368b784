"""How far scores and bands keep the true order of random pairs.

After Cox, "What's wrong with risk matrices?", Risk Analysis 28(2), 2008: an answer is truly a point on a continuous
scale and the level chosen is all that the rating keeps of it, so that two groups can be rated alike, or the wrong way
round, without any mistake by an assessor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.audit.columns import Array, Columns, TrueColumns
from ocgscore.audit.drawing import Levels, bounded, drawn_levels, scored_columns, stream
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import PairOrder
from ocgscore.audit.parts import axes_of, criteria_of
from ocgscore.matrix import Matrix
from ocgscore.matrix.program import Node, Program

Orders: TypeAlias = npt.NDArray[np.int8]
SHARED_AXES = Undefined("the two axes share a criterion")
ALIKE = Undefined("no two assessments truly differ")


@attrs.frozen(eq=False)
class Answers:
    """Random true answers and the levels they are recorded as; the second half of the rows pairs with the first.

    Parameters
    ----------
    program : Program
    levels : ndarray of intp, shape (k, 2 * pairs)
    truths : ndarray of float64, shape (k, 2 * pairs)
        In units of the program's integer values.
    """

    program: Program
    levels: Levels
    truths: npt.NDArray[np.float64]

    def rated(self) -> Columns:
        """Return the measures as they are scored."""
        return scored_columns(self.program, self.levels)

    def true(self) -> TrueColumns:
        """Return the measures as they truly are."""
        return TrueColumns(self.program, dict(enumerate(self.truths)), self.truths.shape[1])


def stretches(values: Sequence[int]) -> tuple[Array, Array]:
    """Return where each level's stretch of true answers starts and ends.

    From midway to the level below up to midway to the level above; the outer levels reach as far outward as inward, but
    not below 0.

    Examples
    --------
    >>> [ends.tolist() for ends in stretches([0, 1, 3])]
    [[0.0, 0.5, 2.0], [0.5, 2.0, 4.0]]
    """
    exact = np.array(values, np.float64)
    midway = (exact[1:] + exact[:-1]) / 2
    outer = [max(2 * exact[0] - midway[0], 0.0)], [2 * exact[-1] - midway[-1]]
    return np.concatenate([outer[0], midway]), np.concatenate([midway, outer[1]])


def drawn_answers(matrix: Matrix, draws: int, seed: int) -> Answers:
    """Return random answers for pairs: levels equally likely, the truth uniform over the level's stretch."""
    generator = stream(seed, "pairs")
    rows = 2 * bounded(draws, 2 * len(matrix.criteria))
    levels = drawn_levels(generator, [len(criterion.levels) for criterion in matrix.criteria], rows)
    truths = np.empty(levels.shape, np.float64)
    for at, values in enumerate(matrix.program.values):
        start, end = stretches(values)
        truths[at] = start[levels[at]] + generator.random(rows) * (end - start)[levels[at]]
    return Answers(matrix.program, levels, truths)


def pair_orders(matrix: Matrix, answers: Answers, seed: int) -> Iterator[PairOrder]:
    """Yield for every measure how its scores and its bands order random pairs.

    Parameters
    ----------
    matrix : Matrix
    answers : Answers
    seed : int
        For the pairing of opposed answers.

    Yields
    ------
    PairOrder
        Scores, then bands where there are any; with independent answers, then, for the product of two scores and for a
        grid, with opposed ones: each axis keeps its own distribution, and the truer one runs high, the truer the other
        runs low. Cox's worst case.
    """
    rated, true = answers.rated(), answers.true()
    for position in range(len(matrix.measures)):
        yield from _compared(matrix, position, "independent", rated, true)
        axes = axes_of(matrix.program, position)
        if axes is None:
            continue
        if _share(matrix.program, axes):
            measure = matrix.measures[position]
            yield PairOrder(measure, "score", "opposed", SHARED_AXES, SHARED_AXES, SHARED_AXES)
            continue
        against = opposed(answers, true, axes, seed)
        yield from _compared(matrix, position, "opposed", against.rated(), against.true())


def _share(program: Program, axes: tuple[Node, Node]) -> bool:
    return bool(criteria_of(program, axes[0]) & criteria_of(program, axes[1]))


def opposed(answers: Answers, true: TrueColumns, axes: tuple[Node, Node], seed: int) -> Answers:
    """Return the answers rearranged: those to one axis in rising order of its truth, to the other in falling order."""
    levels, truths = answers.levels.copy(), answers.truths.copy()
    shuffled = stream(seed, "pairs").permutation(levels.shape[1])
    for axis, sign in zip(axes, (1, -1), strict=True):
        criteria = sorted(criteria_of(answers.program, axis))
        order = np.argsort(sign * true.node(axis), kind="stable")[shuffled]
        levels[criteria], truths[criteria] = levels[criteria][:, order], truths[criteria][:, order]
    return Answers(answers.program, levels, truths)


def _compared(matrix: Matrix, position: int, answers: str, rated: Columns, true: TrueColumns) -> Iterator[PairOrder]:
    measure, truth = matrix.measures[position], orders(true.measure(position))
    yield PairOrder(measure, "score", answers, *_shares(orders(rated.measure(position)), truth))
    if measure.bands:
        yield PairOrder(measure, "band", answers, *_shares(orders(rated.bands(position)), truth))


def orders(numbers: Array) -> Orders:
    """Return for each pair 1 where its first is greater, -1 where its second is, 0 where they are equal."""
    first, second = np.split(numbers, 2)
    return (first > second).astype(np.int8) - (first < second).astype(np.int8)


def _shares(rated: Orders, truth: Orders) -> tuple[Share, Share, Share] | tuple[Undefined, Undefined, Undefined]:
    found = (rated * truth)[truth != 0]
    if not len(found):
        return ALIKE, ALIKE, ALIKE
    hits = (int((found == outcome).sum()) for outcome in (1, 0, -1))
    correct, tied, reversed_ = (Share.counted(hit, len(found)) for hit in hits)
    return correct, tied, reversed_
