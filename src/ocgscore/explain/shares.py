"""What each unknown contributes to the width of each measure, so that the contributions add up exactly."""

from __future__ import annotations

from typing import TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.scoring import Scores, score_levels

Ints: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Positions: TypeAlias = npt.NDArray[np.intp]


@attrs.frozen(eq=False)
class Shares:
    """The contributions of the u unknowns of some rows to the widths of m measures.

    Parameters
    ----------
    place : ndarray of intp, shape (u,)
        Position among the rows asked for.
    criterion : ndarray of intp, shape (u,)
    doubled : ndarray of uint64, shape (m, u)
        Twice each contribution, over the measure's denominator. Over the unknowns of a row they add up to twice the
        width of its score.
    """

    place: Positions
    criterion: Positions
    doubled: npt.NDArray[np.uint64]


def shares(scores: Scores, rows: Positions) -> Shares:
    """Divide the width of every score among the unknowns that cause it.

    The unknowns of an assessment are raised from their lowest to their highest level, one after another, in the
    matrix's order and again in the reverse order; an unknown's share is the mean of what its own step added. The shares
    add up to high - low exactly. Where a measure is a sum, a mean, or a product of two of these, the mean of the two
    orders equals the mean of all orders, which is the Shapley value [1]_; where it is not (a maximum, a grid, a product
    of three), it is still one fair division among several.

    Parameters
    ----------
    scores : Scores
    rows : ndarray of intp

    Returns
    -------
    Shares
        Unknowns in the order of the rows asked for, then of the criteria.

    References
    ----------
    .. [1] L. S. Shapley, "A value for n-person games", in Contributions to the Theory of Games II, Annals of
       Mathematics Studies 28, Princeton University Press, 1953, pp. 307-317.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> batch = score(assess([{"group": "A", "violence": "low-high", "corruption": "high"}], "sleipnir-2000"))
    >>> found = shares(batch, np.array([0]))
    >>> (found.doubled[0] // 2).tolist()[:3], int(found.doubled.sum() // 2)  # violence 18×3, then infiltration 17×4
    ([54, 68, 64], 666)
    """
    batch = scores.assessments
    lowest, highest = batch.lowest[rows], batch.highest[rows]
    place, criterion = np.nonzero(lowest != highest)
    columns = np.arange(lowest.shape[1])
    before = columns <= criterion[:, None]
    raised = (
        score_levels(batch.matrix, np.where(mask, highest[place], lowest[place]))[0]
        for mask in (before, columns >= criterion[:, None])
    )
    start = scores.low[:, rows[place]]
    first = np.append(True, place[1:] != place[:-1])[: len(place)]
    last = np.append(place[1:] != place[:-1], True)[: len(place)]
    forward, backward = raised
    added = forward - np.where(first, start, np.roll(forward, 1, axis=1))
    added_in_reverse = backward - np.where(last, start, np.roll(backward, -1, axis=1))
    # each is at most 2**63 - 1, and so their sum needs the sign's bit
    return Shares(place, criterion, added.astype(np.uint64) + added_in_reverse.astype(np.uint64))
