"""`ocgscore matrix list`, `show`, `check` and `diff`, through the real entry point."""

from __future__ import annotations

import json

import pytest

from ocgscore import list_matrices, load_matrix

IDS = [matrix.id for matrix in list_matrices()]


def test_the_shipped_matrices_are_listed_with_an_honest_status(ocgscore):
    listed = json.loads(ocgscore("matrix", "list", "--format", "json").out)
    assert {entry["id"]: entry["status"] for entry in listed} == {
        "ocg-tactical": "illustrative", "ocg-threat": "adapted", "ocg-harm": "illustrative",
        "thematic": "illustrative", "sleipnir-2000": "secondary", "group-threat-derbyshire": "adapted",
        "disruption-scale": "adapted",
    }  # fmt: skip
    text = ocgscore("matrix", "list").out
    assert "None is a national or official matrix" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("matrix", IDS)
def test_a_matrix_is_shown_to_a_program(ocgscore, matrix):
    shown = json.loads(ocgscore("matrix", "show", matrix, "--format", "json").out)
    loaded = load_matrix(matrix)
    assert (shown["id"], shown["version"], shown["fingerprint"]) == (loaded.id, loaded.version, loaded.fingerprint)
    assert shown.get("ranks_by") == loaded.ranks_by
    for criterion in shown["criteria"]:
        assert {"id", "title", "section", "levels"} <= set(criterion)
        values = [level["value"] for level in criterion["levels"]]
        assert values == sorted(values)
        assert all(isinstance(value, int | float) for value in values)
        assert all({"code", "label", "value", "anchor"} <= set(level) for level in criterion["levels"])
    assert all({"id", "formula"} <= set(measure) for measure in shown["measures"])


@pytest.mark.parametrize("matrix", IDS)
def test_a_matrix_is_shown_to_a_person_whole_and_within_the_terminal(ocgscore, matrix):
    text = ocgscore("matrix", "show", matrix).out
    assert max(map(len, text.splitlines())) <= 80 or "http" in text
    joined = " ".join(text.split())
    for criterion in load_matrix(matrix).criteria:
        assert criterion.title in joined
        for level in criterion.levels:
            assert " ".join(level.anchor.split()) in joined


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_what_show_prints_is_a_sound_matrix_file(ocgscore, tmp_path, ending):
    path = tmp_path / f"copy.{ending}"
    path.write_text(ocgscore("matrix", "show", "ocg-tactical", "--format", ending).out, encoding="utf-8")
    ran = ocgscore("matrix", "check", path)
    assert ran.status == 0
    assert load_matrix("ocg-tactical").fingerprint in ran.out


def test_a_changed_json_copy_no_longer_has_its_fingerprint(ocgscore, tmp_path):
    path = tmp_path / "copy.json"
    shown = json.loads(ocgscore("matrix", "show", "ocg-tactical", "--format", "json").out)
    shown["title"] = "Another"
    path.write_text(json.dumps(shown), encoding="utf-8")
    ran = ocgscore("matrix", "check", path)
    assert ran.status == 1
    assert "is not the fingerprint of this content" in ran.err


def test_check_lists_every_fault_of_a_file(ocgscore, tmp_path):
    path = tmp_path / "local.toml"
    text = ocgscore("matrix", "show", "ocg-tactical", "--format", "toml").out
    path.write_text(
        text.replace("ranks_by", "rank_by").replace('status = "illustrative"', 'status = "national"'), encoding="utf-8"
    )
    ran = ocgscore("matrix", "check", path)
    assert ran.status == 1
    assert "local.toml rank_by: 'rank_by' is not a key of the matrix form; did you mean 'ranks_by'?" in ran.err
    assert "local.toml status: 'national' is not one of published, secondary, adapted, illustrative" in ran.err


@pytest.fixture
def versions(ocgscore, tmp_path):
    """Two versions of a matrix: the second gives violence less weight and Low another anchor."""
    text = ocgscore("matrix", "show", "sleipnir-2000", "--format", "toml").out
    before, after = tmp_path / "before.toml", tmp_path / "after.toml"
    before.write_text(text, encoding="utf-8")
    assert text.count("weight = 18") == 1
    after.write_text(text.replace("weight = 18", "weight = 1"), encoding="utf-8")
    return before, after


def test_diff_says_what_changed_and_which_version_that_calls_for(ocgscore, versions):
    ran = ocgscore("matrix", "diff", *versions)
    assert ran.status == 0
    assert "major: criteria.violence.weight" in ran.out
    assert "1.0.0 -> 2.0.0" in ran.out
    assert "carries too low a version: raise it to 2.0.0" in ran.out
    document = json.loads(ocgscore("matrix", "diff", *versions, "--format", "json").out)
    assert document["calls_for"] == "major"
    assert document["version_is_enough"] is False
    assert document["changes"][0]["before"] == "18"


def test_diff_says_which_groups_move(ocgscore, versions, tmp_path):
    path = tmp_path / "groups.csv"
    levels = ["high" if number == 1 else "nil" for number in range(19)]  # violence is the second
    titles = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
    rows = [["A", *levels], ["B", *["nil"] * 18, "low"]]
    lines = [["group", *titles], *rows]
    path.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    document = json.loads(ocgscore("matrix", "diff", *versions, "--assessments", path, "--format", "json").out)
    assert [(m["group"], m["what"], m["before"], m["after"]) for m in document["moves"]] == [("A", "total", "72", "4")]
    assert document["assessments"] == 2
    text = ocgscore("matrix", "diff", *versions, "--assessments", path).out
    assert "1 of 2 assessments change in score, band or rank." in text


def test_diff_with_a_sheet_that_has_problems_lists_them_for_each_matrix(ocgscore, versions, tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text("group,violence\nA,hihg\n", encoding="utf-8")
    ran = ocgscore("matrix", "diff", *versions, "--assessments", path)
    assert ran.status == 1
    assert ran.err.count("'hihg' is not a level") == 2


def test_nothing_changed(ocgscore):
    ran = ocgscore("matrix", "diff", "ocg-harm", "ocg-harm")
    assert ran.status == 0
    assert "differ in nothing" in ran.out
