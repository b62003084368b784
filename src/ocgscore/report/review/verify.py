"""A verification as tables: by column, by force, every cell that is not equal, and what would explain them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ocgscore.matrix import Matrix
from ocgscore.report.review.document import ReviewDocument, matrix_facts, plain_table
from ocgscore.review.notices import sheet_notices
from ocgscore.review.verify import VERDICTS, Effect, Explanation, Stale, Verification
from ocgscore.table import Cell

RULES: Final = {
    "equal": "the exact figure, the figure as displayed, or the exact figure rounded half up to more places",
    "rounding": "one number after rounding to the fewer places of the two, or less than one unit of that place apart",
    "wrong": "anything else, and a figure that the levels known rule out",
    "missing level": "possible, but a level that it needs is unknown, so that it cannot be reproduced",
    "blank": "nothing is recorded",
    "unreadable": "an error value, text among numbers, or a band that is none of the measure's",
}
COUNTED: Final = tuple(verdict.replace(" ", "_") for verdict in VERDICTS)
COLUMNS: Final = ("column", "holds", "cells", *COUNTED)
FORCES: Final = ("force", "column", "holds", "cells", *COUNTED)
CELLS: Final = (
    "address",
    "group",
    "force",
    "column",
    "holds",
    "recorded",
    "recomputed_low",
    "recomputed_high",
    "verdict",
    "difference",
)
EXPLANATIONS: Final = ("kind", "change", "rows", "column", "differing", "explained", "broken", "undetermined", "whole")
STALE: Final = ("address", "group", "criterion", "level_in_sheet", "level_that_fits", "columns")


def verify_document(found: Verification, *, marking: str = "", against: tuple[Matrix, ...] = ()) -> ReviewDocument:
    """Return a verification as tables.

    Parameters
    ----------
    found : Verification
    marking : str
        A protective marking; the sheet's own by default.
    against : tuple of Matrix
        The other matrices that were tried.

    Returns
    -------
    ReviewDocument
        Tables ``columns``, ``forces``, ``cells``, ``explanations``, ``stale``.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.review.verify import verify
    >>> rows = [{"group": "A", "corruption": "high", "total_low": 70}]
    >>> document = verify_document(verify(score(assess(rows, "sleipnir-2000"))))
    >>> document.tables["cells"].headings[-2:], document.tables["cells"].columns[-1].cells()
    (['verdict', 'difference'], [Decimal('-6')])
    """
    assessments = found.scores.assessments
    facts = matrix_facts(assessments)
    if against:
        facts["against"] = ", ".join(f"{matrix.name}#{matrix.fingerprint[:12]}" for matrix in against)
    return ReviewDocument(
        "verify",
        facts,
        _said(found),
        {
            "columns": plain_table("columns", COLUMNS, _columns(found)),
            "forces": plain_table("forces", FORCES, _forces(found)),
            "cells": plain_table("cells", CELLS, _cells(found)),
            "explanations": plain_table("explanations", EXPLANATIONS, _explanations(found.explanations)),
            "stale": plain_table("stale", STALE, _stale(found)),
        },
        marking or assessments.table.marking,
    )


def _said(found: Verification) -> dict[str, Any]:
    return {
        "cells": found.counts,
        "rows": found.rows,
        "differing": found.differing,
        "verdicts": RULES,
        "explanations_in_words": [one.text() for one in found.explanations],
        "explanations_are": "arithmetic: several may fit the same cells, and none is shown to be the cause",
        "notices": [*sheet_notices(found.scores.assessments), *found.notices],
    }


def _columns(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.columns:
        yield (one.column.heading, one.column.what, len(one.verdicts), *one.counts.values())


def _forces(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.forces:
        yield (one.force, one.column.heading, one.column.what, sum(one.counts.values()), *one.counts.values())


def _cells(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.cells():
        yield (
            one.address,
            one.group,
            one.force,
            one.column.heading,
            one.column.what,
            one.recorded,
            one.low,
            one.high,
            one.verdict,
            one.difference,
        )


def _explanations(explanations: tuple[Explanation, ...]) -> Iterator[tuple[Cell, ...]]:
    for one in explanations:
        for effect in one.effects:
            yield (one.kind, one.said, one.where or "all", effect.column.heading, *_effect(effect))
        for column in one.against:
            if column not in [effect.column for effect in one.effects]:
                yield (one.kind, one.said, one.where or "all", column.heading, 0, 0, None, None, "against")


def _effect(effect: Effect) -> tuple[Cell, ...]:
    whole = "yes" if effect.complete else "in part"
    return effect.differing, effect.explained, effect.broken, effect.undetermined, whole


def _stale(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.stale:
        columns = ", ".join(column.heading for column in one.columns)
        yield one.address, one.group, _title(found, one), one.now, one.level, columns


def _title(found: Verification, one: Stale) -> str:
    return found.scores.assessments.matrix.criteria[one.criterion].title
