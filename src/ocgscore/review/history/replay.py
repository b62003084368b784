"""What another version of the matrix would have done to past decisions: bands, and the list at each quarter's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.errors import Problem, RequestError, whole_number_problems
from ocgscore.matrix import Matrix
from ocgscore.ranking import ranking_measure
from ocgscore.ranking.order import count_below
from ocgscore.review.assessed import assessed
from ocgscore.review.history.bands import (
    BandPair,
    Rebanded,
    band_kinds,
    band_pairs,
    counted_kinds,
    each_kind,
    label_notices,
    same_scores,
    without_bands,
)
from ocgscore.review.history.order import Ordered, ordered
from ocgscore.review.register import Register
from ocgscore.review.versions import read_again
from ocgscore.scoring import MeasureScores, score

Ints: TypeAlias = npt.NDArray[np.int64]
TOP: Final = 10
MOST: Final = 1_000_000
UNDATED: Final = "undated"


@attrs.frozen
class QuarterEnd:
    """The first groups of the list as it stood at the end of a quarter, and as it would have stood.

    Parameters
    ----------
    quarter : str
    groups : int
        Groups standing: each by its newest assessment up to then.
    stayed : tuple of str
        Among the first K for certain in both.
    entered, left : tuple of str
        Certainly not among the first K as it was, and certainly among them as it would have been; and the other way
        round.
    open : tuple of str
        Any other group that may be among the first K in either: unknowns decide whether that differs. None where every
        score is the same.
    """

    quarter: str
    groups: int
    stayed: tuple[str, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    open: tuple[str, ...]


@attrs.frozen(eq=False)
class Replay:
    """Past assessments scored on another version of the matrix.

    Parameters
    ----------
    assessments : Assessments
    other : Matrix
    by : str
    top : int
    everything : Rebanded or None
        All assessments; None where there are no bands to compare.
    forces, quarters : tuple of Rebanded
        By force of the assessment, and by calendar quarter of its date, oldest first, those without a date last.
    pairs : tuple of BandPair
    ends : tuple of QuarterEnd
        For each quarter in which anything was assessed, oldest first.
    same_scores : bool
        Every score is the same under both, whatever the levels: only bands differ, and no list can.
    reason : str
        Why there is nothing to say of bands; empty where there is.
    notices : tuple of str
    """

    assessments: Assessments
    other: Matrix
    by: str
    top: int
    everything: Rebanded | None
    forces: tuple[Rebanded, ...]
    quarters: tuple[Rebanded, ...]
    pairs: tuple[BandPair, ...]
    ends: tuple[QuarterEnd, ...]
    same_scores: bool
    reason: str = ""
    notices: tuple[str, ...] = ()


def replay(
    assessments: Assessments,
    other: Matrix,
    *,
    by: str | None = None,
    top: int = TOP,
    register: Register | None = None,
) -> Replay:
    """Score every past assessment on another matrix, and say what would have been decided otherwise.

    Parameters
    ----------
    assessments : Assessments
        Read against the matrix that decisions are compared with.
    other : Matrix
        Of the same criteria and levels; weights, values, formulas and bands may differ.
    by : str, optional
        The measure, which both have; the matrix's own ranking measure by default.
    top : int
        How many groups the list at a quarter's end has, 1 or more; with ties it has more.
    register : Register, optional
        Aliases and mergers are followed.

    Returns
    -------
    Replay

    Raises
    ------
    AssessmentError
        Every cell that the other matrix does not know, and every assessment without a date of a group with several.
    RequestError
        No such measure in either; `top` below 1.

    Notes
    -----
    It is arithmetic on what was assessed: with other bands or weights scorers might have scored otherwise, and what was
    done about a group may have changed it.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix
    >>> batch = assess([{"group": "A", "assessed_on": "2026-01-05", "violence": "low"}], "sleipnir-2000")
    >>> found = replay(batch, load_matrix("sleipnir-2000"))
    >>> [(end.quarter, end.stayed, end.entered, end.left) for end in found.ends]
    [('2026 Q1', ('A',), (), ())]
    """
    assessments = assessed(assessments)
    scores = score(assessments)
    chosen = ranking_measure(scores, by)
    _check(other, chosen, top)
    again = read_again(assessments, np.arange(len(assessments)), other)
    order = ordered(assessments, (), register)
    old, new = scores[chosen], score(again)[chosen]
    cuts = same_scores(assessments, again, chosen)
    reason = without_bands(old, new, assessments.matrix, other)
    kind = np.zeros(len(assessments), np.int64) if reason else band_kinds(old, new, cuts)
    quarter, names = _quarters(order)
    of_row = kind[order.row]
    return Replay(
        assessments=assessments,
        other=other,
        by=chosen,
        top=top,
        everything=None if reason else counted_kinds("", of_row),
        forces=() if reason else tuple(each_kind(order.force, order.forces, of_row)),
        quarters=() if reason else tuple(each_kind(quarter, names, of_row)),
        pairs=() if reason else tuple(band_pairs(old, new)),
        ends=tuple(_ends(order, quarter, names, (old, new), top, same=cuts is not None)),
        same_scores=cuts is not None,
        reason=reason,
        notices=tuple(label_notices(old, new)) if not reason else (),
    )


def _check(other: Matrix, chosen: str, top: int) -> None:
    problems = list(whole_number_problems("top", top, 1, MOST, hint=f"{TOP} is a good number"))
    if chosen not in [measure.id for measure in other.measures]:
        problems.append(Problem(other.name, chosen, "a measure of this matrix", "name one that both have (--by)"))
    if problems:
        raise RequestError(problems)


def _quarters(order: Ordered) -> tuple[Ints, tuple[str, ...]]:
    """Return the quarter of each assessment as a position in their names, oldest first; without a date the last."""
    quarters = order.moment.astype("datetime64[M]").astype(np.int64) // 3
    dated = ~np.isnat(order.moment)
    found = np.unique(quarters[dated])
    number = np.full(len(quarters), len(found), np.int64)
    number[dated] = np.searchsorted(found, quarters[dated])
    names = [f"{1970 + quarter // 4} Q{quarter % 4 + 1}" for quarter in found.tolist()]
    return number, (*names, UNDATED)


def _ends(
    order: Ordered,
    quarter: Ints,
    names: Sequence[str],
    both: tuple[MeasureScores, MeasureScores],
    top: int,
    *,
    same: bool,
) -> Iterator[QuarterEnd]:
    """Yield the list at the end of each quarter: each group by its newest assessment up to then."""
    newest = np.full(len(order.groups), -1, np.int64)
    for at, name in enumerate(names[:-1]):
        rows = np.flatnonzero(quarter == at)
        newest[order.group[rows]] = order.row[rows]  # of a group's several the last is kept: they stand in order
        standing = np.flatnonzero(newest >= 0)
        (sure, maybe), (new_sure, new_maybe) = (_among(one, newest[standing], top) for one in both)
        where = {
            "stayed": sure & new_sure,
            "entered": ~maybe & new_sure,
            "left": sure & ~new_maybe,
        }
        settled = np.logical_or.reduce([*where.values(), ~maybe & ~new_maybe]) | same
        listed = {part: tuple(order.groups[one] for one in standing[flags]) for part, flags in where.items()}
        yield QuarterEnd(
            quarter=name,
            groups=len(standing),
            open=tuple(order.groups[one] for one in standing[~settled]),
            **listed,
        )


def _among(result: MeasureScores, rows: Ints, top: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which of the rows are among the first so many for certain, and which possibly."""
    low, high = result.low[rows], result.high[rows]
    best = 1 + len(rows) - count_below(low, high + 1)
    worst = 1 + len(rows) - count_below(high, low + 1) - (high > low)
    return worst <= top, best <= top
