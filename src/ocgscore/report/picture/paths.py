"""Lines between groups: alliances, rivalries and tensions from outline to outline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocgscore.network.ties import Floats
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.scene import Line, Outline, leaving, trimmed

APART = 9.0  # between two lines of the same two groups


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
        chance = float(ties.chance[at])
        lines.append(Line(kind, *trimmed(start, end, *out), 1.6, about, dashed=chance < 1))
    return tuple(lines)


def relation_text(facts: Facts, kind: str, one: int, other: int, strength: float) -> str:
    """Return what a relation says when pointed at."""
    return f"{kind}: {facts.group_names[one]} – {facts.group_names[other]}; strength {strength:g}"


def beside(start: Floats, end: Floats, nth: int) -> tuple[Floats, Floats]:
    """Return the ends of a line moved sideways: the first of a pair not at all, then to either side in turn."""
    along = end - start
    length = max(float(np.sqrt(along[0] * along[0] + along[1] * along[1])), 1e-9)
    off = np.array([-along[1], along[0]]) * ((nth + 1) // 2 * APART * (1 if nth % 2 else -1) / length)
    return start + off, end + off
