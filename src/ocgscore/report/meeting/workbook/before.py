"""What moved since the last meeting: beside the priorities, and on sheets of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.report.meeting.material import ranking_of
from ocgscore.report.meeting.sections.changes import changes_section
from ocgscore.report.meeting.sections.changes.compare import Compared, compared
from ocgscore.report.meeting.workbook.cells import level_text, number_format
from ocgscore.report.meeting.workbook.listing import Field, Listing, table_listing
from ocgscore.report.meeting.workbook.sheets import Book
from ocgscore.report.review.history_steps import steps_table
from ocgscore.review.history.words import CHANGE, CLASSES, MOVED

if TYPE_CHECKING:
    from ocgscore.report.meeting.material import Material
    from ocgscore.scoring import MeasureScores
    from ocgscore.table import Cell

NEW, GONE = "new", "not in this sheet"
TITLE: Final = "What changed since the last meeting"
TAB: Final = "2F6FA7"
Rows: TypeAlias = "list[int | None]"
STEPS_SAID: Final = (
    f"A row from one assessment of a group to its next, in the sheet given. Only '{CHANGE}' counts as real change: a "
    "level certainly differs, by the same scorer on the same version."
)
CHANGES_SAID: Final = (
    "Moved is up or down only where the score has certainly risen or fallen, and open where what is unknown leaves it "
    f"open. Only '{CHANGE}' counts as real change. A rank can change because others did; nothing here says why."
)
STEPS: Final = (
    "group", "assessed_on_before", "assessed_on_after", "class", "moved", "why", "{by}_low_before", "{by}_high_before",
    "{by}_low_after", "{by}_high_after", "rank_best_before", "rank_worst_before", "rank_best_after",
    "rank_worst_after", "place_after",
)  # fmt: skip


@attrs.frozen(eq=False)
class Before:
    """The last meeting beside this one.

    Parameters
    ----------
    material : Material
    found : Compared
    place : dict of int to int
        For each row of this meeting's groups that were there before, its position in ``found.pairs.both``.
    """

    material: Material
    found: Compared
    place: dict[int, int]

    @classmethod
    def of(cls, material: Material) -> Before | None:
        """Compare the two; None without a last meeting, or where it was scored with other numbers."""
        before, by = material.before, material.ranking.by
        if before is None or ranking_of(before).by != by:
            return None
        if before.scores.assessments.matrix.fingerprint != material.scores.assessments.matrix.fingerprint:
            return None
        found = compared(material, before)
        return cls(material, found, {row: at for at, (_, row) in enumerate(found.pairs.both)})

    def then(self, row: int) -> int | None:
        """Return the row that a group had at the last meeting."""
        return self.found.pairs.both[self.place[row]][0] if row in self.place else None

    def moved(self, row: int) -> str:
        """Return which way the score of a group has moved."""
        return MOVED[int(self.found.moves.moved[self.place[row]])] if row in self.place else NEW

    def fields(self, rows: list[int]) -> Iterator[Field]:
        """Yield where groups stood at the last meeting."""
        run, title = self.found.then, self.material.measure.measure.title
        result, then = run.scores[self.material.ranking.by], [self.then(row) for row in rows]
        yield Field("Last time: rank best", _numbers(ranking_of(run).best, then))
        yield Field("Last time: rank worst", _numbers(ranking_of(run).worst, then))
        if not (result.measure.is_grid and result.measure.bands):
            yield Field(f"Last time: {title}, lowest", _shown(result, result.low, then), _digits(result))
            yield Field(f"Last time: {title}, highest", _shown(result, result.high, then), _digits(result))
        if result.measure.bands:
            yield Field("Last time: band", _bands(result, then))

    def listing(self) -> Listing:
        """Return what changed: levels, groups that are new, and groups that are gone."""
        moves, pairs = self.found.moves, self.found.pairs
        changed = {pairs.both[at][1] for at in np.flatnonzero(moves.levels_changed).tolist()} | set(pairs.new)
        now: Rows = [row for row in self.material.ranking.order().tolist() if row in changed]
        then: Rows = [*(self.then(row) for row in now if row is not None), *pairs.gone]
        now += [None] * len(pairs.gone)
        lead = (
            f"{len(changed) - len(pairs.new):,} with other levels than last time, {len(pairs.new):,} new, "
            f"{len(pairs.gone):,} not in this sheet. {CHANGES_SAID}"
        )
        return Listing("Changes", TITLE, (lead,), tuple(self._fields(then, now)))

    def _fields(self, then: Rows, now: Rows) -> Iterator[Field]:
        run, material = self.found.then, self.material
        old, new = run.scores.assessments, material.scores.assessments
        pairs = list(zip(then, now, strict=True))
        yield Field(
            new.matrix.subject.capitalize(),
            [material.group(b) if b is not None else old.group.row_text(a or 0) for a, b in pairs],
        )
        yield Field("Moved", [GONE if row is None else self.moved(row) for row in now])
        yield Field("What it is", [self._class(row) for row in now])
        yield Field("Levels that differ", [self._levels(a, b) for a, b in pairs], width=60)
        sides = (("last time", then, ranking_of(run), run.scores[material.ranking.by]),
                 ("now", now, material.ranking, material.measure))  # fmt: skip
        for called, rows, rank, result in sides:
            yield Field(f"Rank best, {called}", _numbers(rank.best, rows))
            yield Field(f"Rank worst, {called}", _numbers(rank.worst, rows))
            measure = result.measure
            if not (measure.is_grid and measure.bands):
                yield Field(f"{measure.title} lowest, {called}", _shown(result, result.low, rows), _digits(result))
                yield Field(f"{measure.title} highest, {called}", _shown(result, result.high, rows), _digits(result))
            if result.measure.bands:
                yield Field(f"Band, {called}", _bands(result, rows))

    def _class(self, row: int | None) -> str | None:
        if row is None or row not in self.place:
            return None
        return list(CLASSES)[int(self.found.moves.classes[self.place[row]])]

    def _levels(self, then: int | None, now: int | None) -> str | None:
        if then is None or now is None:
            return None
        old, new = self.found.then.scores.assessments, self.material.scores.assessments
        kinds = self.found.moves.kinds[self.place[now]]
        said = []
        for at in np.flatnonzero(kinds).tolist():
            criterion = new.matrix.criteria[at]
            was, is_ = (
                level_text(criterion, int(batch.lowest[row, at]), int(batch.highest[row, at]))
                for batch, row in ((old, then), (new, now))
            )
            said.append(f"{criterion.title} {was} → {is_}")
        return "; ".join(said)


def _digits(result: MeasureScores) -> dict[str, object]:
    return {"num_format": number_format(result.measure.digits)}


def _numbers(numbers: npt.NDArray[np.int64], rows: Sequence[int | None]) -> list[Cell]:
    return [None if row is None else int(numbers[row]) for row in rows]


def _shown(result: MeasureScores, numbers: npt.NDArray[np.int64], rows: Sequence[int | None]) -> list[Cell]:
    return [None if row is None else result.shown(int(numbers[row])) for row in rows]


def _bands(result: MeasureScores, rows: Sequence[int | None]) -> list[Cell]:
    return [None if row is None else result.band_text(row) for row in rows]


def add_changes(book: Book, material: Material, before: Before | None) -> None:
    """Write the sheets ``Changes`` and ``Steps``, as far as there is anything to compare."""
    if before is not None:
        book.add(before.listing(), TAB)
    elif material.before is not None:
        why = changes_section(material).lead
        book.add(Listing("Changes", TITLE, (why,), (Field("Moved", []),)), TAB)
    if material.steps is not None:
        only = [heading.format(by=material.ranking.by) for heading in STEPS]
        title = "From one assessment to the next"
        book.add(table_listing("Steps", title, (STEPS_SAID,), steps_table(material.steps), only), TAB)
