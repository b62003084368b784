"""What stands in the cells of the report's workbook: texts made harmless, numbers as numbers, shades that print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from ocgscore.matrix import Criterion
from ocgscore.report.picture.text import clean
from ocgscore.report.template.style import Style
from ocgscore.scoring import rounded

Look: TypeAlias = Mapping[str, object]
UNKNOWN: Final = "?"
PLAIN: Final[Look] = {}
# From light to dark, so that they are told apart in grey; the label stands on each of them.
SHADES: Final[tuple[Look, ...]] = (
    {"bg_color": "FFFFE5"},
    {"bg_color": "FEE391"},
    {"bg_color": "FE9929"},
    {"bg_color": "CC4C02", "font_color": "FFFFFF"},
    {"bg_color": "7F2704", "font_color": "FFFFFF", "bold": True},
)
GREYS: Final[tuple[Look, ...]] = tuple({"bg_color": grey} for grey in ("FFFFFF", "F0F0F0", "DCDCDC", "C3C3C3"))
# Hatched, so that what is not known is told apart from any level in grey; LibreOffice shows the ground alone.
OPEN: Final[Look] = {"bg_color": "DCEBF7", "fg_color": "5B8DB8", "pattern": 14}
NOT_KNOWN: Final[Look] = {"bg_color": "A9CCE8", "fg_color": "2F6FA7", "pattern": 16, "bold": True}


def harmless(text: str) -> str:
    r"""Return a text as one cell may hold it: without control characters, and no longer than Excel takes.

    Examples
    --------
    >>> harmless("two\r\nlines"), harmless("bell\x07"), len(harmless("x" * 40_000))
    ('two\nlines', 'bell�', 32767)
    """
    if not text.isprintable():
        text = "\n".join(clean(line) for line in text.splitlines())
    return Style.clipped(text)


def level_text(criterion: Criterion, low: int, high: int) -> str:
    """Return a level as its code, a range as ``lowest–highest``, and ``?`` where nothing is known.

    Parameters
    ----------
    criterion : Criterion
    low, high : int
        Positions in its levels, from 0.

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> physical = load_matrix("ocg-tactical").criterion("physical")
    >>> level_text(physical, 2, 2), level_text(physical, 1, 3), level_text(physical, 0, 4)
    ('2', '1–3', '?')
    """
    if low == 0 and high == len(criterion.levels) - 1:
        return UNKNOWN
    codes = [criterion.levels[at].code for at in (low, high)]
    return codes[0] if low == high else "–".join(codes)


def shade(position: int, among: int, shades: tuple[Look, ...] = SHADES) -> Look:
    """Return the shade of the n-th of so many bands or levels, counted from 0: the highest is the darkest.

    Examples
    --------
    >>> [shade(at, 3)["bg_color"] for at in range(3)]
    ['FFFFE5', 'FE9929', '7F2704']
    """
    return shades[round(position * (len(shades) - 1) / max(among - 1, 1))]


def number_format(digits: int) -> str:
    """Return the number format of so many digits after the point."""
    return f"0.{'0' * digits}" if digits else "0"


def share(part: int, whole: int) -> Decimal:
    """Return a share to four digits, rounded half up."""
    return rounded(Fraction(part, whole), 4)
