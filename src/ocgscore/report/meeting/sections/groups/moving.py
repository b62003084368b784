"""What would move a group: single changes of level, and what its unknowns could do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ocgscore.explain import UP, Explanation, Flip, Outcome, Unknown, exact_text
from ocgscore.matrix import Measure
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Words
from ocgscore.report.meeting.sections.groups.wording import TO, became, level_said

FLIPS: Final = 8
UNKNOWNS: Final = 8
NO_PART: Final = "no part of it"
Key = tuple[int, int, int, int]


def moving(explanation: Explanation, key: str) -> Iterator[Block]:
    """Yield the smallest single changes of level that would move a band or the rank."""
    flips = list(explanation.flips)
    if not flips:
        yield Words("What would move it: no level, changed alone, moves a band or the rank.")
        return
    by = _ranking(explanation)
    chosen = _chosen(explanation, flips)
    headings = (
        Heading("change", first=True), Heading(by.title, "number"), Heading("rank", "number"),
        *([Heading("bands that move")] * _banded(explanation)),
    )  # fmt: skip
    rows = tuple(tuple(_flip(explanation, flip)) for flip in chosen[:FLIPS])
    note = f"The smallest of {len(flips):,} single changes that would." if len(flips) > len(rows) else ""
    yield Listing(f"{key}-moves", "What would move it: one level changed, all else as it is", headings, rows, note=note)


def _ranking(explanation: Explanation) -> Measure:
    if explanation.ranked_by is None:
        raise AssertionError(explanation)  # a report is of a ranked batch alone
    return explanation.matrix.measure(explanation.ranked_by)


def _banded(explanation: Explanation) -> bool:
    return any(measure.bands for measure in explanation.matrix.measures)


def _chosen(explanation: Explanation, flips: list[Flip]) -> list[Flip]:
    """Return of each criterion and direction the smallest change of each kind, the kinds one after another.

    The kinds are a change of the band of the measure that ranks, of the rank without it, and of other bands alone.
    """
    smallest: dict[tuple[str, str, int], tuple[Key, Flip]] = {}
    place = {criterion.id: at for at, criterion in enumerate(explanation.matrix.criteria)}
    for flip in flips:
        at = place[flip.criterion.id]
        given = explanation.given[at]
        away = flip.level - given.highest if flip.direction == UP else given.lowest - flip.level
        found = (_kind(explanation, flip), away, at, int(flip.direction != UP)), flip
        own = (flip.criterion.id, flip.direction, found[0][0])
        if own not in smallest or found[0] < smallest[own][0]:
            smallest[own] = found
    return [flip for _, flip in sorted(smallest.values(), key=lambda found: found[0])]


def _kind(explanation: Explanation, flip: Flip) -> int:
    if explanation.ranked_by in flip.outcome.moved:
        return 0
    return 1 if flip.outcome.rank_moves else 2


def _flip(explanation: Explanation, flip: Flip) -> Iterator[str]:
    by, outcome = _ranking(explanation), flip.outcome
    given = next(given for given in explanation.given if given.criterion is flip.criterion)
    old = level_said(given.criterion, given.lowest, given.highest)
    yield f"{given.criterion.title} {old} {TO} {level_said(given.criterion, flip.level, flip.level)}"
    result = outcome.result(by.id)
    yield NO_PART if result is None else became(explanation.step(by.id).result.score_text, result.score_text)
    yield _rank(explanation, outcome)
    if _banded(explanation):
        yield "; ".join(_bands(explanation, outcome))


def _rank(explanation: Explanation, outcome: Outcome) -> str:
    now, then = explanation.rank, outcome.rank
    return "" if now is None or then is None else became(now.text, then.text)


def _bands(explanation: Explanation, outcome: Outcome) -> Iterator[str]:
    for result in outcome.results:
        if result.measure.id in outcome.moved:
            now = explanation.step(result.measure.id).result.band_text
            yield f"{result.measure.title} {became(now, result.band_text)}"


def unknowns(explanation: Explanation, key: str) -> Iterator[Block]:
    """Yield what each unknown does to the score, and what learning it alone could do: those that matter most first."""
    found = explanation.unknowns
    by = _ranking(explanation)
    if not found:
        return
    order = sorted(found, key=lambda unknown: -unknown.share(by.id))  # those of one share as the matrix has them
    width = explanation.step(by.id).result.width
    headings = (
        Heading("not known", first=True), Heading(f"share of {by.title}'s width", "number"),
        Heading("if it is the lowest"), Heading("if it is the highest"),
        *([Heading("alone it could")] * _banded(explanation)),
    )  # fmt: skip
    rows = tuple(tuple(_unknown(explanation, unknown)) for unknown in order[:UNKNOWNS])
    rest = len(found) - len(rows)
    effect = f"they leave {by.title} {exact_text(width)} wide" if width else f"{by.title} is certain all the same"
    caption = f"What the unknowns could do: {effect}"
    note = f"{rest:,} more, none with a larger share." if rest else ""
    yield Listing(f"{key}-unknowns", caption, headings, rows, note=note)


def _unknown(explanation: Explanation, unknown: Unknown) -> Iterator[str]:
    by, given = _ranking(explanation), unknown.given
    levels = len(given.levels)
    possible = level_said(given.criterion, given.lowest, given.highest)
    yield f"{given.criterion.title} {possible}"
    yield exact_text(unknown.share(by.id))
    for at in (0, levels - 1):
        yield _ended(explanation, by, unknown.if_known[at])
    if _banded(explanation):
        yield _power(explanation, unknown)


def _ended(explanation: Explanation, by: Measure, outcome: Outcome) -> str:
    """Return score, band and rank if an unknown turns out so."""
    result = outcome.result(by.id)
    if result is None:
        return f"{by.title} as it is"
    rank = "" if outcome.rank is None or explanation.rank is None else f", rank {outcome.rank.text}"
    return f"{result.score_text} {result.band_text}".rstrip() + rank


def _power(explanation: Explanation, unknown: Unknown) -> str:
    """Return what learning one unknown alone could do to the bands."""
    change, settle = unknown.could_change, unknown.could_settle
    if not change:
        return "change no band"
    said = f"change {_titles(explanation, change)}"
    if not settle:
        return f"{said}, but settle none"
    learnt = "would" if unknown.would_settle == settle else "could"
    return f"{said}, and {learnt} settle {'it' if settle == change else _titles(explanation, settle)}"


def _titles(explanation: Explanation, ids: tuple[str, ...]) -> str:
    return ", ".join(explanation.matrix.measure(id_).title for id_ in ids)
