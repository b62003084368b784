"""Chance in whole numbers: shares of a whole, rising values, levels; the same seed gives the same numbers anywhere.

Only whole numbers are worked with, so that no machine's logarithm or rounding enters.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ocgscore.chance import WORD, Chance, Ints


def any_shares(chance: Chance, rows: int, parts: int, bits: int) -> Ints:
    """Draw shares uniformly from the simplex: the gaps between sorted uniform numbers.

    Parameters
    ----------
    chance : Chance
    rows, parts : int
        How many draws, of how many shares each.
    bits : int
        The shares of a draw are whole numbers that add up to ``2**bits``.

    Returns
    -------
    ndarray of int64, shape (rows, parts)

    References
    ----------
    L. Devroye, *Non-Uniform Random Variate Generation*, Springer 1986, chapter V.2: uniform spacings.

    Examples
    --------
    >>> shares = any_shares(Chance.of(1, 0), 4, 3, 16)
    >>> shares.sum(axis=1).tolist()
    [65536, 65536, 65536, 65536]
    """
    cuts = np.sort(chance.whole(bits, rows, parts - 1), axis=1)
    return np.diff(cuts, axis=1, prepend=0, append=2**bits)


def importance(stated: Sequence[Fraction]) -> Ints:
    """Return for each stated share how many different ones are larger.

    Examples
    --------
    >>> importance([Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)]).tolist()
    [1, 0, 1]
    """
    place = {share: number for number, share in enumerate(sorted(set(stated), reverse=True))}
    return np.array([place[share] for share in stated], np.int64)


def ordered_shares(chance: Chance, rows: int, ranks: Ints, bits: int) -> Ints:
    """Draw shares uniformly from those in an order of importance; equal ones may come in either order.

    Parameters
    ----------
    chance : Chance
    rows : int
    ranks : ndarray of int64, shape (parts,)
        From `importance`.
    bits : int

    Returns
    -------
    ndarray of int64, shape (rows, parts)

    Examples
    --------
    >>> shares = ordered_shares(Chance.of(1, 0), 100, np.array([0, 1, 2]), 16)
    >>> bool((np.diff(shares, axis=1) <= 0).all())
    True
    """
    falling = -np.sort(-any_shares(chance, rows, len(ranks), bits), axis=1)
    # by importance first, equals in an order drawn anew each time
    order = np.argsort((ranks << (WORD // 2)) + chance.whole(WORD // 2, rows, len(ranks)), axis=1, kind="stable")
    shares = np.empty_like(falling)
    np.put_along_axis(shares, order, falling, axis=1)
    return shares


def spread_units(stated: Sequence[Fraction], spread: Fraction, bits: int) -> tuple[Ints, Ints]:
    """Return the least and the most units that each share may take within a spread of its stated one.

    Parameters
    ----------
    stated : sequence of Fraction
    spread : Fraction
        From 0 to 1: each share lies from ``(1 - spread)`` to ``(1 + spread)`` times its stated one.
    bits : int

    Examples
    --------
    >>> [units.tolist() for units in spread_units([Fraction(3, 4), Fraction(1, 4)], Fraction(1, 10), 16)]
    [[44237, 14746], [54067, 18022]]
    """
    whole = 2**bits
    least = np.array([-(-share * (1 - spread) * whole // 1) for share in stated], np.int64)
    most = np.array([share * (1 + spread) * whole // 1 for share in stated], np.int64)
    return least, most


def near_shares(chance: Chance, rows: int, least: Ints, most: Ints, bits: int) -> Ints:
    """Draw shares uniformly from those between bounds that add up to the whole.

    All but the widest are drawn evenly; the widest takes what is left, and a draw that leaves it out of its own bounds
    is drawn again.

    Parameters
    ----------
    chance : Chance
    rows : int
    least, most : ndarray of int64, shape (parts,)
        From `spread_units`.
    bits : int

    Returns
    -------
    ndarray of int64, shape (rows, parts)

    Examples
    --------
    >>> bounds = spread_units([Fraction(3, 4), Fraction(1, 4)], Fraction(1, 10), 16)
    >>> shares = near_shares(Chance.of(1, 0), 1000, *bounds, 16)
    >>> bool(shares[:, 1].min() >= 0.225 * 65536), bool(shares[:, 1].max() <= 0.275 * 65536)
    (True, True)
    """
    whole, parts = 2**bits, len(least)
    widest = int(np.argmax(most - least))
    others = np.delete(np.arange(parts), widest)
    kept: list[Ints] = []
    found = 0
    while found < rows:
        drawn = np.empty((rows, parts), np.int64)
        drawn[:, others] = least[others] + chance.below(most[others] - least[others] + 1, rows)
        drawn[:, widest] = whole - drawn[:, others].sum(axis=1)
        fits = (drawn[:, widest] >= least[widest]) & (drawn[:, widest] <= most[widest])
        kept.append(drawn[fits])
        found += int(fits.sum())
    return np.concatenate(kept)[:rows]


def rising_values(chance: Chance, rows: int, levels: int, bits: int) -> Ints:
    """Draw values for the levels of a criterion, from 0 for the lowest to ``2**bits`` for the highest, never falling.

    Uniform among all such values, as in SMAA-O.

    Returns
    -------
    ndarray of int64, shape (rows, levels)

    References
    ----------
    R. Lahdelma, K. Miettinen, P. Salminen, "Ordinal criteria in stochastic multicriteria acceptability analysis
    (SMAA)", *European Journal of Operational Research* 147 (2003) 117-127.

    Examples
    --------
    >>> values = rising_values(Chance.of(1, 0), 50, 5, 16)
    >>> values[:, 0].max(), values[:, 4].min(), bool((np.diff(values, axis=1) >= 0).all())
    (np.int64(0), np.int64(65536), True)
    """
    values = np.zeros((rows, levels), np.int64)
    values[:, 1:-1] = np.sort(chance.whole(bits, rows, levels - 2), axis=1)
    values[:, -1] = 2**bits
    return values
