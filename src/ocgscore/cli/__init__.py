"""The command line. One command is one library call: no arithmetic and no file parsing here.

Commands import what they need when they run, so that ``ocgscore --help`` answers at once.
"""

from __future__ import annotations

import sys

import click

from ocgscore.cli.matrices import matrix_commands
from ocgscore.cli.running import FriendlyGroup
from ocgscore.cli.scoring import check, demo, score
from ocgscore.cli.template import template
from ocgscore.version import __version__


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ocgscore")
def ocgscore() -> None:
    """Score organised crime groups against threat, risk and harm matrices.

    The shipped matrices are illustrations or adaptations, never national numbers: `ocgscore matrix list` says
    what each is. A force's own numbers go into a file of its own: start one with `ocgscore matrix show
    ocg-tactical --out own.toml`.

    Exit status: 0 done, 1 the data have problems, 2 wrong usage.
    """


for command in (demo, score, check, template, matrix_commands):
    ocgscore.add_command(command)


def main() -> None:
    """Run the command line in UTF-8, whatever the console's own code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    ocgscore(prog_name="ocgscore")
