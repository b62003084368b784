"""A history on a terminal: what the steps are, who moved most and why, regression to the mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from ocgscore.cli.layout import heading, listed, paragraph, table
from ocgscore.cli.review.history_replay_text import replayed_lines
from ocgscore.cli.review.history_shared import day_text, framed, place_text
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.report.review.history import name_of
from ocgscore.report.review.history_words import alone_text, band_text, change_text, score_text
from ocgscore.review.history.words import CHANGE, CLASSES, MOVED
from ocgscore.scoring import rounded
from ocgscore.words import counted

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from ocgscore.review.history import History, Replay
    from ocgscore.review.register import Register

MOVERS: Final = 10
REASONS: Final = 3
WAYS: Final = (None, "up", "down", "open")
INDENT: Final = "      "
SILENCE: Final = (
    "A level that changed is the scorer's word: the group may have changed, or what was known of it, or the judgement.",
    "Nothing here says why a group changed, or that anything done about it had an effect.",
    "Steps of the other classes may hold a change of the group too; the sheet cannot tell.",
)


def history_lines(found: History, replayed: Replay | None, register: Register | None, marking: str) -> Iterator[str]:
    """Yield the whole history as lines."""
    yield from framed(found, register, marking, _whole(found, replayed))


def _whole(found: History, replayed: Replay | None) -> Iterator[str]:
    whole = found.counted[0]
    yield f"HISTORY: {found.assessments.matrix.name}, {found.measure.title}"
    since = f" since {found.since}" if found.since else ""
    once = f"; {counted(whole.once, 'group')} assessed once: no movement" if whole.once else ""
    yield from paragraph(
        f"{counted(len(found.entries), 'assessment')} of {counted(whole.groups, 'group')} "
        f"({found.assessments.table.name}): {counted(len(found.steps), 'step')} from one to the next{since}{once}."
    )
    if found.followed:
        told = f"{counted(len(found.followed), 'id')} taken as another of the register"
        yield from paragraph(f"{told}: {listed([f'{one.written} = {one.group}' for one in found.followed])}.")
    if not len(found.steps):
        yield from paragraph("No group has been assessed twice: there is no movement to show.")
    else:
        yield from _classes(found)
        yield from _forces(found)
        yield from _movers(found)
        yield from _regression(found)
    if replayed is not None:
        yield from replayed_lines(replayed)
    yield from heading("WHAT THIS DOES NOT SAY")
    for sentence in SILENCE:
        yield from paragraph(sentence)


def _classes(found: History) -> Iterator[str]:
    yield from heading("WHAT THE STEPS ARE")
    whole = found.counted[0]
    rows = [
        [kind, *(f"{whole.of(kind, moved):,}" for moved in (None, "up", "down", "open", "unchanged"))]
        for kind in CLASSES
        if whole.of(kind)
    ]
    rows.append(["in all", *(f"{whole.of(None, moved):,}" for moved in (None, "up", "down", "open", "unchanged"))])
    yield from table(["class", "steps", "up", "down", "open", "unchanged"], rows)
    yield from paragraph(
        "Up and down are certain, whatever the unknowns turn out to be; open: the score changed, and the two ranges "
        "overlap."
    )
    for kind, meaning in CLASSES.items():
        if whole.of(kind):
            yield from filled(f"{kind}: {meaning}.", terminal_width(), initial_indent="  ", subsequent_indent="    ")


def _forces(found: History) -> Iterator[str]:
    yield from heading("LEVEL CHANGE BY ONE SCORER ON ONE VERSION, BY FORCE")
    rows = [
        [
            name_of(one),
            f"{one.groups:,}",
            f"{one.of():,}",
            *(f"{one.of(CHANGE, moved):,}" for moved in (None, *MOVED[1:])),
        ]
        for one in (*found.counted[1:], found.counted[0])
    ]
    yield from table(["force", "groups", "steps", "level change", "up", "down", "open"], rows)


def _movers(found: History) -> Iterator[str]:
    steps, entries = found.steps, found.entries
    real = steps.kind == list(CLASSES).index(CHANGE)
    for moved, gap in (
        ("up", entries.low[steps.after] - entries.high[steps.before]),
        ("down", entries.low[steps.before] - entries.high[steps.after]),
    ):
        flags = steps.moved == MOVED.index(moved)
        chosen = np.flatnonzero(flags & real)
        yield from heading(f"{moved.upper()} FOR CERTAIN, LEVEL CHANGE BY ONE SCORER: {counted(len(chosen), 'step')}")
        order = chosen[np.argsort(-gap[chosen], kind="stable")][:MOVERS].tolist()
        for place, step in enumerate(order, 1):
            yield from _mover(found, place, step)
        others = int(flags.sum()) - len(chosen)
        if others:
            yield from paragraph(
                f"{counted(others, 'step')} more {moved} for certain, of other classes: --table steps lists them."
            )
        if len(chosen) > MOVERS:
            yield from paragraph(f"The {MOVERS} that moved furthest; all are in --table steps.")


def _mover(found: History, place: int, step: int) -> Iterator[str]:
    old, new = int(found.steps.before[step]), int(found.steps.after[step])
    group = found.groups[int(found.entries.group[new])]
    days = f"{day_text(found, old)} to {day_text(found, new)}"
    head = f"{group}, {days}: {_scores(found, old, new)}{_ranks(found, old, new)}"
    yield from filled(f"{place:>4}. {head}", terminal_width(), subsequent_indent=INDENT)
    changes = sorted(range(*found.edges[step : step + 2].tolist()), key=lambda at: -_size(found, at))
    said = "; ".join(f"{change_text(found, at)} ({alone_text(found, at)})" for at in changes[:REASONS])
    more = f"; and {counted(len(changes) - REASONS, 'smaller one')}" if len(changes) > REASONS else ""
    yield from filled(f"{said}{more}", terminal_width(), initial_indent=INDENT, subsequent_indent=INDENT)


def _size(found: History, change: int) -> int:
    return abs(int(found.changes.alone_low[change])) + abs(int(found.changes.alone_high[change]))


def _scores(found: History, old: int, new: int) -> str:
    bands = [band_text(found, at) for at in (old, new)]
    banded = f" ({' to '.join(dict.fromkeys(bands))})" if all(bands) else ""
    return f"{score_text(found, old)} to {score_text(found, new)}{banded}"


def _ranks(found: History, old: int, new: int) -> str:
    return f", rank {place_text(found, old)} to {place_text(found, new)}"


def _regression(found: History) -> Iterator[str]:
    yield from heading("REGRESSION TO THE MEAN")
    fitted = found.regression
    if fitted.slope is None or fitted.first is None or fitted.second is None:
        yield from paragraph(f"Undefined: {fitted.reason}.")
        return

    def means(*values: Fraction) -> list[Decimal]:
        return [rounded(value, found.measure.digits + 1) for value in values]

    yield from paragraph(
        "Groups scored highest at first fall on average the second time even if nothing changed, and groups scored "
        "lowest rise, because part of every extreme score is chance. Expected is what the line through first and "
        "second scores gives to any groups that far from the mean; only what lies beyond it is worth asking about."
    )
    rows = []
    for part in fitted.parts:
        first, second, expected, beyond = means(part.first, part.second, part.expected, part.beyond)
        rows.append([part.label, f"{part.groups:,}", f"{first}", f"{second}", f"{expected}", f"{beyond:+}"])
    rows.append(["in all", f"{fitted.groups:,}", *map(str, means(fitted.first, fitted.second, fitted.second)), ""])
    yield from table(["first score", "groups", "mean first", "mean second", "expected", "beyond"], rows)
    r = "undefined" if fitted.correlation is None else f"{fitted.correlation:.2f}"
    yield from paragraph(
        f"One step a group, the last with both scores exact and on two days: {counted(fitted.groups, 'group')}. "
        f"Slope {rounded(fitted.slope, 2)}, correlation {r}."
    )
