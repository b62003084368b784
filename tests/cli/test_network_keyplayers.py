"""`ocgscore network keyplayers`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

LINKS = (
    "person,other,strength\nann,bob,2\nbob,cat,1\ncat,dan,3\ncat,eve,1\neve,fay,1\nfay,gus,1\nfay,hal,2\nann,cat,1\n"
)
COLUMNS = [
    "set", "person", "name", "groups", "roles", "links", "weight",
    "measure", "before", "after", "lost", "certainty", "provenance",
]  # fmt: skip


@pytest.fixture
def links(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(LINKS, encoding="utf-8")
    return path


@pytest.fixture
def case(tables_in):
    """A map with names, groups and roles: a folder of tables."""
    tables = {
        "people": "id,name\nann,Ann Lee\nbob,\ncat,Cat Orr\ndan,\neve,\nfay,Fay Roe\ngus,\nhal,\n",
        "groups": "id,name\nX,Quay\nY,Harbour\n",
        "members": "person,group,role\nann,X,boss\nbob,X,runner\ncat,X,broker\ncat,Y,Runner\nfay,Y,\n",
        "links": LINKS,
    }
    return tables_in("case", tables)


@pytest.fixture
def weights(tmp_path):
    def written(text):
        path = tmp_path / "weights.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_set_what_it_does_and_how_sure_it_is_read_within_eighty_columns(ocgscore, case):
    ran = ocgscore("network", "keyplayers", case, "-k", "2")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "8 people, 8 links; the 2 people whose removal splits the network most (F)" in said
    assert "cat 4 Cat Orr X; Y broker; Runner fay 3 Fay Roe Y" in said
    assert "Without them 0.0 % → 93.3 % of the pairs of people who remain are not joined by any path (F)." in said
    assert "Counted over all pairs there were at the start: 0.0 % → 96.4 %." in said
    assert "Proved best: all 28 sets were looked at, and no other is as good." in said
    assert "Of equals the first by id is taken." in said


def test_the_most_central_stand_beside_the_set_with_what_is_lost(ocgscore, tmp_path):
    path = tmp_path / "twins.csv"
    leaves = "".join(f"{hub},leaf{number}\n" for hub in ("h1", "h2") for number in range(5))
    path.write_text(f"person,other\nh1,h2\n{leaves}leaf0,f0\nf0,f1\nf1,f2\nf2,f3\n", encoding="utf-8")
    said = " ".join(ocgscore("network", "keyplayers", path, "-k", "1").out.split())
    assert "key players" in said
    assert "top 1 by links" in said
    assert "points" in said
    assert "are not a set chosen together" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--goal", "reach"], "They reach 8 of 8 people within 2 steps (100.0 %), themselves among them."),
        (["--goal", "reach", "--within", "1", "-k", "1"], "They reach 5 of 8 people within 1 step (62.5 %)"),
        (["--goal", "reach", "--measure", "r_d", "--hops"], "R_D is 100.0 %: 100 % is everybody a step away or nearer"),
        (["--measure", "DF"], "Without them DF is"),
        (["--measure", "DF"], "A link costs 1 / strength, in links as strong as the strongest"),
    ],
)
def test_each_measure_is_put_in_words(ocgscore, links, options, said):
    ran = ocgscore("network", "keyplayers", links, "-k", "2", *options)
    assert ran.status == 0, ran.err
    assert said in " ".join(ran.out.split())
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_every_set_goes_to_standard_output_in_the_format_asked_for(ocgscore, case, format_):
    ran = ocgscore("network", "keyplayers", case, "-k", "2", "--format", format_)
    assert ran.status == 0, ran.err
    if format_ == "csv":
        rows = rows_of(ran.out)
    elif format_ == "json":
        document = json.loads(ran.out)
        assert document["provenance"]["k"] == "2"
        assert document["provenance"]["certainty"] == "proved"
        rows = document["rows"]
    else:
        rows = [json.loads(line) for line in ran.out.splitlines()]
    assert list(rows[0]) == COLUMNS
    assert [(row["set"], row["person"], row["name"]) for row in rows[:2]] == [
        ("key players", "cat", "Cat Orr"),
        ("key players", "fay", "Fay Roe"),
    ]
    assert (str(rows[0]["after"]), rows[0]["certainty"]) == ("0.933333", "proved")
    assert {row["set"] for row in rows} >= {"top by degree", "top by betweenness", "start: one after another"}
    assert "goal fragment measure F distances 1/strength seed 1" in rows[0]["provenance"]


def test_the_same_seed_writes_the_same_bytes(ocgscore, links, tmp_path):
    for ending in ("csv", "xlsx"):
        written = []
        for name in ("one", "two"):
            out = tmp_path / f"{name}.{ending}"
            ran = ocgscore("network", "keyplayers", links, "-k", "2", "--seed", "7", "--out", out)
            assert ran.status == 0, ran.err
            assert "Key players of links.csv" in ran.err
            written.append(out.read_bytes())
        assert written[0] == written[1], ending


def test_weights_come_from_a_table_of_people_of_groups_or_of_roles(ocgscore, case, weights):
    plain = rows_of(ocgscore("network", "keyplayers", case, "-k", "1", "--format", "csv").out)
    assert (plain[0]["person"], plain[0]["weight"]) == ("cat", "1")
    for table, person, weight in (
        ("person,weight\ngus,9\nhal,9.5\n", "fay", "1"),
        ("group,weight\nX,3\nY,7\n", "cat", "7"),
        ("role,weight\nRUNNER,4\nbroker,2.5\n", "cat", "4"),
    ):
        ran = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", weights(table), "--format", "csv")
        assert ran.status == 0, ran.err
        row = rows_of(ran.out)[0]
        assert (row["person"], row["weight"]) == (person, weight)
        assert "weights weights.csv" in row["provenance"]
        assert "have no weight there, and count 1." in ran.err
    said = " ".join(ocgscore("network", "keyplayers", case, "-k", "1", "--weights", weights(table)).out.split())
    assert "each weighed by its two people's weights" in said
    assert "Weights: weights.csv, by role weight; of several of a person's the greatest counts." in said


def test_a_scored_table_may_weigh_groups_by_one_of_its_columns(ocgscore, case, weights):
    table = weights("group,force,total_high\nX,A,120\nY,B,80\nZ,B,40\n")
    ran = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", table, "--weigh-by", "total_high")
    assert ran.status == 0, ran.err
    assert "note: Not on the map as a group, and passed over: 1 of the table's rows (Z)." in ran.err
    missing = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", table)
    assert missing.status == 1
    assert "a column weight is missing; say which with --weigh-by" in missing.err


def test_every_fault_of_a_table_of_weights_is_named_at_its_cell(ocgscore, case, weights):
    table = weights("person,weight\nann,much\nbob,-1\ncat,\ndan,2\ndan,3\n")
    ran = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", table)
    assert ran.status == 1
    assert "weights.csv!B2 weight: 'much' is not a number from 0" in ran.err
    assert "weights.csv!B3 weight: '-1' is not a number from 0" in ran.err
    assert "weights.csv!B4 weight: a number from 0 is missing" in ran.err
    assert "weights.csv!A6 person: 'dan' is not listed once; keep weights.csv!A5" in ran.err
    none = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", weights("group,weight\nXX,1\n"))
    assert "a group of the map is missing" in none.err
    kind = ocgscore("network", "keyplayers", case, "-k", "1", "--weights", weights("who,weight\nann,1\n"))
    assert "a column person, group or role is missing" in kind.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Missing option '-k'"),
        (["-k", "0"], "k: '0' is not a whole number from 1 to 6, the number of people less two"),
        (["-k", "1", "--goal", "fame"], "'fame' is not one of"),
        (["-k", "1", "--measure", "R_D"], "'R_D' is not a measure of the goal fragment; it belongs to the goal reach"),
        (["-k", "1", "--goal", "reach", "--within", "0"], "within: '0'"),
        (["-k", "1", "--within", "2"], "--within goes with m-reach"),
        (["-k", "1", "--goal", "reach", "--measure", "r_d", "--within", "2"], "--within goes with m-reach"),
        (["-k", "1", "--seed", "-1"], "seed: '-1'"),
        (["-k", "1", "--weigh-by", "total"], "--weigh-by goes with --weights."),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(ocgscore, links, options, said):
    ran = ocgscore("network", "keyplayers", links, *options)
    assert ran.status == 2
    assert said in ran.err


def test_an_input_is_never_written_over(ocgscore, links, weights):
    table = weights("person,weight\nann,2\n")
    for path in (links, table):
        before = path.read_bytes()
        ran = ocgscore("network", "keyplayers", links, "-k", "1", "--weights", table, "--out", path)
        assert ran.status == 2
        assert path.read_bytes() == before


def test_a_marking_heads_and_foots_what_is_printed(ocgscore, links):
    lines = ocgscore("network", "keyplayers", links, "-k", "1", "--marking", "OFFICIAL").out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == "OFFICIAL"
