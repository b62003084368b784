"""What groups may turn out to be: those of a sheet, and new ones of which nothing or only a band is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs
import numpy as np

from ocgscore.errors import Problem, RequestError, did_you_mean, whole_number_problems
from ocgscore.matrix import Matrix, level_key
from ocgscore.matrix.program import CompiledMeasure
from ocgscore.review.demand.grid import Hours
from ocgscore.review.demand.line import Standing
from ocgscore.review.demand.model import NewGroups
from ocgscore.scoring import Scores

MOST_NEW: Final = 100_000
ARRAYS: Final = ("low", "high", "band_low", "band_high", "position_low", "position_high")


def standing_of(scores: Scores, hours: Hours) -> Standing:
    """Return what the groups of a batch may turn out to be.

    Parameters
    ----------
    scores : Scores
    hours : Hours
        Fitted to the same matrix.

    Returns
    -------
    Standing
    """
    ranking = scores[hours.by.id]
    position = None if hours.position is None else scores[hours.position.id]
    none = np.zeros(len(scores), np.int64)
    return Standing(
        low=ranking.low,
        high=ranking.high,
        band_low=ranking.band_low.astype(np.int64),
        band_high=ranking.band_high.astype(np.int64),
        position_low=none if position is None else position.band_low.astype(np.int64),
        position_high=none if position is None else position.band_high.astype(np.int64),
        cuts=_compiled(scores.assessments.matrix, hours.by.id).cuts,
    )


def with_new(standing: Standing, matrix: Matrix, hours: Hours, new: Sequence[NewGroups]) -> Standing:
    """Return the groups with new ones behind them.

    A new group may have any score that its band allows (any at all, where no band is given) and any position.

    Raises
    ------
    RequestError
        A number that is none, or a band that the matrix does not have or that no group can reach.
    """
    ends = [(_ends(matrix, hours, each), each.count) for each in new]
    counts = [count for _, count in ends]
    longer: dict[str, Any] = {}
    for at, name in enumerate(ARRAYS):
        more = np.repeat(np.array([found[at] for found, _ in ends], np.int64), counts)
        longer[name] = np.concatenate((getattr(standing, name), more))
    return attrs.evolve(standing, **longer)


def taken_up(standing: Standing, rows: Sequence[int]) -> Standing:
    """Return the groups of some rows, in their order."""
    chosen: dict[str, Any] = {name: getattr(standing, name)[list(rows)] for name in ARRAYS}
    return attrs.evolve(standing, **chosen)


def _ends(matrix: Matrix, hours: Hours, new: NewGroups) -> tuple[int, ...]:
    """Return the ends of score, band and position of a new group."""
    problems = list(whole_number_problems("new groups", new.count, 1, MOST_NEW, hint="10 or 10:High"))
    if problems:
        raise RequestError(problems)
    measure = _compiled(matrix, hours.by.id)
    low, high = measure.low, measure.high
    if new.band:
        low, high = _within(matrix, hours, measure, new.band)
    place = None if hours.position is None else _compiled(matrix, hours.position.id)
    positions = (0, 0) if place is None else (place.band(place.low), place.band(place.high))
    return low, high, measure.band(low), measure.band(high), *positions


def _within(matrix: Matrix, hours: Hours, measure: CompiledMeasure, band: str) -> tuple[int, int]:
    """Return the least and greatest score of a band."""
    labels = [level_key(label) for label in hours.bands]
    if not hours.by.bands:
        hint = f"{hours.by.id} of {matrix.name} has no bands: give the number alone"
        raise RequestError(Problem("new groups", band, "a band", hint))
    if level_key(band) not in labels:
        hint = did_you_mean(band, hours.bands) or f"it has {', '.join(hours.bands)}"
        raise RequestError(Problem("new groups", band, f"a band of {hours.by.id} of {matrix.name}", hint))
    at = labels.index(level_key(band))
    low = max(measure.low, measure.cuts[at - 1]) if at else measure.low
    high = min(measure.high, measure.cuts[at] - 1) if at < len(measure.cuts) else measure.high
    if low > high:
        raise RequestError(Problem("new groups", band, f"a band that a group can reach on {matrix.name}", "another"))
    return low, high


def _compiled(matrix: Matrix, measure: str) -> CompiledMeasure:
    return matrix.program.measures[matrix.measure_position(measure)]
