"""How an audit's figures are written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from ocgscore.audit.figures import Share, Undefined
from ocgscore.scoring import rounded

MOST_DIGITS: Final = 4
SMALLEST: Final = Fraction(1, 2000)  # below it a share would print as 0.0 %


def percent(share: Share | Fraction | Undefined) -> str:
    """Return a share as a percentage with one digit after the point.

    Examples
    --------
    >>> percent(Share(Fraction(2, 3))), percent(Fraction(0)), percent(Fraction(1, 9999)), percent(Undefined("no bands"))
    ('66.7 %', '0 %', '<0.1 %', '-')
    """
    if isinstance(share, Undefined):
        return "-"
    value = share.value if isinstance(share, Share) else share
    if value in (0, 1):
        return f"{100 * value} %"
    return "<0.1 %" if value < SMALLEST else f"{rounded(100 * value, 1)} %"


def figure(value: Fraction | int | Undefined) -> str:
    """Return a number with as many digits as it needs, at most four after the point.

    Examples
    --------
    >>> figure(Fraction(48)), figure(Fraction(9, 8)), figure(Fraction(1, 3)), figure(Undefined("one score"))
    ('48', '1.125', '0.3333', '-')
    """
    if isinstance(value, Undefined):
        return "-"
    shown = f"{rounded(Fraction(value), MOST_DIGITS)}"
    return shown.rstrip("0").rstrip(".")


def coefficient(rho: float | Undefined) -> str:
    """Return a correlation with two digits, its sign always shown.

    Examples
    --------
    >>> coefficient(0.5), coefficient(-0.051), coefficient(0.001), coefficient(Undefined("no variation"))
    ('+0.50', '-0.05', '0.00', '-')
    """
    if isinstance(rho, Undefined):
        return "-"
    shown = rounded(Fraction(rho), 2)
    return f"{shown:+}" if shown else f"{abs(shown)}"


def listed(words: list[str], most: int = 6) -> str:
    """Return words in a row, the number of those left out at the end.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"]), listed(list("abcdefgh"), 2)
    ('a', 'a, b and c', 'a, b and 6 more')
    """
    shown = words if len(words) <= most else [*words[:most], f"{len(words) - most} more"]
    return " and ".join([*([", ".join(shown[:-1])] if shown[:-1] else []), *shown[-1:]])


def margin(shares: Iterable[Share | Undefined]) -> str:
    """Return twice the largest standard error of some shares, in percentage points.

    Examples
    --------
    >>> margin([Share.counted(1, 4), Undefined("no bands"), Share(Fraction(1, 2))])
    '43.3'
    """
    errors = [share.standard_error for share in shares if isinstance(share, Share)]
    return f"{200 * max(errors, default=0.0):.1f}"
