"""For every matrix: drawn scores are what exact fractions give, and the laws of acceptability hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from ocgscore import score
from ocgscore.errors import RequestError
from ocgscore.matrix.model import weighted
from ocgscore.ranking import rank
from ocgscore.robustness import Uncertainty, acceptability
from ocgscore.robustness.drawing import Drawer
from ocgscore.robustness.evaluate import Evaluator, bands_of
from ocgscore.robustness.plan import plan_measure
from ocgscore.testing import assessments, matrices, reference_band, reference_scores_of

WEIGHTS = st.sampled_from(["any", "order", "stated", Fraction(1, 4), Fraction(1)])
VALUES = st.sampled_from(["any", "stated"])
ROWS = 4  # draws looked at in a block


def unless_too_long(make):
    """Make something, or give the case up where the matrix's numbers are refused as too long to be varied exactly."""
    try:
        return make()
    except RequestError as refused:
        if "small enough to be varied exactly" in str(refused):
            reject()
        raise


def contributions(matrix, plan, drawer, draws, batch, row, draw):
    """What each criterion contributes in one draw, as exact fractions, from what was drawn and nothing else."""
    found = {}
    for at, criterion in enumerate(matrix.criteria):
        entry = plan.entries.get(at)
        level = int(batch.lowest[row, at])
        stated = [weighted(criterion, level.value) for level in criterion.levels]
        if entry is None:
            found[criterion.id] = stated[level]
            continue
        if at in drawer.unknown and row in drawer.unknown[at].rows:
            level = int(draws.levels[at][draw, drawer.unknown[at].rows.tolist().index(row)])
        share = Fraction(int(draws.shares[at][draw]), 2**plan.bits) if entry.weight_drawn else None
        place = (stated[level] - stated[0]) / (stated[-1] - stated[0])
        if entry.values_drawn:
            drawn = Fraction(int(draws.values[at][draw, level]), 2**plan.bits)  # times the share, where one is drawn
            share, place = (None, drawn) if share is None else (drawn, Fraction(1))
        swing = stated[-1] - stated[0]
        if share is not None:
            block = next(block for block in plan.blocks if at in block.criteria)
            swing *= share / block.shares[block.criteria.index(at)]
        found[criterion.id] = stated[0] + swing * place
    return found


@given(st.data(), WEIGHTS, VALUES, st.sampled_from(["uniform", "batch"]))
def test_a_drawn_score_is_what_exact_fractions_give_with_the_same_weights_values_and_levels(
    data, weights, values, unknowns
):
    matrix = data.draw(matrices())
    batch = data.draw(assessments(matrix, most=4))
    uncertainty = Uncertainty(weights, values, unknowns)
    at = data.draw(st.integers(0, len(matrix.measures) - 1))
    plan = unless_too_long(lambda: plan_measure(matrix, at, uncertainty))
    drawer = Drawer.of(plan, uncertainty, batch, 7)
    evaluator, draws = Evaluator(plan, batch, drawer.unknown), drawer.block(0)
    scores = evaluator.scores(draws)
    bands = bands_of(scores, evaluator.cuts)
    for draw in range(ROWS):
        for row in range(len(batch)):
            exact = reference_scores_of(matrix, contributions(matrix, plan, drawer, draws, batch, row, draw))
            measure = matrix.measures[at]
            numerator = int(scores[draw, row]) * evaluator.unit + evaluator.offset
            assert Fraction(numerator, plan.denominator) == exact[measure.id]
            assert bands[draw, row] == reference_band(measure, exact[measure.id])
            assert 0 <= scores[draw, row] <= evaluator.top


@settings(max_examples=40)
@given(st.data(), WEIGHTS, VALUES)
def test_the_laws_of_acceptability(data, weights, values):
    matrix = data.draw(matrices())
    batch = data.draw(assessments(matrix, least=2, most=6))
    scores = score(batch)
    top = data.draw(st.integers(1, len(batch)))
    found = unless_too_long(lambda: acceptability(scores, weights=weights, values=values, draws=200, top=top))
    shares = found.rank_acceptability
    assert np.isfinite(shares).all()
    assert np.allclose(shares.sum(axis=0), 1, atol=1e-9)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-9)
    assert found.p_top.sum() == pytest.approx(top)
    assert (shares >= 0).all()
    reached = matrix.program.reached(matrix.measure_position(matrix.ranks_by))
    for one in range(len(batch)):
        for two in range(len(batch)):
            if one != two and (batch.lowest[one, reached] >= batch.highest[two, reached]).all():
                # at least as high on every criterion whatever is unknown: never behind, at worst level
                assert found.expected_rank[one] <= found.expected_rank[two] + 1e-9


@settings(max_examples=40)
@given(st.data())
def test_with_nothing_but_unknowns_no_group_leaves_the_bounds_of_its_rank(data):
    matrix = data.draw(matrices())
    scores = score(data.draw(assessments(matrix, least=2, most=6)))
    found = acceptability(scores, weights="stated", values="stated", draws=200)
    ranking = rank(scores)
    ties_allowed = np.array([[place + 1 >= best for place in range(len(scores))] for best in ranking.best])
    assert (found.rank_acceptability[~ties_allowed] == 0).all()
    assert (found.expected_rank >= ranking.best - 1e-9).all()
    if found.exact:
        untied = [row for row in range(len(scores)) if (ranking.best == ranking.best[row]).sum() == 1]
        assert all(found.rank_acceptability[row, ranking.best[row] - 1] == 1 for row in untied)
