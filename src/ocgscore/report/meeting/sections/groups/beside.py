"""What a group's page has beside its score: who assessed it and when, its place on the map, its earlier assessments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.explain import Explanation
from ocgscore.network.groups.measures import GroupMeasures
from ocgscore.network.model import STANDINGS
from ocgscore.report.meeting.blocks import Block, Facts, Heading, Listing, Words
from ocgscore.report.meeting.material import Mapped, Material
from ocgscore.report.review.history_words import band_text, class_of, moment_cell, moved_of, rank_text, score_text
from ocgscore.review.history import History
from ocgscore.review.records import folded
from ocgscore.words import counted

NEWEST: Final = 6  # assessments of a group told
RELATIONS: Final = {"alliances": "allied with {}", "rivalries": "rival of {}", "tensions": "in tension with {}"}


def details(material: Material, explanation: Explanation) -> Facts:
    """Return rank, how much is known, who assessed it and when, its row, and what else the sheet says of it."""
    about, known = explanation.about, sum(given.known for given in explanation.given)
    ranking = material.ranking
    rank = f"{ranking.text(explanation.row)} of {len(material.scores):,}, by {material.measure.measure.title}"
    by = ", ".join(about[name] for name in ("assessor", "force") if name in about)
    return Facts(
        (
            ("Rank", rank),
            ("Known", f"{known} of {counted(len(explanation.given), 'criterion', 'criteria')}"),
            ("Assessed", f"{about.get('assessed_on', 'no date')}, by {by or 'nobody named'}"),
            ("Row", explanation.where),
            *_further(material, explanation.row),
        )
    )


def _further(material: Material, row: int) -> Iterator[tuple[str, str]]:
    """Yield what the sheet says beside the levels, by its own headings."""
    for column in material.further:
        said = column.row_text(row)
        if said:
            yield column.heading, said


class OnMap:
    """Finds groups on the map: by id, and where none is written alike by case and spaces set aside.

    Parameters
    ----------
    mapped : Mapped or None
    """

    def __init__(self, mapped: Mapped | None) -> None:
        self._rows = () if mapped is None else mapped.measures.found.rows
        self._names = {} if mapped is None else {group.id: group.name for group in mapped.network.groups}
        self._at = {str(row.group): at for at, row in enumerate(self._rows)}
        self._folded = {folded(id_): at for id_, at in self._at.items()}
        self._mapped = mapped is not None

    def words(self, group: str) -> Iterator[Block]:
        """Yield the position of a group on the map in words; nothing where there is no map."""
        if not self._mapped:
            return
        at = self._at.get(group, self._folded.get(folded(group)))
        if at is None:
            yield Words("Network: not on the map.")
            return
        row = self._rows[at]
        name = self._names.get(str(row.group), "")
        called = f" ({name})" if name and name != group else ""
        yield Words(f"Network{called}: {'; '.join(_position(row))}.")


def _position(row: GroupMeasures) -> Iterator[str]:
    """Yield the phrases on one group; what is undefined with its reason."""
    values = row.values
    yield _members(row)
    for name, said in (
        ("linked_groups", "linked to {} by a tie or a shared member"),
        ("cross_group_degree", "ties cross to {}"),
    ):
        if values.get(name) is not None:
            yield said.format(counted(int(values[name] or 0), "other group"))
    if values.get("shared_members"):
        shared = counted(int(values["shared_members"] or 0), "member")
        yield f"{shared} shared with {counted(int(values.get('sharing_groups') or 0), 'other group')}"
    if values.get("ties_outside") is not None:
        yield counted(int(values["ties_outside"] or 0), "tie") + " to people outside"
    for name, said in RELATIONS.items():
        if values.get(name):
            yield said.format(counted(int(values[name] or 0), "group"))
    for reason in sorted(set(row.why.values())):
        names = [name.replace("_", " ") for name, why in row.why.items() if why == reason]
        yield f"undefined, {reason}: {', '.join(names)}"


def _members(row: GroupMeasures) -> str:
    size = int(row.values.get("size") or 0)
    graded = [f"{row.values[f'{name}s']} {name}" for name in STANDINGS if row.values.get(f"{name}s")]
    return counted(size, "member") + (f" ({', '.join(graded)})" if graded else "")


class Past:
    """The assessments of each group in order.

    Parameters
    ----------
    steps : History or None
    """

    def __init__(self, steps: History | None) -> None:
        self._steps = steps
        self._entries: dict[str, list[int]] = {}
        self._into: dict[int, int] = {}
        if steps is not None:
            for entry, at in enumerate(steps.entries.group.tolist()):
                self._entries.setdefault(steps.groups[at], []).append(entry)
            self._into = dict(zip(steps.steps.after.tolist(), range(len(steps.steps)), strict=True))

    def listing(self, group: str, key: str) -> Iterator[Block]:
        """Yield the assessments of a group, the newest first; nothing where there are not two."""
        steps, own = self._steps, self._entries.get(group, [])
        if steps is None or len(own) < 2:
            return
        headings = (
            Heading("assessed", first=True), Heading("by"), Heading(steps.measure.title, "number"),
            *([Heading("band")] * bool(steps.measure.bands)), Heading("rank that day", "number"),
            Heading("since the one before"),
        )  # fmt: skip
        rows = tuple(tuple(self._row(steps, entry)) for entry in own[::-1][:NEWEST])
        note = f"{counted(len(own) - len(rows), 'earlier assessment')} not shown." if len(own) > len(rows) else ""
        yield Listing(f"{key}-past", "Its assessments, the newest first", headings, rows, note=note)

    def _row(self, steps: History, entry: int) -> Iterator[str]:
        entries = steps.entries
        moment = entries.moment[entry]
        yield "no date" if np.isnat(moment) else str(moment_cell(moment))
        who = (steps.assessors[int(entries.assessor[entry])], steps.forces[int(entries.force[entry])])
        yield ", ".join(filter(None, who)) or "nobody named"
        yield score_text(steps, entry)
        if steps.measure.bands:
            yield band_text(steps, entry)
        standing = entries.standing
        yield rank_text(int(standing.best[entry]), int(standing.worst[entry]))
        step = self._into.get(entry)
        yield "first assessment" if step is None else f"{moved_of(steps, step)}: {class_of(steps, step)}"
