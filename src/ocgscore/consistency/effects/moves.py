"""Which groups change band when what their scorer adds is taken off."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.effects.totals import Totals, check_shift
from ocgscore.consistency.ratings import Ints

METHOD: Final = "bands of raw and adjusted totals"


@attrs.frozen
class Move:
    """One group that changes band.

    Parameters
    ----------
    row : int
        Of the batch, from 0.
    before, after : int
        Positions of the bands of the raw and of the adjusted total.
    """

    row: int
    before: int
    after: int


@attrs.frozen(eq=False)
class BandMoves:
    """Bands before and after what scorers add is taken off.

    Parameters
    ----------
    bands : tuple of str, length b
        Lowest first.
    counts : ndarray of int64, shape (b, b)
        Groups by band before (rows) and after (columns).
    moves : tuple of Move
        The groups that change band, in the order of the batch.
    groups : int
        How many were compared: those with an exact total and a scorer.
    not_exact, unnamed : int
        How many were left out for an open total, and for having no scorer.
    method : str
    reason : str
        Why nothing could be compared; empty where it could.
    """

    bands: tuple[str, ...]
    counts: Ints
    moves: tuple[Move, ...]
    groups: int
    not_exact: int
    unnamed: int
    method: str = METHOD
    reason: str = ""


def band_moves(totals: Totals, shift: npt.ArrayLike) -> BandMoves:
    """Compare the band of each group before and after what its scorer adds is taken off.

    Parameters
    ----------
    totals : Totals
        Of n groups, a row a group.
    shift : array of float64, shape (f,)
        Points that each scorer adds to the measure: positive where it scores high.

    Returns
    -------
    BandMoves

    Raises
    ------
    RequestError
        A shift that is not one finite number for each scorer.

    Notes
    -----
    A total at exactly a band's lower edge is in that band, before and after. Shifts are taken to the millionth of the
    smallest step a total can make; all else is exact.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, at)} for g, at in (("A", "low"), ("B", "high"))]
    >>> totals = Totals.of(score(assess(rows, "ocg-threat")), [0, 1], ["East", "North"], "criminality")
    >>> found = band_moves(totals, [0.0, 13.0])
    >>> [(found.bands[move.before], found.bands[move.after]) for move in found.moves], found.counts.diagonal().tolist()
    ([('Very high', 'High')], [1, 0, 0, 0])
    """
    adjusted = totals.adjusted(check_shift(totals, shift))
    before, after = totals.band_of(totals.raw()), totals.band_of(adjusted)
    b = len(totals.bands)
    counts = np.bincount(before * b + after, minlength=b * b).reshape(b, b) if b else np.zeros((0, 0), np.int64)
    changed = np.flatnonzero(before != after)
    columns = (totals.usable[changed].tolist(), before[changed].tolist(), after[changed].tolist())
    moves = tuple(Move(*move) for move in zip(*columns, strict=True))
    compared = len(before) if b else 0
    return BandMoves(
        totals.bands, counts, moves, compared, totals.not_exact, totals.unnamed, reason=_why_none(b, compared)
    )


def _why_none(bands: int, groups: int) -> str:
    if not bands:
        return "the measure has no bands"
    return "" if groups else "no group has an exact total and a scorer"
