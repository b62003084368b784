"""The command ``network measures``: what is measured of people or groups, alone or beside their scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import click

from ocgscore.cli.network.options import hops_option, map_argument, say_of_map
from ocgscore.cli.options import format_option, loaded_matrix, marking_option, out_option, seed_option
from ocgscore.cli.progress import Bar, working
from ocgscore.cli.running import inputs_with_matrix, print_bytes, say, say_notices

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix
    from ocgscore.network.grades import Grades
    from ocgscore.network.groups.rules import Rule
    from ocgscore.network.measures import Drawn
    from ocgscore.network.model import OcgMap
    from ocgscore.report.network.measured import Found, MeasuresRun
    from ocgscore.table import Table

    Level = Literal["person", "group"]

SHOWN, USUAL_TOP = 20, 10


def _matrix(ctx: click.Context, param: click.Parameter, value: str | None) -> Matrix | None:
    """Load the matrix that the option names, if it names one."""
    return None if value is None else loaded_matrix(ctx, param, value)


def _sources(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | str | None:
    """Read how many sources are asked for."""
    if value is None or value == "all":
        return value
    try:
        return int(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is neither a whole number nor the word all.") from None


@click.command()
@map_argument
@click.option("--level", type=click.Choice(["person", "group"]), help="Whom to measure; person by default.")
@click.option("--by", metavar="MEASURE", default="betweenness", help="Rank by this measure; betweenness by default.")
@click.option("--top", metavar="K", type=click.IntRange(1), help="How many to show, and to count as first; 20 and 10.")
@click.option("--draws", metavar="N", type=int, help="Draw the uncertain links N times, for the measure of --by.")
@seed_option
@click.option("--grades", metavar="FILE", help="What each grade is worth, for --draws; or the word illustrative.")
@hops_option
@click.option("--directed", is_flag=True, help="Keep the directions of links.")
@click.option("--sources", metavar="N", callback=_sources, help="Follow paths from N of each part only, or from all.")
@click.option("--scores", metavar="FILE", help="Put the measures of groups behind this scored table, by group id.")
@click.option("--rules", metavar="FILE", help="Propose levels by these rules, with the evidence; takes --matrix.")
@click.option("--matrix", metavar="M", callback=_matrix, help="The matrix that --rules speaks of.")
@out_option
@format_option
@marking_option
def measures(
    *,
    map_: str,
    level: Level | None,
    by: str,
    top: int | None,
    draws: int | None,
    seed: int,
    grades: str | None,
    hops: bool,
    directed: bool,
    sources: Any,
    scores: str | None,
    rules: str | None,
    matrix: Matrix | None,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Measure the people of MAP, or its groups, and rank them.

    With --draws, how far that rests on links that may not exist. With --scores, the measures of groups beside their
    scores. With --rules, levels that the map would support: proposals with their evidence, which this command never
    writes to an assessment.
    """
    level = level or ("group" if scores or rules else "person")
    if (rules is None) is not (matrix is None):
        raise click.UsageError("--rules and --matrix go together.")
    _check_together(level, {"--hops": hops, "--directed": directed}, {"--scores": scores, "--rules": rules})
    if grades and draws is None:
        raise click.UsageError("--grades goes with --draws: a measure of one network does not rest on grades.")
    if scores and rules and out is None and format_ != "table":
        raise click.UsageError("--scores and --rules make two tables: name a file for the scored one with --out.")
    files = [path for path in (map_, scores, rules, grades) if path is not None]
    inputs = files if matrix is None else inputs_with_matrix(*files)
    _check_early(level, by, out, inputs, draws, seed, directed=directed)
    with working(f"reading {map_}"):
        network, scored, worth, proposing = _read(level, map_, scores, grades, rules, matrix)
    say_of_map(network.notices)
    with Bar("measuring") as bar:
        found = _measured(level, network, directed=directed, hops=hops, sources=sources, seed=seed, progress=bar)
    drawn = None
    if draws is not None:
        ways = {"directed": directed, "hops": hops, "sources": sources}
        with Bar("drawing") as bar:
            drawn = _over_draws(
                network, level, by, worth, draws=draws, seed=seed, top=top or USUAL_TOP, progress=bar, **ways
            )
    run = _run(network, found, drawn, scored, proposing, matrix, by=by, shown=top or SHOWN, marking=marking)
    _give(run, inputs, out, format_)


def _check_together(level: str, of_people: dict[str, bool], of_groups: dict[str, str | None]) -> None:
    """Refuse options that go with another level."""
    clash = [name for name, given in (of_groups if level == "person" else of_people).items() if given]
    if clash:
        raise click.UsageError(f"{' and '.join(clash)} cannot go with --level {level}.")


def _check_early(
    level: Level, by: str, out: str | None, inputs: list[str], draws: int | None, seed: int, *, directed: bool
) -> None:
    """Refuse what could never be given, before the work that would be lost."""
    from ocgscore.errors import RequestError, drawing_problems
    from ocgscore.network.measures import USUAL_DRAWS, rankable
    from ocgscore.network.measures.table import unknown
    from ocgscore.report import check_destinations
    from ocgscore.table import OutputSet

    problems = [*unknown([by], rankable(level, directed=directed), "--by")]
    problems += drawing_problems(USUAL_DRAWS if draws is None else draws, seed, usual=USUAL_DRAWS)
    if problems:
        raise RequestError(problems)
    check_destinations(out=out, rejects=None, record=None)
    if out is not None:
        with OutputSet(inputs=inputs) as outputs:
            outputs.check(out)


def _read(
    level: Level, map_: str, scores: str | None, grades: str | None, rules: str | None, matrix: Matrix | None
) -> tuple[OcgMap, Table | None, Grades | None, tuple[Rule, ...] | None]:
    """Read every file, and refuse all that is wrong in any of them at once."""
    from ocgscore.network.between import relation_ties_of, ties_of
    from ocgscore.network.files import read_map
    from ocgscore.network.grading import load_grades
    from ocgscore.network.groups.joining import group_ids
    from ocgscore.network.groups.rules import read_rules
    from ocgscore.network.model import SIGNS
    from ocgscore.table import read_table

    reading = _Reading()
    network = reading.tried(lambda: read_map(map_))
    worth = grades and reading.tried(lambda: load_grades(grades))
    scored = scores and reading.tried(lambda: read_table(scores))
    proposing = rules and matrix and reading.tried(lambda: read_rules(read_table(rules), matrix))
    if network and worth:
        reading.tried(lambda: ties_of(network, grades=worth))
        if level == "group":
            reading.tried(lambda: relation_ties_of(network, SIGNS, grades=worth))
    if scored:
        reading.tried(lambda: group_ids(scored))
    reading.end()
    return network, scored or None, worth or None, proposing or None


class _Reading:
    """Reads file after file, and keeps what is wrong until all are read."""

    def __init__(self) -> None:
        self._errors: list[Any] = []

    def tried(self, read: Callable[[], Any]) -> Any:
        """Return what was read; None where it cannot be, which is noted."""
        from ocgscore.errors import OcgScoreError

        try:
            return read()
        except OcgScoreError as error:
            self._errors.append(error)
            return None

    def end(self) -> None:
        """Refuse all that was wrong."""
        if self._errors:
            raise type(self._errors[0])([problem for error in self._errors for problem in error.problems])


def _measured(level: str, network: OcgMap, *, directed: bool, hops: bool, **ways: Any) -> Found:
    from ocgscore.network.measures import measured_groups, measured_people

    if level == "group":
        return measured_groups(network, **ways)
    return measured_people(network, directed=directed, hops=hops, **ways)


def _over_draws(network: OcgMap, level: Level, by: str, grades: Grades | None, **ways: Any) -> Drawn:
    from ocgscore.network.measures import over_draws

    drawn = over_draws(network, level, measures=[by], grades=grades, **ways)
    if drawn.certain:
        say("note: every link is taken as certain, so all draws are alike: say with --grades what grades are worth")
    return drawn


def _run(
    network: OcgMap,
    found: Found,
    drawn: Drawn | None,
    scored: Table | None,
    rules: tuple[Rule, ...] | None,
    matrix: Matrix | None,
    **shown: Any,
) -> MeasuresRun:
    """Put the measures beside what was scored, and work out what the rules propose."""
    from ocgscore.network.groups.joining import joined as joined_with
    from ocgscore.network.groups.proposals import proposals as proposals_by
    from ocgscore.network.measures import GroupsTable
    from ocgscore.report.network.measured import MeasuresRun

    joined = proposals = None
    if isinstance(found, GroupsTable):
        if scored is not None:
            joined = joined_with(network, scored, measures=found.found)
            say_notices(joined.notices)
        if rules is not None and matrix is not None:
            proposals = proposals_by(network, rules, matrix, scored, measures=found.found)
    return MeasuresRun(network, found, drawn, joined, proposals, **shown)


def _give(run: MeasuresRun, inputs: list[str], out: str | None, format_: str) -> None:
    """Write the first result to the file that is named, print the others."""
    from ocgscore.table import OutputSet, format_of

    results = list(run.results)
    if out is not None:
        chunks = run.chunks(results.pop(0), format_of(out))
        with OutputSet(inputs=inputs) as outputs:
            outputs.write(out, chunks)
        say(f"{run.said}: {out}")
    if format_ != "table":
        for result in results:
            print_bytes(run.chunks(result, format_))
    elif results:
        from ocgscore.cli.network.measures_text import lines

        click.echo("\n".join(lines(run, results)))
