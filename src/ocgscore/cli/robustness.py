"""The command ``robustness``: how far a ranking survives other numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import (
    by_option,
    file_argument,
    format_option,
    latest_option,
    marking_option,
    matrix_option,
    out_option,
    seed_option,
    sheet_option,
    unknowns_option,
)
from ocgscore.cli.progress import Bar, working
from ocgscore.cli.running import inputs_with_matrix, print_bytes, read_batch, say, say_notices
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix
    from ocgscore.report.robust import RobustnessRun


@click.command()
@file_argument
@matrix_option
@click.option("--top", type=int, metavar="K", help="How many groups the line stands below; 10 by default.")
@by_option
@click.option(
    "--weights", default="any", metavar="W", help="Weights to try: any, order, a share such as 25%, or stated."
)
@click.option(
    "--values",
    default="any",
    type=click.Choice(["any", "stated"]),
    help="Level values to try; any rising ones by default.",
)
@unknowns_option
@click.option("--draws", type=int, default=10_000, metavar="N", help="How many draws; 10000 by default.")
@seed_option
@sheet_option
@latest_option
@out_option
@format_option
@marking_option
def robustness(
    *,
    file: str,
    matrix: Matrix,
    top: int | None,
    by: str | None,
    weights: str,
    values: str,
    unknowns: str,
    draws: int,
    seed: int,
    sheet: str | None,
    latest: bool,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Say how far the ranking of FILE survives other weights, other level values and what is unknown.

    The same seed gives the same answer.
    """
    from ocgscore.report import check_destinations
    from ocgscore.report.robust import RobustnessRun

    check_destinations(out=out, rejects=None, record=None)
    with working(f"reading {file}"):
        batch = read_batch(file, matrix, sheet, newest_only=latest)
    with Bar("drawing") as bar:
        run = RobustnessRun.of(
            batch, by=by, top=top, weights=weights, values=values, unknowns=unknowns,
            draws=draws, seed=seed, marking=marking, progress=bar,
        )  # fmt: skip
    say_notices(run.notices)
    if out is None:
        _print_result(run, format_)
        return
    run.write(out, inputs_with_matrix(file))
    say(f"{counted(len(run.found), 'assessment')} tried in {counted(run.found.draws, 'draw')}: {out}")


def _print_result(run: RobustnessRun, format_: str) -> None:
    if format_ == "table":
        from ocgscore.cli.robustness_text import robustness_lines

        for line in robustness_lines(run):
            click.echo(line)
        return
    print_bytes(run.chunks(format_))
