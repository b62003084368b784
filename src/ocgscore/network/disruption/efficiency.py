"""Efficiency along a course of removals: how few steps lie between those who remain."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from ocgscore.chance import Chance
from ocgscore.network.disruption.standing import Course, Standing
from ocgscore.network.disruption.strategy import Progress
from ocgscore.network.paths.hops import pairs_at
from ocgscore.network.ties import Floats, Ints

BUDGET: Final = 5_000_000_000  # nodes times arcs worth searching in all: some seconds
FIRST: Final = 10  # removals after each of which it is taken, whatever the size
SAMPLES: Final = 8  # batches of sources
SAMPLE: Final = 64  # sources in each


@attrs.frozen(eq=False)
class Efficiency:
    """The efficiency after some of the removals.

    Parameters
    ----------
    steps : ndarray of int64, shape (e,)
        After how many removals, rising; the first is 0.
    sums : ndarray of float64, shape (e,)
        The sum of 1 / distance, in steps, over the ordered pairs of those who remain; 0 for a pair that is not joined.
    errors : ndarray of float64, shape (e,)
        The standard error of each sum; 0 where exact.
    remaining : ndarray of int64, shape (e,)
        How many people remain.
    sources : int
        From how many people distances were taken each time; 0 where from all: exact.

    Notes
    -----
    Global efficiency [1]_ is the sum over n(n - 1). `at` divides by the pairs of those who remain, as the field does;
    it may rise when people on the edge go. `kept` divides by the sum at the start; no removal raises it.

    References
    ----------
    .. [1] Latora, V. & Marchiori, M. (2001). Efficient behavior of small-world networks. Phys. Rev. Lett. 87:198701.
    """

    steps: Ints
    sums: Floats
    errors: Floats
    remaining: Ints
    sources: int

    def at(self, number: int) -> float | None:
        """Return the efficiency of those who remain, 0 to 1; None where fewer than two do: undefined."""
        pairs = int(self.remaining[number]) * (int(self.remaining[number]) - 1)
        return float(self.sums[number]) / pairs if pairs else None

    def error(self, number: int) -> float | None:
        """Return the standard error of the efficiency; 0 where exact, None where it is undefined."""
        pairs = int(self.remaining[number]) * (int(self.remaining[number]) - 1)
        return float(self.errors[number]) / pairs if pairs else None

    def kept(self, number: int) -> float | None:
        """Return the part that is left of the sum at the start, 0 to 1; None where the start has no tie."""
        return float(self.sums[number]) / float(self.sums[0]) if self.sums[0] else None

    @property
    def exact(self) -> bool:
        """Whether distances were taken from everybody."""
        return not self.sources

    @property
    def engine(self) -> str:
        """How it was worked out, in words."""
        if self.exact:
            return "efficiency: exact, breadth-first searches from everybody"
        return f"efficiency: breadth-first searches from {self.sources} people drawn, with the standard error"


def efficiency_along(course: Course, *, seed: int = 1, progress: Progress | None = None) -> Efficiency:
    """Return the efficiency along a course of removals.

    Parameters
    ----------
    course : Course
    seed : int
        Of the people drawn, where the network is too large for all.
    progress : callable, optional
        Called with (networks just done, all).

    Returns
    -------
    Efficiency
        Exact after every removal where that is some seconds' work; else after the first ten, then ever more sparsely,
        exact if that can be afforded, and from 512 people drawn if not.

    Examples
    --------
    >>> from ocgscore.network.ties import Ties
    >>> star = Ties.of("abcd", [("a", "b"), ("a", "c"), ("a", "d")])
    >>> along = efficiency_along(Course(star, np.array([3, 0])))
    >>> [along.at(number) for number in range(3)], along.exact
    ([0.75, 0.8333333333333334, 0.0], True)
    """
    steps, exact = planned(course)
    drawn = None if exact else np.argsort(Chance.of(seed, 0).words(len(course.ties)), kind="stable")
    rows = []
    for step in steps:
        standing = course.at(step)
        rows.append((*_sum(standing, drawn), standing.remaining))
        if progress is not None:
            progress(1, len(steps))
    sums, errors, remaining = zip(*rows, strict=True)
    sources = 0 if exact else min(SAMPLES * SAMPLE, len(course.ties))
    return Efficiency(
        np.array(steps, np.int64), np.array(sums), np.array(errors), np.array(remaining, np.int64), sources
    )


def planned(course: Course) -> tuple[list[int], bool]:
    """Return after which removals efficiency is taken, and whether exactly."""
    n, count = len(course.ties), len(course.order)
    work = n * (n + 2 * course.ties.size)
    if work * (count + 1) <= BUDGET:
        return list(range(count + 1)), True
    steps = marks(count)
    return steps, work * len(steps) <= BUDGET


def marks(count: int) -> list[int]:
    """Return 0 to 10, then 20, 50, 100, 200, 500 and so on, and the last.

    Examples
    --------
    >>> marks(60)
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 60]
    """
    later, tens = [], FIRST
    while tens <= count:
        later += [2 * tens, 5 * tens, 10 * tens]
        tens *= 10
    return sorted({*range(min(count, FIRST) + 1), *(mark for mark in later if mark <= count), count})


def _sum(standing: Standing, drawn: Ints | None) -> tuple[float, float]:
    """Return the sum of 1 / distance over ordered pairs and its standard error."""
    if drawn is None:
        return _inverse(standing, None), 0.0
    present = drawn[standing.here[drawn]]
    if len(present) <= SAMPLES * SAMPLE:
        return _inverse(standing, None), 0.0
    chosen = present[: SAMPLES * SAMPLE].reshape(SAMPLES, SAMPLE)
    scale = len(present) / SAMPLE
    totals = np.array([_inverse(standing, np.sort(batch)) for batch in chosen]) * scale
    unseen = 1 - SAMPLES * SAMPLE / len(present)
    return float(totals.mean()), float(np.sqrt(totals.var(ddof=1) / SAMPLES * unseen))


def _inverse(standing: Standing, sources: Ints | None) -> float:
    counts = pairs_at(standing.ties, sources, without=~standing.here)
    return float((counts / np.arange(1, len(counts) + 1)).sum())
