"""How much scorers differ on one criterion, one criterion at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.cumulative.climbing import Top, climb
from ocgscore.consistency.cumulative.likelihood import Likelihood
from ocgscore.consistency.cumulative.profile import WIDEST, Profile
from ocgscore.consistency.distributions import normal_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import UNKNOWN, Floats, Ints
from ocgscore.errors import Problem, RequestError

METHOD: Final = "variance between scorers, cumulative link mixed model, Laplace"
EFFECT: Final = "coefficient, cumulative link mixed model, Laplace"
PROFILE: Final = "profile likelihood"
WALD: Final = "normal, from the curvature of the likelihood"
ONE_POPULATION: Final = (
    "a sensitivity, not a finding: taken that the units of all scorers are drawn from one population, but for the "
    "covariates; where they are not, what looks like scorers differing is units differing"
)
UPPER: Final = 0.975
NOUGHT: Final = 1e-5  # a standard deviation below is a maximum at 0, reached to rounding


@attrs.frozen
class ScorerVariance:
    """How much scorers differ on one criterion, in logits.

    Parameters
    ----------
    variance : Estimate
        Of scorers' intercepts, in squared logits; `units` counts the ratings. The interval is undefined where the
        likelihood does not close it.
    scorers : tuple of str
        Names, in order.
    intercepts : tuple of float
        Of each scorer, in logits: above 0 where they give higher levels. They are drawn towards 0, the more so the
        fewer ratings there are. Empty where undefined.
    levels : tuple of int
        The levels that were used, in order; the others are left out of the scale.
    thresholds : tuple of float
        Between each two levels used, in logits. Empty where undefined.
    coefficients : tuple of Estimate
        One for each covariate, in logits; above 0 where it raises levels.
    log_likelihood : float or None
    ratings : int
    caution : str
        What is assumed.
    """

    variance: Estimate
    scorers: tuple[str, ...]
    intercepts: tuple[float, ...]
    levels: tuple[int, ...]
    thresholds: tuple[float, ...]
    coefficients: tuple[Estimate, ...]
    log_likelihood: float | None
    ratings: int
    caution: str = ONE_POPULATION


def scorer_variance(
    levels: npt.ArrayLike, scorer: Sequence[object] | npt.ArrayLike, covariates: npt.ArrayLike | None = None
) -> ScorerVariance:
    """Estimate the variance between scorers on one criterion.

    Parameters
    ----------
    levels : array of integers, shape (r,)
        Positions of levels from 0; -1 for unknown, which is left out.
    scorer : array or sequence, shape (r,)
        Who gave each: names or numbers.
    covariates : array of numbers, shape (r, p) or (r,), optional
        What else raises or lowers levels: features of the unit, best of all its score by somebody else.

    Returns
    -------
    ScorerVariance
        Undefined, with the reason, with one scorer, with one level, with no more ratings than scorers, and where the
        likelihood has no maximum: every scorer keeps to one level, or a covariate tells the levels apart.

    Raises
    ------
    RequestError
        Arrays that do not fit together, levels below -1, covariates that are not finite, do not vary or determine each
        other.

    Notes
    -----
    logit P(level <= k) = tau_k - x b - u, u normal for each scorer (proportional odds), by maximum likelihood with
    Laplace's approximation, as ``clmm`` of Christensen's R package ordinal does. With few scorers maximum likelihood
    finds too little variance. Ratings alike in scorer, level and covariates are counted first: without covariates the
    time does not grow with the ratings; covariates without ties on 200,000 ratings take about a minute.

    The model tells scorers from their units by assuming, silently, that all scorers' units come from one population
    unless covariates take the units up. In operational data, where each scorer scored units of their own, nothing
    supports that: the result is a sensitivity and carries the label. It serves to put criteria in the order of how much
    scorers differ on them, as Myhill, Hohl & Johnson (2023), European Journal of Criminology, did for officers'
    answers.

    Examples
    --------
    >>> levels = [0, 1, 1, 2, 0, 0, 1, 0, 2, 2, 1, 2]
    >>> whose = ["North"] * 4 + ["East"] * 4 + ["South"] * 4
    >>> found = scorer_variance(levels, whose)
    >>> found.variance.text(), found.scorers, [round(intercept, 1) + 0.0 for intercept in found.intercepts]
    ('2.06', ('East', 'North', 'South'), [-1.4, 0.0, 1.4])
    """
    given = _Given.read(levels, scorer, covariates)
    reason = given.reason()
    if reason:
        return given.undefined(reason)
    centre, scale = given.covariates.mean(axis=0), given.covariates.std(axis=0)
    data = given.likelihood((given.covariates - centre) / scale)
    top = climb(data, _start(data))
    if abs(top.theta[-1]) < NOUGHT:
        top.theta[-1] = 0.0
    if not top.reached or abs(top.theta[-1]) > WIDEST:
        return given.undefined("the likelihood has no maximum: levels are told apart by scorer or covariate alone")
    return _found(given, data, top, centre, scale)


@attrs.frozen(eq=False)
class _Given:
    """What was given, numbered, in an order of its own: by scorer, level and covariates."""

    names: tuple[str, ...]
    scorer: Ints
    used: tuple[int, ...]
    level: Ints
    covariates: Floats

    @classmethod
    def read(
        cls, levels: npt.ArrayLike, scorer: Sequence[object] | npt.ArrayLike, covariates: npt.ArrayLike | None
    ) -> _Given:
        level, whose = np.asarray(levels), np.asarray(scorer)
        extra = np.zeros((len(level) if level.ndim else 0, 0)) if covariates is None else np.asarray(covariates, float)
        extra = extra[:, None] if extra.ndim == 1 else extra
        _check_shape(level, whose, extra)
        known = level >= 0
        names, by_scorer = np.unique(whose[known], return_inverse=True)
        used, by_level = np.unique(level[known], return_inverse=True)
        extra = extra[known]
        order = np.lexsort((*extra.T[::-1], by_level, by_scorer))
        _check_covariates(extra[order])
        return cls(
            tuple(map(str, names.tolist())),
            by_scorer[order].astype(np.int64),
            tuple(used.tolist()),
            by_level[order].astype(np.int64),
            extra[order],
        )

    def reason(self) -> str:
        """Return why there is nothing to estimate, or nothing."""
        if not len(self.level):
            return "no level is known"
        if len(self.names) < 2:
            return "one scorer cannot differ from others"
        if len(self.used) < 2:
            return "no variation: every level given is the same"
        if len(self.level) <= len(self.names):
            return "no scorer gave two levels, so scorers are not told from their units"
        return ""

    def likelihood(self, covariates: Floats) -> Likelihood:
        """Return the likelihood of the ratings, alike ones taken together."""
        rows = np.column_stack([self.scorer, self.level, covariates])
        new = np.append(True, (rows[1:] != rows[:-1]).any(axis=1))
        first = np.flatnonzero(new)
        count = np.diff(np.append(first, len(rows))).astype(np.float64)
        return Likelihood(self.scorer[first], self.level[first], covariates[first], count)

    def undefined(self, reason: str) -> ScorerVariance:
        """Return the answer where there is none."""
        n = len(self.level)
        effects = (Estimate.undefined(reason, EFFECT, units=n),) * self.covariates.shape[1]
        variance = Estimate.undefined(reason, METHOD, units=n)
        return ScorerVariance(variance, self.names, (), self.used, (), effects, None, n)


def _start(data: Likelihood) -> Floats:
    """Return thresholds of the ratings as they are, no effect of covariates, and scorers one logit apart."""
    share = np.cumsum(np.bincount(data.level, data.count))[:-1] / data.count.sum()
    return np.concatenate([np.log(share / (1 - share)), np.zeros(data.covariates.shape[1]), [1.0]])


def _found(given: _Given, data: Likelihood, top: Top, centre: Floats, scale: Floats) -> ScorerVariance:
    cuts, n = data.thresholds, len(given.level)
    slopes = top.theta[cuts:-1] / scale
    covariance = np.linalg.inv(top.information)
    errors = np.sqrt(np.diag(covariance)[cuts:-1]) / scale
    z = normal_quantile(UPPER)
    effects = tuple(
        Estimate(slope, EFFECT, n, 0, slope - z * error, slope + z * error, error, WALD)
        for slope, error in zip(slopes.tolist(), errors.tolist(), strict=True)
    )
    thresholds = tuple((top.theta[:cuts] + float(centre @ slopes)).tolist())
    intercepts = tuple((data.at(top.theta).mode * top.theta[-1] + 0.0).tolist())
    variance = _with_interval(float(top.theta[-1] ** 2), data, top, n)
    return ScorerVariance(variance, given.names, intercepts, given.used, thresholds, effects, top.value, n)


def _with_interval(variance: float, data: Likelihood, top: Top, n: int) -> Estimate:
    """Return the variance with the values at which the likelihood is just 5 % improbable beside its maximum."""
    ends = Profile(data, top).interval()
    if ends is None:
        return Estimate(
            variance, METHOD, n, reason="no interval: the likelihood does not fall far enough on both sides"
        )
    return Estimate(variance, METHOD, n, 0, ends[0] ** 2, ends[1] ** 2, None, PROFILE)


def _check_shape(levels: npt.NDArray[np.generic], scorer: npt.NDArray[np.generic], covariates: Floats) -> None:
    problems = []
    if levels.ndim != 1 or (levels.size and not np.issubdtype(levels.dtype, np.integer)):
        hint = "positions from 0, and -1 for unknown"
        problems.append(Problem("levels", f"shape {levels.shape} of {levels.dtype}", "a row of whole numbers", hint))
    elif levels.min(initial=0) < UNKNOWN:
        problems.append(Problem("levels", str(levels.min()), "a level from 0", "-1 stands for unknown"))
    if scorer.shape != levels.shape:
        problems.append(Problem("scorer", f"shape {scorer.shape}", f"shape {levels.shape}", "one for each level"))
    if covariates.ndim != 2 or len(covariates) != levels.size or not np.isfinite(covariates).all():
        hint = "one row of finite numbers for each level"
        problems.append(Problem("covariates", f"shape {covariates.shape}", f"{levels.size} rows of numbers", hint))
    if problems:
        raise RequestError(problems)


def _check_covariates(covariates: Floats) -> None:
    """Refuse covariates that the thresholds or other covariates already say."""
    if not covariates.size:
        return
    rank = np.linalg.matrix_rank(np.column_stack([np.ones(len(covariates)), covariates]))
    if rank <= covariates.shape[1]:
        hint = "leave out one that does not vary or that follows from the others"
        wanted = "covariates that vary on their own where levels are known"
        raise RequestError(Problem("covariates", f"{covariates.shape[1]} of rank {rank - 1}", wanted, hint))
