"""Public Hypothesis strategies and laws: for our own tests, and for a force's own matrix.

Needs the ``testing`` extra (Hypothesis). Nothing else in the library imports this module.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from ocgscore.assessments import Assessments, assess
from ocgscore.errors import MatrixError
from ocgscore.matrix import Criterion, Matrix, canonical_json, parse_matrix, plain
from ocgscore.matrix.formula import Formula, Name, Number
from ocgscore.matrix.model import Measure, grid_axes, weighted
from ocgscore.ranking import rank
from ocgscore.scoring import Scores, score

Levels: TypeAlias = Sequence[int]
Document: TypeAlias = dict[str, Any]
MOST_COMPLETIONS = 256
MOST_RANGES = 12


# -- strategies ------------------------------------------------------------------------------------------------------


@st.composite
def matrices(draw: st.DrawFn, *, most_criteria: int = 6, most_levels: int = 5) -> Matrix:
    """Generate sound matrices: weights, decimals, products, extremes, means, bands, grids and unknown rules.

    Parameters
    ----------
    draw : DrawFn
        Given by Hypothesis.
    most_criteria, most_levels : int
        The largest to generate.

    Returns
    -------
    SearchStrategy of Matrix

    Examples
    --------
    >>> matrices().example().subject  # doctest: +SKIP
    'group'
    """
    criteria = [
        draw(_criterion(number, most_levels)) for number in range(draw(st.integers(1, most_criteria)))
    ]
    names = [criterion["id"] for criterion in criteria]
    measures: list[Document] = []
    for number in range(draw(st.integers(0, 3))):
        known = names + [measure["id"] for measure in measures]
        measures.append(_measure(f"m{number}", draw(_formulas(known)), draw(st.integers(0, 3))))
    # one measure names every criterion, so that none is asked in vain
    measures.append(_measure("everything", f"sum({', '.join(names)})", draw(st.integers(0, 3))))
    document = _document(criteria, measures, draw(st.sampled_from(["everything", measures[0]["id"]])))
    _add_bands(draw, document)
    if draw(st.booleans()):
        _add_grid(draw, document)
    return _parsed(document)


def rows(matrix: Matrix, *, least: int = 1, most: int = 8) -> st.SearchStrategy[list[dict[str, str]]]:
    """Generate rows of a sheet for a matrix: codes, labels, unknowns and ranges as assessors write them."""
    cells = st.fixed_dictionaries({c.id: st.sampled_from(_answers(c)) for c in matrix.criteria})
    numbered = st.lists(cells, min_size=least, max_size=most).map(enumerate)
    return numbered.map(lambda made: [{"group": f"G{number}", **row} for number, row in made])


def assessments(matrix: Matrix, *, least: int = 1, most: int = 8) -> st.SearchStrategy[Assessments]:
    """Generate batches of assessments against a matrix.

    Parameters
    ----------
    matrix : Matrix
    least, most : int
        How many assessments a batch may hold.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> strategy = assessments(load_matrix("ocg-threat"), most=3)
    """
    return rows(matrix, least=least, most=most).map(lambda made: assess(made, matrix))


def complete_levels(matrix: Matrix) -> st.SearchStrategy[list[int]]:
    """Generate one level position for each criterion: an assessment with nothing unknown."""
    return st.tuples(*(st.integers(0, len(c.levels) - 1) for c in matrix.criteria)).map(list)


@st.composite
def _criterion(draw: st.DrawFn, number: int, most_levels: int) -> Document:
    values = draw(st.lists(_decimals(), min_size=2, max_size=most_levels, unique_by=Fraction))
    rising = sorted(values)
    criterion: Document = {
        "id": f"c{number}",
        "title": f"Criterion {number}",
        "section": "all",
        "question": "How much?",
        "weight": plain(draw(st.one_of(st.just(Decimal(1)), _decimals(least="0.01")))),
        "levels": [
            {"code": str(at), "label": f"Level {chr(ord('A') + at)}", "value": plain(value), "anchor": f"step {at}"}
            for at, value in enumerate(rising)
        ],
    }
    if draw(st.booleans()):
        criterion["unknown_counts_as"] = plain(draw(st.sampled_from(rising)))
    return criterion


def _decimals(least: str = "0") -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(20), places=2, allow_nan=False, allow_infinity=False)


def _formulas(names: Sequence[str]) -> st.SearchStrategy[str]:
    """Generate formulas over names that each name at least one."""
    name = st.sampled_from(list(names))
    number = _decimals().map(plain)

    def larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.lists(part, min_size=1, max_size=3).map(", ".join)
        called = st.builds(lambda f, p: f"{f}({p})", st.sampled_from(["sum", "mean", "max", "min"]), parts)
        joined = st.builds(lambda a, mark, b: f"({a}) {mark} ({b})", part, st.sampled_from(["+", "*"]), part)
        return called | joined

    inner = st.recursive(name | number, larger, max_leaves=4)
    return st.builds(lambda a, mark, b: f"{a} {mark} ({b})", name, st.sampled_from(["+", "*"]), inner)


def _answers(criterion: Criterion) -> list[str]:
    """Return what assessors may write for a criterion, in every form that is read; known levels come up most."""
    codes = [level.code for level in criterion.levels]
    labels = [level.label for level in criterion.levels]
    ranges = [f"{low}-{high}" for low, high in itertools.combinations(codes, 2)]
    ranges += [f"{low}|{high}" for low, high in itertools.pairwise(labels)] + [f"not {code}" for code in codes]
    return [*codes, *labels, *map(str.upper, labels), "", "?", " Unknown ", *ranges[:MOST_RANGES]]


def _document(criteria: list[Document], measures: list[Document], ranks_by: str) -> Document:
    return {
        "id": "generated",
        "version": "1.0.0",
        "title": "Generated",
        "subject": "group",
        "status": "illustrative",
        "source": "Generated for a test.",
        "licence": "None needed.",
        "ranks_by": ranks_by,
        "sections": [{"id": "all", "title": "All"}],
        "criteria": criteria,
        "measures": measures,
    }


def _measure(name: str, formula: str, digits: int) -> Document:
    return {"id": name, "title": f"Measure {name}", "formula": formula, "digits": digits}


def _add_bands(draw: st.DrawFn, document: Document) -> None:
    """Give some measures bands with cuts that their scores can reach."""
    try:
        plain_matrix = _parsed(document)
    except MatrixError as error:
        # products of products can outgrow 64 bits: refused by the loader, so not a matrix to generate
        if any("64 bits" not in problem.expected for problem in error):
            raise
        reject()
    for measure, compiled in zip(document["measures"], plain_matrix.program.measures, strict=True):
        low, high = (Fraction(end, compiled.denominator) for end in (compiled.low, compiled.high))
        cuts = sorted(draw(st.sets(_between(low, high), max_size=3))) if high > low + 1 else []
        if cuts or measure["id"] == "everything":
            ends = [Decimal(0), *cuts, None]
            measure["bands"] = [
                {"label": f"Band {number}", "from": plain(start or Decimal(0)), **({} if end is None else {"below": plain(end)})}
                for number, (start, end) in enumerate(itertools.pairwise(ends))
            ]


def _between(low: Fraction, high: Fraction) -> st.SearchStrategy[Decimal]:
    """Generate decimals of two places above a low end, up to a high one."""
    return st.integers(math.floor(low * 100) + 1, math.floor(high * 100)).map(lambda cents: Decimal(cents) / 100)


def _add_grid(draw: st.DrawFn, document: Document) -> None:
    banded = [measure for measure in document["measures"] if measure.get("bands")]
    rows_of, columns_of = draw(st.sampled_from(banded)), draw(st.sampled_from(banded))
    steps = draw(st.lists(st.integers(0, 2), min_size=8, max_size=8))
    across, down = list(itertools.accumulate(steps[:4])), list(itertools.accumulate(steps[4:]))
    cells = [[across[c] + down[r] for c in range(len(columns_of["bands"]))] for r in range(len(rows_of["bands"]))]
    grid = _measure("lookup", f"grid({rows_of['id']}, {columns_of['id']})", 0)
    document["measures"].append({**grid, "cells": [[str(cell) for cell in row] for row in cells]})


def _parsed(document: Document) -> Matrix:
    return parse_matrix(json.dumps(document), "generated", ".json")


# -- the slow way ----------------------------------------------------------------------------------------------------


def reference_scores(matrix: Matrix, levels: Levels) -> dict[str, Fraction]:
    """Score one assessment with `fractions.Fraction`, straight from the formulas: slow, plain, and the kernel's oracle.

    Parameters
    ----------
    matrix : Matrix
    levels : sequence of int
        One level position for each criterion.

    Returns
    -------
    dict of str to Fraction
        The exact score on every measure.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> reference_scores(load_matrix("sleipnir-2000"), [3] * 19)
    {'total': Fraction(760, 1)}
    """
    values = {
        criterion.id: weighted(criterion, criterion.levels[level].value)
        for criterion, level in zip(matrix.criteria, levels, strict=True)
    }
    weights = {criterion.id: Fraction(criterion.weight) for criterion in matrix.criteria}
    pending = list(matrix.measures)
    while pending:
        for measure in list(pending):
            if all(name in values for name in _named(measure.formula)):
                values[measure.id] = _reference(matrix, measure, values, weights)
                pending.remove(measure)
    return {measure.id: values[measure.id] for measure in matrix.measures}


def reference_band(measure: Measure, value: Fraction) -> int:
    """Return the position of the band whose stretch holds a score; 0 where the measure has none."""
    inside = [
        at
        for at, band in enumerate(measure.bands)
        if (value >= Fraction(band.start) or at == 0) and (band.below is None or value < Fraction(band.below))
    ]
    return inside[0] if inside else 0


def _named(formula: Formula) -> list[str]:
    if isinstance(formula, Name):
        return [formula.id]
    return [] if isinstance(formula, Number) else [name for part in formula.arguments for name in _named(part)]


def _reference(
    matrix: Matrix, measure: Measure, values: Mapping[str, Fraction], weights: Mapping[str, Fraction]
) -> Fraction:
    axes = grid_axes(matrix, measure) if measure.is_grid else None
    if axes is not None:
        row, column = (reference_band(axis, values[axis.id]) for axis in axes)
        return Fraction(measure.cells[row][column])
    return _worked_out(measure.formula, values, weights)


def _worked_out(formula: Formula, values: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> Fraction:
    if isinstance(formula, Number):
        return Fraction(formula.value)
    if isinstance(formula, Name):
        return values[formula.id]
    parts = [_worked_out(part, values, weights) for part in formula.arguments]
    if formula.function == "mean":
        total = sum(weights.get(part.id, Fraction(1)) if isinstance(part, Name) else Fraction(1) for part in formula.arguments)
        return sum(parts, Fraction(0)) / total
    if formula.function == "*":
        return math.prod(parts, start=Fraction(1))
    if formula.function in ("max", "min"):
        return max(parts) if formula.function == "max" else min(parts)
    return sum(parts, Fraction(0))


# -- laws ------------------------------------------------------------------------------------------------------------


def assert_consistent(matrix: Matrix, *, examples: int = 100) -> None:
    """Assert that a matrix scores consistently: the laws that every ranking made with it rests on.

    Raising a level never lowers a measure; every completion of the unknowns lies within the bounds and both ends are
    reached; the fast kernel gives what exact fractions give, one at a time as in a batch, in any order; bands agree with
    scores on both sides of every cut; and the canonical form reads back as the same matrix.

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
    choices = [range(low, high + 1) for low, high in zip(batch.lowest[0].tolist(), batch.highest[0].tolist(), strict=True)]
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


def from_levels(matrix: Matrix, lowest: Sequence[Levels], highest: Sequence[Levels]) -> Assessments:
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
            criterion.id: criterion.levels[low].code if low == high else f"{criterion.levels[low].code}|{criterion.levels[high].code}"
            for criterion, low, high in zip(matrix.criteria, lows, highs, strict=True)
        }
        for number, (lows, highs) in enumerate(zip(lowest, highest, strict=True))
    ]
    return assess(cells, matrix)


__all__ = [
    "assert_consistent",
    "assert_same_scores",
    "assessments",
    "check_bands_at_cuts",
    "check_completions_within_bounds",
    "check_kernel_against_fractions",
    "check_order_and_batch_do_not_matter",
    "check_raising_never_lowers",
    "check_same_after_reading_back",
    "complete_levels",
    "from_levels",
    "matrices",
    "reference_band",
    "reference_scores",
    "rows",
]
