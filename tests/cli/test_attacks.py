"""What an attack found once, and must not find again: hangs, lost files, and faults shown as ours."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ocgscore import assess, parse_matrix, read_table, score
from ocgscore.errors import MatrixError, OcgScoreError

HEAD = """
id = "m"
version = "1.0.0"
title = "M"
subject = "group"
status = "illustrative"
source = "x"
licence = "x"
[[sections]]
id = "s"
title = "S"
"""


def criterion(name, values=(0, 9)):
    levels = ", ".join(f'{{code="{i}", label="L{i}", value={v}, anchor="a"}}' for i, v in enumerate(values))
    return f'[[criteria]]\nid = "{name}"\ntitle = "T {name}"\nsection = "s"\nquestion = "?"\nlevels = [{levels}]\n'


def measure(name, formula, more=""):
    return f'[[measures]]\nid = "{name}"\ntitle = "M {name}"\nformula = "{formula}"\n{more}\n'


LOADED = {
    "a chain of squares": HEAD + criterion("c") + measure("m0", "c * c")
    + "".join(measure(f"m{n}", f"m{n - 1} * m{n - 1}") for n in range(1, 40)),
    "many criteria hidden by a max": HEAD + "".join(criterion(f"c{n}", range(5)) for n in range(300))
    + measure("m", f"max(sum({', '.join(f'c{n}' for n in range(300))}), 100000)"),
    "spread values hidden by a max": HEAD + "".join(criterion(f"c{n}", [n + 7**k for k in range(6)]) for n in range(60))
    + measure("m", f"max(sum({', '.join(f'c{n}' for n in range(60))}), 10000000)"),
    "a constant of a million digits": HEAD + criterion("c") + measure("m", "c + " + "9" * 10**6),
    "two thousand factors of decimals": HEAD + criterion("c", (1.5, 9.5)) + measure("m", "*".join(["c"] * 2000)),
    "a whole number of thousands of digits": HEAD + criterion("c", (0, "0x" + "f" * 5000)) + measure("m", "c"),
    "such a number for a title": HEAD.replace('title = "M"', "title = 0x" + "f" * 5000) + criterion("c") + measure("m", "c"),
    "an exponent beyond decimals": HEAD + criterion("c", (0, "1e99999999999999999999")) + measure("m", "c"),
}  # fmt: skip


@pytest.mark.parametrize("text", LOADED.values(), ids=LOADED)
def test_a_matrix_that_would_take_for_ever_is_refused_with_messages(text):
    with pytest.raises(MatrixError) as caught:
        parse_matrix(text, "m.toml")
    assert all(len(str(problem)) < 400 for problem in caught.value.problems)


@pytest.mark.parametrize("text", ['{"id": "m", "id": "n"}', '{"title": "\\ud800"}'])
def test_json_that_toml_would_refuse_is_refused(text):
    with pytest.raises(MatrixError):
        parse_matrix(text, "m.json", ".json")


def test_the_matrix_is_an_input_and_is_not_written_over(ocgscore, tmp_path):
    sheet, own = tmp_path / "s.csv", tmp_path / "own.toml"
    sheet.write_text("group,violence\nA,low\n", encoding="utf-8")
    own.write_text(ocgscore("matrix", "show", "sleipnir-2000", "--format", "toml").out, encoding="utf-8")
    before = own.read_bytes()
    assert ocgscore("score", sheet, "--matrix", own, "--record", own).status == 2
    assert ocgscore("matrix", "show", own, "--out", own).status == 2
    assert own.read_bytes() == before


@pytest.mark.parametrize("cell", ["-" * 100_000, "low" * 10**6, "|" * 50_000, "not " * 50_000])
def test_a_cell_of_any_length_is_refused_at_once(cell):
    with pytest.raises(OcgScoreError, match="is not a level of"):
        assess([{"group": "A", "violence": cell}], "sleipnir-2000")


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-W01-1", "2026-01-01x"]
)
def test_a_date_outside_the_calendar_is_refused(date):
    with pytest.raises(OcgScoreError, match="is not a date"):
        assess([{"group": "A", "violence": "low", "assessed_on": date}], "sleipnir-2000")


@pytest.mark.parametrize(
    ("cell", "said"), [("not 7", "the levels are"), ("2-Apr", "Excel turned"), ("sept 4", "Excel turned")]
)
def test_only_months_are_taken_for_dates(cell, said):
    with pytest.raises(OcgScoreError, match=said):
        assess([{"group": "A", "physical": cell}], "ocg-tactical")


@pytest.mark.parametrize("number", ["999999999999", "0", "-3", "1"])
def test_a_workbook_with_a_misplaced_row_is_refused(tmp_path, number):
    plain, path = tmp_path / "plain.xlsx", tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    for row in (["group", "violence"], ["A", "low"], ["B", "high"]):
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<row r="3"' in content
                content = content.replace(b'<row r="3"', f'<row r="{number}"'.encode())
            target.writestr(name, content)
    with pytest.raises(OcgScoreError, match="is not a row in its order"):
        read_table(path)


def test_a_result_of_no_rows_is_read_back_as_such(ocgscore, tmp_path):
    sheet = tmp_path / "bad.csv"
    sheet.write_text("group,violence\nA,hihg\n", encoding="utf-8")
    out = tmp_path / "z.jsonl"
    more = ("--accept-valid", "--rejects", tmp_path / "r.csv", "--marking", "OFFICIAL", "--out", out)
    assert ocgscore("score", sheet, "--matrix", "sleipnir-2000", *more).status == 1
    ran = ocgscore("score", out, "--matrix", "sleipnir-2000")
    assert ran.status == 1
    assert "fault of its own" not in ran.err


@pytest.mark.parametrize("option", ["--out", "--record"])
def test_a_name_too_long_for_a_file(ocgscore, tmp_path, option):
    sheet = tmp_path / "s.csv"
    sheet.write_text("group,violence\nA,low\n", encoding="utf-8")
    ran = ocgscore("score", sheet, "--matrix", "sleipnir-2000", option, "x" * 300 + ".csv")
    assert ran.status == 2
    assert "fault of its own" not in ran.err
    assert ocgscore("score", "x" * 300 + ".csv", "--matrix", "sleipnir-2000").status == 2


@pytest.mark.parametrize("out", ["-", "o.txt", "noend", ""])
def test_a_destination_that_can_never_be_written_is_refused_before_the_work(ocgscore, tmp_path, out):
    sheet = tmp_path / "s.csv"
    sheet.write_text("group,violence\nA,hihg\n", encoding="utf-8")
    ran = ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--out", out)
    assert ran.status == 2
    assert "hihg" not in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["demo"], ["--help"], ["matrix", "list"]])
def test_a_full_disk_behind_standard_output_is_a_message(command):
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "ocgscore", *command], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
    assert b"standard output" in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX's")
def test_writing_over_a_private_file_leaves_it_private(ocgscore, tmp_path):
    sheet, out = tmp_path / "s.csv", tmp_path / "o.csv"
    sheet.write_text("group,violence\nA,low\n", encoding="utf-8")
    out.write_text("", encoding="utf-8")
    out.chmod(0o600)
    assert ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--out", out).status == 0
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_semicolon_file_is_named_as_such_though_its_text_holds_commas(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("group;violence;notes\nA;high;a,b\n", encoding="utf-8")
    with pytest.raises(OcgScoreError, match="parted by semicolons"):
        read_table(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("group,criterion,level\nA,voilence,high\n", "s.csv!B2 criterion: 'voilence'"),
        (
            "group,criterion,level,violence\nA,violence,high,low\n",
            "s.csv!D1: 'violence' is not a column of a sheet with one",
        ),
    ],
)
def test_faults_of_a_long_sheet_are_named_where_they_are(ocgscore, tmp_path, text, said):
    path = tmp_path / "s.csv"
    path.write_text(text, encoding="utf-8")
    ran = ocgscore("check", path, "--matrix", "sleipnir-2000")
    assert ran.status == 1
    assert said in ran.err


def test_many_problems_do_not_take_long_to_explain():
    rows = [{"group": f"G{n}", "violence": "hihg", "corruption": "lwo"} for n in range(50_000)]
    with pytest.raises(OcgScoreError) as caught:
        assess(rows, "sleipnir-2000")
    assert len(caught.value.problems) == 100_000


def test_scores_of_nothing_are_nothing():
    batch = assess([{"group": "A", "violence": "low"}], "sleipnir-2000").take([])
    assert score(batch).low.shape == (1, 0)
