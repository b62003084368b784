"""The command that explains a score: ``explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import (
    by_option,
    file_argument,
    latest_option,
    marking_option,
    matrix_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.running import inputs_with_matrix, print_bytes, read_batch, say, say_notices
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix
    from ocgscore.report.explained import Explained

FORMATS = ("text", "json", "jsonl", "csv")


@click.command()
@file_argument
@matrix_option
@click.option("--group", metavar="ID", help="Explain this group only; every assessment by default.")
@by_option
@sheet_option
@latest_option
@click.option("--out", metavar="PATH", help="Write the explanations here; the ending picks the format.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="What to print; text by default.")
@marking_option
def explain(
    *,
    file: str,
    matrix: Matrix,
    group: str | None,
    by: str | None,
    sheet: str | None,
    latest: bool,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Explain scores: how each came about, every single change that would move its band or rank, what is unknown.

    FILE is the whole batch, among which the group is ranked.
    """
    from ocgscore.report import Run, check_destinations
    from ocgscore.report.explained import Explained, write_explained

    check_destinations(out=out, rejects=None, record=None)
    if by is not None:
        matrix.measure(by)
    with working(f"reading {file}"):
        batch = read_batch(file, matrix, sheet, newest_only=latest)
    with working(f"explaining {file}"):
        run = Run.of(batch, by=by, marking=marking)
        explained = Explained.of(run, group)
        if out is not None:
            write_explained(explained, out, inputs_with_matrix(file))
    say_notices(run.notices)
    if out is None:
        _print(explained, format_)
    else:
        say(f"{counted(len(explained.explanations), 'assessment')} explained: {out}")


def _print(explained: Explained, format_: str) -> None:
    if format_ == "text":
        from ocgscore.cli.explain_text import explained_lines

        for line in explained_lines(explained):
            click.echo(line)
        return
    print_bytes(explained.chunks(format_))
