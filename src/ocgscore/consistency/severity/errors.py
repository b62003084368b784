"""How far severities are known: standard errors from the model, and clustered by unit."""

from __future__ import annotations

from typing import Final

import numpy as np

from ocgscore.consistency.ratings import Floats, Ints
from ocgscore.consistency.severity.model import Facets, expected
from ocgscore.consistency.severity.newton import Maximum, scores

SAME: Final = 1e-3  # of the longest entry of a null direction


def covariances(facets: Facets, maximum: Maximum) -> tuple[Floats, Floats]:
    """Return the covariances of severities with mean 0, in squared logits.

    Returns
    -------
    model, clustered : ndarray of float64, shape (f, f)
        The model's own takes the ratings of a unit for independent given its place. The clustered one lets them hang
        together (halo): the outer products of what each unit adds to the gradient stand between two inverses of the
        information, the units eliminated; without a factor for few units.

    Notes
    -----
    Liang, K.-Y. & Zeger, S. L. (1986), Biometrika 73:13-22. At the maximum the gradient of each unit's own parameter is
    0, so eliminating it changes the information and leaves the scores as they are.
    """
    bread = maximum.inverse
    meat = np.zeros_like(bread)
    for rows, some in facets.chunks():
        of_units = scores(facets, expected(facets, maximum.parameters, rows), rows, some)
        meat += of_units.T @ of_units
    centring = np.eye(facets.scorers) - 1 / facets.scorers
    severity = slice(0, facets.scorers)
    of_severity = centring @ bread[severity]
    return of_severity[:, severity] @ centring, of_severity @ meat @ of_severity.T


def effective_units(facets: Facets, maximum: Maximum) -> Floats:
    """Return how many units each severity rests on, counted as if all told equally much; float64, shape (f,).

    Notes
    -----
    (sum v)^2 / sum v^2 over the units, v being what the unit adds to the model variance of the severity (difficulties
    and thresholds taken as known): the number of units where all add the same, 1 where a single one is all that links
    two halves of a component, however many units the scorer shares within its half. Kish, L. (1965), Survey Sampling;
    for clusters Carter, A. V., Schnepel, K. T. & Steigerwald, D. G. (2017), Rev. Econ. Stat. 99:698-709.
    """
    centring = np.eye(facets.scorers) - 1 / facets.scorers
    severity = slice(0, facets.scorers)
    weight = centring @ maximum.inverse[severity, severity]
    added, squared = np.zeros((2, facets.scorers))
    for rows, some in facets.chunks():
        variance = np.zeros((some.stop - some.start, facets.scorers))
        variance[facets.unit[rows] - some.start, facets.scorer[rows]] = maximum.slope.variance[rows]
        each = variance @ (weight**2).T - (variance @ weight.T) ** 2 / variance.sum(axis=1, keepdims=True)
        added += each.sum(axis=0)
        squared += (each**2).sum(axis=0)
    found: Floats = added**2 / squared
    return found


def told_apart(null: Floats, at: slice) -> Ints:
    """Return which parameters can be compared: those of one number; int64.

    Parameters
    ----------
    null : ndarray of float64, shape (p, z)
        What can be added to the parameters and changes nothing.
    at : slice
        Of the parameters in question: the severities, or the difficulties.

    Notes
    -----
    The difference of two parameters is estimable where every null direction moves both alike.
    """
    moves = null[at]
    found = np.full(len(moves), -1, np.int64)
    while (found < 0).any():
        first = int(np.argmax(found < 0))
        like = (np.abs(moves - moves[first]) < SAME).all(axis=1) & (found < 0)
        found[like] = found.max() + 1
    return found


def linking_units(unit: Ints, scorer: Ints, size: int) -> Ints:
    """Return how many units each scorer shares with another; int64, shape (size,).

    Parameters
    ----------
    unit, scorer : ndarray of int64, shape (r,)
        Of scorings in which something is known, at most one of a unit by a scorer.
    """
    shared = np.bincount(unit)[unit] > 1
    return np.bincount(scorer[shared], minlength=size)
