"""The command ``disruptions``: counts by force, how far they rest on grading, scores before and after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

import click

from ocgscore.cli.options import (
    day_option,
    file_argument,
    format_option,
    loaded_matrix,
    marking_option,
    out_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.review.beside import check_population, funnel_pictures
from ocgscore.cli.review.giving import give, leave_out_option, show, table_option
from ocgscore.cli.running import inputs_with_matrix, one_standard_input, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.review.disruptions import DisruptionReview, Disruptions
    from ocgscore.review.rates import Population, Rates
    from ocgscore.review.register import Register

    Read = tuple[Disruptions, Register | None, Assessments | None, Population | None]
OF_SCORES = ("comparison", "change")


def _matrix(ctx: click.Context, param: click.Parameter, value: str | None) -> Matrix | None:
    """Load a matrix where one is named."""
    return None if value is None else loaded_matrix(ctx, param, value)


@click.command()
@file_argument
@click.option("--register", metavar="FILE", help="The register: bases of rates, forces of groups, other ids.")
@click.option("--assessments", metavar="FILE", help="Assessments of the groups, to compare scores before and after.")
@click.option("--population", metavar="FILE", help="People, and peers, of each force: counts are set beside them.")
@click.option("--funnel", metavar="PATH", help="Write the counts beside population as a picture there, as SVG.")
@click.option("--matrix", metavar="M", callback=_matrix, help="The matrix of --assessments.")
@click.option("--by", metavar="MEASURE", help="Compare scores of this measure instead of the one that ranks.")
@day_option("--as-of", "The day of the review, and the last that counts.", required=True)
@leave_out_option
@day_option("--since", "The first day that counts; that of the oldest record by default.")
@click.option(
    "--threshold",
    type=click.Choice(["minor", "moderate", "major"]),
    help="The least grade to compare scores of, and to set beside population; minor by default.",
)
@click.option(
    "--horizon", type=int, metavar="DAYS", help="How near to a disruption a score must be; 365 days by default."
)
@click.option(
    "--kinds",
    type=click.Choice(["4p", "4d"]),
    default="4p",
    help="Kinds of activity: pursue, prevent, protect, prepare (4p, the default) or divert, deter, detect, disrupt.",
)
@sheet_option
@table_option("counts", "bounds", "order", "ranks", "comparison", "change", "records", "rates", "peers")
@out_option
@format_option
@marking_option
def disruptions(
    *,
    file: str,
    register: str | None,
    assessments: str | None,
    population: str | None,
    funnel: str | None,
    matrix: Matrix | None,
    by: str | None,
    as_of: dt.date,
    leave_out_later: bool,
    since: dt.date | None,
    threshold: str | None,
    horizon: int | None,
    kinds: str,
    sheet: str | None,
    table: str,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Count the disruptions in FILE by force, and say how far the counts rest on who graded them.

    With --register, rates over each force's active and dormant groups; with --assessments and --matrix, scores before
    and after disruption beside those of comparable groups that were not disrupted. Neither says what caused what.
    """
    from ocgscore.report import check_destinations
    from ocgscore.report.review.disruptions import disruptions_document

    asked: dict[str, str | int | None] = {"by": by, "threshold": threshold, "horizon": horizon}
    _check_together(assessments, matrix, asked | {"threshold": None} if population else asked, table)
    check_population(population, funnel, table)
    check_destinations(out=out, rejects=None, record=None)
    one_standard_input(file, register, assessments, population)
    files = [one for one in (file, register, assessments, population) if one is not None]
    inputs = files if matrix is None else inputs_with_matrix(*files)
    with working(f"reading {' and '.join(files)}"):
        records, known, batch, people = _read(file, register, assessments, matrix, sheet, kinds, population)
    if leave_out_later:
        records, known, batch = _up_to(records, known, batch, as_of)
    with working("counting disruptions"):
        given = {name: value for name, value in asked.items() if value is not None}
        found = _found(records, known, batch, as_of, since, given)
        rates = None if people is None else _rates(found, people, threshold or "minor")
    _say_notices(found, known, batch, rates)
    document = disruptions_document(found, register=known, assessments=batch, marking=marking, rates=rates)
    give(document, inputs, out, format_, table, funnel_pictures(rates, funnel, document.marking))
    if out is None and format_ == "table":
        from ocgscore.cli.review.disruptions_text import disruption_lines

        show(disruption_lines(found, document.marking, rates))


def _check_together(
    assessments: str | None, matrix: Matrix | None, asked: dict[str, str | int | None], table: str
) -> None:
    """Refuse options that do not go together."""
    if (assessments is None) is not (matrix is None):
        raise click.UsageError("--assessments and --matrix go together.")
    if assessments is None:
        given = [f"--{name}" for name, value in asked.items() if value is not None]
        given += [f"--table {table}"] if table in OF_SCORES else []
        if given:
            raise click.UsageError(f"{' and '.join(given)}: only with --assessments.")


def _read(
    file: str,
    register: str | None,
    assessments: str | None,
    matrix: Matrix | None,
    sheet: str | None,
    kinds: str,
    population: str | None,
) -> Read:
    """Read everything, so that the problems of all files are told at once."""
    from ocgscore.review.disruptions import SCHEMES, read_disruptions
    from ocgscore.review.rates import read_population
    from ocgscore.review.records import read_together
    from ocgscore.review.register import read_register

    read = read_together(
        lambda: read_disruptions(file, sheet=sheet, kinds=SCHEMES[kinds]),
        lambda: None if register is None else read_register(register),
        lambda: None if assessments is None or matrix is None else _assessments(assessments, matrix),
        lambda: None if population is None else read_population(population),
    )
    return cast("Read", tuple(read))


def _assessments(path: str, matrix: Matrix) -> Assessments:
    from ocgscore.assessments import read_assessments
    from ocgscore.table.sheets import sheet_called

    return read_assessments(path, matrix, sheet=sheet_called(path, "assessments"))


def _up_to(
    records: Disruptions, register: Register | None, assessments: Assessments | None, as_of: dt.date
) -> tuple[Disruptions, Register | None, Assessments | None]:
    from ocgscore.review.disruptions import records_up_to
    from ocgscore.review.upto import assessments_up_to, register_up_to

    return (
        records_up_to(records, as_of),
        None if register is None else register_up_to(register, as_of),
        None if assessments is None else assessments_up_to(assessments, as_of, register),
    )


def _found(
    records: Disruptions,
    register: Register | None,
    assessments: Assessments | None,
    as_of: dt.date,
    since: dt.date | None,
    asked: dict[str, Any],
) -> DisruptionReview:
    from ocgscore.review.disruptions import disruptions as reviewed
    from ocgscore.scoring import score

    scores = None if assessments is None else score(assessments)
    return reviewed(records, as_of=as_of, since=since, register=register, scores=scores, **asked)


def _rates(found: DisruptionReview, population: Population, threshold: str) -> Rates:
    from ocgscore.review.disruptions.rated import disruption_rates

    return disruption_rates(found, population, threshold)


def _say_notices(
    found: DisruptionReview, register: Register | None, assessments: Assessments | None, rates: Rates | None
) -> None:
    from ocgscore.review.notices import sheet_notices

    say_notices(found.notices)
    for one in (register, rates):
        say_notices(() if one is None else one.notices)
    say_notices(() if assessments is None else sheet_notices(assessments, followed=register is not None))
