"""What learning each unknown is expected to change: the verdict on the band, the verdict on the line, the score."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.robustness.gap_line import Line
from ocgscore.robustness.gap_outcomes import Chances, Floats, Ints, Outcomes, Pattern, Whole
from ocgscore.scoring import MeasureScores

Rows: TypeAlias = npt.NDArray[np.intp]
Flags: TypeAlias = npt.NDArray[np.bool_]
TRIED: Final = 2**14  # unknowns whose answers are scored together


@attrs.frozen(eq=False)
class Worths:
    """What each of g unknowns is worth learning, column by column; in the order of the sheet.

    Parameters
    ----------
    row, criterion : ndarray of intp, shape (g,)
    answers, settling : ndarray of int64, shape (g,)
    chance_band, chance_line, chance_settles_band, expected_change : list of Fraction
    standard_error, change_error : ndarray of float64, shape (g,)
        See `ocgscore.robustness.gaps.Gap`.
    """

    row: Rows
    criterion: Rows
    answers: Ints
    settling: Ints
    chance_band: list[Fraction]
    chance_line: list[Fraction]
    chance_settles_band: list[Fraction]
    expected_change: list[Fraction]
    standard_error: Floats
    change_error: Floats


def unknown_cells(chances: Chances) -> tuple[Rows, Rows]:
    """Return the rows and the criteria of the unknowns that the measure depends on, in the order of the sheet."""
    reached = np.array(chances.reached, np.intp)
    lowest, highest = (ends[:, reached] for ends in (chances.batch.lowest, chances.batch.highest))
    rows, places = np.nonzero(lowest < highest)
    return rows, reached[places]


def worths(chances: Chances, result: MeasureScores, line: Line) -> Worths:
    """Work out what each unknown is worth learning.

    Parameters
    ----------
    chances : Chances
    result : MeasureScores
        The measure that ranks.
    line : Line
    """
    rows, criteria = unknown_cells(chances)
    none = [Fraction(0)] * len(rows)
    answers, settling, settles = _settling(chances, result, rows, criteria)
    errors = np.zeros((2, len(rows)))
    found = Worths(rows, criteria, answers, settling, none.copy(), none.copy(), settles, none.copy(), *errors)
    with_unknowns, first_cell = np.unique(rows, return_index=True)
    begins = dict(zip(with_unknowns.tolist(), first_cell.tolist(), strict=True))
    for pattern, sharing in chances.patterns(with_unknowns.tolist()):
        outcomes = chances.outcomes(pattern, sharing[0])
        learning = _Learning(pattern, outcomes)
        bands = learning.band_changes(result, chances.bands_of(outcomes.scores))
        changes = learning.score_changes(result.denominator)
        for row in sharing:
            lines = _line_changes(chances, line, learning, row)
            cells = range(begins[row], begins[row] + len(pattern.open))
            for at, cell in enumerate(cells):
                found.chance_band[cell], band_error = bands[at]
                found.chance_line[cell], line_error = lines[at]
                found.expected_change[cell] = changes[at]
                found.standard_error[cell] = max(band_error, line_error)
                found.change_error[cell] = outcomes.errors[at] / result.denominator
    return found


@attrs.frozen(eq=False)
class _Learning:
    """What the scores of one pattern add up to, before and after each of its open criteria is learnt."""

    pattern: Pattern
    outcomes: Outcomes

    def band_changes(self, result: MeasureScores, bands: Rows) -> list[tuple[Fraction, float]]:
        """Return for each open criterion the chance of another most likely band, with its standard error."""
        here = np.arange(len(result.measure.bands) or 1) == bands[:, np.newaxis]
        found = self._sums(here.astype(np.int64))
        now = self._now(found)
        likeliest = now.index(max(now))  # of two as likely, the lower
        changed = [np.argmax(table, axis=1) != likeliest for table in found]
        drawn, sizes = self.outcomes.draws, self.outcomes.sizes
        errors = [_error(table / size, drawn) if drawn else 0.0 for table, size in zip(found, sizes, strict=True)]
        return list(zip(self._chances(changed), errors, strict=True))

    def line_changes(self, reaching: Ints, draws: int, *, settled: bool) -> list[tuple[Fraction, float]]:
        """Return for each open criterion the chance of crossing the top K line, with its standard error."""
        found = self._sums(reaching[:, np.newaxis])
        inside = 2 * self._now(found)[0] >= draws
        known = settled and not self.outcomes.draws
        alike = [(table[:, 0], size * draws) for table, size in zip(found, self.outcomes.sizes, strict=True)]
        changed = [(2 * sums >= whole) != inside for sums, whole in alike]
        errors = [
            0.0 if known else _error(sums / whole, min(draws, self.outcomes.draws or draws)) for sums, whole in alike
        ]
        return list(zip(self._chances(changed), errors, strict=True))

    def score_changes(self, denominator: int) -> list[Fraction]:
        """Return for each open criterion by how much the expected score moves, on average."""
        moved = []
        found = self._sums(self.outcomes.scores[:, np.newaxis])
        for table, counts, total, size in zip(
            found, self.pattern.counts, self.pattern.totals, self.outcomes.sizes, strict=True
        ):
            sums, chances = table[:, 0].tolist(), counts.tolist()
            mean = sum(chance * one for chance, one in zip(chances, sums, strict=True))
            away = sum(chance * abs(one * total - mean) for chance, one in zip(chances, sums, strict=True))
            moved.append(Fraction(away, size * total * total * denominator))
        return moved

    def _sums(self, features: Ints) -> list[Whole]:
        """Return for each open criterion, by level, what features of the scores add up to; shape (levels, features)."""
        return [table @ features.astype(table.dtype) for table in self.outcomes.weights]

    def _now(self, found: Sequence[Whole]) -> list[Fraction]:
        """Return the features expected with nothing learnt: every criterion says the same where all was counted."""
        used = found if self.outcomes.draws else found[:1]
        parts = [
            [Fraction(int(value), total * size) for value in counts @ table]
            for table, counts, total, size in zip(
                used, self.pattern.counts, self.pattern.totals, self.outcomes.sizes, strict=False
            )
        ]
        return [sum(part, Fraction(0)) / len(parts) for part in zip(*parts, strict=True)]

    def _chances(self, changed: Sequence[Flags]) -> list[Fraction]:
        return [
            Fraction(int(counts[flags].sum()), total)
            for flags, counts, total in zip(changed, self.pattern.counts, self.pattern.totals, strict=True)
        ]


def _line_changes(chances: Chances, line: Line, learning: _Learning, row: int) -> list[tuple[Fraction, float]]:
    """Return what `_Learning.line_changes` does for one row; a row whose place is certain crosses nothing."""
    if line.above[row] or line.below[row]:
        return [(Fraction(0), 0.0)] * len(learning.pattern.open)
    own = chances.joint(learning.pattern, learning.outcomes, row)
    reaching = line.reaching(row, own, learning.outcomes.scores)
    return learning.line_changes(reaching, line.draws, settled=bool(line.settled[row]))


def _error(shares: npt.NDArray[np.floating] | npt.NDArray[np.object_], draws: int) -> float:
    """Return the largest standard error among shares of so many draws."""
    found = shares.astype(np.float64)
    return float(np.sqrt(found * (1 - found) / draws).max())


def _settling(chances: Chances, result: MeasureScores, rows: Rows, criteria: Rows) -> tuple[Ints, Ints, list[Fraction]]:
    """Return for each unknown its possible levels, how many would make the band certain, and with what chance."""
    lowest, highest = chances.batch.lowest[rows, criteria], chances.batch.highest[rows, criteria]
    answers = highest.astype(np.int64) - lowest + 1
    settling, settles = np.zeros(len(rows), np.int64), [Fraction(0)] * len(rows)
    open_now = result.band_low[rows] < result.band_high[rows]
    for start in range(0, len(rows), TRIED):
        cells = np.arange(start, min(start + TRIED, len(rows)))[open_now[start : start + TRIED]]
        if len(cells):
            certain = _certain_after(chances, rows[cells], criteria[cells], answers[cells])
            for cell, flags in zip(cells.tolist(), certain, strict=True):
                counts = chances.counts_of(int(criteria[cell]), int(lowest[cell]), int(highest[cell]))
                settling[cell] = np.count_nonzero(flags)
                settles[cell] = Fraction(int(counts[flags].sum()), int(counts.sum()))
    return answers, settling, settles


def _certain_after(chances: Chances, rows: Rows, criteria: Rows, answers: Ints) -> list[Flags]:
    """Return for each unknown whether each of its possible levels would make the band certain."""
    ends = np.cumsum(answers)
    cell = np.repeat(np.arange(len(rows)), answers)
    place = np.arange(len(cell)) - (ends - answers)[cell]
    level = chances.batch.lowest[rows, criteria][cell] + place.astype(np.uint8)
    bands = []
    for side in (chances.batch.lowest, chances.batch.highest):
        levels = np.asfortranarray(side[rows[cell]])
        levels[np.arange(len(cell)), criteria[cell]] = level
        bands.append(chances.score(levels)[1])
    return np.split(bands[0] == bands[1], ends[:-1])
