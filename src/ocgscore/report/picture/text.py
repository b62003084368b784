"""Text in a picture: how wide it is, where it breaks, and how it becomes safe XML."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import Final

NARROW: Final = frozenset("ijlIft.,:;'|!()[]-/ ")
LINE: Final = 12  # letters of a label before it is broken
MOST: Final = 17  # letters of a line of a label before it is cut
ELLIPSIS: Final = "…"


def width(text: str, size: float) -> float:
    """Return about how wide a text is in a common sans-serif face; rather too much than too little.

    Examples
    --------
    >>> width("ill", 10.0) < width("WWW", 10.0)
    True
    """
    return size * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.36
    return 0.8 if letter in "mwMW@%" else 0.72 if letter.isupper() else 0.6


def clean(text: str) -> str:
    """Return a text without what no XML file may hold, on one line.

    Examples
    --------
    >>> clean("a" + chr(0) + "b" + chr(10) + "c")
    'a�b c'
    """
    spaced = " ".join(text.split()) if any(letter in text for letter in "\n\r\t\x0b\x0c") else text
    return "".join(letter if _allowed(letter) else "\N{REPLACEMENT CHARACTER}" for letter in spaced)


def _allowed(letter: str) -> bool:
    """Whether a letter may stand in XML, and does not turn the direction of what follows."""
    code = ord(letter)
    if code in (0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return False
    return code >= 0x20 and not 0x7F <= code <= 0x9F


def safe(text: str) -> str:
    """Return a text as XML and HTML may hold it, between tags or in quotes.

    Examples
    --------
    >>> safe('<a href="x">')
    '&lt;a href=&quot;x&quot;&gt;'
    """
    return escape(clean(text), quote=True)


def label(text: str) -> tuple[str, ...]:
    """Return a name as one line, or two where it is long; cut where even two are not enough.

    Examples
    --------
    >>> label("Ann"), label("Costenza Valenti"), label("x" * 40)
    (('Ann',), ('Costenza', 'Valenti'), ('xxxxxxxxxxxxxxxx…',))
    """
    text = clean(text).strip()
    words = text.split(" ")
    if len(text) <= LINE or len(words) == 1:
        return (cut(text, MOST),)
    splits = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    first, second = min(splits, key=lambda both: max(len(both[0]), len(both[1])))
    return cut(first, MOST), cut(second, MOST)


def cut(text: str, most: int) -> str:
    """Return a text no longer than so many letters.

    Examples
    --------
    >>> cut("Harbour", 4)
    'Har…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS
