"""The command ``history``: movement between successive assessments of each group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import click

from ocgscore.cli.options import (
    day_option,
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
from ocgscore.cli.running import inputs_with_matrix, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.review.history import History, Replay
    from ocgscore.review.register import Register

TABLES = ("steps", "criteria", "groups", "classes", "regression", "replay")
TOP = 10
WHOLE = ("json", "xlsx")  # formats that hold every table


@click.command()
@file_argument
@matrix_option
@click.option(
    "--earlier",
    metavar="M",
    multiple=True,
    callback=named_matrices,
    help="An earlier version that rows may state; any number.",
)
@click.option("--register", metavar="FILE", help="The register, whose aliases and mergers are followed.")
@day_option("--since", "Only steps to an assessment on this day or later.")
@click.option("--by", metavar="MEASURE", help="The measure to follow instead of the one the matrix ranks by.")
@click.option("--group", metavar="ID", help="Tell one group's whole story.")
@click.option(
    "--what-if", metavar="M", callback=named_matrices, help="Another matrix: what it would have done to past decisions."
)
@click.option("--top", metavar="K", type=int, default=TOP, help=f"Groups on the list with --what-if; {TOP} by default.")
@sheet_option
@table_option(*TABLES)
@out_option
@format_option
@marking_option
def history(
    *,
    file: str,
    matrix: Matrix,
    earlier: tuple[tuple[str, Matrix], ...],
    register: str | None,
    since: dt.date | None,
    by: str | None,
    group: str | None,
    what_if: tuple[tuple[str, Matrix], ...],
    top: int,
    sheet: str | None,
    table: str,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Show how each group of FILE moved from one assessment to the next, and what moved it.

    Moves that come only from unknowns becoming known, from another scorer or from another version of the matrix are
    told apart from real change; regression to the mean is shown beside the movement.
    """
    from ocgscore.report import check_destinations
    from ocgscore.review.notices import sheet_notices

    if group is not None and (out is not None or format_ != "table"):
        raise click.UsageError("--group tells a story on the terminal: without it, --table steps has every group.")
    if group is not None and since is not None:
        raise click.UsageError("--group tells the whole story: leave --since out.")
    if table == "replay" and not what_if:
        raise click.UsageError("--table replay needs --what-if with another matrix.")
    check_destinations(out=out, rejects=None, record=None)
    with working(f"reading {file}"):
        versions = [one for _, one in earlier]
        batch, known = _read(file, matrix, versions, register, sheet)
    with working("following the groups"):
        found, replayed = _found(batch, versions, known, since, by, what_if[0][1] if what_if else None, top)
    of_sheet = sheet_notices(batch, followed=known is not None, versions=True)
    say_notices([*of_sheet, *found.notices, *(replayed.notices if replayed else ())])
    if out is None and format_ == "table":
        show(_lines(found, replayed, known, group, marking))
        return
    inputs = inputs_with_matrix(file, *([register] if register else []), further=(*earlier, *what_if))
    _give(found, replayed, known, inputs, (out, format_, table, marking))


def _read(
    file: str, matrix: Matrix, earlier: list[Matrix], register: str | None, sheet: str | None
) -> tuple[Assessments, Register | None]:
    """Read everything, so that the problems of all files are told at once."""
    from ocgscore.review.assessed import assessed
    from ocgscore.review.history import sound_under
    from ocgscore.review.records import read_named, read_together
    from ocgscore.review.register import read_register

    def read_known() -> Register | None:
        return None if register is None else read_register(register)

    def read_sheet() -> Assessments:
        return assessed(sound_under(read_named(file, sheet, "assessments"), matrix, earlier))

    known, batch = read_together(read_known, read_sheet)
    return cast("Assessments", batch), cast("Register | None", known)


def _found(
    batch: Assessments,
    earlier: list[Matrix],
    known: Register | None,
    since: dt.date | None,
    by: str | None,
    other: Matrix | None,
    top: int,
) -> tuple[History, Replay | None]:
    from ocgscore.review.history import history as followed
    from ocgscore.review.history import replay

    found = followed(batch, by=by, earlier=earlier, register=known, since=since)
    return found, None if other is None else replay(batch, other, by=by, top=top, register=known)


def _lines(
    found: History, replayed: Replay | None, known: Register | None, group: str | None, marking: str
) -> Iterator[str]:
    from ocgscore.cli.review.history_story import story_lines
    from ocgscore.cli.review.history_text import history_lines

    return (
        history_lines(found, replayed, known, marking) if group is None else story_lines(found, known, group, marking)
    )


def _give(
    found: History,
    replayed: Replay | None,
    known: Register | None,
    inputs: list[str],
    how: tuple[str | None, str, str, str],
) -> None:
    from ocgscore.report.review.history import history_document
    from ocgscore.table import format_of

    out, format_, table, marking = how
    whole = (format_ if out is None else format_of(out)) in WHOLE
    document = history_document(found, replayed, known, marking, None if whole else table)
    give(document, inputs, out, format_, table)
