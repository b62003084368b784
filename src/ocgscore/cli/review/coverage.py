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
from ocgscore.cli.review.beside import check_population, funnel_pictures
from ocgscore.cli.review.giving import give, leave_out_option, show, table_option
from ocgscore.cli.running import inputs_with_matrix, one_standard_input, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.matrix import Matrix
    from ocgscore.network.model import OcgMap
    from ocgscore.review.coverage import Coverage, Rules
    from ocgscore.review.on_map import Mapped
    from ocgscore.review.rates import Population, Rates
    from ocgscore.review.register import Register


@click.command()
@click.option("--register", metavar="FILE", required=True, help="The register: a row for each group identified.")
@click.option("--assessments", metavar="FILE", required=True, help="The assessments, any number of each group.")
@matrix_option
@day_option("--as-of", "The day of the review; ages are counted to it.", required=True)
@leave_out_option
@click.option("--rules", metavar="FILE", help="A TOML file: least people, intervals by status and band, what is high.")
@click.option("--map", "map_", metavar="MAP", help="A map: its groups are the mapped ones, whatever the register says.")
@click.option("--population", metavar="FILE", help="People, and peers, of each force: counts are set beside them.")
@click.option(
    "--count",
    type=click.Choice(["identified", "active", "mapped"]),
    default="identified",
    help="The groups set beside population; identified by default.",
)
@click.option("--funnel", metavar="PATH", help="Write the counts beside population as a picture there, as SVG.")
@by_option
@sheet_option
@table_option("coverage", "worklist", "findings", "rates", "peers")
@out_option
@format_option
@marking_option
def coverage(
    *,
    register: str,
    assessments: str,
    matrix: Matrix,
    as_of: dt.date,
    leave_out_later: bool,
    rules: str | None,
    map_: str | None,
    population: str | None,
    count: str,
    funnel: str | None,
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
    from ocgscore.report.review.coverage import coverage_document
    from ocgscore.review.upto import assessments_up_to, register_up_to

    check_population(population, funnel, table)
    check_destinations(out=out, rejects=None, record=None)
    one_standard_input(register, assessments, population)
    inputs = inputs_with_matrix(register, assessments, *(file for file in (rules, map_, population) if file))
    with working(f"reading {register} and {assessments}"):
        known, batch, asked, people, network = _read(register, assessments, matrix, sheet, rules, population, map_)
        if leave_out_later:
            batch, known = assessments_up_to(batch, as_of, known), register_up_to(known, as_of)
        mapped = None if network is None else _on_map(known, network)
    with working("comparing them"):
        found = _found(mapped.register if mapped else known, batch, asked, as_of, by)
        rates = None if people is None else _rates(found, people, count)
    say_notices([*found.notices(), *(mapped.notices() if mapped else ()), *(rates.notices if rates else ())])
    document = coverage_document(found, marking, rates, mapped)
    give(document, inputs, out, format_, table, funnel_pictures(rates, funnel, document.marking))
    if out is None and format_ == "table":
        from ocgscore.cli.review.coverage_text import coverage_lines

        show(coverage_lines(found, document.marking, rates))


def _read(  # what is read together
    register: str,
    assessments: str,
    matrix: Matrix,
    sheet: str | None,
    rules: str | None,
    population: str | None,
    map_: str | None,
) -> tuple[Register, Assessments, Rules, Population | None, OcgMap | None]:
    """Read everything, so that the problems of all files are told at once."""
    from ocgscore.assessments import read_assessments
    from ocgscore.network.files import read_map
    from ocgscore.review.coverage import Rules, read_rules
    from ocgscore.review.rates import read_population
    from ocgscore.review.records import read_together
    from ocgscore.review.register import read_register
    from ocgscore.table.sheets import sheet_called

    read = read_together(
        lambda: read_register(register),
        lambda: read_assessments(assessments, matrix, sheet=sheet or sheet_called(assessments, "assessments")),
        lambda: Rules() if rules is None else read_rules(rules),
        lambda: None if population is None else read_population(population),
        lambda: None if map_ is None else read_map(map_),
    )
    return cast("tuple[Register, Assessments, Rules, Population | None, OcgMap | None]", tuple(read))


def _on_map(register: Register, network: OcgMap) -> Mapped:
    from ocgscore.review.on_map import with_map

    return with_map(register, network)


def _found(register: Register, assessments: Assessments, rules: Rules, as_of: dt.date, by: str | None) -> Coverage:
    from ocgscore.review.coverage import coverage as reviewed
    from ocgscore.scoring import score

    return reviewed(register, score(assessments), as_of, rules, by=by)


def _rates(found: Coverage, population: Population, count: str) -> Rates:
    from ocgscore.review.coverage.rated import coverage_rates

    return coverage_rates(found, population, count)
