"""Who scores high or low, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ocgscore.cli.consistency.digits import digits_for
from ocgscore.cli.layout import listed, paragraph, table
from ocgscore.consistency.estimate import plain
from ocgscore.consistency.study import Unmeasured

if TYPE_CHECKING:
    from ocgscore.consistency import Estimate
    from ocgscore.consistency.severity import Severity
    from ocgscore.consistency.study import Consistency

MODELLED: Final = ("scorer", "levels", "points", "95 % interval", "infit", "logits", "95 % interval", "units")
MEASURED: Final = ("scorer", "points", "95 % interval", "units")
ROWS_SHOWN: Final = 60
ERRATIC: Final = 1.5
ONE_IMPRESSION: Final = 0.5
FEW: Final = 3  # scorers of a part among whom it cannot be told who is out of line


def severity_lines(found: Consistency) -> Iterator[str]:
    """Yield the refusal where there is one, then a line a scorer, and who stands out."""
    design = found.design
    if design.verdict == "not connected":
        yield from paragraph(
            f"Refused across parts: {design.reason}. A model that prints a severity here assumes that all scorers' "
            "groups come from one population; for organised crime groups that is not so."
        )
    elif design.verdict == "too weak":
        yield from paragraph("The links are too weak to trust a difference of these: see the first answer.")
    shifts = _shifts(found)
    shown = [one for one in found.severities.scorers if _placed(one, shifts)]
    if shown:
        yield from _table(found, shown, shifts)
        if design.verdict != "too weak":
            yield from _standing_out(shown, shifts)
        yield from _without_interval(shown, shifts)
    yield from _undefined(found.severities.scorers, shifts)


def _shifts(found: Consistency) -> Mapping[str, Estimate]:
    if isinstance(found.measured, Unmeasured):
        return {}
    return dict(zip(found.measured.so_what.totals.scorers, found.measured.so_what.shift, strict=True))


def _placed(one: Severity, shifts: Mapping[str, Estimate]) -> bool:
    return one.severity.defined or (one.scorer in shifts and shifts[one.scorer].defined)


def _table(found: Consistency, shown: list[Severity], shifts: Mapping[str, Estimate]) -> Iterator[str]:
    """Yield a line a scorer, who scores highest first."""
    digits, modelled = digits_for(shifts.values()), any(one.severity.defined for one in shown)
    order = sorted(shown, key=lambda one: (one.component, -_height(one, shifts), one.scorer))
    headings = [*MODELLED] if modelled else [*MEASURED]
    rows = [_row(one, shifts.get(one.scorer), digits, modelled=modelled) for one in order[:ROWS_SHOWN]]
    if not found.design.links.connected:
        headings.insert(1, "part")
        rows = [[row[0], str(one.component + 1), *row[1:]] for one, row in zip(order, rows, strict=False)]
    yield from table(headings, rows)
    if len(order) > ROWS_SHOWN:
        yield from paragraph(f"... and {len(order) - ROWS_SHOWN} more: --out writes all.")
    yield ""
    if modelled and any(not one.severity.defined for one in shown):
        yield from paragraph("Where logits are undefined, levels and logits of the others count from their own mean.")
    of = "of its part" if not found.design.links.connected else f"of these {len(shown)}"
    yield from paragraph(_legend(of, modelled=modelled))


def _legend(of: str, *, modelled: bool) -> str:
    what, unit = (
        ("Levels and points", "in level steps and in points of the total") if modelled else ("Points", "in points")
    )
    logits = " Logits: the same on all criteria as severity, so above 0 it scores low." if modelled else ""
    return (
        f"{what}: how far above the mean {of} it scores the same units, {unit}; below 0 it scores low. One scorer far "
        "out moves that mean. Points are exact for a total that is a sum, and an approximation for a product or a grid."
        f"{logits}"
    )


def _height(one: Severity, shifts: Mapping[str, Estimate]) -> float:
    if one.severity.value is not None:
        return -one.severity.value
    return shifts[one.scorer].value or 0.0


def _row(one: Severity, shift: Estimate | None, digits: int, *, modelled: bool) -> list[str]:
    points = ["undefined", "none"] if shift is None else [shift.text(digits), shift.interval_text(digits)]
    if not modelled:
        return [one.scorer, *points, str(one.linking_units)]
    levels, infit = ("undefined" if number is None else plain(number) for number in (one.points, one.infit))
    return [
        one.scorer, levels, *points, infit, one.severity.text(), one.severity.interval_text(), str(one.linking_units)
    ]  # fmt: skip


def _standing_out(shown: Sequence[Severity], shifts: Mapping[str, Estimate]) -> Iterator[str]:
    """Name those who score low or high by much and for sure, and those whose levels nobody would have expected."""
    one_modelled = any(one.severity.defined for one in shown)
    for name, sign in (("Scores low (severe)", -1), ("Scores high (lenient)", 1)):
        those = [one.scorer for one in shown if one.side(shifts.get(one.scorer)) == sign]
        if those:
            much = "half a logit or a quarter of a level at least and by " if one_modelled else ""
            yield from paragraph(f"{name}, by {much}more than chance: {listed(those)}.")
    sizes: dict[int, int] = {}
    for one in shown:
        sizes[one.component] = sizes.get(one.component, 0) + 1
    if any(size <= FEW for size in sizes.values()):
        yield from paragraph("Among two or three scorers it shows only that they differ, not who is out of line.")
    odd = [f"{one.scorer} ({plain(one.infit)})" for one in shown if one.infit is not None and one.infit > ERRATIC]
    if odd:
        yield from paragraph(
            f"Erratic, levels that neither the unit nor severity explains (infit above 1.5): {listed(odd)}."
        )
    flat = [
        f"{one.scorer} ({plain(one.infit)})" for one in shown if one.infit is not None and one.infit < ONE_IMPRESSION
    ]
    if flat:
        yield from paragraph(f"Too regular, as if one impression gave all criteria (infit below 0.5): {listed(flat)}.")


def _without_interval(shown: Sequence[Severity], shifts: Mapping[str, Estimate]) -> Iterator[str]:
    """Say why a severity in the table has no interval."""
    reasons: dict[str, list[str]] = {}
    for one in shown:
        for what, estimate in (("logits", one.severity), ("points", shifts.get(one.scorer))):
            if estimate is not None and estimate.defined and estimate.low is None:
                reasons.setdefault(f"{what}, {estimate.reason}", []).append(one.scorer)
    for reason, names in reasons.items():
        yield from paragraph(f"{listed(names)}, in {reason}.")


def _undefined(scorers: Sequence[Severity], shifts: Mapping[str, Estimate]) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for one in scorers:
        if not one.severity.defined:
            what = "Severity in logits" if _placed(one, shifts) else "Severity"
            reasons.setdefault(f"{what} undefined for {{}}: {one.severity.reason}", []).append(one.scorer)
    for reason, names in sorted(reasons.items()):
        yield from paragraph(f"{reason.format(listed(names))}.")
