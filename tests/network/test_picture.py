"""Pictures of maps: whole, safe, the same each time, and readable without colour."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from xml.etree import ElementTree as ET

import attrs
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocgscore.errors import FileUseError, RequestError
from ocgscore.network.files import read_map
from ocgscore.network.grades import Grades
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
        if kind in "".join(part.findtext(f"{SVG}title", "")) and part.find(f"{SVG}ellipse") is not None
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


def test_relations_that_are_less_than_certain_have_a_question_mark_and_keep_their_shapes():
    network = attrs.evolve(
        small(), relations=tuple(attrs.evolve(relation, grade="0.4") for relation in small().relations)
    )
    for level in ("person", "group"):
        picture = draw(network, grades=Grades({"1A": 1, "3D": 1, "ungraded": 1}), level=level)
        assert [(line.kind, line.dashed) for line in picture.scene.relations] == [
            (kind, True) for kind in ("alliance", "rivalry", "tension")
        ]
        for kind in ("alliance", "rivalry", "tension"):
            sure, doubtful = (lines_between(drawn, kind)[0] for drawn in (draw(network, level=level), picture))
            assert doubtful.findtext(f"{SVG}text") == f"{sure.findtext(f'{SVG}text')}?"
            assert [part.tag for part in doubtful] == [part.tag for part in sure]


def test_the_sign_of_a_relation_stands_in_no_group_and_the_line_behind_all():
    scene = draw(synthetic_map(2, groups=12, people=100, links=200)).scene
    clear = [
        line
        for line in scene.relations
        if not any(
            within(np.array(line.start) + line.sign_at * np.subtract(line.end, line.start), outline.corners)
            for outline in scene.outlines
        )
    ]
    assert len(scene.relations) > 4
    assert clear == list(scene.relations)
    svg = draw(synthetic_map(2, groups=12, people=100, links=200)).svg()
    assert svg.index('id="relations"') < svg.index('id="groups"') < svg.index('id="links"')


@pytest.mark.parametrize("seed", [1, 4, 7])
def test_nobody_stands_inside_the_outline_of_a_group_without_belonging_to_it(seed):
    scene = draw(synthetic_map(seed, groups=7, people=90, links=160)).scene
    assert scene.outlines
    for outline in scene.outlines:
        for dot, at in zip(scene.dots, scene.at, strict=True):
            lone = dot.groups == (outline.number,)
            assert lone <= within(at, outline.corners) <= (outline.number in dot.groups)


def within(point, corners):
    edge, away = np.roll(corners, -1, axis=0) - corners, point - corners
    turns = edge[:, 0] * away[:, 1] - edge[:, 1] * away[:, 0]
    return bool((turns > 0).all() or (turns < 0).all())


def test_other_ids_in_the_same_order_give_the_same_drawing():
    network = synthetic_map(2, groups=4, people=30, links=50)
    new = {person.id: f"x{number:03d}" for number, person in enumerate(sorted(network.people, key=lambda one: one.id))}
    other = attrs.evolve(
        network,
        people=tuple(attrs.evolve(one, id=new[one.id], name=one.name or one.id) for one in network.people),
        members=tuple(attrs.evolve(one, person=new[one.person]) for one in network.members),
        links=tuple(attrs.evolve(one, person=new[one.person], other=new[one.other]) for one in network.links),
    )
    assert (draw(network).scene.at == draw(other).scene.at).all()


def test_a_map_of_groups_alone_is_drawn_with_their_relations():
    whole = small()
    picture = draw(OcgMap(groups=whole.groups, relations=whole.relations))
    assert picture.words.counts == "3 groups, 1 alliance, 1 rivalry, 1 tension"
    assert sorted(line.kind for line in picture.scene.relations) == ["alliance", "rivalry", "tension"]
    assert {"Harbour", "Quay", "Mill", "+", "!", "\N{MINUS SIGN}"} <= set(texts_of(picture))


def test_groups_that_hold_key_players_carry_their_numbers():
    picture = draw(small(), key_players=["p4", "p0"], level="group")
    marked = {dot.lines[0]: dot.keys for dot in picture.scene.dots}
    assert marked == {"Harbour": (2,), "Quay": (1, 2), "Mill": ()}
    assert {"1, 2", "holds these key players"} <= set(texts_of(picture))


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


@settings(max_examples=40)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_name_makes_sound_xml_and_is_one_line(person, group, marking):
    network = OcgMap((Person("1", person),), (Group("X", group),), (Member("1", "X"),), marking=marking)
    texts = texts_of(draw(network))
    assert not [text for text in texts if len(text) > 120 or "\n" in text]
    assert any(text.endswith("(1)") for text in texts)


def test_long_names_are_cut_in_the_picture_and_whole_when_pointed_at():
    long = "Bartholomew " * 20 + "Zeta"
    picture = draw(OcgMap((Person("1", long),), (Group("X", long),), (Member("1", "X"),)))
    assert max(map(len, texts_of(picture))) < 80
    assert len([part for part in parts_of(picture).iter(f"{SVG}title") if long in (part.text or "")]) == 2


def test_a_page_says_everything_without_its_script_and_loads_nothing():
    page = draw(small(), key_players=["p3"], marking="SECRET").html()
    for part, opened in (("script", "<script>"), ("style", "<style>")):
        inside = page.split(opened)[1].split(f"</{part}>")[0]
        hashed = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{part}-src 'sha256-{hashed}'" in page
    assert "default-src 'none'" in page
    still = re.sub("<script>.*?</script>", "", page, flags=re.DOTALL)
    for said in ("<svg", "Person 3", "Key players", "Harbour", "rivalry", "size:A4 landscape"):
        assert said in still


def test_a_page_on_paper_has_the_marking_on_every_sheet():
    page = draw(small(), marking="A'}\\é").html()
    escaped = "\\41 \\27 \\7d \\5c \\e9 "
    assert page.count(f"-center{{content:'{escaped}'") == 2
    assert "-center{content:'" not in draw(small()).html()


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
    assert "Only 150 of 500 groups are drawn" in notes
    assert "in no group" in notes
    assert len(picture.scene.dots) == 150
    for kind, ties in picture.facts.relations:
        shown = sum(line.kind == kind for line in picture.scene.relations)
        assert f"{shown} of {ties.size} {kind}"[:-1] in notes


def test_of_too_many_links_between_groups_the_strongest_are_drawn_and_the_rest_counted():
    people = tuple(Person(f"{number:03d}") for number in range(60))
    groups = tuple(Group(f"G{number:02d}") for number in range(30))
    members = tuple(Member(f"{number:03d}", f"G{number % 30:02d}") for number in range(60))
    links = [Link(f"{a:03d}", f"{b:03d}") for a in range(30) for b in range(a)]
    links += [Link(f"{a:03d}", f"{a + 31:03d}") for a in range(29)]
    picture = draw(OcgMap(people, groups, members, tuple(links)), level="group")
    assert len(picture.scene.lines) == 29
    assert "Of 435 pairs of groups with linked members, only the 29 strongest are drawn." in picture.words.notes


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


def test_real_maps_are_drawn_whole(shared_data):
    montagna = read_map(shared_data("networks", "montagna_meetings", "montagna_meetings.graphml"))
    said = texts_of(draw(montagna))
    assert {person.id for person in montagna.people} <= set(said)
    mafia = draw(read_map(shared_data("networks", "us_mafia_1960", "us_mafia_1960.graphml")))
    assert mafia.words.counts == "680 people, 2,699 links, 24 groups"
    assert not mafia.words.notes


def test_150_mexican_groups_are_drawn_with_91_alliances_and_92_rivalries(shared_data):
    found = nx.read_graphml(shared_data("networks", "mexico_bacrim2020", "bacrim2020.graphml"))
    groups = tuple(Group(node, said["group"]) for node, said in found.nodes(data=True))
    relations = tuple(
        Relation(one, other, kind)
        for one, other, said in found.edges(data=True)
        for kind in ("alliance", "rivalry")
        if kind in said
    )
    picture = draw(OcgMap(groups=groups, relations=relations))
    assert picture.words.counts == "150 groups, 91 alliances, 92 rivalries"
    assert not picture.words.notes
    assert len(picture.scene.relations) == 183
