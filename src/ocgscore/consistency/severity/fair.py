"""Fair averages: the mean level each scorer would give if all had scored the same."""

from __future__ import annotations

import numpy as np

from ocgscore.consistency.ratings import Floats
from ocgscore.consistency.severity.model import Facets, Parameters, probabilities


def fair_averages(facets: Facets, at: Parameters) -> Floats:
    """Return the level expected of each scorer for a unit in the mean place, averaged over the criteria.

    Returns
    -------
    ndarray of float64, shape (f,)
        In levels counted from 0; the lower, the more severe.

    Notes
    -----
    Linacre, J. M. (1989), Many-Facet Rasch Measurement: the expected level at the mean of the other facets. All
    parameters are those of the joint maximum likelihood, whose stretch cancels where they are used together.
    """
    place = at.theta.mean() - at.severity
    total = np.zeros(facets.scorers)
    for structure in facets.structures:
        eta = place[:, None] - at.difficulty[structure.criteria]
        chance, _ = probabilities(eta, structure.used, at.heights(structure))
        total += np.tensordot(structure.used.astype(np.float64), chance, 1).sum(axis=1)
    return total / facets.criteria
