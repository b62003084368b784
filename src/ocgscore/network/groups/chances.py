"""How likely groups drawn blindly would share so many members: the hypergeometric upper tail, for many pairs."""

from __future__ import annotations

from typing import Final

import numpy as np

from ocgscore.network.ties import Flags, Floats, Ints

COARSE: Final = 2.0**20  # logarithms are split at this fineness: sums of the coarse parts are exact
NEGLIGIBLE: Final = 1e-17  # of the sum so far


def log_tail(population: int, size: Ints, other: Ints, shared: Ints) -> Floats:
    """Return the natural logarithm of the chance that two groups share at least so many.

    Both groups are taken as drawn without regard to each other from the same population:
    P(X ≥ k) = Σ_{x ≥ k} C(K, x) C(N - K, n - x) / C(N, n).

    Parameters
    ----------
    population : int
        N, how many people there are.
    size, other : ndarray of int64, shape (p,)
        K and n, the sizes of the two groups, at most N.
    shared : ndarray of int64, shape (p,)
        k, at least K + n - N and at most the smaller size.

    Returns
    -------
    ndarray of float64, shape (p,)
        0 or below; within about 1e-11 of the exact value at 50,000 people. A logarithm, because a chance may be
        smaller than any floating-point number, and is never zero.

    Examples
    --------
    >>> one = np.array([1])
    >>> round(float(np.exp(log_tail(4, 2 * one, 2 * one, one))[0]), 6)  # 5 of 6 draws share at least one
    0.833333
    """
    least = np.maximum(size + other - population, 0)
    usual = shared.astype(np.float64) * population <= size.astype(np.float64) * other  # no more than expected
    result = np.zeros(len(shared))
    result[~usual] = _above(population, size[~usual], other[~usual], shared[~usual])
    low = usual & (shared > least)
    result[low] = _all_but_below(population, size[low], other[low], shared[low])
    return result


def _above(population: int, size: Ints, other: Ints, shared: Ints) -> Floats:
    """Add up from k on: the terms fall, for k is above what is expected."""
    x = shared.copy()
    rest = population - size - other
    total, term = np.ones(len(x)), np.ones(len(x))
    while bool((term > NEGLIGIBLE * total).any()):
        term = term * (size - x) * (other - x) / ((x + 1.0) * (rest + x + 1.0))
        term[x >= np.minimum(size, other)] = 0.0
        total += term
        x += 1
    logs: Floats = np.minimum(_log_exactly(population, size, other, shared) + np.log(total), 0.0)
    return logs


def _all_but_below(population: int, size: Ints, other: Ints, shared: Ints) -> Floats:
    """Take from one what is below k: the terms fall downwards, for k is no more than is expected."""
    x = shared - 1
    rest = population - size - other
    total, term = np.ones(len(x)), np.ones(len(x))
    while bool((term > NEGLIGIBLE * total).any()):
        ends: Flags = (x <= 0) | (rest + x <= 0)
        term = term * x * (rest + x) / ((size - x + 1.0) * (other - x + 1.0))
        term[ends] = 0.0
        total += term
        x -= 1
    below = np.exp(_log_exactly(population, size, other, shared - 1) + np.log(total))
    logs: Floats = np.log1p(-below)
    return logs


def _log_exactly(population: int, size: Ints, other: Ints, shared: Ints) -> Floats:
    """Return log P(X = k)."""
    coarse, fine = _log_factorials(population)
    parts = (
        (size, 1), (population - size, 1), (other, 1), (population - other, 1), (np.array(population), -1),
        (shared, -1), (size - shared, -1), (other - shared, -1), (population - size - other + shared, -1),
    )  # fmt: skip
    zero = np.zeros(len(shared))
    logs: Floats = sum((sign * coarse[at] for at, sign in parts), zero) + sum(
        (sign * fine[at] for at, sign in parts), zero
    )
    return logs


def _log_factorials(most: int) -> tuple[Floats, Floats]:
    """Return log 0!, …, log n! in two parts, of which the sums of the first are exact.

    One array would not do: log 50,000! is about 491,000, whose last digit in floating point is worth 6e-11, and nine
    such numbers almost cancel.
    """
    logs = np.log(np.maximum(np.arange(most + 1, dtype=np.float64), 1.0))
    coarse = np.round(logs * COARSE) / COARSE
    return np.cumsum(coarse), np.cumsum(logs - coarse)
