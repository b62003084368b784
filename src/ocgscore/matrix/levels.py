"""What an assessor may write for a criterion, and which levels it leaves possible."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ocgscore.matrix.formula import plain
from ocgscore.matrix.model import Criterion

UNKNOWN: Final = frozenset({"", "?", "unknown"})
NUMBER: Final = re.compile(r"\d{1,18}(?:\.\d{1,18})?")
LEAST_LONGEST: Final = 200  # characters of a cell that are always read
DASHES: Final = re.compile(r"[-\N{EN DASH}\N{EM DASH}]")


def level_key(text: str) -> str:
    """Return the form in which levels are compared: any case, any spacing, ``3.0`` the same as ``3``.

    Examples
    --------
    >>> level_key("  Very   HIGH "), level_key("3.0"), level_key("03")
    ('very high', '3', '3')
    """
    folded = " ".join(text.casefold().split())
    return plain(Decimal(folded)) if NUMBER.fullmatch(folded) else folded


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared: any case, any spacing, spaces the same as underscores.

    Examples
    --------
    >>> heading_key(" Assessed  On ")
    'assessed_on'
    """
    return level_key(heading).replace(" ", "_")


class LevelReader:
    """Reads what stands in a cell as the lowest and highest level possible.

    Parameters
    ----------
    criterion : Criterion

    Examples
    --------
    >>> from ocgscore import load_matrix
    >>> read = LevelReader(load_matrix("sleipnir-2000").criterion("violence")).read
    >>> read("HIGH"), read("low-high"), read("not nil"), read("?"), read("hihg")
    ((3, 3), (1, 3), (1, 3), (0, 3), None)
    """

    def __init__(self, criterion: Criterion) -> None:
        self._top = len(criterion.levels) - 1
        self._exact: dict[str, int] = {}
        for position, level in enumerate(criterion.levels):
            self._exact.setdefault(level_key(level.label), position)
        for position, level in enumerate(criterion.levels):
            self._exact[level_key(level.code)] = position  # a code means itself, whatever a label says
        # the longest thing to be read is every level in a row, spaced out; anything longer would only cost time
        self._longest = LEAST_LONGEST + sum(len(level.code) + len(level.label) + 10 for level in criterion.levels)

    def read(self, text: str) -> tuple[int, int] | None:
        """Return (lowest, highest) as positions from 0, or None where the text names no level.

        A level's code or label is that level; blank, ``?`` or ``unknown`` is every level; ``2-4``, ``2|3`` and
        ``not 0`` are the levels they leave possible. Where those are not next to each other (``2|4``), the whole
        stretch is returned: its ends are all that a bound depends on.
        """
        if len(text) > self._longest:
            return None
        key = level_key(text)
        exact = self._exact.get(key)
        if exact is not None:
            return exact, exact
        if key in UNKNOWN:
            return 0, self._top
        return self.read_range(key)

    def read_range(self, text: str) -> tuple[int, int] | None:
        """Return the stretch that a range names, or None where the text is not a range of known levels."""
        if text.startswith("not "):
            return self._all_but(text.removeprefix("not "))
        if "|" in text:
            return self._hull([self._position(part) for part in text.split("|")])
        for dash in DASHES.finditer(text):
            found = self._hull([self._position(text[: dash.start()]), self._position(text[dash.end() :])])
            if found is not None:
                return found
        return None

    def _all_but(self, text: str) -> tuple[int, int] | None:
        ruled_out = self._position(text)
        if ruled_out is None:
            return None
        return self._hull([position for position in range(self._top + 1) if position != ruled_out])

    def _position(self, text: str) -> int | None:
        return self._exact.get(level_key(text))

    @staticmethod
    def _hull(positions: list[int | None]) -> tuple[int, int] | None:
        known = [position for position in positions if position is not None]
        return (min(known), max(known)) if known and len(known) == len(positions) else None
