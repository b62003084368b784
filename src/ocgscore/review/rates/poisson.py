"""Limits for a count when only chance is at work: exact, from the Poisson distribution."""

from __future__ import annotations

import math
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
TAILS: Final = (0.025, 0.001)  # on each side: limits of 95 % and of 99.8 %
REACH: Final = 9  # standard deviations, beyond which there is less than 1e-15
LEAST_REACH: Final = 40  # counts, for small expectations


@attrs.frozen
class Limits:
    """The counts between which chance alone keeps a force.

    Parameters
    ----------
    lower : float or None
        A count of so many or fewer is below. None where not even a count of 0 would be.
    upper : float
        A count of so many or more is above.
    """

    lower: float | None
    upper: float

    def side(self, count: int) -> int:
        """Return on which side a count is outside: -1 below, 1 above, 0 within."""
        if self.lower is not None and count <= self.lower:
            return -1
        return 1 if count >= self.upper else 0

    def widened(self, expected: float, times: float) -> Limits:
        """Return the limits so many times as far from what is expected.

        Examples
        --------
        >>> Limits(4.0, 18.0).widened(10.0, 1.5), Limits(4.0, 18.0).widened(10.0, 2.0)
        (Limits(lower=1.0, upper=22.0), Limits(lower=None, upper=26.0))
        """
        lower = None if self.lower is None else expected - times * (expected - self.lower)
        kept = None if lower is None or lower < 0 else lower
        return Limits(kept, expected + times * (self.upper - expected))


def limits(expected: float) -> tuple[Limits, Limits]:
    """Return the 95 % and the 99.8 % limits of a count.

    Parameters
    ----------
    expected : float
        The count that is expected; above 0.

    Returns
    -------
    tuple of Limits
        Of 95 %, then of 99.8 %.

    Notes
    -----
    Two tails of equal size, p = 0.025 or 0.001 each. A count k is above if P(X >= k) <= p and below if P(X <= k) <= p:
    the chance of so many or more, or of so few or fewer, is then no larger than p. Between whole numbers each of the
    two probabilities is taken as a straight line, as Spiegelhalter, D. J. (2005), Funnel plots for comparing
    institutional performance, Statistics in Medicine 24, 1185-1202, does with the distribution function, so that the
    limits are smooth curves. He takes P(X <= x) on both sides, which puts the upper limit exactly one count lower than
    here, where the chance of a count beyond it is more than p.

    Examples
    --------
    >>> inner, outer = limits(10.0)
    >>> round(inner.lower, 2), round(inner.upper, 2), round(outer.lower, 2), round(outer.upper, 2)
    (3.78, 17.16, 1.22, 21.66)
    """
    first, chances = _chances(expected)
    below, above = np.cumsum(chances), np.cumsum(chances[::-1])[::-1]
    inner, outer = (_limits(first, below, above, tail) for tail in TAILS)
    return inner, outer


def _chances(expected: float) -> tuple[int, Floats]:
    """Return the probability of each count that matters, and which the first is.

    They follow from that of the likeliest count by the ratio of neighbours, and are scaled to add up to one: no
    logarithm of a large number, whose error would grow with the expectation.
    """
    likeliest = math.floor(expected)
    reach = math.ceil(REACH * math.sqrt(expected)) + LEAST_REACH
    first = max(likeliest - reach, 0)
    down = np.arange(likeliest, first, -1, dtype=np.float64) / expected
    up = expected / np.arange(likeliest + 1, likeliest + reach + 1, dtype=np.float64)
    weights = np.concatenate([np.cumprod(down)[::-1], [1.0], np.cumprod(up)])
    return first, weights / weights.sum()


def _limits(first: int, below: Floats, above: Floats, tail: float) -> Limits:
    high = int(np.argmax(above <= tail))  # the first count so high; never the first of all, where it is 1
    share = (above[high - 1] - tail) / (above[high - 1] - above[high])
    upper = first + high - 1 + float(share)
    low = int(np.count_nonzero(below <= tail)) - 1  # the last count so low
    if low < 0:
        return Limits(None, upper)
    share = (tail - below[low]) / (below[low + 1] - below[low])
    return Limits(first + low + float(share), upper)
