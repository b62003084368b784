"""The groups that changed, class by class, each with what it was, what it is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ocgscore.report.meeting.blocks import Block, Heading, Listing, Page, Value
from ocgscore.report.meeting.sections.changes.moves import Moves, Side
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.groups.wording import TO, became, groups, level_said, score_became
from ocgscore.report.review.history_words import rank_text
from ocgscore.review.history.words import CHANGE, CLASSES, FLAGS, KINDS, MOVED, NONE
from ocgscore.review.records import folded
from ocgscore.words import counted

SHOWN: Final = 100  # groups of one class
RANKS_SHOWN: Final = 20  # groups that others alone moved
CRITERIA_SHOWN: Final = 6  # changes of level told of one group
ORDER: Final = (CHANGE, *(name for name in CLASSES if name != CHANGE))
CELLS: Final = ("another scorer", "same day", "other criteria")  # flags that the cells tell already
UNSTATED: Final = "version not stated"
NOT_AT_HAND: Final = "version not at hand"
OLD_SCORE: Final = "rank now with the old score"
OTHER_CRITERIA: Final = "other criteria only"


def classes(moves: Moves) -> Iterator[Block]:
    """Yield a page for each class of change that any group's levels had, the real ones first."""
    names, changed = list(CLASSES), moves.levels_changed
    for name in ORDER:
        at = moves.ranked(changed & (moves.classes == names.index(name)))
        if at:
            yield _page(moves, name, at)


def _page(moves: Moves, name: str, at: list[int]) -> Page:
    matrix = moves.material.scores.assessments.matrix
    measure = moves.material.measure.measure
    key = f"changes-{ORDER.index(name)}"
    pushed = any(_others(moves, one) for one in at[:SHOWN])
    headings = (
        Heading(matrix.subject, first=True), Heading(measure.title), Heading("rank", "number"),
        *((Heading(OLD_SCORE, "number"),) if pushed else ()),
        Heading("what changed"), Heading("assessed"),
    )  # fmt: skip
    written = linker(moves.material)
    reached = frozenset(matrix.program.reached(matrix.measure_position(measure.id)))
    rows = tuple((written(int(moves.row[one])), *_cells(moves, one, reached, pushed=pushed)) for one in at[:SHOWN])
    orders = tuple(tuple(_orders(moves, one, pushed=pushed)) for one in at[:SHOWN])
    meaning = _meaning(moves, name, at)
    title = name if name != NONE else OTHER_CRITERIA
    listing = Listing(key, f"{meaning[0].upper()}{meaning[1:]}", headings, rows, orders, _more(len(at) - len(rows)))
    return Page(f"{key}-page", f"{title[0].upper()}{title[1:]}: {groups(moves.material, len(at))}", (listing,))


def same_version(moves: Moves, at: Sequence[int]) -> str:
    """Return what is known of the versions of level changes that no other version explains."""
    return "the same version (or none stated)" if moves.flags[UNSTATED][list(at)].any() else "the same version"


def _meaning(moves: Moves, name: str, at: Sequence[int]) -> str:
    """Return what a class of change is; nothing else explains a change only where it is known that nothing does."""
    if name == NONE:
        return FLAGS["other criteria"]
    if name == CHANGE and any(moves.flags[flag][list(at)].any() for flag in (UNSTATED, NOT_AT_HAND)):
        return f"a level certainly changed, by the same scorer on {same_version(moves, at)}"
    return CLASSES[name]


def _more(count: int) -> str:
    return f"The {SHOWN} of the highest ranks; {count:,} more are not shown." if count > 0 else ""


def _cells(moves: Moves, at: int, reached: frozenset[int], *, pushed: bool) -> Iterator[Value]:
    measure, over = moves.material.measure.measure, moves.material.measure.denominator
    score = score_became(measure, moves.then.score(at, over), moves.now.score(at, over))
    band = became(band_text(moves, moves.then, at), band_text(moves, moves.now, at))
    yield f"{MOVED[int(moves.moved[at])]}: {score}{f', {band}' if band else ''}"
    yield became(moves.then.rank_text(at), moves.now.rank_text(at))
    if pushed:
        yield _others(moves, at)
    yield "; ".join([_why(moves, at, reached), *_beside(moves, at)])
    yield _day(moves.now, at)


def _orders(moves: Moves, at: int, *, pushed: bool) -> Iterator[float]:
    """Yield what each cell sorts by: figures by what they are now; 0 where the text itself does."""
    now = moves.now
    yield from (0.0, float(now.low[at]))
    yield float(now.best[at])
    if pushed:
        yield float(moves.others_best[at])
    yield from (0.0, 0.0)


def band_text(moves: Moves, side: Side, at: int) -> str:
    """Return the band of a group at one of the two times; empty where the measure has none."""
    bands = moves.material.measure.measure.bands
    ends = dict.fromkeys(int(positions[at]) for positions in (side.band_low, side.band_high))
    return "–".join(bands[end].label for end in ends) if bands else ""


def _others(moves: Moves, at: int) -> str:
    """Return the rank that the old score would have now, where other groups alone have moved it; else nothing."""
    alone = rank_text(int(moves.others_best[at]), int(moves.others_worst[at]))
    return alone if alone != moves.then.rank_text(at) else ""


def _why(moves: Moves, at: int, reached: frozenset[int]) -> str:
    """Return the criteria whose level changed, by how they did; of those that the measure is not made of how many."""
    changed = np.flatnonzero(moves.kinds[at]).tolist()
    own = [column for column in changed if column in reached]
    beside = len(changed) - len(own) if own else 0
    told = own or changed
    said = []
    for kind, name in enumerate(KINDS, 1):
        levels = [_level(moves, at, column) for column in told[:CRITERIA_SHOWN] if moves.kinds[at, column] == kind]
        said += [f"{name}: {', '.join(levels)}"] if levels else []
    if len(told) > CRITERIA_SHOWN:
        said.append(f"and {_criteria(len(told) - CRITERIA_SHOWN)} more")
    if beside:
        said.append(f"and {_criteria(beside)} that {moves.material.measure.measure.title} is not made of")
    return "; ".join(said)


def _criteria(count: int) -> str:
    return counted(count, "criterion", "criteria")


def _level(moves: Moves, at: int, column: int) -> str:
    criterion = moves.material.scores.assessments.matrix.criteria[column]
    old, new = (
        level_said(criterion, int(side.lowest[at, column]), int(side.highest[at, column]))
        for side in (moves.then, moves.now)
    )
    return f"{criterion.title} {old} {TO} {new}"


def _beside(moves: Moves, at: int) -> Iterator[str]:
    """Yield by whom, where that is another, what else makes the two hard to compare, and when the older was made."""
    if folded(moves.then.who[at]) != folded(moves.now.who[at]):
        yield f"by {moves.then.who[at]} {TO} {moves.now.who[at]}"
    if moves.now.when[at] < moves.then.when[at]:
        yield "the one now is the older"
    own = list(CLASSES)[int(moves.classes[at])]
    yield from (name for name, up in moves.flags.items() if up[at] and name not in CELLS and name not in own)
    yield f"last assessed {_day(moves.then, at)}"


def _day(side: Side, at: int) -> str:
    when = side.when[at]
    return "without a date" if np.isnat(when) else str(when.astype("datetime64[D]"))


def only_ranks(moves: Moves) -> Iterator[Block]:
    """Yield the groups whose rank moved though none of their levels did."""
    at = moves.ranked(moves.rank_moved & ~moves.levels_changed)
    if not at:
        return
    matrix, written = moves.material.scores.assessments.matrix, linker(moves.material)
    headings = (Heading(matrix.subject, first=True), Heading("rank"))
    rows = tuple(
        (written(int(moves.row[one])), became(moves.then.rank_text(one), moves.now.rank_text(one)))
        for one in at[:RANKS_SHOWN]
    )
    note = f"{len(at) - len(rows):,} more, all ranked below these." if len(at) > len(rows) else ""
    orders = tuple((0.0, float(place)) for place in range(len(rows)))
    listing = Listing("changes-ranks", "The same levels as before, another rank", headings, rows, orders, note)
    yield Page("changes-ranks-page", f"Moved by others only: {groups(moves.material, len(at))}", (listing,))
