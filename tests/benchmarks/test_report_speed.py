"""How fast the report of 5,000 groups is, and how large, beside its scored sheet: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baseline scores and ranks the same batch and writes its table as csv.
"""

from __future__ import annotations

import pytest

from ocgscore.report import Run
from ocgscore.report.meeting import gather, report_of, write_report
from ocgscore.report.meeting.page.page import html
from ocgscore.table import write_table
from ocgscore.testing import synthetic_review

GROUPS, SEED = 5_000, 20261201


@pytest.fixture(scope="module")
def batch():
    """An invented batch of 5,000 groups, one assessment each."""
    from ocgscore.assessments import latest, sift

    made = synthetic_review(SEED, groups=GROUPS, assessments=GROUPS * 2)
    return latest(sift(made.assessments, "ocg-tactical", repeats=True).accepted)


@pytest.fixture
def scored(batch, tmp_path):
    return lambda: write_table(Run.of(batch).table, tmp_path / "scored.csv")


def test_working_everything_out(versus, batch, scored):
    versus("a report of 5,000 groups, worked out", lambda: gather(batch), scored, rounds=3)


def test_writing_the_page(versus, batch, scored, capsys):
    material = gather(batch)
    versus("a report of 5,000 groups, sections and page", lambda: html(report_of(material)), scored, rounds=3)
    with capsys.disabled():
        print(f"\n{len(html(report_of(material)).encode()) / 1e6:.1f} MB of page for {len(material.scores):,} groups")


def test_writing_the_workbook(versus, batch, scored, tmp_path):
    material = gather(batch)
    path = str(tmp_path / "report.xlsx")
    versus("a report of 5,000 groups, workbook", lambda: write_report(material, path), scored, rounds=3)
