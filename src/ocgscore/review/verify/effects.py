"""What a change would do to a column of recorded results: what it makes right, what it breaks, what it leaves open."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.review.verify.candidates import OTHER_MATRIX, UNKNOWN_RULE, Candidate
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.explanation import DIFFERENT, LACKING, Effect, hard_targets, targets
from ocgscore.review.verify.numbers import EQUAL, MISSING, ROUNDING, UNREADABLE, WRONG, Flags, Verdicts
from ocgscore.review.verify.scope import Scope

SINGLE: Final = ("total", "band")  # parts of a measure that are one figure, whatever is unknown


def supported(effect: Effect, scope: Scope, new: dict[RecordedColumn, tuple[Verdicts, Verdicts]]) -> Effect:
    """Return what a change does to a band: it explains none whose own total is wrong and would be so still."""
    if not effect.column.is_band or not effect.complete:
        return effect
    for column, (before, after) in new.items():
        if column.measure == effect.column.measure and not column.is_band:
            wrong = targets(column, before) & ((after == WRONG) | (after == ROUNDING))
            if (wrong & effect.cells & scope.rows).any():
                return attrs.evolve(effect, settles=frozenset())
    return effect


def of_bounds(candidate: Candidate, effect: Effect) -> bool:
    """Whether a column of bounds or ranks is right throughout: those leave an unknown open, whatever a total did."""
    return candidate.kind == UNKNOWN_RULE and effect.column.part not in SINGLE and not effect.differing


def effect_of(
    candidate: Candidate, column: RecordedColumn, before: Verdicts, after: Verdicts, rows: Flags | None = None
) -> Effect:
    """Return what a change would do to a column, in all rows or in some."""
    if column.part == "completeness" and candidate.kind != OTHER_MATRIX:
        # how much is known is not a matter of weights, nor of what an unknown counts as
        rows = np.zeros(len(before), np.bool_)
    inside = np.ones(len(before), np.bool_) if rows is None else rows
    hard, missing, right = hard_targets(column, before) & inside, (before == MISSING) & inside, after == EQUAL
    # what could be right or wrong under a change is no contradiction: only what is certainly wrong is
    broken = int(((before == EQUAL) & inside & ((after == WRONG) | (after == ROUNDING) | (after == UNREADABLE))).sum())
    open_ = np.zeros_like(inside)
    if candidate.kind == UNKNOWN_RULE:
        whole = {DIFFERENT: hard, LACKING: missing}
    else:
        # a level unknown stays unknown under another weight or matrix: such a cell speaks neither for it nor against
        open_ = (hard | missing) & (after == MISSING)
        whole = {DIFFERENT: (hard | missing) & ~open_}
    settles = frozenset(name for name, cells in whole.items() if not broken and cells.any() and right[cells].all())
    if settles == {LACKING}:
        hard = np.zeros_like(hard)  # what is wrong besides is another matter
    cells = whole[DIFFERENT] if candidate.kind != UNKNOWN_RULE else hard | missing
    explained = cells & right
    undetermined = int(open_.sum())
    return Effect(column, int(cells.sum()), int(explained.sum()), broken, undetermined, settles, explained | open_)
