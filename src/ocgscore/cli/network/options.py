"""What the network commands share: options, each defined once, and what is said of the map they read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import click

from ocgscore.cli.running import say

NOTICES: Final = 3  # shown by commands that measure: all stand in what `network build` says
LONGEST: Final = 150

map_argument = click.argument("map_", metavar="MAP")
hops_option = click.option("--hops", is_flag=True, help="Count steps for distances, whatever the strength of links.")


def say_of_map(notices: Sequence[str]) -> None:
    """Print the first things that the owner of a map should know, cut short, and where the rest is said."""
    for notice in notices[:NOTICES]:
        say(f"note: {notice if len(notice) <= LONGEST else notice[:LONGEST].rsplit(', ', 1)[0] + ', …'}")
    if len(notices) > NOTICES:
        say(f"note: {len(notices) - NOTICES:,} more of the kind; `ocgscore network build MAP` lists all")
