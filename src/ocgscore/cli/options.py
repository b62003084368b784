"""The options that commands share, each defined once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix

REFERENCE = "ocgscore.matrix"  # where a command finds the matrix as the user named it
FORMATS = ("table", "csv", "json", "jsonl")

file_argument = click.argument("file", metavar="FILE")
sheet_option = click.option("--sheet", metavar="NAME", help="The worksheet to read; the first one by default.")
latest_option = click.option("--latest", is_flag=True, help="Keep only the newest assessment of each group.")
marking_option = click.option(
    "--marking", metavar="TEXT", default="", help="A protective marking for the head and foot of what is written."
)

by_option = click.option("--by", metavar="MEASURE", help="Rank by this measure instead of the matrix's own.")
format_option = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="table", help="What to print; table by default."
)
out_option = click.option("--out", metavar="PATH", help="Write the result here; the ending picks the format.")
seed_option = click.option("--seed", type=int, default=1, metavar="S", help="Where the draws start; 1 by default.")
unknowns_option = click.option(
    "--unknowns",
    default="uniform",
    type=click.Choice(["uniform", "batch"]),
    help="How likely an unknown's levels are: alike, or as the batch has them.",
)


def read_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dt.date | None:
    """Read a day such as 2026-03-31."""
    from ocgscore.table.cells import Fault, read_date

    day = None if value is None else read_date(value)
    if value is not None and (day is None or isinstance(day, Fault)):
        raise click.BadParameter(f"{value!r} is not a date such as 2026-03-31.")
    return day if not isinstance(day, Fault) else None


def day_option(name: str, help_: str, *, required: bool = False) -> Callable[[Any], Any]:
    """Return an option that takes a day."""
    return click.option(name, metavar="DATE", callback=read_day, required=required, help=help_)


def loaded_matrix(ctx: click.Context, param: click.Parameter, value: str | None) -> Matrix:
    """Load the matrix that an option or argument names."""
    from ocgscore.matrix import load_matrix, shipped_ids

    if value is None:
        hint = f"Name a shipped matrix ({', '.join(shipped_ids())}) or the path of a .toml file."
        raise click.MissingParameter(hint, ctx, param, param_type="option")
    ctx.meta[REFERENCE] = value
    return load_matrix(value)


def named_matrices(
    _ctx: click.Context, _param: click.Parameter, value: str | tuple[str, ...] | None
) -> tuple[tuple[str, Matrix], ...]:
    """Load the further matrices that an option names, each with what the user calls it."""
    from ocgscore.matrix import load_matrix

    names = value if isinstance(value, tuple) else () if value is None else (value,)
    return tuple((name, load_matrix(name)) for name in names)


matrix_option = click.option(
    "--matrix",
    metavar="M",
    callback=loaded_matrix,
    help="The matrix: a shipped id, id@version, or the path of a TOML file.",
)
