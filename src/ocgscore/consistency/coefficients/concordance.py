"""Whether scorers rank the units alike, whatever their severity: Kendall's W."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.tables import checked_numbers, complete_rows
from ocgscore.consistency.distributions import chi2_upper
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats

FEW_UNITS: Final = "fewer than two units were scored by every scorer"
FEW_SCORERS: Final = "one scorer agrees with nobody"
ALL_TIED: Final = "no scorer tells any unit from another"
ONE_TIED: Final = "a scorer gave every unit the same score, which ranks nothing"
W: Final = "Kendall's W, corrected for ties"
W_PLAIN: Final = "Kendall's W, not corrected for ties"
RHO: Final = "mean of Spearman's rank correlation over pairs of scorers"


@attrs.frozen
class Concordance:
    """How alike scorers rank the units.

    Parameters
    ----------
    w, w_plain : Estimate
        Kendall's W from 0 to 1, with and without the correction for ties.
    mean_spearman : Estimate
        From -1 / (m - 1) to 1.
    chi_square, df, p : float, int, float or None
        Of the corrected W, against rankings at random; a large-sample test.
    units, scorers : int
        Units that every scorer scored, and scorers.
    dropped : int
        Units left out because a scorer did not score them.
    """

    w: Estimate
    w_plain: Estimate
    mean_spearman: Estimate
    chi_square: float | None
    df: int | None
    p: float | None
    units: int
    scorers: int
    dropped: int


def kendall_concordance(values: npt.ArrayLike) -> Concordance:
    """Return Kendall's coefficient of concordance and what goes with it.

    Parameters
    ----------
    values : array of float, shape (n, m)
        Units by scorers, NaN where nothing is known; `numbers_of` makes one from levels. Only the order counts.

    Returns
    -------
    Concordance
        From the units that every scorer scored.

    Raises
    ------
    RequestError
        Not a table, or an infinite number in it.

    Notes
    -----
    Kendall & Babington Smith (1939) Annals of Mathematical Statistics 10:275-287; Siegel & Castellan (1988) for ties.
    Without ties the mean Spearman correlation is (m W - 1) / (m - 1). Blind to severity.

    Examples
    --------
    >>> found = kendall_concordance([[1, 2, 1], [2, 1, 3], [3, 4, 2], [4, 3, 4]])
    >>> found.w.text(3), found.mean_spearman.text(3), round(found.chi_square, 2), found.df
    ('0.644', '0.467', 5.8, 3)
    """
    table = checked_numbers("values", values, 2)
    complete = complete_rows(table)
    kept = table[complete]
    units, scorers = kept.shape
    dropped = len(table) - units
    reason = _unfit(kept)
    if reason:
        w, plain, rho = (Estimate.undefined(reason, method, units=units) for method in (W, W_PLAIN, RHO))
        return Concordance(w, plain, rho, None, None, None, units, scorers, dropped)
    ranks, ties = _ranks(kept)
    spread = 12 * float(((ranks.sum(axis=1) - scorers * (units + 1) / 2) ** 2).sum())
    most = scorers**2 * (units**3 - units)
    pairs = units * scorers * (scorers - 1) // 2
    corrected = spread / (most - scorers * ties)
    chi_square = scorers * (units - 1) * corrected
    return Concordance(
        Estimate(corrected, W, units, pairs),
        Estimate(spread / most, W_PLAIN, units, pairs),
        _mean_spearman(ranks, pairs),
        chi_square,
        units - 1,
        chi2_upper(chi_square, units - 1),
        units,
        scorers,
        dropped,
    )


def _unfit(table: Floats) -> str:
    """Return why a table of complete units has no W; empty where it has."""
    units, scorers = table.shape
    if scorers < 2:
        return FEW_SCORERS
    if units < 2:
        return FEW_UNITS
    return "" if np.ptp(table, axis=0).any() else ALL_TIED


def _ranks(table: Floats) -> tuple[Floats, float]:
    """Return the rank of each unit with each scorer, ties sharing their mean, and the sum of t**3 - t over ties."""
    ranks, ties = np.empty_like(table), 0.0
    for scorer, column in enumerate(table.T):
        _, at, sizes = np.unique(column, return_inverse=True, return_counts=True)
        ranks[:, scorer] = (np.cumsum(sizes) - (sizes - 1) / 2)[at]
        ties += float((sizes.astype(np.float64) ** 3 - sizes).sum())
    return ranks, ties


def _mean_spearman(ranks: Floats, pairs: int) -> Estimate:
    """Return the mean correlation of two scorers' ranks, each pair of scorers counting alike."""
    units, scorers = ranks.shape
    centred = ranks - (units + 1) / 2
    size = np.sqrt((centred**2).sum(axis=0))
    if not size.all():
        return Estimate.undefined(ONE_TIED, RHO, units=units, pairs=pairs)
    total = float(((centred / size).sum(axis=1) ** 2).sum())
    return Estimate((total - scorers) / (scorers * (scorers - 1)), RHO, units, pairs)
