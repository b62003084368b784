"""Recorded numbers beside recomputed ones: what is equal, what is rounding only, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.matrix import level_key
from ocgscore.scoring import UNDEFINED, distinct, rounded
from ocgscore.scoring.recorded import read_number
from ocgscore.table import Column, Table, cell_text
from ocgscore.table.cells import as_meant

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Verdicts = npt.NDArray[np.uint8]

EQUAL, ROUNDING, WRONG, MISSING, BLANK, UNREADABLE = range(6)
VERDICTS: Final = ("equal", "rounding", "wrong", "missing level", "blank", "unreadable")
SAME: Final = Fraction(1, 10**12)  # a spreadsheet's binary arithmetic can be off in the last of its fifteen digits
MOST_PLACES: Final = 15


@attrs.frozen(eq=False)
class Numbers:
    """The distinct cells of a column of numbers, as read.

    Parameters
    ----------
    number : tuple of (Decimal or None)
        For each distinct cell the number in it.
    state : ndarray of uint8
        EQUAL where it holds a number, else BLANK or UNREADABLE.
    undefined : ndarray of bool
        It says that there is no number: ``undefined``.
    value : ndarray of float64
        The number, near enough to tell which are worth comparing exactly; 0 where there is none.
    places : ndarray of int64
        Digits after the point: its own, and no fewer than the middle one of the column's cells has (a spreadsheet
        shows 2.00 and keeps 2).
    typical : int
        Those of the middle one.
    """

    number: tuple[Decimal | None, ...]
    state: Verdicts
    undefined: Flags
    value: npt.NDArray[np.float64]
    places: Ints
    typical: int

    @classmethod
    def of(cls, table: Table, column: Column) -> Numbers:
        """Read a column of a table."""
        values = [as_meant(table, value) for value in column.values]
        texts = [level_key(cell_text(value)) for value in values]
        number = tuple(read_number(value) for value in values)
        state = [
            EQUAL if one is not None else BLANK if not text else UNREADABLE
            for one, text in zip(number, texts, strict=True)
        ]
        own = np.array([_places(one) for one in number], np.int64)
        held = np.array([one is not None for one in number], np.bool_)
        rows = np.bincount(column.codes, minlength=len(values)) * held
        typical = _middle(own, rows)
        return cls(
            number,
            np.array(state, np.uint8),
            np.array([text == UNDEFINED for text in texts], np.bool_),
            np.array([float(one or 0) for one in number], np.float64),
            np.maximum(own, typical),
            typical,
        )


def _places(number: Decimal | None) -> int:
    exponent = 0 if number is None else number.as_tuple().exponent
    return min(max(-exponent, 0), MOST_PLACES) if isinstance(exponent, int) else 0


def _middle(places: Ints, rows: Ints) -> int:
    """Return the places that the middle row has."""
    if not rows.sum():
        return 0
    order = np.argsort(places, kind="stable")
    return int(places[order][np.searchsorted(np.cumsum(rows[order]), (rows.sum() + 1) // 2)])


def compared(numbers: Numbers, codes: Codes, numerators: Ints, denominator: int, digits: int) -> Verdicts:
    """Compare recorded numbers with exact ones, a row at a time.

    Parameters
    ----------
    numbers : Numbers
    codes : ndarray of int32, shape (n,)
        Each row's cell.
    numerators : ndarray of int64, shape (n,)
        What stands there should be this over `denominator`.
    denominator : int
    digits : int
        Digits after the point that the library displays.

    Returns
    -------
    ndarray of uint8, shape (n,)
        EQUAL, ROUNDING or WRONG; without meaning where the cell holds no number.
    """
    values, position = distinct(numerators)
    theirs, ours = displayed(numbers, codes, values, position, denominator, digits)
    found = np.full(len(codes), WRONG, np.uint8)
    found[theirs == ours] = EQUAL
    near = np.flatnonzero((found == WRONG) & _near(numbers, codes, values / denominator, position, digits))
    if len(near):
        pairs, at = np.unique(codes[near].astype(np.int64) * len(values) + position[near], return_inverse=True)
        verdicts = [
            verdict_of(numbers, pair // len(values), Fraction(int(values[pair % len(values)]), denominator), digits)
            for pair in pairs.tolist()
        ]
        found[near] = np.array(verdicts, np.uint8)[at]
    return found


def displayed(
    numbers: Numbers, codes: Codes, values: Ints, position: Codes, denominator: int, digits: int
) -> tuple[Ints, Ints]:
    """Return for each row a code of the recorded number and one of the displayed one: the same where they are equal.

    The first is -1 where the number is none that is displayed in any row.
    """
    place: dict[Decimal, int] = {}
    ours = [place.setdefault(rounded(Fraction(v, denominator), digits), len(place)) for v in values.tolist()]
    theirs = [-1 if one is None else place.get(one, -1) for one in numbers.number]
    return np.array(theirs, np.int64)[codes], np.array(ours, np.int64)[position]


def _near(numbers: Numbers, codes: Codes, exact: npt.NDArray[np.float64], position: Codes, digits: int) -> Flags:
    """Whether two numbers are near enough that rounding could make them one."""
    margin = (1.001 * 10.0 ** -np.minimum(numbers.places, digits))[codes]
    ours = exact[position]
    near: Flags = np.abs(numbers.value[codes] - ours) <= margin + 1e-9 * np.abs(ours)
    return near


def verdict_of(numbers: Numbers, cell: int, exact: Fraction, digits: int) -> int:
    """Return whether one recorded number is one recomputed number.

    Notes
    -----
    EQUAL: it is the exact number; or the number as displayed, rounded half up to `digits`; or it has more places and
    is the exact number rounded half up to them; or it agrees to twelve significant digits.
    ROUNDING: it is not equal, but both rounded half up to the fewer places of the two are one number; or the two are
    less than one unit of that last place apart (cut off, rounded up, half to even).
    WRONG: anything else.
    """
    number = numbers.number[cell]
    if number is None:
        return UNREADABLE
    recorded, places = Fraction(number), int(numbers.places[cell])
    near = SAME * max(abs(exact), Fraction(1))
    if recorded == Fraction(rounded(exact, digits)) or abs(recorded - exact) <= near:
        return EQUAL
    if places >= digits and recorded == Fraction(whole(exact, places), 10**places):
        return EQUAL
    fewer = min(places, digits)
    same = whole(recorded, fewer) == whole(exact, fewer)
    return ROUNDING if same or abs(recorded - exact) < Fraction(1, 10**fewer) else WRONG


def whole(value: Fraction, places: int) -> int:
    """Return a number in units of its last place, rounded half up; of any size.

    Examples
    --------
    >>> whole(Fraction(5, 2), 0), whole(Fraction(1, 3), 4), whole(Fraction(-5, 2), 0)
    (3, 3333, -2)
    """
    scaled: Fraction = value * Fraction(10) ** places
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)


def agreeing(
    numbers: Numbers,
    codes: Codes,
    numerators: Ints,
    denominator: int,
    shown: Callable[[Fraction], Fraction],
    places: int,
    *,
    ties: bool = False,
) -> Flags:
    """Return where recorded numbers are some function of the exact ones, to so many places.

    Parameters
    ----------
    numbers, codes, numerators, denominator
        As for `compared`.
    shown : callable
        From the exact number to what would have been recorded.
    places : int
        Both are rounded half up to so many before they are compared.
    ties : bool
        A number halfway between two may be either.

    Returns
    -------
    ndarray of bool, shape (n,)
        False where the cell holds no number.
    """
    values, position = distinct(numerators)
    exact = [shown(Fraction(value, denominator)) for value in values.tolist()]
    found = _same(numbers, codes, [whole(one, places) for one in exact], position, places)
    return found | _same(numbers, codes, [-whole(-one, places) for one in exact], position, places) if ties else found


def _same(numbers: Numbers, codes: Codes, units: list[int], position: Codes, places: int) -> Flags:
    place: dict[int, int] = {}
    ours = [place.setdefault(one, len(place)) for one in units]
    present, cell = np.unique(codes, return_inverse=True)
    held = [numbers.number[code] for code in present.tolist()]
    theirs = [-1 if one is None else place.get(whole(Fraction(one), places), -1) for one in held]
    same: Flags = np.array(theirs, np.int64)[cell] == np.array(ours, np.int64)[position]
    return same
