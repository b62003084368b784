"""Headings, paragraphs and tables of a long text on a terminal, indented and within its width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ocgscore.cli.terminal import aligned, filled, terminal_width

INDENT = "  "
NAMES_SHOWN = 12
WIDEST = 100  # columns of prose: longer lines are hard to read


def heading(text: str) -> Iterator[str]:
    """Yield a heading with a blank line before it."""
    yield ""
    yield from filled(text, terminal_width())


def paragraph(text: str, indent: str = INDENT) -> Iterator[str]:
    """Yield a text broken into lines."""
    yield from filled(text, min(terminal_width(), WIDEST), initial_indent=indent, subsequent_indent=indent)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], whole: Sequence[str] | None = None) -> Iterator[str]:
    """Yield a table, and what did not fit; `whole` are the headings where those shown go over several rows."""
    lines, left_out = aligned(headings, rows, terminal_width() - len(INDENT))
    yield from (f"{INDENT}{line}" for line in lines)
    if left_out:
        names = left_out if whole is None else whole[-len(left_out) :]
        yield from paragraph(f"Not shown for width: {', '.join(names)}")


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the rest counted."""
    shown = list(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown.append(f"and {len(names) - NAMES_SHOWN} more")
    return ", ".join(shown)
