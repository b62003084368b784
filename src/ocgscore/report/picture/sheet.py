"""A whole sheet as SVG: the picture between its head and its foot, on paper of the A series laid across."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.report.picture import drawing
from ocgscore.report.picture.drawing import INK, number, tag, text
from ocgscore.report.picture.legend import legend
from ocgscore.report.picture.scene import Scene
from ocgscore.report.picture.text import safe, width

SHAPE: Final = 1.414
EDGE: Final = 28.0
A4: Final = 1123.0  # units across a sheet of A4 at full size; a label is then 6.75 points
SMALLEST: Final = 1.3  # how many times as many still read
PAPERS: Final = (("A4", 297, 210), ("A3", 420, 297), ("A2", 594, 420), ("A1", 841, 594), ("A0", 1189, 841))
FITTINGS: Final = 4  # a legend may take fewer rows on a wider sheet
LARGER: Final = 1.5  # times as large, for a small picture
FACE: Final = "Arial, Helvetica, 'Liberation Sans', sans-serif"


@attrs.frozen
class Words:
    """What is written round the picture.

    Parameters
    ----------
    title : str
    counts : str
        What is drawn, in numbers.
    notes : tuple of str
        What the reader must know, such as what is left out.
    source : str
        File and version, for the foot.
    marking : str
        Protective marking; empty for none.
    """

    title: str
    counts: str
    notes: tuple[str, ...]
    source: str
    marking: str


def sheet(scene: Scene, words: Words) -> str:
    """Return the sheet as an SVG document, without an XML declaration.

    Parameters
    ----------
    scene : Scene
    words : Words
    """
    left, top, right, bottom = scene.rim
    wide = max(A4, right - left + 2 * EDGE)
    for _ in range(FITTINGS):
        frame = _Frame.of(scene, words, wide)
        needed = (bottom - top + frame.head + frame.foot) * SHAPE
        if needed <= wide:
            break
        wide = needed
    high = wide / SHAPE
    room = high - frame.head - frame.foot
    larger = min(LARGER, (wide - 2 * EDGE) / (right - left), room / (bottom - top))
    move = (wide - (right + left) * larger) / 2, frame.head + (room - (bottom + top) * larger) / 2
    placed = f"translate({number(move[0])} {number(move[1])}) scale({larger:.3f})"
    parts = [tag("g", layers(scene), transform=placed), frame.drawn(wide, high)]
    _, width_mm, height_mm = paper(wide)
    return document(parts, words, scene, (wide, high), (f"{width_mm}mm", f"{height_mm}mm"))


@attrs.frozen
class _Frame:
    """Head and foot: drawn larger on a larger sheet, so that they read from as far.

    `head` and `foot` are how much of the height they take.
    """

    words: Words
    legend: str
    legend_high: float
    scale: float

    @classmethod
    def of(cls, scene: Scene, words: Words, wide: float) -> _Frame:
        scale = max(1.0, wide / A4 / SMALLEST)
        drawn, high = legend(scene, wide / scale - 2 * EDGE)
        return cls(words, drawn, high, scale)

    @property
    def head(self) -> float:
        lines = 72.0 + 14.0 * len(self.words.notes)
        return (lines + self._marked) * self.scale

    @property
    def foot(self) -> float:
        return (self.legend_high + 52.0 + self._marked) * self.scale

    @property
    def _marked(self) -> float:
        return 22.0 if self.words.marking else 0.0

    def drawn(self, wide: float, high: float) -> str:
        """Return head, legend and foot."""
        across, down = wide / self.scale, high / self.scale
        key = tag("g", self.legend, transform=f"translate({number(EDGE)} {number(down - self.foot / self.scale + 14)})")
        inside = [*_head_text(self.words, across), key, *_foot_text(self.words, across, down, paper(wide)[0])]
        return tag("g", inside, transform=f"scale({self.scale:.3f})")


def paper(wide: float) -> tuple[str, int, int]:
    """Return the smallest paper on which so many units across still read: its name, width and height in millimetres.

    Examples
    --------
    >>> paper(1200.0), paper(2000.0)
    (('A4', 297, 210), ('A3', 420, 297))
    """
    return next((one for one in PAPERS if wide / A4 * PAPERS[0][1] / one[1] <= SMALLEST), PAPERS[-1])


def document(parts: Sequence[str], words: Words, scene: Scene, box: tuple[float, float], shown: tuple[str, str]) -> str:
    """Return an SVG document of parts, so many units wide and high, and shown as large as said."""
    (wide, high), groups = box, [one.number for one in scene.outlines]
    about = " ".join([f"{words.counts}.", *words.notes])
    inside = [
        tag("title", safe(words.title), id="title"),
        tag("desc", safe(about), id="desc"),
        tag("defs", drawing.patterns(groups)) if groups else "",
        tag("rect", width=wide, height=high, fill="#ffffff"),
        *parts,
    ]
    return tag(
        "svg", inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {number(wide)} {number(high)}",
        width=shown[0], height=shown[1], role="img", aria_labelledby="title desc",
        font_family=FACE, fill=INK, text_anchor="middle",
    )  # fmt: skip


def layers(scene: Scene) -> list[str]:
    """Return the picture from back to front: a relation passes behind the groups that it does not concern."""
    return [
        tag("g", map(drawing.line, scene.relations), id="relations"),
        tag("g", [*map(drawing.arms, scene.outlines), *map(drawing.outline, scene.outlines)], id="groups"),
        tag("g", map(drawing.line, scene.lines), id="links"),
        tag("g", map(drawing.dot, scene.dots, scene.at), id="people"),
        tag("g", map(drawing.outline_name, scene.outlines), id="names"),
    ]


def _head_text(words: Words, wide: float) -> Iterator[str]:
    down = 0.0
    if words.marking:
        yield marked(words.marking, wide / 2, 22.0)
        down = 22.0
    yield text(words.title, EDGE, 34.0 + down, 18.0, font_weight="bold", text_anchor="start")
    for row, note in enumerate([words.counts, *words.notes]):
        yield text(note, EDGE, 51.0 + down + 14.0 * row, 11.0, text_anchor="start")


def _foot_text(words: Words, wide: float, high: float, size: str) -> Iterator[str]:
    up = 22.0 if words.marking else 0.0
    yield text(f"{words.source} · drawn for {size}", EDGE, high - 12.0 - up, 8.5, text_anchor="start", fill="#444444")
    if words.marking:
        yield marked(words.marking, wide / 2, high - 12.0)


def marked(marking: str, x: float, y: float) -> str:
    """Return a protective marking in its box."""
    half = width(marking, 12.0) / 2 + 10
    box = tag("rect", x=x - half, y=y - 14, width=2 * half, height=19.0, fill="none", stroke=INK, stroke_width=1.4)
    return box + text(marking, x, y, 12.0, font_weight="bold")
