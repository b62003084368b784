"""What a history is made of: assessments in order, the steps between them, and what moved each step."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.matrix import Measure
from ocgscore.review.history.regression import Regression
from ocgscore.review.history.standing import Standing
from ocgscore.review.history.words import CLASSES, MOVED
from ocgscore.review.register import Followed
from ocgscore.review.versions import Version

Ints: TypeAlias = npt.NDArray[np.int64]
Exact: TypeAlias = npt.NDArray[Any]  # int64 where every number fits, Python's own whole numbers where one does not
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]


@attrs.frozen(eq=False)
class Entries:
    """The n assessments of a history, each group's together and oldest first; every array has shape (n,).

    Parameters
    ----------
    row : ndarray of int64
        Position in the sheet.
    group : ndarray of int64
        Position in `History.groups`.
    moment : ndarray of datetime64[us]
        NaT without a date.
    force, assessor, version : ndarray of int64
        Positions in `History.forces`, `History.assessors` and `History.versions`.
    low, high : ndarray of int64
        Scores against the matrix at hand: numerators over `History.scored_over`.
    band_low, band_high : ndarray of uint8
        Positions in the measure's bands.
    then_low, then_high : ndarray of int64 or of whole numbers
        Scores as they were on the version stated: numerators over `History.denominator`; against the matrix at hand
        where that version is not at hand.
    then_band_low, then_band_high : ndarray of uint8
        Positions in the bands of the measure in that version.
    standing : Standing
        Ranks on the day, by the matrix at hand.
    """

    row: Ints
    group: Ints
    moment: npt.NDArray[np.datetime64]
    force: Ints
    assessor: Ints
    version: Ints
    low: Ints
    high: Ints
    band_low: Bytes
    band_high: Bytes
    then_low: Exact
    then_high: Exact
    then_band_low: Bytes
    then_band_high: Bytes
    standing: Standing

    def __len__(self) -> int:
        """Return the number of assessments."""
        return len(self.row)


@attrs.frozen(eq=False)
class Parts:
    """The movement of s scores, at both ends, in parts that add up to it exactly; each of shape (s,).

    All are numerators over `History.denominator`. For each end, ``version + knowledge + level`` is the movement from
    the score as it was then to the next as it was then, and ``knowledge + level`` the movement against the matrix at
    hand.

    Parameters
    ----------
    version_low, version_high : ndarray
        What reading both against the matrix at hand, and not each against its own version, takes away.
    version_defined : ndarray of bool
        False where a version stated is not at hand: the part is undefined, and its number 0.
    knowledge_low, knowledge_high : ndarray
        Of the criteria that became better or less known, or overlap.
    level_low, level_high : ndarray
        Of the criteria whose level certainly changed.
    """

    version_low: Exact
    version_high: Exact
    version_defined: Flags
    knowledge_low: Exact
    knowledge_high: Exact
    level_low: Exact
    level_high: Exact


@attrs.frozen(eq=False)
class Changes:
    """The c changes of a criterion within a step, by step and then criterion; every array has shape (c,).

    Parameters
    ----------
    step, criterion : ndarray of int64
    kind : ndarray of uint8
        1 + position in `KINDS`.
    before_low, before_high, after_low, after_high : ndarray of uint8
        Levels, as positions from 0.
    alone_low, alone_high : ndarray of int64
        By how much this change by itself, from the state before, moves either end: numerators over
        `History.scored_over`. Where the measure is more than a sum these need not add up to the movement.
    """

    step: Ints
    criterion: Ints
    kind: Bytes
    before_low: Bytes
    before_high: Bytes
    after_low: Bytes
    after_high: Bytes
    alone_low: Ints
    alone_high: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.step)


@attrs.frozen(eq=False)
class Steps:
    """The s steps from one assessment of a group to its next, in the order of `Entries`; arrays of shape (s,).

    Parameters
    ----------
    before, after : ndarray of int64
        Positions in the entries.
    moved : ndarray of uint8
        Position in `MOVED`: up where the new lowest score is above the old highest, down the other way round, open
        where the two overlap and are not the same.
    kind : ndarray of uint8
        Position in `CLASSES`.
    flags : dict of str to ndarray of bool
        By the keys of `FLAGS`.
    parts : Parts
    """

    before: Ints
    after: Ints
    moved: Bytes
    kind: Bytes
    flags: dict[str, Flags]
    parts: Parts

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.before)


@attrs.frozen
class Counted:
    """How many steps of each class went which way.

    Parameters
    ----------
    force : str or None
        Who made the later assessment; empty where that is not stated, None for all.
    groups, once : int
        Groups whose newest assessment is by this force, and those of them assessed once: they have no movement.
    steps : tuple of tuple of int
        A row for each of `CLASSES`, a column for each of `MOVED`.
    """

    force: str | None
    groups: int
    once: int
    steps: tuple[tuple[int, ...], ...]

    def of(self, kind: str | None = None, moved: str | None = None) -> int:
        """Return how many steps there are of a class, of a direction, of both or in all."""
        rows = [row for name, row in zip(CLASSES, self.steps, strict=True) if kind in (None, name)]
        return sum(n for row in rows for name, n in zip(MOVED, row, strict=True) if moved in (None, name))


@attrs.frozen(eq=False, repr=False)
class History:
    """Successive assessments of groups, and what moved between them.

    Get one from `history`.

    Parameters
    ----------
    assessments : Assessments
    by : str
        Id of the measure.
    groups : tuple of str
        Ids, sorted.
    forces, assessors : tuple of str
        Names, the first one empty.
    versions : tuple of Version
    entries : Entries
    steps : Steps
    changes : Changes
    scored_over : int
        Denominator of scores against the matrix at hand.
    denominator : int
        Denominator of parts and of scores as they were; a multiple of the other.
    counted : tuple of Counted
        All first, then force by force, by name.
    regression : Regression
    since : date or None
        Only steps to an assessment on this day or later are held.
    followed : tuple of Followed
        Ids taken as another of the register.
    notices : tuple of str
    """

    assessments: Assessments
    by: str
    groups: tuple[str, ...]
    forces: tuple[str, ...]
    assessors: tuple[str, ...]
    versions: tuple[Version, ...]
    entries: Entries
    steps: Steps
    changes: Changes
    scored_over: int
    denominator: int
    counted: tuple[Counted, ...]
    regression: Regression
    since: dt.date | None = None
    followed: tuple[Followed, ...] = ()
    notices: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return a short description."""
        return f"History({len(self.entries)} assessments of {len(self.groups)} groups, {len(self.steps)} steps)"

    @property
    def measure(self) -> Measure:
        """The measure, in the matrix at hand."""
        return self.assessments.matrix.measure(self.by)

    @cached_property
    def edges(self) -> Ints:
        """Where the changes of each step begin, and behind the last where they end; shape (s + 1,)."""
        edges: Ints = np.searchsorted(self.changes.step, np.arange(len(self.steps) + 1)).astype(np.int64)
        return edges

    def score(self, entry: int) -> tuple[Fraction, Fraction]:
        """Return the exact lowest and highest score of an entry against the matrix at hand."""
        low, high = self.entries.low[entry], self.entries.high[entry]
        return Fraction(int(low), self.scored_over), Fraction(int(high), self.scored_over)

    def score_then(self, entry: int) -> tuple[Fraction, Fraction] | None:
        """Return the exact score on the version stated; None where that is not at hand."""
        if self.versions[int(self.entries.version[entry])].matrix is None:
            return None
        low, high = self.entries.then_low[entry], self.entries.then_high[entry]
        return Fraction(int(low), self.denominator), Fraction(int(high), self.denominator)

    def part(self, step: int, name: str) -> tuple[Fraction, Fraction] | None:
        """Return a part of a step's movement, at the low and the high end; None where it is undefined.

        Parameters
        ----------
        step : int
        name : {"version", "knowledge", "level"}
        """
        if name == "version" and not self.steps.parts.version_defined[step]:
            return None
        low, high = (getattr(self.steps.parts, f"{name}_{end}")[step] for end in ("low", "high"))
        return Fraction(int(low), self.denominator), Fraction(int(high), self.denominator)

    def flags(self, step: int) -> list[str]:
        """Return what is flagged of a step."""
        return [name for name, flags in self.steps.flags.items() if flags[step]]

    def steps_of(self, group: str) -> range:
        """Return the steps of a group, oldest first; none where it is unknown or assessed once."""
        at = np.searchsorted(self.groups, group)
        if at == len(self.groups) or self.groups[at] != group:
            return range(0)
        of = self.entries.group[self.steps.after]
        return range(int(np.searchsorted(of, at)), int(np.searchsorted(of, at, side="right")))
