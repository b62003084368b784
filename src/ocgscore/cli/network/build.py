"""The command ``network build``: tables checked and made into one map, and maps from one format to another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.options import marking_option
from ocgscore.cli.progress import working
from ocgscore.cli.running import say, say_notices
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.model import OcgMap


@click.command()
@click.argument("map_", metavar="[MAP]", required=False)
@click.option("--people", metavar="P", help="Table of people: id, name, born, force.")
@click.option("--groups", metavar="G", help="Table of groups: id, name, force.")
@click.option("--members", metavar="M", help="Table of memberships: person, group, role, standing.")
@click.option("--links", metavar="L", help="Table of links: person, other, kind, strength …; or a labelled matrix.")
@click.option("--relations", metavar="R", help="Table of relations between groups: group, other, kind.")
@click.option(
    "--events", metavar="E", help="Table of who was at which event: person, event; or people down and events across."
)
@click.option("--grades", metavar="FILE", help="Check that this table, or the word illustrative, knows every grade.")
@click.option("--out", metavar="PATH", help="Write the map: .graphml, .gexf, .json, .xlsx, or a folder for tables.")
@click.option("--i2", metavar="PATH", help="Write one row a link, for i2 Analyst's Notebook (.csv, .xlsx).")
@click.option("--matrix", metavar="PATH", help="Write the people as a labelled matrix, for UCINET (.csv).")
@click.option("--two-mode", metavar="PATH", help="Write who was at which event, people down and events across (.csv).")
@marking_option
def build(
    *,
    map_: str | None,
    people: str | None,
    groups: str | None,
    members: str | None,
    links: str | None,
    relations: str | None,
    events: str | None,
    grades: str | None,
    out: str | None,
    i2: str | None,
    matrix: str | None,
    two_mode: str | None,
    marking: str,
) -> None:
    """Make one map of tables, or of MAP; without an output only check.

    Every problem in all tables is reported at once, each at its cell. Given MAP instead of tables, in any format that
    the other commands read (a bare GraphML or GEXF, a list of links, a matrix), the map is written in another.
    """
    tables = {
        "people": people,
        "groups": groups,
        "members": members,
        "links": links,
        "relations": relations,
        "events": events,
    }
    given = {kind: path for kind, path in tables.items() if path is not None}
    _check_request(map_, given)
    with working("reading the map"):
        network = _read(map_, given, grades, marking)
    notices: list[str] = []
    written = [path for path in (out, i2, matrix, two_mode) if path is not None]
    if written:
        from ocgscore.network.writing.files import write_map
        from ocgscore.network.writing.flat import matrix_notices

        inputs = [path for path in (map_, *given.values(), grades) if path is not None]
        with working("writing the map"):
            write_map(network, out, i2=i2, matrix=matrix, two_mode=two_mode, inputs=inputs)
        notices += matrix_notices(network) if matrix else ()
    say_notices([*network.notices, *notices])
    click.echo("\n".join(_summary(network)))
    for path in written:
        say(f"written: {path}")


def _check_request(map_: str | None, given: dict[str, Any]) -> None:
    if map_ is None and not given:
        raise click.UsageError("Name the tables (such as --links), or a map.")
    if map_ is not None and given:
        raise click.UsageError(f"Give either a map or tables: {map_} is a map, --{next(iter(given))} a table.")


def _read(map_: str | None, given: dict[str, Any], grades: str | None, marking: str) -> OcgMap:
    import attrs

    from ocgscore.errors import TableError
    from ocgscore.network.files import read_map
    from ocgscore.network.grading import check_grades, load_grades
    from ocgscore.network.model import MapError
    from ocgscore.network.reading.tables import read_tables

    worth = None if grades is None else load_grades(grades)
    try:
        network = read_tables(**given, grades=worth) if map_ is None else read_map(map_)
    except (MapError, TableError) as error:
        say_notices(getattr(error, "__notes__", []))
        raise
    if map_ is not None and worth is not None:
        check_grades(network, worth)
    return attrs.evolve(network, marking=marking or network.marking)


def _summary(network: OcgMap) -> Iterator[str]:
    """Yield what is in the map, between the marking's two lines."""
    from ocgscore.network.between import ties_of

    width = terminal_width()
    people = counted(len(network.people), "person", "people")
    pairs = ties_of(network).size
    relations = ", ".join(f"{count:,} {kind}" for kind, count in _by_kind(network).items())
    if network.marking:
        yield network.marking.center(width).rstrip()
    links = f"{counted(len(network.links), 'link')} between {counted(pairs, 'pair')} of people"
    parts = {
        counted(len(network.groups), "group"): network.groups,
        counted(len(network.members), "membership"): network.members,
        links: network.links,
        f"{counted(len(network.relations), 'relation')} ({relations})": network.relations,
    }
    listed = [people, *(part for part, records in parts.items() if records)]
    yield from filled(f"{', '.join(listed)}.", width)
    if network.marking:
        yield network.marking.center(width).rstrip()


def _by_kind(network: OcgMap) -> dict[str, int]:
    from collections import Counter

    return dict(sorted(Counter(relation.kind for relation in network.relations).items()))
