"""The commands that read assessments: ``demo``, ``score`` and ``check``."""

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
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.running import DATA_STATUS, inputs_with_matrix, print_bytes, say, say_notices, say_problems
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.assessments import Sifted
    from ocgscore.matrix import Matrix
    from ocgscore.report import Run

DEMO_MATRIX = "ocg-tactical"


@click.command()
def demo() -> None:
    """Score the packaged example (synthetic groups) and print the ranked table."""
    from ocgscore.assessments import read_assessments
    from ocgscore.matrix import shipped_folder
    from ocgscore.report import Run

    batch = read_assessments(shipped_folder("examples") / "demo.csv", DEMO_MATRIX)
    _print_result(Run.of(batch), "table")
    click.echo("\nThe groups are invented. For your own sheet: ocgscore score FILE --matrix M")


@click.command()
@file_argument
@matrix_option
@by_option
@sheet_option
@latest_option
@out_option
@format_option
@click.option("--accept-valid", is_flag=True, help="Score the sound rows and write the others to --rejects.")
@click.option("--rejects", metavar="PATH", help="Where the rows with problems go, each with its problems.")
@marking_option
@click.option("--record", metavar="PATH", help="Write the run's provenance here as JSON.")
def score(
    *,
    file: str,
    matrix: Matrix,
    by: str | None,
    sheet: str | None,
    latest: bool,
    out: str | None,
    format_: str,
    accept_valid: bool,
    rejects: str | None,
    marking: str,
    record: str | None,
) -> None:
    """Score and rank a batch: FILE is .csv, .tsv, .xlsx, .json, .jsonl or .parquet, or - for CSV on standard input.

    A blank cell is unknown and widens the score to an interval; an assessment with nothing unknown has one figure.
    """
    from ocgscore.report import Run, check_destinations, write_run

    if accept_valid != (rejects is not None):
        raise click.UsageError("--accept-valid and --rejects PATH go together: refused rows must go somewhere.")
    check_destinations(out=out, rejects=rejects, record=record)
    if by is not None:
        matrix.measure(by)
    with working(f"reading {file}"):
        sifted = _sifted(file, matrix, sheet)
    if sifted.problems:
        say_problems(sifted.problems)
        if not accept_valid:
            say(_count(sifted, "nothing was written; --accept-valid with --rejects PATH would score the sound rows"))
            click.get_current_context().exit(DATA_STATUS)
    options = {"by": by, "sheet": sheet, "latest": latest, "accept_valid": accept_valid, "marking": marking}
    with working(f"scoring {file}"):
        run = Run.of(sifted.accepted, by=by, newest_only=latest, marking=marking)
        write_run(
            run, sifted, inputs=inputs_with_matrix(file), out=out, rejects=rejects, record=record, options=options
        )
    say_notices(run.notices)
    if out is None:
        _print_result(run, format_)
    else:
        say(f"{counted(len(run.scores), 'assessment')} scored, in the order of the sheet: {out}")
        if run.pairs is not None and run.pairs.pairs:
            say(run.pairs.text())
    if sifted.problems:
        say(_count(sifted, f"the rejected are in {rejects}"))
        click.get_current_context().exit(DATA_STATUS)


@click.command()
@file_argument
@matrix_option
@sheet_option
def check(file: str, matrix: Matrix, sheet: str | None) -> None:
    """List every problem in FILE, each with its cell; writes nothing."""
    from ocgscore.report import Run

    with working(f"reading {file}"):
        sifted = _sifted(file, matrix, sheet)
    if sifted.problems:
        say_problems(sifted.problems)
        say(_count(sifted, ""))
        click.get_current_context().exit(DATA_STATUS)
    say_notices(Run.of(sifted.accepted).notices)
    click.echo(f"{counted(len(sifted.accepted), 'assessment')} against {matrix.name}: no problems.")


def _sifted(file: str, matrix: Matrix, sheet: str | None) -> Sifted:
    from ocgscore.assessments import sift
    from ocgscore.table import read_table

    return sift(read_table(file, sheet=sheet), matrix)


def _count(sifted: Sifted, outcome: str) -> str:
    refused = len(sifted.rejected)
    counts = f"{counted(sifted.rows_read, 'row')} read: {sifted.rows_read - refused:,} sound, {refused:,} rejected"
    return f"{counts}; {outcome}." if outcome else f"{counts}."


def _print_result(run: Run, format_: str) -> None:
    """Print the result to standard output: as a table for a person, or as bytes for a program."""
    if format_ == "table":
        from ocgscore.cli.listing import ranked_lines

        for line in ranked_lines(run):
            click.echo(line)
        return
    print_bytes(run.chunks(format_))
