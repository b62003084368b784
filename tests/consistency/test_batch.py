"""From a batch of assessments to ratings: who is a scorer, what is compared, and what is left out and said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, parse_matrix
from ocgscore.consistency.batch import rate
from ocgscore.consistency.pairwise import pairwise
from ocgscore.consistency.ratings import Ratings, Scale
from ocgscore.errors import AssessmentError, RequestError

MATRIX = parse_matrix(
    """
id = "two"
version = "1.0.0"
title = "Two criteria"
subject = "group"
status = "illustrative"
source = "made for a test"
licence = "MIT"
ranks_by = "total"
digits = 0
[[sections]]
id = "all"
title = "All"
[level_sets.three]
levels = [
  { code = "low", label = "Low", value = 1 },
  { code = "med", label = "Medium", value = 2 },
  { code = "high", label = "High", value = 4 },
]
[[criteria]]
id = "harm"
section = "all"
title = "Harm"
question = "How much?"
level_set = "three"
anchors = { low = "a little", med = "some", high = "much" }
[[criteria]]
id = "reach"
section = "all"
title = "Reach"
question = "How far?"
level_set = "three"
anchors = { low = "here", med = "there", high = "everywhere" }
[[measures]]
id = "total"
title = "Total"
formula = "harm + reach"
bands = [
  { label = "Lower", from = 2, below = 5 },
  { label = "Upper", from = 5 },
]
"""
)


def row(group, force="North", harm="low", reach="low", **more):
    return {"group": group, "force": force, "harm": harm, "reach": reach, **more}


def rated(*rows, **options):
    return rate(assess(list(rows), MATRIX), **options)


def test_the_newest_of_each_scorer_is_compared_and_the_earlier_ones_are_counted():
    found = rated(
        row("A", harm="low", assessed_on="2026-01-01"),
        row("A", harm="high", assessed_on="2026-02-01"),
        row("A", "East"),
    )
    assert (found.earlier, len(found.ratings), found.ratings.row.tolist()) == (1, 2, [2, 1])
    assert found.ratings.levels.tolist() == [[0, 0], [2, 0]]
    assert any("1 assessment left out of the comparison" in notice for notice in found.notices)


def test_a_range_or_an_unknown_is_no_rating_and_a_row_without_any_is_left_out():
    found = rated(row("A", harm="low-med"), row("A", "East", harm="?", reach=""), row("A", "West", harm="not low"))
    assert found.ratings.scorers == ("North", "West")
    assert found.ratings.levels.tolist() == [[-1, 0], [-1, 0]]
    assert found.unknown == 1
    planned = rated(row("A", harm="?", reach=""), row("A", "East", harm="?", reach=""), planned=True)
    assert len(planned.ratings) == 2


def test_rows_of_another_version_link_nobody():
    found = rated(
        row("A", matrix_version="1.0.0"), row("A", "East", matrix_version="0.9.0"), row("A", "West", matrix_version="")
    )
    assert (found.other_version, found.ratings.scorers) == (1, ("North", "West"))


def test_rows_without_a_scorer_are_counted():
    found = rated(row("A", ""), row("A", "East"))
    assert (found.unnamed, found.scorer.tolist(), found.scorers) == (1, [-1, 0], ("East",))


def test_spellings_that_differ_in_case_or_spacing_are_one_scorer_and_the_reader_is_told():
    found = rated(row("A", "North Yorks"), row("B", "NORTH  yorks"), row("C", "North Yorks"), row("A", "East"))
    assert found.ratings.scorers == ("East", "North Yorks")
    assert "'NORTH  yorks' and 'North Yorks' are taken as one force, 'North Yorks'" in found.notices


def test_one_name_under_two_forces_is_two_assessors():
    found = rated(
        row("A", "North", assessor="Smith"), row("A", "East", assessor="Smith"), row("A", "East", assessor="Jones"),
        by="assessor",
    )  # fmt: skip
    assert found.ratings.scorers == ("Jones", "Smith (East)", "Smith (North)")


def test_assessments_without_names_can_be_taken_each_as_another_scorers():
    rows = [{"group": "A", "harm": "low", "reach": "low", "assessed_on": f"2026-01-0{day}"} for day in (1, 2, 3)]
    found = rated(*rows, by="assessment")
    assert found.ratings.scorers == ("#1", "#2", "#3")


@pytest.mark.parametrize(
    ("rows", "by", "said"),
    [
        ([{"group": "A", "harm": "low"}], "force", "a column 'force' to say who scored is missing"),
        ([row("A")], "assessor", "a column 'assessor'"),
        ([row("A")], "region", "'region' is not one of force, assessor, assessment"),
    ],
)
def test_who_scored_must_be_said(rows, by, said):
    with pytest.raises(RequestError, match=said):
        rated(*rows, by=by)


def test_two_scorings_by_one_scorer_that_nothing_tells_apart_are_refused_all_at_once():
    rows = [
        row("A", assessor="x"), row("A", assessor="y"),
        row("B", assessor="x", assessed_on="2026-01-01"), row("B", assessor="y", assessed_on="2026-01-01"),
    ]  # fmt: skip
    with pytest.raises(AssessmentError) as refused:
        rated(*rows)
    said = [str(problem) for problem in refused.value.problems]
    assert len(said) == 3
    assert "the date of an assessment of 'A' is missing" in said[0]
    assert "'B on 2026-01-01' is not one scoring by this force" in said[2]
    assert all("--by assessor" in one for one in said)
    assert len(rated(*rows, by="assessor").ratings) == 4


@given(st.permutations(range(8)))
def test_the_order_of_rows_changes_nothing(order):
    rows = [
        row(group, force, harm)
        for group in "AB"
        for force, harm in zip("NESW", ("low", "med", "high", "?"), strict=True)
    ]
    one, other = rated(*rows).ratings, rated(*(rows[at] for at in order)).ratings
    assert (one.units, one.scorers, one.levels.tolist()) == (other.units, other.scorers, other.levels.tolist())


RATED = st.integers(2, 5).flatmap(
    lambda scorers: st.lists(st.lists(st.integers(-1, 3), min_size=scorers, max_size=scorers), min_size=20, max_size=30)
)
SCALE = Scale("harm", "Harm", ("a", "b", "c", "d"))


def ratings_of(table):
    cells = [
        (f"u{u:02}", f"s{s}", [level]) for u, line in enumerate(table) for s, level in enumerate(line) if level >= 0
    ]
    return Ratings.of(
        [c[0] for c in cells], [c[1] for c in cells], [c[2] for c in cells] or np.zeros((0, 1), int), [SCALE]
    )


@given(RATED)
def test_pairwise_differences_and_kappas_are_those_of_their_definitions(table):
    ratings = ratings_of(table)
    found = pairwise(ratings)
    levels = ratings.table(0).astype(float)
    for one in range(len(ratings.scorers)):
        for other in range(len(ratings.scorers)):
            if one == other:
                continue
            both = (levels[:, one] >= 0) & (levels[:, other] >= 0)
            x, y = levels[both, one], levels[both, other]
            assert found.common[one, other] == len(x)
            assert found.difference[one, other] == pytest.approx((x - y).mean() if len(x) else 0)
            expected = ((x[:, None] - y) ** 2).mean() if len(x) else 0
            if len(x) >= 20 and expected > 0:
                assert found.kappa[one, other] == pytest.approx(1 - ((x - y) ** 2).mean() / expected)
                assert found.reason(one, other) == ""
            else:
                assert found.reason(one, other)


def test_a_kappa_says_why_it_is_not_there():
    few = pairwise(ratings_of([[0, 1, -1], [1, 1, -1], [-1, -1, 2]]))
    assert few.reason(0, 1) == "2 units in common; a kappa takes 20"
    assert few.reason(0, 2) == "no unit in common"
    assert pairwise(ratings_of([[1, 1]] * 20)).reason(0, 1) == "neither scorer's levels vary"


def test_pairs_of_more_scorers_than_a_table_can_show_are_refused():
    with pytest.raises(RequestError, match="at most 300"):
        pairwise(ratings_of([[0] * 301]))
