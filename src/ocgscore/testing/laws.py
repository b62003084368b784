"""The laws that every ranking rests on, as assertions: for our own tests, and for a force's own matrix."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocgscore.assessments import Assessments, assess
from ocgscore.matrix import Matrix, canonical_json, parse_matrix
from ocgscore.ranking import rank
from ocgscore.scoring import Scores, score
from ocgscore.testing.reference import reference_band, reference_scores
from ocgscore.testing.strategies import assessments, complete_levels

MOST_COMPLETIONS = 256  # of one assessment, tried one by one


def assert_consistent(matrix: Matrix, *, examples: int = 100) -> None:
    """Assert that a matrix scores consistently: the laws that every ranking made with it rests on.

    Raising a level never lowers a measure; every completion of the unknowns lies within the bounds and both ends are
    reached; the fast kernel gives what exact fractions give, one at a time as in a batch, in any order; bands agree
    with scores on both sides of every cut; and the canonical form reads back as the same matrix.

    Parameters
    ----------
    matrix : Matrix
    examples : int
        Random cases for each law.

    Raises
    ------
    AssertionError
        Naming the law and the smallest case found against it.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> assert_consistent(load_matrix("group-threat-derbyshire"), examples=10)
    """
    check_same_after_reading_back(matrix)
    check_bands_at_cuts(matrix)
    _run(matrix, complete_levels(matrix), check_raising_never_lowers, examples)
    _run(matrix, assessments(matrix, most=4), check_kernel_against_fractions, examples)
    _run(matrix, assessments(matrix, most=4), check_completions_within_bounds, examples)
    _run(matrix, assessments(matrix, least=2), check_order_and_batch_do_not_matter, examples)


def _run(matrix: Matrix, strategy: st.SearchStrategy[Any], law: Callable[[Matrix, Any], None], examples: int) -> None:
    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def holds(case: Any) -> None:
        law(matrix, case)

    holds()


def check_same_after_reading_back(matrix: Matrix) -> None:
    """Assert that the canonical JSON form reads back as an equal matrix with the same fingerprint."""
    again = parse_matrix(canonical_json(matrix), matrix.name, ".json")
    assert again == matrix, f"{matrix.name} reads back as another matrix"
    assert again.fingerprint == matrix.fingerprint, f"{matrix.name} reads back with another fingerprint"


def check_bands_at_cuts(matrix: Matrix) -> None:
    """Assert that the least score reaching a cut is in the band above it, and the next lower one in the band below."""
    for measure, compiled in zip(matrix.measures, matrix.program.measures, strict=True):
        for number, cut in enumerate(compiled.cuts):
            for numerator, expected in ((cut, number + 1), (cut - 1, number)):
                where = f"{measure.id} at {Fraction(numerator, compiled.denominator)}"
                assert compiled.band(numerator) == expected, f"{where} is not in band {expected}"
                assert reference_band(measure, Fraction(numerator, compiled.denominator)) == expected, where


def check_raising_never_lowers(matrix: Matrix, levels: list[int]) -> None:
    """Assert that raising any one level lowers no measure and no band."""
    raised = [levels] + [
        [level + (at == chosen) for at, level in enumerate(levels)]
        for chosen, criterion in enumerate(matrix.criteria)
        if levels[chosen] + 1 < len(criterion.levels)
    ]
    scores = score(from_levels(matrix, raised, raised))
    assert (scores.low >= scores.low[:, :1]).all(), f"raising a level of {levels} lowers a measure"
    assert (scores.band_low >= scores.band_low[:, :1]).all(), f"raising a level of {levels} lowers a band"


def check_kernel_against_fractions(matrix: Matrix, batch: Assessments) -> None:
    """Assert that both ends of every score and band are what exact fractions give."""
    scores = score(batch)
    for row in range(len(batch)):
        for codes, low in ((batch.lowest, True), (batch.highest, False)):
            expected = reference_scores(matrix, codes[row].tolist())
            for measure in matrix.measures:
                found = scores[measure.id]
                assert found.exact(row)[not low] == expected[measure.id], f"{measure.id} of {codes[row].tolist()}"
                band = (found.band_low if low else found.band_high)[row]
                assert band == reference_band(measure, expected[measure.id]), f"band of {measure.id}"


def check_completions_within_bounds(matrix: Matrix, batch: Assessments) -> None:
    """Assert that every completion scores within [low, high] and that both ends are reached (first row of a batch)."""
    choices = [
        range(low, high + 1) for low, high in zip(batch.lowest[0].tolist(), batch.highest[0].tolist(), strict=True)
    ]
    ends = [batch.lowest[0].tolist(), batch.highest[0].tolist()]
    completions = [*ends, *map(list, itertools.islice(itertools.product(*choices), MOST_COMPLETIONS))]
    scores, found = score(batch), score(from_levels(matrix, completions, completions))
    assert (found.low >= scores.low[:, :1]).all(), "a completion scores below the low end"
    assert (found.low <= scores.high[:, :1]).all(), "a completion scores above the high end"
    assert (found.low[:, 0] == scores.low[:, 0]).all(), "the low end is not reached"
    assert (found.low[:, 1] == scores.high[:, 0]).all(), "the high end is not reached"


def check_order_and_batch_do_not_matter(matrix: Matrix, batch: Assessments) -> None:
    """Assert that reversing the rows reverses the scores and ranks, and that one at a time equals in a batch."""
    whole, turned = score(batch), score(batch.take(np.arange(len(batch))[::-1]))
    assert (whole.low == turned.low[:, ::-1]).all(), "row order changes a score"
    assert (whole.high == turned.high[:, ::-1]).all(), "row order changes a score"
    for measure in matrix.measures:
        forward, backward = rank(whole, measure.id), rank(turned, measure.id)
        assert (forward.best == backward.best[::-1]).all(), "row order changes a rank"
        assert (forward.worst == backward.worst[::-1]).all(), "row order changes a rank"
    alone = [score(batch.take(np.array([row]))) for row in range(len(batch))]
    assert_same_scores(whole, alone)


def assert_same_scores(whole: Scores, parts: Sequence[Scores]) -> None:
    """Assert that the scores of parts, put together, are those of the whole."""
    for name in ("low", "high", "band_low", "band_high"):
        joined = np.concatenate([getattr(part, name) for part in parts], axis=1)
        assert (joined == getattr(whole, name)).all(), f"{name} differs between a batch and its parts"


def from_levels(matrix: Matrix, lowest: Sequence[Sequence[int]], highest: Sequence[Sequence[int]]) -> Assessments:
    """Return assessments with given lowest and highest level positions.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> batch = from_levels(load_matrix("group-threat-derbyshire"), [[0] * 6], [[3] * 6])
    >>> batch.lowest.tolist(), batch.highest.tolist()
    ([[0, 0, 0, 0, 0, 0]], [[3, 3, 3, 3, 3, 3]])
    """
    cells = [
        {"group": f"G{number}"}
        | {
            criterion.id: criterion.levels[low].code
            if low == high
            else f"{criterion.levels[low].code}|{criterion.levels[high].code}"
            for criterion, low, high in zip(matrix.criteria, lows, highs, strict=True)
        }
        for number, (lows, highs) in enumerate(zip(lowest, highest, strict=True))
    ]
    return assess(cells, matrix)
