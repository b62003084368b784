"""The command ``report``: the paper for a tasking meeting, as one page or as a workbook."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import (
    REFERENCE,
    by_option,
    day_option,
    file_argument,
    marking_option,
    matrix_option,
    seed_option,
    sheet_option,
)
from ocgscore.cli.progress import working
from ocgscore.cli.running import DATA_STATUS, inputs_with_matrix, one_standard_input, say, say_notices, say_problems
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix

DRAWS = 10_000


@click.command()
@file_argument
@matrix_option
@click.option("--out", metavar="PATH", required=True, help="Write it here: .html for one page, .xlsx for a workbook.")
@click.option(
    "--top",
    type=int,
    metavar="K",
    help="How many groups the line stands below; by default 10, or half where that is fewer.",
)
@click.option(
    "--pages",
    type=click.IntRange(0),
    metavar="N",
    help="How many groups, from the first, have a page of their own; all up to 200 by default.",
)
@by_option
@click.option("--last", metavar="FILE", help="The sheet as it stood at the last meeting: what has changed since.")
@click.option("--map", "map_", metavar="MAP", help="The network map: who connects the groups.")
@click.option("--register", metavar="FILE", help="The register of identified groups: the state of the map.")
@day_option("--as-of", "The day of the meeting; the ages that --register shows are counted to it.")
@click.option("--rules", metavar="FILE", help="The rules of the review, as `coverage` takes them.")
@click.option("--together", metavar="FILE", help="What several forces scored: whether they score alike.")
@click.option("--redact", is_flag=True, help="Leave out names, reasons and further columns, for a wider readership.")
@click.option("--keep", metavar="COLUMN", multiple=True, help="With --redact: a column that stays; may be repeated.")
@click.option("--title", metavar="TEXT", default="", help="The title of the report.")
@click.option("--accept-valid", is_flag=True, help="Report on the sound rows, and list the others in it.")
@click.option("--draws", type=int, default=DRAWS, metavar="N", help="Draws of other numbers; 10000 by default.")
@seed_option
@sheet_option
@marking_option
@click.option("--record", metavar="PATH", help="Write the run's provenance here as JSON.")
def report(
    *,
    file: str,
    matrix: Matrix,
    out: str,
    top: int | None,
    pages: int | None,
    by: str | None,
    last: str | None,
    map_: str | None,
    register: str | None,
    as_of: dt.date | None,
    rules: str | None,
    together: str | None,
    redact: bool,
    keep: tuple[str, ...],
    title: str,
    accept_valid: bool,
    draws: int,
    seed: int,
    sheet: str | None,
    marking: str,
    record: str | None,
) -> None:
    """Write the paper for a tasking meeting from FILE: priorities, changes, gaps, a page for each group.

    With a map, a register or what several forces scored together, those parts are in it too. The page is one file: it
    needs no network and no script, and prints on A4. Of several assessments of one group the newest counts.
    """
    from ocgscore.report import check_destinations
    from ocgscore.report.meeting.given import read_given
    from ocgscore.report.meeting.report import check_writable, write_report
    from ocgscore.report.meeting.warned import unmet

    _check_together(register=register, as_of=as_of, rules=rules, redact=redact, keep=keep)
    check_writable(out)
    check_destinations(out=None, rejects=None, record=record)
    one_standard_input(file, last, map_, register, rules, together)
    files = {"last": last, "map_": map_, "register": register, "rules": rules, "together": together}
    inputs = inputs_with_matrix(file, *(path for path in files.values() if path is not None))
    with working(f"reading {file}"):
        given = read_given(file, matrix, sheet=sheet, named=click.get_current_context().meta[REFERENCE], **files)
    refused = given.sifted.problems
    if refused:
        say_problems(refused)
        if not accept_valid:
            say("Nothing was written; --accept-valid would report on the sound rows, and list the others.")
            click.get_current_context().exit(DATA_STATUS)
    with working("working the report out"):
        material = given.material(
            keep=keep if redact else None, accept_valid=accept_valid, as_of=as_of,
            by=by, top=top, pages=pages, title=title, marking=marking, draws=draws, seed=seed,
        )  # fmt: skip
        options = {
            "by": by, "top": top, "pages": pages, "sheet": None if redact else sheet,
            "as_of": as_of and as_of.isoformat(), "redact": redact, "keep": list(keep),
            "title": title, "accept_valid": accept_valid, "marking": marking,
        }  # fmt: skip
        write_report(material, out, inputs=inputs, record=record, options=options)
    say_notices((*material.run.notices, *unmet(material)))
    say(f"{counted(len(material.scores), 'group')}, the line below rank {material.top}: {out}")
    if refused:
        say(f"{counted(len(given.sifted.rejected), 'row')} with problems left out, and listed in the report.")
        click.get_current_context().exit(DATA_STATUS)


def _check_together(
    *, register: str | None, as_of: dt.date | None, rules: str | None, redact: bool, keep: tuple[str, ...]
) -> None:
    """Refuse options that do not go together."""
    if register is not None and as_of is None:
        raise click.UsageError("--register takes --as-of: ages are counted to a day.")
    if rules is not None and register is None:
        raise click.UsageError("--rules goes with --register: they are the rules of the review.")
    if keep and not redact:
        raise click.UsageError("--keep goes with --redact: without it every column stays.")
