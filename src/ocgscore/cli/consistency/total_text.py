"""What the last question looks like on a terminal: what severities change; and repeats, and a panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.cli.consistency.digits import digits_for
from ocgscore.cli.layout import listed, paragraph, table
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

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
        yield from paragraph("Each assessment is ranked by itself: a group that several assessed, once for each.")


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
        yield from paragraph(
            f"{len(moves.moves)} of {counted(moves.groups, 'assessment')} with an exact total change band "
            "(--format csv lists each):"
        )
        headings = ["before \\ after", *moves.bands]
        rows = [[band, *map(str, row)] for band, row in zip(moves.bands, moves.counts.tolist(), strict=True)]
        yield from table(headings, rows)
    if chances.overlap is None:
        yield from paragraph(f"Chance of the top {chances.top}: undefined; {chances.reason}.")
        return
    for verb, moved in (("Leave", adjusted.leaving()), ("Enter", adjusted.entering())):
        if moved:
            yield from paragraph(f"{verb} the top {chances.top}: {listed([_named(what, row) for row in moved])}.")
    if not adjusted.leaving() and not adjusted.entering():
        yield from paragraph(f"The same assessments are in the top {chances.top} before and after.")
    names = [_named(what, row) for row in chances.open.tolist()]
    if names:
        yield from paragraph(f"In it with a chance of 5 to 95 %, severities being uncertain: {listed(names)}.")


def _named(what: SoWhat, row: int) -> str:
    """Name an assessment by its group, and by its scorer too where several assessed the group."""
    totals = what.totals
    group = totals.groups[row]
    return f"{group} by {totals.scorers[int(totals.scorer[row])]}" if totals.groups.count(group) > 1 else group


def _tipping(what: SoWhat) -> Iterator[str]:
    if not what.totals.bands:
        yield from paragraph("Tipping points: undefined; the measure has no bands.")
        return
    beside = "" if what.adjusted is None else " Where its points above are larger, they do move."
    yield from paragraph(
        "Tipping points: by how many points all of a scorer's totals would have to be raised (up) or lowered (down) to "
        f"move one, or a tenth, of its assessments into another band.{beside}"
    )
    rows = [
        [
            what.totals.scorers[point.scorer],
            *(_tip(tip, point.groups) for tip in (point.one_up, point.tenth_up, point.one_down, point.tenth_down)),
            f"{point.groups} of {point.groups + point.not_exact}",
        ]
        for point in what.tipping[:ROWS_SHOWN]
    ]
    yield from table(["scorer", "one up", "a tenth up", "one down", "a tenth down", "exact totals"], rows)


def _tip(tip: Tip, groups: int) -> str:
    if not groups:
        return "undefined"
    return "never" if tip.shift is None else plain(float(tip.shift)).removesuffix(".00")


def repeat_lines(found: Repeats) -> Iterator[str]:
    """Yield how scorers agree with themselves."""
    change = "undefined" if found.band_change.value is None else f"{plain(100 * found.band_change.value, 0)} %"
    between = _percents(found.band_change.low, found.band_change.high)
    yield from paragraph(
        f"{counted(len(found), 'group')} scored again by the same scorer, {found.days.text(0)} days apart (median): "
        f"another band in {change}{between}. The group may have changed, or the scorer; the data cannot tell."
    )
    rows = [
        [
            one.scorer,
            str(one.pairs),
            "undefined" if one.exact is None else f"{plain(100 * one.exact, 0)} %",
            "undefined" if one.change is None else plain(one.change),
            f"{one.changed} of {one.band_pairs}",
        ]
        for one in found.scorers[:ROWS_SHOWN]
    ]
    yield from table(["scorer", "scored again", "same level", "level steps higher", "another band"], rows)


def panel_lines(found: PanelComparison) -> Iterator[str]:
    """Yield how scorers stand to a panel."""
    yield from paragraph(f"{found.reference[0].upper()}{found.reference[1:]}.")
    digits = digits_for(one.points for one in found.scorers)
    rows = [
        [
            one.scorer,
            str(len(one.rows)),
            one.points.text(digits),
            one.points.interval_text(digits),
            f"{int(one.regrade.sum() - np.trace(one.regrade))} of {int(one.regrade.sum())}",
            f"{one.limits.lower.text(digits)} to {one.limits.upper.text(digits)}"
            if one.limits.lower.defined
            else "undefined",
        ]
        for one in found.scorers
    ]
    yield from table(["scorer", "in common", "points above", "95 % interval", "regraded", "95 % of cases"], rows)
    yield from paragraph(
        "Points above the panel on the same groups; regraded: put into another band by the panel, of those whose bands "
        "are known; 95 % of cases: between which differences single groups lie (limits of agreement)."
    )


def _percents(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" (95 %: {plain(100 * low, 0)} to {plain(100 * high, 0)} %)"
