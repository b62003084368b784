"""`ocgscore network disrupt`, through the real entry point."""

from __future__ import annotations

import csv
import io
import json

import pytest

LINKS = "person,other,strength\nann,bob,2\nbob,cat,1\ncat,dan,3\ndan,eve,1\ncat,eve,1\n"
COLUMNS = [
    "removals", "removed", "largest", "share_of_start", "share_of_people", "efficiency", "efficiency_error",
    "efficiency_kept", "random_mean", "random_low", "random_high", "provenance",
]  # fmt: skip
ASSUMED = ["assumed_removed", "assumed_largest", "assumed_ties_made", "assumed_efficiency"]


@pytest.fixture
def links(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text(LINKS, encoding="utf-8")
    return path


@pytest.fixture
def case(tables_in):
    """A map with groups: a folder of tables."""
    tables = {
        "people": "id\nann\nbob\ncat\ndan\neve\n",
        "groups": "id,name\nX,Quay\nY,Harbour\n",
        "members": "person,group\nann,X\nbob,X\ncat,X\ncat,Y\ndan,Y\n",
        "links": LINKS,
    }
    return tables_in("case", tables)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_curve_reads_within_eighty_columns(ocgscore, links):
    ran = ocgscore("network", "disrupt", links)
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "5 people, 5 links, people taken out by number of links, ranked once, before the first removal" in said
    assert "1 cat 2 40.0 % 0.333 2–4 ########" in said
    assert "down to half after 1 removal." in said
    assert "R, that mean over all 5 removals, is 0.2400." in said
    assert "first by id goes first" in said
    assert "Worked out – order: number of links, arrays; largest component: exact" in said
    assert "ASSUMPTION" not in said


def test_recovery_is_labelled_an_assumption_and_set_beside_the_curve(ocgscore, links):
    ran = ocgscore("network", "disrupt", links, "--by", "betweenness", "--recompute", "--recover", "1", "--seed", "4")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "if mended" in said
    assert "ASSUMPTION, not evidence" in said
    assert "each such link with chance 1 (one draw, seed 4)" in said
    assert "by betweenness (a link costs 1 / strength), ranked anew after each removal" in said
    hub = ocgscore("network", "disrupt", links, "--recover", "1", "--rule", "hub")
    assert "the one among them who has the most links" in " ".join(hub.out.split())


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl"])
def test_the_whole_curve_goes_to_standard_output_in_the_format_asked_for(ocgscore, links, format_):
    ran = ocgscore("network", "disrupt", links, "--block", "2", "--hops", "--recover", "0.5", "--format", format_)
    assert ran.status == 0, ran.err
    if format_ == "csv":
        rows = rows_of(ran.out)
    elif format_ == "json":
        document = json.loads(ran.out)
        assert document["provenance"]["recompute"] == "2"
        assert document["provenance"]["assumed_recovery"] == "chain"
        rows = document["rows"]
    else:
        rows = [json.loads(line) for line in ran.out.splitlines()]
    assert len(rows) == 6
    assert list(rows[0]) == [*COLUMNS[:-1], *ASSUMED, COLUMNS[-1]]
    assert [str(row["largest"]) for row in rows[:2]] == ["5", "2"]
    assert rows[1]["removed"] == "cat"
    assert "by degree recompute 2 distances steps" in rows[0]["provenance"]


def test_the_same_seed_writes_the_same_bytes(ocgscore, links, tmp_path):
    for ending in ("csv", "xlsx"):
        written = []
        for name in ("one", "two"):
            out = tmp_path / f"{name}.{ending}"
            ran = ocgscore("network", "disrupt", links, "--recover", "0.5", "--seed", "7", "--out", out)
            assert ran.status == 0, ran.err
            assert "What removals leave of links.csv" in ran.err
            written.append(out.read_bytes())
        assert written[0] == written[1], ending


def test_an_order_comes_from_a_table_and_its_faults_are_named_at_their_cells(ocgscore, links, tmp_path):
    order = tmp_path / "order.csv"
    order.write_text("rank,person\n1,bob\n2,cat\n", encoding="utf-8")
    ran = ocgscore("network", "disrupt", links, "--order", order, "--format", "csv")
    assert [(row["removed"], row["largest"]) for row in rows_of(ran.out)] == [("", "5"), ("bob", "3"), ("cat", "2")]
    assert "R is undefined: it takes all 5 removals." in ocgscore("network", "disrupt", links, "--order", order).out
    order.write_text("person\nBOB\nann\nann\n", encoding="utf-8")
    wrong = ocgscore("network", "disrupt", links, "--order", order)
    assert wrong.status == 1
    assert "order.csv!A2 person: 'BOB' is not a person of the network; did you mean 'bob'?" in wrong.err
    assert "order.csv!A4 person: 'ann' is not named once" in wrong.err


def test_whole_groups_are_taken_out_alone_and_one_after_another(ocgscore, case):
    ran = ocgscore("network", "disrupt", case, "--groups")
    assert ran.status == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    said = " ".join(ran.out.split())
    assert "Each group alone, the largest component having 5 people: group members removed largest left damage" in said
    assert "X 3 3 2 60.0 % Y 2 2 2 60.0 %" in said
    assert "A person in several groups goes with the first" in said
    kept = rows_of(ocgscore("network", "disrupt", case, "--groups", "--keep-shared", "--format", "csv").out)
    assert [(row["group"], row["name"], row["people_removed"], row["largest_left"]) for row in kept] == [
        ("X", "Quay", "2", "3"),
        ("Y", "Harbour", "1", "4"),
    ]
    assert [(row["turn"], row["people_gone"], row["largest_then"]) for row in kept] == [
        ("1", "2", "3"),
        ("2", "4", "1"),
    ]
    assert "people_in_several_groups kept" in kept[0]["provenance"]


def test_the_order_of_groups_may_be_given(ocgscore, case, tmp_path):
    order = tmp_path / "order.csv"
    order.write_text("group\nY\n", encoding="utf-8")
    rows = rows_of(ocgscore("network", "disrupt", case, "--groups", "--order", order, "--format", "csv").out)
    assert [(row["group"], row["turn"]) for row in rows] == [("X", ""), ("Y", "1")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--by", "fame"], "'fame' is not one of"),
        (["--steps", "6"], "steps: '6' is not a whole number from 1 to 5, the number of people"),
        (["--block", "0"], "block: '0'"),
        (["--recover", "2"], "recover: '2.0' is not a chance from 0 to 1"),
        (["--seed", "-1"], "seed: '-1'"),
        (["--recompute", "--block", "2"], "--block cannot go with --recompute."),
        (["--groups", "--by", "degree", "--hops"], "--by and --hops cannot go with --groups."),
        (["--order", "x.csv", "--recompute"], "--recompute cannot go with --order."),
        (["--keep-shared"], "--keep-shared goes with --groups."),
        (["--rule", "hub"], "--rule goes with --recover."),
    ],
)
def test_a_request_that_cannot_be_met_is_wrong_usage(ocgscore, links, options, said):
    ran = ocgscore("network", "disrupt", links, *options)
    assert ran.status == 2
    assert said in ran.err


def test_a_map_without_groups_is_told_so(ocgscore, links):
    ran = ocgscore("network", "disrupt", links, "--groups")
    assert ran.status == 1
    assert "a group with a member is missing; say who belongs to which group" in ran.err


def test_an_input_is_never_written_over(ocgscore, links, tmp_path):
    order = tmp_path / "order.csv"
    order.write_text("person\nbob\n", encoding="utf-8")
    for path in (links, order):
        before = path.read_bytes()
        assert ocgscore("network", "disrupt", links, "--order", order, "--out", path).status == 2
        assert path.read_bytes() == before


def test_a_marking_heads_and_foots_what_is_printed(ocgscore, links):
    lines = ocgscore("network", "disrupt", links, "--marking", "OFFICIAL").out.splitlines()
    assert lines[0].strip() == lines[-1].strip() == "OFFICIAL"
