"""A verification as tables: by column, by force, every cell that is not equal, and what would explain them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from ocgscore.matrix import Matrix
from ocgscore.report.review.document import ReviewDocument, plain_table, sheet_facts
from ocgscore.review.notices import sheet_notices
from ocgscore.review.verify import VERDICTS, Effect, Explanation, Stale, Verification, in_words, unchecked_said
from ocgscore.scoring.recorded import read_number
from ocgscore.table import Cell

RULES: Final = {
    "equal": "the exact figure, the figure as displayed, or the exact figure rounded half up to more places",
    "rounding": "one number after rounding to the fewer places of the two, or less than one unit of that place apart",
    "wrong": "anything else, and a figure that the levels known rule out",
    "missing level": "possible, but a level that it needs is unknown, so that it cannot be reproduced",
    "blank": "nothing is recorded",
    "unreadable": "an error value, text among numbers, or a band that is none of the measure's",
}
MOST_DIGITS: Final = 15  # of a number that every program holds exactly
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
    "bands_apart",
    "judged_by",
)
VERSIONS: Final = ("version", "judged_by", "at_hand", "rows", "cells", *COUNTED)
EXPLANATIONS: Final = ("kind", "change", "rows", "column", "differing", "explained", "broken", "undetermined", "whole")
STALE: Final = ("address", "group", "criterion", "level_in_sheet", "level_that_fits", "columns")


def verify_document(
    found: Verification, *, marking: str = "", against: tuple[Matrix, ...] = (), earlier: tuple[Matrix, ...] = ()
) -> ReviewDocument:
    """Return a verification as tables.

    Parameters
    ----------
    found : Verification
    marking : str
        A protective marking; the sheet's own by default.
    against : tuple of Matrix
        The other matrices that were tried.
    earlier : tuple of Matrix
        The earlier versions that rows were judged by.

    Returns
    -------
    ReviewDocument
        Tables ``columns``, ``forces``, ``versions``, ``cells``, ``explanations``, ``stale``.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.review.verify import verify
    >>> rows = [{"group": "A", "corruption": "high", "total_low": 70}]
    >>> document = verify_document(verify(score(assess(rows, "sleipnir-2000"))))
    >>> cells = document.tables["cells"]
    >>> cells.headings[5:10], [column.cells()[0] for column in cells.columns[5:10]]
    (['recorded', 'recomputed_low', 'recomputed_high', 'verdict', 'difference'], [70, 76, 76, 'wrong', -6])
    """
    assessments = found.scores.assessments
    facts = sheet_facts(assessments)
    for name, matrices in (("against", against), ("earlier", earlier)):
        if matrices:
            facts[name] = ", ".join(f"{matrix.name}#{matrix.fingerprint[:12]}" for matrix in matrices)
    return ReviewDocument(
        "verify",
        facts,
        _said(found),
        {
            "columns": plain_table("columns", COLUMNS, _columns(found)),
            "forces": plain_table("forces", FORCES, _forces(found)),
            "versions": plain_table("versions", VERSIONS, _versions(found)),
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
        "explanations_in_words": list(in_words(found.explanations)),
        "explanations_are": "arithmetic: several may fit the same cells, and none is shown to be the cause",
        "not_checked": list(found.unchecked),
        "notices": [
            *sheet_notices(found.scores.assessments, versions=True),
            *found.notices,
            *([unchecked_said(found.unchecked)] if found.unchecked else []),
        ],
    }


def _columns(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.columns:
        yield (one.column.heading, one.column.what, len(one.verdicts), *one.counts.values())


def _forces(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.forces:
        yield (one.force, one.column.heading, one.column.what, sum(one.counts.values()), *one.counts.values())


def _versions(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.versions:
        cells = sum(one.counts.values())
        yield (one.version, one.judged_by, "yes" if one.at_hand else "no", one.rows, cells, *one.counts.values())


def _cells(found: Verification) -> Iterator[tuple[Cell, ...]]:
    for one in found.cells():
        figures = (one.recorded, one.low, one.high)
        yield (
            one.address,
            one.group,
            one.force,
            one.column.heading,
            one.column.what,
            *(figures if one.column.is_band else map(_number, figures)),
            one.verdict,
            _number(one.difference),
            one.bands_apart,
            one.judged_by,
        )


def _number(value: str | Decimal | None) -> Cell:
    """Return a figure as a number, whole where it has no places; what is no number as it is."""
    number = read_number(value)
    if number is None:
        return value
    return int(number) if number == number.to_integral_value() and number.adjusted() < MOST_DIGITS else number


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
