"""Do scorers agree: what the data support is said, what they do not is refused with the reason."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import assess, list_matrices, read_assessments
from ocgscore.report.meeting.blocks import Listing, Page, Picture, Points, Words
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.sections.agreement import NOT_RIGHT, agreement_section

CALIBRATION = Path(__file__).parents[2] / "examples" / "calibration.csv"
DEMO = CALIBRATION.with_name("demo.csv")
PAGES = [f"agreement-{name}" for name in ("design", "levels", "severity", "criteria", "ranking", "meeting")]


def material(together, matrix="sleipnir-2000", **asked):
    batch = together if not isinstance(together, list) else assess(together, matrix)
    one = batch.take([0])
    by = batch.matrix.ranks_by or batch.matrix.measures[0].id
    return gather(one, **{"together": batch, "draws": 10, "by": by} | asked)


def meeting():
    """The demonstration's meeting, with the exercise that was scored apart from it."""
    sheet, together = (read_assessments(path, "ocg-tactical") for path in (DEMO, CALIBRATION))
    return gather(sheet, together=together, draws=10)


def rows(levels, forces=("East", "West"), criterion="corruption", **more):
    return [
        {"group": f"V{at}", "force": force, criterion: level, **more}
        for at, both in enumerate(levels)
        for force, level in zip(forces, both, strict=True)
    ]


def blocks(found):
    for block in found.blocks if hasattr(found, "blocks") else ():
        yield block
        yield from blocks(block)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - of this package's own making


def page(found, name):
    return next(one for one in found.blocks if isinstance(one, Page) and one.id == f"agreement-{name}")


def said(part):
    texts = [line for one in blocks(part) if isinstance(one, Points) for line in one.said]
    return " ".join([one.said for one in blocks(part) if isinstance(one, Words)] + texts)


@pytest.fixture(scope="module")
def example():
    return meeting()


def test_without_scores_of_several_there_is_no_section():
    batch = assess([{"group": "A", "corruption": "low"}], "sleipnir-2000")
    assert agreement_section(gather(batch, draws=10)) is None


def test_the_questions_stand_in_the_order_in_which_one_answer_rests_on_another(example):
    found = agreement_section(example)
    assert [one.id for one in found.blocks if isinstance(one, Page)] == PAGES


def test_a_whole_exercise_is_told_as_the_command_tells_it(example):
    """Oracle: what ocgscore consistency examples/calibration.csv --matrix ocg-tactical prints."""
    found = agreement_section(example)
    assert found.lead == (
        "156 assessments of 92 groups by 5 forces, scored together, apart from this meeting's sheet. They can be compared: they scored groups in common. Two who scored "
        "the same group put it into the same band of Risk in 76 % of cases."
    )
    who = said(page(found, "severity"))
    assert "lower than the others, by much and by more than chance: Northmoor." in who
    assert "higher than the others, by much and by more than chance: Eastvale." in who
    assert "Westbrook scores Financial harm 1.7 level steps higher" in said(page(found, "criteria"))
    assert "46 of the 150 assessments scored together with a certain score change band" in said(page(found, "ranking"))


def test_nothing_of_the_exercise_is_said_as_if_it_were_of_the_meetings_groups(example):
    """A reader of the paper takes "the first 3" for those of the meeting unless it is said whose they are."""
    ranking = page(agreement_section(example), "ranking")
    assert ranking.blocks[0].said.endswith(
        "scored together, and not of the groups of this meeting: no score or rank elsewhere in this report rests on it."
    )
    for line in said(ranking).split(". "):
        if "the first " in line or "change band" in line or "band of" in line:
            assert "scored together" in line


def test_the_meetings_own_sheet_scored_together_is_called_its_own():
    batch = read_assessments(CALIBRATION, "ocg-tactical")
    one = batch.take([0])
    found = agreement_section(gather(one, together=attrs.evolve(batch), draws=10))
    assert "in this meeting's own sheet" in found.lead  # of the same bytes, though read apart
    assert "of this meeting's own sheet, each ranked by itself" in said(page(found, "ranking"))


def test_groups_of_the_meeting_scored_by_one_who_scores_high_or_low_are_listed_by_rank_and_nothing_is_adjusted(example):
    """By hand: Northmoor scores low and Eastvale high in the exercise; of the demo sheet both scored some groups."""
    found = example
    (listing,) = page(agreement_section(found), "meeting").blocks
    assert [row[:2] for row in listing.rows] == [
        ("Eastvale", "higher than others in the exercise"), ("Northmoor", "lower than others in the exercise")
    ]  # fmt: skip
    ranked = [found.group(row) for row in found.ranking.order().tolist()]
    for force, prefix in (("Eastvale", "EV-"), ("Northmoor", "NM-")):
        own = [group for group in ranked if group.startswith(prefix)]
        row = next(row for row in listing.rows if row[0] == force)
        assert row[2] == str(len(own))
        assert row[3].startswith(", ".join(own[:8]))
    assert "Nothing in this report is adjusted" in listing.note


def test_many_groups_of_one_force_are_counted_after_the_first():
    together = read_assessments(CALIBRATION, "ocg-tactical")
    rows_ = [{"group": f"G{at:02}", "force": "northmoor ", "physical": "2"} for at in range(11)]
    found = agreement_section(gather(assess(rows_, "ocg-tactical"), together=together, draws=10))
    listing, rest = page(found, "meeting").blocks
    assert listing.rows == (
        ("Northmoor", "lower than others in the exercise", "11",
         "G00, G01, G02, G03, G04, G05, G06, G07 and 3 more groups"),
    )  # fmt: skip
    assert rest.said == ("Scored no group of this meeting: Eastvale.",)


def test_a_meeting_without_forces_says_so_and_over_weak_links_nobody_is_listed(example):
    together = read_assessments(CALIBRATION, "ocg-tactical")
    none = gather(assess([{"group": "A", "physical": "2"}], "ocg-tactical"), together=together, draws=10)
    assert "does not say which force scored" in said(page(agreement_section(none), "meeting"))
    found = example.agreement
    weak = attrs.evolve(found, design=attrs.evolve(found.design, verdict="too weak"))
    shown = page(agreement_section(attrs.evolve(example, agreement=weak)), "meeting")
    assert said(shown) == "Nothing that can be shown: no force is known to score high or low by much."


def test_each_figure_is_shown_once_and_the_pictures_promised_are_there(example):
    """The alphas stand in a table alone; each picture has its question in it, and no second caption below."""
    found = agreement_section(example)
    drawn = [one for one in blocks(found) if isinstance(one, Picture)]
    questions = [parsed(one.svg).find("{http://www.w3.org/2000/svg}title").text for one in drawn]
    assert [one.caption for one in drawn] == [""] * 5
    assert "Who scores lower or higher than the others?" in questions  # the caterpillar
    assert "Who scores the same units lower or higher than whom?" in questions  # the heat map
    assert "Whose own groups are scored higher or lower?" in questions  # the funnel
    assert "On which criteria do scorers agree?" not in questions


def test_logits_and_units_are_explained_where_they_are_drawn(example):
    found = agreement_section(example)
    assert "with a minus, scores the same groups higher" in said(page(found, "severity"))
    assert "one more divides the odds" in said(page(found, "severity"))
    assert "a unit is a group" in said(page(found, "design"))


def test_agreement_is_not_called_correctness(example):
    assert agreement_section(example).blocks[0] == Words(NOT_RIGHT)


def test_every_criterion_has_its_alpha_with_the_measure_last(example):
    (listing,) = [one for one in page(agreement_section(example), "levels").blocks if isinstance(one, Listing)]
    assert len(listing.rows) == 17
    assert listing.rows[-1][:3] == ("Risk", "0.88", "0.80 to 0.96")


def test_scorers_without_a_group_in_common_are_refused_and_nobody_is_named():
    apart = [
        {"group": f"{force}{at}", "force": force, "corruption": level}
        for force, level in (("East", "low"), ("West", "high"))
        for at in range(6)
    ]
    found = agreement_section(material(apart))
    assert "They cannot all be compared" in found.lead
    who = page(found, "severity")
    assert "Refused across parts" in said(who)
    assert "by more than chance" not in said(who)
    assert "refused" in said(page(found, "ranking"))
    assert "East and West" in said(page(found, "design"))


def test_links_too_weak_to_trust_name_nobody_and_draw_no_severities():
    found = agreement_section(material(rows([("low", "high")])))
    assert "can hardly be compared" in found.lead
    who = page(found, "severity")
    assert "Nobody is named" in said(who)
    assert not [one for one in blocks(who) if isinstance(one, Picture)]


def test_nobody_is_named_over_weak_links_though_there_are_figures(example):
    found = example.agreement
    weak = attrs.evolve(found, design=attrs.evolve(found.design, verdict="too weak"))
    who = said(page(agreement_section(attrs.evolve(example, agreement=weak)), "severity"))
    assert "Nobody is named" in who
    assert "Northmoor" not in who


def test_one_scorer_has_nobody_to_compare_with():
    found = agreement_section(material([{"group": "A", "force": "East", "corruption": "low"}]))
    assert "There is nobody to compare with." in found.lead
    assert not [one for one in page(found, "design").blocks if isinstance(one, Picture)]


def test_between_two_scorers_nobody_is_called_out_of_line():
    batch = read_assessments(CALIBRATION, "ocg-tactical")
    texts = batch.force.texts()
    two = [at for at, code in enumerate(batch.force.codes.tolist()) if texts[code] in ("Eastvale", "Northmoor")]
    found = said(page(agreement_section(material(batch.take(np.array(two)))), "severity"))
    assert "by much and by more than chance: Northmoor." in found
    assert "only that they differ, not who is out of line" in found


def test_no_two_pictures_of_the_page_have_an_id_in_common(example):
    ids = [
        element.get("id")
        for one in blocks(agreement_section(example))
        if isinstance(one, Picture)
        for element in parsed(one.svg).iter()
        if element.get("id")
    ]
    assert ids
    assert len(ids) == len(set(ids))


def test_pictures_do_not_say_the_marking_of_the_page_again_and_do_say_another():
    batch = read_assessments(CALIBRATION, "ocg-tactical")
    marked = attrs.evolve(batch, table=attrs.evolve(batch.table, marking="OFFICIAL"))
    same, other = (repr(agreement_section(material(marked, marking=said))) for said in ("OFFICIAL", "SECRET"))
    assert "OFFICIAL" not in same
    assert "OFFICIAL" in other


@given(st.text(min_size=1, max_size=12).filter(str.strip))
@settings(max_examples=10)
def test_a_force_is_text_in_every_picture_whatever_it_is_called(name):
    found = agreement_section(material(rows([("low", "high"), ("nil", "low")] * 3, ("<b>East</b>", f"W{name}"))))
    for one in blocks(found):
        if isinstance(one, Picture):
            parsed(one.svg)
            assert "<b>" not in one.svg


@pytest.mark.parametrize("matrix", list_matrices(), ids=lambda matrix: matrix.id)
def test_every_shipped_matrix_has_a_section(matrix):
    criterion = matrix.criteria[0]
    low, high = criterion.levels[0].code, criterion.levels[-1].code
    found = agreement_section(material(rows([(low, high), (low, low)] * 3, criterion=criterion.id), matrix))
    assert [one.id for one in found.blocks if isinstance(one, Page)] == PAGES
    assert not re.search(r"\bnan\b|None", said(found))


def test_the_same_scores_give_the_same_section(example):
    assert agreement_section(example) == agreement_section(meeting())
