"""The legend: what each mark that occurs in the picture means, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.network.model import STANDINGS
from ocgscore.report.picture.drawing import MARKED, dot, line, outline, text
from ocgscore.report.picture.people import RADII
from ocgscore.report.picture.scene import Dot, Line, Outline, Scene, rounded_hull
from ocgscore.report.picture.text import width

SAMPLE: Final = 40.0
LETTERS: Final = 10.0
ROW: Final = 24.0
SAID: Final = {
    "link": "link between people",
    "cross": "links between their members (wider: more)",
    "shared": "members in common (wider: more)",
    "alliance": "alliance",
    "rivalry": "rivalry",
    "tension": "tension",
}


def legend(scene: Scene, wide: float) -> tuple[str, float]:
    """Return the legend as SVG from (0, 0), and how high it is.

    Parameters
    ----------
    scene : Scene
    wide : float
        How wide it may be.
    """
    drawn, x, row = [], 0.0, 0
    for sample, words in _items(scene):
        needed = SAMPLE + width(words, LETTERS) + 22
        if x and x + needed > wide:
            x, row = 0.0, row + 1
        moved = f"translate({x:.1f} {row * ROW:.1f})"
        said = text(words, SAMPLE + 6, 15.5, LETTERS, text_anchor="start")
        drawn.append(f'<g transform="{moved}">{sample}{said}</g>')
        x += needed
    return "".join(drawn), (row + 1) * ROW if drawn else 0.0


def _items(scene: Scene) -> Iterator[tuple[str, str]]:
    yield from _outlines(scene)
    yield from _dots(scene)
    lines = [*scene.lines, *scene.relations]
    yield from _lines(lines)


def _outlines(scene: Scene) -> Iterator[tuple[str, str]]:
    if scene.outlines:
        corners = rounded_hull(np.array([[10.0, 12.0], [30.0, 12.0]]), np.full(2, 9.0))
        first = next((one for one in scene.outlines if not one.empty), scene.outlines[0])
        drawn = Outline(first.number, corners, (), (), (0, 0), 0.0, "", empty=first.empty)
        yield outline(drawn), "group, with the number of its members"
    if any(one.empty for one in scene.outlines):
        corners = rounded_hull(np.array([[10.0, 12.0], [30.0, 12.0]]), np.full(2, 9.0))
        yield outline(Outline(0, corners, (), (), (0, 0), 0.0, "", empty=True)), "group without members in the map"


def _dots(scene: Scene) -> Iterator[tuple[str, str]]:
    at = np.array([SAMPLE / 2, 12.0])
    whole = [one for one in scene.dots if one.whole]
    people = [one for one in scene.dots if not one.whole]
    if whole:
        yield dot(Dot(9.0, (), "", groups=(0,), inside="9", whole=True), at), "group, as large as its membership"
    if any(one.keys for one in whole):
        yield (
            dot(Dot(7.0, (), "", groups=(0,), keys=(1,), whole=True), at + np.array([0.0, 3.0])),
            "holds these key players",
        )
    graded = {one.standing for one in people} - {""}
    for standing in STANDINGS:
        if standing in graded:
            yield dot(Dot(RADII[standing], (), "", standing=standing, groups=(7,)), at), standing
    if any(not one.standing and not one.keys for one in people):
        yield dot(Dot(RADII[""], (), ""), at), "person whose standing is not graded" if graded else "person"
    if any(len(one.groups) > 1 for one in people):
        yield dot(Dot(RADII[""], (), "", groups=(7, 7)), at), "person in several groups (an arm from each)"
    if any(one.keys for one in people):
        yield dot(Dot(8.0, (), "", inside="1", keys=(1,)), at), "key player"


def _lines(lines: list[Line]) -> Iterator[tuple[str, str]]:
    kinds = [one.kind for one in lines]
    for kind, said in SAID.items():
        if kind in kinds:
            yield _sample(kind, 1.4), said
    if any(one.arrow for one in lines):
        yield line(Line("link", (2, 12), (SAMPLE - 2, 12), 1.2, "", arrow=True)), "one way only"
    if len({one.width for one in lines if one.kind == "link"}) > 1:
        yield _sample("link", 3.4), "stronger link"
    if any(one.dashed and one.kind not in MARKED for one in lines):
        yield line(Line("link", (0, 12), (SAMPLE, 12), 1.4, "", dashed=True)), "dashed: less than certain"
    for kind in MARKED:
        if any(one.dashed and one.kind == kind for one in lines):
            yield line(Line(kind, (0, 12), (SAMPLE, 12), 1.4, "", dashed=True)), f"{kind}, less than certain"


def _sample(kind: str, wide: float) -> str:
    return line(Line(kind, (0, 12), (SAMPLE, 12), wide, ""))
