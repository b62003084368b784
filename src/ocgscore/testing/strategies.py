"""Hypothesis strategies: sound matrices, and the sheets that assessors write against them."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import reject
from hypothesis import strategies as st

from ocgscore.assessments import Assessments, assess
from ocgscore.errors import MatrixError
from ocgscore.matrix import Criterion, Matrix, parse_matrix, plain

Document: TypeAlias = dict[str, Any]
MOST_RANGES = 12


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
    >>> from hypothesis import given
    >>> @given(matrices(most_criteria=2))
    ... def every_matrix_ranks_by_one_of_its_measures(matrix):
    ...     assert matrix.ranks_by in [measure.id for measure in matrix.measures]
    """
    criteria = [draw(_criterion(number, most_levels)) for number in range(draw(st.integers(1, most_criteria)))]
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
                {
                    "label": f"Band {number}",
                    "from": plain(start or Decimal(0)),
                    **({} if end is None else {"below": plain(end)}),
                }
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
