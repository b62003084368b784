"""`ocgscore network measures`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

PEOPLE = (
    "id,name,force\nann,Ann Lee,Westbrook\nbob,Bob Roe,Westbrook\ncat,Cat Poe,Northmoor\ndan,Dan Day,\neve,,\nfay,,\n"
)
GROUPS = "id,name,force\nX,Quay,Westbrook\nY,Harbour,Northmoor\nZ,Millgate,\n"
MEMBERS = "person,group,role,standing\nann,X,driver,principal\nbob,X,,\ncat,X,cook,\ncat,Y,head,significant\ndan,Y,,\n"
LINKS = (
    "person,other,strength,grade,direction\nann,bob,2,1A,none\nbob,cat,1,3E,to\ncat,dan,3,1A,none\ndan,eve,1,3E,none\n"
)
RELATIONS = "group,other,kind,grade\nX,Y,tension,1A\nY,Z,alliance,1A\n"
GRADES = "grade,chance\n1A,1\n3E,0.2\n"
SCORES = "group,Region,risk_low,risk_high,risk_band_low,risk_band_high,rank_best,rank_worst\nY,N,30,30,Low,Low,2,2\nX,S,90,95,High,High,1,1\nQ,E,1,2,Low,Low,3,3\n"  # fmt: skip
RULES = "criterion,measure,at_least,level\nlinks_organised_crime,linked_groups,0,nil\nlinks_organised_crime,linked_groups,1,low\n"
OF_PERSON = [
    "person", "name", "force", "groups", "role", "standing", "degree", "strength", "betweenness", "betweenness_share",
    "closeness", "harmonic", "eigenvector", "effective_size", "efficiency", "constraint", "hierarchy", "core",
    "clustering", "coordinator", "itinerant", "representative", "gatekeeper", "liaison", "cliques", "community",
    "ei_index", "rank_best", "rank_worst", "note", "provenance",
]  # fmt: skip
OF_GROUP = [
    "group", "name", "force", "size", "principals", "significants", "peripherals", "ties_within", "density",
    "largest_part", "ties_outside", "cohesion", "cross_group_degree", "shared_members", "sharing_groups",
    "linked_groups", "alliances", "rivalries", "tensions", "signed_balance", "ei_index", "joined_groups",
    "betweenness", "betweenness_share", "rank_best", "rank_worst", "note", "provenance",
]  # fmt: skip
DRAWN = [f"betweenness_{part}" for part in ("mean", "low", "high", "rank_best", "rank_worst", "in_top")]


@pytest.fixture
def case(tmp_path):
    """A map as a folder of tables, and beside it grades, rules and a scored table."""
    folder = tmp_path / "case"
    folder.mkdir()
    tables = {"people": PEOPLE, "groups": GROUPS, "members": MEMBERS, "links": LINKS, "relations": RELATIONS}
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    for name, text in {"grades": GRADES, "scores": SCORES, "rules": RULES}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def rows_of(ran):
    assert ran.status == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def said(ran):
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    return " ".join(ran.out.split())


# --- people and groups ------------------------------------------------------------------------------------------------


def test_people_are_ranked_by_betweenness_within_eighty_columns(ocgscore, case):
    text = said(ocgscore("network", "measures", case))
    assert "case: 6 people, 4 links, ranked by betweenness, highest first" in text
    assert "rank person groups betweenness contacts constraint" in text
    assert "1 Cat Poe (cat) X, Y 4 2" in text
    assert "2= Bob Roe (bob) X 3 2" in text
    assert "2= Dan Day (dan) Y 3 2" in text
    assert "– is for what has no value: no contacts (constraint" in text
    assert "exactly" in text
    assert "Directions are ignored" in text


def test_groups_are_ranked_likewise(ocgscore, case):
    text = said(ocgscore("network", "measures", case, "--level", "group"))
    assert "case: 3 groups, 4 links, ranked by betweenness, highest first" in text
    assert "1 Harbour (Y) 1 2 1 1" in text
    assert "2= Quay (X) 0 3" in text
    assert "no member (" in text


@pytest.mark.parametrize(("level", "headings"), [("person", OF_PERSON), ("group", OF_GROUP)])
@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_every_measure_goes_to_standard_output_in_the_format_asked_for(ocgscore, case, level, headings, format_):
    ran = ocgscore("network", "measures", case, "--level", level, "--format", format_, "--top", "1")
    if format_ == "csv":
        rows = rows_of(ran)
    elif format_ == "json":
        document = json.loads(ran.out)
        rows, facts = document["rows"], document["provenance"]
        assert facts["ranked_by"] == "betweenness"
        assert set(facts["measures"]) < set(headings)
        for fact in facts["measures"].values():
            assert fact["title"]
            assert fact["unit"]
            assert fact["definition"]
            assert fact["engine"]
            assert fact["exact"] is True
        assert facts["measures"]["density" if level == "group" else "hierarchy"]["blank_because"]
    else:
        rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [list(row) for row in rows] == [headings] * len(rows)
    assert len(rows) == (6 if level == "person" else 3)


def test_who_people_are_and_why_cells_are_blank_stands_beside_the_numbers(ocgscore, case):
    rows = {row["person"]: row for row in rows_of(ocgscore("network", "measures", case, "--format", "csv"))}
    assert (rows["cat"]["name"], rows["cat"]["groups"]) == ("Cat Poe", "X; Y")
    assert rows["cat"]["role"] == "cook (X); head (Y)"
    assert rows["cat"]["standing"] == "significant (Y)"
    assert rows["fay"]["constraint"] == ""
    assert "no contacts: no effective_size, efficiency, constraint" in rows["fay"]["note"]
    assert (rows["fay"]["degree"], rows["fay"]["betweenness"], rows["fay"]["rank_best"]) == ("0", "0", "4")
    assert rows["ann"]["closeness"] == "0.48"  # 4 / 5 of people, at a mean distance of (1/2 + 3/2 + 11/6 + 17/6) / 4


@pytest.mark.parametrize("by", ["degree", "constraint", "closeness"])
def test_another_measure_ranks_when_asked(ocgscore, case, by):
    rows = rows_of(ocgscore("network", "measures", case, "--by", by, "--format", "csv"))
    values = [float(row[by]) for row in rows if row[by]]
    assert values == sorted(values, reverse=True)
    assert [row[by] for row in rows][: len(values)].count("") == 0
    text = said(ocgscore("network", "measures", case, "--by", by, "--top", "2"))
    assert "2 of 6 shown" in text


def test_steps_directions_and_samples_are_said(ocgscore, case):
    text = said(ocgscore("network", "measures", case, "--hops", "--directed"))
    assert "Distances are in steps. Directions are kept." in text
    rows = rows_of(ocgscore("network", "measures", case, "--directed", "--format", "csv"))
    assert {row["person"]: row["degree_in"] for row in rows}["cat"] == "2"
    text = said(ocgscore("network", "measures", case, "--sources", "3"))
    assert "arrays, 3 sources sampled, with 95 % intervals (±)" in text
    row = rows_of(ocgscore("network", "measures", case, "--sources", "3", "--format", "csv"))[0]
    assert row["betweenness_error"]
    exact = rows_of(ocgscore("network", "measures", case, "--sources", "all", "--format", "csv"))
    assert "betweenness_error" not in exact[0]


# --- draws ------------------------------------------------------------------------------------------------------------


def test_over_draws_the_measure_that_ranks_has_its_mean_interval_and_ranks(ocgscore, case):
    options = ("--draws", "50", "--grades", "grades.csv", "--top", "2", "--seed", "3")
    text = said(ocgscore("network", "measures", case, *options))
    assert "ranked by mean betweenness over 50 draws" in text
    assert "rank person groups mean 95 % ranks top 2" in text
    assert "Over 50 draws (seed 3), each link there with its own chance" in text
    ran = ocgscore("network", "measures", case, *options, "--format", "csv")
    rows = rows_of(ran)
    assert [heading for heading in rows[0] if heading.startswith("betweenness_")][:6] == DRAWN
    assert "every link is taken as certain" not in ran.err
    means = [float(row["betweenness_mean"]) for row in rows]
    assert means == sorted(means, reverse=True)
    assert float({row["person"]: row for row in rows}["bob"]["betweenness_mean"]) < 3
    assert ran.raw == ocgscore("network", "measures", case, *options, "--format", "csv").raw


@pytest.mark.parametrize("level", ["person", "group"])
def test_draws_of_a_certain_map_are_the_plain_measures_and_say_so(ocgscore, case, level):
    ran = ocgscore("network", "measures", case, "--draws", "5", "--level", level, "--format", "csv")
    assert "every link is taken as certain" in ran.err
    for row in rows_of(ran):
        assert row["betweenness_mean"] == row["betweenness_low"] == row["betweenness_high"] == row["betweenness"]


# --- beside scores ----------------------------------------------------------------------------------------------------


def test_a_scored_table_keeps_its_columns_and_gets_those_of_its_groups(ocgscore, case):
    ran = ocgscore("network", "measures", case, "--scores", "scores.csv", "--format", "csv")
    rows = rows_of(ran)
    own = SCORES.splitlines()[0].split(",")
    assert list(rows[0])[: len(own)] == own
    assert [",".join(row[heading] for heading in own) for row in rows] == SCORES.splitlines()[1:]
    assert [row["map_size"] for row in rows] == ["2", "3", ""]
    assert [row["map_betweenness"] for row in rows] == ["1", "0", ""]
    assert [row["map_note"] for row in rows][2] == "not on the map"
    assert list(rows[0])[-2:] == ["map_note", "map_provenance"]
    assert "scored but not on the map, left blank: Q" in ran.err
    assert "on the map but not scored: Z" in ran.err
    text = said(ocgscore("network", "measures", case, "--scores", "scores.csv"))
    assert "beside 3 scored rows" in text
    assert "group rank risk band betweenness linked" in text
    assert "X 1 90–95 High 0" in text
    assert text.index("X 1 90–95") < text.index("Y 2 30 Low") < text.index("Q 3 1–2 Low –")
    assert "the group is not on the map" in text


def test_joining_again_changes_nothing_even_after_draws(ocgscore, case, tmp_path):
    written = [tmp_path / name for name in ("once.csv", "drawn.csv", "again.csv")]
    asked = [(tmp_path / "scores.csv", ()), (written[0], ("--draws", "4")), (written[1], ())]
    for (scores, more), out in zip(asked, written, strict=True):
        ran = ocgscore("network", "measures", case, "--scores", scores, *more, "--out", out)
        assert ran.status == 0, ran.err
        assert "3 scored rows with the measures of their groups" in ran.err
    assert written[0].read_bytes() == written[2].read_bytes()
    assert "map_betweenness_mean" in written[1].read_text(encoding="utf-8").splitlines()[0]


# --- proposals --------------------------------------------------------------------------------------------------------


def test_levels_are_proposed_with_evidence_and_written_to_no_assessment(ocgscore, case, tmp_path):
    (tmp_path / "sheet.csv").write_text("group,links_organised_crime\nX,nil\nY,low\n", encoding="utf-8")
    options = ("--rules", "rules.csv", "--matrix", "sleipnir-2000")
    text = said(ocgscore("network", "measures", case, *options, "--scores", "sheet.csv"))
    assert "Quay (X), " in text
    assert "recorded nil: differs" in text
    assert "members in common with 1 group: Y (1)" in text
    assert "recorded low: agrees" not in text.split("recorded nil: differs")[0]
    assert "differs: 1; agrees: 1" in text.replace("nothing proposed: 1; ", "")
    assert "Nothing was written to any assessment" in text
    assert (tmp_path / "sheet.csv").read_text(encoding="utf-8") == "group,links_organised_crime\nX,nil\nY,low\n"
    rows = rows_of(ocgscore("network", "measures", case, *options, "--format", "csv"))
    assert [(row["group"], row["proposed"], row["against"]) for row in rows][:2] == [
        ("X", "low", "not recorded"), ("Y", "low", "not recorded"),
    ]  # fmt: skip


def test_both_tables_at_once_need_a_file_for_one(ocgscore, case, tmp_path):
    options = ("--rules", "rules.csv", "--matrix", "sleipnir-2000", "--scores", "scores.csv", "--format", "csv")
    ran = ocgscore("network", "measures", case, *options)
    assert ran.status == 2
    assert "--out" in ran.err
    out = tmp_path / "joined.csv"
    rows = rows_of(ocgscore("network", "measures", case, *options, "--out", out))
    assert rows[0]["criterion"] == "links_organised_crime"
    assert "map_betweenness" in out.read_text(encoding="utf-8").splitlines()[0]


# --- files and faults -------------------------------------------------------------------------------------------------


def test_a_marking_heads_and_foots_what_is_shown_and_written(ocgscore, case, tmp_path):
    ran = ocgscore("network", "measures", case, "--marking", "OFFICIAL")
    assert ran.out.splitlines()[0].strip() == ran.out.splitlines()[-1].strip() == "OFFICIAL"
    ocgscore("network", "measures", case, "--marking", "OFFICIAL", "--out", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"


def test_a_workbook_holds_every_column_and_what_each_means(ocgscore, case, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    for name in ("one", "two"):
        assert ocgscore("network", "measures", case, "--out", tmp_path / f"{name}.xlsx").status == 0
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    first, second = openpyxl.load_workbook(tmp_path / "one.xlsx").worksheets
    assert [cell.value for cell in next(first.iter_rows())] == OF_PERSON
    facts = {row[0].value: row[1].value for row in second.iter_rows()}
    assert facts["constraint"].startswith("Constraint (above 0): how far all their links lead back to the same contact")
    assert "Blank: without contacts" in facts["constraint"]


def test_every_fault_of_every_file_is_told_at_once(ocgscore, case, tmp_path):
    (case / "links.csv").write_text("person,other,grade\nann,zoe,1A\nbob,bob,1A\n", encoding="utf-8")
    (tmp_path / "grades.csv").write_text("grade,chance\n1A,7\n", encoding="utf-8")
    ran = ocgscore("network", "measures", case, "--draws", "9", "--grades", "grades.csv", "--out", tmp_path / "out.csv")
    assert ran.status == 1
    assert "zoe" in ran.err
    assert "links.csv!B2" in ran.err
    assert "grades.csv!B2" in ran.err
    assert "'7' is not a probability" in ran.err
    assert "3 problems." in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_a_grade_that_only_a_relation_has_matters_to_groups_alone(ocgscore, case):
    (case / "relations.csv").write_text("group,other,kind,grade\nX,Y,tension,9Z\n", encoding="utf-8")
    options = ("--draws", "2", "--grades", "grades.csv")
    assert ocgscore("network", "measures", case, *options).status == 0
    ran = ocgscore("network", "measures", case, *options, "--level", "group")
    assert ran.status == 1
    assert "'9z' is not a grade in grades.csv" in ran.err


def test_a_grade_without_a_chance_is_told(ocgscore, case, tmp_path):
    (tmp_path / "grades.csv").write_text("grade,chance\n1A,1\n", encoding="utf-8")
    ran = ocgscore("network", "measures", case, "--draws", "9", "--grades", "grades.csv")
    assert ran.status == 1
    assert "3E" in ran.err
    assert "grades.csv" in ran.err


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--by", "betweeness"], "did you mean 'betweenness'"),
        (["--by", "community"], "community"),
        (["--by", "degree_in"], "degree_in"),
        (["--level", "group", "--by", "constraint"], "constraint"),
        (["--level", "person", "--scores", "scores.csv"], "--level person"),
        (["--level", "group", "--hops"], "--hops cannot go with --level group"),
        (["--scores", "scores.csv", "--directed"], "--directed cannot go with --level group"),
        (["--rules", "rules.csv"], "--rules and --matrix go together"),
        (["--matrix", "sleipnir-2000"], "--rules and --matrix go together"),
        (["--grades", "grades.csv"], "--grades goes with --draws"),
        (["--draws", "0"], "draws"),
        (["--draws", "5", "--seed", "-1"], "seed"),
        (["--sources", "some"], "'some' is neither"),
        (["--sources", "1"], "sources"),
        (["--top", "0"], "--top"),
        (["--out", "out.docx"], "out.docx"),
        (["--scores", "absent.csv"], "absent.csv"),
        (["--rules", "rules.csv", "--matrix", "no-such-matrix"], "no-such-matrix"),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(ocgscore, case, options, word):
    ran = ocgscore("network", "measures", case, *options)
    assert ran.status == 2, ran.err
    assert word in ran.err
    assert ran.out == ""


def test_a_rule_that_is_wrong_is_told_at_its_cell(ocgscore, case, tmp_path):
    (tmp_path / "rules.csv").write_text(
        "criterion,measure,at_least,level\nlinks_organised_crime,sise,x,low\n", encoding="utf-8"
    )
    ran = ocgscore("network", "measures", case, "--rules", "rules.csv", "--matrix", "sleipnir-2000")
    assert ran.status == 1
    assert "rules.csv!B2" in ran.err
    assert "rules.csv!C2" in ran.err


@pytest.mark.parametrize("name", ["scores", "rules", "grades"])
def test_no_input_is_ever_written_over(ocgscore, case, tmp_path, name):
    asked = {"scores": [], "rules": ["--matrix", "sleipnir-2000"], "grades": ["--draws", "2"]}[name]
    path = tmp_path / f"{name}.csv"
    before = path.read_bytes()
    ran = ocgscore("network", "measures", case, f"--{name}", path, *asked, "--out", path)
    assert ran.status == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("links.csv", "person,other\na,b\nb,c\n"), ("matrix.csv", ",a,b,c\na,0,1,0\nb,1,0,1\nc,0,1,0\n")],
)
def test_a_bare_list_or_matrix_is_measured_too(ocgscore, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    rows = rows_of(ocgscore("network", "measures", name, "--format", "csv"))
    assert [(row["person"], row["betweenness"]) for row in rows] == [("b", "1"), ("a", "0"), ("c", "0")]
    assert "the map names no groups: no coordinator" in rows[0]["note"]
    assert "The map names no groups." in said(ocgscore("network", "measures", name, "--level", "group"))


# --- real networks, end to end ----------------------------------------------------------------------------------------


def measured(ran):
    assert ran.status == 0, ran.err
    document = json.loads(ran.out)
    key = "person" if "person" in document["rows"][0] else "group"
    return {row[key]: row for row in document["rows"]}, document["provenance"]


def test_krebs_network_has_its_published_centralities_from_file_to_json(ocgscore, shared_data):
    """Krebs 2002, table 3, as listed in published.csv: degree, betweenness and closeness to three decimals."""
    path = shared_data("networks", "krebs_911_62", "terrorists.edges.csv")
    rows, _ = measured(ocgscore("network", "measures", path, "--hops", "--format", "json"))
    of = {
        "degree centrality": lambda row: row["degree"] / (len(rows) - 1),
        "betweenness centrality (normalised)": lambda row: row["betweenness_share"],
        "closeness centrality": lambda row: row["closeness"],
    }
    with shared_data("networks", "expected", "published.csv").open(encoding="utf-8", newline="") as lines:
        wanted = [row for row in csv.DictReader(lines) if row["dataset"] == "krebs_911_62" and row["measure"] in of]
    assert len(wanted) == 17
    for row in wanted:
        assert of[row["measure"]](rows[row["node"]]) == pytest.approx(float(row["published"]), abs=0.0005), row


def test_the_us_mafia_is_measured_by_person_and_by_family(ocgscore, shared_data):
    path = shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml")
    rows, facts = measured(ocgscore("network", "measures", path, "--format", "json"))
    assert (len(rows), sum(row["degree"] for row in rows.values())) == (680, 2 * 2699)
    assert facts["measures"]["betweenness"]["exact"] is True
    with shared_data("networks", "expected", "reference_r.csv").open(encoding="utf-8", newline="") as lines:
        wanted = [
            row for row in csv.DictReader(lines) if row["dataset"] == "us_mafia_1960" and row["measure"] == "GF_w_I"
        ]
    assert {row["node"]: rows[row["node"]]["coordinator"] for row in wanted} == {
        row["node"]: float(row["value"]) for row in wanted
    }
    families, _ = measured(ocgscore("network", "measures", path, "--level", "group", "--format", "json"))
    assert len(families) == 24
    assert sum(row["size"] for row in families.values()) == len([row for row in rows.values() if row["groups"]])
    said(ocgscore("network", "measures", path))
    said(ocgscore("network", "measures", path, "--level", "group"))


def rewritten(source, target, headings, **more):
    """Copy a table under other headings, with more columns of one value each."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*(headings.get(heading, heading) for heading in rows[0]), *more])
        out.writerows([*row, *more.values()] for row in rows[1:])
    return target


def test_mexican_groups_are_built_and_measured_by_their_alliances_and_rivalries(ocgscore, shared_data, tmp_path):
    folder = shared_data("networks", "mexico_bacrim2020")
    ends = {"Node": "group", "RNode": "other", "Group": "name_1", "RGroup": "name_2"}
    case = tmp_path / "mexico"
    case.mkdir()
    rewritten(folder / "BACRIM2020_Nodes.csv", case / "groups.csv", {"Node": "id", "Group": "name"})
    with (case / "relations.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, ["group", "other", "kind"], extrasaction="ignore")
        out.writeheader()
        for name, kind in (("Alliances", "alliance"), ("Rivals", "rivalry")):
            part = rewritten(folder / f"BACRIM2020_{name}.csv", tmp_path / f"{name}.csv", ends, kind=kind)
            with part.open(encoding="utf-8", newline="") as lines:
                out.writerows(csv.DictReader(lines))
    rows, facts = measured(ocgscore("network", "measures", case, "--level", "group", "--format", "json"))
    assert len(rows) == 150
    assert sum(row["alliances"] for row in rows.values()) == 2 * 91
    assert sum(row["rivalries"] for row in rows.values()) == 2 * 92
    allied = [row for row in rows.values() if row["alliances"]]
    assert all(row["betweenness"] is not None for row in allied)
    assert {row["joined_groups"] == row["alliances"] for row in allied} == {True}
    assert facts["measures"]["density"]["blank_because"] == ["no member"]
    assert "150 groups" in said(ocgscore("network", "measures", case, "--level", "group"))


@pytest.mark.parametrize(("level", "ties"), [("WR", 247), ("AW", 189), ("JU", 113)])
def test_one_case_is_measured_at_each_level_of_evidence(ocgscore, shared_data, level, ties):
    path = shared_data("networks", "oversize", f"Oversize_mafia__oversize_{level}.graphml")
    rows, _ = measured(ocgscore("network", "measures", path, "--hops", "--format", "json"))
    assert (len(rows), sum(row["degree"] for row in rows.values())) == (182, 2 * ties)
    assert sum(row["core"] > 0 for row in rows.values()) == sum(row["degree"] > 0 for row in rows.values())
    assert "182 people" in said(ocgscore("network", "measures", path))


def test_people_at_events_are_measured_once_projected(ocgscore, shared_data, tmp_path):
    path = shared_data("networks", "philippine_kidnappings", "00_PHILKIDNAP_2M.edges.csv")
    built = ocgscore("network", "build", "--events", path, "--out", tmp_path / "map.json")
    assert built.status == 0, built.err
    rows, _ = measured(ocgscore("network", "measures", "map.json", "--format", "json"))
    assert (len(rows), sum(row["degree"] for row in rows.values())) == (246, 2 * 2571)
    assert all(row["cliques"] is not None for row in rows.values())
    assert "246 people, 2,571 links" in said(ocgscore("network", "measures", "map.json"))
