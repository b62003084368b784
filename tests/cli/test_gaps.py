"""`ocgscore gaps`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEET = "group,corruption,violence,infiltration\nA,high,?,low\nB,nil,low-high,low\nC,medium,medium,?\n"
COLUMNS = [
    "group", "criterion", "lowest", "highest", "chance_band", "chance_line", "chance_settles_band", "expected_change",
    "value", "cost", "value_per_cost", "standard_error", "change_error", "address", "provenance",
]  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_the_list_reads_as_questions_within_eighty_columns(ocgscore):
    example = ocgscore("gaps", "examples/demo.csv", "--matrix", "ocg-tactical", cwd=ROOT)
    assert example.status == 0
    assert max(map(len, example.out.splitlines())) <= 80
    assert example.out.count("find out: ") == 20
    assert "20 of 27 unknowns shown" in example.out
    assert "would be settled by 5 of 5 answers" in example.out
    assert "top 10 line with chance" in " ".join(example.out.split())


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_the_whole_list_goes_to_standard_output_in_the_format_asked_for(ocgscore, sheet, format_):
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--top", "1", "--format", format_)
    assert ran.status == 0, ran.err
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(ran.out)))
    elif format_ == "json":
        document = json.loads(ran.out)
        assert document["provenance"]["seed"] == "1"
        rows = document["rows"]
    else:
        rows = [json.loads(line) for line in ran.out.splitlines()]
    assert len(rows) == 51
    assert all(list(row) == COLUMNS for row in rows)
    assert "forces.csv!C2" in {row["address"] for row in rows}
    assert "top 1 unknowns uniform draws 2000 seed 1" in rows[0]["provenance"]


def test_the_same_seed_writes_the_same_bytes(ocgscore, sheet, tmp_path):
    for ending in ("csv", "xlsx"):
        written = []
        for name in ("one", "two"):
            out = tmp_path / f"{name}.{ending}"
            ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--top", "2", "--out", out, "--seed", "7")
            assert ran.status == 0, ran.err
            assert "unknowns, the one to find out first first" in ran.err
            written.append(out.read_bytes())
        assert written[0] == written[1], ending


def test_costs_put_the_cheap_answers_first_and_are_shown(ocgscore, sheet, tmp_path):
    costs = tmp_path / "costs.csv"
    ids = [line.partition(" ")[0] for line in matrix_criteria(ocgscore)]
    cells = [f"{name},{'0.5' if name == 'violence' else 1000}," for name in ids]
    costs.write_text("\n".join(["criterion,cost,group", *cells, "violence,2,B"]) + "\n", encoding="utf-8")
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--top", "1", "--costs", costs, "--format", "csv")
    assert ran.status == 0, ran.err
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert {(row["group"], row["cost"]) for row in rows if row["criterion"] == "violence"} == {("A", "0.5"), ("B", "2")}
    assert "(cost 0.5)" in ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--top", "1", "--costs", costs).out


def matrix_criteria(ocgscore):
    ran = ocgscore("matrix", "show", "sleipnir-2000", "--format", "json")
    return [criterion["id"] for criterion in json.loads(ran.out)["criteria"]]


def test_costs_with_mistakes_are_refused_each_at_its_cell(ocgscore, sheet, tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("criterion,cost,group\nviolance,1,\nviolence,-2,\nviolence,1,Z\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--costs", costs, "--out", out)
    assert ran.status == 1
    assert "costs.csv!A2 criterion: 'violance' is not a criterion of the matrix; did you mean 'violence'?" in ran.err
    assert "costs.csv!B3 cost: '-2' is not a number above 0" in ran.err
    assert "costs.csv!C4 group: 'Z' is not a group of the batch" in ran.err
    assert not out.exists()


def test_a_criterion_without_a_cost_is_named(ocgscore, sheet, tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("criterion,cost\nviolence,2\n", encoding="utf-8")
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--costs", costs)
    assert ran.status == 1
    assert "a cost of infiltration is missing" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--top", "4"], "top: '4' is not a whole number from 1 to 3"),
        (["--top", "0"], "top: '0'"),
        (["--draws", "0"], "draws: '0'"),
        (["--seed", "-1"], "seed: '-1'"),
        (["--by", "totl"], "did you mean 'total'?"),
        (["--top", "many"], "--top"),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(ocgscore, sheet, options, said):
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", *options)
    assert ran.status == 2
    assert said in ran.err


def test_a_sheet_without_unknowns_is_told_so(ocgscore, tmp_path):
    cells = matrix_criteria(ocgscore)
    path = tmp_path / "known.csv"
    path.write_text(f"group,{','.join(cells)}\nA,{','.join(['low'] * len(cells))}\n", encoding="utf-8")
    ran = ocgscore("gaps", path, "--matrix", "sleipnir-2000")
    assert ran.status == 0
    assert "There is nothing to find out" in ran.out
    listed = ocgscore("gaps", path, "--matrix", "sleipnir-2000", "--format", "csv")
    assert listed.out == ",".join(COLUMNS) + "\n"


def test_an_input_is_never_written_over(ocgscore, sheet, tmp_path):
    costs = tmp_path / "costs.csv"
    costs.write_text("criterion,cost\n" + "".join(f"{c},1\n" for c in matrix_criteria(ocgscore)), encoding="utf-8")
    for path in (sheet, costs):
        before = path.read_bytes()
        ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--costs", costs, "--out", path)
        assert ran.status == 2
        assert path.read_bytes() == before


def test_a_marking_heads_and_foots_the_list(ocgscore, sheet, tmp_path):
    ran = ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--marking", "OFFICIAL")
    assert ran.out.splitlines()[0].strip() == ran.out.splitlines()[-1].strip() == "OFFICIAL"
    out = tmp_path / "out.csv"
    ocgscore("gaps", sheet, "--matrix", "sleipnir-2000", "--marking", "OFFICIAL", "--out", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"


def test_only_the_newest_assessment_of_a_group_is_looked_at_when_asked(ocgscore, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("group,assessed_on,violence\nA,2026-01-01,?\nA,2026-02-01,low\n", encoding="utf-8")
    ran = ocgscore("gaps", path, "--matrix", "sleipnir-2000", "--latest", "--format", "csv")
    assert ran.status == 0, ran.err
    assert "violence" not in {row["criterion"] for row in csv.DictReader(io.StringIO(ran.out))}
