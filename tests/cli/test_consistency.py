"""`ocgscore consistency` through its real entry point: the verdict first, refusals with a remedy, figures that can be used."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ocgscore import load_matrix
from ocgscore.matrix import canonical_json

EXAMPLES = Path(__file__).parents[2] / "examples"
EXERCISE, APART = EXAMPLES / "calibration.csv", EXAMPLES / "demo.csv"
PICTURES = {"agreement", "bands", "differences", "funnel", "links", "severity", "variance"}


@pytest.fixture
def study(ocgscore):
    """Return a function that runs the command on a sheet."""

    def run(file, *options, matrix="ocg-tactical", stdin=None):
        return ocgscore("consistency", file, "--matrix", matrix, *options, stdin=stdin)

    return run


def figures_of(ran):
    assert ran.status == 0, ran.err
    return json.loads(ran.out)["figures"]


def one(figures, section, statistic, subject="", other=""):
    (found,) = [
        row
        for row in figures
        if (row["section"], row["statistic"], row.get("subject", ""), row.get("other", ""))
        == (section, statistic, subject, other)
    ]
    return found


def test_the_exercise_gives_back_who_was_made_severe_and_lenient_and_on_what(study):
    ran = study(EXERCISE)
    said = " ".join(ran.out.split())
    assert ran.status == 0
    assert "Connected: differences have a standard error of" in said
    assert "by more than chance: Northmoor." in said
    assert "by more than chance: Eastvale." in said
    assert "Westbrook scores Financial harm 1.73 level steps higher than the others do on the same 16 units" in said
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_questions_come_in_the_order_they_are_read(study):
    lines = study(EXERCISE, "--appendix").out.splitlines()
    asked = [line for line in lines if line.isupper() and not line.startswith(" ")]
    assert asked == [
        "CAN THEY BE COMPARED?", "DO THEY AGREE?", "WHO SCORES HIGH OR LOW?", "ON WHICH CRITERIA?",
        "IN WHAT STATE ARE THE DATA?", "WHAT DOES IT CHANGE?", "APPENDIX",
    ]  # fmt: skip


def test_forces_without_a_group_in_common_are_refused_a_severity_and_told_what_would_help(study):
    ran = study(APART)
    said = " ".join(ran.out.split())
    assert ran.status == 0
    assert "Not connected: 4 scorers in 4 parts without a unit in common" in said
    assert "3 links would connect them" in said
    assert "Ten vignettes scored by all would do it too, and tell any two apart to 0.16 level steps" in said
    assert "Refused across parts" in said
    assert "The ranking with severities taken off: refused" in said
    assert "logits" not in said
    figures = figures_of(study(APART, "--format", "json"))
    severities = [row for row in figures if row["statistic"].startswith(("severity", "points added"))]
    assert severities
    assert all(row["value"] is None and row["reason"] for row in severities)
    assert one(figures, "ranking", "Kendall's tau, raw and adjusted")["value"] is None


def test_every_figure_says_what_it_rests_on_how_it_was_found_and_why_it_is_missing(study):
    for file in (EXERCISE, APART):
        for row in figures_of(study(file, "--appendix", "--format", "json")):
            assert row["method"], row
            assert row["value"] is not None or row["reason"], row
            assert isinstance(row.get("units"), int), row
            assert row["value"] not in ("nan", "inf")


def test_csv_has_the_same_figures_as_json_and_undefined_is_said(study):
    figures = figures_of(study(APART, "--format", "json"))
    rows = list(csv.DictReader(io.StringIO(study(APART, "--format", "csv").out)))
    assert len(rows) == len(figures)
    assert [row["statistic"] for row in rows] == [row["statistic"] for row in figures]
    assert {row["value"] for row in rows if row["reason"] and row["low"] == ""} >= {"undefined"}
    assert "nan" not in {cell.lower() for row in rows for cell in row.values()}


def test_the_same_input_gives_the_same_bytes_and_another_seed_only_other_chances(study):
    options = ("--appendix", "--panel", "Regional panel", "--format", "json")
    first, again = study(EXERCISE, *options), study(EXERCISE, *options)
    assert first.raw == again.raw
    other = figures_of(study(EXERCISE, *options, "--seed", "2"))
    differing = {
        row["statistic"]
        for row, changed in zip(figures_of(first), other, strict=False)
        if row.get("value") != changed.get("value")
    }
    assert all(name.startswith(("chance of the top", "in the top")) for name in differing)


def test_the_order_of_rows_changes_no_figure(study, tmp_path):
    lines = EXERCISE.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", encoding="utf-8")
    there, back = figures_of(study(EXERCISE, "--format", "json")), figures_of(study(turned, "--format", "json"))

    def of(figures):
        return sorted(json.dumps(row, sort_keys=True) for row in figures)

    assert of(there) == of(back)


def test_a_plan_prices_scorings_before_a_level_is_given(study, tmp_path):
    sheet = tmp_path / "planned.csv"
    sheet.write_text(
        "group,force,physical\n" + "".join(f"{force}{n},{force},\n" for force in "NESW" for n in range(9)),
        encoding="utf-8",
    )
    ran = study(sheet, "--plan")
    assert ran.status == 0
    assert "common vignettes  10" in ran.out
    figures = figures_of(study(sheet, "--plan", "--format", "json"))
    errors = [
        one(figures, "plan", "standard error of the worst difference", f"common vignettes, {n} a scorer")["value"]
        for n in (5, 10, 20)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] / errors[2] == pytest.approx(2)


def test_the_panel_is_the_reference_and_another_name_is_refused_with_a_suggestion(study):
    said = " ".join(study(EXERCISE, "--panel", "Regional panel").out.split())
    assert "The panel's own severity is the reference, not the truth" in said
    ran = study(EXERCISE, "--panel", "Regional pannel")
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean 'Regional panel'?" in ran.err


def test_two_methods_over_the_same_groups_agree_only_in_part_and_outliers_are_named(study, tmp_path):
    rows = list(csv.DictReader(EXERCISE.read_text(encoding="utf-8").splitlines()))
    threat = tmp_path / "threat.csv"
    from ocgscore import load_matrix

    criteria = [criterion.id for criterion in load_matrix("ocg-threat").criteria]
    with threat.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["group", "force", *criteria])
        for row in rows[:60:5]:
            level = ("low", "low", "med", "high", "high")[int(row["Physical harm"])]
            writer.writerow([row["group"], row["force"], *[level] * len(criteria)])
    ran = study(EXERCISE, "--against", threat, "--against-matrix", "ocg-threat")
    assert ran.status == 0, ran.err
    assert "ocg-tactical@1.0.0 risk beside ocg-threat@1.0.0 threat" in ran.out
    assert "12 groups with an exact total under both" in ran.out
    figures = figures_of(study(EXERCISE, "--against", threat, "--against-matrix", "ocg-threat", "--format", "json"))
    assert 0.3 < one(figures, "methods", "Spearman by group means")["value"] < 1
    alone = study(EXERCISE, "--against", threat)
    assert (alone.status, "--against-matrix go together" in alone.err) == (2, True)


def test_disruption_gradings_are_ratings_like_any_other(study):
    sheet = "disruption,force,disruption_effect\n" + "".join(
        f"D{n},{force},{grade}\n"
        for n in range(8)
        for force, grade in (("North", ("minor", "major")[n % 2]), ("East", ("moderate", "major")[n % 2]))
    )
    figures = figures_of(study("-", "--format", "json", matrix="disruption-scale", stdin=sheet.encode()))
    assert one(figures, "agreement", "same level", "disruption_effect")["value"] == 0.5
    assert one(figures, "severity", "points added to the total (positive: scores high)", "North")["value"] == -0.25


def test_the_pictures_are_well_formed_and_carry_the_marking(study, tmp_path):
    ran = study(EXERCISE, "--pictures", tmp_path / "made", "--marking", "OFFICIAL-SENSITIVE <x>")
    assert (ran.status, "7 pictures" in ran.err) == (0, True)
    made = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "made").iterdir()}
    assert set(made) == PICTURES
    for svg in made.values():
        assert "".join(ET.fromstring(svg).itertext()).count("OFFICIAL-SENSITIVE <x>") >= 2  # noqa: S314 - our own file
    apart = study(APART, "--pictures", tmp_path / "apart")
    assert apart.status == 0
    bands = (tmp_path / "apart" / "bands.svg").read_text(encoding="utf-8")
    assert "refused" in bands


def test_a_marking_stands_at_the_head_and_foot_of_text_and_in_json(study):
    lines = study(EXERCISE, "--marking", "OFFICIAL").out.splitlines()
    assert (lines[0].strip(), lines[-1].strip()) == ("OFFICIAL", "OFFICIAL")
    assert json.loads(study(EXERCISE, "--marking", "OFFICIAL", "--format", "json").out)["marking"] == "OFFICIAL"


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "tsv"])
def test_the_figures_are_written_whole_and_never_over_an_input(study, tmp_path, ending):
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(EXERCISE.read_bytes())
    out = tmp_path / f"figures.{ending}"
    ran = study(sheet, "--out", out)
    assert (ran.status, out.stat().st_size > 1000) == (0, True)
    assert "figures:" in ran.err
    refused = study(sheet, "--out", sheet)
    assert refused.status == 2
    assert sheet.read_bytes() == EXERCISE.read_bytes()


def test_assessments_without_names_are_compared_each_as_anothers_and_agreement_is_all_that_is_said(study):
    sheet = "group,corruption,violence\nA,low,low\nA,high,low\nB,nil,low\nB,nil,medium\nC,high,high\nC,high,high\n"
    refused = study("-", matrix="sleipnir-2000", stdin=sheet.encode())
    assert refused.status == 1
    ran = study("-", "--by", "assessment", matrix="sleipnir-2000", stdin=sheet.encode())
    said = " ".join(ran.out.split())
    assert ran.status == 0
    assert "6 assessments of 3 groups compared" in said
    assert "how well they agree is all that can be shown" in said
    assert "Undefined: nobody is named." in said


HEAD = "group,force,assessed_on,corruption,violence\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A,North,,high,low\nB,North,,low,low\n", "one scorer: there is nobody to compare with"),
        (
            "A,North,,high,low\nA,East,,low,low\n",
            "one unit: what its ratings differ by is all the difference that chance could make",
        ),
        ("A,North,,?,?\nA,East,,,\n", "no scorer: there is nobody to compare with"),
        ("A,North,,high,low\nB,East,,low,low\n", "Not connected"),
        (
            "A,North,,low,low\nA,East,,low,low\nB,North,,low,low\nB,East,,low,low\nC,North,,low,low\nC,East,,low,low\n",
            "every rating is the same level",
        ),
    ],
    ids=["one scorer", "one unit", "all missing", "no unit in common", "no variation"],
)
def test_too_little_gives_a_defined_answer_or_a_reason_never_a_number(study, rows, said):
    for ran in (study("-", matrix="sleipnir-2000", stdin=(HEAD + rows).encode()),):
        assert ran.status == 0, ran.err
        assert said.casefold() in " ".join(ran.out.split()).casefold()
        assert "nan" not in ran.out.casefold().split()
    figures = figures_of(
        study("-", "--appendix", "--format", "json", matrix="sleipnir-2000", stdin=(HEAD + rows).encode())
    )
    for row in figures:
        if row["statistic"] in ("alpha", "ICC(A,1)") or row["statistic"].startswith("severity in logits"):
            assert row["value"] is None or row["units"] > 1 or row["reason"], row


@pytest.mark.parametrize(
    ("sheet", "options", "status", "said"),
    [
        (HEAD + "A,North,2026-01-01,low,low\nA,north,2026-01-01,high,low\n", (), 1, "assessed only once"),
        ("group,force,assessor,corruption\nA,North,x,low\nA,North,y,high\n", (), 1, "fill assessed_on"),
        ("group,corruption\nA,low\n", (), 2, "a column 'force' to say who scored is missing"),
        (HEAD + "A,North,,hihg,low\n", (), 1, "'hihg' is not a level"),
        (HEAD + "A,North,,high,low\n", ("--as-of", "yesterday"), 2, "'yesterday' is not a date"),
        (HEAD + "A,North,,high,low\n", ("--draws", "0"), 2, "draws: '0' is not a whole number"),
        (HEAD + "A,North,,high,low\n", ("--top", "0"), 2, "top: '0' is not a whole number"),
        (HEAD + "A,North,,high,low\n", ("--measure", "risk"), 2, "'risk' is not a measure"),
        (HEAD + "A,North,,high,low\n", ("--plan", "--pictures", "x"), 2, "--pictures: part of a study"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_place_and_remedy(study, sheet, options, status, said):
    ran = study("-", *options, matrix="sleipnir-2000", stdin=sheet.encode())
    assert (ran.status, ran.out) == (status, "")
    assert said in " ".join(ran.err.split())


def test_the_matrix_of_the_other_method_is_an_input_that_is_not_written_over(study, tmp_path):
    other = tmp_path / "other.json"
    other.write_text(canonical_json(load_matrix("ocg-tactical")), encoding="utf-8")
    before = other.read_bytes()
    ran = study(EXERCISE, "--against", EXERCISE, "--against-matrix", other, "--out", other)
    assert (ran.status, other.read_bytes()) == (2, before)
    assert "an input of this run" in ran.err
