"""Acceptability against closed forms, brute force, and the laws it must keep."""

from __future__ import annotations

import csv
import itertools
import json
import math
from fractions import Fraction

import numpy as np
import pytest

from ocgscore import assess, load_matrix, parse_matrix, rank, read_assessments, score
from ocgscore.chance import Chance
from ocgscore.errors import RequestError
from ocgscore.robustness import Request, Uncertainty, acceptability, central, comparing, engine, trials, weight_blocks
from ocgscore.robustness import places as places_room
from ocgscore.robustness.lattice import near_shares, spread_units

DRAWS = 20_000
SIGMAS = 4.5  # a right answer falls outside once in 150,000 checks


def matrix_of(formula, *, criteria=3, levels=5, weights=None, bands=(), values=None, more=()):
    """A matrix of criteria a, b, c ... with values 0, 1, 2 ... and one measure that ranks."""
    names = "abcdefgh"[:criteria]
    document = {
        "id": "small", "version": "1.0.0", "title": "Small", "subject": "group", "status": "illustrative",
        "source": "Made for a test.", "licence": "None needed.", "ranks_by": "total",
        "sections": [{"id": "all", "title": "All"}],
        "criteria": [
            {
                "id": name, "title": f"Criterion {name}", "section": "all", "question": "How much?",
                "weight": str((weights or {}).get(name, 1)),
                "levels": [
                    {"code": str(n), "label": f"L{n}", "value": str((values or {}).get(name, range(levels))[n]), "anchor": f"step {n}"}
                    for n in range(levels)
                ],
            }
            for name in names
        ],
        "measures": [*more, {"id": "total", "title": "Total", "formula": formula, "digits": 2, "bands": list(bands)}],
    }  # fmt: skip
    return parse_matrix(json.dumps(document), "small", ".json")


def batch_of(matrix, *profiles):
    rows = [
        {"group": f"G{number}", **dict(zip((c.id for c in matrix.criteria), map(str, profile), strict=True))}
        for number, profile in enumerate(profiles)
    ]
    return score(assess(rows, matrix))


def close(found, truth, draws=DRAWS):
    """Whether a share of draws agrees with its true value to Monte-Carlo error."""
    return abs(found - truth) <= SIGMAS * math.sqrt(float(truth) * (1 - float(truth)) / draws) + 1e-4


# -- closed forms --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "length"),
    [((3, 0), (0, 1), Fraction(3, 4)), ((4, 0), (0, 4), Fraction(1, 2)), ((2, 1), (1, 4), Fraction(1, 4))],
)
def test_two_groups_and_two_criteria_share_the_simplex_by_length(one, two, length):
    # the first is ahead where w (a1 - b1) > (1 - w) (b2 - a2): from the w where they are level up to 1
    found = acceptability(batch_of(matrix_of("a + b", criteria=2), one, two), values="stated", draws=DRAWS)
    assert close(found.p_first[0], 1 - Fraction(two[1] - one[1], one[0] - two[0] + two[1] - one[1]))
    assert close(found.p_first[0], length)


def test_with_two_criteria_the_central_weights_are_the_middles_of_the_lengths():
    found = acceptability(batch_of(matrix_of("a + b", criteria=2), (3, 0), (0, 1)), values="stated", draws=DRAWS)
    assert found.central[0][0] == pytest.approx(0.625, abs=0.01)  # the middle of 1/4 .. 1
    assert found.central[1][0] == pytest.approx(0.125, abs=0.01)
    assert found.confidence == {0: 1.0, 1: 1.0}


def area_where_first(profiles, row):
    """Exact share of the simplex of three weights on which a profile is first: a triangle, cut by lines."""
    corners = [tuple(Fraction(n == at) for n in range(3)) for at in range(3)]
    for other, profile in enumerate(profiles):
        if other == row:
            continue
        ahead = [Fraction(mine - theirs) for mine, theirs in zip(profiles[row], profile, strict=True)]
        corners = cut(corners, ahead)
    return abs(area(corners)) / abs(area([tuple(Fraction(n == at) for n in range(3)) for at in range(3)]))


def cut(corners, ahead):
    kept = []
    for one, two in itertools.pairwise([*corners, *corners[:1]]):
        a, b = (sum(x * y for x, y in zip(ahead, corner, strict=True)) for corner in (one, two))
        if a >= 0:
            kept.append(one)
        if a * b < 0:
            kept.append(tuple(x + (y - x) * a / (a - b) for x, y in zip(one, two, strict=True)))
    return kept


def area(corners):
    pairs = itertools.pairwise([*corners, *corners[:1]])
    return sum((a[0] * b[1] - b[0] * a[1] for a, b in pairs), Fraction(0))


@pytest.mark.parametrize("seed", range(4))
def test_with_three_criteria_acceptability_is_an_area_of_the_triangle_of_weights(seed):
    chance = np.random.default_rng(seed)
    rows = [row for row in itertools.product(range(5), repeat=3) if 5 <= sum(row) <= 6]  # none far above another
    profiles = [rows[at] for at in chance.choice(len(rows), 5, replace=False)]
    found = acceptability(batch_of(matrix_of("sum(a, b, c)"), *profiles), values="stated", draws=DRAWS, seed=seed)
    areas = [area_where_first(profiles, row) for row in range(5)]
    assert sum(0 < share < 1 for share in areas) > 1
    assert all(close(p, share) for p, share in zip(found.p_first.tolist(), areas, strict=True)), areas


def test_weights_within_a_share_of_the_stated_ones_fall_on_a_shorter_length():
    # stated weights 1 and 1, so shares of one half each; within 20 % the first lies from 0.4 to 0.6
    scores = batch_of(matrix_of("a + b", criteria=2), (4, 0), (0, 3))  # level where w = 3/7
    found = acceptability(scores, values="stated", weights=0.2, draws=DRAWS)
    assert close(found.p_first[1], (Fraction(3, 7) - Fraction(2, 5)) / Fraction(1, 5))
    assert acceptability(scores, values="stated", weights=Fraction(1, 10), draws=2_000).p_first[0] == 1.0


def test_an_order_of_importance_leaves_the_half_of_the_simplex_that_keeps_it():
    matrix = matrix_of("a + b", criteria=2, weights={"a": 3, "b": 2})
    found = acceptability(batch_of(matrix, (2, 0), (0, 4)), values="stated", weights="order", draws=DRAWS)
    assert close(found.p_first[0], Fraction(2, 3))  # level at w = 2/3; w is even on 1/2 .. 1


def test_equal_stated_weights_say_nothing_of_their_order():
    scores = batch_of(matrix_of("a + b + c", weights={"a": 2}), (0, 3, 1), (0, 1, 3))
    found = acceptability(scores, values="stated", weights="order", draws=DRAWS)
    assert close(found.p_first[0], Fraction(1, 2))


@pytest.mark.parametrize(
    ("weights", "one", "two", "chance"),
    [
        ({}, (1, 1), (2, 0), Fraction(1, 2)),  # v + u > 1, both even on 0 .. 1
        ({"a": 3}, (1, 1), (0, 2), Fraction(5, 6)),  # 3 v + u > 1
        ({}, (1, 0), (0, 1), Fraction(1, 2)),
        ({"a": 2}, (1, 0), (0, 2), Fraction(1, 2)),  # 2 v > 1
    ],
)
def test_any_rising_values_of_three_levels_give_areas_of_the_unit_square(weights, one, two, chance):
    matrix = matrix_of("a + b", criteria=2, levels=3, weights=weights)
    found = acceptability(batch_of(matrix, one, two), weights="stated", draws=DRAWS)
    assert close(found.p_first[0], chance)


def test_the_values_of_four_levels_are_order_statistics():
    # one criterion: the second of four levels is the lesser of two even numbers; E[min] = 1/3, P(min > 1/2) = 1/4
    matrix = matrix_of(
        "a + b",
        criteria=2,
        levels=4,
        bands=[{"label": "low", "from": 0, "below": "1.5"}, {"label": "high", "from": "1.5"}],
    )
    found = acceptability(batch_of(matrix, (1, 0), (2, 0)), weights="stated", draws=DRAWS)
    assert close(found.p_bands[0, 1], Fraction(1, 4))
    assert close(found.p_bands[1, 1], Fraction(3, 4))


def test_a_whole_sum_of_drawn_weights_keeps_the_stated_ends_so_that_cuts_keep_their_meaning():
    bands = [{"label": "low", "from": 0, "below": 20}, {"label": "high", "from": 20}]
    matrix = matrix_of("sum(a, b, c)", weights={"a": 3}, bands=bands)
    found = acceptability(batch_of(matrix, (4, 4, 4), (0, 0, 0)), draws=500)
    assert found.p_bands.tolist() == [[0.0, 1.0], [1.0, 0.0]]  # 20 is the highest total


# -- unknown levels ------------------------------------------------------------------------------------------------


def completions(scores, criteria):
    batch = scores.assessments
    spans = [
        range(int(batch.lowest[row, c]), int(batch.highest[row, c]) + 1) for row in range(len(batch)) for c in criteria
    ]
    yield from (np.array(levels).reshape(len(batch), -1) for levels in itertools.product(*spans))


def test_unknown_levels_alone_give_the_shares_of_all_completions():
    matrix = matrix_of("a + b * c", levels=3)
    scores = batch_of(matrix, ("?", 1, 1), (1, "1-2", 1), (0, 2, "?"))
    places, tops, count = np.zeros((3, 3)), np.zeros(3), 0
    for levels in completions(scores, range(3)):
        totals = [int(a + b * c) for a, b, c in levels]
        for row, total in enumerate(totals):
            above, level = sum(t > total for t in totals), totals.count(total)
            places[row, above : above + level] += 1 / level
            tops[row] += sum(1 / level for place in range(above, above + level) if place < 2)
        count += 1
    found = acceptability(scores, weights="stated", values="stated", top=2, draws=DRAWS)
    assert all(close(f, t) for f, t in zip(found.rank_acceptability.ravel(), (places / count).ravel(), strict=True))
    assert all(close(f, t) for f, t in zip(found.p_top, tops / count, strict=True))


def test_an_unknown_is_drawn_as_often_as_the_batch_has_each_level():
    matrix = matrix_of("a", criteria=1, bands=[{"label": "low", "from": 0, "below": 3}, {"label": "high", "from": 3}])
    scores = batch_of(matrix, (0,), (0,), (3,), ("?",), ("2-4",), ("1-2",))
    found = acceptability(scores, unknowns="batch", values="stated", draws=DRAWS)
    assert close(found.p_bands[3, 1], Fraction(1, 3))
    assert found.p_bands[4, 1] == 1.0  # of 2, 3 and 4 the batch has only 3
    assert found.p_bands[5].tolist() == [1.0, 0.0]
    again = acceptability(batch_of(matrix, ("?",), ("?",)), unknowns="batch", values="stated", draws=DRAWS)
    assert close(again.p_bands[0, 1], Fraction(2, 5))  # nothing is known in the batch: all levels alike


# -- laws ----------------------------------------------------------------------------------------------------------

SETTINGS = [
    {"weights": w, "values": v} for w in ("any", "order", "25%", "stated") for v in ("any", "stated")
]  # fmt: skip


@pytest.fixture(scope="module")
def demo():
    return score(read_assessments(load_folder() / "demo.csv", "ocg-tactical"))


def load_folder():
    from ocgscore.matrix import shipped_folder

    return shipped_folder("examples")


@pytest.mark.parametrize("by", ["risk", "priority", "harm"])
@pytest.mark.parametrize("kept", SETTINGS)
def test_acceptabilities_add_up_to_one_by_group_and_by_place(demo, kept, by):
    found = acceptability(demo, by, draws=300, top=7, **kept)
    assert np.allclose(found.rank_acceptability.sum(axis=0), 1, atol=1e-9)
    assert np.allclose(found.rank_acceptability.sum(axis=1), 1, atol=1e-9)
    assert np.allclose(found.p_bands.sum(axis=1), 1)
    assert found.p_top.sum() == pytest.approx(7)
    assert np.allclose(found.rank_acceptability[:, :7].sum(axis=1), found.p_top)
    assert np.allclose(found.rank_acceptability @ np.arange(1, 25), found.expected_rank)
    assert np.allclose(found.rank_acceptability[:, 0], found.p_first, atol=1e-9)


@pytest.mark.parametrize("by", ["risk", "priority"])
def test_counting_the_first_k_alone_agrees_with_counting_every_place(demo, by):
    whole, part = (acceptability(demo, by, draws=700, places=kept) for kept in (True, False))
    assert np.allclose(whole.p_top, part.p_top, atol=1e-9)
    assert (whole.p_first == part.p_first).all()
    assert (whole.p_bands == part.p_bands).all()
    assert part.rank_acceptability is None
    assert part.expected_rank is None


def test_with_nothing_uncertain_the_answer_is_the_stated_ranking_exactly():
    matrix = matrix_of("a + b * c")
    scores = batch_of(matrix, (4, 1, 2), (2, 3, 1), (0, 0, 4), (4, 4, 4), (2, 1, 3))
    ranking = rank(scores)
    found = acceptability(scores, weights="stated", values="stated", top=3, draws=5_000)
    assert found.exact
    assert found.draws == 1
    assert found.largest_error == 0
    assert found.tau.mean == 1
    assert not found.turned
    for row, (best, worst) in enumerate(zip(ranking.best, ranking.worst, strict=True)):
        assert best == worst
        ties = int((ranking.best == best).sum())
        truth = [1 / ties if best <= place < best + ties else 0 for place in range(1, 6)]
        assert found.rank_acceptability[row].tolist() == pytest.approx(truth)


def test_a_group_lower_on_every_criterion_never_stands_above_one_that_is_higher():
    matrix = load_matrix("ocg-tactical")
    names = [criterion.id for criterion in matrix.criteria]
    rows = [{"group": g, **dict.fromkeys(names, level)} for g, level in (("low", "1"), ("high", "3"), ("mid", "2"))]
    for kept in SETTINGS:
        found = acceptability(score(assess(rows, matrix)), draws=400, **kept)
        assert found.rank_acceptability.tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]], kept
        assert found.tau.mean == 1
        assert found.tau.low == 1


def test_renaming_groups_changes_nothing_but_the_names_and_known_groups_may_stand_in_any_order():
    profiles = [(4, 0, 1), (1, 3, 2), (2, 2, 2), (0, 4, 4), (3, 1, 0)]
    matrix, turn = matrix_of("sum(a, b, c)", weights={"a": 2}), [3, 0, 4, 1, 2]
    found = acceptability(batch_of(matrix, *profiles), draws=2_000)
    turned = acceptability(batch_of(matrix, *(profiles[row] for row in turn)), draws=2_000)
    assert (turned.rank_acceptability == found.rank_acceptability[turn]).all()
    assert {turn[row]: central for row, central in turned.central.items()} == dict(found.central)


@pytest.mark.parametrize("threads", [1, 3])
def test_neither_threads_nor_what_is_held_at_once_changes_a_byte(demo, threads, monkeypatch):
    def bytes_of(**kept):
        found = acceptability(demo, draws=900, seed=5, **kept)
        arrays = (found.rank_acceptability, found.p_top, found.p_bands, found.expected_rank, found.rank_error)
        return [array.tobytes() for array in arrays], found.tau, found.turned, found.central, found.confidence

    usual = bytes_of()
    monkeypatch.setattr(places_room, "HELD", 24 * 50)
    assert bytes_of(threads=threads) == usual


@pytest.mark.parametrize("by", ["risk", "priority"])
def test_where_only_the_first_places_are_counted_they_and_the_mean_ranks_are_the_same(demo, by, monkeypatch):
    whole = acceptability(demo, by, draws=900)
    monkeypatch.setattr(engine, "MOST_RANKS", 20)
    part = acceptability(demo, by, draws=900)
    assert part.rank_acceptability.shape == (24, 10)
    assert np.allclose(part.rank_acceptability, whole.rank_acceptability[:, :10])
    assert np.allclose(part.p_top, whole.p_top)
    assert np.allclose(part.expected_rank, whole.expected_rank)
    assert (part.rank_error <= whole.rank_error + 1e-12).all()
    if by == "risk":  # few ties, which the two count differently
        assert np.allclose(part.rank_error, whole.rank_error, rtol=0.02, atol=0.002)


def test_another_seed_gives_other_draws_that_agree_to_monte_carlo_error(demo):
    one, two = (acceptability(demo, draws=DRAWS, seed=seed) for seed in (1, 2))
    assert (one.p_first != two.p_first).any()
    assert np.abs(one.p_top - two.p_top).max() < SIGMAS * math.sqrt(2) * one.largest_error


def test_fewer_draws_are_the_first_of_more(demo):
    few = acceptability(demo, draws=128).rank_acceptability * 128
    more = acceptability(demo, draws=256).rank_acceptability * 256
    assert (more - few > -1e-9).all()


def test_groups_that_are_all_alike_share_every_place():
    found = acceptability(batch_of(matrix_of("sum(a, b, c)"), *[(1, 2, 3)] * 20), draws=500)
    assert np.allclose(found.rank_acceptability, 1 / 20)
    assert np.allclose(found.p_top, 0.5)
    assert np.allclose(found.expected_rank, 10.5)
    assert found.tau is None  # there is no order to agree with
    assert not found.turned


def test_no_share_exceeds_the_whole_however_many_tie():
    for groups in (9, 11, 13, 23, 57):
        found = acceptability(batch_of(matrix_of("max(a, b, c)"), *[(1, 2, 3)] * groups, "???"), draws=300, top=groups)
        for shares in (found.p_top, found.p_first, found.rank_acceptability.ravel()):
            assert 0 <= shares.min() <= shares.max() <= 1
        assert [found.error(share) for share in found.p_top.tolist()]


def test_many_groups_tied_first_have_no_confidence_factors_worked_out_one_by_one():
    found = acceptability(batch_of(matrix_of("sum(a, b, c)"), *[(1, 2, 3)] * 300), values="stated", draws=300)
    assert len(found.central) == 300  # all are first together
    assert found.confidence == {}


def test_a_measure_that_takes_no_part_may_be_as_long_as_it_likes():
    more = [{"id": "long", "title": "Long", "formula": " * ".join("abcdefgh" * 2), "digits": 0}]
    matrix = matrix_of("a + b", criteria=8, more=more)
    assert acceptability(batch_of(matrix, (1,) * 8, (2,) * 8), draws=50).p_first.tolist() == [0.0, 1.0]


def test_groups_of_which_nothing_is_known_have_equal_chances():
    found = acceptability(batch_of(matrix_of("sum(a, b, c)"), *["???"] * 4), draws=DRAWS)
    assert all(close(p, Fraction(1, 4)) for p in found.rank_acceptability.ravel())
    assert found.tau is None


@pytest.mark.parametrize("formula", ["a", "max(a, b, c)", "a * b * c", "min(a, b) * c"])
def test_where_no_criteria_are_added_together_there_are_no_weights_to_try(formula):
    matrix = matrix_of(formula, criteria=1 if formula == "a" else 3)
    profiles = [(1, 2, 3), (3, 2, 1), (4, 4, 0)]
    scores = batch_of(matrix, *(profile[: len(matrix.criteria)] for profile in profiles))
    found = acceptability(scores, values="stated", draws=50)
    assert found.blocks == ()
    assert found.central == {}
    assert found.exact


def test_one_group_is_first_always():
    found = acceptability(batch_of(matrix_of("a + b", criteria=2), ("?", 1)), draws=10)
    assert found.p_first.tolist() == [1.0]
    assert found.request.top == 1
    assert found.tau is None


# -- weights -------------------------------------------------------------------------------------------------------


def test_weights_are_traded_among_criteria_that_are_added_together_directly_or_through_measures():
    more = [
        {"id": "one", "title": "One", "formula": "mean(a, b)", "digits": 0},
        {"id": "two", "title": "Two", "formula": "c + d * e", "digits": 0},
    ]
    program = matrix_of(
        "one + two", criteria=6, more=[*more, {"id": "f_too", "title": "F", "formula": "f", "digits": 0}]
    ).program
    blocks = weight_blocks(program, 3)
    assert [block.criteria for block in blocks] == [(0, 1, 2)]
    assert blocks[0].shares == (Fraction(1, 4), Fraction(1, 4), Fraction(1, 2))  # half each of a and b, the whole of c


def test_a_criterion_in_two_sums_ties_both_together():
    blocks = weight_blocks(matrix_of("(a + b) * (b + c)").program, 0)
    assert [block.criteria for block in blocks] == [(0, 1, 2)]
    assert blocks[0].shares == (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))


def test_a_share_is_of_what_a_criterion_can_contribute_and_not_of_its_weight():
    matrix = matrix_of("a + b", criteria=2, weights={"a": 2, "b": 1}, values={"b": [5, 6, 7, 8, 13]})
    assert weight_blocks(matrix.program, 0)[0].shares == (Fraction(1, 2), Fraction(1, 2))


def test_trials_put_the_ranking_to_milder_and_harder_tests(demo):
    found = acceptability(demo, draws=2_000)
    tried = {trial.name: trial for trial in trials(found)}
    for name, kept in (
        ("nothing else", {"weights": "stated"}),
        ("weights within 25 %", {"weights": "25%"}),
        ("weights in the stated order", {"weights": "order"}),
        ("any weights", {"weights": "any"}),
    ):
        whole = acceptability(demo, draws=1_000, values="stated", **kept)
        assert tried[name].tau == whole.tau
        assert tried[name].sure == int((whole.p_top >= 0.95).sum())
    assert tried["nothing else"].tau.kept == 1.0  # what the stated numbers put in order, unknowns cannot turn round
    assert tried["nothing else"].tau.kept > tried["weights within 25 %"].tau.kept > tried["any weights"].tau.kept


def test_pairs_kept_and_the_most_that_tau_can_be(demo):
    """Oracle: the definition, over all pairs of the demo and all its draws of unknown levels."""
    result = demo["risk"]
    ordered = sum(int(low > high) for low in result.low.tolist() for high in result.high.tolist())
    found = acceptability(demo, draws=300, weights="stated", values="stated")
    assert found.tau.most == pytest.approx(math.sqrt(ordered / 276))
    assert found.tau.kept == 1.0
    assert found.tau.mean == pytest.approx(found.tau.most, abs=0.005)  # but for draws that tie
    alike = batch_of(matrix_of("a + b", criteria=2), (3, 0), (0, 1))  # the first is ahead on three quarters
    assert close(acceptability(alike, values="stated", draws=DRAWS).tau.kept, Fraction(3, 4))


def test_mean_weights_are_those_of_all_draws(demo):
    found = acceptability(demo, draws=DRAWS)
    for block in found.blocks:
        assert sum(found.mean_weights[c] for c in block.criteria) == pytest.approx(1)
        assert all(abs(found.mean_weights[c] - 1 / len(block.criteria)) < 0.01 for c in block.criteria)
        for criterion in block.criteria:
            mean = sum(found.p_first[row] * found.central[row][criterion] for row in found.central)
            assert mean == pytest.approx(found.mean_weights[criterion], abs=0.002)  # but for draws with joint firsts


def test_weights_near_the_stated_ones_all_lie_within_their_spread_the_widest_too():
    stated, spread = [Fraction(2, 5), Fraction(7, 20), Fraction(1, 4)], Fraction(1, 5)
    shares = near_shares(Chance.of(1, 0), 20_000, *spread_units(stated, spread, 16), 16) / 2**16
    assert np.allclose(shares.sum(axis=1), 1)
    for column, share in zip(shares.T, stated, strict=True):
        assert share * (1 - spread) - Fraction(1, 10_000) <= column.min()
        assert column.max() <= share * (1 + spread) + Fraction(1, 10_000)
        assert abs(column.mean() - share) < 0.001  # what is possible is the same on both sides of the stated weights


def test_central_weights_are_put_on_whole_units_that_add_up(demo):
    request = Request("risk", Uncertainty(), 10, 128, 1)
    made = engine.Engine(demo, request)
    weights = {c: 1 / len(block.criteria) for block in made.plan.blocks for c in block.criteria}
    units = central.on_lattice(made, weights)
    for block in made.plan.blocks:
        each = [int(units[criterion][0]) for criterion in block.criteria]
        assert sum(each) == 2**made.plan.bits
        assert max(each) - min(each) <= 1


# -- large and odd -------------------------------------------------------------------------------------------------


def test_a_batch_with_more_pairs_than_are_compared_takes_a_sample_of_them(monkeypatch):
    chance = np.random.default_rng(3)
    matrix = matrix_of("sum(a, b, c)", weights={"a": 2})
    scores = batch_of(matrix, *chance.integers(0, 5, (400, 3)).tolist())
    found = acceptability(scores, draws=256)
    assert found.tau.sampled
    monkeypatch.setattr(comparing, "MOST_PAIRS", 10**6)
    whole = acceptability(scores, draws=256)
    assert not whole.tau.sampled
    assert whole.tau.mean == pytest.approx(found.tau.mean, abs=0.01)


def test_tau_is_kendalls_tau_b_of_each_draw():
    """Oracle: the definition, pair by pair, over one draw of known levels."""
    matrix = matrix_of("a", criteria=1, levels=4)
    scores = batch_of(matrix, (0,), (1,), (1,), (3,), ("?",))
    found = acceptability(scores, values="stated", draws=4_000)
    # the unknown group is tied with all in the stated order; of its four levels the draws order it differently
    taus = []
    for level in range(4):
        drawn = [0, 1, 1, 3, level]
        stated = list(zip(scores["total"].low.tolist(), scores["total"].high.tolist(), strict=True))
        pairs = list(itertools.combinations(range(5), 2))
        base = [np.sign((stated[i][0] > stated[j][1]) * 1 - (stated[j][0] > stated[i][1]) * 1) for i, j in pairs]
        now = [np.sign(drawn[i] - drawn[j]) for i, j in pairs]
        taus.append(np.dot(base, now) / math.sqrt(np.count_nonzero(base) * np.count_nonzero(now)))
    assert found.tau.mean == pytest.approx(np.mean(taus), abs=0.01)
    assert found.tau.low == pytest.approx(min(taus))


def test_pairs_turned_round_are_those_that_the_stated_numbers_order(demo):
    found = acceptability(demo, draws=4_000)
    result = demo["risk"]
    assert found.turned
    for pair in found.turned:
        assert result.low[pair.above] > result.high[pair.below]
        assert 0 < pair.share < 1
    shares = [pair.share for pair in found.turned]
    assert shares == sorted(shares, reverse=True)


def test_numbers_too_long_to_be_varied_exactly_are_refused_with_a_remedy():
    small = {name: ["0", "1.23", "2.23", "3.23", "4.23"] for name in "abcdef"}
    matrix = matrix_of("a * b * c * d * e * f", criteria=6, values=small)
    scores = batch_of(matrix, (1,) * 6, (2,) * 6)
    with pytest.raises(RequestError, match="small enough to be varied exactly; use fewer decimal places"):
        acceptability(scores)
    found = acceptability(scores, values="stated")  # with the stated numbers nothing needs to be varied
    assert found.p_first.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"top": 4}, "top: '4' is not a whole number from 1 to 3"),
        ({"top": 0}, "top: '0'"),
        ({"top": True}, "top: 'True'"),
        ({"draws": 0}, "draws: '0' is not a whole number from 1 to 1000000"),
        ({"draws": 2_000_000}, "draws"),
        ({"seed": -1}, "seed: '-1'"),
        ({"seed": 1.5}, "seed: '1.5'"),
        ({"threads": -1}, "threads: '-1' is not a whole number from 1 to 8"),
        ({"threads": 0}, "threads: '0'"),
        ({"weights": "heavy"}, "weights: 'heavy' is not a choice of weights"),
        ({"weights": -0.1}, "weights"),
        ({"weights": float("nan")}, "weights: 'nan'"),
        ({"weights": "150%"}, "weights"),
        ({"values": "some"}, "values: 'some' is not one of stated, any"),
        ({"unknowns": "none"}, "unknowns: 'none' is not one of uniform, batch"),
        ({"by": "nothing"}, "'nothing' is not a measure of this matrix"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(wrong, said):
    with pytest.raises(RequestError) as refused:
        acceptability(batch_of(matrix_of("a + b", criteria=2), (1, 2), (2, 1), (0, 0)), **wrong)
    assert said in str(refused.value)


def test_whole_numbers_of_numpy_are_whole_numbers():
    scores = batch_of(matrix_of("a + b", criteria=2), (1, 2), (2, 1), (0, 0))
    found = acceptability(scores, top=np.int64(2), draws=np.int32(50), seed=np.uint8(3))
    assert found.p_top.tolist() == acceptability(scores, top=2, draws=50, seed=3).p_top.tolist()


def test_everything_wrong_with_a_request_is_said_at_once():
    with pytest.raises(RequestError) as refused:
        acceptability(
            batch_of(matrix_of("a + b", criteria=2), (1, 2)), top=9, draws=0, seed=-1, weights="x", values="y"
        )
    assert len(refused.value.problems) == 5


def test_the_published_results_keep_the_identities_that_ours_keep(shared_data):
    """Printed results of rsmaa 0.3-2 (thrombo and Hansen; figures only, the measurements behind them are not at hand).

    Places add up to one by group and by place; the mean of the central weights by acceptability is the middle of the
    simplex; where three criteria are weighed, that is one third each.
    """
    with shared_data("matrices", "smaa_expected_rsmaa.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (
                row["dataset"].partition(" ")[0],
                row["quantity"],
                row["alternative"],
                [float(x) for x in row["values"].split()],
            )
            for row in csv.DictReader(file)
            if "fixed weights" not in row["dataset"]
        ]
    for dataset, groups in (("thrombo", 2), ("hansen", 5)):
        shares = np.array([values for name, what, _, values in rows if (name, what) == (dataset, "rank acceptability")])
        assert shares.shape == (groups, groups)
        assert np.allclose(shares.sum(axis=0), 1, atol=3e-4)
        assert np.allclose(shares.sum(axis=1), 1, atol=3e-4)
        if dataset == "thrombo":
            central = np.array(
                [values for name, what, _, values in rows if (name, what) == (dataset, "central weights")]
            )
            assert np.allclose(shares[:, 0] @ central, 1 / 3, atol=0.01)
