"""Words for a coefficient: published scales, and which band of one a coefficient deserves with its error.

All the scales are arbitrary. A band is therefore taken from the lower end of an interval or from the probability of
lying in it or higher, never from the coefficient alone, and is always named with its scale.
"""

from __future__ import annotations

import math
from typing import Final

import attrs

from ocgscore.consistency.distributions import normal_upper
from ocgscore.errors import Problem, RequestError

SURE: Final = 0.95
FAR: Final = 40.0  # standard errors, beyond which nothing lies
REACH: Final = 1.0  # a coefficient lies between -1 and 1


@attrs.frozen
class Band:
    """One band of a scale: from its lower bound up to that of the next.

    Parameters
    ----------
    low : float
        -1 for the lowest band.
    label : str
    """

    low: float
    label: str


@attrs.frozen
class Benchmark:
    """A published scale of words for a coefficient.

    Parameters
    ----------
    name, source : str
    bands : tuple of Band
        Lowest first.
    """

    name: str
    source: str
    bands: tuple[Band, ...]


def _scale(name: str, source: str, *bands: tuple[float, str]) -> Benchmark:
    return Benchmark(name, source, tuple(Band(*band) for band in bands))


LANDIS_KOCH: Final = _scale(
    "Landis & Koch 1977",
    "Landis, J.R. & Koch, G.G. (1977) Biometrics 33:159-174",
    (-1.0, "Poor"),
    (0.0, "Slight"),
    (0.2, "Fair"),
    (0.4, "Moderate"),
    (0.6, "Substantial"),
    (0.8, "Almost Perfect"),
)
ALTMAN: Final = _scale(
    "Altman 1991",
    "Altman, D.G. (1991) Practical Statistics for Medical Research",
    (-1.0, "Poor"),
    (0.2, "Fair"),
    (0.4, "Moderate"),
    (0.6, "Good"),
    (0.8, "Very Good"),
)
FLEISS: Final = _scale(
    "Fleiss 1981",
    "Fleiss, J.L. (1981) Statistical Methods for Rates and Proportions, 2nd ed.",
    (-1.0, "Poor"),
    (0.4, "Intermediate to Good"),
    (0.75, "Excellent"),
)
KRIPPENDORFF: Final = _scale(
    "Krippendorff 2004",
    "Krippendorff, K. (2004) Content Analysis, 2nd ed., ch. 11",
    (-1.0, "below .667, too low to draw conclusions"),
    (0.667, "from .667, tentative conclusions only"),
    (0.8, "from .800, reliable"),
)
BENCHMARKS: Final = (LANDIS_KOCH, ALTMAN, FLEISS, KRIPPENDORFF)


@attrs.frozen
class Membership:
    """How likely a coefficient lies in each band of a scale or higher.

    Parameters
    ----------
    scale : Benchmark
    probabilities : tuple of float
        Cumulative, best band first, as the bands are: the last is 1.
    band : Band
        The best band whose probability is at least 0.95.
    """

    scale: Benchmark
    probabilities: tuple[float, ...]
    band: Band

    @property
    def text(self) -> str:
        """The band with the name of its scale."""
        return f"{self.scale.name}: {self.band.label}"


def cimp(value: float, se: float, scale: Benchmark) -> Membership:
    """Return Gwet's cumulative interval membership probabilities and the band they support at 95 %.

    Parameters
    ----------
    value : float, -1 to 1
        A coefficient of agreement.
    se : float, above 0
        Its standard error.
    scale : Benchmark

    Returns
    -------
    Membership

    Raises
    ------
    RequestError
        A coefficient outside -1 to 1, or a standard error that is not above 0.

    Notes
    -----
    Gwet (2014) Handbook of Inter-Rater Reliability, 4th ed., ch. 6: normal, truncated to -1 to 1.

    Examples
    --------
    >>> found = cimp(0.67, 0.15, ALTMAN)
    >>> [round(p, 3) for p in found.probabilities], found.text
    ([0.182, 0.675, 0.964, 0.999, 1.0], 'Altman 1991: Moderate')
    """
    _check(value, se)
    best_first = scale.bands[::-1]
    whole = _between(-REACH, REACH, value, se)
    probabilities = tuple(_between(band.low, REACH, value, se) / whole for band in best_first)
    kept = next(band for band, p in zip(best_first, probabilities, strict=True) if p >= SURE)
    return Membership(scale, probabilities, kept)


def band_of_lower_end(low: float, scale: Benchmark) -> str:
    """Return the band that the lower end of an interval lies in, with the name of its scale.

    Parameters
    ----------
    low : float, at most 1
        The lower end of a coefficient's interval, not the coefficient.
    scale : Benchmark

    Returns
    -------
    str

    Raises
    ------
    RequestError
        A number above 1, or none.

    Examples
    --------
    >>> band_of_lower_end(0.71, KRIPPENDORFF)
    'Krippendorff 2004: from .667, tentative conclusions only'
    """
    if not -math.inf < low <= REACH:
        raise RequestError(Problem("low", str(low), "the lower end of a coefficient's interval, at most 1"))
    found = next((band for band in reversed(scale.bands) if low >= band.low), scale.bands[0])
    return f"{scale.name}: {found.label}"


def _between(low: float, high: float, value: float, se: float) -> float:
    """Return the probability of a normal variable between two bounds."""
    return _above(low, value, se) - _above(high, value, se)


def _above(bound: float, value: float, se: float) -> float:
    return normal_upper(max(-FAR, min(FAR, (bound - value) / se)))


def _check(value: float, se: float) -> None:
    problems = []
    if not -REACH <= value <= REACH:
        problems.append(Problem("value", str(value), "a coefficient from -1 to 1"))
    if not 0 < se < math.inf:
        hint = "without one, there is no probability to give"
        problems.append(Problem("se", str(se), "a standard error above 0", hint))
    if problems:
        raise RequestError(problems)
