"""Assessments far from the others of their group, and groups far from the line between two methods, by name."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.ratings import Floats, Ints

THRESHOLD: Final = 3.5
FEWEST_OTHERS: Final = 3
FEWEST_GROUPS: Final = 5
MOST_SLOPES: Final = 2_000  # groups; of more, only pairs half the list apart give a slope
TO_SD: Final = 1.482602218505602  # a normal standard deviation over the median of its absolute deviations
MEAN_TO_SD: Final = 1.2533141373155003  # and over their mean: the root of pi / 2
ROUNDING: Final = 1e-9  # shares of a range: a deviation below is the last bit of a division
RULE_ASSESSMENTS: Final = (
    "an assessment is outlying where its total is more than 3.5 robust standard deviations from the median of the other"
    " assessments of its group under the same method; tested where there are 3 others"
)
RULE_GROUPS: Final = (
    "a group is outlying where its mean under the second method is more than 3.5 robust standard deviations from the"
    " Theil-Sen line through the means of all groups; tested from 5 groups"
)


@attrs.frozen
class OutlyingAssessment:
    """One assessment far from the others of its group.

    Parameters
    ----------
    group : str
    row : int
        Of its batch, from 0.
    place : str
        Where that row stands: the file and its row.
    share, others : float
        Its total and the median of the others', as shares of the measure's range.
    distance : float
        Between the two, in robust standard deviations.
    """

    group: str
    row: int
    place: str
    share: float
    others: float
    distance: float


@attrs.frozen
class OutlyingGroup:
    """One group that two methods see differently.

    Parameters
    ----------
    group : str
    first, second : float
        Its means under each method, as shares of the measures' ranges.
    expected : float
        What the line gives for the second.
    distance : float
        From the line, in robust standard deviations; negative where the second method puts it lower.
    first_rows, second_rows : tuple of int
        Its rows under each method.
    """

    group: str
    first: float
    second: float
    expected: float
    distance: float
    first_rows: tuple[int, ...]
    second_rows: tuple[int, ...]


def outlying_assessments(totals: Totals) -> tuple[tuple[OutlyingAssessment, ...], int]:
    """Name the assessments that are far from the others of the same group.

    Parameters
    ----------
    totals : Totals
        Under one method; only exact totals are looked at.

    Returns
    -------
    found : tuple of OutlyingAssessment
        The farthest first.
    tested : int
        How many assessments have at least 3 others of their group to be measured by.

    Notes
    -----
    Each deviation from the median of the others is divided by 1.4826 times the median of all absolute deviations or,
    where that is 0, by 1.2533 times their mean; above 3.5 it is outlying (Iglewicz & Hoaglin 1993, How to Detect and
    Handle Outliers). An old assessment may be outlying because the group has changed.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> levels = ["low", "low", "low", "low", "low", "high"]
    >>> rows = [{"group": "A", "assessor": f"{at}", **dict.fromkeys(names, level)} for at, level in enumerate(levels)]
    >>> found, tested = outlying_assessments(Totals.of(score(assess(rows, "ocg-threat")), [-1] * 6, []))
    >>> found[0].row, found[0].share, found[0].others, tested
    (5, 1.0, 0.0, 6)
    """
    rows, others = _others(totals)
    shares, middles = (_shares(totals, each) for each in (totals.measured.low[rows].astype(np.float64), others))
    distance = _robust(shares - middles)
    table = totals.scores.assessments.table
    found = []
    for at in np.lexsort((rows, -np.abs(distance))).tolist():
        if abs(distance[at]) > THRESHOLD:
            row = int(rows[at])
            name, place = totals.groups[row], table.row_address(row)
            found.append(
                OutlyingAssessment(name, row, place, float(shares[at]), float(middles[at]), float(distance[at]))
            )
    return tuple(found), len(rows)


def line_between(first: Floats, second: Floats) -> tuple[float, float] | None:
    """Return intercept and slope of the Theil-Sen line; None for fewer than 5 points or a first that never varies.

    The median of the slopes of all pairs; of more than 2,000 points, of the pairs half the sorted list apart.

    References
    ----------
    Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis. Indagationes Mathematicae
    12:85-91. Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63:1379-1389.

    Examples
    --------
    >>> line_between(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 5.0, 7.0, 0.0]))
    (1.0, 2.0)
    """
    n = len(first)
    if n < FEWEST_GROUPS:
        return None
    if n <= MOST_SLOPES:
        one, other = np.triu_indices(n, 1)
    else:
        order = np.lexsort((second, first))
        one, other = order[: n // 2], order[n - n // 2 :]
    run = first[other] - first[one]
    apart = run != 0
    if not apart.any():
        return None
    slope = float(np.median((second[other] - second[one])[apart] / run[apart]))
    return float(np.median(second - slope * first)), slope


def from_line(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Return what the line gives for each point, and how far it is from it in robust standard deviations.

    Without a line everything is as expected.
    """
    line = line_between(first, second)
    if line is None:
        return second, np.zeros(len(second))
    expected: Floats = line[0] + line[1] * first
    return expected, _robust(second - expected)


def _robust(deviations: Floats) -> Floats:
    """Return deviations in robust standard deviations; all 0 where they do not spread."""
    size = np.abs(deviations)
    size[size < ROUNDING] = 0.0
    if not size.any():
        return np.zeros(len(deviations))
    middle = float(np.median(size)) * TO_SD
    found: Floats = np.sign(deviations) * size / (middle or float(size.mean()) * MEAN_TO_SD)
    return found


def _shares(totals: Totals, numerators: Floats) -> Floats:
    shares: Floats = (numerators - totals.least) / max(totals.greatest - totals.least, 1)
    return shares


def _others(totals: Totals) -> tuple[Ints, Floats]:
    """Return the rows with others enough, and the median of the others' totals of each."""
    exact = np.flatnonzero(totals.exact)
    rows = exact[np.lexsort((totals.measured.low[exact], totals.group[exact]))].astype(np.int64)
    start = np.searchsorted(totals.group[rows], totals.group[rows])
    others = np.searchsorted(totals.group[rows], totals.group[rows], side="right") - start - 1
    place = np.arange(len(rows)) - start
    tested = others >= FEWEST_OTHERS
    values = totals.measured.low[rows].astype(np.float64)
    middles = np.zeros(len(rows))
    for half in ((others - 1) // 2, others // 2):
        middles[tested] += values[(start + half + (half >= place))[tested]] / 2  # a row is passed over for itself
    return rows[tested], middles[tested]
