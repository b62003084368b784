"""The 2017 prototype's 20 groups and 48 assessments, reviewed end to end; every count is taken again from the raw JSON."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest

MATRICES = Path(__file__).parents[1] / "matrices"
FORMS = {
    "OCGM": "ocg-threat",
    "Gang Network Threat": str(MATRICES / "gang-network.toml"),
    "DRV": str(MATRICES / "drug-violence.toml"),
}
ASSESSED = {"OCGM": 8, "Gang Network Threat": 11, "DRV": 10}  # groups
AS_OF = dt.date(2017, 10, 16)  # the day the prototype's data were made; no assessment is later
QUARTER = 92


@pytest.fixture
def raw(shared_data):
    read = {}
    for name, key in (("dummy-ocgs", "ocgs"), ("dummy-ocg-threat-assessments", "ocgThreatAssessments")):
        read[key] = json.loads(shared_data("ocgm-prototype", f"{name}.json").read_text(encoding="utf-8"))[key]
    return read


@pytest.fixture
def files(raw, tmp_path):
    """The register as csv, and a sheet of assessments for each form."""
    register = [
        {"ocgm_urn": one["ocgm_urn"], "name": one["name"], "aliases": ";".join(one["aliases"]), "status": "active"}
        for one in raw["ocgs"]
    ]
    write(tmp_path / "register.csv", register)
    for number, form in enumerate(FORMS):
        write(tmp_path / f"{number}.csv", [row_of(raw, one) for one in of_form(raw, form)])
    return tmp_path


def of_form(raw, form):
    return [one for one in raw["ocgThreatAssessments"] if one["assessment_type"] == form]


def row_of(raw, one):
    return {
        "group": raw["ocgs"][one["ocg_index"]]["ocgm_urn"],
        "force": one["police_force"],
        "assessor": one["assessed_by"],
        "assessed_on": one["timestamp"],
        **one["assessment"],
    }


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def coverage_of(ocgscore, files, form):
    number = list(FORMS).index(form)
    found = ocgscore(
        "coverage", "--register", files / "register.csv", "--assessments", files / f"{number}.csv",
        "--matrix", FORMS[form], "--as-of", AS_OF, "--format", "json",
    )  # fmt: skip
    assert found.status == 0, found.err
    return json.loads(found.out)


@pytest.mark.parametrize("form", FORMS)
def test_twenty_are_identified_and_every_count_is_the_raw_datas_own(ocgscore, files, raw, form):
    found = coverage_of(ocgscore, files, form)
    (whole,) = [row for row in found["coverage"] if row["by"] == "all"]
    newest = {}
    for one in of_form(raw, form):
        newest[one["ocg_index"]] = max(one["timestamp"][:10], newest.get(one["ocg_index"], ""))
    late = [day for day in newest.values() if (AS_OF - dt.date.fromisoformat(day)).days > QUARTER]
    assert len(raw["ocgs"]) == 20
    assert whole["identified"] == 20
    assert whole["scored_complete"] == len(newest) == ASSESSED[form]  # the forms leave nothing unknown
    assert whole["scored_in_part"] == 0
    assert whole["never_scored"] == 20 - len(newest)
    assert whole["out_of_date"] == len(late)
    assert whole["mapped"] == "undefined"  # the register does not say
    assert whole["assessed_not_on_register"] == 0


def test_twelve_groups_are_assessed_on_one_form_or_another_and_eight_on_none(ocgscore, files, raw):
    never = [
        {row["group"] for row in coverage_of(ocgscore, files, form)["findings"] if row["finding"] == "never scored"}
        for form in FORMS
    ]
    assert len(set.intersection(*never)) == 8
    assessed = {raw["ocgs"][one["ocg_index"]]["ocgm_urn"] for one in raw["ocgThreatAssessments"]}
    assert {one["ocgm_urn"] for one in raw["ocgs"]} - assessed == set.intersection(*never)


def test_the_groups_never_scored_head_the_work_list_for_they_could_be_as_high_as_any(ocgscore, files, raw):
    found = coverage_of(ocgscore, files, "OCGM")
    scored = {one["ocg_index"] for one in of_form(raw, "OCGM")}
    first = found["worklist"][: 20 - len(scored)]
    assert all(row["why"] == "never scored" for row in first)
    assert {row["group"] for row in first} == {
        one["ocgm_urn"] for at, one in enumerate(raw["ocgs"]) if at not in scored
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_history_has_a_step_for_each_assessment_but_the_first_of_a_group(ocgscore, files, raw, form):
    number = list(FORMS).index(form)
    found = ocgscore("history", files / f"{number}.csv", "--matrix", FORMS[form], "--format", "json")
    assert found.status == 0, found.err
    times = Counter(one["ocg_index"] for one in of_form(raw, form))
    assert len(json.loads(found.out)["steps"]) == sum(count - 1 for count in times.values())


def test_a_review_before_the_last_assessment_names_each_later_one_by_its_cell(ocgscore, files, raw):
    found = ocgscore(
        "coverage", "--register", files / "register.csv", "--assessments", files / "0.csv",
        "--matrix", "ocg-threat", "--as-of", "2016-12-31",
    )  # fmt: skip
    later = [at for at, one in enumerate(of_form(raw, "OCGM")) if one["timestamp"][:10] > "2016-12-31"]
    assert found.status == 1
    assert later
    for at in later:
        assert f"0.csv!D{at + 2} assessed_on" in found.err
