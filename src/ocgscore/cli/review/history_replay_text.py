"""What another matrix would have done to past decisions, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.review.history import Replay
    from ocgscore.review.history.bands import Rebanded
    from ocgscore.review.history.replay import QuarterEnd

QUARTERS: Final = 8


def replayed_lines(replayed: Replay) -> Iterator[str]:
    """Yield what another matrix would have changed."""
    other, own = replayed.other.name, replayed.assessments.matrix.name
    yield from heading(f"WHAT IF: {other} INSTEAD OF {own}")
    whole = replayed.everything
    if whole is None:
        yield from paragraph(f"Bands: undefined; {replayed.reason}.")
    else:
        yield from paragraph(
            f"Of {counted(whole.assessments, 'past assessment')} {whole.another:,} would have been in another band for "
            f"certain, {whole.possible:,} possibly, {whole.same:,} in the same."
        )
        pairs = [one for one in replayed.pairs if one.before != one.after and "–" not in one.before + one.after]
        said = "; ".join(f"{one.before} to {one.after} {one.assessments:,}" for one in pairs)
        if said:
            yield from paragraph(f"Bands that are certain in both: {said}.")
        yield from _banded("force", replayed.forces)
        yield from _banded("quarter", replayed.quarters[-QUARTERS:])
    yield from _ends(replayed)
    yield from paragraph(
        "Arithmetic on what was assessed: under another matrix scorers might have scored otherwise, and what was done "
        "about a group may have changed it."
    )


def _banded(what: str, each: tuple[Rebanded, ...]) -> Iterator[str]:
    rows = [
        [one.name or "(no force)", *(f"{count:,}" for count in (one.assessments, one.another, one.possible, one.same))]
        for one in each
    ]
    yield from table([what, "assessments", "another band", "possibly", "same band"], rows)


def _ends(replayed: Replay) -> Iterator[str]:
    """Yield who would have been on the list, quarter by quarter; the newest ones."""
    shown = replayed.ends[-QUARTERS:]
    yield ""
    if replayed.same_scores:
        yield from paragraph(f"Every {replayed.by} is the same under both: no list by it would have been another one.")
        return
    yield from paragraph(
        f"The first {replayed.top} at each quarter's end, by {replayed.by} (more where scores are equal):"
    )
    rows = [
        [one.quarter, *(f"{len(ids):,}" for ids in (one.stayed, one.entered, one.left, one.open)), f"{one.groups:,}"]
        for one in shown
    ]
    yield from table(["quarter", "stay for certain", "enter", "leave", "unknowns decide", "of groups"], rows)
    if len(replayed.ends) > QUARTERS:
        yield from paragraph(f"The newest {QUARTERS} of {len(replayed.ends)} quarters; all are in --table replay.")
    for one in shown[-1:]:
        yield from _last(one)


def _last(end: QuarterEnd) -> Iterator[str]:
    for what, ids in (("would have entered", end.entered), ("would have left", end.left)):
        if ids:
            yield from paragraph(f"{end.quarter}: {what}: {listed(ids)}.")
