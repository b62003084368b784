"""How far two orders of the same groups agree: Kendall's tau-b and Spearman's rho, with ties."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ocgscore.consistency.effects.totals import Totals, check_shift
from ocgscore.consistency.estimate import Estimate
from ocgscore.consistency.ratings import Ints

METHOD: Final = "Kendall's tau-b of raw and adjusted totals"

Numbers = npt.NDArray[Any]


def why_unordered(first: Numbers, second: Numbers) -> str:
    """Return why two sets of n numbers cannot be compared in order; empty where they can.

    Examples
    --------
    >>> why_unordered(np.array([1, 1]), np.array([1, 2]))
    'all 2 tie in the first'
    """
    n = len(first)
    if n < 2:
        return f"{n} group{'s' * (n != 1)} cannot be put in order"
    ties = [place for place, values in (("first", first), ("second", second)) if (values == values[0]).all()]
    return f"all {n} tie in the {' and in the '.join(ties)}" if ties else ""


def tau_b(first: Numbers, second: Numbers) -> float | None:
    """Return Kendall's tau-b of two sets of n numbers, in O(n log n).

    Parameters
    ----------
    first, second : ndarray of numbers, shape (n,)
        Compared exactly: whole numbers are best.

    Returns
    -------
    float or None
        From -1 (reversed) to 1 (the same order and the same ties); None where `why_unordered` says why.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33:239-251. Knight, W. R. (1966). A
    computer method for calculating Kendall's tau with ungrouped data. JASA 61:436-439.

    Examples
    --------
    >>> tau_b(np.array([1, 2, 3, 4]), np.array([1, 3, 2, 4]))  # one of six pairs is turned round
    0.6666666666666666
    """
    if why_unordered(first, second):
        return None
    one, two = _dense(first), _dense(second)
    order = np.lexsort((two, one))
    turned = _inversions(two[order])
    pairs = len(one) * (len(one) - 1) // 2
    open_one, open_two = pairs - _tied_pairs(one), pairs - _tied_pairs(two)
    new = (np.diff(one[order], prepend=-1) != 0) | (np.diff(two[order], prepend=-1) != 0)
    both = _tied_pairs(np.cumsum(new))
    kept = open_one + open_two + both - pairs - 2 * turned  # pairs in the same order less pairs turned round
    return kept / math.sqrt(open_one * open_two)


def order_agreement(totals: Totals, shift: npt.ArrayLike) -> Estimate:
    """Return how far the order by raw totals agrees with the order by totals less what each scorer adds.

    Parameters
    ----------
    totals : Totals
        Of n groups, a row a group.
    shift : array of float64, shape (f,)
        Points that each scorer adds to the measure: positive where it scores high.

    Returns
    -------
    Estimate
        Kendall's tau-b over the groups with an exact total and a scorer; `pairs` are the pairs of groups. A total less
        its scorer's shift is kept within the measure's range. Ties are exact: shifts are taken to the millionth of the
        smallest step of a total.

    Raises
    ------
    RequestError
        A shift that is not one finite number for each scorer.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, at)} for g, at in zip("ABC", ["low", "medium", "high"])]
    >>> totals = Totals.of(score(assess(rows, "sleipnir-2000")), [0, 1, 0], ["East", "North"])
    >>> order_agreement(totals, [0.0, 300.0]).text()  # B falls below A
    '0.33'
    """
    adjusted = totals.adjusted(check_shift(totals, shift))
    raw = totals.raw()
    n = len(raw)
    reason = why_unordered(raw, adjusted).replace("in the first", "raw").replace("in the second", "adjusted")
    if reason:
        return Estimate.undefined(reason.replace("cannot", "with an exact total and a scorer cannot"), METHOD, units=n)
    return Estimate(tau_b(raw, adjusted), METHOD, units=n, pairs=n * (n - 1) // 2)


def _dense(values: Numbers) -> Ints:
    """Return the place of each value among the distinct ones, from 0."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _tied_pairs(values: Ints) -> int:
    """Count the pairs alike among small whole numbers."""
    counts = np.bincount(values).astype(np.int64, copy=False)
    return int((counts * (counts - 1) // 2).sum())


def _inversions(line: Ints) -> int:
    """Count the pairs that stand in falling order, in O(n log n).

    Bit by bit from the highest: values alike so far stand together, in the order they came; a 1 before a 0 among them
    is a falling pair. Then the zeros of each run go before its ones.
    """
    found = 0
    here = np.arange(len(line))
    for bit in reversed(range(int(line.max()).bit_length())):
        one = (line >> bit) & 1
        new = np.diff(line >> (bit + 1), prepend=-1) != 0
        start = np.maximum.accumulate(np.where(new, here, 0))
        ones = np.cumsum(one) - one  # before each
        ones -= ones[start]
        zero = one == 0
        found += int(ones[zero].sum())
        run = np.cumsum(new) - 1
        zeros = np.bincount(run[zero], minlength=int(run[-1]) + 1)[run]
        moved = np.empty_like(line)
        moved[np.where(zero, here - ones, start + zeros + ones)] = line
        line = moved
    return found
