"""How far two orders of the same things agree."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.integer] | npt.NDArray[np.floating]


def spearman(one: Numbers, two: Numbers) -> float | None:
    """Return Spearman's rank correlation of two sets of n numbers, those who tie with the mean of their ranks.

    Parameters
    ----------
    one, two : ndarray of numbers, shape (n,)

    Returns
    -------
    float or None
        From -1 to 1; None where either does not vary.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. Am. J. Psychology 15:72-101.

    Examples
    --------
    >>> spearman(np.array([1, 2, 3, 4]), np.array([1, 3, 2, 4]))
    0.8
    """
    ranks = _centred_ranks(one), _centred_ranks(two)
    squares = [int(of @ of) for of in ranks]
    if not all(squares):
        return None
    rho = float(ranks[0] @ ranks[1]) / math.sqrt(squares[0] * squares[1])  # one root: the same order gives exactly 1
    return max(-1.0, min(1.0, rho))


def _centred_ranks(numbers: Numbers) -> npt.NDArray[np.float64]:
    """Return twice each number's mean rank, less the mean of them all: whole numbers, so exactly summed."""
    if numbers.dtype != np.uint8:
        numbers = np.unique(numbers, return_inverse=True)[1]
    counts = np.bincount(numbers)
    upto = np.cumsum(counts)
    ranks: npt.NDArray[np.float64] = (2 * upto - counts - len(numbers)).astype(np.float64)[numbers]
    return ranks
