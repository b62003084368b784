"""What the last question looks like on a terminal: what severities change; and repeats, and a panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.cli.consistency.design_text import listed
from ocgscore.cli.consistency.layout import digits_for, paragraph, table
from ocgscore.cli.running import counted
from ocgscore.consistency.estimate import plain

if TYPE_CHECKING:
    from ocgscore.consistency.effects import Tip
    from ocgscore.consistency.panel import PanelComparison
    from ocgscore.consistency.repeats import Repeats
    from ocgscore.consistency.study import Consistency
    from ocgscore.consistency.study.effects import Adjusted, SoWhat
    from ocgscore.consistency.study.run import Measured

ROWS_SHOWN: Final = 60
OPEN_SHOWN: Final = 12


def so_what_lines(found: Consistency, measured: Measured) -> Iterator[str]:
    """Yield what severities do to the ranking, or what it would take."""
    what = measured.so_what
    if what.adjusted is None:
        yield from paragraph(f"The ranking with severities taken off: {what.refused}.")
    else:
        yield from _adjusted(what, what.adjusted)
    yield ""
    yield from _tipping(what)
    bounds = what.bounds
    if what.totals.bands:
        yield from paragraph(
            f"Unknown levels leave the band of {len(bounds.open_band)} of {counted(bounds.groups, 'assessment')} open; "
            f"{len(bounds.surely)} are in the top {bounds.top} for sure, {len(bounds.possibly)} may be "
            "(those who tie share a rank)."
        )
    if len(found.ratings) > len(found.ratings.units):
        yield from paragraph("A group assessed by several scorers is ranked here once for each.")


def _adjusted(what: SoWhat, adjusted: Adjusted) -> Iterator[str]:
    moves, chances = adjusted.moves, adjusted.chances
    if adjusted.order.value is None:
        yield from paragraph(f"Order with severities taken off: undefined; {adjusted.order.reason}.")
    else:
        yield from paragraph(
            f"With severities taken off, Kendall's tau between the raw and the adjusted ranking is "
            f"{adjusted.order.text()} (1: nothing moves)."
        )
    if moves.bands:
        yield from paragraph(f"{len(moves.moves)} of {counted(moves.groups, 'assessment')} change band:")
        headings = ["before \\ after", *moves.bands]
        rows = [[band, *map(str, row)] for band, row in zip(moves.bands, moves.counts.tolist(), strict=True)]
        yield from table(headings, rows)
    if chances.overlap is None:
        yield from paragraph(f"Chance of the top {chances.top}: undefined; {chances.reason}.")
        return
    names = [_named(what, row) for row in chances.open.tolist()]
    said = f": {listed(names)}" if names else ""
    stay = plain(chances.overlap, 1).removesuffix(".0")
    many = {0: "none has", 1: "1 has"}.get(len(names), f"{len(names)} have")
    yield from paragraph(f"{stay} of the top {chances.top} stay in it; {many} a chance of 5 to 95 % to be in it{said}.")


def _named(what: SoWhat, row: int) -> str:
    """Name an assessment by its group, and by its scorer too where several assessed the group."""
    totals = what.totals
    group = totals.groups[row]
    return f"{group} by {totals.scorers[int(totals.scorer[row])]}" if totals.groups.count(group) > 1 else group


def _tipping(what: SoWhat) -> Iterator[str]:
    if not what.totals.bands:
        yield from paragraph("Tipping points: undefined; the measure has no bands.")
        return
    yield from paragraph(
        "Tipping points: by how many points a scorer's totals would have to be too low (up) or too high (down) before "
        "one, or a tenth, of its assessments stood in the wrong band."
    )
    rows = [
        [
            what.totals.scorers[point.scorer],
            *map(_tip, (point.one_up, point.tenth_up, point.one_down, point.tenth_down)),
            str(point.groups),
        ]
        for point in what.tipping[:ROWS_SHOWN]
    ]
    yield from table(["scorer", "one up", "a tenth up", "one down", "a tenth down", "assessments"], rows)


def _tip(tip: Tip) -> str:
    return "never" if tip.shift is None else plain(float(tip.shift)).removesuffix(".00")


def repeat_lines(found: Repeats) -> Iterator[str]:
    """Yield how scorers agree with themselves."""
    if not len(found):
        return
    yield ""
    change = "undefined" if found.band_change.value is None else f"{plain(100 * found.band_change.value, 0)} %"
    exact = [one.exact.value for one in found.criteria if one.exact.value is not None]
    same = f"{plain(100 * float(np.mean(exact)), 0)} %" if exact else "undefined"
    yield from paragraph(
        f"The same scorer on the same group again, {counted(len(found), 'pair')}, {found.days.text(0)} days apart "
        f"(median): the same level in {same} of cases, another band in {change} (95 %: "
        f"{found.band_change.interval_text()}). The group may have changed, or the scorer; the data cannot tell."
    )


def panel_lines(found: PanelComparison | None) -> Iterator[str]:
    """Yield how scorers stand to a panel."""
    if found is None:
        return
    yield ""
    yield from paragraph(f"Beside {found.panel}: {found.reference}.")
    digits = digits_for(one.points for one in found.scorers)
    rows = [
        [
            one.scorer,
            str(len(one.rows)),
            one.points.text(digits),
            one.points.interval_text(digits),
            "undefined" if one.changed.value is None else f"{plain(100 * one.changed.value, 0)} %",
            f"{one.limits.lower.text(digits)} to {one.limits.upper.text(digits)}"
            if one.limits.lower.defined
            else "undefined",
        ]
        for one in found.scorers
    ]
    headings = ["scorer", "in common", "points above", "95 % interval", "regraded", "limits of agreement"]
    yield from table(headings, rows)
