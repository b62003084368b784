"""Distinct whole numbers, by counting where their run is short: what is shown or looked up is so once for each."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

SPREAD: Final = 2**22  # widest run of whole numbers marked in a table rather than sorted


def distinct(numbers: npt.NDArray[np.integer[Any]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the distinct numbers, sorted, and each row's position among them.

    Parameters
    ----------
    numbers : ndarray of integers, shape (n,)

    Returns
    -------
    values : ndarray of int64
    codes : ndarray of int32, shape (n,)

    Examples
    --------
    >>> values, codes = distinct(np.array([7, -2, 7]))
    >>> values.tolist(), codes.tolist()
    ([-2, 7], [1, 0, 1])
    """
    low, high = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    if high - low >= SPREAD:
        values, codes = np.unique(numbers, return_inverse=True)
        return values.astype(np.int64), codes.astype(np.int32)
    present = np.zeros(high - low + 1, np.bool_)
    present[numbers - low] = True
    position = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return (np.flatnonzero(present) + low).astype(np.int64), position[numbers - low]
