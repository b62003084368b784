"""How a scorer combines levels: profiles that repeat, and criteria that move together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats, Ints, Levels, Ratings

FEWEST: Final = 10  # complete scorings for a correlation between criteria
HALO: Final = "mean Pearson correlation between criteria, level positions, complete scorings"


@attrs.frozen
class ProfileUse:
    """How one scorer, or all together, combines the levels of all criteria.

    Parameters
    ----------
    scorer : str
        Empty for all scorers together.
    n : int
        Scorings.
    complete : int
        Scorings of which every level is known.
    identical : int
        Complete scorings whose whole profile of levels is also that of another complete scoring by the same scorer.
    share : float or None
        Of the complete; None where there is none.
    varying : int
        Criteria that vary over the complete scorings.
    halo : Estimate
        Mean correlation between these criteria. Criteria do go together in groups: what stands out is a scorer far
        above all scorers together.
    """

    scorer: str
    n: int
    complete: int
    identical: int
    share: float | None
    varying: int
    halo: Estimate


def profile_uses(ratings: Ratings) -> Iterator[ProfileUse]:
    """Describe each scorer's profiles."""
    whole = ratings.known.all(1)
    scorer, levels = ratings.scorer[whole], ratings.levels[whole]
    order, run = alike(scorer, levels)
    several = np.bincount(run)[run] > 1
    identical = np.bincount(scorer[order][several], minlength=len(ratings.scorers))
    scorings = np.bincount(ratings.scorer, minlength=len(ratings.scorers))
    # `order` puts a scorer's scorings together: each is a stretch
    ends = np.cumsum(np.bincount(scorer, minlength=len(ratings.scorers)))
    for at, rows in enumerate(np.split(order, ends[:-1])[: len(ratings.scorers)]):
        yield profile_use(ratings.scorers[at], int(scorings[at]), levels[rows], int(identical[at]))


def alike(scorer: Ints, profiles: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Put rows of one scorer and one profile side by side.

    Parameters
    ----------
    scorer : ndarray of int64, shape (r,)
    profiles : ndarray of integers, shape (r, k)

    Returns
    -------
    order : ndarray of int64, shape (r,)
        Rows, by scorer, then by profile, then as they stand.
    run : ndarray of int64, shape (r,)
        For each row in that order, the number of its scorer and profile, from 0.

    Examples
    --------
    >>> order, run = alike(np.array([0, 0, 1, 0]), np.array([[1, 2], [0, 0], [1, 2], [1, 2]]))
    >>> order.tolist(), run.tolist()
    ([1, 0, 3, 2], [0, 1, 1, 2])
    """
    order = np.lexsort((*profiles.T[::-1], scorer))
    new = np.zeros(len(order), np.bool_)
    for column in (scorer, *profiles.T):
        sorted_column = column[order]
        new[1:] |= sorted_column[1:] != sorted_column[:-1]
    return order, np.cumsum(new)


def profile_use(scorer: str, n: int, complete: Levels, identical: int) -> ProfileUse:
    """Describe n scorings, of which some are complete (their levels: shape (c, k)) and some of these identical."""
    varying = complete[:, complete.min(0) < complete.max(0)] if len(complete) else complete[:, :0]
    share = identical / len(complete) if len(complete) else None
    return ProfileUse(scorer, n, len(complete), identical, share, varying.shape[1], _halo(complete, varying))


def _halo(complete: Levels, varying: Levels) -> Estimate:
    n = len(complete)
    if n < FEWEST:
        return Estimate.undefined(f"{n} complete scorings: at least {FEWEST} are needed", HALO, units=n)
    if varying.shape[1] < 2:
        count = "no criterion varies" if not varying.shape[1] else "only one criterion varies"
        return Estimate.undefined(count, HALO, units=n)
    return Estimate(float(_correlations(varying.astype(np.float64)).mean()), HALO, units=n)


def _correlations(levels: Floats) -> Floats:
    """Return the correlation of each pair of columns, all of which vary."""
    n = len(levels)
    total = levels.sum(0)
    products = n * (levels.T @ levels) - np.outer(total, total)  # whole numbers, exact up to 2**53
    scale = np.sqrt(products.diagonal())
    above = np.triu_indices(len(total), 1)
    correlations: Floats = products[above] / (scale[above[0]] * scale[above[1]])
    return correlations
