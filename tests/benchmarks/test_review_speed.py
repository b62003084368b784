"""How fast reviews of a national register are, as ratios to a baseline: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. The baseline reads the same two files with ``csv.reader`` and does nothing with them.
"""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from ocgscore import latest, load_matrix, read_assessments, score
from ocgscore.report import Run
from ocgscore.report.review.coverage import coverage_document
from ocgscore.report.review.demand import demand_document
from ocgscore.report.review.disruptions import disruptions_document
from ocgscore.report.review.history import history_document
from ocgscore.report.review.verify import verify_document
from ocgscore.review.coverage import coverage
from ocgscore.review.demand import capacity_of, demand, responses_of
from ocgscore.review.disruptions import disruptions, disruptions_of
from ocgscore.review.history import history, replay
from ocgscore.review.register import read_register
from ocgscore.review.verify import verify
from ocgscore.table import Table, write_table
from ocgscore.testing import synthetic_review

GROUPS, ROWS, SEED = 10_000, 100_000, 20261201
TACTICAL = "ocg-tactical"


@pytest.fixture(scope="module")
def made():
    """An invented register of 10,000 groups, 100,000 assessments, and what goes with them."""
    return synthetic_review(SEED, groups=GROUPS, assessments=ROWS)


@pytest.fixture(scope="module")
def files(made, tmp_path_factory):
    """The register and the assessments as csv, and the assessments with all their results."""
    folder = tmp_path_factory.mktemp("national")
    paths = {name: str(folder / f"{name}.csv") for name in ("register", "assessments", "scored")}
    write_table(made.register, paths["register"])
    write_table(made.assessments, paths["assessments"])
    write_table(Run.of(read_assessments(paths["assessments"], TACTICAL)).table, paths["scored"])
    return paths


@pytest.fixture(scope="module")
def only_read(files):
    """Return a function that reads the register and the assessments with the csv module."""

    def read():
        for name in ("register", "assessments"):
            with open(files[name], newline="", encoding="utf-8") as file:
                assert sum(1 for _ in csv.reader(file)) > GROUPS

    return read


@pytest.fixture(scope="module")
def batch(files):
    return read_assessments(files["assessments"], TACTICAL)


def test_coverage_from_two_files_to_a_third(versus, made, files, only_read, tmp_path):
    """Reading both, the review, and every finding written."""

    def review():
        scores = score(read_assessments(files["assessments"], TACTICAL))
        found = coverage(read_register(files["register"]), scores, made.as_of)
        coverage_document(found).write(str(tmp_path / "findings.csv"), [], "findings")

    versus("coverage of 10,000 groups and 100,000 assessments, files included", review, only_read)


def test_coverage_in_memory(versus, made, files, batch, only_read):
    register, scores = read_register(files["register"]), score(batch)

    def review():
        found = coverage(register, scores, made.as_of)
        return found.counts("force"), found.worklist(), list(found.findings())

    assert all(len(part) > 5 for part in review())
    versus("coverage in memory", review, only_read)


def test_verify_from_a_scored_file_to_another(versus, files, only_read, tmp_path):
    """Reading 100,000 rows with all their results, 2,800,000 recorded cells judged, the counts written."""

    def review():
        found = verify(score(read_assessments(files["scored"], TACTICAL)))
        assert not found.differing
        verify_document(found).write(str(tmp_path / "columns.csv"), [], "columns")

    versus("verify of 100,000 scored rows, files included", review, only_read, rounds=5)


def test_history_from_two_files_to_a_third(versus, files, only_read, tmp_path):
    """Reading both, some 90,000 steps, and each written."""

    def review():
        register, batch = read_register(files["register"]), read_assessments(files["assessments"], TACTICAL)
        found = history(batch, register=register)
        history_document(found, register=register, only="steps").write(str(tmp_path / "steps.csv"), [], "steps")

    versus("history of 100,000 assessments, files included", review, only_read, rounds=5)


def test_replay_in_memory(versus, batch, only_read):
    other = load_matrix(TACTICAL)
    versus("past decisions replayed on another matrix", lambda: replay(batch, other), only_read)


def test_disruptions_and_scores_before_and_after(versus, made, files, batch, only_read):
    """5,000 disruptions beside 100,000 assessments, in memory."""
    register, scores = read_register(files["register"]), score(batch)

    def review():
        found = disruptions(
            disruptions_of(made.disruptions),
            as_of=made.as_of,
            since=dt.date(2025, 4, 1),
            register=register,
            scores=scores,
        )
        return disruptions_document(found, register=register, assessments=batch)

    versus("disruptions, with scores before and after", review, only_read)


def test_demand_of_the_newest_assessments(versus, batch, only_read):
    """10,000 groups against a capacity, in memory."""
    newest = score(latest(batch))
    hours = responses_of(Table.from_rows([{"band": "Very high", "hours": 200}, {"hours": 20}]))
    teams = capacity_of(Table.from_rows([{"team": "All", "hours": 100_000}]))
    versus("demand of 10,000 groups", lambda: demand_document(demand(newest, hours, teams)), only_read)
