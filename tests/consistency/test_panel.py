"""One scorer as the reference for all others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.panel import against_panel
from ocgscore.errors import AssessmentError, RequestError

MATRIX = load_matrix("ocg-threat")
NAMES = [criterion.id for criterion in MATRIX.criteria]
SCORERS = ("East", "North", "ROCU")
CODES = ("low", "med", "high")


def scored(*rows, scorers=SCORERS, by="threat"):
    """Return totals of rows (group, scorer, one level for every criterion or a dictionary of levels, day)."""
    sheet = [
        {
            "group": row[0],
            "assessor": f"{at}",
            "assessed_on": row[3] if len(row) > 3 else "",
            **(row[2] if isinstance(row[2], dict) else dict.fromkeys(NAMES, row[2])),
        }
        for at, row in enumerate(rows)
    ]
    places = [scorers.index(row[1]) for row in rows]
    return Totals.of(score(assess(sheet, MATRIX)), places, scorers, by)


FOUR = [
    ("A", "North", "low"),
    ("B", "North", "high"),
    ("C", "North", "med"),
    ("D", "North", "high"),
    ("E", "East", "low"),
]
PANEL = [("A", "ROCU", "low"), ("B", "ROCU", "med"), ("C", "ROCU", "low"), ("D", "ROCU", "high")]


def test_differences_changes_and_the_regrade_matrix_are_those_worked_out_by_hand():
    found = against_panel(scored(*FOUR, *PANEL), "ROCU")
    assert [one.scorer for one in found.scorers] == ["East", "North"]
    north = found.scorers[1]
    assert (found.groups, len(north.rows)) == (4, 4)
    assert north.criteria[0].difference.value == 0.5  # 0, 1, 1, 0 levels
    assert north.points.value == 12  # 0, 32, 16, 0 points
    assert north.changed.value == 0.5
    expected = np.zeros((4, 4), int)
    expected[0, 0] = expected[3, 1] = expected[1, 0] = expected[3, 3] = (
        1  # 16, 32 and 64 points: Low, Medium, Very high
    )
    assert north.regrade.tolist() == expected.tolist()
    sd = np.std([0, 32, 16, 0], ddof=1)
    assert (north.limits.lower.value, north.limits.upper.value) == (
        pytest.approx(12 - 1.96 * sd),
        pytest.approx(12 + 1.96 * sd),
    )
    assert north.points.standard_error == pytest.approx(sd / 2)


def test_a_scorer_with_no_group_in_common_is_undefined_with_the_reason():
    east = against_panel(scored(*FOUR, *PANEL), "ROCU").scorers[0]
    for estimate in (east.points, east.changed, east.criteria[0].difference):
        assert (estimate.value, estimate.reason) == (None, "no group in common with the panel")
    assert not east.limits.bias.defined
    assert east.regrade.sum() == 0


def test_a_panel_that_scored_nothing_leaves_all_undefined():
    found = against_panel(scored(*FOUR), "ROCU")
    assert (found.groups, [one.points.value for one in found.scorers]) == (0, [None, None])


def test_the_panel_is_said_to_be_no_truth():
    assert "not the truth" in against_panel(scored(*FOUR, *PANEL), "ROCU").reference


def test_a_panel_nobody_is_called_is_refused_with_the_name_meant():
    with pytest.raises(RequestError, match="did you mean 'ROCU'"):
        against_panel(scored(*FOUR, *PANEL), "rocu")
    with pytest.raises(RequestError, match="East, North, ROCU"):
        against_panel(scored(*FOUR, *PANEL), "Atlantis")


def test_unknown_levels_leave_out_only_what_they_touch():
    partly = dict.fromkeys(NAMES, "low") | {NAMES[0]: "unknown"}
    north = against_panel(scored(("A", "North", partly), ("A", "ROCU", "low")), "ROCU").scorers[1]
    assert north.criteria[0].difference.reason == "unknown levels leave it open in every group in common"
    assert north.criteria[1].difference.value == 0.0
    assert north.points.value is None
    assert north.changed.value == 0.0  # 16 to 19 points is low in any case


def test_the_newest_of_several_scorings_counts():
    rows = [
        ("A", "North", "high", "2026-01-01"),
        ("A", "North", "low", "2026-02-01"),
        ("A", "ROCU", "low", "2025-01-01"),
    ]
    north = against_panel(scored(*rows), "ROCU").scorers[1]
    assert (north.rows.tolist(), north.points.value) == ([1], 0.0)


@pytest.mark.parametrize("days", [("2026-01-01", ""), ("2026-01-01", "2026-01-01"), ("", "")])
def test_every_scoring_whose_newest_cannot_be_told_is_named_at_once(days):
    rows = [(group, "North", "low", day) for group in "AB" for day in days]
    with pytest.raises(AssessmentError, match="newest") as caught:
        against_panel(scored(*rows, *PANEL), "ROCU")
    assert len(caught.value.problems) == 2


pairs = st.lists(st.tuples(st.sampled_from([*CODES, "unknown"]), st.sampled_from(CODES)), min_size=1, max_size=8)


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(levels, random):
    rows = [
        row for at, pair in enumerate(levels) for row in ((f"G{at}", "North", pair[0]), (f"G{at}", "ROCU", pair[1]))
    ]
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, two = (against_panel(scored(*some), "ROCU").scorers[1] for some in (rows, shuffled))
    assert (one.points, one.changed, one.criteria) == (two.points, two.changed, two.criteria)
    assert (one.regrade == two.regrade).all()


@given(pairs)
def test_swapping_scorer_and_panel_turns_every_sign(levels):
    rows = [
        row for at, pair in enumerate(levels) for row in ((f"G{at}", "North", pair[0]), (f"G{at}", "ROCU", pair[1]))
    ]
    totals = scored(*rows, scorers=("North", "ROCU"))
    one, two = (against_panel(totals, panel).scorers[0] for panel in ("ROCU", "North"))
    assert (one.regrade == two.regrade.T).all()
    assert one.changed.value == two.changed.value
    assert (one.points.value is None) is (two.points.value is None)
    if one.points.value is not None:
        assert one.points.value == -two.points.value


@given(pairs)
def test_a_scorer_that_copies_the_panel_differs_by_nothing(levels):
    rows = [
        row for at, (_, level) in enumerate(levels) for row in ((f"G{at}", "North", level), (f"G{at}", "ROCU", level))
    ]
    north = against_panel(scored(*rows), "ROCU").scorers[1]
    assert (north.points.value, north.changed.value, north.criteria[0].difference.value) == (0.0, 0.0, 0.0)
    assert north.points.low is None
