"""What the audit of a matrix looks like on a terminal: what deserves attention first, then each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ocgscore.audit import Audit, BatchAudit, OrdinalProduct, Reachable, Share, Undefined
from ocgscore.audit.findings import concerned
from ocgscore.audit.wording import coefficient, figure, listed, margin, percent
from ocgscore.cli.terminal import aligned, filled, terminal_width
from ocgscore.matrix import Measure
from ocgscore.words import counted

STRONGEST = 10  # pairs of criteria listed


def audit_lines(audit: Audit) -> Iterator[str]:
    """Yield a whole audit for a person to read."""
    yield from ("", "WHAT DESERVES ATTENTION")
    for finding in audit.findings or ("Nothing stands out.",):
        yield from _text(finding, first="  - ", rest="    ")
    if audit.batch is not None:
        yield from _batch_lines(audit.batch)
    yield from ("", "SCORES THAT CAN OCCUR")
    yield from _reachable_lines(audit)
    yield from ("", "RANDOM PAIRS")
    yield from _pair_lines(audit)
    yield from _influence_lines(audit)
    yield from _product_lines(audit)
    yield from _direction_lines(audit)
    yield from ("", "UNKNOWN LEVELS")
    yield from _unknown_lines(audit)
    yield ""
    asked = (
        f"Seed {audit.seed}, {audit.draws:,} draws for what is estimated; --format json gives every figure and method."
    )
    yield from _text(asked, first="", rest="")


def _text(text: str, first: str = "  ", rest: str = "  ") -> Iterator[str]:
    yield from filled(text, terminal_width(), initial_indent=first, subsequent_indent=rest)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    lines, left_out = aligned(headings, rows, terminal_width() - 2)
    yield from (f"  {line}" for line in lines)
    if left_out:
        yield f"  (and columns {', '.join(left_out)}: a wider terminal shows them)"


def _grouped(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Yield each description once, with all that it describes: a matrix often has several measures alike."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, description in pairs:
        found.setdefault(description, []).append(name)
    for description, names in found.items():
        yield names, description


# -- the matrix ----------------------------------------------------------------------------------------------------


def _reachable_lines(audit: Audit) -> Iterator[str]:
    for names, sentences in _grouped((one.measure.id, tuple(_reachable_text(one))) for one in audit.reachable):
        yield from _text(listed(names), "  ", "  ")
        for sentence in sentences:
            yield from _text(sentence, "    ", "      ")


def _reachable_text(found: Reachable) -> Iterator[str]:
    ends = f"{figure(found.least)} to {figure(found.greatest)}"
    if not found.exact:
        yield f"at least {found.distinct} scores from {ends}: too many level combinations to count them all"
    elif isinstance(found.step, Undefined) or isinstance(found.never, Undefined):
        yield f"always {figure(found.least)}"
    else:
        steps = "whole scores" if found.step == 1 else f"steps of {figure(found.step)}"
        yield f"{found.distinct} of {found.distinct + found.never} {steps} from {ends} can occur{_gap_text(found)}"
    if found.bands:
        yield ", ".join(f"{held.band} {percent(held.share)}" for held in found.bands) + " of all possible answers"


def _gap_text(found: Reachable) -> str:
    if isinstance(found.widest_gap, Undefined) or not found.never:
        return ""
    below, above = found.widest_gap
    return f"; the widest gap is from {figure(below)} to {figure(above)}"


def _pair_lines(audit: Audit) -> Iterator[str]:
    yield from _text(
        "How scores and bands keep the true order of two random assessments, the truth being a point somewhere in each "
        "level. Opposed: the two axes of a product or a grid run opposite ways."
    )
    yield ""
    shown = _shown(audit)
    rows = [
        [found.measure.id, found.rating, found.answers, *map(percent, (found.correct, found.tied, found.reversed))]
        for found in audit.pairs
        if found.measure in shown
    ]
    yield from _table(["measure", "rated by", "answers", "correct", "tied", "reversed"], rows)
    yield from _text(
        f"Each is within about {margin(found.correct for found in audit.pairs)} points (two standard errors)."
    )


def _shown(audit: Audit) -> list[Measure]:
    """Return the measures of more than one criterion, of which there is something to say; all where there are none."""
    criteria = Counter(one.measure.id for one in audit.influence)
    return [one for one in audit.matrix.measures if criteria[one.id] > 1] or list(audit.matrix.measures)


def _influence_lines(audit: Audit) -> Iterator[str]:
    for measure in concerned(audit):
        yield from ("", f"INFLUENCE ON {measure.id}")
        found = [one for one in audit.influence if one.measure == measure]
        rows = [
            [
                one.criterion.id,
                percent(one.weight_share),
                percent(one.variance_share),
                f"{figure(one.swing_low)} / {figure(one.swing_high)}",
                percent(one.redraw),
                percent(one.one_up),
            ]
            for one in found
        ]
        yield from _table(["criterion", "weight", "variance", "swing", "redrawn", "one up"], rows)
        yield from _text(
            "Variance: how much of the spread of scores the criterion alone accounts for. Swing: from its lowest to "
            "its highest level, all others lowest / highest. Redrawn, one up: how often that changes the band."
        )


def _product_lines(audit: Audit) -> Iterator[str]:
    if audit.products:
        yield from ("", "PRODUCTS AND GRIDS")
    for names, sentences in _grouped((_product_name(one), (_product_text(one),)) for one in audit.products):
        for name in names:
            yield from _text(name, "  ", "    ")
        yield from _text(sentences[0], "    ", "      ")


def _direction_lines(audit: Audit) -> Iterator[str]:
    """Yield what turning the scales round does; a grid has no other direction, and a sum ranks alike both ways."""
    sensitive = [one for one in audit.directions if isinstance(one.opposite, Share) and one.opposite.draws]
    if sensitive:
        yield from ("", "DIRECTION OF THE SCALES")
        yield from _text("Every scale numbered the other way round, the lowest score ranked first:")
    for found in sensitive:
        yield from _text(
            f"{found.measure.id}: {percent(found.opposite)} of random pairs in the opposite order, "
            f"{percent(found.one_tied)} tied one way only",
            "    ",
            "      ",
        )


def _product_name(one: OrdinalProduct) -> str:
    made = " * ".join(one.factors) if one.kind == "product" else f"grid({', '.join(one.factors)})"
    return f"{one.measure.id} = {made}" if one.kind == "grid" else f"{made} (in {one.measure.id})"


def _product_text(one: OrdinalProduct) -> str:
    if isinstance(one.distinct, Undefined):
        return f"not counted: {one.distinct.reason}"
    between = f"{figure(one.never)} of the steps between them never occur" if one.never else "every step between occurs"
    results = f"{counted(one.cells, 'cell')}, {counted(one.distinct, 'different result')}"
    return f"{results}; {between}; {percent(one.ties)} of pairs of cells tie"


def _unknown_lines(audit: Audit) -> Iterator[str]:
    for rule in audit.unknown_rules:
        yield from _text(
            f"{rule.measure.id}: counted as the lowest value instead of by the rule, unknown reverses "
            f"{percent(rule.reversed_low)} of random pairs; as the highest, {percent(rule.reversed_high)}. Nothing "
            f"known is published as {figure(rule.all_unknown)}; all lowest is {figure(rule.all_lowest)}, all second "
            f"lowest {figure(rule.all_second)}."
        )
    yield from _text(
        "Random pairs that cannot be ordered, their intervals overlapping, and assessments whose band is not certain, "
        "by how many of the levels are unknown:"
    )
    spread = {(one.measure.id, one.unknown): one for one in audit.unknown_spread}
    chances = sorted({chance for _, chance in spread})
    rows = [
        [measure.id, *(percent(spread[measure.id, chance].undecided) for chance in chances)]
        + [percent(spread[measure.id, chance].band_uncertain) for chance in chances]
        for measure in _shown(audit)
    ]
    headings = [figure(100 * chance) + " %" for chance in chances]
    headings += [f"band {heading}" for heading in headings]
    yield from _table(["measure", *headings], rows)


# -- a batch -------------------------------------------------------------------------------------------------------


def _batch_lines(batch: BatchAudit) -> Iterator[str]:
    yield from ("", f"THE BATCH: {counted(batch.assessments, 'assessment')}")
    yield from _correlation_lines(batch)
    yield from ("", "USE OF THE SCALES (all assessments)")
    yield from _scale_lines(batch)
    if batch.heaping:
        yield from ("", "SCORES AT THE CUTS BETWEEN BANDS")
        yield from _heaping_lines(batch)


def _correlation_lines(batch: BatchAudit) -> Iterator[str]:
    effective = batch.effective
    if isinstance(effective.value, Undefined) or isinstance(effective.if_unrelated, Undefined):
        why = effective.value.reason if isinstance(effective.value, Undefined) else ""
        yield from _text(f"Effective number of criteria: undefined ({why}).")
    else:
        yield from _text(
            f"Effective number of criteria: {effective.value:.1f} of {effective.criteria}; unrelated criteria would "
            f"show {effective.if_unrelated:.1f} in as many assessments."
        )
    if batch.rows_correlated < batch.assessments:
        yield from _text(f"Correlations from a random sample of {batch.rows_correlated} assessments.")
    for axis in batch.axes:
        why = f" ({axis.rho.reason})" if isinstance(axis.rho, Undefined) else ""
        yield from _text(
            f"{axis.measure.id}: axes {axis.axes[0]} and {axis.axes[1]} correlate {coefficient(axis.rho)}{why} in "
            f"{counted(axis.rows, 'assessment')}"
        )
    yield from _strongest_lines(batch)


def _strongest_lines(batch: BatchAudit) -> Iterator[str]:
    known = [(abs(pair.rho), pair) for pair in batch.correlations if not isinstance(pair.rho, Undefined)]
    if not known:
        yield from _text("No pair of criteria is known in 10 assessments or more and varies.")
        return
    known.sort(key=lambda found: -found[0])
    rows = [
        [pair.one.id, pair.two.id, coefficient(pair.rho), str(pair.rows), "yes" if pair.added else "no"]
        for _, pair in known[:STRONGEST]
    ]
    yield from _text(
        f"The strongest of {counted(len(known), 'correlation')} between criteria; unrelated criteria would show one "
        f"beyond {coefficient(batch.chance_limit)} in 1 batch of 20:"
    )
    yield from _table(["criterion", "with", "rho", "n", "added"], rows)


def _scale_lines(batch: BatchAudit) -> Iterator[str]:
    whole = [use for use in batch.scale_use if use.force is None]
    rows = [
        [use.criterion.id, " ".join(map(str, use.counts)), str(use.narrowed), str(use.unknown), percent(use.middle)]
        for use in whole
    ]
    yield from _table(["criterion", "levels, lowest first", "range", "unknown", "middle"], rows)
    if len(whole) < len(batch.scale_use):
        yield from _text("By force: in --format json.")


def _heaping_lines(batch: BatchAudit) -> Iterator[str]:
    rows = [
        [
            found.measure.id,
            f"{found.band} {figure(found.cut)}",
            figure(found.window),
            str(found.below),
            str(found.above),
            percent(found.expected),
            "-" if isinstance(found.p_value, Undefined) else f"{found.p_value:.3f}",
        ]
        for found in batch.heaping
    ]
    yield from _table(["measure", "cut", "within", "below", "above", "expected", "p"], rows)
    yield from _text(
        "Certain scores just below and just above each cut, and the share above that chance leads to expect. - means "
        "too few to test. With many cuts tested, one in twenty falls below 0.05 by chance. More above than expected is "
        "a reason to ask, not proof that scores were steered."
    )
