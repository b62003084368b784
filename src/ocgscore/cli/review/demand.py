"""The command ``demand``: the hours that the list takes, against what the unit has, and where the line falls."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.options import (
    by_option,
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
from ocgscore.cli.running import inputs_with_matrix, one_standard_input, say_notices

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments, Sifted
    from ocgscore.errors import Problem
    from ocgscore.matrix import Matrix
    from ocgscore.review.demand import Capacity, NewGroups, Responses
    from ocgscore.review.register import Register


def _new_groups(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[NewGroups, ...]:
    """Read numbers of new groups, each with its band if one is given: 10, or 10:High."""
    from ocgscore.review.demand import NewGroups

    found = []
    for value in values:
        count, _, band = value.partition(":")
        if not re.fullmatch(r"[0-9]{1,6}", count.strip()) or (":" in value and not band.strip()):
            raise click.BadParameter(f"{value!r} is neither a number such as 10 nor one with a band such as 10:High.")
        found.append(NewGroups(int(count), band.strip()))
    return tuple(found)


@click.command()
@file_argument
@matrix_option
@click.option("--responses", required=True, metavar="FILE", help="Declared hours of a group: band, position, hours.")
@click.option("--capacity", required=True, metavar="FILE", help="Hours of each team: team, hours.")
@click.option(
    "--register", metavar="FILE", help="Groups as the register has them: archived ones left out, old ids followed."
)
@by_option
@click.option(
    "--position",
    metavar="MEASURE",
    help="The measure of organisational position; organisational_position by default, if there is one.",
)
@click.option("--without", multiple=True, metavar="TEAM", help="What if this team were lost? May be repeated.")
@click.option(
    "--new",
    multiple=True,
    metavar="N[:BAND]",
    callback=_new_groups,
    help="What if N groups were added, such as 10 or 10:High? May be repeated.",
)
@click.option("--what-if", metavar="M2", callback=named_matrices, help="What if the same sheet were scored under M2?")
@sheet_option
@table_option("summary", "groups", "forces", "bands", "scenarios")
@out_option
@format_option
@marking_option
def demand(
    *,
    file: str,
    matrix: Matrix,
    responses: str,
    capacity: str,
    register: str | None,
    by: str | None,
    position: str | None,
    without: tuple[str, ...],
    new: tuple[NewGroups, ...],
    what_if: tuple[tuple[str, Matrix], ...],
    sheet: str | None,
    table: str,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Set the hours that the groups of FILE take against the hours that the unit has.

    Both are declared: --responses says what a group of each band takes, --capacity what each team has. The newest
    assessment of each group counts. Each of --without, --new and --what-if is looked at by itself, then all together.
    """
    from ocgscore.report import check_destinations
    from ocgscore.report.review.demand import demand_document
    from ocgscore.review.demand import Changes
    from ocgscore.review.demand import demand as worked_out
    from ocgscore.review.listed import never_assessed
    from ocgscore.review.notices import sheet_notices
    from ocgscore.scoring import score

    check_destinations(out=out, rejects=None, record=None)
    one_standard_input(file, responses, capacity, register)
    matrices = [matrix, *(other for _, other in what_if)]
    with working(f"reading {file}"):
        sheets, known, declared, teams = _read(
            partial(_sound, file, matrices, sheet),
            partial(_register, register),
            partial(_responses, responses, matrices, by, position),
            partial(_capacity, capacity, without),
        )
    batches = _newest(sheets, known)
    with working("setting hours against hours"):
        scores = [score(batch) for batch in batches]
        changes = Changes(without, new, scores[1] if len(scores) > 1 else None)
        never = () if known is None else never_assessed(sheets[0], known)
        found = worked_out(scores[0], declared, teams, by=by, position=position, changes=changes, unscored=never)
    say_notices((*sheet_notices(batches[0], versions=True), *found.notices))
    document = demand_document(found, marking, known)
    if out is None and format_ == "table":
        from ocgscore.cli.review.demand_text import demand_lines

        show(demand_lines(found, document.marking))
        return
    inputs = inputs_with_matrix(file, responses, capacity, *([register] if register else []), further=what_if)
    give(document, inputs, out, format_, table)


def _read(*readers: Callable[[], object]) -> list[Any]:
    """Read every file; the problems of all are said together."""
    from ocgscore.review.records import read_together

    return read_together(*readers)


def _responses(path: str, matrices: list[Matrix], by: str | None, position: str | None) -> Responses:
    """Read declared hours, and see that they fit every matrix."""
    from ocgscore.review.demand import read_fitted

    return read_fitted(path, matrices, by, position)


def _capacity(path: str, without: tuple[str, ...]) -> Capacity:
    """Read the teams, and see that those to be lost are among them."""
    from ocgscore.review.demand import read_capacity

    teams = read_capacity(path)
    teams.without(without)
    return teams


def _register(path: str | None) -> Register | None:
    from ocgscore.review.register import read_register

    return None if path is None else read_register(path)


def _newest(sheets: list[Assessments], register: Register | None) -> list[Assessments]:
    """Return the newest assessment of each group, as the register has the groups."""
    from ocgscore.assessments import latest
    from ocgscore.review.listed import as_registered

    return [latest(sheet if register is None else as_registered(sheet, register)) for sheet in sheets]


def _sound(file: str, matrices: list[Matrix], sheet: str | None) -> list[Assessments]:
    from ocgscore.assessments import sift
    from ocgscore.errors import AssessmentError
    from ocgscore.review.assessed import assessed
    from ocgscore.review.records import read_named

    table = read_named(file, sheet, "assessments")
    sifted: list[Sifted] = []
    problems: list[Problem] = []
    for matrix in matrices:
        try:
            sifted.append(sift(table, matrix))
            problems += sifted[-1].problems
        except AssessmentError as error:
            problems += error.problems
    if problems:
        raise AssessmentError(dict.fromkeys(problems))
    return [assessed(each.accepted) for each in sifted]
