"""How many digits of points are worth showing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocgscore.consistency import Estimate


def digits_for(estimates: Iterable[Estimate]) -> int:
    """Return how many digits of points are worth showing: none where the errors are tens, two where below one."""
    errors = [one.standard_error for one in estimates if one.standard_error is not None]
    largest = max(errors, default=0.0)
    return 0 if largest >= 5 else 1 if largest >= 0.5 else 2
