"""Tail probabilities and quantiles of t, F, chi-square and the normal, from the incomplete beta and gamma functions.

They are here because the room needs a handful of numbers and no package for them. Degrees of freedom may be fractional.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import count
from statistics import NormalDist
from typing import Final

from ocgscore.errors import Described, Problem, RequestError

TINY: Final = 1e-300  # keeps a continued fraction from dividing by nought
CLOSE: Final = 1e-15
LEAST_DF: Final = 1e-3
MOST_DF: Final = 1e7  # beyond, the continued fraction loses more than nine digits leave
FARTHEST: Final = 1e150  # its square is still a number
LARGE: Final = 10.0  # from here on Stirling's series is exact to rounding
HALF_LOG_TWO_PI: Final = 0.5 * math.log(2 * math.pi)


def normal_upper(x: float) -> float:
    """Return the probability that a standard normal variable exceeds `x`.

    Parameters
    ----------
    x : float

    Returns
    -------
    float, 0 to 1

    Examples
    --------
    >>> round(normal_upper(1.959964), 6)
    0.025
    """
    return 0.5 * math.erfc(_finite("x", x) / math.sqrt(2))


def normal_quantile(p: float) -> float:
    """Return the value that a standard normal variable stays below with probability `p`.

    Parameters
    ----------
    p : float, between 0 and 1

    Raises
    ------
    RequestError
        A probability that is not between 0 and 1.

    Examples
    --------
    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return NormalDist().inv_cdf(_probability(p))


def t_upper(x: float, df: float) -> float:
    """Return the probability that Student's t exceeds `x`.

    Parameters
    ----------
    x : float
    df : float, 0.001 to 1e7

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    RequestError
        Degrees of freedom out of range, or an `x` that is not finite.

    Notes
    -----
    Abramowitz & Stegun (1964), 26.7.1.

    Examples
    --------
    >>> round(t_upper(2.228, 10), 4)
    0.025
    """
    _freedom("df", df)
    square = min(abs(_finite("x", x)), FARTHEST) ** 2
    tail = 0.5 * _beta_part(df / 2, 0.5, df / (df + square), square / (df + square))
    return tail if x >= 0 else 1 - tail


def t_quantile(p: float, df: float) -> float:
    """Return the value that Student's t stays below with probability `p`.

    Parameters
    ----------
    p : float, between 0 and 1
    df : float, 0.001 to 1e7

    Raises
    ------
    RequestError
        A probability that is not between 0 and 1 or too near either, or degrees of freedom out of range.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 3), round(t_quantile(0.025, 4.5), 3)
    (2.228, -2.659)
    """
    _probability(p)
    _freedom("df", df)
    if p == 0.5:
        return 0.0
    tail = min(p, 1 - p)
    found = _solve(lambda x: t_upper(x, df) <= tail)
    return found if p > 0.5 else -found


def f_quantile(p: float, df1: float, df2: float) -> float:
    """Return the value that Snedecor's F stays below with probability `p`.

    Parameters
    ----------
    p : float, between 0 and 1
    df1, df2 : float, 0.001 to 1e7
        Degrees of freedom of the numerator and the denominator.

    Raises
    ------
    RequestError
        A probability that is not between 0 and 1 or too near either, or degrees of freedom out of range.

    Notes
    -----
    Abramowitz & Stegun (1964), 26.6.2.

    Examples
    --------
    >>> round(f_quantile(0.95, 5, 10), 2), round(f_quantile(0.975, 3, 4.79), 2)
    (3.33, 8.11)
    """
    _probability(p)
    _freedom("df1", df1)
    _freedom("df2", df2)

    def beyond(x: float) -> bool:
        scale = df1 * x + df2
        below, above = df1 * x / scale, df2 / scale
        if p > 0.5:
            return _beta_part(df2 / 2, df1 / 2, above, below) <= 1 - p
        return _beta_part(df1 / 2, df2 / 2, below, above) >= p

    return _solve(beyond)


def chi2_upper(x: float, df: float) -> float:
    """Return the probability that chi-square exceeds `x`.

    Parameters
    ----------
    x : float
    df : float, 0.001 to 1e7

    Returns
    -------
    float, 0 to 1

    Raises
    ------
    RequestError
        Degrees of freedom out of range, or an `x` that is not finite.

    Notes
    -----
    Abramowitz & Stegun (1964), 26.4.19.

    Examples
    --------
    >>> round(chi2_upper(3.841459, 1), 4), chi2_upper(0, 5)
    (0.05, 1.0)
    """
    _freedom("df", df)
    half = _finite("x", x) / 2
    return _gamma_upper(df / 2, half) if half > 0 else 1.0


def _beta_part(a: float, b: float, x: float, y: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b); y = 1 - x, given so that neither is rounded away."""
    if x <= 0 or y <= 0:
        return float(y <= 0)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side only
        return 1 - _beta_near(b, a, y, x)
    return _beta_near(a, b, x, y)


def _beta_near(a: float, b: float, x: float, y: float) -> float:
    """Return I_x(a, b) by its continued fraction."""
    front = math.exp(a * _log_of(x, y) + b * _log_of(y, x) - _log_beta(a, b)) / a
    return front / _continued(_beta_terms(a, b, x), 1.0)


def _log_of(part: float, rest: float) -> float:
    """Return log(part), where part + rest = 1, exact also near one."""
    return math.log1p(-rest) if rest < 0.5 else math.log(part)


def _log_beta(a: float, b: float) -> float:
    """Return the logarithm of the beta function without subtracting large logarithms (Didonato & Morris 1992)."""
    small, large = sorted((a, b))
    if large < LARGE:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    share = small / (small + large)
    stirling = _stirling(large) - _stirling(small + large)
    if small < LARGE:
        known = math.lgamma(small) + small - small * math.log(small + large)
        return known + stirling + (large - 0.5) * math.log1p(-share)
    known = HALF_LOG_TWO_PI - 0.5 * math.log(large) + (small - 0.5) * math.log(share)
    return known + stirling + _stirling(small) + large * math.log1p(-share)


def _stirling(z: float) -> float:
    """Return what Stirling's formula leaves out of log gamma."""
    square = z * z
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / z


def _beta_terms(a: float, b: float, x: float) -> Iterator[tuple[float, float]]:
    """Yield numerators and denominators of the continued fraction (Abramowitz & Stegun 1964, 26.5.8)."""
    yield -(a + b) * x / (a + 1), 1.0
    for m in count(1):
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1.0
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1.0


def _gamma_upper(a: float, x: float) -> float:
    """Return the regularised upper incomplete gamma function Q(a, x)."""
    front = math.exp(_log_gamma_front(a, x))
    if x < a + 1:
        return max(0.0, 1 - front * _gamma_series(a, x))
    return front / _continued(((-m * (m - a), x + 2 * m + 1 - a) for m in count(1)), x + 1 - a)


def _log_gamma_front(a: float, x: float) -> float:
    """Return log(x^a e^-x / gamma(a)) without subtracting large logarithms."""
    if a < LARGE:
        return a * math.log(x) - x - math.lgamma(a)
    return a * (math.log(x / a) - (x - a) / a) + 0.5 * math.log(a) - HALF_LOG_TWO_PI - _stirling(a)


def _gamma_series(a: float, x: float) -> float:
    """Return the sum of x^m / (a (a + 1) .. (a + m)) (Abramowitz & Stegun 1964, 6.5.29)."""
    total = term = 1 / a
    for m in count(1):
        term *= x / (a + m)
        total += term
        if term < total * CLOSE:
            break
    return total


def _continued(terms: Iterator[tuple[float, float]], first: float) -> float:
    """Return the value of a continued fraction by Lentz's method as Thompson & Barnett (1986) have it."""
    value = first or TINY
    c, d = value, 0.0
    for numerator, denominator in terms:
        d = 1 / (denominator + numerator * d or TINY)
        c = denominator + numerator / c or TINY
        value *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return value


def _solve(beyond: Callable[[float], bool]) -> float:
    """Return the least positive number that is beyond, halving an interval of ratios until nothing lies between."""
    low = high = 1.0
    while not beyond(high):
        if high > FARTHEST:
            raise RequestError(Problem("p", Described("so near to 0 or 1"), "a probability with a quantile"))
        low, high = high, high * 2
    while low >= TINY and beyond(low):
        low, high = low / 2, low
    while low < (middle := math.sqrt(low) * math.sqrt(high)) < high:
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high


def _probability(p: float) -> float:
    if not 0 < p < 1:
        raise RequestError(Problem("p", str(p), "a probability between 0 and 1", "0.975 is a usual one"))
    return p


def _freedom(name: str, df: float) -> None:
    if not LEAST_DF <= df <= MOST_DF:
        raise RequestError(Problem(name, str(df), f"a number of degrees of freedom from {LEAST_DF} to {MOST_DF:.0f}"))


def _finite(name: str, x: float) -> float:
    if not math.isfinite(x):
        raise RequestError(Problem(name, str(x), "a finite number"))
    return x
