"""The options that commands share, each defined once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix

FORMATS = ("table", "csv", "json", "jsonl")

file_argument = click.argument("file", metavar="FILE")
sheet_option = click.option("--sheet", metavar="NAME", help="The worksheet to read; the first one by default.")
latest_option = click.option("--latest", is_flag=True, help="Keep only the newest assessment of each group.")
marking_option = click.option(
    "--marking", metavar="TEXT", default="", help="A protective marking for the head and foot of what is written."
)


class MatrixReference(click.ParamType):
    """A matrix by id, id@version or path, loaded when the option is read."""

    name = "matrix"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Matrix:  # noqa: ARG002
        """Load the matrix."""
        from ocgscore.matrix import Matrix, load_matrix

        return value if isinstance(value, Matrix) else load_matrix(value)


MATRIX = MatrixReference()


def _required(ctx: click.Context, param: click.Parameter, value: Matrix | None) -> Matrix:
    if value is None:
        from ocgscore.matrix import shipped_ids

        known = ", ".join(shipped_ids())
        raise click.MissingParameter(
            f"Name a shipped matrix ({known}) or the path of a .toml file.", ctx, param, param_type="option"
        )
    return value


matrix_option = click.option(
    "--matrix",
    type=MATRIX,
    metavar="M",
    callback=_required,
    help="The matrix: a shipped id, id@version, or the path of a TOML file.",
)
