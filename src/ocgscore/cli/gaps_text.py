"""What to find out first, as it reads on a terminal: a list of questions, each with what its answer could change."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.ranking import percent_text
from ocgscore.report.gaps import plain_cost
from ocgscore.scoring import rounded

if TYPE_CHECKING:
    from ocgscore.robustness.gaps import Gap, Gaps

SHOWN = 20
SHORT = 12  # hex digits of a fingerprint that identify it to a reader
INDENT = "    "


def gap_lines(gaps: Gaps, marking: str) -> Iterator[str]:
    """Yield the list: marking, what it is, the first unknowns, and what to know when reading it."""
    matrix, width = gaps.scores.assessments.matrix, terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    title = matrix.measure(gaps.ranking.by).title
    yield from filled(matrix.title, width)
    subject = f"{title}, top {gaps.top} of {len(gaps.scores)}"
    yield from filled(f"{matrix.name} ({matrix.status}), what to find out first: {subject}", width)
    yield ""
    for number in range(min(SHOWN, len(gaps))):
        yield from _entry(gaps, gaps[number], number + 1, width)
        yield ""
    for note in _notes(gaps, title):
        yield from filled(note, width)
    if marking:
        yield marking.center(width).rstrip()


def _entry(gaps: Gaps, gap: Gap, number: int, width: int) -> Iterator[str]:
    place = f"{gap.group}, rank {gaps.ranking.text(gap.row)}: {gap.criterion.title}"
    head = f"{number:>2}. {place} ({gap.lowest.label}–{gap.highest.label}), {gap.address}"
    for text, indent in ((head, ""), (f"find out: {gap.criterion.question}", INDENT), (_effect(gaps, gap), INDENT)):
        yield from filled(text, width, initial_indent=indent, subsequent_indent=INDENT)


def _effect(gaps: Gaps, gap: Gap) -> str:
    result = gaps.scores[gaps.ranking.by]
    said = []
    if gap.settling:
        said.append(
            f"the band, now {result.band_text(gap.row)}, would be settled by {gap.settling} of {gap.answers} answers"
        )
    if gap.chance_band:
        said.append(f"the most likely band changes with chance {percent_text(gap.chance_band)}")
    if gap.chance_line:
        said.append(f"crosses the top {gaps.top} line with chance {percent_text(gap.chance_line)}")
    if gap.expected_change:
        change = rounded(gap.expected_change, result.measure.digits + 1)
        said.append(f"{result.measure.title} moves by {change} on average")
    said[:1] = [text[0].upper() + text[1:] for text in said[:1]]
    cost = f" (cost {plain_cost(gap.cost)})" if gap.cost is not None else ""
    return f"{'; '.join(said) or 'Changes neither band, line nor score'}{cost}"


def _notes(gaps: Gaps, title: str) -> Iterator[str]:
    matrix = gaps.scores.assessments.matrix
    if not len(gaps):
        yield f"There is nothing to find out: every level that {title} is made of is known."
    elif len(gaps) > SHOWN:
        yield f"{SHOWN} of {len(gaps)} unknowns shown; all are in --out and --format csv."
    if len(gaps):
        if not any(gaps.chance_line):
            line = f"the top {gaps.top} line"
            yield f"No single answer would change on which side of {line} its group most likely stands."
        priced = " for the cost" if gaps.cost is not None else ""
        taken = "equally likely" if gaps.unknowns == "uniform" else "as likely as the batch has them"
        yield f"In order by verdicts expected to change{priced}, then by how far the score moves{priced}."
        yield f"Possible levels are taken as {taken}."
    error = Fraction(float(gaps.standard_error.max(initial=0)))
    if error:
        sampled = f"Some verdicts rest on {gaps.draws} draws (seed {gaps.seed})"
        yield f"{sampled}: the standard error of their chances is up to {rounded(100 * error, 1)} %."
    yield f"Matrix fingerprint {matrix.fingerprint[:SHORT]}."
