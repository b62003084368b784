"""How assessors use the scales, and whether their scores gather just above the cuts between bands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.audit.batch import Heaping, ScaleUse
from ocgscore.audit.columns import Array
from ocgscore.audit.distribution import Counts, Distribution
from ocgscore.audit.figures import Undefined
from ocgscore.audit.influence import Changes
from ocgscore.matrix import Criterion, Matrix
from ocgscore.scoring import Scores

LEAST_NEAR: Final = 10
MILLION: Final = 10**6
CLOSE: Final = 1e-7  # outcomes as likely as the one seen, but for rounding, count as extreme (as R's binom.test has it)


def scale_use(assessments: Assessments) -> Iterator[ScaleUse]:
    """Yield how often each level of each criterion is given: in the whole batch, then by each force.

    Parameters
    ----------
    assessments : Assessments

    Yields
    ------
    ScaleUse
        Forces in the order of their names; rows without a force count in the whole only.
    """
    forces = _forces(assessments)
    for at, criterion in enumerate(assessments.matrix.criteria):
        lowest, highest = assessments.lowest[:, at], assessments.highest[:, at]
        yield _use(criterion, None, lowest, highest)
        for force, rows in forces:
            yield _use(criterion, force, lowest[rows], highest[rows])


def _forces(assessments: Assessments) -> list[tuple[str, npt.NDArray[np.intp]]]:
    """Return each force with its rows."""
    if assessments.force is None:
        return []
    codes = assessments.force.text_codes()
    firsts = np.unique(codes, return_index=True)[1].tolist()
    named = sorted((assessments.force.row_text(row), int(codes[row])) for row in firsts)
    return [(name, np.flatnonzero(codes == code)) for name, code in named if name]


def _use(criterion: Criterion, force: str | None, lowest: Array, highest: Array) -> ScaleUse:
    size = len(criterion.levels)
    known = lowest == highest
    counts = np.bincount(lowest[known], minlength=size).tolist()
    unknown = int(((lowest == 0) & (highest == size - 1)).sum())
    return ScaleUse(criterion, force, tuple(counts), len(lowest) - sum(counts) - unknown, unknown)


def heaping(scores: Scores, distribution: Distribution, changes: Changes) -> list[Heaping]:
    """Return for each cut how many assessments have a certain score just above it, and how many just below.

    Just above is within what one answer, one level up, typically adds where it carries an assessment across the cut:
    the median over random assessments. Left alone, assessments lie on the two sides of a cut as the scores that can
    occur there do and, where 10 or more lie one window further out on either side, as scores thin out from there to
    there (evenly in the logarithm). An exact binomial test compares the two. It is a reason to ask, not a proof.

    Parameters
    ----------
    scores : Scores
    distribution : Distribution
        Of the matrix's program.
    changes : Changes
        Random assessments.

    Returns
    -------
    list of Heaping
        Measure by measure, the lowest cut first.
    """
    matrix = scores.assessments.matrix
    windows = _windows(matrix, changes)
    return [
        _heaping(scores, at, number, windows[at, cut], distribution.measure(at))
        for at in range(len(matrix.measures))
        for number, cut in enumerate(matrix.program.measures[at].cuts)
    ]


def _windows(matrix: Matrix, changes: Changes) -> dict[tuple[int, int], int]:
    """Return the typical step across each cut, by measure and cut; 1 where no draw crosses it."""
    steps: dict[tuple[int, int], list[int]] = {
        (at, cut): [] for at, measure in enumerate(matrix.program.measures) for cut in measure.cuts
    }
    for criterion in range(len(matrix.criteria)):
        raised = changes.raised(criterion)
        for at, cut in steps:
            if criterion in matrix.program.reached(at):
                steps[at, cut] += changes.steps_across(at, cut, raised)
    return {key: median_low(found) if found else 1 for key, found in steps.items()}


def _heaping(scores: Scores, at: int, number: int, window: int, counts: Counts | None) -> Heaping:
    matrix = scores.assessments.matrix
    compiled, measure = matrix.program.measures[at], matrix.measures[at]
    cut = compiled.cuts[number]
    certain = scores.low[at][scores.low[at] == scores.high[at]]
    held = _held(certain, cut, window)
    possible = None if counts is None else _held(np.array(list(counts), np.int64), cut, window)
    expected = _expected(held, possible)
    return Heaping(
        measure,
        measure.bands[number + 1].label,
        Fraction(cut, compiled.denominator),
        Fraction(window, compiled.denominator),
        held[2],
        held[1],
        expected,
        _p_value(held[2], held[1], expected),
    )


def _held(numbers: Array, cut: int, window: int) -> list[int]:
    """Return how many numbers lie in each of the two windows below a cut and the two above it, in rising order."""
    ends = [cut + window * step for step in (-2, -1, 0, 1, 2)]
    return [int(((numbers >= start) & (numbers < end)).sum()) for start, end in pairwise(ends)]


def _expected(held: Sequence[int], possible: Sequence[int] | None) -> Fraction | Undefined:
    """Return the share above a cut, of what lies in the window on either side of it, were nothing done there."""
    if possible is None:
        possible = [1, 1, 1, 1]
    if not possible[1] or not possible[2]:
        return Undefined("no score can occur on one of its sides")
    odds = possible[2] / possible[1]
    if min(held[0], held[3]) >= LEAST_NEAR:  # then further out lies enough to tell how scores thin out across the cut
        odds *= math.cbrt(held[3] * possible[0] / (held[0] * possible[3]))
    return Fraction(odds / (1 + odds)).limit_denominator(MILLION)


def _p_value(above: int, below: int, expected: Fraction | Undefined) -> float | Undefined:
    if isinstance(expected, Undefined):
        return expected
    if above + below < LEAST_NEAR:
        return Undefined(f"{above + below} of at least {LEAST_NEAR} certain scores that near")
    return binomial_p(above, above + below, expected)


def binomial_p(hits: int, trials: int, chance: Fraction) -> float:
    """Return the exact two-sided binomial p-value: the chance of an outcome no likelier than the one seen.

    Parameters
    ----------
    hits, trials : int
    chance : Fraction
        Above 0 and below 1.

    Returns
    -------
    float

    Examples
    --------
    >>> round(binomial_p(9, 10, Fraction(1, 2)), 6)  # (1 + 10 + 10 + 1) / 1024
    0.021484
    """
    logs = np.concatenate([[0.0], np.log(np.arange(1, trials + 1)).cumsum()])
    outcomes = np.arange(trials + 1)
    odds = outcomes * np.log(float(chance)) + (trials - outcomes) * np.log(float(1 - chance))
    likelihoods = np.exp(logs[-1] - logs - logs[::-1] + odds)
    return min(1.0, float(likelihoods[likelihoods <= likelihoods[hits] * (1 + CLOSE)].sum()))
