"""Published answers, reproduced.

Oracles: the GI-TOC Organized Crime Index rows as its 2023 data set prints them; the Fife community safety partnership's
4 x 4 grid as published; Sleipnir's arithmetic as the one numeric (secondary) source gives it, with bounds by arithmetic.
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction

import pytest

from ocgscore import assess, load_matrix, parse_matrix, rank, score
from ocgscore.testing import assert_consistent


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix_of(criteria, measures, **more):
    document = {
        "id": "published", "version": "1.0.0", "title": "Published", "subject": "theme", "status": "published",
        "source": "Structure and formula as published.", "licence": "Facts.", "sections": [{"id": "all", "title": "All"}],
        "criteria": criteria, "measures": measures, **more,
    }  # fmt: skip
    return parse_matrix(json.dumps(document), "published", ".json")


def slug(title):
    return "".join(letter if letter.isalnum() else "_" for letter in title.lower()).replace("__", "_").strip("_")


@pytest.fixture
def index(shared_data):
    """The Organized Crime Index 2023 as a matrix: marks from 1 to 10 by halves; criminality is a mean of two means."""
    indicators = read(shared_data("matrices", "gitoc_index_structure.csv"))
    marks = [Decimal(half) / 2 for half in range(2, 21)]
    levels = [{"code": f"{m:f}", "label": f"{m:f}", "value": f"{m:f}", "anchor": f"A mark of {m}."} for m in marks]
    criteria = [
        {
            "id": slug(i["indicator"]),
            "title": i["indicator"],
            "section": "all",
            "question": "Which mark?",
            "levels": levels,
        }
        for i in indicators
    ]
    parts = {
        name: [slug(i["indicator"]) for i in indicators if i["component"] == component]
        for name, component in (
            ("markets", "criminal markets"),
            ("actors", "criminal actors"),
            ("resilience", "resilience"),
        )
    }
    measures = [
        {"id": name, "title": name.title(), "formula": f"mean({', '.join(ids)})", "digits": 2}
        for name, ids in parts.items()
    ]
    measures.append({"id": "criminality", "title": "Criminality", "formula": "mean(markets, actors)", "digits": 2})
    return matrix_of(criteria, measures, ranks_by="criminality")


def test_the_index_of_four_countries_is_reproduced_to_the_printed_digit(index, shared_data):
    rows = read(shared_data("matrices", "gitoc_index_example_rows.csv"))
    assert len(rows) == 4
    cells = [{"theme": row["row"], **{c.title: row[c.title] for c in index.criteria}} for row in rows]
    scores = score(assess(cells, index))
    for name in ("criminality", "markets", "actors", "resilience"):
        result = scores[name]
        shown = [result.shown(int(numerator)) for numerator in result.low]
        assert shown == [Decimal(row[f"published_{name}"]).quantize(Decimal("0.01")) for row in rows]
        assert (result.low == result.high).all()
    assert scores["resilience"].exact(2)[0] == Fraction(1625, 1000)  # printed 1.63: half up, not half to even
    assert rank(scores).best.tolist() == [2, 3, 1, 4]


def test_all_sixteen_cells_of_the_fife_grid(shared_data):
    cells = read(shared_data("matrices", "fife_4x4_grid.csv"))
    levels = [{"code": str(n), "label": str(n), "value": n, "anchor": f"Step {n}."} for n in range(1, 5)]
    criteria = [
        {"id": name, "title": name.title(), "section": "all", "question": "Which step?", "levels": levels}
        for name in ("down", "across")
    ]
    bands = [{"label": str(n), "from": n, **({"below": n + 1} if n < 4 else {})} for n in range(1, 5)]
    measures = [
        {"id": "rows", "title": "Rows", "formula": "down", "bands": bands},
        {"id": "columns", "title": "Columns", "formula": "across", "bands": bands},
        {"id": "cell", "title": "Cell", "formula": "grid(rows, columns)",
         "cells": [[r * c for c in range(1, 5)] for r in range(1, 5)]},
        {"id": "product", "title": "Product", "formula": "down * across"},
    ]  # fmt: skip
    matrix = matrix_of(criteria, measures, ranks_by="cell")
    rows = [
        {
            "theme": f"{c['row_axis_1to4']}/{c['column_axis_1to4']}",
            "down": c["row_axis_1to4"],
            "across": c["column_axis_1to4"],
        }
        for c in cells
    ]
    scores = score(assess(rows, matrix))
    published = [int(cell["published_cell"]) for cell in cells]
    assert len(published) == 16
    assert scores["cell"].low.tolist() == scores["cell"].high.tolist() == published
    assert scores["product"].low.tolist() == published


def test_the_fragment_of_sleipnir_that_is_printed(shared_data):
    weights = {
        row["attribute"]: int(row["weight_P"])
        for row in read(shared_data("matrices", "sleipnir_v1_2000_attributes.csv"))
    }
    matrix = load_matrix("sleipnir-2000")
    assert {criterion.title: int(criterion.weight) for criterion in matrix.criteria} == weights
    nil = {criterion.id: "nil" for criterion in matrix.criteria}
    fragment = {"monopoly": "high", "intelligence_use": "medium", "violence": "low"}
    rows = [{"group": name, **nil, name: level} for name, level in fragment.items()]
    total = score(assess([*rows, {"group": "all three", **nil, **fragment}], matrix))["total"]
    assert total.low.tolist() == total.high.tolist() == [20, 20, 18, 58]


@pytest.mark.parametrize(
    ("level", "low", "high", "published"),
    [
        ("high", 760, 760, 760),
        ("medium", 380, 380, 380),
        ("unknown", 0, 760, 380),
        ("low", 190, 190, 190),
        ("nil", 0, 0, 0),
    ],
)
def test_the_bounds_of_sleipnir(level, low, high, published):
    matrix = load_matrix("sleipnir-2000")
    total = score(assess([{"group": "A", **{criterion.id: level for criterion in matrix.criteria}}], matrix))["total"]
    assert (total.low[0], total.high[0], total.published[0]) == (low, high, published)
    assert total.published_defined[0]


def test_an_unknown_that_a_point_score_hides():
    """Corruption unknown and the rest low: 171 to 247, published 209; a rival certain at 208 is published below it."""
    matrix = load_matrix("sleipnir-2000")
    low = {criterion.id: "low" for criterion in matrix.criteria}
    scores = score(
        assess([{"group": "A", **low, "corruption": "?"}, {"group": "B", **low, "violence": "medium"}], matrix)
    )
    total = scores["total"]
    assert total.exact(0) == (171, 247)
    assert total.published.tolist() == [209, 208]
    assert total.exact(1) == (208, 208)
    ranking = rank(scores)
    assert (ranking.best.tolist(), ranking.worst.tolist()) == ([1, 1], [2, 2])


def test_the_matrices_of_published_tables_are_consistent(index):
    assert_consistent(index, examples=5)
