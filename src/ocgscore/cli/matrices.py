"""The commands on matrices: ``list``, ``show``, ``check`` and ``diff``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ocgscore.cli.options import loaded_matrix, sheet_option
from ocgscore.cli.terminal import aligned, filled, terminal_width

if TYPE_CHECKING:
    from ocgscore.matrix import Band, Criterion, Matrix, Measure
    from ocgscore.matrix.diff import MatrixComparison
    from ocgscore.movement import Movement


@click.group(name="matrix")
def matrix_commands() -> None:
    """List, show, check and compare matrices."""


@matrix_commands.command(name="list")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
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
@click.option("--format", "format_", type=click.Choice(["text", "json", "toml"]), default="text")
def show(reference: str, format_: str) -> None:
    """Print one matrix: for a person, as JSON for a program, or as the TOML file to copy."""
    from ocgscore.matrix import describe, load_matrix, matrix_text

    matrix = load_matrix(reference)
    if format_ == "json":
        click.echo(json.dumps(describe(matrix), indent=2, ensure_ascii=False))
    elif format_ == "toml":
        click.echo(matrix_text(reference), nl=False)
    else:
        click.echo("\n".join(_shown(matrix, terminal_width())))


@matrix_commands.command()
@click.argument("file", metavar="FILE")
def check(file: str) -> None:
    """Prove that a matrix file is sound, or list every fault with its key path."""
    from ocgscore.matrix import load_matrix

    matrix = load_matrix(file)
    levels = sum(len(criterion.levels) for criterion in matrix.criteria)
    click.echo(
        f"{matrix.name} is sound: {len(matrix.criteria)} criteria with {levels} levels, {len(matrix.measures)} measures."
    )
    click.echo(f"Fingerprint {matrix.fingerprint}")


@matrix_commands.command()
@click.argument("before", callback=loaded_matrix, metavar="A")
@click.argument("after", callback=loaded_matrix, metavar="B")
@click.option("--assessments", metavar="FILE", help="Say which groups of FILE change score, band or rank.")
@sheet_option
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
def diff(before: Matrix, after: Matrix, assessments: str | None, sheet: str | None, format_: str) -> None:
    """Say what changed from A to B, which version number that calls for, and which groups it moves."""
    from ocgscore.matrix.diff import compare_matrices

    comparison = compare_matrices(before, after)
    moves = None if assessments is None else _moves(before, after, assessments, sheet)
    if format_ == "json":
        click.echo(json.dumps(_diff_document(comparison, moves), indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(_diff_lines(comparison)))
    if moves is not None:
        click.echo("\n".join(_move_lines(*moves)))


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


def _diff_lines(comparison: MatrixComparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    if not comparison.changes:
        yield f"{before.name} and {after.name} differ in nothing that scores or guides."
        return
    width = terminal_width()
    for change in comparison.changes:
        yield f"{change.calls_for}: {change.path}"
        for sign, text in (("-", change.before), ("+", change.after)):
            yield from filled(text, width, initial_indent=f"  {sign} ", subsequent_indent="    ")
    yield ""
    if before.id != after.id:
        yield f"{len(comparison.changes)} differences between two matrices of different ids: no version number follows."
        return
    yield f"{len(comparison.changes)} changes; together a {comparison.calls_for} one: {before.version} -> {comparison.least_version}."
    if not comparison.version_is_enough:
        yield f"{after.name} carries too low a version: raise it to {comparison.least_version} or higher."


def _move_lines(moves: list[Movement], rows: int) -> Iterator[str]:
    yield ""
    moved = len({move.row for move in moves})
    yield f"{moved} of {rows} assessments change in score, band or rank."
    if moves:
        cells = [[move.group, move.what, move.before, move.after] for move in moves]
        lines, _ = aligned(["group", "what", "before", "after"], cells, terminal_width())
        yield from lines


# -- one matrix, for a person ------------------------------------------------------------------------------------------


def _shown(matrix: Matrix, width: int) -> Iterator[str]:
    yield matrix.title
    yield f"{matrix.name}, {matrix.status}, for a {matrix.subject}"
    yield f"fingerprint {matrix.fingerprint}"
    yield ""
    yield from _paragraphs("Source. " + matrix.source, width)
    yield from _paragraphs("Licence. " + matrix.licence, width)
    for section in matrix.sections:
        yield from ("", section.title.upper())
        for criterion in matrix.criteria:
            if criterion.section == section.id:
                yield from _criterion(criterion, width)
    yield from ("", "MEASURES")
    for measure in matrix.measures:
        yield from _measure(matrix, measure, width)
    if matrix.changes:
        yield from ("", "CHANGES")
        for change in matrix.changes:
            yield from _paragraphs(f"{change.version} {change.date}: {change.note}", width)


def _paragraphs(text: str, width: int, indent: str = "") -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        joined = " ".join(paragraph.split())
        yield from filled(joined, width, initial_indent=indent, subsequent_indent=indent)


def _criterion(criterion: Criterion, width: int) -> Iterator[str]:
    from ocgscore.matrix import plain

    weight = "" if criterion.weight == 1 else f", weight {plain(criterion.weight)}"
    yield ""
    yield f"{criterion.title} ({criterion.id}{weight})"
    yield from _paragraphs(criterion.question, width, "  ")
    for level in criterion.levels:
        named = level.code if level.code.casefold() == level.label.casefold() else f"{level.code} {level.label}"
        text = f"{named} = {plain(level.value)}: {' '.join(level.anchor.split())}"
        yield from filled(text, width, initial_indent="    ", subsequent_indent="      ")
    if criterion.unknown_counts_as is not None:
        yield f"    unknown: published as {plain(criterion.unknown_counts_as)}"


def _measure(matrix: Matrix, measure: Measure, width: int) -> Iterator[str]:
    from ocgscore.matrix import formula_text

    ranks = ", ranks" if measure.id == matrix.ranks_by else ""
    yield ""
    yield f"{measure.title} ({measure.id}{ranks})"
    formula = f"{measure.id} = {formula_text(measure.formula)}"
    yield from filled(formula, width, initial_indent="  ", subsequent_indent="    ")
    if measure.note:
        yield from _paragraphs(measure.note, width, "  ")
    if measure.cells:
        yield from _grid(matrix, measure, width)
    if measure.bands:
        bands = ", ".join(_band(band) for band in measure.bands)
        yield from filled(f"bands: {bands}", width, initial_indent="  ", subsequent_indent="    ")


def _band(band: Band) -> str:
    from ocgscore.matrix import plain

    return f"{band.label} from {plain(band.start)}"


def _grid(matrix: Matrix, measure: Measure, width: int) -> Iterator[str]:
    """Draw a grid as people draw it: the highest row at the top."""
    from ocgscore.matrix import grid_axes, plain

    axes = grid_axes(matrix, measure)
    if axes is None:
        return
    rows, columns = axes
    yield from _paragraphs(f"rows: {rows.title}; columns: {columns.title}", width, "  ")
    headings = ["", *(band.label for band in columns.bands)]
    cells = [
        [band.label, *(plain(cell) for cell in line)] for band, line in zip(rows.bands, measure.cells, strict=True)
    ]
    lines, left_out = aligned(headings, cells[::-1], width - 4)
    yield from (f"    {line}" for line in lines)
    if left_out:
        yield f"    (and columns {', '.join(left_out)})"
