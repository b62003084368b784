"""How far down a list a capacity reaches, and the hours of what is left below the line."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.review.demand.line import ABOVE, BELOW, OPEN, Sides, Taken, Whole


@attrs.frozen
class Reach:
    """How far down the list a capacity reaches, and what is left below it.

    Parameters
    ----------
    least, most : int
        Groups above the line: at least, at most.
    unmet_least, unmet_most : int
        Hours of the groups below it, in the unit of the grid.
    """

    least: int
    most: int
    unmet_least: int
    unmet_most: int


def reach(side: Sides, hours: Taken, capacity: int) -> Reach:
    """Bound the number of groups above the line, and the hours of those below it.

    Parameters
    ----------
    side : ndarray of int8, shape (n,)
        From `sides`.
    hours : Taken
        Of the same groups.
    capacity : int

    Returns
    -------
    Reach

    Notes
    -----
    The groups above the line are all the certain ones and some open ones, and their hours fit the capacity: at most as
    many open ones as their least hours allow, the smallest first. The list ends because the next group does not fit: at
    least as many open ones as fit, the largest at their most hours, together with the largest that could come next.
    The bounds hold; they need not be reached.

    Examples
    --------
    >>> hours = np.array([10, 10, 10])
    >>> reach(np.array([0, 0, 0], np.int8), Taken(hours, hours), 20)
    Reach(least=2, most=2, unmet_least=10, unmet_most=10)
    """
    above, open_ = side == ABOVE, side == OPEN
    least, most = np.sort(hours.least[open_]), np.sort(hours.most[open_])[::-1]
    fewest = _fewest(most, hours.most[side == BELOW], capacity - _total(hours.most[above]))
    greatest = int((np.cumsum(least) <= capacity - _total(hours.least[above])).sum())
    count = int(above.sum())
    return Reach(
        least=count + fewest,
        most=count + greatest,
        unmet_least=max(
            _total(hours.least) - capacity,
            _total(hours.least[side == BELOW]) + _total(least[: len(least) - greatest]),
        ),
        unmet_most=min(
            _total(hours.most) - capacity + int(hours.most[~above].max(initial=0)),
            _total(hours.most[side == BELOW]) + _total(most[: len(most) - fewest]),
        )
        if len(side) > count
        else 0,
    )


def _fewest(most: Whole, below: Whole, left: int) -> int:
    """Return how many open groups fit for certain: so many of the largest, and the largest that could come next."""
    following = np.maximum(np.append(most, 0), below.max(initial=0))
    needed = np.append(0, np.cumsum(most)) + following
    return min(int((needed <= left).sum()), len(most))


def _total(values: Whole) -> int:
    return int(values.sum())
