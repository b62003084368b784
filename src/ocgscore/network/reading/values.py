"""What a cell may say: ids, dates, strengths and words from a list; and what to do where it does not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ocgscore.errors import did_you_mean
from ocgscore.network.model import DIRECTIONS, SIGNS, STANDINGS, STRONGEST, WEAKEST
from ocgscore.table import Cell, cell_text
from ocgscore.table.cells import Fault

_NUMBER: Final = re.compile(r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

_ALIASES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "direction": {"undirected": "none", "directed": "to", "->": "to", "mutual": "both", "<->": "both"},
    }
)
WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "direction": DIRECTIONS,
        "standing": STANDINGS,
        "kind": tuple(SIGNS),
    }
)


def read_strength(cell: Cell) -> float | Fault:
    """Return a strength: from 1e-9 to 1e12, 1 where nothing is said.

    Examples
    --------
    >>> read_strength("2.5"), read_strength(3), read_strength(" ")
    (2.5, 3.0, 1.0)
    >>> read_strength("0").hint
    'leave the row out where there is no link, or the cell blank where nothing is known'
    """
    text = cell_text(cell)
    if not text:
        return 1.0
    if isinstance(cell, bool | dt.date | dt.time) or not _NUMBER.fullmatch(text):
        hint = "write a number such as 2.5, with a point and without other signs"
        return Fault("a strength above 0", hint)
    number = float(text)
    if number <= 0:
        hint = "leave the row out where there is no link, or the cell blank where nothing is known"
        return Fault("a strength above 0", hint)
    if not WEAKEST <= number <= STRONGEST:
        return Fault(f"a strength from {WEAKEST:g} to {STRONGEST:g}", "give it in another unit, such as thousands")
    return number


def read_word(field: str, cell: Cell) -> str | Fault:
    """Return one of a field's words, in lower case; empty where nothing is said.

    Examples
    --------
    >>> read_word("standing", "Principal"), read_word("direction", "directed"), read_word("kind", "rivalary").hint
    ('principal', 'to', "did you mean 'rivalry'?")
    """
    text = cell_text(cell).casefold()
    text = _ALIASES.get(field, {}).get(text, text)
    words = WORDS[field]
    if not text or text in words:
        return text
    if field == "direction" and text in {"from", "<-", "back"}:
        return Fault(f"one of {', '.join(words)}", "change the two ends over and write to")
    return Fault(f"one of {', '.join(words)}", did_you_mean(text, words) or "choose one of these")
