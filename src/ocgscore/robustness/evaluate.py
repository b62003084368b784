"""Exact scores of a whole batch under a block of draws, by matrix products of whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.robustness.drawing import BLOCK, Bytes, Draws, Open
from ocgscore.robustness.form import Extreme, Grid, Part, Sum
from ocgscore.robustness.plan import DOUBLE, Entry, Plan

Numbers: TypeAlias = npt.NDArray[Any]  # whole numbers, in whichever type holds them exactly
PIECE: Final = 2**18  # multiplications up to which OpenBLAS works on one thread
SINGLE: Final = 2**24  # whole numbers up to here are exact in 32-bit floating point


@attrs.frozen(eq=False)
class Ready:
    """A sum laid out for a batch of n.

    Parameters
    ----------
    base : ndarray, shape (n,)
        What no draw changes: the constant, lowest levels, and known levels of criteria of which nothing is drawn.
    left : tuple of (int, int or None)
        (criterion, level) for each column drawn: its share, or its value at a level.
    right : ndarray, shape (len(left), n)
        What a unit of each column adds to each row.
    unknown : tuple of (int, ndarray)
        (criterion, what each level adds, times a unit drawn where one is), for criteria unknown in some row.
    parts : tuple of (ReadyPart, int)
    """

    base: Numbers
    left: tuple[tuple[int, int | None], ...]
    right: Numbers
    unknown: tuple[tuple[int, Numbers], ...]
    parts: tuple[tuple[ReadyPart, int], ...]


@attrs.frozen(eq=False)
class ReadyPart:
    """A product, an extreme or a grid over sums laid out."""

    part: Part
    arguments: tuple[Ready, ...]


class Evaluator:
    """Scores a batch under blocks of draws.

    Parameters
    ----------
    plan : Plan
    assessments : Assessments
        n assessments.
    unknown : dict of int to Open
        Where criteria are not known.

    Attributes
    ----------
    dtype : dtype
        32-bit floating point where all scores are below 2**24, 64-bit where below 2**53, else 64-bit whole numbers:
        exact in each.
    cuts : tuple of int
        Least scores, as given by `scores`, of the bands 1, 2, ...
    top : int
        No score exceeds it.
    offset, unit : int
        A score times `unit` plus `offset` is the measure's numerator.
    """

    def __init__(self, plan: Plan, assessments: Assessments, unknown: Mapping[int, Open]) -> None:
        self._plan, self._unknown = plan, unknown
        self._codes = np.ascontiguousarray(assessments.lowest.T)
        self._known = {c: np.flatnonzero(assessments.lowest[:, c] == assessments.highest[:, c]) for c in plan.entries}
        self.offset, self.unit = _common(plan) if plan.linear else (0, 1)
        self.top = (plan.top - self.offset) // self.unit
        self.cuts = tuple(-((self.offset - cut) // self.unit) for cut in plan.cuts)
        exact = np.float32 if self.top < SINGLE and plan.linear else np.float64
        self.dtype = np.dtype(exact if self.top < DOUBLE else np.int64)
        self._ready = self._laid_out(plan.whole, self.offset, self.unit)

    def scores(self, draws: Draws) -> Numbers:
        """Return the score of each row under each draw, shape (d, n): whole numbers, a higher one ranks higher."""
        return self._sum(self._ready, draws)

    # -- laying out ----------------------------------------------------------------------------------------------

    def _laid_out(self, whole: Sum, offset: int = 0, unit: int = 1) -> Ready:
        least = whole.constant + sum(by * self._plan.entries[c].stated[0] for c, by in whole.terms)
        base = np.full(self._codes.shape[1], (least - offset) // unit, np.int64)
        columns: list[tuple[tuple[int, int | None], Numbers]] = []
        unknown = []
        for criterion, by in whole.terms:
            entry = self._plan.entries[criterion]
            adds = _adds(entry, by, unit)
            if entry.drawn:
                columns += self._columns(criterion, entry, adds)
            else:
                self._add_known(base, criterion, adds)
            if criterion in self._unknown:
                unknown.append((criterion, adds.astype(self.dtype)))
        right = np.array([column for _, column in columns], self.dtype).reshape(-1, self._codes.shape[1])
        parts = tuple((self._part(part), by) for part, by in whole.parts)
        return Ready(base.astype(self.dtype), tuple(key for key, _ in columns), right, tuple(unknown), parts)

    def _add_known(self, base: Numbers, criterion: int, adds: Numbers) -> None:
        rows = self._known[criterion]
        base[rows] += adds[self._codes[criterion, rows]]

    def _columns(self, criterion: int, entry: Entry, adds: Numbers) -> Iterator[tuple[tuple[int, int | None], Numbers]]:
        """Yield what is drawn of a criterion: its share once, or its value once a level above the lowest."""
        rows = self._known[criterion]
        levels = self._codes[criterion, rows]
        if not entry.values_drawn:
            column = np.zeros(self._codes.shape[1], np.int64)
            column[rows] = adds[levels]
            yield (criterion, None), column
            return
        for level in range(1, len(entry.stated)):
            column = np.zeros(self._codes.shape[1], np.int64)
            column[rows[levels == level]] = adds[-1]
            yield (criterion, level), column

    def _part(self, part: Part) -> ReadyPart:
        inner = (part.rows, part.columns) if isinstance(part, Grid) else part.arguments
        return ReadyPart(part, tuple(self._laid_out(each) for each in inner))

    # -- working out ---------------------------------------------------------------------------------------------

    def _sum(self, ready: Ready, draws: Draws) -> Numbers:
        if ready.left:
            left = np.stack([_drawn(draws, *column) for column in ready.left], axis=1).astype(self.dtype)
            found: Numbers = _product(left, ready.right)
            found += ready.base
        else:
            found = np.repeat(ready.base[None, :], BLOCK, axis=0)
        for criterion, adds in ready.unknown:
            self._add_unknown(found, draws, criterion, adds)
        for part, by in ready.parts:
            found += self._worked_out(part, draws) * self.dtype.type(by)
        return found

    def _add_unknown(self, found: Numbers, draws: Draws, criterion: int, adds: Numbers) -> None:
        levels, entry = draws.levels[criterion], self._plan.entries[criterion]
        if entry.values_drawn:
            values = draws.values[criterion].astype(self.dtype)
            added: Numbers = np.take_along_axis(values, levels.astype(np.intp), axis=1) * adds[-1]
        else:
            added = adds[levels]
            if entry.weight_drawn:
                added *= draws.shares[criterion].astype(self.dtype)[:, None]
        found[:, self._unknown[criterion].rows] += added

    def _worked_out(self, ready: ReadyPart, draws: Draws) -> Numbers:
        arguments = [self._sum(argument, draws) for argument in ready.arguments]
        part = ready.part
        if isinstance(part, Grid):
            return self._looked_up(part, *arguments)
        combine = {"max": np.maximum, "min": np.minimum}[part.kind] if isinstance(part, Extreme) else np.multiply
        found = arguments[0]
        for argument in arguments[1:]:
            combine(found, argument, out=found)
        return found

    def _looked_up(self, grid: Grid, rows: Numbers, columns: Numbers) -> Numbers:
        cells = np.array(grid.cells, self.dtype)
        index = bands_of(rows, grid.row_cuts).astype(np.intp) * cells.shape[1] + bands_of(columns, grid.column_cuts)
        found: Numbers = cells.ravel()[index]
        return found


def _product(left: Numbers, right: Numbers) -> Numbers:
    """Multiply matrices in pieces for which BLAS starts no threads of its own: ours have every processor already."""
    found = np.empty((left.shape[0], right.shape[1]), left.dtype)
    columns = max(PIECE // max(left.size, 1), 1)
    for start in range(0, right.shape[1], columns):
        part = slice(start, start + columns)
        np.matmul(left, right[:, part], out=found[:, part])
    return found


def bands_of(scores: Numbers, cuts: tuple[int, ...]) -> Bytes:
    """Return the band of each score: how many cuts it reaches."""
    bands = np.zeros(scores.shape, np.uint8)
    for cut in cuts:
        bands += scores >= cut
    return bands


def _drawn(draws: Draws, criterion: int, level: int | None) -> Numbers:
    return draws.shares[criterion] if level is None else draws.values[criterion][:, level]


def _adds(entry: Entry, by: int, unit: int) -> Numbers:
    """Return what each level adds above the lowest: for a unit drawn, or as stated where nothing is drawn."""
    return np.array([by * step // unit for step in entry.rises], np.int64)


def _common(plan: Plan) -> tuple[int, int]:
    """Return what all scores of a plain sum have in common: an offset, and a unit that all steps from it share.

    Neither changes an order, and smaller numbers are sorted more quickly.
    """
    offset, unit = plan.whole.constant, 0
    for criterion, by in plan.whole.terms:
        entry = plan.entries[criterion]
        offset += by * entry.stated[0]
        unit = math.gcd(unit, *(by * step for step in entry.rises))
    return offset, unit or 1
