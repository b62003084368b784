"""Intraclass correlation of what several scorers gave the same units: six forms from one analysis of variance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.coefficients.tables import CONFIDENCE, checked_numbers, complete_rows
from ocgscore.consistency.distributions import f_quantile
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Floats

SINGLE: Final = ("ICC(1)", "ICC(A,1)", "ICC(C,1)")
AVERAGE: Final = ("ICC(k)", "ICC(A,k)", "ICC(C,k)")
HOW: Final = {
    "ICC(1)": "F (Shrout & Fleiss 1979)",
    "ICC(A,1)": "F with Satterthwaite's degrees of freedom (McGraw & Wong 1996)",
    "ICC(C,1)": "F (Shrout & Fleiss 1979)",
}
FEW: Final = "an intraclass correlation needs two units and two scorers"
CONSTANT: Final = "each scorer gave every unit the same score, so there is nothing to tell units apart by"
PERFECT: Final = "nothing varies but the units, so how far the rest could vary is not known"
NO_UNITS: Final = "the units' means do not differ at all"
TOO_LITTLE: Final = "the units' means differ too little for this correlation to exist"
NO_FREEDOM: Final = "Satterthwaite's degrees of freedom do not exist for these mean squares"
FEWEST_FREEDOM: Final = 0.1
NOUGHT: Final = 1e-13  # of the largest score: what rounding makes of no deviation


@attrs.frozen
class MeanSquares:
    """Mean squares of a complete table of units by scorers.

    Parameters
    ----------
    units : float
        Between units (BMS, MSR).
    within : float
        Within units (WMS, MSW).
    scorers : float
        Between scorers (JMS, MSC).
    residual : float
        EMS, MSE.
    """

    units: float
    within: float
    scorers: float
    residual: float


@attrs.frozen
class Intraclass:
    """The six intraclass correlations.

    Parameters
    ----------
    forms : mapping of str to Estimate
        By McGraw & Wong's names: ``"ICC(1)"``, ``"ICC(A,1)"``, ``"ICC(C,1)"`` for one scorer's score, ``"ICC(k)"``,
        ``"ICC(A,k)"``, ``"ICC(C,k)"`` for the mean of all. A is absolute agreement, C consistency: what lies between
        them is the scorers' severity.
    mean_squares : MeanSquares or None
    units, scorers : int
    """

    forms: Mapping[str, Estimate]
    mean_squares: MeanSquares | None
    units: int
    scorers: int


def intraclass(values: npt.ArrayLike) -> Intraclass:
    """Return the intraclass correlations of a complete table.

    Parameters
    ----------
    values : array of float, shape (n, k)
        Units by scorers; NaN where nothing is known, which makes every form undefined: use interval alpha then.

    Returns
    -------
    Intraclass
        With 95 % intervals. A negative value is reported as it is.

    Raises
    ------
    RequestError
        Not a table, or an infinite number in it.

    Notes
    -----
    Shrout & Fleiss (1979) Psychological Bulletin 86:420-428, whose ICC(1,1), (2,1), (3,1) are ICC(1), ICC(A,1),
    ICC(C,1) here; McGraw & Wong (1996) Psychological Methods 1:30-46. The averages are the single ones stepped up by
    Spearman and Brown, ends of intervals too; they describe the mean of all k scorers, not the score of one.

    Examples
    --------
    >>> found = intraclass([[1, 2], [3, 5], [4, 5], [6, 8]])
    >>> found.forms["ICC(A,1)"].text(3), found.forms["ICC(C,1)"].text(3)
    ('0.800', '0.968')
    """
    table = checked_numbers("values", values, 2)
    reason = _unfit(table)
    if reason:
        forms = {name: Estimate.undefined(reason, name, units=len(table)) for name in SINGLE + AVERAGE}
        return Intraclass(forms, None, *table.shape)
    squares = _mean_squares(table)
    found = _single_forms(squares, *table.shape)
    for single, average in zip(SINGLE, AVERAGE, strict=True):
        found[average] = _stepped_up(found[single], average, table.shape[1])
    return Intraclass(found, squares, *table.shape)


def _unfit(table: Floats) -> str:
    """Return why a table has no intraclass correlation; empty where it has."""
    if min(table.shape) < 2:
        return FEW
    missing = int(np.isnan(table).sum())
    if missing:
        whole = int(complete_rows(table).sum())
        found = f"{missing} of {table.size} scores are missing; {whole} of {len(table)} units have every scorer's"
        return f"{found}. An intraclass correlation needs all of them, interval alpha does not"
    return CONSTANT if np.ptp(table, axis=0).max() <= NOUGHT * np.abs(table).max() else ""


def _mean_squares(table: Floats) -> MeanSquares:
    """Return the mean squares; what rounding alone makes is 0."""
    n, k = table.shape
    centred = table - table.mean()
    unit, scorer = centred.mean(axis=1), centred.mean(axis=0)
    residual = centred - unit[:, None] - scorer
    least = (NOUGHT * float(np.abs(table).max())) ** 2
    by_unit, by_scorer, left = k * _square(unit, least), n * _square(scorer, least), _square(residual, least)
    return MeanSquares(
        by_unit / (n - 1), (by_scorer + left) / (n * (k - 1)), by_scorer / (k - 1), left / ((n - 1) * (k - 1))
    )


def _square(deviations: Floats, least: float) -> float:
    total = float((deviations**2).sum())
    return 0.0 if total <= least * deviations.size else total


def _single_forms(squares: MeanSquares, n: int, k: int) -> dict[str, Estimate]:
    pairs = n * k * (k - 1) // 2
    between, within, residual = squares.units, squares.within, squares.residual
    found = {
        "ICC(1)": _form("ICC(1)", _ratio(between, within, k), _ends(between, within, (n - 1, n * (k - 1)), k)),
        "ICC(A,1)": _absolute(squares, n, k),
        "ICC(C,1)": _form(
            "ICC(C,1)", _ratio(between, residual, k), _ends(between, residual, (n - 1, (n - 1) * (k - 1)), k)
        ),
    }
    return {name: attrs.evolve(form, units=n, pairs=pairs) for name, form in found.items()}


def _absolute(squares: MeanSquares, n: int, k: int) -> Estimate:
    """Return ICC(A,1) with its interval."""
    spread = n * squares.units + (n * k - n - k) * squares.residual + k * squares.scorers
    if not spread:  # two units, two scorers, means all the same
        return Estimate.undefined(TOO_LITTLE, "ICC(A,1)")
    value = n * (squares.units - squares.residual) / spread
    return _form("ICC(A,1)", value, _absolute_ends(squares, value, n, k))


def _form(name: str, value: float, ends: tuple[float, float] | str) -> Estimate:
    """Return one form with its interval, or with the reason why it has none."""
    if isinstance(ends, str):
        return Estimate(value, name, reason=ends)
    return Estimate(value, name, low=ends[0], high=ends[1], interval=HOW[name])


def _ratio(between: float, error: float, k: int) -> float:
    return (between - error) / (between + (k - 1) * error)


def _ends(between: float, error: float, df: tuple[int, int], k: int) -> tuple[float, float] | str:
    """Return the ends of the interval of a ratio of two mean squares."""
    if not error:
        return PERFECT
    if not between:
        return NO_UNITS
    down, up = f_quantile(CONFIDENCE, *df), f_quantile(CONFIDENCE, df[1], df[0])
    return _ratio(between / down, error, k), _ratio(between * up, error, k)


def _absolute_ends(squares: MeanSquares, value: float, n: int, k: int) -> tuple[float, float] | str:
    """Return the ends of the interval of ICC(A,1)."""
    between, scorers, residual = squares.units, squares.scorers, squares.residual
    if not scorers and not residual:
        return PERFECT
    if not between:
        return NO_UNITS
    freedom = _satterthwaite(squares, value, n, k)
    if not freedom >= FEWEST_FREEDOM:
        return NO_FREEDOM
    down, up = f_quantile(CONFIDENCE, n - 1, freedom), f_quantile(CONFIDENCE, freedom, n - 1)
    rest = k * scorers + (k * n - k - n) * residual
    low = n * (between - down * residual) / (down * rest + n * between)
    return low, n * (up * between - residual) / (rest + n * up * between)


def _satterthwaite(squares: MeanSquares, value: float, n: int, k: int) -> float:
    """Return the degrees of freedom of what stands beside the units' mean square."""
    a = k * value * squares.scorers
    b = (n * (1 - value) + k * value * (n - 1)) * squares.residual
    below = a**2 / (k - 1) + b**2 / ((n - 1) * (k - 1))
    return (a + b) ** 2 / below if below else math.nan


def _stepped_up(single: Estimate, name: str, k: int) -> Estimate:
    """Return the correlation of the mean of k scorers from that of one (Spearman & Brown)."""
    if single.value is None:
        return attrs.evolve(single, method=name)
    value = _spearman_brown(single.value, k)
    if value is None:
        return Estimate.undefined(TOO_LITTLE, name, units=single.units, pairs=single.pairs)
    if single.low is None or single.high is None:
        return attrs.evolve(single, value=value, method=name)
    low, high = _spearman_brown(single.low, k), _spearman_brown(single.high, k)
    if low is None or high is None:
        return Estimate(value, name, single.units, single.pairs, reason=TOO_LITTLE)
    return attrs.evolve(single, value=value, method=name, low=low, high=high)


def _spearman_brown(value: float, k: int) -> float | None:
    """Return what a correlation becomes for a mean of k; None where it has none."""
    parts = 1 + (k - 1) * value
    return k * value / parts if parts > NOUGHT else None
