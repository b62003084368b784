"""One workbook for everything a unit keeps: each command finds the sheet it needs by its name."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

REVIEW = Path(__file__).parents[2] / "examples" / "review"
SHEETS = ("capacity", "responses", "population", "disruptions", "register", "assessments")  # the most misleading first
MATRIX = ("--matrix", "ocg-tactical")
PLACES = ("provenance", "place_before", "place_after")
DAY = ("--as-of", "2026-03-31")


@pytest.fixture
def book(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "Read me"
    made.active.append(["group", "force", "hours"])
    made.active.append(["none of this", "is", "0"])
    for name in SHEETS:
        sheet = made.create_sheet(name.capitalize())
        with (REVIEW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                sheet.append(row)
    made.save(tmp_path / "unit.xlsx")
    return tmp_path / "unit.xlsx"


@pytest.mark.parametrize(
    "asked",
    [
        (
            "coverage",
            "--register",
            "register",
            "--assessments",
            "assessments",
            *MATRIX,
            *DAY,
            "--population",
            "population",
        ),
        ("verify", "assessments", *MATRIX),
        ("history", "assessments", *MATRIX, "--register", "register"),
        ("disruptions", "disruptions", "--register", "register", "--assessments", "assessments", *MATRIX, *DAY),
        (
            "demand",
            "assessments",
            *MATRIX,
            "--register",
            "register",
            "--responses",
            "responses",
            "--capacity",
            "capacity",
        ),
    ],
    ids=lambda asked: asked[0],
)
def test_the_workbook_gives_what_the_files_give(ocgscore, book, asked):
    def result(named):
        words = [named(word) if word in SHEETS and at > 0 else word for at, word in enumerate(asked)]
        ran = ocgscore(*words, "--format", "csv")
        assert ran.status in (0, 1), ran.err  # verify finds cells that differ
        rows = list(csv.DictReader(ran.out.splitlines()))
        return [{key: cell for key, cell in row.items() if key not in PLACES} for row in rows]

    from_files, from_book = result(lambda word: REVIEW / f"{word}.csv"), result(lambda _: book)
    assert from_files
    assert from_book == from_files


def test_a_number_that_a_spreadsheet_worked_out_is_taken_to_nine_places(ocgscore, book):
    made = openpyxl.load_workbook(book)
    made["Capacity"]["B2"] = 400 / 3
    made.save(book)
    ran = ocgscore(
        "demand", book, *MATRIX, "--register", book, "--responses", book, "--capacity", book, "--format", "csv"
    )
    assert ran.status == 0, ran.err
    assert "capacity,1433.333333333,1433.333333333,hours" in ran.out


def test_a_hidden_sheet_of_the_name_is_passed_over(ocgscore, book):
    made = openpyxl.load_workbook(book)
    made["Register"].sheet_state = "veryHidden"
    made.save(book)
    ran = ocgscore("coverage", "--register", book, "--assessments", book, *MATRIX, *DAY)
    assert "1 row of unit.xlsx against" in ran.out
