"""Counts beside population: exact rates, exact limits, nothing lost, and never more said than the counts support."""

from __future__ import annotations

import csv
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.cli.review.rates_text import rates_lines
from ocgscore.cli.terminal import display_width
from ocgscore.errors import RecordError, RequestError
from ocgscore.report.review.rates import HEADINGS, peers_table, rates_said, rates_table
from ocgscore.review.rates import Limits, limits, population_of, rates, read_population
from ocgscore.review.rates.words import LOOK
from ocgscore.scoring import rounded
from ocgscore.table import Table, write_table
from ocgscore.testing.reviews import synthetic_review

RULE = "active groups of three or more people, each counted once"
LEVELS = ((0, 0.025), (1, 0.001))
EXPECTED = (0.001, 0.02, 0.0253, 0.5, 1.0, 3.689, 6.908, 10.0, 48.3, 123.4, 5_000.5, 99_999.9, 1_000_000.0)
FORCES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 9_000_000), st.sampled_from("XY")), min_size=1, max_size=9
)


def table_of(rows, name="population.csv"):
    return Table.from_rows(rows, name)


def population(**people):
    return population_of(table_of([{"force": name, "population": each} for name, each in people.items()]))


def drawn(forces, *, peers=True):
    rows = [
        {"force": f"F{at}", "population": people, **({"peers": peer} if peers else {})}
        for at, (_, people, peer) in enumerate(forces)
    ]
    return rows, {f"F{at}": count for at, (count, *_) in enumerate(forces)}


def found(counts, people, **more):
    return rates(counts, people, RULE, **more)


def by_name(result):
    return {one.force: one for one in result.forces}


def refused(rows):
    with pytest.raises(RecordError) as caught:
        population_of(table_of(rows))
    return [str(problem) for problem in caught.value]


# -- the population table ----------------------------------------------------------------------------------------------


def test_every_fault_of_a_population_table_is_named_at_its_cell_all_at_once():
    assert refused(
        [
            {"force": "North", "population": 1_200_000},
            {"force": " north ", "population": 0},
            {"force": "East", "population": "1,2 m"},
            {"force": "West", "population": None},
            {"force": "", "population": 12.5},
        ]
    ) == [
        "population.csv[2].force: 'north' is not a force that stands in the table once; population.csv[1].force has 'North': keep one row",
        "population.csv[2].population: '0' is not a whole number of people above 0; a rate needs people to divide by",
        "population.csv[3].population: '1,2 m' is not a whole number of people; write a number such as 12, without other signs",
        "population.csv[4].population: a whole number of people is missing; give the number, or delete the row: the force's count is then shown without a rate",
        "population.csv[5].force: an id is missing; every row needs one",
        "population.csv[5].population: '12.5' is not a whole number of people; write a number such as 12, without other signs",
    ]


def test_a_force_twice_in_a_workbook_names_both_cells(tmp_path):
    book = str(tmp_path / "people.xlsx")
    write_table(table_of([{"Force": "North", "Population": 9}, {"Force": "NORTH", "Population": 9}]), book)
    with pytest.raises(RecordError) as caught:
        read_population(book)
    (problem,) = map(str, caught.value)
    assert problem.startswith("people.xlsx")
    assert "A3" in problem.split(":")[0]
    assert "A2" in problem


def test_a_table_without_population_or_without_rows_is_refused():
    assert "the column population" in refused([{"force": "North"}])[0]
    with pytest.raises(RecordError):
        population_of(table_of([{"force": "North", "population": 1}]).take([]))


def test_without_peers_all_are_compared_together_and_one_left_blank_among_others_with_none():
    assert {one.peers for one in population(North=9, East=9).forces} == {"all forces"}
    rows = [
        {"force": "North", "population": 9, "peers": "Urban"},
        {"force": "East", "population": 9, "peers": " urban"},
        {"force": "West", "population": 9, "peers": ""},
    ]
    people = population_of(table_of(rows))
    assert [one.peers for one in people.forces] == ["Urban", "Urban", ""]
    assert people.notices == ("population.csv: no peers are given for West: compared with none",)
    west = by_name(found({"West": 3}, people))["West"]
    assert (west.rate, west.expected, west.limits) == (Fraction(1_000_000, 3), None, None)
    assert west.reason == "the population table gives it no peers to be compared with"


def test_the_invented_population_is_read():
    people = population_of(synthetic_review(groups=60, assessments=60).population)
    assert all(one.population > 100_000 for one in people.forces)


# -- limits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("expected", EXPECTED)
@pytest.mark.parametrize(("at", "tail"), LEVELS)
def test_limits_agree_with_scipys_poisson_distribution(expected, at, tail):
    """Oracle: scipy.stats.poisson."""
    poisson = pytest.importorskip("scipy.stats").poisson(expected)
    pair = limits(expected)[at]
    high = math.ceil(pair.upper)
    beyond, before = poisson.sf(high - 1), poisson.sf(high - 2)
    assert beyond <= tail < before
    assert pair.upper == pytest.approx(high - 1 + (before - tail) / (before - beyond), rel=1e-9)
    if poisson.cdf(0) > tail:
        assert pair.lower is None
        return
    low = math.floor(pair.lower)
    under, over = poisson.cdf(low), poisson.cdf(low + 1)
    assert under <= tail < over
    assert pair.lower == pytest.approx(low + (tail - under) / (over - under), rel=1e-9)


@pytest.mark.parametrize("expected", EXPECTED)
def test_the_upper_limit_is_one_count_above_spiegelhalters_and_the_lower_is_his(expected):
    """His appendix: r is the least count with F(r) > p, the limit r - (F(r) - p) / (F(r) - F(r - 1)); F by scipy."""
    poisson = pytest.importorskip("scipy.stats").poisson(expected)

    def his(p):
        r = int(poisson.ppf(p))
        return r - (poisson.cdf(r) - p) / poisson.pmf(r)

    for at, tail in LEVELS:
        pair = limits(expected)[at]
        assert pair.upper == pytest.approx(his(1 - tail) + 1, rel=1e-7)
        lower = his(tail)
        assert pair.lower == (pytest.approx(lower, rel=1e-7) if lower >= 0 else None)


def test_limits_worked_by_hand():
    """By hand: at 1, P(X>=3) = 0.080301 and P(X>=4) = 0.018988; at 5, F(0) = 0.0067379 and F(1) = 0.0404277."""
    inner, _ = limits(1.0)
    assert inner.lower is None
    assert inner.upper == pytest.approx(3 + (0.080301 - 0.025) / (0.080301 - 0.018988), abs=1e-4)
    inner, outer = limits(5.0)
    assert inner.lower == pytest.approx((0.025 - 0.0067379) / 0.0336897, abs=1e-4)
    assert outer.lower is None


@given(st.floats(1e-3, 1e5), st.floats(1.01, 3.0))
def test_limits_as_rates_widen_as_population_falls(expected, times):
    for small, large in zip(limits(expected), limits(expected * times), strict=True):
        assert small.upper / expected > large.upper / (expected * times)
        assert (small.lower or 0.0) / expected <= (large.lower or 0.0) / (expected * times)


@given(st.floats(1e-3, 1e6))
def test_the_outer_limits_hold_the_inner_ones_and_both_hold_what_is_expected(expected):
    inner, outer = limits(expected)
    assert outer.upper > inner.upper > expected
    assert (outer.lower or 0.0) <= (inner.lower or 0.0) < expected


@given(st.integers(1, 1_000_000))
def test_a_count_that_is_just_as_expected_is_never_outside(count):
    assert [pair.side(count) for pair in limits(float(count))] == [0, 0]


def test_a_count_of_nought_is_not_below_where_chance_could_well_give_it():
    assert limits(3.0)[0].side(0) == 0
    assert limits(4.0)[0].side(0) == -1
    assert limits(4.0)[1].side(0) == 0


# -- rates -------------------------------------------------------------------------------------------------------------


def test_rates_and_expected_counts_are_exact():
    """By hand: 7 of 3 people a million each is 7/3; together 12 on 8 people, so 3 people expect 4.5."""
    result = by_name(found({"A": 7, "B": 5, "C": 0}, population(A=3, B=4, C=1), per=1))
    assert result["A"].rate == Fraction(7, 3)
    assert result["A"].expected == Fraction(9, 2)
    assert (result["C"].rate, result["C"].count) == (0, 0)


def test_a_count_not_given_is_undefined_and_one_of_nought_is_nought():
    result = found({"A": 4, "B": 0}, population(A=9, B=9, C=9))
    forces = by_name(result)
    assert forces["B"].rate == 0
    assert (forces["C"].rate, forces["C"].count, forces["C"].population) == (None, None, 9)
    assert forces["C"].reason == "no count was given: nothing to count, or nothing sent in"
    assert result.peers[0].population == 18


def test_a_force_that_the_population_table_lacks_keeps_its_count_and_is_named():
    result = found({"North": 4, "Nroth": 3, "Elsewhere": 2, "": 1}, population(North=9))
    forces = by_name(result)
    assert result.total == 10
    assert [(forces[name].count, forces[name].rate) for name in ("Nroth", "Elsewhere", "")] == [
        (3, None),
        (2, None),
        (1, None),
    ]
    assert result.peers[0].count == 4
    assert result.notices == (
        "1 counted without the name of a force: they are in the total and in no rate",
        "population.csv: no population for the force 'Elsewhere' (2 counted); add a row for it",
        "population.csv: no population for the force 'Nroth' (3 counted); did you mean 'North'?",
    )


def test_names_that_differ_by_case_or_spaces_are_one_force_and_that_is_said():
    result = found({"north": 4, " NORTH": 3}, population(North=9))
    assert [(one.force, one.count) for one in result.forces] == [("North", 7)]
    assert len(result.notices) == 2


def test_among_fewer_than_three_nobody_is_unusual_but_the_rates_stand():
    result = found({"A": 4, "B": 400, "C": 5}, population(A=900_000, B=900_000))
    forces = by_name(result)
    assert forces["B"].rate == Fraction(4000, 9)
    assert (forces["B"].limits, forces["B"].outside, forces["B"].standing) == (None, None, "undefined")
    assert "fewer than 3" in forces["B"].reason
    assert result.peers[0].phi is None


def test_where_nothing_was_counted_there_is_no_rate_to_compare_with():
    result = found({"A": 0, "B": 0, "C": 0}, population(A=9, B=9, C=9))
    assert {(one.rate, one.limits) for one in result.forces} == {(0, None)}
    assert "nothing was counted" in result.forces[0].reason


@pytest.mark.parametrize(
    ("counts", "more", "where"),
    [
        ({"A": -1}, {}, "count of 'A'"),
        ({"A": 2.5}, {}, "count of 'A'"),
        ({"A": True}, {}, "count of 'A'"),
        ({"A": 1}, {"rule": " "}, "rule"),
        ({"A": 1}, {"per": 0}, "per"),
        ({"A": 1}, {"what": ""}, "what"),
    ],
)
def test_what_is_no_count_and_a_count_without_its_rule_are_refused(counts, more, where):
    with pytest.raises(RequestError) as caught:
        rates(counts, population(A=9), **({"rule": RULE} | more))
    assert [problem.where for problem in caught.value] == [where]


# -- spread ------------------------------------------------------------------------------------------------------------


def test_the_spread_worked_by_hand():
    """By hand: 5, 10 and 15 where 10 are expected are 2.5, 0 and 2.5 squared deviations, 5 / 2 in all.

    Drawn in to the quantiles at a tenth, a fifth of the way to the middle one, the squares are 1.6: 3.2 / 2.
    """
    (peers,) = found({"A": 5, "B": 10, "C": 15}, population(A=9, B=9, C=9)).peers
    assert (peers.phi, peers.phi_winsorised, peers.phi_limit) == pytest.approx((2.5, 1.6, 3.0))
    assert not peers.overdispersed


def test_where_forces_differ_by_more_than_chance_the_limits_are_widened_by_the_root_of_the_spread():
    names = "ABCDEFGH"
    counts = {name: 10 if at % 2 else 70 for at, name in enumerate(names)}
    result = found(counts, population(**dict.fromkeys(names, 1_000_000)))
    (peers,) = result.peers
    assert peers.overdispersed
    one = by_name(result)["A"]
    times = math.sqrt(peers.phi_winsorised)
    assert one.widened[0].upper - 40 == pytest.approx(times * (one.limits[0].upper - 40))
    assert one.outside == 2
    assert one.outside_widened == 0
    assert (one.standing, one.standing_widened) == ("above 99.8 %", "within")


def test_one_odd_force_among_many_alike_does_not_widen_the_limits():
    counts = {f"F{at}": 40 for at in range(20)} | {"Odd": 90}
    result = found(counts, population(**dict.fromkeys(counts, 1_000_000)))
    (peers,) = result.peers
    assert peers.phi > peers.phi_limit
    assert not peers.overdispersed
    assert by_name(result)["Odd"].standing == "above 99.8 %"
    assert by_name(result)["Odd"].standing_widened == "not needed"


def test_too_few_expected_say_nothing_of_the_spread_but_have_limits():
    result = found({"A": 2, "B": 0, "C": 0}, population(A=9, B=9, C=9))
    assert result.peers[0].phi is None
    assert "too few to tell" in result.peers[0].phi_reason
    assert result.forces[0].limits is not None


def test_widened_limits_end_where_no_count_could_be_so_low():
    assert Limits(5.0, 16.0).widened(10.0, 3.0) == Limits(None, 28.0)


# -- laws --------------------------------------------------------------------------------------------------------------


@given(FORCES, st.integers(2, 9))
def test_as_many_times_the_groups_and_the_people_leave_every_rate_as_it_was(forces, times):
    rows, counts = drawn(forces)
    one = found(counts, population_of(table_of(rows)))
    rows, counts = drawn([(count * times, people * times, peer) for count, people, peer in forces])
    more = found(counts, population_of(table_of(rows)))
    for small, large in zip(one.forces, more.forces, strict=True):
        assert small.rate == large.rate
        if small.expected is not None:
            assert small.expected * times == large.expected
    assert [peers.rate for peers in one.peers] == [peers.rate for peers in more.peers]


@given(FORCES)
def test_a_set_of_peers_is_the_same_whoever_else_is_in_the_table(forces):
    rows, counts = drawn(forces)
    both = found(counts, population_of(table_of(rows)))
    for peer in {one["peers"] for one in rows}:
        alone = found(counts, population_of(table_of([row for row in rows if row["peers"] == peer])))
        assert [one for one in alone.forces if one.peers] == [one for one in both.forces if one.peers == peer]
        assert alone.peers == tuple(one for one in both.peers if one.name == peer)


@given(FORCES, st.randoms())
def test_the_order_of_forces_changes_nothing(forces, chance):
    rows, counts = drawn(forces)
    before = found(counts, population_of(table_of(rows)))
    chance.shuffle(rows)
    mixed = list(counts.items())
    chance.shuffle(mixed)
    after = found(dict(mixed), population_of(table_of(rows)))
    assert (before.forces, before.peers) == (after.forces, after.peers)
    assert list(rates_lines(before)) == list(rates_lines(after))


@given(FORCES, st.dictionaries(st.text(max_size=5), st.integers(0, 50), max_size=4))
def test_the_total_is_the_sum_and_no_force_is_lost(forces, more):
    rows, counts = drawn(forces)
    counts |= more
    result = found(counts, population_of(table_of(rows)))
    assert result.total == sum(counts.values())
    assert sum(peers.count for peers in result.peers) <= result.total
    names = [one.force for one in result.forces]
    assert len(names) == len(set(names))
    assert {row["force"] for row in rows} <= set(names)


@given(FORCES)
def test_expected_counts_of_a_set_add_up_to_what_was_counted(forces):
    rows, counts = drawn(forces)
    result = found(counts, population_of(table_of(rows)))
    for peers in result.peers:
        assert sum(one.expected for one in result.forces if one.peers == peers.name) == peers.count


# -- what was published ------------------------------------------------------------------------------------------------


def published(shared_data, force, measure):
    with shared_data("matrices", "force_ocg_counts.csv").open(encoding="utf-8") as file:
        (row,) = (row for row in csv.DictReader(file) if row["force"] == force and row["measure"] == measure)
    return row["value"]


def test_lancashires_published_rate_and_count_agree_with_about_1_38_million_people(shared_data):
    count = int(published(shared_data, "Lancashire", "OCGs"))
    rate = int(published(shared_data, "Lancashire", "OCGs per million population"))
    (most,) = found({"Lancashire": count}, population(Lancashire=1_379_310)).forces
    (beyond,) = found({"Lancashire": count}, population(Lancashire=1_379_311)).forces
    assert beyond.rate < rate <= most.rate
    assert most.standing == "undefined"


def test_wiltshires_published_rate_is_a_rate_per_1000_that_cannot_be_called_unusual_alone(shared_data):
    """Wiltshire's people are not in the source: 730,000 stands for them."""
    rate = Fraction(published(shared_data, "Wiltshire", "disruptions per 1,000 people over two years"))
    count = round(rate * 730)
    (one,) = found({"Wiltshire": count}, population(Wiltshire=730_000), per=1_000, what="disruptions").forces
    assert rounded(one.rate, 2) == rounded(rate, 2)
    assert one.limits is None


# -- tables and text ---------------------------------------------------------------------------------------------------


def sample(**more):
    rows = [
        {"force": name, "population": people, "peers": peers}
        for name, people, peers in (
            ("Westbrook", 1_890_000, "Urban"),
            ("Eastvale", 1_240_000, "Urban"),
            ("Kingsmoor", 2_730_000, "Urban"),
            ("Highfell", 610_000, "Rural"),
            ("Lowmarsh", 845_000, "Rural"),
            ("Isle", 300_000, ""),
        )
    ]
    counts = {"Westbrook": 75, "Eastvale": 57, "Kingsmoor": 190, "Highfell": 1, "Isle": 9, "Elsewhere": 7}
    return found(counts | more, population_of(table_of(rows)))


def cells(table, heading):
    return table.columns[table.headings.index(heading)].cells()


def test_the_table_is_in_the_order_of_names_and_has_the_rule_in_every_row():
    table = rates_table(sample())
    assert table.headings == list(HEADINGS)
    assert cells(table, "force") == sorted(cells(table, "force"))
    assert set(cells(table, "counting_rule")) == {RULE}
    undefined = [row for row, rate in enumerate(cells(table, "rate")) if rate == "undefined"]
    reasons = cells(table, "reason")
    assert undefined
    assert all(reasons[row] for row in undefined)


def test_the_limits_of_the_table_are_the_lowest_and_highest_counts_within():
    result = sample()
    table = rates_table(result)
    columns = zip(
        cells(table, "count"),
        cells(table, "lowest_within_95"),
        cells(table, "highest_within_95"),
        cells(table, "outside"),
        strict=True,
    )
    told = [row for row in columns if row[1] != "undefined"]
    assert len(told) == 3
    for count, lowest, highest, outside in told:
        assert (outside == "within") == (lowest <= count <= highest)


def test_the_table_of_peers_gives_the_spread_or_the_reason_why_there_is_none():
    table = peers_table(sample())
    assert cells(table, "peers") == ["Rural", "Urban"]
    assert cells(table, "differ_beyond_chance")[0] == "undefined"
    assert "fewer than 3" in cells(table, "reason")[0]
    assert cells(table, "forces") == [1, 3]


def test_what_is_said_beside_the_tables_has_the_rule_and_the_caution():
    said = rates_said(sample())
    assert said["counting_rule"] == RULE
    assert LOOK in said["how_to_read_rates"]


def test_the_text_fits_80_columns_and_says_rule_reasons_and_caution():
    lines = list(rates_lines(sample()))
    assert max(map(display_width, lines)) <= 80
    told = " ".join(" ".join(lines).split())
    for said in (
        f"Counting rule: {RULE}",
        LOOK,
        "Counted in all: 339 groups.",
        "Rate undefined for Elsewhere: the population table lacks this force.",
        "Rate undefined for Lowmarsh: no count was given",
        "Limits undefined for Isle: the population table gives it no peers",
        "Outside the 95 % limits: 2 of 3 forces; chance alone would put 0.2 or fewer there on average.",
    ):
        assert said in told, said


def test_within_a_set_the_text_is_in_the_order_of_names_never_of_rates():
    result = found({"A": 10, "B": 90, "C": 40}, population(C=900_000, B=900_000, A=900_000))
    lines = list(rates_lines(result))
    assert [line.split()[0] for line in lines if line.split()[:1] in (["A"], ["B"], ["C"])][:3] == ["A", "B", "C"]
