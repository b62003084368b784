"""The groups that were not disrupted: for any day and band, how many can be compared and how their scores changed."""

from __future__ import annotations

import attrs
import numpy as np

from ocgscore.review.disruptions.entries import Entries, Exact
from ocgscore.review.disruptions.model import Ints

FIGURES = 4  # score before, lowest and highest; change, lowest and highest


@attrs.frozen(eq=False)
class Pool:
    """p pairs of successive scores of groups not disrupted, each standing for the days between which it is the pair.

    Parameters
    ----------
    group, band : ndarray of int64, shape (p,)
        The band is that of the first score.
    first, last : ndarray of int64, shape (p,)
        The days on which a disruption would have the first score before it and the second after it, both near enough.
    figures : ndarray, shape (4, p)
        Numerators: the first score, lowest and highest; the change, lowest and highest.
    """

    group: Ints
    band: Ints
    first: Ints
    last: Ints
    figures: Exact

    @classmethod
    def of(cls, entries: Entries, disrupted: Ints, horizon: int) -> Pool:
        """Return the pairs of all groups but those disrupted that lie within the horizon."""
        at = entries.followed()
        first = np.maximum(entries.day[at], entries.day[at + 1] - horizon)
        last = np.minimum(entries.day[at + 1] - 1, entries.day[at] + horizon)
        usable = (first <= last) & (entries.band[at] >= 0) & ~np.isin(entries.group[at], disrupted)
        at, first, last = at[usable], first[usable], last[usable]
        low, high = entries.low, entries.high
        figures = np.array([low[at], high[at], low[at + 1] - high[at], high[at + 1] - low[at]], low.dtype)
        return cls(entries.group[at], entries.band[at], first, last, figures)

    def none(self) -> Pool:
        """Return the pool without a pair in it."""
        empty = np.zeros(0, np.int64)
        return Pool(empty, empty, empty, empty, self.figures[:, :0])

    def at(self, band: Ints, day: Ints) -> tuple[Ints, Exact]:
        """Return for each band and day how many groups can be compared, and the sums of their four figures.

        Parameters
        ----------
        band, day : ndarray of int64, shape (q,)

        Returns
        -------
        number : ndarray of int64, shape (q,)
        sums : ndarray, shape (4, q)

        Notes
        -----
        A pair counts from its first day to its last: it is added at the one and taken away after the other, and running
        sums over the days give every answer at once.
        """
        days, column = np.unique(day, return_inverse=True)
        width = len(days) + 1
        bands = int(max(self.band.max(initial=0), band.max(initial=0))) + 1
        starts, ends = self._span(days)
        come, gone = self.band * width + starts, self.band * width + ends
        cell = band * width + column
        size = bands * width
        number = (np.bincount(come, minlength=size) - np.bincount(gone, minlength=size)).reshape(bands, width)
        sums = np.zeros((FIGURES, size), self.figures.dtype)
        for figure, values in zip(sums, self.figures, strict=True):
            np.add.at(figure, come, values)
            np.subtract.at(figure, gone, values)
        running = np.add.accumulate(sums.reshape(FIGURES, bands, width), axis=2).reshape(FIGURES, size)
        return number.cumsum(axis=1).ravel()[cell], running[:, cell]

    def serving(self, band: Ints, day: Ints) -> int:
        """Return how many groups can be compared at any of the bands and days."""
        days, column = np.unique(day, return_inverse=True)
        width = len(days) + 1
        bands = int(max(self.band.max(initial=0), band.max(initial=0))) + 1
        asked = np.zeros((bands, width), np.int64)
        asked[band, column + 1] = 1
        before = asked.cumsum(axis=1)
        starts, ends = self._span(days)
        serves = before[self.band, ends] > before[self.band, starts]
        return len(np.unique(self.group[serves]))

    def _span(self, days: Ints) -> tuple[Ints, Ints]:
        """Return the first of the days that each pair covers, and the first that it no longer covers."""
        return np.searchsorted(days, self.first), np.searchsorted(days, self.last, side="right")
