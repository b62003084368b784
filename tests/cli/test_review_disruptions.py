"""`ocgscore disruptions`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

REVIEW = Path(__file__).parents[2] / "examples" / "review"
SHEETS = ("disruptions.csv", "register.csv", "assessments.csv")
AS_OF = ("--as-of", "2026-03-31")
REGISTER = ("--register", "register.csv")
SCORES = ("--assessments", "assessments.csv", "--matrix", "ocg-tactical")


@pytest.fixture
def run(ocgscore, tmp_path):
    """Return a function that runs the command beside copies of the packaged review."""
    for name in SHEETS:
        shutil.copy(REVIEW / name, tmp_path)
    return lambda *arguments, **more: ocgscore("disruptions", *arguments, **more)


def rows_of(ran):
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_the_review_reads_within_eighty_columns_and_says_what_it_does_not(run):
    ran = run("disruptions.csv", *REGISTER, *SCORES, *AS_OF, "--since", "2025-04-01", "--marking", "OFFICIAL")
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].strip() == lines[-1].strip() == "OFFICIAL"
    said = " ".join(ran.out.split())
    assert "DISRUPTIONS from 2025-04-01 up to 2026-03-31: disruptions.csv 40 records of 20 groups." in said
    assert "in all 40 4 9 14 9 4 78 %" in said
    assert "in all 27 (13–36) 13 (4–27) 4 (0–13)" in said
    assert "the 6 groups disrupted 350.2 -19.2 to -9.8" in said
    assert "this is no league table" in said
    assert "a difference from groups that were not is not an effect of it" in said
    assert "regression to the mean" in said
    assert "`ocgscore consistency --matrix disruption-scale`" in said
    assert "Not shown for width" not in said


def test_records_alone_are_counted_and_what_is_missing_is_said(run):
    ran = run("disruptions.csv", *AS_OF)
    said = " ".join(ran.out.split())
    assert ran.status == 0, ran.err
    assert "Rates are undefined: no register was given." in said
    assert "Compared by counts, which rest on the size of a force" in said
    assert "Not looked at: name --assessments and --matrix." in said


@pytest.mark.parametrize("table", ["counts", "bounds", "order", "ranks", "comparison", "change", "records"])
def test_any_table_goes_to_standard_output(run, table):
    rows = rows_of(run("disruptions.csv", *REGISTER, *SCORES, *AS_OF, "--table", table, "--format", "csv"))
    assert rows
    assert "horizon_days 365" in rows[0]["provenance"]


def test_counts_in_all_are_the_sum_of_the_forces(run):
    *forces, whole = rows_of(run("disruptions.csv", *REGISTER, *AS_OF, "--format", "csv"))
    assert whole["force"] == "all"
    for name in ("disruptions", "major", "moderate", "minor", "none", "negative", "pursue", "self_assessed"):
        assert sum(int(row[name]) for row in forces) == int(whole[name])


def test_undefined_cells_say_so_and_why(run):
    rows = rows_of(run("disruptions.csv", *AS_OF, "--format", "csv"))
    assert {row["minor_or_better_per_100_groups"] for row in rows} == {"undefined"}
    assert {row["reason"] for row in rows} == {"no register was given"}


def test_a_workbook_and_json_hold_every_table(run, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    for name in ("out.xlsx", "out.json"):
        ran = run("disruptions.csv", *REGISTER, *SCORES, *AS_OF, "--out", name)
        assert ran.status == 0, ran.err
        assert "counts, bounds, order, ranks, comparison, change, records" in ran.err
    sheets = openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames
    assert {"Counts", "Bounds", "Order", "Ranks", "Comparison", "Change", "Records"} <= set(sheets)
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert document["provenance"]["kinds"] == "pursue, prevent, protect, prepare"
    assert any("league table" in rule for rule in document["rules"])


def test_problems_of_all_files_are_told_at_once_and_nothing_is_written(run, tmp_path):
    (tmp_path / "bad.csv").write_text("group,date,grade\nA,2026-01-05,mayor\n", encoding="utf-8")
    (tmp_path / "register.csv").write_text("group,status\nA,actve\n", encoding="utf-8")
    ran = run("bad.csv", *REGISTER, *AS_OF, "--out", "out.csv")
    assert ran.status == 1
    assert "bad.csv!C2 grade: 'mayor' is not one of major" in ran.err
    assert "register.csv!B2 status: 'actve'" in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_a_record_dated_after_the_day_of_the_review_is_a_problem(run):
    ran = run("disruptions.csv", "--as-of", "2026-03-20")
    assert ran.status == 1
    assert "disruptions.csv!B13 date: '2026-03-24' is not a day up to 2026-03-20" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--as-of"),
        (("--as-of", "31/3/2026"), "is not a date such as 2026-03-31"),
        ((*AS_OF, "--since", "2026-04-01"), "is not a day up to 2026-03-31"),
        ((*AS_OF, "--assessments", "assessments.csv"), "--assessments and --matrix go together"),
        ((*AS_OF, "--matrix", "ocg-tactical"), "--assessments and --matrix go together"),
        ((*AS_OF, "--by", "risk", "--horizon", "90"), "--by and --horizon: only with --assessments"),
        ((*AS_OF, "--table", "change"), "--table change: only with --assessments"),
        ((*AS_OF, *SCORES, "--horizon", "0"), "horizon: '0' is not a whole number"),
        ((*AS_OF, *SCORES, "--by", "riks"), "riks"),
        ((*AS_OF, "--out", "disruptions.csv"), "disruptions.csv"),
    ],
)
def test_wrong_usage_is_refused_with_status_two(run, options, said):
    ran = run("disruptions.csv", *options)
    assert ran.status == 2, ran.err
    assert said in ran.err


def test_a_window_without_a_record_is_a_count_of_nought(run):
    ran = run("disruptions.csv", *REGISTER, *SCORES, "--as-of", "2026-12-31", "--since", "2026-12-01")
    assert ran.status == 0, ran.err
    said = " ".join(ran.out.split())
    assert "0 records of 0 groups; 40 earlier records not counted." in said
    assert "in all 0 0 0 0 0 0 undefined 0.00" in said
    assert "Comparison: undefined; no group has a disruption of that grade in the window." in said
