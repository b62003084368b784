"""The groups that are new since the last meeting, and those that have gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ocgscore.ranking import Ranking
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Value
from ocgscore.report.meeting.material import Material, ranking_of
from ocgscore.report.meeting.sections.changes.compare import Compared
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.groups.wording import groups
from ocgscore.review.records import folded
from ocgscore.scoring import MeasureScores
from ocgscore.table import Column

SHOWN: Final = 50
Row = tuple[Value, ...]


def new(material: Material, found: Compared) -> Iterator[Block]:
    """Yield the groups that the sheet of the last meeting did not have."""
    ranking, written = material.ranking, linker(material)
    like = _by_folded_id(found.then.scores.assessments.group)
    rows = _ranked(found.pairs.new, ranking)
    cells: list[Row] = [
        (written(row), *_figures(ranking, material.measure, row), _like(like, material.group(row)))
        for row in rows[:SHOWN]
    ]
    yield from _page(material, "New", len(rows), cells)


def gone(material: Material, found: Compared) -> Iterator[Block]:
    """Yield the groups that only the sheet of the last meeting has, with the figures of then."""
    ranking, ids = ranking_of(found.then), found.then.scores.assessments.group
    measure, like = found.then.scores[ranking.by], _by_folded_id(material.scores.assessments.group)
    refused = {folded(one.group) for one in material.rejected if one.group}
    rows = _ranked(found.pairs.gone, ranking)
    cells: list[Row] = []
    for row in rows[:SHOWN]:
        id_ = ids.row_text(row)
        remark = "its row has problems and is not scored" if folded(id_) in refused else _like(like, id_)
        cells.append((id_, *_figures(ranking, measure, row), remark))
    yield from _page(material, "Gone", len(rows), cells)


def _by_folded_id(column: Column) -> dict[str, str]:
    texts = column.texts()
    return {folded(texts[code]): texts[code] for code in sorted(set(column.codes.tolist()), reverse=True)}


def _like(ids: dict[str, str], id_: str) -> str:
    other = ids.get(folded(id_))
    return f"written almost like {other}: one group?" if other else ""


def _ranked(rows: Sequence[int], ranking: Ranking) -> list[int]:
    return sorted(rows, key=lambda row: (int(ranking.best[row]), int(ranking.worst[row]), row))


def _figures(ranking: Ranking, measure: MeasureScores, row: int) -> Iterator[str]:
    yield ranking.text(row)
    yield measure.score_text(row)
    if measure.measure.bands:
        yield measure.band_text(row)


def _page(material: Material, title: str, count: int, rows: list[Row]) -> Iterator[Page]:
    """Yield the page of either; the last column only where anything stands in it."""
    if not rows:
        return
    measure, subject = material.measure.measure, material.scores.assessments.matrix.subject
    remarked = any(row[-1] for row in rows)
    headings = (
        Heading(subject, first=True), Heading("rank", "number"), Heading(measure.title, "number"),
        *((Heading("band"),) if measure.bands else ()), *((Heading("remark"),) if remarked else ()),
    )  # fmt: skip
    key = f"changes-{title.lower()}"
    caption = "Not in the sheet of the last meeting" if title == "New" else "Only in the sheet of the last meeting"
    note = f"{count - len(rows):,} more, all ranked below these." if count > len(rows) else ""
    cells = tuple(row if remarked else row[:-1] for row in rows)
    yield Page(
        f"{key}-page", f"{title}: {groups(material, count)}", (Listing(key, caption, headings, cells, note=note),)
    )
