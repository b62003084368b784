"""Whether the scripts in examples/ run as they stand, print the same each time, and leave nothing behind."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SCRIPTS = (
    *("analyst.py", "importer.py", "matrix_author.py", "mapper.py", "reviewer.py", "inspector.py", "meeting.py"),
    "logged_run.py",
)


def run(script, *arguments, folder):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(script), *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False, encoding="utf-8")
    assert found.returncode == 0, found.stderr
    assert not found.stderr
    return found.stdout


def files_in(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_runs_without_arguments_and_leaves_nothing_behind(script, tmp_path):
    before = files_in(EXAMPLES)
    first = run(EXAMPLES / script, folder=tmp_path)
    assert first.strip()
    assert run(EXAMPLES / script, folder=tmp_path) == first
    assert files_in(EXAMPLES) == before
    assert not files_in(tmp_path)


@pytest.mark.parametrize("script", [*SCRIPTS, "synthetic.py", "calibration.py", "review.py"])
def test_the_script_says_for_whom_and_how_to_run_it(script):
    docstring = (EXAMPLES / script).read_text(encoding="utf-8").split('"""')[1]
    assert f"python examples/{script}" in docstring


def test_the_analysts_script_keeps_the_scored_sheet_in_a_folder_that_is_given(tmp_path):
    said = run(EXAMPLES / "analyst.py", tmp_path, folder=tmp_path)
    rows = (tmp_path / "scored.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 24
    assert "risk_low,risk_high" in rows[0]
    assert said.splitlines()[1].split()[:3] == ["1", "SM-020", "555"]


def test_the_importers_script_gives_bounds_ranks_and_problems(tmp_path):
    document = json.loads(run(EXAMPLES / "importer.py", folder=tmp_path))
    assert [entry["total"] for entry in document["scores"]] == [["129", "673"], ["37", "724"], ["0", "544"]]
    assert [problem["got"] for problem in document["problems"]] == ["hihg", "lots"]


def test_the_authors_script_proves_compares_and_is_refused(tmp_path):
    said = run(EXAMPLES / "matrix_author.py", folder=tmp_path)
    assert "northmoor-tactical@2.0.0 is sound" in said
    assert "major: criteria.physical.weight: 3 -> 4" in said
    assert "refused: northmoor.toml measures.harm.bands.Moderate.from" in said


@pytest.mark.parametrize(("script", "made"), [("synthetic.py", "demo.csv"), ("calibration.py", "calibration.csv")])
def test_the_example_is_what_its_script_makes(script, made, tmp_path):
    (tmp_path / script).write_bytes((EXAMPLES / script).read_bytes())
    run(tmp_path / script, folder=tmp_path)
    assert (tmp_path / made).read_bytes() == (EXAMPLES / made).read_bytes()


def test_the_review_is_what_its_script_makes(tmp_path):
    (tmp_path / "review.py").write_bytes((EXAMPLES / "review.py").read_bytes())
    run(tmp_path / "review.py", folder=tmp_path)
    made, kept = (
        {path.name: path.read_bytes() for path in folder.iterdir()}
        for folder in (tmp_path / "review", EXAMPLES / "review")
    )
    assert made == kept


def test_the_inspectors_script_counts_lists_and_explains(tmp_path):
    said = run(EXAMPLES / "inspector.py", folder=tmp_path)
    assert "in all: 47 identified, 7 never scored, 15 out of date" in said
    assert "would be explained if Physical harm were left out" in said
    assert "24 of 97 steps are real change" in said


def test_the_reviewers_script_says_who_is_severe_and_what_changes(tmp_path):
    said = run(EXAMPLES / "reviewer.py", folder=tmp_path)
    assert "Northmoor: 1.42 logits" in said
    assert "Westbrook reads financial otherwise, by 1.7 level steps" in said
    assert "46 of 150 assessments change band" in said


def test_the_logged_run_adds_a_line_before_it_writes_and_refuses_without_a_reason(tmp_path):
    arguments = (EXAMPLES / "demo.csv", tmp_path / "scored.csv", tmp_path / "log.jsonl")
    run(EXAMPLES / "logged_run.py", *arguments, "first reason", folder=tmp_path)
    run(EXAMPLES / "logged_run.py", *arguments, "second reason", folder=tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["justification"] for line in lines] == ["first reason", "second reason"]
    assert lines[0]["output_sha256"] == hashlib.sha256((tmp_path / "scored.csv").read_bytes()).hexdigest()
    assert lines[0]["input_sha256"] == hashlib.sha256((EXAMPLES / "demo.csv").read_bytes()).hexdigest()
    assert len(lines[0]["groups"]) == 24
    assert all(line["at"].endswith("+00:00") and line["who"] for line in lines)
    command = [sys.executable, str(EXAMPLES / "logged_run.py"), *map(str, arguments[:1])]
    refused = [*command, str(tmp_path / "other.csv"), str(tmp_path / "log.jsonl"), "  "]
    found = subprocess.run(refused, capture_output=True, check=False, encoding="utf-8")
    assert found.returncode == 1
    assert "nothing was scored: say why" in found.stderr
    assert not (tmp_path / "other.csv").exists()
    assert len((tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_the_list_of_examples_names_every_script_in_the_order_to_read_them():
    listed = re.findall(r"^\| \d+ \| \[(\w+\.py)\]", (EXAMPLES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == list(SCRIPTS)
    made = re.findall(r"\| \[(\w+\.py)\]\(", (EXAMPLES / "README.md").read_text(encoding="utf-8"))
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(made)


def test_the_mappers_script_names_key_players_and_shared_members(tmp_path):
    said = run(EXAMPLES / "mapper.py", folder=tmp_path)
    assert "removal splits the network most: P03, P17, P20" in said
    assert "NM-002: 7 members, 5 of them in other groups too" in said


def test_the_meetings_script_keeps_a_page_and_a_workbook_in_a_folder_that_is_given(tmp_path):
    said = run(EXAMPLES / "meeting.py", tmp_path, folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.xlsx"]
    assert said.startswith("Priorities: With the numbers of this matrix, ")
    assert "SM-020 (rank 1)" in said
