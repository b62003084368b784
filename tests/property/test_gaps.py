"""What learning an unknown changes, against brute force over every completion of the whole batch."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import load_matrix, parse_matrix, score
from ocgscore.matrix import document
from ocgscore.robustness import gap_line, gap_outcomes, gap_values
from ocgscore.robustness.gaps import gaps
from ocgscore.robustness.unknowns import UNKNOWNS, level_chances, level_counts
from ocgscore.testing import assessments, from_levels, matrices, reference_band, reference_scores


def close_run():
    """Return a matrix of three criteria of three levels and their sum: small enough for ties and crossings to abound."""
    raw = document(load_matrix("sleipnir-2000"))
    levels = [{"code": f"{at}", "label": f"Level {at}", "value": f"{at}", "anchor": "Seen."} for at in range(3)]
    criterion = {"section": raw["sections"][0]["id"], "question": "How much?", "levels": levels}
    bands = [{"label": "Low", "from": "0", "below": "3"}, {"label": "High", "from": "3"}]
    raw["criteria"] = [{**criterion, "id": name, "title": name} for name in "abc"]
    raw["measures"] = [{"id": "total", "title": "Total", "formula": "sum(a, b, c)", "bands": bands}]
    return parse_matrix(json.dumps(raw | {"ranks_by": "total"}), "close run", ".json")


small = st.one_of(matrices(most_criteria=3, most_levels=3), st.just(close_run()), st.just(close_run())).flatmap(
    lambda matrix: st.tuples(assessments(matrix, least=2, most=4), st.sampled_from(UNKNOWNS), st.integers(1, 2))
)
fewer = settings(max_examples=settings.default.max_examples // 2)  # each case is tried in every completion
COLUMNS = ("chance_band", "chance_line", "chance_settles_band", "expected_change", "answers", "settling")


def alone(batch, row):
    """Return the batch with only one row's unknowns left open, the others at their lowest."""
    highest = [(batch.highest if at == row else batch.lowest)[at].tolist() for at in range(len(batch))]
    return from_levels(batch.matrix, batch.lowest.tolist(), highest)


def completions(batch, row, counts):
    """Yield (levels, chance) for every way to fill in one row."""
    ends = list(zip(batch.lowest[row].tolist(), batch.highest[row].tolist(), strict=True))
    chances = [level_chances(count, *end) for count, end in zip(counts, ends, strict=True)]
    for levels in itertools.product(*(range(low, high + 1) for low, high in ends)):
        yield levels, math.prod(c[at - low] for c, at, (low, _) in zip(chances, levels, ends, strict=True))


class Oracle:
    """The definitions, worked out with fractions over every completion of every row."""

    def __init__(self, batch, unknowns, top):
        self.batch, self.counts, self.top = batch, level_counts(batch, unknowns), top
        self.by = batch.matrix.ranks_by
        self.measure = batch.matrix.measure(self.by)
        self.possible = [
            [(levels, self.score(levels), chance) for levels, chance in completions(batch, row, self.counts)]
            for row in range(len(batch))
        ]

    def score(self, levels):
        return reference_scores(self.batch.matrix, levels)[self.by]

    def chance_in(self, row, own):
        """The chance that fewer than K others score above `own`."""
        spread = {0: Fraction(1)}  # how many others are above, with what chance
        for other, possible in enumerate(self.possible):
            if other != row:
                above = sum((chance for _, value, chance in possible if value > own), Fraction(0))
                spread = {
                    n: spread.get(n, 0) * (1 - above) + spread.get(n - 1, 0) * above for n in range(len(self.batch))
                }
        return sum(chance for n, chance in spread.items() if n < self.top)

    def verdicts(self, row, criterion=None, level=None):
        """The likeliest band, the chance of the top K, the expected score and whether the band is certain."""
        kept = [(value, p) for at, value, p in self.possible[row] if criterion is None or at[criterion] == level]
        weights = [p for _, p in kept]
        if not any(weights):  # a level the batch never has: its chance is 0, and any completion will do
            weights = [Fraction(1)] * len(kept)
        total = sum(weights)
        bands = {}
        for (value, _), weight in zip(kept, weights, strict=True):
            band = reference_band(self.measure, value)
            bands[band] = bands.get(band, 0) + weight / total
        likeliest = min(band for band, chance in bands.items() if chance == max(bands.values()))
        inside = sum(
            (self.chance_in(row, value) * weight / total for (value, _), weight in zip(kept, weights, strict=True)),
            Fraction(0),
        )
        mean = sum((value * weight / total for (value, _), weight in zip(kept, weights, strict=True)), Fraction(0))
        return likeliest, inside, mean, len({reference_band(self.measure, value) for value, _ in kept}) == 1

    def worth(self, row, criterion):
        low, high = int(self.batch.lowest[row, criterion]), int(self.batch.highest[row, criterion])
        chances = level_chances(self.counts[criterion], low, high)
        now = self.verdicts(row)
        after = [self.verdicts(row, criterion, level) for level in range(low, high + 1)]
        pairs = list(zip(chances, after, strict=True))
        settling = [] if now[3] else [p for p, then in pairs if then[3]]
        return {
            "chance_band": sum((p for p, then in pairs if then[0] != now[0]), Fraction(0)),
            "chance_line": sum((p for p, then in pairs if (then[1] >= Fraction(1, 2)) != (now[1] >= Fraction(1, 2))), Fraction(0)),
            "chance_settles_band": sum(settling, Fraction(0)),
            "expected_change": sum((p * abs(then[2] - now[2]) for p, then in pairs), Fraction(0)),
            "answers": high - low + 1,
            "settling": len(settling),
        }, [now[1], *(then[1] for then in after)]  # fmt: skip


def found_of(batch, unknowns, top, **more):
    found = gaps(score(batch), top=top, unknowns=unknowns, **more)
    at = {criterion.id: place for place, criterion in enumerate(batch.matrix.criteria)}
    return {(gap.row, at[gap.criterion.id]): gap for gap in found}


@fewer
@given(small)
def test_where_only_one_group_has_unknowns_every_figure_is_exact(case):
    batch, unknowns, top = case
    for row in range(len(batch)):
        one, wanted = alone(batch, row), min(top, len(batch))
        oracle = Oracle(one, unknowns, wanted)
        for (at, criterion), gap in found_of(one, unknowns, wanted, draws=7).items():
            expected, _ = oracle.worth(at, criterion)
            assert {name: getattr(gap, name) for name in COLUMNS} == expected
            assert gap.standard_error == gap.change_error == 0


@fewer
@given(small)
def test_where_others_have_unknowns_the_line_is_within_the_error_of_the_draws_and_the_rest_exact(case):
    batch, unknowns, top = case
    wanted = min(top, len(batch))
    oracle = Oracle(batch, unknowns, wanted)
    reached = batch.matrix.program.reached(batch.matrix.measure_position(batch.matrix.ranks_by))
    found = found_of(batch, unknowns, wanted, draws=400)
    assert set(found) == {
        (row, at) for row in range(len(batch)) for at in reached if batch.lowest[row, at] < batch.highest[row, at]
    }
    for (row, criterion), gap in found.items():
        expected, inside = oracle.worth(row, criterion)
        for name in COLUMNS:
            clear = all(abs(chance - Fraction(1, 2)) > Fraction(1, 8) for chance in inside)  # five standard errors
            if name != "chance_line" or clear or gap.standard_error == 0:
                assert getattr(gap, name) == expected[name], name


@fewer
@given(small)
def test_a_sample_of_the_completions_comes_near_to_all_of_them(case):
    batch, unknowns, top = case
    wanted = min(top, len(batch))
    exact = found_of(batch, unknowns, wanted, draws=400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gap_outcomes, "MOST_COMPLETIONS", 0)
        drawn = found_of(batch, unknowns, wanted, draws=400)
    assert set(drawn) == set(exact)
    for cell, gap in drawn.items():
        assert (gap.chance_settles_band, gap.settling) == (exact[cell].chance_settles_band, exact[cell].settling)
        off = abs(float(gap.expected_change - exact[cell].expected_change))
        assert off <= 5 * gap.change_error + 0.2 * float(exact[cell].expected_change)


@fewer
@given(small)
def test_neither_blocks_nor_the_width_of_whole_numbers_change_a_figure(case):
    batch, unknowns, top = case
    whole = found_of(batch, unknowns, min(top, len(batch)), draws=50)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gap_line, "ROOM", 1)
        patch.setattr(gap_values, "TRIED", 1)
        patch.setattr(gap_outcomes, "LARGEST", 0)
        assert found_of(batch, unknowns, min(top, len(batch)), draws=50) == whole


@fewer
@given(small)
def test_the_list_goes_by_value_then_expected_change_then_the_order_of_the_sheet(case):
    batch, unknowns, top = case
    found = gaps(score(batch), top=min(top, len(batch)), unknowns=unknowns, draws=50)
    place = {criterion.id: at for at, criterion in enumerate(batch.matrix.criteria)}
    keys = [(-gap.value, -gap.expected_change, gap.row, place[gap.criterion.id]) for gap in found]
    assert keys == sorted(keys)
