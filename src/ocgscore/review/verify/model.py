"""What a verification found: a verdict on every recorded cell, counted, and the cells that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from ocgscore.review.names import Names
from ocgscore.review.verify.cells import Cells, RecordedCell
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.numbers import (
    BLANK,
    EQUAL,
    MISSING,
    ROUNDING,
    UNREADABLE,
    VERDICTS,
    WRONG,
    Flags,
    Verdicts,
)
from ocgscore.review.verify.parts import Counts, Parts, VersionCounts
from ocgscore.scoring import Scores

if TYPE_CHECKING:
    from ocgscore.review.verify.explanation import Explanation
    from ocgscore.review.verify.stale import Stale

DIFFERING: Final = (WRONG, ROUNDING, UNREADABLE)
LISTED: Final = (WRONG, ROUNDING, UNREADABLE, MISSING)
WORST_FIRST: Final = (WRONG, UNREADABLE, ROUNDING, MISSING, BLANK, EQUAL)


@attrs.frozen(eq=False)
class VerifiedColumn:
    """One recorded column with a verdict on each of its cells.

    Parameters
    ----------
    column : RecordedColumn
    verdicts : ndarray of uint8, shape (n,)
        Positions in ``VERDICTS``: equal, rounding, wrong, missing level, blank, unreadable.
    """

    column: RecordedColumn
    verdicts: Verdicts

    @property
    def counts(self) -> Counts:
        """How many cells have each verdict; they add up to the rows."""
        return _counts(self.verdicts)

    @property
    def differs(self) -> Flags:
        """Which rows differ: wrong, rounding or unreadable; bool, shape (n,)."""
        return _any_of(self.verdicts, DIFFERING)


@attrs.frozen
class ForceCounts:
    """The verdicts on one force's cells in one column."""

    force: str
    column: RecordedColumn
    counts: Counts


@attrs.frozen(eq=False)
class Verification:
    """The recorded cells of a sheet against the recomputed ones.

    Parameters
    ----------
    scores : Scores
        Of n assessments.
    columns : tuple of VerifiedColumn
        In the order of the sheet.
    explanations : tuple of Explanation
        Single changes that would explain differences: whole columns first, then the best in part.
    stale : tuple of Stale
        Rows that would be right if one level were another.
    notices : tuple of str
        What was not compared, and why.
    parts : Parts
        The sheet by the matrix that judges each row.
    versions : tuple of VersionCounts
        The verdicts by the version that the rows state; empty where none does.
    unchecked : tuple of str
        Headings of columns that look like results and are none that was recognised.
    """

    scores: Scores
    columns: tuple[VerifiedColumn, ...]
    explanations: tuple[Explanation, ...]
    stale: tuple[Stale, ...]
    notices: tuple[str, ...]
    parts: Parts
    versions: tuple[VersionCounts, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def counts(self) -> Counts:
        """How many recorded cells have each verdict."""
        each = [column.counts for column in self.columns]
        return {name: sum(counts[name] for counts in each) for name in VERDICTS}

    @property
    def differing(self) -> int:
        """How many cells differ: wrong, rounding or unreadable."""
        return sum(self.counts[VERDICTS[verdict]] for verdict in DIFFERING)

    @property
    def rows(self) -> Counts:
        """How many rows have each verdict as their worst; they add up to the rows."""
        worst = np.full(len(self.scores), EQUAL, np.uint8)
        for verdict in reversed(WORST_FIRST):
            for column in self.columns:
                worst[column.verdicts == verdict] = verdict
        return _counts(worst)

    @cached_property
    def forces(self) -> tuple[ForceCounts, ...]:
        """The verdicts by force (in order of name) and column; empty where the sheet names no forces."""
        force = self.scores.assessments.force
        if force is None:
            return ()
        names = Names.of(force.texts())
        codes = names.codes(force.texts())[force.codes]
        found = []
        tables = [
            np.bincount(codes * len(VERDICTS) + column.verdicts, minlength=len(names.names) * len(VERDICTS))
            for column in self.columns
        ]
        for code, name in enumerate(names.names):
            if not (codes == code).any():
                continue
            for column, table in zip(self.columns, tables, strict=True):
                counts = table[code * len(VERDICTS) : (code + 1) * len(VERDICTS)].tolist()
                found.append(ForceCounts(name, column.column, dict(zip(VERDICTS, counts, strict=True))))
        return tuple(found)

    def cells(self, verdicts: Sequence[int] = LISTED) -> Iterator[RecordedCell]:
        """Yield the cells with one of some verdicts, by row and then column; those not equal and not blank by default.

        Parameters
        ----------
        verdicts : sequence of int
            Positions in ``VERDICTS``.
        """
        chosen = np.array([_any_of(column.verdicts, verdicts) for column in self.columns], np.bool_)
        rows, columns = np.nonzero(chosen.T)
        maker = Cells(self.parts)
        for row, at in zip(rows.tolist(), columns.tolist(), strict=True):
            found = self.columns[at]
            yield maker.cell(row, found.column, int(found.verdicts[row]))


def _counts(verdicts: Verdicts) -> Counts:
    return dict(zip(VERDICTS, np.bincount(verdicts, minlength=len(VERDICTS)).tolist(), strict=True))


def _any_of(verdicts: Verdicts, wanted: Sequence[int]) -> Flags:
    table = np.zeros(len(VERDICTS), np.bool_)
    table[list(wanted)] = True
    return table[verdicts]
