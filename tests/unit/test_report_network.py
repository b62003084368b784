"""Who connects the groups: one picture that fits into a page, key players, and scores beside the map, never in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore import assess, load_matrix
from ocgscore.network.files import read_map
from ocgscore.network.model import Group, Link, Member, OcgMap, Person
from ocgscore.report.meeting.blocks import Facts, Listing, Page, Picture, Words
from ocgscore.report.meeting.blocks import Link as Leads
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.redaction import Redaction
from ocgscore.report.meeting.sections import network as section_module
from ocgscore.report.meeting.sections.network import network_section, off_map

EXAMPLE = Path(__file__).parents[2] / "examples" / "map"
IDS = ("NM-002", "NM-006", "EV-024")
CRITERIA = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
ROWS = [
    {"group": name, **dict.fromkeys(CRITERIA, level)}
    for name, level in zip((*IDS, "X-9"), ("low", "high", "medium", "low"), strict=True)
]
PRINTED = 166 / 25.4 * 72  # points across a picture, as the style of the page has it
LABEL = "{http://www.w3.org/2000/svg}"


def material(network, rows=ROWS, **asked):
    return gather(assess(rows, "sleipnir-2000"), network=network, draws=10, **asked)


def blocks(found):
    for block in found.blocks if hasattr(found, "blocks") else ():
        yield block
        yield from blocks(block)


def picture(found):
    return next((one for one in found.blocks if isinstance(one, Picture)), None)


def no_picture(found):
    assert picture(found) is None
    return next(one for one in found.blocks if isinstance(one, Words) and one.said.startswith("There is no picture"))


def listing(found, id_):
    return next((one for one in blocks(found) if isinstance(one, Listing) and one.id == id_), None)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - of this package's own making


def ids_in(svg):
    return [one.get("id") for one in parsed(svg).iter() if one.get("id")]


def chain(people, groups=1, **more):
    """A chain of people, who are spread over groups in turn."""
    return OcgMap(
        tuple(Person(f"p{at}", f"Name {at}") for at in range(people)),
        tuple(Group(f"G{at}") for at in range(groups)),
        tuple(Member(f"p{at}", f"G{at % groups}") for at in range(people)) if groups else (),
        tuple(Link(f"p{at}", f"p{at + 1}") for at in range(people - 1)),
        **more,
    )


def test_without_a_map_there_is_no_section():
    assert network_section(gather(assess(ROWS, "sleipnir-2000"), draws=10)) is None


def test_no_id_of_the_picture_is_the_id_of_a_part_of_the_page():
    """The page has ids such as group-1: a pattern of that name would be drawn by nobody."""
    found = network_section(material(read_map(EXAMPLE)))
    ids = ids_in(picture(found).svg)
    assert ids
    assert len(ids) == len(set(ids))
    assert all(one.startswith("map-picture-") for one in ids)
    svg = picture(found).svg
    asked = set(re.findall(r"url\(#([^)]*)\)", svg)) | set(parsed(svg).get("aria-labelledby").split())
    assert asked <= set(ids)


def test_the_picture_is_an_element_and_no_document():
    svg = picture(network_section(material(read_map(EXAMPLE)))).svg
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>")


@given(
    st.text(min_size=1, max_size=30)
    | st.sampled_from(['" id="group-1', "url(#x)", '"url(#group-1)"', "</svg>", "<script>"])
)
@settings(max_examples=25)
def test_a_name_is_text_in_the_picture_whatever_it_is(name):
    people = (Person("a", name), *(Person(one) for one in "bcdef"))
    network = OcgMap(people, (Group("G", name),), (Member("a", "G"),), tuple(Link("a", one) for one in "bcdef"))
    svg = picture(network_section(material(network))).svg
    assert {one.tag.removeprefix(LABEL) for one in parsed(svg).iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "path", "rect", "g", "text", "tspan", "circle", "line", "polygon",
        "polyline", "clipPath",
    }  # fmt: skip
    assert all(one.startswith("map-picture-") for one in ids_in(svg))


def test_the_counts_and_the_key_players_are_those_of_the_map():
    """Oracle: what ocgscore network keyplayers examples/map -k 3 prints."""
    found = network_section(material(read_map(EXAMPLE)))
    assert found.lead == (
        "The map has 40 people, 55 links and 7 groups. The 3 people who together hold it together most: Corin "
        "Crowhurst (P03), Quill Quernmore (P17), Tamsin Tetherdown (P20)."
    )
    assert [row[1] for row in listing(found, "network-people").rows] == [
        "Corin Crowhurst (P03)", "Quill Quernmore (P17)", "Tamsin Tetherdown (P20)",
    ]  # fmt: skip
    said = " ".join(one.said for one in blocks(found) if isinstance(one, Words))
    assert "0.0 % are joined by no path of links; with these people left out, 83.2 %" in said
    assert "no other does as much" in said


def test_no_effect_in_the_world_is_claimed():
    said = " ".join(one.said for one in blocks(network_section(material(read_map(EXAMPLE)))) if isinstance(one, Words))
    assert "says nothing of what would follow if any of them were arrested" in said


def test_groups_that_share_members_and_likely_duplicates_are_listed():
    found = network_section(material(read_map(EXAMPLE)))
    assert [row[2] for row in listing(found, "network-shared").rows] == ["5", "1"]
    assert [row[:3] for row in listing(found, "network-duplicates").rows] == [
        ("Old Docks (EV-013)", "Harbour (NM-002)", "most members are the same")
    ]
    assert "No verdict" in listing(found, "network-duplicates").note


def test_groups_on_one_side_only_are_named():
    found = network_section(material(read_map(EXAMPLE)))
    facts = {term: said for one in blocks(found) if isinstance(one, Facts) for term, said in one.said}
    assert facts == {
        "Scored, and on the map": "3 groups",
        "Scored, and not on the map": "1: X-9",
        "On the map, and not scored": "4: EV-013, NM-008, SM-010, SM-015",
    }


def test_ids_that_never_meet_are_pointed_at():
    found = network_section(material(read_map(EXAMPLE), [{"group": "n-01", "violence": "low"}]))
    assert found.blocks[0] == Words(
        "The one group of this meeting is not on the map: is it the right one, and do both use the same ids?",
        strong=True,
    )
    assert listing(found, "network-beside") is None


def test_scores_stand_beside_the_measures_in_ranked_order():
    """By hand: NM-006 scores highest, EV-024 next, NM-002 least; numbers of members counted in members.csv."""
    found = material(read_map(EXAMPLE))
    shown = listing(network_section(found), "network-beside")
    assert [row[1] for row in shown.rows] == [Leads(found.group(row), f"group-{row + 1}") for row in (1, 2, 0)]
    assert [row[2] for row in shown.rows] == [found.measure.score_text(row) for row in (1, 2, 0)]
    assert [row[3] for row in shown.rows] == ["6", "7", "7"]
    assert "never added" in shown.note


def test_a_measure_without_a_value_is_undefined_and_no_nought():
    network = attrs.evolve(chain(6), groups=(Group("G0"), Group("NM-002")))
    shown = listing(network_section(material(network)), "network-beside")
    assert shown.rows[0][3:] == ("0", "undefined", "undefined", "undefined", "undefined")


def letters(svg):
    """The size in points of every letter, as the picture is printed across a page of text."""
    whole = parsed(svg)
    units = float(whole.get("viewBox").split()[2])
    sizes = set()

    def walk(element, scale):
        found = re.search(r"scale\(([\d.]+)\)", element.get("transform", ""))
        scale *= float(found.group(1)) if found else 1.0
        if element.tag == f"{LABEL}text":
            sizes.add(float(element.get("font-size")) * scale * PRINTED / units)
        for inner in element:
            walk(inner, scale)

    walk(whole, 1.0)
    return sizes


@pytest.mark.parametrize(
    "network", [read_map(EXAMPLE), chain(6, 2), chain(40, 4), chain(150, 40), chain(1510, 120)],
    ids=["example", "6", "40", "150", "1510"],
)  # fmt: skip
def test_every_name_in_the_picture_prints_at_seven_points_on_an_upright_page(network):
    shown = picture(network_section(material(network)))
    across, down = map(float, parsed(shown.svg).get("viewBox").split()[2:])
    assert min(letters(shown.svg)) >= 7.0
    assert down / across <= 225 / 166  # of a page of text, as its style has it


def test_names_left_out_of_the_picture_are_said_to_be():
    shown = picture(network_section(material(read_map(EXAMPLE))))
    said = "".join(parsed(shown.svg).itertext())
    assert shown.caption.endswith("Named are key players, principals and members of several groups.")
    words_drawn = {one.text for one in parsed(shown.svg).iter(f"{LABEL}text")}
    assert {"Crowhurst", "Quernmore", "Tetherdown", "Fenside (7)"} <= words_drawn
    assert "key player" in said


def test_groups_left_out_of_the_picture_are_counted():
    shown = picture(network_section(material(chain(1510, 200))))
    assert re.search(r"Only \d+ of 200 groups are drawn, those joined to most others; \d+ are left out", shown.caption)


def test_people_in_no_group_too_many_to_be_read_are_not_drawn_with_a_reason():
    said = no_picture(network_section(material(chain(1200, 0)))).said
    assert "1,200 people" in said
    assert "ocgscore network draw makes a larger one" in said


def test_provenance_does_not_stand_in_the_picture_again():
    svg = picture(network_section(material(read_map(EXAMPLE)))).svg
    assert "sha256" not in svg
    assert "drawn for" not in svg


def test_the_map_is_doubted_first_of_all_where_no_group_of_the_meeting_is_on_it():
    """A wrong map passes silently otherwise."""
    rows = [{"group": f"n-0{at}", "violence": "low"} for at in range(1, 4)]
    far, near = material(read_map(EXAMPLE), rows), material(read_map(EXAMPLE))
    assert (off_map(far), off_map(near)) == (3, 1)
    assert off_map(gather(assess(ROWS, "sleipnir-2000"), draws=10)) == 0
    assert network_section(far).blocks[0].said.startswith("None of the 3 groups of this meeting is on the map")
    assert not [one for one in network_section(near).blocks if isinstance(one, Words) and one.strong]


@pytest.mark.parametrize(("people", "links"), [(40, False), (1510, True)])
def test_many_people_are_drawn_as_groups(people, links):
    found = picture(network_section(material(chain(people, 4))))
    assert ("Groups on the map" in found.caption) is links


def test_people_who_would_come_to_too_much_are_not_even_drawn(monkeypatch):
    monkeypatch.setattr(section_module, "MOST_MARKS", 10)
    drawn = picture(network_section(material(chain(8, 2))))
    assert "Groups on the map" in drawn.caption


def test_a_picture_too_large_for_the_page_is_left_out_with_a_reason(monkeypatch):
    monkeypatch.setattr(section_module, "HEAVIEST", 100)
    assert no_picture(network_section(material(chain(8, 2)))) == Words(
        "There is no picture of the map: it would be too large for this page. ocgscore network draw makes it."
    )


def test_a_map_of_nobody_says_why_there_is_no_picture():
    assert "anybody to draw" in no_picture(network_section(material(OcgMap()))).said


def test_a_map_of_too_few_people_has_no_key_players():
    found = network_section(material(chain(3)))
    assert "too few people for key players" in found.lead
    assert listing(found, "network-people") is None


def test_the_marking_of_the_page_is_not_said_again_and_another_is():
    network = chain(6, 2, marking="OFFICIAL")
    same, other = (picture(network_section(material(network, marking=said))).svg for said in ("OFFICIAL", "SECRET"))
    assert "OFFICIAL" not in same
    assert "OFFICIAL" in other


def test_nobody_is_named_in_a_redacted_map():
    found = repr(network_section(material(Redaction().map(read_map(EXAMPLE)))))
    for word in ("Crowhurst", "Harbour", "P03", "phone", "deputy"):
        assert word not in found


def test_the_same_map_gives_the_same_section():
    assert network_section(material(read_map(EXAMPLE))) == network_section(material(read_map(EXAMPLE)))


def test_ids_of_pages_and_listings_are_all_different():
    found = network_section(material(read_map(EXAMPLE)))
    ids = [one.id for one in blocks(found) if isinstance(one, Listing | Page)]
    assert len(ids) == len(set(ids))
