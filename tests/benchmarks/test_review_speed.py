"""How fast a review of a national register is, as ratios to baselines run beside it: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baseline reads the same files with ``csv.reader`` and does nothing with them.
"""

from __future__ import annotations

import csv
import datetime as dt

import numpy as np
import pytest

from ocgscore import load_matrix, read_assessments, score
from ocgscore.report.review.coverage import coverage_document
from ocgscore.review.coverage import coverage
from ocgscore.review.register import read_register

GROUPS, ROWS, FORCES, SEED = 10_000, 100_000, 43, 20261201
DAY = dt.date(2026, 3, 31)
STATUSES = ("active", "active", "active", "dormant", "archived")


def written(path, headings, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    """A register of 10,000 invented groups and 100,000 assessments: one in eight never scored, some on no register."""
    folder, chance = tmp_path_factory.mktemp("national"), np.random.default_rng(SEED)
    force, status = chance.integers(0, FORCES, GROUPS).tolist(), chance.integers(0, len(STATUSES), GROUPS).tolist()
    people, age = chance.integers(2, 30, GROUPS).tolist(), chance.integers(30, 2000, GROUPS).tolist()
    register = (
        [
            f"OCG-{at:05}", f"Force {force[at]:02}", f"Region {force[at] // 5}", DAY - dt.timedelta(age[at]),
            STATUSES[status[at]], f"Officer {at % 900}" if at % 11 else "", f"OLD-{at}" if at % 50 == 0 else "",
            f"OCG-{at + 1:05}" if at % 97 == 5 else "", "no" if at % 7 == 0 else "yes", people[at],
        ]
        for at in range(GROUPS)
    )  # fmt: skip
    criteria = [criterion.id for criterion in load_matrix("ocg-tactical").criteria]
    about = chance.integers(0, GROUPS + 200, ROWS)
    about = np.where(about % 8 == 3, about + 1, about).tolist()
    levels = np.array(["0", "1", "2", "3", "4", ""])[chance.choice(6, (ROWS, 16), p=[0.199] * 5 + [0.005])].tolist()
    days = chance.integers(0, 900, ROWS).tolist()
    assessments = (
        [
            f"OLD-{at}" if at % 50 == 0 and row % 3 == 0 else f"ocg-{at:05}" if row % 500 == 0 else f"OCG-{at:05}",
            f"Force {force[at % GROUPS]:02}", f"Assessor {row}", DAY - dt.timedelta(days[row]),
            ("1.0.0", "1.0.0", "0.9.0", "")[row % 4], *levels[row],
        ]
        for row, at in enumerate(about)
    )  # fmt: skip
    headings = (
        "group",
        "force",
        "region",
        "identified_on",
        "status",
        "owner",
        "aliases",
        "merged_into",
        "mapped",
        "people",
    )
    details = ("group", "force", "assessor", "assessed_on", "matrix_version", *criteria)
    return written(folder / "register.csv", headings, register), written(
        folder / "assessments.csv", details, assessments
    )


@pytest.fixture(scope="module")
def only_read(national):
    """Return a function that reads both files with the csv module."""

    def read():
        for path in national:
            with path.open(newline="", encoding="utf-8") as file:
                assert sum(1 for _ in csv.reader(file)) > GROUPS

    return read


def test_coverage_from_two_files_to_a_third(versus, national, only_read, tmp_path):
    """Reading 10,000 groups and 100,000 assessments, the review, and every finding written: a few times reading alone."""
    register, assessments = map(str, national)

    def review():
        found = coverage(read_register(register), score(read_assessments(assessments, "ocg-tactical")), DAY)
        coverage_document(found).write(str(tmp_path / "findings.csv"), [register, assessments], "findings")

    versus("coverage of 10,000 groups and 100,000 assessments, files included", review, only_read)


def test_coverage_in_memory(versus, national, only_read):
    """The facts, the counts by force, the work list and the findings, without reading or writing."""
    register = read_register(str(national[0]))
    scores = score(read_assessments(str(national[1]), "ocg-tactical"))

    def review():
        found = coverage(register, scores, DAY)
        return found.counts("force"), found.worklist(), list(found.findings())

    forces, work, findings = review()
    assert len(forces) == FORCES
    assert len(work) > 1000
    assert len(findings) > 1000
    versus("coverage in memory", review, only_read)
