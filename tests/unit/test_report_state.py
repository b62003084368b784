"""The state of the map: counts that add up, who to score next, and no force beside another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ocgscore import assess, load_matrix, read_assessments
from ocgscore.report.meeting.blocks import Facts, Link, Listing, Page, Points, Words
from ocgscore.report.meeting.gather import Review, gather
from ocgscore.report.meeting.sections.state import off_register, state_section
from ocgscore.review.coverage import read_rules
from ocgscore.review.register import read_register, register_of
from ocgscore.table import Table

REVIEW = Path(__file__).parents[2] / "examples" / "review"
DAY = dt.date(2026, 3, 31)


def section(groups, rows, matrix="sleipnir-2000"):
    review = Review(register_of(Table.from_rows(groups, "register.csv")), DAY)
    return state_section(gather(assess(rows, matrix), draws=10, review=review))


def blocks(found):
    for block in found.blocks if hasattr(found, "blocks") else ():
        yield block
        yield from blocks(block)


def listing(found, id_):
    return next((one for one in blocks(found) if isinstance(one, Listing) and one.id == id_), None)


@pytest.fixture(scope="module")
def example():
    review = Review(read_register(REVIEW / "register.csv"), dt.date(2026, 9, 30), read_rules(REVIEW / "rules.toml"))
    batch = read_assessments(REVIEW / "assessments.csv", "ocg-tactical")
    return gather(batch, draws=10, review=review)


def test_without_a_register_there_is_no_section():
    assert state_section(gather(assess([{"group": "A", "violence": "low"}], "sleipnir-2000"), draws=10)) is None


def test_the_counts_of_the_lead_are_those_of_the_review(example):
    """Oracle: what the review itself counts, printed by the command coverage."""
    (whole,) = example.state.counts()
    found = state_section(example)
    assert (whole.identified, whole.complete, whole.part, whole.never, whole.out_of_date) == (47, 28, 12, 7, 32)
    assert found.lead == (
        "As of 2026-09-30, 47 groups identified: 28 scored in full, 12 in part, 7 never. 32 out of date; 44 groups to "
        "score, or to score again."
    )


def test_the_first_twenty_to_score_next_stand_in_order_with_the_rest_counted(example):
    found, work = listing(state_section(example), "state-worklist"), example.state.worklist()
    groups = [cell.said if isinstance(cell, Link) else cell for cell in (row[1] for row in found.rows)]
    assert groups == [item.group for item in work[:20]]
    assert found.note.startswith("24 groups more")


def test_the_longest_overdue_come_first(example):
    found = listing(state_section(example), "state-late")
    days = [int(row[3].replace(",", "")) for row in found.rows]
    assert days == sorted(days, reverse=True)
    assert len(days) == 20
    assert found.note == "12 groups more: the command ocgscore coverage lists all."


def test_no_force_is_counted_beside_another(example):
    forces = {"Eastvale", "Northmoor", "Southmere", "Westbrook"}
    for one in blocks(state_section(example)):
        if isinstance(one, Listing):
            assert not {str(row[0]) for row in one.rows} & forces


def test_a_group_never_scored_is_on_the_list_and_one_with_a_page_is_a_link():
    found = section([{"group": "A"}, {"group": "B"}], [{"group": "A", "violence": "low"}])
    rows = {row[1].said if isinstance(row[1], Link) else row[1]: row for row in listing(found, "state-worklist").rows}
    assert rows["A"][1] == Link("A", "group-1")
    assert rows["B"][1] == "B"
    assert "never scored" in rows["B"]


def test_what_is_undefined_says_why_and_is_no_nought():
    found = section([{"group": "A"}], [{"group": "A", "violence": "low"}])
    facts = {term: said for one in blocks(found) if isinstance(one, Facts) for term, said in one.said}
    assert facts["On the map"] == "undefined; undefined not, 1 not said"
    said = [line for one in blocks(found) if isinstance(one, Points) for line in one.said]
    assert "Undefined: mapped: the register does not say which groups are mapped." in said
    assert "How many are out of date is undefined" in found.lead


def strong(found):
    return [one.said for one in found.blocks[:1] if isinstance(one, Words) and one.strong]


@pytest.mark.parametrize(
    ("registered", "off", "said"),
    [
        ([], 4, "None of the 4 groups of this meeting is on the register: is it the right one, in date and in ids? "),
        (["g1"], 3, "Only 1 of the 4 groups of this meeting is on the register: is it the right one"),
        (["G1", "g 2"], 2, ""),
        (["G1", "G2", "G3", "G4"], 0, ""),
    ],
)
def test_a_register_that_hardly_knows_the_groups_of_the_meeting_is_doubted_first_of_all(registered, off, said):
    """A wrong register passes silently otherwise: its own counts look as good as those of the right one."""
    rows = [{"group": f"G{at}", "violence": "low"} for at in range(1, 5)]
    register = register_of(Table.from_rows([{"group": name} for name in ["X9", *registered]], "register.csv"))
    found = gather(assess(rows, "sleipnir-2000"), draws=10, review=Review(register, DAY))
    assert off_register(found) == off
    doubts = strong(state_section(found))
    assert len(doubts) == bool(said)
    if said:
        assert doubts[0].startswith(said)
        assert doubts[0].endswith(
            "Ids of this meeting begin G1, G2, G3; those of the register X9." if off == 4 else "."
        )


def test_an_earlier_assessment_of_a_group_makes_no_second_group_off_the_register():
    rows = [{"group": "G1", "assessed_on": day, "violence": "low"} for day in ("2026-01-01", "2026-02-01")]
    review = Review(register_of(Table.from_rows([{"group": "X"}], "register.csv")), DAY)
    assert off_register(gather(assess(rows, "sleipnir-2000"), draws=10, review=review)) == 1


def test_without_a_register_nobody_is_off_it():
    assert off_register(gather(assess([{"group": "A", "violence": "low"}], "sleipnir-2000"), draws=10)) == 0


def test_nobody_to_score_is_said():
    full = {criterion.id: criterion.levels[0].code for criterion in load_matrix("sleipnir-2000").criteria}
    row = {"group": "A", "assessed_on": "2026-03-30", **full}
    found = section([{"group": "A"}], [row])
    assert any(isinstance(one, Words) and one.said.startswith("Nobody:") for one in blocks(found))
    assert listing(found, "state-worklist") is None


def test_owners_are_shown_only_where_the_register_names_some():
    rows = [{"group": "A", "violence": "low"}]
    owned = listing(section([{"group": "A", "owner": "Team 1"}], rows), "state-worklist")
    without = listing(section([{"group": "A"}], rows), "state-worklist")
    assert "owner" in [heading.said for heading in owned.headings]
    assert "owner" not in [heading.said for heading in without.headings]


def test_ids_of_pages_and_listings_are_all_different(example):
    ids = [one.id for one in blocks(state_section(example)) if isinstance(one, Listing | Page)]
    assert len(ids) == len(set(ids))
