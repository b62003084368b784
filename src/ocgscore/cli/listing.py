"""What a scored batch looks like on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width, wrapped_list

if TYPE_CHECKING:
    from ocgscore.assessments import Assessments
    from ocgscore.report import Run

SHORT = 12  # hex digits of a fingerprint that identify it to a reader


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
    lines, left_out = aligned(headings, rows, width, cut_headings=run.ranking is None)
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
    if run.ranking is not None and run.ranking.tied.any():
        yield from filled("A rank with = is shared: the score is certain and another's is the same.", width)
    if run.pairs is not None:
        yield from filled(run.pairs.text(), width)
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
    apart = _telling_apart(batch)
    headings[2:2] = apart
    headings += [*others, *(name for name in _who(batch) if name not in apart)]
    rows, shown = [], _Shown(run)
    for row in run.ranking.order().tolist():
        first = [run.ranking.text(row), batch.group.row_text(row), *(_detail(batch, name, row) for name in apart)]
        main = [part for part in shown.score_and_band(run.ranking.by, row) if part]
        known = f"{run.scores.known[row]}/{len(matrix.criteria)}"
        rest = [shown.brief(id_, row) for id_ in others]
        who = [_detail(batch, name, row) for name in _who(batch) if name not in apart]
        rows.append([*first, *main, known, *rest, *who])
    return headings, rows


def _profile(run: Run) -> tuple[list[str], list[list[str]]]:
    """Return the sheet's order: the measures, then every level named, where nothing ranks."""
    matrix, batch = run.scores.assessments.matrix, run.scores.assessments
    apart = _telling_apart(batch)
    rows, shown = [], _Shown(run)
    for row in range(len(run.scores)):
        who = [batch.group.row_text(row), *(_detail(batch, name, row) for name in apart)]
        results = [shown.brief(measure.id, row) for measure in matrix.measures]
        levels = [_level(batch, row, at) for at in range(len(matrix.criteria))]
        rows.append([*who, f"{run.scores.known[row]}/{len(levels)}", *results, *levels])
    headings = [matrix.subject, *apart, "known", *(measure.id for measure in matrix.measures)]
    return [*headings, *(criterion.title for criterion in matrix.criteria)], rows


def _level(batch: Assessments, row: int, at: int) -> str:
    levels = batch.matrix.criteria[at].levels
    low, high = int(batch.lowest[row, at]), int(batch.highest[row, at])
    if low == high:
        return levels[low].label
    return "?" if (low, high) == (0, len(levels) - 1) else f"{levels[low].label}–{levels[high].label}"


class _Shown:
    """Scores and bands as text, each distinct interval worked out once: a long list repeats few of them."""

    def __init__(self, run: Run) -> None:
        self._results = {measure.id: run.scores[measure.id] for measure in run.scores.assessments.matrix.measures}
        self._texts: dict[tuple[str, int, int], tuple[str, str]] = {}

    def score_and_band(self, measure: str, row: int) -> tuple[str, str]:
        result = self._results[measure]
        key = (measure, int(result.low[row]), int(result.high[row]))
        if key not in self._texts:
            self._texts[key] = (result.score_text(row), result.band_text(row))
        return self._texts[key]

    def brief(self, measure: str, row: int) -> str:
        """Return the band, or the score of a measure without bands: what there is room for beside the ranking one."""
        score, band = self.score_and_band(measure, row)
        return band or score


def _who(batch: Assessments) -> list[str]:
    return [name for name in ("force", "assessor") if getattr(batch, name) is not None]


def _telling_apart(batch: Assessments) -> list[str]:
    """Return the details to show beside the group where one group stands in several rows."""
    groups = batch.group.text_codes()
    if len(set(groups.tolist())) == len(batch):
        return []
    return ["assessed_on", *_who(batch)]


def _detail(batch: Assessments, name: str, row: int) -> str:
    if name == "assessed_on":
        date = batch.assessed_on[row].item()
        return "" if date is None else date.date().isoformat()
    return str(getattr(batch, name).row_text(row))
