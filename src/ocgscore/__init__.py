"""Score organised crime groups against threat, risk and harm matrices held as data.

A matrix is data, a score is arithmetic, and everything else reads scores::

    from ocgscore import rank, read_assessments, score

    scores = score(read_assessments("groups.csv", "ocg-tactical"))
    ranking = rank(scores)

Names are imported when first asked for, so that ``import ocgscore`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ocgscore.version import __version__

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments, assess, latest, read_assessments, sift
    from ocgscore.errors import OcgScoreError, Problem
    from ocgscore.matrix import Matrix, list_matrices, load_matrix, parse_matrix
    from ocgscore.matrix.diff import compare_matrices
    from ocgscore.ranking import Ranking, rank
    from ocgscore.report import scored_table
    from ocgscore.report.template import write_template
    from ocgscore.scoring import Scores, score
    from ocgscore.table import read_table, write_table

_HOMES = {
    "Assessments": "assessments",
    "Matrix": "matrix",
    "OcgScoreError": "errors",
    "Problem": "errors",
    "Ranking": "ranking",
    "Scores": "scoring",
    "assess": "assessments",
    "compare_matrices": "matrix.diff",
    "latest": "assessments",
    "list_matrices": "matrix",
    "load_matrix": "matrix",
    "parse_matrix": "matrix",
    "rank": "ranking",
    "read_assessments": "assessments",
    "read_table": "table",
    "score": "scoring",
    "scored_table": "report",
    "sift": "assessments",
    "write_table": "table",
    "write_template": "report.template",
}

__all__ = [
    "Assessments",
    "Matrix",
    "OcgScoreError",
    "Problem",
    "Ranking",
    "Scores",
    "__version__",
    "assess",
    "compare_matrices",
    "latest",
    "list_matrices",
    "load_matrix",
    "parse_matrix",
    "rank",
    "read_assessments",
    "read_table",
    "score",
    "scored_table",
    "sift",
    "write_table",
    "write_template",
]


def __getattr__(name: str) -> Any:
    """Import the module behind a public name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported yet or not."""
    return sorted(__all__)
