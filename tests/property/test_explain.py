"""Explanations hold for any matrix and batch: they add up, and brute force finds the same flips, ranks and bands."""

from __future__ import annotations

import ast
import itertools
import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import rank, score
from ocgscore.explain import explain_batch, explain_score
from ocgscore.report.explained import flips_table
from ocgscore.report.explanation_data import Documents
from ocgscore.testing import assessments, from_levels, matrices, reference_band, reference_scores

COMBINED = {
    "sum": lambda values: sum(values, Fraction(0)),
    "product": math.prod,
    "max": max,
    "min": min,
    "mean": lambda values: sum(values, Fraction(0)),
}


@st.composite
def batches(draw, most_criteria=5, most_levels=5, most=5):
    matrix = draw(matrices(most_criteria=most_criteria, most_levels=most_levels))
    return draw(assessments(matrix, most=most))


fewer = settings(max_examples=settings.default.max_examples // 2)
small = batches(most_criteria=3, most_levels=3, most=3)


# -- the steps add up --------------------------------------------------------------------------------------------------


def check_part(part):
    """Work a part out again from its own parts."""
    for inner in part.parts:
        check_part(inner)
    if part.operation in COMBINED:
        for end in ("low", "high"):
            worked_out = COMBINED[part.operation]([getattr(inner, end) for inner in part.parts])
            assert worked_out / part.divisor == getattr(part, end), part
    elif part.operation == "number":
        assert part.low == part.high == Fraction(part.name)


def calculated(text):
    """Work out a working as it is printed, with fractions, from the text alone."""

    def value(node):
        match node:
            case ast.Expression():
                return value(node.body)
            case ast.Constant():
                return Fraction(ast.get_source_segment(source, node))
            case ast.BinOp():
                left, right = value(node.left), value(node.right)
                return {ast.Add: left.__add__, ast.Mult: left.__mul__, ast.Div: left.__truediv__}[type(node.op)](right)
            case ast.Call():
                return {"max": max, "min": min}[node.func.id]([value(argument) for argument in node.args])
        raise AssertionError(ast.dump(node))

    source = text.replace("×", "*")
    return value(ast.parse(source, mode="eval"))


@fewer
@given(batches())
def test_every_step_worked_out_again_from_what_is_shown_gives_what_is_shown(batch):
    matrix = batch.matrix
    for explanation in explain_batch(score(batch)):
        results = {step.measure.id: step.result for step in explanation.steps}
        seen = {criterion.id for criterion in matrix.criteria}
        for step in explanation.steps:
            check_part(step.whole)
            assert (step.whole.low, step.whole.high) == (step.result.low, step.result.high)
            if step.measure.is_grid:
                axes = [results[part.name] for part in step.whole.parts]
                for working, bands, cell in (
                    (step.working_low, [axis.band_low for axis in axes], step.result.low),
                    (step.working_high, [axis.band_high for axis in axes], step.result.high),
                ):
                    labels = [a.measure.bands[at].label for a, at in zip(axes, bands, strict=True)]
                    named = ", ".join(f"{a.measure.id} {label}" for a, label in zip(axes, labels, strict=True))
                    assert working == f"grid({named})"
                    assert Fraction(step.measure.cells[bands[0]][bands[1]]) == cell
            else:
                assert calculated(step.working_low) == step.result.low, step.working_low
                assert calculated(step.working_high) == step.result.high, step.working_high
            assert all(part.name in seen for part in leaves(step.whole)), "a step uses what has not been worked out yet"
            seen.add(step.measure.id)
        assert seen >= {measure.id for measure in matrix.measures}


def leaves(part):
    if part.operation in ("level", "measure"):
        yield part
    for inner in part.parts:
        yield from leaves(inner)


@fewer
@given(batches())
def test_the_steps_are_those_of_exact_fractions_and_the_limits_are_where_bands_change(batch):
    for explanation in explain_batch(score(batch)):
        low, high = (reference_scores(batch.matrix, codes[explanation.row].tolist()) for codes in ends(batch))
        for step in explanation.steps:
            result, measure = step.result, step.measure
            assert (result.low, result.high) == (low[measure.id], high[measure.id])
            assert result.band_low == reference_band(measure, result.low)
            assert result.band_high == reference_band(measure, result.high)
            if step.floor is not None:
                assert result.low >= step.floor
                assert reference_band(measure, step.floor) == result.band_low
                assert reference_band(measure, step.floor - Fraction(1, 10**9)) == result.band_low - 1
            if step.ceiling is not None:
                assert result.high < step.ceiling
                assert reference_band(measure, step.ceiling) == result.band_high + 1


def ends(batch):
    return batch.lowest, batch.highest


# -- brute force -------------------------------------------------------------------------------------------------------


def completions(lowest, highest):
    return itertools.product(*(range(low, high + 1) for low, high in zip(lowest, highest, strict=True)))


def possible_scores(matrix, lowest, highest, cache):
    """Return by measure every score that some completion reaches."""
    key = (tuple(lowest), tuple(highest))
    if key not in cache:
        found = [reference_scores(matrix, list(levels)) for levels in completions(lowest, highest)]
        cache[key] = {measure.id: sorted({one[measure.id] for one in found}) for measure in matrix.measures}
    return cache[key]


def possible_ranks(mine, others):
    """Return the best and the worst competition rank over every joint completion."""
    ranks = [1 + sum(other > own for other in field) for own in mine for field in itertools.product(*others)]
    return min(ranks), max(ranks)


def brute_outcome(batch, row, criterion, level, by, cache):
    """Return each measure's bounds and bands, and the ranks, with one level changed: from all completions."""
    matrix = batch.matrix
    codes = [[end[at].tolist() for end in ends(batch)] for at in range(len(batch))]
    if criterion is not None:
        for end in codes[row]:
            end[criterion] = level
    every = [possible_scores(matrix, *own, cache) for own in codes]
    results = {
        measure.id: (
            every[row][measure.id][0],
            every[row][measure.id][-1],
            reference_band(measure, every[row][measure.id][0]),
            reference_band(measure, every[row][measure.id][-1]),
        )
        for measure in matrix.measures
    }
    others = [own[by] for at, own in enumerate(every) if at != row]
    return results, possible_ranks(every[row][by], others)


def shown(outcome):
    return {r.measure.id: (r.low, r.high, r.band_low, r.band_high) for r in outcome.results}


@fewer
@given(small)
def test_flips_are_exactly_what_brute_force_over_all_completions_finds(batch):
    matrix, cache = batch.matrix, {}
    by = matrix.ranks_by
    for explanation in explain_batch(score(batch)):
        row = explanation.row
        now, ranks = brute_outcome(batch, row, None, None, by, cache)
        assert (explanation.rank.best, explanation.rank.worst) == ranks
        expected = {}
        for at, criterion in enumerate(matrix.criteria):
            for level in range(len(criterion.levels)):
                if batch.lowest[row, at] <= level <= batch.highest[row, at]:
                    continue
                after, ranks_after = brute_outcome(batch, row, at, level, by, cache)
                moved = {id_ for id_ in after if after[id_][2:] != now[id_][2:]}
                if moved or ranks_after != ranks:
                    direction = "up" if level > batch.highest[row, at] else "down"
                    expected[criterion.id, level] = (direction, moved, ranks_after, ranks_after != ranks, after)
        found = {(flip.criterion.id, flip.level): flip for flip in explanation.flips}
        assert list(found) == list(expected)
        for key, flip in found.items():
            direction, moved, ranks_after, rank_moves, after = expected[key]
            outcome = flip.outcome
            assert (flip.direction, set(outcome.moved), outcome.rank_moves) == (direction, moved, rank_moves)
            assert (outcome.rank.best, outcome.rank.worst) == ranks_after
            assert shown(outcome).items() <= after.items()
            untouched = after.keys() - shown(outcome).keys()
            assert all(after[id_] == now[id_] for id_ in untouched)


@fewer
@given(small)
def test_what_an_unknown_could_do_is_what_brute_force_finds_for_each_of_its_levels(batch):
    matrix, cache = batch.matrix, {}
    for explanation in explain_batch(score(batch)):
        row = explanation.row
        open_now = [at for at in range(len(matrix.criteria)) if batch.lowest[row, at] < batch.highest[row, at]]
        assert [unknown.given.criterion for unknown in explanation.unknowns] == [matrix.criteria[at] for at in open_now]
        for at, unknown in zip(open_now, explanation.unknowns, strict=True):
            levels = range(int(batch.lowest[row, at]), int(batch.highest[row, at]) + 1)
            assert len(unknown.if_known) == len(levels)
            bands = {}
            for level, outcome in zip(levels, unknown.if_known, strict=True):
                after, ranks = brute_outcome(batch, row, at, level, matrix.ranks_by, cache)
                assert shown(outcome).items() <= after.items()
                assert (outcome.rank.best, outcome.rank.worst) == ranks
                for id_ in after:
                    bands.setdefault(id_, []).append(after[id_][2:])
            changed = {id_ for id_, found in bands.items() if len(set(found)) > 1}
            settled = {id_ for id_ in changed if any(low == high for low, high in bands[id_])}
            always = {id_ for id_ in changed if all(low == high for low, high in bands[id_])}
            assert (set(unknown.could_change), set(unknown.could_settle), set(unknown.would_settle)) == (
                changed,
                settled,
                always,
            )


# -- the shares --------------------------------------------------------------------------------------------------------


@fewer
@given(batches(most=3))
def test_the_shares_add_up_to_the_width_and_are_the_mean_of_raising_the_unknowns_in_order_and_in_reverse(batch):
    for explanation in explain_batch(score(batch)):
        for step in explanation.steps:
            shares = [unknown.share(step.measure.id) for unknown in explanation.unknowns]
            assert sum(shares, Fraction(0)) == step.result.width
            assert all(share >= 0 for share in shares)
        lowest, highest = (end[explanation.row].tolist() for end in ends(batch))
        order = [batch.matrix.criteria.index(unknown.given.criterion) for unknown in explanation.unknowns]
        forward, backward = (added_by(batch.matrix, lowest, highest, way) for way in (order, order[::-1]))
        for at, unknown in zip(order, explanation.unknowns, strict=True):
            for share in unknown.shares:
                assert share.amount == (forward[at][share.measure.id] + backward[at][share.measure.id]) / 2


def added_by(matrix, lowest, highest, order):
    """Return what raising each criterion adds to each measure, one after another."""
    levels, found = list(lowest), {}
    before = reference_scores(matrix, levels)
    for at in order:
        levels[at] = highest[at]
        after = reference_scores(matrix, levels)
        found[at] = {id_: after[id_] - before[id_] for id_ in after}
        before = after
    return found


# -- a batch and its parts ---------------------------------------------------------------------------------------------


@fewer
@given(batches())
def test_one_at_a_time_says_what_the_batch_says_and_the_ranking_gives_the_rank(batch):
    scores = score(batch)
    ranking = rank(scores)
    found = [(explanation.rank.best, explanation.rank.worst) for explanation in explain_batch(scores)]
    assert found == list(zip(ranking.best.tolist(), ranking.worst.tolist(), strict=True))
    documents = Documents()
    whole = [documents.of(explanation) for explanation in explain_batch(scores)]
    assert [Documents().of(explain_score(scores, row)) for row in range(len(batch))] == whole
    assert [Documents().of(explain_batch(scores)[row]) for row in range(-len(batch), 0)] == whole


@fewer
@given(batches())
def test_the_data_and_the_table_hold_the_same_flips_as_the_objects(batch):
    scores = score(batch)
    explanations, documents, listed = explain_batch(scores), Documents(), []
    for explanation in explanations:
        data = documents.of(explanation)
        now = {step.measure.id: step.result.band_text for step in explanation.steps}
        for flip, own in zip(explanation.flips, data["flips"], strict=True):
            outcome, result = flip.outcome, flip.outcome.result(explanation.ranked_by)
            after = {r.measure.id: r.band_text for r in outcome.results}
            assert own["criterion"] == flip.criterion.id
            assert own["level"] == flip.criterion.levels[flip.level].code
            assert own["direction"] == flip.direction
            assert (own["score"] and Fraction(own["score"]["low"])) == (result and result.low)
            assert own["rank"] == {"best": outcome.rank.best, "worst": outcome.rank.worst}
            assert own["rank_moves"] == outcome.rank_moves
            assert [band["measure"] for band in own["bands"]] == list(outcome.moved)
            key = (explanation.group, flip.criterion.id, own["level"], flip.direction)
            listed += [(*key, f"{id_} band", now[id_], after[id_]) for id_ in outcome.moved]
            if outcome.rank_moves:
                listed.append((*key, "rank", explanation.rank.text, outcome.rank.text))
        for unknown, own in zip(explanation.unknowns, data["unknowns"], strict=True):
            for outcome, level in zip(unknown.if_known, own["if_known"], strict=True):
                banded = {r.measure.id: r.measure.bands[r.band_low].label for r in outcome.results if r.measure.bands}
                assert {band["measure"]: band["band_low"] for band in level["bands"]} == banded
    table = flips_table(explanations)
    chosen = ("group", "criterion", "changed_to", "direction", "what", "before", "after")
    columns = [table.columns[table.headings.index(heading)].cells() for heading in chosen]
    assert list(zip(*columns, strict=True)) == listed


@fewer
@given(batches(most=2))
def test_changing_a_level_as_a_flip_says_gives_what_the_flip_says(batch):
    """The change made in the sheet itself and scored anew, ranked by a measure that is not always the matrix's own."""
    scores, by = score(batch), "everything"
    for explanation in explain_batch(scores, by):
        for flip in explanation.flips:
            codes = [end.copy() for end in ends(batch)]
            at = batch.matrix.criteria.index(flip.criterion)
            for end in codes:
                end[explanation.row, at] = flip.level
            anew = score(from_levels(batch.matrix, *(end.tolist() for end in codes)))
            for result in flip.outcome.results:
                assert anew[result.measure.id].exact(explanation.row) == (result.low, result.high)
            ranks = rank(anew, by)
            found = (int(ranks.best[explanation.row]), int(ranks.worst[explanation.row]))
            assert (flip.outcome.rank.best, flip.outcome.rank.worst) == found
