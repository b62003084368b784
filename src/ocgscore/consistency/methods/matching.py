"""Which assessment under one method goes with which under the other."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import attrs
import numpy as np

from ocgscore.consistency.effects.totals import Totals

RULE: Final = (
    "within a group, one to one: those of the same scorer first, then the fewest days apart; those without a date last"
)
FAR: Final = 2**62  # days: without a date nothing is near


@attrs.frozen
class Matched:
    """One assessment under each method, of the same group.

    Parameters
    ----------
    group : str
    first, second : int
        Rows under the first and the second method.
    days : int or None
        Between them; None where either has no date.
    same_scorer : bool
        Both have a scorer, of the same name.
    """

    group: str
    first: int
    second: int
    days: int | None
    same_scorer: bool


def matched(first: Totals, second: Totals) -> tuple[Matched, ...]:
    """Match assessments of the same group under two methods, one to one.

    Parameters
    ----------
    first, second : Totals
        Under each method; scorers are optional (-1) and matched by name.

    Returns
    -------
    tuple of Matched
        By group, then as matched. Only assessments with an exact total are matched.

    Notes
    -----
    The best match of all left in the group is made first: the same scorer before another, then the fewest days apart,
    the earlier dates, the names of the scorers, the lower totals. Only rows alike in all of these are told apart by
    their order, so that the order of rows changes no number.

    Examples
    --------
    >>> from ocgscore import assess, load_matrix, score
    >>> names = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    >>> levels = dict.fromkeys(names, "low")
    >>> rows = [{"group": "A", "assessed_on": day, **levels} for day in ("2026-01-05", "2026-02-05")]
    >>> totals = Totals.of(score(assess(rows, "ocg-threat")), [-1, -1], [])
    >>> [(pair.first, pair.second, pair.days) for pair in matched(totals, totals)]
    [(0, 0, 0), (1, 1, 0)]
    """
    ours, theirs = _rows_of(first), _rows_of(second)
    return tuple(
        pair
        for name in sorted(ours.keys() & theirs.keys())
        for pair in _within(name, first, ours[name], second, theirs[name])
    )


def _rows_of(totals: Totals) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row in np.flatnonzero(totals.exact).tolist():
        rows[totals.groups[row]].append(row)
    return rows


def _within(name: str, first: Totals, ours: list[int], second: Totals, theirs: list[int]) -> list[Matched]:
    """Match the rows of one group."""
    whole = [(_marks(first, one), _marks(second, other)) for one in ours for other in theirs]
    candidates = sorted((_key(one, other), one, other) for one, other in whole)
    found: list[Matched] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for (another, days, *_), one, other in candidates:
        if one.row not in taken[0] and other.row not in taken[1]:
            taken[0].add(one.row)
            taken[1].add(other.row)
            found.append(Matched(name, one.row, other.row, None if days == FAR else days, not another))
    return found


@attrs.frozen(order=True)
class _Marks:
    """What tells a row from the others of its group, in the order in which it does."""

    day: int
    scorer: str
    total: int
    row: int


def _marks(totals: Totals, row: int) -> _Marks:
    day = totals.days[row]
    scorer = int(totals.scorer[row])
    name = totals.scorers[scorer] if scorer >= 0 else ""
    return _Marks(FAR if np.isnat(day) else int(day.astype(np.int64)), name, int(totals.measured.low[row]), row)


def _key(one: _Marks, other: _Marks) -> tuple[bool, int, int, int]:
    same = bool(one.scorer) and one.scorer == other.scorer
    undated = FAR in (one.day, other.day)
    return not same, FAR if undated else abs(one.day - other.day), one.day, other.day
