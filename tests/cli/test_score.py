"""`ocgscore score`, `check` and `demo`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

SHEET = "group,force,corruption,violence\nA,N,high,low\nB,N,nil,?\nC,M,low-high,high\n"
BROKEN = SHEET + "D,M,hihg,high\nE,M,high,lwo\n"


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_demo_prints_the_ranked_table_within_eighty_columns(ocgscore):
    ran = ocgscore("demo")
    assert ran.status == 0
    assert "illustrative" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert ran.out.count("\n") > 24


def test_a_batch_is_scored_to_csv_with_its_own_columns_first(ocgscore, sheet):
    ran = ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--format", "csv")
    assert ran.status == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0]) == [
        "group", "force", "corruption", "violence", "total_low", "total_high", "total_published",
        "completeness", "rank_best", "rank_worst", "provenance",
    ]  # fmt: skip
    assert [row["total_low"] for row in rows] == ["94", "0", "91"]  # 76+18; 0; 19+72
    assert [row["total_high"] for row in rows] == ["706", "684", "760"]
    assert [row["total_published"] for row in rows] == ["400", "342", "undefined"]
    assert "the published score of 1 row is undefined" in ran.err


def test_the_same_input_gives_the_same_bytes(ocgscore, sheet, tmp_path):
    for ending in ("csv", "tsv", "json", "jsonl", "xlsx", "parquet"):
        written = []
        for name in ("one", "two"):
            out = tmp_path / f"{name}.{ending}"
            assert ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--out", out).status == 0
            written.append(out.read_bytes())
        assert written[0] == written[1], ending


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "xlsx", "parquet"])
def test_a_scored_file_of_any_format_scores_again_to_the_same_file(ocgscore, sheet, tmp_path, ending):
    first, second = tmp_path / f"first.{ending}", tmp_path / "second.csv"
    assert ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--out", first).status == 0
    ran = ocgscore("score", first, "--matrix", "sleipnir-2000", "--out", second)
    assert ran.status == 0, ran.err
    assert "the sheet's own totals agree with those worked out here" in ran.err
    again = ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--format", "csv").out
    without = [line.rpartition(",")[0] for line in second.read_text(encoding="utf-8").splitlines()]
    assert without == [line.rpartition(",")[0] for line in again.splitlines()]


def test_problems_are_listed_and_nothing_is_written(ocgscore, broken, tmp_path):
    out = tmp_path / "out.csv"
    ran = ocgscore("score", broken, "--matrix", "sleipnir-2000", "--out", out)
    assert ran.status == 1
    assert "broken.csv!C5 corruption: 'hihg' is not a level of \"Corruption\"; did you mean 'high'?" in ran.err
    assert "broken.csv!D6 violence: 'lwo'" in ran.err
    assert "5 rows read: 3 sound, 2 rejected; nothing was written" in ran.err
    assert not out.exists()
    assert ran.out == ""


def test_accepted_rows_plus_rejected_rows_are_the_input(ocgscore, broken, tmp_path):
    out, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    ran = ocgscore("score", broken, "--matrix", "sleipnir-2000", "--accept-valid", "--rejects", rejects, "--out", out)
    assert ran.status == 1
    assert "5 rows read: 3 sound, 2 rejected; the rejected are in" in ran.err
    own = [line.split(",")[:4] for path in (out, rejects) for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert own == [line.split(",") for line in BROKEN.splitlines()[1:]]
    assert "did you mean 'high'?" in rejects.read_text(encoding="utf-8")


def test_a_mended_rejects_file_can_be_scored(ocgscore, broken, tmp_path):
    out, rejects = tmp_path / "out.csv", tmp_path / "rejects.csv"
    ocgscore("score", broken, "--matrix", "sleipnir-2000", "--accept-valid", "--rejects", rejects, "--out", out)
    mended = rejects.read_text(encoding="utf-8").replace("D,M,hihg", "D,M,high").replace("high,lwo", "high,low")
    rejects.write_text(mended, encoding="utf-8")
    ran = ocgscore("score", rejects, "--matrix", "sleipnir-2000", "--format", "csv")
    assert ran.status == 0, ran.err
    assert "problems" not in ran.out


@pytest.mark.parametrize("one", ["--accept-valid", "--rejects=r.csv"])
def test_accept_valid_and_rejects_go_together(ocgscore, sheet, one):
    ran = ocgscore("score", sheet, "--matrix", "sleipnir-2000", one)
    assert ran.status == 2
    assert "go together" in ran.err


def test_check_lists_the_same_problems_and_writes_nothing(ocgscore, broken, tmp_path):
    before = sorted(tmp_path.iterdir())
    ran = ocgscore("check", broken, "--matrix", "sleipnir-2000")
    assert ran.status == 1
    assert "C5 corruption" in ran.err
    assert "D6 violence" in ran.err
    assert sorted(tmp_path.iterdir()) == before


def test_check_says_when_there_are_no_problems(ocgscore, sheet):
    ran = ocgscore("check", sheet, "--matrix", "sleipnir-2000")
    assert ran.status == 0
    assert "3 assessments against sleipnir-2000@1.0.0: no problems." in ran.out


def test_standard_input_is_read_as_csv(ocgscore):
    ran = ocgscore("score", "-", "--matrix", "sleipnir-2000", "--format", "jsonl", stdin=SHEET.encode())
    assert ran.status == 0
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["total_low"] for row in rows] == [94, 0, 91]


def test_a_marking_heads_and_foots_whatever_is_written(ocgscore, sheet, tmp_path):
    marking = "OFFICIAL-SENSITIVE"
    table = ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--marking", marking).out.splitlines()
    assert table[0].strip() == table[-1].strip() == marking
    out = tmp_path / "out.csv"
    ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--marking", marking, "--out", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == lines[-1] == marking
    again = ocgscore("score", out, "--matrix", "sleipnir-2000", "--format", "csv").out.splitlines()
    assert again[0] == again[-1] == marking


def test_the_record_says_what_made_the_scores(ocgscore, sheet, tmp_path):
    record = tmp_path / "run.json"
    ran = ocgscore("score", sheet, "--matrix", "sleipnir-2000", "--record", record, "--format", "csv")
    assert ran.status == 0
    facts = json.loads(record.read_text(encoding="utf-8"))
    assert facts["matrix"]["id"] == "sleipnir-2000"
    assert len(facts["matrix"]["fingerprint"]) == len(facts["inputs"][0]["sha256"]) == 64
    assert facts["rows_read"] == facts["assessments_scored"] == 3
    assert "seed" in facts
    assert "options" in facts


def test_several_assessments_of_a_group_are_said_and_latest_keeps_one(ocgscore, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text(
        "group,assessed_on,violence\nA,2026-01-01,low\nA,2026-02-01,high\nB,2026-01-01,nil\n", encoding="utf-8"
    )
    assert "3 assessments of 2 groups" in ocgscore("score", path, "--matrix", "sleipnir-2000").err
    newest = ocgscore("score", path, "--matrix", "sleipnir-2000", "--latest", "--format", "csv").out
    assert [line.split(",")[:3] for line in newest.splitlines()[1:]] == [
        ["A", "2026-02-01", "high"],
        ["B", "2026-01-01", "nil"],
    ]


def test_ranking_by_another_measure_is_said_in_the_result(ocgscore, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("group,weapons,substance_fuelled\nA,high,nil\nB,medium,medium\n", encoding="utf-8")
    by = {
        measure: ocgscore("score", path, "--matrix", "group-threat-derbyshire", "--by", measure, "--format", "csv").out
        for measure in ("peak", "total")
    }
    for measure, out in by.items():
        assert f" by {measure} " in out.splitlines()[1]
    assert by["peak"] != by["total"]


def test_rows_of_one_group_are_told_apart_in_the_table(ocgscore, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text(
        "group,assessor,assessed_on,violence\nA,Finch,2026-01-01,low\nA,Heron,2026-02-01,high\n", encoding="utf-8"
    )
    lines = ocgscore("score", path, "--matrix", "sleipnir-2000").out.splitlines()
    assert any("2026-01-01" in line and "Finch" in line for line in lines)
    assert any("2026-02-01" in line and "Heron" in line for line in lines)


def test_both_rows_of_a_contradiction_are_rejected(ocgscore, tmp_path):
    path, rejects = tmp_path / "dup.csv", tmp_path / "r.csv"
    path.write_text("group,assessed_on,violence\nA,2026-01-01,nil\nA,2026-01-01,high\nB,,low\n", encoding="utf-8")
    ran = ocgscore(
        "score", path, "--matrix", "sleipnir-2000", "--accept-valid", "--rejects", rejects, "--format", "csv"
    )
    assert ran.status == 1
    assert [line[:2] for line in ran.out.splitlines()[1:]] == ["B,"]
    assert "3 rows read: 1 sound, 2 rejected" in ran.err


def test_a_matrix_that_ranks_nothing_prints_the_profile(ocgscore, tmp_path):
    path = tmp_path / "gangs.csv"
    path.write_text("group,weapons\nA,high\nB,low|medium\nC,\n", encoding="utf-8")
    ran = ocgscore("score", path, "--matrix", "group-threat-derbyshire", columns="160")
    assert ran.status == 0
    assert "a profile: not ranked" in ran.out
    assert "Low–Medium" in ran.out
    by = ocgscore("score", path, "--matrix", "group-threat-derbyshire", "--by", "total")
    assert "ranked by" in by.out
    assert "rank_best" not in ocgscore("score", path, "--matrix", "group-threat-derbyshire", "--format", "csv").out


def test_text_that_a_spreadsheet_would_run_is_neutralised_and_negative_numbers_are_not(ocgscore, tmp_path):
    path = tmp_path / "formulas.csv"
    path.write_text(
        'group,note,change,violence\nA,"=HYPERLINK(""http://x"")",-5,low\nB,@SUM(A1),-1.5,high\n', encoding="utf-8"
    )
    rows = list(csv.reader(io.StringIO(ocgscore("score", path, "--matrix", "sleipnir-2000", "--format", "csv").out)))
    assert [row[1:3] for row in rows[1:]] == [['\'=HYPERLINK("http://x")', "-5"], ["'@SUM(A1)", "-1.5"]]


def test_wide_cells_and_control_characters_do_not_break_the_table(ocgscore, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(f'group,violence\n"{"x" * 300}",low\n"a\x1b[31mred\nline",high\n東京組織,low\n', encoding="utf-8")
    ran = ocgscore("score", path, "--matrix", "sleipnir-2000")
    assert ran.status == 0
    assert "\x1b" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_tables_are_cut_to_the_terminal(ocgscore, columns):
    printed = ocgscore("demo", columns=columns).out.split("\n\n")[1]
    table = [line for line in printed.splitlines() if line[:1].isdigit()]
    assert len(table) == 24
    assert max(map(len, table)) <= int(columns)
