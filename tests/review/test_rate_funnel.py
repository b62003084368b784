"""The funnel plot of rates: whole, safe, legible, the same each time, and with the counting rule and the caution."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.report.canvas.canvas import Frame
from ocgscore.report.canvas.labels import clear
from ocgscore.report.picture.text import width
from ocgscore.report.review.funnel import rate_funnel
from ocgscore.report.review.people import People
from ocgscore.review.rates import population_of, rates
from ocgscore.review.rates.words import LOOK
from ocgscore.review.records import folded
from ocgscore.table import Table

SVG = "{http://www.w3.org/2000/svg}"
RULE = "active groups of three or more people, each counted once"
NAMES = [f"{where} {what}" for where in ("North", "East", "South", "West") for what in "ABCDEFGHIJK"][:43]
LONG = [f"Constabulary of the Far and Distant {name}" for name in NAMES]
MARKED = Frame("Register <as of 31 March>", "register.csv & population.csv", "SYNTHETIC DATA")
HOSTILE = ['<script>alert("1")</script>', 'url(#x)" onload="x', "&amp;", "]]>", "\x00null", "\u202egnirts"]


def made(names, seed=1, *, sets=1, spread=0.15, **changed):
    chance = Random(seed)
    rows, counts = [], {}
    for at, name in enumerate(names):
        people = round(chance.lognormvariate(14, 0.6))
        rows.append({"force": name, "population": people, "peers": f"set {at % sets}"})
        counts[name] = max(round(people * 46e-6 * chance.gauss(1, spread)), 0)
    counts |= changed
    return rates(counts, population_of(Table.from_rows(rows)), RULE)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - made here


def texts(svg):
    return ["".join(one.itertext()) for one in parsed(svg).iter(f"{SVG}text")]


def flat(svg):
    return " ".join(texts(svg))


def told(svg):
    return ["".join(one.itertext()) for one in parsed(svg).iter(f"{SVG}title")]


def marks(svg, name):
    """Return the shapes that stand for a force."""
    (group,) = (one for one in parsed(svg).iter(f"{SVG}g") if (one.findtext(f"{SVG}title") or "").startswith(name))
    return [one for one in group if one.tag != f"{SVG}title"]


def areas(part, x=0.0, y=0.0):
    """Yield the text and the area of each label, by the estimate of its width."""
    moved = re.fullmatch(r"translate\((\S+) (\S+)\)", part.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if part.tag == f"{SVG}text" and "rotate" not in part.get("transform", ""):
        said, size = "".join(part.itertext()), float(part.get("font-size"))
        at, base, wide = x + float(part.get("x")), y + float(part.get("y")), width(said, size)
        left = at + {"start": 0.0, "middle": -wide / 2, "end": -wide}[part.get("text-anchor")]
        yield said, (left + 0.3, base - size * 0.75 + 0.3, left + wide - 0.3, base + size * 0.05 - 0.3)
    for inner in part:
        yield from areas(inner, x, y)


@given(
    st.lists(
        st.text(min_size=1, max_size=30),
        min_size=1,
        max_size=7,
        unique_by=folded,
    ),
    st.text(max_size=40),
)
def test_it_is_valid_xml_whatever_the_names(names, marking):
    names = [name for name in names if folded(name) and name.strip()] or ["North"]
    root = parsed(rate_funnel(made(names), Frame(names[0], names[-1], marking)))
    known = {"svg", "g", "title", "desc", "rect", "path", "line", "circle", "text"}
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= known


def test_hostile_names_are_shown_as_text():
    root = parsed(rate_funnel(made(HOSTILE), Frame(*HOSTILE[:3])))
    assert not [one for one in root.iter() if one.tag == f"{SVG}script" or one.get("onload")]
    assert HOSTILE[0] in " ".join("".join(one.itertext()) for one in root.iter())


@pytest.mark.parametrize("count", [1, 4, 12, 43])
def test_rule_caution_marking_subject_and_source_are_always_there(count):
    svg = rate_funnel(made(NAMES[:count]), MARKED)
    root, said = parsed(svg), flat(svg)
    assert texts(svg)[0] == texts(svg)[-1] == "SYNTHETIC DATA"
    for text in (f"Counting rule: {RULE}", LOOK, MARKED.subject, MARKED.source):
        assert text in said
    assert root.findtext(f"{SVG}title") == "Groups beside population: where to look"
    assert RULE in root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("width") == "180mm"


def test_the_same_data_give_the_same_bytes_in_whatever_order():
    names = NAMES[:12]
    one = made(names)
    rows = [{"force": force.force, "population": force.population, "peers": force.peers} for force in one.forces]
    counts = {force.force: force.count for force in reversed(one.forces)}
    other = rates(counts, population_of(Table.from_rows(rows[::-1])), RULE)
    assert rate_funnel(one, MARKED) == rate_funnel(other, MARKED)


@pytest.mark.parametrize("names", [NAMES[:4], NAMES[:12], NAMES, LONG[:4], LONG[:12], LONG])
@pytest.mark.parametrize("sets", [1, 3])
@pytest.mark.parametrize("spread", [0.1, 0.5])
def test_no_two_labels_overlap_and_none_leaves_the_sheet(names, sets, spread):
    root = parsed(rate_funnel(made(names, sets=sets, spread=spread), MARKED))
    wide, high = map(float, root.get("viewBox").split()[2:])
    labels = list(areas(root))
    for said, (left, top, right, bottom) in labels:
        assert 0 <= left <= right <= wide, said
        assert 0 <= top <= bottom <= high, said
    assert [(one[0], other[0]) for one, other in combinations(labels, 2) if not clear(one[1], [other[1]])] == []


@pytest.mark.parametrize("names", [NAMES, LONG])
def test_all_forces_are_named_in_full_for_a_pointer_and_for_those_who_do_not_see_it(names):
    svg = rate_funnel(made(names))
    shown, described = " ".join(told(svg)), parsed(svg).findtext(f"{SVG}desc")
    assert [name for name in names if name not in shown or name not in described] == []


def test_a_force_stands_at_its_population_and_rate_and_is_marked_by_how_far_out_it_is():
    forces = {"Low": 20, "Mid": 50, "High": 80}
    rows = [{"force": name, "population": 1_000_000} for name in forces]
    svg = rate_funnel(rates(forces, population_of(Table.from_rows(rows)), RULE))
    (middle,) = marks(svg, "Mid")
    assert middle.tag == f"{SVG}circle"
    assert [one.tag for name in ("Low", "High") for one in marks(svg, name)] == [f"{SVG}path"] * 2
    tops = [float(one.get("d").split("L")[0].split()[1]) for name in ("High", "Low") for one in marks(svg, name)]
    assert tops[0] + 6 - float(middle.get("cy")) == pytest.approx(float(middle.get("cy")) - tops[1] - 6, abs=0.4)
    assert "High: 80 groups, 80.0 per 1,000,000 people, above the 99.8 % limits" in told(svg)


def test_many_forces_within_the_limits_are_not_named_in_the_plot_but_one_outside_is():
    names = NAMES[:24]
    svg = rate_funnel(made(names, spread=0.02, **{NAMES[3]: 4_000}))
    assert f"{NAMES[3]} (4,000)" in texts(svg)
    assert not any(said.startswith(f"{NAMES[5]} (") for said in texts(svg))


def test_what_has_no_rate_or_no_limits_is_in_no_plot_but_below_with_its_reason():
    rows = [
        {"force": name, "population": 900_000, "peers": peers} for name, peers in zip("ABCDEF", "XXXXYY", strict=True)
    ]
    svg = rate_funnel(
        rates({"A": 40, "B": 45, "C": 41, "E": 7, "F": 9, "Lost": 5}, population_of(Table.from_rows(rows)), RULE)
    )
    said = flat(svg)
    assert "nothing sent in: D undefined." in said
    assert "Not in a plot, the population table lacks this force: Lost 5 groups, rate undefined." in said
    assert "none can be called unusual: E 7 groups, 7.8 per 1,000,000 people; F 9 groups, 10.0 per" in said
    assert svg.count("<circle") == 3


def test_without_any_limits_there_is_a_sentence_in_place_of_a_plot():
    svg = rate_funnel(made(NAMES[:2]))
    assert "There is no plot: no set of peers has limits." in texts(svg)
    assert not re.search("<(circle|path|line)", svg)


def test_each_set_of_peers_has_a_plot_under_its_name_all_on_one_scale():
    svg = rate_funnel(made(NAMES[:12], sets=3))
    headed = [said for said in texts(svg) if re.match("set [012]: 4 forces", said)]
    assert len(headed) == 3
    assert texts(svg).count("groups per 1,000,000 people") == 3
    assert flat(svg).count("population") >= 3


def test_widened_limits_are_dotted_only_where_forces_differ_by_more_than_chance():
    assert 'stroke-dasharray="1.5 3"' not in rate_funnel(made(NAMES, spread=0.02))
    svg = rate_funnel(made(NAMES, spread=0.6))
    assert 'stroke-dasharray="1.5 3"' in svg
    assert "Dotted: the 99.8 % limits widened by the spread of the forces." in flat(svg)


def test_all_forces_lie_on_the_scales_however_far_apart():
    people = {"Tiny": 40, "Small": 900, "Vast": 60_000_000}
    rows = [{"force": name, "population": each} for name, each in people.items()]
    svg = rate_funnel(rates({"Tiny": 1, "Small": 3, "Vast": 900}, population_of(Table.from_rows(rows)), RULE))
    high = float(parsed(svg).get("viewBox").split()[3])
    for one in parsed(svg).iter(f"{SVG}circle"):
        assert 0 < float(one.get("cx")) < 680
        assert 0 < float(one.get("cy")) < high


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_a_scale_of_people_holds_them_all_with_round_marks_that_stand_clear(people):
    scale = People.of(people, 0.0, 560.0)
    assert all(0.0 < scale.at(each) < 560.0 for each in people)
    marks = scale.marks()
    assert len({text for _, text in marks}) == len(marks)
    for (one, first), (other, second) in pairwise(marks):
        assert scale.at(one) + (width(first, 12.0) + width(second, 12.0)) / 2 < scale.at(other)


def test_a_rate_of_exact_halves_is_rounded_up_once():
    rows = [{"force": name, "population": 8_000_000} for name in "ABC"]
    found = rates({"A": 1, "B": 1, "C": 1}, population_of(Table.from_rows(rows)), RULE, per=1_000_000)
    assert found.forces[0].rate == Fraction(1, 8)
    assert "A: 1 group, 0.13 per 1,000,000 people, within the limits" in told(rate_funnel(found))
