"""The command ``consistency``: do scorers agree, who scores high or low, on which criteria, and what it changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import (
    day_option,
    file_argument,
    format_option,
    marking_option,
    matrix_option,
    named_matrices,
    out_option,
    seed_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.running import inputs_with_matrix, print_bytes, read_batch, say, say_notices
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.report.agreement.document import Document


@click.command()
@file_argument
@matrix_option
@click.option(
    "--by",
    type=click.Choice(["force", "assessor", "assessment"]),
    default="force",
    help="Whose scores are compared; force by default.",
)
@click.option("--measure", metavar="MEASURE", help="Compare totals of this measure instead of the one that ranks.")
@click.option("--plan", is_flag=True, help="Price further scorings instead: who to link, and how precisely.")
@click.option("--panel", metavar="NAME", help="Compare all with this scorer's re-scores.")
@click.option(
    "--against", metavar="FILE", help="Compare two methods instead: this sheet's groups under another matrix."
)
@click.option("--against-matrix", metavar="M", callback=named_matrices, help="The matrix of --against.")
@day_option("--as-of", "Count ages to this date; the newest in FILE by default.")
@click.option("--top", type=int, default=10, metavar="N", help="The line whose chances are drawn; 10 by default.")
@click.option("--draws", type=int, default=500, metavar="N", help="Draws of the severities; 500 by default.")
@seed_option
@click.option("--appendix", is_flag=True, help="Add variance components, pairs of scorers, W and AC2.")
@click.option("--pictures", metavar="FOLDER", help="Write the pictures there, as SVG.")
@sheet_option
@out_option
@format_option
@marking_option
def consistency(
    *,
    file: str,
    matrix: Matrix,
    by: str,
    measure: str | None,
    plan: bool,
    panel: str | None,
    against: str | None,
    against_matrix: tuple[tuple[str, Matrix], ...],
    as_of: dt.date | None,
    top: int,
    draws: int,
    seed: int,
    appendix: bool,
    pictures: str | None,
    sheet: str | None,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Say whether scorers agree, who scores high or low, on which criteria, and what it changes.

    FILE may be a calibration exercise (several forces score the same vignettes), operational assessments (each force
    its own groups), or both together. Severities are given only where groups scored in common link the scorers; where
    none do, the command says so and what would.
    """
    from ocgscore.report import check_destinations

    check_destinations(out=out, rejects=None, record=None)
    _check_together(
        plan=plan, against=against, against_matrix=against_matrix, pictures=pictures, panel=panel, appendix=appendix
    )
    with working(f"reading {file}"):
        batch = read_batch(file, matrix, sheet, newest_only=False, repeats=by == "assessment")
    mark, inputs = marking or batch.table.marking, inputs_with_matrix(file, further=against_matrix)
    if plan:
        _plan(batch, by, mark, inputs, out, format_)
        return
    if against is not None and against_matrix:
        with working(f"reading {against}"):
            other = read_batch(against, against_matrix[0][1], None, newest_only=False)
        _methods(batch, other, (by, measure), mark, [*inputs, against], out, format_)
        return
    _study(
        batch, mark, inputs, out, format_, pictures,
        by=by, measure=measure, panel=panel, as_of=as_of, top=top, draws=draws, seed=seed, appendix=appendix,
    )  # fmt: skip


def _check_together(
    *,
    plan: bool,
    against: str | None,
    against_matrix: tuple[tuple[str, Matrix], ...],
    pictures: str | None,
    panel: str | None,
    appendix: bool,
) -> None:
    """Refuse options that do not go together."""
    if (against is None) is not (not against_matrix):
        raise click.UsageError("--against and --against-matrix go together.")
    if plan and against is not None:
        raise click.UsageError("--plan and --against are two questions: ask one.")
    if plan or against is not None:
        of_a_study = {"--pictures": pictures is not None, "--panel": panel is not None, "--appendix": appendix}
        given = [name for name, wanted in of_a_study.items() if wanted]
        if given:
            raise click.UsageError(f"{' and '.join(given)}: part of a study, neither of a plan nor of two methods.")
    if pictures == "":
        raise click.UsageError("--pictures needs the name of a folder.")


def _study(
    batch: Assessments,
    marking: str,
    inputs: list[str],
    out: str | None,
    format_: str,
    pictures: str | None,
    **asked: object,
) -> None:
    from ocgscore.cli.consistency.text import consistency_lines
    from ocgscore.consistency.study import consistency as studied
    from ocgscore.report.agreement.document import Document

    with working("comparing scorers"):
        found = studied(batch, **asked)  # type: ignore[arg-type]  # the options, by their names
    say_notices((*batch.notices, *found.rated.notices))
    document = Document.of(found, marking)
    if pictures is not None:
        from ocgscore.report.agreement.pictured import write_pictures

        written = write_pictures(found, pictures, marking, inputs)
        say(f"{counted(len(written), 'picture')}: {pictures}")
    if out is not None or format_ != "table":
        _give(document, inputs, out, format_)
        return
    click.echo("\n".join(consistency_lines(found, marking)))


def _plan(batch: Assessments, by: str, marking: str, inputs: list[str], out: str | None, format_: str) -> None:
    from ocgscore.cli.consistency.design_text import design_lines, plan_lines
    from ocgscore.consistency.batch import rate
    from ocgscore.consistency.design import design_of, options
    from ocgscore.report.agreement.document import Document

    rated = rate(batch, by, planned=True)
    design = design_of(rated.ratings)
    priced = options(design)
    say_notices((*batch.notices, *rated.notices))
    if out is not None or format_ != "table":
        _give(Document.of_plan(rated, design, priced, marking), inputs, out, format_)
        return
    lines = ["CAN THEY BE COMPARED?", *design_lines(design), "", "WHAT WOULD FURTHER SCORINGS BUY?"]
    lines += plan_lines(priced, design)
    click.echo("\n".join([marking, *lines, marking] if marking else lines))


def _methods(
    batch: Assessments,
    other: Assessments,
    asked: tuple[str, str | None],
    marking: str,
    inputs: list[str],
    out: str | None,
    format_: str,
) -> None:
    from ocgscore.cli.consistency.methods_text import method_lines
    from ocgscore.consistency.study.methods import compared_methods
    from ocgscore.report.agreement.document import Document

    with working("comparing methods"):
        found = compared_methods(batch, other, *asked)
    say_notices((*batch.notices, *other.notices))
    if out is not None or format_ != "table":
        _give(Document.of_methods(batch, other, found, marking), inputs, out, format_)
        return
    click.echo("\n".join(method_lines(found, marking)))


def _give(document: Document, inputs: list[str], out: str | None, format_: str) -> None:
    """Write the figures to a file, or print them for a program."""
    if out is not None:
        document.write(out, inputs)
        say(f"{counted(len(document.figures), 'figure')}: {out}")
        return
    print_bytes(document.chunks(format_))
