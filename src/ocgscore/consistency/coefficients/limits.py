"""How far two scorers' scores of the same units lie apart: Bland and Altman's limits of agreement."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.tables import CONFIDENCE, checked_numbers
from ocgscore.consistency.distributions import normal_quantile, t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats
from ocgscore.errors import Problem, RequestError

USUAL: Final = 1.96
FEW: Final = "fewer than two units were scored by both"
ALIKE: Final = "the differences are all the same, so how far they vary is not known"
FEW_FOR_TREND: Final = "fewer than four units were scored by both"
NO_TREND: Final = "the differences or the means are all the same"
STRAIGHT: Final = "the points lie on a line, which leaves no room for an interval"


@attrs.frozen
class Limits:
    """Bias and limits of agreement, in the units of the scores.

    Parameters
    ----------
    bias : Estimate
        Mean of first less second.
    sd : float or None
        Standard deviation of the differences; None below two units.
    lower, upper : Estimate
        Limits of agreement: the bias less and plus `multiplier` standard deviations.
    proportional : Estimate
        Correlation of difference and mean: away from 0 where the scorers part more the higher the score.
    multiplier : float
    units, dropped : int
        Units both scored, and units left out because one did not.
    """

    bias: Estimate
    sd: float | None
    lower: Estimate
    upper: Estimate
    proportional: Estimate
    multiplier: float
    units: int
    dropped: int


def limits_of_agreement(first: npt.ArrayLike, second: npt.ArrayLike, multiplier: float = USUAL) -> Limits:
    """Return the bias and the limits of agreement of two scorers.

    Parameters
    ----------
    first, second : array of float, shape (n,)
        Scores of the same units, NaN where nothing is known.
    multiplier : float, above 0
        How many standard deviations the limits lie from the bias: 1.96 for 95 % of units.

    Returns
    -------
    Limits
        With the standard errors of bias and limits, and t intervals.

    Raises
    ------
    RequestError
        Columns of different lengths, infinite numbers, or a multiplier that is not above 0.

    Notes
    -----
    Bland & Altman (1986) Lancet i:307-310; variance of a limit, (1 / n + multiplier**2 / (2 (n - 1))) times that of the
    differences, from Bland & Altman (1999) Statistical Methods in Medical Research 8:135-160. The correlation's
    interval is Fisher's z. It shows a trend also where one scorer merely spreads scores more than the other.

    Examples
    --------
    >>> found = limits_of_agreement([10, 12, 15, 20], [9, 13, 13, 18])
    >>> found.bias.text(), round(found.sd, 3), found.lower.text(), found.upper.text()
    ('1.00', 1.414, '-1.77', '3.77')
    """
    pair = _checked(first, second, multiplier)
    kept = pair[:, ~np.isnan(pair).any(axis=0)]
    difference = kept[0] - kept[1]
    units, dropped = kept.shape[1], pair.shape[1] - kept.shape[1]
    sd = _spread(difference, float(np.abs(kept).max(initial=0)))
    mean = float(difference.mean()) if units else None
    reach = None if sd is None else multiplier * sd
    wide = math.sqrt(1 / units + multiplier**2 / (2 * (units - 1))) if units > 1 else 0.0
    return Limits(
        _around(mean, 0.0, sd, 1 / math.sqrt(max(1, units)), "mean difference", units),
        sd,
        _around(mean, None if reach is None else -reach, sd, wide, "lower limit of agreement", units),
        _around(mean, reach, sd, wide, "upper limit of agreement", units),
        _trend(difference, kept.mean(axis=0), sd),
        multiplier,
        units,
        dropped,
    )


def _around(mean: float | None, away: float | None, sd: float | None, wide: float, method: str, units: int) -> Estimate:
    """Return the mean difference plus so much, with an error of so many standard deviations."""
    if mean is None or away is None:
        return Estimate.undefined(FEW, method, units=units, pairs=units)
    value = mean + away
    if not sd:
        return Estimate(value, method, units, units, reason=FEW if sd is None else ALIKE)
    error = sd * wide
    reach = t_quantile(CONFIDENCE, units - 1) * error
    how = f"standard error, t with {units - 1} degrees of freedom"
    return Estimate(value, method, units, units, value - reach, value + reach, error, how)


def _spread(difference: Floats, size: float) -> float | None:
    """Return the standard deviation, None below two units; what rounding alone makes is 0."""
    if len(difference) < 2:
        return None
    sd = float(difference.std(ddof=1))
    return 0.0 if sd <= 1e-13 * size else sd


def _trend(difference: Floats, mean: Floats, sd: float | None) -> Estimate:
    """Return the correlation of difference and mean."""
    method, units = "correlation of difference and mean", len(mean)
    if units < 4:
        return Estimate.undefined(FEW_FOR_TREND, method, units=units, pairs=units)
    if not sd or mean.std() <= 1e-13 * np.abs(mean).max():
        return Estimate.undefined(NO_TREND, method, units=units, pairs=units)
    value = float(np.clip(np.corrcoef(difference, mean)[0, 1], -1, 1))
    if abs(value) > 1 - 1e-12:
        return Estimate(value, method, units, units, reason=STRAIGHT)
    reach = normal_quantile(CONFIDENCE) / math.sqrt(units - 3)
    low, high = (math.tanh(math.atanh(value) + side * reach) for side in (-1, 1))
    return Estimate(value, method, units, units, low, high, interval="Fisher's z")


def _checked(first: npt.ArrayLike, second: npt.ArrayLike, multiplier: float) -> Floats:
    columns = [checked_numbers(name, column, 1) for name, column in (("first", first), ("second", second))]
    if len(columns[0]) != len(columns[1]):
        raise RequestError(
            Problem("second", f"{len(columns[1])} scores", f"{len(columns[0])} scores, those of the same units")
        )
    if not 0 < multiplier < math.inf:
        raise RequestError(Problem("multiplier", str(multiplier), "a number above 0", f"{USUAL} is the usual one"))
    return np.array(columns)
