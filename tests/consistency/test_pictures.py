"""Pictures of agreement: whole, safe, the same each time, legible, and honest about what is undefined."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.errors import RequestError
from ocgscore.report.agreement.pictures.bars import Bands, CriterionAgreement, criterion_bars
from ocgscore.report.agreement.pictures.caterpillar import ScorerSeverity, caterpillar
from ocgscore.report.agreement.pictures.funnel import RAW, Overall, ScorerMean, funnel
from ocgscore.report.agreement.pictures.heat import Difference, difference_map
from ocgscore.report.agreement.pictures.link_graph import Link, LinkedScorer, link_graph
from ocgscore.report.agreement.pictures.moves import Moves, band_moves
from ocgscore.report.agreement.pictures.variance import Part, Variation, variance_bar
from ocgscore.report.canvas.axis import Axis
from ocgscore.report.canvas.canvas import Frame, all_fitted, wrapped
from ocgscore.report.canvas.labels import clear, spread
from ocgscore.report.picture.text import width

SVG = "{http://www.w3.org/2000/svg}"
SCALE = Bands("Krippendorff 2004", ((-1.0, "too low"), (0.667, "tentative"), (0.8, "reliable")))
SIDES = ("logits", "scores higher than the others", "scores lower than the others")
FORCES = [f"{where} {what}" for where in ("North", "East", "South", "West") for what in "ABCDEFGHIJK"][:43]
MARKED = Frame("Harm matrix <1.2>", "ratings.csv & more", "SYNTHETIC DATA")
NAMES = st.lists(st.text(st.characters(), max_size=30), min_size=2, max_size=9, unique=True)


def severities(names, chance):
    for at, name in enumerate(names):
        value = chance.gauss(0, 0.6)
        if at % 7 == 6:
            yield ScorerSeverity(name, None, units=1, component=at % 2, reason="one unit only")
        else:
            yield ScorerSeverity(name, value, value - 0.3, value + 0.3, chance.randint(4, 900), at % 2)


def agreements(names, chance):
    for at, name in enumerate(names):
        value, exact = chance.uniform(-0.3, 0.95), chance.uniform(0.2, 0.7)
        if at % 7 == 6:
            yield CriterionAgreement(name, None, None, None, 1.0, 1.0, 12, 60, "every rating is at the same level")
        else:
            yield CriterionAgreement(name, value, value - 0.2, min(value + 0.2, 1.0), exact, 0.9, 12, 600)


def differences(names, chance):
    return [
        Difference(one, other, chance.gauss(0, 0.6), chance.randint(1, 900))
        for one, other in combinations(names, 2)
        if chance.random() < 0.6
    ]


def linked(names, chance):
    scorers = [LinkedScorer(name, chance.randint(1, 300), at % 3 // 2, at == 1) for at, name in enumerate(names)]
    pairs = [pair for pair in combinations(scorers, 2) if pair[0].component == pair[1].component]
    return scorers, [Link(one.name, other.name, chance.randint(1, 40)) for one, other in pairs if chance.random() < 0.5]


def means(names, chance):
    sizes = [chance.randint(2, 400) for _ in names]
    return [
        ScorerMean(name, chance.gauss(42, 20 / units**0.5), units) for name, units in zip(names, sizes, strict=True)
    ]


def moves_of(names, chance):
    return Moves(
        tuple(names), tuple(tuple(chance.randint(0, 2000) for _ in names) for _ in names), "as scored", "moved"
    )


def variation_of(names, chance):
    parts = [Part(name, chance.uniform(-0.1, 0.6)) for name in names[:-1]]
    return Variation((*parts, Part(names[-1], 0.9)), 12, 9, 5)


DRAWN = {
    "caterpillar": lambda names, chance, frame: caterpillar(list(severities(names, chance)), *SIDES, frame),
    "bars": lambda names, chance, frame: criterion_bars(list(agreements(names, chance)), SCALE, frame),
    "heat": lambda names, chance, frame: difference_map(names, differences(names, chance), frame),
    "moves": lambda names, chance, frame: band_moves(moves_of(names[:7], chance), frame),
    "variance": lambda names, chance, frame: variance_bar(variation_of(names[:7], chance), frame),
    "links": lambda names, chance, frame: link_graph(*linked(names, chance), frame),
    "funnel": lambda names, chance, frame: funnel(means(names, chance), Overall(42.0, 12.0), "harm, points", frame),
}
KINDS = tuple(DRAWN)


def drawn(kind, names, frame=None, seed=1):
    """Draw one kind of picture of some names and any data."""
    return DRAWN[kind](names, Random(seed), frame)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - made here


def texts(svg):
    return ["".join(one.itertext()) for one in parsed(svg).iter(f"{SVG}text")]


def flat(svg):
    return " ".join(texts(svg))


def areas(part, x=0.0, y=0.0):
    """Yield the text and the area of each label, which the estimate of its width gives."""
    moved = re.fullmatch(r"translate\((\S+) (\S+)\)", part.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if part.tag == f"{SVG}text":
        said, size = "".join(part.itertext()), float(part.get("font-size"))
        yield said, area_of(part, x + float(part.get("x")), y + float(part.get("y")), width(said, size), size)
    for inner in part:
        yield from areas(inner, x, y)


def area_of(part, x, y, wide, size):
    """Return the area of letters, a tenth off each side of it: the lines on which letters stand may touch."""
    start = {"start": 0.0, "middle": -wide / 2, "end": -wide}[part.get("text-anchor")]
    left, right, top, bottom = x + start, x + start + wide, y - size * 0.75, y + size * 0.05
    if "rotate" in part.get("transform", ""):
        left, right, top, bottom = x - size * 0.75, x + size * 0.05, y - start - wide, y - start
    return left + 0.3, top + 0.3, right - 0.3, bottom - 0.3


# -- every kind --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@given(names=NAMES, marking=st.text(st.characters(), max_size=40))
def test_every_picture_is_valid_xml_whatever_the_names_and_holds_no_element_of_theirs(kind, names, marking):
    svg = drawn(kind, names, Frame(names[0], names[1], marking))
    known = {"svg", "g", "title", "desc", "defs", "pattern", "rect", "path", "line", "circle", "text"}
    assert {one.tag.removeprefix(SVG) for one in parsed(svg).iter()} <= known
    svg.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_shown_as_text(kind):
    hostile = ['<script>alert("1")</script>', 'url(#x)" onload="x', "&amp;", "]]>", "\x00null", "\u202egnirts"]
    root = parsed(drawn(kind, hostile, Frame(*hostile[:3])))
    assert not [one for one in root.iter() if one.tag == f"{SVG}script" or one.get("onload")]
    assert hostile[0] in " ".join("".join(one.itertext()) for one in root.iter())


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_says_its_question_marking_subject_and_source(kind):
    svg = drawn(kind, FORCES[:9], MARKED)
    root, said = parsed(svg), texts(svg)
    assert said[0] == said[-1] == "SYNTHETIC DATA"
    question = root.findtext(f"{SVG}title")
    assert question.endswith("?")
    assert question == said[1]
    assert {"Harm matrix <1.2>", "ratings.csv & more"} <= set(said)
    assert len(root.findtext(f"{SVG}desc")) > 60
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert root.get("aria-labelledby").split() == ids[:2]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_a_marking_has_no_empty_box_for_it(kind):
    assert texts(drawn(kind, FORCES[:9]))[0].endswith("?")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_gives_the_same_bytes(kind):
    assert drawn(kind, FORCES, MARKED) == drawn(kind, FORCES, MARKED)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_different_data_can_stand_in_one_page_without_sharing_an_id(kind):
    ids = [set(re.findall(r' id="([^"]*)"', drawn(kind, FORCES[:9], seed=seed))) for seed in (1, 2)]
    assert not ids[0] & ids[1]
    svg = drawn(kind, FORCES[:9])
    assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(re.findall(r' id="([^"]*)"', svg))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("names", [FORCES, [f"Constabulary of the {force}" for force in FORCES], FORCES[:5]])
def test_no_two_labels_overlap_and_none_leaves_the_sheet(kind, names):
    root = parsed(drawn(kind, names, MARKED))
    wide, high = map(float, root.get("viewBox").split()[2:])
    labels = list(areas(root))
    for said, (left, top, right, bottom) in labels:
        assert left >= 0, said
        assert top >= 0, said
        assert right <= wide, said
        assert bottom <= high, said
    assert [(one[0], other[0]) for one, other in combinations(labels, 2) if not clear(one[1], [other[1]])] == []


@pytest.mark.parametrize("kind", KINDS)
def test_letters_are_at_least_nine_points_high_at_the_width_of_a_page(kind):
    root = parsed(drawn(kind, FORCES[:15], MARKED))
    millimetres = float(root.get("width").removesuffix("mm")) / float(root.get("viewBox").split()[2])
    sizes = {float(one.get("font-size")) * millimetres / 25.4 * 72 for one in root.iter(f"{SVG}text")}
    assert min(sizes) > 8.99


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("moves", "variance")])
def test_all_forces_are_named_in_full_for_a_pointer(kind):
    names = [f"Constabulary of the Far and Distant {force}" for force in FORCES]
    told = " ".join("".join(one.itertext()) for one in parsed(drawn(kind, names)).iter(f"{SVG}title"))
    assert [name for name in names if name not in told] == []


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("kind", ["caterpillar", "heat", "links", "funnel"])
def test_nobody_and_somebody_alone_get_a_sentence_in_place_of_a_picture(kind, count):
    root = parsed(drawn(kind, FORCES[:count]))
    assert not [one for one in root.iter() if one.tag in (f"{SVG}circle", f"{SVG}path", f"{SVG}line")]
    assert root.findtext(f"{SVG}desc").endswith(".")


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (criterion_bars([], SCALE), "There is no criterion to show."),
        (band_moves(Moves((), (), "a", "b", "the measure has no bands")), "undefined: the measure has no bands."),
        (band_moves(Moves(("Low",), ((5,),), "a", "b")), "undefined: fewer than two bands."),
        (band_moves(Moves(("Low", "High"), ((0, 0), (0, 0)), "a", "b")), "undefined: no group was compared."),
        (variance_bar(Variation((), 0, 0, 0)), "undefined: there is no part."),
        (variance_bar(Variation((Part("unit", 0.0), Part("scorer", -0.1)), 9, 2, 1)), "undefined: no part varies."),
    ],
)
def test_nothing_to_draw_is_said(svg, said):
    assert said in flat(svg)
    assert "<path" not in svg


# -- undefined is not nought -------------------------------------------------------------------------------------------


def rows_with(svg, said):
    """Return the elements that a pointer shows a text for."""
    return [one for one in parsed(svg).iter(f"{SVG}g") if said in (one.findtext(f"{SVG}title") or "")]


def test_an_undefined_severity_is_a_word_with_its_reason_and_no_mark():
    scorers = [ScorerSeverity("North", 0.4, 0.1, 0.7, 9), ScorerSeverity("East", -0.4, -0.7, -0.1, 9)]
    svg = caterpillar([*scorers, ScorerSeverity("West", None, units=1, reason="one unit only")], *SIDES)
    (row,) = rows_with(svg, "West")
    assert [one.tag for one in row if one.tag != f"{SVG}text"] == [f"{SVG}title"]
    assert "undefined: one unit only" in ["".join(one.itertext()) for one in row]
    assert svg.count("<circle") == 2


def test_a_reason_too_long_for_its_row_is_said_in_full_below():
    reason = "no unit of this scorer was scored by anybody else of its component, so that nothing is known of it at all"
    scorers = [ScorerSeverity("North", 0.4), ScorerSeverity("East", None, reason=reason)]
    said = flat(caterpillar(scorers, *SIDES))
    assert "undefined, for reason 1 below" in said
    assert f"Reason 1: {reason}" in said


def test_an_undefined_alpha_has_no_dot_but_its_shares_stand():
    one = CriterionAgreement("Harm", None, None, None, 1.0, 1.0, 12, 60, "every rating is at the same level")
    svg = criterion_bars([one], SCALE)
    assert "<circle" not in svg
    assert "undefined: every rating is at the same level" in texts(svg)
    assert "100 / 100" in texts(svg)


def test_where_there_is_no_pair_no_bar_is_drawn():
    svg = criterion_bars([CriterionAgreement("Harm", None, reason="no unit has two ratings")], SCALE)
    (row,) = rows_with(svg, "Harm")
    assert "no pair" in ["".join(one.itertext()) for one in row]
    assert [one.get("fill") for one in row.iter(f"{SVG}rect")] == ["#ffffff"]  # behind the words


def test_a_pair_without_a_common_unit_is_hatched_and_has_no_number():
    svg = difference_map(["North", "East", "West"], [Difference("North", "East", 0.0, 9)])
    for one, other in (("North", "West"), ("West", "North"), ("East", "West"), ("West", "East")):
        (cell,) = rows_with(svg, f"{one} less {other}: undefined, no unit in common")
        assert not list(cell.iter(f"{SVG}text"))
        assert cell.find(f"{SVG}rect").get("fill").endswith("undefined)")
    (known,) = rows_with(svg, "North less East: 0.00 level steps on 9 units in common")
    assert known.findtext(f"{SVG}text") == "0.0"
    assert "no unit in common (2 pairs)" in flat(svg)


def test_a_mean_that_is_undefined_is_not_in_the_plot_but_below_it():
    scorers = [ScorerMean("North", 40.0, 9), ScorerMean("East", 44.0, 9)]
    svg = funnel([*scorers, ScorerMean("West", None, 0, "no unit scored")], Overall(42.0, 12.0), "points")
    assert "West: undefined, no unit scored." in texts(svg)
    assert svg.count("<circle") == 2


def test_without_a_deviation_there_are_no_limits_and_the_reason_is_said():
    svg = funnel([ScorerMean("North", 1.0, 9), ScorerMean("East", 44.0, 9)], Overall(42.0, None, "one score"), "points")
    assert "<path" not in svg
    assert "The limits are undefined: one score." in flat(svg)


def test_a_part_that_is_undefined_leaves_all_shares_undefined():
    parts = Part("unit", 0.5), Part("scorer", None, reason="one scorer")
    svg = variance_bar(Variation(parts, 9, 1, 1))
    assert "undefined: one scorer." in flat(svg)
    assert "%" not in flat(svg)


# -- each kind ---------------------------------------------------------------------------------------------------------


def test_severities_stand_by_value_within_their_panels_and_panels_are_not_compared():
    given_ = [("A", 0.5, 0), ("B", -0.5, 0), ("C", 0.1, 1), ("D", -2.0, 1)]
    svg = caterpillar([ScorerSeverity(name, value, component=part) for name, value, part in given_], *SIDES)
    assert [said for said in texts(svg) if said in "ABCD"] == ["B", "A", "D", "C"]
    assert "cannot be compared" in flat(svg)
    one = caterpillar([ScorerSeverity(name, value) for name, value, _ in given_], *SIDES)
    assert "cannot be compared" not in flat(one)


def test_a_severity_stands_right_of_nought_where_it_is_positive():
    values = {"A": 0.5, "B": 0.0, "C": -0.25}
    svg = caterpillar([ScorerSeverity(name, value, value - 0.1, value + 0.1) for name, value in values.items()], *SIDES)
    x = {name: float(rows_with(svg, f"{name}: ")[0].find(f"{SVG}circle").get("cx")) for name in values}
    assert x["A"] - x["B"] == pytest.approx(2 * (x["B"] - x["C"]), abs=0.3)
    assert x["A"] > x["B"]


def test_an_interval_beyond_the_scale_ends_in_an_arrow_and_one_within_does_not():
    arrows = [
        criterion_bars([CriterionAgreement("Harm", 0.1, low, 0.9, 0.5, 0.9, 9, 9)], SCALE).count("<path")
        for low in (-0.2, -0.21)
    ]
    assert arrows[1] == arrows[0] + 1


def test_criteria_stand_in_the_order_given_over_a_scale_that_is_named():
    names = ["Zeal", "Harm", "Arms"]
    svg = criterion_bars([CriterionAgreement(name, 0.5) for name in names], SCALE)
    assert [said for said in texts(svg) if said in names] == names
    assert {"0.667", "0.8", "too low", "tentative", "reliable"} <= set(texts(svg))
    assert "Bands of Krippendorff 2004" in flat(svg)


@given(st.permutations(FORCES[:6]), st.randoms(use_true_random=False), st.sets(st.integers(0, 14)))
def test_the_order_of_the_input_rows_does_not_change_the_heat_map(names, chance, turned):
    rows = differences(FORCES[:6], Random(3))
    other = [each.turned() if at in turned else each for at, each in enumerate(rows)]
    chance.shuffle(other)
    assert difference_map(FORCES[:6], rows) == difference_map(names, other)


def test_a_heat_map_says_a_difference_from_both_sides():
    svg = difference_map(["North", "East"], [Difference("North", "East", -0.75, 12)])
    assert {"\N{MINUS SIGN}0.8", "+0.8"} <= set(texts(svg))
    assert texts(svg).count("n=12") == 2


def test_a_heat_map_of_many_keeps_the_numbers_and_drops_the_counts():
    rows = [Difference(one, other, 0.5, 17) for one, other in combinations(FORCES, 2)]
    said = texts(difference_map(FORCES, rows))
    assert said.count("+.5") == said.count("\N{MINUS SIGN}.5") == len(rows)
    assert not [one for one in said if "17" in one]


@given(
    st.integers(2, 6).flatmap(
        lambda b: st.lists(st.lists(st.integers(0, 3000), min_size=b, max_size=b), min_size=b, max_size=b)
    )
)
def test_the_counts_in_the_matrix_are_those_of_the_data(counts):
    b = len(counts)
    bands = tuple(f"band {at}" for at in range(b))
    moves = Moves(bands, tuple(map(tuple, counts)), "as scored", "adjusted")
    svg = band_moves(moves)
    if not moves.groups:
        assert "no group was compared" in flat(svg)
        return
    for old in range(b):
        for new in range(b):
            way = "no move" if old == new else "up" if new > old else "down"
            (cell,) = rows_with(svg, f"band {old} before, band {new} after ({way})")
            assert cell.findtext(f"{SVG}text") == f"{counts[old][new]:,}"
            assert (cell.find(f"{SVG}path") is not None) == (old != new and counts[old][new] > 0)
    said = texts(svg)
    assert f"{moves.groups:,}" in said
    assert moves.moved(1) + moves.moved(0) + moves.moved(-1) == moves.groups


def test_a_negative_variance_counts_as_nought_and_says_so():
    svg = variance_bar(Variation((Part("unit", 0.6), Part("scorer", -0.012), Part("residual", 0.2)), 9, 2, 1))
    assert "\N{MINUS SIGN}0.012, counted as 0" in texts(svg)
    assert {"75 %", "25 %", "0 %"} <= set(texts(svg))
    pieces = [float(one.get("width")) for one in parsed(svg).iter(f"{SVG}rect") if one.get("stroke-width") == "1.2"]
    assert pieces == pytest.approx([495.0, 165.0], abs=0.1)


def test_components_of_the_link_graph_are_boxed_apart_and_joints_are_marked():
    scorers = [LinkedScorer(name, 9, part, name == "B") for name, part in (("A", 0), ("B", 0), ("C", 0), ("D", 1))]
    svg = link_graph(scorers, [Link("A", "B", 5), Link("C", "B", 2)])
    boxes = [one for one in parsed(svg).iter(f"{SVG}rect") if one.get("rx") == "6"]
    assert len(boxes) == 2
    assert not rows_with(svg, "B: 9 units scored, links others")[0].findall(f"{SVG}circle")
    assert {"5", "2", "A (9)", "D (9)"} <= set(texts(svg))
    wide = [float(rows_with(svg, said)[0].find(f"{SVG}line").get("stroke-width")) for said in ("A and B", "C and B")]
    assert wide[0] == pytest.approx(wide[1] * 5 / 2, abs=0.1)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_where_links_are_few_each_has_its_number(count):
    pairs = list(combinations(FORCES[:count], 2))
    links = [Link(one, other, 100 + at) for at, (one, other) in enumerate(pairs)]
    said = texts(link_graph([LinkedScorer(name, 9) for name in FORCES[:count]], links))
    assert [link.units for link in links if f"{link.units}" not in said] == []


def test_the_order_of_scorers_and_links_does_not_change_the_link_graph():
    scorers, links = linked(FORCES[:12], Random(5))
    assert link_graph(scorers, links) == link_graph(scorers[::-1], links[::-1])


def test_the_funnel_says_that_differences_are_raw_and_names_those_outside_the_limits():
    names = [f"Force {at:02}" for at in range(20)]
    values = [42.0] * 18 + [42.0 + 2.5, 42.0 + 4.0]  # limits at 36 units: 1.96 and 3.09
    scorers = [ScorerMean(name, value, 36) for name, value in zip(names, values, strict=True)]
    svg = funnel(scorers, Overall(42.0, 6.0), "points")
    assert RAW in flat(svg)
    assert [said for said in texts(svg) if said.startswith("Force")] == ["Force 19 (36)", "Force 18 (36)"]
    assert "outside the 95 % limits" in rows_with(svg, "Force 18")[0].findtext(f"{SVG}title")
    assert "outside the 99.8 % limits" in rows_with(svg, "Force 19")[0].findtext(f"{SVG}title")


def test_the_limits_are_those_of_normal_chance():
    # Spiegelhalter 2005: 1.96 and 3.09 standard errors.
    overall = Overall(0.0, 10.0)
    found = [overall.outside(ScorerMean("A", value, 100)) for value in (1.95, 1.97, 3.08, 3.10, -1.97, -3.10)]
    assert found == [0, 1, 1, 2, 1, 2]


# -- the parts of pictures ---------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-500, 500), max_size=40).map(sorted), st.floats(1, 30))
def test_places_that_are_spread_keep_their_order_and_their_distance(wanted, apart):
    found = spread(wanted, apart, -1000.0)
    assert len(found) == len(wanted)
    assert all(after - before >= apart - 1e-6 for before, after in pairwise(found))
    if all(after - before >= apart for before, after in pairwise(wanted)):
        assert found == pytest.approx(wanted)


@given(st.lists(st.text(st.characters(), max_size=60), max_size=6), st.floats(40, 300))
def test_names_that_are_cut_fit_and_are_never_invisible(names, wide):
    for short in all_fitted(names, wide):
        assert short.strip()
        assert width(short, 12.0) <= wide + 20  # a mark of direction has no width


@given(st.text(st.characters(), max_size=200), st.floats(30, 400))
def test_lines_that_are_wrapped_fit(said, wide):
    assert all(width(line, 12.0) <= wide for line in wrapped(said, 12.0, wide))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_scale_has_a_few_round_marks_that_lie_on_it(low, span):
    axis = Axis(low, low + span, 0.0, 100.0)
    marks = axis.marks()
    assert 2 <= len(marks) <= 8
    assert all(low - span * 1e-6 <= at <= low + span * (1 + 1e-6) for at, _ in marks)
    assert len({text for _, text in marks}) == len(marks)


# -- bad input ---------------------------------------------------------------------------------------------------------

BAD = {
    "a value without a reason": lambda: ScorerSeverity("A", None),
    "no number": lambda: ScorerSeverity("A", float("nan")),
    "an infinite end": lambda: ScorerSeverity("A", 0.0, float("-inf"), 1.0),
    "half an interval": lambda: ScorerSeverity("A", 0.0, -1.0),
    "an interval the wrong way round": lambda: ScorerSeverity("A", 0.0, 1.0, -1.0),
    "a negative count": lambda: ScorerSeverity("A", 0.0, units=-1),
    "an alpha above one": lambda: CriterionAgreement("A", 1.2),
    "exact above adjacent": lambda: CriterionAgreement("A", 0.5, exact=0.9, adjacent=0.5),
    "a share above one": lambda: CriterionAgreement("A", 0.5, exact=0.9, adjacent=1.5),
    "a scale without a name": lambda: Bands("", ((0.0, "low"),)),
    "a scale out of order": lambda: Bands("x", ((0.5, "high"), (0.0, "low"))),
    "a difference without units": lambda: Difference("A", "B", 0.5),
    "a difference from itself": lambda: Difference("A", "A", 0.5, 3),
    "a pair twice": lambda: difference_map(["A", "B"], [Difference("A", "B", 0.5, 3), Difference("B", "A", -0.5, 3)]),
    "a stranger in a pair": lambda: difference_map(["A", "B"], [Difference("A", "C", 0.5, 3)]),
    "a scorer twice": lambda: difference_map(["A", "A"], []),
    "a table of another shape": lambda: Moves(("A", "B"), ((1, 2),), "a", "b"),
    "a negative number of groups": lambda: Moves(("A",), ((-1,),), "a", "b"),
    "too many parts": lambda: Variation(tuple(Part(name, 1.0) for name in "ABCDEFGH"), 1, 1, 1),
    "an empty link": lambda: Link("A", "B", 0),
    "a link between components": lambda: link_graph(
        [LinkedScorer("A", 1), LinkedScorer("B", 1, 1)], [Link("A", "B", 1)]
    ),
    "a link twice": lambda: link_graph(
        [LinkedScorer("A", 1), LinkedScorer("B", 1)], [Link("A", "B", 1), Link("B", "A", 1)]
    ),
    "a mean of nothing": lambda: ScorerMean("A", 3.0, 0),
    "a negative deviation": lambda: Overall(3.0, -1.0),
    "no deviation and no reason": lambda: Overall(3.0, None),
}


@pytest.mark.parametrize("made", BAD.values(), ids=BAD)
def test_data_that_cannot_be_drawn_are_refused_with_the_place(made):
    with pytest.raises(RequestError) as refused:
        made()
    assert all(problem.where and problem.expected for problem in refused.value.problems)


def test_all_faults_of_one_item_are_told_at_once():
    with pytest.raises(RequestError) as refused:
        ScorerSeverity("A", None, 1.0, -1.0, units=-2)
    assert len(refused.value.problems) == 3
