"""Pictures of maps: whole, safe, the same each time, and readable without colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.errors import FileUseError, RequestError
from ocgscore.network.files import read_map
from ocgscore.network.grades import Grades
from ocgscore.network.layout import lay_out
from ocgscore.network.model import Group, Link, Member, OcgMap, Person, Relation
from ocgscore.report.picture import draw, picture_ending
from ocgscore.testing import synthetic_map

SVG = "{http://www.w3.org/2000/svg}"
UNSAFE = '<script>alert("1")</script>'


def small(**more):
    people = tuple(Person(f"p{number}", f"Person {number}") for number in range(8))
    groups = (Group("X", "Harbour"), Group("Y", "Quay"), Group("Z", "Mill"))
    members = [
        Member(f"p{number}", "XYZ"[number % 3], standing="principal" if number < 3 else "") for number in range(7)
    ]
    links = tuple(Link(f"p{number}", f"p{number + 1}", grade="1A" if number else "3D") for number in range(7))
    relations = (Relation("X", "Y", "alliance"), Relation("Y", "Z", "rivalry"), Relation("X", "Z", "tension"))
    return OcgMap(people, groups, (*members, Member("p0", "Y")), links, relations, name="small.json", **more)


def parts_of(picture):
    return ET.fromstring(picture.svg())  # noqa: S314 - made here


def texts_of(picture):
    return ["".join(part.itertext()) for part in parts_of(picture).iter(f"{SVG}text")]


def lines_between(picture, kind):
    """Return the marks of a relation: the element whose title says the kind."""
    return [
        part
        for part in parts_of(picture).iter(f"{SVG}g")
        if kind in "".join(part.findtext(f"{SVG}title", "")) and part.find(f"{SVG}circle") is not None
    ]


def test_the_same_map_gives_the_same_bytes_whatever_the_order_of_its_records():
    one = small()
    other = OcgMap(
        one.people[::-1], one.groups[::-1], one.members[::-1], one.links[::-1], one.relations[::-1], name=one.name
    )
    assert draw(one).svg() == draw(one).svg()
    assert draw(one).html() == draw(other).html()
    assert draw(one).svg() == draw(other).svg()


def test_everybody_is_named_and_every_group_with_the_number_of_its_members():
    said = " ".join(" ".join(texts_of(draw(small()))).split())
    for number in range(8):
        assert re.search(rf"Person {number}\b", said)
    assert "Harbour (3)" in said
    assert "Quay (3)" in said
    assert "Mill (2)" in said


def test_alliance_rivalry_and_tension_differ_in_shape_and_sign_and_not_in_colour_alone():
    picture = draw(small())
    signs, shapes = {}, {}
    for kind in ("alliance", "rivalry", "tension"):
        (found,) = lines_between(picture, kind)
        signs[kind] = "".join(found.findtext(f"{SVG}text"))
        shapes[kind] = len(found.findall(f"{SVG}line")), len(found.findall(f"{SVG}path"))
    assert signs == {"alliance": "+", "rivalry": "\N{MINUS SIGN}", "tension": "!"}
    assert shapes["alliance"] != shapes["rivalry"]
    steps = {kind: steps_aside(*lines_between(picture, kind)) for kind in ("rivalry", "tension")}
    assert steps == {"rivalry": False, "tension": True}
    assert {"alliance", "rivalry", "tension"} <= set(texts_of(picture))


def steps_aside(group):
    """Return whether a relation's line begins at a right angle to where it leads."""
    numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", group.find(f"{SVG}path").get("d"))]
    corners = np.array(numbers).reshape(-1, 2)
    first, whole = corners[1] - corners[0], corners[-1] - corners[0]
    return bool(abs(first @ whole) < 0.2 * np.linalg.norm(first) * np.linalg.norm(whole))


def test_key_players_are_numbered_in_a_square_of_black():
    picture = draw(small(), key_players=["p3", "p1"])
    assert picture.words.counts.endswith("2 key players marked")
    numbered = [
        ("".join(group.findtext(f"{SVG}title", "")), "".join(text.itertext()))
        for group in parts_of(picture).iter(f"{SVG}g")
        for text in group.findall(f"{SVG}text")
        if group.find(f"{SVG}rect") is not None and "".join(text.itertext()) in {"1", "2"}
    ]
    assert [("Person 3" in about or "Person 1" in about) for about, _ in numbered if about] == [True, True]
    assert "key player" in texts_of(picture)


def test_uncertain_links_are_dashed_only_where_grades_say_so():
    plain, graded = draw(small()), draw(small(), grades=Grades({"1A": 1, "3D": 0.3, "ungraded": 1}))
    assert "dashed: less than certain" not in texts_of(plain)
    assert "dashed: less than certain" in texts_of(graded)


@pytest.mark.parametrize("way", ["svg", "html"])
def test_names_cannot_smuggle_in_code_and_nothing_is_fetched(way):
    network = OcgMap(
        (Person("<b>", UNSAFE), Person('"&', "x" * 300), Person("\u202ereversed", "Ó \U0001f600")),
        (Group("]]>", UNSAFE),),
        (Member("<b>", "]]>"),),
        (Link("<b>", '"&'),),
        name=f"{UNSAFE}.json",
        marking=UNSAFE,
    )
    text = getattr(draw(network, key_players=["<b>"]), way)()
    assert UNSAFE not in text
    assert not re.search(r"(?:src|href)\s*=|url\(\s*['\"]?(?!#)|@import", text)
    assert not [found for found in re.findall(r"https?://[^\"'\s<]+", text) if "www.w3.org" not in found]


def test_an_svg_has_no_script_and_says_what_it_shows():
    root = parts_of(draw(small()))
    assert not list(root.iter(f"{SVG}script"))
    assert root.findtext(f"{SVG}title").startswith("People, groups and links")
    assert root.findtext(f"{SVG}desc")


def test_the_marking_stands_at_head_and_foot():
    assert texts_of(draw(small(), marking="OFFICIAL – SENSITIVE")).count("OFFICIAL – SENSITIVE") == 2
    assert texts_of(draw(small(marking="SECRET & more"))).count("SECRET & more") == 2


def test_a_map_of_many_is_drawn_as_groups_and_says_what_is_left_out():
    network = synthetic_map(groups=500, people=2_000, links=5_000)
    picture = draw(network)
    notes = " ".join(picture.words.notes)
    assert picture.level == "group"
    assert "2,000 people are too many to draw one by one" in notes
    assert "Only 400 of 500 groups are drawn" in notes
    assert "in no group" in notes


@pytest.mark.parametrize(
    ("network", "how", "reason"),
    [
        (OcgMap(), {}, "anybody to draw"),
        (small(), {"key_players": ["p9"]}, "the id of a person in the map"),
        (small(), {"level": "people"}, "person or group"),
        (OcgMap(tuple(Person(f"{n}") for n in range(1501))), {}, "a group to draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(network, how, reason):
    with pytest.raises(RequestError, match=reason):
        draw(network, **how)


@pytest.mark.parametrize("name", ["map.png", "map", "", ".svgz"])
def test_a_name_without_a_picture_s_ending_is_refused(name):
    with pytest.raises(FileUseError, match=r"\.svg for a drawing"):
        picture_ending(name)


@pytest.mark.parametrize(
    "graph", [nx.empty_graph(1), nx.path_graph(2), nx.disjoint_union(nx.star_graph(5), nx.empty_graph(3))]
)
def test_graphs_without_groups_are_drawn_too(graph):
    nx.set_node_attributes(graph, {node: {"name": f"n{node}"} for node in graph})
    assert draw(graph).level == "person"
    assert parts_of(draw(graph)) is not None


@settings(max_examples=25)
@given(st.integers(0, 14), st.integers(0, 3), st.randoms(use_true_random=False))
def test_no_box_lies_on_another_and_none_outside(count, groups, chance):
    boxes = np.array([[chance.choice([10.0, 40.0, 120.0]), chance.choice([8.0, 30.0])] for _ in range(count)]).reshape(
        -1, 2
    )
    pairs = np.array([[a, b] for a in range(count) for b in range(a) if chance.random() < 0.2], np.int64).reshape(-1, 2)
    belongs = np.array([[n, g] for n in range(count) for g in range(groups) if chance.random() < 0.4], np.int64)
    at = lay_out(boxes, pairs, belongs.reshape(-1, 2))
    assert np.isfinite(at).all()
    assert (at - boxes / 2 >= -0.06).all()
    for one in range(count):
        for other in range(one):
            apart = np.abs(at[one] - at[other]) - (boxes[one] + boxes[other]) / 2
            assert apart.max() > -0.11, (one, other)


def test_real_maps_are_drawn_whole(shared_data):
    montagna = read_map(shared_data("networks", "montagna_meetings", "montagna_meetings.graphml"))
    said = texts_of(draw(montagna))
    assert {person.id for person in montagna.people} <= set(said)
    mafia = draw(read_map(shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml")))
    assert mafia.words.counts == "680 people, 2,699 links, 24 groups"
    assert not mafia.words.notes
