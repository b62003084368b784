"""Demand: the line is drawn no surer than it can be, and what would move it moves it the right way."""

import itertools
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.errors import AssessmentError, RecordError, RequestError
from ocgscore.report.review.demand import demand_document
from ocgscore.review.demand import (
    Changes,
    NewGroups,
    capacity_of,
    demand,
    fitted,
    read_capacity,
    read_fitted,
    read_responses,
    responses_of,
)
from ocgscore.review.demand.line import ABOVE, BELOW, OPEN, Standing, sides, taken
from ocgscore.review.demand.reach import reach
from ocgscore.scoring.scores import score_levels
from ocgscore.table import Table
from ocgscore.testing import assessments, matrices

TACTICAL = load_matrix("ocg-tactical")
HOURS = st.sampled_from(["0", "1", "2.5", "7", "40"])


def table(rows, name="rows"):
    return Table.from_rows(rows, name)


def flat(hours):
    return responses_of(table([{"hours": hours}]))


def teams(*hours):
    return capacity_of(table([{"team": f"T{number}", "hours": each} for number, each in enumerate(hours)]))


def tactical(**levels):
    """Return a row of ocg-tactical: every criterion at the lowest level but those given."""
    return {criterion.id: "0" for criterion in TACTICAL.criteria} | levels


# --- worked by hand -----------------------------------------------------------------------------

HARM = [criterion.id for criterion in TACTICAL.criteria if criterion.section == "harm"]
LIKELY = [criterion.id for criterion in TACTICAL.criteria if criterion.section == "likelihood"]
TOP = dict.fromkeys((*HARM, *LIKELY), "4")  # risk 768: Very high
UNKNOWN = dict.fromkeys((*HARM, *LIKELY), "?")


def by_band():
    return responses_of(
        table(
            [
                {"band": "Very high", "position": "Exposed", "hours": 50},
                {"band": "very  HIGH", "position": "any", "hours": 40},
                {"band": "", "position": "", "hours": 10},
            ]
        )
    )


def test_a_small_list_worked_by_hand():
    # A: Very high, well placed: 40. B: wholly unknown risk: 10 to 40. C: Low, well placed: 10.
    rows = [
        {"group": "A", "force": "North"} | tactical(**TOP),
        {"group": "B", "force": "South"} | tactical(**UNKNOWN),
        {"group": "C", "force": "South"} | tactical(),
    ]
    found = demand(score(assess(rows, TACTICAL)), by_band(), teams(50, 10))
    present = found.present
    assert (present.demand.least, present.demand.most) == (60, 90)
    assert (present.short.least, present.short.most) == (0, 30)
    assert (present.utilisation.least, present.utilisation.most) == (1, Fraction(3, 2))
    # A stands first or ties with B. Where B ties at 768 it takes 40, and 80 do not fit 60: all three are open.
    # C fits only where B takes 10; B is Very high only from a risk of 280.
    assert present.side.tolist() == [OPEN, OPEN, OPEN]
    assert (present.reach.least, present.reach.most) == (1, 3)
    # at most 90 take more than 60, and the group that does not fit takes at most 40 (50 is the most that can occur)
    assert (present.unmet.least, present.unmet.most) == (0, 70)
    assert [(one.force, one.hours.least, one.hours.most) for one in found.forces] == [
        ("North", 40, 40),
        ("South", 20, 50),
    ]
    assert demand(score(assess(rows, TACTICAL)), by_band(), teams(90)).present.side.tolist() == [ABOVE] * 3
    assert demand(score(assess(rows, TACTICAL)), by_band(), teams(80)).present.side.tolist() == [ABOVE, ABOVE, OPEN]
    assert demand(score(assess(rows, TACTICAL)), by_band(), teams(5)).present.side.tolist() == [BELOW] * 3


def test_no_group_below_is_served_in_place_of_one_that_does_not_fit():
    # 40 for A fit 45; B's 40 do not; C's 10 would have, alone with A's
    rows = [
        {"group": "A"} | tactical(**TOP),
        {"group": "B"} | tactical(**TOP | {LIKELY[0]: "3"}),
        {"group": "C"} | tactical(),
    ]
    present = demand(score(assess(rows, TACTICAL)), by_band(), teams(45)).present
    assert present.side.tolist() == [ABOVE, BELOW, BELOW]
    assert (present.unmet.least, present.unmet.most) == (50, 50)


def test_ties_are_open_where_not_all_of_them_fit():
    rows = [{"group": group} | tactical() for group in "ABC"]
    present = demand(score(assess(rows, TACTICAL)), flat(10), teams(20)).present
    assert present.side.tolist() == [OPEN] * 3
    assert (present.reach.least, present.reach.most) == (2, 2)


def test_a_group_without_hours_is_above_until_the_list_has_ended():
    rows = [{"group": "A"} | tactical(**TOP), {"group": "B"} | tactical()]
    hours = responses_of(table([{"band": "Very high", "hours": 5}, {"band": "any", "hours": 0}]))
    assert demand(score(assess(rows, TACTICAL)), hours, teams(5)).present.side.tolist() == [ABOVE, ABOVE]
    assert demand(score(assess(rows, TACTICAL)), hours, teams(4)).present.side.tolist() == [BELOW, BELOW]


def test_a_group_that_stands_before_another_takes_the_hours_of_the_band_it_must_then_be_in():
    # bands below 4 take 40 hours, from 4 on 10; B may score 0 to 9, but before A, at 5, it takes 10 and not 40
    one, other = np.array([5, 0]), np.array([5, 9])
    none = np.zeros(2, np.int64)
    found = sides(Standing(one, other, np.array([1, 0]), np.array([1, 1]), none, none, cuts=(4,)), [[40], [10]], 20)
    assert found.tolist() == [ABOVE, OPEN]


def test_utilisation_of_no_capacity_is_undefined_and_says_why():
    rows = [{"group": "A"} | tactical()]
    found = demand(score(assess(rows, TACTICAL)), flat(1), teams(0))
    assert found.present.utilisation is None
    summary = demand_document(found).tables["summary"]
    shown = dict(
        zip(summary.columns[0].cells(), zip(*(c.cells() for c in summary.columns[1:]), strict=True), strict=True)
    )
    assert shown["utilisation"] == (
        "undefined", "undefined", "per cent", "no capacity: there are no hours to take a share of",
    )  # fmt: skip


def test_hours_beyond_sixty_four_bits_stay_exact():
    rows = [{"group": group} | tactical() for group in "AB"]
    huge = "999999999999999.999999999"
    present = demand(score(assess(rows, TACTICAL)), flat(huge), teams(huge)).present
    assert present.demand.most == 2 * Fraction(huge)
    assert present.side.tolist() == [OPEN, OPEN]
    assert present.unmet.least == Fraction(huge)


# --- the line, against every completion ---------------------------------------------------------


@st.composite
def small_lists(draw):
    cuts = tuple(sorted(draw(st.sets(st.integers(1, 6), max_size=2))))
    columns = draw(st.integers(1, 2))
    grid = [[draw(st.integers(0, 6)) for _ in range(columns)] for _ in range(len(cuts) + 1)]
    ends = []
    for _ in range(draw(st.integers(1, 4))):
        low, left = draw(st.integers(0, 6)), draw(st.integers(0, columns - 1))
        ends.append(
            (low, min(7, low + draw(st.sampled_from([0, 0, 1, 3]))), left, draw(st.integers(left, columns - 1)))
        )
    return cuts, grid, ends, draw(st.integers(0, 16))


def band(value, cuts):
    return sum(value >= cut for cut in cuts)


def standing(ends, cuts):
    low, high, left, right = (np.array(column, np.int64) for column in zip(*ends, strict=True))
    bands = (np.array([band(value, cuts) for value in column], np.int64) for column in (low, high))
    return Standing(low, high, *bands, left, right, cuts=cuts)


def outcomes(scores, hours, capacity):
    """Yield for every order of the ties the rows above the line."""
    for order in itertools.permutations(range(len(scores))):
        if all(scores[one] >= scores[other] for one, other in itertools.pairwise(order)):
            total, above = 0, set()
            for row in order:
                total += hours[row]
                if total > capacity:
                    break
                above.add(row)
            yield above, sum(hours) - sum(hours[row] for row in above)


@given(small_lists())
def test_the_line_is_exact_where_every_score_and_position_can_occur(made):
    cuts, grid, ends, capacity = made
    found = []
    for scores in itertools.product(*(range(low, high + 1) for low, high, _, _ in ends)):
        for positions in itertools.product(*(range(left, right + 1) for _, _, left, right in ends)):
            hours = [grid[band(value, cuts)][at] for value, at in zip(scores, positions, strict=True)]
            found += outcomes(scores, hours, capacity)
    side = sides(standing(ends, cuts), grid, capacity)
    always = set.intersection(*(above for above, _ in found))
    ever = set.union(*(above for above, _ in found))
    assert side.tolist() == [ABOVE if row in always else OPEN if row in ever else BELOW for row in range(len(ends))]
    bounds = reach(side, taken(standing(ends, cuts), grid), capacity)
    assert bounds.least <= min(len(above) for above, _ in found)
    assert bounds.most >= max(len(above) for above, _ in found)
    assert bounds.unmet_least <= min(unmet for _, unmet in found)
    assert bounds.unmet_most >= max(unmet for _, unmet in found)


@st.composite
def lists(draw, most=4):
    """A batch on a made-up matrix, hours for its bands, and a capacity."""
    matrix = draw(matrices(most_criteria=4))
    batch = draw(assessments(matrix, most=most))
    banded = [measure for measure in matrix.measures if measure.bands and measure.id != matrix.ranks_by]
    position = draw(st.sampled_from(banded)).id if banded and draw(st.booleans()) else None
    ranking = matrix.measure(matrix.ranks_by)
    rows = [{"band": "", "position": "", "hours": draw(HOURS)}]
    rows += [{"band": each.label, "position": "", "hours": draw(HOURS)} for each in ranking.bands]
    if position:
        rows += [
            {"band": each.label, "position": other.label, "hours": draw(HOURS)}
            for each in ranking.bands
            for other in matrix.measure(position).bands
        ]
    capacity = teams(*draw(st.lists(HOURS, min_size=1, max_size=3)))
    return score(batch), responses_of(table(rows)), capacity, position


@given(lists(), st.data())
def test_whatever_the_unknowns_are_the_line_falls_within_what_is_said(made, data):
    scores, responses, capacity, position = made
    found = demand(scores, responses, capacity, position=position)
    present, batch = found.present, scores.assessments
    levels = np.array(
        [
            [data.draw(st.integers(int(low), int(high))) for low, high in zip(*ends, strict=True)]
            for ends in zip(batch.lowest, batch.highest, strict=True)
        ],
        np.uint8,
    )
    numerators, bands = score_levels(batch.matrix, levels)
    by = batch.matrix.measure_position(present.hours.by.id)
    places = bands[batch.matrix.measure_position(position)].tolist() if position else [0] * len(batch)
    hours = [present.hours.cells[one][other] for one, other in zip(bands[by].tolist(), places, strict=True)]
    for above, unmet in outcomes(numerators[by].tolist(), hours, present.capacity):
        assert above >= set(np.flatnonzero(present.side == ABOVE).tolist())
        assert not above & set(np.flatnonzero(present.side == BELOW).tolist())
        assert present.reach.least <= len(above) <= present.reach.most
        assert present.unmet.least <= unmet <= present.unmet.most
    assert all(present.of(row).least <= each <= present.of(row).most for row, each in enumerate(hours))
    assert present.demand.least <= sum(hours) <= present.demand.most
    assert present.short.least <= max(sum(hours) - present.capacity, 0) <= present.short.most


# --- laws ---------------------------------------------------------------------------------------


@given(lists(most=8))
def test_totals_are_the_sums_of_groups_forces_and_sides(made):
    scores, responses, capacity, position = made
    found = demand(scores, responses, capacity, position=position)
    each = [found.present.of(row) for row in range(len(scores))]
    assert found.present.demand.least == sum(one.least for one in each)
    assert found.present.demand.most == sum(one.most for one in each)
    assert sum(found.present.count(side) for side in (ABOVE, OPEN, BELOW)) == len(scores)
    if found.forces:
        assert sum(one.hours.most for one in found.forces) == found.present.demand.most
        assert sum(one.groups for one in found.forces) == len(scores)
    assert sum(one.groups_least for one in found.bands) <= len(scores) <= sum(one.groups_most for one in found.bands)


@given(lists(most=8), st.data())
def test_losing_a_team_lifts_no_group_and_new_groups_lift_none(made, data):
    scores, responses, capacity, position = made
    lost = data.draw(st.sampled_from(capacity.teams)).name
    new = NewGroups(data.draw(st.integers(1, 4)))
    found = demand(scores, responses, capacity, position=position, changes=Changes((lost,), (new,)))
    for scenario in found.scenarios:
        after = scenario.outcome.side[: len(scores)]
        assert (after <= found.present.side).all()
        assert scenario.outcome.reach.least <= found.present.reach.least + new.count
        assert {move.row for move in scenario.moves} == set(np.flatnonzero(after != found.present.side).tolist())
    assert [len(one.outcome) - len(scores) for one in found.scenarios] == [0, new.count, new.count]


@given(lists(most=8))
def test_the_same_matrix_again_changes_nothing(made):
    scores, responses, capacity, position = made
    found = demand(scores, responses, capacity, position=position, changes=Changes(what_if=scores))
    (same,) = found.scenarios
    assert same.moves == ()
    assert (same.outcome.side == found.present.side).all()
    assert (same.outcome.demand, same.outcome.unmet) == (found.present.demand, found.present.unmet)
    assert same.outcome.reach == found.present.reach


@given(lists(most=6), st.data())
def test_narrowing_an_unknown_widens_nothing_and_unsettles_nobody(made, data):
    scores, responses, capacity, position = made
    before = demand(scores, responses, capacity, position=position).present
    batch = scores.assessments
    row = data.draw(st.integers(0, len(batch) - 1))
    at = data.draw(st.integers(0, len(batch.matrix.criteria) - 1))
    level = data.draw(st.integers(int(batch.lowest[row, at]), int(batch.highest[row, at])))
    lowest, highest = batch.lowest.copy(order="F"), batch.highest.copy(order="F")
    lowest[row, at] = highest[row, at] = level
    known = score(attrs.evolve(batch, lowest=lowest, highest=highest))
    after = demand(known, responses, capacity, position=position).present
    assert before.demand.least <= after.demand.least <= after.demand.most <= before.demand.most
    assert (after.side[before.side != OPEN] == before.side[before.side != OPEN]).all()
    assert before.reach.least <= after.reach.least <= after.reach.most <= before.reach.most


@given(lists(most=6), st.data())
def test_the_order_of_rows_makes_no_difference(made, data):
    scores, responses, capacity, position = made
    rows = np.array(data.draw(st.permutations(range(len(scores)))), np.intp)
    other = score(scores.assessments.take(rows))
    one, two = (demand(each, responses, capacity, position=position) for each in (scores, other))
    bodies = [
        b"".join(demand_document(each).chunks("csv", name)) for each in (one, two) for name in ("groups", "bands")
    ]
    assert bodies[:2] == bodies[2:]
    assert one.present.demand == two.present.demand


def test_what_if_follows_groups_by_their_id():
    rows = [{"group": group} | tactical(**levels) for group, levels in (("A", TOP), ("B", {}), ("C", UNKNOWN))]
    one, other = score(assess(rows, TACTICAL)), score(assess(rows[::-1], TACTICAL))
    found = demand(one, by_band(), teams(60), changes=Changes(what_if=other))
    assert found.scenarios[0].name == "under the other ocg-tactical@1.0.0"
    assert found.scenarios[0].moves == ()
    with pytest.raises(AssessmentError, match="'C' is not a group assessed under both"):
        demand(one, by_band(), teams(60), changes=Changes(what_if=score(assess(rows[:2], TACTICAL))))


def test_scenarios_are_each_change_by_itself_then_all_together():
    rows = [{"group": "A"} | tactical(**TOP), {"group": "B"} | tactical()]
    changes = Changes(("t1", "T1", "T0"), (NewGroups(1, "very high"),))
    found = demand(score(assess(rows, TACTICAL)), by_band(), teams(40, 20), changes=changes)
    assert [one.name for one in found.scenarios] == [
        "without T1", "without T0", "1 new group in band very high", "all together",
    ]  # fmt: skip
    assert [one.outcome.capacity for one in found.scenarios] == [40, 20, 60, 0]
    # the new group stands before B and takes 40 at least, or ties with A and takes 50: B falls, A is open
    assert [len(one.falls) for one in found.scenarios] == [1, 2, 1, 2]
    assert [move.group for move in found.scenarios[2].doubtful] == ["A"]
    assert [move.group for move in found.scenarios[0].falls] == ["B"]
    new = found.scenarios[2].outcome
    assert (new.standing.low[-1], new.standing.high[-1]) == (280, 768)
    assert (new.of(2).least, new.of(2).most) == (40, 50)


# --- what is refused ----------------------------------------------------------------------------


def said(error):
    return [str(problem) for problem in error.value.problems]


def test_every_pair_of_bands_needs_one_number_of_hours():
    rows = [
        {"band": "Very high", "position": "", "hours": 40},
        {"band": "", "position": "Exposed", "hours": 50},
        {"band": "High", "position": "Exposd", "hours": 5},
        {"band": "Moderate", "position": "", "hours": 5},
        {"band": "Moderate", "position": "exposed", "hours": 5},
    ]
    with pytest.raises(RecordError) as error:
        fitted(responses_of(table(rows)), TACTICAL)
    add = "add one; a blank band or position stands for any"
    assert said(error) == [
        "rows[3].position: 'Exposd' is not a band of organisational_position of ocg-tactical@1.0.0; did you mean 'Exposed'?",
        (
            "rows[2].hours: band Very high, position Exposed is not a pair of bands with one number of hours; "
            "rows[1].hours holds for it as well: add a row that names both bands"
        ),
        *(
            f"rows: a row with the hours for band {band}, position {place} (ocg-tactical@1.0.0) is missing; {add}"
            for band in ("Low", "High")
            for place in ("Well placed", "Stretched")
        ),
    ]


def test_a_band_without_hours_in_any_position_is_said_once():
    with pytest.raises(RecordError) as error:
        fitted(responses_of(table([{"band": "High", "position": "", "hours": 40}])), TACTICAL)
    add = "add one; a blank band or position stands for any"
    assert said(error) == [
        f"rows: a row with the hours for band {band} (ocg-tactical@1.0.0) is missing; {add}"
        for band in ("Low", "Moderate", "Very high")
    ]


def test_a_matrix_without_a_measure_of_position_takes_none():
    rows = [{"band": "", "position": "Exposed", "hours": 50}, {"band": "", "position": "any", "hours": 5}]
    with pytest.raises(
        RecordError, match=r"'Exposed' is not blank; ocg-harm@1\.0\.0 has no measure organisational_position"
    ):
        fitted(responses_of(table(rows)), load_matrix("ocg-harm"))
    with pytest.raises(RequestError, match="'risk' is not a measure beside the one that ranks"):
        fitted(responses_of(table(rows)), TACTICAL, position="risk")
    assert fitted(responses_of(table(rows)), TACTICAL, position="organisational_position").cells[0] == (5, 5, 50)


def test_declared_hours_are_read_with_every_fault_at_its_cell(tables_in):
    folder = tables_in("unit", {
        "responses": "band,position,hours\nVery high,,\nHigh,,-3\nhigh,any,4\n",
        "capacity": "team,hours\nDesk,10\ndesk ,\n,3\n",
        "none": "team,hours\n",
    })  # fmt: skip
    with pytest.raises(RecordError) as error:
        read_responses(str(folder / "responses.csv"))
    assert [line.split(";")[0] for line in said(error)] == [
        "responses.csv!C2 hours: a number of hours is missing",
        "responses.csv!C3 hours: '-3' is not a number of hours",
        "responses.csv!A4 band: band high, position any is not a pair of bands declared once",
    ]
    with pytest.raises(RecordError) as error:
        read_capacity(str(folder / "capacity.csv"))
    assert [line.split(";")[0] for line in said(error)] == [
        "capacity.csv!A3 team: 'desk' is not a team that stands in the table once",
        "capacity.csv!B3 hours: a number of hours is missing",
        "capacity.csv!A4 team: the name of a team is missing",
    ]
    with pytest.raises((RecordError, ValueError), match=r"none\.csv"):
        read_capacity(str(folder / "none.csv"))
    with pytest.raises(RecordError) as error:
        read_fitted(str(folder / "responses.csv"), [TACTICAL])
    assert len(said(error)) == 3 + 2  # and no hours for Low and Moderate, in any position


def test_what_does_not_exist_is_refused_by_name():
    scores = score(assess([{"group": "A"} | tactical()], TACTICAL))
    for changes, message in [
        (Changes(("T9",)), "'T9' is not a team of this table"),
        (Changes(new=(NewGroups(0),)), "'0' is not a whole number from 1 to 100000"),
        (
            Changes(new=(NewGroups(3, "Hihg"),)),
            "'Hihg' is not a band of risk of ocg-tactical@1.0.0; did you mean 'High'?",
        ),
    ]:
        with pytest.raises(RequestError, match=message.replace("?", r"\?")):
            demand(scores, by_band(), teams(1), changes=changes)


def test_a_group_twice_would_count_twice_and_is_refused():
    rows = [{"group": "A", "assessor": each} | tactical() for each in ("X", "Y")]
    with pytest.raises(AssessmentError, match="'A' is not a group that is assessed once"):
        demand(score(assess(rows, TACTICAL)), by_band(), teams(1))


def test_assessments_on_another_version_are_named():
    rows = [
        {"group": str(at), "matrix_version": version} | tactical() for at, version in enumerate(["1.0.0", "0.9.0", ""])
    ]
    found = demand(score(assess(rows, TACTICAL)), by_band(), teams(1))
    assert found.notices == (
        "assessments made on another version of the matrix are read as ocg-tactical@1.0.0: 0.9.0 (1)",
    )
