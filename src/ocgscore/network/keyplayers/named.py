"""People by their ids: where they stand in the network, and what is wrong with a list of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from ocgscore.errors import Problem, same_id_hint
from ocgscore.network.ties import Ints, Ties


def name_problems(where: str, names: Sequence[Hashable], ties: Ties) -> Iterator[Problem]:
    """Yield a problem for each name that is not in the network, or that is there before.

    Examples
    --------
    >>> [str(problem) for problem in name_problems("removed", ["Ann"], Ties.of(["ann", "bob"], []))]
    ["removed 1: 'Ann' is not a person of the network; did you mean 'ann'?"]
    """
    said: set[Hashable] = set()
    for number, name in enumerate(names, 1):
        if name not in ties.place:
            yield Problem(f"{where} {number}", str(name), "a person of the network", nearest(name, ties))
        elif name in said:
            yield Problem(f"{where} {number}", str(name), "named once", "keep the first")
        said.add(name)


def nearest(name: Hashable, ties: Ties) -> str:
    """Return what to do about a name that is not in the network."""
    hint = same_id_hint(str(name), map(str, ties.nodes))
    return hint or "check the id"


def places_of(names: Iterable[Hashable], ties: Ties) -> Ints:
    """Return the positions of people who are all in the network."""
    return np.array([ties.place[name] for name in names], np.int64)
