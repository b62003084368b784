"""The command line. One command is one library call: no arithmetic and no file parsing here.

Commands import what they need when they run, so that ``ocgscore --help`` answers at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

import click

from ocgscore.cli.consistency import consistency
from ocgscore.cli.explain import explain
from ocgscore.cli.gaps import gaps
from ocgscore.cli.matrices import matrix_commands
from ocgscore.cli.network import network_commands
from ocgscore.cli.report import report
from ocgscore.cli.review.coverage import coverage
from ocgscore.cli.review.demand import demand
from ocgscore.cli.review.disruptions import disruptions
from ocgscore.cli.review.history import history
from ocgscore.cli.review.verify import verify
from ocgscore.cli.robustness import robustness
from ocgscore.cli.scoring import check, demo, score
from ocgscore.cli.start import START, ByTask
from ocgscore.cli.template import template
from ocgscore.version import __version__

TERMINATED = 143  # 128 + SIGTERM, as shells count; leaving by an exception lets half-written files be removed


@click.group(cls=ByTask, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ocgscore")
@click.pass_context
def ocgscore(ctx: click.Context) -> None:
    """Score organised crime groups against threat, risk and harm matrices.

    The shipped matrices are illustrations or adaptations, never national numbers: `ocgscore matrix list` says
    what each is. A force's own numbers go into a file of its own: start one with `ocgscore matrix show
    ocg-tactical --out own.toml`.

    Exit status: 0 done, 1 the data have problems, 2 wrong usage.
    """
    if ctx.invoked_subcommand is None:
        click.echo(START)


for command in (
    demo,
    score,
    check,
    explain,
    robustness,
    gaps,
    report,
    consistency,
    coverage,
    verify,
    history,
    disruptions,
    demand,
    template,
    matrix_commands,
    network_commands,
):
    ocgscore.add_command(command)


def main() -> None:
    """Run the command line in UTF-8, whatever the console's own code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        ocgscore(prog_name="ocgscore")
    except OSError as error:  # Click's own printing: a full disk behind standard output
        _last_words(f"standard output: {error.strerror or error}")
        sys.exit(2)


def _last_words(message: str) -> None:
    """Say why the run ends, where there is still somewhere to say it; the output that failed is not flushed again."""
    with contextlib.suppress(OSError, AttributeError):
        print(message, file=sys.stderr)  # noqa: T201 - Click's own printing has just failed
    with contextlib.suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
