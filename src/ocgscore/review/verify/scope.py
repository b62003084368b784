"""Which rows a systematic change may be of: all, those of some forces, assessors or versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.review.verify.numbers import Flags
from ocgscore.table import Column

MOST_NAMED: Final = 5
MOST_ALONE: Final = 8


@attrs.frozen(eq=False)
class Scope:
    """Some rows of the sheet, in words and as flags.

    Parameters
    ----------
    name : str
        ``"force North"``; empty for all of them.
    rows : ndarray of bool, shape (n,)
    alone : bool
        One of several that differ.
    """

    name: str
    rows: Flags
    alone: bool = False


def scopes(assessments: Assessments, differing: Flags) -> Iterator[Scope]:
    """Yield all rows; then those of the forces, versions or assessors with rows that differ; then of each alone.

    Parameters
    ----------
    assessments : Assessments
    differing : ndarray of bool, shape (n,)

    Yields
    ------
    Scope
    """
    yield Scope("", np.ones(len(assessments), np.bool_))
    kinds = {
        "force": assessments.force,
        "matrix version": assessments.matrix_version,
        "assessor": assessments.assessor,
    }
    split = {kind: _split(column, differing) for kind, column in kinds.items() if column is not None}
    for kind, (codes, named, everyone) in split.items():
        if len(named) < everyone and len(named) <= MOST_NAMED:
            yield Scope(f"{kind} {' and '.join(named.values())}", np.isin(codes, list(named)))
    for kind, (codes, named, _) in split.items():
        if 1 < len(named) <= MOST_ALONE:
            for code, name in named.items():
                yield Scope(f"{kind} {name}", codes == code, alone=True)


def _split(column: Column, differing: Flags) -> tuple[np.ndarray, dict[int, str], int]:
    """Return each row's code, the names of those with rows that differ, and how many there are."""
    codes = column.text_codes()
    present, first = np.unique(codes[differing], return_index=True)
    rows = np.flatnonzero(differing)[first]
    names = {int(code): column.row_text(int(row)) or "(none given)" for code, row in zip(present, rows, strict=True)}
    ordered = dict(sorted(names.items(), key=lambda entry: entry[1]))
    return codes, ordered, len(np.unique(codes))
