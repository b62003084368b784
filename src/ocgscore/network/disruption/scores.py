"""Who is taken out first: what each order goes by, in the network as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ocgscore.network.disruption.standing import Standing
from ocgscore.network.engines import ARRAYS
from ocgscore.network.paths.betweenness import betweenness
from ocgscore.network.ties import Floats, Ints, Ties

Scores: TypeAlias = npt.NDArray[Any]


class Scored(NamedTuple):
    """Scores, and what computed them."""

    values: Scores  # shape (n,)
    engine: str


Scorer: TypeAlias = Callable[[Standing], Scored]

KATZ: Final = 0.1  # the attenuation usual in the field, unless the network is too dense for it
NEAR_DIVERGENCE: Final = 0.95  # of the attenuation at which Katz's sum has no end
POWER_STEPS: Final = 100
RESIDUAL: Final = 1e-14
MOST_STEPS: Final = 400  # far more than a system so well conditioned takes, unless rounding holds it up
SAME_DIGITS: Final = 10  # scores that agree so far, relative to the highest, are equal


def degree(standing: Standing) -> Ints:
    """Return how many neighbours each node has."""
    ties, n = standing.ties, len(standing.here)
    return (np.bincount(ties.tails, minlength=n) + np.bincount(ties.heads, minlength=n)).astype(np.int64)


def strength(standing: Standing) -> Floats:
    """Return the sum of the strengths of each node's ties."""
    return _summed(standing.ties, standing.ties.strength, standing.ties.strength)


def collective_influence(standing: Standing) -> Ints:
    """Return (degree - 1) times the sum of (degree - 1) over the neighbours: collective influence at a radius of 1.

    References
    ----------
    .. [1] Morone, F. & Makse, H. A. (2015). Influence maximization in complex networks through optimal percolation.
       Nature 524:65-68.
    """
    less = degree(standing) - 1
    ties = standing.ties
    return less * _summed(ties, less[ties.heads], less[ties.tails]).astype(np.int64)


def katz(standing: Standing, attenuation: float) -> Floats:
    """Return Katz's measure: 1 plus the attenuation times the sum over the neighbours, strengths ignored.

    References
    ----------
    .. [1] Katz, L. (1953). A new status index derived from sociometric analysis. Psychometrika 18:39-43.
    """
    return _solved(lambda x: x - attenuation * _spread(standing.ties, x), np.ones(len(standing.here)))


def katz_attenuation(ties: Ties) -> float:
    """Return 0.1, or 0.95 of the bound on what converges where that is less.

    A bound on the largest eigenvalue holds for every network that removals leave, so that one attenuation serves for a
    whole curve. The bound is Collatz and Wielandt's: for any positive x no component's eigenvalue exceeds the highest
    ratio of (Ax)_i to x_i.

    Examples
    --------
    >>> katz_attenuation(Ties.of("abc", [("a", "b"), ("b", "c")]))
    0.1
    """
    x = np.ones(len(ties))
    for _ in range(POWER_STEPS):
        x = x + _spread(ties, x)
        x /= x.max(initial=1)
        x = np.maximum(x, 1e-12)  # components that fall behind stay positive
    bound = float((_spread(ties, x) / x).max(initial=0))
    return min(KATZ, NEAR_DIVERGENCE / bound) if bound else KATZ


MEASURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "degree": "number of links",
        "strength": "strength of links",
        "betweenness": "betweenness",
        "katz": "Katz",
        "influence": "collective influence",
    }
)


def scorer_of(by: str, ties: Ties, *, hops: bool, grows: bool) -> Scorer:
    """Return what works out the scores of an order; `grows` where ties may be made on the way."""
    if by == "betweenness":
        return lambda standing: _between(standing, hops=hops)
    if by == "katz":
        first = katz_attenuation(ties)
        if grows:
            return lambda standing: Scored(katz(standing, min(first, katz_attenuation(standing.ties))), ARRAYS)
        return lambda standing: Scored(katz(standing, first), ARRAYS)
    plain: Callable[[Standing], Scores] = {"degree": degree, "strength": strength, "influence": collective_influence}[
        by
    ]
    return lambda standing: Scored(plain(standing), ARRAYS)


def _between(standing: Standing, *, hops: bool) -> Scored:
    """Return how often each node lies between others, in the network as it stands."""
    found = betweenness(standing.ties.among(standing.here), hops=hops).raw
    values = np.zeros(len(standing.here))
    values[standing.here] = found.values
    return Scored(values, found.engine)


def ranked(scores: Scores, standing: Standing, precedence: Ints) -> Ints:
    """Return those who remain, the highest score first, of equals the first in precedence.

    Parameters
    ----------
    scores : ndarray, shape (n,)
        Whole numbers are compared exactly, others to ten digits of the highest.
    standing : Standing
    precedence : ndarray of int64, shape (n,)
        The rank of each node among equals, the lowest first.
    """
    here = np.flatnonzero(standing.here)
    shown: Scores = scores[here]
    if shown.dtype.kind == "f":
        shown = np.round(shown / (np.abs(shown).max(initial=0) or 1), SAME_DIGITS)
    found: Ints = here[np.lexsort((precedence[here], -shown))]
    return found


def _summed(ties: Ties, to_tails: Any, to_heads: Any) -> Floats:
    """Return for each node the sum of what its ties bring it."""
    n = len(ties)
    return np.bincount(ties.tails, to_tails, n).astype(np.float64) + np.bincount(ties.heads, to_heads, n)


def _spread(ties: Ties, x: Floats) -> Floats:
    """Return the sum of x over the neighbours of each node."""
    return _summed(ties, x[ties.heads], x[ties.tails])


def _solved(product: Callable[[Floats], Floats], right: Floats) -> Floats:
    """Solve a symmetric positive definite system by conjugate gradients."""
    x = right.copy()
    residual = right - product(x)
    direction, size = residual.copy(), float((residual * residual).sum())
    enough = (RESIDUAL**2) * float((right * right).sum())
    for _ in range(MOST_STEPS):
        if size <= enough:
            break
        along = product(direction)
        step = size / float((direction * along).sum())
        x += step * direction
        residual -= step * along
        before, size = size, float((residual * residual).sum())
        direction = residual + (size / before) * direction
    return x
