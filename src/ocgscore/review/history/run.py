"""Work out a history: order, score, rank, and say of each step what it is and what moved it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.errors import AssessmentError, Problem, RequestError
from ocgscore.matrix import Matrix
from ocgscore.ranking import ranking_measure
from ocgscore.review.assessed import assessed
from ocgscore.review.history.classes import classes_of, counted_steps, flags_of, moved_of
from ocgscore.review.history.model import Bytes, Entries, Exact, Flags, History, Ints, Parts, Steps
from ocgscore.review.history.order import Ordered, ordered
from ocgscore.review.history.parts import changes_of, end_parts, kinds_of_change, parts_of, scaled
from ocgscore.review.history.regression import Regression, regression
from ocgscore.review.history.standing import standing
from ocgscore.review.register import Register
from ocgscore.review.versions import check_earlier, each_version, read_again
from ocgscore.scoring import MeasureScores, score
from ocgscore.words import counted


def history(
    assessments: Assessments,
    *,
    by: str | None = None,
    earlier: Sequence[Matrix] = (),
    register: Register | None = None,
    since: dt.date | None = None,
) -> History:
    """Follow each group from one assessment to the next, and tell real change from what only looks like it.

    Parameters
    ----------
    assessments : Assessments
        Of the same groups at successive dates, read against the matrix at hand.
    by : str, optional
        The measure; the matrix's own ranking measure by default.
    earlier : sequence of Matrix
        Versions that rows may state in ``matrix_version``. Such a row is scored on its own version, as it was then, and
        on the matrix at hand, so that it can be compared. A row that states a version not at hand is scored on the
        matrix at hand, and flagged.
    register : Register, optional
        Aliases and mergers are followed, so that a group that was given another id has one history.
    since : date, optional
        Only steps to an assessment on this day or later; ranks are among all groups all the same.

    Returns
    -------
    History

    Raises
    ------
    AssessmentError
        Every assessment without a date of a group that has several, and every cell that an earlier version does not
        know, each at its cell.
    RequestError
        No such measure, in the matrix or in an earlier version; a version given twice.

    Notes
    -----
    Assessments of a group stand in the order of their dates; those of one date in the order of force, assessor, id and
    row, and the step between them is flagged "same day".

    The movement of a score from what it was then to what the next was then is divided into three parts that add up to
    it exactly, at the low and at the high end: `version`, what reading both against the matrix at hand takes away;
    `knowledge`, of the criteria that became better or less known; `level`, of the criteria whose level certainly
    changed. Between the last two no order is preferred (`ocgscore.review.history.parts.end_parts`). With before and
    after exchanged every part changes its sign and nothing else.

    Classes go by the criteria that the measure is made of. A criterion changed for certain where no level is possible
    both before and after. Where none did, the group may be as it was, whatever its score now says. Only a level that
    certainly changed, given by the same scorer on the same version on another day, counts as real change; even then it
    is the scorer's word that changed.

    Ranks are among all groups assessed up to the day, each by its newest assessment, whatever became of it since.

    Examples
    --------
    >>> from ocgscore import assess
    >>> rows = [{"group": "A", "assessor": "P", "assessed_on": "2026-01-05", "violence": "low", "corruption": ""},
    ...         {"group": "A", "assessor": "P", "assessed_on": "2026-03-01", "violence": "high", "corruption": "low"}]
    >>> found = history(assess(rows, "sleipnir-2000"))
    >>> [[str(end) for end in found.part(0, name)] for name in ("version", "knowledge", "level")]
    [['0', '0'], ['19', '-57'], ['54', '54']]
    """
    check_earlier(assessments.matrix, earlier)
    assessments = assessed(assessments)
    scores = score(assessments)
    chosen = ranking_measure(scores, by)
    _check_measure(chosen, earlier)
    again, order = _both(assessments, earlier, register)
    result = scores[chosen]
    entries, denominator = _entries(order, result, chosen, again)
    after = np.flatnonzero(order.group[1:] == order.group[:-1]).astype(np.int64) + 1
    if since is not None:
        after = after[order.moment[after] >= np.datetime64(since)]
    found = _Steps(assessments, order, entries, after - 1, after, chosen, result.denominator, denominator)
    kinds = found.kinds()
    at = assessments.matrix.measure_position(chosen)
    reached = list(assessments.matrix.program.reached(at))
    beside: Flags = np.logical_or.reduce(np.delete(kinds, reached, axis=1), axis=1)
    flags = flags_of(order, found.before, after, beside)
    kind, moved = classes_of(kinds[:, reached], flags), found.moved()
    lowest, highest = found.levels()
    return History(
        assessments=assessments,
        by=chosen,
        groups=order.groups,
        forces=order.forces,
        assessors=order.assessors,
        versions=order.versions,
        entries=entries,
        steps=Steps(found.before, after, moved, kind, flags, found.parts(kinds)),
        changes=changes_of(
            assessments.matrix,
            at,
            (lowest[0], highest[0]),
            (lowest[1], highest[1]),
            kinds,
            (entries.low[found.before], entries.high[found.before]),
        ),
        scored_over=result.denominator,
        denominator=denominator,
        counted=tuple(counted_steps(order, after, kind, moved)),
        regression=_regression(entries, found.before, after, flags, result),
        since=since,
        followed=order.followed,
        notices=tuple(_notices(order, earlier)),
    )


def _check_measure(chosen: str, earlier: Sequence[Matrix]) -> None:
    problems = [
        Problem(one.name, chosen, "a measure of this version", "name one that both have (--by)")
        for one in earlier
        if chosen not in [measure.id for measure in one.measures]
    ]
    if problems:
        raise RequestError(problems)


Again = list[tuple[Matrix, Ints, Assessments]]


def _both(assessments: Assessments, earlier: Sequence[Matrix], register: Register | None) -> tuple[Again, Ordered]:
    """Read rows against the versions they state, and put all in order; the problems of both at once."""
    problems: list[Problem] = []
    again: Again = []
    for one, rows in each_version(assessments, earlier):
        try:
            again.append((one, rows, read_again(assessments, rows, one)))
        except AssessmentError as error:
            problems += error.problems
    try:
        order = ordered(assessments, earlier, register)
    except AssessmentError as error:
        raise AssessmentError([*problems, *error.problems]) from None
    if problems:
        raise AssessmentError(problems)
    return again, order


def _entries(order: Ordered, result: MeasureScores, chosen: str, again: Again) -> tuple[Entries, int]:
    """Return the assessments in order with both scores of each, and the common denominator."""
    then = [(rows, score(batch)[chosen]) for _, rows, batch in again]
    denominator = 2 * math.lcm(result.denominator, *(one.denominator for _, one in then))
    low, high = (scaled(ends, denominator // result.denominator) for ends in (result.low, result.high))
    band_low, band_high = result.band_low.copy(), result.band_high.copy()
    for rows, one in then:
        factor = denominator // one.denominator
        low, high = _put(low, rows, scaled(one.low, factor)), _put(high, rows, scaled(one.high, factor))
        band_low[rows], band_high[rows] = one.band_low, one.band_high
    row = order.row
    now_low, now_high = result.low[row], result.high[row]
    entries = Entries(
        row=row,
        group=order.group,
        moment=order.moment,
        force=order.force,
        assessor=order.assessor,
        version=order.version,
        low=now_low,
        high=now_high,
        band_low=result.band_low[row],
        band_high=result.band_high[row],
        then_low=low[row],
        then_high=high[row],
        then_band_low=band_low[row],
        then_band_high=band_high[row],
        standing=standing(order.group, order.moment.astype("datetime64[D]"), now_low, now_high),
    )
    return entries, denominator


def _put(numbers: Exact, rows: Ints, others: Exact) -> Exact:
    """Return numbers with some replaced, as wide as either needs."""
    found = numbers.astype(object) if object in (numbers.dtype, others.dtype) else numbers.copy()
    found[rows] = others
    return found


@attrs.frozen(eq=False)
class _Steps:
    """The steps in the making."""

    assessments: Assessments
    order: Ordered
    entries: Entries
    before: Ints
    after: Ints
    chosen: str
    scored_over: int
    denominator: int

    def levels(self) -> tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]:
        """Return the lowest levels before and after, and the highest."""
        batch, row = self.assessments, self.order.row
        sides = [
            (np.asfortranarray(codes[row[self.before]]), np.asfortranarray(codes[row[self.after]]))
            for codes in (batch.lowest, batch.highest)
        ]
        return sides[0], sides[1]

    def kinds(self) -> Bytes:
        lowest, highest = self.levels()
        return kinds_of_change((lowest[0], highest[0]), (lowest[1], highest[1]))

    def scores(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        low, high = self.entries.low, self.entries.high
        return (low[self.before], low[self.after]), (high[self.before], high[self.after])

    def moved(self) -> Bytes:
        low, high = self.scores()
        return moved_of((low[0], high[0]), (low[1], high[1]))

    def parts(self, kinds: Bytes) -> Parts:
        matrix = self.assessments.matrix
        at = matrix.measure_position(self.chosen)
        knowledge, level, version = [], [], []
        then = (self.entries.then_low, self.entries.then_high)
        for levels, scores, stood in zip(self.levels(), self.scores(), then, strict=True):
            parts = end_parts(matrix, at, *levels, kinds, scores)
            one, other = (scaled(part, self.denominator // (2 * self.scored_over)) for part in parts)
            knowledge.append(one)
            level.append(other)
            version.append(stood[self.after] - stood[self.before] - one - other)
        at_hand = np.array([version.matrix is not None for version in self.order.versions], np.bool_)[
            self.order.version
        ]
        defined: Flags = at_hand[self.before] & at_hand[self.after]
        return parts_of((knowledge[0], knowledge[1]), (level[0], level[1]), (version[0], version[1]), defined)


def _regression(
    entries: Entries, before: Ints, after: Ints, flags: dict[str, Flags], result: MeasureScores
) -> Regression:
    """Take the last step of each group that has exact scores on both sides, on two days, and fit the line."""
    exact = entries.low == entries.high
    fit = np.flatnonzero(exact[before] & exact[after] & ~flags["same day"] & ~flags["merged groups"])
    group = entries.group[after[fit]]
    last = fit[np.append(group[1:] != group[:-1], True)[: len(fit)]]
    bands = tuple(band.label for band in result.measure.bands)
    first, second = entries.low[before[last]], entries.low[after[last]]
    return regression(first, second, result.denominator, bands, entries.band_low[before[last]] if bands else None)


def _notices(order: Ordered, earlier: Sequence[Matrix]) -> Iterator[str]:
    counts = np.bincount(order.version, minlength=len(order.versions)).tolist()
    stated = any(version.name for version in order.versions)
    for version, count in zip(order.versions, counts, strict=True):
        rows = counted(count, "row")
        if version.matrix is None:
            yield f"{rows}: version {version.name} not at hand; scored on the matrix at hand and flagged"
        elif not version.name and stated:
            yield f"{rows} without a matrix version: taken as made on {version.matrix.name}"
    used = {version.name for version in order.versions}
    for one in earlier:
        if one.name not in used:
            yield f"no row states the version {one.name}"
    undated = int(np.isnat(order.moment).sum())
    if undated:
        yield f"{counted(undated, 'group')} with one assessment, without a date: not ranked"
