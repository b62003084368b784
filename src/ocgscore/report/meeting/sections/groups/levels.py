"""The levels given to one group, with their wording, and the path from them to scores and bands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ocgscore.explain import Explanation, Given, Result, Step, exact_text
from ocgscore.matrix import Matrix, formula_text
from ocgscore.report.meeting.blocks import Heading, Listing, Noted
from ocgscore.report.meeting.sections.groups.wording import level_said, looked_up

WORDED: Final = 3  # levels still possible whose wordings are all given
PATH: Final = (Heading("measure", first=True), Heading("score", "number"))


def formulas(matrix: Matrix) -> Listing:
    """Return how each measure is made, once for all groups: a page has the workings alone."""
    rows = tuple((measure.title, formula_text(measure.formula)) for measure in matrix.measures)
    headings = (Heading("measure", first=True), Heading("formula"))
    return Listing("groups-formulas", "How each measure is made, of criteria and measures by their ids", headings, rows)


def path(explanation: Explanation, key: str) -> Listing:
    """Return how the scores of a group come about, each measure after those it is made of."""
    steps = explanation.steps
    banded = any(step.measure.bands for step in steps)
    published = any(step.published is not None for step in steps)
    rows = tuple(tuple(_step(step, banded=banded, published=published)) for step in steps)
    headings = (
        *PATH,
        *([Heading("band")] * banded),
        Heading("working"),
        *([Heading("by the source's rule for unknowns", "number")] * published),
    )
    return Listing(f"{key}-path", "From levels to scores", headings, rows)


def _step(step: Step, *, banded: bool, published: bool) -> Iterator[str]:
    result = step.result
    yield result.measure.title
    yield "" if looked_up(result.measure) else result.score_text
    if banded:
        yield result.band_text
    low, high = _working(step.working_low, result, low=True), _working(step.working_high, result, low=False)
    yield low if low == high else f"lowest {low}; highest {high}"
    if published:
        yield _published(step)


def _working(working: str, result: Result, *, low: bool) -> str:
    """Return a working with its exact result, and how that is displayed where it is rounded."""
    end = result.low if low else result.high
    exact, shown = exact_text(end), result.shown(end)
    if looked_up(result.measure):
        return working
    total = exact if working == exact else f"{working} = {exact}"
    return total if end == shown else f"{total} ≈ {shown}"


def _published(step: Step) -> str:
    found = step.published
    if found is None:
        return "no rule"
    if found.score is None:
        return "undefined: the rule does not cover these levels"
    band = step.measure.bands[found.band].label if step.measure.bands and found.band is not None else ""
    return band if looked_up(step.measure) else f"{step.result.shown(found.score)} {band}".rstrip()


def levels(explanation: Explanation, key: str) -> Listing:
    """Return the level of each criterion with its question, what it counts, its wording, and the reason for it."""
    reasons = explanation.rationale
    headings = (Heading("criterion", first=True), Heading("level"), Heading("wording"))
    rows = tuple(
        (
            Noted(given.criterion.title, given.criterion.question),
            Noted(level_said(given.criterion, given.lowest, given.highest), f"counts {counts(given)}"),
            Noted(wording(given), _reason(reasons.get(given.criterion.id, ""))),
        )
        for given in explanation.given
    )
    return Listing(f"{key}-levels", "Levels given", headings, rows)


def _reason(said: str) -> str:
    return f"Reason given: {said}" if said else ""


def counts(given: Given) -> str:
    """Return what a level contributes, weight and all: exact, ``lowest–highest`` where it is open."""
    return "–".join(dict.fromkeys((exact_text(given.low), exact_text(given.high))))


def wording(given: Given) -> str:
    """Return the wording of the levels still possible; of many, or where nothing is ruled out, which they are."""
    if given.known:
        return given.levels[0].anchor
    if len(given.levels) > WORDED or not given.narrowed:
        at = range(given.lowest, given.highest + 1)
        return f"any of {len(at)} levels: {', '.join(level_said(given.criterion, one, one) for one in at)}"
    return " / ".join(f"{level.label}: {level.anchor}" for level in given.levels)
