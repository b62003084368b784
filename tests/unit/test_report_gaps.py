"""The section on gaps to collect, and on the rows that are not scored."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, score
from ocgscore.matrix import shipped_folder
from ocgscore.report.meeting.blocks import Link, Listing, Page, Words
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.material import Rejected
from ocgscore.report.meeting.sections.gaps import answers_said, gaps_section
from ocgscore.robustness.gaps import gaps

MATRIX = "sleipnir-2000"  # corruption weighs 19, violence 18; nil 0, low 1, medium 2, high 4; no bands
NIL = {criterion.id: "nil" for criterion in load_matrix(MATRIX).criteria}


def row(group, **levels):
    return {"group": group} | NIL | levels


def section(rows, matrix=MATRIX, **asked):
    return gaps_section(gather(assess(rows, matrix), draws=10, **asked))


def listing(found, id_) -> Listing:
    parts = [block for page in found.blocks for block in (page.blocks if isinstance(page, Page) else (page,))]
    (only,) = [part for part in parts if isinstance(part, Listing) and part.id == id_]
    return only


def ids(found):
    return [block.id for block in found.blocks if isinstance(block, (Listing, Page))]


def texts(listed):
    return [tuple(cell.said if isinstance(cell, Link) else cell for cell in cells) for cells in listed.rows]


# -- what to find out --------------------------------------------------------------------------------------------------


def test_an_unknown_reads_as_a_question_somebody_can_be_tasked_with():
    """By hand, K = 1: A has violence 0, 18, 36 or 72 against B's 19; as good as even, so it counts as in.

    It is in (above 19) with 36 and 72, which is 2 of 4: as likely in as out, so in. Knowing nil or low puts it out:
    chance 2 of 4. The mean score is 31.5; knowing it moves that by 31.5, 13.5, 4.5 or 40.5: 22.5 on average.
    """
    found = section([row("A", violence="?"), row("B", corruption="low")], top=1)
    listed = texts(listing(found, "gaps-first"))
    question = load_matrix(MATRIX).criterion("violence").question
    assert listed == [
        (
            "1", "A", "1–2", f"Violence: {question}", "all 4: Nil to High",
            "2 of 4 answers would change the likelier side of the line", "22.5",
        )
    ]  # fmt: skip


def test_a_level_narrowed_says_what_is_left():
    found = section([row("A", violence="low|medium"), row("B")])
    assert texts(listing(found, "gaps-first"))[0][4] == "Low–Medium"


def test_an_answer_that_changes_no_verdict_says_so():
    """By hand: with K = 2 of 2 groups nobody can cross the line, and the matrix has no bands."""
    found = section([row("A", violence="?"), row("B")], top=2)
    assert texts(listing(found, "gaps-first"))[0][5] == "no answer would change the likelier side of the line"


def test_the_order_is_that_of_the_library_and_the_rest_is_counted():
    rows = [{"group": name, "corruption": "high"} for name in "ABC"]
    batch = assess(rows, MATRIX)
    found, material = section(rows), gather(batch, draws=10)
    expected = [(gap.group, gap.criterion.title) for gap in gaps(material.scores, top=material.top)[:20]]
    listed = listing(found, "gaps-first")
    assert [(cells[1], cells[3].partition(":")[0]) for cells in texts(listed)] == expected
    assert listed.note.startswith("34 more, further down in that order.")  # 3 groups × 18 unknown, 20 of them listed
    assert found.lead.startswith("54 levels that Total is made of are not known, in 3 of 3 groups; 20 ")


def test_the_order_can_be_read_off_the_list():
    """The share of answers that would change a verdict never rises, and where it is alike the move of the score falls."""
    levels = {"A": {"physical": "?"}, "B": {"intent": "?", "physical": "2-3"}, "C": {"recent_activity": "1-3"}}
    known = {c.id: c.levels[2].code for c in load_matrix("ocg-tactical").criteria}
    found = section([{"group": name} | known | own for name, own in levels.items()], "ocg-tactical", top=1)
    (order,) = [block.said for block in found.blocks if isinstance(block, Words)]
    assert order.startswith("The order is that of the share of answers that would change the likeliest band or")
    keys = []
    for cells in texts(listing(found, "gaps-first")):
        shares = [
            Fraction(int(one), int(all_)) for one, all_ in re.findall(r"(\d) of (\d) answers? would change", cells[5])
        ]
        keys.append((sum(shares), Fraction(cells[6])))
    assert keys == sorted(keys, reverse=True)
    assert keys[0][0] > keys[-1][0]


def test_answers_are_counted_and_only_levels_of_unlike_chances_give_a_per_cent():
    """By hand, K = 1: A has violence 0, 18 or 36 against E's 36, and is out unless it is medium.

    Where levels count as often as the batch has them, nil counts twice, low and medium once each.
    """
    known = [row("B", corruption="low"), row("C", violence="low"), row("D"), row("E", violence="medium")]
    rows = [row("A", violence="not high"), *known]
    alike, batch = (gaps(score(assess(rows, MATRIX)), top=1, unknowns=one)[0] for one in ("uniform", "batch"))
    assert answers_said(alike, alike.chance_line) == "1 of 3 answers"
    assert answers_said(batch, batch.chance_line) == "answers with a chance of 25 % together"


def test_where_nothing_is_unknown_nothing_is_listed():
    found = section([row("A"), row("B", violence="low")])
    assert found.lead == "Nothing to find out: every level that Total is made of is known."
    assert found.blocks == ()


def test_the_group_leads_to_its_page():
    found = section([row("A", violence="?"), row("B")])
    assert listing(found, "gaps-first").rows[0][1] == Link("A", "group-1")


def test_costs_are_not_spoken_of_in_figures_and_limits_are_said():
    found = section([row("A", violence="?"), row("B")])
    (limits,) = [block for block in found.blocks if isinstance(block, Page) and block.id == "gaps-limits"]
    said = " ".join(limits.blocks[0].said)
    assert "Every level still possible counts alike" in said
    assert "nobody's belief" in said
    assert "nothing here tests it" in said
    assert "cost" not in said


# -- what is most often unknown ----------------------------------------------------------------------------------------


def test_criteria_are_counted_over_the_whole_batch_with_those_outside_the_measure():
    """By hand: of 4 groups, physical is unknown in 2 and narrowed in 1; public confidence unknown in 1."""
    known = {c.id: c.levels[0].code for c in load_matrix("ocg-tactical").criteria}
    changes = [{"physical": "?"}, {"physical": ""}, {"physical": "1-2"}, {"public_confidence": "?"}]
    rows = [{"group": f"G{at}"} | known | change for at, change in enumerate(changes)]
    listed = texts(listing(section(rows, "ocg-tactical"), "gaps-criteria"))
    assert listed == [("Physical harm", "2", "1", "75 %", "yes"), ("Public confidence", "1", "0", "25 %", "no")]


def test_of_criteria_as_often_not_known_the_one_with_more_unknown_comes_first():
    found = section([row("A", corruption="not nil", violence="?"), row("B")])
    assert [cells[0] for cells in texts(listing(found, "gaps-criteria"))] == ["Violence", "Corruption"]


LEVELS = st.sampled_from(["nil", "low", "high", "?", "not nil", "low|medium"])


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=5))
def test_the_counts_by_criterion_add_up_to_all_that_is_not_known(levels):
    rows = [row(f"G{at}", violence=one, mobility=other) for at, (one, other) in enumerate(levels)]
    open_ = sum(level in {"?", "not nil", "low|medium"} for pair in levels for level in pair)
    found = section(rows)
    if not open_:
        assert ids(found) == []
        return
    counted = texts(listing(found, "gaps-criteria"))
    assert sum(int(cells[1]) + int(cells[2]) for cells in counted) == open_
    assert found.lead.startswith(f"{open_} level")


# -- the rows that are not scored --------------------------------------------------------------------------------------


def test_rows_that_are_not_scored_stand_with_their_problems():
    refused = (
        Rejected("demo.csv row 7", "WB-1", ("demo.csv!D7: 'hihg' is no level",)),
        Rejected("demo.csv row 9", "", tuple("abcdefg")),
    )
    found = section([row("A")], rejected=refused)
    assert found.lead.endswith("2 rows are not scored.")
    assert texts(listing(found, "gaps-rejected")) == [
        ("demo.csv row 7", "WB-1", "demo.csv!D7: 'hihg' is no level"),
        ("demo.csv row 9", "", "a; b; c; d; e; and 2 more"),
    ]


def test_many_of_them_are_cut_and_counted():
    refused = tuple(Rejected(f"row {at}", f"G{at}", ("bad",)) for at in range(130))
    listed = listing(section([row("A")], rejected=refused), "gaps-rejected")
    assert len(listed.rows) == 100
    assert listed.note.startswith("30 rows more.")


@pytest.mark.parametrize("path", sorted(shipped_folder("matrices").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_matrix_has_its_gaps_told(path):
    matrix = load_matrix(path.stem)
    first = matrix.criteria[0]
    rows = [{matrix.subject: name, first.id: level} for name, level in (("A", "?"), ("B", first.levels[-1].code))]
    found = section(rows, matrix.id, by=matrix.ranks_by or matrix.measures[-1].id)
    assert "gaps-first" in ids(found)
    assert all(len(cells) == 7 for cells in listing(found, "gaps-first").rows)
