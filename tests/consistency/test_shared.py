"""Departures on one criterion seen on units in common: found where put, not where none is, whatever the severities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.consistency.ratings import Ratings, Scale
from ocgscore.consistency.shared import FEWEST_UNITS, NO_SPREAD, ONE_CRITERION, shared_departures


def ratings_of(levels, scorers=None):
    """Ratings from levels of shape (units, scorers, criteria); -1 is unknown."""
    units, many, criteria = levels.shape
    names = scorers or [f"s{at}" for at in range(many)]
    scales = [Scale(f"c{at:02}", f"c{at:02}", tuple("01234")) for at in range(criteria)]
    return Ratings.of(
        [f"u{at:03}" for at in range(units) for _ in names], names * units, levels.reshape(-1, criteria), scales
    )


def drawn(rng, units, *, severity=(0.0, 0.0, 0.0, 0.0, 0.0), criteria=16, departure=0.0):
    """A calibration exercise; the fourth scorer departs on the third criterion."""
    true = 4 * rng.beta(1.3, 1.5, (units, 1, 1)) + rng.normal(0, 0.5, (units, 1, criteria))
    made = true + rng.normal(0, 0.5, (units, len(severity), criteria)) - np.array(severity)[:, None]
    made[:, 3, 2] += departure
    return ratings_of(np.clip(np.rint(made), 0, 4).astype(int))


def flags(ratings):
    return {(one.scorer, one.criterion) for one in shared_departures(ratings).flagged}


@pytest.mark.parametrize("severity", [(0, 0, 0, 0, 0), (0.8, -0.6, 0, 0, 0)])
def test_two_levels_on_one_criterion_are_found_on_ten_vignettes(severity):
    rng = np.random.default_rng(1)
    found = [flags(drawn(rng, 10, severity=severity, departure=2)) for _ in range(40)]
    assert np.mean([("s3", "c02") in one for one in found]) > 0.7
    assert np.mean([len(one - {("s3", "c02")}) for one in found]) < 0.4


@pytest.mark.parametrize("severity", [(0, 0, 0, 0, 0), (0.8, -0.6, 0, 0, 0)])
def test_where_nobody_departs_about_one_study_in_twenty_flags_somebody(severity):
    rng = np.random.default_rng(2)
    found = [bool(flags(drawn(rng, 12, severity=severity))) for _ in range(60)]
    assert np.mean(found) < 0.2


def test_what_would_be_seen_shrinks_with_more_units():
    rng = np.random.default_rng(3)
    seen = [shared_departures(drawn(rng, units)).least_seen for units in (8, 16, 64)]
    assert seen == sorted(seen, reverse=True)


@given(st.integers(0, 1000), st.permutations(["north", "east", "south", "west"]))
def test_names_and_the_order_of_units_change_nothing(seed, names):
    levels = np.random.default_rng(seed).integers(-1, 4, (8, 4, 4))
    one, other = shared_departures(ratings_of(levels)), shared_departures(ratings_of(levels[::-1], list(names)))
    renamed = {(f"s{at}", name) for at, name in enumerate(names)}
    by_name = {(departure.scorer, departure.criterion): departure for departure in other.departures}
    for departure in one.departures:
        name = next(new for old, new in renamed if old == departure.scorer)
        again = by_name[name, departure.criterion]
        assert again.units == departure.units
        assert again.flagged == departure.flagged
        if departure.steps is None:
            assert again.steps is None
        else:
            assert again.steps == pytest.approx(departure.steps, abs=1e-9)


def test_a_scorer_who_is_high_on_every_criterion_alike_departs_on_none():
    rng = np.random.default_rng(4)
    levels = rng.integers(0, 3, (30, 4, 6))
    levels[:, 2] += 2
    before = rng.integers(0, 3, (30, 4, 6))
    after = before.copy()
    after[:, 2] += 2
    one, other = (shared_departures(ratings_of(some)) for some in (before, after))
    assert [a.steps for a in one.departures] == pytest.approx([b.steps for b in other.departures])
    assert {("s2", f"c{at:02}") for at in range(6)}.isdisjoint(flags(ratings_of(levels)))


def test_the_first_pass_is_the_interaction_of_the_two_way_table():
    levels = np.random.default_rng(5).integers(0, 5, (9, 3, 4)).astype(float)
    found = shared_departures(ratings_of(levels.astype(int)))
    assert not found.flagged
    others = (levels.sum(axis=1, keepdims=True) - levels) / 2
    above = levels - others
    above -= above.mean(axis=2, keepdims=True)
    by_place = {(one.criterion, one.scorer): one for one in found.departures}
    for scorer in range(3):
        for criterion in range(4):
            one, column = by_place[f"c{criterion:02}", f"s{scorer}"], above[:, scorer, criterion]
            assert one.steps == pytest.approx(column.mean())
            assert one.standard_error == pytest.approx(column.std(ddof=1) / 3)


def test_too_little_is_undefined_and_says_why():
    few = shared_departures(ratings_of(np.random.default_rng(6).integers(0, 4, (4, 3, 3))))
    assert (few.tests, few.least_seen) == (0, None)
    assert {one.reason for one in few.departures} == {f"4 units in common: at least {FEWEST_UNITS} are needed"}
    alone = shared_departures(ratings_of(np.random.default_rng(7).integers(0, 4, (9, 1, 3))))
    assert {one.steps for one in alone.departures} == {None}
    single = shared_departures(ratings_of(np.random.default_rng(8).integers(0, 4, (9, 3, 1))))
    assert {one.reason for one in single.departures} == {ONE_CRITERION}
    alike = shared_departures(ratings_of(np.full((9, 3, 3), 2)))
    assert {(one.steps, one.p, one.reason) for one in alike.departures} == {(0.0, None, NO_SPREAD)}
