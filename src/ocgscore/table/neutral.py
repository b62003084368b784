"""Text that a spreadsheet would run as a formula.

A cell of a csv file that begins with one of a few characters is a formula to Excel and LibreOffice, whoever
wrote it. The advice followed is OWASP's, "CSV Injection": a single quote in front makes it text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ocgscore.table.csv_coding import CutTexts

if TYPE_CHECKING:
    from collections.abc import Sequence

# The full-width forms are read like the plain ones by East Asian editions of Excel.
_TRIGGERS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# Blanks may stand before the character that counts.
_SUSPECT = _TRIGGERS | frozenset(" \v\f\xa0\u3000")
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_DASHES = re.compile(r"[\s+-]*")  # a lone dash says "nothing here", and runs nothing


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could run a text as a formula; plain numbers and lone dashes are not formulas.

    Examples
    --------
    >>> [is_formula(text) for text in ("=1+1", " @SUM(A1)", "-5", "+3.2e1", "-", "-5+A1", "high")]
    [True, True, False, False, False, True, False]
    """
    if text[:1] not in _SUSPECT:
        return False
    if text[0] not in _TRIGGERS and text.lstrip()[:1] not in _TRIGGERS:
        return False
    return not (_NUMBER.fullmatch(text) or _DASHES.fullmatch(text))


def neutral(text: str) -> str:
    """Return a text with an apostrophe before it if it would run as a formula.

    Examples
    --------
    >>> neutral("=HYPERLINK(A1)"), neutral("-5")
    ("'=HYPERLINK(A1)", '-5')
    """
    return f"'{text}" if is_formula(text) else text


def suspects(texts: Sequence[object]) -> list[int]:
    """Return the positions of the texts that would run as formulas; what is not a str cannot.

    Texts that can be asked for their first byte (``beginning_with``) are, and only those that may matter are
    looked at.

    Examples
    --------
    >>> suspects(["high", "=1+1", -5])
    [1]
    """
    if isinstance(texts, CutTexts):
        return [i for i in texts.beginning_with(_first_bytes()).tolist() if is_formula(str(texts[i]))]
    return [i for i, text in enumerate(texts) if type(text) is str and text[:1] in _SUSPECT and is_formula(text)]


def _first_bytes() -> npt.NDArray[np.bool_]:
    """Return which of the 256 bytes begin a character that may begin a formula."""
    marked = np.zeros(256, bool)
    marked[[character.encode()[0] for character in _SUSPECT]] = True
    return marked
