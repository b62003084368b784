"""Counts beside population: what goes together, and the funnel that is drawn of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ocgscore.review.rates import Rates


def check_population(population: str | None, funnel: str | None, table: str) -> None:
    """Refuse what takes a population table where there is none."""
    if population is None and (funnel is not None or table in {"rates", "peers"}):
        raise click.UsageError(f"{'--funnel' if funnel is not None else f'--table {table}'} needs --population FILE.")
    if funnel is not None and not funnel.lower().endswith(".svg"):
        raise click.UsageError(f"--funnel {funnel}: the picture is SVG; give its name that ending.")


def funnel_pictures(rates: Rates | None, path: str | None, marking: str) -> dict[str, str]:
    """Return the funnel by the path it is to be written to; nothing where none was asked for."""
    if rates is None or path is None:
        return {}
    from ocgscore.report.canvas.canvas import Frame
    from ocgscore.report.review.funnel import rate_funnel

    source = rates.source.name if rates.source else ""
    return {path: rate_funnel(rates, Frame(source=f"People: {source}", marking=marking))}
