"""Regression to the mean: what the second score of groups that were high at first would be by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
FEWEST: Final = 10
THIRDS: Final = ("lowest third", "middle third", "highest third")


@attrs.frozen
class FirstScored:
    """The groups of one band, or one third, of the first score.

    Parameters
    ----------
    label : str
    groups : int
    first, second : Fraction
        Mean scores.
    expected : Fraction
        The mean second score that the line gives to any groups with this mean first score.
    """

    label: str
    groups: int
    first: Fraction
    second: Fraction
    expected: Fraction

    @property
    def beyond(self) -> Fraction:
        """How far the second scores lie from what the line gives."""
        return self.second - self.expected


@attrs.frozen
class Regression:
    """First and second scores, and the line through them.

    Parameters
    ----------
    groups : int
        Groups with such a pair: the last step, not within one day, whose scores are both exact.
    first, second : Fraction or None
        Mean scores.
    slope : Fraction or None
        Of the line: r times the second standard deviation over the first.
    correlation : float or None
        r, from -1 to 1; None also where the second scores do not vary.
    parts : tuple of FirstScored
        By band of the first score, or by third where the measure has no bands; the lowest first.
    reason : str
        Why there is no line; empty where there is one.
    """

    groups: int
    first: Fraction | None
    second: Fraction | None
    slope: Fraction | None
    correlation: float | None
    parts: tuple[FirstScored, ...]
    reason: str = ""


def regression(
    first: Ints, second: Ints, denominator: int, bands: Sequence[str] = (), band: npt.NDArray[np.uint8] | None = None
) -> Regression:
    """Fit the line of second on first scores, and put what it gives beside what was found.

    Parameters
    ----------
    first, second : ndarray of int64, shape (n,)
        Exact scores of n groups, one pair a group: numerators.
    denominator : int
    bands : sequence of str
        The measure's bands, lowest first.
    band : ndarray of uint8, shape (n,), optional
        The band of each first score; thirds of the first scores without.

    Returns
    -------
    Regression
        Undefined, with the reason, for fewer than 10 groups or where all first scores are the same.

    Notes
    -----
    Whatever is measured with error, and picked for being extreme, lies nearer the mean when measured again [1]_, [2]_.
    The slope is that of ordinary least squares, Sxy/Sxx = r·sd2/sd1, from exact sums of whole numbers. The line is
    fitted to the same groups: what lies beyond it averages 0 over all of them, so that it can show that the groups of
    one band moved otherwise than those of another, and not that all moved.

    References
    ----------
    .. [1] F. Galton, "Regression towards mediocrity in hereditary stature", Journal of the Anthropological Institute
       15, 1886, pp. 246-263.
    .. [2] A. G. Barnett, J. C. van der Pols and A. J. Dobson, "Regression to the mean: what it is and how to deal with
       it", International Journal of Epidemiology 34, 2005, pp. 215-220.

    Examples
    --------
    >>> found = regression(np.array([0, 4] * 5), np.array([1, 3] * 5), 1)
    >>> found.slope, found.correlation, [(part.label, str(part.expected)) for part in found.parts]
    (Fraction(1, 2), 1.0, [('lowest third', '1'), ('highest third', '3')])
    """
    n = len(first)
    if n < FEWEST:
        said = f"{n} groups have" if n != 1 else "1 group has"
        return Regression(n, None, None, None, None, (), f"{said} two exact scores; it takes {FEWEST}")
    xs, ys = first.tolist(), second.tolist()
    sum_x, sum_y = sum(xs), sum(ys)
    # n² times the sums of squares and products about the means
    sxx = n * sum(x * x for x in xs) - sum_x * sum_x
    syy = n * sum(y * y for y in ys) - sum_y * sum_y
    sxy = n * sum(x * y for x, y in zip(xs, ys, strict=True)) - sum_x * sum_y
    means = Fraction(sum_x, n * denominator), Fraction(sum_y, n * denominator)
    if not sxx:
        return Regression(n, *means, None, None, (), "all first scores are the same")
    slope = Fraction(sxy, sxx)
    labels, number = (bands, band) if band is not None else (THIRDS, _thirds(first))
    parts = []
    for at, label in enumerate(labels):
        rows = np.flatnonzero(number == at)
        if len(rows):
            own, later = (Fraction(sum(values[rows].tolist()), len(rows) * denominator) for values in (first, second))
            parts.append(FirstScored(label, len(rows), own, later, means[1] + slope * (own - means[0])))
    correlation = _correlation(sxy, sxx, syy)
    return Regression(n, *means, slope, correlation, tuple(parts))


def _correlation(sxy: int, sxx: int, syy: int) -> float | None:
    """Return r; its square is exact until one division."""
    if not syy:
        return None
    return math.copysign(math.sqrt(Fraction(sxy * sxy, sxx * syy)), sxy)


def _thirds(values: Ints) -> Ints:
    """Return the third that each value lies in; equal values lie together, where the middle of their places is."""
    _, number, counts = np.unique(values, return_inverse=True, return_counts=True)
    twice_middle = 2 * np.cumsum(counts) - counts
    thirds: Ints = (3 * twice_middle // (2 * len(values)))[number.reshape(-1)]
    return thirds
