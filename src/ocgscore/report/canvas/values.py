"""What the pictures take as numbers, and how they write them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

from ocgscore.consistency.estimate import plain
from ocgscore.errors import Problem, RequestError, whole_number_problems

REACH: Final = 1e6  # numbers beyond are no severity, no share and no score
MINUS: Final = "\N{MINUS SIGN}"


def refuse(problems: Iterable[Problem]) -> None:
    """Raise an error with all problems, if there are any."""
    found = tuple(problems)
    if found:
        raise RequestError(found)


def number_problems(where: str, value: float | None, least: float = -REACH, most: float = REACH) -> Iterator[Problem]:
    """Yield what is wrong with a number: one problem, or none. None is no problem."""
    if value is not None and not (math.isfinite(value) and least <= value <= most):
        yield Problem(where, str(value), f"a number from {least:g} to {most:g}", "say None, and the reason")


def value_problems(
    where: str, value: float | None, low: float | None, high: float | None, reason: str
) -> Iterator[Problem]:
    """Yield what is wrong with a value, its interval, and the reason why there is none."""
    for name, each in (("value", value), ("low", low), ("high", high)):
        yield from number_problems(f"{where} {name}", each)
    if value is None and not reason.strip():
        yield Problem(f"{where} reason", None, "the reason why there is no value")
    if (low is None) != (high is None):
        yield Problem(f"{where} interval", f"{low} to {high}", "an interval with both ends, or none")
    elif low is not None and high is not None and low > high:
        yield Problem(f"{where} interval", f"{low} to {high}", "an interval from the lower end to the higher")


def count_problems(where: str, value: object) -> Iterator[Problem]:
    """Yield what is wrong with a number of things: one problem, or none."""
    yield from whole_number_problems(where, value, 0, int(REACH))


def twice_problems(where: str, names: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each name that occurs a second time."""
    seen = set()
    for name in names:
        if name in seen:
            yield Problem(where, name, "a name of its own", "it stands there twice")
        seen.add(name)


def plainly(value: float, digits: int = 2) -> str:
    """Return a number with a proper minus sign.

    Examples
    --------
    >>> plainly(-0.25) == MINUS + "0.25", plainly(-0.001)
    (True, '0.00')
    """
    return plain(value, digits).replace("-", MINUS)


def signed(value: float, digits: int = 2) -> str:
    """Return a number with its sign, plus as well as minus.

    Examples
    --------
    >>> signed(0.25), signed(-0.25) == MINUS + "0.25", signed(0.001)
    ('+0.25', True, '0.00')
    """
    text = plainly(value, digits)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def with_interval(value: float, low: float | None, high: float | None, digits: int = 2) -> str:
    """Return a value with its interval as they are written in a table.

    Examples
    --------
    >>> with_interval(0.5, 0.25, 0.75), with_interval(0.5, None, None)
    ('0.50 (0.25 to 0.75)', '0.50 (no interval)')
    """
    ends = "no interval" if low is None or high is None else f"{plainly(low, digits)} to {plainly(high, digits)}"
    return f"{plainly(value, digits)} ({ends})"
