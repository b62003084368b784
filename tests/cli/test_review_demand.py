"""The command ``demand``, as its users run it."""

import csv
import io
import json

import pytest

from ocgscore.matrix import shipped_folder

DEMO = shipped_folder("examples") / "demo.csv"
RESPONSES = "band,position,hours\nVery high,Exposed,160\nVery high,,120\nHigh,,70\nany,any,7.5\n"
CAPACITY = "team,hours\nNorth desk,420\nSouth desk,540\n"


@pytest.fixture
def run(ocgscore, tmp_path):
    """Return a function that runs the command on the demo sheet with tables of its own."""

    def ran(*options, responses=RESPONSES, capacity=CAPACITY, file=DEMO, **kept):
        (tmp_path / "responses.csv").write_text(responses, encoding="utf-8")
        (tmp_path / "capacity.csv").write_text(capacity, encoding="utf-8")
        tables = ("--responses", "responses.csv", "--capacity", "capacity.csv")
        return ocgscore("demand", file, "--matrix", "ocg-tactical", *tables, *options, **kept)

    return ran


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_it_says_the_hours_the_line_and_what_it_does_not_say_within_eighty_columns(run):
    found = run("--without", "north desk", "--new", "10", "--new", "3:High")
    assert (found.status, found.err) == (0, "")
    assert max(map(len, found.out.splitlines())) <= 80
    for part in (
        "HOURS IN A PERIOD, AS DECLARED",
        "THE LINE",
        "WHAT CHANGES WOULD DO",
        "all together:",
        "BY FORCE, in order of name",
        "A score is an order and not a quantity",
        "None is an estimate made here.",
    ):
        assert part in found.out


def test_each_table_is_printed_by_its_name(run):
    summary = {row["what"]: row for row in rows(run("--format", "csv").out)}
    assert summary["capacity"]["least"] == summary["capacity"]["most"] == "960.0"
    groups = rows(run("--format", "csv", "--table", "groups", "--new", "2").out)
    assert len(groups) == int(summary["groups"]["least"]) == 24
    assert {row["line"] for row in groups} == {"above for certain", "open", "below for certain"}
    assert "line_1" in groups[0]
    scenarios = rows(run("--format", "csv", "--table", "scenarios", "--without", "South desk").out)
    assert [row["scenario"] for row in scenarios] == ["present", "without South desk"]
    assert [row["capacity"] for row in scenarios] == ["960.0", "420.0"]
    forces = rows(run("--format", "csv", "--table", "forces").out)
    assert [row["force"] for row in forces] == sorted(row["force"] for row in forces)


def test_the_whole_is_written_as_json_and_as_a_workbook(run, tmp_path):
    assert run("--out", "demand.json", "--marking", "OFFICIAL").status == 0
    whole = json.loads((tmp_path / "demand.json").read_text(encoding="utf-8"))
    assert whole["provenance"]["position"] == "organisational_position"
    assert {"summary", "groups", "forces", "bands", "scenarios", "rules"} <= set(whole)
    found = run("--out", "demand.xlsx")
    assert found.err == "summary, groups, forces, bands, scenarios: demand.xlsx\n"


def test_the_same_matrix_again_is_no_change(run):
    found = run("--what-if", "ocg-tactical", "--table", "scenarios", "--format", "json")
    present, other = json.loads(found.out)["scenarios"]
    assert other.pop("scenario") == "under the other ocg-tactical@1.0.0"
    del present["scenario"], present["number"], other["number"]
    assert present == other


def test_a_sheet_from_standard_input_serves_both_matrices(run):
    found = run("--what-if", "ocg-tactical", "--format", "csv", file="-", stdin=DEMO.read_bytes())
    assert (found.status, len(rows(found.out))) == (0, 10)


def test_the_problems_of_all_files_come_at_once(run, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(DEMO.read_text(encoding="utf-8").replace("Westbrook,B. Heron,2026-08-27,1.0.0,2", "W,,,,9", 1))
    found = run(
        "--what-if", "ocg-tactical",
        responses="band,hours\nVery hihg,3\n,many\n", capacity="team,hours\nA,1\na,2\n", file=bad,
    )  # fmt: skip
    assert (found.status, found.out) == (1, "")
    assert [line.split(": ")[0] for line in found.err.splitlines()] == [
        "bad.csv!F2 Physical harm",
        "responses.csv!B3 hours",
        "responses.csv!A2 band",
        "responses.csv!A2 band",
        "capacity.csv!A3 team",
        "5 problems.",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--without", "Noth desk"),
            "capacity.csv: 'Noth desk' is not a team of this table; did you mean 'North desk'?",
        ),
        (("--new", "10:Hihg"), "new groups: 'Hihg' is not a band of risk of ocg-tactical@1.0.0; did you mean 'High'?"),
        (("--new", "ten"), "'ten' is neither a number such as 10 nor one with a band such as 10:High."),
        (("--position", "risc"), "'risc' is not a measure of this matrix; did you mean 'risk'?"),
        (("--out", "capacity.csv"), "capacity.csv"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(run, tmp_path, options, said):
    found = run(*options)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
    assert (tmp_path / "capacity.csv").read_text(encoding="utf-8") == CAPACITY
