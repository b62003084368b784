"""Fills that are told apart in grey and with any colour vision: tints with a hatching each."""

from __future__ import annotations

from typing import Final

import attrs

from ocgscore.report.picture.drawing import HATCHES, SHADES, TINTS, tag


@attrs.frozen
class Fill:
    """A tint with a hatching.

    Parameters
    ----------
    ground, line : str
        Colours.
    hatching : str
        Data of a path on a square of `side`; empty for none.
    side, wide : float
        Of the square, and of the lines.
    """

    ground: str
    line: str
    hatching: str
    side: float = 12.0
    wide: float = 0.9


SLANT: Final = "M-2 8L8 -2M-2 2L2 -2M4 8L8 4"
FALL: Final = "M-2 -2L8 8M4 -2L8 2M-2 4L2 8"
PARTS: Final = tuple(f"part-{at}" for at in range(7))
FILLS: Final = {
    "undefined": Fill("#e4e4e4", "#8a8a8a", SLANT, 6.0),
    "up": Fill("#fbd9b0", "#a85b00", SLANT, 6.0, 0.6),
    "down": Fill("#cfe4f5", "#005b8f", FALL, 6.0, 0.6),
    "adjacent": Fill("#ffffff", "#555555", SLANT, 6.0),
} | {name: Fill(TINTS[at], SHADES[at], HATCHES[at]) for at, name in enumerate(PARTS)}


def filled(name: str) -> str:
    """Return what an element says to be filled so.

    Examples
    --------
    >>> filled("undefined")
    'url(#undefined)'
    """
    if name not in FILLS:
        raise KeyError(name)
    return f"url(#{name})"


def definitions(drawn: str, key: str) -> str:
    """Return the definitions of the fills that a drawing uses, their ids beginning with a key."""
    used = [_pattern(f"{key}-{name}", fill) for name, fill in FILLS.items() if f'"{filled(name)}"' in drawn]
    return tag("defs", used) if used else ""


def _pattern(known_as: str, fill: Fill) -> str:
    ground = tag("rect", width=fill.side, height=fill.side, fill=fill.ground)
    lines = tag("path", d=fill.hatching, stroke=fill.line, stroke_width=fill.wide, fill="none")
    inside = [ground, lines if fill.hatching else ""]
    return tag("pattern", inside, id=known_as, width=fill.side, height=fill.side, patternUnits="userSpaceOnUse")
