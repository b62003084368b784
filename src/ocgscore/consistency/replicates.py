"""How sure an alpha is: the jackknife and the bootstrap over units.

Units are what is sampled (other groups might have been scored), so units are left out or drawn anew. At the sizes of a
calibration exercise the jackknife with a t quantile covers nearer to what it says than the percentile bootstrap does,
so it is what is shown; the bootstrap is there to be asked for. Units with the same counts are taken together, and all
replicates are worked out at once by one matrix product.

References
----------
Tukey, J. W. (1958). Bias and confidence in not quite large samples. Annals of Mathematical Statistics 29:614.
Zapf, A. et al. (2016). Measuring inter-rater reliability for nominal data. BMC Medical Research Methodology 16:93.
"""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.chance import Chance
from ocgscore.consistency.alpha import Metric, Pairable, alpha, points_of
from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.errors import RequestError, drawing_problems

FEWEST_UNITS: Final = 3
AT_ONCE: Final = 2**21  # numbers in a block of replicates
UNDEFINED_SHARE: Final = 0.05
LEAST: Final = -1.0  # two scorers who always differ as far as can be; with more units the least is nearer to 0
UPPER: Final = 0.975
JACKKNIFE: Final = "jackknife over units, t"
BOOTSTRAP: Final = "bootstrap over units, percentiles"


def jackknifed(counts: Ints, metric: Metric = "ordinal", values: npt.ArrayLike | None = None) -> Estimate:
    """Return Krippendorff's alpha with a 95 % interval: the jackknife over units, t with units - 1 degrees of freedom.

    Parameters
    ----------
    counts, metric, values
        As in `alpha`.

    Returns
    -------
    Estimate
        Without an interval, and with the reason, where there are fewer than 3 units, where no unit disagrees more than
        another, and where one unit alone makes the ratings vary. An interval never passes 1, nor -1.

    Examples
    --------
    >>> from ocgscore.consistency.counts import rating_counts
    >>> table = np.array([[0, 0], [1, 1], [2, 1], [2, 2], [0, 1]])
    >>> jackknifed(rating_counts(table, 3)).interval_text()
    '0.07 to 1.00'
    """
    found = alpha(counts, metric, values)
    if not found.defined:
        return found
    if found.units < FEWEST_UNITS:
        return attrs.evolve(found, reason=f"no interval: {found.units} units; it takes {FEWEST_UNITS}")
    pairable = Pairable.of(counts)
    return with_jackknife(found, _one_less(pairable, metric, values), pairable.units)


def with_jackknife(found: Estimate, replicates: Floats, weight: Ints) -> Estimate:
    """Return an estimate with the interval that its leave-one-out replicates give.

    Parameters
    ----------
    found : Estimate
    replicates : ndarray of float64, shape (p,)
        The estimate without one unit (or block); NaN where it is then undefined.
    weight : ndarray of int64, shape (p,)
        How many units each stands for.
    """
    if np.isnan(replicates).any():
        return attrs.evolve(found, reason="no interval: without one of the units the ratings do not vary")
    n = int(weight.sum())
    mean = float(weight @ replicates) / n
    error = math.sqrt(max(float(weight @ (replicates - mean) ** 2), 0.0) * (n - 1) / n)
    if error < 1e-12:  # rounding alone
        return attrs.evolve(
            found, reason="no interval: no unit disagrees more than another, so nothing shows the spread"
        )
    assert found.value is not None  # noqa: S101 - for the type checker: replicates are of a defined value
    half = t_quantile(UPPER, n - 1) * error
    low, high = max(found.value - half, LEAST), min(found.value + half, 1.0)
    return attrs.evolve(found, low=low, high=high, standard_error=error, interval=JACKKNIFE)


def bootstrapped(
    counts: Ints,
    metric: Metric = "ordinal",
    values: npt.ArrayLike | None = None,
    *,
    draws: int = 1_000,
    seed: int = 1,
) -> Estimate:
    """Return Krippendorff's alpha with a 95 % percentile interval from units drawn anew, each draw with its own metric.

    Parameters
    ----------
    counts, metric, values
        As in `alpha`.
    draws, seed : int
        The same seed gives the same interval.

    Returns
    -------
    Estimate
        Without an interval where more than 5 % of the draws have no variation.

    Raises
    ------
    RequestError
        Draws or a seed out of range.

    Examples
    --------
    >>> from ocgscore.consistency.counts import rating_counts
    >>> table = np.array([[0, 0], [1, 1], [2, 1], [2, 2], [0, 1]] * 4)
    >>> bootstrapped(rating_counts(table, 3)).interval_text()
    '0.38 to 0.85'
    """
    problems = list(drawing_problems(draws, seed, least=100, usual=1_000))
    if problems:
        raise RequestError(problems)
    found = alpha(counts, metric, values)
    if not found.defined or found.units < FEWEST_UNITS:
        return found if not found.defined else attrs.evolve(found, reason=f"no interval: {found.units} units")
    pairable = Pairable.of(counts)
    replicates = _replicates(pairable, _drawn(pairable, draws, seed), metric, values)
    defined = np.sort(replicates[~np.isnan(replicates)])
    missing = draws - len(defined)
    if missing > UNDEFINED_SHARE * draws:
        return attrs.evolve(found, reason=f"no interval: in {missing} of {draws} draws the ratings do not vary")
    low, high = (float(np.quantile(defined, share)) for share in (1 - UPPER, UPPER))
    error = float(defined.std(ddof=1))
    method = f"{BOOTSTRAP}, {draws} draws, seed {seed}"
    return attrs.evolve(found, low=low, high=high, standard_error=error, interval=method)


def _drawn(pairable: Pairable, draws: int, seed: int) -> Ints:
    """Draw as many units as there are, so many times; return how many of each pattern came up, shape (draws, p)."""
    units, patterns = int(pairable.units.sum()), len(pairable.units)
    which = np.repeat(np.arange(patterns), pairable.units)
    found = np.empty((draws, patterns), np.int64)
    bounds = np.array([units])
    for draw in range(draws):
        picked = Chance.of(seed, draw).below(bounds, units)[:, 0]
        found[draw] = np.bincount(which[picked], minlength=patterns)
    return found


def _per_unit(patterns: Ints) -> Floats:
    """Return what a unit of each pattern adds to the coincidence matrix; float64, shape (p, q, q)."""
    counts = patterns.astype(np.float64)
    levels = np.arange(counts.shape[1])
    together: Floats = counts[:, :, None] * counts[:, None, :]
    together[:, levels, levels] -= counts
    together /= (counts.sum(axis=1) - 1)[:, None, None]
    return together


def _one_less(pairable: Pairable, metric: Metric, values: npt.ArrayLike | None) -> Floats:
    """Return alpha without one unit of each pattern; float64, shape (p,), NaN where it is then undefined."""
    q = pairable.patterns.shape[1]
    parts = max(1, len(pairable.units) * q * q // AT_ONCE)
    split = np.array_split(pairable.patterns, parts)
    units = np.array_split(pairable.units.astype(np.float64), parts)
    whole = sum(np.einsum("p,pck->ck", some, _per_unit(one)) for some, one in zip(units, split, strict=True))
    totals, points = pairable.units @ pairable.patterns, points_of(q, values)
    return np.concatenate(
        [_alphas(whole - _per_unit(one), (totals - one).astype(np.float64), metric, points) for one in split]
    )


def _replicates(pairable: Pairable, units: Ints, metric: Metric, values: npt.ArrayLike | None) -> Floats:
    """Return alpha with so many units of each pattern, shape (b,) for units of shape (b, p); NaN where undefined."""
    q = pairable.patterns.shape[1]
    per_unit = _per_unit(pairable.patterns).reshape(-1, q * q)
    parts = [
        _alphas((block @ per_unit).reshape(-1, q, q), block @ pairable.patterns, metric, points_of(q, values))
        for some in np.array_split(units, max(1, units.size // AT_ONCE))
        for block in [some.astype(np.float64)]
    ]
    return np.concatenate(parts)


def _alphas(coincidences: Floats, totals: Floats, metric: Metric, points: Floats) -> Floats:
    n = totals.sum(axis=1)
    if metric in ("ordinal", "interval"):
        places = (
            np.cumsum(totals, axis=1) - totals / 2 if metric == "ordinal" else np.broadcast_to(points, totals.shape)
        )
        squares = (totals * places**2).sum(axis=1)
        observed = squares - np.einsum("bc,bck,bk->b", places, coincidences, places)
        expected = n * squares - (totals * places).sum(axis=1) ** 2
    else:
        sums = np.where(points[:, None] == points, 1.0, points[:, None] + points)
        apart = 1 - np.eye(len(points)) if metric == "nominal" else ((points[:, None] - points) / sums) ** 2
        observed = np.einsum("bck,ck->b", coincidences, apart) / 2
        expected = np.einsum("bc,ck,bk->b", totals, apart, totals) / 2
    varied = np.count_nonzero(totals, axis=1) > 1
    found: Floats = np.where(varied, 1 - (n - 1) * observed / np.where(varied, expected, 1.0), np.nan)
    return found
