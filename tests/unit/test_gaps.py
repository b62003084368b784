"""What to find out first: worked cases, limits of the request, costs, and the draws."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest

from ocgscore import assess, load_matrix, parse_matrix, score
from ocgscore.errors import AssessmentError, RequestError
from ocgscore.matrix import document
from ocgscore.report.gaps import gaps_table
from ocgscore.robustness import gap_outcomes
from ocgscore.robustness.gap_costs import read_costs
from ocgscore.robustness.gaps import gaps
from ocgscore.table import Table, table_bytes
from ocgscore.testing import from_levels


def ratings(criteria="abc", levels=5, cut="8"):
    """Return a matrix of criteria that count 0, 1, 2, ... and their sum, in two bands."""
    raw = document(load_matrix("sleipnir-2000"))
    made = [{"code": f"{at}", "label": f"Level {at}", "value": f"{at}", "anchor": "Seen."} for at in range(levels)]
    criterion = {"section": raw["sections"][0]["id"], "question": "How much?", "levels": made}
    bands = [{"label": "Low", "from": "0", "below": cut}, {"label": "High", "from": cut}]
    raw["criteria"] = [{**criterion, "id": name, "title": f"Criterion {name}"} for name in criteria]
    formula = f"sum({', '.join(criteria)})"
    raw["measures"] = [{"id": "total", "title": "Total", "formula": formula, "bands": bands}]
    return parse_matrix(json.dumps(raw | {"ranks_by": "total"}), "ratings", ".json")


def scored(*rows, **options):
    cells = [{"group": f"G{at}", **dict(zip("abc", map(str, row), strict=True))} for at, row in enumerate(rows)]
    return score(assess(cells, ratings(**options)))


def test_one_unknown_worked_out_by_hand():
    """6 + (0..4) is High from 8: likeliest High (3 of 5); below it in 2 of 5. The other group stands at 9.

    In the top 1 with 9 or 10 (2 of 5), so out as it stands; in after 2 of 5 answers. Expected 8; away by 2, 1, 0, 1, 2.
    """
    [gap] = gaps(scored((3, 3, "?"), (3, 3, 3)), top=1)
    assert (gap.group, gap.criterion.id, gap.lowest.code, gap.highest.code) == ("G0", "c", "0", "4")
    assert gap.chance_band == Fraction(2, 5)
    assert gap.chance_line == Fraction(2, 5)
    assert (gap.chance_settles_band, gap.settling, gap.answers) == (1, 5, 5)
    assert gap.expected_change == Fraction(6, 5)
    assert gap.value == Fraction(4, 5)
    assert (gap.cost, gap.value_per_cost) == (None, None)
    assert gap.standard_error == gap.change_error == 0
    assert gap.address == "rows[1].c"


def test_the_batchs_own_levels_give_other_chances():
    """Where c is known it is 0 twice and 4 once: 6 with chance 2/3, 10 with 1/3."""
    rows = [(3, 3, "?"), (0, 0, 0), (1, 0, 0), (0, 0, 4)]
    [gap] = gaps(scored(*rows), top=1, unknowns="batch")
    assert gap.chance_band == Fraction(1, 3)
    assert gap.chance_settles_band == 1
    assert gap.expected_change == Fraction(2, 3) * Fraction(4, 3) + Fraction(1, 3) * Fraction(8, 3)


def test_of_two_bands_as_likely_the_lower_is_the_verdict():
    """6 + (1 or 2): Low and High alike. Known, 2 moves it to High, 1 leaves it."""
    [gap] = gaps(scored((3, 3, "1-2")), top=1)
    assert gap.chance_band == Fraction(1, 2)


def test_a_group_as_likely_in_the_top_as_out_of_it_counts_as_in():
    """7 or 8 against 8 twice: the top 2 with 8, so in as it stands; out after one answer of two."""
    [gap] = gaps(scored((3, 3, "1-2"), (4, 4, 0), (4, 4, 0)), top=2)
    assert gap.chance_line == Fraction(1, 2)


def test_nothing_unknown_leaves_nothing_to_find_out():
    found = gaps(scored((1, 2, 3), (3, 2, 1)))
    assert len(found) == 0
    assert list(found) == []
    assert b"".join(table_bytes(gaps_table(found), "csv")).startswith(b"group,criterion,lowest,highest,chance_band")


def test_one_group_alone_is_in_every_top():
    [gap] = gaps(scored((3, 3, "?")))
    assert gap.chance_line == 0
    assert gap.chance_band == Fraction(2, 5)


def test_a_line_below_all_is_crossed_by_nobody():
    found = gaps(scored((3, "?", "?"), ("?", 3, "?"), (3, 3, 3)), top=3)
    assert {gap.chance_line for gap in found} == {0}
    assert {gap.standard_error for gap in found} == {0}


def test_groups_alike_in_every_unknown_are_worth_the_same_but_for_the_error_of_the_draws():
    found = gaps(scored(*[("?", "?", "?")] * 4), top=2)
    assert len(found) == 12
    assert len({gap.chance_band for gap in found}) == len({gap.expected_change for gap in found}) == 1
    assert 0 < max(gap.standard_error for gap in found) < 0.0112  # half over the root of 2,000, at most
    assert len({gap.chance_line for gap in found}) == 1


def test_all_alike_and_known_in_what_counts_give_an_empty_list():
    assert len(gaps(scored(*[(2, 2, 2)] * 5))) == 0


def test_criteria_that_the_measure_is_not_made_of_are_not_asked_for():
    levels = np.zeros((2, 16), np.uint8)
    matrix = load_matrix("ocg-tactical")
    highest = np.array([[len(criterion.levels) - 1 for criterion in matrix.criteria]] * 2)
    found = gaps(score(from_levels(matrix, levels.tolist(), highest.tolist())), "harm")
    reached = matrix.program.reached(matrix.measure_position("harm"))
    assert {gap.criterion.id for gap in found} == {matrix.criteria[at].id for at in reached}


def test_a_measure_without_bands_has_a_line_all_the_same():
    rows = [{"group": "A", "violence": "?"}, {"group": "B", "violence": "high"}]
    full = dict.fromkeys([c.id for c in load_matrix("sleipnir-2000").criteria], "low")
    found = gaps(score(assess([full | row for row in rows], "sleipnir-2000")), top=1)
    [gap] = found
    assert (gap.chance_band, gap.chance_settles_band, gap.settling) == (0, 0, 0)
    assert gap.chance_line == Fraction(1, 4)
    table = gaps_table(found)
    assert table.columns[table.headings.index("chance_band")].row_text(0) == ""


@pytest.fixture
def wide():
    """Return scores of groups with ten unknowns each: more completions than are counted."""
    lowest = [[0] * 10, [0] * 9 + [2], [1] * 10]
    highest = [[2] * 10, [2] * 9 + [2], [1] * 10]
    return score(from_levels(ratings("abcdefghij", 3, "10"), lowest, highest))


def test_a_sample_is_drawn_where_completions_are_too_many_to_count(wide):
    """Ten levels of 0 to 2 expect 10, spread by the root of 6 2/3; learning one moves it by 2/3 on average."""
    found = gaps(wide, top=1)
    first = [gap for gap in found if gap.row == 0]
    assert all(gap.standard_error > 0 for gap in found)
    assert all(abs(float(gap.expected_change) - 2 / 3) < 5 * gap.change_error + 1e-9 for gap in found)
    assert {gap.chance_band for gap in first} == {Fraction(1, 3)}  # 10 and more is likelier; with one at 0 it is not


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_draws(wide):
    def bytes_of(seed):
        return b"".join(table_bytes(gaps_table(gaps(wide, top=1, seed=seed)), "csv"))

    assert bytes_of(1) == bytes_of(1)
    assert bytes_of(1).partition(b"seed")[0] != bytes_of(2).partition(b"seed")[0]


def test_a_sample_that_would_be_too_large_is_cut_and_its_error_grows(wide, monkeypatch):
    before = gaps(wide, top=1)[0].change_error
    monkeypatch.setattr(gap_outcomes, "MOST_SCORED", 3000)
    assert gaps(wide, top=1)[0].change_error > 2 * before or before == 0


def test_everything_wrong_with_the_request_is_said_at_once():
    with pytest.raises(RequestError) as refused:
        gaps(scored((1, 1, "?")), top=2, draws=0, seed=-1, unknowns="all")
    assert [problem.where for problem in refused.value.problems] == ["draws", "seed", "top", "unknowns"]


@pytest.mark.parametrize(
    "wrong", [{"top": 0}, {"top": True}, {"seed": 2**63}, {"seed": 1.5}, {"draws": -1}, {"draws": True}]
)
def test_a_number_that_cannot_be_is_refused(wrong):
    with pytest.raises(RequestError):
        gaps(scored((1, 1, "?")), **wrong)


def test_a_matrix_that_ranks_nothing_needs_a_measure():
    scores = score(assess([{"group": "A", "a": "?"}], attrs.evolve(ratings(), ranks_by=None)))
    with pytest.raises(RequestError, match="a measure that ranks is missing"):
        gaps(scores)
    assert len(gaps(scores, "total")) == 3


# -- costs -----------------------------------------------------------------------------------------


def test_a_dear_answer_comes_after_a_cheap_one_that_is_worth_less():
    scores = scored((3, "2-3", "?"), (3, 3, 3))
    plain = [gap.criterion.id for gap in gaps(scores, top=1)]
    weighed = gaps(scores, top=1, costs={"b": "0.5", "c": 100})
    assert plain[0] == "c"
    assert [gap.criterion.id for gap in weighed] == ["b", "c"]
    assert weighed[1].cost == 100
    assert weighed[1].value_per_cost == weighed[1].value / 100


def test_a_cost_for_one_group_goes_before_the_cost_for_all():
    found = gaps(scored((3, 3, "?"), (3, 3, "?")), costs={"c": 2, ("G1", "c"): Decimal("0.1")})
    assert {gap.group: gap.cost for gap in found} == {"G0": 2, "G1": Fraction(1, 10)}


def test_a_criterion_without_a_cost_is_named_and_one_without_unknowns_needs_none():
    with pytest.raises(AssessmentError, match=r"costs: a cost of b is missing; give it a cost: 1 of its unknowns"):
        gaps(scored((3, "?", "?"), (3, 3, 3)), costs={"c": 1})
    assert len(gaps(scored((3, "?", "?")), costs={"c": 1, ("G0", "b"): 2})) == 2


@pytest.mark.parametrize("costs", [{"d": 1}, {("G9", "c"): 1}, {"c": 0}, {"c": -1}, {"c": "dear"}, {"c": float("nan")}])
def test_costs_that_cannot_be_are_refused(costs):
    with pytest.raises(AssessmentError):
        gaps(scored((3, 3, "?")), costs={"c": 1} | costs)


def test_costs_are_read_from_a_table_by_id_or_title_with_every_problem_at_its_cell():
    batch = scored((3, 3, "?")).assessments
    good = [{"Criterion": "c", "Cost": 2.5}, {"Criterion": "CRITERION B", "Cost": "1", "Group": "G0"}]
    assert read_costs(Table.from_rows(good), batch) == {"c": Fraction(5, 2), ("G0", "b"): Fraction(1)}
    bad = [
        {"criterion": "cc", "cost": "1"}, {"criterion": "c", "cost": "0"}, {"criterion": "c", "cost": None},
        {"criterion": "c", "cost": "1", "group": "G7"}, {"criterion": "a", "cost": "1"}, {"criterion": "a", "cost": "2"},
    ]  # fmt: skip
    with pytest.raises(AssessmentError) as refused:
        read_costs(Table.from_rows(bad), batch)
    assert [problem.where for problem in refused.value.problems] == [
        "rows[1].criterion", "rows[2].cost", "rows[3].cost", "rows[4].group", "rows[6].criterion",
    ]  # fmt: skip


def test_a_table_of_costs_without_its_columns_is_refused():
    with pytest.raises(AssessmentError, match="a column criterion is missing"):
        read_costs(Table.from_rows([{"price": 1}]), scored((3, 3, "?")).assessments)


def test_a_tiny_value_for_its_cost_keeps_its_digits_in_a_file():
    table = gaps_table(gaps(scored((3, 3, "?"), (3, 3, 3)), top=1, costs={"c": 30_000_000}))
    assert table.columns[table.headings.index("value_per_cost")].row_value(0) == Decimal("0.00000002667")
    assert table.columns[table.headings.index("cost")].row_text(0) == "30000000"


def test_gaps_can_be_sliced_like_any_sequence():
    rows = [{"group": name, "corruption": "high", "violence": "?"} for name in "AB"]
    found = gaps(score(assess(rows, "sleipnir-2000")), draws=50)
    assert [gap.address for gap in found[:3]] == [found[at].address for at in range(3)]
    assert found[-1].address == found[len(found) - 1].address
    assert found[5:2] == []
