"""Groups that were assessed but are not on the register."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocgscore.assessments import Assessments
from ocgscore.review.coverage.model import Ints, Unregistered
from ocgscore.review.records import folded
from ocgscore.review.register import Register


def unregistered_of(register: Register, assessments: Assessments, position: Ints) -> tuple[Unregistered, ...]:
    """Return the ids that the register does not know, in the order of their first rows.

    Parameters
    ----------
    register : Register
    assessments : Assessments
        n rows.
    position : ndarray of int64, shape (n,)
        -1 where the register does not know the id.
    """
    rows = np.flatnonzero(position < 0)
    if not len(rows):
        return ()
    group, force = assessments.group, assessments.force
    texts = group.texts()
    number: dict[str, int] = {}
    codes = {
        code: number.setdefault(folded(texts[code]), len(number)) for code in np.unique(group.codes[rows]).tolist()
    }
    coded = np.full(len(texts), -1, np.int64)
    coded[list(codes)] = list(codes.values())
    ids = coded[group.codes[rows]]
    first = np.full(len(number), len(assessments), np.int64)
    np.minimum.at(first, ids, rows)
    times = np.bincount(ids, minlength=len(number))
    forces = _forces(ids, [] if force is None else force.texts(), None if force is None else force.codes[rows])
    return tuple(
        Unregistered(
            id=group.row_text(first[one]),
            force=forces.get(one, ""),
            where=assessments.place(int(first[one]), "group"),
            rows=int(times[one]),
            near=register.near(group.row_text(first[one])),
        )
        for one in np.argsort(first, kind="stable").tolist()
    )


def _forces(ids: Ints, texts: list[str], codes: npt.NDArray[np.int32] | None) -> dict[int, str]:
    """Return for each id the force of most of its rows; of two with as many the first in order."""
    if codes is None:
        return {}
    wide = max(len(texts), 1)
    pairs, counts = np.unique(ids * wide + codes, return_counts=True)
    best: dict[int, tuple[int, str, str]] = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        one, text = pair // wide, texts[pair % wide]
        offer = (-count, folded(text), text)
        best[one] = min(best.get(one, offer), offer)
    return {one: offer[2] for one, offer in best.items()}
