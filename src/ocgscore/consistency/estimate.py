"""A number with what it rests on, or the reason why there is none."""

from __future__ import annotations

import math

import attrs


@attrs.frozen
class Estimate:
    """One estimated number.

    Parameters
    ----------
    value : float or None
        None where the data do not support a number; `reason` then says why. Never NaN, never infinite.
    method : str
        How it was found: ``"Krippendorff's alpha, ordinal metric"``.
    units : int
        How many units (groups, vignettes) it rests on.
    pairs : int
        How many pairs of ratings; 0 where pairs are not what it counts.
    low, high : float or None
        The ends of its 95 % interval; None where there is none.
    standard_error : float or None
    interval : str
        How the interval was found: ``"jackknife over units, t"``; empty where there is none.
    reason : str
        Why the value is undefined, or, where only the interval is, why that is.

    Examples
    --------
    >>> Estimate(0.8154, "Krippendorff's alpha, ordinal metric", units=11, pairs=61).text()
    '0.82'
    >>> Estimate.undefined("one unit cannot disagree with itself", "alpha").text()
    'undefined'
    """

    value: float | None
    method: str
    units: int = 0
    pairs: int = 0
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    interval: str = ""
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        numbers = (self.value, self.low, self.high, self.standard_error)
        if any(number is not None and not math.isfinite(number) for number in numbers):
            raise ValueError(f"{self.method}: {numbers} holds a number that is none; say undefined, and why")
        if self.value is None and not self.reason:
            raise ValueError(f"{self.method}: an undefined estimate says why it is")

    @classmethod
    def undefined(cls, reason: str, method: str, *, units: int = 0, pairs: int = 0) -> Estimate:
        """Return an estimate without a value."""
        return cls(None, method, units, pairs, reason=reason)

    @property
    def defined(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def text(self, digits: int = 2) -> str:
        """Return the value as displayed, rounded; ``undefined`` where there is none."""
        return "undefined" if self.value is None else plain(self.value, digits)

    def interval_text(self, digits: int = 2) -> str:
        """Return the interval as displayed, ``0.42 to 0.71``; ``none`` where there is none."""
        if self.low is None or self.high is None:
            return "none"
        return f"{plain(self.low, digits)} to {plain(self.high, digits)}"


def plain(number: float, digits: int = 2) -> str:
    """Return a number with so many digits behind the point, and no minus sign before a nought.

    Examples
    --------
    >>> plain(-0.001), plain(-0.25), plain(1.5, 0)
    ('0.00', '-0.25', '2')
    """
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text
