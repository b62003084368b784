"""What became of each group between two assessments: levels, score, band and rank on either side."""

from __future__ import annotations

from fractions import Fraction

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.report.meeting.material import Material
from ocgscore.report.review.history_words import rank_text
from ocgscore.review.history.model import Bytes, Flags, Ints

Days = npt.NDArray[np.datetime64]


@attrs.frozen(eq=False)
class Side:
    """p assessments, one of each group, as they stood at one of two times; arrays of shape (p,) but for the levels.

    Parameters
    ----------
    lowest, highest : ndarray of uint8, shape (p, k)
        Levels still possible, as positions from 0.
    low, high : ndarray of int64
        Numerators of the score.
    band_low, band_high : ndarray of uint8
    best, worst : ndarray of int64
        Ranks; 0 where there is none.
    who : tuple of str
        Assessor and force, as far as they are stated.
    when : ndarray of datetime64[us]
        NaT without a date.
    """

    lowest: Bytes
    highest: Bytes
    low: Ints
    high: Ints
    band_low: Bytes
    band_high: Bytes
    best: Ints
    worst: Ints
    who: tuple[str, ...]
    when: Days

    def score(self, at: int, denominator: int) -> tuple[Fraction, Fraction]:
        """Return the exact lowest and highest score of a group."""
        return Fraction(int(self.low[at]), denominator), Fraction(int(self.high[at]), denominator)

    def rank_text(self, at: int) -> str:
        """Return the rank of a group as displayed; empty where it has none."""
        return rank_text(int(self.best[at]), int(self.worst[at]))


@attrs.frozen(eq=False)
class Moves:
    """What became of p groups; arrays of shape (p,) but for `kinds`.

    Parameters
    ----------
    material : Material
    row : ndarray of intp
        Of ``material.run``.
    then, now : Side
    kinds : ndarray of uint8, shape (p, k)
        How each criterion changed: 1 + position in `KINDS`, 0 where it did not.
    classes : ndarray of uint8
        Positions in `CLASSES`.
    flags : dict of str to ndarray of bool
        By the keys of `FLAGS`.
    moved : ndarray of uint8
        Positions in `MOVED`.
    others_best, others_worst : ndarray of int64
        The ranks that the old score would have now: what other groups alone have done. 0 where there is none.
    """

    material: Material
    row: npt.NDArray[np.intp]
    then: Side
    now: Side
    kinds: Bytes
    classes: Bytes
    flags: dict[str, Flags]
    moved: Bytes
    others_best: Ints
    others_worst: Ints

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.row)

    @property
    def levels_changed(self) -> Flags:
        """Where any criterion is given otherwise than before; a score changes nowhere else."""
        changed: Flags = np.any(self.kinds > 0, axis=1)
        return changed

    @property
    def rank_moved(self) -> Flags:
        """Where the best or the worst rank is another."""
        moved: Flags = (self.then.best != self.now.best) | (self.then.worst != self.now.worst)
        return moved

    def ranked(self, chosen: Flags) -> list[int]:
        """Return the positions of the chosen groups in the order of their ranks now."""
        at = np.flatnonzero(chosen)
        ranking = self.material.ranking
        rows = self.row[at]
        found: list[int] = at[np.lexsort((rows, ranking.worst[rows], ranking.best[rows]))].tolist()
        return found


def who_text(assessor: str, force: str) -> str:
    """Return who assessed a group, as far as it is stated.

    Examples
    --------
    >>> who_text("B. Heron", "Westbrook"), who_text("", "Westbrook"), who_text("", "")
    ('B. Heron (Westbrook)', 'Westbrook', 'not named')
    """
    return f"{assessor} ({force})" if assessor and force else assessor or force or "not named"
