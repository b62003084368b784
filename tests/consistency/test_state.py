"""The age of scores, what is missing, versions of the matrix, and profiles that repeat from group to group."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix
from ocgscore.consistency.state import Alike, state_of
from ocgscore.errors import RequestError

MATRIX = load_matrix("sleipnir-2000")
CRITERIA = [criterion.id for criterion in MATRIX.criteria]
LEVELS = [[level.code for level in criterion.levels] for criterion in MATRIX.criteria]


def whole(level, **other):
    """Every criterion at one level, but for those named."""
    return {id_: codes[level] for id_, codes in zip(CRITERIA, LEVELS, strict=True)} | other


def batch(rows):
    """Assessments, with the first criterion unknown where a row names none."""
    return assess([{CRITERIA[0]: ""} | row for row in rows], MATRIX)


def state(rows, scorer=None, scorers=("North",), as_of=None):
    scorer = [0] * len(rows) if scorer is None else scorer
    return state_of(batch(rows), np.array(scorer, np.int64), scorers, as_of)


def dated(*dates):
    return [{"group": f"G{at}", "assessed_on": date} for at, date in enumerate(dates)]


def test_ages_are_days_before_the_newest_date_in_the_batch():
    found = state(dated("2026-03-31", "2026-03-01", "2024-03-31", None), [0, 0, 1, 1], ("North", "South"))
    north, south = found.scorers
    assert found.as_of == "2026-03-31"
    assert (north.ages.dated, north.ages.undated, north.ages.median) == (2, 0, 15.0)
    assert (north.ages.oldest, north.ages.newest) == (30, 0)
    assert (south.ages.dated, south.ages.undated, south.ages.oldest) == (1, 1, 730)
    assert south.ages.histogram == (0,) * 8 + (1,)
    assert found.everyone.ages.histogram == (2,) + (0,) * 7 + (1,)


def test_every_part_of_the_histogram_begins_where_it_is_said_to():
    start = dt.date(2026, 6, 30)
    edges = state(dated("2026-06-30")).edges
    ages = [age for edge in edges[1:] for age in (edge - 1, edge)]
    found = state(dated(*(str(start - dt.timedelta(days=age)) for age in ages)), as_of=start)
    assert found.everyone.ages.histogram == (1,) + (2,) * 7 + (1,)


def test_a_date_after_the_date_of_reference_is_future_and_no_negative_age():
    ages = state(dated("2026-03-31", "2026-03-01"), as_of=dt.date(2026, 3, 11)).scorers[0].ages
    assert (ages.dated, ages.future, ages.oldest, ages.newest, sum(ages.histogram)) == (2, 1, 10, 10, 1)
    none = state(dated("2026-03-31"), as_of=dt.date(2025, 1, 1)).scorers[0].ages
    assert (none.future, none.median, none.oldest, none.newest) == (1, None, None, None)


def test_a_score_of_the_day_of_reference_is_of_age_nought_at_any_hour():
    ages = state(dated("2026-03-31T23:30:00"), as_of=dt.date(2026, 3, 31)).scorers[0].ages
    assert (ages.future, ages.newest) == (0, 0)


@pytest.mark.parametrize(
    "as_of",
    [
        dt.date(2026, 3, 31),
        dt.datetime(2026, 3, 31, 18),  # noqa: DTZ001 - a time without an offset is taken as it stands
        dt.datetime(2026, 4, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        np.datetime64("2026-03-31"),
        np.datetime64("2026-03-31T10:00:00", "us"),
    ],
)
def test_the_date_of_reference_may_come_as_any_kind_of_date(as_of):
    assert state(dated("2026-03-01"), as_of=as_of).as_of == "2026-03-31"


def test_without_any_date_there_is_no_date_of_reference_and_no_age():
    found = state([{"group": "A"}, {"group": "B"}])
    assert found.as_of is None
    assert (found.scorers[0].ages.undated, found.scorers[0].ages.median) == (2, None)


def test_what_is_not_known_exactly_is_missing_by_scorer_and_criterion():
    first, second = CRITERIA[0], CRITERIA[1]
    rows = [
        {"group": "A"} | whole(1),
        {"group": "B"} | whole(1, **{first: f"not {LEVELS[0][0]}", second: ""}),
        {"group": "C"} | whole(0, **{first: ""}),
    ]
    found = state(rows, [0, 0, 1], ("North", "South", "West"))
    north, south, west = found.scorers
    assert found.criteria == tuple(CRITERIA)
    assert (north.n, north.missing[:3], north.missing_shares[:3]) == (2, (1, 1, 0), (0.5, 0.5, 0.0))
    assert (south.n, south.missing[:3]) == (1, (1, 0, 0))
    assert (west.n, west.missing[0], west.missing_shares[0]) == (0, 0, None)
    assert found.everyone.missing[:2] == (2, 1)


def test_versions_are_the_matrix_s_own_others_and_blank():
    texts = [MATRIX.version, MATRIX.name, "0.9", "", "0.9", "0.8"]
    found = state([{"group": f"G{at}", "matrix_version": text} for at, text in enumerate(texts)])
    versions = found.scorers[0].versions
    assert (versions.own, versions.other, versions.blank) == (2, 3, 1)
    assert versions.others == (("0.8", 1), ("0.9", 2))
    assert state([{"group": "A"}]).scorers[0].versions.blank == 1


def test_a_version_that_only_another_scorer_recorded_is_not_listed():
    rows = [{"group": "A", "matrix_version": "0.9"}, {"group": "B", "matrix_version": MATRIX.version}]
    assert state(rows, [0, 1], ("North", "South")).scorers[1].versions.others == ()


def test_identical_profiles_are_those_of_one_scorer_over_several_groups():
    rows = [
        {"group": "B"} | whole(1),
        {"group": "A"} | whole(1),
        {"group": "C"} | whole(2),
        {"group": "C", "assessor": "x"} | whole(2),  # the same group again
        {"group": "D"} | whole(1),  # another scorer's
        {"group": "E"} | whole(1, **{CRITERIA[0]: ""}),  # not complete
    ]
    found = state(rows, [0, 0, 0, 0, 1, 0], ("North", "South"))
    north, south = found.scorers
    assert (north.identical.complete, north.identical.profiles, north.identical.scores) == (4, 1, 2)
    assert north.identical.examples == (Alike(("A", "B"), 2),)
    assert (south.identical.complete, south.identical.profiles, south.identical.examples) == (1, 0, ())
    assert (found.everyone.identical.complete, found.everyone.identical.scores) == (5, 2)


def test_examples_are_at_most_five_those_of_most_groups_first_and_name_at_most_five_groups():
    rows = [{"group": f"many{at}"} | whole(0) for at in range(7)]
    for pair in range(6):
        rows += [{"group": f"p{pair}-{at}"} | whole(1, **{CRITERIA[pair]: LEVELS[pair][2]}) for at in range(2)]
    found = state(rows).scorers[0].identical
    assert (found.profiles, found.scores, len(found.examples)) == (7, 19, 5)
    assert found.examples[0] == Alike(tuple(f"many{at}" for at in range(5)), 7)
    assert found.examples[1] == Alike(("p0-0", "p0-1"), 2)


def test_groups_scored_once_and_more_than_once_are_counted_and_so_are_rows_without_a_scorer():
    rows = [{"group": name, "assessor": f"a{at}"} for at, name in enumerate("AABCCC")]
    found = state(rows, [0, -1, -1, 0, 1, 1], ("North", "South"))
    assert (found.groups_once, found.groups_more, found.without_scorer) == (1, 2, 2)
    assert ([one.n for one in found.scorers], found.everyone.n) == ([2, 2], 6)


def test_no_assessment_at_all_is_a_state_too():
    none = batch([{"group": "A"}]).take(np.zeros(0, np.intp))
    found = state_of(none, np.zeros(0, np.int64), ("North",))
    assert (found.as_of, found.everyone.n, found.groups_once, found.groups_more) == (None, 0, 0, 0)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.integers(0, 1), st.integers(0, 2), st.integers(0, 900)), max_size=25
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(entries, random):
    start = dt.date(2026, 1, 1)
    rows = [
        ({"group": group, "assessor": str(at), "assessed_on": str(start - dt.timedelta(days=age))} | whole(level), who)
        for at, (group, who, level, age) in enumerate([("Z", 0, 0, 0), *entries])
    ]
    one = state([row for row, _ in rows], [who for _, who in rows], ("North", "South"))
    random.shuffle(rows)
    assert one == state([row for row, _ in rows], [who for _, who in rows], ("North", "South"))
    for at, scorer in enumerate(one.scorers):
        groups = {}
        for row, who in rows:
            if who == at:
                groups.setdefault(row[CRITERIA[0]], []).append(row["group"])
        several = [names for names in groups.values() if len(set(names)) > 1]
        assert scorer.identical.profiles == len(several)
        assert scorer.identical.scores == sum(map(len, several))
    times = Counter(row["group"] for row, _ in rows)
    assert one.groups_more == sum(count > 1 for count in times.values())


@pytest.mark.parametrize(
    ("scorer", "said"),
    [
        ([0, 0], "the scorers of 1 assessments"),
        ([0.5], "the scorers of 1"),
        ([1], "positions among 1"),
        ([-2], "-1 stands"),
    ],
)
def test_scorers_that_do_not_fit_are_refused(scorer, said):
    with pytest.raises(RequestError, match=said):
        state_of(batch([{"group": "A"}]), np.array(scorer), ("North",))


@pytest.mark.parametrize("as_of", ["2026-03-31", np.datetime64("NaT"), 20260331])
def test_what_is_no_date_of_reference_is_refused(as_of):
    with pytest.raises(RequestError, match=r"as_of: .* is not a date"):
        state([{"group": "A"}], as_of=as_of)
