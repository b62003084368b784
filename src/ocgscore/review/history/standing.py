"""Ranks among the newest assessments of all groups at each date."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Standing:
    """The rank of each of n assessments on its own day; every array has shape (n,), 0 where there is no date.

    Parameters
    ----------
    best, worst : ndarray of int64
        Competition ranks from 1, as `ocgscore.ranking.rank` defines them, among the groups standing on the day of the
        assessment: each other group by its newest assessment up to and including that day.
    old_best, old_worst : ndarray of int64
        The ranks that the group's assessment before this one would have had on the day of this one: what others'
        assessments alone have done. 0 for a group's first.
    groups : ndarray of int64
        How many groups were standing.
    """

    best: Ints
    worst: Ints
    old_best: Ints
    old_worst: Ints
    groups: Ints


def standing(group: Ints, day: npt.NDArray[np.datetime64], low: Ints, high: Ints) -> Standing:
    """Rank every assessment among all groups as they stood on its day.

    Parameters
    ----------
    group : ndarray of int64, shape (n,)
        Numbers of groups; each group's assessments stand together, oldest first.
    day : ndarray of datetime64[D], shape (n,)
        NaT for none: such an assessment neither stands nor has a rank.
    low, high : ndarray of int64, shape (n,)
        Scores.

    Returns
    -------
    Standing

    Notes
    -----
    Groups stand as counts of each distinct score, so that a day costs one running sum and a look-up an assessment: days
    times distinct scores, and not assessments times groups.

    Examples
    --------
    >>> days = np.array(["2026-01-05", "2026-03-01", "2026-02-01"], "datetime64[D]")
    >>> ranks = standing(np.array([0, 0, 1]), days, np.array([5, 2, 3]), np.array([5, 2, 3]))
    >>> ranks.best.tolist(), ranks.old_best.tolist(), ranks.groups.tolist()
    ([1, 2, 2], [0, 1, 0], [1, 2, 2])
    """
    n = len(group)
    numbers = np.unique(np.concatenate([low, high]), return_inverse=True)[1].reshape(-1)
    least, most = numbers[:n], numbers[n:]
    first = np.ones(n, np.bool_)
    first[1:] = group[1:] != group[:-1]
    found = Standing(*(np.zeros(n, np.int64) for _ in range(5)))
    stand = _Stand.of(int(group.max(initial=-1)) + 1, int(numbers.max(initial=0)) + 1)
    for rows in _days(day):
        stand.enter(group[rows], least[rows], most[rows])
        found.groups[rows] = stand.total
        later = rows[~first[rows]]
        asked = np.concatenate([rows, later - 1])  # the same groups, with their scores of now and of the time before
        best, worst = stand.ranks(group[asked], least[asked], most[asked])
        found.best[rows], found.worst[rows] = best[: len(rows)], worst[: len(rows)]
        found.old_best[later], found.old_worst[later] = best[len(rows) :], worst[len(rows) :]
    for array in (found.best, found.worst, found.old_best, found.old_worst, found.groups):
        array.flags.writeable = False
    return found


def _days(day: npt.NDArray[np.datetime64]) -> Iterator[Ints]:
    """Yield the rows of each day, oldest day first, in their order."""
    dated = np.flatnonzero(~np.isnat(day)).astype(np.int64)
    order = dated[np.argsort(day[dated], kind="stable")]
    edges = np.flatnonzero(day[order][1:] != day[order][:-1]) + 1
    yield from (rows for rows in np.split(order, edges) if len(rows))


@attrs.define(eq=False)
class _Stand:
    """The groups standing: the lowest and highest score of each, by number, and how many have each score."""

    least: Ints
    most: Ints
    count_least: Ints
    count_most: Ints
    total: int = 0

    @classmethod
    def of(cls, groups: int, scores: int) -> _Stand:
        absent = np.full(groups, -1, np.int64)
        return cls(absent, absent.copy(), np.zeros(scores, np.int64), np.zeros(scores, np.int64))

    def enter(self, group: Ints, least: Ints, most: Ints) -> None:
        """Let a day's assessments stand; of a group's several the last."""
        last = np.append(group[1:] != group[:-1], True)
        group, least, most = group[last], least[last], most[last]
        held = self.least[group] >= 0
        np.subtract.at(self.count_least, self.least[group[held]], 1)
        np.subtract.at(self.count_most, self.most[group[held]], 1)
        np.add.at(self.count_least, least, 1)
        np.add.at(self.count_most, most, 1)
        self.least[group], self.most[group] = least, most
        self.total += int((~held).sum())

    def ranks(self, group: Ints, least: Ints, most: Ints) -> tuple[Ints, Ints]:
        """Return the best and worst rank of scores that stand in place of their group's own."""
        up_to_least, up_to_most = np.cumsum(self.count_least), np.cumsum(self.count_most)
        # nobody is above himself: the group's own score that stands is taken out
        best = 1 + self.total - up_to_least[most] - (self.least[group] > most)
        worst = 1 + self.total - up_to_most[least] - (self.most[group] > least)
        return best, worst
