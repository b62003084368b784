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
from ocgscore.report.meeting.sections.network import network_section

EXAMPLE = Path(__file__).parents[2] / "examples" / "map"
IDS = ("NM-002", "NM-006", "EV-024")
CRITERIA = [criterion.id for criterion in load_matrix("sleipnir-2000").criteria]
ROWS = [
    {"group": name, **dict.fromkeys(CRITERIA, level)}
    for name, level in zip((*IDS, "X-9"), ("low", "high", "medium", "low"), strict=True)
]
LABEL = "{http://www.w3.org/2000/svg}"


def material(network, rows=ROWS, **asked):
    return gather(assess(rows, "sleipnir-2000"), network=network, draws=10, **asked)


def blocks(found):
    for block in found.blocks if hasattr(found, "blocks") else ():
        yield block
        yield from blocks(block)


def picture(found):
    return next((one for one in found.blocks if isinstance(one, Picture)), None)


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
    assert any(isinstance(one, Words) and one.strong and "same ids" in one.said for one in blocks(found))
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
    first = network_section(material(chain(8, 2))).blocks[0]
    assert first == Words(
        "There is no picture of the map: it would be too large for this page. ocgscore network draw makes it."
    )


def test_a_map_of_nobody_says_why_there_is_no_picture():
    first = network_section(material(OcgMap())).blocks[0]
    assert isinstance(first, Words)
    assert first.said.startswith("There is no picture of the map.")


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
