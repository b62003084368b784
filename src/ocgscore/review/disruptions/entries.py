"""Dated scores, one for each group and day, in order: what stood before a day, and what came after it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.review.disruptions.claims import Names
from ocgscore.review.disruptions.model import NOT_KNOWN, Coded, Ints
from ocgscore.scoring import Scores

Exact = npt.NDArray[Any]  # int64, or whole numbers of any size where their sum would not fit
ROOM = 2**62


@attrs.frozen(eq=False)
class Entries:
    """e scores, by group and then by day; of several on one day, which may be the newest, the whole range.

    Parameters
    ----------
    group : ndarray of int64, shape (e,)
    day : ndarray of int64, shape (e,)
        Days from 1970-01-01.
    low, high : ndarray, shape (e,)
        Numerators over `denominator`.
    band : ndarray of int64, shape (e,)
        Position of the band; -1 where unknowns leave several.
    denominator : int
    undated : int
        Assessments without a date, which are left out.
    """

    group: Ints
    day: Ints
    low: Exact
    high: Exact
    band: Ints
    denominator: int
    undated: int

    def last_up_to(self, group: Ints, day: Ints) -> Ints:
        """Return the position of each group's newest entry on or before a day; -1 where it has none."""
        if not len(self.day):
            return np.full(len(group), -1, np.int64)
        start = int(min(self.day.min(), day.min(initial=0)))
        width = int(max(self.day.max(), day.max(initial=0))) - start + 1
        keys = self.group * width + (self.day - start)
        at = np.searchsorted(keys, group * width + (day - start), side="right") - 1
        return np.where((at >= 0) & (self.group[at] == group), at, -1)

    @staticmethod
    def at(values: Ints, positions: Ints) -> Ints:
        """Return values at positions; -1 where a position is beyond them, or is -1 itself."""
        return np.append(values, -1)[np.where((positions < 0) | (positions > len(values)), len(values), positions)]

    def followed(self) -> Ints:
        """Return the positions of the entries that a later one of the same group follows."""
        return np.flatnonzero(self.group[1:] == self.group[:-1])

    def score(self, at: int) -> tuple[Fraction, Fraction]:
        """Return an entry's exact lowest and highest score."""
        return Fraction(int(self.low[at]), self.denominator), Fraction(int(self.high[at]), self.denominator)


def entries_of(scores: Scores, measure: str, names: Names) -> Entries:
    """Return the dated scores of a measure by group and day."""
    found, batch = scores[measure], scores.assessments
    texts = batch.group.texts()
    group = names.numbers(Coded(tuple(texts), batch.group.codes.astype(np.int64)))
    assessed = ~batch.empty()  # a row made ready, without a single level, is no assessment
    dated = np.flatnonzero(~np.isnat(batch.assessed_on) & assessed)
    day = batch.assessed_on[dated].astype("datetime64[D]").astype(np.int64)
    order = np.lexsort((day, group[dated]))
    rows, day = dated[order], day[order]
    group = group[rows]
    fresh = np.flatnonzero(np.diff(group, prepend=-1).astype(bool) | np.diff(day, prepend=0).astype(bool))
    return Entries(
        group=group[fresh],
        day=day[fresh],
        low=_exact(_least(found.low[rows], fresh), len(rows)),
        high=_exact(_most(found.high[rows], fresh), len(rows)),
        band=_band(_least(found.band_low[rows], fresh), _most(found.band_high[rows], fresh)),
        denominator=found.denominator,
        undated=int(assessed.sum()) - len(dated),
    )


def _least(values: npt.NDArray[Any], starts: npt.NDArray[np.intp]) -> Ints:
    return np.minimum.reduceat(values, starts).astype(np.int64) if len(starts) else np.zeros(0, np.int64)


def _most(values: npt.NDArray[Any], starts: npt.NDArray[np.intp]) -> Ints:
    return np.maximum.reduceat(values, starts).astype(np.int64) if len(starts) else np.zeros(0, np.int64)


def _band(lowest: Ints, highest: Ints) -> Ints:
    return np.where(lowest == highest, lowest, NOT_KNOWN)


def _exact(values: Ints, terms: int) -> Exact:
    """Return whole numbers so that the sum of so many, and their differences, fit."""
    fits = int(values.max(initial=0)) * 2 * max(terms, 1) < ROOM
    return values if fits else values.astype(object)
