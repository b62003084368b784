"""What a robustness analysis looks like on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from ocgscore.cli.listing import SHORT
from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.ranking import percent_text

if TYPE_CHECKING:
    from ocgscore.report.robust import RobustnessRun
    from ocgscore.robustness import Acceptability, Tau

Label: TypeAlias = Callable[[int], str]
SURE: Final = 0.95
PAIRS_SHOWN: Final = 3
FIRST_SHOWN: Final = 3
ROWS_SHOWN: Final = 60
NAMES_SHOWN: Final = 40
WEIGHTS_SHOWN: Final = 2
TOLD_APART: Final = 0.01  # a central weight this far from the mean one is worth saying


def robustness_lines(run: RobustnessRun) -> Iterator[str]:
    """Yield the whole: what was tried, each group, who is above the line, and what moves the ranking."""
    width, label = terminal_width(), _labels(run.found)
    if run.marking:
        yield run.marking.center(width).rstrip()
    yield from _head(run.found, width)
    yield ""
    yield from _table(run, label, width)
    yield ""
    for paragraph in (*_line(run, label), *_agreement(run.found.tau)):
        yield from filled(paragraph, width, subsequent_indent="  ")
    yield ""
    yield from _trials(run, width)
    yield ""
    for paragraph in (*_turned(run.found, label), *_first(run.found, label), *_warnings(run.found)):
        yield from filled(paragraph, width, subsequent_indent="  ")
    if run.marking:
        yield run.marking.center(width).rstrip()


def _labels(found: Acceptability) -> Label:
    """Name a row by its group, and by its date too where a group stands in several."""
    batch = found.scores.assessments
    codes = batch.group.text_codes()
    alone = len(set(codes.tolist())) == len(batch)

    def label(row: int) -> str:
        date = batch.assessed_on[row].item()
        name = batch.group.row_text(row)
        return name if alone or date is None else f"{name} of {date.date().isoformat()}"

    return label


def _head(found: Acceptability, width: int) -> Iterator[str]:
    matrix, tried = found.scores.assessments.matrix, found.request.uncertainty
    yield from filled(matrix.title, width)
    measure = matrix.measure(found.request.by).title
    yield from filled(f"{matrix.name} ({matrix.status}), how far the ranking by {measure} stands", width)
    yield ""
    nothing_to_weigh = tried.weights != "stated" and not found.blocks
    for name, what in (
        ("weights", f"{tried.weights_text()}{': no criteria are added together' if nothing_to_weigh else ''}"),
        ("level values", tried.values_text()),
        ("unknown levels", tried.unknowns_text()),
    ):
        yield from filled(f"{name}: {what}", width, initial_indent="  ", subsequent_indent="    ")
    if found.exact:
        yield "Nothing is uncertain: the answer is exact."
    else:
        drawn = f"{found.draws} draws, seed {found.request.seed}"
        margin = f"±{200 * found.largest_error:.2g} points"
        yield from filled(f"{drawn}: percentages are good to {margin} in 19 cases of 20.", width)


def _table(run: RobustnessRun, label: Label, width: int) -> Iterator[str]:
    found, measure = run.found, run.found.scores[run.found.request.by].measure
    bands = f" and in each band of {measure.title}" if measure.bands else ""
    text = f"How often each is in the top {found.request.top}, is first{bands}:"
    yield from filled(text, width)
    headings = ["rank", found.scores.assessments.matrix.subject, f"top {found.request.top}", "first", "mean rank"]
    headings += [band.label for band in reversed(measure.bands)]
    order = run.ranking.order().tolist()
    lines, left_out = aligned(headings, [_row(run, label, row) for row in order[:ROWS_SHOWN]], width)
    yield from lines
    if len(order) > ROWS_SHOWN:
        yield f"... and {len(order) - ROWS_SHOWN} more: --out writes all."
    if left_out:
        yield f"Not shown for width: {', '.join(left_out)}"


def _row(run: RobustnessRun, label: Label, row: int) -> list[str]:
    found = run.found
    assert found.expected_rank is not None  # noqa: S101 - for the type checker: places are counted
    shares = [percent(share) for share in found.p_bands[row, ::-1].tolist()]
    return [
        run.ranking.text(row),
        label(row),
        percent(float(found.p_top[row])),
        percent(float(found.p_first[row])),
        f"{found.expected_rank[row]:.1f}",
        *shares,
    ]


def _line(run: RobustnessRun, label: Label) -> Iterator[str]:
    """Say who is above the line whatever is tried, and who only sometimes."""
    found, top = run.found, run.found.request.top
    order = sorted(run.ranking.order().tolist(), key=lambda row: -found.p_top[row])
    sure = [label(row) for row in order if found.p_top[row] >= SURE]
    open_ = [
        f"{label(row)} ({percent(float(found.p_top[row]))})" for row in order if 1 - SURE < found.p_top[row] < SURE
    ]
    yield f"In the top {top} in at least 95 % of the draws ({len(sure)}): {_listed(sure)}."
    if found.exact:
        yield f"Tied across the line, sharing the places left ({len(open_)}): {_listed(open_)}."
    else:
        yield f"Depends on the numbers or on what is unknown ({len(open_)}): {_listed(open_)}."
    yield f"In at most 5 %: the other {len(found) - len(sure) - len(open_)}."


def _agreement(tau: Tau | None) -> Iterator[str]:
    if tau is None:
        yield "Agreement with the stated ranking: undefined, since it puts no pair of groups in order."
        return
    sample = " over a sample of pairs" if tau.sampled else ""
    ceiling = f" of the {tau.most:.2f} that it can reach while unknowns leave pairs open" if tau.most < 1 else ""
    kept = f"Of the pairs that the stated numbers put in order, {percent(tau.kept)} keep their order on average"
    yield f"{kept} (Kendall's tau{sample}: {tau.mean:.2f}{ceiling})."


def _trials(run: RobustnessRun, width: int) -> Iterator[str]:
    top = run.found.request.top
    rows = [
        [trial.name, "undefined" if trial.tau is None else percent(trial.tau.kept), str(trial.sure)]
        for trial in run.trials
    ]
    drawn = f" ({run.trials[0].draws if run.trials[0].draws > 1 else run.trials[-1].draws} draws each)"
    yield from filled(f"The same under milder tests, besides what is unknown{drawn}:", width)
    lines, _ = aligned(["what is tried", "pairs kept", f"sure of the top {top}"], rows, width - 2)
    yield from (f"  {line}" for line in lines)


def _turned(found: Acceptability, label: Label) -> Iterator[str]:
    pairs = [
        f"{label(pair.below)} comes above {label(pair.above)} in {percent(pair.share)}"
        for pair in found.turned[:PAIRS_SHOWN]
    ]
    if pairs:
        yield f"Turned round most often: {'; '.join(pairs)}."


def _first(found: Acceptability, label: Label) -> Iterator[str]:
    """Say with which weights the groups most often first are first."""
    order = sorted(found.central, key=lambda row: -found.p_first[row])[:FIRST_SHOWN]
    for row in order:
        if found.p_first[row] == 1:
            yield f"{label(row)} is first whatever is tried."
            continue
        share = f"{label(row)} is first in {percent(float(found.p_first[row]))}"
        sure = found.confidence.get(row)
        factor = "" if sure is None else f"; with just those weights in {percent(sure)} (its confidence factor)"
        yield f"{share}, {_weights(found, row)}{factor}."


def _weights(found: Acceptability, row: int) -> str:
    """Say which weights, in the draws in which a group is first, lie furthest from those in all draws."""
    criteria, central, mean = found.scores.assessments.matrix.criteria, found.central[row], found.mean_weights
    order = sorted(central, key=lambda criterion: mean[criterion] - central[criterion])
    more = [c for c in order if central[c] - mean[c] >= TOLD_APART][:WEIGHTS_SHOWN]
    less = [c for c in order[::-1] if mean[c] - central[c] >= TOLD_APART][:WEIGHTS_SHOWN]

    def said(criterion: int) -> str:
        return f"{criteria[criterion].title} ({percent(central[criterion])}, in all draws {percent(mean[criterion])})"

    parts = [
        f"{how} weight on {' and '.join(map(said, chosen))}"
        for how, chosen in (("more", more), ("less", less))
        if chosen
    ]
    return f"then with {', '.join(parts)}" if parts else "with weights like those of all draws"


def _warnings(found: Acceptability) -> Iterator[str]:
    matrix = found.scores.assessments.matrix
    if found.blocks:
        yield "A weight is a share among the criteria that are added together."
    yield (
        "Ranks vary only what is unknown; percentages vary the numbers too. They are shares of draws, not the "
        "probability that a group is dangerous. Groups that tie share the places they take."
    )
    yield f"Matrix fingerprint {matrix.fingerprint[:SHORT]}."


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:NAMES_SHOWN])
    if len(names) > NAMES_SHOWN:
        shown.append(f"and {len(names) - NAMES_SHOWN} more")
    return ", ".join(shown) if shown else "none"


def percent(share: float) -> str:
    """Return a share in whole per cent."""
    return percent_text(Fraction(share))
