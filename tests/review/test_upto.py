"""A review as of an earlier day: what came later is left out, said, and changes nothing."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.assessments import sift
from ocgscore.errors import RecordError
from ocgscore.review.coverage import coverage
from ocgscore.review.register import register_of
from ocgscore.review.upto import assessments_up_to, register_up_to
from ocgscore.table import Table
from ocgscore.testing import reviews

TACTICAL = load_matrix("ocg-tactical")
DAY = dt.date(2026, 2, 15)


def register(*rows):
    return register_of(Table.from_rows(rows, "register"))


def test_a_group_identified_later_is_left_out_and_its_mergers_come_apart():
    found = register_up_to(
        register(
            {"group": "A", "identified_on": "2026-01-01", "merged_into": "b"},
            {"group": "B", "identified_on": "2026-03-01"},
            {"group": "C"},
        ),
        DAY,
    )
    assert [(group.id, group.merged_into) for group in found.groups] == [("A", ""), ("C", "")]
    assert found.find("B") is None
    assert len(found.table) == 2
    assert [notice.split(";")[0] for notice in found.notices[-2:]] == [
        "1 group identified after 2026-02-15 left out",
        "1 group without a day of identification kept",
    ]


def test_a_chain_of_mergers_leads_on_past_a_group_left_out():
    found = register_up_to(
        register(
            {"group": "A", "merged_into": "B"},
            {"group": "B", "identified_on": "2026-03-01", "merged_into": "C"},
            {"group": "C"},
        ),
        DAY,
    )
    assert [(group.id, group.merged_into) for group in found.groups] == [("A", "C"), ("C", "")]


def test_the_assessments_of_a_group_identified_later_are_left_out_and_not_called_unregistered():
    known = register({"group": "A"}, {"group": "NEW", "identified_on": "2026-03-01", "aliases": "OLD"})
    rows = [{"group": "OLD", "assessed_on": "2026-01-05", "violence": "low"}, {"group": "X", "violence": "low"}]
    found = assessments_up_to(assess(rows, "sleipnir-2000"), DAY, known)
    assert [found.group.row_text(row) for row in range(len(found))] == ["X"]
    assert "1 assessment of groups that the register has as identified later left out" in found.notices


def test_where_nothing_is_later_nothing_is_said():
    known = register({"group": "A", "identified_on": "2026-01-01"})
    assert register_up_to(known, DAY) is known


@given(reviews(TACTICAL), st.dates(dt.date(2025, 12, 1), dt.date(2026, 3, 31)))
def test_any_review_can_be_held_as_of_any_day(drawn, day):
    known, batch = register_of(drawn[0]), sift(drawn[1], TACTICAL).accepted
    early, made = register_up_to(known, day), assessments_up_to(batch, day)
    if len(early):
        found = coverage(early, score(made), day)
        assert found.counts()[0].rows == len(early)
    dated = sum(group.identified_on is not None and group.identified_on > day for group in known.groups)
    assert len(early) + dated == len(known)
    assert len(made) + int((batch.assessed_on.astype("datetime64[D]") > np.datetime64(day)).sum()) == len(batch)


@given(reviews(TACTICAL))
def test_records_of_later_change_nothing_in_a_review_of_an_earlier_day(drawn):
    known, batch = register_of(drawn[0]), sift(drawn[1], TACTICAL).accepted
    early = register_up_to(known, DAY)
    if not len(early):
        return
    made = assessments_up_to(batch, DAY)
    again = assessments_up_to(made, DAY)
    one, other = (coverage(early, score(each), DAY) for each in (made, again))
    assert one.counts("force") == other.counts("force")
    if len(made) < len(batch):
        with pytest.raises(RecordError):
            coverage(early, score(batch), DAY)
