"""What is said of each scorer, and of each component."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats

METHOD: Final = "many-facet Rasch severity, joint maximum likelihood, corrected for its stretch"
INTERVAL: Final = "clustered by unit, t"
LARGE_LOGITS: Final = 0.5
LARGE_STEPS: Final = 0.25


@attrs.frozen
class Severity:
    """How severe one scorer is beside the others of its component. Severe means: gives LOWER levels than they do.

    Parameters
    ----------
    scorer : str
    component : int
        From 0. Severities are comparable within one component and nowhere else.
    severity : Estimate
        In logits, positive for a scorer who gives lower levels than the others; mean 0 over the scorers of the
        component that have one. Its interval is clustered by unit, and its units are the informative ones that the
        scorer shares with another. Undefined, with the reason, where the ratings do not identify it.
    effective_units : float or None
        How many units the severity rests on, counted as if all told equally much; at most the informative ones that it
        shares with another. Its interval takes them for the number of clusters and is undefined below 2.
    jml : float or None
        The joint maximum likelihood before the correction, as other programs print it.
    model_standard_error : float or None
        In logits, of the corrected severity, were the ratings of a unit independent given its place: too small under
        halo.
    infit, outfit : float or None
        Mean squares, around 1. They, the fair average and the points are None too where a threshold or a difficulty of
        the component has no finite value.
    fair_average : float or None
        Mean level, counted from 0, that the scorer would give to a unit in the mean place.
    points : float or None
        That minus the mean over the scorers of the component: NEGATIVE for a severe scorer.
    ratings, units, linking_units : int
        Known levels, units with any, and units with any from another scorer too; informative or not.
    """

    scorer: str
    component: int
    severity: Estimate
    ratings: int
    units: int
    linking_units: int
    effective_units: float | None = None
    jml: float | None = None
    model_standard_error: float | None = None
    infit: float | None = None
    outfit: float | None = None
    fair_average: float | None = None
    points: float | None = None

    def side(self, shift: Estimate | None = None) -> int:
        """Return -1 for a scorer who scores low by much and for sure, 1 for one who scores high, 0 for all others.

        By much is half a logit, or a quarter of a level, at least; for sure is an interval without 0.

        Parameters
        ----------
        shift : Estimate, optional
            How far the scorer's totals lie above the others', for where the severity is undefined.
        """
        of = self.severity if self.severity.defined else shift
        if of is None or of.value is None or of.low is None or of.high is None or of.low <= 0 <= of.high:
            return 0
        if not self.severity.defined:
            return 1 if of.value > 0 else -1
        large = abs(of.value) >= LARGE_LOGITS or abs(self.points or 0.0) >= LARGE_STEPS
        return (-1 if of.value > 0 else 1) if large else 0  # in logits, who scores low is above 0


@attrs.frozen
class Difficulty:
    """How hard it is to get a high level on a criterion.

    Parameters
    ----------
    criterion : str
    value : float or None
        In logits, positive where levels are lower than on the other criteria; joint maximum likelihood, mean 0.
    reason : str
        Why there is none.
    """

    criterion: str
    value: float | None
    reason: str = ""


@attrs.frozen
class Thresholds:
    """The thresholds between levels that some criteria share.

    Parameters
    ----------
    criteria : tuple of str
    values : tuple of (float or None)
        In logits, joint maximum likelihood, mean 0 from the lowest level in use to the highest: one for each step from
        a level to the next. None where either of the two is used by nobody.
    """

    criteria: tuple[str, ...]
    values: tuple[float | None, ...]


@attrs.frozen(eq=False)
class Component:
    """What scorers were estimated together.

    Parameters
    ----------
    number : int
    scorers : tuple of str
        All of them.
    estimated : tuple of str
        Those with a severity.
    covariance : ndarray of float64, shape (e, e), read-only
        Of the corrected severities of those, clustered by unit; 0 in the rows of those without an interval.
    units, extreme_units : int
        Units the estimates rest on, and units left out because all their levels are the lowest in use, or the highest.
    ratings_per_unit : float
        Mean number of levels of the former.
    stretch : float
        What the joint maximum likelihood was multiplied by: (L - 1) / L, L being that mean.
    difficulties : tuple of Difficulty
    thresholds : tuple of Thresholds
    fair_mean : float or None
        Mean of the fair averages.
    steps : int
        Of Newton's method.
    log_likelihood : float or None
    reason : str
        Why there is no severity here.
    """

    number: int
    scorers: tuple[str, ...]
    estimated: tuple[str, ...]
    covariance: Floats
    units: int = 0
    extreme_units: int = 0
    ratings_per_unit: float = 0.0
    stretch: float = 0.0
    difficulties: tuple[Difficulty, ...] = ()
    thresholds: tuple[Thresholds, ...] = ()
    fair_mean: float | None = None
    steps: int = 0
    log_likelihood: float | None = None
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        self.covariance.flags.writeable = False


@attrs.frozen
class Severities:
    """Severity of each scorer, component by component.

    Parameters
    ----------
    scorers : tuple of Severity
        In the order of the ratings' scorers.
    components : tuple of Component
    """

    scorers: tuple[Severity, ...]
    components: tuple[Component, ...]

    @property
    def null_dimensions(self) -> int:
        """How many differences between scorers no unit says anything about: one fewer than components."""
        return max(len(self.components) - 1, 0)

    def __getitem__(self, scorer: str) -> Severity:
        """Return the severity of a scorer by name; KeyError if there is no such scorer."""
        return {severity.scorer: severity for severity in self.scorers}[scorer]
