"""Whether recorded figures are the right ones in other rows: a column that has slipped, or was sorted by itself."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.review.verify.figures import FIRST, Figures, Rearranged, certain_figures
from ocgscore.review.verify.numbers import EQUAL, ROUNDING, WRONG, Codes, Flags, Ints, displayed
from ocgscore.scoring import distinct

ROWS_APART: Final = "rows apart"
SHIFTS: Final = (1, -1, 2, -2, 3, -3)
LEAST: Final = 2  # cells that differ and would be right


@attrs.frozen(eq=False)
class _Slipped:
    """Recorded cells, each beside the row that it would have slipped from.

    Parameters
    ----------
    codes, numerators, rows : ndarray of int, shape (m,)
        The recorded cells, what they should be in the other row, and their own rows in the sheet.
    differs, certain, possible : ndarray of bool, shape (m,)
        Which differ where they stand; where the figure of the other row is certain; where the cell is possible there.
    """

    codes: Codes
    numerators: Ints
    rows: Ints
    differs: Flags
    certain: Flags
    possible: Flags

    def explains(self, figures: Figures) -> bool:
        """Whether every one that can be told is the other row's figure."""
        told = np.flatnonzero(self.certain)
        first = np.concatenate([told[self.differs[told]][:FIRST], told[:FIRST]])
        return (
            int((self.differs & self.certain).sum()) >= LEAST
            and bool(self.possible.all())
            and all(bool(figures.equal(self.codes[at], self.numerators[at]).all()) for at in (first, told))
        )


def shifted(figures: Figures) -> Rearranged | None:
    """Return by how many rows the recorded figures have slipped.

    A row in which a level is unknown may be what a figure slipped from: then the figure must be possible there.
    """
    for shift in SHIFTS:
        slipped = _slipped(figures, shift)
        if slipped.explains(figures):
            cells = np.zeros(len(figures.everywhere), np.bool_)
            cells[slipped.rows[slipped.differs & slipped.certain]] = True
            undetermined = int((slipped.differs & ~slipped.certain).sum())
            differing = int(_differs(figures)[figures.scope.rows].sum()) - undetermined
            rows = f"{abs(shift)} row{'s' if abs(shift) > 1 else ''}"
            said = f"the recorded figures stood {rows} too {'low' if shift > 0 else 'high'} in the sheet"
            return Rearranged(ROWS_APART, said, figures.column, figures.scope, cells, differing, undetermined)
    return None


def _differs(figures: Figures) -> Flags:
    differs: Flags = (figures.everywhere == WRONG) | (figures.everywhere == ROUNDING)
    return differs


def _slipped(figures: Figures, shift: int) -> _Slipped:
    numbers, result = figures.numbers, figures.result
    rows = np.flatnonzero(figures.scope.rows)
    theirs, ours = (rows[shift:], rows[:-shift]) if shift > 0 else (rows[:shift], rows[-shift:])
    codes = figures.all_codes[theirs]
    held = numbers.state[codes] == EQUAL
    theirs, ours, codes = theirs[held], ours[held], codes[held]
    numerators, certain = certain_figures(figures.column, result)
    value, unit = numbers.value[codes], 10.0**-result.measure.digits
    low, high = (end[ours] / result.denominator for end in (result.low, result.high))
    possible = certain[ours] | ((value >= low - unit) & (value <= high + unit))
    return _Slipped(codes, numerators[ours], theirs, _differs(figures)[theirs], certain[ours], possible)


def another_order(figures: Figures) -> Rearranged | None:
    """Return that the figures are ours in another order."""
    if figures.wrong < LEAST:
        return None
    values, position = distinct(figures.numerators)
    recorded, ours_added = (
        figures.numbers.value[figures.codes].sum(),
        figures.numerators.sum() / figures.result.denominator,
    )
    if abs(recorded - ours_added) > len(position) * 10.0**-figures.result.measure.digits:
        return None
    theirs, ours = displayed(
        figures.numbers,
        figures.codes,
        values,
        position,
        figures.result.denominator,
        figures.result.measure.digits,
    )
    if len(values) < 2 or (np.sort(theirs) != np.sort(ours)).any():
        return None
    said = (
        "two recorded figures were each in the other's row"
        if figures.wrong == 2
        else "the column had been sorted or pasted apart from the rows: its figures are the right ones in another order"
    )
    return figures.explains(ROWS_APART, said)
