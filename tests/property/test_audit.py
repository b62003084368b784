"""The audit against brute force: every combination of levels tried, in plain Python, on generated matrices."""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ocgscore import list_matrices
from ocgscore.audit import Undefined, audit_matrix
from ocgscore.audit.correlation import spearman
from ocgscore.audit.distribution import Distribution
from ocgscore.audit.drawing import scored_columns
from ocgscore.audit.parts import is_additive
from ocgscore.audit.scales import binomial_p
from ocgscore.matrix.program import Ref
from ocgscore.report.audited import audit_document
from ocgscore.testing import assessments, matrices, reference_band, reference_scores

small = matrices(most_criteria=4, most_levels=3)
with_batch = small.flatmap(lambda matrix: st.tuples(st.just(matrix), assessments(matrix, most=30)))


def combinations_of(matrix):
    return itertools.product(*(range(len(criterion.levels)) for criterion in matrix.criteria))


def brute_scores(matrix, measure):
    """Every exact score over the criteria that a measure depends on, the others at their lowest."""
    at = matrix.measure_position(measure.id)
    reached = set(matrix.program.reached(at))
    return [
        reference_scores(matrix, list(levels))[measure.id]
        for levels in combinations_of(matrix)
        if all(level == 0 for criterion, level in enumerate(levels) if criterion not in reached)
    ]


def exact(counts, denominator):
    return {Fraction(numerator, denominator): ways for numerator, ways in counts.items()}


@given(small)
@settings(max_examples=40)
def test_counts_put_together_from_parts_are_those_of_trying_every_combination(matrix):
    distribution = Distribution(matrix.program)
    for at, measure in enumerate(matrix.measures):
        compiled, brute = matrix.program.measures[at], Counter(brute_scores(matrix, measure))
        assert exact(distribution.combined(compiled.node), compiled.denominator) == brute
        assert exact(distribution.enumerated(Ref(at)), compiled.denominator) == brute
        assert exact(distribution.measure(at), compiled.denominator) == brute


@given(small)
@settings(max_examples=30)
def test_scores_gaps_and_band_shares_are_those_of_trying_every_combination(matrix):
    audit = audit_matrix(matrix, draws=100)
    for found, measure in zip(audit.reachable, matrix.measures, strict=True):
        scores = brute_scores(matrix, measure)
        distinct = sorted(set(scores))
        assert (found.exact, found.combinations, found.distinct) == (True, len(scores), len(distinct))
        assert (found.least, found.greatest) == (distinct[0], distinct[-1])
        for at, held in enumerate(found.bands):
            inside = sum(reference_band(measure, score) == at for score in scores)
            assert held.share.value == Fraction(inside, len(scores))
        if len(distinct) > 1:
            places = [(score - found.least) / found.step for score in distinct]
            assert all(place.denominator == 1 for place in places)
            assert places[-1] + 1 == found.distinct + found.never
            gaps = [b - a for a, b in itertools.pairwise(distinct)]
            assert found.widest_gap[1] - found.widest_gap[0] == max(gaps)
            whole = [gap / found.step for gap in gaps]
            assert math.gcd(*(int(steps) for steps in whole)) == 1


def brute_variance_share(matrix, measure, criterion):
    by_level = {}
    for levels in combinations_of(matrix):
        by_level.setdefault(levels[criterion], []).append(reference_scores(matrix, list(levels))[measure.id])
    means = [sum(scores) / len(scores) for scores in by_level.values()]
    everything = [score for scores in by_level.values() for score in scores]
    mean = sum(everything) / len(everything)
    total = sum((score - mean) ** 2 for score in everything) / len(everything)
    return sum((one - mean) ** 2 for one in means) / len(means) / total


@given(small)
@settings(max_examples=40)
def test_variance_shares_are_those_of_trying_every_combination(matrix):
    for found in audit_matrix(matrix, draws=2000).influence:
        if isinstance(found.variance_share, Undefined):
            continue
        criterion = matrix.criteria.index(found.criterion)
        brute = brute_variance_share(matrix, found.measure, criterion)
        if found.variance_share.draws is None:
            assert found.variance_share.value == brute
        else:  # the bound is loose: the error is that of large samples
            assert abs(float(found.variance_share.value - brute)) < 8 * found.variance_share.standard_error + 0.02


@given(small)
@settings(max_examples=20)
def test_swings_and_weights_are_those_of_the_ends(matrix):
    tops = [len(criterion.levels) - 1 for criterion in matrix.criteria]
    lowest, highest = [0] * len(tops), tops
    audit = audit_matrix(matrix, draws=100)
    for found in audit.influence:
        at = matrix.criteria.index(found.criterion)
        up = [*lowest[:at], tops[at], *lowest[at + 1 :]]
        down = [*highest[:at], 0, *highest[at + 1 :]]
        scores = {
            name: reference_scores(matrix, levels)[found.measure.id]
            for name, levels in {"up": up, "low": lowest, "down": down, "high": highest}.items()
        }
        assert (found.swing_low, found.swing_high) == (scores["up"] - scores["low"], scores["high"] - scores["down"])
    for measure in matrix.measures:
        shares = [one.weight_share for one in audit.influence if one.measure == measure]
        assert not shares or sum(shares) == 1


@given(small)
@settings(max_examples=15)
def test_turning_the_scales_round_reverses_a_weighted_sum_exactly(matrix):
    program = matrix.program
    turned = [[max(of) + min(of) - value for value in of] for of in program.values]
    for at, measure in enumerate(program.measures):
        if is_additive(program, measure.node):
            sums = set()
            for levels in combinations_of(matrix):
                rising = program.evaluate([of[level] for of, level in zip(program.values, levels, strict=True)])
                falling = program.evaluate([of[level] for of, level in zip(turned, levels, strict=True)])
                sums.add(rising[at] + falling[at])
            assert len(sums) == 1


@given(small)
@settings(max_examples=15)
def test_the_columns_are_scored_as_fractions_score_them(matrix):
    levels = np.array(list(combinations_of(matrix))).T
    columns = scored_columns(matrix.program, levels)
    for row, chosen in enumerate(combinations_of(matrix)):
        expected = reference_scores(matrix, list(chosen))
        for at, measure in enumerate(matrix.measures):
            numerator = int(columns.measure(at)[row])
            assert Fraction(numerator, matrix.program.measures[at].denominator) == expected[measure.id]
            if measure.bands:
                assert columns.bands(at)[row] == reference_band(measure, expected[measure.id])


@given(with_batch)
@settings(max_examples=30)
def test_any_matrix_and_batch_are_audited_to_finite_json_the_same_twice(case):
    matrix, batch = case
    texts = [
        json.dumps(audit_document(audit_matrix(matrix, batch, draws=100, seed=3)), allow_nan=False) for _ in range(2)
    ]
    assert texts[0] == texts[1]


@given(small)
@settings(max_examples=20)
def test_correct_tied_and_reversed_add_up_to_all_pairs(matrix):
    for found in audit_matrix(matrix, draws=200).pairs:
        if not isinstance(found.correct, Undefined):
            assert found.correct.value + found.tied.value + found.reversed.value == 1


numbers = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=10, max_size=30)


def brute_spearman(pairs):
    """Pearson's correlation of mean ranks, from the definition."""
    ranks = []
    for side in zip(*pairs, strict=True):
        below = [sum(other < one for other in side) for one in side]
        alike = [sum(other == one for other in side) for one in side]
        ranks.append([b + (a + 1) / 2 for b, a in zip(below, alike, strict=True)])
    means = [sum(of) / len(of) for of in ranks]
    products = [
        sum((a - means[i]) * (b - means[j]) for a, b in zip(ranks[i], ranks[j], strict=True))
        for i, j in ((0, 1), (0, 0), (1, 1))
    ]
    return products[0] / math.sqrt(products[1] * products[2])


@given(numbers)
def test_spearman_is_pearson_of_mean_ranks(pairs):
    one, two = (np.array(side) for side in zip(*pairs, strict=True))
    assume(len(set(one.tolist())) > 1 and len(set(two.tolist())) > 1)
    expected = brute_spearman(pairs)
    assert spearman(one, two) == pytest.approx(expected)
    assert spearman(one.astype(np.uint8), two.astype(np.uint8)) == pytest.approx(expected)
    assert spearman(one * 1000, two**2) == pytest.approx(expected)  # ranks alone count


@given(st.integers(1, 40), st.data(), st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(7, 9)]))
def test_the_binomial_p_value_is_that_of_exact_fractions(trials, data, chance):
    hits = data.draw(st.integers(0, trials))
    chances = [math.comb(trials, n) * chance**n * (1 - chance) ** (trials - n) for n in range(trials + 1)]
    expected = sum(one for one in chances if one <= chances[hits])
    assert binomial_p(hits, trials, chance) == pytest.approx(float(expected))


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_every_shipped_matrix_is_counted_exactly(matrix):
    audit = audit_matrix(matrix, draws=1000)
    assert all(found.exact for found in audit.reachable)
    for found in audit.reachable:
        assert sum((held.share.value for held in found.bands), Fraction(0)) in (0, 1)
