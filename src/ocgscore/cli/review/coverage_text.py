"""A coverage review on a terminal: the rules, the counts by force, what to score next, what else to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.review.giving import marked
from ocgscore.cli.review.rates_text import rates_lines
from ocgscore.report.review.coverage import SILENCE, name_of
from ocgscore.review.coverage.model import CERTAINLY, NONE_REGISTERED, POSSIBLY
from ocgscore.review.coverage.worklist import REASONS
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.coverage import Count, Coverage, WorkItem
    from ocgscore.review.rates import Rates

NONE: Final = "undefined"  # of a force without a group on the register
NEXT: Final = 10  # groups of the work list
FEW: Final = 5  # ids of each other kind
SHORT: Final = {
    "scored in part": "in part",
    "in part, the score certain": "score certain",
    "superseded version": "superseded",
    "archived, still high": "archived, high",
    "archived, possibly still high": "archived, may be",
}
HEAD: Final = ("", "iden-", "", "scored", "scored", "never", "super-", "out of")
COLUMNS: Final = ("force", "identified", "mapped", "complete", "in part", "never scored", "superseded", "out of date")
HEAD_BELOW: Final = ("force", "tified", "mapped", "complete", "in part", "scored", "seded", "date")


def coverage_lines(found: Coverage, marking: str, rates: Rates | None = None) -> Iterator[str]:
    """Yield the review as lines."""
    sheet = found.scores.assessments.table
    yield from marked(marking)
    (whole,) = found.counts()
    matrix = found.scores.assessments.matrix
    yield f"COVERAGE as of {found.as_of}: {matrix.name}, {found.rules.measure.title}"
    yield from paragraph(
        f"{counted(len(found.register), 'row')} of {found.register.table.name} against "
        f"{counted(len(found.scores), 'assessment')} of {sheet.name}."
    )
    yield from heading("THE RULES")
    for sentence in found.rules.words():
        yield from paragraph(sentence)
    yield from _counts(found, whole)
    yield from _next(found)
    yield from _archived(found)
    yield from _beside(found, whole)
    yield from [] if rates is None else rates_lines(rates)
    yield from heading("WHAT THE COUNTS DO NOT SAY")
    for sentence in SILENCE:
        yield from paragraph(sentence)
    yield from marked(marking)


def _counts(found: Coverage, whole: Count) -> Iterator[str]:
    yield from heading("IDENTIFIED, MAPPED, SCORED")
    forces = found.counts("force")
    rows = [_row(name_of(count, "force"), count) for count in forces] if "force" in found.register.columns else []
    yield from table(HEAD, [list(HEAD_BELOW), *rows, _row("in all", whole)], COLUMNS)
    yield ""
    yield from paragraph(_adds_up(whole))
    yield from paragraph(f"Scored groups by version of the matrix: {_versions(whole)}. By age: {_ages(whole)}.")
    absent = [name_of(one, "force") for one in forces if not one.rows] if "force" in found.register.columns else []
    if absent:
        yield from paragraph(f"Assessed, and {NONE_REGISTERED}: {listed(absent)}.")
    for reason in whole.reasons():
        yield from paragraph(f"Undefined: {reason}.")


def _row(name: str, count: Count) -> list[str]:
    numbers = (
        count.identified, count.mapped, count.complete, count.part, count.never, count.superseded, count.out_of_date,
    )  # fmt: skip
    return [name, *(map(_said, numbers) if count.rows else [NONE] * len(numbers))]


def _said(number: int | None) -> str:
    return "undefined" if number is None else f"{number:,}"


def _versions(whole: Count) -> str:
    if whole.own is None:
        return f"undefined, stated for none of {whole.version_not_stated:,}"
    return (
        f"{whole.own:,} this one, {whole.superseded:,} superseded, {whole.other:,} other, "
        f"{whole.version_not_stated:,} not stated"
    )


def _ages(whole: Count) -> str:
    beside = f"{whole.age_unknown:,} without a date, {whole.no_interval:,} to which no interval applies"
    if whole.current is None:
        return f"current or out of date undefined, {beside}"
    return f"{whole.current:,} current, {whole.out_of_date:,} out of date, {beside}"


def _adds_up(whole: Count) -> str:
    apart = f"{counted(whole.rows, 'row')} of the register: {whole.identified:,} identified"
    if whole.merged:
        apart += f", {whole.merged:,} merged into another"
    if whole.below:
        apart += f", {whole.below:,} below the definition"
    statuses = f"{whole.active:,} active, {whole.dormant:,} dormant, {whole.archived:,} archived"
    unknown = f"; of {whole.people_unknown:,} the number of people is not known" if whole.people_unknown else ""
    owner = f"; {whole.no_owner:,} without an owner" if whole.no_owner else ""
    mapped = f"; of {whole.mapped_unknown:,} the register does not say whether mapped" if whole.mapped_unknown else ""
    return f"{apart}. Identified: {statuses}{unknown}{owner}{mapped}."


def _next(found: Coverage) -> Iterator[str]:
    work = found.worklist()
    (whole,) = found.counts()
    yield from heading(f"WHAT TO SCORE NEXT ({counted(len(work), 'group')})")
    if not work:
        what = "every group that counts is scored, complete and current" if whole.identified else "no group counts"
        yield from paragraph(f"Nothing: {what}.")
        return
    yield from paragraph("By how high each could be, given what is known; of equals, the one waiting longest.")
    title, banded = found.rules.measure.title, bool(found.rules.measure.bands)
    headings = ("", "group", "force", title, *(["could be"] if banded else []), "why", "owner")
    yield from table(headings, [_item(item) for item in work[:NEXT]])
    if len(work) > NEXT:
        yield from paragraph(f"and {len(work) - NEXT:,} more: --format csv --table worklist")
    times = Counter(reason for item in work for reason in item.why)
    yield from paragraph(f"Why: {'; '.join(f'{reason} {times[reason]:,}' for reason in REASONS if times[reason])}.")
    if times["in part, the score certain"]:
        yield from paragraph(
            f"Score certain: a level is unknown that is no part of {title}; knowing it would complete the assessment "
            "and not move the group."
        )
    yield from paragraph("Archived groups that do not score high are on the counts above and not on this list.")
    if whole.archived_never:
        yield from paragraph(
            f"Not on the list: {counted(whole.archived_never, 'archived group')} never scored. None has a score to be "
            "high; the findings name each."
        )


def _item(item: WorkItem) -> list[str]:
    late = f"{counted(item.overdue, 'day')} late" if item.overdue else "out of date"
    why = ", ".join(late if reason == "out of date" else SHORT.get(reason, reason) for reason in item.why)
    band = [item.band_high] if item.band_high else []
    return [str(item.place), item.group, item.force, item.score, *band, why, item.owner or "nobody"]


def _archived(found: Coverage) -> Iterator[str]:
    certain, possible = found.archived_high(CERTAINLY), found.archived_high(POSSIBLY)
    if certain or possible:
        yield from heading("ARCHIVED, STILL SCORING HIGH")
        for what, ids in (("certainly", certain), ("possibly", possible)):
            if ids:
                yield from paragraph(f"{len(ids):,} {what}: {_few(ids)}")


def _beside(found: Coverage, whole: Count) -> Iterator[str]:
    if found.unregistered:
        yield from heading("ASSESSED, AND NOT ON THE REGISTER")
        groups, rows = counted(whole.unregistered, "group"), counted(whole.unregistered_rows, "row")
        yield from paragraph(f"{groups} in {rows}, counted in none of the above:")
        said = [f"{one.where}: {one.id!r}{f' ({one.near})' if one.near else ''}" for one in found.unregistered]
        yield from _lines(said)
    if found.followed:
        yield from heading("IDS FOLLOWED TO THE REGISTER")
        yield from _lines([str(one) for one in found.followed])


def _lines(said: Sequence[str]) -> Iterator[str]:
    for line in said[:FEW]:
        yield from paragraph(line)
    if len(said) > FEW:
        yield from paragraph(f"and {len(said) - FEW:,} more: --format csv --table findings")


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - FEW:,} more" if len(ids) > FEW else ""
    return f"{', '.join(ids[:FEW])}{more}"
