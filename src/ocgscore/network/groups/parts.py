"""The largest connected part of every group at once: only the ties between its own members count."""

from __future__ import annotations

import numpy as np

from ocgscore.network.groups.pairs import end_groups, entries
from ocgscore.network.membership import Membership
from ocgscore.network.ties import Ints, Ties


def inner_ties(ties: Ties, belonging: Membership) -> tuple[Ints, Ints, Ints]:
    """Return every tie within every group: (group, entry of one end, entry of the other) in the membership's arrays."""
    tie, one, other = end_groups(ties, belonging)
    within = one == other
    tie, group = tie[within], one[within]
    return group, entries(belonging, ties.tails[tie], group), entries(belonging, ties.heads[tie], group)


def largest_parts(belonging: Membership, one: Ints, other: Ints) -> Ints:
    """Return how many members the largest connected part within each group has; int64, shape (g,).

    Parameters
    ----------
    belonging : Membership
    one, other : ndarray of int64
        Ties within groups, as entries of the membership: a person of two groups stands in each apart.
    """
    labels = connected_labels(len(belonging.group), one, other)
    sizes = np.bincount(labels, minlength=len(labels))
    largest = np.zeros(len(belonging.groups), np.int64)
    np.maximum.at(largest, belonging.group, sizes[labels])
    return largest


def connected_labels(count: int, one: Ints, other: Ints) -> Ints:
    """Return for each of some things the lowest thing that ties lead to from it; int64, shape (count,).

    Each round hands the lower label over every tie, then follows labels to their own labels until nothing moves.

    Examples
    --------
    >>> connected_labels(5, np.array([4, 1]), np.array([2, 4])).tolist()
    [0, 1, 1, 3, 1]
    """
    labels = np.arange(count)
    while bool((labels[one] != labels[other]).any()):
        low = np.minimum(labels[one], labels[other])
        for end in (one, other):
            np.minimum.at(labels, labels[end], low)
        while bool((labels != labels[labels]).any()):
            labels = labels[labels]
    return labels
