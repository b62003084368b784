"""Severity in points: what each scorer adds to a score, by the additive model points = unit + scorer + noise.

The least-squares fit of the two-way model without interaction, units and scorers fixed (Searle 1971, Linear Models,
chapter 7). Nothing is assumed of the units: a scorer with high groups is not taken for one who scores high. What a
scorer adds is identified within a component of linked scorers only.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.distributions import t_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.links import AT_ONCE, Links, scored_in_common, scored_together
from ocgscore.consistency.ratings import Floats, Ints, Ratings

METHOD: Final = "additive two-way model, least squares"
INTERVAL: Final = "clustered by unit, t"
FEWEST_EFFECTIVE: Final = 2.5  # units: three that tell unequally much, and never two
TOO_FEW: Final = "what ties it to the others hangs on fewer than three units: one read otherwise would be all of it"
NOUGHT: Final = 1e-9  # points: rounding alone


@attrs.frozen(eq=False, slots=False)
class Additive:
    """What each scorer adds to the points of what it scores.

    Parameters
    ----------
    links : Links
        Of these scorings.
    shift : ndarray of float64, shape (f,)
        Points added; positive where a scorer scores high. The mean of each component is 0; a scorer alone in its
        component has 0 here and no estimate.
    residual : ndarray of float64, shape (r,)
        What the model leaves of each scoring.
    degrees : int
        Residual degrees of freedom: scorings - units - scorers + components.
    meat : ndarray of float64, shape (f, f)
        The sum over units of the products of their residuals.
    linking : ndarray of int64, shape (f,)
        How many units of each scorer's component two scorers or more scored.
    effective : ndarray of float64, shape (f,)
        How many units each shift rests on, counted by what they tell: all of a component's where each tells as much, 1
        where a single one is all that links two halves (Kish 1965; Carter, Schnepel & Steigerwald 2017).

    Examples
    --------
    >>> from ocgscore.consistency.ratings import Scale
    >>> units, whose = ["A", "A", "B", "B", "C", "C"], ["East", "North"] * 3
    >>> ratings = Ratings.of(units, whose, [[0]] * 6, [Scale("harm", "Harm", ("low", "high"))])
    >>> additive = Additive.of(ratings, np.array([10.0, 14.0, 20.0, 24.0, 31.0, 34.0]))
    >>> [round(one.value, 3) for one in additive.estimates()], additive.degrees
    ([-1.833, 1.833], 2)
    """

    links: Links
    shift: Floats
    residual: Floats
    degrees: int
    meat: Floats
    linking: Ints
    effective: Floats

    @classmethod
    def of(cls, ratings: Ratings, points: Floats) -> Additive:
        """Fit the model.

        Parameters
        ----------
        ratings : Ratings
            Scorings whose points are known.
        points : ndarray of float64, shape (r,)
        """
        links = Links.of(ratings)
        shift = links.inverse @ _sums(ratings.scorer, points - _unit_means(ratings, points), len(ratings.scorers))
        left = points - shift[ratings.scorer]
        residual = left - _unit_means(ratings, left)
        linking = _linking(ratings, links)
        effective = np.minimum(_effective(ratings, links), linking)
        parts = int(links.components.max(initial=-1)) + 1
        degrees = len(ratings) - len(ratings.units) - len(ratings.scorers) + parts
        return cls(links, shift, residual, degrees, _meat(ratings, residual), linking, effective)

    @cached_property
    def noise(self) -> float | None:
        """The variance of one scoring around the model, in squared points; None without degrees of freedom."""
        return float(self.residual @ self.residual) / self.degrees if self.degrees > 0 else None

    @cached_property
    def covariance(self) -> Floats:
        """The covariance of the shifts, clustered by unit; float64, shape (f, f), 0 across components.

        The sandwich of Liang & Zeger (1986), which takes scorings of one unit as dependent and units as not, times
        G/(G - 1) for the G units, counted by what they tell, that a scorer's shift rests on.
        """
        units = np.maximum(self.effective, FEWEST_EFFECTIVE)
        factor = np.sqrt(units / (units - 1))
        root = self.links.inverse * factor[:, None]
        found: Floats = root @ self.meat @ root.T
        found[np.abs(found) < NOUGHT**2] = 0.0  # without any disagreement rounding alone is left, and is no covariance
        return (found + found.T) / 2

    def estimates(self) -> list[Estimate]:
        """Return what each scorer adds, with a 95 % interval; undefined for a scorer that is linked to no other."""
        sizes = np.bincount(self.links.components)[self.links.components] if len(self.shift) else self.linking
        return [self._estimate(at, int(sizes[at])) for at in range(len(self.shift))]

    def _estimate(self, at: int, size: int) -> Estimate:
        units, effective = int(self.linking[at]), float(self.effective[at])
        if size < 2:
            return Estimate.undefined("no unit in common with another scorer", METHOD)
        value, error = float(self.shift[at]), float(np.sqrt(max(self.covariance[at, at], 0.0)))
        if effective < FEWEST_EFFECTIVE:
            return Estimate.undefined(TOO_FEW, METHOD, units=units)
        if error < NOUGHT:
            return Estimate(value, METHOD, units=units, reason="no interval: every unit says the same")
        half = t_quantile(0.975, effective - 1) * error
        return Estimate(value, METHOD, units, 0, value - half, value + half, error, INTERVAL)


def _sums(at: Ints, values: Floats, length: int) -> Floats:
    sums: Floats = np.bincount(at, values, minlength=length).astype(np.float64, copy=False)
    return sums


def _unit_means(ratings: Ratings, values: Floats) -> Floats:
    """Return for each scoring the mean of its unit."""
    counts = np.bincount(ratings.unit, minlength=len(ratings.units))
    means: Floats = (_sums(ratings.unit, values, len(ratings.units)) / counts)[ratings.unit]
    return means


def _meat(ratings: Ratings, residual: Floats) -> Floats:
    f = len(ratings.scorers)
    across = np.zeros(f * f)
    for _, one, other in scored_in_common(ratings):
        codes = ratings.scorer[one] * f + ratings.scorer[other]
        across += np.bincount(codes, residual[one] * residual[other], minlength=f * f)
    meat = across.reshape(f, f)
    return meat + meat.T + np.diag(_sums(ratings.scorer, residual**2, f))


def _effective(ratings: Ratings, links: Links) -> Floats:
    """Return (sum v)² / sum v² of each scorer, v being what a unit adds to the variance of its shift; float64, (f,)."""
    weight = links.inverse
    added, squared = np.zeros(len(weight)), np.zeros(len(weight))
    for together in scored_together(ratings, AT_ONCE // max(len(weight), 1)):
        told = weight[:, ratings.scorer[together]]  # scorer, unit, those who scored it
        each = (told**2).sum(axis=2) - told.sum(axis=2) ** 2 / together.shape[1]
        added += each.sum(axis=1)
        squared += (each**2).sum(axis=1)
    return np.divide(added**2, squared, out=np.zeros_like(added), where=squared > 0)


def _linking(ratings: Ratings, links: Links) -> Ints:
    """Return for each scorer how many units of its component two scorers or more scored."""
    scorers_of = np.bincount(ratings.unit, minlength=len(ratings.units))
    first = np.flatnonzero(np.diff(ratings.unit, prepend=-1))
    parts = links.components[ratings.scorer[first]][scorers_of > 1]
    return np.bincount(parts, minlength=int(links.components.max(initial=-1)) + 1)[links.components]
