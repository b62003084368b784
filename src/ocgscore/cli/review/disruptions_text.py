"""A review of disruptions on a terminal: counts, bounds, the order of forces, scores compared, what it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.review.giving import marked
from ocgscore.cli.review.rates_text import rates_lines
from ocgscore.ranking import percent_text
from ocgscore.report.review.disruption_rules import (
    CHOSEN,
    CLAIMS,
    NO_LEAGUE,
    NOT_WORK,
    OTHERWISE,
    RATES,
    REGRADED,
    REGRESSION,
    SELF,
)
from ocgscore.report.review.disruptions import NOT_KNOWN_SHARE, RATE_DIGITS, shown
from ocgscore.review.disruptions import GRADES, NOT_SAID, THRESHOLDS
from ocgscore.scoring import UNDEFINED
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.disruptions import Bounds, DisruptionReview, ForceDisruptions, OrderAt, ScoreChange
    from ocgscore.review.rates import Rates

ROWS_SHOWN: Final = 60
IN_ALL: Final = "in all"
AT_LEAST: Final = ("minor or better", "moderate or better", "major")


def disruption_lines(found: DisruptionReview, marking: str, rates: Rates | None = None) -> Iterator[str]:
    """Yield the review as lines."""
    yield from marked(marking)
    since = f" from {found.since}" if found.since else ""
    yield f"DISRUPTIONS{since} up to {found.as_of}: {found.claims.records.table.name}"
    yield from _what(found)
    yield from _counts(found)
    yield from _bounds(found)
    yield from _order(found)
    yield from _change(found)
    yield from [] if rates is None else rates_lines(rates)
    yield from heading("WHAT THIS DOES NOT SAY")
    for sentence in (NOT_WORK, NO_LEAGUE, *((CHOSEN, REGRESSION, OTHERWISE) if found.change else ())):
        yield from paragraph(sentence)
    yield from marked(marking)


def _what(found: DisruptionReview) -> Iterator[str]:
    groups = len(set(found.claims.group.tolist()))
    said = f"{counted(len(found.claims), 'record')} of {counted(groups, 'group')}"
    if found.earlier:
        said += f"; {counted(found.earlier, 'earlier record')} not counted"
    yield from paragraph(f"{said}. {CLAIMS}")
    if found.repeats:
        same = (
            "is the same in every field as another" if found.repeats == 1 else "are the same in every field as another"
        )
        yield from paragraph(f"{counted(found.repeats, 'record')} {same}; counted all the same.")
    if found.claimed_together:
        days = counted(found.claimed_together, "group and day", "groups and days")
        yield from paragraph(f"{days} claimed by more than one force: one activity may be counted by each.")


def _counts(found: DisruptionReview) -> Iterator[str]:
    yield from heading("COUNTS BY FORCE")
    rated = found.everyone.groups is not None
    above = ["", "", *[""] * len(GRADES), "self-", *(["per 100"] if rated else [])]
    below = ["force", "all", *reversed(GRADES), "assessed", *(["groups"] if rated else [])]
    yield from table(above, [below, *(_count_row(one, rated=rated) for one in _shown(found))])
    yield from _left(found)
    kinds = zip((*found.kinds, NOT_SAID), found.everyone.by_kind, strict=True)
    yield from paragraph(f"By kind: {', '.join(f'{kind} {count:,}' for kind, count in kinds)}.")
    if rated:
        yield from paragraph(f"Per 100 groups: minor or better. {RATES}")
        for reason in dict.fromkeys(one.reason for one in found.forces if one.reason):
            without = [one.force for one in found.forces if one.reason == reason]
            yield from paragraph(f"No rate for {listed(without)}: {reason}.")
    else:
        yield from paragraph(f"Rates are undefined: {found.everyone.reason}.")
    yield from _self(found.everyone)


def _self(everyone: ForceDisruptions) -> Iterator[str]:
    share = everyone.share_self_assessed
    said = f"Self-assessed: {UNDEFINED}, {NOT_KNOWN_SHARE}."
    if share is not None:
        known = everyone.self_assessed + everyone.independent
        said = f"Self-assessed: {everyone.self_assessed:,} of {known:,} of which it is known ({percent_text(share)})"
        said += f"; of {everyone.not_known:,} it is not known." if everyone.not_known else "."
    yield from paragraph(f"{said} {SELF}")
    if everyone.self_assessed:
        yield from paragraph(
            "Let others grade some of the same disruptions: `ocgscore consistency --matrix disruption-scale` then says "
            "whether they agree."
        )


def _count_row(one: ForceDisruptions, *, rated: bool) -> list[str]:
    share = one.share_self_assessed
    own = UNDEFINED if share is None else percent_text(share)
    rate = [str(shown(one.rate(THRESHOLDS[0]), RATE_DIGITS))] if rated else []
    return [one.force or IN_ALL, f"{one.count:,}", *(f"{count:,}" for count in reversed(one.by_grade)), own, *rate]


def _bounds(found: DisruptionReview) -> Iterator[str]:
    yield from heading("WHAT THE COUNTS COULD BE UNDER OTHER GRADING")
    yield from paragraph(f"As recorded, and in brackets regraded. {REGRADED}")
    rows = [[one.force or IN_ALL, *map(_regraded, one.bounds)] for one in _shown(found)]
    yield from table(["force", *AT_LEAST], rows)
    yield ""
    yield from paragraph(
        "Without the self-assessed records: from those known to be graded by another to all not known to be "
        "self-assessed, and in brackets regraded as well."
    )
    rows = [[one.force or IN_ALL, *map(_independent, one.bounds)] for one in _shown(found)]
    yield from table(["force", *AT_LEAST], rows)


def _regraded(bounds: Bounds) -> str:
    return f"{bounds.recorded:,} ({_range(bounds.regraded)})"


def _independent(bounds: Bounds) -> str:
    return f"{_range(bounds.independent)} ({_range(bounds.both)})"


def _range(ends: tuple[int, int]) -> str:
    return f"{ends[0]:,}" if ends[0] == ends[1] else f"{ends[0]:,}–{ends[1]:,}"


def _order(found: DisruptionReview) -> Iterator[str]:
    yield from heading("HOW FAR THE ORDER OF FORCES RESTS ON GRADING")
    order = found.order
    if order.reason:
        yield from paragraph(f"Undefined: {order.reason}.")
        return
    what = "rates per 100 groups" if order.by == "rates" else "counts, which rest on the size of a force"
    out = f" Left out, without a rate: {listed(order.left_out)}." if order.left_out else ""
    yield from paragraph(
        f"Compared by {what}: {counted(len(order.forces), 'force')}, {counted(order.at[0].pairs, 'pair')}.{out} A "
        "pair is settled if its order is the same however each record is graded one grade up or down."
    )
    headings = ["at least", "settled", "could turn", "tied", "turned without self-assessed"]
    yield from table(headings, [_pair_row(one) for one in order.at])
    for one in order.at:
        if one.examples:
            pairs = "; ".join(f"{higher} above {lower} as recorded" for higher, lower in one.examples)
            more = f"; and {one.reversed_ - len(one.examples):,} more" if one.reversed_ > len(one.examples) else ""
            yield from paragraph(f"The other way round without the self-assessed, {one.threshold}: {pairs}{more}.")
    yield ""
    yield from paragraph("The ranks that regrading allows, forces by name:")
    rows = [[force, *(_range(one.ranks[at]) for one in order.at)] for at, force in enumerate(order.forces)]
    yield from table(["force", *AT_LEAST], rows[:ROWS_SHOWN])


def _pair_row(one: OrderAt) -> list[str]:
    cells = [f"{count:,} ({_percent(one.share(count))})" for count in (one.settled, one.could_turn, one.tied)]
    turned = f"{one.reversed_:,}" + (f" (up to {one.may_reverse:,})" if one.may_reverse > one.reversed_ else "")
    return [one.threshold, *cells, turned]


def _percent(share: Fraction | None) -> str:
    return UNDEFINED if share is None else percent_text(share)


def _change(found: DisruptionReview) -> Iterator[str]:
    yield from heading("SCORES BEFORE AND AFTER, BESIDE GROUPS NOT DISRUPTED")
    change = found.change
    if change is None:
        yield from paragraph("Not looked at: name --assessments and --matrix.")
        return
    grade = AT_LEAST[THRESHOLDS.index(change.threshold)]
    yield from paragraph(
        f"{counted(change.disrupted, 'group')} with a disruption graded {grade}, the first of each; "
        f"{change.both_sides:,} assessed both in the {change.horizon} days up to it and in those after it; "
        f"{change.compared:,} with a comparable group: not disrupted, in the same band before that day, and assessed "
        "on both sides of it."
    )
    if change.not_used:
        yield from paragraph(f"Not used: {'; '.join(f'{why} ({count:,})' for why, count in change.not_used)}.")
    if change.undated:
        yield from paragraph(f"{counted(change.undated, 'assessment')} without a date left out.")
    if change.reason:
        yield from paragraph(f"Comparison: {UNDEFINED}; {change.reason}.")
        return
    yield from _means(change)


def _means(change: ScoreChange) -> Iterator[str]:
    digits = change.digits + 1
    rows = [
        [
            f"the {counted(change.compared, 'group')} disrupted",
            _interval(change.before, digits),
            _interval(change.mean, digits),
        ],
        [
            f"groups comparable to them ({change.comparable:,})",
            _interval(change.comparable_before, digits),
            _interval(change.comparable_mean, digits),
        ],
        ["difference", "", _interval(change.difference, digits)],
    ]
    yield from table([f"mean {change.measure}", "before", "change"], rows)
    yield from paragraph(
        "From the lowest to the highest that unknown levels allow; each disrupted group counts once, beside the mean "
        "of the groups comparable to it."
    )
    low, high = change.difference or (Fraction(0), Fraction(0))
    if low <= 0 <= high:
        yield from paragraph("Unknown levels leave open which of the two changed more.")


def _interval(ends: tuple[Fraction, Fraction] | None, digits: int) -> str:
    low, high = (str(shown(end, digits)) for end in ends or (None, None))
    return low if low == high else f"{low} to {high}"


def _shown(found: DisruptionReview) -> list[ForceDisruptions]:
    return [*found.forces[:ROWS_SHOWN], found.everyone]


def _left(found: DisruptionReview) -> Iterator[str]:
    more = len(found.forces) - ROWS_SHOWN
    if more > 0:
        yield from paragraph(f"{counted(more, 'more force')} not shown here: they are in --out and --format csv.")
