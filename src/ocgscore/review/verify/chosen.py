"""Which of several explanations to give: the cleanest, and none that another outdoes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from ocgscore.review.verify.columns import RecordedColumn
from ocgscore.review.verify.explanation import DIFFERENT, Explanation, settled
from ocgscore.review.verify.numbers import Flags

MOST_WHOLE: Final = 8
MOST_PARTIAL: Final = 3


def best(listed: Sequence[Explanation], differing: Mapping[RecordedColumn, Flags]) -> tuple[Explanation, ...]:
    """Return the changes that explain whole columns; then the best in part, for the columns that nothing explains.

    Parameters
    ----------
    listed : sequence of Explanation
    differing : mapping of RecordedColumn to ndarray of bool
        The cells of each column to be explained.

    Returns
    -------
    tuple of Explanation

    Notes
    -----
    What is explained throughout and against nothing needs no explanation of some rows, or with something against it.
    A change is outdone by one with nothing against it that explains all its cells, and more of them or with less
    against it.
    """
    complete = [one for one in listed if one.complete and not one.refuted]
    explained = {key for one in complete if not one.where for key in settled(one)}
    sound = {key for one in complete if not one.where and not one.against for key in settled(one)}
    clean = [one for one in complete if not one.against]
    whole = [
        one
        for one in complete
        if (not (one.where or one.against) or settled(one) - (explained if one.where else sound))
        and not any(_outdone(one, other) for other in clean)
    ]
    whole.sort(key=lambda one: (bool(one.where), len(one.against) > 0, -sum(effect.complete for effect in one.effects)))
    open_ = [
        column
        for column, cells in differing.items()
        if (column, DIFFERENT) not in explained and not covered(column, cells, clean)
    ]
    return (*whole[:MOST_WHOLE], *_in_part([one for one in listed if not one.complete], open_))


def _outdone(one: Explanation, other: Explanation) -> bool:
    """Whether a change with nothing against it explains every cell that one does, and more or with less against it."""
    ours, theirs = _cells(one), _cells(other)
    if other is one or any(column not in theirs or (cells & ~theirs[column]).any() for column, cells in ours.items()):
        return False
    more = any(column not in ours or (cells & ~ours[column]).any() for column, cells in theirs.items())
    return more or bool(one.against)


def _cells(explanation: Explanation) -> dict[RecordedColumn, Flags]:
    return {effect.column: effect.cells for effect in explanation.effects if effect.complete and effect.column.measure}


def covered(column: RecordedColumn, cells: Flags, explanations: Sequence[Explanation]) -> bool:
    """Return whether each of some cells of a column is explained by a change with nothing against it, of some rows."""
    clean = (_cells(one) for one in explanations if not one.against)
    each = [found[column] for found in clean if column in found]
    return bool(each) and not bool((cells & ~np.logical_or.reduce(each)).any())


def _in_part(listed: Sequence[Explanation], columns: Sequence[RecordedColumn]) -> Iterator[Explanation]:
    """Yield for columns that nothing explains the change that explains most of each."""
    most = [max(((_gain(one, column), -at) for at, one in enumerate(listed)), default=(0, 0)) for column in columns]
    parts = {-at: gain for gain, at in most if gain > 0}
    for number, _ in sorted(parts.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST_PARTIAL]:
        yield listed[number]


def _gain(explanation: Explanation, column: RecordedColumn) -> int:
    """Return how many cells of a column a change makes right; 0 where they are under half, or it breaks others."""
    for effect in explanation.effects:
        if effect.column == column and 2 * effect.explained >= effect.differing and not explanation.against:
            return effect.explained
    return 0
