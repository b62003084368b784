"""How small a shift of one scorer would move its groups to another band: for when nothing identifies severity."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.effects.totals import Totals
from ocgscore.consistency.ratings import Ints

TENTH: Final = 10
METHOD: Final = "smallest shift of all of a scorer's totals, exact"


@attrs.frozen
class Tip:
    """The smallest shift that moves so many of a scorer's groups to another band.

    Parameters
    ----------
    shift : Fraction or None
        Points, above 0, a whole number of steps of the measure; None with `reason` where no shift within the measure's
        range does it.
    wanted : int
        How many groups are to move.
    rows : tuple of int
        The rows that move at this shift: as many as wanted, or more.
    reason : str
    """

    shift: Fraction | None
    wanted: int
    rows: tuple[int, ...] = ()
    reason: str = ""


@attrs.frozen
class TippingPoint:
    """What would move one scorer's groups across an edge of a band.

    Parameters
    ----------
    scorer : int
        Position among the scorers.
    groups : int
        Its groups with an exact total.
    not_exact : int
        Its groups left out because unknown levels leave their total open.
    one_up, one_down : Tip
        All its totals raised, or lowered: at least one group changes band.
    tenth_up, tenth_down : Tip
        At least 10 % of `groups`, rounded up, change band.
    method : str
    """

    scorer: int
    groups: int
    not_exact: int
    one_up: Tip
    one_down: Tip
    tenth_up: Tip
    tenth_down: Tip
    method: str = METHOD


def tipping_points(totals: Totals) -> tuple[TippingPoint, ...]:
    """Return for each scorer the smallest shifts of all its totals that move its groups to another band.

    Parameters
    ----------
    totals : Totals
        Of n groups, a row a group.

    Returns
    -------
    tuple of TippingPoint, length f
        In the order of the scorers.

    Notes
    -----
    A total makes steps of 1 / denominator, and so does a shift here: raised to exactly a band's lower edge it is in
    that band; lowered it leaves its band one step below the edge. Whole numbers throughout. Nothing is estimated: the
    answer is the same whatever the scorer's severity is.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> rows = [{"group": g, **dict.fromkeys(names, at)} for g, at in (("A", "low"), ("B", "med"))]
    >>> totals = Totals.of(score(assess(rows, "ocg-threat")), [0, 0], ["East"], "criminality")
    >>> point = tipping_points(totals)[0]  # 8 and 16 points; bands start at 14, 17 and 20
    >>> point.one_up, point.one_down.shift
    (Tip(shift=Fraction(1, 1), wanted=1, rows=(1,), reason=''), Fraction(3, 1))
    """
    order = np.argsort(totals.scorer, kind="stable")
    edges = np.searchsorted(totals.scorer[order], np.arange(len(totals.scorers) + 1))
    return tuple(_of(totals, at, order[edges[at] : edges[at + 1]]) for at in range(len(totals.scorers)))


def _of(totals: Totals, scorer: int, rows: npt.NDArray[np.intp]) -> TippingPoint:
    exact = rows[totals.exact[rows]]
    up, down = _needed(totals, exact)
    tenth = max(1, -(-len(exact) // TENTH))
    one_up, one_down, tenth_up, tenth_down = (
        _tip(totals, exact, needed, wanted) for wanted in (1, tenth) for needed in (up, down)
    )
    return TippingPoint(scorer, len(exact), len(rows) - len(exact), one_up, one_down, tenth_up, tenth_down)


def _needed(totals: Totals, rows: npt.NDArray[np.intp]) -> tuple[Ints, Ints]:
    """Return the steps up and down that take each row to another band; -1 where none within the range does."""
    numerators = totals.measured.low[rows]
    cuts = np.array(totals.cuts, np.int64)
    band = np.searchsorted(cuts, numerators, side="right")
    never = np.full(len(rows), -1, np.int64)
    if not len(cuts):
        return never, never
    above, below = cuts[np.minimum(band, len(cuts) - 1)], cuts[np.maximum(band - 1, 0)]
    up = np.where((band < len(cuts)) & (above <= totals.greatest), above - numerators, never)
    down = np.where((band > 0) & (below > totals.least), numerators - below + 1, never)
    return up, down


def _tip(totals: Totals, rows: npt.NDArray[np.intp], needed: Ints, wanted: int) -> Tip:
    can = needed >= 0
    able = int(np.count_nonzero(can))
    if able < wanted:
        return Tip(None, wanted, reason=_why_never(totals, len(rows), able, wanted))
    steps = int(np.sort(needed[can])[wanted - 1])
    moved = tuple(rows[can & (needed <= steps)].tolist())
    return Tip(Fraction(steps, totals.measured.denominator), wanted, moved)


def _why_never(totals: Totals, groups: int, able: int, wanted: int) -> str:
    if not totals.cuts:
        return "the measure has no edge between bands"
    if not groups:
        return "it has no group with an exact total"
    if not able:
        return "no shift within the measure's range moves any of its groups that way: they are in the last band there"
    return f"only {able} of its {groups} groups can move that way within the measure's range; {wanted} are wanted"
