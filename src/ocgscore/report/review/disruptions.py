"""A review of disruptions as tables: counts, bounds, order and ranks, scores compared, and the records counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ocgscore.assessments import Assessments
from ocgscore.report.review.disruption_rules import COMPARING, RULES
from ocgscore.report.review.document import ReviewDocument, common_marking, plain_table, sheet_facts
from ocgscore.report.review.rates import peers_table, rates_said, rates_table
from ocgscore.review.disruptions import (
    GRADES,
    NOT_SAID,
    THRESHOLDS,
    DisruptionReview,
    ForceDisruptions,
    GroupChange,
    ScoreChange,
)
from ocgscore.review.notices import sheet_notices
from ocgscore.review.rates import Rates
from ocgscore.review.register import Register
from ocgscore.scoring import UNDEFINED, rounded
from ocgscore.table import Cell, Table
from ocgscore.version import __version__

ALL: Final = "all"
SHARE_DIGITS, RATE_DIGITS = 4, 2
NOT_KNOWN_SHARE: Final = "self-assessment is known of no record"
NO_ASSESSMENTS: Final = "no assessments were given"
FLAGS: Final = {1: "yes", 0: "no", -1: "not known"}
NAMES: Final = ("counts", "bounds", "order", "ranks", "comparison", "change", "records")
OF_SCORES: Final = ("comparison", "change")  # tables that there are only with assessments


def disruptions_document(
    found: DisruptionReview,
    *,
    register: Register | None = None,
    assessments: Assessments | None = None,
    marking: str = "",
    rates: Rates | None = None,
) -> ReviewDocument:
    """Return a review of disruptions as a document.

    Parameters
    ----------
    found : DisruptionReview
    register : Register, optional
        The one that the review was given.
    assessments : Assessments, optional
        Those whose scores the review was given.
    marking : str
        A protective marking; those of the inputs by default.
    rates : Rates, optional
        The counts beside population.

    Returns
    -------
    ReviewDocument
        Its tables are `NAMES`, of which those of scores are left out where there are none.
    """
    records = found.claims.records.table
    facts: dict[str, Any] = {"as_of": found.as_of.isoformat()}
    if found.since is not None:
        facts["since"] = found.since.isoformat()
    facts |= {"kinds": ", ".join(found.kinds), "disruptions_sha256": records.sha256}
    inputs = [records]
    if register is not None:
        facts["register_sha256"] = register.table.sha256
        inputs.append(register.table)
    if found.change is not None and assessments is not None:
        facts |= {"measure": found.change.measure, "at_least": found.change.threshold}
        facts |= {"horizon_days": found.change.horizon} | sheet_facts(assessments)
        inputs.append(assessments.table)
    facts["ocgscore"] = __version__
    said, tables = _said(found, register, assessments), _tables(found)
    if rates is not None:
        facts["population_sha256"] = rates.source.sha256 if rates.source else ""
        inputs += [rates.source] if rates.source else []
        said |= rates_said(rates)
        tables |= {"rates": rates_table(rates), "peers": peers_table(rates)}
    return ReviewDocument("disruptions", facts, said, tables, common_marking(marking, inputs))


def shown(value: Fraction | None, digits: int) -> Decimal | str:
    """Return a number as it is displayed, rounded half up once; the word where it is undefined."""
    if value is None:
        return UNDEFINED
    return -rounded(-value, digits) if value < 0 else rounded(value, digits)


def _said(found: DisruptionReview, register: Register | None, assessments: Assessments | None) -> dict[str, Any]:
    change = found.change
    said: dict[str, Any] = {
        "records_in_the_window": len(found.claims),
        "records_before_it": found.earlier,
        "records_the_same_as_another": found.repeats,
        "groups_and_days_claimed_by_several_forces": found.claimed_together,
        "rules": list(RULES),
        "order_compares": found.order.by,
        "forces_left_out_of_the_order": list(found.order.left_out),
        "order_undefined": found.order.reason,
        "comparing": list(COMPARING) if change else NO_ASSESSMENTS,
    }
    if change is not None:
        said["not_used"] = dict(change.not_used)
        said["assessments_without_a_date"] = change.undated
    of_sheet = () if assessments is None else sheet_notices(assessments, followed=register is not None)
    of_register = () if register is None else register.notices
    return said | {"notices": [*found.notices, *of_register, *of_sheet]}


def _tables(found: DisruptionReview) -> dict[str, Table]:
    tables = {
        "counts": _counts(found),
        "bounds": _bounds(found),
        "order": _order(found),
        "ranks": _ranks(found),
    }
    if found.change is not None:
        tables["comparison"] = _comparison(found.change)
        tables["change"] = _change(found.change)
    return tables | {"records": _records(found)}


def _counts(found: DisruptionReview) -> Table:
    headings = (
        *("force", "disruptions", *reversed(GRADES)),
        *found.kinds,
        *("kind_not_said", "self_assessed", "not_self_assessed", "self_assessed_not_known", "share_self_assessed"),
        *("groups", *(f"{threshold}_or_better_per_100_groups" for threshold in THRESHOLDS), "reason"),
    )
    return plain_table("counts", headings, [_count_cells(one) for one in (*found.forces, found.everyone)])


def _count_cells(one: ForceDisruptions) -> tuple[Cell, ...]:
    share = one.share_self_assessed
    reasons = [NOT_KNOWN_SHARE] if share is None else []
    return (
        one.force or ALL,
        one.count,
        *reversed(one.by_grade),
        *one.by_kind,
        one.self_assessed,
        one.independent,
        one.not_known,
        shown(share, SHARE_DIGITS),
        UNDEFINED if one.groups is None else one.groups,
        *(shown(one.rate(threshold), RATE_DIGITS) for threshold in THRESHOLDS),
        "; ".join([*reasons, *([one.reason] if one.reason else [])]) or None,
    )


def _bounds(found: DisruptionReview) -> Table:
    ends = [f"{name}_{end}" for name in ("regraded", "without_self_assessed", "both") for end in ("low", "high")]
    rows = [
        (one.force or ALL, bounds.threshold, bounds.recorded, *bounds.regraded, *bounds.independent, *bounds.both)
        for one in (*found.forces, found.everyone)
        for bounds in one.bounds
    ]
    return plain_table("bounds", ("force", "at_least", "recorded", *ends), rows)


def _order(found: DisruptionReview) -> Table:
    kinds = ("settled", "could_turn", "tied", "turned_without_self_assessed", "may_turn_without_self_assessed")
    headings = ("at_least", "compared", "pairs", *kinds, *(f"share_{kind}" for kind in kinds), "turned", "reason")
    order = found.order
    rows: list[Sequence[Cell]] = [
        (threshold, order.by, 0, *(0,) * len(kinds), *(UNDEFINED,) * len(kinds), None, order.reason)
        for threshold in (THRESHOLDS if order.reason else ())
    ]
    for one in order.at:
        counts = (one.settled, one.could_turn, one.tied, one.reversed_, one.may_reverse)
        shares = (shown(one.share(count), SHARE_DIGITS) for count in counts)
        examples = "; ".join(f"{higher} above {lower}" for higher, lower in one.examples) or None
        rows.append((one.threshold, order.by, one.pairs, *counts, *shares, examples, None))
    return plain_table("order", headings, rows)


def _ranks(found: DisruptionReview) -> Table:
    rows = [
        (force, one.threshold, found.order.by, *ranks)
        for at, force in enumerate(found.order.forces)
        for one in found.order.at
        for ranks in (one.ranks[at],)
    ]
    return plain_table("ranks", ("force", "at_least", "compared", "rank_best", "rank_worst"), rows)


def _comparison(change: ScoreChange) -> Table:
    means = {
        "before": change.before,
        "comparable_before": change.comparable_before,
        "change": change.mean,
        "comparable_change": change.comparable_mean,
        "difference": change.difference,
    }
    row: dict[str, Cell] = {
        "measure": change.measure,
        "at_least": change.threshold,
        "horizon_days": change.horizon,
        "disrupted": change.disrupted,
        "assessed_on_both_sides": change.both_sides,
        "compared": change.compared,
        "comparable_groups": change.comparable,
    }
    for name, ends in means.items():
        for end, value in zip(("low", "high"), ends or (None, None), strict=True):
            row[f"mean_{name}_{end}"] = shown(value, change.digits + 1)
    row["reason"] = change.reason or None
    return plain_table("comparison", tuple(row), [tuple(row.values())])


def _change(change: ScoreChange) -> Table:
    ends = [f"{name}_{end}" for name in ("before", "after", "change") for end in ("low", "high")]
    others = [f"comparable_{name}_{end}" for name in ("before", "change") for end in ("low", "high")]
    headings = ("group", "date", "grade", "before_on", "after_on", "band_before", *ends, "comparable_groups", *others)
    rows = [tuple(_change_cells(one, change.digits)) for one in change.groups]
    return plain_table("change", (*headings, "reason", "record"), rows)


def _change_cells(one: GroupChange, digits: int) -> Iterator[Cell]:
    yield from (one.group, one.date, one.grade, one.before_on, one.after_on, one.band or None)
    for ends in (one.before, one.after, one.change):
        yield from (shown(value, digits) for value in ends or (None, None))
    yield one.comparable
    for ends in (one.comparable_before, one.comparable_change):
        yield from (shown(value, digits + 1) for value in ends or (None, None))
    yield from (one.reason or None, one.where)


def _records(found: DisruptionReview) -> Table:
    claims, records = found.claims, found.claims.records
    earlier = dict(records.repeats)
    headings = ("group", "date", "kind", "grade", "force", "graded_by", "self_assessed", "id", "same_as", "record")
    kinds = (*found.kinds, NOT_SAID)
    columns = zip(
        claims.rows.tolist(),
        claims.group.tolist(),
        records.day[claims.rows].tolist(),
        claims.kind.tolist(),
        claims.grade.tolist(),
        claims.force.tolist(),
        records.graded_by.codes[claims.rows].tolist(),
        claims.self_assessed.tolist(),
        records.id.codes[claims.rows].tolist(),
        strict=True,
    )
    rows = [
        (
            claims.groups[group],
            day,
            kinds[kind],
            GRADES[grade],
            claims.forces[force],
            records.graded_by.names[grader] or None,
            FLAGS[own],
            records.id.names[id_] or None,
            records.cell(earlier[row], "group") if row in earlier else None,
            records.cell(row, "group"),
        )
        for row, group, day, kind, grade, force, grader, own, id_ in columns
    ]
    return plain_table("records", headings, rows)
