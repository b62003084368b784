"""The commands on matrices: ``list``, ``show``, ``check`` and ``diff``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ocgscore.cli.options import latest_option, loaded_matrix, sheet_option
from ocgscore.cli.progress import working
from ocgscore.cli.running import read_batch, say, say_notices
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.matrix import Matrix
    from ocgscore.matrix.diff import MatrixComparison
    from ocgscore.movement import Movement


@click.group(name="matrix")
def matrix_commands() -> None:
    """List, show, check and compare matrices."""


@matrix_commands.command(name="list")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="What to print.")
def list_shipped(format_: str) -> None:
    """List the shipped matrices and what each is."""
    from ocgscore.matrix import list_matrices

    keys = ("id", "version", "status", "subject", "title")
    listed = [{key: getattr(matrix, key) for key in keys} for matrix in list_matrices()]
    if format_ == "json":
        click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for row in listed:
        click.echo(f"{row['id']} {row['version']} ({row['status']}, for a {row['subject']})")
        click.echo(f"    {row['title']}")
    click.echo("\nNone is a national or official matrix: `ocgscore matrix show ID` gives each one's source.")


@matrix_commands.command()
@click.argument("reference", metavar="M")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "toml"]),
    default="text",
    help="For a person (text), for a program (json), or the file itself to copy (toml).",
)
@click.option("--out", metavar="PATH", help="Write it here, as .toml or .json, instead of printing it.")
def show(reference: str, format_: str, out: str | None) -> None:
    """Print one matrix, or write a copy of it to start a matrix of your own from."""
    from ocgscore.matrix import load_matrix

    matrix = load_matrix(reference)
    if out is not None:
        if format_ not in ("text", out.rpartition(".")[2].lower()):
            raise click.UsageError(f"--format {format_} and --out {out} disagree: the ending picks the format.")
        _write(reference, out)
    elif format_ == "text":
        from ocgscore.cli.matrix_text import matrix_lines

        click.echo("\n".join(matrix_lines(matrix)))
    else:
        click.echo(_file_text(reference, format_), nl=False)


def _file_text(reference: str, format_: str) -> str:
    from ocgscore.errors import Problem, RequestError
    from ocgscore.matrix import describe, load_matrix, matrix_file, matrix_text

    if format_ == "toml":
        if matrix_file(reference).suffix.lower() != ".toml":
            hint = "its own file is JSON: use --format json, or --out with a name ending in .json"
            raise RequestError(Problem(reference, None, "a TOML file to copy", hint))
        return matrix_text(reference)
    return json.dumps(describe(load_matrix(reference)), indent=2, ensure_ascii=False) + "\n"


def _write(reference: str, out: str) -> None:
    from ocgscore.matrix import matrix_file
    from ocgscore.table import OutputSet

    format_ = out.rpartition(".")[2].lower()
    if format_ not in ("toml", "json"):
        raise click.BadParameter(f"{out} ends neither in .toml nor in .json.", param_hint="--out")
    with OutputSet(inputs=[matrix_file(reference)]) as outputs:
        outputs.write(out, [_file_text(reference, format_).encode()])
    say(f"A copy of {reference}: {out}")


@matrix_commands.command()
@click.argument("file", metavar="FILE")
@click.option("--audit", is_flag=True, help="Work out what its scores and bands can tell apart, and what drives them.")
@click.option("--assessments", metavar="SHEET", help="Audit its use in SHEET too: correlations, scales, band cuts.")
@sheet_option
@latest_option
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to print the audit."
)
@click.option("--draws", metavar="N", type=int, default=20_000, help="Random pairs for what is estimated.")
@click.option("--seed", metavar="S", type=int, default=1, help="The same seed gives the same audit.")
def check(
    *,
    file: str,
    audit: bool,
    assessments: str | None,
    sheet: str | None,
    latest: bool,
    format_: str,
    draws: int,
    seed: int,
) -> None:
    """Prove that a matrix file is sound, or list every fault with its key path."""
    from ocgscore.matrix import load_matrix

    _check_audit_options(audit, assessments)
    matrix = load_matrix(file)
    if not audit:
        _print_sound(matrix)
        return
    from ocgscore.audit import audit_matrix
    from ocgscore.cli.audit_text import audit_lines
    from ocgscore.report.audited import audit_document

    batch = None if assessments is None else read_batch(assessments, matrix, sheet, newest_only=latest)
    with working(f"auditing {matrix.name}"):
        found = audit_matrix(matrix, batch, draws=draws, seed=seed)
    say_notices(() if batch is None else batch.notices)
    if format_ == "json":
        click.echo(json.dumps(audit_document(found), indent=2, ensure_ascii=False))
        return
    _print_sound(matrix)
    click.echo("\n".join(audit_lines(found)))


def _print_sound(matrix: Matrix) -> None:
    levels = sum(len(criterion.levels) for criterion in matrix.criteria)
    criteria = counted(len(matrix.criteria), "criterion", "criteria")
    parts = f"{criteria} with {levels} levels, {counted(len(matrix.measures), 'measure')}"
    click.echo(f"{matrix.name} is sound: {parts}.")
    click.echo(f"Fingerprint {matrix.fingerprint}")


def _check_audit_options(audit: bool, assessments: str | None) -> None:
    """Refuse options that would have no effect."""
    context = click.get_current_context()
    given = {
        parameter.name: parameter.opts[0]
        for parameter in context.command.params
        if context.get_parameter_source(parameter.name or "") is not ParameterSource.DEFAULT
    }
    needing = [option for name, option in given.items() if name not in ("file", "audit")]
    if needing and not audit:
        raise click.UsageError(f"{' and '.join(needing)} only with --audit.")
    of_a_sheet = [given[name] for name in ("sheet", "latest") if name in given]
    if of_a_sheet and assessments is None:
        raise click.UsageError(f"{' and '.join(of_a_sheet)} only with --assessments SHEET.")


@matrix_commands.command()
@click.argument("before", callback=loaded_matrix, metavar="A")
@click.argument("after", callback=loaded_matrix, metavar="B")
@click.option("--assessments", metavar="FILE", help="Say which groups of FILE change score, band or rank.")
@sheet_option
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", help="What to print.")
def diff(before: Matrix, after: Matrix, assessments: str | None, sheet: str | None, format_: str) -> None:
    """Say what changed from A to B, which version number that calls for, and which groups it moves."""
    from ocgscore.matrix.diff import compare_matrices

    comparison = compare_matrices(before, after)
    if format_ == "json":
        moves = None if assessments is None else _moves(before, after, assessments, sheet)
        click.echo(json.dumps(_diff_document(comparison, moves), indent=2, ensure_ascii=False))
        return
    from ocgscore.cli.matrix_text import diff_lines, move_lines

    click.echo("\n".join(diff_lines(comparison)))
    if assessments is not None:  # after the rest, which stands even where the sheet has problems
        click.echo("\n".join(move_lines(*_moves(before, after, assessments, sheet))))


def _moves(before: Matrix, after: Matrix, file: str, sheet: str | None) -> tuple[list[Movement], int]:
    from ocgscore.movement import moves_between
    from ocgscore.table import read_table

    table = read_table(file, sheet=sheet)
    return moves_between(table, before, after)


def _diff_document(comparison: MatrixComparison, moves: tuple[list[Movement], int] | None) -> dict[str, Any]:
    import attrs

    document = {
        "before": {"matrix": comparison.before.name, "fingerprint": comparison.before.fingerprint},
        "after": {"matrix": comparison.after.name, "fingerprint": comparison.after.fingerprint},
        "changes": [attrs.asdict(change) for change in comparison.changes],
        "calls_for": comparison.calls_for,
        "least_version": comparison.least_version,
        "version_is_enough": comparison.version_is_enough,
    }
    if moves is not None:
        document |= {"assessments": moves[1], "moves": [attrs.asdict(move) for move in moves[0]]}
    return document
