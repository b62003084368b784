"""The command ``network overlap``: groups that share members, groups that may be one, what holds groups together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ocgscore.cli.network.options import map_argument, say_of_map
from ocgscore.cli.options import format_option, marking_option, out_option
from ocgscore.cli.progress import working
from ocgscore.cli.running import print_bytes, say
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.groups.bridges import Bridges
    from ocgscore.network.groups.duplicates import Duplicate
    from ocgscore.network.groups.overlap import Overlap
    from ocgscore.network.model import OcgMap
    from ocgscore.table import Table

    Found = Overlap | Bridges | tuple[Duplicate, ...]


@click.command()
@map_argument
@click.option("--duplicates", is_flag=True, help="List groups that may be one group mapped twice, with the evidence.")
@click.option("--bridges", is_flag=True, help="List what joins each pair of groups, and who alone does.")
@click.option(
    "--least", metavar="N", type=click.IntRange(1), help="List pairs with at least N shared members (or ties)."
)
@out_option
@format_option
@marking_option
def overlap(
    *, map_: str, duplicates: bool, bridges: bool, least: int | None, out: str | None, format_: str, marking: str
) -> None:
    """List the groups of MAP that share members: how many, what share, and how likely that is by chance.

    With --duplicates, the groups that may be one group mapped twice; with --bridges, the ties and shared members that
    join each pair of groups.
    """
    from ocgscore.network.files import read_map
    from ocgscore.report import check_destinations

    if duplicates and (bridges or least):
        raise click.UsageError("--duplicates goes with neither --bridges nor --least.")
    check_destinations(out=out, rejects=None, record=None)
    with working(f"reading {map_}"):
        network = read_map(map_)
    with working(f"comparing the groups of {map_}"):
        found = _found(network, duplicates=duplicates, bridges=bridges, least=least or 1)
    say_of_map(network.notices)
    if out is not None:
        _write(found, network, out, marking, map_)
        say(f"{counted(len(found), 'pair')} of groups: {out}")
    elif format_ == "table":
        from ocgscore.cli.network.overlap_text import lines

        click.echo("\n".join(lines(found, network, marking or network.marking)))
    else:
        print_bytes(_chunks(found, network, format_, marking))


def _found(network: OcgMap, *, duplicates: bool, bridges: bool, least: int) -> Found:
    from ocgscore.network.groups.bridges import bridges as bridges_of
    from ocgscore.network.groups.duplicates import likely_duplicates
    from ocgscore.network.groups.overlap import overlap as overlap_of

    if duplicates:
        return likely_duplicates(network)
    return bridges_of(network, least=least) if bridges else overlap_of(network, least=least)


def _table(found: Found, network: OcgMap) -> Table:
    from ocgscore.network.groups.bridges import Bridges
    from ocgscore.report.network.overlap import bridges_table, duplicates_table, overlap_table

    if isinstance(found, tuple):
        return duplicates_table(found, network)
    return bridges_table(found, network) if isinstance(found, Bridges) else overlap_table(found, network)


def _chunks(found: Found, network: OcgMap, format_: str, marking: str) -> Iterator[bytes]:
    import attrs

    from ocgscore.report.network.mapped import map_provenance
    from ocgscore.table import table_bytes

    table = _table(found, network)
    return table_bytes(attrs.evolve(table, marking=marking or table.marking), format_, map_provenance(network))


def _write(found: Found, network: OcgMap, out: str, marking: str, map_: str) -> None:
    from ocgscore.table import OutputSet, format_of

    with OutputSet(inputs=[map_]) as outputs:
        outputs.write(out, _chunks(found, network, format_of(out), marking))
