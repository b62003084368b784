"""What a robustness analysis looks like on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.ranking import percent_text

if TYPE_CHECKING:
    from ocgscore.report.robust import RobustnessRun
    from ocgscore.robustness import Acceptability

SURE: Final = 0.95
PAIRS_SHOWN: Final = 3
FIRST_SHOWN: Final = 3
ROWS_SHOWN: Final = 60
WEIGHTS_SHOWN: Final = 3
RAISED: Final = 0.01  # a central weight this much above the stated one is worth saying


def robustness_lines(run: RobustnessRun) -> Iterator[str]:
    """Yield the whole: what was tried, each group, who is above the line, and what moves the ranking."""
    width = terminal_width()
    if run.marking:
        yield run.marking.center(width).rstrip()
    yield from _head(run.found, width)
    yield ""
    yield from _table(run, width)
    yield ""
    for paragraph in _paragraphs(run):
        yield from filled(paragraph, width, subsequent_indent="  ")
    if run.marking:
        yield run.marking.center(width).rstrip()


def _head(found: Acceptability, width: int) -> Iterator[str]:
    matrix, tried = found.scores.assessments.matrix, found.request.uncertainty
    yield from filled(matrix.title, width)
    measure = matrix.measure(found.request.by).title
    yield from filled(f"{matrix.name} ({matrix.status}), how far the ranking by {measure} stands", width)
    yield ""
    for name, what in (
        ("weights", f"{tried.weights_text()}{'' if found.blocks else ': no criteria are added together'}"),
        ("level values", tried.values_text()),
        ("unknown levels", tried.unknowns_text()),
    ):
        yield from filled(f"{name}: {what}", width, initial_indent="  ", subsequent_indent="    ")
    if found.exact:
        yield "Nothing is uncertain: the answer is exact."
    else:
        drawn = f"{found.draws} draws, seed {found.request.seed}"
        yield from filled(f"{drawn}: shares are good to ±{200 * found.largest_error:.2g} in 19 cases of 20.", width)


def _table(run: RobustnessRun, width: int) -> Iterator[str]:
    found, bands = run.found, run.found.scores[run.found.request.by].measure.bands
    headings = ["rank", found.scores.assessments.matrix.subject, f"top {found.request.top}", "first", "mean rank"]
    headings += [band.label for band in reversed(bands)]
    order = run.ranking.order().tolist()
    lines, left_out = aligned(headings, [_row(run, row) for row in order[:ROWS_SHOWN]], width)
    yield from lines
    if len(order) > ROWS_SHOWN:
        yield f"... and {len(order) - ROWS_SHOWN} more: --out writes all."
    if left_out:
        yield f"Not shown for width: {', '.join(left_out)}"


def _row(run: RobustnessRun, row: int) -> list[str]:
    found = run.found
    assert found.expected_rank is not None  # noqa: S101 - for the type checker: places are counted
    shares = [percent(share) for share in found.p_bands[row, ::-1].tolist()]
    return [
        run.ranking.text(row),
        found.scores.assessments.group.row_text(row),
        percent(float(found.p_top[row])),
        percent(float(found.p_first[row])),
        f"{found.expected_rank[row]:.1f}",
        *shares,
    ]


def _paragraphs(run: RobustnessRun) -> Iterator[str]:
    yield from _line(run.found)
    yield from _agreement(run)
    yield from _turned(run.found)
    yield from _first(run.found)


def _line(found: Acceptability) -> Iterator[str]:
    """Say who is above the line whatever is tried, and who only sometimes."""
    top, group = found.request.top, found.scores.assessments.group.row_text
    order = sorted(range(len(found)), key=lambda row: -found.p_top[row])
    sure = [group(row) for row in order if found.p_top[row] >= SURE]
    open_ = [
        f"{group(row)} ({percent(float(found.p_top[row]))})" for row in order if 1 - SURE < found.p_top[row] < SURE
    ]
    yield f"In the top {top} in at least 95 % of the draws ({len(sure)}): {_listed(sure)}."
    yield f"Depends on the numbers or on what is unknown ({len(open_)}): {_listed(open_)}."
    yield f"In at most 5 %: the other {len(found) - len(sure) - len(open_)}."


def _agreement(run: RobustnessRun) -> Iterator[str]:
    tau = run.found.tau
    if tau is None:
        yield "Agreement with the stated ranking: undefined, since it puts no pair of groups in order."
        return
    sample = " over a sample of pairs" if tau.sampled else ""
    text = f"Agreement with the stated ranking (Kendall's tau{sample}): {tau.mean:.2f} on average"
    yield f"{text}, {tau.low:.2f} or more in 19 draws of 20."
    parts = [f"{source.name} {source.tau.mean:.2f}" for source in run.sources if source.tau is not None]
    if parts:
        lowest = " The lowest moves the ranking most." if len(parts) > 1 else ""
        yield f"By what is uncertain: {'; '.join(parts)}.{lowest}"


def _turned(found: Acceptability) -> Iterator[str]:
    group = found.scores.assessments.group.row_text
    pairs = [
        f"{group(pair.above)} above {group(pair.below)} ({percent(pair.share)})" for pair in found.turned[:PAIRS_SHOWN]
    ]
    if pairs:
        yield f"Turned round most often, of the pairs that the stated numbers order: {'; '.join(pairs)}."


def _first(found: Acceptability) -> Iterator[str]:
    """Say with which weights the groups most often first are first."""
    order = sorted(found.central, key=lambda row: -found.p_first[row])[:FIRST_SHOWN]
    group = found.scores.assessments.group.row_text
    for row in order:
        sure = found.confidence.get(row)
        factor = "undefined, since it is first in under 1 % of the draws" if sure is None else percent(sure)
        share = percent(float(found.p_first[row]))
        yield f"{group(row)} comes first ({share}) {_with_weights(found, row)}; confidence factor {factor}."


def _with_weights(found: Acceptability, row: int) -> str:
    """Say on which criteria the weights that put a group first lie furthest above the stated ones."""
    criteria, central = found.scores.assessments.matrix.criteria, found.central[row]
    stated = {c: float(share) for block in found.blocks for c, share in zip(block.criteria, block.shares, strict=True)}
    raised = [c for c in sorted(central, key=lambda c: stated[c] - central[c]) if central[c] - stated[c] >= RAISED]
    if not raised:
        return "with weights much like the stated ones"
    shown = [f"{criteria[c].title} ({percent(central[c])}, stated {percent(stated[c])})" for c in raised]
    return f"with more weight than stated on {', '.join(shown[:WEIGHTS_SHOWN])}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


def percent(share: float) -> str:
    """Return a share in whole per cent."""
    return percent_text(Fraction(share))
