"""A single number of a network over draws, such as the fragmentation that a removal leaves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import attrs
import numpy as np

from ocgscore.network.paths.hops import Progress
from ocgscore.network.ties import Flags, Floats, Ties
from ocgscore.network.uncertain.draws import USUAL
from ocgscore.network.uncertain.values import uncertain


@attrs.frozen
class UncertainNumber:
    """One number over draws.

    Parameters
    ----------
    mean, low, high : float or None
        Over the draws in which it is defined; None where it is in none. The interval holds at least `level` of them.
    defined : float
        The share of draws in which it is defined.
    draws, seed : int
    level : float
    certain : bool
        Whether every tie is certain, so that one draw was all there is to draw.
    """

    mean: float | None
    low: float | None
    high: float | None
    defined: float
    draws: int
    seed: int
    level: float
    certain: bool


def uncertain_number(
    ties: Ties,
    measure: Callable[[Ties], float | Fraction | None],
    *,
    draws: int = USUAL,
    seed: int = 1,
    level: float = 0.95,
    progress: Progress | None = None,
) -> UncertainNumber:
    """Return a number over draws of a network whose ties may not exist.

    Parameters
    ----------
    ties : Ties
    measure : callable
        From a network to the number, None where it is undefined.
    draws, seed, level, progress
        As of `uncertain`.

    Raises
    ------
    RequestError
        As of `uncertain`.

    Examples
    --------
    >>> from ocgscore.network.keyplayers import fragmentation
    >>> ties = Ties.of("abcd", [("a", "b"), ("b", "c"), ("c", "d")], chance=[1, 0.5, 1])
    >>> found = uncertain_number(ties, lambda drawn: fragmentation(drawn).value)
    >>> round(found.mean, 2), found.low, round(found.high, 4)
    (0.34, 0.0, 0.6667)
    """

    def alone(drawn: Ties) -> tuple[Floats, Flags]:
        value = measure(drawn)
        return np.array([0.0 if value is None else float(value)]), np.array([value is not None])

    found = uncertain(ties, {"": alone}, draws=draws, seed=seed, level=level, progress=progress)[""]
    known = bool(found.defined[0] > 0)
    mean, low, high = (float(ends[0]) if known else None for ends in (found.mean, found.low, found.high))
    return UncertainNumber(mean, low, high, float(found.defined[0]), draws, seed, level, found.certain)
