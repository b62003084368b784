"""What a fit says of its component and of each scorer."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints, Ratings
from ocgscore.consistency.severity.errors import covariances, effective_units, linking_units
from ocgscore.consistency.severity.estimating import Fitted
from ocgscore.consistency.severity.fair import fair_averages
from ocgscore.consistency.severity.fit import mean_squares
from ocgscore.consistency.severity.result import INTERVAL, METHOD, Component, Difficulty, Severity, Thresholds

TOO_FEW: Final = "what ties it to the others hangs on fewer than three units: one read otherwise would be all of it"
NO_SPREAD: Final = "no interval: every unit says the same, so nothing shows the spread"
EXTREME_CRITERION: Final = "its informative levels are all at one end of those in use, or there is at most one"
NOT_COMPARED: Final = "the ratings do not tie it to the other criteria"
TWO_SIDED: Final = 0.975
FEWEST: Final = 2.5  # effective units: three that tell unequally much, and never two
NOUGHT: Final = 1e-9  # logits: rounding alone


def described(
    fit: Fitted, ratings: Ratings, bare: Component, scorers: list[Severity]
) -> tuple[Component, list[Severity]]:
    """Return what a fit says of its component and of each scorer in it.

    Parameters
    ----------
    fit : Fitted
    ratings : Ratings
    bare : Component
        With what is known without a fit.
    scorers : list of Severity
        The scorers fitted, with what can be counted.
    """
    facets = fit.facets
    length = float(np.count_nonzero(facets.levels >= 0) / facets.units)
    stretch = (length - 1) / length
    model, clustered = (stretch**2 * covariance for covariance in covariances(facets, fit.maximum))
    links = linking_units(facets.unit, facets.scorer, facets.scorers)
    effective = np.minimum(links, effective_units(facets, fit.maximum))
    factor = np.sqrt(np.divide(effective, effective - 1, out=np.zeros(len(links)), where=effective >= FEWEST))
    clustered *= np.outer(factor, factor)
    fair = fair_averages(facets, fit.maximum.parameters) if fit.placed else None
    component = attrs.evolve(
        bare,
        estimated=tuple(scorer.scorer for scorer in scorers),
        covariance=clustered,
        units=facets.units,
        ratings_per_unit=length,
        stretch=stretch,
        difficulties=_difficulties(fit, ratings),
        thresholds=_thresholds(fit, ratings),
        fair_mean=None if fair is None else float(fair.mean()),
        steps=fit.maximum.steps,
        log_likelihood=fit.maximum.slope.likelihood,
    )
    # without any disagreement rounding may leave less than 0
    errors = (np.sqrt(np.maximum(np.diag(of), 0.0)) for of in (model, clustered))
    return component, _of_scorers(fit, scorers, stretch, links, effective, tuple(errors), fair)


def _of_scorers(
    fit: Fitted,
    scorers: list[Severity],
    stretch: float,
    links: Ints,
    effective: Floats,
    errors: tuple[Floats, ...],
    fair: Floats | None,
) -> list[Severity]:
    """Return what the fit says of each scorer; where it gives no severity, nothing that would stand in for one."""
    severity = fit.maximum.parameters.severity
    fits = mean_squares(fit.facets, fit.maximum.parameters) if fit.placed else None
    found = []
    for who, scorer in enumerate(scorers):
        estimate = _estimate(stretch * float(severity[who]), float(errors[1][who]), int(links[who]), effective[who])
        told = attrs.evolve(
            scorer,
            severity=estimate,
            effective_units=float(effective[who]),
            infit=None if fits is None else float(fits[0][who]),
            outfit=None if fits is None else float(fits[1][who]),
        )
        if estimate.defined:
            told = attrs.evolve(
                told,
                jml=float(severity[who]),
                model_standard_error=float(errors[0][who]),
                fair_average=None if fair is None else float(fair[who]),
                points=None if fair is None else float(fair[who] - fair.mean()),
            )
        found.append(told)
    return found


def _estimate(value: float, error: float, units: int, effective: float) -> Estimate:
    if effective < FEWEST:
        return Estimate.undefined(TOO_FEW, METHOD, units=units)
    if error < NOUGHT:
        return Estimate(value if abs(value) > NOUGHT else 0.0, METHOD, units, reason=NO_SPREAD)
    half = t_quantile(TWO_SIDED, float(effective) - 1) * error
    return Estimate(value, METHOD, units, 0, value - half, value + half, error, INTERVAL)


def _difficulties(fit: Fitted, ratings: Ratings) -> tuple[Difficulty, ...]:
    found = [Difficulty(scale.id, None, EXTREME_CRITERION) for scale in ratings.scales]
    difficulty = fit.maximum.parameters.difficulty
    centred = (difficulty - difficulty[fit.compared].mean()).tolist()
    for criterion, value, compared in zip(fit.criteria.tolist(), centred, fit.compared.tolist(), strict=True):
        name = ratings.scales[criterion].id
        found[criterion] = Difficulty(name, value) if compared else Difficulty(name, None, NOT_COMPARED)
    return tuple(found)


def _thresholds(fit: Fitted, ratings: Ratings) -> tuple[Thresholds, ...]:
    if not fit.settled:
        return ()
    found = []
    for structure in fit.facets.structures:
        scales = [ratings.scales[at] for at in fit.criteria[structure.criteria].tolist()]
        height: list[float | None] = [None] * len(scales[0])
        for level, value in zip(structure.used.tolist(), fit.maximum.parameters.heights(structure), strict=True):
            height[level] = float(value)
        steps = (None if low is None or high is None else high - low for low, high in pairwise(height))
        found.append(Thresholds(tuple(scale.id for scale in scales), tuple(steps)))
    return tuple(found)
