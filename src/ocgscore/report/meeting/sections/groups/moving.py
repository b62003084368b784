"""What would move a group: single changes of level, and what its unknowns could do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ocgscore.explain import UP, Explanation, Flip, Outcome, Unknown, exact_text
from ocgscore.matrix import Measure
from ocgscore.report.meeting.blocks import Block, Heading, Listing, Words
from ocgscore.report.meeting.sections.groups.wording import TO, became, figure, level_code, level_said, with_band

FLIPS: Final = 5
UNKNOWNS: Final = 5
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
    shown = f" ({len(rows)} of {len(flips):,})" if len(flips) > len(rows) else ""
    caption = f"What would move it, one level changed{shown}: {_order_said(explanation, by)}"
    yield Listing(f"{key}-moves", caption, headings, rows)


def _order_said(explanation: Explanation, by: Measure) -> str:
    """Return in which order `_chosen` has the changes."""
    others = any(measure.bands for measure in explanation.matrix.measures if measure is not by)
    kinds = [*([f"{by.title}'s band"] * bool(by.bands)), "rank", *(["other bands"] * others)]
    return f"first {', then '.join(kinds)}; smallest first" if len(kinds) > 1 else "smallest first"


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
    old = level_code(given.criterion, given.lowest, given.highest)
    yield f"{given.criterion.title} {old} {TO} {level_said(given.criterion, flip.level, flip.level)}"
    result = outcome.result(by.id)
    yield NO_PART if result is None else became(figure(explanation.step(by.id).result), figure(result))
    yield _rank(explanation, outcome)
    if _banded(explanation):
        yield "; ".join(_bands(outcome))


def _rank(explanation: Explanation, outcome: Outcome) -> str:
    now, then = explanation.rank, outcome.rank
    return "" if now is None or then is None else became(now.text, then.text)


def _bands(outcome: Outcome) -> Iterator[str]:
    """Yield the bands that an outcome moves, as they would be: what they are stands in the path above."""
    for result in outcome.results:
        if result.measure.id in outcome.moved:
            yield f"{result.measure.title} {TO} {result.band_text}"


def unknowns(explanation: Explanation, key: str) -> Iterator[Block]:
    """Yield what each unknown does to the score, and what learning it alone could do: those that matter most first."""
    by = _ranking(explanation)
    part = [unknown for unknown in explanation.unknowns if unknown.if_known[0].result(by.id) is not None]
    apart = [unknown for unknown in explanation.unknowns if unknown not in part]
    if part:
        yield _shares(explanation, by, part, key)
    if apart:
        yield Words(_apart(explanation, by, apart))


def _shares(explanation: Explanation, by: Measure, part: list[Unknown], key: str) -> Listing:
    """Return what each unknown of the ranking measure does to it."""
    order = sorted(part, key=lambda unknown: -unknown.share(by.id))  # those of one share as the matrix has them
    width = explanation.step(by.id).result.width
    headings = (
        Heading("not known", first=True), Heading(f"of the width of {by.title}", "number"),
        Heading("if the lowest"), Heading("if the highest"),
        *([Heading("alone it could")] * _banded(explanation)),
    )  # fmt: skip
    rows = tuple(tuple(_unknown(explanation, unknown)) for unknown in order[:UNKNOWNS])
    rest = ", ".join(unknown.given.criterion.title for unknown in order[UNKNOWNS:])
    effect = f"they leave {by.title} {exact_text(width)} wide" if width else f"{by.title} is certain all the same"
    caption = f"What the unknowns could do: {effect}"
    note = f"Not known either, none with a larger share: {rest}." if rest else ""
    return Listing(f"{key}-unknowns", caption, headings, rows, note=note)


def _apart(explanation: Explanation, by: Measure, apart: list[Unknown]) -> str:
    """Return the unknowns that the ranking measure is not made of, with the bands elsewhere that they leave open."""
    titles = ", ".join(unknown.given.criterion.title for unknown in apart)
    could = {id_ for unknown in apart for id_ in unknown.could_change}
    ids = tuple(measure.id for measure in explanation.matrix.measures if measure.id in could)
    change = f" Bands that one of them alone could change: {_titles(explanation, ids)}." if ids else ""
    return f"Not known, and no part of {by.title}: {titles}.{change}"


def _unknown(explanation: Explanation, unknown: Unknown) -> Iterator[str]:
    by = _ranking(explanation)
    given = unknown.given
    yield f"{given.criterion.title} {level_said(given.criterion, given.lowest, given.highest)}"
    yield exact_text(unknown.share(by.id))
    for at in (0, len(given.levels) - 1):
        yield _ended(explanation, by, unknown.if_known[at])
    if _banded(explanation):
        yield _power(explanation, unknown)


def _ended(explanation: Explanation, by: Measure, outcome: Outcome) -> str:
    """Return score, band and rank if an unknown turns out so."""
    result = outcome.result(by.id)
    if result is None:
        raise AssertionError(outcome)  # only unknowns that it is made of are asked about
    rank = "" if outcome.rank is None or explanation.rank is None else f", rank {outcome.rank.text}"
    return with_band(result, " ") + rank


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
