"""What in an audit deserves attention, in sentences: the batch in hand first, then the matrix itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from statistics import NormalDist
from typing import Final

from ocgscore.audit.batch import BatchAudit, Heaping
from ocgscore.audit.figures import Share, Undefined
from ocgscore.audit.model import Audit, Influence
from ocgscore.audit.wording import coefficient, figure, listed, percent
from ocgscore.matrix import Measure

STRONG: Final = 0.7
OPPOSED: Final = -0.005  # what shows as -0.01
BELOW_CHANCE: Final = 0.75  # of the effective number that chance alone leaves
SIGNIFICANT: Final = 0.05
THIN: Final = Fraction(1, 100)
FAT: Final = Fraction(3, 5)
FEW_CORRECT: Final = Fraction(1, 2)
MANY_REVERSED: Final = Fraction(1, 20)
NOTABLE: Final = Fraction(1, 100)
DRIVING: Final = Fraction(1, 20)
OUT_OF_PROPORTION: Final = 2
IDLE: Final = Fraction(1, 50)
UNDECIDED_AT: Final = Fraction(1, 10)
MIDDLING: Final = Fraction(3, 5)
LEAST_ANSWERS: Final = 10


def findings(audit: Audit) -> Iterator[str]:
    """Yield what deserves attention.

    Parameters
    ----------
    audit : Audit
        All but its findings.

    Yields
    ------
    str
        A sentence or two each.
    """
    if audit.batch is not None:
        yield from chain.from_iterable(look(audit.batch) for look in BATCH)
    yield from chain.from_iterable(look(audit) for look in MATRIX)


def concerned(audit: Audit) -> list[Measure]:
    """Return the measures that matter most: the one that ranks, or all of them where none does."""
    ranks_by = audit.matrix.ranks_by
    return [measure for measure in audit.matrix.measures if ranks_by in (None, measure.id)]


# -- the batch -----------------------------------------------------------------------------------------------------


def _opposed_axes(batch: BatchAudit) -> Iterator[str]:
    seen: dict[tuple[str, ...], list[str]] = {}
    for found in batch.axes:
        if not isinstance(found.rho, Undefined) and found.rho <= OPPOSED:
            chance = NormalDist().inv_cdf(SIGNIFICANT) / math.sqrt(found.rows - 1)
            fact = (*sorted(found.axes), coefficient(found.rho), coefficient(chance), str(found.rows))
            seen.setdefault(fact, []).append(found.measure.id)
    for (one, two, rho, limit, rows), measures in seen.items():
        yield (
            f"{one} and {two} run opposite ways in this batch (rank correlation {rho} in {rows} assessments; chance "
            f"alone goes below {limit} once in 20 times). Pairs whose axes run opposite ways are ordered worst: see "
            f"the opposed answers to {listed(measures)} under random pairs."
        )


def _counted_twice(batch: BatchAudit) -> Iterator[str]:
    limit = STRONG if isinstance(batch.chance_limit, Undefined) else max(STRONG, batch.chance_limit)
    twice = [
        f"{pair.one.id} with {pair.two.id} ({coefficient(pair.rho)}, n {pair.rows})"
        for pair in batch.correlations
        if pair.added and not isinstance(pair.rho, Undefined) and pair.rho >= limit
    ]
    if twice:
        yield f"Added together although they move together, so that what they share counts twice: {listed(twice)}."


def _few_dimensions(batch: BatchAudit) -> Iterator[str]:
    found = batch.effective
    if isinstance(found.value, Undefined) or isinstance(found.if_unrelated, Undefined):
        return
    if found.value < BELOW_CHANCE * found.if_unrelated:
        yield (
            f"The answers to {found.criteria} criteria amount to {found.value:.1f} unrelated ones; chance alone would "
            f"leave {found.if_unrelated:.1f} of unrelated criteria in a batch of this size."
        )


def _heaped(batch: BatchAudit) -> Iterator[str]:
    for found in significant(batch.heaping):
        share = Fraction(found.above, found.above + found.below)
        more = "more" if _above(share, found.expected) else "fewer"
        yield (
            f"{found.above} certain scores of {found.measure.id} lie just above the cut at {figure(found.cut)} "
            f"({found.band}) and {found.below} just below it: {more} above than chance explains. That is a reason to "
            "ask, not proof that scores were steered."
        )


def significant(found: tuple[Heaping, ...]) -> list[Heaping]:
    """Return the cuts whose p-value is below 5 % after allowing for the number of cuts tested (Bonferroni)."""
    tests = [(one, one.p_value) for one in found if not isinstance(one.p_value, Undefined)]
    return [one for one, p_value in tests if p_value * len(tests) < SIGNIFICANT]


def _narrow_scales(batch: BatchAudit) -> Iterator[str]:
    whole = [use for use in batch.scale_use if use.force is None and use.known >= LEAST_ANSWERS]
    middling = [f"{use.criterion.id} ({percent(use.middle)})" for use in whole if _above(use.middle, MIDDLING)]
    if middling:
        yield f"Answers crowd in the middle of the scale: {listed(middling)}."
    unused = [f"{use.criterion.id} ({', '.join(use.unused)})" for use in whole if use.unused]
    if unused:
        yield f"Levels that nobody gave: {listed(unused)}."


def _above(value: Fraction | Undefined, limit: Fraction | Undefined) -> bool:
    return not isinstance(value, Undefined) and not isinstance(limit, Undefined) and value > limit


# -- the matrix ----------------------------------------------------------------------------------------------------


def _badly_ordered(audit: Audit) -> Iterator[str]:
    for found in audit.pairs:
        if found.rating == "score" or isinstance(found.correct, Undefined) or isinstance(found.reversed, Undefined):
            continue
        opposed, few = found.answers == "opposed", found.correct.value < FEW_CORRECT
        if found.reversed.value > MANY_REVERSED or (few and not opposed and found.measure in concerned(audit)):
            pairs = "pairs whose axes run opposite ways" if opposed else "random pairs"
            yield (
                f"The bands of {found.measure.id} keep the true order of {percent(found.correct)} of {pairs}, tie "
                f"{percent(found.tied)} and reverse {percent(found.reversed)}."
            )


def _lopsided_bands(audit: Audit) -> Iterator[str]:
    for found in audit.reachable:
        for held in found.bands:
            share = held.share.value
            if share == 0:
                some = "No combination of levels reaches" if held.share.draws is None else "No draw reached"
                yield f"{some} band {held.band} of {found.measure.id}."
            elif share < THIN or share > FAT:
                yield f"Band {held.band} of {found.measure.id} holds {percent(held.share)} of all level combinations."


def _rules(audit: Audit) -> Iterator[str]:
    for found in audit.unknown_rules:
        if max(found.reversed_low.value, found.reversed_high.value) > MANY_REVERSED:
            yield (
                f"The number given to unknown decides much of the order by {found.measure.id}: counting it as the "
                f"lowest value instead reverses {percent(found.reversed_low)} of random pairs, as the highest "
                f"{percent(found.reversed_high)}."
            )
        if not isinstance(found.all_unknown, Undefined) and found.all_unknown > found.all_second:
            yield (
                f"A {audit.matrix.subject} of which nothing is known is published with {found.measure.id} "
                f"{figure(found.all_unknown)}, above one known to be at the second lowest level throughout "
                f"({figure(found.all_second)})."
            )


def _scale_direction(audit: Audit) -> Iterator[str]:
    for found in audit.directions:
        if isinstance(found.opposite, Share) and found.opposite.value > NOTABLE:
            yield (
                f"{found.measure.id} depends on the direction of the scales: numbered the other way round, lowest "
                f"score first, they put {percent(found.opposite)} of random pairs in the opposite order."
            )


def _out_of_proportion(audit: Audit) -> Iterator[str]:
    for measure in concerned(audit):
        found = [one for one in audit.influence if one.measure == measure]
        strong = [_proportion(one) for one in found if _outweighs(one)]
        if strong:
            yield f"They decide more of {measure.id} than their weight says: {listed(strong)}."
        idle = [one.criterion.id for one in found if isinstance(one.redraw, Share) and one.redraw.value < IDLE]
        if idle:
            yield f"Answered afresh, these change the band of {measure.id} less than once in 50 times: {listed(idle)}."


def _outweighs(one: Influence) -> bool:
    """Whether a criterion's part in the variance is out of proportion to its weight."""
    if isinstance(one.variance_share, Undefined):
        return False
    return one.variance_share.value > max(DRIVING, OUT_OF_PROPORTION * one.weight_share)


def _proportion(one: Influence) -> str:
    return (
        f"{one.criterion.id} ({percent(one.variance_share)} of the variance, {percent(one.weight_share)} of the weight)"
    )


def _undecided(audit: Audit) -> Iterator[str]:
    for found in audit.unknown_spread:
        wide = found.undecided.value > FEW_CORRECT and found.unknown == UNDECIDED_AT
        if wide and found.measure in concerned(audit):
            yield (
                f"With {figure(100 * found.unknown)} % of the levels unknown, {percent(found.undecided)} of random "
                f"pairs cannot be ordered by {found.measure.id}."
            )


BATCH: Final[tuple[Callable[[BatchAudit], Iterator[str]], ...]] = (
    _opposed_axes,
    _counted_twice,
    _few_dimensions,
    _heaped,
    _narrow_scales,
)
MATRIX: Final[tuple[Callable[[Audit], Iterator[str]], ...]] = (
    _badly_ordered,
    _lopsided_bands,
    _rules,
    _scale_direction,
    _out_of_proportion,
    _undecided,
)
