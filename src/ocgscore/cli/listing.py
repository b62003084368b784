"""What a scored batch looks like on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width, wrapped_list

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.report import Run

SHORT = 12  # hex digits of a fingerprint that identify it to a reader
PROFILE_HEADING = 8  # a heading in a profile is cut no shorter than this


def ranked_lines(run: Run) -> Iterator[str]:
    """Yield the ranked table: marking, what it is, the rows, and what to know when reading it."""
    matrix, marking = run.scores.assessments.matrix, run.table.marking
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from filled(matrix.title, width)
    ranked = (
        f"ranked by {matrix.measure(run.ranking.by).title}, highest first" if run.ranking else "a profile: not ranked"
    )
    yield from filled(f"{matrix.name} ({matrix.status}), {ranked}", width)
    yield ""
    headings, rows = _ranked(run) if run.ranking else _profile(run)
    lines, left_out = aligned(headings, rows, width)
    yield from lines
    yield ""
    yield from _footnotes(run, left_out, width)
    if marking:
        yield marking.center(width).rstrip()


def _footnotes(run: Run, left_out: Sequence[str], width: int) -> Iterator[str]:
    matrix = run.scores.assessments.matrix
    if left_out:
        yield from filled("Not shown for width (all are in --out and --format csv):", width)
        yield from wrapped_list(left_out, width)
    unknown = int((run.scores.known < len(matrix.criteria)).sum())
    if unknown:
        yield from filled(
            f"{unknown} of {len(run.scores)} have unknown levels: low–high where those could change a score.", width
        )
    yield from filled(
        f"Matrix fingerprint {matrix.fingerprint[:SHORT]}; its numbers are {_standing(matrix.status)}.", width
    )


def _standing(status: str) -> str:
    return {
        "published": "as its source published them",
        "secondary": "from a secondary source",
        "adapted": "this file's own, on public fields",
        "illustrative": "an illustration",
    }[status]


def _ranked(run: Run) -> tuple[list[str], list[list[str]]]:
    """Return the ranked rows: rank, group, the ranking measure, then the rest by importance."""
    assert run.ranking is not None  # noqa: S101 - for the type checker: the caller looked
    matrix, batch = run.scores.assessments.matrix, run.scores.assessments
    rest_of = [measure for measure in matrix.measures if measure.id != run.ranking.by]
    others = [measure.id for measure in sorted(rest_of, key=lambda measure: not measure.is_grid)]  # grids: the verdicts
    headings = [
        "rank",
        matrix.subject,
        run.ranking.by,
        *(["band"] if matrix.measure(run.ranking.by).bands else []),
        "known",
    ]
    headings += [*others, *_who(batch)]
    rows = []
    for row in run.ranking.order().tolist():
        first = [run.ranking.text(row), batch.group.row_text(row)]
        main = [part for part in _score_and_band(run, run.ranking.by, row) if part]
        known = f"{run.scores.known[row]}/{len(matrix.criteria)}"
        rest = [_brief(run, id_, row) for id_ in others]
        rows.append([*first, *main, known, *rest, *_who_text(batch, row)])
    return headings, rows


def _profile(run: Run) -> tuple[list[str], list[list[str]]]:
    """Return the sheet's order with every level named: what there is to say where nothing ranks."""
    matrix, batch = run.scores.assessments.matrix, run.scores.assessments
    rows = []
    for row in range(len(run.scores)):
        levels = [_level(batch, row, at) for at in range(len(matrix.criteria))]
        results = [_brief(run, measure.id, row) for measure in matrix.measures]
        rows.append([batch.group.row_text(row), *levels, *results])
    titles = [matrix.subject, *(c.title for c in matrix.criteria), *(measure.id for measure in matrix.measures)]
    widest = [max(map(len, column), default=0) for column in zip(*rows, strict=True)] or [0] * len(titles)
    return [_shortened(title, width) for title, width in zip(titles, widest, strict=True)], rows


def _level(batch: Assessments, row: int, at: int) -> str:
    levels = batch.matrix.criteria[at].levels
    low, high = int(batch.lowest[row, at]), int(batch.highest[row, at])
    if low == high:
        return levels[low].label
    return "?" if (low, high) == (0, len(levels) - 1) else f"{levels[low].label}–{levels[high].label}"


def _shortened(title: str, width: int) -> str:
    """Cut a heading that is much wider than the cells below it."""
    room = max(width, PROFILE_HEADING)
    return title if len(title) <= room else title[: room - 1].rstrip() + "…"


def _score_and_band(run: Run, measure: str, row: int) -> tuple[str, str]:
    result = run.scores[measure]
    return result.score_text(row), result.band_text(row)


def _brief(run: Run, measure: str, row: int) -> str:
    """Return the band, or the score of a measure without bands: what there is room for beside the ranking measure."""
    score, band = _score_and_band(run, measure, row)
    return band or score


def _who(batch: Assessments) -> list[str]:
    return [name for name in ("force", "assessor") if getattr(batch, name) is not None]


def _who_text(batch: Assessments, row: int) -> list[str]:
    return [getattr(batch, name).row_text(row) for name in _who(batch)]
