"""A report of thousands of groups stays small enough to open: every group in its lists, pages for those asked about."""

from __future__ import annotations

import re

import pytest

from ocgscore.assessments import latest, sift
from ocgscore.report.meeting import gather, report_of
from ocgscore.report.meeting.page.page import html
from ocgscore.testing import synthetic_review

GROUPS = 5_000


@pytest.fixture(scope="module")
def page():
    made = synthetic_review(20261201, groups=GROUPS, assessments=GROUPS * 2)
    batch = latest(sift(made.assessments, "ocg-tactical", repeats=True).accepted)
    return len(batch), html(report_of(gather(batch, draws=500)))


def test_five_thousand_groups_are_under_ten_megabytes(page):
    groups, text = page
    assert groups > 4_000
    assert len(text.encode()) < 10_000_000


def test_the_list_of_priorities_has_every_group_and_two_hundred_at_most_have_a_page(page):
    groups, text = page
    listed = text.split('id="priorities"')[1].split("</section>")[0]
    assert listed.count("<tr") >= groups
    assert 0 < len(re.findall(r'id="group-\d+"', text)) <= 200
    assert "ocgscore explain FILE" in text
