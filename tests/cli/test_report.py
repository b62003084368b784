"""The command ``report``: one page or one workbook, whole or not at all, and never over what it was made from."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DEMO = EXAMPLES / "demo.csv"
REVIEW = EXAMPLES / "review"
QUICK = ("--draws", "200")


@pytest.fixture
def report(ocgscore, tmp_path):
    def run(*arguments, out="report.html", file=DEMO, **more):
        return ocgscore("report", file, "--matrix", "ocg-tactical", "--out", tmp_path / out, *QUICK, *arguments, **more)

    return run


def test_it_writes_one_page_and_says_so(report, tmp_path):
    ran = report("--top", "5", "--marking", "OFFICIAL")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == f"24 groups, the line below rank 5: {tmp_path / 'report.html'}\n"
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "SM-020" in page
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("out", ["report.html", "report.xlsx"])
def test_the_same_files_give_the_same_bytes(report, tmp_path, out):
    everything = (
        *("--map", EXAMPLES / "map", "--together", EXAMPLES / "calibration.csv", "--last", DEMO),
        *("--record", tmp_path / "record.json"),
    )
    made = []
    for _ in range(2):
        assert report(*everything, out=out).status == 0
        made.append(((tmp_path / out).read_bytes(), (tmp_path / "record.json").read_bytes()))
    assert made[0] == made[1]


def test_the_record_says_what_was_read_and_asked(report, tmp_path):
    report("--map", EXAMPLES / "map", "--record", tmp_path / "record.json", "--seed", "7", "--top", "3")
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert [one["what"] for one in record["inputs"]] == ["assessments", "map"]
    assert all(len(one["sha256"]) == 64 for one in record["inputs"])
    assert (record["seed"], record["draws"], record["options"]["top"]) == (7, 200, 3)
    assert (record["groups_scored"], record["rows_rejected"], record["ranked_by"]) == (24, 0, "risk")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "report.pdf"), "'.pdf' is not one of .html, .xlsx"),
        (("--out", ""), "'': 'a name without ending' is not one of .html, .xlsx"),
        (("--out", "report"), "name it report.html or report.xlsx"),
        (("--register", str(REVIEW / "register.csv")), "--register takes --as-of: ages are counted to a day"),
        (("--as-of", "31/03/2026"), "is not a date such as 2026-03-31"),
        (("--pages", "-1"), "--pages"),
        (
            ("--map", "-", "--rules", "-", "--register", "-", "--as-of", "2026-03-31"),
            "Only one file can be standard input",
        ),
        (("--rules", str(REVIEW / "rules.toml")), "--rules goes with --register"),
        (("--keep", "town"), "--keep goes with --redact"),
        (("--redact", "--keep", "forse"), "did you mean 'force'?"),
        (("--top", "25"), "'25' is not a whole number from 1 to 24"),
        (("--draws", "0"), "draws"),
        (("--by", "risc"), "did you mean 'risk'?"),
        (("--map", "nowhere"), "nowhere"),
        (("--last", "nowhere.csv"), "nowhere.csv"),
        (("--record", ""), "the name of a file to write to"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy_and_nothing_is_written(report, tmp_path, arguments, said):
    ran = report(*arguments)
    assert ran.status == 2, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert not list(tmp_path.iterdir())


def test_the_day_of_the_meeting_stands_at_its_head(report, tmp_path):
    assert report("--as-of", "2026-10-01").status == 0
    assert "Meeting of 2026-10-01: 24 groups" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_register_or_a_map_of_other_groups_is_asked_after_and_does_not_pass_in_silence(report, tmp_path, tables_in):
    other = tables_in("other", {"people": "id\nP1\nP2\n", "groups": "id\nX-1\n", "members": "person,group\nP1,X-1\n"})
    ran = report("--register", REVIEW / "register.csv", "--as-of", "2026-11-30", "--map", other)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for where in ("register", "map"):
        sentence = f"None of the 24 groups of this meeting is on the {where}: is it the right one, in date and in ids?"
        assert f"note: {sentence}" in ran.err
        assert sentence in page
    ran = report("--map", EXAMPLES / "map")
    assert "right one" not in ran.err


def test_as_many_groups_have_a_page_as_are_asked_for(report, tmp_path):
    for pages, there in (("0", 0), ("3", 3)):
        assert report("--pages", pages).status == 0
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert len(set(re.findall(r'id="(group-\d+)"', page))) == there
        assert "ocgscore explain FILE" in page


@pytest.mark.parametrize(("groups", "line"), [(1, 1), (2, 1), (9, 5), (19, 10)])
def test_the_line_of_the_meeting_parts_a_small_batch_too(report, tmp_path, groups, line):
    sheet = tmp_path / "few.csv"
    rows = "".join(f"G{at},{at % 5}\n" for at in range(groups))
    sheet.write_text(f"group,physical\n{rows}", encoding="utf-8")
    assert f"the line below rank {line}:" in report(file=sheet).err


def test_without_out_it_asks_for_it(ocgscore):
    ran = ocgscore("report", DEMO, "--matrix", "ocg-tactical")
    assert ran.status == 2
    assert "--out" in ran.err


def test_rows_with_problems_stop_it_until_they_are_accepted_and_are_then_listed(report, tmp_path):
    sheet = tmp_path / "slip.csv"
    sheet.write_text("group,physical,intent\nA,3,2\nB,hihg,2\nC,1,1\n", encoding="utf-8")
    ran = report(file=sheet)
    assert ran.status == 1
    assert "slip.csv!B3 physical: 'hihg'" in ran.err
    assert "--accept-valid would report on the sound rows" in ran.err
    assert not (tmp_path / "report.html").exists()
    ran = report("--accept-valid", file=sheet)
    assert ran.status == 1
    assert "1 row with problems left out, and listed in the report." in ran.err
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "slip.csv!B3" in page
    assert "hihg" in page


def test_a_sheet_without_a_sound_row_is_a_problem_of_the_data_and_says_what_to_do(report, tmp_path):
    sheet = tmp_path / "none.csv"
    sheet.write_text("group,physical\nA,hihg\n,1\n", encoding="utf-8")
    ran = report("--accept-valid", file=sheet)
    assert ran.status == 1
    assert "none.csv: a row that is sound is missing; mend the rows with problems" in ran.err
    assert not (tmp_path / "report.html").exists()


def test_what_is_wrong_in_any_of_the_files_is_told_at_once(report, tmp_path):
    sheet, last, register = (tmp_path / name for name in ("now.csv", "last.csv", "register.csv"))
    sheet.write_text("group,physical\nA,hihg\nB,1\n", encoding="utf-8")
    last.write_text("group,physical\nA,lwo\n", encoding="utf-8")
    register.write_text("group,status\nA,activ\n", encoding="utf-8")
    ran = report("--last", last, "--register", register, "--as-of", "2026-03-31", file=sheet)
    assert ran.status == 1
    for place in ("now.csv!B2", "last.csv!B2", "register.csv!B2"):
        assert place in ran.err, ran.err


def test_an_input_is_never_written_over(report, tmp_path):
    for name in ("now.html", "last.xlsx"):
        assert report(out=name, file=DEMO).status == 0
    copy = tmp_path / "sheet.csv"
    copy.write_bytes(DEMO.read_bytes())
    ran = report("--record", copy, file=copy)
    assert ran.status == 2
    assert copy.read_bytes() == DEMO.read_bytes()


def test_a_group_whose_newest_assessment_cannot_be_told_is_named(report, tmp_path):
    sheet = tmp_path / "twice.csv"
    sheet.write_text(
        "group,assessor,assessed_on,physical\nA,X,2026-01-01,1\nA,Y,2026-01-01,2\nB,X,2026-01-01,1\n", encoding="utf-8"
    )
    ran = report(file=sheet)
    assert ran.status == 1
    assert "twice.csv" in ran.err
    assert not (tmp_path / "report.html").exists()


def test_the_rules_are_read_once_and_their_digest_is_of_what_was_read(report, tmp_path):
    arguments = ("--register", REVIEW / "register.csv", "--as-of", "2026-11-30", "--rules", REVIEW / "rules.toml")
    assert report(*arguments, "--record", tmp_path / "r.json").status == 0
    (rules,) = [one for one in json.loads((tmp_path / "r.json").read_text())["inputs"] if one["what"] == "rules"]
    assert rules["sha256"] == hashlib.sha256((REVIEW / "rules.toml").read_bytes()).hexdigest()


def test_a_marking_too_long_for_the_head_of_a_printed_page_is_cut_there_and_seen_to_be(report, tmp_path):
    assert report("--marking", "R&D " * 100, out="report.xlsx").status == 0
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    for part in (found for sheet in sheets for found in re.findall("<odd(?:Header|Footer)>(.*?)</odd", sheet)):
        assert "R&amp;&amp;D R&amp;&amp;D" in part
        assert "…" in part


def test_redaction_through_the_command_leaves_no_name_and_no_file_name(report, tmp_path):
    sheet = tmp_path / "operation-heron.csv"
    sheet.write_text(
        "group,assessor,assessed_on,physical,physical_rationale,handler,town\n"
        "A,Jane Quill,2026-01-01,1,seen by Quill,Tom Reed,Ely\nB,Jane Quill,2026-01-01,2,told,Tom Reed,Bath\n",
        encoding="utf-8",
    )
    assert report("--redact", "--keep", "town", "--record", tmp_path / "r.json", file=sheet).status == 0
    page = (tmp_path / "report.html").read_bytes() + (tmp_path / "r.json").read_bytes()
    for gone in (b"Quill", b"Reed", b"heron", b"handler", b"told"):
        assert gone not in page, gone
    assert b"Ely" in page


def test_a_matrix_that_ranks_nothing_takes_a_measure(ocgscore, tmp_path):
    sheet = tmp_path / "groups.csv"
    sheet.write_text("group,violence,weapons\nA,high,low\nB,low,low\n", encoding="utf-8")
    command = ("report", sheet, "--matrix", "group-threat-derbyshire", "--out", tmp_path / "r.html", *QUICK)
    ran = ocgscore(*command)
    assert ran.status == 2
    assert "--by" in ran.err
    assert "total" in ran.err
