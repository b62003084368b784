"""Severity on the assumption that all units come from one population: a sensitivity, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.distributions import normal_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.links import components_of
from ocgscore.consistency.ratings import Ints, Ratings
from ocgscore.consistency.severity.informative import Informative, informative
from ocgscore.consistency.severity.marginal import (
    NARROWEST,
    Given,
    Marginal,
    contrasts,
    covariance,
    given_in,
    maximise_marginal,
    weighted_places,
)
from ocgscore.consistency.severity.model import Facets
from ocgscore.errors import Problem, RequestError

METHOD: Final = "many-facet Rasch severity, units assumed a sample from one normal population"
INTERVAL: Final = "clustered by unit, normal"
DISCONNECTED: Final = "no units link all scorers: one population would have to be assumed for what no unit tells"
UNSETTLED: Final = "the estimates did not settle"
ALIKE: Final = "the units hardly differ: the population is narrower than the nodes can show"
NOBODY_ELSE: Final = "no other scorer is left to compare it with"
FLAT: Final = "the ratings do not determine the parameters, even given one population"


@attrs.frozen
class PopulationSeverities:
    """Severities that lean on one population of units.

    Parameters
    ----------
    scorers : tuple of str
    severities : tuple of Estimate
        In logits, positive for a scorer who gives LOWER levels than the others; mean 0.
    sides : tuple of str
        The two sides of the units' facet; empty where there is none.
    effects : tuple of float
        Of both sides, in logits, positive where levels are lower; they add up to 0.
    thresholds : tuple of tuple of float
        Of each structure, between levels in use, in logits; mean 0 a level.
    mean, deviation : float or None
        Of the population, in logits.
    mean_place : float or None
        Mean of the units' places by weighted likelihood (Warm 1989), in logits.
    """

    scorers: tuple[str, ...]
    severities: tuple[Estimate, ...]
    sides: tuple[str, ...] = ()
    effects: tuple[float, ...] = ()
    thresholds: tuple[tuple[float, ...], ...] = ()
    mean: float | None = None
    deviation: float | None = None
    mean_place: float | None = None


def population_severities(ratings: Ratings, sides: Sequence[str] | None = None) -> PopulationSeverities:
    """Estimate severities as if all units were a sample from one normal population.

    A LABELLED SENSITIVITY, not a result. It assumes that the units of all scorers come from one population. Of
    organised crime groups that is false: forces face different groups, and part of that difference is then reported as
    severity. Use `severities` for what links between scorers say; use this to see how much the assumption would change.

    Parameters
    ----------
    ratings : Ratings
    sides : sequence of str, length n, optional
        A facet of the units with two values (the language of a text), of each in the order of `Ratings.units`.

    Returns
    -------
    PopulationSeverities
        Undefined throughout, with the reason, where units do not link all scorers: there the assumption alone would
        make the numbers.

    Raises
    ------
    RequestError
        Sides that are not as many as the units, or not two.

    Notes
    -----
    Marginal maximum likelihood on 21 nodes from -6 to 6 (Bock & Aitkin 1981), the default of TAM's ``tam.mml.mfr``,
    whose values it agrees with. Units at one end of the scale are kept: their place comes from the population.

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> scale = Scale("harm", "Harm", ("low", "medium", "high"))
    >>> units, scorers = list("AABBCCDDEE"), ["East", "North"] * 5
    >>> levels = [[0], [1], [2], [2], [1], [2], [0], [0], [1], [0]]
    >>> found = population_severities(Ratings.of(units, scorers, levels, [scale]))
    >>> [severity.text() for severity in found.severities]
    ['0.33', '-0.33']
    """
    number, names = _sides(ratings, sides)
    everybody = range(len(ratings.scorers))
    if len(everybody) < 2 or components_of(ratings).any():
        return _refused(ratings, dict.fromkeys(everybody, DISCONNECTED))
    kinds = np.array([len(scale) for scale in ratings.scales])
    left = informative(ratings.unit, ratings.scorer, ratings.levels, kinds, population=True)
    if left.facets is None or len(left.scorers) < 2:
        return _refused(ratings, {**dict.fromkeys(left.scorers.tolist(), NOBODY_ELSE), **left.reasons})
    side = number[left.units]
    given = given_in(left.facets, side)
    at, settled = maximise_marginal(given, len(left.units))
    if not settled or at.deviation <= NARROWEST:
        why = ALIKE if settled else UNSETTLED
        return _refused(ratings, {**dict.fromkeys(left.scorers.tolist(), why), **left.reasons})
    effect = float(at.free[-1]) if side.any() else 0.0
    return PopulationSeverities(
        ratings.scorers,
        _in_order(ratings, left, _estimates(left.facets, given, at)),
        names if side.any() else (),
        (-effect, effect) if side.any() else (),
        tuple(_thresholds(one, at) for one in given),
        at.mean,
        at.deviation,
        float(weighted_places(given, at, len(left.units)).mean()),
    )


def _sides(ratings: Ratings, sides: Sequence[str] | None) -> tuple[Ints, tuple[str, ...]]:
    """Return the side of each unit as 0 or 1, and the names of the sides."""
    if sides is None:
        return np.zeros(len(ratings.units), np.int64), ()
    names = tuple(sorted(set(sides)))
    if len(sides) != len(ratings.units) or len(names) != 2:
        got = f"{len(sides)} sides of {len(names)} kinds"
        hint = "one for each unit, in the order of ratings.units"
        raise RequestError(Problem("sides", got, f"{len(ratings.units)} sides of two kinds", hint))
    return np.array([names.index(side) for side in sides], np.int64), names


def _refused(ratings: Ratings, reasons: dict[int, str]) -> PopulationSeverities:
    found = [Estimate.undefined(reasons[who], METHOD) for who in range(len(ratings.scorers))]
    return PopulationSeverities(ratings.scorers, tuple(found))


def _in_order(ratings: Ratings, left: Informative, estimates: list[Estimate]) -> tuple[Estimate, ...]:
    found = {who: Estimate.undefined(why, METHOD) for who, why in left.reasons.items()}
    found |= dict(zip(left.scorers.tolist(), estimates, strict=True))
    return tuple(found[who] for who in range(len(ratings.scorers)))


def _estimates(facets: Facets, given: list[Given], at: Marginal) -> list[Estimate]:
    of_free, free = contrasts(facets.scorers), facets.scorers - 1
    severity = (of_free @ at.free[:free]).tolist()
    units = np.bincount(facets.scorer).tolist()
    spread = covariance(given, at, facets.units)
    if spread is None:
        return [Estimate.undefined(FLAT, METHOD, units=count) for count in units]
    error = np.sqrt(np.einsum("ia,ab,ib->i", of_free, spread[:free, :free], of_free)).tolist()
    half = normal_quantile(0.975)
    return [
        Estimate(value, METHOD, count, 0, value - half * one, value + half * one, one, INTERVAL)
        for value, count, one in zip(severity, units, error, strict=True)
    ]


def _thresholds(given: Given, at: Marginal) -> tuple[float, ...]:
    heights = np.concatenate([[0.0], at.height[given.structure.at], [0.0]])
    return tuple(np.diff(heights).tolist())
