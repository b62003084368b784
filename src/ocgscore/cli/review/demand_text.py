"""The demand of a list on a capacity, as it reads on a terminal: totals, the line, changes, forces, bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.review.giving import marked
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.report.review.demand import NO_CAPACITY, percent
from ocgscore.review.demand import RULES, SIDES, Demand, Interval, Move, Scenario
from ocgscore.review.demand.line import ABOVE, BELOW, OPEN
from ocgscore.scoring import rounded
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.demand import Outcome

EDGE, OPEN_SHOWN, FORCES_SHOWN = 3, 10, 30
LARGE = 10_000  # hours from which parts of one would crowd a table of seven columns


def demand_lines(found: Demand, marking: str) -> Iterator[str]:
    """Yield the demand: what it is, totals, the list around the line, changes, forces, and how to read it."""
    width = terminal_width()
    yield from marked(marking)
    present, sheet = found.present, found.scores.assessments.table
    position = "" if present.hours.position is None else f", position by {present.hours.position.id}"
    yield from filled(
        f"DEMAND on the declared capacity: {counted(len(present), 'group')} of {sheet.name}, ranked by "
        f"{present.hours.by.id}{position} ({present.matrix.name})",
        width,
    )
    yield from heading("HOURS IN A PERIOD, AS DECLARED")
    yield from _totals(found)
    yield from heading("THE LINE")
    yield from _line(found)
    if found.scenarios:
        yield from heading("WHAT CHANGES WOULD DO")
        yield from _scenarios(found)
    if found.forces:
        yield from heading("BY FORCE, in order of name")
        yield from _forces(found)
    yield from heading("BY BAND")
    yield from _bands(found)
    yield from heading("HOW TO READ THIS, AND WHAT IT DOES NOT SAY")
    for rule in RULES:
        yield from paragraph(rule)
    yield from marked(marking)


def _totals(found: Demand) -> Iterator[str]:
    present, digits = found.present, found.digits
    teams = counted(len(found.capacity.teams), "team")
    rows = [
        ["demand", _hours(present.demand, digits), f"of {counted(len(present), 'group')}"],
        ["capacity", _number(present.capacity, digits), f"of {teams}"],
        ["utilisation", _utilisation(present), "demand as a share of capacity"],
        ["short", _hours(present.short, digits), "demand beyond capacity"],
        ["below the line", _hours(present.unmet, digits), "hours of the groups that are not reached"],
    ]
    yield from table(["", "hours", ""], rows)
    yield from paragraph("Hours are pooled: any team may serve any group, whoever owns it.")
    if found.unscored:
        count = len(found.unscored)
        yield from paragraph(
            f"Not in any of this: {counted(count, 'group')} on the register never scored ({listed(found.unscored)}). "
            f"Scored, they would take {_hours(found.unscored_hours, digits)} hours on top; --new {count} shows what "
            "that could do to the line."
        )


def _line(found: Demand) -> Iterator[str]:
    present = found.present
    reach = _between(present.reach.least, present.reach.most)
    yield from paragraph(
        f"The capacity reaches {reach} of {counted(len(present), 'group')}: above the line for certain "
        f"{present.count(ABOVE):,}, open {present.count(OPEN):,}, below for certain {present.count(BELOW):,}."
    )
    rows = {side: [row for row in found.order.tolist() if present.side[row] == side] for side in SIDES}
    shown = [*rows[ABOVE][-EDGE:], *rows[OPEN][:OPEN_SHOWN], *rows[BELOW][:EDGE]]
    position = present.hours.position
    names = ["group", "rank", "band", *(["position"] if position else []), "hours", "line"]
    yield from table(names, [_group(found, row) for row in shown])
    left_out = {
        "above": len(rows[ABOVE][:-EDGE]),
        "open": len(rows[OPEN][OPEN_SHOWN:]),
        "below": len(rows[BELOW][EDGE:]),
    }
    said = ", ".join(f"{number:,} {side}" for side, number in left_out.items() if number)
    if said:
        yield from paragraph(
            f"Not shown, further from the line or later on the list: {said}; all are in --table groups."
        )


def _group(found: Demand, row: int) -> list[str]:
    scores, position = found.scores, found.present.hours.position
    return [
        scores.assessments.group.row_text(row),
        found.ranking.text(row),
        scores[found.present.hours.by.id].band_text(row),
        *([scores[position.id].band_text(row)] if position else []),
        _hours(found.present.of(row), found.digits),
        SIDES[int(found.present.side[row])],
    ]


def _scenarios(found: Demand) -> Iterator[str]:
    every = [Scenario("present", found.present, ()), *found.scenarios]
    large = any(one.outcome.demand.most >= LARGE for one in every)
    rows = [_scenario(one, 0 if large else found.digits) for one in every]
    yield from table(["", "capacity", "demand", "short", "above", "open", "below"], rows)
    if large and found.digits:
        yield from paragraph("Hours are rounded to whole ones here; --table scenarios has them exact.")
    if any(one.outcome.new for one in found.scenarios):
        yield from paragraph("New groups count among those above, open and below.")
    for one in found.scenarios:
        yield from paragraph(f"{one.name}: {_moved(one)}.")


def _scenario(scenario: Scenario, digits: int) -> list[str]:
    outcome = scenario.outcome
    return [
        scenario.name,
        _number(outcome.capacity, digits),
        _hours(outcome.demand, digits),
        _hours(outcome.short, digits),
        *(f"{outcome.count(side):,}" for side in (ABOVE, OPEN, BELOW)),
    ]


def _moved(scenario: Scenario) -> str:
    """Say which groups of the present list change sides, and which are no longer certain."""
    settled = {side: [move for move in scenario.moves if (move.before, move.after) == (OPEN, side)] for side in SIDES}
    parts = (
        _named("from above to below", scenario.falls),
        _named("from below to above", scenario.rises),
        _named("no longer certain", scenario.doubtful),
        _named("open, now above", settled[ABOVE]),
        _named("open, now below", settled[BELOW]),
    )
    return "; ".join(part for part in parts if part) or "no group of the list changes its side"


def _named(what: str, moves: Sequence[Move]) -> str:
    return f"{what} {len(moves):,} ({listed([move.group for move in moves])})" if moves else ""


def _forces(found: Demand) -> Iterator[str]:
    rows = [
        [
            one.force or "not given",
            f"{one.groups:,}",
            _hours(one.hours, found.digits),
            *map(str, (one.above, one.open, one.below)),
        ]
        for one in found.forces[:FORCES_SHOWN]
    ]
    yield from table(["force", "groups", "hours", "above", "open", "below"], rows)
    if len(found.forces) > FORCES_SHOWN:
        yield from paragraph(f"{FORCES_SHOWN} of {len(found.forces)} forces shown; all are in --table forces.")


def _bands(found: Demand) -> Iterator[str]:
    position = found.present.hours.position
    rows = [
        [
            one.band or "any",
            *([one.position] if position else []),
            _number(one.declared, found.digits),
            _between(one.groups_least, one.groups_most),
            _hours(one.hours, found.digits),
        ]
        for one in found.bands
    ]
    yield from table(["band", *(["position"] if position else []), "hours each", "groups", "hours"], rows)
    yield from paragraph("A group that may be in several bands counts among the most of each.")


def _utilisation(outcome: Outcome) -> str:
    share = outcome.utilisation
    if share is None:
        return f"undefined ({NO_CAPACITY})"
    least, most = percent(share.least), percent(share.most)
    return f"{least:,} %" if least == most else f"{least:,}–{most:,} %"


def _hours(interval: Interval, digits: int) -> str:
    least, most = _number(interval.least, digits), _number(interval.most, digits)
    return least if least == most else f"{least}–{most}"


def _number(hours: Fraction, digits: int) -> str:
    return f"{rounded(hours, digits):,f}"


def _between(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"
