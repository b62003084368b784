"""The command that writes a workbook to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ocgscore.cli.options import REFERENCE, marking_option, matrix_option
from ocgscore.cli.running import say

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix


@click.command()
@matrix_option
@click.option("--out", metavar="BOOK.xlsx", required=True, help="Where the workbook goes.")
@click.option("--rows", type=click.IntRange(1, 10_000), default=200, show_default=True, help="Rows to prepare.")
@marking_option
def template(*, matrix: Matrix, out: str, rows: int, marking: str) -> None:
    """Write a workbook to fill in: drop-downs, the wording of each level, live totals."""
    from ocgscore.report.template import write_template

    write_template(matrix, out, rows=rows, marking=marking)
    say(f"{rows} rows to fill in for {matrix.name}: {out}")
    say(f"Then: ocgscore score {out} --matrix {click.get_current_context().meta[REFERENCE]}")
