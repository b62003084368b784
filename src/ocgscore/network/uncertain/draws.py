"""Draws of an uncertain network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from ocgscore.chance import Chance
from ocgscore.errors import RequestError, drawing_problems
from ocgscore.network.ties import Ties

USUAL: Final = 1_000


def drawn_networks(ties: Ties, draws: int = USUAL, seed: int = 1) -> Iterator[Ties]:
    """Yield networks in which each tie is there with its chance, independently of the others.

    Parameters
    ----------
    ties : Ties
    draws : int
        How many.
    seed : int

    Yields
    ------
    Ties
        All nodes and the ties that are there, as strong as they are. Where every tie is certain, the network itself,
        once: further draws would be the same.

    Raises
    ------
    RequestError
        If the number of draws or the seed is not one.

    Notes
    -----
    A draw depends on the seed, its own number and the ties in their order (that of the names of their ends), so that
    more draws begin with the same ones, and all measures of one call see the same networks.

    Examples
    --------
    >>> ties = Ties.of("abc", [("a", "b"), ("b", "c")], chance=[1, 0.5])
    >>> [drawn.size for drawn in drawn_networks(ties, 6)]
    [1, 1, 2, 2, 1, 1]
    """
    problems = list(drawing_problems(draws, seed, usual=USUAL))
    if problems:
        raise RequestError(problems)
    return _drawn(ties, draws, seed)


def _drawn(ties: Ties, draws: int, seed: int) -> Iterator[Ties]:
    if ties.certain:
        yield ties
        return
    always, least = ties.chance == 1, _least_word(ties)
    for draw in range(draws):
        yield ties.keeping(always | (Chance.of(seed, draw).words(ties.size) < least))


def _least_word(ties: Ties) -> npt.NDArray[np.uint64]:
    """Return the first 64-bit number for which each tie is not there; wrong where it is certain."""
    uncertain = np.where(ties.chance < 1, ties.chance, 0)
    return np.ldexp(uncertain, 64).astype(np.uint64)
