"""Where labels go so that none lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

Span: TypeAlias = tuple[float, float]
Area: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Place: TypeAlias = tuple[float, float]
CLEAR: Final = 2.0  # between two labels
DOT: Final = 5.0  # half as wide as a dot
LINE: Final = 14.0  # height of a label
FAR: Final = 9.0  # from a dot to a label that takes a line between the two
# How far to the side of a dot its label stands, on which side, and how far down: near places, then far ones.
NEAR: Final = tuple(
    (away + 3.0, side, rise * (away + (0.0 if side else 5.0)))
    for away in (5.0, 12.0, 20.0, 30.0, 42.0)
    for side, rise in ((1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1))
)
FARTHER: Final = tuple(
    (away, side, down * 15.0) for away in (60.0, 100.0, 150.0, 200.0) for down in range(-20, 21) for side in (1, -1)
)
PLACES: Final = NEAR + tuple(sorted(FARTHER, key=lambda place: (math.hypot(place[0], place[2]), place)))


def in_rows(spans: Iterable[Span]) -> list[int]:
    """Return the row of each label, the first in which it is clear of those before it.

    Examples
    --------
    >>> in_rows([(0.0, 30.0), (20.0, 50.0), (40.0, 70.0)])
    [0, 1, 0]
    """
    rows: list[list[Span]] = []
    found = []
    for left, right in spans:
        free = (
            at
            for at, row in enumerate(rows)
            if all(right + CLEAR <= start or end + CLEAR <= left for start, end in row)
        )
        at = next(free, len(rows))
        if at == len(rows):
            rows.append([])
        rows[at].append((left, right))
        found.append(at)
    return found


def spread(wanted: Sequence[float], apart: float, least: float) -> list[float]:
    """Return places in the same order that are so far apart, and as near the wanted ones as may be.

    Parameters
    ----------
    wanted : sequence of float
        Rising.
    apart : float
    least : float
        No place is below it.

    Notes
    -----
    Least squares under an order: neighbours that are too close are pooled (Barlow et al. 1972, Statistical Inference
    under Order Restrictions).

    Examples
    --------
    >>> spread([10.0, 11.0, 50.0], 10.0, 0.0)
    [5.5, 15.5, 50.0]
    """
    pools: list[tuple[float, int]] = []  # sum of what each would have as the place of the first of all, and how many
    for at, place in enumerate(wanted):
        total, count = place - at * apart, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    level = [max(total / count, least) for total, count in pools for _ in range(count)]
    return [base + at * apart for at, base in enumerate(level)]


def clear(area: Area, others: Iterable[Area]) -> bool:
    """Whether an area touches none of the others.

    Examples
    --------
    >>> other = (10.0, 0.0, 20.0, 10.0)
    >>> clear((0.0, 0.0, 10.0, 10.0), [other]), clear((0.0, 0.0, 11.0, 10.0), [other])
    (True, False)
    """
    left, top, right, bottom = area
    return all(right <= x1 or x2 <= left or bottom <= y1 or y2 <= top for x1, y1, x2, y2 in others)


def nearest(dot: Place, area: Area) -> Place:
    """Return the place of an area that is nearest to a dot.

    Examples
    --------
    >>> nearest((0.0, 5.0), (10.0, 0.0, 20.0, 10.0))
    (10.0, 5.0)
    """
    left, top, right, bottom = area
    return min(max(dot[0], left), right), min(max(dot[1], top), bottom)


def leader(dot: Place, area: Area) -> list[Area]:
    """Return the line from a dot to its label, if it takes one, as small areas that no other label may touch.

    Examples
    --------
    >>> len(leader((0.0, 5.0), (5.0, 0.0, 20.0, 10.0))), len(leader((0.0, 5.0), (40.0, 0.0, 60.0, 10.0)))
    (0, 16)
    """
    (x1, y1), (x2, y2) = dot, nearest(dot, area)
    steps = int(math.hypot(x2 - x1, y2 - y1) / 2)
    shares = [at / steps for at in range(steps) if at * 2 > FAR - 2] if steps * 2 > FAR else []
    places = [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for share in shares]
    return [(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in places]


def beside(dots: Sequence[tuple[Place, float]], all_dots: Sequence[Place], within: Area) -> list[Area | None]:
    """Return where the label of each dot stands, clear of all dots, of other labels and of the lines to them.

    Parameters
    ----------
    dots : sequence of ((x, y), width)
        Those with a label, the most important first, and how wide each label is.
    all_dots : sequence of (x, y)
    within : Area
        That no label may leave.

    Returns
    -------
    list of (Area or None)
        None where there is no room.

    Examples
    --------
    >>> beside([((50.0, 50.0), 20.0)], [(50.0, 50.0)], (0.0, 0.0, 100.0, 100.0))
    [(58.0, 43.0, 78.0, 57.0)]
    """
    marks = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in all_dots]
    taken: list[Area] = []
    lines: list[Area] = []
    found = []
    for dot, wide in dots:
        free = (
            area
            for area in _around(dot, wide, within)
            if clear(area, [*marks, *taken, *lines]) and all(clear(point, taken) for point in leader(dot, area))
        )
        area = next(free, None)
        if area:
            taken.append(area)
            lines += leader(dot, area)
        found.append(area)
    return found


def _around(dot: Place, wide: float, within: Area) -> Iterator[Area]:
    """Yield where a label of a dot may stand, the nearest first."""
    for away, side, down in PLACES:
        left = dot[0] + away if side > 0 else dot[0] - away - wide if side < 0 else dot[0] - wide / 2
        area = left, dot[1] + down - LINE / 2, left + wide, dot[1] + down + LINE / 2
        if area[0] >= within[0] and area[1] >= within[1] and area[2] <= within[2] and area[3] <= within[3]:
            yield area


def anchor(dot: Place, area: Area) -> tuple[float, str]:
    """Return which end of a label is fixed, and where: the one that is nearer to its dot.

    Examples
    --------
    >>> anchor((0.0, 5.0), (10.0, 0.0, 20.0, 10.0)), anchor((15.0, 20.0), (10.0, 0.0, 20.0, 10.0))
    ((10.0, 'start'), (15.0, 'middle'))
    """
    if area[0] >= dot[0]:
        return area[0], "start"
    return (area[2], "end") if area[2] <= dot[0] else ((area[0] + area[2]) / 2, "middle")
