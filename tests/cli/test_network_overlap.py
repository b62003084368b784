"""`ocgscore network overlap`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

PEOPLE = "id,name,born,force\n" + "".join(f"f{n},By Stander{n},,Westbrook\n" for n in range(30)) + (
    "w1,Ann Lee,1985-04-03,Westbrook\nw2,Bob Roe,1986-05-04,Westbrook\nw3,Cy Poe,1987-06-05,Westbrook\n"
    'n1,"LEE, Ann",1985-04-03,Northmoor\nn2,"ROE, Bob",1986-05-04,Northmoor\nn3,Di Doe,1988-07-06,Northmoor\n'
)  # fmt: skip
GROUPS = (
    'id,name,force\nW-1,"Harbour, the old OCG",Westbrook\nN-1,Old Harbour crew,Northmoor\nW-2,Quay Ünity,Westbrook\n'
)
MEMBERS = "person,group\nw1,W-1\nw2,W-1\nw3,W-1\nn1,N-1\nn2,N-1\nn3,N-1\nw3,W-2\nf0,W-2\nf1,W-2\n"
LINKS = "person,other,strength\nw1,w2,1\nn3,f1,2.5\nw2,n2,1\nw2,n3,1\n"
SHARED = [
    "group", "other", "group_name", "other_name", "group_force", "other_force", "shared", "group_size", "other_size",
    "jaccard", "overlap_coefficient", "chance", "people", "names", "provenance",
]  # fmt: skip


@pytest.fixture
def folder(tables_in):
    """A map as a folder of tables: one group as two forces mapped it, and another that shares a member with it."""
    return tables_in("map", {"people": PEOPLE, "groups": GROUPS, "members": MEMBERS, "links": LINKS})


def rows_of(ran):
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_shared_members_read_as_a_list_within_eighty_columns(ocgscore, folder):
    ran = ocgscore("network", "overlap", folder)
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "1. Harbour, the old OCG (W-1) and Quay Ünity (W-2) share 1 member" in said
    assert "of 3 and 3: Jaccard 0.2000, overlap coefficient 0.3333, chance 0.236" in said
    assert "Cy Poe (w3)" in said
    assert "drawn blindly from all 36 people on the map" in said


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_shared_members_go_to_standard_output_in_the_format_asked_for(ocgscore, folder, format_):
    ran = ocgscore("network", "overlap", folder, "--format", format_)
    if format_ == "csv":
        rows = rows_of(ran)
    elif format_ == "json":
        document = json.loads(ran.out)
        assert set(document["provenance"]) == {"map", "map_sha256", "ocgscore"}
        rows = document["rows"]
    else:
        rows = [json.loads(line) for line in ran.out.splitlines()]
    [row] = rows
    assert list(row) == SHARED
    assert (row["group"], row["other"], row["people"], row["names"]) == ("W-1", "W-2", "w3", "Cy Poe (w3)")
    assert "ocgscore" in row["provenance"]


def test_one_group_mapped_by_two_forces_is_listed_with_the_evidence(ocgscore, folder):
    ran = ocgscore("network", "overlap", folder, "--duplicates")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "1. Old Harbour crew (N-1) and Harbour, the old OCG (W-1): " in said
    assert "same name and date of birth: LEE, Ann (n1) = Ann Lee (w1), ROE, Bob (n2) = Bob Roe (w2)" in said
    assert "names same; forces different" in said
    assert "it is no verdict" in said
    [row] = rows_of(ocgscore("network", "overlap", folder, "--duplicates", "--format", "csv"))
    assert (row["same_people"], row["shared"], row["lookalikes"], row["names"]) == ("2", "0", "2", "same")
    assert row["lookalike_people"] == "LEE, Ann (n1) = Ann Lee (w1); ROE, Bob (n2) = Bob Roe (w2)"


def test_bridges_name_the_people_without_whom_nothing_would_join_two_groups(ocgscore, folder):
    ran = ocgscore("network", "overlap", folder, "--bridges")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "the only tie: Di Doe (n3) – By Stander1 (f1)" in said
    assert "nothing would join them without Bob Roe (w2)" in said
    assert "whose removal separates groups" in said
    rows = rows_of(ocgscore("network", "overlap", folder, "--bridges", "--format", "csv"))
    assert [(r["kind"], r["group"], r["other"], r["ties"], r["strength"], r["shared"]) for r in rows if r["kind"] == "pair"] == [
        ("pair", "N-1", "W-2", "1", "2.5000", "0"), ("pair", "W-1", "W-2", "0", "0.0000", "1"), ("pair", "N-1", "W-1", "2", "2.0000", "0"),
    ]  # fmt: skip
    cuts = [row for row in rows if row["kind"] == "separating tie"]
    assert "Di Doe (n3); By Stander1 (f1)" in {row["people"] for row in cuts} | {
        "; ".join(reversed(row["people"].split("; "))) for row in cuts
    }


def test_pairs_below_the_least_are_left_out(ocgscore, folder):
    assert rows_of(ocgscore("network", "overlap", folder, "--least", "2", "--format", "csv")) == []
    rows = rows_of(ocgscore("network", "overlap", folder, "--bridges", "--least", "2", "--format", "csv"))
    assert [row["other"] for row in rows if row["kind"] == "pair"] == ["W-1"]
    assert "None found." in ocgscore("network", "overlap", folder, "--least", "2").out


@pytest.mark.parametrize(("option", "pairs"), [(None, "1 pair"), ("--duplicates", "1 pair"), ("--bridges", "3 pairs")])
def test_the_whole_list_is_written_and_the_same_map_writes_the_same_bytes(ocgscore, folder, tmp_path, option, pairs):
    written = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.xlsx"
        ran = ocgscore("network", "overlap", folder, *([option] if option else []), "--out", out)
        assert ran.status == 0, ran.err
        assert f"{pairs} of groups" in ran.err
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_a_marking_heads_and_foots_the_list(ocgscore, folder, tmp_path):
    ran = ocgscore("network", "overlap", folder, "--marking", "OFFICIAL")
    assert ran.out.splitlines()[0].strip() == ran.out.splitlines()[-1].strip() == "OFFICIAL"
    out = tmp_path / "out.csv"
    ocgscore("network", "overlap", folder, "--marking", "OFFICIAL", "--out", out)
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--least", "0"], "--least"),
        (["--duplicates", "--bridges"], "--duplicates goes with neither"),
        (["--duplicates", "--least", "2"], "--duplicates goes with neither"),
        (["--out", "out.docx"], "out.docx"),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(ocgscore, folder, options, said):
    ran = ocgscore("network", "overlap", folder, *options)
    assert ran.status == 2
    assert said in ran.err


def test_a_map_that_is_not_there_or_not_sound_is_told_and_writes_nothing(ocgscore, folder, tmp_path):
    assert ocgscore("network", "overlap", tmp_path / "absent.json").status == 2
    (folder / "members.csv").write_text("person,group\nw1,W-9\n", encoding="utf-8")
    ran = ocgscore("network", "overlap", folder, "--out", tmp_path / "out.csv")
    assert ran.status == 1
    assert "W-9" in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_the_map_is_never_written_over(ocgscore, tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("person,other\na,b\n", encoding="utf-8")
    ran = ocgscore("network", "overlap", path, "--out", path)
    assert ran.status == 2
    assert path.read_text(encoding="utf-8") == "person,other\na,b\n"
    assert "The map names no groups." in ocgscore("network", "overlap", path).out


def test_the_families_of_the_us_mafia_run_end_to_end(ocgscore, shared_data):
    path = shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml")
    rows = rows_of(ocgscore("network", "overlap", path, "--bridges", "--format", "csv"))
    pairs = [row for row in rows if row["kind"] == "pair"]
    assert sum(int(row["ties"]) for row in pairs) == 885
    assert len({row["group"] for row in pairs} | {row["other"] for row in pairs}) <= 24
    assert "None found." in ocgscore("network", "overlap", path, "--duplicates").out
