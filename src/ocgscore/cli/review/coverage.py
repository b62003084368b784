"""The command ``coverage``: which identified groups are unmapped, unscored, incomplete or out of date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

import click

from ocgscore.cli.options import (
    by_option,
    day_option,
    format_option,
    marking_option,
    matrix_option,
    out_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.review.giving import give, table_option
from ocgscore.cli.running import inputs_with_matrix, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.review.coverage import Coverage, Rules
    from ocgscore.review.register import Register


@click.command()
@click.option("--register", metavar="FILE", required=True, help="The register: a row for each group identified.")
@click.option("--assessments", metavar="FILE", required=True, help="The assessments, any number of each group.")
@matrix_option
@day_option("--as-of", "The day of the review; ages are counted to it.", required=True)
@click.option("--rules", metavar="FILE", help="A TOML file: least people, intervals by status and band, what is high.")
@by_option
@sheet_option
@table_option("coverage", "worklist", "findings")
@out_option
@format_option
@marking_option
def coverage(
    *,
    register: str,
    assessments: str,
    matrix: Matrix,
    as_of: dt.date,
    rules: str | None,
    by: str | None,
    sheet: str | None,
    table: str,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Say which identified groups are unmapped, unscored, incomplete or out of date, and which to score next.

    Counts by force, by region and in all; a work list by how high each group could be; and every finding with its
    cell. What counts as a group and when a score is out of date are rules (--rules), shown in the result.
    """
    from ocgscore.report import check_destinations

    check_destinations(out=out, rejects=None, record=None)
    inputs = inputs_with_matrix(register, assessments, *([rules] if rules else []))
    with working(f"reading {register} and {assessments}"):
        read = _read(register, assessments, matrix, sheet, rules)
    with working("comparing them"):
        found = _found(*read, as_of, by)
    say_notices(found.notices())
    if out is None and format_ == "table":
        from ocgscore.cli.review.coverage_text import coverage_lines

        click.echo("\n".join(coverage_lines(found, marking)))
        return
    from ocgscore.report.review.coverage import coverage_document

    give(coverage_document(found, marking), inputs, out, format_, table)


def _read(
    register: str, assessments: str, matrix: Matrix, sheet: str | None, rules: str | None
) -> tuple[Register, Assessments, Rules]:
    """Read everything, so that the problems of all files are told at once."""
    from ocgscore.assessments import read_assessments
    from ocgscore.review.coverage import Rules, read_rules
    from ocgscore.review.records import read_together
    from ocgscore.review.register import read_register

    read = read_together(
        lambda: read_register(register),
        lambda: read_assessments(assessments, matrix, sheet=sheet),
        lambda: Rules() if rules is None else read_rules(rules),
    )
    return cast("tuple[Register, Assessments, Rules]", tuple(read))


def _found(register: Register, assessments: Assessments, rules: Rules, as_of: dt.date, by: str | None) -> Coverage:
    from ocgscore.review.coverage import coverage as reviewed
    from ocgscore.scoring import score

    return reviewed(register, score(assessments), as_of, rules, by=by)
