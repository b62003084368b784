"""The command ``network keyplayers``: whom to remove, or whom to watch, together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ocgscore.cli.network.options import hops_option, map_argument, say_of_map
from ocgscore.cli.options import format_option, marking_option, out_option, seed_option
from ocgscore.cli.progress import Bar, working
from ocgscore.cli.running import print_bytes, say, say_notices

if TYPE_CHECKING:
    from ocgscore.network.keyplayers import KeyPlayers
    from ocgscore.network.keyplayers.tabled import TabledWeights
    from ocgscore.network.model import OcgMap
    from ocgscore.table import Table

MEASURES = ("F", "DF", "m-reach", "R_D")


@click.command()
@map_argument
@click.option("-k", "k", metavar="K", type=int, required=True, help="How many people.")
@click.option(
    "--goal",
    type=click.Choice(["fragment", "reach"]),
    default="fragment",
    help="Split the network by removing them (fragment, by default), or reach most of it from them.",
)
@click.option(
    "--measure",
    type=click.Choice(MEASURES, case_sensitive=False),
    help="F or DF (by distance) to fragment, m-reach or R_D (by distance) to reach; F and m-reach by default.",
)
@click.option("--within", metavar="M", type=int, help="Steps that m-reach counts; 2 by default.")
@hops_option
@click.option("--weights", metavar="FILE", help="What people count for: a table of person, group or role, and weight.")
@click.option("--weigh-by", metavar="COLUMN", help="The column of weights in that table; weight by default.")
@seed_option
@out_option
@format_option
@marking_option
def keyplayers(
    *,
    map_: str,
    k: int,
    goal: str,
    measure: str | None,
    within: int | None,
    hops: bool,
    weights: str | None,
    weigh_by: str | None,
    seed: int,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Find the K people in MAP whom it is best to choose together.

    To fragment: those without whom fewest pairs of the others are joined. To reach: those from whom most people are
    within M steps. Beside them the K most central people, and what is lost by choosing those instead. Nobody is
    removed from any file.
    """
    from ocgscore.network.files import read_map
    from ocgscore.network.keyplayers import key_players
    from ocgscore.report import check_destinations

    check_destinations(out=out, rejects=None, record=None)
    if weigh_by is not None and weights is None:
        raise click.UsageError("--weigh-by goes with --weights.")
    if within is not None and (goal != "reach" or measure == "R_D"):
        raise click.UsageError("--within goes with m-reach: take --goal reach.")
    with working(f"reading {map_}"):
        network = read_map(map_)
        table = None if weights is None else _table(weights)
        tabled = None if table is None else _tabled(table, network, weigh_by)
    with Bar("searching") as bar:
        found = key_players(
            network,
            k,
            goal=goal,
            measure=measure,
            within=2 if within is None else within,
            hops=hops,
            weights=None if tabled is None else tabled.weights,
            seed=seed,
            progress=bar,
        )
    say_of_map(network.notices)
    say_notices(() if tabled is None else tabled.notices)
    inputs = [path for path in (map_, weights) if path is not None]
    _give(found, network, _facts(table, tabled), inputs, (out, format_, marking))


def _table(file: str) -> Table:
    from ocgscore.table import read_table

    return read_table(file)


def _tabled(table: Table, network: OcgMap, column: str | None) -> TabledWeights:
    from ocgscore.network.keyplayers.tabled import tabled_weights

    return tabled_weights(table, network, column)


def _facts(table: Table | None, tabled: TabledWeights | None) -> dict[str, str]:
    """Return what the provenance says of the weights."""
    if table is None or tabled is None:
        return {}
    said = {"weights": table.name, "weights_sha256": table.sha256}
    return said | {"weighed_by": f"{tabled.kind} {tabled.column}"}


def _give(
    found: KeyPlayers,
    network: OcgMap,
    facts: dict[str, str],
    inputs: list[str],
    how: tuple[str | None, str, str],
) -> None:
    """Print the result, or write it."""
    from ocgscore.table import OutputSet, format_of

    out, format_, marking = how
    if out is not None:
        with OutputSet(inputs=inputs) as outputs:
            outputs.write(out, _chunks(found, network, facts, format_of(out), marking))
        say(f"Key players of {network.name}: {out}")
    elif format_ == "table":
        from ocgscore.cli.network.keyplayers_text import key_players_lines

        click.echo("\n".join(key_players_lines(found, network, facts, marking or network.marking)))
    else:
        print_bytes(_chunks(found, network, facts, format_, marking))


def _chunks(found: KeyPlayers, network: OcgMap, facts: dict[str, str], format_: str, marking: str) -> Iterator[bytes]:
    import attrs

    from ocgscore.report.network.keyplayers import key_players_provenance, key_players_table
    from ocgscore.table import table_bytes

    table = key_players_table(found, network, facts)
    said = key_players_provenance(found, network) | facts
    return table_bytes(attrs.evolve(table, marking=marking or table.marking), format_, said)
