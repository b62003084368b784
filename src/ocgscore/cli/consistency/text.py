"""What a consistency study looks like on a terminal, in the order of its questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.consistency.appendix_text import appendix_lines
from ocgscore.cli.consistency.criteria_text import criteria_lines
from ocgscore.cli.consistency.design_text import design_lines
from ocgscore.cli.consistency.severity_text import severity_lines
from ocgscore.cli.consistency.state_text import state_lines
from ocgscore.cli.consistency.total_text import panel_lines, repeat_lines, so_what_lines
from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.consistency.estimate import plain
from ocgscore.consistency.study import Unmeasured
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency import Estimate
    from ocgscore.consistency.study import Agreement, Consistency

NAMELESS: Final = (
    "Nobody is named: each assessment counts as another scorer's, so that how well they agree is all that can be shown."
)
NOWHERE: Final = -2.0
SHORT: Final = 12


def consistency_lines(found: Consistency, marking: str) -> Iterator[str]:
    """Yield a whole study for a person to read."""
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from _head(found)
    yield from heading("CAN THEY BE COMPARED?")
    nameless = found.rated.by == "assessment"
    yield from paragraph(NAMELESS) if nameless else design_lines(found.design)
    yield from heading("DO THEY AGREE?")
    yield from _agreement(found)
    yield from heading("WHO SCORES HIGH OR LOW?")
    yield from paragraph("Undefined: nobody is named.") if nameless else severity_lines(found)
    yield from heading("ON WHICH CRITERIA?")
    yield from criteria_lines(found)
    yield from heading("IN WHAT STATE ARE THE DATA?")
    yield from state_lines(found)
    yield from heading("WHAT DOES IT CHANGE?")
    if isinstance(found.measured, Unmeasured):
        yield from paragraph(f"Undefined: {found.measured.reason}.")
    else:
        yield from so_what_lines(found, found.measured)
        if len(found.measured.repeats):
            yield from heading("DO THEY AGREE WITH THEMSELVES?")
            yield from repeat_lines(found.measured.repeats)
        if found.measured.panel is not None:
            yield from heading(f"BESIDE {found.measured.panel.panel}")
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
    if isinstance(found.measured, Unmeasured) or found.measured.so_what.adjusted is None:
        return (
            "Intervals are 95 %; nothing is drawn. --format json gives every figure with its method. Matrix "
            f"fingerprint {matrix.fingerprint[:SHORT]}."
        )
    return (
        f"Intervals are 95 %. Chances of the top {found.top} rest on {found.draws} draws, seed {found.seed}; nothing "
        "else is drawn. --format json gives every figure with its method. Matrix fingerprint "
        f"{matrix.fingerprint[:SHORT]}."
    )


def _agreement(found: Consistency) -> Iterator[str]:
    every = [*found.criteria]
    if not isinstance(found.measured, Unmeasured) and len(every) > 1:  # a total of one criterion says it again
        every.append(found.measured.total.agreement)
    rows = [
        [one.title, one.alpha.text(), one.alpha.interval_text(), percent(one.exact), percent(one.adjacent), _n(one)]
        for one in every
    ]
    if any(one.alpha.units for one in every):
        yield from table(["criterion", "alpha", "95 % interval", "same", "within one", "units"], rows)
        yield ""
    yield from _undefined_alphas(every)
    yield from _bands(every)
    if not isinstance(found.measured, Unmeasured):
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
    """Say in words what the lower ends of the intervals are worth, the best first."""
    by_band: dict[str, list[Agreement]] = {}
    for one in sorted(every, key=lambda of: -(of.alpha.low if of.alpha.low is not None else NOWHERE)):
        if one.alpha.low is not None:
            by_band.setdefault(one.band, []).append(one)
    for band, those in by_band.items():
        who = "all" if len(those) == len(every) else ", ".join(one.title for one in those)
        yield from paragraph(f"{band}: {who} ({len(those)} of {len(every)}).")
    if by_band:
        yield from paragraph(
            "The words go by the lower end of the interval. Alpha is 1 where scorers always agree, 0 where they agree "
            "as often as chance would make them; ordinal for criteria, interval for the total. Same and within one are "
            "shares of pairs of scorers: level of a criterion, band of the total."
        )


def _intraclass(found: Consistency) -> Iterator[str]:
    assert not isinstance(found.measured, Unmeasured)  # noqa: S101 - for the type checker
    total = found.measured.total
    absolute, consistent = (total.intraclass.forms[name] for name in ("ICC(A,1)", "ICC(C,1)"))
    if absolute.value is None or consistent.value is None:
        yield from paragraph(f"Intraclass correlation of the total: undefined; {absolute.reason or consistent.reason}.")
        return
    severity = " What lies between is severity." if consistent.value > absolute.value else ""
    yield from paragraph(
        f"One scorer's total, over the {counted(total.every, 'unit')} with an exact total by every scorer: ICC(A,1) "
        f"{absolute.text()} ({absolute.interval_text()}) if its level is to be right, ICC(C,1) {consistent.text()} "
        f"({consistent.interval_text()}) if only the order is.{severity}"
    )


def percent(share: Estimate) -> str:
    """Return a share in whole per cent."""
    return "undefined" if share.value is None else f"{plain(100 * share.value, 0)} %"
