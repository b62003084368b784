"""The command ``network disrupt``: what removals leave of a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ocgscore.cli.network.options import hops_option, map_argument, say_of_map
from ocgscore.cli.options import format_option, marking_option, out_option, seed_option
from ocgscore.cli.progress import Bar, working
from ocgscore.cli.running import print_bytes, say

if TYPE_CHECKING:
    from ocgscore.network.disruption import Disruption, GroupDisruption
    from ocgscore.network.model import OcgMap

ORDERS = ("degree", "strength", "betweenness", "katz", "influence")


@click.command()
@map_argument
@click.option("--by", type=click.Choice(ORDERS), help="Who goes first: the highest by this; degree by default.")
@click.option("--order", metavar="FILE", help="Who goes, from a table: one id a row (of groups, with --groups).")
@click.option("--steps", metavar="N", type=int, help="How many go; 50 by default, all of up to 200 people, 10 groups.")
@click.option("--recompute", is_flag=True, help="Rank those who remain anew after each removal.")
@click.option("--block", metavar="B", type=int, help="Rank those who remain anew after every B removals.")
@click.option("--recover", metavar="P", type=float, help="Assume neighbours of those removed link up, with chance P.")
@click.option("--rule", type=click.Choice(["chain", "hub"]), help="How they link up, with --recover; chain by default.")
@click.option("--groups", is_flag=True, help="Remove whole groups: each alone, and one after another.")
@click.option("--keep-shared", is_flag=True, help="With --groups: people in several groups go with the last of them.")
@hops_option
@seed_option
@out_option
@format_option
@marking_option
def disrupt(
    *,
    map_: str,
    by: str | None,
    order: str | None,
    steps: int | None,
    recompute: bool,
    block: int | None,
    recover: float | None,
    rule: str | None,
    groups: bool,
    keep_shared: bool,
    hops: bool,
    seed: int,
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Take people, or whole groups, out of MAP one after another, and show what is left.

    After each removal: the largest component, and the efficiency of those who remain, beside as many removals at
    random. With --recover, what the network would get back if it mended itself: an assumption, and labelled as one.
    """
    from ocgscore.network.disruption import Recovery, Strategy, disrupt_groups
    from ocgscore.network.disruption import disrupt as disrupted
    from ocgscore.network.files import read_map
    from ocgscore.report import check_destinations

    check_destinations(out=out, rejects=None, record=None)
    _check_together(by=by, order=order, recompute=recompute, block=block, recover=recover, hops=hops, groups=groups)
    if rule is not None and recover is None:
        raise click.UsageError("--rule goes with --recover.")
    if keep_shared and not groups:
        raise click.UsageError("--keep-shared goes with --groups.")
    with working(f"reading {map_}"):
        network = read_map(map_)
        named = None if order is None else _order(order, network, groups=groups)
    found: Disruption | GroupDisruption
    with Bar("taking out") as bar:
        if groups:
            shared = "kept" if keep_shared else "removed"
            found = disrupt_groups(network, named, steps=steps, shared=shared, progress=bar)
        else:
            every = 1 if recompute else block
            strategy = Strategy("given" if named else by or "degree", recompute=every, hops=hops, order=named)
            recovery = None if recover is None else Recovery(recover, rule or "chain", seed)
            found = disrupted(network, strategy, steps=steps, recovery=recovery, seed=seed, progress=bar)
    say_of_map(network.notices)
    _give(found, network, (map_, order), out, format_, marking)


def _check_together(*, groups: bool, order: str | None, recompute: bool, block: int | None, **ways: object) -> None:
    """Refuse options that say different things."""
    ranked = {"by": ways["by"], "recompute": recompute, "block": block is not None}
    if groups:
        others = ranked | {"recover": ways["recover"] is not None, "hops": ways["hops"]}
        clash, rival = [f"--{name}" for name, given in others.items() if given], "--groups"
    elif order is not None:
        clash, rival = [f"--{name}" for name, given in ranked.items() if given], "--order"
    else:
        clash, rival = ["--block"] if recompute and block is not None else [], "--recompute"
    if clash:
        raise click.UsageError(f"{' and '.join(clash)} cannot go with {rival}.")


def _order(file: str, network: OcgMap, *, groups: bool) -> tuple[str, ...]:
    from ocgscore.network.disruption.listed import listed
    from ocgscore.table import read_table

    known = network.groups if groups else network.people
    return listed(read_table(file), "group" if groups else "person", {record.id for record in known})


def _give(
    found: Disruption | GroupDisruption,
    network: OcgMap,
    inputs: tuple[str, str | None],
    out: str | None,
    format_: str,
    marking: str,
) -> None:
    """Print the result, or write it."""
    from ocgscore.table import OutputSet, format_of

    if out is not None:
        with OutputSet(inputs=[path for path in inputs if path is not None]) as outputs:
            outputs.write(out, _chunks(found, network, format_of(out), marking))
        say(f"What removals leave of {network.name}: {out}")
    elif format_ == "table":
        from ocgscore.cli.network.disrupt_text import disruption_lines

        click.echo("\n".join(disruption_lines(found, network, marking or network.marking)))
    else:
        print_bytes(_chunks(found, network, format_, marking))


def _chunks(found: Disruption | GroupDisruption, network: OcgMap, format_: str, marking: str) -> Iterator[bytes]:
    import attrs

    from ocgscore.network.disruption import Disruption
    from ocgscore.report.network.disruption import (
        disruption_provenance,
        disruption_table,
        group_disruption_table,
        group_provenance,
    )
    from ocgscore.table import table_bytes

    if isinstance(found, Disruption):
        table, facts = disruption_table(found, network), disruption_provenance(found, network)
    else:
        table, facts = group_disruption_table(found, network), group_provenance(found, network)
    return table_bytes(attrs.evolve(table, marking=marking or table.marking), format_, facts)
