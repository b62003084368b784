"""Whether a single change would explain the differences of a column, or of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.matrix import Matrix
from ocgscore.review.verify.arranged import Rearranged, arranged
from ocgscore.review.verify.candidates import UNKNOWN_RULE, Candidate, left_out, other_matrices, unknown_rules
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.cuts import cuts
from ocgscore.review.verify.explanation import (
    DIFFERENT,
    LACKING,
    MOST_PARTIAL,
    MOST_WHOLE,
    Effect,
    Explanation,
    best,
    hard_targets,
    joined,
    settled,
    targets,
)
from ocgscore.review.verify.fitted import LEAST, fitted
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.numbers import EQUAL, MISSING, ROUNDING, WRONG, Flags, Verdicts
from ocgscore.review.verify.scope import Scope, scopes
from ocgscore.scoring import Scores

SAMPLE: Final = 300  # rows that differ on which a change is tried first
PROMISING: Final = 0.5  # share of a column's differing cells in the sample that it must explain to be tried on all


def explanations(
    judge: Judge, scores: Scores, found: Sequence[tuple[RecordedColumn, Verdicts]], others: Sequence[Matrix]
) -> tuple[tuple[Explanation, ...], tuple[str, ...]]:
    """Try single changes on the columns that differ.

    Parameters
    ----------
    judge : Judge
    scores : Scores
    found : sequence of (RecordedColumn, ndarray of uint8)
        Each column with its verdicts.
    others : sequence of Matrix
        Matrices that the sheet may have been worked out with.

    Returns
    -------
    explanations : tuple of Explanation
        Those that explain a whole column, in the order in which they are tried; then the best in part for the columns
        that nothing explains.
    notices : tuple of str
    """
    return _Trial(judge, scores, list(found), others).explanations()


@attrs.define(eq=False)
class _Trial:
    judge: Judge
    scores: Scores
    found: list[tuple[RecordedColumn, Verdicts]]
    others: Sequence[Matrix]
    scopes: list[Scope] = attrs.field(factory=list)

    def explanations(self) -> tuple[tuple[Explanation, ...], tuple[str, ...]]:
        others, notices = other_matrices(self.scores.assessments, self.others)
        differing = {column: targets(column, verdicts) for column, verdicts in self.found if column.measure}
        differing = {column: rows for column, rows in differing.items() if rows.any()}
        if not differing:
            return (), tuple(notices)
        anywhere = np.logical_or.reduce(list(differing.values()))
        hard = np.logical_or.reduce([hard_targets(column, old) for column, old in self.found if column in differing])
        self.scopes = list(scopes(self.scores.assessments, hard if hard.any() else anywhere))
        tried = self._tried(self._all(others, differing), list(differing), anywhere)
        totals = [(column, verdicts) for column, verdicts in self.found if column in differing and not column.is_band]
        ways = [self._way(way) for way in arranged(self.judge, self.scores, totals, self.scopes)]
        return best([*tried, *joined(ways)], list(differing)), tuple(notices)

    def _all(self, others: list[Candidate], differing: dict[RecordedColumn, Flags]) -> Iterator[Candidate]:
        """Yield every change that is tried by what scores it gives, the plainest first."""
        yield from unknown_rules(self.scores)
        yield from others
        yield from left_out(self.scores.assessments)
        totals: dict[str, tuple[RecordedColumn, Rows]] = {}
        for column, verdicts in self.found:
            hard = np.flatnonzero((verdicts == WRONG) | (verdicts == ROUNDING))
            if column in differing and not column.is_band and len(hard):
                totals.setdefault(column.measure, (column, hard))
        yield from fitted(self.judge, self.scores, list(totals.values()))
        bands = [column for column in differing if column.is_band]
        yield from cuts(self.judge, self.scores, bands, self.scopes)

    def _tried(
        self, candidates: Iterator[Candidate], differing: Sequence[RecordedColumn], anywhere: Flags
    ) -> list[Explanation]:
        """Try every change on some rows; those that explain a column there, on all rows; then the best of the rest."""
        wrong, right = _spread(np.flatnonzero(anywhere)), _spread(np.flatnonzero(~anywhere))
        graded = [entry for entry in (self._graded(one, wrong, right) for one in _once(candidates)) if entry]
        whole = [(explained, candidate) for complete, explained, candidate in graded if complete]
        found = [self._of(candidate) for candidate in _most(whole, MOST_WHOLE)]
        done = {key for one in found if one and not one.where for key in settled(one)}
        if all((column, DIFFERENT) in done for column in differing):
            return [one for one in found if one]
        parts = [(explained, candidate) for complete, explained, candidate in graded if not complete]
        found += [self._of(candidate) for candidate in _most(parts, MOST_PARTIAL)]
        return [one for one in found if one]

    def _graded(self, candidate: Candidate, wrong: Rows, right: Rows) -> tuple[bool, int, Candidate] | None:
        """Return whether a change explains a column as far as some rows show, and how many of their cells."""
        rows = np.concatenate([wrong, right])
        try:
            scores = candidate.scored(rows)
        except ArithmeticError:
            return None  # a mean over nothing, or numbers beyond 64 bits
        new = {
            column: (old[rows], self.judge.verdicts(column, scores, rows))
            for column, old in self.found
            if column.measure and _has(scores, column)
        }
        effects = [_effect(candidate, column, *pair) for column, pair in new.items()]
        explained = sum(effect.explained for effect in effects)
        complete = any(effect.complete for effect in effects) or any(
            _effect(candidate, column, before[inside], after[inside]).complete
            for scope in self.scopes[1:]
            for inside in [scope.rows[rows]]
            for column, (before, after) in new.items()
        )
        enough = complete or any(0 < one.explained >= PROMISING * one.differing for one in effects)
        return (complete, explained, candidate) if enough else None

    def _of(self, candidate: Candidate) -> Explanation | None:
        """Try a change on every row; return what it explains, in the widest rows in which it explains a column."""
        scores = candidate.scored(np.arange(len(self.scores), dtype=np.intp))
        new = {
            column: (old, self.judge.verdicts(column, scores))
            for column, old in self.found
            if column.part != "provenance" and _has(scores, column)
        }
        widest = self._within(candidate, self.scopes[0], new)
        for scope in self.scopes:
            found = self._within(candidate, scope, new) if scope.name else widest
            if found is not None and found.complete:
                return found
        return widest

    def _within(
        self, candidate: Candidate, scope: Scope, new: dict[RecordedColumn, tuple[Verdicts, Verdicts]]
    ) -> Explanation | None:
        effects, against = [], []
        for column, (before, after) in new.items():
            if scope.name and not column.measure:
                continue  # a rank is among all rows
            rows = (before[scope.rows], after[scope.rows]) if scope.name else (before, after)
            effect = _effect(candidate, column, *rows)
            if effect.explained:
                effects.append(effect)
            if effect.broken:
                against.append(column)
        least = max(candidate.least, LEAST if scope.alone else 1)
        if not any(self._weighty(effect, scope, new[effect.column], least) for effect in effects):
            return None
        return Explanation(candidate.kind, candidate.said, scope.name, tuple(effects), tuple(against))

    def _weighty(self, effect: Effect, scope: Scope, verdicts: tuple[Verdicts, Verdicts], least: int) -> bool:
        """Whether what a change explains is more than chance: enough cells, and not all of one figure."""
        if effect.explained < least or effect.broken or not effect.column.measure:
            return False
        if least < LEAST:
            return True
        before, after = verdicts
        explained = scope.rows & targets(effect.column, before) & (after == EQUAL)
        return len(np.unique(self.scores[effect.column.measure].low[explained])) > 1

    @staticmethod
    def _way(way: Rearranged) -> Explanation:
        effect = Effect(way.column, way.differing, way.explained, 0, 0, frozenset({DIFFERENT}))
        return Explanation(way.kind, way.said, way.scope.name, (effect,), ())


def _once(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    """Yield changes that are not the same as an earlier one."""
    seen = set()
    for candidate in candidates:
        if candidate.said not in seen:
            seen.add(candidate.said)
            yield candidate


def _spread(rows: Rows) -> Rows:
    """Return some rows, from the first to the last."""
    return rows if len(rows) <= SAMPLE else rows[np.linspace(0, len(rows) - 1, SAMPLE).astype(np.intp)]


def _most(graded: Sequence[tuple[int, Candidate]], most: int) -> list[Candidate]:
    """Return the changes that explain the most cells, in the order in which they came."""
    ordered = sorted(range(len(graded)), key=lambda at: (-graded[at][0], at))[:most]
    return [graded[at][1] for at in sorted(ordered)]


def _has(scores: Scores, column: RecordedColumn) -> bool:
    """Whether a column can be compared with scores, which may be another matrix's."""
    matrix = scores.assessments.matrix
    measure = next((one for one in matrix.measures if one.id == column.measure), None)
    if not column.measure:
        return True
    return measure is not None and bool(measure.bands or not column.is_band)


def _effect(candidate: Candidate, column: RecordedColumn, before: Verdicts, after: Verdicts) -> Effect:
    hard, missing, right = hard_targets(column, before), before == MISSING, after == EQUAL
    broken = int(((before == EQUAL) & ~right).sum())
    undetermined = 0
    if candidate.kind == UNKNOWN_RULE:
        whole = {DIFFERENT: hard, LACKING: missing}
    else:
        # a level unknown stays unknown under another weight or matrix: such a cell speaks neither for it nor against
        open_ = (hard | missing) & (after == MISSING)
        undetermined = int(open_.sum())
        whole = {DIFFERENT: (hard | missing) & ~open_}
    settles = frozenset(name for name, cells in whole.items() if not broken and cells.any() and right[cells].all())
    if settles == {LACKING}:
        hard = np.zeros_like(hard)  # what is wrong besides is another matter
    cells = whole[DIFFERENT] if candidate.kind != UNKNOWN_RULE else hard | missing
    return Effect(column, int(cells.sum()), int((cells & right).sum()), broken, undetermined, settles)
