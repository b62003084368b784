"""Who is shown to score high or low, and which groups of this meeting that concerns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from ocgscore.consistency import Estimate
from ocgscore.consistency.batch import scorers_of
from ocgscore.consistency.study import Consistency, Unmeasured
from ocgscore.errors import RequestError
from ocgscore.network.groups.joining import listed
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Points
from ocgscore.report.meeting.material import Material
from ocgscore.words import counted

NAMED: Final = 12
GROUPS_SHOWN: Final = 8
FEW: Final = 3  # scorers of a part among whom it cannot be told who is out of line
SIDES: Final[Mapping[int, str]] = {-1: "lower", 1: "higher"}
NOTHING_ADJUSTED: Final = (
    "Nothing in this report is adjusted for it: the scores and ranks of these groups are as they were given. Whether "
    "they would be others if somebody else had scored them, only a second scoring can say."
)


def sides(found: Consistency) -> dict[str, int]:
    """Return who scores the same groups lower (-1) or higher (1) than the others, by much and by more than chance.

    Returns
    -------
    dict of str to int
        In the order of the scorers; nobody where the links are too weak to trust a difference.
    """
    if found.design.verdict == "too weak":
        return {}
    shifts = _shifts(found)
    every = {one.scorer: one.side(shifts.get(one.scorer)) for one in found.severities.scorers}
    return {name: side for name, side in every.items() if side}


def standing_out(found: Consistency) -> Iterator[str]:
    """Yield in words who scores high or low beside the others of its part."""
    shifts, named = _shifts(found), sides(found)
    of = "the others" if found.design.links.connected else "the others of its part"
    for side, way in SIDES.items():
        those = [name for name, its in named.items() if its == side]
        if those:
            yield f"Scores the same groups {way} than {of}, by much and by more than chance: {listed(those, NAMED)}."
    placed = [one for one in found.severities.scorers if one.severity.defined or one.scorer in shifts]
    if placed and not named:
        yield "Nobody is shown to score higher or lower than the others by much."
    parts = [one.component for one in placed]
    if named and any(parts.count(part) <= FEW for part in parts):
        yield "Among two or three scorers it shows only that they differ, not who is out of line."


def _shifts(found: Consistency) -> dict[str, Estimate]:
    if isinstance(found.measured, Unmeasured):
        return {}
    what = found.measured.so_what
    return {name: shift for name, shift in zip(what.totals.scorers, what.shift, strict=True) if shift.defined}


def is_the_meetings_sheet(material: Material, found: Consistency) -> bool:
    """Whether what was scored together is the very sheet of this meeting."""
    together, sheet = found.rated.assessments, material.all_assessments
    return together is sheet or (bool(sheet.table.sha256) and together.table.sha256 == sheet.table.sha256)


def for_the_meeting(material: Material, found: Consistency) -> Iterator[Block]:
    """Yield which groups of this meeting were scored by somebody who is shown to score high or low."""
    named, by = sides(found), found.rated.by
    if not named:
        yield Points((f"Nothing that can be shown: no {by} is known to score high or low by much.",))
        return
    try:
        whose = _groups_of(material, by)
    except RequestError:
        yield Points((f"The sheet of this meeting does not say which {by} scored a group.",))
        return
    rows, without = [], []
    for name, side in named.items():
        groups = whose.get(_folded(name), [])
        if groups:
            rows.append((name, f"{SIDES[side]} than others in the exercise", f"{len(groups):,}", _first(groups)))
        else:
            without.append(name)
    if rows:
        heads = (
            Heading(by, first=True),
            Heading("scores"),
            Heading("groups", "number"),
            Heading("scored by it, by rank"),
        )
        caption = "Groups of this meeting that were scored by one who scores high or low"
        yield Listing("agreement-meeting-groups", caption, heads, tuple(rows), note=NOTHING_ADJUSTED)
    if without:
        said = f"Scored no group of this meeting: {listed(without, NAMED)}."
        yield Points((said,))


def _first(groups: list[str]) -> str:
    more = len(groups) - GROUPS_SHOWN
    return ", ".join(groups[:GROUPS_SHOWN]) + (f" and {counted(more, 'more group')}" if more > 0 else "")


def _groups_of(material: Material, by: str) -> dict[str, list[str]]:
    """Return the groups of this meeting by who scored them, the highest ranked first.

    Raises
    ------
    RequestError
        The sheet has no such column.
    """
    scorers, scorer, _ = scorers_of(material.scores.assessments, by)
    found: dict[str, list[str]] = {}
    for row in material.ranking.order().tolist():
        if scorer[row] >= 0:
            found.setdefault(_folded(scorers[scorer[row]]), []).append(material.group(row))
    return found


def _folded(name: str) -> str:
    """Return a name as scorers' names are told apart: case and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
