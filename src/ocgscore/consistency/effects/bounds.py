"""What the levels alone decide while criteria are unknown: bands that are open, and who is in the top N for sure."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.ratings import Ints
from ocgscore.errors import RequestError, whole_number_problems
from ocgscore.ranking import rank

METHOD: Final = "bounds over every level that the unknown criteria may have"
Rows = npt.NDArray[np.intp]


@attrs.frozen(eq=False)
class Bounds:
    """What is certain whatever the unknown levels are.

    Parameters
    ----------
    groups : int
        Rows of the batch.
    open_band : ndarray of intp
        Rows whose lowest and highest total are in different bands; none where the measure has no bands.
    by_scorer : ndarray of int64, shape (f,)
        How many of them each scorer has.
    unnamed : int
        How many of them have no scorer.
    top : int
        N.
    surely, possibly : ndarray of intp
        Rows ranked N or better for sure, and for some levels that the unknown criteria may have. Those who tie have
        the same rank, so that more than N may be sure.
    method : str
    """

    groups: int
    open_band: Rows
    by_scorer: Ints
    unnamed: int
    top: int
    surely: Rows
    possibly: Rows
    method: str = METHOD


def bounds(totals: Totals, top: int) -> Bounds:
    """Say which bands and which of the top N are open because criteria are unknown.

    Parameters
    ----------
    totals : Totals
        Of n groups, a row a group.
    top : int
        N, from 1.

    Returns
    -------
    Bounds

    Raises
    ------
    RequestError
        An N below 1.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, at)} for g, at in zip("ABC", ["high", "low", "unknown"])]
    >>> found = bounds(Totals.of(score(assess(rows, "sleipnir-2000")), [0, 0, 0], ["East"]), top=1)
    >>> found.surely.tolist(), found.possibly.tolist()  # C may be as high as A
    ([0], [0, 2])
    """
    problems = list(whole_number_problems("top", top, 1, 2**31, hint="10 is a good number"))
    if problems:
        raise RequestError(problems)
    open_band = np.flatnonzero(totals.measured.band_low != totals.measured.band_high)
    whose = totals.scorer[open_band]
    by_scorer = np.bincount(whose[whose >= 0], minlength=len(totals.scorers)).astype(np.int64, copy=False)
    ranking = rank(totals.scores, totals.by)
    surely, possibly = (np.flatnonzero(ranks <= top) for ranks in (ranking.worst, ranking.best))
    unnamed = int(np.count_nonzero(whose < 0))
    return Bounds(len(totals), open_band, by_scorer, unnamed, top, surely, possibly)
