"""Who stands otherwise to the line of the top K than at the last meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Value
from ocgscore.report.meeting.material import Material, ranking_of
from ocgscore.report.meeting.sections.changes.compare import Compared
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.groups.wording import groups
from ocgscore.report.ranked_pictures.line import BELOW, SIDES, STANDS, Line
from ocgscore.review.history.words import CLASSES, NONE

SHOWN: Final = 50
OTHERS: Final = "others moved"
ABSENT: Final = "not in the sheet"
STANDINGS: Final = (*(STANDS[side] for side in SIDES), ABSENT)
Key = tuple[int, int, int, int]


def crossed(material: Material, found: Compared) -> Iterator[Block]:
    """Yield the groups that stand otherwise to the line of the top K than at the last meeting."""
    rows = sorted(_crossings(material, found), key=lambda row: row[0])
    if not rows:
        return
    top, then = material.top, len(found.then.scores)
    headings = (
        Heading(material.scores.assessments.matrix.subject, first=True),
        Heading("then"),
        Heading("now"),
        Heading("what changed"),
    )
    notes = [f"There were {groups(material, then)} then: the line stood below all."] if then <= top else []
    notes += [f"{len(rows) - SHOWN:,} more are not shown."] if len(rows) > SHOWN else []
    caption = f"They stood otherwise to the line (rank {top:,} or better) at the last meeting"
    shown = tuple(cells for _, cells in rows[:SHOWN])
    listing = Listing("changes-line", caption, headings, shown, note=" ".join(notes))
    yield Page(
        "changes-line-page", f"To and over the line of the top {top:,}: {groups(material, len(rows))}", (listing,)
    )


def _crossings(material: Material, found: Compared) -> Iterator[tuple[Key, tuple[Value, ...]]]:
    written, names, classes = linker(material), list(CLASSES), found.moves.classes.tolist()
    now, then = material.ranking, ranking_of(found.then)
    sides = (Line.of(then, material.top), Line.of(now, material.top))
    ids = found.then.scores.assessments.group
    for at, (old, new) in enumerate(found.pairs.both):
        stood, stands = STANDS[sides[0].side_of(then, old)], STANDS[sides[1].side_of(now, new)]
        if stood != stands:
            why = OTHERS if names[classes[at]] == NONE else names[classes[at]]
            yield _key(stood, stands, int(now.best[new]), new), (written(new), stood, stands, why)
    for new in found.pairs.new:
        stands = STANDS[sides[1].side_of(now, new)]
        if stands != STANDS[BELOW]:
            yield _key(ABSENT, stands, int(now.best[new]), new), (written(new), ABSENT, stands, "new")
    for old in found.pairs.gone:
        stood = STANDS[sides[0].side_of(then, old)]
        if stood != STANDS[BELOW]:
            yield _key(stood, ABSENT, int(then.best[old]), old), (ids.row_text(old), stood, ABSENT, "gone")


def _key(stood: str, stands: str, best: int, row: int) -> Key:
    return STANDINGS.index(stands), STANDINGS.index(stood), best, row
