"""The command ``history``: what it says, what it writes, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocgscore import load_matrix
from ocgscore.matrix import canonical_json

EXAMPLES = Path(__file__).parents[2] / "examples" / "review"
SHEET = """\
group,force,assessor,assessed_on,matrix_version,corruption,violence
A,North,P,2026-01-05,1.0.0,low,low
A,North,P,2026-02-05,1.0.0,low,high
B,North,P,2026-01-06,0.9.0,high,
B,North,Q,2026-02-06,1.0.0,high,medium
C,South,R,2026-02-07,1.0.0,low,low
"""


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def version(tmp_path):
    """Return a function that writes sleipnir-2000 with violence weighed otherwise, as a version of its own."""

    def made(number, weight):
        text = json.loads(canonical_json(load_matrix("sleipnir-2000")))
        text["version"], text["changes"] = number, [{"version": number, "note": "another weight of violence"}]
        next(one for one in text["criteria"] if one["id"] == "violence")["weight"] = weight
        path = tmp_path / f"sleipnir-{number}.json"
        path.write_text(json.dumps(text), encoding="utf-8")
        return path

    return made


def test_it_tells_real_change_from_what_only_looks_like_it(ocgscore, sheet, version):
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--earlier", version("0.9.0", "10"))
    assert ran.status == 0
    assert "5 assessments of 3 groups (sheet.csv): 2 steps from one to the next; 1 group" in ran.out
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "level change 1 0 0 1 0" in lines
    assert "knowledge only 1 0 0 1 0" in lines
    assert "North 2 2 1 0 0 1" in lines
    assert "Undefined: 0 groups have two exact scores; it takes 10." in lines
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_one_groups_story_goes_by_any_of_its_names(ocgscore, sheet, version, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text("group,aliases\nA,\nB,\nC,OLD-C\n", encoding="utf-8")
    earlier = ("--earlier", version("0.9.0", "10"))
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", *earlier, "--register", register, "--group", "b")
    assert ran.status == 0
    assert "HISTORY of B: sleipnir-2000@1.0.0" in ran.out
    assert "Violence ? to Medium: better known, by itself lowest +36, highest -36" in ran.out
    said = " ".join(ran.out.split())
    assert "from the version lowest +0, highest +32; from what became known or unknown lowest +36, highest -36" in said
    once = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--register", register, "--group", "old-c")
    assert "Assessed once: no movement." in once.out


def test_a_group_that_is_not_there_is_refused_with_its_neighbour(ocgscore, sheet):
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--group", "a")
    assert (ran.status, ran.out) == (2, "")
    assert "'a' is not a group of this sheet; did you mean 'A'?" in ran.err


@pytest.mark.parametrize("table", ["steps", "criteria", "groups", "classes", "regression", "replay"])
def test_each_table_is_written_by_name(ocgscore, sheet, version, table):
    options = ("--what-if", version("2.0.0", "1"), "--format", "csv", "--table", table)
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", *options)
    assert ran.status == 0
    assert ran.out.splitlines()[0].endswith("provenance")
    assert len(ran.out.splitlines()) > 1


def test_the_parts_written_for_a_step_add_up(ocgscore, sheet, version):
    earlier = ("--earlier", version("0.9.0", "10"))
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", *earlier, "--format", "json")
    written = json.loads(ran.out)
    for step in written["steps"]:
        for end in ("low", "high"):
            parts = step[f"knowledge_part_{end}"] + step[f"level_part_{end}"]
            assert step[f"total_{end}_after"] - step[f"total_{end}_before"] == parts
    assert written["provenance"]["earlier sleipnir-2000@0.9.0 fingerprint"]
    assert written["classes_mean"]["level change"].endswith("nothing else here explains it")


def test_an_undefined_part_has_its_reason_beside_it(ocgscore, sheet):
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--format", "json")
    step = json.loads(ran.out)["steps"][1]
    assert (step["version_part_low"], step["reason"]) == ("undefined", "version 0.9.0 not at hand")
    assert "note: 1 row: version 0.9.0 not at hand" in ran.err


def test_a_what_if_says_what_would_have_been_decided(ocgscore, version):
    matrix = json.loads(canonical_json(load_matrix("ocg-tactical")))
    matrix["version"], matrix["changes"] = "2.0.0", [{"version": "2.0.0", "note": "another weight"}]
    matrix["criteria"][0]["weight"] = "5"
    heavy = version("2.0.0", "1").with_name("heavy.json")
    heavy.write_text(json.dumps(matrix), encoding="utf-8")
    ran = ocgscore("history", EXAMPLES / "assessments.csv", "--matrix", "ocg-tactical", "--what-if", heavy)
    assert ran.status == 0
    assert "WHAT IF: ocg-tactical@2.0.0 INSTEAD OF ocg-tactical@1.0.0" in ran.out
    assert "The first 10 at each quarter's end, by risk" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_a_workbook_holds_every_table_and_the_marking(ocgscore, sheet, tmp_path):
    out = tmp_path / "history.xlsx"
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--out", out, "--marking", "OFFICIAL")
    assert ran.status == 0
    assert "steps, criteria, groups, classes, regression" in ran.err
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:5] == ["Steps", "Criteria", "Groups", "Classes", "Regression"]
    assert book["Steps"]["A1"].value == "OFFICIAL"


def test_the_same_input_gives_the_same_bytes(ocgscore, sheet):
    runs = [ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--format", "json").raw for _ in range(2)]
    assert runs[0] == runs[1]


def test_all_problems_of_sheet_and_register_are_told_at_once(ocgscore, sheet, tmp_path):
    sheet.write_text(SHEET.replace("2026-02-05", "").replace("medium", "midium"), encoding="utf-8")
    register = tmp_path / "register.csv"
    register.write_text("group,status\nA,gone\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--register", register, "--out", out)
    assert (ran.status, out.exists()) == (1, False)
    assert "register.csv!B2 status: 'gone'" in ran.err
    assert "sheet.csv!G5 violence: 'midium'" in ran.err
    assert "sheet.csv!D3 assessed_on: the date of an assessment of 'A' is missing" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--table", "replay"), "--table replay needs --what-if"),
        (("--group", "A", "--format", "csv"), "--group tells a story on the terminal"),
        (("--by", "nothing"), "'nothing' is not a measure of this matrix"),
        (("--earlier", "sleipnir-2000"), "is not a version that is given once"),
        (("--what-if", "sleipnir-2000", "--top", "0"), "top: '0' is not a whole number"),
    ],
)
def test_wrong_usage_is_refused_with_the_remedy(ocgscore, sheet, options, said):
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", *options)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err


def test_no_input_is_written_over(ocgscore, sheet, version):
    earlier = version("0.9.0", "10")
    for target in (sheet, earlier):
        before = target.read_bytes()
        ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", "--earlier", earlier, "--out", target)
        assert (ran.status, target.read_bytes()) == (2, before)


@pytest.mark.parametrize("option", ["--earlier", "--what-if"])
def test_a_further_matrix_is_an_input_that_is_not_written_over(ocgscore, sheet, version, option):
    other = version("0.9.0", "10")
    before = other.read_bytes()
    ran = ocgscore("history", sheet, "--matrix", "sleipnir-2000", option, other, "--out", other)
    assert (ran.status, other.read_bytes()) == (2, before)
    assert "an input of this run" in ran.err


def test_signs_in_an_id_that_would_drive_the_terminal_are_left_out(ocgscore, tmp_path):
    odd = "G\x07\u202eX"
    (tmp_path / "odd.csv").write_text(f"group,violence\n{odd},low\n", encoding="utf-8")
    ran = ocgscore("history", "odd.csv", "--matrix", "sleipnir-2000", "--group", odd)
    assert ran.status == 0, ran.err
    assert not set("\x07\u202e") & set(ran.out)
