"""For a developer: dictionaries in, JSON out, with arrays between them and no file anywhere.

The steps are those of the library: assess (check), score, rank. What cannot be scored is refused with every
problem at its place, for a program to read::

    python examples/importer.py
"""

from __future__ import annotations

import json
from typing import Any

from ocgscore import OcgScoreError, assess, rank, score

ROWS = [
    {"group": "HARBOUR", "corruption": "high", "violence": "medium", "infiltration": "low"},
    {"group": "QUAY", "corruption": "not nil", "violence": "low-medium"},
    {"group": "LANTERN", "corruption": "nil", "violence": "nil", "infiltration": "nil", "expertise": "?"},
]
MISTAKEN = [{"group": "TILER", "corruption": "hihg", "violence": "lots"}]
MATRIX = "sleipnir-2000"
PARTS = ("where", "got", "expected", "hint")


def scored(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return for each row its exact bounds as fractions, its ranks, and the share of criteria known."""
    scores = score(assess(rows, MATRIX))
    ranking = rank(scores)
    total = scores[ranking.by]
    return [
        {
            "group": scores.assessments.group.row_text(row),
            "total": [str(bound) for bound in total.exact(row)],
            "rank": [int(ranking.best[row]), int(ranking.worst[row])],
            "known": str(scores.completeness()[row]),
        }
        for row in range(len(scores))
    ]


def problems(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is wrong with rows that cannot be scored; an empty list where nothing is."""
    try:
        assess(rows, MATRIX)
    except OcgScoreError as error:
        return [{key: getattr(problem, key) for key in PARTS} for problem in error.problems]
    return []


def shapes(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the arrays behind the scores: numbers for numpy, over one denominator a measure."""
    scores = score(assess(rows, MATRIX))
    total = scores["total"]
    return {
        "low": f"{total.low.dtype} {total.low.tolist()}",
        "high": f"{total.high.dtype} {total.high.tolist()}",
        "denominator": str(total.denominator),
    }


if __name__ == "__main__":
    document = {"scores": scored(ROWS), "arrays": shapes(ROWS), "problems": problems(MISTAKEN)}
    print(json.dumps(document, indent=1))
