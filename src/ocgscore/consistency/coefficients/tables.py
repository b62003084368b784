"""What the coefficients take: tables checked, and holes told apart from numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import FEWEST_LEVELS, Flags, Floats
from ocgscore.errors import Described, Problem, RequestError

CONFIDENCE: Final = 0.975  # what lies below the upper end of a 95 % interval


def numbers_of(table: npt.NDArray[np.integer[Any]]) -> Floats:
    """Return a table of levels as numbers, with NaN where nothing is known.

    Parameters
    ----------
    table : ndarray of integers, shape (n, f)
        Positions of levels from 0, negative where nothing is known.

    Returns
    -------
    ndarray of float64, shape (n, f)

    Examples
    --------
    >>> numbers_of(np.array([[0, 2], [1, -1]])).tolist()
    [[0.0, 2.0], [1.0, nan]]
    """
    return np.where(table >= 0, table, np.nan).astype(np.float64)


def checked_counts(counts: npt.ArrayLike) -> Floats:
    """Return counts of ratings of units at levels as floats, checked; float64, shape (n, q).

    Raises
    ------
    RequestError
        Not a table, fewer than two levels, or something that is no count.
    """
    found = np.asarray(counts, np.float64)
    if found.ndim != 2 or found.shape[1] < FEWEST_LEVELS:
        hint = "pass the whole scale, used or not"
        raise RequestError(Problem("counts", f"shape {found.shape}", "a table of units by two levels or more", hint))
    if not (np.isfinite(found).all() and (found >= 0).all() and (found == np.floor(found)).all()):
        raise RequestError(
            Problem(
                "counts", Described("a negative, broken or missing number"), "a number of ratings", "see rating_counts"
            )
        )
    return found


def checked_numbers(name: str, values: npt.ArrayLike, dimensions: int) -> Floats:
    """Return numbers as floats, NaN where nothing is known, checked for shape and for infinity."""
    found = np.asarray(values, np.float64)
    if found.ndim != dimensions:
        expected = "a table of units by scorers" if dimensions == 2 else "a column of one number a unit"
        raise RequestError(Problem(name, f"shape {found.shape}", expected))
    if np.isinf(found).any():
        raise RequestError(
            Problem(name, Described("an infinite number"), "a score", "leave NaN where nothing is known")
        )
    return found


def complete_rows(values: Floats) -> Flags:
    """Return which units every scorer scored; bool, shape (n,)."""
    missing: Flags = np.isnan(values)
    return np.logical_not(missing.any(axis=1))
