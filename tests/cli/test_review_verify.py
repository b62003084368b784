"""The command verify: what it prints, what it writes, and with which exit status."""

import csv
import io
import json
import random
from pathlib import Path

import pytest

from ocgscore import load_matrix

OLDER = Path(__file__).parents[2] / "examples" / "review" / "ocg-tactical-0.9.0.toml"


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


OWN = ("completeness", "rank_best", "rank_worst", "provenance")


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


def test_a_cell_taken_out_of_a_row_that_was_filled_gives_status_1(sheet, verify):
    alter(sheet, 4, "harm_low", "")
    ran = verify("own.csv")
    assert ran.status == 1
    assert ran.out.startswith("1 of 336 recorded cells differs, in 1 column, all from North.")


def test_blank_cells_alone_give_status_0_and_are_counted(sheet, verify):
    head = next(csv.reader(sheet.read_text(encoding="utf-8").splitlines()))
    own = [heading for heading in head if heading.endswith(("_low", "_high")) or heading in OWN]
    for heading in own:  # a row that was never scored
        alter(sheet, 4, heading, "")
    ran = verify("own.csv")
    assert ran.status == 0
    assert f"{len(own)} are blank" in ran.out


def test_a_provenance_taken_out_of_a_filled_row_is_found(sheet, verify):
    alter(sheet, 4, "provenance", "")
    assert verify("own.csv").status == 1


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


@pytest.fixture
def mixed(tmp_path, ocgscore):
    """Return a sheet of which every third row was scored with version 0.9.0, and says so."""
    matrix, draw = load_matrix("ocg-tactical"), random.Random(5)
    rows = [[f"G{at}", *(draw.choice(c.levels).code for c in matrix.criteria)] for at in range(12)]
    scored = {}
    for version, reference in (("1.0.0", "ocg-tactical"), ("0.9.0", OLDER)):
        with (tmp_path / "plain.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["group", *(c.id for c in matrix.criteria)], *rows])
        assert ocgscore("score", "plain.csv", "--matrix", reference, "--out", "scored.csv").status == 0
        with (tmp_path / "scored.csv").open(newline="") as file:
            scored[version] = list(csv.DictReader(file))
        (tmp_path / "scored.csv").unlink()
    path = tmp_path / "mixed.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["group", *(c.id for c in matrix.criteria), "matrix_version", "Risk", "Risk band", "Overall"])
        for at, row in enumerate(rows):
            version = "0.9.0" if at % 3 == 0 else "1.0.0"
            result = scored[version][at]
            writer.writerow([*row, version, result["risk_low"], result["risk_band_low"], at])
    return path


@pytest.mark.usefixtures("mixed")
def test_rows_are_judged_by_the_version_they_state_where_it_is_given(verify):
    ran = verify("mixed.csv")
    assert ran.status == 1
    text = " ".join(ran.out.split())
    assert "are in rows that state another version: 0.9.0 (" in text
    assert "give it with --earlier" in text
    assert "note: 4 rows state 0.9.0, which is not at hand, and are judged by ocg-tactical@1.0.0" in ran.err
    assert "Not checked, for no measure is recognised in its heading: Overall (name it with --column)." in text
    ran = verify("mixed.csv", "--earlier", OLDER)
    assert ran.status == 0, ran.err
    assert "4 rows state ocg-tactical@0.9.0, and are judged by it." in ran.out
    assert not ran.err
    ran = verify("mixed.csv", "--earlier", OLDER, "--format", "csv", "--table", "versions")
    assert [row["judged_by"] for row in csv.DictReader(io.StringIO(ran.out))] == [
        "ocg-tactical@0.9.0",
        "ocg-tactical@1.0.0",
    ]


def test_problems_under_every_version_are_said_together(mixed, verify, tmp_path):
    shorter = OLDER.read_text(encoding="utf-8").replace('version = "0.9.0"', 'version = "0.8.0"', 1)
    (tmp_path / "shorter.toml").write_text(shorter.replace("likelihood", "chance"), encoding="utf-8")
    alter(mixed, 2, "physical", "9")
    ran = verify("mixed.csv", "--earlier", OLDER)
    assert ran.status == 1
    assert "(under ocg-tactical@1.0.0): '9' is not a level" in ran.err
    assert verify("mixed.csv", "--earlier", OLDER, "--earlier", OLDER).status == 1
    alter(mixed, 2, "physical", "1")
    assert verify("mixed.csv", "--earlier", "ocg-tactical").status == 2


def test_bands_that_differ_are_so_many_bands_higher_or_lower(sheet, verify):
    with sheet.open(newline="") as file:
        band = list(csv.DictReader(file))[3]["harm_band_high"]
    labels = [one.label for one in load_matrix("ocg-tactical").measure("harm").bands]
    at = labels.index(band)
    alter(sheet, 4, "harm_band_high", labels[at - 1 if at else 1])
    assert f"1 band {'lower' if at else 'higher'}" in verify("own.csv").out


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx", "json"])
def test_cells_are_written_in_every_format(sheet, verify, tmp_path, ending):
    alter(sheet, 4, "harm_low", "1")
    alter(sheet, 5, "harm_low", "x")
    ran = verify("own.csv", "--out", f"found.{ending}", "--table", "cells")
    assert ran.status == 1, ran.err
    assert (tmp_path / f"found.{ending}").stat().st_size
    if ending == "json":
        cells = json.loads((tmp_path / "found.json").read_text())["cells"]
        assert [one["recorded"] for one in cells if one["column"] == "harm_low"] == [1, "x"]
