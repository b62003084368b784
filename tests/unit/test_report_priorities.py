"""The sections on priorities and contenders: every group once, and what would carry one over the line is so."""

from __future__ import annotations

import re
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, rank, score
from ocgscore.explain import explain_batch
from ocgscore.report.meeting.blocks import Bar, Link, Listing, Picture, Words
from ocgscore.report.meeting.crossing import crossings
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.material import page_id
from ocgscore.report.meeting.sections import contenders, priorities
from ocgscore.report.meeting.sections.contenders import contenders_section
from ocgscore.report.meeting.sections.priorities import line_said, priorities_section
from ocgscore.report.ranked_pictures.line import Line
from ocgscore.scoring import score_levels
from ocgscore.testing import assessments, matrices
from ocgscore.words import counted

TACTICAL = load_matrix("ocg-tactical")


def sheet(groups, seed=1, unknown=0.1, **more):
    chance = Random(seed)
    return [
        {"group": f"G-{at:03d}", "force": chance.choice(("East", "North")), **more}
        | {c.id: "?" if chance.random() < unknown else chance.choice(c.levels).code for c in TACTICAL.criteria}
        for at in range(groups)
    ]


def gathered(rows, matrix="ocg-tactical", **asked):
    return gather(assess(rows, matrix), draws=20, **asked)


def listings(section):
    return {block.id: block for block in section.blocks if isinstance(block, Listing)}


def column(listing, heading):
    at = [one.said for one in listing.headings].index(heading)
    return [row[at] for row in listing.rows]


def said(value):
    return value if isinstance(value, str) else value.said


# -- priorities --------------------------------------------------------------------------------------------------------


def test_every_group_stands_once_in_the_list_in_order_of_rank():
    material = gathered(sheet(60))
    (listing,) = listings(priorities_section(material)).values()
    order = material.ranking.order().tolist()
    assert list(map(said, column(listing, "group"))) == [material.group(row) for row in order]
    assert column(listing, "rank") == [material.ranking.text(row) for row in order]
    assert column(listing, "Risk") == [material.measure.score_text(row) for row in order]
    assert column(listing, "Priority") == [material.scores["priority"].band_text(row) for row in order]
    assert column(listing, "known") == [f"{material.scores.known[row]}/16" for row in order]


def test_a_bar_spans_the_exact_scores_as_shares_of_all_that_can_be_reached():
    material = gathered(sheet(12))
    (listing,) = listings(priorities_section(material)).values()
    for bar, row in zip(column(listing, "Risk, 0 to 768"), material.ranking.order().tolist(), strict=True):
        low, high = material.measure.exact(row)
        assert isinstance(bar, Bar)
        assert (bar.low, bar.high) == pytest.approx((float(low / 768), float(high / 768)))
        assert bar.said.endswith(" of 0 to 768")


def test_the_list_sorts_by_numbers_and_not_by_how_they_are_written():
    material = gathered(sheet(60))
    (listing,) = listings(priorities_section(material)).values()
    heads = [one.said for one in listing.headings]
    assert len(listing.orders) == 60
    assert {len(keys) for keys in listing.orders} == {len(heads)}
    by_score = sorted(range(60), key=lambda at: listing.orders[at][heads.index("Risk")])
    highs = [int(material.measure.high[material.ranking.order()[at]]) for at in by_score]
    assert highs == sorted(highs)
    assert [keys[0] for keys in listing.orders] == sorted(keys[0] for keys in listing.orders)


def test_groups_with_a_page_are_linked_and_the_others_named(monkeypatch):
    monkeypatch.setattr(priorities, "paged_rows", lambda material: [3])
    material = gathered(sheet(9))
    names = column(listings(priorities_section(material))["all-groups"], "group")
    assert [name for name in names if isinstance(name, Link)] == [Link("G-003", page_id(3))]
    assert sum(isinstance(name, str) for name in names) == 8


def test_what_a_tasking_meeting_asks_for_is_shown_where_the_sheet_has_it_and_nothing_else_of_it():
    rows = sheet(3, Owner="DI Example", notes="private", status="x" * 90)
    (listing,) = listings(priorities_section(gathered(rows))).values()
    heads = [one.said for one in listing.headings]
    assert heads[-3:] == ["force", "owner", "status"]
    assert column(listing, "owner") == ["DI Example"] * 3
    assert column(listing, "status") == ["x" * 59 + "…"] * 3
    assert "private" not in str(listing)


def test_without_a_grid_the_reason_stands_in_its_place():
    rows = [{"group": name, "corruption": level} for name, level in [("A", "high"), ("B", "low")]]
    blocks = priorities_section(gathered(rows, "sleipnir-2000")).blocks
    assert [one.said for one in blocks if isinstance(one, Words)] == [
        "There is no risk grid: Total is not made of two banded measures alone, but of 19 criteria or measures."
    ]
    assert sum(isinstance(one, Picture) for one in blocks) == 1


def test_of_many_groups_the_first_are_drawn_and_the_rest_are_pointed_at():
    section = priorities_section(gathered(sheet(90)))
    drawn = next(one for one in section.blocks if isinstance(one, Picture))
    assert drawn.caption == "The first 40 by rank are drawn; the other 50 are in the list below."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(10, 8, 3, 13), "With the numbers of this matrix, 8 of 24 groups are above the line (rank 10 or better by Risk) whatever is unknown, by worst rank: A. 3 could be above or below it: B. 13 are below it."),
        (Line(10, 1, 9, 1), "With the numbers of this matrix, 1 of 11 groups is above the line (rank 10 or better by Risk) whatever is unknown, by worst rank: A. 9 could be above or below it: B. 1 is below it."),
        (Line(1, 0, 2, 0), "With the numbers of this matrix, no group is above the line (rank 1 or better by Risk) whatever is unknown. 2 could be above or below it: B."),
        (Line(2, 2, 0, 0), "The line (rank 2 or better by Risk) stands below all 2 groups. By worst rank: A."),
    ],
)  # fmt: skip
def test_where_the_groups_stand_is_said_the_surest_first(line, expected):
    assert line_said(line, "A", "B", by="Risk") == expected


def test_the_lead_names_those_above_by_worst_rank_and_nobody_first_for_being_ill_known():
    """By hand: B has 14, C 12, D 10 and E 2 points of harm; A has 8 to 16, so that it may be first, and fourth."""
    same = dict.fromkeys(["physical", "community_environment", "victim_vulnerability", "geographic_scope"], "0")
    levels = {"A": ("4", "?"), "B": ("4", "3"), "C": ("4", "2"), "D": ("4", "1"), "E": ("1", "0")}
    rows = [{"group": name, **same, "financial": one, "psychological": other} for name, (one, other) in levels.items()]
    leads = {top: priorities_section(gathered(rows, by="harm", top=top)).lead for top in (2, 4)}
    assert leads[2] == (
        "With the numbers of this matrix, 1 of 5 groups is above the line (rank 2 or better by Total harm) whatever is "
        "unknown, by worst rank: B (rank 1–2). 2 could be above or below it: C (rank 2–3), A (rank 1–4). 2 are below it."
    )
    assert "by worst rank: B (rank 1–2), C (rank 2–3), A (rank 1–4), D (rank 3–4). 1 is below it." in leads[4]


def test_the_lead_names_a_few_and_counts_the_others():
    lead = priorities_section(gathered(sheet(30, unknown=0.0), top=8)).lead
    assert lead.count("(rank ") == 1 + 5
    assert re.search(r"\) and \d more\.", lead)


@pytest.mark.parametrize("groups", [1, 2, 40])
@pytest.mark.parametrize("unknown", [0.0, 0.5])
def test_batches_of_any_size_have_both_sections(groups, unknown):
    material = gathered(sheet(groups, unknown=unknown))
    assert len(listings(priorities_section(material))["all-groups"].rows) == groups
    assert contenders_section(material).lead


def test_markup_in_a_sheet_is_plain_text_in_lists_and_escaped_in_pictures():
    rows = sheet(3, owner="<b>=1+1</b>")
    rows[0]["group"] = "<script>alert(1)</script>"
    for make in (priorities_section, contenders_section):
        for block in make(gathered(rows, top=1)).blocks:
            if isinstance(block, Picture):
                assert "<script" not in block.svg
                assert "&lt;script" in block.svg
    (listing,) = listings(priorities_section(gathered(rows))).values()
    assert "<script>alert(1)</script>" in map(said, column(listing, "group"))


# -- contenders --------------------------------------------------------------------------------------------------------


def side(best, worst, top):
    return 1 if worst <= top else -1 if best > top else 0


def stands(scores, by, row, criterion, level, top):
    """Return where a group would stand with one level changed: the batch scored anew, ranks counted one by one."""
    batch, at = scores.assessments, scores.assessments.matrix.measure_position(by)
    ends = []
    for codes, scored in ((batch.lowest, scores.low[at]), (batch.highest, scores.high[at])):
        levels = codes[[row]].copy(order="F")
        levels[0, criterion] = level
        changed = int(score_levels(batch.matrix, levels)[0][at][0])
        ends.append([changed if other == row else int(one) for other, one in enumerate(scored)])
    (low, high), others = (ends[0][row], ends[1][row]), [at for at in range(len(scores)) if at != row]
    best = 1 + sum(ends[0][other] > high for other in others)
    worst = 1 + sum(ends[1][other] > low for other in others)
    return side(best, worst, top)


@settings(max_examples=40)
@given(data=st.data())
def test_turns_are_the_nearest_levels_that_move_a_group_over_the_line(data):
    matrix = data.draw(matrices(most_criteria=4, most_levels=4))
    scores = score(data.draw(assessments(matrix, least=2, most=5)))
    top = data.draw(st.integers(1, len(scores)))
    ranking, batch = rank(scores), scores.assessments
    found = crossings(explain_batch(scores), top)
    for row in range(len(scores)):
        before = side(int(ranking.best[row]), int(ranking.worst[row]), top)
        learnt, changed = set(), set()
        for at, criterion in enumerate(matrix.criteria):
            low, high = int(batch.lowest[row, at]), int(batch.highest[row, at])
            after = [stands(scores, ranking.by, row, at, level, top) for level in range(len(criterion.levels))]
            possible = range(low, high + 1) if low < high else range(0)
            ruled_out = [level for level in range(len(after)) if not low <= level <= high]
            for up, pick in ((True, min), (False, max)):
                settles = [level for level in possible if before == 0 and after[level] == (1 if up else -1)]
                moves = [level for level in ruled_out if (after[level] > before if up else after[level] < before)]
                learnt |= {(criterion.id, pick(settles), up)} if settles else set()
                changed |= {(criterion.id, pick(moves), up)} if moves else set()
        for turns, expected in ((found.learnt, learnt), (found.changed, changed)):
            assert {(turn.criterion.id, turn.level, turn.up) for turn in turns.get(row, ())} == expected


def three(psychological):
    """Return A with 6 points of harm and twice its psychological level, B with 10 and C with 0, all else alike."""
    same = dict.fromkeys(["physical", "community_environment", "victim_vulnerability", "geographic_scope"], "0")
    levels = [("3", psychological), ("2", "3"), ("0", "0")]
    return [
        {"group": name, **same, "financial": financial, "psychological": level}
        for name, (financial, level) in zip("ABC", levels, strict=True)
    ]


def test_what_is_unknown_and_would_settle_a_place_is_named():
    # A has 6 to 14 points, B has 10: with 10 or more A is first or shares it, with less it is not
    section = contenders_section(gathered(three("?"), by="harm", top=1))
    listing = listings(section)["contenders-unknown"]
    assert list(map(said, column(listing, "group"))) == ["A", "B"]
    assert column(listing, "above the line if")[0] == "Psychological harm: Moderate or higher"
    assert column(listing, "below the line if")[0] == "Psychological harm: Minor or lower"
    assert column(listing, "find out first") == [
        "Psychological harm: 2 of 5 answers would change the likelier side",
        "nothing: its score is known, those of others are not",
    ]
    assert section.lead.startswith(
        "2 groups could be above or below the line (rank 1 or better), depending on what is "
    )


def harmed(**groups):
    """Return groups with no harm but that given: a step of physical harm counts 3, of geographic scope 1, else 2."""
    none = dict.fromkeys(
        ["physical", "psychological", "financial", "community_environment", "victim_vulnerability", "geographic_scope"],
        "0",
    )
    return [{"group": name} | none | levels for name, levels in groups.items()]


def test_an_unknown_that_settles_a_place_is_named_first_where_none_changes_the_likelier_side():
    """By hand, K = 1: A has 10 to 18 points of harm, B 4 to 12, in steps of 2.

    A is likelier above even at its least, for only 1 of the 5 answers about B beats 10; from 12 on nothing can. B is
    likelier below even at its most, and cannot be above with 8 or less.
    """
    a, b = {"physical": "2", "financial": "2", "psychological": "?"}, {"financial": "2", "psychological": "?"}
    section = contenders_section(gathered(harmed(A=a, B=b), by="harm", top=1))
    rows = listings(section)["contenders-unknown"]
    assert column(rows, "above the line if") == ["Psychological harm: Minor or higher", "no single level"]
    assert column(rows, "below the line if") == ["no single level", "Psychological harm: Moderate or lower"]
    assert column(rows, "find out first") == [
        "Psychological harm: 4 of 5 answers would settle it",
        "Psychological harm: 3 of 5 answers would settle it",
    ]


def test_columns_in_which_no_level_would_stand_are_left_out_and_it_is_said():
    """By hand, K = 1: A has 0 to 28 points against B's 14, and no one answer takes it to one side of 14 for sure."""
    unknown = dict.fromkeys(["physical", "psychological", "financial"], "?")
    rows = harmed(A=unknown, B={"psychological": "4", "financial": "3"})
    listing = listings(contenders_section(gathered(rows, by="harm", top=1)))["contenders-unknown"]
    assert [one.said for one in listing.headings][4:] == ["find out first"]
    assert listing.note.startswith("No single answer settles on which side any of them stands")
    assert {len(cells) for cells in listing.rows} == {len(keys) for keys in listing.orders} == {5}


def test_where_only_one_side_can_be_settled_only_its_column_stands():
    """By hand, K = 1: A has 12 to 20 points, and is above with 20; B has 4 to 20, with one answer 4 to 12 at the least."""
    a, b = (
        {"physical": "4", "psychological": "?"},
        {"community_environment": "2", "psychological": "?", "financial": "?"},
    )
    listing = listings(contenders_section(gathered(harmed(A=a, B=b), by="harm", top=1)))["contenders-unknown"]
    assert [one.said for one in listing.headings][4:] == ["above the line if", "find out first"]
    assert column(listing, "above the line if") == ["Psychological harm: Severe", "no single level"]
    assert "None would settle that a group is below the line." in listing.note


def test_where_no_answer_alone_moves_a_group_it_is_said():
    """By hand, K = 1: A has 0 to 32 points against B's 24, and with one answer at its most 28 % of the ways reach 24."""
    twice = ["psychological", "financial", "community_environment", "victim_vulnerability"]
    rows = harmed(A=dict.fromkeys(twice, "?"), B={"physical": "4", "psychological": "4", "financial": "2"})
    listing = listings(contenders_section(gathered(rows, by="harm", top=1)))["contenders-unknown"]
    assert column(listing, "find out first") == [
        "no answer alone moves it",
        "nothing: its score is known, those of others are not",
    ]


def test_one_level_that_would_carry_a_group_over_the_line_is_named_beside_the_one_it_has():
    section = contenders_section(gathered(three("1"), by="harm", top=1))  # A has 8 points, B 10, C 0
    assert section.lead.startswith("Nothing that is unknown can carry a group over the line (rank 1 or better).")
    listing = listings(section)["contenders-level"]
    turns = dict(
        zip(map(said, column(listing, "group")), column(listing, "could cross if the level were"), strict=True)
    )
    assert turns["A"] == (
        "Physical harm: Minor or higher (now None); or Psychological harm: Moderate or higher (now Minor); or "
        "Financial harm: Severe (now Serious); or 3 more"
    )
    assert turns["B"] == "Psychological harm: Minor or lower (now Serious); or Financial harm: None (now Moderate)"
    assert turns["C"] == "Physical harm: Severe (now None)"  # 12 points
    assert list(turns) == ["B", "A", "C"]  # nearest to the line first
    assert column(listing, "stands now, whatever is unknown") == ["above", "below", "below"]


def test_long_lists_are_cut_and_the_rest_counted(monkeypatch):
    monkeypatch.setattr(contenders, "MOST", 2)
    section = contenders_section(gathered(sheet(30, unknown=0.4), top=5))
    for listing in listings(section).values():
        groups = int(re.search(r": (\d+) groups, of which the first 2$", listing.caption)[1])
        assert len(listing.rows) == 2
        assert listing.note.endswith(f" {counted(groups - 2, 'further group')}, not listed.")


def test_where_the_line_stands_below_all_nobody_can_move_over_it():
    section = contenders_section(gathered(sheet(4), top=4))
    assert section.blocks == ()
    assert section.lead == "The line stands below all 4 groups: none can move over it."


def test_shares_of_draws_are_said_to_be_no_probability_of_harm():
    section = contenders_section(gathered(sheet(30)))
    words = [one.said for one in section.blocks if isinstance(one, Words)]
    assert "It is not the probability that a group is harmful" in words[0]
    text = " ".join([*words, *(one.caption + one.note for one in listings(section).values())])
    assert text.count("probability") == text.count("not the probability") == 1


def test_what_a_share_of_draws_is_stands_before_the_first_and_says_why_it_is_no_rank():
    section = contenders_section(gathered(sheet(30)))
    assert isinstance(section.blocks[0], Words)
    assert section.blocks[0].said.startswith("Share of draws: how often a group is in the first 10 when other weights")
    assert "holds with the numbers of this matrix; the draws try others" in section.blocks[0].said


@pytest.mark.parametrize("matrix", ["ocg-tactical", "ocg-threat"])
def test_nothing_that_holds_for_one_set_of_numbers_is_called_certain(matrix):
    criteria = load_matrix(matrix).criteria
    rows = [
        {"group": f"G{at}"}
        | {c.id: "?" if (at + place) % 5 == 0 else c.levels[at % 3].code for place, c in enumerate(criteria)}
        for at in range(9)
    ]
    for make in (priorities_section, contenders_section):
        section = make(gathered(rows, matrix, top=4))
        said = [section.lead, *(str(block) for block in section.blocks)]
        assert "certain" not in " ".join(said)


def test_the_groups_drawn_are_those_most_often_above_the_line():
    material = gathered(sheet(120, unknown=0.0))
    (picture,) = (one.svg for one in contenders_section(material).blocks if isinstance(one, Picture))
    drawn = re.findall(r"<title>(G-\d+): first in", picture)
    shares = {material.group(row): material.tried.p_top[row] for row in range(120)}
    assert [shares[name] for name in drawn] == sorted((shares[name] for name in drawn), reverse=True)
    left_out = [share for name, share in shares.items() if name not in drawn]
    assert max(left_out) <= min(shares[name] for name in drawn) + 0.05


def test_five_thousand_groups_give_lists_and_pictures_of_bounded_size():
    material = gathered(sheet(5_000))
    for make in (priorities_section, contenders_section):
        for block in make(material).blocks:
            if isinstance(block, Picture):
                assert len(block.svg) < 60_000
    assert all(len(one.rows) <= contenders.MOST for one in listings(contenders_section(material)).values())
    assert np.array(listings(priorities_section(material))["all-groups"].orders).shape[0] == 5_000
