"""Options that the commands of a review share, and how a review is given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.running import print_bytes, say
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.report.review.document import ReviewDocument


leave_out_option = click.option(
    "--leave-out-later",
    is_flag=True,
    help="Leave out what is dated after --as-of, and say so; it is a fault otherwise.",
)


def table_option(*names: str) -> Callable[[Any], Any]:
    """Return the option that picks one of a review's tables, for formats that hold one."""
    return click.option(
        "--table",
        type=click.Choice(names),
        default=names[0],
        help=f"The table for a format that holds one (.csv and the like); {names[0]} by default.",
    )


def marked(marking: str) -> list[str]:
    """Return the lines that a protective marking is on a terminal; none without one."""
    width = terminal_width()
    return [line.center(width).rstrip() for line in filled(marking, width)]


def show(lines: Iterable[str]) -> None:
    """Print a review for a person: what a cell holds must not drive the terminal."""
    for line in lines:
        click.echo("".join(sign if sign.isprintable() else " " for sign in line))


def give(
    document: ReviewDocument,
    inputs: list[str],
    out: str | None,
    format_: str,
    table: str,
    pictures: Mapping[str, str] | None = None,
) -> None:
    """Write a review and its pictures to files, or print it for a program."""
    document.write(out, inputs, table, pictures)
    for path in pictures or {}:
        say(f"picture: {path}")
    if out is None:
        if format_ != "table":
            print_bytes(document.chunks(format_, table))
        return
    from ocgscore.table import format_of

    several = format_of(out) in {"json", "xlsx"}
    what = (
        ", ".join(document.tables)
        if several
        else counted(len(document.tables[table]), f"row of {table}", f"rows of {table}")
    )
    say(f"{what}: {out}")
