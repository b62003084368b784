"""Marks as SVG: plain shapes with presentation attributes, which office programs and printers read too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from ocgscore.network.ties import Floats
from ocgscore.report.picture.scene import LEADING, NAME_LEADING, SIZE, Dot, Line, Outline
from ocgscore.report.picture.text import safe, width

INK: Final = "#111111"
GREY: Final = "#777777"
ALLY: Final = "#00694e"
RIVAL: Final = "#b3261e"
# Light fills and dark lines after Okabe and Ito's palette, told apart with any kind of colour vision.
TINTS: Final = ("#dcecf7", "#fbe7cf", "#d5efe4", "#f3dfeb", "#fbf6cf", "#e3e6f5", "#f7ddd3", "#ececec")
SHADES: Final = ("#005b8f", "#8f5a00", "#006b4c", "#8a3f6b", "#6b6400", "#3d4a91", "#963c00", "#4a4a4a")
DASHES: Final = ("", "8 3", "2 3", "9 3 2 3")
HATCHES: Final = (
    "",
    "M-2 10L10 -2M4 16L16 4M-2 -2M-8 4L4 -8",
    "M0 6H12",
    "M-2 2L10 14M2 -2L14 10",
    "M6 0V12",
    "M2 3H5M8 9H11",
    "M0 6H12M6 0V12",
)
MARKED: Final = ("alliance", "rivalry", "tension")
SIGN: Final = {"alliance": "+", "rivalry": "\N{MINUS SIGN}", "tension": "!"}
WAVE: Final = 6.0  # half a turn of a zigzag, or of battlements
SWING: Final = 3.2
HEIGHT: Final = 2.4  # of battlements, from the middle


def number(value: float) -> str:
    """Return a length to a tenth.

    Examples
    --------
    >>> number(3.0), number(2.25), number(-0.01)
    ('3', '2.2', '0')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def tag(name: str, inside: Iterable[str] | str | None = None, /, **said: object) -> str:
    """Return an element; underscores in names of attributes become hyphens, and numbers are rounded to a tenth."""
    parts = [name]
    for key, value in said.items():
        text = number(value) if isinstance(value, float) else str(value)
        if text:
            parts.append(f'{key.strip("_").replace("_", "-")}="{safe(text)}"')
    head = " ".join(parts)
    return (
        f"<{head}/>" if inside is None else f"<{head}>{inside if isinstance(inside, str) else ''.join(inside)}</{name}>"
    )


def text(words: str, x: float, y: float, size: float, **said: object) -> str:
    """Return a line of text."""
    return tag("text", safe(words), x=x, y=y, font_size=size, **said)


def told(about: str) -> str:
    """Return what a pointer held over an element shows."""
    return tag("title", safe(about))


def path(points: Floats | Sequence[Sequence[float]], *, closed: bool = False) -> str:
    """Return the data of a path along straight lines."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


# -- groups ------------------------------------------------------------------------------------------------------------


def patterns(numbers: Iterable[int]) -> str:
    """Return the fill of each group that is drawn: a tint, and a hatching that survives a copier."""
    return "".join(_pattern(each) for each in numbers)


def _pattern(each: int) -> str:
    tint, hatch = TINTS[each % len(TINTS)], HATCHES[each % len(HATCHES)]
    lines = tag(
        "path", d=hatch, stroke=SHADES[each % len(SHADES)], stroke_width=0.7, stroke_opacity="0.38", fill="none"
    )
    ground = tag("rect", width=12, height=12, fill=tint)
    return tag(
        "pattern",
        [ground, lines if hatch else ""],
        id=f"group-{each}",
        width=12,
        height=12,
        patternUnits="userSpaceOnUse",
    )


def outline(drawn: Outline) -> str:
    """Return a group's outline, without its name and its arms."""
    return tag("g", [told(drawn.about), _edged(drawn, drawn.corners)])


def arms(drawn: Outline) -> str:
    """Return a group's arms."""
    return "".join(tag("g", [told(drawn.about), _edged(drawn, arm)]) for arm in drawn.arms)


def _edged(drawn: Outline, corners: Floats) -> str:
    each = drawn.number
    return tag(
        "path",
        d=path(corners, closed=True),
        fill="none" if drawn.empty else f"url(#group-{each})",
        stroke=SHADES[each % len(SHADES)],
        stroke_width=1.6,
        stroke_dasharray=DASHES[each % len(DASHES)],
        stroke_linejoin="round",
    )


def outline_name(drawn: Outline) -> str:
    """Return a group's name on white, so that it reads over anything."""
    (x, y), size = drawn.name_at, drawn.size
    leading = size * NAME_LEADING
    wide, high = max(width(line, size) for line in drawn.name) * 1.04, leading * len(drawn.name)
    ground = tag(
        "rect",
        x=x - wide / 2 - 2,
        y=y - high / 2,
        width=wide + 4,
        height=high,
        rx=3,
        fill="#ffffff",
        fill_opacity="0.8",
    )
    shade = SHADES[drawn.number % len(SHADES)]
    lines = [
        text(words, x, y - high / 2 + leading * (row + 0.8), size, font_weight="bold", fill=shade)
        for row, words in enumerate(drawn.name)
    ]
    return ground + "".join(lines)


# -- people ------------------------------------------------------------------------------------------------------------


def dot(drawn: Dot, at: Floats) -> str:
    """Return a person's or a group's mark and label."""
    x, y = float(at[0]), float(at[1])
    mark = _whole(drawn, x, y) if drawn.whole else _person(drawn, x, y)
    return tag("g", [told(drawn.about), *mark, *_label(drawn, x, y)])


def _person(drawn: Dot, x: float, y: float) -> Iterator[str]:
    if drawn.keys:
        yield from _key(drawn, x, y)
        return
    shade = SHADES[drawn.groups[0] % len(SHADES)] if drawn.groups else GREY
    edge = {"principal": 3.0, "significant": 1.8, "peripheral": 1.0}.get(drawn.standing, 1.5)
    yield tag("circle", cx=x, cy=y, r=drawn.radius - edge / 2, fill="#ffffff", stroke=shade, stroke_width=edge)
    if len(drawn.groups) > 1:
        yield _half(x, y, drawn.radius - edge / 2, shade)
    elif drawn.standing == "principal":
        yield tag("circle", cx=x, cy=y, r=drawn.radius - 5.5, fill=shade)


def _half(x: float, y: float, radius: float, fill: str) -> str:
    """Return the dark half of the mark of somebody in several groups."""
    top, low, r = number(y - radius), number(y + radius), number(radius)
    return tag("path", d=f"M{number(x)} {top}A{r} {r} 0 0 1 {number(x)} {low}Z", fill=fill)


def _key(drawn: Dot, x: float, y: float) -> Iterator[str]:
    """Yield the mark of a key player: a black square in a frame, with its number."""
    r = drawn.radius
    outer = r + 3.0
    yield tag(
        "rect",
        x=x - outer,
        y=y - outer,
        width=2 * outer,
        height=2 * outer,
        fill="#ffffff",
        stroke=INK,
        stroke_width=1.6,
    )
    yield tag("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill=INK)
    size = 11.0 if len(drawn.inside) < 3 else 8.0
    yield text(drawn.inside, x, y + size * 0.36, size, fill="#ffffff", font_weight="bold")
    if len(drawn.groups) > 1:
        yield tag("circle", cx=x + outer, cy=y - outer, r=4.5, fill="#ffffff", stroke=INK, stroke_width=1.2)
        yield _half(x + outer, y - outer, 4.5, INK)


def _whole(drawn: Dot, x: float, y: float) -> Iterator[str]:
    each = drawn.groups[0]
    tint, shade = TINTS[each % len(TINTS)], SHADES[each % len(SHADES)]
    yield tag("circle", cx=x, cy=y, r=drawn.radius - 0.8, fill=tint, stroke=shade, stroke_width=1.6)
    if drawn.inside:
        yield text(drawn.inside, x, y + 3.6, 10.0, fill=INK)
    if drawn.keys:
        words = ", ".join(map(str, drawn.keys))
        wide, top = width(words, 9.0) + 6, y - drawn.radius - 5
        yield tag("rect", x=x - wide / 2, y=top, width=wide, height=12.0, fill=INK)
        yield text(words, x, top + 9.2, 9.0, fill="#ffffff", font_weight="bold")


def _label(drawn: Dot, x: float, y: float) -> Iterator[str]:
    top = y + drawn.reach
    wide = max((width(line, SIZE) for line in drawn.lines), default=0.0)
    if wide:
        high = LEADING * len(drawn.lines)
        yield tag(
            "rect", x=x - wide / 2, y=top + 0.5, width=wide, height=high, rx=2, fill="#ffffff", fill_opacity="0.78"
        )
    weight = "bold" if drawn.keys or drawn.standing == "principal" else ""
    for line, words in enumerate(drawn.lines):
        yield text(words, x, top + 8.2 + LEADING * line, SIZE, font_weight=weight)


# -- lines -------------------------------------------------------------------------------------------------------------


def line(drawn: Line) -> str:
    """Return a link, or a relation with its sign."""
    return tag("g", [told(drawn.about), *(_relation(drawn) if drawn.kind in MARKED else _link(drawn))])


def _link(drawn: Line) -> Iterator[str]:
    (x1, y1), (x2, y2) = drawn.start, drawn.end
    if drawn.kind == "shared":
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=INK, stroke_width=f"{drawn.width + 1.8:.1f}")
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#ffffff", stroke_width="1.2", stroke_dasharray="3 3")
    else:
        said = {"stroke_width": f"{drawn.width:.1f}", "stroke_dasharray": "5 3" if drawn.dashed else ""}
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=GREY, stroke_opacity="0.75", **said)
    if drawn.arrow:
        yield _arrow(drawn)


def _arrow(drawn: Line) -> str:
    (x1, y1), (x2, y2) = drawn.start, drawn.end
    length = max(float(np.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1))), 1e-9)
    east, north = (x2 - x1) / length, (y2 - y1) / length
    long, half = 6.0 + drawn.width, 2.4 + drawn.width / 2
    back = (x2 - east * long, y2 - north * long)
    ends = [(x2, y2), (back[0] - north * half, back[1] + east * half), (back[0] + north * half, back[1] - east * half)]
    return tag("path", d=path(ends, closed=True), fill="#444444")


def _relation(drawn: Line) -> Iterator[str]:
    colour = ALLY if drawn.kind == "alliance" else RIVAL
    (x1, y1), (x2, y2) = drawn.start, drawn.end
    if drawn.kind == "alliance":
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=4.6)
        yield tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#ffffff", stroke_width=1.8)
    else:
        shape = zigzag if drawn.kind == "rivalry" else battlements
        said = {"stroke": colour, "stroke_width": drawn.width, "fill": "none"}
        yield tag("path", d=path(shape(drawn.start, drawn.end)), stroke_linejoin="round", **said)
    x, y = x1 + (x2 - x1) * drawn.sign_at, y1 + (y2 - y1) * drawn.sign_at
    wide, sign = (7.8, f"{SIGN[drawn.kind]}?") if drawn.dashed else (4.6, SIGN[drawn.kind])
    yield tag("ellipse", cx=x, cy=y, rx=wide, ry=4.6, fill="#ffffff", stroke=colour, stroke_width=1.0)
    yield text(sign, x, y + 3.3, 9.5, font_weight="bold", fill=colour)


def zigzag(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the corners of a zigzag between two points."""
    (x1, y1), (x2, y2) = start, end
    length = float(np.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)))
    turns = max(int(length / WAVE), 1)
    off = SWING / max(length, 1e-9)
    points = [start]
    for turn in range(turns):
        share, side = (turn + 0.5) / turns, off if turn % 2 else -off
        points.append((x1 + (x2 - x1) * share - (y2 - y1) * side, y1 + (y2 - y1) * share + (x2 - x1) * side))
    return [*points, end]


def battlements(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the corners of a line between two points that steps from one side to the other."""
    (x1, y1), (x2, y2) = start, end
    length = float(np.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)))
    turns = max(int(length / WAVE), 1)
    off = HEIGHT / max(length, 1e-9)
    corners = [(at / turns, off if turn % 2 else -off) for turn in range(turns) for at in (turn, turn + 1)]
    along = [(x1 + (x2 - x1) * at - (y2 - y1) * side, y1 + (y2 - y1) * at + (x2 - x1) * side) for at, side in corners]
    return [start, *along, end]
