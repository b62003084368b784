"""Coverage beside population and beside a map, from the command line."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
REVIEW = EXAMPLES / "review"
ASKED = (
    "coverage", "--register", REVIEW / "register.csv", "--assessments", REVIEW / "assessments.csv",
    "--matrix", "ocg-tactical", "--as-of", "2026-03-31", "--rules", REVIEW / "rules.toml",
)  # fmt: skip
PEOPLE = ("--population", REVIEW / "population.csv")


def test_counts_beside_population_stand_in_name_order_with_their_rule(ocgscore):
    found = ocgscore(*ASKED, *PEOPLE)
    assert found.status == 0
    assert "GROUPS BESIDE POPULATION, rate per 1,000,000 people" in found.out
    assert "Counting rule: groups on the register, active, dormant and archived, with 3" in found.out
    lines = [line.split()[0] for line in found.out.splitlines() if line.endswith("  within")]
    assert lines == sorted(lines)
    assert len(lines) == 4
    assert max(map(len, found.out.splitlines())) <= 80


def test_the_json_holds_rates_peers_and_rule_and_every_inputs_digest(ocgscore):
    whole = json.loads(ocgscore(*ASKED, *PEOPLE, "--map", EXAMPLES / "map", "--format", "json").out)
    assert {"coverage", "worklist", "findings", "rates", "peers", "counting_rule"} <= set(whole)
    assert {"register_sha256", "assessments_sha256", "population_sha256", "map_sha256"} <= set(whole["provenance"])
    north = next(row for row in whole["rates"] if row["force"] == "Northmoor")
    counted = next(row for row in whole["coverage"] if row["name"] == "Northmoor")
    assert north["count"] == counted["identified"]


def test_the_funnel_is_written_beside_the_result_or_alone_and_is_the_same_each_time(ocgscore, tmp_path):
    first = ocgscore(*ASKED, *PEOPLE, "--funnel", "one.svg", "--out", "coverage.csv", "--marking", "OFFICIAL")
    ocgscore(*ASKED, *PEOPLE, "--funnel", "two.svg", "--marking", "OFFICIAL")
    assert first.status == 0
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert b"OFFICIAL" in (tmp_path / "one.svg").read_bytes()
    assert (tmp_path / "coverage.csv").exists()


def test_where_the_funnel_cannot_be_written_nothing_is(ocgscore, tmp_path):
    found = ocgscore(*ASKED, *PEOPLE, "--funnel", "absent/one.svg", "--out", "coverage.csv")
    assert found.status == 2
    assert not (tmp_path / "coverage.csv").exists()


@pytest.mark.parametrize("asked", [("--funnel", "one.svg"), ("--table", "rates"), ("--table", "peers")])
def test_what_needs_a_population_table_says_so(ocgscore, asked):
    found = ocgscore(*ASKED, *asked)
    assert found.status == 2
    assert f"{asked[0]}{' rates' if 'rates' in asked else ''}" in found.err
    assert "needs --population FILE" in found.err


def test_a_picture_of_another_kind_is_refused(ocgscore):
    found = ocgscore(*ASKED, *PEOPLE, "--funnel", "one.png")
    assert found.status == 2
    assert "the picture is SVG" in found.err


def test_faults_of_register_population_and_rules_come_at_once(ocgscore, tables_in):
    folder = tables_in(
        "bad",
        {
            "register": "group,status,force\nA,actve,North\nA,active,North\n",
            "population": "force,population\nNorth,many\n north ,500000\n",
        },
    )
    (folder / "rules.toml").write_text("poeple = 2\n", encoding="utf-8")
    found = ocgscore(
        "coverage", "--register", folder / "register.csv", "--assessments", REVIEW / "assessments.csv", "--matrix",
        "ocg-tactical", "--as-of", "2026-03-31", "--population", folder / "population.csv", "--rules", folder / "rules.toml",
    )  # fmt: skip
    assert found.status == 1
    assert found.out == ""
    for where in ("register.csv!B2", "register.csv!A3", "population.csv!B2", "population.csv!A3", "rules.toml"):
        assert where in found.err


def test_a_map_decides_what_is_mapped_and_names_what_the_register_lacks(ocgscore, tables_in):
    folder = tables_in(
        "some",
        {
            "register": "group,force,status,mapped\nNM-002,North,active,no\nN-99,North,active,yes\n",
            "sheet": "group,force,assessed_on,Physical harm\nNM-002,North,2026-03-01,2\n",
        },
    )
    found = ocgscore(
        "coverage", "--register", folder / "register.csv", "--assessments", folder / "sheet.csv", "--matrix",
        "ocg-tactical", "--as-of", "2026-03-31", "--map", EXAMPLES / "map", "--format", "json",
    )  # fmt: skip
    whole = json.loads(found.out)
    assert [row["group"] for row in whole["findings"] if row["finding"] == "not mapped"] == ["N-99"]
    assert "on the map and not on the register" in found.err
    assert any("on the map and not on the register" in notice for notice in whole["notices"])


@pytest.mark.parametrize(("threshold", "rule"), [((), "minor or better"), (("--threshold", "major"), "graded major,")])
def test_disruptions_beside_population_say_from_which_grade_they_count(ocgscore, tmp_path, threshold, rule):
    asked = ("disruptions", REVIEW / "disruptions.csv", "--as-of", "2026-03-31", *PEOPLE, *threshold)
    found = ocgscore(*asked, "--format", "json", "--funnel", "funnel.svg")
    assert found.status == 0, found.err
    whole = json.loads(found.out)
    assert rule in whole["counting_rule"]
    at_least = threshold[1] if threshold else "minor"
    recorded = {row["force"]: row["recorded"] for row in whole["bounds"] if row["at_least"] == at_least}
    assert {row["force"]: row["count"] for row in whole["rates"]} == {
        force: count for force, count in recorded.items() if force != "all"
    }
    assert b"disruptions" in (tmp_path / "funnel.svg").read_bytes()


def small(tables_in, register, sheet):
    population = "force,population\nEast,1000000\nNorth,1000000\nSouth,1000000\nWest,1000000\nFar,1000000\n"
    folder = tables_in("small", {"register": register, "sheet": sheet, "population": population})
    return (
        "coverage", "--register", folder / "register.csv", "--assessments", folder / "sheet.csv", "--matrix", "sleipnir-2000",
        "--as-of", "2026-03-31", "--population", folder / "population.csv", "--format", "json",
    )  # fmt: skip


SHEET = "group,force,assessed_on,violence\nW1,West,2026-03-01,high\n"


def test_a_force_with_nothing_on_the_register_has_no_count_and_moves_no_limits(ocgscore, tables_in):
    groups = [f"{force}{at},{force}" for force in ("East", "North", "South") for at in range(30)]
    found = ocgscore(*small(tables_in, "\n".join(["group,force", *groups]) + "\n", SHEET))
    rates = {row["force"]: row for row in json.loads(found.out)["rates"]}
    assert (rates["West"]["count"], rates["West"]["rate"]) == ("undefined", "undefined")
    assert rates["West"]["reason"] == "no group on the register: none identified, or none sent in"
    assert {rates[force]["expected"] for force in ("East", "North", "South")} == {30}
    (west,) = [row for row in json.loads(found.out)["coverage"] if row["name"] == "West"]
    assert "none identified, or none sent in" in west["reason"]


def test_without_a_column_of_forces_there_are_no_counts_of_forces(ocgscore, tables_in):
    found = ocgscore(*small(tables_in, "group\nE1\nE2\n", SHEET))
    assert found.status == 1
    assert "register.csv: a column force is missing" in found.err


def test_groups_of_which_it_is_not_said_are_not_counted_as_unmapped(ocgscore, tables_in):
    register = "group,force,mapped\nE1,East,yes\nE2,East,\nN1,North,yes\n"
    found = ocgscore(*small(tables_in, register, SHEET), "--count", "mapped")
    rates = {row["force"]: row for row in json.loads(found.out)["rates"]}
    assert rates["East"]["reason"] == "whether mapped is not said of 1 of its 2 groups"
    assert rates["North"]["count"] == 1


def test_more_groups_than_people_is_asked_about(ocgscore, tables_in):
    asked = [*small(tables_in, "group,force\nE1,East\nE2,East\n", SHEET)]
    asked[asked.index("--population") + 1].write_text("force,population\nEast,1\n", encoding="utf-8")
    assert "East: more groups (2) than people (1): in thousands?" in ocgscore(*asked).err


def test_what_a_cell_holds_does_not_drive_the_terminal(ocgscore, tables_in):
    sheet = "group,force,assessed_on,matrix_version,violence\nW1,West,2026-03-01,\x1b]0;x\x07,high\n"
    found = ocgscore(*small(tables_in, "group,force\nW1,West\n", sheet))
    assert found.status == 0
    assert "\x1b" not in found.err + found.out
    assert "\\x1b]0;x\\x07" in found.err


def test_standard_input_can_be_one_file_only(ocgscore):
    found = ocgscore(
        "coverage", "--register", "-", "--assessments", "-", "--matrix", "ocg-tactical", "--as-of", "2026-03-31"
    )
    assert found.status == 2
    assert "Only one file can be standard input" in found.err


def test_names_of_wide_letters_stay_within_the_terminal(ocgscore, tables_in):
    wide = "界" * 45
    found = ocgscore(*small(tables_in, f"group,force\nE1,{wide}\nE2,East\n", SHEET)[:-2], "--marking", "M" * 110)
    assert found.status == 0
    widths = [sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line) for line in found.out.splitlines()]
    assert max(widths) <= 80


def test_a_force_missing_from_the_population_table_is_named_by_its_cell_and_stays_in_the_total(ocgscore, tables_in):
    found = ocgscore(*small(tables_in, "group,force\nE1,East\nM1,Midlnd\nM2,Midlnd\n", SHEET))
    assert (
        "population.csv: no population for the force 'Midlnd' of register.csv!B3 (2 counted); add a row for it"
        in found.err
    )
    rates = {row["force"]: row for row in json.loads(found.out)["rates"]}
    assert (rates["Midlnd"]["count"], rates["Midlnd"]["reason"]) == (2, "the population table lacks this force")
