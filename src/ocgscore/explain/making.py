"""Columns of changes and shares become explanations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress, pairwise

import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.explain.changes import Changes, Flags, Positions, changes
from ocgscore.explain.model import Explanation, Flip, Share, Unknown
from ocgscore.explain.outcomes import Lazy, Outcomes
from ocgscore.explain.shares import Shares, shares
from ocgscore.explain.shelf import Shelf
from ocgscore.explain.steps import Steps
from ocgscore.ranking import Ranking
from ocgscore.scoring import Scores


def explanations_of(scores: Scores, ranking: Ranking | None, rows: Positions) -> Iterator[Explanation]:
    """Yield the explanations of some rows, in the order asked for.

    Parameters
    ----------
    scores : Scores
    ranking : Ranking or None
        Of the same batch.
    rows : ndarray of intp
        Few enough for all their changes to be held at once.
    """
    batch = scores.assessments
    shelf = Shelf(batch.matrix, len(scores))
    found = changes(scores, ranking, rows)
    flips, unknowns = _flips(found, shelf, len(rows)), _unknowns(scores, rows, found, shelf)
    sheet, steps = _Sheet(batch), Steps(scores, shelf, rows)
    levels = zip(*(codes[rows].tolist() for codes in (batch.lowest, batch.highest)), strict=True)
    for place, (row, (lowest, highest)) in enumerate(zip(rows.tolist(), levels, strict=True)):
        ends = zip(lowest, highest, strict=True)
        given = tuple([known[levels] for known, levels in zip(shelf.given, ends, strict=True)])
        yield Explanation(
            batch=batch,
            row=row,
            group=batch.group.row_text(row),
            where=batch.table.row_address(row),
            about=sheet.about(row),
            given=given,
            rationale=sheet.rationale(row),
            steps=steps.of(place, given),
            ranked_by=None if ranking is None else ranking.by,
            rank=None if ranking is None else shelf.rank(int(ranking.best[row]), int(ranking.worst[row])),
            flips=flips[place],
            unknowns=unknowns[place],
        )


class _Sheet:
    """What the sheet says beside the levels."""

    def __init__(self, batch: Assessments) -> None:
        self._batch = batch

    def about(self, row: int) -> dict[str, str]:
        """Return when, where and by whom a row was assessed, as far as the sheet says."""
        date = self._batch.assessed_on[row].item()
        facts = {"assessed_on": "" if date is None else date.date().isoformat()}
        for name in ("force", "assessor"):
            column = getattr(self._batch, name)
            facts[name] = "" if column is None else column.row_text(row)
        return {name: fact for name, fact in facts.items() if fact}

    def rationale(self, row: int) -> dict[str, str]:
        """Return the reasons given, by criterion."""
        reasons = {name: column.row_text(row) for name, column in self._batch.rationale.items()}
        return {name: reason for name, reason in reasons.items() if reason}


def _flips(found: Changes, shelf: Shelf, rows: int) -> list[Lazy[Flip]]:
    """Return the flips of each row."""
    outcomes = Outcomes(found.take(found.flips()), shelf)
    ends = np.searchsorted(outcomes.found.place, np.arange(rows + 1)).tolist()
    return [Lazy(outcomes, range(*span), Outcomes.flip) for span in pairwise(ends)]


def _unknowns(scores: Scores, rows: Positions, found: Changes, shelf: Shelf) -> list[tuple[Unknown, ...]]:
    """Return the unknowns of each row: changes and shares both stand in the order of rows, then criteria."""
    unknowns: list[list[Unknown]] = [[] for _ in range(len(rows))]
    possible, divided, batch = found.take(found.possible), shares(scores, rows), scores.assessments
    outcomes = Outcomes(possible, shelf)
    lowest, highest = (codes[rows[divided.place], divided.criterion] for codes in (batch.lowest, batch.highest))
    stops = np.cumsum(highest.astype(np.intp) - lowest + 1)
    starts = np.append(0, stops)[:-1]
    given = zip(divided.criterion.tolist(), zip(lowest.tolist(), highest.tolist(), strict=True), strict=True)
    columns = [
        divided.place.tolist(),
        (shelf.given[criterion][levels] for criterion, levels in given),
        _shares(divided, shelf),
        (Lazy(outcomes, range(*span), Outcomes.outcome) for span in zip(starts.tolist(), stops.tolist(), strict=True)),
        *(_named(flags, shelf) for flags in _band_effects(possible, starts, stops)),
    ]
    for place, *facts in zip(*columns, strict=True):
        unknowns[place].append(Unknown(*facts))
    return [tuple(own) for own in unknowns]


def _shares(divided: Shares, shelf: Shelf) -> Iterator[tuple[Share, ...]]:
    """Yield for each unknown its shares of the measures that depend on it."""
    columns = []
    for measure, doubled in enumerate(divided.doubled):
        distinct, codes = np.unique(doubled, return_inverse=True)
        made = [shelf.share(measure, number) for number in distinct.tolist()]
        columns.append([made[code] for code in codes.tolist()])
    for at, criterion in enumerate(divided.criterion.tolist()):
        yield tuple([columns[measure][at] for measure in shelf.dependents[criterion]])


def _band_effects(found: Changes, starts: Positions, stops: Positions) -> Iterator[Flags]:
    """Yield by measure and unknown whether its levels could change the band, could settle it, and would settle it.

    No band falls where a level rises: if the lowest and the highest level lead to the same bands, all levels do.
    """
    low, high = found.band_low, found.band_high
    first, last = starts, stops - 1
    change = (low[:, first] != low[:, last]) | (high[:, first] != high[:, last])
    yield change
    for of_levels in (np.logical_or, np.logical_and):
        settled = of_levels.reduceat(low == high, starts, axis=1) if len(starts) else change
        yield change & settled


def _named(flags: Flags, shelf: Shelf) -> Iterator[tuple[str, ...]]:
    """Yield for each unknown the ids of the measures flagged."""
    known: dict[tuple[bool, ...], tuple[str, ...]] = {}
    for flagged in zip(*flags.tolist(), strict=True):
        if flagged not in known:
            known[flagged] = tuple(compress(shelf.ids, flagged))
        yield known[flagged]
