"""Totals and bands that a sheet gives itself, compared with those worked out from its levels."""

import time

import numpy as np
import pytest

from ocgscore import assess, read_assessments, read_table, score
from ocgscore.assessments import sift
from ocgscore.matrix.form import build_matrix
from ocgscore.scoring import recorded_differences
from ocgscore.table import Column, Table

LEVELS = [
    {"code": str(n), "label": word, "value": n, "anchor": f"Seen {word}."}
    for n, word in enumerate(["None", "Some", "Much"])
]
MATRIX = build_matrix(
    {
        "id": "pair",
        "version": "1.0.0",
        "title": "A pair",
        "subject": "group",
        "status": "illustrative",
        "source": "made for these tests",
        "licence": "MIT",
        "sections": [{"id": "all", "title": "All"}],
        "criteria": [
            {"id": title.lower(), "title": title, "section": "all", "question": "How much?", "levels": LEVELS}
            for title in ("First", "Second", "Third")
        ],
        "measures": [
            {
                "id": "risk",
                "title": "Risk",
                "formula": "mean(first, second, third)",
                "digits": 2,
                "bands": [{"label": "Low", "from": 0, "below": 1}, {"label": "High", "from": 1}],
            },
            {"id": "top", "title": "Top", "formula": "max(first, second)"},
        ],
        "ranks_by": "risk",
    },
    "pair",
)


def differences(**cells):
    row = {"group": "A", "first": "2", "second": "2", "third": "1"} | cells  # 5/3, shown as 1.67, High
    return recorded_differences(score(assess([row], MATRIX)))


@pytest.mark.parametrize("total", [1.67, "1.67", "1.670", 5 / 3, 1.665, "1.665", 1.6650000000000003])
def test_a_total_that_rounds_to_ours_agrees(total):
    assert differences(risk_low=total) == ()


@pytest.mark.parametrize("total", [1.66, "1.68", 2, "-1.67", "1.6649", 0, "1e3", "1e99"])
def test_a_total_that_does_not_is_reported(total):
    (problem,) = differences(risk_high=total)
    assert problem.expected == "the total worked out from the levels (1.67)"
    assert problem.got == str(total)
    assert problem.where == "rows[1].risk_high"
    assert "recalculated" in problem.hint


@pytest.mark.parametrize("text", ["", None, "check levels", "undefined", "#DIV/0!", "1,67", True, "1e999"])
def test_a_cell_that_holds_no_number_is_no_difference(text):
    assert differences(risk_low=text) == ()


def test_half_a_unit_rounds_up_as_the_display_does():
    row = {"group": "A", "first": "2", "second": "2", "third": "1", "risk_low": 1.675}
    (problem,) = recorded_differences(score(assess([row], MATRIX)))
    assert problem.got == "1.675"  # 1.68


def test_a_negative_zero_is_zero():
    row = {"group": "A", "first": "0", "second": "0", "third": "0", "risk_low": "-0.001"}
    assert recorded_differences(score(assess([row], MATRIX))) == ()


@pytest.mark.parametrize("band", ["High", " high ", "HIGH", "", "check levels", "undefined", "#N/A"])
def test_a_band_in_any_case_agrees(band):
    assert differences(risk_band_low=band) == ()


@pytest.mark.parametrize("band", ["Low", "Critical", "3"])
def test_another_band_is_reported(band):
    (problem,) = differences(risk_band_high=band)
    assert problem.expected == "the band worked out from the levels (High)"
    assert problem.got == band


def test_a_band_of_a_measure_without_bands_is_the_sheets_own():
    assert differences(top_band_low="Severe") == ()


def test_the_workbooks_headings_and_unknowns_are_understood():
    cells = {"Risk: lowest": 1.33, "Risk: highest": 2.0, "Top: lowest": 2, "Risk: lowest band": "Low"}
    (problem,) = differences(third="?", **cells)
    assert problem.where == "rows[1].Risk: lowest band"


def test_differences_come_by_row_then_column_with_the_address_of_each_cell(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_text("group,first,risk_high,risk_low,second,third\nA,2,9,8,2,1\nB,2,1.67,1.67,2,1\nC,2,7,1.67,2,1\n")
    found = recorded_differences(score(read_assessments(path, MATRIX)))
    assert [problem.where for problem in found] == [
        "forces.csv!C2 risk_high",
        "forces.csv!D2 risk_low",
        "forces.csv!C4 risk_high",
    ]


def test_rows_refused_leave_the_others_at_their_own_addresses(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_text("group,first,risk_low\nA,nonsense,5\nB,2,9\n")
    (problem,) = recorded_differences(score(sift(read_table(path), MATRIX).accepted))
    assert problem.where == "forces.csv!C3 risk_low"


def test_a_sheet_without_totals_has_no_differences():
    assert differences() == ()


def test_no_rows_no_differences():
    scores = score(assess([{"group": "A", "first": "2", "risk_low": 1}], MATRIX))
    assert recorded_differences(score(scores.assessments.take(np.array([], np.intp)))) == ()


def test_a_million_rows_are_quick():
    rows = 1_000_000
    levels = np.random.default_rng(7).integers(0, 3, (3, rows), dtype=np.int32)
    named = zip(("first", "second", "third"), levels, strict=True)
    columns = [Column(name, ["0", "1", "2"], codes) for name, codes in named]
    shown = [str(round(total / 3 + 1e-9, 2)) for total in range(7)]
    columns.append(Column("risk_low", shown, levels.sum(axis=0, dtype=np.int32)))
    group = Column("group", range(rows), np.arange(rows, dtype=np.int32))
    scores = score(sift(Table("m", (group, *columns), np.arange(rows)), MATRIX).accepted)
    start = time.perf_counter()
    assert recorded_differences(scores) == ()
    assert time.perf_counter() - start < 2
