"""The command ``gaps``: what to find out first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.options import (
    by_option,
    file_argument,
    format_option,
    latest_option,
    marking_option,
    matrix_option,
    seed_option,
    sheet_option,
    unknowns_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.running import inputs_with_matrix, print_bytes, read_batch, say, say_notices
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.robustness.gaps import Gaps


@click.command()
@file_argument
@matrix_option
@click.option("--top", metavar="K", type=int, help="The line that matters: the top K; 10 by default.")
@by_option
@unknowns_option
@click.option("--costs", metavar="FILE", help="What finding out costs: columns criterion, cost and, if need be, group.")
@click.option("--draws", metavar="N", type=int, default=2000, help="Draws of all unknowns together; 2000 by default.")
@seed_option
@sheet_option
@latest_option
@click.option("--out", metavar="PATH", help="Write the whole list here; the ending picks the format.")
@format_option
@marking_option
def gaps(
    *,
    file: str,
    matrix: Matrix,
    top: int | None,
    by: str | None,
    unknowns: str,
    costs: str | None,
    draws: int,
    seed: int,
    sheet: str | None,
    latest: bool,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """List the unknowns of FILE that are worth finding out, those that could change most first.

    An unknown is worth what learning it is expected to change: the group's most likely band, and on which side of the
    top K line it most likely stands. With --costs, what it is expected to change for its cost.
    """
    from ocgscore.report import check_destinations
    from ocgscore.robustness.gaps import gaps as found_in
    from ocgscore.scoring import score

    check_destinations(out=out, rejects=None, record=None)
    with working(f"reading {file}"):
        batch = read_batch(file, matrix, sheet, newest_only=latest)
        prices = None if costs is None else _costs(costs, batch)
    with working(f"looking for what to find out in {file}"):
        found = found_in(score(batch), by, top=top, unknowns=unknowns, costs=prices, draws=draws, seed=seed)
    say_notices(batch.notices)
    if out is not None:
        _write(found, out, marking, inputs_with_matrix(file, *([costs] if costs else [])))
        say(f"{counted(len(found), 'unknown')}, the one to find out first first: {out}")
    elif format_ == "table":
        from ocgscore.cli.gaps_text import gap_lines

        click.echo("\n".join(gap_lines(found, marking or batch.table.marking)))
    else:
        print_bytes(_chunks(found, format_, marking))


def _costs(file: str, batch: Assessments) -> dict[Any, Any]:
    from ocgscore.robustness.gap_costs import read_costs
    from ocgscore.table import read_table

    return read_costs(read_table(file), batch)


def _chunks(found: Gaps, format_: str, marking: str) -> Iterator[bytes]:
    import attrs

    from ocgscore.report.gaps import gaps_provenance, gaps_table
    from ocgscore.table import table_bytes

    table = gaps_table(found)
    return table_bytes(attrs.evolve(table, marking=marking or table.marking), format_, gaps_provenance(found))


def _write(found: Gaps, out: str, marking: str, inputs: list[str]) -> None:
    from ocgscore.table import OutputSet, format_of

    with OutputSet(inputs=inputs) as outputs:
        outputs.write(out, _chunks(found, format_of(out), marking))
