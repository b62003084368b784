"""One figure of a consistency study: what it is of, its value, and what it rests on."""

from __future__ import annotations

from typing import Final, TypeAlias

import attrs

from ocgscore.consistency import Estimate

DIGITS: Final = (
    9  # of a float worked out through logarithms and matrix products: the rest may differ between processors
)
Value: TypeAlias = float | int | str | None


@attrs.frozen
class Figure:
    """A row of the table that a study becomes.

    Parameters
    ----------
    section : str
        ``design``, ``agreement``, ``severity``, ``criteria``, ``state``, ``ranking``, ``repeats``, ``panel``,
        ``appendix``, ``methods`` or ``plan``.
    statistic : str
        What the value is.
    subject, other : str
        What it is of: a scorer, a criterion, a group; and of a pair the second.
    value : float, int, str or None
        None where it is undefined; `reason` then says why.
    low, high, standard_error : float or None
    units, pairs : int or None
        What it rests on.
    method : str
        With the number of draws and the seed, where anything is drawn.
    reason : str
        Why the value, or its interval, is undefined.
    """

    section: str
    statistic: str
    subject: str = ""
    other: str = ""
    value: Value = None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    units: int | None = None
    pairs: int | None = None
    method: str = ""
    reason: str = ""

    @classmethod
    def of(cls, section: str, statistic: str, estimate: Estimate, subject: str = "", other: str = "") -> Figure:
        """Return an estimate as a figure."""
        method = f"{estimate.method}; {estimate.interval}" if estimate.interval else estimate.method
        return cls(
            section,
            statistic,
            subject,
            other,
            _rounded(estimate.value),
            _rounded(estimate.low),
            _rounded(estimate.high),
            _rounded(estimate.standard_error),
            estimate.units,
            estimate.pairs or None,
            method,
            estimate.reason,
        )

    @classmethod
    def plain(  # noqa: PLR0913 - each is a column of the row
        cls,
        section: str,
        statistic: str,
        value: Value,
        *,
        subject: str = "",
        other: str = "",
        units: int | None = None,
        method: str = "count",
        reason: str = "",
    ) -> Figure:
        """Return a count, a word or a number without an interval as a figure."""
        shown = _rounded(value) if isinstance(value, float) else value
        return cls(section, statistic, subject, other, shown, units=units, method=method, reason=reason)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS) + 0.0  # and no negative nought
