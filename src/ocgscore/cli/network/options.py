"""The options that the network commands share, each defined once."""

from __future__ import annotations

import click

map_argument = click.argument("map_", metavar="MAP")
hops_option = click.option("--hops", is_flag=True, help="Count steps for distances, whatever the strength of links.")
