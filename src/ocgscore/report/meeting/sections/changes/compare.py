"""The sheet of the last meeting beside that of this one."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.ranking import Ranking
from ocgscore.report.meeting.material import Material, ranking_of
from ocgscore.report.meeting.sections.changes.moves import Moves, Side, who_text
from ocgscore.report.meeting.sections.groups.pairs import Pairs, paired
from ocgscore.report.run import Run
from ocgscore.review.history.classes import classes_of, flags_of, moved_of
from ocgscore.review.history.model import Ints
from ocgscore.review.history.order import Ordered
from ocgscore.review.history.parts import kinds_of_change
from ocgscore.review.records import folded
from ocgscore.review.versions import Version, versions_of
from ocgscore.scoring import MeasureScores
from ocgscore.table import Column

Rows = npt.NDArray[np.intp]


@attrs.frozen(eq=False)
class Compared:
    """Two meetings side by side.

    Parameters
    ----------
    then : Run
    pairs : Pairs
        Which group is which.
    moves : Moves
        Of the groups that both have, in the order of ``pairs.both``.
    """

    then: Run
    pairs: Pairs
    moves: Moves


def compared(material: Material, then: Run) -> Compared:
    """Compare the groups of a report with those of the last meeting.

    Parameters
    ----------
    material : Material
    then : Run
        Scored on the same matrix and ranked by the same measure.
    """
    old, new = then.scores.assessments, material.scores.assessments
    pairs = paired(old, new)
    before = np.array([one for one, _ in pairs.both], np.intp)
    after = np.array([other for _, other in pairs.both], np.intp)
    by = material.ranking.by
    was = _side(old, then.scores[by], ranking_of(then), before)
    now = _side(new, material.measure, material.ranking, after)
    moves = moves_of(material, after, (was, now), _order(old, new, before, after), _by_others(material, after, was))
    return Compared(then, pairs, moves)


def moves_of(
    material: Material, row: Rows, sides: tuple[Side, Side], order: Ordered, others: tuple[Ints, Ints]
) -> Moves:
    """Say of each group what its change is, in the words of a history.

    Parameters
    ----------
    material : Material
    row : ndarray of intp, shape (p,)
    sides : pair of Side
        Then and now.
    order : Ordered
        The p assessments of then, and behind them those of now.
    others : pair of ndarray of int64, shape (p,)
    """
    then, now = sides
    matrix = material.scores.assessments.matrix
    kinds = kinds_of_change((then.lowest, then.highest), (now.lowest, now.highest))
    reached = list(matrix.program.reached(matrix.measure_position(material.ranking.by)))
    beside = np.logical_or.reduce(np.delete(kinds, reached, axis=1), axis=1)
    flags = flags_of(order, np.arange(len(row)), np.arange(len(row), 2 * len(row)), beside)
    return Moves(
        material=material,
        row=row,
        then=then,
        now=now,
        kinds=kinds,
        classes=classes_of(kinds[:, reached], flags),
        flags=flags,
        moved=moved_of((then.low, then.high), (now.low, now.high)),
        others_best=others[0],
        others_worst=others[1],
    )


def _side(batch: Assessments, scores: MeasureScores, ranking: Ranking, rows: Rows) -> Side:
    return Side(
        lowest=batch.lowest[rows],
        highest=batch.highest[rows],
        low=scores.low[rows],
        high=scores.high[rows],
        band_low=scores.band_low[rows],
        band_high=scores.band_high[rows],
        best=ranking.best[rows],
        worst=ranking.worst[rows],
        who=tuple(who_text(_said(batch.assessor, row), _said(batch.force, row)) for row in rows.tolist()),
        when=batch.assessed_on[rows],
    )


def _said(column: Column | None, row: int) -> str:
    return "" if column is None else column.row_text(row)


def _by_others(material: Material, rows: Rows, was: Side) -> tuple[Ints, Ints]:
    """Rank each old score among the other groups as they are now."""
    scores = material.measure
    low, high = np.sort(scores.low), np.sort(scores.high)
    best = 1 + len(low) - np.searchsorted(low, was.high, side="right") - (scores.low[rows] > was.high)
    worst = 1 + len(high) - np.searchsorted(high, was.low, side="right") - (scores.high[rows] > was.low)
    return best.astype(np.int64), worst.astype(np.int64)


def _order(old: Assessments, new: Assessments, before: Rows, after: Rows) -> Ordered:
    """Return the assessments of both as a history has them: first all of then, behind them all of now."""
    sides = ((old, before), (new, after))
    pairs = np.tile(np.arange(len(before)), 2)
    force, forces = _numbered([_texts(batch.force, rows) for batch, rows in sides])
    assessor, assessors = _numbered([_texts(batch.assessor, rows) for batch, rows in sides])
    version, versions = _versions(sides)
    ids = [text for batch, rows in sides for text in _texts(batch.group, rows)]
    return Ordered(
        row=np.concatenate([before, after]).astype(np.int64),
        group=pairs,
        groups=tuple(ids[: len(before)]),
        moment=np.concatenate([batch.assessed_on[rows] for batch, rows in sides]),
        written=np.unique(np.array(ids, object), return_inverse=True)[1].reshape(-1).astype(np.int64),
        origin=np.full(len(ids), -1, np.int64),
        force=force,
        forces=forces,
        assessor=assessor,
        assessors=assessors,
        version=version,
        versions=versions,
        followed=(),
    )


def _texts(column: Column | None, rows: Rows) -> list[str]:
    return [_said(column, row) for row in rows.tolist()]


def _numbered(sides: list[list[str]]) -> tuple[Ints, tuple[str, ...]]:
    """Return numbers that are the same for names that differ in case and spaces alone, and the names; 0 for none."""
    names: dict[str, str] = {"": ""}
    for text in sorted({text for side in sides for text in side}):
        names.setdefault(folded(text), text)
    place = {key: at for at, key in enumerate(names)}
    codes = np.array([place[folded(text)] for side in sides for text in side], np.int64)
    return codes, tuple(names.values())


def _versions(sides: tuple[tuple[Assessments, Rows], ...]) -> tuple[Ints, tuple[Version, ...]]:
    """Return the version that each assessment was made on, and the versions."""
    found: dict[str, Version] = {}
    codes = []
    for batch, rows in sides:
        own, versions = versions_of(batch, ())
        for version in versions:
            found.setdefault(version.name, version)
        places = np.array([list(found).index(version.name) for version in versions], np.int64)
        codes.append(places[own[rows]])
    return np.concatenate(codes), tuple(found.values())
