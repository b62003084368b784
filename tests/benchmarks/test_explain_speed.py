"""How fast explanations are, as ratios to a baseline run beside them: ``pytest tests/benchmarks --benchmark-only``.

Nothing here asserts a time. A batch is 5,000 assessments against ocg-tactical (16 criteria, one level in five unknown):
some 206,000 flips and 16,000 unknowns.
"""

from __future__ import annotations

import pytest

from ocgscore import load_matrix, score
from ocgscore.explain import explain_batch, explain_score
from ocgscore.report.explained import flips_table
from ocgscore.report.explanation_data import Documents
from ocgscore.table import table_bytes

ROWS, SAMPLE = 5_000, 25


@pytest.fixture(scope="session")
def scores(batch_of):
    return score(batch_of(load_matrix("ocg-tactical"), ROWS))


def everything(scores):
    """Every explanation as an object, every flip with its direction, bands and ranks as columns and as a table."""
    explanations = explain_batch(scores)
    return list(explanations), flips_table(explanations)


def as_data(scores):
    """Every explanation as plain data, flips and unknowns included, passed over one by one."""
    documents = Documents()
    return sum(len(documents.of(explanation)["flips"]) for explanation in explain_batch(scores))


def one_at_a_time(scores):
    """A sample explained one by one, every flip and every outcome made: what a loop would do."""
    for row in range(SAMPLE):
        explanation = explain_score(scores, row)
        list(explanation.flips)
        for unknown in explanation.unknowns:
            list(unknown.if_known)


def test_explanations_and_the_table_of_flips_against_scoring(versus, scores):
    """Explanations and the table of flips of a batch, against `score` of it: some 88 scorings of each row, and words."""
    versus(
        "5,000 explained, with the table of flips, against scoring",
        lambda: everything(scores),
        lambda: score(scores.assessments),
    )


def test_explanations_and_the_table_of_flips_against_a_loop(versus, scores):
    """The same, against explaining a 200th of them one at a time: below 1 is over 200 times quicker a row."""
    versus(
        f"5,000 explained, with the table of flips, against {SAMPLE} one at a time",
        lambda: everything(scores),
        lambda: one_at_a_time(scores),
    )


def test_explanations_as_data_against_a_loop(versus, scores):
    """Every explanation as plain data, against explaining a 200th of them one at a time."""
    versus(
        f"5,000 explained as data, against {SAMPLE} one at a time",
        lambda: as_data(scores),
        lambda: one_at_a_time(scores),
        3,
    )


def test_the_table_of_flips_as_csv_against_scoring(versus, scores):
    """The flips as the bytes of a csv file: what the command writes."""
    versus(
        "the flips of 5,000 as csv, against scoring",
        lambda: sum(map(len, table_bytes(flips_table(explain_batch(scores)), "csv"))),
        lambda: score(scores.assessments),
        5,
    )
