"""What it changes among the assessments scored together that some score high and others low."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ocgscore.consistency.study import Consistency, Unmeasured
from ocgscore.consistency.study.effects import Adjusted, SoWhat
from ocgscore.consistency.study.run import Measured
from ocgscore.network.groups.joining import listed
from ocgscore.report.meeting.blocks import Block, Picture, Points, Words
from ocgscore.words import counted

NAMED: Final = 12


def ranking_blocks(found: Consistency, drawn: Mapping[str, Picture], *, own: bool) -> Iterator[Block]:
    """Yield what becomes of the assessments scored together when what each scorer adds is taken off.

    Parameters
    ----------
    found : Consistency
    drawn : mapping of str to Picture
    own : bool
        Whether they are those of this meeting's own sheet.
    """
    if isinstance(found.measured, Unmeasured):
        yield Words(f"Undefined: {found.measured.reason}.")
        return
    what = found.measured.so_what
    yield Words(_of_what(what.bounds.groups, own=own))
    if what.adjusted is None:
        yield Words(f"With what each scorer adds taken off, their ranking is {what.refused}.", strong=True)
    else:
        yield Points(tuple(_adjusted(what, what.adjusted)))
        yield drawn["bands"]
    yield _open(found.measured)
    yield drawn["funnel"]


def _of_what(number: int, *, own: bool) -> str:
    scored = counted(number, "assessment")
    if own:
        return f"This is of the {scored} of this meeting's own sheet, each ranked by itself."
    return (
        f"This is of the {scored} scored together, and not of the groups of this meeting: no score or rank elsewhere "
        "in this report rests on it."
    )


def _adjusted(what: SoWhat, adjusted: Adjusted) -> Iterator[str]:
    moves, chances = adjusted.moves, adjusted.chances
    if moves.bands:
        total = counted(moves.groups, "assessment")
        yield (
            f"With what each scorer adds taken off, {len(moves.moves)} of the {total} scored together with a certain "
            "score change band."
        )
    order = adjusted.order
    if order.value is None:
        yield f"Agreement of the two rankings: undefined; {order.reason}."
    else:
        yield f"Kendall's tau between their ranking as scored and as adjusted is {order.text()}; 1 is no change."
    line = f"the first {chances.top} of those scored together"
    if chances.overlap is None:
        yield f"Who would be in {line}: undefined; {chances.reason}."
        return
    for verb, rows in (("Would leave", adjusted.leaving()), ("Would enter", adjusted.entering())):
        if rows:
            yield f"{verb} {line}: {listed([_named(what, row) for row in rows], NAMED)}."
    if not adjusted.leaving() and not adjusted.entering():
        yield f"The same assessments are among {line} before and after."


def _named(what: SoWhat, row: int) -> str:
    """Name an assessment by its group, and by its scorer too where several assessed the group."""
    totals = what.totals
    group = totals.groups[row]
    return f"{group} by {totals.scorers[int(totals.scorer[row])]}" if totals.groups.count(group) > 1 else group


def _open(measured: Measured) -> Words:
    bounds, banded = measured.so_what.bounds, bool(measured.so_what.totals.bands)
    open_ = (
        f"Unknown levels leave the band of {len(bounds.open_band)} of the {bounds.groups} assessments scored together "
        "open. "
    )
    said = "Each assessment is ranked by itself: a group that several assessed, once for each."
    return Words(f"{open_ * banded}{said}")
