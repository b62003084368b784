"""Departures on one criterion, seen on units that several scorers scored.

Where a unit was scored by others too, nothing has to be matched: the unit is the same. A scorer's level of a criterion
is set against the others' of that unit, and what the scorer adds to all criteria of the unit alike is taken off. What
is left is how the scorer reads that one criterion. Far fewer scorings show it than a comparison at equal totals needs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.differential import benjamini_hochberg
from ocgscore.consistency.distributions import t_quantile, t_upper
from ocgscore.consistency.ratings import Flags, Floats, Ratings

FEWEST_UNITS: Final = 5
FLAGGED: Final = 0.05
NOUGHT: Final = 1e-12  # level steps: rounding alone
POWER: Final = 0.84  # standard normal quantile of 80 %
METHOD: Final = "scorer less the others on the same units, its mean over criteria taken off; t over units"
ONE_CRITERION: Final = "one criterion: there is no other to compare it with"
NO_SPREAD: Final = "every unit shows the same"


@attrs.frozen
class SharedDeparture:
    """One scorer beside the others on one criterion, on units that both scored.

    Parameters
    ----------
    criterion, scorer : str
    units : int
        Scored by the scorer and by another, the criterion and at least one other known of both.
    steps : float or None
        Level steps above the others, over what the scorer is above them on all criteria. None with `reason`.
    standard_error, p, adjusted : float or None
        p by Student's t over units, and after Benjamini & Hochberg over all scorers and criteria.
    flagged : bool
        Whether it was taken out: `adjusted` was at most 0.05 when it was the plainest of those left.
    reason : str
    """

    criterion: str
    scorer: str
    units: int
    steps: float | None = None
    standard_error: float | None = None
    p: float | None = None
    adjusted: float | None = None
    flagged: bool = False
    reason: str = ""


@attrs.frozen
class SharedDepartures:
    """All scorers on all criteria.

    Parameters
    ----------
    departures : tuple of SharedDeparture
        By criterion, then by scorer.
    tests : int
        How many are defined.
    least_seen : float or None
        About how large a departure, in level steps, would be flagged four times in five: the median over scorers and
        criteria; None where nothing is defined.
    method : str
    """

    departures: tuple[SharedDeparture, ...]
    tests: int
    least_seen: float | None
    method: str = METHOD

    @property
    def flagged(self) -> tuple[SharedDeparture, ...]:
        """Those flagged."""
        return tuple(one for one in self.departures if one.flagged)


def shared_departures(ratings: Ratings) -> SharedDepartures:
    """Say which scorers read which criteria otherwise than the others do, on units scored in common.

    Parameters
    ----------
    ratings : Ratings

    Returns
    -------
    SharedDepartures
        Undefined, with the reason, on fewer than 5 units, and where there is one criterion.

    Notes
    -----
    The scorer by criterion interaction of a two-way table, unit by unit (Scheffé 1959, The Analysis of Variance,
    chapter 4), units being the sample; several tests as in Benjamini & Hochberg (1995). One departure pulls the
    scorer's own mean along, and the mean that others are set against. So the plainest departure is taken out of both
    first, and the rest tried again, until no other is flagged.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scales = [Scale(name, name, tuple("01234")) for name in ("harm", "reach", "skill", "intent", "cash")]
    >>> drawn = np.random.default_rng(1).integers(0, 2, (40, 5))  # ten vignettes by four scorers
    >>> drawn[3::4, 0] += 2  # and the last of them scores harm two levels higher
    >>> units, names = [f"V{at}" for at in range(10) for _ in range(4)], ["East", "North", "South", "West"] * 10
    >>> found = shared_departures(Ratings.of(units, names, drawn, scales))
    >>> [(one.scorer, one.criterion) for one in found.flagged]
    [('West', 'harm')]
    """
    if len(ratings.scales) < 2:
        names = [(scale.id, scorer) for scale in ratings.scales for scorer in ratings.scorers]
        return SharedDepartures(tuple(SharedDeparture(*of, 0, reason=ONE_CRITERION) for of in names), 0, None)
    taken_out = np.zeros((len(ratings.scales), len(ratings.scorers)), np.bool_)
    while True:
        found = _tried(ratings, taken_out)
        plainest = _plainest(found, taken_out)
        if plainest is None:
            return _reported(found, taken_out)
        taken_out[plainest] = True


def _tried(ratings: Ratings, taken_out: Flags) -> list[SharedDeparture]:
    """Return every departure, by criterion, then scorer, with those taken out set against none and nothing."""
    above = _above_others(ratings, taken_out.T[ratings.scorer])
    found = [
        _departure(ratings, criterion, scorer, above[ratings.scorer == scorer, criterion])
        for criterion in range(len(ratings.scales))
        for scorer in range(len(ratings.scorers))
    ]
    adjusted = iter(benjamini_hochberg([one.p for one in found if one.p is not None]))
    return [one if one.p is None else attrs.evolve(one, adjusted=next(adjusted)) for one in found]


def _plainest(found: Sequence[SharedDeparture], taken_out: Flags) -> tuple[int, int] | None:
    """Return the criterion and the scorer of the plainest departure that is not taken out yet; None if none is flagged.

    Two criteria of a scorer stay at least: its mean over them is what a departure is seen beside.
    """
    scorers = taken_out.shape[1]
    kept = (~taken_out).sum(axis=0)
    candidates = [
        (one.p, at)
        for at, one in enumerate(found)
        if one.p is not None and one.adjusted is not None and one.adjusted <= FLAGGED
        and not taken_out.flat[at] and kept[at % scorers] > 2
    ]  # fmt: skip
    return divmod(min(candidates)[1], scorers) if candidates else None


def _above_others(ratings: Ratings, taken_out: Flags) -> Floats:
    """Return how far each level lies above the others' of its unit, the scoring's mean taken off; NaN where unknown."""
    known, kept = ratings.known, ratings.known & ~taken_out
    levels = np.where(known, ratings.levels, 0).astype(np.float64)
    shape = (len(ratings.units), len(ratings.scales))
    sums, counts = np.zeros(shape), np.zeros(shape)
    np.add.at(sums, ratings.unit, np.where(kept, levels, 0.0))
    np.add.at(counts, ratings.unit, kept)
    others = counts[ratings.unit] - kept
    usable = known & (others > 0)
    mean = np.divide(sums[ratings.unit] - np.where(kept, levels, 0.0), others, out=np.zeros_like(levels), where=usable)
    above = np.where(usable, levels - mean, np.nan)
    centring = usable & kept
    centre = np.where(centring, above, 0.0).sum(axis=1) / np.maximum(centring.sum(axis=1), 1)
    enough = (usable.sum(axis=1) > 1) & (centring.sum(axis=1) > 0)
    found: Floats = np.where(enough[:, None], above - centre[:, None], np.nan)
    return found


def _departure(ratings: Ratings, criterion: int, scorer: int, above: Floats) -> SharedDeparture:
    names = ratings.scales[criterion].id, ratings.scorers[scorer]
    known = above[~np.isnan(above)]
    units = len(known)
    if units < FEWEST_UNITS:
        return SharedDeparture(*names, units, reason=f"{units} units in common: at least {FEWEST_UNITS} are needed")
    steps, error = float(known.mean()), float(known.std(ddof=1)) / math.sqrt(units)
    if error < NOUGHT:
        return SharedDeparture(*names, units, steps if abs(steps) > NOUGHT else 0.0, reason=NO_SPREAD)
    p = min(1.0, 2 * t_upper(abs(steps) / error, units - 1))
    return SharedDeparture(*names, units, steps, error, p)


def _reported(found: Sequence[SharedDeparture], taken_out: Flags) -> SharedDepartures:
    """Flag what was taken out, and say how large a departure would have been seen."""
    judged = tuple(attrs.evolve(one, flagged=bool(out)) for one, out in zip(found, taken_out.flat, strict=True))
    tests = sum(one.p is not None for one in judged)
    seen = [_least_seen(one, tests) for one in judged if one.standard_error is not None]
    return SharedDepartures(judged, tests, float(np.median(seen)) if seen else None)


def _least_seen(one: SharedDeparture, tests: int) -> float:
    """Return the departure flagged four times in five where it is the only one, so that p has to be 0.05 / tests."""
    assert one.standard_error is not None  # noqa: S101 - for the type checker: asked of tested ones only
    return (t_quantile(1 - FLAGGED / (2 * tests), one.units - 1) + POWER) * one.standard_error
