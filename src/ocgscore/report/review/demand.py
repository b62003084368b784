"""The demand of a list on a capacity as tables: totals, groups, forces, bands, and what changes would do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ocgscore.report.review.document import ReviewDocument, common_marking, plain_table, sheet_facts
from ocgscore.review.demand import RULES, SIDES, Demand, Interval, Outcome, Scenario
from ocgscore.review.demand.line import ABOVE, BELOW, OPEN
from ocgscore.review.notices import sheet_notices
from ocgscore.review.register import Register
from ocgscore.scoring.scores import UNDEFINED, rounded
from ocgscore.table import Cell

NO_CAPACITY: Final = "no capacity: there are no hours to take a share of"
SUMMARY: Final = ("what", "least", "most", "unit", "reason")
SCENARIOS: Final = (
    "number", "scenario", "matrix", "by", "groups", "capacity", "demand_least", "demand_most", "short_least",
    "short_most", "utilisation_least", "utilisation_most", "above", "open", "below", "reach_least", "reach_most",
    "unmet_least", "unmet_most", "above_to_below", "below_to_above", "above_to_open", "below_to_open", "open_to_above",
    "open_to_below", "reason",
)  # fmt: skip
FORCES: Final = ("force", "groups", "hours_least", "hours_most", "above", "open", "below")
BANDS: Final = ("band", "position", "hours_declared", "groups_least", "groups_most", "hours_least", "hours_most")

NOT_IN: Final = "on the register and never scored: in none of the other numbers"


def demand_document(found: Demand, marking: str = "", register: Register | None = None) -> ReviewDocument:
    """Return a demand as tables, ready to be written.

    Parameters
    ----------
    found : Demand
    marking : str
        A protective marking; that of the sheets by default.
    register : Register, optional
        The one that the groups were named by.

    Returns
    -------
    ReviewDocument
        ``summary``, ``groups`` (in the order of the list; a column for the side under each scenario, by its number),
        ``forces`` (by name), ``bands`` (highest first) and ``scenarios`` (0 is the present). Hours are exact; shares
        are per cent, rounded half up to one digit.

    Examples
    --------
    >>> from ocgscore import assess, score
    >>> from ocgscore.review.demand import capacity_of, demand, responses_of
    >>> from ocgscore.table import Table
    >>> batch = assess([{"group": "A", "corruption": "high"}], "sleipnir-2000")
    >>> tables = [Table.from_rows(rows) for rows in ([{"hours": 30}], [{"team": "Desk", "hours": 40}])]
    >>> document = demand_document(demand(score(batch), responses_of(tables[0]), capacity_of(tables[1])))
    >>> document.tables["groups"].columns[0].values, document.tables["groups"].columns[-1].values
    (['A'], ['above for certain'])
    """
    assessments = found.scores.assessments
    inputs = [assessments.table, found.responses.table, found.capacity.table]
    inputs += [] if register is None else [register.table]
    return ReviewDocument(
        name="demand",
        facts=_facts(found) | ({} if register is None else {"register_sha256": register.table.sha256}),
        said={
            "rules": list(RULES),
            "never_scored": list(found.unscored),
            "notices": [*sheet_notices(assessments, versions=True), *found.notices],
        },
        tables={
            "summary": plain_table("summary", SUMMARY, _summary(found)),
            "groups": plain_table("groups", _group_headings(found), _groups(found)),
            "forces": plain_table("forces", FORCES, _forces(found)),
            "bands": plain_table("bands", BANDS, _bands(found)),
            "scenarios": plain_table("scenarios", SCENARIOS, _scenarios(found)),
        },
        marking=common_marking(marking, inputs),
    )


def percent(share: Fraction) -> Decimal:
    """Return a share as per cent, rounded half up to one digit.

    Examples
    --------
    >>> percent(Fraction(1, 3)), percent(Fraction(5, 4))
    (Decimal('33.3'), Decimal('125.0'))
    """
    return rounded(share * 100, 1)


def _facts(found: Demand) -> dict[str, Any]:
    hours = found.present.hours
    others = [one.outcome.matrix for one in found.scenarios if one.outcome.matrix is not found.present.matrix]
    return {
        **sheet_facts(found.scores.assessments),
        "responses_sha256": found.responses.table.sha256,
        "capacity_sha256": found.capacity.table.sha256,
        "by": hours.by.id,
        "position": "none" if hours.position is None else hours.position.id,
        "scenarios": "; ".join(scenario.name for scenario in found.scenarios) or "none",
        **({"what_if_fingerprint": others[0].fingerprint} if others else {}),
    }


def _summary(found: Demand) -> Iterator[tuple[Cell, ...]]:
    present = found.present

    def hours(what: str, interval: Interval) -> tuple[Cell, ...]:
        return (what, *_hours(interval, found.digits), "hours", None)

    yield "groups", len(present), len(present), "groups", None
    yield hours("demand", present.demand)
    yield hours("capacity", Interval(present.capacity, present.capacity))
    *ends, reason = _utilisation(present)
    yield "utilisation", *ends, "per cent", reason
    yield hours("short", present.short)
    yield "above_for_certain", present.count(ABOVE), present.count(ABOVE), "groups", None
    yield "open", present.count(OPEN), present.count(OPEN), "groups", None
    yield "below_for_certain", present.count(BELOW), present.count(BELOW), "groups", None
    yield "above_the_line", present.reach.least, present.reach.most, "groups", None
    yield hours("below_the_line", present.unmet)
    if found.unscored:
        yield "never_scored", len(found.unscored), len(found.unscored), "groups", NOT_IN
        *ends, unit, _ = hours("never_scored_hours", found.unscored_hours)
        yield *ends, unit, NOT_IN


def _group_headings(found: Demand) -> tuple[str, ...]:
    beside = ("position_low", "position_high") if found.present.hours.position else ()
    scenarios = (f"line_{number}" for number, _ in enumerate(found.scenarios, 1))
    return (
        "group", "force", "rank_best", "rank_worst", "score_low", "score_high", "band_low", "band_high", *beside,
        "hours_least", "hours_most", "line", *scenarios,
    )  # fmt: skip


def _groups(found: Demand) -> Iterator[tuple[Cell, ...]]:
    present, hours = found.present, found.present.hours
    scores, standing = found.scores[hours.by.id], found.present.standing
    ends = [array.tolist() for array in (standing.band_low, standing.band_high)]
    beside = [array.tolist() for array in (standing.position_low, standing.position_high)] if hours.position else []
    forces, groups = found.scores.assessments.force, found.groups
    lines = [side.tolist() for side in (present.side, *(each.outcome.side for each in found.scenarios))]
    for row in found.order.tolist():
        yield (
            groups[row],
            (forces.row_text(row) or None) if forces is not None else None,
            int(found.ranking.best[row]),
            int(found.ranking.worst[row]),
            scores.shown(int(scores.low[row])),
            scores.shown(int(scores.high[row])),
            *(hours.bands[bands[row]] or None for bands in ends),
            *(hours.positions[bands[row]] for bands in beside),
            *_hours(present.of(row), found.digits),
            *(SIDES[line[row]] for line in lines),
        )


def _forces(found: Demand) -> Iterator[tuple[Cell, ...]]:
    for one in found.forces:
        yield one.force or None, one.groups, *_hours(one.hours, found.digits), one.above, one.open, one.below


def _bands(found: Demand) -> Iterator[tuple[Cell, ...]]:
    for one in found.bands:
        counts = (one.groups_least, one.groups_most)
        declared = rounded(one.declared, found.digits)
        yield one.band or None, one.position or None, declared, *counts, *_hours(one.hours, found.digits)


def _scenarios(found: Demand) -> Iterator[tuple[Cell, ...]]:
    yield _scenario(0, Scenario("present", found.present, ()), found.digits)
    for number, scenario in enumerate(found.scenarios, 1):
        yield _scenario(number, scenario, found.digits)


def _scenario(number: int, scenario: Scenario, digits: int) -> tuple[Cell, ...]:
    outcome = scenario.outcome
    *utilisation, reason = _utilisation(outcome)
    moves = [(move.before, move.after) for move in scenario.moves]
    return (
        number,
        scenario.name,
        outcome.matrix.name,
        outcome.hours.by.id,
        len(outcome),
        rounded(outcome.capacity, digits),
        *_hours(outcome.demand, digits),
        *_hours(outcome.short, digits),
        *utilisation,
        *(outcome.count(side) for side in (ABOVE, OPEN, BELOW)),
        outcome.reach.least,
        outcome.reach.most,
        *_hours(outcome.unmet, digits),
        *map(moves.count, ((ABOVE, BELOW), (BELOW, ABOVE), (ABOVE, OPEN), (BELOW, OPEN), (OPEN, ABOVE), (OPEN, BELOW))),
        reason,
    )


def _utilisation(outcome: Outcome) -> tuple[Cell, Cell, Cell]:
    """Return the least and the most in per cent, and why there are none."""
    share = outcome.utilisation
    if share is None:
        return UNDEFINED, UNDEFINED, NO_CAPACITY
    return percent(share.least), percent(share.most), None


def _hours(interval: Interval, digits: int) -> tuple[Decimal, Decimal]:
    return rounded(interval.least, digits), rounded(interval.most, digits)
