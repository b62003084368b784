"""Tables for a terminal: aligned, cut to its width, what was left out said."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

GAP = "  "
NARROWEST = 8  # a column is cut no narrower than this; then whole columns are left out instead
ELLIPSIS = "…"
UNBROKEN = "\N{NO-BREAK SPACE}%"


def terminal_width() -> int:
    """Return the terminal's width in columns; 80 where there is no terminal."""
    return shutil.get_terminal_size((80, 24)).columns


def aligned(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, cut_headings: bool = False
) -> tuple[list[str], list[str]]:
    r"""Lay out a table within a width.

    Parameters
    ----------
    headings : sequence of str
        The most important first: columns that do not fit are left out from the right.
    rows : sequence of sequence of str
    width : int
    cut_headings : bool
        Cut a heading that is much wider than the cells below it.

    Returns
    -------
    lines : list of str
        The heading line, then a line a row.
    left_out : list of str
        Headings of the columns that did not fit.

    Examples
    --------
    >>> lines, left_out = aligned(["rank", "group"], [["1", "Harbour"], ["2", "Quay"]], 80)
    >>> print("\n".join(lines))
    rank  group
    1     Harbour
    2     Quay
    """
    columns = [[_printable(cell) for cell in column] for column in zip(headings, *rows, strict=False)]
    wide = [max(map(display_width, column)) for column in columns]
    if cut_headings and rows:
        wide = [max(min(NARROWEST, display_width(column[0])), *map(display_width, column[1:])) for column in columns]
    kept = _fitted(wide, width)
    lines = [_line(cells, kept) for cells in zip_longest(*columns[: len(kept)], fillvalue="")]
    return lines, [str(heading) for heading in headings[len(kept) :]]


def _fitted(wide: Sequence[int], width: int) -> list[int]:
    """Return the widths of the columns that fit, the widest cut first."""
    kept = list(wide)
    while kept:
        spare = width - sum(kept) - len(GAP) * (len(kept) - 1)
        widest = max(range(len(kept)), key=kept.__getitem__)
        if spare >= 0:
            break
        if kept[widest] + spare >= NARROWEST and kept[widest] > 2 * NARROWEST:
            kept[widest] += spare
        elif len(kept) == 1:
            kept[0] = max(width, 1)
        else:
            kept.pop()
    return kept


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [_cut(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return GAP.join(cell + " " * (w - display_width(cell)) for cell, w in zip(padded, widths, strict=True)).rstrip()


def _cut(text: str, width: int) -> str:
    if display_width(text) <= width:
        return text
    kept = ""
    for letter in text:
        if display_width(kept + letter) > width - 1:
            break
        kept += letter
    return kept + ELLIPSIS


def display_width(text: str) -> int:
    """Return how many columns a text takes on a terminal (East Asian wide letters take two, accents none)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _printable(text: str) -> str:
    """Make line ends and control characters harmless: a cell of a sheet must not drive the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def filled(text: str, width: int, *, initial_indent: str = "", subsequent_indent: str = "") -> list[str]:
    """Break a text into lines within a width.

    Compounds and addresses are left whole, so that they can be copied, if a line can hold them; and a number stays with
    its per cent sign.
    """
    lines = textwrap.wrap(
        _printable(text).replace(" %", UNBROKEN),
        width,
        initial_indent=initial_indent,
        subsequent_indent=subsequent_indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [part for line in lines for part in _broken(line.replace(UNBROKEN, " %"), width, subsequent_indent)]


def _broken(line: str, width: int, indent: str) -> list[str]:
    """Return a line as it is if it fits, else cut into lines that do: a word longer than the terminal, wide letters."""
    if display_width(line) <= width:
        return [line]
    parts = [""]
    for letter in line:
        if display_width(parts[-1] + letter) > width and parts[-1].strip():
            parts.append(indent)
        parts[-1] += letter
    return [part.rstrip() for part in parts]


def wrapped_list(words: Sequence[str], width: int, indent: str = "  ") -> Iterator[str]:
    """Yield lines of comma-separated words within a width."""
    line = indent
    for position, word in enumerate(words):
        piece = word + ("," if position < len(words) - 1 else "")
        if display_width(line) + display_width(piece) + 1 > width and line.strip():
            yield from _broken(line.rstrip(), width, indent)
            line = indent
        line += piece + " "
    if line.strip():
        yield from _broken(line.rstrip(), width, indent)
