"""The laws of pairs: a partition, proof against every recoding, and for sums a recoding that turns the others round."""

from __future__ import annotations

import itertools
from decimal import Decimal

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import rank, score
from ocgscore.ranking import PAIR_KINDS, dominance
from ocgscore.testing import assessments, from_levels, matrices, reference_scores

with_batch = matrices(most_criteria=4).flatmap(
    lambda matrix: st.tuples(st.just(matrix), assessments(matrix, least=2, most=5))
)
small = matrices(most_criteria=3, most_levels=3).flatmap(
    lambda matrix: st.tuples(st.just(matrix), assessments(matrix, least=2, most=4))
)

fewer = settings(max_examples=settings.default.max_examples // 2)  # the matrices take longer to make than to try


def recoded(matrix, values):
    """Return the matrix with other strictly rising values for each criterion's levels: not proved, only scored."""
    criteria = tuple(
        attrs.evolve(c, levels=tuple(attrs.evolve(level, value=v) for level, v in zip(c.levels, new, strict=True)))
        for c, new in zip(matrix.criteria, values, strict=True)
    )
    return attrs.evolve(matrix, criteria=criteria)


@st.composite
def rising(draw, matrix):
    """Generate strictly rising values for every criterion's levels."""
    steps = st.decimals(Decimal("0.01"), Decimal(50), places=2)
    return [
        list(itertools.accumulate(draw(st.lists(steps, min_size=len(c.levels), max_size=len(c.levels)))))
        for c in matrix.criteria
    ]


@fewer
@given(with_batch)
def test_every_pair_is_of_the_kind_that_its_definition_says_seen_from_either_side(case):
    matrix, batch = case
    scores = score(batch)
    result, found = scores[matrix.ranks_by], dominance(scores)
    reached = matrix.program.reached(matrix.measure_position(matrix.ranks_by))
    counted = dict.fromkeys(PAIR_KINDS, 0)
    for one, other in itertools.combinations(range(len(batch)), 2):
        if result.low[one] == result.high[one] == result.low[other] == result.high[other]:
            kind = "tied"
        else:
            upper, lower = (one, other) if result.low[one] > result.high[other] else (other, one)
            levels = all(batch.lowest[upper, at] >= batch.highest[lower, at] for at in reached)
            in_order = result.low[upper] > result.high[lower]
            kind = ("by_levels" if levels else "by_scale") if in_order else "open"
        counted[kind] += 1
        assert found.relation(one, other) == found.relation(other, one) == kind
    assert {kind: getattr(found, kind) for kind in PAIR_KINDS} == counted
    assert sum(found.shares().values()) == 1
    below = {(row, other) for row in range(len(batch)) for other in found.dominated(row).tolist()}
    above = {(other, row) for row in range(len(batch)) for other in found.dominators(row).tolist()}
    assert below == above
    assert len(below) == found.by_levels


@fewer
@given(with_batch, st.data())
def test_an_order_by_levels_survives_every_recoding_and_every_completion(case, data):
    matrix, batch = case
    other_scale = recoded(matrix, data.draw(rising(matrix)))
    found = dominance(score(batch))
    for row in range(len(batch)):
        for other in found.dominated(row).tolist():
            upper = reference_scores(other_scale, batch.lowest[row].tolist())[matrix.ranks_by]
            lower = reference_scores(other_scale, batch.highest[other].tolist())[matrix.ranks_by]
            assert upper >= lower


@fewer
@given(with_batch)
def test_an_order_by_scale_in_a_sum_is_turned_round_by_some_recoding(case):
    """The recoding is built: one criterion in which the lower of the two may stand higher comes to outweigh all."""
    matrix, batch = case
    found, levels = (
        dominance(score(batch), "everything"),
        [[level.value for level in c.levels] for c in matrix.criteria],
    )
    result = score(batch)["everything"]
    for one, other in itertools.permutations(range(len(batch)), 2):
        if result.low[one] <= result.high[other] or found.relation(one, other) != "by_scale":
            continue
        at = next(at for at in range(len(levels)) if batch.lowest[one, at] < batch.highest[other, at])
        enough = Decimal(10) ** 9
        new = [list(values) for values in levels]
        new[at] = [value + enough * (place >= batch.highest[other, at]) for place, value in enumerate(levels[at])]
        other_scale = recoded(matrix, new)
        upper = reference_scores(other_scale, batch.lowest[one].tolist())["everything"]
        lower = reference_scores(other_scale, batch.highest[other].tolist())["everything"]
        assert upper < lower


@fewer
@given(small)
def test_best_and_worst_ranks_are_reached_and_never_beaten_and_ties_are_those_of_every_completion(case):
    """Against every completion of all unknowns of the whole batch."""
    matrix, batch = case
    ranking = rank(score(batch))
    possible = [scores_of(matrix, lowest, highest) for lowest, highest in zip(batch.lowest, batch.highest, strict=True)]
    seen = [set() for _ in possible]
    for outcome in itertools.product(*possible):
        for row, own in enumerate(outcome):
            seen[row].add(1 + sum(value > own for value in outcome))
    assert [min(ranks) for ranks in seen] == ranking.best.tolist()
    assert [max(ranks) for ranks in seen] == ranking.worst.tolist()
    for row, own in enumerate(possible):
        others = possible[:row] + possible[row + 1 :]
        assert ranking.tied[row] == (len(own) == 1 and own in others)


def scores_of(matrix, lowest, highest):
    """Return the distinct scores of every completion of one assessment."""
    choices = [range(low, high + 1) for low, high in zip(lowest.tolist(), highest.tolist(), strict=True)]
    completions = list(map(list, itertools.product(*choices)))
    return sorted(set(score(from_levels(matrix, completions, completions))[matrix.ranks_by].low.tolist()))
