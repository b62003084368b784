"""The same scorer scoring the same group again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.consistency.effects import Totals
from ocgscore.consistency.repeats import NO_REPEAT, NOT_KNOWN, repeats

MATRIX = load_matrix("ocg-threat")
NAMES = [criterion.id for criterion in MATRIX.criteria]
CODES = ("low", "med", "high")
SCORERS = ("East", "North")


def scored(*rows, by="threat"):
    """Return totals of rows (group, scorer, day, one level for every criterion or a dictionary of levels)."""
    sheet = [
        {
            "group": group,
            "assessor": f"{at}",
            "assessed_on": day,
            **(level if isinstance(level, dict) else dict.fromkeys(NAMES, level)),
        }
        for at, (group, _, day, level) in enumerate(rows)
    ]
    return Totals.of(score(assess(sheet, MATRIX)), [scorer for _, scorer, _, _ in rows], SCORERS, by)


def test_each_scoring_is_compared_with_the_next_of_the_same_group_by_the_same_scorer():
    totals = scored(
        ("A", 0, "2026-03-01", "med"), ("A", 1, "2026-02-01", "low"), ("A", 0, "2026-01-01", "low"),
        ("B", 0, "2026-01-01", "low"), ("A", 0, "2026-05-01", "high"), ("A", 1, "2026-02-11", "low"),
    )  # fmt: skip
    found = repeats(totals)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(2, 0), (0, 4), (1, 5)]
    one = found.criteria[0]
    assert (one.exact.value, one.adjacent.value, one.change.value) == (pytest.approx(1 / 3), 1.0, pytest.approx(2 / 3))
    assert found.first_levels[:, 0].tolist() == [0, 1, 0]
    assert found.second_levels[:, 0].tolist() == [1, 2, 0]
    assert found.days.value == 59  # 59, 61 and 10 days
    assert found.points.value == pytest.approx(((32 - 16) + (64 - 32) + 0) / 3)
    assert (found.bands[0, 1], found.bands[1, 3], found.bands[0, 0]) == (1, 1, 1)
    assert found.band_change.value == pytest.approx(2 / 3)
    assert (one.exact.units, one.exact.pairs) == (1, 3)
    east, north = found.scorers
    assert (east.scorer, east.pairs, east.exact, east.change, east.changed, east.band_pairs) == (
        "East",
        2,
        0.0,
        1.0,
        2,
        2,
    )
    assert (north.scorer, north.pairs, north.exact, north.change, north.changed) == ("North", 1, 1.0, 0.0, 0)


def test_nothing_scored_again_is_undefined_with_the_reason():
    found = repeats(scored(("A", 0, "2026-01-01", "low"), ("A", 1, "2026-02-01", "low"), ("B", 0, "2026-02-01", "low")))
    for estimate in (found.criteria[0].exact, found.criteria[0].change, found.points, found.band_change, found.days):
        assert (estimate.value, estimate.reason) == (None, NO_REPEAT)
    assert (len(found), found.bands.sum()) == (0, 0)


def test_what_has_no_date_or_shares_its_day_is_counted_and_left_out():
    found = repeats(
        scored(
            ("A", 0, "2026-01-01", "low"), ("A", 0, "", "high"), ("A", 0, "2026-02-01", "high"), ("A", 0, "2026-02-01", "med"),
            ("A", 0, "2026-03-01", "low"), ("A", -1, "", "low"),
        )
    )  # fmt: skip
    assert (found.undated, found.same_day) == (1, 2)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 4)]
    assert found.criteria[0].exact.value == 1.0


def test_a_level_unknown_on_one_date_counts_for_its_own_criterion_alone():
    partly = dict.fromkeys(NAMES, "low") | {NAMES[0]: "unknown"}
    found = repeats(scored(("A", 0, "2026-01-01", "low"), ("A", 0, "2026-02-01", partly)))
    assert (found.criteria[0].exact.value, found.criteria[0].exact.reason) == (None, NOT_KNOWN)
    assert found.criteria[1].exact.value == 1.0
    assert (found.points.value, found.points.reason) == (None, NOT_KNOWN)
    assert found.second_levels[0, 0] == -1
    assert found.band_change.value == 0.0  # 16 to 19 points: low whatever the level is


def test_a_change_has_an_interval_over_groups():
    levels = ["low", "med", "high", "low", "med"]
    rows = [
        (f"G{at}", 0, day, level)
        for at, level in enumerate(levels)
        for day, level in (("2026-01-01", "low"), ("2026-02-01", level))
    ]
    change = repeats(scored(*rows)).criteria[0].change
    assert (change.value, change.units) == (pytest.approx(0.8), 5)
    assert change.standard_error == pytest.approx(np.std([0, 1, 2, 0, 1], ddof=1) / np.sqrt(5))


days = st.integers(1, 28).map(lambda day: f"2026-01-{day:02}")
scorings = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(-1, 1), st.one_of(days, st.just("")), st.sampled_from([*CODES, "unknown"])),
    min_size=1, max_size=15,
)  # fmt: skip


def summary(found):
    estimates = [each for one in found.criteria for each in (one.exact, one.adjacent, one.change)]
    return [
        *estimates,
        found.points,
        found.band_change,
        found.days,
        found.bands.tolist(),
        found.undated,
        found.same_day,
    ]


@given(scorings, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert summary(repeats(scored(*rows))) == summary(repeats(scored(*shuffled)))


@given(scorings)
def test_relabelling_scorers_changes_nothing(rows):
    other = [(group, 1 - scorer if scorer >= 0 else -1, day, level) for group, scorer, day, level in rows]
    one, two = repeats(scored(*rows)), repeats(scored(*other))
    assert sorted(zip(one.first.tolist(), one.second.tolist(), strict=True)) == sorted(
        zip(two.first.tolist(), two.second.tolist(), strict=True)
    )


@given(scorings)
def test_scoring_alike_again_is_exactly_one(rows):
    found = repeats(scored(*((group, scorer, day, "med") for group, scorer, day, _ in rows)))
    for one in found.criteria[:1]:
        assert one.exact.value == (1.0 if len(found) else None)
        assert one.change.value == (0.0 if len(found) else None)
    assert np.count_nonzero(found.bands) == (len(found) > 0)


def test_without_bands_no_band_changes():
    totals = Totals.of(score(assess([{"group": "A", "violence": "low"}], "sleipnir-2000")), [0], SCORERS)
    assert not totals.bands
    assert repeats(totals).band_change.reason == "the measure has no bands"
