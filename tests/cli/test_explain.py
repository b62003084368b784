"""`ocgscore explain`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction

import pytest

SHEET = "group,force,assessed_on,corruption,violence\nA,N,2026-01-05,high,low\nB,N,2026-01-06,nil,?\nC,M,2026-01-07,low-high,high\n"
OPTIONS = ("--matrix", "sleipnir-2000")
MARKING = "OFFICIAL-SENSITIVE"


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "forces.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def demo(tmp_path, request):
    path = tmp_path / "demo.csv"
    path.write_bytes((request.config.rootpath / "examples" / "demo.csv").read_bytes())
    return path


def test_one_group_is_explained_within_eighty_columns(ocgscore, demo):
    ran = ocgscore("explain", demo, "--matrix", "ocg-tactical", "--group", "NM-006")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    text = " ".join(ran.out.split())
    for said in (
        "Risk 207–260 High. Rank 5–9 of 24.",
        "Physical harm: 1–2 = 3×1 to 3×2 (F7)",
        "1 Minor: At least one injury, but none that needed more than first aid.",
        "lowest 3×1 + 2×2 + 2×4 + 2×2 + 2×1 + 2 = 23: High",
        "highest 26 × 10 = 260: High",
        "grid(likelihood High, harm High) = 3: P2",
        "Physical harm 1–2 → 4: Total harm High → Severe; Risk High → Very high; Priority P2 → P1",
        "is 53 wide: 28.5 from Physical harm + 24.5 from Recent activity.",
    ):
        assert said in text, said


@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_text_is_cut_to_the_terminal(ocgscore, demo, columns):
    ran = ocgscore("explain", demo, "--matrix", "ocg-tactical", "--group", "SM-010", columns=columns)
    assert ran.status == 0
    assert max(map(len, ran.out.splitlines())) <= int(columns)


def test_without_a_group_the_whole_batch_is_explained_one_after_another(ocgscore, sheet):
    ran = ocgscore("explain", sheet, *OPTIONS)
    assert ran.status == 0
    assert [
        line.split()[0] for line in ran.out.splitlines() if "forces.csv row" in line and "no column" not in line
    ] == ["A", "B", "C"]
    assert "undefined" in ran.out


def test_the_json_form_adds_up_and_carries_provenance(ocgscore, sheet):
    ran = ocgscore("explain", sheet, *OPTIONS, "--format", "json", "--marking", MARKING)
    document = json.loads(ran.out)
    assert document["marking"] == document["marking_foot"] == MARKING
    assert document["provenance"]["matrix"] == "sleipnir-2000"
    assert [own["group"] for own in document["explanations"]] == ["A", "B", "C"]
    for own in document["explanations"]:
        step = own["steps"][0]
        assert sum(Fraction(part["low"]) for part in step["whole"]["parts"]) == Fraction(step["low"])
        width = Fraction(step["high"]) - Fraction(step["low"])
        assert sum(Fraction(unknown["shares"]["total"]) for unknown in own["unknowns"]) == width
        assert "sleipnir-2000@1.0.0#" in own["provenance"]


def test_the_json_lines_form_is_one_explanation_a_line(ocgscore, sheet):
    lines = [json.loads(line) for line in ocgscore("explain", sheet, *OPTIONS, "--format", "jsonl").out.splitlines()]
    assert lines == json.loads(ocgscore("explain", sheet, *OPTIONS, "--format", "json").out)["explanations"]


def test_the_table_of_flips_has_a_row_for_each_thing_moved(ocgscore, demo):
    ran = ocgscore("explain", demo, "--matrix", "ocg-tactical", "--group", "NM-006", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert list(rows[0]) == [
        "group", "cell", "criterion", "level", "changed_to", "direction", "what", "before", "after", "provenance",
    ]  # fmt: skip
    assert {"group": "NM-006", "cell": "demo.csv!F7", "criterion": "physical", "level": "1–2", "changed_to": "4",
            "direction": "up", "what": "risk band", "before": "High", "after": "Very high"}.items() <= next(
        row for row in rows if row["changed_to"] == "4" and row["what"] == "risk band").items()  # fmt: skip
    assert {row["what"] for row in rows} == {
        "harm band", "likelihood band", "risk band", "priority band", "confidence band", "organisational_position band",
        "rank",
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "parquet"])
def test_every_format_is_written_whole_and_the_same_each_time(ocgscore, demo, tmp_path, ending):
    out, command = tmp_path / f"out.{ending}", ("explain", demo, "--matrix", "ocg-tactical")
    ran = ocgscore(*command, "--out", out)
    assert ran.status == 0, ran.err
    assert "24 assessments explained" in ran.err
    assert ran.out == ""
    assert len(out.read_bytes()) > 10_000
    if ending in ("csv", "json"):
        assert ocgscore(*command, "--format", ending).raw == out.read_bytes()


def test_an_input_is_never_written_over(ocgscore, sheet):
    ran = ocgscore("explain", sheet, *OPTIONS, "--out", sheet)
    assert ran.status == 2
    assert "an input of this run" in ran.err
    assert sheet.read_text(encoding="utf-8") == SHEET


def test_problems_in_the_sheet_are_all_listed_and_nothing_is_explained(ocgscore, tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text("group,corruption,violence\nA,hihg,low\nB,high,lwo\n", encoding="utf-8")
    ran = ocgscore("explain", path, *OPTIONS, "--group", "A")
    assert ran.status == 1
    assert "B2 corruption: 'hihg'" in ran.err
    assert "C3 violence: 'lwo'" in ran.err
    assert ran.out == ""


def test_an_unknown_group_is_refused_with_the_nearest(ocgscore, demo):
    ran = ocgscore("explain", demo, "--matrix", "ocg-tactical", "--group", "NM-06")
    assert ran.status == 2
    assert "did you mean 'NM-006'?" in ran.err


def test_several_assessments_of_a_group_are_listed_and_latest_chooses(ocgscore, tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("group,assessed_on,violence\nA,2026-01-01,low\nA,2026-02-01,high\n", encoding="utf-8")
    ran = ocgscore("explain", path, *OPTIONS, "--group", "A")
    assert ran.status == 2
    assert "twice.csv row 2, twice.csv row 3" in ran.err
    assert "--latest" in ran.err
    assert "2026-02-01" in ocgscore("explain", path, *OPTIONS, "--group", "A", "--latest").out


def test_a_profile_is_explained_without_ranks_and_another_measure_ranks_if_asked(ocgscore, tmp_path):
    path = tmp_path / "gangs.csv"
    path.write_text("group,weapons\nA,high\nB,low|medium\nC,\n", encoding="utf-8")
    plain = ocgscore("explain", path, "--matrix", "group-threat-derbyshire")
    assert plain.status == 0
    assert "not ranked" in plain.out
    assert "Rank" not in plain.out
    assert "Rank 1" in ocgscore("explain", path, "--matrix", "group-threat-derbyshire", "--by", "total").out


def test_a_measure_that_is_not_there_is_refused(ocgscore, sheet):
    ran = ocgscore("explain", sheet, *OPTIONS, "--by", "totl")
    assert ran.status == 2
    assert "did you mean 'total'?" in ran.err


def test_a_marking_heads_and_foots_the_text(ocgscore, sheet):
    lines = ocgscore("explain", sheet, *OPTIONS, "--marking", MARKING).out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == MARKING


def test_control_characters_of_a_sheet_do_not_reach_the_terminal(ocgscore, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('group,violence,violence_rationale\n"a\x07red",low-high,"\x07gone"\n', encoding="utf-8")
    ran = ocgscore("explain", path, *OPTIONS)
    assert ran.status == 0, ran.err
    assert "\x07" not in ran.out
    assert "a red" in ran.out
