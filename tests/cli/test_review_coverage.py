"""The command ``coverage``: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import io
import json

import pytest

REGISTER = """\
id,force,region,identified_on,status,owner,aliases,merged_into,mapped,people
N-001,North,N,2024-05-01,active,DI Ash,,,yes,6
N-002,North,N,2025-11-20,active,,,,no,4
N-003,North,N,2023-02-01,archived,DI Ash,OLD-9,,yes,5
S-001,South,S,2025-01-15,active,DI Elm,,,yes,2
S-002,South,S,2025-06-01,dormant,DI Elm,,S-003,yes,8
S-003,South,S,2025-07-01,dormant,DI Elm,,,,
"""
ASSESSMENTS = """\
group,force,assessor,assessed_on,matrix_version,physical,recent_activity,intent
n-001,North,a,2025-06-01,1.0.0,4,4,4
OLD-9,North,b,2025-02-01,0.9.0,4,4,4
S-002,South,c,2026-03-20,1.0.0,1,1,?
X-77,East,d,2026-03-20,1.0.0,1,1,1
N-1,North,d,2026-03-20,1.0.0,1,1,1
"""
RULES = 'people = 2\nhigh = "High"\n[interval.active]\nany = 92\n"Very high" = 28\n[interval.dormant]\nany = "none"\n'


@pytest.fixture
def files(tmp_path):
    for name, text in {"register.csv": REGISTER, "assessments.csv": ASSESSMENTS, "rules.toml": RULES}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def coverage(ocgscore, files):  # noqa: ARG001 - it makes them
    """Return a function that runs the command on the files."""

    def run(*more, register="register.csv", as_of="2026-03-31"):
        given = ("--register", register, "--assessments", "assessments.csv", "--matrix", "ocg-tactical")
        return ocgscore("coverage", *given, *(("--as-of", as_of) if as_of else ()), *more)

    return run


def records(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_terminal_says_the_rules_the_counts_what_is_next_and_what_they_do_not_say(coverage):
    ran = coverage()
    assert ran.status == 0
    for said in (
        "COVERAGE as of 2026-03-31: ocg-tactical@1.0.0, Risk", "Serious Crime Act", "Scotland",
        "active, 92 days; dormant, 92 days; archived, no", "WHAT TO SCORE NEXT", "N-002",
        "ARCHIVED, STILL SCORING HIGH", "1 possibly: N-003", "'N-1' (did you mean 'N-001'?)",
        "'OLD-9' is taken as 'N-003'", "this is no", "league table",
    ):  # fmt: skip
        assert said in ran.out, said
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "taken as different" not in ran.err


def test_forces_stand_in_name_order_and_add_up_to_all(coverage):
    rows = records(coverage("--format", "csv").out)
    assert [(row["by"], row["name"]) for row in rows] == [
        ("all", "in all"), ("force", "East"), ("force", "North"), ("force", "South"),
        ("region", "N"), ("region", "S"), ("region", "(no region)"),
    ]  # fmt: skip
    for by in ("force", "region"):
        assert sum(int(row["identified"]) for row in rows if row["by"] == by) == int(rows[0]["identified"]) == 4
    assert (rows[0]["merged"], rows[0]["below_definition"], rows[0]["never_scored"]) == ("1", "1", "1")
    assert (rows[0]["out_of_date"], rows[0]["superseded_version"], rows[0]["assessed_not_on_register"]) == (
        "1",
        "1",
        "2",
    )


def test_the_rules_change_the_counts_and_stand_in_the_result(coverage):
    ran = coverage("--rules", "rules.toml", "--format", "json")
    found = json.loads(ran.out)
    assert found["coverage"][0]["below_definition"] == 0
    assert found["provenance"]["people"] == 2
    assert found["provenance"]["interval_active"] == "92 days (Very high 28 days)"
    assert any("shortest of the possible bands" in rule for rule in found["rules"])
    assert any("High or above (160 or more)" in rule for rule in found["rules"])


def test_the_work_list_and_the_findings_are_tables_of_their_own(coverage):
    work = records(coverage("--format", "csv", "--table", "worklist").out)
    assert [row["place"] for row in work] == ["1", "2", "3", "4"]
    assert {row["group"] for row in work} == {"N-001", "N-002", "N-003", "S-003"}
    never = next(row for row in work if row["group"] == "N-002")
    assert (never["why"], never["risk_low"], never["risk_high"], never["risk_band_high"]) == (
        "never scored",
        "0",
        "768",
        "Very high",
    )
    found = records(coverage("--format", "csv", "--table", "findings").out)
    assert {
        "register.csv!I3 mapped",
        "register.csv!F3 owner",
        "assessments.csv!A5 group",
        "assessments.csv!D2 assessed_on",
    } <= {row["cell"] for row in found}


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "json", "xlsx", "parquet"])
def test_every_format_can_be_written_and_is_the_same_twice(coverage, files, ending):
    if ending in {"xlsx", "parquet"}:
        pytest.importorskip({"xlsx": "xlsxwriter", "parquet": "pyarrow"}[ending])
    assert coverage("--out", f"one.{ending}", "--marking", "OFFICIAL").status == 0
    coverage("--out", f"two.{ending}", "--marking", "OFFICIAL")
    assert (files / f"one.{ending}").read_bytes() == (files / f"two.{ending}").read_bytes()


def test_an_input_is_never_written_over(coverage, files):
    for name in ("register.csv", "assessments.csv"):
        assert coverage("--out", name).status == 2
    assert (files / "register.csv").read_text() == REGISTER


def test_faults_of_all_files_are_told_at_once_each_at_its_cell(coverage, files):
    (files / "register.csv").write_text(REGISTER.replace("dormant", "dormnt", 1))
    (files / "assessments.csv").write_text(ASSESSMENTS.replace("4,4,4", "4,9,4", 1))
    (files / "rules.toml").write_text("people = 0\n")
    ran = coverage("--rules", "rules.toml", "--out", "out.csv")
    assert ran.status == 1
    for where in ("register.csv!E6 status", "assessments.csv!G2 recent_activity", "rules.toml people"):
        assert where in ran.err
    assert not (files / "out.csv").exists()


def test_dates_after_the_day_are_faults_of_both_files_at_their_cells(coverage):
    ran = coverage(as_of="2025-10-01")
    assert ran.status == 1
    assert "register.csv!D3 identified_on: '2025-11-20' is not a day up to 2025-10-01" in ran.err
    assert "assessments.csv!D4 assessed_on: '2026-03-20'" in ran.err


def test_the_day_and_the_register_must_be_given(coverage):
    assert coverage(as_of=None).status == 2
    assert coverage(register="absent.csv").status == 2
    assert coverage("--by", "harmm").status == 2


def test_a_sheet_without_a_row_is_refused_as_everywhere(coverage, files):
    (files / "assessments.csv").write_text(ASSESSMENTS.splitlines()[0] + "\n")
    ran = coverage()
    assert ran.status == 1
    assert "assessments.csv: any row below the headings is missing" in ran.err
