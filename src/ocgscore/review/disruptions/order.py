"""How far the order of forces rests on grading: pair by pair, on exact counts over exact bases."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.review.disruptions.model import NO_FORCE, THRESHOLDS, Ints
from ocgscore.review.disruptions.result import Bounds, ForceDisruptions, Order, OrderAt

Flags = npt.NDArray[np.bool_]
EXAMPLES = 5
TOO_FEW = "fewer than two forces can be compared"


@attrs.frozen(eq=False)
class _Counts:
    """Counts of f forces at a threshold, and what each is over; int64, shape (f,)."""

    base: Ints
    recorded: Ints
    low: Ints
    high: Ints
    independent_low: Ints
    independent_high: Ints


def order_of(forces: Sequence[ForceDisruptions]) -> Order:
    """Say for every two forces whether their order would be the same under other grading.

    Parameters
    ----------
    forces : sequence of ForceDisruptions
        By name. Compared are the rates for every 100 groups where any force has one, else the counts; records without
        a force are no force's.

    Returns
    -------
    Order

    Notes
    -----
    No record is claimed by both forces of a pair, so each force's can be regraded whatever happens to the other's: an
    order is settled when, and only when, the ranges of the two do not meet. Every comparison is of whole numbers,
    cross-multiplied.
    """
    named = [one for one in forces if one.force != NO_FORCE]
    by = "rates" if any(one.groups is not None for one in named) else "counts"
    compared = [one for one in named if by == "counts" or one.groups is not None]
    names = tuple(one.force for one in compared)
    left_out = tuple(one.force for one in named if one not in compared)
    if len(compared) < 2:
        return Order(by, names, left_out, (), TOO_FEW)
    return Order(by, names, left_out, tuple(_at(threshold, at, compared) for at, threshold in enumerate(THRESHOLDS)))


def _at(threshold: str, at: int, forces: Sequence[ForceDisruptions]) -> OrderAt:
    counts = _counts([one.bounds[at] for one in forces], [one.groups or 1 for one in forces])
    names = [one.force for one in forces]
    tally = np.zeros(5, np.int64)
    examples: list[tuple[str, str]] = []
    ranks: list[tuple[int, int]] = []
    for force in range(len(names)):
        pairs, turned = _against_later(counts, force)
        tally += pairs
        examples += [_higher_first(names, counts, force, other) for other in turned[: EXAMPLES - len(examples)]]
        ranks.append(_rank(counts, force))
    settled, could_turn, tied, reversed_, may_reverse = tally.tolist()
    pairs_of_all = len(names) * (len(names) - 1) // 2
    return OrderAt(
        threshold, pairs_of_all, settled, could_turn, tied, reversed_, may_reverse, tuple(examples), tuple(ranks)
    )


def _counts(bounds: Sequence[Bounds], bases: Sequence[int]) -> _Counts:
    recorded = [one.recorded for one in bounds]
    ranges = np.array([(*one.regraded, *one.independent) for one in bounds], np.int64).T
    return _Counts(np.array(bases, np.int64), np.array(recorded, np.int64), *ranges)


def _above(counts: _Counts, mine: Ints, force: int, theirs: Ints) -> Flags:
    """Return for each force whether one number of this force, over its base, is above one of that force."""
    above: Flags = mine[force] * counts.base > theirs * counts.base[force]
    return above


def _below(counts: _Counts, mine: Ints, force: int, theirs: Ints) -> Flags:
    below: Flags = mine[force] * counts.base < theirs * counts.base[force]
    return below


def _against_later(counts: _Counts, force: int) -> tuple[Ints, list[int]]:
    """Return what becomes of the pairs of a force with those after it, and those that turn for certain."""
    later = np.arange(len(counts.base)) > force
    above, below = (of(counts, counts.recorded, force, counts.recorded) for of in (_above, _below))
    settled = _above(counts, counts.low, force, counts.high) | _below(counts, counts.high, force, counts.low)
    low, high = counts.independent_low, counts.independent_high
    turned = (above & _below(counts, high, force, low)) | (below & _above(counts, low, force, high))
    may = (above & _below(counts, low, force, high)) | (below & _above(counts, high, force, low))
    kinds = (settled, (above | below) & ~settled, ~above & ~below, turned, may)
    return np.array([int((kind & later).sum()) for kind in kinds], np.int64), np.flatnonzero(turned & later).tolist()


def _higher_first(names: Sequence[str], counts: _Counts, force: int, other: int) -> tuple[str, str]:
    higher = bool(_above(counts, counts.recorded, force, counts.recorded)[other])
    return (names[force], names[other]) if higher else (names[other], names[force])


def _rank(counts: _Counts, force: int) -> tuple[int, int]:
    """Return the best and the worst rank of a force, 1 the highest."""
    above_me = _below(counts, counts.high, force, counts.low)
    maybe_above_me = _below(counts, counts.low, force, counts.high)
    maybe_above_me[force] = False
    return 1 + int(above_me.sum()), 1 + int(maybe_above_me.sum())
