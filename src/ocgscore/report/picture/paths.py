"""Lines between groups: alliances, rivalries and tensions from outline to outline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocgscore.network.ties import Floats
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.scene import Line, Outline, leaving, trimmed

APART = 9.0  # between two lines of the same two groups
ROOM = 8.0  # round a sign
PLACES = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85, 0.1, 0.9)


def relation_lines(facts: Facts, outlines: Sequence[Outline]) -> tuple[Line, ...]:
    """Return the relations between groups drawn as outlines."""
    middles = [(outline.corners.min(axis=0) + outline.corners.max(axis=0)) / 2 for outline in outlines]
    kinds = [
        (kind, ties.tails[at], ties.heads[at], ties, at) for kind, ties in facts.relations for at in range(ties.size)
    ]
    seen: dict[tuple[int, int], int] = {}
    lines = []
    for kind, tail, head, ties, at in kinds:
        one, other = int(tail), int(head)
        seen[one, other] = nth = seen.get((one, other), -1) + 1
        start, end = beside(middles[one], middles[other], nth)
        out = leaving(outlines[one].corners, start, end), leaving(outlines[other].corners, end, start)
        about = relation_text(facts, kind, one, other, float(ties.strength[at]))
        ends = trimmed(start, end, *out)
        sign_at = _clear(ends, [outline.corners for outline in outlines])
        lines.append(Line(kind, *ends, 1.6, about, dashed=float(ties.chance[at]) < 1, sign_at=sign_at))
    return tuple(lines)


def _clear(ends: tuple[tuple[float, float], tuple[float, float]], shapes: Sequence[Floats]) -> float:
    """Return where along a line, as near to its middle as can be, a sign stands in no group's outline."""
    start, along = np.array(ends[0]), np.array(ends[1]) - np.array(ends[0])
    return next((at for at in PLACES if not any(_inside(shape, start + at * along) for shape in shapes)), PLACES[0])


def _inside(corners: Floats, point: Floats) -> bool:
    """Return whether a point is in a convex shape or within a sign's breadth of it."""
    edges = np.roll(corners, -1, axis=0) - corners
    to = point - corners
    side = (edges[:, 0] * to[:, 1] - edges[:, 1] * to[:, 0]) / np.maximum(np.hypot(edges[:, 0], edges[:, 1]), 1e-9)
    return bool((side > -ROOM).all() or (side < ROOM).all())


def relation_text(facts: Facts, kind: str, one: int, other: int, strength: float) -> str:
    """Return what a relation says when pointed at."""
    return f"{kind}: {facts.group_names[one]} – {facts.group_names[other]}; strength {strength:g}"


def beside(start: Floats, end: Floats, nth: int) -> tuple[Floats, Floats]:
    """Return the ends of a line moved sideways: the first of a pair not at all, then to either side in turn."""
    along = end - start
    length = max(float(np.sqrt(along[0] * along[0] + along[1] * along[1])), 1e-9)
    off = np.array([-along[1], along[0]]) * ((nth + 1) // 2 * APART * (1 if nth % 2 else -1) / length)
    return start + off, end + off
