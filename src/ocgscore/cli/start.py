"""What ``ocgscore`` says first: where to start, and which command is for what."""

from __future__ import annotations

from typing import Final

import click

from ocgscore.cli.running import FriendlyGroup
from ocgscore.version import __version__

START: Final = f"""\
ocgscore {__version__} scores organised crime groups against matrices held as data.

Where to start:
  ocgscore demo
      see it work on 24 invented groups; needs no file
  ocgscore check groups.csv --matrix ocg-tactical
      everything that is wrong with your sheet, each with its cell:
      one row a group, a column for each criterion, a blank cell is unknown
  ocgscore score groups.csv --matrix ocg-tactical --out scored.csv
      every group scored and ranked
  ocgscore report groups.csv --matrix ocg-tactical --out report.html
      the paper for the meeting (needs: python -m pip install Jinja2)
  ocgscore template --matrix ocg-tactical --out groups.xlsx
      a workbook to fill in (needs the extra excel:
      python -m pip install openpyxl defusedxml XlsxWriter)

The shipped matrices are nobody's official scheme; what each is:
  ocgscore matrix list

All commands: ocgscore --help. One of them: ocgscore score --help."""
TASKS: Final = {
    "Score": {
        "demo": "score the packaged example, invented groups",
        "template": "a workbook to fill in: drop-downs, wording, live totals",
        "check": "every problem in a sheet, each with its cell",
        "score": "score and rank a sheet",
        "matrix": "list, show, check and compare matrices",
    },
    "Answer for the ranking": {
        "explain": "how a score came about, and what would change it",
        "robustness": "how far the ranking survives other numbers",
        "gaps": "which unknowns to find out first",
        "report": "the paper for a tasking meeting: a page or a workbook",
    },
    "Compare and review": {
        "consistency": "do scorers agree, and what it changes where they do not",
        "coverage": "which identified groups are unscored or out of date",
        "verify": "recorded totals and bands against recomputed ones",
        "history": "how each group moved, and what moved it",
        "disruptions": "counts of disruptions, and how far they rest on graders",
        "demand": "the hours that groups take against the hours there are",
    },
    "Map the links": {"network": "people, groups and links: build, measure, draw"},
}


class ByTask(FriendlyGroup):
    """The commands, listed in the help by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's
        """Write the list of commands."""
        for task, commands in TASKS.items():
            with formatter.section(task):
                formatter.write_dl(list(commands.items()))
