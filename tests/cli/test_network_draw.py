"""`ocgscore network draw`, through the real entry point."""

from __future__ import annotations

import pytest

from ocgscore.network.keyplayers import key_players
from ocgscore.network.writing.files import write_map
from ocgscore.testing import synthetic_map


@pytest.fixture
def path(tmp_path):
    write_map(synthetic_map(5, groups=6, people=40, links=70), tmp_path / "map.json")
    return tmp_path / "map.json"


def test_a_picture_is_written_and_its_counts_are_said(ocgscore, path, tmp_path):
    for name, start in (("map.svg", "<?xml"), ("map.html", "<!DOCTYPE html>")):
        ran = ocgscore("network", "draw", path, "--out", tmp_path / name)
        assert ran.status == 0, ran.err
        assert f"40 people, 70 links, 6 groups, 2 alliances: {tmp_path / name}" in " ".join(ran.err.split())
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_key_players_are_found_and_marked(ocgscore, path, tmp_path):
    chosen = key_players(synthetic_map(5, groups=6, people=40, links=70), 3).chosen
    found = ocgscore("network", "draw", path, "-k", 3, "--out", tmp_path / "found.svg")
    given = ocgscore(
        "network", "draw", path, *(word for id_ in chosen for word in ("--mark", id_)), "--out", tmp_path / "given.svg"
    )
    assert found.status == given.status == 0, found.err + given.err
    assert (tmp_path / "found.svg").read_bytes() == (tmp_path / "given.svg").read_bytes()
    assert "3 key players marked" in found.err + found.out


def test_grades_come_from_a_table_or_are_the_illustrative_ones(ocgscore, path, tmp_path):
    ran = ocgscore("network", "draw", path, "--grades", "illustrative", "--out", tmp_path / "map.svg")
    assert ran.status == 0, ran.err
    assert "less than certain" in (tmp_path / "map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--mark", "P99"], 2, "'P99' is not the id of a person in the map"),
        (["--mark", "P03", "--mark", "p-17"], 2, "did you mean 'P17'"),
        (["-k", "40"], 2, "40"),
        (["-k", "0"], 2, "0 is not in the range x>=1"),
        (["-k", "2", "--mark", "P01"], 2, "either -k or --mark"),
        (["--level", "town"], 2, "'town' is not one of"),
        (["--grades", "missing.csv"], 2, "missing.csv"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(ocgscore, path, tmp_path, words, status, said):
    ran = ocgscore("network", "draw", path, *words, "--out", tmp_path / "map.svg")
    assert ran.status == status, ran.err
    assert said in ran.err
    assert not (tmp_path / "map.svg").exists()


def test_the_marking_is_written_and_what_is_left_out_is_said(ocgscore, tmp_path):
    write_map(synthetic_map(2, groups=12, people=1_600, links=2_000), tmp_path / "many.json")
    ran = ocgscore("network", "draw", "many.json", "--marking", "OFFICIAL <x>", "--out", "map.svg")
    assert ran.status == 0, ran.err
    assert "1,600 people are too many to draw one by one" in " ".join(ran.err.split())
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").count("OFFICIAL &lt;x&gt;</text>") == 2
    again = ocgscore("network", "draw", "many.json", "--level", "person", "--out", "people.svg")
    assert again.status == 2
    assert "leave --level out to draw the groups" in " ".join(again.err.split())
    assert not (tmp_path / "people.svg").exists()


@pytest.mark.parametrize("name", ["map.svg", "map.html"])
def test_two_runs_write_the_same_bytes(ocgscore, path, tmp_path, name):
    written = []
    for _ in range(2):
        assert ocgscore("network", "draw", path, "-k", 2, "--out", name).status == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_a_picture_never_replaces_what_it_was_drawn_from(ocgscore, path, tmp_path):
    grades = tmp_path / "grades.html"
    grades.write_text("grade,probability\nungraded,0.5\n", encoding="utf-8")
    ran = ocgscore("network", "draw", path, "--grades", grades, "--out", grades)
    assert ran.status == 2
    assert grades.read_text(encoding="utf-8").startswith("grade,")


def test_another_ending_and_the_map_itself_are_no_place_for_a_picture(ocgscore, path, tmp_path):
    before = path.read_bytes()
    for out in (tmp_path / "map.png", path):
        ran = ocgscore("network", "draw", path, "--out", out)
        assert ran.status == 2
        assert ".svg for a drawing or .html for a page" in ran.err
    assert path.read_bytes() == before
