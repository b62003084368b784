"""The section on what changed since the last meeting."""

from __future__ import annotations

import re
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, rank, score
from ocgscore.report.meeting.blocks import Link, Listing, Page, Points
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.material import Rejected
from ocgscore.report.meeting.sections.changes import changes_section
from ocgscore.report.meeting.sections.changes.compare import compared
from ocgscore.report.meeting.sections.groups.pairs import paired
from ocgscore.report.meeting.sections.groups.wording import score_became
from ocgscore.report.run import Run
from ocgscore.review.history.words import CLASSES

MATRIX = "sleipnir-2000"  # corruption weighs 19, violence 18, infiltration 17; nil 0, low 1, medium 2, high 4
NIL = {criterion.id: "nil" for criterion in load_matrix(MATRIX).criteria}
SIGNED = {"assessor": "B. Heron", "force": "Westbrook", "assessed_on": "2026-01-05", "matrix_version": "1.0.0"}
LATER = SIGNED | {"assessed_on": "2026-03-01"}


def row(group, signed=SIGNED, **levels):
    return {"group": group} | signed | NIL | levels


def section(old, new, **asked):
    """Return the section; with the line below all groups, so that none crosses it, where a test asks for no other."""
    asked = {"top": len(new)} | asked
    return changes_section(gather(assess(new, MATRIX), last=assess(old, MATRIX), draws=10, **asked))


def pages(found):
    return {block.title.rpartition(":")[0]: block for block in found.blocks if isinstance(block, Page)}


def listing(page) -> Listing:
    (only,) = page.blocks
    return only


def said(cell):
    return cell.said if isinstance(cell, Link) else cell


def texts(page):
    return [tuple(map(said, cells)) for cells in listing(page).rows]


# -- what changed, and why ---------------------------------------------------------------------------------------------


def test_a_raised_level_is_shown_with_code_score_rank_and_day():
    """By hand: low corruption counts 19, high 76; B stands at 18×2 = 36 throughout, so A goes from rank 2 to 1."""
    old = [row("A", corruption="low"), row("B", violence="medium")]
    new = [row("A", LATER, corruption="high"), row("B", violence="medium")]
    found = pages(section(old, new))
    assert list(found) == ["Level change", "Moved by others only"]
    assert texts(found["Level change"]) == [
        ("A", "up: 19 → 76", "2 → 1", "raised: Corruption Low → High; last assessed 2026-01-05", "2026-03-01")
    ]
    assert texts(found["Moved by others only"]) == [("B", "1 → 2")]


def test_what_became_known_is_kept_apart_from_what_changed():
    """By hand: violence unknown is 0 to 72, low is 18."""
    found = pages(section([row("A", violence="?")], [row("A", LATER, violence="low")]))
    assert list(found) == ["Knowledge only"]
    assert texts(found["Knowledge only"])[0][1:4] == (
        "open: 0–72 → 18",
        "1",
        "better known: Violence unknown → Low; last assessed 2026-01-05",
    )


@pytest.mark.parametrize(
    ("signed", "title", "remark"),
    [
        (
            LATER | {"assessor": "D. Swift"},
            "Level change, another scorer",
            "by B. Heron (Westbrook) → D. Swift (Westbrook)",
        ),
        (
            LATER | {"force": "Eastvale"},
            "Level change, another scorer",
            "by B. Heron (Westbrook) → B. Heron (Eastvale)",
        ),
        (LATER | {"assessor": ""}, "Level change, scorer not named", "by B. Heron (Westbrook) → Westbrook"),
        (LATER | {"matrix_version": "0.9.0"}, "Level change, another version", "; version not at hand"),
        (SIGNED, "Level change, same day", "Violence Low → High"),
        (SIGNED | {"assessed_on": "2025-12-01"}, "Level change", "the one now is the older"),
        (LATER | {"assessor": "b.  HERON"}, "Level change", "Violence Low → High"),
    ],
)
def test_every_other_reason_for_a_change_has_a_page_of_its_own(signed, title, remark):
    found = pages(section([row("A", violence="low")], [row("A", signed, violence="high")]))
    assert list(found) == [title]
    assert texts(found[title])[0][-2].endswith(f"{remark}; last assessed 2026-01-05")
    assert texts(found[title])[0][-1] == signed["assessed_on"]


def test_real_changes_come_first_and_each_class_once_under_an_id_of_its_own():
    old = [row(name, violence="low") for name in "ABCD"]
    new = [
        row("A", LATER, violence="?"),
        row("B", LATER | {"assessor": "D. Swift"}, violence="high"),
        row("C", LATER, violence="high"),
        row("D", LATER, violence="medium"),
    ]
    found = [block for block in section(old, new).blocks if isinstance(block, Page)]
    assert [page.title for page in found] == [
        "Level change: 2 groups",
        "Knowledge only: 1 group",
        "Level change, another scorer: 1 group",
    ]
    known_as = [block.id for page in found for block in (page, *page.blocks)]
    assert len(set(known_as)) == len(known_as)


def test_criteria_that_the_measure_is_not_made_of_are_told_apart():
    old = [{"group": "A", "physical": "2", "public_confidence": "1"} | SIGNED]
    new = [{"group": "A", "physical": "2", "public_confidence": "3"} | LATER]
    found = pages(changes_section(gather(assess(new, "ocg-tactical"), last=assess(old, "ocg-tactical"), draws=10)))
    assert list(found) == ["Other criteria only"]
    assert texts(found["Other criteria only"])[0][1] == "unchanged: 0–672, Low–Very high"  # 42 times 16 at most
    assert texts(found["Other criteria only"])[0][3] == (
        "raised: Public confidence 1 Slight → 3 Wide; last assessed 2026-01-05"
    )


def test_beside_a_real_change_such_criteria_are_counted():
    old = [{"group": "A", "physical": "2", "public_confidence": "1"} | SIGNED]
    new = [{"group": "A", "physical": "3", "public_confidence": "3"} | LATER]
    found = pages(changes_section(gather(assess(new, "ocg-tactical"), last=assess(old, "ocg-tactical"), draws=10)))
    said_why = texts(found["Level change"])[0][3]
    made = "raised: Physical harm 2 Moderate → 3 Serious; and 1 criterion that Risk is not made of"
    assert said_why == f"{made}; last assessed 2026-01-05"


def test_a_rank_that_others_moved_in_part_says_where_the_old_score_would_stand():
    """By hand: then A 76, B and C 18; now C 72, B 55, A 19. A's 76 would still be first, the 18s would be third."""
    old = [row("A", corruption="high"), row("B", violence="low"), row("C", violence="low")]
    rise = {"violence": "medium", "corruption": "low"}
    new = [row("A", LATER, corruption="low"), row("B", LATER, **rise), row("C", LATER, violence="high")]
    found = section(old, new)
    page = pages(found)["Level change"]
    assert [one.said for one in listing(page).headings][2:4] == ["rank", "rank now with the old score"]
    assert [(line[0], *line[2:4]) for line in texts(page)] == [("C", "2 → 1", "3"), ("B", "2", "3"), ("A", "1 → 3", "")]
    assert "Rank now with the old score: what other groups alone" in " ".join(found.blocks[-1].said)


def test_where_others_moved_no_rank_there_is_no_column_for_it():
    found = pages(section([row("A", corruption="low"), row("B")], [row("A", LATER, corruption="high"), row("B")]))
    assert [one.said for one in listing(found["Level change"]).headings] == [
        "group", "Total", "rank", "what changed", "assessed"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "versions", "said_of_all"),
    [
        ("1.0.0", "1.0.0", "the same version: nothing else here explains it", "on the same version"),
        ("1.0.0", "", "the same version (or none stated)", "on the same version (or none stated)"),
        ("", "", "the same version (or none stated)", "on the same version (or none stated)"),
        ("0.9.0", "0.9.0", "the same version", "on the same version"),
    ],
)
def test_nothing_else_explains_a_change_only_where_both_versions_are_stated_and_at_hand(
    then, now, versions, said_of_all
):
    old = [row("A", SIGNED | {"matrix_version": then}, violence="low")]
    found = section(old, [row("A", LATER | {"matrix_version": now}, violence="high")])
    caption = listing(pages(found)["Level change"]).caption
    assert caption == f"A level certainly changed, by the same scorer on {versions}"
    assert found.lead == f"Of 1 group in both sheets, 1 changed level by the same scorer {said_of_all}."


def test_what_no_group_did_is_not_counted():
    found = section([row("A"), row("B")], [row("A", LATER | {"assessor": "D. Swift"}, violence="low"), row("B")])
    assert found.lead == "Of 2 groups in both sheets, 1 otherwise (another scorer)."
    assert not [one for one in (*found.blocks[0].said, found.lead) if re.search(r"\b0 ", one)]
    assert section([row("A")], [row("A")]).lead == "Of 1 group in both sheets, none has a level that changed."


def test_many_changes_of_one_group_are_counted_not_listed():
    raised = dict.fromkeys(list(NIL)[:9], "low")
    found = pages(section([row("A")], [row("A", LATER, **raised)]))
    why = texts(found["Level change"])[0][3]
    assert why.count("→") == 6
    assert why.endswith("; and 3 criteria more; last assessed 2026-01-05")


def test_two_scores_that_differ_are_never_shown_alike():
    risk = attrs.evolve(load_matrix("ocg-tactical").measure("risk"), digits=1)
    old, new = Fraction(1234, 1000), Fraction(1235, 1000)
    assert score_became(risk, (old, old), (new, new)) == "1.234 → 1.235"
    assert score_became(risk, (old, old), (old, old)) == "1.2"


# -- which group is which ----------------------------------------------------------------------------------------------


def test_ids_that_differ_in_case_and_spaces_are_one_group():
    found = section([row("wb 001", violence="low")], [row("WB001", LATER, violence="high")])
    assert list(pages(found)) == ["Level change"]


def test_an_id_written_alike_goes_before_one_written_almost_alike():
    old, new = [row("WB-1", violence="low")], [row("wb-1", violence="high"), row("WB-1", violence="low")]
    found = pages(section(old, new))
    assert "Level change" not in found
    assert texts(found["New"]) == [("wb-1", "1", "72", "written almost like WB-1: one group?")]


def test_ids_that_could_be_one_of_two_are_nobodys():
    old, new = (assess([row(id_) for id_ in ids], MATRIX) for ids in (["a 1", "A 1"], ["A1"]))
    assert paired(old, new).both == ()


def test_new_and_gone_groups_keep_their_figures():
    found = pages(section([row("A", violence="low"), row("B")], [row("B"), row("C", corruption="low")]))
    assert texts(found["New"]) == [("C", "1", "19")]
    assert texts(found["Gone"]) == [("A", "1", "18")]


def test_a_group_whose_row_was_refused_is_gone_for_that_reason():
    refused = (Rejected("sheet row 9", "a", ("no such level",)),)
    found = pages(section([row("A"), row("B")], [row("B")], rejected=refused))
    assert texts(found["Gone"])[0][-1] == "its row has problems and is not scored"


def test_what_a_sheet_says_stays_text():
    name = "<script>alert(1)</script>"
    found = pages(section([row("A")], [row("A"), row(name)]))
    assert texts(found["New"])[0][0] == name


# -- the line ----------------------------------------------------------------------------------------------------------


def test_who_crosses_the_line_is_told_with_the_reason():
    """By hand, with K = 1: A falls from first because B rises over it."""
    old = [row("A", corruption="low"), row("B"), row("C", violence="low")]
    new = [row("A", corruption="low"), row("B", LATER, corruption="high"), row("D")]
    found = pages(section(old, new, top=1))
    assert texts(found["To and over the line of the top 1"]) == [
        ("B", "below, whatever is unknown", "above, whatever is unknown", "level change"),
        ("A", "above, whatever is unknown", "below, whatever is unknown", "others moved"),
    ]


def test_a_group_that_went_from_above_the_line_is_told():
    found = pages(section([row("A", corruption="low"), row("B")], [row("B"), row("C")], top=1))
    gone = ("A", "above, whatever is unknown", "not in the sheet", "gone")
    assert gone in texts(found["To and over the line of the top 1"])


# -- what there is to compare with -------------------------------------------------------------------------------------


def test_without_a_sheet_of_the_last_meeting_the_section_says_what_to_give():
    found = changes_section(gather(assess([row("A")], MATRIX), draws=10))
    assert "--last FILE" in found.lead
    assert found.blocks == ()


def test_without_one_the_newest_step_of_each_group_is_shown():
    """Three assessments: the newest step is from low to high, 18 to 72; that from nil to low is history."""
    days = [SIGNED | {"assessed_on": day} for day in ("2026-01-05", "2026-02-05", "2026-03-05")]
    rows = [row("A", day, violence=level) for day, level in zip(days, ("nil", "low", "high"), strict=True)]
    found = changes_section(gather(assess([*rows, row("B")], MATRIX), draws=10))
    assert found.title == "What changed from one assessment to the next"
    assert "1 group assessed once" in found.lead
    assert texts(pages(found)["Level change"])[0][1] == "up: 18 → 72"


def test_a_last_meeting_on_other_numbers_is_not_compared():
    material = gather(assess([row("A")], MATRIX), draws=10)
    other = assess([{"group": "A", "physical": "2"}], "ocg-tactical")
    found = changes_section(attrs.evolve(material, before=Run.of(other)))
    assert "was scored with ocg-tactical" in found.lead
    assert found.blocks == ()


def test_long_lists_are_cut_and_the_rest_counted():
    many = [row(f"G{at:03}") for at in range(120)]
    risen = [row(f"G{at:03}", LATER, violence="low") for at in range(120)]
    page = pages(section(many, risen))["Level change"]
    assert page.title == "Level change: 120 groups"
    assert (len(listing(page).rows), listing(page).note) == (
        100,
        "The 100 of the highest ranks; 20 more are not shown.",
    )


# -- laws --------------------------------------------------------------------------------------------------------------

LEVELS = st.sampled_from(["nil", "low", "medium", "high", "?", "not nil", "low|medium"])
SHEETS = st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=6)


def sheet(levels, signed=SIGNED):
    return [row(f"G{at}", signed, violence=one, mobility=other) for at, (one, other) in enumerate(levels)]


@given(SHEETS)
def test_a_sheet_beside_itself_shows_no_change(levels):
    found = section(sheet(levels), sheet(levels))
    assert pages(found) == {}
    have = "has" if len(levels) == 1 else "have"
    assert f"{len(levels)} {have} the same levels and the same rank as before." in found.blocks[0].said


@given(st.lists(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS), min_size=1, max_size=6))
def test_a_score_moves_only_where_a_level_changed_and_one_scorer_on_one_version_gives_no_other_class(levels):
    old, new = sheet([pair[:2] for pair in levels]), sheet([pair[2:] for pair in levels], LATER)
    moves = compared(*_material(old, new)).moves
    assert len(moves) == len(levels)
    score_moved = (moves.then.low != moves.now.low) | (moves.then.high != moves.now.high)
    assert not (score_moved & ~moves.levels_changed).any()
    allowed = {"none", "knowledge only", "level change"}
    assert {list(CLASSES)[at] for at in moves.classes.tolist()} <= allowed


@given(st.lists(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS), min_size=1, max_size=5))
def test_the_rank_of_the_old_score_is_that_of_the_old_row_in_the_new_sheet(levels):
    """The oracle: put the old row of one group into the new sheet and rank again."""
    old, new = sheet([pair[:2] for pair in levels]), sheet([pair[2:] for pair in levels], LATER)
    moves = compared(*_material(old, new)).moves
    for at in range(len(levels)):
        ranked = rank(score(assess([*new[:at], old[at], *new[at + 1 :]], MATRIX)))
        assert (ranked.best[at], ranked.worst[at]) == (moves.others_best[at], moves.others_worst[at])


@given(st.lists(st.tuples(LEVELS, LEVELS, LEVELS, LEVELS), min_size=1, max_size=5))
def test_with_before_and_after_exchanged_up_is_down(levels):
    old, new = sheet([pair[:2] for pair in levels]), sheet([pair[2:] for pair in levels])
    there, back = compared(*_material(old, new)).moves, compared(*_material(new, old)).moves
    swapped = np.array([0, 2, 1, 3])  # unchanged, up, down, open
    assert swapped[there.moved].tolist() == back.moved.tolist()
    assert there.levels_changed.tolist() == back.levels_changed.tolist()


def _material(old, new):
    material = gather(assess(new, MATRIX), draws=10)
    return material, Run.of(assess(old, MATRIX))


def test_the_words_that_limit_the_claims_are_there():
    found = section([row("A")], [row("A", LATER, violence="low")])
    points = [block for block in found.blocks if isinstance(block, Points)]
    assert "Nothing here says why a group changed" in points[-1].said[-1]
