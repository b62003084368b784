"""Which levels a scorer gives on each criterion, and how widely."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Ints, Ratings, Scale

RATIO: Final = "standard deviation of the scorer's level positions over that of all scorers'"


@attrs.frozen
class LevelUse:
    """How one scorer, or all together, uses the scale of one criterion.

    Parameters
    ----------
    criterion : str
        Id of the criterion.
    scorer : str
        Empty for all scorers together.
    n : int
        Scorings whose level is known.
    counts : tuple of int
        At each level of the whole scale, lowest first.
    shares : tuple of (float or None)
        Of n; None where n is 0.
    never_used : tuple of str
        Labels of levels not given once.
    lowest, highest : str or None
        Labels of the lowest and the highest level given; None where n is 0.
    mean, deviation : float or None
        Mean and standard deviation (n - 1) of the level positions; None where n is too small for one.
    spread : Estimate
        The scorer's standard deviation over that of all scorers together: well below 1 is central tendency, or groups
        that are alike.
    """

    criterion: str
    scorer: str
    n: int
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]
    never_used: tuple[str, ...]
    lowest: str | None
    highest: str | None
    mean: float | None
    deviation: float | None
    spread: Estimate


def level_counts(ratings: Ratings, criterion: int) -> Ints:
    """Count one criterion's known levels; int64, shape (f, q)."""
    length, scorers = len(ratings.scales[criterion]), len(ratings.scorers)
    level = ratings.levels[:, criterion]
    known = level >= 0
    cell = ratings.scorer[known] * length + level[known]
    return np.bincount(cell, minlength=scorers * length).reshape(scorers, length)


def level_use(scale: Scale, scorer: str, counts: Ints, everyone: LevelUse | None) -> LevelUse:
    """Describe counts of levels; `everyone` is all scorers together, None where these are they."""
    n = int(counts.sum())
    used = np.flatnonzero(counts).tolist()
    mean, deviation = _moments(counts)
    return LevelUse(
        criterion=scale.id,
        scorer=scorer,
        n=n,
        counts=tuple(counts.tolist()),
        shares=tuple(count / n if n else None for count in counts.tolist()),
        never_used=tuple(label for label, count in zip(scale.levels, counts.tolist(), strict=True) if not count),
        lowest=scale.levels[used[0]] if used else None,
        highest=scale.levels[used[-1]] if used else None,
        mean=mean,
        deviation=deviation,
        spread=_spread(deviation, n, deviation if everyone is None else everyone.deviation),
    )


def _moments(counts: Ints) -> tuple[float | None, float | None]:
    """Return the mean and the standard deviation of positions, from exact sums."""
    position = np.arange(len(counts))
    n, total, squares = int(counts.sum()), int(counts @ position), int(counts @ position**2)
    mean = total / n if n else None
    return mean, ((n * squares - total**2) / (n * (n - 1))) ** 0.5 if n > 1 else None


def _spread(own: float | None, n: int, of_all: float | None) -> Estimate:
    if own is None:
        return Estimate.undefined(f"{n} scorings with a known level: at least 2 are needed", RATIO, units=n)
    if not of_all:
        return Estimate.undefined("no scorer varies", RATIO, units=n)
    return Estimate(own / of_all, RATIO, units=n)
