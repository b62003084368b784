"""The state of the map: which groups are unscored, incomplete or out of date, and whom to score next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ocgscore.assessments.versions import SUPERSEDED
from ocgscore.network.groups.joining import listed
from ocgscore.report.meeting.blocks import Block, Facts, Heading, Listing, Page, Points, Section, Words
from ocgscore.report.meeting.material import Material
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.unmet import hardly_any
from ocgscore.report.review.coverage import SILENCE
from ocgscore.review.coverage import Count, Coverage, WorkItem
from ocgscore.review.coverage.model import CERTAINLY, FINDINGS, IDENTIFIED, OUT_OF_DATE, POSSIBLY
from ocgscore.review.records import folded
from ocgscore.words import counted

NEXT: Final = 20  # of the work list, and of the groups out of date
NAMED: Final = 12
NOTICES_SHOWN: Final = 10
EXAMPLES: Final = 3  # ids of either side, where the two hardly meet
UNSAID: Final = Page(  # the other sentence is of forces side by side, of whom there are none here
    "state-limits", "What the counts do not say", (Points((SILENCE[0], SILENCE[2])),)
)


def state_section(material: Material) -> Section | None:
    """Return the section on the state of the map; None where no register was given.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section or None
    """
    found = material.state
    if found is None:
        return None
    (whole,) = found.counts()
    work = found.worklist()
    blocks = (
        *_strange(material, found),
        *_counted(found, whole),
        _next(material, found, work),
        *_late(found),
        *_old(found),
        *_beside(found),
        UNSAID,
    )
    return Section("state", "State of the map", _lead(found, whole, work), blocks)


def off_register(material: Material) -> int:
    """Return how many groups of the meeting are not on the register; 0 where no register was given.

    Parameters
    ----------
    material : Material

    Returns
    -------
    int
        From 0 to the number of groups scored.

    Examples
    --------
    >>> import datetime as dt
    >>> from ocgscore import assess
    >>> from ocgscore.report.meeting.gather import Review, gather
    >>> from ocgscore.review.register import register_of
    >>> from ocgscore.table import Table
    >>> batch = assess([{"group": name, "corruption": "low"} for name in ("A", "B", "C")], "sleipnir-2000")
    >>> register = register_of(Table.from_rows([{"group": "B"}], "register.csv"))
    >>> off_register(gather(batch, draws=10, review=Review(register, dt.date(2026, 3, 31))))
    2
    """
    found = material.state
    if found is None:
        return 0
    batch = found.scores.assessments
    known = {folded(batch.group.row_text(row)) for row in np.flatnonzero(found.position >= 0).tolist()}
    return sum(folded(material.group(row)) not in known for row in range(len(material.scores)))


def _strange(material: Material, found: Coverage) -> Iterator[Block]:
    """Yield, where most groups of the meeting are not on the register, that it may be another's, or another day's."""
    off, groups = off_register(material), len(material.scores)
    if 2 * off <= groups:
        return
    ids = [material.group(row) for row in material.ranking.order()[:EXAMPLES].tolist()]
    theirs = [one.id for one in found.register.groups[:EXAMPLES]]
    beside = f"Ids of this meeting begin {', '.join(ids)}; those of the register {', '.join(theirs) or 'with none'}."
    said = hardly_any(groups - off, groups, "the register")
    yield Words(f"{said}: is it the right one, in date and in ids? {beside}", strong=True)


def _lead(found: Coverage, whole: Count, work: Sequence[WorkItem]) -> str:
    return (
        f"As of {found.as_of}, {counted(whole.identified, 'group')} identified: {whole.complete:,} scored in full, "
        f"{whole.part:,} in part, {whole.never:,} never. {_late_text(whole)}; "
        f"{counted(len(work), 'group')} to score, or to score again."
    )


def _late_text(whole: Count) -> str:
    return (
        "How many are out of date is undefined" if whole.out_of_date is None else f"{whole.out_of_date:,} out of date"
    )


def _counted(found: Coverage, whole: Count) -> Iterator[Block]:
    kinds = Counter(one.kind for one in found.findings())
    rows = tuple((kind, f"{kinds[kind]:,}") for kind in FINDINGS if kinds[kind])
    orders = tuple((float(at), float(kinds[kind])) for at, kind in enumerate(FINDINGS) if kinds[kind])
    headings = (Heading("finding", first=True), Heading("how many", "number"))
    yield Facts(tuple(_facts(whole)))
    if rows:
        note = "A group may stand in several. The command ocgscore coverage lists each with its cell."
        yield Listing("state-findings", "What to mend", headings, rows, orders, note)
    undefined = tuple(f"Undefined: {reason}." for reason in whole.reasons())
    if undefined:
        yield Points(undefined)
    yield Page("state-rules", "The rules", (Points(tuple(found.rules.words())),))


def _facts(whole: Count) -> Iterator[tuple[str, str]]:
    apart = f"{whole.merged:,} merged into another, {whole.below:,} below the definition"
    yield "Rows of the register", f"{whole.rows:,}: {whole.identified:,} groups that count, {apart}"
    yield "Groups that count", f"{whole.active:,} active, {whole.dormant:,} dormant, {whole.archived:,} archived"
    unsaid = f", {whole.mapped_unknown:,} not said" if whole.mapped_unknown else ""
    yield "On the map", f"{_number(whole.mapped)}; {_number(whole.not_mapped)} not{unsaid}"
    versions = f"{_number(whole.own)} scored on this one, {_number(whole.superseded)} on an earlier one"
    others = f"{_number(whole.other)} on another, {whole.version_not_stated:,} not stated"
    yield "Version of the matrix", f"{versions}, {others}"
    ages = f"{_number(whole.current)} current, {_number(whole.out_of_date)} out of date"
    without = f"{whole.age_unknown:,} without a date, {whole.no_interval:,} to which no interval applies"
    yield "Age of the scores", f"{ages}, {without}"


def _number(number: int | None) -> str:
    return "undefined" if number is None else f"{number:,}"


def _next(material: Material, found: Coverage, work: Sequence[WorkItem]) -> Page:
    if not work:
        return Page("state-next", "Who to score next", (Words("Nobody: no group that counts is open or out of date."),))
    shown, title = work[:NEXT], found.rules.measure.title
    banded, owned = bool(found.rules.measure.bands), any(item.owner for item in shown)
    headings = [Heading("place", "number"), Heading("group", first=True), Heading("force"), Heading(title, "number")]
    headings += [Heading("could be")] * banded + [Heading("why")] + [Heading("owner")] * owned
    row_of, linked = {material.group(row): row for row in range(len(material.scores))}, linker(material)
    rows = tuple(
        (
            f"{item.place:,}", linked(row_of[item.group]) if item.group in row_of else item.group, item.force,
            item.score, *([item.band_high] * banded), ", ".join(item.why), *([item.owner or "nobody"] * owned),
        )
        for item in shown
    )  # fmt: skip
    orders = tuple((*(0.0,) * 3, float(item.high), *(0.0,) * (len(headings) - 4)) for item in shown)
    caption = "Groups to score next: those that could be highest first; of equals, the one waiting longest"
    listing = Listing("state-worklist", caption, tuple(headings), rows, orders, _more(len(work) - len(shown), "group"))
    return Page("state-next", "Who to score next", (listing,))


def _more(count: int, what: str) -> str:
    return f"{counted(count, what)} more: the command ocgscore coverage lists all." if count > 0 else ""


def _late(found: Coverage) -> Iterator[Block]:
    """Yield the groups whose scores are out of date, the longest overdue first."""
    facts, groups = found.facts, found.register.groups
    late = np.flatnonzero((facts.kind == IDENTIFIED) & (facts.currency == OUT_OF_DATE))
    over = (facts.age - facts.interval)[late]
    order = np.argsort(-over, kind="stable")
    if not len(late):
        return
    rows = tuple(
        (groups[row].id, found.named(row)[0], f"{int(facts.age[row]):,}", f"{days:,}")
        for row, days in zip(late[order][:NEXT].tolist(), over[order][:NEXT].tolist(), strict=True)
    )
    headings = (Heading("group", first=True), Heading("force"), Heading("days old", "number"))
    listing = Listing(
        "state-late", "Scores out of date: the longest overdue first", (*headings, Heading("days overdue", "number")),
        rows, note=_more(len(late) - len(rows), "group"),
    )  # fmt: skip
    yield Page("state-out-of-date", "Out of date", (listing,))


def _old(found: Coverage) -> Iterator[Block]:
    facts = found.facts
    old = np.flatnonzero((facts.kind == IDENTIFIED) & (facts.version == SUPERSEDED)).tolist()
    if old:
        names = listed([found.register.groups[row].id for row in old], NAMED)
        said = f"Recorded against an earlier version of the matrix, and scored here with this one: {names}."
        yield Page("state-version", "On an earlier version of the matrix", (Words(said),))


def _beside(found: Coverage) -> Iterator[Block]:
    said = []
    for state, how in ((CERTAINLY, "certainly"), (POSSIBLY, "possibly")):
        ids = found.archived_high(state)
        if ids:
            said.append(f"Archived, and {how} still high: {listed(ids, NAMED)}.")
    if found.unregistered:
        said.append(f"Assessed, and not on the register: {listed([one.id for one in found.unregistered], NAMED)}.")
    if found.followed:
        said.append(
            f"{counted(len(found.followed), 'id')} of the sheet taken for a group that the register calls otherwise."
        )
    notices = list(found.notices())
    said += [
        *notices[:NOTICES_SHOWN],
        *([f"and {len(notices) - NOTICES_SHOWN:,} more"] * (len(notices) > NOTICES_SHOWN)),
    ]
    if said:
        yield Page("state-beside", "Also", (Points(tuple(said)),))
