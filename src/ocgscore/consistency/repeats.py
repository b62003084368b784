"""The same scorer scoring the same group again: what changed between one date and the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.effects.jackknife import mean_over_groups
from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Flags, Floats, Ints, Levels

NO_REPEAT: Final = "no scorer scored a group again on a later date"
NOT_KNOWN: Final = "no repeat has it known both times"
METHOD: Final = "consecutive scorings of a group by a scorer"
Rows = npt.NDArray[np.intp]
SHARE: Final = (0.0, 1.0)


@attrs.frozen
class RepeatedCriterion:
    """How one criterion was scored again.

    Parameters
    ----------
    id, title : str
    exact, adjacent : Estimate
        Share of the repeats with the same level, and with the same or the next one; from 0 to 1.
    change : Estimate
        Mean of second less first level, in steps of the scale.
    """

    id: str
    title: str
    exact: Estimate
    adjacent: Estimate
    change: Estimate


@attrs.frozen
class RepeatedScorer:
    """How one scorer scored again.

    Parameters
    ----------
    scorer : str
    pairs : int
    exact : float or None
        Share of levels that were the same again, over all criteria known both times; None where none was.
    change : float or None
        Mean of second less first level, in steps of the scale, over the same.
    band_pairs, changed : int
        Pairs whose bands are both known, and how many of them changed band.
    """

    scorer: str
    pairs: int
    exact: float | None
    change: float | None
    band_pairs: int
    changed: int


@attrs.frozen(eq=False)
class Repeats:
    """Consecutive scorings of the same group by the same scorer: p pairs on k criteria.

    A change may be the group's as well as the scorer's: the data cannot tell them apart, and the more days lie between
    the less can be laid at the scorer's door.

    Parameters
    ----------
    first, second : ndarray of intp, shape (p,)
        Rows of the batch, in the order of (group, scorer, date).
    first_levels, second_levels : ndarray of int16, shape (p, k)
        Positions of levels from 0; -1 where the level is not known exactly.
    criteria : tuple of RepeatedCriterion, length k
    points : Estimate
        Mean of second less first total, in points of the measure.
    bands : ndarray of int64, shape (b, b)
        Pairs by first band (rows) and second (columns), where unknown levels leave neither open.
    band_change : Estimate
        Share of these pairs that changed band.
    days : Estimate
        Median of the days between.
    scorers : tuple of RepeatedScorer
        Those who scored again, in the order of their names.
    undated, same_day : int
        Scorings left out: without a date, and of one group by one scorer on one day, whose order cannot be told.
    """

    first: Rows
    second: Rows
    first_levels: Levels
    second_levels: Levels
    criteria: tuple[RepeatedCriterion, ...]
    points: Estimate
    bands: Ints
    band_change: Estimate
    days: Estimate
    scorers: tuple[RepeatedScorer, ...]
    undated: int
    same_day: int

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.first)


def repeats(totals: Totals) -> Repeats:
    """Compare each scoring with the next one of the same group by the same scorer.

    Parameters
    ----------
    totals : Totals
        n scorings; those without a scorer are not looked at.

    Returns
    -------
    Repeats
        Every estimate undefined, with the reason, where nothing was scored again. Intervals are by the jackknife over
        groups.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> given = zip(["2026-01-05", "2026-03-01", "2026-03-21"], ["low", "med", "med"])
    >>> rows = [{"group": "A", "assessed_on": day, **dict.fromkeys(names, level)} for day, level in given]
    >>> found = repeats(Totals.of(score(assess(rows, "ocg-threat")), [0, 0, 0], ["North"], "criminality"))
    >>> len(found), found.criteria[0].exact.value, found.points.value, found.days.value
    (2, 0.5, 4.0, 37.5)
    """
    first, second, undated, same_day = _pairs(totals)
    pairs = _Pairs(first, second, totals.group[first])
    criteria = tuple(
        _criterion(criterion.id, criterion.title, pairs, totals.levels[:, at].astype(np.float64))
        for at, criterion in enumerate(totals.scores.assessments.matrix.criteria)
    )
    bands, band_change = _bands(totals, pairs)
    exact = totals.exact[first] & totals.exact[second]
    change = (totals.measured.low[second] - totals.measured.low[first]) / totals.measured.denominator
    return Repeats(
        first=first,
        second=second,
        first_levels=totals.levels[first],
        second_levels=totals.levels[second],
        criteria=criteria,
        points=pairs.mean(change, exact, "mean change in points"),
        bands=bands,
        band_change=band_change,
        days=_days(totals, pairs),
        scorers=tuple(_by_scorer(totals, first, second)),
        undated=undated,
        same_day=same_day,
    )


class _Pairs(NamedTuple):
    first: Rows
    second: Rows
    group: Ints

    def mean(
        self, values: Floats, known: Flags, what: str, limits: tuple[float, float] = (-np.inf, np.inf)
    ) -> Estimate:
        reason = NOT_KNOWN if len(self.first) else NO_REPEAT
        return mean_over_groups(values[known], self.group[known], f"{what}, {METHOD}", reason, limits)


def _pairs(totals: Totals) -> tuple[Rows, Rows, int, int]:
    """Return the rows that follow each other, and how many are left out for want of a date, or of an order."""
    scored = np.flatnonzero(totals.scorer >= 0)
    dated = scored[~np.isnat(totals.days[scored])]
    keys = (totals.group, totals.scorer, totals.days.view(np.int64))
    rows = dated[np.lexsort([key[dated] for key in reversed(keys)])]
    alike = np.logical_and.reduce([key[rows][1:] == key[rows][:-1] for key in keys])
    clash = np.concatenate([alike, [False]]) | np.concatenate([[False], alike]) if len(rows) else np.zeros(0, np.bool_)
    rows = rows[~clash]
    follows = np.logical_and.reduce([key[rows][1:] == key[rows][:-1] for key in keys[:2]])
    return rows[:-1][follows], rows[1:][follows], len(scored) - len(dated), int(np.count_nonzero(clash))


def _criterion(id_: str, title: str, pairs: _Pairs, levels: Floats) -> RepeatedCriterion:
    before, after = levels[pairs.first], levels[pairs.second]
    known = (before >= 0) & (after >= 0)
    change = after - before
    exact, adjacent = ((np.abs(change) <= steps).astype(np.float64) for steps in (0, 1))
    return RepeatedCriterion(
        id_,
        title,
        pairs.mean(exact, known, "share with the same level", SHARE),
        pairs.mean(adjacent, known, "share within one level", SHARE),
        pairs.mean(change, known, "mean change in levels"),
    )


def _bands(totals: Totals, pairs: _Pairs) -> tuple[Ints, Estimate]:
    b = len(totals.bands)
    low, high = totals.measured.band_low, totals.measured.band_high
    before, after = low[pairs.first].astype(np.int64), low[pairs.second].astype(np.int64)
    if not b:
        return np.zeros((0, 0), np.int64), Estimate.undefined("the measure has no bands", METHOD)
    known = (before == high[pairs.first]) & (after == high[pairs.second])
    counts = np.bincount(before[known] * b + after[known], minlength=b * b).reshape(b, b)
    changed = (before != after).astype(np.float64)
    return counts, pairs.mean(changed, known, "share that changed band", SHARE)


def _by_scorer(totals: Totals, first: Rows, second: Rows) -> Iterator[RepeatedScorer]:
    low, high, bands = totals.measured.band_low, totals.measured.band_high, len(totals.bands)
    for scorer in sorted(set(totals.scorer[first].tolist()), key=lambda at: totals.scorers[at]):
        own = totals.scorer[first] == scorer
        one, two = first[own], second[own]
        known = (totals.levels[one] >= 0) & (totals.levels[two] >= 0)
        steps = (totals.levels[two].astype(np.int64) - totals.levels[one])[known]
        settled = (low[one] == high[one]) & (low[two] == high[two])
        yield RepeatedScorer(
            totals.scorers[scorer],
            len(one),
            float((steps == 0).mean()) if len(steps) else None,
            float(steps.mean()) if len(steps) else None,
            int(settled.sum()) if bands else 0,
            int((settled & (low[one] != low[two])).sum()) if bands else 0,
        )


def _days(totals: Totals, pairs: _Pairs) -> Estimate:
    method = f"median days between, {METHOD}"
    if not len(pairs.first):
        return Estimate.undefined(NO_REPEAT, method)
    days = (totals.days[pairs.second] - totals.days[pairs.first]).astype(np.int64)
    return Estimate(float(np.median(days)), method, units=len(np.unique(pairs.group)), pairs=len(days))
