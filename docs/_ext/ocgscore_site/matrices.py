"""A shipped matrix as a page: every number and every wording from the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ocgscore.matrix import (
    Band,
    Criterion,
    Matrix,
    Measure,
    formula_text,
    grid_axes,
    list_matrices,
    load_matrix,
    plain,
)

STATUS: Final = {
    "published": "it follows a document of the scheme's owner, unchanged",
    "secondary": "it follows somebody else's account of the scheme; the owner's document was not read",
    "adapted": "fields from a public document; numbers by this project",
    "illustrative": "an illustration throughout, in a shape that is in use",
}


def matrix_table() -> str:
    """Return a table of the shipped matrices with their status and fingerprint.

    Examples
    --------
    >>> print(matrix_table().splitlines()[2])
    | [`disruption-scale`](disruption-scale.md) | 1.0.0 | adapted | disruption | 1 | `9a67afa945bf` |
    """
    rows = [
        (f"[`{m.id}`]({m.id}.md)", m.version, m.status, m.subject, str(len(m.criteria)), f"`{m.fingerprint[:12]}`")
        for m in list_matrices()
    ]
    return table(("matrix", "version", "status", "what is assessed", "criteria", "fingerprint begins"), rows)


def matrix_markdown(reference: str) -> str:
    """Return a matrix as Markdown: what it is, its measures with bands, its criteria with levels, its history.

    Parameters
    ----------
    reference : str
        As `load_matrix` takes it.
    """
    matrix = load_matrix(reference)
    return "\n\n".join([_head(matrix), *_measures(matrix), *_criteria(matrix), *_changes(matrix)])


def _head(matrix: Matrix) -> str:
    ranks = "none: it gives a profile" if matrix.ranks_by is None else f"`{matrix.ranks_by}`"
    rows = [
        ("title", safe(matrix.title)),
        ("id and version", f"`{matrix.name}`"),
        ("status", f"**{matrix.status}**: {STATUS[matrix.status]}"),
        ("what is assessed", matrix.subject),
        ("ranks by", ranks),
        ("source", safe(matrix.source)),
        ("licence", safe(matrix.licence)),
        ("fingerprint", f"`{matrix.fingerprint}`"),
    ]
    return table(("", ""), rows)


def _measures(matrix: Matrix) -> Iterable[str]:
    yield "## Measures"
    yield "A criterion's name in a formula stands for the value of its level times the criterion's weight."
    for measure in matrix.measures:
        yield f"### {safe(measure.title)} (`{measure.id}`)"
        yield f"```text\n{formula_text(measure.formula)}\n```"
        yield from _notes(measure)
        if measure.bands:
            yield table(("band", "from", "below"), [_band(band) for band in measure.bands])
        axes = grid_axes(matrix, measure)
        if measure.is_grid and axes is not None:
            yield _grid(measure, *axes)


def _notes(measure: Measure) -> Iterable[str]:
    if measure.note:
        yield safe(measure.note)
    if measure.digits:
        yield f"Shown to {measure.digits} digits after the point."


def _band(band: Band) -> tuple[str, str, str]:
    return safe(band.label), plain(band.start), "no upper end" if band.below is None else plain(band.below)


def _grid(measure: Measure, rows: Measure, columns: Measure) -> str:
    head = (f"{safe(rows.title)} \\ {safe(columns.title)}", *(safe(band.label) for band in columns.bands))
    cells = zip(rows.bands, measure.cells, strict=True)
    return table(head, [(safe(band.label), *map(plain, values)) for band, values in cells])


def _criteria(matrix: Matrix) -> Iterable[str]:
    yield "## Criteria"
    for section in matrix.sections:
        yield f"### {safe(section.title)}"
        for criterion in matrix.criteria:
            if criterion.section == section.id:
                yield from _criterion(criterion)


def _criterion(criterion: Criterion) -> Iterable[str]:
    yield f"#### {safe(criterion.title)} (`{criterion.id}`)"
    unknown = criterion.unknown_counts_as
    rule = "" if unknown is None else f" The source counts an unknown as {plain(unknown)}."
    yield f"{safe(criterion.question)} Weight {plain(criterion.weight)}.{rule}"
    rows = [
        (f"`{level.code}`", safe(level.label), plain(level.value), safe(level.anchor)) for level in criterion.levels
    ]
    yield table(("code", "label", "value", "when it applies"), rows)


def _changes(matrix: Matrix) -> Iterable[str]:
    if matrix.changes:
        yield "## History"
        yield table(("version", "date", "what"), [(c.version, c.date, safe(c.note)) for c in matrix.changes])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table.

    Examples
    --------
    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    |---|---|
    | 1 | 2 |
    """
    lines = [head, *rows]
    written = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(head), *written[1:]])


def safe(text: str) -> str:
    r"""Return a text from a file so that Markdown shows it as it stands.

    Examples
    --------
    >>> print(safe("a | b_c  *d*"))
    a \| b\_c \*d\*
    """
    return "".join(f"\\{mark}" if mark in r"\`*_[]<>|#~$" else mark for mark in " ".join(text.split()))
