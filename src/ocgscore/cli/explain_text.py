"""What an explanation looks like on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.explain import DOWN, UP, Explanation, Flip, Given, Result, Step, Unknown, exact_text
from ocgscore.matrix import Criterion, Level, Matrix, plain

if TYPE_CHECKING:
    from ocgscore.report.explained import Explained

STEP, DETAIL = "  ", "      "


def explained_lines(explained: Explained) -> Iterator[str]:
    """Yield every explanation for a person to read, one after another."""
    for line in _lines(explained):
        yield "".join(letter if letter.isprintable() else " " for letter in line)  # a sheet must not drive the terminal


def _lines(explained: Explained) -> Iterator[str]:
    width = terminal_width()
    run = explained.run
    matrix, marking = run.scores.assessments.matrix, run.table.marking
    if marking:
        yield marking.center(width).rstrip()
    ranked = "not ranked" if run.ranking is None else f"ranked by {matrix.measure(run.ranking.by).title}"
    yield from filled(f"{matrix.title}: {matrix.name} ({matrix.status}), {ranked}", width)
    for explanation in explained.explanations:
        yield from ("", "=" * width)
        rank = "" if run.ranking is None else f"Rank {run.ranking.text(explanation.row)} of {len(run.scores)}."
        yield from _explanation(explanation, rank, width)
    if marking:
        yield marking.center(width).rstrip()


def _explanation(explanation: Explanation, rank: str, width: int) -> Iterator[str]:
    yield from _headline(explanation, rank, width)
    yield from ("", "LEVELS")
    yield from _levels(explanation, width)
    yield from ("", "FROM LEVELS TO BANDS")
    for step in explanation.steps:
        yield from _step(step, width)
    for direction in (UP, DOWN):
        yield ""
        yield from filled(
            f"WHAT WOULD MOVE IT {direction.upper()} (one level changed, everything else as it is)", width
        )
        yield from _flips(explanation, direction, width)
    yield from ("", "WHAT THE UNKNOWNS COULD DO")
    yield from _unknowns(explanation, width)
    yield from ("", "WHAT THE LEVELS MEAN")
    for given in explanation.given:
        yield from _meaning(given, explanation.rationale.get(given.criterion.id, ""), width)


def _headline(explanation: Explanation, rank: str, width: int) -> Iterator[str]:
    about = [explanation.where, *explanation.about.values()]
    yield from filled(f"{explanation.group} ({', '.join(about)})", width)
    by = explanation.ranked_by
    leading = [step.result for step in explanation.steps if by in (None, step.measure.id)]
    yield from filled(f"{'; '.join(map(_named, leading))}. {rank}".rstrip(), width)


def _named(result: Result) -> str:
    return f"{result.measure.title} {_brief(result)}"


def _brief(result: Result) -> str:
    return f"{result.score_text} {result.band_text}".rstrip()


# -- the levels --------------------------------------------------------------------------------------------------------


def _levels(explanation: Explanation, width: int) -> Iterator[str]:
    levels = list(zip(explanation.given, explanation.cells, strict=True))
    for section in explanation.matrix.sections:
        own = [(given, cell) for given, cell in levels if given.criterion.section == section.id]
        if own:
            yield from filled(section.title, width)
        for given, cell in own:
            place = "no column" if cell == explanation.where else cell.rpartition("!")[2]
            title = f"{given.criterion.title}: {_stretch(given)} ({place})"
            yield from filled(title, width, initial_indent=STEP, subsequent_indent=DETAIL)


def _meaning(given: Given, reason: str, width: int) -> Iterator[str]:
    """Yield the wording of each level still possible, and the reason that the sheet gives."""
    named = _code_and_label(given.levels[0].code, given.levels[0].label) if given.known else _possible(given)
    yield from filled(f"{given.criterion.title}: {named}", width, initial_indent=STEP, subsequent_indent=DETAIL)
    for level in given.levels:
        label = "" if given.known else f"{_code_and_label(level.code, level.label)}: "
        yield from _indented(label + " ".join(level.anchor.split()), width)
    if reason:
        yield from _indented(f"Reason given: {' '.join(reason.split())}", width)


def _stretch(given: Given) -> str:
    """Return which levels are possible and what they count: ``2 Moderate = 3×2 = 6``."""
    first, last = given.levels[0], given.levels[-1]
    if given.known:
        return f"{_code_and_label(first.code, first.label)} = {_value(given.criterion, first)}"
    return f"{_possible(given)} = {_value(given.criterion, first)} to {_value(given.criterion, last)}"


def _possible(given: Given) -> str:
    return f"{given.levels[0].code}–{given.levels[-1].code}" if given.narrowed else "unknown"


def _value(criterion: Criterion, level: Level) -> str:
    value = plain(level.value)
    if criterion.weight == 1:
        return value
    return f"{plain(criterion.weight)}×{value}"


def _code_and_label(code: str, label: str) -> str:
    return code if code.casefold() == label.casefold() else f"{code} {label}"


def _indented(text: str, width: int, indent: str = DETAIL) -> list[str]:
    return filled(text, width, initial_indent=indent, subsequent_indent=indent)


# -- the steps ---------------------------------------------------------------------------------------------------------


def _step(step: Step, width: int) -> Iterator[str]:
    yield from filled(f"{step.measure.title} = {step.formula}", width, subsequent_indent=DETAIL)
    low, high = _worked_out(step, low=True), _worked_out(step, low=False)
    lines = [low] if low == high else [f"lowest   {low}", f"highest  {high}"]
    for line in lines:
        yield from filled(line, width, initial_indent=STEP, subsequent_indent=DETAIL)
    if step.published is not None:
        yield from _indented(_published(step), width, STEP)
    limits = "; ".join(_limits(step))
    if limits:
        yield from _indented(limits, width, STEP)


def _worked_out(step: Step, *, low: bool) -> str:
    """Return a working with its result: exact, then as displayed where that is rounded, then the band."""
    result = step.result
    end, band = (result.low, result.band_low) if low else (result.high, result.band_high)
    working, exact, shown = step.working_low if low else step.working_high, exact_text(end), result.shown(end)
    total = exact if working == exact else f"{working} = {exact}"
    rounding = "" if end == shown else f" ≈ {shown}"
    bands = step.measure.bands
    return f"{total}{rounding}: {bands[band].label}" if bands else f"{total}{rounding}"


def _published(step: Step) -> str:
    assert step.published is not None  # noqa: S101 - for the type checker: the caller looked
    if step.published.score is None:
        return "by the source's own rule for unknowns: undefined (the rule does not cover these levels)"
    return f"by the source's own rule for unknowns: {step.result.shown(step.published.score)}"


def _limits(step: Step) -> Iterator[str]:
    result, bands = step.result, step.measure.bands
    if step.floor is not None:
        distance = exact_text(result.low - step.floor)
        yield f"{bands[result.band_low].label} begins at {exact_text(step.floor)}: {distance} to spare"
    if step.ceiling is not None:
        distance = exact_text(step.ceiling - result.high)
        yield f"{bands[result.band_high + 1].label} begins at {exact_text(step.ceiling)}: {distance} short of it"


# -- what would move it ------------------------------------------------------------------------------------------------


def _flips(explanation: Explanation, direction: str, width: int) -> Iterator[str]:
    flips = [flip for flip in explanation.flips if flip.direction == direction]
    now = {step.measure.id: step.result for step in explanation.steps}
    moving = [flip for flip in flips if flip.outcome.moved]
    if not flips:
        yield from _indented("No single change does.", width, STEP)
    by = explanation.ranked_by
    ranking = [flip for flip in moving if by in flip.outcome.moved]
    others = [flip for flip in moving if by not in flip.outcome.moved]
    for heading, chosen in (
        (f"Band of {_titles(explanation.matrix, [by])}:" if by else "", ranking),
        ("Other bands:", others),
    ):
        yield from _band_flips(explanation, heading, chosen, now, width)
    yield from _rank_flips(explanation, [flip for flip in flips if flip.outcome.rank_moves], width)


def _band_flips(
    explanation: Explanation, heading: str, flips: Sequence[Flip], now: dict[str, Result], width: int
) -> Iterator[str]:
    if flips:
        yield from filled(heading, width)
    for (criterion, effect), same in groupby(flips, lambda flip: (flip.criterion, _effect(flip, now))):
        to = _either([flip.criterion.levels[flip.level].code for flip in same])
        change = f"{criterion.title} {_now(explanation, criterion)} → {to}: {effect}"
        yield from filled(change, width, initial_indent=STEP, subsequent_indent=DETAIL)


def _effect(flip: Flip, now: dict[str, Result]) -> str:
    """Return which bands move, from where to where."""
    results = (flip.outcome.result(id_) for id_ in flip.outcome.moved)
    return "; ".join(
        f"{result.measure.title} {now[result.measure.id].band_text} → {result.band_text}"
        for result in results
        if result is not None
    )


def _either(words: Sequence[str]) -> str:
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"


def _now(explanation: Explanation, criterion: Criterion) -> str:
    given = explanation.given[explanation.matrix.criteria.index(criterion)]
    first, last = given.levels[0].code, given.levels[-1].code
    return first if given.known else f"{first}–{last}"


def _rank_flips(explanation: Explanation, flips: Sequence[Flip], width: int) -> Iterator[str]:
    """Yield for each criterion the smallest change that moves the rank."""
    by = explanation.ranked_by
    if not flips or by is None or explanation.rank is None:
        return
    yield from filled("Rank, by the smallest change of each criterion that moves it:", width)
    rows = []
    for criterion, own in groupby(flips, lambda flip: flip.criterion):
        levels = list(own)
        flip = levels[0] if levels[0].direction == UP else levels[-1]
        result, rank = flip.outcome.result(by), flip.outcome.rank
        if result is not None and rank is not None:
            change = f"{_now(explanation, criterion)} → {criterion.levels[flip.level].code}"
            rows.append([criterion.title, change, _brief(result), rank.text])
    yield from _table(["criterion", "change", by, "rank"], rows, width)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, indent: str = STEP) -> Iterator[str]:
    lines, _ = aligned(headings, rows, width - len(indent))
    yield from (indent + line for line in lines)


# -- the unknowns ------------------------------------------------------------------------------------------------------


def _unknowns(explanation: Explanation, width: int) -> Iterator[str]:
    if not explanation.unknowns:
        yield from _indented("Nothing is unknown: every figure is certain.", width, STEP)
        return
    leading = [step for step in explanation.steps if explanation.ranked_by in (None, step.measure.id)]
    for step in leading:
        yield from _width(explanation, step, width)
    for unknown in explanation.unknowns:
        yield from _unknown(explanation, unknown, width)


def _width(explanation: Explanation, step: Step, width: int) -> Iterator[str]:
    """Yield how far a measure is open, and what each unknown contributes to that, so that it adds up."""
    result = step.result
    shares = [(unknown.given.criterion.title, unknown.share(step.measure.id)) for unknown in explanation.unknowns]
    parts = [f"{exact_text(share)} from {title}" for title, share in shares if share]
    if not parts:
        yield from _indented(f"{_named(result)}: none of the unknowns makes a difference to it.", width, STEP)
        return
    text = f"{_named(result)} is {exact_text(result.width)} wide: {' + '.join(parts)}."
    yield from filled(text, width, initial_indent=STEP, subsequent_indent=DETAIL)


def _unknown(explanation: Explanation, unknown: Unknown, width: int) -> Iterator[str]:
    by, given = explanation.ranked_by, unknown.given
    ids = [share.measure.id for share in unknown.shares]
    shown = [by] if by in ids else ids
    power = f"{given.criterion.title}: {_power(explanation.matrix, unknown)}"
    yield from filled(power, width, initial_indent=STEP, subsequent_indent=DETAIL)
    rows = []
    for level, outcome in zip(given.levels, unknown.if_known, strict=True):
        results = [outcome.result(id_) for id_ in shown if id_ is not None]
        rank = [outcome.rank.text] if outcome.rank is not None and by in ids else []
        rows.append([_code_and_label(level.code, level.label), *(_brief(r) for r in results if r is not None), *rank])
    rank_heading = ["rank"] if explanation.rank is not None and by in ids else []
    yield from _table(["if it is", *(id_ for id_ in shown if id_ is not None), *rank_heading], rows, width, DETAIL)


def _power(matrix: Matrix, unknown: Unknown) -> str:
    """Return what learning one unknown alone could do to the bands."""
    change, settle, would = (
        _titles(matrix, ids) for ids in (unknown.could_change, unknown.could_settle, unknown.would_settle)
    )
    if not change:
        return "alone it changes no band." if any(share.measure.bands for share in unknown.shares) else "no bands."
    bands = f"alone it could change the band of {change}"
    if not settle:
        return f"{bands}, but settle none."
    learnt = "would" if would == settle else "could"
    return f"{bands}, and {learnt} settle {'it' if settle == change else f'that of {settle}'}."


def _titles(matrix: Matrix, ids: Sequence[str]) -> str:
    titles = [matrix.measure(id_).title for id_ in ids]
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)
