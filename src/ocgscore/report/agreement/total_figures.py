"""The figures that rest on a measure's totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ocgscore.consistency.panel import PanelComparison
from ocgscore.consistency.repeats import Repeats
from ocgscore.consistency.study import Consistency
from ocgscore.consistency.study.effects import Adjusted, SoWhat
from ocgscore.consistency.study.run import Measured
from ocgscore.report.agreement.figure import Figure

REPEATED: Final = "all criteria known both times, consecutive scorings"
ADJUSTED: Final = "less what its scorer adds, kept within the measure's range"


def measured_figures(found: Consistency, measured: Measured) -> Iterator[Figure]:
    """Yield agreement on the total, what severities change, repeats, and the panel if any."""
    total, name = measured.total, measured.total.agreement.id
    yield Figure.of("agreement", "alpha", total.agreement.alpha, name)
    yield Figure.plain(
        "agreement", "band of alpha", total.agreement.band, subject=name, units=total.agreement.alpha.units,
        method="lower end of the interval",
    )  # fmt: skip
    yield Figure.of("agreement", "same band", total.agreement.exact, name)
    yield Figure.of("agreement", "within one band", total.agreement.adjacent, name)
    for form in ("ICC(A,1)", "ICC(C,1)"):
        yield Figure.of("agreement", form, total.intraclass.forms[form], name)
    yield Figure.plain("agreement", "totals not exact", total.not_exact, subject=name, units=len(found.ratings))
    for name, shift in zip(measured.so_what.totals.scorers, measured.so_what.shift, strict=True):
        yield Figure.of("severity", "points added to the total (positive: scores high)", shift, name)
    yield from _so_what(measured.so_what)
    yield from _heaps(measured)
    yield from _repeats(measured.repeats, measured.so_what.totals.bands)
    if measured.panel is not None:
        yield from _panel(measured.panel)


def _so_what(what: SoWhat) -> Iterator[Figure]:
    totals, adjusted = what.totals, what.adjusted
    if adjusted is None:
        yield Figure.plain(
            "ranking", "Kendall's tau, raw and adjusted", None, units=len(totals), method="tau-b", reason=what.refused
        )
    else:
        yield Figure.of("ranking", "Kendall's tau, raw and adjusted", adjusted.order)
        moves, chances = adjusted.moves, adjusted.chances
        for before, row in zip(moves.bands, moves.counts.tolist(), strict=False):
            for after, count in zip(moves.bands, row, strict=True):
                yield Figure.plain(
                    "ranking", "groups by band before and after", count, subject=before, other=after, units=moves.groups
                )
        yield Figure.plain(
            "ranking", f"in the top {chances.top} before and after", chances.overlap, units=len(chances.row),
            method=chances.method, reason=chances.reason,
        )  # fmt: skip
        for row, chance in zip(chances.row.tolist(), chances.chance.tolist(), strict=True):
            if chance:
                yield Figure.plain(
                    "ranking", f"chance of the top {chances.top}", chance, subject=totals.groups[row],
                    other=totals.scorers[int(totals.scorer[row])], units=len(chances.row), method=chances.method,
                )  # fmt: skip
        yield from _each(what, adjusted)
    yield from _tipping(what)
    for name, count in zip(totals.scorers, what.bounds.by_scorer.tolist(), strict=True):
        own = int(np.count_nonzero(totals.scorer == totals.scorers.index(name)))
        yield Figure.plain("ranking", "groups whose band is open", count, subject=name, units=own)


def _each(what: SoWhat, adjusted: Adjusted) -> Iterator[Figure]:
    """Yield each assessment's total and band before and after."""
    totals, units = what.totals, len(adjusted.row)
    for row, points, band in zip(adjusted.row.tolist(), adjusted.points.tolist(), adjusted.band.tolist(), strict=True):
        of = {"subject": totals.groups[row], "other": totals.scorers[int(totals.scorer[row])], "units": units}
        raw = float(totals.measured.exact(row)[0])
        yield Figure.plain("ranking", "total as scored", raw, method="exact", **of)
        yield Figure.plain("ranking", "total with severity taken off", points, method=ADJUSTED, **of)
        if totals.bands:
            before = totals.bands[int(totals.measured.band_low[row])]
            yield Figure.plain("ranking", "band as scored", before, method="exact", **of)
            yield Figure.plain("ranking", "band with severity taken off", totals.bands[band], method=ADJUSTED, **of)


def _tipping(what: SoWhat) -> Iterator[Figure]:
    for point in what.tipping:
        name = what.totals.scorers[point.scorer]
        for statistic, tip in (
            ("points up that move 1 group across a band", point.one_up),
            ("points down that move 1 group across a band", point.one_down),
            ("points up that move 10 % of groups across a band", point.tenth_up),
            ("points down that move 10 % of groups across a band", point.tenth_down),
        ):
            shift = None if tip.shift is None else float(tip.shift)
            yield Figure.plain(
                "ranking", statistic, shift, subject=name, units=point.groups, method=point.method, reason=tip.reason
            )


def _heaps(measured: Measured) -> Iterator[Figure]:
    if measured.heaping is None:
        return
    totals = measured.so_what.totals
    for heap in (*measured.heaping.heaps, *measured.heaping.heaps_of_all):
        edge = totals.measured.shown(heap.threshold)
        name = heap.scorer or "all scorers"
        for statistic, value in (("totals on or just above", heap.on_or_above), ("totals just below", heap.below)):
            yield Figure.plain("criteria", f"{statistic} {edge}", value, subject=name, units=heap.n)


def _repeats(found: Repeats, bands: tuple[str, ...]) -> Iterator[Figure]:
    for one in found.criteria:
        yield Figure.of("repeats", "same level", one.exact, one.id)
        yield Figure.of("repeats", "within one level", one.adjacent, one.id)
        yield Figure.of("repeats", "change in level steps", one.change, one.id)
    for scorer in found.scorers:
        reason = "" if scorer.exact is not None else "no level known both times"
        for statistic, value in (
            ("same level, by scorer", scorer.exact),
            ("change in level steps, by scorer", scorer.change),
        ):
            yield Figure.plain(
                "repeats", statistic, value, subject=scorer.scorer, units=scorer.pairs, method=REPEATED, reason=reason
            )
        yield Figure.plain(
            "repeats",
            "pairs that changed band, by scorer",
            scorer.changed,
            subject=scorer.scorer,
            units=scorer.band_pairs,
        )
    yield Figure.of("repeats", "change in points", found.points)
    yield Figure.of("repeats", "share that changed band", found.band_change)
    yield Figure.of("repeats", "days between", found.days)
    for before, row in zip(bands, found.bands.tolist(), strict=False):
        for after, count in zip(bands, row, strict=True):
            yield Figure.plain(
                "repeats", "pairs by first and second band", count, subject=before, other=after, units=len(found)
            )


def _panel(found: PanelComparison) -> Iterator[Figure]:
    for one in found.scorers:
        for criterion in one.criteria:
            yield Figure.of("panel", "level steps above the panel", criterion.difference, one.scorer, criterion.id)
        yield Figure.of("panel", "points above the panel", one.points, one.scorer, found.panel)
        yield Figure.of("panel", "share put in another band by the panel", one.changed, one.scorer, found.panel)
        for name, estimate in (
            ("lower limit of agreement", one.limits.lower),
            ("upper limit of agreement", one.limits.upper),
        ):
            yield Figure.of("panel", name, estimate, one.scorer, found.panel)
        for before, row in zip(found.bands, one.regrade.tolist(), strict=False):
            for after, count in zip(found.bands, row, strict=True):
                yield Figure.plain(
                    "panel",
                    f"graded {before} by {one.scorer}",
                    count,
                    subject=one.scorer,
                    other=after,
                    units=len(one.rows),
                )
