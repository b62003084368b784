"""Paragraphs and tables of the consistency texts, indented and within the terminal's width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width

if TYPE_CHECKING:
    from ocgscore.consistency import Estimate

INDENT = "  "
NAMES_SHOWN = 12


def heading(text: str) -> Iterator[str]:
    """Yield a heading with a blank line before it."""
    yield ""
    yield text


def paragraph(text: str, indent: str = INDENT) -> Iterator[str]:
    """Yield a text broken into lines."""
    yield from filled(text, terminal_width(), initial_indent=indent, subsequent_indent=indent)


def digits_for(estimates: Iterable[Estimate]) -> int:
    """Return how many digits of points are worth showing: none where the errors are tens, two where below one."""
    errors = [one.standard_error for one in estimates if one.standard_error is not None]
    largest = max(errors, default=0.0)
    return 0 if largest >= 5 else 1 if largest >= 0.5 else 2


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table, and what did not fit."""
    lines, left_out = aligned(headings, rows, terminal_width() - len(INDENT))
    yield from (f"{INDENT}{line}" for line in lines)
    if left_out:
        yield from paragraph(f"Not shown for width: {', '.join(left_out)}")


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the rest counted."""
    shown = list(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown.append(f"and {len(names) - NAMES_SHOWN} more")
    return ", ".join(shown)
