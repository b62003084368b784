"""`ocgscore matrix check --audit`, through the real entry point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ocgscore import list_matrices

DEMO = Path(__file__).parents[2] / "examples" / "demo.csv"
SHIPPED = [matrix.id for matrix in list_matrices()]


@pytest.mark.parametrize("matrix", SHIPPED)
def test_every_shipped_matrix_is_audited_within_eighty_columns(ocgscore, matrix):
    ran = ocgscore("matrix", "check", matrix, "--audit", "--draws", 1000)
    assert (ran.status, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    for heading in (
        "WHAT DESERVES ATTENTION",
        "SCORES THAT CAN OCCUR",
        "RANDOM PAIRS",
        "INFLUENCE ON",
        "UNKNOWN LEVELS",
    ):
        assert f"\n{heading}" in ran.out
    assert "THE BATCH" not in ran.out


def test_a_check_without_audit_says_what_it_always_said(ocgscore):
    ran = ocgscore("matrix", "check", "ocg-harm")
    assert ran.out.splitlines()[0] == "ocg-harm@1.0.0 is sound: 8 criteria with 40 levels, 13 measures."
    assert len(ran.out.splitlines()) == 2


def test_the_audit_says_first_what_deserves_attention_then_how_the_scores_lie(ocgscore):
    out = ocgscore("matrix", "check", "sleipnir-2000", "--audit").out
    assert out.index("WHAT DESERVES ATTENTION") < out.index("of which nothing is known is published with total 380")
    assert out.index("published with total 380") < out.index("759 of 761 whole scores from 0 to 760 can occur")


def test_with_assessments_their_use_is_audited_within_eighty_columns(ocgscore):
    ran = ocgscore("matrix", "check", "ocg-tactical", "--audit", "--assessments", DEMO)
    assert ran.status == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    for part in (
        "THE BATCH: 24 assessments",
        "Effective number of criteria",
        "USE OF THE SCALES",
        "SCORES AT THE CUTS",
    ):
        assert part in ran.out
    assert "Levels that nobody gave: geographic_scope (UK wide or beyond)." in ran.out
    assert "a reason to ask, not proof" in " ".join(ran.out.split())


def test_json_has_every_part_its_methods_and_no_nan(ocgscore):
    ran = ocgscore(
        "matrix", "check", "ocg-tactical", "--audit", "--assessments", DEMO, "--format", "json", "--seed", "7"
    )
    document = json.loads(ran.out, parse_constant=pytest.fail)
    assert (document["matrix"], document["seed"], document["draws"]) == ("ocg-tactical", 7, 20_000)
    assert set(document["methods"]) >= {"reachable", "pairs", "influence", "correlations", "heaping"}
    assert len(document["batch"]["correlations"]) == 16 * 15 // 2
    assert {use["force"] for use in document["batch"]["scale_use"]} == {
        None,
        "Eastvale",
        "Northmoor",
        "Southmere",
        "Westbrook",
    }
    harm = document["reachable"][0]
    assert (harm["measure"], harm["distinct"], harm["never"], harm["step"]) == ("harm", 49, 0, 1)
    undefined = [one for one in document["batch"]["heaping"] if isinstance(one["p_value"], dict)]
    assert all("at least 10" in one["p_value"]["undefined"] for one in undefined)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(ocgscore):
    command = ("matrix", "check", "ocg-threat", "--audit", "--format", "json", "--draws", "500")
    one, again, other = (ocgscore(*command, "--seed", seed).raw for seed in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--assessments", DEMO], "--assessments only with --audit"),
        (["--format", "json"], "--format only with --audit"),
        (["--seed", "2", "--draws", "500"], "--draws and --seed only with --audit"),
        (["--audit", "--sheet", "Assess"], "--sheet only with --assessments"),
        (["--audit", "--draws", "50"], "draws: '50' is not a whole number from 100 to 1000000"),
        (["--audit", "--seed", "-1"], "seed: '-1' is not a whole number from 0"),
        (["--audit", "--format", "csv"], "'csv' is not one of"),
    ],
)
def test_options_without_effect_or_sense_are_wrong_usage(ocgscore, options, told):
    ran = ocgscore("matrix", "check", "ocg-tactical", *options)
    assert ran.status == 2
    assert ran.out == ""
    assert told in ran.err


def test_a_sheet_with_problems_lists_them_and_prints_no_audit(ocgscore, tmp_path):
    sheet = tmp_path / "broken.csv"
    sheet.write_text("group,physical\nA,9\nB,hihg\n", encoding="utf-8")
    for format_ in ("text", "json"):
        ran = ocgscore("matrix", "check", "ocg-tactical", "--audit", "--assessments", sheet, "--format", format_)
        assert ran.status == 1
        assert "WHAT DESERVES" not in ran.out
        assert ran.err.count("broken.csv") == 2
        assert "2 problems." in ran.err


def test_a_matrix_that_is_not_sound_is_not_audited(ocgscore, tmp_path):
    matrix = tmp_path / "broken.toml"
    matrix.write_text('id = "x"\n', encoding="utf-8")
    ran = ocgscore("matrix", "check", matrix, "--audit", "--draws", 1000)
    assert ran.status == 1
    assert ran.out == ""
