"""`ocgscore robustness`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ocgscore.matrix import shipped_folder

DEMO = shipped_folder("examples") / "demo.csv"
QUICK = ("--draws", "300")


def run_on_demo(ocgscore, *options):
    return ocgscore("robustness", DEMO, "--matrix", "ocg-tactical", *QUICK, *options)


def test_the_terminal_says_what_was_tried_how_each_group_fares_and_what_moves_the_ranking(ocgscore):
    ran = run_on_demo(ocgscore)
    assert ran.status == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    for said in (
        "ocg-tactical@1.0.0 (illustrative), how far the ranking by Risk stands",
        "weights: any, all alike possible",
        "300 draws, seed 1",
        "In the top 10 in at least 95 % of the draws",
        "Depends on the numbers or on what is unknown",
        "Kendall's tau",
        "The same under milder tests",
        "weights within 25 %",
        "Turned round most often",
        "confidence factor",
        "not the probability that a group is dangerous",
        "Matrix fingerprint",
    ):
        assert said in " ".join(ran.out.split()), said
    assert ran.out.count("\n") > 40


def test_each_group_stands_in_one_of_the_three_lists(ocgscore):
    words = " ".join(run_on_demo(ocgscore).out.split())
    counts = [
        int(words.partition(lead)[2].partition(tail)[0])
        for lead, tail in (
            ("at least 95 % of the draws (", ")"),
            ("on what is unknown (", ")"),
            ("In at most 5 %: the other ", "."),
        )
    ]
    assert sum(counts) == 24


def test_a_file_has_the_sheets_columns_first_then_shares_that_add_up(ocgscore, tmp_path):
    out = tmp_path / "robust.csv"
    ran = run_on_demo(ocgscore, "--out", out, "--top", "5")
    assert ran.status == 0
    assert "24 assessments tried in 300 draws" in ran.err
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    sheet = list(csv.reader(DEMO.read_text(encoding="utf-8").splitlines()))
    headings = list(rows[0])
    assert headings[: len(sheet[0])] == sheet[0]
    assert headings[len(sheet[0]) :][:8] == [
        "rank_best", "rank_worst", "top", "p_top", "p_top_error", "p_first", "expected_rank", "expected_rank_error",
    ]  # fmt: skip
    assert sum(float(row["p_top"]) for row in rows) == pytest.approx(5, abs=0.01)
    for row in rows:
        assert sum(float(row[f"acceptability_{place}"]) for place in range(1, 25)) == pytest.approx(1, abs=0.01)
        bands = [float(row[f"p_band_{band}"]) for band in ("Low", "Moderate", "High", "Very high")]
        assert sum(bands) == pytest.approx(1, abs=0.001)  # each is rounded to four digits
        never = float(row["p_first"]) == 0
        assert (row["central_physical"] == "undefined") is never
        assert "weights=any values=any unknowns=uniform draws=300 seed=1" in row["provenance"]


def test_the_same_seed_gives_the_same_bytes_in_every_format(ocgscore, tmp_path):
    for ending in ("csv", "json", "jsonl", "xlsx", "parquet", "tsv"):
        written = []
        for name in ("one", "two"):
            out = tmp_path / f"{name}.{ending}"
            assert run_on_demo(ocgscore, "--out", out, "--seed", "7").status == 0
            written.append(out.read_bytes())
        assert written[0] == written[1], ending


def test_json_says_what_was_varied_and_what_the_batch_shows(ocgscore):
    document = json.loads(run_on_demo(ocgscore, "--format", "json", "--weights", "25%").out)
    assert document["provenance"]["weights"] == "within 25 % of those stated"
    assert document["provenance"]["draws"] == 300
    assert 0 < float(document["provenance"]["kendall_tau"]) < float(document["provenance"]["kendall_tau_at_most"]) < 1
    assert float(document["provenance"]["pairs_kept, nothing else"]) == 1
    assert len(document["rows"]) == 24


def test_a_result_can_be_tried_again(ocgscore, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    run_on_demo(ocgscore, "--out", one)
    ran = ocgscore("robustness", one, "--matrix", "ocg-tactical", *QUICK, "--out", two)
    assert ran.status == 0, ran.err
    without = [line.rpartition(",")[0] for line in two.read_text(encoding="utf-8").splitlines()]
    assert without == [line.rpartition(",")[0] for line in one.read_text(encoding="utf-8").splitlines()]


def test_a_marking_stands_at_head_and_foot(ocgscore):
    lines = run_on_demo(ocgscore, "--marking", "OFFICIAL-SENSITIVE").out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == "OFFICIAL-SENSITIVE"


def test_with_nothing_uncertain_the_answer_is_said_to_be_exact(ocgscore, tmp_path):
    sheet = tmp_path / "two.csv"
    names = "perception_of_safety,offending_involved,group_offending,premeditation,weapons,substance_fuelled"
    sheet.write_text(f"group,{names}\nA,nil,low,low,high,nil,low\nB,nil,low,low,low,nil,low\n", encoding="utf-8")
    options = ("--matrix", "group-threat-derbyshire", "--by", "total", "--weights", "stated", "--values", "stated")
    ran = ocgscore("robustness", sheet, *options)
    assert ran.status == 0
    assert "Nothing is uncertain: the answer is exact." in ran.out
    assert "Tied across the line" in ran.out
    assert "no criteria are added together" not in ran.out
    ran = ocgscore("robustness", sheet, "--matrix", "group-threat-derbyshire")
    assert ran.status == 2
    assert "a measure that ranks is missing; name one of its measures" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--top", "25"), "top: '25' is not a whole number from 1 to 24, the number of assessments"),
        (("--top", "0"), "top: '0'"),
        (("--draws", "0"), "draws: '0' is not a whole number from 1 to 1000000"),
        (("--draws", "many"), "'many' is not a valid integer"),
        (("--seed", "-1"), "seed: '-1' is not a whole number from 0"),
        (("--seed", "1.5"), "'1.5' is not a valid integer"),
        (("--weights", "heavy"), "weights: 'heavy' is not a choice of weights; write stated, any, order, or a share"),
        (("--weights", "nan"), "weights: 'nan'"),
        (("--weights", "1e999999999"), "weights: '1e999999999'"),
        (("--values", "odd"), "'odd' is not one of 'any', 'stated'"),
        (("--by", "rsik"), "did you mean 'risk'?"),
        (("--out", "x.docx"), "x.docx"),
    ],
)
def test_wrong_usage_is_named_with_a_remedy(ocgscore, options, said):
    ran = run_on_demo(ocgscore, *options)
    assert ran.status == 2
    assert said in ran.err
    assert ran.out == ""


def test_everything_wrong_is_said_at_once(ocgscore):
    ran = run_on_demo(ocgscore, "--top", "99", "--seed", "-3", "--weights", "x")
    assert [line.partition(":")[0] for line in ran.err.splitlines()[:3]] == ["weights", "seed", "top"]


def test_a_sheet_with_problems_is_refused_and_an_input_is_never_written_over(ocgscore, tmp_path):
    sheet = tmp_path / "odd.csv"
    sheet.write_text("group,corruption\nA,hihg\n", encoding="utf-8")
    ran = ocgscore("robustness", sheet, "--matrix", "sleipnir-2000", *QUICK)
    assert ran.status == 1
    assert "odd.csv!B2 corruption: 'hihg'" in ran.err
    for command in (["robustness"], ["gaps"], ["explain"], ["matrix", "check", "--audit", "--assessments"]):
        matrix = ["sleipnir-2000"] if command[0] == "matrix" else ["--matrix", "sleipnir-2000"]
        refused = ocgscore(*command, sheet, *matrix)
        assert refused.status == 1
        assert refused.out == ""
        assert "odd.csv!B2 corruption: 'hihg'" in refused.err
        assert "Nothing was worked out" in refused.err
    sheet.write_text("group,corruption\nA,high\n", encoding="utf-8")
    ran = ocgscore("robustness", sheet, "--matrix", "sleipnir-2000", *QUICK, "--out", sheet)
    assert ran.status == 2
    assert sheet.read_text(encoding="utf-8") == "group,corruption\nA,high\n"


@pytest.mark.parametrize("cells", ["high\nB,high\nC,high", "?\nB,?\nC,?", "nil"])
def test_groups_all_alike_all_unknown_or_alone_have_defined_answers(ocgscore, tmp_path, cells):
    sheet = tmp_path / "alike.csv"
    sheet.write_text(f"group,corruption\nA,{cells}\n", encoding="utf-8")
    ran = ocgscore("robustness", sheet, "--matrix", "sleipnir-2000", *QUICK)
    assert ran.status == 0
    assert "undefined" in ran.out
    assert "nan" not in ran.out.lower()


def test_a_group_that_nothing_can_move_from_the_top_is_said_to_be_first_whatever_is_tried(ocgscore, tmp_path):
    from ocgscore import load_matrix

    names = [criterion.id for criterion in load_matrix("ocg-tactical").criteria]
    sheet = tmp_path / "top.csv"
    rows = [",".join(["group", *names]), *(f"{g}," + ",".join([level] * 16) for g, level in (("A", "4"), ("B", "2")))]
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = ocgscore("robustness", sheet, "--matrix", "ocg-tactical", *QUICK)
    assert "A is first whatever is tried." in ran.out
    assert "100 % keep their order" in ran.out


def test_a_group_in_several_rows_is_told_apart_by_date(ocgscore, tmp_path):
    sheet = tmp_path / "twice.csv"
    sheet.write_text(
        "group,assessed_on,corruption\nA,2026-01-01,high\nA,2026-02-01,low\nB,2026-01-01,nil\n", encoding="utf-8"
    )
    ran = ocgscore("robustness", sheet, "--matrix", "sleipnir-2000", *QUICK)
    assert "A of 2026-01-01" in ran.out
    assert "A of 2026-02-01" in ran.out


def test_a_title_cannot_drive_the_terminal(ocgscore, tmp_path):
    from ocgscore.matrix import canonical_json, load_matrix

    text = canonical_json(load_matrix("sleipnir-2000")).replace('"Corruption"', '"Corr\u202eupt\\\\u001b[31mion"')
    (tmp_path / "odd.json").write_text(text, encoding="utf-8")
    (tmp_path / "odd.csv").write_text("group,violence\nA,high\nB,?\n", encoding="utf-8")
    for command in ("robustness", "gaps"):
        ran = ocgscore(command, "odd.csv", "--matrix", "odd.json", "--draws", "200")
        assert ran.status == 0, ran.err
        assert not {"\u202e", "\u001b"} & set(ran.out)
