"""Whether totals gather on a band's threshold, where a group would otherwise have fallen just short of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import numpy as np
import numpy.typing as npt

from ocgscore.consistency.ratings import Ints
from ocgscore.errors import Problem, RequestError


@attrs.frozen
class Heap:
    """Totals of one scorer, or of all together, beside one threshold.

    Parameters
    ----------
    scorer : str
        Empty for all scorers together.
    threshold : int
        Over the denominator of the totals.
    n : int
        Totals of the scorer, near or far.
    on_or_above : int
        From the threshold up to, but not including, one unit more.
    below : int
        From one unit less up to, but not including, the threshold.
    share : float or None
        `on_or_above` of both together; None where both are 0, or where there is no unit.
    """

    scorer: str
    threshold: int
    n: int
    on_or_above: int
    below: int
    share: float | None


@attrs.frozen
class Heaping:
    """Totals beside every threshold.

    Parameters
    ----------
    unit : int or None
        The smallest step between totals; None where all totals are equal and no unit was given.
    heaps : tuple of Heap
        By threshold, lowest first, then by scorer.
    heaps_of_all : tuple of Heap
        All scorers together, one for each threshold.
    reason : str
        Why there are no shares, where the unit is None.
    """

    unit: int | None
    heaps: tuple[Heap, ...]
    heaps_of_all: tuple[Heap, ...]
    reason: str = ""


def heaping(
    points: npt.NDArray[np.integer],
    thresholds: Sequence[int],
    scorer: npt.NDArray[np.integer],
    scorers: Sequence[str],
    unit: int | None = None,
) -> Heaping:
    """Count the totals just on or above each threshold, and just below it.

    Parameters
    ----------
    points : ndarray of integers, shape (r,)
        Totals known exactly, as numerators over one denominator.
    thresholds : sequence of int
        Where bands start, over the same denominator.
    scorer : ndarray of integers, shape (r,)
        The position in `scorers` of who scored each.
    scorers : sequence of str
    unit : int, optional
        The measure's smallest step, over the same denominator; the greatest common divisor of the differences between
        the totals by default.

    Returns
    -------
    Heaping
        Counts and no test: a share above one half is no sign by itself, since totals thin out to either side and not
        every total can be reached in as many ways. Compare a scorer with all together.

    Raises
    ------
    RequestError

    Examples
    --------
    >>> found = heaping(np.array([9, 10, 10, 10, 12, 4]), [10], np.array([0, 0, 0, 0, 1, 1]), ["North", "South"])
    >>> [(heap.scorer, heap.on_or_above, heap.below, heap.share) for heap in found.heaps]
    [('North', 3, 1, 0.75), ('South', 0, 0, None)]
    """
    _check(points, thresholds, scorer, scorers, unit)
    total = points.astype(np.int64)
    step = unit or int(np.gcd.reduce(np.diff(np.unique(total)))) or None
    heaps, of_all = [], []
    for threshold in sorted(set(thresholds)):
        *each, together = _heaps(total, threshold, scorer.astype(np.int64), scorers, step)
        heaps += each
        of_all.append(together)
    reason = "" if step else "all totals are equal: their smallest step is not known"
    return Heaping(step, tuple(heaps), tuple(of_all), reason)


def _heaps(total: Ints, threshold: int, scorer: Ints, scorers: Sequence[str], step: int | None) -> Iterator[Heap]:
    """Yield the counts beside one threshold: of each scorer, then of all together."""
    distance = total - threshold
    near = step or 0
    above = np.bincount(scorer[(distance >= 0) & (distance < near)], minlength=len(scorers)).tolist()
    below = np.bincount(scorer[(distance < 0) & (distance >= -near)], minlength=len(scorers)).tolist()
    counts = np.bincount(scorer, minlength=len(scorers)).tolist()
    for name, n, on, under in zip(scorers, counts, above, below, strict=True):
        yield Heap(name, threshold, n, on, under, _share(on, under))
    yield Heap("", threshold, len(total), sum(above), sum(below), _share(sum(above), sum(below)))


def _share(above: int, below: int) -> float | None:
    return above / (above + below) if above + below else None


def _check(
    points: npt.NDArray[np.integer],
    thresholds: Sequence[int],
    scorer: npt.NDArray[np.integer],
    scorers: Sequence[str],
    unit: int | None,
) -> None:
    problems = []
    for name, array in (("points", points), ("scorer", scorer)):
        if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
            got = f"an array of shape {array.shape} and type {array.dtype}"
            problems.append(Problem(name, got, "a row of whole numbers", "give exact numerators and positions"))
    if not problems and len(points) != len(scorer):
        hint = "give one scorer for each total"
        problems.append(Problem("scorer", f"{len(scorer)} positions", f"as long as the {len(points)} totals", hint))
    if not problems and len(scorer) and not (int(scorer.min()) >= 0 and int(scorer.max()) < len(scorers)):
        got = f"{int(scorer.min())} to {int(scorer.max())}"
        hint = "leave out totals that have no scorer"
        problems.append(Problem("scorer", got, f"positions among {len(scorers)} scorers", hint))
    if not thresholds:
        problems.append(Problem("thresholds", None, "a threshold", "a measure without bands has none to heap on"))
    if unit is not None and unit < 1:
        problems.append(Problem("unit", str(unit), "a step of 1 or more", "give the measure's smallest step"))
    if problems:
        raise RequestError(problems)
