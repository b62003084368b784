"""Which group of one sheet is which of another: by id, where case and spaces make no difference."""

from __future__ import annotations

from collections import Counter

import attrs

from ocgscore.assessments import Assessments
from ocgscore.review.records import folded


@attrs.frozen
class Pairs:
    """The groups of two batches that each hold one assessment of a group.

    Parameters
    ----------
    both : tuple of (int, int)
        Rows of the same group: of the batch then and of the batch now, in the order of the latter.
    new, gone : tuple of int
        Rows of the batch now, and of the batch then, whose group the other has not.
    """

    both: tuple[tuple[int, int], ...]
    new: tuple[int, ...]
    gone: tuple[int, ...]


def paired(then: Assessments, now: Assessments) -> Pairs:
    """Find the same groups in two batches.

    Ids that are written alike are the same group's. Of the others those are that differ in case, spaces and the kind of
    a dash alone, where each batch has one such id.

    Parameters
    ----------
    then, now : Assessments
        At most one of each id.

    Returns
    -------
    Pairs

    Examples
    --------
    >>> from ocgscore import assess
    >>> sheets = [[{"group": id_, "violence": "low"} for id_ in ids] for ids in (["A 1", "B"], ["a1", "C"])]
    >>> paired(*(assess(rows, "sleipnir-2000") for rows in sheets))
    Pairs(both=((0, 0),), new=(1,), gone=(1,))
    """
    old, new = (_ids(batch) for batch in (then, now))
    at = dict(zip(old, range(len(old)), strict=True))
    found = {row: at[id_] for row, id_ in enumerate(new) if id_ in at}
    taken = set(found.values())
    loose = {row: folded(id_) for row, id_ in enumerate(old) if row not in taken}
    left = {row: folded(id_) for row, id_ in enumerate(new) if row not in found}
    single = {key for key, count in Counter(left.values()).items() if count == 1}
    by_key = {key: row for row, key in loose.items() if key in single}
    doubled = {key for key, count in Counter(loose.values()).items() if count > 1}
    found |= {row: by_key[key] for row, key in left.items() if key in by_key and key not in doubled}
    taken = set(found.values())
    return Pairs(
        tuple((found[row], row) for row in sorted(found)),
        tuple(row for row in range(len(new)) if row not in found),
        tuple(row for row in range(len(old)) if row not in taken),
    )


def _ids(batch: Assessments) -> list[str]:
    texts = batch.group.texts()
    return [texts[code] for code in batch.group.codes.tolist()]
