"""The commands under ``ocgscore network``: the map of people, groups and links."""

from __future__ import annotations

import click

from ocgscore.cli.network.build import build
from ocgscore.cli.network.disrupt import disrupt
from ocgscore.cli.network.draw import draw
from ocgscore.cli.network.keyplayers import keyplayers
from ocgscore.cli.network.measures import measures
from ocgscore.cli.network.overlap import overlap
from ocgscore.cli.running import FriendlyGroup


@click.group(name="network", cls=FriendlyGroup)
def network_commands() -> None:
    """Map people, groups and links, and measure the map.

    MAP is what `network build` writes (.json, .graphml, .gexf, .xlsx or a folder of tables), or any bare GraphML,
    GEXF, list of links or labelled matrix.
    """


for command in (build, measures, keyplayers, overlap, disrupt, draw):
    network_commands.add_command(command)
