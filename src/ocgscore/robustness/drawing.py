"""One block of draws: weights, level values and unknown levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.chance import Chance, Ints, Shorts
from ocgscore.robustness.lattice import (
    any_shares,
    importance,
    near_shares,
    ordered_shares,
    rising_values,
    spread_units,
)
from ocgscore.robustness.plan import Block, Plan
from ocgscore.robustness.uncertainty import Uncertainty, Weights
from ocgscore.robustness.unknowns import level_counts, possible_counts

Bytes: TypeAlias = npt.NDArray[np.uint8]
Rows: TypeAlias = npt.NDArray[np.intp]
Sampler: TypeAlias = Callable[[Chance], Ints]
BLOCK: Final = 128  # draws in a block: its scores for some thousands of groups stay in the cache
SHORT: Final = 2**16


@attrs.frozen(eq=False)
class Open:
    """The rows in which a criterion is not known, sorted by what is possible there.

    Parameters
    ----------
    rows : ndarray of intp, shape (u,)
    spans : tuple of (int, int, int, ndarray of uint16)
        (start, stop, lowest level, thresholds): a short below t thresholds of the span is `t` levels above the lowest.
    """

    rows: Rows
    spans: tuple[tuple[int, int, int, Shorts], ...]

    def levels(self, shorts: Shorts) -> Bytes:
        """Turn random shorts, shape (d, u), into levels."""
        levels = np.empty(shorts.shape, np.uint8)
        for start, stop, lowest, thresholds in self.spans:
            part = levels[:, start:stop]
            part[...] = lowest
            for threshold in thresholds:
                part += shorts[:, start:stop] >= threshold
        return levels


@attrs.frozen(eq=False)
class Draws:
    """A block of draws.

    Parameters
    ----------
    shares : dict of int to ndarray of int64, shape (d,)
        By criterion with a drawn weight: its share in units of ``2**-bits``.
    values : dict of int to ndarray of int64, shape (d, levels)
        By criterion with drawn values: times its share where that is drawn too, in units of ``2**-bits``.
    levels : dict of int to ndarray of uint8, shape (d, u)
        By criterion with unknown rows: the level drawn in each of them.
    """

    shares: Mapping[int, Ints]
    values: Mapping[int, Ints]
    levels: Mapping[int, Bytes]


@attrs.frozen(eq=False)
class Drawer:
    """Draws blocks for a plan and a batch.

    Parameters
    ----------
    plan : Plan
    uncertainty : Uncertainty
    unknown : dict of int to Open
        By criterion of the plan that is not known everywhere.
    seed : int
    """

    plan: Plan
    uncertainty: Uncertainty
    unknown: Mapping[int, Open]
    seed: int
    _samplers: tuple[Sampler, ...]

    @classmethod
    def of(cls, plan: Plan, uncertainty: Uncertainty, assessments: Assessments, seed: int) -> Drawer:
        """Find what is unknown in a batch, and how likely each level of it is."""
        counts = level_counts(assessments, uncertainty.unknowns)
        lowest, highest = assessments.lowest, assessments.highest
        found = {c: _open(lowest[:, c], highest[:, c], counts[c]) for c in plan.entries}
        unknown = {c: each for c, each in found.items() if len(each.rows)}
        samplers = tuple(_sampler(block, uncertainty.weights, plan.bits) for block in plan.blocks)
        return cls(plan, uncertainty, unknown, seed, samplers)

    @property
    def uncertain(self) -> bool:
        """Whether two draws can differ."""
        return self.plan.varied or bool(self.unknown)

    def block(self, number: int, shares: Mapping[int, Ints] | None = None) -> Draws:
        """Draw a block; with `shares` given, those weights instead of drawn ones, all else the same."""
        chance = Chance.of(self.seed, number)
        drawn = self._shares(chance)
        kept = drawn if shares is None else shares
        return Draws(kept, self._values(chance, kept), self._levels(chance))

    def _shares(self, chance: Chance) -> dict[int, Ints]:
        drawn: dict[int, Ints] = {}
        for block, sampler in zip(self.plan.blocks, self._samplers, strict=True):
            drawn |= dict(zip(block.criteria, np.ascontiguousarray(sampler(chance).T), strict=True))
        return drawn

    def _values(self, chance: Chance, shares: Mapping[int, Ints]) -> dict[int, Ints]:
        drawn: dict[int, Ints] = {}
        for criterion, entry in self.plan.entries.items():
            if not entry.values_drawn:
                continue
            values = rising_values(chance, BLOCK, len(entry.stated), self.plan.bits)
            share = shares.get(criterion)
            # the product of share and value is rounded down to the units of the share: still rising, ends exact
            drawn[criterion] = values if share is None else (values * share[:, None]) >> self.plan.bits
        return drawn

    def _levels(self, chance: Chance) -> dict[int, Bytes]:
        return {c: each.levels(chance.shorts(BLOCK, len(each.rows))) for c, each in self.unknown.items()}


def _sampler(block: Block, weights: Weights, bits: int) -> Sampler:
    """Return what draws a block's shares; whatever is the same for every draw is worked out once."""
    if isinstance(weights, Fraction):
        least, most = spread_units(block.shares, weights, bits)
        return lambda chance: near_shares(chance, BLOCK, least, most, bits)
    if weights == "order":
        ranks = importance(block.shares)
        return lambda chance: ordered_shares(chance, BLOCK, ranks, bits)
    return lambda chance: any_shares(chance, BLOCK, len(block.criteria), bits)


def _open(lowest: Bytes, highest: Bytes, counts: Ints) -> Open:
    rows = np.flatnonzero(lowest != highest)
    kinds = lowest[rows].astype(np.intp) * len(counts) + highest[rows]
    order = np.argsort(kinds, kind="stable")
    rows, kinds = rows[order], kinds[order]
    starts = np.flatnonzero(np.diff(kinds, prepend=-1))
    ends = [*starts[1:].tolist(), len(rows)][: len(starts)]
    spans = []
    for start, stop in zip(starts.tolist(), ends, strict=True):
        low, high = divmod(int(kinds[start]), len(counts))
        kept = np.cumsum(possible_counts(counts, low, high))
        thresholds = kept[:-1] * SHORT // kept[-1]
        spans.append((start, stop, low, thresholds[thresholds < SHORT].astype(np.uint16)))
    return Open(rows, tuple(spans))
