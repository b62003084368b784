"""Cores: who remains when everybody with few contacts among those who remain is left out."""

from __future__ import annotations

import numpy as np

from ocgscore.network.between import Network, ties_of
from ocgscore.network.local.found import CountByNode
from ocgscore.network.ties import Ints, Ties


def core_numbers(network: Network) -> CountByNode:
    """Return the largest k for which a person is in the k-core [1]_: all have k contacts in it; 0 without contacts.

    Parameters
    ----------
    network : OcgMap, networkx graph or Ties
        Strengths and directions are ignored.

    Notes
    -----
    People are left out in the order of the contacts they have left, moved between buckets in place: time grows with the
    ties [2]_.

    References
    ----------
    .. [1] Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5:269-287.
    .. [2] Batagelj, V. & Zaversnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv cs/0310049.

    Examples
    --------
    >>> core_numbers(Ties.of("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])).as_dict()
    {'a': 2, 'b': 2, 'c': 2, 'd': 1}
    """
    ties = ties_of(network)
    return CountByNode(ties.nodes, _cores(ties))


def _cores(ties: Ties) -> Ints:
    left = ties.degree.tolist()
    order = np.argsort(ties.degree, kind="stable")
    queue, place = order.tolist(), np.argsort(order).tolist()
    bucket = np.searchsorted(ties.degree[order], np.arange(max(left, default=0) + 2)).tolist()  # where each begins
    starts, ends = ties.starts.tolist(), ties.ends.tolist()
    for number in range(len(queue)):
        node = queue[number]
        for other in ends[starts[node] : starts[node + 1]]:
            if left[other] > left[node]:
                first = bucket[left[other]]
                at, front = place[other], queue[first]
                queue[at], queue[first] = front, other
                place[front], place[other] = at, first
                bucket[left[other]] += 1
                left[other] -= 1
    return np.array(left, np.int64)
