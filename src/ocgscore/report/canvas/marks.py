"""The mark of a force or a scorer in a funnel: within the limits, outside the narrower, outside the wider."""

from __future__ import annotations

from ocgscore.report.picture.drawing import INK, path, tag


def mark(outside: int, x: float, y: float) -> str:
    """Return the mark of one scorer, or force, by how many of the two limits it is outside of."""
    if outside == 0:
        return tag("circle", cx=x, cy=y, r=3.6, fill="#ffffff", stroke=INK, stroke_width=1.4)
    if outside == 1:
        return tag("rect", x=x - 4, y=y - 4, width=8.0, height=8.0, fill="#9a9a9a", stroke=INK, stroke_width=1.2)
    return tag("path", d=path([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], closed=True), fill=INK)
