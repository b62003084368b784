"""Past bands against those of another matrix: the same for certain, another for certain, or open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.matrix.program import Program
    from ocgscore.scoring import MeasureScores

Ints = npt.NDArray[np.int64]
SAME, POSSIBLE, ANOTHER = range(3)


@attrs.frozen
class Rebanded:
    """How many of some assessments would have been in another band.

    Parameters
    ----------
    name : str
        A force, a quarter such as ``2026 Q1``, or empty for all (and for no force stated).
    assessments : int
    same, another, possible : int
        In the same band whatever the unknowns turn out to be; in another whatever they turn out to be; and those of
        which neither can be said. They add up to `assessments`.
    """

    name: str
    assessments: int
    same: int
    possible: int
    another: int


@attrs.frozen
class BandPair:
    """How many assessments stand in one band as it was, and in another (or the same) as it would have been.

    Parameters
    ----------
    before, after : str
        A band's label, or ``lowest–highest`` where unknowns reach several.
    assessments : int
    """

    before: str
    after: str
    assessments: int


def without_bands(old: MeasureScores, new: MeasureScores, matrix: Matrix, other: Matrix) -> str:
    """Return why bands cannot be compared; empty where they can."""
    lacking = [one.name for one, found in ((matrix, old), (other, new)) if not found.measure.bands]
    return f"{old.measure.id} has no bands in {' and '.join(dict.fromkeys(lacking))}" if lacking else ""


def band_kinds(old: MeasureScores, new: MeasureScores, cuts: tuple[Sequence[int], Sequence[int]] | None) -> Ints:
    """Return for each assessment whether its band is the same, another, or open; bands are compared by label.

    Parameters
    ----------
    old, new : MeasureScores
    cuts : pair of sequence of int, or None
        Where the bands of both begin, if both give every possible completion the same score: then the scores between
        the two ends are compared one by one. Without, the bands that each leaves possible are compared.

    Returns
    -------
    ndarray of int64, shape (n,)
        `SAME`, `POSSIBLE` or `ANOTHER`.
    """
    labels, others = ([band.label.casefold() for band in one.measure.bands] for one in (old, new))
    if cuts is None:
        table = _kinds_table(labels, others)
        found: Ints = table[old.band_low, old.band_high, new.band_low, new.band_high]
        return found
    edges = np.unique(np.array([*cuts[0], *cuts[1]], np.int64))
    before, after = (np.searchsorted(np.array(own, np.int64), edges, side="right").tolist() for own in cuts)
    differs = [
        labels[at] != others[other] for at, other in zip([0, *before], [0, *after], strict=True)
    ]  # in each stretch of scores between two edges
    first, last = (np.searchsorted(edges, ends, side="right") for ends in (old.low, old.high))
    running = np.concatenate([[0], np.cumsum(differs)])
    count, most = running[last + 1] - running[first], last + 1 - first
    return np.where(count == 0, SAME, np.where(count == most, ANOTHER, POSSIBLE)).astype(np.int64)


def same_scores(
    assessments: Assessments, again: Assessments, chosen: str
) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return where the bands begin under both matrices, if the two differ in nothing else that a score is made of."""
    programs = [one.matrix.program for one in (assessments, again)]
    at, other = (one.matrix.measure_position(chosen) for one in (assessments, again))
    cuts = programs[0].measures[at].cuts, programs[1].measures[other].cuts
    plain = [_without_cuts(program, place) for program, place in zip(programs, (at, other), strict=True)]
    levels = np.array_equal(assessments.lowest, again.lowest) and np.array_equal(assessments.highest, again.highest)
    return cuts if plain[0] == plain[1] and at == other and levels else None


def _without_cuts(program: Program, at: int) -> Program:
    measures = list(program.measures)
    measures[at] = attrs.evolve(measures[at], cuts=())
    return attrs.evolve(program, measures=tuple(measures))


def _kinds_table(labels: Sequence[str], others: Sequence[str]) -> Ints:
    """Return what to say of every pair of ranges of bands."""
    table = np.full((len(labels), len(labels), len(others), len(others)), POSSIBLE, np.int64)
    for low, high in combinations_with_replacement(range(len(labels)), 2):
        for new_low, new_high in combinations_with_replacement(range(len(others)), 2):
            before, after = set(labels[low : high + 1]), set(others[new_low : new_high + 1])
            if before.isdisjoint(after):
                table[low, high, new_low, new_high] = ANOTHER
            elif len(before) == len(after) == 1:
                table[low, high, new_low, new_high] = SAME
    return table


def counted_kinds(name: str, kind: Ints) -> Rebanded:
    """Return how many assessments are of each kind."""
    counts = np.bincount(kind, minlength=3).tolist()
    return Rebanded(name, len(kind), counts[SAME], counts[POSSIBLE], counts[ANOTHER])


def each_kind(number: Ints, names: Sequence[str], kind: Ints) -> Iterator[Rebanded]:
    """Yield for each name, by number, how many of its assessments are of each kind; none for a name without any."""
    counts = np.bincount(number * 3 + kind, minlength=3 * len(names)).reshape(-1, 3)
    for name, (same, possible, another) in zip(names, counts.tolist(), strict=True):
        if same + possible + another:
            yield Rebanded(name, same + possible + another, same, possible, another)


def band_pairs(old: MeasureScores, new: MeasureScores) -> Iterator[BandPair]:
    """Yield each band, or range of bands, with the one it becomes, lowest first."""
    ends = np.stack([old.band_low, old.band_high, new.band_low, new.band_high], 1)
    found, counts = np.unique(ends, axis=0, return_counts=True)
    for (low, high, new_low, new_high), count in zip(found.tolist(), counts.tolist(), strict=True):
        yield BandPair(_band(old, low, high), _band(new, new_low, new_high), count)


def _band(result: MeasureScores, low: int, high: int) -> str:
    labels = [band.label for band in result.measure.bands]
    return labels[low] if low == high else f"{labels[low]}–{labels[high]}"


def label_notices(old: MeasureScores, new: MeasureScores) -> Iterator[str]:
    """Say where the bands are not called alike."""
    labels, others = ([band.label for band in one.measure.bands] for one in (old, new))
    if [label.casefold() for label in labels] != [label.casefold() for label in others]:
        yield f"bands are compared by name: {', '.join(labels)} against {', '.join(others)}"
