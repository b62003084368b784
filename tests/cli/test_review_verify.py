"""The command verify: what it prints, what it writes, and with which exit status."""

import csv
import io
import json
import random

import pytest

from ocgscore import load_matrix


@pytest.fixture
def sheet(tmp_path, ocgscore):
    """Return a scored sheet of two forces, as the library itself wrote it."""
    matrix, draw = load_matrix("ocg-tactical"), random.Random(3)
    path = tmp_path / "plain.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["group", "force", *(c.id for c in matrix.criteria)])
        for at in range(12):
            row = [draw.choice(c.levels).code if draw.random() < 0.9 else "" for c in matrix.criteria]
            writer.writerow([f"G{at}", "North" if at % 2 else "South", *row])
    assert ocgscore("score", "plain.csv", "--matrix", "ocg-tactical", "--out", "own.csv").status == 0
    return tmp_path / "own.csv"


def alter(path, row, heading, value):
    """Change one cell of a csv file."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    rows[row][rows[0].index(heading)] = value
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def verify(ocgscore):
    return lambda *arguments: ocgscore("verify", *arguments, "--matrix", "ocg-tactical")


@pytest.mark.usefixtures("sheet")
def test_own_output_is_clean_with_status_0(verify):
    ran = verify("own.csv")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("336 recorded cells: all are equal to those worked out here.")


def test_an_altered_cell_gives_status_1_and_its_place(sheet, verify):
    alter(sheet, 4, "harm_low", "1")
    ran = verify("own.csv")
    assert ran.status == 1
    assert ran.out.startswith("1 of 336 recorded cells differs, in 1 column, all from North.")
    assert "G3" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_blank_cells_alone_give_status_0_and_are_counted(sheet, verify):
    alter(sheet, 4, "harm_low", "")
    ran = verify("own.csv")
    assert ran.status == 0
    assert "1 is blank" in ran.out


def test_tables_are_printed_and_written(sheet, verify, tmp_path):
    alter(sheet, 4, "harm_low", "1")
    ran = verify("own.csv", "--format", "csv", "--table", "cells")
    (row,) = csv.DictReader(io.StringIO(ran.out))
    assert (row["group"], row["recorded"], row["verdict"]) == ("G3", "1", "wrong")
    assert verify("own.csv", "--out", "found.json", "--marking", "OFFICIAL-SENSITIVE").status == 1
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["differing"] == 1
    assert len(found["cells"]) >= 1


@pytest.mark.usefixtures("sheet")
def test_wrong_columns_and_sheets_without_results_are_wrong_usage(verify):
    ran = verify("own.csv", "--column", "Rsk=risk")
    assert ran.status == 2
    assert "'Rsk' is not a heading" in ran.err
    assert verify("own.csv", "--column", "Risk").status == 2
    ran = verify("plain.csv")
    assert ran.status == 2
    assert "harm_low" in ran.err


@pytest.mark.usefixtures("sheet")
def test_no_input_is_written_over(verify):
    assert verify("own.csv", "--out", "own.csv").status == 2
