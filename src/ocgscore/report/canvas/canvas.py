"""The sheet that a picture with scales is drawn on: head, foot, paragraphs, and what fits into a width.

One unit is a 680th of the width of the text on a page of A4, 180 mm; 12 units are then 9 points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

import attrs

from ocgscore.report.canvas.fills import definitions
from ocgscore.report.picture.drawing import INK, number, tag, told
from ocgscore.report.picture.sheet import FACE
from ocgscore.report.picture.text import ELLIPSIS, clean, safe, width

WIDE: Final = 680.0
WIDE_MM: Final = 180
EDGE: Final = 10.0
RIGHT: Final = WIDE - EDGE
INSIDE: Final = WIDE - 2 * EDGE
SIZE: Final = 12.0
HEADING: Final = 16.0
LEADING: Final = 1.25  # lines apart, in heights of letters
BASE: Final = 0.35  # from the middle of a line down to the foot of its letters
BOLD: Final = 1.08  # how much wider bold letters are
MOST_MARKS: Final = 2  # accents on one letter
MOST_LETTERS: Final = 400  # of one name, before it is measured at all
LEFT_TO_RIGHT: Final = "\N{LEFT-TO-RIGHT MARK}"
NAMELESS: Final = "(no visible name)"


@attrs.frozen
class Frame:
    """What stands round a picture, whatever it shows.

    Parameters
    ----------
    subject : str
        What was scored, by whom: the line under the heading. Empty for none.
    source : str
        Files, versions, method, for the foot. Empty for none.
    marking : str
        Protective marking, for head and foot. Empty for none.
    """

    subject: str = ""
    source: str = ""
    marking: str = ""


@attrs.frozen
class Block:
    """A piece of a sheet, drawn from (0, 0) over the whole width.

    Parameters
    ----------
    drawn : str
        SVG.
    high : float
    """

    drawn: str
    high: float


def sheet(question: str, frame: Frame, blocks: Iterable[Block], about: str) -> str:
    """Return a whole SVG file.

    Parameters
    ----------
    question : str
        That the picture answers: its heading and its title.
    frame : Frame
    blocks : iterable of Block
        From top to bottom.
    about : str
        What the picture shows, for those who do not see it.

    Notes
    -----
    Ids are made from what is drawn, so that several pictures can stand in one page.
    """
    subject = [paragraph(frame.subject)] if frame.subject.strip() else []
    source = [gap(4.0), paragraph(frame.source, colour="#444444")] if frame.source.strip() else []
    marking = [_marking(frame.marking)] if frame.marking.strip() else []
    parts = [*marking, gap(6.0), paragraph(question, HEADING, bold=True), *subject, gap(6.0), *blocks, *source]
    whole = stacked([*parts, gap(6.0), *marking])
    key = "p" + sha256(f"{safe(question)}{safe(about)}{whole.drawn}".encode()).hexdigest()[:12]
    # A quotation mark in a text is escaped, so that this finds references alone.
    drawn = whole.drawn.replace('"url(#', f'"url(#{key}-')
    inside = [
        tag("title", safe(question), id=f"{key}-title"),
        tag("desc", safe(about), id=f"{key}-desc"),
        definitions(whole.drawn, key),
        tag("rect", width=WIDE, height=whole.high, fill="#ffffff"),
        drawn,
    ]
    return tag(
        "svg",
        inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(WIDE)} {number(whole.high)}",
        width=f"{WIDE_MM}mm",
        height=f"{number(whole.high * WIDE_MM / WIDE)}mm",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family=FACE,
        fill=INK,
    )


def stacked(blocks: Iterable[Block]) -> Block:
    """Return blocks one below the other."""
    drawn, down = [], 0.0
    for block in blocks:
        if block.drawn:
            drawn.append(tag("g", block.drawn, transform=f"translate(0 {number(down)})") if down else block.drawn)
        down = round(down + block.high, 1)
    return Block("".join(drawn), down)


def gap(high: float) -> Block:
    """Return an empty space."""
    return Block("", high)


def paragraph(said: str, size: float = SIZE, *, bold: bool = False, colour: str = "") -> Block:
    """Return a text over the whole width, broken into lines."""
    lines = wrapped(said, size * (BOLD if bold else 1.0), INSIDE)
    weight = "bold" if bold else ""
    drawn = [
        words(line, EDGE, (row + 0.5) * size * LEADING, size=size, font_weight=weight, fill=colour)
        for row, line in enumerate(lines)
    ]
    return Block("".join(drawn), round(len(lines) * size * LEADING, 1))


def _marking(marking: str) -> Block:
    lines = wrapped(marking, SIZE * BOLD, INSIDE - 20)
    high, wide = SIZE * LEADING, max(width(line, SIZE * BOLD) for line in lines) + 16
    box = tag(
        "rect",
        x=(WIDE - wide) / 2,
        y=4.0,
        width=wide,
        height=high * len(lines) + 4,
        fill="none",
        stroke=INK,
        stroke_width=1.4,
    )
    text = [
        words(line, WIDE / 2, 6 + (row + 0.5) * high, "middle", font_weight="bold") for row, line in enumerate(lines)
    ]
    return Block(box + "".join(text), round(high * len(lines) + 12, 1))


def words(said: str, x: float, middle: float, anchor: str = "start", *, size: float = SIZE, **more: object) -> str:
    """Return one line of text, whose letters stand in the middle of a line at a height."""
    return tag("text", safe(said), x=x, y=middle + size * BASE, font_size=size, text_anchor=anchor, **more)


def upright(said: str, middle: float, y: float, anchor: str = "start", *, size: float = SIZE, **more: object) -> str:
    """Return one line of text that is read from below, in the middle of a column."""
    x = middle + size * BASE
    turned = f"rotate(-90 {number(x)} {number(y)})"
    return tag("text", safe(said), x=x, y=y, font_size=size, text_anchor=anchor, transform=turned, **more)


def about(said: str, *drawn: str) -> str:
    """Return drawings with a text that a pointer shows."""
    return tag("g", [told(said), *drawn])


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = INK, wide: float = 1.0, dashes: str = "") -> str:
    """Return a straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=wide, stroke_dasharray=dashes)


def box(x: float, y: float, wide: float, high: float, fill: str, edge: str = INK, **more: object) -> str:
    """Return a rectangle."""
    return tag("rect", x=x, y=y, width=wide, height=high, fill=fill, stroke=edge, **more)


def flow(labels: Sequence[str], fills: Sequence[str]) -> Block:
    """Return a key: samples of fills with their labels, as many to a line as fit; no sample for an empty fill."""
    drawn, x, row, high = [], EDGE, 0, SIZE * LEADING + 2
    for label, fill in zip(labels, fills, strict=True):
        sample = 22.0 if fill else 0.0
        lines = wrapped(label, SIZE, INSIDE - sample)
        wide = sample + max(width(line, SIZE) for line in lines)
        if x > EDGE and x + wide > RIGHT:
            x, row = EDGE, row + 1
        if fill:
            drawn.append(box(x, row * high + 3, 16.0, 11.0, fill, INK, stroke_width=0.8))
        drawn += [words(line, x + sample, (row + at + 0.5) * high, size=SIZE) for at, line in enumerate(lines)]
        row += len(lines) - 1
        x += wide + 14
    return Block("".join(drawn), (row + 1) * high)


# -- what fits ---------------------------------------------------------------------------------------------------------


def named(name: str) -> str:
    """Return a name on one line, with few accents on a letter, and never invisible.

    Examples
    --------
    >>> named("  North "), named(" ")
    ('North', '(no visible name)')
    """
    kept, marks = [], 0
    for letter in clean(name[:MOST_LETTERS]).strip():
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    seen = any(unicodedata.category(letter)[0] not in "ZCM" for letter in kept)
    return _closed("".join(kept)) if seen else NAMELESS


def _closed(name: str) -> str:
    """Return a name after which the text goes on from left to right, though the name itself may not."""
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in name)
    return f"{name}{LEFT_TO_RIGHT}" if turned else name


def fitted(name: str, wide: float, size: float = SIZE) -> str:
    """Return a name, cut with an ellipsis where it is wider.

    Examples
    --------
    >>> fitted("Harbour", 100.0), fitted("Harbour", 40.0)
    ('Harbour', 'Harb…')
    """
    name = named(name)
    if width(name, size) <= wide:
        return name
    while name and width(name + ELLIPSIS, size) > wide:
        name = name[:-1].rstrip()
    return _closed(name + ELLIPSIS)


def all_fitted(names: Sequence[str], wide: float, size: float = SIZE) -> tuple[str, ...]:
    """Return names cut to a width; those that would then look alike are cut in the middle.

    Examples
    --------
    >>> all_fitted(["Constabulary of the North", "Constabulary of the South", "East"], 90.0)
    ('Consta… North', 'Consta… South', 'East')
    """
    first = [fitted(name, wide, size) for name in names]
    alike = {name for name in first if first.count(name) > 1}
    return tuple(
        _cut_inside(name, wide, size) if short in alike else short for name, short in zip(names, first, strict=True)
    )


def _cut_inside(name: str, wide: float, size: float) -> str:
    name = named(name)
    if width(name, size) <= wide:
        return name
    end = name[-1:]
    for letter in name[-2::-1]:
        if width(letter + end, size) > wide / 2:
            break
        end = letter + end
    return fitted(name, wide - width(end, size), size) + end


def wrapped(said: str, size: float, wide: float) -> list[str]:
    """Return the lines of a text; a word that is wider than a line is broken.

    Examples
    --------
    >>> wrapped("a wall of words", 10.0, 50.0)
    ['a wall of', 'words']
    """
    lines: list[str] = [""]
    for word in _pieces(clean(said).split(), size, wide):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


def _pieces(all_words: Iterable[str], size: float, wide: float) -> Iterator[str]:
    for word in all_words:
        piece = ""
        for letter in word if width(word, size) > wide else ():
            if width(piece + letter, size) > wide:
                yield piece
                piece = ""
            piece += letter
        yield piece or word
