"""The command ``verify``: the totals, bands and ranks recorded in a sheet against the recomputed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import (
    file_argument,
    format_option,
    marking_option,
    matrix_option,
    named_matrices,
    out_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.review.giving import give, show, table_option
from ocgscore.cli.running import DATA_STATUS, inputs_with_matrix, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.review.verify import Verification


def _read_columns(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read HEADING=MEASURE; a heading may itself hold an equals sign."""
    found: dict[str, str] = {}
    for value in values:
        heading, equals, measure = value.rpartition("=")
        if not (equals and heading and measure):
            raise click.BadParameter(f"{value!r} is not of the form HEADING=MEASURE or HEADING=MEASURE:band.")
        if found.setdefault(heading, measure) != measure:
            raise click.BadParameter(f"{heading!r} cannot be both {found[heading]} and {measure}: give it once.")
    return found


@click.command()
@file_argument
@matrix_option
@click.option(
    "--column",
    "columns",
    metavar="HEADING=MEASURE",
    multiple=True,
    callback=_read_columns,
    help="What a column of your own holds: HEADING=MEASURE, or HEADING=MEASURE:band; may be given again.",
)
@click.option(
    "--against",
    metavar="M2",
    multiple=True,
    callback=named_matrices,
    help="Another matrix that the sheet may have been worked out with; may be given again.",
)
@click.option(
    "--earlier",
    metavar="M",
    multiple=True,
    callback=named_matrices,
    help="An earlier version: rows whose matrix_version names it are judged by it; may be given again.",
)
@sheet_option
@table_option("columns", "forces", "versions", "cells", "explanations", "stale")
@out_option
@format_option
@marking_option
@click.pass_context
def verify(
    ctx: click.Context,
    *,
    file: str,
    matrix: Matrix,
    columns: dict[str, str],
    against: tuple[tuple[str, Matrix], ...],
    earlier: tuple[tuple[str, Matrix], ...],
    sheet: str | None,
    table: str,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Compare the totals, subtotals, bands and ranks recorded in FILE with those its levels give, cell by cell.

    Each cell is equal, rounding, wrong, unreadable, blank, or not reproducible because a level is unknown; and single
    changes that would explain the differences are tried. Exit status 1 where any cell is wrong, rounding or unreadable.
    """
    from ocgscore.report import check_destinations
    from ocgscore.review.verify import verify as verified
    from ocgscore.scoring import score

    check_destinations(out=out, rejects=None, record=None)
    inputs = inputs_with_matrix(file, further=(*against, *earlier))
    others, versions = (tuple(dict(named).values()) for named in (against, earlier))
    with working(f"reading {file}"):
        batch = _read(file, matrix, versions, sheet)
    with working("comparing the recorded with the recomputed"):
        found = verified(score(batch), columns=columns, others=others, earlier=versions)
    on_terminal = out is None and format_ == "table"
    say_notices(_notices(found, on_terminal=on_terminal))
    if on_terminal:
        from ocgscore.cli.review.verify_text import verify_lines

        show(verify_lines(found, marking or batch.table.marking))
    else:
        from ocgscore.report.review.verify import verify_document

        document = verify_document(found, marking=marking, against=others, earlier=versions)
        give(document, inputs, out, format_, table)
    if found.differing:
        ctx.exit(DATA_STATUS)


def _read(file: str, matrix: Matrix, earlier: tuple[Matrix, ...], sheet: str | None) -> Assessments:
    """Read a sound sheet; the problems under every version are said together."""
    from ocgscore.errors import AssessmentError
    from ocgscore.review.records import read_named
    from ocgscore.review.versions import read_under

    batch, problems = read_under(read_named(file, sheet, "assessments"), matrix, earlier, repeats=True)
    if problems:
        raise AssessmentError(problems)
    return batch


def _notices(found: Verification, *, on_terminal: bool) -> tuple[str, ...]:
    """Return what is to be known; on a terminal the text itself says what was not checked."""
    from ocgscore.review.notices import sheet_notices
    from ocgscore.review.verify import unchecked_said

    unchecked = [unchecked_said(found.unchecked)] if found.unchecked and not on_terminal else []
    return (*sheet_notices(found.scores.assessments, versions=True), *found.notices, *unchecked)
