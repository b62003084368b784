"""What a consistency study looks like on a terminal, in the order of its questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.consistency.appendix_text import appendix_lines
from ocgscore.cli.consistency.design_text import design_lines, listed
from ocgscore.cli.consistency.layout import digits_for, heading, paragraph, table
from ocgscore.cli.consistency.total_text import panel_lines, repeat_lines, so_what_lines
from ocgscore.cli.running import counted
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.consistency.estimate import plain
from ocgscore.consistency.study import Unmeasured

if TYPE_CHECKING:
    from ocgscore.consistency import Estimate
    from ocgscore.consistency.severity import Severity
    from ocgscore.consistency.study import Agreement, Consistency

ROWS_SHOWN: Final = 60
FLAGS_SHOWN: Final = 12
EXAMPLES: Final = 3
PROFILED: Final = 3  # criteria from which on it says something that two groups have one profile
OLD: Final = 365
SHORT: Final = 12


def consistency_lines(found: Consistency, marking: str) -> Iterator[str]:
    """Yield a whole study for a person to read."""
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from _head(found)
    yield from heading("CAN THEY BE COMPARED?")
    yield from design_lines(found.design)
    yield from heading("DO THEY AGREE?")
    yield from _agreement(found)
    yield from heading("WHO SCORES HIGH OR LOW?")
    yield from _severity(found)
    yield from heading("ON WHICH CRITERIA?")
    yield from _criteria(found)
    yield from heading("IN WHAT STATE ARE THE DATA?")
    yield from _state(found)
    yield from heading("WHAT DOES IT CHANGE?")
    if isinstance(found.measured, Unmeasured):
        yield from paragraph(f"Undefined: {found.measured.reason}.")
    else:
        yield from so_what_lines(found, found.measured)
        yield from repeat_lines(found.measured.repeats)
        yield from panel_lines(found.measured.panel)
    if found.appendix is not None:
        yield from heading("APPENDIX")
        yield from appendix_lines(found.ratings, found.appendix)
    yield ""
    yield from filled(_foot(found), width)
    if marking:
        yield marking.center(width).rstrip()


def _head(found: Consistency) -> Iterator[str]:
    matrix, ratings = found.rated.assessments.matrix, found.ratings
    yield from filled(matrix.title, terminal_width())
    whom = {"force": "forces", "assessor": "assessors", "assessment": "assessments"}[found.rated.by]
    yield from filled(f"{matrix.name} ({matrix.status}): do {whom} score alike?", terminal_width())
    yield ""
    compared = f"{counted(len(ratings), 'assessment')} of {counted(len(ratings.units), matrix.subject)} compared"
    yield from filled(f"{compared}, by {counted(len(ratings.scorers), 'scorer')}.", terminal_width())


def _foot(found: Consistency) -> str:
    matrix = found.rated.assessments.matrix
    return (
        f"Intervals are 95 %. Chances of the top {found.top} rest on {found.draws} draws, seed {found.seed}; nothing "
        "else is drawn. --format json gives every figure with its method. Matrix fingerprint "
        f"{matrix.fingerprint[:SHORT]}."
    )


def _agreement(found: Consistency) -> Iterator[str]:
    total = None if isinstance(found.measured, Unmeasured) else found.measured.total
    every = [*found.criteria, *([total.agreement] if total else [])]
    rows = [
        [one.title, one.alpha.text(), one.alpha.interval_text(), percent(one.exact), percent(one.adjacent), _n(one)]
        for one in every
    ]
    if any(one.alpha.units for one in every):
        yield from table(["criterion", "alpha", "95 % interval", "same", "within one", "units"], rows)
        yield ""
    yield from _undefined_alphas(every)
    yield from _bands(every)
    if total is not None:
        yield from _intraclass(found)


def _n(one: Agreement) -> str:
    return str(one.alpha.units)


def _undefined_alphas(every: list[Agreement]) -> Iterator[str]:
    reasons: dict[tuple[str, bool], list[str]] = {}
    for one in every:
        if one.alpha.reason:
            reasons.setdefault((one.alpha.reason, one.alpha.defined), []).append(one.title)
    for (reason, defined), titles in reasons.items():
        who = "Every criterion, and the total" if len(titles) == len(every) else listed(titles)
        yield from paragraph(f"{who}: {'' if defined else 'undefined; '}{reason}.")


def _bands(every: list[Agreement]) -> Iterator[str]:
    """Say in words what the lower ends of the intervals are worth."""
    by_band: dict[str, list[str]] = {}
    for one in every:
        if one.alpha.low is not None:
            by_band.setdefault(one.band, []).append(one.title)
    for band, titles in sorted(by_band.items()):
        who = "all" if len(titles) == len(every) else listed(titles)
        yield from paragraph(f"{band} ({len(titles)} of {len(every)}, by the lower end of the interval): {who}.")
    if by_band:
        yield from paragraph(
            "Alpha is 1 where scorers always agree, 0 where they agree as often as chance would make them; ordinal for "
            "criteria, interval for the total. Same and within one are shares of pairs of scorers, level or band."
        )


def _intraclass(found: Consistency) -> Iterator[str]:
    assert not isinstance(found.measured, Unmeasured)  # noqa: S101 - for the type checker
    total = found.measured.total
    absolute, consistent = (total.intraclass.forms[name] for name in ("ICC(A,1)", "ICC(C,1)"))
    if absolute.value is None or consistent.value is None:
        yield from paragraph(f"Intraclass correlation of the total: undefined; {absolute.reason or consistent.reason}.")
        return
    yield from paragraph(
        f"One scorer's total, over the {counted(total.every, 'unit')} that every scorer scored: ICC(A,1) "
        f"{absolute.text()} ({absolute.interval_text()}) if its level is to be right, ICC(C,1) {consistent.text()} "
        f"({consistent.interval_text()}) if only the order is. What lies between is severity."
    )


def percent(share: Estimate) -> str:
    """Return a share in whole per cent."""
    return "undefined" if share.value is None else f"{plain(100 * share.value, 0)} %"


def _severity(found: Consistency) -> Iterator[str]:
    design, severe = found.design, found.severities.scorers
    defined = [one for one in severe if one.severity.defined]
    if not design.links.connected:
        yield from paragraph(
            f"Refused across parts: {design.reason}. A model that prints a severity here assumes that all scorers' "
            "groups come from one population; for organised crime groups that is not so."
        )
    shifts = _shifts(found)
    order = sorted(defined, key=lambda one: (one.component, -(one.severity.value or 0.0), one.scorer))
    if order:
        digits = digits_for(shifts.values())
        headings = ["scorer", "logits", "95 % interval", "points", "95 % interval", "infit", "units"]
        rows = [_severity_row(one, shifts.get(one.scorer), digits) for one in order[:ROWS_SHOWN]]
        if not design.links.connected:
            headings.insert(1, "part")
            rows = [[row[0], str(one.component + 1), *row[1:]] for one, row in zip(order, rows, strict=False)]
        yield from table(headings, rows)
        if len(order) > ROWS_SHOWN:
            yield from paragraph(f"... and {len(order) - ROWS_SHOWN} more: --out writes all.")
        yield ""
        yield from paragraph(
            "Logits: above 0 the scorer gives lower levels than the others do to the same units. Points: what it adds "
            "to the total, so below 0 there. Both count from the mean of the part. Infit far above 1: erratic; far "
            "below: one impression for all criteria."
        )
        yield from _standing_out(order)
    reasons: dict[str, list[str]] = {}
    for one in severe:
        if not one.severity.defined:
            reasons.setdefault(one.severity.reason, []).append(one.scorer)
    for reason, names in sorted(reasons.items()):
        yield from paragraph(f"Undefined for {listed(names)}: {reason}.")


def _shifts(found: Consistency) -> dict[str, Estimate]:
    if isinstance(found.measured, Unmeasured):
        return {}
    return dict(zip(found.measured.so_what.totals.scorers, found.measured.so_what.shift, strict=True))


def _severity_row(one: Severity, shift: Estimate | None, digits: int) -> list[str]:
    points = ["undefined", "none"] if shift is None else [shift.text(digits), shift.interval_text(digits)]
    infit = "undefined" if one.infit is None else plain(one.infit)
    return [one.scorer, one.severity.text(), one.severity.interval_text(), *points, infit, str(one.linking_units)]


def _standing_out(order: list[Severity]) -> Iterator[str]:
    """Name those whose severity is large and surely not 0."""
    large = [
        one
        for one in order
        if one.severity.value is not None
        and one.severity.low is not None
        and one.severity.high is not None
        and (one.severity.low > 0 or one.severity.high < 0)
        and (abs(one.severity.value) >= 0.5 or abs(one.points or 0.0) >= 0.25)
    ]
    for name, those in (
        ("Severe (give lower levels)", [one.scorer for one in large if (one.severity.value or 0) > 0]),
        ("Lenient (give higher levels)", [one.scorer for one in large if (one.severity.value or 0) < 0]),
    ):
        if those:
            yield from paragraph(
                f"{name}, by half a logit or a quarter of a level at least and by more than chance: {listed(those)}."
            )


def _criteria(found: Consistency) -> Iterator[str]:
    titles = {scale.id: scale.title for scale in found.ratings.scales}
    different = found.differential
    flagged = sorted(different.flagged, key=lambda one: (-abs(one.steps or 0.0), one.criterion, one.scorer))
    for one in flagged[:FLAGS_SHOWN]:
        yield from paragraph(
            f"{one.scorer} scores {titles[one.criterion]} {one.direction} than the others at an equal total: "
            f"{abs(one.steps or 0.0):.2f} level steps, {abs(one.standardised or 0.0):.2f} standard deviations "
            f"(adjusted p {_chance(one.adjusted)})."
        )
    if len(flagged) > FLAGS_SHOWN:
        yield from paragraph(f"... and {len(flagged) - FLAGS_SHOWN} more departures: --format json lists all.")
    if not flagged and different.tests:
        yield from paragraph(f"No scorer departs on one criterion ({counted(different.tests, 'test')}, adjusted).")
    if not different.tests:
        reason = next((one.reason for one in different.departures if one.reason), "there is nothing to compare")
        yield from paragraph(f"Departures on one criterion: undefined; {reason}.")
    else:
        yield from paragraph("A scorer who is high on every criterion alike cannot be seen here.")
    for notice in different.notices:
        yield from paragraph(f"{notice[0].upper()}{notice[1:].rstrip('.')}.")
    yield from _scale_use(found, titles)


def _chance(p: float | None) -> str:
    return "undefined" if p is None else "below 0.001" if p < 0.001 else f"{p:.3f}"


def _scale_use(found: Consistency, titles: dict[str, str]) -> Iterator[str]:
    never = [
        (titles[use.criterion], use.never_used) for use in found.scale_use.levels_of_all if use.never_used and use.n
    ]
    if never:
        said = "; ".join(f"{title}: {', '.join(labels)}" for title, labels in never[:FLAGS_SHOWN])
        more = f"; and on {len(never) - FLAGS_SHOWN} more criteria" if len(never) > FLAGS_SHOWN else ""
        yield from paragraph(f"Levels that nobody used: {said}{more}.")
    everyone = found.scale_use.profiles_of_all
    if everyone.halo.value is not None:
        high = [
            f"{one.scorer} {one.halo.text()}"
            for one in sorted(found.scale_use.profiles, key=lambda one: (-(one.halo.value or 0.0), one.scorer))
            if one.halo.value is not None and one.halo.value > everyone.halo.value + 0.15
        ]
        said = f"; far above it: {listed(high)}" if high else ""
        yield from paragraph(f"Criteria go together with a mean correlation of {everyone.halo.text()}{said}.")


def _state(found: Consistency) -> Iterator[str]:
    state, everyone = found.state, found.state.everyone
    if state.as_of is not None and everyone.ages.median is not None:
        old = sum(count for edge, count in zip(state.edges, everyone.ages.histogram, strict=True) if edge >= OLD)
        yield from paragraph(
            f"As of {state.as_of}: median age {everyone.ages.median:.0f} days, oldest {everyone.ages.oldest}; "
            f"{counted(old, 'assessment')} a year old or more, {everyone.ages.undated} undated."
        )
    else:
        yield from paragraph("Age of scores: undefined; no assessment has a date.")
    profiles = len(state.criteria) >= PROFILED
    headings = ["scorer", "assessments", "median age", "levels unknown", *(["share a profile"] if profiles else [])]
    rows = [
        [one.scorer, str(one.n), _age(one.ages.median), _missing(one.missing, one.n), str(one.identical.scores)]
        for one in state.scorers
        if one.n
    ]
    if found.rated.by != "assessment":
        yield from table(headings, [row[: len(headings)] for row in rows[:ROWS_SHOWN]])
    yield from _worst_missing(found)
    for example in everyone.identical.examples[: EXAMPLES if profiles else 0]:
        yield from paragraph(
            f"One profile of levels given to {counted(example.count, 'group')}: {listed(example.groups)}."
        )
    if everyone.versions.other:
        versions = ", ".join(f"{name} ({count})" for name, count in everyone.versions.others)
        yield from paragraph(f"Other versions of the matrix, left out of all comparisons: {versions}.")


def _age(days: float | None) -> str:
    return "undefined" if days is None else f"{days:.0f} days"


def _missing(missing: tuple[int, ...], n: int) -> str:
    cells = n * len(missing)
    return f"{plain(100 * sum(missing) / cells, 0)} %" if cells else "undefined"


def _worst_missing(found: Consistency) -> Iterator[str]:
    titles = {scale.id: scale.title for scale in found.ratings.scales}
    worst = sorted(
        (
            (share, one.scorer, titles[criterion])
            for one in found.state.scorers
            for criterion, share in zip(found.state.criteria, one.missing_shares, strict=True)
            if share and share >= 0.2
        ),
        key=lambda of: (-of[0], of[1], of[2]),
    )
    if worst and found.rated.by != "assessment":
        said = "; ".join(f"{scorer}, {title} {plain(100 * share, 0)} %" for share, scorer, title in worst[:EXAMPLES])
        yield from paragraph(f"Unknown most often: {said}.")
