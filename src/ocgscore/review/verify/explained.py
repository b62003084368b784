"""Whether a single change would explain the differences of a column, or of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.matrix import Matrix
from ocgscore.review.verify.arranged import arranged
from ocgscore.review.verify.candidates import (
    Candidate,
    forgotten_weights,
    left_out,
    other_matrices,
    unknown_rules,
)
from ocgscore.review.verify.chosen import MOST_PARTIAL, MOST_WHOLE, best, covered
from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.cuts import BAND_CUT, cuts
from ocgscore.review.verify.effects import effect_of, of_bounds, supported
from ocgscore.review.verify.explanation import (
    DIFFERENT,
    Effect,
    Explanation,
    hard_targets,
    joined,
    settled,
    targets,
)
from ocgscore.review.verify.figures import Rearranged
from ocgscore.review.verify.fitted import LEAST, fitted
from ocgscore.review.verify.judging import Judge, Rows
from ocgscore.review.verify.numbers import EQUAL, ROUNDING, WRONG, Flags, Verdicts
from ocgscore.review.verify.scope import Scope, scopes
from ocgscore.scoring import Scores

SAMPLE: Final = 300  # rows that differ on which a change is tried first
PROMISING: Final = 0.5  # share of a column's differing cells in the sample that it must explain to be tried on all


def explanations(
    judge: Judge,
    scores: Scores,
    found: Sequence[tuple[RecordedColumn, Verdicts]],
    others: Sequence[Matrix],
    versions: Sequence[Matrix] = (),
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
    versions : sequence of Matrix
        Versions that other rows of the sheet state; nothing is said of those that cannot read these rows.

    Returns
    -------
    explanations : tuple of Explanation
        Those that explain a whole column, in the order in which they are tried; then the best in part for the columns
        that nothing explains.
    notices : tuple of str
    """
    return _Trial(judge, scores, list(found), others, versions).explanations()


@attrs.frozen(eq=False)
class _Graded:
    """What a change explains in some rows: how many cells, and in which scopes a whole column."""

    candidate: Candidate
    explained: int
    scopes: list[Scope]


@attrs.define(eq=False)
class _Trial:
    judge: Judge
    scores: Scores
    found: list[tuple[RecordedColumn, Verdicts]]
    others: Sequence[Matrix]
    versions: Sequence[Matrix]
    scopes: list[Scope] = attrs.field(factory=list)

    def explanations(self) -> tuple[tuple[Explanation, ...], tuple[str, ...]]:
        others, notices = other_matrices(self.scores.assessments, self.others)
        others += other_matrices(self.scores.assessments, self.versions)[0]
        differing = {column: targets(column, verdicts) for column, verdicts in self.found if column.measure}
        differing = {column: rows for column, rows in differing.items() if rows.any()}
        if not differing:
            return (), tuple(notices)
        anywhere = np.logical_or.reduce(list(differing.values()))
        hard_cells = {column: hard_targets(column, old) for column, old in self.found if column in differing}
        hard_cells = {column: rows for column, rows in hard_cells.items() if rows.any()}
        hard = np.logical_or.reduce(list(hard_cells.values()) or [np.zeros_like(anywhere)])
        self.scopes = list(scopes(self.scores.assessments, hard if hard.any() else anywhere))
        tried = self._tried(self._all(others, differing), differing, anywhere)
        totals = [
            (column, verdicts)
            for column, verdicts in self.found
            if column in hard_cells and not column.is_band and not covered(column, hard_cells[column], tried)
        ]
        ways = [self._way(way) for way in arranged(self.judge, self.scores, totals, self.scopes)]
        return best([*tried, *joined(ways)], hard_cells or differing), tuple(notices)

    def _all(self, others: list[Candidate], differing: dict[RecordedColumn, Flags]) -> Iterator[Candidate]:
        """Yield every change that is tried by what scores it gives, the plainest first."""
        yield from unknown_rules(self.scores)
        yield from others
        yield from forgotten_weights(self.scores.assessments)
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
        self, candidates: Iterator[Candidate], differing: dict[RecordedColumn, Flags], anywhere: Flags
    ) -> list[Explanation]:
        """Try every change on some rows; those that explain a column there, on all rows; then the best of the rest."""
        wrong, right = _spread(np.flatnonzero(anywhere)), _spread(np.flatnonzero(~anywhere))
        graded = [entry for entry in (self._graded(one, wrong, right) for one in _once(candidates)) if entry]
        found = self._whole([one for one in graded if one.scopes], differing)
        done = {key for one in found if one and not one.where for key in settled(one)}
        if all((column, DIFFERENT) in done for column in differing):
            return [one for one in found if one]
        parts = [one for one in graded if not one.scopes]
        found += [self._of(parts[at]) for at in sorted(_most(parts, MOST_PARTIAL))]
        return [one for one in found if one]

    def _whole(self, graded: list[_Graded], differing: dict[RecordedColumn, Flags]) -> list[Explanation | None]:
        """Try on every row the changes that explain most; none that explains less than one that explains everything."""
        found: dict[int, Explanation | None] = {}
        enough = 0
        for at in _most(graded, MOST_WHOLE):
            if graded[at].explained >= enough:
                one = found[at] = self._of(graded[at])
                if one and all(covered(column, cells, [one]) for column, cells in differing.items()):
                    enough = graded[at].explained
        return [found[at] for at in sorted(found)]

    def _graded(self, candidate: Candidate, wrong: Rows, right: Rows) -> _Graded | None:
        """Return what a change explains as far as some rows show; None where that is little."""
        rows = np.concatenate([wrong, right])
        try:
            scores = candidate.scored(rows)
        except ArithmeticError:
            return None  # a mean over nothing, or numbers beyond 64 bits
        new = {
            column: (old[rows], self.judge.verdicts(column, scores, rows))
            for column, old in self.found
            if column.measure and column.known_to(scores.assessments.matrix)
        }
        effects = [effect_of(candidate, column, *pair) for column, pair in new.items()]
        explained = sum(effect.explained for effect in effects)
        if not explained:
            return None
        if any(effect.complete for effect in effects) and not any(effect.broken for effect in effects):
            return _Graded(candidate, explained, self.scopes[:1])
        settling = [
            scope
            for scope in self.scopes
            for inside in [scope.rows[rows]]
            if any(effect_of(candidate, column, *pair, inside).complete for column, pair in new.items())
        ]
        enough = settling or any(0 < one.explained >= PROMISING * one.differing for one in effects)
        return _Graded(candidate, explained, settling) if enough else None

    def _of(self, graded: _Graded) -> Explanation | None:
        """Try a change on every row; return what it explains in the widest rows in which it explains a column.

        Rows in which nothing speaks against it come first, unless they are of one force, assessor or version of
        several that differ: those are fewer. Rows in which it is refuted are passed over.
        """
        candidate = graded.candidate
        scores = candidate.scored(np.arange(len(self.scores), dtype=np.intp))
        new = {
            column: (old, self.judge.verdicts(column, scores))
            for column, old in self.found
            if column.part != "provenance" and column.known_to(scores.assessments.matrix)
        }
        widest = self._within(candidate, self.scopes[0], new)
        chosen: tuple[tuple[bool, bool], Explanation] | None = None
        for scope in graded.scopes or self.scopes[:1]:
            found = self._within(candidate, scope, new) if scope.name else widest
            if found is not None and found.complete and not found.refuted:
                order = (scope.alone, bool(found.against))
                if chosen is None or order < chosen[0]:
                    chosen = (order, found)
                if order == (False, False):
                    break
        return widest if chosen is None else chosen[1]

    def _within(
        self, candidate: Candidate, scope: Scope, new: dict[RecordedColumn, tuple[Verdicts, Verdicts]]
    ) -> Explanation | None:
        effects: list[Effect] = []
        against: list[RecordedColumn] = []
        for column, (before, after) in new.items():
            if scope.name and not column.measure:
                continue  # a rank is among all rows
            effect = effect_of(candidate, column, before, after, scope.rows if scope.name else None)
            if effect.explained:
                effects.append(effect)
            if effect.broken and not of_bounds(candidate, effect):
                against.append(column)
        if candidate.kind != BAND_CUT:
            effects = [supported(effect, scope, new) for effect in effects]
        least = max(candidate.least, LEAST if scope.alone else 1)
        weighty = [effect for effect in effects if self._weighty(effect, scope, new[effect.column], least)]
        if not weighty:
            return None
        if not any(effect.complete for effect in weighty):  # what it explains altogether may be chance
            effects = [attrs.evolve(effect, settles=frozenset()) for effect in effects]
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
        explained = int(way.rows.sum())
        effect = Effect(way.column, way.differing, explained, 0, way.undetermined, frozenset({DIFFERENT}), way.rows)
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


def _most(graded: Sequence[_Graded], most: int) -> list[int]:
    """Return the positions of the changes that explain the most cells, those first."""
    return sorted(range(len(graded)), key=lambda at: (-graded[at].explained, at))[:most]
