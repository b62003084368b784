"""Pictures of a ranking: whole, safe, the same each time, legible, and true to the scores they show."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from random import Random
from xml.etree import ElementTree as ET

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, rank, score
from ocgscore.errors import RequestError
from ocgscore.ranking import Ranking
from ocgscore.report.canvas.canvas import Frame
from ocgscore.report.canvas.labels import clear
from ocgscore.report.picture.text import width
from ocgscore.report.ranked_pictures.cells import GridAxis, GridGroup, Verdicts
from ocgscore.report.ranked_pictures.grid_axes import axes_of, why_no_grid
from ocgscore.report.ranked_pictures.groups import RankedGroup, Scale
from ocgscore.report.ranked_pictures.interval_bars import interval_bars
from ocgscore.report.ranked_pictures.line import Line, rows_to_draw
from ocgscore.report.ranked_pictures.place_bars import PlaceShares, Tried, place_bars, places_for
from ocgscore.report.ranked_pictures.risk_grid import risk_grid
from ocgscore.report.ranked_pictures.taken import (
    grid_groups,
    place_shares,
    ranked_groups,
    risk_grid_of,
    scale_of,
    tried_of,
)
from ocgscore.robustness import acceptability

SVG = "{http://www.w3.org/2000/svg}"
BANDS = ((0.0, "Low"), (80.0, "Moderate"), (160.0, "High"), (280.0, "Very high"))
RISK = Scale("Risk", 0.0, 768.0, BANDS)
SIDES = GridAxis("Likelihood", ("Low", "High", "Very high")), GridAxis("Harm", ("Low", "Moderate", "High", "Severe"))
VERDICTS = Verdicts("Priority", (("P3", "P3", "P2", "P2"),) * 3, ((0, 0, 1, 1), (0, 0, 1, 1), (0, 1, 2, 2)))
TRIED = Tried(10, (("weights", "any, all alike possible"), ("level values", "as stated")), 10_000, Fraction(1))
GROUPS = [f"{where}-{at:03d}" for at in range(10) for where in ("NM", "EV", "SM", "WB")]
MARKED = Frame("Risk matrix <1.2>", "groups.csv & more", "SYNTHETIC DATA")
NAMES = st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=9)
HOSTILE = [
    '<script>alert("1")</script>',
    'url(#x)" onload="x',
    "&amp;",
    "]]>",
    "\x00null",
    "\u202egnirts",
    "A" * 400,
    "e" + "\u0301" * 200,
    "שלום עולם",
    "\u200b",
]


def ranked(names, chance):
    """Return groups with scores of any width, in order of a rank that they might have."""
    lows = sorted((chance.randint(0, 600) for _ in names), reverse=True)
    for at, (name, low) in enumerate(zip(names, lows, strict=True), 1):
        wide = chance.choice((0, 0, 20, 168))
        score_text = f"{low}–{low + wide}" if wide else f"{low}"
        best, worst = max(at - wide // 10, 1), at + wide // 10
        yield RankedGroup(name, f"{best}–{worst}", best, worst, low, low + wide, score_text, "High")


def line_for(groups, top=10):
    sides = [Line(top, 0, 0, 0).side(one.best, one.worst) for one in groups]
    return Line(top, *(sides.count(side) for side in ("above", "open", "below")))


def in_cells(names, chance):
    for name in names:
        down, across = (sorted(chance.choices(range(most), k=2)) for most in (3, 4))
        yield (
            GridGroup(name, tuple(down), tuple(across))
            if chance.random() < 0.4
            else GridGroup(name, (down[0], down[0]), (across[0], across[0]))
        )


def shares_of(names, chance):
    for at, name in enumerate(names, 1):
        cuts = sorted(chance.random() for _ in range(3))
        parts = np.diff([0.0, *cuts, 1.0]).tolist()
        yield PlaceShares(name, str(at), tuple(parts))


def bars(names, chance, frame=None):
    groups = list(ranked(names, chance))
    return interval_bars(groups, RISK, line_for(groups), frame)


DRAWN = {
    "bars": bars,
    "grid": lambda names, chance, frame: risk_grid(*SIDES, list(in_cells(names, chance)), VERDICTS, frame),
    "places": lambda names, chance, frame: place_bars(list(shares_of(names, chance)), TRIED, 0, frame),
}
KINDS = tuple(DRAWN)


def drawn(kind, names, frame=None, seed=1):
    return DRAWN[kind](names, Random(seed), frame)


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - made here


def texts(svg):
    return ["".join(one.itertext()) for one in parsed(svg).iter(f"{SVG}text")]


def flat(svg):
    return " ".join(texts(svg))


def told(svg, said):
    """Return the elements that a pointer shows a text for."""
    return [one for one in parsed(svg).iter(f"{SVG}g") if said in (one.findtext(f"{SVG}title") or "")]


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
    """Return the area of letters, a little off each side of it: the lines on which letters stand may touch."""
    start = {"start": 0.0, "middle": -wide / 2, "end": -wide}[part.get("text-anchor")]
    left, right, top, bottom = x + start, x + start + wide, y - size * 0.75, y + size * 0.05
    if "rotate" in part.get("transform", ""):
        left, right, top, bottom = x - size * 0.75, x + size * 0.05, y - start - wide, y - start
    return left + 0.3, top + 0.3, right - 0.3, bottom - 0.3


def assert_legible(svg):
    root = parsed(svg)
    wide, high = map(float, root.get("viewBox").split()[2:])
    labels = list(areas(root))
    outside = [said for said, at in labels if at[0] < 0 or at[1] < 0 or at[2] > wide or at[3] > high]
    assert outside == []
    assert [(one[0], other[0]) for one, other in combinations(labels, 2) if not clear(one[1], [other[1]])] == []


# -- every kind --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@given(names=NAMES, marking=st.text(st.characters(), max_size=40), seed=st.integers(0, 99))
def test_every_picture_is_valid_xml_and_legible_whatever_the_names(kind, names, marking, seed):
    svg = drawn(kind, names, Frame(names[0], names[-1], marking), seed)
    known = {"svg", "g", "title", "desc", "defs", "pattern", "rect", "path", "line", "circle", "text"}
    assert {one.tag.removeprefix(SVG) for one in parsed(svg).iter()} <= known
    svg.encode()
    assert_legible(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_shown_as_text_within_the_sheet(kind):
    svg = drawn(kind, HOSTILE, Frame(*HOSTILE[:3]))
    root = parsed(svg)
    assert not [one for one in root.iter() if one.tag == f"{SVG}script" or one.get("onload")]
    assert HOSTILE[0] in " ".join("".join(one.itertext()) for one in root.iter())
    assert "\u202e" not in svg
    assert_legible(svg)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_titles_and_bands_are_shown_as_text_within_the_sheet(name):
    groups = list(ranked(GROUPS[:5], Random(1)))
    assert_legible(interval_bars(groups, Scale(name, 0, 768, ((0, name), (160, name))), line_for(groups)))
    axis = GridAxis(name, (name, name))
    verdicts = Verdicts(name, ((name, name), (name, name)), ((0, 0), (0, 0)))
    assert_legible(risk_grid(axis, axis, [GridGroup("A", (0, 1), (0, 1))], verdicts))
    assert_legible(place_bars([PlaceShares("A", name, (1.0, 0.0))], Tried(1, ((name, name),), 9)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_says_its_question_marking_subject_and_source(kind):
    root, said = parsed(drawn(kind, GROUPS[:9], MARKED)), texts(drawn(kind, GROUPS[:9], MARKED))
    assert said[0] == said[-1] == "SYNTHETIC DATA"
    assert root.findtext(f"{SVG}title") == said[1]
    assert said[1].endswith("?")
    assert {"Risk matrix <1.2>", "groups.csv & more"} <= set(said)
    assert all(name in root.findtext(f"{SVG}desc") for name in GROUPS[:9])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 2, 40])
def test_one_two_and_forty_groups_are_legible_in_large_enough_letters(kind, count):
    svg = drawn(kind, GROUPS[:count], MARKED)
    assert_legible(svg)
    root = parsed(svg)
    millimetres = float(root.get("width").removesuffix("mm")) / float(root.get("viewBox").split()[2])
    assert min(float(one.get("font-size")) * millimetres / 25.4 * 72 for one in root.iter(f"{SVG}text")) > 8.99


@pytest.mark.parametrize("kind", KINDS)
def test_no_group_gets_a_sentence_in_place_of_a_picture(kind):
    svg = drawn(kind, [])
    assert "There is no group to show." in texts(svg)
    assert "<line" not in svg


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_gives_the_same_bytes_and_other_data_other_ids(kind):
    assert drawn(kind, GROUPS, MARKED) == drawn(kind, GROUPS, MARKED)
    ids = [set(re.findall(r' id="([^"]*)"', drawn(kind, GROUPS[:9], seed=seed))) for seed in (1, 2)]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_forty_groups_fits_a_page_of_a4(kind):
    assert float(parsed(drawn(kind, GROUPS, MARKED)).get("height").removesuffix("mm")) < 270


# -- interval bars -----------------------------------------------------------------------------------------------------


def one(name, low, high, best=1, worst=1):
    return RankedGroup(name, f"{best}–{worst}", best, worst, low, high, f"{low}–{high}")


def test_a_certain_score_is_a_mark_and_an_uncertain_one_a_bar_as_long_as_it_is_wide():
    groups = [one("A", 100, 100), one("B", 0, 200, 2, 3), one("C", 0, 100, 2, 3)]
    svg = interval_bars(groups, Scale("Risk", 0, 200), Line(1, 1, 0, 2))
    wide = {name: float(told(svg, f" {name}: ")[0].find(f"{SVG}rect").get("width")) for name in "ABC"}
    assert wide["A"] == pytest.approx(3.2)
    assert wide["B"] == pytest.approx(2 * wide["C"], abs=0.2)


def test_groups_stand_under_the_side_of_the_line_that_their_ranks_say():
    groups = [one("A", 9, 9, 1, 1), one("B", 5, 8, 2, 4), one("C", 5, 6, 2, 3), one("D", 1, 2, 4, 5)]
    said = flat(interval_bars(groups, RISK, Line(2, 1, 2, 1)))
    order = [
        "Above the line (rank 2 or better), whatever is unknown (1)",
        " A ",
        "(2; 1 place left above it)",
        " B ",
        " C ",
        "Below the line, whatever is unknown (1)",
        " D ",
    ]
    assert [said.index(part) for part in order] == sorted(said.index(part) for part in order)


def test_what_is_not_drawn_is_counted():
    said = texts(interval_bars([one("A", 9, 9)], RISK, Line(10, above=3, open=0, below=4_990)))
    assert "and 2 more, not drawn" in said
    assert "4,990, not drawn" in said


def test_more_groups_on_a_side_than_there_are_is_an_error():
    with pytest.raises(RequestError, match="at most the 0 that there are"):
        interval_bars([one("A", 9, 9)], RISK, Line(10, 0, 1, 0))


@pytest.mark.parametrize(("low", "high"), [(2.0, 1.0), (float("nan"), 1.0), (0.0, float("inf"))])
def test_scores_that_are_no_interval_are_an_error(low, high):
    with pytest.raises(RequestError):
        one("A", low, high)


def test_the_bands_are_labelled_where_they_begin_as_far_as_the_scale_reaches():
    svg = interval_bars([one("A", 0, 200)], RISK, Line(10, 1, 0, 0))
    places = {"".join(each.itertext()): float(each.get("x")) for each in parsed(svg).iter(f"{SVG}text")}
    assert "Very high" not in places
    assert places["High"] - places["Low"] == pytest.approx(2 * (places["Moderate"] - places["Low"]), abs=0.2)
    assert "the highest that can be reached is 768" in flat(svg)


def test_many_narrow_bands_keep_their_labels_apart_and_too_many_are_said():
    groups = [one("A", 0, 768)]
    narrow = tuple((float(at), f"Band number {at}") for at in range(12))
    assert_legible(interval_bars(groups, Scale("Risk", 0, 768, narrow), Line(1, 1, 0, 0)))
    many = tuple((float(at), f"Band number {at}") for at in range(200))
    assert "The 200 bands are too many to be drawn." in texts(
        interval_bars(groups, Scale("Risk", 0, 768, many), Line(1, 1, 0, 0))
    )


@pytest.mark.parametrize("high", [0, 1e-9, 3, 10**6, 2**63])
def test_scales_of_any_length_are_legible(high):
    groups = [RankedGroup("A", "1", 1, 1, 0, high, f"0–{high}"), RankedGroup("B", "1", 1, 1, 0, 0, "0")]
    assert_legible(interval_bars(groups, Scale("Risk", 0, high), Line(1, 2, 0, 0)))


def test_a_line_counts_each_group_of_a_ranking_once():
    best, worst = np.array([1, 1, 2, 4, 5]), np.array([1, 3, 3, 5, 5])
    ranking = Ranking("risk", best, worst, np.zeros(5, bool))
    assert Line.of(ranking, 2) == Line(2, above=1, open=2, below=2)
    assert Line.of(ranking, 2).left == 1
    assert Line(2, above=5, open=0, below=0).left == 0  # five that tie for the first place
    assert rows_to_draw(ranking, 3).tolist() == [0, 1, 2]


# -- risk grid ---------------------------------------------------------------------------------------------------------


def spread(group):
    """Return in how many of the 12 cells a group may be."""
    return (group.rows[1] - group.rows[0] + 1) * (group.columns[1] - group.columns[0] + 1)


@given(names=st.lists(st.sampled_from(GROUPS), min_size=1, unique=True), seed=st.integers(0, 99))
def test_every_group_is_in_each_cell_that_it_may_be_in_or_below_the_grid_where_these_are_more_than_half(names, seed):
    groups = list(in_cells(names, Random(seed)))
    svg = risk_grid(*SIDES, groups, VERDICTS)
    for row, down in enumerate(SIDES[0].bands):
        for column, across in enumerate(SIDES[1].bands):
            (cell,) = told(svg, f"Likelihood {down}, Harm {across} (")
            here = [g for g in groups if g.rows[0] <= row <= g.rows[1] and g.columns[0] <= column <= g.columns[1]]
            sure, maybe = [g for g in here if g.certain], [g for g in here if 1 < spread(g) <= 6]
            lines = ["".join(each.itertext()) for each in cell.iter(f"{SVG}text")][1:]
            if len(sure) > 6 or len(maybe) > 4:
                counts = [f"{len(sure)}"] * bool(sure) + [f"{len(maybe)}?"] * bool(maybe)
                assert lines.pop(0) == " + ".join(counts)
            assert [line for line in lines if not line.startswith("and ")] == [
                *(g.name for g in sure[: 6 if len(sure) <= 6 else 5]),
                *(f"{g.name} ?" for g in maybe[: 4 if len(maybe) <= 4 else 3]),
            ]
    below = [g.name for g in groups if spread(g) > 6]
    said = flat(svg)
    assert ("they may be in more than half of the cells:" in said) == bool(below)
    assert all(re.search(f"cells: .*{name}", said) for name in below[:20])


def test_a_group_in_one_cell_is_named_plainly_and_one_in_several_with_a_question_mark():
    said = texts(risk_grid(*SIDES, [GridGroup("A", (2, 2), (3, 3)), GridGroup("B", (1, 2), (3, 3))]))
    assert said.count("A") == 1
    assert said.count("B ?") == 2
    assert "1 of 2 groups in one cell, whatever is unknown; 1 group may be in several." in said


def test_counts_stand_only_in_cells_that_do_not_name_all_their_groups():
    few = [GridGroup(name, (0, 0), (0, 0)) for name in "ABCDEF"]
    assert not [line for line in texts(risk_grid(*SIDES, few)) if line == "6" or "reads:" in line]
    said = texts(risk_grid(*SIDES, [*few, GridGroup("G", (0, 0), (0, 0))]))
    assert "7" in said
    assert "and 2 more" in said
    assert any("reads:" in line for line in said)


def test_of_many_groups_that_may_be_anywhere_the_first_are_named_below_the_grid():
    said = flat(risk_grid(*SIDES, [GridGroup(f"G{at}", (0, 2), (0, 3)) for at in range(5_000)]))
    assert "because they may be in more than half of the cells: G0, G1," in said
    assert "G19 and 4,980 more." in said
    assert "G20" not in said
    assert "?" not in said.replace("grid?", "").replace("with ?", "")


def test_a_long_id_is_whole_in_every_picture():
    name = "Northmoor-OCG-2024-00137"
    groups = [RankedGroup(name, "1", 1, 1, 9, 9, "9"), RankedGroup("B", "2", 2, 2, 3, 3, "3")]
    assert name in texts(interval_bars(groups, RISK, Line(1, 1, 0, 1)))
    assert name in texts(place_bars([PlaceShares(name, "1", (0.5, 0.25, 0.125, 0.125))], TRIED))
    grid = risk_grid(*SIDES, [GridGroup(name, (2, 2), (3, 3))], VERDICTS)
    assert name in "".join(texts(grid)).replace("\N{NO-BREAK SPACE}", "")
    assert_legible(grid)


def test_a_name_is_written_alike_in_all_cells():
    names = ["Constabulary of the far North at sea", "Constabulary of the far North on land", "East"]
    svg = risk_grid(*SIDES, [GridGroup(name, (at, at), (0, 1)) for at, name in enumerate(names)])
    assert all(f"{end} ?" in flat(svg) for end in ("sea", "land", "East"))
    assert_legible(svg)


def test_five_thousand_groups_are_counted_and_the_first_named():
    groups = [GridGroup(f"G{at}", (0, 0), (0, 1 if at % 2 else 0)) for at in range(5_000)]
    svg = risk_grid(*SIDES, groups)
    said = texts(svg)
    assert "2,500 + 2,500?" in said
    assert {"G0", "G8", "and 2,495 more", "G5 ?", "and 2,497 more ?"} <= set(said)
    assert "G10" not in said
    assert len(svg) < 20_000
    assert_legible(svg)


@pytest.mark.parametrize("count", [1, 2, 8])
def test_grids_of_few_and_many_bands_are_legible(count):
    axis = GridAxis("Harm to the community at large", tuple(f"A very high band {at}" for at in range(count)))
    groups = [GridGroup(f"Group {at}", (0, count - 1), (0, count - 1)) for at in range(5_000)]
    assert_legible(risk_grid(axis, axis, groups))


def test_bands_that_cells_cannot_hold_and_groups_outside_the_grid_are_errors():
    with pytest.raises(RequestError, match="1 to 8 bands"):
        GridAxis("Harm", tuple(map(str, range(9))))
    with pytest.raises(RequestError, match="Harm of 'A'"):
        risk_grid(*SIDES, [GridGroup("A", (0, 0), (0, 4))])


def test_the_grid_of_a_matrix_is_found_and_its_cells_say_what_its_look_up_table_says():
    axes = axes_of(load_matrix("ocg-tactical"), "risk")
    assert (axes.rows.id, axes.columns.id, axes.verdict.id) == ("likelihood", "harm", "priority")
    labels = [[axes.cell(row, column)[0] for column in range(4)] for row in range(4)]
    # read off matrices/ocg-tactical.toml, likelihood Low to Very high by harm Low to Severe
    assert labels == [
        ["P4", "P4", "P3", "P3"],
        ["P4", "P3", "P3", "P2"],
        ["P4", "P3", "P2", "P1"],
        ["P3", "P2", "P1", "P1"],
    ]
    assert axes_of(load_matrix("ocg-tactical"), "priority").verdict.id == "priority"


def test_a_matrix_without_a_look_up_table_of_its_two_measures_has_cells_without_verdicts():
    matrix = load_matrix("ocg-tactical")
    bare = attrs.evolve(matrix, measures=tuple(one for one in matrix.measures if one.id != "priority"))
    axes = axes_of(bare, "risk")
    assert (axes.rows.id, axes.columns.id, axes.verdict) == ("likelihood", "harm", None)
    assert axes.cell(3, 3) == ("", 0)


@pytest.mark.parametrize(
    ("matrix", "by", "said"),
    [
        ("sleipnir-2000", "total", "19 criteria"),
        ("ocg-harm", "worst_harm", "max(harm_to_people"),
        ("ocg-tactical", "harm", "6 criteria"),
    ],
)
def test_where_there_is_no_grid_the_reason_is_said(matrix, by, said):
    assert axes_of(load_matrix(matrix), by) is None
    assert said in why_no_grid(load_matrix(matrix), by)


# -- place bars --------------------------------------------------------------------------------------------------------


@given(top=st.integers(1, 500))
def test_stretches_of_places_join_without_gap_from_the_first_to_the_line(top):
    ends = [end for _, end in places_for(top)]
    assert ends == sorted(set(ends))
    assert (ends[0], ends[-1]) == (1, top)
    assert len(ends) <= 3


def test_a_bar_is_divided_as_its_shares_are():
    svg = place_bars([PlaceShares("A", "1", (0.5, 0.25, 0.125, 0.125))], TRIED)
    (row,) = told(svg, "A: first in 50 %")
    parts = [(float(each.get("x")), float(each.get("width"))) for each in row.iter(f"{SVG}rect")]
    start, whole = parts.pop()
    assert [wide / whole for _, wide in parts] == pytest.approx([0.5, 0.25, 0.125, 0.125], abs=0.001)
    assert [(x - start) / whole for x, _ in parts] == pytest.approx([0.0, 0.5, 0.75, 0.875], abs=0.001)
    assert "88 %" in texts(svg)


def test_a_share_is_never_called_a_probability_and_it_is_said_what_it_is_not():
    said = flat(place_bars([PlaceShares("A", "1", (0.5, 0.25, 0.125, 0.125))], TRIED, left=3))
    assert "A share is not the probability that a group is harmful." in said
    assert said.count("probability") == 1
    assert "3 further groups, not drawn." in said
    assert "10,000 draws; shares are good to ±1 points." in said


@pytest.mark.parametrize("shares", [(0.5, 0.4, 0.0, 0.0), (1.5, -0.5, 0.0, 0.0), (float("nan"), 1.0, 0.0, 0.0)])
def test_shares_that_do_not_add_up_are_an_error(shares):
    with pytest.raises(RequestError, match="add up to 1"):
        PlaceShares("A", "1", shares)


def test_shares_of_other_places_are_an_error():
    with pytest.raises(RequestError, match="4 shares"):
        place_bars([PlaceShares("A", "1", (0.5, 0.5))], TRIED)


# -- from scores -------------------------------------------------------------------------------------------------------


def batch(rows, matrix="ocg-tactical"):
    scores = score(assess([{"group": f"G{at}", **row} for at, row in enumerate(rows)], matrix))
    return scores, rank(scores)


def synthetic(groups, seed=1, unknown=0.1):
    chance, criteria = Random(seed), load_matrix("ocg-tactical").criteria
    return [
        {c.id: "?" if chance.random() < unknown else chance.choice(c.levels).code for c in criteria}
        for _ in range(groups)
    ]


@pytest.mark.parametrize(("groups", "unknown"), [(1, 0.0), (2, 0.0), (2, 1.0), (40, 0.1), (5_000, 0.1)])
def test_pictures_of_batches_of_any_size_are_small_and_legible(groups, unknown):
    scores, ranking = batch(synthetic(groups, unknown=unknown))
    tried = acceptability(scores, draws=20)
    rows = rows_to_draw(ranking).tolist()
    line = Line.of(ranking, tried.request.top)
    assert line.above + line.open + line.below == groups
    pictures = [
        interval_bars(ranked_groups(scores, ranking, rows), scale_of(scores, "risk"), line),
        risk_grid_of(scores, ranking),
        place_bars(place_shares(tried, ranking, rows), tried_of(tried), groups - len(rows)),
    ]
    for svg in pictures:
        assert_legible(svg)
        assert len(svg) < 60_000


def test_groups_that_all_tie_share_the_first_rank_above_the_line():
    scores, ranking = batch([dict.fromkeys((c.id for c in load_matrix("ocg-tactical").criteria), "2")] * 30)
    line = Line.of(ranking, 10)
    assert line == Line(10, above=30, open=0, below=0)
    said = texts(interval_bars(ranked_groups(scores, ranking, range(30)), scale_of(scores, "risk"), line))
    assert said.count("1=") == 30


def test_a_bar_spans_the_exact_scores_and_the_scale_all_that_can_be_reached():
    scores, ranking = batch(synthetic(20))
    for row, group in enumerate(ranked_groups(scores, ranking, range(20))):
        assert (group.low, group.high) == tuple(map(float, scores["risk"].exact(row)))
        assert (group.best, group.worst) == (ranking.best[row], ranking.worst[row])
    assert (scale_of(scores, "risk").low, scale_of(scores, "risk").high) == (0.0, 768.0)


def test_a_group_stands_in_the_cells_that_its_bands_say_in_order_of_rank():
    scores, ranking = batch(synthetic(12))
    axes = axes_of(load_matrix("ocg-tactical"), "risk")
    for group, row in zip(grid_groups(scores, ranking, axes), ranking.order().tolist(), strict=True):
        assert group.name == f"G{row}"
        assert group.rows == (scores["likelihood"].band_low[row], scores["likelihood"].band_high[row])
        assert group.columns == (scores["harm"].band_low[row], scores["harm"].band_high[row])


def test_place_shares_add_up_what_the_places_say():
    scores, ranking = batch(synthetic(25))
    tried = acceptability(scores, draws=50)
    for row, found in enumerate(place_shares(tried, ranking, range(25))):
        places = tried.rank_acceptability[row]
        stretches = places[:1].sum(), places[1:5].sum(), places[5:10].sum(), places[10:].sum()
        assert found.shares == pytest.approx(stretches)
        assert 1 - found.shares[-1] == pytest.approx(tried.p_top[row])


def test_where_places_were_not_counted_there_are_no_shares():
    scores, ranking = batch(synthetic(3))
    assert place_shares(acceptability(scores, draws=5, places=False), ranking, range(3)) == []
