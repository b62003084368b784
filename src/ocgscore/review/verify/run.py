"""Verify: every recorded total, band and rank of a sheet against the recomputed one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.matrix import Matrix
from ocgscore.review.verify.columns import RecordedColumn, recorded_columns
from ocgscore.review.verify.explained import explanations
from ocgscore.review.verify.explanation import Explanation, hard_targets
from ocgscore.review.verify.model import Verification, VerifiedColumn
from ocgscore.review.verify.numbers import BLANK, WRONG, Flags, Verdicts
from ocgscore.review.verify.parts import Part, Parts, VersionCounts, version_counts
from ocgscore.review.verify.stale import Stale, stale_rows
from ocgscore.scoring import Scores

# The columns of its own of which this library leaves no cell blank.
OWN_PARTS: Final = frozenset(
    {"low", "high", "band_low", "band_high", "completeness", "rank_best", "rank_worst", "provenance"}
)


def verify(
    scores: Scores,
    *,
    columns: Mapping[str, str] | None = None,
    others: Sequence[Matrix] = (),
    earlier: Sequence[Matrix] = (),
) -> Verification:
    """Compare what a sheet records with what its levels give, cell by cell.

    Parameters
    ----------
    scores : Scores
        Of the sheet's n assessments.
    columns : mapping of str to str, optional
        By heading, what a column of the sheet's own holds: ``"risk"`` for a total, ``"risk:band"`` for a band. Others
        are found by their headings: see `recorded_columns`.
    others : sequence of Matrix
        Matrices that the sheet may have been worked out with.
    earlier : sequence of Matrix
        Versions that rows may state in ``matrix_version``. Such a row is judged by its own version; a row that states a
        version not at hand is judged by the matrix at hand, and counted apart in `Verification.versions`. A column that
        an earlier version does not know is judged by the matrix at hand, and so are ranks, which are among all rows.

    Returns
    -------
    Verification

    Raises
    ------
    AssessmentError
        Every cell that an earlier version does not know.
    RequestError
        A heading or measure that does not exist, a sheet that records nothing, or a version given twice.

    Notes
    -----
    The verdicts: *equal*: it is the exact figure, the figure as displayed, or the exact figure rounded half up to more
    places. *rounding*: not equal, but one number after rounding to the fewer places of the two, or less than one unit
    of the last displayed digit apart. *missing level*: the one recorded figure is possible, but a level it needs is
    unknown. *blank*: nothing is recorded; wrong in a row that this library had filled, of a sheet with a provenance.
    *unreadable*: an error value, text among numbers, a band that is none of the measure's. *wrong*: anything else, and
    a figure outside all that is possible.

    Explanations are single changes under which the recorded cells would be right. They are arithmetic: several may fit
    the same cells, and none is shown to be the cause.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> rows = [{"group": "A", "corruption": "high", "total_low": 76, "total_high": 790, "total score": 700}]
    >>> found = verify(score(assess(rows, "sleipnir-2000")))
    >>> [(cell.column.heading, cell.recorded, cell.low, cell.high, cell.verdict) for cell in found.cells()]
    [('total_high', '790', '760', '760', 'wrong'), ('total score', '700', '76', '760', 'missing level')]
    """
    assessments = scores.assessments
    recorded, notices, unchecked = recorded_columns(assessments, columns)
    parts = Parts.of(scores, earlier)
    ranked = parts.judge.ranked_by is not None
    left = [column for column in recorded if column.part.startswith("rank_") and not ranked]
    notices += tuple(
        f"{column.heading!r} is not compared: neither the matrix nor the sheet says by which measure" for column in left
    )
    ours = _written_by_us(assessments, recorded)
    found = [(column, _with_gaps(column, parts.verdicts(column), ours)) for column in recorded if column not in left]
    explained = [_explained(parts, part, found, others, earlier) for part in parts.each]
    more = (*_unknown_to(parts, recorded), *(notice for one in explained for notice in one.notices))
    versions = version_counts(assessments, earlier, [verdicts for _, verdicts in found])
    return Verification(
        scores=scores,
        columns=tuple(VerifiedColumn(column, verdicts) for column, verdicts in found),
        explanations=tuple(explanation for one in explained for explanation in one.explanations),
        stale=tuple(sorted((stale for one in explained for stale in one.stale), key=lambda stale: stale.row)),
        notices=(*notices, *(_not_at_hand(one) for one in versions if not one.at_hand), *dict.fromkeys(more)),
        parts=parts,
        versions=versions,
        unchecked=unchecked,
    )


def _written_by_us(assessments: Assessments, recorded: Sequence[RecordedColumn]) -> Flags:
    """Return which rows this library has filled: of a sheet with a provenance, those with any column of its own."""
    columns = {column.part: assessments.table.columns[column.at] for column in recorded}
    if "provenance" not in columns or len(columns["provenance"].blank_rows()) == len(assessments):
        return np.zeros(len(assessments), np.bool_)
    ours: Flags = np.zeros(len(assessments), np.bool_)
    for column in recorded:
        if column.part in OWN_PARTS:
            filled = np.ones(len(assessments), np.bool_)
            filled[assessments.table.columns[column.at].blank_rows()] = False
            ours |= filled
    return ours


def _with_gaps(column: RecordedColumn, verdicts: Verdicts, ours: Flags) -> Verdicts:
    """Return the verdicts, a blank cell wrong where this library had written one: somebody has taken it out."""
    if column.part not in OWN_PARTS:
        return verdicts
    return np.where((verdicts == BLANK) & ours, WRONG, verdicts).astype(verdicts.dtype)


@attrs.frozen(eq=False)
class _Explained:
    """What would explain the differences in one part of the sheet."""

    explanations: tuple[Explanation, ...]
    stale: tuple[Stale, ...]
    notices: tuple[str, ...]


def _explained(
    parts: Parts,
    part: Part,
    found: Sequence[tuple[RecordedColumn, Verdicts]],
    others: Sequence[Matrix],
    earlier: Sequence[Matrix],
) -> _Explained:
    """Try single changes of the matrix that judges a part, on its rows."""
    if parts.whole:
        explained, notices = explanations(part.judge, part.scores, found, others, earlier)
        return _Explained(
            explained, stale_rows(part.judge, part.scores, found, _settled_rows(found, explained)), notices
        )
    known = [
        (column, verdicts[part.rows])
        for column, verdicts in found
        if column.known_to(part.matrix) and not column.part.startswith("rank_")  # a rank is among all rows
    ]
    versions = [one for one in (parts.scores.assessments.matrix, *earlier) if one is not part.matrix]
    explained, notices = explanations(part.judge, part.scores, known, others, versions)
    stale = stale_rows(part.judge, part.scores, known, _settled_rows(known, explained))
    return _Explained(
        tuple(attrs.evolve(one, where=", ".join(filter(None, (part.matrix.name, one.where)))) for one in explained),
        tuple(attrs.evolve(one, row=int(part.rows[one.row])) for one in stale),
        notices,
    )


def _settled_rows(found: Sequence[tuple[RecordedColumn, Verdicts]], explained: Sequence[Explanation]) -> Flags:
    """Return the rows in which every wrong cell is one that some change explains, which explains its column."""
    left: Flags = np.zeros(len(found[0][1]) if found else 0, np.bool_)
    for column, verdicts in found:
        if column.measure:
            wrong = hard_targets(column, verdicts)
            for one in explained:
                for effect in one.effects:
                    if effect.column == column and effect.complete:
                        wrong &= ~effect.cells
            left |= wrong
    return ~left


def _not_at_hand(version: VersionCounts) -> str:
    rows = "1 row states" if version.rows == 1 else f"{version.rows:,} rows state"
    it = "is" if version.rows == 1 else "are"
    return f"{rows} {version.version}, which is not at hand, and {it} judged by {version.judged_by}"


def _unknown_to(parts: Parts, columns: Sequence[RecordedColumn]) -> Iterator[str]:
    """Say which columns an earlier version does not know."""
    for part in parts.each:
        unknown = [column.heading for column in columns if not column.known_to(part.matrix)]
        if unknown:
            verb = "is" if len(unknown) == 1 else "are"
            at_hand = parts.scores.assessments.matrix.name
            yield f"{', '.join(unknown)} {verb} judged by {at_hand} in every row: not known to {part.matrix.name}"
