"""How well the model describes each scorer's levels: infit and outfit."""

from __future__ import annotations

import numpy as np

from ocgscore.consistency.ratings import Floats
from ocgscore.consistency.severity.model import Facets, Parameters, expected


def mean_squares(facets: Facets, at: Parameters) -> tuple[Floats, Floats]:
    """Return infit and outfit of each scorer; float64, shape (f,), around 1 where the model holds.

    Returns
    -------
    infit : ndarray
        The sum of squared residuals over the sum of their variances: moved by many small oddities.
    outfit : ndarray
        The mean of squared standardised residuals: moved by a few levels that nobody would have expected.

    Notes
    -----
    Wright, B. D. & Masters, G. N. (1982). Rating Scale Analysis, ch. 5. Above 1 a scorer is erratic, below 1 more
    regular than chance allows (central levels only, or one impression for all criteria).
    """
    sums = np.zeros((4, facets.scorers))
    for rows, _ in facets.chunks():
        piece = expected(facets, at, rows)
        square = piece.residual**2
        known = facets.levels[rows] >= 0
        ratio = np.divide(square, piece.variance, out=np.zeros_like(square), where=known)
        for at_sum, values in enumerate((square, piece.variance, ratio, known)):
            sums[at_sum] += np.bincount(facets.scorer[rows], values.sum(axis=1), facets.scorers)
    return sums[0] / sums[1], sums[2] / sums[3]
