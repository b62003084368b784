"""Link graph: which scorers scored units in common, and so can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from ocgscore.errors import Described, Problem
from ocgscore.report.agreement.pictures.link_layout import LINE, NODE, PAD, Layout, Link, LinkedScorer, Part
from ocgscore.report.canvas.canvas import (
    EDGE,
    INSIDE,
    SIZE,
    Block,
    Frame,
    about,
    all_fitted,
    box,
    gap,
    paragraph,
    rule,
    sheet,
    words,
)
from ocgscore.report.canvas.labels import clear
from ocgscore.report.canvas.values import refuse, twice_problems
from ocgscore.report.picture.drawing import GREY, INK, tag
from ocgscore.report.picture.text import width
from ocgscore.words import counted

QUESTION: Final = "Which scorers can be compared?"
MOST: Final = 120  # scorers beyond which nobody can follow a line
NAME: Final = 130.0  # widest


FEW: Final = 16  # links up to which each has its number
THIN: Final = 0.8
THICK: Final = ((30, 7.0), (120, 4.0), (400, 2.0), (10**9, 0.7))  # widest line by the number of links
LINK: Final = "#8c8c8c"


SHARES: Final = (0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75)  # where on a link its number may stand
TOLD: Final = 60  # links that the description names
READ: Final = (
    "A line: units that both scored, the more the wider. Scorers in one box can be compared with each other; scorers "
    "in different boxes cannot: no chain of common units joins them."
)
JOINT: Final = "Black square: without this scorer's links others of the box could no longer be compared."


def link_graph(scorers: Sequence[LinkedScorer], links: Sequence[Link], frame: Frame | None = None) -> str:
    """Draw scorers on circles, a box for each component, and a line for the units that two have in common.

    Parameters
    ----------
    scorers : sequence of LinkedScorer
        In any order.
    links : sequence of Link
        In any order, each pair once.
    frame : Frame, optional

    Returns
    -------
    str
        SVG; a sentence where there are fewer than two scorers, or more than 120.

    Raises
    ------
    RequestError
        A scorer or a link twice, a link of a scorer who is not there, or one between two components.

    Examples
    --------
    >>> three = [LinkedScorer("North", 12), LinkedScorer("East", 12), LinkedScorer("West", 9, component=1)]
    >>> svg = link_graph(three, [Link("North", "East", 12)])
    >>> "North and East: 12 units in common" in svg, "2 parts" in svg
    (True, True)
    """
    refuse(_problems(scorers, links))
    frame = frame or Frame()
    scorers = sorted(scorers, key=lambda one: one.name)
    if not 2 <= len(scorers) <= MOST:
        why = "too many for a picture" if len(scorers) > MOST else "there is nobody to compare with"
        said = " ".join([f"{counted(len(scorers), 'scorer')}: {why}.", *(f"{one.said}." for one in scorers[:1])])
        return sheet(QUESTION, frame, [paragraph(said)], said)
    parts = _parts(scorers, links)
    pen = _Pen.of(links)
    verdict = "all can be compared with each other."
    if len(parts) > 1:
        verdict = f"{len(parts)} parts that cannot be compared with each other."
    elif len(links) == math.comb(len(scorers), 2):
        verdict = "every two scored units in common."
    said = f"{counted(len(scorers), 'scorer')}, {counted(len(links), 'link')}: {verdict}"
    notes = [READ, *([JOINT] if any(one.articulation for one in scorers) else [])]
    blocks = [paragraph(said), gap(8.0), *_boxes(parts, pen), *_key(links, pen), *map(paragraph, notes)]
    told = [f"{one.said}." for part in parts for one in part.scorers]
    largest = sorted(links, key=lambda link: (-link.units, link.one, link.other))[:TOLD]
    return sheet(QUESTION, frame, blocks, " ".join([said, *notes, *told, *(f"{link.said}." for link in largest)]))


def _problems(scorers: Sequence[LinkedScorer], links: Sequence[Link]) -> Iterator[Problem]:
    yield from twice_problems("scorers", (one.name for one in scorers))
    component = {one.name: one.component for one in scorers}
    pairs = set()
    for link in links:
        where = f"link of {link.one!r} and {link.other!r}"
        strange = [name for name in (link.one, link.other) if name not in component]
        for name in strange:
            yield Problem(where, name, "one of the scorers")
        if not strange and component[link.one] != component[link.other]:
            yield Problem(where, Described("a link between two components"), "a link within one")
        pair = frozenset((link.one, link.other))
        if pair in pairs:
            yield Problem(where, Described("a second link"), "the only one of its pair")
        pairs.add(pair)


def _parts(scorers: Sequence[LinkedScorer], links: Sequence[Link]) -> list[Part]:
    """Return the components, the largest first."""
    shorts = all_fitted([one.name for one in scorers], NAME)
    labels = {one.name: f"{short} ({one.units:,})" for one, short in zip(scorers, shorts, strict=True)}
    ordered = sorted(links, key=lambda link: (link.units, sorted((link.one, link.other))))
    parts = []
    for component in dict.fromkeys(one.component for one in scorers):
        inside = tuple(one for one in scorers if one.component == component)
        names = {one.name for one in inside}
        parts.append(Part(inside, labels, tuple(link for link in ordered if link.one in names)))
    return sorted(parts, key=lambda part: (-len(part.scorers), part.scorers[0].name))


def _boxes(parts: Sequence[Part], pen: _Pen) -> Iterator[Block]:
    """Yield rows of boxes, as many to a row as fit."""
    row: list[_Drawn] = []
    for drawn in [_drawn(part, pen) for part in parts]:
        if row and sum(each.wide + PAD for each in row) + drawn.wide > INSIDE:
            yield _row(row)
            row = []
        row.append(drawn)
    yield _row(row)


@attrs.frozen
class _Drawn:
    """A box as SVG from (0, 0), and its size."""

    svg: str
    wide: float
    high: float


def _row(row: Sequence[_Drawn]) -> Block:
    drawn, x = [], EDGE
    for each in row:
        drawn.append(tag("g", each.svg, transform=f"translate({x:.1f} 0)"))
        x += each.wide + PAD
    return Block("".join(drawn), max(each.high for each in row) + PAD)


def _drawn(part: Part, pen: _Pen) -> _Drawn:
    layout = Layout.of(part, numbered=pen.numbered)
    frame = box(0.5, 0.5, layout.wide - 1, layout.high - 1, "none", GREY, rx=6)
    numbers = _numbers(layout) if pen.numbered else ()
    return _Drawn("".join([frame, *_lines(layout, pen), *_names(layout), *numbers]), layout.wide, layout.high)


@attrs.frozen
class _Pen:
    """How wide lines are."""

    most: int
    thick: float
    numbered: bool

    @classmethod
    def of(cls, links: Sequence[Link]) -> _Pen:
        thick = next(wide for count, wide in THICK if len(links) <= count)
        return cls(max((link.units for link in links), default=1), thick, len(links) <= FEW)

    def wide(self, units: int) -> float:
        """Return the width of a line: in proportion, but never too thin to see."""
        return max(min(THIN, self.thick / 2), self.thick * units / self.most)


# -- what is drawn -----------------------------------------------------------------------------------------------------


def _lines(layout: Layout, pen: _Pen) -> Iterator[str]:
    for link in layout.part.links:
        yield about(link.said, rule(*layout.at[link.one], *layout.at[link.other], LINK, pen.wide(link.units)))


def _names(layout: Layout) -> Iterator[str]:
    for one in layout.part.scorers:
        (x, y), (area, side), said = layout.at[one.name], layout.labels[one.name], layout.part.labels[one.name]
        end = area[0] if side == "start" else area[2]
        middle = (area[1] + area[3]) / 2
        leader = rule(x, y, end + (-2 if side == "start" else 2), middle, GREY, 0.7) if abs(end - x) > NODE + 5 else ""
        weight = "bold" if one.articulation else ""
        yield about(
            one.said, leader, _node(x, y, joint=one.articulation), words(said, end, middle, side, font_weight=weight)
        )


def _node(x: float, y: float, *, joint: bool) -> str:
    if joint:
        return box(x - NODE - 1, y - NODE - 1, 2 * NODE + 2, 2 * NODE + 2, INK, "#ffffff", stroke_width=1.2)
    return tag("circle", cx=x, cy=y, r=NODE, fill="#ffffff", stroke=INK, stroke_width=1.6)


def _numbers(layout: Layout) -> Iterator[str]:
    """Yield the number of each link, on the link and clear of all else."""
    taken = [area for area, _ in layout.labels.values()]
    taken += [(x - NODE - 2, y - NODE - 2, x + NODE + 2, y + NODE + 2) for x, y in layout.at.values()]
    for link in layout.part.links:
        (x1, y1), (x2, y2) = layout.at[link.one], layout.at[link.other]
        said = f"{link.units:,}"
        half = width(said, SIZE) / 2 + 2
        places = [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for share in SHARES]
        areas = [(x - half, y - LINE / 2, x + half, y + LINE / 2) for x, y in places]
        area = next((area for area in areas if clear(area, taken)), None)
        if area:
            taken.append(area)
            yield box(area[0], area[1], 2 * half, LINE, "#ffffff", "none", rx=3)
            yield words(said, area[0] + half, area[1] + LINE / 2, "middle")


def _key(links: Sequence[Link], pen: _Pen) -> Iterator[Block]:
    """Yield samples of the narrowest and the widest line."""
    samples = sorted({link.units for link in links})
    drawn, x = [], EDGE
    for units in dict.fromkeys([*samples[:1], *samples[-1:]]):
        said = f"{counted(units, 'unit')} in common"
        drawn += [rule(x, LINE / 2, x + 34, LINE / 2, LINK, pen.wide(units)), words(said, x + 40, LINE / 2)]
        x += 40 + width(said, SIZE) + 20
    if drawn:
        yield Block("".join([*drawn, words("In brackets: units scored", x, LINE / 2)]), LINE + 4)
