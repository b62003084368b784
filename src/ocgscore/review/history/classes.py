"""What each step is: real change, or what only looks like it; counted for each force and in all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ocgscore.review.history.model import Bytes, Counted, Flags, Ints
from ocgscore.review.history.order import Ordered
from ocgscore.review.history.parts import certain
from ocgscore.review.history.words import (
    ANOTHER,
    CHANGE,
    CLASSES,
    FLAGS,
    KNOWLEDGE_ONLY,
    MERGED,
    MOVED,
    NONE,
    NOT_NAMED,
    OTHER_VERSION,
    SAME_DAY,
    VERSION_ONLY,
)


def flags_of(order: Ordered, before: Ints, after: Ints, beside: Flags) -> dict[str, Flags]:
    """Return what is flagged of each step, by the keys of `FLAGS`; each of shape (s,).

    Two assessments are by the same scorer where the assessor is stated and the same, and so is the force or neither
    states one; by another where both state an assessor, or both a force, and these differ; else it is not known.
    `beside` is where criteria changed that the measure is not made of.
    """
    force, assessor = ((codes[before], codes[after]) for codes in (order.force, order.assessor))
    another = np.logical_or(*((old != new) & (old > 0) & (new > 0) for old, new in (force, assessor)))
    same = (assessor[0] == assessor[1]) & (assessor[0] > 0) & (force[0] == force[1])
    key = _version_keys(order)
    days = order.moment.astype("datetime64[D]")
    stated = np.array([bool(version.name) for version in order.versions], np.bool_)[order.version]
    at_hand = np.array([version.matrix is not None for version in order.versions], np.bool_)[order.version]
    found = (
        another,
        ~another & ~same,
        days[before] == days[after],
        key[before] != key[after],
        ~(stated[before] & stated[after]),
        ~(at_hand[before] & at_hand[after]),
        order.written[before] != order.written[after],
        beside,
        order.origin[before] != order.origin[after],
    )
    return dict(zip(FLAGS, found, strict=True))


def classes_of(kinds: Bytes, flags: dict[str, Flags]) -> Bytes:
    """Return the class of each step; uint8, shape (s,), positions in `CLASSES`.

    Parameters
    ----------
    kinds : ndarray of uint8, shape (s, c)
        How each of the criteria changed that the measure is made of.
    flags : dict of str to ndarray of bool, shape (s,)
    """
    names = list(CLASSES)
    changed = certain(kinds).any(1)
    found = np.full(len(kinds), names.index(KNOWLEDGE_ONLY), np.uint8)
    same = ~(kinds > 0).any(1)
    found[same] = names.index(NONE)
    found[same & flags["another version"]] = names.index(VERSION_ONLY)
    found[changed] = names.index(CHANGE)
    # the last that holds is the strongest reason not to call it real
    doubts = {
        OTHER_VERSION: "another version",
        SAME_DAY: "same day",
        NOT_NAMED: "scorer not named",
        ANOTHER: "another scorer",
        MERGED: "merged groups",
    }
    for name, flag in doubts.items():
        found[changed & flags[flag]] = names.index(name)
    return found


def moved_of(before: tuple[Ints, Ints], after: tuple[Ints, Ints]) -> Bytes:
    """Return which way each score went; uint8, shape (s,), positions in `MOVED`.

    Examples
    --------
    >>> old, new = (np.array([1, 5, 1]), np.array([2, 6, 3])), (np.array([3, 1, 2]), np.array([4, 2, 4]))
    >>> [MOVED[at] for at in moved_of(old, new).tolist()]
    ['up', 'down', 'open']
    """
    (low, high), (new_low, new_high) = before, after
    moved = np.full(len(low), MOVED.index("open"), np.uint8)
    moved[(low == new_low) & (high == new_high)] = MOVED.index("unchanged")
    moved[new_low > high] = MOVED.index("up")
    moved[new_high < low] = MOVED.index("down")
    return moved


def counted_steps(order: Ordered, after: Ints, kind: Bytes, moved: Bytes) -> Iterator[Counted]:
    """Yield how many steps of each class went which way: in all, then by force of the later assessment."""
    n = len(order.group)
    last = np.append(order.group[1:] != order.group[:-1], True)[:n]
    first = np.append(True, order.group[1:] != order.group[:-1])[:n]
    shape = (len(order.forces), len(CLASSES), len(MOVED))
    force = order.force[after]
    steps = np.zeros(shape, np.int64)
    np.add.at(steps, (force, kind, moved), 1)
    groups, once = (np.bincount(order.force[rows], minlength=shape[0]) for rows in (last, last & first))
    yield Counted(None, int(last.sum()), int((last & first).sum()), _rows(steps.sum(0)))
    for at, name in enumerate(order.forces):
        if groups[at] or steps[at].any():
            yield Counted(name, int(groups[at]), int(once[at]), _rows(steps[at]))


def _rows(table: Ints) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def _version_keys(order: Ordered) -> Ints:
    """Return for each row a number that is the same for one version, however it is stated."""
    keys = sorted({version.key for version in order.versions})
    return np.array([keys.index(version.key) for version in order.versions], np.int64)[order.version]
