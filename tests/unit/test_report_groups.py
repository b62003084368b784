"""The groups' own pages: who has one, and what stands on it."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore import assess, load_matrix, read_assessments
from ocgscore.explain import explain_score
from ocgscore.matrix import shipped_folder
from ocgscore.network.model import Group, Member, OcgMap, Person, Relation
from ocgscore.network.model import Link as PersonLink
from ocgscore.report.meeting.blocks import Facts, Link, Listing, Noted, Page, Report, Section, Words
from ocgscore.report.meeting.gather import gather
from ocgscore.report.meeting.sections.groups import groups_section, paged_rows
from ocgscore.report.meeting.sections.groups.paged import PAGES, linker

MATRIX = "sleipnir-2000"  # corruption weighs 19, violence 18; nil 0, low 1, medium 2, high 4; no bands
NIL = {criterion.id: "nil" for criterion in load_matrix(MATRIX).criteria}
TACTICAL = load_matrix("ocg-tactical")
LOWEST = {criterion.id: criterion.levels[0].code for criterion in TACTICAL.criteria}
DAYS = ("2026-01-05", "2026-03-01")


def row(group, **levels):
    return {"group": group} | NIL | levels


def material_of(rows, matrix=MATRIX, **asked):
    return gather(assess(rows, matrix), draws=10, **asked)


def pages(material):
    return {block.id: block for block in groups_section(material).blocks if isinstance(block, Page)}


def listing(page, name) -> Listing:
    (only,) = [block for block in page.blocks if isinstance(block, Listing) and block.id == f"{page.id}-{name}"]
    return only


def names(page):
    return [block.id.removeprefix(f"{page.id}-") for block in page.blocks if isinstance(block, Listing)]


def words(page):
    return [block.said for block in page.blocks if isinstance(block, Words)]


# -- who has a page ----------------------------------------------------------------------------------------------------


def test_up_to_two_hundred_groups_all_have_a_page_in_ranked_order():
    rows = [row(f"G{at:03}", violence="high" if at == 199 else "low") for at in range(200)]
    found = paged_rows(material_of(rows))
    assert found == [199, *range(199)]


def test_beyond_that_those_that_could_stand_among_the_top_and_those_that_changed():
    """By hand: one high group leads; of the others, certain and tied at rank 2, only those that changed have a page."""
    rows = [row(f"G{at:03}", violence="low") for at in range(PAGES + 50)]
    rows[7] = row("G007", violence="high")
    old = [dict(one) for one in rows]
    old[20] = row("G020", violence="medium")
    del old[30]
    material = material_of(rows, top=1, last=assess(old, MATRIX))
    assert paged_rows(material) == [7, 20, 30]
    lead = groups_section(material).lead
    assert lead.startswith("3 of 250 groups have a page: those that could stand among the top 1 or whose score changed")
    assert "ocgscore explain FILE --matrix sleipnir-2000 --group ID" in lead
    linked = linker(material)
    assert (linked(7), linked(8)) == (Link("G007", "group-8"), "G008")


def test_never_more_than_two_hundred():
    rows = [row(f"G{at:03}", violence="?") for at in range(PAGES + 1)]
    assert len(paged_rows(material_of(rows))) == PAGES


def test_without_a_last_meeting_a_changed_group_is_one_whose_newest_step_moved_its_score():
    rows = [row(f"G{at:03}", violence="low") | {"assessed_on": DAYS[1]} for at in range(PAGES + 1)]
    rows[0] = row("G000", violence="high") | {"assessed_on": DAYS[1]}
    before = [
        row("G005", violence="nil") | {"assessed_on": DAYS[0]},
        row("G006", violence="low") | {"assessed_on": DAYS[0]},
    ]
    material = material_of([*rows, *before], top=1)
    assert paged_rows(material) == [0, 5]


# -- how the score came about ------------------------------------------------------------------------------------------


def test_the_path_can_be_worked_out_by_hand():
    """By hand: physical weighs 3, the other harms 2, scope 1: 3×2 + 2×1 = 8; likelihood 3 + 1 = 4; risk 8 × 4 = 32."""
    levels = LOWEST | {"physical": "2", "financial": "1", "recent_activity": "3", "intent": "1"}
    page = pages(material_of([{"group": "A"} | levels], "ocg-tactical"))["group-1"]
    assert page.title == "A: rank 1, Risk 32, Low"
    cells = {cells[0]: cells[1:] for cells in listing(page, "path").rows}
    assert cells["Total harm"][2] == "3×2 + 2×0 + 2×1 + 2×0 + 2×0 + 0 = 8"
    assert cells["Risk"][2] == "8 × 4 = 32"


def test_a_measure_that_is_looked_up_is_said_by_its_band_alone():
    """By hand: all at the lowest, harm and likelihood are Low, and the grid says P4 for both."""
    page = pages(material_of([{"group": "A"} | LOWEST], "ocg-tactical"))["group-1"]
    cells = {cells[0]: cells[1:] for cells in listing(page, "path").rows}
    assert cells["Priority"] == ("", "P4", "grid(likelihood Low, harm Low)")


def test_ranked_by_a_grid_a_group_is_said_by_its_band_alone():
    rows = [{"group": "A"} | LOWEST, {"group": "B"} | LOWEST | {"intent": "?"}]
    found = pages(material_of(rows, "ocg-tactical", by="priority"))
    assert found["group-1"].title.endswith(", Priority P4")
    assert listing(found["group-2"], "unknowns").rows[0][2].startswith("P4, rank ")
    assert all(
        "→" not in cells[1] or cells[1].startswith("P4 → P") for cells in listing(found["group-1"], "moves").rows
    )


def test_an_open_score_is_worked_out_at_both_ends():
    page = pages(material_of([row("A", corruption="low", violence="?"), row("B")]))["group-1"]
    score, working = listing(page, "path").rows[0][1:3]
    assert score == "19–91"
    assert working.startswith("lowest 19×1 + 18×0 + ")
    assert working.endswith(
        "= 19; highest 19×1 + 18×4 + " + " + ".join(f"{w}×0" for w in range(17, 1, -1)) + " + 0 = 91"
    )


def test_the_rule_that_a_source_has_for_unknowns_stands_beside_the_bounds():
    """By hand: the source counts an unknown as medium: 18 × 2 = 36; a range it does not cover."""
    found = pages(material_of([row("A", violence="?"), row("B", violence="low|medium")]))
    assert listing(found["group-1"], "path").headings[-1].said == "by the source's rule for unknowns"
    assert listing(found["group-1"], "path").rows[0][-1] == "36"
    assert listing(found["group-2"], "path").rows[0][-1].startswith("undefined")


def test_each_level_stands_with_what_it_counts_and_its_wording():
    violence = load_matrix(MATRIX).criterion("violence")
    rows = [row("A", violence="high"), row("B", violence="?"), row("C", violence="low|medium")]
    found = pages(material_of(rows))
    asked = Noted("Violence", violence.question)
    cells = [next(c for c in listing(page, "levels").rows if c[0] == asked) for _, page in sorted(found.items())]
    assert cells[0] == (asked, Noted("High", "counts 72"), Noted(violence.levels[3].anchor, ""))
    possible = "any of 4 levels: Nil, Low, Medium, High"
    assert cells[1] == (asked, Noted("unknown", "counts 0–72"), Noted(possible, ""))
    low, medium = violence.levels[1], violence.levels[2]
    worded = f"Low: {low.anchor} / Medium: {medium.anchor}"
    assert cells[2] == (asked, Noted("Low–Medium", "counts 18–36"), Noted(worded, ""))


def test_a_reason_stands_under_the_wording_where_the_sheet_gives_one_and_stays_text():
    reason = "<b>seen</b> =1+1"
    found = pages(material_of([row("A", violence="low") | {"violence_rationale": reason}, row("B")]))
    notes = [[cells[-1].note for cells in listing(page, "levels").rows if cells[-1].note] for page in found.values()]
    assert notes == [[f"Reason given: {reason}"], []]


def test_who_assessed_it_and_when_is_said_as_far_as_it_is_known():
    signed = {"force": "Westbrook", "assessor": "B. Heron", "assessed_on": DAYS[0]}
    found = pages(material_of([row("A", violence="low") | signed, row("B")]))
    facts = [dict(page.blocks[0].said) for page in found.values() if isinstance(page.blocks[0], Facts)]
    assert facts[0]["Assessed"] == "2026-01-05, by B. Heron, Westbrook"
    assert facts[1]["Assessed"] == "no date, by nobody named"
    assert facts[0]["Known"] == "19 of 19 criteria"
    assert facts[0]["Rank"] == "1 of 2, by Total"


# -- what would move it ------------------------------------------------------------------------------------------------


def test_changes_that_move_the_ranking_band_come_first_and_five_are_shown():
    """By hand: harm 3×2 + 2×2 + 2×2 + 2×3 + 2×3 + 1 = 27, likelihood 3 + 3 + 2 + 1 = 9, risk 243; Very high begins at 280.

    Physical harm at 4 gives 33 × 9 = 297; two levels more of a criterion of likelihood 27 × 11 = 297, which those at 3
    cannot have. No harm that weighs 2 gets there by one step or two: 31 × 9 = 279.
    """
    harm = {"physical": "2", "psychological": "2", "financial": "2", "community_environment": "3"}
    harm |= {"victim_vulnerability": "3", "geographic_scope": "1"}
    likelihood = {"recent_activity": "3", "intent": "3", "group_capability": "2", "resilience": "1"}
    other = (
        harm | likelihood | {"physical": "3", "group_capability": "1"}
    )  # 30 × 8 = 240: a smaller change moves the rank
    material = material_of(
        [{"group": "A"} | LOWEST | harm | likelihood, {"group": "B"} | LOWEST | other], "ocg-tactical"
    )
    moves = listing(pages(material)["group-1"], "moves")
    leading = [cells[0] for cells in moves.rows if "Risk → Very high" in cells[3]]
    assert leading == [
        "Physical harm 2 → 4 Severe",
        "Capability of the group 2 → 4 Advanced",
        "Resilience to enforcement 1 → 3 Durable",
    ]
    assert leading == [cells[0] for cells in moves.rows[:3]]
    assert len(moves.rows) == 5
    assert moves.caption == (
        f"What would move it, one level changed (5 of {len(explain_score(material.scores, 'A').flips)}): "
        "first Risk's band, then rank, then other bands; smallest first"
    )


def test_among_changes_that_move_the_same_the_smallest_come_first():
    """Sleipnir has no bands: what moves is the rank alone, so that nothing but the step orders the changes."""
    rows = [row("A", corruption="low"), row("B", violence="medium"), row("C", violence="high")]
    matrix = load_matrix(MATRIX)
    moves = listing(pages(material_of(rows))["group-1"], "moves")
    assert moves.caption.endswith(": smallest first")
    codes = {criterion.title: [level.label for level in criterion.levels] for criterion in matrix.criteria}
    steps = []
    for said, *_ in moves.rows:
        before, after = said.split(" → ")
        title = next(title for title in codes if before.startswith(f"{title} "))
        steps.append(abs(codes[title].index(after) - codes[title].index(before.removeprefix(f"{title} "))))
    assert steps == sorted(steps)


def test_a_change_is_said_with_code_and_label_score_and_rank():
    """By hand: A has 19; with corruption nil it has 0 and stands level with nobody, B having 18: rank 2."""
    moves = listing(pages(material_of([row("A", corruption="low"), row("B", violence="low")]))["group-1"], "moves")
    assert ("Corruption Low → Nil", "19 → 0", "1 → 2") in moves.rows


def test_where_nothing_would_move_it_that_is_said():
    page = pages(material_of([row("A")]))["group-1"]
    assert names(page) == ["path", "levels"]
    assert words(page) == ["What would move it: no level, changed alone, moves a band or the rank."]


def test_the_shares_of_the_unknowns_are_exact_and_in_order():
    """By hand: violence unknown is 72 wide, corruption from low to high 57; together 129."""
    page = pages(material_of([row("A", violence="?", corruption="not nil"), row("B")]))["group-1"]
    found = listing(page, "unknowns")
    assert found.caption == "What the unknowns could do: they leave Total 129 wide"
    assert [cells[:2] for cells in found.rows] == [("Violence unknown", "72"), ("Corruption Low–High", "57")]
    assert found.rows[0][2:] == ("19–76, rank 1", "91–148, rank 1")


def test_an_unknown_that_the_ranking_measure_is_not_made_of_leaves_it_certain():
    rows = [{"group": "A"} | LOWEST | {"public_confidence": "?"}]
    page = pages(material_of(rows, "ocg-tactical"))["group-1"]
    assert "unknowns" not in names(page)
    (said,) = words(page)
    assert said.startswith("Not known, and no part of Risk: Public confidence. ")
    assert said.endswith("Bands that one of them alone could change: Grading of organisational position.")


def test_of_many_unknowns_the_largest_shares_are_shown_and_the_others_named():
    """By hand: the weights fall from 19 by one, so that the sixth unknown is the one that weighs least."""
    weights = sorted(load_matrix(MATRIX).criteria, key=lambda criterion: -criterion.weight)[:6]
    page = pages(material_of([row("A", **{criterion.id: "?" for criterion in weights})]))["group-1"]
    found = listing(page, "unknowns")
    assert [cells[0] for cells in found.rows] == [f"{criterion.title} unknown" for criterion in weights[:5]]
    assert found.note == f"Not known either, none with a larger share: {weights[5].title}."


# -- network and history -----------------------------------------------------------------------------------------------


def test_the_place_on_the_map_is_said_in_words():
    """By hand: A has ann, bob and cy, who is in B too; bob knows di of C; A and B are rivals."""
    members = [("ann", "A", "principal"), ("bob", "A", "peripheral"), ("cy", "A", ""), ("cy", "B", ""), ("di", "C", "")]
    network = OcgMap(
        people=tuple(Person(id_) for id_ in ("ann", "bob", "cy", "di")),
        groups=(Group("A", "Harbour"), Group("B"), Group("C")),
        members=tuple(Member(person, group, standing=standing) for person, group, standing in members),
        links=(PersonLink("ann", "bob"), PersonLink("bob", "di")),
        relations=(Relation("A", "B", "rivalry"),),
    )
    found = pages(material_of([row(" a"), row("Z")], network=network))
    assert words(found["group-1"])[-1] == (
        "Network (Harbour): 3 members (1 principal, 1 peripheral); linked to 2 other groups by a tie or a shared member; "
        "ties cross to 1 other group; 1 member shared with 1 other group; 1 tie to people outside; rival of 1 group."
    )
    assert words(found["group-2"])[-1] == "Network: not on the map."


def test_what_is_undefined_on_the_map_stands_with_its_reason():
    network = OcgMap(people=(), groups=(Group("A"),), members=(), links=())
    said = words(pages(material_of([row("A")], network=network))["group-1"])[-1]
    assert said.startswith("Network: 0 members; undefined, no member: ")


def test_without_a_map_nothing_is_said_of_one():
    material = material_of([row("A")])
    assert not any("etwork" in said for page in pages(material).values() for said in words(page))


def test_earlier_assessments_stand_newest_first_with_what_each_step_is():
    signed = [{"assessor": "B. Heron", "force": "North", "assessed_on": day, "matrix_version": "1.0.0"} for day in DAYS]
    rows = [row("A", violence="low") | signed[0], row("A", violence="high") | signed[1]]
    found = listing(pages(material_of(rows))["group-1"], "past")
    assert found.rows == (
        ("2026-03-01", "B. Heron, North", "72", "1", "up: level change"),
        ("2026-01-05", "B. Heron, North", "18", "1", "first assessment"),
    )


def test_of_many_assessments_the_newest_are_shown():
    rows = [row("A", violence="low") | {"assessed_on": f"2026-01-{day:02}"} for day in range(1, 10)]
    found = listing(pages(material_of(rows))["group-1"], "past")
    assert (len(found.rows), found.note) == (6, "3 earlier assessments not shown.")


# -- the whole ---------------------------------------------------------------------------------------------------------

LEVELS = st.sampled_from(["nil", "low", "high", "?", "not nil", "low|medium"])


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=5))
def test_every_page_is_whole_and_says_what_the_library_says(levels):
    rows = [row(f"G{at}", violence=one, mobility=other) for at, (one, other) in enumerate(levels)]
    material = material_of(rows)
    found = pages(material)
    assert list(found) == [f"group-{at + 1}" for at in material.ranking.order().tolist()]
    for at in range(len(rows)):
        page = found[f"group-{at + 1}"]
        assert listing(page, "path").rows[0][1] == material.measure.score_text(at)
        for block in page.blocks:
            if isinstance(block, Listing):
                assert {len(cells) for cells in block.rows} == {len(block.headings)}


@pytest.mark.parametrize("path", sorted(shipped_folder("matrices").glob("*.toml")), ids=lambda path: path.stem)
def test_a_page_of_any_shipped_matrix_is_small(path):
    jinja2 = pytest.importorskip("jinja2", reason="the extra 'report' is not installed")
    assert jinja2
    from ocgscore.report.meeting.page.page import html

    matrix = load_matrix(path.stem)
    rows = [
        {matrix.subject: f"G{at}"}
        | {c.id: "?" if at == place % 3 else c.levels[-1].code for place, c in enumerate(matrix.criteria)}
        for at in range(3)
    ]
    material = material_of(rows, matrix.id, by=matrix.ranks_by or matrix.measures[-1].id)
    bare = Section("s", "s", "", ())
    report = Report("t", "s", "", (), (bare,))
    empty = len(html(report).encode())
    for page in pages(material).values():
        full = attrs.evolve(report, sections=(attrs.evolve(bare, blocks=(page,)),))
        assert len(html(full).encode()) - empty < 25_000


def test_the_shipped_example_has_a_page_for_each_group_the_same_each_time():
    batch = read_assessments(str(shipped_folder("examples") / "demo.csv"), "ocg-tactical")
    material = gather(batch, draws=10)
    assert groups_section(material) == groups_section(gather(batch, draws=10))
    assert len(pages(material)) == 24
