"""Tail probabilities and quantiles are those of the printed tables, of scipy, and of each other.

Printed values: Abramowitz & Stegun (1964), tables 26.8 (chi-square), 26.9 (F) and 26.10 (t).
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.consistency.distributions import (
    chi2_upper,
    f_quantile,
    normal_quantile,
    normal_upper,
    t_quantile,
    t_upper,
)
from ocgscore.errors import RequestError

FREEDOM = (0.3, 1, 2.5, 4.79, 10, 11, 99.5, 1e3, 2e5, 1e7)
CHANCES = (1e-6, 0.001, 0.025, 0.3, 0.5, 0.7, 0.95, 0.975, 0.999999)
freedom = st.floats(0.5, 1e5)
chance = st.floats(1e-6, 1 - 1e-6)


@pytest.mark.parametrize(
    ("p", "df", "printed"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 10, 2.228),
        (0.995, 30, 2.750),
        (0.95, 120, 1.658),
        (0.9, 5, 1.476),
    ],
)
def test_t_quantiles_are_the_printed_ones(p, df, printed):
    assert t_quantile(p, df) == pytest.approx(printed, abs=5.1e-4)
    assert t_quantile(1 - p, df) == pytest.approx(-printed, abs=5.1e-4)


@pytest.mark.parametrize(
    ("p", "df1", "df2", "printed"),
    [(0.95, 1, 1, 161.4), (0.95, 5, 10, 3.33), (0.975, 3, 15, 4.15), (0.99, 10, 20, 3.37), (0.95, 120, 120, 1.35)],
)
def test_f_quantiles_are_the_printed_ones(p, df1, df2, printed):
    assert f_quantile(p, df1, df2) == pytest.approx(printed, abs=0.0051 if printed < 100 else 0.051)


@pytest.mark.parametrize(
    ("x", "df", "printed"), [(3.84146, 1, 0.05), (18.30704, 10, 0.05), (29.5883, 10, 0.001), (4.60517, 2, 0.1)]
)
def test_chi_square_tails_are_the_printed_ones(x, df, printed):
    assert chi2_upper(x, df) == pytest.approx(printed, rel=2e-5)


def test_normal_tails_are_the_printed_ones():
    assert [round(normal_upper(x), 6) for x in (0, 1, 1.96, -1)] == [0.5, 0.158655, 0.024998, 0.841345]
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=5e-7)
    assert normal_upper(38) > 0


@pytest.mark.parametrize("df", FREEDOM)
def test_every_function_agrees_with_scipy(df):
    stats = pytest.importorskip("scipy.stats")
    for p in CHANCES:
        assert t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-10, abs=1e-12)
        for df2 in (0.7, 1, 3, 4.79, 50, 2e5):
            assert f_quantile(p, df, df2) == pytest.approx(stats.f.ppf(p, df, df2), rel=1e-7)
    for x in (-2, 0, 1e-9, 0.5, 2, 30, 1e20):
        assert t_upper(x, df) == pytest.approx(stats.t.sf(x, df), rel=1e-8)
    for x in (0, 1e-9, 0.5, 20, df, df + 1, df + 3 * math.sqrt(df)):
        assert chi2_upper(x, df) == pytest.approx(stats.chi2.sf(x, df), rel=1e-8)


@given(chance, freedom)
def test_a_t_quantile_is_passed_with_the_chance_it_was_asked_for(p, df):
    assert 1 - t_upper(t_quantile(p, df), df) == pytest.approx(p, rel=1e-6, abs=1e-9)


@given(chance, freedom)
def test_the_square_of_t_is_an_f_with_one_degree_of_freedom(p, df):
    assert f_quantile(p, 1, df) == pytest.approx(t_quantile((1 + p) / 2, df) ** 2, rel=1e-6)


@given(chance, freedom, freedom)
def test_turning_numerator_and_denominator_round_turns_an_f_quantile_round(p, df1, df2):
    assert f_quantile(p, df1, df2) == pytest.approx(1 / f_quantile(1 - p, df2, df1), rel=1e-6)


@given(st.floats(0, 100))
def test_chi_square_with_one_degree_of_freedom_is_a_squared_normal(x):
    assert chi2_upper(x, 1) == pytest.approx(2 * normal_upper(math.sqrt(x)), rel=1e-9)


@given(st.floats(0, 200), st.floats(0, 200), freedom)
def test_tails_fall_and_stay_between_nought_and_one(x, more, df):
    for tail in (lambda at: t_upper(at, df), lambda at: chi2_upper(at, df), normal_upper):
        assert 1 >= tail(x) >= tail(x + more) >= 0


@pytest.mark.parametrize(
    "asked",
    [
        lambda: t_quantile(0, 5), lambda: t_quantile(1, 5), lambda: t_quantile(math.nan, 5), lambda: t_quantile(0.5, 0),
        lambda: t_upper(math.nan, 5), lambda: t_upper(math.inf, 5), lambda: t_upper(1, -1), lambda: t_upper(1, math.inf),
        lambda: f_quantile(1.5, 1, 1), lambda: f_quantile(0.5, 0, 1), lambda: f_quantile(0.5, 1, math.nan),
        lambda: chi2_upper(1, 0), lambda: chi2_upper(math.inf, 1), lambda: normal_upper(math.inf), lambda: normal_quantile(0), lambda: t_quantile(1e-300, 0.3),
    ],
)  # fmt: skip
def test_what_is_no_probability_or_number_is_refused(asked):
    with pytest.raises(RequestError, match=r"is not a"):
        asked()


def test_the_limits_are_taken_without_a_loss():
    assert (t_upper(0, 3), t_quantile(0.5, 3), chi2_upper(0, 3), chi2_upper(-1, 3)) == (0.5, 0, 1, 1)
    assert 0 <= t_upper(1e300, 3) < 1e-100
    assert chi2_upper(1e6, 2) == 0
