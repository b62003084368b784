"""The maximum of a likelihood: a quasi-Newton method (BFGS) that starts from the curvature and ends by checking it."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.cumulative.likelihood import Likelihood, Point
from ocgscore.consistency.ratings import Flags, Floats

MOST_STARTS: Final = 12
MOST_STEPS: Final = 40
MOST_HALVINGS: Final = 40
DIFFERENCE: Final = 1e-5
RISE: Final = 1e-4  # the part of the promised rise that a step has to bring
ROUNDING: Final = 1e-13  # of the likelihood, in parts of it
FARTHEST: Final = 256.0  # logits: who gets there is on the way to infinity
NEAR: Final = 1e-12  # squared standard errors from the maximum
LEAST_INFORMATION: Final = 1e-4


@attrs.frozen(eq=False)
class Top:
    """Where a climb ended.

    Parameters
    ----------
    theta : ndarray of float64
    value : float
        The log likelihood there.
    information : ndarray of float64
        Minus the second derivatives there.
    reached : bool
        Whether it is a maximum: nothing rises, and every direction is curved.
    """

    theta: Floats
    value: float
    information: Floats
    reached: bool


def climb(data: Likelihood, start: Floats) -> Top:
    """Return the maximum over all parameters."""
    theta, everything = start, np.ones(len(start), np.bool_)
    for _ in range(MOST_STARTS):
        point, information = data.at(theta), _information(data, theta)
        inverse, slope = _uphill(information), point.gradient()
        if slope @ inverse @ slope <= NEAR:
            curved = bool(np.linalg.eigvalsh(information)[0] > LEAST_INFORMATION)
            return Top(theta, point.value, information, curved)
        theta, _, _ = ascend(data, theta, everything, inverse)
        if np.abs(theta).max() > FARTHEST:
            break
    return Top(theta, data.at(theta).value, information, reached=False)


def ascend(data: Likelihood, theta: Floats, free: Flags, inverse: Floats) -> tuple[Floats, float, bool]:
    """Climb with the free parameters, the others held.

    Parameters
    ----------
    data : Likelihood
    theta : ndarray of float64
        Where to start.
    free : ndarray of bool
    inverse : ndarray of float64
        Of the information on the free parameters, roughly; positive definite.

    Returns
    -------
    tuple of ndarray of float64, float and bool
        Where it ended, the log likelihood there, and whether nothing rises.
    """
    point = data.at(theta)
    slope = point.gradient()[free]
    for _ in range(MOST_STEPS):
        step = inverse @ slope
        promise = float(slope @ step)
        if promise <= NEAR:
            return theta, point.value, True
        found = _search(data, theta, point.value, _spread(step, free), promise)
        if found is None or np.abs(theta).max() > FARTHEST:
            break
        moved, point = found
        before, slope = slope, point.gradient()[free]
        inverse = _updated(inverse, (moved - theta)[free], before - slope)
        theta = moved
    return theta, point.value, False


def _spread(step: Floats, free: Flags) -> Floats:
    whole = np.zeros(len(free))
    whole[free] = step
    return whole


def _search(data: Likelihood, theta: Floats, value: float, step: Floats, promise: float) -> tuple[Floats, Point] | None:
    """Return where the first of the step, its half, its quarter ... that rises enough leads, if one does."""
    for halving in range(MOST_HALVINGS):
        part = 0.5**halving
        tried = theta + part * step
        if not data.rising(tried):
            continue
        point = data.at(tried)
        if point.value >= value + RISE * part * promise - ROUNDING * abs(value):
            return tried, point
    return None


def _updated(inverse: Floats, step: Floats, fall: Floats) -> Floats:
    """Return the inverse information after a step along which the slope fell by so much (Broyden and others 1970)."""
    along = float(step @ fall)
    if along <= 0:
        return inverse
    turned = np.eye(len(step)) - np.outer(step, fall) / along
    return np.asarray(turned @ inverse @ turned.T + np.outer(step, step) / along)


def _information(data: Likelihood, theta: Floats) -> Floats:
    """Return minus the second derivatives, from differences of exact first ones."""
    steps = np.eye(len(theta)) * DIFFERENCE
    rows = np.array([data.at(theta - step).gradient() - data.at(theta + step).gradient() for step in steps]) / (
        2 * DIFFERENCE
    )
    return np.asarray((rows + rows.T) / 2)


def _uphill(information: Floats) -> Floats:
    """Return the inverse of an information, made positive where the likelihood is not curved downwards."""
    curvature, axes = np.linalg.eigh(information)
    size = np.maximum(np.abs(curvature), 1e-8 * np.abs(curvature).max() + 1e-12)
    return np.asarray((axes / size) @ axes.T)
