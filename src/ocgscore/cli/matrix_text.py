"""What a matrix, and the difference between two, look like on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.matrix import Band, Criterion, Matrix, Measure, formula_text, grid_axes, plain
from ocgscore.matrix.diff import MatrixComparison
from ocgscore.movement import Movement
from ocgscore.words import counted


def matrix_lines(matrix: Matrix) -> Iterator[str]:
    """Yield a whole matrix for a person to read."""
    width = terminal_width()
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
    return f"{band.label} from {plain(band.start)}"


def _grid(matrix: Matrix, measure: Measure, width: int) -> Iterator[str]:
    """Draw a grid as people draw it: the highest row at the top."""
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


def diff_lines(comparison: MatrixComparison) -> Iterator[str]:
    """Yield what changed between two matrices, and the version it calls for."""
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
    bump = f"together a {comparison.calls_for} one: {before.version} -> {comparison.least_version}"
    yield f"{counted(len(comparison.changes), 'change')}; {bump}."
    if not comparison.version_is_enough:
        yield f"{after.name} carries too low a version: raise it to {comparison.least_version} or higher."


def move_lines(moves: list[Movement], rows: int) -> Iterator[str]:
    """Yield which assessments a change of matrix moves."""
    yield ""
    moved = len({move.row for move in moves})
    yield f"{moved} of {rows} assessments change in score, band or rank."
    if moves:
        cells = [[move.group, move.what, move.before, move.after, move.where] for move in moves]
        lines, _ = aligned(["group", "what", "before", "after", "where"], cells, terminal_width())
        yield from lines
